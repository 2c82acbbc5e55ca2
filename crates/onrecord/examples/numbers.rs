//! Prints what the network said of some texts, for `training/agree.py` and `training/calibrate.py`.
//!
//! `cargo run --release --example numbers FILE...`: one JSON object a file, with the windows, the candidates' numbers and the
//! findings with the inputs of their confidence. Places are bytes.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a development tool, not the library")]

use onrecord::analyse;
use onrecord::ingest::{self, Kind};
use onrecord::model::Model;
use onrecord::{Document, Spans};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::embedded()?;
    for path in std::env::args().skip(1) {
        let page = ingest::read(&std::fs::read(&path)?, Kind::Plain, Some("utf-8"), None)?;
        let document = Document::new(&page, &mut Vec::new());
        let mut windows = Vec::new();
        for window in analyse::windows(&document, &model) {
            let candidates: Vec<Value> = model
                .engine()
                .read(&window)?
                .iter()
                .map(|c| {
                    json!({"cue": c.cue, "probability": c.probability, "valid": c.valid, "scores": c.scores,
                             "path": analyse::rules::path(&window, c)})
                })
                .collect();
            windows.push(json!({
                "ids": window.ids, "case": window.case, "depth": window.depth, "start": window.start,
                "token": window.token, "candidates": candidates,
            }));
        }
        let findings: Vec<Value> = analyse::analyse(&document, &model)?
            .quotations
            .iter()
            .map(|f| {
                json!({
                    "content": spans(&f.content), "cue": f.cue.map(|s| [s.start(), s.end()]), "parent": f.parent,
                    "speakers": f.speakers.iter().map(|s| spans(&s.mention)).collect::<Vec<_>>(),
                    "inputs": f.evidence.inputs(), "confidence": f.confidence,
                })
            })
            .collect();
        let tokens: Vec<Value> = (0..document.tokens().len())
            .map(|t| {
                let span = document.tokens()[t].span;
                json!([span.start(), span.end(), document.marks().depth(t), role(&document, t)])
            })
            .collect();
        let paragraphs: Vec<[usize; 2]> = document.paragraphs().iter().map(|p| [p.start, p.end]).collect();
        println!("{}", json!({"windows": windows, "findings": findings, "tokens": tokens, "paragraphs": paragraphs}));
    }
    Ok(())
}

fn role(document: &Document, token: usize) -> u8 {
    match document.marks().role(token) {
        onrecord::text::MarkRole::None => 0,
        onrecord::text::MarkRole::Open(_) => 1,
        onrecord::text::MarkRole::Close(_) => 2,
    }
}

fn spans(spans: &Spans) -> Vec<[usize; 2]> {
    spans.iter().map(|s| [s.start(), s.end()]).collect()
}
