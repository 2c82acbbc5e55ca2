//! What an HTTP answer's fields say of its body: `Content-Type` in, kind and charset out; a stored body in, the page's bytes out.
//!
//! `text/html; charset=UTF-8` with `Content-Encoding: gzip` becomes a page in UTF-8, unpacked, never longer than the limit.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::FrameDecoder;

use crate::zstd::Frame;

/// More encodings than this, one around the other, are an attack.
const MOST_ENCODINGS: usize = 3;

/// Largest window of a body in zstd, in bytes (RFC 9659).
const WINDOW: u64 = 8 << 20;

/// The kinds of content that may be a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `text/html` or `application/xhtml+xml`.
    Html,
    /// `text/plain`.
    Plain,
}

/// A `Content-Type` taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// The type alone, in small letters: `text/html`. Empty where none was named.
    pub name: String,
    /// The charset as the sender wrote it.
    pub charset: Option<String>,
}

impl Media {
    /// Takes a field's value apart; nothing in it is an error.
    #[must_use]
    pub fn of(content_type: &str) -> Self {
        let mut parts = content_type.split(';');
        let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']).trim();
            (key.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
        });
        Self { name, charset }
    }

    /// Which kind of report this can be; `None` for everything else, an unnamed type too.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match self.name.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Kind::Html),
            "text/plain" => Some(Kind::Plain),
            _ => None,
        }
    }
}

/// Why a body cannot be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// Unpacked it is longer than the limit.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// It is packed in a way that nobody here can undo.
    Unknown {
        /// The name of that way.
        encoding: String,
    },
    /// It ends too early or cannot be unpacked.
    Damaged {
        /// What the field `Content-Encoding` says; empty where nothing was packed.
        encoding: String,
        /// What was found.
        source: io::Error,
    },
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "it is longer than {}, the limit for one report", size(*limit)),
            Self::Unknown { encoding } => {
                write!(f, "found content encoding {encoding:?}, expected gzip, deflate, br or zstd")
            }
            Self::Damaged { encoding, source } if encoding.is_empty() => write!(f, "its body is damaged: {source}"),
            Self::Damaged { encoding, source } => write!(f, "its body in {encoding} is damaged: {source}"),
        }
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Damaged { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// A number of bytes for people.
#[must_use]
pub fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 { format!("{} MB", bytes >> 20) } else { format!("{bytes} bytes") }
}

/// Reads a body and undoes its `Content-Encoding`. It reads no more than `limit` bytes, packed or unpacked.
///
/// # Errors
/// When it is longer than that, damaged, or packed in an unknown way.
pub fn unpacked<'a>(body: impl Read + 'a, content_encoding: &str, limit: usize) -> Result<Vec<u8>, BodyError> {
    let most = limit as u64 + 1;
    let damaged = |source| BodyError::Damaged { encoding: content_encoding.trim().to_owned(), source };
    let names: Vec<String> =
        content_encoding.split(',').map(|n| n.trim().to_ascii_lowercase()).filter(|n| !n.is_empty()).collect();
    let mut reader: Box<dyn Read + 'a> = Box::new(body.take(most));
    if names.len() > MOST_ENCODINGS {
        return Err(BodyError::Unknown { encoding: content_encoding.trim().to_owned() });
    }
    for name in names.iter().rev() {
        let mut packed = BufReader::new(reader);
        let head = packed.fill_buf().map_err(damaged)?;
        let first = [head.first().copied().unwrap_or(0), head.get(1).copied().unwrap_or(0)];
        reader = match name.as_str() {
            "identity" | "none" => Box::new(packed),
            // Archives often keep the field of a body that they have unpacked; gzip shows by its first bytes.
            "gzip" | "x-gzip" if first != [0x1f, 0x8b] => Box::new(packed),
            "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(packed)),
            // The standard means zlib; some servers send bare deflate.
            "deflate" if first[0] & 15 == 8 && u16::from_be_bytes(first).is_multiple_of(31) => {
                Box::new(ZlibDecoder::new(packed))
            }
            "deflate" => Box::new(DeflateDecoder::new(packed)),
            "zstd" => {
                let mut decoder = Box::new(FrameDecoder::new());
                decoder.set_max_window_size(WINDOW);
                Box::new(Frame::new(packed, decoder))
            }
            "br" => Box::new(Decompressor::new(packed, 4096)),
            _ => return Err(BodyError::Unknown { encoding: name.clone() }),
        };
    }
    let mut bytes = Vec::new();
    reader.take(most).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() > limit { Err(BodyError::TooLong { limit }) } else { Ok(bytes) }
}

/// Undoes `Transfer-Encoding: chunked`. `None` where the bytes are not in chunks: an archive may have joined them and kept
/// the field.
///
/// # Errors
/// When a chunk is cut short or what follows it is no chunk.
#[must_use]
pub fn joined(body: &[u8]) -> Option<Result<Vec<u8>, BodyError>> {
    let damaged = |kind: io::ErrorKind, what: &str| BodyError::Damaged {
        encoding: "chunks".to_owned(),
        source: io::Error::new(kind, what.to_owned()),
    };
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let first = rest.len() == body.len();
        let head = rest.iter().take(1024).position(|b| *b == b'\n').map(|end| (&rest[..end], &rest[end + 1..]));
        let Some((size, after)) = head.and_then(|(line, after)| Some((chunk_size(line)?, after))) else {
            if first {
                return None;
            }
            let what = if rest.is_empty() { "the last chunk is missing" } else { "a chunk has no size" };
            return Some(Err(damaged(io::ErrorKind::InvalidData, what)));
        };
        if size == 0 {
            return Some(Ok(out));
        }
        let Some((chunk, after)) = after.split_at_checked(size) else {
            return Some(Err(damaged(io::ErrorKind::UnexpectedEof, "a chunk is cut short")));
        };
        out.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
}

fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|b| *b == b';').next()?.trim_ascii();
    let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    usize::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    #[test]
    fn content_types_are_taken_apart() {
        let of = |s: &str| (Media::of(s).name, Media::of(s).charset);
        assert_eq!(of("Text/HTML; Charset=\"UTF-8\""), ("text/html".into(), Some("UTF-8".into())));
        assert_eq!(of("text/plain;charset=; boundary=x"), ("text/plain".into(), None));
        assert_eq!(of(""), (String::new(), None));
        assert_eq!(Media::of("application/xhtml+xml;charset=koi8-r").kind(), Some(Kind::Html));
        assert_eq!(Media::of("application/pdf").kind(), None);
    }

    #[test]
    fn every_packing_is_undone() {
        let page = b"<p>We will appeal.".repeat(100);
        let unpacked = |bytes: &[u8], how: &str| unpacked(bytes, how, 10_000).map_err(|e| e.to_string());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&page).expect("memory");
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(&page).expect("memory");
        assert_eq!(unpacked(&page, ""), Ok(page.clone()));
        assert_eq!(unpacked(&gzip(&page), "gzip"), Ok(page.clone()));
        assert_eq!(unpacked(&gzip(&gzip(&page)), "gzip, x-gzip"), Ok(page.clone()));
        assert_eq!(unpacked(&zlib.finish().expect("memory"), "deflate"), Ok(page.clone()));
        assert_eq!(unpacked(&bare.finish().expect("memory"), "deflate"), Ok(page.clone()));
        // "appeal" in brotli's simplest form: a bare block and an end.
        assert_eq!(unpacked(b"\x8b\x02\x80appeal\x03", "br"), Ok(b"appeal".to_vec()));
        let zstd = compress_to_vec(&page[..], CompressionLevel::Fastest);
        assert_eq!(unpacked(&zstd, "zstd"), Ok(page.clone()));
        assert_eq!(unpacked(&page, "gzip"), Ok(page.clone()), "unpacked by the archive, the field kept");
    }

    #[test]
    fn a_cut_body_is_no_body() {
        let packed = gzip(&b"We will appeal. ".repeat(100));
        let cut = &packed[..packed.len() - 9];
        let error = unpacked(cut, "gzip", 10_000).expect_err("cut").to_string();
        assert!(error.starts_with("its body in gzip is damaged: "), "{error}");
        assert!(unpacked(&b"\x8b\x02\x80appe"[..], "br", 100).is_err());
        let zstd = compress_to_vec(&b"We will appeal. ".repeat(100)[..], CompressionLevel::Fastest);
        assert!((0..zstd.len()).all(|cut| unpacked(&zstd[..cut], "zstd", 10_000).is_err()));
        assert_eq!(
            unpacked(cut, "compress", 10).expect_err("unknown").to_string(),
            "found content encoding \"compress\", expected gzip, deflate, br or zstd"
        );
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = gzip(&gzip(&vec![0; 30 << 20]));
        assert!(bomb.len() < 10_000, "{}", bomb.len());
        let error = unpacked(&bomb[..], "gzip, gzip", 1 << 20).expect_err("too long");
        assert_eq!(error.to_string(), "it is longer than 1 MB, the limit for one report");
        assert!(matches!(unpacked(io::repeat(b'a'), "", 100), Err(BodyError::TooLong { limit: 100 })));
    }

    #[test]
    fn chunks_are_joined() {
        let joined = |bytes: &[u8]| joined(bytes).map(|r| r.map_err(|e| e.to_string()));
        assert_eq!(joined(b"3;x=y\r\nWe \r\n4\r\nwill\r\n0\r\n\r\n"), Some(Ok(b"We will".to_vec())));
        assert_eq!(joined(b"<p>We will"), None);
        let error = |what: &str| Some(Err(format!("its body in chunks is damaged: {what}")));
        assert_eq!(joined(b"3\r\nWe \r\n4\r\nwi"), error("a chunk is cut short"));
        assert_eq!(joined(b"3\r\nWe \r\n"), error("the last chunk is missing"));
        assert_eq!(joined(b"3\r\nWe \r\nno"), error("a chunk has no size"));
        assert_eq!(joined(b"ffffffffffffffff\r\nWe"), error("a chunk is cut short"));
    }
}
