//! The record: readings of news reports in one SQLite file, to add to, to search, to prove, to set right.
//!
//! ```
//! use onrecord_store::{Record, Search, Writer};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("notes.db");
//! let writer = Writer::open(&path, true)?;
//! let record = Record::open(&path)?;
//! let found = record.search(&Search { words: "\"northern quay\"".into(), limit: 20, ..Search::default() })?;
//! assert!(found.quotations.is_empty());
//! # drop(writer);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Pages' bytes and what people said of quotations are the truth; readings and indexes are derived and can be made again. The crate reads
//! nothing but its file: bytes, readings and the time are handed in. Inside, places are bytes of the report's text.
//!
//! - `record.rs`: opening, locking, reading rows; `schema.rs`: the tables
//! - `wire.rs`: readings; `words.rs`: words as the indexes know them; `packed.rs`: compression
//! - `add.rs`: pages in; `address.rs`, `likeness.rs`: which report they are of; `changes.rs`: what an edit did; `visits.rs`: asking again
//! - `index.rs`: rows from readings; `rebuild.rs`: all of them again; `doctor.rs`: whether they hold;
//!   `backup.rs`: a copy while others write
//! - `search.rs`, `show.rs`: finding; `reports.rs`: all reports, page by page; `people.rs`: who bears a name;
//!   `exchanges.rs`: who wrote or spoke to whom; `answer.rs`: what is found as JSON; `candidates.rs`: where the words of a claim may stand; `recorded.rs`:
//!   the record as what claims are checked against
//! - `corrections.rs`, `doubt.rs`, `forget.rs`: what people say

#![allow(clippy::cast_sign_loss, reason = "what SQLite counts is never below zero")]

mod add;
mod address;
mod answer;
mod backup;
pub mod candidates;
mod changes;
mod corrections;
mod doctor;
mod doubt;
mod error;
mod exchanges;
mod forget;
mod index;
mod likeness;
mod meaning;
mod packed;
mod people;
mod rebuild;
mod record;
mod recorded;
mod reports;
mod schema;
pub mod search;
mod show;
mod visits;
pub mod wire;
mod words;

pub use add::{Added, Alike, Arrival};
pub use candidates::Candidate;
pub use changes::{Change, Piece, changes, diff};
pub use corrections::{ASSERTED, Correction, Field, line as correction_json};
pub use doctor::Health;
pub use error::{Error, Result};
pub use exchanges::TOLD;
pub use forget::Forgotten;
pub use meaning::Nearest;
pub use people::{People, Person};
pub use rebuild::Kept;
pub use record::{Record, Writer};
pub use recorded::{Recorded, network, vector_of_claim};
pub use reports::{Listed, Reports};
pub use search::{Found, Search};
pub use show::{Origin, Report, Shown};
pub use visits::Visit;
