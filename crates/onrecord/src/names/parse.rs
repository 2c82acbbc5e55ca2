//! Takes a written name apart: text in, [`Name`] out.
//!
//! Example: `Dr. Mohammed bin Rashid AL MAKTOUM, Jr` is the words *mohammed, rashid, maktoum*, of the second generation, with a surname in capitals. **Finds** titles,
//! particles, generations, "surname, given", initials, letters of other scripts. **Leaves alone** what stands behind the 256th
//! character. **Why**: names are compared by their words. **Source**: news usage; romanisation tables in `data/scripts.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::sound::{Sound, sounds};
use crate::analyse::words::Classes;

/// Characters of a name that are read.
const LONGEST: usize = 256;
/// Words of a name that are compared.
const MOST: usize = 10;

static HONORIFICS: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/honorifics.txt")));
pub(super) static SURNAMES: LazyLock<Classes> =
    LazyLock::new(|| Classes::parse(include_str!("../../data/surnames.txt")));
static LETTERS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/scripts.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).filter_map(|(c, latin)| Some((c.chars().next()?, latin))).collect()
});

/// Tongues in which the surname stands first.
const FIRST: [&str; 5] = ["zh", "ko", "vi", "ja", "hu"];

/// One word of a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Small Latin letters, with what a mark sounds like: `milosevich` of Milošević.
    pub text: String,
    /// The same with marks left off.
    pub bare: String,
    pub sounds: Vec<Sound>,
    /// An initial: one letter.
    pub initial: bool,
    /// It stands in capitals among others that do not.
    pub loud: bool,
}

/// The letters of a name, as far as they matter for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    /// Arabic or Hebrew letters, which write few vowels.
    Abjad,
    /// Han or Hangul: a surname of one letter and a given name of one or two.
    East,
    Other,
}

impl Script {
    fn of(text: &str) -> Self {
        let any = |ok: fn(char) -> bool| text.chars().any(ok);
        if any(|c| ('\u{590}'..='\u{6ff}').contains(&c)) {
            Self::Abjad
        } else if any(|c| ('\u{3040}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7a3}').contains(&c)) {
            Self::East
        } else if any(|c| c.is_alphabetic() && c >= '\u{370}') {
            Self::Other
        } else {
            Self::Latin
        }
    }
}

/// A name, taken apart once to be compared with many.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub(super) words: Vec<Word>,
    /// 1 for Sr, 2 for Jr, 3 for III.
    pub(super) generation: Option<u8>,
    /// Where "surname, given" stood: the words that stood before the comma come last.
    pub(super) turned: bool,
    pub(super) script: Script,
}

impl Name {
    /// Takes a name apart. Anything is a name; one without words is like no other, not even itself.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut name = Self { words: Vec::new(), generation: None, turned: false, script: Script::of(text) };
        let text: String = text.chars().take(LONGEST).collect();
        let quiet = text.chars().any(char::is_lowercase);
        let mut parts: Vec<Vec<Word>> = Vec::new();
        for part in text.split([',', '،', '，']) {
            let words = name.part(part, quiet);
            if !words.is_empty() {
                parts.push(words);
            }
        }
        name.turned = parts.len() > 1;
        if name.turned {
            parts.rotate_left(1);
        }
        name.words = parts.into_iter().flatten().take(MOST).collect();
        name
    }

    fn part(&mut self, part: &str, quiet: bool) -> Vec<Word> {
        let between = |c: char| {
            c.is_whitespace()
                || matches!(c, '-' | '‐' | '‑' | '–' | '.' | '·' | '・' | '_' | '"' | '“' | '”' | '(' | ')')
        };
        let mut words: Vec<Word> = Vec::new();
        let (mut servant, mut al) = (false, false);
        for raw in part.split(between).filter(|w| !w.is_empty()) {
            let letters: Vec<char> = raw.chars().filter(|c| c.is_alphabetic()).collect();
            let loud = quiet && letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
            let bares = bare(raw);
            for (n, text) in latin(raw).into_iter().enumerate() {
                // "Abd al-Rahman" and "Abdulrahman" are one word.
                if matches!(text.as_str(), "abd" | "abdul" | "abdel" | "abdal" | "abdol" | "abdoul" | "abdu") {
                    servant = true;
                    continue;
                }
                if let Some(n) = (1..=4).find(|n| HONORIFICS.is(&text, ["1", "2", "3", "4"][n - 1])) {
                    if !words.is_empty() {
                        self.generation = Some(n as u8);
                    }
                    continue;
                }
                let title = HONORIFICS.is(&text, "title") && words.is_empty() && !servant;
                // "E." is an initial, "e" a particle.
                let letter = letters.len() == 1 && letters[0].is_uppercase();
                if title || !letter && HONORIFICS.is(&text, "particle") {
                    al |= raw == "Al" && words.is_empty() && part.contains("Al ");
                    continue;
                }
                let text = if servant { format!("abd{text}") } else { servile(&text) };
                servant = false;
                let initial = text.chars().count() == 1
                    || loud && quiet && text.len() == 2 && words.is_empty() && !vowelled(&text);
                if initial && text.len() == 2 {
                    // "JK Rowling".
                    words.extend(text.chars().map(|c| Word::new(c.to_string(), None, true, false)));
                } else {
                    words.push(Word::new(text, bares.get(n).cloned(), initial, loud));
                }
            }
        }
        // "Al Gore".
        if al && words.len() == 1 {
            words.insert(0, Word::new("al".to_owned(), None, false, false));
        }
        words
    }

    /// Whether the first word is a surname that may stand first, of a name that has others.
    pub(super) fn opens_with_surname(&self) -> bool {
        self.words.len() > 1
            && (self.script == Script::East
                || self.words[0].loud
                || FIRST.iter().any(|t| SURNAMES.is(&self.words[0].text, t)))
    }

    /// Whether a word is a Chinese or Korean surname, or the letters are.
    pub(super) fn eastern(&self) -> bool {
        self.script == Script::East || self.words.iter().any(|w| ["zh", "ko"].iter().any(|t| SURNAMES.is(&w.text, t)))
    }
}

impl Word {
    fn new(text: String, bare: Option<String>, initial: bool, loud: bool) -> Self {
        let bare = bare.unwrap_or_else(|| text.clone());
        Self { sounds: sounds(&text), bare, text, initial, loud }
    }

    /// Several words as one: "Jong" and "un".
    pub(super) fn joined(words: &[&Word]) -> Self {
        let all = |of: fn(&Self) -> &str| words.iter().map(|w| of(w)).collect::<String>();
        Self::new(all(|w| &w.text), Some(all(|w| &w.bare)), false, false)
    }
}

fn vowelled(text: &str) -> bool {
    text.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// "Abdulrahman" and "Abdelrahman" alike.
fn servile(text: &str) -> String {
    const FORMS: [&str; 7] = ["abdul", "abdel", "abdal", "abdol", "abdur", "abder", "abdus"];
    let rest = FORMS.iter().find_map(|form| text.strip_prefix(form)).filter(|rest| rest.len() > 2);
    rest.map_or_else(|| text.to_owned(), |rest| format!("abd{rest}"))
}

/// The words of a piece with their marks left off.
fn bare(raw: &str) -> Vec<String> {
    let plain: String = raw.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    if plain.chars().all(|c| c.is_ascii() || matches!(c, '’' | 'ʼ' | 'ʻ' | '‘')) {
        let letters: String = plain.chars().filter(char::is_ascii_alphabetic).take(40).collect();
        vec![letters.to_lowercase()]
    } else {
        latin(raw)
    }
}

/// A word in small Latin letters without marks; several where one letter is a word.
fn latin(raw: &str) -> Vec<String> {
    let mut out = String::new();
    for c in raw.nfc().flat_map(char::to_lowercase) {
        if let Some(latin) = LETTERS.get(&c) {
            out.push_str(latin);
        } else if c.is_ascii() {
            out.push(c);
        } else if let Some(latin) = deunicode::deunicode_char(c) {
            out.push_str(latin);
        }
    }
    let out = out.to_lowercase();
    let words =
        out.split_whitespace().map(|w| w.chars().filter(char::is_ascii_alphabetic).take(40).collect::<String>());
    words.filter(|w: &String| !w.is_empty()).collect()
}
