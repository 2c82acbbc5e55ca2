//! Quotations that layout shows: the turns of a transcript, `WALLACE: Did the ship leave on time?`, and signed quotations, `“We
//! waited.” ― Ana Ruiz`.
//!
//! **Finds** paragraphs that begin with a speaker's label and a colon, where the document has two or more of them: labels in
//! capitals, single letters, or names in ordinary letters that answer each other; a stretch between marks, a dash and a name that
//! ends the line or makes a paragraph of its own. **Leaves alone** labels that name a part of a
//! page (`UPDATE:`, `Where:`), notes in brackets between turns, and a single such line, which is left to the model. **Why**: the
//! form is exact, and the model has seen few of them. **Source**: the transcript style of parliaments, courts and broadcasters;
//! the signature of a pull quote, Chicago Manual of Style 13.36.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::analyse::attribute::{self, Attribution};
use crate::analyse::calibrate::Evidence;
use crate::text::{Document, MarkRole, TokenKind};

/// Longest label, in tokens.
const LABEL: usize = 10;
/// Longest label in ordinary letters.
const NAME: usize = 6;
/// Longest signature.
const SIGNATURE: usize = 14;
/// A paragraph without label goes on with a turn only where at least this share of the paragraphs has one.
const MOSTLY: f32 = 0.6;

/// Of the labelled paragraphs of talk at least this share asks or says "I".
const PERSONAL: f32 = 0.25;
/// From so many labelled paragraphs on they make a list.
const LISTED: usize = 3;
/// Labels that only talk has.
const ROLES: [&str; 14] = [
    "q",
    "a",
    "question",
    "answer",
    "interviewer",
    "moderator",
    "host",
    "reporter",
    "anchor",
    "presenter",
    "the chair",
    "the court",
    "the president",
    "audience",
];

/// Labels that name a part of a page, not a speaker.
static PARTS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../data/labels.txt").lines().filter(|l| !l.starts_with('#')).collect());

struct Turn {
    label: Range<usize>,
    cue: usize,
    words: Range<usize>,
}

/// Gives every turn of a transcript to its speaker; what was read into a turn is left to the pass inside contents.
pub(super) fn credit(document: &Document, found: Vec<Attribution>) -> Vec<Attribution> {
    let mut turns = turns(document);
    let signed = signed(document);
    turns.extend(
        signed.into_iter().filter(|s| !turns.iter().any(|t| t.words.contains(&s.words.start))).collect::<Vec<_>>(),
    );
    if turns.is_empty() {
        return found;
    }
    let inside =
        |t: usize| turns.iter().any(|turn| turn.cue == t || turn.label.contains(&t) || turn.words.contains(&t));
    let mut kept: Vec<Attribution> = Vec::new();
    for mut one in found {
        one.content.retain(|t| !inside(*t));
        one.speaker.retain(|t| !inside(*t));
        if !one.content.is_empty() && !one.cue.iter().any(|t| inside(*t)) && one.parent.is_none() {
            kept.push(one);
        }
    }
    kept.extend(turns.into_iter().map(|turn| Attribution {
        cue: vec![turn.cue],
        speaker: turn.label.collect(),
        content: turn.words.collect(),
        base: 0,
        parent: None,
        evidence: Evidence::of_layout(),
    }));
    attribute::in_order(kept)
}

fn turns(document: &Document) -> Vec<Turn> {
    let labels: Vec<Option<Range<usize>>> = document.paragraphs().iter().map(|p| label(document, p)).collect();
    let names = |l: &Range<usize>| !capitals(document, l);
    let answered = |i: usize| {
        // Names in ordinary letters count where the next or the last labelled paragraph is beside them.
        let beside = |j: Option<usize>| j.and_then(|j| labels.get(j)).is_some_and(Option::is_some);
        beside(i.checked_sub(1)) || beside(Some(i + 1))
    };
    let counts = |i: usize, l: &Range<usize>| !names(l) || answered(i);
    let sure: Vec<bool> = labels.iter().enumerate().map(|(i, l)| l.as_ref().is_some_and(|l| counts(i, l))).collect();
    let many = sure.iter().filter(|s| **s).count();
    if many < 2 || !is_talk(document, &labels, &sure) {
        return Vec::new();
    }
    let mostly = many as f32 >= MOSTLY * labels.len() as f32;
    let mut out: Vec<Turn> = Vec::new();
    let mut open = false;
    for (i, paragraph) in document.paragraphs().iter().enumerate() {
        if sure[i]
            && let Some(label) = labels[i].clone()
        {
            out.push(Turn { cue: label.end, words: label.end + 1..paragraph.end, label });
            open = true;
        } else if matches!(document.token_text(paragraph.start), "(" | "[") || !mostly {
            open = false;
        } else if open
            && sure[i..].iter().any(|s| *s)
            && let Some(last) = out.last_mut()
        {
            last.words.end = paragraph.end;
        }
    }
    out
}

/// Whether an attribution is an item of a list, `Weight: 3.9 lbs`, in a document that has several and is no transcript.
pub(super) fn is_item(document: &Document, a: &Attribution) -> bool {
    let Some(&cue) = a.cue.first().filter(|&&t| document.token_text(t) == ":") else { return false };
    let paragraph = document.paragraph_of(cue);
    let begins = a.speaker.first().is_none_or(|s| *s <= paragraph.start + 1) && cue < paragraph.start + LABEL + 2;
    let quoted = a.content.iter().any(|&t| document.marks().depth(t) > 0);
    if !begins || quoted || a.parent.is_some() {
        return false;
    }
    let labels: Vec<Option<Range<usize>>> = document.paragraphs().iter().map(|p| label(document, p)).collect();
    let sure: Vec<bool> = labels.iter().map(Option::is_some).collect();
    sure.iter().filter(|s| **s).count() >= LISTED && !is_talk(document, &labels, &sure)
}

/// Whether labelled paragraphs are talk, not a list of goods with their prices or of terms with their meaning: somebody asks or says
/// "I", and speakers come back. Measured on 150 web pages, where nearly every second one has such a list and none a transcript.
fn is_talk(document: &Document, labels: &[Option<Range<usize>>], sure: &[bool]) -> bool {
    let mut names: Vec<String> = Vec::new();
    let (mut lines, mut personal) = (0, 0);
    for ((paragraph, label), _) in document.paragraphs().iter().zip(labels).zip(sure).filter(|(_, s)| **s) {
        let Some(label) = label else { continue };
        let word = |t: usize| document.token_text(t).to_lowercase();
        names.push(label.clone().map(word).collect::<Vec<_>>().join(" "));
        lines += 1;
        let own = |t: usize| {
            matches!(
                word(t).as_str(),
                "?" | "i" | "we" | "my" | "our" | "me" | "us" | "sir" | "yes" | "thanks" | "thank"
            )
        };
        personal += usize::from((label.end + 1..paragraph.end).any(own));
    }
    let listed = names.iter().any(|n| ROLES.contains(&n.as_str()));
    names.sort();
    names.dedup();
    let answered = lines == 2 && personal > 0 || 3 * names.len() <= 2 * lines + 1;
    listed && personal > 0
        || answered && personal as f32 >= PERSONAL * lines as f32 && names.len() * 12 >= lines.min(24)
}

/// Quotations with a dash and a name after them.
fn signed(document: &Document) -> Vec<Turn> {
    let dash = |t: usize| matches!(document.token_text(t), "―" | "—" | "–" | "--" | "-");
    let mut out = Vec::new();
    for q in document.marks().quoted().iter().filter(|q| q.depth == 1) {
        let Some(close) = q.close else { continue };
        let paragraph = document.paragraph_of(close);
        let whole = q.open == paragraph.start || line_break(document, q.open - 1);
        let cue = close + 1;
        if !whole || cue >= document.tokens().len() || !dash(cue) {
            continue;
        }
        let end = (cue + 1..(cue + 2 + SIGNATURE).min(document.tokens().len()))
            .find(|&t| line_break(document, t))
            .map_or(0, |t| t + 1 - usize::from(document.token_text(t) == "."));
        let label = cue + 1..end;
        if !label.is_empty() && signature(document, &label) {
            out.push(Turn { label, cue, words: q.first..q.end });
        }
    }
    out
}

/// Whether the text goes to a new line, or ends, after a token.
fn line_break(document: &Document, token: usize) -> bool {
    let (Some(this), next) = (document.tokens().get(token), document.tokens().get(token + 1)) else { return false };
    let to = next.map_or(document.text().len(), |n| n.span.start());
    next.is_none() || document.text()[this.span.end()..to].contains('\n')
}

/// A name, alone or with what its bearer is after a comma.
fn signature(document: &Document, label: &Range<usize>) -> bool {
    let comma = label.clone().find(|&t| document.token_text(t) == ",").unwrap_or(label.end);
    let plain = label.clone().all(|t| {
        document.tokens()[t].kind != TokenKind::Symbol
            || matches!(document.token_text(t), "." | "," | "-" | "'" | "’" | "(" | ")")
    });
    plain && comma > label.start && name(document, &(label.start..comma))
}

/// The tokens before the colon of a paragraph that begins with a speaker's label.
fn label(document: &Document, paragraph: &Range<usize>) -> Option<Range<usize>> {
    let colon =
        (paragraph.start..paragraph.end.min(paragraph.start + LABEL + 1)).find(|&t| document.token_text(t) == ":")?;
    // Each paragraph of a transcript that is quoted whole begins with a mark.
    let opened = matches!(document.marks().role(paragraph.start), MarkRole::Open(_));
    let label = paragraph.start + usize::from(opened)..colon;
    let text = |t: usize| document.token_text(t);
    let part = || {
        let words: Vec<String> = label.clone().map(|t| text(t).to_lowercase()).collect();
        words.iter().any(|w| PARTS.contains(w.as_str()))
    };
    let plain = label.clone().all(|t| {
        document.tokens()[t].kind == TokenKind::Word
            || matches!(text(t), "." | "," | "(" | ")" | "-" | "'" | "’" | "#" | "&")
    });
    let letters = label.clone().any(|t| document.tokens()[t].kind == TokenKind::Word);
    let said = colon + 1 < paragraph.end;
    (said && !label.is_empty() && plain && letters && (capitals(document, &label) || name(document, &label)) && !part())
        .then_some(label)
}

fn capitals(document: &Document, label: &Range<usize>) -> bool {
    label.clone().all(|t| document.token_text(t).chars().all(|c| !c.is_lowercase()))
}

/// A name in ordinary letters: every word begins with a capital, particles aside.
fn name(document: &Document, label: &Range<usize>) -> bool {
    const PARTICLES: [&str; 10] = ["of", "the", "de", "da", "al", "van", "von", "bin", "der", "el"];
    let first = document.token_text(label.start).chars().next().is_some_and(char::is_uppercase);
    let words = label.clone().filter(|&t| document.tokens()[t].kind == TokenKind::Word);
    let named = |t: usize| {
        let w = document.token_text(t);
        w.chars().next().is_some_and(char::is_uppercase) || PARTICLES.contains(&w)
    };
    first && label.len() <= NAME && words.into_iter().all(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    fn labels(text: &str) -> Vec<String> {
        let (doc, _) = document(text);
        turns(&doc).iter().filter_map(|t| doc.span_of(t.label.clone()).map(|s| doc.slice(s).to_owned())).collect()
    }

    #[test]
    fn lines_that_begin_with_a_speaker_are_turns() {
        assert_eq!(labels("PARK: Is it open?\n\nTHE CHAIR: It is.\n\nPARK: Good."), ["PARK", "THE CHAIR", "PARK"]);
        assert_eq!(labels("Q: Where?\n\nA: There."), ["Q", "A"]);
        assert_eq!(labels("Interviewer: Where?\n\nPham Minh Chau: There."), ["Interviewer", "Pham Minh Chau"]);
    }

    #[test]
    fn a_dash_and_a_name_sign_a_quotation() {
        let signers = |text: &str| {
            let (doc, _) = document(text);
            let text = |t: &Turn| doc.span_of(t.label.clone()).map(|s| doc.slice(s).to_owned());
            signed(&doc).iter().filter_map(text).collect::<Vec<_>>()
        };
        assert_eq!(
            signers("“We waited.” ― Ana Ruiz\n“It was long.” — Kofi Mensah, porter."),
            ["Ana Ruiz", "Kofi Mensah, porter"]
        );
        assert_eq!(signers("“We waited.”\n\n— Ana Ruiz"), ["Ana Ruiz"]);
        assert!(signers("“We waited” — Ana Ruiz said so — in vain.").is_empty());
    }

    #[test]
    fn parts_of_a_page_and_single_lines_are_not() {
        assert!(labels("UPDATE: It is open.\n\nRELATED: It was shut.").is_empty());
        assert!(labels("Where: The old mill\n\nWhen: Friday").is_empty());
        assert!(labels("VIENNA: The talks went on.\n\nNobody spoke.").is_empty());
    }
}
