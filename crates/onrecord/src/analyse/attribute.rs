//! Joins the labels of all windows into attributions: which tokens are cue, speaker and content of one quotation.
//!
//! Contents of different attributions never share a token: the surer one keeps it. An attribution whose cue stands inside
//! another's content is nested in it.

use std::ops::Range;

use crate::analyse::calibrate::Evidence;
use crate::analyse::continued;
use crate::analyse::decode::{self, Label, Labelled};
use crate::analyse::{borders, interview, raised, set_off, turns, windows};
use crate::error::{Error, Note};
use crate::model::{Candidate, Grammar, Model, Window};
use crate::span::Spans;
use crate::text::Document;

/// Candidates below this probability are no cues; chosen for the best pair F1 on the held-out fold of train.
const VALID: f32 = 0.4;
/// The same for a candidate whose content stands in quotation marks: marks alone already tell that somebody is quoted.
const QUOTED: f32 = 0.2;
/// An attribution that keeps less than this share of its content beside surer ones is dropped.
const KEPT: f32 = 0.7;
/// Tokens that are read by the model; a report is never this long. Time and memory are bounded by it.
const MOST_TOKENS: usize = 300_000;

/// One attribution in tokens.
#[derive(Debug, Clone)]
pub(super) struct Attribution {
    /// Tokens of the cue, one run.
    pub cue: Vec<usize>,
    /// Tokens of the speaker mention, one run; may be empty.
    pub speaker: Vec<usize>,
    /// Tokens of the content, never empty, sorted.
    pub content: Vec<usize>,
    /// Depth inside quotation marks that the attribution itself stands at.
    pub base: u8,
    /// The attribution inside which this one stands.
    pub parent: Option<usize>,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// The attributions of the whole document.
pub(super) fn outermost(
    document: &Document,
    model: &Model,
    grammar: &mut [Grammar],
    notes: &mut Vec<Note>,
) -> Result<Vec<Attribution>, Error> {
    let mut found = Vec::new();
    for window in shown_windows(document, model, notes) {
        for candidate in model.read(&window, &mut |token, said| grammar[token] = said)? {
            if candidate.valid >= QUOTED
                && let Some(one) = attribution(&window, &candidate, 0)
                && candidate.valid >= if mostly_quoted(document, &one) { QUOTED } else { VALID }
            {
                found.push(one);
            }
        }
    }
    let mut found = resolve(found);
    for one in &mut found {
        raised::lower(document, one);
    }
    raised::share(document, &mut found);
    continued::join(document, &mut found);
    let mut found = interview::credit(document, set_off::credit(document, turns::credit(document, found)));
    settle(document, &mut found);
    Ok(found)
}

/// Drops what is no attribution and moves borders; parents keep their children.
pub(super) fn settle(document: &Document, found: &mut Vec<Attribution>) {
    let held: std::collections::BTreeSet<usize> = found.iter().filter_map(|a| a.parent).collect();
    let none: Vec<bool> = found
        .iter()
        .enumerate()
        .map(|(i, a)| !held.contains(&i) && (borders::is_none(document, a) || turns::is_item(document, a)))
        .collect();
    let mut moved = Vec::with_capacity(found.len());
    let mut place = Vec::with_capacity(found.len());
    for (i, mut one) in std::mem::take(found).into_iter().enumerate() {
        place.push(moved.len());
        if !none[i] {
            borders::settle(document, &mut one);
            moved.push(one);
        }
    }
    for one in &mut moved {
        one.parent = one.parent.map(|p| place[p]);
    }
    *found = moved;
}

/// Whether most of the content's tokens stand inside quotation marks.
fn mostly_quoted(document: &Document, a: &Attribution) -> bool {
    let inside = a.content.iter().filter(|&&t| document.marks().depth(t) > a.base).count();
    5 * inside >= 4 * a.content.len()
}

/// The document's windows; of a text that is too long only the beginning, with a note.
pub(super) fn shown_windows(document: &Document, model: &Model, notes: &mut Vec<Note>) -> Vec<Window> {
    let paragraphs: Vec<Range<usize>> =
        document.paragraphs().iter().take_while(|p| p.end <= MOST_TOKENS).cloned().collect();
    let read = paragraphs.last().map_or(0, |p| p.end);
    if read < document.tokens().len()
        && let Some(rest) = document.span_of(read..document.tokens().len())
    {
        let message =
            format!("only the first {read} of {} words and symbols were read for quotations", document.tokens().len());
        notes.push(Note::new("too-long", message, Spans::one(rest)));
    }
    windows::show(document, 0..read, 0, model.pieces()).windows(&paragraphs)
}

/// The attribution that a candidate's best path describes, if it has a content.
pub(super) fn attribution(window: &Window, candidate: &Candidate, base: u8) -> Option<Attribution> {
    let path = decode::label(window, candidate);
    let all = |label| path.iter().filter(move |l| l.label == label);
    let content: Vec<usize> = all(Label::Content).map(|l| l.token).collect();
    if content.is_empty() {
        return None;
    }
    let speaker = best_run(&path);
    let mean = |label: Label| {
        let (sum, n) = all(label).fold((0.0, 0), |(s, n), l| (s + l.log_probability, n + 1));
        if n == 0 { 0.0 } else { sum / n as f32 }
    };
    let least = |label: Label| all(label).map(|l| l.log_probability).fold(0.0, f32::min);
    // How near the path came to crediting somebody, where it credits nobody.
    let near = path.iter().map(|l| l.speaker).fold(f32::MIN, f32::max);
    let edge = edges(window, candidate, &content);
    Some(Attribution {
        cue: all(Label::Cue).map(|l| l.token).collect(),
        evidence: Evidence {
            anchor: candidate.probability,
            valid: candidate.valid,
            content_mean: mean(Label::Content),
            content_least: least(Label::Content),
            speaker_mean: mean(Label::Speaker),
            speaker_least: least(Label::Speaker),
            nobody: if speaker.is_empty() { near.max(-6.0) } else { -6.0 },
            edge,
            ..Evidence::default()
        },
        speaker,
        content,
        base,
        parent: None,
    })
}

/// Mean logit that the content's first and last tokens are its borders.
fn edges(window: &Window, candidate: &Candidate, content: &[usize]) -> f32 {
    let place = |token: usize| window.token.iter().position(|t| *t == Some(token as u32));
    let (Some(first), Some(last)) = (content.first().and_then(|t| place(*t)), content.last().and_then(|t| place(*t)))
    else {
        return 0.0;
    };
    let bound = |x: f32| x.clamp(-6.0, 6.0);
    f32::midpoint(bound(candidate.scores[first][6]), bound(candidate.scores[last][7]))
}

/// The speaker is one mention: of several runs the one that the labels are surest of.
fn best_run(path: &[Labelled]) -> Vec<usize> {
    /// Natural logarithm of the probability under which a token counts against its run.
    const DOUBT: f32 = -3.0;
    let mut best: (f32, Vec<usize>) = (f32::MIN, Vec::new());
    let mut at = 0;
    while at < path.len() {
        let run: Vec<&Labelled> = path[at..].iter().take_while(|l| l.label == Label::Speaker).collect();
        let sum: f32 = run.iter().map(|l| l.log_probability - DOUBT).sum();
        if !run.is_empty() && sum > best.0 {
            best = (sum, run.iter().map(|l| l.token).collect());
        }
        at += run.len().max(1);
    }
    best.1
}

/// Lets no two contents share a token, and finds parents.
///
/// The surer attribution keeps contested tokens, with one exception: of `“A,” she said. “B,” she said.` the first may claim
/// both; a whole run of its content goes to the other where that one's cue is nearer and the first keeps some words.
pub(super) fn resolve(mut found: Vec<Attribution>) -> Vec<Attribution> {
    found.sort_by(|a, b| b.evidence.valid.total_cmp(&a.evidence.valid).then(a.cue.cmp(&b.cue)));
    let mut kept: Vec<Attribution> = Vec::new();
    let mut owner = std::collections::BTreeMap::<usize, usize>::new();
    for mut one in found {
        yield_runs(&mut kept, &mut owner, &one);
        let free: Vec<usize> = one.content.iter().copied().filter(|t| !owner.contains_key(t)).collect();
        if (free.len() as f32) < KEPT * one.content.len() as f32 {
            // A cue inside the surer content: this one is said within it.
            let holder = one.cue.first().and_then(|t| owner.get(t)).copied();
            if let Some(holder) = holder
                && kept[holder].parent.is_none()
                && one.content.iter().all(|t| owner.get(t) == Some(&holder))
            {
                one.parent = Some(holder);
                kept.push(one);
            }
            continue;
        }
        owner.extend(free.iter().map(|&t| (t, kept.len())));
        one.content = free;
        kept.push(one);
    }
    in_order(kept)
}

/// Takes from earlier attributions the runs of content that are nearer to the cue of `one`, which claims them too.
fn yield_runs(kept: &mut [Attribution], owner: &mut std::collections::BTreeMap<usize, usize>, one: &Attribution) {
    let Some(&cue) = one.cue.first() else { return };
    let claimed: std::collections::BTreeSet<usize> = one.content.iter().copied().collect();
    let holders: std::collections::BTreeSet<usize> = one.content.iter().filter_map(|t| owner.get(t)).copied().collect();
    for holder in holders {
        let theirs = &mut kept[holder];
        let Some(&their_cue) = theirs.cue.first() else { continue };
        let near = |run: &[usize], cue: usize| run.iter().map(|t| t.abs_diff(cue)).min().unwrap_or(usize::MAX);
        let runs: Vec<Vec<usize>> = theirs.content.chunk_by(|a, b| a + 1 == *b).map(<[usize]>::to_vec).collect();
        let (given, left): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| {
            let shared = run.iter().filter(|t| claimed.contains(t)).count();
            5 * shared >= 4 * run.len() && near(run, cue) < near(run, their_cue) && !run.contains(&cue)
        });
        if !given.is_empty() && !left.is_empty() {
            for token in given.into_iter().flatten() {
                owner.remove(&token);
            }
            theirs.content = left.into_iter().flatten().collect();
        }
    }
}

/// Sorts by first word, parents before children, and moves the parents' indices along.
pub(super) fn in_order(found: Vec<Attribution>) -> Vec<Attribution> {
    let start = |a: &Attribution| {
        let own = [a.content.first(), a.speaker.first(), a.cue.first()];
        own.into_iter().flatten().min().copied().unwrap_or_default()
    };
    let mut order: Vec<usize> = (0..found.len()).collect();
    let key = |i: usize| {
        let mut chain = vec![(start(&found[i]), i)];
        let mut at = i;
        while let Some(p) = found[at].parent {
            chain.push((start(&found[p]), p));
            at = p;
        }
        chain.reverse();
        chain
    };
    order.sort_by_key(|&i| key(i));
    let mut place = vec![0; found.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let mut slots: Vec<Option<Attribution>> = found.into_iter().map(Some).collect();
    order
        .iter()
        .filter_map(|&old| slots[old].take())
        .map(|mut a| {
            a.parent = a.parent.map(|p| place[p]);
            a
        })
        .collect()
}
