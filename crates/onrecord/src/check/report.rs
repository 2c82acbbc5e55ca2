//! What the record holds of one report: a reading's JSON in, a [`Report`] with its quotations out, places in bytes.
//!
//! Example: `Report::parse(&json::line(&reading))`. Entities are used where the reading has some: "she" is then credited by name.

use std::ops::Range;

use serde_json::Value;

use super::{context, wire};
use crate::analyse::{Asserted, Kind, Status};
use crate::error::Error;
use crate::ingest::PartKind;
use crate::reading::{Reading, json};

/// One version of one report, as the record holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// SHA-256 of the bytes read.
    pub id: String,
    /// The outlet's name.
    pub outlet: Option<String>,
    /// When it was published, ISO 8601.
    pub published: Option<String>,
    /// Where it came from.
    pub url: Option<String>,
    /// The report's text.
    pub text: String,
    /// The parts of the text, in bytes.
    pub parts: Vec<(PartKind, Range<usize>)>,
    /// The quotations found in it; a parent precedes its children.
    pub quotations: Vec<Recorded>,
}

/// A quotation of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its stable identity.
    pub key: String,
    /// All that is attributed, in bytes of the text.
    pub content: Vec<Range<usize>>,
    /// The stretches presented as the speaker's own words.
    pub quoted: Vec<Range<usize>>,
    /// Direct, mixed or indirect.
    pub kind: Kind,
    /// Does the report say that it was said?
    pub asserted: Asserted,
    /// Who is credited.
    pub speakers: Vec<Credited>,
    /// Index of the quotation inside which it stands, always less than its own.
    pub parent: Option<usize>,
    /// Probability that content and speaker mention are right.
    pub confidence: f32,
}

/// Somebody credited with a quotation of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// The mention as written.
    pub mention: String,
    /// What it tells.
    pub status: Status,
    /// The names of the entity that it means, the fullest first; empty where that is not known.
    pub names: Vec<String>,
}

impl Report {
    /// A reading as the record holds it.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        // The wire's own road, so that a stored reading and a fresh one are checked alike; what we wrote can be read.
        Self::parse(&json::line(reading)).unwrap_or_default()
    }

    /// A report from the JSON of its reading. Spans outside the text are dropped, unknown values are taken as the most careful ones.
    ///
    /// # Errors
    /// When `reading` is no reading: broken JSON, or without a document's text.
    pub fn parse(reading: &str) -> Result<Self, Error> {
        let broken = |found: String| Error::NoReading { found };
        let reading: Value = serde_json::from_str(reading).map_err(|e| broken(e.to_string()))?;
        let document = reading.get("document").ok_or_else(|| broken("JSON without \"document\"".to_owned()))?;
        let text = string(document, "text").ok_or_else(|| broken("a document without \"text\"".to_owned()))?;
        let places = Places::new(&text);
        let mut parts: Vec<(PartKind, Range<usize>)> = list(&reading, "parts")
            .iter()
            .filter_map(|p| Some((wire::part_kind(word(p, "kind")), places.range(p)?)))
            .collect();
        // A plain text tells its headline only by its look.
        if parts.iter().all(|(kind, _)| *kind == PartKind::Body)
            && let Some(line) = context::headline(&text)
        {
            parts.insert(0, (PartKind::Headline, line));
        }
        let all = list(&reading, "quotations");
        let ids: Vec<&str> = all.iter().map(|q| q.get("id").and_then(Value::as_str).unwrap_or_default()).collect();
        let entities = list(&reading, "entities");
        let quotation = |(at, q): (usize, &Value)| Recorded {
            key: string(q, "key").unwrap_or_default(),
            content: places.ranges(q, "content"),
            quoted: places.ranges(q, "quoted"),
            kind: wire::kind(word(q, "kind")),
            asserted: wire::asserted(word(q, "asserted")),
            speakers: list(q, "speakers").iter().map(|s| credited(s, &places, entities)).collect(),
            parent: string(q, "parent").and_then(|id| ids[..at].iter().rposition(|i| *i == id)),
            confidence: q.get("confidence").and_then(Value::as_f64).unwrap_or_default().clamp(0.0, 1.0) as f32,
        };
        let quotations = all.iter().enumerate().map(quotation).collect();
        let published = document.get("published").and_then(|p| string(p, "value"));
        Ok(Self {
            id: string(document, "id").unwrap_or_default(),
            outlet: string(document, "outlet"),
            published,
            url: string(document, "url").or_else(|| string(document, "canonical_url")),
            parts,
            quotations,
            text,
        })
    }

    /// The kind of the part in which a byte of the text stands.
    pub(super) fn part_at(&self, at: usize) -> PartKind {
        self.parts.iter().find(|(_, range)| range.contains(&at)).map_or(PartKind::Body, |(kind, _)| *kind)
    }
}

/// Code points to bytes.
struct Places<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let starts = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        Self { text, starts }
    }

    /// A span of the text that is not empty.
    fn range(&self, span: &Value) -> Option<Range<usize>> {
        let at = |name: &str| self.starts.get(span.get(name)?.as_u64()? as usize).map(|at| *at as usize);
        let range = at("start")?..at("end")?;
        (range.start < range.end).then_some(range)
    }

    /// Spans in reading order, without overlap.
    fn ranges(&self, of: &Value, name: &str) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = list(of, name).iter().filter_map(|s| self.range(s)).collect();
        all.sort_by_key(|r| (r.start, r.end));
        let mut end = 0;
        all.retain(|r| {
            let apart = r.start >= end;
            end = if apart { r.end } else { end };
            apart
        });
        all
    }
}

fn list<'v>(of: &'v Value, name: &str) -> &'v [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn string(of: &Value, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn word<'v>(of: &'v Value, name: &str) -> &'v str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn credited(speaker: &Value, places: &Places<'_>, entities: &[Value]) -> Credited {
    let mention = places.ranges(speaker, "mention").into_iter().map(|r| &places.text[r]);
    let entity = speaker.get("entity").and_then(Value::as_str);
    let entity = entity.and_then(|id| entities.iter().find(|e| word(e, "id") == id));
    let names = entity.map_or_else(Vec::new, |e| {
        let aliases = list(e, "aliases").iter().filter_map(Value::as_str).map(str::to_owned);
        string(e, "name").into_iter().chain(aliases).collect()
    });
    let status = wire::status(word(speaker, "status"));
    Credited { mention: mention.collect::<Vec<_>>().join(" "), status, names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_taken_over_with_places_in_bytes() {
        let json = r#"{"document": {"id": "d", "outlet": "Kurier", "published": {"value": "2026-03-14"}, "text": "“Né,” said Zoë. She left."},
            "parts": [{"kind": "headline", "start": 0, "end": 5}],
            "entities": [{"id": "e1", "name": "Zoë Ode", "aliases": ["Zoë"]}],
            "quotations": [{"id": "q1", "key": "k", "kind": "direct", "asserted": "yes", "content": [{"start": 1, "end": 3}, {"start": 90, "end": 99}],
              "quoted": [{"start": 1, "end": 3}, {"start": 2, "end": 4}], "parent": "q9", "confidence": 0.9,
              "speakers": [{"status": "named", "mention": [{"start": 11, "end": 14}], "entity": "e1"}]}]}"#;
        let report = Report::parse(json).expect("a reading");
        let quotation = &report.quotations[0];
        assert_eq!(quotation.content, quotation.quoted);
        assert_eq!(quotation.quoted.len(), 1);
        assert_eq!(&report.text[quotation.quoted[0].clone()], "Né");
        assert_eq!(quotation.speakers[0].names, ["Zoë Ode", "Zoë"]);
        assert_eq!((quotation.speakers[0].mention.as_str(), quotation.parent), ("Zoë", None));
        assert_eq!((report.part_at(3), report.part_at(30)), (PartKind::Headline, PartKind::Body));
    }

    #[test]
    fn what_is_no_reading_is_an_error() {
        let error = |json: &str| Report::parse(json).map(|_| ()).map_err(|e| e.to_string());
        assert!(error("{").is_err());
        assert_eq!(
            error("{\"document\": {}}"),
            Err("cannot take the JSON for a reading: found a document without \"text\"".to_owned())
        );
    }
}
