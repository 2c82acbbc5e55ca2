//! The record, served: a record's file and an address in, pages over HTTP out.
//!
//! The home page of a record with one report says "1 report, 3 quotations".
//!
//! - `state.rs`: what handlers share, the connections that read
//! - `pages/`: pages for people; `assets.rs`: style sheets and scripts, embedded in the binary

mod assets;
mod pages;
mod state;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use tokio::net::TcpListener;

pub use state::{Busy, Shared};

/// What is served, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file of the record.
    pub record: PathBuf,
    /// The address to listen on.
    pub bind: SocketAddr,
}

/// All routes over this state.
pub fn router(state: Shared) -> Router {
    Router::new().merge(pages::routes()).merge(assets::routes()).with_state(state)
}

/// Serves until the process is told to stop (interrupt); answers that have begun are finished. `ready` is told the address.
///
/// # Errors
/// When the record cannot be opened or the address cannot be listened on.
pub fn serve(options: &Options, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let state = Shared::open(&options.record).map_err(io::Error::other)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(options.bind)
            .await
            .map_err(|e| io::Error::new(e.kind(), format!("cannot listen on {}: {e}", options.bind)))?;
        ready(listener.local_addr()?);
        let stop = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        axum::serve(listener, router(state)).with_graceful_shutdown(stop).await
    })
}
