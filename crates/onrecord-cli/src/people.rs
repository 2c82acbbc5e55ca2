//! Who is who, for people: the entities of a reading that speak, are spoken to or spoken for, those that speak most first.
//!
//! "Ana Ruiz" with "person, mayor of Norvik", two other spellings, three quotations of hers.

use onrecord::Reading;
use onrecord::reading::people::entity_kind;
use onrecord::resolve::EntityId;

/// More people than these are left out of a box: it would hide the report.
const MOST: usize = 60;
/// More mentions than these are counted only.
pub const MENTIONS: usize = 60;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person<'a> {
    /// Index among the reading's entities.
    pub entity: usize,
    /// The fullest name.
    pub name: &'a str,
    /// Person, organisation, …
    pub kind: &'static str,
    /// Offices.
    pub roles: Vec<&'a str>,
    /// Other spellings.
    pub also: Vec<&'a str>,
    /// Quotations of theirs.
    pub speaks: usize,
    /// Quotations said to them.
    pub told: usize,
}

impl Person<'_> {
    /// What they are, in a line.
    pub fn about(&self) -> String {
        let mut parts = vec![self.kind];
        parts.extend(self.roles.iter().take(3));
        parts.join(", ")
    }
}

/// The people and bodies of the quotations, by how often they speak, then by their first mention.
pub fn people(reading: &Reading) -> Vec<Person<'_>> {
    let count = reading.entities.len();
    let (mut speaks, mut told, mut other) = (vec![0; count], vec![0; count], vec![false; count]);
    let add = |list: &mut Vec<usize>, entity: Option<EntityId>| {
        if let Some(n) = entity.and_then(|e| list.get_mut(e.index())) {
            *n += 1;
        }
    };
    for people in reading.quotations.iter().map(|q| &q.people) {
        people.speakers.iter().for_each(|s| add(&mut speaks, s.entity));
        people.addressees.iter().for_each(|a| add(&mut told, a.entity));
        let others =
            people.speakers.iter().filter_map(|s| s.on_behalf_of).chain(people.via.iter().filter_map(|v| v.entity));
        others.for_each(|e| {
            if let Some(o) = other.get_mut(e.index()) {
                *o = true;
            }
        });
    }
    let mut order: Vec<usize> = (0..count).filter(|&i| speaks[i] + told[i] > 0 || other[i]).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(speaks[i]), i));
    order.truncate(MOST);
    let person = |i: usize| {
        let e = &reading.entities[i];
        Person {
            entity: i,
            name: &e.name,
            kind: entity_kind(e.kind),
            roles: e.roles.iter().map(|r| r.text.as_str()).collect(),
            also: e.aliases.iter().map(String::as_str).collect(),
            speaks: speaks[i],
            told: told[i],
        }
    };
    order.into_iter().map(person).collect()
}

/// Where the mentions of these people begin: byte, number of the entity, number of the mention, in the order of the text.
pub fn places(reading: &Reading, people: &[Person]) -> Vec<(usize, usize, usize)> {
    let mut out = Vec::new();
    for one in people {
        for (n, mention) in reading.entities[one.entity].mentions.iter().enumerate().take(MENTIONS) {
            out.extend(mention.spans.first().map(|s| (s.start(), one.entity + 1, n)));
        }
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, Said};

    #[test]
    fn a_reading_without_entities_has_no_box() {
        let reading = sample::reading("“No,” said Ana Ruiz.", &[Said { content: &["No,"], ..sample::PLAIN }]);
        assert!(people(&reading).is_empty() && places(&reading, &[]).is_empty());
    }
}
