//! Which index finds the place of a claim: `cargo run --release --example indexes -- [REPORTS]`.
//!
//! Over the texts of 25,000 invented reports (100,000 quotations) it builds, in a file each, what could be looked up: hashes of three or two
//! words in FTS5, the same three in a table of our own, and the words themselves in FTS5 with phrases of three. It prints time to build,
//! bytes a report, time of the processor to look up a claim of which the middle word was changed, and how often the right report is among the answers.

#[allow(dead_code, reason = "the words of the pages are enough here")]
mod invented;

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use cpu_time::ThreadTime;
use invented::World;
use rusqlite::{Connection, params};

const CLAIMS: usize = 300;
/// Answers that are read for one look-up.
const ANSWERS: usize = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let reports: usize = std::env::args().nth(1).map_or(Ok(25_000), |n| n.parse())?;
    let mut world = World::new(1);
    let mut texts: Vec<Vec<String>> = Vec::new();
    let mut claims: Vec<(i64, Vec<String>)> = Vec::new();
    for number in 0..reports {
        let report = world.report();
        let words = |t: &str| -> Vec<String> {
            t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
        };
        if number % (reports / CLAIMS).max(1) == 0 {
            let mut claim = words(&report.quotations[0]);
            let middle = claim.len() / 2;
            claim[middle].push('x');
            claims.push((number as i64 + 1, claim));
        }
        texts.push(words(&report.page));
    }
    let folder = tempfile::tempdir()?;
    println!("index                        build s  bytes/report  look-up");
    for (name, words, table) in [
        (
            "FTS5, hashes of three words",
            3,
            "CREATE VIRTUAL TABLE i USING fts5(h, content='', contentless_delete=1, detail=none, tokenize='ascii')",
        ),
        (
            "FTS5, hashes of two words",
            2,
            "CREATE VIRTUAL TABLE i USING fts5(h, content='', contentless_delete=1, detail=none, tokenize='ascii')",
        ),
        ("table, hashes of three words", 3, "CREATE TABLE i(h INTEGER, v INTEGER, PRIMARY KEY(h, v)) WITHOUT ROWID"),
        (
            "FTS5, words and phrases",
            0,
            "CREATE VIRTUAL TABLE i USING fts5(h, content='', contentless_delete=1, tokenize='ascii')",
        ),
    ] {
        let path = folder.path().join(name.replace([' ', ','], ""));
        let conn = Connection::open(&path)?;
        conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")?;
        conn.execute_batch(table)?;
        let is_table = table.contains("ROWID");
        let begun = ThreadTime::now();
        for (group, some) in texts.chunks(64).enumerate() {
            conn.execute_batch("BEGIN")?;
            for (at, text) in some.iter().enumerate() {
                let id = (group * 64 + at + 1) as i64;
                if is_table {
                    let mut insert = conn.prepare_cached("INSERT OR IGNORE INTO i(h, v) VALUES(?, ?)")?;
                    for hash in hashes(text, words) {
                        insert.execute(params![hash as i64, id])?;
                    }
                } else {
                    let line = if words == 0 {
                        text.join(" ")
                    } else {
                        hashes(text, words).iter().map(|h| letters(*h)).collect::<Vec<_>>().join(" ")
                    };
                    conn.prepare_cached("INSERT INTO i(rowid, h) VALUES(?, ?)")?.execute(params![id, line])?;
                }
            }
            conn.execute_batch("COMMIT")?;
        }
        let built = begun.elapsed();
        conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        let size = std::fs::metadata(&path)?.len();
        let (mut spent, mut right) = (Vec::new(), 0);
        for (id, claim) in &claims {
            let begun = ThreadTime::now();
            let mut counts: HashMap<i64, usize> = HashMap::new();
            let mut look = |sql: &str, what: &dyn rusqlite::ToSql| -> rusqlite::Result<()> {
                let mut statement = conn.prepare_cached(sql)?;
                let mut rows = statement.query(params![what, ANSWERS as i64])?;
                while let Some(row) = rows.next()? {
                    *counts.entry(row.get(0)?).or_default() += 1;
                }
                Ok(())
            };
            if words == 0 {
                for phrase in claim.windows(3) {
                    look("SELECT rowid FROM i WHERE i MATCH ? LIMIT ?", &format!("\"{}\"", phrase.join(" ")))?;
                }
            } else {
                for hash in hashes(claim, words) {
                    if is_table {
                        look("SELECT v FROM i WHERE h = ? LIMIT ?", &(hash as i64))?;
                    } else {
                        look("SELECT rowid FROM i WHERE i MATCH ? LIMIT ?", &letters(hash))?;
                    }
                }
            }
            let mut best: Vec<(usize, i64)> = counts.into_iter().map(|(id, n)| (n, -id)).collect();
            best.sort_unstable_by(|a, b| b.cmp(a));
            spent.push(begun.elapsed());
            right += usize::from(best.iter().take(16).any(|(_, found)| -found == *id));
        }
        println!(
            "{name:<29}{:>7.1} {:>13} {}, {right} of {} found",
            built.as_secs_f64(),
            size / reports as u64,
            times(&mut spent),
            claims.len()
        );
    }
    Ok(())
}

fn hashes(words: &[String], count: usize) -> Vec<u64> {
    let hash = |window: &[String]| {
        window
            .iter()
            .flat_map(|w| w.bytes().chain([b' ']))
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    let mut all: Vec<u64> = words.windows(count.min(words.len()).max(1)).map(hash).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn letters(hash: u64) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mixed = hash ^ (hash >> 32);
    (0..6).map(|i| char::from(LETTERS[(mixed >> (5 * i)) as usize & 31])).collect()
}

fn times(spent: &mut [Duration]) -> String {
    spent.sort();
    let at = |percent: usize| spent[(spent.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    format!("p50 {:>7.2} ms  p99 {:>7.2} ms", at(50), at(99))
}
