//! Who signed a report: people and organisations apart.
//!
//! `By Ana Ruiz and Ben Ode, Reuters | 14 March 2024` is two people and one organisation.
//!
//! **Finds** names in the page's metadata and in its visible byline. **Leaves alone** staff without a name, job lines,
//! degrees, addresses, dates, logins. **Why** a byline joins reports over the record; a job line there joins strangers.

use scraper::Html;
use serde_json::Value;

use super::json_ld::{self, Object};
use super::seen::{Mark, Marked, Seen, folded};
use super::title::words;
use super::written::{Order, find};
use super::{Contributor, NameKind};

/// More than this on one report is a list of something else.
const MOST: usize = 20;

/// Agencies and broadcasters that sign with their name alone.
const OUTLETS: [&str; 52] = [
    "aap",
    "abc",
    "abc news",
    "afp",
    "agence france presse",
    "agencies",
    "ani",
    "ansa",
    "ap",
    "ap news",
    "associated press",
    "bbc",
    "bbc news",
    "bloomberg",
    "bloomberg news",
    "canadian press",
    "cbc",
    "cbs",
    "cnn",
    "deutsche presse agentur",
    "dow jones",
    "dpa",
    "dw",
    "efe",
    "ians",
    "interfax",
    "kyodo",
    "kyodo news",
    "nbc",
    "npr",
    "pa",
    "pa media",
    "pbs",
    "press association",
    "press trust of india",
    "pti",
    "reuters",
    "rfi",
    "rte",
    "sky news",
    "tass",
    "the associated press",
    "the canadian press",
    "the conversation",
    "thomson reuters",
    "united press international",
    "upi",
    "xinhua",
    "yonhap",
    "anadolu",
    "politico",
    "propublica",
];
/// Words with which an organisation's name ends.
const BODIES: [&str; 40] = [
    "agency",
    "association",
    "center",
    "centre",
    "college",
    "committee",
    "company",
    "council",
    "desk",
    "department",
    "editors",
    "foundation",
    "gazette",
    "group",
    "herald",
    "inc",
    "institute",
    "journal",
    "llc",
    "ltd",
    "magazine",
    "media",
    "network",
    "news",
    "newsdesk",
    "newspaper",
    "newsroom",
    "office",
    "press",
    "project",
    "research",
    "school",
    "service",
    "society",
    "staff",
    "team",
    "times",
    "tribune",
    "university",
    "wire",
];
/// Words that make a name of an organisation nobody's: "Staff", "Editorial Team".
const NOBODY: [&str; 34] = [
    "a",
    "admin",
    "administrator",
    "and",
    "anonymous",
    "author",
    "by",
    "content",
    "contributor",
    "contributors",
    "default",
    "desk",
    "digital",
    "editor",
    "editorial",
    "editors",
    "guest",
    "more",
    "news",
    "newsdesk",
    "newsroom",
    "our",
    "reporter",
    "reporters",
    "reports",
    "staff",
    "team",
    "the",
    "unknown",
    "user",
    "web",
    "webmaster",
    "writer",
    "writers",
];
/// Words of job lines.
const JOBS: [&str; 42] = [
    "admin",
    "analyst",
    "author",
    "bureau",
    "ceo",
    "chief",
    "columnist",
    "consultant",
    "contributing",
    "contributor",
    "copywriter",
    "correspondent",
    "critic",
    "director",
    "editor",
    "engineer",
    "executive",
    "expert",
    "fellow",
    "founder",
    "freelance",
    "head",
    "host",
    "journalist",
    "lead",
    "lecturer",
    "manager",
    "officer",
    "operations",
    "photographer",
    "president",
    "producer",
    "reporter",
    "representative",
    "researcher",
    "reviewer",
    "senior",
    "special",
    "specialist",
    "staff",
    "strategist",
    "writer",
];
/// Degrees and offices behind a name.
const DEGREES: [&str; 48] = [
    "ba", "bs", "bsc", "ccc", "cepf", "cfa", "cfp", "cpa", "cpt", "cscs", "dds", "dmd", "dnp", "do", "dphil", "dpt",
    "dr", "drph", "dvm", "ea", "edd", "esq", "facp", "faclm", "fand", "jd", "ldn", "lcsw", "llm", "lmft", "lpc", "ma",
    "mba", "mbbs", "md", "med", "mph", "ms", "msc", "mscp", "msn", "np", "phd", "psyd", "rd", "rdn", "rn", "ryt",
];
/// What stands before the names.
const BEFORE: [&str; 26] = [
    "written by",
    "posted by",
    "published by",
    "words by",
    "text by",
    "story by",
    "reported by",
    "reporting by",
    "article by", "authored by", "interview by",
    "review by",
    "author:",
    "authors:",
    "by:",
    "by",
    "von",
    "par",
    "por",
    "door",
    "av",
    "af",
    "di",
    "oleh",
    "автор:",
    "text:",
];
/// What stands behind them and begins something else.
const BEHIND: [&str; 25] = [
    "published",
    "updated",
    "posted",
    "last updated",
    "last modified",
    "photograph",
    "photography by",
    "photos by",
    "reviewed by",
    "edited by",
    "medically",
    "fact checked",
    "fact-checked",
    "illustration",
    "min read",
    "minute read",
    "read time",
    "view all",
    "follow",
    "share", "read more", "comments", "on behalf of", "last update", "download",
];

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
        && (!known(&signed.names) && signed.close || people(&signed.names) > people(&out) && covers(&signed.names, &out))
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
        let more: Vec<Contributor> = visible.iter().map(|v| &v.names).find(shares).into_iter().flatten().filter(|c| c.kind == NameKind::Organisation)
            .cloned()
            .collect();
        out.extend(more);
    }
    tidy(out)
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
        let label = LABELS.contains(&words(&line.text).as_str());
        let next = seen.lines.get(i + 1).filter(|n| label && n.text.len() < 60);
        let text = match next {
            Some(next) => &next.text,
            None if head || line.dated && line.byline && near => &line.text,
            None => continue,
        };
        let names: Vec<Contributor> = seen_names(text, outlet);
        if names.is_empty() {
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
    out
}

/// The names in visible text, which holds other things too: a name has a capital, and no word that names never have.
fn seen_names(text: &str, outlet: Option<&str>) -> Vec<Contributor> {
    let mut names = read(text, outlet);
    names.retain(|c| {
        let said = words(&c.name);
        c.kind == NameKind::Organisation
            || c.name.chars().any(char::is_uppercase) && !said.split(' ').any(|w| NEVER.contains(&w))
    });
    names
}

/// Lines that hold only the word before a name.
const LABELS: [&str; 8] = ["author", "authors", "by", "written by", "author by", "text", "words by", "reported by"];
/// Words that no name has.
const NEVER: [&str; 46] = [
    "about", "all", "and", "are", "article", "articles", "at", "back", "blog", "category", "contact", "follow", "from", "guide", "home", "how",
    "in", "is", "min", "mins", "more", "my", "not", "on", "our", "page", "post", "read", "see", "share", "sign", "thanks", "this", "to", "up",
    "view", "what", "why", "with", "your", "last", "update", "updated", "download", "credit", "photo",];

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
    "byline", "cxenseparse:author",
];

fn has(list: &[Contributor], kind: NameKind) -> bool {
    list.iter().any(|c| c.kind == kind)
}

/// People first, each once.
fn tidy(list: Vec<Contributor>) -> Vec<Contributor> {
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

/// Text without entities and tags, white space folded.
fn plain(text: &str) -> String {
    if text.contains(['&', '<']) {
        return folded(&Html::parse_fragment(text).root_element().text().collect::<Vec<_>>().join(" "));
    }
    folded(text)
}

/// Whether a line begins as a byline does: "By Ana Ruiz".
fn begins(line: &str) -> bool {
    let rest = after(line);
    rest.len() < line.len() && rest.chars().next().is_some_and(|c| !c.is_lowercase())
}

/// What follows the words before the names; all where there are none.
fn after(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    for word in BEFORE {
        let Some(head) = line.get(..word.len()) else { continue };
        let rest = &line[word.len()..];
        if head.to_lowercase() == *word && (word.ends_with(':') || rest.starts_with([' ', ':'])) {
            return rest.trim_start_matches([' ', ':']);
        }
    }
    line
}

/// The names in a byline.
pub(super) fn read(raw: &str, outlet: Option<&str>) -> Vec<Contributor> {
    let text = plain(raw);
    if text.contains("://") || text.len() > 400 {
        return Vec::new();
    }
    let mut text = after(&text);
    if let Some((place, _)) = find(text, Order::DayFirst).first() {
        // "14 March 2024 · Ana Ruiz" has the day first.
        let (head, tail) = (&text[..place.start], &text[place.end..]);
        let first = !head.chars().any(char::is_alphabetic);
        text = if first { after(tail.trim_start_matches(|c: char| !c.is_alphabetic())) } else { head };
    }
    let small = text.to_ascii_lowercase();
    let cut = BEHIND.iter().filter_map(|w| small.find(w)).min();
    text = cut.map_or(text, |at| &text[..at]);
    if words(text)
        .split(' ')
        .next()
        .is_some_and(|w| ["center", "centre", "department", "institute", "ministry", "office"].contains(&w))
    {
        return organisation(text).into_iter().collect();
    }
    let mut out = Vec::new();
    let separated = [
        " and ", " & ", " y ", " et ", " und ", " with ", " for ", " | ", " • ", " ⋅ ", " ∙ ", " · ", " – ", " — ", " - ", ";", "/",
        "•", "|", "(",
    ]
    .iter()
    .fold(text.replace(')', ","), |text, sign| text.replace(sign, ","));
    for piece in separated.split([',', '\u{3001}', '\u{ff0c}']) {
        let piece = piece.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim();
        let piece = after(piece);
        if let Some(found) = name(piece, outlet) {
            out.push(found);
        }
    }
    out
}

/// One name, if it is one.
fn name(piece: &str, outlet: Option<&str>) -> Option<Contributor> {
    let said = words(piece);
    if said.is_empty() || piece.contains('@') || piece.len() > 80 {
        return None;
    }
    let list: Vec<&str> = said.split(' ').collect();
    if OUTLETS.contains(&said.as_str())
        || outlet.is_some_and(|o| words(o) == said)
        || list.last().is_some_and(|w| BODIES.contains(w))
        || is_address(piece)
    {
        return organisation(piece);
    }
    if piece.chars().any(|c| c.is_ascii_digit()) || list.iter().any(|w| JOBS.contains(w) || NOBODY[1..].contains(w)) {
        return None;
    }
    let mut parts: Vec<&str> = piece.split_whitespace().collect();
    while parts.len() > 1 && parts.last().is_some_and(|w| degree(w)) {
        parts.pop();
    }
    if parts.len() == 1 && degree(parts[0]) || parts.len() > 6 {
        return None;
    }
    if let Some(outlet) = outlet.map(words).filter(|o| said.ends_with(&format!(" {o}"))) {
        parts.truncate(parts.len().saturating_sub(outlet.split(' ').count()));
    }
    if parts.is_empty() {
        return None;
    }
    // A login is not a name, nor is a phrase.
    let capital = |w: &str| !w.chars().next().is_some_and(char::is_lowercase);
    if parts.len() == 1 && (!capital(parts[0]) || parts[0].chars().count() < 2 || parts[0].contains(['.', '_'])) {
        return None;
    }
    let small = parts.iter().filter(|w| !capital(w)).count();
    if small > 2
        || small > 0
            && ["the", "in", "at", "from", "to", "on", "is", "about", "of", "your"]
                .contains(&parts[0].to_lowercase().as_str())
    {
        return None;
    }
    Some(Contributor { name: parts.join(" "), kind: NameKind::Person })
}

/// Whether it is the name of a site: "example.com".
fn is_address(piece: &str) -> bool {
    let ends = [".com", ".org", ".net", ".co.uk", ".de", ".fr", ".info", ".news", ".io"];
    !piece.contains(' ') && ends.iter().any(|e| piece.to_ascii_lowercase().ends_with(e))
}

fn degree(word: &str) -> bool {
    let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let capitals = bare.len() > 1 && bare.chars().all(|c| c.is_uppercase());
    // "Ma" and "Do" are names; "MA" and "D.O." are none.
    (capitals || word.contains('.') || bare.chars().skip(1).any(char::is_uppercase))
        && DEGREES.contains(&bare.to_lowercase().as_str())
        || word.ends_with('®')
}

/// An organisation, unless its words name nobody; "Courier staff" is the Courier.
fn organisation(text: &str) -> Option<Contributor> {
    let mut name = after(text.trim()).trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_owned();
    if words(&name).split(' ').all(|w| NOBODY.contains(&w)) {
        return None;
    }
    for end in
        [" Staff Writer", " Staff Writers", " Staff Reporter", " Staff", " staff", " editors", " Editors", " reporters"]
    {
        if let Some(rest) = name.strip_suffix(end) {
            name = rest.to_owned();
        }
    }
    if name.is_empty() || name.len() > 100 {
        return None;
    }
    Some(Contributor { name, kind: NameKind::Organisation })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (raw, expected) in pairs {
            let found: Vec<String> = tidy(read(raw, Some("The Elland Courier")))
                .into_iter()
                .map(|c| if c.kind == NameKind::Person { c.name } else { format!("[{}]", c.name) })
                .collect();
            assert_eq!(found.join("; "), *expected, "{raw}");
        }
    }

    #[test]
    fn people_and_outlets_are_told_apart() {
        check(&[
            ("By Ana Ruiz and Ben Ode, Reuters", "Ana Ruiz; Ben Ode; [Reuters]"),
            ("by Zoë O’Neil, BBC News", "Zoë O’Neil; [BBC News]"),
            ("The Elland Courier", "[The Elland Courier]"),
            ("Von Jörg Müller-Lüdenscheidt", "Jörg Müller-Lüdenscheidt"),
            ("Ana Ruiz; Ben Ode & Carla de la Cruz", "Ana Ruiz; Ben Ode; Carla de la Cruz"),
            ("Written by Kim", "Kim"),
            ("ANA RUIZ", "ANA RUIZ"),
            ("Elland Lifestyle Desk", "[Elland Lifestyle Desk]"),
            ("Courier Staff", "[Courier]"),
        ]);
    }

    #[test]
    fn what_is_no_name_is_dropped() {
        check(&[
            ("Staff", ""),
            ("Editorial Team", ""),
            ("admin", ""),
            ("https://elland.example/authors/ana", ""),
            ("By Ana Ruiz | 14 March 2024", "Ana Ruiz"),
            ("By Ana Ruiz, Senior Editor", "Ana Ruiz"),
            ("Ana Ruiz, MS, RD", "Ana Ruiz"),
            ("Ana Ruiz, M.D.", "Ana Ruiz"),
            ("Ana Ruiz (ana@elland.example)", "Ana Ruiz"),
            ("By Ana Ruiz Published 9:30am", "Ana Ruiz"),
            ("Yo-Yo Ma", "Yo-Yo Ma"),
            ("By &lt;b&gt;Ana Ruiz&lt;/b&gt;", "Ana Ruiz"),
        ]);
    }
}
