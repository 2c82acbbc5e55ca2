//! A person of the record: names, roles, a timeline of quotations, who is addressed and who addresses, and the one click that undoes a join.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use onrecord_store::{People, Person, Record, Shown};
use serde::Deserialize;

use super::quotation::on;
use super::shown::Quote;
use super::{Frame, count, link, page, person_link};
use crate::access::{Signed, Visitor};
use crate::problem::Problem;
use crate::state::Shared;

/// So many quotations of one person stand on the page.
const SAID: usize = 25;
/// So many are opened for the timeline and for who speaks to whom.
const LOOKED_AT: usize = 300;
/// So many people of one name.
const MOST: usize = 12;
/// Width of the picture, the room at its sides, and what a dot takes.
const WIDTH: usize = 720;
const EDGE: usize = 16;
const DOT: usize = 14;
/// So many dots stand one above the other at most.
const HIGHEST: usize = 12;

/// Its routes.
pub fn routes() -> Router<Shared> {
    Router::new().route("/person", get(person)).route("/person/split", post(split))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
}

struct Alias {
    name: String,
    why: &'static str,
    reports: Vec<(String, String)>,
}

struct Shape {
    name: String,
    kind: String,
    role: String,
    roles: String,
    told: String,
    outlets: Vec<String>,
    aliases: Vec<Alias>,
    timeline: Timeline,
    spoke_to: Vec<(String, String, usize)>,
    heard_from: Vec<(String, String, usize)>,
    said: Vec<Quote>,
    more: bool,
    all: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct View {
    frame: Frame,
    name: String,
    several: bool,
    people: Vec<Shape>,
}

async fn person(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let name = asked.name.clone();
    let people = state
        .read(move |record| {
            let found = record.people(&People { name: name.clone(), limit: MOST });
            // A name without letters is nobody's.
            let mut found = match found {
                Err(onrecord_store::Error::Search { .. }) => Vec::new(),
                other => other?,
            };
            // Who bears the whole name goes before who bears it among others.
            found.sort_by_key(|p| !p.name.eq_ignore_ascii_case(&name));
            if found.iter().any(|p| p.name.eq_ignore_ascii_case(&name)) {
                found.retain(|p| p.name.eq_ignore_ascii_case(&name));
            }
            found.iter().map(|p| shape(record, p)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(page(&View { frame: Frame::new(visitor, ""), several: people.len() > 1, name: asked.name, people }))
}

fn shape(record: &Record, person: &Person) -> Result<Shape, onrecord_store::Error> {
    let open = |keys: &[String]| -> Result<Vec<Shown>, onrecord_store::Error> {
        keys.iter().take(LOOKED_AT).map(|key| record.quotation(key)).collect()
    };
    let (said, heard) = (open(&person.said)?, open(&person.heard)?);
    let tally = |all: Vec<String>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for name in all.into_iter().filter(|n| *n != person.name) {
            *counts.entry(name).or_default() += 1;
        }
        let mut all: Vec<_> = counts.into_iter().map(|(n, c)| (n.clone(), person_link(&n), c)).collect();
        all.sort_by_key(|(name, _, n)| (std::cmp::Reverse(*n), name.clone()));
        all.truncate(12);
        all
    };
    let reports: BTreeSet<&str> = said.iter().map(|q| q.report.as_str()).collect();
    let to = said.iter().flat_map(|q| q.addressees.iter().map(|w| w.name.clone())).collect();
    let from = heard.iter().flat_map(|q| q.speakers.iter().map(|w| w.name.clone())).collect();
    Ok(Shape {
        name: person.name.clone(),
        kind: person.kind.clone(),
        role: person.roles.first().cloned().unwrap_or_default(),
        roles: person.roles.join("; "),
        outlets: person.outlets.clone(),
        aliases: person
            .aliases
            .iter()
            .map(|(name, reports)| Alias {
                why: if person.name.split_whitespace().any(|w| name.contains(w)) {
                    "it shares a name with the full one in the same report"
                } else {
                    "the same report uses both for one"
                },
                reports: reports.iter().map(|r| (r.clone(), r.chars().take(8).collect())).collect(),
                name: name.clone(),
            })
            .collect(),
        timeline: timeline(&said),
        spoke_to: tally(to),
        heard_from: tally(from),
        more: person.said.len() > SAID,
        all: link("/search", &[("speaker", &person.name)]),
        told: format!("{} in {}", count(person.said.len(), "quotation"), count(reports.len(), "report")),
        said: said.iter().take(SAID).map(|q| Quote::of(q, "", false)).collect(),
    })
}

/// A picture of quotations by month of publication: whole years from left to right, a dot for each quotation, one above the other.
#[derive(Default)]
struct Timeline {
    width: usize,
    height: usize,
    /// Middle of each dot.
    dots: Vec<(usize, usize, String)>,
    /// Where years begin.
    ticks: Vec<(usize, usize)>,
    /// The same in words.
    told: String,
}

fn timeline(said: &[Shown]) -> Timeline {
    let mut months: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for month in said.iter().filter_map(|q| q.published.as_ref()?.get(..7)) {
        let Some((year, month)) = month.split_once('-') else { continue };
        if let (Ok(year), Ok(month @ 1..=12)) = (year.parse(), month.parse()) {
            *months.entry((year, month)).or_default() += 1;
        }
    }
    let (Some(((first, _), _)), Some(((last, _), _))) = (months.first_key_value(), months.last_key_value()) else {
        return Timeline::default();
    };
    let (first, years) = (*first, last - first + 1);
    let x = |year: usize, month: usize| ((year - first) * 12 + month) * (WIDTH - 2 * EDGE) / (years * 12) + EDGE;
    let most = months.values().copied().max().unwrap_or(1).min(HIGHEST);
    let height = most * DOT + DOT;
    let mut dots = Vec::new();
    for ((year, month), n) in &months {
        let label = format!("{year}-{month:02}: {}", count(*n, "quotation"));
        // More than fit are told in words only.
        let shown = (*n).min(HIGHEST);
        dots.extend(
            (0..shown).map(|at| (x(*year, month - 1) + DOT / 2, height - DOT * at - DOT * 3 / 4, label.clone())),
        );
    }
    let step = years.div_ceil(10);
    let ticks = (0..years).step_by(step).map(|n| (x(first + n, 0), first + n)).collect();
    let told: Vec<String> = months.iter().map(|((y, m), n)| format!("{y}-{m:02}: {n}")).collect();
    Timeline {
        width: WIDTH,
        height,
        dots,
        ticks,
        told: format!("Quotations by month of publication. {}.", told.join(", ")),
    }
}

#[derive(Deserialize)]
struct Apart {
    csrf: String,
    name: String,
    #[serde(default)]
    role: String,
    alias: String,
}

/// Undoes a join: quotations whose report uses the other name are the other name's from now on, as corrections that can be taken back.
async fn split(State(state): State<Shared>, signed: Signed, Form(asked): Form<Apart>) -> Result<Response, Problem> {
    let author = signed.proven(&asked.csrf)?;
    let next = person_link(&asked.name);
    let done = state.write(move |writer| writer.split(&asked.name, &asked.role, &asked.alias, &author, &Shared::now()));
    let done = done.await?;
    if done == 0 {
        return Err(Problem::missing("no quotation is credited through this name; correct the quotation itself"));
    }
    Ok(on(&next))
}
