//! Who is meant, over a whole report: what a user of the record must be able to rely on.

#![allow(missing_docs, reason = "a test")]

use std::sync::LazyLock;

use onrecord::analyse::Status;
use onrecord::resolve::{EntityKind, MentionKind};
use onrecord::{About, Kind, Reader, Reading};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new().expect("the model"));

fn read(text: &str) -> Reading {
    READER.read(text.as_bytes(), &About { kind: Some(Kind::Plain), ..About::default() }).expect("a reading")
}

#[test]
fn an_entity_has_its_spellings_roles_and_mentions() {
    let reading = read(
        "Ana Ruiz, the mayor of Norvik, opened the quay on Monday. Ms Ruiz said the work had taken nine years. She thanked the divers.",
    );
    let ruiz = reading.entities.iter().find(|e| e.name == "Ana Ruiz").expect("the mayor");
    assert_eq!(ruiz.kind, EntityKind::Person);
    assert_eq!(ruiz.roles.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["mayor of Norvik"]);
    let of = ruiz.roles[0].of.expect("the town");
    assert_eq!(reading.entities[of.index()].name, "Norvik");
    assert!(ruiz.aliases.iter().any(|a| a == "Ms Ruiz"), "{:?}", ruiz.aliases);
    let words = |m: &onrecord::resolve::Mention| reading.document.slice(m.spans.first().expect("a place")).to_owned();
    let pronouns: Vec<String> = ruiz.mentions.iter().filter(|m| m.kind == MentionKind::Pronoun).map(words).collect();
    assert_eq!(pronouns, ["She"]);
}

#[test]
fn an_unnamed_source_is_never_given_a_name() {
    for (before, source) in [
        ("Defence minister Tom Okafor flew to Lund.", "a senior official who asked not to be named"),
        ("Tom Okafor, a senior official, flew to Lund.", "a senior official who spoke on condition of anonymity"),
        ("Ana Ruiz leads the ministry.", "a ministry source"),
        ("Ana Ruiz, a diplomat, left.", "a diplomat who was not authorised to speak publicly"),
    ] {
        let reading =
            read(&format!("{before} “The talks have failed,” said {source}. “Nobody will sign,” the official added."));
        for q in &reading.quotations {
            for s in &q.people.speakers {
                let name = s.entity.map(|e| &reading.entities[e.index()]);
                assert!(name.is_none_or(|e| !e.named), "{source}: {name:?}");
                assert!(s.status != Status::Unnamed || s.entity.is_none(), "{source}");
            }
        }
    }
}

#[test]
fn a_man_and_a_woman_of_one_surname_are_two() {
    let reading =
        read("Mr Diego Ruiz and Mrs Ana Ruiz came.\n\n“It is late,” said Mrs Ruiz.\n\n“It is early,” said Mr Ruiz.");
    let who: Vec<&str> = reading
        .quotations
        .iter()
        .filter_map(|q| Some(reading.entities[q.people.speakers.first()?.entity?.index()].name.as_str()))
        .collect();
    assert_eq!(who, ["Ana Ruiz", "Diego Ruiz"]);
}

#[test]
fn many_people_are_kept_apart() {
    let names: Vec<String> = (0..100)
        .map(|i| {
            format!(
                "Ana {}son",
                ["Bar", "Del", "Fin", "Gor", "Hal", "Jor", "Kel", "Lar", "Mor", "Nil"][i % 10].to_owned()
                    + ["a", "e", "i", "o", "u", "ad", "ed", "id", "od", "ud"][i / 10]
            )
        })
        .collect();
    let text: String = names.iter().map(|n| format!("“We will appeal,” said {n}.\n\n")).collect();
    let reading = read(&text);
    let mut found: Vec<&str> = reading
        .quotations
        .iter()
        .filter_map(|q| Some(reading.entities[q.people.speakers.first()?.entity?.index()].name.as_str()))
        .collect();
    found.sort_unstable();
    found.dedup();
    assert!(found.len() >= 95, "{} of 100: {found:?}", found.len());
}
