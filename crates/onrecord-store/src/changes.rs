//! What an edit did to a report's quotations: two versions in, what is gone, new or changed out.
//!
//! Example: of `“We will appeal,”` and `“We may appeal,”` by the same speaker one changed quotation is told, with `will` for `may`, and not one
//! gone and one new.

use similar::{Algorithm, ChangeTag, DiffOp, DiffTag, TextDiff};

use crate::wire::{Quotation, Reading};
use crate::words::folded;

/// Two quotations with so large a part of their words in common, in order, are one that was changed.
const SAME: f32 = 0.6;

/// A stretch of words: the same in both, or what stands on either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// `equal`, `insert`, `delete` or `replace`.
    pub op: &'static str,
    /// The words of the older version.
    pub before: String,
    /// The words of the newer one.
    pub after: String,
}

/// A quotation as an edit touched it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `gone`, `added`, `words`, `speaker` or `asserted`.
    pub what: &'static str,
    /// Its key; of changed words the newer one's.
    pub key: String,
    /// What the older version had: words, speakers or the word for asserted.
    pub before: Option<String>,
    /// What the newer one has.
    pub after: Option<String>,
    /// Who says it, by the version that has it last.
    pub speakers: Vec<String>,
    /// For changed words, the difference.
    pub diff: Vec<Piece>,
}

/// What changed between two versions, in reading order: first what is gone or changed, then what was added. Both readings are under
/// the record's keys.
#[must_use]
pub fn changes(before: &Reading, after: &Reading) -> Vec<Change> {
    let shown = |q: &&Quotation| !q.content.is_empty() && !q.withdrawn;
    let mut added: Vec<&Quotation> = Vec::new();
    for new in after.quotations.iter().filter(shown) {
        if !before.quotations.iter().filter(shown).any(|old| old.key == new.key) {
            added.push(new);
        }
    }
    let mut out = Vec::new();
    for old in before.quotations.iter().filter(shown) {
        let words = before.words(&old.content);
        if let Some(new) = after.quotations.iter().filter(shown).find(|new| new.key == old.key) {
            let said = |what, before: String, after: String| Change {
                what,
                key: old.key.clone(),
                before: Some(before),
                after: Some(after),
                speakers: names(new),
                diff: Vec::new(),
            };
            let (was, is) = (names(old).join(", "), names(new).join(", "));
            if folded(&was) != folded(&is) {
                out.push(said("speaker", was, is));
            }
            if old.asserted != new.asserted {
                out.push(said("asserted", old.asserted.clone(), new.asserted.clone()));
            }
            continue;
        }
        let ratio = |new: &Quotation| likeness(&words, &after.words(&new.content));
        let best = added.iter().enumerate().map(|(at, new)| (ratio(new), at));
        let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).filter(|(ratio, _)| *ratio >= SAME);
        let Some((_, at)) = best else {
            out.push(Change {
                what: "gone",
                key: old.key.clone(),
                before: Some(words),
                after: None,
                speakers: names(old),
                diff: Vec::new(),
            });
            continue;
        };
        let new = added.remove(at);
        let now = after.words(&new.content);
        out.push(Change {
            what: "words",
            key: new.key.clone(),
            diff: diff(&words, &now),
            before: Some(words),
            after: Some(now),
            speakers: names(new),
        });
    }
    out.extend(added.into_iter().map(|new| Change {
        what: "added",
        key: new.key.clone(),
        before: None,
        after: Some(after.words(&new.content)),
        speakers: names(new),
        diff: Vec::new(),
    }));
    out
}

fn names(quotation: &Quotation) -> Vec<String> {
    quotation.speakers.iter().map(|s| s.name.clone()).collect()
}

/// How much of two texts is the same words in the same order.
fn likeness(a: &str, b: &str) -> f32 {
    let (a, b) = (folded(a), folded(b));
    TextDiff::configure().algorithm(Algorithm::Myers).diff_words(&a, &b).ratio()
}

/// The difference of two texts, word by word.
#[must_use]
pub fn diff(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_words(before, after);
    let side = |op: &DiffOp, leave: ChangeTag| -> String {
        diff.iter_changes(op).filter(|c| c.tag() != leave).map(|c| c.value()).collect::<String>().trim().to_owned()
    };
    let mut out: Vec<Piece> = Vec::new();
    for op in diff.ops() {
        let name = match op.tag() {
            DiffTag::Equal => "equal",
            DiffTag::Insert => "insert",
            DiffTag::Delete => "delete",
            DiffTag::Replace => "replace",
        };
        let piece = Piece { op: name, before: side(op, ChangeTag::Insert), after: side(op, ChangeTag::Delete) };
        // White space alone is no word.
        if !piece.before.is_empty() || !piece.after.is_empty() {
            out.push(piece);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_is_named() {
        let piece = |op, before: &str, after: &str| Piece { op, before: before.to_owned(), after: after.to_owned() };
        assert_eq!(
            diff("We will appeal the ruling", "We may appeal the ruling now"),
            [
                piece("equal", "We", "We"),
                piece("replace", "will", "may"),
                piece("equal", "appeal the ruling", "appeal the ruling"),
                piece("insert", "", "now"),
            ]
        );
        assert!(likeness("We will appeal", "We may appeal") >= SAME);
        assert!(likeness("We will appeal", "The sea keeps its calendar") < SAME);
    }
}
