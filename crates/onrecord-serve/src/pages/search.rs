//! Search: words and filters in an address that can be shared; quotations and facets out.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use onrecord_store::{Error, Found, Search, Shown};
use serde::Deserialize;

use super::shown::Quote;
use super::{Frame, MEDIA_NAMES, count, link, page};
use crate::access::Visitor;
use crate::problem::Problem;
use crate::state::{Busy, Shared};

/// So many stand on a page.
const PAGE: usize = 20;
/// Facets are counted over so many of what is found.
const COUNTED: usize = 200;
/// So many values of a facet are shown.
const VALUES: usize = 8;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/search", get(search))
}

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    speaker: String,
    to: String,
    outlet: String,
    kind: String,
    medium: String,
    since: String,
    until: String,
    plain: bool,
    after: Option<i64>,
}

impl Asked {
    fn link(&self, field: &str, value: &str, after: Option<i64>) -> String {
        let plain = if self.plain { "true" } else { "" };
        let after = after.map(|a| a.to_string()).unwrap_or_default();
        let all = [
            ("words", self.words.as_str()),
            ("speaker", &self.speaker),
            ("to", &self.to),
            ("outlet", &self.outlet),
            ("kind", &self.kind),
            ("medium", &self.medium),
            ("since", &self.since),
            ("until", &self.until),
            ("plain", plain),
            ("after", &after),
        ];
        link("/search", &all.map(|(name, old)| (name, if name == field { value } else { old })))
    }

    fn search(&self, limit: usize) -> Search {
        let given = |text: &String| Some(text.clone()).filter(|t| !t.trim().is_empty());
        Search {
            words: self.words.clone(),
            speaker: given(&self.speaker),
            to: given(&self.to),
            outlet: given(&self.outlet),
            since: given(&self.since),
            until: given(&self.until),
            kind: given(&self.kind),
            medium: given(&self.medium),
            plain: self.plain,
            limit,
            skip: 0,
            after: self.after,
        }
    }
}

struct Facet {
    name: &'static str,
    values: Vec<(String, usize, String, bool)>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct View {
    frame: Frame,
    asked: Asked,
    media: [(&'static str, &'static str); 15],
    problem: String,
    told: String,
    quotations: Vec<Quote>,
    next: Option<String>,
    facets: Vec<Facet>,
    counted: String,
}

async fn search(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (one, first) = (asked.search(PAGE), asked.after.is_none());
    let empty = Search { limit: PAGE, after: asked.after, ..Search::default() } == one;
    let many = Search { limit: COUNTED, after: None, ..one.clone() };
    let found = state
        .read(move |record| {
            if empty {
                return Ok((record.newest(PAGE, one.after)?, None));
            }
            let found = record.search(&one)?;
            let all = if found.more || !first { Some(record.search(&many)?) } else { None };
            Ok((found, all))
        })
        .await;
    let whole = state.options().gives_text();
    let (found, all, problem) = match found {
        Ok((found, all)) => (found, all, String::new()),
        Err(Busy::Record(Error::Search { found })) => {
            let none = Found { quotations: Vec::new(), more: false, next: None };
            (none, None, format!("This cannot be searched for: {found}."))
        }
        Err(other) => return Err(other.into()),
    };
    let counted = all.as_ref().unwrap_or(&found);
    let number = counted.quotations.len();
    let told = match (empty, number) {
        (true, 0) => "The record is empty".to_owned(),
        (true, _) => "Added last".to_owned(),
        (_, 0) => "Nothing found".to_owned(),
        (_, n) if counted.more => format!("More than {}", count(n, "quotation")),
        (_, n) => count(n, "quotation"),
    };
    let facets = if number == 0 || empty { Vec::new() } else { facets(&asked, &counted.quotations) };
    Ok(page(&View {
        frame: Frame::new(visitor, "/search"),
        quotations: found.quotations.iter().map(|q| Quote::of(q, &asked.words, whole)).collect(),
        next: found.next.map(|after| asked.link("", "", Some(after))),
        counted: if counted.more { format!("Counted over the newest {number}.") } else { String::new() },
        facets,
        told,
        problem,
        media: MEDIA_NAMES,
        asked,
    }))
}

fn facets(asked: &Asked, found: &[Shown]) -> Vec<Facet> {
    let names = |who: &[onrecord_store::wire::Who]| who.iter().map(|w| w.name.clone()).collect::<Vec<_>>();
    let one = |value: &Option<String>| value.clone().into_iter().collect::<Vec<_>>();
    let facet = |name: &'static str, field: &str, on: &str, values: &dyn Fn(&Shown) -> Vec<String>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in found.iter().flat_map(values).filter(|v| !v.trim().is_empty()) {
            *counts.entry(value).or_default() += 1;
        }
        let mut all: Vec<(String, usize)> = counts.into_iter().collect();
        all.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), value.clone()));
        all.truncate(VALUES);
        let value = |(value, n): (String, usize)| {
            let is_on = value == on;
            (value.clone(), n, asked.link(field, if is_on { "" } else { &value }, None), is_on)
        };
        Facet { name, values: all.into_iter().map(value).collect() }
    };
    let mut asked_plain = asked.clone();
    asked_plain.after = None;
    let year = |q: &Shown| q.published.as_ref().and_then(|p| p.get(..4)).map(str::to_owned).into_iter().collect();
    let mut all = vec![
        facet("Speaker", "speaker", &asked.speaker, &|q| names(&q.speakers)),
        facet("To", "to", &asked.to, &|q| names(&q.addressees)),
        facet("Outlet", "outlet", &asked.outlet, &|q| one(&q.outlet)),
        facet("Medium", "medium", &asked.medium, &|q| one(&q.medium)),
        facet("Kind", "kind", &asked.kind, &|q| vec![q.kind.clone()]),
        facet("Since", "since", &asked.since, &year),
    ];
    all.retain(|f| !f.values.is_empty());
    all
}
