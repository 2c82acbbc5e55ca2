//! The record for language-model agents: a record's file in; the Model Context Protocol, over standard input and output or streamable HTTP, out.
//!
//! Example: an agent that is about to write “We will never appeal”, said Ana Ruiz, calls `check_quotation` and is told `altered`, with the
//! report, its places and the words that differ.
//!
//! What a page says may be an order to the agent. It stands only in fields named `quoted_source`: never in names, descriptions, instructions
//! or errors, and never as fact, but as what an outlet reported. Nothing is written, no path or address is opened: reports are named by key.
//!
//! - `tools.rs`: the four tools; `shapes.rs`: what they take and give; `asked.rs`: questions to the record

mod asked;
mod shapes;
mod tools;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

pub use tools::Tools;

/// The service of streamable HTTP, to be mounted by a server.
pub type Service = StreamableHttpService<Tools, LocalSessionManager>;

/// Answers on standard input and output until they end. Whole texts are given out: who runs it has the record's file.
///
/// # Errors
/// When the streams fail.
pub fn stdio(record: PathBuf) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let done = runtime.block_on(async {
        let running = Tools::new(record, true).serve(rmcp::transport::io::stdio()).await;
        let running = match running {
            Ok(running) => running,
            // Nobody asked anything.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => return Err(io::Error::other(format!("cannot begin to answer: {error}"))),
        };
        running.waiting().await.map(|_| ()).map_err(io::Error::other)
    });
    runtime.shutdown_background();
    done
}

/// A service of streamable HTTP over a record. It checks `Host` against `hosts`, all where there are none; `whole`: whole texts are given out.
#[must_use]
pub fn service(record: PathBuf, hosts: Vec<String>, whole: bool) -> Service {
    let mut config = StreamableHttpServerConfig::default();
    config.legacy_session_mode = false;
    config.json_response = true;
    config.allowed_hosts = hosts;
    let make = move || Ok(Tools::new(record.clone(), whole));
    StreamableHttpService::new(make, Arc::new(LocalSessionManager::default()), config)
}
