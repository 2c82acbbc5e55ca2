//! The index of meanings: vectors of quotations in, for a vector the quotations nearest to it out.
//!
//! Each sentence of a quotation has one. Of each vector of 384 numbers the signs are kept as bits, by which all quotations are compared, and eight bits a number, by which the nearest of them are
//! compared again. The bits of all are in memory once they were asked for: 48 bytes a sentence. The index is optional; who makes the vectors is the
//! caller's business, and the name of the network is kept with them, since vectors of two networks cannot be compared.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use std::ops::Range;

use rusqlite::params;

use crate::candidates::Candidate;
use crate::error::{Error, Result};
use crate::record::{Record, Writer};
use crate::wire::Reading;

/// Numbers of a vector.
pub const WIDTH: usize = 384;
/// Machine words of the bits.
const LANES: usize = WIDTH / 64;
/// So many of the nearest by bits are compared by numbers.
const AGAIN: usize = 400;
/// Quotations of one commit.
const GROUP: usize = 256;

type Bits = [u64; LANES];

/// The bits of all quotations, as far as they were read.
#[derive(Debug, Default)]
pub(crate) struct Bank {
    ids: Vec<i64>,
    bits: Vec<Bits>,
    seen: i64,
}

/// A quotation that may mean what was asked.
#[derive(Debug, Clone)]
pub struct Nearest {
    /// The report around it.
    pub candidate: Candidate,
    /// Its place among the candidate's quotations.
    pub at: usize,
    /// Which of its sentences, in bytes of the candidate's text.
    pub place: Range<usize>,
    /// The cosine of the two vectors.
    pub cosine: f32,
}

impl Record {
    /// The name of the network whose vectors the record keeps; `None` where it has no index of meanings.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn meanings(&self) -> Result<Option<String>> {
        self.one("SELECT value FROM setting WHERE name = 'meaning'", [], |r| r.get(0))
    }

    /// The quotations nearest to a vector, the nearest first; withdrawn ones are among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn nearest(&self, vector: &[f32], limit: usize) -> Result<Vec<Nearest>> {
        let ask = code(vector);
        let mut bank = self.bank.borrow_mut();
        self.fill(&mut bank)?;
        let mut near: Vec<(u32, i64)> = Vec::with_capacity(bank.ids.len());
        near.extend(bank.bits.iter().zip(&bank.ids).map(|(b, id)| (apart(b, &ask.bits), *id)));
        if near.len() > AGAIN {
            near.select_nth_unstable(AGAIN);
            near.truncate(AGAIN);
        }
        let mut again: Vec<(f32, i64)> = Vec::with_capacity(near.len());
        for (_, id) in near {
            let kept = self.one("SELECT code FROM meaning WHERE id = ?", [id], |r| r.get::<_, Vec<u8>>(0))?;
            // It may have gone since the bits were read.
            again.extend(kept.map(|kept| (cosine(vector, &kept), id)));
        }
        again.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut out = Vec::new();
        for (cosine, id) in again.into_iter().take(limit) {
            let row = self.one(
                "SELECT q.version, q.at, m.start, m.end FROM meaning m JOIN quotation q ON q.id = m.quotation WHERE m.id = ?",
                [id],
                |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)? as usize, r.get::<_, i64>(2)? as usize..r.get::<_, i64>(3)? as usize)),
            )?;
            let Some((version, at, place)) = row else { continue };
            let found = self.candidate_of(version, at)?;
            out.extend(found.map(|candidate| Nearest { candidate, at, place, cosine }));
        }
        Ok(out)
    }

    /// Reads the bits that were not read yet.
    fn fill(&self, bank: &mut Bank) -> Result<()> {
        let rows = self.all("SELECT id, bits FROM meaning_bits WHERE id > ? ORDER BY id", [bank.seen], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?))
        })?;
        for (id, bytes) in rows {
            let Ok(bytes) = <[u8; LANES * 8]>::try_from(bytes) else {
                return Err(Error::damaged(
                    &self.path,
                    format!("sentence {id}: its bits of meaning are cut; `onrecord index --meaning --again`"),
                ));
            };
            let lane = |k: usize| bytes[k * 8..k * 8 + 8].try_into().map_or(0, u64::from_le_bytes);
            bank.ids.push(id);
            bank.bits.push(std::array::from_fn(lane));
            bank.seen = id;
        }
        Ok(())
    }

    /// How many quotations have no vector yet.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unmeant(&self) -> Result<i64> {
        self.count("SELECT count(*) FROM quotation WHERE id NOT IN (SELECT quotation FROM meaning)")
    }
}

impl Writer {
    /// Gives each quotation that has none its vectors: `vectors` takes a text and a content in it and gives places with their vectors; its network is named. Vectors of another network go. It commits
    /// group by group, and goes on where it was stopped.
    ///
    /// # Errors
    /// When the file cannot be written, or the network fails.
    pub fn mean(
        &mut self,
        network: &str,
        mut vectors: impl FnMut(&str, &[Range<usize>]) -> std::result::Result<Vec<(Range<usize>, Vec<f32>)>, String>,
        mut progress: impl FnMut(usize),
    ) -> Result<usize> {
        if self.meanings()?.as_deref() != Some(network) {
            self.forget_meanings()?;
            self.begin()?;
            self.run("INSERT OR REPLACE INTO setting(name, value) VALUES('meaning', ?)", [network])?;
            self.commit()?;
        }
        let mut done = 0;
        loop {
            let rows: Vec<(i64, i64, i64)> = self.all(
                "SELECT id, version, at FROM quotation WHERE id NOT IN (SELECT quotation FROM meaning) ORDER BY version, at LIMIT ?",
                [GROUP as i64],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
            )?;
            if rows.is_empty() {
                return Ok(done);
            }
            let mut readings: HashMap<i64, Reading> = HashMap::new();
            let mut made = Vec::with_capacity(rows.len());
            for (id, version, at) in &rows {
                let reading = match readings.entry(*version) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => place.insert(self.raw(*version)?),
                };
                let content = reading.quotations.get(*at as usize).map_or(&[][..], |q| &q.content);
                let found = vectors(&reading.text, content);
                let mut found = found.map_err(|why| {
                    Error::damaged(&self.path, format!("quotation {id}: no vector of its words: {why}"))
                })?;
                if found.is_empty() {
                    found.push((0..0, vec![0.0; WIDTH]));
                }
                made.extend(found.into_iter().map(|(place, numbers)| (*id, place, code(&numbers))));
            }
            self.begin()?;
            for (id, place, code) in &made {
                self.put_meaning(*id, place, code)?;
            }
            self.commit()?;
            done += rows.len();
            progress(done);
        }
    }

    /// Drops the index of meanings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_meanings(&mut self) -> Result<()> {
        self.whole(|w| {
            w.run("DELETE FROM meaning", [])?;
            w.run("DELETE FROM meaning_bits", [])?;
            w.run("DELETE FROM setting WHERE name = 'meaning'", [])?;
            Ok(())
        })
    }

    fn put_meaning(&self, quotation: i64, place: &Range<usize>, code: &Code) -> Result<()> {
        let bits: Vec<u8> = code.bits.iter().flat_map(|lane| lane.to_le_bytes()).collect();
        let row = params![quotation, place.start as i64, place.end as i64, code.bytes];
        self.run("INSERT INTO meaning(quotation, start, end, code) VALUES(?, ?, ?, ?)", row)?;
        self.run("INSERT INTO meaning_bits(id, bits) VALUES(?, ?)", params![self.conn.last_insert_rowid(), bits])?;
        Ok(())
    }
}

/// A vector as it is kept: a scale and a byte a number; the signs.
struct Code {
    bytes: Vec<u8>,
    bits: Bits,
}

fn code(vector: &[f32]) -> Code {
    let most = vector.iter().fold(f32::MIN_POSITIVE, |m, x| m.max(x.abs()));
    let scale = most / 127.0;
    let mut bytes = scale.to_le_bytes().to_vec();
    bytes.extend(vector.iter().take(WIDTH).map(|x| ((x / scale).round() as i8).cast_unsigned()));
    let mut bits = [0; LANES];
    for (k, x) in vector.iter().take(WIDTH).enumerate() {
        bits[k / 64] |= u64::from(*x > 0.0) << (k % 64);
    }
    Code { bytes, bits }
}

fn apart(a: &Bits, b: &Bits) -> u32 {
    a.iter().zip(b).map(|(x, y)| (x ^ y).count_ones()).sum()
}

fn cosine(vector: &[f32], kept: &[u8]) -> f32 {
    let Some((scale, numbers)) = kept.split_first_chunk::<4>() else { return 0.0 };
    let sum: f32 = vector.iter().zip(numbers).map(|(x, y)| x * f32::from(y.cast_signed())).sum();
    sum * f32::from_le_bytes(*scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_vector_is_nearly_the_vector() {
        let vector: Vec<f32> = (0..WIDTH).map(|k| ((k * 37 % 101) as f32 - 50.0) / 800.0).collect();
        let length = vector.iter().map(|x| x * x).sum::<f32>();
        let kept = code(&vector);
        assert!((cosine(&vector, &kept.bytes) / length - 1.0).abs() < 0.01);
        assert_eq!(apart(&kept.bits, &code(&vector).bits), 0);
        assert!(cosine(&vector, b"ab").abs() < 1e-9, "cut bytes are near nothing");
    }
}
