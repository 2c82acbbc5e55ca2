//! The bytes of one report, never more than the limit in memory, and what is known of them: a task in, [`Report`] out.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;
use onrecord::{About, Kind};
use onrecord_fetch::{Client, Fetched};
use onrecord_warc::{Page, http};

use crate::arguments::{self, Told};
use crate::failure;
use crate::sources::Source;
use crate::tasks::Task;

/// What is read, with what is known of it.
pub struct Report {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Kind, charset, address: what the user says goes before what was found.
    pub about: About,
}

/// Reads one task's bytes, or says why not. They are taken out of the task.
pub fn read(task: &mut Task, asked: &Told, client: &Client) -> Result<Report, String> {
    let by_name = kind_by_name(task.name());
    let (bytes, found) = match task {
        Task::Failed { why, .. } => return Err(std::mem::take(why)),
        Task::Page { page, .. } => archived(page),
        Task::Source(Source::Address(address)) => fetched(&address.to_string_lossy(), client)?,
        Task::Source(Source::Stdin) => (limited(io::stdin().lock(), onrecord::LONGEST, 0)?, About::default()),
        Task::Source(Source::File(path)) => (file(path)?, About { kind: by_name, ..About::default() }),
        Task::Source(Source::Archive(_)) => return Err("its records are read one by one".to_owned()),
    };
    Ok(Report { bytes, about: told(asked, found) })
}

/// What the user says goes before what was found.
pub fn told(asked: &Told, found: About) -> About {
    let kind = asked.kind.map(|kind| match kind {
        arguments::Kind::Plain => Kind::Plain,
        arguments::Kind::Html => Kind::Html,
    });
    About {
        kind: kind.or(found.kind),
        charset: asked.charset.clone().or(found.charset),
        published: asked.published.clone().or(found.published),
        ..found
    }
}

fn archived(page: &mut Page) -> (Vec<u8>, About) {
    let date = page.date.take().and_then(|d| d.parse::<Timestamp>().ok());
    let about = About {
        kind: Some(kind(page.kind)),
        charset: page.charset.take(),
        url: page.url.clone(),
        retrieved: date.map(seconds),
        ..About::default()
    };
    (std::mem::take(&mut page.bytes), about)
}

fn fetched(address: &str, client: &Client) -> Result<(Vec<u8>, About), String> {
    Ok(answered(client.fetch(address).map_err(|e| e.to_string())?))
}

/// The bytes of an answer and what it says of them.
pub fn answered(page: Fetched) -> (Vec<u8>, About) {
    let about = About {
        kind: page.media.kind().map(kind),
        charset: page.media.charset,
        url: Some(page.url),
        retrieved: Some(seconds(Timestamp::now())),
        ..About::default()
    };
    (page.bytes, about)
}

const fn kind(kind: http::Kind) -> Kind {
    match kind {
        http::Kind::Html => Kind::Html,
        http::Kind::Plain => Kind::Plain,
    }
}

/// RFC 3339 without fractions.
pub fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// By the file's ending; without one that is known the library tells it from the bytes.
fn kind_by_name(name: &Path) -> Option<Kind> {
    match name.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => Some(Kind::Html),
        "txt" => Some(Kind::Plain),
        _ => None,
    }
}

fn file(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|e| failure::io(&e))?;
    let about = file.metadata().map_err(|e| failure::io(&e))?;
    if about.len() > onrecord::LONGEST as u64 {
        return Err(failure::too_long());
    }
    limited(file, onrecord::LONGEST, about.len() as usize)
}

/// A pipe or growing file has no length to look up: one byte past the limit is the sign.
pub fn limited(from: impl Read, limit: usize, expected: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(expected);
    from.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| failure::io(&e))?;
    if bytes.len() > limit { Err(failure::too_long()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_input_ends_at_the_limit() {
        assert_eq!(limited(io::repeat(b'a'), 1000, 0), Err(failure::too_long()));
        assert_eq!(limited(&b"abc"[..], 3, 0), Ok(b"abc".to_vec()));
    }

    #[test]
    fn an_archives_day_is_kept_only_where_it_is_one() {
        let mut page =
            Page { number: 1, url: None, date: None, kind: http::Kind::Plain, charset: None, bytes: Vec::new() };
        for (date, expected) in [
            ("2026-03-14T09:00:00Z", Some("2026-03-14T09:00:00Z")),
            ("2026-03-14T10:00:00.123456+01:00", Some("2026-03-14T09:00:00Z")),
            ("yesterday", None),
        ] {
            page.date = Some(date.to_owned());
            assert_eq!(archived(&mut page).1.retrieved.as_deref(), expected);
        }
    }
}
