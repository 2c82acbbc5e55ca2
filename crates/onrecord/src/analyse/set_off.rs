//! Quotations that the page sets off: block quotes and embedded posts, `<blockquote>The sea gives.</blockquote>`.
//!
//! **Finds** the words of each such part, and who is credited: the line that introduces it (`She wrote:`), else the dash and name under
//! it. **Leaves alone** parts that a quotation between marks fills already. **Why**: the page shows by its form that somebody else's
//! words stand there. **Never guesses**: without introduction or signature nobody is credited. **Source**: the HTML
//! standard, 4.4.4, the element `blockquote`.

use std::ops::Range;

use super::attribute::{self, Attribution};
use super::calibrate::Evidence;
use crate::text::{Document, MarkRole};

/// The longest signature under a block, in tokens: a name, a handle, a day.
const SIGNATURE: usize = 24;
/// Fewer words than this are no quotation of their own.
const WORDS: usize = 3;

/// Gives the words of every part that is set off to whom the text credits.
pub(super) fn credit(document: &Document, mut found: Vec<Attribution>) -> Vec<Attribution> {
    for block in document.set_off() {
        let dash = dash(document, block);
        let words: Vec<usize> = (block.start..dash.as_ref().map_or(block.end, |d| d.start))
            .filter(|&t| matches!(document.marks().role(t), MarkRole::None))
            .collect();
        if words.len() < WORDS {
            continue;
        }
        let inside = |t: &usize| block.contains(t);
        let share = |a: &Attribution| a.content.iter().filter(|t| inside(t)).count();
        let outer = |a: &Attribution| a.parent.is_none() && !a.cue.iter().any(inside);
        // One that covers the block from outside says who; so does one whose cue ends the line before.
        let covering = found.iter().filter(|a| outer(a)).max_by_key(|a| share(a)).filter(|a| share(a) > 0).cloned();
        let introducing = || {
            let before = block.start.checked_sub(1)?;
            let sentence = document.sentence_of(before);
            let colon = document.token_text(before) == ":";
            let cued = |a: &&Attribution| a.parent.is_none() && a.cue.iter().any(|t| sentence.contains(t));
            found.iter().rfind(cued).filter(|_| colon).cloned()
        };
        let signed = || {
            let dash = dash.clone()?;
            let name: Vec<usize> =
                (dash.end..block.end).take_while(|&t| !matches!(document.token_text(t), "(" | "," | "@")).collect();
            let layout = Attribution {
                cue: dash.collect(),
                speaker: name,
                content: Vec::new(),
                base: 0,
                parent: None,
                evidence: Evidence::of_layout(),
            };
            (!layout.speaker.is_empty()).then_some(layout)
        };
        let nobody = || Attribution {
            cue: Vec::new(),
            speaker: Vec::new(),
            content: Vec::new(),
            base: 0,
            parent: None,
            evidence: Evidence { valid: 0.5, anchor: 0.5, nobody: -0.1, ..Evidence::of_layout() },
        };
        let mut one = signed().or(covering).or_else(introducing).unwrap_or_else(nobody);
        // Words before the block go on with it only where they were read as one quotation.
        let own: Vec<usize> = one.content.iter().copied().filter(|t| !inside(t)).collect();
        one.content =
            if own.is_empty() || own.last().is_some_and(|t| *t < block.start) { [own, words].concat() } else { words };
        one.content.sort_unstable();
        let cue = one.cue.clone();
        found.retain_mut(|a| {
            a.content.retain(|t| !inside(t));
            !a.content.is_empty() && a.parent.is_none() && !a.cue.iter().any(inside) && (cue.is_empty() || a.cue != cue)
        });
        found.push(one);
    }
    attribute::in_order(found)
}

/// The dash before the signature that ends a block; two hyphens are one.
fn dash(document: &Document, block: &Range<usize>) -> Option<Range<usize>> {
    let from = block.end.saturating_sub(SIGNATURE).max(block.start + 1);
    let text = |t: usize| document.token_text(t);
    let hyphens = |t: usize| {
        let joined = t + 1 < block.end && document.tokens()[t].span.end() == document.tokens()[t + 1].span.start();
        joined && text(t) == "-" && text(t + 1) == "-"
    };
    let at = (from..block.end).find(|&t| matches!(text(t), "―" | "—" | "–") || hyphens(t))?;
    let end = at + 1 + usize::from(hyphens(at));
    let next = text(end.min(block.end - 1));
    let opens = next.starts_with(char::is_uppercase) || next == "@";
    // A dash inside a sentence has words after it, not the end of one before.
    let before = text(at - 1);
    let ends = matches!(before, "." | "?" | "!" | "…") || !matches!(document.marks().role(at - 1), MarkRole::None);
    let line = document.text()[document.tokens()[at - 1].span.end()..document.tokens()[at].span.start()].contains('\n');
    (opens && (ends || line)).then_some(at..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Kind, read};

    fn credited(html: &str) -> Vec<(String, String)> {
        let body =
            "<p>The old wall of the harbour fell into the sea on Monday night, and the boats were all at sea.</p>";
        let html = format!("<html><body><article>{body}{html}{body}</article></body></html>");
        let page = read(html.as_bytes(), Kind::Html, None, None).expect("a page");
        let document = Document::new(&page, &mut Vec::new());
        let text = |t: &[usize]| t.iter().map(|t| document.token_text(*t)).collect::<Vec<_>>().join(" ");
        credit(&document, Vec::new()).iter().map(|a| (text(&a.speaker), text(&a.content))).collect()
    }

    #[test]
    fn a_signature_credits_and_nothing_else_is_guessed() {
        let words = "The sea gives and the sea takes.";
        assert_eq!(
            credited(&format!("<blockquote><p>{words}</p><p>— Ana Ruiz</p></blockquote>")),
            [("Ana Ruiz".to_owned(), "The sea gives and the sea takes .".to_owned())]
        );
        assert_eq!(
            credited(&format!("<blockquote><p>“{words}” -- Software engineer of a small town</p></blockquote>")),
            [("Software engineer of a small town".to_owned(), "The sea gives and the sea takes .".to_owned())]
        );
        assert_eq!(
            credited(&format!("<blockquote><p>{words}</p></blockquote>")),
            [(String::new(), "The sea gives and the sea takes .".to_owned())]
        );
    }
}
