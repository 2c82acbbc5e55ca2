//! The words of `data/checking.txt` by class: `is("never", "negation")`.

use std::sync::LazyLock;

use crate::analyse::words::Classes;

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/checking.txt")));

/// Whether a folded word is of a class.
pub(super) fn is(word: &str, class: &str) -> bool {
    LIST.is(word, class)
}
