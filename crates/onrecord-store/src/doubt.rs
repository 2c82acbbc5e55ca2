//! What a person should look at first: the least certain quotations that nobody has looked at.

use rusqlite::params;

use crate::error::Result;
use crate::record::Record;
use crate::show::Shown;

impl Record {
    /// The least certain quotations that no person has corrected or confirmed, after the first `skip`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn doubtful(&self, limit: usize, skip: usize) -> Result<Vec<Shown>> {
        let rows: Vec<(i64, i64, i64)> = self.all(
            "SELECT q.version, q.at, v.report FROM quotation q JOIN version v ON v.id = q.version
             WHERE q.doubt IS NOT NULL ORDER BY q.doubt DESC, q.id LIMIT ? OFFSET ?",
            params![limit as i64, skip as i64],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )?;
        rows.into_iter().map(|(version, at, report)| self.shown(&self.keyed(report)?, version, at as usize)).collect()
    }
}
