//! The records of a WARC file, one by one, and which of them are pages: a stream in, [`Entry`]s out.
//!
//! A page is the record `response` of an answer with status 200, or the record `resource`, whose content is HTML or plain text.

use std::io::{self, BufRead, Read, Seek};

use crate::digest::Named;
use crate::fields::{Head, HeadError};
use crate::http::{self, BodyError, Kind, Media};
use crate::members::Members;

/// What a record may have before its page, in bytes.
const LONGEST_HEAD: u64 = 64 << 10;
/// After so many damaged records the rest is not read: each may cost a search through the file.
const MOST_DAMAGED: usize = 1000;

/// One record.
#[derive(Debug)]
#[non_exhaustive]
pub enum Entry {
    /// A web page or plain text.
    Page(Page),
    /// Says that the answer was the same as at an earlier visit; it holds no page.
    Revisit {
        /// Its place in the file, from 1.
        number: usize,
        /// The address.
        url: Option<String>,
    },
    /// No page: a request, an image, an answer with another status.
    Other {
        /// Its place in the file, from 1.
        number: usize,
        /// What it is, in words: `status 404`.
        what: String,
    },
    /// A record that should be a page and cannot be read.
    Damaged {
        /// Its place in the file, from 1.
        number: usize,
        /// The address, where so much could be read.
        url: Option<String>,
        /// What was found.
        why: String,
    },
}

/// A page as the crawler kept it, unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The record's place in the file, from 1.
    pub number: usize,
    /// The address, `WARC-Target-URI`.
    pub url: Option<String>,
    /// When it was fetched, `WARC-Date` as it stands there.
    pub date: Option<String>,
    /// HTML or plain text, as the answer says.
    pub kind: Kind,
    /// The charset that the answer names.
    pub charset: Option<String>,
    /// The page.
    pub bytes: Vec<u8>,
}

/// Reads a WARC file record by record; no more than one is in memory.
pub struct Archive<R> {
    members: Option<Members<R>>,
    limit: usize,
    number: usize,
    damaged: usize,
}

/// Why the stream does not go on after a record.
enum Broken {
    /// The bytes end, or cannot be unpacked.
    Torn(io::Error),
    /// They are no record.
    Wrong(String),
}

impl<R: Read + Seek> Archive<R> {
    /// Begins to read. A page longer than `limit` bytes is refused.
    ///
    /// # Errors
    /// When the first bytes cannot be read, or are those of no record, gzip or zstd.
    pub fn new(from: R, limit: usize) -> io::Result<Self> {
        let found = "it is no WARC file: expected it to begin with WARC/ or to be gzip or zstd";
        let members = Members::new(from)?.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, found))?;
        Ok(Self { members: Some(members), limit, number: 0, damaged: 0 })
    }

    fn damage(&mut self, members: &mut Members<R>, broken: Broken, url: Option<String>) -> (Entry, bool) {
        self.damaged += 1;
        let (torn, mut why) = match broken {
            Broken::Torn(error) if error.kind() == io::ErrorKind::UnexpectedEof => (true, "it is cut off".to_owned()),
            Broken::Torn(error) => match members.packed() {
                Some(packed) => (true, format!("its {packed} is damaged: {error}")),
                None => (true, error.to_string()),
            },
            Broken::Wrong(why) => (false, why),
        };
        // Where the file cannot be searched for the next record, it ends here.
        let mut more = members.recover(torn).unwrap_or(false);
        if more && self.damaged >= MOST_DAMAGED {
            why.push_str("; too much is damaged, the rest of the file is not read");
            more = false;
        }
        (Entry::Damaged { number: self.number, url, why }, more)
    }

    fn step(&mut self, members: &mut Members<R>) -> Option<(Entry, bool)> {
        loop {
            match members.bytes().fill_buf().map(<[u8]>::is_empty) {
                Ok(false) => break,
                Ok(true) => match members.advance() {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => return Some(self.damage(members, Broken::Torn(error), None)),
                },
                Err(error) => {
                    self.number += 1;
                    return Some(self.damage(members, Broken::Torn(error), None));
                }
            }
        }
        self.number += 1;
        let mut url = None;
        let read = members.mark().map_err(Broken::Torn).and_then(|()| {
            let entry = record(members.bytes(), self.number, self.limit, &mut url)?;
            passed(members.bytes())?;
            Ok(entry)
        });
        Some(match read {
            Ok(entry) => (entry, true),
            Err(broken) => self.damage(members, broken, url),
        })
    }
}

impl<R: Read + Seek> Iterator for Archive<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let mut members = self.members.take()?;
        let (entry, more) = self.step(&mut members)?;
        self.members = more.then_some(members);
        Some(entry)
    }
}

/// Reads one record, all its bytes.
fn record(from: &mut dyn BufRead, number: usize, limit: usize, url: &mut Option<String>) -> Result<Entry, Broken> {
    let head = Head::read(from).map_err(|e| match e {
        HeadError::Read(error) => Broken::Torn(error),
        HeadError::TooLong => Broken::Wrong("its head is longer than any head of a record".to_owned()),
    })?;
    if !head.first.starts_with("WARC/") {
        return Err(Broken::Wrong("it does not begin as a record does".to_owned()));
    }
    *url = head.get("warc-target-uri").map(|u| u.trim_start_matches('<').trim_end_matches('>').to_owned());
    let Some(length) = head.get("content-length").and_then(|l| l.parse::<u64>().ok()) else {
        return Err(Broken::Wrong("it has no Content-Length".to_owned()));
    };
    let kind = head.get("warc-type").unwrap_or_default();
    let mut stored = Vec::new();
    if matches!(kind, "response" | "resource") && length <= limit as u64 + LONGEST_HEAD {
        from.take(length).read_to_end(&mut stored).map_err(Broken::Torn)?;
        whole(stored.len() as u64, length)?;
        let digest = head.get("warc-block-digest").and_then(Named::of);
        if digest.is_some_and(|d| !d.holds(&[&stored])) {
            let why = "its bytes are not those of its WARC-Block-Digest".to_owned();
            return Ok(Entry::Damaged { number, url: url.clone(), why });
        }
    }
    let mut held = &stored[..];
    let from: &mut dyn BufRead = if stored.is_empty() { from } else { &mut held };
    let mut block = from.take(length);
    let other = |what: &str| Entry::Other { number, what: what.to_owned() };
    let entry = match kind {
        "response" => page(&head, &mut block, number, limit, url.as_ref()),
        // Crawlers keep their own logs and pictures so; they came from no host.
        "resource" if url.as_ref().is_some_and(|u| u.starts_with("metadata:") || u.starts_with("urn:")) => {
            Ok(other("metadata"))
        }
        "resource" => {
            let media = Media::of(head.get("content-type").unwrap_or_default());
            content(&head, &media, None, &mut block, number, limit, url.as_ref())
        }
        "revisit" => Ok(Entry::Revisit { number, url: url.clone() }),
        "continuation" => Ok(other("continuation of a record in several")),
        "" => Ok(other("record without a type")),
        kind => Ok(other(kind)),
    }
    .map_err(Broken::Torn)?;
    io::copy(&mut block, &mut io::sink()).map_err(Broken::Torn)?;
    whole(length - block.limit(), length)?;
    Ok(entry)
}

/// Whether a block has all its bytes.
fn whole(found: u64, length: u64) -> Result<(), Broken> {
    if found == length {
        return Ok(());
    }
    Err(Broken::Torn(io::Error::other(format!("it is cut off after {found} of {length} bytes"))))
}

/// Passes the line ends after a record; then another must begin, or the member ends and its checksum is right.
fn passed(from: &mut dyn BufRead) -> Result<(), Broken> {
    loop {
        let buffer = from.fill_buf().map_err(Broken::Torn)?;
        let Some(byte) = buffer.first() else { return Ok(()) };
        match byte {
            b'\r' | b'\n' => from.consume(1),
            b'W' => return Ok(()),
            _ => return Err(Broken::Wrong("it does not end where its Content-Length says".to_owned())),
        }
    }
}

/// The record `response`: the head of an answer, then a body.
fn page(
    record: &Head,
    block: &mut io::Take<&mut dyn BufRead>,
    number: usize,
    limit: usize,
    url: Option<&String>,
) -> io::Result<Entry> {
    let other = |what: String| Ok(Entry::Other { number, what });
    let kept = Media::of(record.get("content-type").unwrap_or_default());
    if kept.name != "application/http" {
        return other(if kept.name.is_empty() { "answer without a type".to_owned() } else { kept.name });
    }
    let damaged = |why: &str| Ok(Entry::Damaged { number, url: url.cloned(), why: format!("its HTTP answer {why}") });
    let answer = match Head::read(block) {
        Ok(answer) => answer,
        Err(HeadError::TooLong) => return damaged("has a head that is longer than any"),
        // The record ends before the answer's head does; or else the file does, which the caller finds.
        Err(HeadError::Read(error)) if error.kind() == io::ErrorKind::UnexpectedEof && block.limit() == 0 => {
            return damaged("has no end of its head");
        }
        Err(HeadError::Read(error)) => return Err(error),
    };
    let mut words = answer.first.split_ascii_whitespace();
    let version = words.next().unwrap_or_default();
    match words.next().filter(|_| version.starts_with("HTTP/")) {
        None => return damaged("does not begin with a status"),
        Some("200") => {}
        Some(status) => return other(format!("status {status}")),
    }
    let media = Media::of(answer.get("content-type").unwrap_or_default());
    content(record, &media, Some(&answer), block, number, limit, url)
}

/// The body of an answer or a resource, unpacked.
fn content(
    record: &Head,
    media: &Media,
    answer: Option<&Head>,
    block: &mut io::Take<&mut dyn BufRead>,
    number: usize,
    limit: usize,
    url: Option<&String>,
) -> io::Result<Entry> {
    let Some(kind) = media.kind() else {
        let what = if media.name.is_empty() { "content without a type" } else { &media.name };
        return Ok(Entry::Other { number, what: what.to_owned() });
    };
    let damaged = |why: String| Ok(Entry::Damaged { number, url: url.cloned(), why });
    if let Some(why) = record.get("warc-truncated") {
        return damaged(format!("the crawler cut it short ({why})"));
    }
    if record.get("warc-segment-number").is_some() {
        return damaged("it is in several records, which are not joined".to_owned());
    }
    if block.limit() > limit as u64 {
        return damaged(BodyError::TooLong { limit }.to_string());
    }
    let mut stored = Vec::new();
    block.read_to_end(&mut stored)?;
    // Crawlers differ in what they call the payload: as it was sent, its chunks joined, or unpacked. Where the block's digest holds,
    // the bytes are the crawler's, whatever it meant.
    let proved = record.get("warc-block-digest").is_some_and(|d| Named::of(d).is_some());
    let digest = record.get("warc-payload-digest").and_then(Named::of).filter(|_| !proved);
    let holds = |bytes: &[u8]| digest.as_ref().is_none_or(|d| d.holds(&[bytes]));
    let mut held = holds(&stored);
    let field = |name| answer.and_then(|a| a.get(name)).unwrap_or_default();
    if field("transfer-encoding").to_ascii_lowercase().contains("chunked") {
        match http::joined(&stored) {
            Some(Ok(joined)) => {
                held = held || holds(&joined);
                stored = joined;
            }
            Some(Err(error)) => return damaged(error.to_string()),
            None => {}
        }
    }
    let packing = field("content-encoding");
    if !packing.is_empty() {
        match http::unpacked(&stored[..], packing, limit) {
            Ok(bytes) => {
                held = held || holds(&bytes);
                stored = bytes;
            }
            Err(error) => return damaged(error.to_string()),
        }
    }
    if !held {
        return damaged("its page is not that of its WARC-Payload-Digest".to_owned());
    }
    let date = record.get("warc-date").map(str::to_owned);
    let charset = media.charset.clone();
    Ok(Entry::Page(Page { number, url: url.cloned(), date, kind, charset, bytes: stored }))
}
