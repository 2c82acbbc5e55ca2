//! What a request may take: bytes, time, and a crash that stays its own.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::problem::Problem;
use crate::state::Shared;

/// The longest body, in bytes: a page of the longest length that is read, and what JSON makes of it.
pub const BODY: usize = 80 << 20;
/// The longest body of a question, in bytes.
pub const QUESTION: usize = 2 << 20;
/// For so long a request may arrive and be answered; a body that trickles counts.
const TIME: Duration = Duration::from_mins(1);

/// Puts these limits around routes.
pub fn layers(routes: Router<Shared>) -> Router<Shared> {
    routes
        .layer(DefaultBodyLimit::max(QUESTION))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(crashed))
}

#[allow(clippy::needless_pass_by_value, reason = "the layer hands it over so")]
fn crashed(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("an answer broke off, which is a mistake of ours");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer broke off, which is a mistake of ours").into_response()
}
