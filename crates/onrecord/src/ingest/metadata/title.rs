//! The title of a report and the name of its outlet.
//!
//! `<title>Harbour opens again - The Elland Courier</title>` is a title and an outlet; the headline on the page decides where
//! the two part.

use std::collections::HashSet;

use super::json_ld::{self, Object};
use super::seen::{Seen, folded};

/// The words of a name or title in small letters, parted by one space: what two spellings of one have in common.
pub(super) fn words(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '\u{ad}' | '\u{200b}' | '.'))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    folded(&spaced)
}

/// How much two titles have in common, 0 to 1: of the words of both, those that are shared.
pub(super) fn likeness(a: &str, b: &str) -> f32 {
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let of = |s: &str| s.split(' ').map(str::to_owned).collect::<HashSet<_>>();
    let (a, b) = (of(&a), of(&b));
    let shared = a.intersection(&b).count() as f32;
    shared / (a.len() + b.len()) as f32 * 2.0
}

/// What the metadata calls the report, best first.
pub(super) fn titles(seen: &Seen) -> Vec<String> {
    let told = seen.meta(&[
        "og:title",
        "twitter:title",
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "citation_title",
        "headline",
    ]);
    let mut out: Vec<String> = told.map(unescaped).collect();
    out.extend(seen.title.clone());
    let reports = json_ld::objects(&seen.scripts);
    let reports = reports.iter().filter(|o| json_ld::rank(o).is_some_and(|r| r < 2));
    out.extend(reports.filter_map(|o| o.get("headline").and_then(json_ld::text)).map(|t| unescaped(&t)));
    out
}

/// How well a heading fits what the metadata calls the report.
pub(super) fn fit(seen: &Seen, titles: &[String], heading: &str) -> f32 {
    let whole = words(heading);
    if outlet_of_meta(seen).is_some_and(|site| words(&site) == whole) {
        return 0.0;
    }
    let fits = titles.iter().map(|title| {
        // "Harbour opens" is the head of "Harbour opens - Courier", not of "Harbour opens-air pool".
        let small = title.to_lowercase();
        let cut = small
            .strip_prefix(&heading.to_lowercase())
            .is_some_and(|r| r.starts_with(|c: char| !c.is_whitespace() && c != ':'));
        let title = words(title);
        let rest = title.strip_prefix(&whole).filter(|_| !cut).filter(|rest| rest.is_empty() || rest.starts_with(' '));
        let holds = rest.is_some() && whole.split(' ').count() > 2 && 2 * whole.len() >= title.len();
        let like = likeness(&title, heading);
        // What is longer than the title speaks of it: "15 replies to …".
        if holds { like.max(0.8) } else { like.min(0.78 + f32::from(u8::from(title == whole))) }
    });
    fits.fold(0.0, f32::max)
}

/// Signs between a title and the outlet's name.
const SIGNS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · "];

/// The report's title: as its headline has it where the two agree, else as the metadata has it, without the outlet's name.
pub(super) fn title(seen: &Seen, report: Option<&Object>, outlet: Option<&str>) -> Option<String> {
    let told = titles(seen);
    let headline = seen.headline.as_ref().map(|(text, _)| text.as_str()).filter(|h| !h.is_empty());
    if let Some(headline) = headline
        && headline.len() < 400
    {
        return Some(headline.to_owned());
    }
    let og = seen.meta(&["og:title", "twitter:title"]).next().map(unescaped);
    let of_report = report.and_then(|r| r.get("headline")).and_then(json_ld::text).map(|t| unescaped(&t));
    let found = og.or(of_report).or_else(|| told.first().cloned()).or_else(|| headline.map(str::to_owned))?;
    Some(without(&found, outlet)).filter(|t| !t.is_empty())
}

/// A title without the outlet's name before or behind it.
fn without(title: &str, outlet: Option<&str>) -> String {
    let Some(outlet) = outlet.map(words) else { return folded(title) };
    for sign in SIGNS {
        if let Some((rest, site)) = title.rsplit_once(sign)
            && words(site) == outlet
        {
            return folded(rest);
        }
        if let Some((site, rest)) = title.split_once(sign)
            && words(site) == outlet
        {
            return folded(rest);
        }
    }
    folded(title)
}

fn outlet_of_meta(seen: &Seen) -> Option<String> {
    let told = seen.meta(&["og:site_name", "application-name", "dc.publisher", "citation_journal_title"]);
    told.map(unescaped).find(|t| t.len() < 100)
}

/// The outlet's name: as the page tells it, else what follows the headline in its title.
pub(super) fn outlet(seen: &Seen, objects: &[Object], report: Option<&Object>) -> Option<String> {
    let name = |o: &Object| o.get("name").and_then(json_ld::text).filter(|n| !n.contains("://"));
    let publisher = || {
        let value = report?.get("publisher")?;
        let id = value.get("@id");
        let found = value.as_object().filter(|o| o.contains_key("name"));
        found.or_else(|| objects.iter().find(|o| id.is_some() && o.get("@id") == id)).and_then(name)
    };
    let site = || objects.iter().find(|o| json_ld::is(o, "WebSite")).and_then(name);
    let body = || {
        objects
            .iter()
            .find(|o| json_ld::is(o, "NewsMediaOrganization") || json_ld::is(o, "Organization"))
            .and_then(name)
    };
    let of_meta = seen.meta(&["og:site_name"]).next().map(unescaped);
    let found = of_meta
        .or_else(publisher)
        .or_else(site)
        .or_else(|| outlet_of_meta(seen))
        .or_else(body)
        .or_else(|| suffix(seen));
    found.map(|f| unescaped(&f)).filter(|f| !f.is_empty() && f.len() <= 100 && !f.contains("://"))
}

/// What stands behind the headline in the page's title.
fn suffix(seen: &Seen) -> Option<String> {
    let (title, (headline, _)) = (seen.title.as_ref()?, seen.headline.as_ref()?);
    SIGNS.iter().find_map(|sign| {
        let (rest, site) = title.rsplit_once(sign)?;
        (likeness(rest, headline) > 0.8 && words(site).split(' ').count() < 6).then(|| site.trim().to_owned())
    })
}

/// Without entities: the content of an attribute that was escaped twice, or a string of JSON.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return folded(text);
    }
    let mut out = text.to_owned();
    for (entity, sign) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&#8211;", "–"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&#8212;", "—"),
        ("&hellip;", "…"),
        ("&#8230;", "…"),
        ("&nbsp;", " "),
        ("&#038;", "&"),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, sign);
    }
    folded(&out)
}
