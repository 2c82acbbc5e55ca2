//! `onrecord show`: a key or a report's name in, the quotation or report with where it came from out.

use std::fmt::Write;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use onrecord_store::{Correction, Error, Origin, Record, Report, Shown};

use crate::add::change_line;
use crate::arguments::record::{Answer, Show};
use crate::sink::Sink;
use crate::text::Look;
use crate::{found, record, visible};

/// Runs the command.
pub fn show(asked: &Show) -> Result<ExitCode> {
    let record = record::open(&asked.place)?;
    let (form, look) = record::shape(&asked.shape);
    if asked.bytes {
        let report = record.report(&asked.key)?;
        let latest = report.origins.last().map(|o| o.document.clone()).unwrap_or_default();
        let mut out = std::io::stdout().lock();
        out.write_all(&record.page(&latest)?)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = if asked.reading {
        found::pretty(&record.reading_json(&asked.key)?)
    } else {
        match record.quotation(&asked.key) {
            Ok(shown) => quotation(&record, &shown, form, look)?,
            Err(Error::Name { .. }) => report(&record.report(&asked.key)?, form, look),
            Err(error) => return Err(error.into()),
        }
    };
    let mut out = Sink::open(None)?;
    out.write(&text)?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn quotation(record: &Record, shown: &Shown, form: Answer, look: Look) -> Result<String> {
    let origin = record.origin_of(shown)?;
    let corrections = record.corrections_to(shown)?;
    if matches!(form, Answer::Csv | Answer::Markdown) {
        return Ok(found::write(std::slice::from_ref(shown), "", false, form, look));
    }
    if form != Answer::Text {
        let mut json = shown.json();
        json["page"] = origin.json();
        json["corrections"] = corrections.iter().map(Correction::json).collect();
        return Ok(if form == Answer::Json {
            found::pretty(&json)
        } else {
            crate::format::safe_json(json.to_string()) + "\n"
        });
    }
    let mut out = String::new();
    found::one(&mut out, shown, &[], look);
    out.push('\n');
    found::heading(&mut out, look.paint, "Where it came from");
    let _ = writeln!(out, "  report    {}", shown.report);
    origin_lines(&mut out, &origin);
    for (what, key) in [("inside", &shown.parent), ("repeats", &shown.repeats)] {
        if let Some(key) = key {
            let _ = writeln!(out, "  {what:<9} {key}");
        }
    }
    let spans: Vec<String> = shown.spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
    let _ = writeln!(out, "  place     code points {} of its text", spans.join(" "));
    if !corrections.is_empty() {
        found::heading(&mut out, look.paint, "What people said");
        for correction in &corrections {
            let _ = writeln!(out, "  {}", correction_line(correction));
        }
    }
    Ok(out)
}

/// "2026-03-14T09:00:00Z tk: speakers: Ana Ruiz (heard the tape)".
pub fn correction_line(c: &Correction) -> String {
    let reason = c.reason.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
    visible::line(&format!("{} {}: {}: {}{reason}", c.time, c.author, c.field.word(), c.value.join(", ")))
}

fn origin_lines(out: &mut String, origin: &Origin) {
    let line = |out: &mut String, what: &str, value: &str| {
        let _ = writeln!(out, "  {what:<9} {}", visible::line(value));
    };
    line(out, "page", &format!("{}, {} bytes, version {}", origin.document, origin.size, origin.version));
    line(out, "from", origin.url.as_deref().unwrap_or(&origin.name));
    if let Some(retrieved) = &origin.retrieved {
        line(out, "fetched", retrieved);
    }
    line(out, "added", &origin.added);
    line(out, "read by", &format!("onrecord {}", origin.producer));
    for (at, when) in &origin.sightings {
        line(out, "also at", &format!("{at}, {when}"));
    }
}

fn report(report: &Report, form: Answer, look: Look) -> String {
    match form {
        Answer::Json => return found::pretty(&report.json()),
        Answer::Jsonl => return crate::format::safe_json(report.json().to_string()) + "\n",
        Answer::Csv | Answer::Markdown => return found::write(&report.quotations, "", false, form, look),
        Answer::Text => {}
    }
    let mut out = String::new();
    found::heading(&mut out, look.paint, &visible::line(report.title.as_deref().unwrap_or("A report without a title")));
    let about: Vec<&str> = [&report.outlet, &report.published].into_iter().filter_map(|v| v.as_deref()).collect();
    let _ = writeln!(out, "  {}\n  report    {}", visible::line(&about.join(" · ")), report.name);
    for origin in &report.origins {
        origin_lines(&mut out, origin);
    }
    for (report, name, percent) in &report.alike {
        let what = if *percent == 100 { "the same text".to_owned() } else { format!("{percent} % the same") };
        let _ = writeln!(out, "  {what}: {} {}", report.get(..12).unwrap_or(report), visible::line(name));
    }
    for (at, changes) in report.edits.iter().enumerate() {
        out.push('\n');
        found::heading(&mut out, look.paint, &format!("What version {} changed", at + 2));
        if changes.is_empty() {
            out.push_str("  nothing in its quotations\n");
        }
        for change in changes {
            let _ = writeln!(out, "  {}", change_line(change));
        }
    }
    out.push('\n');
    out + &found::write(&report.quotations, "", false, Answer::Text, look)
}
