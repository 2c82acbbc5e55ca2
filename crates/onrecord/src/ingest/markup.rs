//! The letters of a page with their places: decoded HTML in, [`Markup`] out.
//!
//! Example: of `<p>R&eacute;n <b>s</b>aid</p>` the letters are `Rénsaid`; the second one stands at bytes 4 to 12, in the first run
//! of text, inside the element `p`. White space, soft hyphens and zero-width characters are no letters. Scripts, styles and
//! other text that is never shown are left out. The tokenizer is the crate `html5gum` (HTML standard 13.2.5); elements are
//! closed by a small stack, which is enough to tell in what kind of block a run stands.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::skeleton::MOST_TEXT;

/// An open tag and what it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name in lower case.
    pub(super) name: Rc<str>,
    /// Its `class`, `id`, `itemprop`, `role` and `data-testid`, in lower case, with a space before and after each.
    pub(super) labels: Rc<str>,
    /// The element around it; its own index for the outermost.
    pub(super) parent: u32,
}

/// One letter: where its bytes stand in the decoded page, and in which run of text without tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) run: u32,
}

/// The letters of a page.
#[derive(Debug, Default)]
pub(super) struct Markup {
    /// All letters, one after another.
    pub(super) letters: String,
    /// For each letter its first byte in `letters`.
    pub(super) at: Vec<u32>,
    /// For each letter its place.
    pub(super) places: Vec<Letter>,
    /// For each letter whether white space stands before it.
    pub(super) spaced: Vec<bool>,
    /// For each run the element that it stands in.
    pub(super) runs: Vec<u32>,
    /// All elements, in the order of their open tags.
    pub(super) elements: Vec<Element>,
    /// How deep they nest.
    pub(super) depth: usize,
    /// How many elements were closed by the end tag of another, around them: `<p><font></p>`. A tree builder opens them again.
    pub(super) misnested: usize,
    /// Elements `time` with their attribute `datetime`.
    pub(super) times: Vec<(u32, String)>,
    /// Addresses of frames, as they stand in the page.
    pub(super) frames: Vec<String>,
}

/// Letters beyond this are left out, in bytes; more than the text that is read of any page.
const MOST_LETTERS: usize = MOST_TEXT + (1 << 20);
/// Deeper elements are taken for siblings: no page that a person wrote nests so deep.
const DEEPEST: usize = 4_000;
/// Further elements are not told apart.
const MOST_ELEMENTS: usize = 1 << 20;
/// Longer attributes are data, in bytes.
const LONGEST_ATTRIBUTE: usize = 2_000;
/// Further frames are not named.
const MOST_FRAMES: usize = 20;
/// Elements whose text is never shown as text.
const UNSEEN: [&str; 12] = [
    "script", "style", "svg", "title", "textarea", "iframe", "noembed", "noframes", "template", "select", "math",
    "object",
];
/// Elements without an end tag.
pub(super) const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that another of the same kind closes.
const SIBLINGS: [(&str, &[&str]); 6] = [
    ("li", &["li"]),
    ("dt", &["dt", "dd"]),
    ("dd", &["dt", "dd"]),
    ("tr", &["tr", "td", "th"]),
    ("td", &["td", "th"]),
    ("th", &["td", "th"]),
];
/// Elements that stand inside a line, and so leave an open paragraph open.
pub(super) const INLINE: [&str; 34] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "q", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
];

/// Whether a character is neither white space nor invisible.
pub(crate) fn is_letter(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The attributes that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Label,
    Time,
    Source,
}

enum Event {
    Open { name: String, closed: bool },
    Attribute(Attribute, String),
    Opened,
    Close(String),
    Text { value: String, start: usize, end: usize },
}

/// Reads the letters of a page.
pub(super) fn read(html: &str) -> Markup {
    let mut attribute = None;
    let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, span: Span<usize>| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match event {
            CallbackEvent::OpenStartTag { name } => Some(Event::Open { name: text(name), closed: false }),
            CallbackEvent::AttributeName { name } => {
                attribute = match name {
                    b"class" | b"id" | b"itemprop" | b"role" | b"data-testid" => Some(Attribute::Label),
                    b"datetime" => Some(Attribute::Time),
                    b"src" => Some(Attribute::Source),
                    _ => None,
                };
                None
            }
            CallbackEvent::AttributeValue { value } if value.len() <= LONGEST_ATTRIBUTE => {
                attribute.map(|a| Event::Attribute(a, text(value)))
            }
            CallbackEvent::CloseStartTag { self_closing: true } => {
                Some(Event::Open { name: String::new(), closed: true })
            }
            CallbackEvent::CloseStartTag { .. } => Some(Event::Opened),
            CallbackEvent::EndTag { name } => Some(Event::Close(text(name))),
            CallbackEvent::String { value } => {
                Some(Event::Text { value: text(value), start: span.start, end: span.end })
            }
            _ => None,
        }
    });
    emitter.naively_switch_states(true);
    let mut out = Reading { spaced: true, ..Reading::default() };
    out.open("html", false);
    for event in Tokenizer::new_with_emitter(html, emitter) {
        match event {
            Ok(Event::Open { name, closed: false }) => out.open(&name, true),
            Ok(Event::Open { closed: true, .. }) => out.self_closed(),
            Ok(Event::Attribute(attribute, value)) => out.attribute(attribute, value),
            Ok(Event::Opened) => out.opened(),
            Ok(Event::Close(name)) => out.close(&name),
            Ok(Event::Text { value, start, end }) => out.text(html, &value, start, end),
            Err(never) => match never {},
        }
    }
    out.markup
}

#[derive(Default)]
struct Reading {
    markup: Markup,
    /// The open elements, outermost first.
    open: Vec<u32>,
    /// How many of them are never shown.
    unseen: usize,
    /// Whether the start tag that was read last made no element: the page has too many.
    skipped: bool,
    spaced: bool,
    /// Names and labels, each once: a page says the same ones over and over.
    strings: HashSet<Rc<str>>,
    /// How many elements of each name are open.
    names: HashMap<Rc<str>, usize>,
}

impl Reading {
    fn name(&self, element: u32) -> &str {
        &self.markup.elements[element as usize].name
    }

    fn once(&mut self, text: &str) -> Rc<str> {
        if let Some(known) = self.strings.get(text) {
            return Rc::clone(known);
        }
        let new: Rc<str> = text.into();
        self.strings.insert(Rc::clone(&new));
        new
    }

    fn open(&mut self, name: &str, checked: bool) {
        self.spaced |= !INLINE.contains(&name) || name == "br";
        let full = self.markup.elements.len() >= MOST_ELEMENTS || self.markup.letters.len() > MOST_LETTERS;
        self.skipped = full && !UNSEEN.contains(&name);
        if self.skipped {
            return;
        }
        if self.open.len() > DEEPEST {
            self.pop();
        }
        if checked {
            let top = self.open.last().map_or("", |&e| self.name(e));
            let sibling = SIBLINGS.iter().find(|(n, _)| *n == name).is_some_and(|(_, closes)| closes.contains(&top));
            if sibling || top == "p" && !INLINE.contains(&name) {
                self.pop();
            }
        }
        let at = self.markup.elements.len() as u32;
        let parent = self.open.last().copied().unwrap_or(at);
        let element = Element { name: self.once(name), labels: self.once(""), parent };
        *self.names.entry(Rc::clone(&element.name)).or_default() += 1;
        self.markup.elements.push(element);
        self.open.push(at);
        self.markup.depth = self.markup.depth.max(self.open.len());
        self.unseen += usize::from(UNSEEN.contains(&name));
    }

    fn attribute(&mut self, attribute: Attribute, value: String) {
        let Some(&top) = self.open.last().filter(|_| !self.skipped) else { return };
        let element = &self.markup.elements[top as usize];
        match (attribute, &*element.name) {
            (Attribute::Label, _) if element.labels.len() <= LONGEST_ATTRIBUTE => {
                let labels = format!("{} {} ", element.labels, value.to_lowercase());
                self.markup.elements[top as usize].labels = self.once(&labels);
            }
            (Attribute::Time, "time") => self.markup.times.push((top, value)),
            (Attribute::Source, "frame" | "iframe") if self.markup.frames.len() < MOST_FRAMES => {
                self.markup.frames.push(value);
            }
            _ => {}
        }
    }

    fn opened(&mut self) {
        if !self.skipped && self.open.last().is_some_and(|&e| VOID.contains(&self.name(e))) {
            self.pop();
        }
    }

    /// `<svg/>` closes itself; of HTML's own elements only those without an end tag do.
    fn self_closed(&mut self) {
        if !self.skipped
            && self.open.last().is_some_and(|&e| VOID.contains(&self.name(e)) || matches!(self.name(e), "svg" | "math"))
        {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if self.open.len() > 1
            && let Some(top) = self.open.pop()
        {
            self.unseen -= usize::from(UNSEEN.contains(&self.name(top)));
            let name = &self.markup.elements[top as usize].name;
            if let Some(open) = self.names.get_mut(name) {
                *open -= 1;
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.spaced |= !INLINE.contains(&name);
        // An end tag closes what stands open inside; a paragraph's tag does not close what is around a block.
        if self.names.get(name).is_none_or(|open| *open == 0) {
            return;
        }
        let Some(at) = self.open.iter().rposition(|&e| self.name(e) == name).filter(|&at| at > 0) else { return };
        self.markup.misnested += self.open[at + 1..].iter().filter(|&&e| INLINE.contains(&self.name(e))).count();
        while self.open.len() > at {
            self.pop();
        }
    }

    fn text(&mut self, html: &str, value: &str, start: usize, end: usize) {
        if self.unseen > 0 || self.markup.letters.len() > MOST_LETTERS {
            return;
        }
        let Some(raw) = html.get(start..end) else { return };
        let element = self.open.last().copied().unwrap_or(0);
        let run = self.markup.runs.len() as u32;
        self.markup.runs.push(element);
        let mut decoded = value.chars().peekable();
        let mut at = 0;
        while at < raw.len() && self.markup.letters.len() <= MOST_LETTERS {
            let Some(c) = raw[at..].chars().next() else { break };
            let reference = if c == '&' { reference(&raw[at..]) } else { None };
            let (text, length) = reference.unwrap_or_else(|| (c.to_string(), c.len_utf8()));
            for c in text.chars() {
                // What the tokenizer made of the run is the judge; a carriage return before a line feed is dropped.
                if c == '\r' && decoded.peek() != Some(&'\r') {
                    continue;
                }
                if decoded.next() != Some(c) {
                    return;
                }
                if is_letter(c) {
                    self.markup.at.push(self.markup.letters.len() as u32);
                    self.markup.letters.push(c);
                    let place = Letter { start: (start + at) as u32, end: (start + at + length) as u32, run };
                    self.markup.places.push(place);
                    self.markup.spaced.push(std::mem::take(&mut self.spaced));
                } else {
                    self.spaced |= c.is_whitespace();
                }
            }
            at += length;
        }
    }
}

/// The longest character reference of the HTML standard, `&CounterClockwiseContourIntegral;`, with room for digits.
const LONGEST_REFERENCE: usize = 40;

/// What a text that begins with `&` is there resolved to, and the bytes that this took; `None` where it is no reference.
fn reference(raw: &str) -> Option<(String, usize)> {
    let mut end = raw.len().min(LONGEST_REFERENCE);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    let stop = raw[1..end].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map_or(end, |i| i + 1);
    let stop = if raw[stop..].starts_with(';') { stop + 1 } else { stop };
    let snippet = &raw[..stop];
    let resolved = unescape(snippet);
    // The tokenizer leaves what follows a reference as it is: the common tail tells how much it took.
    let tail = snippet.bytes().rev().zip(resolved.bytes().rev()).take_while(|(a, b)| a == b).count();
    let taken = snippet.len() - tail;
    (taken > 0).then(|| (resolved[..resolved.len() - tail].to_owned(), taken))
}

/// Text with its character references resolved, as the tokenizer does it.
pub(crate) fn unescape(text: &str) -> String {
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| match event {
        CallbackEvent::String { value } => Some(String::from_utf8_lossy(value).into_owned()),
        _ => None,
    });
    Tokenizer::new_with_emitter(text, emitter).filter_map(Result::ok).collect()
}

impl Markup {
    /// The elements around a letter, innermost first.
    pub(super) fn around(&self, letter: usize) -> impl Iterator<Item = (u32, &Element)> {
        let mut next = self.places.get(letter).and_then(|p| self.runs.get(p.run as usize)).copied();
        std::iter::from_fn(move || {
            let at = next?;
            let element = &self.elements[at as usize];
            next = (element.parent != at).then_some(element.parent);
            Some((at, element))
        })
    }

    /// The text of a stretch of letters, white space folded.
    pub(super) fn text(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        for (letter, c) in (from..to).zip(self.letters[self.byte(from)..self.byte(to)].chars()) {
            if self.spaced[letter] && letter > from {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }

    /// The first byte of a letter in `letters`; of the letter after the last, their end.
    pub(super) fn byte(&self, letter: usize) -> usize {
        self.at.get(letter).map_or(self.letters.len(), |&b| b as usize)
    }

    /// The letter that begins at a byte of `letters`.
    pub(super) fn letter(&self, byte: usize) -> usize {
        self.at.partition_point(|&b| (b as usize) < byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each letter with the slice of the page that it comes from.
    fn letters(html: &str) -> Vec<(char, &str)> {
        let markup = read(html);
        let slice = |p: &Letter| &html[p.start as usize..p.end as usize];
        markup.letters.chars().zip(markup.places.iter().map(slice)).collect()
    }

    #[test]
    fn letters_come_with_their_places() {
        assert_eq!(
            letters("<p>R&eacute;n <b>s</b>&#x61;i&shy;d"),
            [('R', "R"), ('é', "&eacute;"), ('n', "n"), ('s', "s"), ('a', "&#x61;"), ('i', "i"), ('d', "d")]
        );
    }

    #[test]
    fn references_without_semicolons_are_the_tokenizers() {
        assert_eq!(letters("&amp&ampamp;&nope;").iter().map(|l| l.0).collect::<String>(), "&&amp;&nope;");
        assert_eq!(letters("a &copy2024")[1], ('©', "&copy"));
        assert_eq!(letters("&Lt;x").iter().map(|l| l.1).collect::<Vec<_>>(), ["&Lt;", "x"]);
    }

    #[test]
    fn what_is_never_shown_is_left_out() {
        let html = "<title>No</title><script>if (a<b) x('<p>no</p>')</script><style>p{}</style><!-- no --><svg><text>no</text></svg><p>Yes";
        assert_eq!(read(html).letters, "Yes");
        assert_eq!(read("<svg/><p>Yes").letters, "Yes");
    }

    #[test]
    fn elements_are_known_by_name_and_labels() {
        let markup =
            read("<div class='Body X' id=a><p>one<p>two<figure><figcaption>three</figcaption></figure>four</div>five");
        let inside = |letter: usize| markup.around(letter).map(|(_, e)| &*e.name).collect::<Vec<_>>();
        assert_eq!(inside(0), ["p", "div", "html"]);
        assert_eq!(inside(3), ["p", "div", "html"]);
        assert_eq!(inside(6), ["figcaption", "figure", "div", "html"]);
        assert_eq!(inside(11), ["div", "html"]);
        assert_eq!(inside(15), ["html"]);
        assert_eq!(&*markup.elements[1].labels, " body x  a ");
        assert_eq!(markup.text(0, 11), "one two three");
    }
}
