//! Whether a sentence speaks of what was or of what will be at the time it names.
//!
//! **Finds** the verb that governs the time: the nearest one before it, or after it where it opens the sentence. **Leaves alone**
//! sentences without a verb that tells. **Why** "will meet on Sunday" is the next Sunday, "met on Sunday" the last. **Source** English
//! grammar; `data/tense.txt`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::resolve::lexicon::Words;

static LIST: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../../../data/tense.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .collect()
});

/// What a sentence speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Untold,
}

/// Farthest that a verb is looked for, in tokens.
const REACH: usize = 24;

/// The tense of the clause that holds `tokens`.
pub(super) fn tense(words: &Words<'_>, tokens: &Range<usize>) -> Tense {
    let sentence = words.document.sentence_of(tokens.start);
    let back = sentence.start.max(tokens.start.saturating_sub(REACH))..tokens.start;
    for t in back.clone().rev() {
        // Another clause: its verb tells nothing of this one.
        if words.is(t, &[";", "—"]) || (t + 2 < tokens.start && words.at(t) == ":") {
            break;
        }
        let told = at(words, t, &sentence);
        if told != Tense::Untold {
            return told;
        }
    }
    let ahead = tokens.end..sentence.end.min(tokens.end + REACH);
    ahead.map(|t| at(words, t, &sentence)).find(|told| *told != Tense::Untold).unwrap_or(Tense::Untold)
}

fn class(word: &str) -> &'static str {
    LIST.get(word).copied().unwrap_or("")
}

fn at(words: &Words<'_>, t: usize, sentence: &Range<usize>) -> Tense {
    let word = words.at(t);
    // "'ll", "'d" are cut after the apostrophe.
    match class(word) {
        "future" => {
            let noun =
                ["will", "votes", "visits", "plans", "faces", "returns", "meets", "hopes", "plan", "promise", "likely"];
            let is_noun = noun.contains(&word)
                && words.is(t.wrapping_sub(1), &["the", "a", "his", "her", "their", "its", "of", "free"])
                && word != "likely";
            let condition = word == "would" && words.at(t + 1) == "have";
            if is_noun {
                Tense::Untold
            } else if condition {
                Tense::Past
            } else {
                Tense::Future
            }
        }
        _ if participle(words, t) => Tense::Untold,
        "past" => {
            let due = matches!(word, "was" | "were")
                && (t + 1..(t + 4).min(sentence.end))
                    .any(|n| words.is(n, &["due", "scheduled", "expected", "set", "to"]));
            let has = matches!(word, "has" | "have" | "had") && words.at(t + 1) == "to";
            let reads = matches!(word, "put" | "read" | "set" | "hit" | "cut")
                && words.is(t.wrapping_sub(1), &["to", "will", "would", "could", "can"]);
            if due || has || reads { Tense::Untold } else { Tense::Past }
        }
        "present" => {
            let next = words.at(t + 1);
            let doing = next.len() > 5 && next.ends_with("ing");
            if doing && word != "be" { Tense::Future } else { Tense::Untold }
        }
        "infinitive" => infinitive(words, t, sentence),
        "neutral" => Tense::Untold,
        // "Pupils return on", "Leaders meet on"
        "base" => {
            let plural = words.before(t).ends_with('s') && words.before(t).len() > 3;
            if plural { Tense::Future } else { Tense::Untold }
        }
        _ => {
            let ends = word.len() > 3
                && word.ends_with("ed")
                && !["need", "speed", "united", "indeed", "hundred", "exceed", "proceed", "succeed", "embed"]
                    .contains(&word);
            // "a planned meeting" and "the proposed law" are no verbs, but "signed" is one in most places.
            if ends && words.is_word(t) { Tense::Past } else { Tense::Untold }
        }
    }
}

/// Whether a form of "be" before it makes a word a participle: in "will be held" it is "will" that tells.
fn participle(words: &Words<'_>, t: usize) -> bool {
    let formed = class(words.at(t)) == "past" || words.at(t).ends_with("ed");
    formed
        && (words.at(t.wrapping_sub(1)) == "be"
            || (words.at(t.wrapping_sub(1)).ends_with("ly") && words.at(t.wrapping_sub(2)) == "be"))
}

/// "to meet": what is to come, unless a verb of the past that leaves nothing to come governs it.
fn infinitive(words: &Words<'_>, t: usize, sentence: &Range<usize>) -> Tense {
    let verb = words.at(t + 1);
    let is_verb = words.is_word(t + 1)
        && !words.capital(t + 1)
        && ![
            "the",
            "a",
            "an",
            "his",
            "her",
            "their",
            "its",
            "this",
            "that",
            "these",
            "those",
            "our",
            "my",
            "your",
            "all",
            "some",
            "more",
            "about",
            "at",
            "reporters",
            "journalists",
            "parliament",
            "lawmakers",
        ]
        .contains(&verb)
        && !verb.ends_with("ing")
        && !verb.ends_with("ers");
    if !is_verb {
        return Tense::Untold;
    }
    let governor = (sentence.start..t).rev().take(6).find(|n| {
        let c = class(words.at(*n));
        c == "past" || c == "future" || c == "present" || words.at(*n).ends_with("ed")
    });
    match governor.map(|n| words.at(n)) {
        Some(word) if class(word) != "future" && class(word) != "present" && !matches!(word, "was" | "were") => {
            Tense::Past
        }
        _ => Tense::Future,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, expected: Tense) {
        let (document, _) = document(text);
        let words = Words::new(&document);
        let at = (0..words.len()).find(|t| words.at(*t) == "sunday").expect("a Sunday");
        assert_eq!(tense(&words, &(at..at + 1)), expected, "{text}");
    }

    #[test]
    fn the_governing_verb_tells() {
        check("She met the envoys on Sunday.", Tense::Past);
        check("She will meet the envoys on Sunday, she said.", Tense::Future);
        check("On Sunday the court is expected to rule.", Tense::Future);
        check("On Sunday the court ruled that it will not.", Tense::Past);
        check("The envoys agreed to meet on Sunday.", Tense::Future);
        check("He was forced to resign on Sunday.", Tense::Past);
        check("Talks open in Lagos on Sunday.", Tense::Future);
        check("Talks in Lagos on Sunday.", Tense::Untold);
        check("The fair opens on Sunday.", Tense::Future);
    }
}
