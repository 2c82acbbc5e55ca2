//! What comes in: a page's bytes or address in, its reading, or what the record made of it, out.
//!
//! Example: a text pasted into the page *Add* and a body of `POST /api/v1/reports` come the same way.

use axum::http::StatusCode;
use onrecord::{About, Kind};
use onrecord_store::{Added, Arrival, Error};

use crate::problem::Problem;
use crate::state::{Busy, Shared};

/// A page that comes in.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is known of it.
    pub about: About,
    /// What the user knows it by.
    pub name: String,
}

impl Page {
    /// The page at an address.
    ///
    /// # Errors
    /// When it cannot be fetched: no such host, an address inside this network, no text.
    pub async fn fetched(state: &Shared, address: &str) -> Result<Self, Problem> {
        let page = state.fetch(address.to_owned()).await.map_err(|busy| match busy {
            Busy::Asked(why) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why),
            other => other.into(),
        })?;
        let kind = page.media.kind().map(|kind| match kind {
            onrecord_fetch::Kind::Html => Kind::Html,
            onrecord_fetch::Kind::Plain => Kind::Plain,
        });
        let about = About {
            kind,
            charset: page.media.charset,
            url: Some(page.url.clone()),
            retrieved: Some(Shared::now()),
            ..About::default()
        };
        Ok(Self { bytes: page.bytes, about, name: page.url })
    }

    /// The wire's JSON of its reading, on one line; nothing is written.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn reading(self, state: &Shared) -> Result<String, Problem> {
        let read = move |reader: &onrecord::Reader| {
            let reading = reader.read(&self.bytes, &self.about).map_err(|e| e.to_string())?;
            Ok(onrecord::reading::json::line(&reading))
        };
        Ok(state.analyse(read).await?)
    }

    /// Reads it and adds it to the record. It is there to stay when this returns.
    ///
    /// # Errors
    /// When it cannot be read, or the record cannot be written to: nothing of it is in the record then.
    pub async fn added(self, state: &Shared) -> Result<Added, Problem> {
        let bytes = self.bytes.clone();
        let known = state.read(move |record| record.knows(&bytes)).await?;
        let reading = if known { None } else { Some(self.clone().reading(state).await?) };
        let added = state
            .write(move |writer| {
                let About { kind, charset, published, url, retrieved, .. } = &self.about;
                let now = Shared::now();
                let arrival = Arrival {
                    bytes: &self.bytes,
                    reading: reading.as_deref().unwrap_or_default(),
                    name: &self.name,
                    kind: kind.map(|kind| if kind == Kind::Html { "html" } else { "plain" }),
                    charset: charset.as_deref(),
                    published: published.as_deref(),
                    url: url.as_deref(),
                    retrieved: retrieved.as_deref(),
                    now: &now,
                };
                let added = match (reading.is_some(), writer.meet(&arrival)?) {
                    (_, Some(known)) => known,
                    (true, None) => writer.add(&arrival)?,
                    // It was forgotten in this moment.
                    (false, None) => {
                        return Err(Error::Reading { found: "a page that has just gone; add it again".into() });
                    }
                };
                writer.commit()?;
                writer.keep_up_meanings()?;
                Ok(added)
            })
            .await?;
        Ok(added)
    }
}
