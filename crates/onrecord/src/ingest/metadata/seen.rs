//! One walk over the tree of a page: its metadata elements, its headline, and its lines with what stands beside the story left out.
//!
//! What is *beside* is told from the page itself: navigation, footers, and boxes named after related stories or comments, as
//! long as they do not hold the headline.

use std::collections::HashSet;
use std::ops::Range;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

/// Longest text taken of an element that names an author or a day.
const MARKED: usize = 300;

/// A line of text as a reader sees it.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// In navigation, a footer, a list of other stories, comments.
    pub(super) beside: bool,
    /// Its element is named after dates or bylines.
    pub(super) dated: bool,
    pub(super) byline: bool,
}

/// What an element says that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `itemprop="datePublished"`.
    Published,
    /// `itemprop="dateModified"`.
    Updated,
    /// `<time datetime>`.
    Time,
    /// `rel="author"`, `itemprop="author"`, `class="byline"`.
    Author,
}

/// An element with a mark.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) mark: Mark,
    /// Its machine's value if it has one, else its text.
    pub(super) value: String,
    /// The number of the line in which it stands.
    pub(super) line: usize,
    pub(super) beside: bool,
    /// Words of its class, for a `<time>` that says what it is.
    pub(super) words: Vec<String>,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Names in small letters, with their content, in order.
    pub(super) metas: Vec<(String, String)>,
    pub(super) scripts: Vec<String>,
    pub(super) canonical: Option<String>,
    pub(super) base: Option<String>,
    pub(super) language: Option<String>,
    pub(super) title: Option<String>,
    pub(super) lines: Vec<Line>,
    pub(super) marked: Vec<Marked>,
    /// Lines near the headline.
    around: Range<usize>,
    /// The headline's text and the number of its line.
    pub(super) headline: Option<(String, usize)>,
}

impl Seen {
    /// The contents of the first of `names` that the page has.
    pub(super) fn meta<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = &'s str> {
        names.iter().flat_map(|n| self.metas.iter().filter(move |(name, _)| name == n).map(|(_, value)| value.as_str()))
    }

    /// Whether a line is near the headline: above it by a little, or below it before much text.
    pub(super) fn near(&self, line: usize) -> bool {
        self.around.contains(&line)
    }

    fn around(&self) -> Range<usize> {
        let at = self.headline.as_ref().map(|(_, at)| *at);
        let below = at.map_or(0, |at| at + 1);
        let mut letters = 0;
        let far = self.lines.iter().skip(below).position(|line| {
            letters += if line.beside { 0 } else { line.text.len() };
            letters >= BELOW
        });
        // The line that goes over the limit is the last one near.
        let end = far.map_or(usize::MAX, |n| below + n + 1);
        at.unwrap_or(0).saturating_sub(ABOVE)..end
    }
}

/// Lines above the headline where a date or byline may stand, and letters below it.
const ABOVE: usize = 6;
const BELOW: usize = 1_500;
/// More headings than this are no page of one report; more titles say no more.
const HEADINGS: usize = 300;
/// Nodes of one element that are looked at for its text.
const NODES: usize = 1_000;

/// Walks the tree; `titles` says what the metadata calls the report, `fit` how well a heading fits that, 0 to 1.
pub(super) fn walk(
    tree: &Html,
    titles: impl Fn(&Seen) -> Vec<String>,
    fit: impl Fn(&Seen, &[String], &str) -> f32,
) -> Seen {
    let mut seen = Seen::default();
    let mut headings = Vec::new();
    for node in tree.tree.root().descendants() {
        let Node::Element(element) = node.value() else { continue };
        let text = || text_of(node);
        match element.name() {
            "meta" => meta(&mut seen, element),
            "link" if words(element.attr("rel").unwrap_or_default()).iter().any(|r| r == "canonical") => {
                seen.canonical = seen.canonical.or_else(|| element.attr("href").map(|h| h.trim().to_owned()));
            }
            "base" => seen.base = seen.base.or_else(|| element.attr("href").map(|h| h.trim().to_owned())),
            "html" => {
                seen.language = element.attr("lang").or_else(|| element.attr("xml:lang")).map(|l| l.trim().to_owned());
            }
            "title" if seen.title.is_none() && !text().trim().is_empty() => seen.title = Some(folded(&text())),
            "script" if element.attr("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json")) => {
                seen.scripts.push(text());
            }
            name @ ("h1" | "h2" | "h3" | "h4") if headings.len() < HEADINGS => {
                headings.push((node.id(), name == "h1", folded(&text())));
            }
            _ => {}
        }
    }
    let mut titles = titles(&seen);
    titles.truncate(20);
    let headline = headline(tree, &headings, |text| fit(&seen, &titles, text));
    let holders: HashSet<NodeId> = headline
        .and_then(|id| tree.tree.get(id))
        .map(|n| n.ancestors().map(|a| a.id()).chain([n.id()]).collect())
        .unwrap_or_default();
    Walk { seen: &mut seen, now: Line::default(), holders: &holders }.lines(tree, headline);
    if seen.headline.is_none() {
        // Some pages set their headline as a plain line.
        let heads = |line: &Line| titles.iter().any(|t| is_head(t, &line.text));
        let found = seen.lines.iter().position(|l| !l.beside && heads(l));
        seen.headline = found.map(|at| (seen.lines[at].text.clone(), at));
    }
    seen.around = seen.around();
    seen
}

/// The text in an element, a line break being a space.
fn text_of(node: NodeRef<'_, Node>) -> String {
    node.descendants()
        .take(NODES)
        .filter_map(|n| match n.value() {
            Node::Text(text) => Some(&**text),
            Node::Element(element) if element.name() == "br" => Some(" "),
            _ => None,
        })
        .collect()
}

fn meta(seen: &mut Seen, element: &Element) {
    let Some(content) = element.attr("content").map(str::trim).filter(|c| !c.is_empty()) else { return };
    for key in ["property", "name", "itemprop", "http-equiv"] {
        if let Some(name) = element.attr(key) {
            seen.metas.push((name.trim().to_ascii_lowercase(), content.to_owned()));
        }
    }
}

/// Whether a line of at least four words is a title, or all of it before the sign where the outlet's name begins.
fn is_head(title: &str, line: &str) -> bool {
    let rest = title.strip_prefix(line);
    line.split(' ').count() > 3
        && rest.is_some_and(|r| r.is_empty() || r.starts_with([' ', ':']) && r.len() < line.len())
}

/// The heading that is the report's: the one that fits its title best, else the first outside navigation and footers.
fn headline(tree: &Html, headings: &[(NodeId, bool, String)], fit: impl Fn(&str) -> f32) -> Option<NodeId> {
    let outside = |id: NodeId| {
        let mut above = tree.tree.get(id).into_iter().flat_map(|n| n.ancestors());
        above.all(|a| a.value().as_element().is_none_or(|e| !["nav", "footer", "aside"].contains(&e.name())))
    };
    let mut best: Option<(f32, NodeId)> = None;
    for (id, first, text) in headings.iter().filter(|(_, _, text)| !text.is_empty()) {
        let fit = if outside(*id) { fit(text) } else { fit(text) - 0.1 };
        // A heading of the first level needs less to be the one.
        let (least, more) = if *first { (0.35, 0.3) } else { (0.79, 0.0) };
        if fit > least && best.is_none_or(|(b, _)| fit + more > b) {
            best = Some((fit + more, *id));
        }
    }
    best.map(|(_, id)| id)
}

/// Elements that stand inside a line of text.
const INLINE: [&str; 26] = [
    "a", "abbr", "address", "b", "bdi", "bdo", "cite", "data", "em", "font", "i", "ins", "label", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];
/// Elements whose text no reader sees.
const UNSEEN: [&str; 8] = ["script", "style", "noscript", "template", "svg", "head", "select", "textarea"];
/// Words in the names of boxes that hold other things than the report.
const BESIDE: [&str; 38] = [
    "ad",
    "ads",
    "archive",
    "archives",
    "breadcrumb",
    "breadcrumbs",
    "carousel",
    "comment",
    "comments",
    "disqus",
    "footer",
    "latest",
    "menu",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "next",
    "outbrain",
    "popular",
    "popup",
    "prev",
    "previous",
    "promo",
    "recent",
    "recirc",
    "recommended",
    "related",
    "respond",
    "sidebar",
    "siblings",
    "subscribe",
    "taboola",
    "teaser",
    "today",
    "todays",
    "trending",
];

/// What the names of an element and of those around it say.
#[derive(Clone, Copy, Default)]
struct Held {
    beside: bool,
    dated: bool,
    byline: bool,
}

/// One open element.
#[derive(Clone, Copy, Default)]
struct Frame {
    unseen: bool,
    held: Held,
}

struct Walk<'w> {
    seen: &'w mut Seen,
    now: Line,
    holders: &'w HashSet<NodeId>,
}

impl Walk<'_> {
    fn lines(mut self, tree: &Html, headline: Option<NodeId>) {
        let mut open: Vec<Frame> = Vec::new();
        for edge in tree.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        let inline = INLINE.contains(&element.name());
                        if inline {
                            self.now.text.push(' ');
                        } else {
                            self.close();
                        }
                        let frame = Self::frame(
                            open.last().copied().unwrap_or_default(),
                            element,
                            self.holders.contains(&node.id()),
                        );
                        if let Some(element) =
                            ElementRef::wrap(node).filter(|_| !frame.unseen || element.name() == "meta")
                        {
                            self.marks(element, frame.held.beside);
                        }
                        if headline == Some(node.id()) {
                            let text = folded(&text_of(node));
                            self.seen.headline = Some((text, self.seen.lines.len()));
                        }
                        open.push(frame);
                    }
                    Node::Text(text) => {
                        if let Some(frame) = open.last().filter(|f| !f.unseen) {
                            self.now.text.push_str(text);
                            if !text.trim().is_empty() {
                                self.now.beside |= frame.held.beside;
                                self.now.dated |= frame.held.dated;
                                self.now.byline |= frame.held.byline;
                            }
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        open.pop();
                        if INLINE.contains(&element.name()) {
                            self.now.text.push(' ');
                        } else {
                            self.close();
                        }
                    }
                }
            }
        }
        self.close();
    }

    fn close(&mut self) {
        let mut line = std::mem::take(&mut self.now);
        line.text = folded(&line.text);
        if !line.text.is_empty() {
            self.seen.lines.push(line);
        }
    }

    fn frame(above: Frame, element: &Element, holds: bool) -> Frame {
        let names = names(element);
        let named = |list: &[&str]| names.iter().any(|n| list.contains(&n.as_str()));
        let aside = ["nav", "aside", "footer", "dialog", "blockquote"].contains(&element.name())
            || !["html", "body", "main"].contains(&element.name()) && named(&BESIDE);
        let held = Held {
            beside: !holds && (aside || above.held.beside),
            dated: !holds && (named(&DATED) || above.held.dated),
            byline: !holds && (named(&BYLINE) || above.held.byline),
        };
        let hidden = !holds && element.attr("hidden").is_some();
        Frame { unseen: UNSEEN.contains(&element.name()) || above.unseen || hidden, held }
    }

    fn marks(&mut self, element: ElementRef<'_>, beside: bool) {
        let value = element.value();
        let prop = words(value.attr("itemprop").unwrap_or_default());
        let has = |name: &str| prop.iter().any(|p| p == name);
        let mark = if has("datepublished") {
            Mark::Published
        } else if has("datemodified") {
            Mark::Updated
        } else if value.name() == "time" {
            Mark::Time
        } else if has("author") && value.name() != "meta"
            || words(value.attr("rel").unwrap_or_default()).iter().any(|r| r == "author")
            || ["a", "span", "p", "div", "address", "li", "strong"].contains(&value.name())
                && names(value).iter().any(|n| BYLINE.contains(&n.as_str()))
        {
            Mark::Author
        } else {
            return;
        };
        let mut text = String::new();
        for node in element.descendants().take(NODES) {
            if let Node::Text(piece) = node.value() {
                text.push(' ');
                text.push_str(piece);
            }
            if text.len() > MARKED {
                break;
            }
        }
        let told = ["content", "datetime", "title"].iter().filter(|_| mark != Mark::Author).find_map(|a| value.attr(a));
        let line = self.seen.lines.len();
        let text = told.filter(|t| !t.trim().is_empty()).map_or_else(|| folded(&text), folded);
        if !text.is_empty() && text.len() <= MARKED {
            let mut words = names(value);
            if mark == Mark::Author && value.attr("rel").is_some() {
                words.push("rel".to_owned());
            }
            if value.attr("pubdate").is_some() {
                words.push("published".to_owned());
            }
            self.seen.marked.push(Marked { mark, value: text, line, beside, words });
        }
    }
}

/// Words in the names of elements that hold a day, and a byline.
const DATED: [&str; 12] = [
    "date",
    "dated",
    "dateline",
    "datetime",
    "publication",
    "pubdate",
    "publish",
    "published",
    "posted",
    "time",
    "timestamp",
    "updated",
];
const BYLINE: [&str; 8] =
    ["author", "authors", "byline", "bylines", "contributor", "contributors", "writer", "reporter"];

/// The words of an element's class and id, in small letters: `relatedPosts` is two.
fn names(element: &Element) -> Vec<String> {
    let mut out = Vec::new();
    for name in [element.attr("class"), element.attr("id")].into_iter().flatten() {
        let mut word = String::new();
        let mut small = false;
        for c in name.chars().chain([' ']) {
            let ends = !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() && small;
            if ends && !word.is_empty() {
                out.push(std::mem::take(&mut word));
            }
            if c.is_ascii_alphanumeric() {
                word.push(c.to_ascii_lowercase());
            }
            small = c.is_ascii_lowercase();
        }
    }
    out
}

/// The words of an attribute that is a list, in small letters.
fn words(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_ascii_lowercase).collect()
}

/// With white space folded.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
