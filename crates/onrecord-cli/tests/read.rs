//! What a user of `onrecord` relies on, tried on the program itself.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const REPORT: &str = "“We will appeal,” said Ana Ruiz, counsel for the town. “It is not over.”\n\n\
    Tom Okafor told reporters on Monday that the quay wall would be rebuilt by the end of the year.\n";

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn onrecord(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the program starts")
}

/// Runs with bytes on standard input.
fn fed(arguments: &[&str], bytes: &[u8]) -> Output {
    let mut child = onrecord(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut input = child.stdin.take().expect("a pipe");
    let bytes = bytes.to_vec();
    let feeder = std::thread::spawn(move || {
        // A program that has seen enough closes its end.
        let _ = input.write_all(&bytes);
    });
    let output = child.wait_with_output().expect("ends");
    feeder.join().expect("feeds");
    output
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().expect("UTF-8").to_owned()
}

fn words<'a>(reading: &'a Value, spans: &Value) -> Vec<String> {
    let text: Vec<char> = reading["document"]["text"].as_str().expect("text").chars().collect();
    let at = |span: &'a Value, end: &str| span[end].as_u64().expect("a number") as usize;
    let spans = spans.clone();
    let spans: &'a Value = Box::leak(Box::new(spans));
    spans.as_array().expect("spans").iter().map(|s| text[at(s, "start")..at(s, "end")].iter().collect()).collect()
}

#[test]
fn standing_input_gives_one_line_of_json_where_there_is_no_terminal() {
    for arguments in [&["read"][..], &["read", "-"]] {
        let output = fed(arguments, REPORT.as_bytes());
        assert!(output.status.success(), "{}", err(&output));
        assert_eq!(out(&output).lines().count(), 1);
        let reading: Value = serde_json::from_str(out(&output)).expect("JSON");
        assert_eq!(reading["schema"], "onrecord/0");
        let first = &reading["quotations"][0];
        assert_eq!(words(&reading, &first["content"]), ["We will appeal,", "It is not over."]);
        assert_eq!(words(&reading, &first["speakers"][0]["mention"])[0].split(',').next(), Some("Ana Ruiz"));
        assert_eq!(err(&output), "");
    }
}

#[test]
fn options_reach_the_reading() {
    let output =
        fed(&["read", "--published", "2026-03-14", "--charset", "windows-1252"], b"\x93We will,\x94 said Zo\xeb Ruiz.");
    let reading: Value = serde_json::from_str(out(&output)).expect("JSON");
    assert_eq!(reading["document"]["published"]["value"], "2026-03-14");
    assert_eq!(reading["document"]["text"], "“We will,” said Zoë Ruiz.");
    let output = fed(&["read", "--kind", "plain"], "<html>“We will,” said Ana Ruiz.".as_bytes());
    assert!(out(&output).contains("<html>"), "{}", err(&output));
}

#[test]
fn json_is_an_object_for_a_file_and_an_array_for_several() {
    let reports = folder(&[("a.txt", REPORT), ("b.txt", REPORT)]);
    let (a, b) = (path(&reports, "a.txt"), path(&reports, "b.txt"));
    let read = |arguments: &[&str]| -> Value {
        let output = run(onrecord(&["read", "--format", "json"]).args(arguments));
        serde_json::from_str(out(&output)).expect("JSON")
    };
    let one = read(&[&a]);
    assert!(one.is_object());
    assert_eq!(read(&[&a, &b]), Value::from(vec![one.clone(), one.clone()]));
    fs::remove_file(&b).expect("removed");
    // A folder gives an array whatever it holds, so that a program need not look first.
    assert_eq!(read(&[reports.path().to_str().expect("UTF-8")]), Value::from(vec![one]));
}

#[test]
fn text_shows_the_report_and_a_table() {
    let output = run(&mut onrecord(&["read", "--format", "text", "--width", "80", &example("harbour.txt")]));
    let text = out(&output);
    assert!(output.status.success(), "{}", err(&output));
    assert!(text.contains("\nQuotations\n"), "{text}");
    assert!(text.contains("We will not start until"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colour where there is no terminal");
    assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
    let colour = run(&mut onrecord(&["read", "--format", "text", "--color", "always", &example("harbour.txt")]));
    assert!(out(&colour).contains("\u{1b}["));
}

#[test]
fn html_is_one_page_without_script_and_with_a_policy() {
    let output = run(&mut onrecord(&["read", "--format", "html", &example("harbour.txt"), &example("harbour.html")]));
    let page = out(&output);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!((page.matches("<html").count(), page.matches("<article").count()), (1, 2));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    for banned in ["<script", "style=\"", "http://", "https://", "url(", "onclick"] {
        assert!(!page.contains(banned), "{banned}");
    }
    // Ids are unique and every link leads somewhere.
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let set: std::collections::HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), set.len());
    let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()).collect();
    assert!(!links.is_empty() && links.iter().all(|l| set.contains(l)), "{links:?}");
}

#[test]
fn no_control_character_of_the_input_gets_out() {
    let odd = "“We \u{1b}[31mwill\u{9b}2J appeal,” \u{202e}said Ana\u{7f} Ruiz\u{8}.";
    let reports = folder(&[("odd\u{1b}[2J.txt", odd), ("empty\u{1b}[2J.txt", "")]);
    for format in ["text", "json", "jsonl", "html", "csv", "markdown"] {
        let output = run(onrecord(&["read", "--format", format]).arg(reports.path()));
        for text in [&out(&output).replace("\r\n", "\n"), err(&output)] {
            let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(bad), "{format}: {text:?}");
        }
    }
}

#[test]
fn good_files_are_read_when_others_fail() {
    let reports =
        folder(&[("a.txt", REPORT), ("b.txt", ""), ("c.txt", " \n"), ("d.txt", "\0\u{1}\0\u{2}"), ("e.txt", REPORT)]);
    let gone = path(&reports, "gone.txt");
    let output = run(onrecord(&["read"]).arg(reports.path()).arg(&gone));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(out(&output).lines().count(), 2);
    let lines: Vec<&str> = err(&output).lines().collect();
    let line = |name: &str, why: &str| format!("onrecord: cannot read {:?}: {why}", path(&reports, name));
    assert_eq!(lines[0], line("b.txt", "it is empty"));
    assert_eq!(lines[1], line("c.txt", "found only white space in 2 bytes"));
    assert!(lines[2].starts_with(&line("d.txt", "found ")), "{lines:?}");
    assert_eq!(lines[3], line("gone.txt", "there is no such file"));
    assert_eq!(lines[4], "onrecord: 2 read, 4 failed");
}

#[test]
fn a_folder_without_reports_is_an_error() {
    let reports = folder(&[("photo.jpg", "x"), (".hidden.txt", REPORT)]);
    let output = run(onrecord(&["read"]).arg(reports.path()));
    assert_eq!((output.status.code(), out(&output)), (Some(1), ""));
    assert!(err(&output).contains("the folder has no reports"), "{}", err(&output));
}

#[test]
#[cfg(unix)]
fn a_loop_of_folders_ends() {
    let reports = folder(&[("a/one.txt", REPORT)]);
    std::os::unix::fs::symlink("..", reports.path().join("a/up")).expect("a link");
    let output = run(onrecord(&["read"]).arg(reports.path()));
    assert_eq!((output.status.code(), out(&output).lines().count()), (Some(0), 1));
    assert!(err(&output).contains("it leads back to a folder that it is in"), "{}", err(&output));
}

#[test]
fn the_output_does_not_depend_on_the_number_of_jobs() {
    let files: Vec<(String, String)> = (0..24)
        .map(|i| (format!("{i:02}.txt"), REPORT.replace("Ana", &format!("Ana {}", "Maria ".repeat(i % 5)))))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let reports = folder(&files);
    let read = |jobs: &str| run(onrecord(&["read", "--jobs", jobs]).arg(reports.path())).stdout;
    let one = read("1");
    assert_eq!(one.split(|b| *b == b'\n').count(), 25);
    assert!(one == read("2") && one == read("5"));
}

#[test]
fn a_report_above_the_limit_is_refused_before_it_is_read() {
    let reports = folder(&[("good.txt", REPORT)]);
    let big = path(&reports, "big.txt");
    fs::File::create(&big).and_then(|f| f.set_len((64 << 20) + 1)).expect("a sparse file");
    let output = run(onrecord(&["read"]).arg(reports.path()));
    assert_eq!((output.status.code(), out(&output).lines().count()), (Some(1), 1));
    assert!(err(&output).contains(&format!("{big:?}: it is longer than 64 MB")), "{}", err(&output));
    let output = fed(&["read"], &vec![b'a'; (64 << 20) + 2]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("\"standard input\": it is longer than 64 MB"), "{}", err(&output));
}

#[test]
fn wrong_usage_is_told_apart() {
    for arguments in [
        &["read", "--format", "xml"][..],
        &["read", "--charset", "klingon"],
        &["read", "--published", "2026-02-30"],
        &["read", "--jobs", "0"],
        &["read", "--width", "5"],
        &["write"],
        &[],
    ] {
        assert_eq!(run(&mut onrecord(arguments)).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn help_names_what_matters() {
    let output = run(&mut onrecord(&["read", "--help"]));
    for word in ["Examples:", "jsonl", "NO_COLOR", "Exit status", "standard input"] {
        assert!(out(&output).contains(word), "{word}");
    }
    assert!(out(&run(&mut onrecord(&["--version"]))).starts_with("onrecord 0."));
}

#[test]
fn the_schema_is_json_and_names_the_fields() {
    let schema: Value = serde_json::from_str(out(&run(&mut onrecord(&["schema"])))).expect("JSON");
    assert!(schema["properties"]["quotations"].is_object());
}

#[test]
fn output_appears_whole_or_not_at_all() {
    let reports = folder(&[("a.txt", REPORT), ("bad.txt", ""), ("out/old.json", "old")]);
    let (a, bad, old) = (path(&reports, "a.txt"), path(&reports, "bad.txt"), path(&reports, "out/old.json"));
    let output = run(&mut onrecord(&["read", &bad, "--output", &old]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&old).expect("kept"), "old");
    let output = run(&mut onrecord(&["read", &a, "--output", &old]));
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(fs::read_to_string(&old).expect("there").starts_with("{\"schema\":\"onrecord/0\""));
    assert_eq!(fs::read_dir(Path::new(&old).parent().expect("a folder")).expect("a folder").count(), 1);
    let output = run(&mut onrecord(&["read", &a, "--output", &path(&reports, "none/x.json")]));
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).ends_with("x.json\": there is no such folder\n"), "{}", err(&output));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_in_words() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let output = run(onrecord(&["read", &example("harbour.txt")]).stdout(full()));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(err(&output), "onrecord: cannot write to standard output: no space is left\n");
    let output = run(&mut onrecord(&["read", &example("harbour.txt"), "--output", "/dev/full"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(err(&output), "onrecord: cannot write \"/dev/full\": no space is left\n");
    let output = run(onrecord(&["schema"]).stdout(full()));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(err(&output), "onrecord: cannot write to standard output: no space is left\n");
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let files: Vec<(String, &str)> = (0..40).map(|i| (format!("{i:02}.txt"), REPORT)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), *t)).collect();
    let reports = folder(&files);
    let mut child = onrecord(&["read"])
        .arg(reports.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdout.take().expect("a pipe");
    pipe.read_exact(&mut [0; 10]).expect("a beginning");
    drop(pipe);
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
}
