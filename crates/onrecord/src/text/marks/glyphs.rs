//! What one token could do as a quotation mark: a token in, its readings with their costs out.
//!
//! Example: the mark of `dogs' ears` may close a single quotation (10) or be an apostrophe (2), and opens nothing.
//!
//! Costs are tenths of "one odd thing in the text": 0 is what a typesetter would do, 60 goes against the white space
//! around, [`LOST`] loses a partner. They were set by hand and measured by turning well-marked news text into every
//! other style and comparing the depth of each word.

use crate::text::tokens::{Token, TokenKind};

/// A mark without its partner.
pub(super) const LOST: u32 = 30;
/// A mark that only its glyph, and nothing around it, makes a mark.
const HARDLY: u32 = 70;

/// Which pair of glyphs bounds a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `"…"`
    Straight,
    /// `''…''`, ` ``…'' `, `‘‘…’’`
    Doubled,
    /// `“…”`
    Curly,
    /// `„…“`, `„…”`
    Low,
    /// `”…”`
    Right,
    /// `«…»`
    Guillemet,
    /// `»…«`, `»…»`
    Inverted,
    /// `‹…›`
    Angle,
    /// `›…‹`
    AngleInverted,
    /// `「…」`
    Corner,
    /// `『…』`
    WhiteCorner,
    /// `‘…’`
    Single,
    /// `'…'`
    SingleStraight,
    /// `‚…‘`
    SingleLow,
    /// `’…’`
    SingleRight,
}

impl Style {
    /// Whether an apostrophe can look like one of its marks.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Self::Single | Self::SingleStraight | Self::SingleLow | Self::SingleRight)
    }

    /// Whether a paragraph that begins with `glyph` may go on with a stretch of this style.
    pub(super) fn reopens_with(self, glyph: &str) -> bool {
        match self {
            Self::Straight => glyph == "\"" || glyph == "“",
            Self::Doubled => matches!(glyph, "''" | "``" | "‘"),
            Self::Curly => glyph == "“" || glyph == "\"",
            Self::Low => glyph == "„",
            Self::Right => glyph == "”",
            Self::Guillemet => glyph == "«" || glyph == "»",
            Self::Inverted => glyph == "»",
            Self::Angle => glyph == "‹",
            Self::AngleInverted => glyph == "›",
            Self::Corner => glyph == "「",
            Self::WhiteCorner => glyph == "『",
            Self::Single => glyph == "‘" || glyph == "'",
            Self::SingleStraight => glyph == "'" || glyph == "‘",
            Self::SingleLow => glyph == "‚",
            Self::SingleRight => glyph == "’",
        }
    }
}

/// A token, or two that make one mark, with all that it could do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    /// Its first token.
    pub token: usize,
    /// Its number of tokens, 1 or 2.
    pub width: usize,
    /// The style that it could open, at which cost.
    pub open: Option<(Style, u32)>,
    /// The styles that it could close, at which cost.
    pub closes: [Option<(Style, u32)>; 6],
    /// The cost of closing two single stretches at once, if it could.
    pub two: Option<u32>,
    /// The cost of being no quotation mark.
    pub symbol: u32,
    /// It stands where a sentence or a speech could begin.
    pub placed: bool,
}

impl Event {
    fn new(token: usize, symbol: u32) -> Self {
        Self { token, width: 1, open: None, closes: [None; 6], two: None, symbol, placed: false }
    }

    fn opening(mut self, style: Style, cost: u32) -> Self {
        self.open = Some((style, cost));
        self
    }

    fn closing(mut self, styles: &[Style], cost: u32) -> Self {
        let free = self.closes.iter_mut().filter(|c| c.is_none());
        for (slot, style) in free.zip(styles) {
            *slot = Some((*style, cost));
        }
        self
    }
}

/// What stands beside a mark, other marks left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// White space or the end of the text.
    Space,
    /// A letter, digit or a sign that begins or ends a word.
    Word,
    /// Punctuation that ends something: a stop, a comma, a closing bracket.
    Stop,
    /// A colon or an opening bracket.
    Begin,
    /// A dash or hyphen.
    Dash,
}

/// Looks at the tokens of one text.
#[derive(Clone, Copy)]
pub(super) struct Glyphs<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

/// Marks in a row that are looked through to see what stands beside them.
const LOOKED_THROUGH: usize = 12;
/// Words that an apostrophe may begin.
const ELISIONS: [&str; 17] = [
    "bout", "cause", "cos", "em", "er", "ere", "im", "n", "neath", "nuff", "ow", "round", "s", "til", "till", "tis",
    "twas",
];
/// Those of them that a sentence may begin with.
const CAPITAL_ELISIONS: [&str; 5] = ["Em", "Til", "Till", "Tis", "Twas"];
/// Words that an apostrophe may end.
const CLIPPED: [&str; 16] = ["an", "d", "fo", "i", "l", "lil", "mo", "n", "o", "ol", "po", "t", "th", "wi", "wit", "y"];

/// Words that never follow a plural possessive.
const OWNS_NOTHING: [&str; 38] = [
    "and", "are", "as", "asked", "at", "because", "but", "by", "for", "from", "had", "has", "have", "he", "if", "in",
    "into", "is", "it", "nor", "of", "on", "or", "said", "says", "she", "than", "that", "the", "they", "to", "was",
    "were", "when", "which", "while", "who", "with",
];

impl<'a> Glyphs<'a> {
    pub(super) fn word(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| &self.text[t.span.range()])
    }

    fn touch(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|next| next.span.start() == self.tokens[i].span.end())
    }

    /// What the token at `i` could do; `None` where it is no glyph of any mark, or an apostrophe inside a word.
    pub(super) fn event(&self, i: usize) -> Option<Event> {
        use Style::{
            Angle, AngleInverted, Corner, Curly, Doubled, Guillemet, Inverted, Low, Right, Single, SingleLow,
            SingleRight, SingleStraight, Straight, WhiteCorner,
        };
        if self.tokens[i].kind != TokenKind::Symbol {
            return None;
        }
        let (open, close) = self.lean(i, i);
        let wrong_open = if close == 0 { 30 } else { 0 };
        let event = Event::new(i, HARDLY);
        let event = match self.word(i) {
            "\"" | "＂" => self.neutral(i, Straight, &[Doubled, Curly, Low, Right]),
            "''" => Event { two: Some(2 + close), ..self.neutral(i, Doubled, &[Straight, Curly]) },
            "``" => event.opening(Doubled, wrong_open).closing(&[Doubled], 10 + close),
            "“" | "‟" => event.opening(Curly, wrong_open).closing(&[Low], close).closing(&[Curly], 20 + close),
            "”" => {
                let (symbol, measured) = self.measure(i).unwrap_or((HARDLY, 0));
                Event { symbol, ..event }
                    .opening(Right, 15 + open)
                    .closing(&[Curly, Low, Right], close / 4 + measured)
                    .closing(&[Straight, Doubled], 10 + close / 4 + measured)
            }
            "„" => event.opening(Low, 0),
            "«" => event.opening(Guillemet, wrong_open).closing(&[Inverted], close / 4),
            "»" => event.opening(Inverted, 5 + open).closing(&[Guillemet], close / 4).closing(&[Inverted], 10 + close),
            "‹" => event.opening(Angle, wrong_open).closing(&[AngleInverted], close / 4),
            "›" => event.opening(AngleInverted, 5 + open).closing(&[Angle], close / 4),
            "「" => event.opening(Corner, 0),
            "」" => event.closing(&[Corner], 0),
            "『" => event.opening(WhiteCorner, 0),
            "』" => event.closing(&[WhiteCorner], 0),
            "," if self.word(i + 1) == "," && self.touch(i) => {
                let (open, _) = self.lean(i, i + 1);
                Event { width: 2, symbol: 0, ..event }.opening(Low, 5 + open)
            }
            "‘" | "‛" if self.word(i + 1) == "‘" && self.touch(i) => {
                Event { width: 2, ..event }.opening(Doubled, wrong_open)
            }
            "’" if self.word(i + 1) == "’" && self.touch(i) && !self.third(i) => {
                let close = self.lean(i, i + 1).1;
                Event { width: 2, two: Some(2 + close), symbol: LOST, ..event }.closing(&[Doubled], close)
            }
            "‘" | "‛" | "’" | "'" | "´" | "`" if self.inside_word(i) => return None,
            "‘" | "‛" | "`" => Event { symbol: self.apostrophe_before(i), ..event }
                .opening(Single, wrong_open)
                .closing(&[SingleLow], close / 2)
                .closing(&[Single], 20 + close),
            "’" | "´" => {
                let (symbol, extra) = self.apostrophe(i);
                Event { symbol, ..event }
                    .opening(SingleRight, 25 + open)
                    .closing(&[Single, SingleLow, SingleRight], close + extra)
                    .closing(&[SingleStraight], 10 + close + extra)
            }
            "'" => {
                let (symbol, extra) = self.apostrophe(i);
                Event { symbol, ..event }
                    .opening(SingleStraight, 3 + open)
                    .closing(&[SingleStraight], close + extra)
                    .closing(&[Single, SingleLow], 10 + close + extra)
            }
            "‚" if open == 0 => Event { symbol: 20, ..event }.opening(SingleLow, 0),
            _ => return None,
        };
        Some(Event { placed: self.placed(i), ..event })
    }

    /// The first of exactly three marks: it closes the inner stretch, the two that follow the outer one.
    fn third(&self, i: usize) -> bool {
        let next = |k: usize| self.word(k + 1) == "’" && self.touch(k);
        let before = self.text[..self.tokens[i].span.start()].chars().next_back();
        before != Some('’') && next(i + 1) && !next(i + 2)
    }

    /// A glyph that opens and closes alike.
    fn neutral(&self, i: usize, style: Style, others: &[Style]) -> Event {
        let (open, close) = self.lean(i, i);
        let (symbol, measured) = self.measure(i).unwrap_or((HARDLY, 0));
        Event::new(i, symbol)
            .opening(style, open + if symbol < HARDLY { 20 } else { 0 })
            .closing(&[style], close + measured)
            .closing(others, 10 + close + measured)
    }

    /// How well a mark of the tokens `i..=j` would open and close here, by what stands beside it.
    fn lean(&self, i: usize, j: usize) -> (u32, u32) {
        use Side::{Begin, Dash, Space, Stop, Word};
        let at_start = self.text[..self.tokens[i].span.start()].trim_end_matches(' ').chars().next_back();
        let at_start = at_start.is_none_or(|c| matches!(c, '\n' | '\r' | '\u{2029}'));
        match (self.before(i), self.after(j)) {
            (Space | Begin, Word | Begin) => (0, 60),
            (Space, Stop) if matches!(self.word(j + 1), "." | "…") => (0, 20),
            (Space, Dash) => (3, 15),
            (Space, Space) if at_start => (5, 60),
            (Space | Begin, Space | Stop | Dash) => (15, 15),
            (Dash, Word | Begin) => (3, 20),
            (Dash, Stop | Dash) => (15, 5),
            (Dash, Space) => (30, 0),
            (Stop, Word | Begin) => (15, 8),
            (Stop | Word, Space | Stop | Dash) => (60, 0),
            (Word, Word | Begin) => (20, 20),
        }
    }

    fn before(&self, i: usize) -> Side {
        beside(self.text[..self.tokens[i].span.start()].chars().rev(), true)
    }

    fn after(&self, j: usize) -> Side {
        beside(self.text[self.tokens[j].span.end()..].chars(), false)
    }

    /// An apostrophe: letters and digits on both sides, or the ending of an abbreviation (the U.S.’s).
    fn inside_word(&self, i: usize) -> bool {
        let joined = i > 0 && self.touch(i - 1) && self.touch(i) && self.tokens[i + 1].kind != TokenKind::Symbol;
        let ending = || self.word(i - 1) == "." && matches!(self.word(i + 1), "s" | "d" | "ll" | "re" | "ve");
        joined && (self.tokens[i - 1].kind != TokenKind::Symbol || ending())
    }

    /// For a mark right after a number: the cost of being inches or seconds, and what closing costs on top.
    fn measure(&self, i: usize) -> Option<(u32, u32)> {
        let number = |k: usize| self.tokens[k].kind == TokenKind::Number;
        if i == 0 || !self.touch(i - 1) || !number(i - 1) {
            return None;
        }
        let feet = i >= 3 && matches!(self.word(i - 2), "'" | "’" | "′" | "´") && number(i - 3) && self.touch(i - 3);
        Some(if feet { (0, 25) } else { (10, 5) })
    }

    /// The word right after the token, if it touches.
    fn next_word(&self, i: usize) -> &'a str {
        if self.touch(i) { self.word(i + 1) } else { "" }
    }

    /// An apostrophe that begins a shortened word or a year: ’em, ’98, ’n’.
    fn elides(&self, i: usize) -> bool {
        let next = self.next_word(i);
        let years = |w: &str| w.len() == 2 && w.bytes().all(|b| b.is_ascii_digit());
        years(next.strip_suffix(['s', 'S']).unwrap_or(next))
            || ELISIONS.contains(&next)
            || CAPITAL_ELISIONS.contains(&next)
    }

    /// The cost of a mark before a word being an apostrophe or a letter of another script.
    fn apostrophe_before(&self, i: usize) -> u32 {
        if self.elides(i) {
            0
        } else if !self.placed(i) {
            20
        } else if self.next_word(i).starts_with(char::is_lowercase) {
            LOST - 2
        } else {
            LOST + 10
        }
    }

    /// The cost of being an apostrophe, and what closing a quotation costs on top of the white space around.
    fn apostrophe(&self, i: usize) -> (u32, u32) {
        if i == 0 || !self.touch(i - 1) || self.tokens[i - 1].kind == TokenKind::Symbol {
            // A mark before a word, or after a stop.
            return match self.before(i) {
                Side::Stop => (LOST, 0),
                Side::Word | Side::Dash if self.after(i) != Side::Word => (15, 2),
                _ => (self.apostrophe_before(i), 0),
            };
        }
        let before = self.word(i - 1);
        if self.tokens[i - 1].kind == TokenKind::Number {
            return (5, 5);
        }
        let small = before.to_lowercase();
        if small == "n" && i >= 2 && matches!(self.word(i - 2), "'" | "’" | "‘") {
            return (0, LOST);
        }
        if CLIPPED.contains(&small.as_str()) && small != "i" && small != "t" {
            return (1, 8);
        }
        let mut after = self.text[self.tokens[i].span.end()..].chars();
        let next = if after.next().is_some_and(char::is_whitespace) { after.next() } else { None };
        match next {
            Some(_) if OWNS_NOTHING.contains(&self.word(i + 1)) => (10, 2),
            Some(c) if small.ends_with(['s', 'x', 'z']) && c.is_lowercase() => (2, 10),
            Some(c) if small.ends_with(['s', 'x', 'z']) && c.is_alphanumeric() => (5, 5),
            Some(c) if small.len() > 3 && small.ends_with("in") && c.is_alphabetic() => (5, 8),
            _ if small.ends_with(['s', 'x', 'z']) => (10, 2),
            _ => (15, 2),
        }
    }

    /// At the start of a paragraph, or after punctuation: where a speech could begin.
    fn placed(&self, i: usize) -> bool {
        let before = self.text[..self.tokens[i].span.start()].chars().rev().take(LOOKED_THROUGH);
        let mut lines = false;
        for c in before {
            lines |= matches!(c, '\n' | '\r' | '\u{2029}');
            if !c.is_whitespace() && !is_glyph(c) && !is_nothing(c) {
                return lines || !c.is_alphanumeric();
            }
        }
        true
    }
}

/// Any character of a quotation mark.
fn is_glyph(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '＂' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』')
        || ('\u{2018}'..='\u{201f}').contains(&c)
}

/// Spaces that typesetters put between two marks.
fn is_thin(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2009}' | '\u{200a}' | '\u{202f}')
}

/// Characters of no width.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// What stands beside a mark, seen from it outward; `back` towards the start of the text.
fn beside(outward: impl Iterator<Item = char>, back: bool) -> Side {
    let mut outward = outward.take(LOOKED_THROUGH).filter(|c| !is_nothing(*c)).peekable();
    while let Some(c) = outward.next() {
        if is_glyph(c) || is_thin(c) && outward.peek().is_some_and(|next| is_glyph(*next)) {
            continue;
        }
        return match c {
            c if c.is_whitespace() => Side::Space,
            ':' | '=' if !back => Side::Stop,
            ':' | '=' | '(' | '[' | '{' | '<' | '¿' | '¡' | '/' | '|' => Side::Begin,
            '.' | ',' | ';' | '!' | '?' | '…' | ')' | ']' | '}' | '>' | '。' | '，' | '！' | '？' | '、' | '؟'
            | '،' => Side::Stop,
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => Side::Dash,
            _ => Side::Word,
        };
    }
    Side::Space
}
