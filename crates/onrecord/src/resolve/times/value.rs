//! What an expression means: a [`Value`] and how it is written in EDTF (ISO 8601-2).
//!
//! Example: the 1990s are `199X`, spring 2020 is `2020-21`, 44 BC is `-0043`: the year 0 is 1 BC.

use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};

/// How exact a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// A time of day.
    Minute,
    /// A morning, afternoon, evening or night; the value is the day.
    PartOfDay,
    /// A day.
    Day,
    /// A calendar week.
    Week,
    /// A month.
    Month,
    /// A season of a year.
    Season,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// From one to another, or a stretch that none of these names.
    Range,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Minute {
        day: Date,
        time: Time,
        offset: Option<i16>,
    },
    Day(Date),
    /// First and last day.
    Days(Date, Date),
    Month(i16, i8),
    /// Year and EDTF's number, 21 spring to 24 winter.
    Season(i16, u8),
    Year(i16),
    /// First and last year.
    Years(i16, i16),
    /// First and last month.
    Months((i16, i8), (i16, i8)),
    /// Its first year.
    Decade(i16),
    /// The first years of the first and of the last.
    Decades(i16, i16),
    /// First and last, after Christ.
    Centuries(i16, i16),
    /// 20 for the twentieth; negative before Christ.
    Century(i16),
}

impl Value {
    /// In EDTF.
    pub(super) fn edtf(self) -> String {
        match self {
            Self::Minute { day, time, offset } => {
                let zone = match offset {
                    None => String::new(),
                    Some(0) => "Z".to_owned(),
                    Some(o) => {
                        let sign = if o < 0 { '-' } else { '+' };
                        format!("{sign}{:02}:{:02}", o.abs() / 60, o.abs() % 60)
                    }
                };
                format!("{}T{:02}:{:02}{zone}", written(day), time.hour(), time.minute())
            }
            Self::Day(day) => written(day),
            Self::Days(first, last) => format!("{}/{}", written(first), written(last)),
            Self::Month(y, m) => month(y, m),
            Self::Months(a, b) => format!("{}/{}", month(a.0, a.1), month(b.0, b.1)),
            Self::Season(y, s) => format!("{}-{s}", year(y)),
            Self::Year(y) => year(y),
            Self::Years(a, b) => format!("{}/{}", year(a), year(b)),
            Self::Decades(a, b) => format!("{}/{}", Self::Decade(a).edtf(), Self::Decade(b).edtf()),
            Self::Centuries(a, b) => format!("{}/{}", Self::Century(a).edtf(), Self::Century(b).edtf()),
            Self::Decade(y) => format!("{:03}X", y / 10),
            Self::Century(c) if c > 0 => format!("{:02}XX", c - 1),
            Self::Century(c) => format!("{}/{}", year(100 * c + 1), year(100 * c + 100)),
        }
    }

    /// The first day; `None` where the calendar of the machine ends before.
    pub(super) fn first(self) -> Option<Date> {
        Some(match self {
            Self::Minute { day, .. } | Self::Day(day) | Self::Days(day, _) => day,
            Self::Month(y, m) | Self::Months((y, m), _) => Date::new(y, m, 1).ok()?,
            Self::Season(y, s) => Date::new(y, [3, 6, 9, 12][usize::from(s.clamp(21, 24) - 21)], 1).ok()?,
            Self::Year(y) | Self::Years(y, _) | Self::Decade(y) => Date::new(y, 1, 1).ok()?,
            Self::Decades(y, _) => return Self::Decade(y).first(),
            Self::Centuries(c, _) => return Self::Century(c).first(),
            Self::Century(c) if c > 0 => Date::new(100 * (c - 1), 1, 1).ok()?,
            Self::Century(c) => Date::new(100 * c + 1, 1, 1).ok()?,
        })
    }

    /// The last day.
    pub(super) fn last(self) -> Option<Date> {
        let end = |y: i16, m: i8| Date::new(y, m, 1).ok().map(Date::last_of_month);
        Some(match self {
            Self::Minute { day, .. } | Self::Day(day) | Self::Days(_, day) => day,
            Self::Month(y, m) | Self::Months(_, (y, m)) => end(y, m)?,
            Self::Season(y, 24) => end(y.checked_add(1)?, 2)?,
            Self::Season(y, s) => end(y, [5, 8, 11][usize::from(s.clamp(21, 23) - 21)])?,
            Self::Year(y) | Self::Years(_, y) => end(y, 12)?,
            Self::Decades(_, y) => return Self::Decade(y).last(),
            Self::Centuries(_, c) => return Self::Century(c).last(),
            Self::Decade(y) => end(y.checked_add(9)?, 12)?,
            Self::Century(c) => end(if c > 0 { 100 * c - 1 } else { 100 * c + 100 }, 12)?,
        })
    }

    /// Its own precision.
    pub(super) const fn precision(self) -> Precision {
        match self {
            Self::Minute { .. } => Precision::Minute,
            Self::Day(_) => Precision::Day,
            Self::Days(..) | Self::Years(..) | Self::Months(..) | Self::Decades(..) | Self::Centuries(..) => {
                Precision::Range
            }
            Self::Month(..) => Precision::Month,
            Self::Season(..) => Precision::Season,
            Self::Year(_) => Precision::Year,
            Self::Decade(_) => Precision::Decade,
            Self::Century(_) => Precision::Century,
        }
    }

    /// From the start of one to the end of the other, as exact as both are; `None` where that goes backwards.
    pub(super) fn to(self, other: Self) -> Option<Self> {
        if self.first()? > other.last()? {
            return None;
        }
        Some(match (self, other) {
            (Self::Year(a), Self::Year(b)) => Self::Years(a, b),
            (Self::Month(a, m), Self::Month(b, n)) => Self::Months((a, m), (b, n)),
            (Self::Decade(a), Self::Decade(b)) => Self::Decades(a, b),
            (Self::Century(a), Self::Century(b)) if a > 0 => Self::Centuries(a, b),
            _ => Self::Days(self.first()?, other.last()?),
        })
    }

    /// The day, if it is one.
    pub(super) const fn day(self) -> Option<Date> {
        match self {
            Self::Minute { day, .. } | Self::Day(day) => Some(day),
            _ => None,
        }
    }
}

/// The Monday and the Sunday of the week of a day.
pub(super) fn week(day: Date) -> Option<Value> {
    let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
    Some(Value::Days(monday, monday.checked_add(6.days()).ok()?))
}

/// A day some time away.
pub(super) fn away(day: Date, span: Span) -> Option<Date> {
    day.checked_add(span).ok()
}

fn year(y: i16) -> String {
    if y < 0 { format!("-{:04}", -i32::from(y)) } else { format!("{y:04}") }
}

fn month(y: i16, m: i8) -> String {
    format!("{}-{m:02}", year(y))
}

fn written(day: Date) -> String {
    format!("{}-{:02}", month(day.year(), day.month()), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_written_in_edtf() {
        let written = |v: Value| v.edtf();
        assert_eq!(written(Value::Year(-43)), "-0043");
        assert_eq!(written(Value::Decade(1990)), "199X");
        assert_eq!(written(Value::Century(20)), "19XX");
        assert_eq!(written(Value::Century(-7)), "-0699/-0600");
        assert_eq!(written(Value::Season(2020, 21)), "2020-21");
        let day = Date::new(2024, 3, 12).expect("a day");
        let minute = Value::Minute { day, time: Time::constant(9, 30, 0, 0), offset: Some(210) };
        assert_eq!(minute.edtf(), "2024-03-12T09:30+03:30");
    }

    #[test]
    fn a_range_is_as_exact_as_its_ends() {
        let range = |a: Value, b: Value| a.to(b).map(Value::edtf);
        assert_eq!(range(Value::Year(2010), Value::Year(2015)).as_deref(), Some("2010/2015"));
        assert_eq!(range(Value::Month(2003, 7), Value::Month(2004, 12)).as_deref(), Some("2003-07/2004-12"));
        assert_eq!(range(Value::Year(2015), Value::Year(2010)), None);
    }

    #[test]
    fn a_week_begins_on_monday() {
        let thursday = Date::new(2024, 3, 14).expect("a day");
        assert_eq!(week(thursday).map(Value::edtf).as_deref(), Some("2024-03-11/2024-03-17"));
    }
}
