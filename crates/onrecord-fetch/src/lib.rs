//! Fetches web pages politely: an address in, a page's bytes out, or the reason why not.
//!
//! ```no_run
//! use onrecord_fetch::{Client, Options};
//!
//! let client = Client::new(Options::default())?;
//! let page = client.fetch("https://example.org/report")?;
//! println!("{} bytes from {}", page.bytes.len(), page.url);
//! # Ok::<(), onrecord_fetch::FetchError>(())
//! ```
//!
//! It obeys `robots.txt`, pauses between requests to one host, ends slow answers and packed bombs, and never dials an address
//! of a private network, whatever a redirect or a name's next answer says.
//!
//! - `client.rs`: the road of one request
//! - `address.rs`: which addresses are open
//! - `resolver.rs`: every answer of a name is checked
//! - `manners.rs`: `robots.txt` and pauses
//! - `proxies.rs`: who passes requests on
//! - `error.rs`: what went wrong, in words

mod address;
mod client;
mod error;
mod manners;
mod proxies;
mod resolver;

pub use client::{Again, Client, Fetched, Options, Seen};
pub use error::FetchError;
pub use onrecord_warc::http::{BodyError, Kind, Media};
pub use proxies::Proxies;
