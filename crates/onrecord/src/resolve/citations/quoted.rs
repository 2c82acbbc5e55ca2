//! Which words a report quotes from the passage that it cites: the tokens of a reference in, spans out.
//!
//! **Finds** marks right before a reference in brackets (“…” (Isaiah 2:4)), marks before `quoting` or `from` and the reference, marks after a
//! reference and `says`, `reads` or a colon, and marks within the marks that hold the reference. **Leaves alone** a speaker's own words beside
//! `citing` or `referring to`. **Why** a speaker's words held against scripture would be called false. **Source** news usage.

use std::ops::Range;

use crate::resolve::lexicon::Words;
use crate::span::Spans;
use crate::text::Quoted;

/// Verbs that give the words of a passage.
const GIVES: [&str; 20] = [
    "says",
    "say",
    "said",
    "reads",
    "read",
    "states",
    "declares",
    "proclaims",
    "teaches",
    "tells",
    "commands",
    "warns",
    "promises",
    "asks",
    "begins",
    "goes",
    "stating",
    "saying",
    "reading",
    "provides",
];
/// Words that say that what stands before came from the passage.
const TAKEN: [&str; 12] = [
    "quoting",
    "quoted",
    "reciting",
    "recited",
    "read",
    "reading",
    "from",
    "quotes",
    "recites",
    "reads",
    "paraphrasing",
    "words",
];
/// Farthest that marks may stand from the reference, in tokens.
const REACH: usize = 14;
/// Fewer words are a term and no quotation.
const FEWEST: usize = 3;

/// The words quoted from the passage cited at `tokens`.
pub(super) fn words(words: &Words<'_>, tokens: &Range<usize>) -> Spans {
    let document = words.document;
    let paragraph = document.paragraph_of(tokens.start);
    let quoted = document.marks().quoted();
    let from = quoted.partition_point(|q| q.open < paragraph.start.saturating_sub(400));
    let near: Vec<&Quoted> =
        quoted[from..].iter().take_while(|q| q.open < paragraph.end).filter(|q| long(words, q)).collect();
    let around =
        near.iter().filter(|q| q.first <= tokens.start && tokens.end <= q.end).map(|q| q.depth).max().unwrap_or(0);
    let level: Vec<&Quoted> =
        near.iter().copied().filter(|q| q.depth == around + 1 && q.open >= paragraph.start).collect();
    let spans = |found: &[&Quoted]| Spans::new(found.iter().filter_map(|q| document.span_of(q.first..q.end)).collect());
    let after = level.iter().copied().find(|q| q.open >= tokens.end && q.open - tokens.end <= REACH);
    let before = level.iter().copied().rev().find(|q| q.end <= tokens.start && tokens.start - q.end <= REACH);
    if let Some(q) = before {
        let gap = q.close.map_or(q.end, |c| c + 1)..tokens.start;
        let bracket = gap.len() <= 2 && gap.clone().any(|t| words.is(t, &["(", "[", "—", "–", "-"]));
        let taken = gap.clone().any(|t| TAKEN.contains(&words.at(t)))
            && !gap.clone().any(|t| words.is(t, &["citing", "cited", "referring", "invoking"]));
        if bracket {
            return spans(&[q]);
        }
        if taken {
            // “They shall beat,” he read from Isaiah 2:4, “their swords …”
            let more = after.filter(|a| a.open - tokens.end <= 2 && small(words, a.first));
            return more.map_or_else(|| spans(&[q]), |a| spans(&[q, a]));
        }
    }
    if let Some(q) = after {
        let gap = tokens.end..q.open;
        let gives = gap.clone().any(|t| GIVES.contains(&words.at(t)) || words.at(t) == ":");
        let led = (tokens.start.saturating_sub(8)..tokens.start)
            .any(|t| TAKEN.contains(&words.at(t)) && words.at(t) != "from");
        let only = gap.clone().all(|t| words.is(t, &[",", ":", ")", "which", "that", "–", "—"]));
        let other = gap.clone().any(|t| words.is(t, &["he", "she", "they", "i", "we", ";", "."]));
        if (gives && !other) || (led && only) {
            return spans(&[q]);
        }
    }
    // A line of its own under the words: "— Isaiah 2:4".
    if paragraph.len() <= tokens.len() + 4 && around == 0 {
        let above = near
            .iter()
            .copied()
            .rev()
            .find(|q| q.depth == 1 && q.open < paragraph.start && paragraph.start - q.end <= 3);
        if let Some(q) = above {
            return spans(&[q]);
        }
    }
    Spans::default()
}

fn long(words: &Words<'_>, q: &Quoted) -> bool {
    (q.first..q.end).filter(|t| words.is_word(*t)).take(FEWEST).count() == FEWEST
}

fn small(words: &Words<'_>, t: usize) -> bool {
    words.is_word(t) && !words.capital(t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, reference: &str, expected: &[&str]) {
        let (document, _) = document(text);
        let all = Words::new(&document);
        let start = text.find(reference).expect("the reference");
        let first = document.tokens().partition_point(|t| t.span.start() < start);
        let end = document.tokens().partition_point(|t| t.span.start() < start + reference.len());
        let found = words(&all, &(first..end));
        assert_eq!(found.iter().map(|s| document.slice(s)).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn the_words_beside_a_reference() {
        check(
            "“Swords into plowshares they shall beat” (Isaiah 2:4).",
            "Isaiah 2:4",
            &["Swords into plowshares they shall beat"],
        );
        check("Isaiah 2:4 says: “They shall beat their swords.”", "Isaiah 2:4", &["They shall beat their swords."]);
        check("“The Lord is my shepherd,” she said, quoting Psalm 23.", "Psalm 23", &["The Lord is my shepherd,"]);
        check(
            "“As Isaiah 2:4 says, ‘They shall beat their swords,’ we wait,” he said.",
            "Isaiah 2:4",
            &["They shall beat their swords,"],
        );
    }

    #[test]
    fn a_speakers_own_words_are_not_the_passages() {
        check("“We will never give up hope,” he said, citing Isaiah 2:4.", "Isaiah 2:4", &[]);
        check("He spoke of Isaiah 2:4. “We will never give up,” he said.", "Isaiah 2:4", &[]);
    }
}
