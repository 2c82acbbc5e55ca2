//! Pairs quotation marks: tokens in, quoted stretches out.
//!
//! Example: in `“He said ‘no’,” she wrote` the outer pair has depth 1, the inner one depth 2.
//!
//! **Finds** straight `"`, curly, doubled apostrophes and graves, guillemets of either direction, German low marks, and single
//! British marks; nested; continued over paragraphs with reopened marks; unclosed ones, which end with their paragraph.
//! **Leaves alone** apostrophes (don’t, the workers’ union, ’98, rock ’n’ roll), inches, feet and minutes (6'2", 5").
//! **Why** every later stage asks "inside whose marks is this word?". **Source**: the Chicago Manual of Style 13 (marks,
//! continuation over paragraphs), Unicode's line-breaking annex 14 (the QU class: direction depends on the neighbours).

mod glyphs;
mod search;

use std::ops::Range;

use crate::error::Note;
use crate::span::{Span, Spans};

use self::glyphs::{Event, Glyphs, LOST, Style};
use self::search::Action;
use super::tokens::Token;

/// What a token does as a quotation mark. The number is the depth of the stretch it bounds, 1 the outermost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MarkRole {
    /// It is none.
    #[default]
    None,
    /// It opens a stretch.
    Open(u8),
    /// It closes one.
    Close(u8),
}

/// A stretch between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Token of the opening mark.
    pub open: usize,
    /// Token of the closing mark; `None` where the paragraph ended first.
    pub close: Option<usize>,
    /// First token between the marks.
    pub first: usize,
    /// Token after the last one between the marks; never less than `first`.
    pub end: usize,
    /// 1 for the outermost.
    pub depth: u8,
    /// The marks were left open in the paragraph before and are opened again here.
    pub continues: bool,
}

/// The quotation marks of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    quoted: Vec<Quoted>,
    depth: Vec<u8>,
    role: Vec<MarkRole>,
}

impl Marks {
    /// All quoted stretches in the order of their opening marks.
    #[must_use]
    pub fn quoted(&self) -> &[Quoted] {
        &self.quoted
    }

    /// How many quoted stretches hold the token. A mark counts with the stretch that it bounds.
    #[must_use]
    pub fn depth(&self, token: usize) -> u8 {
        self.depth[token]
    }

    /// What the token does as a quotation mark.
    #[must_use]
    pub fn role(&self, token: usize) -> MarkRole {
        self.role[token]
    }
}

/// Pairs the marks of every paragraph, given as token ranges.
pub(super) fn pair(text: &str, tokens: &[Token], paragraphs: &[Range<usize>], notes: &mut Vec<Note>) -> Marks {
    let glyphs = Glyphs { text, tokens };
    let marks = Marks { quoted: Vec::new(), depth: vec![0; tokens.len()], role: vec![MarkRole::None; tokens.len()] };
    let mut writer = Writer { marks, open: Vec::new(), left: Vec::new(), odd: Vec::new() };
    let mut room = MOST_MARKS;
    for (k, paragraph) in paragraphs.iter().enumerate() {
        let mut events: Vec<Event> = Vec::new();
        for i in paragraph.clone() {
            if events.len() < room && events.last().is_none_or(|e| i >= e.token + e.width) {
                events.extend(glyphs.event(i).filter(|e| i + e.width <= paragraph.end));
            }
        }
        room -= events.len();
        let next = paragraphs.get(k + 1).cloned().unwrap_or_default();
        let leading: Vec<&str> = next.take(search::DEEPEST).map(|i| glyphs.word(i)).collect();
        let actions = search::cheapest(&events, &leading);
        writer.paragraph(paragraph.clone(), &events, &actions);
    }
    writer.end(tokens, notes)
}

/// Marks and apostrophes that are looked at; no report has a hundredth of them. Time and memory are bounded by it.
const MOST_MARKS: usize = 1_000_000;

/// Writes the decisions down.
struct Writer {
    marks: Marks,
    /// Open stretches: index among the quoted, style.
    open: Vec<(usize, Style)>,
    /// The stretches that the paragraph before left open.
    left: Vec<(usize, Style)>,
    /// Marks without partner, with whether they open.
    odd: Vec<(usize, bool)>,
}

impl Writer {
    fn paragraph(&mut self, paragraph: Range<usize>, events: &[Event], actions: &[Action]) {
        let mut at = paragraph.start;
        let mut leading = 0;
        for (event, action) in events.iter().zip(actions) {
            self.marks.depth[at..event.token].fill(self.open.len() as u8);
            let tokens = event.token..event.token + event.width;
            at = tokens.end;
            match *action {
                Action::Symbol => {
                    self.marks.depth[tokens].fill(self.open.len() as u8);
                    if event.symbol >= LOST {
                        self.odd.push((event.token, event.closes.iter().all(Option::is_none)));
                    }
                }
                Action::Open(style) | Action::LapseOpen(style) => {
                    if matches!(action, Action::LapseOpen(_)) {
                        self.lapse(event.token);
                    }
                    // Only the very first marks of a paragraph go on with what was left open.
                    let first_of_all = event.token == paragraph.start + leading;
                    let continues = first_of_all
                        && self
                            .left
                            .get(self.open.len())
                            .is_some_and(|(_, left)| *left == style || twins(*left, style));
                    if continues {
                        leading = tokens.end - paragraph.start;
                    }
                    self.open(tokens, style, continues);
                }
                Action::Close(place) => {
                    while self.open.len() > usize::from(place) + 1 {
                        self.lapse(event.token);
                    }
                    self.close(tokens);
                }
                Action::CloseTwo => {
                    self.close(tokens.start..tokens.start + 1);
                    self.close(tokens.end - 1..tokens.end);
                }
            }
        }
        self.marks.depth[at..paragraph.end].fill(self.open.len() as u8);
        // Those that were not opened again here have lost their partner.
        self.forget_left(paragraph.start);
        for (index, _) in &self.open {
            self.marks.quoted[*index].end = paragraph.end;
        }
        self.left = std::mem::take(&mut self.open);
    }

    fn open(&mut self, tokens: Range<usize>, style: Style, continues: bool) {
        self.open.push((self.marks.quoted.len(), style));
        let depth = self.open.len() as u8;
        self.marks.depth[tokens.clone()].fill(depth);
        self.marks.role[tokens.clone()].fill(MarkRole::Open(depth));
        let (open, first) = (tokens.end - 1, tokens.end);
        self.marks.quoted.push(Quoted { open, close: None, first, end: first, depth, continues });
    }

    fn close(&mut self, tokens: Range<usize>) {
        let depth = self.open.len() as u8;
        let Some((index, _)) = self.open.pop() else { return };
        self.marks.depth[tokens.clone()].fill(depth);
        self.marks.role[tokens.clone()].fill(MarkRole::Close(depth));
        let quoted = &mut self.marks.quoted[index];
        (quoted.end, quoted.close) = (tokens.start.max(quoted.first), Some(tokens.start));
    }

    /// The innermost stretch ends unclosed.
    fn lapse(&mut self, end: usize) {
        let Some((index, _)) = self.open.pop() else { return };
        let quoted = &mut self.marks.quoted[index];
        quoted.end = end.max(quoted.first);
        self.odd.push((quoted.open, true));
    }

    fn forget_left(&mut self, paragraph: usize) {
        let from = self.marks.quoted.partition_point(|q| q.open < paragraph);
        let again = self.marks.quoted[from..].iter().filter(|q| q.continues).count();
        for (index, _) in self.left.drain(..).skip(again) {
            self.odd.push((self.marks.quoted[index].open, true));
        }
    }

    fn end(mut self, tokens: &[Token], notes: &mut Vec<Note>) -> Marks {
        const UNCLOSED: &str = "this quotation mark is never closed; its words were taken to end with the paragraph, or where \
            the next mark opens";
        const UNOPENED: &str = "this quotation mark has no partner and was passed over";
        self.forget_left(tokens.len());
        self.odd.sort_unstable();
        for (opens, code, what) in
            [(true, "unclosed-quotation-mark", UNCLOSED), (false, "unopened-quotation-mark", UNOPENED)]
        {
            let spans: Vec<Span> =
                self.odd.iter().filter(|(_, o)| *o == opens).map(|(token, _)| tokens[*token].span).collect();
            let (alone, rest) = spans.split_at(spans.len().min(MOST_NOTES));
            notes.extend(alone.iter().map(|span| Note::new(code, what, Spans::one(*span))));
            if !rest.is_empty() {
                let message = format!("{} more marks have lost their partner", rest.len());
                notes.push(Note::new(code, message, Spans::new(rest.to_vec())));
            }
        }
        self.marks
    }
}

/// Marks without partner that have a note each; the rest share one.
const MOST_NOTES: usize = 50;

/// Styles of one family, of which a writer may use either to go on in the next paragraph.
fn twins(left: Style, now: Style) -> bool {
    use Style::{Curly, Guillemet, Inverted, Single, SingleStraight, Straight};
    matches!(
        (left, now),
        (Curly, Straight)
            | (Straight, Curly)
            | (Single, SingleStraight)
            | (SingleStraight, Single)
            | (Guillemet, Inverted)
    )
}

#[cfg(test)]
mod tests;
