//! Making all that is derived again from the truth: pages in, readings and indexes out, corrections laid over by key.
//!
//! It goes report by report, each in one transaction: whoever stops it finds old and new readings side by side, each under the name of
//! its producer, and goes on from there.

use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::index::{derive, hex, id};
use crate::record::{Record, Writer};
use crate::schema;
use crate::wire::{Reading, text_place};

/// A page to read again, with what was said of it when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The page.
    pub bytes: Vec<u8>,
    /// SHA-256 of it.
    pub document: String,
    /// What the user knew it by.
    pub name: String,
    /// `plain` or `html`, where somebody said so.
    pub kind: Option<String>,
    /// The charset that somebody named.
    pub charset: Option<String>,
    /// The day of publication that the user named.
    pub published: Option<String>,
    /// The address that answered.
    pub url: Option<String>,
    /// When it came from there.
    pub retrieved: Option<String>,
}

impl Record {
    /// The reports that have a reading which `producer` (program and model) did not make; all of them where it is `None`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn outdated(&self, producer: Option<&str>) -> Result<Vec<i64>> {
        self.all(
            "SELECT DISTINCT report FROM version WHERE ?1 IS NULL OR producer <> ?1 ORDER BY report",
            [producer],
            |r| r.get(0),
        )
    }

    /// The pages of a report by its number, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn kept(&self, report: i64) -> Result<Vec<Kept>> {
        let mut out = Vec::new();
        for version in self.versions(report)? {
            let bytes = self.page_bytes(version.id)?;
            let found = self.one(
                "SELECT lower(hex(hash)), name, kind, charset, published, url, retrieved FROM page WHERE id = ?",
                [version.id],
                |r| {
                    Ok(Kept {
                        bytes: Vec::new(),
                        document: r.get(0)?,
                        name: r.get(1)?,
                        kind: r.get(2)?,
                        charset: r.get(3)?,
                        published: r.get(4)?,
                        url: r.get(5)?,
                        retrieved: r.get(6)?,
                    })
                },
            )?;
            let kept = found.ok_or_else(|| Error::damaged(&self.path, format!("page {} is missing", version.id)))?;
            out.push(Kept { bytes, ..kept });
        }
        Ok(out)
    }
}

impl Writer {
    /// Puts new readings, one for each page of [`Record::kept`] and in that order, in the place of a report's old ones.
    ///
    /// # Errors
    /// When one is no reading of its page, or it cannot be written; then all is as it was.
    pub fn reread(&mut self, report: i64, readings: &[String]) -> Result<()> {
        let versions = self.versions(report)?;
        self.whole(|writer| {
            for (version, json) in versions.iter().zip(readings) {
                let reading = Reading::parse(json)?;
                let bytes = writer.page_bytes(version.id)?;
                let hash: [u8; 32] = Sha256::digest(&bytes).into();
                if reading.document != hex(&hash) {
                    let found = format!("the document {:?}, expected its page, {}", reading.document, hex(&hash));
                    return Err(Error::Reading { found });
                }
                for quotation in &reading.quotations {
                    id::<16>(&quotation.key)?;
                }
                let text_hash: [u8; 32] = Sha256::digest(reading.text.as_bytes()).into();
                writer.keep_version(version, json, &text_place(json)?, &reading, &bytes, &text_hash)?;
            }
            writer.index(report).map(|_| ())
        })
    }

    /// Makes the indexes of words again from the readings, all or nothing.
    ///
    /// # Errors
    /// When it cannot be written; then all is as it was.
    pub fn reindex(&mut self, mut progress: impl FnMut(i64)) -> Result<()> {
        self.whole(|writer| {
            schema::empty_indexes(&writer.conn).map_err(|e| writer.fail(e))?;
            writer.run("DELETE FROM quotation WHERE version NOT IN (SELECT id FROM version)", [])?;
            let reports: Vec<i64> = writer.all("SELECT id FROM report ORDER BY id", [], |r| r.get(0))?;
            for report in reports {
                let versions = writer.keyed(report)?;
                let derived = derive(&versions)?;
                let kept: Vec<(i64, [u8; 16])> = writer.all(
                    "SELECT q.id, q.key FROM quotation q JOIN version v ON v.id = q.version WHERE v.report = ?",
                    [report],
                    |r| Ok((r.get(0)?, r.get(1)?)),
                )?;
                for (id, key) in &kept {
                    if !derived.lines.iter().any(|l| l.key == *key) {
                        writer.run("DELETE FROM quotation WHERE id = ?", [id])?;
                    }
                }
                for line in &derived.lines {
                    let id = kept.iter().find(|(_, key)| *key == line.key).map(|(id, _)| *id);
                    let row = params![id, line.key, line.own, line.version, line.at as i64, line.doubt];
                    writer.run(
                        "INSERT OR REPLACE INTO quotation(id, key, own, version, at, doubt) VALUES(?,?,?,?,?,?)",
                        row,
                    )?;
                    let rowid = id.unwrap_or_else(|| writer.conn.last_insert_rowid());
                    writer.index_words(rowid, line)?;
                }
                for (version, words) in &derived.shingles {
                    writer.run("INSERT INTO shingles(rowid, hashes) VALUES(?,?)", params![version, words])?;
                }
                progress(report);
            }
            Ok(())
        })
    }
}
