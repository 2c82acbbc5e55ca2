//! The whole road on one screen; start here.

use crate::analyse;
use crate::error::Error;
use crate::ingest::{self, Date, DateFrom, Kind};
use crate::model::Model;
use crate::reading::{Producer, Reading, identify, turns};
use crate::resolve;
use crate::resolve::citations::Edition;
use crate::text::Document;

/// What a caller may tell of the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Plain text or page; told from the bytes where `None`.
    pub kind: Option<Kind>,
    /// The charset that the sender named.
    pub charset: Option<String>,
    /// The day of publication, ISO 8601; it goes before what the page says.
    pub published: Option<String>,
    /// The address that the bytes came from, after all redirects.
    pub url: Option<String>,
    /// When they came from there, RFC 3339.
    pub retrieved: Option<String>,
}

/// Reads reports with one model. It may be shared between threads.
pub struct Reader {
    model: Model,
    editions: Vec<Edition>,
    communications: bool,
}

impl Reader {
    /// A reader with the model that the library carries.
    ///
    /// # Errors
    /// When the model's files are damaged.
    pub fn new() -> Result<Self, Error> {
        Ok(Self { model: Model::embedded()?, editions: Vec::new(), communications: true })
    }

    /// The same reader, which holds the words that a report quotes from a work against these editions.
    #[must_use]
    pub fn with_editions(self, editions: Vec<Edition>) -> Self {
        Self { editions, ..self }
    }

    /// The same reader, which does not look for letters, calls and speeches: what they cost is measured against it.
    #[must_use]
    pub fn without_communications(self) -> Self {
        Self { communications: false, ..self }
    }

    /// Reads one report: bytes in, who said what out. The same bytes give the same reading.
    ///
    /// # Errors
    /// When the bytes are no report that can be read; odd text is no error but gives notes.
    pub fn read(&self, bytes: &[u8], about: &About) -> Result<Reading, Error> {
        let kind = about.kind.unwrap_or_else(|| ingest::kind_of(bytes));
        let mut page = ingest::read(bytes, kind, about.charset.as_deref(), about.url.as_deref())?;
        if let Some(day) = &about.published {
            page.published = Some(Date { value: day.clone(), from: DateFrom::Argument });
        }
        page.url.clone_from(&about.url);
        page.retrieved.clone_from(&about.retrieved);
        let mut notes = page.notes.clone();
        let document = Document::new(&page, &mut notes);
        let findings = analyse::analyse(&document, &self.model)?;
        let mut resolution = resolve::resolve(&document, &findings, &self.model);
        notes.extend(findings.notes);
        notes.extend(resolution.notes);
        page.parts = turns::cut(&document, page.parts, &findings.quotations);
        let mut quotations = identify(&document, &page, findings.quotations, resolution.quotations);
        let times = resolve::times::times(&document, &page);
        resolve::said(&document, &times, &mut quotations);
        let citations = resolve::citations::citations(&document, &self.editions);
        resolve::cites(&document, &citations, &mut quotations);
        let published = page.published.as_ref().map(|d| d.value.as_str());
        let entities = &mut resolution.entities;
        let communications = if self.communications {
            resolve::communications(&document, &findings.grammar, published, entities, &times, &mut quotations)
        } else {
            Vec::new()
        };
        Ok(Reading {
            producer: self.producer(),
            page,
            document,
            entities: resolution.entities,
            quotations,
            communications,
            times,
            citations,
            notes,
        })
    }

    fn producer(&self) -> Producer {
        Producer {
            version: env!("CARGO_PKG_VERSION"),
            engine: "accurate",
            model_sha256: self.model.sha256().to_owned(),
            editions: self.editions.iter().map(Edition::used).collect(),
        }
    }
}
