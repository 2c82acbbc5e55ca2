//! Runs every case of `cases/`: what is tagged must be found, and nothing else. The only place that calls the API for them.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    missing_docs,
    reason = "a test reads its cases and prints"
)]

mod markup;
mod named;
mod occasions;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use markup::Case;
use onrecord::reading::json;
use onrecord::reading::people::{entity_kind, via_role};
use onrecord::resolve::EntityId;
use onrecord::{About, Kind, Quotation, Reader, Reading};

type Parts = BTreeMap<(char, u32), Vec<Range<usize>>>;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder of cases").map(|e| e.expect("an entry").path()).collect();
    out.sort();
    out.into_iter()
        .flat_map(|p| if p.is_dir() { files(&p) } else { vec![p] })
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect()
}

/// What was found, in the case's numbering: a found quotation takes the number of the tagged one that it shares most words with.
fn found(case: &Case, reading: &Reading) -> (Parts, BTreeMap<u32, usize>) {
    let shared = |a: &[Range<usize>], q: &Quotation| -> usize {
        let inside = |r: &Range<usize>| {
            q.finding.content.iter().map(|s| r.end.min(s.end()).saturating_sub(r.start.max(s.start()))).sum::<usize>()
        };
        a.iter().map(inside).sum()
    };
    let size = |q: &Quotation| q.finding.content.iter().map(onrecord::Span::len).sum::<usize>();
    let mut of = BTreeMap::new();
    let mut pairs: Vec<(usize, u32, usize)> = Vec::new();
    for n in case.numbers() {
        let wanted = &case.parts[&('q', n)];
        let length: usize = wanted.iter().map(ExactSizeIterator::len).sum();
        for (i, q) in reading.quotations.iter().enumerate() {
            let s = shared(wanted, q);
            if s > 0 {
                pairs.push((1_000_000 * s / (length + size(q) - s), n, i));
            }
        }
    }
    pairs.sort_by_key(|p| std::cmp::Reverse(*p));
    for (_, n, i) in pairs {
        if !of.contains_key(&n) && !of.values().any(|x| *x == i) {
            of.insert(n, i);
        }
    }
    let mut parts = Parts::new();
    let mut next = 90;
    for (i, q) in reading.quotations.iter().enumerate() {
        let number = of.iter().find(|(_, x)| **x == i).map(|(n, _)| *n);
        let Some(number) = number.or_else(|| {
            // Inner quotations count only where the case tags some.
            let wanted = q.parent.is_none() || case.facts.iter().any(|(_, f)| f[0] == "parent");
            next += 1;
            wanted.then_some(next)
        }) else {
            continue;
        };
        let ranges = |spans: &onrecord::Spans| spans.iter().map(onrecord::Span::range).collect::<Vec<_>>();
        parts.insert(('q', number), ranges(&q.finding.content));
        if let Some(cue) = q.finding.cue {
            parts.insert(('c', number), vec![cue.range()]);
        }
        let mentions: Vec<Range<usize>> = q.finding.speakers.iter().flat_map(|s| ranges(&s.mention)).collect();
        if !mentions.is_empty() {
            parts.insert(('s', number), mentions);
        }
    }
    (parts, of)
}

/// The words of some ranges: borders that differ by a comma or a blank are the same, contents are compared exactly.
fn words(text: &str, ranges: Option<&Vec<Range<usize>>>) -> Vec<String> {
    let joints = ["and", "or"];
    let all = ranges.into_iter().flatten().flat_map(|r| text[r.clone()].split(|c: char| !c.is_alphanumeric()));
    all.filter(|w| !w.is_empty() && !joints.contains(w)).map(str::to_lowercase).collect()
}

fn differences(case: &Case, reading: &Reading) -> Vec<String> {
    let (parts, of) = found(case, reading);
    let mut out = Vec::new();
    let of_kind = |p: &Parts, k: char| {
        p.iter().filter(|((kind, _), _)| *kind == k).map(|((_, n), r)| (*n, r.clone())).collect::<Vec<_>>()
    };
    if of_kind(&parts, 'q') != of_kind(&case.parts, 'q') {
        out.push("content".to_owned());
    }
    for n in case.numbers() {
        for (kind, name) in [('c', "cue"), ('s', "speaker")] {
            if words(&case.text, parts.get(&(kind, n))) != words(&case.text, case.parts.get(&(kind, n))) {
                out.push(format!("{name} of q{n}"));
            }
        }
    }
    for (n, fact) in &case.facts {
        let Some(q) = of.get(n).map(|i| &reading.quotations[*i]) else { continue };
        let f = &q.finding;
        let speaker = || q.people.speakers.first().map_or("none", |s| json::status(s.status)).to_owned();
        let name = |e: Option<EntityId>| e.map_or("nobody", |e| reading.entities[e.index()].name.as_str()).to_owned();
        // Without a name the words themselves.
        let words =
            |spans: &onrecord::Spans| spans.iter().map(|s| reading.document.slice(s)).collect::<Vec<_>>().join(" ");
        let heard = || {
            let all = q.people.addressees.iter().map(|a| a.entity.map_or_else(|| words(&a.mention), |e| name(Some(e))));
            all.collect::<Vec<_>>().join("; ")
        };
        let rest = fact[1..].join(" ");
        let parent = || {
            let id = q.parent.as_ref()?;
            let i = reading.quotations.iter().position(|p| p.id == *id)?;
            of.iter().find(|(_, x)| **x == i).map(|(n, _)| format!("q{n}"))
        };
        let (value, expected) = match fact[0].as_str() {
            "asserted" => (json::asserted(f.asserted).to_owned(), &fact[1]),
            "act" => (json::act(f.act).to_owned(), &fact[1]),
            "status" => (speaker(), &fact[1]),
            "speakers" => (f.speakers.len().to_string(), &fact[1]),
            "parent" => (parent().unwrap_or_default(), &fact[1]),
            "speaker-name" => (q.people.speakers.iter().map(|s| name(s.entity)).collect::<Vec<_>>().join("; "), &rest),
            "speaker-kind" => (
                q.people
                    .speakers
                    .first()
                    .and_then(|s| s.entity)
                    .map_or("none", |e| entity_kind(reading.entities[e.index()].kind))
                    .to_owned(),
                &fact[1],
            ),
            "for" => (name(q.people.speakers.first().and_then(|s| s.on_behalf_of)), &rest),
            "to" => (if q.people.addressees.is_empty() { "nobody".to_owned() } else { heard() }, &rest),
            "via" => (
                q.people
                    .via
                    .iter()
                    .map(|v| format!("{} {}", via_role(v.role), words(&v.mention)))
                    .collect::<Vec<_>>()
                    .join("; "),
                &rest,
            ),
            _ => (json::kind(f.kind).to_owned(), &fact[0]),
        };
        if value != *expected {
            out.push(format!("q{n} is {value}, expected {expected}"));
        }
    }
    out
}

#[test]
fn every_case_is_read_as_it_is_tagged() {
    let reader = Reader::new().expect("the model");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let (mut passed, mut gaps, mut wrong) = (0, 0, Vec::new());
    for file in files(&root) {
        let name = file.strip_prefix(&root).expect("inside").display().to_string();
        let (mut good, mut all) = (0, 0);
        for case in markup::cases(&std::fs::read_to_string(&file).expect("a case file")) {
            let about = About { kind: Some(Kind::Plain), published: case.published.clone(), ..About::default() };
            let reading = reader.read(case.text.as_bytes(), &about).expect("a reading");
            let named = name.ends_with("/times.md") || name.ends_with("/citations.md");
            let occasions = name.ends_with("/communications.md");
            let differences = match (named, occasions) {
                (true, _) => named::differences(&case, &reading),
                (_, true) => occasions::differences(&case, &reading),
                _ => differences(&case, &reading),
            };
            let got = |reading: &Reading| match (named, occasions) {
                (true, _) => named::found(&case, reading),
                (_, true) => occasions::found(&case, reading),
                _ => found(&case, reading).0,
            };
            all += 1;
            match (differences.is_empty(), case.gap) {
                (true, false) => (passed, good) = (passed + 1, good + 1),
                (false, true) => gaps += 1,
                (true, true) => wrong.push(format!("{name}: {}: passes now, take its (gap) away", case.name)),
                (false, false) => wrong.push(format!(
                    "{name}: {}: {}\n  expected {}\n  found    {}",
                    case.name,
                    differences.join("; "),
                    markup::print(&case.text, &case.parts),
                    markup::print(&case.text, &got(&reading)),
                )),
            }
        }
        println!("{name}: {good} of {all}");
    }
    println!("{passed} cases pass, {gaps} known gaps, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
