//! Who passes requests on: addresses of proxies as a user writes them in, what the transport takes out.
//!
//! `http://proxy.example:3128` for `https`, and none for `localhost` and `.example.org`. Nothing here reads the environment: the
//! caller does.

use ureq::{Proxy, ProxyProtocol};

use crate::error::FetchError;
use crate::resolver::Undialled;

/// The proxies of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For addresses that begin with `http:`.
    pub http: Option<String>,
    /// For addresses that begin with `https:`.
    pub https: Option<String>,
    /// Hosts that are asked directly: `localhost`, `.example.org`, `*`; parted by commas.
    pub except: String,
}

impl Proxies {
    /// One proxy for all but some hosts.
    #[must_use]
    pub fn one(address: &str, except: &str) -> Self {
        Self { http: Some(address.to_owned()), https: Some(address.to_owned()), except: except.to_owned() }
    }

    /// For `http` and for `https`.
    pub(crate) fn read(&self) -> Result<[Option<Proxy>; 2], FetchError> {
        let read = |address: &Option<String>| match address.as_deref().map(str::trim).filter(|a| !a.is_empty()) {
            Some(address) => self.parse(address).map(Some),
            None => Ok(None),
        };
        Ok([read(&self.http)?, read(&self.https)?])
    }

    fn parse(&self, address: &str) -> Result<Proxy, FetchError> {
        let wrong = |why: &str| FetchError::ProxyAddress { address: hidden(address), why: why.to_owned() };
        let found = Proxy::new(address).map_err(|_| wrong("it is no address such as http://proxy.example:3128"))?;
        if !matches!(found.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
            return Err(wrong("it is neither http nor https"));
        }
        let mut builder = Proxy::builder(found.protocol()).host(found.host()).port(found.port());
        if let Some(user) = found.username() {
            builder = builder.username(user);
        }
        if let Some(password) = found.password() {
            builder = builder.password(password);
        }
        for host in self.except.split(',').map(str::trim).filter(|h| !h.is_empty()) {
            builder = builder.no_proxy(host);
        }
        builder.build().map_err(|_| wrong("it is no address such as http://proxy.example:3128"))
    }
}

/// The address without its user and password: messages are kept and sent around.
fn hidden(address: &str) -> String {
    match (address.find("://").map_or(0, |at| at + 3), address.rfind('@')) {
        (from, Some(at)) if at >= from => format!("{}…{}", &address[..from], &address[at..]),
        _ => address.to_owned(),
    }
}

/// Whether an address was looked up and is not one to ask.
pub(crate) fn is_refused(error: &ureq::Error) -> bool {
    let ureq::Error::Other(inner) = error else { return false };
    matches!(inner.downcast_ref::<Undialled>(), Some(Undialled::Refused(..)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_is_none_is_named_without_its_password() {
        let error = |address: &str| Proxies::one(address, "").read().map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(error("http://proxy.example:3128"), Ok(()));
        assert_eq!(error("proxy.example:3128"), Ok(()));
        let said = error("socks5://ana:secret@proxy.example").expect_err("no proxy of ours");
        assert_eq!(said, "cannot use the proxy \"socks5://…@proxy.example\": it is neither http nor https");
    }
}
