//! Makes a [`Page`] of bytes: what was read, its clean text, and what the page says of itself.
//!
//! `charset.rs` decodes, with the way back to the bytes (`origin.rs`); `plain.rs` finds the paragraphs of plain text; `html.rs` the
//! text of a web page: letters with their places (`markup.rs`), where the main text stands among them (`trace.rs`), its parts
//! (`parts.rs`, `appeals.rs`, `interview.rs`, `signs.rs`); `metadata.rs` what the page says of itself. This room must not look for sentences or quotations.

mod appeals;
mod charset;
pub(crate) mod html;
mod interview;
mod markup;
pub mod metadata;
mod origin;
mod parts;
pub(crate) mod plain;
mod signs;
mod skeleton;
mod trace;

pub use interview::Exchange;
pub(crate) use markup::{is_letter, unescape};
pub use parts::{Part, PartKind};
pub use trace::{PageSpan, Trace};

use std::ops::Range;

use crate::error::{Error, Note};
use crate::span::Spans;

pub use metadata::{Contributor, Date, DateFrom, Metadata, NameKind};

/// What kind of bytes these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Running text.
    Plain,
    /// A web page.
    Html,
}

/// One report as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// SHA-256 of the bytes read, in hexadecimal.
    pub id: String,
    /// The clean text: of plain text the decoded input, unchanged; of a page its paragraphs joined by two line feeds.
    pub text: String,
    /// Paragraphs of `text`, in bytes, in order.
    pub paragraphs: Vec<Range<usize>>,
    /// The parts of `text`, end to end; none where it is empty.
    pub parts: Vec<Part>,
    /// Questions and answers of an interview whose questions stand out, in order.
    pub exchanges: Vec<Exchange>,
    /// The name of its encoding, as the Encoding Standard has it.
    pub charset: &'static str,
    /// Where the letters of `text` stand in the bytes; for web pages only.
    pub trace: Option<Trace>,
    /// The page's title.
    pub title: Option<String>,
    /// Who signed it, people first.
    pub byline: Vec<Contributor>,
    /// The address that the page gives as its own.
    pub canonical_url: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
    /// When it was changed last.
    pub updated: Option<Date>,
    /// The outlet's name.
    pub outlet: Option<String>,
    /// The language found, ISO 639-1 or -3, where the text is long enough to tell; else the one that the page declares.
    pub language: Option<String>,
    /// The crate that found the main text, with its version.
    pub extractor: Option<&'static str>,
    /// The address that the caller gave.
    pub url: Option<String>,
    /// When the bytes came from there, as the caller gave it, RFC 3339.
    pub retrieved: Option<String>,
    /// What was odd.
    pub notes: Vec<Note>,
}

/// Tells a web page from plain text by its first tags.
#[must_use]
pub fn kind_of(bytes: &[u8]) -> Kind {
    let head: Vec<u8> = bytes.iter().take(4096).filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    let starts = |at: usize| head[at..].trim_ascii_start();
    let begin = starts(if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 });
    let has = |tag: &[u8]| head.windows(tag.len()).any(|w| w == tag);
    let tagged = begin.first() == Some(&b'<')
        && (has(b"<!doctype html")
            || has(b"<html")
            || has(b"<head")
            || has(b"<body")
            || has(b"<article")
            || has(b"<p>")
            || has(b"<div"));
    if tagged || has(b"<!doctype html") || has(b"<html") { Kind::Html } else { Kind::Plain }
}

/// Reads bytes as a page. `label` is the charset that the sender named, if any.
///
/// # Errors
/// When the bytes are empty, no text, longer than [`crate::LONGEST`], or a page without main text.
pub fn read(bytes: &[u8], kind: Kind, label: Option<&str>, url: Option<&str>) -> Result<Page, Error> {
    if bytes.len() > crate::LONGEST {
        return Err(Error::TooLong { bytes: bytes.len() });
    }
    let mut notes = Vec::new();
    let decoded = charset::decode(bytes, label, kind == Kind::Html, &mut notes)?;
    if decoded.text.trim().is_empty() {
        return Err(Error::Empty { bytes: bytes.len() });
    }
    let id = crate::sha256(bytes);
    let mut page = match kind {
        Kind::Plain => plain::page(id, decoded.text),
        Kind::Html => html::page(id, &decoded, url)?,
    };
    page.charset = decoded.charset;
    page.notes.splice(0..0, notes);
    language(&mut page);
    Ok(page)
}

/// Fewer letters than this say too little about their language.
const LETTERS: usize = 200;

fn language(page: &mut Page) {
    // whatlang counts trigrams: a long text's beginning tells as much as all of it.
    let head: String = page.text.chars().take(20_000).collect();
    if head.chars().filter(|c| c.is_alphabetic()).count() < LETTERS {
        return;
    }
    let Some(info) = whatlang::detect(&head) else { return };
    if !info.is_reliable() && info.confidence() < 0.5 {
        return;
    }
    let code = if info.lang() == whatlang::Lang::Eng { "en" } else { info.lang().code() };
    page.language = Some(code.to_owned());
    if info.lang() != whatlang::Lang::Eng {
        page.notes.push(Note::new(
            "not-english",
            format!("the text seems to be {}; only what quotation marks show is reliable", info.lang().eng_name()),
            Spans::default(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_from_text_by_its_tags() {
        assert_eq!(kind_of(b"\xef\xbb\xbf  <!DOCTYPE html><p>Hi"), Kind::Html);
        assert_eq!(kind_of(b"The mayor said a < b and <br> is a tag."), Kind::Plain);
    }

    #[test]
    fn empty_and_blank_inputs_are_refused_in_words() {
        let error = |bytes: &[u8]| read(bytes, Kind::Plain, None, None).map(|p| p.text).map_err(|e| e.to_string());
        assert_eq!(error(b""), Err("cannot read an empty input: found 0 bytes, expected a report".into()));
        assert_eq!(
            error(b" \n\t "),
            Err("cannot read an input without words: found only white space in 4 bytes".into())
        );
    }

    #[test]
    fn another_language_is_noted() {
        let text = "Der Minister sagte am Montag, dass die Regierung das Gesetz nicht ändern werde. ".repeat(5);
        let page = read(text.as_bytes(), Kind::Plain, None, None).expect("text");
        assert_eq!(page.language.as_deref(), Some("deu"));
        assert_eq!(page.notes[0].code, "not-english");
    }
}
