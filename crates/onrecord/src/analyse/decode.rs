//! From one candidate's numbers to labelled tokens: the best path, found by dynamic programming (Viterbi 1967).
//!
//! The path chooses outside, speaker, cue or content for every token of a window. Entering and leaving a run of speaker or
//! content also pays its border logits. A cue is one run that begins at the candidate. `training/decode.py` does the same.

use crate::model::{Candidate, LABELS, Window};

/// Weight of the border logits; 0.5 was best of 0, 0.25, 0.5, 1 on the held-out fold.
const BORDER: f32 = 0.5;
const NEVER: f32 = -1e9;
const CUE: usize = 2;

/// What a token is, seen from one cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// None of the others.
    Outside,
    /// Part of the speaker mention.
    Speaker,
    /// Part of the cue.
    Cue,
    /// Part of the content.
    Content,
}

const ALL: [Label; LABELS] = [Label::Outside, Label::Speaker, Label::Cue, Label::Content];

/// A token with its label and that label's log-probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Labelled {
    /// Index of the token in the document.
    pub token: usize,
    /// Its label on the best path.
    pub label: Label,
    /// Natural logarithm of the label's probability, on its own.
    pub log_probability: f32,
    /// Natural logarithm of the probability that it is part of a speaker mention.
    pub speaker: f32,
}

/// Which border logits a label pays on entering and leaving.
const fn gate(label: usize) -> Option<(usize, usize)> {
    match label {
        1 => Some((LABELS, LABELS + 1)),
        3 => Some((LABELS + 2, LABELS + 3)),
        _ => None,
    }
}

/// Labels every token of the window as seen from `candidate`.
pub fn label(window: &Window, candidate: &Candidate) -> Vec<Labelled> {
    let places: Vec<(usize, usize)> =
        window.token.iter().enumerate().filter_map(|(piece, token)| token.map(|t| (piece, t as usize))).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let logs: Vec<[f32; LABELS]> = places.iter().map(|&(p, _)| log_softmax(&candidate.scores[p])).collect();
    let mut back = vec![[0usize; LABELS]; places.len()];
    let mut score = [NEVER; LABELS];
    for (k, &(piece, _)) in places.iter().enumerate() {
        let pay = &candidate.scores[piece];
        let mut next = [NEVER; LABELS];
        for y in 0..LABELS {
            if piece == candidate.cue && y != CUE || piece < candidate.cue && y == CUE {
                continue;
            }
            let (mut best, mut from) = if k == 0 { (0.0, LABELS) } else { (NEVER, 0) };
            for (x, &before) in score.iter().enumerate() {
                if k == 0 || y == CUE && piece != candidate.cue && x != CUE {
                    continue;
                }
                let leave = gate(x)
                    .filter(|_| x != y)
                    .map_or(0.0, |(_, last)| BORDER * candidate.scores[places[k - 1].0][last]);
                if before + leave > best {
                    (best, from) = (before + leave, x);
                }
            }
            let enter = gate(y).filter(|_| from != y).map_or(0.0, |(first, _)| BORDER * pay[first]);
            next[y] = best + enter + logs[k][y];
            back[k][y] = from;
        }
        score = next;
    }
    let last = places[places.len() - 1].0;
    let mut y = (0..LABELS)
        .map(|y| score[y] + gate(y).map_or(0.0, |(_, end)| BORDER * candidate.scores[last][end]))
        .enumerate()
        .fold((0, f32::MIN), |best, (y, s)| if s > best.1 { (y, s) } else { best })
        .0;
    let mut out: Vec<Labelled> = Vec::with_capacity(places.len());
    for k in (0..places.len()).rev() {
        out.push(Labelled { token: places[k].1, label: ALL[y], log_probability: logs[k][y], speaker: logs[k][1] });
        if k > 0 {
            y = back[k][y];
        }
    }
    out.reverse();
    out
}

fn log_softmax(scores: &[f32]) -> [f32; LABELS] {
    let top = scores[..LABELS].iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = scores[..LABELS].iter().map(|s| (s - top).exp()).sum();
    std::array::from_fn(|y| scores[y] - top - sum.ln())
}
