//! Word lists with classes: lines of a word, a tab and the word's class, as `data/` keeps them.

use std::collections::{HashMap, HashSet};

/// A list of words, each in one or more classes.
pub(crate) struct Classes(HashMap<&'static str, HashSet<&'static str>>);

impl Classes {
    /// Reads a list; lines that begin with `#` are its head.
    pub(crate) fn parse(list: &'static str) -> Self {
        let mut classes: HashMap<&str, HashSet<&str>> = HashMap::new();
        for line in list.lines().filter(|l| !l.starts_with('#')) {
            if let Some((word, class)) = line.split_once('\t') {
                classes.entry(class).or_default().insert(word);
            }
        }
        Self(classes)
    }

    /// Whether `word`, in lower case, is of `class`.
    pub(crate) fn is(&self, word: &str, class: &str) -> bool {
        self.0.get(class).is_some_and(|words| words.contains(word))
    }

    /// Whether `word`, in lower case, or a base form that it may be bent from, is of `class`.
    pub(crate) fn bends(&self, word: &str, class: &str) -> bool {
        self.is(word, class) || bases(word).iter().any(|base| self.is(base, class))
    }
}

/// The base forms that an English word may be bent from: `denies` deny, `planned` plan, `urging` urge. Some are no words.
fn bases(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    for ending in ["ies", "ied"] {
        out.extend(word.strip_suffix(ending).map(|stem| format!("{stem}y")));
    }
    for ending in ["es", "s", "ed", "d", "ing"] {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 1) else { continue };
        out.push(stem.to_owned());
        if matches!(ending, "ed" | "ing") {
            let mut letters = stem.chars().rev();
            if let Some(last) = letters.next()
                && letters.next() == Some(last)
            {
                out.push(stem[..stem.len() - last.len_utf8()].to_owned());
            }
        }
        if ending == "ing" {
            out.push(format!("{stem}e"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bent_words_are_found_by_their_base() {
        let list = Classes::parse("# head\ndeny\ta\nplan\ta\nurge\ta\ntell\tb\n");
        for word in ["deny", "denies", "denied", "denying", "plans", "planned", "planning", "urged", "urging"] {
            assert!(list.bends(word, "a"), "{word}");
        }
        assert!(!list.bends("telling", "a") && !list.is("denied", "a") && !list.bends("s", "a"));
    }
}
