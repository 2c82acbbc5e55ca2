//! The service itself: how it is, what it counts, what its API is.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::shapes::{self, Failures};
use crate::pages;
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// Says whether the record can be read.
#[utoipa::path(get, path = "/api/v1/health", tag = "service",
    responses((status = 200, body = shapes::Health, example = json!({"status": "ok", "reports": 12, "quotations": 340, "version": "0.1.0"})), Failures))]
pub async fn health(State(state): State<Shared>) -> Result<Response, Problem> {
    let searched = state.evidence(|record| onrecord::check::Candidates::searched(record)).await?;
    Ok(json_body(&json!({
        "status": "ok", "reports": searched.reports, "quotations": searched.quotations, "version": env!("CARGO_PKG_VERSION")
    })))
}

/// Gives what is counted, in Prometheus' text format.
#[utoipa::path(get, path = "/api/v1/metrics", tag = "service",
    responses((status = 200, body = String, content_type = "application/openmetrics-text"), Failures))]
pub async fn metrics(State(state): State<Shared>) -> Result<Response, Problem> {
    let searched = state.evidence(|record| onrecord::check::Candidates::searched(record)).await?;
    let text = state.metrics().text(searched.reports as i64, searched.quotations as i64);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// Gives the OpenAPI document of this API.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "service",
    responses((status = 200, body = serde_json::Value), Failures))]
pub async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], super::openapi()).into_response()
}

/// Shows the documentation of this API, as a page.
#[utoipa::path(get, path = "/api/v1/docs", tag = "service", responses((status = 200, body = String, content_type = "text/html"), Failures))]
pub async fn docs() -> Response {
    pages::documentation(&super::document())
}
