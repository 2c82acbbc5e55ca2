//! Cuts a document into windows of word pieces: paragraphs in, [`Window`]s out.
//!
//! A window is `[CLS] paragraph [SEP] paragraph [SEP] …`; a paragraph that is too long for one is cut after a full
//! stop in its second half, or where it must be. Quotation marks of every style are shown to the model as one style,
//! by their depth: that makes `"…"`, `«…»` and `''…''` the same text to it. `training/data.py` does the same.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::{LENGTH, Pieces, Window};
use crate::text::{Document, MarkRole};

const CLS: u32 = 101;
const SEP: u32 = 102;
const SYMBOL: u8 = 5;

/// The tokens of a stretch of a document as the model is shown them, with their pieces.
pub struct Shown {
    first: usize,
    tokens: Vec<Token>,
}

struct Token {
    pieces: Vec<u32>,
    case: u8,
    depth: u8,
    full_stop: bool,
}

/// Shows the tokens in `range` of `document`. `base` is the depth inside quotation marks to count from: 0 for a whole
/// document, more for the inside of a quotation.
pub fn show(document: &Document, range: Range<usize>, base: u8, pieces: &Pieces) -> Shown {
    let mut known: HashMap<&str, Vec<u32>> = HashMap::new();
    let first = range.start;
    let mut tokens: Vec<Token> = Vec::with_capacity(range.len());
    for i in range {
        let word = document.token_text(i);
        let depth = document.marks().depth(i).saturating_sub(base).min(2);
        let shown = match document.marks().role(i) {
            MarkRole::Open(d) => {
                if d.saturating_sub(base) > 1 {
                    "‘"
                } else {
                    "“"
                }
            }
            MarkRole::Close(d) => {
                if d.saturating_sub(base) > 1 {
                    "’"
                } else {
                    "”"
                }
            }
            MarkRole::None if word == "’" => "'",
            MarkRole::None => word,
        };
        let before = tokens.last().is_some_and(|t| t.full_stop);
        let full_stop =
            matches!(word, "." | "?" | "!") || matches!(document.marks().role(i), MarkRole::Close(_)) && before;
        tokens.push(Token {
            pieces: known.entry(shown).or_insert_with(|| pieces.cut(shown)).clone(),
            case: case_of(shown),
            depth,
            full_stop,
        });
    }
    Shown { first, tokens }
}

/// Letter case of a token as the model knows it.
fn case_of(word: &str) -> u8 {
    let Some(first) = word.chars().next() else { return SYMBOL };
    if first.is_numeric() {
        return 4;
    }
    if !first.is_alphanumeric() {
        return SYMBOL;
    }
    let upper = |c: char| c.is_uppercase();
    match (upper(first), word.chars().skip(1).any(upper), word.chars().any(char::is_lowercase)) {
        (false, false, _) => 0,
        (true, false, _) if word.chars().nth(1).is_some() => 1,
        (true, false, _) => 1,
        (_, true, false) => 2,
        _ => 3,
    }
}

impl Shown {
    /// Windows over paragraphs given as token ranges.
    pub fn windows(&self, paragraphs: &[Range<usize>]) -> Vec<Window> {
        let room = LENGTH - 2;
        let (mut out, mut now, mut used) = (Vec::new(), Vec::<Range<usize>>::new(), 0);
        for paragraph in paragraphs {
            let need: usize = self.count(paragraph.clone()) + 1;
            if used + need > room && !now.is_empty() {
                out.push(self.window(&now));
                now.clear();
                used = 0;
            }
            if need <= room {
                now.push(paragraph.clone());
                used += need;
                continue;
            }
            let mut from = paragraph.start;
            while from < paragraph.end {
                let (mut to, mut n) = (from, 1);
                while to < paragraph.end && n + self.token(to).pieces.len() <= room {
                    n += self.token(to).pieces.len();
                    to += 1;
                }
                if to < paragraph.end {
                    let half = from + (to - from) / 2;
                    to = (half + 1..=to).rev().find(|&k| self.token(k - 1).full_stop).unwrap_or(to).max(from + 1);
                    out.push(self.window(std::slice::from_ref(&(from..to))));
                } else {
                    now.push(from..to);
                    used = n;
                }
                from = to;
            }
        }
        if !now.is_empty() {
            out.push(self.window(&now));
        }
        out
    }

    fn token(&self, i: usize) -> &Token {
        &self.tokens[i - self.first]
    }

    fn count(&self, range: Range<usize>) -> usize {
        range.map(|i| self.token(i).pieces.len()).sum()
    }

    fn window(&self, paragraphs: &[Range<usize>]) -> Window {
        let mut w = Window::default();
        let mut push = |id, case, depth, start, token| {
            w.ids.push(id);
            w.case.push(case);
            w.depth.push(depth);
            w.start.push(start);
            w.token.push(token);
        };
        push(CLS, SYMBOL, 0, 0, None);
        for paragraph in paragraphs {
            for i in paragraph.clone() {
                let t = self.token(i);
                for (n, &id) in t.pieces.iter().take(LENGTH - 2).enumerate() {
                    let start = u8::from(i == paragraph.start && n == 0);
                    push(id, t.case, t.depth, start, (n == 0).then_some(i as u32));
                }
            }
            push(SEP, SYMBOL, 0, 0, None);
        }
        w
    }
}
