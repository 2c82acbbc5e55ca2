//! Forgetting a report or a person: a name in, how much is gone out. A tombstone stays, so that it is not added again.
//!
//! Of a **report** all pages, readings, quotations and corrections go; bytes, texts and addresses stay as hashes. Of a **person** all quotations
//! go that a report credits to this name, alone or jointly, now and in what is added later; in the texts of reports that keep other
//! quotations their words are blanked wherever the record shows, searches or checks, and their letters and calls are no exchange. The pages themselves stay, as proof of the rest: forget
//! the reports to be rid of them.

use rusqlite::params;
use serde_json::Value;

use crate::add::{address_hash, addresses};
use crate::error::{Error, Result};
use crate::index::{bare_names, name_hash};
use crate::record::Writer;
use crate::search::Search;
use crate::words::folded;

/// What was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Pages that went.
    pub pages: usize,
    /// Quotations that went.
    pub quotations: i64,
}

impl Writer {
    /// Forgets a report, named as in [`crate::Record::report`].
    ///
    /// # Errors
    /// When there is none or more than one, or it cannot be written; then all is as it was.
    pub fn forget_report(&mut self, name: &str, now: &str) -> Result<Forgotten> {
        let report = self.report_id(name)?;
        let before = self.count("SELECT count(*) FROM quotation")?;
        let pages = self.whole(|writer| writer.bury(report, now))?;
        let after = self.count("SELECT count(*) FROM quotation")?;
        self.sweep()?;
        Ok(Forgotten { pages, quotations: before - after })
    }

    fn bury(&mut self, report: i64, now: &str) -> Result<usize> {
        let versions = self.versions(report)?;
        let mut hashes: Vec<([u8; 32], &str)> = Vec::new();
        for version in &versions {
            let (page, text, url): ([u8; 32], [u8; 32], Option<String>) = self
                .one(
                    "SELECT p.hash, v.text_hash, p.url FROM page p JOIN version v ON v.id = p.id WHERE p.id = ?",
                    [version.id],
                    |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
                )?
                .ok_or_else(|| Error::damaged(&self.path, format!("page {} is missing", version.id)))?;
            hashes.extend([(page, "page"), (text, "text")]);
            let sighted: Vec<[u8; 32]> =
                self.all("SELECT hash FROM sighting WHERE page = ? AND hash IS NOT NULL", [version.id], |r| r.get(0))?;
            hashes.extend(sighted.into_iter().map(|h| (h, "page")));
            let reading = self.raw(version.id)?;
            hashes.extend(addresses(url.as_deref(), &reading).iter().map(|a| (address_hash(a), "address")));
        }
        for (hash, what) in hashes {
            self.run("INSERT OR IGNORE INTO tombstone(hash, what, time) VALUES(?,?,?)", params![hash, what, now])?;
        }
        for version in &versions {
            for sql in [
                "DELETE FROM correction WHERE key IN (SELECT key FROM quotation WHERE version = ?1
                 UNION SELECT own FROM quotation WHERE version = ?1 AND own IS NOT NULL)",
                "DELETE FROM spoken WHERE rowid IN (SELECT id FROM quotation WHERE version = ?)",
                "DELETE FROM quotation WHERE version = ?",
                "DELETE FROM shingles WHERE rowid = ?",
                "DELETE FROM sketch WHERE version = ?",
                "DELETE FROM likeness WHERE version = ?1 OR other = ?1",
                "DELETE FROM visit WHERE asked IN (SELECT url FROM page WHERE id = ?1 UNION SELECT url FROM sighting WHERE page = ?1)
                 OR answered IN (SELECT url FROM page WHERE id = ?1 UNION SELECT url FROM sighting WHERE page = ?1)",
                "DELETE FROM sighting WHERE page = ?",
                "DELETE FROM version WHERE id = ?",
                "DELETE FROM page WHERE id = ?",
            ] {
                self.run(sql, [version.id])?;
            }
        }
        self.run("DELETE FROM address WHERE report = ?", [report])?;
        self.run("DELETE FROM report WHERE id = ?", [report])?;
        Ok(versions.len())
    }

    /// Forgets what a person said, by name as reports write it; several names are several calls.
    ///
    /// # Errors
    /// When nobody of that name is quoted, or it cannot be written; then all is as it was.
    pub fn forget_person(&mut self, name: &str, now: &str) -> Result<Forgotten> {
        if folded(name).is_empty() {
            return Err(Error::Search { found: format!("the name {name:?}, which has no letters") });
        }
        let question = Search { speaker: Some(name.to_owned()), limit: usize::MAX >> 1, ..Search::default() };
        let reports = self.reports_of(&question)?;
        if reports.is_empty() {
            return Err(crate::show::missing(name, "nobody of this name is quoted"));
        }
        let before = self.count("SELECT count(*) FROM quotation")?;
        let hash = name_hash(name);
        self.whole(|writer| {
            let row = params![hash, "person", now];
            writer.run("INSERT OR IGNORE INTO tombstone(hash, what, time) VALUES(?,?,?)", row)?;
            for report in &reports {
                writer.forget_corrections(*report)?;
                writer.index(*report)?;
            }
            Ok(())
        })?;
        let after = self.count("SELECT count(*) FROM quotation")?;
        self.sweep()?;
        Ok(Forgotten { pages: 0, quotations: before - after })
    }

    /// A correction holds the words of its quotation: it goes with them.
    fn forget_corrections(&mut self, report: i64) -> Result<()> {
        for version in self.keyed(report)? {
            for (at, quotation) in version.reading.quotations.iter().enumerate() {
                if quotation.content.is_empty() {
                    let keys: [[u8; 16]; 2] = [crate::index::id(&quotation.key)?, crate::index::id(&version.own[at])?];
                    self.run("DELETE FROM correction WHERE key IN (?, ?)", params![keys[0], keys[1]])?;
                }
            }
        }
        Ok(())
    }

    /// Nothing of it is left in the file: indexes are merged without it, and the file is written anew without its empty places.
    fn sweep(&mut self) -> Result<()> {
        self.run("INSERT INTO spoken(spoken) VALUES('optimize')", [])?;
        self.run("INSERT INTO shingles(shingles) VALUES('optimize')", [])?;
        self.conn.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").map_err(|e| self.fail(e))
    }
}

/// Takes away the letters, calls … of forgotten people, and them from among those who were told.
pub(crate) fn forget_communications(reading: &mut Value, forgotten: &[[u8; 32]]) {
    if forgotten.is_empty() {
        return;
    }
    let called = |name: &Value| {
        let names = bare_names(name.as_str().unwrap_or_default());
        names.iter().any(|name| forgotten.contains(&name_hash(name)))
    };
    let entities = reading["entities"].as_array().into_iter().flatten();
    let people: Vec<Value> = entities
        .filter(|e| called(&e["name"]) || e["aliases"].as_array().into_iter().flatten().any(called))
        .map(|e| e["id"].clone())
        .collect();
    let mut gone: Vec<Value> = Vec::new();
    let list = |value: &mut Value, lost: &[Value]| {
        if let Some(list) = value.as_array_mut() {
            list.retain(|one| !lost.contains(one));
        }
    };
    if let Some(all) = reading["communications"].as_array_mut() {
        all.retain_mut(|one| {
            let theirs = one["from"].as_array().into_iter().flatten().any(|e| people.contains(e));
            if theirs {
                gone.push(one["id"].clone());
            }
            list(&mut one["to"], &people);
            !theirs
        });
        for one in all {
            list(&mut one["in_reply_to"], &gone);
        }
    }
    for q in reading["quotations"].as_array_mut().into_iter().flatten() {
        if gone.contains(&q["communication"]) {
            q["communication"] = Value::Null;
        }
    }
}
