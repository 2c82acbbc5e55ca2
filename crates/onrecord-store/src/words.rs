//! Words as the indexes know them: text in, folded words with their places out.
//!
//! Example: `Café-owners’ “No.”` gives `cafe`, `owners`, `no`. Case, accents and typography are folded, so that an index finds what a person
//! would take for the same words. It only has to find: whether words are the same is judged elsewhere.

use std::hash::Hasher;
use std::ops::Range;

use siphasher::sip::SipHasher13;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Words of a shingle. Two words are too common, four survive an altered word too rarely.
pub(crate) const SHINGLE: usize = 3;

/// The words of `text` with their places in bytes.
pub(crate) fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::with_capacity(text.len() / 6);
    for (at, word) in text.unicode_word_indices() {
        let folded = fold(word);
        if !folded.is_empty() {
            out.push((at..at + word.len(), folded));
        }
    }
    out
}

/// One word, folded: lower case, no accents, no apostrophes.
pub(crate) fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase();
    }
    let folded = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    folded.filter(|c| c.is_alphanumeric()).collect()
}

/// The words of `text` in one line, apart by single spaces.
pub(crate) fn folded(text: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|(_, word)| word).collect();
    words.join(" ")
}

/// A hash that is the same on every machine and in every version.
pub(crate) fn hash(words: &[&str]) -> u64 {
    let mut hasher = SipHasher13::new();
    for word in words {
        hasher.write(word.as_bytes());
        hasher.write_u8(b' ');
    }
    hasher.finish()
}

/// The hash of each three words that follow one another; of fewer words one hash of them all.
pub(crate) fn shingles<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let words: Vec<&str> = words.into_iter().collect();
    if words.is_empty() {
        return Vec::new();
    }
    words.windows(SHINGLE.min(words.len())).map(hash).collect()
}

/// A shingle as a word of the index: 30 bits in six letters. Two shingles rarely share one, and what is found is looked at anyway.
pub(crate) fn letters(shingle: u64) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    (0..6).map(|i| char::from(LETTERS[(shingle >> (5 * i)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typography_case_and_accents_are_folded() {
        assert_eq!(folded("Café-owners’ “No.” don't  DON’T 3.5"), "cafe owners no dont dont 35");
        assert_eq!(folded("港務局"), "港 務 局");
        assert_eq!(folded("… — !"), "");
    }

    #[test]
    fn shingles_are_of_three_words_or_of_all() {
        assert_eq!(shingles(["a", "b", "c", "d"]).len(), 2);
        assert_eq!(shingles(["a"]).len(), 1);
        assert_eq!(shingles([]).len(), 0);
        assert_ne!(shingles(["a", "bc"]), shingles(["ab", "c"]));
        // The letters are on disk: they may never change.
        assert_eq!(letters(hash(&["we", "will", "appeal"])), "v3ugtu");
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_words(text in "\\PC{0,60}") {
            for (place, word) in words(&text) {
                prop_assert_eq!(fold(&text[place]), word);
            }
        }
    }
}
