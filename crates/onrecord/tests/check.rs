//! Checking claims: the cases of `cases/check` and what holds for any claim and any text.
//!
//! A case is a report or several, `~~~report`, and a claim, `~~~claim`: its words, `--`, then facts: `speaker` of the claim, and the expected
//! `words`, `attribution`, `standing` (all of it, or `none`) and `grave`; those that are given are checked.

#![allow(clippy::disallowed_methods, missing_docs, reason = "a test reads its cases and the clock")]

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use onrecord::check::{self, Attribution, Candidates, Claim, Index, Report, Searchable, Words, json};
use onrecord::{About, Kind, Reader};
use proptest::prelude::*;
use serde_json::json as value;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new().expect("the model"));

#[derive(Default)]
struct Case {
    name: String,
    reports: Vec<String>,
    claims: Vec<(String, Vec<(String, String)>)>,
}

fn cases(markdown: &str) -> Vec<Case> {
    let mut out: Vec<Case> = Vec::new();
    let mut block: Option<(&str, Vec<&str>)> = None;
    for line in markdown.lines() {
        if let Some((kind, mut lines)) = block.take() {
            if line.trim_end() != "~~~" {
                lines.push(line);
                block = Some((kind, lines));
                continue;
            }
            let case = out.last_mut().expect("a heading before a block");
            if kind == "~~~report" {
                case.reports.push(lines.join("\n"));
            } else {
                let cut = lines.iter().position(|l| *l == "--").expect("facts after --");
                let fact = |l: &&str| l.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()));
                case.claims.push((lines[..cut].join("\n"), lines[cut + 1..].iter().filter_map(fact).collect()));
            }
        } else if let Some(name) = line.strip_prefix("## ") {
            out.push(Case { name: name.to_owned(), ..Case::default() });
        } else if line == "~~~report" || line == "~~~claim" {
            block = Some((line, Vec::new()));
        }
    }
    out
}

#[test]
fn claims_are_answered_as_the_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/check");
    let (mut claims, mut wrong) = (0, Vec::new());
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("cases").map(|e| e.expect("a file").path()).collect();
    files.sort();
    for file in files {
        for case in cases(&std::fs::read_to_string(&file).expect("a case file")) {
            let about = About { kind: Some(Kind::Plain), ..About::default() };
            let read = |t: &String| Report::of(&READER.read(t.as_bytes(), &about).expect("a reading"));
            let index = Index::new(case.reports.iter().map(read));
            for (text, facts) in case.claims {
                claims += 1;
                let fact = |name: &str| facts.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
                let claim = Claim { text, speaker: fact("speaker"), spans: Vec::new() };
                let answer = check::check(&claim, &index);
                let standing: Vec<&str> = answer.standing.iter().map(|s| json::standing(*s)).collect();
                let standing = if standing.is_empty() { "none".to_owned() } else { standing.join(" ") };
                for (name, found) in [
                    ("words", json::words(answer.words).to_owned()),
                    ("attribution", json::attribution(answer.attribution).to_owned()),
                    ("standing", standing),
                    ("grave", answer.grave().map_or("none", json::grave).to_owned()),
                ] {
                    if fact(name).is_some_and(|expected| expected != found) {
                        wrong.push(format!("{}: {name} is {found}: {}", case.name, answer.explanation));
                    }
                }
            }
        }
    }
    assert!(claims >= 30, "{claims} claims");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn claims_are_what_a_draft_quotes() {
    let draft = "**Ana Ruiz**, who chairs the board, said the survey was “a mess from start to end” and “two years late”.\n\n\
                 “We will not,” Ruiz said, “pay for it.” She denied having called it “a fraud of the worst kind”.";
    let plain = check::markdown(draft);
    let reading =
        READER.read(plain.as_bytes(), &About { kind: Some(Kind::Plain), ..About::default() }).expect("a reading");
    let claims = check::claims(&reading);
    let words: Vec<&str> = claims.iter().map(|c| c.text.trim_end_matches(['.', ','])).collect();
    assert_eq!(words, ["a mess from start to end", "two years late", "We will not, pay for it"]);
    assert!(claims.iter().all(|c| c.speaker.as_deref().is_some_and(|s| s.starts_with("Ana Ruiz"))), "{claims:?}");
    assert_eq!(&draft[claims[1].spans[0].clone()], "two years late");
}

/// A report of one paragraph with one direct quotation.
fn report(before: &str, quoted: &str, after: &str) -> Report {
    let text = format!("{before}“{quoted}”{after} said Ana Ruiz.");
    let points = |part: &str| part.chars().count();
    let start = points(before) + 1;
    let span = value!([{"start": start, "end": start + points(quoted)}]);
    let name = points(&text) - 9;
    let reading = value!({
        "document": {"id": "r", "outlet": "Kurier", "published": {"value": "2026-03-14"}, "text": text},
        "quotations": [{"id": "q1", "key": "k1", "kind": "direct", "asserted": "yes", "content": span, "quoted": span, "confidence": 0.9,
            "speakers": [{"status": "named", "mention": [{"start": name, "end": name + 8}]}]}]
    });
    Report::parse(&reading.to_string()).expect("a reading")
}

fn ask(text: &str, speaker: Option<&str>, report: Report) -> check::Answer {
    let claim = Claim { text: text.to_owned(), speaker: speaker.map(str::to_owned), spans: Vec::new() };
    check::judge(&claim, &[Arc::new(Searchable::new(report))])
}

/// Words for the properties: some light, some heavy, numbers, signs, marks.
const WORDS: [&str; 20] = [
    "we",
    "will",
    "not",
    "never",
    "the",
    "harbour",
    "survey",
    "finished",
    "12,000",
    "5",
    "%",
    "don't",
    "Ruiz",
    "US",
    "us",
    "?",
    "…",
    "[the board]",
    "–",
    "\n",
];

/// The letters, digits and signs of a text in small letters, folded on its own way.
fn plain(text: &str) -> Vec<String> {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '%' | '?');
    let text = text.replace('’', "'");
    text.split(|c: char| !kept(c) && c != ',')
        .map(|w| w.replace(',', "").to_lowercase())
        .filter(|w| !w.is_empty())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_claim_gets_an_answer(claim in "([a-zA-Z0-9 .,'’“”\\[\\]?$%…-]|\\PC){0,120}", quoted in "([a-z ?%.…-]|\\PC){1,120}", speaker in "\\PC{0,30}") {
        let answer = ask(&claim, Some(&speaker), report("", &quoted, ""));
        prop_assert!((0.0..=1.0).contains(&answer.confidence));
        prop_assert!(answer.explanation.ends_with('.'));
        for evidence in &answer.evidence {
            for span in &evidence.spans {
                prop_assert!(evidence.source.report.text.get(span.clone()).is_some_and(|t| !t.is_empty()));
            }
        }
    }

    #[test]
    fn verbatim_is_never_said_where_a_word_differs(
        record in proptest::collection::vec(0..16_usize, 4..30), at in 0..30_usize, how in 0..3_u8, other in 0..16_usize,
    ) {
        let mut claim = record.clone();
        let at = at % claim.len();
        match how {
            0 => claim[at] = other,
            1 => claim.insert(at, other),
            _ => { claim.remove(at); }
        }
        let text = |words: &[usize]| words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ");
        let (claim, record) = (text(&claim), text(&record));
        let answer = ask(&claim, None, report("", &record, ""));
        if answer.words == Words::Verbatim {
            let (claim, record) = (plain(&claim), plain(&record));
            prop_assert!(claim.is_empty() || record.windows(claim.len()).any(|w| w == claim), "{claim:?} / {record:?}");
        }
    }

    #[test]
    fn what_was_said_is_verbatim_however_it_is_set(words in proptest::collection::vec(0..13_usize, 6..30), from in 0..10_usize, style in 0..4_u8) {
        let record = words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ");
        let claim = words[from.min(words.len() - 5)..].iter().map(|w| WORDS[*w]).collect::<Vec<_>>();
        let claim = match style {
            0 => claim.join(" "),
            1 => format!("‘{}.’", claim.join("\n")).replace('\'', "’"),
            2 => claim.join(" – "),
            _ => claim.join("  ") + ",",
        };
        let answer = ask(&claim, Some("Ruiz"), report("It was late. ", &record, ","));
        prop_assert!(matches!(answer.words, Words::Verbatim | Words::TooShort), "{:?}: {claim} / {record}", answer.words);
        prop_assert!(answer.words == Words::TooShort || answer.attribution == Attribution::Same);
    }
}

#[test]
fn long_claims_and_reports_take_bounded_time() {
    let word = |n: usize| format!("{}{} ", ["harbour", "the", "survey", "of", "quay"][n % 5], n * 7919 % 9973);
    let long: String = (0..150_000).map(word).collect();
    let other: String = (0..100_000).map(|n| word(n * 31 + 7)).collect();
    let started = Instant::now();
    let source = report("", &long, "");
    assert!(source.text.len() > 1_000_000);
    let source = Arc::new(Searchable::new(source));
    for text in [long.as_str(), other.as_str(), "the1", "we will not start", &long[..2_000], &"a ".repeat(100_000)] {
        let claim = Claim { text: text.to_owned(), speaker: Some("Ana Ruiz".to_owned()), spans: Vec::new() };
        let answer = check::judge(&claim, std::slice::from_ref(&source));
        if text == long {
            assert_eq!((answer.words, answer.attribution), (Words::Verbatim, Attribution::Same));
        }
    }
    // On a busy machine too; a quadratic road would take hours.
    assert!(started.elapsed() < Duration::from_mins(2), "{:?}", started.elapsed());
}

#[test]
fn an_index_offers_the_report_that_has_the_words() {
    let reports = (0..60).map(|n| {
        let mut report = report("", &format!("The quay number {n} is closed to all ships but {}", n * n), ",");
        report.id = format!("r{n}");
        report
    });
    let index = Index::new(reports);
    assert_eq!((index.searched().reports, index.searched().quotations), (60, 60));
    assert_eq!(index.searched().until.as_deref(), Some("2026-03-14"));
    let claim = Claim { text: "closed to all ships but 1764".to_owned(), ..Claim::default() };
    let answer = check::check(&claim, &index);
    assert_eq!((answer.words, answer.attribution), (Words::Verbatim, Attribution::NotGiven));
    assert_eq!(answer.evidence[0].source.report.id, "r42");
}

#[test]
fn answers_are_as_their_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(&json::schema()).expect("JSON");
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("answers.json", schema).expect("a schema");
    let mut schemas = boon::Schemas::new();
    let compiled = compiler.compile("answers.json", &mut schemas).expect("a sound schema");
    let source =
        Arc::new(Searchable::new(report("“Wait,” he said. ", "We will not start before the survey is finished", ",")));
    let index = Index::new([source.report.clone()]);
    let claims = [
        "We will start before the survey is finished",
        "Nothing like it was ever heard in town",
        "We will not start … is finished",
    ];
    let claim = |t: &&str| Claim {
        text: (*t).to_owned(),
        speaker: Some("Tom Ode".to_owned()),
        spans: std::iter::once(0..4).collect(),
    };
    let answers: Vec<_> = claims.iter().map(|t| check::check(&claim(t), &index)).collect();
    let wire: serde_json::Value =
        serde_json::from_str(&json::line(&answers, &index.searched(), Some("We …"))).expect("JSON");
    schemas.validate(&wire, compiled).unwrap_or_else(|e| panic!("{e:#}"));
    assert_eq!(wire.pointer("/claims/0/words"), Some(&value!("altered")));
    assert_eq!(wire.pointer("/claims/0/attribution"), Some(&value!("other")));
    assert_eq!(
        wire.pointer("/claims/0/evidence/0/diff/1"),
        Some(&value!({"op": "delete", "claim": "", "record": "not", "grave": "negation"}))
    );
    assert_eq!(wire.pointer("/claims/1/words"), Some(&value!("not_found")));
    assert_eq!(wire.pointer("/claims/2/words"), Some(&value!("trimmed")));
}
