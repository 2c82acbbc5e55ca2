//! Days of other calendars: a day as a report writes it in, the Gregorian day out.
//!
//! Example: 3 Khordad 1400 is `2021-05-24`. A day that its calendar does not have (30 Esfand of a common year) is `None`.

use icu_calendar::cal::hijri::{TabularAlgorithmEpoch, TabularAlgorithmLeapYears};
use icu_calendar::cal::{Hijri, Julian, Persian};
use icu_calendar::types::Month;
use icu_calendar::{AsCalendar, Date as Foreign, Iso};
use jiff::civil::Date;

/// In which calendar a report writes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// The common one, reckoned backwards too.
    Gregorian,
    /// "Old Style".
    Julian,
    /// Solar Hijri, of Iran and Afghanistan.
    Persian,
    /// Hijri as Saudi Arabia reckons it; a sighting elsewhere may differ by a day.
    UmmAlQura,
    /// Hijri by its table, for years that the Umm al-Qura calendar does not tell.
    Tabular,
}

/// Years of the Umm al-Qura calendar that were published and not computed.
const PUBLISHED: std::ops::RangeInclusive<i32> = 1300..=1600;

/// The Gregorian day of a day in `calendar`; Hijri years before 1300 are told by the table.
pub(super) fn day(calendar: Calendar, year: i32, month: u8, day: u8) -> Option<Date> {
    match calendar {
        Calendar::Gregorian => Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok(),
        Calendar::Julian => gregorian(year, month, day, Julian),
        Calendar::Persian => gregorian(year, month, day, Persian),
        Calendar::UmmAlQura => gregorian(year, month, day, Hijri::new_umm_al_qura()),
        Calendar::Tabular => gregorian(
            year,
            month,
            day,
            Hijri::new_tabular(TabularAlgorithmLeapYears::TypeII, TabularAlgorithmEpoch::Friday),
        ),
    }
}

/// The first and the last day of a month.
pub(super) fn month(calendar: Calendar, year: i32, number: u8) -> Option<(Date, Date)> {
    let first = day(calendar, year, number, 1)?;
    let last = (28..=31).rev().find_map(|d| day(calendar, year, number, d))?;
    Some((first, last))
}

/// The calendar that tells a Hijri year.
pub(super) fn hijri(year: i32) -> Calendar {
    if PUBLISHED.contains(&year) { Calendar::UmmAlQura } else { Calendar::Tabular }
}

/// The year of `calendar` in which a Gregorian day lies.
pub(super) fn year(calendar: Calendar, of: Date) -> Option<i32> {
    let iso = Foreign::try_new(i32::from(of.year()).into(), Month::new(of.month() as u8), of.day() as u8, Iso).ok()?;
    Some(match calendar {
        Calendar::Gregorian => i32::from(of.year()),
        Calendar::Julian => iso.to_calendar(Julian).year().extended_year(),
        Calendar::Persian => iso.to_calendar(Persian).year().extended_year(),
        Calendar::UmmAlQura | Calendar::Tabular => iso.to_calendar(Hijri::new_umm_al_qura()).year().extended_year(),
    })
}

fn gregorian<C: AsCalendar>(year: i32, month: u8, day: u8, calendar: C) -> Option<Date> {
    if !(-9000..=9000).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let iso = Foreign::try_new(year.into(), Month::new(month), day, calendar).ok()?.to_calendar(Iso);
    Date::new(i16::try_from(iso.year().extended_year()).ok()?, iso.month().ordinal as i8, iso.day_of_month().0 as i8)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(calendar: Calendar, written: (i32, u8, u8), expected: Option<&str>) {
        let found = day(calendar, written.0, written.1, written.2).map(|d| d.to_string());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn days_of_other_calendars() {
        check(Calendar::Persian, (1400, 3, 3), Some("2021-05-24"));
        check(Calendar::UmmAlQura, (1445, 9, 1), Some("2024-03-11"));
        check(Calendar::Julian, (1917, 10, 25), Some("1917-11-07"));
        check(Calendar::Tabular, (1, 1, 1), Some("0622-07-19"));
    }

    #[test]
    fn impossible_days_are_none() {
        check(Calendar::Gregorian, (2023, 2, 30), None);
        check(Calendar::Persian, (1400, 12, 30), None);
        check(Calendar::UmmAlQura, (1446, 9, 30), None);
        check(Calendar::UmmAlQura, (1445, 9, 30), Some("2024-04-09"));
        check(Calendar::Persian, (1400, 13, 1), None);
    }
}
