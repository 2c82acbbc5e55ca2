//! Why an address could not be fetched: what was asked, where, and what was found.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use onrecord_warc::http::{BodyError, size};

/// Why an address could not be fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum FetchError {
    /// It is no address of the web.
    Address {
        /// The address.
        url: String,
        /// What was found.
        why: String,
    },
    /// The host's name has no address.
    Unknown {
        /// The host.
        host: String,
        /// What the resolver says.
        why: String,
    },
    /// The host is in a private network, or in none.
    Private {
        /// The host.
        host: String,
        /// What its name came to.
        addresses: Vec<IpAddr>,
        /// What the first of them is.
        why: &'static str,
    },
    /// No connection, or one that broke.
    Connection {
        /// What was asked for.
        url: String,
        /// Where.
        addresses: Vec<IpAddr>,
        /// What was found.
        why: String,
    },
    /// It took too long.
    Timeout {
        /// What was asked for.
        url: String,
        /// Where.
        addresses: Vec<IpAddr>,
        /// The limit that was met.
        after: Duration,
    },
    /// An answer that is no page.
    Status {
        /// What was asked for.
        url: String,
        /// The status, such as 404.
        status: u16,
    },
    /// `robots.txt` says no, or cannot be known.
    Robots {
        /// What was asked for.
        url: String,
        /// What was found there.
        why: String,
    },
    /// A redirect to an address that was asked before.
    Loop {
        /// The address that comes twice.
        url: String,
    },
    /// Too many redirects.
    Redirects {
        /// Where the last one leads.
        url: String,
        /// The limit.
        most: usize,
    },
    /// Neither HTML nor plain text.
    ContentType {
        /// What was asked for.
        url: String,
        /// What it is.
        found: String,
    },
    /// A proxy that cannot be one.
    ProxyAddress {
        /// What the user wrote, without name and password.
        address: String,
        /// What was found.
        why: String,
    },
    /// The proxy does not pass the request on.
    Proxy {
        /// What was asked for.
        url: String,
        /// What it says.
        why: String,
    },
    /// The certificates of authorities are none.
    Authorities {
        /// What was found.
        why: String,
    },
    /// The body is too long or damaged.
    Body {
        /// What was asked for.
        url: String,
        /// What was found.
        source: BodyError,
    },
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { url, why } => write!(f, "cannot fetch {url:?}: {why}"),
            Self::Unknown { host, why } => write!(f, "the name {host:?} has no address: {why}"),
            Self::Private { host, addresses, why } => {
                write!(f, "{host:?} is at {}, which is {why}; it is not asked", list(addresses))
            }
            Self::Connection { url, addresses, why } => write!(f, "asked {url} at {}: {why}", list(addresses)),
            Self::Timeout { url, addresses, after } => {
                write!(f, "asked {url} at {}: no whole answer within {}", list(addresses), seconds(*after))
            }
            Self::Status { url, status } => write!(f, "asked {url}: found status {status}, expected 200"),
            Self::Robots { url, why } => write!(f, "{url} is not asked: {why}"),
            Self::Loop { url } => write!(f, "the redirects lead back to {url}"),
            Self::Redirects { url, most } => write!(f, "found more than {most} redirects, the last to {url}"),
            Self::ContentType { url, found } => {
                write!(f, "asked {url}: found the content type {found:?}, expected HTML or plain text")
            }
            Self::ProxyAddress { address, why } => write!(f, "cannot use the proxy {address:?}: {why}"),
            Self::Proxy { url, why } => write!(f, "asked {url} through the proxy: {why}"),
            Self::Authorities { why } => {
                write!(f, "cannot use the certificates of authorities: {why}, expected certificates in PEM")
            }
            Self::Body { url, source: BodyError::TooLong { limit } } => {
                write!(f, "asked {url}: it is longer than {}, the limit for one report", size(*limit))
            }
            Self::Body { url, source } => write!(f, "asked {url}: {source}"),
        }
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Body { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn seconds(time: Duration) -> String {
    if time.as_millis() >= 1000 { format!("{} s", time.as_secs()) } else { format!("{} ms", time.as_millis()) }
}

fn list(addresses: &[IpAddr]) -> String {
    if addresses.is_empty() {
        return "an unknown address".to_owned();
    }
    addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_was_asked_where_and_what_was_found() {
        let (url, addresses) = ("https://example.org/".to_owned(), vec![IpAddr::from([127, 0, 0, 1])]);
        let private = FetchError::Private { host: "a".to_owned(), addresses: addresses.clone(), why: "loopback" };
        assert_eq!(private.to_string(), r#""a" is at 127.0.0.1, which is loopback; it is not asked"#);
        let late = FetchError::Timeout { url: url.clone(), addresses, after: Duration::from_secs(30) };
        assert_eq!(late.to_string(), "asked https://example.org/ at 127.0.0.1: no whole answer within 30 s");
        let long = FetchError::Body { url, source: BodyError::TooLong { limit: 64 << 20 } };
        assert_eq!(long.to_string(), "asked https://example.org/: it is longer than 64 MB, the limit for one report");
    }
}
