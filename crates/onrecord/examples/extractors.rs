//! Main text by the extraction crates alone: pages in, one line of JSON for each out, for `corpora/pages.py text`.
//!
//!     extractors PAGE...

use std::io::Write;

use serde_json::json;

#[allow(clippy::disallowed_methods, reason = "an example reads files")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let html = String::from_utf8_lossy(&bytes);
        let options =
            trafilatura::Options::default().with_fallback(true).with_exclude_comments(true).with_deduplicate(false);
        let own = trafilatura::extract(&html, &options).map(|r| r.content_text).unwrap_or_default();
        let readable = dom_smoothie::Readability::new(html.as_ref(), None, None).and_then(|mut r| r.parse());
        let readable = readable.map(|a| a.text_content.to_string()).unwrap_or_default();
        writeln!(out, "{}", json!({"file": path, "trafilatura": own, "dom_smoothie": readable}))?;
    }
    Ok(())
}
