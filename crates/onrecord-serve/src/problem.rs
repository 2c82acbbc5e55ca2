//! What went wrong, for programs: a failure in, `application/problem+json` (RFC 9457) out. Pages turn it into HTML.
//!
//! Example: `{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "there is no quotation with this key"}`. What a report
//! says, a path of this machine and a secret never stand in it.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use onrecord_store::Error;
use serde::Serialize;
use serde_json::json;

use crate::state::Busy;

/// The longest text of another's error that becomes a detail, in bytes.
const LONGEST: usize = 4096;
/// The media type of a problem.
pub const MEDIA: &str = "application/problem+json";

/// A failure, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// What was found, in plain words.
    pub detail: String,
    /// After how many seconds asking again makes sense.
    pub retry: Option<u64>,
}

/// The shape of a problem on the wire.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct Wire {
    /// Always `about:blank`: the status says what kind it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: String,
    /// The name of the status.
    #[schema(example = "Not Found")]
    title: String,
    /// The status of the answer.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    status: u16,
    /// What was found, in plain words.
    #[schema(example = "there is no quotation with this key")]
    detail: String,
}

impl Problem {
    /// A problem of this status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), retry: None }
    }

    /// What was asked cannot be understood.
    pub fn asked(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// There is no such thing.
    pub fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }
}

impl From<Busy> for Problem {
    fn from(busy: Busy) -> Self {
        let later = |detail: &str| Self { retry: Some(2), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, detail) };
        match busy {
            Busy::Stopped => later("the question broke off; ask again"),
            Busy::Asked(detail) => Self::asked(detail),
            Busy::Record(error) => match error {
                Error::Name { found, .. } => Self::missing(found),
                Error::Search { found } => {
                    Self::asked(format!("expected words or a filter that can be searched for, found {found}"))
                }
                Error::Reading { found } => Self::asked(found),
                Error::Full { .. } => {
                    Self::new(StatusCode::INSUFFICIENT_STORAGE, "no space is left for the record; nothing was written")
                }
                Error::Busy { .. } => later("another program is writing to the record; ask again"),
                other => {
                    tracing::error!(error = %other, "the record cannot be used");
                    Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the record cannot be used; the server's log says why")
                }
            },
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Busy::Record(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Error").to_owned();
        let wire = Wire { kind: "about:blank".into(), title, status: self.status.as_u16(), detail: self.detail };
        let body = json!(wire).to_string();
        let mut response = (self.status, [(header::CONTENT_TYPE, MEDIA)], body).into_response();
        if let Some(seconds) = self.retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Makes a problem of every failure that is none yet: routes that are not there, methods that are not allowed, bodies that cannot be taken.
pub async fn all(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(MEDIA.as_bytes()));
    if !(status.is_client_error() || status.is_server_error()) || is_problem {
        return response;
    }
    let (parts, body) = response.into_parts();
    let said = to_bytes(body, LONGEST).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let detail = match (status, said.trim()) {
        (StatusCode::NOT_FOUND, _) => "there is nothing at this address",
        (StatusCode::METHOD_NOT_ALLOWED, _) => "this address does not take this method",
        (StatusCode::PAYLOAD_TOO_LARGE, _) => "the body is longer than this server takes",
        (StatusCode::REQUEST_TIMEOUT, _) => "the request took too long to arrive or to answer",
        (_, "") => "the request could not be taken",
        (_, said) => said,
    };
    let status = if status == StatusCode::BAD_REQUEST { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    let mut problem = Problem::new(status, detail).into_response();
    for (name, value) in &parts.headers {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem
}

/// A body of JSON with its media type.
pub fn json_body(value: &impl Serialize) -> Response {
    match serde_json::to_string(value) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer cannot be written").into_response()
        }
    }
}
