//! Reads a news report and keeps who said what, every field tied to the exact characters of the source.
//!
//! ```
//! use onrecord::{About, Reader};
//!
//! let reader = Reader::new()?;
//! let reading = reader.read("“We will appeal,” said Ana Ruiz, counsel for the town.".as_bytes(), &About::default())?;
//! for quotation in &reading.quotations {
//!     let content = quotation.finding.content.iter().map(|s| reading.document.slice(s));
//!     assert_eq!(content.collect::<Vec<_>>(), ["We will appeal,"]);
//! }
//! # Ok::<(), onrecord::Error>(())
//! ```
//!
//! The library is a pure function of bytes, options and its own weights: no files, network, clock or environment.

pub mod analyse;
pub mod check;
pub mod error;
pub mod exchanges;
pub mod ingest;
pub mod model;
pub mod names;
pub mod reader;
pub mod reading;
pub mod resolve;
pub mod span;
pub mod text;
pub mod verify;

pub use error::{Error, Note};
pub use ingest::Kind;
pub use reader::{About, Reader};
pub use reading::{Quotation, Reading};
pub use span::{Span, Spans};
pub use text::Document;
pub use verify::{Proof, verify};

use sha2::{Digest, Sha256};

/// Longest input in bytes.
pub const LONGEST: usize = 64 << 20;

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
