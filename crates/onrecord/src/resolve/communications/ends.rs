//! Looks up who is meant at a token: entities in, an [`EntityId`] for a place out.
//!
//! Example: in "Ruiz wrote to Okafor" the entity that ends before "wrote" is *Ruiz*.

use std::collections::BTreeMap;

use crate::resolve::{Entity, EntityId};
use crate::text::Document;

/// Where mentions begin and end, by token.
pub(super) struct Ends {
    starts: BTreeMap<usize, (usize, EntityId)>,
    ends: BTreeMap<usize, (usize, EntityId)>,
}

impl Ends {
    pub(super) fn new(document: &Document, entities: &[Entity]) -> Self {
        let (mut starts, mut ends) = (BTreeMap::new(), BTreeMap::new());
        for (i, entity) in entities.iter().enumerate() {
            for span in entity.mentions.iter().filter_map(|m| m.spans.hull()) {
                let tokens = document.tokens_of(span);
                let own = (tokens.len(), EntityId::new(i));
                // The longest mention at a place is who is meant.
                for (map, at) in [(&mut starts, tokens.start), (&mut ends, tokens.end)] {
                    let held = map.entry(at).or_insert(own);
                    if held.0 < own.0 {
                        *held = own;
                    }
                }
            }
        }
        Self { starts, ends }
    }

    /// Who begins at a token, or behind an article there.
    pub(super) fn at(&self, token: usize) -> Option<EntityId> {
        self.starts.get(&token).or_else(|| self.starts.get(&(token + 1))).map(|e| e.1)
    }

    /// Who ends right before a token.
    pub(super) fn ending(&self, token: usize) -> Option<EntityId> {
        self.ends.get(&token).map(|e| e.1)
    }

    /// Who begins in a range of tokens.
    pub(super) fn within(&self, tokens: std::ops::Range<usize>) -> Vec<EntityId> {
        self.starts.range(tokens).map(|(_, e)| e.1).collect()
    }
}
