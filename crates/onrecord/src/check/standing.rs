//! What the record makes of words that it has: the places in, [`Standing`]s out.
//!
//! **Secondhand**: in all places as good as the best the words stand inside somebody else's quotation. **Not asserted**: in all of them the report, or
//! one whose quotation they stand in, denies, asks, expects, supposes or hedges the saying. **Headline only**: all of them stand in headlines
//! or subheads. **Corrected**: a notice of correction of the same report has [`SHARED`] of the words in a row, or names a surname of the speaker beside a word
//! of quoting. **Disputed**: another report has the words otherwise, more than by what it leaves out, and not of somebody else. **Leaves alone** the reason: the record does
//! not know who erred. **Source**: the contract's `standing`.

use std::sync::Arc;

use super::fold::{Brackets, fold};
use super::{Attribution, Op, Place, Searchable, Standing, Words};
use crate::analyse::{Asserted, Status};
use crate::ingest::PartKind;

/// From this share of equal weight on, two wordings are of one saying.
pub(super) const DISPUTED: f32 = 0.72;
/// The same where both are surely one speaker's.
const SAME_SPEAKER: f32 = 0.64;
/// So many of a claim's words in a row in a notice are about the claim.
const SHARED: usize = 4;
/// Beside a speaker's name they show that a notice is about a quotation.
const QUOTING: [&str; 15] = [
    "attributed",
    "misattributed",
    "misquoted",
    "misstated",
    "quotation",
    "quotations",
    "quote",
    "quoted",
    "quotes",
    "remark",
    "remarks",
    "spoke",
    "statement",
    "statements",
    "words",
];
/// What a paragraph begins with that is a notice, where the reading has no parts.
const NOTICES: [&str; 6] =
    ["correction", "corrections", "clarification", "editor's note", "an earlier version", "this article has been"];

/// How many weaknesses a place has.
pub(super) fn weaknesses(place: &Place, sources: &[Arc<Searchable>]) -> u8 {
    u8::from(secondhand(place, sources)) + u8::from(unsaid(place, sources)) + u8::from(headline(place, sources))
}

/// The standing of the best place, which is the first.
pub(super) fn standing(places: &[Place], sources: &[Arc<Searchable>]) -> Vec<Standing> {
    let Some(first) = places.first() else { return Vec::new() };
    // Another's saying of the same words says nothing of this one.
    let fits = |p: &&Place| {
        p.found.penalty <= first.found.penalty + 0.01
            && (p.credit.attribution == first.credit.attribution || first.credit.attribution == Attribution::NotGiven)
    };
    let best: Vec<&Place> = places.iter().filter(fits).collect();
    let all = |of: fn(&Place, &[Arc<Searchable>]) -> bool| best.iter().all(|p| of(p, sources));
    let mut out = Vec::new();
    if first.found.words != Words::Spliced || first.found.pieces.len() == 1 {
        out.extend(all(secondhand).then_some(Standing::Secondhand));
    }
    out.extend(all(unsaid).then_some(Standing::NotAsserted));
    out.extend(best.iter().any(|p| corrected(p, sources)).then_some(Standing::Corrected));
    out.extend(disputed(places, &best, sources).then_some(Standing::Disputed));
    out.extend(all(headline).then_some(Standing::HeadlineOnly));
    out
}

/// The quotations that hold a place's pieces, each with its report.
fn quotations<'a>(place: &'a Place, sources: &'a [Arc<Searchable>]) -> impl Iterator<Item = (&'a Searchable, usize)> {
    let pieces = place.found.pieces.iter().zip(&place.credit.quotations);
    pieces.filter_map(|(piece, quotation)| Some((&*sources[piece.source], (*quotation)?)))
}

fn secondhand(place: &Place, sources: &[Arc<Searchable>]) -> bool {
    quotations(place, sources).any(|(source, at)| {
        let quotation = &source.report.quotations[at];
        // "Ruiz said she hoped …": she is Ruiz, where that is whom the claim names.
        let own = place.credit.attribution == Attribution::Same
            && quotation.speakers.iter().all(|s| s.status == Status::Unresolved && s.names.is_empty());
        // What is denied or expected nobody reports as said.
        quotation.parent.is_some() && !own && quotation.asserted == Asserted::Yes
    })
}

fn unsaid(place: &Place, sources: &[Arc<Searchable>]) -> bool {
    quotations(place, sources).any(|(source, at)| {
        let mut next = Some(at);
        while let Some(at) = next {
            let quotation = &source.report.quotations[at];
            if quotation.asserted != Asserted::Yes {
                return true;
            }
            next = quotation.parent.filter(|p| *p < at);
        }
        false
    })
}

pub(super) fn headline(place: &Place, sources: &[Arc<Searchable>]) -> bool {
    place.found.pieces.iter().all(|piece| {
        let at = piece.spans.first().map_or(0, |s| s.start);
        matches!(sources[piece.source].report.part_at(at), PartKind::Headline | PartKind::Subhead)
    })
}

fn corrected(place: &Place, sources: &[Arc<Searchable>]) -> bool {
    place.found.pieces.iter().zip(&place.credit.quotations).any(|(piece, quotation)| {
        let source = &sources[piece.source];
        let words = |text: &str| fold(text, Brackets::Words).words.iter().map(|w| w.id).collect::<Vec<_>>();
        let own: Vec<u64> = piece.spans.iter().flat_map(|s| words(&source.report.text[s.clone()])).collect();
        let run = SHARED.min(own.len()).max(2);
        let mentions = quotation.iter().flat_map(|q| &source.report.quotations[*q].speakers);
        let surname = |mention: &str| mention.split_whitespace().next_back().map(|w| words(w.trim_end_matches("’s")));
        let surnames: Vec<u64> =
            mentions.flat_map(|c| c.names.iter().chain([&c.mention])).filter_map(|m| surname(m)).flatten().collect();
        let quoting: Vec<u64> = QUOTING.iter().flat_map(|w| words(w)).collect();
        notices(source).any(|notice| {
            let there = words(&notice.replace("’s", "").replace("'s", ""));
            let about = own.windows(run).any(|w| there.windows(run).any(|t| t == w));
            about || surnames.iter().any(|s| there.contains(s)) && quoting.iter().any(|q| there.contains(q))
        })
    })
}

/// The notices of correction of a report: parts of that kind, and paragraphs that begin like one.
fn notices(source: &Searchable) -> impl Iterator<Item = &str> {
    let report = &source.report;
    let parts = report.parts.iter().filter(|(kind, _)| *kind == PartKind::Correction);
    let parts = parts.filter_map(|(_, range)| report.text.get(range.clone()));
    let begins = |p: &&str| {
        let head: String = p.trim_start().chars().take(24).collect::<String>().to_lowercase().replace('’', "'");
        NOTICES.iter().any(|n| head.starts_with(n))
    };
    parts.chain(report.text.split('\n').filter(begins))
}

fn disputed(places: &[Place], best: &[&Place], sources: &[Arc<Searchable>]) -> bool {
    let id = |p: &Place| p.found.pieces.first().map(|piece| sources[piece.source].report.id.as_str());
    let mine: Vec<_> = best.iter().map(|p| id(p)).collect();
    let changed = |p: &Place| {
        let changes = p.found.pieces.iter().flat_map(|piece| &piece.changes);
        p.found.words == Words::Altered
            && changes.clone().any(|c| matches!(c.op, Op::Replace | Op::Insert | Op::Delete))
    };
    let first_hand =
        matches!(best.first().map(|p| p.found.words), Some(Words::Verbatim | Words::Trimmed | Words::Altered));
    first_hand
        && places.iter().any(|p| {
            p.found.similarity >= if p.credit.attribution == Attribution::Same { SAME_SPEAKER } else { DISPUTED }
                && p.credit.attribution != Attribution::Other
                && changed(p)
                && !mine.contains(&id(p))
                && best.iter().all(|b| differ(b, p))
        })
}

/// Whether two places have different wordings, and not only both the same other one.
fn differ(a: &Place, b: &Place) -> bool {
    let record = |p: &Place| {
        let changes = p.found.pieces.iter().flat_map(|piece| &piece.changes);
        changes.flat_map(|c| fold(&c.record, Brackets::Words).words).map(|w| w.id).collect::<Vec<_>>()
    };
    let (a, b) = (record(a), record(b));
    let within = |a: &[u64], b: &[u64]| b.windows(a.len().max(1)).any(|w| w == a);
    !(within(&a, &b) || within(&b, &a))
}
