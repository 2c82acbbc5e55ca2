//! Prepares texts for the trainer: `cargo run --release --example prepare < GOLD.jsonl > PREPARED.jsonl`.
//!
//! In comes one JSON object a line with `id` and `text`; out come its tokens as `[start, end, depth, role]` in code points
//! (role 1 opens a quotation mark, 2 closes) and its paragraphs as token ranges. The trainer sees what the reader sees.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a development tool, not the library")]

use std::io::BufRead;

use onrecord::Document;
use onrecord::ingest::{self, Kind};
use onrecord::text::{CodePoints, MarkRole};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let gold: Value = serde_json::from_str(&line?)?;
        let text = gold["text"].as_str().ok_or("a line has no text")?;
        let page = ingest::read(text.as_bytes(), Kind::Plain, Some("utf-8"), None)?;
        let document = Document::new(&page, &mut Vec::new());
        let points = CodePoints::new(document.text());
        let tokens: Vec<Value> = document
            .tokens()
            .iter()
            .enumerate()
            .map(|(t, token)| {
                let role = match document.marks().role(t) {
                    MarkRole::None => 0,
                    MarkRole::Open(_) => 1,
                    MarkRole::Close(_) => 2,
                };
                json!([points.at(token.span.start()), points.at(token.span.end()), document.marks().depth(t), role])
            })
            .collect();
        let paragraphs: Vec<[usize; 2]> = document.paragraphs().iter().map(|p| [p.start, p.end]).collect();
        println!("{}", json!({"id": gold["id"], "tokens": tokens, "paragraphs": paragraphs}));
    }
    Ok(())
}
