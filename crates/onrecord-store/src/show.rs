//! One quotation or report with all that is known of where it came from: a key or a report's name in, [`Shown`] or [`Report`] out.
//!
//! A key or name may be cut short as long as it means one thing: `3fa91c` for `3fa91c…`.

use rusqlite::params;
use serde_json::Value;

use crate::changes::{Change, changes};
use crate::corrections::{Correction, correct_json};
use crate::error::{Error, Result};
use crate::forget::forget_communications;
use crate::index::{Version, id};
use crate::record::Record;
use crate::wire::{Place, Reading, Who};

/// The shortest beginning of a key or name that is looked up.
const SHORTEST: usize = 4;

/// A quotation as the record shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its key.
    pub key: String,
    /// The report's name.
    pub report: String,
    /// SHA-256 of the page of the last version in which it stands.
    pub document: String,
    /// Which version that is, from 1.
    pub version: i64,
    /// Whether the report's latest version no longer has it.
    pub gone: bool,
    /// Its words, pieces joined by an ellipsis.
    pub words: String,
    /// Its places in the report's text, in code points.
    pub spans: Vec<Place>,
    /// The same, counted as UTF-16 code units.
    pub utf16: Vec<Place>,
    /// The medium of the communication that carried it, where one is known, by the wire's words.
    pub medium: Option<String>,
    /// The report's text shortly before the words.
    pub before: String,
    /// The report's text shortly after them.
    pub after: String,
    /// The cue's words.
    pub cue: String,
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// By the wire's word.
    pub asserted: String,
    /// Why it is not plainly said; `None` where it is.
    pub standing: Option<&'static str>,
    /// Who is credited.
    pub speakers: Vec<Who>,
    /// To whom it was said.
    pub addressees: Vec<Who>,
    /// The part in which it begins.
    pub part: String,
    /// The key of the quotation inside which it stands.
    pub parent: Option<String>,
    /// The key of the quotation that it repeats.
    pub repeats: Option<String>,
    /// Probability that words and speaker are right.
    pub confidence: f64,
    /// Whether a person has corrected or confirmed it.
    pub by_person: bool,
    /// The report's title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
    pub(crate) report_id: i64,
}

/// A page of the truth, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Which version of the report it is, from 1.
    pub version: i64,
    /// SHA-256 of its bytes.
    pub document: String,
    /// Its bytes.
    pub size: i64,
    /// What the user knew it by.
    pub name: String,
    /// The address that answered.
    pub url: Option<String>,
    /// When it came from there.
    pub retrieved: Option<String>,
    /// When it came into the record.
    pub added: String,
    /// Program and model of its reading.
    pub producer: String,
    /// Where else it was met: address or name, and when.
    pub sightings: Vec<(String, String)>,
}

/// A report with its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its name: SHA-256 of its first page.
    pub name: String,
    /// The title of its latest version.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its pages, oldest first.
    pub origins: Vec<Origin>,
    /// What each version after the first changed.
    pub edits: Vec<Vec<Change>>,
    /// Reports with the same or nearly the same text: name, address, percent.
    pub alike: Vec<(String, String, i64)>,
    /// Its quotations, those of the latest version first.
    pub quotations: Vec<Shown>,
}

/// How many characters are shown before and after a quotation.
const AROUND: usize = 160;

impl Record {
    /// One quotation.
    ///
    /// # Errors
    /// When there is none or more than one such key.
    pub fn quotation(&self, key: &str) -> Result<Shown> {
        let (low, high) = range::<16>(key)?;
        let sql = "SELECT q.key, q.version, q.at, v.report FROM quotation q JOIN version v ON v.id = q.version
                   WHERE q.key BETWEEN ?1 AND ?2
                   UNION SELECT q.key, q.version, q.at, v.report FROM quotation q JOIN version v ON v.id = q.version
                   WHERE q.own BETWEEN ?1 AND ?2 LIMIT 3";
        let found: Vec<(Vec<u8>, i64, i64, i64)> =
            self.all(sql, params![low, high], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        let (version, at, report) = match &found[..] {
            [(_, version, at, report)] => (*version, *at as usize, *report),
            [] => return Err(missing(key, "there is no quotation with this key")),
            _ => return Err(missing(key, "several quotations have a key that begins so")),
        };
        let versions = self.keyed(report)?;
        self.shown(&versions, version, at)
    }

    /// The quotation of a report's version.
    pub(crate) fn shown(&self, versions: &[Version], version: i64, at: usize) -> Result<Shown> {
        let of = versions.iter().find(|v| v.stored.id == version && at < v.reading.quotations.len());
        let of = of.ok_or_else(|| Error::damaged(&self.path, format!("version {version} has no quotation {at}")))?;
        let name = self.report_name(of.stored.report)?;
        Ok(shown(&of.reading, at, of, name))
    }

    /// The number of a report that is named by a checksum of one of its pages, its beginning, or its address.
    pub(crate) fn report_id(&self, name: &str) -> Result<i64> {
        if let Some(address) = crate::address::same(name) {
            let found = self.one("SELECT report FROM address WHERE url = ?", [address], |r| r.get(0))?;
            return found.ok_or_else(|| missing(name, "no report came from this address"));
        }
        let (low, high) = range::<32>(name)?;
        let sql =
            "SELECT DISTINCT v.report FROM page p JOIN version v ON v.id = p.id WHERE p.hash BETWEEN ? AND ? LIMIT 2";
        match self.all(sql, params![low, high], |r| r.get(0))?[..] {
            [report] => Ok(report),
            [] => Err(missing(name, "there is no report with this name or address")),
            _ => Err(missing(name, "several reports have a name that begins so")),
        }
    }

    /// One report with its pages, versions and quotations.
    ///
    /// # Errors
    /// When there is none or more than one such name.
    pub fn report(&self, name: &str) -> Result<Report> {
        let report = self.report_id(name)?;
        let versions = self.keyed(report)?;
        let Some(latest) = versions.last() else { return Err(missing(name, "the report has no page")) };
        let edits = versions.windows(2).map(|pair| changes(&pair[0].reading, &pair[1].reading)).collect();
        let mut quotations = Vec::new();
        let rows: Vec<(i64, i64)> = self.all(
            "SELECT q.version, q.at FROM quotation q JOIN version v ON v.id = q.version WHERE v.report = ?
             ORDER BY v.number DESC, q.at",
            [report],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        for (version, at) in rows {
            quotations.push(self.shown(&versions, version, at as usize)?);
        }
        let alike = self.all(
            "SELECT lower(hex(r.hash)), coalesce(p.url, p.name), max(l.percent)
             FROM (SELECT version, other, percent FROM likeness UNION ALL SELECT other, version, percent FROM likeness) l
             JOIN version mine ON mine.id = l.version JOIN version v ON v.id = l.other
             JOIN report r ON r.id = v.report JOIN page p ON p.id = v.id
             WHERE mine.report = ?1 AND v.report <> ?1 GROUP BY r.id ORDER BY 3 DESC, r.id LIMIT 100",
            [report],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )?;
        Ok(Report {
            name: self.report_name(report)?,
            title: latest.reading.title.clone(),
            outlet: latest.reading.outlet.clone(),
            published: latest.reading.published.clone(),
            origins: versions.iter().map(|v| self.origin(v.stored.id, v.stored.number)).collect::<Result<_>>()?,
            edits,
            alike,
            quotations,
        })
    }

    /// Where the page of a quotation's version came from.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn origin_of(&self, shown: &Shown) -> Result<Origin> {
        let document: [u8; 32] = id(&shown.document)?;
        let page = self.one("SELECT id FROM page WHERE hash = ?", [document], |r| r.get(0))?;
        self.origin(page.ok_or_else(|| missing(&shown.document, "its page is missing"))?, shown.version)
    }

    fn origin(&self, page: i64, version: i64) -> Result<Origin> {
        let sightings = self.all(
            "SELECT coalesce(url, name), coalesce(retrieved, seen) FROM sighting WHERE page = ? ORDER BY id LIMIT 100",
            [page],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        let origin = self.one(
            "SELECT lower(hex(p.hash)), p.size, p.name, p.url, p.retrieved, p.added, v.producer
             FROM page p JOIN version v ON v.id = p.id WHERE p.id = ?",
            [page],
            |r| {
                Ok(Origin {
                    version,
                    document: r.get(0)?,
                    size: r.get(1)?,
                    name: r.get(2)?,
                    url: r.get(3)?,
                    retrieved: r.get(4)?,
                    added: r.get(5)?,
                    producer: r.get(6)?,
                    sightings,
                })
            },
        )?;
        origin.ok_or_else(|| Error::damaged(&self.path, format!("page {page} is missing")))
    }

    /// The bytes of a page by its checksum.
    ///
    /// # Errors
    /// When there is none.
    pub fn page(&self, document: &str) -> Result<Vec<u8>> {
        let hash: [u8; 32] = id(document)?;
        let page = self.one("SELECT id FROM page WHERE hash = ?", [hash], |r| r.get(0))?;
        self.page_bytes(page.ok_or_else(|| missing(document, "there is no such page"))?)
    }

    /// The text of a page by its checksum, as it was read.
    ///
    /// # Errors
    /// When there is none.
    pub fn text_of(&self, document: &str) -> Result<String> {
        let hash: [u8; 32] = id(document)?;
        let page = self.one("SELECT id FROM page WHERE hash = ?", [hash], |r| r.get(0))?;
        self.text(page.ok_or_else(|| missing(document, "there is no such page"))?)
    }

    /// The corrections of a quotation, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn corrections_to(&self, shown: &Shown) -> Result<Vec<Correction>> {
        self.corrections_of([&shown.key, &shown.key])
    }

    /// The reading of a report's latest version as JSON, with the record's keys and what people said of it.
    ///
    /// # Errors
    /// When there is no such report.
    pub fn reading_json(&self, name: &str) -> Result<Value> {
        self.json_of(self.report_id(name)?, name)
    }

    /// The same of a report by its number.
    ///
    /// # Errors
    /// When there is no such report.
    pub fn latest_json(&self, report: i64) -> Result<Value> {
        self.json_of(report, &report.to_string())
    }

    fn json_of(&self, report: i64, name: &str) -> Result<Value> {
        let versions = self.keyed(report)?;
        let Some(latest) = versions.last() else { return Err(missing(name, "the report has no page")) };
        let raw = self.raw_json(latest.stored.id)?;
        let mut json: Value = serde_json::from_str(&raw).map_err(|e| Error::Reading { found: e.to_string() })?;
        for (at, (quotation, own)) in latest.reading.quotations.iter().zip(&latest.own).enumerate() {
            let corrections = self.corrections_of([&quotation.key, own])?;
            correct_json(&mut json, at, &quotation.key, &corrections);
        }
        let kept: Vec<bool> = latest.reading.quotations.iter().map(|q| !q.content.is_empty()).collect();
        if kept.contains(&false) {
            // What forgotten people said is not given out.
            json["document"]["text"] = Value::String(latest.reading.text.clone());
            let mut kept = kept.into_iter();
            if let Some(list) = json["quotations"].as_array_mut() {
                list.retain(|_| kept.next().unwrap_or(true));
            }
        }
        forget_communications(&mut json, &self.forgotten_names()?);
        Ok(json)
    }
}

pub(crate) fn shown(reading: &Reading, at: usize, of: &Version, report: String) -> Shown {
    let q = &reading.quotations[at];
    let key = |at: Option<usize>| at.map(|at| reading.quotations[at].key.clone());
    let start = q.content.first().map_or(0, |p| p.start);
    let end = q.content.last().map_or(start, |p| p.end);
    let standing = reading.standing(at);
    Shown {
        key: q.key.clone(),
        report,
        document: reading.document.clone(),
        version: of.stored.number,
        gone: !of.stored.latest,
        words: reading.words(&q.content),
        spans: q.content.iter().map(|p| reading.code_points(p)).collect(),
        medium: q.medium.clone(),
        utf16: q.content.iter().map(|p| reading.utf16(p)).collect(),
        before: before(&reading.text, start).to_owned(),
        after: after(&reading.text, end).to_owned(),
        cue: reading.words(&q.cue),
        kind: q.kind.clone(),
        asserted: q.asserted.clone(),
        standing: standing.or((!of.stored.latest).then_some("gone from the report")),
        speakers: q.speakers.clone(),
        addressees: q.addressees.clone(),
        part: reading.part_kind(at).to_owned(),
        parent: key(q.parent),
        repeats: key(q.repeats),
        confidence: q.confidence,
        by_person: q.by_person,
        title: reading.title.clone(),
        outlet: reading.outlet.clone(),
        published: reading.published.clone(),
        url: reading.canonical_url.clone().or_else(|| reading.url.clone()),
        report_id: of.stored.report,
    }
}

/// The text of a few words before a byte, from the start of a word.
fn before(text: &str, end: usize) -> &str {
    let mut start = end.saturating_sub(AROUND);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let cut = &text[start..end];
    if start == 0 {
        return cut;
    }
    cut.find(char::is_whitespace).map_or(cut, |at| &cut[at..])
}

/// The text of a few words after a byte, to the end of a word.
fn after(text: &str, start: usize) -> &str {
    let mut end = (start + AROUND).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let cut = &text[start..end];
    if end == text.len() {
        return cut;
    }
    cut.rfind(char::is_whitespace).map_or(cut, |at| &cut[..at])
}

/// All identities of `N` bytes that begin with some hexadecimal digits.
fn range<const N: usize>(beginning: &str) -> Result<([u8; N], [u8; N])> {
    let digits = beginning.trim().to_ascii_lowercase();
    if digits.len() < SHORTEST || digits.len() > N * 2 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        let found = format!("expected {SHORTEST} to {} hexadecimal digits", N * 2);
        return Err(missing(beginning, &found));
    }
    let fill = |digit: &str| id(&format!("{digits}{}", digit.repeat(N * 2 - digits.len())));
    Ok((fill("0")?, fill("f")?))
}

pub(crate) fn missing(asked: &str, found: &str) -> Error {
    Error::Name { asked: asked.to_owned(), found: found.to_owned() }
}
