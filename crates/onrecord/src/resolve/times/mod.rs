//! Finds expressions of time and says which time they name: [`Document`] and day of publication in, [`Time`]s out.
//!
//! Example: in a report published on 14 March 2024, "told reporters on Tuesday morning" has the time `2024-03-12`, as exact as a part of a day.
//!
//! `lexicon.rs` knows the words, `dates.rs`, `relative.rs` and `clock.rs` the forms, `find.rs` joins them to [`meaning`]s; `tense.rs` tells
//! what was from what will be, `resolve.rs` counts from an anchor, `calendars.rs` turns days of other calendars, `value.rs` writes EDTF.

mod calendars;
mod clock;
mod dates;
mod find;

mod meaning;
mod relative;
mod resolve;
mod tense;
mod value;

use jiff::civil::Date;

pub use calendars::Calendar;
pub use resolve::Anchor;
pub use value::Precision;

use crate::ingest::{Page, PartKind};
use crate::resolve::lexicon::{self, Words};
use crate::span::{Span, Spans};
use crate::text::Document;
use meaning::{Base, Expression, Meaning};
use resolve::Known;
use value::Value;

/// A time that the document names.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    /// `t1`, `t2`, … in reading order.
    pub id: String,
    /// Its words.
    pub spans: Spans,
    /// The time in EDTF; `None` where nothing tells it.
    pub value: Option<String>,
    /// How exact it is.
    pub precision: Precision,
    /// What the value was computed from.
    pub anchor: Anchor,
    /// The calendar in which it is written.
    pub calendar: Calendar,
    /// Probability that the value is right, 0..1; of one without value, that it is a time.
    pub confidence: f32,
}

/// How far back a day that was told still holds, in tokens.
const MEMORY: usize = 150;

/// The times that a document names, in reading order.
#[must_use]
pub fn times(document: &Document, page: &Page) -> Vec<Time> {
    let words = Words::new(document);
    let found = find::expressions(&words);
    let published = page.published.as_ref().and_then(|d| d.value.get(..10)?.parse::<Date>().ok());
    let mut known = Known { today: published.map(|d| (d, None)), ..Known::default() };
    let mut told_at = 0;
    let mut paragraph = 0;
    let mut out: Vec<Time> = Vec::with_capacity(found.len());
    for e in &found {
        let Some(span) = document.span_of(e.tokens.clone()) else { continue };
        let here = document.paragraph_of(e.tokens.start).start;
        if here != paragraph {
            paragraph = here;
            (known.year, known.here) = (None, None);
        }
        if e.tokens.start > told_at + MEMORY {
            (known.told, known.fine) = (None, None);
        }
        let index = out.len();
        let (time, value) = resolved(&words, e, &known, format!("t{}", index + 1), span);
        if let Some(value) = value {
            if is_told(&words, e) {
                (known.told, told_at) = (Some((value, index)), e.tokens.start);
                known.here = value.day().map(|day| (day, index)).or(known.here);
                if matches!(value.precision(), Precision::Minute | Precision::Day | Precision::Month) {
                    known.fine = known.told;
                }
            }
            known.year = other_year(e, value, published, index).or(known.year);
            if in_dateline(page, span) {
                dateline(&mut known, value, published, index);
            }
        }
        out.push(time);
    }
    out
}

/// The time of an expression, and its value.
fn resolved(words: &Words<'_>, e: &Expression, known: &Known, id: String, span: Span) -> (Time, Option<Value>) {
    let tense = tense::tense(words, &e.tokens);
    // Words of another year, quoted: "next week" counts from then, and nothing says from which day.
    let then = document_depth(words, e) > 0
        && known.year.zip(known.today).is_some_and(|((year, _), (today, _))| year + 1 < today.year());
    let known = &Known { today: known.today.filter(|_| !then), ..*known };
    let first = match e.meaning {
        // A time of day is of the day that was told last in its paragraph.
        Meaning::Clock => known.here.map(|(day, index)| (Value::Day(day), Anchor::Time(index), 0.8)),
        meaning => known.value(meaning, tense, e.weekday),
    };
    let found = match e.to {
        None => first,
        Some(to) => first.and_then(|(a, anchor, sure)| {
            let next = Known { told: Some((a, 0)), ..*known };
            let (mut b, _, _) = next.value(to, tense, None)?;
            if let (Value::Day(x), Value::Day(y), Meaning::Weekday(..)) = (a, b, to)
                && y < x
            {
                b = Value::Day(value::away(y, jiff::ToSpan::days(7))?);
            }
            Some((a.to(b)?, anchor, sure * 0.95))
        }),
    };
    let found = found.and_then(|(value, anchor, sure)| match (e.clock, value) {
        (Some(clock), Value::Day(day)) => {
            let sure = if e.meaning == Meaning::Clock { sure * 0.8 } else { sure };
            Some((Value::Minute { day, time: clock.time, offset: clock.offset }, anchor, sure))
        }
        (Some(_), _) => None,
        (None, value) => Some((value, anchor, sure)),
    });
    let (calendar, own) = match e.meaning {
        Meaning::Date { calendar, day, .. } => {
            (calendar, if day.is_some() { Precision::Day } else { Precision::Month })
        }
        meaning => (Calendar::Gregorian, precision(meaning)),
    };
    let own = match found {
        // A Hijri month is a stretch of days; it is a month all the same.
        Some((value, _, _)) if e.to.is_none() && own != Precision::Month && own != Precision::Week => value.precision(),
        _ => own,
    };
    let precision = match own {
        _ if e.to.is_some() => Precision::Range,
        _ if e.clock.is_some() => Precision::Minute,
        Precision::Day if e.part => Precision::PartOfDay,
        other => other,
    };
    let (value, anchor, confidence) = match found {
        Some((value, anchor, sure)) => (Some(value), anchor, sure),
        None => (None, Anchor::None, 0.8),
    };
    let time =
        Time { id, spans: Spans::one(span), value: value.map(Value::edtf), precision, anchor, calendar, confidence };
    (time, value)
}

/// How many quotation marks are open at an expression.
fn document_depth(words: &Words<'_>, e: &Expression) -> u8 {
    words.document.marks().depth(e.tokens.start)
}

/// The precision of what has no value.
const fn precision(meaning: Meaning) -> Precision {
    use crate::resolve::lexicon::Unit;
    match meaning {
        Meaning::Shift { unit, .. } => match unit {
            Unit::Minute | Unit::Hour | Unit::Day => Precision::Day,
            Unit::Week | Unit::Fortnight => Precision::Week,
            Unit::Month => Precision::Month,
            Unit::Year => Precision::Year,
            Unit::Decade => Precision::Decade,
            Unit::Century => Precision::Century,
            Unit::Weekend | Unit::Quarter => Precision::Range,
        },
        Meaning::Weekend(_) | Meaning::Stretch { .. } => Precision::Range,
        Meaning::Season { .. } => Precision::Season,
        Meaning::Nineties(_) => Precision::Decade,
        Meaning::Clock => Precision::Minute,
        _ => Precision::Day,
    }
}

/// Whether what follows may count from it: an age-old date in passing is told too, a stretch up to now is not.
fn is_told(words: &Words<'_>, e: &Expression) -> bool {
    // "(1806)" says when something came out.
    let bracketed = matches!(e.meaning, Meaning::Fixed(_)) && words.before(e.tokens.start) == "(";
    !bracketed && !matches!(e.meaning, Meaning::Stretch { .. } | Meaning::Clock)
}

/// The year that later dates without one take: one written out, before the year of publication.
fn other_year(e: &Expression, value: Value, published: Option<Date>, index: usize) -> Option<(i16, usize)> {
    let following = matches!(e.meaning, Meaning::Shift { unit: lexicon::Unit::Year, base: Base::Narrative, .. });
    let written =
        matches!(e.meaning, Meaning::Date { year: Some(_), .. } | Meaning::Fixed(Value::Year(_))) && e.to.is_none();
    let written = written || following;
    let year = value.first()?.year();
    (written && published.is_none_or(|p| p.year() > year)).then_some((year, index))
}

fn in_dateline(page: &Page, span: Span) -> bool {
    page.parts.iter().any(|p| p.kind == PartKind::Dateline && p.range.contains(&span.start()))
}

/// The day of a dateline is today for what follows, if it is one and lies just before the day of publication.
fn dateline(known: &mut Known, value: Value, published: Option<Date>, index: usize) {
    let Some(day) = value.day() else { return };
    let near = |p: Date| day.until(p).is_ok_and(|s| (0..=7).contains(&s.get_days()));
    if published.is_none_or(near) && published != Some(day) {
        known.today = Some((day, Some(index)));
    }
}
