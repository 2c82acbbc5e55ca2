//! Pairs quotation marks: tokens in, quoted stretches out.
//!
//! Example: in `“He said ‘no’,” she wrote` the outer pair has depth 1, the inner one depth 2.
//!
//! **Finds** straight `"`, curly, doubled apostrophes and graves, guillemets of either direction, German low marks, and single
//! British marks; nested; continued over paragraphs with reopened marks; unclosed ones, which end with their paragraph.
//! **Leaves alone** apostrophes (don’t, the workers’ union, ’98, rock ’n’ roll), inches, feet and minutes (6'2", 5").
//! **Why** every later stage asks "inside whose marks is this word?". **Source**: the Chicago Manual of Style 13 (marks,
//! continuation over paragraphs), Unicode's line-breaking annex 14 (the QU class: direction depends on the neighbours).

use crate::error::Note;
use crate::span::{Span, Spans};

use super::tokens::{Token, TokenKind};

/// Marks nested deeper than this are read as plain symbols.
const DEEPEST: usize = 8;
/// Words that an apostrophe may begin.
const ELISIONS: [&str; 12] = ["em", "tis", "twas", "til", "till", "cause", "n", "bout", "round", "cos", "un", "ere"];

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Straight,
    Doubled,
    Curly,
    Low,
    Right,
    Guillemet,
    Inverted,
    Angle,
    Single,
    SingleStraight,
    SingleLow,
}

struct Open {
    style: Style,
    token: usize,
}

/// One paragraph under work.
struct Pairing<'a> {
    text: &'a str,
    tokens: &'a [Token],
    from: usize,
    /// For each token of the paragraph: is there a later one that could close a single mark?
    closes_later: Vec<bool>,
    stack: Vec<Open>,
}

/// Pairs the marks of every paragraph, given as token ranges.
pub(super) fn pair(
    text: &str,
    tokens: &[Token],
    paragraphs: &[std::ops::Range<usize>],
    notes: &mut Vec<Note>,
) -> Marks {
    let mut marks =
        Marks { quoted: Vec::new(), depth: vec![0; tokens.len()], role: vec![MarkRole::None; tokens.len()] };
    let mut left_open: Option<(Style, usize)> = None;
    for paragraph in paragraphs {
        let mut p = Pairing::new(text, tokens, paragraph.clone());
        let first = marks.quoted.len();
        let mut reopened = false;
        for i in paragraph.clone() {
            let step = p.step(i);
            match step {
                Step::None => marks.depth[i] = p.stack.len() as u8,
                Step::Open(style) => {
                    p.stack.push(Open { style, token: i });
                    let depth = p.stack.len() as u8;
                    marks.role[i] = MarkRole::Open(depth);
                    marks.depth[i] = depth;
                    let continues = i == paragraph.start && left_open.is_some_and(|(s, _)| s == style);
                    reopened |= continues;
                    marks.quoted.push(Quoted { open: i, close: None, first: i + 1, end: i + 1, depth, continues });
                }
                Step::Close(at) => {
                    while p.stack.len() > at + 1 {
                        let lost = p.stack.pop().map_or(i, |o| o.token);
                        marks.end(first, lost, i, None);
                        notes.push(unclosed(tokens[lost].span));
                    }
                    let depth = p.stack.len() as u8;
                    marks.role[i] = MarkRole::Close(depth);
                    marks.depth[i] = depth;
                    if let Some(open) = p.stack.pop() {
                        marks.end(first, open.token, i, Some(i));
                    }
                }
            }
        }
        if let Some((_, token)) = left_open.take()
            && !reopened
        {
            notes.push(unclosed(tokens[token].span));
        }
        for (k, open) in p.stack.iter().enumerate() {
            marks.end(first, open.token, paragraph.end, None);
            if k == 0 {
                left_open = Some((open.style, open.token));
            } else {
                notes.push(unclosed(tokens[open.token].span));
            }
        }
    }
    if let Some((_, token)) = left_open {
        notes.push(unclosed(tokens[token].span));
    }
    marks
}

impl Marks {
    fn end(&mut self, from: usize, open: usize, end: usize, close: Option<usize>) {
        if let Ok(at) = self.quoted[from..].binary_search_by_key(&open, |q| q.open) {
            let q = &mut self.quoted[from + at];
            (q.end, q.close) = (end.max(q.first), close);
        }
    }
}

fn unclosed(mark: Span) -> Note {
    Note::new(
        "unclosed-quotation-mark",
        "this quotation mark is never closed; its paragraph's end was taken",
        Spans::one(mark),
    )
}

enum Step {
    None,
    Open(Style),
    /// Closes the stretch at this place of the stack, and all above it.
    Close(usize),
}

impl<'a> Pairing<'a> {
    fn new(text: &'a str, tokens: &'a [Token], range: std::ops::Range<usize>) -> Self {
        let mut p =
            Self { text, tokens, from: range.start, closes_later: vec![false; range.len() + 1], stack: Vec::new() };
        for i in range.rev() {
            let k = i - p.from;
            let here = matches!(p.word(i), "'" | "’") && p.may_close(i) && !p.may_possess(i) && !p.shortens(i);
            p.closes_later[k] = p.closes_later[k + 1] && p.word(i) != "‘" || here;
        }
        p
    }

    fn word(&self, i: usize) -> &'a str {
        &self.text[self.tokens[i].span.range()]
    }

    fn before(&self, i: usize) -> Option<char> {
        self.text[..self.tokens[i].span.start()].chars().next_back()
    }

    fn after(&self, i: usize) -> Option<char> {
        self.text[self.tokens[i].span.end()..].chars().next()
    }

    /// Nothing, a space, an opening bracket, a dash or another mark stands before, and no space after.
    fn may_open(&self, i: usize) -> bool {
        let before = self.before(i).is_none_or(|c| c.is_whitespace() || "([{—–-―/\"“‘«„‚'’:".contains(c));
        before && self.after(i).is_some_and(|c| !c.is_whitespace())
    }

    /// No space before, and no letter or digit after.
    fn may_close(&self, i: usize) -> bool {
        self.before(i).is_some_and(|c| !c.is_whitespace()) && !self.after(i).is_some_and(char::is_alphanumeric)
    }

    /// A plural possessive: an s before, a space and a small letter after.
    fn may_possess(&self, i: usize) -> bool {
        let after = &self.text[self.tokens[i].span.end()..];
        let mut next = after.chars();
        self.before(i).is_some_and(|c| c == 's' || c == 'S' || c == 'z' || c == 'x')
            && next.next() == Some(' ')
            && next.next().is_some_and(char::is_lowercase)
    }

    /// An apostrophe that begins a shortened word or a year: ’em, ’98.
    fn elides(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| {
            t.span.start() == self.tokens[i].span.end()
                && (t.kind == TokenKind::Number && t.span.len() <= 3
                    || self.text[t.span.range()]
                        .strip_suffix('s')
                        .is_some_and(|y| y.len() == 2 && y.bytes().all(|b| b.is_ascii_digit()))
                    || ELISIONS.contains(&self.word(i + 1).to_lowercase().as_str())
                        && !self.word(i + 1).starts_with(char::is_uppercase))
        })
    }

    /// The second apostrophe of rock ’n’ roll.
    fn shortens(&self, i: usize) -> bool {
        i >= self.from + 2
            && self.word(i - 1).eq_ignore_ascii_case("n")
            && matches!(self.word(i - 2), "'" | "’" | "‘")
            && self.tokens[i - 2].span.end() == self.tokens[i - 1].span.start()
    }

    fn open_at(&self, styles: &[Style]) -> Option<usize> {
        self.stack.iter().rposition(|o| styles.contains(&o.style))
    }

    fn open(&self, style: Style) -> Step {
        if self.stack.len() < DEEPEST { Step::Open(style) } else { Step::None }
    }

    fn step(&self, i: usize) -> Step {
        use Style::{
            Angle, Curly, Doubled, Guillemet, Inverted, Low, Right, Single, SingleLow, SingleStraight, Straight,
        };
        let close = |styles: &[Style]| self.open_at(styles);
        match self.word(i) {
            "“" => match close(&[Low]) {
                Some(at) if !self.may_open(i) || self.stack.len() == at + 1 && self.may_close(i) => Step::Close(at),
                _ => self.open(Curly),
            },
            "”" => match close(&[Curly, Low, Right, Straight]) {
                Some(at) => Step::Close(at),
                None if self.may_open(i) && !self.may_close(i) => self.open(Right),
                None => Step::None,
            },
            "„" | "‟" => self.open(Low),
            "«" => self.pointed(i, Guillemet, Inverted),
            "»" => self.pointed(i, Inverted, Guillemet),
            "‹" => self.pointed(i, Angle, Angle),
            "›" => close(&[Angle]).map_or(Step::None, Step::Close),
            "\"" | "＂" => self.straight(i, Straight),
            "''" => self.straight(i, Doubled),
            "``" => self.open(Doubled),
            "‚" if self.may_open(i) => self.open(SingleLow),
            "‘" => match close(&[SingleLow]) {
                Some(at) if self.may_close(i) => Step::Close(at),
                _ if self.elides(i) || !self.may_open(i) || !self.closes_later[i + 1 - self.from] => Step::None,
                _ => self.open(Single),
            },
            "’" => self.single(i, &[Single, SingleLow, SingleStraight], None),
            "'" => self.single(i, &[SingleStraight, Single, SingleLow], Some(SingleStraight)),
            _ => Step::None,
        }
    }

    /// Guillemets: the direction that comes first opens, the other closes; the same one closes in Swedish style.
    fn pointed(&self, i: usize, opens: Style, other: Style) -> Step {
        if opens != other
            && let Some(at) = self.open_at(&[other])
            && !(self.stack.len() == at + 1 && self.stack[at].token + 1 == i)
        {
            return Step::Close(at);
        }
        if let Some(at) = self.open_at(&[opens])
            && !self.may_open(i)
            && self.may_close(i)
        {
            return Step::Close(at);
        }
        self.open(opens)
    }

    fn straight(&self, i: usize, style: Style) -> Step {
        let open = self.open_at(&[style]);
        let (opens, closes) = (self.may_open(i), self.may_close(i));
        match open {
            Some(at) if closes || !opens => Step::Close(at),
            // Seen from both sides it could only open: the mark before was never closed, or a pair stands inside another.
            Some(at) if self.before(i).is_some_and(|c| "“‘'’\"«„".contains(c)) => Step::Close(at),
            Some(_) if self.stack.last().is_some_and(|o| o.style != style) => self.open(style),
            Some(at) => Step::Close(at),
            None if self.measures(i) => Step::None,
            None if self.after(i).is_none_or(char::is_whitespace)
                && self.before(i).is_some_and(|c| !c.is_whitespace()) =>
            {
                match self.open_at(&[Style::Curly]) {
                    Some(at) if style == Style::Straight => Step::Close(at),
                    _ => Step::None,
                }
            }
            None => self.open(style),
        }
    }

    /// Inches, seconds: a digit or a prime right before, and no letter right after.
    fn measures(&self, i: usize) -> bool {
        self.before(i).is_some_and(char::is_numeric) && !self.after(i).is_some_and(char::is_alphabetic)
    }

    fn single(&self, i: usize, closes: &[Style], opens: Option<Style>) -> Step {
        if self.shortens(i) {
            return Step::None;
        }
        if let Some(at) = self.open_at(closes)
            && self.may_close(i)
            && !(self.may_possess(i) && self.closes_later[i + 1 - self.from])
        {
            return Step::Close(at);
        }
        let Some(style) = opens else { return Step::None };
        let fits = self.may_open(i) && !self.elides(i) && self.closes_later[i + 1 - self.from];
        let inside = self.open_at(closes).is_some();
        let letter_before = self.before(i).is_some_and(char::is_alphanumeric);
        if fits && !inside && !letter_before { self.open(style) } else { Step::None }
    }
}

#[cfg(test)]
mod tests {
    use super::MarkRole;
    use crate::text::document;
    use proptest::prelude::*;

    /// Checks the outermost and inner stretches, as (depth, words), and the number of notes.
    #[track_caller]
    fn check(text: &str, expected: &[(u8, &str)], notes: usize) {
        let (doc, found) = document(text);
        let stretches: Vec<_> = doc
            .marks()
            .quoted()
            .iter()
            .map(|q| (q.depth, doc.span_of(q.first..q.end).map_or("", |s| doc.slice(s))))
            .collect();
        assert_eq!(stretches, expected, "{text}");
        assert_eq!(found.len(), notes, "{text}: {found:?}");
    }

    #[test]
    fn every_style_is_paired() {
        for text in [
            "“No,” she said.",
            "\"No,\" she said.",
            "''No,'' she said.",
            "``No,'' she said.",
            "«No,» she said.",
            "»No,« she said.",
            "„No,“ she said.",
            "„No,” she said.",
            "‘No,’ she said.",
            "'No,' she said.",
            "‚No,‘ she said.",
            "”No,” she said.",
        ] {
            check(text, &[(1, "No,")], 0);
        }
    }

    #[test]
    fn inner_marks_are_deeper() {
        check("“He said ‘no’ twice,” she wrote.", &[(1, "He said ‘no’ twice,"), (2, "no")], 0);
        check("‘He said “no” twice,’ she wrote.", &[(1, "He said “no” twice,"), (2, "no")], 0);
        check("\"He said 'no' twice,\" she wrote.", &[(1, "He said 'no' twice,"), (2, "no")], 0);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("The workers’ union didn’t like ’98, rock ’n’ roll or ’em.", &[], 0);
        check("‘The workers’ union won’t go,’ she said.", &[(1, "The workers’ union won’t go,")], 0);
        check("‘Let ’em play rock ’n’ roll,’ she said.", &[(1, "Let ’em play rock ’n’ roll,")], 0);
    }

    #[test]
    fn inches_and_minutes_are_no_marks() {
        check("At 6'2\" he is tall, and the board of 5\" is not.", &[], 0);
        check("“He is 6'2\" tall,” she said.", &[(1, "He is 6'2\" tall,")], 0);
    }

    #[test]
    fn reopened_marks_continue() {
        check("“One.\n\n“Two.”\n\nThree.", &[(1, "One."), (1, "Two.")], 0);
        let (doc, _) = document("“One.\n\n“Two.”");
        assert!(doc.marks().quoted()[1].continues);
    }

    #[test]
    fn an_unclosed_mark_ends_with_its_paragraph_and_is_noted() {
        check("“One two.\n\nThree “four” five.", &[(1, "One two."), (1, "four")], 1);
    }

    proptest! {
        #[test]
        fn any_text_gives_stretches_inside_their_paragraph(text in "[a-z .,\n\"'“”‘’«»„0-9]{0,200}") {
            let (doc, _) = document(&text);
            for q in doc.marks().quoted() {
                let paragraph = doc.paragraph_of(q.open);
                prop_assert!(q.first <= q.end && q.end <= paragraph.end.max(q.first));
                prop_assert!(matches!(doc.marks().role(q.open), MarkRole::Open(d) if d == q.depth));
            }
            for t in 0..doc.tokens().len() {
                prop_assert!(doc.marks().depth(t) <= 8);
            }
        }
    }
}
