//! Makes the list of entities: [`Chains`] in, [`Resolution`] out, entities counted in the order of their first mention.
//!
//! Example: the chain of `Ana Ruiz`, `Dr Ruiz` and `she` becomes the person *Ana Ruiz* with the alias *Dr Ruiz* and three mentions. Chains of one
//! mention without a name are left out, unless a quotation speaks of them.

use super::apposition::Held;
use super::coreference::Chains;
use super::lists::{self, PEOPLE};
use super::mentions::{Form, Found};
use super::view::View;
use super::{Entity, EntityId, EntityKind, Mention, MentionKind, People, Resolution, Role};
use crate::error::Note;
use crate::span::Spans;

/// The resolution of a document; `people` name chains and get entities.
pub(super) fn list(
    view: &View<'_>,
    found: &[Found],
    chains: &Chains,
    roles: &[Held],
    mut people: Vec<People>,
) -> Resolution {
    let mut used = vec![false; chains.all.len()];
    each(&mut people, |id| used[id.index()] = true);
    let mut order: Vec<usize> = (0..chains.all.len())
        .filter(|&c| {
            let chain = &chains.all[c];
            !chain.mentions.is_empty() && (chain.named || chain.mentions.len() > 1 || used[c])
        })
        .collect();
    order.sort_by_key(|&c| chains.all[c].mentions.first().map(|&m| (found[m].tokens.start, m)));
    let mut id = vec![None; chains.all.len()];
    for (n, &c) in order.iter().enumerate() {
        id[c] = Some(EntityId::new(n));
    }
    each(&mut people, |e| *e = id[e.index()].unwrap_or(*e));
    let of = |m: usize| chains.of[m].and_then(|c| id[c]);
    let mut entities: Vec<Entity> = order.iter().map(|&c| entity(view, found, chains, c)).collect();
    for held in roles {
        let (Some(e), Some(span)) = (of(held.name), view.document.span_of(held.tokens.clone())) else { continue };
        let text = view.document.slice(span).to_owned();
        let role = Role { text, of: held.of.and_then(of).filter(|o| *o != e), spans: Spans::one(span) };
        let all = &mut entities[e.index()].roles;
        if all.iter().all(|r| r.text != role.text) {
            all.push(role);
        }
    }
    let doubtful = chains.doubtful.iter().filter(|&&m| chains.facts.speaks[m].is_some());
    let spans: Vec<_> = doubtful.filter_map(|&m| view.document.span_of(found[m].tokens.clone())).collect();
    let mut notes = Vec::new();
    if !spans.is_empty() {
        let message = "two or more people may be meant, so that nobody is named".to_owned();
        notes.push(Note::new("ambiguous-speaker", message, Spans::new(spans)));
    }
    Resolution { entities, quotations: people, notes }
}

/// Every entity that the quotations name.
fn each(people: &mut [People], mut act: impl FnMut(&mut EntityId)) {
    for one in people {
        for s in &mut one.speakers {
            s.entity.iter_mut().for_each(&mut act);
            s.on_behalf_of.iter_mut().for_each(&mut act);
        }
        one.via.iter_mut().filter_map(|v| v.entity.as_mut()).for_each(&mut act);
        one.addressees.iter_mut().filter_map(|a| a.entity.as_mut()).for_each(&mut act);
    }
}

fn entity(view: &View<'_>, found: &[Found], chains: &Chains, c: usize) -> Entity {
    let chain = &chains.all[c];
    let names = || chain.mentions.iter().copied().filter(|&m| found[m].form == Form::Name);
    // The fullest spelling, the first of several.
    let words = |m: usize| found[m].core.clone().filter(|&t| view.is_word(t)).count();
    let fullest = names().max_by_key(|&m| (words(m).min(6), std::cmp::Reverse(m)));
    let noun = || {
        chain
            .mentions
            .iter()
            .copied()
            .filter(|&m| !matches!(found[m].form, Form::Pronoun(_)))
            .max_by_key(|&m| (owned(view, found, m).len().min(6), std::cmp::Reverse(m)))
    };
    let first = chain.mentions.first().copied().unwrap_or_default();
    let name = match (fullest, noun()) {
        (Some(m), _) => folded(view.text(found[m].core.clone())),
        (None, Some(m)) => folded(view.text(owned(view, found, m))),
        _ => folded(view.text(found[first].tokens.clone())),
    };
    let mut aliases: Vec<String> = Vec::new();
    for m in names() {
        for text in [view.text(found[m].core.clone()), view.text(found[m].tokens.clone())] {
            let text = folded(text);
            if text != name && !aliases.contains(&text) {
                aliases.push(text);
            }
        }
    }
    let mentions = chain.mentions.iter().filter_map(|&m| {
        let spans = Spans::one(view.document.span_of(found[m].tokens.clone())?);
        let kind = match found[m].form {
            Form::Name => MentionKind::Name,
            Form::Title => MentionKind::Title,
            Form::Noun if lists::is_title(view.word(found[m].head)) && !PEOPLE.is(view.word(found[m].head), "kin") => {
                MentionKind::Title
            }
            Form::Noun => MentionKind::Noun,
            Form::Pronoun(_) => MentionKind::Pronoun,
        };
        Some(Mention { kind, spans })
    });
    Entity {
        kind: kind(view, found, chain, fullest),
        name,
        named: chain.named,
        aliases,
        roles: Vec::new(),
        mentions: mentions.collect(),
    }
}

/// A noun with its owner: "Ruiz's office".
fn owned(view: &View<'_>, found: &[Found], m: usize) -> std::ops::Range<usize> {
    let tokens = found[m].tokens.clone();
    // "Ruiz's office" and "the engineers' report".
    let ends = |t: usize| t.checked_sub(1).filter(|&t| matches!(view.word(t), "'" | "’"));
    let s = tokens.start.checked_sub(1).filter(|&t| view.word(t) == "s");
    let Some(mark) = ends(s.unwrap_or(tokens.start)) else { return tokens };
    let owner = found.iter().take(m).rev().take(6).find(|o| o.tokens.end == mark);
    owner.map_or(tokens.clone(), |o| {
        let article =
            usize::from(o.tokens.start > 0 && view.word(o.tokens.start - 1) == "the" && o.tokens.start == o.core.start);
        o.tokens.start - article..tokens.end
    })
}

/// White space folded.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind(view: &View<'_>, found: &[Found], chain: &super::coreference::Chain, fullest: Option<usize>) -> EntityKind {
    if let Some(m) = fullest {
        if super::via::outlet(view, &found[m]) && chain.sort[0] < 0.5 {
            return EntityKind::Publication;
        }
        return match super::view::best(&chain.sort) {
            0 if found[m].plural => EntityKind::Group,
            0 => EntityKind::Person,
            1 => EntityKind::Organisation,
            2 => EntityKind::Place,
            _ => EntityKind::Other,
        };
    }
    let nouns: Vec<&Found> = chain.mentions.iter().map(|&m| &found[m]).collect();
    let plural = nouns.iter().any(|m| m.plural);
    let crowd = nouns.iter().any(|m| m.form == Form::Noun && PEOPLE.is(view.word(m.head), "audience"));
    match super::view::best(&chain.sort) {
        0 if plural || crowd => EntityKind::Group,
        0 => EntityKind::Person,
        1 => EntityKind::Organisation,
        2 => EntityKind::Place,
        _ => EntityKind::Other,
    }
}
