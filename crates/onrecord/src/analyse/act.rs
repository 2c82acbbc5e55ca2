//! What was done with a content: spoken, written, thought, or shown by a document. Cue and speaker in, [`Act`] out.
//!
//! Example: `wrote` and `explained in a letter` are writing, `hopes` is thought, `the poll shows` is other.
//!
//! **Finds** the head of the cue, a letter or post that the words stand in, and a document in the speaker's place. **Leaves alone**
//! everything else: it counts as speech, as "said" does. **Why**: a thought must not be printed as a statement. **Source**: the
//! verb classes of Levin (1993), chapters 30, 31 and 37.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::Classes;
use super::{Act, clause};
use crate::span::{Span, Spans};
use crate::text::{Document, MarkRole};

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/acts.txt")));

/// What the cue and the speaker show was done with the content.
pub(super) fn act(document: &Document, cue: Option<Span>, speaker: &Spans) -> Act {
    let sources: Vec<Range<usize>> = speaker.iter().map(|s| document.tokens_of(s)).filter(|r| !r.is_empty()).collect();
    let source = sources.first().map(|s| noun(document, s));
    let by_source = |class: &str| source.as_deref().is_some_and(|w| LIST.bends(w, class));
    let Some(cue) = cue.map(|c| document.tokens_of(c)).filter(|c| !c.is_empty()) else {
        return if by_source("document") { Act::Other } else { Act::Speech };
    };
    let word = |t: usize| document.token_text(t).to_lowercase();
    let head = word(clause::head(document, &cue));
    let speaks = LIST.bends(&head, "speaks");
    let any = |class: &str| cue.clone().any(|t| LIST.bends(&word(t), class));
    if LIST.bends(&head, "writes")
        || !speaks && any("writes")
        || any("written")
        || by_source("written")
        || carried(document, &cue, &sources)
    {
        Act::Writing
    } else if by_source("document") || LIST.bends(&head, "shows") || !speaks && any("shows") {
        Act::Other
    } else if !speaks && (LIST.bends(&head, "thinks") || any("thinks")) {
        Act::Thought
    } else {
        Act::Speech
    }
}

/// The noun that a mention is about: `poll` of "a new poll by Norvik University", `e-mail` counts by its last half.
fn noun(document: &Document, mention: &Range<usize>) -> String {
    let word = |t: usize| document.token_text(t).to_lowercase();
    let ends = |t: &usize| {
        matches!(
            word(*t).as_str(),
            "," | "of"
                | "by"
                | "from"
                | "in"
                | "on"
                | "for"
                | "to"
                | "that"
                | "which"
                | "who"
                | "at"
                | "with"
                | "published"
                | "released"
                | "commissioned"
                | "("
        )
    };
    let core = mention.clone().take_while(|t| !ends(t));
    core.last().map_or_else(String::new, word)
}

/// Whether the words stand in a letter, post or diary: "explained in a letter", "In an e-mail to staff, Ruiz said".
fn carried(document: &Document, cue: &Range<usize>, sources: &[Range<usize>]) -> bool {
    let word = |t: usize| document.token_text(t).to_lowercase();
    let carries = |w: &str| matches!(w, "in" | "on" | "by" | "via" | "through");
    // From the preposition on: a few words, then something written, before any mark or comma.
    let letter = |from: usize, end: usize| {
        let plain = |t: &usize| {
            document.marks().role(*t) == MarkRole::None
                && !matches!(word(*t).as_str(), "," | "that" | ":" | "." | "said")
        };
        let words: Vec<String> = (from..end.min(from + 8)).take_while(plain).map(word).collect();
        let paper = words.iter().any(|w| w == "written") && words.iter().any(|w| w == "statement");
        words.first().is_some_and(|w| carries(w))
            && (paper || words[1..].iter().take(5).any(|w| LIST.bends(w, "written")))
    };
    let sentence = document.sentence_of(cue.start);
    let mut after = cue.end;
    while let Some(s) = sources.iter().find(|s| s.contains(&after)) {
        after = s.end;
    }
    if after < sentence.end && word(after) == "," {
        after += 1;
    }
    let day = |t: usize| t + 1 < sentence.end && word(t) == "on" && word(t + 1).ends_with("day");
    if after < sentence.end && day(after) {
        after += 2;
    }
    // "told fans in a post": an addressee of up to three words.
    let tells = matches!(
        word(clause::head(document, cue)).as_str(),
        "told" | "tell" | "tells" | "reminded" | "informed" | "assured"
    );
    let places = after..if tells { after + 4 } else { after + 1 };
    if places.clone().any(|t| letter(t, sentence.end)) {
        return true;
    }
    let start = sources.iter().map(|s| s.start).chain([cue.start]).min().unwrap_or(cue.start);
    start > sentence.start && word(start - 1) == "," && letter(sentence.start, start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, cue: &str, speaker: &str, expected: Act) {
        let (doc, _) = document(text);
        let span = |part: &str| {
            let at = text.find(part).expect("it is in the text");
            Span::new(at, at + part.len())
        };
        assert_eq!(act(&doc, Some(span(cue)), &Spans::one(span(speaker))), expected, "{text}");
    }

    #[test]
    fn the_cue_tells_what_was_done() {
        check("Ana Ruiz said it rained.", "said", "Ana Ruiz", Act::Speech);
        check("Ana Ruiz wrote that it rained.", "wrote", "Ana Ruiz", Act::Writing);
        check("Ana Ruiz believes it rained.", "believes", "Ana Ruiz", Act::Thought);
        check("Ana Ruiz promised to pay.", "promised", "Ana Ruiz", Act::Speech);
        check("Ana Ruiz is expected to tell them that it rained.", "is expected to tell", "Ana Ruiz", Act::Speech);
    }

    #[test]
    fn a_letter_makes_it_writing() {
        check("In a letter to staff, Ana Ruiz said it rained.", "said", "Ana Ruiz", Act::Writing);
        check("Ana Ruiz told her fans in a tweet that it rained.", "told", "Ana Ruiz", Act::Writing);
        check("Ana Ruiz said in a statement that the letter was lost.", "said", "Ana Ruiz", Act::Speech);
        check("Ana Ruiz said the rain in her column was invented.", "said", "Ana Ruiz", Act::Speech);
    }

    #[test]
    fn a_document_shows() {
        check("The harbour poll suggests a lead.", "suggests", "The harbour poll", Act::Other);
        check("A study by Ana Ruiz found it rained.", "found", "A study by Ana Ruiz", Act::Other);
        check("It rained, according to the minister.", "according to", "the minister", Act::Speech);
    }
}
