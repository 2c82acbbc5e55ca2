//! A quotation with its identity: what `analyse` found, plus an id and a key that outlives the model.

use sha2::{Digest, Sha256};

use crate::analyse::Finding;
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
    /// Places and kinds.
    pub finding: Finding,
}

/// Gives findings their ids and keys.
pub(crate) fn identify(document: &Document, report: &str, findings: Vec<Finding>) -> Vec<Quotation> {
    let mut seen: Vec<String> = Vec::with_capacity(findings.len());
    findings
        .into_iter()
        .enumerate()
        .map(|(i, finding)| {
            let words = folded(document, &finding);
            let ordinal = seen.iter().filter(|w| **w == words).count();
            let digest = Sha256::digest(format!("{report}\n{words}\n{ordinal}"));
            seen.push(words);
            Quotation {
                id: format!("q{}", i + 1),
                key: digest.iter().take(16).map(|b| format!("{b:02x}")).collect(),
                parent: finding.parent.map(|p| format!("q{}", p + 1)),
                finding,
            }
        })
        .collect()
}

/// The content's letters and digits in lower case, words apart by one space.
fn folded(document: &Document, finding: &Finding) -> String {
    let tokens = finding.content.iter().flat_map(|s| document.tokens_of(s));
    let words = tokens.map(|t| document.token_text(t)).filter(|w| w.starts_with(char::is_alphanumeric));
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
