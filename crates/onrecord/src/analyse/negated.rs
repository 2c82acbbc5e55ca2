//! Sayings that the report denies: [`Clause`] in, a decision out, for `asserted.rs`.
//!
//! Example: `At no point did she say`, `denied ever having told`, `a forged memo has him writing`.
//!
//! **Finds** a negation, a denying verb, a negated subject, a fronted negation, words put into a mouth, silence. **Leaves alone**
//! negations that undo themselves ("did not hesitate to say") and those of other clauses. **Why**: a denied saying printed as
//! said is the worst error there is. **Source**: Quirk et al. (1985) 10.54-70 on negation; Karttunen (2012) on verbs that imply the
//! negation of their complement.

use super::Asserted;
use super::asserted::{Decision, one};
use super::clause::{Clause, bends, is};
use crate::text::TokenKind;

impl Clause<'_> {
    /// Whether a token negates the verb that follows: not "not only", not "no doubt", not the number of a house.
    pub(super) fn negates(&self, t: usize) -> bool {
        let w = self.word(t);
        let number = self.document.tokens().get(t + 1).is_some_and(|n| n.kind == TokenKind::Number);
        (is(w, "negation") && w != "t" || self.contracted(t))
            && !is(self.word(t + 1), "not-negating")
            && !(w == "no" && (number || self.word(t + 1) == "."))
    }

    /// A word between `from` and the head that turns a negation round: not hesitate to, never tire of.
    pub(super) fn undone(&self, from: usize) -> bool {
        let joined = |t: usize| matches!(self.word(t + 1), "or" | "nor" | "and" | ",");
        let double = |t: usize| bends(self.word(t), "undoes") && t != self.head && !joined(t);
        let wasted =
            matches!(self.prior(from, 1), "waste" | "wastes" | "wasted" | "wasting" | "lost" | "loses" | "lose");
        wasted || (from + 1..self.head).filter(|t| *t < from + 9).any(double)
    }

    pub(super) fn negation(&self) -> Option<Decision> {
        // Not to rule a thing out is to hold it possible.
        if self.word(self.head).starts_with("rul") && self.word(self.head + 1) == "out" {
            return None;
        }
        // "nothing in her remarks to suggest"
        let nothing = |t: &usize| self.word(*t) == "nothing" && *t < self.head;
        if let Some(t) = self.line.iter().chain(self.before.iter().take(6)).copied().find(nothing)
            && self.infinitive().is_some()
        {
            return Some(one(Asserted::No, t));
        }
        for &t in self.line.iter().filter(|t| **t < self.head) {
            if self.negates(t) && !self.undone(t) {
                return Some(one(Asserted::No, t));
            }
            if self.denies(t) && !self.line.iter().any(|&k| k < t && t - k < 7 && self.negates(k)) {
                return Some(one(Asserted::No, t));
            }
            let w = self.word(t);
            if matches!(w, "hardly" | "scarcely" | "barely") && self.word(t + 1) == "ever" {
                return Some(one(Asserted::No, t));
            }
            let ascribed = |k: &usize| *k > t && bends(self.word(*k), "ascribes");
            if is(w, "false") && (self.line.iter().any(&ascribed) || ascribed(&self.head)) {
                return Some(one(Asserted::No, t));
            }
        }
        // "were at no stage notified", "the study nowhere states": the model takes the phrase into cue or speaker.
        let inside = self.cue.clone().find(|&t| {
            self.word(t) == "no"
                && matches!(self.word(t + 1), "stage" | "point" | "time" | "moment")
                && self.prior(t, 1) == "at"
        });
        let ending = self.speaker.iter().filter(|s| s.end <= self.head).map(|s| s.end - 1);
        let ending = ending.into_iter().find(|&t| matches!(self.word(t), "nowhere" | "never"));
        if let Some(t) = inside.or(ending) {
            return Some(one(Asserted::No, t));
        }
        // "at no stage indicated"
        let phrase = |t: &&usize| {
            self.word(**t) == "no" && is(self.prior(**t, 1), "preposition") && self.word(**t + 1) != "doubt"
        };
        if let Some(&t) = self.region.iter().take(6).find(phrase) {
            return Some(one(Asserted::No, t));
        }
        // "kept silent about", "any mention that", "said no such thing as"
        let silent =
            self.cue.clone().find(|&t| is(self.word(t), "silent") || t == self.cue.start && self.word(t) == "any");
        let quiet = self.cue.clone().find(|&t| {
            self.word(t) == "quiet"
                && ["keep", "kept", "stay", "remain"].iter().any(|k| self.prior(t, 1).starts_with(k))
        });
        let silent = silent.or(quiet);
        let such = self.content.iter().map(|c| c.start).find(|&c| self.word(c) == "no" && self.word(c + 1) == "such");
        // "declined | whether": what was asked was not told
        let asked = self.content.first().is_some_and(|c| {
            c.start > self.head && (is(self.word(c.start), "question") || self.word(c.start) == "whether")
        });
        let refused = self.cue.clone().find(|&t| {
            asked && bends(self.word(t), "denier") && t <= self.head && self.word(t) != "still" && self.word(t) != "yet"
        });
        let noun = matches!(self.prior(self.head, 1), "a" | "an" | "the" | "any" | "all");
        let refused = refused.filter(|&t| !bends(self.word(self.head), "saying") || t == self.head || noun);
        // "The words appear nowhere in the speech".
        let nowhere = Some(self.cue.end).filter(|&t| self.word(t) == "nowhere");
        if let Some(t) = silent.or(nowhere).or(such.filter(|&c| c >= self.cue.end)).or(refused) {
            return Some(one(Asserted::No, t));
        }
        let misquoted =
            |t: &usize| ["misquote", "misreport", "misattribute"].iter().any(|m| self.word(*t).starts_with(m));
        if let Some(t) = self.line.iter().copied().chain(self.cue.clone()).find(misquoted) {
            return Some(one(Asserted::No, t));
        }
        None
    }

    /// Words put into a mouth: "falsely quotes her as saying", "a forged memo has him writing", "subtitles make her say".
    pub(super) fn portrayed(&self) -> Option<Decision> {
        let gerund = self.word(self.head).ends_with("ing") && self.infinite();
        let verb = self.before.iter().copied().take(4).enumerate().find(|&(i, t)| {
            let w = self.word(t);
            let made = i == 0 && bends(self.word(self.head), "saying");
            made && matches!(w, "has" | "have" | "had") && gerund
                || made && matches!(w, "makes" | "make" | "making") && self.base()
                || bends(w, "ascribes") && (gerund || self.prior(self.head, 1) == "as")
        });
        let verb = verb.map(|(_, t)| t).or_else(|| {
            // "was falsely quoted as saying"
            self.line.iter().copied().find(|&t| t < self.head && bends(self.word(t), "ascribes") && gerund)
        })?;
        let fake = |t: usize| {
            let w = self.word(t);
            is(w, "fake")
                || is(w, "false")
                || bends(w, "fake")
                || w == "made" && (self.word(t + 1) == "up" || self.word(t + 2) == "up")
        };
        if let Some(t) = (self.first..self.end()).filter(|&t| self.free(t)).find(|&t| fake(t)) {
            return Some(one(Asserted::No, t));
        }
        let shown = matches!(self.word(verb), "has" | "have" | "had" | "makes" | "make" | "making");
        shown.then(|| one(Asserted::Hedged, verb))
    }

    /// A governing word that leaves its infinitive or gerund undone: refused to say, without saying.
    pub(super) fn denies(&self, t: usize) -> bool {
        let rules_out = self.word(t) == "out" && matches!(self.prior(t, 1), "rule" | "rules" | "ruled" | "ruling");
        let rather = self.word(t) == "than" && self.prior(t, 1) == "rather";
        // "avoided any mention of": the governed saying is a noun.
        let noun = matches!(self.word(t + 1), "any" | "all") && t + 2 == self.head;
        if !self.infinite() && !noun || !rules_out && !rather && !bends(self.word(t), "denier") {
            return false;
        }
        // "declined all interviews beyond confirming": that much was said.
        if matches!(self.prior(self.head, 1), "beyond" | "than" | "except") && !rather {
            return false;
        }
        let next = self.word(t + 1);
        match self.word(t) {
            "short" | "instead" => next == "of",
            "far" => next == "from",
            "yet" | "still" => next == "to",
            "ban" | "bar" | "banned" | "barred" => (t..self.head).any(|k| self.word(k) == "from"),
            "without" => self.word(self.head).ends_with("ing") || next == "having",
            "against" => {
                self.word(self.head).ends_with("ing")
                    && matches!(self.prior(t, 1), "decided" | "chose" | "opted" | "ruled")
            }
            "too" => (t + 2..self.head).any(|k| self.word(k) == "to"),
            _ => true,
        }
    }

    /// "It was not the general who said": another did, or nobody.
    pub(super) fn cleft(&self) -> Option<Decision> {
        let relative = self.speaker.iter().any(|s| s.end <= self.head && matches!(self.word(s.start), "who" | "that"));
        let t = self.before.iter().copied().take(8).find(|&t| relative && self.negates(t))?;
        let be = |back| matches!(self.prior(t, back), "is" | "was" | "isn" | "wasn");
        (1..=3).any(|b| be(b) && self.prior(t, b + 1) == "it").then(|| one(Asserted::No, t))
    }

    /// "Anyone who says": nobody in particular does.
    pub(super) fn anyone(&self) -> Option<Decision> {
        let start = self.speaker.iter().map(|s| s.start).find(|&s| s < self.head)?;
        let t = if self.word(start) == "who" { start.checked_sub(1)? } else { start };
        // "Under the draft law, a teacher who tells": a case that a law foresees.
        let law = (self.first..t)
            .find(|&k| self.word(k) == "under" && (k + 1..k + 6).any(|n| is(self.word(n), "law")) && self.free(k));
        if let Some(law) = law.filter(|_| t < start && self.present()) {
            return Some(one(Asserted::Conditional, law));
        }
        // "Any dealer who claims": whoever it may be.
        let whole = self.speaker.iter().filter(|s| s.end <= self.head).flat_map(Clone::clone);
        if self.word(start) == "any" && whole.into_iter().any(|k| self.word(k) == "who") {
            return Some(one(Asserted::Conditional, start));
        }
        let any = matches!(self.word(t), "anyone" | "anybody" | "whoever")
            && (t < start
                || self.word(t) == "whoever"
                || self.word(t + 1) == "who"
                || self.word(self.head).ends_with("ing") && self.infinite());
        any.then(|| one(Asserted::Conditional, t))
    }

    /// "Neither side said", "no official told", "at no point did she say", "nor did he".
    pub(super) fn subject(&self) -> Option<Decision> {
        if self.line.iter().any(|&t| {
            bends(self.word(t), "undoes")
                && !is(self.word(t), "adverb")
                && t < self.head
                && !self.speaker.iter().any(|s| s.start > t)
        }) {
            return None;
        }
        let begins = |t: usize| match self.word(t) {
            "not" => matches!(self.word(t + 1), "one" | "a" | "even"),
            "least" => self.word(t + 1) == "of" && self.word(t + 2) == "all",
            "hardly" | "scarcely" | "barely" => self.word(t + 1).starts_with("any"),
            w if w.starts_with("any") => matches!(self.prior(t, 1), "hardly" | "scarcely" | "barely" | "not"),
            "nowhere" | "never" | "nor" => true,
            w => is(w, "subject") && self.negates(t),
        };
        if let Some(speaker) = self.speaker.iter().find(|s| begins(s.start)) {
            return Some(one(Asserted::No, speaker.start));
        }
        if let Some(&t) = self.before.first()
            && self.speaker.iter().any(|s| s.end <= self.head)
            && (begins(t) || matches!(self.word(t), "nor"))
        {
            return Some(one(Asserted::No, t));
        }
        // "In none of her letters | did she mention": the model takes the auxiliary into the cue.
        let within =
            matches!(self.word(self.cue.start), "did" | "does" | "do" | "has" | "have" | "had" | "will" | "would")
                && self.head > self.cue.start + 1
                && !self.speaker.iter().any(|s| s.end == self.cue.start);
        let auxiliary = self.inverted().or_else(|| within.then_some(self.cue.start)).filter(|_| !self.asks())?;
        let near = self.before.iter().skip(1).take(7).copied().find(|&t| self.negates(t));
        near.or_else(|| self.fronted(auxiliary)).map(|t| one(Asserted::No, t))
    }

    /// The negation that opens a clause and turns subject and auxiliary round: "At no point in all those years did she say".
    pub(super) fn fronted(&self, auxiliary: usize) -> Option<usize> {
        (self.first..auxiliary).rev().filter(|&t| self.free(t)).find(|&t| {
            let opens = |t: usize| t == self.first || matches!(self.prior(t, 1), "," | ";" | ":" | "—" | "and" | "but");
            let phrase = is(self.prior(t, 1), "preposition")
                && matches!(self.word(t), "no" | "none" | "neither")
                && opens(t - 1);
            self.negates(t) && (phrase || opens(t)) && self.word(t + 1) != "for"
        })
    }
}
