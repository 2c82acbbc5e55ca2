//! Sayings that the report itself has from hearsay, or that a clause above them takes back: [`Clause`] in, a decision out.
//!
//! Example: `reportedly said`, `is believed to have told`, `legend has it that`, `there is no evidence that he said`.
//!
//! **Finds** hedging adverbs, raising passives, gossip as a source, parentheses of doubt, what governs a clause with "that".
//! **Leaves alone** claims of a named source, which are sayings of their own. **Why**: what nobody vouches for is no record.
//! **Source**: evidential adverbs and raising verbs after Quirk et al. (1985) 8.127 and 16.28.

use super::Asserted;
use super::asserted::{Decision, one};
use super::clause::{ASIDE, Clause, bends, is};

impl Clause<'_> {
    pub(super) fn passive(&self, t: usize) -> bool {
        (1..=4)
            .any(|b| matches!(self.prior(t, b), "is" | "are" | "was" | "were" | "been" | "being" | "be" | "s" | "re"))
    }

    pub(super) fn hedge(&self) -> Option<Decision> {
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
    pub(super) fn hearsay(&self) -> Option<Decision> {
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
        // "if the gossip round the palace is to be believed, she wrote"
        let condition =
            (start.saturating_sub(2 * ASIDE).max(self.first)..start).find(|&t| self.word(t) == "if" && self.free(t));
        if let Some(t) = condition.filter(|_| led)
            && self.word(start - 2) == "believed"
        {
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
                || is(self.word(*t), "hedge") && closing - *t <= 2
        };
        aside.into_iter().find(doubtful).map(|t| one(Asserted::Hedged, t))
    }

    /// "That she called them lazy is untrue", "the letter in which she calls them lazy is a forgery".
    pub(super) fn untrue(&self) -> Option<Decision> {
        let &first = self.before.last()?;
        let leads = self.before.len() == 1 && self.word(first) == "that" && self.prior(first, 1).is_empty();
        let after = self.content.iter().map(|c| c.end).max()?;
        let gerund = self.word(self.head).ends_with("ing") && self.word(self.before[0]) == "of";
        let relative = gerund || matches!(self.word(self.before[0]), "which" | "where" | "that");
        let be = (after..self.end()).take(3).find(|&t| matches!(self.word(t), "is" | "are" | "was" | "were"));
        if let Some(be) = be.filter(|_| relative) {
            let claim = bends(self.prior(self.before[0], 1), "gossip");
            let fake = |t: &usize| {
                let w = self.word(*t);
                is(w, "fake") || bends(w, "fake") || claim && bends(w, "disputes")
            };
            return (be + 1..self.end()).take(4).find(fake).map(|t| one(Asserted::No, t));
        }
        let wrong = |t: usize| {
            bends(self.word(t), "disputes") || is(self.word(t), "fake") || matches!(self.word(t), "lie" | "myth")
        };
        let t = (after..self.end()).find(|&t| wrong(t)).filter(|_| leads)?;
        Some(one(Asserted::No, t))
    }

    /// What governs a clause with or without "that": no evidence that he said, it is alleged that she told, denied he had said.
    pub(super) fn governed_clause(&self) -> Option<Decision> {
        // "It is said that on his last night the poet whispered": an adverbial may stand after the "that".
        let at = self
            .before
            .iter()
            .take(8)
            .position(|&t| self.word(t) == "that")
            .filter(|&k| k == 0 || is(self.word(self.before[k] + 1), "preposition"))
            .unwrap_or(0);
        let that = self.before.get(at).is_some_and(|&t| self.word(t) == "that");
        // "No record of her ever warning".
        let of = self.before.first().is_some_and(|&t| self.word(t) == "of") && self.word(self.head).ends_with("ing");
        let that = that || of;
        let subject = self.speaker.iter().any(|s| s.end <= self.head) || that;
        if !subject || self.inverted().is_some() {
            return None;
        }
        let relative = self.before.first().is_some_and(|&t| matches!(self.word(t), "which" | "where"));
        let reach = if that || relative { at + 1..at + 7 } else { 0..1 };
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
                && (i..self.before.len().min(i + 14))
                    .any(|k| self.negates(self.before[k]) || self.word(self.before[k]) == "nothing");
            // "There is not a word in it in which she admits", "no passage where he orders".
            let passage = relative && is(w, "passage") && near(3, &|w| is(w, "negation") || w == "without");
            let told = w == "is" && matches!(self.prior(t, 1), "word" | "talk") && i == at + 1;
            let impersonal = bends(w, "hearsay") && self.passive(t) && near(6, &|w| w == "it");
            let opens = t == self.first || matches!(self.prior(t, 1), "," | "." | "”" | "\"");
            let rumour =
                bends(w, "gossip") && (that || !bends(w, "saying")) && (!matches!(w, "claimed" | "claims") || opens)
                    || w == "reports";

            let disputed = bends(w, "disputes") && !near(3, &|w| is(w, "negation"));
            let unproved = bends(w, "proof") && near(4, &no) || rumour && near(3, &no);
            let decided = if disputed || unproved || doubted || passage {
                Some(Asserted::No)
            } else if impersonal || rumour || told || bends(w, "possible") {
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
}
