//! The parts of a page: the blocks that the extraction crate found and the page's letters in, [`Block`]s with their kind out.
//!
//! Example: `<figure><img><figcaption>Ana Ruiz at the gate</figcaption></figure>` between two paragraphs is a caption, whether or
//! not the crate took it for text. **Finds** headline, subheads, captions, pull quotes, block quotes, embedded posts and
//! corrections by elements and labels, and takes in those that the crate left out of the article. **Leaves out** what stands
//! in menus, forms, share bars, lists of other stories and boxes for newsletters. **Why**: a caption in the middle of a sentence
//! spoils it, a pull quote counts twice. **Source**: the HTML standard's elements; labels seen on pages of many publishers.

use std::ops::Range;

use super::Date;
use super::appeals;
use super::markup::{INLINE, Markup, is_letter};
use super::signs::corrects;

/// What a part of a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// The report's own title.
    Headline,
    /// A line under the headline or between paragraphs.
    Subhead,
    /// Place and day before the first sentence.
    Dateline,
    /// Running text.
    Body,
    /// What stands under a picture.
    Caption,
    /// A line of the body, shown once more.
    PullQuote,
    /// Words set off from the body.
    BlockQuote,
    /// A post of a social network.
    EmbeddedPost,
    /// What one speaker says, by the layout.
    TranscriptTurn,
    /// What the outlet says of its own mistakes.
    Correction,
}

impl PartKind {
    /// Whether it stands beside the body's sentences, not among them.
    pub(super) fn is_aside(self) -> bool {
        matches!(self, Self::Caption | Self::PullQuote | Self::EmbeddedPost | Self::Correction)
    }
}

/// A stretch of the clean text of one kind. The parts of a text lie end to end: each letter is in exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes in the clean text, with the line feeds after it.
    pub range: Range<usize>,
    /// Who wrote it, where it names somebody of its own: an embedded post.
    pub author: Option<String>,
    /// When it was published, where it names a day of its own: an embedded post, a correction.
    pub published: Option<Date>,
}

/// A paragraph with its kind and the page's letter of each of its letters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) kind: PartKind,
    /// The element that makes it what it is; paragraphs of one are one part.
    pub(super) holder: u32,
    pub(super) text: String,
    pub(super) places: Vec<Option<u32>>,
}

impl Block {
    pub(super) fn first(&self) -> Option<usize> {
        self.places.iter().flatten().next().map(|p| *p as usize)
    }

    fn last(&self) -> Option<usize> {
        self.places.iter().flatten().next_back().map(|p| *p as usize)
    }
}

const POSTS: [&str; 13] = [
    "twitter-tweet",
    "twitter-video",
    "tweet",
    "instagram-media",
    "bluesky-embed",
    "tiktok-embed",
    "fb-post",
    "mastodon-embed",
    "reddit-embed",
    "reddit-card",
    "threads-post",
    "telegram-post",
    "text-post-media",
];
const PULLS: [&str; 4] = ["pullquote", "pull-quote", "pull_quote", "pulled-quote"];
const CAPTIONS: [&str; 7] =
    ["caption", "wp-caption-text", "image-credit", "photo-credit", "image-caption", "media-caption", "photo-caption"];
const CORRECTIONS: [&str; 5] = ["correction", "corrections", "clarification", "editors-note", "editor-note"];
const SUBHEADS: [&str; 10] = [
    "subtitle",
    "sub-title",
    "subheadline",
    "sub-headline",
    "subhead",
    "standfirst",
    "article-dek",
    "dek",
    "article-summary",
    "deck",
];
/// Labels of what is no part of a report.
const WIDGETS: [&str; 34] = [
    "related",
    "newsletter",
    "promo",
    "share",
    "sharing",
    "social",
    "advert",
    "advertisement",
    "ads",
    "comments",
    "sidebar",
    "footer",
    "nav",
    "menu",
    "recommend",
    "recommended",
    "most-read",
    "mostread",
    "read-more",
    "readmore",
    "more-stories",
    "subscribe",
    "signup",
    "sign-up",
    "cookie",
    "consent",
    "breadcrumb",
    "breadcrumbs",
    "tags",
    "outbrain",
    "taboola",
    "toc",
    "pagination",
    "popular",
];
const WIDGET_ELEMENTS: [&str; 5] = ["nav", "footer", "form", "button", "dialog"];
/// Whether one of an element's labels is among `names`, whole or as a member of a name such as `article__caption`.
pub(super) fn labelled(labels: &str, names: &[&str]) -> bool {
    labels.split_whitespace().any(|label| {
        names.iter().any(|name| {
            label == *name || {
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
                label.match_indices(name).any(|(at, _)| {
                    edge(label[..at].chars().next_back()) && edge(label[at + name.len()..].chars().next())
                })
            }
        })
    })
}

/// What the elements around a letter make of its block; `None` for what is no part of a report.
fn kind_at(markup: &Markup, letter: usize, container: Option<u32>) -> Option<(PartKind, u32)> {
    let mut kind = None;
    let mut holder = 0;
    // A table in a figure is shown, not what is said of it.
    let mut table = false;
    for (at, element) in markup.around(letter) {
        if Some(at) == container {
            break;
        }
        let name = &*element.name;
        if matches!(name, "html" | "body" | "article" | "main") {
            break;
        }
        table |= name == "table";
        let labels = &*element.labels;
        if labelled(labels, &WIDGETS) || WIDGET_ELEMENTS.contains(&name) {
            return None;
        }
        let found = if labelled(labels, &POSTS) {
            Some(PartKind::EmbeddedPost)
        } else if labelled(labels, &PULLS) {
            Some(PartKind::PullQuote)
        } else if name == "blockquote" {
            Some(PartKind::BlockQuote)
        } else if matches!(name, "figcaption" | "caption") || name == "figure" && !table || labelled(labels, &CAPTIONS)
        {
            Some(PartKind::Caption)
        } else if labelled(labels, &CORRECTIONS) {
            Some(PartKind::Correction)
        } else if name == "h1" || labelled(labels, &["headline"]) && name.starts_with('h') {
            Some(PartKind::Headline)
        } else if matches!(name, "h2" | "h3" | "h4" | "h5" | "h6") || labelled(labels, &SUBHEADS) {
            Some(PartKind::Subhead)
        } else {
            None
        };
        // A post is a block quote by its element: what says more of it is further out or has the better label.
        let weak = matches!(kind, None | Some(PartKind::BlockQuote | PartKind::Subhead | PartKind::Caption));
        let strong = matches!(found, Some(PartKind::EmbeddedPost | PartKind::PullQuote));
        if found.is_some() && (kind.is_none() || weak && strong) {
            (kind, holder) = (found, at);
        }
    }
    Some((kind.unwrap_or(PartKind::Body), holder))
}

/// All blocks of the report: those extracted, in their order, and those that the crate left out, at their places; what stands
/// beside the sentences comes last.
///
/// The number is that of paragraphs left out because the page speaks in its own cause.
pub(super) fn assemble(
    extracted: Vec<(String, Vec<Option<u32>>)>,
    markup: &Markup,
    title: Option<&str>,
) -> (Vec<Block>, usize) {
    let mut blocks: Vec<Block> =
        extracted.into_iter().map(|(text, places)| Block { kind: PartKind::Body, holder: 0, text, places }).collect();
    let container = container(&blocks, markup);
    for block in &mut blocks {
        let kind = block.first().and_then(|l| kind_at(markup, l, container));
        (block.kind, block.holder) = kind.unwrap_or((PartKind::Body, 0));
        if corrects(&block.text) {
            block.kind = PartKind::Correction;
        }
    }
    // One headline: the one that is the page's title, else the first before the body.
    let folded = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let title = title.map(folded).filter(|t| !t.is_empty());
    let is_title = |text: &str| title.as_ref().is_some_and(|t| *t == folded(text));
    take_in(&mut blocks, markup, container, &is_title);
    let appeals = appeals::leave_out(&mut blocks, markup);
    let body = blocks.iter().position(|b| b.kind == PartKind::Body).unwrap_or(blocks.len());
    let headline = (0..blocks.len())
        .find(|&i| i <= body && is_title(&blocks[i].text))
        .or_else(|| (0..body).find(|&i| blocks[i].kind == PartKind::Headline));
    for (i, block) in blocks.iter_mut().enumerate() {
        if headline == Some(i) {
            block.kind = PartKind::Headline;
        } else if block.kind == PartKind::Headline {
            block.kind = PartKind::Subhead;
        }
    }
    let (asides, mut out): (Vec<Block>, Vec<Block>) = blocks.into_iter().partition(|b| b.kind.is_aside());
    out.extend(asides);
    (out, appeals)
}

/// For each element how many extracted letters it holds.
pub(super) fn weights(blocks: &[Block], markup: &Markup) -> Vec<usize> {
    let mut weight = vec![0usize; markup.elements.len()];
    for block in blocks {
        let Some(first) = block.first() else { continue };
        markup.around(first).for_each(|(e, _)| weight[e as usize] += block.places.len());
    }
    weight
}

/// The innermost element that holds nearly all extracted letters.
fn container(blocks: &[Block], markup: &Markup) -> Option<u32> {
    let weight = weights(blocks, markup);
    let all: usize = blocks.iter().filter(|b| b.first().is_some()).map(|b| b.places.len()).sum();
    // Elements are numbered from the outside in.
    (0..weight.len()).rev().find(|&e| all > 0 && 10 * weight[e] >= 8 * all).map(|e| e as u32)
}

/// A longer line is no title, in letters.
const LONGEST_TITLE: usize = 300;

/// Takes in what belongs to the report and was left out by the crate.
fn take_in(blocks: &mut Vec<Block>, markup: &Markup, container: Option<u32>, is_title: &dyn Fn(&str) -> bool) {
    let Some(container) = container else { return };
    let (Some(first), Some(last)) =
        (blocks.iter().filter_map(Block::first).min(), blocks.iter().filter_map(Block::last).max())
    else {
        return;
    };
    let mut covered = vec![false; markup.places.len()];
    blocks.iter().flat_map(|b| b.places.iter().flatten()).for_each(|p| covered[*p as usize] = true);
    let headed = blocks.iter().any(|b| b.kind == PartKind::Headline);
    let mut headline: Option<Block> = None;
    let mut taken: Vec<Block> = Vec::new();
    let weight = weights(blocks, markup);
    for (from, to) in stretches(markup) {
        if covered[from..to].iter().any(|c| *c) {
            continue;
        }
        let inside = markup.around(from).any(|(e, _)| e == container);
        let found = kind_at(markup, from, inside.then_some(container));
        // The title's words before the text are the headline, whatever element holds them.
        let titled = || !headed && from < first && to - from < LONGEST_TITLE && is_title(&markup.text(from, to));
        let found = if found.is_none_or(|(kind, _)| kind != PartKind::Headline) && titled() {
            Some((PartKind::Headline, 0))
        } else {
            found
        };
        let Some((mut kind, holder)) = found else { continue };
        let to = shown(markup, from, to);
        let text = markup.text(from, to);
        if corrects(&text) {
            kind = PartKind::Correction;
        }
        let new = || Block { kind, holder, text: text.clone(), places: (from..to).map(|l| Some(l as u32)).collect() };
        match kind {
            // The last one before the body is the report's.
            PartKind::Headline if !headed && from < first => headline = Some(new()),
            PartKind::Caption
            | PartKind::EmbeddedPost
            | PartKind::PullQuote
            | PartKind::BlockQuote
            | PartKind::Correction
                if inside && words(&text) > 2 =>
            {
                taken.push(new());
            }
            PartKind::Body
                if inside
                    && from > first
                    && from < last
                    && (is_prose(markup, from, &text) || is_item(markup, from, to, &weight)) =>
            {
                taken.push(new());
            }
            _ => {}
        }
    }
    taken.extend(headline);
    place(blocks, taken);
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A paragraph of at least one whole sentence, not a list of links.
fn is_prose(markup: &Markup, letter: usize, text: &str) -> bool {
    let ends = text.trim_end_matches(['”', '"', '’', '\'', '»', ')']).ends_with(['.', '?', '!', '…']);
    let holder = markup.around(letter).find(|(_, e)| !INLINE.contains(&&*e.name));
    let paragraph = holder.is_some_and(|(_, e)| matches!(&*e.name, "p"));
    paragraph && !is_linked(markup, letter) && ends && words(text) >= 8
}

/// Whether a letter is a link's.
pub(super) fn is_linked(markup: &Markup, letter: usize) -> bool {
    markup.around(letter).take_while(|(_, e)| INLINE.contains(&&*e.name)).any(|(_, e)| &*e.name == "a")
}

/// An item of a list that stands among paragraphs of the report: its list has a neighbour in the text, and links are not all it has.
fn is_item(markup: &Markup, from: usize, to: usize, weight: &[usize]) -> bool {
    let mut blocks = markup.around(from).filter(|(_, e)| !INLINE.contains(&&*e.name));
    let item = blocks.find(|(_, e)| &*e.name == "li");
    let list = blocks.next().filter(|(_, e)| matches!(&*e.name, "ul" | "ol"));
    let beside = blocks.next().is_some_and(|(e, _)| weight[e as usize] > 0);
    item.is_some() && list.is_some() && beside && !(from..to).all(|l| is_linked(markup, l))
}

/// The end of what is shown of a stretch: buttons that open and close a caption are not.
fn shown(markup: &Markup, from: usize, to: usize) -> usize {
    let button = |letter: &usize| {
        let mut inline = markup.around(*letter).take_while(|(_, e)| INLINE.contains(&&*e.name));
        inline.any(|(_, e)| &*e.name == "button" || labelled(&e.labels, &["hide-caption", "toggle-caption"]))
    };
    let end = (from + 1..to).rev().find(|l| !button(l)).map_or(from + 1, |l| l + 1);
    if button(&from) { to } else { end }
}

/// Puts each block where it stands in the page: before the first one that begins after it.
fn place(blocks: &mut Vec<Block>, mut taken: Vec<Block>) {
    taken.sort_by_key(Block::first);
    let mut known = std::mem::take(blocks).into_iter().peekable();
    for block in taken {
        let at = block.first();
        while let Some(before) = known.next_if(|b| b.first() <= at) {
            blocks.push(before);
        }
        blocks.push(block);
    }
    blocks.extend(known);
}

/// Stretches of letters that share their innermost block element and no break between them.
fn stretches(markup: &Markup) -> Vec<(usize, usize)> {
    let holder = |letter: usize| markup.around(letter).find(|(_, e)| !INLINE.contains(&&*e.name)).map_or(0, |(e, _)| e);
    let (mut out, mut from) = (Vec::new(), 0);
    let mut run = None;
    let mut held = 0;
    for letter in 0..markup.places.len() {
        let here = markup.places[letter].run;
        if run != Some(here) {
            let now = holder(letter);
            if letter > 0 && now != held {
                out.push((from, letter));
                from = letter;
            }
            (run, held) = (Some(here), now);
        }
    }
    if from < markup.places.len() {
        out.push((from, markup.places.len()));
    }
    out
}

/// The byte after the dateline with which a body begins: `PORT ELSINAY, March 3 (Wire) — `; `None` where there is none.
pub(super) fn dateline(paragraph: &str) -> Option<usize> {
    let dashed = [" — ", " – ", " - ", " -- "].iter().filter_map(|d| paragraph.find(d).map(|at| at + d.len()));
    let bracket = paragraph.find(" (").and_then(|at| paragraph[at..].find(") ").map(|end| at + end + 2));
    let after = |end: &usize| *end <= 90;
    let dashed_at = dashed.filter(after).min();
    let end = dashed_at.or_else(|| bracket.filter(after))?;
    let dashed = dashed_at == Some(end);
    let head = paragraph[..end].trim_end().trim_end_matches(['—', '–', '-']).trim_end();
    let place = head.split([',', '(', '/']).next().unwrap_or_default().trim();
    let capital = place.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let letters = place.chars().filter(|c| is_letter(*c)).count();
    let named = place.split_whitespace().all(|w| w.starts_with(char::is_uppercase))
        && head.contains(['(', ','])
        && words(head) <= 8;
    (letters >= 3 && words(place) <= 5 && (capital || named && head.ends_with(')') && dashed)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{markup, trace};

    fn parts(html: &str, extracted: &[&str]) -> Vec<(PartKind, String)> {
        let markup = markup::read(html);
        let blocks: Vec<String> = extracted.iter().map(|b| (*b).to_owned()).collect();
        let places = trace::align(&blocks, &markup);
        let (blocks, _) = assemble(blocks.into_iter().zip(places).collect(), &markup, None);
        blocks.into_iter().map(|b| (b.kind, b.text)).collect()
    }

    const FIRST: &str = "The old wall of the harbour fell into the sea on Monday night.";
    const SECOND: &str = "Nobody was hurt, the board said, and the boats were all at sea.";

    #[test]
    fn what_the_crate_left_out_is_taken_in_beside_the_sentences() {
        let html = format!(
            "<nav><h1>Elsinay Post</h1></nav><h1>Wall falls</h1><article><p>{FIRST}</p><figure><img><figcaption>Ana Ruiz at the \
             gate</figcaption></figure><div class='share-bar'><p>Share this story with all of your friends now.</p></div><p>{SECOND}</p>\
             <aside class='c-pullquote'><p>The boats were all at sea</p></aside><p>Correction: the wall is stone.</p></article>"
        );
        let expected = [
            (PartKind::Headline, "Wall falls"),
            (PartKind::Body, FIRST),
            (PartKind::Body, SECOND),
            (PartKind::Caption, "Ana Ruiz at the gate"),
            (PartKind::PullQuote, "The boats were all at sea"),
            (PartKind::Correction, "Correction: the wall is stone."),
        ];
        assert_eq!(parts(&html, &[FIRST, SECOND]), expected.map(|(k, t)| (k, t.to_owned())));
    }

    #[test]
    fn a_post_is_no_block_quote() {
        let html = format!(
            "<article><p>{FIRST}</p><blockquote class='twitter-tweet'><p>We are safe.</p>— Ana Ruiz (@anaruiz) March 3, 2024</blockquote>\
             <blockquote><p>The sea gives and takes.</p></blockquote><p>{SECOND}</p></article>"
        );
        let kinds: Vec<PartKind> = parts(&html, &[FIRST, SECOND]).into_iter().map(|p| p.0).collect();
        assert_eq!(
            kinds,
            [PartKind::Body, PartKind::BlockQuote, PartKind::Body, PartKind::EmbeddedPost, PartKind::EmbeddedPost]
        );
    }

    #[test]
    fn datelines_end_at_a_dash_or_bracket() {
        let head = |text: &str| dateline(text).map(|end| text[..end].to_owned());
        assert_eq!(
            head("PORT ELSINAY, March 3 (Wire) — The wall fell."),
            Some("PORT ELSINAY, March 3 (Wire) — ".into())
        );
        assert_eq!(head("Elsinay (Wire) – The wall fell."), Some("Elsinay (Wire) – ".into()));
        assert_eq!(head("ELSINAY — The wall fell."), Some("ELSINAY — ".into()));
        assert_eq!(head("The wall — an old one — fell."), None);
        assert_eq!(head("Ana Ruiz (Liberal) said so."), None);
    }
}
