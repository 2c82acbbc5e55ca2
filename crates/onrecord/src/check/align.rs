//! Finds where a claim's words stand in a stream of recorded words, exactly or nearly: two word lists in, a [`Path`] out.
//!
//! Example: the claim `we will never appeal` against `… we will not appeal …` gives a path of three equal words and one put for another.
//!
//! The least costly alignment of the whole claim with any places of the stream, by dynamic programming over words. Words left out, put in or
//! put for another cost what they weigh ([`HEAVY`], [`LIGHT`]); at a gap of the claim's own (`…`, `[…]`) words of the same group may be
//! passed over for [`SKIP`]; a leap to any other place costs [`LEAP`], so a claim that was pieced together is found as pieces.
//! Time and memory are bounded by [`CELLS`]: of a longer stream the windows are looked at that share most words, and a longer claim is
//! placed piece by piece.

use std::collections::HashMap;

use super::fold::{Gap, Word};

/// What a word costs that says something.
pub(super) const HEAVY: i32 = 10;
/// What a light word costs.
pub(super) const LIGHT: i32 = 6;
/// What passing over words at a gap costs.
const SKIP: i32 = 1;
/// What a leap costs: less than three words, or a piece of three would never be found.
const LEAP: i32 = 26;
/// What it costs besides that the claim's first words are nowhere.
const EDGE: i32 = 8;
/// Most cells of one table.
const CELLS: usize = 3 << 20;
/// Words of a long claim that are placed at once.
const CHUNK: usize = 250;
/// So many first pieces of a long claim tell whether the others are looked for.
const PATIENCE: usize = 12;
/// Most windows of a long stream.
const WINDOWS: usize = 4;
/// Out of reach.
const NEVER: i32 = i32::MAX / 4;

/// A recorded word in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// The word.
    pub word: Word,
    /// The stretch of unbroken speech that it belongs to: to go on from one into another is a leap.
    pub group: u32,
    /// The utterance that it belongs to: inside it a gap may pass over words, also from one group into another.
    pub utterance: u32,
}

/// One step of a path, in the order of the claim; numbers are indices of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The same word.
    Equal(usize, usize),
    /// A word of the claim for another of the record.
    Replace(usize, usize),
    /// A word that only the claim has.
    Insert(usize),
    /// A word that only the record has.
    Delete(usize),
    /// Words passed over at a gap of the claim: from this one up to that one.
    Skip(usize, usize),
    /// A leap to this word.
    Leap(usize),
}

/// A way through claim and stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path {
    /// The steps.
    pub steps: Vec<Step>,
    /// Their cost, leaps and gaps included.
    pub cost: i32,
}

/// What a word costs.
pub(super) fn weight(word: &Word) -> i32 {
    if word.light { LIGHT } else { HEAVY }
}

/// The least costly ways of the claim through the stream that end at different places, `most` at most; none where not even a third of
/// the claim's weight could be found. Without `leaps` a claim is one piece.
pub(super) fn paths(claim: &[Word], stream: &[Placed], leaps: bool, most: usize) -> Vec<Path> {
    if claim.is_empty() || stream.is_empty() {
        return Vec::new();
    }
    if claim.len() > CHUNK * 2 {
        return long(claim, stream, leaps).into_iter().collect();
    }
    let windows = windows(claim, stream);
    if windows.is_empty() {
        return Vec::new();
    }
    let picked: Vec<usize> = windows.iter().flat_map(Clone::clone).collect();
    let mut table = Table::new(claim, stream, &picked, leaps);
    table.fill();
    table.best(most)
}

/// Parts of the stream that may hold the claim: all of it, or where that is too much the windows that share most words.
fn windows(claim: &[Word], stream: &[Placed]) -> Vec<std::ops::Range<usize>> {
    if claim.len().saturating_mul(stream.len()) <= CELLS / 2 {
        return std::iter::once(0..stream.len()).collect();
    }
    let width = claim.len() + claim.len() / 2 + 8;
    let mut wanted: HashMap<u64, (i32, i32)> = HashMap::new();
    for word in claim {
        wanted.entry(word.id).or_insert((0, weight(word))).0 += 1;
    }
    let whole: i32 = claim.iter().map(weight).sum();
    // The weight of the claim's words that each window holds, kept up to date while it slides.
    let mut held: HashMap<u64, i32> = HashMap::new();
    let mut shared = 0;
    let mut scores: Vec<(i32, usize)> = Vec::new();
    for (end, placed) in stream.iter().enumerate() {
        if let Some((times, weight)) = wanted.get(&placed.word.id) {
            let count = held.entry(placed.word.id).or_default();
            *count += 1;
            shared += if *count <= *times { *weight } else { 0 };
        }
        if let Some(left) = end.checked_sub(width)
            && let Some((times, weight)) = wanted.get(&stream[left].word.id)
        {
            let count = held.entry(stream[left].word.id).or_default();
            shared -= if *count <= *times { *weight } else { 0 };
            *count -= 1;
        }
        if shared * 6 >= whole {
            scores.push((shared, end));
        }
    }
    scores.sort_unstable_by_key(|(shared, end)| (-shared, *end));
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    for (_, end) in scores {
        let window = (end + 1).saturating_sub(width * 2)..(end + 1 + width).min(stream.len());
        if out.iter().all(|w| end < w.start + width || end >= w.end) {
            out.push(window);
        }
        if out.len() == WINDOWS {
            break;
        }
    }
    out.sort_by_key(|w| w.start);
    // No word twice.
    let mut from = 0;
    for window in &mut out {
        window.start = window.start.max(from);
        from = window.end.max(from);
    }
    out.retain(|w| w.start < w.end);
    out
}

/// A long claim, piece by piece.
fn long(claim: &[Word], stream: &[Placed], leaps: bool) -> Option<Path> {
    let mut path = Path::default();
    let mut so_far = 0;
    let mut next: Option<usize> = None;
    for (n, chunk) in claim.chunks(CHUNK).enumerate() {
        let from = n * CHUNK;
        let most: i32 = chunk.iter().map(weight).sum();
        // What differs in its first pieces as much as this is not worth the search for the others.
        if n >= PATIENCE && path.cost * 20 > so_far * 9 {
            return None;
        }
        so_far += most;
        // Where the last piece ended the next one mostly begins; the whole stream is searched where it does not.
        let here = next.map(|at| at..(at + 2 * CHUNK).min(stream.len()));
        let near = here.and_then(|r| Some((r.start, paths(chunk, stream.get(r)?, leaps, 1).pop()?)));
        let found = near.filter(|(_, p)| p.cost * 4 < most);
        let found = found.or_else(|| Some((0, paths(chunk, stream, leaps, 1).pop()?)));
        let Some((base, placed)) = found else {
            path.cost += most;
            path.steps.extend((from..from + chunk.len()).map(Step::Insert));
            continue;
        };
        let first = placed.steps.iter().find_map(|s| place(*s)).map(|at| at + base);
        if let (Some(last), Some(first)) = (next, first)
            && (first != last || stream.get(first).is_some_and(|w| first > 0 && w.group != stream[first - 1].group))
        {
            path.steps.push(Step::Leap(first));
            path.cost += LEAP;
        }
        path.cost += placed.cost;
        next = placed.steps.iter().rev().find_map(|s| place(*s)).map(|at| at + base + 1).or(next);
        path.steps.extend(placed.steps.into_iter().map(|s| moved(s, from, base)));
    }
    Some(path)
}

/// The word of the stream that a step uses up.
pub(super) fn place(step: Step) -> Option<usize> {
    match step {
        Step::Equal(_, at) | Step::Replace(_, at) | Step::Delete(at) => Some(at),
        Step::Insert(_) | Step::Skip(..) | Step::Leap(_) => None,
    }
}

fn moved(step: Step, claim: usize, stream: usize) -> Step {
    match step {
        Step::Equal(i, j) => Step::Equal(i + claim, j + stream),
        Step::Replace(i, j) => Step::Replace(i + claim, j + stream),
        Step::Insert(i) => Step::Insert(i + claim),
        Step::Delete(j) => Step::Delete(j + stream),
        Step::Skip(a, b) => Step::Skip(a + stream, b + stream),
        Step::Leap(j) => Step::Leap(j + stream),
    }
}

/// How a cell was reached.
const INSERT: u8 = 1;
const DELETE: u8 = 2;
const MATCH: u8 = 3;
/// Added to `MATCH`: after a leap, after a skip, as the first one of all.
const LEAPT: u8 = 4;
const SKIPPED: u8 = 8;
const FRESH: u8 = 16;

struct Table<'a> {
    claim: &'a [Word],
    stream: &'a [Placed],
    /// Indices of the stream's words in the table's columns.
    picked: &'a [usize],
    leaps: bool,
    /// For each row and column how it was reached.
    how: Vec<u8>,
    /// For each row the column from which a leap starts.
    leap: Vec<u32>,
    /// For rows with a gap, for each column the one from which words were passed over.
    skip: HashMap<usize, Vec<u32>>,
    last: Vec<i32>,
}

impl<'a> Table<'a> {
    fn new(claim: &'a [Word], stream: &'a [Placed], picked: &'a [usize], leaps: bool) -> Self {
        let cells = (claim.len() + 1) * (picked.len() + 1);
        Self {
            claim,
            stream,
            picked,
            leaps,
            how: vec![0; cells],
            leap: Vec::new(),
            skip: HashMap::new(),
            last: Vec::new(),
        }
    }

    /// Whether the word of a column does not go on from the one before.
    fn parted(&self, column: usize) -> bool {
        let [before, here] = [self.picked[column - 1], self.picked[column]];
        before + 1 != here || self.stream[before].group != self.stream[here].group
    }

    /// Whether the word of a column is of another utterance than the one before.
    fn apart(&self, column: usize) -> bool {
        let [before, here] = [self.picked[column - 1], self.picked[column]];
        self.stream[before].utterance != self.stream[here].utterance
    }

    fn fill(&mut self) {
        let columns = self.picked.len();
        let parted: Vec<bool> = (0..columns).map(|j| j > 0 && self.parted(j)).collect();
        let apart: Vec<bool> = (0..columns).map(|j| j > 0 && self.apart(j)).collect();
        let weights: Vec<i32> = self.picked.iter().map(|p| weight(&self.stream[*p].word)).collect();
        let ids: Vec<u64> = self.picked.iter().map(|p| self.stream[*p].word.id).collect();
        // Cost of having taken so many words of the claim and ended before this column.
        let mut row = vec![0; columns + 1];
        let mut so_far = 0;
        for (i, word) in self.claim.iter().enumerate() {
            let own = weight(word);
            // The cost of having found nothing yet: rather one word left out behind the first than the first put in.
            let fresh = if i > 0 { so_far + EDGE } else { 0 };
            so_far += own;
            let mut best = (NEVER, 0);
            for (j, cost) in row.iter().enumerate() {
                best = best.min((*cost, j));
            }
            self.leap.push(best.1 as u32);
            let mut skips = vec![0u32; if word.gap == Gap::None { 0 } else { columns }];
            let mut next = vec![NEVER; columns + 1];
            let how = &mut self.how[(i + 1) * (columns + 1)..(i + 2) * (columns + 1)];
            let mut least = (NEVER, 0);
            for j in 0..=columns {
                let mut cell = (row[j] + own + if i == 0 { EDGE } else { 0 }, INSERT);
                if j > 0 {
                    let here = j - 1;
                    let mut enter = (row[here] + if i > 0 && parted[here] { NEVER } else { 0 }, MATCH);
                    if i > 0 && fresh < enter.0 {
                        enter = (fresh, MATCH | FRESH);
                    }
                    if i > 0 && self.leaps && best.0 + LEAP < enter.0 {
                        enter = (best.0 + LEAP, MATCH | LEAPT);
                    }
                    if word.gap != Gap::None && i > 0 {
                        if apart[here] {
                            least = (NEVER, 0);
                        }
                        least = least.min((row[here], here));
                        skips[here] = least.1 as u32;
                        if least.1 != here && least.0 + SKIP < enter.0 {
                            enter = (least.0 + SKIP, MATCH | SKIPPED);
                        }
                    }
                    let cost = if ids[here] == word.id { 0 } else { own.max(weights[here]) };
                    if enter.0 + cost < cell.0 || (cost == 0 && enter.0 <= cell.0) {
                        cell = (enter.0 + cost, enter.1);
                    }
                    // Words left out before the first one and after the last one are not missing.
                    if !parted[here] && i + 1 < self.claim.len() && next[here] + weights[here] < cell.0 {
                        cell = (next[here] + weights[here], DELETE);
                    }
                }
                next[j] = cell.0.min(NEVER);
                how[j] = cell.1;
            }
            if word.gap != Gap::None {
                self.skip.insert(i, skips);
            }
            row = next;
        }
        self.last = row;
    }

    /// The best ends, each with its path.
    fn best(&self, most: usize) -> Vec<Path> {
        let whole: i32 = self.claim.iter().map(weight).sum();
        let least = self.last.iter().copied().min().unwrap_or(NEVER);
        if least * 3 > whole * 2 {
            return Vec::new();
        }
        let ends = (0..self.last.len()).filter(|j| self.last[*j] == least);
        ends.take(most).map(|j| self.back(j, least)).collect()
    }

    fn back(&self, end: usize, cost: i32) -> Path {
        let width = self.picked.len() + 1;
        let (mut i, mut j) = (self.claim.len(), end);
        let mut steps = Vec::with_capacity(i + 4);
        while i > 0 {
            let how = self.how[i * width + j];
            match how & 3 {
                INSERT => {
                    i -= 1;
                    steps.push(Step::Insert(i));
                }
                DELETE => {
                    j -= 1;
                    steps.push(Step::Delete(self.picked[j]));
                }
                _ => {
                    (i, j) = (i - 1, j - 1);
                    let at = self.picked[j];
                    let same = self.stream[at].word.id == self.claim[i].id;
                    steps.push(if same { Step::Equal(i, at) } else { Step::Replace(i, at) });
                    if how & LEAPT != 0 {
                        j = self.leap[i] as usize;
                        steps.push(Step::Leap(at));
                    } else if how & FRESH != 0 {
                        steps.extend((0..i).rev().map(Step::Insert));
                        break;
                    } else if how & SKIPPED != 0 {
                        let from = self.skip.get(&i).map_or(j, |s| s[j] as usize);
                        if let Some(first) = self.picked.get(from) {
                            steps.push(Step::Skip(*first, at));
                        }
                        j = from;
                    }
                }
            }
        }
        steps.reverse();
        Path { steps, cost }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::{Brackets, fold};
    use super::*;

    fn stream(text: &str) -> Vec<Placed> {
        let mut out = Vec::new();
        for (group, part) in text.split('|').enumerate() {
            out.extend(fold(part, Brackets::Words).words.into_iter().map(|word| Placed {
                word,
                group: group as u32,
                utterance: group as u32,
            }));
        }
        out
    }

    fn path(claim: &str, record: &str) -> String {
        let claim = fold(claim, Brackets::Editor).words;
        let Some(path) = paths(&claim, &stream(record), true, 1).pop() else { return "none".to_owned() };
        let sign = |s: &Step| match s {
            Step::Equal(..) => "=".to_owned(),
            Step::Replace(..) => "~".to_owned(),
            Step::Insert(_) => "+".to_owned(),
            Step::Delete(_) => "-".to_owned(),
            Step::Skip(a, b) => format!("({})", b - a),
            Step::Leap(_) => "^".to_owned(),
        };
        path.steps.iter().map(sign).collect()
    }

    #[test]
    fn ways_are_the_least_costly() {
        let record = "they said we will not start the work until spring comes to the harbour | nobody asked the fishers about it";
        for (claim, expected) in [
            ("we will not start", "===="),
            ("we will start the work", "==-==="),
            ("we will never start the work", "==~==="),
            ("we really will not start", "=+==="),
            ("we will not … until spring comes", "===(3)==="),
            ("[The board] will not start", "==="),
            ("we will not start nobody asked the fishers", "====^===="),
            ("entirely different matters", "none"),
        ] {
            assert_eq!(path(claim, record), expected, "{claim}");
        }
    }

    #[test]
    fn long_claims_and_streams_take_bounded_time() {
        let text: String = (0..40_000).map(|n| format!("w{} ", n * 7919 % 10_007)).collect();
        let record = stream(&text);
        let claim = fold(&text[..text.len() / 2], Brackets::Editor).words;
        let path = paths(&claim, &record, true, 1).pop().expect("a path");
        assert_eq!(path.cost, 0);
        assert_eq!(path.steps.len(), claim.len());
        let other: String = (0..20_000).map(|n| format!("v{n} ")).collect();
        assert!(paths(&fold(&other, Brackets::Editor).words, &record, true, 1).is_empty());
    }
}
