//! Says how likely a quotation renders a claim in other words: two texts and how near their vectors lie in, a probability out.
//!
//! Example: “The port is not for sale” and “We will never sell the harbour” are likely one saying, “We will sell the harbour” is not. **Finds** nearness in meaning of the nearest and
//! the next sentence, shared words, names and numbers that only the claim has, a sense that is turned, a claim that says more than the sentence. **Leaves alone** who speaks and how
//! near the topic at large lies: `meaning.rs` asks that. **Why** learned: no single limit parts a loose rendering from a near invention. **Source**: `data/paraphrase.tsv`, by `training/paraphrase.py`.

use std::sync::LazyLock;

use super::differences::{Token, numbers};
use super::fold::{Brackets, fold, form};
use super::lists;

/// How many features there are.
const FEATURES: usize = 9;
/// Their names, in order.
const NAMES: [&str; FEATURES] =
    ["bias", "cosine", "second", "shared-of-claim", "shared-of-said", "other-name", "other-number", "turned", "longer"];

static WEIGHTS: LazyLock<[f32; FEATURES]> = LazyLock::new(|| {
    let mut out = [0.0; FEATURES];
    for line in include_str!("../../data/paraphrase.tsv").lines().filter(|l| !l.starts_with('#')) {
        let Some((name, weight)) = line.split_once('\t') else { continue };
        if let (Some(at), Ok(weight)) = (NAMES.iter().position(|n| *n == name), weight.parse()) {
            out[at] = weight;
        }
    }
    out
});

/// A claim beside a quotation.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The claim's words.
    pub claim: &'a str,
    /// The sentence of the quotation that is nearest.
    pub said: &'a str,
    /// The whole quotation.
    pub whole: &'a str,
    /// How near the sentence is, less what the topic at large is nearer than usual.
    pub cosine: f32,
    /// How near the next sentence of the quotation is; 0 without one.
    pub second: f32,
}

/// The probability that the quotation says what the claim says.
pub(super) fn probability(pair: &Pair<'_>) -> f32 {
    let sum: f32 = values(pair).iter().zip(WEIGHTS.iter()).map(|(x, w)| x * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// The features of a pair under their names, for the tool that learns the weights.
#[doc(hidden)]
#[must_use]
pub fn features(pair: &Pair<'_>) -> Vec<(&'static str, f32)> {
    NAMES.into_iter().zip(values(pair)).collect()
}

fn values(pair: &Pair<'_>) -> [f32; FEATURES] {
    let (claim, said, whole) = (tokens(pair.claim), tokens(pair.said), tokens(pair.whole));
    let says = |w: &&Token| !lists::is(&w.form, "light") && !turns(&w.form);
    let share = |of: &[Token], other: &[Token]| {
        let all: Vec<&Token> = of.iter().filter(says).collect();
        let shared = all.iter().filter(|w| other.iter().any(|o| alike(&o.form, &w.form))).count();
        shared as f32 / all.len().max(1) as f32
    };
    let flag = |is: bool| f32::from(u8::from(is));
    let longer = (claim.len().max(1) as f32 / said.len().max(1) as f32).log2().clamp(-2.0, 2.0);
    [
        1.0,
        pair.cosine,
        pair.second,
        share(&claim, &whole),
        share(&said, &claim),
        flag(claim.iter().any(|w| w.name && !whole.iter().any(|o| alike(&o.form, &w.form)))),
        flag(other_number(pair.claim, pair.whole)),
        flag(turned(&claim, &said)),
        longer,
    ]
}

/// Whether a claim has a number that the record's words have not.
pub(super) fn other_number(claim: &str, record: &str) -> bool {
    let (mine, theirs) = (numbers(&tokens(claim)), numbers(&tokens(record)));
    mine.iter().any(|n| n != "1" && !theirs.contains(n))
}

/// Whether two texts are of opposite sense, as far as negations and pairs of opposites tell.
fn turned(a: &[Token], b: &[Token]) -> bool {
    let negations = |words: &[Token]| words.iter().filter(|w| turns(&w.form)).count() % 2;
    let known = |w: &str, other: &[Token]| other.iter().any(|o| o.form == w);
    let opposed = lists::opposites().any(|(x, y)| {
        known(x, a) && !known(y, a) && known(y, b) && !known(x, b)
            || known(y, a) && !known(x, a) && known(x, b) && !known(y, b)
    });
    opposed == (negations(a) == negations(b))
}

/// Words that turn the sense of a sentence.
fn turns(form: &str) -> bool {
    lists::is(form, "negation") || lists::is(form, "turns")
}

fn alike(a: &str, b: &str) -> bool {
    let base = |w: &str| w.trim_end_matches("'s").to_owned();
    let (a, b) = (base(a), base(b));
    // "repaired" and "repairs" are of one stem.
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let shorter = a.chars().count().min(b.chars().count());
    a == b || shorter >= 4 && common >= 4 && common + 3 >= shorter && common * 3 >= shorter * 2
}

fn tokens(text: &str) -> Vec<Token> {
    let folded = fold(text, Brackets::Words);
    let mut opens = true;
    let mut out = Vec::with_capacity(folded.words.len());
    let mut end = 0;
    for word in &folded.words {
        let range = word.range();
        let between = text.get(end..range.start).unwrap_or_default();
        opens |= between.contains(['.', '!', '?', '“', '"', ':']);
        let raw = text.get(range.clone()).unwrap_or_default();
        let form = form(raw);
        let name = word.capital && !opens && !word.light && form != "i" && !form.starts_with("i'");
        out.push(Token { form, name });
        opens = false;
        end = range.end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(claim: &str, said: &str, name: &str) -> f32 {
        let pair = Pair { claim, said, whole: said, cosine: 0.7, second: 0.0 };
        features(&pair).into_iter().find(|(n, _)| *n == name).map_or(f32::NAN, |(_, x)| x)
    }

    #[test]
    fn what_turns_the_sense_is_seen() {
        for (claim, said, name) in [
            ("We will sell the port", "The harbour is not for sale", "turned"),
            ("It cost five million", "The bill came to two million", "other-number"),
            ("I met Okafor in spring", "I met the minister in spring", "other-name"),
            ("Taxes will rise next year", "Taxes are going to fall next year", "turned"),
            ("We support the plan", "We oppose the plan", "turned"),
        ] {
            assert!(value(claim, said, name) > 0.0, "{claim} / {said}");
        }
    }

    #[test]
    fn other_words_for_the_same_are_not_turned() {
        for (claim, said) in [
            ("The port is not for sale", "We will never sell the harbour"),
            ("It cost two million", "The bill came to 2 million"),
            ("Nobody told us about the leak", "We were not told about the leak"),
            ("We oppose the plan", "We do not support the plan"),
        ] {
            for name in ["turned", "other-number", "other-name"] {
                assert!(value(claim, said, name) < 0.5, "{claim} / {said}: {name}");
            }
        }
    }

    #[test]
    fn every_weight_has_its_feature() {
        let rows = include_str!("../../data/paraphrase.tsv").lines().filter(|l| !l.starts_with('#'));
        let names: Vec<&str> = rows.filter_map(|l| l.split_once('\t')).map(|(name, _)| name).collect();
        assert_eq!(names, NAMES);
    }
}
