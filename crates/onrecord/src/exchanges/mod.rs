//! Who wrote or spoke to whom, and what answers what: readings as JSON in, [`Thread`]s in order of time out.
//!
//! Example: of a report that tells of Ruiz's letter to Okafor and of his reply there is one thread of two [`Message`]s. What several reports tell of
//! the same people in the same medium on the same day is one message with several reports. `dot.rs`, `tei.rs` and `json.rs` write threads.
//!
//! **Leaves alone** replies to oneself, to what a reading does not have, and those that would close a ring. **Why** readings may come from other
//! hands. **Source** the wire contract; nothing is concluded here that a reading does not say, but that two reports mean one message.

mod dot;
mod json;
mod tei;

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde_json::Value;

pub use dot::dot;
pub use json::json;
pub use tei::tei;

/// Who wrote, spoke, or was written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The entity's name.
    pub name: String,
    /// Its kind, by the wire's word.
    pub kind: String,
}

/// A report that tells of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// SHA-256 of its bytes.
    pub document: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// Words that a message carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The quotation's key.
    pub key: String,
    /// Its content, pieces joined by an ellipsis, white space folded.
    pub text: String,
}

/// A letter, speech, call …, as one report or several tell of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its medium, by the wire's word.
    pub medium: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Whether it took place, by the wire's word.
    pub status: String,
    /// Who wrote or spoke.
    pub from: Vec<Party>,
    /// To whom.
    pub to: Vec<Party>,
    /// The building, room or programme.
    pub venue: Option<String>,
    /// The town, region or country.
    pub place: Option<String>,
    /// When, in EDTF.
    pub date: Option<String>,
    /// What it answers: places in [`Exchanges::messages`].
    pub answers: Vec<usize>,
    /// Whether no word names it.
    pub inferred: bool,
    /// The greatest confidence of the reports' readings.
    pub confidence: f64,
    /// The reports that tell of it, places in [`Exchanges::sources`], each with its own id of it.
    pub told: Vec<(usize, String)>,
    /// The words it carried, in reading order.
    pub words: Vec<Words>,
}

/// Messages that answer one another; one alone is a thread too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Places in [`Exchanges::messages`], in order of time; what is answered comes before its answer.
    pub messages: Vec<usize>,
}

/// All that some readings tell of letters, speeches and calls.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exchanges {
    /// The reports.
    pub sources: Vec<Source>,
    /// The messages, in the order in which they were told of first.
    pub messages: Vec<Message>,
    same: BTreeMap<(String, Vec<String>, Vec<String>, String), usize>,
}

impl Exchanges {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what one reading tells.
    ///
    /// # Errors
    /// When it is not a reading as `onrecord read` writes them.
    pub fn add(&mut self, reading: &Value) -> Result<(), String> {
        let schema = &reading["schema"];
        if schema != "onrecord/0" || !reading["document"]["text"].is_string() {
            return Err(format!("found schema {schema}, expected a reading of schema \"onrecord/0\""));
        }
        let source = self.sources.len();
        let about = &reading["document"];
        self.sources.push(Source {
            document: text(&about["id"]).unwrap_or_default(),
            title: text(&about["title"]),
            outlet: text(&about["outlet"]),
            published: text(&about["published"]["value"]),
            url: text(&about["url"]).or_else(|| text(&about["canonical_url"])),
        });
        let entities: BTreeMap<&str, &Value> = by_id(&reading["entities"]);
        let times: BTreeMap<&str, &Value> = by_id(&reading["times"]);
        let carried = carried(reading);
        // The reading's ids and our places.
        let mut place: BTreeMap<&str, usize> = BTreeMap::new();
        for one in list(&reading["communications"]) {
            let Some(id) = one["id"].as_str() else { continue };
            let words = carried.get(id).cloned().unwrap_or_default();
            let message = message(one, &entities, &times, source, id, words);
            let at = self.join(message);
            place.insert(id, at);
        }
        for one in list(&reading["communications"]) {
            let Some(&at) = one["id"].as_str().and_then(|id| place.get(id)) else { continue };
            for answered in list(&one["in_reply_to"]).iter().filter_map(|c| place.get(c.as_str()?)) {
                if !self.messages[at].answers.contains(answered) && !self.reaches(*answered, at) {
                    self.messages[at].answers.push(*answered);
                }
            }
        }
        Ok(())
    }

    /// Puts a message to the one of another report that is the same, or behind all.
    fn join(&mut self, message: Message) -> usize {
        let names = |all: &[Party]| {
            let mut names: Vec<String> = all.iter().map(|p| folded(&p.name)).collect();
            names.sort();
            names
        };
        let day = message.date.clone().filter(|d| d.len() >= 10 && !d.contains('/'));
        let day = day.and_then(|d| d.get(..10).map(str::to_owned));
        if let Some(day) = day.filter(|_| !message.from.is_empty() && !message.to.is_empty()) {
            let key = (message.medium.clone(), names(&message.from), names(&message.to), day);
            let source = message.told.first().map(|t| t.0);
            if let Some(&at) =
                self.same.get(&key).filter(|&&at| self.messages[at].told.iter().all(|t| Some(t.0) != source))
            {
                let known = &mut self.messages[at];
                known.told.extend(message.told);
                known.confidence = known.confidence.max(message.confidence);
                known.inferred &= message.inferred;
                known.place = known.place.take().or(message.place);
                known.venue = known.venue.take().or(message.venue);
                known.name = known.name.take().or(message.name);
                let new = message.words.into_iter().filter(|w| known.words.iter().all(|k| k.text != w.text));
                let new: Vec<Words> = new.collect();
                known.words.extend(new);
                return at;
            }
            self.same.insert(key, self.messages.len());
        }
        self.messages.push(message);
        self.messages.len() - 1
    }

    /// Whether one message answers another, at whatever remove, itself among them.
    fn reaches(&self, from: usize, to: usize) -> bool {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at) {
                open.extend(&self.messages[at].answers);
            }
        }
        false
    }

    /// The threads in which somebody of a name takes part, all without one; in order of time. A name is met by those that have all its words.
    #[must_use]
    pub fn threads(&self, name: Option<&str>) -> Vec<Thread> {
        let when = self.when();
        let mut of: Vec<usize> = (0..self.messages.len()).collect();
        for (at, message) in self.messages.iter().enumerate() {
            for &answered in &message.answers {
                let (a, b) = (root(&of, at), root(&of, answered));
                of[a.max(b)] = a.min(b);
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.messages.len() {
            groups.entry(root(&of, at)).or_default().push(at);
        }
        let wanted: Option<Vec<String>> = name.map(|n| folded(n).split(' ').map(str::to_owned).collect());
        let meets = |m: &Message| {
            let Some(wanted) = &wanted else { return true };
            m.from.iter().chain(&m.to).any(|p| {
                let name = folded(&p.name);
                wanted.iter().all(|w| name.split(' ').any(|n| n == w))
            })
        };
        let all = groups.into_values().filter(|g| g.iter().any(|&at| meets(&self.messages[at])));
        let mut threads: Vec<Thread> = all.map(|g| Thread { messages: self.ordered(&g, &when) }).collect();
        threads.sort_by_key(|t| t.messages.first().map(|&at| (when[at].clone(), at)));
        threads
    }

    /// By what each message is ordered: its day; without one, the day of what it answers.
    fn when(&self) -> Vec<String> {
        let own = |m: &Message| m.date.as_deref().map(|d| d.trim_start_matches("../").to_owned());
        let mut when: Vec<Option<String>> = self.messages.iter().map(own).collect();
        // Answers reach no farther than there are messages.
        for _ in 0..self.messages.len().min(64) {
            let mut changed = false;
            for at in 0..self.messages.len() {
                if when[at].is_none() {
                    when[at] = self.messages[at].answers.iter().filter_map(|&k| when[k].clone()).max();
                    changed |= when[at].is_some();
                }
            }
            if !changed {
                break;
            }
        }
        // What has no day at all comes last.
        when.into_iter().map(|w| w.unwrap_or_else(|| "\u{10ffff}".to_owned())).collect()
    }

    /// In order of time, what is answered before its answer.
    fn ordered(&self, group: &[usize], when: &[String]) -> Vec<usize> {
        let mut waits: BTreeMap<usize, usize> = group.iter().map(|&at| (at, self.messages[at].answers.len())).collect();
        let mut answered_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &at in group {
            for &k in &self.messages[at].answers {
                answered_by.entry(k).or_default().push(at);
            }
        }
        let key = |at: usize| std::cmp::Reverse((when[at].clone(), at));
        let mut ready: BinaryHeap<_> = group.iter().filter(|at| waits[at] == 0).map(|&at| key(at)).collect();
        let mut out = Vec::with_capacity(group.len());
        while let Some(std::cmp::Reverse((_, at))) = ready.pop() {
            out.push(at);
            for &next in answered_by.get(&at).into_iter().flatten() {
                if let Some(left) = waits.get_mut(&next) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push(key(next));
                    }
                }
            }
        }
        out
    }
}

fn root(of: &[usize], mut at: usize) -> usize {
    while of[at] != at {
        at = of[at];
    }
    at
}

fn message(
    one: &Value,
    entities: &BTreeMap<&str, &Value>,
    times: &BTreeMap<&str, &Value>,
    source: usize,
    id: &str,
    words: Vec<Words>,
) -> Message {
    let parties = |field: &str| {
        let found = list(&one[field]).iter().filter_map(|e| entities.get(e.as_str()?));
        let party = |e: &&Value| {
            Some(Party { name: text(&e["name"])?, kind: text(&e["kind"]).unwrap_or_else(|| "other".to_owned()) })
        };
        found.filter_map(party).collect::<Vec<_>>()
    };
    Message {
        medium: text(&one["medium"]).unwrap_or_else(|| "other".to_owned()),
        name: text(&one["name"]),
        status: text(&one["status"]).unwrap_or_else(|| "unclear".to_owned()),
        from: parties("from"),
        to: parties("to"),
        venue: text(&one["venue"]),
        place: text(&one["place"]),
        date: one["date"].as_str().and_then(|t| text(&times.get(t)?["value"])),
        answers: Vec::new(),
        inferred: one["inferred"] == true,
        confidence: one["confidence"].as_f64().unwrap_or(0.0),
        told: vec![(source, id.to_owned())],
        words,
    }
}

/// The words that each communication of a reading carried, but for those that the document does not say were said.
fn carried(reading: &Value) -> BTreeMap<&str, Vec<Words>> {
    let letters: Vec<char> = reading["document"]["text"].as_str().unwrap_or_default().chars().collect();
    let mut out: BTreeMap<&str, Vec<Words>> = BTreeMap::new();
    for q in list(&reading["quotations"]) {
        let Some(id) = q["communication"].as_str().filter(|_| q["asserted"] == "yes" && q["repeats"].is_null()) else {
            continue;
        };
        let piece = |s: &Value| {
            let at = |name: &str| s[name].as_u64().and_then(|n| usize::try_from(n).ok());
            let letters = letters.get(at("start")?..at("end")?)?;
            let words: String = letters.iter().collect();
            Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let text = list(&q["content"]).iter().filter_map(piece).collect::<Vec<_>>().join(" … ");
        out.entry(id).or_default().push(Words { key: self::text(&q["key"]).unwrap_or_default(), text });
    }
    out
}

fn by_id(all: &Value) -> BTreeMap<&str, &Value> {
    list(all).iter().filter_map(|v| Some((v["id"].as_str()?, v))).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// A name in lower case, its words apart by one blank, without article.
fn folded(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.strip_prefix(&["the".to_owned()][..]).unwrap_or(&words).join(" ")
}

/// A day that TEI and people can read: what begins and what ends it, `None` on a side that is open.
fn bounds(date: &str) -> Option<(Option<&str>, Option<&str>)> {
    let plain = |d: &str| {
        let parts: Vec<&str> = d.split('-').collect();
        let digits = |p: &&str, n: usize| p.len() == n && p.bytes().all(|b| b.is_ascii_digit());
        match parts[..] {
            [y] => digits(&y, 4),
            [y, m] => digits(&y, 4) && digits(&m, 2) && ("01"..="12").contains(&m),
            [y, m, d] => digits(&y, 4) && digits(&m, 2) && digits(&d, 2),
            _ => false,
        }
    };
    let day = |d: &str| d.find('T').map_or(d.len(), |at| at);
    let side = |d: &'_ str| {
        if matches!(d, ".." | "") { Some(None) } else { Some(Some(day(d))).filter(|n| plain(&d[..n.unwrap_or(0)])) }
    };
    let (from, to) = date.split_once('/').unwrap_or((date, date));
    let (a, b) = (side(from)?, side(to)?);
    Some((a.map(|n| &from[..n]), b.map(|n| &to[..n])))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reading(communications: &Value) -> Value {
        json!({
            "schema": "onrecord/0",
            "document": {"id": "ab", "text": "No, he wrote.", "title": "A <title>", "url": null},
            "entities": [{"id": "e1", "kind": "person", "name": "Ana Ruiz"}, {"id": "e2", "kind": "organisation", "name": "The \"Council\" & Sons"}],
            "times": [{"id": "t1", "value": "2024-03-12"}, {"id": "t2", "value": "2024-03-10"}],
            "quotations": [{"key": "k", "asserted": "yes", "repeats": null, "communication": "c2", "content": [{"start": 0, "end": 3}]}],
            "communications": communications,
        })
    }

    fn one(id: &str, from: &str, to: &str, date: &Value, answers: &Value) -> Value {
        json!({"id": id, "medium": "letter", "status": "made", "from": [from], "to": [to], "date": date, "in_reply_to": answers, "inferred": false, "confidence": 0.8})
    }

    #[test]
    fn an_answer_comes_behind_what_it_answers() {
        let mut all = Exchanges::new();
        let told = json!([
            one("c1", "e1", "e2", &Value::Null, &json!(["c2"])),
            one("c2", "e2", "e1", &json!("t1"), &json!([]))
        ]);
        all.add(&reading(&told)).expect("a reading");
        let threads = all.threads(None);
        assert_eq!(threads.iter().map(|t| t.messages.clone()).collect::<Vec<_>>(), [[1, 0]]);
        assert_eq!(all.messages[1].words[0].text, "No,");
        assert_eq!(all.threads(Some("ruiz")).len(), 1);
        assert_eq!(all.threads(Some("Okafor")), []);
    }

    #[test]
    fn rings_and_answers_to_nothing_are_left_out() {
        let mut all = Exchanges::new();
        let told = json!([
            one("c1", "e1", "e2", &Value::Null, &json!(["c1", "c2", "c9", 7])),
            one("c2", "e2", "e1", &json!("t9"), &json!(["c1"]))
        ]);
        all.add(&reading(&told)).expect("a reading");
        assert_eq!((all.messages[0].answers.clone(), all.messages[1].answers.clone()), (vec![1], vec![]));
        assert_eq!(all.threads(None)[0].messages, [1, 0]);
    }

    #[test]
    fn two_reports_tell_of_one_letter() {
        let mut all = Exchanges::new();
        let told = json!([one("c1", "e1", "e2", &json!("t1"), &json!([]))]);
        all.add(&reading(&told)).expect("a reading");
        all.add(&reading(&told)).expect("a reading");
        let other = json!([one("c1", "e1", "e2", &json!("t2"), &json!([]))]);
        all.add(&reading(&other)).expect("a reading");
        assert_eq!(all.messages.iter().map(|m| m.told.len()).collect::<Vec<_>>(), [2, 1]);
        // The earlier day comes first.
        assert_eq!(all.threads(None).iter().map(|t| t.messages.clone()).collect::<Vec<_>>(), [[1], [0]]);
    }

    #[test]
    fn what_is_no_reading_is_told() {
        let why = Exchanges::new().add(&json!({"schema": "onrecord-check/0"})).expect_err("no reading");
        assert_eq!(why, "found schema \"onrecord-check/0\", expected a reading of schema \"onrecord/0\"");
    }

    #[test]
    fn days_have_bounds() {
        assert_eq!(bounds("2024-03-12T09:30+01:00"), Some((Some("2024-03-12"), Some("2024-03-12"))));
        assert_eq!(bounds("../2024-03"), Some((None, Some("2024-03"))));
        assert_eq!(bounds("2024-03-01/2024-03-04"), Some((Some("2024-03-01"), Some("2024-03-04"))));
        assert_eq!((bounds("201X"), bounds("2024-21"), bounds("-0043")), (None, None, None));
    }
}
