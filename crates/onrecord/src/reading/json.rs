//! The one wire shape of readings: `onrecord/0`. Besides the answers of `check/json.rs` nothing else in the library derives `Serialize`.
//!
//! Spans become Unicode code points here and nowhere else. Fields that later rooms fill are present and empty.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::communications::WireCommunication;
use super::people::{WireAddressee, WireEntity, WireSpeaker, WireVia};
use crate::analyse::{Act, Asserted, Kind, Marking, Status};
use crate::error::Note;
use crate::ingest::{Date, DateFrom, NameKind, Page, PageSpan, Part, PartKind, Trace};
use crate::reading::{EditionUsed, Quotation, Reading};
use crate::resolve::citations::{Citation, Verdict};
use crate::resolve::times::{Anchor, Calendar, Precision, Time};
use crate::span::{Span, Spans};
use crate::text::CodePoints;

/// A stretch of `document.text`, half-open, in Unicode code points.
#[derive(Serialize, JsonSchema)]
pub(super) struct WireSpan {
    start: usize,
    end: usize,
    /// For web pages: its bytes in the page as it was read, before charset decoding, a stretch for each run that no tag
    /// interrupts; null where the words do not stand in the page's markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "absent for plain text, null where a page does not hold the words")]
    page: Option<Option<Vec<WirePageSpan>>>,
}

/// A stretch of the page, half-open, in bytes.
#[derive(Serialize, JsonSchema)]
pub(super) struct WirePageSpan {
    start: usize,
    end: usize,
}

pub(super) type WireSpans = Vec<WireSpan>;

/// What Onrecord says of one version of one report.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "onrecord/0 reading")]
struct Wire<'a> {
    /// Always `onrecord/0`.
    #[schemars(extend("const" = "onrecord/0"))]
    schema: &'static str,
    producer: WireProducer<'a>,
    document: WireDocument<'a>,
    /// The parts of the text, end to end.
    parts: Vec<WirePart<'a>>,
    /// Whom and what the document speaks of, in the order of their first mention.
    entities: Vec<WireEntity<'a>>,
    quotations: Vec<WireQuotation<'a>>,
    /// The letters, speeches, calls … that carried words.
    communications: Vec<WireCommunication<'a>>,
    /// The times that the text names.
    times: Vec<WireTime<'a>>,
    /// References to passages that can be looked up.
    citations: Vec<WireCitation<'a>>,
    notes: Vec<WireNote<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct WireProducer<'a> {
    name: &'static str,
    version: &'a str,
    engine: &'a str,
    model_sha256: &'a str,
    extractor: Option<&'a str>,
    /// What quoted words were held against.
    editions: Vec<WireEdition<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct WireEdition<'a> {
    name: &'a str,
    work: &'a str,
    sha256: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct WireDocument<'a> {
    /// SHA-256 of the bytes read.
    id: &'a str,
    text_sha256: String,
    /// The address that the bytes came from, after all redirects.
    url: Option<&'a str>,
    canonical_url: Option<&'a str>,
    outlet: Option<&'a str>,
    title: Option<&'a str>,
    /// Who signed it, people first.
    byline: Vec<WireName<'a>>,
    published: Option<WireDate<'a>>,
    updated: Option<WireDate<'a>>,
    /// When they came from there, RFC 3339.
    retrieved: Option<&'a str>,
    language: Option<&'a str>,
    /// The encoding of the bytes read, as the Encoding Standard names it.
    charset: &'static str,
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct WireName<'a> {
    name: &'a str,
    #[schemars(extend("enum" = ["person", "organisation"]))]
    kind: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct WireDate<'a> {
    /// ISO 8601, with time and zone as far as they are known.
    value: &'a str,
    #[schemars(extend("enum" = ["json-ld", "opengraph", "meta", "time", "feed", "http", "url", "text", "argument"]))]
    from: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct WirePart<'a> {
    #[schemars(extend("enum" = ["headline", "subhead", "dateline", "body", "caption", "pull_quote", "block_quote", "embedded_post",
        "transcript_turn", "correction", "other"]))]
    kind: &'static str,
    start: usize,
    end: usize,
    /// Who wrote it, where it names somebody of its own.
    author: Option<&'a str>,
    /// When it was published, where it names a day of its own.
    published: Option<WireDate<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct WireQuotation<'a> {
    id: &'a str,
    /// Stable identity: survives a new model and edits elsewhere in the report.
    key: &'a str,
    /// Index of the part in which its content begins.
    part: usize,
    #[schemars(extend("enum" = ["direct", "mixed", "indirect"]))]
    kind: &'static str,
    #[schemars(extend("enum" = ["marks", "layout", "none"]))]
    marking: &'static str,
    #[schemars(extend("enum" = ["speech", "writing", "thought", "other"]))]
    act: &'static str,
    /// All that is attributed, in pieces.
    content: WireSpans,
    /// The stretches presented as the speaker's own words.
    quoted: WireSpans,
    cue: WireSpans,
    /// Does the document say that this was said?
    #[schemars(extend("enum" = ["yes", "no", "asked", "future", "conditional", "hedged"]))]
    asserted: &'static str,
    asserted_by: WireSpans,
    /// Who is credited: nobody, one, or several jointly.
    speakers: Vec<WireSpeaker>,
    /// Through whom the words reached the page.
    via: Vec<WireVia>,
    /// To whom it was said.
    addressees: Vec<WireAddressee>,
    /// Id of the time at which it was said, where the text gives it.
    said: Option<&'a str>,
    /// Id of the communication that carried it.
    communication: Option<&'a str>,
    /// The quotation inside which this one stands.
    parent: Option<&'a str>,
    /// The quotation that this one repeats: in a headline, pull quote, caption or block quote, or where a text is printed twice.
    repeats: Option<&'a str>,
    /// Ids of the citations in it or beside it.
    cites: Vec<&'a str>,
    language: Option<&'a str>,
    #[schemars(extend("enum" = ["yes", "no", "unknown"]))]
    translated: &'static str,
    /// Probability that content and speaker mention are both right.
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
    by: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct WireTime<'a> {
    id: &'a str,
    spans: WireSpans,
    /// EDTF (ISO 8601-2); null where nothing tells it.
    value: Option<&'a str>,
    #[schemars(extend("enum" = ["minute", "part_of_day", "day", "week", "month", "season", "year", "decade", "century", "range"]))]
    precision: &'static str,
    /// What the value was computed from: `published`, the id of another time, or `none`.
    anchor: &'a str,
    #[schemars(extend("enum" = ["gregorian", "julian", "persian", "islamic-umalqura", "islamic-tbla"]))]
    calendar: &'static str,
    /// Probability that the value is right; of one without value, that it is a time.
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
}

#[derive(Serialize, JsonSchema)]
struct WireCitation<'a> {
    id: &'a str,
    /// The work, such as `bible`, `quran`, `un`, `un-charter`.
    work: &'a str,
    /// The passage in the work's own numbering: `Isa.2.4`, `2.255`, `S/RES/242`.
    locator: &'a str,
    /// As the text writes it.
    printed: &'a str,
    spans: WireSpans,
    /// The words quoted from the passage.
    words: WireSpans,
    check: WireCheck<'a>,
}

#[derive(Serialize, JsonSchema)]
struct WireCheck<'a> {
    #[schemars(extend("enum" = ["confirmed", "differs", "not_found", "no_such_passage", "unchecked"]))]
    verdict: &'static str,
    /// Name of the edition that the words were held against.
    edition: Option<&'a str>,
    /// The passage of that edition that is most like the words.
    best_match: Option<&'a str>,
    /// How much it is, 0..1.
    #[schemars(range(min = 0, max = 1))]
    similarity: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
struct WireNote<'a> {
    code: &'a str,
    message: &'a str,
    spans: WireSpans,
}

/// The reading as one line of JSON, without a line end.
#[must_use]
pub fn line(reading: &Reading) -> String {
    with(reading, |w| serde_json::to_string(w))
}

/// The reading as JSON that a person can read, two spaces a level.
#[must_use]
pub fn pretty(reading: &Reading) -> String {
    with(reading, |w| serde_json::to_string_pretty(w))
}

/// The JSON Schema (draft 2020-12) of a reading.
#[must_use]
pub fn schema() -> String {
    // As it is written, not as it might be read: every field is there, null or empty where nothing is known.
    let schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Wire<'static>>();
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// The word of the wire for a kind of quotation.
#[must_use]
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct",
        Kind::Mixed => "mixed",
        Kind::Indirect => "indirect",
    }
}

/// The word of the wire for whether it was said.
#[must_use]
pub const fn asserted(asserted: Asserted) -> &'static str {
    match asserted {
        Asserted::Yes => "yes",
        Asserted::No => "no",
        Asserted::Asked => "asked",
        Asserted::Future => "future",
        Asserted::Conditional => "conditional",
        Asserted::Hedged => "hedged",
    }
}

/// The word of the wire for how much is known of a speaker.
#[must_use]
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Named => "named",
        Status::Described => "described",
        Status::Unnamed => "unnamed",
        Status::Unresolved => "unresolved",
    }
}

/// The word of the wire for what was done with the words.
#[must_use]
pub const fn act(act: Act) -> &'static str {
    match act {
        Act::Speech => "speech",
        Act::Writing => "writing",
        Act::Thought => "thought",
        Act::Other => "other",
    }
}

/// The word of the wire for a part of a report.
#[must_use]
pub const fn part_kind(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Headline => "headline",
        PartKind::Subhead => "subhead",
        PartKind::Dateline => "dateline",
        PartKind::Body => "body",
        PartKind::Caption => "caption",
        PartKind::PullQuote => "pull_quote",
        PartKind::BlockQuote => "block_quote",
        PartKind::EmbeddedPost => "embedded_post",
        PartKind::TranscriptTurn => "transcript_turn",
        PartKind::Correction => "correction",
    }
}

/// The word of the wire for how exact a time is.
#[must_use]
pub const fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Minute => "minute",
        Precision::PartOfDay => "part_of_day",
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Season => "season",
        Precision::Year => "year",
        Precision::Decade => "decade",
        Precision::Century => "century",
        Precision::Range => "range",
    }
}

/// The word of the wire for a calendar, as CLDR names it.
#[must_use]
pub const fn calendar(calendar: Calendar) -> &'static str {
    match calendar {
        Calendar::Gregorian => "gregorian",
        Calendar::Julian => "julian",
        Calendar::Persian => "persian",
        Calendar::UmmAlQura => "islamic-umalqura",
        Calendar::Tabular => "islamic-tbla",
    }
}

/// The word of the wire for what came of holding quoted words against an edition.
#[must_use]
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "confirmed",
        Verdict::Differs => "differs",
        Verdict::NotFound => "not_found",
        Verdict::NoSuchPassage => "no_such_passage",
        Verdict::Unchecked => "unchecked",
    }
}

fn edition(edition: &EditionUsed) -> WireEdition<'_> {
    WireEdition { name: &edition.name, work: &edition.work, sha256: &edition.sha256 }
}

const fn marking(marking: Marking) -> &'static str {
    match marking {
        Marking::Marks => "marks",
        Marking::Layout => "layout",
        Marking::None => "none",
    }
}

/// Two digits are what the calibration can carry.
pub(super) fn confidence(p: f32) -> f64 {
    (f64::from(p) * 100.0).round() / 100.0
}

fn with(reading: &Reading, write: fn(&Wire<'_>) -> serde_json::Result<String>) -> String {
    let points = CodePoints::new(reading.document.text());
    let of = Places { points: &points, page: &reading.page };
    let wire = Wire {
        schema: "onrecord/0",
        producer: WireProducer {
            name: "onrecord",
            version: reading.producer.version,
            engine: reading.producer.engine,
            model_sha256: &reading.producer.model_sha256,
            extractor: reading.page.extractor,
            editions: reading.producer.editions.iter().map(edition).collect(),
        },
        document: document(reading),
        parts: reading.page.parts.iter().map(|p| of.part(p)).collect(),
        entities: reading.entities.iter().enumerate().map(|(i, e)| of.entity(i, e)).collect(),
        quotations: reading.quotations.iter().map(|q| of.quotation(q, reading)).collect(),
        communications: reading.communications.iter().map(|c| of.communication(c, reading)).collect(),
        times: reading.times.iter().map(|t| of.time(t, reading)).collect(),
        citations: reading.citations.iter().map(|c| of.citation(c, reading)).collect(),
        notes: reading.notes.iter().map(|n| of.note(n)).collect(),
    };
    // Writing strings and numbers to memory has no way to fail.
    write(&wire).unwrap_or_default()
}

fn document(reading: &Reading) -> WireDocument<'_> {
    let page = &reading.page;
    let text = reading.document.text();
    WireDocument {
        id: &page.id,
        text_sha256: crate::sha256(text.as_bytes()),
        url: page.url.as_deref(),
        canonical_url: page.canonical_url.as_deref(),
        outlet: page.outlet.as_deref(),
        title: page.title.as_deref(),
        byline: page
            .byline
            .iter()
            .map(|c| WireName {
                name: &c.name,
                kind: match c.kind {
                    NameKind::Person => "person",
                    NameKind::Organisation => "organisation",
                },
            })
            .collect(),
        published: page.published.as_ref().map(date),
        updated: page.updated.as_ref().map(date),
        retrieved: page.retrieved.as_deref(),
        language: page.language.as_deref(),
        charset: page.charset,
        text,
    }
}

fn date(date: &Date) -> WireDate<'_> {
    let from = match date.from {
        DateFrom::JsonLd => "json-ld",
        DateFrom::OpenGraph => "opengraph",
        DateFrom::Meta => "meta",
        DateFrom::Time => "time",
        DateFrom::Feed => "feed",
        DateFrom::Http => "http",
        DateFrom::Url => "url",
        DateFrom::Text => "text",
        DateFrom::Argument => "argument",
    };
    WireDate { value: &date.value, from }
}

pub(super) struct Places<'a> {
    points: &'a CodePoints<'a>,
    page: &'a Page,
}

impl Places<'_> {
    fn span(&self, span: Span) -> WireSpan {
        let piece = |p: PageSpan| WirePageSpan { start: p.start, end: p.end };
        let pieces = |trace: &Trace| trace.pieces(span).map(|pieces| pieces.into_iter().map(piece).collect());
        WireSpan {
            start: self.points.at(span.start()),
            end: self.points.at(span.end()),
            page: self.page.trace.as_ref().map(pieces),
        }
    }

    fn part<'p>(&self, part: &'p Part) -> WirePart<'p> {
        WirePart {
            kind: part_kind(part.kind),
            start: self.points.at(part.range.start),
            end: self.points.at(part.range.end),
            author: part.author.as_deref(),
            published: part.published.as_ref().map(date),
        }
    }

    pub(super) fn spans(&self, spans: &Spans) -> WireSpans {
        spans.iter().map(|s| self.span(s)).collect()
    }

    fn quotation<'q>(&self, q: &'q Quotation, reading: &'q Reading) -> WireQuotation<'q> {
        let f = &q.finding;
        WireQuotation {
            id: &q.id,
            key: &q.key,
            part: q.part,
            kind: kind(f.kind),
            marking: marking(f.marking),
            act: act(f.act),
            content: self.spans(&f.content),
            quoted: self.spans(&f.quoted),
            cue: f.cue.iter().map(|s| self.span(*s)).collect(),
            asserted: asserted(f.asserted),
            asserted_by: self.spans(&f.asserted_by),
            speakers: q.people.speakers.iter().map(|s| self.speaker(s)).collect(),
            via: q.people.via.iter().map(|v| self.via(v)).collect(),
            addressees: q.people.addressees.iter().map(|a| self.addressee(a)).collect(),
            said: q.said.map(|t| reading.times[t].id.as_str()),
            communication: q.communication.map(|c| reading.communications[c].id.as_str()),
            parent: q.parent.as_deref(),
            repeats: q.repeats.as_deref(),
            cites: q.cites.iter().map(|c| reading.citations[*c].id.as_str()).collect(),
            language: None,
            translated: "unknown",
            confidence: confidence(f.confidence),
            by: "model",
        }
    }

    fn time<'t>(&self, time: &'t Time, reading: &'t Reading) -> WireTime<'t> {
        WireTime {
            id: &time.id,
            spans: self.spans(&time.spans),
            value: time.value.as_deref(),
            precision: precision(time.precision),
            anchor: match time.anchor {
                Anchor::Published => "published",
                Anchor::Time(t) => &reading.times[t].id,
                Anchor::None => "none",
            },
            calendar: calendar(time.calendar),
            confidence: confidence(time.confidence),
        }
    }

    fn citation<'c>(&self, citation: &'c Citation, reading: &'c Reading) -> WireCitation<'c> {
        let check = &citation.check;
        WireCitation {
            id: &citation.id,
            work: &citation.work,
            locator: &citation.locator,
            printed: citation.spans.hull().map_or("", |s| reading.document.slice(s)),
            spans: self.spans(&citation.spans),
            words: self.spans(&citation.words),
            check: WireCheck {
                verdict: verdict(check.verdict),
                edition: check.edition.as_deref(),
                best_match: check.best_match.as_deref(),
                similarity: check.similarity.map(confidence),
            },
        }
    }

    fn note<'n>(&self, note: &'n Note) -> WireNote<'n> {
        WireNote { code: note.code, message: &note.message, spans: self.spans(&note.spans) }
    }
}
