//! Who signed a report.
//!
//! **Finds** names in the page's metadata and in its visible byline, and takes the visible one where the two disagree: software
//! names who put the page up. **Leaves alone** names beside the report, and in its text.

use serde_json::Value;

use super::json_ld::{self, Object};
use super::names::{begins, organisation, plain, read};
use super::seen::{Mark, Marked, Seen};
use super::title::words;
use super::{Contributor, NameKind, lists};

/// More than this on one report is a list of something else.
const MOST: usize = 20;

/// The byline of a page.
pub(super) fn byline(
    seen: &Seen,
    objects: &[Object],
    report: Option<&Object>,
    outlet: Option<&str>,
) -> Vec<Contributor> {
    let mut sources: Vec<Vec<Contributor>> = Vec::new();
    let mut told = Vec::new();
    for key in ["author", "creator"] {
        if let Some(value) = report.and_then(|r| r.get(key)) {
            authors(value, objects, outlet, 0, &mut told);
        }
        if !told.is_empty() {
            break;
        }
    }
    sources.push(told);
    for names in METAS {
        let mut of: Vec<Contributor> = Vec::new();
        // Several elements of one name are several authors.
        seen.meta(&[names]).for_each(|content| of.extend(read(content, outlet)));
        sources.push(of);
    }
    if seen.meta(&["twitter:label1"]).any(|label| label.to_lowercase().starts_with("written by")) {
        sources.push(seen.meta(&["twitter:data1"]).flat_map(|name| read(name, outlet)).collect());
    }
    let visible = visible(seen, outlet);
    let people = |list: &[Contributor]| list.iter().filter(|c| c.kind == NameKind::Person).count();
    let best = sources.iter().position(|s| people(s) > 0).or_else(|| sources.iter().position(|s| !s.is_empty()));
    let mut out = best.map(|i| sources[i].clone()).unwrap_or_default();
    // Software names who put the page up; what the reader sees names who wrote it.
    let signed = visible.iter().find(|v| v.sure && people(&v.names) > 0);
    let known = |names: &[Contributor]| names.iter().any(|n| out.iter().any(|o| akin(&o.name, &n.name)));
    if let Some(signed) = signed
        && (!known(&signed.names) && signed.close
            || people(&signed.names) > people(&out) && covers(&signed.names, &out))
    {
        out.clone_from(&signed.names);
    }
    if people(&out) == 0 {
        let found = visible.iter().find(|v| people(&v.names) > 0);
        if let Some(found) = found.or_else(|| visible.iter().find(|v| v.sure && out.is_empty())) {
            out.clone_from(&found.names);
        }
    }
    // The visible byline may also name the agency.
    if has(&out, NameKind::Person) && !has(&out, NameKind::Organisation) {
        let shares = |l: &&Vec<Contributor>| l.iter().any(|c| c.kind == NameKind::Person && out.contains(c));
        let more: Vec<Contributor> = visible
            .iter()
            .map(|v| &v.names)
            .find(shares)
            .into_iter()
            .flatten()
            .filter(|c| c.kind == NameKind::Organisation)
            .cloned()
            .collect();
        out.extend(more);
    }
    tidy(&out)
}

/// What the reader sees of a byline.
struct Visible {
    names: Vec<Contributor>,
    /// Near the headline, and it begins as a byline does.
    sure: bool,
    /// So near that nothing else can begin so there.
    close: bool,
}

/// The visible bylines, likeliest first.
fn visible(seen: &Seen, outlet: Option<&str>) -> Vec<Visible> {
    let (mut out, mut far): (Vec<Visible>, Vec<Visible>) = Default::default();
    for (i, line) in seen.lines.iter().enumerate().filter(|(_, l)| !l.beside && l.text.len() < 160) {
        let near = seen.near(i);
        let head = begins(&line.text);
        let label = lists::is(&words(&line.text), "label");
        let next = seen.lines.get(i + 1).filter(|n| label && n.text.len() < 60);
        let text = match next {
            Some(next) => &next.text,
            None if head || line.dated && line.byline && near => &line.text,
            None => continue,
        };
        let names: Vec<Contributor> = seen_names(text, outlet);
        let said = head || next.is_some();
        if names.is_empty() || !said && !names.iter().any(|n| n.name.contains(' ')) {
            continue;
        }
        // Far from the headline "by" begins captions and quotations too.
        let signed = ["written by", "text by", "words by", "posted by"].iter().any(|w| words(text).starts_with(w));
        if near {
            let close = head && seen.headline.as_ref().is_some_and(|(_, at)| i >= *at && i - at < 8);
            out.push(Visible { names, sure: head || next.is_some(), close });
        } else if next.is_some() || signed {
            far.push(Visible { names, sure: false, close: false });
        }
    }
    let authors = || seen.marked.iter().filter(|m| m.mark == Mark::Author);
    for mark in authors().filter(|m| !m.beside && seen.near(m.line)) {
        let names = seen_names(&mark.value, outlet);
        let topic = mark.words.iter().any(|w| ["category", "section", "tag", "tags", "topic"].contains(&w.as_str()));
        if !topic && names.iter().any(|n| n.kind == NameKind::Organisation || n.name.contains(' ')) {
            out.push(Visible { names, sure: false, close: false });
        }
    }
    out.extend(far);
    // The one author whom links all over the page name is its author.
    let is_link = |m: &&Marked| m.words.iter().any(|w| w == "rel");
    let mut linked: Vec<Vec<Contributor>> = authors().filter(is_link).map(|m| seen_names(&m.value, outlet)).collect();
    linked.dedup();
    if let [one] = &linked[..] {
        out.push(Visible { names: one.clone(), sure: false, close: false });
    }
    // So is the one in a box beside the report that says "Author" over it.
    let boxed = seen.lines.windows(2).filter(|p| p[1].beside && lists::is(&words(&p[0].text), "label"));
    let boxed: Vec<Vec<Contributor>> =
        boxed.map(|p| seen_names(&p[1].text, outlet)).filter(|n| !n.is_empty()).collect();
    if let [one] = &boxed[..] {
        out.push(Visible { names: one.clone(), sure: false, close: false });
    }
    out
}

/// The names in visible text, which holds other things too: a name has a capital, and no word that names never have.
fn seen_names(text: &str, outlet: Option<&str>) -> Vec<Contributor> {
    let mut names = read(text, outlet);
    let capital = |word: Option<&str>| word.and_then(|w| w.chars().next()).is_some_and(|c| !c.is_lowercase());
    names.retain(|c| {
        let said = words(&c.name);
        c.kind == NameKind::Organisation
            || capital(c.name.split(' ').next())
                && capital(c.name.rsplit(' ').next())
                && !said.split(' ').any(|w| lists::is(w, "never"))
    });
    names
}

/// Whether every person of `some` is among `all`.
fn covers(all: &[Contributor], some: &[Contributor]) -> bool {
    let people = some.iter().filter(|c| c.kind == NameKind::Person);
    people.clone().count() > 0 && people.clone().all(|s| all.iter().any(|a| akin(&a.name, &s.name)))
}

/// Whether two names are one person's: "A. Ruiz" and "Ana Ruiz" share the last word.
fn akin(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    a == b || a.contains(&b) || b.contains(&a) || a.rsplit(' ').next() == b.rsplit(' ').next()
}

/// Names of metadata elements that name authors, best first.
const METAS: [&str; 13] = [
    "author",
    "article:author",
    "article:author_name",
    "article:author:name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "byline",
    "cxenseparse:author",
];

fn has(list: &[Contributor], kind: NameKind) -> bool {
    list.iter().any(|c| c.kind == kind)
}

/// People first, each once.
pub(super) fn tidy(list: &[Contributor]) -> Vec<Contributor> {
    let mut out: Vec<Contributor> = Vec::new();
    for kind in [NameKind::Person, NameKind::Organisation] {
        for one in list.iter().filter(|c| c.kind == kind) {
            if !out.iter().any(|c| words(&c.name) == words(&one.name)) {
                out.push(one.clone());
            }
        }
    }
    out.truncate(MOST);
    out
}

/// The authors of a value of JSON-LD: a string, an object, a reference to one, or a list.
fn authors(value: &Value, objects: &[Object], outlet: Option<&str>, depth: usize, out: &mut Vec<Contributor>) {
    match value {
        _ if depth > 3 || out.len() > MOST => {}
        Value::String(name) => out.extend(read(name, outlet)),
        Value::Array(list) => list.iter().for_each(|v| authors(v, objects, outlet, depth + 1, out)),
        Value::Object(object) => match object.get("name") {
            Some(Value::Array(names)) => names.iter().for_each(|v| authors(v, objects, outlet, depth + 1, out)),
            Some(name) => {
                let body = json_ld::is(object, "Organization") || json_ld::is(object, "NewsMediaOrganization");
                let name = json_ld::text(name).unwrap_or_default();
                if body {
                    out.extend(organisation(&plain(&name)));
                } else {
                    out.extend(read(&name, outlet));
                }
            }
            None => {
                let id = object.get("@id");
                let found = objects.iter().find(|o| id.is_some() && o.get("@id") == id && o.contains_key("name"));
                if let Some(found) = found {
                    authors(&Value::Object(found.clone()), objects, outlet, depth + 1, out);
                }
            }
        },
        _ => {}
    }
}
