//! Finds all expressions of time of a document: words in, [`Expression`]s in reading order out, none overlapping.
//!
//! Example: "at 9:30 a.m. on Tuesday (March 5)" is found as a time of day, a weekday and a date and joined to one expression.

use super::clock::clock;
use super::dates::date;
use super::meaning::{Base, Expression, Meaning, Which};
use super::relative::relative;
use crate::resolve::lexicon::{Unit, Words, listed};

/// All expressions of a document.
pub(super) fn expressions(words: &Words<'_>) -> Vec<Expression> {
    let mut out: Vec<Expression> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let found = if may_begin(words, i) { one(words, i) } else { None };
        // No expression crosses a sentence.
        match found.filter(|e| e.tokens.end <= words.document.sentence_of(i).end.max(i + 1)) {
            Some(e) => {
                i = e.tokens.end.max(i + 1);
                out.push(e);
            }
            None => i += 1,
        }
    }
    ranges(words, merged(words, out))
}

/// Most words begin nothing; this keeps them cheap.
fn may_begin(words: &Words<'_>, i: usize) -> bool {
    const OPENERS: [&str; 34] = [
        "the",
        "this",
        "that",
        "these",
        "last",
        "next",
        "past",
        "coming",
        "previous",
        "today",
        "tonight",
        "yesterday",
        "tomorrow",
        "noon",
        "midnight",
        "earlier",
        "'",
        "’",
        "‘",
        "rabi",
        "jumada",
        "dhu",
        "sha",
        "ad",
        "new",
        "christmas",
        "boxing",
        "valentine",
        "bastille",
        "halloween",
        "juneteenth",
        "world",
        "wwii",
        "wwi",
    ];
    let word = words.at(i);
    if word.len() > 1 && !word.is_ascii() {
        return words.digits(i).is_some() || OPENERS.contains(&word);
    }
    OPENERS.contains(&word) || words.digits(i).is_some() || LISTED.iter().any(|class| listed(word, class).is_some())
}

const LISTED: [&str; 11] = [
    "month",
    "month-short",
    "weekday",
    "weekday-short",
    "number",
    "ordinal",
    "season",
    "decade",
    "persian",
    "hijri",
    "part",
];

/// The expression that begins at `i`.
fn one(words: &Words<'_>, i: usize) -> Option<Expression> {
    if let Some((clock, end)) = clock(words, i) {
        let mut e = Expression::new(i..end, Meaning::Clock);
        e.clock = Some(clock);
        return Some(e);
    }
    if let Some(e) = named_month(words, i) {
        return Some(e);
    }
    if let Some((meaning, to, end)) = date(words, i) {
        let mut e = Expression::new(i..end, meaning);
        e.to = to;
        return Some(early(words, e));
    }
    if let Some((meaning, part, end)) = relative(words, i) {
        let mut e = Expression::new(i..end, meaning);
        e.part = part;
        return Some(early(words, e));
    }
    // "the morning of March 5": the date is found next, the part of the day is told here.
    None
}

/// `last March`, `next January`, `this May`, `the following April`.
fn named_month(words: &Words<'_>, i: usize) -> Option<Expression> {
    let (which, at) = match words.at(i) {
        "last" => (Which::Last, i + 1),
        "next" => (Which::Next, i + 1),
        "this" => (Which::This, i + 1),
        "the" if words.at(i + 1) == "following" => (Which::After, i + 2),
        "the" if words.at(i + 1) == "previous" => (Which::Before, i + 2),
        _ => return None,
    };
    let is_month = ["month", "month-short"].iter().any(|class| listed(words.at(at), class).is_some());
    let (Meaning::Date { calendar, year: None, month: Some(month), day, .. }, None, end) =
        date(words, at).filter(|_| is_month)?
    else {
        return None;
    };
    Some(Expression::new(i..end, Meaning::Date { calendar, year: None, month: Some(month), day, which }))
}

/// Takes in `early`, `late`, `mid-` and `the morning of` before it.
fn early(words: &Words<'_>, mut e: Expression) -> Expression {
    let mut start = e.tokens.start;
    let before = |n: usize| start.checked_sub(n).map_or("", |t| words.at(t));
    let day = matches!(e.meaning, Meaning::Weekday(..) | Meaning::Date { day: Some(_), .. });
    if ["early", "late", "mid"].contains(&before(1)) {
        start -= 1;
        e.part |= day;
    } else if before(1) == "-" && before(2) == "mid" {
        start -= 2;
    } else if day && ["of", "on"].contains(&before(1)) && listed(before(2), "part").is_some() {
        start -= 2;
        e.part = true;
    }
    e.tokens.start = start;
    e
}

/// Whether the tokens between two expressions are only such words.
fn between(words: &Words<'_>, a: &Expression, b: &Expression, allowed: &[&str]) -> bool {
    let gap = a.tokens.end..b.tokens.start;
    gap.len() <= 3
        && gap.clone().all(|t| allowed.contains(&words.at(t)))
        && words.document.sentence_of(a.tokens.start).contains(&b.tokens.start)
}

fn is_day(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Date { day: Some(_), .. }
            | Meaning::Weekday(..)
            | Meaning::InWeek(..)
            | Meaning::Shift { unit: Unit::Day, .. }
    )
}

/// Joins what tells one time in several expressions.
fn merged(words: &Words<'_>, found: Vec<Expression>) -> Vec<Expression> {
    let mut out: Vec<Expression> = Vec::with_capacity(found.len());
    for e in found {
        match out.last().and_then(|last| joined(words, last, &e)) {
            Some(both) => {
                out.pop();
                // "9:30 a.m. on Tuesday" came first, "March 5" now.
                match out.last().and_then(|last| joined(words, last, &both)) {
                    Some(all) => {
                        out.pop();
                        out.push(all);
                    }
                    None => out.push(both),
                }
            }
            None => out.push(e),
        }
    }
    out
}

fn joined(words: &Words<'_>, a: &Expression, b: &Expression) -> Option<Expression> {
    if a.to.is_some() || b.to.is_some() {
        return None;
    }
    let mut end = b.tokens.end;
    let opened = (a.tokens.end..b.tokens.start).any(|t| words.at(t) == "(");
    if opened && words.at(end) == ")" {
        end += 1;
    }
    let both = |meaning: Meaning| Expression {
        tokens: a.tokens.start..end,
        meaning,
        to: None,
        part: a.part || b.part,
        clock: a.clock.or(b.clock),
        weekday: a.weekday.or(b.weekday),
    };
    match (a.meaning, b.meaning) {
        (Meaning::Weekday(day, Which::Plain), Meaning::Date { day: Some(_), .. })
            if between(words, a, b, &[",", "(", "the", "."]) =>
        {
            Some(Expression { weekday: Some(day), ..both(b.meaning) })
        }
        (Meaning::Shift { unit: Unit::Day, base: Base::Published, .. }, Meaning::Date { day: Some(_), .. })
            if between(words, a, b, &[",", "("]) =>
        {
            Some(both(b.meaning))
        }
        (Meaning::Weekday(day, Which::Plain), Meaning::Shift { unit: Unit::Week, count, base: Base::Published })
            if between(words, a, b, &["of"]) =>
        {
            Some(both(Meaning::InWeek(day, count)))
        }
        (Meaning::Shift { unit: Unit::Week, count, base: Base::Published }, Meaning::Weekday(day, Which::Plain))
            if between(words, a, b, &["on"]) && words.at(a.tokens.end) == "on" =>
        {
            Some(both(Meaning::InWeek(day, count)))
        }
        (
            Meaning::Date { calendar, year: None, month, day, which: Which::Plain },
            Meaning::Shift { unit: Unit::Year, count, base: Base::Published },
        ) if between(words, a, b, &["of"]) => {
            Some(both(Meaning::Date { calendar, year: None, month, day, which: Which::Years(count as i8) }))
        }
        (
            Meaning::Season { season, year: None, which: Which::Plain },
            Meaning::Shift { unit: Unit::Year, count, base: Base::Published },
        ) if between(words, a, b, &["of"]) => {
            Some(both(Meaning::Season { season, year: None, which: Which::Years(count as i8) }))
        }
        (Meaning::Clock, day) if is_day(day) && b.clock.is_none() && between(words, a, b, &["on", ",", "(", ")"]) => {
            Some(both(day))
        }
        (day, Meaning::Clock)
            if is_day(day)
                && a.clock.is_none()
                && between(
                    words,
                    a,
                    b,
                    &["at", ",", "around", "about", "by", "shortly", "before", "after", "just"],
                ) =>
        {
            Some(both(day))
        }
        _ => None,
    }
}

/// Joins `from July 2003 to December 2004`, `between Monday and Friday`.
fn ranges(words: &Words<'_>, found: Vec<Expression>) -> Vec<Expression> {
    let mut out: Vec<Expression> = Vec::with_capacity(found.len());
    for e in found {
        let range = out.last().and_then(|a| {
            let gap = a.tokens.end..e.tokens.start;
            let alone = a.to.is_none() && e.to.is_none() && a.clock.is_none() && e.clock.is_none();
            if gap.len() != 1 || !alone || !same_kind(a.meaning, e.meaning) {
                return None;
            }
            let before = words.before(a.tokens.start);
            let firm = match words.at(gap.start) {
                "to" | "until" | "till" => before == "from" || !matches!(a.meaning, Meaning::Weekday(..)),
                "through" | "–" | "—" | "-" => true,
                "and" => before == "between",
                _ => false,
            };
            firm.then(|| {
                let mut both = Expression::new(a.tokens.start..e.tokens.end, with_year(a.meaning, e.meaning));
                both.to = Some(e.meaning);
                both
            })
        });
        match range {
            Some(both) => {
                out.pop();
                out.push(both);
            }
            None => out.push(e),
        }
    }
    out
}

fn same_kind(a: Meaning, b: Meaning) -> bool {
    match (a, b) {
        (Meaning::Date { day, .. }, Meaning::Date { day: other, .. }) => day.is_some() == other.is_some(),
        (Meaning::Weekday(..), Meaning::Weekday(..)) | (Meaning::Fixed(_), Meaning::Fixed(_)) => true,
        _ => false,
    }
}

/// "from January to March 2020": the year is told once.
fn with_year(a: Meaning, b: Meaning) -> Meaning {
    match (a, b) {
        (
            Meaning::Date { calendar, year: None, month: Some(month), day, which: Which::Plain },
            Meaning::Date { year: Some(year), month: Some(last), .. },
        ) => Meaning::Date {
            calendar,
            year: Some(year - i32::from(month > last)),
            month: Some(month),
            day,
            which: Which::Plain,
        },
        _ => a,
    }
}
