//! What a host wants to hear when it is asked again: an address in, its `ETag` and `Last-Modified` out.
//!
//! It is written with the page that came, in one transaction; that of a feed only when all its entries are in the record. A program
//! that is killed half way asks again for all of it.

use rusqlite::params;

use crate::error::Result;
use crate::record::{Record, Writer};

/// What is kept of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The address that answered.
    pub url: String,
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub modified: Option<String>,
}

impl Record {
    /// The last answer to an address.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn visit(&self, asked: &str) -> Result<Option<Visit>> {
        self.one("SELECT answered, etag, modified FROM visit WHERE asked = ?", [asked], |r| {
            Ok(Visit { url: r.get(0)?, etag: r.get(1)?, modified: r.get(2)? })
        })
    }
}

impl Writer {
    /// Keeps an answer; it is in the record with the next commit.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn visited(&mut self, asked: &str, visit: &Visit, now: &str) -> Result<()> {
        self.begin()?;
        self.run(
            "INSERT OR REPLACE INTO visit(asked, answered, etag, modified, time) VALUES(?,?,?,?,?)",
            params![asked, visit.url, visit.etag, visit.modified, now],
        )?;
        Ok(())
    }
}
