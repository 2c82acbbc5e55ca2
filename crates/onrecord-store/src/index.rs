//! The derived rows of a report: its versions' readings in, rows of quotations and of the indexes out.
//!
//! A quotation is one row over all versions in which its words stand; the row points to the last of them. Its key is the reading's key in
//! the first version that has it: the words and their ordinal among equal ones carry it on to the next.

use std::collections::{BTreeMap, HashMap};

use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::likeness;
use crate::record::{Stored, Writer};
use crate::wire::{Place, Reading};
use crate::words::{self, folded, letters};

/// A word between two names, so that no phrase reaches from one to the next.
const APART: &str = "zzapartzz";

/// A quotation's row as it should be.
pub(crate) struct Line {
    pub key: [u8; 16],
    pub own: Option<[u8; 16]>,
    pub version: i64,
    pub at: usize,
    pub doubt: Option<i64>,
    /// Words, speakers, addressees, outlet, tags.
    pub columns: [String; 5],
}

/// What the derived rows of a report should be.
pub(crate) struct Derived {
    /// In the order of the keys' first appearance.
    pub lines: Vec<Line>,
    /// For each version the words of its index.
    pub shingles: Vec<(i64, String)>,
}

/// A version with what people said of its quotations, under the record's keys, without what forgotten people said.
pub(crate) struct Version {
    pub stored: Stored,
    pub reading: Reading,
    /// The keys that the reading itself gave its quotations.
    pub own: Vec<String>,
}

impl crate::Record {
    /// The versions of a report, oldest first.
    pub(crate) fn keyed(&self, report: i64) -> Result<Vec<Version>> {
        let versions = self.versions(report)?.into_iter().map(|v| Ok((self.raw(v.id)?, v)));
        self.key(versions.collect::<Result<_>>()?)
    }

    /// The same of readings that are at hand.
    pub(crate) fn key(&self, versions: Vec<(Reading, Stored)>) -> Result<Vec<Version>> {
        let forgotten = self.forgotten_names()?;
        let several = versions.len() > 1;
        let mut keys: HashMap<(String, usize), String> = HashMap::new();
        let mut out = Vec::with_capacity(versions.len());
        for (mut reading, stored) in versions {
            let own: Vec<String> = reading.quotations.iter().map(|q| q.key.clone()).collect();
            if several {
                let mut seen: HashMap<String, usize> = HashMap::new();
                for (at, own) in own.iter().enumerate() {
                    let words = folded(&reading.words(&reading.quotations[at].content));
                    let ordinal = seen.entry(words.clone()).or_default();
                    let key = keys.entry((words, *ordinal)).or_insert_with(|| own.clone());
                    reading.quotations[at].key.clone_from(key);
                    *ordinal += 1;
                }
            }
            self.correct_reading(&mut reading, &own)?;
            forget_people(&mut reading, &forgotten);
            out.push(Version { stored, reading, own });
        }
        Ok(out)
    }

    pub(crate) fn forgotten_names(&self) -> Result<Vec<[u8; 32]>> {
        self.all("SELECT hash FROM tombstone WHERE what = 'person'", [], |r| r.get(0))
    }
}

/// What the rows of a report should be.
pub(crate) fn derive(versions: &[Version]) -> Result<Derived> {
    let latest = versions.last().map(|v| v.stored.id);
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for Version { stored, reading, own } in versions {
        let about = About::new(reading);
        for (at, quotation) in reading.quotations.iter().enumerate() {
            // A forgotten one has no words.
            if quotation.content.is_empty() {
                continue;
            }
            let key = id(&quotation.key)?;
            let doubt = (100.0 - quotation.confidence * 100.0).round() as i64;
            let line = Line {
                key,
                own: Some(id(&own[at])?).filter(|own| *own != key),
                version: stored.id,
                at,
                doubt: (!quotation.by_person).then_some(doubt),
                columns: about.columns(reading, at, Some(stored.id) == latest),
            };
            // The last version in which it stands is the one that counts.
            if let Some(place) = places.get(quotation.key.as_str()) {
                lines[*place] = line;
            } else {
                places.insert(&quotation.key, lines.len());
                lines.push(line);
            }
        }
    }
    Ok(Derived { shingles: shingles_of(versions), lines })
}

impl Writer {
    /// Makes the derived rows of a report what they should be.
    pub(crate) fn index(&mut self, report: i64) -> Result<usize> {
        let versions = self.keyed(report)?;
        self.index_versions(report, &versions, false)
    }

    /// The same of versions that are at hand; `fresh`: the report has no rows yet.
    pub(crate) fn index_versions(&mut self, report: i64, versions: &[Version], fresh: bool) -> Result<usize> {
        let derived = derive(versions)?;
        let mut old: BTreeMap<[u8; 16], i64> = self
            .all(
                "SELECT q.key, q.id FROM quotation q JOIN version v ON v.id = q.version WHERE v.report = ?",
                [report],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )?
            .into_iter()
            .collect();
        let kept: Vec<Option<i64>> = derived.lines.iter().map(|line| old.remove(&line.key)).collect();
        for (_, id) in old {
            self.run("DELETE FROM quotation WHERE id = ?", [id])?;
            self.run("DELETE FROM spoken WHERE rowid = ?", [id])?;
        }
        for (line, id) in derived.lines.iter().zip(kept) {
            let row = params![id, line.key, line.own, line.version, line.at as i64, line.doubt];
            self.run("INSERT OR REPLACE INTO quotation(id, key, own, version, at, doubt) VALUES(?,?,?,?,?,?)", row)?;
            let rowid = id.unwrap_or_else(|| self.conn.last_insert_rowid());
            if id.is_some() {
                self.run("DELETE FROM spoken WHERE rowid = ?", [rowid])?;
            }
            self.index_words(rowid, line)?;
        }
        for (version, words) in &derived.shingles {
            if !fresh {
                self.run("DELETE FROM shingles WHERE rowid = ?", [version])?;
            }
            self.run("INSERT INTO shingles(rowid, hashes) VALUES(?,?)", params![version, words])?;
        }
        Ok(derived.lines.len())
    }

    pub(crate) fn index_words(&self, rowid: i64, line: &Line) -> Result<()> {
        let [words, speakers, addressees, outlet, tags] = &line.columns;
        self.run(
            "INSERT INTO spoken(rowid, words, speakers, addressees, outlet, tags) VALUES(?,?,?,?,?,?)",
            params![rowid, words, speakers, addressees, outlet, tags],
        )?;
        Ok(())
    }
}

/// What the index keeps of a quotation beside its words.
struct About {
    outlet: String,
    day: Vec<String>,
}

impl About {
    fn new(reading: &Reading) -> Self {
        let outlet = reading.outlet.as_deref().map(folded).unwrap_or_default();
        Self { outlet, day: reading.published.as_deref().map(day_tags).unwrap_or_default() }
    }

    fn columns(&self, reading: &Reading, at: usize, latest: bool) -> [String; 5] {
        let q = &reading.quotations[at];
        let names = |who: &[crate::wire::Who]| {
            let all = who.iter().flat_map(|w| {
                let mention = (!w.mention.is_empty()).then(|| reading.words(&w.mention));
                std::iter::once(w.name.clone()).chain(w.aliases.iter().cloned()).chain(mention)
            });
            let mut all: Vec<String> = all.map(|n| folded(&n)).collect();
            all.dedup();
            all.join(&format!(" {APART} "))
        };
        let said = if !latest {
            "gone"
        } else if reading.standing(at).is_none() {
            "said"
        } else {
            "unsaid"
        };
        let mut tags = vec![format!("kind{}", q.kind), format!("is{said}"), format!("asserted{}", q.asserted)];
        tags.extend(q.medium.iter().map(|m| format!("medium{}", m.replace('_', ""))));
        tags.extend(self.day.iter().cloned());
        [
            folded(&reading.words(&q.content)),
            names(&q.speakers),
            names(&q.addressees),
            self.outlet.clone(),
            tags.join(" "),
        ]
    }
}

/// A day as words for its year, its month and itself: `2026-03-14` gives `y2026`, `m202603`, `d20260314`.
fn day_tags(published: &str) -> Vec<String> {
    let date = published.split('T').next().unwrap_or_default();
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    let tag = |letter: char, length: usize| digits.get(..length).map(|d| format!("{letter}{d}"));
    [tag('y', 4), tag('m', 6), tag('d', 8)].into_iter().flatten().collect()
}

/// The words of each version's index: the hashes of the latest one's text and of its quotations whose pieces a cue parts; of older
/// ones only what the latest has no longer.
fn shingles_of(versions: &[Version]) -> Vec<(i64, String)> {
    let sets: Vec<Vec<u64>> = versions.iter().map(|v| shingle_set(&v.reading)).collect();
    let Some(latest) = sets.last() else { return Vec::new() };
    let mut out = Vec::with_capacity(sets.len());
    for (at, set) in sets.iter().enumerate() {
        let of_latest = at + 1 == sets.len();
        let kept = set.iter().filter(|s| of_latest || latest.binary_search(s).is_err());
        let mut words: Vec<String> = kept.map(|s| letters(*s)).collect();
        words.sort_unstable();
        words.dedup();
        out.push((versions[at].stored.id, words.join(" ")));
    }
    out
}

/// All shingles of a reading's text, and those that reach over the cue between two pieces of a quotation.
pub(crate) fn shingle_set(reading: &Reading) -> Vec<u64> {
    let words = words::words(&reading.text);
    let mut all = words::shingles(words.iter().map(|(_, w)| w.as_str()));
    for quotation in reading.quotations.iter().filter(|q| q.content.len() > 1) {
        let inside = |place: &Place| quotation.content.iter().any(|c| c.start <= place.start && place.start < c.end);
        let from = words.partition_point(|(p, _)| p.start < quotation.content[0].start);
        let end = quotation.content.last().map_or(0, |p| p.end);
        let joined = words[from..].iter().take_while(|(p, _)| p.start < end).filter(|(p, _)| inside(p));
        all.extend(words::shingles(joined.map(|(_, w)| w.as_str())));
    }
    likeness::set(all)
}

/// Takes away what forgotten people said: the quotation keeps its place in the list and nothing else, and in the text stand letters
/// without meaning, as many bytes and characters as before.
pub(crate) fn forget_people(reading: &mut Reading, forgotten: &[[u8; 32]]) {
    if forgotten.is_empty() {
        return;
    }
    let is_forgotten = |q: &crate::wire::Quotation, reading: &Reading| {
        q.speakers.iter().any(|who| {
            let mention = reading.words(&who.mention);
            let names = std::iter::once(&who.name).chain(&who.aliases).chain(std::iter::once(&mention));
            names.flat_map(|name| bare_names(name)).any(|name| forgotten.contains(&name_hash(&name)))
        })
    };
    let lost: Vec<usize> =
        (0..reading.quotations.len()).filter(|at| is_forgotten(&reading.quotations[*at], reading)).collect();
    for place in lost.iter().flat_map(|at| reading.quotations[*at].content.clone()) {
        let blank = blank(&reading.text[place.clone()]);
        reading.text.replace_range(place, &blank);
    }
    for at in 0..reading.quotations.len() {
        // What others said inside it has gone with it.
        if lost.contains(&at)
            || (!lost.is_empty() && folded(&reading.words(&reading.quotations[at].content)).is_empty())
        {
            let q = &mut reading.quotations[at];
            q.content.clear();
            q.quoted.clear();
            q.cue.clear();
            q.speakers.clear();
            q.addressees.clear();
        }
    }
}

/// Words that make a name another's: "a spokesman for Ana Ruiz" is not she.
const ANOTHERS: [&str; 6] = ["for", "of", "to", "by", "with", "behalf"];

/// The names that a mention may hold: "Mayor Ana Ruiz, 61" is called "Mayor Ana Ruiz", "Ana Ruiz" and "Ruiz".
pub(crate) fn bare_names(mention: &str) -> Vec<String> {
    let whole = folded(mention);
    let words = folded(mention.split(',').next().unwrap_or_default());
    let words: Vec<&str> = words.split(' ').filter(|w| !w.is_empty()).collect();
    let mut out = vec![whole];
    if !words.iter().any(|w| ANOTHERS.contains(w)) {
        out.extend((0..words.len()).map(|from| words[from..].join(" ")));
    }
    out
}

/// White space stays; each other character becomes one of its own length in UTF-8, so that no place moves.
fn blank(text: &str) -> String {
    let instead = |c: char| match c.len_utf8() {
        _ if c.is_whitespace() => c,
        1 => '-',
        2 => '\u{b7}',
        3 => '\u{2022}',
        _ => '\u{1f7e5}',
    };
    text.chars().map(instead).collect()
}

/// A name as a tombstone keeps it.
pub(crate) fn name_hash(name: &str) -> [u8; 32] {
    Sha256::digest(format!("person {}", folded(name))).into()
}

/// A key or hash in hexadecimal as bytes.
pub(crate) fn id<const N: usize>(hex: &str) -> Result<[u8; N]> {
    let wrong =
        || Error::Reading { found: format!("the key or checksum {hex:?}, expected {} hexadecimal digits", N * 2) };
    if hex.len() != N * 2 || !hex.is_ascii() {
        return Err(wrong());
    }
    let mut out = [0; N];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).map_err(|_| wrong())?;
    }
    Ok(out)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
