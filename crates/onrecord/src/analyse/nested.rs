//! Reads inside each content once more: a quotation within a quotation.
//!
//! Example: `The clerk said aides had told her that “the vote was lost”.` The corpus that the model learned from marks only the
//! outermost, so the inside of a content is shown to it as a text of its own, one level of quotation marks less. To
//! save time only stretches with a word that may report something are read.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::analyse::attribute::{self, Attribution};
use crate::analyse::windows;
use crate::error::Error;
use crate::model::Model;
use crate::text::Document;

/// A nested cue must be surer than an outer one: inside a content the model is out of its training's ground.
const VALID: f32 = 0.5;
/// Shorter stretches hold no speaker, cue and content.
const SHORTEST: usize = 4;
/// Quotations in quotations in quotations: more levels are not looked for.
const LEVELS: usize = 3;

/// Word forms that report; see the file's head.
pub(super) static CUES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../data/cues.txt").lines().filter(|l| !l.starts_with('#')).collect());

/// Adds what is said inside the contents of `found`.
pub(super) fn inside(document: &Document, model: &Model, found: &mut Vec<Attribution>) -> Result<(), Error> {
    let mut level: Vec<usize> = (0..found.len()).collect();
    for _ in 0..LEVELS {
        let mut next = Vec::new();
        for parent in level {
            for child in read(document, model, &found[parent])? {
                let known = found.iter().any(|f| f.cue.first() == child.cue.first() && f.parent.is_some());
                if !known {
                    next.push(found.len());
                    found.push(Attribution { parent: Some(parent), ..child });
                }
            }
        }
        level = next;
    }
    let all = std::mem::take(found);
    *found = attribute::in_order(all);
    Ok(())
}

fn read(document: &Document, model: &Model, parent: &Attribution) -> Result<Vec<Attribution>, Error> {
    let mut children = Vec::new();
    for run in runs(&parent.content) {
        let reports = run.clone().any(|t| CUES.contains(document.token_text(t).to_lowercase().as_str()));
        if run.len() < SHORTEST || !reports {
            continue;
        }
        let base = run.clone().map(|t| document.marks().depth(t)).min().unwrap_or_default().max(parent.base);
        let shown = windows::show(document, run.clone(), base, model.pieces());
        for window in shown.windows(&paragraphs(document, &run)) {
            for candidate in model.engine().read(&window)? {
                if candidate.valid < VALID {
                    continue;
                }
                if let Some(mut child) = attribute::attribution(&window, &candidate, base) {
                    keep_quoted(document, &mut child);
                    children.push(child);
                }
            }
        }
    }
    let mut inner = attribute::resolve(children);
    inner.retain(|c| c.parent.is_none());
    attribute::settle(document, &mut inner);
    Ok(inner)
}

/// Inner marks show exactly what was said: a content that begins inside them, right after its cue, is what stands inside.
fn keep_quoted(document: &Document, child: &mut Attribution) {
    let deep = |t: &usize| document.marks().depth(*t) > child.base;
    let after_cue = child.content.first() > child.cue.last();
    if after_cue && child.content.first().is_some_and(deep) {
        let quoted: Vec<usize> = child.content.iter().copied().filter(deep).collect();
        child.content = quoted;
    }
}

/// Runs of tokens that follow each other; a quotation mark between two does not part them.
fn runs(tokens: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for &t in tokens {
        match out.last_mut() {
            Some(last) if last.end == t => last.end = t + 1,
            _ => out.push(t..t + 1),
        }
    }
    out
}

fn paragraphs(document: &Document, run: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = run.start;
    while from < run.end {
        let to = document.paragraph_of(from).end.clamp(from + 1, run.end);
        out.push(from..to);
        from = to;
    }
    out
}
