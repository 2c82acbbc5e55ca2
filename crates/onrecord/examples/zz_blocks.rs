//! temp
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]
use onrecord::text::CodePoints;
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        match onrecord::ingest::read(&bytes, onrecord::Kind::Html, None, None) {
            Ok(p) => {
                let c = CodePoints::new(&p.text);
                let parts: Vec<_> = p.parts.iter().map(|x| serde_json::json!({"kind": onrecord::reading::json::part_kind(x.kind), "start": c.at(x.range.start), "end": c.at(x.range.end), "author": x.author, "published": x.published.as_ref().map(|d| d.value.clone())})).collect();
                println!(
                    "{}",
                    serde_json::json!({"document": {"id": p.id, "text": p.text, "title": p.title}, "parts": parts, "exchanges": p.exchanges.len(), "quotations": [], "notes": p.notes.iter().map(|n| serde_json::json!({"code": n.code, "message": n.message})).collect::<Vec<_>>()})
                );
            }
            Err(e) => eprintln!("{path}: {e}"),
        }
    }
}
