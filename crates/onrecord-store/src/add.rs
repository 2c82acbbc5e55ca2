//! Adding a page: its bytes and its reading in, what the record made of it out.
//!
//! Example: the page of an address that the record knows, with other words than last time, is a new version, and what changed in its
//! quotations is told. The same bytes are known; other bytes with the same words at the same address are a sighting.

use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::address;
use crate::changes::{Change, changes};
use crate::error::{Error, Result};
use crate::index::{hex, id};
use crate::likeness::{bands, set, shared};
use crate::packed::pack;
use crate::record::{Record, Stored, Writer};
use crate::wire::{Reading, text_place};
use crate::words;

/// Texts that share so much of all their shingles are noted as nearly the same.
const ALIKE: f64 = 0.6;
/// Of two pages at one address, or with one canonical address, the smaller must share so much with the other to be a version of it and not
/// another report: a page of headlines changes all the time, and some sites give all their pages one canonical address.
const VERSION: f64 = 0.2;
/// So many texts that may be alike are looked at.
const LOOKED_AT: i64 = 12;

/// A page that came, with its reading.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The page as it came.
    pub bytes: &'a [u8],
    /// Its reading, the wire's JSON on one line.
    pub reading: &'a str,
    /// What the user knows it by.
    pub name: &'a str,
    /// `plain` or `html`, where the sender or the user said so.
    pub kind: Option<&'a str>,
    /// The charset that the sender or the user named.
    pub charset: Option<&'a str>,
    /// The day of publication that the user named.
    pub published: Option<&'a str>,
    /// The address that answered.
    pub url: Option<&'a str>,
    /// When it came from there, RFC 3339.
    pub retrieved: Option<&'a str>,
    /// Now, RFC 3339.
    pub now: &'a str,
}

/// What the record made of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Added {
    /// A report that was not there.
    New {
        /// Its name in the record.
        report: String,
        /// How many quotations.
        quotations: usize,
        /// Reports with the same or nearly the same text.
        alike: Vec<Alike>,
    },
    /// Another version of a report.
    Version {
        /// The report.
        report: String,
        /// Which version, from 1.
        number: i64,
        /// How many quotations the report has, over all versions.
        quotations: usize,
        /// What changed since the version before.
        changes: Vec<Change>,
    },
    /// The page was there, or its words at its address.
    Known {
        /// The report.
        report: String,
        /// Whether it came from an address where it had not been met.
        elsewhere: bool,
    },
    /// It was forgotten, and stays so.
    Forgotten,
}

/// A report with a text like another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The report.
    pub report: String,
    /// The share of their words in threes, in percent; 100 for the same text.
    pub percent: i64,
    /// Its address or name.
    pub name: String,
}

impl Record {
    /// Whether these bytes need not be read again: they are in the record, or were forgotten.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn knows(&self, bytes: &[u8]) -> Result<bool> {
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let found = self.one(
            "SELECT 1 FROM page WHERE hash = ?1 UNION ALL SELECT 1 FROM sighting WHERE hash = ?1
             UNION ALL SELECT 1 FROM tombstone WHERE hash = ?1 LIMIT 1",
            [hash],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    pub(crate) fn report_name(&self, report: i64) -> Result<String> {
        let hash = self.one("SELECT hash FROM report WHERE id = ?", [report], |r| r.get::<_, Vec<u8>>(0))?;
        Ok(hash.map(|h| hex(&h)).unwrap_or_default())
    }

    fn is_forgotten(&self, hash: &[u8; 32]) -> Result<bool> {
        Ok(self.one("SELECT 1 FROM tombstone WHERE hash = ?", [hash], |_| Ok(()))?.is_some())
    }
}

/// An address as a tombstone keeps it.
pub(crate) fn address_hash(same: &str) -> [u8; 32] {
    Sha256::digest(format!("address {same}")).into()
}

impl Writer {
    /// Takes note of bytes that [`Record::knows`]; `None` where they are not known.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn meet(&mut self, arrival: &Arrival<'_>) -> Result<Option<Added>> {
        let hash: [u8; 32] = Sha256::digest(arrival.bytes).into();
        if self.is_forgotten(&hash)? {
            return Ok(Some(Added::Forgotten));
        }
        let page = self.one(
            "SELECT id FROM page WHERE hash = ?1 UNION ALL SELECT page FROM sighting WHERE hash = ?1 LIMIT 1",
            [hash],
            |r| r.get(0),
        )?;
        let Some(page) = page else { return Ok(None) };
        self.begin()?;
        self.sighted(page, None, arrival).map(Some)
    }

    /// Adds a page with its reading. It is in the record once [`Writer::commit`] has returned.
    ///
    /// # Errors
    /// [`Error::Reading`] when the reading is none of these bytes: nothing has happened. Any other: all since the last commit is dropped.
    pub fn add(&mut self, arrival: &Arrival<'_>) -> Result<Added> {
        if let Some(known) = self.meet(arrival)? {
            return Ok(known);
        }
        let reading = Reading::parse(arrival.reading)?;
        let place = text_place(arrival.reading)?;
        let hash: [u8; 32] = Sha256::digest(arrival.bytes).into();
        if reading.document != hex(&hash) {
            let found =
                format!("the document {:?}, expected the checksum of its page, {}", reading.document, hex(&hash));
            return Err(Error::Reading { found });
        }
        for quotation in &reading.quotations {
            id::<16>(&quotation.key)?;
        }
        let done = self.begin().and_then(|()| self.keep(arrival, reading, place, hash));
        done.map_err(|error| {
            self.roll_back();
            match error {
                // Of this page's reading nothing was wrong: one that is in the record is damaged.
                Error::Reading { found } => Error::damaged(&self.path, found),
                other => other,
            }
        })
    }

    fn keep(
        &mut self,
        arrival: &Arrival<'_>,
        reading: Reading,
        place: std::ops::Range<usize>,
        hash: [u8; 32],
    ) -> Result<Added> {
        let text_hash: [u8; 32] = Sha256::digest(reading.text.as_bytes()).into();
        let addresses = addresses(arrival.url, &reading);
        let tombstones = addresses.iter().map(|a| address_hash(a)).chain([text_hash]);
        for tombstone in tombstones {
            if self.is_forgotten(&tombstone)? {
                return Ok(Added::Forgotten);
            }
        }
        let shingles = set(words::shingles(words::words(&reading.text).iter().map(|(_, w)| w.as_str())));
        let before = self.version_before(&addresses, &text_hash, &shingles)?;
        if let Some((page, _, true)) = before {
            return self.sighted(page, Some(hash), arrival);
        }
        let alike = self.alike(&shingles, &text_hash)?;
        self.run(
            "INSERT INTO page(hash, size, bytes, name, kind, charset, published, url, retrieved, added) VALUES(?,?,?,?,?,?,?,?,?,?)",
            params![
                hash,
                arrival.bytes.len() as i64,
                self.packed(arrival.bytes)?,
                arrival.name,
                arrival.kind,
                arrival.charset,
                arrival.published,
                arrival.url,
                arrival.retrieved,
                arrival.now
            ],
        )?;
        let page = self.conn.last_insert_rowid();
        let (report, number) = if let Some((_, report, _)) = before {
            let last = self.one("SELECT max(number) FROM version WHERE report = ?", [report], |r| r.get(0))?;
            self.run("UPDATE version SET latest = 0 WHERE report = ?", [report])?;
            (report, last.unwrap_or(0) + 1)
        } else {
            self.run("INSERT INTO report(hash) VALUES(?)", [hash])?;
            (self.conn.last_insert_rowid(), 1)
        };
        let stored = Stored { id: page, report, number, latest: true };
        self.keep_version(&stored, arrival.reading, &place, &reading, arrival.bytes, &text_hash)?;
        for address in &addresses {
            self.run("INSERT OR REPLACE INTO address(url, report) VALUES(?,?)", params![address, report])?;
        }
        for band in bands(&shingles) {
            self.run("INSERT OR IGNORE INTO sketch(band, version) VALUES(?,?)", params![band, page])?;
        }
        let mut told = Vec::new();
        for (other, of_report, percent, name) in alike {
            if of_report != report {
                let row = params![page, other, percent];
                self.run("INSERT OR IGNORE INTO likeness(version, other, percent) VALUES(?,?,?)", row)?;
                told.push(Alike { report: self.report_name(of_report)?, percent, name });
            }
        }
        let name = self.report_name(report)?;
        if number == 1 {
            let versions = self.key(vec![(reading, stored)])?;
            let quotations = self.index_versions(report, &versions, true)?;
            return Ok(Added::New { report: name, quotations, alike: told });
        }
        let versions = self.keyed(report)?;
        let quotations = self.index_versions(report, &versions, false)?;
        let changes = match &versions[..] {
            [.., before, after] => changes(&before.reading, &after.reading),
            _ => Vec::new(),
        };
        Ok(Added::Version { report: name, number, quotations, changes })
    }

    /// The version that these words are another version of: page, report, and whether the words are the same.
    fn version_before(
        &self,
        addresses: &[String],
        text_hash: &[u8; 32],
        shingles: &[u64],
    ) -> Result<Option<(i64, i64, bool)>> {
        for address in addresses {
            let sql =
                "SELECT v.id, v.report, v.text_hash FROM address a JOIN version v ON v.report = a.report AND v.latest
                       WHERE a.url = ?";
            let found = self.one(sql, [address], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, [u8; 32]>(2)?)))?;
            let Some((page, report, hash)) = found else { continue };
            if hash == *text_hash {
                return Ok(Some((page, report, true)));
            }
            let text = self.text(page)?;
            let other = set(words::shingles(words::words(&text).iter().map(|(_, w)| w.as_str())));
            if shared(&other, shingles).1 >= VERSION {
                return Ok(Some((page, report, false)));
            }
        }
        Ok(None)
    }

    /// Latest versions with a text like this one: version, report, percent, name.
    fn alike(&self, shingles: &[u64], text_hash: &[u8; 32]) -> Result<Vec<(i64, i64, i64, String)>> {
        let mut near: Vec<i64> = self.all(
            "SELECT id FROM version WHERE text_hash = ? ORDER BY id LIMIT ?",
            params![text_hash, LOOKED_AT],
            |r| r.get(0),
        )?;
        let same = near.len();
        for band in bands(shingles) {
            let found: Vec<i64> =
                self.all("SELECT version FROM sketch WHERE band = ? LIMIT ?", params![band, LOOKED_AT], |r| r.get(0))?;
            for version in found {
                if !near.contains(&version) && (near.len() as i64) < LOOKED_AT {
                    near.push(version);
                }
            }
        }
        let mut out = Vec::new();
        for (at, version) in near.into_iter().enumerate() {
            let percent = if at < same {
                100
            } else {
                let text = self.text(version)?;
                let other = set(words::shingles(words::words(&text).iter().map(|(_, w)| w.as_str())));
                let share = shared(shingles, &other).0;
                if share < ALIKE {
                    continue;
                }
                ((share * 100.0).round() as i64).min(99)
            };
            let row = self.one(
                "SELECT v.report, coalesce(p.url, p.name) FROM version v JOIN page p ON p.id = v.id WHERE v.id = ?",
                [version],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )?;
            if let Some((report, name)) = row {
                out.push((version, report, percent, name));
            }
        }
        out.sort_by_key(|(version, _, percent, _)| (std::cmp::Reverse(*percent), *version));
        Ok(out)
    }

    /// Writes down where and when a page of the record was met again.
    fn sighted(&mut self, page: i64, hash: Option<[u8; 32]>, arrival: &Arrival<'_>) -> Result<Added> {
        let report = self.one("SELECT report FROM version WHERE id = ?", [page], |r| r.get::<_, i64>(0))?;
        let report = report.map(|r| self.report_name(r)).transpose()?.unwrap_or_default();
        let met = self.one(
            "SELECT 1 FROM page WHERE id = ?1 AND url IS ?2 AND (?2 IS NOT NULL OR name = ?3)
             UNION ALL SELECT 1 FROM sighting WHERE page = ?1 AND url IS ?2 AND (?2 IS NOT NULL OR name = ?3) LIMIT 1",
            params![page, arrival.url, arrival.name],
            |_| Ok(()),
        )?;
        if met.is_none() || hash.is_some() {
            self.run(
                "INSERT INTO sighting(page, hash, name, url, retrieved, seen) VALUES(?,?,?,?,?,?)",
                params![page, hash, arrival.name, arrival.url, arrival.retrieved, arrival.now],
            )?;
        }
        Ok(Added::Known { report, elsewhere: met.is_none() })
    }

    /// Writes or replaces the row of a version.
    pub(crate) fn keep_version(
        &self,
        stored: &Stored,
        json: &str,
        place: &std::ops::Range<usize>,
        reading: &Reading,
        bytes: &[u8],
        text_hash: &[u8; 32],
    ) -> Result<()> {
        let mut cut = String::with_capacity(json.len() - place.len() + 2);
        cut.push_str(&json[..place.start]);
        cut.push_str("\"\"");
        cut.push_str(&json[place.end..]);
        let text = if reading.text.as_bytes() == bytes { None } else { Some(self.packed(reading.text.as_bytes())?) };
        self.run(
            "INSERT OR REPLACE INTO version(id, report, number, latest, text_hash, text, reading, text_at, producer, title, outlet,
             published, url) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                stored.id,
                stored.report,
                stored.number,
                stored.latest,
                text_hash,
                text,
                self.packed(cut.as_bytes())?,
                place.start as i64,
                reading.producer,
                reading.title,
                reading.outlet,
                reading.published,
                reading.url
            ],
        )?;
        Ok(())
    }

    fn packed(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        pack(bytes).map_err(|e| Error::open(&self.path, format!("{} bytes cannot be packed: {e}", bytes.len())))
    }
}

/// The addresses that name the report, the page's own first.
pub(crate) fn addresses(url: Option<&str>, reading: &Reading) -> Vec<String> {
    let of = [reading.canonical_url.as_deref(), url, reading.url.as_deref()];
    let mut out: Vec<String> = of.into_iter().flatten().filter_map(address::same).collect();
    out.dedup();
    out
}
