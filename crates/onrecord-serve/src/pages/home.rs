//! The first page: what the record is, and what came last. An empty record offers an example.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use onrecord_store::{Listed, Reports};
use serde::Deserialize;

use super::{Frame, count, day, page};
use crate::access::Visitor;
use crate::problem::Problem;
use crate::state::Shared;

/// So many reports stand on it.
const LATEST: usize = 20;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/", get(home))
}

#[derive(Deserialize)]
struct Asked {
    after: Option<i64>,
}

struct Line {
    report: String,
    title: String,
    outlet: String,
    published: String,
    quotations: String,
    versions: i64,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    reports_told: String,
    quotations_told: String,
    reports: Vec<Line>,
    next: Option<i64>,
}

async fn home(State(state): State<Shared>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let size = state.evidence(|record| onrecord::check::Candidates::searched(record)).await?;
    let asked = Reports { limit: LATEST, after: asked.after };
    let (reports, next) = state.read(move |record| record.reports(&asked)).await?;
    Ok(page(&Home {
        frame: Frame::new(visitor, "/"),
        reports_told: count(size.reports, "report"),
        quotations_told: count(size.quotations, "quotation"),
        reports: reports.into_iter().map(line).collect(),
        next,
    }))
}

fn line(report: Listed) -> Line {
    let title = report.title.filter(|t| !t.trim().is_empty());
    Line {
        title: title.or_else(|| report.url.clone()).unwrap_or_else(|| "A report without a title".to_owned()),
        outlet: report.outlet.unwrap_or_else(|| "an unnamed outlet".to_owned()),
        published: day(&report.published.unwrap_or_default()),
        quotations: count(usize::try_from(report.quotations).unwrap_or_default(), "quotation"),
        versions: report.versions,
        report: report.report,
    }
}
