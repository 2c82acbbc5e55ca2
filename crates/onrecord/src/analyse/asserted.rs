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
use super::clause::{ASIDE, Clause, bends, is};
use crate::span::{Span, Spans};
use crate::text::{Document, TokenKind};

/// Whether the document says that the content was said, and the words that decide it where it is not a plain yes.
pub(super) fn asserted(document: &Document, content: &Spans, cue: Option<Span>, speaker: &Spans) -> (Asserted, Spans) {
    let cue = cue.map(|c| document.tokens_of(c)).filter(|c| !c.is_empty());
    let decided = cue.and_then(|cue| Clause::new(document, content, cue, speaker).decide());
    decided.map_or((Asserted::Yes, Spans::default()), |(value, words)| {
        (value, document.span_of(words).map(Spans::one).unwrap_or_default())
    })
}

type Decision = (Asserted, Range<usize>);

fn one(value: Asserted, token: usize) -> Decision {
    (value, token..token + 1)
}

impl Clause<'_> {
    fn decide(&self) -> Option<Decision> {
        let attitude = bends(self.word(self.head), "attitude") && !bends(self.word(self.head), "saying");
        let stance =
            || self.whether().or_else(|| self.question()).or_else(|| self.condition()).or_else(|| self.hedge());
        if attitude {
            // "Nobody wants": there is no one whose stance it is.
            return stance().or_else(|| self.subject());
        }
        self.whether()
            .or_else(|| self.question())
            .or_else(|| self.condition())
            .or_else(|| self.wondered())
            .or_else(|| self.counterfactual())
            .map_or_else(|| self.rest(), |d| (d.0 != Asserted::Yes).then_some(d))
    }

    fn rest(&self) -> Option<Decision> {
        self.negation()
            .or_else(|| self.subject())
            .or_else(|| self.cleft())
            .or_else(|| self.portrayed())
            .or_else(|| self.anyone())
            .or_else(|| self.hedge())
            .or_else(|| self.governed_clause())
            .or_else(|| self.untrue())
            .or_else(|| self.future())
            .or_else(|| self.modal())
            .or_else(|| self.unrealised())
            .or_else(|| self.open_question())
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
        let ends = |w: &str| matches!(w, "that" | "but" | "who" | "which" | "because" | "when" | "while");
        let (i, &t) = self
            .before
            .iter()
            .enumerate()
            .take(12)
            .take_while(|(_, t)| !ends(self.word(**t)))
            .find(|(_, t)| matches!(self.word(**t), "whether" | "if"))?;
        let asks = || self.before[i + 1..].iter().take(6).any(|&k| bends(self.word(k), "whether"));
        (self.word(t) == "whether" || self.bare(i) && asks()).then(|| one(Asserted::Asked, t))
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
    fn asks(&self) -> bool {
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
        let t = self.inverted()?;
        let opens = self.before.len() == 1 && matches!(self.word(t), "had" | "should" | "were");
        (opens && !self.asks()).then(|| one(Asserted::Conditional, t))
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

    /// Whether a token negates the verb that follows: not "not only", not "no doubt", not the number of a house.
    fn negates(&self, t: usize) -> bool {
        let w = self.word(t);
        let number = self.document.tokens().get(t + 1).is_some_and(|n| n.kind == TokenKind::Number);
        (is(w, "negation") && w != "t" || self.contracted(t))
            && !is(self.word(t + 1), "not-negating")
            && !(w == "no" && (number || self.word(t + 1) == "."))
    }

    /// A word between `from` and the head that turns a negation round: not hesitate to, never tire of.
    fn undone(&self, from: usize) -> bool {
        let joined = |t: usize| matches!(self.word(t + 1), "or" | "nor" | "and" | ",");
        let double = |t: usize| bends(self.word(t), "undoes") && t != self.head && !joined(t);
        let wasted =
            matches!(self.prior(from, 1), "waste" | "wastes" | "wasted" | "wasting" | "lost" | "loses" | "lose");
        wasted || (from + 1..self.head).filter(|t| *t < from + 9).any(double)
    }

    fn negation(&self) -> Option<Decision> {
        for &t in self.line.iter().filter(|t| **t < self.head) {
            if self.negates(t) && !self.undone(t) {
                return Some(one(Asserted::No, t));
            }
            if self.denies(t) && !self.line.iter().any(|&k| k < t && t - k < 7 && self.negates(k)) {
                return Some(one(Asserted::No, t));
            }
            let w = self.word(t);
            let ascribed = |k: &usize| *k > t && bends(self.word(*k), "ascribes");
            if is(w, "false") && (self.line.iter().any(&ascribed) || ascribed(&self.head)) {
                return Some(one(Asserted::No, t));
            }
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
        let such = self.content.iter().map(|c| c.start).find(|&c| self.word(c) == "no" && self.word(c + 1) == "such");
        // "declined | whether": what was asked was not told
        let asked = self.content.first().is_some_and(|c| {
            c.start > self.head && (is(self.word(c.start), "question") || self.word(c.start) == "whether")
        });
        let refused = self.cue.clone().find(|&t| {
            asked && bends(self.word(t), "denier") && t <= self.head && self.word(t) != "still" && self.word(t) != "yet"
        });
        let refused = refused.filter(|&t| !bends(self.word(self.head), "saying") || t == self.head);
        if let Some(t) = silent.or(such.filter(|&c| c >= self.cue.end)).or(refused) {
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
    fn portrayed(&self) -> Option<Decision> {
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
    fn denies(&self, t: usize) -> bool {
        let rules_out = self.word(t) == "out" && matches!(self.prior(t, 1), "rule" | "rules" | "ruled" | "ruling");
        let rather = self.word(t) == "than" && self.prior(t, 1) == "rather";
        // "avoided any mention of": the governed saying is a noun.
        let noun = matches!(self.word(t + 1), "any" | "all") && t + 2 == self.head;
        if !self.infinite() && !noun || !rules_out && !rather && !bends(self.word(t), "denier") {
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
    fn cleft(&self) -> Option<Decision> {
        let relative = self.speaker.iter().any(|s| s.end <= self.head && matches!(self.word(s.start), "who" | "that"));
        let t = self.before.iter().copied().take(8).find(|&t| relative && self.negates(t))?;
        let be = |back| matches!(self.prior(t, back), "is" | "was" | "isn" | "wasn");
        (1..=3).any(|b| be(b) && self.prior(t, b + 1) == "it").then(|| one(Asserted::No, t))
    }

    /// "Anyone who says": nobody in particular does.
    fn anyone(&self) -> Option<Decision> {
        let start = self.speaker.iter().map(|s| s.start).find(|&s| s < self.head)?;
        let t = if self.word(start) == "who" { start.checked_sub(1)? } else { start };
        let any = matches!(self.word(t), "anyone" | "anybody" | "whoever")
            && (t < start
                || self.word(t) == "whoever"
                || self.word(t + 1) == "who"
                || self.word(self.head).ends_with("ing") && self.infinite());
        any.then(|| one(Asserted::Conditional, t))
    }

    /// "Neither side said", "no official told", "at no point did she say", "nor did he".
    fn subject(&self) -> Option<Decision> {
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
            "hardly" | "scarcely" | "barely" => self.word(t + 1).starts_with("any"),
            w if w.starts_with("any") => matches!(self.prior(t, 1), "hardly" | "scarcely" | "barely" | "not"),
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
    fn fronted(&self, auxiliary: usize) -> Option<usize> {
        (self.first..auxiliary).rev().filter(|&t| self.free(t)).find(|&t| {
            let opens = |t: usize| t == self.first || matches!(self.prior(t, 1), "," | ";" | ":" | "—" | "and" | "but");
            let phrase = is(self.prior(t, 1), "preposition")
                && matches!(self.word(t), "no" | "none" | "neither")
                && opens(t - 1);
            self.negates(t) && (phrase || opens(t)) && self.word(t + 1) != "for"
        })
    }

    fn passive(&self, t: usize) -> bool {
        (1..=4)
            .any(|b| matches!(self.prior(t, b), "is" | "are" | "was" | "were" | "been" | "being" | "be" | "s" | "re"))
    }

    fn hedge(&self) -> Option<Decision> {
        let near = self.group.iter().chain(self.before.iter().take(3)).copied().chain(self.cue.clone());
        if let Some(t) = near.into_iter().find(|&t| is(self.word(t), "hedge") && !self.spoken(t)) {
            return Some(one(Asserted::Hedged, t));
        }
        // "The founder likely told", "is quoted in an unverified recording as saying"
        let doubt = |t: &usize| {
            matches!(self.word(*t), "unverified" | "unconfirmed")
                || self.word(*t) == "likely" && *t < self.head && self.word(*t + 1) != "to"
        };
        if let Some(t) = self.group.iter().copied().chain(self.cue.clone()).find(doubt) {
            return Some(one(Asserted::Hedged, t));
        }
        // "is said, though nobody will confirm it, to have called"
        let last = self.cue.end - 1;
        if self.speaker.is_empty() && bends(self.word(last), "hearsay") && self.passive(last) {
            let after = self.content.iter().filter(|c| c.start >= self.cue.end).flat_map(Clone::clone).take(14);
            if after.into_iter().any(|t| self.word(t) == "to" && self.word(t + 1) == "have") {
                return Some(one(Asserted::Hedged, last));
            }
        }
        let hearsay = |t: &usize| is(self.word(*t), "hedge") && self.word(*t).ends_with("edly") && self.free(*t);
        if let Some(t) = (self.cue.end..(self.cue.end + 3).min(self.end())).find(hearsay) {
            return Some(one(Asserted::Hedged, t));
        }
        for &t in self.line.iter().filter(|t| **t < self.head) {
            let (w, next, then) = (self.word(t), self.word(t + 1), self.word(t + 2));
            let to = next == "to" && self.infinite();
            let perfect = matches!(then, "have" | "be" | "ve");
            let said = bends(w, "hearsay") && (self.passive(t) || bends(w, "claim") || w.starts_with("rumo"));
            let claimed = w.starts_with("claim") || w.starts_with("purport") || w.starts_with("alleged");
            if to && ((said || claimed) && (perfect || !w.starts_with("suppos")) || bends(w, "seems"))
                || matches!(w, "may" | "must" | "might") && (next == "have" || then == "have")
                || is(w, "suspected") && next == "of" && self.passive(t)
                || next == "to" && then == "have" && w.len() > 3 && self.passive(t) && !bends(w, "future")
            {
                return Some(one(Asserted::Hedged, t));
            }
        }
        self.hearsay()
    }

    /// "Rumour has it", "according to rumours", "it is alleged,".
    fn hearsay(&self) -> Option<Decision> {
        let gossip = |t: &usize| bends(self.word(*t), "gossip") || self.word(*t) == "unconfirmed";
        let hearsay = |t: &usize| {
            gossip(t) && !bends(self.word(*t), "saying") || matches!(self.word(*t), "tradition" | "folklore")
        };
        let according = self.cue.clone().any(|t| self.word(t) == "according");
        if let Some(t) = self.speaker.iter().flat_map(Clone::clone).find(|t| hearsay(t) || according && gossip(t)) {
            return Some(one(Asserted::Hedged, t));
        }
        let start =
            self.speaker.iter().map(|s| s.start).filter(|&s| s < self.head).min().unwrap_or(self.head).min(self.head);
        let from = start.saturating_sub(ASIDE).max(self.first);
        let phrase: Vec<usize> = (from..start).rev().take_while(|&t| self.free(t)).collect();
        let led = phrase.first().is_some_and(|&t| self.word(t) == ",");
        let hedged = |t: &usize| {
            led && is(self.word(*t), "hedge") && *t + 2 == start
                || led && matches!(self.word(*t), "unconfirmed" | "unverified" | "disputed")
                || (gossip(t) || matches!(self.word(*t), "word" | "story" | "tradition"))
                    && self.word(*t + 1) == "has"
                    && self.word(*t + 2) == "it"
                || led
                    && matches!(self.word(*t), "account" | "accounts" | "telling" | "version")
                    && (1..4).any(|b| self.prior(*t, b) == "by")
                || led
                    && self.word(*t) == "if"
                    && phrase
                        .iter()
                        .any(|&k| matches!(self.word(k), "believed" | "true" | "correct" | "right" | "accurate"))
                || led
                    && gossip(t)
                    && (1..=3).any(|b| self.prior(*t, b) == "to" && self.prior(*t, b + 1) == "according")
        };
        if let Some(t) = phrase.iter().copied().find(hedged) {
            return Some(one(Asserted::Hedged, t));
        }
        // A parenthesis between speaker and cue.
        let closing = self.head.min(self.cue.start).checked_sub(1).filter(|&t| self.word(t) == "," && self.free(t))?;
        let aside = (closing.saturating_sub(ASIDE).max(self.first)..closing)
            .rev()
            .take_while(|&t| self.free(t) && self.word(t) != ",");
        let doubtful = |t: &usize| {
            gossip(t)
                || matches!(self.word(*t), "story" | "tale")
                || bends(self.word(*t), "hearsay") && self.passive(*t)
                || is(self.word(*t), "hedge")
        };
        aside.into_iter().find(doubtful).map(|t| one(Asserted::Hedged, t))
    }

    /// "That she called them lazy is untrue."
    fn untrue(&self) -> Option<Decision> {
        let &first = self.before.last()?;
        let leads = self.before.len() == 1 && self.word(first) == "that" && self.prior(first, 1).is_empty();
        let after = self.content.iter().map(|c| c.end).max()?;
        let wrong = |t: usize| {
            bends(self.word(t), "disputes") || is(self.word(t), "fake") || matches!(self.word(t), "lie" | "myth")
        };
        let t = (after..self.end()).find(|&t| wrong(t)).filter(|_| leads)?;
        Some(one(Asserted::No, t))
    }

    /// What governs a clause with or without "that": no evidence that he said, it is alleged that she told, denied he had said.
    fn governed_clause(&self) -> Option<Decision> {
        let that = self.before.first().is_some_and(|&t| self.word(t) == "that");
        // "No record of her ever warning".
        let of = self.before.first().is_some_and(|&t| self.word(t) == "of") && self.word(self.head).ends_with("ing");
        let that = that || of;
        let subject = self.speaker.iter().any(|s| s.end <= self.head) || that;
        if !subject || self.inverted().is_some() {
            return None;
        }
        let reach = if that { 1..7 } else { 0..1 };
        let would = self.group.iter().copied().find(|&t| matches!(self.word(t), "would" | "d"));
        for i in reach {
            let Some(&t) = self.before.get(i) else { break };
            let w = self.word(t);
            if matches!(w, "that" | "and" | "but" | "who" | "which") {
                break;
            }
            let near = |back: usize, f: &dyn Fn(&str) -> bool| (1..=back).any(|b| f(self.prior(t, b)));
            let no = |w: &str| {
                is(w, "negation")
                    || matches!(
                        w,
                        "without" | "little" | "scant" | "deny" | "denied" | "denies" | "rejected" | "dismissed"
                    )
            };
            // "I do not think anybody believes that she said", "nobody recalls that he told".
            let doubted = (bends(w, "believes") || is(w, "true"))
                && (i..self.before.len().min(i + 14)).any(|k| self.negates(self.before[k]));
            let impersonal = bends(w, "hearsay") && self.passive(t) && near(6, &|w| w == "it");
            let opens = t == self.first || matches!(self.prior(t, 1), "," | "." | "”" | "\"");
            let rumour =
                bends(w, "gossip") && (that || !bends(w, "saying")) && (!matches!(w, "claimed" | "claims") || opens)
                    || w == "reports";

            let disputed = bends(w, "disputes") && !near(3, &|w| is(w, "negation"));
            let unproved = bends(w, "proof") && near(4, &no) || rumour && near(3, &no);
            let decided = if disputed || unproved || doubted {
                Some(Asserted::No)
            } else if impersonal || rumour || bends(w, "possible") {
                Some(Asserted::Hedged)
            } else if is(w, "posits") {
                Some(Asserted::Conditional)
            } else {
                None
            };
            if let Some(value) = decided {
                return Some(one(value, t));
            }
            if let Some(would) = would
                && (bends(w, "saying") || bends(w, "attitude"))
            {
                return Some(one(Asserted::Future, would));
            }
        }
        None
    }

    /// A habit or a later time: "would often say", "years later she was to tell".
    fn habit(&self) -> bool {
        let after = (self.head + 1..(self.head + 4).min(self.end())).filter(|&t| self.free(t));
        let around = self.line.iter().copied().chain(self.before.iter().copied().take(4)).chain(after);
        let go_on = |t: usize| matches!(self.word(t), "go" | "come") && t < self.head && self.infinite();
        around.into_iter().any(|t| is(self.word(t), "habit") && self.word(t) != "never" || go_on(t)) || {
            let start = self.speaker.first().map_or(self.head, |s| s.start);
            self.prior(start, 1) == "," && (2..6).any(|b| is(self.prior(start, b), "habit"))
        }
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
            if supposed && matches!(self.word(t + 1), "only" | "merely" | "simply" | "just") {
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
