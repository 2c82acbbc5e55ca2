//! Review: the least certain quotations first, one at a time, accepted or set right by buttons or keys.
//!
//! What is said of one is a form of its own (`correct.html`), so that it works without script and Enter in a field never confirms another.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use onrecord_store::{Record, Shown};
use serde::Deserialize;

use super::layout::{list, text};
use super::shown::Quote;
use super::{Frame, link, page};
use crate::access::Visitor;
use crate::problem::Problem;
use crate::state::Shared;

/// So many names of the report are offered.
const NAMES: usize = 60;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/review", get(review))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    skip: u32,
    /// The key of what was looked at last.
    #[serde(default)]
    done: String,
}

/// What was said last, to be taken back.
struct Done {
    key: String,
    words: String,
    said: String,
    next: String,
}

#[derive(Template)]
#[template(path = "review.html")]
struct View {
    frame: Frame,
    q: Option<Quote>,
    cue: String,
    part: String,
    asserted: &'static str,
    medium: String,
    /// Its doubt, in percent.
    doubt: u32,
    names: Vec<String>,
    skip: u32,
    next: String,
    done: Option<Done>,
}

async fn review(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (skip, key) = (asked.skip.to_string(), asked.done.clone());
    let (shown, names, done) = state
        .read(move |record| {
            let shown = record.doubtful(1, asked.skip as usize)?.into_iter().next();
            let names = shown.as_ref().map(|s| names(record, s)).transpose()?.unwrap_or_default();
            let done = if key.is_empty() { None } else { record.quotation(&key).ok() };
            let said = done.as_ref().map(|d| record.corrections_to(d)).transpose()?.unwrap_or_default();
            Ok((shown, names, done.zip(said.into_iter().next_back())))
        })
        .await?;
    let whole = state.options().gives_text();
    let at = |fields: &[(&str, &str)]| {
        link("/review", &[&[("skip", if asked.skip == 0 { "" } else { &skip })], fields].concat())
    };
    let key = shown.as_ref().map(|s| s.key.clone()).unwrap_or_default();
    Ok(page(&View {
        frame: Frame::new(visitor, "/review"),
        // What was looked at leaves the list: the next one takes its place.
        next: at(&[("done", &key)]),
        skip: asked.skip,
        cue: shown.as_ref().map(|s| s.cue.clone()).unwrap_or_default(),
        part: shown.as_ref().map(|s| s.part.replace('_', " ")).filter(|p| p != "body").unwrap_or_default(),
        asserted: shown.as_ref().map_or("", |s| told(&s.asserted)),
        medium: shown.as_ref().and_then(|s| s.medium.clone()).unwrap_or_default().replace('_', " "),
        doubt: shown.as_ref().map_or(0, |s| ((1.0 - s.confidence) * 100.0).clamp(0.0, 100.0) as u32),
        q: shown.as_ref().map(|s| Quote::of(s, "", whole)),
        names,
        done: done.map(|(quotation, correction)| Done {
            said: said(correction.field, &correction.value),
            next: at(&[]),
            words: short(&quotation.words),
            key: quotation.key,
        }),
    }))
}

/// The names that the quotation's report has, people first.
fn names(record: &Record, shown: &Shown) -> Result<Vec<String>, onrecord_store::Error> {
    let reading = record.reading_json(&shown.report)?;
    let mut all: Vec<(bool, String)> = list(&reading["entities"])
        .iter()
        .filter(|e| matches!(text(&e["kind"]), "person" | "organisation" | "group"))
        .map(|e| (text(&e["kind"]) != "person", text(&e["name"]).to_owned()))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    all.sort();
    all.dedup();
    all.truncate(NAMES);
    Ok(all.into_iter().map(|(_, name)| name).collect())
}

/// What a correction says, for people.
fn said(field: onrecord_store::Field, value: &[String]) -> String {
    use onrecord_store::Field;
    match field {
        Field::Speaker => format!("said by {}", value.join(", ")),
        Field::Addressee => format!("said to {}", value.join(", ")),
        Field::Asserted => told(value.first().map_or("", String::as_str)).to_owned(),
        Field::NotAQuotation => "no quotation".to_owned(),
        Field::Confirmed => "right as it is".to_owned(),
    }
}

/// What the report says of the saying, for people.
fn told(asserted: &str) -> &'static str {
    match asserted {
        "yes" => "reported as said",
        "no" => "reported as not said",
        "asked" => "asked whether it was said",
        "future" => "expected to be said",
        "conditional" => "said on a condition",
        "hedged" => "passed on as hearsay",
        _ => "unclear whether it was said",
    }
}

/// The first words.
fn short(words: &str) -> String {
    let mut out: String = words.chars().take(60).collect();
    if out.len() < words.len() {
        out.truncate(out.rfind(' ').unwrap_or(out.len()));
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_between_words() {
        assert_eq!(short("We will appeal."), "We will appeal.");
        let long = short(&"zoë ".repeat(40));
        assert!(long.ends_with("zoë…") && long.chars().count() <= 61, "{long}");
    }
}
