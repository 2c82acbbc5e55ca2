//! Exchanges of the record: a name in, who wrote or spoke to whom in the reports that credit or address it out.
//!
//! Example: `record.exchanges(Some("Ana Ruiz"), TOLD)?.threads(Some("Ana Ruiz"))`.

use std::collections::BTreeSet;

use onrecord::exchanges::Exchanges;

use crate::error::{Error, Result};
use crate::record::Record;
use crate::search::Search;

/// So many reports are looked at where nobody waits for long.
pub const TOLD: usize = 300;

impl Record {
    /// What the newest reports tell, at most so many; with a name, those that credit a quotation to it or address one to it.
    ///
    /// # Errors
    /// When the name has no letters, or the file cannot be read.
    pub fn exchanges(&self, name: Option<&str>, most: usize) -> Result<Exchanges> {
        let reports: Vec<i64> = match name {
            None => self.all("SELECT id FROM report ORDER BY id DESC LIMIT ?", [most as i64], |r| r.get(0))?,
            Some(name) => {
                let by = Search { speaker: Some(name.to_owned()), ..Search::default() };
                let to = Search { to: Some(name.to_owned()), ..Search::default() };
                let mut all: BTreeSet<i64> = self.reports_of(&by)?.into_iter().collect();
                all.extend(self.reports_of(&to)?);
                all.into_iter().rev().take(most).collect()
            }
        };
        let mut all = Exchanges::new();
        for report in reports {
            all.add(&self.latest_json(report)?).map_err(|found| Error::Reading { found })?;
        }
        Ok(all)
    }
}
