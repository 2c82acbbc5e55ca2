//! From tokens to the spans and kinds that the wire promises: [`Attribution`]s in, [`Finding`]s out.
//!
//! Example: of `“We will appeal,” said Ana Ruiz` the model gives the words *We … appeal*; the comma inside the marks joins
//! them, the marks stay outside.
//!
//! **Finds** pieces (a cue, a paragraph's end, or closed and opened marks part them), the final punctuation inside marks, the
//! marks that belong to a mixed content, quoted stretches. **Leaves alone** a pair of marks round a whole piece, the stop
//! after indirect words. **Why** the borders are the wire's promise. **Source**: the definition of `content` and `quoted` there.

use std::ops::Range;

use crate::analyse::attribute::Attribution;
use crate::analyse::{Finding, Kind, Marking, act, asserted, speakers};
use crate::model::Model;
use crate::span::{Span, Spans};
use crate::text::{Document, MarkRole, Quoted, TokenKind};

/// Shapes the attributions in their order. One of which no word is left, or none inside its parent's content, goes, and so
/// does what stands in it.
pub(super) fn findings(document: &Document, model: &Model, found: &[Attribution]) -> Vec<Finding> {
    let turns = turns(document, found);
    let mut out: Vec<Finding> = Vec::with_capacity(found.len());
    let mut place: Vec<Option<usize>> = Vec::with_capacity(found.len());
    for (a, turn) in found.iter().zip(turns) {
        let parent = a.parent.map(|p| place[p]);
        let one = match parent {
            None => finding(document, model, a, turn, 0..document.tokens().len()),
            Some(parent) => parent.and_then(|p| {
                let within = document.tokens_of(out[p].content.hull()?);
                Some(Finding { parent: Some(p), ..finding(document, model, a, turn, within)? })
            }),
        };
        place.push(one.is_some().then_some(out.len()));
        out.extend(one);
    }
    out
}

/// One attribution's finding, its content held inside the tokens `within`.
fn finding(document: &Document, model: &Model, a: &Attribution, turn: bool, within: Range<usize>) -> Option<Finding> {
    let base = base_depth(document, a);
    let mut pieces = pieces(document, &a.content, a.base);
    without_that(document, &mut pieces, a, base);
    if turn && let Some(last) = pieces.last_mut() {
        let end = document.paragraph_of(last.start).end;
        while last.end < end && matches!(document.token_text(last.end), "." | "?" | "!" | "…" | "—" | "–" | "-") {
            last.end += 1;
        }
    }
    for piece in &mut pieces {
        *piece = piece.start.max(within.start)..piece.end.min(within.end);
    }
    pieces.retain(|p| p.clone().any(|t| is_word(document, t) || is_sign(document, t)));
    if pieces.is_empty() {
        return None;
    }
    let content: Vec<Span> = pieces.iter().filter_map(|p| document.span_of(p.clone())).collect();
    let (mut quoted, inside, words) = quoted(document, &pieces, base);
    let mut kind = match inside {
        0 => Kind::Indirect,
        n if n == words => Kind::Direct,
        _ => Kind::Mixed,
    };
    let mut marking = if inside == 0 { Marking::None } else { Marking::Marks };
    if turn && kind != Kind::Direct {
        (kind, marking, quoted) = (Kind::Direct, Marking::Layout, content.clone());
    }
    let cue = run_span(document, &a.cue);
    let speaker = run_span(document, &a.speaker).map(Spans::one).unwrap_or_default();
    let content = Spans::new(content);
    let (asserted, asserted_by) = asserted::asserted(document, &content, cue, &speaker);
    let mut evidence = a.evidence;
    evidence.direct = f32::from(u8::from(kind == Kind::Direct));
    evidence.mixed = f32::from(u8::from(kind == Kind::Mixed));
    evidence.nested = f32::from(u8::from(a.parent.is_some()));
    Some(Finding {
        quoted: Spans::new(quoted),
        cue,
        speakers: speakers::credits(document, &speaker),
        kind,
        marking,
        act: act::act(document, cue, &speaker),
        asserted,
        asserted_by,
        parent: None,
        confidence: model.calibration().probability(&evidence),
        evidence,
        content,
    })
}

/// An introducing "that" belongs neither to the cue nor to the content.
fn without_that(document: &Document, pieces: &mut [Range<usize>], a: &Attribution, base: u8) {
    let Some(first) = pieces.first_mut() else { return };
    let after_cue = a.cue.last().is_some_and(|&c| c < first.start);
    let introduces =
        document.token_text(first.start) == "that" && first.len() > 1 && document.marks().depth(first.start) <= base;
    if after_cue && introduces {
        first.start += 1;
    }
}

/// The depth inside quotation marks at which the attribution itself stands: that of its cue.
fn base_depth(document: &Document, a: &Attribution) -> u8 {
    a.cue.first().map_or(a.base, |&t| document.marks().depth(t)).max(a.base)
}

fn is_word(document: &Document, token: usize) -> bool {
    document.tokens()[token].kind != TokenKind::Symbol
}

/// Symbols that belong to the number or name beside them.
fn is_sign(document: &Document, token: usize) -> bool {
    matches!(document.token_text(token), "$" | "#" | "@" | "€" | "£" | "¥" | "₹" | "%" | "°")
}

fn run_span(document: &Document, run: &[usize]) -> Option<Span> {
    let (mut first, mut last) = (*run.first()?, *run.last()?);
    let drop = |t: usize| matches!(document.token_text(t), "," | ";" | ":" | "—" | "–" | "-");
    while first < last && drop(first) {
        first += 1;
    }
    while last > first && drop(last) {
        last -= 1;
    }
    document.span_of(first..last + 1)
}

/// The content's pieces as token ranges, with the punctuation and marks that belong to them.
fn pieces(document: &Document, content: &[usize], base: u8) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for run in parted(document, content) {
        let keeps = |t: &usize| is_word(document, *t) || is_sign(document, *t);
        let (Some(first), Some(last)) = (run.clone().find(keeps), run.clone().rev().find(keeps)) else { continue };
        out.push(complete(document, first, last, base));
    }
    for i in 1..out.len() {
        out[i].start = out[i].start.max(out[i - 1].end);
    }
    out.retain(|p| !p.is_empty());
    out
}

/// Runs of tokens, parted where a token is missing, a paragraph ends, or marks close and open again.
fn parted(document: &Document, content: &[usize]) -> Vec<Range<usize>> {
    let marks = document.marks();
    let mut out: Vec<Range<usize>> = Vec::new();
    for &t in content {
        let reopened =
            t > 0 && matches!(marks.role(t), MarkRole::Open(_)) && matches!(marks.role(t - 1), MarkRole::Close(_));
        let same = out.last().is_some_and(|last| last.end == t && document.paragraph_of(last.start).contains(&t));
        match out.last_mut() {
            Some(last) if same && !reopened => last.end = t + 1,
            _ => out.push(t..t + 1),
        }
    }
    out
}

fn stretch(document: &Document, mark: usize) -> Option<&Quoted> {
    let quoted = document.marks().quoted();
    match document.marks().role(mark) {
        MarkRole::Open(_) => quoted.binary_search_by_key(&mark, |q| q.open).ok().map(|i| &quoted[i]),
        MarkRole::Close(_) => {
            let upto = quoted.partition_point(|q| q.open < mark);
            quoted[..upto].iter().rev().take(64).find(|q| q.close == Some(mark))
        }
        MarkRole::None => None,
    }
}

fn complete(document: &Document, mut first: usize, mut last: usize, base: u8) -> Range<usize> {
    let paragraph = document.paragraph_of(last);
    // Marks that stand round the attribution itself close nothing of its own.
    let closes = |t: usize| t < paragraph.end && matches!(document.marks().role(t), MarkRole::Close(d) if d > base);
    // Final punctuation inside the marks.
    let mut end = last + 1;
    while end < paragraph.end
        && end - last < 5
        && !closes(end)
        && !is_word(document, end)
        && document.marks().role(end) == MarkRole::None
    {
        end += 1;
    }
    let opens_before = |q: &Quoted| q.first <= last;
    let closed = closes(end) && stretch(document, end).is_some_and(opens_before);
    let left_open = end == paragraph.end && document.marks().depth(last) > 0 && unclosed_at(document, end);
    if end > last + 1 && (closed || left_open) {
        last = end - 1;
    } else if last + 1 < paragraph.end && document.token_text(last + 1) == "." && dotted(document, last) {
        last += 1;
    }
    // A mark at the border stays inside where its partner is inside too, and the pair is not round the whole piece.
    loop {
        let before = first.checked_sub(1).and_then(|t| stretch(document, t)).filter(|q| q.open + 1 == first);
        if before.is_some_and(|q| q.close.is_some_and(|c| c < last)) {
            first -= 1;
            continue;
        }
        if opening_bracket(document, first, last) {
            first -= 1;
            continue;
        }
        let after = closes(last + 1).then(|| stretch(document, last + 1)).flatten();
        if after.is_some_and(|q| q.open >= first && q.open < last) || bracket(document, first, last, paragraph.end) {
            last += 1;
            continue;
        }
        return first..last + 1;
    }
}

/// Whether a stretch without closing mark ends at the paragraph's end `end`.
fn unclosed_at(document: &Document, end: usize) -> bool {
    let quoted = document.marks().quoted();
    let upto = quoted.partition_point(|q| q.open < end);
    quoted[..upto].iter().rev().take(8).any(|q| q.close.is_none() && q.end == end)
}

/// A dotted abbreviation: its last stop belongs to it.
fn dotted(document: &Document, last: usize) -> bool {
    last >= 2 && document.token_text(last - 1) == "." && document.token_text(last).chars().count() == 1
}

/// A closing bracket right after, opened inside.
fn bracket(document: &Document, first: usize, last: usize, end: usize) -> bool {
    last + 1 < end
        && matches!(document.token_text(last + 1), ")" | "]")
        && (first..=last)
            .rev()
            .map(|t| document.token_text(t))
            .find(|t| matches!(*t, "(" | ")" | "[" | "]"))
            .is_some_and(|t| t == "(" || t == "[")
}

/// An opening bracket right before, closed inside.
fn opening_bracket(document: &Document, first: usize, last: usize) -> bool {
    first > document.paragraph_of(first).start
        && matches!(document.token_text(first - 1), "(" | "[")
        && (first..=last)
            .map(|t| document.token_text(t))
            .find(|t| matches!(*t, "(" | ")" | "[" | "]"))
            .is_some_and(|t| t == ")" || t == "]")
}

/// The quoted stretches of the pieces, with the number of their words and of all words.
fn quoted(document: &Document, pieces: &[Range<usize>], base: u8) -> (Vec<Span>, usize, usize) {
    let all = document.marks().quoted();
    let (mut spans, mut inside, mut words) = (Vec::new(), 0, 0);
    for piece in pieces {
        words += piece.clone().filter(|t| is_word(document, *t)).count();
        let from = all.partition_point(|q| q.open < document.paragraph_of(piece.start).start);
        for q in all[from..].iter().take_while(|q| q.open < piece.end).filter(|q| q.depth == base + 1) {
            let shared = q.first.max(piece.start)..q.end.min(piece.end);
            let n = shared.clone().filter(|t| is_word(document, *t)).count();
            if n > 0 {
                inside += n;
                spans.extend(document.span_of(shared));
            }
        }
    }
    (spans, inside, words)
}

/// Which attributions are lines of a transcript: a name or letter, a colon, words; capitals or at least two such lines.
fn turns(document: &Document, found: &[Attribution]) -> Vec<bool> {
    let line = |a: &Attribution| {
        let (Some(&cue), Some(&speaker)) = (a.cue.first(), a.speaker.first()) else { return false };
        let paragraph = document.paragraph_of(cue);
        document.token_text(cue) == ":"
            && speaker == paragraph.start
            && a.content.first() > Some(&cue)
            && cue - speaker <= 8
    };
    let lines: Vec<bool> = found.iter().map(line).collect();
    let several = lines.iter().filter(|l| **l).count() >= 2;
    let capitals =
        |a: &Attribution| a.speaker.iter().all(|&t| document.token_text(t).chars().all(|c| !c.is_lowercase()));
    let set_off = |a: &Attribution| {
        let answers = document.exchanges().iter().map(|(_, answer)| answer);
        let mut blocks = document.set_off().iter().chain(answers);
        blocks.any(|block| a.parent.is_none() && a.content.iter().any(|t| block.contains(t)))
    };
    found.iter().zip(lines).map(|(a, line)| line && (several || capitals(a)) || set_off(a)).collect()
}
