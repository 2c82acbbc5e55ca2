//! Makes a [`Document`] of a page's clean text: paragraphs, sentences, tokens, quotation marks, with exact places.

mod codepoints;
mod marks;
mod sentences;
mod tokens;

use std::ops::Range;

pub use codepoints::CodePoints;
pub use marks::{MarkRole, Marks, Quoted};
pub use tokens::{Token, TokenKind};

use crate::error::Note;
use crate::ingest::{Page, Part, PartKind};
use crate::span::Span;

/// A report's clean text with its units. Everything found later points into this text.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    text: String,
    paragraphs: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    tokens: Vec<Token>,
    marks: Marks,
    set_off: Vec<Range<usize>>,
    exchanges: Vec<(Range<usize>, Range<usize>)>,
}

impl Document {
    /// Cuts the text of `page` into its units; what is odd about its marks goes to `notes`.
    #[must_use]
    pub fn new(page: &Page, notes: &mut Vec<Note>) -> Self {
        let text = page.text.clone();
        let tokens = tokens::tokens(&text);
        let at = |byte: usize| tokens.partition_point(|t| t.span.start() < byte);
        let paragraphs: Vec<Range<usize>> =
            page.paragraphs.iter().map(|p| at(p.start)..at(p.end)).filter(|p| !p.is_empty()).collect();
        let marks = marks::pair(&text, &tokens, &paragraphs, notes);
        let sentences =
            paragraphs.iter().flat_map(|p| sentences::sentences(&text, &tokens, &marks, p.clone())).collect();
        let quoting = |p: &&Part| matches!(p.kind, PartKind::BlockQuote | PartKind::EmbeddedPost);
        let set_off = page.parts.iter().filter(quoting).map(|p| at(p.range.start)..at(p.range.end));
        let set_off = set_off.filter(|r| !r.is_empty()).collect();
        let range = |r: &Range<usize>| at(r.start)..at(r.end);
        let exchanges = page.exchanges.iter().map(|e| (range(&e.question), range(&e.answer)));
        let exchanges = exchanges.filter(|(q, a)| !q.is_empty() && !a.is_empty()).collect();
        Self { text, paragraphs, sentences, tokens, marks, set_off, exchanges }
    }

    /// The clean text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Paragraphs, as ranges of tokens; together they hold every token.
    #[must_use]
    pub fn paragraphs(&self) -> &[Range<usize>] {
        &self.paragraphs
    }

    /// Sentences, as ranges of tokens; none crosses a paragraph, together they hold every token.
    #[must_use]
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// All tokens in reading order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The text of one token.
    #[must_use]
    pub fn token_text(&self, token: usize) -> &str {
        &self.text[self.tokens[token].span.range()]
    }

    /// The quotation marks.
    #[must_use]
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Block quotes and embedded posts, as ranges of tokens.
    #[must_use]
    pub fn set_off(&self) -> &[Range<usize>] {
        &self.set_off
    }

    /// Questions and answers of an interview whose questions stand out, as ranges of tokens.
    #[must_use]
    pub fn exchanges(&self) -> &[(Range<usize>, Range<usize>)] {
        &self.exchanges
    }

    /// The span from the first token of a range to its last; `None` where the range is empty or not in the document.
    #[must_use]
    pub fn span_of(&self, tokens: Range<usize>) -> Option<Span> {
        let inside = self.tokens.get(tokens)?;
        Some(inside.first()?.span.hull(inside.last()?.span))
    }

    /// The tokens that share a character with `span`.
    #[must_use]
    pub fn tokens_of(&self, span: Span) -> Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.end() <= span.start());
        first..self.tokens.partition_point(|t| t.span.start() < span.end()).max(first)
    }

    /// The words of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The sentence that holds `token`.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> Range<usize> {
        holding(&self.sentences, token)
    }

    /// The paragraph that holds `token`.
    #[must_use]
    pub fn paragraph_of(&self, token: usize) -> Range<usize> {
        holding(&self.paragraphs, token)
    }
}

/// What stands between outermost quotation marks, in bytes, for rooms that have a text and no document.
pub(crate) fn between_marks(text: &str, paragraphs: &[Range<usize>]) -> Vec<Range<usize>> {
    let tokens = tokens::tokens(text);
    let at = |byte: usize| tokens.partition_point(|t| t.span.start() < byte);
    let paragraphs: Vec<Range<usize>> =
        paragraphs.iter().map(|p| at(p.start)..at(p.end)).filter(|p| !p.is_empty()).collect();
    let marks = marks::pair(text, &tokens, &paragraphs, &mut Vec::new());
    let outermost = marks.quoted().iter().filter(|q| q.depth == 1 && q.close.is_some() && q.first < q.end);
    outermost.map(|q| tokens[q.first].span.start()..tokens[q.end - 1].span.end()).collect()
}

fn holding(units: &[Range<usize>], token: usize) -> Range<usize> {
    let at = units.partition_point(|u| u.end <= token);
    units.get(at).cloned().unwrap_or(token..token + 1)
}

/// For the tests of this and other rooms.
#[cfg(test)]
pub(crate) fn document(text: &str) -> (Document, Vec<Note>) {
    let page = crate::ingest::plain::page(String::new(), text.to_owned());
    let mut notes = Vec::new();
    (Document::new(&page, &mut notes), notes)
}
