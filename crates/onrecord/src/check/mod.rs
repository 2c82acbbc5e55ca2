//! Did they really say that? A [`Claim`] and reports of the record in, an [`Answer`] out: what of the words, what of the speaker, what
//! the record makes of it, each for itself.
//!
//! Example: the claim “We will never appeal”, Ana Ruiz, against a report in which she says “We will not appeal” is `altered`, `same`.
//!
//! The road: `claims.rs` takes claims from a draft's reading; `report.rs` takes a stored reading, `searchable.rs` folds its words (`fold.rs`);
//! `index.rs` is a small record in memory, any other is behind [`Candidates`]; `align.rs` finds where a claim's words stand; `verdict.rs`
//! judges the words, `differences.rs` names what differs, `attribution.rs` (with `speakers.rs`, `context.rs`) judges the speaker, `standing.rs` what the
//! record makes of it; `explain.rs` says it in a sentence; `json.rs` is the wire shape. Nothing here reads files or knows a database.
//! `meaning.rs` looks, where the words were not found, at the quotations nearest in meaning, if the record has an index of meanings.

mod align;
mod attribution;
mod calibrate;
mod claims;
mod context;
mod differences;
mod explain;
mod fold;
mod index;
pub mod json;
mod lists;
mod meaning;
mod report;
mod searchable;
mod speakers;
mod standing;
mod verdict;
pub mod wire;

use std::ops::Range;
use std::sync::Arc;

pub use claims::{claims, markdown};
pub use index::Index;
pub use meaning::{Near, senses};
pub use report::{Credited, Recorded, Report};
pub use searchable::Searchable;

use attribution::Credit;
use verdict::{Claimed, Found};

/// Words that somebody is said to have said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// The words, with or without their quotation marks.
    pub text: String,
    /// Who is said to have said them.
    pub speaker: Option<String>,
    /// Where they stand in the draft, in bytes; empty without one.
    pub spans: Vec<Range<usize>>,
}

/// What the record says of a claim's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Words {
    /// It has them, word for word, as quoted.
    Verbatim,
    /// It has them; the claim marks by an ellipsis or brackets that it left some out.
    Trimmed,
    /// It has them with words put in, left out or changed.
    Altered,
    /// It has them in different quotations, or far apart.
    Spliced,
    /// It has a quotation that means the same in other words; told only by a record with an index of meanings.
    Paraphrase,
    /// It has them only outside quotation marks.
    QuotedFromParaphrase,
    /// They are too few to tell.
    TooShort,
    /// They were not found in what was looked at; that is not "false".
    NotFound,
}

/// Whether the record credits the speaker whom the claim names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attribution {
    /// It does.
    Same,
    /// It credits somebody else.
    Other,
    /// It credits them together with others.
    Joint,
    /// It cannot be told.
    Unclear,
    /// The claim names nobody.
    NotGiven,
}

/// What the record makes of the words it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Only as somebody else's report of them.
    Secondhand,
    /// Nowhere as plainly said: denied, asked, expected, conditional or hearsay.
    NotAsserted,
    /// A notice of correction touches them.
    Corrected,
    /// Reports give different wordings.
    Disputed,
    /// Only in headlines.
    HeadlineOnly,
}

/// Why a change weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grave {
    /// A negation more or less.
    Negation,
    /// Another number, or another sign or unit with one.
    Number,
    /// Another name.
    Name,
    /// A question made a statement, or the reverse.
    Question,
}

/// A step from the record's words to the claim's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// The same words.
    Equal,
    /// Words that only the claim has.
    Insert,
    /// Words that only the record has.
    Delete,
    /// Words of the claim for others of the record.
    Replace,
}

/// A stretch of the word diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was done.
    pub op: Op,
    /// The claim's words; `…` where it marks that it left words out.
    pub claim: String,
    /// The record's words.
    pub record: String,
    /// Why it weighs, if it does.
    pub grave: Option<Grave>,
}

/// Where the record has the words.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The report.
    pub source: Arc<Searchable>,
    /// The quotation that holds them, as an index of the report's; `None` where they stand in none.
    pub quotation: Option<usize>,
    /// Their places in the report's text, in bytes.
    pub spans: Vec<Range<usize>>,
    /// Who is credited there.
    pub speakers: Vec<String>,
    /// The words' verdict, had this been the only place.
    pub words: Words,
    /// The speaker's.
    pub attribution: Attribution,
    /// From the record's words to the claim's.
    pub diff: Vec<Change>,
}

/// The answer to one claim.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The claim.
    pub claim: Claim,
    /// What of the words.
    pub words: Words,
    /// What of the speaker.
    pub attribution: Attribution,
    /// What the record makes of it; in order, none twice.
    pub standing: Vec<Standing>,
    /// Where they stand, the best place first, at most [`EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// Probability that words and speaker are both judged right.
    pub confidence: f32,
    /// One sentence.
    pub explanation: String,
}

impl Answer {
    /// Whether an editor may let it stand: word for word, or trimmed without a grave omission, by the speaker whom the record credits, plainly
    /// said, with no correction.
    #[must_use]
    pub fn holds(&self) -> bool {
        let words = matches!(self.words, Words::Verbatim | Words::Trimmed) && self.grave().is_none();
        let speaker = matches!(self.attribution, Attribution::Same | Attribution::Joint | Attribution::NotGiven);
        let plain = !self.standing.iter().any(|s| matches!(s, Standing::NotAsserted | Standing::Corrected));
        words && speaker && plain
    }

    /// The gravest change, if one is grave.
    #[must_use]
    pub fn grave(&self) -> Option<Grave> {
        self.evidence.first()?.diff.iter().filter_map(|c| c.grave).min()
    }
}

/// Most places that an answer lists.
pub const EVIDENCE: usize = 12;

/// How much was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Reports in the record.
    pub reports: usize,
    /// Quotations in them.
    pub quotations: usize,
    /// The last day of publication among them, ISO 8601.
    pub until: Option<String>,
}

/// A record that can be asked which reports may hold a claim's words: the seam between this room and any store.
pub trait Candidates {
    /// The reports that share most with the claim, best first; a few dozen are enough. One that is missing here is not found.
    fn candidates(&self, claim: &Claim) -> Vec<Arc<Searchable>>;

    /// The quotations nearest to the claim in meaning, for a record that has an index of meanings.
    fn nearest(&self, claim: &Claim) -> Vec<Near> {
        let _ = claim;
        Vec::new()
    }

    /// How much it holds.
    fn searched(&self) -> Searched;
}

/// Checks one claim against the reports that the record offers for it.
#[must_use]
pub fn check(claim: &Claim, record: &dyn Candidates) -> Answer {
    let answer = judge(claim, &record.candidates(claim));
    match answer.words {
        Words::NotFound => meaning::paraphrase(claim, record.nearest(claim)).unwrap_or(answer),
        _ => answer,
    }
}

/// A place in one report, judged.
struct Place {
    found: Found,
    credit: Credit,
}

/// Checks one claim against reports.
#[must_use]
pub fn judge(claim: &Claim, sources: &[Arc<Searchable>]) -> Answer {
    let claimed = Claimed::new(claim);
    let mut places: Vec<Place> = Vec::new();
    for (n, source) in sources.iter().enumerate() {
        for found in verdict::in_report(&claimed, source, n) {
            let credit = attribution::credit(claim, &found, sources);
            places.push(Place { found, credit });
        }
    }
    let best = places.iter().map(|p| p.found.penalty).fold(f32::INFINITY, f32::min);
    if best > verdict::SPLICE_ABOVE {
        let found = verdict::across(&claimed, sources).filter(|f| f.penalty < best);
        places.extend(found.map(|found| Place { credit: attribution::credit(claim, &found, sources), found }));
    }
    // The words first; among equal ones the speaker, then a plain saying in a body, then order.
    places.sort_by(|a, b| a.rank(sources).partial_cmp(&b.rank(sources)).unwrap_or(std::cmp::Ordering::Equal));
    let short = claimed.is_short();
    if short {
        places.retain(|p| p.is_sure_though_short(sources));
    }
    let Some(first) = places.first() else {
        let words = if short { Words::TooShort } else { Words::NotFound };
        return nothing(claim, words);
    };
    let (words, attribution) = (first.found.words, first.credit.attribution);
    let standing = standing::standing(&places, sources);
    let confidence = calibrate::confidence(&first.found, &first.credit, &claimed);
    let shown = |p: &&Place| p.found.penalty <= first.found.penalty + 0.01 || p.found.similarity >= standing::DISPUTED;
    let mut evidence: Vec<Evidence> = Vec::new();
    for one in places.iter().filter(shown).flat_map(|p| p.evidence(sources)) {
        // Two ways through the same words are one piece of evidence.
        let known =
            |e: &Evidence| Arc::ptr_eq(&e.source, &one.source) && e.quotation == one.quotation && e.spans == one.spans;
        if evidence.len() < EVIDENCE && !evidence.iter().any(known) {
            evidence.push(one);
        }
    }
    let mut answer =
        Answer { claim: claim.clone(), words, attribution, standing, evidence, confidence, explanation: String::new() };
    answer.explanation = explain::sentence(&answer);
    answer
}

fn nothing(claim: &Claim, words: Words) -> Answer {
    let attribution = if claim.speaker.is_none() { Attribution::NotGiven } else { Attribution::Unclear };
    let mut answer = Answer {
        claim: claim.clone(),
        words,
        attribution,
        standing: Vec::new(),
        evidence: Vec::new(),
        confidence: calibrate::nothing(words),
        explanation: String::new(),
    };
    answer.explanation = explain::sentence(&answer);
    answer
}

impl Place {
    /// Less is better.
    fn rank(&self, sources: &[Arc<Searchable>]) -> (f32, u8, u8, usize, usize) {
        let speaker = match self.credit.attribution {
            Attribution::Same => 0,
            Attribution::Joint => 1,
            Attribution::NotGiven => 2,
            Attribution::Unclear => 3,
            Attribution::Other => 4,
        };
        let weak = standing::weaknesses(self, sources);
        let at = self.found.pieces.first().map_or((0, 0), |p| (p.source, p.spans.first().map_or(0, |s| s.start)));
        (self.found.penalty, speaker, weak, at.0, at.1)
    }

    /// Few words are the same words only where the record quotes just these, of this speaker.
    fn is_sure_though_short(&self, sources: &[Arc<Searchable>]) -> bool {
        let [piece] = &self.found.pieces[..] else { return false };
        let [span] = &piece.spans[..] else { return false };
        let whole = sources[piece.source].is_whole_stretch(span);
        // A headline's marks are often no quotation's.
        self.found.words == Words::Verbatim
            && whole
            && !standing::headline(self, sources)
            && matches!(self.credit.attribution, Attribution::Same | Attribution::Joint | Attribution::NotGiven)
    }

    fn evidence<'a>(&'a self, sources: &'a [Arc<Searchable>]) -> impl Iterator<Item = Evidence> + 'a {
        self.found.pieces.iter().enumerate().map(|(n, piece)| {
            let source = &sources[piece.source];
            let quotation = self.credit.quotations.get(n).copied().flatten();
            let credited = quotation.map(|q| &source.report.quotations[q].speakers);
            let name = |c: &Credited| c.names.first().unwrap_or(&c.mention).clone();
            Evidence {
                source: Arc::clone(source),
                quotation,
                spans: piece.spans.clone(),
                speakers: credited.into_iter().flatten().map(name).collect(),
                words: self.found.words,
                attribution: self.credit.attribution,
                diff: piece.changes.clone(),
            }
        })
    }
}
