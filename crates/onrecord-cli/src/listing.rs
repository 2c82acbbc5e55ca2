//! Quotations as rows for people: which go where, and the words of each column.
//!
//! What the report does not say was said goes to a list of its own, with all that stands inside it: "aides denied that the
//! minister said X" must never be read as X.

use onrecord::analyse::{Asserted, Kind};
use onrecord::reading::communications::status;
use onrecord::reading::json;
use onrecord::resolve::EntityId;
use onrecord::resolve::citations::Citation;
use onrecord::resolve::communications::{Communication, Happened};
use onrecord::{Document, Reading, Spans};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Index of the quotation; people count from 1.
    pub quotation: usize,
    /// How many rows of the same list it stands in.
    pub depth: usize,
    /// Why it is not plainly said, in a word or two; `None` where it is.
    pub standing: Option<String>,
    /// The number of the quotation it stands in, where that one is in the other list.
    pub inside: Option<usize>,
}

/// Rows in reading order, each followed by what stands inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// What the report says was said.
    pub said: Vec<Row>,
    /// What it does not.
    pub unsaid: Vec<Row>,
}

/// Sorts the quotations of a reading into rows.
pub fn listing(reading: &Reading) -> Listing {
    let count = reading.quotations.len();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut standings: Vec<Option<String>> = Vec::with_capacity(count);
    let mut tops = Vec::new();
    for (i, quotation) in reading.quotations.iter().enumerate() {
        let parent = quotation.finding.parent.filter(|p| *p < i);
        let own = standing(quotation.finding.asserted).map(str::to_owned);
        let inherited = parent.and_then(|p| standings[p].as_ref().map(|_| format!("within {}", p + 1)));
        standings.push(own.or(inherited));
        match parent {
            Some(p) => children[p].push(i),
            None => tops.push(i),
        }
    }
    let mut out = Listing::default();
    // Depth is counted in each list apart; a stack and not recursion, for nesting may be deep.
    let mut stack: Vec<(usize, usize)> = tops.into_iter().rev().map(|i| (i, 0)).collect();
    while let Some((i, depth)) = stack.pop() {
        let unsaid = standings[i].is_some();
        let other = reading.quotations[i].finding.parent.filter(|p| *p < i && standings[*p].is_some() != unsaid);
        let depth = if other.is_some() { 0 } else { depth };
        let row = Row { quotation: i, depth, standing: standings[i].clone(), inside: other.map(|p| p + 1) };
        if unsaid {
            out.unsaid.push(row);
        } else {
            out.said.push(row);
        }
        stack.extend(children[i].iter().rev().map(|child| (*child, depth + 1)));
    }
    out
}

/// A word for what is not plainly said.
pub const fn standing(asserted: Asserted) -> Option<&'static str> {
    match asserted {
        Asserted::Yes => None,
        Asserted::No => Some("not said"),
        Asserted::Asked => Some("asked"),
        Asserted::Future => Some("to come"),
        Asserted::Conditional => Some("conditional"),
        Asserted::Hedged => Some("hearsay"),
    }
}

/// Who is credited, in the document's words and by name; several joined by commas.
pub fn speakers(reading: &Reading, quotation: usize) -> String {
    each_person(reading, quotation).join(", ")
}

/// Each of those who are credited, in the document's words.
pub fn each_speaker(reading: &Reading, quotation: usize) -> Vec<String> {
    let credits = &reading.quotations[quotation].finding.speakers;
    credits.iter().map(|c| words(&reading.document, &c.mention)).collect()
}

/// The name of an entity.
pub fn name(reading: &Reading, entity: EntityId) -> &str {
    reading.entities.get(entity.index()).map_or("", |e| e.name.as_str())
}

/// Who each speaker is: the entity's name, or nothing where nobody can be told.
pub fn each_name(reading: &Reading, quotation: usize) -> Vec<&str> {
    let speakers = &reading.quotations[quotation].people.speakers;
    speakers.iter().map(|s| s.entity.map_or("", |e| name(reading, e))).collect()
}

/// Each speaker in the document's words, and who that is where the words do not say it: "She (Ana Ruiz)".
pub fn each_person(reading: &Reading, quotation: usize) -> Vec<String> {
    let names = each_name(reading, quotation);
    let with = |(i, words): (usize, String)| match names.get(i) {
        Some(name) if !name.is_empty() && !words.to_lowercase().contains(&name.to_lowercase()) => {
            format!("{words} ({name})")
        }
        _ => words,
    };
    each_speaker(reading, quotation).into_iter().enumerate().map(with).collect()
}

/// To whom it was said, each by name, else in the document's words.
pub fn addressees(reading: &Reading, quotation: usize) -> Vec<String> {
    let all = reading.quotations[quotation].people.addressees.iter();
    all.map(|a| a.entity.map_or_else(|| words(&reading.document, &a.mention), |e| name(reading, e).to_owned()))
        .collect()
}

/// Where the content of a quotation stands in the page that was read, in bytes: `764-811 860-892`; `None` for plain text, and where it has no place.
pub fn bytes(reading: &Reading, quotation: usize) -> Option<String> {
    let trace = reading.page.trace.as_ref()?;
    let pieces = reading.quotations[quotation].finding.content.iter().map(|s| trace.pieces(s));
    let pieces: Vec<_> = pieces.collect::<Option<Vec<_>>>()?.concat();
    Some(pieces.iter().map(|p| format!("{}-{}", p.start, p.end)).collect::<Vec<_>>().join(" "))
}

/// The cue's words.
pub fn cue(reading: &Reading, quotation: usize) -> &str {
    reading.quotations[quotation].finding.cue.map_or("", |s| reading.document.slice(s))
}

/// The content's words, its pieces joined by an ellipsis.
pub fn content(reading: &Reading, quotation: usize) -> String {
    words(&reading.document, &reading.quotations[quotation].finding.content)
}

/// Direct, mixed or indirect.
pub const fn kind(kind: Kind) -> &'static str {
    json::kind(kind)
}

/// The confidence in percent; nothing is certain, so never 100.
pub fn sure(reading: &Reading, quotation: usize) -> String {
    format!("{:.0} %", (reading.quotations[quotation].finding.confidence * 100.0).clamp(0.0, 99.0))
}

/// Speakers and cue in one line for a person: "Ana Ruiz (said)". Each string of the page goes through `shown`, which makes it safe.
pub fn credit(reading: &Reading, quotation: usize, shown: impl Fn(&str) -> String) -> String {
    let speakers: Vec<String> = each_person(reading, quotation).iter().map(|s| shown(s)).collect();
    let who = if speakers.is_empty() { "nobody credited".to_owned() } else { speakers.join(", ") };
    match cue(reading, quotation) {
        "" => who,
        cue => format!("{who} ({})", shown(cue)),
    }
}

/// When a quotation was said: the time's value, or its words where nothing tells the value.
pub fn said(reading: &Reading, quotation: usize) -> Option<String> {
    let time = &reading.times[reading.quotations[quotation].said?];
    Some(time.value.clone().unwrap_or_else(|| words(&reading.document, &time.spans)))
}

/// What carried words: `letter from Ana Ruiz to the council, 2024-03-12, in reply to a letter from Tom Okafor`.
pub fn occasion(reading: &Reading, communication: usize) -> String {
    let one = &reading.communications[communication];
    let names = |all: &[EntityId]| all.iter().map(|e| name(reading, *e)).collect::<Vec<_>>().join(", ");
    let medium = |c: &Communication| {
        if c.medium.word() == "other" { "words".to_owned() } else { c.medium.word().replace('_', " ") }
    };
    let ends = |c: &Communication| {
        let mut out = c.name.clone().unwrap_or_else(|| medium(c));
        if !c.from.is_empty() && c.from == c.to {
            return out + " of " + &names(&c.from);
        }
        if !c.from.is_empty() {
            out = out + " from " + &names(&c.from);
        }
        if !c.to.is_empty() {
            out = out + " to " + &names(&c.to);
        }
        out
    };
    let mut out = ends(one);
    for place in one.venue.iter().chain(&one.place) {
        out = out + ", " + place;
    }
    if let Some(time) = one.date.map(|t| &reading.times[t]) {
        let day = time.value.clone().unwrap_or_else(|| words(&reading.document, &time.spans));
        out = out + ", " + &day;
    }
    if one.status != Happened::Made {
        out = out + ", " + status(one.status);
    }
    for answered in &one.in_reply_to {
        out = out + ", in reply to " + &ends(&reading.communications[*answered]);
    }
    out
}

/// A passage that a quotation or the report cites, as it is listed.
pub struct Cited {
    /// As the report writes it.
    pub printed: String,
    /// Work and locator, and what came of holding the words against an edition.
    pub about: String,
}

/// The passages that a report cites.
pub fn cited(reading: &Reading) -> Vec<Cited> {
    use std::fmt::Write;
    let one = |c: &Citation| {
        let mut about = format!("{} {}: {}", c.work, c.locator, json::verdict(c.check.verdict).replace('_', " "));
        if let Some(edition) = &c.check.edition {
            let _ = write!(about, " ({edition}");
            if let Some(best) = c.check.best_match.as_ref().filter(|b| **b != c.locator) {
                let _ = write!(about, ", most like {best}");
            }
            about.push(')');
        }
        Cited { printed: words(&reading.document, &c.spans), about }
    };
    reading.citations.iter().map(one).collect()
}

/// Work and locator of each passage that a quotation cites, with the verdict.
pub fn cites(reading: &Reading, quotation: usize) -> String {
    let all = &reading.quotations[quotation].cites;
    let one = |c: &usize| {
        let c = &reading.citations[*c];
        format!("{} {} {}", c.work, c.locator, json::verdict(c.check.verdict))
    };
    all.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The words of spans, their pieces joined by an ellipsis.
pub fn words(document: &Document, spans: &Spans) -> String {
    spans.iter().map(|s| document.slice(s)).collect::<Vec<_>>().join(" … ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{PLAIN, Said, reading};

    #[test]
    fn what_stands_inside_something_not_said_is_not_plainly_said() {
        let text = "Al said Bo said cats dogs";
        let said = [
            Said { content: &["Bo said cats"], speaker: "Al", ..PLAIN },
            Said { content: &["cats"], speaker: "Bo", asserted: Asserted::No, parent: Some(0), ..PLAIN },
            Said { content: &["cats"], speaker: "Bo", parent: Some(1), ..PLAIN },
            Said { content: &["dogs"], speaker: "Bo", parent: Some(0), ..PLAIN },
        ];
        let listing = listing(&reading(text, &said));
        let row = |quotation, depth, standing: Option<&str>, inside| Row {
            quotation,
            depth,
            standing: standing.map(str::to_owned),
            inside,
        };
        assert_eq!(listing.said, [row(0, 0, None, None), row(3, 1, None, None)]);
        assert_eq!(listing.unsaid, [row(1, 0, Some("not said"), Some(1)), row(2, 1, Some("within 2"), None)]);
    }
}
