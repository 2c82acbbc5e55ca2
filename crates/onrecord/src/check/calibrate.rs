//! How sure an answer is: a place and its speaker in, a probability out that words and speaker are both judged right.
//!
//! The numbers are shares of right answers on claims made from PolNeAR (`python3 corpora/check.py measure` prints the reliability), rounded down; set them
//! anew when a rule of `verdict.rs` changes.

use super::Words;
use super::attribution::Credit;
use super::verdict::{Claimed, Found};

/// Of a place that was found.
pub(super) fn confidence(found: &Found, credit: &Credit, claimed: &Claimed) -> f32 {
    let few = claimed.folded.words.len() < 5;
    let words: f32 = match found.words {
        Words::Verbatim | Words::Trimmed => 0.995,
        Words::Altered if found.similarity >= 0.8 => 0.98,
        Words::Altered if found.similarity >= 0.7 => 0.95,
        Words::Altered => 0.75,
        Words::QuotedFromParaphrase => 0.98,
        _ => 0.95,
    };
    (words - if few { 0.06 } else { 0.0 }) * credit.sure
}

/// Where nothing was found.
pub(super) fn nothing(words: Words) -> f32 {
    if words == Words::TooShort { 0.9 } else { 0.97 }
}
