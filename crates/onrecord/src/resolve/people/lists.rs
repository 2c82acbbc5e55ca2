//! The word lists of this room: a word in, what it says of its bearer out.
//!
//! Example: `spokeswoman` is said of a woman, `Tehran` is a city. Given names are weak evidence, used only where the text says nothing.

use std::sync::LazyLock;

use crate::analyse::words::Classes;

/// Words by which a report speaks of people and bodies.
pub(super) static PEOPLE: LazyLock<Classes> =
    LazyLock::new(|| Classes::parse(include_str!("../../../data/people.txt")));
/// Places of the world and names of peoples.
pub(super) static PLACES: LazyLock<Classes> =
    LazyLock::new(|| Classes::parse(include_str!("../../../data/places.txt")));
/// Given names and who bears them.
pub(super) static GIVEN: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../../data/given.txt")));
/// Titles and bodies, as the statuses of speakers use them.
pub(super) static SPEAKERS: LazyLock<Classes> =
    LazyLock::new(|| Classes::parse(include_str!("../../../data/speakers.txt")));

/// Whether a word in lower case is an office or title.
pub(super) fn is_title(word: &str) -> bool {
    SPEAKERS.bends(word, "title") || PEOPLE.is(word, "honorific")
}

/// Whether words in lower case name a place of the gazetteer.
pub(super) fn is_place(words: &str) -> bool {
    ["country", "city", "region"].iter().any(|class| PLACES.is(words, class))
}

/// Whether a word in lower case is the adjective of a people or creed.
pub(super) fn is_demonym(word: &str) -> bool {
    PLACES.is(word, "demonym")
}

/// Whether a given name in lower case is a man's (`true`) or a woman's alone.
pub(crate) fn given_sex(word: &str) -> Option<bool> {
    match (GIVEN.is(word, "m"), GIVEN.is(word, "f")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}
