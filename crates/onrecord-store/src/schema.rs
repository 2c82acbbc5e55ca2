//! The tables, and how an older record becomes a newer one.
//!
//! **Truth** is `page`, `sighting`, `correction`, `tombstone`: what came, and what people said of it. **Derived** is the rest: `onrecord
//! rebuild` makes it again from the truth. `visit` is what hosts want to hear when they are asked again.

use rusqlite::{Connection, Transaction};

/// The number of this schema, SQLite's `user_version`.
pub(crate) const NUMBER: i64 = 2;
/// The mark of a record among SQLite files, its `application_id`: `ONRC`.
pub(crate) const MARK: i64 = 0x4f4e_5243;

/// The tables of the truth.
const TRUTH: &str = "
-- Pages as they came, packed with zstd.
CREATE TABLE page(
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE, -- SHA-256 of the bytes
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT, charset TEXT, published TEXT, -- what the sender or the user said of them
    url TEXT, retrieved TEXT,
    added TEXT NOT NULL
) STRICT;
-- Where else and when again a page was met. A page whose bytes differ and whose words do not is kept as its hash.
CREATE TABLE sighting(
    id INTEGER PRIMARY KEY,
    page INTEGER NOT NULL REFERENCES page(id),
    hash BLOB, name TEXT NOT NULL, url TEXT, retrieved TEXT, seen TEXT NOT NULL
) STRICT;
CREATE INDEX sighting_page ON sighting(page);
CREATE INDEX sighting_hash ON sighting(hash) WHERE hash IS NOT NULL;
-- What people said of a quotation; a line is never changed, only undone.
CREATE TABLE correction(
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    field TEXT NOT NULL, value TEXT NOT NULL,
    words TEXT NOT NULL, -- the quotation's, so that a person knows it again when the key no longer anchors
    author TEXT NOT NULL, time TEXT NOT NULL, reason TEXT,
    undone TEXT
) STRICT;
CREATE INDEX correction_key ON correction(key);
-- What was forgotten, as hashes of pages, texts, addresses and names.
CREATE TABLE tombstone(hash BLOB PRIMARY KEY, what TEXT NOT NULL, time TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE visit(asked TEXT PRIMARY KEY, answered TEXT NOT NULL, etag TEXT, modified TEXT, time TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// The tables that are made from the truth.
const DERIVED: &str = "
-- A news item over all its versions, named after its first page.
CREATE TABLE report(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE address(url TEXT PRIMARY KEY, report INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX address_report ON address(report);
CREATE TABLE version(
    id INTEGER PRIMARY KEY, -- the page's
    report INTEGER NOT NULL,
    number INTEGER NOT NULL, -- from 1
    latest INTEGER NOT NULL,
    text_hash BLOB NOT NULL,
    text BLOB, -- packed; NULL where it is the page
    reading BLOB NOT NULL, -- packed, its text left out
    text_at INTEGER NOT NULL, -- where in the reading the text stood
    producer TEXT NOT NULL,
    title TEXT, outlet TEXT, published TEXT, url TEXT
) STRICT;
CREATE INDEX version_report ON version(report, number);
CREATE INDEX version_text ON version(text_hash);
CREATE TABLE sketch(band INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY(band, version)) STRICT, WITHOUT ROWID;
CREATE TABLE likeness(
    version INTEGER NOT NULL, other INTEGER NOT NULL, percent INTEGER NOT NULL, PRIMARY KEY(version, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_other ON likeness(other);
-- Which quotation stands where. What it says is in the reading.
CREATE TABLE quotation(
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    own BLOB, -- the reading's key, where an earlier version gave the quotation its key
    version INTEGER NOT NULL, -- the last in which it stands
    at INTEGER NOT NULL, -- its place in the reading, from 0
    doubt INTEGER -- 100 less the confidence in percent; NULL where a person has looked at it
) STRICT;
CREATE INDEX quotation_version ON quotation(version, at);
CREATE INDEX quotation_own ON quotation(own) WHERE own IS NOT NULL;
CREATE INDEX quotation_doubt ON quotation(doubt DESC, id) WHERE doubt IS NOT NULL;
";

/// The indexes of words: one row a quotation, and one row a version with the hashes of each three words of its text.
const INDEXES: &str = "
CREATE VIRTUAL TABLE spoken USING fts5(
    words, speakers, addressees, outlet, tags,
    content='', contentless_delete=1, prefix='3', tokenize='unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE shingles USING fts5(hashes, content='', contentless_delete=1, detail=none, tokenize='ascii');
";

/// What quotations mean: rows only where somebody asked for the index (`onrecord index --meaning`).
const MEANINGS: &str = "
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- A row for each sentence of a quotation, with its place in the version's text; one without a place where a quotation has no sentence.
CREATE TABLE meaning(
    id INTEGER PRIMARY KEY, quotation INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, code BLOB NOT NULL
) STRICT;
CREATE INDEX meaning_quotation ON meaning(quotation);
CREATE TABLE meaning_bits(id INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
CREATE TRIGGER meaning_gone AFTER DELETE ON quotation BEGIN
    DELETE FROM meaning_bits WHERE id IN (SELECT id FROM meaning WHERE quotation = old.id);
    DELETE FROM meaning WHERE quotation = old.id;
END;
";

/// Makes the tables in an empty database.
pub(crate) fn make(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(TRUTH)?;
    tx.execute_batch(DERIVED)?;
    tx.execute_batch(INDEXES)?;
    tx.execute_batch(MEANINGS)?;
    tx.pragma_update(None, "application_id", MARK)?;
    tx.pragma_update(None, "user_version", NUMBER)
}

/// Empties the indexes of words, to fill them again.
pub(crate) fn empty_indexes(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("DROP TABLE spoken; DROP TABLE shingles;")?;
    conn.execute_batch(INDEXES)
}

/// One step for each schema before this one, oldest first: step `n` makes schema `n + 1` of schema `n`.
const STEPS: [&str; (NUMBER - 1) as usize] = [MEANINGS];

/// Brings the tables from schema `from` to this one.
pub(crate) fn migrate(tx: &Transaction<'_>, from: i64) -> rusqlite::Result<()> {
    for step in STEPS.iter().skip((from - 1).max(0) as usize) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", NUMBER)
}
