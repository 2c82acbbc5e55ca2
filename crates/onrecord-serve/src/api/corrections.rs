//! Corrections: what people say of quotations, kept for ever beside what the model said.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use onrecord_store::{Correction, Field};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::shapes::{self, Failures};
use crate::access::MayWrite;
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// Lists the corrections that hold, oldest first.
#[utoipa::path(get, path = "/api/v1/corrections", tag = "corrections",
    responses((status = 200, body = shapes::Corrections, example = json!({"corrections": []})), Failures))]
pub async fn list(State(state): State<Shared>) -> Result<Response, Problem> {
    let all = state.read(onrecord_store::Record::corrections).await?;
    Ok(json_body(&json!({"corrections": all.iter().map(Correction::json).collect::<Vec<_>>()})))
}

/// What is set right.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Who said it: names in `value`.
    Speakers,
    /// To whom: names in `value`.
    Addressees,
    /// Whether the report says that it was said: one word in `value`.
    Asserted,
    /// It is no quotation.
    NotAQuotation,
    /// It is right as it is.
    Confirmed,
}

/// A correction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"quotation": "3fa91c22", "field": "speakers", "value": ["Ana Ruiz"], "reason": "heard the tape"}))]
pub struct ToCorrect {
    /// The quotation's key, or at least eight digits of its beginning.
    #[schema(min_length = 1)]
    quotation: String,
    /// What is set right.
    field: What,
    /// Names, or one of `yes`, `no`, `asked`, `future`, `conditional`, `hedged`; empty where the field says all.
    #[serde(default)]
    value: Vec<String>,
    /// Why.
    reason: Option<String>,
}

/// Sets a quotation right. Its author is the token's name.
#[utoipa::path(post, path = "/api/v1/corrections", tag = "corrections", request_body = ToCorrect, security(("token" = [])),
    responses((status = 201, body = shapes::Correction), Failures))]
pub async fn correct(
    State(state): State<Shared>,
    MayWrite(author): MayWrite,
    Json(asked): Json<ToCorrect>,
) -> Result<Response, Problem> {
    let field = match asked.field {
        What::Speakers => Field::Speaker,
        What::Addressees => Field::Addressee,
        What::Asserted => Field::Asserted,
        What::NotAQuotation => Field::NotAQuotation,
        What::Confirmed => Field::Confirmed,
    };
    let correction = Correction {
        key: asked.quotation,
        field,
        value: asked.value,
        words: String::new(),
        author,
        time: Shared::now(),
        reason: asked.reason,
    };
    let kept = state.write(move |writer| writer.correct(correction)).await?;
    Ok((StatusCode::CREATED, json_body(&kept.json())).into_response())
}

/// Takes back the last correction of a quotation; it stays in the record as undone.
#[utoipa::path(delete, path = "/api/v1/corrections/{key}", tag = "corrections", security(("token" = [])), params(
    ("key" = String, Path, description = "The quotation's key", min_length = 1, example = "3fa91c22")),
    responses((status = 200, description = "The correction that no longer holds", body = shapes::Correction), Failures))]
pub async fn undo(State(state): State<Shared>, _may: MayWrite, Path(key): Path<String>) -> Result<Response, Problem> {
    let undone = state.write(move |writer| writer.undo(&key, &Shared::now())).await?;
    let undone = undone.ok_or_else(|| Problem::missing("this quotation has no correction"))?;
    Ok(json_body(&undone.json()))
}
