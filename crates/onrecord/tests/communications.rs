//! Which letter, speech or interview carried the words, end to end.

#![allow(missing_docs, reason = "tests say it in their names")]

mod sound;

use onrecord::reading::json;
use onrecord::{About, Reader};
use serde_json::Value;

fn read(text: &str) -> Value {
    let about = About { published: Some("2024-03-14".to_owned()), ..About::default() };
    let line = json::line(&Reader::new().expect("the model").read(text.as_bytes(), &about).expect("a report"));
    assert_eq!(sound::faults(&line), Vec::<String>::new());
    serde_json::from_str(&line).expect("JSON")
}

#[test]
fn a_bare_cue_makes_none() {
    let reading = read("Ana Ruiz leads the harbour board. “The bridge is closed,” Ruiz said.\n");
    assert_eq!(reading["quotations"].as_array().map(Vec::len), Some(1));
    assert_eq!(reading["communications"], serde_json::json!([]));
    assert!(reading["quotations"][0]["communication"].is_null());
}

#[test]
fn what_reporters_were_told_has_an_occasion_with_its_day() {
    let reading = read("Ana Ruiz leads the harbour board. “The bridge is closed,” Ruiz told reporters on Tuesday.\n");
    let one = &reading["communications"][0];
    assert_eq!((one["medium"].as_str(), one["date"].as_str()), (Some("press_conference"), Some("t1")), "{one}");
    assert_eq!(reading["quotations"][0]["communication"], "c1");
}

#[test]
fn a_reply_answers_the_letter_and_not_the_other_way() {
    let reading = read(
        "In a letter to Tom Okafor on Monday, Ana Ruiz wrote that the bridge was closed.\n\n“We will open it,” Okafor replied in a letter to Ruiz on Tuesday.\n",
    );
    let all = reading["communications"].as_array().expect("a list");
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0]["in_reply_to"], serde_json::json!([]));
    assert_eq!(all[1]["in_reply_to"], serde_json::json!(["c1"]));
    assert_eq!((&all[0]["from"], &all[0]["to"]), (&all[1]["to"], &all[1]["from"]));
}

#[test]
fn nobody_answers_themselves() {
    let reading = read(
        "In a letter to Tom Okafor on Monday, Ana Ruiz wrote that the bridge was closed. “It is late,” Ruiz replied in a letter on Tuesday.\n",
    );
    for one in reading["communications"].as_array().expect("a list") {
        assert_eq!(one["in_reply_to"], serde_json::json!([]), "{one}");
    }
}
