//! `onrecord exchanges`: readings or the record in; threads of who wrote or spoke to whom, in order of time, out.
//!
//! Example: `2024-03-14 letter · Tom Okafor to Ana Ruiz · answers 1`, below the letter that he answers.

use std::io::{IsTerminal, stdout};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result, anyhow};
use onrecord::exchanges::{Exchanges, Message, Party, Thread, dot, json, tei};
use serde_json::Value;

use crate::arguments::record::{ExchangeFormat, Exchanges as Asked};
use crate::read::look;
use crate::sink::Sink;
use crate::text::Look;
use crate::wrap::{Styled, shortened};
use crate::{check, failure, format, record, visible};

const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const WHO: Style = AnsiColor::Magenta.on_default().bold();
/// How many quotations of a message are shown, and how long each may be, in columns.
const SHOWN: usize = 3;
const LONGEST: usize = 160;

/// Runs the command.
pub fn exchanges(asked: &Asked) -> Result<ExitCode> {
    let mut all = Exchanges::new();
    for path in &asked.reading {
        let readings = check::of_readings(path, |text| serde_json::from_str::<Value>(text).map_err(|e| e.to_string()))?;
        for reading in readings {
            all.add(&reading).map_err(|why| anyhow!(failure::cannot_read(path, &why)))?;
        }
    }
    if asked.reading.is_empty() {
        let record = record::open(&asked.place)?;
        for report in record.outdated(None)? {
            let reading = record.latest_json(report)?;
            all.add(&reading).map_err(|why| anyhow!("{why}")).context("cannot use a reading of the record")?;
        }
    }
    let threads = all.threads(asked.name.as_deref());
    let on_terminal = asked.output.is_none() && stdout().is_terminal();
    let form = asked.format.unwrap_or(if on_terminal { ExchangeFormat::Text } else { ExchangeFormat::Json });
    let look = look(asked.color, asked.width, asked.output.is_none());
    let mut out = Sink::open(asked.output.as_deref())?;
    out.write(&match form {
        ExchangeFormat::Text => text(&all, &threads, look),
        ExchangeFormat::Json => format::safe_json(serde_json::to_string_pretty(&json(&all, &threads))?) + "\n",
        ExchangeFormat::Dot => visible_lines(&dot(&all, &threads)),
        ExchangeFormat::Tei => {
            let now = record::now();
            let publisher = format!("onrecord {}", env!("CARGO_PKG_VERSION"));
            visible_lines(&tei(&all, &threads, &publisher, now.get(..10).unwrap_or(&now)))
        }
    })?;
    out.finish()?;
    if threads.is_empty() {
        failure::print(&format!("no exchange found in {}", count(all.sources.len(), "report")));
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The lines with what a terminal would obey made visible.
fn visible_lines(text: &str) -> String {
    text.split_inclusive('\n').map(|l| visible::visible(l.trim_end_matches('\n')) + "\n").collect()
}

/// For a terminal.
fn text(all: &Exchanges, threads: &[Thread], look: Look) -> String {
    let Look { paint, width } = look;
    let mut out = String::new();
    let mut number = vec![0; all.messages.len()];
    for (n, at) in threads.iter().flat_map(|t| &t.messages).enumerate() {
        number[*at] = n + 1;
    }
    for (n, thread) in threads.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        for &at in &thread.messages {
            let message = &all.messages[at];
            let mut line = Styled::one(DIM, &format!("{} ", number[at]));
            line.page(BOLD, &heading(message));
            line.push(DIM, " · ");
            line.page(WHO, &names(&message.from, "somebody"));
            if message.from == message.to && message.from.len() > 1 {
                line.push(DIM, " with one another");
            } else if !message.to.is_empty() {
                line.push(DIM, " to ");
                line.page(WHO, &names(&message.to, ""));
            }
            let answers: Vec<String> = message.answers.iter().map(|&k| number[k].to_string()).collect();
            if !answers.is_empty() {
                line.push(PLAIN, &format!(" · answers {}", answers.join(", ")));
            }
            line.push(DIM, &format!(" · {:.2}", message.confidence));
            line.write(&mut out, paint, width, 0);
            for words in message.words.iter().take(SHOWN) {
                Styled::one_of_page(PLAIN, &shortened(&visible::line(&words.text), LONGEST))
                    .write(&mut out, paint, width, 4);
            }
            if message.words.len() > SHOWN {
                Styled::one(DIM, &format!("and {} more", message.words.len() - SHOWN)).write(&mut out, paint, width, 4);
            }
            for (source, _) in &message.told {
                let source = &all.sources[*source];
                let title = source.title.as_deref().or(source.url.as_deref()).unwrap_or(&source.document);
                let parts = [Some(title), source.outlet.as_deref(), source.published.as_deref()];
                let parts: Vec<&str> = parts.into_iter().flatten().collect();
                Styled::one_of_page(DIM, &parts.join(", ")).write(&mut out, paint, width, 4);
            }
        }
    }
    out
}

/// Day, medium and what became of it.
fn heading(message: &Message) -> String {
    let day = message.date.as_deref().unwrap_or("undated");
    let medium = message.name.clone().unwrap_or_else(|| match message.medium.as_str() {
        "other" => "words".to_owned(),
        medium => medium.replace('_', " "),
    });
    let place = message.venue.iter().chain(&message.place).map(|p| format!(", {p}")).collect::<String>();
    let status = if message.status == "made" { String::new() } else { format!(" ({})", message.status) };
    format!("{day} {medium}{place}{status}")
}

fn names(parties: &[Party], nobody: &str) -> String {
    if parties.is_empty() {
        return nobody.to_owned();
    }
    parties.iter().map(|p| visible::line(&p.name)).collect::<Vec<_>>().join(", ")
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
