//! Holds the communications of a reading against a case: what is tagged `<m1>` must be found, and nothing else.
//!
//! Example: `m1 medium letter`, `m1 from Ana Ruiz`, `m1 to nobody`, `m1 date 2024-03-12`, `m1 status planned`, `m1 replies m2`, `m1 place Harwick`; `q1 in m1`, and a
//! quotation without such a fact came in none. Only facts that are written are checked.

use std::collections::BTreeMap;
use std::ops::Range;

use onrecord::reading::communications::status;
use onrecord::resolve::EntityId;
use onrecord::{Reading, Spans};

use crate::markup::Case;

type Parts = BTreeMap<(char, u32), Vec<Range<usize>>>;

fn ranges(spans: &Spans) -> Vec<Range<usize>> {
    spans.iter().map(onrecord::Span::range).collect()
}

fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    a.iter().flat_map(|x| b.iter().map(|y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum()
}

/// The number of each communication of the reading in the case, one to one by the words that they share.
fn numbers(case: &Case, reading: &Reading) -> BTreeMap<usize, u32> {
    let mut pairs: Vec<(usize, std::cmp::Reverse<u32>, usize)> = Vec::new();
    for ((_, n), tagged) in case.parts.iter().filter(|((k, _), _)| *k == 'm') {
        for (c, one) in reading.communications.iter().enumerate() {
            pairs.push((shared(tagged, &ranges(&one.evidence)), std::cmp::Reverse(*n), c));
        }
    }
    pairs.sort_unstable();
    let mut out: BTreeMap<usize, u32> = BTreeMap::new();
    for (words, std::cmp::Reverse(n), c) in pairs.into_iter().rev().filter(|p| p.0 > 0) {
        let _ = words;
        if !out.contains_key(&c) && !out.values().any(|x| *x == n) {
            out.insert(c, n);
        }
    }
    out
}

/// What was found, in the case's numbering; what the case does not tag gets numbers from 90.
pub fn found(case: &Case, reading: &Reading) -> Parts {
    let mut parts: Parts = case.parts.iter().filter(|((k, _), _)| *k == 'q').map(|(k, r)| (*k, r.clone())).collect();
    let numbers = numbers(case, reading);
    for (c, one) in reading.communications.iter().enumerate() {
        let number = numbers.get(&c).copied().unwrap_or(90 + c as u32);
        parts.insert(('m', number), ranges(&one.evidence));
    }
    parts
}

/// What differs, in words.
pub fn differences(case: &Case, reading: &Reading) -> Vec<String> {
    let mut out = Vec::new();
    let numbers = numbers(case, reading);
    let wanted = case.parts.keys().filter(|(k, _)| *k == 'm').count();
    if numbers.len() != wanted || reading.communications.len() != wanted {
        out.push(format!("{} of {wanted} communications, {} found", numbers.len(), reading.communications.len()));
    }
    let names = |all: &[EntityId]| {
        let names: Vec<&str> = all.iter().map(|e| reading.entities[e.index()].name.as_str()).collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join("; ") }
    };
    for (n, fact) in &case.occasions {
        let Some(one) = numbers.iter().find(|(_, x)| *x == n).map(|(c, _)| &reading.communications[*c]) else {
            continue;
        };
        let nothing = || "nothing".to_owned();
        let got = match fact[0].as_str() {
            "medium" => one.medium.word().to_owned(),
            "status" => status(one.status).to_owned(),
            "from" => names(&one.from),
            "to" => names(&one.to),
            "name" => one.name.clone().unwrap_or_else(nothing),
            "venue" => one.venue.clone().unwrap_or_else(nothing),
            "place" => one.place.clone().unwrap_or_else(nothing),
            "date" => one.date.and_then(|t| reading.times[t].value.clone()).unwrap_or_else(nothing),
            "replies" => {
                let mut all: Vec<u32> = one.in_reply_to.iter().map(|c| numbers.get(c).copied().unwrap_or(99)).collect();
                all.sort_unstable();
                let all: Vec<String> = all.iter().map(|n| format!("m{n}")).collect();
                if all.is_empty() { nothing() } else { all.join(", ") }
            }
            other => panic!("{}: no fact of a communication: {other}", case.name),
        };
        let expected = fact[1..].join(" ");
        let bare = |name: &str| name.to_lowercase().trim_start_matches("the ").replace("; the ", "; ");
        if bare(&got) != bare(&expected) {
            out.push(format!("m{n} {} is {got}, expected {expected}", fact[0]));
        }
    }
    for n in case.numbers() {
        let place = &case.parts[&('q', n)];
        let quotation = reading.quotations.iter().max_by_key(|q| shared(place, &ranges(&q.finding.content)));
        let Some(q) = quotation.filter(|q| shared(place, &ranges(&q.finding.content)) > 0) else {
            out.push(format!("q{n} is not found"));
            continue;
        };
        let got = q.communication.map(|c| numbers.get(&c).map_or("m99".to_owned(), |n| format!("m{n}")));
        let expected = case.facts.iter().find(|(m, f)| *m == n && f[0] == "in").map(|(_, f)| f[1].clone());
        if got != expected {
            out.push(format!("q{n} came in {got:?}, expected {expected:?}"));
        }
    }
    out
}
