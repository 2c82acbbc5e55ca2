//! Quotations that stand twice in a report: findings in, for each the finding of the body that it repeats.
//!
//! Example: the headline `Wall “must be rebuilt”, says mayor` repeats the mayor's sentence in the body. **Finds** quotations of
//! headlines, subheads and pull quotes whose words stand in one of the body in the same order, with no more than one in five
//! changed. **Leaves alone** the body's own. **Why**: what was said once must not be counted twice.

use crate::analyse::Finding;
use crate::ingest::{Part, PartKind};
use crate::span::Spans;
use crate::text::Document;

/// The share of a repeated quotation's words that must stand in the body's one, in order.
const SHARED: f32 = 0.8;

/// For each finding the index of the one that it repeats. `part` says in which part a finding stands.
pub(super) fn repeats(
    document: &Document,
    parts: &[Part],
    findings: &[Finding],
    part: impl Fn(&Finding) -> usize,
) -> Vec<Option<usize>> {
    let kind = |f: &Finding| parts.get(part(f)).map_or(PartKind::Body, |p| p.kind);
    let shown_twice = |f: &Finding| matches!(kind(f), PartKind::Headline | PartKind::Subhead | PartKind::PullQuote);
    let contents: Vec<Vec<String>> = findings.iter().map(|f| words(document, &f.content)).collect();
    let repeated = |i: usize| {
        let mine = &contents[i];
        let candidates = (0..findings.len()).filter(|&j| !shown_twice(&findings[j]));
        let shared = candidates.map(|j| (common(mine, &contents[j]) as f32 / mine.len().max(1) as f32, j));
        let best = shared.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        best.filter(|(share, _)| *share >= SHARED && !mine.is_empty()).map(|(_, j)| j)
    };
    (0..findings.len()).map(|i| if shown_twice(&findings[i]) { repeated(i) } else { None }).collect()
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
