//! Threads as a graph for GraphViz: [`Exchanges`] and [`Thread`]s in, a `digraph` out.
//!
//! Example: `onrecord exchanges --format dot | dot -Tsvg`. People are ellipses, messages boxes; an arrow goes from who wrote over the message to
//! whom it was meant for, a dashed one from an answer to what it answers.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::json::ids;
use super::{Exchanges, Thread};

/// The threads as one graph.
#[must_use]
pub fn dot(all: &Exchanges, threads: &[Thread]) -> String {
    let ids = ids(threads);
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for at in threads.iter().flat_map(|t| &t.messages) {
        for party in all.messages[*at].from.iter().chain(&all.messages[*at].to) {
            let next = people.len() + 1;
            people.entry(&party.name).or_insert(next);
        }
    }
    let mut out = "digraph exchanges {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n".to_owned();
    let mut by_number: Vec<(&usize, &&str)> = people.iter().map(|(name, n)| (n, name)).collect();
    by_number.sort();
    for (n, name) in by_number {
        let _ = writeln!(out, "  p{n} [label={}];", quoted(name));
    }
    for at in threads.iter().flat_map(|t| &t.messages) {
        let m = &all.messages[*at];
        let id = ids[at];
        let mut label = m.name.clone().unwrap_or_else(|| m.medium.replace('_', " "));
        if let Some(date) = &m.date {
            let _ = write!(label, "\n{date}");
        }
        if m.status != "made" {
            let _ = write!(label, "\n({})", m.status);
        }
        let style = if m.status == "made" { "" } else { ", style=dashed" };
        let _ = writeln!(out, "  m{id} [shape=box{style}, label={}];", quoted(&label));
        for party in &m.from {
            let _ = writeln!(out, "  p{} -> m{id};", people[party.name.as_str()]);
        }
        for party in &m.to {
            let _ = writeln!(out, "  m{id} -> p{};", people[party.name.as_str()]);
        }
        for answered in m.answers.iter().filter_map(|k| ids.get(k)) {
            let _ = writeln!(out, "  m{id} -> m{answered} [style=dashed, label=\"answers\"];");
        }
    }
    out.push_str("}\n");
    out
}

/// A string of the DOT language. Controls become blanks.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_string_does_not() {
        assert_eq!(quoted("a\"b\\c\nd\u{7}"), "\"a\\\"b\\\\c\\nd \"");
    }
}
