//! The client against hosts of the test's own on this machine; nothing here leaves it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_fetch::{Again, BodyError, Client, FetchError, Kind, Options};

/// A host: for each path what it writes. It keeps the heads of all requests.
struct Host {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn new(answer: impl Fn(&str, &str, &mut TcpStream) -> std::io::Result<()> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
                while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                kept.lock().expect("heads").push(head.clone());
                // A client that has seen enough closes its end.
                let _ = answer(&path, &head, &mut stream);
            }
        });
        Self { address, heads }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn asked(&self) -> Vec<String> {
        let heads = self.heads.lock().expect("heads");
        heads.iter().map(|h| h.split(' ').nth(1).unwrap_or_default().to_owned()).collect()
    }
}

fn say(stream: &mut TcpStream, status: &str, fields: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat())
}

fn options() -> Options {
    Options {
        allow_private: true,
        pause: Duration::ZERO,
        timeout: Duration::from_secs(5),
        limit: 100_000,
        ..Options::default()
    }
}

fn client() -> Client {
    Client::new(options()).expect("a client")
}

const HTML: &str = "Content-Type: text/html; charset=koi8-r\r\n";

/// A host without rules that says the same for every page.
fn fixed(status: &'static str, fields: &'static str, body: Vec<u8>) -> Host {
    Host::new(move |path, _, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        _ => say(stream, status, fields, &body),
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn error(result: Result<impl std::fmt::Debug, FetchError>) -> String {
    result.expect_err("an error").to_string()
}

#[test]
fn a_page_comes_with_what_its_answer_says() {
    let host = fixed("200 OK", "Content-Type: text/html; charset=koi8-r\r\nETag: \"7\"\r\n", b"<p>Hi".to_vec());
    let page = client().fetch(&host.at("/report?a=1#part")).expect("a page");
    assert_eq!((page.bytes.as_slice(), page.status), (&b"<p>Hi"[..], 200));
    assert_eq!((page.media.kind(), page.media.charset.as_deref()), (Some(Kind::Html), Some("koi8-r")));
    assert_eq!((page.url.as_str(), page.etag.as_deref()), (host.at("/report?a=1").as_str(), Some("\"7\"")));
    assert_eq!(host.asked(), ["/robots.txt", "/report?a=1"]);
    let head = host.heads.lock().expect("heads")[1].to_ascii_lowercase();
    assert!(head.contains(concat!("user-agent: onrecord/", env!("CARGO_PKG_VERSION"))), "{head}");
}

#[test]
fn packed_pages_are_unpacked() {
    let host = fixed("200 OK", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", gzip(b"We will appeal."));
    assert_eq!(client().fetch(&host.at("/")).expect("a page").bytes, b"We will appeal.");
}

#[test]
fn redirects_are_followed_and_loops_named() {
    let host = Host::new(|path, _, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        "/old" => say(stream, "301 Moved", "Location: new?x=1\r\n", b""),
        "/round" => say(stream, "302 Found", "Location: /again\r\n", b""),
        "/again" => say(stream, "302 Found", "Location: /round\r\n", b""),
        "/file" => say(stream, "302 Found", "Location: file:///etc/passwd\r\n", b""),
        "/nowhere" => say(stream, "302 Found", "Location: http://\r\n", b""),
        path if path.starts_with("/far") => say(stream, "302 Found", &format!("Location: /far{}\r\n", path.len()), b""),
        _ => say(stream, "200 OK", HTML, b"<p>Hi"),
    });
    let page = client().fetch(&host.at("/old")).expect("a page");
    assert_eq!((page.url, page.redirects), (host.at("/new?x=1"), vec![host.at("/old")]));
    assert_eq!(error(client().fetch(&host.at("/round"))), format!("the redirects lead back to {}", host.at("/round")));
    assert!(error(client().fetch(&host.at("/file"))).contains(r#"found the scheme "file""#));
    assert!(error(client().fetch(&host.at("/nowhere"))).contains("it is no address"));
    let few = Client::new(Options { redirects: 1, ..options() }).expect("a client");
    assert!(error(few.fetch(&host.at("/far"))).starts_with("found more than 1 redirects"));
}

#[test]
fn what_is_no_page_is_refused_by_name() {
    let gone = fixed("404 Not Found", HTML, b"<p>This page is gone, said the host.".to_vec());
    let expected = format!("asked {}: found status 404, expected 200", gone.at("/x"));
    assert_eq!(error(client().fetch(&gone.at("/x"))), expected);
    let pdf = fixed("200 OK", "Content-Type: application/pdf\r\n", b"%PDF-1.7".to_vec());
    assert!(error(client().fetch(&pdf.at("/x"))).contains(r#"found the content type "application/pdf""#));
    let odd = fixed("200 OK", "Content-Type: text/html\r\nContent-Encoding: compress\r\n", b"x".to_vec());
    assert!(error(client().fetch(&odd.at("/x"))).contains(r#"found content encoding "compress""#));
    for address in ["ftp://example.org/", "file:///etc/passwd", "example.org", "http://", "http://a:b@example.org/"] {
        assert!(matches!(client().fetch(address), Err(FetchError::Address { .. })), "{address}");
    }
}

#[test]
fn a_slow_host_ends_at_the_time_out() {
    let host = Host::new(|path, _, stream| {
        if path == "/robots.txt" {
            return say(stream, "404 Not Found", "", b"");
        }
        if path == "/drip" {
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{HTML}Content-Length: 1000\r\n\r\n").as_bytes())?;
        }
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(50));
            if path == "/drip" {
                stream.write_all(b"a")?;
            }
        }
        Ok(())
    });
    for path in ["/drip", "/silent"] {
        let short = Client::new(Options { timeout: Duration::from_millis(400), ..options() }).expect("a client");
        let begun = Instant::now();
        let late = error(short.fetch(&host.at(path)));
        assert_eq!(late, format!("asked {} at 127.0.0.1: no whole answer within 400 ms", host.at(path)));
        assert!(begun.elapsed() < Duration::from_secs(2), "{path}: {:?}", begun.elapsed());
        // The host is one thread: it must be done with the last guest.
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn long_pages_and_packed_bombs_end_at_the_limit() {
    let too_long =
        |result| matches!(result, Err(FetchError::Body { source: BodyError::TooLong { limit: 100_000 }, .. }));
    let long = fixed("200 OK", HTML, vec![b'a'; 100_001]);
    assert!(too_long(client().fetch(&long.at("/"))));
    let bomb = fixed("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", gzip(&vec![0; 50 << 20]));
    assert!(too_long(client().fetch(&bomb.at("/"))));
    let endless = Host::new(|path, _, stream| {
        if path == "/robots.txt" {
            return say(stream, "404 Not Found", "", b"");
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        loop {
            stream.write_all(b"5\r\nabcde\r\n")?;
        }
    });
    assert!(too_long(client().fetch(&endless.at("/"))));
}

#[test]
fn robots_are_obeyed_on_every_step() {
    let host = Host::new(|path, _, stream| match path {
        "/robots.txt" => say(stream, "200 OK", "", b"User-agent: *\nDisallow: /closed\n"),
        "/way" => say(stream, "302 Found", "Location: /closed/report\r\n", b""),
        _ => say(stream, "200 OK", HTML, b"<p>Hi"),
    });
    let client = client();
    for path in ["/closed/report", "/way"] {
        let expected = format!("{} is not asked: its robots.txt does not allow it", host.at("/closed/report"));
        assert_eq!(error(client.fetch(&host.at(path))), expected);
    }
    assert!(client.fetch(&host.at("/open")).is_ok());
    assert_eq!(host.asked(), ["/robots.txt", "/way", "/open"], "rules are asked for once, closed pages never");
    let trouble = Host::new(|_, _, stream| say(stream, "503 Busy", "", b""));
    assert!(error(self::client().fetch(&trouble.at("/"))).contains("its robots.txt answers with status 503"));
}

#[test]
fn private_addresses_are_refused_however_they_are_written() {
    let host = fixed("200 OK", HTML, b"<p>secret".to_vec());
    let careful = || Client::new(Options { allow_private: false, ..options() }).expect("a client");
    let expected = r#""127.0.0.1" is at 127.0.0.1, which is loopback; it is not asked"#;
    assert_eq!(error(careful().fetch(&host.at("/"))), expected);
    let port = host.address.rsplit(':').next().expect("a port").to_owned();
    for name in ["localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "169.254.169.254", "0"] {
        let asked = careful().fetch(&format!("http://{name}:{port}/"));
        assert!(matches!(asked, Err(FetchError::Private { .. })), "{name}: {asked:?}");
    }
    assert!(host.asked().is_empty());
}

#[test]
fn a_page_that_has_not_changed_is_not_sent_again() {
    let host = Host::new(|path, head, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        _ if head.to_ascii_lowercase().contains("if-none-match: \"7\"") => {
            stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
        }
        _ => say(stream, "200 OK", "Content-Type: text/html\r\nETag: \"7\"\r\n", b"<p>Hi"),
    });
    let client = client();
    let page = client.fetch(&host.at("/")).expect("a page");
    assert_eq!(client.fetch_again(&host.at("/"), &page.seen()).expect("an answer"), Again::NotModified);
    let mut other = page.seen();
    other.etag = Some("\"6\"".to_owned());
    assert!(matches!(client.fetch_again(&host.at("/"), &other), Ok(Again::Fetched(_))));
}

#[test]
fn a_connection_that_breaks_is_no_page() {
    let host = Host::new(|path, _, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", "", b""),
        "/half" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<p>We will")
        }
        "/chunk" => stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<p>We"),
        _ => Ok(()),
    });
    for path in ["/half", "/chunk", "/nothing"] {
        let broken = client().fetch(&host.at(path));
        assert!(matches!(broken, Err(FetchError::Connection { .. })), "{path}: {broken:?}");
        let said = error(broken);
        assert!(said.starts_with(&format!("asked {} at 127.0.0.1: the connection closed", host.at(path))), "{said}");
    }
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let said = error(client().fetch(&format!("http://{free}/")));
    assert!(said.ends_with("at 127.0.0.1: the connection was refused"), "{said}");
    // A host that does not speak TLS.
    let said = error(client().fetch(&host.at("/").replace("http:", "https:")));
    assert!(said.contains("at 127.0.0.1: "), "{said}");
}

#[test]
fn requests_to_one_host_come_with_a_pause() {
    let host = fixed("200 OK", HTML, b"<p>Hi".to_vec());
    let client = Client::new(Options { pause: Duration::from_millis(300), ..options() }).expect("a client");
    let begun = Instant::now();
    for _ in 0..3 {
        client.fetch(&host.at("/")).expect("a page");
    }
    assert!(begun.elapsed() >= Duration::from_millis(600), "{:?}", begun.elapsed());
}
