//! Lists of addresses: the bytes of a feed, an OPML file or a sitemap in, the addresses they name out, never more than asked for.
//!
//! Example: `<item><link>https://example.org/a</link></item>` in a feed gives `https://example.org/a`. Entities that a document defines for
//! itself are not expanded, so that no few bytes become many.

use std::io::{BufReader, Read};

use flate2::read::MultiGzDecoder;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use url::Url;

/// What a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RSS, Atom or JSON Feed: addresses of reports.
    Feed,
    /// Addresses of feeds.
    Opml,
    /// Addresses of reports, or of further sitemaps.
    Sitemap,
}

/// What a list names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Addresses of reports.
    pub reports: Vec<String>,
    /// Addresses of further lists of the same road: feeds of an OPML file, sitemaps of an index.
    pub lists: Vec<String>,
    /// Whether there were more than asked for.
    pub cut: bool,
}

/// Sitemaps and OPML files nest no deeper in this element or that; deeper ones are made to harm.
const DEEPEST: usize = 256;

/// Reads a list; `base` is its own address, `most` how many addresses are taken.
pub fn read(form: Form, bytes: &[u8], base: Option<&str>, most: usize) -> Result<Listed, String> {
    let unpacked;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = unpack(bytes)?;
        &unpacked[..]
    } else {
        bytes
    };
    let mut listed = match form {
        Form::Feed => feed(bytes, base)?,
        Form::Opml => elements(bytes, |name| name == "outline")?.opml(),
        Form::Sitemap => elements(bytes, |name| name == "loc")?.sitemap(),
    };
    let base = base.and_then(|b| Url::parse(b).ok());
    for addresses in [&mut listed.reports, &mut listed.lists] {
        let whole = |a: String| match &base {
            Some(base) => base.join(a.trim()).map_or(a, |url| url.to_string()),
            None => a.trim().to_owned(),
        };
        let mut seen = std::collections::HashSet::new();
        *addresses = std::mem::take(addresses).into_iter().map(whole).filter(|a| seen.insert(a.clone())).collect();
        listed.cut |= addresses.len() > most;
        addresses.truncate(most);
    }
    Ok(listed)
}

/// A packed list unpacks to no more than a report may have.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    crate::bytes::limited(MultiGzDecoder::new(bytes), onrecord::LONGEST, bytes.len())
}

fn feed(bytes: &[u8], base: Option<&str>) -> Result<Listed, String> {
    let parser = feed_rs::parser::Builder::new().base_uri(base).build();
    let feed = parser.parse(bytes).map_err(|e| format!("it is no feed: {e}"))?;
    let mut reports = Vec::with_capacity(feed.entries.len());
    for entry in feed.entries {
        let is_page = |l: &&feed_rs::model::Link| l.rel.as_deref().is_none_or(|r| r == "alternate");
        if let Some(link) = entry.links.iter().find(is_page).or(entry.links.first()) {
            reports.push(link.href.clone());
        }
    }
    Ok(Listed { reports, ..Listed::default() })
}

/// Elements of one name: the addresses of their attributes or texts, and the name of the first element.
struct Elements {
    root: String,
    attributes: Vec<String>,
    texts: Vec<String>,
}

impl Elements {
    fn opml(self) -> Listed {
        Listed { lists: self.attributes, ..Listed::default() }
    }

    fn sitemap(self) -> Listed {
        if self.root == "sitemapindex" {
            Listed { lists: self.texts, ..Listed::default() }
        } else {
            Listed { reports: self.texts, ..Listed::default() }
        }
    }
}

fn elements(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Elements, String> {
    let broken = |e: &dyn std::fmt::Display| format!("it is no XML: {e}");
    let mut reader = Reader::from_reader(BufReader::new(bytes));
    let mut out = Elements { root: String::new(), attributes: Vec::new(), texts: Vec::new() };
    let (mut buffer, mut inside, mut depth) = (Vec::new(), None::<String>, 0_usize);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|e| broken(&e))? {
            Event::Start(element) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("its elements are more than {DEEPEST} deep"));
                }
                let name = element.local_name();
                if out.root.is_empty() {
                    name.as_ref().clone_into(&mut out.root);
                }
                if wanted(name.as_ref()) {
                    inside = Some(String::new());
                    out.attributes.extend(address(&element));
                }
            }
            Event::Empty(element) if wanted(element.local_name().as_ref()) => {
                out.attributes.extend(address(&element));
            }
            Event::Text(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(inside) = &mut inside {
                    let known = match &*reference {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    // An entity of the document's own stands for nothing.
                    inside.extend(known);
                }
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if wanted(element.local_name().as_ref())
                    && let Some(text) = inside.take().filter(|t| !t.trim().is_empty())
                {
                    out.texts.push(text.trim().to_owned());
                }
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if out.root.is_empty() {
        return Err("it is no XML: there is no element in it".to_owned());
    }
    Ok(out)
}

fn address(element: &quick_xml::events::BytesStart<'_>) -> Option<String> {
    let attribute = element.attributes().flatten().find(|a| a.key.as_ref().eq_ignore_ascii_case("xmlurl"))?;
    attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .ok()
        .map(std::borrow::Cow::into_owned)
        .filter(|v| !v.trim().is_empty())
}

/// The bytes of a list from a file, no more than a report may have.
pub fn from_file(path: &std::path::Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|e| crate::failure::io(&e))?;
    crate::bytes::limited(file.take(onrecord::LONGEST as u64 + 1), onrecord::LONGEST, 0)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn reports(form: Form, bytes: &[u8]) -> Vec<String> {
        read(form, bytes, Some("https://example.org/feeds/all"), 100).expect("a list").reports
    }

    #[test]
    fn feeds_of_each_kind_give_their_pages() {
        let rss = b"<rss version='2.0'><channel><title>t</title><link>https://example.org/</link>
            <item><title>a</title><link>https://example.org/a?x=1&amp;y=2</link></item>
            <item><title>b</title><link>/b</link></item><item><title>no link</title></item></channel></rss>";
        assert_eq!(reports(Form::Feed, rss), ["https://example.org/a?x=1&y=2", "https://example.org/b"]);
        let atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><id>i</id><updated>2026-03-14T09:00:00Z</updated>
            <entry><title>a</title><id>1</id><updated>2026-03-14T09:00:00Z</updated>
            <link rel='enclosure' href='https://example.org/a.mp3'/><link rel='alternate' href='https://example.org/a'/></entry></feed>";
        assert_eq!(reports(Form::Feed, atom), ["https://example.org/a"]);
        let json = br#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","url":"https://example.org/a","content_text":"x"}]}"#;
        assert_eq!(reports(Form::Feed, json), ["https://example.org/a"]);
    }

    #[test]
    fn sitemaps_and_opml_files_give_addresses_and_lists() {
        let map = b"<urlset><url><loc> https://example.org/a&amp;b </loc></url><url><loc><![CDATA[https://example.org/c]]></loc></url></urlset>";
        assert_eq!(reports(Form::Sitemap, map), ["https://example.org/a&b", "https://example.org/c"]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(map).expect("memory");
        assert_eq!(reports(Form::Sitemap, &packed.finish().expect("memory")).len(), 2);
        let index = b"<sitemapindex><sitemap><loc>https://example.org/1.xml.gz</loc></sitemap></sitemapindex>";
        let listed = read(Form::Sitemap, index, None, 100).expect("an index");
        assert_eq!((listed.reports.len(), listed.lists), (0, vec!["https://example.org/1.xml.gz".to_owned()]));
        let opml = b"<opml><body><outline text='News'><outline type='rss' xmlUrl='https://example.org/rss?a=1&amp;b=2'/></outline></body></opml>";
        assert_eq!(read(Form::Opml, opml, None, 9).expect("a list").lists, ["https://example.org/rss?a=1&b=2"]);
    }

    #[test]
    fn no_few_bytes_become_many() {
        let laughs = b"<!DOCTYPE urlset [<!ENTITY a 'hahahahaha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>
            <urlset><url><loc>https://example.org/&c;x</loc></url></urlset>";
        assert_eq!(reports(Form::Sitemap, laughs), ["https://example.org/x"]);
        let feed = [
            &b"<!DOCTYPE rss [<!ENTITY a 'haha'>]><rss version='2.0'><channel><title>&a;&a;</title>"[..],
            b"<item><link>https://example.org/a</link></item></channel></rss>",
        ]
        .concat();
        // The feed parser may refuse it; it must not expand it.
        if let Ok(listed) = read(Form::Feed, &feed, None, 9) {
            assert_eq!(listed.reports, ["https://example.org/a"]);
        }
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0_u8; 1 << 20];
        for _ in 0..70 {
            bomb.write_all(&zeros).expect("memory");
        }
        let packed = bomb.finish().expect("memory");
        assert!(packed.len() < 100_000);
        assert_eq!(read(Form::Sitemap, &packed, None, 9), Err(crate::failure::too_long()));
        let deep = "<a>".repeat(100_000);
        assert!(read(Form::Sitemap, deep.as_bytes(), None, 9).is_err_and(|e| e.contains("deep")));
        let many = format!(
            "<urlset>{}</urlset>",
            (0..500).map(|i| format!("<loc>https://e.org/{i}</loc>")).collect::<String>()
        );
        let listed = read(Form::Sitemap, many.as_bytes(), None, 100).expect("a list");
        assert_eq!((listed.reports.len(), listed.cut), (100, true));
    }

    #[test]
    fn what_is_no_list_is_an_error() {
        for form in [Form::Feed, Form::Opml, Form::Sitemap] {
            for bytes in [&b""[..], b"just text", b"\0\x01\x02", b"<a><b></a>", b"\x1f\x8bbroken"] {
                assert!(read(form, bytes, None, 9).is_err(), "{form:?} {bytes:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_a_list_or_an_error(
            text in "(<(rss|item|link|urlset|loc|opml|outline xmlUrl='x'|!DOCTYPE a \\[|!\\[CDATA\\[)>?|</(item|link|loc|rss)>|&(amp|a|#x0|#999999999);|\\PC|[{}\":,]){0,40}",
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60),
        ) {
            for form in [Form::Feed, Form::Opml, Form::Sitemap] {
                for bytes in [text.as_bytes(), &bytes] {
                    if let Ok(listed) = read(form, bytes, Some("https://example.org/"), 5) {
                        proptest::prop_assert!(listed.reports.len() <= 5 && listed.lists.len() <= 5);
                    }
                }
            }
        }
    }
}
