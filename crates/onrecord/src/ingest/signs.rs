//! What embedded posts and corrections say of themselves: their text and markup in, author and day out.
//!
//! Example: `We are safe. — Ana Ruiz (@anaruiz) March 3, 2024` is by Ana Ruiz, of the third of March. **Finds** the name and day in the
//! signature of a post, the day in a `<time>` inside it, and the day with which a correction begins. **Leaves alone** days in the
//! words of a post or in what a correction corrects. **Why**: a post has a day of its own, not the report's. **Source**: the markup that
//! networks give out for embedding.

use super::Date;
use super::markup::Markup;
use super::metadata;

/// How a correction begins, in lower case.
const CORRECTED: [&str; 11] = [
    "correction:",
    "correction -",
    "correction –",
    "correction —",
    "corrections:",
    "clarification:",
    "this article was amended",
    "this article was corrected",
    "this story has been corrected",
    "this article has been corrected",
    "an earlier version of this",
];
/// What a correction says right before its own day, in lower case.
const BEFORE_DAY: [&str; 12] = [
    "correction",
    "corrections",
    "clarification",
    "editor's note",
    "editor’s note",
    "amended on",
    "corrected on",
    "clarified on",
    "updated on",
    "appended on",
    "added on",
    "published on",
];
/// The longest text before a correction's own day, and after a post's, in bytes.
const HEAD: usize = 80;

/// Whether a paragraph says that it is a correction.
pub(super) fn corrects(text: &str) -> bool {
    let head: String = text.chars().take(40).collect::<String>().to_lowercase();
    let dated = || head.starts_with("correction") || head.starts_with("clarification");
    CORRECTED.iter().any(|c| head.starts_with(c)) || dated() && heads_day(text)
}

/// Whether the first day in a text stands right after the word that says what it is the day of.
fn heads_day(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(2 * HEAD)];
    let Some((place, _)) = metadata::written_day(head).filter(|(place, _)| place.start <= HEAD) else { return false };
    let before = head[..place.start].to_lowercase();
    let word = before.trim_end_matches(|c: char| c.is_whitespace() || ",(:-–—".contains(c));
    let own = BEFORE_DAY.iter().any(|b| word.ends_with(b));
    // `Correction: March 3 was the day` speaks of a day; `Correction: March 3, 2024: …` has one.
    let after = head[place.end..].trim_start();
    own && (!before.trim_end().ends_with(':') || after.starts_with([':', ')', '–', '—', '-', '.']))
}

/// The day of a correction.
pub(super) fn corrected(text: &str) -> Option<Date> {
    heads_day(text).then(|| metadata::written_day(text).map(|(_, day)| day)).flatten()
}

/// The name under an embedded post: `Ana Ruiz` of `— Ana Ruiz (@anaruiz) March 3, 2024`.
pub(super) fn author(post: &str) -> Option<String> {
    let sign = signature(post)?;
    let name = sign.split('(').next()?.trim();
    let named = sign.contains("(@") && !name.is_empty() && name.chars().count() < 80;
    named.then(|| name.to_owned())
}

/// The day under an embedded post.
pub(super) fn posted(post: &str) -> Option<Date> {
    let sign = signature(post).filter(|s| s.contains("(@") || s.len() < HEAD)?;
    let (place, day) = metadata::written_day(sign)?;
    sign[place.end..].trim().is_empty().then_some(day)
}

/// What stands after the last long dash.
fn signature(post: &str) -> Option<&str> {
    let at = post.rfind(['—', '―'])?;
    Some(post[at..].trim_start_matches(['—', '―']).trim())
}

/// The day of the first `<time>` in an element.
pub(super) fn timed(markup: &Markup, holder: u32) -> Option<Date> {
    let inside = |mut at: u32| {
        while at > holder {
            at = markup.elements[at as usize].parent;
        }
        at == holder
    };
    let own = markup.times.iter().filter(|(at, _)| inside(*at));
    own.into_iter().find_map(|(_, value)| metadata::machine_day(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_names_its_author_and_day() {
        let post = "We are safe.— Ana Ruiz (@anaruiz) March 3, 2024";
        assert_eq!(author(post).as_deref(), Some("Ana Ruiz"));
        assert_eq!(posted(post).map(|d| d.value).as_deref(), Some("2024-03-03"));
        assert_eq!(author("We are safe — all of us (really)"), None);
        assert_eq!(posted("On March 3, 2024 we were safe — and now too"), None);
        assert_eq!(posted("We met — on March 3, 2024, at the gate"), None);
    }

    #[test]
    fn a_correction_begins_with_its_day() {
        for (text, day) in [
            ("Correction, March 4, 2024: The wall is stone.", Some("2024-03-04")),
            ("Correction (4 March 2024): The wall is stone.", Some("2024-03-04")),
            ("Correction: March 4, 2024 — The wall is stone.", Some("2024-03-04")),
            ("This article was amended on 4 March 2024 to say that the wall is stone.", Some("2024-03-04")),
            ("Correction: The wall fell on March 3, 2024, not a day later.", None),
            ("Correction: March 3, 2024 was the day when the wall fell.", None),
            ("An earlier version of this article misspelt the mayor's name.", None),
        ] {
            assert!(corrects(text), "{text}");
            assert_eq!(corrected(text).map(|d| d.value).as_deref(), day, "{text}");
        }
        assert!(!corrects("The wall fell on March 3, 2024, and a correction followed."));
    }

    #[test]
    fn a_time_inside_the_element_is_its_day() {
        let html = "<div><time datetime='2024-03-01'>x</time><blockquote>a<time datetime='2024-03-03T10:00Z'>b</time></blockquote></div>";
        let markup = super::super::markup::read(html);
        let holder = markup.elements.iter().position(|e| &*e.name == "blockquote").expect("one") as u32;
        assert_eq!(timed(&markup, holder).map(|d| d.value).as_deref(), Some("2024-03-03T10:00Z"));
    }
}
