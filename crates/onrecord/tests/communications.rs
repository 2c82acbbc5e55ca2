//! Which letter, speech or interview carried the words, end to end.

#![allow(missing_docs, reason = "tests say it in their names")]

mod sound;

use std::sync::LazyLock;

use onrecord::reading::json;
use onrecord::{About, Reader};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};
use serde_json::Value;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new().expect("the model"));

fn read_of(text: &str, published: Option<&str>) -> Value {
    let about = About { published: published.map(str::to_owned), ..About::default() };
    let line = json::line(&READER.read(text.as_bytes(), &about).expect("a report"));
    assert_eq!(sound::faults(&line), Vec::<String>::new());
    serde_json::from_str(&line).expect("JSON")
}

fn read(text: &str) -> Value {
    read_of(text, Some("2024-03-14"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Whether some communication answers itself, at whatever remove.
fn rings(reading: &Value) -> bool {
    let all = list(&reading["communications"]);
    let answered = |id: &Value| all.iter().find(|c| c["id"] == *id).map_or(&[][..], |c| list(&c["in_reply_to"]));
    all.iter().any(|c| {
        let mut open: Vec<&Value> = answered(&c["id"]).iter().collect();
        let mut steps = 0;
        while let Some(id) = open.pop() {
            steps += 1;
            if id == &c["id"] || steps > 10_000 {
                return true;
            }
            open.extend(answered(id));
        }
        false
    })
}

const PIECES: [&str; 34] = [
    "Ana Ruiz ",
    "Tom Okafor ",
    "the council ",
    "reporters ",
    "wrote to ",
    "replied to ",
    "in a letter ",
    "in the letter ",
    "the reply ",
    "answered ",
    "hit back at ",
    "spoke by telephone with ",
    "met ",
    "told ",
    "said ",
    "on Monday",
    " on 30 February 2024",
    "next year ",
    "“It is late”",
    "“We wrote to them.”",
    ", ",
    ".\n\n",
    ".\n",
    " that ",
    " sent to ",
    "her ",
    "its ",
    "in response to ",
    "a second ",
    "questions ",
    "٣ مارس ٢٠٢٤ ",
    "statement ",
    "back ",
    "and ",
];

proptest! {
    #![proptest_config(Config { cases: 64, rng_seed: RngSeed::Fixed(6), failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_correspondence_is_sound_and_ends(pieces in vec(select(&PIECES[..]), 1..90), dated in any::<bool>()) {
        let text = format!("{}.\n", pieces.concat());
        let reading = read_of(&text, dated.then_some("2024-03-14"));
        prop_assert!(!rings(&reading), "{:#}", reading["communications"]);
        let all = list(&reading["communications"]);
        prop_assert!(all.len() <= pieces.len(), "{} of {} pieces", all.len(), pieces.len());
        for c in all {
            let ends = (list(&c["from"]), list(&c["to"]));
            let known: Vec<&Value> = list(&c["in_reply_to"]).iter().filter_map(|id| all.iter().find(|k| k["id"] == *id)).collect();
            for asked in known {
                let same = !ends.0.is_empty() && list(&asked["from"]) == ends.0;
                prop_assert!(!same, "{} answers {}", c, asked);
            }
        }
    }
}

#[test]
fn without_a_day_of_publication_no_day_is_given() {
    let reading = read_of("Ana Ruiz wrote to Tom Okafor on Monday that the bridge was closed.\n", None);
    assert_eq!(list(&reading["communications"]).len(), 1);
    assert!(list(&reading["times"]).iter().all(|t| t["value"].is_null()), "{:#}", reading["times"]);
}

#[test]
fn an_impossible_day_is_none() {
    for day in ["30 February 2024", "31 June 2023"] {
        let reading = read(&format!("In a letter dated {day}, Ana Ruiz told Tom Okafor that the bridge was closed.\n"));
        assert!(list(&reading["times"]).iter().all(|t| t["value"].is_null()), "{day}: {:#}", reading["times"]);
    }
}

#[test]
fn a_letter_of_a_day_to_come_is_planned() {
    let reading = read("Ana Ruiz will send a letter to Tom Okafor on 20 March 2024, her office said.\n");
    let all = list(&reading["communications"]);
    assert!(all.iter().all(|c| c["medium"] != "letter" || c["status"] == "planned"), "{all:?}");
}

#[test]
fn what_was_written_before_answers_nothing_later() {
    let reading = read(
        "In a letter to Ana Ruiz on 11 March 2024, Tom Okafor said the bridge was closed.\n\n\
         Ruiz replied in a letter to Okafor on 4 March 2024 that it was open.\n",
    );
    for c in list(&reading["communications"]) {
        assert_eq!(c["in_reply_to"], serde_json::json!([]), "{c}");
    }
}

#[test]
fn two_who_answer_each_other_make_no_ring() {
    let reading = read(
        "In reply to a letter from Tom Okafor, Ana Ruiz wrote to him that the bridge was closed.\n\n\
         In reply to the letter from Ana Ruiz, Okafor wrote to her that it was open.\n",
    );
    assert!(!rings(&reading), "{:#}", reading["communications"]);
}

#[test]
fn a_letter_answers_by_the_verb_behind_it() {
    let reading = read(
        "Tom Okafor sent a note to Ana Ruiz on Monday.\n\n\
         Ruiz hit back on Tuesday in a letter to Okafor. “The bridge is closed,” she wrote.\n",
    );
    let all = list(&reading["communications"]);
    assert!(all.iter().any(|c| c["in_reply_to"] == serde_json::json!(["c1"])), "{all:#?}");
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
