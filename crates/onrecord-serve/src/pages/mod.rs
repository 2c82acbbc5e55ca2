//! Pages for people: a request in, HTML out.
//!
//! The home page says "12 reports, 340 quotations".

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::state::Shared;

const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The routes of all pages.
pub fn routes() -> Router<Shared> {
    Router::new().route("/", get(home))
}

async fn home(State(state): State<Shared>) -> Response {
    let Ok((reports, quotations)) = state.read(onrecord_store::Record::size).await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "the record cannot be read now\n").into_response();
    };
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Onrecord</title>\n\
         <link rel=\"stylesheet\" href=\"/assets/style.css\">\n<main>\n<h1>Onrecord</h1>\n\
         <p>{reports} reports, {quotations} quotations</p>\n</main>\n</html>\n"
    );
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
}
