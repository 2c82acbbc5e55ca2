//! The wire shape of answers, `onrecord-check/0`: answers in, JSON out. Spans become Unicode code points here.
//!
//! Example: `json::pretty(&answers, &index.searched(), Some(draft.document.text()))`.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::{Answer, Attribution, Change, Evidence, Grave, Op, Searched, Standing, Words};
use crate::text::CodePoints;

/// What the record says of claims.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "onrecord-check/0 answers")]
struct Wire<'a> {
    /// Always `onrecord-check/0`.
    #[schemars(extend("const" = "onrecord-check/0"))]
    schema: &'static str,
    /// How much was looked at: what was not found there may stand elsewhere.
    searched: WireSearched<'a>,
    claims: Vec<WireAnswer<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct WireSearched<'a> {
    reports: usize,
    quotations: usize,
    /// The last day of publication among them.
    until: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct WireAnswer<'a> {
    claim: WireClaim<'a>,
    #[schemars(extend("enum" = ["verbatim", "trimmed", "altered", "spliced", "paraphrase", "quoted_from_paraphrase", "too_short", "not_found"]))]
    words: &'static str,
    #[schemars(extend("enum" = ["same", "other", "joint", "unclear", "not_given"]))]
    attribution: &'static str,
    /// Of `secondhand`, `not_asserted`, `corrected`, `disputed`, `headline_only`.
    standing: Vec<&'static str>,
    /// Where the record has the words, the best place first.
    evidence: Vec<WireEvidence<'a>>,
    /// Probability that words and attribution are both right.
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
    /// One sentence that states the difference.
    explanation: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct WireClaim<'a> {
    text: &'a str,
    speaker: Option<&'a str>,
    /// Its places in the draft.
    spans: Vec<WireSpan>,
}

/// A stretch of a text, half-open, in Unicode code points.
#[derive(Serialize, JsonSchema)]
struct WireSpan {
    start: usize,
    end: usize,
}

#[derive(Serialize, JsonSchema)]
struct WireEvidence<'a> {
    /// The quotation; null where the words stand in none.
    key: Option<&'a str>,
    /// The report.
    document: &'a str,
    outlet: Option<&'a str>,
    published: Option<&'a str>,
    url: Option<&'a str>,
    /// The words' places in the report's text.
    spans: Vec<WireSpan>,
    speakers: &'a [String],
    diff: Vec<WireChange<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct WireChange<'a> {
    /// From the record to the claim: `insert` is what only the claim has, `delete` what only the record has.
    #[schemars(extend("enum" = ["equal", "insert", "delete", "replace"]))]
    op: &'static str,
    claim: &'a str,
    record: &'a str,
    /// Why it weighs: `negation`, `number`, `name`, `question`.
    #[serde(skip_serializing_if = "Option::is_none")]
    grave: Option<&'static str>,
}

/// The answers as one line of JSON, without a line end. `draft` is the text that the claims' spans point into.
#[must_use]
pub fn line(answers: &[Answer], searched: &Searched, draft: Option<&str>) -> String {
    serde_json::to_string(&wire(answers, searched, draft)).unwrap_or_default()
}

/// The answers as JSON that a person can read.
#[must_use]
pub fn pretty(answers: &[Answer], searched: &Searched, draft: Option<&str>) -> String {
    serde_json::to_string_pretty(&wire(answers, searched, draft)).unwrap_or_default()
}

/// The JSON Schema (draft 2020-12) of answers.
#[must_use]
pub fn schema() -> String {
    let schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Wire<'static>>();
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

fn wire<'a>(answers: &'a [Answer], searched: &'a Searched, draft: Option<&str>) -> Wire<'a> {
    let points = draft.map(CodePoints::new);
    let Searched { reports, quotations, until } = searched;
    Wire {
        schema: "onrecord-check/0",
        searched: WireSearched { reports: *reports, quotations: *quotations, until: until.as_deref() },
        claims: answers.iter().map(|a| answer(a, points.as_ref())).collect(),
    }
}

fn answer<'a>(answer: &'a Answer, draft: Option<&CodePoints<'_>>) -> WireAnswer<'a> {
    let claim = &answer.claim;
    WireAnswer {
        claim: WireClaim {
            text: &claim.text,
            speaker: claim.speaker.as_deref(),
            spans: draft.map_or_else(Vec::new, |points| spans(&claim.spans, points)),
        },
        words: words(answer.words),
        attribution: attribution(answer.attribution),
        standing: answer.standing.iter().map(|s| standing(*s)).collect(),
        evidence: answer.evidence.iter().map(evidence).collect(),
        confidence: (f64::from(answer.confidence) * 100.0).round() / 100.0,
        explanation: &answer.explanation,
    }
}

fn evidence(evidence: &Evidence) -> WireEvidence<'_> {
    let report = &evidence.source.report;
    WireEvidence {
        key: evidence.quotation.map(|q| report.quotations[q].key.as_str()),
        document: &report.id,
        outlet: report.outlet.as_deref(),
        published: report.published.as_deref(),
        url: report.url.as_deref(),
        spans: spans(&evidence.spans, &CodePoints::new(&report.text)),
        speakers: &evidence.speakers,
        diff: evidence.diff.iter().map(change).collect(),
    }
}

fn spans(spans: &[std::ops::Range<usize>], points: &CodePoints<'_>) -> Vec<WireSpan> {
    spans.iter().map(|s| WireSpan { start: points.at(s.start), end: points.at(s.end) }).collect()
}

fn change(change: &Change) -> WireChange<'_> {
    WireChange { op: op(change.op), claim: &change.claim, record: &change.record, grave: change.grave.map(grave) }
}

/// The word of the wire for what of the words.
#[must_use]
pub const fn words(words: Words) -> &'static str {
    match words {
        Words::Verbatim => "verbatim",
        Words::Trimmed => "trimmed",
        Words::Altered => "altered",
        Words::Spliced => "spliced",
        Words::Paraphrase => "paraphrase",
        Words::QuotedFromParaphrase => "quoted_from_paraphrase",
        Words::TooShort => "too_short",
        Words::NotFound => "not_found",
    }
}

/// The word of the wire for what of the speaker.
#[must_use]
pub const fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::Same => "same",
        Attribution::Other => "other",
        Attribution::Joint => "joint",
        Attribution::Unclear => "unclear",
        Attribution::NotGiven => "not_given",
    }
}

/// The word of the wire for what the record makes of it.
#[must_use]
pub const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Secondhand => "secondhand",
        Standing::NotAsserted => "not_asserted",
        Standing::Corrected => "corrected",
        Standing::Disputed => "disputed",
        Standing::HeadlineOnly => "headline_only",
    }
}

/// The word of the wire for a step of the diff.
#[must_use]
pub const fn op(op: Op) -> &'static str {
    match op {
        Op::Equal => "equal",
        Op::Insert => "insert",
        Op::Delete => "delete",
        Op::Replace => "replace",
    }
}

/// The word of the wire for why a change weighs.
#[must_use]
pub const fn grave(grave: Grave) -> &'static str {
    match grave {
        Grave::Negation => "negation",
        Grave::Number => "number",
        Grave::Name => "name",
        Grave::Question => "question",
    }
}
