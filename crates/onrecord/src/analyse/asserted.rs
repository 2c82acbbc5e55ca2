//! Does the document assert the saying? The spans of one finding in, [`Asserted`] and the deciding words out.
//!
//! Example: `She never said she would go` is `no`, `is expected to tell parliament` is `future`, `denied that the law passed` is `yes`.
//!
//! **Finds** what governs the cue: its auxiliaries and negation, a governing verb (refused to say, is said to have told), a negated
//! subject, a question, a condition, a hedge, and what governs a clause with "that" (no evidence that he said). **Leaves alone**
//! negation, conditions and futures inside the content and in other clauses, and attitudes: not to want is a stance that is held.
//! **Why**: to print as said what was not said is the worst error there is. **Source**: the factuality scale of `FactBank`
//! (Saurí and Pustejovsky 2009), implicative verbs after Karttunen (2012).

use std::ops::Range;

use super::Asserted;
use super::clause::{Clause, bends, is};
use crate::span::{Span, Spans};
use crate::text::Document;

/// Whether the document says that the content was said, and the words that decide it where it is not a plain yes.
pub(super) fn asserted(document: &Document, content: &Spans, cue: Option<Span>, speaker: &Spans) -> (Asserted, Spans) {
    let cue = cue.map(|c| document.tokens_of(c)).filter(|c| !c.is_empty());
    let decided = cue.and_then(|cue| Clause::new(document, content, cue, speaker).decide());
    decided.map_or((Asserted::Yes, Spans::default()), |(value, words)| {
        (value, document.span_of(words).map(Spans::one).unwrap_or_default())
    })
}

pub(super) type Decision = (Asserted, Range<usize>);

pub(super) fn one(value: Asserted, token: usize) -> Decision {
    (value, token..token + 1)
}

impl Clause<'_> {
    fn decide(&self) -> Option<Decision> {
        let attitude = bends(self.word(self.head), "attitude") && !bends(self.word(self.head), "saying");
        let stance =
            || self.whether().or_else(|| self.question()).or_else(|| self.condition()).or_else(|| self.hedge());
        if attitude {
            // "Nobody wants": there is no one whose stance it is.
            return stance().or_else(|| self.subject()).or_else(|| self.unformed()).or_else(|| self.undone_afar());
        }
        self.whether()
            .or_else(|| self.question())
            .or_else(|| self.condition())
            .or_else(|| self.wondered())
            .or_else(|| self.counterfactual())
            .map_or_else(|| self.rest(), |d| (d.0 != Asserted::Yes).then_some(d))
    }

    /// "made no finding that", "might well find", "would have believed": an attitude that nobody came to.
    fn unformed(&self) -> Option<Decision> {
        let light = |t: usize| {
            matches!(self.prior(t, 1), "made" | "makes" | "make" | "reached" | "drew" | "had" | "have" | "has")
        };
        let noun = self.head.checked_sub(1).filter(|&t| t > self.cue.start && self.word(t) == "no" && light(t));
        if let Some(t) = noun {
            return Some(one(Asserted::No, t));
        }
        let likes = ["like", "prefer", "want", "love"].iter().any(|w| self.word(self.head).starts_with(w));
        self.group.iter().copied().filter(|&t| t < self.head && !likes).find_map(|t| {
            let perfect = matches!(self.word(t + 1), "have" | "ve");
            let supposed = matches!(self.word(t), "might" | "may")
                || perfect && matches!(self.word(t), "would" | "could" | "should");
            supposed.then(|| one(Asserted::Conditional, t))
        })
    }

    /// The first word of a sentence that an auxiliary follows, where the cue is what both govern over a long subject: "Nor has
    /// either of the unions that … said", "Had the supplier, a small workshop, disclosed".
    fn opening(&self) -> Option<Decision> {
        let sentence = self.document.sentence_of(self.cue.start);
        let first = sentence.start;
        let outside = (first..self.cue.start).all(|t| self.free(t) || self.speaker.iter().any(|s| s.contains(&t)));
        let past = !self.base() && !self.word(self.head).ends_with("ing");
        if first < self.first || !outside || self.asks() {
            return None;
        }
        match self.word(first) {
            "nor" | "neither" if is(self.word(first + 1), "auxiliary") => Some(one(Asserted::No, first)),
            "had" if past && self.cue.start > first + 1 => Some(one(Asserted::Conditional, first)),
            _ => None,
        }
    }

    fn rest(&self) -> Option<Decision> {
        self.negation()
            .or_else(|| self.opening())
            .or_else(|| self.subject())
            .or_else(|| self.cleft())
            .or_else(|| self.portrayed())
            .or_else(|| self.anyone())
            .or_else(|| self.hedge())
            .or_else(|| self.governed_clause())
            .or_else(|| self.untrue())
            .or_else(|| self.future())
            .or_else(|| self.unpublished())
            .or_else(|| self.modal())
            .or_else(|| self.unrealised())
            .or_else(|| self.open_question())
            .or_else(|| self.undone_afar())
    }

    /// What hangs on another verb counts as said only where that verb tells that it came about: "went on to say", "was quick to
    /// deny"; not "had until Friday to tell", "suspected of telling".
    fn unrealised(&self) -> Option<Decision> {
        if let Some(to) = self.infinitive().filter(|_| self.base()) {
            let finite = self.cue.clone().any(|t| t < to && self.word(t) != "to" && bends(self.word(t), "saying"));
            let sentence = self.document.sentence_of(self.cue.start).start.max(self.first);
            let realised = (sentence..to).rev().take(14).any(|t| bends(self.word(t), "realises") && self.free(t));
            let supposed = self
                .line
                .iter()
                .chain(&self.before)
                .any(|&t| matches!(self.word(t), "will" | "would" | "could" | "should" | "may" | "might" | "must"));
            let undone = self.line.iter().any(|&t| self.negates(t) && self.undone(t));
            let supposed = supposed && !self.habit();
            return (!finite && !undone && (!realised || supposed)).then(|| one(Asserted::Future, to));
        }
        if !self.word(self.head).ends_with("ing") {
            return None;
        }
        let t = self.head.checked_sub(1)?;
        match self.word(t) {
            "from" if !matches!(self.prior(t, 1), "aside" | "apart") => Some(one(Asserted::No, t)),
            "of" if self.line.iter().any(|&k| bends(self.word(k), "suspects")) => Some(one(Asserted::Hedged, t)),
            _ => None,
        }
    }

    /// "Whether she said …", "it is not clear if he told …".
    fn whether(&self) -> Option<Decision> {
        let true_that = |t: usize| self.word(t) == "that" && self.prior(t, 1) == "true";
        let ends = |w: &str| matches!(w, "that" | "but" | "who" | "which" | "because" | "when" | "while");
        let (i, &t) = self
            .before
            .iter()
            .enumerate()
            .take(12)
            .take_while(|(_, t)| !ends(self.word(**t)) || true_that(**t))
            .find(|(_, t)| matches!(self.word(**t), "whether" | "if"))?;
        // "asked if it was true that she had said"
        if self.word(t + 1) == "it" && self.word(t + 3) == "true" {
            return Some(one(Asserted::Asked, t));
        }
        let asks = || self.before[i + 1..].iter().take(6).any(|&k| bends(self.word(k), "whether"));
        (self.word(t) == "whether" || self.word(t + 1) == "ever" || self.bare(i) && asks())
            .then(|| one(Asserted::Asked, t))
    }

    /// Whether the first `n` words before the speaker hold no subject or verb of another clause.
    fn bare(&self, n: usize) -> bool {
        const SUBJECTS: [&str; 8] = ["he", "she", "it", "they", "we", "you", "i", "who"];
        let inverted = usize::from(self.inverted().is_some());
        n <= 9
            && self.before[inverted.min(n)..n]
                .iter()
                .all(|&t| !SUBJECTS.contains(&self.word(t)) && !is(self.word(t), "auxiliary"))
    }

    /// The question mark that ends the cue's own sentence.
    pub(super) fn asks(&self) -> bool {
        let depth = self.document.marks().depth(self.cue.start);
        (self.cue.end..self.end())
            .any(|t| self.word(t) == "?" && !self.spoken(t) && self.document.marks().depth(t) == depth)
    }

    /// "Did she say …?" A question for why or when she said it takes the saying for granted.
    fn question(&self) -> Option<Decision> {
        let t = self.inverted().filter(|_| self.asks())?;
        let opens = self.before.get(1).is_none_or(|&k| matches!(self.word(k), "and" | "but" | "or" | "so" | "then"));
        opens.then(|| one(Asserted::Asked, t))
    }

    /// "The bishop called them thieves?" and "Is it true that she said …?"
    fn open_question(&self) -> Option<Decision> {
        let leads = self.content.iter().any(|c| c.start < self.cue.start);
        let opener = self.before.last().map_or("", |&t| self.word(t));
        // "Was it the mayor who said so?"
        let sentence = self.document.sentence_of(self.cue.start).start;
        let cleft = matches!(self.word(sentence), "was" | "is") && self.word(sentence + 1) == "it";
        // "Who, if anyone, told the pilots?"
        let who = self.word(sentence) == "who" && self.speaker.iter().any(|s| s.start == sentence);
        if (cleft || who) && self.asks() && !leads {
            return Some(one(Asserted::Asked, sentence));
        }
        let speaker = self.speaker.first().map_or("", |s| self.word(s.start));
        let head = self.word(self.head);
        if leads || !self.asks() || is(opener, "question") || is(speaker, "question") || bends(head, "asks") {
            return None;
        }
        Some(one(Asserted::Asked, self.head))
    }

    /// "If he says", "unless they announce", "had she told", "in case the doctors say".
    fn condition(&self) -> Option<Decision> {
        let ends = |w: &str| matches!(w, "but" | "who" | "which" | "because" | "when" | "while");
        let found =
            self.before.iter().enumerate().take(10).take_while(|(_, t)| !ends(self.word(**t))).find(|(i, t)| {
                let w = self.word(**t);
                let said = matches!(self.word(self.head), "said" | "told" | "wrote" | "announced");
                is(w, "condition") && !(w == "until" && (said || self.prior(**t, 1) == "not"))
                    || matches!(w, "suppose" | "imagine")
                        && *i == 0
                        && self.before.len() <= 3
                        && self.before[1..]
                            .iter()
                            .all(|&k| matches!(self.word(k), "let" | "us" | "me" | "just" | "now" | "s"))
                    || w == "case" && self.prior(**t, 1) == "in"
                    || matches!(w, "provided" | "providing" | "assuming") && self.word(**t + 1) == "that" && *i < 3
            });
        if let Some((i, &t)) = found
            && self.bare(i)
        {
            return Some(one(Asserted::Conditional, t));
        }
        // "The moment a minister says so, traders will sell."
        let moment = self.before.first().copied().filter(|&t| {
            let w = self.word(t);
            let soon = w == "once"
                || matches!(w, "moment" | "minute" | "instant" | "day") && self.prior(t, 1) == "the"
                || w == "as" && matches!(self.prior(t, 1), "soon" | "long")
                || w == "time" && self.prior(t, 2) == "by";
            let will = |k: usize| matches!(self.word(k), "will" | "ll") && !self.speaker.iter().any(|s| s.contains(&k));
            soon || matches!(w, "when" | "after" | "before")
                && (self.document.sentence_of(t).filter(|&k| k >= self.first && k < self.end())).any(will)
        });
        if let Some(t) = moment.filter(|_| self.present()) {
            return Some(one(Asserted::Conditional, t));
        }
        let t = self.inverted()?;
        let opens = self.before.len() == 1 && matches!(self.word(t), "had" | "should" | "were");
        // "Trading stops should the firm announce": the inversion alone is the condition.
        let later = self.word(t) == "should" && self.base();
        ((opens || later) && !self.asks()).then(|| one(Asserted::Conditional, t))
    }

    /// "How could she have said that": supposed, or doubted.
    fn wondered(&self) -> Option<Decision> {
        let t = self.inverted()?;
        let modal = matches!(self.word(t), "could" | "would" | "should" | "might");
        let perfect = matches!(self.prior(self.head, 1), "have") || self.word(self.cue.start) == "have";
        (modal && perfect).then(|| one(Asserted::Conditional, t))
    }

    /// A modal with a negated perfect: "should not have said" was said, "would not have said" is supposed.
    fn counterfactual(&self) -> Option<Decision> {
        let at = |f: &dyn Fn(&str) -> bool| self.group.iter().copied().find(|&t| f(self.word(t)));
        let modal = at(&|w| {
            matches!(
                w,
                "should"
                    | "shouldn"
                    | "ought"
                    | "oughtn"
                    | "may"
                    | "might"
                    | "mightn"
                    | "would"
                    | "wouldn"
                    | "could"
                    | "couldn"
                    | "needn"
            )
        })?;
        let not = self
            .group
            .iter()
            .copied()
            .find(|&t| t > modal && (self.word(t) == "not" || self.contracted(t) || self.word(t) == "never"))?;
        let perfect = *self.group.iter().find(|&&t| t > not && matches!(self.word(t), "have" | "ve"))?;
        // "could not have been clearer" is as clear as can be.
        if self.word(perfect + 1) == "been"
            && (perfect + 2..perfect + 4)
                .any(|t| t < self.cue.end && (self.word(t).ends_with("er") || self.word(t) == "more"))
        {
            return Some(one(Asserted::Yes, perfect));
        }
        Some(match self.word(modal) {
            "should" | "shouldn" | "ought" | "oughtn" | "needn" => one(Asserted::Yes, modal),
            "may" | "might" | "mightn" => one(Asserted::Hedged, modal),
            _ => one(Asserted::Conditional, modal),
        })
    }

    /// A habit or a later time: "would often say", "years later she was to tell".
    fn habit(&self) -> bool {
        let after = (self.head + 1..(self.head + 6).min(self.end())).filter(|&t| self.free(t));
        let around = self.line.iter().copied().chain(self.before.iter().copied().take(4)).chain(after);
        let go_on = |t: usize| matches!(self.word(t), "go" | "come") && t < self.head && self.infinite();
        around.into_iter().any(|t| is(self.word(t), "habit") && self.word(t) != "never" || go_on(t)) || {
            let start = self.speaker.first().map_or(self.head, |s| s.start);
            self.prior(start, 1) == "," && (2..6).any(|b| is(self.prior(start, b), "habit"))
        }
    }

    /// Third person of the present: says, warns.
    pub(super) fn present(&self) -> bool {
        let w = self.word(self.head);
        w.ends_with('s') && !w.ends_with("ss") && (is(w.trim_end_matches('s'), "saying") || bends(w, "saying"))
    }

    /// "In a speech to be given tonight, she says": a text that is not out yet.
    fn unpublished(&self) -> Option<Decision> {
        let sentence = self.document.sentence_of(self.cue.start).start.max(self.first);
        let text = |t: &usize| {
            self.word(*t) == "to" && self.word(t + 1) == "be" && is(self.word(t + 2), "issued") && self.free(*t)
        };
        (sentence..self.cue.start).filter(|_| self.present()).find(text).map(|t| one(Asserted::Future, t))
    }

    fn future(&self) -> Option<Decision> {
        for &t in self.line.iter().filter(|t| **t < self.head) {
            let inside = t >= self.cue.start;
            let (w, to) = (self.word(t), self.word(t + 1) == "to" && (self.infinite() || inside));
            let will = matches!(w, "will" | "shall") || w == "ll" && matches!(self.prior(t, 1), "'" | "’");
            let gap = if self.word(t + 2) == "have" { 3 } else { 2 };
            let be = matches!(w, "is" | "are" | "was" | "were" | "s" | "re") && t + gap == self.head && !self.habit();
            if will || to && (be || bends(w, "future")) {
                return Some(one(Asserted::Future, t));
            }
        }
        None
    }

    fn modal(&self) -> Option<Decision> {
        let habit = self.habit();
        for &t in self.line.iter().filter(|t| **t < self.head) {
            let w = self.word(t);
            let contracted = w == "d"
                && matches!(self.prior(t, 1), "'" | "’")
                && is(self.word(self.head), "saying")
                && self.word(self.head) != "said";
            // "could not resist saying": the negation is undone, and the modal with it.
            let undone = (t + 1..t + 4).any(|k| self.negates(k) && self.undone(k));
            if undone {
                continue;
            }
            let supposed = matches!(w, "would") || contracted;
            let perfect = matches!(self.word(t + 1), "have" | "ve");
            // "would only say that": it was all that was said.
            let bare = |w: &str| matches!(w, "only" | "merely" | "simply" | "just");
            if supposed && (bare(self.word(t + 1)) || bare(self.word(self.head + 1))) {
                continue;
            }
            if supposed && (!habit || perfect) || matches!(w, "could" | "should" | "might" | "may" | "ought" | "must") {
                return Some(one(Asserted::Conditional, t));
            }
            if w == "need" && self.base() && self.word(t + 1) != "to" {
                return Some(one(Asserted::Conditional, t));
            }
            let to = self.word(t + 1) == "to" && self.infinite();
            let obliged = matches!(w, "has" | "have" | "need" | "needs") || bends(w, "told") && self.passive(t);
            if to && obliged {
                return Some(one(Asserted::Conditional, t));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    /// `text` marks the speaker `[…]`, the cue `{…}` and the content `<…>`.
    #[track_caller]
    fn check(text: &str, expected: Asserted, by: &str) {
        let mut plain = String::new();
        let mut open = Vec::new();
        let (mut speaker, mut cue, mut content) = (Vec::new(), None, Vec::new());
        for c in text.chars() {
            match c {
                '[' | '{' | '<' => open.push(plain.len()),
                ']' | '}' | '>' => {
                    let span = Span::new(open.pop().expect("an open tag"), plain.len());
                    match c {
                        ']' => speaker.push(span),
                        '}' => cue = Some(span),
                        _ => content.push(span),
                    }
                }
                _ => plain.push(c),
            }
        }
        let (doc, _) = document(&plain);
        let (value, words) = asserted(&doc, &Spans::new(content), cue, &Spans::new(speaker));
        let words = words.hull().map_or("", |s| doc.slice(s));
        assert_eq!((value, words), (expected, by), "{text}");
    }

    #[test]
    fn what_was_not_said() {
        check("[She] {never said} <she would go>.", Asserted::No, "never");
        check("[He] {didn’t say} <why>.", Asserted::No, "t");
        check("[He] failed in a long speech {to say} <why>.", Asserted::No, "failed");
        check("[He] {denied} <having told them to leave>.", Asserted::No, "denied");
        check("[No official] {said} <why>.", Asserted::No, "No");
        check("Nor did [she] {say} <why>.", Asserted::No, "Nor");
        check("There is no evidence that [she] {said} <it was over>.", Asserted::No, "evidence");
        check("[The firm] has not returned calls {or said} <when it will pay>.", Asserted::No, "not");
    }

    #[test]
    fn negations_that_undo_themselves() {
        for text in [
            "[She] {did not hesitate to say} <it was over>.",
            "[He] {never fails to mention} <the war>.",
            "[He] {not only said} <it was over> but proved it.",
            "[He] could not have been clearer when [he] {said} <it was over>.",
            "[He] {should not have said} that <it was over>.",
            "[No 10] {said} <it was over>.",
            "Not only did [he] {say} <it was over>.",
            "[He] {did not want} <the bridge closed>.",
        ] {
            check(text, Asserted::Yes, "");
        }
    }

    #[test]
    fn questions_and_conditions() {
        check("Did [she] {say} <it was over>?", Asserted::Asked, "Did");
        check("It is not known if [she] {said} <it was over>.", Asserted::Asked, "if");
        check("Why did [she] {say} <it was over>?", Asserted::Yes, "");
        check("If, as expected, [the court] {says} <it is over>, we go.", Asserted::Conditional, "If");
        check("If the rain stops, [the board] {said}, <play will go on>.", Asserted::Yes, "");
        check("[He] {would have said} <it was over>.", Asserted::Conditional, "would");
    }

    #[test]
    fn hearsay_and_future() {
        check("Reportedly, [he] {said} <it was over>.", Asserted::Hedged, "Reportedly");
        check("It is alleged that [he] {said} <it was over>.", Asserted::Hedged, "alleged");
        check("<It was over>, {according to} [unconfirmed reports].", Asserted::Hedged, "unconfirmed");
        check("[He], it is claimed, {told} them <it was over>.", Asserted::Hedged, "claimed");
        check("[He] {is expected to} <tell them it is over>.", Asserted::Future, "expected");
        check("He promised that [he] {would tell} them <it was over>.", Asserted::Future, "would");
        check("Years later [he] {would tell} them <it was over>.", Asserted::Yes, "");
    }
}
