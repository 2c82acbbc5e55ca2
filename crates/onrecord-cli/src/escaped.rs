//! Text of a page as Markdown that stays text: `*a* <b>` comes out as `\*a\* \<b\>`, which a reader of Markdown shows as it was.
//!
//! A string becomes one line, so line starts are string starts. Escaped is what means something to CommonMark, to GitHub's form
//! of it, or to common extensions (mathematics, footnotes, highlights, definitions, attributes).

use crate::visible;

/// The text as one line of Markdown, isolated in direction where it needs to be.
pub fn escaped(text: &str) -> String {
    visible::isolated(&line(&visible::line(text)))
}

fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let letters: Vec<char> = text.chars().collect();
    // `1.` and `1)` at the start of a line are a list.
    let is_number = |at: usize| at > 0 && letters[..at].iter().all(char::is_ascii_digit);
    for (at, c) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|b| letters[b]);
        let after = letters.get(at + 1).copied();
        let escape = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' | '^' | '$' | '{' | '}' | '='
            | '@' => true,
            '+' | '-' => at == 0 || before == Some(c) || after == Some(c),
            '%' => before == Some('%') || after == Some('%'),
            ')' => after.is_none_or(char::is_whitespace) && is_number(at),
            // Many programs make a link of any `word.word`.
            '.' => {
                (after.is_none_or(char::is_whitespace) && is_number(at))
                    || (before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphabetic))
            }
            ':' => at == 0 || after == Some('/') || after == Some(':') || before == Some(':'),
            '!' => after == Some('['),
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// All extensions but the one that sets typographic quotation marks, which changes text and makes nothing of it.
    fn extensions() -> Options {
        Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES
    }

    /// What a reader shows, where nothing but text is in it; `around` are the tags that stand around the text.
    fn shown(markdown: &str, around: &[Tag<'static>]) -> String {
        let mut out = String::new();
        let ends: Vec<TagEnd> = around.iter().map(Tag::to_end).collect();
        for event in Parser::new_ext(markdown, extensions()) {
            match event {
                Event::Text(text) => out.push_str(&text),
                Event::Start(tag) if around.contains(&tag) => {}
                Event::End(tag) if ends.contains(&tag) => {}
                other => panic!("{markdown:?} is not plain text: {other:?}"),
            }
        }
        out.replace(['\u{2068}', '\u{2069}'], "")
    }

    fn check(text: &str) {
        let (expected, escaped) = (visible::line(text), escaped(text));
        let heading =
            Tag::Heading { level: pulldown_cmark::HeadingLevel::H1, id: None, classes: Vec::new(), attrs: Vec::new() };
        let quote = Tag::BlockQuote(None);
        assert_eq!(shown(&escaped, &[Tag::Paragraph]), expected);
        assert_eq!(shown(&format!("# {escaped}\n"), &[heading]), expected);
        assert_eq!(shown(&format!("> {escaped}\n"), &[quote.clone(), Tag::Paragraph]), expected);
        let item = [Tag::List(None), Tag::Item, Tag::Paragraph, quote];
        assert_eq!(shown(&format!("- x\n\n  > {escaped}\n"), &item), format!("x{expected}"));
        if !expected.is_empty() {
            let strong = [Tag::List(None), Tag::Item, Tag::Strong];
            assert_eq!(
                shown(&format!("- 1 · **{escaped}** ({escaped})\n"), &strong),
                format!("1 · {expected} ({expected})")
            );
        }
    }

    #[test]
    fn what_means_something_is_escaped_and_the_rest_is_left() {
        for (text, markdown) in [
            ("We will appeal, she said - at 10:30.", "We will appeal, she said - at 10:30."),
            ("# No * heading_", r"\# No \* heading\_"),
            ("1. one", r"1\. one"),
            ("2026) two", r"2026\) two"),
            ("- item\n- item", r"\- item - item"),
            ("![x](https://example.org)", r"\!\[x\](https\://example\.org)"),
            ("www.example.org", r"www\.example\.org"),
            ("a@example.org", r"a\@example\.org"),
            ("<b>&amp;</b>", r"\<b\>\&amp;\</b\>"),
            ("a | b\n--|--", r"a \| b \-\-\|\-\-"),
            ("3.5 %", "3.5 %"),
            ("\u{202e}x", r"\\u\{202e\}x"),
            ("قال", "\u{2068}قال\u{2069}"),
        ] {
            assert_eq!(escaped(text), markdown, "{text:?}");
            check(text);
        }
    }

    #[test]
    fn known_tricks_stay_text() {
        for text in [
            "---",
            "***",
            "+++",
            "===",
            "~~~",
            "```",
            "    code",
            "\tcode",
            "> quote",
            "a  \nb",
            "a\\\nb",
            "\\",
            "\\*",
            "[x]: /y",
            "[^1]",
            "[^1]: z",
            "[ ] task",
            ": definition",
            "$x$",
            "$$x$$",
            "~x~",
            "~~x~~",
            "^x^",
            "||x||",
            "==x==",
            "%%x%%",
            "++x++",
            "::: note",
            "[[wiki]]",
            "x {#id}",
            "x #",
            "x ##",
            "<!-- x",
            "<?x",
            "<![CDATA[x",
            "<https://example.org>",
            "&#35;",
            "&nbsp;",
            "[!NOTE]",
            "| a |",
            "10. x",
            "1234567890. x",
            "\u{feff}# x",
            "\u{0}",
            "*\u{a0}*",
            "**a",
            "_a_b_",
            "a***b**c*",
            "x\r# y",
            "x\u{2028}# y",
            "\u{2068}x",
            "x\u{2069}\u{2069}y",
        ] {
            check(text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn any_string_stays_text(text in "([\\\\`*_\\[\\]<>#+.!|&~^${}=@%:()/\"'1-9a \n\t-]|http|www|&amp;|é|ש){0,24}|\\PC{0,40}|(?s).{0,40}") {
            check(&text);
        }
    }
}
