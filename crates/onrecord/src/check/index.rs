//! A small record in memory: reports in, for a claim those that share most with it out.
//!
//! Example: `Index::new(readings.iter().map(Report::of))` and then `check(&claim, &index)`: a draft against a few reports, without any store.
//!
//! Each report is listed under its words and its pairs of neighbouring words, quoted or not; a claim's reports are ranked by how rare the words and pairs
//! are that they share with it. A word or pair that most reports have tells nothing and is passed over.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::align::Placed;
use super::fold::{Brackets, fold};
use super::{Candidates, Claim, Report, Searchable, Searched};

/// Most reports given for a claim.
const MOST: usize = 24;
/// Most reports given for each end of a claim.
const ENDS: usize = 8;
/// Words of an end of a claim that may be pieced together.
const PIECED: usize = 8;
/// Most words of a claim that are looked up, or nearly.
const LOOKED_UP: usize = 400;

/// A record in memory.
#[derive(Debug, Default)]
pub struct Index {
    sources: Vec<Arc<Searchable>>,
    /// Reports by word and by pair of words, each once, in order.
    listed: HashMap<u64, Vec<u32>>,
}

impl Index {
    /// An index of reports; the same report (by its checksum) counts once.
    pub fn new(reports: impl IntoIterator<Item = Report>) -> Self {
        let mut index = Self::default();
        let mut seen: HashSet<String> = HashSet::new();
        for report in reports {
            if report.id.is_empty() || seen.insert(report.id.clone()) {
                index.add(Searchable::new(report));
            }
        }
        index
    }

    /// All its reports, in the order in which they came.
    #[must_use]
    pub fn reports(&self) -> &[Arc<Searchable>] {
        &self.sources
    }

    /// The reports that share most with some words, best first.
    fn ranked(&self, ids: &[u64], most: usize) -> Vec<u32> {
        // Of very many words some from all over.
        let step = ids.len().div_ceil(LOOKED_UP).max(1);
        let mut wanted: Vec<u64> = ids.chunks(LOOKED_UP / 8).step_by(step).flat_map(features).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let reports = self.sources.len();
        let mut scores: HashMap<u32, f32> = HashMap::new();
        for feature in wanted {
            let Some(list) = self.listed.get(&feature) else { continue };
            if list.len() * 2 > reports && reports > MOST {
                continue;
            }
            let weight = (1.0 + reports as f32 / list.len() as f32).ln();
            for report in list {
                *scores.entry(*report).or_default() += weight;
            }
        }
        let mut ranked: Vec<(f32, u32)> = scores.into_iter().map(|(report, score)| (score, report)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(most).map(|(_, report)| report).collect()
    }

    fn add(&mut self, source: Searchable) {
        let number = self.sources.len() as u32;
        let ids: Vec<u64> = source.all.iter().map(|p| p.word.id).collect();
        // Neighbours in speech are not always neighbours in the text: a cue may stand between.
        let quoted: Vec<u64> = source.quoted.windows(2).filter_map(pair).collect();
        for feature in features(&ids).chain(quoted) {
            let list = self.listed.entry(feature).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
        self.sources.push(Arc::new(source));
    }
}

fn pair(words: &[Placed]) -> Option<u64> {
    let [a, b] = words else { return None };
    Some(joined(a.word.id, b.word.id))
}

fn joined(a: u64, b: u64) -> u64 {
    a.rotate_left(21).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b
}

fn features(ids: &[u64]) -> impl Iterator<Item = u64> + '_ {
    ids.iter().copied().chain(ids.windows(2).map(|w| joined(w[0], w[1])))
}

impl Candidates for Index {
    fn candidates(&self, claim: &Claim) -> Vec<Arc<Searchable>> {
        let ids: Vec<u64> = fold(&claim.text, Brackets::Editor).words.iter().map(|w| w.id).collect();
        let mut out = self.ranked(&ids, MOST);
        // A claim pieced together is found by its ends.
        if ids.len() >= PIECED {
            let ends = [&ids[..PIECED], &ids[ids.len() - PIECED..]];
            for report in ends.into_iter().flat_map(|end| self.ranked(end, ENDS)) {
                if !out.contains(&report) {
                    out.push(report);
                }
            }
        }
        out.into_iter().map(|report| Arc::clone(&self.sources[report as usize])).collect()
    }

    fn searched(&self) -> Searched {
        let reports = self.sources.iter().map(|s| &s.report);
        Searched {
            reports: self.sources.len(),
            quotations: reports.clone().map(|r| r.quotations.len()).sum(),
            until: reports.filter_map(|r| r.published.as_deref()).max().map(str::to_owned),
        }
    }
}
