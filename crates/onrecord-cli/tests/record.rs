//! The record as a user keeps it: added to, searched, corrected, proved, killed half way.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tempfile::TempDir;

const REPORT: &str = "“We will appeal the ruling of the harbour court,” said Ana Ruiz, counsel for the town. “It is not over.”\n\n\
    Tom Okafor denied saying that the quay wall was unsafe.\n\n“=1+1 is two, whatever they say,” said Lena Vos.\n";

struct Place {
    folder: TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).args(["--record", &self.path("notes.db")]).stdin(Stdio::null());
        command.env("USER", "tk").env_remove("NO_COLOR");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// Runs what must go well, and gives what it printed.
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}{}", out(&output), err(&output));
        out(&output).to_owned()
    }

    fn sound(&self) {
        let told = self.ok(&["doctor"]);
        assert!(told.starts_with("sound: "), "{told}");
    }

    fn found(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["search"], arguments].concat());
        out(&output).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
    }
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

#[test]
fn what_is_added_is_found_and_marked_where_it_was_not_said() {
    let place = Place::new(&[("a.txt", REPORT)]);
    let told = place.ok(&["add", &place.path("a.txt")]);
    assert!(told.starts_with("added ") && told.contains("a.txt: "), "{told}");
    assert!(place.ok(&["add", &place.path("a.txt")]).starts_with("known "));
    let found = place.found(&["\"harbour court\""]);
    assert_eq!((found.len(), &found[0]["standing"]), (1, &Value::from("said")));
    assert!(found[0]["speakers"][0]["name"].as_str().is_some_and(|n| n.starts_with("Ana Ruiz")));
    let denied = place.found(&["quay", "wall"]);
    assert_eq!(denied[0]["standing"], "not said", "{denied:?}");
    assert_eq!(place.found(&["quay", "wall", "--plain"]).len(), 0);
    assert_eq!(place.found(&["app*", "--speaker", "ruiz", "--kind", "direct"]).len(), 1);
    let text = place.ok(&["search", "quay", "--format", "text", "--color", "never"]);
    assert!(text.contains("[not said]"), "{text}");
    let csv = place.ok(&["search", "whatever", "--format", "csv"]);
    assert!(csv.starts_with("key,report,version,standing,") && csv.contains("1+1 is two, whatever"), "{csv}");
    let markdown = place.ok(&["search", "appeal", "--format", "markdown"]);
    assert!(markdown.starts_with("- **Ana Ruiz"), "{markdown}");
    let json: Value = serde_json::from_str(&place.ok(&["search", "appeal", "--format", "json"])).expect("JSON");
    assert_eq!((&json["schema"], &json["more"]), (&Value::from("onrecord-search/0"), &Value::from(false)));
    let none = place.run(&["search", "zeppelin"]);
    assert_eq!((none.status.code(), out(&none)), (Some(1), ""));
    assert!(err(&none).contains("nothing found among"), "{}", err(&none));
    place.sound();
}

#[test]
fn a_quotation_is_shown_with_where_it_came_from_and_corrected() {
    let place = Place::new(&[("a.txt", REPORT)]);
    place.ok(&["add", &place.path("a.txt")]);
    let found = place.found(&["\"harbour court\""]);
    let (key, report) = (found[0]["key"].as_str().expect("a key"), found[0]["report"].as_str().expect("a name"));
    let shown: Value = serde_json::from_str(&place.ok(&["show", &key[..10], "--format", "json"])).expect("JSON");
    assert_eq!(
        (&shown["page"]["document"], &shown["page"]["bytes"]),
        (&Value::from(report), &Value::from(REPORT.len()))
    );
    assert!(place.ok(&["show", key, "--format", "text"]).contains("Where it came from\n  report    "));
    assert!(place.ok(&["show", &report[..12], "--format", "text"]).contains("a.txt"));
    assert_eq!(place.ok(&["show", &report[..12], "--bytes"]), REPORT);
    place.ok(&["correct", key, "--speaker", "Ana María Ruiz", "--reason", "heard the tape"]);
    let check = || {
        let found = place.found(&["--speaker", "ana maria ruiz"]);
        assert_eq!((found.len(), &found[0]["speakers"][0]["by"]), (1, &Value::from("person")));
    };
    check();
    let told = place.ok(&["rebuild", "--all"]);
    assert_eq!(told, "1 reports read again\n");
    check();
    assert_eq!(place.ok(&["rebuild"]), "0 reports read again\n");
    assert_eq!(place.ok(&["rebuild", "--index"]), "the indexes are made again\n");
    check();
    let reading: Value = serde_json::from_str(&place.ok(&["show", report, "--reading"])).expect("JSON");
    assert_eq!(reading["quotations"][0]["by"], "person");
    let list: Value = serde_json::from_str(place.ok(&["correct", "--list"]).trim()).expect("one line");
    assert_eq!((&list["author"], &list["anchors"]), (&Value::from("tk"), &Value::from(true)));
    place.sound();
    place.ok(&["correct", key, "--undo"]);
    assert_eq!(place.found(&["--speaker", "ana maria ruiz"]).len(), 0);
    let doubtful = place.ok(&["review", "--limit", "2"]);
    assert_eq!(doubtful.lines().count(), 2);
    assert_eq!(place.run(&["correct", key]).status.code(), Some(1));
    assert_eq!(place.run(&["correct"]).status.code(), Some(2));
    let unknown = place.run(&["show", "ffffffff"]);
    assert!(err(&unknown).contains("there is no report with this name"), "{}", err(&unknown));
}

#[test]
fn what_is_forgotten_is_not_added_again() {
    let place = Place::new(&[("a.txt", REPORT)]);
    let added = place.ok(&["add", &place.path("a.txt")]);
    let report = added.split(' ').nth(1).expect("a name");
    assert!(place.ok(&["forget", report]).starts_with("forgotten: 1 pages, "));
    assert!(place.ok(&["add", &place.path("a.txt")]).starts_with("left out "));
    assert_eq!(place.found(&["appeal"]).len(), 0);
    place.sound();
}

#[test]
fn files_that_are_no_record_are_not_touched() {
    let place = Place::new(&[("a.txt", REPORT), ("notes.db", "Dear editor, a letter.")]);
    let output = place.run(&["add", &place.path("a.txt")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("it is no record but another file; it was not touched"), "{}", err(&output));
    assert_eq!(fs::read_to_string(place.path("notes.db")).expect("a file"), "Dear editor, a letter.");
    let empty = Place::new(&[]);
    for command in [&["search", "x"][..], &["doctor"], &["rebuild"], &["forget", "abcd"], &["show", "abcd"]] {
        let output = empty.run(command);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert!(err(&output).contains("there is no such file; `onrecord add` makes a record"), "{}", err(&output));
    }
    assert!(!Path::new(&empty.path("notes.db")).exists());
}

#[test]
#[cfg(unix)]
fn a_file_that_may_only_be_read_is_searched_and_not_added_to() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[("a.txt", REPORT), ("b.txt", "“No,” said Bo Lund.")]);
    place.ok(&["add", &place.path("a.txt")]);
    fs::set_permissions(place.path("notes.db"), fs::Permissions::from_mode(0o444)).expect("rights");
    let output = place.run(&["add", &place.path("b.txt")]);
    assert!(err(&output).ends_with("the file may only be read\n"), "{}", err(&output));
    assert_eq!(place.found(&["appeal"]).len(), 1);
}

#[test]
fn the_record_is_in_the_users_folder_for_data() {
    let place = Place::new(&[("a.txt", REPORT)]);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).stdin(Stdio::null());
        command.env("XDG_DATA_HOME", place.path("data")).env("HOME", place.path("home")).output().expect("starts")
    };
    assert!(run(&["add", &place.path("a.txt")]).status.success());
    assert!(run(&["search", "appeal"]).status.success());
    #[cfg(target_os = "linux")]
    assert!(Path::new(&place.path("data/onrecord/record.db")).exists());
}

#[test]
fn lines_of_json_are_added_and_archives_refused() {
    let line = |n: usize| {
        format!(
            "{{\"t\": {{\"body\": \"“Number {n} is right,” said Ana Ruiz.\"}}, \"link\": \"https://example.org/{n}\", \"day\": \"2026-03-1{n}\"}}\n"
        )
    };
    let place = Place::new(&[("a.jsonl", &(line(1) + "nonsense\n" + &line(2)))]);
    fs::write(place.path("z.txt"), b"PK\x03\x04\0\0").expect("a file");
    let mapped = ["--text-field", "t.body", "--url-field", "link", "--published-field", "day"];
    let output = place.run(&[&["add", &*place.path("a.jsonl"), &*place.path("z.txt")], &mapped[..]].concat());
    assert_eq!((output.status.code(), out(&output).lines().count()), (Some(1), 2), "{}", err(&output));
    assert!(
        err(&output).contains("a.jsonl#2\": it is no JSON") && err(&output).contains("it is a zip archive"),
        "{}",
        err(&output)
    );
    let found = place.found(&["right", "--since", "2026-03-12"]);
    assert_eq!((found.len(), &found[0]["url"]), (1, &Value::from("https://example.org/2")));
    place.sound();
}

/// A host with a feed and its pages; what is asked for is written down, and what a page says can be changed.
fn host(second: Arc<Mutex<String>>, asked: Arc<Mutex<Vec<String>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let base = address.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let (mut head, mut line) = (String::new(), String::new());
            let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
            while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                head += &std::mem::take(&mut line).to_ascii_lowercase();
            }
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let page = |text: &str| {
                (
                    format!("<html><body><article><h1>News of the day</h1><p>{text}</p></article></body></html>"),
                    "text/html",
                )
            };
            let (body, kind) = match path.as_str() {
                "/rss" => (
                    format!(
                        "<rss version='2.0'><channel><title>t</title><item><link>{base}/one</link></item><item><link>/two</link></item></channel></rss>"
                    ),
                    "application/rss+xml",
                ),
                "/one" => page(
                    "“The ferry sails at dawn tomorrow,” said Bo Lund, who has fished here for all of his long life.",
                ),
                "/two" => page(&second.lock().expect("a text")),
                _ => (String::new(), ""),
            };
            let etag = format!("\"{}\"", body.len());
            let known = head.contains(&format!("if-none-match: {etag}"));
            asked.lock().expect("a list").push(format!("{path}{}", if known { " not modified" } else { "" }));
            let status = if kind.is_empty() {
                "404 Not Found"
            } else if known {
                "304 Not Modified"
            } else {
                "200 OK"
            };
            let body = if known { String::new() } else { body };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn a_feed_is_followed_and_silent_edits_are_told() {
    let first =
        "“We will not appeal the ruling of the harbour court,” said Ana Ruiz, counsel for the town, on Monday evening.";
    let (second, asked) = (Arc::new(Mutex::new(first.to_owned())), Arc::new(Mutex::new(Vec::new())));
    let host = host(Arc::clone(&second), Arc::clone(&asked));
    let place = Place::new(&[]);
    let feed = format!("feed:{host}/rss");
    let add = |more: &[&str]| place.ok(&[&["add", "--allow-private", "--pause", "0", &feed], more].concat());
    let took = || std::mem::take(&mut *asked.lock().expect("a list"));
    assert_eq!(add(&[]).lines().filter(|l| l.starts_with("added ")).count(), 2);
    assert_eq!(took().iter().filter(|p| *p != "/robots.txt").count(), 3);
    assert_eq!(add(&[]), "");
    assert_eq!(took().iter().filter(|p| *p != "/robots.txt").collect::<Vec<_>>(), ["/rss not modified"]);
    *second.lock().expect("a text") = first.replace("will not", "may");
    let told = add(&["--again"]);
    assert!(
        told.starts_with("edited ") && told.contains("changed words: ") && told.contains("is now “We may appeal"),
        "{told}"
    );
    assert!(took().contains(&"/one not modified".to_owned()));
    let found = place.found(&["appeal"]);
    let standings: Vec<&Value> = found.iter().map(|q| &q["standing"]).collect();
    assert_eq!(standings, ["said", "gone from the report"]);
    place.sound();
}

#[test]
fn a_killed_run_loses_nothing_that_it_told_and_the_next_one_ends() {
    let place = Place::new(&[]);
    fs::create_dir(place.path("reports")).expect("a folder");
    for n in 0..60 {
        let text = format!(
            "“Number {n} of the sixty is right,” said Ana Ruiz. {}",
            "The board met in the old hall again. ".repeat(n % 7 * 10)
        );
        fs::write(place.path(&format!("reports/{n}.txt")), text).expect("a file");
    }
    let mut told = std::collections::BTreeSet::new();
    for wait in [10, 300, 450, 600, 800] {
        let mut child = place
            .command(&["add", &place.path("reports")])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().expect("killed");
        let output = child.wait_with_output().expect("ends");
        // A line that was cut off was not told.
        let whole = out(&output).rfind('\n').map_or("", |end| &out(&output)[..end]);
        told.extend(whole.lines().filter_map(|l| l.split(' ').nth(1)).map(str::to_owned));
        if Path::new(&place.path("notes.db")).exists() {
            place.sound();
            for report in &told {
                place.ok(&["show", report]);
            }
        }
    }
    place.ok(&["add", &place.path("reports")]);
    place.sound();
    let all = place.found(&["sixty", "--limit", "100"]);
    assert_eq!(all.len(), 60);
    assert_eq!(
        fs::read_dir(place.folder.path())
            .expect("a folder")
            .filter(|e| e.as_ref().is_ok_and(|e| e.file_name().to_string_lossy().contains(".new")))
            .count(),
        0
    );
}

#[test]
fn a_second_writer_is_told_and_a_reader_is_not_kept_waiting() {
    let place = Place::new(&[("a.txt", REPORT)]);
    place.ok(&["add", &place.path("a.txt")]);
    // A run that waits for its report at standard input holds the record.
    let start = || {
        place
            .command(&["add", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts")
    };
    let mut first = start();
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    loop {
        let second = place.run(&["add", &place.path("a.txt")]);
        if err(&second).ends_with("another program is writing to it\n") {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{}", err(&second));
        // It may have come while the second held the record, and ended for that.
        if first.try_wait().expect("a child").is_some() {
            first = start();
        }
    }
    assert_eq!(place.found(&["appeal"]).len(), 1);
    drop(first.stdin.take());
    first.wait().expect("ends");
    place.ok(&["add", &place.path("a.txt")]);
}
