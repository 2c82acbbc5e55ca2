//! A report ready to be searched: a [`Report`] in, its words in two streams out, all of them and those that are quoted.
//!
//! Example: of `“We will,” Ruiz said, “appeal.”` the quoted stream is `we will appeal`, one group: a cue interrupts no speech.
//!
//! **Quoted** is what the reading takes for somebody's own words and what stands between quotation marks. **One group**: pieces of one
//! quotation with only a cue between them, and quotations of one speaker with [`CUE`] words between them at most. Pieces
//! of a mixed quotation with other words of its content between them are one utterance, but no group: joined without a mark, they would hide those.

use std::ops::Range;

use super::align::Placed;
use super::fold::{Brackets, fold};
use super::report::{Recorded, Report};
use super::speakers;
use crate::ingest::plain;
use crate::text;

/// Most words of a cue between two quotations that are one utterance.
const CUE: usize = 14;
/// Most words of a cue between two pieces of one quotation.
const LONG_CUE: usize = 40;

/// A report with its words folded.
#[derive(Debug, Clone)]
pub struct Searchable {
    /// What the record holds.
    pub report: Report,
    /// All words of the text.
    pub(super) all: Vec<Placed>,
    /// The quoted ones.
    pub(super) quoted: Vec<Placed>,
    /// The identities of its words, sorted, each once.
    words: Vec<u64>,
    /// The quoted stretches of the text, in order, none overlapping another.
    pub(super) stretches: Vec<Range<usize>>,
}

impl Searchable {
    /// Folds the words of a report; takes time in proportion to its length.
    #[must_use]
    pub fn new(report: Report) -> Self {
        let words = fold(&report.text, Brackets::Words).words;
        let all: Vec<Placed> = words.into_iter().map(|word| Placed { word, group: 0, utterance: 0 }).collect();
        let stretches = stretches(&report);
        let quoted = Groups { report: &report, all: &all, tops: tops(&report.quotations) }.quoted(&stretches);
        let mut words: Vec<u64> = all.iter().map(|p| p.word.id).collect();
        words.sort_unstable();
        words.dedup();
        Self { report, all, quoted, words, stretches }
    }

    /// Whether the report has a word at all.
    pub(super) fn knows(&self, word: u64) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// Whether a stretch quotes just the words of this span.
    pub(super) fn is_whole_stretch(&self, span: &Range<usize>) -> bool {
        let Some(stretch) = self.stretch(span.start) else { return false };
        let from = self.quoted.partition_point(|w| (w.word.start as usize) < stretch.start);
        let inside = self.quoted[from..].iter().take_while(|w| (w.word.start as usize) < stretch.end);
        inside.clone().all(|w| span.start <= w.word.start as usize && w.word.end as usize <= span.end)
    }

    /// The quoted stretch that holds a byte.
    pub(super) fn stretch(&self, at: usize) -> Option<&Range<usize>> {
        let i = self.stretches.partition_point(|s| s.end <= at);
        self.stretches.get(i).filter(|s| s.start <= at)
    }
}

/// What is quoted, by the reading or by marks.
fn stretches(report: &Report) -> Vec<Range<usize>> {
    let page = plain::page(String::new(), report.text.clone());
    let mut all = text::between_marks(&page.text, &page.paragraphs);
    all.extend(report.quotations.iter().flat_map(|q| q.quoted.iter().cloned()));
    all.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for range in all {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// For each quotation the outermost one around it.
fn tops(quotations: &[Recorded]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::with_capacity(quotations.len());
    for (i, quotation) in quotations.iter().enumerate() {
        out.push(quotation.parent.and_then(|p| out.get(p).copied()).unwrap_or(i));
    }
    out
}

struct Groups<'a> {
    report: &'a Report,
    all: &'a [Placed],
    tops: Vec<usize>,
}

impl Groups<'_> {
    fn quoted(&self, stretches: &[Range<usize>]) -> Vec<Placed> {
        // The outermost quotations by their pieces of content, to find the one of a word.
        let outermost = self.report.quotations.iter().enumerate().filter(|(i, _)| self.tops[*i] == *i);
        let mut pieces: Vec<(Range<usize>, usize)> =
            outermost.flat_map(|(i, q)| q.content.iter().map(move |c| (c.clone(), i))).collect();
        pieces.sort_by_key(|(range, i)| (range.start, *i));
        let owner = |at: usize| {
            let first = pieces.partition_point(|(range, _)| range.start <= at);
            pieces[..first].iter().rev().take(4).find(|(range, _)| range.contains(&at)).map(|(_, i)| *i)
        };
        let mut out: Vec<Placed> = Vec::new();
        let (mut group, mut utterance) = (0, 0);
        let mut last: Option<(usize, usize, Option<usize>)> = None;
        for (s, stretch) in stretches.iter().enumerate() {
            let from = self.all.partition_point(|w| (w.word.start as usize) < stretch.start);
            let to = self.all.partition_point(|w| (w.word.start as usize) < stretch.end);
            for at in from..to {
                let owner = owner(self.all[at].word.start as usize);
                if let Some((before, of, previous)) = last
                    && (of != s || previous != owner)
                {
                    let between = before + 1..at;
                    let one = self.is_one_utterance(previous, owner, of == s, &between);
                    let hidden = owner.is_some() && previous == owner && self.holds(owner, &between);
                    group += u32::from(!one || hidden);
                    utterance += u32::from(!one);
                }
                out.push(Placed { word: self.all[at].word, group, utterance });
                last = Some((at, s, owner));
            }
        }
        out
    }

    /// Whether two quoted words with others `between` them belong to one utterance.
    fn is_one_utterance(&self, a: Option<usize>, b: Option<usize>, one_stretch: bool, between: &Range<usize>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) if a == b => between.len() <= LONG_CUE || self.holds(Some(a), between),
            (Some(a), Some(b)) => {
                let [a, b] = [a, b].map(|i| &self.report.quotations[i]);
                between.len() <= CUE && speakers::may_be_one(&a.speakers, &b.speakers)
            }
            (None, None) => between.is_empty(),
            _ => one_stretch || between.is_empty(),
        }
    }

    /// Whether words between two quoted ones are of the content, only not quoted.
    fn holds(&self, owner: Option<usize>, between: &Range<usize>) -> bool {
        let Some(owner) = owner else { return false };
        let content = &self.report.quotations[owner].content;
        self.all[between.clone()].iter().any(|w| content.iter().any(|c| c.contains(&(w.word.start as usize))))
    }
}
