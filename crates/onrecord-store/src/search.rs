//! Finding quotations: words and filters in, a page of quotations out, the newest of the record first.
//!
//! Example: the words `"northern quay" constr*` and the speaker `Ana Ruiz` become one question to the index,
//! `words:("northern quay" AND "constr"*) AND speakers:"ana ruiz"`, so that a rare name makes a frequent word cheap. Days are words of the
//! index too: `y2026`, `m202603`, `d20260314`.

use rusqlite::params;

use crate::error::{Error, Result};
use crate::record::Record;
use crate::show::Shown;
use crate::words::folded;

/// What to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Words that must all stand in the quotation; `"…"` for a phrase, `word*` for a beginning.
    pub words: String,
    /// A name of the speaker: these words in this order.
    pub speaker: Option<String>,
    /// A name of the addressee.
    pub to: Option<String>,
    /// A name of the outlet.
    pub outlet: Option<String>,
    /// Published on this day or later, `2026-03-14`, `2026-03` or `2026`.
    pub since: Option<String>,
    /// Published on this day or earlier.
    pub until: Option<String>,
    /// `direct`, `mixed` or `indirect`.
    pub kind: Option<String>,
    /// Carried by such a communication: `letter`, `press_conference`, … by the wire's words.
    pub medium: Option<String>,
    /// Only what a report plainly says was said.
    pub plain: bool,
    /// How many at most.
    pub limit: usize,
    /// How many of the first ones are passed over.
    pub skip: usize,
    /// Only what stands after this place: the [`Found::next`] of the page before. Unlike `skip` it stays right while reports are added.
    pub after: Option<i64>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The quotations, the newest of the record first.
    pub quotations: Vec<Shown>,
    /// Whether there are more.
    pub more: bool,
    /// Where the next page begins, where there is one.
    pub next: Option<i64>,
}

impl Record {
    /// Finds quotations.
    ///
    /// # Errors
    /// When neither words nor a filter is given, or a filter is not understood.
    pub fn search(&self, search: &Search) -> Result<Found> {
        let rows = self.all(
            "SELECT q.version, q.at, v.report, w.rowid FROM spoken w JOIN quotation q ON q.id = w.rowid
             JOIN version v ON v.id = q.version
             WHERE w.spoken MATCH ?1 AND w.rowid < ?4 ORDER BY w.rowid DESC LIMIT ?2 OFFSET ?3",
            params![question(search)?, search.limit as i64 + 1, search.skip as i64, search.after.unwrap_or(i64::MAX)],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
        )?;
        self.found(rows, search.limit)
    }

    /// The newest quotations of the record, after a place where one is given.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn newest(&self, limit: usize, after: Option<i64>) -> Result<Found> {
        let rows = self.all(
            "SELECT q.version, q.at, v.report, q.id FROM quotation q JOIN version v ON v.id = q.version
             WHERE q.id < ? ORDER BY q.id DESC LIMIT ?",
            params![after.unwrap_or(i64::MAX), limit as i64 + 1],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
        )?;
        self.found(rows, limit)
    }

    /// A page of quotations from rows of version, place, report and identity, one more than the page has.
    fn found(&self, rows: Vec<(i64, i64, i64, i64)>, limit: usize) -> Result<Found> {
        let more = rows.len() > limit;
        let next = limit.checked_sub(1).filter(|_| more).map(|last| rows[last].3);
        let mut quotations = Vec::new();
        let mut open: Option<(i64, Vec<crate::index::Version>)> = None;
        for (version, at, report, _) in rows.into_iter().take(limit) {
            if open.as_ref().is_none_or(|(of, _)| *of != report) {
                open = Some((report, self.keyed(report)?));
            }
            if let Some((_, versions)) = &open {
                quotations.push(self.shown(versions, version, at as usize)?);
            }
        }
        Ok(Found { quotations, more, next })
    }

    /// The numbers of the reports that a search finds.
    pub(crate) fn reports_of(&self, search: &Search) -> Result<Vec<i64>> {
        self.all(
            "SELECT DISTINCT v.report FROM spoken w JOIN quotation q ON q.id = w.rowid JOIN version v ON v.id = q.version
             WHERE w.spoken MATCH ? ORDER BY v.report",
            [question(search)?],
            |r| r.get(0),
        )
    }
}

/// The words of a search that an answer may mark: folded, those of phrases one by one.
#[must_use]
pub fn marked(words: &str) -> Vec<(String, bool)> {
    let mut out = Vec::new();
    for term in terms(words) {
        let words: Vec<&str> = term.words.split(' ').collect();
        out.extend(words.iter().enumerate().map(|(i, w)| ((*w).to_owned(), term.prefix && i + 1 == words.len())));
    }
    out
}

/// Whether a word of a text is one of those that were searched for.
#[must_use]
pub fn is_marked(word: &str, marked: &[(String, bool)]) -> bool {
    let word = folded(word);
    let is = |(wanted, prefix): &(String, bool)| if *prefix { word.starts_with(wanted) } else { word == *wanted };
    !word.is_empty() && marked.iter().any(is)
}

struct Term {
    /// Folded words.
    words: String,
    prefix: bool,
}

/// Phrases and words; a quotation mark that is not closed reaches to the end.
fn terms(asked: &str) -> Vec<Term> {
    let mut out = Vec::new();
    let straight = asked.replace(['“', '”', '„', '«', '»'], "\"");
    for (at, piece) in straight.split('"').enumerate() {
        if at % 2 == 1 {
            out.push(Term { words: folded(piece), prefix: piece.trim_end().ends_with('*') });
            continue;
        }
        // `don't` and `co-owner` are words of several pieces: a phrase each.
        out.extend(piece.split_whitespace().map(|w| Term { words: folded(w), prefix: w.ends_with('*') }));
    }
    out.retain(|t| !t.words.is_empty());
    out
}

fn question(search: &Search) -> Result<String> {
    let mut all: Vec<String> = Vec::new();
    let terms = terms(&search.words);
    if !terms.is_empty() {
        let terms: Vec<String> =
            terms.iter().map(|t| format!("\"{}\"{}", t.words, if t.prefix { " *" } else { "" })).collect();
        all.push(format!("words : ({})", terms.join(" AND ")));
    }
    for (column, name) in [("speakers", &search.speaker), ("addressees", &search.to), ("outlet", &search.outlet)] {
        let Some(name) = name else { continue };
        let words = folded(name);
        if words.is_empty() {
            return Err(Error::Search { found: format!("the name {name:?}, which has no letters") });
        }
        all.push(format!("{column} : \"{words}\""));
    }
    if let Some(kind) = &search.kind {
        all.push(format!("tags : \"kind{}\"", folded(kind)));
    }
    if let Some(medium) = &search.medium {
        all.push(format!("tags : \"medium{}\"", folded(medium).replace([' ', '_'], "")));
    }
    if search.plain {
        all.push("tags : \"issaid\"".to_owned());
    }
    if search.since.is_some() || search.until.is_some() {
        let days = days(search.since.as_deref(), search.until.as_deref())?;
        all.push(format!("tags : ({})", days.join(" OR ")));
    }
    if all.is_empty() {
        return Err(Error::Search { found: "neither words nor a filter".to_owned() });
    }
    Ok(all.join(" AND "))
}

/// The fewest years, months and days that make up a span of time.
fn days(since: Option<&str>, until: Option<&str>) -> Result<Vec<String>> {
    let wrong = |day: &str| Error::Search { found: format!("the day {day:?}, expected one such as 2026-03-14") };
    let from = since.map(|d| day(d, false).ok_or_else(|| wrong(d))).transpose()?.unwrap_or((1, 1, 1));
    let to = until.map(|d| day(d, true).ok_or_else(|| wrong(d))).transpose()?.unwrap_or((9999, 12, 31));
    if from > to {
        return Err(Error::Search { found: "a first day that is after the last one".to_owned() });
    }
    // Thousands and hundreds of years as beginnings: nobody waits for 9999 years one by one.
    let mut out = Vec::new();
    let (mut year, last) = (from.0, to.0);
    while year <= last {
        let whole = |y: u32, count: u32| {
            (y > from.0 || (from.1, from.2) == (1, 1))
                && y + count - 1 <= last
                && (y + count - 1 < last || (to.1, to.2) == (12, 31))
        };
        let step = [1000, 100, 10, 1].into_iter().find(|n| (year % n == 0 || *n == 1) && whole(year, *n));
        match step {
            Some(1) => out.push(format!("\"y{year:04}\"")),
            Some(count) => {
                let kept = 4 - count.ilog10() as usize;
                out.push(format!("\"y{}\" *", &format!("{year:04}")[..kept]));
            }
            None => {
                let first = if year == from.0 { (from.1, from.2) } else { (1, 1) };
                let end = if year == last { (to.1, to.2) } else { (12, 31) };
                months(year, first, end, &mut out);
            }
        }
        year += step.unwrap_or(1);
    }
    Ok(out)
}

fn months(year: u32, from: (u32, u32), to: (u32, u32), out: &mut Vec<String>) {
    for month in from.0..=to.0 {
        let first = if month == from.0 { from.1 } else { 1 };
        let last = if month == to.0 { to.1 } else { 31 };
        if first == 1 && last == 31 {
            out.push(format!("\"m{year:04}{month:02}\""));
            continue;
        }
        out.extend((first..=last).map(|day| format!("\"d{year:04}{month:02}{day:02}\"")));
    }
}

/// Year, month, day; what is left out is the first or the last there is.
fn day(text: &str, last: bool) -> Option<(u32, u32, u32)> {
    let mut numbers = text.trim().split('-').map(|n| (n.len(), n.parse::<u32>().ok()));
    let mut next = |length: usize, most: u32, default: u32| match numbers.next() {
        None => Some(default),
        Some((found, Some(n))) if found == length && (1..=most).contains(&n) => Some(n),
        Some(_) => None,
    };
    let (month, day) = if last { (12, 31) } else { (1, 1) };
    let date = (next(4, 9999, 0).filter(|y| *y > 0)?, next(2, 12, month)?, next(2, 31, day)?);
    numbers.next().is_none().then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_beginnings() -> Result<()> {
        let ask = |words: &str| question(&Search { words: words.to_owned(), ..Search::default() });
        assert_eq!(ask("“Northern Quay” constr*")?, "words : (\"northern quay\" AND \"constr\" *)");
        assert_eq!(ask("co-owner \"half open")?, "words : (\"co owner\" AND \"half open\")");
        assert!(ask(" -- \"\" *").is_err_and(|e| e.to_string().contains("neither words nor a filter")));
        let name = Search { speaker: Some("O’Neil".to_owned()), plain: true, ..Search::default() };
        assert_eq!(question(&name)?, "speakers : \"oneil\" AND tags : \"issaid\"");
        Ok(())
    }

    #[test]
    fn a_span_of_time_is_few_words() -> Result<()> {
        assert_eq!(
            days(Some("2026-03-30"), Some("2026-05-01"))?,
            ["\"d20260330\"", "\"d20260331\"", "\"m202604\"", "\"d20260501\""]
        );
        assert_eq!(days(Some("2025-12"), Some("2026"))?, ["\"m202512\"", "\"y2026\""]);
        let open = days(Some("2026-12-31"), None)?;
        assert_eq!(&open[..4], ["\"d20261231\"", "\"y2027\"", "\"y2028\"", "\"y2029\""]);
        assert!(open.len() < 40 && open.ends_with(&["\"y9\" *".to_owned()]), "{open:?}");
        let all = days(None, Some("2026-01-01"))?;
        assert!(all.len() < 45 && all.contains(&"\"y201\" *".to_owned()), "{all:?}");
        for wrong in ["2026-13", "yesterday", "2026-3-1", "2026-01-01-01", ""] {
            assert!(days(Some(wrong), None).is_err(), "{wrong}");
        }
        assert!(days(Some("2026"), Some("2025")).is_err());
        Ok(())
    }
}
