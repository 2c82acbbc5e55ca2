//! The record as what a claim is checked against: a claim in, the reports of the record that may hold its words out.
//!
//! Example: `Recorded::new(&record)` and then `check::check(&claim, &recorded)`. The newest version of a report goes before older ones; what
//! a person withdrew is no evidence.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use onrecord::check::{
    self, Candidates, Claim, Credited, Near, Recorded as Quotation, Report, Searchable, Searched, wire,
};
use onrecord::model::Meaning;

use crate::candidates::Candidate;
use crate::error::{Error, Result};
use crate::record::{Record, Writer};

/// Stretches that the record is asked for, for one claim, and quotations near in meaning.
const MOST: usize = 24;
/// The network of meanings, loaded when it is first asked, once for all records.
static NETWORK: OnceLock<std::result::Result<Meaning, String>> = OnceLock::new();

/// The network of meanings.
///
/// # Errors
/// When it cannot be loaded, in words.
pub fn network() -> std::result::Result<&'static Meaning, String> {
    let network = NETWORK.get_or_init(|| Meaning::embedded().map_err(|e| e.to_string()));
    network.as_ref().map_err(|e| format!("cannot load the network of meanings: {e}"))
}

/// The vector of a claim, its quotation marks left off.
///
/// # Errors
/// When the network cannot be loaded or fails, in words.
pub fn vector_of_claim(claim: &Claim) -> std::result::Result<Vec<f32>, String> {
    let text = claim.text.trim_matches(['“', '”', '"', '«', '»', '„', '‘', '’', ' ']);
    network()?.vector(text).map_err(|e| e.to_string())
}

impl Writer {
    /// Gives quotations that have none their vectors of meaning; `progress` is told how many are done.
    ///
    /// # Errors
    /// When the network cannot be loaded, or the record cannot be written to.
    pub fn index_meanings(&mut self, progress: impl FnMut(usize)) -> Result<usize> {
        let network = network().map_err(|found| Error::Meaning { found })?;
        let name = network.sha256().to_owned();
        let vectors = |text: &str, content: &[Range<usize>]| {
            let each = check::senses(text, content).into_iter();
            let made =
                each.map(|place| network.vector(&text[place.clone()]).map(|v| (place, v)).map_err(|e| e.to_string()));
            made.collect::<std::result::Result<Vec<_>, String>>()
        };
        self.mean(&name, vectors, progress)
    }

    /// The same where the record has the index of meanings and new quotations; nothing where not.
    ///
    /// # Errors
    /// As [`Writer::index_meanings`].
    pub fn keep_up_meanings(&mut self) -> Result<()> {
        if self.meanings()?.is_some() && self.unmeant()? > 0 {
            self.index_meanings(|_| ())?;
        }
        Ok(())
    }
}

/// The record, asked claim by claim.
pub struct Recorded<'a> {
    record: &'a Record,
    searched: Searched,
    /// The seam knows no errors; the first one waits here.
    failed: RefCell<Option<Error>>,
    /// Whether the record has an index of meanings, and whose it is.
    meanings: Option<String>,
}

impl<'a> Recorded<'a> {
    /// Over a record.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn new(record: &'a Record) -> Result<Self> {
        let (reports, quotations) = record.size()?;
        let until = record.until()?;
        let count = |n: i64| usize::try_from(n).unwrap_or_default();
        Self::of(record, Searched { reports: count(reports), quotations: count(quotations), until })
    }

    /// The same where the size of the record is known: counting takes a moment in a large one.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn of(record: &'a Record, searched: Searched) -> Result<Self> {
        Ok(Self { record, searched, failed: RefCell::default(), meanings: record.meanings()? })
    }

    /// What went wrong while it was asked: an answer that misses reports is none.
    ///
    /// # Errors
    /// The first failure.
    pub fn finish(&self) -> Result<()> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    fn keep(&self, error: Error) {
        self.failed.borrow_mut().get_or_insert(error);
    }

    /// The vector of a claim, if it can be compared with those of the record.
    fn vector(&self, claim: &Claim) -> Option<Vec<f32>> {
        let of = self.meanings.as_deref()?;
        let meaning = |found: String| Error::Meaning { found };
        let checked = network().map_err(meaning).and_then(|network| {
            if network.sha256() != of {
                return Err(meaning(
                    "it was made with another network; `onrecord index --meaning` makes it again".into(),
                ));
            }
            vector_of_claim(claim).map_err(meaning)
        });
        checked.map_err(|e| self.keep(e)).ok()
    }
}

impl Candidates for Recorded<'_> {
    fn candidates(&self, claim: &Claim) -> Vec<Arc<Searchable>> {
        let mut found = self.record.candidates(&claim.text, MOST).unwrap_or_else(|e| {
            self.keep(e);
            Vec::new()
        });
        found.sort_by_key(|c| !c.latest);
        let mut seen = HashSet::new();
        found.retain(|c| seen.insert(c.document.clone()));
        found.into_iter().map(|c| Arc::new(Searchable::new(report(c)))).collect()
    }

    fn nearest(&self, claim: &Claim) -> Vec<Near> {
        let Some(vector) = self.vector(claim) else { return Vec::new() };
        let found = self.record.nearest(&vector, MOST).unwrap_or_else(|e| {
            self.keep(e);
            Vec::new()
        });
        let near = found.into_iter().filter_map(|n| {
            let key = n.candidate.quotations.get(n.at)?.key.clone();
            let source = Arc::new(Searchable::new(report(n.candidate)));
            // What a person withdrew is not among the report's.
            let quotation = source.report.quotations.iter().position(|q| q.key == key)?;
            Some(Near { source, quotation, place: n.place, cosine: n.cosine })
        });
        near.collect()
    }

    fn searched(&self) -> Searched {
        self.searched.clone()
    }
}

fn report(found: Candidate) -> Report {
    // Those that a person withdrew go; the others' parents are counted anew.
    let mut place = Vec::with_capacity(found.quotations.len());
    let mut quotations: Vec<Quotation> = Vec::with_capacity(found.quotations.len());
    for q in &found.quotations {
        let kept = !q.withdrawn && !q.content.is_empty();
        place.push(kept.then_some(quotations.len()));
        if kept {
            quotations.push(Quotation {
                key: q.key.clone(),
                content: q.content.clone(),
                quoted: q.quoted.clone(),
                kind: wire::kind(&q.kind),
                asserted: wire::asserted(&q.asserted),
                speakers: q
                    .speakers
                    .iter()
                    .map(|who| Credited {
                        mention: who.mention.iter().map(|p| &found.text[p.clone()]).collect::<Vec<_>>().join(" "),
                        status: wire::status(&who.status),
                        names: std::iter::once(&who.name)
                            .chain(&who.aliases)
                            .filter(|_| who.status == "named")
                            .cloned()
                            .collect(),
                    })
                    .collect(),
                parent: q.parent.and_then(|p| place.get(p).copied().flatten()),
                confidence: q.confidence as f32,
            });
        }
    }
    Report {
        id: found.document,
        outlet: found.outlet,
        published: found.published,
        url: found.url,
        parts: found.parts.iter().map(|p| (wire::part_kind(&p.kind), p.place.clone())).collect(),
        text: found.text,
        quotations,
    }
}
