//! Cuts a paragraph into sentences: tokens in, token ranges out.
//!
//! Example: `He left at 5 p.m. Monday. “No.” Yahoo! Inc. rose.` has three.
//!
//! **Finds** ends at `.`, `?`, `!` and `…`, with the closing marks, brackets and note numbers that follow.
//! **Leaves alone** abbreviations, initials, decimals, addresses, and stops inside marks where the sentence goes on small.
//! **Why** cues are read within their sentence; long paragraphs are cut at sentence ends. **Source**: Unicode annex 29
//! (SB rules), with the abbreviations of `data/abbreviations.txt`; the crate `sentencize` showed that quotation marks must
//! be paired before sentences are cut.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::marks::{MarkRole, Marks};
use super::tokens::{Token, TokenKind};

/// What the stop of an abbreviation may be besides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Abbreviation {
    /// No end of a sentence: a title before a name.
    NeverLast,
    /// Also the end of a sentence: p.m., Inc.
    MaybeLast,
    /// An abbreviation only before a digit: No. 5.
    BeforeNumber,
}

static ABBREVIATIONS: LazyLock<HashMap<&str, Abbreviation>> = LazyLock::new(|| {
    let lines = include_str!("../../data/abbreviations.txt").lines();
    let pairs = lines.filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    pairs
        .map(|(word, kind)| {
            let kind = match kind {
                "never-last" => Abbreviation::NeverLast,
                "before-number" => Abbreviation::BeforeNumber,
                _ => Abbreviation::MaybeLast,
            };
            (word, kind)
        })
        .collect()
});

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

/// Most marks, brackets and stops that are looked at after a stop.
const TAIL: usize = 16;

impl<'a> Cutter<'a> {
    fn word(&self, i: usize) -> &'a str {
        &self.text[self.tokens[i].span.range()]
    }

    fn is(&self, i: usize, words: &[&str]) -> bool {
        i < self.end && words.contains(&self.word(i))
    }

    /// No white space between this token and the next one of the paragraph.
    fn joined(&self, i: usize) -> bool {
        i + 1 < self.end && self.tokens[i].span.end() == self.tokens[i + 1].span.start()
    }

    /// The first token of the next sentence, if a sentence ends with the stop at `i`.
    fn ends_at(&self, i: usize, from: usize) -> Option<usize> {
        if self.tokens[i].kind != TokenKind::Symbol || !self.is(i, &STOPS) && !self.is(i, &FULL_WIDTH) {
            return None;
        }
        let most = self.end.min(i + TAIL);
        let mut next = i + 1;
        while next < most && self.is(next, &[".", "?", "!", "…"]) {
            next += 1;
        }
        let several = next > i + 1;
        let stop = next;
        while next < most && (self.closes(next) || self.is(next, &[")", "]", "}"])) {
            next += 1;
        }
        let closed = next > stop;
        if next >= self.end {
            return None;
        }
        let spaced = self.tokens[next - 1].span.end() < self.tokens[next].span.start();
        if !spaced && !self.is(i, &FULL_WIDTH) && !self.note_number(next) {
            return None;
        }
        while self.note_number(next) {
            next += 3;
        }
        if next >= self.end {
            return None;
        }
        let starts = self.starts(next);
        let ends = match self.word(i) {
            _ if starts == Start::Small => false,
            "." if !several && !closed => self.full_stop(i, from, starts),
            "." if closed && !several && starts == Start::Capital => !self.titled(i, from),
            "!" if !several && !closed => self.exclaims(i, starts),
            // Hesitation: “I… I know.”
            "…" | "." if several || self.is(i, &["…"]) => closed || !self.is(next, &["I"]),
            // A stop inside marks is the quotation's own; the sentence would go on small.
            _ => true,
        };
        ends.then_some(next)
    }

    fn closes(&self, i: usize) -> bool {
        matches!(self.marks.role(i), MarkRole::Close(_))
    }

    /// The number of a note, as encyclopedias set it after a stop: [12].
    fn note_number(&self, i: usize) -> bool {
        self.is(i, &["["]) && self.is(i + 2, &["]"]) && self.tokens[i + 1].kind == TokenKind::Number
    }

    fn full_stop(&self, i: usize, from: usize, starts: Start) -> bool {
        if i == from || !self.joined(i - 1) {
            return true;
        }
        let first = self.dotted_from(i, from);
        let initial = self.tokens[i - 1].kind == TokenKind::Word && self.word(i - 1).chars().count() == 1;
        match self.abbreviation(first, i) {
            Some(Abbreviation::NeverLast) => false,
            Some(Abbreviation::BeforeNumber) => starts != Start::Digit,
            // A word that is rarely capital inside a sentence begins a new one: p.m. Monday, U.S. Senate, but U.S. The.
            Some(Abbreviation::MaybeLast) => matches!(starts, Start::Opener | Start::Function),
            None if first < i - 1 => matches!(starts, Start::Opener | Start::Function),
            // An initial: J. Smith. "Plan B." may end a sentence, but a name follows an initial far more often.
            None if initial && self.word(i - 1) == "I" => i - 1 > from || starts != Start::Capital,
            None if initial && self.word(i - 1).chars().all(char::is_uppercase) => {
                matches!(starts, Start::Opener | Start::Function)
            }
            None => true,
        }
    }

    /// A title in brackets or marks right before a name: (Sen.) Ruiz.
    fn titled(&self, i: usize, from: usize) -> bool {
        i > from && self.abbreviation(self.dotted_from(i, from), i) == Some(Abbreviation::NeverLast)
    }

    /// Whether an exclamation mark ends a sentence, or a name has it.
    fn exclaims(&self, i: usize, starts: Start) -> bool {
        let name = i > 0 && self.joined(i - 1) && self.abbreviation(i - 1, i).is_some();
        !name || matches!(starts, Start::Opener | Start::Function)
    }

    fn abbreviation(&self, first: usize, last: usize) -> Option<Abbreviation> {
        let whole = &self.text[self.tokens[first].span.start()..self.tokens[last].span.end()];
        // A capital and a stop is an initial: C. Ruiz is not c. 1900.
        let small = || if whole.len() > 2 { whole.to_lowercase() } else { String::new() };
        let known = || ABBREVIATIONS.get(whole).or_else(|| ABBREVIATIONS.get(small().as_str()));
        if whole.len() <= 16 { known().copied() } else { None }
    }

    /// Where a dotted word such as "Ph.D." or "p.m." begins that ends with the stop at `i`.
    fn dotted_from(&self, i: usize, from: usize) -> usize {
        let letters = |k: usize| self.tokens[k].kind == TokenKind::Word && self.word(k).chars().count() <= 3;
        let mut first = i - 1;
        while first >= from + 2
            && letters(first)
            && letters(first - 2)
            && self.is(first - 1, &["."])
            && self.joined(first - 1)
            && self.joined(first - 2)
        {
            first -= 2;
        }
        first
    }

    fn starts(&self, next: usize) -> Start {
        let most = self.end.min(next + TAIL);
        let mut i = next;
        let mut opener = false;
        let mut dash = false;
        while i < most {
            let opens = matches!(self.marks.role(i), MarkRole::Open(_));
            let is_dash = self.is(i, &["—", "–", "-", "―"]);
            if !opens && !is_dash && !self.is(i, &["(", "[", "¿", "¡"]) {
                break;
            }
            opener |= opens;
            dash |= is_dash;
            i += 1;
        }
        if i >= self.end {
            return Start::Opener;
        }
        let word = self.word(i);
        let mut letters = word.chars();
        match letters.next() {
            // Names such as eBay and iPhone begin a sentence as they are.
            Some(c) if c.is_lowercase() && !letters.any(char::is_uppercase) => Start::Small,
            Some(_) if self.is(i, &[",", ";", ":", ")", "]", "}"]) => Start::Small,
            Some(_) if dash => Start::Dash,
            Some(_) if opener => Start::Opener,
            Some(_) if self.tokens[i].kind == TokenKind::Number => Start::Digit,
            Some(_) if FUNCTION.contains(&word) => Start::Function,
            Some(c) if c.is_alphabetic() && (c.is_uppercase() || c.is_lowercase()) => Start::Capital,
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
    /// A dash and then no small letter.
    Dash,
    /// A quotation mark, or a script without capitals.
    Opener,
}

const STOPS: [&str; 7] = [".", "?", "!", "…", "؟", "۔", "।"];
/// Stops that no space needs to follow.
const FULL_WIDTH: [&str; 4] = ["。", "！", "？", "।"];

/// Words that are capitalised only at the start of a sentence.
const FUNCTION: [&str; 73] = [
    "A",
    "About",
    "After",
    "All",
    "Although",
    "An",
    "And",
    "Another",
    "Any",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Despite",
    "During",
    "Each",
    "Earlier",
    "Even",
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
    "More",
    "Most",
    "My",
    "No",
    "None",
    "Not",
    "Now",
    "On",
    "One",
    "Or",
    "Other",
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
    "To",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "While",
    "Why",
    "With",
    "You",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::text::document;

    /// The sentences of `text`, written with a bar between them.
    #[track_caller]
    fn check(barred: &str) {
        let text = barred.replace("| ", "");
        let (doc, _) = document(&text);
        let found: Vec<_> =
            doc.sentences().iter().filter_map(|s| doc.span_of(s.clone())).map(|s| doc.slice(s)).collect();
        let expected: Vec<_> = barred.split('|').map(str::trim).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn titles_and_initials() {
        check("Sen. J. R. Okoye met Dr. Lima. | They left.");
        check("James C. Ruiz and P. Lima met c. 1900. | They left.");
        check("Gov. A.B. Ruiz and Lt. Col. Noor Ali spoke. | Mr. Oran did not.");
        check("It went to George W. Bush. | A. Lima won. | So did I. | She lost.");
        check("“So say I.” | “Dr. Lima said so.”");
    }

    #[test]
    fn times_places_and_degrees() {
        check("It opens at 5 p.m. Monday in the U.S. Senate. | It closes at 6 p.m. | The hall is dark.");
        check("She holds a Ph.D. | She teaches at St. Olaf in Minn. and Mass. too.");
        check("He left the U.S. | In Mexico he stayed. | The U.S. Supreme Court met.");
        check("SYRACUSE, N.Y. — The council met. | It was Jan. 5 in Tampa, Fla. | “Yes,” he said.");
        check("Acme Inc. Chairman Ruiz left Oran & Co. | The S.&P. 500 fell.");
    }

    #[test]
    fn numbers() {
        check("It rose 2.5 percent to $9.40. | Sales fell. | It was No. 5 of 9. | No. | We know.");
        check("Rule 5. | Rule 6 is 5.6. | Do not believe it. | See Art. 5 and pp. 6. | Modern art. | It pays.");
    }

    #[test]
    fn addresses() {
        check("Sales rose at example.org. | Sales fell at www.example.com/a.b?c=d. | Mail a.b@example.org now.");
    }

    #[test]
    fn closing_marks_belong_to_their_sentence() {
        check("“No.” | Yahoo! rose. | “We go,” he said. | “Now.”");
        check("(He left.) | She stayed [at home.] | “‘No.’” | Then “yes.” | 'No.' | So?");
        check("He said “no.” | Ana said “yes!” | Lima asked “why?” | Nobody knew.");
    }

    #[test]
    fn a_stop_inside_marks_does_not_end_what_goes_on_small() {
        check("“Stop!” he cried. | “Why?” asked Ana. | “I know. | I do.” and so on.");
        check("The Yahoo! Inc. board met. | “Yahoo!” was all. | He saw Jeopardy! on Monday.");
    }

    #[test]
    fn ellipses() {
        check("Well... maybe. | Well... | Maybe not. | “I… I know.” | It ended …. | Then nothing.");
    }

    #[test]
    fn words_that_are_abbreviations_only_when_capital() {
        check("He is ill. | Ana is not. | The sun. | Nobody saw it. | In Peoria, Ill. Ruiz spoke.");
    }

    #[test]
    fn names_that_begin_small() {
        check("He left. | eBay rose. | iPhone sales fell. and so on.");
    }

    #[test]
    fn scripts_without_capitals() {
        check("他来了。| 她走了。");
        check("جاء الرجل. | ذهب الولد؟ | نعم.");
    }

    #[test]
    fn notes_of_encyclopedias() {
        check("He died in 2014. [4] | She did not.[5] | They left.");
    }

    proptest! {
        #[test]
        fn sentences_hold_every_token_once(text in "([A-Za-z]{1,4}|[ .!?…0-9\n]|[\"'“”()\\[\\]-]|Mr\\. |p\\.m\\. ){0,80}") {
            let (doc, _) = document(&text);
            let mut at = 0;
            for sentence in doc.sentences() {
                prop_assert_eq!(sentence.start, at);
                prop_assert!(!sentence.is_empty());
                prop_assert!(doc.paragraph_of(sentence.start).end >= sentence.end);
                at = sentence.end;
            }
            prop_assert_eq!(at, doc.tokens().len());
        }
    }
}
