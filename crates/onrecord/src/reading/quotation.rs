//! A quotation with its identity: what `analyse` found, plus an id and a key that outlives the model.

use sha2::{Digest, Sha256};

use super::repeats;
use crate::analyse::Finding;
use crate::ingest::Page;
use crate::resolve::People;
use crate::span::Span;
use crate::text::Document;

/// Words, or the substance of words or thoughts, that the document attributes to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// `q1`, `q2`, … in reading order.
    pub id: String,
    /// Hash of the report, the content's folded words and its ordinal among equals; 32 hexadecimal digits.
    pub key: String,
    /// Id of the quotation inside which this one stands.
    pub parent: Option<String>,
    /// Index of the part in which its content begins.
    pub part: usize,
    /// Id of the quotation that this one repeats, in a headline, say, or where a text is printed twice.
    pub repeats: Option<String>,
    /// Index in the reading's times of when it was said, where the text ties a time to the saying.
    pub said: Option<usize>,
    /// Index in the reading's communications of the one that carried it.
    pub communication: Option<usize>,
    /// Indices in the reading's citations of the passages that it cites.
    pub cites: Vec<usize>,
    /// Places and kinds.
    pub finding: Finding,
    /// Who is meant: speakers, through whom, to whom.
    pub people: People,
}

/// Gives findings their ids and keys.
pub(crate) fn identify(
    document: &Document,
    page: &Page,
    findings: Vec<Finding>,
    people: Vec<People>,
) -> Vec<Quotation> {
    let report = &page.id;
    let part = |f: &Finding| {
        let at = f.content.hull().map_or(0, Span::start);
        page.parts.partition_point(|p| p.range.end <= at).min(page.parts.len().saturating_sub(1))
    };
    let repeats = repeats::repeats(document, &page.parts, &findings, part);
    let mut seen: Vec<String> = Vec::with_capacity(findings.len());
    findings
        .into_iter()
        .zip(people)
        .enumerate()
        .map(|(i, (finding, people))| {
            let words = folded(document, &finding);
            let ordinal = seen.iter().filter(|w| **w == words).count();
            let digest = Sha256::digest(format!("{report}\n{words}\n{ordinal}"));
            seen.push(words);
            Quotation {
                id: format!("q{}", i + 1),
                key: digest.iter().take(16).map(|b| format!("{b:02x}")).collect(),
                parent: finding.parent.map(|p| format!("q{}", p + 1)),
                part: part(&finding),
                repeats: repeats[i].map(|r| format!("q{}", r + 1)),
                said: None,
                communication: None,
                cites: Vec::new(),
                finding,
                people,
            }
        })
        .collect()
}

/// The content's letters and digits in lower case, words apart by one space.
fn folded(document: &Document, finding: &Finding) -> String {
    repeats::words(document, &finding.content).join(" ")
}
