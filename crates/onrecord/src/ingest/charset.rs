//! Decodes bytes: byte-order mark, then the sender's label, then the page's own `meta`, then a guess.
//!
//! The order is the HTML standard's (13.2.3.2, determining the character encoding), with one check added: a label under which the
//! text breaks, while the bytes are sound UTF-8, is not believed.

use encoding_rs::{Encoding, UTF_8};

use super::origin::{self, Origin};
use crate::error::{Error, Note};
use crate::span::Spans;

/// Bytes of a page's head in which a `meta` charset counts (HTML standard: 1024; many real pages need more).
const HEAD: usize = 4096;

/// A text with the way back to its bytes.
pub(super) struct Decoded {
    /// The text, without its byte-order mark.
    pub(super) text: String,
    /// The name of its encoding, as the Encoding Standard has it.
    pub(super) charset: &'static str,
    /// Where its characters stand in the bytes.
    pub(super) origin: Origin,
}

/// Decodes `bytes`.
pub(super) fn decode(bytes: &[u8], label: Option<&str>, html: bool, notes: &mut Vec<Note>) -> Result<Decoded, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty { bytes: 0 });
    }
    let marked = Encoding::for_bom(bytes);
    if marked.is_none() {
        refuse_binary(bytes)?;
    }
    let (encoding, skip) = marked.unwrap_or_else(|| (choose(bytes, label, html, notes), 0));
    let mut undecodable = |broken: bool| {
        if broken {
            notes.push(Note::new(
                "undecodable-bytes",
                format!("some bytes are not {}; each was replaced by U+FFFD", encoding.name()),
                Spans::default(),
            ));
        }
    };
    let (text, origin) = if html {
        let (text, origin) = origin::decode(bytes, skip, encoding);
        let sound = matches!(origin, Origin::Same(_)) || !text.contains('\u{fffd}');
        undecodable(!sound && encoding.decode_without_bom_handling(&bytes[skip..]).1);
        (text, origin)
    } else {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[skip..]);
        undecodable(broken);
        (text.into_owned(), Origin::Unknown)
    };
    Ok(Decoded { text, charset: encoding.name(), origin })
}

/// Whether bytes are UTF-8 but for a few: for each broken stretch at least so many sound letters beyond ASCII.
fn mostly_utf8(bytes: &[u8]) -> bool {
    const SOUND: usize = 4;
    let (mut letters, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    letters >= SOUND * broken
}

fn choose(bytes: &[u8], label: Option<&str>, html: bool, notes: &mut Vec<Note>) -> &'static Encoding {
    // Letters beyond ASCII in sound UTF-8 are no accident: a few broken bytes among many of them are a fault of the page.
    let sound = std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes);
    let named = label.map(str::to_owned).or_else(|| if html { meta_label(bytes) } else { None });
    if let Some(name) = named {
        match Encoding::for_label(name.as_bytes()) {
            Some(encoding) if encoding == UTF_8 && !sound || encoding != UTF_8 && sound && !bytes.is_ascii() => {
                notes.push(Note::new(
                    "wrong-charset-label",
                    format!(
                        "the label says {name}, but the bytes are {}UTF-8; the bytes were believed",
                        if sound { "" } else { "not " }
                    ),
                    Spans::default(),
                ));
            }
            Some(encoding) => return encoding,
            None => notes.push(Note::new(
                "unknown-charset-label",
                format!("no charset is called {name:?}; it was guessed from the bytes"),
                Spans::default(),
            )),
        }
    }
    if sound {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

fn meta_label(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let mut rest = head.as_ref();
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..rest.find('>')?];
        if let Some(at) = tag.find("charset=") {
            let value = tag[at + 8..].trim_start_matches(['"', '\'', ' ']);
            let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).unwrap_or(value.len());
            return (end > 0).then(|| value[..end].to_owned());
        }
    }
    None
}

/// Known first bytes of files that people hand over by mistake.
const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"BZh", "bzip2 data"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"SQLite format 3", "an SQLite database"),
];

/// More control characters than one in fifty are no text.
const CONTROL_SHARE: usize = 50;

fn refuse_binary(bytes: &[u8]) -> Result<(), Error> {
    if let Some((_, what)) = MAGIC.iter().find(|(m, _)| bytes.starts_with(m)) {
        return Err(Error::NotText { found: (*what).to_owned() });
    }
    let head = &bytes[..bytes.len().min(1 << 16)];
    let control = head.iter().filter(|b| **b < 32 && !matches!(**b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b)).count();
    if control * CONTROL_SHARE > head.len() {
        return Err(Error::NotText { found: format!("{control} control bytes among the first {}", head.len()) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], label: Option<&str>, html: bool) -> (String, Vec<&'static str>) {
        let mut notes = Vec::new();
        let text = decode(bytes, label, html, &mut notes).expect("text").text;
        (text, notes.iter().map(|n| n.code).collect())
    }

    #[test]
    fn the_byte_order_mark_beats_every_label() {
        assert_eq!(read(b"\xff\xfeH\0i\0", Some("utf-8"), false), ("Hi".into(), vec![]));
    }

    #[test]
    fn a_wrong_label_is_not_believed() {
        assert_eq!(
            read("café “no”".as_bytes(), Some("windows-1252"), false),
            ("café “no”".into(), vec!["wrong-charset-label"])
        );
        assert_eq!(
            read(b"<meta charset=utf-8><p>caf\xe9 society in the old town", None, true).1,
            ["wrong-charset-label"]
        );
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = "“We waited,” said Zoë Müller – “long enough.”".as_bytes().to_vec();
        bytes.push(0xff);
        for label in [None, Some("utf-8"), Some("windows-1252")] {
            assert!(read(&bytes, label, true).0.starts_with("“We waited,” said Zoë Müller"), "{label:?}");
        }
        assert_eq!(read(b"<meta charset=utf-8><p>\x93Non,\x94 dit Zo\xeb", None, true).1, ["wrong-charset-label"]);
    }

    #[test]
    fn the_meta_label_is_used() {
        let (text, notes) = read(b"<meta http-equiv=x content='text/html; charset=iso-8859-2'>\xb1", None, true);
        assert!(text.ends_with('ą'));
        assert!(notes.is_empty());
    }

    #[test]
    fn invalid_bytes_are_replaced_and_noted() {
        let mut notes = Vec::new();
        let text = decode(b"\xef\xbb\xbfok \xff ok", None, false, &mut notes).expect("text").text;
        assert_eq!(text, "ok \u{fffd} ok");
        assert_eq!(notes[0].code, "undecodable-bytes");
    }

    #[test]
    fn binary_files_are_refused_by_name() {
        let error = |b: &[u8]| decode(b, None, false, &mut Vec::new()).map(|d| d.text).map_err(|e| e.to_string());
        assert_eq!(error(b"%PDF-1.7 x"), Err("cannot read bytes as text: found a PDF, expected text or HTML".into()));
        assert_eq!(
            error(&[0, 1, 2, 3, b'a']),
            Err("cannot read bytes as text: found 4 control bytes among the first 5, expected text or HTML".into())
        );
    }
}
