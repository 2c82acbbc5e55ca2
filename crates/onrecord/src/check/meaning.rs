//! Judges whether a recorded quotation says the same in other words: a claim whose words are not in the record and the quotations nearest to it in meaning in, an [`Answer`] out.
//!
//! Example: the claim “We're not going to sell the port”, Ana Ruiz, against “The harbour is not for sale”, said by Ana Ruiz, is a `paraphrase`. **Finds** a
//! quotation that is likely enough (`renders.rs`) and nearer than the topic at large. **Leaves alone** one with another number, or of another
//! speaker. **Why**: vectors know the topic better than the sense, and “paraphrase” must not excuse an invention. **Source**: the limits are the least at which claims of
//! reports kept out of the record stay out (`corpora/check.py measure --meaning`).

use std::ops::Range;
use std::sync::Arc;

use super::attribution;
use super::fold::{Brackets, fold};
use super::renders::{self, Pair};
use super::{Answer, Attribution, Claim, Evidence, Searchable, Words, explain};

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

/// The probability from which the same speaker says the same.
const SAME: f32 = 0.5;
/// The probability where the claim does not tell who speaks.
const NOT_GIVEN: f32 = 0.7;
/// The probability where the record does not tell whether it is the same speaker.
const UNCLEAR: f32 = 0.85;
/// How much nearer than the topic at large it must be.
const APART: f32 = 0.1;
/// The nearness of the topic at large where a record is too small to tell.
const AT_LARGE: f32 = 0.27;
/// The neighbour that stands for the topic at large, from 0.
const FAR: usize = 23;
/// A claim of fewer words is not looked for by meaning.
const SHORTEST: usize = 4;

/// What is found by meaning is never surer than this.
const MOST_SURE: f32 = 0.9;

/// How much nearer than usual the topic at large is, of the nearness of all neighbours.
#[doc(hidden)]
#[must_use]
pub fn topic(near: impl Iterator<Item = f32>) -> f32 {
    let mut all: Vec<f32> = near.collect();
    all.sort_by(|a, b| b.total_cmp(a));
    (all.get(FAR).copied().unwrap_or(0.0) - AT_LARGE).max(0.0)
}

/// The answer where a quotation says the same in other words.
pub(super) fn paraphrase(claim: &Claim, near: Vec<Near>) -> Option<Answer> {
    if fold(&claim.text, Brackets::Words).words.len() < SHORTEST {
        return None;
    }
    let above = topic(near.iter().map(|n| n.cosine));
    let beside = |one: &Near| {
        let same =
            |o: &&Near| Arc::ptr_eq(&o.source, &one.source) && o.quotation == one.quotation && o.place != one.place;
        near.iter().filter(same).map(|o| o.cosine).fold(0.0, f32::max)
    };
    let fits = |one: &Near| {
        let attribution = attribution::of_quotation(claim, &one.source, one.quotation);
        let enough = match attribution {
            Attribution::Same | Attribution::Joint => SAME,
            Attribution::NotGiven => NOT_GIVEN,
            Attribution::Unclear => UNCLEAR,
            Attribution::Other => return None,
        };
        let report = &one.source.report;
        let said = report.text.get(one.place.clone())?;
        let pieces = report.quotations[one.quotation].content.iter().filter_map(|c| report.text.get(c.clone()));
        let whole = pieces.collect::<Vec<_>>().join(" ");
        let pair = Pair { claim: &claim.text, said, whole: &whole, cosine: one.cosine - above, second: beside(one) };
        let likely = renders::probability(&pair);
        let near_enough = one.cosine - above - AT_LARGE >= APART;
        // Another number is another claim, however much the rest is alike.
        (near_enough && likely >= enough && !renders::other_number(&claim.text, &whole))
            .then_some((attribution, likely))
    };
    let mut found: Vec<(Near, Attribution, f32)> =
        near.iter().filter_map(|n| fits(n).map(|(a, p)| (n.clone(), a, p))).collect();
    found.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (likely, attribution) = found.first().map(|(_, a, p)| (*p, *a))?;
    let evidence = found.into_iter().take(3).map(|(near, attribution, _)| {
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
        confidence: likely.min(MOST_SURE),
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

#[cfg(test)]
mod tests {
    use super::senses;

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
}
