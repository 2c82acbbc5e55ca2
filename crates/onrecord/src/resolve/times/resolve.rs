//! Gives expressions their days: what is said, what is known of the report, and what was told before in; a value and its anchor out.
//!
//! Example: "on Sunday" in a report of Thursday, 14 March 2024 is `2024-03-10`, and "two days earlier" after it `2024-03-08`.
//!
//! **Finds** the last one before publication where nothing speaks of what is to come, the next one where a verb does; counts from the day
//! told last where the text does ("the following day"). **Leaves alone** what has no anchor: no day of publication, no day told before.
//! **Why** a guessed day looks like a known one. **Source** usage of wires; measured with `python3 corpora/measure.py times`.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::calendars::{self, Calendar};
use super::meaning::{Base, Meaning, Which};
use super::tense::Tense;
use super::value::{Value, away, week};
use crate::resolve::lexicon::Unit;

/// What a value was computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The day of publication.
    Published,
    /// The time of that index, told before.
    Time(usize),
    /// Nothing: the expression says it all, or nothing is known.
    None,
}

/// What is known at one place of a report.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// Today, as the report has it, and the time that told it if it was not the page.
    pub(super) today: Option<(Date, Option<usize>)>,
    /// What was told last, and its index.
    pub(super) told: Option<(Value, usize)>,
    /// The last day that was told in the paragraph.
    pub(super) here: Option<(Date, usize)>,
    /// The last day or month that was told.
    pub(super) fine: Option<(Value, usize)>,
    /// The last year that was written out, where the report speaks of another time, and the index of the time.
    pub(super) year: Option<(i16, usize)>,
}

/// A value, what it was computed from, and how sure that is.
pub(super) type Resolved = (Value, Anchor, f32);

impl Known {
    fn published(&self) -> Option<(Date, Anchor)> {
        self.today.map(|(day, told)| (day, told.map_or(Anchor::Published, Anchor::Time)))
    }

    /// The value of a meaning.
    pub(super) fn value(&self, meaning: Meaning, tense: Tense, weekday: Option<i8>) -> Option<Resolved> {
        match meaning {
            Meaning::Fixed(value) => Some((value, Anchor::None, 0.95)),
            Meaning::Date { calendar, year, month, day, which } => {
                self.date(calendar, (year, month, day), which, tense, weekday)
            }
            Meaning::Weekday(day, which) => self.weekday(day, which, tense),
            Meaning::InWeek(day, weeks) => {
                let (today, anchor) = self.published()?;
                let Value::Days(monday, _) = week(away(today, weeks.weeks())?)? else { return None };
                Some((Value::Day(away(monday, i64::from(day - 1).days())?), anchor, 0.9))
            }
            Meaning::Shift { unit, count, base } => self.shift(unit, count, base),
            Meaning::Weekend(which) => self.weekend(which, tense),
            Meaning::Season { season, year, which } => self.season(season, year, which, tense),
            Meaning::Nineties(tens) => {
                let (today, anchor) = self.published().map_or((1999, Anchor::None), |(d, a)| (d.year(), a));
                let first = today / 100 * 100 + i16::from(tens);
                Some((Value::Decade(if first > today { first - 100 } else { first }), anchor, 0.9))
            }
            Meaning::Stretch { unit, count } => self.stretch(unit, count),
            Meaning::Clock | Meaning::Untold => None,
        }
    }

    fn date(
        &self,
        calendar: Calendar,
        (year, month, day): (Option<i32>, Option<u8>, Option<u8>),
        which: Which,
        tense: Tense,
        weekday: Option<i8>,
    ) -> Option<Resolved> {
        let month = month?;
        let at = |year: i32| -> Option<Value> {
            match (calendar, day) {
                (Calendar::Gregorian, None) => {
                    let year = i16::try_from(year).ok()?;
                    Date::new(year, month as i8, 1).ok().map(|_| Value::Month(year, month as i8))
                }
                (_, Some(day)) => calendars::day(calendar, year, month, day).map(Value::Day),
                (_, None) => calendars::month(calendar, year, month).map(|(a, b)| Value::Days(a, b)),
            }
        };
        if let Some(year) = year {
            // "Ramadan 2024": a Hijri month in a year of the common calendar.
            let value = at(year)?;
            let fits = weekday.is_none_or(|w| value.day().is_none_or(|d| number(d.weekday()) == w));
            return Some((value, Anchor::None, if fits { 0.97 } else { 0.5 }));
        }
        if let Which::Before | Which::After = which {
            let (told, index) = self.told?;
            let (first, last) = (told.first()?, told.last()?);
            let year = i32::from(first.year());
            let found = if which == Which::After {
                (year..=year + 1).filter_map(at).find(|v| v.first().is_some_and(|f| f > last))
            } else {
                (year - 1..=year).rev().filter_map(at).find(|v| v.last().is_some_and(|l| l < first))
            };
            return Some((found?, Anchor::Time(index), 0.8));
        }
        if let Some((year, index)) =
            self.year.filter(|_| which == Which::Plain && tense != Tense::Future && calendar == Calendar::Gregorian)
        {
            let value = at(i32::from(year))?;
            let fits = weekday.is_none_or(|w| value.day().is_none_or(|d| number(d.weekday()) == w));
            return fits.then_some((value, Anchor::Time(index), 0.75));
        }
        // "the 12th of October last" stands in old letters and decrees; it counts from the day of the letter.
        let letter = self.fine.filter(|_| matches!(which, Which::Last | Which::Next) && day.is_some());
        let old = letter.and_then(|(v, index)| Some((v.first()?, Anchor::Time(index))));
        let old = old.filter(|(d, _)| self.today.is_none_or(|(today, _)| d.year() + 1 < today.year()));
        let (today, anchor) = old.or_else(|| self.published())?;
        let year = calendars::year(calendar, today)?;
        if let Which::Years(years) = which {
            return Some((at(year + i32::from(years))?, anchor, 0.95));
        }
        let near: Vec<Value> = (year - 1..=year + 1).filter_map(at).collect();
        if let Some(w) = weekday {
            let fitting: Vec<&Value> =
                near.iter().filter(|v| v.day().is_some_and(|d| number(d.weekday()) == w)).collect();
            return match fitting[..] {
                [one] => Some((*one, anchor, 0.95)),
                _ => None,
            };
        }
        let past = || near.iter().rev().find(|v| v.first().is_some_and(|f| f <= today)).copied();
        let strictly = || near.iter().rev().find(|v| v.last().is_some_and(|l| l < today)).copied();
        let future = || near.iter().find(|v| v.last().is_some_and(|l| l >= today)).copied();
        let next = || near.iter().find(|v| v.first().is_some_and(|f| f > today)).copied();
        let distance = |v: &Value| v.first().and_then(|f| today.until(f).ok()).map_or(i32::MAX, |s| s.get_days().abs());
        let (value, sure) = match (which, tense) {
            (Which::Last, _) => (strictly()?, 0.85),
            (Which::Next, _) => (next()?, 0.85),
            (Which::This, _) => (at(year)?, 0.85),
            (_, Tense::Future) => (future()?, 0.85),
            (_, Tense::Past) => (past()?, 0.9),
            _ => (near.iter().copied().min_by_key(distance)?, 0.75),
        };
        Some((value, anchor, sure))
    }

    fn weekday(&self, day: i8, which: Which, tense: Tense) -> Option<Resolved> {
        let weekday = Weekday::from_monday_one_offset(day).ok()?;
        if let Which::After | Which::Before = which {
            let (told, index) = self.told?;
            let found = if which == Which::After {
                told.last()?.nth_weekday(1, weekday).ok()?
            } else {
                told.first()?.nth_weekday(-1, weekday).ok()?
            };
            return Some((Value::Day(found), Anchor::Time(index), 0.8));
        }
        let (today, anchor) = self.published()?;
        let same = today.weekday() == weekday;
        let last = || today.nth_weekday(-1, weekday).ok();
        let next = || today.nth_weekday(1, weekday).ok();
        let (found, sure) = match (which, tense) {
            (Which::Last, _) => (last()?, 0.85),
            (Which::Next, _) => {
                // "Next Friday", said on a Wednesday, is rarely the day after tomorrow.
                let Value::Days(monday, _) = week(away(today, 1.week())?)? else { return None };
                (away(monday, i64::from(day - 1).days())?, 0.7)
            }
            (Which::This, Tense::Past) => (if same { today } else { last()? }, 0.8),
            (Which::This, _) => (if same { today } else { next()? }, 0.8),
            (_, Tense::Future) => (if same { today } else { next()? }, 0.85),
            _ => (if same { today } else { last()? }, if same { 0.8 } else { 0.93 }),
        };
        Some((Value::Day(found), anchor, sure))
    }

    fn shift(&self, unit: Unit, count: i32, base: Base) -> Option<Resolved> {
        let (from, anchor, sure) = match base {
            Base::Published => {
                let (today, anchor) = self.published()?;
                (Value::Day(today), anchor, 0.95)
            }
            Base::Narrative => {
                let (told, index) = self.told?;
                (told, Anchor::Time(index), 0.75)
            }
        };
        let day = from.first()?;
        let coarse = |allowed: &[Unit]| !allowed.contains(&unit);
        // "Two days later" than some month is no day.
        let too_fine = match from {
            Value::Minute { .. } | Value::Day(_) => false,
            Value::Days(a, b) if a.until(b).is_ok_and(|s| s.get_days() < 8) => {
                coarse(&[Unit::Week, Unit::Month, Unit::Year, Unit::Decade])
            }
            Value::Month(..) => coarse(&[Unit::Month, Unit::Year, Unit::Decade]),
            _ => coarse(&[Unit::Year, Unit::Decade]),
        };
        if too_fine {
            // "Two years earlier it failed; a month earlier nobody had read it."
            let fine = self.fine.filter(|(v, _)| base == Base::Narrative && *v != from)?;
            return Self { told: Some(fine), fine: None, ..*self }
                .shift(unit, count, base)
                .map(|(v, a, sure)| (v, a, sure * 0.9));
        }
        let n = i64::from(count);
        let value = match unit {
            Unit::Day => Value::Day(away(day, n.days())?),
            Unit::Hour => match n {
                -24 | -48 | -72 => Value::Day(away(day, (n / 24).days())?),
                _ => return None,
            },
            Unit::Week => week(away(day, n.weeks())?)?,
            Unit::Fortnight => week(away(day, (2 * n).weeks())?)?,
            Unit::Month => {
                let at = away(day, n.months())?;
                Value::Month(at.year(), at.month())
            }
            Unit::Year => Value::Year(i16::try_from(i64::from(day.year()) + n).ok().filter(|y| *y > -9999)?),
            Unit::Decade if count.abs() > 1 => {
                Value::Year(i16::try_from(i64::from(day.year()) + 10 * n).ok().filter(|y| *y > -9999)?)
            }
            Unit::Decade => {
                let first = day.year().div_euclid(10) * 10;
                Value::Decade(i16::try_from(i64::from(first) + 10 * n).ok()?)
            }
            Unit::Minute | Unit::Weekend | Unit::Quarter | Unit::Century => return None,
        };
        Some((value, anchor, sure))
    }

    fn weekend(&self, which: Which, tense: Tense) -> Option<Resolved> {
        let (today, anchor) = match which {
            Which::After | Which::Before => {
                let (told, index) = self.told?;
                (told.first()?, Anchor::Time(index))
            }
            _ => self.published()?,
        };
        let Value::Days(monday, _) = week(today)? else { return None };
        let on = today.weekday().to_monday_one_offset() >= 6;
        let weeks = match (which, tense) {
            (Which::Last | Which::Before, _) => -1,
            (Which::Next, _) => 1,
            (Which::After, _) => i32::from(on),
            (Which::This, Tense::Past) if !on => -1,
            (Which::This, _) | (_, Tense::Future) => 0,
            _ if on => 0,
            _ => -1,
        };
        let saturday = away(monday, (i64::from(weeks) * 7 + 5).days())?;
        Some((Value::Days(saturday, away(saturday, 1.day())?), anchor, 0.85))
    }

    fn season(&self, season: u8, year: Option<i16>, which: Which, tense: Tense) -> Option<Resolved> {
        if let Some(year) = year {
            return Some((Value::Season(year, season), Anchor::None, 0.95));
        }
        let of = |day: Date| (day.year() - 1..=day.year() + 1).map(|y| Value::Season(y, season)).collect::<Vec<_>>();
        if let Which::After | Which::Before = which {
            let (told, index) = self.told?;
            let found = if which == Which::After {
                let last = told.last()?;
                of(last).into_iter().find(|v| v.first().is_some_and(|f| f > last))
            } else {
                let first = told.first()?;
                of(first).into_iter().rev().find(|v| v.last().is_some_and(|l| l < first))
            };
            return Some((found?, Anchor::Time(index), 0.75));
        }
        let (today, anchor) = self.published()?;
        let near = of(today);
        if let Which::Years(years) = which {
            return Some((Value::Season(today.year() + i16::from(years), season), anchor, 0.9));
        }
        let now = near
            .iter()
            .find(|v| v.first().is_some_and(|f| f <= today) && v.last().is_some_and(|l| l >= today))
            .copied();
        let last = near.iter().rev().find(|v| v.last().is_some_and(|l| l < today)).copied();
        let next = near.iter().find(|v| v.first().is_some_and(|f| f > today)).copied();
        let (value, sure) = match (which, tense) {
            (Which::Last, _) => (last?, 0.85),
            (Which::Next, _) => (next?, 0.85),
            (Which::This, Tense::Past) => (now.or(last)?, 0.8),
            (Which::This, _) | (_, Tense::Future) => (now.or(next)?, 0.8),
            (_, Tense::Past) => (now.or(last)?, 0.7),
            _ => return None,
        };
        Some((value, anchor, sure))
    }

    fn stretch(&self, unit: Unit, count: i32) -> Option<Resolved> {
        let (today, anchor) = self.published()?;
        let n = i64::from(count);
        let (year, other) =
            (today.year(), |years: i64| i16::try_from(i64::from(today.year()) + years).ok().filter(|y| *y > -9999));
        let value = match unit {
            Unit::Day => Value::Days(today, away(today, n.days())?),
            Unit::Week => Value::Days(today, away(today, n.weeks())?),
            Unit::Fortnight => Value::Days(today, away(today, (2 * n).weeks())?),
            Unit::Month => {
                let at = away(today, n.months())?;
                Value::Months((today.year(), today.month()), (at.year(), at.month()))
            }
            Unit::Year => Value::Years(year, other(n)?),
            Unit::Decade => Value::Years(year, other(10 * n)?),
            Unit::Century => Value::Years(year, other(100 * n)?),
            Unit::Hour | Unit::Minute | Unit::Weekend | Unit::Quarter => return None,
        };
        let value = match value {
            Value::Days(a, b) if b < a => Value::Days(b, a),
            Value::Months(a, b) if b < a => Value::Months(b, a),
            Value::Years(a, b) if b < a => Value::Years(b, a),
            other => other,
        };
        Some((value, anchor, 0.8))
    }
}

fn number(weekday: Weekday) -> i8 {
    weekday.to_monday_one_offset()
}
