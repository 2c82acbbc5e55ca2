//! The shapes of answers that the store gives, for the OpenAPI document. Readings and answers of a check have the library's own schemas.

#![allow(dead_code, clippy::struct_field_names, reason = "they describe JSON that the store writes")]

use utoipa::{IntoResponses, ToSchema};

use crate::problem::Wire as Problem;

/// A stretch of a report's text, half-open, in Unicode code points (UTF-16 code units where these were asked for).
#[derive(ToSchema)]
pub struct Span {
    start: u64,
    end: u64,
}

/// Who is credited or addressed.
#[derive(ToSchema)]
pub struct Who {
    name: String,
    /// Of speakers: `named`, `described`, `unnamed` or `unresolved`.
    status: Option<String>,
    #[schema(minimum = 0, maximum = 1)]
    confidence: f64,
    /// `model` or `person`.
    by: String,
}

/// A quotation of the record.
#[derive(ToSchema)]
#[schema(example = json!({
    "key": "3fa91c22b3d44f1ba7b0c7a1f0f4d2e6", "report": "77ab12cd…", "document": "77ab12cd…", "version": 1,
    "words": "We will not start until the survey is complete", "standing": "said", "kind": "direct", "asserted": "yes",
    "speakers": [{"name": "Ana Ruiz", "confidence": 0.97, "by": "model", "status": "named"}], "cue": "said", "addressees": [],
    "spans": [{"start": 34, "end": 80}], "before": "", "after": " she said.", "part": "body", "parent": null, "repeats": null,
    "confidence": 0.96, "by": "model", "gone": false, "medium": null, "title": "Harbour works delayed", "outlet": "The Harbour Post",
    "published": "2026-03-14", "url": "https://example.org/harbour"
}))]
pub struct Quotation {
    /// Its identity, 32 hexadecimal digits.
    key: String,
    /// The report's name, 64 hexadecimal digits.
    report: String,
    /// SHA-256 of the page that it was read from.
    document: String,
    version: i64,
    words: String,
    /// `said`, or why it is not plainly so: `not said`, `asked`, `to come`, `conditional`, `hearsay`, `gone from the report`, …
    standing: String,
    /// `direct`, `mixed` or `indirect`.
    kind: String,
    asserted: String,
    speakers: Vec<Who>,
    cue: String,
    addressees: Vec<Who>,
    spans: Vec<Span>,
    /// Text before it.
    before: String,
    /// Text after it.
    after: String,
    part: String,
    #[schema(required)]
    parent: Option<String>,
    #[schema(required)]
    repeats: Option<String>,
    #[schema(minimum = 0, maximum = 1)]
    confidence: f64,
    /// `model` or `person`.
    by: String,
    /// Whether it no longer stands in the report.
    gone: bool,
    /// The medium of the communication that carried it: `letter`, `interview`, …
    #[schema(required)]
    medium: Option<String>,
    #[schema(required)]
    title: Option<String>,
    #[schema(required)]
    outlet: Option<String>,
    #[schema(required)]
    published: Option<String>,
    #[schema(required)]
    url: Option<String>,
}

/// A page of quotations, the newest of the record first.
#[derive(ToSchema)]
pub struct Quotations {
    quotations: Vec<Quotation>,
    /// The cursor of the next page, where there is one.
    #[schema(required)]
    next: Option<String>,
}

/// A page as it came.
#[derive(ToSchema)]
pub struct Origin {
    version: i64,
    /// SHA-256 of its bytes.
    document: String,
    bytes: i64,
    name: String,
    #[schema(required)]
    url: Option<String>,
    #[schema(required)]
    retrieved: Option<String>,
    added: String,
    producer: String,
    seen: Vec<Seen>,
}

/// Where and when a page was met again.
#[derive(ToSchema)]
pub struct Seen {
    at: String,
    time: String,
}

/// A report of a list.
#[derive(ToSchema)]
pub struct Listed {
    /// 64 hexadecimal digits.
    report: String,
    #[schema(required)]
    title: Option<String>,
    #[schema(required)]
    outlet: Option<String>,
    #[schema(required)]
    published: Option<String>,
    #[schema(required)]
    url: Option<String>,
    added: String,
    versions: i64,
    quotations: i64,
}

/// A page of reports, the newest of the record first.
#[derive(ToSchema)]
pub struct Reports {
    reports: Vec<Listed>,
    /// The cursor of the next page, where there is one.
    #[schema(required)]
    next: Option<String>,
}

/// A step from old words to new ones.
#[derive(ToSchema)]
pub struct Piece {
    op: String,
    before: String,
    after: String,
}

/// What an edit of the page did to a quotation.
#[derive(ToSchema)]
pub struct Change {
    /// `gone`, `added`, `words`, `speaker` or `standing`.
    what: String,
    key: String,
    #[schema(required)]
    before: Option<String>,
    #[schema(required)]
    after: Option<String>,
    speakers: Vec<String>,
    diff: Vec<Piece>,
}

/// A report with a text like another's.
#[derive(ToSchema)]
pub struct Alike {
    report: String,
    name: String,
    #[schema(minimum = 0, maximum = 100)]
    percent: i64,
}

/// A report with its pages, its versions and its quotations.
#[derive(ToSchema)]
pub struct Report {
    report: String,
    #[schema(required)]
    title: Option<String>,
    #[schema(required)]
    outlet: Option<String>,
    #[schema(required)]
    published: Option<String>,
    pages: Vec<Origin>,
    /// What each version after the first changed.
    edits: Vec<Vec<Change>>,
    alike: Vec<Alike>,
    quotations: Vec<Quotation>,
}

/// What the record made of a page.
#[derive(ToSchema)]
pub struct Added {
    /// `added`, `edited`, `known` or `forgotten`.
    event: String,
    name: String,
    /// The report; not where it was forgotten.
    report: Option<String>,
    quotations: Option<u64>,
    version: Option<i64>,
    changes: Option<Vec<Change>>,
    alike: Option<Vec<Alike>>,
    elsewhere: Option<bool>,
}

/// Another name of a person, and the reports that use it: why they are joined.
#[derive(ToSchema)]
pub struct Alias {
    name: String,
    reports: Vec<String>,
}

/// A person, organisation or group as the reports name them.
#[derive(ToSchema)]
pub struct Person {
    name: String,
    /// `person`, `organisation`, `group`, `place`, `publication` or `other`.
    kind: String,
    aliases: Vec<Alias>,
    roles: Vec<String>,
    reports: Vec<String>,
    outlets: Vec<String>,
    /// Keys of the quotations credited to them.
    said: Vec<String>,
    /// Keys of the quotations addressed to them.
    heard: Vec<String>,
}

/// Who bears a name.
#[derive(ToSchema)]
pub struct People {
    people: Vec<Person>,
}

/// What a person said of a quotation.
#[derive(ToSchema)]
pub struct Correction {
    key: String,
    words: String,
    /// `speakers`, `addressees`, `asserted`, `not_a_quotation` or `confirmed`.
    field: String,
    value: Vec<String>,
    by: String,
    author: String,
    time: String,
    #[schema(required)]
    reason: Option<String>,
}

/// Corrections that hold, oldest first.
#[derive(ToSchema)]
pub struct Corrections {
    corrections: Vec<Correction>,
}

/// Threads of communications.
#[derive(ToSchema)]
pub struct Exchanges {
    /// Always `onrecord-exchanges/0`.
    schema: String,
    /// The reports that tell of them.
    reports: Vec<serde_json::Value>,
    /// Each with its `communications`, in order of time.
    threads: Vec<serde_json::Value>,
}

/// How the server is.
#[derive(ToSchema)]
pub struct Health {
    /// Always `ok`.
    status: String,
    reports: i64,
    quotations: i64,
    version: String,
}

/// What may go wrong with any request.
#[derive(IntoResponses)]
pub enum Failures {
    /// A token is needed, or is not known.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(#[to_schema] Problem),
    /// The token does not allow it, or the server's operator does not.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] Problem),
    /// There is no such thing in the record.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// The request took too long to arrive or to answer.
    #[response(status = 408, content_type = "application/problem+json")]
    Timeout(#[to_schema] Problem),
    /// The body is too long.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLong(#[to_schema] Problem),
    /// The body is of a type that is not taken.
    #[response(status = 415, content_type = "application/problem+json")]
    Unsupported(#[to_schema] Problem),
    /// The server does not answer under this name.
    #[response(status = 421, content_type = "application/problem+json")]
    Misdirected(#[to_schema] Problem),
    /// The request cannot be understood.
    #[response(status = 422, content_type = "application/problem+json")]
    Unprocessable(#[to_schema] Problem),
    /// Too many requests from one address.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(#[to_schema] Problem),
    /// Another program writes to the record; ask again.
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(#[to_schema] Problem),
    /// No space is left for the record; nothing was written.
    #[response(status = 507, content_type = "application/problem+json")]
    Full(#[to_schema] Problem),
}
