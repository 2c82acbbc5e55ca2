//! Word lists with classes: lines of a word, a tab and the word's class, as `data/` keeps them.

use std::collections::{HashMap, HashSet};

/// A list of words, each in one or more classes.
pub(super) struct Classes(HashMap<&'static str, HashSet<&'static str>>);

impl Classes {
    /// Reads a list; lines that begin with `#` are its head.
    pub(super) fn parse(list: &'static str) -> Self {
        let mut classes: HashMap<&str, HashSet<&str>> = HashMap::new();
        for line in list.lines().filter(|l| !l.starts_with('#')) {
            if let Some((word, class)) = line.split_once('\t') {
                classes.entry(class).or_default().insert(word);
            }
        }
        Self(classes)
    }

    /// Whether `word`, in lower case, is of `class`.
    pub(super) fn is(&self, word: &str, class: &str) -> bool {
        self.0.get(class).is_some_and(|words| words.contains(word))
    }
}
