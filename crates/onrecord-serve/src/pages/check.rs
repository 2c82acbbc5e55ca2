//! Check: a draft or a quotation in; a verdict beside each, what differs, where the record has it, out. It can be saved.

use std::fmt::Write;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use onrecord::check::{self, Answer, Attribution, Candidates, Claim, Op, Searched, Standing, Words};

use super::form::Sent;
use super::{Frame, count, day, page};
use crate::access::Visitor;
use crate::api::check::{Draft, DraftKind, claims};
use crate::limits;
use crate::problem::Problem;
use crate::state::Shared;

const STYLE: &str = concat!(include_str!("../../assets/style.css"), include_str!("../../assets/tools.css"));

/// Its route.
pub fn routes() -> Router<Shared> {
    Router::new().route("/check", get(form).post(answer)).layer(DefaultBodyLimit::max(limits::QUESTION * 4))
}

/// A place of the record that has the words, or nearly.
pub struct Evidence {
    pub document: String,
    pub link: String,
    pub outlet: String,
    pub published: String,
    pub speakers: String,
    /// Equal words, those only in the record (`del`), those only in the claim (`ins`).
    pub pieces: Vec<(&'static str, String)>,
}

impl Evidence {
    /// Of what the library found.
    pub fn of(evidence: &check::Evidence) -> Self {
        let report = &evidence.source.report;
        let mut pieces = Vec::new();
        for change in &evidence.diff {
            if change.op == Op::Equal {
                pieces.push(("", change.record.clone()));
            } else {
                let grave = change.grave.is_some();
                pieces.push((if grave { "del grave" } else { "del" }, change.record.clone()));
                pieces.push(("", if change.record.is_empty() { String::new() } else { " ".to_owned() }));
                pieces.push((if grave { "ins grave" } else { "ins" }, change.claim.clone()));
            }
            pieces.push(("", " ".to_owned()));
        }
        pieces.retain(|(_, text)| !text.is_empty());
        let key = evidence.quotation.map(|q| report.quotations[q].key.clone());
        Self {
            link: key.map_or_else(|| format!("/report/{}", report.id), |key| format!("/quotation/{key}")),
            document: report.id.clone(),
            outlet: report.outlet.clone().unwrap_or_else(|| "an unnamed outlet".to_owned()),
            published: day(report.published.as_deref().unwrap_or_default()),
            speakers: evidence.speakers.join(", "),
            pieces,
        }
    }
}

/// How much was looked at.
pub fn searched(searched: &Searched) -> String {
    let until = searched.until.as_deref().map(|d| format!(", the last published on {}", day(d))).unwrap_or_default();
    format!("Looked at: {} with {}{until}.", count(searched.reports, "report"), count(searched.quotations, "quotation"))
}

/// A claim with its verdict.
struct Claimed {
    number: usize,
    class: &'static str,
    /// A sign beside the verdict, so that colour is not all that tells it.
    sign: &'static str,
    verdict: String,
    notes: Vec<&'static str>,
    sure: String,
    text: String,
    speaker: String,
    explanation: String,
    evidence: Vec<Evidence>,
    more: Vec<Evidence>,
}

/// A paragraph of a draft, and the claims that begin in it.
#[derive(Default)]
struct Pair {
    stretches: Vec<Stretch>,
    claims: Vec<Claimed>,
}

/// A stretch of a draft: its words, the claim's number or 0, its class, whether the claim begins with it.
type Stretch = (String, usize, &'static str, bool);

#[derive(Template, Default)]
#[template(path = "check.html")]
struct View {
    frame: Frame,
    draft: String,
    quote: String,
    speaker: String,
    problem: String,
    told: String,
    searched: String,
    kind: &'static str,
    scale: Vec<(&'static str, &'static str, usize, &'static str)>,
    pairs: Vec<Pair>,
    claims: Vec<Claimed>,
}

#[derive(Template)]
#[template(path = "export.html")]
struct Export {
    style: &'static str,
    told: String,
    searched: String,
    day: String,
    scale: Vec<(&'static str, &'static str, usize, &'static str)>,
    pairs: Vec<Pair>,
    claims: Vec<Claimed>,
}

async fn form(visitor: Visitor) -> Response {
    page(&View { frame: Frame::new(visitor, "/check"), ..View::default() })
}

async fn answer(State(state): State<Shared>, visitor: Visitor, form: Multipart) -> Result<Response, Problem> {
    let frame = Frame::new(visitor, "/check");
    let mut sent = Sent::of(form).await?;
    let (mut draft, quote, speaker) = (sent.take("draft"), sent.take("quote"), sent.take("speaker"));
    let mut kind = match sent.take("kind").as_str() {
        "markdown" => Some(DraftKind::Markdown),
        "html" => Some(DraftKind::Html),
        "plain" => Some(DraftKind::Plain),
        _ => None,
    };
    if let Some((name, media, bytes)) = sent.file.take() {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        kind = match ending.as_str() {
            "md" | "markdown" => Some(DraftKind::Markdown),
            "html" | "htm" => Some(DraftKind::Html),
            "txt" => Some(DraftKind::Plain),
            _ if media.starts_with("text/html") => Some(DraftKind::Html),
            _ if media.starts_with("text/markdown") => Some(DraftKind::Markdown),
            _ => None,
        };
        let Ok(text) = String::from_utf8(bytes) else {
            let problem = "The file is not text in UTF-8; save it as such, or paste its text.".to_owned();
            return Ok(page(&View { frame, quote, speaker, problem, ..View::default() }));
        };
        draft = text;
    }
    let (text, claims) = if !quote.trim().is_empty() {
        let speaker = Some(speaker.clone()).filter(|s| !s.trim().is_empty());
        (None, vec![Claim { text: quote.clone(), speaker, spans: Vec::new() }])
    } else if draft.trim().is_empty() {
        let problem = "There is nothing to check yet: paste a draft, choose a file, or give the words.".to_owned();
        return Ok(page(&View { frame, speaker, problem, ..View::default() }));
    } else {
        match claims(&state, Draft { draft: draft.clone(), kind }).await {
            Ok(read) => read,
            Err(problem) => {
                let problem = format!("The draft cannot be read: {}", problem.detail);
                return Ok(page(&View { frame, draft, problem, ..View::default() }));
            }
        }
    };
    let answered = state.evidence(move |record| {
        let answers: Vec<Answer> = claims.iter().map(|claim| check::check(claim, record)).collect();
        (answers, record.searched())
    });
    let (answers, size) = answered.await?;
    let hold = answers.iter().filter(|a| a.holds()).count();
    let told = match answers.len() {
        0 => "No quotation was found in this draft".to_owned(),
        1 if hold == 1 => "The record has it so".to_owned(),
        1 => "The record does not have it so".to_owned(),
        n => format!("{hold} of {n} quotations stand in the record as they are"),
    };
    let searched = searched(&size);
    let claims: Vec<Claimed> = answers.iter().enumerate().map(|(n, a)| claimed(n + 1, a)).collect();
    let scale = scale(&claims);
    let export = sent.take("export");
    if export == "markdown" {
        return Ok(saved("text/markdown; charset=utf-8", "checked.md", markdown(&told, &searched, &claims)));
    }
    let (pairs, claims) = match text {
        Some(text) if !claims.is_empty() => (paired(laid(&text, &answers), claims), Vec::new()),
        _ => (Vec::new(), claims),
    };
    if export == "html" {
        let day = day(&Shared::now());
        let export = Export { style: STYLE, told, searched, day, scale, pairs, claims };
        let html = export.render().map_err(|e| Problem::asked(e.to_string()))?;
        return Ok(saved("text/html; charset=utf-8", "checked.html", html));
    }
    let kind = match kind {
        Some(DraftKind::Markdown) => "markdown",
        Some(DraftKind::Html) => "html",
        Some(DraftKind::Plain) => "plain",
        None => "",
    };
    let view = View { frame, draft, quote, speaker, told, searched, kind, scale, pairs, claims, ..View::default() };
    Ok(page(&view))
}

fn class(answer: &Answer) -> &'static str {
    match answer.words {
        _ if answer.holds() => "holds",
        Words::NotFound | Words::TooShort | Words::Paraphrase => "unsure",
        Words::Verbatim | Words::Trimmed if answer.attribution == Attribution::Unclear => "unsure",
        _ => "fails",
    }
}

fn claimed(number: usize, answer: &Answer) -> Claimed {
    let verdict = match answer.words {
        Words::Verbatim => "Word for word",
        Words::Trimmed => "Shortened, as it says",
        Words::Altered => "Other words in the record",
        Words::Spliced => "Joined from several places",
        Words::Paraphrase => "Only the same in other words",
        Words::QuotedFromParaphrase => "In the record, but not as a quotation",
        Words::TooShort => "Too short to tell",
        Words::NotFound => "Not found in this record",
    };
    // The words may be right and the rest not.
    let words_hold = matches!(answer.words, Words::Verbatim | Words::Trimmed);
    let but = match answer.standing.iter().find(|s| matches!(s, Standing::NotAsserted | Standing::Corrected)) {
        _ if !words_hold => "",
        _ if answer.attribution == Attribution::Other => ", credited to somebody else",
        Some(Standing::NotAsserted) => ", but not reported as said",
        Some(_) => ", but touched by a correction",
        None => "",
    };
    let mut evidence: Vec<Evidence> = answer.evidence.iter().map(Evidence::of).collect();
    let mut notes = Vec::new();
    if !evidence.is_empty() {
        notes.push(match answer.attribution {
            Attribution::Same => "credited to the same speaker",
            Attribution::Other => "credited to somebody else",
            Attribution::Joint => "credited to several jointly",
            Attribution::Unclear => "unclear who is credited",
            Attribution::NotGiven => "no speaker to compare",
        });
    }
    notes.extend(answer.standing.iter().map(|one| match one {
        Standing::Secondhand => "second-hand",
        Standing::NotAsserted => "not reported as said",
        Standing::Corrected => "touched by a correction",
        Standing::Disputed => "reports differ on the words",
        Standing::HeadlineOnly => "in headlines only",
    }));
    let more = evidence.split_off(evidence.len().min(1));
    let class = class(answer);
    Claimed {
        number,
        class,
        sign: sign(class),
        verdict: format!("{verdict}{but}"),
        notes,
        sure: super::sure(f64::from(answer.confidence)),
        text: answer.claim.text.clone(),
        speaker: answer.claim.speaker.clone().unwrap_or_default(),
        explanation: answer.explanation.clone(),
        evidence,
        more,
    }
}

fn sign(class: &str) -> &'static str {
    match class {
        "holds" => "✓",
        "fails" => "✗",
        _ => "?",
    }
}

/// How many claims are of each class: class, sign, how many, what it means.
fn scale(claims: &[Claimed]) -> Vec<(&'static str, &'static str, usize, &'static str)> {
    let all = [
        ("holds", "as the record has it"),
        ("fails", "not as the record has it"),
        ("unsure", "cannot be told from this record"),
    ];
    let number = |class: &str| claims.iter().filter(|c| c.class == class).count();
    let all = all.map(|(class, meaning)| (class, sign(class), number(class), meaning));
    all.into_iter().filter(|(_, _, n, _)| *n > 0).collect()
}

/// Each claim to the paragraph in which it first stands; what stands in none, to the last.
fn paired(paragraphs: Vec<Vec<Stretch>>, claims: Vec<Claimed>) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = paragraphs.into_iter().map(|stretches| Pair { stretches, claims: Vec::new() }).collect();
    for claim in claims {
        let begins = |p: &Pair| p.stretches.iter().any(|(_, number, ..)| *number == claim.number);
        let at = pairs.iter().position(begins).unwrap_or_else(|| pairs.len().saturating_sub(1));
        if let Some(pair) = pairs.get_mut(at) {
            pair.claims.push(claim);
        }
    }
    pairs
}

/// The draft's paragraphs, with its claims as stretches.
fn laid(text: &str, answers: &[Answer]) -> Vec<Vec<Stretch>> {
    let mut spans: Vec<(usize, usize, usize)> = answers
        .iter()
        .enumerate()
        .flat_map(|(n, a)| a.claim.spans.iter().map(move |s| (s.start, s.end, n)))
        .filter(|(s, e, _)| s < e && text.get(*s..*e).is_some())
        .collect();
    spans.sort_unstable();
    let (mut out, mut row, mut at): (Vec<Vec<Stretch>>, Vec<Stretch>, usize) = (Vec::new(), Vec::new(), 0);
    let mut begun = std::collections::BTreeSet::from([0]);
    let mut push = |row: &mut Vec<Stretch>, words: &str, number: usize, class: &'static str| {
        for (n, line) in words.split('\n').enumerate() {
            if n > 0 {
                out.push(std::mem::take(row));
            }
            if !line.is_empty() {
                row.push((line.to_owned(), number, class, begun.insert(number)));
            }
        }
    };
    for (start, end, n) in spans {
        if start < at {
            continue;
        }
        push(&mut row, &text[at..start], 0, "");
        push(&mut row, &text[start..end], n + 1, class(&answers[n]));
        at = end;
    }
    push(&mut row, &text[at..], 0, "");
    out.push(row);
    out.retain(|row| !row.is_empty());
    out
}

fn saved(kind: &'static str, name: &'static str, body: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body).into_response()
}

/// As Markdown, for notes; what Markdown would obey is escaped.
fn markdown(told: &str, searched: &str, claims: &[Claimed]) -> String {
    let escaped = |text: &str| {
        text.chars().fold(String::new(), |mut out, c| {
            if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | ':' | '\'' | '"' | '?' | '%' | '/') {
                out.push('\\');
            }
            out.push(if c.is_control() { ' ' } else { c });
            out
        })
    };
    let mut out = format!("# Quotations checked\n\n{}. {}\n", escaped(told), escaped(searched));
    for c in claims {
        let speaker = if c.speaker.is_empty() { String::new() } else { format!(" – {}", escaped(&c.speaker)) };
        let _ = write!(out, "\n## {}\\. {}\n\n> “{}”{speaker}\n\n", c.number, escaped(&c.verdict), escaped(&c.text));
        let notes = c.notes.iter().map(|n| format!("{n}, ")).collect::<String>();
        let _ = writeln!(out, "{} ({}{})", escaped(&c.explanation), escaped(&notes), c.sure);
        for e in c.evidence.iter().chain(&c.more) {
            let words: Vec<String> = e
                .pieces
                .iter()
                .filter(|(_, t)| !t.trim().is_empty())
                .map(|(op, text)| match *op {
                    op if op.starts_with("del") => format!("~~{}~~", escaped(text)),
                    op if op.starts_with("ins") => format!("**{}**", escaped(text)),
                    _ => escaped(text),
                })
                .collect();
            let _ = write!(
                out,
                "\n- {} · {} · {}: {}",
                escaped(&e.outlet),
                e.published,
                escaped(&e.speakers),
                words.join(" ")
            );
        }
        out.push('\n');
    }
    out
}
