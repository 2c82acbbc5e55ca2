//! A quotation of the record on a page: what the store shows in, the words of a page out.
//!
//! Example: "*The Harbour Post* reported that **Ana Ruiz** said to Tom Okafor: “We will not start …”".

use onrecord_store::wire::Who;
use onrecord_store::{Shown, search};
use unicode_segmentation::UnicodeSegmentation;

use super::{day, first_sentence, last_sentence, person_link, sure};

/// Somebody, with the page of the name.
pub struct Named {
    /// The name.
    pub name: String,
    /// The page; empty for who has no name.
    pub link: String,
}

impl Named {
    fn of(who: &Who) -> Self {
        let named = !matches!(who.status.as_str(), "described" | "unnamed" | "unresolved");
        Self { link: if named { person_link(&who.name) } else { String::new() }, name: who.name.clone() }
    }
}

/// A quotation as templates take it.
pub struct Quote {
    pub key: String,
    pub short: String,
    pub outlet: String,
    pub reported: &'static str,
    pub speakers: Vec<Named>,
    pub verb: &'static str,
    pub addressees: Vec<Named>,
    pub before: String,
    /// The words, those that were searched for marked.
    pub pieces: Vec<(String, bool)>,
    pub after: String,
    /// Whether the report's own quotation marks stand around the words.
    pub marked: bool,
    pub standing: String,
    pub unsaid: bool,
    pub published: String,
    pub kind: String,
    pub sure: String,
    pub report: String,
    pub title: String,
}

impl Quote {
    /// Of what the store shows; `words` were searched for; `whole`: with all its surroundings, otherwise with the rest of the sentence.
    pub fn of(shown: &Shown, words: &str, whole: bool) -> Self {
        let marked = search::marked(words);
        let mut pieces: Vec<(String, bool)> = Vec::new();
        for word in shown.words.split_word_bounds() {
            let on = !marked.is_empty() && search::is_marked(word, &marked);
            match pieces.last_mut() {
                Some((text, same)) if *same == on => text.push_str(word),
                _ => pieces.push((word.to_owned(), on)),
            }
        }
        let (before, after) = if whole {
            (shown.before.clone(), shown.after.clone())
        } else {
            (last_sentence(&shown.before), first_sentence(&shown.after))
        };
        let (reported, verb) = said(shown.standing.is_none(), shown.speakers.len());
        Self {
            short: shown.key.chars().take(12).collect(),
            key: shown.key.clone(),
            outlet: shown.outlet.clone().unwrap_or_else(|| "An unnamed outlet".to_owned()),
            reported,
            speakers: shown.speakers.iter().map(Named::of).collect(),
            verb,
            addressees: shown.addressees.iter().map(Named::of).collect(),
            // Only the speaker's own words get marks: a paraphrase is none.
            marked: shown.kind != "direct" || before.trim_end().ends_with(['“', '"', '«', '„', '‘', '\'', '「', '”']),
            before,
            pieces,
            after,
            standing: shown.standing.unwrap_or_default().to_owned(),
            unsaid: shown.standing.is_some(),
            published: day(shown.published.as_deref().unwrap_or_default()),
            kind: shown.kind.clone(),
            sure: if shown.by_person { "said so by a person".to_owned() } else { sure(shown.confidence) },
            report: shown.report.clone(),
            title: shown.title.clone().unwrap_or_default(),
        }
    }
}

/// How a statement is put: what was plainly said as reported, all else as words that stand in the report.
pub fn said(plainly: bool, speakers: usize) -> (&'static str, &'static str) {
    match (plainly, speakers) {
        (true, 0) => ("reported that somebody whom it does not name", " said"),
        (true, _) => ("reported that", " said"),
        (false, 0) => ("has these words, not as plainly said", ""),
        (false, _) => ("has these words, not as plainly said, of", ""),
    }
}
