//! Finds quotations: [`Document`](crate::text::Document) in, [`Findings`] out. It says where; `resolve` says who and when.
//!
//! The road: `windows.rs` cuts the document for the model, `decode.rs` labels tokens for each cue, `attribute.rs` joins
//! the labels of all windows into findings, `raised.rs`, `continued.rs`, `turns.rs`, `set_off.rs`, `interview.rs` and `borders.rs` set right what grammar and
//! layout show, `nested.rs` reads inside each content once more, `speakers.rs`, `asserted.rs` and
//! `act.rs` say of each finding what kind it is, `calibrate.rs` how sure it is. This room never moves a span that
//! `text` made and never says which person is meant.

mod act;
mod asserted;
mod attribute;
mod borders;
mod calibrate;
mod clause;
mod continued;
mod decode;
mod hearsay;
mod interview;
mod negated;
mod nested;
mod raised;
mod set_off;
mod shape;
mod speakers;
mod turns;
mod undone;
mod windows;
pub(crate) mod words;

pub use calibrate::{Calibration, Evidence};

use crate::error::{Error, Note};
use crate::model::{Grammar, Model, Window};
use crate::span::{Span, Spans};
use crate::text::Document;

/// The rules that need no model, for tests that hold them against marked-up cases.
#[doc(hidden)]
pub mod rules {
    use super::{Act, Asserted, Credit, act as acts, asserted as assertions, decode, speakers};
    use crate::model::{Candidate, Window};
    use crate::span::{Span, Spans};
    use crate::text::Document;

    /// What was done with a content.
    #[must_use]
    pub fn act(document: &Document, cue: Option<Span>, speaker: &Spans) -> Act {
        acts::act(document, cue, speaker)
    }

    /// Whether the document says that a content was said.
    #[must_use]
    pub fn asserted(document: &Document, content: &Spans, cue: Option<Span>, speaker: &Spans) -> (Asserted, Spans) {
        assertions::asserted(document, content, cue, speaker)
    }

    /// The best path over a candidate's numbers: a label for each token, 0 outside, 1 speaker, 2 cue, 3 content.
    #[must_use]
    pub fn path(window: &Window, candidate: &Candidate) -> Vec<u8> {
        decode::label(window, candidate).iter().map(|l| l.label as u8).collect()
    }

    /// Who is credited by a mention.
    #[must_use]
    pub fn credits(document: &Document, mention: &Spans) -> Vec<Credit> {
        speakers::credits(document, mention)
    }
}

/// How much of a content the document presents as the speaker's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// All of it.
    Direct,
    /// Some of it.
    Mixed,
    /// None of it.
    Indirect,
}

/// What shows the speaker's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marking {
    /// Quotation marks.
    Marks,
    /// The form of the text: a transcript line, dash dialogue.
    Layout,
    /// Nothing.
    None,
}

/// What was done with the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// It was spoken, or the text does not say how it was uttered.
    Speech,
    /// It was written.
    Writing,
    /// It was thought, felt, wanted or believed.
    Thought,
    /// A document, poll or fact shows it.
    Other,
}

/// Whether the document says that the content was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asserted {
    /// It does.
    Yes,
    /// It says that it was not.
    No,
    /// It asks.
    Asked,
    /// It says that it will be.
    Future,
    /// It says it under a condition.
    Conditional,
    /// It reports it as hearsay.
    Hedged,
}

/// How much the document tells of a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The mention holds a name.
    Named,
    /// A role or description only.
    Described,
    /// Kept anonymous.
    Unnamed,
    /// A pronoun or bare title whose bearer is not known here.
    Unresolved,
}

/// A speaker as the document mentions them.
#[derive(Debug, Clone, PartialEq)]
pub struct Credit {
    /// The words of the mention.
    pub mention: Spans,
    /// What they tell.
    pub status: Status,
}

/// One attribution, as places in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The words attributed, in pieces.
    pub content: Spans,
    /// The stretches of the content that are the speaker's own words.
    pub quoted: Spans,
    /// The words that show the attribution.
    pub cue: Option<Span>,
    /// Who is credited; empty where nobody is, several where they speak jointly.
    pub speakers: Vec<Credit>,
    /// Direct, mixed or indirect.
    pub kind: Kind,
    /// What shows it.
    pub marking: Marking,
    /// Speech, writing, thought or other.
    pub act: Act,
    /// Does the document say that it was said?
    pub asserted: Asserted,
    /// The words that make it not a plain "yes".
    pub asserted_by: Spans,
    /// Index of the finding inside whose content this one stands.
    pub parent: Option<usize>,
    /// Probability that content and speaker mention are both right, 0..1.
    pub confidence: f32,
    /// What the confidence was computed from.
    pub evidence: Evidence,
}

/// All that was found in one document. Findings stand in the order of their first word; a parent precedes its children.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// The attributions.
    pub quotations: Vec<Finding>,
    /// What each token of the document is in its sentence; `resolve` reads it.
    pub grammar: Vec<Grammar>,
    /// What was odd or left out.
    pub notes: Vec<Note>,
}

/// The windows in which a document is shown to the model; for tools that compare or train it.
#[must_use]
pub fn windows(document: &Document, model: &Model) -> Vec<Window> {
    attribute::shown_windows(document, model, &mut Vec::new())
}

/// Finds the quotations of a document.
///
/// # Errors
/// When the model's runtime fails; odd text is no error.
pub fn analyse(document: &Document, model: &Model) -> Result<Findings, Error> {
    let mut notes = Vec::new();
    let mut grammar = vec![Grammar::default(); document.tokens().len()];
    let mut found = attribute::outermost(document, model, &mut grammar, &mut notes)?;
    nested::inside(document, model, &mut found)?;
    Ok(Findings { quotations: shape::findings(document, model, &found), grammar, notes })
}
