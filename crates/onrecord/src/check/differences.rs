//! Which changes weigh: the words of a claim and those of the record that stand for one another in, [`Grave`] out.
//!
//! Example: `five million` for `two million` is grave, a number; `did not` for `didn't` is not, there is one negation in both.
//!
//! **Finds** a negation more or less, a number that is another one (also a sign or unit with it), a name on one side that the other side
//! has not, a `?` more or less. **Leaves alone** numbers in words or digits (`5`, `five`), `%` and `percent`, `$5` and `5 dollars`, contractions,
//! capitals at the begin of a sentence. **Why**: an editor must see at once what turns the sense. **Source**: the list, number, name, negation.

use super::Grave;
use super::lists;

/// A word of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded.
    pub form: String,
    /// Its capital makes it a name, not the begin of a sentence.
    pub name: bool,
}

/// Why a change weighs, if it does; the gravest reason first.
pub(super) fn grave(claim: &[Token], record: &[Token]) -> Option<Grave> {
    let asks = |words: &[Token]| words.iter().any(|w| w.form == "?");
    negation(claim, record)
        .or_else(|| (numbers(claim) != numbers(record) || other_day(claim, record)).then_some(Grave::Number))
        .or_else(|| (new_name(claim, record) || new_name(record, claim)).then_some(Grave::Name))
        .or_else(|| (asks(claim) != asks(record)).then_some(Grave::Question))
}

/// The values of the numbers among some words, in order of their letters.
pub(super) fn numbers(words: &[Token]) -> Vec<String> {
    let mut out: Vec<String> = words.iter().filter_map(|w| number(&w.form)).collect();
    out.sort();
    out
}

/// Whether each side has an ordinal or a month, and not the same ones: another day, another place in a row.
fn other_day(claim: &[Token], record: &[Token]) -> bool {
    let of = |words: &[Token], class: &str| {
        let mut out: Vec<String> = words.iter().filter(|w| lists::is(&w.form, class)).map(|w| w.form.clone()).collect();
        out.sort();
        out
    };
    ["ordinal", "month"].iter().any(|class| {
        let (mine, theirs) = (of(claim, class), of(record, class));
        !mine.is_empty() && !theirs.is_empty() && mine != theirs
    })
}

/// Whether one side has a negation more. A tag ("…, ain't they") that is left out whole turns nothing.
pub(super) fn negation(claim: &[Token], record: &[Token]) -> Option<Grave> {
    let tag = |words: &[Token], other: &[Token]| matches!(words, [asks, whom] if other.is_empty() && asks.form.ends_with("n't") && lists::is(&whom.form, "pronoun"));
    if tag(claim, record) || tag(record, claim) {
        return None;
    }
    let count = |words: &[Token]| words.iter().filter(|w| lists::is(&w.form, "negation")).count();
    (count(claim) % 2 != count(record) % 2).then_some(Grave::Negation)
}

/// Whether one side has a name that the other has not, possessive or not.
fn new_name(of: &[Token], other: &[Token]) -> bool {
    let base = |form: &str| form.trim_end_matches("'s").to_owned();
    let missing = |w: &Token| w.name && !other.iter().any(|o| base(&o.form) == base(&w.form));
    of.iter().any(missing)
}

/// Whether a folded word is a number's, or a sign or unit with one.
pub(super) fn is_number(form: &str) -> bool {
    number(form).is_some()
}

/// The value of a number word, digits for words up to twenty; signs and units of numbers by their word.
fn number(form: &str) -> Option<String> {
    const SMALL: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    if form.starts_with(char::is_numeric) {
        return Some(form.to_owned());
    }
    let value = match form {
        "%" | "percent" | "percentage" | "cent" => "percent",
        "$" | "dollars" | "dollar" => "dollars",
        "€" | "euros" | "euro" => "euros",
        "£" | "pounds" | "pound" => "pounds",
        "#" | "@" | "&" => return None,
        _ => match SMALL.iter().position(|w| *w == form) {
            Some(n) => return Some(n.to_string()),
            None if lists::is(form, "number") => form,
            None if form != "?" && !form.contains(char::is_alphanumeric) => form,
            None => return None,
        },
    };
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(words: &str) -> Vec<Token> {
        words
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|w| Token { form: w.to_lowercase(), name: w != w.to_lowercase() })
            .collect()
    }

    #[test]
    fn what_turns_the_sense_is_grave() {
        for (claim, record, expected) in [
            ("never", "always", Some(Grave::Negation)),
            ("did", "didn't", Some(Grave::Negation)),
            ("did not", "didn't", None),
            ("five million", "two million", Some(Grave::Number)),
            ("five", "5", None),
            ("5 percent", "5 %", None),
            ("-", "", Some(Grave::Number)),
            ("€", "$", Some(Grave::Number)),
            ("Ruiz", "Okafor", Some(Grave::Name)),
            ("Ruiz's", "Ruiz", None),
            ("?", "", Some(Grave::Question)),
            ("large", "big", None),
            ("nineteenth", "ninth", Some(Grave::Number)),
            ("July", "June", Some(Grave::Number)),
            ("", "ain't they", None),
            ("", "isn't", Some(Grave::Negation)),
        ] {
            assert_eq!(grave(&tokens(claim), &tokens(record)), expected, "{claim} / {record}");
        }
    }
}
