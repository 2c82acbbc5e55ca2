//! An edition of a work: the bytes of a file of locators and words in, an [`Edition`] out, or the line that is wrong.
//!
//! Example: the line `Isa.2.4<tab>And he shall judge among the nations …`; or as JSON, `{"locator": "Isa.2.4", "text": "…"}`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::index::Index;
use crate::error::Error;
use crate::reading::EditionUsed;

/// Longest file in bytes: the longest Bible with notes has 8 MB.
pub const LONGEST: usize = 64 << 20;
/// Most passages of one edition.
const MOST: usize = 250_000;
/// Longest passage in bytes.
const LONGEST_PASSAGE: usize = 32 << 10;

/// The words of a work, passage by passage.
#[derive(Debug)]
pub struct Edition {
    name: String,
    work: String,
    sha256: String,
    /// Locator and words, in the order of the file.
    passages: Vec<(String, String)>,
    places: HashMap<String, usize>,
    index: OnceLock<Index>,
}

impl Edition {
    /// Reads an edition. `work` is told from the locators where it is `None`: `Isa.2.4` is the Bible, `2.255` the Quran.
    ///
    /// # Errors
    /// When the file is too long, no UTF-8, empty, or one of its lines is no passage; the error names the line.
    pub fn parse(name: &str, work: Option<&str>, bytes: &[u8]) -> Result<Self, Error> {
        let wrong = |line: usize, found: String| Error::Edition { name: name.to_owned(), line, found };
        if bytes.len() > LONGEST {
            return Err(wrong(0, format!("{} bytes, expected {LONGEST} at most", bytes.len())));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let line = bytes[..e.valid_up_to()].split(|b| *b == b'\n').count();
            wrong(line, "bytes that are no UTF-8".to_owned())
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let json = text.trim_start().starts_with('{');
        let mut passages: Vec<(String, String)> = Vec::new();
        let mut places = HashMap::new();
        for (number, line) in text.lines().enumerate().map(|(n, l)| (n + 1, l)) {
            if line.trim().is_empty() || (!json && line.starts_with('#')) {
                continue;
            }
            if passages.len() == MOST {
                return Err(wrong(number, format!("more than {MOST} passages")));
            }
            let (locator, words) =
                if json { of_json(line) } else { of_tsv(line) }.map_err(|found| wrong(number, found))?;
            if words.len() > LONGEST_PASSAGE {
                return Err(wrong(
                    number,
                    format!("a passage of {} bytes, expected {LONGEST_PASSAGE} at most", words.len()),
                ));
            }
            if let Some(before) = places.insert(locator.clone(), passages.len()) {
                return Err(wrong(
                    number,
                    format!("the locator {locator:?} a second time, after passage {}", before + 1),
                ));
            }
            passages.push((locator, words));
        }
        let Some((first, _)) = passages.first() else { return Err(wrong(0, "no passage".to_owned())) };
        let Some(work) = work.map(str::to_owned).or_else(|| work_of(first)) else {
            return Err(wrong(1, format!("the locator {first:?}, which tells no work; name the work")));
        };
        let sha256 = crate::sha256(bytes);
        Ok(Self { name: name.to_owned(), work, sha256, passages, places, index: OnceLock::new() })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The work that it is an edition of.
    #[must_use]
    pub fn work(&self) -> &str {
        &self.work
    }

    /// Number of passages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.passages.len()
    }

    /// Whether it has no passage; it never is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// How a reading names it.
    #[must_use]
    pub fn used(&self) -> EditionUsed {
        EditionUsed { name: self.name.clone(), work: self.work.clone(), sha256: self.sha256.clone() }
    }

    /// The locator of a passage.
    pub(super) fn locator(&self, passage: usize) -> &str {
        &self.passages[passage].0
    }

    /// The words of a passage.
    pub(super) fn words(&self, passage: usize) -> &str {
        &self.passages[passage].1
    }

    /// What finds passages by their words; made when it is first asked for.
    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.passages.iter().map(|(_, words)| words.as_str())))
    }

    /// The passages that a locator names: one, those of a range, or those of a chapter.
    pub(super) fn named(&self, locator: &str) -> Vec<usize> {
        let (first, last) = locator.split_once('-').unwrap_or((locator, locator));
        let bounds = |name: &str| -> Option<(usize, usize)> {
            if let Some(at) = self.places.get(name) {
                return Some((*at, *at));
            }
            let inside = |l: &str| l.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            let start = self.passages.iter().position(|(l, _)| inside(l))?;
            let length = self.passages[start..].iter().take_while(|(l, _)| inside(l)).count();
            Some((start, start + length - 1))
        };
        match (bounds(first), bounds(last)) {
            (Some((start, _)), Some((_, end))) if start <= end => (start..=end).collect(),
            (Some((start, end)), _) => (start..=end).collect(),
            _ => Vec::new(),
        }
    }
}

fn sound(locator: &str) -> bool {
    !locator.is_empty() && locator.len() <= 64 && locator.chars().all(|c| c.is_ascii_graphic() && c != '"')
}

fn of_tsv(line: &str) -> Result<(String, String), String> {
    let (locator, words) =
        line.split_once('\t').ok_or("a line without a tab, expected a locator, a tab and its words")?;
    of_parts(locator.trim(), words)
}

fn of_json(line: &str) -> Result<(String, String), String> {
    let value: serde_json::Value = serde_json::from_str(line).map_err(|e| format!("a line that is no JSON ({e})"))?;
    let field = |name: &str| {
        value.get(name).and_then(serde_json::Value::as_str).ok_or(format!("an object without a string {name:?}"))
    };
    of_parts(field("locator")?.trim(), field("text")?)
}

fn of_parts(locator: &str, words: &str) -> Result<(String, String), String> {
    if !sound(locator) {
        let shown: String = locator.chars().take(40).collect();
        return Err(format!("the locator {shown:?}, expected letters, digits and points such as Isa.2.4"));
    }
    if words.trim().is_empty() {
        return Err(format!("no words after the locator {locator:?}"));
    }
    Ok((locator.to_owned(), words.trim().to_owned()))
}

/// The work that a locator tells.
fn work_of(locator: &str) -> Option<String> {
    let parts: Vec<&str> = locator.split('.').collect();
    let number = |p: &&str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
    match parts[..] {
        [a, b] if number(&a) && number(&b) => Some("quran".to_owned()),
        [book, chapter, verse] if super::bible::is_book(book) && number(&chapter) && number(&verse) => {
            Some("bible".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let tsv =
            Edition::parse("a", None, b"# head\nIsa.2.4\tWords of it.\nIsa.2.5\tMore of them.\n").expect("an edition");
        let json = Edition::parse("b", None, br#"{"locator": "2.255", "text": "Words."}"#).expect("an edition");
        assert_eq!((tsv.work(), tsv.len(), json.work(), json.len()), ("bible", 2, "quran", 1));
        assert_eq!(
            (tsv.named("Isa.2"), tsv.named("Isa.2.4-Isa.2.5"), tsv.named("Isa.3")),
            (vec![0, 1], vec![0, 1], vec![])
        );
    }

    #[track_caller]
    fn fails(bytes: &[u8], expected: &str) {
        let error = Edition::parse("kjv", None, bytes).expect_err("an error").to_string();
        assert_eq!(error, expected);
    }

    #[test]
    fn the_line_that_is_wrong_is_named() {
        fails(
            b"Isa.2.4\tWords.\nIsa 2:5 More.\n",
            "cannot read the edition \"kjv\": line 2: found a line without a tab, expected a locator, a tab and its words",
        );
        fails(
            b"Isa.2.4\tWords.\nIsa.2.4\tMore.\n",
            "cannot read the edition \"kjv\": line 2: found the locator \"Isa.2.4\" a second time, after passage 1",
        );
        fails(b"Isa.2.4\t\xff", "cannot read the edition \"kjv\": line 1: found bytes that are no UTF-8");
        fails(b"\n", "cannot read the edition \"kjv\": found no passage");
        fails(
            b"x\ty",
            "cannot read the edition \"kjv\": line 1: found the locator \"x\", which tells no work; name the work",
        );
    }
}
