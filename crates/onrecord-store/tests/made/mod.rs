//! Readings made by hand: a report with marked quotations in, its page and its reading out. No model takes part.
//!
//! `"Ana Ruiz said: [[We will appeal.|Ana Ruiz]]"` is the page `Ana Ruiz said: “We will appeal.”` with one quotation. After the speaker may
//! stand `|no` or another word of `asserted`, and then `|addressee`.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A page with its reading.
#[derive(Clone)]
pub struct Made {
    pub page: String,
    pub reading: Value,
}

pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A reading of a report at an address; names and mentions are the speaker's words wherever they first stand in the text.
pub fn made(url: Option<&str>, published: Option<&str>, marked: &str) -> Made {
    let mut page = String::new();
    let mut found: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for (at, piece) in marked.split("[[").enumerate() {
        if at == 0 {
            page.push_str(piece);
            continue;
        }
        let (inside, after) = piece.split_once("]]").expect("a closed quotation");
        let mut fields = inside.split('|').map(str::to_owned);
        let words = fields.next().expect("words");
        page.push('“');
        let start = page.chars().count();
        page.push_str(&words);
        found.push((start, page.chars().count(), fields.collect()));
        page.push('”');
        page.push_str(after);
    }
    let document = hex(page.as_bytes());
    let span = |words: &str| match page.find(words) {
        Some(at) if !words.is_empty() => {
            let start = page[..at].chars().count();
            json!([{"start": start, "end": start + words.chars().count()}])
        }
        _ => json!([]),
    };
    let mut quotations = Vec::new();
    for (at, (start, end, fields)) in found.iter().enumerate() {
        let field = |n: usize| fields.get(n).map_or("", String::as_str);
        let asserted = if field(1).is_empty() { "yes" } else { field(1) };
        let content = json!([{"start": start, "end": end}]);
        let to = if field(2).is_empty() {
            json!([])
        } else {
            json!([{"entity": null, "mention": span(field(2)), "inferred": false, "confidence": 0.9}])
        };
        quotations.push(json!({
            "id": format!("q{}", at + 1), "key": &hex(format!("{document} {at} {start}").as_bytes())[..32], "part": 0,
            "kind": "direct", "marking": "marks", "act": "speech", "content": content, "quoted": content, "cue": span("said"),
            "asserted": asserted, "asserted_by": [],
            "speakers": [{"status": "named", "mention": span(field(0)), "entity": null, "on_behalf_of": null, "confidence": 0.9}],
            "via": [], "addressees": to, "said": null, "communication": null, "parent": null, "repeats": null, "cites": [],
            "language": null, "translated": "unknown", "confidence": 0.9 - 0.1 * (at % 5) as f64, "by": "model"
        }));
    }
    let reading = json!({
        "schema": "onrecord/0",
        "producer": {"name": "onrecord", "version": "0", "engine": "made", "model_sha256": "none", "extractor": null, "editions": []},
        "document": {
            "id": document, "text_sha256": document, "url": url, "canonical_url": null, "outlet": "The Harbour Post", "title": null,
            "byline": [], "published": published.map(|p| json!({"value": p, "from": "argument"})), "updated": null,
            "retrieved": null, "language": "en", "charset": "UTF-8", "text": page
        },
        "parts": [{"kind": "body", "start": 0, "end": page.chars().count(), "author": null, "published": null}],
        "entities": [], "quotations": quotations, "communications": [], "times": [], "citations": [], "notes": []
    });
    Made { page, reading }
}

pub fn add(writer: &mut onrecord_store::Writer, made: &Made) -> onrecord_store::Added {
    let reading = made.reading.to_string();
    let url = made.reading["document"]["url"].as_str();
    let added = writer
        .add(&onrecord_store::Arrival {
            bytes: made.page.as_bytes(),
            reading: &reading,
            name: "made",
            kind: None,
            charset: None,
            published: None,
            url,
            retrieved: None,
            now: "2026-03-14T09:00:00Z",
        })
        .expect("it is added");
    writer.commit().expect("a commit");
    added
}
