//! Exchanges: who wrote or spoke to whom, as threads and as a graph; a reply links to what it answers.
//!
//! Example: "*The Harbour Post* reported a letter from **Ana Ruiz** to **Tom Okafor**", and below it his reply, "in answer to 1".

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use onrecord::exchanges::{Exchanges, Message, Party, Thread};
use onrecord_store::TOLD;
use serde::Deserialize;

use super::graph::{Graph, WIDTH, draw};
use super::{Frame, MEDIA_NAMES, count, link, page, person_link, sure};
use crate::access::Visitor;
use crate::problem::Problem;
use crate::state::{Busy, Shared};

/// So many threads stand on a page.
const THREADS: usize = 30;
/// So many words of a communication are shown at once.
const WORDS: usize = 2;
/// So many names stand in a heading.
const NAMES: usize = 3;
/// Replies to replies stand further in, up to so far.
const DEEPEST: usize = 3;

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/exchanges", get(exchanges))
}

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    name: String,
    medium: String,
    since: String,
    until: String,
    page: usize,
}

impl Asked {
    fn link(&self, name: &str, page: usize) -> String {
        let page = if page == 0 { String::new() } else { page.to_string() };
        let all = [("medium", self.medium.as_str()), ("since", &self.since), ("until", &self.until), ("page", &page)];
        link("/exchanges", &[&[("name", name)], &all[..]].concat())
    }

    /// Whether a message is of the medium and the days.
    fn meets(&self, m: &Message) -> bool {
        let day = m.date.as_deref().unwrap_or_default().trim_start_matches("../");
        let of = |limit: &str| day.get(..limit.trim().len().min(day.len())).filter(|d| !d.is_empty());
        let medium = self.medium.is_empty() || m.medium == self.medium;
        let since = self.since.trim().is_empty() || of(&self.since).is_some_and(|d| d >= self.since.trim());
        let until = self.until.trim().is_empty() || of(&self.until).is_some_and(|d| d <= self.until.trim());
        medium && since && until
    }

    fn is_filter(&self) -> bool {
        [&self.name, &self.medium, &self.since, &self.until].iter().any(|f| !f.trim().is_empty())
    }
}

/// Somebody with the page of the name.
struct Named {
    name: String,
    link: String,
}

/// A report that tells of a message.
struct Told {
    outlet: String,
    link: String,
}

struct One {
    number: usize,
    depth: usize,
    /// Whether it is what was asked for, and not only of its thread.
    met: bool,
    when: String,
    reported: String,
    status: &'static str,
    inferred: bool,
    between: Vec<Named>,
    from: Vec<Named>,
    to: Vec<Named>,
    place: String,
    answers: Vec<(usize, String)>,
    words: Vec<(String, String)>,
    more: Vec<(String, String)>,
    sure: String,
    told: Vec<Told>,
}

struct Threaded {
    first: usize,
    heading: String,
    when: String,
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
    graph: Graph,
    width: usize,
    before: Option<String>,
    next: Option<String>,
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
    let mut kept: Vec<Thread> = all.threads(name.as_deref());
    kept.retain(|t| t.messages.iter().any(|m| asked.meets(&all.messages[*m])));
    // What took place last comes first, what has no day comes after.
    let dated = |t: &Thread| t.messages.iter().any(|m| all.messages[*m].date.is_some());
    let (mut latest, undated): (Vec<Thread>, Vec<Thread>) = kept.into_iter().partition(dated);
    latest.reverse();
    let kept: Vec<Thread> = latest.into_iter().chain(undated).collect();
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    for message in kept.iter().flat_map(|t| &t.messages).map(|m| &all.messages[*m]).filter(|m| asked.meets(m)) {
        for from in &message.from {
            for to in message.to.iter().filter(|to| to.name != from.name) {
                *pairs.entry((from.name.clone(), to.name.clone())).or_default() += 1;
            }
        }
    }
    let total = kept.len();
    let first = asked.page.saturating_mul(THREADS).min(total);
    let mut number = BTreeMap::new();
    for at in kept.iter().flat_map(|t| &t.messages) {
        let next = number.len() + 1;
        number.insert(*at, next);
    }
    let threads = kept[first..].iter().take(THREADS).map(|t| threaded(&all, t, &asked, &number)).collect();
    let looked_at = count(all.sources.len(), "report");
    let told = match total {
        0 if asked.is_filter() => "Nothing of that kind is told of by the reports of this record.".to_owned(),
        0 => "No letter, call, speech or interview is told of by the reports of this record yet.".to_owned(),
        n => format!("{} in {looked_at}, the latest first, undated ones after", count(n, "thread")),
    };
    Ok(page(&View {
        frame: Frame::new(visitor, "/exchanges"),
        media: MEDIA_NAMES,
        told,
        threads,
        graph: draw(&pairs, |name| asked.link(name, 0)),
        width: WIDTH,
        before: (first > 0).then(|| asked.link(&asked.name, asked.page - 1)),
        next: (first + THREADS < total).then(|| asked.link(&asked.name, asked.page + 1)),
        asked,
    }))
}

fn threaded(all: &Exchanges, thread: &Thread, asked: &Asked, number: &BTreeMap<usize, usize>) -> Threaded {
    let mut depth: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut names, mut days): (Vec<&str>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    for at in &thread.messages {
        let message = &all.messages[*at];
        let of = message.answers.iter().filter_map(|a| depth.get(a)).max().map_or(0, |d| (d + 1).min(DEEPEST));
        depth.insert(*at, of);
        days.extend(message.date.clone());
        for party in
            message.from.iter().chain(&message.to).filter(|p| !names.contains(&p.name.as_str())).collect::<Vec<_>>()
        {
            if !names.contains(&party.name.as_str()) {
                names.push(&party.name);
            }
        }
    }
    let others = names.len().saturating_sub(NAMES);
    let mut heading = names[..names.len().min(NAMES)].join(", ");
    if others > 0 {
        heading = format!("{heading} and {}", count(others, "other"));
    }
    let when = match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{} to {}", edtf(first), edtf(last)),
        (Some(day), _) => edtf(day),
        _ => String::new(),
    };
    Threaded {
        first: thread.messages.first().and_then(|m| number.get(m)).copied().unwrap_or_default(),
        heading: if heading.is_empty() { "People whom no report names".to_owned() } else { heading },
        when,
        messages: thread.messages.iter().map(|at| one(all, *at, depth[at], asked, number)).collect(),
    }
}

fn one(all: &Exchanges, at: usize, depth: usize, asked: &Asked, number: &BTreeMap<usize, usize>) -> One {
    let m = &all.messages[at];
    let named = |all: &[Party]| -> Vec<Named> {
        all.iter().map(|p| Named { name: p.name.clone(), link: person_link(&p.name) }).collect()
    };
    let source = |(source, _): &(usize, String)| {
        let s = &all.sources[*source];
        let outlet = s.outlet.clone().unwrap_or_else(|| "an unnamed outlet".to_owned());
        Told { outlet, link: format!("/report/{}", s.document) }
    };
    let answer = |a: &usize| Some((*number.get(a)?, format!("{} ({})", number.get(a)?, what(&all.messages[*a]))));
    let mut words: Vec<(String, String)> = m.words.iter().map(|w| (w.key.clone(), w.text.clone())).collect();
    let more = words.split_off(words.len().min(WORDS));
    let together = m.from == m.to && m.from.len() > 1;
    One {
        number: number.get(&at).copied().unwrap_or_default(),
        depth,
        met: !asked.is_filter() || asked.meets(m),
        when: m.date.as_deref().map(edtf).unwrap_or_default(),
        reported: reported(m),
        status: if m.status == "made" { "" } else { status(&m.status) },
        inferred: m.inferred,
        between: if together { named(&m.from) } else { Vec::new() },
        from: if together { Vec::new() } else { named(&m.from) },
        to: if together { Vec::new() } else { named(&m.to) },
        place: m.venue.iter().chain(&m.place).cloned().collect::<Vec<_>>().join(", "),
        answers: m.answers.iter().filter_map(answer).collect(),
        words,
        more,
        sure: sure(m.confidence),
        told: m.told.iter().map(source).collect(),
    }
}

fn status(word: &str) -> &'static str {
    match word {
        "planned" => "planned",
        "denied" => "denied",
        _ => "unclear",
    }
}

/// "letter", or the name that the report gives it.
fn what(m: &Message) -> String {
    m.name.clone().unwrap_or_else(|| match m.medium.as_str() {
        "other" => "words".to_owned(),
        medium => medium.replace('_', " "),
    })
}

/// What a report says of it, up to who took part: "reported a letter".
fn reported(m: &Message) -> String {
    let what = what(m);
    let what = match what.chars().next() {
        _ if what == "words" => what,
        // A name of its own: "the Harbour Debate".
        _ if m.name.is_some() => what,
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {what}"),
        _ => format!("a {what}"),
    };
    match m.status.as_str() {
        "made" => format!("reported {what}"),
        "planned" => format!("reported plans for {what}"),
        "denied" => format!("reported a denial of {what}"),
        _ => format!("mentioned, without saying that it took place, {what}"),
    }
}

/// A day of the wire for people: a range as "… to …", an open side said.
fn edtf(day: &str) -> String {
    let plain = |d: &str| d.split('T').next().unwrap_or_default().to_owned();
    match day.split_once('/') {
        Some((".." | "", to)) => format!("until {}", plain(to)),
        Some((from, ".." | "")) => format!("since {}", plain(from)),
        Some((from, to)) if plain(from) != plain(to) => format!("{} to {}", plain(from), plain(to)),
        Some((from, _)) => plain(from),
        None => plain(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_put_for_people() {
        assert_eq!(edtf("2024-03-12/2024-03-14"), "2024-03-12 to 2024-03-14");
        assert_eq!(edtf("2024-03-12T09:30+03:30"), "2024-03-12");
        assert_eq!((edtf("../2024"), edtf("201X")), ("until 2024".to_owned(), "201X".to_owned()));
    }

    #[test]
    fn filters_hold_for_days_and_media() {
        let message = |date: Option<&str>| Message {
            medium: "letter".to_owned(),
            name: None,
            status: "denied".to_owned(),
            from: Vec::new(),
            to: Vec::new(),
            venue: None,
            place: None,
            date: date.map(str::to_owned),
            answers: Vec::new(),
            inferred: false,
            confidence: 0.9,
            told: Vec::new(),
            words: Vec::new(),
        };
        let of = |medium: &str, since: &str, until: &str| Asked {
            medium: medium.to_owned(),
            since: since.to_owned(),
            until: until.to_owned(),
            ..Asked::default()
        };
        assert!(of("letter", "2024-03", "2024").meets(&message(Some("2024-03-12"))));
        assert!(!of("", "2024-04", "").meets(&message(Some("2024-03-12"))));
        assert!(!of("", "", "2023-12-31").meets(&message(Some("2024-03-12"))));
        assert!(!of("call", "", "").meets(&message(None)) && !of("", "2024", "").meets(&message(None)));
        assert_eq!(reported(&message(None)), "reported a denial of a letter");
    }
}
