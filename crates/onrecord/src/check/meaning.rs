//! Judges whether a recorded quotation says the same in other words: a claim whose words are not in the record and the quotations nearest to it in meaning in, an [`Answer`] out.
//!
//! Example: the claim “We're not going to sell the port”, Ana Ruiz, against “The harbour is not for sale”, said by Ana Ruiz, is a `paraphrase`. **Finds** a
//! quotation that is near enough. **Leaves alone** one with another number, a negation more or less, a name that only one side has, words of the
//! opposite sense, another speaker. **Why**: vectors know the topic better than the sense, and “paraphrase” must not excuse an invention. **Source**: the limits are
//! the least at which the wrong ones among pairs of our own (`corpora/paraphrases-seen`) and claims of reports kept out of the record (`corpora/check.py`) stay out.

use std::ops::Range;
use std::sync::Arc;

use super::attribution;
use super::differences::{Token, numbers};
use super::fold::{Brackets, fold, form};
use super::{Answer, Attribution, Claim, Evidence, Searchable, Words, explain, lists};

/// A quotation that may mean what a claim says.
#[derive(Debug, Clone)]
pub struct Near {
    /// The report.
    pub source: Arc<Searchable>,
    /// The quotation, as an index of the report's.
    pub quotation: usize,
    /// Which of its sentences, in bytes of the report's text ([`senses`]).
    pub place: Range<usize>,
    /// The cosine of the two vectors.
    pub cosine: f32,
}

/// Nearness from which the same speaker says the same.
const SAME: f32 = 0.5;
/// Nearness where the claim does not tell who speaks.
const NOT_GIVEN: f32 = 0.6;
/// Nearness where the record does not tell whether it is the same speaker.
const UNCLEAR: f32 = 0.75;
/// How much nearer than the topic at large it must be. Of claims whose reports were kept out of a record of 7,000 sentences one in eight has a neighbour at
/// 0.5, one in eighty one that is so much nearer than the next two dozen.
const APART: f32 = 0.2;
/// The nearness of the topic at large where a record is too small to tell.
const AT_LARGE: f32 = 0.27;
/// The neighbour that stands for the topic at large, from 0.
const FAR: usize = 23;
/// A claim of fewer words is not looked for by meaning.
const SHORTEST: usize = 4;

/// The answer where a quotation says the same in other words.
pub(super) fn paraphrase(claim: &Claim, near: Vec<Near>) -> Option<Answer> {
    if fold(&claim.text, Brackets::Words).words.len() < SHORTEST {
        return None;
    }
    let mut all: Vec<f32> = near.iter().map(|n| n.cosine).collect();
    all.sort_by(|a, b| b.total_cmp(a));
    let at_large = all.get(FAR).copied().unwrap_or(0.0).max(AT_LARGE);
    let fits = |one: &Near| {
        let attribution = attribution::of_quotation(claim, &one.source, one.quotation);
        let enough = match attribution {
            Attribution::Same | Attribution::Joint => SAME,
            Attribution::NotGiven => NOT_GIVEN,
            Attribution::Unclear => UNCLEAR,
            Attribution::Other => return None,
        };
        let said = one.source.report.text.get(one.place.clone())?;
        (one.cosine >= enough && one.cosine - at_large >= APART && !contradicts(&claim.text, said))
            .then_some(attribution)
    };
    let mut found: Vec<(Near, Attribution)> = near.into_iter().filter_map(|n| fits(&n).map(|a| (n, a))).collect();
    found.sort_by(|a, b| b.0.cosine.total_cmp(&a.0.cosine));
    let (best, attribution) = found.first().map(|(n, a)| (n.clone(), *a))?;
    let evidence = found.into_iter().take(3).map(|(near, attribution)| {
        let quotation = &near.source.report.quotations[near.quotation];
        let name = |c: &super::Credited| c.names.first().unwrap_or(&c.mention).clone();
        Evidence {
            quotation: Some(near.quotation),
            spans: vec![near.place.clone()],
            speakers: quotation.speakers.iter().map(name).collect(),
            words: Words::Paraphrase,
            attribution,
            diff: Vec::new(),
            source: near.source,
        }
    });
    let mut answer = Answer {
        claim: claim.clone(),
        words: Words::Paraphrase,
        attribution,
        standing: Vec::new(),
        evidence: evidence.collect(),
        // The share that was right among pairs of our own, by nearness.
        confidence: if best.cosine >= 0.7 { 0.9 } else { 0.75 },
        explanation: String::new(),
    };
    answer.explanation = explain::sentence(&answer);
    Some(answer)
}

/// Words of a sentence that stands for itself; fewer belong to the one before.
const ALONE: usize = 4;
/// Sentences of a quotation that are compared.
const SENTENCES: usize = 12;

/// The sentences of a quotation, each of which may say what a claim says: its content in a text in, places in that text out, in bytes.
#[must_use]
pub fn senses(text: &str, content: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for piece in content {
        let Some(words) = text.get(piece.clone()) else { continue };
        let mut from = 0;
        let ends = words.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?')).map(|(at, _)| at + 1);
        for end in ends.chain(std::iter::once(words.len())) {
            let rest = words[end..].trim_start_matches(['”', '"', '’', '\'']);
            // A point inside "U.S." or "3.5" ends nothing.
            let closes = end == words.len()
                || rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(|c: char| !c.is_lowercase());
            let sentence = &words[from..end];
            if !closes || sentence.split_whitespace().count() < ALONE && end < words.len() {
                continue;
            }
            let start = piece.start + from + (sentence.len() - sentence.trim_start().len());
            let place = start..piece.start + end;
            match out.last_mut() {
                Some(last) if sentence.split_whitespace().count() < ALONE && last.end > piece.start => {
                    last.end = place.end;
                }
                _ if !place.is_empty() => out.push(place),
                _ => {}
            }
            from = end;
        }
    }
    out.truncate(SENTENCES);
    out
}

/// Whether two texts cannot mean the same, whatever they are about.
fn contradicts(claim: &str, record: &str) -> bool {
    let (a, b) = (tokens(claim), tokens(record));
    let negations = |words: &[Token]| words.iter().filter(|w| turns(&w.form)).count() % 2;
    let known = |w: &str, other: &[Token]| other.iter().any(|o| o.form == w);
    // A number of the claim must be the record's; the claim may leave one out.
    let (mine, theirs) = (numbers(&a), numbers(&b));
    let other_number =
        mine.iter().any(|n| !theirs.contains(n)) && !theirs.is_empty() || !mine.is_empty() && theirs.is_empty();
    let other_name = a.iter().any(|w| w.name && !b.iter().any(|o| alike(&o.form, &w.form)));
    let opposed = lists::opposites().any(|(x, y)| {
        known(x, &a) && !known(y, &a) && known(y, &b) && !known(x, &b)
            || known(y, &a) && !known(x, &a) && known(x, &b) && !known(y, &b)
    });
    let even = negations(&a) == negations(&b);
    other_number || other_name || opposed == even
}

/// Words that turn the sense of a sentence.
fn turns(form: &str) -> bool {
    lists::is(form, "negation") || lists::is(form, "turns")
}

fn alike(a: &str, b: &str) -> bool {
    let base = |w: &str| w.trim_end_matches("'s").to_owned();
    let (a, b) = (base(a), base(b));
    a == b || a.len().min(b.len()) >= 4 && (a.starts_with(&b) || b.starts_with(&a))
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
    use super::{contradicts, senses};

    #[test]
    fn each_sentence_of_a_quotation_stands_for_itself() {
        let text =
            "“We will not sell, never,” she said. “Mr. Okafor paid 3.5 million. Why? Nobody knows that in town.”";
        let at = |words: &str| text.find(words).map_or(0..0, |start| start..start + words.len());
        let content =
            [at("We will not sell, never,"), at("Mr. Okafor paid 3.5 million. Why? Nobody knows that in town.")];
        let found: Vec<&str> = senses(text, &content).into_iter().map(|place| &text[place]).collect();
        assert_eq!(
            found,
            ["We will not sell, never,", "Mr. Okafor paid 3.5 million.", "Why? Nobody knows that in town."]
        );
        assert!(senses(text, std::slice::from_ref(&(5..4000))).is_empty(), "places outside the text are passed over");
    }

    #[test]
    fn what_turns_the_sense_is_no_paraphrase() {
        for (claim, record) in [
            ("We will sell the port", "The harbour is not for sale"),
            ("It cost five million", "The bill came to two million"),
            ("I met Okafor in spring", "I met the minister in spring"),
            ("Taxes will rise next year", "Taxes are going to fall next year"),
            ("We support the plan", "We oppose the plan"),
        ] {
            assert!(contradicts(claim, record), "{claim} / {record}");
        }
    }

    #[test]
    fn other_words_for_the_same_do_not_contradict() {
        for (claim, record) in [
            ("The port is not for sale", "We will never sell the harbour"),
            ("It cost two million", "The bill came to 2 million"),
            ("Nobody told us about the leak", "We were not told about the leak"),
            ("We oppose the plan", "We do not support the plan"),
        ] {
            assert!(!contradicts(claim, record), "{claim} / {record}");
        }
    }
}
