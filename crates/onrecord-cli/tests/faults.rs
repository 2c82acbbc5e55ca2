//! What goes wrong outside: a full disk, lists without end, few bytes that unpack to many. The program says what was wrong in words, within little
//! time and memory, and what it told before stays in the record.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use tempfile::TempDir;

/// Runs the program in a folder under limits of the shell (`ulimit`), with a record there.
fn run(folder: &TempDir, limits: &str, arguments: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; {limits}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_onrecord")]).args(arguments);
    command.args(["--record", "notes.db"]).current_dir(folder).stdin(Stdio::null());
    command.output().expect("the program starts")
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

fn sound(folder: &TempDir) -> String {
    let output = run(folder, "true", &["doctor"]);
    assert!(output.status.success() && out(&output).starts_with("sound: "), "{}{}", out(&output), err(&output));
    out(&output).to_owned()
}

/// Memory that a run may ask for, in kilobytes: less than any bomb here unpacks to.
const MEMORY: &str = "ulimit -v 1500000";

#[test]
fn a_disk_that_fills_up_keeps_what_was_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let reports = folder.path().join("reports");
    fs::create_dir(&reports).expect("a folder");
    for number in 0..60 {
        let words: String = (0..100).map(|i| format!(" w{number}x{i}")).collect();
        let text = format!("“Number {number} is what we counted,” said Ana Ruiz, who keeps the books.{words}\n");
        fs::write(reports.join(format!("{number:03}.txt")), text).expect("a file");
    }
    // A file may grow to 400 kB, and its log as well; all reports need more.
    let full = run(&folder, "ulimit -f 800", &["add", "reports"]);
    let told = out(&full).lines().filter(|l| l.starts_with("added ")).count();
    assert_eq!(full.status.code(), Some(1), "{told} told: {}", err(&full));
    assert!(err(&full).contains("cannot") && err(&full).contains("notes.db"), "{}", err(&full));
    assert!((1..60).contains(&told), "{told} told: the disk was too small for the record, or never full");
    let whole = run(&folder, "true", &["add", "reports"]);
    assert!(whole.status.success(), "{}", err(&whole));
    let known = out(&whole).lines().filter(|l| l.starts_with("known ")).count();
    assert!(known >= told, "{told} were told, {known} are there");
    assert!(sound(&folder).contains("60 pages"));
}

/// A host whose every path is a report of its own.
fn host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut path, mut line) = (String::new(), String::new());
            let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
            while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                let line = std::mem::take(&mut line);
                if path.is_empty() {
                    line.split(' ').nth(1).unwrap_or_default().clone_into(&mut path);
                }
            }
            let (status, body) = match path.strip_prefix("/n/") {
                Some(n) => ("200 OK", format!("“We opened gate {n} at noon,” said Bo Lund, who keeps the locks.\n")),
                None => ("404 Not Found", String::new()),
            };
            let head = "Content-Type: text/plain; charset=utf-8\r\nConnection: close";
            let _ = write!(stream, "HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    address
}

#[test]
fn of_a_feed_of_100_000_entries_as_many_are_taken_as_were_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let host = host();
    let items: String = (0..100_000)
        .map(|n| {
            format!("<item><title>Gate {n}</title><link>{host}/n/{n}</link><description>words</description></item>")
        })
        .collect();
    let feed = format!("<rss version='2.0'><channel><title>All gates</title>{items}</channel></rss>");
    fs::write(folder.path().join("all.rss"), feed).expect("a file");
    let begun = Instant::now();
    let arguments = ["add", "feed:all.rss", "--allow-private", "--pause", "0", "--most", "5"];
    let output = run(&folder, MEMORY, &arguments);
    let lines: Vec<&str> = out(&output).lines().filter(|l| l.starts_with("added ")).collect();
    assert_eq!(lines.len(), 5, "{}{}", out(&output), err(&output));
    assert!(err(&output).contains("first 5 addresses"), "{}", err(&output));
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
    assert!(sound(&folder).contains("5 pages"));
}

#[test]
fn entities_that_grow_are_not_expanded() {
    let folder = tempfile::tempdir().expect("a folder");
    // Twelve times ten of the one before: 200 GB, if it were written out.
    let entities: String = (0..12)
        .map(|n| {
            let value = if n == 0 { "ha".to_owned() } else { format!("&l{};", n - 1).repeat(10) };
            format!("<!ENTITY l{n} '{value}'>")
        })
        .collect();
    for (name, root, body) in [
        (
            "feed:laughs",
            "rss",
            "<rss version='2.0'><channel><title>&l11;</title><item><link>http://127.0.0.1:1/&l11;</link></item></channel></rss>",
        ),
        ("sitemap:laughs", "urlset", "<urlset><url><loc>http://127.0.0.1:1/&l11;x</loc></url></urlset>"),
        ("opml:laughs", "opml", "<opml><body><outline type='rss' xmlUrl='http://127.0.0.1:1/&l11;x'/></body></opml>"),
    ] {
        fs::write(folder.path().join("laughs"), format!("<!DOCTYPE {root} [{entities}]>{body}")).expect("a file");
        let begun = Instant::now();
        let output = run(&folder, MEMORY, &["add", "--pause", "0", name]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {:?}: {}", output.status, err(&output));
        assert!(!err(&output).contains("haha") && err(&output).len() < 1000, "{name}: {}", err(&output));
        assert_eq!(out(&output), "", "{name}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
    }
    assert!(sound(&folder).contains(" 0 pages"));
}

/// So many zeros, packed.
fn zeros<W: Write>(mut packer: W, megabytes: usize) -> W {
    let megabyte = vec![0; 1 << 20];
    (0..megabytes).for_each(|_| packer.write_all(&megabyte).expect("memory"));
    packer
}

#[test]
fn few_bytes_that_unpack_to_many_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    // 4 GB of zeros in 4 MB: members of 64 MB one after another.
    let member = zeros(GzEncoder::new(Vec::new(), Compression::fast()), 64).finish().expect("memory");
    fs::write(folder.path().join("zeros.jsonl.gz"), member.repeat(64)).expect("a file");
    let deflated = zeros(DeflateEncoder::new(Vec::new(), Compression::fast()), 64).finish().expect("memory");
    let length = u32::try_from(deflated.len()).expect("a short file");
    let mut zip = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    zip.extend([length.to_le_bytes(), (64_u32 << 20).to_le_bytes(), [5, 0, 0, 0]].concat());
    zip.extend(b"a.txt");
    zip.extend(deflated);
    fs::write(folder.path().join("zeros.zip"), zip).expect("a file");
    for (name, why) in [
        ("jsonl:zeros.jsonl.gz", "the line is longer than 128 MB; the rest of the file is not read"),
        ("zeros.zip", "it is a zip archive; unpack it first"),
        ("jsonl:zeros.zip", "it is no JSON"),
        ("warc:zeros.zip", "it is no WARC file"),
    ] {
        let begun = Instant::now();
        let output = run(&folder, MEMORY, &["add", name]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", err(&output));
        assert!(err(&output).contains(why), "{name}: {}", err(&output));
        assert!(begun.elapsed() < Duration::from_secs(30), "{name}: {:?}", begun.elapsed());
    }
    assert!(sound(&folder).contains(" 0 pages"));
}

#[test]
fn a_record_of_a_newer_program_is_refused_in_words_and_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), "“We sail at dawn,” said Bo Lund, who fishes here.\n").expect("a file");
    assert!(run(&folder, "true", &["add", "a.txt"]).status.success());
    let path = folder.path().join("notes.db");
    let mut bytes = fs::read(&path).expect("a file");
    // SQLite keeps `user_version`, the number of the schema, at byte 60 of the file.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&path, &bytes).expect("a file");
    let commands: [&[&str]; 6] =
        [&["add", "a.txt"], &["search", "dawn"], &["show", "abcd"], &["rebuild"], &["forget", "abcd"], &["doctor"]];
    for command in commands {
        let output = run(&folder, "true", command);
        assert!(!output.status.success(), "{command:?}");
        assert!(err(&output).contains("number 99") && err(&output).contains("newer"), "{command:?}: {}", err(&output));
        assert!(fs::read(&path).expect("a file") == bytes, "{command:?} wrote to it");
    }
    assert!(!Path::new(&folder.path().join("notes.db-wal")).exists());
}
