//! What a page says of itself in JSON-LD: the objects of its scripts, and which of them is the report.
//!
//! Real scripts are broken in a few ways: comments around them, entities instead of quotation marks, commas too many, line
//! breaks inside strings, two objects one after the other. Those are mended; of what stays broken only plain fields are taken.

use serde_json::{Map, Value};

/// Deeper than this no page puts its report.
const DEEPEST: usize = 6;
/// More objects than this are a catalogue.
const MOST: usize = 500;

/// An object of the page's graph.
pub(super) type Object = Map<String, Value>;

/// All objects that may describe the page, in order.
pub(super) fn objects(scripts: &[String]) -> Vec<Object> {
    let mut out = Vec::new();
    for script in scripts {
        for value in parse(script) {
            collect(value, 0, &mut out);
        }
    }
    out
}

fn collect(value: Value, depth: usize, out: &mut Vec<Object>) {
    if depth > DEEPEST || out.len() >= MOST {
        return;
    }
    match value {
        Value::Array(list) => list.into_iter().for_each(|v| collect(v, depth + 1, out)),
        Value::Object(object) => {
            // A list of stories, a thread of comments or a related work is not the page.
            let inner: Vec<Value> = ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .filter_map(|key| object.get(*key).cloned())
                .collect();
            out.push(object);
            inner.into_iter().filter(|v| !v.is_string()).for_each(|v| collect(v, depth + 1, out));
        }
        _ => {}
    }
}

/// The values of one script, mended where they are broken.
fn parse(script: &str) -> Vec<Value> {
    let script = script.trim().trim_start_matches('\u{feff}');
    let whole = |text: &str| -> Option<Vec<Value>> {
        serde_json::Deserializer::from_str(text)
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .ok()
            .filter(|v| !v.is_empty())
    };
    if let Some(values) = whole(script) {
        return values;
    }
    let bare = bare(script);
    let bare = if bare.contains('"') { bare } else { bare.replace("&quot;", "\"").replace("&#34;", "\"") };
    let mended = mended(&bare);
    whole(&mended).unwrap_or_else(|| vec![fields(&mended)])
}

/// Without comments and CDATA marks around it, from the first bracket on.
fn bare(script: &str) -> String {
    let text = ["<!--", "-->", "//<![CDATA[", "<![CDATA[", "//]]>", "]]>", "/*", "*/"]
        .iter()
        .fold(script.to_owned(), |text, mark| if text.contains(mark) { strip(&text, mark) } else { text });
    let from = text.find(['{', '[']).unwrap_or(0);
    text[from..].trim_end().trim_end_matches(';').to_owned()
}

/// Without `mark` at the beginning and the end; inside it may be part of a string.
fn strip(text: &str, mark: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix(mark).unwrap_or(text).trim();
    text.strip_suffix(mark).unwrap_or(text).to_owned()
}

/// Without commas before a closing bracket, and with line breaks in strings as JSON writes them.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for c in text.chars() {
        if inside {
            match c {
                '\n' => out.push_str("\\n"),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            inside = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        inside = c == '"';
        if matches!(c, '}' | ']') {
            out.truncate(out.trim_end().len());
            while out.ends_with(',') {
                out.truncate(out[..out.len() - 1].trim_end().len());
            }
        }
        out.push(c);
    }
    out
}

/// What is left of broken JSON: fields that stand in it with one value only.
fn fields(text: &str) -> Value {
    let mut object = Object::new();
    object.insert("@type".to_owned(), "Article".into());
    for name in ["headline", "datePublished", "dateModified"] {
        let mut values: Vec<&str> = text.split(&format!("\"{name}\"")).skip(1).filter_map(string).collect();
        values.dedup();
        if let [value] = values[..] {
            object.insert(name.to_owned(), value.into());
        }
    }
    Value::Object(object)
}

/// The string after a colon.
fn string(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split('"').next()
}

/// How likely an object of this type is the report; `None` where it is something else.
pub(super) fn rank(object: &Object) -> Option<u8> {
    types(object)
        .filter_map(|kind| {
            let kind = kind.rsplit(['/', ':', '#']).next().unwrap_or_default().to_ascii_lowercase();
            if kind.ends_with("article") || kind.ends_with("posting") && kind != "jobposting" || kind == "report" {
                return Some(0);
            }
            match kind.as_str() {
                "recipe"
                | "howto"
                | "review"
                | "creativework"
                | "analysisnewsarticle"
                | "course"
                | "podcastepisode" => Some(1),
                "book" | "movie" | "product" => None,
                _ if kind.ends_with("page") => Some(2),
                _ => None,
            }
        })
        .min()
}

fn types(object: &Object) -> impl Iterator<Item = &str> {
    let list = match object.get("@type") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    list.into_iter().filter_map(Value::as_str)
}

/// Whether the object is of a type, whatever vocabulary it names.
pub(super) fn is(object: &Object, kind: &str) -> bool {
    types(object).any(|t| t.rsplit(['/', ':', '#']).next() == Some(kind))
}

/// The object that describes the report: of the likeliest type, and of those the one that names this page or its title.
///
/// Of many stories none of which is this page there is none.
pub(super) fn report(
    objects: &[Object],
    is_page: impl Fn(&str) -> bool,
    is_title: impl Fn(&str) -> bool,
) -> Option<&Object> {
    let best = objects.iter().filter_map(rank).min()?;
    let of_best: Vec<&Object> = objects.iter().filter(|o| rank(o) == Some(best)).collect();
    let named = |o: &Object| {
        ["url", "@id", "mainEntityOfPage"].iter().any(|k| o.get(*k).and_then(text).is_some_and(|v| is_page(&v)))
    };
    let titled =
        |o: &Object| ["headline", "name"].iter().any(|k| o.get(*k).and_then(text).is_some_and(|v| is_title(&v)));
    let dated = |o: &Object| o.contains_key("datePublished");
    let pick = |test: &dyn Fn(&Object) -> bool| of_best.iter().copied().find(|o| test(o));
    pick(&|o| titled(o) && dated(o))
        .or_else(|| pick(&|o| named(o) && dated(o)))
        .or_else(|| pick(&titled))
        .or_else(|| pick(&named))
        .or_else(|| if of_best.len() > 2 { None } else { pick(&dated).or_else(|| of_best.first().copied()) })
}

/// A string, or the `@id`, `name` or `@value` of an object, or the first of a list.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(list) => list.iter().find_map(text),
        Value::Object(o) => ["@value", "name", "@id", "url"].iter().find_map(|k| o.get(*k).and_then(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(script: &str) -> Option<String> {
        let objects = objects(&[script.to_owned()]);
        report(&objects, |_| false, |_| false)?.get("headline").and_then(text)
    }

    #[test]
    fn broken_scripts_are_mended() {
        for script in [
            r#"{"@type":"NewsArticle","headline":"Harbour",}"#,
            r#"<!-- {"@type":"NewsArticle","headline":"Harbour"} -->"#,
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Harbour\"}\n//]]>",
            "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Harbour&quot;}",
            "{\"@type\":\"NewsArticle\",\"description\":\"two\nlines\",\"headline\":\"Harbour\"};",
            r#"{"@type":"WebSite","headline":"Courier"} {"@type":"NewsArticle","headline":"Harbour"}"#,
            r#"{"@graph":[{"@type":"Organization"},[{"@type":["Thing","http://schema.org/NewsArticle"],"headline":"Harbour"}]]}"#,
            r#"{"@type":"NewsArticle","description":"a "quoted" word","headline":"Harbour"}"#,
        ] {
            assert_eq!(headline(script).as_deref(), Some("Harbour"), "{script}");
        }
    }

    #[test]
    fn a_site_or_a_list_of_stories_is_not_the_report() {
        assert_eq!(headline(r#"{"@type":"WebSite","headline":"Courier"}"#), None);
        let stories = r#"[{"@type":"NewsArticle","headline":"A"},{"@type":"NewsArticle","headline":"B"},{"@type":"NewsArticle","headline":"C"}]"#;
        assert_eq!(headline(stories), None);
        let objects = objects(&[stories.to_owned()]);
        let found = report(&objects, |_| false, |t| t == "B");
        assert_eq!(found.and_then(|o| o.get("headline")).and_then(text).as_deref(), Some("B"));
    }

    #[test]
    fn stories_inside_lists_are_not_collected() {
        let script = r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}"#;
        assert_eq!(headline(script), None);
    }
}
