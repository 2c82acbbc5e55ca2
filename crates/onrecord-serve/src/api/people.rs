//! People and exchanges: who bears a name, and who wrote or spoke to whom.

use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_store::Person;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::asked;
use super::shapes::{self, Failures};
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// Who.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// A name, or part of one.
    #[param(example = "Ruiz", min_length = 1)]
    name: String,
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
}

/// Tells who bears a name. Entries of two reports are joined only where full name and role are equal.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(Named),
    responses((status = 200, body = shapes::People, example = json!({"people": []})), Failures))]
pub async fn people(State(state): State<Shared>, Query(named): Query<Named>) -> Result<Response, Problem> {
    let asked = onrecord_store::People { name: named.name, limit: asked::limit(named.limit)? };
    let people = state.read(move |record| record.people(&asked)).await?;
    Ok(json_body(&json!({"people": people.iter().map(Person::json).collect::<Vec<_>>()})))
}

/// Whose exchanges.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct With {
    /// A name of somebody who takes part; without it: all, of the newest reports.
    #[param(nullable = false, example = "Ana Ruiz")]
    name: Option<String>,
}

/// Shows who wrote or spoke to whom and what answers what, as the newest reports tell it: at most 300 of them.
#[utoipa::path(get, path = "/api/v1/exchanges", tag = "people", params(With),
    responses((status = 200, body = shapes::Exchanges), Failures))]
pub async fn exchanges(State(state): State<Shared>, Query(with): Query<With>) -> Result<Response, Problem> {
    let name = with.name.filter(|n| !n.trim().is_empty());
    let found = state.read(move |record| {
        let all = record.exchanges(name.as_deref(), onrecord_store::TOLD)?;
        let threads = all.threads(name.as_deref());
        Ok(onrecord::exchanges::json(&all, &threads))
    });
    Ok(json_body(&found.await?))
}
