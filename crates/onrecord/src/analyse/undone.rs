//! Sayings that words far from the cue take back: [`Clause`] in, a decision out, for `asserted.rs`.
//!
//! Example: `A post has her calling them thieves. She never said it`, `did not, when the boat came in, tell them`, `There was no
//! admission from the firm, then or later, that`.
//!
//! **Finds** the sentence after that denies the saying or calls its carrier a fake; the auxiliary before a long parenthesis; a noun of
//! saying that there was none of. **Leaves alone** sentences that dispute the content ("That is false"). **Why**: a reader who stops
//! at the cue would believe it. **Source**: as `negated.rs`.

use super::Asserted;
use super::asserted::{Decision, one};
use super::clause::{Clause, bends, is};

/// How far a parenthesis between auxiliary and verb may reach, in tokens.
const PARENTHESIS: usize = 40;
/// How much of the next sentence is looked at, in tokens.
const NEXT: usize = 12;

impl Clause<'_> {
    pub(super) fn undone_afar(&self) -> Option<Decision> {
        self.interrupted()
            .or_else(|| self.left_open())
            .or_else(|| self.none_of_it())
            .or_else(|| self.taken_back())
            .or_else(|| self.faked())
    }

    /// "did not at any point in the four hours, when two tugs were near, tell": what stands before the parenthesis governs the verb.
    fn interrupted(&self) -> Option<Decision> {
        let begin = self.cue.start.min(self.head);
        let closing = begin.checked_sub(1).filter(|&t| self.word(t) == "," && t > self.first)?;
        if self.word(self.head).ends_with("ing") || self.speaker.iter().any(|s| s.end == begin) && !self.bare_form() {
            return None;
        }
        let sentence = self.document.sentence_of(self.cue.start).start.max(self.first);
        let from = closing.saturating_sub(PARENTHESIS).max(sentence);
        let ends = |w: &str| matches!(w, "said" | "says" | ";" | ":" | "and" | "but");
        // From the nearest comma outwards, what stands before it must be left open by an auxiliary.
        for open in (from..closing).rev().filter(|&t| self.word(t) == ",") {
            let near = (open.saturating_sub(24).max(sentence)..open).rev().take_while(|&t| !ends(self.word(t)));
            let open_at = |t: usize| {
                // The auxiliary with its adverbs, or with a prepositional phrase: no verb has come yet.
                (t + 1..open).all(|k| {
                    let w = self.word(k);
                    is(w, "adverb")
                        || is(w, "negation")
                        || is(w, "auxiliary")
                        || w.ends_with("ly")
                        || matches!(w, "'" | "’")
                        || is(self.word(self.after_auxiliary(t)), "preposition")
                })
            };
            let Some(aux) = near.into_iter().find(|&t| is(self.word(t), "auxiliary") && open_at(t)) else { continue };
            let fits = if self.bare_form() {
                is(self.word(aux), "does") || matches!(self.word(aux), "will" | "shall" | "ll" | "to")
            } else {
                matches!(self.word(aux), "has" | "have" | "had" | "is" | "was" | "were" | "are" | "been")
            };
            if !fits {
                continue;
            }
            let around = aux.saturating_sub(6).max(sentence)..open;
            if let Some(t) = around.clone().find(|&t| matches!(self.word(t), "whether" | "if") && t < aux) {
                return Some(one(if self.word(t) == "if" { Asserted::Conditional } else { Asserted::Asked }, t));
            }
            if let Some(t) = (aux..open).find(|&t| self.negates(t)) {
                return Some(one(Asserted::No, t));
            }
            return match self.word(aux) {
                "will" | "shall" | "ll" | "to" => Some(one(Asserted::Future, aux)),
                "would" | "could" | "should" | "might" | "may" | "must" | "can" => {
                    Some(one(Asserted::Conditional, aux))
                }
                _ => None,
            };
        }
        None
    }

    /// "whether the shift manager, a man of thirty years' service, threatened": between the word and the cue no other verb comes.
    fn left_open(&self) -> Option<Decision> {
        let sentence = self.document.sentence_of(self.cue.start).start.max(self.first);
        let begin = self.cue.start.min(self.head);
        let t = (sentence..begin).rev().take(PARENTHESIS).take_while(|&t| {
            let w = self.word(t);
            !(self.spoken(t)
                || bends(w, "saying")
                || matches!(w, ";" | ":" | "that" | "but" | "because" | "while" | "when"))
        });
        let t = t.into_iter().find(|&t| self.word(t) == "whether")?;
        let own = |k: usize| is(self.word(k), "auxiliary") && k < self.head && self.word(k) != "to";
        let others = (t + 1..begin).filter(|&k| own(k) && k + 3 < begin).count();
        let after = self
            .speaker
            .iter()
            .all(|s| s.start > t && (self.prior(s.start, 1) != "," || self.word(self.cue.start - 1) == ","));
        (after && others == 0).then(|| one(Asserted::Asked, t))
    }

    /// The word after an auxiliary and its negation.
    fn after_auxiliary(&self, aux: usize) -> usize {
        (aux + 1..aux + 4).find(|&k| !self.negates(k) && !matches!(self.word(k), "'" | "’" | "t")).unwrap_or(aux + 1)
    }

    /// A base form such as "tell" that no plural subject stands right before.
    fn bare_form(&self) -> bool {
        self.base() && !self.word(self.head).ends_with('s')
    }

    /// "There was no admission from the firm, in its reply or later, that …"
    fn none_of_it(&self) -> Option<Decision> {
        let sentence = self.document.sentence_of(self.cue.start).start;
        if sentence < self.first || self.word(sentence) != "there" || self.word(sentence + 1).is_empty() {
            return None;
        }
        let no = (sentence + 1..sentence + 5).find(|&t| self.word(t) == "no")?;
        let noun = (no + 1..no + 4).find(|&t| is(self.word(t), "told-noun"))?;
        let after = self.content.first().is_some_and(|c| c.start > noun);
        (after && self.cue.end > noun && self.free(no)).then(|| one(Asserted::No, no))
    }

    /// The next sentence takes it back: "She never said it", "He said no such thing", "The letter is a forgery".
    fn taken_back(&self) -> Option<Decision> {
        let all = self.document.tokens().len();
        let paragraph = self.document.paragraph_of(self.cue.start);
        let content = self.content.iter().map(|c| c.end).max().unwrap_or_default();
        let here = self.document.sentence_of(self.cue.start).end.max(self.document.sentence_of(content.max(1) - 1).end);
        if here >= paragraph.end.min(all) {
            return None;
        }
        let next = here..self.document.sentence_of(here).end.min(here + NEXT);
        let words: Vec<String> = next.clone().map(|t| self.document.token_text(t).to_lowercase()).collect();
        let w = |i: usize| words.get(i).map_or("", String::as_str);
        for i in 0..words.len().min(8) {
            let says = bends(w(i), "saying") || matches!(w(i), "uttered" | "utter" | "spoke" | "speak");
            let negated = (i.saturating_sub(3)..i).any(|k| matches!(w(k), "never" | "not" | "nor") || w(k) == "t");
            let anaphor = matches!(w(i + 1), "it" | "that" | "this" | "so" | "them" | "those" | "these")
                && !matches!(w(i + 2), "the" | "he" | "she" | "they" | "there" | "a")
                || matches!(
                    (w(i + 1), w(i + 2)),
                    ("any", "such") | ("such", "a") | ("anything", "of") | ("the", "words")
                );
            let none = w(i + 1) == "no" && w(i + 2) == "such" || w(i + 1) == "nothing" && w(i + 2) == "of";
            let subject = (0..i).any(|k| matches!(w(k), "he" | "she" | "they" | "it" | "i" | "we")) || i <= 4;
            if says && subject && (negated && anaphor || none) {
                return Some((Asserted::No, next));
            }
        }
        // "No such sentence was ever spoken", "Nothing of the kind was said", "There is no record of it".
        for i in 0..words.len().min(6) {
            let such = w(i) == "no" && w(i + 1) == "such" && (is(w(i + 2), "carrier") || is(w(i + 2), "told-noun"));
            let kind = w(i) == "nothing" && w(i + 1) == "of" && matches!(w(i + 3), "kind" | "sort");
            let record = w(i) == "no"
                && matches!(w(i + 1), "record" | "recording" | "trace" | "evidence")
                && w(0) == "there"
                && w(i + 2) == "of"
                && matches!(w(i + 3), "it" | "this" | "that");
            if such || kind || record {
                return Some((Asserted::No, next));
            }
        }
        let carrier = (0..4).find(|&i| is(w(i), "carrier"))?;
        let be = (carrier + 1..carrier + 4).find(|&i| matches!(w(i), "is" | "was" | "are" | "were"))?;
        let fake = (be + 1..be + 4).any(|i| is(w(i), "fake") || bends(w(i), "fake"));
        (fake && !self.content.iter().any(|c| c.contains(&here))).then_some((Asserted::No, next))
    }

    /// "“…,” a sentence printed on scarves and credited to her, is a fake".
    fn faked(&self) -> Option<Decision> {
        let leads = self.content.iter().all(|c| c.end <= self.cue.end || self.word(c.start) == "a");
        let carried = (self.first..self.end()).any(|t| is(self.word(t), "carrier"));
        if !leads || !carried {
            return None;
        }
        let sentence = self.document.sentence_of(self.cue.start).end.min(self.end());
        let be = (self.cue.end..sentence).filter(|&t| self.free(t));
        let fake = |t: usize| {
            matches!(self.word(t), "is" | "was" | "are" | "were")
                && (t + 1..t + 4).any(|k| is(self.word(k), "fake") || bends(self.word(k), "fake"))
        };
        be.into_iter().find(|&t| fake(t)).map(|t| one(Asserted::No, t))
    }
}
