//! Reads what a web page says of itself: title, byline, outlet, its own address, language, and when it was published.
//!
//! The markup goes in, a [`Metadata`] comes out. Pages lie and err: scripts are broken, the day of the last change poses as
//! the day of publication, related stories stand beside the report. So each field is taken from the source that is trusted
//! most among those that agree; `published.rs` says how for days.
//!
//! This room must not read the clock, fetch anything, or know the name of any site.

mod byline;
mod candidates;
mod dates;
mod json_ld;
mod lists;
mod names;
mod published;
mod seen;
mod title;
mod written;

use scraper::Html;
use url::Url;

use seen::Seen;

/// Where a date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFrom {
    /// In a JSON-LD script, schema.org's vocabulary.
    JsonLd,
    /// In an Open Graph element: `article:published_time`.
    OpenGraph,
    /// In another metadata element, or microdata.
    Meta,
    /// In a `<time>` near the headline.
    Time,
    /// In the feed that named the page.
    Feed,
    /// In the headers that came with the page.
    Http,
    /// In the page's address: `/2024/03/14/`.
    Url,
    /// In the visible text.
    Text,
    /// Given by the caller.
    Argument,
}

/// A day, with time and zone as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// ISO 8601: `2024-03-14`, `2024-03-14T09:30`, `2024-03-14T09:30:00+01:00`.
    pub value: String,
    /// Where it was found.
    pub from: DateFrom,
}

/// What kind of signatory a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A human being.
    Person,
    /// An agency, an outlet, a desk.
    Organisation,
}

/// One who signed a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// The name alone, as the page has it.
    pub name: String,
    /// Person or organisation.
    pub kind: NameKind,
}

/// What a page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline.
    pub title: Option<String>,
    /// Who signed it, people first.
    pub byline: Vec<Contributor>,
    /// The outlet's name.
    pub outlet: Option<String>,
    /// The address that the page itself gives as its own, absolute, `http` or `https`.
    pub canonical_url: Option<String>,
    /// The language that the page declares: the first part of a language tag, in small letters.
    pub language: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
    /// When it was changed last; never before `published`.
    pub updated: Option<Date>,
}

/// Reads the metadata of a page. `url` is the address it was fetched from, where known.
///
/// Nesting is not limited here; the caller refuses pages that nest too deep.
#[must_use]
pub fn metadata(html: &str, url: Option<&str>) -> Metadata {
    let tree = Html::parse_document(html);
    let seen = seen::walk(&tree, title::titles, title::fit);
    let objects = json_ld::objects(&seen.scripts);
    let canonical = canonical(&seen, url);
    let is_page = |address: &str| canonical.as_deref().or(url).is_some_and(|c| same_page(c, address));
    let mut titles = title::titles(&seen);
    titles.truncate(20);
    let headline = seen.headline.as_ref().map(|(text, _)| text.clone());
    let is_title = |text: &str| titles.iter().chain(&headline).any(|t| title::likeness(t, text) > 0.75);
    let report = json_ld::report(&objects, is_page, is_title);
    let outlet = title::outlet(&seen, &objects, report);
    let (published, updated) = published::choose(&candidates::candidates(&seen, report, canonical.as_deref(), url));
    Metadata {
        title: title::title(&seen, report, outlet.as_deref()),
        byline: byline::byline(&seen, &objects, report, outlet.as_deref()),
        language: seen.language.as_deref().and_then(language),
        outlet,
        canonical_url: canonical,
        published,
        updated,
    }
}

/// The address that the page gives as its own. One that points to the site's front page is a mistake of its templates.
fn canonical(seen: &Seen, url: Option<&str>) -> Option<String> {
    let page = url.and_then(|u| Url::parse(u).ok());
    let base = base(seen.base.as_deref(), page.as_ref());
    let whole = |address: &str| {
        let found = Url::parse(address).ok().or_else(|| base.as_ref()?.join(address).ok())?;
        (matches!(found.scheme(), "http" | "https") && found.has_host()).then_some(found)
    };
    let told: Vec<Url> =
        seen.canonical.as_deref().into_iter().chain(seen.meta(&["og:url"])).filter_map(whole).collect();
    let deep = |u: &&Url| u.path().len() > 1 || page.as_ref().is_some_and(|p| p.path().len() <= 1);
    let mut best = told.iter().find(deep).or_else(|| told.first().filter(|_| page.is_none()))?.clone();
    best.set_fragment(None);
    Some(best.to_string())
}

/// What the addresses of a page are told from: its own, or what its `<base>` says.
fn base(told: Option<&str>, page: Option<&Url>) -> Option<Url> {
    match (told, page) {
        (Some(base), Some(page)) => page.join(base).ok(),
        (Some(base), None) => Url::parse(base).ok(),
        (None, page) => page.cloned(),
    }
}

/// Addresses that stand in a page, made whole where its own is known.
pub(super) fn addresses(html: &str, links: &[String], url: Option<&str>) -> Vec<String> {
    if links.is_empty() {
        return Vec::new();
    }
    let page = url.and_then(|u| Url::parse(u).ok());
    let tree = Html::parse_document(html);
    let base = tree.tree.nodes().filter_map(|n| n.value().as_element()).find(|e| e.name() == "base");
    let base = self::base(base.and_then(|e| e.attr("href")).map(str::trim), page.as_ref());
    let whole = |link: &String| {
        let joined = base.as_ref().and_then(|b| b.join(link.trim()).ok());
        joined.map_or_else(|| link.trim().to_owned(), |u| u.to_string())
    };
    links.iter().filter(|l| !l.trim().is_empty()).map(whole).collect()
}

/// Whether two addresses are one page: query, fragment, scheme, `www.` and a last slash apart.
fn same_page(a: &str, b: &str) -> bool {
    fn bare(address: &str) -> &str {
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/')
    }
    !bare(a).is_empty() && bare(a).eq_ignore_ascii_case(bare(b))
}

/// The day that a machine wrote: the value of an attribute `datetime`.
pub(super) fn machine_day(value: &str) -> Option<Date> {
    Some(Date { value: dates::machine(value.trim())?.text(), from: DateFrom::Time })
}

/// The first day that stands in a short text, with its place.
pub(super) fn written_day(text: &str) -> Option<(std::ops::Range<usize>, Date)> {
    let (place, moment) = written::find(text, written::Order::Unknown).into_iter().next()?;
    Some((place, Date { value: moment.text(), from: DateFrom::Text }))
}

/// `en-GB` is `en`; what is no tag is nothing.
fn language(tag: &str) -> Option<String> {
    let first = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_lowercase())).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = "<html lang='en-GB'><head><title>Harbour opens again | The Elland Courier</title>\
        <meta property='og:site_name' content='The Elland Courier'><meta name='author' content='desk7'>\
        <link rel='canonical' href='/harbour#top'></head><body><header><h1>The Elland Courier</h1></header>\
        <h1>Harbour opens again</h1><p>By Ana Ruiz and Ben Ode, Reuters</p><p>14 March 2024</p></body></html>";

    #[test]
    fn a_page_says_what_it_is() {
        let told = metadata(PAGE, Some("https://courier.example/x/1"));
        assert_eq!(told.title.as_deref(), Some("Harbour opens again"));
        assert_eq!(told.outlet.as_deref(), Some("The Elland Courier"));
        assert_eq!(told.canonical_url.as_deref(), Some("https://courier.example/harbour"));
        assert_eq!(told.language.as_deref(), Some("en"));
        let names: Vec<_> = told.byline.iter().map(|c| (c.name.as_str(), c.kind)).collect();
        assert_eq!(
            names,
            [("Ana Ruiz", NameKind::Person), ("Ben Ode", NameKind::Person), ("Reuters", NameKind::Organisation)]
        );
    }

    #[test]
    fn the_headline_decides_where_title_and_outlet_part() {
        let html = PAGE.replace("<meta property='og:site_name' content='The Elland Courier'>", "");
        assert_eq!(metadata(&html, None).outlet.as_deref(), Some("The Elland Courier"));
    }

    #[test]
    fn a_title_without_a_heading_loses_the_outlet() {
        let html = PAGE.replace("<h1>Harbour opens again</h1>", "");
        assert_eq!(metadata(&html, None).title.as_deref(), Some("Harbour opens again"));
    }

    #[test]
    fn an_address_must_be_whole_and_of_the_web() {
        let of = |link: &str| metadata(&format!("<link rel=canonical href='{link}'><p>x"), None).canonical_url;
        assert_eq!(of("/harbour"), None);
        assert_eq!(of("ftp://courier.example/harbour"), None);
        assert_eq!(of("javascript:void(0)"), None);
        assert_eq!(of("https://courier.example/harbour?id=1"), Some("https://courier.example/harbour?id=1".to_owned()));
        let base = "<base href='https://courier.example/a/'><link rel=canonical href='b'>";
        assert_eq!(metadata(base, None).canonical_url.as_deref(), Some("https://courier.example/a/b"));
        let front = "<link rel=canonical href='https://courier.example/'>";
        assert_eq!(metadata(front, Some("https://courier.example/a")).canonical_url, None);
    }

    #[test]
    fn authors_of_a_graph_are_found_by_their_reference() {
        let html = r##"<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#a"}},
            {"@type":"Person","@id":"#a","name":"Ana Ruiz"}]}</script><h1>H</h1>"##;
        assert_eq!(metadata(html, None).byline, [Contributor { name: "Ana Ruiz".to_owned(), kind: NameKind::Person }]);
    }

    #[test]
    fn nothing_said_is_nothing_known() {
        assert_eq!(metadata("<p>Words.", None), Metadata::default());
        assert_eq!(metadata("", None), Metadata::default());
    }

    proptest! {
        #[test]
        fn any_markup_gives_metadata(
            parts in prop::collection::vec(
                prop_oneof![
                    Just("<h1>".to_owned()), Just("</h1>".to_owned()), Just("<time datetime='".to_owned()), Just("'>".to_owned()),
                    Just("<meta property='article:published_time' content='".to_owned()), Just("<p class=byline>By ".to_owned()),
                    Just("<script type='application/ld+json'>".to_owned()), Just("</script>".to_owned()), Just("{\"@type\":\"Article\",".to_owned()),
                    Just("\"datePublished\":\"".to_owned()), Just("\"author\":[".to_owned()), Just("<link rel=canonical href='".to_owned()),
                    Just("2024-03-14T09:30".to_owned()), Just("14 März 2024 ".to_owned()), Just("9:30 pm".to_owned()), Just("/2024/03/1".to_owned()),
                    "\\PC{0,12}", "[0-9é年月:./T+Zz-]{0,14}",
                ],
                0..24,
            ),
            url in proptest::option::of("\\PC{0,30}"),
        ) {
            let html = parts.concat();
            let told = metadata(&html, url.as_deref());
            prop_assert_eq!(&told, &metadata(&html, url.as_deref()));
            for date in [told.published, told.updated].into_iter().flatten() {
                prop_assert!(date.value[..10].parse::<jiff::civil::Date>().is_ok());
            }
        }
    }
}
