//! What a page says in its own cause amid a report: an extracted block and the page's letters in, whether it is left out.
//!
//! Example: `Related: Wall falls into the sea`, a link, between two paragraphs; `Sign up for our newsletter` in a box of its own.
//!
//! **Finds** short paragraphs in boxes named after newsletters, offers, cookies or other stories, and short ones that begin or speak as
//! such do (`crates/onrecord/data/appeals.txt`). **Leaves alone** whatever holds quotation marks, long paragraphs, and boxes that hold much
//! of the text: a report about newsletters is a report. **Why**: nobody said it, and it parts sentences. What is left out is counted in a
//! note. **Source**: read on 150 pages, beside the text that people took for theirs.

use std::sync::LazyLock;

use super::markup::Markup;
use super::parts::{self, Block, PartKind};

/// Longer paragraphs say more than an appeal, in words.
const LONGEST: usize = 80;
/// An appeal that only begins like one is as short as this, or a link by this share, in a hundred.
const SHORT: usize = 15;
const LINKED: usize = 30;
/// A box that holds more of the text than this, in a hundred, is no box beside it.
const BOX: usize = 15;

/// Labels of boxes that hold appeals.
const BOXES: [&str; 18] = [
    "newsletter",
    "newsletters",
    "subscribe",
    "subscription",
    "signup",
    "sign-up",
    "cookie",
    "cookies",
    "consent",
    "cta-box",
    "popup",
    "popup-container",
    "donate",
    "donation",
    "read-more",
    "readmore",
    "related-posts",
    "related-articles",
];

static LIST: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/appeals.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).collect()
});

/// Takes the appeals out of the extracted blocks, and says how many there were.
pub(super) fn leave_out(blocks: &mut Vec<Block>, markup: &Markup) -> usize {
    let weight = parts::weights(blocks, markup);
    let all: usize = blocks.iter().map(|b| b.places.len()).sum();
    let before = blocks.len();
    blocks.retain(|b| !(matches!(b.kind, PartKind::Body | PartKind::Subhead) && is_appeal(b, markup, &weight, all)));
    before - blocks.len()
}

fn is_appeal(block: &Block, markup: &Markup, weight: &[usize], all: usize) -> bool {
    let text = block.text.to_lowercase();
    let words = text.split_whitespace().count();
    if words > LONGEST || text.contains(['“', '”', '"', '«', '»']) {
        return false;
    }
    let Some(first) = block.first() else { return false };
    let boxed = markup
        .around(first)
        .any(|(e, element)| parts::labelled(&element.labels, &BOXES) && 100 * weight[e as usize] <= BOX * all);
    let short = || words <= SHORT || 100 * linked(block, markup) >= LINKED * block.places.len();
    let speaks = |(phrase, class): &(&str, &str)| match *class {
        "begins" => text.starts_with(phrase) && short(),
        "short" => text.contains(phrase) && words <= SHORT,
        _ => text.contains(phrase),
    };
    boxed || LIST.iter().any(speaks)
}

/// How many letters of a block are links.
fn linked(block: &Block, markup: &Markup) -> usize {
    let mut run = None;
    block
        .places
        .iter()
        .flatten()
        .filter(|p| {
            let here = markup.places[**p as usize].run;
            match run {
                Some((known, link)) if known == here => link,
                _ => {
                    let link = parts::is_linked(markup, **p as usize);
                    run = Some((here, link));
                    link
                }
            }
        })
        .count()
}

#[cfg(test)]
mod tests {
    use crate::ingest::{Kind, read};

    const FIRST: &str =
        "<p>The old wall of the harbour fell into the sea on Monday night, after two storms in one week.</p>";
    const SECOND: &str =
        "<p>Nobody was hurt, the board said, and the boats were all at sea; it will build the wall again of stone.</p>";

    fn text(between: &str) -> (String, bool) {
        let html =
            format!("<html><body><article><h1>Wall falls</h1>{FIRST}{between}{SECOND}{FIRST}</article></body></html>");
        let page = read(html.as_bytes(), Kind::Html, None, None).expect("a page");
        (page.text, page.notes.iter().any(|n| n.code == "left-out"))
    }

    #[test]
    fn appeals_do_not_leak_in() {
        for appeal in [
            "<p>Related: <a href=x>A wall in the north falls, and nobody knows why it did</a></p>",
            "<p>Read more: The board of the harbour</p>",
            "<p>The Morning Courier has all of it, delivered right to your inbox. It is free, and it is short.</p>",
            "<div class='c-newsletter-box'><p>The Morning Courier comes every day at six, with coffee and with bread.</p></div>",
            "<p>We use cookies and other things to make this page better for you.</p>",
        ] {
            let (text, noted) = text(appeal);
            assert!(
                !text.contains("Courier")
                    && !text.contains("Related")
                    && !text.contains("Read more")
                    && !text.contains("cookies"),
                "{text}"
            );
            assert!(noted || !text.is_empty());
        }
    }

    #[test]
    fn a_report_about_such_things_is_a_report() {
        for sentence in [
            "<p>Related: the “harbour board” and its stone, which came from the north by ship.</p>",
            "<p>Sign up for the wall or leave the town, the board told the families who had lived behind the old gate of the harbour for years.</p>",
        ] {
            let inside = sentence.trim_start_matches("<p>").trim_end_matches("</p>");
            assert!(text(sentence).0.contains(inside), "{sentence}");
        }
    }
}
