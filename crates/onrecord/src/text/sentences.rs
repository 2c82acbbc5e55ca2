//! Cuts a paragraph into sentences: tokens in, token ranges out.
//!
//! Example: `He left at 5 p.m. Monday. “No.” Yahoo! rose.` has three.
//!
//! **Finds** ends at `.`, `?`, `!` and `…`, with the closing marks and brackets that follow.
//! **Leaves alone** abbreviations, initials, decimals, addresses, and stops inside marks where the sentence goes on small.
//! **Why** cues are read within their sentence; long paragraphs are cut at sentence ends. **Source**: Unicode annex 29
//! (SB rules), with the abbreviations of `data/abbreviations.txt`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::marks::{MarkRole, Marks};
use super::tokens::{Token, TokenKind};

/// Abbreviations that a sentence rarely ends with (titles), and those that it may end with (p.m., Inc.).
static NEVER: LazyLock<HashSet<&str>> = LazyLock::new(|| list("never-last"));
static MAYBE: LazyLock<HashSet<&str>> = LazyLock::new(|| list("maybe-last"));

fn list(kind: &str) -> HashSet<&'static str> {
    include_str!("../../data/abbreviations.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .filter(|(_, k)| *k == kind)
        .map(|(word, _)| word)
        .collect()
}

/// Sentences of one paragraph, given as a token range.
pub(super) fn sentences(text: &str, tokens: &[Token], marks: &Marks, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut from, mut i) = (paragraph.start, paragraph.start);
    let cutter = Cutter { text, tokens, marks, end: paragraph.end };
    while i < paragraph.end {
        let Some(next) = cutter.ends_at(i, from) else {
            i += 1;
            continue;
        };
        out.push(from..next);
        (from, i) = (next, next);
    }
    if from < paragraph.end {
        out.push(from..paragraph.end);
    }
    out
}

struct Cutter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    marks: &'a Marks,
    end: usize,
}

impl<'a> Cutter<'a> {
    fn word(&self, i: usize) -> &'a str {
        &self.text[self.tokens[i].span.range()]
    }

    fn joined(&self, i: usize) -> bool {
        i + 1 < self.end && self.tokens[i].span.end() == self.tokens[i + 1].span.start()
    }

    /// The first token of the next sentence, if a sentence ends with the stop at `i`.
    fn ends_at(&self, i: usize, from: usize) -> Option<usize> {
        if !matches!(self.word(i), "." | "?" | "!" | "…" | "。" | "！" | "？" | "؟" | "۔" | "।") {
            return None;
        }
        let mut next = i + 1;
        while next < self.end && matches!(self.word(next), "." | "?" | "!" | "…") {
            next += 1;
        }
        let stop = next;
        while next < self.end
            && (matches!(self.marks.role(next), MarkRole::Close(_)) || matches!(self.word(next), ")" | "]"))
        {
            next += 1;
        }
        if next >= self.end {
            return None;
        }
        let spaced = self.tokens[next - 1].span.end() < self.tokens[next].span.start();
        if !spaced && !matches!(self.word(i), "。" | "！" | "？" | "।") {
            return None;
        }
        let starts = self.starts(next);
        if stop > i + 1 || self.word(i) != "." {
            return (starts != Start::Small).then_some(next);
        }
        if next > stop {
            // Inside marks the stop is the quotation's own; the sentence goes on if small letters follow.
            return (starts != Start::Small).then_some(next);
        }
        self.full_stop(i, from, next, starts).then_some(next)
    }

    fn full_stop(&self, i: usize, from: usize, next: usize, starts: Start) -> bool {
        if starts == Start::Small {
            return false;
        }
        if i == from || !self.joined(i - 1) {
            return true;
        }
        let before = self.word(i - 1);
        let first = self.dotted_from(i, from);
        let whole = self.text[self.tokens[first].span.start()..self.tokens[i].span.end()].to_lowercase();
        if NEVER.contains(whole.as_str()) {
            return false;
        }
        let one_letter = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
        if one_letter && first == i - 1 {
            // An initial: J. Smith. "Plan B." may end a sentence, but a name follows an initial far more often.
            return starts != Start::Capital || before == "I";
        }
        if first < i - 1 || MAYBE.contains(whole.as_str()) {
            // p.m. Monday, U.S. Senate, Inc. The: only a word that is rarely capital inside a sentence starts a new one.
            return starts == Start::Opener || starts == Start::Function && next < self.end;
        }
        if starts == Start::Digit && matches!(whole.as_str(), "no." | "nos." | "fig." | "art." | "p." | "pp." | "vol.")
        {
            return false;
        }
        true
    }

    /// Where a dotted word such as "Ph.D." or "p.m." begins.
    fn dotted_from(&self, i: usize, from: usize) -> usize {
        let mut first = i - 1;
        let short = |k: usize| self.word(k).chars().count() <= 2;
        while first >= from + 2
            && self.word(first - 1) == "."
            && self.joined(first - 1)
            && self.joined(first - 2)
            && short(first - 2)
            && short(first)
        {
            first -= 2;
        }
        first
    }

    fn starts(&self, next: usize) -> Start {
        let mut i = next;
        let mut opener = false;
        while i < self.end
            && (matches!(self.marks.role(i), MarkRole::Open(_)) || matches!(self.word(i), "(" | "[" | "—" | "–" | "-"))
        {
            opener |= matches!(self.marks.role(i), MarkRole::Open(_));
            i += 1;
        }
        if i >= self.end {
            return Start::Opener;
        }
        let word = self.word(i);
        match word.chars().next() {
            Some(c) if c.is_lowercase() => Start::Small,
            Some(_) if opener => Start::Opener,
            Some(_) if self.tokens[i].kind == TokenKind::Number => Start::Digit,
            Some(_) if FUNCTION.contains(&word) => Start::Function,
            Some(c) if c.is_uppercase() => Start::Capital,
            Some(c) if c.is_alphabetic() => Start::Opener,
            Some(_) if matches!(word, "," | ";" | ":") => Start::Small,
            _ => Start::Opener,
        }
    }
}

/// How the text after a stop begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Small,
    Capital,
    /// A capital on a word that is small inside a sentence.
    Function,
    Digit,
    /// A quotation mark, or a script without capitals.
    Opener,
}

/// Words that are capitalised only at the start of a sentence.
const FUNCTION: [&str; 58] = [
    "A",
    "After",
    "Although",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Both",
    "But",
    "By",
    "During",
    "Each",
    "Earlier",
    "For",
    "From",
    "He",
    "Her",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "It",
    "Its",
    "Later",
    "Many",
    "Meanwhile",
    "Most",
    "No",
    "None",
    "Not",
    "On",
    "One",
    "Or",
    "Our",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Under",
    "We",
    "What",
    "When",
    "While",
    "You",
];

#[cfg(test)]
mod tests {
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let (doc, _) = document(text);
        let found: Vec<_> =
            doc.sentences().iter().filter_map(|s| doc.span_of(s.clone())).map(|s| doc.slice(s)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn stops_of_abbreviations_do_not_end_a_sentence() {
        check("Sen. J. R. Okoye met Dr. Lima. They left.", &["Sen. J. R. Okoye met Dr. Lima.", "They left."]);
        check(
            "It opens at 5 p.m. Monday in the U.S. Senate. It closes at 6 p.m. The hall is dark.",
            &["It opens at 5 p.m. Monday in the U.S. Senate.", "It closes at 6 p.m.", "The hall is dark."],
        );
        check("She holds a Ph.D. She teaches.", &["She holds a Ph.D.", "She teaches."]);
    }

    #[test]
    fn decimals_and_addresses_hold_together() {
        check(
            "It rose 2.5 percent at example.org. Sales fell.",
            &["It rose 2.5 percent at example.org.", "Sales fell."],
        );
    }

    #[test]
    fn closing_marks_belong_to_their_sentence() {
        check("“No.” Yahoo! rose. “We go,” he said. “Now.”", &["“No.”", "Yahoo! rose.", "“We go,” he said.", "“Now.”"]);
    }

    #[test]
    fn a_stop_inside_marks_does_not_end_what_goes_on_small() {
        check("“Stop!” he cried. “Why?” asked Ana.", &["“Stop!” he cried.", "“Why?” asked Ana."]);
    }
}
