//! Who is credited: a speaker mention in, [`Credit`]s out, one for each of several joint speakers.
//!
//! Example: `Ana Ruiz and a neighbour` gives a named and a described speaker.
//!
//! **Finds** the joints of a list of people, pronouns, bare titles, people kept anonymous. **Leaves alone** names with "and" in them
//! ("Ministry of Trade and Industry"), two offices of one person, and the question which person is meant. **Why**: an unnamed source is never a
//! named one, and joint words belong to each who spoke them. **Source**: the definition of `status` in the wire contract.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::Classes;
use super::{Credit, Status};
use crate::span::Spans;
use crate::text::{Document, TokenKind};

/// Longest mention that is read, in tokens: the rest of a longer one only describes.
const LONGEST: usize = 60;

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/speakers.txt")));

/// The speakers that a mention credits; none where it is empty.
pub(super) fn credits(document: &Document, mention: &Spans) -> Vec<Credit> {
    let mut out = Vec::new();
    for piece in mention.iter() {
        let tokens = document.tokens_of(piece);
        let mention = Mention { document, tokens: tokens.start..tokens.end.min(tokens.start + LONGEST) };
        let parts = mention.people();
        let last = parts.len().saturating_sub(1);
        for (i, mut part) in parts.into_iter().enumerate() {
            let status = mention.status(&part);
            if i == last {
                part.end = tokens.end;
            }
            let Some(span) = document.span_of(part.clone()) else { continue };
            let credit = Credit { mention: Spans::one(span), status };
            // "They both" are two, though one word stands for them.
            let times = if last == 0 { mention.number(&part) } else { 1 };
            out.extend(std::iter::repeat_n(credit, times));
        }
    }
    out
}

struct Mention<'a> {
    document: &'a Document,
    tokens: Range<usize>,
}

impl Mention<'_> {
    fn word(&self, token: usize) -> String {
        self.document.tokens().get(token).map_or_else(String::new, |_| self.document.token_text(token).to_lowercase())
    }

    fn is(&self, token: usize, class: &str) -> bool {
        LIST.is(&self.word(token), class)
    }

    fn bends(&self, token: usize, class: &str) -> bool {
        LIST.bends(&self.word(token), class)
    }

    fn capital(&self, token: usize) -> bool {
        let found = self.document.tokens().get(token);
        found.is_some_and(|t| t.kind == TokenKind::Word)
            && self.document.token_text(token).starts_with(char::is_uppercase)
    }

    /// A capital that neither the sentence's begin nor a title asks for.
    fn names(&self, token: usize) -> bool {
        let word = self.word(token);
        let opens = self.document.sentence_of(token).start == token;
        let common = ["pronoun", "determiner", "title", "modifier"].iter().any(|c| LIST.is(&word, c))
            || LIST.bends(&word, "title");
        let crowd = ["secret", "common"].iter().any(|c| LIST.bends(&word, c));
        let plural = word.len() > 5 && ["ers", "ors", "ists", "ents", "men", "ians"].iter().any(|e| word.ends_with(e));
        let capitals = word.len() > 1 && self.document.token_text(token).chars().all(char::is_uppercase);
        self.capital(token)
            && !common
            && (!crowd || capitals && !opens)
            && !(opens && plural && !self.capital(token + 1))
    }

    /// Where a part stops to name and begins to modify: a preposition, a relative clause, a comma.
    fn core(&self, part: &Range<usize>) -> Range<usize> {
        let modifies = |t: &usize| {
            *t > part.start
                && (self.is(*t, "modifier") || matches!(self.word(*t).as_str(), "," | "(" | "-" | "–" | "—"))
                && !self.joins_name(*t)
        };
        part.start..part.clone().find(modifies).unwrap_or(part.end)
    }

    /// A hyphen inside a word.
    fn joins_name(&self, token: usize) -> bool {
        self.word(token) == "-" && {
            let here = self.document.tokens()[token].span;
            token > 0
                && self.document.tokens()[token - 1].span.end() == here.start()
                && self.document.tokens().get(token + 1).is_some_and(|n| n.span.start() == here.end())
        }
    }

    /// The parts of the mention that speak for themselves, or the whole of it.
    fn people(&self) -> Vec<Range<usize>> {
        let mut from = self.tokens.start;
        if matches!(self.word(from).as_str(), "both" | "neither")
            && from + 2 < self.tokens.end
            && self.word(from + 1) != "of"
        {
            from += 1;
        }
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut clause = false;
        let first = from;
        for t in first..self.tokens.end {
            let word = self.word(t);
            clause = matches!(word.as_str(), "who" | "whose" | "which" | "that" | "whom") && t > from
                || clause && word != ",";
            if clause || !matches!(word.as_str(), "and" | "nor" | "plus") || t <= from || t + 1 >= self.tokens.end {
                continue;
            }
            let (left, right) = (from..t, t + 1..self.tokens.end);
            if self.apart(&left, &right) {
                parts.extend(self.listed(&left));
                from = t + 1;
            }
        }
        if parts.is_empty() {
            return vec![self.tokens.clone()];
        }
        parts.push(from..self.tokens.end);
        parts
    }

    /// Whether "and" between two stretches joins two speakers.
    fn apart(&self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let trimmed = left.start..left.end - usize::from(left.len() > 1 && self.word(left.end - 1) == ",");
        let (left_core, right_core) = (self.core(&trimmed), self.core(right));
        let pair = format!("{} and {}", self.word(trimmed.end - 1), self.word(right.start));
        let (first, determined) = (right.start, self.is(right.start, "determiner") || self.is(right.start, "pronoun"));
        if LIST.is(&pair, "pair") || self.is(first, "firm") || self.word(trimmed.end - 1) == self.word(first) {
            return false;
        }
        let left_named = left_core.clone().any(|t| self.names(t));
        let prepositional = left_core.end < trimmed.end && self.is(left_core.end, "modifier");
        let own = right_core.end < right.end && self.is(right_core.end, "modifier");
        let comma = trimmed.end < left.end;
        if determined {
            // "a spokesman for Ruiz and the mayor": the preposition may govern both.
            let definite = !matches!(self.word(first).as_str(), "a" | "an" | "two" | "three" | "several" | "another");
            return right.len() > 1 && !(prepositional && !left_named && definite && !own && !comma)
                || self.is(first, "pronoun");
        }
        let right_named = right_core.clone().any(|t| self.names(t));
        if !right_named {
            // "doctors and nurses": two bare crowds; "Mayor and Minister": offices of one.
            let crowd = |part: &Range<usize>| {
                part.len() == 1
                    && (self.word(part.start).ends_with('s')
                        || self.bends(part.start, "common")
                        || self.bends(part.start, "secret"))
            };
            return crowd(&trimmed) && crowd(right) && !self.bends(first, "title");
        }
        if !self.capital(first) && !left_named {
            return false;
        }
        let offices = !left_named && !prepositional && self.bends(trimmed.end - 1, "title");
        let body = right_core.clone().last().is_some_and(|t| self.capital(t) && self.bends(t, "body"));
        let whole = body && (left_core.len() == 1 || self.is(trimmed.start, "determiner") || prepositional);
        let object = prepositional && (!left_named || right_core.len() == 1 || self.of_body(&left_core)) && !own;
        let named = left_named || self.names(trimmed.start) || prepositional && own;
        !offices && !whole && !object && named
    }

    /// Whether a stretch names a body rather than a person.
    fn of_body(&self, part: &Range<usize>) -> bool {
        part.clone().any(|t| self.bends(t, "body"))
    }

    /// The left side of a joint, cut at the commas of its list: "Ruiz, Okafor (and the mayor)".
    fn listed(&self, left: &Range<usize>) -> Vec<Range<usize>> {
        let closed = self.word(left.end - 1) == ",";
        let end = left.end - usize::from(closed && left.len() > 1);
        let mut out: Vec<Range<usize>> = Vec::new();
        let mut from = left.start;
        let mut clause = false;
        for t in left.start..end {
            let word = self.word(t);
            clause = (clause || matches!(word.as_str(), "who" | "whose" | "which" | "whom")) && word != ",";
            if word != "," || clause || t + 1 >= end || t == from {
                continue;
            }
            let next = t + 1;
            let name = self.names(next) || self.capital(next) && self.names(next + 1);
            // An apposition after a name is closed by a comma: "Ruiz, the mayor, and Okafor".
            let role = !closed && self.is(next, "determiner");
            let place = from < t && self.is(t - 1, "modifier")
                || t >= 2 && self.is(t - 2, "modifier") && from + 2 < t && next + 1 == end;
            if (name || role) && !place {
                out.push(from..t);
                from = next;
            }
        }
        out.push(from..end);
        out
    }

    /// How many a plural pronoun with a number stands for: "they both", "the three of them".
    fn number(&self, part: &Range<usize>) -> usize {
        let words: Vec<String> = part.clone().take(5).map(|t| self.word(t)).collect();
        let has = |w: &str| words.iter().any(|x| x == w);
        let plural =
            ["they", "them", "we", "us", "you", "all"].iter().any(|w| has(w)) || words.len() <= 2 && has("both");
        match () {
            () if !plural => 1,
            () if has("both") || has("two") => 2,
            () if has("three") => 3,
            () if has("four") => 4,
            () => 1,
        }
    }

    fn status(&self, part: &Range<usize>) -> Status {
        let core = self.core(part);
        let all = |class: &str| {
            core.clone().all(|t| self.is(t, class) || matches!(self.word(t).as_str(), "," | "and" | "of" | "the"))
        };
        let person = core.clone().any(|t| self.names(t)) && core.clone().last().is_some_and(|t| self.capital(t));
        let place = |t: usize| self.names(t) && !self.bends(t, "body");
        let head = core.clone().rev().find(|&t| self.document.tokens()[t].kind == TokenKind::Word);
        let secret = head.is_some_and(|t| {
            self.bends(t, "secret") && !(self.names(t) && core.clone().filter(|&k| place(k)).count() > 1)
        });
        if self.concealed(part) && !person || secret {
            return Status::Unnamed;
        }
        if all("pronoun") {
            return Status::Unresolved;
        }
        let body = head.is_some_and(|t| self.bends(t, "body")) && core.clone().any(|t| self.names(t));
        // "the chancellor, Ana Ruiz,": the apposition names.
        let apposed = part.clone().any(|t| {
            t > core.start
                && self.word(t - 1) == ","
                && t < part.end
                && (self.names(t) && !self.is(t - 1, "modifier")
                    || self.bends(t, "title") && self.capital(t) && self.names(t + 1))
        });
        let called = part.clone().any(|t| matches!(self.word(t).as_str(), "named" | "called") && self.capital(t + 1));
        let indefinite =
            self.is(core.start, "determiner") && matches!(self.word(core.start).as_str(), "a" | "an" | "one");
        if person || body || apposed && !(indefinite && core.end < part.end && self.is(core.end, "modifier")) || called
        {
            return Status::Named;
        }
        let bare = head.is_some_and(|t| self.bends(t, "title"))
            && core.clone().all(|t| {
                self.bends(t, "title")
                    || self.is(t, "modifier")
                    || matches!(self.word(t).as_str(), "the" | "this" | "that" | "-")
            })
            && core.end == part.end;
        if bare { Status::Unresolved } else { Status::Described }
    }

    /// Whether the mention says that the name is kept back.
    fn concealed(&self, part: &Range<usize>) -> bool {
        let words: Vec<String> = part.clone().map(|t| self.word(t)).collect();
        let near = |a: &[&str], b: &[&str]| {
            words
                .iter()
                .enumerate()
                .any(|(i, w)| a.contains(&w.as_str()) && words[i + 1..].iter().take(6).any(|x| b.contains(&x.as_str())))
        };
        words.iter().any(|w| LIST.is(w, "secrecy"))
            || near(
                &["not", "cannot", "t", "without", "withheld"],
                &["named", "identified", "authorised", "authorized", "name", "permitted", "allowed"],
            )
            || near(
                &["person", "people", "someone", "somebody", "those", "man", "woman", "one"],
                &["familiar", "knowledge", "briefed", "close"],
            )
            || near(&["name", "identity"], &["withheld", "changed", "protected", "secret"])
            || near(&["declined", "refused"], &["named", "identified", "name"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;
    use crate::text::document;

    #[track_caller]
    fn check(mention: &str, expected: &[(&str, Status)]) {
        let text = format!("On Monday {mention} said it rained.");
        let (doc, _) = document(&text);
        let found = credits(&doc, &Spans::one(Span::new(10, 10 + mention.len())));
        let found: Vec<_> = found.iter().filter_map(|c| Some((doc.slice(c.mention.hull()?), c.status))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn joint_speakers_are_told_apart() {
        use Status::{Described, Named, Unresolved};
        check("Ana Ruiz and Ben Okafor", &[("Ana Ruiz", Named), ("Ben Okafor", Named)]);
        check("Ruiz, Okafor and the mayor", &[("Ruiz", Named), ("Okafor", Named), ("the mayor", Unresolved)]);
        check("Ana Ruiz, the mayor, and Ben Okafor", &[("Ana Ruiz, the mayor", Named), ("Ben Okafor", Named)]);
        check("he and a neighbour", &[("he", Unresolved), ("a neighbour", Described)]);
        check(
            "the president of Virland and the chancellor of Montaña",
            &[("the president of Virland", Described), ("the chancellor of Montaña", Described)],
        );
    }

    #[test]
    fn one_with_and_in_the_name_is_one() {
        for mention in [
            "the Ministry of Trade and Industry",
            "Smith and Sons",
            "Marks and Spencer",
            "the Food and Drug Administration",
        ] {
            check(mention, &[(mention, Status::Named)]);
        }
        for mention in [
            "the police and fire department",
            "a spokesman for Ruiz and Okafor",
            "the ministers of Virland and Montaña",
        ] {
            check(mention, &[(mention, Status::Described)]);
        }
    }

    #[test]
    fn a_status_is_told_by_head_and_modifiers() {
        use Status::{Described, Named, Unnamed, Unresolved};
        for (mention, status) in [
            ("a senior official who asked not to be named", Unnamed),
            ("sources close to Ruiz", Unnamed),
            ("several diplomats", Unnamed),
            ("a US official", Unnamed),
            ("a neighbour", Described),
            ("a shopkeeper in Mardin", Described),
            ("she", Unresolved),
            ("the president", Unresolved),
            ("Prime Minister Ilze Kalnina", Named),
            ("the Norvik council", Named),
            ("counsel for the town, Ana Ruiz", Named),
        ] {
            check(mention, &[(mention, status)]);
        }
    }
}
