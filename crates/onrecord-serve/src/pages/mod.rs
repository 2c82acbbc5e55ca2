//! Pages for people: a request in, HTML out. All of them can be read and used without script.
//!
//! What a report says stands on a page as "*outlet* reported that …" and as text: the templates escape it, and nothing of it is obeyed.
//!
//! - `home.rs`, `report.rs` (laid out by `layout.rs`), `quotation.rs`, `person.rs`, `search.rs`, `exchanges.rs` (drawn by `graph.rs`): what the
//!   record holds; `shown.rs`: a quotation on a page
//! - `check.rs`, `add.rs`, `review.rs`: what people do; `form.rs`: what a browser sends with a file; `documentation.rs`: the API's page

mod add;
mod check;
mod documentation;
mod exchanges;
mod form;
mod graph;
mod home;
mod layout;
mod person;
mod quotation;
mod report;
mod review;
mod search;
mod shown;

use askama::Template;
use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use unicode_segmentation::UnicodeSegmentation;

use crate::access::{Session, Visitor};
use crate::problem::{MEDIA, Problem};
use crate::state::Shared;
use crate::tokens::Scope;

pub use documentation::documentation;

/// The routes of all pages.
pub fn routes() -> Router<Shared> {
    Router::new()
        .merge(home::routes())
        .merge(report::routes())
        .merge(quotation::routes())
        .merge(person::routes())
        .merge(search::routes())
        .merge(exchanges::routes())
        .merge(check::routes())
        .merge(review::routes())
        .merge(add::routes())
}

/// What stands around every page.
#[derive(Default)]
pub struct Frame {
    session: Option<Session>,
    at: &'static str,
}

impl Frame {
    /// Around a page of the navigation, or any other with `""`.
    pub fn new(visitor: Visitor, at: &'static str) -> Self {
        Self { session: visitor.0, at }
    }

    fn links(&self) -> [(&'static str, &'static str); 5] {
        let _ = self;
        [
            ("/search", "Search"),
            ("/exchanges", "Exchanges"),
            ("/check", "Check"),
            ("/review", "Review"),
            ("/add", "Add"),
        ]
    }

    /// Who is signed in and may write.
    fn writer(&self) -> Option<&Session> {
        self.session.as_ref().filter(|s| s.scope == Scope::Write)
    }
}

/// A page from its template.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the page cannot be written").into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "session.html")]
struct SignIn<'a> {
    frame: Frame,
    problem: &'a str,
}

/// The form that takes a token, with why the last one was not taken; to who is signed in, the one that ends it.
pub fn sign_in(session: Option<&Session>, problem: Option<&Problem>) -> Response {
    let frame = Frame { session: session.cloned(), at: "" };
    let mut response = page(&SignIn { frame, problem: problem.map_or("", |p| &p.detail) });
    if let Some(problem) = problem {
        *response.status_mut() = problem.status;
    }
    response
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    frame: Frame,
    title: &'a str,
    detail: &'a str,
}

/// Turns the problems of pages into pages; programs that do not ask for HTML get them as they are.
pub async fn problems(request: Request, next: Next) -> Response {
    let of_api = request.uri().path().starts_with("/api/");
    let accepted = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let html = accepted.is_some_and(|v| v.contains("text/html"));
    let response = next.run(request).await;
    let status = response.status();
    if of_api || !html || is_of(&response, "text/html") || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let is_problem = is_of(&response, MEDIA);
    let (parts, body) = response.into_parts();
    let said = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
    let told = serde_json::from_slice::<serde_json::Value>(&said).ok().filter(|_| is_problem);
    let detail = told.and_then(|p| Some(p["detail"].as_str()?.to_owned()));
    let detail = detail.unwrap_or_else(|| match status {
        StatusCode::NOT_FOUND => "There is no such page.".to_owned(),
        _ => "The request could not be taken.".to_owned(),
    });
    let mut detail = detail;
    if let Some(first) = detail.get(..1) {
        detail.replace_range(..1, &first.to_uppercase());
    }
    let title = status.canonical_reason().unwrap_or("Error");
    let mut page = page(&Message { frame: Frame { session: None, at: "" }, title, detail: &detail });
    *page.status_mut() = status;
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = parts.headers.get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

fn is_of(response: &Response, kind: &str) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(kind.as_bytes()))
}

/// The sentence in which a text ends.
pub fn last_sentence(text: &str) -> String {
    text.split_sentence_bounds().last().unwrap_or_default().to_owned()
}

/// The sentence in which a text begins.
pub fn first_sentence(text: &str) -> String {
    text.split_sentence_bounds().next().unwrap_or_default().to_owned()
}

/// "3 reports".
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// An address of ours with what is asked; what is empty is left out.
pub fn link(path: &str, asked: &[(&str, &str)]) -> String {
    let given = asked.iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The page of a name.
pub fn person_link(name: &str) -> String {
    link("/person", &[("name", name)])
}

/// The first ten characters of a time: its day.
pub fn day(time: &str) -> String {
    time.chars().take(10).collect()
}

/// "93 %"; nothing is certain.
pub fn sure(confidence: f64) -> String {
    format!("{:.0} % sure", (confidence * 100.0).clamp(0.0, 99.0))
}

/// The media of communications: the wire's word and what a page calls it.
pub const MEDIA_NAMES: [(&str, &str); 15] = [
    ("letter", "letter"),
    ("speech", "speech"),
    ("statement", "statement"),
    ("press_release", "press release"),
    ("press_conference", "press conference"),
    ("interview", "interview"),
    ("call", "call"),
    ("meeting", "meeting"),
    ("debate", "debate"),
    ("testimony", "testimony"),
    ("post", "post"),
    ("broadcast", "broadcast"),
    ("publication", "publication"),
    ("court_filing", "court filing"),
    ("other", "other"),
];
