//! Review: the least certain quotations first, one at a time, accepted or set right by buttons or keys.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::shown::Quote;
use super::{Frame, link, page};
use crate::access::Visitor;
use crate::problem::Problem;
use crate::state::Shared;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/review", get(review))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    skip: u32,
}

#[derive(Template)]
#[template(path = "review.html")]
struct View {
    frame: Frame,
    q: Option<Quote>,
    skip: u32,
    next: String,
}

async fn review(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let shown = state.read(move |record| record.doubtful(1, asked.skip as usize)).await?;
    let whole = state.options().gives_text();
    Ok(page(&View {
        frame: Frame::new(visitor, "/review"),
        q: shown.first().map(|s| Quote::of(s, "", whole)),
        // What was looked at leaves the list: the next one takes its place.
        next: link("/review", &[("skip", &asked.skip.to_string())]),
        skip: asked.skip,
    }))
}
