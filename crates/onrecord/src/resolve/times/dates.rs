//! Dates, months, years, decades and centuries as they are written: a token in, a meaning and the token after it out.
//!
//! **Finds** `Jan. 5, 2020`, `the 5th of March`, `5–6 September 2019`, `2024-03-12`, `3 Khordad 1400`, `15 Ramadan`, `44 BC`, `the 1990s`,
//! `19th century`, years. **Leaves alone** `may` and `march` as verbs, people called April, numbers that count something (`2,000`, `2016
//! people`), ages (`in her 90s`). **Why** an invented date is worse than none. **Source** usage of wires; calendars as in `calendars.rs`.

use super::calendars::{Calendar, hijri};
use super::meaning::{Meaning, Which};
use super::value::Value;
use crate::resolve::lexicon::{Words, listed};

/// Words after which a month or year stands.
pub(super) const LEADS: [&str; 29] = [
    "in",
    "since",
    "until",
    "till",
    "by",
    "from",
    "of",
    "last",
    "next",
    "this",
    "early",
    "late",
    "mid",
    "during",
    "between",
    "before",
    "after",
    "around",
    "about",
    "circa",
    "c",
    "to",
    "through",
    "for",
    "previous",
    "following",
    "every",
    "on",
    "and",
];
/// Months that are other words too.
const WORDS_TOO: [u8; 2] = [3, 5];

/// The start of a date's parts: meaning, last day of a range of days, and the token after it.
type Parsed = (Meaning, Option<Meaning>, usize);

fn plain(calendar: Calendar, year: Option<i32>, month: Option<u8>, day: Option<u8>) -> Meaning {
    Meaning::Date { calendar, year, month, day, which: Which::Plain }
}

/// A month of any calendar that begins at `i`; short names and names that are words too only as the context allows.
fn month(words: &Words<'_>, i: usize) -> Option<(Calendar, u8, usize)> {
    let word = words.at(i);
    let number = |v: &str| v.parse::<u8>().ok();
    if let Some(m) = listed(word, "month").and_then(number) {
        return words.capital(i).then_some((Calendar::Gregorian, m, i + 1));
    }
    if let Some(m) = listed(word, "month-short").and_then(number) {
        let dot = words.at(i + 1) == "." && words.joined(i + 1);
        let day = words.digits(i + 1 + usize::from(dot)).is_some();
        let beside = day || (i > 0 && words.digits(i - 1).is_some()) || (dot && LEADS.contains(&words.before(i)));
        let hyphen = words.at(i + 1) == "-" && i > 0 && words.at(i - 1) == "-";
        return (words.capital(i) && (beside || hyphen)).then_some((Calendar::Gregorian, m, i + 1 + usize::from(dot)));
    }
    if !words.capital(i) {
        return None;
    }
    if let Some(m) = listed(word, "persian").and_then(number) {
        return Some((Calendar::Persian, m, i + 1));
    }
    (1..=4).rev().find_map(|n| {
        let phrase = (i + n <= words.len()).then(|| words.phrase(i..i + n))?;
        Some((Calendar::UmmAlQura, listed(&phrase, "hijri").and_then(number)?, i + n))
    })
}

/// A day of a month in digits or as an ordinal, and the token after it.
fn day(words: &Words<'_>, i: usize) -> Option<(u8, usize)> {
    let found = words.number(i).filter(|(_, n)| *n <= 2).map(|(v, _)| (v, i + 1)).or_else(|| words.ordinal(i));
    found.filter(|(v, _)| (1..=31).contains(v)).map(|(v, end)| (v as u8, end))
}

/// A year with its era, and the token after it. `alone`: nothing before it says that it is one.
fn year(words: &Words<'_>, i: usize, calendar: Calendar, alone: bool) -> Option<(i32, usize)> {
    if words.is(i, &["ad", "ce"]) && words.capital(i) {
        let (value, digits) = words.number(i + 1)?;
        return (digits <= 4 && value > 0).then_some((value as i32, i + 2));
    }
    let (value, digits) = words.number(i)?;
    if let Some((before, end)) = era(words, i + 1) {
        return (digits <= 4 && value > 0).then_some((if before { 1 - value as i32 } else { value as i32 }, end));
    }
    let sound = match calendar {
        Calendar::Gregorian | Calendar::Julian => digits == 4 && (1000..=2199).contains(&value),
        Calendar::Persian => digits == 4 && (1200..=1500).contains(&value),
        Calendar::UmmAlQura | Calendar::Tabular => (digits == 4 || digits == 3) && (100..=1600).contains(&value),
    };
    (sound && !(alone && counts(words, i + 1))).then_some((value as i32, i + 1))
}

/// Whether `BC` or `AD` stands at `i`: true for before Christ, and the token after it.
fn era(words: &Words<'_>, i: usize) -> Option<(bool, usize)> {
    if !words.capital(i) {
        return None;
    }
    for (name, before) in [("bc", true), ("bce", true), ("ad", false), ("ce", false)] {
        if words.at(i) == name {
            return Some((before, i + 1));
        }
        let letters: Vec<String> = name.chars().map(String::from).collect();
        let dotted =
            letters.iter().enumerate().all(|(n, l)| words.at(i + 2 * n) == l && words.at(i + 2 * n + 1) == ".");
        if dotted {
            return Some((before, i + 2 * letters.len()));
        }
    }
    None
}

/// Whether the word at `i` says that the number before it counts something: people, votes, km.
fn counts(words: &Words<'_>, i: usize) -> bool {
    const NOUNS: [&str; 48] = [
        "people",
        "men",
        "women",
        "children",
        "votes",
        "seats",
        "dollars",
        "euros",
        "pounds",
        "km",
        "kilometres",
        "kilometers",
        "miles",
        "metres",
        "meters",
        "feet",
        "m",
        "mm",
        "cm",
        "kg",
        "tonnes",
        "tons",
        "troops",
        "soldiers",
        "jobs",
        "workers",
        "homes",
        "houses",
        "families",
        "students",
        "points",
        "percent",
        "%",
        "per",
        "mw",
        "hours",
        "minutes",
        "days",
        "words",
        "members",
        "deaths",
        "cases",
        "barrels",
        "calories",
        "residents",
        "refugees",
        "more",
        "other",
    ];
    NOUNS.contains(&words.at(i)) || words.is(i, &["million", "billion", "thousand", "°"])
}

/// A range of days in one month: the second day and the token after it.
fn second_day(words: &Words<'_>, i: usize) -> Option<(u8, usize)> {
    words.is(i, &["-", "–", "—", "to", "through", "until", "and", "/"]).then(|| day(words, i + 1)).flatten()
}

/// The date, month, year, decade or century that begins at `i`.
pub(super) fn date(words: &Words<'_>, i: usize) -> Option<Parsed> {
    named(words, i)
        .or_else(|| in_digits(words, i))
        .or_else(|| day_first(words, i))
        .or_else(|| month_first(words, i))
        .or_else(|| years(words, i))
}

/// Days with names, by month and day: a name in small letters, words apart.
const DAYS: [(&[&str], u8, u8); 11] = [
    (&["new", "year", "'", "s", "eve"], 12, 31),
    (&["new", "year", "'", "s", "day"], 1, 1),
    (&["christmas", "eve"], 12, 24),
    (&["christmas", "day"], 12, 25),
    (&["boxing", "day"], 12, 26),
    (&["valentine", "'", "s", "day"], 2, 14),
    (&["may", "day"], 5, 1),
    (&["bastille", "day"], 7, 14),
    (&["halloween"], 10, 31),
    (&["juneteenth"], 6, 19),
    (&["christmas"], 12, 25),
];
/// Wars with days that nobody disputes: first and last year, month, day.
type War = (&'static [&'static str], (i16, i8, i8), (i16, i8, i8));
const WARS: [War; 6] = [
    (&["world", "war", "ii"], (1939, 9, 1), (1945, 9, 2)),
    (&["second", "world", "war"], (1939, 9, 1), (1945, 9, 2)),
    (&["wwii"], (1939, 9, 1), (1945, 9, 2)),
    (&["world", "war", "i"], (1914, 7, 28), (1918, 11, 11)),
    (&["first", "world", "war"], (1914, 7, 28), (1918, 11, 11)),
    (&["wwi"], (1914, 7, 28), (1918, 11, 11)),
];

/// `Christmas Day 2019`, `New Year's Eve`, `World War II`.
fn named(words: &Words<'_>, i: usize) -> Option<Parsed> {
    if !words.capital(i) {
        return None;
    }
    let is = |name: &[&str]| {
        name.iter().enumerate().all(|(n, w)| words.at(i + n) == *w || (*w == "'" && words.at(i + n) == "’"))
    };
    if let Some((name, a, b)) = WARS.iter().find(|(name, _, _)| is(name)) {
        let day = |(y, m, d): (i16, i8, i8)| jiff::civil::Date::new(y, m, d).ok();
        return Some((Meaning::Fixed(Value::Days(day(*a)?, day(*b)?)), None, i + name.len()));
    }
    let (name, m, d) = DAYS.iter().find(|(name, _, _)| is(name))?;
    let end = i + name.len();
    let (year, end) = match year(words, end, Calendar::Gregorian, true) {
        Some((year, end)) => (Some(year), end),
        None => (None, end),
    };
    // "the Christmas market", "Christmas Island"
    let noun = name.len() == 1
        && year.is_none()
        && (words.is_word(end)
            && !words.is(
                end,
                &[
                    "and", "in", "but", "when", "this", "last", "at", "with", "on", "he", "she", "they", "or", "to",
                    "for",
                ],
            )
            || words.is(end, &["-"]));
    (!noun).then_some((plain(Calendar::Gregorian, year, Some(*m), Some(*d)), None, end))
}

/// `2024-03-12`, `12/03/2024`, `12.03.2024`. Where day and month could be either, the date has no value.
fn in_digits(words: &Words<'_>, i: usize) -> Option<Parsed> {
    let joined = (1..5).all(|n| words.joined(i + n));
    let sign = words.at(i + 1);
    if !joined
        || sign != words.at(i + 3)
        || !["-", "/", "."].contains(&sign)
        || (i > 0 && words.joined(i) && !words.is(i - 1, &["(", "[", "\"", "“"]))
    {
        return None;
    }
    let part = |t: usize| words.digits(t).filter(|(_, _, rest)| rest.is_empty()).map(|(v, n, _)| (v, n));
    let ((a, na), (b, nb), (c, nc)) = (part(i)?, part(i + 2)?, part(i + 4)?);
    if words.joined(i + 5) && words.is(i + 5, &["-", "/"]) {
        return None;
    }
    let date = |y: i64, m: i64, d: i64| {
        let sound = (1000..2200).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
        sound.then(|| plain(Calendar::Gregorian, Some(y as i32), Some(m as u8), Some(d as u8)))
    };
    let meaning = match (na, nb, nc) {
        (4, 1..=2, 1..=2) if sign != "." => date(a, b, c)?,
        (1..=2, 1..=2, 4) if sign == "." || a > 12 => date(c, b, a)?,
        (1..=2, 1..=2, 4) if b > 12 || a == b => date(c, a, b)?,
        (1..=2, 1..=2, 4) => date(c, a, b).map(|_| Meaning::Untold)?,
        _ => return None,
    };
    Some((meaning, None, i + 5))
}

/// `5 March 2020`, `the 5th of March`, `5–6 September`, `8-May-2006`.
fn day_first(words: &Words<'_>, i: usize) -> Option<Parsed> {
    let (first, mut at) = day(words, i)?;
    if i > 0 && words.joined(i) && words.is(i - 1, &[":", ".", ",", "/", "$", "£", "€"]) {
        return None;
    }
    let mut last = None;
    if let Some((d, end)) = second_day(words, at).filter(|(d, _)| *d > first) {
        (last, at) = (Some(d), end);
    }
    // "the 1st day of Feb."
    if words.are(at, &["day", "of"]) {
        at += 1;
    }
    at += usize::from(words.at(at) == "of");
    at += usize::from(words.at(at) == "-" && words.joined(at) && words.joined(at + 1));
    let (calendar, m, end) = month(words, at)?;
    let hyphen = usize::from(words.at(end) == "-" && words.joined(end));
    let comma = usize::from(words.at(end) == ",");
    let found =
        year(words, end + hyphen.max(comma), calendar, false).filter(|(_, after)| comma == 0 || !counts(words, *after));
    let (y, end) = match found {
        Some((y, after)) => (Some(y), after),
        None => (None, end),
    };
    let (calendar, end) = style(words, calendar, y, end);
    // "October last", "Feb. next"
    let which = match words.at(end) {
        "last" if y.is_none() => Which::Last,
        "next" if y.is_none() => Which::Next,
        _ => Which::Plain,
    };
    let end = end + usize::from(which != Which::Plain);
    let date = |d: u8| Meaning::Date { calendar, year: y, month: Some(m), day: Some(d), which };
    Some((date(first), last.map(date), end))
}

/// `March 5, 2020`, `March 3-5`, `October, 1805`, `in May`, `Khordad 1400`.
fn month_first(words: &Words<'_>, i: usize) -> Option<Parsed> {
    let (calendar, m, mut end) = month(words, i)?;
    let (mut first, mut last) = (None, None);
    end += usize::from(words.at(end) == "the" && words.ordinal(end + 1).is_some());
    if let Some((d, after)) =
        day(words, end).filter(|(_, after)| !words.is(*after, &[":", "%"]) || !words.joined(*after))
    {
        (first, end) = (Some(d), after);
        if let Some((d2, after)) =
            second_day(words, end).filter(|(d2, after)| *d2 > d && month(words, *after).is_none())
        {
            let and = words.at(end) == "and" && words.ordinal(end + 1).is_none() && words.at(after) != ",";
            if !and {
                (last, end) = (Some(d2), after);
            }
        }
    }
    // "April 14th or 15th"
    if first.is_some() && words.at(end) == "or" && words.ordinal(end + 1).is_some() {
        return Some((Meaning::Untold, None, end + 2));
    }
    let comma = usize::from(words.at(end) == ",");
    let of = usize::from(comma == 0 && words.at(end) == "of");
    let (y, after) = match year(words, end + comma + of, calendar, comma > 0) {
        Some((y, after)) => (Some(y), after),
        None => (None, end),
    };
    end = after;
    if first.is_none() && y.is_none() && !stands_alone(words, i, end, calendar, m) {
        return None;
    }
    let (calendar, end) = style(words, calendar, y, end);
    let date = |d: Option<u8>| plain(calendar, y, Some(m), d);
    Some((date(first), last.map(|d| date(Some(d))), end))
}

/// Whether a month without day and year is a month.
fn stands_alone(words: &Words<'_>, i: usize, end: usize, calendar: Calendar, m: u8) -> bool {
    let before = words.before(i);
    let led = LEADS.contains(&before) || (before == "-" && words.joined(i));
    if calendar != Calendar::Gregorian {
        // A month of fasting and a man's name: without day or year no calendar says which one is meant.
        return false;
    }
    let named = words.capital(end)
        && !words.is(end, &["when", "after", "but", "and"])
        && words.is_word(end)
        && !words.joined(end);
    let possessive = words.is(end, &["'", "’"]) && words.at(end + 1) == "s";
    if WORDS_TOO.contains(&m) {
        let firm = ["in", "since", "until", "till", "last", "next", "this", "early", "late", "mid", "during", "-"];
        let by = ["by", "from", "of", "to", "through", "between", "before", "after"].contains(&before) && !possessive;
        let on = words.is(end, &["on", "for", "in", "against", "through"]) && !firm.contains(&before);
        return (firm.contains(&before) || by) && !named && !on;
    }
    if named && (!led || before == "and") {
        return false;
    }
    // "April Jones said", but "in April Jones said"
    let name_before = i > 0 && words.capital(i - 1) && words.is_word(i - 1) && !words.begins(i - 1) && !led;
    (led || possessive || !words.begins(i) || words.is(end, &["was", "is", "saw", "brought", "and"]))
        && !name_before
        && !(named && before == "by")
}

/// `AH`, `(Old Style)` after a date.
fn style(words: &Words<'_>, calendar: Calendar, year: Option<i32>, end: usize) -> (Calendar, usize) {
    match calendar {
        Calendar::UmmAlQura => {
            let end = end + usize::from(year.is_some() && words.is(end, &["ah", "hijri"]));
            (year.map_or(calendar, hijri), end)
        }
        Calendar::Persian => (calendar, end + usize::from(year.is_some() && words.is(end, &["sh", "ap", "hijri"]))),
        _ if year.is_some() => {
            let open = end + usize::from(words.is(end, &["(", ","]));
            let len = if words.are(open, &["old", "style"]) {
                2
            } else if words.are(open, &["o", ".", "s", "."]) {
                4
            } else if words.are(open, &["julian", "calendar"]) {
                2
            } else {
                0
            };
            match len {
                0 => (calendar, end),
                n => (Calendar::Julian, open + n + usize::from(words.at(open + n) == ")")),
            }
        }
        _ => (calendar, end),
    }
}

/// Years, decades, centuries and ranges of years.
fn years(words: &Words<'_>, i: usize) -> Option<Parsed> {
    decade(words, i).or_else(|| century(words, i)).or_else(|| {
        let before = words.before(i);
        let (first, end) = year(words, i, Calendar::Gregorian, true)?;
        let era = end > i + 1;
        if i > 0 && words.joined(i) && !words.is(i - 1, &["(", "[", "-", "–", "—", "\"", "“", "‘", "'", "’", "/"])
        {
            return None;
        }
        let whole = Meaning::Fixed(Value::Year(i16::try_from(first).ok()?));
        let spaced = !words.joined(end) && words.is(end, &["–", "—"]);
        if !era && words.is(end, &["-", "–", "—", "/"]) && (words.joined(end) || spaced) {
            if let Some((last, digits)) =
                words.number(end + 1).filter(|(_, n)| words.joined(end + 1) || (spaced && *n == 2))
            {
                let last = if digits == 2 { i64::from(first) / 100 * 100 + last } else { last };
                let sound = (digits == 2 || digits == 4) && last > i64::from(first) && last < i64::from(first) + 150;
                return sound.then_some(()).and_then(|()| {
                    Some((whole, Some(Meaning::Fixed(Value::Year(i16::try_from(last).ok()?))), end + 2))
                });
            }
            if words.at(end) == "/" {
                return None;
            }
        }
        if i > 1 && words.joined(i) && words.is(i - 1, &["-", "/"]) && words.digits(i - 2).is_some() {
            return None;
        }
        let closes = words.is(end, &[")", ",", ";", "-", "–", "—", "]"]);
        let bracketed = words.is(i.wrapping_sub(1), &["(", "["]) || words.at(end) == ")";
        let led = [
            "in", "since", "until", "till", "by", "of", "from", "during", "circa", "c", "early", "late", "mid",
            "between", "after", "before", "year", "around", "through", "to", "and", "for", "the", "a", "his", "her",
            "their", "its", "last", "as",
        ]
        .contains(&before);
        let recent = (1900..=2099).contains(&first);
        let dotted = before == "." && i > 1 && words.is(i - 2, &["c", "ca"]);
        let sound = era
            || dotted
            || (recent && (led || closes || bracketed || !words.is_word(end) || words.begins(i)))
            || (1000..1900).contains(&first)
                && (bracketed
                    || ["in", "since", "until", "till", "during", "circa", "early", "late", "year", "between", "from"]
                        .contains(&before)
                    || (["by", "after", "before", "of", "around", "about", "and", "to", "the"].contains(&before)
                        && !words.is_word(end)));
        let coded = words.is(
            i.wrapping_sub(1),
            &["no", "number", "#", "page", "section", "article", "room", "flight", "route", "highway", "model"],
        );
        let currency = words.is(i.wrapping_sub(1), &["$", "£", "€", "us$", "rs"]);
        (sound && !coded && !currency).then_some((whole, None, end))
    })
}

/// `the 1990s`, `the '90s`, `the nineties`.
fn decade(words: &Words<'_>, i: usize) -> Option<Parsed> {
    if let Some(tens) = listed(words.at(i), "decade").and_then(|v| v.parse().ok()) {
        let fits = words.before(i) == "the" || words.is(i.wrapping_sub(1), &["early", "late", "mid"]);
        return fits.then_some((Meaning::Nineties(tens), None, i + 1));
    }
    let apostrophe = usize::from(words.is(i, &["'", "’", "‘"]) && words.joined(i + 1));
    let (value, count, rest) = words.digits(i + apostrophe)?;
    let mut end = i + apostrophe + 1;
    let plural =
        rest == "s" || (rest.is_empty() && words.is(end, &["'", "’"]) && words.at(end + 1) == "s" && count > 1);
    if !plural || value % 10 != 0 {
        return None;
    }
    end += if rest == "s" { 0 } else { 2 };
    match count {
        4 if apostrophe == 0 && (1000..2200).contains(&value) => {
            // "Vision 2030's goals"; "the 1800s" are a century, "the 2000s" ten years.
            let own = rest == "s" || words.is(i.wrapping_sub(1), &["the", "early", "late", "mid"]);
            let hundred = value % 100 == 0 && value < 2000;
            let stretch = if hundred { Value::Century(value as i16 / 100 + 1) } else { Value::Decade(value as i16) };
            own.then_some((Meaning::Fixed(stretch), None, end))
        }
        2 => {
            let led = words.is(i.wrapping_sub(1), &["the", "early", "late", "mid", "-", "and", "or"])
                || (i > 1 && words.at(i - 2) == "the" && words.is_word(i - 1));
            // "in his late 60s"
            let led = led && !words.is(i.wrapping_sub(2), &["his", "her", "their", "my", "your", "our"]);
            let hot = words.is(i.wrapping_sub(2), &["in"]) && words.is(end, &["fahrenheit", "celsius"]);
            ((apostrophe == 1 || led) && !hot && value >= 10).then_some((Meaning::Nineties(value as u8), None, end))
        }
        _ => None,
    }
}

/// `19th century`, `the seventh century BC`, `late 19th and early 20th centuries`.
fn century(words: &Words<'_>, i: usize) -> Option<Parsed> {
    let (number, after) = words.ordinal(i).filter(|(n, _)| (1..=30).contains(n))?;
    let mut end = after + usize::from(words.at(after) == "-");
    let value = |n: i64, before: bool| Meaning::Fixed(Value::Century(if before { -(n as i16) } else { n as i16 }));
    if words.is(end, &["century", "centuries"]) {
        end += 1;
        return Some(match era(words, end) {
            Some((before, end)) => (value(number, before), None, end),
            None => (value(number, false), None, end),
        });
    }
    if !words.is(end, &["and", "to", "or", "–", "through"]) {
        return None;
    }
    end += 1 + usize::from(words.is(end + 1, &["the"]));
    end += usize::from(words.is(end, &["early", "late", "mid"]));
    let (last, after) = words.ordinal(end).filter(|(n, _)| *n > number && *n <= 30)?;
    let end = after + usize::from(words.at(after) == "-");
    words.is(end, &["century", "centuries"]).then(|| (value(number, false), Some(value(last, false)), end + 1))
}
