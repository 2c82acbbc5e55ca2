//! Makes entities of those to whom something was written and of whom nothing else is known: parties in, the list of entities in reading order out.
//!
//! Example: "in an open letter to shareholders" admits the group *shareholders*. **Leaves alone** parties that no communication names. **Why** a
//! letter has an end although nobody speaks of its readers again. **Source** the wire contract: entities stand in the order of their first mention.

use std::ops::Range;

use super::Communication;
use super::view::View;
use crate::reading::Quotation;
use crate::resolve::{Entity, EntityId, EntityKind, Mention, MentionKind};
use crate::span::Spans;
use crate::text::Document;

/// Adds the parties that are used, and gives all entities their places by first mention.
pub(super) fn admit(
    document: &Document,
    parties: &[(Range<usize>, EntityKind)],
    entities: &mut Vec<Entity>,
    all: &mut [Communication],
    quotations: &mut [Quotation],
) {
    let known = entities.len();
    let mut used = vec![false; parties.len()];
    for id in all.iter().flat_map(|c| c.from.iter().chain(&c.to)) {
        if let Some(slot) = id.index().checked_sub(known).and_then(|k| used.get_mut(k)) {
            *slot = true;
        }
    }
    if !used.contains(&true) {
        return;
    }
    let mut list: Vec<(usize, Entity)> = std::mem::take(entities).into_iter().enumerate().collect();
    for (k, (tokens, kind)) in parties.iter().enumerate().filter(|(k, _)| used[*k]) {
        let Some(span) = document.span_of(tokens.clone()) else { continue };
        let name = document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let mentions = vec![Mention { kind: MentionKind::Noun, spans: Spans::one(span) }];
        let one = Entity { kind: *kind, name, named: false, aliases: Vec::new(), roles: Vec::new(), mentions };
        list.push((known + k, one));
    }
    list.sort_by_key(|(old, e)| (e.mentions.first().and_then(|m| m.spans.first()).map(crate::span::Span::start), *old));
    let mut place = vec![EntityId::new(0); known + parties.len()];
    for (new, (old, _)) in list.iter().enumerate() {
        place[*old] = EntityId::new(new);
    }
    let moved = |id: &mut EntityId| *id = place[id.index()];
    entities.extend(list.into_iter().map(|(_, e)| e));
    entities.iter_mut().flat_map(|e| e.roles.iter_mut()).filter_map(|r| r.of.as_mut()).for_each(moved);
    for q in quotations {
        for s in &mut q.people.speakers {
            s.entity.iter_mut().for_each(moved);
            s.on_behalf_of.iter_mut().for_each(moved);
        }
        q.people.via.iter_mut().filter_map(|v| v.entity.as_mut()).for_each(moved);
        q.people.addressees.iter_mut().filter_map(|a| a.entity.as_mut()).for_each(moved);
    }
    all.iter_mut().flat_map(|c| c.from.iter_mut().chain(c.to.iter_mut())).for_each(moved);
}

/// What a party is, by its head.
pub(super) fn kind(view: &View<'_>, tokens: &Range<usize>) -> EntityKind {
    let plural = tokens.clone().any(|t| view.word(t).ends_with('s') && view.tag(t) == super::view::Tag::Noun);
    let crowd = tokens
        .clone()
        .any(|t| matches!(view.word(t), "congregation" | "crowd" | "us" | "audience" | "people" | "public" | "press"));
    if plural || crowd { EntityKind::Group } else { EntityKind::Person }
}
