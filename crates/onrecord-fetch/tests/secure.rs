//! HTTPS and proxies on this machine: certificates and a proxy of the test's own; nothing here leaves it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onrecord_fetch::{Client, FetchError, Options, Proxies};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// An authority of the test's own, with the certificate that it gave a host.
struct Authority {
    pem: String,
    config: Arc<ServerConfig>,
}

impl Authority {
    fn of(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
        let key = KeyPair::generate().expect("a key");
        let host = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = host.signed_by(&key, &issuer).expect("a certificate");
        let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("a certificate and its key");
        Self { pem: issuer.pem(), config: Arc::new(config) }
    }
}

fn answer(stream: &mut (impl Read + Write)) -> std::io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(&mut *stream);
    while reader.read_line(&mut head)? > 2 {}
    let (status, body) =
        if head.contains("/robots.txt") { ("404 Not Found", "") } else { ("200 OK", "<p>We will appeal.") };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes())?;
    stream.flush()
}

/// A host that speaks TLS with that certificate, or none.
fn host(config: Option<Arc<ServerConfig>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            // A client that does not trust the host closes its end.
            let _ = match &config {
                Some(config) => {
                    let connection = ServerConnection::new(Arc::clone(config)).expect("a connection");
                    let mut secure = StreamOwned::new(connection, stream);
                    answer(&mut secure).map(|()| secure.conn.send_close_notify()).and_then(|()| secure.flush())
                }
                None => answer(&mut stream),
            };
        }
    });
    port
}

/// A proxy that keeps the first lines of what it was asked, and passes `CONNECT` on.
fn proxy() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(client) = stream else { continue };
            let kept = Arc::clone(&kept);
            std::thread::spawn(move || pass_on(client, &kept));
        }
    });
    (port, asked)
}

fn pass_on(mut client: TcpStream, kept: &Mutex<Vec<String>>) -> Option<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(client.try_clone().ok()?);
    while reader.read_line(&mut head).ok()? > 2 {}
    let first = head.lines().next()?.to_owned();
    kept.lock().ok()?.push(first.clone());
    let target = first.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    if target.starts_with("closed.example") {
        return client.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").ok();
    }
    // The only machine that it reaches is this one, whatever the name.
    let host = TcpStream::connect(("127.0.0.1", target.rsplit(':').next()?.parse().ok()?)).ok()?;
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    let (mut from, mut to) = (host.try_clone().ok()?, client.try_clone().ok()?);
    let back = std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let _ = std::io::copy(&mut client, &mut &host);
    let _ = host.shutdown(Shutdown::Write);
    back.join().ok()
}

fn options() -> Options {
    Options {
        allow_private: true,
        pause: Duration::ZERO,
        timeout: Duration::from_secs(10),
        connect_timeout: Duration::from_secs(2),
        ..Options::default()
    }
}

fn fetch(options: Options, address: &str) -> Result<String, String> {
    let client = Client::new(options).map_err(|e| e.to_string())?;
    let page = client.fetch(address).map_err(|e| e.to_string())?;
    Ok(String::from_utf8_lossy(&page.bytes).into_owned())
}

#[test]
fn a_page_comes_over_https_from_a_host_that_is_trusted() {
    let authority = Authority::of("localhost");
    let port = host(Some(Arc::clone(&authority.config)));
    let trusting = || Options { authorities: Some(authority.pem.clone().into_bytes()), ..options() };
    let address = format!("https://localhost:{port}/report");
    assert_eq!(fetch(trusting(), &address), Ok("<p>We will appeal.".to_owned()));
    let stranger = fetch(options(), &address).expect_err("the web's authorities do not know it");
    assert!(stranger.contains("UnknownIssuer"), "{stranger}");
    let other = Authority::of("localhost");
    let wrong = Options { authorities: Some(other.pem.into_bytes()), ..options() };
    assert!(fetch(wrong, &address).is_err_and(|e| e.contains("invalid peer certificate")));
    let named = fetch(trusting(), &format!("https://127.0.0.1:{port}/report")).expect_err("another name");
    assert!(named.contains("certificate not valid for name") || named.contains("NotValidForName"), "{named}");
}

#[test]
fn authorities_that_are_none_are_refused() {
    let with = |pem: &str| Client::new(Options { authorities: Some(pem.as_bytes().to_vec()), ..options() });
    for (pem, found) in [("", "found none"), ("-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n", "")] {
        let Err(error) = with(pem) else { panic!("{pem:?}") };
        let said = error.to_string();
        assert!(said.starts_with("cannot use the certificates of authorities: "), "{said}");
        assert!(said.contains(found), "{said}");
    }
    let key = KeyPair::generate().expect("a key").serialize_pem();
    assert!(matches!(with(&key), Err(FetchError::Authorities { why }) if why == "found a private key"));
}

#[test]
fn a_proxy_passes_requests_on() {
    let authority = Authority::of("report.example");
    let (secure, plain, (proxy, asked)) = (host(Some(Arc::clone(&authority.config))), host(None), proxy());
    let through = || Options {
        proxies: Proxies::one(&format!("http://127.0.0.1:{proxy}"), "localhost"),
        authorities: Some(authority.pem.clone().into_bytes()),
        // The proxy itself is private: the user named it.
        allow_private: false,
        ..options()
    };
    let page = "<p>We will appeal.".to_owned();
    assert_eq!(fetch(through(), &format!("https://report.example:{secure}/a")), Ok(page.clone()));
    assert_eq!(fetch(through(), &format!("http://report.example:{plain}/a")), Ok(page.clone()));
    let lines = || std::mem::take(&mut *asked.lock().expect("lines"));
    let told = lines();
    assert!(told.iter().all(|l| l.starts_with("CONNECT report.example:")) && told.len() >= 2, "{told:?}");
    // Not through it: exceptions, and what is known to be private.
    assert_eq!(fetch(Options { allow_private: true, ..through() }, &format!("http://localhost:{plain}/a")), Ok(page));
    for private in ["http://127.0.0.1:1/", "http://10.0.0.7/", "http://[::1]/", "http://169.254.169.254/latest"] {
        let said = fetch(through(), private).expect_err("private");
        assert!(said.ends_with("it is not asked"), "{said}");
    }
    assert_eq!(lines(), [""; 0]);
    let said = fetch(through(), "http://closed.example/").expect_err("the proxy refuses");
    assert!(said.starts_with("asked http://closed.example/robots.txt through the proxy: "), "{said}");
}
