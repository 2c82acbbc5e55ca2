//! A moment as a machine wrote it: the forms of ISO 8601 and RFC 2822, and seconds since 1970. What a person wrote is for
//! `written.rs`.
//!
//! `2024-03-14T09:30:00.000Z` goes in, `2024-03-14T09:30:00Z` comes out: nothing is added that was not written. Midnight to
//! the second is how software writes a day without a time, so it is read as the day.

use std::cmp::Ordering;
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// Years that a report on a web page may be from: the first newspapers, and what no clock shows yet.
const YEARS: std::ops::RangeInclusive<i16> = 1605..=2099;
/// Days that software writes where it knows none.
const EMPTY: [(i16, i8, i8); 6] =
    [(1970, 1, 1), (1969, 12, 31), (1900, 1, 1), (1899, 12, 30), (1980, 1, 1), (1899, 12, 31)];

/// A day, with the time and zone as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) day: Date,
    pub(super) clock: Option<Clock>,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    time: Time,
    seconds: bool,
    /// Minutes east of UTC.
    offset: Option<i32>,
    /// Written as `Z`.
    zulu: bool,
}

impl Clock {
    /// `None` where no clock shows it; midnight sharp is `None` too.
    pub(super) fn new(hour: i8, minute: i8, second: Option<i8>, offset: Option<i32>) -> Option<Self> {
        let time = Time::new(hour, minute, second.unwrap_or(0).min(59), 0).ok()?;
        let offset = offset.filter(|o| o.abs() <= 14 * 60);
        Some(Self { time, seconds: second.is_some(), offset, zulu: false })
    }
}

impl Moment {
    /// A day that a report may be from.
    pub(super) fn day(year: i16, month: i8, day: i8) -> Option<Self> {
        let sound = YEARS.contains(&year) && !EMPTY.contains(&(year, month, day));
        Some(Self { day: Date::new(year, month, day).ok().filter(|_| sound)?, clock: None })
    }

    /// The same day at that time; midnight sharp says nothing.
    pub(super) fn at(self, clock: Option<Clock>) -> Self {
        Self { clock: clock.filter(|c| c.time != Time::midnight()), ..self }
    }

    /// ISO 8601, as exact as it is known.
    pub(super) fn text(self) -> String {
        let mut out = self.day.to_string();
        let Some(clock) = self.clock else { return out };
        let _ = write!(out, "T{:02}:{:02}", clock.time.hour(), clock.time.minute());
        if clock.seconds {
            let _ = write!(out, ":{:02}", clock.time.second());
        }
        match clock.offset {
            Some(0) if clock.zulu => out.push('Z'),
            Some(o) => {
                let sign = if o < 0 { '-' } else { '+' };
                let _ = write!(out, "{sign}{:02}:{:02}", o.abs() / 60, o.abs() % 60);
            }
            None => {}
        }
        out
    }

    /// Whether its zone is known and is UTC, which is where computers live and few readers do.
    pub(super) fn is_utc(self) -> bool {
        self.clock.is_some_and(|c| c.offset == Some(0))
    }

    /// Minutes since the first day of the common era, in UTC, where time and zone are known.
    fn instant(self) -> Option<i64> {
        let clock = self.clock?;
        let days = i64::from((self.day - Date::constant(1, 1, 1)).get_days());
        let minutes = days * 1440 + i64::from(clock.time.hour()) * 60 + i64::from(clock.time.minute());
        Some(minutes - i64::from(clock.offset?))
    }

    /// Whether both are the same minute, perhaps in two zones.
    pub(super) fn same_instant(self, other: Self) -> bool {
        self.instant().zip(other.instant()).is_some_and(|(a, b)| (a - b).abs() <= 1)
    }

    /// Which is earlier: by the instant where both are known, else by the day.
    pub(super) fn order(self, other: Self) -> Ordering {
        match (self.instant(), other.instant()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.day.cmp(&other.day),
        }
    }

    /// Days from the other's day to this one's.
    pub(super) fn days_after(self, other: Self) -> i32 {
        (self.day - other.day).get_days()
    }

    /// How much of it is known: day, time, zone.
    pub(super) fn precision(self) -> u8 {
        1 + u8::from(self.clock.is_some()) + u8::from(self.clock.is_some_and(|c| c.offset.is_some()))
    }
}

/// Reads a value that software wrote; `None` where it is not a day that a report may be from.
pub(super) fn machine(value: &str) -> Option<Moment> {
    let value = value.trim().trim_matches(['"', '\'']).trim();
    if value.len() > 80 {
        return None;
    }
    iso(value).or_else(|| seconds(value))
}

/// `2024-03-14`, `2024/3/14 09:30`, `20240314T093000+0100` and their like.
fn iso(value: &str) -> Option<Moment> {
    let (year, rest) = digits(value, 4, 4)?;
    let (month, day, rest) = if let Some(sign) = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.')) {
        let (month, rest) = digits(&rest[1..], 1, 2)?;
        let (day, rest) = digits(rest.strip_prefix(sign)?, 1, 2)?;
        (month, day, rest)
    } else {
        let (month, rest) = digits(rest, 2, 2)?;
        let (day, rest) = digits(rest, 2, 2)?;
        (month, day, rest)
    };
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let moment = Moment::day(year as i16, month as i8, day as i8)?;
    Some(moment.at(clock(rest.trim_start_matches(['T', 't', ' ', ',', '_']))))
}

/// `09:30:00.123+01:00`, `0930`, `09:30 GMT`.
fn clock(value: &str) -> Option<Clock> {
    let (hour, rest) = digits(value, 1, 2)?;
    let (minute, mut rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2, 2)?;
    let mut second = None;
    if let Some((found, after)) = digits(rest.strip_prefix(':').unwrap_or(rest), 2, 2) {
        (second, rest) = (Some(found as i8), after);
        if let Some(fraction) = rest.strip_prefix(['.', ',', ':']) {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    let mut rest = rest.trim_start();
    let mut hour = hour;
    let half: String = rest.chars().take(2).collect::<String>().to_ascii_lowercase();
    if (half == "am" || half == "pm") && (1..=12).contains(&hour) {
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
        rest = rest[2..].trim_start();
    }
    let offset = offset(rest);
    let zulu = rest.starts_with(['Z', 'z']);
    Clock::new(hour as i8, minute as i8, second, offset).map(|c| Clock { zulu, ..c })
}

/// Minutes east of UTC of `Z`, `+01:00`, `-0500`, `+1`, `GMT`, `UTC+2`, `EDT`.
pub(super) fn offset(value: &str) -> Option<i32> {
    let letters: String = value.chars().take_while(char::is_ascii_alphabetic).collect();
    let rest = value[letters.len()..].trim_start();
    let base = if letters.is_empty() { None } else { Some(zone(&letters)?) };
    // GMT+2 is UTC and two hours; EST+2 would be nonsense, and CET (UTC+1) only explains itself.
    let utc = base.is_none_or(|b| b == 0);
    let signed = rest.strip_prefix(['+', '-', '−']).filter(|_| utc).and_then(|r| {
        let (hours, after) = digits(r, 1, 2)?;
        let minutes = digits(after.strip_prefix(':').unwrap_or(after), 2, 2).map_or(0, |(m, _)| m);
        (hours <= 14 && minutes < 60).then_some((hours * 60 + minutes) as i32)
    });
    match signed {
        Some(minutes) => Some(if rest.starts_with('+') { minutes } else { -minutes }),
        None => base,
    }
}

/// Zones whose letters mean one offset only; India's, Ireland's and Israel's IST is none, nor is a bare ET.
fn zone(letters: &str) -> Option<i32> {
    let hours = match letters.to_ascii_uppercase().as_str() {
        "Z" | "GMT" | "UTC" | "WET" => 0,
        "CET" | "MEZ" | "WAT" | "WEST" => 1,
        "CEST" | "MESZ" | "EET" | "SAST" | "CAT" => 2,
        "EEST" | "MSK" | "EAT" => 3,
        "PKT" => 5,
        "WIB" => 7,
        "HKT" | "SGT" | "AWST" => 8,
        "JST" | "KST" => 9,
        "AEST" => 10,
        "AEDT" => 11,
        "NZST" => 12,
        "NZDT" => 13,
        "BRT" | "ART" => -3,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" | "AKDT" => -8,
        "HST" => -10,
        _ => return None,
    };
    Some(hours * 60)
}

/// Seconds or milliseconds since 1970, from 1995 on: ten or thirteen digits.
fn seconds(value: &str) -> Option<Moment> {
    if !value.bytes().all(|b| b.is_ascii_digit()) || !(value.len() == 13 || value.len() == 10) {
        return None;
    }
    let seconds = value[..10].parse::<i64>().ok().filter(|s| *s >= 788_918_400)?;
    let moment = Date::constant(1970, 1, 1).at(0, 0, 0, 0).checked_add(seconds.seconds()).ok()?;
    let (day, time) = (moment.date(), moment.time());
    let clock = Clock::new(time.hour(), time.minute(), Some(time.second()), Some(0)).map(|c| Clock { zulu: true, ..c });
    Some(Moment::day(day.year(), day.month(), day.day())?.at(clock))
}

/// Between `least` and `most` digits at the beginning, and what follows.
pub(super) fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let n = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if n < least {
        return None;
    }
    Some((text[..n].parse().ok()?, &text[n..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (value, expected) in pairs {
            assert_eq!(machine(value).map(Moment::text).as_deref().unwrap_or("none"), *expected, "{value}");
        }
    }

    #[test]
    fn nothing_is_added_and_nothing_lost() {
        check(&[
            ("2024-03-14", "2024-03-14"),
            ("2024-03-14T09:30", "2024-03-14T09:30"),
            ("2024-03-14T09:30:00+01:00", "2024-03-14T09:30:00+01:00"),
            ("2024-03-14T09:30:00.123456-0500", "2024-03-14T09:30:00-05:00"),
            (" 2024-03-14 09:30:00 +0100", "2024-03-14T09:30:00+01:00"),
            ("2024-03-14T09:30:12.000Z", "2024-03-14T09:30:12Z"),
            ("2024-03-14 09:30:12 UTC", "2024-03-14T09:30:12+00:00"),
            ("20240314T093000Z", "2024-03-14T09:30:00Z"),
            ("2024/3/4", "2024-03-04"),
            ("2024-03-14 9:30 PM EDT", "2024-03-14T21:30-04:00"),
            ("1710408612", "2024-03-14T09:30:12Z"),
            ("1710408612000", "2024-03-14T09:30:12Z"),
        ]);
    }

    #[test]
    fn midnight_is_a_day() {
        check(&[("2024-03-14T00:00:00Z", "2024-03-14"), ("2024-03-14T00:00", "2024-03-14")]);
    }

    #[test]
    fn what_no_report_is_from_is_nothing() {
        check(&[
            ("1970-01-01T00:00:00Z", "none"),
            ("0001-01-01T00:00:00", "none"),
            ("2024-02-30", "none"),
            ("9999-12-31", "none"),
            ("", "none"),
            ("Thursday", "none"),
            ("12345678901", "none"),
            ("é", "none"),
        ]);
    }

    #[test]
    fn a_zone_that_means_two_things_is_none() {
        assert_eq!((offset("IST"), offset("ET"), offset("GMT+2"), offset("CEST")), (None, None, Some(120), Some(120)));
    }
}
