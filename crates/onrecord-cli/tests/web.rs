//! Addresses and archives as a user gives them: a host on this machine and files written by the test.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const REPORT: &str = "“We will appeal,” said Ana Ruiz, counsel for the town. “It is not over.”\n";

fn read(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .arg("read")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn readings(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

/// A host that knows a report, a way to it, and nothing else.
fn host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
            while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
            let (status, fields, body) = match head.split(' ').nth(1).unwrap_or_default() {
                "/report" => {
                    let body = b"\x93We will appeal,\x94 said Zo\xeb Ruiz.".to_vec();
                    ("200 OK", "Content-Type: text/plain; charset=windows-1252\r\n", body)
                }
                "/way" => ("302 Found", "Location: /report\r\n", Vec::new()),
                "/photo.html" => ("200 OK", "Content-Type: image/png\r\n", b"\x89PNG".to_vec()),
                _ => ("404 Not Found", "Content-Type: text/html\r\n", b"<p>\"Gone,\" said the host.".to_vec()),
            };
            let head =
                format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            // A client that has seen enough closes its end.
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}

#[test]
fn addresses_are_read_beside_files() {
    let (host, folder) = (host(), tempfile::tempdir().expect("a folder"));
    let file = folder.path().join("a.txt");
    fs::write(&file, REPORT).expect("a file");
    let address = |path: &str| format!("{host}{path}");
    let (report, way, gone, photo) = (address("/report"), address("/way"), address("/gone"), address("/photo.html"));
    let output = read(&["--allow-private", &way, file.to_str().expect("UTF-8"), &gone, &photo]);
    assert_eq!(output.status.code(), Some(1));
    let all = readings(&output);
    assert_eq!(all.len(), 2, "{}", err(&output));
    assert_eq!(all[0]["document"]["url"], report.as_str(), "the address that answered");
    assert_eq!(all[0]["document"]["text"], "“We will appeal,” said Zoë Ruiz.", "in the charset of the answer");
    let retrieved = all[0]["document"]["retrieved"].as_str().expect("a time");
    assert!(retrieved.len() == 20 && retrieved.starts_with("20") && retrieved.ends_with('Z'), "{retrieved}");
    assert_eq!((&all[1]["document"]["url"], &all[1]["document"]["retrieved"]), (&Value::Null, &Value::Null));
    let lines: Vec<&str> = err(&output).lines().collect();
    assert_eq!(lines[0], format!("onrecord: cannot read {gone:?}: asked {gone}: found status 404, expected 200"));
    assert!(lines[1].contains("found the content type \"image/png\""), "{lines:?}");
    assert_eq!(lines[2], "onrecord: 2 read, 2 failed");
}

#[test]
fn this_machine_is_not_asked_unless_the_user_says_so() {
    let output = read(&[&format!("{}/report", host())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("is at 127.0.0.1, which is loopback; it is not asked"), "{}", err(&output));
    let output = read(&["ftp://example.org/report"]);
    assert!(err(&output).contains("found the scheme \"ftp\", expected http or https"), "{}", err(&output));
}

fn record(kind: &str, path: &str, http: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 {http}\r\n\r\n{body}");
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{path}\r\n\
         WARC-Date: 2026-03-14T09:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

#[test]
fn the_pages_of_an_archive_are_read_and_its_damage_named() {
    let ok = "200 OK\r\nContent-Type: text/plain; charset=utf-8";
    let mut records = [
        gzip(&record("request", "a", "GET", "")),
        gzip(&record("response", "a", ok, REPORT)),
        gzip(&record("response", "b", "404 Not Found\r\nContent-Type: text/html", "<p>gone")),
        gzip(&record("response", "c", ok, REPORT)),
        gzip(&record("revisit", "a", ok, "")),
        gzip(&record("response", "d", ok, REPORT)),
    ];
    let half = records[3].len() / 2;
    records[3].truncate(half);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("crawl.warc.gz");
    fs::write(&path, records.concat()).expect("a file");
    let name = path.to_str().expect("UTF-8");
    let output = read(&[&format!("warc:{name}")]);
    assert_eq!(output.status.code(), Some(1));
    let all = readings(&output);
    let urls: Vec<&Value> = all.iter().map(|r| &r["document"]["url"]).collect();
    assert_eq!(urls, ["https://example.org/a", "https://example.org/d"], "{}", err(&output));
    assert_eq!(all[0]["document"]["retrieved"], "2026-03-14T09:00:00Z");
    assert!(!all[0]["quotations"].as_array().expect("a list").is_empty());
    let lines: Vec<&str> = err(&output).lines().collect();
    assert_eq!(lines[0], format!("onrecord: left out of {name:?}: 1 revisit, 1 status 404"));
    assert!(lines[1].starts_with(&format!("onrecord: cannot read \"{name}#4")), "{lines:?}");
    assert_eq!(lines[2], "onrecord: 2 read, 1 failed");
    let text = read(&["--format", "text", &format!("warc:{name}")]);
    let shown = String::from_utf8_lossy(&text.stdout).replace(['\n', ' '], "");
    assert!(shown.contains("crawl.warc.gz#2https://example.org/a"), "{shown}");
}

#[test]
fn an_archive_without_pages_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("crawl.warc");
    fs::write(&path, record("response", "a", "200 OK\r\nContent-Type: image/png", "x")).expect("a file");
    let output = read(&[&format!("warc:{}", path.display())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("the archive has no pages"), "{}", err(&output));
    assert!(err(&output).contains("1 image/png"), "{}", err(&output));
}

#[test]
fn a_folder_is_read_by_pattern() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.txt", "b.md", "2026/c.txt"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, REPORT).expect("a file");
    }
    let root = folder.path().to_str().expect("UTF-8");
    let count = |patterns: &[&str]| readings(&read(&[patterns, &[root]].concat())).len();
    assert_eq!(count(&["--include", "2026/**"]), 1);
    assert_eq!(count(&["--include", "*.md", "--include", "a.*"]), 2);
    let none = read(&["--include", "*.pdf", root]);
    assert!(err(&none).contains("the folder has no file that matches --include"), "{}", err(&none));
    assert_eq!(read(&["--include", "[", root]).status.code(), Some(2));
}
