//! Dates as people write them, in running text.
//!
//! `Published 9.30am GMT, 14 March 2024` goes in, `2024-03-14T09:30+00:00` and its place come out.
//!
//! **Finds** a day with a month's name in any order, a day in numbers with a year of four digits, and a time beside it.
//! **Leaves alone** days without a year, years of two digits, "yesterday", and `03/04/2024` where nothing says which is the
//! month. **Why** a wrong day is worse than none: every "on Tuesday" of the report is counted from it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::dates::{Clock, Moment, offset};

static MONTHS: LazyLock<HashMap<&'static str, i8>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/months.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).filter_map(|(word, n)| Some((word, n.parse().ok()?))).collect()
});

/// What stands first where a day is written in numbers, `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

impl Order {
    /// The order that the numbers of `text` themselves show, a day above 12 standing first or second.
    pub(super) fn shown(text: &str) -> Self {
        let tokens = tokens(text);
        let (mut day, mut month) = (false, false);
        for i in 0..tokens.len() {
            if let Some((a, b, _, sign)) = triple(&tokens, i)
                && sign == "/"
            {
                day |= a > 12 && b <= 12;
                month |= b > 12 && a <= 12;
            }
        }
        match (day, month) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }

    /// The order of a declared language or region: only Americans put the month first.
    pub(super) fn of_language(tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        match tag.split('-').collect::<Vec<_>>()[..] {
            [_, .., "us"] => Self::MonthFirst,
            ["en" | ""] => Self::Unknown,
            _ => Self::DayFirst,
        }
    }
}

/// The dates in `text` with their places, in order.
pub(super) fn find(text: &str, order: Order) -> Vec<(Range<usize>, Moment)> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    let (mut i, mut last) = (0, 0);
    while i < tokens.len() {
        let found = named(&tokens, i).or_else(|| numbered(&tokens, i, order));
        let Some((end, moment)) = found else {
            i += 1;
            continue;
        };
        let (mut from, mut to, mut clock) = (i, end, None);
        if let Some((after, time)) = time_after(text, &tokens, end) {
            (to, clock) = (after, Some(time));
        } else if let Some((before, time)) = time_before(text, &tokens, last, i) {
            (from, clock) = (before, Some(time));
        }
        out.push((tokens[from].start..tokens[to - 1].end, moment.at(clock)));
        (i, last) = (to, to);
    }
    out
}

/// A number, a word or a mark.
struct Token<'t> {
    text: &'t str,
    small: String,
    start: usize,
    end: usize,
    /// Whether no white space stands before it.
    glued: bool,
}

impl Token<'_> {
    fn number(&self, most: usize) -> Option<u32> {
        (self.text.len() <= most && self.text.as_bytes()[0].is_ascii_digit()).then(|| self.text.parse().ok())?
    }

    fn month(&self) -> Option<i8> {
        MONTHS.get(self.small.as_str()).copied()
    }

    fn year(&self) -> Option<i16> {
        self.number(4).filter(|_| self.text.len() == 4).map(|y| y as i16)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let class = |c: char| {
        if c.is_ascii_digit() {
            0
        } else if c.is_alphabetic() {
            1
        } else if c.is_whitespace() {
            2
        } else {
            3
        }
    };
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut glued = false;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if class(c) < 2 {
            while let Some((at, next)) = chars.next_if(|(_, next)| class(*next) == class(c)) {
                end = at + next.len_utf8();
            }
        }
        if class(c) != 2 {
            out.push(Token { text: &text[start..end], small: text[start..end].to_lowercase(), start, end, glued });
        }
        glued = class(c) != 2;
    }
    out
}

/// Passes over up to three of the words and marks that may stand between the parts of a date.
fn pass(tokens: &[Token<'_>], mut i: usize) -> usize {
    const BETWEEN: [&str; 14] = [".", ",", "-", "/", "de", "del", "do", "of", "den", "ta", "the", "’", "'", "‑"];
    for _ in 0..3 {
        if tokens.get(i).is_some_and(|t| BETWEEN.contains(&t.small.as_str())) {
            i += 1;
        }
    }
    i
}

/// A day of the month with its ending, and what follows.
fn day(tokens: &[Token<'_>], i: usize) -> Option<(usize, i8)> {
    let day = tokens.get(i)?.number(2).filter(|d| (1..=31).contains(d))?;
    let ending = tokens.get(i + 1).is_some_and(|t| {
        let endings = ["st", "nd", "rd", "th", "er", "º", "ª", "°", "o"];
        endings.contains(&t.small.as_str()) && (t.glued || t.small.len() == 2)
    });
    Some((i + 1 + usize::from(ending), day as i8))
}

/// A date with a month's name at `i`.
fn named(tokens: &[Token<'_>], i: usize) -> Option<(usize, Moment)> {
    if let Some(month) = tokens[i].month() {
        let (at, day) = day(tokens, pass(tokens, i + 1))?;
        let at = pass(tokens, at);
        return Some((at + 1, Moment::day(tokens.get(at)?.year()?, month, day)?));
    }
    if let Some(year) = tokens[i].year() {
        let at = pass(tokens, i + 1);
        let month = tokens.get(at)?.month()?;
        let (end, day) = day(tokens, pass(tokens, at + 1))?;
        return Some((end, Moment::day(year, month, day)?));
    }
    let (at, day) = day(tokens, i)?;
    let at = pass(tokens, at);
    let month = tokens.get(at)?.month()?;
    let at = pass(tokens, at + 1);
    Some((at + 1, Moment::day(tokens.get(at)?.year()?, month, day)?))
}

/// Three numbers parted by one sign, the last a year: the first two, the year and the sign.
fn triple<'t>(tokens: &[Token<'t>], i: usize) -> Option<(u32, u32, i16, &'t str)> {
    let [first, sign, second, again, year] = tokens.get(i..i + 5)? else { return None };
    let same = sign.text == again.text && ["/", "-", ".", "‑"].contains(&sign.text);
    let alone = tokens.get(i + 5).is_none_or(|n| n.text != sign.text || !n.glued)
        && !(i > 0 && first.glued && is_sign(tokens, i));
    let sound = same && alone && sign.glued && again.glued;
    sound.then_some((first.number(2)?, second.number(2)?, year.year()?, sign.text))
}

/// Whether what stands before `i` shows that the number goes on to the left.
fn is_sign(tokens: &[Token<'_>], i: usize) -> bool {
    ["/", "-", ".", "#"].contains(&tokens[i - 1].text) || tokens[i - 1].text.as_bytes()[0].is_ascii_digit()
}

/// A date in numbers at `i`.
fn numbered(tokens: &[Token<'_>], i: usize, order: Order) -> Option<(usize, Moment)> {
    if let Some(year) = tokens[i].year() {
        let [_, s, month, t, day] = tokens.get(i..i + 5)? else { return None };
        let east = s.text.starts_with(['年', '년']) && t.text.starts_with(['月', '월']);
        let same = s.text == t.text && ["/", "-", ".", "‑"].contains(&s.text);
        if !(east || same) || (i > 0 && tokens[i].glued && is_sign(tokens, i)) {
            return None;
        }
        let mut end = i + 5;
        end += usize::from(east && tokens.get(end).is_some_and(|t| t.text.starts_with(['日', '일'])));
        return Some((end, Moment::day(year, month.number(2)? as i8, day.number(2)? as i8)?));
    }
    let (a, b, year, sign) = triple(tokens, i)?;
    let day_first = match (a > 12, b > 12) {
        (true, false) => true,
        (false, true) => false,
        (true, true) => return None,
        _ if a == b || sign == "." => true,
        _ if order == Order::Unknown => return None,
        _ => order == Order::DayFirst,
    };
    let (day, month) = if day_first { (a, b) } else { (b, a) };
    Some((i + 5, Moment::day(year, month as i8, day as i8)?))
}

/// Words and marks between a day and its time.
fn between(token: &Token<'_>) -> bool {
    const WORDS: [&str; 46] = [
        "at",
        "um",
        "à",
        "a",
        "las",
        "los",
        "alle",
        "ore",
        "kl",
        "klo",
        "om",
        "às",
        "as",
        "o",
        "on",
        "t",
        "time",
        "u",
        "et",
        "pt",
        "ct",
        "mt",
        "ist",
        "uhr",
        "hrs",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "local",
        "eastern",
        "pacific",
        "central",
    ];
    const MARKS: [&str; 12] = [",", ".", "|", "-", "–", "—", "•", "·", "(", ")", "@", ":"];
    WORDS.contains(&token.small.as_str()) || MARKS.contains(&token.text)
}

fn time_after(text: &str, tokens: &[Token<'_>], end: usize) -> Option<(usize, Clock)> {
    for i in end..tokens.len().min(end + 5) {
        if let Some(found) = time(text, tokens, i) {
            return Some(found);
        }
        if !between(&tokens[i]) {
            return None;
        }
    }
    None
}

fn time_before(text: &str, tokens: &[Token<'_>], last: usize, begin: usize) -> Option<(usize, Clock)> {
    (begin.saturating_sub(10).max(last)..begin).find_map(|i| {
        let (end, clock) = time(text, tokens, i)?;
        let inside = i > 0 && tokens[i].glued && is_sign(tokens, i);
        (!inside && end <= begin && tokens[end..begin].iter().all(between)).then_some((i, clock))
    })
}

/// A time of day at `i`: `09:30`, `9.30am`, `9 pm EDT`, `21h05`.
fn time(text: &str, tokens: &[Token<'_>], i: usize) -> Option<(usize, Clock)> {
    let mut hour = tokens[i].number(2)?;
    let sign = tokens.get(i + 1).map_or("", |t| t.small.as_str());
    let two = |at: usize| tokens.get(at).filter(|t| t.text.len() == 2 && t.glued).and_then(|t| t.number(2));
    let minute = two(i + 2).filter(|_| [":", ".", "h"].contains(&sign));
    let mut end = if minute.is_some() { i + 3 } else { i + 1 };
    let seconds = tokens.get(end).is_some_and(|t| t.text == ":" && t.glued && minute.is_some());
    let second = if seconds { two(end + 1) } else { None };
    end += if second.is_some() { 2 } else { 0 };
    let word = |at: usize| tokens.get(at).map_or("", |t| t.small.as_str());
    let half = match (word(end), word(end + 1), word(end + 2)) {
        (half @ ("am" | "pm"), ..) => {
            end += 1;
            half
        }
        (half @ ("a" | "p"), ".", "m") => {
            end += 3 + usize::from(word(end + 3) == ".");
            if half == "a" { "am" } else { "pm" }
        }
        _ => "",
    };
    if !half.is_empty() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
    }
    let bracket = usize::from(word(end) == "(");
    let mut east = None;
    if let Some(token) = tokens.get(end + bracket) {
        let rest = &text[token.start..];
        let signed = rest.starts_with(['+', '-'])
            && rest.len() >= 5
            && rest[1..].bytes().take(4).all(|b| b.is_ascii_digit() || b == b':');
        let capital = token.text.len() > 1 && token.text.chars().all(|c| c.is_ascii_uppercase());
        if signed || capital {
            east = offset(rest);
        }
        if east.is_some() {
            end += 1 + bracket;
            // The numbers of the offset belong to it.
            while signed && tokens.get(end).is_some_and(|t| t.glued && (t.text == ":" || t.number(4).is_some())) {
                end += 1;
            }
        }
    }
    // Neither "4.50" nor "9" is a time unless something says so.
    let sure = matches!(sign, ":" | "h") && minute.is_some();
    if !sure && half.is_empty() && !(minute.is_some() && (east.is_some() || word(end) == "uhr")) {
        return None;
    }
    Some((end, Clock::new(hour as i8, minute.unwrap_or(0) as i8, second.map(|s| s as i8), east)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (text, expected) in pairs {
            let found: Vec<_> = find(text, Order::Unknown).into_iter().map(|(_, m)| m.text()).collect();
            assert_eq!(found.join(" "), *expected, "{text}");
        }
    }

    #[test]
    fn many_orders_are_read() {
        check(&[
            ("Published 14 March 2024 09:30 GMT", "2024-03-14T09:30+00:00"),
            ("Updated March 14, 2024", "2024-03-14"),
            ("Thursday, March 14th, 2024 at 9:30 p.m. EDT", "2024-03-14T21:30-04:00"),
            ("9.30am CET, 14 Mar. 2024", "2024-03-14T09:30+01:00"),
            ("1:05 PM ET, Mar 14 2024", "2024-03-14T13:05"),
            ("Thu, 14 Mar 2024 09:30:05 +0100", "2024-03-14T09:30:05+01:00"),
            ("14/03/2024 | 21h05", "2024-03-14T21:05"),
            ("2024 March 14", "2024-03-14"),
            ("on 2024-03-14T09:30:00+01:00.", "2024-03-14T09:30:00+01:00"),
        ]);
    }

    #[test]
    fn many_languages_are_read() {
        check(&[
            ("14. März 2024, 9:30 Uhr", "2024-03-14T09:30"),
            ("Publié le 1er août 2024 à 18h05", "2024-08-01T18:05"),
            ("14 de marzo de 2024", "2024-03-14"),
            ("14 марта 2024", "2024-03-14"),
            ("2024. március 14.", "2024-03-14"),
            ("2024年3月14日 9:30", "2024-03-14T09:30"),
            ("2024년 3월 14일", "2024-03-14"),
        ]);
    }

    #[test]
    fn what_is_not_sure_is_left_alone() {
        check(&[
            ("03/04/2024", ""),
            ("March 14", ""),
            ("March 2024", ""),
            ("version 1.2.2024.7", ""),
            ("31 February 2024", ""),
            ("14.3.24", ""),
            ("costs 4.50 in March, 2024 was worse", ""),
        ]);
    }

    #[test]
    fn numbers_show_their_order() {
        assert_eq!(Order::shown("of 03/04/2024 and 25/04/2024"), Order::DayFirst);
        assert_eq!(Order::shown("of 04/25/2024"), Order::MonthFirst);
        assert_eq!(Order::of_language("en-GB"), Order::DayFirst);
        assert_eq!(Order::of_language("en_US"), Order::MonthFirst);
        assert_eq!(find("03/04/2024", Order::DayFirst)[0].1.text(), "2024-04-03");
    }
}
