//! Readings made by hand, for the tests of the output.

use onrecord::analyse::{Act, Asserted, Credit, Evidence, Finding, Kind, Marking, Status};
use onrecord::ingest::{Page, Part, PartKind};
use onrecord::reading::Producer;
use onrecord::resolve::{People, Speaker};
use onrecord::{Document, Note, Quotation, Reading, Span, Spans};

/// A quotation by its words.
pub struct Said {
    pub content: &'static [&'static str],
    pub speaker: &'static str,
    pub cue: &'static str,
    pub kind: Kind,
    pub asserted: Asserted,
    pub parent: Option<usize>,
}

/// Ana Ruiz said `content`, directly.
pub const PLAIN: Said =
    Said { content: &[], speaker: "Ana Ruiz", cue: "said", kind: Kind::Direct, asserted: Asserted::Yes, parent: None };

/// A reading of `text` in which the words of `said` are found where they stand first.
pub fn reading(text: &str, said: &[Said]) -> Reading {
    let mut paragraphs = Vec::new();
    let mut start = 0;
    for paragraph in text.split("\n\n") {
        paragraphs.push(start..start + paragraph.len());
        start += paragraph.len() + 2;
    }
    let page = Page {
        id: "0".repeat(64),
        text: text.to_owned(),
        paragraphs,
        parts: vec![Part { kind: PartKind::Body, range: 0..text.len(), author: None, published: None }],
        exchanges: Vec::new(),
        charset: "UTF-8",
        trace: None,
        title: None,
        byline: Vec::new(),
        canonical_url: None,
        published: None,
        updated: None,
        outlet: None,
        language: Some("en".to_owned()),
        extractor: None,
        url: None,
        retrieved: None,
        notes: Vec::new(),
    };
    let mut notes: Vec<Note> = Vec::new();
    let document = Document::new(&page, &mut notes);
    let quotations = said.iter().enumerate().map(|(i, s)| quotation(&document, i, s)).collect();
    let producer = Producer { version: "0", engine: "accurate", model_sha256: String::new(), editions: Vec::new() };
    Reading {
        producer,
        page,
        document,
        entities: Vec::new(),
        communications: Vec::new(),
        quotations,
        times: Vec::new(),
        citations: Vec::new(),
        notes,
    }
}

fn quotation(document: &Document, at: usize, said: &Said) -> Quotation {
    let content = Spans::new(said.content.iter().map(|words| place(document, words)).collect());
    let mention = (!said.speaker.is_empty()).then(|| Spans::one(place(document, said.speaker)));
    let finding = Finding {
        quoted: if said.kind == Kind::Indirect { Spans::default() } else { content.clone() },
        content,
        cue: (!said.cue.is_empty()).then(|| place(document, said.cue)),
        speakers: mention.iter().cloned().map(|mention| Credit { mention, status: Status::Named }).collect(),
        kind: said.kind,
        marking: Marking::Marks,
        act: Act::Speech,
        asserted: said.asserted,
        asserted_by: Spans::default(),
        parent: said.parent,
        confidence: 0.934,
        evidence: Evidence::default(),
    };
    Quotation {
        id: format!("q{}", at + 1),
        key: "0".repeat(32),
        parent: said.parent.map(|p| format!("q{}", p + 1)),
        part: 0,
        repeats: None,
        people: People { speakers: mention.into_iter().map(named).collect(), ..People::default() },
        said: None,
        communication: None,
        cites: Vec::new(),
        finding,
    }
}

/// A speaker who is named, of whom no entity is made.
fn named(mention: Spans) -> Speaker {
    Speaker { status: Status::Named, mention, entity: None, on_behalf_of: None, confidence: 0.934 }
}

fn place(document: &Document, words: &str) -> Span {
    let start = document.text().find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    let end = start + words.len();
    let tokens = document.tokens();
    let first = tokens.iter().position(|t| t.span.start() >= start).expect("a token");
    let last = tokens.iter().rposition(|t| t.span.end() <= end).expect("a token");
    document.span_of(first..last + 1).expect("tokens")
}
