//! Judges who said it: a claim and a place of the record in, [`Credit`] out.
//!
//! Example: the words stand in a quotation of Tom Okafor, the claim says Ana Ruiz: `other`. The quotation asked is the innermost one that holds
//! the words: what Okafor quotes of Ruiz is Ruiz's. Of joined pieces each is asked: one of somebody else makes it `other`.

use std::ops::Range;
use std::sync::Arc;

use super::context;
use super::report::{Credited, Recorded, Report};
use super::speakers::{self, Likeness, Place};
use super::verdict::{Found, Piece};
use super::{Attribution, Claim, Searchable};
use crate::analyse::{Kind, Status};
use crate::ingest::PartKind;

/// Who is credited with a place's words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Credit {
    /// The verdict.
    pub attribution: Attribution,
    /// Probability that it is right.
    pub sure: f32,
    /// For each piece the quotation that holds it.
    pub quotations: Vec<Option<usize>>,
}

/// The share of a place's bytes that its quotation must hold.
const HELD: f32 = 0.97;
/// Who says nothing of a speaker errs in nothing.
const UNCLEAR: f32 = 0.99;
/// How far before a pronoun the quotation of the one whom it means may end, in bytes.
const AFAR: usize = 900;

/// Judges a place.
pub(super) fn credit(claim: &Claim, found: &Found, sources: &[Arc<Searchable>]) -> Credit {
    let quotations: Vec<Option<usize>> =
        found.pieces.iter().map(|p| holding(&sources[p.source].report, &p.spans)).collect();
    let Some(speaker) = claim.speaker.as_deref().filter(|s| !s.trim().is_empty()) else {
        return Credit { attribution: Attribution::NotGiven, sure: 0.99, quotations };
    };
    let each = found.pieces.iter().zip(&quotations).map(|(piece, quotation)| of(speaker, piece, *quotation, sources));
    let worst = each.max_by_key(|(attribution, _)| match attribution {
        Attribution::Other => 3,
        Attribution::Unclear => 2,
        Attribution::Joint => 1,
        _ => 0,
    });
    let (attribution, sure) = worst.unwrap_or((Attribution::Unclear, UNCLEAR));
    Credit { attribution, sure, quotations }
}

/// Who said one quotation of a report, as far as a claim asks.
pub(super) fn of_quotation(claim: &Claim, source: &Searchable, quotation: usize) -> Attribution {
    let speaker = claim.speaker.as_deref().filter(|s| !s.trim().is_empty());
    speaker.map_or(Attribution::NotGiven, |speaker| judged(speaker, &source.report, quotation).0)
}

fn of(speaker: &str, piece: &Piece, quotation: Option<usize>, sources: &[Arc<Searchable>]) -> (Attribution, f32) {
    let report = &sources[piece.source].report;
    match quotation {
        Some(at) => judged(speaker, report, at),
        None if piece.spans.first().is_some_and(|s| is_headline(report, s.start)) => leading(speaker, report),
        None => (Attribution::Unclear, UNCLEAR),
    }
}

fn judged(speaker: &str, report: &Report, at: usize) -> (Attribution, f32) {
    let credited = &report.quotations[at].speakers;
    let begin = report.quotations[at].content.first().map_or(0, |c| c.start);
    let place = Place { report, at: begin, guess: antecedent(report, at) };
    let each: Vec<Likeness> = credited.iter().map(|c| speakers::compare(speaker, c, &place)).collect();
    let same = each.iter().filter_map(|l| if let Likeness::Same(p) = l { Some(*p) } else { None }).fold(0.0, f32::max);
    if same > 0.0 {
        return (if credited.len() > 1 { Attribution::Joint } else { Attribution::Same }, same);
    }
    if let [group] = &credited[..]
        && context::paired(speaker, &group.mention, report)
    {
        return (Attribution::Joint, 0.9);
    }
    let weak = |c: &Credited| c.names.is_empty() || context::is_weak(&c.mention, &c.mention, report);
    if is_headline(report, begin) && credited.iter().all(weak) {
        return leading(speaker, report);
    }
    let other = each.iter().map(|l| if let Likeness::Other(p) = l { *p } else { 0.0 }).fold(1.0, f32::min);
    if !each.is_empty() && other > 0.0 { (Attribution::Other, other) } else { (Attribution::Unclear, UNCLEAR) }
}

fn is_headline(report: &Report, at: usize) -> bool {
    matches!(report.part_at(at), PartKind::Headline | PartKind::Subhead)
}

/// A headline's words are those of the first one whom the body quotes, unless it names another.
fn leading(speaker: &str, report: &Report) -> (Attribution, f32) {
    let place = |q: &Recorded| q.content.first().map(|c| c.start).filter(|at| report.part_at(*at) == PartKind::Body);
    let quoted = report.quotations.iter().filter(|q| q.parent.is_none() && q.kind != Kind::Indirect);
    let mut single = quoted.filter_map(|q| match &q.speakers[..] {
        [one] => Some((one, place(q)?)),
        _ => None,
    });
    let same = single.next().is_some_and(|(one, at)| {
        matches!(speakers::compare(speaker, one, &Place { report, at, guess: None }), Likeness::Same(_))
    });
    if same { (Attribution::Same, 0.85) } else { (Attribution::Unclear, UNCLEAR) }
}

/// The innermost quotation that holds most of some bytes.
pub(super) fn holding(report: &Report, spans: &[Range<usize>]) -> Option<usize> {
    let shared = |content: &[Range<usize>]| -> usize {
        let of = |s: &Range<usize>| {
            content.iter().map(|c| c.end.min(s.end).saturating_sub(c.start.max(s.start))).sum::<usize>()
        };
        spans.iter().map(of).sum()
    };
    let length = |content: &[Range<usize>]| content.iter().map(ExactSizeIterator::len).sum::<usize>();
    let whole = length(spans) as f32;
    let first = spans.first()?.start;
    let last = spans.last()?.end;
    let near = report.quotations.iter().enumerate().filter(|(_, q)| {
        q.content.first().is_some_and(|c| c.start < last) && q.content.last().is_some_and(|c| c.end > first)
    });
    let held: Vec<(usize, usize, usize)> = near.map(|(i, q)| (i, shared(&q.content), length(&q.content))).collect();
    let most = held.iter().map(|(_, shared, _)| *shared).max().filter(|s| *s > 0)?;
    let enough = (HELD * whole).min(most as f32);
    held.iter().filter(|(_, s, _)| *s as f32 >= enough).min_by_key(|(i, _, length)| (*length, *i)).map(|(i, ..)| *i)
}

/// Whom the pronoun of a quotation may mean: the speaker of the quotation in which it stands, else the one credited with the quotation
/// before, by name.
fn antecedent(report: &Report, at: usize) -> Option<&Credited> {
    let begin = report.quotations[at].content.first()?.start;
    // In "Ruiz said she hoped …" she is Ruiz.
    if let Some([one]) = report.quotations[at].parent.map(|p| &report.quotations[p].speakers[..]) {
        return Some(one);
    }
    let before = report.quotations[..at].iter().rev().filter(|q| Some(at) != q.parent && q.parent.is_none());
    let mut named = before.filter(|q| q.content.last().is_some_and(|c| c.end <= begin && c.end + AFAR > begin));
    named.find_map(|q| match &q.speakers[..] {
        [one] if one.status == Status::Named || !one.names.is_empty() => Some(Some(one)),
        [one] if one.status == Status::Unresolved => None,
        // Somebody else in between: nobody knows.
        _ => Some(None),
    })?
}
