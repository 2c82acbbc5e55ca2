//! Proves a reading against its page: the wire's JSON and the page's bytes in, a [`Proof`] out. No model, no extraction.
//!
//! Example: a span `{"start": 10, "end": 13, "page": [{"start": 90, "end": 93}]}` holds if bytes 90 to 93 of the page, decoded, with
//! character references resolved, white space folded and invisible characters dropped, are the words 10 to 13 of
//! `document.text`. The page and the text themselves are held against their checksums. **Does not show** that the bytes stand where a
//! reader of the page sees them, nor that what is said of the words is right.

use encoding_rs::Encoding;
use serde_json::Value;

use crate::error::Error;
use crate::ingest::{is_letter, unescape};

/// What came of proving a reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Spans with a place in the page, all of them looked at.
    pub spans: usize,
    /// Spans that the reading itself gives no place.
    pub without_place: usize,
    /// What does not hold, in words; empty where all does.
    pub failures: Vec<String>,
}

/// Proves every span of a reading of `page`.
///
/// # Errors
/// When `reading` is no reading: broken JSON, or without a document.
pub fn verify(reading: &str, page: &[u8]) -> Result<Proof, Error> {
    let broken = |found: String| Error::NoReading { found };
    let reading: Value = serde_json::from_str(reading).map_err(|e| broken(e.to_string()))?;
    let document = reading.get("document").ok_or_else(|| broken("JSON without \"document\"".to_owned()))?;
    let field = |name: &str| document.get(name).and_then(Value::as_str);
    let text = field("text").ok_or_else(|| broken("a document without \"text\"".to_owned()))?;
    let mut proof = Proof::default();
    for (name, bytes) in [("id", page), ("text_sha256", text.as_bytes())] {
        let (given, found) = (field(name).unwrap_or_default(), crate::sha256(bytes));
        if given != found {
            proof.failures.push(format!("document.{name} is {given:?}, but the checksum is {found}"));
        }
    }
    let charset = field("charset").unwrap_or("UTF-8");
    let Some(encoding) = Encoding::for_label(charset.as_bytes()) else {
        return Err(broken(format!("a document in the unknown charset {charset:?}")));
    };
    let mut check = Check { starts: Vec::new(), text, page, encoding, proof };
    check.starts.extend(text.char_indices().map(|(at, _)| at));
    check.starts.push(text.len());
    check.walk(&reading, "");
    let extracted = reading.pointer("/producer/extractor").is_some_and(|e| !e.is_null());
    if !extracted && check.proof.failures.is_empty() {
        // The text of plain text is the input.
        let (whole, _) = encoding.decode_with_bom_removal(page);
        if whole != text {
            check.proof.failures.push("document.text is not the decoded input".to_owned());
        }
    }
    Ok(check.proof)
}

struct Check<'a> {
    /// The byte at which each character of the text begins, and its end.
    starts: Vec<usize>,
    text: &'a str,
    page: &'a [u8],
    encoding: &'static Encoding,
    proof: Proof,
}

impl Check<'_> {
    /// Looks at all spans below `value`.
    fn walk(&mut self, value: &Value, path: &str) {
        match value {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, item)| self.walk(item, &format!("{path}[{i}]")));
            }
            Value::Object(fields) => {
                let pieces = fields.get("page").filter(|_| fields.contains_key("start"));
                if let Some(pieces) = pieces {
                    self.span(fields.get("start"), fields.get("end"), pieces, path);
                }
                let inner = fields.iter().filter(|(name, _)| *name != "page");
                inner.for_each(|(name, v)| self.walk(v, &format!("{path}.{name}")));
            }
            _ => {}
        }
    }

    fn span(&mut self, start: Option<&Value>, end: Option<&Value>, pieces: &Value, path: &str) {
        let at = |v: Option<&Value>| self.starts.get(v?.as_u64()? as usize).copied();
        let (Some(from), Some(to)) = (at(start), at(end)) else {
            self.proof.failures.push(format!("{path}: the span is not in the text"));
            return;
        };
        let Some(pieces) = pieces.as_array() else {
            self.proof.without_place += 1;
            return;
        };
        self.proof.spans += 1;
        let mut words = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let bound = |name: &str| piece.get(name).and_then(Value::as_u64).map(|v| v as usize);
            let bytes = bound("start").zip(bound("end")).and_then(|(a, b)| self.page.get(a..b));
            let Some(bytes) = bytes else {
                self.proof.failures.push(format!("{path}: the bytes {piece} are not in the page"));
                return;
            };
            let decoded = self.encoding.decode_without_bom_handling(bytes).0.replace('\0', "\u{fffd}");
            words.push(unescape(&decoded));
        }
        let expected = self.text.get(from..to).unwrap_or_default();
        if !holds(expected, &words) {
            self.proof.failures.push(format!("{path}: the page has {:?}, the text {expected:?}", words.join("|")));
        }
    }
}

/// Whether the pieces, one after another, are the words of `text`. Between two pieces white space may stand or not: a tag parts words
/// or does not.
fn holds(text: &str, pieces: &[String]) -> bool {
    let mut rest = words(text);
    for (i, piece) in pieces.iter().enumerate() {
        let piece = words(piece);
        let from = if i > 0 { rest.trim_start() } else { rest.as_str() };
        let Some(after) = from.strip_prefix(piece.trim()) else { return false };
        rest = after.to_owned();
    }
    rest.trim().is_empty()
}

/// White space folded, invisible characters dropped.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_letter(c) {
            out.push(c);
        } else if c.is_whitespace() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &[u8] = b"<p><b>R\xe9n</b>\n said&nbsp;n&shy;o.";

    fn reading(pieces: &str, page: &[u8]) -> String {
        let text = "Rén said no.";
        format!(
            "{{\"producer\": {{\"extractor\": \"x\"}}, \"document\": {{\"id\": \"{}\", \"text_sha256\": \"{}\", \"charset\": \"windows-1252\", \"text\": \"{text}\"}},
            \"quotations\": [{{\"content\": [{{\"start\": 0, \"end\": 11, \"page\": {pieces}}}]}}]}}",
            crate::sha256(page),
            crate::sha256(text.as_bytes()),
        )
    }

    #[test]
    fn sound_spans_hold() {
        let proof = |pieces: &str| verify(&reading(pieces, PAGE), PAGE).expect("a reading");
        let sound = Proof { spans: 1, without_place: 0, failures: Vec::new() };
        assert_eq!(proof(r#"[{"start": 6, "end": 9}, {"start": 15, "end": 32}]"#), sound);
        assert_eq!(proof("null"), Proof { spans: 0, without_place: 1, failures: Vec::new() });
    }

    #[test]
    fn what_does_not_hold_is_named() {
        let failures = |r: &str, page: &[u8]| verify(r, page).map(|p| p.failures).unwrap_or_default();
        let short = failures(&reading(r#"[{"start": 6, "end": 9}, {"start": 15, "end": 19}]"#, PAGE), PAGE);
        assert_eq!(short, [".quotations[0].content[0]: the page has \"Rén|said\", the text \"Rén said no\""]);
        let outside = failures(&reading(r#"[{"start": 6, "end": 999}]"#, PAGE), PAGE);
        assert_eq!(outside.len(), 1);
        let other = failures(&reading(r#"[{"start": 6, "end": 9}, {"start": 15, "end": 32}]"#, b"x"), PAGE);
        assert!(other[0].starts_with("document.id is"), "{other:?}");
    }

    #[test]
    fn what_is_no_reading_is_an_error() {
        let error = |r: &str| verify(r, b"").map_err(|e| e.to_string()).expect_err("an error");
        assert!(error("{").starts_with("cannot take the JSON for a reading: found EOF"), "{}", error("{"));
        assert!(error("[]").contains("without \"document\""));
    }

    const PIECES: [&str; 22] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "1e99",
        "-1",
        "0",
        "3",
        "18446744073709551615",
        "\"start\"",
        "\"end\"",
        "\"page\"",
        "\"document\"",
        "\"text\"",
        "\"charset\"",
        "\"utf-16le\"",
        "\"iso-2022-jp\"",
        "\"R\u{e9}n\"",
        "\"\\u0000\"",
    ];
    const CHARSETS: [&str; 7] = ["utf-8", "utf-16le", "shift_jis", "iso-2022-jp", "gb18030", "x-user-defined", "no"];

    proptest::proptest! {
        #[test]
        fn any_reading_of_any_page_is_proved_or_not(
            parts in proptest::collection::vec(
                proptest::sample::select(&PIECES[..]), 0..40),
            (start, end, from, to) in (0_usize..20, 0_usize..20, 0_usize..40, 0_usize..40),
            page in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40),
            charset in proptest::sample::select(&CHARSETS[..]),
        ) {
            let _ = verify(&parts.concat(), &page);
            let spans = format!(
                "{{\"document\": {{\"text\": \"Rén said no.\", \"charset\": \"{charset}\"}}, \"x\": [{{\"start\": {start}, \"end\": {end}, \"page\": \
                 [{{\"start\": {from}, \"end\": {to}}}]}}]}}"
            );
            // The checksums are wrong, so that nothing is ever proved.
            proptest::prop_assert!(verify(&spans, &page).map_or(true, |proof| !proof.failures.is_empty()));
        }
    }
}
