//! `onrecord forget`, `onrecord rebuild` and `onrecord doctor`: keeping the record right and whole.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::{About, Kind, Reader};
use onrecord_store::{Kept, Record};

use crate::arguments::record::{Doctor, Forget, Place, Rebuild};
use crate::sink::Sink;
use crate::{batch, failure, meanings, record, show, visible, works};

/// Runs `onrecord forget`.
pub fn forget(asked: &Forget) -> Result<ExitCode> {
    let mut writer = record::writer(&asked.place, false)?;
    let now = record::now();
    let forgotten = match (&asked.report, &asked.person) {
        (Some(report), _) => writer.forget_report(report, &now)?,
        (None, Some(person)) => writer.forget_person(person, &now)?,
        (None, None) => anyhow::bail!("what is to be forgotten? give a report or --person"),
    };
    let mut out = Sink::open(None)?;
    out.write(&format!("forgotten: {} pages, {} quotations\n", forgotten.pages, forgotten.quotations))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `onrecord rebuild`.
pub fn rebuild(asked: &Rebuild) -> Result<ExitCode> {
    let mut writer = record::writer(&asked.place, false)?;
    let mut failures = Vec::new();
    let mut done = 0;
    if asked.index {
        let bar = bar(writer.size()?.0.cast_unsigned());
        writer.reindex(|_| bar.inc(1))?;
        bar.finish_and_clear();
    } else {
        let reader = Reader::new()?.with_editions(works::editions(None)?);
        let producer = producer(&reader)?;
        let reports = writer.outdated((!asked.all).then_some(producer.as_str()))?;
        let bar = bar(reports.len() as u64);
        let known = record::open(&asked.place)?;
        let threads =
            asked.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.min(256)).stack_size(64 << 20).build();
        let pool = pool.context("cannot start threads")?;
        // Pages are taken from the record one report at a time, as they are needed.
        let jobs = reports.into_iter().map(|report| (report, known.kept(report)));
        let read = |_: usize, (_, kept): &mut (i64, onrecord_store::Result<Vec<Kept>>)| match kept {
            Ok(kept) => kept.iter().map(|k| again(&reader, k)).collect::<Result<Vec<String>, String>>(),
            Err(error) => Err(error.to_string()),
        };
        batch::ordered(&pool, jobs, read, |(report, kept), readings| {
            bar.inc(1);
            let crashed = || Err("the program failed on this report, which is a mistake of ours".to_owned());
            match readings.unwrap_or_else(crashed) {
                Ok(readings) => {
                    writer.reread(*report, &readings)?;
                    done += 1;
                }
                Err(why) => {
                    let name = kept
                        .as_ref()
                        .ok()
                        .and_then(|k| k.first())
                        .map_or_else(|| format!("report {report}"), |k| k.name.clone());
                    failures.push(format!("cannot read {name:?} again, its old reading stays: {why}"));
                }
            }
            anyhow::Ok(())
        })?;
        bar.finish_and_clear();
    }
    meanings::keep_up(&mut writer)?;
    let mut out = Sink::open(None)?;
    out.write(&if asked.index {
        "the indexes are made again\n".to_owned()
    } else {
        format!("{done} reports read again\n")
    })?;
    adrift(&writer, &mut out)?;
    out.finish()?;
    for line in &failures {
        failure::print(line);
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Corrections that no longer anchor.
fn adrift(record: &Record, out: &mut Sink) -> Result<()> {
    let adrift = record.adrift()?;
    if !adrift.is_empty() {
        out.write(&format!("{} corrections no longer anchor:\n", adrift.len()))?;
    }
    for correction in &adrift {
        let words = crate::wrap::shortened(&visible::line(&correction.words), 60);
        out.write(&format!("  {} {} of “{words}”\n", &correction.key[..12], show::correction_line(correction)))?;
    }
    Ok(())
}

/// The producer of readings made now, as the record writes it.
fn producer(reader: &Reader) -> Result<String> {
    let reading = reader.read(b"x", &About::default())?;
    Ok(format!("{} {}", reading.producer.version, reading.producer.model_sha256))
}

fn again(reader: &Reader, kept: &Kept) -> Result<String, String> {
    let kind = match kept.kind.as_deref() {
        Some("html") => Some(Kind::Html),
        Some("plain") => Some(Kind::Plain),
        _ => None,
    };
    let about = About {
        kind,
        charset: kept.charset.clone(),
        published: kept.published.clone(),
        url: kept.url.clone(),
        retrieved: kept.retrieved.clone(),
    };
    let reading = reader.read(&kept.bytes, &about).map_err(|e| failure::reading(&e))?;
    Ok(onrecord::reading::json::line(&reading))
}

/// Runs `onrecord doctor`.
pub fn doctor(asked: &Doctor) -> Result<ExitCode> {
    let record = open_or_migrate(&asked.place)?;
    let bar = bar(record.size()?.0.cast_unsigned());
    let prove = |reading: &str, page: &[u8]| match onrecord::verify(reading, page) {
        Ok(proof) => proof.failures,
        Err(error) => vec![error.to_string()],
    };
    let health = record.doctor(prove, |pages| bar.set_position(pages as u64))?;
    bar.finish_and_clear();
    let mut out = Sink::open(None)?;
    for line in &health.failures {
        failure::print(line);
    }
    let verdict = if health.failures.is_empty() { "sound" } else { "NOT sound" };
    out.write(&format!(
        "{verdict}: {} pages, {} quotations, {} corrections, {} failures\n",
        health.pages,
        health.quotations,
        health.corrections,
        health.failures.len()
    ))?;
    adrift(&record, &mut out)?;
    out.finish()?;
    Ok(if health.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opening to write brings an older record to this version's schema; a sound one is only read.
fn open_or_migrate(place: &Place) -> Result<Record> {
    if let Ok(record) = record::open(place) {
        return Ok(record);
    }
    drop(record::writer(place, false)?);
    record::open(place)
}

fn bar(count: u64) -> ProgressBar {
    use std::io::{IsTerminal, stderr};
    if count < 2 || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} reports, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
