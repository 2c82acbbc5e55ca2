//! Which texts are nearly the same: shingles in, a sketch of a few numbers out; two texts whose sketches share a number are compared.
//!
//! MinHash with one permutation (Li, Owen and Zhang, "One Permutation Hashing", NIPS 2012): the range of hashes is cut into bins, and each
//! bin keeps its least hash. Of two texts each bin agrees with the probability of their resemblance (Broder 1997: the shingles they
//! share among all they have). Two bins make a band: texts that share 90 % of their shingles share one of eight bands with more than
//! 99.9 %, texts that share 30 % with 53 %, and those are told apart by their full comparison. Our own: the crates for this give hashes
//! that may change, and these are on disk.

/// Bins of a sketch.
const BINS: usize = 16;
/// Bins of a band.
const ROWS: usize = 2;

/// The bands of a text: equal numbers mean that two bins agree. A text with few shingles has empty bins and fewer bands.
pub(crate) fn bands(shingles: &[u64]) -> Vec<i64> {
    let mut bins = [u64::MAX; BINS];
    for shingle in shingles {
        let bin = (shingle >> 60) as usize;
        bins[bin] = bins[bin].min(*shingle);
    }
    let mut out = Vec::with_capacity(BINS / ROWS);
    for (at, band) in bins.chunks(ROWS).enumerate() {
        if band.iter().all(|b| *b == u64::MAX) {
            continue;
        }
        let mixed = band.iter().fold(at as u64, |sum, b| (sum ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29));
        out.push(mixed as i64);
    }
    out
}

/// The share of what either has that both have, and the share of the smaller one that the other has; both texts' shingles sorted
/// and without repeats.
pub(crate) fn shared(a: &[u64], b: &[u64]) -> (f64, f64) {
    let both = a.iter().filter(|s| b.binary_search(s).is_ok()).count() as f64;
    let (all, less) = (a.len() as f64 + b.len() as f64 - both, a.len().min(b.len()) as f64);
    if less == 0.0 { (0.0, 0.0) } else { (both / all, both / less) }
}

/// Shingles sorted and without repeats.
pub(crate) fn set(mut shingles: Vec<u64>) -> Vec<u64> {
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::shingles;

    fn text(from: usize, to: usize) -> Vec<u64> {
        let words: Vec<String> = (from..to).map(|i| format!("word{i}")).collect();
        set(shingles(words.iter().map(String::as_str)))
    }

    #[test]
    fn texts_that_are_nearly_the_same_share_a_band() {
        let meet = |a: &[u64], b: &[u64]| bands(a).iter().any(|x| bands(b).contains(x));
        let (mut near, mut far) = (0, 0);
        for at in 0..100 {
            let start = at * 1000;
            near += usize::from(meet(&text(start, start + 300), &text(start + 10, start + 305)));
            far += usize::from(meet(&text(start, start + 300), &text(start + 290, start + 600)));
        }
        assert!(near >= 98 && far <= 10, "{near} near, {far} far");
    }

    #[test]
    fn resemblance_and_containment() {
        let (whole, half) = (text(0, 102), text(0, 52));
        assert_eq!(shared(&whole, &half), (0.5, 1.0));
        assert_eq!(shared(&whole, &[]), (0.0, 0.0));
    }
}
