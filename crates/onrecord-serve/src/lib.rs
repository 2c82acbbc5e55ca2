//! The record, served: a record's file and an address in; pages for people, a REST API for programs, tools for agents (`/mcp`)
//! out.
//!
//! The home page of a record with one report says "1 report, 3 quotations"; `GET /api/v1/search?words=quay` gives the same as
//! `onrecord search quay --format json`. What an answer says comes from the library and the store: here it is asked for and shown.
//!
//! - `connections.rs`: sockets; `limits.rs`: what a request may take; `access.rs`: who may do what; `session.rs`: signing in; `tokens.rs`: tokens
//! - `state.rs`: what handlers share: connections that read, the one that writes, the model
//! - `api/`: the REST API; `problem.rs`: its errors; `headers.rs`: what every answer tells the browser
//! - `pages/`: pages for people; `assets.rs`: style sheets and scripts, embedded in the binary
//! - `arrivals.rs`: what comes in, read or added
//! - `metrics.rs`: what is counted; `log.rs`: what is written down

#![allow(clippy::cast_sign_loss, reason = "measures of pictures and shares are never below zero")]

mod access;
mod api;
mod arrivals;
mod assets;
mod connections;
mod headers;
mod limits;
mod log;
mod metrics;
mod pages;
mod problem;
mod session;
mod state;
pub mod tokens;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::{Router, middleware};
use tokio::net::TcpListener;

pub use api::openapi;
pub use log::LogFormat;
pub use state::Shared;

/// What is served, where, and to whom.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Clone)]
pub struct Options {
    /// The file of the record.
    pub record: PathBuf,
    /// The address to listen on.
    pub bind: SocketAddr,
    /// Names of this server besides those of loopback.
    pub host: Vec<String>,
    /// Whether reading needs a token too.
    pub read_token: bool,
    /// Whether whole texts are given out where the address is not loopback.
    pub full_text: bool,
    /// Requests a second from one address, not of loopback; 0: any number.
    pub rate: u32,
    /// Whether a proxy stands before it whose `X-Forwarded-For` is right.
    pub proxy: bool,
    /// Whether the cookie is only sent over TLS.
    pub secure_cookies: bool,
}

impl Options {
    /// A record on a loopback address, all else as it is without flags.
    #[must_use]
    pub fn new(record: PathBuf, bind: SocketAddr) -> Self {
        Self {
            record,
            bind,
            host: Vec::new(),
            read_token: false,
            full_text: false,
            rate: 50,
            proxy: false,
            secure_cookies: false,
        }
    }

    /// Whether whole texts are given out.
    #[must_use]
    pub fn gives_text(&self) -> bool {
        self.full_text || self.bind.ip().is_loopback()
    }
}

/// All routes over this state, with all that stands before them.
pub fn router(state: Shared) -> Router {
    let api = api::routes().layer(middleware::from_fn(problem::all));
    // The gate looks at the host's name for all routes.
    let agents = onrecord_mcp::service(state.options().record.clone(), Vec::new(), state.options().gives_text());
    let routes = Router::new()
        .route_service("/mcp", agents)
        .merge(pages::routes())
        .merge(session::routes())
        .merge(assets::routes())
        .merge(api)
        .layer(middleware::from_fn(headers::tagged));
    let routes = limits::layers(routes)
        .layer(middleware::from_fn_with_state(state.clone(), access::gate))
        .layer(middleware::from_fn(pages::problems))
        .layer(middleware::from_fn_with_state(state.clone(), metrics::counted))
        .layer(middleware::from_fn(headers::secure));
    let proxy = state.options().proxy;
    let routes = routes.with_state(state);
    if proxy { routes.layer(middleware::from_fn(access::forwarded)) } else { routes }
}

/// Where a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// The address.
    pub at: SocketAddr,
    /// On loopback: the address at which the operator signs in, once.
    pub sign_in: Option<String>,
}

/// Serves until the process is told to stop (an interrupt, or a request to end); answers that have begun are finished. `ready` is told where.
///
/// # Errors
/// When the record cannot be opened or the address cannot be listened on.
pub fn serve(options: Options, ready: impl FnOnce(Ready)) -> io::Result<()> {
    let bind = options.bind;
    let state = Shared::open(options).map_err(io::Error::other)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        let listener = TcpListener::bind(bind)
            .await
            .map_err(|e| io::Error::new(e.kind(), format!("cannot listen on {bind}: {e}")))?;
        let at = listener.local_addr()?;
        let sign_in =
            if at.ip().is_loopback() { Some(format!("http://{at}/session/{}", state.access().once()?)) } else { None };
        ready(Ready { at, sign_in });
        connections::serve(listener, router(state), stopped()).await
    });
    // What a thread still reads for nobody is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    done
}

/// Writes what happens to standard error.
pub fn log(format: LogFormat, level: &str) {
    log::begin(format, level);
}

async fn stopped() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
