//! Check: a draft or a quotation in; a verdict beside each, what differs, where the record has it, out. It can be saved.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use onrecord::check::json::{attribution, standing, words};
use onrecord::check::{self, Answer, Attribution, Candidates, Claim, Op, Searched, Words};

use super::form::Sent;
use super::{Frame, count, day, page};
use crate::access::Visitor;
use crate::api::check::{Draft, DraftKind, claims};
use crate::limits;
use crate::problem::Problem;
use crate::state::Shared;

const STYLE: &str = include_str!("../../assets/style.css");

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
                pieces.push(("del", change.record.clone()));
                pieces.push(("", if change.record.is_empty() { String::new() } else { " ".to_owned() }));
                pieces.push(("ins", change.claim.clone()));
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
    let until = searched.until.as_deref().map(|d| format!(", the last added on {}", day(d))).unwrap_or_default();
    format!("Looked at: {} with {}{until}.", count(searched.reports, "report"), count(searched.quotations, "quotation"))
}

struct Claimed {
    number: usize,
    class: &'static str,
    verdict: String,
    attribution: String,
    sure: String,
    text: String,
    speaker: String,
    explanation: String,
    evidence: Vec<Evidence>,
}

/// A stretch of a draft: its words, the claim's number or 0, its class.
type Stretch = (String, usize, &'static str);

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
    paragraphs: Vec<Vec<Stretch>>,
    claims: Vec<Claimed>,
    exported: bool,
}

#[derive(Template)]
#[template(path = "export.html")]
struct Export {
    style: &'static str,
    told: String,
    searched: String,
    claims: Vec<Claimed>,
    exported: bool,
}

async fn form(visitor: Visitor) -> Response {
    page(&View { frame: Frame::new(visitor, "/check"), ..View::default() })
}

async fn answer(State(state): State<Shared>, visitor: Visitor, form: Multipart) -> Result<Response, Problem> {
    let frame = Frame::new(visitor, "/check");
    let mut sent = Sent::of(form).await?;
    let (mut draft, quote, speaker) = (sent.take("draft"), sent.take("quote"), sent.take("speaker"));
    let mut kind = None;
    if let Some((name, media, bytes)) = sent.file.take() {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        kind = match ending.as_str() {
            "md" | "markdown" => Some(DraftKind::Markdown),
            "html" | "htm" => Some(DraftKind::Html),
            "txt" => Some(DraftKind::Plain),
            _ if media.starts_with("text/html") => Some(DraftKind::Html),
            _ => None,
        };
        draft = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                let problem = "The file is not text in UTF-8; save it as such, or paste its text.".to_owned();
                return Ok(page(&View { frame, quote, speaker, problem, ..View::default() }));
            }
        };
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
    let shown: Vec<Claimed> = answers.iter().enumerate().map(|(n, a)| claimed(n + 1, a)).collect();
    match sent.take("export").as_str() {
        "markdown" => Ok(saved("text/markdown; charset=utf-8", "checked.md", markdown(&told, &searched, &shown))),
        "html" => {
            let export = Export { style: STYLE, told, searched, claims: shown, exported: true };
            let html = export.render().map_err(|e| Problem::asked(e.to_string()))?;
            Ok(saved("text/html; charset=utf-8", "checked.html", html))
        }
        _ => {
            let paragraphs = text.map(|text| laid(&text, &answers)).unwrap_or_default();
            Ok(page(&View {
                frame,
                draft,
                quote,
                speaker,
                told,
                searched,
                paragraphs,
                claims: shown,
                ..View::default()
            }))
        }
    }
}

fn class(answer: &Answer) -> &'static str {
    match answer.words {
        _ if answer.holds() => "holds",
        Words::NotFound | Words::TooShort | Words::Paraphrase => "unsure",
        _ if matches!(answer.attribution, Attribution::Unclear) => "unsure",
        _ => "fails",
    }
}

fn claimed(number: usize, answer: &Answer) -> Claimed {
    let mut verdict = words(answer.words).replace('_', " ");
    for one in &answer.standing {
        verdict += " · ";
        verdict += &standing(*one).replace('_', " ");
    }
    let evidence: Vec<Evidence> = answer.evidence.iter().map(Evidence::of).collect();
    Claimed {
        number,
        class: class(answer),
        verdict,
        attribution: if evidence.is_empty() {
            "no place in the record".to_owned()
        } else {
            format!("speaker {}", attribution(answer.attribution).replace('_', " "))
        },
        sure: super::sure(f64::from(answer.confidence)),
        text: answer.claim.text.clone(),
        speaker: answer.claim.speaker.clone().unwrap_or_default(),
        explanation: answer.explanation.clone(),
        evidence,
    }
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
    let mut push = |row: &mut Vec<Stretch>, words: &str, number: usize, class: &'static str| {
        for (n, line) in words.split('\n').enumerate() {
            if n > 0 {
                out.push(std::mem::take(row));
            }
            if !line.is_empty() {
                row.push((line.to_owned(), number, class));
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
        out += &format!("\n## {}\\. {}\n\n> “{}”{speaker}\n\n", c.number, escaped(&c.verdict), escaped(&c.text));
        out += &format!("{} ({}, {})\n", escaped(&c.explanation), escaped(&c.attribution), c.sure);
        for e in &c.evidence {
            let words: Vec<String> = e
                .pieces
                .iter()
                .filter(|(_, t)| !t.trim().is_empty())
                .map(|(op, text)| match *op {
                    "del" => format!("~~{}~~", escaped(text)),
                    "ins" => format!("**{}**", escaped(text)),
                    _ => escaped(text),
                })
                .collect();
            out += &format!(
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
