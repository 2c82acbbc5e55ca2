//! Holds the rules that need no model against the marked-up cases: tagged spans in, the facts of the case out.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    missing_docs,
    reason = "a test reads its cases and prints"
)]

#[allow(dead_code, reason = "this test needs only a part of the parser")]
mod markup;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use markup::Case;
use onrecord::analyse::rules;
use onrecord::ingest::{self, Kind};
use onrecord::reading::json;
use onrecord::{Document, Span, Spans};

const FILES: [&str; 4] =
    ["quotations/asserted.md", "speakers/unnamed.md", "speakers/joint.md", "speakers/other-media.md"];
/// Facts that need more than spans: a name that stands elsewhere in the report is `resolve`'s business.
const BEYOND: [&str; 1] = ["The role of a named person"];

fn span(document: &Document, bytes: &Range<usize>) -> Option<Span> {
    let first = document.tokens().partition_point(|t| t.span.end() <= bytes.start);
    let end = document.tokens().partition_point(|t| t.span.start() < bytes.end);
    document.span_of(first..end)
}

/// The spans of one part; a comma at the end of a speaker's mention is forgiven.
fn spans(document: &Document, case: &Case, kind: char, number: u32) -> Spans {
    let pieces = case.parts.get(&(kind, number)).into_iter().flatten();
    let trimmed = |r: &Range<usize>| match kind {
        's' => r.start..r.start + case.text[r.clone()].trim_end_matches(',').len(),
        _ => r.clone(),
    };
    Spans::new(pieces.filter_map(|r| span(document, &trimmed(r))).collect())
}

/// The value that the rules give for a fact; `None` where no rule tells it.
fn told(document: &Document, case: &Case, number: u32, fact: &str) -> Option<String> {
    let part = |kind| spans(document, case, kind, number);
    let (content, cue, speaker) = (part('q'), part('c').first(), part('s'));
    Some(match fact {
        "asserted" => json::asserted(rules::asserted(document, &content, cue, &speaker).0).to_owned(),
        "act" => json::act(rules::act(document, cue, &speaker)).to_owned(),
        "speakers" => rules::credits(document, &speaker).len().to_string(),
        "status" => rules::credits(document, &speaker).first().map_or("none", |c| json::status(c.status)).to_owned(),
        _ => return None,
    })
}

#[test]
fn rules_tell_the_facts_of_the_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in FILES {
        for case in markup::cases(&std::fs::read_to_string(root.join(file)).expect("a case file")) {
            let page = ingest::read(case.text.as_bytes(), Kind::Plain, None, None).expect("a page");
            let document = Document::new(&page, &mut Vec::new());
            assert_eq!(document.text(), case.text, "{file}: {}: the text is clean", case.name);
            for (number, fact) in case.facts.iter().filter(|_| !case.gap && !BEYOND.contains(&case.name.as_str())) {
                let [name, expected, ..] = fact.as_slice() else { continue };
                let Some(value) = told(&document, &case, *number, name) else { continue };
                let count = counts.entry(format!("{name} {expected}")).or_default();
                count.1 += 1;
                if value == *expected {
                    count.0 += 1;
                } else {
                    let marked = markup::print(&case.text, &case.parts);
                    wrong.push(format!(
                        "{file}: {}: q{number} {name} is {value}, expected {expected}\n  {marked}",
                        case.name
                    ));
                }
            }
        }
    }
    for (fact, (right, all)) in &counts {
        println!("{fact}: {right} of {all}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sentences of one line each, with brackets for tags.
#[test]
fn rules_tell_what_is_asserted_in_invented_sentences() {
    let (mut wrong, mut all) = (Vec::new(), 0);
    for line in include_str!("asserted.txt").lines().filter(|l| !l.starts_with('#')) {
        let (expected, sentence) = line.split_once(" | ").expect("a value and a sentence");
        let tags = [("<", "<q1>"), (">", "</q1>"), ("[", "<s1>"), ("]", "</s1>"), ("{", "<c1>"), ("}", "</c1>")];
        let tagged: String = sentence
            .chars()
            .map(|c| c.to_string())
            .map(|c| tags.iter().find(|(bracket, _)| *bracket == c).map_or(c, |(_, tag)| (*tag).to_owned()))
            .collect();
        let case = markup::cases(&format!("## {sentence}\n~~~case\n{tagged}\n~~~")).remove(0);
        let page = ingest::read(case.text.as_bytes(), Kind::Plain, None, None).expect("a page");
        let document = Document::new(&page, &mut Vec::new());
        let value = told(&document, &case, 1, "asserted").unwrap_or_default();
        all += 1;
        if value != expected {
            wrong.push(format!("{value}, expected {expected}: {sentence}"));
        }
    }
    println!("{} of {all} sentences", all - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Any tokens of any text may be called a cue, speaker or content: nothing panics.
#[test]
fn any_spans_are_safe() {
    let text = "“No, Ms Ruiz – and, neither (Okafor) nor 'the' and, would n't not say’ if, to, said and of” who, and\n\nand ? … t ’ t";
    let page = ingest::read(text.as_bytes(), Kind::Plain, None, None).expect("a page");
    let document = Document::new(&page, &mut Vec::new());
    let n = document.tokens().len();
    for from in 0..n {
        for end in from + 1..=n {
            let cue = document.span_of(from..end);
            for shift in [1, 5, 11] {
                let other = |k: usize| document.span_of((from + k) % n..((from + k) % n + 4).min(n));
                let spans = |k: usize| other(k).map(Spans::one).unwrap_or_default();
                let _ = rules::asserted(&document, &spans(shift), cue, &spans(shift + 3));
                let _ = rules::act(&document, cue, &spans(shift));
            }
            let _ = rules::credits(&document, &cue.map(Spans::one).unwrap_or_default());
        }
    }
}
