//! Proving a record: the file in, what does not hold out.
//!
//! 1. SQLite's own proof of its pages and tables.
//! 2. Each page unpacks to its checksum, each text too, and each reading is of its page, with spans inside its text.
//! 3. The rows of quotations are those that the readings, the corrections and the tombstones give, no more and no less.
//! 4. The indexes hold exactly the words that the readings give: both sides are summed up as hashes of word and row, in any order.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::index::{derive, hex};
use crate::record::Record;
use crate::words::hash;

/// What came of the proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Pages that were looked at.
    pub pages: usize,
    /// Quotations that were looked at.
    pub quotations: usize,
    /// Corrections that hold.
    pub corrections: usize,
    /// What does not hold, in words.
    pub failures: Vec<String>,
}

/// Of each table so many failures are named.
const NAMED: usize = 20;

impl Record {
    /// Proves the record. `prove` may look at each reading as JSON and its page, and says what does not hold.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub fn doctor(
        &self,
        mut prove: impl FnMut(&str, &[u8]) -> Vec<String>,
        mut progress: impl FnMut(usize),
    ) -> Result<Health> {
        let mut health = Health::default();
        let sound: Vec<String> = self.all("PRAGMA integrity_check(20)", [], |r| r.get(0))?;
        health.failures.extend(sound.into_iter().filter(|line| line != "ok").map(|line| format!("sqlite: {line}")));
        let mut words = Sum::default();
        let mut shingles = Sum::default();
        let reports: Vec<i64> = self.all("SELECT id FROM report ORDER BY id", [], |r| r.get(0))?;
        for report in reports {
            if let Err(error) = self.examine(report, &mut prove, &mut health, (&mut words, &mut shingles)) {
                health.failures.push(error.to_string());
            }
            progress(health.pages);
        }
        let orphans = [
            ("pages without a reading", "SELECT count(*) FROM page WHERE id NOT IN (SELECT id FROM version)"),
            ("readings without a page", "SELECT count(*) FROM version WHERE id NOT IN (SELECT id FROM page)"),
            ("readings without a report", "SELECT count(*) FROM version WHERE report NOT IN (SELECT id FROM report)"),
            (
                "quotations without a reading",
                "SELECT count(*) FROM quotation WHERE version NOT IN (SELECT id FROM version)",
            ),
            (
                "meanings without a quotation",
                "SELECT count(*) FROM meaning WHERE quotation NOT IN (SELECT id FROM quotation)",
            ),
            (
                "meanings without their bits, or bits without their meaning",
                "SELECT (SELECT count(*) FROM meaning WHERE id NOT IN (SELECT id FROM meaning_bits)) +
                 (SELECT count(*) FROM meaning_bits WHERE id NOT IN (SELECT id FROM meaning))",
            ),
            ("forgotten pages", "SELECT count(*) FROM page p JOIN tombstone t ON t.hash = p.hash"),
        ];
        for (what, sql) in orphans {
            let count = self.count(sql)?;
            if count > 0 {
                health.failures.push(format!("{count} {what}"));
            }
        }
        if self.count("SELECT count(*) FROM quotation")? != health.quotations as i64 {
            health
                .failures
                .push(format!("the table of quotations has other rows than the {} of the readings", health.quotations));
        }
        for (table, expected) in [("spoken", words), ("shingles", shingles)] {
            let found = self.index_sum(table)?;
            if found != expected {
                health.failures.push(format!(
                    "the index of {table} does not hold what the readings give ({} entries, expected {}); `onrecord rebuild --index` makes it again",
                    found.count, expected.count
                ));
            }
        }
        health.corrections = self.corrections()?.len();
        Ok(health)
    }

    fn examine(
        &self,
        report: i64,
        prove: &mut impl FnMut(&str, &[u8]) -> Vec<String>,
        health: &mut Health,
        (words, shingles): (&mut Sum, &mut Sum),
    ) -> Result<()> {
        let mut wrong: Vec<String> = Vec::new();
        let versions = self.keyed(report)?;
        for version in &versions {
            health.pages += 1;
            let page = version.stored.id;
            let bytes = self.page_bytes(page)?;
            let (hash, text_hash): ([u8; 32], [u8; 32]) = self
                .one(
                    "SELECT p.hash, v.text_hash FROM page p JOIN version v ON v.id = p.id WHERE p.id = ?",
                    [page],
                    |r| Ok((r.get(0)?, r.get(1)?)),
                )?
                .unwrap_or_default();
            let found: [u8; 32] = Sha256::digest(&bytes).into();
            if found != hash {
                wrong.push(format!("page {page}: its checksum is {}, expected {}", hex(&found), hex(&hash)));
            }
            let found: [u8; 32] = Sha256::digest(self.text(page)?.as_bytes()).into();
            if found != text_hash {
                wrong.push(format!("page {page}: its text is not the one that was read"));
            }
            if version.reading.document != hex(&hash) {
                wrong.push(format!("page {page}: its reading is of {}", version.reading.document));
            }
            let json = self.raw_json(page)?;
            wrong.extend(prove(&json, &bytes).into_iter().map(|why| format!("page {page}: {why}")));
        }
        let derived = derive(&versions)?;
        let rows: BTreeMap<[u8; 16], (i64, i64, usize, Option<i64>)> = self
            .all(
                "SELECT q.key, q.id, q.version, q.at, q.doubt FROM quotation q JOIN version v ON v.id = q.version WHERE v.report = ?",
                [report],
                |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?, r.get::<_, i64>(3)? as usize, r.get(4)?))),
            )?
            .into_iter()
            .collect();
        health.quotations += derived.lines.len();
        for line in &derived.lines {
            match rows.get(&line.key) {
                Some((id, version, at, doubt)) if (*version, *at, *doubt) == (line.version, line.at, line.doubt) => {
                    let columns = ["words", "speakers", "addressees", "outlet", "tags"];
                    for (column, text) in columns.iter().zip(&line.columns) {
                        for word in text.split_ascii_whitespace() {
                            words.add(&[column, word], *id);
                        }
                    }
                }
                Some(_) => wrong.push(format!("quotation {}: its row is another's", hex(&line.key))),
                None => wrong.push(format!("quotation {}: it has no row", hex(&line.key))),
            }
        }
        for (version, text) in &derived.shingles {
            for word in text.split_ascii_whitespace() {
                shingles.add(&[word], *version);
            }
        }
        let more = wrong.len().saturating_sub(NAMED);
        wrong.truncate(NAMED);
        if more > 0 {
            wrong.push(format!("report {report}: and {more} more"));
        }
        health.failures.append(&mut wrong);
        Ok(())
    }

    /// What an index holds, summed up.
    fn index_sum(&self, table: &str) -> Result<Sum> {
        let fail = |e| self.fail(e);
        let view = format!("{table}_seen");
        // A view into the index; it lives in memory and only for this connection.
        let make =
            format!("CREATE VIRTUAL TABLE IF NOT EXISTS temp.{view} USING fts5vocab('main', '{table}', 'instance')");
        self.conn.execute_batch(&make).map_err(fail)?;
        let mut sum = Sum::default();
        let mut statement = self.conn.prepare(&format!("SELECT term, doc, col FROM temp.{view}")).map_err(fail)?;
        let mut rows = statement.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let term: String = row.get(0).map_err(fail)?;
            let doc: i64 = row.get(1).map_err(fail)?;
            let column: Option<String> = row.get(2).map_err(fail)?;
            match (table, column) {
                ("spoken", Some(column)) => sum.add(&[&column, &term], doc),
                _ => sum.add(&[&term], doc),
            }
        }
        Ok(sum)
    }
}

/// Words and rows in any order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    sum: u64,
}

impl Sum {
    fn add(&mut self, words: &[&str], row: i64) {
        self.count += 1;
        let mixed =
            (hash(words) ^ (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        self.sum = self.sum.wrapping_add(mixed ^ (mixed >> 32));
    }
}
