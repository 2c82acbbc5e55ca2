//! Names to addresses: each answer is looked at before anything is dialled, so that neither a redirect nor a name that changes
//! its answer leads into a private network. Addresses written as numbers pass here too.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::address;

/// More hosts than this are not remembered.
const MOST_HOSTS: usize = 10_000;

/// What each host's name came to last, for messages.
pub type Answers = Arc<Mutex<HashMap<String, Vec<IpAddr>>>>;

/// Why a host is not dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undialled {
    /// Its name has no address.
    Unknown(String),
    /// All its addresses are refused, the first for this reason.
    Refused(Vec<IpAddr>, &'static str),
}

impl fmt::Display for Undialled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(why) => write!(f, "the name has no address: {why}"),
            Self::Refused(addresses, why) => write!(f, "{addresses:?} is {why}"),
        }
    }
}

impl std::error::Error for Undialled {}

/// The system's resolver, its answers checked.
pub struct Checked {
    /// The system's.
    pub inner: Box<dyn Resolver>,
    /// Whether private addresses are dialled.
    pub allow_private: bool,
    /// Addresses of proxies, which the user named: they may be private.
    pub proxies: Vec<String>,
    /// Where answers are kept.
    pub answers: Answers,
}

impl Checked {
    /// The system's resolver.
    pub fn new(allow_private: bool, proxies: Vec<String>, answers: Answers) -> Self {
        Self { inner: Box::new(DefaultResolver::default()), allow_private, proxies, answers }
    }

    /// Looks a name up without dialling it.
    pub fn look_up(&self, uri: &Uri, config: &Config, within: Duration) -> Result<(), ureq::Error> {
        let timeout = NextTimeout { after: within.into(), reason: ureq::Timeout::Resolve, ..NextTimeout::default() };
        self.resolve(uri, config, timeout).map(|_| ())
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let answer = self.inner.resolve(uri, config, timeout).map_err(|e| match e {
            ureq::Error::Io(e) => ureq::Error::Other(Box::new(Undialled::Unknown(e.to_string()))),
            ureq::Error::HostNotFound => ureq::Error::Other(Box::new(Undialled::Unknown("no answer".to_owned()))),
            other => other,
        })?;
        let all: Vec<SocketAddr> = answer.into_iter().copied().collect();
        let ips = || all.iter().map(SocketAddr::ip);
        {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            if answers.len() >= MOST_HOSTS {
                answers.clear();
            }
            answers.insert(uri.host().unwrap_or_default().to_owned(), ips().collect());
        }
        let mut open = self.empty();
        for address in &all {
            if self.allow_private
                || self.proxies.iter().any(|p| *uri == p.as_str())
                || address::refused(address.ip()).is_none()
            {
                open.push(*address);
            }
        }
        if open.is_empty() {
            let why = ips().find_map(address::refused).unwrap_or("missing");
            return Err(ureq::Error::Other(Box::new(Undialled::Refused(ips().collect(), why))));
        }
        Ok(open)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A name that comes to the open internet at first and to the own network then.
    #[derive(Debug, Default)]
    struct Changing(AtomicUsize);

    impl Resolver for Changing {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut answer = self.empty();
            if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
                answer.push(SocketAddr::from(([93, 184, 215, 14], 80)));
            }
            answer.push(SocketAddr::from(([10, 0, 0, 7], 80)));
            Ok(answer)
        }
    }

    #[test]
    fn each_answer_of_a_name_is_checked() {
        let checked = Checked {
            inner: Box::new(Changing::default()),
            allow_private: false,
            proxies: Vec::new(),
            answers: Answers::default(),
        };
        let uri = Uri::from_static("http://example.org/");
        let ask = || checked.resolve(&uri, &Config::default(), NextTimeout::default());
        let first: Vec<String> = ask().expect("open").iter().map(ToString::to_string).collect();
        assert_eq!(first, ["93.184.215.14:80"], "of several addresses only the open ones are dialled");
        assert_eq!(ask().expect_err("closed").to_string(), "other: [10.0.0.7] is private");
    }
}
