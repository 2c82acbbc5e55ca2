//! All reports of the record, the newest first, page by page.
//!
//! Example: `record.reports(&Reports { limit: 20, ..Reports::default() })` gives twenty reports with title, outlet, day of publication and
//! how many quotations they have.

use rusqlite::params;
use serde_json::{Value, json};

use crate::error::Result;
use crate::record::Record;

/// Which reports to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reports {
    /// How many at most.
    pub limit: usize,
    /// Only what stands after this place: the second value that [`Record::reports`] gave for the page before.
    pub after: Option<i64>,
}

/// A report of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name in the record, 64 hexadecimal digits.
    pub report: String,
    /// The title of its latest version.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When its first page came into the record, RFC 3339.
    pub added: String,
    /// How many versions.
    pub versions: i64,
    /// How many quotations, over all versions.
    pub quotations: i64,
}

impl Listed {
    /// The line as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "report": self.report, "title": self.title, "outlet": self.outlet, "published": self.published, "url": self.url,
            "added": self.added, "versions": self.versions, "quotations": self.quotations
        })
    }
}

impl Record {
    /// Reports, the newest of the record first, and where the next page begins.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reports(&self, asked: &Reports) -> Result<(Vec<Listed>, Option<i64>)> {
        let rows: Vec<(i64, Listed)> = self.all(
            "SELECT r.id, lower(hex(r.hash)), v.title, v.outlet, v.published, coalesce(v.url, p.url),
                    (SELECT added FROM page f JOIN version w ON w.id = f.id WHERE w.report = r.id AND w.number = 1), v.number,
                    (SELECT count(*) FROM quotation q JOIN version w ON w.id = q.version WHERE w.report = r.id)
             FROM report r JOIN version v ON v.report = r.id AND v.latest JOIN page p ON p.id = v.id
             WHERE r.id < ? ORDER BY r.id DESC LIMIT ?",
            params![asked.after.unwrap_or(i64::MAX), asked.limit as i64 + 1],
            |r| {
                let listed = Listed {
                    report: r.get(1)?,
                    title: r.get(2)?,
                    outlet: r.get(3)?,
                    published: r.get(4)?,
                    url: r.get(5)?,
                    added: r.get::<_, Option<String>>(6)?.unwrap_or_default(),
                    versions: r.get(7)?,
                    quotations: r.get(8)?,
                };
                Ok((r.get(0)?, listed))
            },
        )?;
        let next = asked.limit.checked_sub(1).filter(|_| rows.len() > asked.limit).map(|last| rows[last].0);
        Ok((rows.into_iter().take(asked.limit).map(|(_, listed)| listed).collect(), next))
    }
}
