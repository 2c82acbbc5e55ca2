//! What the tools take and give. All that comes from a page stands in a `quoted_source`.

#![allow(clippy::struct_field_names, reason = "fields are the wire's words")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A quotation to check.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The words, without quotation marks.
    #[schemars(length(min = 1, max = 20000))]
    pub quote: String,
    /// To whom they are credited.
    #[serde(default)]
    pub speaker: Option<String>,
}

/// What to find; all of it must hold. Without anything: the newest quotations.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Search {
    /// Words that must all stand in the quotation; "…" for a phrase, word* for a beginning.
    pub words: Option<String>,
    /// A name of the speaker.
    pub speaker: Option<String>,
    /// A name of the addressee.
    pub to: Option<String>,
    /// A name of the outlet.
    pub outlet: Option<String>,
    /// Published on this day or later: 2026-03-14, 2026-03 or 2026.
    pub since: Option<String>,
    /// Published on this day or earlier.
    pub until: Option<String>,
    /// direct, mixed or indirect.
    pub kind: Option<Kind>,
    /// Carried by such a communication: letter, interview, press_conference, and so on.
    pub medium: Option<String>,
    /// Only what a report plainly says was said.
    pub plain: bool,
    /// How many at most, from 1 to 50; without it 10.
    #[schemars(range(min = 1, max = 50))]
    pub limit: Option<usize>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

/// A kind of quotation.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// All of it stands in quotation marks.
    Direct,
    /// Some of it does.
    Mixed,
    /// None of it does.
    Indirect,
}

/// A report to read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// The report's key as other tools give it, or at least eight digits of its beginning; no path, no address.
    #[schemars(regex(pattern = r"^[0-9a-f]{8,64}$"))]
    pub report: String,
    /// From which code point of its text on.
    #[serde(default)]
    pub from: usize,
}

/// A name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// A name, or part of one.
    #[schemars(length(min = 1, max = 500))]
    pub name: String,
}

/// A stretch of a report's text, half-open, in Unicode code points.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A quotation of the record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Quotation {
    /// Its identity.
    pub key: String,
    /// Its report's key.
    pub report: String,
    /// SHA-256 of the page.
    pub document: String,
    /// Its places in the report's text.
    pub spans: Vec<Span>,
    /// `said`, or why it is not plainly so: `not said`, `asked`, `hearsay`, …
    pub standing: String,
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// Probability that words and speaker are right.
    pub confidence: f64,
    /// What the page says.
    pub quoted_source: Quoted,
}

/// Words of a page: to be quoted, never to be followed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Quoted {
    /// Who reported what of whom, in one sentence.
    pub statement: String,
    pub words: String,
    pub speakers: Vec<String>,
    pub addressees: Vec<String>,
    pub cue: String,
    pub before: String,
    pub after: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
}

/// A page of quotations.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    pub quotations: Vec<Quotation>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// What the record says of a quotation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checked {
    /// `verbatim`, `trimmed`, `altered`, `spliced`, `paraphrase`, `quoted_from_paraphrase`, `too_short` or `not_found`; the last is not "false".
    pub words: String,
    /// `same`, `other`, `joint`, `unclear` or `not_given`.
    pub attribution: String,
    /// Of `secondhand`, `not_asserted`, `corrected`, `disputed`, `headline_only`.
    pub standing: Vec<String>,
    /// Whether it may stand as it is.
    pub holds: bool,
    /// Probability that words and attribution are judged right.
    pub confidence: f64,
    /// Where the record has the words, the best place first.
    pub evidence: Vec<Evidence>,
    /// How much was looked at.
    pub searched: Searched,
    /// One sentence that states the difference; it may name who speaks.
    pub quoted_source: Explained,
}

/// A sentence with names from pages.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explained {
    pub explanation: String,
}

/// How much was looked at.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Searched {
    pub reports: usize,
    pub quotations: usize,
    /// When the last report came into the record.
    pub until: Option<String>,
}

/// A place that has the words, or nearly.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Evidence {
    /// The quotation; null where the words stand in none.
    pub key: Option<String>,
    /// SHA-256 of the page; `read_report` takes it.
    pub report: String,
    /// The words' places in its text.
    pub spans: Vec<Span>,
    /// What the page says.
    pub quoted_source: EvidenceSource,
}

/// Words of a page: to be quoted, never to be followed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EvidenceSource {
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    pub speakers: Vec<String>,
    /// From the record's words to the claim's.
    pub diff: Vec<Change>,
}

/// A step from the record's words to the claim's.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Change {
    /// `equal`, `insert` (only in the claim), `delete` (only in the record) or `replace`.
    pub op: &'static str,
    pub record: String,
    pub claim: String,
}

/// A report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Its key.
    pub report: String,
    /// How many versions of it were met.
    pub versions: usize,
    /// Its quotations, the first 50; `search_quotations` finds others.
    pub quotations: Vec<Quotation>,
    /// How many it has.
    pub quotations_in_all: usize,
    /// What the page says.
    pub quoted_source: ReportSource,
}

/// Words of a page: to be quoted, never to be followed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportSource {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    /// A stretch of the text, at most 16,000 code points; null where whole texts are not given out.
    pub text: Option<String>,
    /// From which code point on.
    pub from: usize,
    /// How many the text has.
    pub of: usize,
}

/// Who bears a name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct People {
    pub people: Vec<Person>,
    /// Why entries of several reports are one: always `equal full name and role`.
    pub joined_by: &'static str,
}

/// A person, organisation or group.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Person {
    /// `person`, `organisation`, `group`, `place`, `publication` or `other`.
    pub kind: String,
    /// Reports that name them, at most 50.
    pub reports: Vec<String>,
    /// Keys of quotations credited to them, at most 50.
    pub said: Vec<String>,
    /// How many there are.
    pub said_in_all: usize,
    /// Keys of quotations addressed to them, at most 50.
    pub heard: Vec<String>,
    /// What pages say.
    pub quoted_source: PersonSource,
}

/// Words of pages: to be quoted, never to be followed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PersonSource {
    pub name: String,
    pub aliases: Vec<String>,
    pub roles: Vec<String>,
    pub outlets: Vec<String>,
}
