//! Quotations may nest and overlap; a page and a terminal want one flat row. Reading in, [`Segment`]s out: between two
//! borders the same quotations, speakers and cues hold.
//!
//! "<1>She said <2>he left</2></1>" gives the segments `She said ` (1) and `he left` (1, 2).

use std::ops::Range;

use onrecord::{Reading, Span};

/// A stretch of the text in which nothing begins or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Bytes of the clean text.
    pub range: Range<usize>,
    /// Quotations whose content it belongs to, outermost first.
    pub contents: Vec<usize>,
    /// Quotations whose speaker it names.
    pub speakers: Vec<usize>,
    /// Quotations whose cue it belongs to.
    pub cues: Vec<usize>,
    /// Quotations of which a piece begins here.
    pub begins: Vec<usize>,
    /// Quotations of which the last piece ends here.
    pub ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Content,
    Speaker,
    Cue,
}

/// The segments of each paragraph, in order; paragraphs without words are left out.
pub fn paragraphs(reading: &Reading) -> Vec<Vec<Segment>> {
    let paragraphs: Vec<Span> =
        reading.document.paragraphs().iter().filter_map(|tokens| reading.document.span_of(tokens.clone())).collect();
    let mut events = events(reading);
    let mut cuts: Vec<usize> = events.iter().flat_map(|e| [e.0.start(), e.0.end()]).collect();
    cuts.extend(paragraphs.iter().flat_map(|p| [p.start(), p.end()]));
    cuts.sort_unstable();
    cuts.dedup();
    events.sort_unstable_by_key(|e| (e.0.start(), e.0.end(), e.1, e.2));
    let mut open: Vec<(Span, Role, usize)> = Vec::new();
    let mut events = events.into_iter().peekable();
    let mut out: Vec<Vec<Segment>> = vec![Vec::new(); paragraphs.len()];
    let mut paragraph = 0;
    for pair in cuts.windows(2) {
        let range = pair[0]..pair[1];
        open.retain(|e| e.0.end() > range.start);
        while let Some(event) = events.next_if(|e| e.0.start() <= range.start) {
            open.push(event);
        }
        while paragraphs.get(paragraph).is_some_and(|p| p.end() <= range.start) {
            paragraph += 1;
        }
        if paragraphs.get(paragraph).is_some_and(|p| p.start() <= range.start && range.end <= p.end()) {
            out[paragraph].push(segment(reading, &open, range));
        }
    }
    out
}

fn events(reading: &Reading) -> Vec<(Span, Role, usize)> {
    let mut events = Vec::new();
    for (i, quotation) in reading.quotations.iter().enumerate() {
        let finding = &quotation.finding;
        events.extend(finding.content.iter().map(|s| (s, Role::Content, i)));
        events.extend(finding.speakers.iter().flat_map(|c| c.mention.iter()).map(|s| (s, Role::Speaker, i)));
        events.extend(finding.cue.iter().map(|s| (*s, Role::Cue, i)));
    }
    events
}

fn segment(reading: &Reading, open: &[(Span, Role, usize)], range: Range<usize>) -> Segment {
    let of = |role: Role| {
        let mut at: Vec<usize> = open.iter().filter(|e| e.1 == role).map(|e| e.2).collect();
        at.sort_unstable();
        at.dedup();
        at
    };
    let mut contents = of(Role::Content);
    contents.sort_by_key(|i| (depth(reading, *i), *i));
    let pieces = |i: usize| &reading.quotations[i].finding.content;
    let begins = contents.iter().copied().filter(|i| pieces(*i).iter().any(|s| s.start() == range.start)).collect();
    let ends =
        contents.iter().rev().copied().filter(|i| pieces(*i).last().is_some_and(|s| s.end() == range.end)).collect();
    Segment { contents, speakers: of(Role::Speaker), cues: of(Role::Cue), begins, ends, range }
}

/// The marks and stops at the beginning of `text` that close what stands before: a number comes after them.
pub fn closers(text: &str) -> &str {
    let closes = |c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '«' | '」' | '』' | '.' | ',' | ';' | ':' | '!' | '?')
    };
    &text[..text.len() - text.trim_start_matches(closes).len()]
}

/// How many quotations a quotation stands in. A parent precedes its children, so this ends.
pub fn depth(reading: &Reading, quotation: usize) -> usize {
    let mut depth = 0;
    let mut at = quotation;
    while let Some(parent) = reading.quotations[at].finding.parent.filter(|p| *p < at) {
        depth += 1;
        at = parent;
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{PLAIN, Said, reading};

    fn shown(reading: &Reading) -> Vec<String> {
        let text = reading.document.text();
        let one = |s: &Segment| format!("{:?} {:?}", &text[s.range.clone()], s.contents);
        paragraphs(reading).iter().flatten().map(one).collect()
    }

    #[test]
    fn nested_quotations_are_flattened() {
        let said = [
            Said { content: &["he left"], speaker: "", cue: "", parent: Some(0), ..PLAIN },
            Said { content: &["She said he left, she thought"], speaker: "", cue: "", ..PLAIN },
        ];
        // The parent comes first in a reading.
        let said = [Said { parent: None, ..said[1] }, Said { parent: Some(0), ..said[0] }];
        let reading = reading("“She said he left, she thought.”", &said);
        assert_eq!(
            shown(&reading),
            [r#""“" []"#, r#""She said " [0]"#, r#""he left" [0, 1]"#, r#"", she thought" [0]"#, r#"".”" []"#]
        );
    }

    #[test]
    fn overlapping_ones_share_a_segment_and_paragraphs_cut() {
        let said = [
            Said { content: &["one two"], speaker: "", cue: "", ..PLAIN },
            Said { content: &["two\n\nthree"], speaker: "", cue: "", ..PLAIN },
        ];
        let reading = reading("one two\n\nthree four", &said);
        assert_eq!(shown(&reading), [r#""one " [0]"#, r#""two" [0, 1]"#, r#""three" [1]"#, r#"" four" []"#]);
        let all = paragraphs(&reading);
        assert_eq!((&all[0][1].begins, &all[0][1].ends, &all[1][0].ends), (&vec![1], &vec![0], &vec![1]));
    }

    #[test]
    fn ten_thousand_quotations_take_no_time() {
        let text = "“a” said Bo.\n\n".repeat(1000);
        let mut reading = reading(&text, &[Said { content: &["a"], speaker: "Bo", ..PLAIN }]);
        let one = reading.quotations[0].clone();
        reading.quotations = vec![one; 10_000];
        assert_eq!(paragraphs(&reading)[0].iter().map(|s| s.contents.len()).max(), Some(10_000));
    }
}
