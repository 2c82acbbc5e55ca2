//! The result: one [`Reading`] of one page, and its wire shape in `json.rs`.

pub mod communications;
pub mod json;
pub mod people;
mod quotation;
mod repeats;
pub(crate) mod turns;

pub use quotation::Quotation;
pub(crate) use quotation::identify;

use crate::error::Note;
use crate::ingest::Page;
use crate::resolve::Entity;
use crate::resolve::citations::Citation;
use crate::resolve::communications::Communication;
use crate::resolve::times::Time;
use crate::text::Document;

/// What made a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Producer {
    /// Version of this library.
    pub version: &'static str,
    /// Name of the engine, `accurate` for the only one so far.
    pub engine: &'static str,
    /// SHA-256 of the model's files, in hexadecimal.
    pub model_sha256: String,
    /// The editions that quoted words were held against, by name.
    pub editions: Vec<EditionUsed>,
}

/// An edition that the caller gave, as the reading names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionUsed {
    /// The name under which it was installed.
    pub name: String,
    /// The work, such as `bible`.
    pub work: String,
    /// SHA-256 of its file, in hexadecimal.
    pub sha256: String,
}

/// What Onrecord says of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What made it.
    pub producer: Producer,
    /// What was read and what it says of itself; its notes are among [`Reading::notes`] too.
    pub page: Page,
    /// The clean text with its units; all spans point into it.
    pub document: Document,
    /// Whom and what the document speaks of, in the order of their first mention.
    pub entities: Vec<Entity>,
    /// Who said what, in reading order; a parent precedes its children.
    pub quotations: Vec<Quotation>,
    /// The letters, speeches, calls … that carried words, in reading order.
    pub communications: Vec<Communication>,
    /// The times that the text names, in reading order.
    pub times: Vec<Time>,
    /// The passages that the text cites, in reading order.
    pub citations: Vec<Citation>,
    /// What was odd or left out.
    pub notes: Vec<Note>,
}
