//! Says who is meant: [`Document`] and [`Findings`] in, [`Resolution`] out. It never moves a span, and it may abstain.
//!
//! Example: of `Ana Ruiz spoke. “No,” she said.` the speaker `she` is the entity *Ana Ruiz*. The road: `mentions.rs` finds names, nouns
//! and pronouns, `names.rs` joins the spellings of one name, `apposition.rs` reads roles, `coreference.rs` joins pronouns and nouns to
//! what they stand for, `speakers.rs`, `addressees.rs` and `via.rs` say it of each quotation, `entities.rs` makes the list.

mod addressees;
mod apposition;
mod coreference;
mod entities;
mod issuers;
mod lists;
mod mentions;
mod names;
mod pairs;
mod runs;
mod speakers;
mod via;
mod view;

pub(crate) use lists::given_sex;

use crate::analyse::{Findings, Status};
use crate::error::Note;
use crate::model::Model;
use crate::span::Spans;
use crate::text::Document;

/// An entity of one reading: a place in [`Resolution::entities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(u32);

impl EntityId {
    /// For rooms that have just counted the entities.
    pub(in crate::resolve) fn new(at: usize) -> Self {
        Self(at as u32)
    }

    /// Its place in [`Resolution::entities`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// One human being.
    Person,
    /// A body with a name or an office: company, ministry, court.
    Organisation,
    /// Several people without a body: residents, aides.
    Group,
    /// A country, town, building, region.
    Place,
    /// A newspaper, agency, broadcaster, journal.
    Publication,
    /// Anything else.
    Other,
}

/// What a mention is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// It holds a name.
    Name,
    /// An office or title without a name.
    Title,
    /// Another noun.
    Noun,
    /// A pronoun.
    Pronoun,
}

/// One place where the document speaks of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it is made of.
    pub kind: MentionKind,
    /// Its words.
    pub spans: Spans,
}

/// An office or function that the document gives an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its words, as written.
    pub text: String,
    /// The organisation or place that it belongs to.
    pub of: Option<EntityId>,
    /// Where they stand.
    pub spans: Spans,
}

/// A person, organisation, group, place or thing that the document speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// The fullest name, or the first description where the document gives none.
    pub name: String,
    /// Whether the document names it.
    pub named: bool,
    /// Other spellings of the name, in the order of their first place.
    pub aliases: Vec<String>,
    /// Its offices, in the order of their first place.
    pub roles: Vec<Role>,
    /// Where it is spoken of, in reading order.
    pub mentions: Vec<Mention>,
}

/// A speaker of one quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// How much the document tells.
    pub status: Status,
    /// The words of the mention, as `analyse` found them.
    pub mention: Spans,
    /// Who it is; `None` for unnamed sources, and where it cannot be told.
    pub entity: Option<EntityId>,
    /// For whom they speak.
    pub on_behalf_of: Option<EntityId>,
    /// Probability that status and entity are right, given that the mention is.
    pub confidence: f32,
}

/// To whom a quotation was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Addressee {
    /// Who it is; `None` where it cannot be told.
    pub entity: Option<EntityId>,
    /// The words; empty where no word says it.
    pub mention: Spans,
    /// Whether it was concluded and not stated.
    pub inferred: bool,
    /// Probability that it is right.
    pub confidence: f32,
}

/// What part somebody has in the words reaching the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViaRole {
    /// Who speaks for somebody.
    Spokesperson,
    /// Who translated.
    Interpreter,
    /// Who asked or heard it for an outlet.
    Reporter,
    /// The outlet.
    Outlet,
    /// A letter, report or post.
    Document,
    /// Anybody else: aides who heard it.
    Other,
}

/// Through whom the words reached the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Via {
    /// What part they have.
    pub role: ViaRole,
    /// The words of the mention.
    pub mention: Spans,
    /// Who it is; `None` where it cannot be told.
    pub entity: Option<EntityId>,
}

/// What is known of the people of one quotation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// Who is credited, in the order of the finding's credits.
    pub speakers: Vec<Speaker>,
    /// Through whom the words reached the page.
    pub via: Vec<Via>,
    /// To whom they were said.
    pub addressees: Vec<Addressee>,
}

/// Who is meant, of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolution {
    /// All entities, in the order of their first mention.
    pub entities: Vec<Entity>,
    /// The people of each quotation, in the order of the findings.
    pub quotations: Vec<People>,
    /// Where nothing was decided, and why.
    pub notes: Vec<Note>,
}

/// Says who is meant by the mentions of a document and of its quotations.
#[must_use]
pub fn resolve(document: &Document, findings: &Findings, model: &Model) -> Resolution {
    let view = view::View::new(document, findings);
    let mut found = mentions::mentions(&view);
    let names = names::join(&view, &mut found);
    let roles = apposition::read(&view, &found);
    let mut chains = coreference::chains(&view, &found, &names, &roles, model.pairs());
    let mut quotations = speakers::speakers(&view, &found, &mut chains);
    via::add(&view, &found, &mut chains, &mut quotations);
    addressees::add(&view, &found, &mut chains, &mut quotations);
    entities::list(&view, &found, &chains, &roles, quotations)
}

/// The pairs of mentions that a document offers to the network, with the first bytes of their heads and their features; for the
/// tool that trains it.
#[doc(hidden)]
#[must_use]
pub fn pairs(document: &Document, findings: &Findings) -> Vec<(usize, usize, Vec<f32>)> {
    let view = view::View::new(document, findings);
    let mut found = mentions::mentions(&view);
    let names = names::join(&view, &mut found);
    let roles = apposition::read(&view, &found);
    coreference::offered(&view, &found, &names, &roles)
}
