//! Says which of a report's times belongs to a saying: quotations and times in, [`Quotation::said`] filled.
//!
//! Example: in "Ruiz said on Friday that the strike of 2019 was over" it is "Friday".
//!
//! **Finds** a time in the sentence of the cue that stands behind the cue and before the content (`told reporters on Tuesday morning`,
//! `said in a 2019 interview`), between speaker and cue (`Ruiz on Friday said`), or at the head of the clause (`On Friday, Ruiz said`).
//! **Leaves alone** times inside the content, in a relative clause about the speaker, behind `after`, `since` or `until`, and those of
//! other events. **Why** a time of the content taken for that of the saying dates the words wrongly. **Source** news usage.

use std::ops::Range;

use super::times::{Precision, Time};
use crate::reading::Quotation;
use crate::span::Span;
use crate::text::Document;

/// Words that tie a time to something else than the saying when they stand before it.
const OTHERWISE: [&str; 30] = [
    "since",
    "until",
    "till",
    "before",
    "after",
    "from",
    "by",
    "for",
    "between",
    "following",
    "when",
    "while",
    "who",
    "which",
    "whose",
    "where",
    "that",
    "because",
    "if",
    "to",
    "ahead",
    "about",
    "over",
    "regarding",
    "amid",
    "despite",
    "was",
    "were",
    "had",
    "has",
];
/// Farthest that a time may stand from its cue, in tokens.
const REACH: usize = 24;

/// Fills in when each quotation was said, where the text ties a time to the saying.
pub(crate) fn said(document: &Document, times: &[Time], quotations: &mut [Quotation]) {
    let spans: Vec<Option<Span>> = times.iter().map(|t| t.spans.hull()).collect();
    let cues: Vec<Option<Span>> = quotations.iter().map(|q| q.finding.cue).collect();
    for q in quotations {
        let Some(cue) = q.finding.cue else { continue };
        let sentence = document.sentence_of(document.tokens_of(cue).start);
        let near = spans.iter().enumerate().filter_map(|(i, s)| {
            let tokens = document.tokens_of((*s)?);
            (sentence.contains(&tokens.start) && fits(document, q, cue, &tokens, (*s)?, &times[i], &cues))
                .then_some((i, tokens))
        });
        let at = document.tokens_of(cue);
        q.said = near
            .min_by_key(|(_, t)| if t.start >= at.end { (0, t.start) } else { (1, at.start - t.start.min(at.start)) })
            .map(|(i, _)| i);
    }
}

/// Whether a time belongs to a saying.
fn fits(
    document: &Document,
    q: &Quotation,
    cue: Span,
    time: &Range<usize>,
    span: Span,
    about: &Time,
    cues: &[Option<Span>],
) -> bool {
    if matches!(about.precision, Precision::Decade | Precision::Century | Precision::Range)
        || q.finding.content.iter().any(|c| c.overlaps(span))
    {
        return false;
    }
    let cue_at = document.tokens_of(cue);
    let word = |t: usize| document.tokens().get(t).map_or_else(String::new, |_| document.token_text(t).to_lowercase());
    // "said of the 2016 election": the time is the content's.
    let of = (1..=2).filter_map(|n| time.start.checked_sub(n)).map(word).take_while(|w| w == "of" || w == "the");
    if of.into_iter().any(|w| w == "of") {
        return false;
    }
    let clean = |gap: Range<usize>| {
        gap.len() <= REACH
            && !gap.clone().any(|t| {
                let w = word(t);
                // "Told this agency by telephone on Wednesday".
                let by =
                    w == "by" && matches!(word(t + 1).as_str(), "telephone" | "phone" | "video" | "email" | "letter");
                OTHERWISE.contains(&w.as_str()) && !by && !(w == "to" && gap.start + 2 > t)
                    || matches!(w.as_str(), ";" | ":" | "(" | "“" | "\"" | "”")
            })
            && !cues.iter().flatten().any(|c| *c != cue && gap.contains(&document.tokens_of(*c).start))
            && !q.finding.content.iter().any(|c| gap.contains(&document.tokens_of(c).start))
    };
    let speaker = q.finding.speakers.iter().filter_map(|s| s.mention.hull()).find(|m| m.overlaps(span));
    if speaker.is_some() {
        // "according to a statement issued on Friday": the document that speaks is dated.
        let mention = document.tokens_of(speaker.unwrap_or(span));
        let dated = mention.clone().take(6).any(|t| {
            matches!(
                word(t).as_str(),
                "statement"
                    | "letter"
                    | "report"
                    | "interview"
                    | "post"
                    | "message"
                    | "tweet"
                    | "memo"
                    | "email"
                    | "transcript"
            )
        });
        return dated && clean(mention.start..time.start);
    }
    if time.start >= cue_at.end {
        // Behind the cue: nothing but addressee, place and occasion between.
        let gap = cue_at.end..time.start;
        let commas = gap.clone().filter(|t| word(*t) == ",").count();
        return clean(gap) && commas <= 1;
    }
    // Before the cue: at the head of its clause, or between speaker and cue.
    let subject = q
        .finding
        .speakers
        .iter()
        .filter_map(|s| s.mention.first())
        .map(|m| document.tokens_of(m))
        .min_by_key(|r| r.start);
    let until = subject.as_ref().map_or(cue_at.start, |s| if s.start >= time.end { s.start } else { cue_at.start });
    if subject.as_ref().is_some_and(|s| s.end <= time.start && s.start < cue_at.start) {
        // "Ruiz, speaking in Lagos on Friday, said"
        let gap = subject.map_or(0, |s| s.end)..time.start;
        return gap.len() <= 8
            && clean(gap)
            && time.end <= cue_at.start
            && clean(time.end..cue_at.start)
            && cue_at.start - time.end <= 8;
    }
    let sentence = document.sentence_of(cue_at.start);
    let lead = time.start.saturating_sub(4).max(sentence.start)..time.start;
    let opens =
        lead.clone().all(|t| !matches!(word(t).as_str(), "," | ";" | "and" | "but")) || lead.start == sentence.start;
    let gap = time.end..until;
    let short = gap.len() <= 8 && gap.clone().filter(|t| word(*t) == ",").count() <= 1;
    let head = (sentence.start..time.start).all(|t| !OTHERWISE.contains(&word(t).as_str()));
    opens && short && head && clean(gap)
}
