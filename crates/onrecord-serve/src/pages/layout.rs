//! A report's text, laid out: the wire's JSON of a reading in, paragraphs of pieces and a note for each quotation out.
//!
//! Quotations nest and overlap; a page wants one flat row. "<1>She said <2>he left</2></1>" gives the pieces `She said ` (1) and `he left`
//! (1 and 2), the ends of 2 and 1 behind it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::person_link;

/// A stretch of the text in which nothing begins or ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Numbers of the quotations that it belongs to, outermost first, apart by spaces.
    pub marks: String,
    /// Numbers of the quotations whose speaker or cue it is.
    pub of: String,
    pub class: String,
    /// Set on the first piece of a quotation.
    pub id: String,
    pub ends: Vec<End>,
}

/// Where a quotation ends.
#[derive(Debug, PartialEq, Eq)]
pub struct End {
    pub number: usize,
    pub label: String,
    pub short: String,
    /// Its speaker's class.
    pub class: String,
}

/// A paragraph of the text.
pub struct Paragraph {
    /// The wire's word for its part.
    pub kind: String,
    pub pieces: Vec<Piece>,
}

/// Who speaks in a report.
pub struct Speaker {
    pub name: String,
    /// Empty where the report gives no name.
    pub link: String,
    pub about: String,
    pub class: String,
    pub initials: String,
    /// Quotations whose first speaker this is.
    said: BTreeSet<usize>,
    pub quotations: usize,
}

/// What stands in a reading.
pub struct Layout {
    pub paragraphs: Vec<Paragraph>,
    pub speakers: Vec<Speaker>,
    /// For each quotation its speaker's class, `c1` to `c8`.
    pub classes: Vec<String>,
}

/// The items of a list, none where it is something else.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text of a value, empty where it has none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Start and end of a place.
fn place(span: &Value) -> (usize, usize) {
    let number = |name: &str| usize::try_from(span[name].as_u64().unwrap_or_default()).unwrap_or_default();
    (number("start"), number("end"))
}

/// The words of some places of a text.
pub fn words(letters: &[char], spans: &Value) -> String {
    let piece = |span: &Value| {
        let (start, end) = place(span);
        letters.get(start..end).map(|l| l.iter().collect::<String>()).unwrap_or_default()
    };
    list(spans).iter().map(piece).collect::<Vec<_>>().join(" … ")
}

/// The name of a speaker or addressee: the entity's, else the words of the mention.
pub fn name_of(reading: &Value, letters: &[char], who: &Value) -> String {
    let entity = list(&reading["entities"]).iter().find(|e| who["entity"].is_string() && e["id"] == who["entity"]);
    let name = entity.map(|e| text(&e["name"]).to_owned()).filter(|n| !n.is_empty());
    name.unwrap_or_else(|| words(letters, &who["mention"]))
}

/// The page of a name, empty for who has none in the report: "a neighbour", "he".
pub fn named_link(reading: &Value, letters: &[char], who: &Value) -> String {
    let entity = list(&reading["entities"]).iter().find(|e| who["entity"].is_string() && e["id"] == who["entity"]);
    let named = entity.is_some_and(|e| e["by"] == "person" || list(&e["mentions"]).iter().any(|m| m["kind"] == "name"));
    if named { person_link(&name_of(reading, letters, who)) } else { String::new() }
}

/// Words of a page for how a speaker is identified; none for who is named.
pub fn status(word: &str) -> &'static str {
    match word {
        "described" => "described, not named",
        "unnamed" => "kept anonymous",
        "unresolved" => "who this is stays open",
        _ => "",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Content,
    Speaker,
    Cue,
}

/// Lays a reading out.
pub fn layout(reading: &Value) -> Layout {
    let letters: Vec<char> = text(&reading["document"]["text"]).chars().collect();
    let quotations = list(&reading["quotations"]);
    let (speakers, classes) = speakers(reading, &letters);
    let mut spans: Vec<(usize, usize, Role, usize)> = Vec::new();
    for (at, q) in quotations.iter().enumerate().filter(|(_, q)| q["withdrawn"] != true) {
        let mut add = |value: &Value, role| {
            spans.extend(
                list(value)
                    .iter()
                    .map(place)
                    .filter(|(s, e)| s < e && *e <= letters.len())
                    .map(|(s, e)| (s, e, role, at)),
            );
        };
        add(&q["content"], Role::Content);
        add(&q["cue"], Role::Cue);
        for who in list(&q["speakers"]) {
            add(&who["mention"], Role::Speaker);
        }
    }
    spans.sort_by_key(|s| (s.0, std::cmp::Reverse(s.1), s.3));
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, end, role, at) in &spans {
        if *role == Role::Content {
            let kept = last.entry(*at).or_default();
            *kept = (*kept).max(*end);
        }
    }
    let mut cuts: Vec<usize> = spans.iter().flat_map(|s| [s.0, s.1]).collect();
    let lines = lines(&letters);
    cuts.extend(lines.iter().flat_map(|(s, e)| [*s, *e]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = Vec::new();
    let (mut open, mut next, mut cut, mut begun) = (Vec::new(), 0, 0, vec![false; quotations.len()]);
    for (start, end) in lines {
        let mut pieces = Vec::new();
        while cut + 1 < cuts.len() && cuts[cut] < end {
            let (from, to) = (cuts[cut], cuts[cut + 1]);
            cut += 1;
            open.retain(|s: &(usize, usize, Role, usize)| s.1 > from);
            while next < spans.len() && spans[next].0 <= from {
                if spans[next].1 > from {
                    open.push(spans[next]);
                }
                next += 1;
            }
            if from < start {
                continue;
            }
            pieces.push(piece(quotations, &classes, &speakers, &letters, (from, to), &open, &last, &mut begun));
        }
        let part = list(&reading["parts"]).iter().find(|p| {
            let (s, e) = place(p);
            s < end && end <= e
        });
        let kind = part.map_or("body", |p| text(&p["kind"])).to_owned();
        out.push(Paragraph { kind, pieces: after_closers(pieces) });
    }
    Layout { paragraphs: out, speakers, classes }
}

#[allow(clippy::too_many_arguments, reason = "one caller")]
fn piece(
    quotations: &[Value],
    classes: &[String],
    speakers: &[Speaker],
    letters: &[char],
    (from, to): (usize, usize),
    open: &[(usize, usize, Role, usize)],
    last: &BTreeMap<usize, usize>,
    begun: &mut [bool],
) -> Piece {
    let mut inside: Vec<usize> = open.iter().filter(|s| s.2 == Role::Content).map(|s| s.3).collect();
    inside.dedup();
    let mut piece = Piece { text: letters[from..to].iter().collect(), ..Piece::default() };
    let has = |role: Role| open.iter().any(|s| s.2 == role);
    let mut class: Vec<&str> = Vec::new();
    if let Some(&inner) = inside.last() {
        let q = &quotations[inner];
        class.extend([classes[inner].as_str(), text(&q["kind"])]);
        if inside.len() > 1 {
            class.push("deep");
        }
        if inside.iter().any(|at| quotations[*at]["asserted"] != "yes") {
            class.push("unsaid");
        }
        piece.marks = inside.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(" ");
        if let Some(&new) = inside.iter().find(|at| !begun[**at]) {
            piece.id = format!("q-{}", text(&quotations[new]["key"]).chars().take(12).collect::<String>());
            begun[new] = true;
        }
        for at in inside.iter().rev().filter(|at| last.get(at) == Some(&to)) {
            let first = list(&quotations[*at]["speakers"]).first();
            let who = first.and_then(|_| speakers.iter().find(|s| s.said.contains(at)));
            let short = format!("{}{}", who.map_or("", |w| &w.initials), at + 1);
            let name = who.map(|w| format!(", {}", w.name)).unwrap_or_default();
            piece.ends.push(End {
                number: at + 1,
                // What is seen comes first, so that it can be spoken to a program that listens.
                label: format!("{short}: quotation {}{name}", at + 1),
                short,
                class: classes[*at].clone(),
            });
        }
    }
    let of: BTreeSet<usize> = open.iter().filter(|s| s.2 != Role::Content).map(|s| s.3).collect();
    if let (true, Some(first)) = (inside.is_empty(), open.iter().find(|s| s.2 == Role::Speaker)) {
        class.push(&classes[first.3]);
    }
    piece.of = of.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(" ");
    if has(Role::Speaker) {
        class.push("speaker");
    }
    if has(Role::Cue) {
        class.push("cue");
    }
    piece.class = class.join(" ");
    piece
}

/// Moves the ends of quotations behind the marks and stops that close them: `sale”` and the number, not `sale`, the number and `”`.
fn after_closers(pieces: Vec<Piece>) -> Vec<Piece> {
    let closes = |c: char| "\"'”’»›」』.,;:!?".contains(c);
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        let count = piece.text.chars().take_while(|c| closes(*c)).count();
        let held = out.last().is_some_and(|p| !p.ends.is_empty()) && count > 0;
        if let (true, Some(before)) = (held, out.last_mut()) {
            let ends = std::mem::take(&mut before.ends);
            let cut: usize = piece.text.chars().take(count).map(char::len_utf8).sum();
            if cut == piece.text.len() {
                piece.ends.splice(0..0, ends);
            } else {
                let rest = piece.text.split_off(cut);
                let next = Piece {
                    text: rest,
                    marks: piece.marks.clone(),
                    of: piece.of.clone(),
                    class: piece.class.clone(),
                    id: String::new(),
                    ends: std::mem::take(&mut piece.ends),
                };
                piece.ends = ends;
                out.push(piece);
                out.push(next);
                continue;
            }
        }
        out.push(piece);
    }
    out
}

/// Lines with words, as places.
fn lines(letters: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, letter) in letters.iter().chain(&['\n']).enumerate() {
        if *letter == '\n' {
            if letters[start..at].iter().any(|l| !l.is_whitespace()) {
                out.push((start, at));
            }
            start = at + 1;
        }
    }
    out
}

/// Speakers in order of appearance, and each quotation's class.
fn speakers(reading: &Value, letters: &[char]) -> (Vec<Speaker>, Vec<String>) {
    let mut all: Vec<Speaker> = Vec::new();
    let mut classes = Vec::new();
    for (number, q) in list(&reading["quotations"]).iter().enumerate() {
        let mut class = "c8".to_owned();
        for (n, who) in list(&q["speakers"]).iter().enumerate() {
            let name = name_of(reading, letters, who);
            if name.is_empty() {
                continue;
            }
            let at = all.iter().position(|s| s.name == name).unwrap_or_else(|| {
                let entity =
                    list(&reading["entities"]).iter().find(|e| who["entity"].is_string() && e["id"] == who["entity"]);
                let roles = entity.map(|e| list(&e["roles"]).iter().map(|r| text(&r["text"])).collect::<Vec<_>>());
                let about = roles.filter(|r| !r.is_empty()).map_or_else(
                    || status(text(&who["status"])).to_owned(),
                    |r| r.into_iter().take(3).collect::<Vec<_>>().join(", "),
                );
                all.push(Speaker {
                    link: named_link(reading, letters, who),
                    initials: initials(&name),
                    class: format!("c{}", all.len() % 8 + 1),
                    about,
                    name,
                    said: BTreeSet::new(),
                    quotations: 0,
                });
                all.len() - 1
            });
            all[at].quotations += 1;
            if n == 0 {
                class.clone_from(&all[at].class);
                all[at].said.insert(number);
            }
        }
        classes.push(class);
    }
    (all, classes)
}

/// "AR" of "Ana Ruiz"; of a script without capitals the first letter.
fn initials(name: &str) -> String {
    let words: Vec<char> = name.split_whitespace().filter_map(|w| w.chars().find(|c| c.is_alphanumeric())).collect();
    let capitals: Vec<char> = words.iter().copied().filter(|c| c.is_uppercase()).collect();
    match capitals[..] {
        [] => words.first().map(ToString::to_string).unwrap_or_default(),
        [only] => only.to_string(),
        [first, .., last] => [first, last].iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reading(text: &str, spans: &[(usize, usize)]) -> Value {
        let quotation = |(n, (start, end)): (usize, &(usize, usize))| {
            json!({
                "key": format!("{n:032}"), "kind": "direct", "asserted": "yes", "content": [{"start": start, "end": end}],
                "cue": [], "speakers": [{"status": "named", "entity": "e1", "mention": []}]
            })
        };
        json!({
            "document": {"text": text}, "parts": [], "entities": [{"id": "e1", "name": "Ana Ruiz", "roles": []}],
            "quotations": spans.iter().enumerate().map(quotation).collect::<Vec<_>>()
        })
    }

    #[test]
    fn nested_quotations_are_one_flat_row() {
        let layout = layout(&reading("She said he left\n\nto go.", &[(0, 16), (9, 16)]));
        let row: Vec<(&str, &str, usize)> =
            layout.paragraphs[0].pieces.iter().map(|p| (p.text.as_str(), p.marks.as_str(), p.ends.len())).collect();
        assert_eq!(row, [("She said ", "1", 0), ("he left", "1 2", 2)]);
        assert_eq!(layout.paragraphs[0].pieces[1].ends[0].short, "AR2");
        assert_eq!(layout.paragraphs[1].pieces[0].marks, "");
    }

    #[test]
    fn the_number_of_a_quotation_stands_behind_its_mark() {
        let layout = layout(&reading("“No,” she said.", &[(1, 3)]));
        let row: Vec<(&str, usize)> =
            layout.paragraphs[0].pieces.iter().map(|p| (p.text.as_str(), p.ends.len())).collect();
        assert_eq!(row, [("“", 0), ("No", 0), (",”", 1), (" she said.", 0)]);
    }

    proptest::proptest! {
        #[test]
        fn no_letter_is_lost_or_doubled(text in "[a-c𝄞é \n]{0,60}", spans in proptest::collection::vec((0_usize..70, 0_usize..70), 0..6)) {
            let layout = layout(&reading(&text, &spans));
            let shown: Vec<String> = layout.paragraphs.iter().map(|p| p.pieces.iter().map(|x| x.text.as_str()).collect()).collect();
            let lines: Vec<&str> = text.split('\n').filter(|l| !l.trim().is_empty()).collect();
            proptest::prop_assert_eq!(shown, lines);
        }
    }
}
