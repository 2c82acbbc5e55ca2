//! Reads and prints the markup of cases: see `corpora/GUIDE.md`.

use std::collections::BTreeMap;
use std::ops::Range;

/// One case of a Markdown file.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Its heading, without `(gap)`.
    pub name: String,
    /// Known to fail.
    pub gap: bool,
    /// The text without tags.
    pub text: String,
    /// The day of publication, of a line `published: DAY` before it.
    pub published: Option<String>,
    /// What a time (`d`) or citation (`r`) is, by kind and number.
    pub values: BTreeMap<(char, u32), String>,
    /// Parts by kind (`q`, `c`, `s`, `d`, `r`, `m`) and number, in bytes of `text`.
    pub parts: BTreeMap<(char, u32), Vec<Range<usize>>>,
    /// Facts: number, words after it.
    pub facts: Vec<(u32, Vec<String>)>,
    /// Facts of communications: number, words after it.
    pub occasions: Vec<(u32, Vec<String>)>,
}

impl Case {
    /// Numbers of the quotations.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.parts.keys().filter(|(kind, _)| *kind == 'q').map(|(_, n)| *n)
    }
}

/// All cases of a file.
pub fn cases(markdown: &str) -> Vec<Case> {
    let mut out = Vec::new();
    let mut name = String::new();
    let mut published = None;
    let mut block: Option<Vec<&str>> = None;
    for line in markdown.lines() {
        match &mut block {
            Some(lines) if line.trim_end() == "~~~" => {
                out.push(Case { published: published.clone(), ..case(&name, lines) });
                block = None;
            }
            Some(lines) => lines.push(line),
            None if line.trim_end() == "~~~case" => block = Some(Vec::new()),
            None => {
                if let Some(heading) = line.strip_prefix("## ") {
                    heading.trim().clone_into(&mut name);
                } else if let Some(day) = line.strip_prefix("published: ") {
                    published = Some(day.trim().to_owned()).filter(|d| d != "none");
                }
            }
        }
    }
    out
}

fn case(name: &str, lines: &[&str]) -> Case {
    let end = lines.iter().position(|l| l.trim() == "--").unwrap_or(lines.len());
    let mut case = Case {
        gap: name.ends_with("(gap)"),
        name: name.trim_end_matches("(gap)").trim().to_owned(),
        ..Case::default()
    };
    let marked = lines[..end].join("\n");
    let mut open: BTreeMap<(char, u32), usize> = BTreeMap::new();
    let mut rest = marked.as_str();
    while let Some(at) = rest.find('<') {
        case.text.push_str(&rest[..at]);
        let tag = rest[at..].find('>').and_then(|e| read_tag(&rest[at + 1..at + e]).map(|t| (t, e)));
        let Some(((closing, key), length)) = tag else {
            case.text.push('<');
            rest = &rest[at + 1..];
            continue;
        };
        if closing {
            let start = open.remove(&key).unwrap_or_else(|| panic!("{name}: </{}{}> closes nothing", key.0, key.1));
            case.parts.entry(key).or_default().push(start..case.text.len());
        } else {
            open.insert(key, case.text.len());
        }
        rest = &rest[at + length + 1..];
    }
    case.text.push_str(rest);
    assert!(open.is_empty(), "{name}: {open:?} never close");
    for line in lines.get(end + 1..).unwrap_or_default() {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let kind = words.first().and_then(|w| w.chars().next()).filter(|c| "dr".contains(*c));
        if let Some((kind, number)) = kind.and_then(|k| Some((k, words[0][1..].parse().ok()?))) {
            case.values.insert((kind, number), words[1..].join(" "));
        } else if let Some(number) = words.first().and_then(|w| w.strip_prefix('q')).and_then(|n| n.parse().ok()) {
            case.facts.push((number, words[1..].to_vec()));
        } else if let Some(number) = words.first().and_then(|w| w.strip_prefix('m')).and_then(|n| n.parse().ok()) {
            case.occasions.push((number, words[1..].to_vec()));
        }
    }
    case
}

fn read_tag(tag: &str) -> Option<(bool, (char, u32))> {
    let closing = tag.starts_with('/');
    let body = tag.trim_start_matches('/');
    let kind = body.chars().next().filter(|c| "qcsdrm".contains(*c))?;
    Some((closing, (kind, body[1..].parse().ok()?)))
}

/// The text with tags put back.
pub fn print(text: &str, parts: &BTreeMap<(char, u32), Vec<Range<usize>>>) -> String {
    let mut marks: Vec<(usize, bool, usize, String)> = Vec::new();
    for ((kind, n), ranges) in parts {
        for r in ranges {
            marks.push((r.start, true, usize::MAX - r.len(), format!("<{kind}{n}>")));
            marks.push((r.end, false, r.len(), format!("</{kind}{n}>")));
        }
    }
    marks.sort();
    let (mut out, mut at) = (String::new(), 0);
    for (place, _, _, tag) in marks {
        out.push_str(&text[at..place]);
        out.push_str(&tag);
        at = place;
    }
    out + &text[at..]
}
