//! Numbers of passages, as books of scripture share them: chapter, verse and their ranges; words in, a [`Passage`] out.
//!
//! Example: `13:4-7` is chapter 13, verses 4 to 7; `chapter 2, verse 4` and `2, verse 4` say the same in words.

use crate::resolve::lexicon::Words;

/// A passage: a chapter, a verse or verses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) chapter: u16,
    pub(super) verse: Option<u16>,
    /// Last chapter and verse of a range.
    pub(super) to: Option<(u16, Option<u16>)>,
}

/// Whether chapter and verse that begin at `i` have a point between them, as amounts have.
pub(super) fn pointed(words: &Words<'_>, i: usize) -> bool {
    words.at(i + 1) == "."
}

const DASHES: [&str; 4] = ["-", "–", "—", "‑"];

fn number(words: &Words<'_>, i: usize) -> Option<u16> {
    let (value, digits, rest) = words.digits(i)?;
    // "4a" is the first half of verse 4.
    (digits <= 3 && value > 0 && matches!(rest, "" | "a" | "b" | "f" | "ff")).then_some(value as u16)
}

/// A number in digits, as an ordinal or in words.
pub(super) fn spoken(words: &Words<'_>, i: usize) -> Option<(u16, usize)> {
    let found = number(words, i)
        .map(|n| (i64::from(n), i + 1))
        .or_else(|| words.ordinal(i))
        .or_else(|| words.count(i).filter(|_| !words.is(i, &["a", "an"])));
    found.filter(|(n, _)| (1..=300).contains(n)).map(|(n, end)| (n as u16, end))
}

fn is_dash(words: &Words<'_>, i: usize) -> bool {
    DASHES.contains(&words.at(i))
}

/// `2:4`, `13:4-7`, `1:1–2:3`, `2.4`: chapter and verse with a sign between that touches both.
pub(super) fn signed(words: &Words<'_>, i: usize) -> Option<(Passage, usize)> {
    let chapter =
        words.number(i).map(|(v, _)| v).or_else(|| words.digits(i).filter(|d| d.2.is_empty()).map(|d| d.0))?;
    let chapter = u16::try_from(chapter).ok().filter(|c| (1..=200).contains(c))?;
    let sign = words.is(i + 1, &[":", "."]) && words.joined(i + 1) && (words.joined(i + 2) || words.at(i + 1) == ":");
    let verse = number(words, i + 2).filter(|_| sign)?;
    // "3:16:25" is a time, "3:16.5" a score.
    let more =
        words.is(i + 3, &[":", "."]) && words.joined(i + 3) && words.joined(i + 4) && words.digits(i + 4).is_some();
    if more || words.is(i + 3, &["am", "pm", "%"]) || words.digits(i + 2).is_some_and(|d| matches!(d.2, "am" | "pm")) {
        return None;
    }
    let mut end = i + 3;
    let mut to = None;
    if is_dash(words, end)
        && let Some(last) = number(words, end + 1)
    {
        let chapters = words.at(end + 2) == ":" && words.joined(end + 2) && words.joined(end + 3);
        if let Some(verse_to) = number(words, end + 3).filter(|_| chapters) {
            if last >= chapter {
                to = Some((last, Some(verse_to)));
                end += 4;
            }
        } else if last > verse {
            to = Some((chapter, Some(last)));
            end += 2;
        }
    }
    Some((Passage { chapter, verse: Some(verse), to }, end))
}

/// What follows a book's name in words: `chapter 2, verse 4`, `2, verses 4 to 6`, `23`.
pub(super) fn told(words: &Words<'_>, i: usize) -> Option<(Passage, usize, bool)> {
    let mut at = i + usize::from(words.at(i) == ",");
    let named = words.is(at, &["chapter", "chapters", "ch", "chap"]);
    if named {
        at += 1 + usize::from(words.at(at + 1) == ".");
    } else if at > i {
        return None;
    }
    if let Some((passage, end)) = signed(words, at) {
        return Some((passage, end, true));
    }
    let (chapter, mut end) = if named { spoken(words, at)? } else { (number(words, at)?, at + 1) };
    let mut passage = Passage { chapter, verse: None, to: None };
    let comma = end + usize::from(words.at(end) == ",");
    let comma = comma + usize::from(words.at(comma) == "and");
    if let Some((verse, to, after)) = verses(words, comma) {
        passage.verse = Some(verse);
        passage.to = to.map(|v| (chapter, Some(v)));
        return Some((passage, after, true));
    }
    if (is_dash(words, end) || (named && words.is(end, &["to", "and"]) && words.is(at - 1, &["chapters"])))
        && let Some(last) = number(words, end + 1).filter(|l| *l > chapter)
    {
        passage.to = Some((last, None));
        end += 2;
    }
    Some((passage, end, named))
}

/// `verse 4`, `verses 4 to 6`, `vv. 4-6`, `ayah 13`: first, last, and the token after them.
pub(super) fn verses(words: &Words<'_>, i: usize) -> Option<(u16, Option<u16>, usize)> {
    let named = words.is(i, &["verse", "verses", "v", "vv", "ayah", "aya", "ayat", "ayahs", "ayas", "versus"]);
    let at = i + 1 + usize::from(words.at(i + 1) == ".");
    if !named {
        return None;
    }
    let (first, end) = spoken(words, at)?;
    let joins = is_dash(words, end)
        || words.is(end, &["to", "through"])
        || (words.at(end) == "and" && words.is(i, &["verses", "vv"]));
    match spoken(words, end + 1).filter(|(last, _)| joins && *last > first) {
        Some((last, after)) => Some((first, Some(last), after)),
        None => Some((first, None, end)),
    }
}

impl Passage {
    /// As a locator of a book: `Isa.2.4`, `1Cor.13.4-1Cor.13.7`, `2.255`; `book` is empty where the chapters are numbered through.
    pub(super) fn locator(&self, book: &str) -> String {
        let one = |chapter: u16, verse: Option<u16>| {
            let head = if book.is_empty() { chapter.to_string() } else { format!("{book}.{chapter}") };
            verse.map_or_else(|| head.clone(), |v| format!("{head}.{v}"))
        };
        let first = one(self.chapter, self.verse);
        match self.to {
            Some((chapter, verse)) => format!("{first}-{}", one(chapter, verse)),
            None => first,
        }
    }

    /// Whether a book with so many verses in its chapters has it; a chapter with 0 verses is one whose verses are not known.
    pub(super) fn exists(&self, chapters: &[u16]) -> bool {
        let has = |chapter: u16, verse: Option<u16>| {
            chapters.get(usize::from(chapter).wrapping_sub(1)).is_some_and(|n| verse.is_none_or(|v| v <= *n))
        };
        has(self.chapter, self.verse) && self.to.is_none_or(|(chapter, verse)| has(chapter, verse))
    }
}
