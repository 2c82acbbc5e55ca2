//! What can fail: what was tried, on what, what was found.
//!
//! Example: `cannot open the record "notes.db": it is a database of another program; it was not touched`.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A failure of the record.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened as a record; it was not touched.
    Open {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// The record was made by a newer program.
    Newer {
        /// The file.
        path: PathBuf,
        /// The number of its schema.
        schema: i64,
    },
    /// Another program is writing to the record.
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// There is no room left for the record.
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// The database failed otherwise.
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The JSON is no reading.
    Reading {
        /// What was found.
        found: String,
    },
    /// A key or report that a user named is not in the record, or is not the only one.
    Name {
        /// What was asked for.
        asked: String,
        /// What was found.
        found: String,
    },
    /// The index of meanings cannot be used.
    Meaning {
        /// What was found.
        found: String,
    },
    /// A search that cannot be run.
    Search {
        /// What was found.
        found: String,
    },
}

/// What the store's functions give.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let code = source.sqlite_error().map(|e| (e.code, e.extended_code));
        match code {
            Some((ErrorCode::DiskFull, _)) => Self::Full { path },
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::Busy { path },
            Some((ErrorCode::NotADatabase, _)) => {
                Self::Open { path, found: "it is no SQLite database; it was not touched".to_owned() }
            }
            Some((ErrorCode::ReadOnly, _)) => Self::Open { path, found: "the file may only be read".to_owned() },
            Some((ErrorCode::DatabaseCorrupt, _)) => Self::Damaged { path, found: words(&source) },
            // A read past the end of a file that was cut off.
            Some((ErrorCode::SystemIoFailure, rusqlite::ffi::SQLITE_IOERR_SHORT_READ)) => {
                Self::Damaged { path, found: "it is cut off".to_owned() }
            }
            _ => Self::Database { path, source },
        }
    }

    pub(crate) fn open(path: &Path, found: impl Into<String>) -> Self {
        Self::Open { path: path.to_owned(), found: found.into() }
    }

    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        let found = match error.kind() {
            io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
        };
        Self::open(path, found)
    }

    pub(crate) fn damaged(path: &Path, found: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), found: found.into() }
    }
}

fn words(error: &rusqlite::Error) -> String {
    error.to_string().to_lowercase()
}

fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { path, found } => write!(f, "cannot open the record {}: {found}", quoted(path)),
            Self::Newer { path, schema } => write!(
                f,
                "cannot open the record {}: its schema has the number {schema}, expected {} at most; a newer \
                 version of onrecord made it",
                quoted(path),
                crate::schema::NUMBER
            ),
            Self::Busy { path } => {
                write!(f, "cannot write to the record {}: another program is writing to it", quoted(path))
            }
            Self::Full { path } => write!(f, "cannot write to the record {}: no space is left", quoted(path)),
            Self::Damaged { path, found } => {
                write!(f, "cannot use the record {}: it is damaged: {found}", quoted(path))
            }
            Self::Database { path, source } => write!(f, "cannot use the record {}: {}", quoted(path), words(source)),
            Self::Reading { found } => write!(f, "cannot take the JSON for a reading: found {found}"),
            Self::Name { asked, found } => write!(f, "cannot find {asked:?} in the record: {found}"),
            Self::Meaning { found } => write!(f, "cannot use the record's index of meanings: {found}"),
            Self::Search { found } => write!(f, "cannot search the record: {found}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database { source, .. } => Some(source),
            _ => None,
        }
    }
}
