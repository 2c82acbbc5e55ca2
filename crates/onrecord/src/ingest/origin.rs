//! The way back from decoded text to the bytes that were read: a place in the text in, a place in the bytes out.
//!
//! Example: in windows-1252 the two bytes of a decoded "é" come from one byte. Most pages are sound UTF-8, where both are the
//! same but for the byte-order mark; for all others the length of each character's bytes is kept, one byte a character.

use encoding_rs::{CoderResult, Encoding, ISO_2022_JP, UTF_8};

/// Characters between two marks of a map.
const STEP: usize = 64;

/// Where the characters of a decoded text stand in its bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Origin {
    /// The same, after so many bytes of byte-order mark.
    Same(usize),
    /// The byte length of each character as it was read, and each 64th character's place in text and bytes.
    Lengths { lengths: Vec<u8>, marks: Vec<(u32, u32)> },
    /// An encoding with a state: a stretch of it cannot be decoded alone.
    Unknown,
}

impl Origin {
    /// The byte in which the character at byte `at` of `text` begins; `None` where the encoding has a state.
    pub(super) fn byte(&self, text: &str, at: usize) -> Option<usize> {
        match self {
            Self::Same(skip) => Some(at + skip),
            Self::Unknown => None,
            Self::Lengths { lengths, marks } => {
                let mark = marks.partition_point(|m| m.0 as usize <= at).checked_sub(1)?;
                let (from, byte) = marks[mark];
                let chars = text[from as usize..at].chars().count();
                let passed: usize = lengths[mark * STEP..mark * STEP + chars].iter().map(|l| usize::from(*l)).sum();
                Some(byte as usize + passed)
            }
        }
    }
}

/// Collects a text with the lengths of its characters.
struct Writer {
    text: String,
    lengths: Vec<u8>,
    marks: Vec<(u32, u32)>,
    byte: usize,
}

impl Writer {
    fn push(&mut self, c: char, bytes: usize) {
        if self.lengths.len().is_multiple_of(STEP) {
            self.marks.push((self.text.len() as u32, self.byte as u32));
        }
        self.text.push(if c == '\0' { '\u{fffd}' } else { c });
        self.lengths.push(bytes as u8);
        self.byte += bytes;
    }

    fn finish(mut self) -> (String, Origin) {
        self.marks.push((self.text.len() as u32, self.byte as u32));
        // A last mark that falls on a full step stands where the next character would.
        let Self { text, lengths, mut marks, .. } = self;
        if !lengths.len().is_multiple_of(STEP) {
            marks.pop();
        }
        (text, Origin::Lengths { lengths, marks })
    }
}

/// Decodes the bytes after `skip`, NUL as U+FFFD as the HTML standard has it, and keeps the way back.
pub(super) fn decode(bytes: &[u8], skip: usize, encoding: &'static Encoding) -> (String, Origin) {
    let rest = &bytes[skip..];
    if encoding == UTF_8 {
        if let Ok(text) = std::str::from_utf8(rest)
            && !rest.contains(&0)
        {
            return (text.to_owned(), Origin::Same(skip));
        }
        let mut out =
            Writer { text: String::with_capacity(rest.len()), lengths: Vec::new(), marks: Vec::new(), byte: skip };
        for chunk in rest.utf8_chunks() {
            chunk.valid().chars().for_each(|c| out.push(c, c.len_utf8()));
            if !chunk.invalid().is_empty() {
                out.push('\u{fffd}', chunk.invalid().len());
            }
        }
        return out.finish();
    }
    if encoding == ISO_2022_JP {
        return (encoding.decode_without_bom_handling(rest).0.replace('\0', "\u{fffd}"), Origin::Unknown);
    }
    let mut out =
        Writer { text: String::with_capacity(rest.len()), lengths: Vec::new(), marks: Vec::new(), byte: skip };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // One byte at a time: what comes out has come of the bytes since the last character.
    let (mut since, mut buffer) = (0usize, [0u8; 32]);
    for at in 0..=rest.len() {
        let (last, next) = (at == rest.len(), &rest[at..(at + 1).min(rest.len())]);
        since += next.len();
        let (result, _, written, _) = decoder.decode_to_utf8(next, &mut buffer, last);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        let chars = std::str::from_utf8(&buffer[..written]).unwrap_or_default();
        let many = chars.chars().count();
        for (n, c) in chars.chars().enumerate() {
            // A broken sequence may give back its last byte as a character of its own.
            let bytes = if n + 1 < many { since - (many - 1 - n) } else { since };
            out.push(c, bytes);
            since -= bytes;
        }
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(bytes: &[u8], skip: usize, label: &str) -> Vec<(char, Vec<u8>)> {
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        let (text, origin) = decode(bytes, skip, encoding);
        let byte = |at| origin.byte(&text, at).expect("a place");
        text.char_indices().map(|(i, c)| (c, bytes[byte(i)..byte(i + c.len_utf8())].to_vec())).collect()
    }

    #[test]
    fn every_character_leads_back_to_its_bytes_in_ten_encodings() {
        let text = "„Ja“, said Ås — 港の人 보도 Город αβγ ".repeat(9);
        for label in [
            "utf-16le",
            "utf-16be",
            "gb18030",
            "windows-1252",
            "iso-8859-2",
            "windows-1251",
            "koi8-r",
            "shift_jis",
            "euc-jp",
            "euc-kr",
            "big5",
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
            let bytes = if label.starts_with("utf-16") {
                let wide = text.encode_utf16();
                wide.flat_map(|u| if label.ends_with("le") { u.to_le_bytes() } else { u.to_be_bytes() })
                    .collect::<Vec<u8>>()
            } else {
                encoding.encode(&text).0.into_owned()
            };
            let whole = encoding.decode_without_bom_handling(&bytes).0;
            let parts = slices(&bytes, 0, label);
            assert_eq!(parts.iter().map(|p| p.0).collect::<String>(), whole, "{label}");
            for (c, slice) in parts {
                assert_eq!(encoding.decode_without_bom_handling(&slice).0, c.to_string(), "{label}");
            }
        }
    }

    #[test]
    fn broken_bytes_and_nulls_keep_their_places() {
        let parts = slices(b"\xef\xbb\xbfa\xe2\x82b\0c", 3, "utf-8");
        let expected: [(char, &[u8]); 5] =
            [('a', b"a"), ('\u{fffd}', b"\xe2\x82"), ('b', b"b"), ('\u{fffd}', b"\0"), ('c', b"c")];
        assert_eq!(parts, expected.map(|(c, b)| (c, b.to_vec())));
        let parts = slices(b"\x82A\x82\xa0", 0, "shift_jis");
        assert_eq!(parts.iter().map(|p| p.1.len()).sum::<usize>(), 4, "{parts:?}");
    }
}
