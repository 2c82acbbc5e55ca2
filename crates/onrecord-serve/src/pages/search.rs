//! Search: words and filters in an address that can be shared; quotations and facets out.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
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

    /// The fields that narrow it, each with its name on the page.
    fn narrowed(&self) -> Vec<(&'static str, &'static str, String)> {
        let medium = MEDIA_NAMES.iter().find(|(word, _)| *word == self.medium).map_or("", |(_, name)| name);
        let mut all = vec![
            ("speaker", "said by", self.speaker.clone()),
            ("to", "said to", self.to.clone()),
            ("outlet", "reported by", self.outlet.clone()),
            ("medium", "in a", medium.to_owned()),
            ("kind", "kind", self.kind.clone()),
            ("since", "since", self.since.clone()),
            ("until", "until", self.until.clone()),
            ("plain", "only what was", if self.plain { "plainly said" } else { "" }.to_owned()),
        ];
        all.retain(|(_, _, value)| !value.trim().is_empty());
        all
    }

    fn is_narrowed(&self) -> bool {
        !self.narrowed().is_empty()
    }

    fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && !self.is_narrowed()
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
    /// What the search is narrowed to: name, value, the address without it.
    chips: Vec<(&'static str, String, String)>,
}

async fn search(
    State(state): State<Shared>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    // A form sends empty fields too: the address to share is without them.
    let own = asked.link("", "", asked.after);
    let sent = uri.query().unwrap_or_default();
    if sent.split('&').any(|field| field.ends_with('=')) {
        return Ok(Redirect::to(&own).into_response());
    }
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
        chips: chips(&asked),
        facets,
        told,
        problem,
        media: MEDIA_NAMES,
        asked,
    }))
}

fn chips(asked: &Asked) -> Vec<(&'static str, String, String)> {
    let chip = |(field, name, value): (&str, &'static str, String)| (name, value, asked.link(field, "", None));
    asked.narrowed().into_iter().map(chip).collect()
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
    let mut all = vec![
        facet("Speaker", "speaker", &asked.speaker, &|q| names(&q.speakers)),
        facet("To", "to", &asked.to, &|q| names(&q.addressees)),
        facet("Outlet", "outlet", &asked.outlet, &|q| one(&q.outlet)),
        media(facet("Medium", "medium", &asked.medium, &|q| one(&q.medium))),
        facet("Kind", "kind", &asked.kind, &|q| vec![q.kind.clone()]),
        years(asked, found),
    ];
    all.retain(|f| !f.values.is_empty());
    all
}

/// The media by what pages call them.
fn media(mut facet: Facet) -> Facet {
    for (value, ..) in &mut facet.values {
        *value = value.replace('_', " ");
    }
    facet
}

/// Years of publication: one is both the first and the last.
fn years(asked: &Asked, found: &[Shown]) -> Facet {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for year in found.iter().filter_map(|q| q.published.as_ref()?.get(..4)) {
        *counts.entry(year).or_default() += 1;
    }
    let value = |(year, n): (&str, usize)| {
        let on = asked.since == year && asked.until == year;
        let only = if on { "" } else { year };
        let of_year = Asked { since: only.to_owned(), until: only.to_owned(), ..asked.clone() };
        (year.to_owned(), n, of_year.link("", "", None), on)
    };
    Facet { name: "Published", values: counts.into_iter().rev().take(VALUES).map(value).collect() }
}
