//! What every reading promises, whatever was read: one line of JSON in, the promises that it breaks out.
//!
//! Example: a quotation whose `quoted` reaches beyond its `content` gives `q1: quoted 3..9 is not inside its content`. The
//! property test and the fuzz targets share these checks; they look at the wire only, as a user of the JSON does.

use serde_json::Value;

/// A stretch in code points.
type Stretch = (u64, u64);

/// The promises that a reading breaks, in words; none for a sound one.
#[must_use]
pub fn faults(line: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let reading: Value = match serde_json::from_str(line) {
        Ok(reading) => reading,
        Err(error) => return vec![format!("the reading is no JSON: {error}")],
    };
    let mut check = |kept: bool, fault: &dyn Fn() -> String| {
        if !kept {
            faults.push(fault());
        }
    };
    check(reading["schema"] == "onrecord/0", &|| format!("schema is {}", reading["schema"]));
    let length = reading["document"]["text"].as_str().map_or(0, |text| text.chars().count() as u64);
    let mut places = |owner: &str, field: &str, spans: &Value| -> Vec<Stretch> {
        let all = stretches(spans);
        for &(start, end) in &all {
            check(start < end && end <= length, &|| format!("{owner}: {field} {start}..{end} in {length} code points"));
        }
        for pair in all.windows(2) {
            check(pair[0].1 <= pair[1].0, &|| format!("{owner}: {field} {pair:?} overlap or go backwards"));
        }
        all
    };
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    places("document", "parts", &reading["parts"]);
    for note in items(&reading["notes"]) {
        places("note", "spans", &note["spans"]);
    }
    let mut entities = std::collections::HashSet::new();
    let mut unsound = Vec::new();
    for (i, entity) in items(&reading["entities"]).iter().enumerate() {
        let id = format!("e{}", i + 1);
        let mentions = items(&entity["mentions"]);
        if entity["id"] != id.as_str() || mentions.is_empty() || entity["name"].as_str().is_none_or(str::is_empty) {
            unsound.push(format!(
                "{id}: its id is {}, its name {}, mentions {}",
                entity["id"],
                entity["name"],
                mentions.len()
            ));
        }
        for mention in &mentions {
            if places(&id, "mention", &mention["spans"]).is_empty() {
                unsound.push(format!("{id}: a mention without a place"));
            }
        }
        for role in items(&entity["roles"]) {
            places(&id, "role", &role["spans"]);
        }
        entities.insert(id);
    }
    let known = |e: &Value| e.is_null() || e.as_str().is_some_and(|e| entities.contains(e));
    let ids = |field: &str| {
        items(&reading[field]).iter().map(|i| i["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let (times, citations) = (ids("times"), ids("citations"));
    for (field, letter) in [("times", 't'), ("citations", 'r')] {
        for (i, item) in items(&reading[field]).iter().enumerate() {
            let id = format!("{letter}{}", i + 1);
            places(&id, "spans", &item["spans"]);
            places(&id, "words", &item["words"]);
        }
    }
    let communications = ids("communications");
    for (i, one) in items(&reading["communications"]).iter().enumerate() {
        let id = format!("c{}", i + 1);
        if one["id"] != id.as_str() || places(&id, "evidence", &one["evidence"]).is_empty() {
            unsound.push(format!("{id}: its id is {}, its evidence {}", one["id"], one["evidence"]));
        }
        if !is_probability(&one["confidence"]) {
            unsound.push(format!("{id}: its confidence is {}", one["confidence"]));
        }
        if !items(&one["from"]).iter().chain(&items(&one["to"])).all(|e| e.is_string() && known(e)) {
            unsound.push(format!("{id}: an end is not listed: {} to {}", one["from"], one["to"]));
        }
        if !one["date"].as_str().is_none_or(|t| times.iter().any(|id| id == t)) {
            unsound.push(format!("{id}: its date {} is no time", one["date"]));
        }
        let answered = items(&one["in_reply_to"]);
        if !answered.iter().all(|c| *c != id.as_str() && communications.iter().any(|id| c == id.as_str())) {
            unsound.push(format!("{id}: it answers {answered:?}"));
        }
    }
    let mut broken = unsound;
    let mut before: Vec<(String, Vec<Stretch>)> = Vec::new();
    let mut keys = std::collections::HashSet::new();
    for (i, q) in items(&reading["quotations"]).iter().enumerate() {
        let id = format!("q{}", i + 1);
        let mut check = |kept: bool, fault: String| {
            if !kept {
                broken.push(format!("{id}: {fault}"));
            }
        };
        check(q["id"] == id.as_str(), format!("its id is {}", q["id"]));
        check(keys.insert(q["key"].to_string()), "its key is not its own".to_owned());
        let content = places(&id, "content", &q["content"]);
        let quoted = places(&id, "quoted", &q["quoted"]);
        places(&id, "cue", &q["cue"]);
        places(&id, "asserted_by", &q["asserted_by"]);
        check(!content.is_empty(), "it has no content".to_owned());
        let said = q["said"].as_str().is_none_or(|t| times.iter().any(|id| id == t));
        check(said, format!("it was said at {}, which is no time", q["said"]));
        let carried = q["communication"].as_str().is_none_or(|c| communications.iter().any(|id| id == c));
        check(carried, format!("it came in {}, which is no communication", q["communication"]));
        for cited in items(&q["cites"]) {
            check(citations.iter().any(|id| cited == id.as_str()), format!("it cites {cited}, which is no citation"));
        }
        for (start, end) in &quoted {
            let inside = content.iter().any(|c| c.0 <= *start && *end <= c.1);
            check(inside, format!("quoted {start}..{end} is not inside its content {content:?}"));
        }
        let shown = q["kind"] != "indirect";
        check(shown != quoted.is_empty(), format!("its kind is {}, quoted is {quoted:?}", q["kind"]));
        check(shown != (q["marking"] == "none"), format!("its kind is {}, marking {}", q["kind"], q["marking"]));
        check(is_probability(&q["confidence"]), format!("its confidence is {}", q["confidence"]));
        for speaker in items(&q["speakers"]) {
            check(!places(&id, "mention", &speaker["mention"]).is_empty(), "a speaker without mention".to_owned());
            check(
                is_probability(&speaker["confidence"]),
                format!("a speaker's confidence is {}", speaker["confidence"]),
            );
        }
        for speaker in items(&q["speakers"]) {
            let named = !speaker["entity"].is_null();
            let hidden = speaker["status"] == "unnamed" || speaker["status"] == "unresolved";
            check(!(named && hidden), format!("{} speaker with an entity", speaker["status"]));
            check(
                known(&speaker["entity"]) && known(&speaker["on_behalf_of"]),
                "a speaker's entity is not listed".to_owned(),
            );
        }
        for other in items(&q["addressees"]).iter().chain(&items(&q["via"])) {
            places(&id, "addressee or via", &other["mention"]);
            check(known(&other["entity"]), "an addressee's or channel's entity is not listed".to_owned());
        }
        if let Some(parent) = q["parent"].as_str() {
            let held = before.iter().find(|(id, _)| id == parent).and_then(|(_, content)| hull(content));
            let inside = held.zip(hull(&content)).is_some_and(|(p, c)| p.0 <= c.0 && c.1 <= p.1);
            check(inside, format!("content {content:?} is not inside that of {parent}, an earlier one: {held:?}"));
        }
        before.push((id, content));
    }
    faults.extend(broken);
    faults
}

fn stretches(spans: &Value) -> Vec<Stretch> {
    let number = |v: &Value| v.as_u64().unwrap_or(u64::MAX);
    spans.as_array().into_iter().flatten().map(|s| (number(&s["start"]), number(&s["end"]))).collect()
}

fn hull(pieces: &[Stretch]) -> Option<Stretch> {
    Some((pieces.first()?.0, pieces.last()?.1))
}

/// From 0 to 1 with two digits after the point at most.
fn is_probability(value: &Value) -> bool {
    value.as_f64().is_some_and(|p| (0.0..=1.0).contains(&p)) && value.to_string().len() <= 4
}
