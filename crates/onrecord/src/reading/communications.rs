//! The wire shape of communications: the part of `json.rs` that says in which letter, speech or call words came.

use schemars::JsonSchema;
use serde::Serialize;

use super::Reading;
use super::json::{Places, WireSpans, confidence};
use super::people::id;
use crate::resolve::communications::{Communication, Happened};

/// A letter, speech, call … of which the document speaks.
#[derive(Serialize, JsonSchema)]
pub(super) struct WireCommunication<'a> {
    id: &'a str,
    #[schemars(extend("enum" = ["letter", "speech", "statement", "press_release", "press_conference", "interview", "call", "meeting",
        "debate", "testimony", "post", "broadcast", "publication", "court_filing", "other"]))]
    medium: &'static str,
    /// The name that the document gives it.
    name: Option<&'a str>,
    #[schemars(extend("enum" = ["made", "planned", "denied", "unclear"]))]
    status: &'static str,
    /// Ids of the entities that wrote or spoke.
    from: Vec<String>,
    /// Ids of the entities that it was meant for.
    to: Vec<String>,
    /// The building, room or programme, in the document's words.
    venue: Option<&'a str>,
    /// The town, region or country, in the document's words.
    place: Option<&'a str>,
    /// Id of its time.
    date: Option<&'a str>,
    /// Ids of the communications that it answers.
    in_reply_to: Vec<&'a str>,
    /// Whether it was concluded and no word names it.
    inferred: bool,
    /// The words that show it.
    evidence: WireSpans,
    /// Probability that it took place as its fields say.
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
}

/// Whether it took place, by the wire's word.
#[must_use]
pub const fn status(status: Happened) -> &'static str {
    match status {
        Happened::Made => "made",
        Happened::Planned => "planned",
        Happened::Denied => "denied",
        Happened::Unclear => "unclear",
    }
}

impl Places<'_> {
    pub(super) fn communication<'c>(&self, one: &'c Communication, reading: &'c Reading) -> WireCommunication<'c> {
        WireCommunication {
            id: &one.id,
            medium: one.medium.word(),
            name: one.name.as_deref(),
            status: status(one.status),
            from: one.from.iter().map(|e| id(*e)).collect(),
            to: one.to.iter().map(|e| id(*e)).collect(),
            venue: one.venue.as_deref(),
            place: one.place.as_deref(),
            date: one.date.map(|t| reading.times[t].id.as_str()),
            in_reply_to: one.in_reply_to.iter().map(|c| reading.communications[*c].id.as_str()).collect(),
            inferred: one.inferred,
            evidence: self.spans(&one.evidence),
            confidence: confidence(one.confidence),
        }
    }
}
