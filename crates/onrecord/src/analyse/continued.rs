//! Joins quoted sentences that no attribution claims to the quotation that they continue.
//!
//! Example: `“We waited,” said Ana Ruiz.` and, as the next paragraph, `“It was a long winter.”`
//!
//! **Finds** stretches between marks that make whole sentences and follow a quotation with marks, in the same paragraph or as
//! the next one. **Leaves alone** stretches inside a sentence (titles, scare quotes) and those after anything else. **Why**: news
//! style names a speaker once and lets the quotation run on. **Source**: the Associated Press stylebook, "quotation marks",
//! running quotations; the gold of PolNeAR does the same.

use crate::analyse::attribute::Attribution;
use crate::span::Span;
use crate::text::{Document, Quoted, TokenKind};

/// Shorter stretches are titles and names more often than speech.
const SHORTEST: usize = 3;

/// Adds unclaimed quoted sentences to the contents they continue.
pub(super) fn join(document: &Document, found: &mut [Attribution]) {
    let mut claimed = vec![false; document.tokens().len()];
    for a in found.iter() {
        for &t in a.content.iter().chain(&a.cue).chain(&a.speaker) {
            claimed[t] = true;
        }
    }
    let stretches = document.marks().quoted().iter().filter(|q| q.depth == 1);
    for q in stretches {
        let words = (q.first..q.end).filter(|&t| document.tokens()[t].kind != TokenKind::Symbol).count();
        if words < SHORTEST || (q.first..q.end).any(|t| claimed[t]) || !is_whole(document, q) {
            continue;
        }
        let Some(before) = previous(document, found, q) else { continue };
        let a = &mut found[before];
        a.content.extend(q.first..q.end);
        a.content.sort_unstable();
        a.evidence.continued = 1.0;
        claimed[q.first..q.end].fill(true);
    }
}

/// Whether the stretch begins where a sentence begins and ends where one ends.
fn is_whole(document: &Document, q: &Quoted) -> bool {
    let paragraph = document.paragraph_of(q.open);
    let starts = document.sentence_of(q.open).start == q.open;
    let after = q.close.map_or(q.end, |c| c + 1);
    starts && (after >= paragraph.end || document.sentence_of(after).start == after)
}

/// The quotation with marks that ends last before the stretch, if nothing but its cue and speaker stands between.
fn previous(document: &Document, found: &[Attribution], q: &Quoted) -> Option<usize> {
    let paragraph = document.paragraph_of(q.open);
    let from =
        if q.open == paragraph.start { document.paragraph_of(q.open.checked_sub(1)?).start } else { paragraph.start };
    let end = |a: &Attribution| a.content.iter().chain(&a.cue).chain(&a.speaker).copied().filter(|t| *t < q.open).max();
    let (at, last) = found
        .iter()
        .enumerate()
        .filter(|(_, a)| a.parent.is_none())
        .filter_map(|(i, a)| Some((i, end(a)?)))
        .max_by_key(|(_, last)| *last)?;
    let a = &found[at];
    // In the same paragraph quoted sentences go on with indirect words too: `Ruiz said the town would appeal. “We have time.”`
    let whole = paragraph.start == q.open && q.close.map_or(q.end, |c| c + 1) == paragraph.end;
    let beside =
        (q.open > paragraph.start || whole) && !a.speaker.is_empty() && document.sentence_of(last).end == q.open;
    let marked = beside || a.content.iter().any(|&t| t >= from && t < q.open && document.marks().depth(t) > 0);
    let same_sentence =
        document.sentence_of(last).end == q.open || document.span_of(last..q.open).is_none_or(|s: Span| s.len() < 80);
    (last >= from && marked && same_sentence).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::calibrate::Evidence;
    use crate::text::document;

    fn joined(text: &str, content: &str, cue: &str) -> Vec<usize> {
        let (doc, _) = document(text);
        let tokens = |part: &str| {
            let start = text.find(part).expect("it is in the text");
            let inside = |s: Span| s.start() >= start && s.end() <= start + part.len();
            (0..doc.tokens().len()).filter(|&t| inside(doc.tokens()[t].span)).collect::<Vec<_>>()
        };
        let one = Attribution {
            cue: tokens(cue),
            speaker: Vec::new(),
            content: tokens(content),
            base: 0,
            parent: None,
            evidence: Evidence::default(),
        };
        let before = one.content.len();
        let mut found = [one];
        join(&doc, &mut found);
        found[0].content.split_off(before)
    }

    #[test]
    fn a_quoted_sentence_goes_on_in_the_same_and_in_the_next_paragraph() {
        assert_eq!(joined("“We waited,” said Ana Ruiz. “It was long.”", "We waited", "said").len(), 4);
        assert_eq!(joined("“We waited,” said Ana Ruiz.\n\n“It was long.”", "We waited", "said").len(), 4);
    }

    #[test]
    fn a_title_inside_a_sentence_stays_out() {
        assert!(
            joined("“We waited,” said Ana Ruiz. Her book “A Long Dry Winter” is out.", "We waited", "said").is_empty()
        );
    }
}
