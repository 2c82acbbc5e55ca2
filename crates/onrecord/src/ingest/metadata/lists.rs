//! The words of `data/bylines.txt` by their class.
//!
//! `is("reuters", "outlet")` is true.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static LISTS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in include_str!("../../../data/bylines.txt").lines().filter(|l| !l.starts_with('#')) {
        if let Some((word, class)) = line.split_once('\t') {
            lists.entry(class).or_default().push(word);
        }
    }
    lists
});

/// The words of a class, in order; none where there is no such class.
pub(super) fn of(class: &str) -> &'static [&'static str] {
    LISTS.get(class).map_or(&[], Vec::as_slice)
}

/// Whether a word in small letters is of a class.
pub(super) fn is(word: &str, class: &str) -> bool {
    of(class).contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_that_the_code_asks_for_has_words() {
        for class in
            ["outlet", "body", "nobody", "job", "degree", "before", "behind", "label", "never", "published", "updated"]
        {
            assert!(of(class).len() > 5, "{class}");
        }
    }
}
