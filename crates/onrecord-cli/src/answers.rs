//! Answers for a terminal and as Markdown: for each claim its verdict, the words with what differs, where the record has them.
//!
//! In the words `[-not-]` is what only the record has and `{+never+}` what only the claim has.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use onrecord::check::json::{attribution, standing, words};
use onrecord::check::{Answer, Change, Evidence, Op, Searched};

use crate::check::Checked;
use crate::escaped::escaped;
use crate::text::Look;
use crate::visible;
use crate::wrap::{Styled, shortened};

const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
/// Longest stretch of equal words that is shown, in columns.
const EQUAL: usize = 120;

/// For a terminal.
pub fn text(checked: &Checked, look: Look) -> String {
    let mut out = String::new();
    let Look { paint, width } = look;
    for (n, answer) in checked.answers.iter().enumerate() {
        let style = if answer.holds() { GOOD } else { BAD };
        let mut head = Styled::one(DIM, &format!("{} ", n + 1));
        head.push(style, &verdict(answer));
        head.push(DIM, &format!(" {}", sure(answer)));
        head.write(&mut out, paint, width, 0);
        let mut claim = Styled::one(PLAIN, "“");
        claim.page(PLAIN, &shortened(&visible::line(&answer.claim.text), 4 * width));
        claim.push(PLAIN, "”");
        if let Some(speaker) = &answer.claim.speaker {
            claim.push(PLAIN, " – ");
            claim.page(BOLD, speaker);
        }
        claim.write(&mut out, paint, width, 2);
        if let Some(changed) = answer.evidence.first().filter(|e| differs(e)) {
            let mut words = Styled::one(DIM, "Record: ");
            for change in &changed.diff {
                match change.op {
                    Op::Equal => words.page(PLAIN, &format!("{} ", equal(&change.record))),
                    _ => {
                        for (open, text, close, style) in pieces(change) {
                            words.push(style, open);
                            words.page(style, text);
                            words.push(style, close);
                            words.push(PLAIN, " ");
                        }
                    }
                }
            }
            words.write(&mut out, paint, width, 2);
        }
        Styled::one_of_page(PLAIN, &answer.explanation).write(&mut out, paint, width, 2);
        for evidence in &answer.evidence {
            Styled::one_of_page(DIM, &source(evidence)).write(&mut out, paint, width, 4);
        }
        out.push('\n');
    }
    Styled::one(BOLD, &summary(checked)).write(&mut out, paint, width, 0);
    out
}

/// As Markdown, for notes.
pub fn markdown(checked: &Checked) -> String {
    let mut out = format!("# {}: quotations checked\n\n{}\n\n", escaped(&checked.name), escaped(&summary(checked)));
    for (n, answer) in checked.answers.iter().enumerate() {
        let _ = writeln!(out, "## {}\\. {}\n", n + 1, escaped(&verdict(answer)));
        let speaker = answer.claim.speaker.as_ref().map(|s| format!(" – {}", escaped(s))).unwrap_or_default();
        let _ = writeln!(out, "> “{}”{speaker}\n", escaped(&answer.claim.text));
        if let Some(changed) = answer.evidence.first().filter(|e| differs(e)) {
            let words = changed.diff.iter().flat_map(|change| match change.op {
                Op::Equal => vec![escaped(&equal(&change.record))],
                _ => pieces(change)
                    .into_iter()
                    .map(|(open, text, ..)| match open {
                        "[-" => format!("~~{}~~", escaped(text)),
                        _ => format!("**{}**", escaped(text)),
                    })
                    .collect(),
            });
            let _ = writeln!(out, "Record: {}\n", words.collect::<Vec<_>>().join(" "));
        }
        let _ = writeln!(out, "{} {}\n", escaped(&answer.explanation), escaped(&sure(answer)));
        for evidence in &answer.evidence {
            let _ = writeln!(out, "- {}", escaped(&source(evidence)));
        }
        if !answer.evidence.is_empty() {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// What a change shows: the mark before, the words, the mark after, the style.
fn pieces(change: &Change) -> Vec<(&'static str, &str, &'static str, Style)> {
    let mut out = Vec::new();
    if !change.record.is_empty() {
        out.push(("[-", change.record.as_str(), "-]", BAD));
    }
    if !change.claim.is_empty() {
        out.push(("{+", change.claim.as_str(), "+}", GOOD));
    }
    out
}

/// The middle of long equal words is left out.
fn equal(words: &str) -> String {
    let line = visible::line(words);
    let letters: Vec<char> = line.chars().collect();
    if letters.len() <= EQUAL {
        return line;
    }
    let ends = |range: &[char]| range.iter().collect::<String>();
    format!("{} … {}", ends(&letters[..EQUAL / 2]).trim_end(), ends(&letters[letters.len() - EQUAL / 2..]).trim_start())
}

fn differs(evidence: &Evidence) -> bool {
    evidence.diff.iter().any(|c| c.op != Op::Equal)
}

/// "altered · same · disputed".
pub fn verdict(answer: &Answer) -> String {
    let mut parts = vec![words(answer.words).replace('_', " ")];
    if !answer.evidence.is_empty() {
        parts.push(format!("speaker {}", attribution(answer.attribution).replace('_', " ")));
    }
    parts.extend(answer.standing.iter().map(|s| standing(*s).replace('_', " ")));
    parts.join(" · ")
}

/// The confidence in percent; nothing is certain.
pub fn sure(answer: &Answer) -> String {
    format!("({:.0} % sure)", (answer.confidence * 100.0).clamp(0.0, 99.0))
}

/// Where the record has it: "Kurier · 2026-03-14 · Ana Ruiz · https://… · key".
pub fn source(evidence: &Evidence) -> String {
    let report = &evidence.source.report;
    let who = evidence.speakers.join(", ");
    let key = evidence.quotation.map_or("in no quotation", |q| report.quotations[q].key.as_str());
    let parts = [report.outlet.as_deref(), report.published.as_deref(), Some(who.as_str()), report.url.as_deref()];
    let mut parts: Vec<&str> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    let report = format!("report {}", report.id.get(..12).unwrap_or(&report.id));
    parts.extend([report.as_str(), key]);
    parts.join(" · ")
}

/// One line on all of it.
pub fn summary(checked: &Checked) -> String {
    let hold = checked.answers.iter().filter(|a| a.holds()).count();
    let all = checked.answers.len();
    let Searched { reports, quotations, until } = &checked.searched;
    let until = until.as_deref().map(|d| format!(", the last of {}", d.get(..10).unwrap_or(d))).unwrap_or_default();
    let claims = match (all, hold) {
        (0, _) => "No quotations to check".to_owned(),
        (1, 1) => "1 claim, as the record has it".to_owned(),
        (1, _) => "1 claim, not as the record has it".to_owned(),
        (n, h) => format!("{n} claims: {h} as the record has them, {} not", n - h),
    };
    format!("{claims}. Searched: {reports} reports with {quotations} quotations{until}.")
}
