//! References to the Quran: a token in, sura and verse and the token after them out.
//!
//! **Finds** `Surah Al-Baqarah, verse 255`, `Q 2:255`, `Quran 49:13`, `verse 13 of the 49th chapter of the Holy Qur'an`, `al-Hujurat 49:13`.
//! **Leaves alone** people called Yusuf or Muhammad, `Quran 30 minutes`, Q and A. **Why** names of suras are names of people. **Source**
//! verse counts of the Kufan numbering; `data/suras.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Reference;
use super::bible::{chapter, lines};
use super::passage::{Passage, signed, spoken, verses};
use crate::resolve::lexicon::Words;

static NAMES: LazyLock<HashMap<&'static str, u16>> = LazyLock::new(|| {
    lines(include_str!("../../../data/suras.txt")).filter_map(|(name, n)| Some((name, n.parse().ok()?))).collect()
});

/// Verses of each sura.
const VERSES: [u16; 114] = [
    7, 286, 200, 176, 120, 165, 206, 75, 129, 109, 123, 111, 43, 52, 99, 128, 111, 110, 98, 135, 112, 78, 118, 64, 77,
    227, 93, 88, 69, 60, 34, 30, 73, 54, 45, 83, 182, 88, 75, 85, 54, 53, 89, 59, 37, 35, 38, 29, 18, 45, 60, 49, 62,
    55, 78, 96, 29, 22, 24, 13, 14, 11, 11, 18, 12, 12, 30, 52, 52, 44, 28, 28, 20, 56, 40, 31, 50, 40, 46, 42, 29, 19,
    36, 25, 22, 17, 19, 26, 30, 20, 15, 21, 11, 8, 8, 19, 5, 8, 8, 11, 11, 8, 3, 9, 5, 4, 7, 3, 6, 3, 5, 4, 5, 6,
];
const ARTICLES: [&str; 13] = ["al", "an", "ar", "as", "ash", "at", "ad", "az", "adh", "ath", "el", "ul", "ed"];
const SURA: [&str; 8] = ["surah", "sura", "surat", "soorah", "sureh", "surahs", "suras", "surate"];

/// `Quran`, `Qur'an`, `Koran`, `Holy Quran`: the token after it.
fn quran(words: &Words<'_>, i: usize) -> Option<usize> {
    let at = i + usize::from(words.is(i, &["holy", "noble", "glorious"]));
    if words.is(at, &["quran", "koran", "coran", "qur’an", "qoran"]) {
        return Some(at + 1);
    }
    let apostrophe = words.is(at + 1, &["'", "’", "‘", "ʾ", "ʼ", "`"]) && words.joined(at + 1) && words.joined(at + 2);
    (words.is(at, &["qur", "kur", "qor"]) && apostrophe && words.is(at + 2, &["an", "aan", "ān"])).then_some(at + 3)
}

/// A sura's name: its number, whether it has its article, and the token after it.
fn name(words: &Words<'_>, i: usize) -> Option<(u16, bool, usize)> {
    let article =
        ARTICLES.contains(&words.at(i)) && (words.is(i + 1, &["-", "‑", "–", "'", "’"]) || words.capital(i + 1));
    let start = if article { i + 1 + usize::from(!words.is_word(i + 1)) } else { i };
    if !(words.capital(start) || words.capital(i) && article) {
        return None;
    }
    (1..=6).rev().find_map(|n| {
        let range = start..start + n;
        if range.end > words.len()
            || (n > 1 && !(start + 1..range.end).all(|t| words.joined(t) || (n <= 2 && words.is_word(t))))
        {
            return None;
        }
        let letters: String = words.phrase(range.clone()).chars().filter(char::is_ascii_alphabetic).collect();
        let number = NAMES.get(letters.as_str()).copied();
        // "Ali 'Imran", "Ya-Sin": the article may be a part of the name.
        number.filter(|_| words.is_word(range.end - 1)).map(|n| (n, article, range.end))
    })
}

fn reference(passage: Passage, start: usize, end: usize) -> Reference {
    Reference {
        work: "quran".to_owned(),
        locator: passage.locator(""),
        exists: passage.exists(&VERSES),
        tokens: start..end,
    }
}

fn at_verses(number: u16, verse: Option<(u16, Option<u16>)>) -> Passage {
    Passage { chapter: number, verse: verse.map(|v| v.0), to: verse.and_then(|v| v.1).map(|v| (number, Some(v))) }
}

/// The reference that begins at `i`. `islamic`: the report speaks of the Quran.
pub(super) fn find(words: &Words<'_>, i: usize, islamic: bool) -> Option<Reference> {
    if let Some(end) = quran(words, i) {
        return after_quran(words, i, end);
    }
    if SURA.contains(&words.at(i)) && words.is_word(i) {
        return sura(words, i);
    }
    // "Q 2:255", "Q. 49:13"
    if words.at(i) == "q" && words.capital(i) {
        let at = i + 1 + usize::from(words.at(i + 1) == ".");
        let (passage, end) = signed(words, at)?;
        return (passage.exists(&VERSES)).then(|| reference(passage, i, end));
    }
    if let Some(found) = inverted(words, i, islamic) {
        return Some(found);
    }
    // "al-Hujurat 49:13", "Al-Baqarah: 255", "Yasin, verse 12" where the report speaks of the Quran.
    let (number, article, end) = name(words, i)?;
    let own = |p: &Passage| p.chapter == number && p.exists(&VERSES);
    let open = end + usize::from(words.is(end, &["(", ",", "["]));
    if let Some((passage, after)) = signed(words, open).filter(|(p, _)| own(p) && (islamic || article)) {
        return Some(reference(passage, i, after + usize::from(words.is(after, &[")", "]"]) && open > end)));
    }
    if !islamic {
        return None;
    }
    if let Some((first, last, after)) = verses(words, end + usize::from(words.at(end) == ",")) {
        return Some(reference(at_verses(number, Some((first, last))), i, after));
    }
    let colon = end + usize::from(words.at(end) == ":");
    let (verse, digits) = words.number(colon)?;
    (article && digits <= 3 && (1..=286).contains(&verse) && !words.is_word(colon + 1))
        .then(|| reference(at_verses(number, Some((verse as u16, None))), i, colon + 1))
}

/// `Quran 2:255`, `the Quran (49:13)`, `Quran, chapter 2, verse 255`, `Quran, Surah Maryam, verse 5`.
fn after_quran(words: &Words<'_>, i: usize, end: usize) -> Option<Reference> {
    let sign = usize::from(words.is(end, &["(", ",", "[", ":", "–", "-"]));
    let closed = |after: usize| after + usize::from(sign == 1 && words.is(after, &[")", "]"]));
    let at = end + sign + usize::from(words.at(end + sign) == "in");
    if let Some((passage, after)) = signed(words, at) {
        return Some(reference(passage, i, closed(after)));
    }
    if let Some((number, after)) = chapter(words, at) {
        let comma = after + usize::from(words.at(after) == ",");
        return Some(match verses(words, comma) {
            Some((first, last, after)) => reference(at_verses(number, Some((first, last))), i, closed(after)),
            None => match signed(words, after.saturating_sub(1)) {
                Some((passage, after)) => reference(passage, i, closed(after)),
                None => reference(at_verses(number, None), i, closed(after)),
            },
        });
    }
    if let Some((first, last, after)) = verses(words, at) {
        // "Quran, verse 5:32"
        let (passage, end) = signed(words, after - 1).filter(|_| last.is_none() && first > 0)?;
        return Some(reference(passage, i, closed(end)));
    }
    let found = SURA.contains(&words.at(at)).then(|| sura(words, at)).flatten();
    let found = found.or_else(|| {
        let (number, _, end) = name(words, at).filter(|_| sign == 1)?;
        let (passage, after) = signed(words, end).filter(|(p, _)| p.chapter == number)?;
        Some(reference(passage, at, after))
    })?;
    Some(Reference { tokens: i..closed(found.tokens.end), ..found })
}

/// `Surah Al-Baqarah, verse 255`, `Surat al-Nisa (4:135)`, `Sura 2, verse 255`, `Surah 2:255`, `Surah Yasin`.
fn sura(words: &Words<'_>, i: usize) -> Option<Reference> {
    let at = i + 1 + usize::from(words.is(i + 1, &["of", "the"]));
    if let Some((passage, end)) = signed(words, at) {
        return Some(reference(passage, i, end));
    }
    let (number, mut end) = if let Some((number, _, end)) = name(words, at) {
        (number, end)
    } else {
        let noun = |t: usize| {
            words.is_word(t)
                && !words
                    .is(t, &["is", "in", "of", "says", "and", "was", "to", "verse", "verses", "ayah", "which", "reads"])
        };
        spoken(words, at).filter(|(n, end)| *n <= 300 && !noun(*end))?
    };
    // "(the Private Apartments)", "(2)": what the name means, or its number
    if words.at(end) == "(" {
        if let Some((passage, after)) = signed(words, end + 1).filter(|(p, _)| p.chapter == number) {
            return Some(reference(passage, i, after + usize::from(words.at(after) == ")")));
        }
        let close = (end + 1..end + 8).find(|t| words.at(*t) == ")");
        if let Some(close) = close.filter(|c| verses(words, c + 1 + usize::from(words.at(c + 1) == ",")).is_some()) {
            end = close + 1;
        }
    }
    let comma = end + usize::from(words.is(end, &[",", ":", "–", "-"]));
    if let Some((passage, after)) = signed(words, comma).filter(|(p, _)| p.chapter == number) {
        return Some(reference(passage, i, after));
    }
    if let Some((first, last, after)) =
        verses(words, comma).or_else(|| verses(words, comma + usize::from(words.at(comma) == "in")))
    {
        return Some(reference(at_verses(number, Some((first, last))), i, after));
    }
    // "Surah Al-Baqarah: 255", "Surah Al-Baqarah 255"
    let bare = words.number(comma).filter(|(v, n)| {
        *n <= 3
            && (1..=286).contains(v)
            && (!words.is_word(comma + 1) || words.at(end) == ":")
            && words.at(comma) != ","
    });
    match bare.filter(|_| comma == end || words.at(end) == ":") {
        Some((verse, _)) => Some(reference(at_verses(number, Some((verse as u16, None))), i, comma + 1)),
        None => Some(reference(at_verses(number, None), i, end)),
    }
}

/// `verse 13 of the 49th chapter of the Holy Qur'an`, `verse 255 of Surah al-Baqarah`, `verse 5:32 of the Koran`, `the second sura`.
fn inverted(words: &Words<'_>, i: usize, islamic: bool) -> Option<Reference> {
    if words.is(i, &["verse", "verses", "ayah"])
        && let Some((passage, end)) = signed(words, i + 1)
    {
        let of = end + usize::from(words.is(end, &["of", "from", "in"])) + usize::from(words.at(end + 1) == "the");
        return quran(words, of)
            .filter(|_| of > end)
            .map(|after| reference(passage, i, after))
            .or_else(|| islamic.then(|| reference(passage, i, end)));
    }
    let ordinal = || {
        words
            .ordinal(i)
            .filter(|(n, end)| *n <= 286 && words.is(*end, &["verse", "ayah", "aya"]))
            .map(|(n, end)| (n as u16, None, end + 1))
    };
    let (verse, at) = match verses(words, i).or_else(ordinal) {
        Some((first, last, end)) => {
            if !words.is(end, &["of", "in", "from"]) {
                return None;
            }
            (Some((first, last)), end + 1 + usize::from(words.at(end + 1) == "the"))
        }
        None => (None, i),
    };
    if SURA.contains(&words.at(at)) && verse.is_some() {
        let found = sura(words, at)?;
        let number: u16 = found.locator.split('.').next()?.parse().ok()?;
        return Some(reference(at_verses(number, verse), i, found.tokens.end));
    }
    let (number, end) = chapter(words, at)?;
    let named_sura = SURA.contains(&words.at(end - 1));
    // "chapter 49, verse 13 of the Quran"
    let comma = end + usize::from(words.at(end) == ",");
    let (verse, end) = match verses(words, comma) {
        Some((first, last, after)) if verse.is_none() => (Some((first, last)), after),
        _ => (verse, end),
    };
    let of = end + usize::from(words.is(end, &["of", "in", "from"])) + usize::from(words.at(end + 1) == "the");
    match quran(words, of).filter(|_| of > end) {
        Some(after) => Some(reference(at_verses(number, verse), i, after)),
        None => (named_sura).then(|| reference(at_verses(number, verse), i, end)),
    }
}

/// Whether a word shows that a report speaks of the Quran.
pub(super) fn is_islamic(word: &str) -> bool {
    matches!(
        word,
        "quran"
            | "koran"
            | "qur"
            | "quranic"
            | "koranic"
            | "surah"
            | "sura"
            | "surat"
            | "ayah"
            | "imam"
            | "mosque"
            | "islamic"
    )
}
