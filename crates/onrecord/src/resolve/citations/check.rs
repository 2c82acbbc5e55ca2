//! Holds quoted words against editions: the words, what they are said to be from and the editions in, a [`Check`] out.
//!
//! Example: the words of Isaiah 2:4 cited as Isaiah 2:5 are `differs`, with `Isa.2.4` as the best match.
//!
//! **Confirmed** where the cited passage is as like the words as any of the work, also when another translation is quoted. **Differs** where
//! another is clearly more like them. **Not found** where none is like them. **Unchecked** where too few words are quoted or no edition of
//! the work is installed. **Source** the borders were chosen with `python3 corpora/editions.py check`.

use super::edition::Edition;
use super::index;

/// What came of holding quoted words against an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The answer.
    pub verdict: Verdict,
    /// Name of the edition.
    pub edition: Option<String>,
    /// The passage of it that is most like the words.
    pub best_match: Option<String>,
    /// How much it is, 0..1.
    pub similarity: Option<f32>,
}

/// Whether quoted words stand where a report says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The cited passage is the one most like the words.
    Confirmed,
    /// Another passage is.
    Differs,
    /// No passage is like them.
    NotFound,
    /// The work has no such passage.
    NoSuchPassage,
    /// No words are quoted from it, or no edition of the work is installed.
    Unchecked,
}

/// Fewer words may stand anywhere.
const FEWEST: usize = 4;
/// Less likeness than this is chance, where nothing but the words speaks for a passage.
const LIKE: f32 = 0.30;
/// The cited passage needs less: that it is by chance the best of all is one in thousands.
const LIKE_CITED: f32 = 0.12;
/// A cited passage that has this share of the best one's likeness is as good: parallel verses differ by a word.
const EQUAL: f32 = 0.93;

impl Check {
    pub(super) const fn unchecked() -> Self {
        Self { verdict: Verdict::Unchecked, edition: None, best_match: None, similarity: None }
    }

    pub(super) fn no_such_passage() -> Self {
        Self { verdict: Verdict::NoSuchPassage, ..Self::unchecked() }
    }
}

/// Holds the words quoted from a passage of a work against all editions of that work; the one that has most of them answers.
#[must_use]
pub fn check(editions: &[Edition], work: &str, locator: &str, words: &str) -> Check {
    if index::length(words) < FEWEST {
        return Check::unchecked();
    }
    let answers = editions.iter().filter(|e| e.work() == work).map(|e| against(e, locator, words));
    let rank = |c: &Check| (c.verdict == Verdict::Confirmed, (c.similarity.unwrap_or(0.0) * 1000.0) as u32);
    // The first of equals, in the order in which they were given.
    answers.reduce(|best, next| if rank(&next) > rank(&best) { next } else { best }).unwrap_or(Check::unchecked())
}

fn against(edition: &Edition, locator: &str, words: &str) -> Check {
    let likeness = edition.index().likeness(words);
    let best = (0..likeness.len()).rev().max_by(|a, b| likeness[*a].total_cmp(&likeness[*b])).unwrap_or(0);
    let cited = edition.named(locator);
    let own = cited.iter().copied().max_by(|a, b| likeness[*a].total_cmp(&likeness[*b]));
    let own_likeness = own.map_or(0.0, |o| likeness[o]).max(together(edition, &cited, words));
    let (verdict, shown, similarity) = match own {
        Some(own) if own_likeness >= LIKE_CITED && own_likeness >= EQUAL * likeness[best] => {
            let shown = if likeness[own] >= likeness[best] { best_of(&cited, &likeness, best) } else { own };
            (Verdict::Confirmed, shown, own_likeness)
        }
        _ if likeness[best] >= LIKE => (Verdict::Differs, best, likeness[best]),
        _ => (Verdict::NotFound, best, likeness[best]),
    };
    Check {
        verdict,
        edition: Some(edition.name().to_owned()),
        best_match: Some(edition.locator(shown).to_owned()),
        similarity: Some(similarity),
    }
}

fn best_of(cited: &[usize], likeness: &[f32], best: usize) -> usize {
    if cited.contains(&best) {
        best
    } else {
        cited.iter().copied().find(|c| likeness[*c] >= likeness[best]).unwrap_or(best)
    }
}

/// The likeness of words that run over several cited passages to all of these together.
fn together(edition: &Edition, cited: &[usize], words: &str) -> f32 {
    if !(2..=40).contains(&cited.len()) {
        return 0.0;
    }
    let all: Vec<&str> = cited.iter().map(|p| edition.words(*p)).collect();
    let joined = all.join(" ");
    index::Index::new([joined.as_str(), ""].into_iter()).likeness(words).first().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "Isa.2.3\tAnd many people shall go and say, Come ye, and let us go up to the mountain.\n\
        Isa.2.4\tAnd they shall beat their swords into plowshares, and their spears into pruninghooks.\n\
        Isa.2.5\tO house of Jacob, come ye, and let us walk in the light.\n\
        Joel.3.10\tBeat your plowshares into swords, and your pruninghooks into spears: let the weak say, I am strong.\n";

    fn verdict(locator: &str, words: &str) -> (Verdict, Option<String>) {
        let editions = [Edition::parse("small", None, WORDS.as_bytes()).expect("an edition")];
        let found = check(&editions, "bible", locator, words);
        (found.verdict, found.best_match)
    }

    #[test]
    fn the_cited_passage_another_one_and_none() {
        let quoted = "They will beat their swords into ploughshares and their spears into pruning hooks";
        assert_eq!(verdict("Isa.2.4", quoted), (Verdict::Confirmed, Some("Isa.2.4".to_owned())));
        assert_eq!(verdict("Isa.2", quoted), (Verdict::Confirmed, Some("Isa.2.4".to_owned())));
        assert_eq!(verdict("Isa.2.5", quoted), (Verdict::Differs, Some("Isa.2.4".to_owned())));
        assert_eq!(verdict("Isa.2.4", "Our budget grows by nine per cent every single year").0, Verdict::NotFound);
        assert_eq!(verdict("Isa.2.4", "swords into plowshares").0, Verdict::Unchecked);
    }

    #[test]
    fn without_an_edition_nothing_is_checked() {
        assert_eq!(
            check(&[], "bible", "Isa.2.4", "They shall beat their swords into plowshares").verdict,
            Verdict::Unchecked
        );
    }
}
