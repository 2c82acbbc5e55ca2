//! What can fail ([`Error`]) and what is merely odd ([`Note`]).
//!
//! Reading bytes and loading a model can fail. From a page onward nothing does: odd text gives a reading and notes.

use std::fmt;

use crate::span::Spans;

/// A failure: what was tried, on what, what was found.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A model file is not what the program expects.
    Model {
        /// The file.
        file: &'static str,
        /// What was found.
        found: String,
    },
    /// The bytes are no text.
    NotText {
        /// What was found.
        found: String,
    },
    /// There are no bytes, or none but white space.
    Empty {
        /// How many bytes were read.
        bytes: usize,
    },
    /// There is more text than one reading can hold.
    TooLong {
        /// Length in bytes.
        bytes: usize,
    },
    /// The JSON is no reading.
    NoReading {
        /// What was found.
        found: String,
    },
    /// A file is no edition of a work.
    Edition {
        /// The name that it was given.
        name: String,
        /// The line, from 1; 0 where it is about the whole file.
        line: usize,
        /// What was found there.
        found: String,
    },
    /// The extraction crate found no main text in the page.
    NoMainText {
        /// Why, in its words.
        found: String,
    },
}

impl Error {
    pub(crate) fn model(file: &'static str, found: String) -> Self {
        Self::Model { file, found }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model { file, found } => write!(f, "cannot load model {file:?}: {found}"),
            Self::NotText { found } => write!(f, "cannot read bytes as text: found {found}, expected text or HTML"),
            Self::Empty { bytes: 0 } => write!(f, "cannot read an empty input: found 0 bytes, expected a report"),
            Self::Empty { bytes } => {
                write!(f, "cannot read an input without words: found only white space in {bytes} bytes")
            }
            Self::TooLong { bytes } => {
                write!(f, "cannot read a report of {bytes} bytes: the limit is {} bytes", crate::LONGEST)
            }
            Self::NoReading { found } => write!(f, "cannot take the JSON for a reading: found {found}"),
            Self::Edition { name, line: 0, found } => write!(f, "cannot read the edition {name:?}: found {found}"),
            Self::Edition { name, line, found } => {
                write!(f, "cannot read the edition {name:?}: line {line}: found {found}")
            }
            Self::NoMainText { found } => write!(f, "cannot find the main text of the page: {found}"),
        }
    }
}

impl std::error::Error for Error {}

/// Something odd in the input that did not stop the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A fixed word for programs, such as `unclosed-quotation-mark`.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
    /// Where, if it has a place.
    pub spans: Spans,
}

impl Note {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, spans: Spans) -> Self {
        Self { code, message: message.into(), spans }
    }
}
