//! A reading as Markdown, for notes: title, source, the quotations as a list with the words as block quotes, each under the one it
//! stands in; what the report does not say was said has a heading of its own.
//!
//! All that comes from the report goes through `escaped.rs`: it shows as text and is never a link, an image or HTML.

use std::fmt::Write;

use onrecord::Reading;
use onrecord::analyse::Kind;

use crate::escaped::escaped;
use crate::listing::{self, Row};
use crate::people;
use crate::visible;
use crate::wrap::shortened;

/// Lists deeper than this are told by number: five levels are as many as a page shows well.
const DEEPEST: usize = 5;

/// The reading as Markdown; `name` is where it came from.
pub fn write(name: &str, reading: &Reading) -> String {
    let page = &reading.page;
    let mut out = format!("# {}\n\n", escaped(page.title.as_deref().unwrap_or(name)));
    let parts = [
        page.title.as_ref().map(|_| name),
        page.outlet.as_deref(),
        page.published.as_ref().map(|date| date.value.as_str()),
        page.language.as_deref().filter(|l| *l != "en"),
    ];
    let about: Vec<String> = parts.into_iter().flatten().map(escaped).collect();
    if !about.is_empty() {
        let _ = writeln!(out, "Source: {}\n", about.join(" · "));
    }
    let listing = listing::listing(reading);
    if reading.quotations.is_empty() {
        out.push_str("No quotations found.\n\n");
    }
    list(&mut out, reading, "## Quotations\n\n", &listing.said);
    let apart = "## Not reported as said\n\n\
                 The report denies these, asks them, expects them, makes them conditional or passes them on as hearsay.\n\n";
    list(&mut out, reading, apart, &listing.unsaid);
    let people = people::people(reading);
    if !people.is_empty() {
        out.push_str("## Who is who\n\n");
        for one in &people {
            let _ = writeln!(out, "- **{}**: {}", escaped(one.name), escaped(&one.about()));
        }
        out.push('\n');
    }
    let cited = listing::cited(reading);
    if !cited.is_empty() {
        out.push_str("## Cited\n\n");
        for citation in cited {
            let _ = writeln!(out, "- {} · {}", escaped(&citation.printed), escaped(&citation.about));
        }
        out.push('\n');
    }
    if !reading.notes.is_empty() {
        out.push_str("## Notes\n\n");
        for note in &reading.notes {
            let place = note.spans.first().map(|s| {
                let words = shortened(&visible::line(reading.document.slice(s)), 40);
                format!(": “{}”", escaped(&words))
            });
            let _ = writeln!(out, "- {}{}", escaped(&note.message), place.unwrap_or_default());
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn list(out: &mut String, reading: &Reading, heading: &str, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    out.push_str(heading);
    for row in rows {
        let at = row.quotation;
        let indent = "  ".repeat(row.depth.min(DEEPEST));
        let _ = write!(out, "{indent}- {}", at + 1);
        if let Some(standing) = &row.standing {
            let _ = write!(out, " · **{standing}**");
        }
        let deep = (row.depth > DEEPEST).then(|| reading.quotations[at].finding.parent.map(|p| p + 1)).flatten();
        if let Some(number) = row.inside.or(deep) {
            let _ = write!(out, " · in {number}");
        }
        let kind = reading.quotations[at].finding.kind;
        let when = listing::said(reading, at).map(|w| format!(" · said {}", escaped(&w))).unwrap_or_default();
        let _ = writeln!(out, " · {} · {}{when} · {}", credit(reading, at), gloss(kind), sure(reading, at));
        let _ = writeln!(out, "\n{indent}  > {}\n", escaped(&listing::content(reading, at)));
    }
}

/// "**Ana Ruiz** (said)".
fn credit(reading: &Reading, quotation: usize) -> String {
    let speakers: Vec<String> = listing::each_person(reading, quotation)
        .iter()
        .map(|s| escaped(s))
        .filter(|s| !s.is_empty())
        .map(|s| format!("**{s}**"))
        .collect();
    let who = if speakers.is_empty() { "nobody credited".to_owned() } else { speakers.join(", ") };
    let cue = escaped(listing::cue(reading, quotation));
    let to: Vec<String> = listing::addressees(reading, quotation).iter().map(|a| escaped(a)).collect();
    let to = if to.is_empty() { String::new() } else { format!(" to {}", to.join(", ")) };
    if cue.is_empty() { who + &to } else { format!("{who} ({cue}){to}") }
}

/// A block quote of an indirect one must not be read as the speaker's words.
const fn gloss(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct",
        Kind::Mixed => "mixed: the speaker's own words are in marks",
        Kind::Indirect => "indirect: in the report's words",
    }
}

/// The confidence as a word and a number.
fn sure(reading: &Reading, quotation: usize) -> String {
    let word = match reading.quotations[quotation].finding.confidence {
        p if p >= 0.9 => "high",
        p if p >= 0.7 => "fair",
        _ => "low",
    };
    format!("{word} confidence ({})", listing::sure(reading, quotation))
}

#[cfg(test)]
mod tests {
    use onrecord::analyse::Asserted;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::sample::{self, Said};

    #[test]
    fn a_report_as_it_is_pasted_into_notes() {
        let text = "“We will appeal,” said Ana Ruiz. “My father said no.”\n\nTom Ode denied saying that the quay was *unsafe*.";
        let said = [
            Said { content: &["We will appeal,", "My father said no."], ..sample::PLAIN },
            Said { content: &["no"], speaker: "My father", parent: Some(0), ..sample::PLAIN },
            Said {
                content: &["that the quay was *unsafe*"],
                speaker: "Tom Ode",
                cue: "denied saying",
                kind: Kind::Indirect,
                asserted: Asserted::No,
                ..sample::PLAIN
            },
            Said {
                content: &["unsafe"],
                speaker: "",
                cue: "",
                parent: Some(0),
                asserted: Asserted::Hedged,
                ..sample::PLAIN
            },
        ];
        let mut reading = sample::reading(text, &said);
        reading.page.title = Some("# The [quay](x)".to_owned());
        reading.page.outlet = Some("<i>Harbour Post</i>".to_owned());
        reading.quotations[1].finding.confidence = 0.5;
        assert_eq!(
            write("a_b.txt", &reading),
            r"# \# The \[quay\](x)

Source: a\_b\.txt · \<i\>Harbour Post\</i\>

## Quotations

- 1 · **Ana Ruiz** (said) · direct · high confidence (93 %)

  > We will appeal, … My father said no.

  - 2 · **My father** (said) · direct · low confidence (50 %)

    > no

## Not reported as said

The report denies these, asks them, expects them, makes them conditional or passes them on as hearsay.

- 4 · **hearsay** · in 1 · nobody credited · direct · high confidence (93 %)

  > unsafe

- 3 · **not said** · **Tom Ode** (denied saying) · indirect: in the report's words · high confidence (93 %)

  > that the quay was \*unsafe\*
"
        );
    }

    #[test]
    fn nothing_of_the_page_is_more_than_text() {
        let bad = "![x](https://example.org/a.png) <script>x</script> [y](z) `c` www.example.org # | a | b |";
        let mut reading = sample::reading(bad, &[]);
        let spans = reading.document.span_of(0..reading.document.tokens().len()).expect("tokens");
        let mut one =
            sample::reading("“Hm,” said Ana Ruiz.", &[Said { content: &["Hm"], ..sample::PLAIN }]).quotations.remove(0);
        one.finding.content = onrecord::Spans::one(spans);
        one.finding.speakers[0].mention = onrecord::Spans::one(spans);
        one.finding.cue = Some(spans);
        reading.quotations = vec![one];
        reading.page.title = Some(bad.to_owned());
        reading.page.outlet = Some(bad.to_owned());
        reading.page.published =
            Some(onrecord::ingest::Date { value: bad.to_owned(), from: onrecord::ingest::DateFrom::Meta });
        let markdown = write(bad, &reading);
        let mut texts = String::new();
        for event in Parser::new_ext(&markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => texts.push_str(&text),
                Event::End(_) => texts.push('\n'),
                Event::Start(
                    Tag::Heading { .. }
                    | Tag::Paragraph
                    | Tag::List(None)
                    | Tag::Item
                    | Tag::BlockQuote(None)
                    | Tag::Strong,
                ) => {}
                other => panic!("{other:?} in {markdown}"),
            }
        }
        assert_eq!(texts.matches(bad).count(), 7, "{texts}");
    }
}
