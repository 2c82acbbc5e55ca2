//! Add: an address, a text or a file in, a report of the record out.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::response::Response;
use axum::routing::get;
use onrecord::{About, Kind};
use onrecord_store::Added;
use serde::Deserialize;

use super::form::Sent;
use super::quotation::on;
use super::{Frame, link, page};
use crate::access::{Signed, Visitor};
use crate::arrivals::Page;
use crate::limits;
use crate::problem::Problem;
use crate::state::Shared;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/add", get(form).post(add)).layer(DefaultBodyLimit::max(limits::BODY))
}

#[derive(Template)]
#[template(path = "add.html")]
struct View {
    frame: Frame,
    problem: String,
    done: String,
    report: String,
    url: String,
    text: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    report: String,
}

async fn form(visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let done = match asked.done.as_str() {
        "known" => "It was in the record already.".to_owned(),
        "forgotten" => "It was forgotten once, and stays so.".to_owned(),
        _ => String::new(),
    };
    let report = if asked.report.chars().all(|c| c.is_ascii_hexdigit()) { asked.report } else { String::new() };
    let frame = Frame::new(visitor, "/add");
    page(&View { frame, problem: String::new(), done, report, url: String::new(), text: String::new() })
}

async fn add(
    State(state): State<Shared>,
    visitor: Visitor,
    signed: Signed,
    form: Multipart,
) -> Result<Response, Problem> {
    let mut sent = Sent::of(form).await?;
    signed.proven(&sent.take("csrf"))?;
    let (url, text) = (sent.take("url").trim().to_owned(), sent.take("text"));
    let published = Some(sent.take("published")).filter(|d| !d.is_empty());
    let told = About { published, ..About::default() };
    let page_of = match (sent.file.take(), url.is_empty(), text.trim().is_empty()) {
        (Some((name, media, bytes)), ..) => {
            let html = media.starts_with("text/html") || name.to_ascii_lowercase().ends_with(".html");
            let kind = if html { Some(Kind::Html) } else { media.starts_with("text/plain").then_some(Kind::Plain) };
            Ok(Page { bytes, about: About { kind, ..told }, name })
        }
        (None, false, _) => Page::fetched(&state, &url).await.map(|mut p| {
            p.about.published.clone_from(&told.published);
            p
        }),
        (None, true, false) => Ok(Page { bytes: text.clone().into_bytes(), about: told, name: "a text".to_owned() }),
        (None, true, true) => Err(Problem::asked("there is nothing to add yet: give an address, a text or a file")),
    };
    let added = match page_of {
        Ok(page) => page.added(&state).await,
        Err(problem) => Err(problem),
    };
    match added {
        Ok(Added::New { report, .. } | Added::Version { report, .. }) => Ok(on(&format!("/report/{report}"))),
        Ok(Added::Known { report, .. }) => Ok(on(&link("/add", &[("done", "known"), ("report", &report)]))),
        Ok(Added::Forgotten) => Ok(on("/add?done=forgotten")),
        Err(problem) => {
            let frame = Frame::new(visitor, "/add");
            let said = format!("It was not added: {}.", problem.detail.trim_end_matches('.'));
            let mut response =
                page(&View { frame, problem: said, done: String::new(), report: String::new(), url, text });
            *response.status_mut() = problem.status;
            Ok(response)
        }
    }
}
