//! Answers of an interview whose questions only stand out on the page: exchanges in, each answer as a quotation out.
//!
//! Example: after `We spoke to Noor Haddad, who keeps the gate.` and the bold `Were you afraid?` the paragraph `Of course I was.` is hers.
//!
//! **Finds** the interviewee in what stands before the first question: the name after `interview with`, `spoke to`, `questions for`, or
//! before `tells`, `talks about`, `answers`. **Leaves alone** introductions that name nobody, two people or an organisation: then nobody is
//! credited. **Why**: the form shows that the answers are somebody's words; whose they are, only words can tell. **Never
//! guesses**: a byline, a caption or a name in the questions says nothing of who answers. **Source**: the introductions of interviews
//! on news pages; `crates/onrecord/data/interviews.txt`.

use std::ops::Range;
use std::sync::LazyLock;

use super::attribute::{self, Attribution};
use super::calibrate::Evidence;
use super::words::Classes;
use crate::text::{Document, TokenKind};

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/interviews.txt")));
/// Titles and words of organisations, as `speakers.rs` has them.
static SPEAKERS: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/speakers.txt")));

/// Paragraphs before the first question that may introduce the interviewee, headline and subheads aside.
const INTRODUCTION: usize = 8;
/// Tokens after `interview with` in which the name stands.
const REACH: usize = 24;
/// Most words of a name.
const NAME: usize = 5;

/// Gives every answer to the interviewee; what was read into it is left to the pass inside contents.
pub(super) fn credit(document: &Document, mut found: Vec<Attribution>) -> Vec<Attribution> {
    let exchanges = document.exchanges();
    let Some(first) = exchanges.first() else { return found };
    let speaker: Vec<usize> = interviewee(document, first.0.start).map(Iterator::collect).unwrap_or_default();
    let turn = |t: &usize| exchanges.iter().any(|(q, a)| q.contains(t) || a.contains(t));
    found.retain_mut(|a| {
        a.content.retain(|t| !turn(t));
        a.speaker.retain(|t| !turn(t));
        !a.content.is_empty() && !a.cue.iter().any(turn) && a.parent.is_none()
    });
    // As sure as a name in an introduction is; without one nothing is known of the speaker.
    let evidence = if speaker.is_empty() {
        Evidence { valid: 0.5, anchor: 0.5, nobody: -0.1, ..Evidence::of_layout() }
    } else {
        Evidence { valid: 0.9, anchor: 0.9, speaker_mean: -0.2, speaker_least: -0.7, ..Evidence::of_layout() }
    };
    found.extend(exchanges.iter().map(|(_, answer)| Attribution {
        cue: Vec::new(),
        speaker: speaker.clone(),
        content: answer.clone().collect(),
        base: 0,
        parent: None,
        evidence,
    }));
    attribute::in_order(found)
}

/// The one person whom the text before the first question introduces.
fn interviewee(document: &Document, before: usize) -> Option<Range<usize>> {
    let sentences: Vec<&Range<usize>> = document.sentences().iter().filter(|s| s.end <= before).collect();
    let paragraphs = document.paragraphs().partition_point(|p| p.end <= before);
    let from = document.paragraphs().get(paragraphs.saturating_sub(INTRODUCTION)).map_or(0, |p| p.start);
    let heading = document.paragraphs().first().map_or(0, |p| p.end);
    let near = sentences.into_iter().filter(|s| s.start >= from || s.end <= heading);
    let mut names: Vec<Range<usize>> = near.flat_map(|s| introduced(document, s)).collect();
    names.sort_by_key(|n| n.start);
    let surname = |n: &Range<usize>| document.token_text(n.end - 1).to_lowercase();
    let first = names.first()?.clone();
    // The longest form of one name; two names are two people.
    let same = names.iter().all(|n| surname(n) == surname(&first));
    let several = |n: &Range<usize>| {
        let joined = |t: usize| t < document.tokens().len() && matches!(document.token_text(t), "and" | "&");
        joined(n.end) && name_at(document, n.end + 1, n.end + 1 + NAME).is_some() || n.start > 0 && joined(n.start - 1)
    };
    (same && !names.iter().any(several))
        .then(|| names.iter().max_by_key(|n| (n.len(), std::cmp::Reverse(n.start))).cloned())?
}

/// The names that a sentence introduces.
fn introduced(document: &Document, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let word = |t: usize| document.token_text(t).to_lowercase();
    let mut out = Vec::new();
    for t in sentence.clone() {
        let pair = if t + 1 < sentence.end { format!("{} {}", word(t), word(t + 1)) } else { String::new() };
        if LIST.is(&pair, "before") {
            out.extend(after(document, t + 2..sentence.end.min(t + 2 + REACH)));
        } else if LIST.is(&word(t), "alone") {
            out.extend(after(document, t + 1..sentence.end.min(t + 1 + REACH)));
        } else if LIST.is(&pair, "after") || LIST.is(&word(t), "tells") {
            out.extend(ends_at(document, sentence.start, t));
        }
    }
    out
}

/// The name in the phrase after `spoke to`: of `Port Authority chief Ana Ruiz` the last; in the next phrase, `the harbour master, Ana
/// Ruiz`, where the first has none.
fn after(document: &Document, range: Range<usize>) -> Option<Range<usize>> {
    let mut last = None;
    let mut t = range.start;
    while t < range.end {
        let text = document.token_text(t);
        if let Some(name) = name_at(document, t, range.end) {
            t = name.end;
            last = Some(name);
            continue;
        }
        let ends = LIST.is(&text.to_lowercase(), "end");
        if ends && (last.is_some() || text != ",") {
            break;
        }
        t += 1;
    }
    last
}

/// The name that ends right before a token.
fn ends_at(document: &Document, from: usize, end: usize) -> Option<Range<usize>> {
    let start =
        (from.max(end.saturating_sub(NAME))..end).find(|&t| name_at(document, t, end).is_some_and(|n| n.end == end))?;
    (start == from || !document.token_text(start - 1).starts_with(char::is_uppercase)).then_some(start..end)
}

/// The name of a person that begins at a token: two to five words in capitals, particles between them, no organisation.
fn name_at(document: &Document, at: usize, end: usize) -> Option<Range<usize>> {
    let text = |t: usize| document.token_text(t);
    let capital = |t: usize| {
        document.tokens()[t].kind == TokenKind::Word
            && text(t).starts_with(char::is_uppercase)
            && !SPEAKERS.is(&text(t).to_lowercase(), "body")
            && !LIST.is(&text(t).to_lowercase(), "no name")
    };
    if at >= end
        || !capital(at)
        || at > 0 && text(at - 1).starts_with(char::is_uppercase) && at > 1 && joined(document, at)
    {
        return None;
    }
    let mut to = at;
    let mut words = 0;
    while to < end && to < at + 2 * NAME {
        let inner = LIST.is(text(to), "particle") || matches!(text(to), "." | "-" | "'" | "’") && to > at;
        if capital(to) {
            words += 1;
        } else if !(inner && to + 1 < end && (capital(to + 1) || LIST.is(text(to + 1), "particle"))) {
            break;
        }
        to += 1;
    }
    // Titles are no part of the count: `Dr Ruiz` has one name.
    let titles = (at..to).filter(|&t| SPEAKERS.is(&text(t).to_lowercase(), "title")).count();
    let goes_on = to < end && document.tokens()[to].kind == TokenKind::Word && text(to).starts_with(char::is_uppercase);
    let possessive = to + 1 < end && matches!(text(to), "'" | "’") && text(to + 1) == "s"
        || to < end && matches!(text(to), "'s" | "’s");
    let named = words > titles && (words - titles >= 2 || titles > 0) && words <= NAME;
    (named && !goes_on && !possessive).then_some(at..to)
}

/// Whether a token goes on with the one before, in one phrase.
fn joined(document: &Document, at: usize) -> bool {
    document.tokens()[at - 1].kind == TokenKind::Word && document.sentence_of(at).start < at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    fn named(introduction: &str) -> Option<String> {
        let (doc, _) = document(&format!("{introduction}\n\nWere you afraid?"));
        let last = doc.paragraphs().last().expect("a question").start;
        let name = interviewee(&doc, last)?;
        doc.span_of(name).map(|s| doc.slice(s).to_owned())
    }

    #[test]
    fn the_introduction_names_the_interviewee() {
        for (introduction, name) in [
            ("We spoke to Noor Haddad, who keeps the southern gate.", "Noor Haddad"),
            ("An interview with the harbour master, Chukwuemeka Obi.", "Chukwuemeka Obi"),
            ("Q&A with Dr. Nguyen Thi Mai on the new wall", "Dr. Nguyen Thi Mai"),
            ("The Courier sat down with Port Authority chief Ana de la Cruz in New York.", "Ana de la Cruz"),
            ("Ten questions for Jean-Luc Ode\n\nThe wall fell on Monday.", "Jean-Luc Ode"),
            ("Ana Ruiz tells us why the wall fell.\n\nIn this interview Ana Ruiz talks about stone.", "Ana Ruiz"),
        ] {
            assert_eq!(named(introduction).as_deref(), Some(name), "{introduction}");
        }
    }

    #[test]
    fn nobody_is_credited_where_the_text_names_nobody_or_two() {
        for introduction in [
            "We spoke to the harbour master about the wall.",
            "We spoke to Ana Ruiz and Ben Ode about the wall.",
            "We spoke to Ana Ruiz.\n\nThe Courier interviewed Ben Ode too.",
            "We spoke to the Elsinay Port Authority about the wall.",
            "The wall of Ana Ruiz fell on Monday.",
            "By Ana Ruiz",
            "We spoke to Ana Ruiz's brother.",
        ] {
            assert_eq!(named(introduction), None, "{introduction}");
        }
    }
}
