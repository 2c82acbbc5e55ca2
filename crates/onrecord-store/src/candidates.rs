//! Where the words of a claim may stand: a claim in, stretches of reports with their quotations out, for a judge to look at.
//!
//! 1. Each three words of the claim are looked up in the index of shingles, which gives versions of reports. What more than a few
//!    hundred versions have tells little and is read no further.
//! 2. Versions that share most are opened; where they share most is the stretch.
//! 3. Where no version shares half, words of the claim that are rare among quotations are looked up too: an altered short quotation has no
//!    three words left.
//!
//! It finds; it does not judge. The order is by what is shared, then newest first, and does not depend on chance.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::params;

use crate::error::Result;
use crate::index::Version;
use crate::record::Record;
use crate::wire::{Part, Quotation};
use crate::words::{self, SHINGLE, hash, letters};

/// So many versions are read for three words; more have them than can be told apart by them.
const VERSIONS: i64 = 400;
/// So many shingles of a claim are looked up, spread over it.
const SHINGLES: usize = 48;
/// A word that more quotations have is not rare.
const RARE: i64 = 400;
/// So many words of a claim are tried for being rare, the longest first.
const WORDS: usize = 12;
/// Words of the report on either side of what is shared that belong to the stretch.
const MARGIN: usize = 12;

/// A stretch of a report where words of a claim stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The report's name in the record.
    pub report: String,
    /// SHA-256 of the version's page.
    pub document: String,
    /// Which version, from 1.
    pub version: i64,
    /// Whether it is the latest.
    pub latest: bool,
    /// The report's title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The report's whole text.
    pub text: String,
    /// What each stretch of the text is; corrections of the outlet are parts of the kind `correction`.
    pub parts: Vec<Part>,
    /// Where in the text the claim's words may stand, in bytes: whole words, with some on either side.
    pub stretch: Range<usize>,
    /// The part in which the stretch begins.
    pub part: String,
    /// How many of the claim's shingles (or rare words) the version has.
    pub shared: usize,
    /// All quotations of the version, so that parents can be looked up; withdrawn ones are among them and say so.
    pub quotations: Vec<Quotation>,
    /// Why each quotation is not plainly said; `None` where it is.
    pub standings: Vec<Option<&'static str>>,
    /// The quotations that touch the stretch, as indexes.
    pub near: Vec<usize>,
}

impl Record {
    /// The stretches of reports where words of `claim` may stand, those that share most first; `limit` at most.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn candidates(&self, claim: &str, limit: usize) -> Result<Vec<Candidate>> {
        let claim: Vec<String> = words::words(claim).into_iter().map(|(_, w)| w).collect();
        let words: Vec<&str> = claim.iter().map(String::as_str).collect();
        let shingles = chosen(words::shingles(words.iter().copied()));
        let mut versions: BTreeMap<i64, (usize, f64)> = BTreeMap::new();
        if words.len() >= SHINGLE {
            for shingle in &shingles {
                let found = self.with_shingle(*shingle)?;
                // What few have tells more.
                let weight = 1.0 / (2.0 + found.len() as f64).ln();
                for version in found {
                    let entry = versions.entry(version).or_default();
                    *entry = (entry.0 + 1, entry.1 + weight);
                }
            }
        }
        let most = versions.values().map(|v| v.0).max().unwrap_or(0);
        let mut order: Vec<(i64, usize, f64)> = versions.into_iter().map(|(id, (n, w))| (id, n, w)).collect();
        order.sort_by(|a, b| b.2.total_cmp(&a.2).then(b.0.cmp(&a.0)));
        order.truncate(limit);
        let mut out = Vec::new();
        for (id, shared, _) in order {
            out.extend(self.open_candidate(id, shared, &words, None)?);
        }
        if most * 2 < shingles.len().max(1) || words.len() < SHINGLE {
            self.by_rare_words(&words, limit, &mut out)?;
        }
        Ok(out)
    }

    /// Versions that have a shingle, the newest first.
    fn with_shingle(&self, shingle: u64) -> Result<Vec<i64>> {
        self.all(
            "SELECT rowid FROM shingles WHERE shingles MATCH ? ORDER BY rowid DESC LIMIT ?",
            params![letters(shingle), VERSIONS],
            |r| r.get(0),
        )
    }

    /// Quotations that have most of the claim's rare words.
    fn by_rare_words(&self, words: &[&str], limit: usize, out: &mut Vec<Candidate>) -> Result<()> {
        let mut tried: Vec<&str> = words.to_vec();
        tried.sort_unstable_by_key(|w| (std::cmp::Reverse(w.len()), *w));
        tried.dedup();
        let mut quotations: BTreeMap<i64, (usize, f64)> = BTreeMap::new();
        for word in tried.into_iter().take(WORDS) {
            let found: Vec<i64> = self.all(
                "SELECT rowid FROM spoken WHERE spoken MATCH ? ORDER BY rowid DESC LIMIT ?",
                params![format!("words : \"{word}\""), RARE + 1],
                |r| r.get(0),
            )?;
            if found.len() as i64 > RARE {
                continue;
            }
            let weight = 1.0 / (2.0 + found.len() as f64).ln();
            for id in found {
                let entry = quotations.entry(id).or_default();
                *entry = (entry.0 + 1, entry.1 + weight);
            }
        }
        let mut order: Vec<(i64, usize, f64)> = quotations.into_iter().map(|(id, (n, w))| (id, n, w)).collect();
        order.sort_by(|a, b| b.2.total_cmp(&a.2).then(b.0.cmp(&a.0)));
        for (id, shared, _) in order.into_iter().take(limit / 2) {
            let row = self.one("SELECT version, at FROM quotation WHERE id = ?", [id], |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)? as usize))
            })?;
            let Some((version, at)) = row else { continue };
            for candidate in self.open_candidate(version, shared, words, Some(at))? {
                let is_there = |c: &Candidate| c.document == candidate.document && c.near.contains(&at);
                if !out.iter().any(is_there) {
                    out.push(candidate);
                }
            }
        }
        Ok(())
    }

    /// The report around one quotation; `None` where it is not there.
    pub(crate) fn candidate_of(&self, version: i64, at: usize) -> Result<Option<Candidate>> {
        Ok(self.open_candidate(version, 0, &[], Some(at))?.into_iter().next())
    }

    /// A version's stretches: around a quotation, or where it shares most with the claim.
    fn open_candidate(
        &self,
        version: i64,
        shared: usize,
        claim: &[&str],
        quotation: Option<usize>,
    ) -> Result<Vec<Candidate>> {
        let row =
            self.one("SELECT id, report, number, latest FROM version WHERE id = ?", [version], crate::record::stored)?;
        let Some(stored) = row else { return Ok(Vec::new()) };
        // The keys of several versions hang together.
        let of = if stored.number == 1 && stored.latest {
            self.key(vec![(self.raw(version)?, stored)])?.pop()
        } else {
            self.keyed(stored.report)?.into_iter().find(|v| v.stored.id == version)
        };
        let Some(Version { stored, mut reading, .. }) = of else { return Ok(Vec::new()) };
        let words = words::words(&reading.text);
        let of_quotation = quotation.map(|at| {
            let content = &reading.quotations[at].content;
            let start = content.first().map_or(0, |p| p.start);
            let end = content.last().map_or(start, |p| p.end);
            words.partition_point(|(p, _)| p.end <= start)..words.partition_point(|(p, _)| p.start < end)
        });
        let stretches = of_quotation.map_or_else(|| shared_runs(&words, claim), |run| std::iter::once(run).collect());
        let report = self.report_name(stored.report)?;
        let standings: Vec<_> = (0..reading.quotations.len()).map(|at| reading.standing(at)).collect();
        let text = std::mem::take(&mut reading.text);
        let mut out = Vec::new();
        for run in stretches {
            if words.is_empty() {
                break;
            }
            let first = run.start.saturating_sub(MARGIN).min(words.len() - 1);
            let last = (run.end + MARGIN).clamp(1, words.len()) - 1;
            let stretch = words[first].0.start..words[last.max(first)].0.end;
            let touches = |q: &Quotation| q.content.iter().any(|p| p.start < stretch.end && stretch.start < p.end);
            let near = (0..reading.quotations.len()).filter(|at| touches(&reading.quotations[*at])).collect();
            let part = reading.parts.iter().find(|p| p.place.end > stretch.start);
            out.push(Candidate {
                report: report.clone(),
                document: reading.document.clone(),
                version: stored.number,
                latest: stored.latest,
                title: reading.title.clone(),
                outlet: reading.outlet.clone(),
                published: reading.published.clone(),
                url: reading.canonical_url.clone().or_else(|| reading.url.clone()),
                text: text.clone(),
                parts: reading.parts.clone(),
                part: part.map_or("body", |p| p.kind.as_str()).to_owned(),
                shared,
                quotations: reading.quotations.clone(),
                standings: standings.clone(),
                near,
                stretch,
            });
        }
        Ok(out)
    }
}

/// At most so many shingles, spread evenly.
fn chosen(shingles: Vec<u64>) -> Vec<u64> {
    let count = shingles.len();
    if count <= SHINGLES {
        return shingles;
    }
    (0..SHINGLES).map(|i| shingles[i * (count - 1) / (SHINGLES - 1)]).collect()
}

/// So many stretches of one report at most: a claim that joins words from far apart has two or three.
const STRETCHES: usize = 3;

/// The runs of words that share most with the claim, as word numbers, best first: windows as long as the claim, none touching another.
fn shared_runs(words: &[(Range<usize>, String)], claim: &[&str]) -> Vec<Range<usize>> {
    let size = SHINGLE.min(claim.len()).max(1);
    let wanted: Vec<u64> = crate::likeness::set(words::shingles(claim.iter().copied()));
    let text: Vec<&str> = words.iter().map(|(_, w)| w.as_str()).collect();
    let hits: Vec<usize> = text
        .windows(size)
        .enumerate()
        .filter(|(_, w)| wanted.binary_search(&hash(w)).is_ok())
        .map(|(at, _)| at)
        .collect();
    // Words of a cue between two pieces make the place longer than the claim.
    let length = claim.len() + claim.len() / 2 + MARGIN;
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    for (i, start) in hits.iter().enumerate() {
        let inside = hits[i..].partition_point(|h| *h < start + length);
        runs.push((inside, *start..hits[i + inside - 1] + size));
    }
    runs.sort_by_key(|(count, run)| (std::cmp::Reverse(*count), run.start));
    let mut out: Vec<Range<usize>> = Vec::new();
    for (_, run) in runs {
        if out.len() < STRETCHES && out.iter().all(|o| run.end <= o.start || o.end <= run.start) {
            out.push(run);
        }
    }
    if out.is_empty() {
        // Only a shingle over the gap of a cue led here.
        out.push(nearest(&text, claim));
    }
    out
}

/// The window with most of the claim's words.
fn nearest(text: &[&str], claim: &[&str]) -> Range<usize> {
    let length = (claim.len() + claim.len() / 2 + MARGIN).min(text.len());
    let is_wanted: Vec<bool> = text.iter().map(|w| claim.contains(w)).collect();
    let mut count = is_wanted[..length].iter().filter(|w| **w).count();
    let mut best = (count, 0);
    for at in length..text.len() {
        count = count + usize::from(is_wanted[at]) - usize::from(is_wanted[at - length]);
        if count > best.0 {
            best = (count, at + 1 - length);
        }
    }
    best.1..best.1 + length
}
