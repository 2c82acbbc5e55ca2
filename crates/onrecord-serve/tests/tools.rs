//! Search, check, exchanges and review as a browser without script meets them: forms in, pages out.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;

use onrecord_serve::tokens::{Scope, Tokens};
use onrecord_serve::{Options, Ready, serve};
use onrecord_store::Writer;

const REPORT: &str = "{\"text\": \"Harbour master answers the mayor\\n\\nIn a letter to Mayor Tom Okafor on 2 March 2026, Ana Ruiz, the harbour master, \
                      wrote: “We will not start until the survey of the northern quay is complete.”\\n\\nThe works were to begin in March.\"}";

/// A server with one report, its address, and the cookie of a session that may write.
struct Served {
    at: SocketAddr,
    cookie: String,
    _folder: tempfile::TempDir,
}

impl Served {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("r.db");
        drop(Writer::open(&record, true).unwrap());
        let token = Tokens::of(&record).make("desk", Scope::Write, "2026-03-14T09:00:00Z").unwrap().1;
        let (tell, told) = mpsc::channel();
        let options = Options::new(record, "127.0.0.1:0".parse().unwrap());
        std::thread::spawn(move || serve(options, move |ready| tell.send(ready).unwrap()).unwrap());
        let Ready { at, sign_in } = told.recv().unwrap();
        let mut served = Self { at, cookie: String::new(), _folder: folder };
        let json = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        let (head, body) = served.ask("POST", "/api/v1/reports", &json, REPORT);
        assert!(head.starts_with("HTTP/1.1 201"), "{body}");
        let path = sign_in.unwrap();
        let (head, _) = served.ask("GET", path.split(&at.to_string()).nth(1).unwrap(), "", "");
        let set = head.lines().find_map(|l| l.strip_prefix("set-cookie: ")).unwrap();
        set.split(';').next().unwrap().clone_into(&mut served.cookie);
        served
    }

    fn ask(&self, method: &str, path: &str, fields: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.at).unwrap();
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{cookie}", self.at);
        write!(stream, "{head}Accept: text/html\r\nContent-Length: {length}\r\n{fields}\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn page(&self, path: &str) -> String {
        let (head, body) = self.ask("GET", path, "", "");
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}\n{body}");
        body
    }

    /// A form with a file, as browsers send it.
    fn check(&self, fields: &[(&str, &str)]) -> (String, String) {
        let mut body = String::new();
        for (name, value) in fields {
            let _ = write!(body, "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body += "--b--\r\n";
        self.ask("POST", "/check", "Content-Type: multipart/form-data; boundary=b\r\n", &body)
    }

    fn say(&self, what: &str, page: &str) -> String {
        let value = |name: &str| {
            let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            after.split('"').next().unwrap().replace("&#38;", "&")
        };
        let next = value("next").replace('?', "%3F").replace('=', "%3D").replace('&', "%26");
        let body = format!("csrf={}&key={}&next={next}&what={what}&speaker=Tom+Okafor", value("csrf"), value("key"));
        let (head, body) = self.ask("POST", "/correct", "Content-Type: application/x-www-form-urlencoded\r\n", &body);
        assert!(head.starts_with("HTTP/1.1 303"), "{head}\n{body}");
        head.lines().find_map(|l| l.strip_prefix("location: ")).unwrap().to_owned()
    }
}

#[test]
fn a_search_is_an_address_without_empty_fields_and_marks_its_words() {
    let served = Served::start();
    let (head, _) = served.ask("GET", "/search?words=survey&speaker=&to=&kind=&since=", "", "");
    assert!(head.contains("location: /search?words=survey\r\n"), "{head}");
    let page = served.page("/search?words=survey&speaker=Ana+Ruiz");
    assert!(page.contains("<mark>survey</mark>") && page.contains("1 quotation"), "{page}");
    assert!(page.contains("href=\"/search?words=survey\" aria-label=\"said by Ana Ruiz, take away\""), "{page}");
    let none = served.page("/search?words=zebra");
    assert!(none.contains("Nothing found") && none.contains("does not say that it was never said"), "{none}");
    let wrong = served.page("/search?since=2026&until=2025");
    assert!(wrong.contains("role=\"alert\""), "{wrong}");
}

#[test]
fn a_verdict_stands_beside_each_quotation_of_a_draft_and_can_be_saved() {
    let served = Served::start();
    let draft =
        "“We will start before the survey of the northern quay is complete,” said Ana Ruiz.\n\nShe left <b>early</b>.";
    let (_, page) = served.check(&[("draft", draft)]);
    assert!(
        page.contains("id=\"d1\"") && page.contains("id=\"c1\"") && page.contains("Other words in the record"),
        "{page}"
    );
    assert!(page.contains("<del class=\"grave\">not</del>") || page.contains("<del"), "{page}");
    assert!(page.contains("&#60;b&#62;early") && !page.contains("<b>early"), "{page}");
    let (head, file) = served.check(&[("draft", draft), ("export", "markdown")]);
    assert!(
        head.contains("content-disposition: attachment") && file.contains("## 1\\. Other words in the record"),
        "{file}"
    );
    let (_, file) = served.check(&[("draft", draft), ("export", "html")]);
    assert!(
        file.contains("<style>") && !file.contains("<script") && file.contains("Other words in the record"),
        "{file}"
    );
    let (_, page) = served.check(&[
        ("quote", "We will not start until the survey of the northern quay is complete"),
        ("speaker", "Tom Okafor"),
    ]);
    assert!(page.contains("Word for word, credited to somebody else"), "{page}");
    let (_, page) = served.check(&[("draft", " ")]);
    assert!(page.contains("There is nothing to check yet"), "{page}");
}

#[test]
fn an_exchange_is_told_as_the_outlets_and_drawn() {
    let served = Served::start();
    let page = served.page("/exchanges");
    assert!(page.contains("reported a letter from <a class=\"speaker\""), "{page}");
    assert!(
        page.contains("<svg class=\"arcs\"") && page.contains("aria-label=\"Ana Ruiz to Tom Okafor: 1\""),
        "{page}"
    );
    assert!(served.page("/exchanges?medium=call").contains("Nothing of that kind"));
    assert!(served.page("/exchanges?name=Ruiz&medium=letter").contains("Ana Ruiz"));
    assert!(served.page("/exchanges?name=%2A&page=99").contains("Nothing of that kind"));
}

#[test]
fn what_is_said_in_review_is_kept_and_taken_back_without_script() {
    let served = Served::start();
    let first = served.page("/review");
    assert!(first.contains("<strong class=\"said\">") && first.contains("<option value=\"Ana Ruiz\">"), "{first}");
    let next = served.say("speaker", &first);
    let kept = served.page(&next);
    assert!(kept.contains("said by Tom Okafor") && kept.contains("Take it back"), "{kept}");
    let back = served.say("undo", &kept);
    assert!(served.page(&back).contains("<strong class=\"said\">"), "it is to be looked at again");
    assert!(served.page("/review?skip=9").contains("There is nothing left"));
}
