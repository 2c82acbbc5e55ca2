//! Finds the passages most like some words: an index over word stems and pairs of them, weighed by how rare they are.
//!
//! Example: "they shall hammer their swords into ploughshares" finds the passage that says "beat their swords into plowshares". Words are
//! cut to stems and archaic forms made common ones, so that one translation finds another. 31,000 verses take about a millisecond.
//! Source: vector space with sublinear tf-idf (Salton and Buckley 1988).

use std::collections::HashMap;

/// Archaic and common forms that stems do not join.
const SAME: [(&str, &str); 40] = [
    ("thee", "you"),
    ("thou", "you"),
    ("thy", "your"),
    ("thine", "your"),
    ("ye", "you"),
    ("hath", "has"),
    ("hast", "has"),
    ("doth", "does"),
    ("dost", "does"),
    ("saith", "say"),
    ("said", "say"),
    ("unto", "to"),
    ("shalt", "shall"),
    ("wilt", "will"),
    ("art", "are"),
    ("spake", "speak"),
    ("spoke", "speak"),
    ("begat", "beget"),
    ("lo", "behold"),
    ("whither", "where"),
    ("hither", "here"),
    ("nay", "no"),
    ("yea", "yes"),
    ("jehovah", "lord"),
    ("yahweh", "lord"),
    ("allah", "god"),
    ("plough", "plow"),
    ("ploughshare", "plowshare"),
    ("ploughshares", "plowshare"),
    ("saviour", "savior"),
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("came", "come"),
    ("went", "go"),
    ("gave", "give"),
    ("made", "make"),
    ("took", "take"),
    ("knew", "know"),
    ("brethren", "brother"),
];

/// The index of one edition.
#[derive(Debug)]
pub(super) struct Index {
    /// For each feature where its postings begin and end.
    features: HashMap<u64, (u32, u32)>,
    /// Passage and weight, by feature.
    postings: Vec<(u32, f32)>,
    passages: usize,
    /// Features of each passage with what they weigh, for the comparison of two.
    rarest: f32,
}

impl Index {
    pub(super) fn new<'a>(passages: impl Iterator<Item = &'a str>) -> Self {
        let counted: Vec<Vec<(u64, f32)>> = passages.map(|words| counts(&features(words))).collect();
        let n = counted.len();
        let mut df: HashMap<u64, u32> = HashMap::new();
        for feature in counted.iter().flatten() {
            *df.entry(feature.0).or_default() += 1;
        }
        let mut rows: Vec<(u64, u32, f32)> = Vec::new();
        for (passage, features) in counted.iter().enumerate() {
            let weighed: Vec<(u64, f32)> = features.iter().map(|(f, tf)| (*f, tf * rarity(n, df[f]))).collect();
            let norm = weighed.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            rows.extend(weighed.iter().map(|(f, w)| (*f, passage as u32, w / norm)));
        }
        rows.sort_unstable_by_key(|a| (a.0, a.1));
        let mut index = Self {
            features: HashMap::with_capacity(df.len()),
            postings: Vec::with_capacity(rows.len()),
            passages: n,
            rarest: rarity(n, 0),
        };
        for (i, (feature, passage, weight)) in rows.iter().enumerate() {
            index.features.entry(*feature).or_insert((i as u32, i as u32)).1 = i as u32 + 1;
            index.postings.push((*passage, *weight));
        }
        index
    }

    /// Likeness of each passage to the words, 0..1, in the order of the passages.
    pub(super) fn likeness(&self, words: &str) -> Vec<f32> {
        let query = counts(&features(words));
        let weighed: Vec<(f32, (u32, u32))> = query
            .iter()
            .map(|(f, tf)| match self.features.get(f) {
                Some(place) => (tf * rarity(self.passages, place.1 - place.0), *place),
                None => (tf * self.rarest, (0, 0)),
            })
            .collect();
        let norm = weighed.iter().map(|(w, _)| w * w).sum::<f32>().max(f32::MIN_POSITIVE);
        let mut cosine = vec![0.0_f32; self.passages];
        let mut held = vec![0.0_f32; self.passages];
        for (weight, (start, end)) in weighed {
            for (passage, w) in &self.postings[start as usize..end as usize] {
                cosine[*passage as usize] += weight * w;
                held[*passage as usize] += weight * weight;
            }
        }
        let root = norm.sqrt();
        // How alike both are, and how much of the words the passage holds: a part of a long verse is found by the second.
        cosine.iter().zip(&held).map(|(c, h)| (WHOLE * c / root + (1.0 - WHOLE) * h / norm).clamp(0.0, 1.0)).collect()
    }
}

/// How much the likeness of the whole counts against how much of the words is held; chosen with `corpora/editions.py check`.
const WHOLE: f32 = 0.7;

fn rarity(passages: usize, holders: u32) -> f32 {
    ((1.0 + passages as f32) / (1.0 + holders as f32)).ln() + 1.0
}

/// Features with their damped counts, each once, in order.
fn counts(features: &[u64]) -> Vec<(u64, f32)> {
    let mut sorted = features.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|run| (run[0], 1.0 + (run.len() as f32).ln())).collect()
}

/// Stems and pairs of neighbours, as numbers.
fn features(words: &str) -> Vec<u64> {
    let stems: Vec<u64> = stems(words).iter().map(|s| number(s)).collect();
    let pairs = stems.windows(2).map(|p| p[0].rotate_left(17) ^ p[1].wrapping_mul(0x9E37_79B9_7F4A_7C15));
    stems.iter().copied().chain(pairs).collect()
}

/// Number of words that count.
pub(super) fn length(words: &str) -> usize {
    stems(words).len()
}

/// FNV-1a, the same on every machine.
fn number(word: &str) -> u64 {
    word.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3))
}

/// The words of a text as stems.
fn stems(words: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let lower = words.replace("'s", "").replace("’s", "").replace("`s", "").to_lowercase();
    for c in lower.chars().chain([' ']) {
        // Vowel signs of Arabic and Hebrew are not in every edition.
        if matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{640}' | '\u{591}'..='\u{5C7}') {
            continue;
        }
        let c = match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            c => c,
        };
        if c.is_alphabetic() {
            word.push(c);
        } else if !word.is_empty() {
            out.push(stem(&word));
            word.clear();
        }
    }
    out
}

fn stem(word: &str) -> String {
    let word = SAME.iter().find(|(old, _)| *old == word).map_or(word, |(_, new)| new);
    if !word.is_ascii() {
        return word.to_owned();
    }
    let mut stem = word;
    for ending in ["eth", "est", "ings", "ing", "ed", "es", "s", "ly"] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| rest.len() >= 3) {
            stem = rest;
            break;
        }
    }
    let mut out = stem.to_owned();
    let bytes = stem.as_bytes();
    if bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] {
        out.pop();
    }
    if out.len() > 3 && out.ends_with('e') {
        out.pop();
    }
    if out.len() > 3 && out.ends_with('i') {
        out.pop();
        out.push('y');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_translation_finds_the_passage() {
        let passages = [
            "The rivers shall run dry in summer.",
            "They shall beat their swords into plowshares.",
            "Beat the drum, beat the drum.",
        ];
        let likeness = Index::new(passages.into_iter()).likeness("they will hammer their swords into ploughshares");
        assert!(likeness[1] > 0.4 && likeness[1] > likeness[0] && likeness[1] > likeness[2], "{likeness:?}");
    }

    #[test]
    fn archaic_and_bent_forms_are_one() {
        assert_eq!(stems("He loveth thee"), stems("He loves you"));
        assert_eq!(stems("God’s stopped cities"), ["god", "stop", "city"].map(str::to_owned));
    }
}
