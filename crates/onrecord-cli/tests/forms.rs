//! The forms for spreadsheets and notes, strings from right to left, completions and manual pages, tried on the program itself.

use std::fs;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn onrecord(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

fn out(arguments: &[&str]) -> String {
    let output = onrecord(arguments);
    assert!(output.status.success(), "{}", err(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

fn folder(name: &str, text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a file");
    let path = path.to_str().expect("UTF-8").to_owned();
    (folder, path)
}

fn table(csv: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|r| r.expect("cells").iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

#[test]
fn csv_has_one_header_a_run_and_one_line_a_quotation() {
    let (text, html) = (example("harbour.txt"), example("harbour.html"));
    let all = out(&["read", "--format", "csv", &text, &html]);
    let (header, rows) = table(&all);
    assert_eq!(all.lines().count(), rows.len() + 1);
    assert_eq!(all.matches("report,document,quotation,key").count(), 1);
    let column = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let wire = out(&["read", "--format", "jsonl", &text, &html]);
    let readings: Vec<serde_json::Value> = wire.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let mut row = rows.iter();
    for (reading, name) in readings.iter().zip([&text, &html]) {
        let letters: Vec<char> = reading["document"]["text"].as_str().expect("text").chars().collect();
        for quotation in reading["quotations"].as_array().expect("quotations") {
            let row = row.next().expect("a row for each quotation");
            let cell = |name: &str| row[column(name)].as_str();
            assert_eq!(cell("report"), name);
            assert_eq!(cell("document"), reading["document"]["id"]);
            for (name, field) in [("quotation", "id"), ("key", "key"), ("kind", "kind"), ("asserted", "asserted")] {
                assert_eq!(cell(name), quotation[field]);
            }
            assert_eq!(cell("confidence"), quotation["confidence"].to_string());
            assert_eq!(cell("parent"), quotation["parent"].as_str().unwrap_or_default());
            assert!(cell("asserted") == "yes" || cell("standing") != "said", "{row:?}");
            // The hull leads back to the words.
            let at = |end: &str| cell(end).parse::<usize>().expect("a number");
            let hull: String = letters[at("start")..at("end")].iter().collect();
            let first = cell("content").split_whitespace().next().expect("a word");
            assert!(hull.starts_with(first.trim_start_matches('\'')), "{row:?}");
        }
    }
    assert!(row.next().is_none());
}

#[test]
fn csv_is_safe_to_open() {
    let (_folder, path) = folder("=1+1.txt", "“=HYPERLINK(0),” said Ana Ruiz. “-5 is the answer,” said Tom Okafor.");
    let name = "=1+1.txt";
    let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["read", "--format", "csv", name])
        .current_dir(std::path::Path::new(&path).parent().expect("a folder"))
        .output()
        .expect("the program starts");
    let (_, rows) = table(std::str::from_utf8(&output.stdout).expect("UTF-8"));
    assert!(!rows.is_empty());
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{rows:?}");
    }
    assert!(rows.iter().all(|r| r[0] == "'=1+1.txt"), "{rows:?}");
}

#[test]
fn markdown_sets_apart_what_was_not_said() {
    let notes = out(&["read", "--format", "markdown", &example("harbour.html"), &example("harbour.txt")]);
    assert!(notes.starts_with("# "), "{notes}");
    assert_eq!(notes.matches("\n---\n\n# ").count(), 1, "{notes}");
    assert_eq!(notes.matches("\n## Quotations\n").count(), 2);
    let apart = notes.split("\n## Not reported as said\n").nth(1).expect("a heading");
    assert!(apart.contains("**not said** · **Ruiz (Ana Ruiz)** (denied saying)"), "{apart}");
    assert!(apart.contains("\n  > the quay was unsafe\n"), "{apart}");
    assert!(!notes.contains("\n\n\n") && notes.ends_with('\n'));
}

/// Direction of each character's surroundings: nothing that is opened outlives its line (of text) or its page.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0;
    text.chars().all(|c| {
        depth += match c {
            '\u{2066}'..='\u{2068}' => 1,
            '\u{2069}' => -1,
            _ => 0,
        };
        depth >= 0 && (c != '\n' || depth == 0)
    }) && depth == 0
}

#[test]
fn strings_from_right_to_left_turn_nothing_round() {
    let report = "“We will reopen the quay in 2027,” said محمد العربي, who runs the port.\n\n\
        “The dredger was late,” said דנה לוי. “It is not over,” \u{202e}she said\u{2069}.\n\n\
        قال محمد العربي: «سنعيد فتح الرصيف في عام 2027»، وأضاف أن العمل بدأ منذ شهرين وأن السفن ستعود قريبا إلى الميناء.";
    let (_folder, path) = folder("report.txt", report);
    for (format, width) in [("text", "100"), ("text", "50"), ("text", "24"), ("markdown", "80"), ("html", "80")] {
        let text = out(&["read", "--format", format, "--width", width, &path]);
        assert!(!text.contains('\u{202e}') && text.contains(r"u{202e}") || format == "markdown", "{format}: {text}");
        assert!(!text.contains(|c| ('\u{202a}'..='\u{202e}').contains(&c)), "{format}: {text}");
        assert!(is_balanced(&text), "{format} {width}: {text:?}");
        if format == "html" {
            assert!(text.contains("<bdi>محمد العربي"), "{text}");
            assert!(text.contains("data-who=\"\u{2068}محمد العربي"), "{text}");
        } else {
            assert!(text.contains("\u{2068}محمد"), "{format} {width}: {text:?}");
            assert!(text.contains("\u{2068}דנה"), "{format} {width}: {text:?}");
        }
    }
}

#[test]
fn every_form_ends_quietly_or_in_words() {
    for format in ["csv", "markdown"] {
        let output = onrecord(&["read", "--format", format, &example("harbour.txt"), "--output", "/dev/full"]);
        if cfg!(target_os = "linux") {
            assert_eq!(output.status.code(), Some(1));
            assert_eq!(err(&output), "onrecord: cannot write \"/dev/full\": no space is left\n");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_or_closed_pipe_is_told_of_completions_too() {
    let run = |out: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(["completions", "bash"]).stdout(out).stderr(Stdio::piped());
        command.spawn().and_then(std::process::Child::wait_with_output).expect("the program runs")
    };
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let output = run(full.into());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(err(&output), "onrecord: cannot write to standard output: no space is left\n");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = run(writer.into());
    assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
}

#[test]
fn completions_know_commands_and_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = out(&["completions", shell]);
        for word in ["read", "schema", "completions", "format", "published"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(onrecord(&["completions", "csh"]).status.code(), Some(2));
}

#[test]
fn the_manual_is_written_whole_or_not_at_all() {
    let (folder, file) = folder("file", "mine");
    let pages = folder.path().join("pages");
    let pages_name = pages.to_str().expect("UTF-8");
    assert_eq!(out(&["man", pages_name]), "");
    let names = || -> Vec<String> {
        let entries = fs::read_dir(&pages).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let first = names();
    assert!(first.iter().any(|n| n == "onrecord.1") && first.iter().any(|n| n == "onrecord-read.1"), "{first:?}");
    assert!(!first.iter().any(|n| n.contains("help") || n.contains(".tmp")), "{first:?}");
    let read = fs::read_to_string(pages.join("onrecord-read.1")).expect("a page");
    assert!(
        read.contains("onrecord\\-read") && read.contains("\\-\\-format") && read.contains("Exit status"),
        "{read}"
    );
    // A second time they are replaced, and what else is in the folder stays.
    fs::write(pages.join("other.1"), "mine").expect("a file");
    out(&["man", pages_name]);
    assert_eq!(names().len(), first.len() + 1);
    // One page that cannot be written keeps back all others.
    for name in first.iter().filter(|n| *n != "onrecord-schema.1") {
        fs::write(pages.join(name), "old").expect("a file");
    }
    fs::remove_file(pages.join("onrecord-schema.1")).expect("removed");
    fs::create_dir(pages.join("onrecord-schema.1")).expect("a folder");
    let output = onrecord(&["man", pages_name]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).ends_with("onrecord-schema.1\": it is a folder\n"), "{}", err(&output));
    assert_eq!(fs::read_to_string(pages.join("onrecord.1")).expect("a page"), "old");
    assert_eq!(names().len(), first.len() + 1);
    for (place, why) in
        [(file.as_str(), "it is no folder"), (&format!("{file}x/y"), "there is no folder to make it in")]
    {
        let output = onrecord(&["man", place]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(err(&output), format!("onrecord: cannot write into {place:?}: {why}\n"));
    }
}

#[test]
fn every_command_shows_examples() {
    for command in ["read", "schema", "completions", "man"] {
        assert!(out(&[command, "--help"]).contains("Example"), "{command}");
    }
    assert!(out(&["--help"]).contains("Examples:"));
    let help = out(&["read", "--help"]);
    assert!(help.contains("apostrophe") && help.contains("--format csv"), "{help}");
}
