//! Tokens: a run of letters and digits, or one symbol.
//!
//! Example: `don't pay $5` gives `don` `'` `t` `pay` `$` `5`. A doubled apostrophe or grave, used as a quotation mark, is one
//! token; of three in a row that close, the last two are. White space, control and zero-width characters belong to no token. The trainer shares these tokens, and the
//! uncased BERT vocabulary cuts at the same places (Devlin et al. 2019, `BasicTokenizer`).

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::span::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// It begins with a letter.
    Word,
    /// It begins with a digit.
    Number,
    /// One character that is neither, or a doubled mark.
    Symbol,
}

/// The smallest unit that a span may begin or end at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// Letters, digits, and the marks that combine with them.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let kind = if in_word(c) {
            while let Some(&(at, d)) = chars.peek() {
                if !in_word(d) {
                    break;
                }
                end = at + d.len_utf8();
                chars.next();
            }
            if c.is_numeric() { TokenKind::Number } else { TokenKind::Word }
        } else if c.is_whitespace() || c.general_category_group() == GeneralCategoryGroup::Other {
            continue;
        } else {
            if matches!(c, '\'' | '`') && doubled(text, start, c) {
                chars.next();
                end += 1;
            }
            TokenKind::Symbol
        };
        out.push(Token { span: Span::new(start, end), kind });
    }
    out
}

/// Whether the mark `c` at byte `start` and the next character are one mark. Of three that close, the first is alone.
fn doubled(text: &str, start: usize, c: char) -> bool {
    let run = text[start..].chars().take(4).take_while(|d| *d == c).count();
    let closes = text[..start].chars().next_back().is_some_and(|b| !b.is_whitespace() && b != c);
    run >= 2 && !(run == 3 && closes)
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = tokens(text).iter().map(|t| &text[t.span.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_numbers_and_symbols() {
        check("don't pay $5.40", &["don", "'", "t", "pay", "$", "5", ".", "40"]);
    }

    #[test]
    fn a_doubled_apostrophe_is_one_mark() {
        check("''No,'' he", &["''", "No", ",", "''", "he"]);
        check("'''No,' he", &["''", "'", "No", ",", "'", "he"]);
        check("'yes.''' No", &["'", "yes", ".", "'", "''", "No"]);
    }

    #[test]
    fn combining_marks_stay_with_their_letter_and_zero_width_characters_go() {
        check("cafe\u{301}\u{200b} 👍🏽", &["cafe\u{301}", "👍", "🏽"]);
    }
}
