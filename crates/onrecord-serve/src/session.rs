//! Signing in and out: a token of a person in, a cookie out.
//!
//! `GET /session` shows the form, `POST /session` takes a token, `GET /session/KEY` is the address that the server prints once, and
//! `POST /session/end` ends it.

use axum::Form;
use axum::Router;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::net::SocketAddr;

use crate::access::{COOKIE, Forwarded, Signed, Visitor};
use crate::pages;
use crate::problem::Problem;
use crate::state::Shared;

/// The routes of sessions.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/session", get(form).post(sign_in))
        .route("/session/end", post(sign_out))
        .route("/session/{key}", get(once))
}

#[derive(Deserialize)]
struct Asked {
    token: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Proof {
    #[serde(default)]
    csrf: String,
}

async fn form(Visitor(session): Visitor) -> Response {
    pages::sign_in(session.as_ref(), None)
}

async fn sign_in(
    State(state): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    forwarded: Option<axum::Extension<Forwarded>>,
    Form(asked): Form<Asked>,
) -> Response {
    let from = forwarded.map_or(peer.ip(), |f| f.0.0);
    match state.access().sign_in(&asked.token, from).await {
        Ok(cookie) => signed(&state, &cookie, &asked.next),
        Err(problem) => pages::sign_in(None, Some(&problem)),
    }
}

async fn once(State(state): State<Shared>, Path(key): Path<String>) -> Response {
    match state.access().sign_in_once(&key) {
        Ok(cookie) => signed(&state, &cookie, "/"),
        Err(problem) => pages::sign_in(None, Some(&problem)),
    }
}

async fn sign_out(
    State(state): State<Shared>,
    signed: Signed,
    headers: HeaderMap,
    Form(proof): Form<Proof>,
) -> Result<Response, Problem> {
    signed.proven(&proof.csrf)?;
    state.access().sign_out(&headers);
    let gone = format!("{COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/".to_owned()), (header::SET_COOKIE, gone)]).into_response())
}

/// Goes on to a page of ours with the cookie set.
fn signed(state: &Shared, cookie: &str, next: &str) -> Response {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    let next = if own { next } else { "/" };
    let secure = if state.options().secure_cookies { "; Secure" } else { "" };
    let set = format!("{COOKIE}={cookie}; HttpOnly; SameSite=Strict; Path=/{secure}");
    (StatusCode::SEE_OTHER, [(header::LOCATION, next.to_owned()), (header::SET_COOKIE, set)]).into_response()
}
