//! `onrecord read`: finds the reports, reads them on all cores, writes them in order, tells at the end what failed.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::{About, Kind, Reader};

use crate::arguments::{self, Color, Format, Read};
use crate::format::{Form, Piece};
use crate::sink::Sink;
use crate::sources::{self, Source};
use crate::text::Look;
use crate::wrap::Paint;
use crate::{batch, bytes, failure, visible};

/// Runs the command.
pub fn read(asked: &Read) -> Result<ExitCode> {
    let found = sources::find(&asked.inputs);
    let mut failures = found.failures;
    let form = form(asked, found.several);
    let mut sink = Sink::open(asked.output.as_deref())?;
    let mut written = 0;
    if !found.sources.is_empty() {
        let reader = Reader::new()?;
        if found.sources == [Source::Stdin] && stdin().is_terminal() && stderr().is_terminal() {
            failure::print("reading the report from the keyboard; Ctrl-D ends it");
        }
        let threads = threads(asked, found.sources.len());
        // Pages may nest deeply, and their trees are walked by recursion.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(64 << 20).build();
        let pool = pool.context("cannot start threads")?;
        let bar = bar(found.sources.len());
        let job = |at: usize| one(&reader, &found.sources[at], asked, at + 1, form);
        batch::ordered(&pool, found.sources.len(), job, |at, result| {
            bar.inc(1);
            let crashed = || Err("the program failed on this report, which is a mistake of ours".to_owned());
            match result.unwrap_or_else(crashed) {
                Err(why) => failures.push(failure::cannot_read(found.sources[at].name(), &why)),
                Ok(piece) => {
                    bar.suspend(|| {
                        sink.write(&if written == 0 { form.before(&piece) } else { form.between() })?;
                        sink.write(&piece.text)?;
                        sink.flush()
                    })?;
                    written += 1;
                }
            }
            anyhow::Ok(())
        })?;
        bar.finish_and_clear();
    }
    if written > 0 {
        sink.write(form.after())?;
        sink.finish()?;
    }
    for line in found.remarks.iter().chain(&failures) {
        failure::print(line);
    }
    if failures.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if written + failures.len() > 1 {
        failure::print(&format!("{written} read, {} failed", failures.len()));
    }
    Ok(ExitCode::FAILURE)
}

/// One report, from its name to its output.
fn one(reader: &Reader, source: &Source, asked: &Read, number: usize, form: Form) -> Result<Piece, String> {
    let bytes = bytes::read(source)?;
    let about = About { kind: kind(source, asked), charset: asked.charset.clone(), published: asked.published.clone() };
    let reading = reader.read(&bytes, &about).map_err(|e| failure::reading(&e))?;
    drop(bytes);
    Ok(form.piece(number, &visible::line(&source.name().to_string_lossy()), &reading))
}

/// What the user says, else the file's ending; without either the library tells it from the bytes.
fn kind(source: &Source, asked: &Read) -> Option<Kind> {
    match asked.kind {
        Some(arguments::Kind::Plain) => return Some(Kind::Plain),
        Some(arguments::Kind::Html) => return Some(Kind::Html),
        None => {}
    }
    match source.name().extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => Some(Kind::Html),
        "txt" => Some(Kind::Plain),
        _ => None,
    }
}

fn form(asked: &Read, several: bool) -> Form {
    let on_terminal = asked.output.is_none() && stdout().is_terminal();
    let format = asked.format.unwrap_or(if on_terminal { Format::Text } else { Format::Jsonl });
    let color = match asked.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            asked.output.is_none() && anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never
        }
    };
    let terminal = || terminal_size::terminal_size_of(stdout()).map(|(w, _)| usize::from(w.0));
    // Longer lines are hard to read; where there is no terminal, lines are as long as they used to be.
    let width = asked.width.map(usize::from).or_else(|| terminal().map(|w| w.clamp(20, 100))).unwrap_or(80);
    Form { format, several, look: Look { paint: Paint(color), width } }
}

fn threads(asked: &Read, reports: usize) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.jobs.map_or_else(cores, usize::from).min(reports).min(256)
}

/// Only for people, and only where there is something to wait for.
fn bar(reports: usize) -> ProgressBar {
    if reports < 2 || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(reports as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} reports, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
