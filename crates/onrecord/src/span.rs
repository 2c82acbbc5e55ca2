//! Places in a document's text: [`Span`] is one stretch, [`Spans`] one thing in pieces.
//!
//! The unit is UTF-8 bytes from the start of the clean text. Only a document makes spans, so both ends always lie
//! between characters; `reading/json.rs` alone turns them into code points.

use std::ops::Range;

/// A stretch of one document's text, `start..end` in bytes, end excluded, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// For the rooms that have just walked the text and know both ends to be characters' borders.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        debug_assert!(start < end, "an empty span: {start}..{end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes, at least 1.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// The span as a range, to slice the text with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether all of `other` lies in this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The shortest span that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One thing in pieces: a quotation that its cue interrupts. In reading order, never overlapping; may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Sorts the pieces and joins those that overlap.
    #[must_use]
    pub fn new(mut pieces: Vec<Span>) -> Self {
        pieces.sort_unstable();
        let mut out: Vec<Span> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match out.last_mut() {
                Some(last) if last.overlaps(piece) => *last = last.hull(piece),
                _ => out.push(piece),
            }
        }
        Self(out)
    }

    /// One piece.
    #[must_use]
    pub fn one(piece: Span) -> Self {
        Self(vec![piece])
    }

    /// The pieces in reading order.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Span> + ExactSizeIterator + '_ {
        self.0.iter().copied()
    }

    /// The first piece.
    #[must_use]
    pub fn first(&self) -> Option<Span> {
        self.0.first().copied()
    }

    /// The last piece.
    #[must_use]
    pub fn last(&self) -> Option<Span> {
        self.0.last().copied()
    }

    /// From the first piece's start to the last one's end.
    #[must_use]
    pub fn hull(&self) -> Option<Span> {
        Some(self.first()?.hull(self.last()?))
    }

    /// Whether there is no piece.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of pieces.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_reading_order_and_overlaps_are_joined() {
        let spans = Spans::new(vec![Span::new(8, 12), Span::new(0, 3), Span::new(2, 5)]);
        assert_eq!(spans.iter().map(Span::range).collect::<Vec<_>>(), [0..5, 8..12]);
        assert_eq!(spans.hull().map(Span::range), Some(0..12));
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 4)));
        assert!(Span::new(0, 3).contains(Span::new(1, 3)));
    }
}
