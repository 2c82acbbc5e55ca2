//! The server over loopback, asked with plain HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use onrecord_serve::tokens::{Scope, Tokens};
use onrecord_serve::{Options, Ready, serve};
use onrecord_store::Writer;

const REPORT: &str = "“We will not start until the survey is complete,” said Ana Ruiz, the harbour master.\n\nThe works were to begin in March.";

/// A server over an empty record, with a token that may write and one that may read.
struct Server {
    at: SocketAddr,
    sign_in: String,
    write: String,
    read: String,
    folder: tempfile::TempDir,
}

fn start(change: impl FnOnce(&mut Options)) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("r.db");
    drop(Writer::open(&record, true).unwrap());
    let tokens = Tokens::of(&record);
    let write = tokens.make("desk", Scope::Write, "2026-03-14T09:00:00Z").unwrap().1;
    let read = tokens.make("display", Scope::Read, "2026-03-14T09:00:00Z").unwrap().1;
    let (tell, told) = mpsc::channel();
    let mut options = Options::new(record, "127.0.0.1:0".parse().unwrap());
    change(&mut options);
    std::thread::spawn(move || serve(options, move |ready| tell.send(ready).unwrap()).unwrap());
    let Ready { at, sign_in } = told.recv().unwrap();
    Server { at, sign_in: sign_in.unwrap(), write, read, folder }
}

/// Status, head and body of an answer.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn field(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|l| l.split_once(": "));
        lines.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Server {
    fn ask(&self, method: &str, path: &str, fields: &str, body: &str) -> Answer {
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{fields}\r\n{body}",
            self.at,
            body.len()
        ))
    }

    fn send(&self, text: &str) -> Answer {
        let mut stream = TcpStream::connect(self.at).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // Who is cut off has what came before.
        let _ = stream.read_to_end(&mut bytes);
        let answer = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str, fields: &str) -> Answer {
        self.ask("GET", path, fields, "")
    }

    fn post(&self, path: &str, token: &str, json: &str) -> Answer {
        let fields = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        self.ask("POST", path, &fields, json)
    }

    fn add(&self) -> Answer {
        let json = serde_json::json!({"text": REPORT, "published": "2026-03-14"}).to_string();
        self.post("/api/v1/reports", &self.write, &json)
    }

    /// The cookie of a session that may write.
    fn cookie(&self) -> String {
        let path = self.sign_in.split_once(&self.at.to_string()).unwrap().1;
        let answer = self.get(path, "");
        assert_eq!((answer.status, answer.field("location")), (303, Some("/")), "{}", answer.head);
        let set = answer.field("set-cookie").unwrap().to_owned();
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        assert_eq!(self.get(path, "").status, 401, "the address signs in once");
        set.split(';').next().unwrap().to_owned()
    }
}

#[test]
fn what_was_added_is_found_checked_and_shown() {
    let server = start(|_| ());
    let added = server.add();
    assert!(added.status == 201 && added.body.contains("\"quotations\":1"), "{}", added.body);
    assert_eq!(server.add().status, 200, "the same again is known");
    let found = server.get("/api/v1/search?words=survey&speaker=Ana+Ruiz", "");
    assert!(found.body.contains("We will not start until the survey is complete"), "{}", found.body);
    let json: serde_json::Value = serde_json::from_str(&found.body).unwrap();
    assert_eq!(json["quotations"][0]["spans"][0], serde_json::json!({"start": 1, "end": 48}));
    let checked = server.ask(
        "POST",
        "/api/v1/check",
        "Content-Type: application/json\r\n",
        r#"{"quote": "We will start until the survey is complete", "speaker": "Ana Ruiz"}"#,
    );
    assert!(checked.body.contains("\"altered\""), "{}", checked.body);
    let report = json["quotations"][0]["report"].as_str().unwrap();
    let page = server.get(&format!("/report/{report}"), "Accept: text/html\r\n");
    assert!(page.status == 200 && page.body.contains("Ana Ruiz"), "{}", page.body);
    assert!(server.get("/", "").body.contains("1 report and 1 quotation"));
}

#[test]
fn writing_needs_a_token_that_may_write() {
    let server = start(|_| ());
    let json = r#"{"text": "x"}"#;
    let none = server.ask("POST", "/api/v1/reports", "Content-Type: application/json\r\n", json);
    assert_eq!((none.status, none.field("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(server.post("/api/v1/reports", &server.read, json).status, 403);
    for wrong in ["", "onr_00000000_00", &server.write[..20]] {
        assert_eq!(server.post("/api/v1/reports", wrong, json).status, 401, "{wrong}");
    }
    assert_eq!(server.add().status, 201);
    Tokens::of(&server.folder.path().join("r.db")).revoke("desk").unwrap();
    assert_eq!(server.add().status, 401, "a token that was taken back");
}

#[test]
fn strangers_may_try_few_tokens() {
    let server = start(|_| ());
    let tried = (0..14).map(|n| server.post("/api/v1/corrections", &format!("onr_{n:08}_x"), "{}").status);
    let tried: Vec<u16> = tried.collect();
    assert_eq!(tried.last(), Some(&429), "{tried:?}");
    assert_eq!(server.get("/api/v1/health", "").status, 200);
}

#[test]
fn a_form_needs_the_sessions_proof_and_comes_from_this_site() {
    let server = start(|_| ());
    server.add();
    let cookie = server.cookie();
    let form = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let json: serde_json::Value = serde_json::from_str(&server.get("/api/v1/search?words=survey", "").body).unwrap();
    let key = json["quotations"][0]["key"].as_str().unwrap();
    let page = server.get(&format!("/quotation/{key}"), &format!("Cookie: {cookie}\r\n")).body;
    let proof = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = |csrf: &str| format!("csrf={csrf}&key={key}&what=confirm&next=/review");
    assert_eq!(server.ask("POST", "/correct", &form, &body("")).status, 403);
    assert_eq!(server.ask("POST", "/correct", &form, &body(&proof.replace(&proof[..1], "x"))).status, 403);
    let cross = format!("{form}Origin: http://evil.example\r\n");
    assert_eq!(server.ask("POST", "/correct", &cross, &body(proof)).status, 403);
    let site = format!("{form}Sec-Fetch-Site: cross-site\r\n");
    assert_eq!(server.ask("POST", "/correct", &site, &body(proof)).status, 403);
    let own = format!("{form}Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n", server.at);
    let done = server.ask("POST", "/correct", &own, &body(proof));
    assert_eq!((done.status, done.field("location")), (303, Some("/review")), "{}", done.body);
    assert!(server.get("/api/v1/corrections", "").body.contains("\"confirmed\""));
    let away = server.ask("POST", "/correct", &own, &body(proof).replace("/review", "//evil.example"));
    assert_eq!(away.field("location"), Some("/"), "no page of another site");
}

#[test]
fn reading_can_need_a_token_too() {
    let server = start(|options| options.read_token = true);
    assert_eq!(server.get("/api/v1/search", "").status, 401);
    assert_eq!(server.get("/", "").status, 401);
    assert_eq!(server.get("/mcp", "").status, 401);
    assert_eq!(server.get("/session", "").status, 200, "one can sign in");
    assert_eq!(server.get("/assets/style.css", "").status, 200);
    let bearer = format!("Authorization: Bearer {}\r\n", server.read);
    assert_eq!(server.get("/api/v1/search", &bearer).status, 200);
}

#[test]
fn other_names_of_this_host_are_turned_away() {
    let server = start(|options| options.host = vec!["record.example.org".to_owned()]);
    let as_host =
        |name: &str| server.send(&format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!(as_host("evil.example:80"), 421, "DNS rebinding");
    assert_eq!(as_host("localhost:1"), 200);
    assert_eq!(as_host("record.example.org"), 200);
}

#[test]
fn every_failure_of_the_api_is_a_problem() {
    let server = start(|_| ());
    let json = "Content-Type: application/json\r\n";
    for (status, answer) in [
        (404, server.get("/api/v1/nowhere", "")),
        (404, server.get("/api/v1/quotations/00000000", "")),
        (405, server.ask("DELETE", "/api/v1/search", "", "")),
        (415, server.ask("POST", "/api/v1/check", "Content-Type: text/plain\r\n", "x")),
        (422, server.ask("POST", "/api/v1/check", json, "{")),
        (422, server.get("/api/v1/search?limit=0", "")),
        (422, server.get("/api/v1/search?nonsense=1", "")),
        (413, server.ask("POST", "/api/v1/check", json, &format!("{{\"quote\": \"{}\"}}", "x".repeat(3 << 20)))),
    ] {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.field("content-type"), Some("application/problem+json"), "{}", answer.head);
        assert!(answer.body.contains(&format!("\"status\":{status}")), "{}", answer.body);
    }
    let page = server.get("/report/00000000", "Accept: text/html\r\n");
    assert!(page.status == 404 && page.field("content-type").unwrap().starts_with("text/html"), "{}", page.head);
}

#[test]
fn every_answer_says_what_a_browser_may_do() {
    let server = start(|_| ());
    for path in ["/", "/assets/style.css", "/api/v1/search", "/nowhere", "/api/v1/openapi.json", "/session/0"] {
        let answer = server.get(path, "");
        let policy = answer.field("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [("x-content-type-options", "nosniff"), ("cross-origin-resource-policy", "same-origin")] {
            assert_eq!(answer.field(name), Some(value), "{path}");
        }
    }
}

#[test]
fn an_answer_is_sent_once() {
    let server = start(|_| ());
    for path in ["/assets/style.css", "/api/v1/reports", "/search"] {
        let first = server.get(path, "");
        let tag = first.field("etag").unwrap();
        assert_eq!(server.get(path, &format!("If-None-Match: {tag}\r\n")).status, 304, "{path}");
    }
    assert_eq!(server.get("/assets/..%2fCargo.toml", "").status, 404);
}

#[test]
fn add_fetches_nothing_from_inside() {
    let server = start(|_| ());
    let inside = format!("http://{}/", server.at);
    for address in
        [&inside, "http://169.254.169.254/latest", "http://[::1]/", "file:///etc/passwd", "http://localhost/"]
    {
        let answer = server.post("/api/v1/reports", &server.write, &serde_json::json!({"url": address}).to_string());
        assert_eq!(answer.status, 422, "{address}: {}", answer.body);
    }
}

#[test]
fn many_texts_are_read_line_by_line_and_a_wrong_one_ends_no_other() {
    let server = start(|_| ());
    let line = serde_json::json!({"id": "7", "text": REPORT}).to_string();
    let lines = format!("{line}\nno json\n\n{line}");
    let answer = server.ask("POST", "/api/v1/analyse/lines", "Content-Type: application/jsonl\r\n", &lines);
    assert_eq!(answer.body.matches("\"id\":\"7\",\"reading\"").count(), 2, "{}", answer.body);
    assert!(answer.body.contains("line 2: expected"), "{}", answer.body);
    let size = server.get("/api/v1/health", "").body;
    assert!(size.contains("\"reports\":0"), "nothing is kept: {size}");
}

#[test]
fn places_are_counted_in_the_units_that_are_asked_for() {
    let server = start(|_| ());
    let text = "𝄞𝄞 “We will appeal,” said Ana Ruiz.";
    let ask = |query: &str| {
        let json = serde_json::json!({"text": text, "kind": "plain"}).to_string();
        let path = format!("/api/v1/analyse{query}");
        let body = server.ask("POST", &path, "Content-Type: application/json\r\n", &json).body;
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        json["quotations"][0]["content"][0]["start"].as_u64().unwrap()
    };
    assert_eq!((ask(""), ask("?offsets=utf16")), (4, 6));
}

#[test]
fn a_head_that_trickles_is_cut_off_and_hurts_nobody() {
    let server = start(|_| ());
    let idle: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(server.at).unwrap()).collect();
    let mut slow = TcpStream::connect(server.at).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    assert_eq!(server.get("/", "").status, 200);
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(!String::from_utf8_lossy(&rest).contains(" 200 "), "it was cut off");
    assert_eq!(server.get("/", "").status, 200);
    drop(idle);
}

#[test]
fn a_record_that_is_not_there_is_said() {
    let options = Options::new("/nowhere/r.db".into(), "127.0.0.1:0".parse().unwrap());
    let error = serve(options, |_| ()).unwrap_err().to_string();
    assert!(error.contains("there is no such file"), "{error}");
}
