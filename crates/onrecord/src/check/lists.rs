//! The words of `data/checking.txt` by class: `is("never", "negation")`.

use std::sync::LazyLock;

use crate::analyse::words::Classes;

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/checking.txt")));

/// Whether a folded word is of a class.
pub(super) fn is(word: &str, class: &str) -> bool {
    LIST.is(word, class)
}

static OPPOSITES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/opposites.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).collect()
});

/// Pairs of words of opposite sense, folded.
pub(super) fn opposites() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPPOSITES.iter().copied()
}
