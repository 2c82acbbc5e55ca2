//! The way back from the clean text of a page to its bytes: blocks of text and the page's letters in, [`Trace`] out.
//!
//! Example: the block `Ana said` of the page `<p><b>Ana</b>\n said` stands at bytes 6 to 9 and 14 to 18. The extraction crate says which
//! blocks are text; here each is sought among the letters of the page, in order, whole where it stands whole, else word by
//! word. **Never guesses**: a word that does not stand in the page as it stands in the block has no place.

use memchr::memmem;

use super::markup::{Markup, is_letter};
use super::origin::Origin;
use crate::span::Span;

/// A stretch of the bytes that were read, before any decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageSpan {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Where the letters of a clean text stand in the bytes that were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    letters: Vec<Traced>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Traced {
    /// First byte in the clean text.
    text: u32,
    /// Place in the bytes read; an empty one where it has none.
    start: u32,
    end: u32,
    /// Whether no tag and no other letter stands between the letter before and this one.
    joined: bool,
}

impl Trace {
    /// The place of each letter of `text`: `places` has for each the letter of the page, in order.
    pub(super) fn new(text: &str, places: &[Option<u32>], markup: &Markup, html: &str, origin: &Origin) -> Self {
        let mut out = Vec::with_capacity(places.len());
        let mut before: Option<u32> = None;
        for ((at, _), place) in text.char_indices().filter(|(_, c)| is_letter(*c)).zip(places) {
            let found = place.and_then(|p| {
                let letter = markup.places[p as usize];
                Some((p, origin.byte(html, letter.start as usize)?, origin.byte(html, letter.end as usize)?))
            });
            let run = |p: u32| markup.places[p as usize].run;
            let joined = found.zip(before).is_some_and(|((p, _, _), b)| b + 1 == p && run(b) == run(p));
            let (start, end) = found.map_or((0, 0), |(_, s, e)| (s as u32, e as u32));
            out.push(Traced { text: at as u32, start, end, joined });
            before = found.map(|f| f.0);
        }
        Self { letters: out }
    }

    /// The bytes of a span, one stretch for each run that no tag interrupts; `None` where a letter of it is not in the page.
    #[must_use]
    pub fn pieces(&self, span: Span) -> Option<Vec<PageSpan>> {
        let from = self.letters.partition_point(|l| (l.text as usize) < span.start());
        let to = self.letters.partition_point(|l| (l.text as usize) < span.end());
        let mut out: Vec<PageSpan> = Vec::new();
        for letter in &self.letters[from..to] {
            if letter.start == letter.end {
                return None;
            }
            match out.last_mut() {
                Some(last) if letter.joined => last.end = letter.end as usize,
                _ => out.push(PageSpan { start: letter.start as usize, end: letter.end as usize }),
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

/// Letters of a block from which one place in the page is enough to hold other blocks in order.
const ANCHOR: usize = 32;
/// More places than this hold nothing.
const PLACES: usize = 8;
/// How far behind the last word a short run of words is sought, in letters.
const NEAR: usize = 400;

/// For each block the page's letter of each of its letters. Blocks are sought in order.
pub(super) fn align(blocks: &[String], markup: &Markup) -> Vec<Vec<Option<u32>>> {
    let letters: Vec<String> = blocks.iter().map(|b| b.chars().filter(|c| is_letter(*c)).collect()).collect();
    let page = markup.letters.as_bytes();
    let anchors = in_order(
        letters.iter().map(|l| {
            let mut places = memmem::find_iter(page, l.as_bytes()).take(PLACES);
            let only = (l.chars().count() >= ANCHOR).then(|| places.next()).flatten();
            only.filter(|_| places.next().is_none())
        }),
        |block| letters[block].len(),
    );
    let mut low = 0;
    let mut out = Vec::with_capacity(blocks.len());
    for (i, block) in letters.iter().enumerate() {
        let next = anchors[i..].iter().flatten().next().copied();
        let high = next.filter(|_| anchors[i].is_none()).unwrap_or(page.len());
        // A block before an anchor stands as near to it as it can: a heading is not the same words of a menu far above.
        let before = anchors.get(i + 1).is_some_and(Option::is_some);
        let gap = page.get(low..high).unwrap_or_default();
        let found = anchors[i].or_else(|| {
            let within =
                if before { memmem::rfind(gap, block.as_bytes()) } else { memmem::find(gap, block.as_bytes()) };
            within.map(|b| b + low).or_else(|| {
                // Out of order, but nowhere else.
                let mut places = memmem::find_iter(page, block.as_bytes());
                places.next().filter(|_| block.len() >= ANCHOR / 2 && places.next().is_none())
            })
        });
        let (places, end) = match found {
            Some(at) => {
                let first = markup.letter(at) as u32;
                ((0..block.chars().count() as u32).map(|n| Some(first + n)).collect(), at + block.len())
            }
            None => by_words(&blocks[i], markup, low, high),
        };
        if end > low && end <= high {
            low = end;
        }
        out.push(places);
    }
    out
}

/// Keeps the places that rise, so that as many bytes of blocks as possible are kept.
fn in_order(places: impl Iterator<Item = Option<usize>>, weight: impl Fn(usize) -> usize) -> Vec<Option<usize>> {
    let mut out: Vec<Option<usize>> = places.collect();
    let given: Vec<(usize, usize)> = out.iter().enumerate().filter_map(|(i, p)| p.map(|p| (i, p))).collect();
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(given.len());
    for (k, &(block, place)) in given.iter().enumerate() {
        // Blocks rise almost always: the last few are enough to look at.
        let from = k.saturating_sub(64);
        let before = (from..k).filter(|&j| given[j].1 < place).max_by_key(|&j| best[j].0);
        best.push((before.map_or(0, |j| best[j].0) + weight(block), before));
    }
    let mut kept = vec![false; given.len()];
    let mut at = (0..best.len()).max_by_key(|&k| best[k].0);
    while let Some(k) = at {
        kept[k] = true;
        at = best[k].1;
    }
    for (k, &(block, _)) in given.iter().enumerate() {
        if !kept[k] {
            out[block] = None;
        }
    }
    out
}

/// Seeks a block word by word between two bytes of the page's letters; the second value is where the last word ended.
fn by_words(block: &str, markup: &Markup, low: usize, high: usize) -> (Vec<Option<u32>>, usize) {
    let page = markup.letters.as_bytes();
    let words: Vec<String> = block.split_whitespace().map(|w| w.chars().filter(|c| is_letter(*c)).collect()).collect();
    let mut places: Vec<Vec<Option<u32>>> = words.iter().map(|w| vec![None; w.chars().count()]).collect();
    let (mut word, mut at) = (0, low);
    while word < words.len() {
        let run = [8, 4, 2, 1].into_iter().find_map(|n| {
            let joined: String = words.get(word..word + n)?.concat();
            let reach = match n {
                8 => high,
                4 if joined.len() >= 12 => high.min(at + 10 * NEAR),
                2 if joined.len() >= 8 => high.min(at + NEAR),
                1 if joined.len() >= 2 => high.min(at + NEAR / 10 + joined.len()),
                _ => return None,
            };
            memmem::find(page.get(at..reach)?, joined.as_bytes()).map(|b| (n, b + at))
        });
        let Some((n, from)) = run else {
            word += 1;
            continue;
        };
        let mut byte = from;
        while let Some(letters) = words.get(word) {
            if !page[byte..].starts_with(letters.as_bytes()) || byte + letters.len() > high {
                break;
            }
            let first = markup.letter(byte) as u32;
            for (n, place) in places[word].iter_mut().enumerate() {
                *place = Some(first + n as u32);
            }
            byte += letters.len();
            word += 1;
        }
        debug_assert!(n > 0);
        at = byte;
    }
    (places.concat(), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::markup;

    fn pieces<'a>(html: &'a str, blocks: &[&str], words: &str) -> Option<Vec<&'a str>> {
        let blocks: Vec<String> = blocks.iter().map(|b| (*b).to_owned()).collect();
        let markup = markup::read(html);
        let text = blocks.join("\n\n");
        let places = align(&blocks, &markup).concat();
        let trace = Trace::new(&text, &places, &markup, html, &Origin::Same(0));
        let at = text.find(words).expect("the words");
        let found = trace.pieces(Span::new(at, at + words.len()))?;
        Some(found.iter().map(|p| &html[p.start..p.end]).collect())
    }

    #[test]
    fn a_span_has_a_piece_for_each_run_without_tags() {
        let html = "<p><b>Ana</b>\n  said <i>n</i>o&shy;thing &amp; left.</p>";
        assert_eq!(
            pieces(html, &["Ana said nothing & left."], "Ana said nothing & left"),
            Some(vec!["Ana", "said", "n", "o&shy;thing &amp; left"])
        );
        assert_eq!(pieces(html, &["Ana said nothing & left."], "said"), Some(vec!["said"]));
    }

    #[test]
    fn words_that_are_not_in_the_page_have_no_place() {
        let html = "<p>The harbour opened at noon, the board said on Monday after a long night.</p>";
        let block = ["The harbour opened at noon, the council said on Monday after a long night."];
        assert_eq!(pieces(html, &block, "council"), None);
        assert_eq!(pieces(html, &block, "opened at noon"), Some(vec!["opened at noon"]));
        assert_eq!(pieces(html, &block, "said on Monday"), Some(vec!["said on Monday"]));
        assert_eq!(pieces(html, &block, "the council said"), None);
    }

    #[test]
    fn left_out_words_part_a_run() {
        let html = "<p>One two <a>more here</a> three four five six seven eight nine ten.</p>";
        let block = ["One two three four five six seven eight nine ten."];
        assert_eq!(pieces(html, &block, "two three"), Some(vec!["two", "three"]));
    }

    #[test]
    fn a_heading_is_the_one_before_its_paragraph() {
        let html = "<nav>Harbour</nav><h1>Harbour</h1><p>The wall of the old harbour fell into the sea last night.</p>";
        let blocks = ["Harbour", "The wall of the old harbour fell into the sea last night."];
        let markup = markup::read(html);
        let places = align(&blocks.map(str::to_owned), &markup);
        assert_eq!(markup.around(places[0][0].expect("a place") as usize).next().map(|e| &*e.1.name), Some("h1"));
    }
}
