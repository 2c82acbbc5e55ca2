//! Pages for people: a request in, HTML out.
//!
//! The home page says "12 reports, 340 quotations".

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::access::Session;
use crate::problem::{MEDIA, Problem};
use crate::state::Shared;

/// The routes of all pages.
pub fn routes() -> Router<Shared> {
    Router::new().route("/", get(home))
}

async fn home(State(state): State<Shared>) -> Result<Response, Problem> {
    let (reports, quotations) = state.read(onrecord_store::Record::size).await?;
    Ok(page("Onrecord", &format!("<p>{reports} reports, {quotations} quotations</p>")))
}

/// The form that takes a token, with why the last one was not taken; to who is signed in, the one that ends it.
pub fn sign_in(session: Option<&Session>, problem: Option<&Problem>) -> Response {
    let form = match session {
        Some(session) => format!(
            "<form method=\"post\" action=\"/session/end\"><input type=\"hidden\" name=\"csrf\" value=\"{}\"><button>Sign out</button></form>",
            session.csrf
        ),
        None => "<form method=\"post\" action=\"/session\"><label>Token <input type=\"password\" name=\"token\" autocomplete=\"current-password\"></label><button>Sign in</button></form>".to_owned(),
    };
    let why = problem.map(|p| format!("<p role=\"alert\">{}</p>", p.detail)).unwrap_or_default();
    let mut response = page("Sign in", &(why + &form));
    *response.status_mut() = problem.map_or(StatusCode::OK, |p| p.status);
    response
}

/// Turns the problems of pages into pages; programs that do not ask for HTML get them as they are.
pub async fn problems(request: Request, next: Next) -> Response {
    let of_api = request.uri().path().starts_with("/api/");
    let html =
        request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"));
    let response = next.run(request).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    let status = response.status();
    if of_api || !html || is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let said = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
    let is_problem =
        parts.headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(MEDIA.as_bytes()));
    let told = serde_json::from_slice::<serde_json::Value>(&said).ok().filter(|_| is_problem);
    let detail = told.and_then(|p| Some(p["detail"].as_str()?.to_owned()));
    let detail = detail.unwrap_or_else(|| match status {
        StatusCode::NOT_FOUND => "there is no such page".to_owned(),
        _ => "the request could not be taken".to_owned(),
    });
    let mut page = error(status, &detail);
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = parts.headers.get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// The documentation of the API, from its OpenAPI document.
pub fn documentation(document: &serde_json::Value) -> Response {
    let _ = document;
    page("API", "")
}

/// A page that says what went wrong.
fn error(status: StatusCode, detail: &str) -> Response {
    let detail = detail.replace('&', "&amp;").replace('<', "&lt;");
    let mut response = page(status.canonical_reason().unwrap_or("Error"), &format!("<p>{detail}</p>"));
    *response.status_mut() = status;
    response
}

fn page(title: &str, body: &str) -> Response {
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/assets/style.css\">\n<h1>{title}</h1>\n{body}\n</html>\n"
    ))
    .into_response()
}
