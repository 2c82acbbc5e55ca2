//! `onrecord index --meaning` as a user runs it: another rendering is found, the index keeps up, is proved, and goes.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const HARBOUR: &str = "Mayor Ana Ruiz spoke to the council on Monday.\n\n“We will never sell the harbour to a foreign company,” Ana Ruiz told the council.\n";
const FERRY: &str =
    "Lena Vos runs the ferries.\n\n“The crossing will be free of charge for children,” said Lena Vos.\n";

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("harbour.txt"), HARBOUR).expect("a file");
        fs::write(folder.path().join("ferry.txt"), FERRY).expect("a file");
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).args(["--record", &self.path("notes.db")]).stdin(Stdio::null());
        command.output().expect("the program starts")
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success(), "{arguments:?}: {told}{}", String::from_utf8_lossy(&output.stderr));
        told
    }

    /// The verdict on a claim's words.
    fn words(&self, quote: &str, speaker: &str) -> String {
        let output = self.run(&["check", "--quote", quote, "--speaker", speaker, "--format", "json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        answer["claims"][0]["words"].as_str().expect("a word").to_owned()
    }
}

#[test]
fn another_rendering_is_found_by_meaning_and_only_where_the_index_was_asked_for() {
    let place = Place::new();
    place.ok(&["add", &place.path("harbour.txt")]);
    let (rendering, turned) =
        ("We shall never sell the port to a company from abroad", "We will sell the harbour to foreigners");
    assert_eq!(place.words(rendering, "Ana Ruiz"), "not_found");
    assert!(place.ok(&["index", "--meaning"]).ends_with(" quotations indexed by meaning\n"));
    assert_eq!(place.words(rendering, "Ana Ruiz"), "paraphrase");
    assert_ne!(place.words(turned, "Ana Ruiz"), "paraphrase");
    assert_eq!(place.words(rendering, "Tom Okafor"), "not_found", "it is another's");
    assert_eq!(place.ok(&["index", "--meaning"]), "0 quotations indexed by meaning\n");
    // What is added later is taken up, and what is forgotten goes.
    place.ok(&["add", &place.path("ferry.txt")]);
    assert_eq!(place.words("Crossing will be free for all children", "Lena Vos"), "paraphrase");
    assert!(place.ok(&["doctor"]).starts_with("sound: "));
    place.ok(&["forget", "--person", "Ana Ruiz"]);
    assert_eq!(place.words(rendering, "Ana Ruiz"), "not_found");
    assert!(place.ok(&["doctor"]).starts_with("sound: "));
    assert_eq!(place.ok(&["index", "--drop"]), "the index of meanings is dropped\n");
    assert_eq!(place.words("Crossing will be free for all children", "Lena Vos"), "not_found");
}

#[test]
fn an_index_is_asked_for_with_words() {
    let place = Place::new();
    place.ok(&["add", &place.path("ferry.txt")]);
    for wrong in [&["index"][..], &["index", "--again"], &["index", "--meaning", "--drop"]] {
        assert_eq!(place.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    place.ok(&["index", "--meaning"]);
    assert!(place.ok(&["index", "--meaning", "--again"]).starts_with(|c: char| c.is_ascii_digit() && c != '0'));
    assert!(place.ok(&["doctor"]).starts_with("sound: "));
}
