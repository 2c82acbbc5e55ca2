//! Text of a page made safe to show: what a terminal or browser would obey becomes something a person can see.
//!
//! `"\u{1b}[31mred"` comes out as the letters `\u{1b}[31mred`. Joiners stay, since emoji and many scripts need them.

use std::borrow::Cow;
use std::fmt::Write;

/// Controls (C0, DEL, C1), direction overrides and the like, written as `\u{…}`. Tabs and line ends are controls too.
pub fn visible(text: &str) -> String {
    if !text.contains(is_obeyed) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

/// Adds one character to `out`, visibly.
pub fn push(out: &mut String, c: char) {
    if is_obeyed(c) {
        let _ = write!(out, "{}", c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// One line: visible, and each run of white space one space.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&visible(word));
    }
    out
}

/// Text that holds letters or marks of direction from right to left, kept from turning its neighbours round (U+2068 … U+2069);
/// other text as it is. The text is visible already, so it brings no isolate or embedding of its own.
pub fn isolated(text: &str) -> String {
    if turns(text) { format!("{FIRST_STRONG}{text}{POP}") } else { text.to_owned() }
}

/// Whether text can turn its neighbours round.
pub fn turns(text: &str) -> bool {
    text.contains(|c| is_right_to_left(c) || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}'))
}

/// Whether the first letter that has a direction runs right to left.
pub fn begins_right_to_left(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic() || is_right_to_left(*c)).is_some_and(is_right_to_left)
}

/// Begins an isolate whose direction is that of its first letter.
pub const FIRST_STRONG: char = '\u{2068}';
/// Begins an isolate from left to right.
pub const LEFT_TO_RIGHT: char = '\u{2066}';
/// Begins an isolate from right to left.
pub const RIGHT_TO_LEFT: char = '\u{2067}';
/// Ends an isolate.
pub const POP: char = '\u{2069}';

/// Blocks that Unicode keeps for scripts from right to left (`DerivedBidiClass.txt`), and the mark of that direction.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// What a page's text becomes between tags and in attributes; white space stays.
pub fn html(text: &str) -> Cow<'_, str> {
    let odd = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || (is_obeyed(c) && !c.is_whitespace());
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_whitespace() => out.push(c),
            c => push(&mut out, c),
        }
    }
    Cow::Owned(out)
}

/// Characters that change what stands around them or move the cursor.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{202a}'..='\u{202e}' // embeddings and overrides of direction
            | '\u{2066}'..='\u{2069}' // isolates
            | '\u{2028}' | '\u{2029}' // line and paragraph separators
            | '\u{206a}'..='\u{206f}' // deprecated formatting
            | '\u{fff9}'..='\u{fffb}' // interlinear annotation
            | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let all: String = (0..0x3000_u32).chain(0xfe00..0x1_0000).filter_map(char::from_u32).collect();
        assert!(!visible(&all).contains(is_obeyed));
        assert_eq!(visible("a\u{1b}[2Jb\u{7f}\u{9b}c\u{202e}"), r"a\u{1b}[2Jb\u{7f}\u{9b}c\u{202e}");
    }

    #[test]
    fn scripts_and_emoji_keep_their_joiners() {
        assert_eq!(visible("👩\u{200d}🚒 می\u{200c}شود"), "👩\u{200d}🚒 می\u{200c}شود");
    }

    #[test]
    fn a_line_has_single_spaces() {
        assert_eq!(line("  one\r\n\ttwo\u{a0}three\u{0}"), r"one two three\u{0}");
    }

    #[test]
    fn text_from_right_to_left_is_isolated() {
        for (text, isolate) in [
            ("قال المتحدث", "\u{2068}قال المتحدث\u{2069}"),
            ("דנה לוי (12)", "\u{2068}דנה לוי (12)\u{2069}"),
            ("\u{200f}x", "\u{2068}\u{200f}x\u{2069}"),
            ("Zoë 港", "Zoë 港"),
        ] {
            assert_eq!(isolated(text), isolate);
        }
        assert!(
            begins_right_to_left("12 «دانا» x") && !begins_right_to_left("12 x دانا") && !begins_right_to_left("12")
        );
        // What would close an isolate early is shown instead.
        assert_eq!(isolated(&line("א\u{2069}\u{202e}")), "\u{2068}א\\u{2069}\\u{202e}\u{2069}");
    }

    #[test]
    fn html_cannot_be_left() {
        assert_eq!(html("<b a=\"x\" b='y'>&\n\u{0}"), "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\n\\u{0}");
    }
}
