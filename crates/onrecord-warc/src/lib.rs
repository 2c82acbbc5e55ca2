//! Reads WARC archives: the bytes of a crawl in, its web pages out, one by one.
//!
//! ```
//! use std::io::Cursor;
//! use onrecord_warc::{Archive, Entry};
//!
//! let body = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nWe will appeal.";
//! let record = format!(
//!     "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/report\r\n\
//!      Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
//!     body.len()
//! );
//! let mut archive = Archive::new(Cursor::new(record), 1 << 20)?;
//! let Some(Entry::Page(page)) = archive.next() else { panic!("a page") };
//! assert_eq!((page.url.as_deref(), &page.bytes[..]), (Some("https://example.org/report"), &b"We will appeal."[..]));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! - `archive.rs`: records, and which of them are pages
//! - `members.rs`: plain and packed files as one stream, and the next record after damage
//! - `zstd.rs`: one zstd frame
//! - `digest.rs`: the digests that a record names
//! - `fields.rs`: heads of records and answers
//! - `http.rs`: what an answer's fields say of its body
//!
//! It knows nothing of files and opens no connection. Any bytes may come in; nothing panics.

mod archive;
mod digest;
mod fields;
pub mod http;
mod members;
mod zstd;

pub use archive::{Archive, Entry, Page};
