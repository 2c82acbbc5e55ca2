//! The words that govern a cue: a finding's spans in, [`Clause`] out, for `asserted.rs` to judge.
//!
//! Example: of `Nor, by Monday, had the firm refused to say why` the head is *say*, the line *to* and *refused*; *had* stands before.
//!
//! **Finds** the head of the cue, its verb group, the verbs that govern an infinitive or gerund, the clause left of the speaker.
//! **Leaves alone** the content, the speaker's mention, what stands beyond a comma, colon, dash or quotation mark. **Why**: a
//! negation counts only where it governs the saying. **Source**: clause structure after Quirk et al. (1985), chapters 2 and 3.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::Classes;
use crate::span::Spans;
use crate::text::{Document, MarkRole, TokenKind};

/// How far the words that govern a cue may stand before it, in tokens; twice a long clause.
const REACH: usize = 40;
/// Longest parenthesis between commas that is passed over, in tokens.
pub(super) const ASIDE: usize = 8;

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/asserted.txt")));

/// The token of a cue that carries its meaning: `told` of "is said to have told", `accused` of "accused of".
pub(super) fn head(document: &Document, cue: &Range<usize>) -> usize {
    let lower = |t: usize| document.token_text(t).to_lowercase();
    let candidate = |t: &usize| bends(&lower(*t), "saying") || bends(&lower(*t), "attitude");
    // "said in a report", "made the claim": a noun heads the cue only where no verb does.
    let noun = |t: usize| {
        let before = if t > cue.start { lower(t - 1) } else { String::new() };
        matches!(
            before.as_str(),
            "a" | "an" | "the" | "his" | "her" | "its" | "their" | "in" | "on" | "by" | "at" | "with"
        ) && !lower(t).ends_with("ing")
    };
    let verb = cue.clone().rev().filter(|t| candidate(t)).find(|t| !noun(*t));
    let light = |t: usize| ["adverb", "negation", "auxiliary", "preposition"].iter().any(|c| is(&lower(t), c));
    let word = |t: &usize| document.tokens()[*t].kind == TokenKind::Word && lower(*t).len() > 2 && !light(*t);
    verb.or_else(|| cue.clone().rev().find(|t| candidate(t)))
        .or_else(|| cue.clone().rev().find(word))
        .unwrap_or(cue.end - 1)
}
pub(super) fn is(word: &str, class: &str) -> bool {
    LIST.is(word, class)
}

pub(super) fn bends(word: &str, class: &str) -> bool {
    LIST.bends(word, class)
}

/// A cue with what stands around it in its sentence. All lists of tokens run from the nearest to the farthest.
pub(super) struct Clause<'a> {
    pub(super) document: &'a Document,
    /// Lower-case words around the cue, from token `first` on.
    pub(super) words: Vec<String>,
    pub(super) first: usize,
    pub(super) cue: Range<usize>,
    pub(super) content: Vec<Range<usize>>,
    pub(super) speaker: Vec<Range<usize>>,
    pub(super) head: usize,
    /// Tokens left of the head up to the speaker or the clause's begin.
    pub(super) region: Vec<usize>,
    /// The part of `region` that belongs to the verb group.
    pub(super) group: Vec<usize>,
    /// `group`, and for an infinitive or gerund all that may govern it.
    pub(super) line: Vec<usize>,
    /// Tokens of the clause left of the speaker.
    pub(super) before: Vec<usize>,
}

impl<'a> Clause<'a> {
    pub(super) fn new(document: &'a Document, content: &Spans, cue: Range<usize>, speaker: &Spans) -> Self {
        let head = head(document, &cue);
        let sentence = document.sentence_of(cue.start);
        let first = sentence.start.max(cue.start.saturating_sub(2 * REACH));
        let content: Vec<Range<usize>> = content.iter().map(|s| document.tokens_of(s)).collect();
        let end = sentence.end.min(cue.end + 2 * REACH).max((cue.end + 4).min(document.tokens().len()));
        let words = (first..end).map(|t| document.token_text(t).to_lowercase()).collect();
        let speaker = speaker.iter().map(|s| document.tokens_of(s)).filter(|r| !r.is_empty()).collect();
        let none = Vec::new;
        let mut clause = Self {
            document,
            words,
            first,
            cue,
            content,
            speaker,
            head,
            region: none(),
            group: none(),
            line: none(),
            before: none(),
        };
        clause.enter_content();
        clause.region = clause.left_of(clause.head);
        clause.group = clause.verb_group();
        clause.line = clause.governors();
        let subject = clause.speaker.iter().map(|s| s.start).filter(|&s| s < clause.head).max();
        let from = subject.or_else(|| clause.group.last().copied()).unwrap_or(clause.head);
        clause.before = clause.left_of(from.min(clause.head));
        clause
    }

    /// Where the cue ends in a governing verb (denied | saying, is expected to | tell), the head stands in the content.
    pub(super) fn enter_content(&mut self) {
        self.enter_adjective();
        let last = self.cue.end - 1;
        // To promise to publish is a speech act of its own; only "promised to say" waits for another.
        let governs =
            |w: &str| ["denier", "future", "hearsay", "told"].iter().any(|c| bends(w, c)) && !bends(w, "commits");
        let governor = if self.word(last) == "to" && last > self.cue.start { last - 1 } else { last };
        let Some(at) = self.content.iter().map(|c| c.start).find(|&c| c >= self.cue.end && c <= self.cue.end + 1)
        else {
            return;
        };
        let skipped = ["to", "ever", "having", "have", "be"];
        let verb = (at..at + 3).find(|&t| !skipped.contains(&self.word(t))).unwrap_or(at);
        let begin = at + usize::from(self.word(at) == "ever");
        let infinite = self.word(begin) == "to" || self.word(begin).ends_with("ing") || governor < last;
        let reports = bends(self.word(verb), "saying") || bends(self.word(verb), "attitude") && verb > at + 1;
        let says = verb > at || governor < last || self.word(verb).ends_with("ing");
        if governs(self.word(governor)) && infinite && says && reports {
            for piece in &mut self.content {
                if piece.start == at {
                    piece.start = verb + 1;
                }
            }
            self.head = verb;
        }
    }

    /// "looks | set to declare", "seems | likely to say".
    fn enter_adjective(&mut self) {
        let Some(at) = self.content.iter().map(|c| c.start).find(|&c| c >= self.cue.end && c <= self.cue.end + 1)
        else {
            return;
        };
        let seems = bends(self.word(self.cue.end - 1), "seems") || is(self.word(self.cue.end - 1), "auxiliary");
        let waits = bends(self.word(at), "future") && self.word(at + 1) == "to";
        if seems && waits && (bends(self.word(at + 2), "saying") || bends(self.word(at + 2), "attitude")) {
            for piece in &mut self.content {
                if piece.start == at {
                    piece.start = at + 3;
                }
            }
            self.content.retain(|piece| piece.start < piece.end);
            self.head = at + 2;
        }
    }

    pub(super) fn word(&self, token: usize) -> &str {
        token.checked_sub(self.first).and_then(|i| self.words.get(i)).map_or("", String::as_str)
    }

    /// The word `back` places before a token.
    pub(super) fn prior(&self, token: usize, back: usize) -> &str {
        token.checked_sub(back).map_or("", |t| self.word(t))
    }

    pub(super) fn end(&self) -> usize {
        self.first + self.words.len()
    }

    pub(super) fn spoken(&self, token: usize) -> bool {
        self.content.iter().any(|c| c.contains(&token))
    }

    /// Neither in the content nor in the speaker's mention, and no quotation mark.
    pub(super) fn free(&self, token: usize) -> bool {
        !self.spoken(token)
            && !self.speaker.iter().any(|s| s.contains(&token))
            && self.document.marks().role(token) == MarkRole::None
    }

    /// The tokens of the clause left of `from`; a parenthesis between commas after a grammar word is passed over.
    pub(super) fn left_of(&self, from: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut t = from;
        while t > self.first && out.len() < REACH {
            t -= 1;
            if !self.free(t) {
                break;
            }
            match self.word(t) {
                // "have never, ever said"
                "," if matches!(self.prior(t, 1), "never" | "not") && is(self.word(t + 1), "adverb") => {}
                "," => {
                    let aside = (t.saturating_sub(ASIDE).max(self.first)..t).rev().take_while(|&k| self.free(k));
                    let Some(open) = aside.into_iter().find(|&k| self.word(k) == ",") else { break };
                    let held =
                        ["auxiliary", "negation", "condition", "hedge"].iter().any(|c| is(self.prior(open, 1), c))
                            || ["denier", "future", "hearsay"].iter().any(|c| bends(self.prior(open, 1), c));
                    if !held && !matches!(self.prior(open, 1), "whether" | "that") {
                        break;
                    }
                    t = open;
                }
                ";" | ":" | "—" | "–" | "(" | ")" | "…" | "." | "?" | "!" => break,
                _ => out.push(t),
            }
        }
        out
    }

    /// The n't of a contraction, at its t.
    pub(super) fn contracted(&self, token: usize) -> bool {
        self.word(token) == "t" && matches!(self.prior(token, 1), "'" | "’") && self.prior(token, 2).ends_with('n')
    }

    pub(super) fn verb_group(&self) -> Vec<usize> {
        const CLASSES: [&str; 3] = ["auxiliary", "adverb", "negation"];
        const VERBS: [&str; 6] = ["denier", "future", "hearsay", "seems", "ascribes", "false"];
        let grouped = |&t: &usize| {
            let w = self.word(t);
            t >= self.cue.start
                || CLASSES.iter().any(|c| is(w, c))
                || VERBS.iter().any(|c| bends(w, c))
                || matches!(w, "'" | "’" | "of" | "from")
                || w.len() > 4 && w.ends_with("ly")
                || matches!(self.word(t + 1), "'" | "’") && self.contracted(t + 2)
        };
        let mut group: Vec<usize> = self.region.iter().copied().take_while(grouped).collect();
        if let Some(n) = self.apart(group.len()) {
            group.extend_from_slice(&self.region[group.len()..n]);
        }
        // "has not returned calls or said", "will visit Rome and tell": the auxiliary of the first verb serves the second.
        let at = group.iter().position(|&t| matches!(self.word(t), "and" | "or" | "nor")).unwrap_or(group.len());
        if let Some(&joint) = self.region.get(at) {
            let bare = is(self.word(self.head), "saying")
                && !matches!(self.word(self.head), "said" | "told" | "wrote" | "put" | "read");
            if matches!(self.word(joint), "or" | "nor") || self.word(joint) == "and" && bare {
                let shared = |w: &str| {
                    is(w, "negation") || matches!(w, "will" | "would" | "could" | "should" | "might" | "may" | "shall")
                };
                group.extend(self.region[at..].iter().copied().filter(|&t| shared(self.word(t))));
            }
        }
        group
    }

    /// How much of the region a verb group fills whose auxiliary stands apart: "did not at any stage warn". A base form
    /// needs an auxiliary; what stands between is an adverbial and begins with a preposition.
    fn apart(&self, grouped: usize) -> Option<usize> {
        if !self.base() {
            return None;
        }
        let ends =
            |w: &str| matches!(w, "and" | "but" | "who" | "which" | "that" | "because" | "when" | "while" | "to");
        let reach = self.region.iter().take(14).take_while(|&&t| !ends(self.word(t))).count();
        let at = (grouped..reach).find(|&i| {
            let t = self.region[i];
            self.contracted(t) || is(self.word(t), "negation") || is(self.word(t), "does")
        })?;
        let next = self.word(self.region[at] + 1);
        let joined = |&&t: &&usize| {
            is(self.word(t), "does")
                || matches!(self.word(t), "'" | "’" | "not")
                || matches!(self.word(t + 1), "'" | "’")
        };
        (is(next, "preposition") || is(next, "adverb") || at == grouped)
            .then(|| at + 1 + self.region[at + 1..].iter().take(4).take_while(joined).count())
    }

    /// Whether the head is the base form of a verb of saying, not a past form or a participle.
    pub(super) fn base(&self) -> bool {
        const PAST: [&str; 12] =
            ["said", "told", "wrote", "swore", "sworn", "spoke", "spoken", "written", "put", "read", "found", "saw"];
        let w = self.word(self.head);
        (is(w, "saying") || is(w, "attitude")) && !PAST.contains(&w)
    }

    /// The word that an infinitive hangs on: `until Friday` of "have until Friday to tell"; `None` for every other head.
    pub(super) fn infinitive(&self) -> Option<usize> {
        let light = |w: &str| is(w, "adverb") && w != "to" || matches!(w, "have" | "be" | "been") || w.ends_with("ly");
        self.region.iter().copied().find(|&t| !light(self.word(t))).filter(|&t| self.word(t) == "to")
    }

    /// Whether the head is an infinitive or a gerund, and so the business of another verb.
    pub(super) fn infinite(&self) -> bool {
        let w = self.word(self.head);
        let light = |w: &str| {
            is(w, "adverb") && w != "to" || matches!(w, "have" | "be" | "been" | "having") || w.ends_with("ly")
        };
        let before = self.region.iter().map(|&t| self.word(t)).find(|w| !light(w)).unwrap_or_default();
        let be = |w: &str| matches!(w, "is" | "are" | "was" | "were" | "am" | "s" | "re" | "m");
        before == "to" || self.prior(self.head, 1) == "having" || w.ends_with("ing") && !be(before) || before == "than"
    }

    pub(super) fn governors(&self) -> Vec<usize> {
        if !self.infinite() {
            return self.group.clone();
        }
        let gerund = self.word(self.head).ends_with("ing");
        let ends = |w: &str| {
            matches!(
                w,
                "and" | "but" | "when" | "who" | "which" | "that" | "because" | "while" | "where" | "if" | "whether"
            ) || gerund && matches!(w, "by" | "after" | "before" | "for" | "upon" | "then")
        };
        let reach = if gerund { 7 } else { 12 };
        let own = self.region.iter().copied().take(reach).take_while(|&t| t >= self.cue.start || !ends(self.word(t)));
        let mut line: Vec<usize> = own.collect();
        line.extend(self.group.iter().copied().filter(|t| !line.contains(t)).collect::<Vec<_>>());
        line
    }

    /// The auxiliary before the speaker: did (she say), had (they told).
    pub(super) fn inverted(&self) -> Option<usize> {
        let subject = self.speaker.iter().any(|s| s.end <= self.head);
        let t = *self.before.first()?;
        let auxiliary = matches!(
            self.word(t),
            "did"
                | "do"
                | "does"
                | "has"
                | "have"
                | "had"
                | "is"
                | "are"
                | "was"
                | "were"
                | "will"
                | "would"
                | "should"
                | "could"
                | "can"
                | "may"
                | "might"
        );
        (subject && auxiliary).then_some(t)
    }
}
