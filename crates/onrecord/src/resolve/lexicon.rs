//! The words of a document as the grammars of times and citations see them: [`Words`] answers what the word at a token may be.
//!
//! Example: at `twenty` of "twenty-one days" there is the number 21, three tokens long. A word may be several things (`second`, `may`);
//! the grammar decides.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::{Document, TokenKind};

static LIST: LazyLock<HashMap<&'static str, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut out: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    for line in include_str!("../../data/times.txt").lines().filter(|l| !l.starts_with('#')) {
        if let Some((word, class)) = line.split_once('\t') {
            out.entry(word).or_default().push(class.split_once(':').unwrap_or((class, "")));
        }
    }
    out
});

/// The value that the list gives a word for a class: `month` of "march" is 3.
pub(in crate::resolve) fn listed(word: &str, class: &str) -> Option<&'static str> {
    LIST.get(word)?.iter().find(|(c, _)| *c == class).map(|(_, value)| *value)
}

/// A unit in which time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::resolve) enum Unit {
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A document's words in small letters.
pub(in crate::resolve) struct Words<'a> {
    pub(in crate::resolve) document: &'a Document,
    lower: Vec<String>,
}

impl<'a> Words<'a> {
    pub(in crate::resolve) fn new(document: &'a Document) -> Self {
        let lower = (0..document.tokens().len()).map(|t| document.token_text(t).to_lowercase()).collect();
        Self { document, lower }
    }

    pub(in crate::resolve) fn len(&self) -> usize {
        self.lower.len()
    }

    /// The word in small letters; empty beyond the ends.
    pub(in crate::resolve) fn at(&self, token: usize) -> &str {
        self.lower.get(token).map_or("", String::as_str)
    }

    /// The word before, empty at the beginning.
    pub(in crate::resolve) fn before(&self, token: usize) -> &str {
        token.checked_sub(1).map_or("", |t| self.at(t))
    }

    pub(in crate::resolve) fn is(&self, token: usize, words: &[&str]) -> bool {
        words.contains(&self.at(token))
    }

    /// Whether the words stand there one after the other.
    pub(in crate::resolve) fn are(&self, token: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, w)| self.at(token + i) == *w)
    }

    /// Whether nothing stands between this token and the one before.
    pub(in crate::resolve) fn joined(&self, token: usize) -> bool {
        let tokens = self.document.tokens();
        token > 0 && token < tokens.len() && tokens[token - 1].span.end() == tokens[token].span.start()
    }

    /// Whether it begins with a capital.
    pub(in crate::resolve) fn capital(&self, token: usize) -> bool {
        token < self.len() && self.document.token_text(token).starts_with(char::is_uppercase)
    }

    pub(in crate::resolve) fn is_word(&self, token: usize) -> bool {
        self.document.tokens().get(token).is_some_and(|t| t.kind == TokenKind::Word)
    }

    /// Whether a sentence begins here, quotation marks apart.
    pub(in crate::resolve) fn begins(&self, token: usize) -> bool {
        let start = self.document.sentence_of(token).start;
        (start..token).all(|t| !self.is_word(t) && self.document.tokens()[t].kind != TokenKind::Number)
    }

    /// The digits of a token as a number and what follows them in it: `5`, `30am`, `1990s`, `٣`; one joined by a comma or a point is none.
    pub(in crate::resolve) fn digits(&self, token: usize) -> Option<(i64, usize, &str)> {
        let text = self.lower.get(token)?;
        let mut value = 0_i64;
        let mut count = 0;
        let mut rest = text.as_str();
        for c in text.chars() {
            let Some(digit) = digit(c) else { break };
            value = value * 10 + i64::from(digit);
            count += 1;
            rest = &rest[c.len_utf8()..];
            if count > 9 {
                return None;
            }
        }
        (count > 0).then_some((value, count, rest))
    }

    /// A whole number in digits, not part of a longer number such as 1,500 or 3.5.
    pub(in crate::resolve) fn number(&self, token: usize) -> Option<(i64, usize)> {
        let (value, count, rest) = self.digits(token)?;
        (rest.is_empty() && !self.in_longer(token)).then_some((value, count))
    }

    /// Whether a token is a part of a longer number: `500` in 1,500.
    pub(in crate::resolve) fn in_longer(&self, token: usize) -> bool {
        let links = [",", "."];
        let digit = |t: usize| self.digits(t).is_some();
        let after = self.is(token + 1, &links) && self.joined(token + 1) && self.joined(token + 2) && digit(token + 2);
        let before = token >= 2
            && self.is(token - 1, &links)
            && self.joined(token)
            && self.joined(token - 1)
            && digit(token - 2);
        after || before || (token > 0 && self.joined(token) && self.is(token - 1, &["$", "£", "€", "#", "¥", "₹"]))
    }

    /// A count of something, in digits or words: `5`, `two`, `twenty-one`, `a`, `1,000`; and the token after it.
    pub(in crate::resolve) fn count(&self, token: usize) -> Option<(i64, usize)> {
        if let Some((value, _, rest)) = self.digits(token) {
            if !rest.is_empty() {
                return None;
            }
            let thousands = self.is(token + 1, &[","]) && self.joined(token + 1) && self.joined(token + 2);
            return match self.digits(token + 2).filter(|(_, n, r)| thousands && *n == 3 && r.is_empty()) {
                Some((more, _, _)) if value < 1000 => Some((value * 1000 + more, token + 3)),
                _ => Some((value, token + 1)),
            };
        }
        let word = |t: usize| listed(self.at(t), "number").and_then(|v| v.parse::<i64>().ok());
        let value = word(token)?;
        if (20..100).contains(&value) {
            let next = token + 1 + usize::from(self.is(token + 1, &["-"]));
            if let Some(one) = word(next).filter(|n| *n < 10 && !self.is(next, &["a", "an"])) {
                return Some((value + one, next + 1));
            }
        }
        if value < 100 && matches!(word(token + 1), Some(100 | 1000)) {
            return Some((value * word(token + 1)?, token + 2));
        }
        Some((value, token + 1))
    }

    /// `1st`, `third`, `twenty-first`; and the token after it.
    pub(in crate::resolve) fn ordinal(&self, token: usize) -> Option<(i64, usize)> {
        if let Some((value, _, rest)) = self.digits(token) {
            return matches!(rest, "st" | "nd" | "rd" | "th").then_some((value, token + 1));
        }
        if let Some(value) = listed(self.at(token), "ordinal").and_then(|v| v.parse().ok()) {
            return Some((value, token + 1));
        }
        let tens: i64 = listed(self.at(token), "number")?.parse().ok().filter(|n| (20..100).contains(n))?;
        let next = token + 1 + usize::from(self.is(token + 1, &["-"]));
        let ones: i64 = listed(self.at(next), "ordinal")?.parse().ok().filter(|n| *n < 10)?;
        Some((tens + ones, next + 1))
    }

    /// A unit, and whether it stands in the plural.
    pub(in crate::resolve) fn unit(&self, token: usize) -> Option<(Unit, bool)> {
        let word = self.at(token);
        let (name, plural) = listed(word, "unit").map(|n| (n, false)).or(listed(word, "units").map(|n| (n, true)))?;
        let unit = match name {
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "weekend" => Unit::Weekend,
            "week" => Unit::Week,
            "fortnight" => Unit::Fortnight,
            "month" => Unit::Month,
            "quarter" => Unit::Quarter,
            "year" => Unit::Year,
            "decade" => Unit::Decade,
            _ => Unit::Century,
        };
        Some((unit, plural))
    }

    /// The words of several tokens, one blank between those that do not touch; for names in several words.
    pub(in crate::resolve) fn phrase(&self, tokens: Range<usize>) -> String {
        let mut out = String::new();
        for t in tokens.clone() {
            if t > tokens.start && !self.joined(t) {
                out.push(' ');
            }
            out.push_str(match self.at(t) {
                "’" | "‘" | "ʿ" | "`" => "'",
                word => word,
            });
        }
        out
    }
}

/// The value of a decimal digit of the scripts that news uses.
fn digit(c: char) -> Option<u32> {
    let zeros = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10];
    zeros.iter().map(|z| (c as u32).wrapping_sub(*z)).find(|d| *d < 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[test]
    fn numbers_of_several_kinds() {
        let (document, _) = document("twenty-one 5th ١٢ 1,500 twenty-first a 3.5 10,000");
        let words = Words::new(&document);
        let at = |w: &str| (0..words.len()).find(|t| words.at(*t) == w).expect("a word");
        assert_eq!(words.count(at("twenty")), Some((21, 3)));
        assert_eq!(words.ordinal(at("5th")), Some((5, at("5th") + 1)));
        assert_eq!(words.number(at("١٢")), Some((12, 2)));
        assert_eq!(words.number(at("500")), None);
        assert_eq!(words.ordinal(at("first") - 2).map(|o| o.0), Some(21));
        assert_eq!(words.count(at("10")).map(|c| c.0), Some(10_000));
    }
}
