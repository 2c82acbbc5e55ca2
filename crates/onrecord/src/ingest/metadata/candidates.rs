//! All the days that a page names, with what each is said to be.
//!
//! `<time class="updated" datetime="2024-03-16">` near the headline is the day of a change, found in a `<time>`.

use super::dates::{Moment, digits, machine};
use super::json_ld::{self, Object};
use super::seen::{Line, Mark, Seen};
use super::written::{Order, find};
use super::{DateFrom, lists};

/// What a day is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Published,
    Updated,
}

/// A day that the page names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) moment: Moment,
    pub(super) from: DateFrom,
    pub(super) role: Role,
    /// Whether a word says what it is, so that it may overrule a source that is trusted more.
    pub(super) told: bool,
}

/// The days that the page names, in the order of trust.
pub(super) fn candidates(
    seen: &Seen,
    report: Option<&Object>,
    canonical: Option<&str>,
    url: Option<&str>,
) -> Vec<Candidate> {
    let order = order(seen);
    let read = |value: &str| {
        let written = || find(value, order).first().map(|(_, m)| *m);
        if value.len() > 200 { None } else { machine(value).or_else(written) }
    };
    let mut all: Vec<Candidate> = Vec::new();
    let mut add = |value: &str, from, role, told| {
        if let Some(moment) = read(value) {
            all.push(Candidate { moment, from, role, told });
        }
    };
    for (key, role) in [("datePublished", Role::Published), ("dateModified", Role::Updated)] {
        if let Some(value) = report.and_then(|r| r.get(key)).and_then(json_ld::text) {
            add(&value, DateFrom::JsonLd, role, true);
        }
    }
    for (names, from, role) in METAS {
        for name in names {
            // The first of a name: a page of several stories repeats it.
            let value = seen.metas.iter().filter(|(n, _)| bare(n) == *name).map(|(_, v)| v).find(|v| read(v).is_some());
            if let Some(value) = value {
                add(value, from, role, true);
            }
        }
    }
    for (mark, role) in [(Mark::Published, Role::Published), (Mark::Updated, Role::Updated)] {
        if let Some(found) = seen.marked.iter().find(|m| m.mark == mark && !m.beside && read(&m.value).is_some()) {
            add(&found.value, DateFrom::Meta, role, true);
        }
    }
    if report.is_some_and(|r| !r.contains_key("datePublished"))
        && let Some(value) = report.and_then(|r| r.get("dateCreated")).and_then(json_ld::text)
    {
        add(&value, DateFrom::JsonLd, Role::Published, false);
    }
    times(seen, order, &mut all);
    all.extend([canonical, url].into_iter().flatten().find_map(of_address));
    written(seen, order, &mut all);
    all
}

/// Names of metadata elements, without signs, and what they hold; those that mean the publication surely stand first.
const METAS: [(&[&str], DateFrom, Role); 4] = [
    (
        &[
            "articlepublishedtime",
            "articlepublished",
            "ogarticlepublishedtime",
            "ogpublishedtime",
            "ogpubdate",
            "articlepublisheddate",
        ],
        DateFrom::OpenGraph,
        Role::Published,
    ),
    (
        &[
            "articlemodifiedtime",
            "ogupdatedtime",
            "ogmodifiedtime",
            "articleupdatedtime",
            "articleupdated",
            "ogarticlemodifiedtime",
        ],
        DateFrom::OpenGraph,
        Role::Updated,
    ),
    (
        &[
            "datepublished",
            "parselypubdate",
            "sailthrudate",
            "pubdate",
            "publishdate",
            "publicationdate",
            "publisheddate",
            "published",
            "publishedat",
            "publishtime",
            "publishedtime",
            "articlepublicationdate",
            "articledateoriginal",
            "originalpublicationdate",
            "articlecreated",
            "cxenseparserecspublishtime",
            "citationpublicationdate",
            "citationonlinedate",
            "citationdate",
            "prismpublicationdate",
            "dcdateissued",
            "dctermsissued",
            "dcissued",
            "dcdatecreated",
            "dctermscreated",
            "dccreated",
            "dctermsdate",
            "dcdate",
            "datecreated",
            "displaydate",
            "postdate",
            "releasedate",
            "created",
            "date",
        ],
        DateFrom::Meta,
        Role::Published,
    ),
    (
        &[
            "datemodified",
            "lastmodified",
            "lastmod",
            "modified",
            "modifieddate",
            "modifiedat",
            "dctermsmodified",
            "dcdatemodified",
            "dcmodified",
            "dcdateupdated",
            "updated",
            "updatedate",
            "updatedat",
            "lastupdated",
            "revised",
            "cxenseparserecsarticlemodifiedtime",
        ],
        DateFrom::Meta,
        Role::Updated,
    ),
];

/// A metadata element's name without signs.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Which of two numbers is the month on this page: by what its own lines show, else by its language and region.
fn order(seen: &Seen) -> Order {
    let near = seen.lines.iter().filter(|l| l.text.len() < 120).map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    let region = seen.meta(&["og:locale"]).next().or(seen.language.as_deref()).unwrap_or_default();
    match Order::shown(&near) {
        Order::Unknown => Order::of_language(region),
        shown => shown,
    }
}

/// Days of `<time>` elements near the headline.
fn times(seen: &Seen, order: Order, all: &mut Vec<Candidate>) {
    let mut found: Vec<(bool, Candidate)> = Vec::new();
    for time in seen.marked.iter().filter(|m| m.mark == Mark::Time && !m.beside) {
        let is = |words: &[&str]| time.words.iter().any(|w| words.contains(&w.as_str()));
        let told = is(&["published", "pubdate", "publish", "posted"]);
        let near = seen.near(time.line);
        if !near && !told {
            continue;
        }
        let Some(moment) = machine(&time.value).or_else(|| find(&time.value, order).first().map(|(_, m)| *m)) else {
            continue;
        };
        let line = seen.lines.get(time.line).map(|l| l.text.as_str()).unwrap_or_default();
        let label = if line.len() < 200 { labels(line).first().copied() } else { None };
        let updated = !told && (is(&["updated", "modified"]) && !is(&["date"]) || label == Some(Role::Updated));
        let role = if updated { Role::Updated } else { Role::Published };
        let sure = told && !is(&["updated", "modified"]) || label.is_some();
        found.push((near, Candidate { moment, from: DateFrom::Time, role, told: sure }));
    }
    for role in [Role::Published, Role::Updated] {
        // The nearest that says what it is, else the nearest.
        let of =
            |sure: bool| found.iter().find(move |(near, c)| c.role == role && (*near || c.told) && (c.told || !sure));
        all.extend(of(true).or_else(|| of(false)).map(|(_, c)| *c));
    }
}

/// The day in an address: `/2024/03/14/`, `/2024-03-14-harbour`, `/20240314/`.
fn of_address(address: &str) -> Option<Candidate> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    let (_, path) = path.split_once('/')?;
    let moment = path.char_indices().find_map(|(at, c)| {
        let begins = at == 0 || path[..at].ends_with(|c: char| !c.is_ascii_alphanumeric());
        if !begins || !c.is_ascii_digit() {
            return None;
        }
        let (year, rest) = digits(&path[at..], 4, 4)?;
        let (rest, sign) = match rest.chars().next()? {
            sign @ ('/' | '-' | '_' | '.') => (&rest[1..], sign.to_string()),
            _ => (rest, String::new()),
        };
        let least = if sign.is_empty() { 2 } else { 1 };
        let (month, rest) = match digits(rest, least, 2) {
            Some(found) => found,
            None => (short_month(rest)?, &rest[3..]),
        };
        let (day, rest) = digits(rest.strip_prefix(sign.as_str())?, least, 2)?;
        let year = Some(year as i16).filter(|y| *y >= 1990)?;
        (!rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then(|| Moment::day(year, month as i8, day as i8))?
    })?;
    Some(Candidate { moment, from: DateFrom::Url, role: Role::Published, told: true })
}

fn short_month(text: &str) -> Option<u32> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = text.get(..3)?.to_ascii_lowercase();
    names.iter().position(|n| *n == head).map(|i| i as u32 + 1)
}

/// What the words of a line say of days, in order.
fn labels(line: &str) -> Vec<Role> {
    let small = line.to_lowercase();
    let mut found: Vec<(usize, Role)> = Vec::new();
    for (words, role) in [(lists::of("published"), Role::Published), (lists::of("updated"), Role::Updated)] {
        for word in words {
            found.extend(small.match_indices(word).map(|(at, _)| (at, role)));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, role)| role).collect()
}

/// Whether a line holds nothing but the word before a day.
fn is_label(line: &str) -> bool {
    line.len() < 40 && line.split(' ').count() < 4 && !labels(line).is_empty()
}

/// Days in the visible text: near the headline, or anywhere in a short line that says what its day is.
fn written(seen: &Seen, order: Order, all: &mut Vec<Candidate>) {
    /// Longer lines are sentences of the report.
    const LONGEST: usize = 160;
    let mut found: Vec<Candidate> = Vec::new();
    for (i, line) in seen.lines.iter().enumerate().filter(|(_, l)| !l.beside && l.text.len() <= LONGEST) {
        let near = seen.near(i);
        let heading = seen.headline.as_ref().is_some_and(|(_, at)| *at == i);
        let mut from = 0;
        for (place, moment) in find(&line.text, order) {
            let before = &line.text[from..place.start];
            from = place.end;
            // The label may stand in a line of its own.
            let above = i
                .checked_sub(1)
                .map(|a| &seen.lines[a])
                .filter(|l: &&Line| before.trim().is_empty() && is_label(&l.text));
            let label = labels(before).last().copied().or_else(|| above.and_then(|l| labels(&l.text).last().copied()));
            let begins = label.is_some() && (before.len() < 60 || line.byline || line.dated);
            let alone = line.text.len() - (place.end - place.start) < if line.dated || line.byline { 120 } else { 60 };
            if heading || !(begins && (near || line.text.len() < 100) || (near || line.dated) && alone) {
                continue;
            }
            found.push(Candidate {
                moment,
                from: DateFrom::Text,
                role: label.unwrap_or(Role::Published),
                told: label.is_some(),
            });
        }
    }
    for role in [Role::Published, Role::Updated] {
        let of = |told: bool| found.iter().find(move |c| c.role == role && (c.told || !told)).copied();
        all.extend(of(true).or_else(|| of(false)));
    }
    if !all.iter().any(|c| c.role == Role::Published) {
        all.extend(beside(seen, order));
    }
}

/// The one day that stands beside the report and is called its publication, where the report itself has none.
fn beside(seen: &Seen, order: Order) -> Option<Candidate> {
    let mut found: Vec<Moment> = Vec::new();
    for pair in seen.lines.windows(2).filter(|p| p[1].beside && p[1].text.len() < 60 && is_label(&p[0].text)) {
        if labels(&pair[0].text).last() == Some(&Role::Published) {
            found.extend(find(&pair[1].text, order).into_iter().map(|(_, m)| m));
        }
    }
    let [moment] = found[..] else { return None };
    Some(Candidate { moment, from: DateFrom::Text, role: Role::Published, told: true })
}
