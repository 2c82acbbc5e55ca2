//! Finds references to passages that can be looked up, and holds the words quoted from them against editions: [`Document`] in, [`Citation`]s out.
//!
//! Example: “They shall beat their swords into plowshares” (Isaiah 2:4) cites `Isa.2.4` of the `bible`, and its `words` are those in the marks.
//!
//! `bible.rs`, `quran.rs` and `law.rs` find references, `passage.rs` reads numbers of passages, `quoted.rs` says which words are quoted,
//! `edition.rs` reads the files of a work's words, `index.rs` finds the passage most like some words, `check.rs` gives the verdict.

mod bible;
mod check;
mod edition;
mod index;
mod law;
mod passage;
mod quoted;
mod quran;

use std::ops::Range;

pub use check::{Check, Verdict, check};
pub use edition::Edition;

use crate::reading::Quotation;
use crate::resolve::lexicon::Words;
use crate::span::{Span, Spans};
use crate::text::Document;

/// A reference to a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// `r1`, `r2`, … in reading order.
    pub id: String,
    /// The work: `bible`, `quran`, `un`, `un-charter`, …
    pub work: String,
    /// The passage in the work's own numbering: `Isa.2.4`, `2.255`, `S/RES/242`, `Art.51`.
    pub locator: String,
    /// Its words.
    pub spans: Spans,
    /// The words quoted from the passage.
    pub words: Spans,
    /// What came of holding them against an edition.
    pub check: Check,
}

/// A reference as the finders give it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reference {
    work: String,
    locator: String,
    /// The work has such a passage, or its numbering is not known here.
    exists: bool,
    tokens: Range<usize>,
}

/// The citations of a document, in reading order.
#[must_use]
pub fn citations(document: &Document, editions: &[Edition]) -> Vec<Citation> {
    let words = Words::new(document);
    let found = references(&words);
    let mut out: Vec<Citation> = Vec::with_capacity(found.len());
    for reference in found {
        let Some(span) = document.span_of(reference.tokens.clone()) else { continue };
        let quoted = quoted::words(&words, &reference.tokens);
        let text = quoted.iter().map(|s| document.slice(s)).collect::<Vec<_>>().join(" ");
        let check = if reference.exists {
            check(editions, &reference.work, &reference.locator, &text)
        } else {
            Check::no_such_passage()
        };
        out.push(Citation {
            id: format!("r{}", out.len() + 1),
            work: reference.work,
            locator: reference.locator,
            spans: Spans::one(span),
            words: quoted,
            check,
        });
    }
    out
}

/// All references, none overlapping.
fn references(words: &Words<'_>) -> Vec<Reference> {
    let scripture = (0..words.len()).any(|i| bible::is_scripture(words.at(i)));
    let islamic = (0..words.len()).any(|i| quran::is_islamic(words.at(i)));
    let nations = (0..words.len()).any(|i| law::is_nations(words, i));
    let mut out: Vec<Reference> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let mut found = Vec::new();
        if may_begin(words, i) {
            found.extend(quran::find(words, i, islamic));
            if found.is_empty() {
                found = bible::find(words, i, scripture);
            }
            if found.is_empty() {
                found.extend(law::find(words, i, nations));
            }
        }
        match found.last().map(|r| r.tokens.end) {
            Some(end) => {
                out.extend(found);
                i = end.max(i + 1);
            }
            None => i += 1,
        }
    }
    out
}

/// Most words begin no reference: one begins with a capital, a number, or a word of passages.
fn may_begin(words: &Words<'_>, i: usize) -> bool {
    const OPENERS: [&str; 27] = [
        "verse",
        "verses",
        "v",
        "vv",
        "chapter",
        "chapters",
        "ayah",
        "ayat",
        "aya",
        "sura",
        "surah",
        "surat",
        "article",
        "articles",
        "section",
        "sections",
        "§",
        "paragraph",
        "para",
        "clause",
        "subsection",
        "common",
        "resolution",
        "resolutions",
        "koran",
        "quran",
        "al",
    ];
    words.capital(i) || words.digits(i).is_some() || OPENERS.contains(&words.at(i)) || words.ordinal(i).is_some()
}

/// Farthest that a citation may stand from a content that it belongs to, in tokens.
const BESIDE: usize = 16;

/// Fills in which citations each quotation holds or has beside it in its sentence.
pub(crate) fn cites(document: &Document, citations: &[Citation], quotations: &mut [Quotation]) {
    let places: Vec<Option<Span>> = citations.iter().map(|c| c.spans.hull()).collect();
    for q in quotations {
        let Some(content) = q.finding.content.hull() else { continue };
        let hull = q.finding.cue.map_or(content, |cue| content.hull(cue));
        let tokens = document.tokens_of(hull);
        let sentences =
            document.sentence_of(tokens.start).start..document.sentence_of(tokens.end.saturating_sub(1)).end;
        for (i, place) in places.iter().enumerate() {
            let Some(place) = place else { continue };
            let inside = q.finding.content.iter().any(|piece| piece.contains(*place));
            let at = document.tokens_of(*place);
            let near = sentences.contains(&at.start)
                && (at.start.saturating_sub(tokens.end) <= BESIDE && tokens.start.saturating_sub(at.end) <= BESIDE);
            // “…” (Isaiah 2:4): in brackets behind the words, before the next sentence.
            let shares = citations[i].words.iter().any(|w| q.finding.content.iter().any(|c| c.overlaps(w)));
            if inside || shares || (near && q.parent.is_none()) {
                q.cites.push(i);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let (document, _) = document(text);
        let found: Vec<String> =
            citations(&document, &[]).iter().map(|c| format!("{} {}", c.work, c.locator)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn references_to_scripture() {
        check("He read Isaiah 2:4 aloud.", &["bible Isa.2.4"]);
        check("She quoted 1 Cor. 13:4-7.", &["bible 1Cor.13.4-1Cor.13.7"]);
        check("He spoke on the second chapter of Isaiah.", &["bible Isa.2"]);
        check("They recited Psalm 23.", &["bible Ps.23"]);
        check("Verse 13 of the 49th chapter of the Holy Qur'an says so.", &["quran 49.13"]);
        check("He recited Surah Al-Baqarah, verse 255.", &["quran 2.255"]);
        check("See Q 2:255 for this.", &["quran 2.255"]);
    }

    #[test]
    fn references_to_law() {
        check("It cited Article 51 of the UN Charter.", &["un-charter Art.51"]);
        check("UN Security Council Resolution 242 calls for it.", &["un S/RES/242"]);
        check("Section 230 of the Communications Decency Act stands.", &["communications-decency-act Sec.230"]);
        check("General Assembly resolution 181 (II) was passed.", &["un A/RES/181(II)"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in [
            "Genesis fans queued.",
            "The Mark 2 engine failed.",
            "He spoke in verse.",
            "Acts of kindness abound.",
            "Call Daniel 9:30 pm.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_passage_that_no_edition_can_have() {
        let (document, _) = document("The pastor cited Isaiah 72:4 and Surah 115:2.");
        let found = citations(&document, &[]);
        assert_eq!(found.iter().map(|c| c.check.verdict).collect::<Vec<_>>(), [Verdict::NoSuchPassage; 2]);
    }
}
