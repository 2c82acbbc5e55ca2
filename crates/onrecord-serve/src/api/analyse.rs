//! Analysing: texts in, readings out; nothing is kept.
//!
//! Many at once: a JSON object a line comes in, `{"id": "7", "text": "…"}`, and for each a line goes out as soon as it is read,
//! `{"id": "7", "reading": {…}}` or `{"id": "7", "problem": {…}}`. A line that is wrong does not end the others.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use onrecord::{About, Kind};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::asked::{self, Counted};
use super::reports::TextKind;
use super::shapes::Failures;
use crate::arrivals::Page;
use crate::limits;
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// For so long the next bytes of a stream may keep us waiting.
const WAIT: Duration = Duration::from_mins(1);
/// So many answers wait for a client that takes them slowly.
const AHEAD: usize = 4;

/// A text to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "“We will appeal,” said Ana Ruiz, counsel for the town.", "kind": "plain"}))]
pub struct ToRead {
    /// What the answer carries too, in a stream.
    id: Option<String>,
    /// The text, or the page.
    #[schema(min_length = 1)]
    text: String,
    /// What it is; told from the text where it is not said.
    kind: Option<TextKind>,
    /// The day of publication, `2026-03-14`.
    published: Option<String>,
    /// The address that it came from; it is not fetched.
    url: Option<String>,
}

impl From<ToRead> for Page {
    fn from(asked: ToRead) -> Self {
        let about =
            About { kind: asked.kind.map(Kind::from), published: asked.published, url: asked.url, ..About::default() };
        Self { bytes: asked.text.into_bytes(), about, name: asked.id.unwrap_or_default() }
    }
}

/// Reads a report. Nothing is kept of it.
#[utoipa::path(post, path = "/api/v1/analyse", tag = "analyse", params(Counted), request_body = ToRead,
    responses((status = 200, body = ref("#/components/schemas/Reading")), Failures))]
pub async fn one(
    State(state): State<Shared>,
    Query(counted): Query<Counted>,
    Json(asked): Json<ToRead>,
) -> Result<Response, Problem> {
    let reading = Page::from(asked).reading(&state).await?;
    let mut reading: Value = serde_json::from_str(&reading).map_err(|e| Problem::asked(e.to_string()))?;
    asked::in_units(&mut reading, counted.offsets);
    Ok(json_body(&reading))
}

/// Reads many reports, a JSON object a line, and answers each with a line as soon as it is read. Nothing is kept of them.
#[utoipa::path(post, path = "/api/v1/analyse/lines", tag = "analyse",
    request_body(content = String, content_type = "application/jsonl", description = "A text to read on each line, as of /api/v1/analyse",
        example = "{\"id\": \"1\", \"text\": \"“We will appeal,” said Ana Ruiz.\"}\n"),
    responses((status = 200, description = "A line for each: {\"id\": …, \"reading\": …} or {\"id\": …, \"problem\": …}",
        body = String, content_type = "application/jsonl"), Failures))]
pub async fn lines(State(state): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let of = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let kind = of.split(';').next().unwrap_or_default().trim();
    if !matches!(kind, "application/jsonl" | "application/x-ndjson" | "application/json-lines") {
        let found = format!("expected application/jsonl, found {of:?}");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, found));
    }
    let (send, receive) = mpsc::channel::<Result<Bytes, std::io::Error>>(AHEAD);
    tokio::spawn(async move {
        let mut chunks = body.into_data_stream();
        let (mut waiting, mut number) = (Vec::new(), 0_usize);
        loop {
            let chunk = match tokio::time::timeout(WAIT, chunks.next()).await {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(None) => break,
                Ok(Some(Err(_))) => return,
                Err(_) => {
                    let problem = json!({"id": null, "problem": {"status": 408, "detail": "the next line took too long to arrive"}});
                    let _ = send.send(Ok(line(&problem))).await;
                    return;
                }
            };
            waiting.extend_from_slice(&chunk);
            while let Some(end) = waiting.iter().position(|b| *b == b'\n') {
                let rest = waiting.split_off(end + 1);
                let whole = std::mem::replace(&mut waiting, rest);
                number += 1;
                if !answer(&state, &send, &whole, number).await {
                    return;
                }
            }
            if waiting.len() > limits::BODY {
                let problem = json!({"id": null, "problem": {"status": 413, "detail": format!("line {} is longer than this server takes", number + 1)}});
                let _ = send.send(Ok(line(&problem))).await;
                return;
            }
        }
        answer(&state, &send, &waiting, number + 1).await;
    });
    let stream = futures_util::stream::unfold(receive, |mut r| async move { r.recv().await.map(|next| (next, r)) });
    // What compresses it asks once more after the end.
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], Body::from_stream(stream.fuse())).into_response())
}

/// Answers one line; false where nobody listens any more.
async fn answer(
    state: &Shared,
    send: &mpsc::Sender<Result<Bytes, std::io::Error>>,
    asked: &[u8],
    number: usize,
) -> bool {
    if asked.trim_ascii().is_empty() {
        return true;
    }
    let out = match serde_json::from_slice::<ToRead>(asked) {
        Err(error) => json!({"id": null, "problem": {"status": 422, "detail": format!("line {number}: {error}")}}),
        Ok(asked) => {
            let id = asked.id.clone();
            let read = Page::from(asked).reading(state).await;
            let read = read.and_then(|r| serde_json::from_str::<Value>(&r).map_err(|e| Problem::asked(e.to_string())));
            match read {
                Ok(reading) => json!({"id": id, "reading": reading}),
                Err(p) => json!({"id": id, "problem": {"status": p.status.as_u16(), "detail": p.detail}}),
            }
        }
    };
    send.send(Ok(line(&out))).await.is_ok()
}

fn line(value: &Value) -> Bytes {
    (value.to_string() + "\n").into()
}
