//! A record, opened: a file in, a [`Record`] to ask or a [`Writer`] to add to out.
//!
//! One writer, many readers: a writer holds the lock of the file `RECORD.lock` until it ends, however it ends. What is no record is
//! never written to.

use std::cell::RefCell;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, Row};

use crate::error::{Error, Result};
use crate::meaning::Bank;
use crate::packed::{unpack, unpack_text};
use crate::schema;
use crate::wire::{Reading, wire};

/// The longest text or reading that is unpacked: a page is 64 MB at most, and its reading names each byte of it a few times.
pub(crate) const LONGEST: usize = 1 << 30;
/// How long to wait for another program's last moment of writing.
const PATIENCE: Duration = Duration::from_secs(10);
/// What the cache of pages may take, in KiB.
const CACHE: i64 = 64 * 1024;

/// A record that can be asked. It sees what was committed, also while another program writes.
#[derive(Debug)]
pub struct Record {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) bank: RefCell<Bank>,
}

/// A record that can be asked and written to; there is one at a time.
#[derive(Debug)]
pub struct Writer {
    pub(crate) record: Record,
    _lock: File,
}

impl Deref for Writer {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

/// A version of a report, as it is in the record.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: i64,
    pub report: i64,
    pub number: i64,
    pub latest: bool,
}

impl Record {
    /// Opens a record to ask it.
    ///
    /// # Errors
    /// When there is none, or the file is something else.
    pub fn open(path: &Path) -> Result<Self> {
        let size = look(path)?;
        match size {
            None => return Err(Error::open(path, "there is no such file; `onrecord add` makes a record")),
            Some(0) => return Err(Error::open(path, "it is empty; expected a record")),
            Some(_) => {}
        }
        let record = match connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|r| r.known().map(|()| r)) {
            Ok(record) => record,
            // Where nothing can be written, not even the files beside it: only the file itself is read, which nobody changes.
            Err(Error::Database { .. } | Error::Open { .. })
                if may_not_write(path) && !beside(path, "-wal").exists() =>
            {
                let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
                let uri = PathBuf::from(format!("file:{escaped}?immutable=1"));
                let record = connect(&uri, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
                    .map_err(|_| Error::open(path, "it cannot be read"))?;
                record.known()?;
                Self { path: path.to_owned(), ..record }
            }
            Err(error) => return Err(error),
        };
        if record.schema()? < schema::NUMBER {
            return Err(Error::open(path, "an older version of onrecord made it; `onrecord doctor` brings it up"));
        }
        Ok(record)
    }

    /// Lets the cache of pages take at most so many KiB; without this 65,536.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hold(&self, kib: i64) -> Result<()> {
        self.conn.pragma_update(None, "cache_size", -kib).map_err(|e| self.fail(e))
    }

    pub(crate) fn fail(&self, source: rusqlite::Error) -> Error {
        Error::database(&self.path, source)
    }

    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let found = self.conn.prepare_cached(sql).and_then(|mut s| s.query_row(params, read).optional());
        found.map_err(|e| self.fail(e))
    }

    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let found = self.conn.prepare_cached(sql).and_then(|mut s| s.query_map(params, read)?.collect());
        found.map_err(|e| self.fail(e))
    }

    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        let done = self.conn.prepare_cached(sql).and_then(|mut s| s.execute(params));
        done.map_err(|e| self.fail(e))
    }

    pub(crate) fn count(&self, sql: &str) -> Result<i64> {
        Ok(self.one(sql, [], |r| r.get(0))?.unwrap_or_default())
    }

    /// How many reports and quotations the record has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn size(&self) -> Result<(i64, i64)> {
        Ok((self.count("SELECT count(*) FROM report")?, self.count("SELECT count(*) FROM quotation")?))
    }

    /// When the last page came into the record, RFC 3339.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn until(&self) -> Result<Option<String>> {
        self.one("SELECT added FROM page ORDER BY id DESC LIMIT 1", [], |r| r.get(0))
    }

    /// The bytes of a page.
    pub(crate) fn page_bytes(&self, page: i64) -> Result<Vec<u8>> {
        let found = self.one("SELECT bytes, size FROM page WHERE id = ?", [page], |r| {
            Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?))
        })?;
        let (packed, size) = found.ok_or_else(|| Error::damaged(&self.path, format!("page {page} is missing")))?;
        unpack(&packed, size as usize).map_err(|e| Error::damaged(&self.path, format!("page {page}: {e}")))
    }

    /// The text of a version.
    pub(crate) fn text(&self, version: i64) -> Result<String> {
        let wrong = |why: &dyn std::fmt::Display| Error::damaged(&self.path, format!("version {version}: {why}"));
        let packed =
            self.one("SELECT text FROM version WHERE id = ?", [version], |r| r.get::<_, Option<Vec<u8>>>(0))?;
        match packed {
            None => Err(wrong(&"it is missing")),
            Some(Some(packed)) => unpack_text(&packed, LONGEST).map_err(|e| wrong(&e)),
            Some(None) => String::from_utf8(self.page_bytes(version)?).map_err(|_| wrong(&"its page is no UTF-8")),
        }
    }

    /// The reading of a version as the model gave it.
    pub(crate) fn raw(&self, version: i64) -> Result<Reading> {
        let cut = self.cut(version)?.0;
        let text = self.text(version)?;
        Reading::of(wire(&cut)?, text)
    }

    /// The reading of a version as the model gave it, as JSON.
    pub(crate) fn raw_json(&self, version: i64) -> Result<String> {
        let (mut cut, at) = self.cut(version)?;
        let text = self.text(version)?;
        let string = serde_json::to_string(&text).map_err(|e| Error::damaged(&self.path, e.to_string()))?;
        if cut.get(at..at + 2) != Some("\"\"") {
            return Err(Error::damaged(
                &self.path,
                format!("version {version}: its reading has no place for the text"),
            ));
        }
        cut.replace_range(at..at + 2, &string);
        Ok(cut)
    }

    /// The reading without its text, and where that stood.
    fn cut(&self, version: i64) -> Result<(String, usize)> {
        let found = self.one("SELECT reading, text_at FROM version WHERE id = ?", [version], |r| {
            Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?))
        })?;
        let wrong = |why: &dyn std::fmt::Display| Error::damaged(&self.path, format!("version {version}: {why}"));
        let (packed, at) = found.ok_or_else(|| wrong(&"it is missing"))?;
        Ok((unpack_text(&packed, LONGEST).map_err(|e| wrong(&e))?, at as usize))
    }

    /// The versions of a report, oldest first.
    pub(crate) fn versions(&self, report: i64) -> Result<Vec<Stored>> {
        self.all("SELECT id, report, number, latest FROM version WHERE report = ? ORDER BY number", [report], stored)
    }

    /// Whether the file is a record of ours.
    fn known(&self) -> Result<()> {
        let mark: i64 = self.pragma("application_id")?;
        if mark != schema::MARK {
            return Err(Error::open(&self.path, "it is a database of another program; it was not touched"));
        }
        let number = self.schema()?;
        if number > schema::NUMBER {
            return Err(Error::Newer { path: self.path.clone(), schema: number });
        }
        let (pages, size): (i64, i64) = (self.pragma("page_count")?, self.pragma("page_size")?);
        let file = std::fs::metadata(&self.path).map_or(i64::MAX, |m| m.len() as i64);
        // With a log beside it the file may not have grown yet.
        if file < pages * size && !beside(&self.path, "-wal").exists() {
            return Err(Error::damaged(&self.path, format!("it has {file} bytes, expected {}", pages * size)));
        }
        Ok(())
    }

    fn schema(&self) -> Result<i64> {
        self.pragma("user_version")
    }

    pub(crate) fn pragma<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T> {
        self.conn.pragma_query_value(None, name, |r| r.get(0)).map_err(|e| self.fail(e))
    }
}

pub(crate) fn stored(r: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored { id: r.get(0)?, report: r.get(1)?, number: r.get(2)?, latest: r.get(3)? })
}

impl Writer {
    /// Opens a record to write to it; makes one where there is no file and `make` says so.
    ///
    /// # Errors
    /// When another program writes to it, the file may not be written, or is something else.
    pub fn open(path: &Path, make: bool) -> Result<Self> {
        let size = look(path)?;
        match size {
            None if !make => return Err(Error::open(path, "there is no such file; `onrecord add` makes a record")),
            Some(0) => {
                return Err(Error::open(path, "it is empty; expected a record, or no file where one is to be made"));
            }
            _ => {}
        }
        if size.is_some() && may_not_write(path) {
            return Err(Error::open(path, "the file may only be read"));
        }
        let lock = lock(path)?;
        if size.is_none() {
            create(path)?;
        }
        let mut record = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let fail = |e| Error::database(path, e);
        record.known()?;
        record.conn.pragma_update(None, "journal_mode", "WAL").map_err(fail)?;
        // An acknowledged report stays when the power fails.
        record.conn.pragma_update(None, "synchronous", "FULL").map_err(fail)?;
        let number = record.schema()?;
        if number < schema::NUMBER {
            let tx = record.conn.transaction().map_err(fail)?;
            schema::migrate(&tx, number).map_err(fail)?;
            tx.commit().map_err(fail)?;
        }
        Ok(Self { record, _lock: lock })
    }

    /// Begins a transaction where none is open.
    pub(crate) fn begin(&self) -> Result<()> {
        if self.conn.is_autocommit() {
            self.run("BEGIN IMMEDIATE", [])?;
        }
        Ok(())
    }

    /// Makes all that was done since the last commit last. Only then may it be acknowledged.
    ///
    /// # Errors
    /// When it cannot be written; then nothing of it is in the record.
    pub fn commit(&mut self) -> Result<()> {
        if self.conn.is_autocommit() {
            return Ok(());
        }
        let done = self.run("COMMIT", []);
        if done.is_err() {
            self.roll_back();
        }
        done.map(|_| ())
    }

    /// Drops all that was done since the last commit.
    pub fn roll_back(&mut self) {
        if !self.conn.is_autocommit() {
            // SQLite may have rolled back by itself, and there is nothing left to do where it cannot.
            let _ = self.run("ROLLBACK", []);
        }
    }

    /// Does all of `work` or nothing.
    pub(crate) fn whole<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.commit()?;
        self.begin()?;
        match work(self) {
            Ok(done) => self.commit().map(|()| done),
            Err(error) => {
                self.roll_back();
                Err(error)
            }
        }
    }
}

/// A new record appears whole or not at all: whoever is stopped while making it leaves a file of another name.
fn create(path: &Path) -> Result<()> {
    let place = beside(path, ".new");
    let fail = |e| Error::database(path, e);
    for ending in ["", "-journal"] {
        match std::fs::remove_file(beside(&place, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::io(path, &error)),
            _ => {}
        }
    }
    let mut made = connect(&place, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
        .map_err(|_| Error::open(path, "it cannot be made there"))?;
    made.conn.pragma_update(None, "page_size", 8192).map_err(fail)?;
    let tx = made.conn.transaction().map_err(fail)?;
    schema::make(&tx).map_err(fail)?;
    tx.commit().map_err(fail)?;
    made.conn.close().map_err(|(_, e)| fail(e))?;
    std::fs::rename(&place, path).map_err(|e| Error::io(path, &e))
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Record> {
    let fail = |e| Error::database(path, e);
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(fail)?;
    conn.busy_timeout(PATIENCE).map_err(fail)?;
    conn.pragma_update(None, "cache_size", -CACHE).map_err(fail)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(Record { conn, path: path.to_owned(), bank: RefCell::default() })
}

/// The size of the file, `None` where there is none. Its first bytes tell whether SQLite made it.
fn look(path: &Path) -> Result<Option<u64>> {
    let about = match std::fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path, &error)),
    };
    if about.is_dir() {
        return Err(Error::open(path, "it is a folder; expected a file"));
    }
    if !about.is_file() {
        return Err(Error::open(path, "it is no file"));
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|f| f.take(16).read_to_end(&mut head));
    read.map_err(|e| Error::io(path, &e))?;
    if !head.is_empty() && head != b"SQLite format 3\0" {
        return Err(Error::open(path, "it is no record but another file; it was not touched"));
    }
    Ok(Some(about.len()))
}

/// Some users may write to what may only be read: they are held to it all the same.
fn may_not_write(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| m.permissions().readonly())
        || path.parent().and_then(|p| std::fs::metadata(p).ok()).is_some_and(|m| m.permissions().readonly())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The lock goes with the process, so that a killed writer locks nobody out.
fn lock(path: &Path) -> Result<File> {
    let place = beside(path, ".lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&place);
    let file = file.map_err(|e| Error::io(path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy { path: path.to_owned() }),
        Err(TryLockError::Error(error)) => Err(Error::io(path, &error)),
    }
}

impl Writer {
    /// Lets the file grow to so many pages of 8 KiB at most, as a small disk would.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn limit_pages(&mut self, pages: u32) -> Result<()> {
        self.conn.pragma_update(None, "max_page_count", pages).map_err(|e| self.fail(e))
    }
}
