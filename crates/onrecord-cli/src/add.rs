//! `onrecord add`: reports in, what the record made of each out. Many are read at the same time, one after the other is written.
//!
//! A line is printed only for what is committed: reports are written in groups, and a group's lines follow its commit. A report whose
//! bytes the record knows is not read again, so that whoever was stopped goes on where it was.

use std::fmt::Write;
use std::io::{IsTerminal, stderr};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::{About, Kind, Reader};
use onrecord_fetch::{Again, Client, Seen};
use onrecord_store::{Added, Arrival, Record, Visit};

use crate::arguments::record::{Add, Answer};
use crate::bytes::{self, Report};
use crate::roads::{Job, Roads, Work};
use crate::sink::Sink;
use crate::sources::Source;
use crate::tasks::Task;
use crate::{batch, failure, read, record, visible, works};

/// Reports of one commit at most, and how long the first may wait for it.
const GROUP: usize = 64;
const WAIT: Duration = Duration::from_millis(500);
/// Bytes of one commit at most.
const BYTES: usize = 16 << 20;

/// What came of one job before it is written.
#[allow(clippy::large_enum_variant, reason = "there are a few for each thread")]
pub enum Outcome {
    /// A page with its reading, or without one where the record knows it.
    Page { report: Report, reading: Option<String>, visit: Option<(String, Visit)> },
    /// The host says that it is as it was, or the record knows the address.
    Unchanged,
    /// All entries of a list have been seen.
    End,
}

/// Runs the command.
pub fn add(asked: &Add) -> Result<ExitCode> {
    let include = read::globs(&asked.told)?;
    let mut writer = record::writer(&asked.place, true)?;
    let known = Mutex::new(record::open(&asked.place)?);
    let client = read::client(&asked.told, Some(Duration::from_secs_f64(asked.pause)))?;
    let reader = Reader::new()?.with_editions(works::editions(asked.told.works.as_deref())?);
    let mut roads = Roads::new(asked, include.as_ref(), &client, &known);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(read::threads(&asked.told, usize::MAX))
        // Pages may nest deeply, and their trees are walked by recursion.
        .stack_size(64 << 20)
        .build()
        .context("cannot start threads")?;
    let mut out =
        Log { sink: Sink::open(None)?, json: asked.format.is_some_and(|f| f != Answer::Text), waiting: Vec::new() };
    let bar = bar();
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    let mut group = Group { since: Instant::now(), bytes: 0 };
    // A list is done when none of its entries failed.
    let mut failed_of_list = false;
    let jobs = roads.by_ref().inspect(|_| bar.inc_length(1));
    let work = |_: usize, job: &mut Job| one(asked, &reader, &client, &known, job);
    batch::ordered(&pool, jobs, work, |job, result| {
        bar.inc(1);
        let crashed = || Err("the program failed on this report, which is a mistake of ours".to_owned());
        match result.unwrap_or_else(crashed) {
            Err(why) => {
                failed_of_list |= job.listed;
                counts.failed += 1;
                failures.push(failure::cannot_read(job.name(), &why));
            }
            Ok(Outcome::Unchanged) => counts.known += 1,
            Ok(Outcome::End) => {
                if let Work::End { asked, visit } = &job.work
                    && !failed_of_list
                {
                    writer.visited(asked, visit, &record::now())?;
                }
                failed_of_list = false;
            }
            Ok(Outcome::Page { report, reading, visit }) => {
                if out.waiting.is_empty() {
                    group.since = Instant::now();
                }
                group.bytes += report.bytes.len();
                let name = visible::line(&job.name().to_string_lossy());
                match keep(&mut writer, &report, reading.as_deref(), &name) {
                    Err(onrecord_store::Error::Reading { found }) => {
                        counts.failed += 1;
                        failures.push(failure::cannot_read(job.name(), &format!("its reading is none: found {found}")));
                    }
                    Err(error) => return Err(error.into()),
                    Ok(added) => {
                        if let Some((asked, visit)) = visit {
                            writer.visited(&asked, &visit, &record::now())?;
                        }
                        counts.count(&added);
                        out.waiting.push((name, added));
                    }
                }
            }
        }
        if out.waiting.len() >= GROUP || group.bytes >= BYTES || group.since.elapsed() >= WAIT {
            writer.commit()?;
            group = Group { since: Instant::now(), bytes: 0 };
            bar.suspend(|| out.print())?;
        }
        anyhow::Ok(())
    })?;
    writer.commit()?;
    bar.finish_and_clear();
    out.print()?;
    crate::meanings::keep_up(&mut writer)?;
    failures.splice(0..0, std::mem::take(&mut roads.failures));
    counts.failed = failures.len();
    for line in roads.remarks.iter().chain(&failures) {
        failure::print(line);
    }
    if stderr().is_terminal() || counts.failed > 0 {
        failure::print(&counts.line());
    }
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Group {
    since: Instant,
    bytes: usize,
}

/// Gets a report's bytes and reads them, unless the record knows them.
fn one(asked: &Add, reader: &Reader, client: &Client, known: &Mutex<Record>, job: &mut Job) -> Result<Outcome, String> {
    let (listed, name) = (job.listed, job.name().to_owned());
    let record = || known.lock().unwrap_or_else(PoisonError::into_inner);
    let (report, visit) = match &mut job.work {
        Work::End { .. } => return Ok(Outcome::End),
        Work::Line(line) => {
            let (bytes, about) = std::mem::replace(line, Err(String::new()))?;
            (Report { bytes, about: bytes::told(&asked.told, about) }, None)
        }
        Work::Task(Task::Source(Source::Address(address))) => {
            let address = address.to_string_lossy().into_owned();
            let seen = record().visit(&address).map_err(|e| e.to_string())?;
            if listed && seen.is_some() && !asked.again {
                return Ok(Outcome::Unchanged);
            }
            let seen = seen.map(|v| Seen { url: v.url, etag: v.etag, last_modified: v.modified });
            let again = match &seen {
                Some(seen) => client.fetch_again(&address, seen),
                None => client.fetch(&address).map(|page| Again::Fetched(Box::new(page))),
            };
            match again.map_err(|e| e.to_string())? {
                Again::NotModified => return Ok(Outcome::Unchanged),
                Again::Fetched(page) => {
                    let visit = page.seen();
                    let visit = Visit { url: visit.url, etag: visit.etag, modified: visit.last_modified };
                    let (bytes, about) = bytes::answered(*page);
                    (Report { bytes, about: bytes::told(&asked.told, about) }, Some((address, visit)))
                }
            }
        }
        Work::Task(task) => (bytes::read(task, &asked.told, client)?, None),
    };
    if zipped(&report.bytes) {
        return Err("it is a zip archive; unpack it first".to_owned());
    }
    if record().knows(&report.bytes).map_err(|e| e.to_string())? {
        return Ok(Outcome::Page { report, reading: None, visit });
    }
    let reading = reader.read(&report.bytes, &report.about).map_err(|e| failure::reading(&e))?;
    let json = onrecord::reading::json::line(&reading);
    drop(name);
    Ok(Outcome::Page { report, reading: Some(json), visit })
}

fn zipped(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn keep(
    writer: &mut onrecord_store::Writer,
    report: &Report,
    reading: Option<&str>,
    name: &str,
) -> onrecord_store::Result<Added> {
    let About { kind, charset, published, url, retrieved, .. } = &report.about;
    let now = record::now();
    let arrival = Arrival {
        bytes: &report.bytes,
        reading: reading.unwrap_or_default(),
        name,
        kind: kind.map(kind_word),
        charset: charset.as_deref(),
        published: published.as_deref(),
        url: url.as_deref(),
        retrieved: retrieved.as_deref(),
        now: &now,
    };
    match reading {
        Some(_) => writer.add(&arrival),
        // It was known a moment ago, and nobody else writes.
        None => Ok(writer.meet(&arrival)?.unwrap_or(Added::Forgotten)),
    }
}

/// The record's word for a kind of bytes.
pub const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Html => "html",
        Kind::Plain => "plain",
    }
}

/// Lines that wait for their commit.
struct Log {
    sink: Sink,
    json: bool,
    waiting: Vec<(String, Added)>,
}

impl Log {
    fn print(&mut self) -> Result<()> {
        for (name, added) in self.waiting.drain(..) {
            let line =
                if self.json { crate::format::safe_json(added.json(&name).to_string()) } else { line(&name, &added) };
            self.sink.write(&(line + "\n"))?;
        }
        self.sink.flush()
    }
}

fn short(report: &str) -> &str {
    report.get(..12).unwrap_or(report)
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn line(name: &str, added: &Added) -> String {
    match added {
        Added::New { report, quotations, alike } => {
            let mut line = format!("added {} {name}: {}", short(report), count(*quotations, "quotation"));
            for like in alike.iter().take(3) {
                let what = if like.percent == 100 {
                    "the same text as".to_owned()
                } else {
                    format!("{} % the text of", like.percent)
                };
                let _ = write!(line, "\n  {what} {} {}", short(&like.report), visible::line(&like.name));
            }
            line
        }
        Added::Version { report, number, changes, .. } => {
            let mut line =
                format!("edited {} {name}: version {number}, {}", short(report), count(changes.len(), "change"));
            for change in changes {
                let _ = write!(line, "\n  {}", change_line(change));
            }
            line
        }
        Added::Known { report, elsewhere: true } => format!("known {} {name}: met at another place", short(report)),
        Added::Known { report, .. } => format!("known {} {name}", short(report)),
        Added::Forgotten => format!("left out {name}: it was forgotten"),
    }
}

/// What an edit did to one quotation, in a line.
pub fn change_line(change: &onrecord_store::Change) -> String {
    let shown = |words: &Option<String>| visible::line(words.as_deref().unwrap_or_default());
    let who = visible::line(&change.speakers.join(", "));
    let (before, after) = (shown(&change.before), shown(&change.after));
    match change.what {
        "gone" => format!("gone: {who}: “{before}”"),
        "added" => format!("new: {who}: “{after}”"),
        "words" => format!("changed words: {who}: “{before}” is now “{after}”"),
        "speaker" => format!("changed speaker: {before} is now {after}"),
        _ => format!("changed standing: {before} is now {after}"),
    }
}

#[derive(Default)]
struct Counts {
    new: usize,
    edited: usize,
    known: usize,
    forgotten: usize,
    failed: usize,
}

impl Counts {
    fn count(&mut self, added: &Added) {
        match added {
            Added::New { .. } => self.new += 1,
            Added::Version { .. } => self.edited += 1,
            Added::Known { .. } => self.known += 1,
            Added::Forgotten => self.forgotten += 1,
        }
    }

    fn line(&self) -> String {
        let all = [
            (self.new, "added"),
            (self.edited, "edited"),
            (self.known, "known"),
            (self.forgotten, "forgotten"),
            (self.failed, "failed"),
        ];
        let kept: Vec<String> = all.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if kept.is_empty() { "nothing to add".to_owned() } else { kept.join(", ") }
    }
}

/// Rate and time left, for people.
fn bar() -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} reports, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
