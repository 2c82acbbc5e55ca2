//! One quotation: the same words in other reports, what people said of it, where it came from. Corrections come in here.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use onrecord::check::{self, Candidates, Claim};
use onrecord_store::{Correction, Field, Origin};
use serde::Deserialize;

use super::check::{Evidence, searched};
use super::shown::Quote;
use super::{Frame, page};
use crate::access::{Signed, Visitor};
use crate::problem::Problem;
use crate::state::Shared;

/// Its routes.
pub fn routes() -> Router<Shared> {
    Router::new().route("/quotation/{key}", get(quotation)).route("/correct", post(correct))
}

#[derive(Template)]
#[template(path = "quotation.html")]
struct View {
    frame: Frame,
    q: Quote,
    next: String,
    elsewhere: Vec<Evidence>,
    searched: String,
    corrections: Vec<String>,
    origin: Vec<(&'static str, String)>,
}

async fn quotation(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let (shown, origin, corrections) = state
        .read(move |record| {
            let shown = record.quotation(&key)?;
            let origin = record.origin_of(&shown)?;
            let corrections = record.corrections_to(&shown)?;
            Ok((shown, origin, corrections))
        })
        .await?;
    let claim = Claim { text: shown.words.clone(), speaker: None, spans: Vec::new() };
    let (answer, size) = state.evidence(move |record| (check::check(&claim, record), record.searched())).await?;
    let others = answer.evidence.iter().filter(|e| e.source.report.id != shown.document);
    let whole = state.options().gives_text();
    Ok(page(&View {
        frame: Frame::new(visitor, ""),
        next: format!("/quotation/{}", shown.key),
        elsewhere: others.map(Evidence::of).collect(),
        searched: searched(&size),
        corrections: corrections.iter().map(line).collect(),
        origin: lines(&origin),
        q: Quote::of(&shown, "", whole),
    }))
}

fn line(c: &Correction) -> String {
    let reason = c.reason.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
    let value = if c.value.is_empty() { String::new() } else { format!(": {}", c.value.join(", ")) };
    format!("{} {}: {}{value}{reason}", c.time, c.author, c.field.word().replace('_', " "))
}

fn lines(origin: &Origin) -> Vec<(&'static str, String)> {
    let mut out = vec![
        ("Page", format!("{}, {} bytes, version {}", origin.document, origin.size, origin.version)),
        ("From", origin.url.clone().unwrap_or_else(|| origin.name.clone())),
    ];
    out.extend(origin.retrieved.clone().map(|r| ("Fetched", r)));
    out.push(("Added", origin.added.clone()));
    out.push(("Read by", format!("onrecord {}", origin.producer)));
    out.extend(origin.sightings.iter().map(|(at, when)| ("Also at", format!("{at}, {when}"))));
    out
}

#[derive(Deserialize)]
struct Asked {
    csrf: String,
    key: String,
    what: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    addressee: String,
    #[serde(default)]
    asserted: String,
    #[serde(default)]
    reason: String,
}

async fn correct(State(state): State<Shared>, signed: Signed, Form(asked): Form<Asked>) -> Result<Response, Problem> {
    let author = signed.proven(&asked.csrf)?;
    let names = |list: &str| -> Result<Vec<String>, Problem> {
        let names: Vec<String> = list.split(';').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        if names.is_empty() { Err(Problem::asked("expected a name, found none")) } else { Ok(names) }
    };
    let (field, value) = match asked.what.as_str() {
        "confirm" => (Field::Confirmed, Vec::new()),
        "not" => (Field::NotAQuotation, Vec::new()),
        "speaker" => (Field::Speaker, names(&asked.speaker)?),
        "addressee" => (Field::Addressee, names(&asked.addressee)?),
        "asserted" => (Field::Asserted, vec![asked.asserted]),
        "undo" => {
            let undone = state.write(move |writer| writer.undo(&asked.key, &Shared::now())).await?;
            undone.ok_or_else(|| Problem::missing("this quotation has no correction"))?;
            return Ok(on(&asked.next));
        }
        other => return Err(Problem::asked(format!("expected what is set right, found {other:?}"))),
    };
    let correction = Correction {
        key: asked.key,
        field,
        value,
        words: String::new(),
        author,
        time: Shared::now(),
        reason: Some(asked.reason).filter(|r| !r.trim().is_empty()),
    };
    state.write(move |writer| writer.correct(correction)).await?;
    Ok(on(&asked.next))
}

/// On to a page of ours.
pub fn on(next: &str) -> Response {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    let next = if own { next.to_owned() } else { "/".to_owned() };
    (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response()
}
