//! The turns of a transcript as parts of their report: parts and findings in, parts out.
//!
//! Example: `WALLACE: Did the ship leave?` is found to be a turn when quotations are found; as a part it is no running text.

use std::ops::Range;

use crate::analyse::{Finding, Marking};
use crate::ingest::{Part, PartKind};
use crate::span::Span;
use crate::text::Document;

/// Cuts the turns that were found out of the parts of running text.
pub(crate) fn cut(document: &Document, parts: Vec<Part>, findings: &[Finding]) -> Vec<Part> {
    let mut turns: Vec<Range<usize>> = findings.iter().filter_map(|f| turn(document, f)).collect();
    turns.sort_by_key(|t| t.start);
    let mut out = Vec::with_capacity(parts.len() + turns.len());
    for part in parts {
        let mut at = part.range.start;
        let inside = |t: &&Range<usize>| part.range.start <= t.start && t.end <= part.range.end;
        for turn in turns.iter().filter(inside).filter(|_| part.kind == PartKind::Body) {
            if turn.start < at {
                continue;
            }
            if turn.start > at {
                out.push(Part { range: at..turn.start, ..part.clone() });
            }
            // The line feeds after a turn are its own.
            let end = part.range.end.min(turn.end + blank(&document.text()[turn.end..]));
            out.push(Part { kind: PartKind::TranscriptTurn, range: turn.start..end, author: None, published: None });
            at = end;
        }
        if at < part.range.end {
            out.push(Part { range: at..part.range.end, ..part });
        }
    }
    out
}

fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The text of a turn: a label that begins a paragraph, a colon as its cue, the words after it.
fn turn(document: &Document, f: &Finding) -> Option<Range<usize>> {
    let cue = f.cue.filter(|c| document.slice(*c) == ":" && f.parent.is_none())?;
    let label = f.speakers.first()?.mention.hull()?;
    // `Housing deficit: “Stock is low,” he said` is a paragraph with a heading.
    let capitals = document.slice(label).chars().all(|c| !c.is_lowercase());
    if f.marking != Marking::Layout && !capitals {
        return None;
    }
    let content = f.content.hull().filter(|c| c.start() >= cue.end())?;
    let paragraph = document.paragraph_of(document.tokens_of(label).start);
    let begins = document.span_of(paragraph).map(Span::start) == Some(label.start());
    let last = document.tokens_of(content).end.checked_sub(1)?;
    let end = document.span_of(document.paragraph_of(last))?.end();
    begins.then_some(label.start()..end)
}
