//! Reads a web page: decoded HTML in, [`Page`] out with its parts and the way back to its bytes.
//!
//! The crate `trafilatura` decides which blocks are the main text. `trace.rs` finds them again among the letters of the page,
//! `parts.rs` says what each is and takes in what the crate left out.

use std::ops::Range;

use scraper::{Html, Node};
use trafilatura::{Config, Options};

use super::charset::Decoded;
use super::markup::{self, INLINE, Markup};
use super::origin::Origin;
use super::parts::{self, Block, Part, PartKind};
use super::skeleton;
use super::trace::{self, Trace};
use super::{Exchange, Page, interview, metadata, plain, signs};
use crate::error::{Error, Note};
use crate::span::{Span, Spans};

/// The page of an HTML document.
pub(super) fn page(id: String, decoded: &Decoded, url: Option<&str>) -> Result<Page, Error> {
    let html = decoded.text.as_str();
    let markup = markup::read(html);
    let needed = skeleton::is_needed(html, &markup);
    let (short, cut) = if needed { skeleton::skeleton(html) } else { (String::new(), false) };
    let slim = if needed { &short } else { html };
    let lines = match extract(slim) {
        Ok(lines) if !lines.is_empty() => lines,
        Ok(_) => return Err(Error::NoMainText { found: nothing("no paragraph of text", &markup, slim, url) }),
        Err(found) => return Err(Error::NoMainText { found: nothing(&found, &markup, slim, url) }),
    };
    let told = metadata::metadata(slim, url);
    let mut page = plain::page(id, String::new());
    page.title = told.title;
    page.outlet = told.outlet;
    page.byline = told.byline;
    page.canonical_url = told.canonical_url;
    page.language = told.language;
    page.published = told.published;
    page.updated = told.updated;
    page.extractor = Some("trafilatura 0.6");
    if page.published.is_none() {
        page.notes.push(Note::new("no-date", "the page names no day of publication", Spans::default()));
    }
    let places = trace::align(&lines, &markup);
    let (mut blocks, appeals) =
        parts::assemble(lines.into_iter().zip(places).collect(), &markup, page.title.as_deref());
    let exchanges = interview::mark(&mut blocks, &markup);
    join(&mut page, &blocks, &markup);
    let bytes = |r: Range<usize>| page.paragraphs[r.start].start..page.paragraphs[r.end - 1].end;
    page.exchanges = exchanges.into_iter().map(|(q, a)| Exchange { question: bytes(q), answer: bytes(a) }).collect();
    let places: Vec<Option<u32>> = blocks.into_iter().flat_map(|b| b.places).collect();
    let trace = Trace::new(&page.text, &places, &markup, html, &decoded.origin);
    untraced(&mut page, &trace, decoded);
    if appeals > 0 {
        let message = format!("{appeals} paragraphs were left out in which the page speaks in its own cause");
        page.notes.push(Note::new("left-out", message, Spans::default()));
    }
    doubts(&mut page, slim, cut);
    page.trace = Some(trace);
    Ok(page)
}

/// Why there is no main text; where frames hold it, with their addresses.
fn nothing(found: &str, markup: &Markup, html: &str, url: Option<&str>) -> String {
    let frames = metadata::addresses(html, &markup.frames, url);
    if frames.is_empty() {
        return found.to_owned();
    }
    let names: Vec<String> = frames.iter().take(FRAMES).map(|f| format!("{f:?}")).collect();
    let more = if frames.len() > FRAMES { format!(" and {} more", frames.len() - FRAMES) } else { String::new() };
    format!("{found}; its text may stand in its frames: {}{more}", names.join(", "))
}

/// So many frames are named of a page that has no text of its own.
const FRAMES: usize = 5;

/// The main text by the crate, as blocks.
fn extract(html: &str) -> Result<Vec<String>, String> {
    let extract = |short: bool| {
        let mut options = Options::default().with_fallback(!short).with_exclude_comments(true).with_deduplicate(false);
        if short {
            options = options.with_config(Config::default().with_min_extracted_size(1));
        }
        trafilatura::extract(html, &options).map_err(|e| e.to_string())
    };
    let result = extract(false)?;
    let lines = blocks(&result.content_html);
    // The crate's last resort for short pages glues all paragraphs together; its own reading of them keeps them apart.
    if lines.len() == 1
        && let Ok(plain) = extract(true)
    {
        let apart = blocks(&plain.content_html);
        if apart.len() > 1 && 10 * plain.content_text.len() >= 9 * result.content_text.len() {
            return Ok(apart);
        }
    }
    Ok(lines)
}

/// Joins blocks to the page's text, with its paragraphs and parts.
fn join(page: &mut Page, blocks: &[Block], markup: &Markup) {
    let mut holder = None;
    for block in blocks {
        if !page.text.is_empty() {
            page.text.push_str("\n\n");
        }
        let from = page.text.len();
        page.text.push_str(&block.text);
        page.paragraphs.push(from..page.text.len());
        if let Some(part) = page.parts.last_mut() {
            part.range.end = from;
        }
        let same = holder == Some((block.kind, block.holder))
            || block.kind == PartKind::Body && holder.is_some_and(|h| h.0 == block.kind);
        if !same {
            let first = !page.parts.iter().any(|p| p.kind == PartKind::Body);
            let dated = (block.kind == PartKind::Body && first).then(|| parts::dateline(&block.text)).flatten();
            let mut part =
                |kind, from| page.parts.push(Part { kind, range: from..from, author: None, published: None });
            if let Some(end) = dated {
                part(PartKind::Dateline, from);
                part(block.kind, from + end);
            } else {
                part(block.kind, from);
            }
            if let [.., before, _] = &mut page.parts[..]
                && let Some(end) = dated
            {
                before.range.end = from + end;
            }
        }
        if let Some(part) = page.parts.last_mut() {
            part.range.end = page.text.len();
            if block.kind == PartKind::EmbeddedPost {
                part.author = part.author.take().or_else(|| signs::author(&block.text));
                let day = || signs::timed(markup, block.holder).or_else(|| signs::posted(&block.text));
                part.published = part.published.take().or_else(day);
            } else if block.kind == PartKind::Correction {
                part.published = part.published.take().or_else(|| signs::corrected(&block.text));
            }
        }
        holder = Some((block.kind, block.holder));
    }
}

/// Notes the words that do not stand in the page's markup.
fn untraced(page: &mut Page, trace: &Trace, decoded: &Decoded) {
    let words = page.text.split_whitespace().map(|w| {
        let at = w.as_ptr() as usize - page.text.as_ptr() as usize;
        Span::new(at, at + w.len())
    });
    let all = words.clone().count();
    let lost: Vec<Span> = words.filter(|w| trace.pieces(*w).is_none()).collect();
    let mut note = |code, message: String, spans| page.notes.push(Note::new(code, message, spans));
    if decoded.origin == Origin::Unknown {
        note(
            "untraced-charset",
            format!("places in the page are not given in {}, which has a state", decoded.charset),
            Spans::default(),
        );
    } else if 2 * lost.len() > all {
        let message = "the text stands in the page's embedded data, not in its markup; it has no places".to_owned();
        note("text-not-in-markup", message, Spans::default());
    } else if !lost.is_empty() {
        let message =
            format!("{} words of the text were not found in the page's markup; they have no places", lost.len());
        note("untraced-words", message, Spans::new(lost));
    }
}

/// Shorter texts than this may be the open beginning of a report that must be paid for, in bytes.
const STUB: usize = 1_500;

/// Notes what makes it doubtful that the text is a whole report.
fn doubts(page: &mut Page, html: &str, cut: bool) {
    let mut note = |code, message: &str| page.notes.push(Note::new(code, message, Spans::default()));
    if cut {
        note("page-cut", "the page has more text than is read of one; what comes after was left out");
    }
    let squeezed =
        |at: usize| html[at..].chars().filter(|c| !c.is_whitespace()).take(40).collect::<String>().to_lowercase();
    let closed = html.match_indices("isAccessibleForFree").any(|(at, _)| {
        let said = squeezed(at);
        said.contains(":false") || said.contains(":\"false") || said.contains("=\"false")
    });
    if closed && page.text.len() < STUB {
        note("paywall", "the page says that its text is not free, and little of it is there");
    }
    let title = page.title.as_deref().unwrap_or_default().to_lowercase();
    let headline = page.parts.first().filter(|p| p.kind == PartKind::Headline);
    let headline = headline.map(|p| page.text[p.range.clone()].to_lowercase()).unwrap_or_default();
    let error = |s: &str| {
        let s = s.trim();
        s.starts_with("404")
            || s.contains("page not found")
            || s.contains("access denied")
            || s == "not found"
            || s.starts_with("error 4")
    };
    if error(&title) || error(&headline) {
        note("error-page", "the page calls itself an error; its text may be no report");
    }
}

/// The blocks of the extracted markup, in order, white space folded.
fn blocks(markup: &str) -> Vec<String> {
    let tree = Html::parse_fragment(markup);
    let (mut out, mut now) = (Vec::new(), String::new());
    let mut close = |now: &mut String| {
        let folded = now.split_whitespace().collect::<Vec<_>>().join(" ");
        if !folded.is_empty() {
            out.push(folded);
        }
        now.clear();
    };
    let mut within = None;
    for node in tree.tree.root().descendants() {
        let block = |name: &str| !INLINE.contains(&name) || matches!(name, "br" | "img");
        match node.value() {
            Node::Text(text) => {
                let holder = node.ancestors().find(|a| a.value().as_element().is_some_and(|e| block(e.name())));
                let holder = holder.map(|a| a.id());
                if holder != within {
                    close(&mut now);
                    within = holder;
                }
                now.push_str(text);
            }
            // An empty element (a line break, a rule) holds no text and still ends a block.
            Node::Element(element) if block(element.name()) => close(&mut now),
            _ => {}
        }
    }
    close(&mut now);
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Date, DateFrom};
    use super::*;
    use crate::ingest::charset;

    const PAGE: &str = "<!doctype html><html><head><title>Harbour opens again</title>\
        <meta property='article:published_time' content='2024-03-14T09:30:00+01:00'></head><body><nav>Home | Sport</nav><article>\
        <h1>Harbour opens again</h1><p>“We waited long enough for this,” said Ana Ruiz, counsel for the town, at the southern gate on Monday.</p>\
        <p>The board had closed the harbour in the autumn after two storms &#xD800; that broke the old wall in three places.</p>\
        </article><footer>Imprint</footer></body></html>";

    fn decoded(html: &str) -> Decoded {
        charset::decode(html.as_bytes(), Some("utf-8"), true, &mut Vec::new()).expect("text")
    }

    #[test]
    fn main_text_title_and_date_are_found() {
        let page = page(String::new(), &decoded(PAGE), None).expect("a page");
        assert!(page.text.contains("“We waited long enough for this,” said Ana Ruiz"));
        assert!(!page.text.contains("Imprint"));
        assert_eq!(page.title.as_deref(), Some("Harbour opens again"));
        assert_eq!(
            page.published,
            Some(Date { value: "2024-03-14T09:30:00+01:00".to_owned(), from: DateFrom::OpenGraph })
        );
    }

    #[test]
    fn paragraphs_are_joined_by_two_line_feeds() {
        let page = page(String::new(), &decoded(PAGE), None).expect("a page");
        let joined: Vec<&str> = page.paragraphs.iter().map(|p| &page.text[p.clone()]).collect();
        assert_eq!(joined.join("\n\n"), page.text);
        assert!(page.text.contains("on Monday.\n\nThe board had closed"), "{}", page.text);
    }

    #[test]
    fn blocks_end_where_an_element_of_the_page_ends() {
        assert_eq!(
            blocks("<div><h2>One</h2>two <em>three</em>\n four<br>five<ul><li>six</li><li> </li></ul>seven</div>"),
            ["One", "two three four", "five", "six", "seven"]
        );
    }

    #[test]
    fn deep_nesting_costs_no_words() {
        let text = "<p>“We waited long enough for this,” said Ana Ruiz, counsel for the town.</p><p>The board had closed the harbour.</p>";
        for (tag, depth) in [
            ("div", 300),
            ("div", 1_900),
            ("div", 100_000),
            ("b", 1_900),
            ("blockquote", 5_000),
            ("font size=1", 20_000),
        ] {
            let html = format!("<html><body>{}{text}", format!("<{tag}>").repeat(depth));
            let page = page(String::new(), &decoded(&html), None).expect("a page");
            let text = page.text.replace("\n\n", " ");
            assert!(text.contains("said Ana Ruiz, counsel for the town. The board had"), "{depth} {tag}: {text}");
            let trace = page.trace.expect("a page");
            let at = page.text.find("Ana Ruiz").expect("words");
            let pieces = trace.pieces(Span::new(at, at + 8)).expect("a place");
            assert_eq!(&html[pieces[0].start..pieces[0].end], "Ana Ruiz", "{depth} {tag}");
        }
    }

    #[test]
    fn elements_that_are_opened_again_and_again_end() {
        let paragraph =
            |n: usize| format!("<p><font size={n}>We waited long enough for gate {n} of the harbour, she said.</p>");
        let html: String = (0..20_000).map(paragraph).collect();
        let page = page(String::new(), &decoded(&html), None).expect("a page");
        assert!(page.text.contains("gate 17 of the harbour") && page.text.contains("gate 4999 of"));
    }

    #[test]
    fn frames_are_named() {
        let error = |html: &str, url| page(String::new(), &decoded(html), url).expect_err("no text").to_string();
        let html = "<html><frameset cols='20%,*'><frame src=menu.html><frame src='/a/report.html'></frameset></html>";
        let said = error(html, Some("https://courier.example/x/index.html"));
        assert!(
            said.ends_with("its text may stand in its frames: \"https://courier.example/x/menu.html\", \"https://courier.example/a/report.html\""),
            "{said}"
        );
        assert!(error(html, None).ends_with("\"menu.html\", \"/a/report.html\""));
    }
}
