//! Times that count from another: weekdays, `today`, `last week`, `two days earlier`, seasons. A token in, a meaning and the token after it out.
//!
//! **Finds** `on Sunday`, `Friday's speech`, `last month`, `three years ago`, `the following day`, `the past decade`, `this autumn`,
//! `over the weekend`. **Leaves alone** names (`Sunday Times`, `Black Friday`, `USA Today`), habits (`on Sundays`), `second` as a rank and
//! `spring` as water or a verb, durations (`for three years`). **Why** none of these is a day. **Source** usage of wires.

use super::meaning::{Base, Meaning, Which};
use crate::resolve::lexicon::{Unit, Words, listed};

/// Words that make a weekday a part of a name when they follow it.
const NAMED_AFTER: [&str; 26] = [
    "times",
    "school",
    "schools",
    "express",
    "mirror",
    "telegraph",
    "post",
    "mail",
    "herald",
    "star",
    "world",
    "independent",
    "prayers",
    "prayer",
    "best",
    "football",
    "tribune",
    "review",
    "magazine",
    "mosque",
    "agreement",
    "islands",
    "island",
    "house",
    "sun",
    "live",
];
/// Words that make it one when they stand before.
const NAMED_BEFORE: [&str; 19] = [
    "black", "good", "ash", "super", "bloody", "palm", "easter", "cyber", "ruby", "holy", "maundy", "shrove", "giving",
    "mardi", "fat", "every", "each", "any", "a",
];

/// The relative expression that begins at `i`, whether a part of the day is told, and the token after it.
pub(super) fn relative(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    deictic(words, i)
        .or_else(|| weekday(words, i))
        .or_else(|| with_unit(words, i))
        .or_else(|| counted(words, i))
        .or_else(|| season(words, i))
        .or_else(|| part_of_day(words, i))
}

fn shift(unit: Unit, count: i32, base: Base) -> Meaning {
    Meaning::Shift { unit, count, base }
}

fn published(count: i32) -> Meaning {
    shift(Unit::Day, count, Base::Published)
}

/// `today`, `yesterday evening`, `the day before yesterday`.
fn deictic(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    if words.are(i, &["the", "day", "before", "yesterday"]) {
        return Some((published(-2), false, i + 4));
    }
    if words.are(i, &["the", "day", "after", "tomorrow"]) {
        return Some((published(2), false, i + 4));
    }
    let count = match words.at(i) {
        "today" => {
            // "USA Today", "Russia Today"
            let name = words.capital(i) && !words.begins(i) && i > 0 && words.capital(i - 1) && words.is_word(i - 1);
            let now = words.is(i.wrapping_sub(1), &["'", "’"]);
            return (!name && !now).then_some((published(0), false, i + 1));
        }
        "tonight" => return Some((published(0), true, i + 1)),
        "yesterday" => -1,
        "tomorrow" => 1,
        _ => return None,
    };
    let part = listed(words.at(i + 1), "part").is_some();
    Some((published(count), part, i + 1 + usize::from(part)))
}

/// `Sunday`, `last Tuesday morning`, `the following Friday`, `Monday night`.
fn weekday(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    let (which, skipped) = which(words, i);
    let at = i + skipped;
    let number = |v: &str| v.parse::<i8>().ok();
    let word = words.at(at);
    let full = listed(word, "weekday").and_then(number);
    let short = || {
        let dot = words.at(at + 1) == ".";
        let beside = dot
            || words.digits(at + 1).is_some()
            || words.at(at + 1) == ","
            || listed(words.at(at + 1), "month").is_some()
            || listed(words.at(at + 1), "month-short").is_some();
        let beside = beside || words.is(at.wrapping_sub(1), &["on", "last", "next", "this"]);
        let led = words.is(at.wrapping_sub(1), &["on", "last", "next", "this"])
            || listed(words.at(at + 1 + usize::from(dot) + usize::from(words.at(at + 1) == ",")), "month-short")
                .is_some()
            || words.digits(at + 1 + usize::from(dot) + usize::from(words.at(at + 1) == ",")).is_some();
        (beside && led).then(|| listed(word, "weekday-short").and_then(number)).flatten()
    };
    let day = full.or_else(short)?;
    if !words.capital(at) || named(words, at) {
        return None;
    }
    let mut end = at + 1;
    if full.is_none() && words.at(end) == "." {
        end += 1;
    }
    let part = listed(words.at(end), "part").is_some()
        && !words.are(end, &["night", "football"])
        && !words.are(end, &["night", "live"]);
    end += usize::from(part);
    let early = words.is(i.wrapping_sub(1), &["early", "late"]);
    // "Friday last", "Sunday next", "a week on Monday"
    let which = if which == Which::Plain && words.at(end) == "last" && !words.is_word(end + 1) {
        end += 1;
        Which::Last
    } else {
        which
    };
    Some((Meaning::Weekday(day, which), part || early, end))
}

fn named(words: &Words<'_>, at: usize) -> bool {
    let after = words.at(at + 1);
    let paper = NAMED_AFTER.contains(&after) && words.capital(at + 1) || ["prayers", "school", "best"].contains(&after);
    let before = NAMED_BEFORE.contains(&words.before(at))
        && (words.capital(at - 1) || ["every", "each", "any", "a"].contains(&words.before(at)));
    // "Wednesday Addams", "Joe Friday": a name of a person has another capital beside it.
    let night = words.is(at + 1, &["night"]) && words.capital(at + 1) && words.capital(at + 2);
    let surname = at > 0
        && words.capital(at - 1)
        && words.is_word(at - 1)
        && !words.begins(at - 1)
        && ["said", "says", "told"].contains(&after)
        && words.is(at - 1, &["joe", "girl"]);
    // "man Friday", "June Smith and Tuesday Weld"
    let surname = surname
        || words.before(at) == "man"
        || (words.capital(at + 1)
            && words.is_word(at + 1)
            && words.is(at.wrapping_sub(1), &["and", "mr", "ms", "mrs"])
            && listed(after, "month").is_none());
    paper || before || night || surname
}

/// `last`, `the following`, and how many tokens they take.
fn which(words: &Words<'_>, i: usize) -> (Which, usize) {
    let the = usize::from(words.at(i) == "the");
    match words.at(i + the) {
        "last" if the == 0 => (Which::Last, 1),
        "past" if the == 1 => (Which::Last, 2),
        "this" if the == 0 => (Which::This, 1 + usize::from(words.is(i + 1, &["coming", "past"]))),
        "next" if the == 0 => (Which::Next, 1),
        "coming" => (Which::Next, the + 1),
        "following" | "next" if the == 1 => (Which::After, 2),
        "previous" | "preceding" if the == 1 => (Which::Before, 2),
        _ => (Which::Plain, 0),
    }
}

/// `last week`, `this year`, `the following day`, `the same month`, `that night`, `the past decade`, `the weekend`.
fn with_unit(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    let the = usize::from(words.at(i) == "the");
    if words.is(i, &["that", "the"]) {
        let same = usize::from(words.is(i + 1, &["same", "very"]));
        let told = words.at(i) == "that" || same == 1;
        let at = i + 1 + same;
        if told && (same == 1 || !words.is(at + 1, &["is", "are"])) {
            if listed(words.at(at), "part").is_some() && words.at(at) != "overnight" {
                return Some((shift(Unit::Day, 0, Base::Narrative), true, at + 1));
            }
            if let Some((unit, false)) =
                words.unit(at).filter(|(u, _)| !matches!(u, Unit::Minute | Unit::Hour | Unit::Century))
            {
                return Some((shift(unit, 0, Base::Narrative), false, at + 1));
            }
        }
    }
    // "the week before that"
    if the == 1 && words.at(i + 3) == "that" && words.is(i + 2, &["before", "after"]) {
        let (unit, _) = words.unit(i + 1).filter(|(_, plural)| !plural)?;
        let count = if words.at(i + 2) == "before" { -1 } else { 1 };
        return Some((shift(unit, count, Base::Narrative), false, i + 4));
    }
    if the == 1 && words.are(i + 1, &["day", "after"]) && !words.is_word(i + 3) {
        return Some((shift(Unit::Day, 1, Base::Narrative), false, i + 3));
    }
    if the == 1 && words.are(i + 1, &["day", "before"]) && !words.is_word(i + 3) {
        return Some((shift(Unit::Day, -1, Base::Narrative), false, i + 3));
    }
    let weekend = |which: Which, end: usize| Some((Meaning::Weekend(which), false, end));
    if the == 1
        && words.at(i + 1) == "weekend"
        && words.is(i.wrapping_sub(1), &["over", "at", "during", "throughout", "on", "for"])
    {
        return weekend(Which::Plain, i + 2);
    }
    let (which, skipped) = which(words, i);
    let at = i + skipped;
    if which == Which::Plain {
        return None;
    }
    if listed(words.at(at), "part").is_some() && words.at(at) != "overnight" {
        let (count, base) = match which {
            Which::Last if words.is(at, &["night", "evening"]) => (-1, Base::Published),
            Which::This => (0, Base::Published),
            Which::After => (1, Base::Narrative),
            Which::Before => (-1, Base::Narrative),
            _ => return None,
        };
        return Some((shift(Unit::Day, count, base), true, at + 1));
    }
    if (matches!(which, Which::Last | Which::Next) || skipped == 2)
        && let Some(found) = stretch(words, i)
    {
        return Some(found);
    }
    let (unit, plural) = words.unit(at)?;
    if plural || matches!(unit, Unit::Minute | Unit::Hour) {
        return None;
    }
    if unit == Unit::Weekend {
        return weekend(which, at + 1);
    }
    let (count, base) = match which {
        Which::Last => (-1, Base::Published),
        Which::This => (0, Base::Published),
        Which::Next => (1, Base::Published),
        Which::After => (1, Base::Narrative),
        Which::Before => (-1, Base::Narrative),
        Which::Plain | Which::Years(_) => return None,
    };
    if unit == Unit::Day && base == Base::Published {
        return if which == Which::This { Some((published(0), false, at + 1)) } else { None };
    }
    if unit == Unit::Century || (unit == Unit::Quarter) {
        return Some((Meaning::Untold, false, at + 1));
    }
    // "last year's", "last week on Tuesday" are one by one; "the last week of March" is another stretch.
    if words.at(at + 1) == "of" && which == Which::Last {
        return None;
    }
    if skipped == 2 && which == Which::Last {
        return Some((Meaning::Stretch { unit, count: -1 }, false, at + 1));
    }
    Some((shift(unit, count, base), false, at + 1))
}

/// `the past three years`, `the next five days`, `the last decade`.
fn stretch(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    let the = usize::from(words.is(i, &["the", "these"]));
    let sign = match words.at(i + the) {
        "last" | "past" => -1,
        "next" | "coming" => 1,
        _ => return None,
    };
    let (count, at) = words.count(i + the + 1)?;
    let (unit, plural) = words.unit(at)?;
    if plural && words.at(at + 1) == "and" && words.count(at + 2).is_some_and(|(_, t)| words.unit(t).is_some()) {
        // "the last 9 years and 10 months"
        let (_, t) = words.count(at + 2)?;
        return Some((Meaning::Untold, false, t + 1));
    }
    let sound = plural && (1..=1000).contains(&count) && !matches!(unit, Unit::Minute);
    sound.then_some((Meaning::Stretch { unit, count: sign * count as i32 }, false, at + 1))
}

/// `two days ago`, `a week earlier`, `three months later`, `five years from now`.
fn counted(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    if words.is(i, &["the", "these"]) {
        return stretch(words, i);
    }
    let (count, mut at) = words.count(i)?;
    if words.are(at, &["few"]) || words.are(at, &["couple", "of"]) || words.at(i) == "several" {
        return None;
    }
    let tens = words.at(at) == "decade" || words.at(at) == "decades";
    at += usize::from(words.at(at) == "full");
    let (unit, _) = words.unit(at)?;
    let end = at + 1;
    let count = i32::try_from(count).ok().filter(|c| *c > 0 && *c < 20_000)?;
    let dated = |sign: i32, base: Base, end: usize| {
        if matches!(unit, Unit::Minute) || (unit == Unit::Hour && base == Base::Narrative) {
            return Some((Meaning::Untold, false, end));
        }
        let unit = if tens { Unit::Decade } else { unit };
        Some((shift(unit, sign * count, base), false, end))
    };
    match words.at(end) {
        "ago" => {
            let today = usize::from(words.is(end + 1, &["today"]));
            dated(-1, Base::Published, end + 1 + today)
        }
        "from" if words.is(end + 1, &["now", "today"]) => dated(1, Base::Published, end + 2),
        "earlier" | "before" | "previously" | "prior" if !follows(words, end) => dated(-1, Base::Narrative, end + 1),
        "later" | "after" | "afterwards" | "afterward" | "on" if !follows(words, end) && words.at(end) != "on" => {
            dated(1, Base::Narrative, end + 1)
        }
        "hence" => dated(1, Base::Published, end + 1),
        _ => None,
    }
}

/// Whether "before" or "after" goes on to say of what: "two days after the vote" counts from the vote, and no calendar tells that.
fn follows(words: &Words<'_>, at: usize) -> bool {
    words.is(at, &["before", "after", "prior"])
        && words.is_word(at + 1)
        && !words.is(at + 1, &["he", "she", "they", "it", "and", "but", "that"])
        || (words.is(at, &["earlier", "later"]) && words.at(at + 1) == "than")
        || words.at(at + 1) == "than"
}

/// `spring 2020`, `the summer of 2012`, `last autumn`, `in the winter`.
fn season(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    let (mut which, skipped) = which(words, i);
    let mut at = i + skipped;
    if which == Which::Plain && words.at(at) == "the" {
        at += 1;
    }
    let number: u8 = listed(words.at(at), "season")?.parse().ok()?;
    let mut end = at + 1;
    // "It is spring", "Summer can be hot", "late autumn": a season of any year.
    let verb = words.is(end, &["is", "are", "was", "can", "has", "brings", "and"]);
    let general = (words.is(at.wrapping_sub(1), &["is", "was"]) && !words.is_word(end))
        || (words.begins(at) && words.capital(at) && verb)
        || (words.is(at.wrapping_sub(1), &["late", "early"])
            && verb
            && !words.is(at.wrapping_sub(2), &["in", "the", "this", "last", "next", "by"]));
    if which == Which::Plain && at == i && general {
        return Some((Meaning::Untold, false, end));
    }
    let of = end + usize::from(words.at(end) == "of");
    if let Some((year, 4)) = words.number(of).filter(|(y, _)| (1000..2200).contains(y)) {
        let season = Meaning::Season { season: number, year: i16::try_from(year).ok(), which: Which::Plain };
        end = of + 1;
        // "the winter of 2019-20"
        if words.is(end, &["-", "–", "/"])
            && words.joined(end)
            && words.joined(end + 1)
            && words.number(end + 1).is_some_and(|(_, n)| n == 2)
        {
            end += 2;
        }
        return Some((season, false, end));
    }
    let bare = words.at(at) == "fall" || words.at(at) == "spring";
    let led = words.is(
        at.wrapping_sub(1),
        &["in", "since", "by", "until", "during", "this", "last", "next", "following", "previous", "every"],
    ) || (words.before(at) == "the"
        && words.is(
            at.wrapping_sub(2),
            &["in", "by", "during", "until", "since", "of", "for", "through", "late", "early"],
        ));
    let closes = !words.is_word(end)
        || !bare
        || words.is(end, &["and", "but", "when", "to", "for", "after", "before", "he", "she", "they"]);
    if which == Which::Plain
        && (!led
            || !closes
            || words.at(end) == "of"
            || words.is(end.wrapping_sub(2), &["every"])
            || words.joined(end) && words.at(end) == "-")
    {
        return None;
    }
    if which == Which::Plain && words.before(at) == "this" {
        which = Which::This;
    }
    Some((Meaning::Season { season: number, year: None, which }, false, end))
}

/// `Friday` is done; here "in the morning" and "overnight" are left alone, "early on" too: no day is told. `the eve` is none.
fn part_of_day(words: &Words<'_>, i: usize) -> Option<(Meaning, bool, usize)> {
    (words.is(i, &["earlier"]) && words.at(i + 1) == "today").then_some((published(0), false, i + 2))
}
