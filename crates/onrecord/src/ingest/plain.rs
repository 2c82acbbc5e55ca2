//! Finds the paragraphs of plain text. The text itself stays as it is.
//!
//! Blocks between blank lines are paragraphs. Inside a block lines are either hard wraps or a paragraph each; the
//! lengths of the lines decide: wrapped lines end near one width, wherever a word happens to end.

use std::ops::Range;

use super::Page;

/// Wrapped text is set in lines of 40 to 100 characters.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

/// The page of a plain text.
pub(crate) fn page(id: String, text: String) -> Page {
    let paragraphs = paragraphs(&text);
    Page {
        id,
        paragraphs,
        title: None,
        published: None,
        outlet: None,
        language: None,
        extractor: None,
        notes: Vec::new(),
        text,
    }
}

struct Line {
    range: Range<usize>,
    /// Characters, without the white space around.
    length: usize,
    indented: bool,
}

fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut block: Vec<Line> = Vec::new();
    let mut at = 0;
    for raw in text.split_inclusive(['\n', '\u{2029}', '\u{85}']).flat_map(split_returns) {
        let from = at;
        at += raw.len();
        let body = raw.trim();
        if body.is_empty() {
            close(text, &mut block, &mut out);
            continue;
        }
        let lead = raw.len() - raw.trim_start().len();
        let range = from + lead..from + lead + body.len();
        block.push(Line {
            range,
            length: body.chars().take(WIDEST * 4).count(),
            indented: raw.starts_with(['\t', ' ', '\u{3000}']),
        });
    }
    close(text, &mut block, &mut out);
    out
}

/// Old Macintosh line ends: a lone carriage return.
fn split_returns(line: &str) -> impl Iterator<Item = &str> {
    let lone = line.trim_end_matches(['\r', '\n']).contains('\r');
    let parts: Vec<&str> = if lone { line.split_inclusive('\r').collect() } else { vec![line] };
    parts.into_iter()
}

fn close(text: &str, block: &mut Vec<Line>, out: &mut Vec<Range<usize>>) {
    let lines = std::mem::take(block);
    let Some(first) = lines.first() else { return };
    if !wrapped(text, &lines) {
        out.extend(lines.into_iter().map(|l| l.range));
        return;
    }
    let mut now = first.range.clone();
    let some_flush = lines.iter().any(|l| !l.indented);
    for line in &lines[1..] {
        if line.indented && some_flush {
            out.push(std::mem::replace(&mut now, line.range.clone()));
        } else {
            now.end = line.range.end;
        }
    }
    out.push(now);
}

/// Whether the lines of a block are one text set to a width.
fn wrapped(text: &str, lines: &[Line]) -> bool {
    let Some((last, body)) = lines.split_last() else { return false };
    let width = body.iter().map(|l| l.length).max().unwrap_or(0);
    if body.is_empty() || width > WIDEST || last.length > width + 8 {
        return false;
    }
    // Would the next line's first word have fitted? In wrapped text it hardly ever would.
    let full = lines.windows(2).filter(|w| {
        let next = text[w[1].range.clone()].split_whitespace().next().map_or(0, |word| word.chars().count());
        w[0].length + 1 + next > width.max(NARROWEST)
    });
    let full = full.count();
    let open =
        body.iter().filter(|l| !text[l.range.clone()].ends_with(['.', '!', '?', '”', '"', ':', '»', '’'])).count();
    let small = lines[1..].iter().filter(|l| text[l.range.clone()].starts_with(char::is_lowercase)).count();
    2 * full >= body.len() && 2 * open >= body.len() || 3 * small >= 2 * body.len() && width >= 20
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = paragraphs(text).into_iter().map(|p| text[p].to_owned()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        check("One.\r\n\r\n  Two.  \n \n\nThree", &["One.", "Two.", "Three"]);
    }

    #[test]
    fn hard_wraps_are_joined() {
        let text = "The harbour board said on Monday that it would open the\nsouthern gate to fishing boats again before the winter,\nif the council agrees.\n\nNext.";
        check(text, &[text.split("\n\n").next().unwrap_or_default(), "Next."]);
    }

    #[test]
    fn a_line_each_stays_a_paragraph_each() {
        check(
            "Harbour opens again\n“We waited long,” said Ana Ruiz.\nShe left.",
            &["Harbour opens again", "“We waited long,” said Ana Ruiz.", "She left."],
        );
    }

    #[test]
    fn transcript_lines_stay_apart() {
        check(
            "OKOYE: When will it open?\nRUIZ: Soon.\nOKOYE: How soon?",
            &["OKOYE: When will it open?", "RUIZ: Soon.", "OKOYE: How soon?"],
        );
    }

    #[test]
    fn an_indented_line_starts_a_paragraph() {
        let text = "  The board met for three hours on Monday evening and\nagreed on nothing that anybody outside could name or\nuse for long.\n  A second meeting is set for the end of the month, in\nthe same hall.";
        assert_eq!(paragraphs(text).len(), 2);
    }

    proptest! {
        #[test]
        fn paragraphs_hold_every_word_in_order(text in "[a-z .\"\n\r\t“é]{0,300}") {
            let found = paragraphs(&text);
            let joined: String = found.iter().map(|p| &text[p.clone()]).collect();
            let words = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(words(&joined), words(&text));
            prop_assert!(found.windows(2).all(|w| w[0].end <= w[1].start));
        }
    }
}
