//! Reads a news report and keeps who said what, every field tied to the exact characters of the source.

pub mod analyse;
pub mod error;
pub mod ingest;
pub mod model;
pub mod span;
pub mod text;

/// Longest input in bytes.
pub const LONGEST: usize = 64 << 20;
