//! Questions to the record: what a tool was asked in, what it gives out. A failure is words of ours, without any of a page's.

use onrecord::check::{self, Candidates, Claim, Op};
use onrecord_store::{Error, People, Record, Recorded, Shown};
use unicode_segmentation::UnicodeSegmentation;

use crate::shapes;

/// Quotations on a page, where it is not said.
const PAGE: usize = 10;
/// Quotations on a page at most, and of every other list.
const MOST: usize = 50;
/// So many code points of a text at once.
const TEXT: usize = 16_000;
/// A field of a page is cut after so many code points: a name is no book.
const FIELD: usize = 2_000;

/// Words for the agent of why there is no answer.
pub fn told(error: Error) -> String {
    match error {
        Error::Name { found, .. } => found,
        // The words may be the caller's own; they are not a page's.
        Error::Search { found } => format!("this cannot be searched for: {found}"),
        Error::Newer { .. } => "the record was made by a newer version of onrecord".to_owned(),
        Error::Busy { .. } => "the record is being written to; ask again".to_owned(),
        Error::Damaged { .. } => "the record is damaged; `onrecord doctor` says how".to_owned(),
        Error::Open { .. } => "the record cannot be opened; `onrecord doctor` says why".to_owned(),
        Error::Meaning { .. } => {
            "the record's index of meanings cannot be used; `onrecord index --meaning` makes it again".to_owned()
        }
        _ => "the record cannot be asked".to_owned(),
    }
}

/// Checks a quotation.
pub fn check(record: &Record, asked: shapes::Check) -> Result<shapes::Checked, String> {
    let length = asked.quote.chars().count();
    if !(1..=20_000).contains(&length) {
        return Err(format!("expected a quotation of 1 to 20000 characters, found {length}"));
    }
    let recorded = Recorded::new(record).map_err(told)?;
    let claim = Claim { text: asked.quote, speaker: asked.speaker, spans: Vec::new() };
    let answer = check::check(&claim, &recorded);
    recorded.finish().map_err(told)?;
    let searched = recorded.searched();
    let evidence = answer.evidence.iter().map(evidence).collect();
    Ok(shapes::Checked {
        words: check::json::words(answer.words).to_owned(),
        attribution: check::json::attribution(answer.attribution).to_owned(),
        standing: answer.standing.iter().map(|s| check::json::standing(*s).to_owned()).collect(),
        holds: answer.holds(),
        confidence: rounded(f64::from(answer.confidence)),
        evidence,
        searched: shapes::Searched {
            reports: searched.reports,
            quotations: searched.quotations,
            until: searched.until,
        },
        quoted_source: shapes::Explained { explanation: cut(&answer.explanation) },
    })
}

fn evidence(found: &check::Evidence) -> shapes::Evidence {
    let report = &found.source.report;
    let points = |at: usize| report.text[..at].chars().count();
    let change = |c: &check::Change| shapes::Change {
        op: match c.op {
            Op::Equal => "equal",
            Op::Insert => "insert",
            Op::Delete => "delete",
            Op::Replace => "replace",
        },
        record: cut(&c.record),
        claim: cut(&c.claim),
    };
    shapes::Evidence {
        key: found.quotation.map(|q| report.quotations[q].key.clone()),
        report: report.id.clone(),
        spans: found.spans.iter().map(|s| shapes::Span { start: points(s.start), end: points(s.end) }).collect(),
        quoted_source: shapes::EvidenceSource {
            outlet: report.outlet.as_deref().map(cut),
            published: report.published.clone(),
            url: report.url.as_deref().map(cut),
            speakers: found.speakers.iter().map(|s| cut(s)).collect(),
            diff: found.diff.iter().map(change).collect(),
        },
    }
}

/// Finds quotations.
pub fn search(record: &Record, asked: shapes::Search, whole: bool) -> Result<shapes::Found, String> {
    let limit = match asked.limit.unwrap_or(PAGE) {
        n @ 1..=MOST => n,
        n => return Err(format!("expected a limit from 1 to {MOST}, found {n}")),
    };
    let parse = |c: &str| c.strip_prefix('c').and_then(|n| n.parse::<u32>().ok()).map(i64::from);
    let after = match asked.cursor.as_deref() {
        Some(cursor) => Some(parse(cursor).ok_or("expected a cursor that an answer gave as next")?),
        None => None,
    };
    let given = |field: Option<String>| field.filter(|f| !f.trim().is_empty());
    let search = onrecord_store::Search {
        words: asked.words.unwrap_or_default().trim().to_owned(),
        speaker: given(asked.speaker),
        to: given(asked.to),
        outlet: given(asked.outlet),
        since: given(asked.since),
        until: given(asked.until),
        kind: asked.kind.map(|kind| {
            match kind {
                shapes::Kind::Direct => "direct",
                shapes::Kind::Mixed => "mixed",
                shapes::Kind::Indirect => "indirect",
            }
            .to_owned()
        }),
        medium: given(asked.medium),
        plain: asked.plain,
        limit,
        skip: 0,
        after,
    };
    let empty = onrecord_store::Search { limit, after, ..onrecord_store::Search::default() };
    let found = if search == empty { record.newest(limit, after) } else { record.search(&search) };
    let found = found.map_err(told)?;
    Ok(shapes::Found {
        quotations: found.quotations.iter().map(|q| quotation(q, whole)).collect(),
        next: found.next.map(|n| format!("c{n}")),
    })
}

fn quotation(shown: &Shown, whole: bool) -> shapes::Quotation {
    let names = |who: &[onrecord_store::wire::Who]| who.iter().map(|w| cut(&w.name)).collect::<Vec<_>>();
    let (speakers, addressees) = (names(&shown.speakers), names(&shown.addressees));
    let outlet = shown.outlet.as_deref().map_or_else(|| "An unnamed outlet".to_owned(), cut);
    let who = if speakers.is_empty() { "somebody whom it does not name".to_owned() } else { speakers.join(" and ") };
    let statement = match shown.standing {
        None => format!("{outlet} reported that {who} said: “{}”", cut(&shown.words)),
        Some(standing) => {
            format!("{outlet} has these words of {who}, not as plainly said ({standing}): “{}”", cut(&shown.words))
        }
    };
    let (before, after) = if whole {
        (shown.before.clone(), shown.after.clone())
    } else {
        let last = shown.before.split_sentence_bounds().last().unwrap_or_default();
        (last.to_owned(), shown.after.split_sentence_bounds().next().unwrap_or_default().to_owned())
    };
    shapes::Quotation {
        key: shown.key.clone(),
        report: shown.report.clone(),
        document: shown.document.clone(),
        spans: shown.spans.iter().map(|s| shapes::Span { start: s.start, end: s.end }).collect(),
        standing: shown.standing.unwrap_or("said").to_owned(),
        kind: shown.kind.clone(),
        confidence: rounded(shown.confidence),
        quoted_source: shapes::Quoted {
            statement,
            words: cut(&shown.words),
            speakers,
            addressees,
            cue: cut(&shown.cue),
            before,
            after,
            title: shown.title.as_deref().map(cut),
            outlet: shown.outlet.as_deref().map(cut),
            published: shown.published.clone(),
            url: shown.url.as_deref().map(cut),
        },
    }
}

/// Reads a report of the record.
pub fn read(record: &Record, asked: &shapes::Read, whole: bool) -> Result<shapes::Report, String> {
    let key = asked.report.trim().to_ascii_lowercase();
    if !(8..=64).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(
            "expected the key of a report, 8 to 64 hexadecimal digits; paths and addresses are not opened".to_owned()
        );
    }
    let report = record.report(&key).map_err(told)?;
    let reading = record.reading_json(&report.name).map_err(told)?;
    let text: Vec<char> = reading["document"]["text"].as_str().unwrap_or_default().chars().collect();
    let from = asked.from.min(text.len());
    let stretch: String = text[from..].iter().take(TEXT).collect();
    Ok(shapes::Report {
        versions: report.origins.len(),
        quotations: report.quotations.iter().take(MOST).map(|q| quotation(q, whole)).collect(),
        quotations_in_all: report.quotations.len(),
        quoted_source: shapes::ReportSource {
            title: report.title.as_deref().map(cut),
            outlet: report.outlet.as_deref().map(cut),
            published: report.published.clone(),
            url: report.origins.last().and_then(|o| o.url.as_deref()).map(cut),
            text: whole.then_some(stretch),
            from,
            of: text.len(),
        },
        report: report.name,
    })
}

/// Tells who bears a name.
pub fn who(record: &Record, asked: &shapes::Who) -> Result<shapes::People, String> {
    let length = asked.name.chars().count();
    if !(1..=500).contains(&length) {
        return Err(format!("expected a name of 1 to 500 characters, found {length}"));
    }
    let people = record.people(&People { name: asked.name.clone(), limit: MOST }).map_err(told)?;
    let first = |all: &[String]| all.iter().take(MOST).cloned().collect::<Vec<_>>();
    let words = |all: &[String]| all.iter().take(MOST).map(|s| cut(s)).collect::<Vec<_>>();
    let person = |p: onrecord_store::Person| shapes::Person {
        kind: p.kind.clone(),
        reports: first(&p.reports),
        said: first(&p.said),
        said_in_all: p.said.len(),
        heard: first(&p.heard),
        quoted_source: shapes::PersonSource {
            name: cut(&p.name),
            aliases: words(&p.aliases.keys().cloned().collect::<Vec<_>>()),
            roles: words(&p.roles),
            outlets: words(&p.outlets),
        },
    };
    Ok(shapes::People { people: people.into_iter().map(person).collect(), joined_by: "equal full name and role" })
}

/// At most so many code points, an ellipsis for the rest.
fn cut(text: &str) -> String {
    match text.char_indices().nth(FIELD) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Two digits after the point: more would be a promise.
fn rounded(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}
