//! Threads in the Correspondence Metadata Interchange Format (CMIF), a strict subset of TEI: [`Exchanges`] and [`Thread`]s in, one TEI file out.
//!
//! Example: a letter becomes a `correspDesc` with `correspAction type="sent"` and `type="received"`. Our extension, within what TEI and the format's
//! schema allow: `@type` of `correspDesc` is the medium, and `<correspContext><ref type="inReplyTo" target="#m1"/></correspContext>` says what is answered.
//! The format wants both actions: where nobody is told, the person is `http://correspsearch.net/unknown`, as its documentation says. Times that XML
//! Schema cannot write (decades, seasons) are left out.
//!
//! **Source** <https://github.com/TEI-Correspondence-SIG/CMIF>.

use std::fmt::Write;

use super::json::ids;
use super::{Exchanges, Message, Party, Source, Thread, bounds};

const UNKNOWN: &str = "<persName ref=\"http://correspsearch.net/unknown\">Unknown</persName>";

/// The threads as one TEI file. What lacks a publisher of its own: `publisher` names who hands the file out, `day` is today.
#[must_use]
pub fn tei(all: &Exchanges, threads: &[Thread], publisher: &str, day: &str) -> String {
    let ids = ids(threads);
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n  <teiHeader>\n    <fileDesc>\n      <titleStmt>\n        <title>Exchanges told of in news reports</title>\n        <editor>".to_owned();
    let _ = write!(
        out,
        "{0}</editor>\n      </titleStmt>\n      <publicationStmt>\n        <publisher>{0}</publisher>\n        <idno type=\"url\">exchanges.xml</idno>\n        <date when=\"{1}\"/>\n        <availability>\n          <licence target=\"https://creativecommons.org/licenses/by/4.0/\">This file is licensed under the terms of the Creative-Commons-License CC-BY 4.0</licence>\n        </availability>\n      </publicationStmt>\n      <sourceDesc>\n",
        escaped(publisher),
        escaped(day)
    );
    for (i, source) in all.sources.iter().enumerate() {
        let _ = writeln!(
            out,
            "        <bibl type=\"online\" xml:id=\"r{}\">{}</bibl>",
            i + 1,
            escaped(&bibliography(source))
        );
    }
    if all.sources.is_empty() {
        out.push_str("        <bibl type=\"online\" xml:id=\"r0\">No report</bibl>\n");
    }
    out.push_str("      </sourceDesc>\n    </fileDesc>\n    <profileDesc>\n");
    for at in threads.iter().flat_map(|t| &t.messages) {
        let m = &all.messages[*at];
        let source = m.told.first().map_or(0, |t| t.0);
        let key = m.told.first().map_or("", |t| t.1.as_str());
        let address = all.sources.get(source).and_then(|s| s.url.as_deref());
        let _ = write!(
            out,
            "      <correspDesc xml:id=\"m{}\" type=\"{}\" key=\"{}\" source=\"#r{}\"",
            ids[at],
            escaped(&m.medium),
            escaped(key),
            source + 1
        );
        if let Some(address) = address.filter(|a| !a.contains(char::is_whitespace)) {
            let _ = write!(out, " ref=\"{}\"", escaped(address));
        }
        out.push_str(">\n");
        action(&mut out, "sent", &m.from, Some(m));
        action(&mut out, "received", &m.to, None);
        let answered: Vec<usize> = m.answers.iter().filter_map(|k| ids.get(k).copied()).collect();
        if !answered.is_empty() {
            out.push_str("        <correspContext>\n");
            for n in answered {
                let _ = writeln!(out, "          <ref type=\"inReplyTo\" target=\"#m{n}\">answers</ref>");
            }
            out.push_str("        </correspContext>\n");
        }
        out.push_str("      </correspDesc>\n");
    }
    out.push_str(
        "    </profileDesc>\n  </teiHeader>\n  <text>\n    <body>\n      <p/>\n    </body>\n  </text>\n</TEI>\n",
    );
    out
}

fn action(out: &mut String, kind: &str, parties: &[Party], about: Option<&Message>) {
    let _ = writeln!(out, "        <correspAction type=\"{kind}\">");
    for party in parties {
        let element = if matches!(party.kind.as_str(), "person" | "group") { "persName" } else { "orgName" };
        let _ = writeln!(out, "          <{element}>{}</{element}>", escaped(&party.name));
    }
    if parties.is_empty() {
        let _ = writeln!(out, "          {UNKNOWN}");
    }
    if let Some(message) = about {
        if let Some(place) = &message.place {
            let _ = writeln!(out, "          <placeName>{}</placeName>", escaped(place));
        }
        match message.date.as_deref().and_then(bounds) {
            Some((Some(a), Some(b))) if a == b => {
                let _ = writeln!(out, "          <date when=\"{a}\"/>");
            }
            Some((Some(a), Some(b))) => {
                let _ = writeln!(out, "          <date notBefore=\"{a}\" notAfter=\"{b}\"/>");
            }
            Some((Some(a), None)) => {
                let _ = writeln!(out, "          <date notBefore=\"{a}\"/>");
            }
            Some((None, Some(b))) => {
                let _ = writeln!(out, "          <date notAfter=\"{b}\"/>");
            }
            _ => {}
        }
    }
    out.push_str("        </correspAction>\n");
}

fn bibliography(source: &Source) -> String {
    let title = source.title.as_deref().unwrap_or("Untitled report");
    let rest = [source.outlet.as_deref(), source.published.as_deref(), source.url.as_deref()];
    let parts: Vec<&str> = [Some(title)].into_iter().chain(rest).flatten().collect();
    parts.join(", ") + &format!(" (sha256 {})", source.document)
}

/// Text for XML: markup escaped, characters that XML cannot hold left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_text_is_sound_xml() {
        assert_eq!(escaped("a<b> & \"c\"\u{0}\u{1b}\nd"), "a&lt;b&gt; &amp; &quot;c&quot; d");
    }

    #[test]
    fn nobody_told_is_unknown_and_a_decade_no_date() {
        let message = Message {
            medium: "letter".to_owned(),
            name: None,
            status: "made".to_owned(),
            from: Vec::new(),
            to: Vec::new(),
            venue: None,
            place: None,
            date: Some("201X".to_owned()),
            answers: Vec::new(),
            inferred: false,
            confidence: 0.5,
            told: vec![(0, "c1".to_owned())],
            words: Vec::new(),
        };
        let all = Exchanges { sources: vec![Source::default()], messages: vec![message], ..Exchanges::new() };
        let text = tei(&all, &all.threads(None), "A & B", "2024-03-14");
        assert_eq!(text.matches("http://correspsearch.net/unknown").count(), 2);
        assert_eq!(text.matches("<date ").count(), 1, "only the file's own day");
        assert!(text.contains("<publisher>A &amp; B</publisher>"));
    }
}
