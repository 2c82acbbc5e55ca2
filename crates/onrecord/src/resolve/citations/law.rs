//! References to resolutions of the United Nations, and to articles of charters, treaties, constitutions and statutes.
//!
//! **Finds** `Security Council Resolution 242`, `UNSCR 1325`, `General Assembly resolution 181 (II)`, `A/RES/77/1`, `Article 51 of the UN
//! Charter`, `Section 230 of the Communications Decency Act`, `the First Amendment`, `18 U.S.C. 1001`, `410 U.S. 113`. **Leaves alone**
//! articles of newspapers, resolutions of parliaments, New Year's resolutions, `Section 9` of a stadium. **Why** a locator that leads nowhere is
//! worse than none. **Source** document symbols of the UN; names of treaties in `data/treaties.txt`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use super::Reference;
use super::bible::lines;
use crate::resolve::lexicon::Words;

static TREATIES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| lines(include_str!("../../../data/treaties.txt")).collect());

/// The kinds of text that have articles or sections; a capitalised name that ends in one of them is a work.
const KINDS: [&str; 17] = [
    "charter",
    "convention",
    "treaty",
    "covenant",
    "constitution",
    "act",
    "code",
    "law",
    "statute",
    "declaration",
    "protocol",
    "agreement",
    "regulation",
    "accord",
    "accords",
    "pact",
    "ordinance",
];

fn reference(work: &str, locator: String, start: usize, end: usize) -> Reference {
    Reference { work: work.to_owned(), locator, exists: true, tokens: start..end }
}

/// The reference that begins at `i`. `nations`: the report names the United Nations or one of its organs.
pub(super) fn find(words: &Words<'_>, i: usize, nations: bool) -> Option<Reference> {
    symbol(words, i)
        .or_else(|| resolution(words, i, nations))
        .or_else(|| article(words, i))
        .or_else(|| amendment(words, i))
        .or_else(|| reporter(words, i))
}

/// `A/RES/77/1`, `S/RES/2231 (2015)`, `A/HRC/RES/49/1`.
fn symbol(words: &Words<'_>, i: usize) -> Option<Reference> {
    if !words.is(i, &["a", "s", "e"]) || words.at(i + 1) != "/" || (i > 0 && words.joined(i) && words.at(i - 1) != "(")
    {
        return None;
    }
    let mut end = i;
    let mut text = String::new();
    let mut res = false;
    while end < words.len() && (end == i || words.joined(end)) && end < i + 12 {
        let piece = words.document.token_text(end);
        if !(piece == "/" || piece == "-" || piece.chars().all(|c| c.is_ascii_alphanumeric())) {
            break;
        }
        res |= piece.eq_ignore_ascii_case("res");
        text.push_str(&piece.to_uppercase());
        end += 1;
    }
    let sound = res && text.ends_with(|c: char| c.is_ascii_digit());
    let end = year(words, end).unwrap_or(end);
    sound.then(|| reference("un", text, i, end))
}

/// `(1967)` after a resolution's number.
fn year(words: &Words<'_>, i: usize) -> Option<usize> {
    let in_brackets = words.at(i) == "(" && words.at(i + 2) == ")";
    (in_brackets && words.number(i + 1).is_some_and(|(y, n)| n == 4 && (1945..2200).contains(&y))).then_some(i + 3)
}

/// The organ whose name begins at `i`: how its symbols begin, and the token after it.
fn organ(words: &Words<'_>, i: usize) -> Option<(&'static str, usize)> {
    let mut at = i;
    if words.are(at, &["united", "nations"]) {
        at += 2;
    } else if words.is(at, &["un", "u"]) {
        at += if words.are(at, &["u", ".", "n", "."]) { 4 } else { 1 };
    }
    if words.is(i, &["unsc", "unscr"]) {
        return Some(("S/RES/", i + 1));
    }
    if words.is(i, &["unga"]) {
        return Some(("A/RES/", i + 1));
    }
    if words.are(at, &["security", "council"]) {
        return Some(("S/RES/", at + 2));
    }
    if words.are(at, &["general", "assembly"]) {
        return Some(("A/RES/", at + 2));
    }
    if words.are(at, &["human", "rights", "council"]) {
        return Some(("A/HRC/RES/", at + 3));
    }
    None
}

/// The number of a resolution and the token after it: `242`, `181 (II)`, `77/1`, `ES-11/1`, `3314 (XXIX)`.
fn numbered(words: &Words<'_>, i: usize) -> Option<(String, usize)> {
    let mut at = i + usize::from(words.is(i, &["no", "number"]));
    at += usize::from(words.at(at) == "." && words.joined(at));
    let mut out = String::new();
    if words.are(at, &["es", "-"]) {
        out.push_str("ES-");
        at += 2;
    }
    let (number, digits) = words.number(at)?;
    if digits > 4 || number == 0 {
        return None;
    }
    out.push_str(&number.to_string());
    at += 1;
    if words.at(at) == "/" && words.joined(at) && words.joined(at + 1) {
        if let Some((part, _)) = words.number(at + 1) {
            let _ = write!(out, "/{part}");
            at += 2;
        }
    } else if words.at(at) == "("
        && words.at(at + 2) == ")"
        && words.at(at + 1).chars().all(|c| "ivxlc".contains(c))
        && !words.at(at + 1).is_empty()
    {
        let _ = write!(out, "({})", words.at(at + 1).to_uppercase());
        at += 3;
    } else if let Some(end) = year(words, at) {
        at = end;
    }
    Some((out, at))
}

/// `UN Security Council Resolution 242`, `resolution 1701 of the Security Council`, `Resolution 2231` in a report about the UN.
fn resolution(words: &Words<'_>, i: usize, nations: bool) -> Option<Reference> {
    let is_resolution = |t: usize| words.is(t, &["resolution", "resolutions"]);
    if let Some((prefix, end)) = organ(words, i) {
        let possessive = usize::from(words.is(end, &["'", "’"])) * 2;
        let at = end + possessive;
        let at = at + usize::from(is_resolution(at));
        let short = words.at(i) == "unscr";
        if at == end + possessive && !short {
            return None;
        }
        let (number, after) = numbered(words, at)?;
        return Some(reference("un", checked(prefix, &number)?, i, after));
    }
    let un = words.is(i, &["un"]) || words.are(i, &["u", ".", "n", "."]) || words.are(i, &["united", "nations"]);
    let start = i + match (un, words.at(i)) {
        (true, "u") => 4,
        (true, "united") => 2,
        (true, _) => 1,
        _ => 0,
    };
    if !is_resolution(start) || (i > 0 && words.is(i - 1, &["council", "assembly"])) {
        return None;
    }
    let (number, after) = numbered(words, start + 1)?;
    // "resolution 1701 of the UN Security Council", "resolution 242, adopted by the Security Council"
    let of = after + usize::from(words.is(after, &["of", "by"]));
    let of = of + usize::from(words.at(of) == "the");
    if let Some((prefix, end)) = organ(words, of).filter(|_| of > after) {
        return Some(reference("un", checked(prefix, &number)?, i, end));
    }
    if !(un || nations)
        || words.is(
            i.wrapping_sub(1),
            &[
                "house",
                "senate",
                "parliament",
                "joint",
                "concurrent",
                "city",
                "parliamentary",
                "congressional",
                "fifa",
                "parliament's",
            ],
        )
    {
        return None;
    }
    // Slashes and Roman sessions are the Assembly's; a plain number is the Council's, as news has it, but for the few of the Assembly.
    let prefix = if number.contains(['/', '(']) { "A/RES/" } else { "S/RES/" };
    let prefix = if ["181", "194", "377", "3379", "2758", "1514"].contains(&number.as_str()) && prefix == "S/RES/" {
        "A/RES/"
    } else {
        prefix
    };
    Some(reference("un", checked(prefix, &number)?, i, after))
}

/// The Council numbers its resolutions through; the Assembly by session since 1976.
fn checked(prefix: &str, number: &str) -> Option<String> {
    if prefix == "S/RES/" && number.contains(['/', '(', '-']) {
        return None;
    }
    Some(format!("{prefix}{number}"))
}

/// `Article 51 of the UN Charter`, `Article II, Section 4 of the US Constitution`, `Section 230 of the Communications Decency Act`.
fn article(words: &Words<'_>, i: usize) -> Option<Reference> {
    let mut locator = String::new();
    let start = i;
    let mut i = i;
    // "paragraph 4 of Article 2"
    let mut tail = String::new();
    if words.is(i, &["paragraph", "para", "clause", "subsection"]) {
        let (number, end) = part(words, i + 1)?;
        if !words.is(end, &["of"]) {
            return None;
        }
        tail = format!(".{number}");
        i = end + 1;
    }
    let common = usize::from(words.at(i) == "common");
    let at = i + common;
    let kind = match words.at(at) {
        "article" | "articles" | "art" => "Art",
        "section" | "sections" | "§" => "Sec",
        "chapter" if words.capital(at) => "Ch",
        _ => return None,
    };
    let (number, mut end) = part(words, at + 1 + usize::from(words.at(at + 1) == "." && words.joined(at + 1)))?;
    let _ = write!(locator, "{kind}.{number}");
    while let Some((more, after)) = bracketed(words, end) {
        let _ = write!(locator, ".{more}");
        end = after;
    }
    let comma = end + usize::from(words.at(end) == ",");
    if words.is(comma, &["section", "paragraph", "para", "clause"]) {
        let (more, after) = part(words, comma + 1)?;
        let _ = write!(locator, ".{more}");
        end = after + usize::from(words.at(after) == ",");
    }
    locator.push_str(&tail);
    // "Article 5 of the treaty", "NATO's Article 5"
    if let Some(work) = owner(words, start) {
        return Some(reference(work, locator, start, end));
    }
    if !words.is(end, &["of", "in", "under"]) {
        return None;
    }
    let (work, after) = work(words, end + 1)?;
    Some(reference(&work, locator, start, after))
}

/// `NATO's Article 5`.
fn owner(words: &Words<'_>, i: usize) -> Option<&'static str> {
    let possessive = i > 2 && words.at(i - 1) == "s" && words.is(i - 2, &["'", "’"]);
    let name = if possessive { words.at(i - 3) } else { words.before(i) };
    TREATIES.get(name).copied().filter(|w| possessive || (*w == "north-atlantic-treaty" && words.capital(i)))
}

/// A number of an article: `51`, `VII`, `2a`, `12 bis`.
fn part(words: &Words<'_>, i: usize) -> Option<(String, usize)> {
    if let Some((value, digits, rest)) = words.digits(i) {
        let letter = rest.len() <= 1 && rest.chars().all(|c| c.is_ascii_lowercase());
        return (digits <= 4 && value > 0 && letter).then(|| (format!("{value}{rest}"), i + 1));
    }
    let roman = words.document.tokens().get(i).map(|_| words.document.token_text(i))?;
    if !roman.is_empty() && roman.len() <= 6 && roman.chars().all(|c| "IVXLC".contains(c)) {
        return Some((roman_value(roman).to_string(), i + 1));
    }
    let (n, end) = words.count(i).filter(|(n, _)| *n <= 100 && !words.is(i, &["a", "an"]))?;
    Some((n.to_string(), end))
}

fn roman_value(roman: &str) -> u32 {
    let value = |c: char| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        _ => 100,
    };
    let values: Vec<u32> = roman.chars().map(value).collect();
    let signed = values
        .iter()
        .enumerate()
        .map(|(i, v)| if values.get(i + 1).is_some_and(|n| n > v) { -i64::from(*v) } else { i64::from(*v) });
    signed.sum::<i64>().max(0) as u32
}

/// `(4)`, `(a)` after a number.
fn bracketed(words: &Words<'_>, i: usize) -> Option<(String, usize)> {
    let inside = words.at(i + 1);
    let short = inside.len() <= 3 && !inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric());
    (words.at(i) == "(" && words.joined(i) && words.at(i + 2) == ")" && short).then(|| (inside.to_owned(), i + 3))
}

/// The work whose name begins at `i`: what the list calls it, or its capitalised name with hyphens.
fn work(words: &Words<'_>, i: usize) -> Option<(String, usize)> {
    let at = i + usize::from(words.at(i) == "the");
    let longest = (at..(at + 16).min(words.len())).take_while(|t| !words.is(*t, &[";", ":", "\"", "”", "“"])).count();
    for n in (1..=longest).rev() {
        let phrase = words.phrase(at..at + n).replace(['’', '\''], "'");
        if let Some(work) = TREATIES.get(phrase.as_str()) {
            return Some(((*work).to_owned(), at + n));
        }
    }
    // "the 1987 Philippine Constitution", "the Indian Penal Code", "Japan's constitution"
    let mut name: Vec<String> = Vec::new();
    let mut t = at;
    let mut known = false;
    while t < (at + 12).min(words.len()) {
        let word = words.at(t);
        let number = words.number(t).is_some();
        let small = ["of", "on", "for", "the", "and", "to", "against", "in"].contains(&word) && !name.is_empty();
        let mark = words.is(t, &["'", "’", "-"]) || (word == "s" && words.is(t.wrapping_sub(1), &["'", "’"]));
        let kind = KINDS.contains(&word);
        if !(words.capital(t) || number || small || mark || kind) {
            break;
        }
        if !mark {
            name.push(word.to_owned());
        }
        t += 1;
        if kind {
            known = true;
            break;
        }
    }
    // "the Convention on the Rights of the Child": a name that begins with its kind goes on.
    if words.is(t, &["on", "for", "against", "of", "relating", "concerning"])
        && (name.len() == 1 || words.is(t, &["on", "against"]))
    {
        let mut more = t;
        while more < t + 10
            && (words.capital(more)
                || words.is(more, &["on", "for", "against", "of", "the", "and", "in", "to", "relating", "concerning"]))
        {
            more += 1;
        }
        while more > t && !words.capital(more - 1) {
            more -= 1;
        }
        name.extend((t..more).map(|w| words.at(w).to_owned()));
        t = more;
    }
    let own = name
        .iter()
        .any(|w| !KINDS.contains(&w.as_str()) && !["of", "the", "on", "against", "for", "and"].contains(&w.as_str()));
    if !known || !own {
        return None;
    }
    Some((name.join("-"), t))
}

/// `the First Amendment`.
fn amendment(words: &Words<'_>, i: usize) -> Option<Reference> {
    let (n, end) =
        words.ordinal(i).filter(|(n, end)| *n <= 27 && words.at(*end) == "amendment" && words.capital(*end))?;
    let foreign = words.is(end + 1, &["to", "of"])
        && !(words.is(end + 3, &["us", "u", "united", "american"])
            || words.is(end + 2, &["us", "u"])
            || words.are(end + 2, &["the", "constitution"]));
    let before = i > 0 && words.capital(i - 1) && words.is_word(i - 1) && !words.begins(i - 1);
    (!foreign && !before && (words.capital(i) || words.digits(i).is_some()))
        .then(|| reference("us-constitution", format!("Amend.{n}"), i, end + 1))
}

/// `410 U.S. 113`, `18 U.S.C. § 1001`, `42 USC 1983`, `17 C.F.R. 240`.
fn reporter(words: &Words<'_>, i: usize) -> Option<Reference> {
    let (volume, digits) = words.number(i).filter(|(_, n)| *n <= 3)?;
    let (work, at) = if words.are(i + 1, &["u", ".", "s", ".", "c", "."]) {
        ("usc", i + 7)
    } else if words.is(i + 1, &["usc"]) && words.document.token_text(i + 1) == "USC" {
        ("usc", i + 2)
    } else if words.are(i + 1, &["c", ".", "f", ".", "r", "."]) {
        ("cfr", i + 7)
    } else if words.are(i + 1, &["u", ".", "s", "."]) {
        ("us-reports", i + 5)
    } else {
        return None;
    };
    let at = at + usize::from(words.at(at) == "§") + usize::from(words.at(at + 1) == "§");
    let (page, _) = words.number(at)?;
    let verb = words.at(at + 1).ends_with("ed") || words.is(at + 1, &["was", "is", "and", "held", "says"]);
    let noun = words.is_word(at + 1) && work == "us-reports" && !words.capital(at + 1) && !verb;
    (digits > 0 && !noun).then(|| reference(work, format!("{volume}.{page}"), i, at + 1))
}

/// Whether a word shows that a report speaks of the United Nations.
pub(super) fn is_nations(words: &Words<'_>, i: usize) -> bool {
    words.are(i, &["united", "nations"])
        || words.are(i, &["security", "council"])
        || words.are(i, &["general", "assembly"])
        || words.are(i, &["u", ".", "n", "."])
        || (words.at(i) == "un" && words.document.token_text(i) == "UN")
        || words.is(i, &["unifil", "unsc"])
}
