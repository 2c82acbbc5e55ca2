//! `onrecord check`: a draft or a quotation and readings in, what the record says of each claim out.
//!
//! The exit status is for scripts: 0 every claim holds, 1 one does not, 2 it could not be told (wrong usage among it). Readings given with
//! `--against` are one [`Candidates`], the record is the other.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, stdin, stdout};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use onrecord::check::{self, Answer, Candidates, Claim, Index, Report, Searched};
use onrecord::{About, Kind, Reader};
use onrecord_store::Recorded;
use serde_json::Value;

use crate::arguments::{self, AnswerFormat, Check, Color};
use crate::meanings::Weighed;
use crate::sink::Sink;
use crate::text::Look;
use crate::wrap::Paint;
use crate::{answers, answers_page, failure, record, visible};

/// What was checked, with what came of it.
pub struct Checked {
    /// The draft's name, or what stands for it.
    pub name: String,
    /// The draft's text, where there is one.
    pub draft: Option<String>,
    /// An answer for each claim.
    pub answers: Vec<Answer>,
    /// How much was looked at.
    pub searched: Searched,
}

/// Runs the command; an error is exit status 2.
pub fn check(asked: &Check) -> ExitCode {
    match checked(asked) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) if failure::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            failure::print(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Whether every claim holds.
fn checked(asked: &Check) -> Result<bool> {
    let all = |claims: &[Claim], record: &dyn Candidates| -> Vec<Answer> {
        claims.iter().map(|claim| check::check(claim, record)).collect()
    };
    let (name, draft, answers, searched) = if asked.against.is_empty() {
        let opened = record::open(&asked.place)?;
        let record = Recorded::new(&opened)?;
        let (name, draft, claims) = claims(asked)?;
        let answers = all(&claims, &record);
        record.finish()?;
        (name, draft, answers, record.searched())
    } else {
        let record = against(asked)?;
        let (name, draft, claims) = claims(asked)?;
        if asked.meaning {
            let record = Weighed::new(record);
            let answers = all(&claims, &record);
            record.finish()?;
            (name, draft, answers, record.searched())
        } else {
            (name, draft, all(&claims, &record), record.searched())
        }
    };
    let all = answers.iter().all(Answer::holds);
    let checked = Checked { name, draft, answers, searched };
    let on_terminal = asked.output.is_none() && stdout().is_terminal();
    let format = asked.format.unwrap_or(if on_terminal { AnswerFormat::Text } else { AnswerFormat::Json });
    let mut sink = Sink::open(asked.output.as_deref())?;
    sink.write(&match format {
        AnswerFormat::Json => {
            let json = check::json::pretty(&checked.answers, &checked.searched, checked.draft.as_deref());
            crate::format::safe_json(json) + "\n"
        }
        AnswerFormat::Text => answers::text(&checked, look(asked)),
        AnswerFormat::Markdown => answers::markdown(&checked),
        AnswerFormat::Html => answers_page::page(&checked),
    })?;
    sink.finish()?;
    Ok(all)
}

/// The claims, with the name of what they come from and a draft's text.
fn claims(asked: &Check) -> Result<(String, Option<String>, Vec<Claim>)> {
    if let Some(words) = &asked.quote {
        let claim = Claim { text: words.clone(), speaker: asked.speaker.clone(), spans: Vec::new() };
        return Ok(("A quotation".to_owned(), None, vec![claim]));
    }
    if let Some(path) = &asked.claims {
        let claims = each_line(path, "claims", claim)?;
        return Ok((visible::line(&path.to_string_lossy()), None, claims));
    }
    let Some(path) = &asked.draft else { bail!("no draft was given") };
    let (bytes, about) = draft(path, asked)?;
    let reading = Reader::new()?.read(&bytes, &about).map_err(|e| anyhow::anyhow!(failure::reading(&e)));
    let reading = reading.with_context(|| format!("cannot read {}", failure::quoted(path)))?;
    let claims = check::claims(&reading);
    Ok((visible::line(&path.to_string_lossy()), Some(reading.document.text().to_owned()), claims))
}

/// A draft's bytes; of Markdown what is left when the markup is blanked.
fn draft(path: &Path, asked: &Check) -> Result<(Vec<u8>, About)> {
    let bytes = bytes(path)?;
    let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    let by_name = match ending.as_deref() {
        Some("md" | "markdown") => Some(arguments::DraftKind::Markdown),
        Some("html" | "htm" | "xhtml") => Some(arguments::DraftKind::Html),
        Some("txt") => Some(arguments::DraftKind::Plain),
        _ => None,
    };
    let kind = match asked.kind.or(by_name) {
        Some(arguments::DraftKind::Markdown) => {
            let text = std::str::from_utf8(&bytes);
            let text = text.with_context(|| format!("cannot read {} as Markdown", failure::quoted(path)))?;
            let plain = check::markdown(text).into_bytes();
            return Ok((plain, About { kind: Some(Kind::Plain), ..About::default() }));
        }
        Some(arguments::DraftKind::Html) => Some(Kind::Html),
        Some(arguments::DraftKind::Plain) => Some(Kind::Plain),
        None => None,
    };
    Ok((bytes, About { kind, ..About::default() }))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = onrecord::LONGEST as u64 + 1;
    let done = if path.as_os_str() == "-" {
        stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|f| f.take(limit).read_to_end(&mut bytes))
    };
    done.map_err(|e| anyhow::anyhow!(failure::cannot_read(path, &failure::io(&e))))?;
    if bytes.len() > onrecord::LONGEST {
        bail!(failure::cannot_read(path, &failure::too_long()));
    }
    Ok(bytes)
}

/// The record that the readings make.
fn against(asked: &Check) -> Result<Index> {
    let mut reports = Vec::new();
    for path in &asked.against {
        reports.extend(readings(path)?);
    }
    if reports.is_empty() {
        bail!("cannot check against no readings: found none in {}", failure::quoted(&asked.against[0]));
    }
    Ok(Index::new(reports))
}

/// The readings of a file: one a line, one alone, or an array, as `onrecord read` writes them.
fn readings(path: &Path) -> Result<Vec<Report>> {
    of_readings(path, |text| Report::parse(text).map_err(|e| e.to_string()))
}

/// What each reading of a file gives.
pub fn of_readings<T>(path: &Path, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>> {
    if path.as_os_str() == "-" {
        // It can be read only once.
        let text =
            String::from_utf8(bytes(path)?).map_err(|e| anyhow::anyhow!(failure::cannot_read(path, &e.to_string())))?;
        return each_of(path, &text, &read);
    }
    let lines = each_line(path, "readings", &read);
    if let Err(error) = lines {
        // One reading over many lines, or an array of them.
        let text = String::from_utf8(bytes(path)?).unwrap_or_default();
        let Ok(value) = serde_json::from_str::<Value>(&text) else { return Err(error) };
        return each_of_value(path, value, &read);
    }
    lines
}

fn each_of<T>(path: &Path, text: &str, read: &impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>> {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return each_of_value(path, value, read);
    }
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |why: &str| failure::cannot_read(path, &format!("line {} of the readings: {why}", n + 1));
        out.push(read(line).map_err(|why| anyhow::anyhow!(wrong(&why)))?);
    }
    Ok(out)
}

fn each_of_value<T>(path: &Path, value: Value, read: &impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>> {
    let all = if let Value::Array(all) = value { all } else { vec![value] };
    let parsed: Result<Vec<T>, String> = all.iter().map(|v| read(&v.to_string())).collect();
    parsed.map_err(|why| anyhow::anyhow!(failure::cannot_read(path, &why)))
}

/// What each line of a file gives; empty lines are passed over.
fn each_line<T>(path: &Path, what: &str, of: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>> {
    let wrong = |why: &str| anyhow::anyhow!(failure::cannot_read(path, why));
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(|e| wrong(&failure::io(&e)))?))
    };
    let mut out = Vec::new();
    for (n, line) in input.lines().enumerate() {
        let line = line.map_err(|e| wrong(&failure::io(&e)))?;
        if !line.trim().is_empty() {
            out.push(of(&line).map_err(|why| wrong(&format!("line {} of the {what}: {why}", n + 1)))?);
        }
    }
    Ok(out)
}

/// `{"text": "…", "speaker": "…"}`.
fn claim(line: &str) -> Result<Claim, String> {
    let value: Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let field = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let text = field("text").ok_or("found no \"text\", expected {\"text\": \"…\", \"speaker\": \"…\"}")?;
    Ok(Claim { text, speaker: field("speaker"), spans: Vec::new() })
}

fn look(asked: &Check) -> Look {
    let color = match asked.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            asked.output.is_none() && anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never
        }
    };
    let terminal = || terminal_size::terminal_size_of(stdout()).map(|(w, _)| usize::from(w.0));
    let width = asked.width.map(usize::from).or_else(|| terminal().map(|w| w.clamp(20, 100))).unwrap_or(80);
    Look { paint: Paint(color), width }
}
