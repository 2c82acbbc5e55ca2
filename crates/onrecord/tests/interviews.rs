//! Interviews whose questions only stand out on the page, read end to end: whose the answers are, and what is left open.

#![allow(missing_docs, reason = "a test")]

use onrecord::analyse::{Kind, Marking, Status};
use onrecord::ingest::PartKind;
use onrecord::{About, Reader, Reading};

const TALK: &str = "<p><strong>When did you see the wall fall?</strong></p><p>I saw it at noon. My father told me, “Never trust that wall,” and I never did.</p>\
    <p>We ran to the boats then, all of us.</p><p><strong>Were you afraid?</strong></p><p>Of course I was afraid. Nobody who lives here was not.</p>\
    <h3>What will your town do now?</h3><p>We will build it again, I think, and we will build it of stone.</p>\
    <p><strong>And what do you tell the children?</strong></p><p>I tell them that the sea gives and the sea takes.</p>";

fn reading(introduction: &str) -> Reading {
    let page = format!(
        "<!doctype html><html><head><title>After the wall</title></head><body><article><h1>After the wall</h1><p>{introduction}</p>{TALK}\
         </article></body></html>"
    );
    Reader::new().expect("the model").read(page.as_bytes(), &About::default()).expect("a reading")
}

/// The speaker and the words of each answer.
fn answers(reading: &Reading) -> Vec<(Option<String>, String)> {
    let slice = |spans: &onrecord::Spans| spans.iter().map(|s| reading.document.slice(s)).collect::<Vec<_>>().join(" ");
    let outer = reading.quotations.iter().filter(|q| q.parent.is_none() && q.finding.marking == Marking::Layout);
    outer.map(|q| (q.finding.speakers.first().map(|s| slice(&s.mention)), slice(&q.finding.content))).collect()
}

#[test]
fn answers_are_the_interviewees_words() {
    let reading =
        reading("The harbour wall of Elsinay fell on Monday. We spoke to Noor Haddad, who keeps its southern gate.");
    let found = answers(&reading);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().all(|(who, _)| who.as_deref() == Some("Noor Haddad")), "{found:?}");
    assert!(found[0].1.ends_with("We ran to the boats then, all of us."), "{found:?}");
    assert_eq!(found[1].1, "Of course I was afraid. Nobody who lives here was not.");
    for q in reading.quotations.iter().filter(|q| q.parent.is_none() && q.finding.marking == Marking::Layout) {
        assert_eq!((q.finding.kind, q.finding.speakers[0].status), (Kind::Direct, Status::Named));
        assert_eq!(reading.page.parts[q.part].kind, PartKind::TranscriptTurn);
    }
    let turns = reading.page.parts.iter().filter(|p| p.kind == PartKind::TranscriptTurn).count();
    assert_eq!(turns, 8, "each question and each answer is a turn");
    let nested = reading.quotations.iter().any(|q| {
        q.parent.is_some()
            && q.finding.content.iter().any(|s| reading.document.slice(s).starts_with("Never trust that wall"))
    });
    assert!(nested, "what is quoted in an answer stands inside it");
}

#[test]
fn nobody_is_credited_where_nobody_is_introduced() {
    let reading = reading(
        "The harbour wall of Elsinay fell on Monday. By Ana Ruiz, for the Courier. This interview was shortened.",
    );
    let found = answers(&reading);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().all(|(who, _)| who.is_none()), "{found:?}");
    let sure = |q: &&onrecord::Quotation| q.finding.marking == Marking::Layout && q.finding.confidence > 0.8;
    assert!(!reading.quotations.iter().any(|q| sure(&q)), "nobody is sure of whom nobody names");
}
