//! Reports: listed, shown, read, added.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use onrecord::{About, Kind};
use onrecord_fetch::Media;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::asked::{self, Counted};
use super::shapes::{self, Failures};
use crate::access::MayWrite;
use crate::arrivals::Page;
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct List {
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^c[0-9]{1,9}$")]
    cursor: Option<String>,
}

/// Lists reports, the newest of the record first.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(List),
    responses((status = 200, body = shapes::Reports, example = json!({"reports": [], "next": null})), Failures))]
pub async fn list(State(state): State<Shared>, Query(asked): Query<List>) -> Result<Response, Problem> {
    let asked =
        onrecord_store::Reports { limit: asked::limit(asked.limit)?, after: asked::after(asked.cursor.as_deref())? };
    let (reports, next) = state.read(move |record| record.reports(&asked)).await?;
    let reports: Vec<_> = reports.iter().map(onrecord_store::Listed::json).collect();
    Ok(json_body(&json!({"reports": reports, "next": asked::cursor(next)})))
}

/// Shows a report: its pages, its versions, its quotations.
#[utoipa::path(get, path = "/api/v1/reports/{report}", tag = "reports", params(
    ("report" = String, Path, description = "The report's name, or at least eight digits of its beginning", min_length = 1, example = "77ab12cd"), Counted),
    responses((status = 200, body = shapes::Report), Failures))]
pub async fn one(
    State(state): State<Shared>,
    Path(name): Path<String>,
    Query(counted): Query<Counted>,
) -> Result<Response, Problem> {
    let whole = state.options().gives_text();
    let report = state.read(move |record| record.report(&name)).await?;
    let mut out = report.json();
    out["quotations"] = report.quotations.iter().map(|q| asked::quotation(q, counted.offsets, whole)).collect();
    Ok(json_body(&out))
}

/// Gives the reading of a report's latest version, with what people said of it.
#[utoipa::path(get, path = "/api/v1/reports/{report}/reading", tag = "reports", params(
    ("report" = String, Path, description = "The report's name, or at least eight digits of its beginning", min_length = 1, example = "77ab12cd"), Counted),
    responses((status = 200, body = ref("#/components/schemas/Reading")), Failures))]
pub async fn reading(
    State(state): State<Shared>,
    Path(name): Path<String>,
    Query(counted): Query<Counted>,
) -> Result<Response, Problem> {
    asked::whole_text(state.options().gives_text())?;
    let mut reading = state.read(move |record| record.reading_json(&name)).await?;
    asked::in_units(&mut reading, counted.offsets);
    Ok(json_body(&reading))
}

/// Plain text, or a page.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TextKind {
    /// Plain text, paragraphs apart by an empty line.
    Plain,
    /// HTML.
    Html,
}

impl From<TextKind> for Kind {
    fn from(kind: TextKind) -> Self {
        match kind {
            TextKind::Plain => Self::Plain,
            TextKind::Html => Self::Html,
        }
    }
}

/// A report to add: a text, or the address of one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!({"text": "“We will appeal,” said Ana Ruiz, counsel for the town.", "name": "note 7", "published": "2026-03-14"}))]
pub enum ToAdd {
    /// A text.
    Text(Text),
    /// An address.
    Address(Address),
}

/// A text to add.
#[allow(clippy::struct_field_names, reason = "fields are the wire's words")]
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The text, or the page.
    #[schema(min_length = 1)]
    text: String,
    /// What it is; told from the text where it is not said.
    kind: Option<TextKind>,
    /// What the user knows it by.
    name: Option<String>,
    /// The day of publication, `2026-03-14`.
    published: Option<String>,
}

/// An address to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// An address of the web, `https://…`; none inside this network.
    #[schema(min_length = 1)]
    url: String,
    /// The day of publication, `2026-03-14`.
    published: Option<String>,
}

/// Adds a report. It is in the record to stay once this is answered.
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", request_body = ToAdd, security(("token" = [])),
    responses((status = 201, description = "A new report, or a new version of one", body = shapes::Added),
        (status = 200, description = "It was there, or was forgotten", body = shapes::Added), Failures))]
pub async fn add(State(state): State<Shared>, _may: MayWrite, Json(asked): Json<ToAdd>) -> Result<Response, Problem> {
    let page = match asked {
        ToAdd::Text(text) => Page {
            about: About { kind: text.kind.map(Kind::from), published: text.published, ..About::default() },
            name: text.name.unwrap_or_else(|| "a text".to_owned()),
            bytes: text.text.into_bytes(),
        },
        ToAdd::Address(asked) => {
            let mut page = Page::fetched(&state, &asked.url).await?;
            page.about.published = asked.published;
            page
        }
    };
    added(&state, page).await
}

/// What is known of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct File {
    /// What the user knows it by.
    #[param(nullable = false, example = "harbour.html")]
    name: Option<String>,
    /// The day of publication.
    #[param(nullable = false, example = "2026-03-14")]
    published: Option<String>,
}

/// Adds a file as it is: the bytes are kept, and every place points into them.
#[utoipa::path(post, path = "/api/v1/files", tag = "reports", params(File), security(("token" = [])),
    request_body(content((String = "text/html", example = "<p>“We will appeal,” said Ana Ruiz.</p>"), (String = "text/plain", example = "“We will appeal,” said Ana Ruiz.")),
        description = "The file, with its charset where the type names it"),
    responses((status = 201, description = "A new report, or a new version of one", body = shapes::Added),
        (status = 200, description = "It was there, or was forgotten", body = shapes::Added), Failures))]
pub async fn upload(
    State(state): State<Shared>,
    _may: MayWrite,
    Query(file): Query<File>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let of = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let media = Media::of(of);
    let kind = match media.kind() {
        Some(onrecord_fetch::Kind::Html) => Kind::Html,
        Some(onrecord_fetch::Kind::Plain) => Kind::Plain,
        None => {
            let found = format!("expected text/html or text/plain, found {of:?}");
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, found));
        }
    };
    let about = About { kind: Some(kind), charset: media.charset, published: file.published, ..About::default() };
    added(&state, Page { bytes: bytes.into(), about, name: file.name.unwrap_or_else(|| "a file".to_owned()) }).await
}

async fn added(state: &Shared, page: Page) -> Result<Response, Problem> {
    let name = page.name.clone();
    let added = page.added(state).await?;
    let new = matches!(added, onrecord_store::Added::New { .. } | onrecord_store::Added::Version { .. });
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, json_body(&added.json(&name))).into_response())
}
