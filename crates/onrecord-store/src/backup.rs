//! A copy of the record: a file's name in, a record of its own there out, also while others read and write.
//!
//! Example: `record.backup(Path::new("notes-2026-03-14.db"))`. SQLite's online backup takes one state of the record as a whole.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::error::{Error, Result};
use crate::record::Record;

/// So many pages are copied at a time; writers wait no longer than that takes.
const PAGES: i32 = 2048;

impl Record {
    /// Copies the record to a file that is not there yet; it appears whole or not at all.
    ///
    /// # Errors
    /// When the file is there, or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(Error::open(to, "there is such a file; a copy does not overwrite it"));
        }
        let mut place = to.as_os_str().to_owned();
        place.push(".part");
        let place = PathBuf::from(place);
        let done = self.copy(&place).and_then(|()| std::fs::rename(&place, to).map_err(|e| Error::io(to, &e)));
        if done.is_err() {
            // What is left of the copy is of no use; that it cannot be removed changes nothing.
            let _ = std::fs::remove_file(&place);
        }
        done
    }

    fn copy(&self, place: &Path) -> Result<()> {
        let fail = |e| Error::database(place, e);
        let mut copy = Connection::open(place).map_err(|_| Error::open(place, "it cannot be made there"))?;
        let backup = Backup::new(&self.conn, &mut copy).map_err(fail)?;
        backup.run_to_completion(PAGES, Duration::ZERO, None).map_err(fail)?;
        drop(backup);
        // A file by itself, whatever the record's journal is.
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(fail)?;
        copy.close().map_err(|(_, e)| fail(e))?;
        std::fs::File::open(place).and_then(|f| f.sync_all()).map_err(|e| Error::io(place, &e))
    }
}
