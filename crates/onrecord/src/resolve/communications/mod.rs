//! Finds the letters, speeches, calls … that carried words: quotations, entities and times in, [`Communication`]s out.
//!
//! Example: in "Ruiz wrote in a letter to the council on Friday that it was late" there is a letter from *Ruiz* to *the council*.
//!
//! **Finds** an occasion where the sentence of a cue names a medium (`in a letter`, `the statement said`), whom the words were told, or when;
//! letters that are only spoken of with both ends (`Ruiz wrote to Okafor`); what goes on (`he added`); replies (`replied`, `in response to`).
//! **Leaves alone** the bare cue, thoughts, what was never said. **Why** an invented addressee or reply is worse than none.
//! **Source** the definition of a communication in the wire contract.

mod ends;
mod replies;

use std::ops::Range;
use std::sync::LazyLock;

use super::EntityId;
use super::people::Entity;
use super::times::Time;
use crate::analyse::words::Classes;
use crate::analyse::{Act, Asserted};
use crate::reading::Quotation;
use crate::span::Spans;
use crate::text::Document;
use ends::Ends;

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
    /// Whether it took place.
    pub status: Happened,
    /// Who wrote or spoke.
    pub from: Vec<EntityId>,
    /// Whom it was meant for.
    pub to: Vec<EntityId>,
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

/// Farthest that a medium's noun may stand from the cue, in tokens.
const REACH: usize = 20;
/// How many tokens after its last words an occasion may go on without being named again.
const GOES_ON: usize = 160;
/// How many earlier communications are looked at.
const BACK: usize = 40;

/// A document while its communications are gathered.
struct Work<'a> {
    document: &'a Document,
    ends: Ends,
    /// For each token, whether it is in the content of a quotation.
    inside: Vec<bool>,
    all: Vec<Communication>,
    /// For each communication, the token that last spoke of it.
    last: Vec<usize>,
}

/// The noun of an occasion beside a cue.
struct Named {
    medium: Medium,
    tokens: Range<usize>,
    other: bool,
}

/// The communications of a document; fills [`Quotation::communication`].
pub(crate) fn communications(
    document: &Document,
    entities: &[Entity],
    times: &[Time],
    quotations: &mut [Quotation],
) -> Vec<Communication> {
    let mut inside = vec![false; document.tokens().len()];
    for span in quotations.iter().flat_map(|q| q.finding.content.iter()) {
        document
            .tokens_of(span)
            .filter(|t| *t < inside.len())
            .collect::<Vec<_>>()
            .iter()
            .for_each(|t| inside[*t] = true);
    }
    let mut work = Work { document, ends: Ends::new(document, entities), inside, all: Vec::new(), last: Vec::new() };
    work.mentioned();
    let mut spoken: Vec<Option<usize>> = Vec::with_capacity(quotations.len());
    for q in quotations.iter() {
        let at = work.place(q, times, entities);
        spoken.push(at);
    }
    work.finish(quotations, &spoken)
}

impl Work<'_> {
    fn word(&self, token: usize) -> String {
        if token < self.document.tokens().len() {
            self.document.token_text(token).to_lowercase()
        } else {
            String::new()
        }
    }

    /// The communication that carried a quotation, made where its sentence shows one.
    fn place(&mut self, q: &Quotation, times: &[Time], entities: &[Entity]) -> Option<usize> {
        let f = &q.finding;
        let cue = self.document.tokens_of(f.cue?);
        let skip = f.parent.is_some() || f.act == Act::Thought || q.repeats.is_some();
        if skip || matches!(f.asserted, Asserted::No | Asserted::Asked | Asserted::Conditional) || cue.is_empty() {
            return None;
        }
        let mut from: Vec<EntityId> =
            q.people.speakers.iter().filter(|s| s.confidence >= 0.5).filter_map(|s| s.entity).collect();
        from.dedup();
        let heard = q.people.addressees.iter().filter(|a| a.confidence >= 0.6);
        let mut to: Vec<EntityId> = heard.filter_map(|a| a.entity).filter(|e| !from.contains(e)).collect();
        to.dedup();
        let stated = q.people.addressees.iter().find(|a| !a.inferred && !a.mention.is_empty());
        let named = self.named(&cue, q);
        let last = self.word(cue.end - 1);
        let hearer = stated.and_then(|a| self.hearer(&a.mention, a.entity.and_then(|e| entities.get(e.index()))));
        let medium =
            named.as_ref().map(|n| n.medium).or(hearer).or_else(|| MEDIA.is(&last, "posts").then_some(Medium::Post));
        let date = q.said.filter(|t| times[*t].confidence >= 0.3);
        let earlier = (self.all.len().saturating_sub(BACK)..self.all.len()).rev();
        let same = earlier.clone().find(|&c| {
            let k = &self.all[c];
            let other = named.as_ref().is_some_and(|n| n.other);
            let fits = medium.is_none_or(|m| m == k.medium || k.medium == Medium::Other)
                && (date.is_none()
                    || k.date.is_none()
                    || date == k.date
                    || times[date.unwrap_or(0)].value == times[k.date.unwrap_or(0)].value)
                && (to.is_empty() || k.to.is_empty() || to.iter().any(|e| k.to.contains(e)));
            let near = cue.start < self.last[c] + GOES_ON || medium.is_some_and(|m| m == k.medium) && named.is_some();
            !other && fits && near && !from.is_empty() && from.iter().all(|e| k.from.contains(e))
        });
        let mut evidence = vec![self.document.span_of(cue.clone())?];
        evidence.extend(named.as_ref().and_then(|n| self.document.span_of(n.tokens.clone())));
        if stated.is_some() {
            evidence.extend(q.people.addressees.iter().filter(|a| !a.inferred).flat_map(|a| a.mention.iter()));
        }
        let shows = medium.is_some() || date.is_some() || stated.is_some_and(|a| a.entity.is_some());
        if let Some(c) = same {
            let k = &mut self.all[c];
            if k.medium == Medium::Other {
                k.medium = medium.unwrap_or(k.medium);
            }
            // A later date may be another occasion's: none is taken over.
            if k.to.is_empty() {
                k.to = to;
            }
            if shows {
                k.evidence = Spans::new(k.evidence.iter().chain(evidence).collect());
                k.inferred &= named.is_none();
            }
            self.last[c] = cue.end;
            return Some(c);
        }
        let answers = MEDIA.is(&last, "replies")
            || self.document.span_of(cue.clone()).is_some_and(|s| self.document.slice(s).ends_with(" back"));
        if !shows && (!answers || to.is_empty()) {
            return None;
        }
        let written = f.act == Act::Writing && MEDIA.is(&last, "writes") && stated.is_some();
        let medium = medium.unwrap_or(if written { Medium::Letter } else { Medium::Other });
        let confidence = match (named.is_some(), medium, from.is_empty()) {
            (_, _, true) => 0.5,
            (true, ..) => 0.8,
            (false, Medium::Other, _) => 0.55,
            _ => 0.7,
        };
        let status = if f.asserted == Asserted::Future { Happened::Planned } else { Happened::Made };
        let inferred = named.is_none();
        Some(self.make(
            Communication {
                id: String::new(),
                medium,
                status,
                from,
                to,
                date,
                in_reply_to: Vec::new(),
                inferred,
                evidence: Spans::new(evidence),
                confidence,
            },
            cue.end,
        ))
    }

    fn make(&mut self, one: Communication, at: usize) -> usize {
        self.all.push(one);
        self.last.push(at);
        self.all.len() - 1
    }

    /// The noun by which the sentence of a cue names the occasion: behind `in`, `at` or `during`, or as who speaks.
    fn named(&self, cue: &Range<usize>, q: &Quotation) -> Option<Named> {
        let sentence = self.document.sentence_of(cue.start);
        let speaks: Vec<Range<usize>> =
            q.finding.speakers.iter().filter_map(|s| s.mention.first()).map(|s| self.document.tokens_of(s)).collect();
        let reach = cue.start.saturating_sub(REACH).max(sentence.start)..sentence.end.min(cue.end + REACH);
        reach.filter(|t| !self.inside[*t]).find_map(|t| {
            let medium = self.medium(t)?;
            let mut start = t;
            let mut other = false;
            let speaker = speaks.iter().any(|s| s.contains(&t) && t < s.start + 4);
            while start > sentence.start && t - start < 5 {
                let w = self.word(start - 1);
                other |= matches!(w.as_str(), "separate" | "another" | "second" | "later");
                if matches!(w.as_str(), "in" | "during" | "at" | "on" | "through" | "via") {
                    return Some(Named { medium, tokens: start..t + 1, other });
                }
                if !w.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '’' | '\'')) {
                    break;
                }
                start -= 1;
            }
            speaker.then_some(Named { medium, tokens: t..t + 1, other })
        })
    }

    /// The medium that the noun at a token names.
    fn medium(&self, token: usize) -> Option<Medium> {
        let word = self.word(token);
        let before = token.checked_sub(1).map_or(String::new(), |t| self.word(t));
        if word == "conference" && matches!(before.as_str(), "news" | "press") {
            return Some(Medium::PressConference);
        }
        let wanted: &[&str] = match word.as_str() {
            "release" => &["press", "news"],
            "call" => &["phone", "telephone", "video"],
            _ => &[],
        };
        if !wanted.is_empty() && !wanted.contains(&before.as_str()) {
            return None;
        }
        Medium::of_noun(&word)
    }

    /// The medium that those who are told stand for: reporters, a court, a newspaper.
    fn hearer(&self, mention: &Spans, entity: Option<&Entity>) -> Option<Medium> {
        let tokens = self.document.tokens_of(mention.hull()?);
        let of_word = tokens.rev().find_map(|t| {
            let word = self.word(t);
            [Medium::PressConference, Medium::Testimony, Medium::Speech]
                .into_iter()
                .find(|m| MEDIA.is(&word, &format!("to-{}", m.word())))
        });
        of_word.or_else(|| entity.filter(|e| e.kind == super::EntityKind::Publication).map(|_| Medium::Interview))
    }

    /// Letters of which the text only speaks, both ends told: `Ruiz wrote to Okafor`, `Ruiz's letter to Okafor`.
    fn mentioned(&mut self) {
        for t in 1..self.document.tokens().len().saturating_sub(2) {
            if self.inside[t] || self.word(t + 1) != "to" {
                continue;
            }
            let word = self.word(t);
            let verb = word == "wrote";
            let noun = matches!(word.as_str(), "letter" | "letters") && self.word(t - 1) == "s";
            let before = if noun { t.saturating_sub(2) } else { t };
            let (Some(from), Some(to)) =
                ((verb || noun).then(|| self.ends.ending(before)).flatten(), self.ends.at(t + 2))
            else {
                continue;
            };
            if from == to {
                continue;
            }
            let Some(span) = self.document.span_of(t..t + 3) else { continue };
            let (from, to, evidence) = (vec![from], vec![to], Spans::one(span));
            if self.all.iter().rev().take(BACK).any(|c| c.from == from && c.to == to) {
                continue;
            }
            self.make(
                Communication {
                    id: String::new(),
                    medium: Medium::Letter,
                    status: Happened::Made,
                    from,
                    to,
                    date: None,
                    in_reply_to: Vec::new(),
                    inferred: false,
                    evidence,
                    confidence: 0.75,
                },
                t,
            );
        }
    }

    /// Orders, numbers and ties what was gathered.
    fn finish(mut self, quotations: &mut [Quotation], spoken: &[Option<usize>]) -> Vec<Communication> {
        replies::tie(&mut self, quotations, spoken);
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|&c| (self.all[c].evidence.first().map(crate::span::Span::start), c));
        let mut new = vec![0; order.len()];
        for (n, &c) in order.iter().enumerate() {
            new[c] = n;
        }
        for (q, c) in quotations.iter_mut().zip(spoken) {
            q.communication = c.map(|c| new[c]);
        }
        let mut out: Vec<Communication> = order.iter().map(|&c| self.all[c].clone()).collect();
        for (n, one) in out.iter_mut().enumerate() {
            one.id = format!("c{}", n + 1);
            one.in_reply_to.iter_mut().for_each(|c| *c = new[*c]);
            one.in_reply_to.sort_unstable();
        }
        out
    }
}
