//! What a user of `onrecord works` relies on: editions are installed whole or not at all, and quoted words are held against them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const EDITION: &str = "Isa.2.3\tMany shall go up to the hill and learn the paths.\n\
    Isa.2.4\tThey shall beat their swords into plowshares, and their spears into pruninghooks.\n\
    Isa.2.5\tCome, let us walk in the light of the lamp.\n";

fn onrecord(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

fn works(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let folder = folder.to_str().expect("UTF-8");
    let all = [&["works", "--works", folder], arguments].concat();
    let output = onrecord(&all);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn an_edition_is_installed_listed_used_and_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("small.tsv");
    fs::write(&file, EDITION).expect("written");
    let file = file.to_str().expect("UTF-8");
    let installed = folder.path().join("works");
    assert_eq!(works(&installed, &["list"]), (true, String::new(), String::new()));
    assert_eq!(works(&installed, &["add", "small", file]).1, "small: bible, 3 passages\n");
    assert_eq!(
        works(&installed, &["add", "small", file]).1,
        "small: bible, 3 passages\n",
        "a second time in place of the first"
    );
    assert_eq!(works(&installed, &["list"]).1, format!("small\tbible\t{} bytes\n", EDITION.len()));

    let report = folder.path().join("report.txt");
    let quoted = "“They shall hammer their swords into plowshares and their spears into pruninghooks”";
    fs::write(&report, format!("{quoted} (Isaiah 2:4), the bishop said.\n\n{quoted} (Isaiah 2:5), the vicar said.\n"))
        .expect("written");
    let read = onrecord(&[
        "read",
        "--works",
        installed.to_str().expect("UTF-8"),
        "--format",
        "json",
        report.to_str().expect("UTF-8"),
    ]);
    let reading: Value = serde_json::from_slice(&read.stdout).expect("JSON");
    assert_eq!(reading["producer"]["editions"][0]["name"], "small");
    let verdicts: Vec<&str> = reading["citations"]
        .as_array()
        .expect("citations")
        .iter()
        .map(|c| c["check"]["verdict"].as_str().expect("a verdict"))
        .collect();
    assert_eq!(verdicts, ["confirmed", "differs"], "{}", reading["citations"]);
    assert_eq!(reading["citations"][1]["check"]["best_match"], "Isa.2.4");

    assert_eq!(works(&installed, &["remove", "small"]).1, "small: removed\n");
    let (done, _, why) = works(&installed, &["remove", "small"]);
    assert!(!done && why.contains("there is none of that name"), "{why}");
}

#[test]
fn nothing_is_installed_of_a_file_that_is_not_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let installed = folder.path().join("works");
    for (bytes, expected) in [
        (&b"Isa.2.4\tWords.\nIsa.2.5 no tab\n"[..], "line 2: found a line without a tab"),
        (b"Isa.2.4\t\xff\xfe\n", "line 1: found bytes that are no UTF-8"),
        (b"", "found no passage"),
        (b"{\"locator\": 3}\n", "line 1: found an object without a string \"locator\""),
        (b"Law.1\tWords.\n", "name the work"),
    ] {
        let file = folder.path().join("bad.tsv");
        fs::write(&file, bytes).expect("written");
        let (done, _, why) = works(&installed, &["add", "bad", file.to_str().expect("UTF-8")]);
        assert!(!done && why.contains("bad.tsv") && why.contains(expected), "{why}");
    }
    let left = fs::read_dir(&installed).map_or(0, Iterator::count);
    assert_eq!(left, 0, "no file was left");
    let (done, _, why) = works(&installed, &["add", "../up", "x.tsv"]);
    assert!(!done && why.contains("expected 1 to 40 letters"), "{why}");
}
