//! Exchanges: who wrote or spoke to whom, as threads and as a graph; a reply links to what it answers.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use onrecord::exchanges::{Exchanges, Message, Party};
use onrecord_store::TOLD;
use serde::Deserialize;

use super::graph::{Edge, HEIGHT, Node, WIDTH, draw};
use super::{Frame, MEDIA_NAMES, count, page, person_link, sure};
use crate::access::Visitor;
use crate::problem::Problem;
use crate::state::{Busy, Shared};

/// So many threads stand on the page.
const THREADS: usize = 60;
/// So many words of a communication.
const WORDS: usize = 3;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/exchanges", get(exchanges))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    name: String,
    medium: String,
    since: String,
    until: String,
}

struct One {
    number: usize,
    heading: String,
    status: String,
    inferred: bool,
    from: Vec<(String, String)>,
    to: Vec<(String, String)>,
    answers: Vec<usize>,
    words: Vec<(String, String)>,
    sure: String,
    told: Vec<(String, String)>,
}

struct Threaded {
    label: String,
    messages: Vec<One>,
}

#[derive(Template)]
#[template(path = "exchanges.html")]
struct View {
    frame: Frame,
    asked: Asked,
    media: [(&'static str, &'static str); 15],
    told: String,
    threads: Vec<Threaded>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    graph_told: String,
    width: usize,
    height: usize,
}

async fn exchanges(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let name = Some(asked.name.clone()).filter(|n| !n.trim().is_empty());
    let wanted = name.clone();
    let all = match state.read(move |record| record.exchanges(wanted.as_deref(), TOLD)).await {
        Err(Busy::Record(onrecord_store::Error::Search { .. })) => Exchanges::new(),
        other => other?,
    };
    let within = |m: &Message| {
        let day = m.date.as_deref().unwrap_or_default();
        let medium = asked.medium.is_empty() || m.medium == asked.medium;
        let since = asked.since.is_empty() || day.get(..asked.since.len()).is_some_and(|d| d >= asked.since.as_str());
        let until = asked.until.is_empty() || day.get(..asked.until.len()).is_some_and(|d| d <= asked.until.as_str());
        medium && since && until
    };
    let mut kept: Vec<_> = all.threads(name.as_deref());
    kept.retain(|t| t.messages.iter().any(|m| within(&all.messages[*m])));
    let total = kept.len();
    kept.truncate(THREADS);
    let mut number = BTreeMap::new();
    for at in kept.iter().flat_map(|t| &t.messages) {
        let next = number.len() + 1;
        number.insert(*at, next);
    }
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    for message in number.keys().map(|at| &all.messages[*at]).filter(|m| within(m)) {
        for from in &message.from {
            for to in &message.to {
                *pairs.entry((from.name.clone(), to.name.clone())).or_default() += 1;
            }
        }
    }
    let (nodes, edges) = draw(&pairs);
    let one = |at: &usize| one(&all, *at, &number);
    let threads: Vec<Threaded> = kept
        .iter()
        .enumerate()
        .map(|(n, t)| Threaded { label: format!("Thread {}", n + 1), messages: t.messages.iter().map(one).collect() })
        .collect();
    let told = match total {
        0 => "No exchange is told of by the reports looked at.".to_owned(),
        n => format!("{} told of by {}.", count(n, "thread"), count(all.sources.len(), "report")),
    };
    let arrows: Vec<String> = pairs.iter().take(40).map(|((from, to), n)| format!("{from} to {to}, {n}")).collect();
    Ok(page(&View {
        frame: Frame::new(visitor, "/exchanges"),
        asked,
        media: MEDIA_NAMES,
        told,
        threads,
        graph_told: format!("Who wrote or spoke to whom: {}.", arrows.join("; ")),
        nodes,
        edges,
        width: WIDTH,
        height: HEIGHT,
    }))
}

fn one(all: &Exchanges, at: usize, number: &BTreeMap<usize, usize>) -> One {
    let m = &all.messages[at];
    let parties = |all: &[Party]| all.iter().map(|p| (p.name.clone(), person_link(&p.name))).collect();
    let medium = m.name.clone().unwrap_or_else(|| match m.medium.as_str() {
        "other" => "words".to_owned(),
        medium => medium.replace('_', " "),
    });
    let day = m.date.as_deref().unwrap_or("undated");
    let place: String = m.venue.iter().chain(&m.place).map(|p| format!(", {p}")).collect();
    let source = |(source, _): &(usize, String)| {
        let s = &all.sources[*source];
        let name = s.outlet.clone().or_else(|| s.title.clone()).unwrap_or_else(|| "a report".to_owned());
        (s.document.clone(), name)
    };
    One {
        number: number.get(&at).copied().unwrap_or_default(),
        heading: format!("{day} · {medium}{place}"),
        status: m.status.clone(),
        inferred: m.inferred,
        from: parties(&m.from),
        to: parties(&m.to),
        answers: m.answers.iter().filter_map(|a| number.get(a).copied()).collect(),
        words: m.words.iter().take(WORDS).map(|w| (w.key.clone(), w.text.clone())).collect(),
        sure: sure(f64::from(m.confidence)),
        told: m.told.iter().map(source).collect(),
    }
}
