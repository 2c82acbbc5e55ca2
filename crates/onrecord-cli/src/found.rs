//! Quotations of the record for people and programs: what was found in, text, JSON, CSV or Markdown out.
//!
//! Only what its report plainly says was said stands without a mark: `[not said]`, `[gone from the report]` go before the words. Words that
//! were searched for are bold; nothing of a report is obeyed by a terminal, a spreadsheet or a reader of Markdown.

use anstyle::{AnsiColor, Style};
use onrecord_store::{Shown, search};
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use crate::arguments::record::Answer;
use crate::escaped::escaped;
use crate::format::safe_json;
use crate::sheet;
use crate::text::Look;
use crate::visible;
use crate::wrap::{Paint, Styled};

const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const SPEAKER: Style = AnsiColor::Magenta.on_default().bold();
const UNSAID: Style = AnsiColor::Red.on_default().italic();

/// Quotations in one form; `wanted` are words to mark, `more` whether others follow.
pub fn write(quotations: &[Shown], wanted: &str, more: bool, form: Answer, look: Look) -> String {
    let marked = search::marked(wanted);
    match form {
        Answer::Text => {
            let mut out = String::new();
            for quotation in quotations {
                one(&mut out, quotation, &marked, look);
                out.push('\n');
            }
            if more {
                out.push_str("There are more: --page shows the next ones.\n");
            }
            out
        }
        Answer::Json => {
            let all: Vec<Value> = quotations.iter().map(Shown::json).collect();
            pretty(&json!({"schema": "onrecord-search/0", "quotations": all, "more": more}))
        }
        Answer::Jsonl => quotations.iter().map(|q| safe_json(q.json().to_string()) + "\n").collect(),
        Answer::Csv => rows(quotations),
        Answer::Markdown => {
            let mut out = String::new();
            for quotation in quotations {
                out += &markdown(quotation);
            }
            out
        }
    }
}

/// JSON for people, safe for a terminal.
pub fn pretty(value: &Value) -> String {
    safe_json(serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

/// Who is credited, or nobody.
pub fn speakers(quotation: &Shown) -> String {
    let names: Vec<&str> = quotation.speakers.iter().map(|s| s.name.as_str()).collect();
    if names.is_empty() { "nobody credited".to_owned() } else { names.join(", ") }
}

/// One quotation as a paragraph with its source.
pub fn one(out: &mut String, quotation: &Shown, marked: &[(String, bool)], look: Look) {
    let mut line = Styled::default();
    line.page(SPEAKER, &speakers(quotation));
    if !quotation.cue.is_empty() {
        line.push(PLAIN, " (");
        line.page(PLAIN, &quotation.cue);
        line.push(PLAIN, ")");
    }
    if !quotation.addressees.is_empty() {
        let names: Vec<&str> = quotation.addressees.iter().map(|s| s.name.as_str()).collect();
        line.push(PLAIN, " to ");
        line.page(PLAIN, &names.join(", "));
    }
    line.write(out, look.paint, look.width, 0);
    let mut line = Styled::default();
    if let Some(standing) = quotation.standing {
        line.push(UNSAID, &format!("[{standing}] "));
    }
    line.push(DIM, "… ");
    context(&mut line, &quotation.before, true);
    line.push(PLAIN, "“");
    for piece in quotation.words.split_word_bounds() {
        line.push(if search::is_marked(piece, marked) { BOLD } else { PLAIN }, piece);
    }
    line.push(PLAIN, "”");
    context(&mut line, &quotation.after, false);
    line.push(DIM, " …");
    line.isolate();
    line.write(out, look.paint, look.width, 2);
    let mut line = Styled::default();
    line.page(DIM, &source(quotation));
    line.write(out, look.paint, look.width, 2);
}

/// So many characters of the report stand beside the words.
const AROUND: usize = 60;

fn context(line: &mut Styled, text: &str, before: bool) {
    let letters: Vec<&str> = text.graphemes(true).collect();
    let cut = letters.len().saturating_sub(AROUND);
    let kept: String = if before { letters[cut..].concat() } else { letters[..letters.len() - cut].concat() };
    // Words stay whole, and marks that only pair with what is cut off say nothing.
    let whole = match (cut > 0, before) {
        (true, true) => kept.split_once(char::is_whitespace).map_or("", |(_, rest)| rest),
        (true, false) => kept.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest),
        (false, _) => &kept,
    };
    line.push(DIM, whole);
}

/// "3fa91c22… · The Harbour Post · 2026-03-14 · direct · 93 % · https://…".
fn source(q: &Shown) -> String {
    let sure = if q.by_person {
        "by a person".to_owned()
    } else {
        format!("{:.0} %", (q.confidence * 100.0).clamp(0.0, 99.0))
    };
    let version = (q.version > 1).then(|| format!("version {}", q.version));
    let part = (q.part != "body").then(|| q.part.replace('_', " "));
    let parts = [
        Some(q.key.get(..12).unwrap_or(&q.key).to_owned()),
        q.outlet.clone(),
        q.published.as_deref().map(|p| p.split('T').next().unwrap_or_default().to_owned()),
        part,
        version,
        Some(q.kind.clone()),
        Some(sure),
        q.url.clone().or_else(|| Some(format!("report {}", q.report.get(..12).unwrap_or(&q.report)))),
    ];
    visible::line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

const HEADER: [&str; 18] = [
    "key",
    "report",
    "version",
    "standing",
    "asserted",
    "speakers",
    "cue",
    "addressees",
    "words",
    "kind",
    "part",
    "confidence",
    "by",
    "title",
    "outlet",
    "published",
    "url",
    "document",
];

fn rows(quotations: &[Shown]) -> String {
    let names = |who: &[onrecord_store::wire::Who]| who.iter().map(|w| w.name.clone()).collect::<Vec<_>>().join("; ");
    let given = |value: &Option<String>| sheet::text(value.as_deref().unwrap_or_default());
    let row = |q: &Shown| {
        [
            q.key.clone(),
            q.report.clone(),
            q.version.to_string(),
            q.standing.unwrap_or("said").to_owned(),
            sheet::text(&q.asserted),
            sheet::text(&names(&q.speakers)),
            sheet::text(&q.cue),
            sheet::text(&names(&q.addressees)),
            sheet::text(&q.words),
            sheet::text(&q.kind),
            sheet::text(&q.part),
            q.confidence.to_string(),
            if q.by_person { "person" } else { "model" }.to_owned(),
            given(&q.title),
            given(&q.outlet),
            given(&q.published),
            given(&q.url),
            q.document.clone(),
        ]
    };
    sheet::lines(std::iter::once(HEADER.map(str::to_owned)).chain(quotations.iter().map(row)))
}

fn markdown(q: &Shown) -> String {
    let standing = q.standing.map(|s| format!(" · **{s}**")).unwrap_or_default();
    format!("- **{}**{standing} · {}\n\n  > {}\n\n", escaped(&speakers(q)), escaped(&source(q)), escaped(&q.words))
}

/// Plain lines under a heading, for what is no quotation.
pub fn heading(out: &mut String, paint: Paint, text: &str) {
    paint.put(out, BOLD, text);
    out.push('\n');
}
