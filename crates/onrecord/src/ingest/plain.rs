//! Finds the paragraphs of plain text. The text itself stays as it is.
//!
//! Blank lines part paragraphs. Between them, lines are either hard wraps or a paragraph each, and the whole document
//! tells which: where lines are wrapped, many begin with a small letter (`…that it would` / `open the gate`), and the
//! lines of one paragraph fall short of the width by no more than the next word.
//!
//! **Finds** wraps at any width up to [`WIDEST`], even or ragged, with first-line or hanging indents, with or without blank
//! lines between paragraphs. **Leaves alone** longer lines, transcripts, lists. **Why** a quotation may span a wrap but no paragraph.
//! **Source**: measured on news text wrapped in 28 ways; the limits below come from there.

use std::ops::Range;

use super::{Page, Part, PartKind};

/// Wrapped lines are at most this many columns long.
const WIDEST: u32 = 130;
/// Columns of a tab.
const TAB: u32 = 4;
/// The share of pairs of lines with words flowing over the break from which lines count as wrapped.
const FLOWING: f32 = 0.25;
/// The same where most lines are too long to be wrapped.
const FLOWING_AMONG_LONG: f32 = 0.6;
/// The share of full lines from which text without small letters (wire copy in capitals, other scripts) is wrapped.
const FULL: f32 = 0.7;
/// The share of indented lines after a sentence's end from which an indent begins a paragraph.
const INDENT_BEGINS: f32 = 0.6;

/// The page of a plain text.
pub(crate) fn page(id: String, text: String) -> Page {
    let paragraphs = paragraphs(&text);
    let whole = Part { kind: PartKind::Body, range: 0..text.len(), author: None, published: None };
    Page {
        id,
        paragraphs,
        parts: if text.is_empty() { Vec::new() } else { vec![whole] },
        exchanges: Vec::new(),
        charset: "UTF-8",
        trace: None,
        title: None,
        byline: Vec::new(),
        canonical_url: None,
        published: None,
        updated: None,
        outlet: None,
        language: None,
        extractor: None,
        url: None,
        retrieved: None,
        notes: Vec::new(),
        text,
    }
}

/// A line that is not blank.
#[derive(Clone, Copy)]
struct Line {
    /// Without the white space around, in bytes.
    start: u32,
    end: u32,
    /// Columns with the indent; counted up to a little more than [`WIDEST`].
    columns: u32,
    indent: u32,
    after_blank: bool,
}

impl Line {
    fn text(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let setting = Setting::of(text, &lines);
    let mut out: Vec<Range<usize>> = Vec::new();
    for (k, line) in lines.iter().enumerate() {
        let goes_on = k > 0 && !line.after_blank && setting.joins(text, lines[k - 1], *line);
        match out.last_mut() {
            Some(last) if goes_on => last.end = line.end as usize,
            _ => out.push(line.start as usize..line.end as usize),
        }
    }
    out
}

fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut after_blank = true;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let end = rest.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
        let (raw, break_) = end.map_or((rest, ""), |e| (&rest[..e], &rest[e..]));
        // A carriage return and line feed are one break; a paragraph separator is a blank line.
        let width = break_.chars().next().map_or(0, |c| if break_.starts_with("\r\n") { 2 } else { c.len_utf8() });
        let body = raw.trim();
        if body.is_empty() {
            after_blank = true;
        } else {
            let lead = raw.len() - raw.trim_start().len();
            let indent =
                raw[..lead].chars().take(WIDEST as usize).map(|c| if c == '\t' { TAB } else { 1 }).sum::<u32>();
            let columns = indent + body.chars().take(2 * WIDEST as usize).count() as u32;
            let (start, end) = ((at + lead) as u32, (at + lead + body.len()) as u32);
            out.push(Line { start, end, columns, indent, after_blank });
            after_blank = break_.starts_with('\u{2029}');
        }
        at += raw.len() + width;
    }
    out
}

/// How the lines of a document are set.
struct Setting {
    /// Columns of the widest line that the next one follows without a blank line; 0 where lines are not wrapped.
    width: u32,
    /// A line that falls short of the width by more than this, the next word included, ends its paragraph.
    ragged: i64,
    /// A line that is indented by more than this begins a paragraph; `None` where indents tell nothing.
    indent: Option<u32>,
}

impl Setting {
    fn of(text: &str, lines: &[Line]) -> Self {
        let mut setting = Self { width: 0, ragged: 0, indent: None };
        let short = |w: &&[Line]| !w[1].after_blank && w[0].columns <= WIDEST && w[1].columns <= WIDEST;
        let pairs = || lines.windows(2).filter(short);
        let count = pairs().count();
        let all = lines.windows(2).filter(|w| !w[1].after_blank).count();
        setting.width = pairs().map(|w| w[0].columns).max().unwrap_or(0);
        let shares = |n: usize, limit: f32| n > 0 && n as f32 >= limit * count as f32;
        // A few short lines among long ones must be surer.
        let flowing_least = if 2 * count >= all { FLOWING } else { FLOWING_AMONG_LONG };
        let flowing = pairs().filter(|w| flows(text, w[0], w[1])).count();
        let full = pairs().filter(|w| setting.missing(text, w[0], w[1]) <= 0 && !ends(w[0].text(text))).count();
        let caseless = pairs().all(|w| !w[1].text(text).starts_with(char::is_lowercase));
        if !(shares(flowing, flowing_least) || caseless && count > 2 && shares(full, FULL)) {
            setting.width = 0;
            return setting;
        }
        // Inside a paragraph no line falls shorter than the raggedest ones that surely go on.
        let mut missing: Vec<i64> =
            pairs().filter(|w| flows(text, w[0], w[1])).map(|w| setting.missing(text, w[0], w[1])).collect();
        missing.sort_unstable();
        let most = missing.get((missing.len() * 49).div_ceil(50).saturating_sub(1)).copied().unwrap_or(0);
        setting.ragged = most.max(0);
        let mut usual: Vec<u32> = pairs().filter(|w| flows(text, w[0], w[1])).map(|w| w[1].indent).collect();
        usual.sort_unstable();
        let usual = usual.get(usual.len() / 2).copied().unwrap_or(0);
        let indented = || pairs().filter(|w| w[1].indent > usual);
        let after_end = indented().filter(|w| ends(w[0].text(text))).count();
        if after_end > 0 && after_end as f32 >= INDENT_BEGINS * indented().count() as f32 {
            setting.indent = Some(usual);
        }
        setting
    }

    /// Columns that stay free at the end of `line` if the first word of `next` is put there.
    fn missing(&self, text: &str, line: Line, next: Line) -> i64 {
        let word = next.text(text).split_whitespace().next().map_or(0, |w| w.chars().take(WIDEST as usize).count());
        i64::from(self.width) - i64::from(line.columns) - 1 - word as i64
    }

    /// Whether `next`, right below `line`, goes on with its paragraph.
    fn joins(&self, text: &str, line: Line, next: Line) -> bool {
        if self.width == 0 || line.columns > WIDEST || next.columns > WIDEST {
            return false;
        }
        let (above, below) = (line.text(text), next.text(text));
        if begins_item(above, below) || self.indent.is_some_and(|usual| next.indent > usual) {
            return false;
        }
        if flows(text, line, next) {
            return true;
        }
        let missing = self.missing(text, line, next);
        // A short line that ends a sentence ends a paragraph; one that does not is a heading only if it is very short.
        if ends(above) { missing <= self.ragged } else { missing <= self.ragged.max(i64::from(self.width) * 2 / 5) }
    }
}

/// Words that a line ends with only where it is wrapped.
const NEVER_LAST: [&str; 34] = [
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "had", "has", "if", "into", "is", "its", "nor", "of",
    "or", "our", "said", "says", "than", "that", "the", "their", "to", "was", "were", "which", "who", "whose", "will",
    "with", "would",
];

/// Whether the words of `line` surely go on in `next`.
fn flows(text: &str, line: Line, next: Line) -> bool {
    let (above, below) = (line.text(text), next.text(text));
    let mut first = below.chars();
    let small = first.next().is_some_and(char::is_lowercase);
    let listed = matches!(first.next(), Some(')' | '.')) || below.starts_with("http") || below.starts_with("www.");
    small && !listed || NEVER_LAST.contains(&above.rsplit(char::is_whitespace).next().unwrap_or(""))
}

/// Whether a line ends as a sentence or a heading with a colon does.
fn ends(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', '“', '‘', '«', ')', ']']);
    bare.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '؟', '۔', '।'])
}

/// Whether `line` begins a list item or a speaker's turn in a transcript.
fn begins_item(above: &str, line: &str) -> bool {
    let mut chars = line.chars();
    match (chars.next(), chars.next()) {
        (Some('•' | '‣' | '◦' | '▪' | '●' | '*'), Some(c)) if c.is_whitespace() => return true,
        (Some('-'), Some(' ')) => return ends(above) || above.starts_with("- "),
        _ => (),
    }
    let Some((head, _)) = line.split_once(": ").filter(|(head, _)| head.len() <= 60) else { return false };
    head.chars().filter(|c| c.is_alphabetic()).count() > 1
        && head.starts_with(char::is_alphabetic)
        && head.contains('(') == head.contains(')')
        && head.chars().all(|c| !c.is_lowercase() && !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = paragraphs(text).into_iter().map(|p| text[p].to_owned()).collect();
        assert_eq!(found, expected);
    }

    const WRAPPED: &str = "\
The harbour board said on Monday that it would open the
southern gate to fishing boats again before the winter,
if the council agrees. Two of its members voted against
it.
Ana Ruiz, counsel for the town, called the vote a shame
and said that “nobody had asked the boats.” She will go
to court.
“We waited,” she said.
The council meets on Friday.";

    #[test]
    fn blank_lines_part_paragraphs() {
        check("One.\r\n\r\n  Two.  \n \n\nThree", &["One.", "Two.", "Three"]);
    }

    #[test]
    fn hard_wraps_are_joined() {
        let text = "The harbour board said on Monday that it would open the\nsouthern gate to fishing boats again before the winter,\nif the council agrees.\n\nNext.";
        check(text, &[text.split("\n\n").next().unwrap_or_default(), "Next."]);
    }

    #[test]
    fn a_short_line_ends_a_wrapped_paragraph() {
        let starts: Vec<_> = paragraphs(WRAPPED).into_iter().map(|p| &WRAPPED[p.start..p.start + 9]).collect();
        assert_eq!(starts, ["The harbo", "Ana Ruiz,", "“We wai", "The counc"]);
    }

    #[test]
    fn carriage_returns_are_line_breaks_too() {
        assert_eq!(paragraphs(&WRAPPED.replace('\n', "\r\n")).len(), 4);
        assert_eq!(paragraphs(&WRAPPED.replace('\n', "\r")).len(), 4);
    }

    #[test]
    fn a_line_each_stays_a_paragraph_each() {
        check(
            "Harbour opens again\n“We waited long,” said Ana Ruiz.\nShe left.",
            &["Harbour opens again", "“We waited long,” said Ana Ruiz.", "She left."],
        );
        let long = format!("{}.\n{}.\nshort", "word ".repeat(40).trim(), "Word ".repeat(60).trim());
        assert_eq!(paragraphs(&long).len(), 3);
    }

    #[test]
    fn transcript_lines_stay_apart() {
        check(
            "OKOYE: When will it open?\nRUIZ: Soon.\nOKOYE: How soon?",
            &["OKOYE: When will it open?", "RUIZ: Soon.", "OKOYE: How soon?"],
        );
        let wrapped = "OKOYE: When will the southern gate open again to all of the\nboats of the town? We have waited for it since the autumn of\nRUIZ: Soon.";
        assert_eq!(paragraphs(wrapped).len(), 2);
    }

    #[test]
    fn an_indented_line_starts_a_paragraph() {
        let text = "  The board met for three hours on Monday evening and\nagreed on nothing that anybody outside could name or\nuse for long.\n  A second meeting is set for the end of the month, in\nthe same hall.";
        assert_eq!(paragraphs(text).len(), 2);
    }

    #[test]
    fn a_hanging_indent_starts_none() {
        let text = "The board met for three hours on Monday evening and\n   agreed on nothing that anybody outside could name\n   or use for long.";
        assert_eq!(paragraphs(text).len(), 1);
    }

    #[test]
    fn list_items_stay_apart() {
        check(
            "• Boats of the town\n• Boats of others and\n  of guests",
            &["• Boats of the town", "• Boats of others and\n  of guests"],
        );
    }

    #[test]
    fn capitals_wrap_too() {
        let text = "THE HARBOUR BOARD SAID ON MONDAY IT WOULD OPEN THE\nSOUTHERN GATE TO FISHING BOATS AGAIN BEFORE WINTER\nIF THE COUNCIL AGREES WITH THE PLAN OF ITS MEMBERS\nWHO VOTED FOR IT.";
        assert_eq!(paragraphs(text).len(), 1);
    }

    #[test]
    fn one_endless_line_is_one_paragraph() {
        assert_eq!(paragraphs(&"word ".repeat(1_000_000)).len(), 1);
    }

    proptest! {
        #[test]
        fn paragraphs_hold_every_word_in_order(text in "([a-zA-Z .:\"“é•]|\n|\r|\t|\u{2029}|\u{85}|\u{3000}){0,300}") {
            let found = paragraphs(&text);
            let joined: String = found.iter().map(|p| &text[p.clone()]).collect();
            let words = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(words(&joined), words(&text));
            prop_assert!(found.windows(2).all(|w| w[0].end <= w[1].start));
        }
    }
}
