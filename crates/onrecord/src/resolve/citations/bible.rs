//! References to the Bible: a token in, book, chapter and verse and the token after them out.
//!
//! **Finds** `Isaiah 2:4`, `1 Cor. 13:4-7`, `Psalm 23`, `the second chapter of Isaiah`, `the Gospel of John, chapter 3`. **Leaves alone**
//! `Genesis fans`, `Mark 2 engine`, `Acts of kindness`, `Daniel 9:30 p.m.`, people of the same names. **Why** half of the books are first
//! names. **Source** OSIS 2.1.1 names; `data/bible.txt`, `data/bible-verses.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Reference;
use super::passage::{Passage, pointed, signed, spoken, told, verses};
use crate::resolve::lexicon::Words;

static NAMES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| lines(include_str!("../../../data/bible.txt")).collect());
static VERSES: LazyLock<HashMap<&'static str, Vec<u16>>> = LazyLock::new(|| {
    lines(include_str!("../../../data/bible-verses.txt"))
        .map(|(book, counts)| (book, counts.split(' ').filter_map(|n| n.parse().ok()).collect()))
        .collect()
});
/// Books with one chapter: "Jude 3" is a verse.
const SHORT: [&str; 5] = ["Obad", "Phlm", "2John", "3John", "Jude"];
/// Books whose name a chapter alone does not make a reference, because people, cars and common nouns bear it too.
const CLEAR: [&str; 24] = [
    "Ps", "Deut", "Lev", "Eccl", "Prov", "1Cor", "2Cor", "Gal", "Eph", "1Thess", "2Thess", "1Tim", "2Tim", "1Pet",
    "2Pet", "1John", "2John", "1Sam", "2Sam", "1Kgs", "2Kgs", "Song", "1Chr", "2Chr",
];

pub(super) fn lines(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

/// Whether that is the OSIS name of a book.
pub(super) fn is_book(name: &str) -> bool {
    VERSES.contains_key(name)
}

/// A book's name: its OSIS name, whether it is written out, and the token after it.
fn book(words: &Words<'_>, i: usize) -> Option<(String, bool, usize)> {
    let (number, mut at) = numbered(words, i).map_or((None, i), |(n, at)| (Some(n), at));
    if number.is_some() && words.is(at, &["letter", "epistle", "book"]) {
        at += 1;
        at += usize::from(words.at(at) == "of" || words.at(at) == "to");
        at += usize::from(words.is(at, &["st", "saint"])) + usize::from(words.are(at, &["st", "."]));
        at += usize::from(words.at(at) == "paul") + usize::from(words.at(at) == "to");
        at += usize::from(words.at(at) == "the");
    }
    if !words.capital(at) {
        return None;
    }
    for n in (1..=4).rev() {
        if at + n > words.len() {
            continue;
        }
        let phrase = words.phrase(at..at + n);
        let Some(code) = NAMES.get(phrase.as_str()) else { continue };
        // "John" and "1 John" are two books; "Cor." needs its number.
        let code = match number {
            Some(number) => {
                let of = NUMBERED.iter().find(|(name, _)| *name == phrase).map(|(_, code)| *code)?;
                format!("{number}{of}")
            }
            None if code.starts_with('#') => return None,
            None => (*code).to_owned(),
        };
        if !VERSES.contains_key(code.as_str()) {
            return None;
        }
        let dot = usize::from(words.at(at + n) == "." && words.joined(at + n));
        let whole = phrase.len() > 4
            || n > 1
            || matches!(
                phrase.as_str(),
                "acts" | "ruth" | "amos" | "john" | "mark" | "luke" | "joel" | "job" | "jude" | "ezra"
            );
        return Some((code, whole, at + n + dot));
    }
    None
}

/// Books of which there are several, by every name of theirs.
static NUMBERED: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let hash = |line: &(&'static str, &'static str)| line.1.starts_with('#');
    let mut out: Vec<_> =
        lines(include_str!("../../../data/bible.txt")).filter(hash).map(|(n, c)| (n, &c[1..])).collect();
    out.extend([("john", "John"), ("jn", "John")]);
    out
});

/// `1`, `I`, `First`, `2nd` before a book's name.
fn numbered(words: &Words<'_>, i: usize) -> Option<(u8, usize)> {
    let roman = match words.at(i) {
        "i" => Some(1),
        "ii" => Some(2),
        "iii" => Some(3),
        _ => None,
    };
    if let Some(n) = roman.filter(|_| words.capital(i)) {
        return Some((n, i + 1));
    }
    let (n, end) = words.number(i).map(|(n, _)| (n, i + 1)).or_else(|| words.ordinal(i))?;
    (1..=4).contains(&n).then_some((n as u8, end))
}

fn reference(code: &str, passage: Passage, start: usize, end: usize) -> Reference {
    let mut passage = passage;
    if SHORT.contains(&code) && passage.verse.is_none() && passage.chapter > 1 {
        passage = Passage { chapter: 1, verse: Some(passage.chapter), to: passage.to.map(|(v, _)| (1, Some(v))) };
    }
    let exists = VERSES.get(code).is_some_and(|chapters| passage.exists(chapters));
    Reference { work: "bible".to_owned(), locator: passage.locator(code), exists, tokens: start..end }
}

/// The reference that begins at `i`. `scripture`: the report speaks of scripture.
pub(super) fn find(words: &Words<'_>, i: usize, scripture: bool) -> Vec<Reference> {
    if let Some(found) = inverted(words, i) {
        return vec![found];
    }
    let Some((code, whole, end)) = book(words, i) else { return Vec::new() };
    if words.joined(i) && i > 0 && words.is(i - 1, &["'", "’", "-", "@", "/", "#"]) {
        return Vec::new();
    }
    if let Some((passage, after)) = signed(words, end) {
        let first = reference(&code, passage, i, after);
        let person = !scripture && !CLEAR.contains(&code.as_str());
        // A first name and a time of day or a score, or a name with a surname's place taken by a number.
        let named_before = i > 0 && words.capital(i - 1) && words.is_word(i - 1) && !words.begins(i - 1) && person;
        let short = !whole && words.at(end - 1) != ".";
        if (person
            && (!first.exists
                || pointed(words, end)
                || short
                    && words.is_word(after)
                    && !words.is(after, &["was", "is", "says", "and", "in", "to", "reads"])
                || named_before
                || scored(words, after)))
            || words.is(after, &["on", "win", "victory"]) && person
        {
            return Vec::new();
        }
        return continued(words, &code, first, after);
    }
    if let Some((passage, after, named)) = told(words, end) {
        let dotted = words.at(end - 1) == ".";
        let single = passage.verse.is_none();
        let psalm = code == "Ps" && whole;
        let counted = words.is_word(after)
            && !words.is(
                after,
                &[
                    "and", "or", "in", "is", "as", "to", "says", "that", "which", "was", "the", "at", "with", "on",
                    "for", "from", "where", "tells", "reads",
                ],
            )
            && !psalm
            && !named;
        let sure = psalm
            || named
            || (whole
                && !dotted
                && (SHORT.contains(&code.as_str()) || CLEAR.contains(&code.as_str()) || scripture)
                && !counted);
        let first = reference(&code, passage, i, after);
        let sound = !single || (sure && (first.exists || named || psalm));
        let amount = words.is(after, &["%", ",", ".", ":"])
            && words.joined(after)
            && words.joined(after + 1)
            && words.digits(after + 1).is_some();
        if sound && (whole || !single) && !amount {
            return vec![first];
        }
    }
    // "Isaiah's second chapter"
    if words.is(end, &["'", "’"])
        && words.at(end + 1) == "s"
        && let Some((chapter, after)) = words.ordinal(end + 2).filter(|(_, t)| words.at(*t) == "chapter")
    {
        let passage = Passage { chapter: chapter as u16, verse: None, to: None };
        return vec![reference(&code, passage, i, after + 1)];
    }
    Vec::new()
}

/// Whether what follows shows that two numbers were a score or a time.
fn scored(words: &Words<'_>, i: usize) -> bool {
    words.is(i, &["am", "pm", "a", "p", "gmt", "est", "et", "lead", "win", "ratio", "minutes", "seconds", "hours"])
        && !words.is(i, &["a"])
        || words.are(i, &["a", ".", "m"])
}

/// `Isaiah 2:4; 11:6 and 12:1`: the same book goes on.
fn continued(words: &Words<'_>, code: &str, first: Reference, end: usize) -> Vec<Reference> {
    let mut out = vec![first];
    let mut at = end;
    while out.len() < 20 {
        let skip = usize::from(words.is(at, &[";", ",", "and", "&"]));
        let skip = skip + usize::from(skip == 1 && words.at(at) != "and" && words.at(at + 1) == "and");
        let Some((passage, after)) = signed(words, at + skip).filter(|_| skip > 0 && words.digits(at + skip).is_some())
        else {
            break;
        };
        if scored(words, after) || book(words, at + skip).is_some() {
            break;
        }
        out.push(reference(code, passage, at + skip, after));
        at = after;
    }
    out
}

/// `the second chapter of Isaiah`, `verse 4 of chapter 2 of Isaiah`, `verse 4 of Isaiah 2`, `the 23rd Psalm`.
fn inverted(words: &Words<'_>, i: usize) -> Option<Reference> {
    if let Some((n, end)) = words.ordinal(i).filter(|(n, end)| words.at(*end) == "psalm" && *n <= 151) {
        let passage = Passage { chapter: n as u16, verse: None, to: None };
        return Some(reference("Ps", passage, i, end + 1));
    }
    let (mut verse, mut at) = (None, i);
    if let Some((first, last, end)) = verses(words, i).or_else(|| ordinal_verse(words, i)) {
        verse = Some((first, last));
        at = end + usize::from(words.is(end, &["of", "in"]));
        if at == end {
            return None;
        }
        at += usize::from(words.at(at) == "the");
    }
    let chapter = chapter(words, at);
    let (number, at) = match chapter {
        Some((number, end)) => (Some(number), end),
        None => (None, at),
    };
    let at = if number.is_some() { at + usize::from(words.is(at, &["of", "in"])) } else { at };
    let at = led(words, at);
    let (code, whole, end) = book(words, at)?;
    if !whole {
        return None;
    }
    let (number, end) = if let Some(number) = number {
        (number, end)
    } else {
        let (first, _) = verse?;
        let (passage, end, _) = told(words, end).filter(|(p, _, _)| p.verse.is_none())?;
        let _ = first;
        (passage.chapter, end)
    };
    let passage =
        Passage { chapter: number, verse: verse.map(|v| v.0), to: verse.and_then(|v| v.1).map(|v| (number, Some(v))) };
    Some(reference(&code, passage, i, end))
}

/// `the fourth verse`.
fn ordinal_verse(words: &Words<'_>, i: usize) -> Option<(u16, Option<u16>, usize)> {
    let (n, end) = words.ordinal(i).filter(|(n, end)| *n < 180 && words.is(*end, &["verse", "ayah", "aya"]))?;
    Some((n as u16, None, end + 1))
}

/// `chapter 2`, `the second chapter`; and the token after it.
pub(super) fn chapter(words: &Words<'_>, i: usize) -> Option<(u16, usize)> {
    if words.is(i, &["chapter", "sura", "surah"]) {
        return spoken(words, i + 1);
    }
    let (n, end) = words.ordinal(i).filter(|(n, end)| *n <= 151 && words.is(*end, &["chapter", "sura", "surah"]))?;
    Some((n as u16, end + 1))
}

/// Passes over `the Book of`, `the Gospel of`, `the Gospel according to`, `Saint`.
fn led(words: &Words<'_>, i: usize) -> usize {
    let mut at = i + usize::from(words.at(i) == "the");
    at += usize::from(words.at(at) == "prophet") + usize::from(words.at(at) == "biblical");
    let at_book = at + usize::from(words.at(at) == "biblical");
    if words.is(at_book, &["book", "gospel", "epistle", "letter"]) {
        at = at_book + 1;
        if words.are(at, &["according", "to"]) {
            at += 2;
        } else {
            at += usize::from(words.is(at, &["of", "to"]));
        }
        at += usize::from(words.at(at) == "the");
        at += usize::from(words.at(at) == "prophet");
        at += usize::from(words.is(at, &["st", "saint"]));
        at += usize::from(words.at(at) == "." && words.joined(at));
    }
    at
}

/// Whether a report speaks of scripture.
pub(super) fn is_scripture(word: &str) -> bool {
    matches!(
        word,
        "bible"
            | "biblical"
            | "scripture"
            | "scriptures"
            | "scriptural"
            | "gospel"
            | "gospels"
            | "psalm"
            | "psalms"
            | "testament"
            | "apostle"
            | "prophet"
            | "sermon"
            | "homily"
            | "preached"
            | "preacher"
            | "pastor"
            | "rabbi"
            | "bishop"
            | "archbishop"
            | "pope"
            | "torah"
            | "epistle"
            | "verse"
            | "verses"
            | "congregation"
            | "christ"
            | "jesus"
            | "god"
            | "lord"
            | "church"
            | "cardinal"
            | "priest"
            | "vicar"
            | "minister's"
            | "reverend"
    )
}
