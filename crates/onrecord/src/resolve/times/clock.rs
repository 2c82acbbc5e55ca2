//! Times of day: `9:30 a.m.`, `0930 GMT`, `21:30 Moscow time`, `noon`. A token in, time, zone and the token after it out.
//!
//! **Finds** hours with a.m. or p.m., hours and minutes with a colon, four digits before a zone, noon and midnight. **Leaves alone**
//! scores and ratios (`3:1`, `2:15.8`) and Bible verses: hours and minutes alone need `at`, `by`, `until`, `from`, `around`, a zone or a
//! word of time before them. **Why** a wrong minute is worse than none. **Source** AP and Reuters style, zones of IANA; names that
//! several zones share (IST, CST, AST) give none.

use jiff::civil::Time;

use super::meaning::Clock;
use crate::resolve::lexicon::Words;

/// Zones with one meaning, minutes east of UTC.
const ZONES: [(&str, i16); 22] = [
    ("gmt", 0),
    ("utc", 0),
    ("bst", 60),
    ("wat", 60),
    ("cet", 60),
    ("cest", 120),
    ("sast", 120),
    ("cat", 120),
    ("eet", 120),
    ("eest", 180),
    ("eat", 180),
    ("msk", 180),
    ("trt", 180),
    ("pkt", 300),
    ("wib", 420),
    ("hkt", 480),
    ("jst", 540),
    ("aest", 600),
    ("est", -300),
    ("edt", -240),
    ("pst", -480),
    ("pdt", -420),
];
/// Towns and countries whose time has been one all through the year for years.
const PLACES: [(&str, i16); 14] = [
    ("moscow", 180),
    ("istanbul", 180),
    ("riyadh", 180),
    ("baghdad", 180),
    ("tehran", 210),
    ("iran", 210),
    ("kabul", 270),
    ("pakistan", 300),
    ("indian", 330),
    ("india", 330),
    ("kathmandu", 345),
    ("beijing", 480),
    ("singapore", 480),
    ("tokyo", 540),
];

/// The time of day that begins at `i`.
pub(super) fn clock(words: &Words<'_>, i: usize) -> Option<(Clock, usize)> {
    if words.is(i, &["noon", "midnight"]) && (words.begins(i) || !words.capital(i)) {
        let hour = if words.at(i) == "noon" { 12 } else { 0 };
        let (offset, end) = zone(words, i + 1);
        return Some((Clock { time: Time::new(hour, 0, 0, 0).ok()?, offset }, end));
    }
    let (value, count, rest) = words.digits(i)?;
    let written_before = i > 0 && words.joined(i) && words.is(i - 1, &[":", ".", ",", "/", "-", "$", "£", "€"]);
    if written_before {
        return None;
    }
    if count == 4 && rest.is_empty() {
        let (offset, end) = zone(words, i + 1);
        let sure = offset.is_some()
            || words.are(i + 1, &["local", "time"])
            || words.at(i + 1) == "hours"
            || words.at(i + 1) == "hrs";
        let end = if offset.is_none() { i + 2 + usize::from(words.at(i + 1) == "local") } else { end };
        return sure.then_some(()).and_then(|()| Some((Clock { time: time(value / 100, value % 100)?, offset }, end)));
    }
    if count > 2 {
        return None;
    }
    let mut hour = value;
    let mut minute = 0;
    let mut end = i + 1;
    let mut half = rest.to_owned();
    let mut with_minutes = false;
    if rest.is_empty() && words.is(end, &[":", "."]) && words.joined(end) && words.joined(end + 1) {
        let (m, digits, suffix) = words.digits(end + 1)?;
        if digits != 2 || m > 59 {
            return None;
        }
        let more = words.is(end + 2, &[":", "."])
            && words.joined(end + 2)
            && words.joined(end + 3)
            && words.digits(end + 3).is_some();
        if more {
            return None;
        }
        (minute, with_minutes, half) = (m, words.at(end) == ":", suffix.to_owned());
        end += 2;
    }
    let mut told = true;
    if half.is_empty() {
        if words.is(end, &["am", "pm"]) {
            words.at(end).clone_into(&mut half);
            end += 1;
        } else if words.is(end, &["a", "p"])
            && words.at(end + 1) == "."
            && words.at(end + 2) == "m"
            && words.joined(end + 2)
        {
            half = format!("{}m", words.at(end));
            end += 3 + usize::from(words.at(end + 3) == "." && words.joined(end + 3));
        } else if words.is(end, &["o"]) && words.is(end + 1, &["'", "’"]) && words.at(end + 2) == "clock" {
            return None;
        } else {
            told = false;
        }
    }
    match half.as_str() {
        "pm" if (1..=12).contains(&hour) => hour = hour % 12 + 12,
        "am" if (1..=12).contains(&hour) => hour %= 12,
        "" if !told => {}
        "h" if minute == 0 => {}
        _ => return None,
    }
    let (offset, after) = zone(words, end);
    if !told {
        let led = [
            "at", "by", "until", "till", "from", "around", "about", "before", "after", "since", "shortly", "between",
            "to",
        ];
        if !(with_minutes
            && (offset.is_some()
                || words.are(end, &["local", "time"])
                || (count == 2 && led.contains(&words.before(i)))))
        {
            return None;
        }
    }
    let after = if offset.is_none() && words.are(end, &["local", "time"]) { end + 2 } else { after };
    Some((Clock { time: time(hour, minute)?, offset }, after))
}

fn time(hour: i64, minute: i64) -> Option<Time> {
    let hour = if hour == 24 && minute == 0 { 0 } else { hour };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// The zone that begins at `i` and the token after it; that of a name with several zones is none, but the name is passed over.
fn zone(words: &Words<'_>, i: usize) -> (Option<i16>, usize) {
    let word = words.at(i);
    if word == "(" {
        let (offset, end) = zone(words, i + 1);
        return if offset.is_some() && words.at(end) == ")" { (offset, end + 1) } else { (None, i) };
    }
    let known = ZONES.iter().find(|(name, _)| *name == word).map(|(_, o)| *o);
    if let Some(offset) = known.filter(|_| words.document.token_text(i).chars().all(char::is_uppercase)) {
        let signed = (offset == 0 && words.is(i + 1, &["+", "-", "−", "–"]) && words.joined(i + 1))
            .then(|| words.number(i + 2))
            .flatten();
        return match signed.filter(|(h, _)| *h <= 14) {
            Some((h, _)) => (Some((60 * h as i16) * if words.at(i + 1) == "+" { 1 } else { -1 }), i + 3),
            None => (Some(offset), i + 1),
        };
    }
    let place = PLACES.iter().find(|(name, _)| *name == word && words.at(i + 1) == "time").map(|(_, o)| *o);
    if place.is_some() {
        return (place, i + 2);
    }
    let shared = ["ist", "cst", "ast", "et", "pt", "ct", "mt", "cdt", "mst", "mdt", "eastern", "pacific", "central"];
    if shared.contains(&word) && words.capital(i) {
        return (None, i + 1 + usize::from(words.at(i + 1) == "time"));
    }
    (None, i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, Option<i16>)>) {
        let (document, _) = document(text);
        let words = Words::new(&document);
        let found = (0..words.len()).find_map(|i| clock(&words, i)).map(|(c, _)| (c.time.to_string(), c.offset));
        assert_eq!(found.as_ref().map(|(t, o)| (&t[..5], *o)), expected, "{text}");
    }

    #[test]
    fn times_of_day_as_reports_write_them() {
        check("at 9:30 a.m. on Tuesday", Some(("09:30", None)));
        check("by 12pm", Some(("12:00", None)));
        check("at 0930 GMT", Some(("09:30", Some(0))));
        check("from 21:30 Moscow time", Some(("21:30", Some(180))));
        check("at 7.15pm IST", Some(("19:15", None)));
        check("at 14:05 (GMT+3)", Some(("14:05", Some(180))));
    }

    #[test]
    fn scores_verses_and_amounts_are_no_times() {
        for text in ["a 3:1 win", "in 2:15.8", "Isaiah 2:4", "paid $9.30", "a ratio of 21:30", "at 25:10"] {
            check(text, None);
        }
    }
}
