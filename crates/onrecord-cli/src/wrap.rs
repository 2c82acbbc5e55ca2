//! Styled text as lines of a terminal: words in, lines of a width out, right for any script.
//!
//! Lines break where Unicode allows it (UAX 14), so Chinese breaks between characters and English between words.

use std::ops::Range;

use anstyle::Style;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::visible;

/// Writes styled text, or plain text where colour is off.
#[derive(Debug, Clone, Copy)]
pub struct Paint(pub bool);

impl Paint {
    /// Adds `text` to `out` in a style.
    pub fn put(self, out: &mut String, style: Style, text: &str) {
        use std::fmt::Write;
        let _ =
            if self.0 && style != Style::new() { write!(out, "{style}{text}{style:#}") } else { write!(out, "{text}") };
    }
}

/// One paragraph in several styles. All white space becomes single spaces, and nothing in it is obeyed by a terminal.
#[derive(Debug, Default)]
pub struct Styled {
    text: String,
    /// Ends of the runs of one style.
    runs: Vec<(usize, Style)>,
}

impl Styled {
    /// Text in one style.
    pub fn one(style: Style, text: &str) -> Self {
        let mut styled = Self::default();
        styled.push(style, text);
        styled
    }

    /// A string of a page in one style, which does not turn round what stands beside it.
    pub fn one_of_page(style: Style, text: &str) -> Self {
        let mut styled = Self::default();
        styled.page(style, text);
        styled
    }

    /// Adds a string of a page, isolated in direction where that is needed.
    pub fn page(&mut self, style: Style, text: &str) {
        let turns = visible::turns(text);
        self.text.extend(turns.then_some(visible::FIRST_STRONG));
        self.push(style, text);
        self.text.extend(turns.then_some(visible::POP));
        self.runs.push((self.text.len(), style));
    }

    /// Isolates all that was added so far, for a paragraph that has its own direction.
    pub fn isolate(&mut self) {
        if visible::turns(&self.text) {
            self.text.insert(0, visible::FIRST_STRONG);
            let more = visible::FIRST_STRONG.len_utf8();
            self.runs.iter_mut().for_each(|run| run.0 += more);
            self.text.push(visible::POP);
            self.runs.push((self.text.len(), Style::new()));
        }
    }

    /// Adds text in a style.
    pub fn push(&mut self, style: Style, text: &str) {
        for c in text.chars() {
            if c == '\u{ad}' {
                // A soft hyphen shows only where a line breaks at it, and terminals differ on its width.
            } else if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else {
                visible::push(&mut self.text, c);
            }
        }
        self.runs.push((self.text.len(), style));
    }

    /// Adds the paragraph to `out` in lines of at most `width` columns, each after `indent` spaces.
    pub fn write(&self, out: &mut String, paint: Paint, width: usize, indent: usize) {
        let mut run = 0;
        // A terminal orders each line by itself: an isolate that goes on is closed at the line's end and opened again in its direction.
        let mut open: Option<char> = None;
        for line in lines(&self.text, width.saturating_sub(indent).max(10)) {
            if !line.is_empty() {
                out.extend(std::iter::repeat_n(' ', indent));
            }
            out.extend(open);
            let mut at = line.start;
            open = self.open_after(line.clone(), open);
            while at < line.end {
                while self.runs.get(run).is_some_and(|r| r.0 <= at) {
                    run += 1;
                }
                let Some((end, style)) = self.runs.get(run) else { break };
                let end = (*end).min(line.end);
                paint.put(out, *style, &self.text[at..end]);
                at = end;
            }
            out.extend(open.map(|_| visible::POP));
            out.push('\n');
        }
    }

    /// What opens again, after this line, the isolate that is open at its end. All isolates are ours and none stands in another.
    fn open_after(&self, line: Range<usize>, open: Option<char>) -> Option<char> {
        let isolate = |c: char| c == visible::FIRST_STRONG || c == visible::POP;
        match self.text[line.clone()].rfind(isolate) {
            None => open,
            Some(at) => self.text[line.start + at..].strip_prefix(visible::FIRST_STRONG).map(|rest| {
                let inside = rest.split(visible::POP).next().unwrap_or_default();
                if visible::begins_right_to_left(inside) { visible::RIGHT_TO_LEFT } else { visible::LEFT_TO_RIGHT }
            }),
        }
    }
}

/// The lines of a text, without the spaces at their ends.
fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut end, mut used) = (0, 0, 0);
    let mut from = 0;
    for (to, opportunity) in linebreaks(text) {
        let piece = &text[from..to];
        let word = piece.trim_end_matches(' ');
        if used + word.width() > width && used > 0 {
            out.push(start..end);
            (start, used) = (from, 0);
        }
        if word.width() > width {
            for (at, grapheme) in word.grapheme_indices(true) {
                if used + grapheme.width() > width && used > 0 {
                    out.push(start..from + at);
                    (start, used) = (from + at, 0);
                }
                used += grapheme.width();
            }
            used += piece.len() - word.len();
        } else {
            used += piece.width();
        }
        end = from + word.len();
        from = to;
        if opportunity == BreakOpportunity::Mandatory {
            out.push(start..end);
            (start, used) = (to, 0);
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

/// `text` in at most `width` columns, cut between characters as people see them, with `…` where it is cut.
pub fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for grapheme in text.graphemes(true) {
        if out.width() + grapheme.width() + 1 > width {
            break;
        }
        out.push_str(grapheme);
    }
    let end = out.trim_end_matches([' ', ',', ';', ':']).len();
    out.truncate(end);
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let mut out = String::new();
        Styled::one(Style::new(), text).write(&mut out, Paint(false), width, 0);
        out.lines().map(str::to_owned).collect()
    }

    #[test]
    fn words_stay_whole_and_lines_in_the_width() {
        assert_eq!(wrapped("the quay\n wall was  rebuilt", 10), ["the quay", "wall was", "rebuilt"]);
        assert_eq!(wrapped("abcdefghijklmnop", 10), ["abcdefghij", "klmnop"]);
        assert_eq!(wrapped("港務局於週二表示將會上訴", 10), ["港務局於週", "二表示將會", "上訴"]);
        assert_eq!(wrapped("", 10), [""; 0]);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text = "“We will appeal,” said 田中さん. قال المتحدث إن 👩‍🚒👩‍🚒👩‍🚒👩‍🚒👩‍🚒👩‍🚒 https://example.org/a/long/path e\u{301}e\u{301}";
        for width in 10..50 {
            assert!(wrapped(text, width).iter().all(|l| l.width() <= width), "{width}: {:?}", wrapped(text, width));
        }
    }

    #[test]
    fn isolates_are_whole_on_each_line() {
        let mut styled = Styled::one(Style::new(), "1 ");
        styled.page(Style::new(), "قال المتحدث باسم الميناء 12\u{2069}\u{202e}");
        styled.push(Style::new(), " (said)");
        let mut out = String::new();
        styled.write(&mut out, Paint(false), 16, 0);
        assert_eq!(
            out,
            "1 \u{2068}قال المتحدث\u{2069}\n\u{2067}باسم الميناء\u{2069}\n\u{2067}12\\u{2069}\\u{202\u{2069}\n\u{2067}e}\u{2069} (said)\n"
        );
    }

    #[test]
    fn styles_end_with_their_line() {
        let bold = Style::new().bold();
        let mut styled = Styled::one(Style::new(), "He said ");
        styled.push(bold, "we will appeal it");
        let mut out = String::new();
        styled.write(&mut out, Paint(true), 12, 0);
        assert_eq!(out, "He said \u{1b}[1mwe\u{1b}[0m\n\u{1b}[1mwill appeal\u{1b}[0m\n\u{1b}[1mit\u{1b}[0m\n");
    }

    #[test]
    fn shortening_never_splits_a_character_that_people_see() {
        assert_eq!(shortened("the quay wall", 9), "the quay…");
        assert_eq!(shortened("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(shortened("港務局", 4), "港…");
        assert_eq!(shortened("short", 5), "short");
    }
}
