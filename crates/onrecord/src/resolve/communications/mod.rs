//! Finds the letters, speeches, calls … that carried words: quotations, entities and times in, [`Communication`]s out.
//!
//! Example: in "Ruiz wrote in a letter to the council on Friday that it was late" there is a letter from *Ruiz* to *the council*.
//!
//! **Finds** an occasion where nouns (`sightings.rs`) or verbs (`deeds.rs`) speak of one, where a cue says whom it told or when (`carried.rs`); `gather.rs` joins them; what goes
//! on (`he added`); replies (`replies.rs`). `view.rs` reads noun phrases, `admitted.rs` makes entities of readers whom nothing else names.
//! **Leaves alone** the bare cue, thoughts, what was never said. **Why** an invented addressee or reply is worse than none.
//! **Source** the definition of a communication in the wire contract.

mod admitted;
mod carried;
mod deeds;
mod gather;
mod replies;
mod sightings;
mod view;

use std::sync::LazyLock;

use super::times::Time;
use super::{Addressee, Entity, EntityId};
use crate::analyse::words::Classes;
use crate::model::Grammar;
use crate::reading::Quotation;
use crate::span::Spans;
use crate::text::Document;
use gather::{Draft, Work};
use view::View;

static MEDIA: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../../data/media.txt")));

/// What kind of occasion carried words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the words of the wire contract")]
pub enum Medium {
    Letter,
    Speech,
    Statement,
    PressRelease,
    PressConference,
    Interview,
    Call,
    Meeting,
    Debate,
    Testimony,
    Post,
    Broadcast,
    Publication,
    CourtFiling,
    Other,
}

impl Medium {
    const ALL: [Self; 15] = [
        Self::Letter,
        Self::Speech,
        Self::Statement,
        Self::PressRelease,
        Self::PressConference,
        Self::Interview,
        Self::Call,
        Self::Meeting,
        Self::Debate,
        Self::Testimony,
        Self::Post,
        Self::Broadcast,
        Self::Publication,
        Self::CourtFiling,
        Self::Other,
    ];

    /// The word of the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Speech => "speech",
            Self::Statement => "statement",
            Self::PressRelease => "press_release",
            Self::PressConference => "press_conference",
            Self::Interview => "interview",
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Debate => "debate",
            Self::Testimony => "testimony",
            Self::Post => "post",
            Self::Broadcast => "broadcast",
            Self::Publication => "publication",
            Self::CourtFiling => "court_filing",
            Self::Other => "other",
        }
    }

    fn of_noun(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| MEDIA.is(word, m.word()))
    }
}

/// Whether it took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It did.
    Made,
    /// It has yet to.
    Planned,
    /// Somebody says that it never did.
    Denied,
    /// The document leaves it open.
    Unclear,
}

/// A letter, speech, call … of which the document speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Communication {
    /// `c1`, `c2`, … in reading order.
    pub id: String,
    /// What it was.
    pub medium: Medium,
    /// The name that the document gives it: "State of the Nation Address".
    pub name: Option<String>,
    /// Whether it took place.
    pub status: Happened,
    /// Who wrote or spoke.
    pub from: Vec<EntityId>,
    /// Whom it was meant for; of a call or meeting the same people as [`from`](Self::from).
    pub to: Vec<EntityId>,
    /// The building, room or programme, in the document's words.
    pub venue: Option<String>,
    /// The town, region or country, in the document's words.
    pub place: Option<String>,
    /// Index in the reading's times.
    pub date: Option<usize>,
    /// Indices in the reading's communications of what it answers.
    pub in_reply_to: Vec<usize>,
    /// Whether the occasion was concluded from cue, addressee or date and no word names it.
    pub inferred: bool,
    /// The words that show it.
    pub evidence: Spans,
    /// Probability that it took place as its fields say.
    pub confidence: f32,
}

impl Communication {
    /// Whether those who spoke are those who were spoken to.
    fn mutual(&self) -> bool {
        matches!(self.medium, Medium::Call | Medium::Meeting | Medium::Debate)
            && self.from.len() > 1
            && self.from == self.to
    }
}

/// The communications of a document; fills [`Quotation::communication`], hands recipients to quotations without an addressee, and lists
/// recipients that were no entities.
pub(crate) fn communications(
    document: &Document,
    grammar: &[Grammar],
    published: Option<&str>,
    entities: &mut Vec<Entity>,
    times: &[Time],
    quotations: &mut [Quotation],
) -> Vec<Communication> {
    let view = View::new(document, grammar, entities, times, quotations);
    let mut work = Work::new(view, published.and_then(|p| p.get(..10)).map(str::to_owned));
    let spoken = work.gather(quotations);
    replies::tie(&mut work);
    let parties: Vec<_> = work.view.fresh.iter().map(|t| (t.clone(), admitted::kind(&work.view, t))).collect();
    let mut all = numbered(&work.all, quotations, &spoken);
    admitted::admit(document, &parties, entities, &mut all, quotations);
    hand_on(&all, entities, quotations);
    all
}

/// Puts drafts in reading order, gives them their ids and confidence.
fn numbered(drafts: &[Draft], quotations: &mut [Quotation], spoken: &[Option<usize>]) -> Vec<Communication> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&c| (drafts[c].at, c));
    let mut new = vec![0; order.len()];
    for (n, &c) in order.iter().enumerate() {
        new[c] = n;
    }
    for (q, c) in quotations.iter_mut().zip(spoken) {
        q.communication = c.map(|c| new[c]);
    }
    let one = |(n, &c): (usize, &usize)| {
        let mut one = drafts[c].one.clone();
        one.id = format!("c{}", n + 1);
        one.in_reply_to.iter_mut().for_each(|c| *c = new[*c]);
        one.in_reply_to.sort_unstable();
        one.confidence = sure(&drafts[c]);
        one
    };
    order.iter().enumerate().map(one).collect()
}

/// Probability that medium and both ends are right: shares counted on r201 to r214 and r301 to r328 of `corpora/records`, rounded.
fn sure(draft: &Draft) -> f32 {
    let one = &draft.one;
    let ends = usize::from(!one.from.is_empty()) + usize::from(!one.to.is_empty());
    match (draft.named, draft.carried > 0, ends) {
        (false, _, 2) => 0.6,
        (true, true, 2) => 0.4,
        (true, true, 1) => 0.2,
        (true, false, 1 | 2) => 0.15,
        _ => 0.1,
    }
}

/// Gives quotations without an addressee the recipients of what carried them, as inferred.
fn hand_on(all: &[Communication], entities: &[Entity], quotations: &mut [Quotation]) {
    for q in quotations {
        let Some(c) = q.communication.map(|c| &all[c]).filter(|_| q.people.addressees.is_empty()) else { continue };
        let speakers: Vec<EntityId> = q.people.speakers.iter().filter_map(|s| s.entity).collect();
        // Whoever speaks on may speak to others: a post's readers and a nameless crowd are not handed on.
        let crowd = |e: &EntityId| entities.get(e.index()).is_none_or(|e| !e.named);
        let loose = match c.medium {
            Medium::Other | Medium::Post => true,
            Medium::Speech => c.to.iter().all(crowd),
            _ => false,
        };
        if c.to.len() > 3 || c.from.is_empty() || loose {
            continue;
        }
        for to in c.to.iter().filter(|e| !speakers.contains(e)) {
            let one = Addressee {
                entity: Some(*to),
                mention: Spans::default(),
                inferred: true,
                confidence: if c.inferred { 0.7 } else { 0.45 },
            };
            q.people.addressees.push(one);
        }
    }
}
