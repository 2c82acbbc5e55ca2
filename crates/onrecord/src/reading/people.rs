//! The wire shape of entities, speakers, channels and addressees: the part of `json.rs` that says who is meant.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{Places, WireSpans, confidence, status};
use crate::resolve::{Addressee, Entity, EntityId, EntityKind, MentionKind, Speaker, Via, ViaRole};

/// A person, organisation, group, place or thing of one reading.
#[derive(Serialize, JsonSchema)]
pub(super) struct WireEntity<'a> {
    id: String,
    #[schemars(extend("enum" = ["person", "organisation", "group", "place", "publication", "other"]))]
    kind: &'static str,
    /// The fullest name, or a description where the document gives none.
    name: &'a str,
    /// Whether the document names it.
    named: bool,
    /// Other spellings of the name.
    aliases: &'a [String],
    roles: Vec<WireRole<'a>>,
    mentions: Vec<WireMention>,
}

/// An office or function.
#[derive(Serialize, JsonSchema)]
struct WireRole<'a> {
    text: &'a str,
    /// The entity that the office belongs to.
    of: Option<String>,
    spans: WireSpans,
}

#[derive(Serialize, JsonSchema)]
struct WireMention {
    #[schemars(extend("enum" = ["name", "title", "noun", "pronoun"]))]
    kind: &'static str,
    spans: WireSpans,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct WireSpeaker {
    #[schemars(extend("enum" = ["named", "described", "unnamed", "unresolved"]))]
    status: &'static str,
    mention: WireSpans,
    /// Who it is; null for unnamed sources and where it cannot be told.
    entity: Option<String>,
    /// For whom they speak.
    on_behalf_of: Option<String>,
    /// Probability that status and entity are right, given that the mention is.
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct WireVia {
    #[schemars(extend("enum" = ["spokesperson", "interpreter", "reporter", "outlet", "document", "other"]))]
    role: &'static str,
    mention: WireSpans,
    entity: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct WireAddressee {
    entity: Option<String>,
    /// Empty where no word says it.
    mention: WireSpans,
    /// Whether it was concluded and not stated.
    inferred: bool,
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
}

/// The id of an entity on the wire.
#[must_use]
pub fn id(entity: EntityId) -> String {
    format!("e{}", entity.index() + 1)
}

/// The word of the wire for a kind of entity.
#[must_use]
pub const fn entity_kind(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organisation => "organisation",
        EntityKind::Group => "group",
        EntityKind::Place => "place",
        EntityKind::Publication => "publication",
        EntityKind::Other => "other",
    }
}

/// The word of the wire for what part a channel has.
#[must_use]
pub const fn via_role(role: ViaRole) -> &'static str {
    match role {
        ViaRole::Spokesperson => "spokesperson",
        ViaRole::Interpreter => "interpreter",
        ViaRole::Reporter => "reporter",
        ViaRole::Outlet => "outlet",
        ViaRole::Document => "document",
        ViaRole::Other => "other",
    }
}

const fn mention_kind(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Name => "name",
        MentionKind::Title => "title",
        MentionKind::Noun => "noun",
        MentionKind::Pronoun => "pronoun",
    }
}

impl Places<'_> {
    pub(super) fn entity<'e>(&self, at: usize, entity: &'e Entity) -> WireEntity<'e> {
        let role =
            |r: &'e crate::resolve::Role| WireRole { text: &r.text, of: r.of.map(id), spans: self.spans(&r.spans) };
        let mention =
            |m: &crate::resolve::Mention| WireMention { kind: mention_kind(m.kind), spans: self.spans(&m.spans) };
        WireEntity {
            id: format!("e{}", at + 1),
            kind: entity_kind(entity.kind),
            name: &entity.name,
            named: entity.named,
            aliases: &entity.aliases,
            roles: entity.roles.iter().map(role).collect(),
            mentions: entity.mentions.iter().map(mention).collect(),
        }
    }

    pub(super) fn speaker(&self, speaker: &Speaker) -> WireSpeaker {
        WireSpeaker {
            status: status(speaker.status),
            mention: self.spans(&speaker.mention),
            entity: speaker.entity.map(id),
            on_behalf_of: speaker.on_behalf_of.map(id),
            confidence: confidence(speaker.confidence),
        }
    }

    pub(super) fn via(&self, via: &Via) -> WireVia {
        WireVia { role: via_role(via.role), mention: self.spans(&via.mention), entity: via.entity.map(id) }
    }

    pub(super) fn addressee(&self, addressee: &Addressee) -> WireAddressee {
        WireAddressee {
            entity: addressee.entity.map(id),
            mention: self.spans(&addressee.mention),
            inferred: addressee.inferred,
            confidence: confidence(addressee.confidence),
        }
    }
}
