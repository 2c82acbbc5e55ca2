//! Quotations that stand twice in a report: findings in, for each the finding that it repeats.
//!
//! Example: the headline `Wall “must be rebuilt”, says mayor` repeats the mayor's sentence in the body. **Finds** quotations of
//! headlines, subheads, pull quotes, captions and block quotes whose words stand in one of the body in the same order, with no more than one
//! in five changed; and, anywhere, quotations in the very words of an earlier one. **Leaves alone** short ones (`“I do,”` says everybody),
//! and the same words by two people. **Why**: what was said once must not be counted twice, and pages print the same text twice.

use crate::analyse::{Finding, Status};
use crate::ingest::{Part, PartKind};
use crate::span::Spans;
use crate::text::Document;

/// The share of a repeated quotation's words that must stand in the body's one, in order.
const SHARED: f32 = 0.8;
/// Longer quotations are not shown again with changes, in words; comparing them would take long.
const LONGEST: usize = 200;
/// Fewer words may be said twice.
const SAME: usize = 4;

/// For each finding the index of the one that it repeats. `part` says in which part a finding stands.
pub(super) fn repeats(
    document: &Document,
    parts: &[Part],
    findings: &[Finding],
    part: impl Fn(&Finding) -> usize,
) -> Vec<Option<usize>> {
    let rank = |f: &Finding| parts.get(part(f)).map_or(0, |p| rank(p.kind));
    let ranks: Vec<u8> = findings.iter().map(rank).collect();
    let contents: Vec<Vec<String>> = findings.iter().map(|f| words(document, &f.content)).collect();
    let shown_again = |i: usize| {
        let mine = &contents[i];
        let candidates = (0..findings.len()).filter(|&j| ranks[j] < ranks[i] && (1..=LONGEST).contains(&mine.len()));
        let shared = candidates.map(|j| (common(mine, &contents[j]) as f32 / mine.len() as f32, j));
        let best = shared.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        best.filter(|(share, _)| *share >= SHARED).map(|(_, j)| j)
    };
    let mut first = std::collections::HashMap::<&[String], usize>::new();
    let mut out = Vec::with_capacity(findings.len());
    for (i, finding) in findings.iter().enumerate() {
        let mine = &contents[i][..];
        // What stands inside another is repeated with it.
        let alone = finding.parent.is_none() && mine.len() >= SAME;
        let earlier = first.get(mine).copied().filter(|&j| alone && ranks[j] <= ranks[i]);
        let same = earlier.filter(|&j| !differ(document, &findings[j], finding));
        if alone && earlier.is_none_or(|j| ranks[i] < ranks[j]) {
            first.insert(mine, i);
        }
        out.push(if ranks[i] > 0 { shown_again(i) } else { None }.or(same));
    }
    out
}

/// What is shown once more has a higher number than what it is taken from.
const fn rank(kind: PartKind) -> u8 {
    match kind {
        PartKind::Dateline | PartKind::Body | PartKind::TranscriptTurn => 0,
        PartKind::BlockQuote | PartKind::EmbeddedPost | PartKind::Correction => 1,
        PartKind::Caption => 2,
        PartKind::Headline | PartKind::Subhead | PartKind::PullQuote => 3,
    }
}

/// Whether two findings name two speakers: by the last word of their names.
fn differ(document: &Document, a: &Finding, b: &Finding) -> bool {
    let surname = |f: &Finding| {
        let named = f.speakers.iter().find(|s| s.status == Status::Named)?;
        words(document, &named.mention).pop()
    };
    surname(a).zip(surname(b)).is_some_and(|(a, b)| a != b)
}

/// The words of a content in lower case.
pub(super) fn words(document: &Document, content: &Spans) -> Vec<String> {
    let tokens = content.iter().flat_map(|s| document.tokens_of(s));
    let words = tokens.map(|t| document.token_text(t)).filter(|w| w.starts_with(char::is_alphanumeric));
    words.map(str::to_lowercase).collect()
}

/// Length of the longest common subsequence.
fn common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut corner = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
            corner = above;
        }
    }
    row[b.len()]
}
