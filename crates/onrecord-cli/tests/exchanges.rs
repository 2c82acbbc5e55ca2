//! `onrecord exchanges` end to end: over readings, over the record, in every form, and over what is no reading.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use quick_xml::events::Event;
use serde_json::Value;

const REPORT: &str = "In a letter to Tom Okafor on Monday, Ana Ruiz wrote that the bridge was closed.\n\n\
    “We will open it,” Okafor replied in a letter to Ruiz on Tuesday.\n";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).env_remove("NO_COLOR").env("USER", "tk");
    command.output().expect("the program starts")
}

fn ok(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn readings(folder: &Path) {
    fs::write(folder.join("report.txt"), REPORT).expect("a file");
    let read = ok(folder, &["read", "--published", "2024-03-14", "--format", "jsonl", "report.txt"]);
    fs::write(folder.join("readings.jsonl"), read).expect("a file");
}

#[test]
fn a_letter_and_its_answer_are_one_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    readings(folder.path());
    let found = ok(folder.path(), &["exchanges", "--reading", "readings.jsonl", "--format", "json"]);
    let found: Value = serde_json::from_str(&found).expect("JSON");
    assert_eq!(found["schema"], "onrecord-exchanges/0");
    let threads = found["threads"].as_array().expect("threads");
    assert_eq!(threads.len(), 1, "{found:#}");
    let told = threads[0]["communications"].as_array().expect("messages");
    let ends = |m: &Value| (m["from"][0]["name"].clone(), m["to"][0]["name"].clone(), m["date"].clone());
    assert_eq!(ends(&told[0]), ("Ana Ruiz".into(), "Tom Okafor".into(), "2024-03-11".into()));
    assert_eq!(ends(&told[1]), ("Tom Okafor".into(), "Ana Ruiz".into(), "2024-03-12".into()));
    assert_eq!(told[1]["in_reply_to"], serde_json::json!(["m1"]));
    assert_eq!(told[1]["quotations"][0]["text"], "We will open it,");
    let text = ok(folder.path(), &["exchanges", "okafor", "--reading", "readings.jsonl", "--format", "text"]);
    assert!(text.contains("2024-03-12 letter · Tom Okafor to Ana Ruiz · answers 1"), "{text}");
    let nobody = run(folder.path(), &["exchanges", "Lena Vos", "--reading", "readings.jsonl"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("no exchange found in 1 report"));
}

#[test]
fn the_record_tells_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    readings(folder.path());
    ok(folder.path(), &["add", "--record", "notes.db", "--published", "2024-03-14", "report.txt"]);
    let of_record = ok(folder.path(), &["exchanges", "--record", "notes.db", "--format", "dot"]);
    assert_eq!(of_record, ok(folder.path(), &["exchanges", "--reading", "readings.jsonl", "--format", "dot"]));
    assert!(of_record.contains("m2 -> m1 [style=dashed, label=\"answers\"]"), "{of_record}");
}

#[test]
fn whoever_is_forgotten_writes_to_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    readings(folder.path());
    ok(folder.path(), &["add", "--record", "notes.db", "--published", "2024-03-14", "report.txt"]);
    ok(folder.path(), &["forget", "--record", "notes.db", "--person", "Ana Ruiz"]);
    for form in ["text", "json", "dot", "tei"] {
        let told = ok(folder.path(), &["exchanges", "--record", "notes.db", "--format", form]);
        assert!(!told.contains("Ruiz") && told.contains("Okafor"), "{form}: {told}");
    }
    let asked = run(folder.path(), &["exchanges", "ruiz", "--record", "notes.db"]);
    assert_eq!(asked.status.code(), Some(1), "{}", String::from_utf8_lossy(&asked.stdout));
}

/// What the format's schema lets stand in each element that we write, in order; `*` any number, `?` none or one.
const CHILDREN: [(&str, &[&str]); 14] = [
    ("TEI", &["teiHeader", "text"]),
    ("teiHeader", &["fileDesc", "profileDesc"]),
    ("fileDesc", &["titleStmt", "publicationStmt", "sourceDesc"]),
    ("titleStmt", &["title", "editor"]),
    ("publicationStmt", &["publisher", "idno", "date", "availability"]),
    ("availability", &["licence"]),
    ("sourceDesc", &["bibl*"]),
    ("profileDesc", &["correspDesc*"]),
    ("correspDesc", &["correspAction", "correspAction", "correspContext?"]),
    ("correspAction", &["persName*", "orgName*", "persName*", "placeName?", "date?"]),
    ("correspContext", &["ref*"]),
    ("text", &["body"]),
    ("body", &["p"]),
    ("p", &[]),
];

fn fits(wanted: &[&str], children: &[String]) -> bool {
    let mut left = children;
    for want in wanted {
        let name = want.trim_end_matches(['*', '?']);
        let most = if want.ends_with('*') { usize::MAX } else { 1 };
        let n = left.iter().take(most).take_while(|c| *c == name).count();
        if n == 0 && !want.ends_with(['*', '?']) {
            return false;
        }
        left = &left[n..];
    }
    left.is_empty()
}

#[test]
fn tei_is_as_the_interchange_format_wants_it() {
    let folder = tempfile::tempdir().expect("a folder");
    readings(folder.path());
    let text = ok(folder.path(), &["exchanges", "--reading", "readings.jsonl", "--format", "tei"]);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut open: Vec<(String, Vec<String>)> = Vec::new();
    let (mut sent, mut replies) = (0, 0);
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let (start, closed) = match &event {
            Event::Start(e) => (Some(e), false),
            Event::Empty(e) => (Some(e), true),
            Event::End(_) => (None, true),
            Event::Eof => break,
            _ => continue,
        };
        if let Some(e) = start {
            let name = e.name().as_ref().to_owned();
            let is = |key: &str, value: &str| {
                e.try_get_attribute(key).expect("sound").is_some_and(|a| a.value.as_ref() == value)
            };
            sent += usize::from(name == "correspAction" && is("type", "sent"));
            replies += usize::from(name == "ref" && is("type", "inReplyTo") && is("target", "#m1"));
            if let Some((_, children)) = open.last_mut() {
                children.push(name.clone());
            }
            open.push((name, Vec::new()));
        }
        if closed {
            let (name, children) = open.pop().expect("an open element");
            let wanted = CHILDREN.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, w)| w);
            assert!(fits(wanted, &children), "{name} has {children:?}, expected {wanted:?}");
        }
    }
    assert_eq!((sent, replies), (2, 1), "{text}");
}

#[test]
fn what_is_no_reading_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text, why) in [
        ("empty.json", "{}", "found schema null, expected a reading of schema \"onrecord/0\""),
        ("answers.json", "{\"schema\": \"onrecord-check/0\"}", "found schema \"onrecord-check/0\""),
        ("torn.jsonl", "{\"schema\": \"onrecord/0\", \"doc", "line 1 of the readings"),
    ] {
        fs::write(folder.path().join(name), text).expect("a file");
        let output = run(folder.path(), &["exchanges", "--reading", name, "--output", "out.xml", "--format", "tei"]);
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(why), "{name}: {error}");
        assert!(!folder.path().join("out.xml").exists());
    }
}

#[test]
fn answers_in_a_ring_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = |id: &str, answers: &str| {
        serde_json::json!({"id": id, "medium": "letter", "status": "made", "from": ["e1"], "to": ["e1"], "date": "t9",
            "in_reply_to": [answers, "c77"], "inferred": false, "confidence": 0.5})
    };
    let reading = serde_json::json!({"schema": "onrecord/0", "document": {"id": "x", "text": ""},
        "entities": [{"id": "e1", "kind": "person", "name": "<Ana \u{1b}[31m> & \"Ruiz\""}], "times": [], "quotations": [],
        "communications": [one("c1", "c2"), one("c2", "c1"), one("c3", "c3")]});
    fs::write(folder.path().join("ring.json"), reading.to_string()).expect("a file");
    for form in ["text", "json", "dot", "tei"] {
        let out = ok(folder.path(), &["exchanges", "--reading", "ring.json", "--format", form]);
        assert!(!out.contains('\u{1b}'), "{form}: {out}");
    }
}
