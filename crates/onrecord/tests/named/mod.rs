//! Holds the times and citations of a reading against a case: what is tagged `<d1>` or `<r1>` must be found, and nothing else.
//!
//! Example: `d1 2024-03-12 day` checks value and precision, `r1 bible Isa.2.4` work and locator, `q1 said d1` and `q1 cites r1` what belongs
//! to the quotation whose content is tagged `<q1>`.

use std::collections::BTreeMap;
use std::ops::Range;

use onrecord::reading::json;
use onrecord::{Reading, Spans};

use crate::markup::Case;

type Parts = BTreeMap<(char, u32), Vec<Range<usize>>>;

fn ranges(spans: &Spans) -> Vec<Range<usize>> {
    spans.iter().map(onrecord::Span::range).collect()
}

fn all(reading: &Reading) -> Vec<(char, Vec<Range<usize>>)> {
    let times = reading.times.iter().map(|t| ('d', ranges(&t.spans)));
    times.chain(reading.citations.iter().map(|c| ('r', ranges(&c.spans)))).collect()
}

fn overlap(a: &[Range<usize>], b: &[Range<usize>]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.start < y.end && y.start < x.end))
}

/// What was found, in the case's numbering; what the case does not tag gets numbers from 90.
pub fn found(case: &Case, reading: &Reading) -> Parts {
    let mut next = 90;
    let mut parts: Parts = case.parts.iter().filter(|((k, _), _)| *k == 'q').map(|(k, r)| (*k, r.clone())).collect();
    for (kind, place) in all(reading) {
        let own =
            case.parts.iter().find(|((k, _), tagged)| *k == kind && overlap(tagged, &place)).map(|((_, n), _)| *n);
        parts.insert((kind, own.unwrap_or_else(|| (next += 1, next).1)), place);
    }
    parts
}

/// What differs, in words.
pub fn differences(case: &Case, reading: &Reading) -> Vec<String> {
    let mut out = Vec::new();
    for (kind, name) in [('d', "times"), ('r', "citations")] {
        let of = |parts: &Parts| {
            parts.iter().filter(|((k, _), _)| *k == kind).map(|(k, r)| (k.1, r.clone())).collect::<Vec<_>>()
        };
        if of(&found(case, reading)) != of(&case.parts) {
            out.push(name.to_owned());
        }
    }
    let time_of = |n: u32| {
        reading.times.iter().position(|t| case.parts.get(&('d', n)).is_some_and(|p| overlap(p, &ranges(&t.spans))))
    };
    let citation_of = |n: u32| {
        reading.citations.iter().position(|c| case.parts.get(&('r', n)).is_some_and(|p| overlap(p, &ranges(&c.spans))))
    };
    for ((kind, n), wanted) in &case.values {
        let got = if *kind == 'd' {
            let Some(time) = time_of(*n).map(|t| &reading.times[t]) else { continue };
            let value = time.value.clone().unwrap_or_else(|| "none".to_owned());
            let words = [value, json::precision(time.precision).to_owned(), json::calendar(time.calendar).to_owned()];
            words[..wanted.split(' ').count().min(3)].join(" ")
        } else {
            let Some(citation) = citation_of(*n).map(|c| &reading.citations[c]) else { continue };
            let words =
                [citation.work.clone(), citation.locator.clone(), json::verdict(citation.check.verdict).to_owned()];
            words[..wanted.split(' ').count().min(3)].join(" ")
        };
        if got != *wanted {
            out.push(format!("{kind}{n} is {got}, expected {wanted}"));
        }
    }
    for (n, fact) in &case.facts {
        let place = &case.parts[&('q', *n)];
        let quotation = reading.quotations.iter().find(|q| overlap(place, &ranges(&q.finding.content)));
        let Some(q) = quotation else {
            out.push(format!("q{n} is not found"));
            continue;
        };
        let number = |word: &str| word.get(1..).and_then(|d| d.parse().ok());
        let (got, wanted) = match fact[0].as_str() {
            "said" => (q.said, number(&fact[1]).and_then(time_of)),
            "cites" => (q.cites.first().copied(), number(&fact[1]).and_then(citation_of)),
            _ => continue,
        };
        if got != wanted {
            out.push(format!("q{n} {} is {got:?}, expected {wanted:?} ({})", fact[0], fact[1]));
        }
    }
    out
}
