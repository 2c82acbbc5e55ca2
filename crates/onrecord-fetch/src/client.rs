//! The road of one request: is the address one of the web, do the host's rules allow it, is it our turn, what came, where does it
//! lead.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use onrecord_warc::http::{self, BodyError, Media};
use ureq::http::{HeaderMap, Response, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Proxy};
use url::Url;

use crate::error::FetchError;
use crate::manners::{Manners, Rules};
use crate::proxies::{self, Proxies};
use crate::resolver::{Answers, Checked, Undialled};

/// Who asks: the project's name and version.
const USER_AGENT: &str = concat!("onrecord/", env!("CARGO_PKG_VERSION"));
/// Redirects of a `robots.txt`, as RFC 9309 asks.
const ROBOTS_REDIRECTS: usize = 5;
/// A longer `robots.txt` is no set of rules.
const ROBOTS_LIMIT: usize = 8 << 20;

/// How a client behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Longest time for a connection, name and handshake included.
    pub connect_timeout: Duration,
    /// Longest time for all of one fetch, redirects and body included, pauses apart.
    pub timeout: Duration,
    /// Most bytes of a page, unpacked.
    pub limit: usize,
    /// Most redirects.
    pub redirects: usize,
    /// Shortest pause between two requests to one host.
    pub pause: Duration,
    /// Whether private and loopback addresses are asked.
    pub allow_private: bool,
    /// Who passes requests on; nobody as it is.
    pub proxies: Proxies,
    /// Certificates in PEM of the authorities that are believed instead of the web's own: those of a test, or of a company that
    /// reads along.
    pub authorities: Option<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            limit: 64 << 20,
            redirects: 10,
            pause: Duration::from_secs(1),
            allow_private: false,
            proxies: Proxies::default(),
            authorities: None,
        }
    }
}

/// A page that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The address that was asked for.
    pub url_asked: String,
    /// The address that answered, after all redirects.
    pub url: String,
    /// The addresses that only led on, in order.
    pub redirects: Vec<String>,
    /// The status: 200 or 203.
    pub status: u16,
    /// Kind and charset, as the answer names them.
    pub media: Media,
    /// The field `Content-Type` as it stands.
    pub content_type: Option<String>,
    /// The field `Last-Modified` as it stands.
    pub last_modified: Option<String>,
    /// The field `ETag` as it stands.
    pub etag: Option<String>,
    /// The page, unpacked.
    pub bytes: Vec<u8>,
}

impl Fetched {
    /// What to keep for asking again whether the page has changed.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen { url: self.url.clone(), etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

/// What is kept of an earlier answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The address that answered.
    pub url: String,
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What came when a page was asked for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// It is as it was.
    NotModified,
    /// It has changed, or the host cannot tell.
    Fetched(Box<Fetched>),
}

/// Fetches pages. It may be shared between threads: pauses and rules are kept for all of them.
pub struct Client {
    agent: Agent,
    options: Options,
    manners: Manners,
    answers: Answers,
    /// For `http` and for `https`.
    proxies: [Option<Proxy>; 2],
    /// Looks names up where a proxy would do it unseen.
    names: Checked,
}

/// What an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// HTML or plain text.
    Page,
    /// A list of addresses: hosts give it a dozen types.
    List,
}

/// Where redirects led, and the answer there.
struct Led {
    url: Url,
    redirects: Vec<String>,
    answer: Response<Body>,
    left: Duration,
}

impl Client {
    /// A client that has asked nothing yet.
    ///
    /// # Errors
    /// When a proxy is no address or the authorities are no certificates.
    pub fn new(options: Options) -> Result<Self, FetchError> {
        let answers = Answers::default();
        let proxies = options.proxies.read()?;
        let hosts: Vec<String> = proxies.iter().flatten().map(|p| p.uri().to_string()).collect();
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .accept("text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1")
            .accept_encoding("gzip, deflate, br, zstd")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Proxies are the caller's to name; the library reads no environment.
            .proxy(None)
            .tls_config(TlsConfig::builder().root_certs(roots(options.authorities.as_deref())?).build())
            .timeout_resolve(Some(options.connect_timeout))
            .timeout_connect(Some(options.connect_timeout))
            .build();
        let resolver = Checked::new(options.allow_private, hosts, Arc::clone(&answers));
        let names = Checked::new(options.allow_private, Vec::new(), Arc::clone(&answers));
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Ok(Self { agent, options, manners: Manners::default(), answers, proxies, names })
    }

    /// Fetches a page.
    ///
    /// # Errors
    /// When it is not allowed, does not come whole and in time, or is no page; each error says what was found.
    pub fn fetch(&self, url: &str) -> Result<Fetched, FetchError> {
        match self.ask(url, None, Wanted::Page)? {
            Again::Fetched(page) => Ok(*page),
            // Only an answer to a conditional request may say so.
            Again::NotModified => Err(FetchError::Status { url: url.to_owned(), status: 304 }),
        }
    }

    /// Fetches a page only if it has changed since it was `seen`.
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub fn fetch_again(&self, url: &str, seen: &Seen) -> Result<Again, FetchError> {
        self.ask(url, Some(seen), Wanted::Page)
    }

    /// Fetches a feed or sitemap, which may be of any type, only if it has changed since it was `seen`.
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub fn fetch_list(&self, url: &str, seen: Option<&Seen>) -> Result<Again, FetchError> {
        self.ask(url, seen, Wanted::List)
    }

    fn ask(&self, asked: &str, seen: Option<&Seen>, wanted: Wanted) -> Result<Again, FetchError> {
        let Led { url, redirects, mut answer, left } =
            self.follow(parse(asked)?, seen, true, self.options.redirects)?;
        let status = answer.status().as_u16();
        let name = url.to_string();
        match status {
            200 | 203 => {}
            304 if seen.is_some_and(|s| s.url == name) => return Ok(Again::NotModified),
            _ => return Err(FetchError::Status { url: name, status }),
        }
        let field = |name: &str| field(answer.headers(), name);
        let (content_type, last_modified, etag) = (field("content-type"), field("last-modified"), field("etag"));
        let media = Media::of(content_type.as_deref().unwrap_or_default());
        if wanted == Wanted::Page && media.kind().is_none() && !media.name.is_empty() {
            return Err(FetchError::ContentType { url: name, found: media.name });
        }
        let bytes = self.body(&url, &mut answer, self.options.limit, left)?;
        let page = Fetched {
            url_asked: asked.to_owned(),
            url: name,
            redirects,
            status,
            media,
            content_type,
            last_modified,
            etag,
            bytes,
        };
        Ok(Again::Fetched(Box::new(page)))
    }

    /// Asks, and goes where the answer leads.
    fn follow(&self, mut url: Url, seen: Option<&Seen>, polite: bool, most: usize) -> Result<Led, FetchError> {
        let mut redirects = Vec::new();
        let mut left = self.options.timeout;
        let mut last_host = String::new();
        loop {
            if polite {
                let rules = self.rules(&url)?;
                if let Some(why) = rules.refuse(url.as_str()) {
                    return Err(FetchError::Robots { url: url.to_string(), why });
                }
                let host = url.host_str().unwrap_or_default().to_owned();
                // A redirect within one host is half of one request.
                if host != last_host {
                    self.manners.wait(&host, self.options.pause.max(rules.pause()));
                }
                last_host = host;
            }
            let begun = Instant::now();
            let answer = self.one(&url, seen.filter(|s| s.url == url.as_str()), left)?;
            left = left.saturating_sub(begun.elapsed());
            let to = match answer.status().as_u16() {
                301 | 302 | 303 | 307 | 308 => field(answer.headers(), "location"),
                _ => None,
            };
            let Some(to) = to else { return Ok(Led { url, redirects, answer, left }) };
            let next = url.join(&to).map_err(|e| FetchError::Address {
                url: to.clone(),
                why: format!("{url} leads there, and it is no address: {e}"),
            })?;
            redirects.push(url.to_string());
            url = checked(next, &to)?;
            if redirects.iter().any(|r| r == url.as_str()) {
                return Err(FetchError::Loop { url: url.to_string() });
            }
            if redirects.len() > most {
                return Err(FetchError::Redirects { url: url.to_string(), most });
            }
        }
    }

    /// One request, no redirects.
    fn one(&self, url: &Url, seen: Option<&Seen>, left: Duration) -> Result<Response<Body>, FetchError> {
        if left.is_zero() {
            return Err(self.late(url));
        }
        let mut request = self.agent.get(url.as_str());
        if let Some(seen) = seen {
            for (name, value) in [("if-none-match", &seen.etag), ("if-modified-since", &seen.last_modified)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let proxy = self.proxy(url)?;
        request.config().timeout_global(Some(left)).proxy(proxy).build().call().map_err(|e| self.error(url, &e))
    }

    /// Who passes a request for `url` on. A proxy looks names up itself: those that are known here to be private are not given to it.
    fn proxy(&self, url: &Url) -> Result<Option<Proxy>, FetchError> {
        let Some(proxy) = &self.proxies[usize::from(url.scheme() == "https")] else { return Ok(None) };
        let Ok(uri) = url.as_str().parse::<Uri>() else { return Ok(None) };
        if proxy.is_no_proxy(&uri) {
            return Ok(None);
        }
        let known = self.names.look_up(&uri, self.agent.config(), self.options.connect_timeout);
        match known {
            Err(error) if proxies::is_refused(&error) => Err(self.error(url, &error)),
            // Behind a proxy a machine often knows no names at all.
            _ => Ok(Some(proxy.clone())),
        }
    }

    fn body(
        &self,
        url: &Url,
        answer: &mut Response<Body>,
        limit: usize,
        left: Duration,
    ) -> Result<Vec<u8>, FetchError> {
        let packing = field(answer.headers(), "content-encoding").unwrap_or_default();
        let failed = |source| FetchError::Body { url: url.to_string(), source };
        if left.is_zero() {
            return Err(self.late(url));
        }
        if answer.body().content_length().is_some_and(|length| length > limit as u64) {
            return Err(failed(BodyError::TooLong { limit }));
        }
        http::unpacked(answer.body_mut().as_reader(), &packing, limit).map_err(|error| match error {
            BodyError::Damaged { encoding, source } => {
                let below = source.get_ref().and_then(|e| e.downcast_ref::<ureq::Error>());
                match below {
                    Some(error) => self.error(url, error),
                    None if source.kind() == std::io::ErrorKind::TimedOut => self.late(url),
                    None if source.to_string().contains("disconnected") => {
                        self.connection(url, "the connection closed before the end of the page".to_owned())
                    }
                    None => failed(BodyError::Damaged { encoding, source }),
                }
            }
            other => failed(other),
        })
    }

    fn rules(&self, url: &Url) -> Result<Arc<Rules>, FetchError> {
        let origin = url.origin().ascii_serialization();
        self.manners.rules(&origin, || {
            let mut robots = url.clone();
            robots.set_path("/robots.txt");
            robots.set_query(None);
            let led = self.follow(robots, None, false, ROBOTS_REDIRECTS);
            let Led { url, mut answer, left, .. } = match led {
                // Rules that cannot be found are none.
                Err(FetchError::Loop { .. } | FetchError::Redirects { .. }) => return Ok(Rules::None),
                other => other?,
            };
            let status = answer.status().as_u16();
            let has_rules = (200..300).contains(&status);
            let body = if has_rules { self.body(&url, &mut answer, ROBOTS_LIMIT, left)? } else { Vec::new() };
            Ok(Rules::of(status, &body))
        })
    }

    fn addresses(&self, url: &Url) -> Vec<IpAddr> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(url.host_str().unwrap_or_default()).cloned().unwrap_or_default()
    }

    fn late(&self, url: &Url) -> FetchError {
        FetchError::Timeout { url: url.to_string(), addresses: self.addresses(url), after: self.options.timeout }
    }

    fn connection(&self, url: &Url, why: String) -> FetchError {
        FetchError::Connection { url: url.to_string(), addresses: self.addresses(url), why }
    }

    fn error(&self, url: &Url, error: &ureq::Error) -> FetchError {
        let host = || url.host_str().unwrap_or_default().to_owned();
        match error {
            ureq::Error::Other(inner) => match inner.downcast_ref::<Undialled>() {
                Some(Undialled::Unknown(why)) => FetchError::Unknown { host: host(), why: why.clone() },
                Some(Undialled::Refused(addresses, why)) => {
                    FetchError::Private { host: host(), addresses: addresses.clone(), why }
                }
                None => self.connection(url, inner.to_string()),
            },
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => FetchError::Timeout {
                url: url.to_string(),
                addresses: self.addresses(url),
                after: self.options.connect_timeout.min(self.options.timeout),
            },
            ureq::Error::Timeout(_) => self.late(url),
            ureq::Error::ConnectProxyFailed(why) => FetchError::Proxy { url: url.to_string(), why: why.clone() },
            ureq::Error::Io(error) => self.connection(url, words(error)),
            other => self.connection(url, other.to_string()),
        }
    }
}

/// What the system says of a connection, without its number.
fn words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        std::io::ErrorKind::ConnectionReset => "the connection was reset".to_owned(),
        std::io::ErrorKind::UnexpectedEof => "the connection closed before the end of the answer".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    }
}

/// The authorities that are believed.
fn roots(pem: Option<&[u8]>) -> Result<RootCerts, FetchError> {
    let Some(pem) = pem else { return Ok(RootCerts::WebPki) };
    let wrong = |why: String| FetchError::Authorities { why };
    let mut found: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(pem) {
        match item.map_err(|e| wrong(e.to_string()))? {
            PemItem::Certificate(one) => found.push(one),
            _ => return Err(wrong("found a private key".to_owned())),
        }
    }
    if found.is_empty() { Err(wrong("found none".to_owned())) } else { Ok(RootCerts::new_with_certs(&found)) }
}

fn parse(asked: &str) -> Result<Url, FetchError> {
    let url = Url::parse(asked)
        .map_err(|e| FetchError::Address { url: asked.to_owned(), why: format!("it is no address: {e}") })?;
    checked(url, asked)
}

/// Only the web's schemes, no passwords; the part after `#` is no business of the host.
fn checked(mut url: Url, asked: &str) -> Result<Url, FetchError> {
    let wrong = |why: String| Err(FetchError::Address { url: asked.to_owned(), why });
    if !matches!(url.scheme(), "http" | "https") {
        return wrong(format!("found the scheme {:?}, expected http or https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("it holds a user's name or password, which would stand in the record".to_owned());
    }
    url.set_fragment(None);
    Ok(url)
}

fn field(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned()).filter(|v| !v.is_empty())
}
