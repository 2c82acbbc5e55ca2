//! A report: its text with the quotations marked, a note for each, who speaks, where it came from, what was edited.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use onrecord::{About, Kind};
use onrecord_store::{Change, Report, Shown};
use serde_json::Value;

use super::layout::{self, Paragraph, Piece, list, name_of, named_link, text, words};
use super::shown::said;
use super::{Frame, count, day, first_sentence, last_sentence, page, sure};
use crate::access::Visitor;
use crate::arrivals::Page;
use crate::problem::Problem;
use crate::state::Shared;

/// The example that a newcomer sees first.
const EXAMPLE: &str = include_str!("../../../../examples/harbour.html");

/// Its routes.
pub fn routes() -> Router<Shared> {
    Router::new().route("/report/{report}", get(report)).route("/example", get(example))
}

struct Speaker {
    name: String,
    link: String,
    about: String,
    class: String,
    initials: String,
    count: String,
}

struct Who {
    name: String,
    link: String,
    status: String,
    inferred: bool,
}

struct Note {
    number: usize,
    key: String,
    class: String,
    standing: String,
    reported: &'static str,
    verb: &'static str,
    speakers: Vec<Who>,
    addressees: Vec<Who>,
    before: String,
    words: String,
    after: String,
    /// Whether the words are the speaker's own and stand here without their marks.
    bare: bool,
    facts: Vec<(&'static str, String)>,
}

struct Edit {
    number: usize,
    changes: Vec<Edited>,
}

struct Edited {
    what: &'static str,
    who: String,
    pieces: Vec<(&'static str, String)>,
}

struct Origin {
    version: i64,
    at: String,
    retrieved: String,
    added: String,
    document: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct View {
    frame: Frame,
    kept: bool,
    title: String,
    /// The headline with its quotations, where it is the title; else empty.
    headline: Vec<Piece>,
    outlet: String,
    published: String,
    byline: String,
    url: String,
    dated: String,
    producer: String,
    paragraphs: Vec<Paragraph>,
    speakers: Vec<Speaker>,
    notes: Vec<Note>,
    edits: Vec<Edit>,
    origins: Vec<Origin>,
    alike: Vec<(String, String, i64)>,
}

async fn report(State(state): State<Shared>, visitor: Visitor, Path(name): Path<String>) -> Result<Response, Problem> {
    let (report, reading) = state
        .read(move |record| {
            let report = record.report(&name)?;
            let reading = record.reading_json(&report.name)?;
            Ok((report, reading))
        })
        .await?;
    let whole = state.options().gives_text();
    Ok(page(&view(Frame::new(visitor, ""), &reading, Some(&report), whole)))
}

async fn example(State(state): State<Shared>, visitor: Visitor) -> Result<Response, Problem> {
    let about = About { kind: Some(Kind::Html), ..About::default() };
    let example = Page { bytes: EXAMPLE.into(), about, name: "the example".to_owned() };
    let reading = example.reading(&state).await?;
    let reading: Value = serde_json::from_str(&reading).map_err(|e| Problem::asked(e.to_string()))?;
    Ok(page(&view(Frame::new(visitor, ""), &reading, None, true)))
}

fn view(frame: Frame, reading: &Value, report: Option<&Report>, whole: bool) -> View {
    let mut laid = layout::layout(reading);
    let about = &reading["document"];
    let one_of =
        |names: &[&str]| names.iter().map(|n| text(&about[*n])).find(|t| !t.is_empty()).unwrap_or_default().to_owned();
    let url = one_of(&["canonical_url", "url"]);
    let notes = list(&reading["quotations"]).iter().enumerate().filter(|(_, q)| q["withdrawn"] != true);
    let shown = |key: &str| report.and_then(|r| r.quotations.iter().find(|q| q.key == key)).filter(|_| !whole);
    let outlet = one_of(&["outlet"]);
    let title = one_of(&["title"]);
    let edited = mark_edits(reading, report, &mut laid.paragraphs);
    // A headline that is the title is shown once, as the title, with its quotations.
    let is_title = |p: &Paragraph| p.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>().trim() == title;
    let headline = laid.paragraphs.iter().take(3).position(is_title).map(|at| laid.paragraphs.remove(at).pieces);
    let letters: Vec<char> = text(&about["text"]).chars().collect();
    let noted = |(at, q): (usize, &Value)| {
        note(reading, &letters, at, &laid.classes[at], shown(text(&q["key"])), edited.get(&at))
    };
    View {
        frame,
        kept: report.is_some(),
        title: Some(title).filter(|t| !t.is_empty()).unwrap_or_else(|| "A report without a title".to_owned()),
        outlet: if outlet.is_empty() { "An unnamed outlet".to_owned() } else { outlet },
        published: day(text(&about["published"]["value"])),
        byline: list(&about["byline"]).iter().map(text).collect::<Vec<_>>().join(", "),
        // Only addresses of the web become links.
        url: if url.starts_with("https://") || url.starts_with("http://") { url } else { String::new() },
        dated: dated(text(&about["published"]["from"])),
        producer: text(&reading["producer"]["version"]).to_owned(),
        notes: notes.map(noted).collect(),
        headline: headline.filter(|_| whole).unwrap_or_default(),
        paragraphs: if whole { laid.paragraphs } else { Vec::new() },
        speakers: laid
            .speakers
            .into_iter()
            .map(|s| Speaker {
                name: s.name,
                link: s.link,
                about: s.about,
                class: s.class,
                initials: s.initials,
                count: count(s.quotations, "quotation"),
            })
            .collect(),
        edits: report.map(edits).unwrap_or_default(),
        origins: report.map(origins).unwrap_or_default(),
        alike: report.map(|r| r.alike.clone()).unwrap_or_default(),
    }
}

/// How the day of publication was obtained.
fn dated(from: &str) -> String {
    match from {
        "" => "",
        "json-ld" => "the page's data for machines (JSON-LD)",
        "opengraph" => "the page's data for machines (Open Graph)",
        "meta" => "the page's head",
        "time" => "a time marked on the page",
        "feed" => "the feed",
        "http" => "the server's answer",
        "url" => "the address",
        "text" => "the text",
        "argument" => "who added the report",
        other => other,
    }
    .to_owned()
}

/// Quotations that an edit made or changed: what is said of it, by their place; their ends in the text say so too.
fn mark_edits(reading: &Value, report: Option<&Report>, paragraphs: &mut [Paragraph]) -> BTreeMap<usize, String> {
    let mut edited = BTreeMap::new();
    let Some(report) = report.filter(|r| !r.edits.is_empty()) else { return edited };
    for (at, q) in list(&reading["quotations"]).iter().enumerate() {
        let key = text(&q["key"]);
        let words = report.quotations.iter().find(|s| s.key == key).map(|s| s.words.as_str());
        for (n, changes) in report.edits.iter().enumerate() {
            let of_this =
                |c: &&Change| c.what != "gone" && (c.key == key || words.is_some() && c.after.as_deref() == words);
            if let Some(change) = changes.iter().find(of_this) {
                let before = change.before.as_ref().map(|b| format!(", before: {b}")).unwrap_or_default();
                edited.insert(at, format!("{} in version {}{before}", changed(change.what), n + 2));
            }
        }
    }
    for end in paragraphs.iter_mut().flat_map(|p| &mut p.pieces).flat_map(|p| &mut p.ends) {
        if edited.contains_key(&(end.number - 1)) {
            end.label = end.label.replacen(&end.short, &format!("{} edited", end.short), 1);
            end.short.push_str(" edited");
        }
    }
    edited
}

/// What an edit did, in words of a page.
fn changed(what: &str) -> &'static str {
    match what {
        "gone" => "gone",
        "added" => "new",
        "words" => "other words",
        "speaker" => "another speaker",
        _ => "another standing",
    }
}

fn note(
    reading: &Value,
    letters: &[char],
    at: usize,
    class: &str,
    shown: Option<&Shown>,
    edited: Option<&String>,
) -> Note {
    let q = &list(&reading["quotations"])[at];
    let who = |who: &Value| Who {
        link: named_link(reading, letters, who),
        name: name_of(reading, letters, who),
        status: layout::status(text(&who["status"])).to_owned(),
        inferred: who["inferred"] == true,
    };
    let asserted = text(&q["asserted"]);
    let standing = match asserted {
        "yes" => "",
        "no" => "not said",
        "asked" => "asked",
        "future" => "to come",
        "conditional" => "conditional",
        "hedged" => "hearsay",
        _ => "unclear",
    };
    let speakers: Vec<Who> = list(&q["speakers"]).iter().map(who).collect();
    let (reported, verb) = said(asserted == "yes", speakers.len());
    Note {
        number: at + 1,
        key: text(&q["key"]).to_owned(),
        class: class.to_owned(),
        standing: standing.to_owned(),
        reported,
        verb,
        speakers,
        addressees: list(&q["addressees"]).iter().map(who).filter(|w| !w.name.is_empty()).collect(),
        before: shown.map(|s| last_sentence(&s.before)).unwrap_or_default(),
        bare: q["kind"] == "direct" && shown.is_none(),
        words: words(letters, &q["content"]),
        after: shown.map(|s| first_sentence(&s.after)).unwrap_or_default(),
        facts: facts(reading, q, letters).into_iter().chain(edited.map(|e| ("Edited", e.clone()))).collect(),
    }
}

/// What is known of a quotation besides who and to whom.
fn facts(reading: &Value, q: &Value, letters: &[char]) -> Vec<(&'static str, String)> {
    let by_id = |list_of: &str, id: &Value| {
        list(&reading[list_of]).iter().find(|one| id.is_string() && one["id"] == *id).cloned().unwrap_or_default()
    };
    let mut out = Vec::new();
    let mut add = |term, value: String| {
        if !value.trim().is_empty() {
            out.push((term, value));
        }
    };
    add("When", text(&by_id("times", &q["said"])["value"]).to_owned());
    let carried = by_id("communications", &q["communication"]);
    if carried.is_object() {
        let medium = text(&carried["medium"]).replace('_', " ");
        let date = by_id("times", &carried["date"]);
        let parts = [text(&carried["name"]), text(&carried["venue"]), text(&carried["place"]), text(&date["value"])];
        let rest = parts.iter().filter(|p| !p.is_empty()).fold(String::new(), |all, p| all + ", " + p);
        add("In", if medium == "other" { rest.trim_start_matches(", ").to_owned() } else { medium + &rest });
    }
    let through = list(&q["via"]).iter().map(|v| {
        let name = name_of(reading, letters, v);
        format!("{} {name}", text(&v["role"])).trim().to_owned()
    });
    add("Through", through.collect::<Vec<_>>().join(", "));
    add("Cue", words(letters, &q["cue"]));
    add("Kind", text(&q["kind"]).to_owned());
    for id in list(&q["cites"]) {
        let cited = by_id("citations", id);
        let check = &cited["check"];
        let edition = text(&check["edition"]);
        let of = if edition.is_empty() { String::new() } else { format!(" by {edition}") };
        add("Cites", format!("{} ({}{of})", text(&cited["printed"]), text(&check["verdict"]).replace('_', " ")));
    }
    let other = |id: &Value| {
        let at = list(&reading["quotations"]).iter().position(|o| id.is_string() && o["id"] == *id);
        at.map(|at| format!("quotation {}", at + 1)).unwrap_or_default()
    };
    add("Inside", other(&q["parent"]));
    add("Repeats", other(&q["repeats"]));
    let by = if q["by"] == "person" {
        "said so by a person".to_owned()
    } else {
        sure(q["confidence"].as_f64().unwrap_or_default()).trim_end_matches(" sure").to_owned()
    };
    add("Confidence", by);
    out
}

fn edits(report: &Report) -> Vec<Edit> {
    let one = |change: &Change| {
        let op = |op: &str| match op {
            "delete" => "del",
            "insert" => "ins",
            _ => "",
        };
        let mut pieces: Vec<(&'static str, String)> = Vec::new();
        for piece in &change.diff {
            match op(piece.op) {
                "" if piece.op == "replace" => {
                    pieces.push(("del", piece.before.clone()));
                    pieces.push(("ins", piece.after.clone()));
                }
                "del" => pieces.push(("del", piece.before.clone())),
                "ins" => pieces.push(("ins", piece.after.clone())),
                _ => pieces.push(("", piece.after.clone())),
            }
            pieces.push(("", " ".to_owned()));
        }
        if change.diff.is_empty() {
            pieces.extend(change.before.clone().map(|b| ("del", b)));
            pieces.push(("", " ".to_owned()));
            pieces.extend(change.after.clone().map(|a| ("ins", a)));
        }
        Edited { what: changed(change.what), who: change.speakers.join(", "), pieces }
    };
    let numbered = report.edits.iter().enumerate();
    numbered.map(|(n, changes)| Edit { number: n + 2, changes: changes.iter().map(one).collect() }).collect()
}

fn origins(report: &Report) -> Vec<Origin> {
    let mut out = Vec::new();
    for origin in &report.origins {
        out.push(Origin {
            version: origin.version,
            at: origin.url.clone().unwrap_or_else(|| origin.name.clone()),
            retrieved: origin.retrieved.clone().unwrap_or_default(),
            added: origin.added.clone(),
            document: origin.document.clone(),
        });
        for (at, when) in &origin.sightings {
            out.push(Origin {
                version: origin.version,
                at: format!("also {at}"),
                retrieved: when.clone(),
                added: String::new(),
                document: String::new(),
            });
        }
    }
    out
}
