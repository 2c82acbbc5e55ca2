//! Does the document assert the saying? A [`Finding`](super::Finding)'s spans in, [`Asserted`] and the deciding words out.
//!
//! Example: `She never said she would go` is `no`, `is expected to tell parliament` is `future`, `denied that the law passed` is `yes`.
//!
//! **Finds** what governs the cue: its auxiliaries and negation, a governing verb (refused to say, is expected to say, is said to
//! have said), a negated subject, a question, a condition, a hedging adverb. **Leaves alone** negation, conditions and futures
//! inside the content and in other clauses. **Why**: to print as said what was not said is the worst error there is.
//! **Source**: the factuality scale of FactBank (Saurí and Pustejovsky 2009); clause structure after Quirk et al. (1985).

use std::ops::Range;
use std::sync::LazyLock;

use super::Asserted;
use super::words::Classes;
use crate::span::{Span, Spans};
use crate::text::{Document, MarkRole};

/// How far the words that govern a cue may stand before it, in tokens.
const REACH: usize = 12;

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/asserted.txt")));

/// Whether the document says that the content was said, and the words that decide it where it is not a plain yes.
pub(super) fn asserted(document: &Document, content: &Spans, cue: Option<Span>, speaker: &Spans) -> (Asserted, Spans) {
    let Some(cue) = cue else { return (Asserted::Yes, Spans::default()) };
    let clause = Clause::new(document, content, document.tokens_of(cue), speaker);
    let tests = [
        (Asserted::No, clause.negated()),
        (Asserted::Asked, clause.asked()),
        (Asserted::Conditional, clause.conditional()),
        (Asserted::Hedged, clause.hedged()),
        (Asserted::Future, clause.future()),
        (Asserted::Conditional, clause.modal()),
        (Asserted::No, clause.unrecorded()),
    ];
    for (value, test) in tests {
        if let Some(words) = test {
            return (value, document.span_of(words).map(Spans::one).unwrap_or_default());
        }
    }
    (Asserted::Yes, Spans::default())
}

fn is(word: &str, class: &str) -> bool {
    LIST.is(word, class)
}

fn reports(word: &str) -> bool {
    super::nested::CUES.contains(word)
        || matches!(
            word,
            "say" | "tell" | "state" | "claim" | "report" | "call" | "note" | "answer" | "promise" | "quote"
        )
}

/// A cue with what stands before it in its clause.
struct Clause<'a> {
    document: &'a Document,
    /// Lower-case words of the sentence, from `first` on.
    words: Vec<String>,
    first: usize,
    cue: Range<usize>,
    speaker: Option<Range<usize>>,
    /// Tokens of the content: they never count.
    content: Vec<Range<usize>>,
    /// Tokens that govern the cue, ending where it ends: auxiliaries, negation, governing verbs.
    chain: Range<usize>,
}

impl<'a> Clause<'a> {
    fn new(document: &'a Document, content: &Spans, cue: Range<usize>, speaker: &Spans) -> Self {
        let sentence = document.sentence_of(cue.start);
        let content: Vec<Range<usize>> = content.iter().map(|s| document.tokens_of(s)).collect();
        let first = sentence.start;
        let words = (first..sentence.end.max(cue.end)).map(|t| document.token_text(t).to_lowercase()).collect();
        let speaker = speaker.first().map(|s| document.tokens_of(s));
        let mut clause = Self { document, words, first, chain: cue.clone(), cue, speaker, content };
        clause.chain.start = clause.governed_from(clause.cue.start);
        clause
    }

    fn word(&self, token: usize) -> &str {
        token.checked_sub(self.first).and_then(|i| self.words.get(i)).map_or("", String::as_str)
    }

    fn in_content(&self, token: usize) -> bool {
        self.content.iter().any(|c| c.contains(&token))
    }

    /// A contracted "not": the t of don't, after an apostrophe and a word in n.
    fn contracted(&self, token: usize) -> bool {
        self.word(token) == "t"
            && token >= self.first + 2
            && matches!(self.word(token - 1), "'" | "’")
            && self.word(token - 2).ends_with('n')
    }

    fn negates(&self, token: usize) -> bool {
        is(self.word(token), "negation") || self.contracted(token)
    }

    /// Walks back over auxiliaries, negation, adverbs and governing verbs.
    fn governed_from(&self, from: usize) -> usize {
        let mut at = from;
        while at > self.first && from - at < REACH {
            let t = at - 1;
            let w = self.word(t);
            let apostrophe = matches!(w, "'" | "’") && at < from;
            let governs =
                ["auxiliary", "negation", "denier", "future", "modal", "hedge", "hearsay"].iter().any(|c| is(w, c))
                    || w == "may"
                    || w == "can"
                    || self.contracted(t)
                    || apostrophe
                    || w.len() > 4 && w.ends_with("ly")
                    || self.contracted(t + 1)
                    || t + 2 < from && self.contracted(t + 2);
            if !governs || self.in_content(t) || self.speaker.as_ref().is_some_and(|s| s.contains(&t)) {
                break;
            }
            at = t;
        }
        at
    }

    /// Words of the governing chain and the cue that stand outside the content.
    fn chain(&self) -> impl Iterator<Item = usize> + '_ {
        self.chain.clone().filter(|t| !self.in_content(*t))
    }

    /// The last word of the cue that reports, or its last word.
    fn head(&self) -> usize {
        self.cue.clone().rev().find(|&t| reports(self.word(t))).unwrap_or(self.cue.end - 1)
    }

    /// Where the clause before the cue begins: a comma, colon, dash, semicolon, conjunction or mark ends the one before.
    fn begins(&self) -> usize {
        let anchor = self.speaker.as_ref().map_or(self.chain.start, |s| s.start.min(self.chain.start));
        (self.first..anchor)
            .rev()
            .find(|&t| {
                matches!(
                    self.word(t),
                    "," | ";"
                        | ":"
                        | "—"
                        | "–"
                        | "("
                        | "but"
                        | "and"
                        | "or"
                        | "that"
                        | "because"
                        | "while"
                        | "who"
                        | "which"
                ) || self.document.marks().role(t) != MarkRole::None
                    || self.in_content(t)
            })
            .map_or(self.first, |t| t + 1)
    }

    fn negated(&self) -> Option<Range<usize>> {
        let end = self.head() + 1;
        for t in self.chain() {
            let w = self.word(t);
            if self.negates(t) {
                let next: Vec<usize> = (t + 1..(t + 4).min(end.max(t + 1))).collect();
                let undone = next.iter().take(2).any(|&n| is(self.word(n), "undoes")) || is(self.word(t + 1), "undoes");
                if !undone {
                    return Some(t..t + 1);
                }
            }
            // Refused to say, denied saying, stopped short of saying, instead of saying: a saying must follow in the cue.
            let followed = (t + 1..self.cue.end).find(|&n| reports(self.word(n)) && !is(self.word(n), "denier"));
            if is(w, "denier")
                && followed.is_some_and(|n| self.infinite(t, n))
                && !(t > self.first && (self.negates(t - 1) || self.contracted(t - 1)))
            {
                return Some(t..t + 1);
            }
            if is(w, "false") {
                return Some(t..t + 1);
            }
        }
        // Denied | saying that …: the saying stands at the head of the content.
        let last = self.cue.end - 1;
        let opens = self.content.iter().map(|c| c.start).find(|&c| c >= self.cue.end);
        if let Some(c) = opens
            && is(self.word(last), "denier")
            && c <= self.cue.end + 1
        {
            let gerund = |t: usize| {
                self.document.tokens().get(t).is_some() && {
                    let w = self.document.token_text(t).to_lowercase();
                    w.ends_with("ing") && reports(&w) || w == "having"
                }
            };
            if gerund(c) {
                return Some(last..last + 1);
            }
        }
        let before = self.before_speaker();
        let speaker = self.speaker.clone().unwrap_or(self.chain.start..self.chain.start);
        let nobody = |t: usize| {
            matches!(self.word(t), "nobody" | "none" | "neither" | "nor" | "never")
                || self.word(t) == "no" && !matches!(self.word(t + 1), "." | ",")
                || self.word(t) == "not" && matches!(self.word(t + 1), "one" | "a" | "once" | "even" | "until")
        };
        if self.speaker.as_ref().is_some_and(|s| s.end <= self.cue.start + 1)
            && !speaker.is_empty()
            && nobody(speaker.start)
        {
            return Some(speaker.start..speaker.start + 1);
        }
        before.clone().find(|&t| nobody(t) || is(self.word(t), "false")).map(|t| t..t + 1)
    }

    /// Whether from the governing verb `t` to the reporting verb `n` only "to", "of", "having" and the like stand.
    fn infinite(&self, t: usize, n: usize) -> bool {
        let w = self.word(n);
        let verb = w.ends_with("ing") || (t + 1..n).any(|k| matches!(self.word(k), "to" | "having" | "of"));
        verb && n - t <= 5
    }

    /// Up to four tokens of the clause right before the speaker (Nor did she say; No member of the board said).
    fn before_speaker(&self) -> Range<usize> {
        let begin = self.begins();
        let anchor =
            self.speaker.as_ref().filter(|s| s.end <= self.cue.start + 1).map_or(self.chain.start, |s| s.start);
        begin.max(anchor.saturating_sub(4))..anchor.max(begin)
    }

    fn asked(&self) -> Option<Range<usize>> {
        let begin = self.first;
        let anchor = self.speaker.as_ref().map_or(self.chain.start, |s| s.start.min(self.chain.start));
        let whether = (begin..anchor).rev().take(16).find(|&t| is(self.word(t), "whether") && !self.in_content(t));
        if let Some(t) = whether {
            let asks = (begin..t).rev().take(8).any(|k| is(self.word(k), "asking"));
            let broken = (t + 1..anchor).any(|k| matches!(self.word(k), "," | ";" | "—" | "that" | "but"));
            if (self.word(t) == "whether" || asks) && !broken {
                return Some(t..t + 1);
            }
        }
        // An open question of the report's own: Did she say …?
        let end = self.first + self.words.len();
        let mark = (self.cue.end..end).rev().find(|&t| {
            self.word(t) == "?" && self.document.marks().depth(t) <= self.document.marks().depth(self.cue.start)
        });
        let last = (self.cue.end..end).rev().find(|&t| self.document.marks().role(t) == MarkRole::None)?;
        let opener = (self.begins()..=anchor.max(self.begins()))
            .find(|&t| is(self.word(t), "question-opener") && t < self.cue.start)?;
        (mark == Some(last)
            && (opener == self.begins()
                || matches!(self.word(opener - 1), "what" | "why" | "when" | "where" | "how" | "who")))
        .then_some(opener..opener + 1)
    }

    fn conditional(&self) -> Option<Range<usize>> {
        let begin = self.begins();
        let anchor = self.speaker.as_ref().map_or(self.chain.start, |s| s.start.min(self.chain.start));
        let from = begin.max(anchor.saturating_sub(5));
        if let Some(t) = (from..anchor).rev().find(|&t| is(self.word(t), "condition")) {
            return Some(t..t + 1);
        }
        // Had she told them, …; Should he say …: inverted, at the head of the clause, before the speaker.
        let speaker = self.speaker.as_ref().filter(|s| s.start > begin && s.end <= self.cue.start + 1)?;
        let t = speaker.start - 1;
        let question = self.words.last().is_some_and(|w| w == "?");
        (t == begin && matches!(self.word(t), "had" | "should" | "were") && !question).then_some(t..t + 1)
    }

    fn hedged(&self) -> Option<Range<usize>> {
        let near =
            self.chain.start.saturating_sub(2).max(self.first)..(self.cue.end + 2).min(self.first + self.words.len());
        let adverb =
            near.clone().find(|&t| is(self.word(t), "hedge") && !self.in_content(t) && self.word(t) != "evidently");
        if let Some(t) = adverb {
            return Some(t..t + 1);
        }
        let head = self.head();
        // Is said to have told, appears to say.
        for t in self.chain().filter(|&t| t < head) {
            let w = self.word(t);
            let to = self.word(t + 1) == "to";
            let seems = matches!(w, "appears" | "appear" | "appeared" | "seems" | "seem" | "seemed");
            if is(w, "hearsay") && to && (seems || self.word(t + 2) == "have" || self.word(t + 2) == "be") {
                return Some(t..t + 1);
            }
            if matches!(w, "may" | "must") && self.word(t + 1) == "have" {
                return Some(t..t + 1);
            }
        }
        None
    }

    fn future(&self) -> Option<Range<usize>> {
        let head = self.head();
        for t in self.chain().filter(|&t| t < head) {
            let w = self.word(t);
            if matches!(w, "will" | "shall" | "ll") {
                return Some(t..t + 1);
            }
            let to = self.word(t + 1) == "to";
            if is(w, "future") && to {
                return Some(t..t + 1);
            }
            if matches!(w, "is" | "are" | "s" | "re") && to {
                return Some(t..t + 2);
            }
        }
        // The cue itself may end in "expected to", "plans to": the saying stands at the head of the content.
        let last = self.cue.end - 1;
        if self.word(last) == "to"
            && last > self.cue.start
            && is(self.word(last - 1), "future")
            && !is(self.word(last - 1), "modal")
        {
            let content = self.content.iter().map(|c| c.start).find(|&c| c >= self.cue.end)?;
            return reports(&self.document.token_text(content).to_lowercase()).then_some(last - 1..last);
        }
        None
    }

    fn modal(&self) -> Option<Range<usize>> {
        let head = self.head();
        let t = self.chain().filter(|&t| t < head).find(|&t| {
            let w = self.word(t);
            is(w, "modal") && w != "d"
                || w == "may"
                || w == "d" && t > self.first && matches!(self.word(t - 1), "'" | "’")
        })?;
        let habit = (t + 1..head).any(|k| is(self.word(k), "habit")) || matches!(self.word(t + 1), "like" | "rather");
        (!habit).then_some(t..t + 1)
    }

    /// There is no record of her saying …; at no point did he say.
    fn unrecorded(&self) -> Option<Range<usize>> {
        let anchor = self.speaker.as_ref().map_or(self.chain.start, |s| s.start.min(self.chain.start));
        let from = self.first.max(anchor.saturating_sub(8));
        (from..anchor)
            .find(|&t| {
                self.word(t) == "no"
                    && !self.in_content(t)
                    && (t + 1..(t + 3).min(anchor)).any(|k| is(self.word(k), "proof"))
                    && !(t + 1..anchor).any(|k| matches!(self.word(k), "," | ";" | "but" | "and" | "that"))
            })
            .map(|t| t..t + 1)
    }
}
