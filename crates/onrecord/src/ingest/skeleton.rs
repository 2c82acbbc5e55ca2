//! A page without its ballast: decoded HTML in, shorter, shallower and well-nested HTML with the same text out, for the crates that
//! build trees.
//!
//! Example: fifty megabytes of script, pictures in attributes and comments round one report become the report; of ten thousand `<div>`
//! one inside the other the outermost stay. Kept are tags, attributes of ordinary length, text, and metadata scripts; text
//! beyond [`MOST_TEXT`] is cut off, which is noted. **Why** at all: trees of such pages take gigabytes, and walking them by recursion runs out
//! of stack.

use std::collections::HashMap;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use super::markup::{INLINE, Markup, VOID};

/// Pages up to this length are taken as they are, in bytes.
const LARGE: usize = 2 << 20;
/// Text beyond this is cut off, in bytes: two novels. Reading it takes a minute or two; fifty times as much would take an hour.
pub(super) const MOST_TEXT: usize = 1 << 20;
/// Tags beyond this are dropped, and their text stays: the trees of so many take a quarter of a gigabyte.
const MOST_TAGS: usize = 120_000;
/// Longer attributes are data, not labels, in bytes.
const ATTRIBUTE: usize = 2_000;
/// Longer metadata scripts are none, in bytes.
const SCRIPT: usize = 1 << 20;
/// Deeper elements are dropped and their text stays. Of 150 pages of the web the deepest has 46 levels.
const DEEPEST: usize = 256;
/// Elements inside so many others are not closed by their own end tags.
const STACK: usize = 100_000;
/// Elements that hold a paragraph may stand so much deeper, so that paragraphs stay apart.
const PARAGRAPHS: usize = 8;
/// More elements than this that another's end tag closes, and tree builders, which open them again and again, make of a page its square.
const MISNESTED: usize = 1_000;

/// Whether tree builders need the skeleton of a page instead of the page: templates, which no reader sees, are text to them.
pub(super) fn is_needed(html: &str, markup: &Markup) -> bool {
    let templates = || markup.elements.iter().any(|e| &*e.name == "template");
    html.len() > LARGE || markup.depth > DEEPEST || markup.misnested > MISNESTED || templates()
}

/// The page without ballast, and whether its text was cut.
pub(super) fn skeleton(html: &str) -> (String, bool) {
    let mut slim = Slim::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => slim.name(&String::from_utf8_lossy(name)),
            CallbackEvent::AttributeName { name } => slim.attribute = String::from_utf8_lossy(name).into_owned(),
            CallbackEvent::AttributeValue { value } if value.len() <= ATTRIBUTE => {
                slim.value(&String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { self_closing } => slim.open(self_closing),
            CallbackEvent::EndTag { name } => slim.close(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => slim.text(value),
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    (slim.out, slim.cut)
}

/// Elements that hold a paragraph or part two.
const BLOCKS: [&str; 15] =
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption", "figure", "td", "tr", "dt", "dd"];

/// Elements whose content is dropped.
const NEVER_SHOWN: [&str; 3] = ["style", "svg", "template"];

#[derive(Default)]
struct Slim {
    out: String,
    /// The open elements, outermost first, and whether each was written.
    open: Vec<(String, bool)>,
    /// How many of each name are open.
    names: HashMap<String, usize>,
    /// How many of them were written.
    written: usize,
    /// The start tag that is read now, and its attributes.
    tag: String,
    attributes: String,
    attribute: String,
    /// Whether it is a metadata script.
    metadata: bool,
    /// How many elements are open whose text is never shown.
    dropped: usize,
    script: bool,
    texts: usize,
    tags: usize,
    cut: bool,
}

impl Slim {
    fn name(&mut self, name: &str) {
        name.clone_into(&mut self.tag);
        self.attributes.clear();
        self.script = name == "script";
        self.metadata = false;
    }

    fn value(&mut self, value: &str) {
        self.metadata |= self.script && self.attribute == "type" && value.contains("ld+json");
        if !self.attribute.contains(['"', '\'', '<', '>', '=', '&', ' ']) {
            let value = value.replace('&', "&amp;").replace('"', "&quot;");
            self.attributes.extend([" ", &self.attribute, "=\"", &value, "\""]);
        }
    }

    fn open(&mut self, self_closing: bool) {
        let name = std::mem::take(&mut self.tag);
        let never_shown = NEVER_SHOWN.contains(&&*name);
        if name == "svg" && self_closing {
            return;
        }
        self.dropped += usize::from(never_shown);
        if self.dropped > 0 && !never_shown {
            return;
        }
        // A paragraph ends where a block begins.
        if self.open.last().is_some_and(|(top, _)| top == "p") && !INLINE.contains(&&*name) {
            self.pop();
        }
        self.tags += 1;
        let full = self.tags > MOST_TAGS || self.cut;
        if VOID.contains(&&*name) {
            if !full {
                self.write(&name);
            }
            return;
        }
        let deepest = if BLOCKS.contains(&&*name) { DEEPEST + PARAGRAPHS } else { DEEPEST };
        let metadata = self.script && self.metadata;
        let writes = metadata || !full && self.written < deepest;
        if writes {
            self.write(&name);
            self.written += 1;
        } else if !INLINE.contains(&&*name) && !self.out.ends_with(' ') {
            // Words of two blocks stay two.
            self.out.push(' ');
        }
        if writes || self.open.len() < STACK {
            *self.names.entry(name.clone()).or_default() += 1;
            self.open.push((name, writes));
        }
    }

    fn write(&mut self, name: &str) {
        self.out.extend(["<", name, &self.attributes, ">"]);
    }

    fn pop(&mut self) {
        let Some((name, written)) = self.open.pop() else { return };
        if written {
            self.out.extend(["</", &name, ">"]);
            self.written -= 1;
        }
        if let Some(open) = self.names.get_mut(&name) {
            *open -= 1;
        }
    }

    fn close(&mut self, name: &str) {
        self.script &= name != "script";
        if NEVER_SHOWN.contains(&name) {
            self.dropped -= usize::from(self.dropped > 0);
        } else if self.dropped > 0 {
            return;
        }
        // What stands open inside is closed with it, so that nobody needs to open it again.
        if self.names.get(name).is_none_or(|open| *open == 0) {
            return;
        }
        while self.open.last().is_some_and(|(open, _)| open != name) {
            self.pop();
        }
        self.pop();
    }

    fn text(&mut self, value: &[u8]) {
        if self.script {
            if self.metadata && value.len() <= SCRIPT {
                self.out.push_str(&String::from_utf8_lossy(value));
            }
            return;
        }
        if self.dropped > 0 || self.cut {
            return;
        }
        let value = String::from_utf8_lossy(value);
        let mut value = &*value;
        if self.texts + value.len() > MOST_TEXT {
            self.cut = true;
            // The last word may be half a word.
            let end = value.floor_char_boundary(MOST_TEXT - self.texts);
            value = value[..end].rsplit_once(char::is_whitespace).map_or("", |(whole, _)| whole);
        }
        self.texts += value.len();
        self.out.push_str(&value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_tags_and_metadata_stay_and_ballast_goes() {
        let html = "<p class=\"a\">One &amp; <b>two</b><!-- no --><script>if (a<b) no()</script><style>p{}</style><svg><path d='x'/><text>no\
                    </text></svg><template><p>no</p></template><script type='application/ld+json'>{\"a\": 1}</script><img src='data:x'>";
        let (short, cut) = skeleton(html);
        assert!(!cut);
        for kept in ["<p class=\"a\">One &amp; <b>two</b>", "{\"a\": 1}", "<img src=\"data:x\">"] {
            assert!(short.contains(kept), "{kept} in {short}");
        }
        assert!(!short.contains("no"), "{short}");
    }

    #[test]
    fn text_that_is_too_long_is_cut_with_its_tags() {
        let metadata = "<script type='application/ld+json'>{\"a\": 1}</script>";
        let (short, cut) = skeleton(&("<p>word word word</p>".repeat(200_000) + metadata));
        assert!(cut && short.len() < 2 * MOST_TEXT, "{}", short.len());
        assert!(short.contains("{\"a\": 1}"), "metadata at the end stays");
    }

    #[test]
    fn one_endless_line_is_cut_at_a_word() {
        let (short, cut) = skeleton(&format!("<p>{}", "word ".repeat(1 << 20)));
        assert!(cut && short.len() > MOST_TEXT - 20 && short.ends_with("word"));
    }

    #[test]
    fn deep_elements_go_and_their_paragraphs_stay_apart() {
        let html = format!("{}<p>One</p><p>two</p>{}<p>three", "<div>".repeat(3_000), "</div>".repeat(3_000));
        let (short, _) = skeleton(&html);
        assert!(short.contains("<p>One</p><p>two</p>") && short.ends_with("</div><p>three"), "{short}");
        assert_eq!(short.matches("<div>").count(), DEEPEST);
    }

    #[test]
    fn elements_are_closed_in_their_order() {
        assert_eq!(
            skeleton("<p><b><i>One</b> two</p>three<p>four<div>five").0,
            "<p><b><i>One</i></b> two</p>three<p>four</p><div>five"
        );
    }
}
