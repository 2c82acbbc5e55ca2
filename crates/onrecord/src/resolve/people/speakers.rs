//! Says of each credited speaker who it is and how much the document tells of them: findings and [`Chains`] in, [`People`] out.
//!
//! Example: of `She added` after `Ana Ruiz said` the status is *named* and the entity Ana Ruiz. **Finds** the mention that a credit's words
//! stand for, `who` after its noun, and for whom a spokesperson speaks. **Leaves alone** unnamed sources: they never get an entity, nor does a
//! pronoun that stands for one. **Why**: who asked not to be named must not be named by us. **Source**: `status` in the wire contract.

use std::ops::Range;

use super::coreference::Chains;
use super::issuers::Issuers;
use super::lists::PEOPLE;
use super::mentions::{Form, Found, Pronoun};
use super::pairs::{head_of, named_in};
use super::view::View;
use super::{EntityId, People, Speaker};
use crate::analyse::{Credit, Status};

/// A description may stand for somebody whom the document names. Of 114 that were sure of their place in the 40 articles of `corpora/who`
/// both annotators call 77 described.
const DESCRIBED: f32 = 0.7;

/// The people of each finding; entities are numbers of chains until `entities.rs` has counted.
pub(super) fn speakers(view: &View<'_>, found: &[Found], chains: &mut Chains) -> Vec<People> {
    let issuers = Issuers::read(view, found, chains);
    let mut out = Vec::with_capacity(view.findings.quotations.len());
    for f in &view.findings.quotations {
        let mut people = People::default();
        for credit in &f.speakers {
            people.speakers.push(speaker(view, found, chains, &issuers, credit));
        }
        out.push(people);
    }
    out
}

fn speaker(view: &View<'_>, found: &[Found], chains: &mut Chains, issuers: &Issuers, credit: &Credit) -> Speaker {
    let nobody = |status, confidence| Speaker {
        status,
        mention: credit.mention.clone(),
        entity: None,
        on_behalf_of: None,
        confidence,
    };
    let Some(span) = credit.mention.hull() else { return nobody(credit.status, 0.5) };
    let tokens = after_dateline(view, view.document.tokens_of(span));
    let behalf = behalf(view, found, chains, &tokens);
    if credit.status == Status::Unnamed && named_in(view, found, tokens.clone()).is_none() {
        return Speaker { on_behalf_of: behalf, ..nobody(Status::Unnamed, 0.95) };
    }
    let relative = PEOPLE.is(view.word(tokens.start), "who") && tokens.len() == 1;
    let mention = if relative { before(found, tokens.start, view) } else { head_of(view, found, tokens.clone()) };
    let Some(m) = mention else {
        return Speaker {
            on_behalf_of: behalf,
            ..nobody(if relative { Status::Unresolved } else { credit.status }, 0.6)
        };
    };
    let chain = chains.of[m].unwrap_or_else(|| chains.open(found, m));
    let sure = if relative { 0.9 * chains.sure[m] } else { chains.sure[m] };
    let pronoun = matches!(found[m].form, Form::Pronoun(_));
    if chains.secret[chain] {
        return Speaker { on_behalf_of: behalf, ..nobody(Status::Unnamed, sure) };
    }
    if chains.doubtful.contains(&m) {
        return Speaker { on_behalf_of: behalf, ..nobody(Status::Unresolved, 0.6) };
    }
    if let Some((issuer, p)) = issuers.of(view, found, chains, m).filter(|_| !chains.all[chain].named) {
        let entity = Some(EntityId::new(issuer));
        let mention = credit.mention.clone();
        return Speaker { status: Status::Named, mention, entity, on_behalf_of: None, confidence: p };
    }
    let c = &chains.all[chain];
    let nouns = c.mentions.iter().any(|&k| matches!(found[k].form, Form::Noun | Form::Title));
    let status = match () {
        () if c.named => Status::Named,
        () if pronoun && !nouns => Status::Unresolved,
        () if credit.status == Status::Unresolved && !pronoun && c.mentions.len() == 1 => Status::Unresolved,
        // A name inside a longer noun: "the Norvik council", never "Ruiz's office".
        () if credit.status == Status::Named && found[m].form != Form::Title && inner_capital(view, &found[m].core) => {
            Status::Named
        }
        () => Status::Described,
    };
    if status == Status::Unresolved {
        return Speaker { on_behalf_of: behalf, ..nobody(Status::Unresolved, 0.7) };
    }
    Speaker {
        status,
        mention: credit.mention.clone(),
        entity: Some(EntityId::new(chain)),
        on_behalf_of: behalf.filter(|b| b.index() != chain),
        confidence: if status == Status::Described { DESCRIBED * sure } else { sure },
    }
}

/// The tokens of a mention without the dateline that it may begin with: "KALAMA (TN) — Ana Ruiz".
fn after_dateline(view: &View<'_>, tokens: Range<usize>) -> Range<usize> {
    let opens = view.document.paragraph_of(tokens.start).start == tokens.start;
    let dash = |t: &usize| matches!(view.word(*t), "—" | "–" | "--" | "―");
    let dash = tokens.clone().take(10).find(dash).filter(|&t| opens && t + 1 < tokens.end);
    dash.map_or(tokens.start, |t| t + 1)..tokens.end
}

/// Whether a capital stands in a mention that no sentence asks for.
fn inner_capital(view: &View<'_>, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|t| view.capital(t) && view.document.sentence_of(t).start != t)
}

/// The mention that "who" follows.
fn before(found: &[Found], token: usize, view: &View<'_>) -> Option<usize> {
    let end = found.partition_point(|m| m.tokens.start < token);
    let comma = usize::from(token > 0 && view.word(token - 1) == ",");
    let near = |k: &usize| found[*k].tokens.end <= token && found[*k].tokens.end + comma + 1 > token;
    let named = |k: &usize| !matches!(found[*k].form, Form::Pronoun(Pronoun::It | Pronoun::This));
    (end.saturating_sub(6)..end).rev().filter(near).find(named)
}

/// For whom a spokesperson speaks: "a spokesman for the ministry", "Ruiz's lawyer", "ministry spokeswoman Ana Ruiz".
fn behalf(view: &View<'_>, found: &[Found], chains: &mut Chains, tokens: &Range<usize>) -> Option<EntityId> {
    let office = tokens.clone().find(|&t| {
        PEOPLE.bends(view.word(t), "spokes") || matches!(view.word(t), "spokesmen" | "spokeswomen" | "spokespeople")
    })?;
    let limit = tokens.end.min(office + 8);
    let of = (office + 1..limit).find(|&t| matches!(view.word(t), "for" | "of"));
    let begin = found.partition_point(|m| m.tokens.start < office.saturating_sub(16));
    let near = || (begin..found.len()).take_while(|&k| found[k].tokens.start <= office + 12);
    let after = of.and_then(|t| {
        let from = t + 1 + usize::from(matches!(view.word(t + 1), "the" | "a" | "an"));
        near().find(|&k| found[k].tokens.start == from || found[k].tokens.start == t + 1)
    });
    let owner = || {
        near()
            .filter(|&k| found[k].tokens.start >= tokens.start && found[k].head < office)
            .filter(|&k| {
                let end = found[k].tokens.end;
                let possessor =
                    matches!(view.word(end), "'" | "’") || found[k].head + 1 == office && found[k].form != Form::Noun;
                possessor
                    || found[k].form == Form::Name && end <= office && office - end <= 2
                    || matches!(found[k].form, Form::Pronoun(_))
            })
            .last()
    };
    let m = after.or_else(owner)?;
    if found[m].sort[super::mentions::PLACE] > 0.8 && after.is_none() {
        return None;
    }
    let chain = chains.of[m].unwrap_or_else(|| chains.open(found, m));
    Some(EntityId::new(chain))
}
