//! The REST API, version 1: requests of programs in, JSON out; its OpenAPI 3.1 document is made from the handlers.
//!
//! Example: `GET /api/v1/search?words=quay&limit=5`. A page of a list has `next`, the cursor of the page after it, or null.

use axum::Router;

use crate::state::Shared;

/// The routes of the API.
pub fn routes() -> Router<Shared> {
    Router::new()
}

/// The OpenAPI document, as JSON.
#[must_use]
pub fn openapi() -> String {
    String::new()
}
