//! A reading as part of one self-contained page without script: the report with its quotations highlighted, the speaker on
//! hover, focus and touch, and a table whose rows and places in the text point to each other.
//!
//! All that comes from the report is escaped and isolated in direction; a strict Content-Security-Policy allows nothing but
//! the page's own style.

use std::fmt::Write;

use onrecord::Reading;
use onrecord::analyse::Status;
use sha2::{Digest, Sha256};

use crate::listing::{self, Listing, Row};
use crate::people::{self, Person};
use crate::segments::{self, Segment};
use crate::visible::{self, html, line};

const STYLE: &str = include_str!("page.css");

/// All before the first report.
pub fn head(title: &str) -> String {
    let hash = base64(&Sha256::digest(STYLE));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{} · who said what</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        visible::isolated(&html(&line(title)))
    )
}

/// All after the last report.
pub fn foot() -> &'static str {
    "</main>\n</body>\n</html>\n"
}

/// One report. `number` tells it from the others of the page.
pub fn article(number: usize, name: &str, reading: &Reading) -> String {
    let page = &reading.page;
    let listing = listing::listing(reading);
    let mut out = String::with_capacity(4 * reading.document.text().len());
    let title = line(page.title.as_deref().unwrap_or(name));
    let people = people::people(reading);
    let mut shown = Shown::new(reading, &listing, &people);
    let _ = writeln!(out, "<article id=\"r{number}\" aria-labelledby=\"r{number}-title\">\n<header class=\"head\">");
    let _ = write!(out, "<h1 id=\"r{number}-title\" dir=\"auto\">");
    let mut paragraphs = segments::paragraphs(reading);
    // A headline that is the title is shown once, as the title, with its quotations.
    match paragraphs.iter().position(|p| is_title(reading, p, &title)) {
        Some(at) => words(&mut out, number, reading, &paragraphs.remove(at), &mut shown),
        None => out.push_str(&html(&title)),
    }
    out.push_str("</h1>\n");
    about(&mut out, name, reading);
    if !reading.quotations.is_empty() {
        key(&mut out, reading, &listing);
    }
    out.push_str("</header>\n");
    if people.is_empty() {
        body(&mut out, number, reading, &paragraphs, &mut shown);
    } else {
        out.push_str("<div class=\"beside\">\n");
        body(&mut out, number, reading, &paragraphs, &mut shown);
        margin(&mut out, number, reading, &people);
        out.push_str("</div>\n");
    }
    if reading.quotations.is_empty() {
        out.push_str("<p class=\"head\">No quotations found.</p>\n");
    }
    if !listing.said.is_empty() {
        let _ =
            writeln!(out, "<section aria-labelledby=\"r{number}-said\">\n<h2 id=\"r{number}-said\">Quotations</h2>");
        table(&mut out, number, reading, &listing.said, false);
        out.push_str("</section>\n");
    }
    if !listing.unsaid.is_empty() {
        let _ = writeln!(
            out,
            "<section class=\"apart\" aria-labelledby=\"r{number}-unsaid\">\n\
             <h2 id=\"r{number}-unsaid\">Not reported as said</h2>\n\
             <p class=\"hint\">The report denies these, asks them, expects them, makes them conditional or passes them on as hearsay.</p>"
        );
        table(&mut out, number, reading, &listing.unsaid, true);
        out.push_str("</section>\n");
    }
    let cited = listing::cited(reading);
    if !cited.is_empty() {
        out.push_str("<section class=\"notes\">\n<h2>Cited</h2>\n<ul>\n");
        for citation in cited {
            let (printed, about) = (line(&citation.printed), line(&citation.about));
            let _ = writeln!(out, "<li><bdi>{}</bdi> · <bdi>{}</bdi></li>", html(&printed), html(&about));
        }
        out.push_str("</ul>\n</section>\n");
    }
    if !reading.notes.is_empty() {
        out.push_str("<section class=\"notes\">\n<h2>Notes</h2>\n<ul>\n");
        for note in &reading.notes {
            let _ = writeln!(out, "<li><bdi>{}</bdi></li>", html(&line(&note.message)));
        }
        out.push_str("</ul>\n</section>\n");
    }
    out.push_str("</article>\n");
    out
}

/// The people and bodies of the quotations, each with all their mentions.
fn margin(out: &mut String, number: usize, reading: &Reading, people: &[Person]) {
    let _ = writeln!(
        out,
        "<aside class=\"people\" aria-labelledby=\"r{number}-people\">\n<h2 id=\"r{number}-people\">Who is who</h2>\n<ul>"
    );
    for one in people {
        let _ = write!(
            out,
            "<li><strong><bdi>{}</bdi></strong> <small><bdi>{}</bdi></small> <span class=\"places\">",
            html(&line(one.name)),
            html(&line(&one.about()))
        );
        let mentions = &reading.entities[one.entity].mentions;
        for (n, mention) in mentions.iter().enumerate().take(people::MENTIONS) {
            let words = listing::words(&reading.document, &mention.spans);
            let _ = write!(
                out,
                "<a href=\"#r{number}-e{}-{n}\"><bdi>{}</bdi></a> ",
                one.entity + 1,
                html(&line(&crate::wrap::shortened(&words, 40)))
            );
        }
        if mentions.len() > people::MENTIONS {
            let _ = write!(out, "and {} more", mentions.len() - people::MENTIONS);
        }
        out.push_str("</span></li>\n");
    }
    out.push_str("</ul>\n</aside>\n");
}

fn about(out: &mut String, name: &str, reading: &Reading) {
    let page = &reading.page;
    let parts = [
        page.title.as_ref().map(|_| name),
        page.outlet.as_deref(),
        page.published.as_ref().map(|date| date.value.as_str()),
        page.language.as_deref().filter(|l| *l != "en"),
    ];
    out.push_str("<p class=\"about\">");
    for part in parts.into_iter().flatten() {
        let _ = write!(out, "<bdi>{}</bdi>", html(&line(part)));
    }
    if page.trace.is_some() {
        let _ = write!(out, "<small>page SHA-256 {}</small>", page.id);
    }
    out.push_str("</p>\n");
}

fn key(out: &mut String, reading: &Reading, listing: &Listing) {
    out.push_str("<ul class=\"key\" aria-label=\"How quotations are marked\">");
    for kind in ["direct", "mixed", "indirect"] {
        if listing.said.iter().any(|r| listing::kind(reading.quotations[r.quotation].finding.kind) == kind) {
            let _ = write!(out, "<li><mark class=\"{kind}\">{kind}</mark></li>");
        }
    }
    if !listing.unsaid.is_empty() {
        out.push_str("<li><mark class=\"unsaid\">not reported as said</mark></li>");
    }
    out.push_str("<li><span class=\"speaker\">speaker</span></li><li><span class=\"cue\">cue</span></li></ul>\n");
}

/// The kind of the part in which a byte of the text stands.
fn part(reading: &Reading, at: usize) -> &'static str {
    let part = reading.page.parts.iter().find(|p| p.range.contains(&at));
    part.map_or("body", |p| onrecord::reading::json::part_kind(p.kind))
}

/// What is kept while the text is written.
struct Shown<'a> {
    /// For each quotation what it is besides said.
    standings: Vec<Option<&'a str>>,
    /// For each whether its place has its id.
    marked: Vec<bool>,
    /// Where mentions of people begin, the first of those still to come last.
    places: Vec<(usize, usize, usize)>,
}

impl<'a> Shown<'a> {
    fn new(reading: &Reading, listing: &'a Listing, people: &[Person]) -> Self {
        let mut standings: Vec<Option<&str>> = vec![None; reading.quotations.len()];
        for row in &listing.unsaid {
            standings[row.quotation] = row.standing.as_deref();
        }
        let mut places = people::places(reading, people);
        places.reverse();
        Self { standings, marked: vec![false; reading.quotations.len()], places }
    }
}

/// Whether a paragraph is the report's headline in the words of its title.
fn is_title(reading: &Reading, paragraph: &[Segment], title: &str) -> bool {
    let (Some(first), Some(last)) = (paragraph.first(), paragraph.last()) else { return false };
    let text = &reading.document.text()[first.range.start..last.range.end];
    part(reading, first.range.start) == "headline" && line(text) == title
}

fn body(out: &mut String, number: usize, reading: &Reading, paragraphs: &[Vec<Segment>], shown: &mut Shown<'_>) {
    out.push_str("<div class=\"body\">\n");
    for paragraph in paragraphs {
        let kind = part(reading, paragraph.first().map_or(0, |s| s.range.start));
        let _ = match kind {
            "body" | "dateline" => write!(out, "<p dir=\"auto\">"),
            _ => write!(out, "<p dir=\"auto\" class=\"part {kind}\"><small>{}</small> ", kind.replace('_', " ")),
        };
        words(out, number, reading, paragraph, shown);
        out.push_str("</p>\n");
    }
    out.push_str("</div>\n");
}

/// The words of a paragraph with what is marked in them.
fn words(out: &mut String, number: usize, reading: &Reading, paragraph: &[Segment], shown: &mut Shown<'_>) {
    let mut ended: Vec<usize> = Vec::new();
    for segment in paragraph {
        while let Some((_, entity, n)) = shown.places.pop_if(|p| p.0 < segment.range.end) {
            let _ = write!(out, "<span id=\"r{number}-e{entity}-{n}\"></span>");
        }
        let text = &reading.document.text()[segment.range.clone()];
        let (close, rest) = text.split_at(if ended.is_empty() { 0 } else { segments::closers(text).len() });
        if !close.is_empty() {
            write_segment(out, number, reading, segment, close, shown);
        }
        if !rest.is_empty() {
            links(out, number, reading, &std::mem::take(&mut ended), &shown.standings);
            write_segment(out, number, reading, segment, rest, shown);
        }
        ended.extend(&segment.ends);
    }
    links(out, number, reading, &ended, &shown.standings);
}

/// More quotations than this at one place say nothing more to a reader, and a page of them would never end.
const SHOWN: usize = 6;

fn write_segment(
    out: &mut String,
    number: usize,
    reading: &Reading,
    segment: &Segment,
    text: &str,
    shown: &mut Shown<'_>,
) {
    let Shown { standings, marked, .. } = shown;
    let text = html(text).into_owned();
    let text = match (segment.speakers.is_empty(), segment.cues.is_empty()) {
        (false, _) => format!("<span class=\"speaker\">{text}</span>"),
        (true, false) => format!("<span class=\"cue\">{text}</span>"),
        (true, true) => text,
    };
    let Some(innermost) = segment.contents.last().copied() else { return out.push_str(&text) };
    let kind = listing::kind(reading.quotations[innermost].finding.kind);
    let class = if standings[innermost].is_some() { "unsaid" } else { kind };
    let nested = if segment.contents.len() > 1 { " nested" } else { "" };
    let who: Vec<String> =
        segment.contents.iter().rev().take(SHOWN).map(|i| caption(reading, *i, standings[*i])).collect();
    let _ = write!(out, "<mark class=\"{class}{nested}\" data-who=\"{}\"", who.join("\n"));
    if !segment.begins.is_empty() {
        out.push_str(" tabindex=\"0\"");
    }
    // One element has one id: further quotations that begin at the same letter get empty places of their own.
    let mut first: Vec<usize> =
        segment.begins.iter().copied().filter(|i| !std::mem::replace(&mut marked[*i], true)).collect();
    if let Some(i) = first.pop() {
        let _ = write!(out, " id=\"r{number}-t{}\"", i + 1);
    }
    out.push('>');
    for i in first {
        let _ = write!(out, "<span id=\"r{number}-t{}\"></span>", i + 1);
    }
    let _ = write!(out, "{text}</mark>");
}

/// After the last piece of a quotation: its number, which leads to its row and reads out who said it.
fn links(out: &mut String, number: usize, reading: &Reading, ended: &[usize], standings: &[Option<&str>]) {
    for i in ended {
        let _ = write!(
            out,
            "<sup><a href=\"#r{number}-q{n}\">{n}<span class=\"sr\"> <bdi>{}</bdi></span></a></sup>",
            caption(reading, *i, standings[*i]),
            n = i + 1,
        );
    }
}

/// "Ana Ruiz (said) · direct · not said", for an attribute or between tags. No tag can stand in an attribute, so isolates do.
fn caption(reading: &Reading, quotation: usize, standing: Option<&str>) -> String {
    let kind = listing::kind(reading.quotations[quotation].finding.kind);
    let credit = listing::credit(reading, quotation, |words| visible::isolated(&html(&line(words))));
    match standing {
        None => format!("{credit} · {kind}"),
        Some(word) => format!("{credit} · {kind} · {}", html(word)),
    }
}

fn table(out: &mut String, number: usize, reading: &Reading, rows: &[Row], unsaid: bool) {
    let status = if unsaid { "<th scope=\"col\" role=\"columnheader\">Status</th>" } else { "" };
    let _ = writeln!(
        out,
        "<table role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">#</th>\
         <th scope=\"col\" role=\"columnheader\">Speaker</th><th scope=\"col\" role=\"columnheader\">Cue</th>\
         <th scope=\"col\" role=\"columnheader\">Quotation</th><th scope=\"col\" role=\"columnheader\">Kind</th>{status}\
         <th scope=\"col\" role=\"columnheader\">Sure</th></tr></thead>\n<tbody role=\"rowgroup\">"
    );
    for row in rows {
        let i = row.quotation;
        let n = i + 1;
        let kind = listing::kind(reading.quotations[i].finding.kind);
        let class = if row.standing.is_some() { "unsaid" } else { kind };
        let _ = write!(out, "<tr role=\"row\" id=\"r{number}-q{n}\"");
        if row.depth > 0 {
            let _ = write!(out, " class=\"d{}\"", row.depth.min(3));
        }
        let _ = write!(
            out,
            "><td role=\"cell\" class=\"number\"><a href=\"#r{number}-t{n}\" aria-label=\"{n}, in the text\">{n}</a></td>\
             <td role=\"cell\" class=\"who\">{}</td>\
             <td role=\"cell\" class=\"cue\"><bdi>{}</bdi></td><td role=\"cell\" class=\"words\"><span class=\"{class}\">",
            speakers(reading, i),
            html(&line(listing::cue(reading, i))),
        );
        if let Some(parent) = row.inside.or(reading.quotations[i].finding.parent.map(|p| p + 1)) {
            let _ = write!(out, "<a href=\"#r{number}-q{parent}\">in {parent}</a>: ");
        }
        let _ = write!(
            out,
            "<bdi>{}</bdi></span>{}{}</td><td role=\"cell\" class=\"number\">{kind}</td>",
            html(&line(&listing::content(reading, i))),
            listing::said(reading, i)
                .map(|w| format!(" <small>said <bdi>{}</bdi></small>", html(&line(&w))))
                .unwrap_or_default(),
            listing::bytes(reading, i).map(|b| format!(" <small>page bytes {b}</small>")).unwrap_or_default(),
        );
        if let Some(standing) = &row.standing {
            let _ = write!(out, "<td role=\"cell\" class=\"number status\">{}</td>", html(standing));
        }
        let _ = writeln!(out, "<td role=\"cell\" class=\"number\">{}</td></tr>", listing::sure(reading, i));
    }
    out.push_str("</tbody>\n</table>\n");
}

fn speakers(reading: &Reading, quotation: usize) -> String {
    let finding = &reading.quotations[quotation].finding;
    let mut out = String::new();
    let people = &reading.quotations[quotation].people;
    for (i, credit) in finding.speakers.iter().enumerate() {
        if !out.is_empty() {
            out.push_str(", ");
        }
        let words: Vec<&str> = credit.mention.iter().map(|s| reading.document.slice(s)).collect();
        let _ = write!(out, "<bdi>{}</bdi>", html(&line(&words.join(" … "))));
        let known = people.speakers.get(i);
        let status = known.map_or(credit.status, |s| s.status);
        out.push_str(if status == Status::Unnamed { " <small>(unnamed)</small>" } else { "" });
        let name = known.and_then(|s| s.entity).map_or("", |e| listing::name(reading, e));
        if !name.is_empty() && !words.join(" ").to_lowercase().contains(&name.to_lowercase()) {
            let _ = write!(out, " <small><bdi>{}</bdi></small>", html(&line(name)));
        }
    }
    let to = listing::addressees(reading, quotation);
    if !to.is_empty() {
        let _ = write!(out, " <small>to <bdi>{}</bdi></small>", html(&line(&to.join(", "))));
    }
    if out.is_empty() { "<small>nobody credited</small>".to_owned() } else { out }
}

/// The one place that needs it is the hash in the policy.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |all, b| all << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at <= chunk.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use onrecord::analyse::Asserted;
    use onrecord::ingest::{Part, PartKind};

    use super::*;
    use crate::sample::{PLAIN, Said, reading};

    #[test]
    fn base64_is_the_known_one() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|s| base64(s.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn what_a_report_brings_is_never_markup() {
        let text = "“<script>alert(1)</script> & \"x\"” said Ana <b onclick='x'> Ruiz \u{202e}\u{1b}.";
        let mut reading = reading(
            text,
            &[Said { content: &["<script>alert(1)</script> & \"x\""], speaker: "Ana <b onclick='x'> Ruiz", ..PLAIN }],
        );
        reading.page.title = Some("</title><script>".to_owned());
        let page = head("</title><script>") + &article(1, "<x>", &reading) + foot();
        assert!(!page.contains("<script") && !page.contains("<b ") && !page.contains("<x>"), "{page}");
        assert!(!page.contains(['\u{202e}', '\u{1b}']), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;</mark>"), "{page}");
    }

    #[test]
    fn a_headline_that_is_the_title_stands_once_with_its_quotations() {
        let text = "Ruiz: “We will go”\n\n“We will go,” said Ana Ruiz.";
        let mut reading = reading(text, &[Said { content: &["We will go"], speaker: "Ruiz", cue: ":", ..PLAIN }]);
        let headline = text.find('\n').expect("two paragraphs");
        let whole = reading.page.parts[0].clone();
        reading.page.parts = vec![
            Part { kind: PartKind::Headline, range: 0..headline, ..whole.clone() },
            Part { range: headline..text.len(), ..whole },
        ];
        reading.page.title = Some("Ruiz: “We will  go”".to_owned());
        let page = article(1, "x", &reading);
        assert_eq!(page.matches("id=\"r1-t1\"").count(), 1, "{page}");
        let title = &page[page.find("<h1").expect("a title")..page.find("</h1>").expect("its end")];
        assert!(title.contains("<mark") && title.contains("We will go"), "{title}");
        assert!(!page.contains("class=\"part headline\""), "{page}");
        reading.page.title = Some("Another title".to_owned());
        let page = article(1, "x", &reading);
        assert!(page.contains(">Another title</h1>") && page.contains("class=\"part headline\""), "{page}");
    }

    #[test]
    fn nested_quotations_are_flat_marks_that_link_both_ways() {
        let said = [
            Said { content: &["He said yes to us"], ..PLAIN },
            Said { content: &["yes"], speaker: "He", asserted: Asserted::Conditional, parent: Some(0), ..PLAIN },
        ];
        let page = article(2, "x", &reading("“He said yes to us” said Ana Ruiz.", &said));
        assert!(
            page.contains(
                "<mark class=\"unsaid nested\" data-who=\"He (said) · direct · conditional\nAna Ruiz (said) · direct\" \
                 tabindex=\"0\" id=\"r2-t2\">yes</mark><sup><a href=\"#r2-q2\">2<"
            ),
            "{page}"
        );
        let opened = page.matches("<mark").count();
        assert_eq!(opened, page.matches("</mark>").count());
        for id in ["r2-t1", "r2-t2", "r2-q1", "r2-q2"] {
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            assert!(page.contains(&format!("href=\"#{id}\"")), "{id}");
        }
    }
}
