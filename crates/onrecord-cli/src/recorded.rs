//! The record as what a claim is checked against: a claim in, the reports of the record that may hold its words out.
//!
//! Example: `Recorded::open(&place)` and then `check::check(&claim, &recorded)`. The newest version of a report goes before older ones; what a
//! person withdrew is no evidence.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use anyhow::{Context, Result};
use onrecord::check::{Candidates, Claim, Credited, Near, Recorded as Quotation, Report, Searchable, Searched, wire};
use onrecord_store::{Candidate, Record};

use crate::arguments::record::Place;
use crate::meanings::{self, Asked};
use crate::record;

/// Stretches that the record is asked for, for one claim.
const MOST: usize = 24;

/// The record, asked claim by claim.
pub struct Recorded {
    record: Record,
    searched: Searched,
    /// The seam knows no errors; the first one waits here.
    failed: RefCell<Option<onrecord_store::Error>>,
    /// Whether the record has an index of meanings, and whose it is.
    meanings: Option<String>,
    asked: Asked,
}

impl Recorded {
    /// Opens the record.
    pub fn open(place: &Place) -> Result<Self> {
        let record = record::open(place)?;
        let (reports, quotations) = record.size()?;
        let until = record.until()?;
        let count = |n: i64| usize::try_from(n).unwrap_or_default();
        let searched = Searched { reports: count(reports), quotations: count(quotations), until };
        let meanings = record.meanings()?;
        Ok(Self { record, searched, failed: RefCell::default(), meanings, asked: Asked::default() })
    }

    /// What went wrong while it was asked: an answer that misses reports is none.
    pub fn finish(&self) -> Result<()> {
        self.asked.finish()?;
        self.failed.borrow_mut().take().map_or(Ok(()), |e| Err(e).context("cannot ask the record"))
    }
}

impl Candidates for Recorded {
    fn candidates(&self, claim: &Claim) -> Vec<Arc<Searchable>> {
        let mut found = self.record.candidates(&claim.text, MOST).unwrap_or_else(|e| {
            self.failed.borrow_mut().get_or_insert(e);
            Vec::new()
        });
        found.sort_by_key(|c| !c.latest);
        let mut seen = HashSet::new();
        found.retain(|c| seen.insert(c.document.clone()));
        found.into_iter().map(|c| Arc::new(Searchable::new(report(c)))).collect()
    }

    fn nearest(&self, claim: &Claim) -> Vec<Near> {
        if self.meanings.is_none() || !self.asked.is_of(self.meanings.as_deref()) {
            return Vec::new();
        }
        let Some(vector) = self.asked.vector(&claim.text) else { return Vec::new() };
        let found = self.record.nearest(&vector, meanings::MOST).unwrap_or_else(|e| {
            self.failed.borrow_mut().get_or_insert(e);
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
