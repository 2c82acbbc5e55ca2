//! `onrecord check`, tried on the program itself: claims, forms and exit status for scripts.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn onrecord(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

struct Desk {
    folder: TempDir,
    readings: String,
}

impl Desk {
    /// Readings of the example, one a line.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let report = format!("{}/../../examples/harbour.txt", env!("CARGO_MANIFEST_DIR"));
        let read = onrecord(&["read", &report, "--format", "jsonl"]);
        assert!(read.status.success(), "{}", stderr(&read));
        let readings = folder.path().join("readings.jsonl");
        fs::write(&readings, &read.stdout).expect("a file");
        Self { readings: readings.to_str().expect("UTF-8").to_owned(), folder }
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    }

    fn check(&self, arguments: &[&str]) -> Output {
        onrecord(&[&["check", "--against", &self.readings], arguments].concat())
    }
}

#[test]
fn the_exit_status_tells_scripts_what_came_of_it() {
    let desk = Desk::new();
    let text =
        fs::read_to_string(format!("{}/../../examples/harbour.txt", env!("CARGO_MANIFEST_DIR"))).expect("a file");
    assert!(text.contains("We will not start"), "the example changed");
    let status = |arguments: &[&str]| desk.check(arguments).status.code();
    assert_eq!(status(&["--quote", "We will not start", "--speaker", "Ana Ruiz"]), Some(0));
    assert_eq!(status(&["--quote", "We will not start", "--speaker", "Tom Okafor"]), Some(1));
    assert_eq!(status(&["--quote", "We will start", "--speaker", "Ana Ruiz"]), Some(1));
    assert_eq!(status(&["--quote", "We will not start", "--claims", "x"]), Some(2));
    assert_eq!(status(&[]), Some(2));
    let missing = onrecord(&["check", "--quote", "We will not start", "--against", "no-such-file"]);
    assert_eq!(missing.status.code(), Some(2));
    assert_eq!(stderr(&missing), "onrecord: cannot read \"no-such-file\": there is no such file\n");
    let broken = desk.file("broken.jsonl", "{\"document\": {}}\n");
    let broken = onrecord(&["check", "--quote", "We will not start", "--against", &broken]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("a document without \"text\""), "{}", stderr(&broken));
}

#[test]
fn a_draft_in_markdown_is_checked_where_it_stands() {
    let desk = Desk::new();
    let text = "# Harbour\n\n“We will **never** start,” said Ana Ruiz.\n";
    let draft = desk.file("draft.md", text);
    let output = desk.check(&[&draft, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let answer: Value = serde_json::from_str(stdout(&output)).expect("JSON");
    let at = |pointer: &str| answer.pointer(pointer).and_then(Value::as_str);
    assert_eq!(at("/schema"), Some("onrecord-check/0"));
    assert_eq!(at("/claims/0/words"), Some("altered"));
    assert_eq!(at("/claims/0/attribution"), Some("same"));
    assert_eq!(at("/claims/0/claim/text").map(|t| t.trim_end_matches(',')), Some("We will never start"));
    let start = answer.pointer("/claims/0/claim/spans/0/start").and_then(Value::as_u64).expect("a place");
    assert!(text.chars().skip(start as usize).collect::<String>().starts_with("We will **never**"));
    let page = desk.check(&[&draft, "--format", "html"]);
    let page = stdout(&page);
    assert!(page.contains("<ins><bdi>never</bdi></ins>") && page.contains("<del><bdi>not</bdi></del>"), "{page}");
    assert!(page.contains("Content-Security-Policy") && !page.contains("<script"), "{page}");
    let markdown = desk.check(&[&draft, "--format", "markdown"]);
    assert!(stdout(&markdown).contains("~~not~~ **never**"), "{}", stdout(&markdown));
    let plain = desk.check(&[&draft, "--format", "text", "--color", "never"]);
    assert!(stdout(&plain).contains("[-not-] {+never+}"), "{}", stdout(&plain));
}

#[test]
fn what_a_draft_brings_is_never_markup() {
    let desk = Desk::new();
    let quote = "We will not start <script>alert(1)</script> \u{1b}[31m\u{202e}";
    for format in ["html", "text", "markdown", "json"] {
        let output = desk.check(&["--quote", quote, "--speaker", "<b>Ana</b>", "--format", format, "--color", "never"]);
        let out = stdout(&output);
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{format}: {out}");
        assert!(format == "json" || !out.contains("\n<script>"), "{format}: {out}");
        assert!(format != "html" || !out.contains("<script") && !out.contains("<b>Ana"), "{out}");
    }
}

#[test]
fn claims_come_one_a_line_and_readings_in_any_form() {
    let desk = Desk::new();
    let claims = desk.file("claims.jsonl", "{\"text\": \"We will not start\", \"speaker\": \"Ruiz\"}\n\n{\"text\": \"It was all the harbour board could do\"}\n");
    let line = fs::read_to_string(&desk.readings).expect("a file");
    let value: Value = serde_json::from_str(line.trim()).expect("JSON");
    let array = desk.file("array.json", &serde_json::to_string_pretty(&vec![value]).expect("JSON"));
    for against in [&desk.readings, &array] {
        let output = onrecord(&["check", "--claims", &claims, "--against", against, "--format", "json"]);
        let answer: Value =
            serde_json::from_str(stdout(&output)).unwrap_or_else(|e| panic!("{e}: {}", stderr(&output)));
        let words: Vec<_> = answer["claims"].as_array().expect("claims").iter().map(|c| c["words"].clone()).collect();
        assert_eq!(words, ["verbatim", "not_found"]);
        assert_eq!(answer["searched"]["reports"], 1);
    }
}

#[test]
fn a_claim_is_checked_against_the_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = folder.path().join("r.db");
    let record = record.to_str().expect("UTF-8");
    let report = format!("{}/../../examples/harbour.txt", env!("CARGO_MANIFEST_DIR"));
    let added = onrecord(&["add", &report, "--record", record]);
    assert!(added.status.success(), "{}", stderr(&added));
    let check = |words: &str, speaker: &str| {
        let out = onrecord(&["check", "--quote", words, "--speaker", speaker, "--record", record, "--format", "json"]);
        let answer: Value = serde_json::from_str(stdout(&out)).expect("JSON");
        let claim = &answer["claims"][0];
        let word = |name: &str| claim[name].as_str().unwrap_or_default().to_owned();
        let keys: Vec<&str> =
            claim["evidence"].as_array().expect("a list").iter().filter_map(|e| e["key"].as_str()).collect();
        assert!(keys.len() <= 1, "one quotation has the words, shown are {keys:?}");
        (word("words"), word("attribution"), out.status.code())
    };
    assert_eq!(check("We will not start", "Ana Ruiz"), ("verbatim".into(), "same".into(), Some(0)));
    assert_eq!(check("We will start", "Ana Ruiz").2, Some(1));
    let altered = check("We will start when the survey is complete", "Ana Ruiz");
    assert_eq!(altered, ("altered".into(), "same".into(), Some(1)));
    assert_eq!(check("We will not start", "Tom Okafor").1, "other");
    let missing = onrecord(&["check", "--quote", "We will not start", "--record", "no-such.db"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("no-such.db"), "{}", stderr(&missing));
}
