//! A document with what is asked of its tokens again and again: words in lower case, parts of speech, sentences, quotations around.
//!
//! Example: of the second token of `“We will,” said Ruiz` it says the word `we`, a pronoun, inside the first finding's own words.

use std::ops::Range;

use super::mentions::Sort;
use crate::analyse::Findings;
use crate::model::Grammar;
use crate::text::{Document, TokenKind};

/// A document with what is asked of its tokens again and again.
pub(super) struct View<'a> {
    pub document: &'a Document,
    pub findings: &'a Findings,
    pub words: Vec<String>,
    grammar: &'a [Grammar],
    none: Grammar,
    /// The sentence of each token.
    pub sentence: Vec<u32>,
    inside: Vec<Option<u32>>,
    /// Whether each token stands in some finding's own words.
    pub quoted: Vec<bool>,
}

impl<'a> View<'a> {
    pub fn new(document: &'a Document, findings: &'a Findings) -> Self {
        let count = document.tokens().len();
        let words = (0..count).map(|t| document.token_text(t).to_lowercase()).collect();
        let mut sentence = vec![0; count];
        for (i, s) in document.sentences().iter().enumerate() {
            sentence[s.clone()].fill(i as u32);
        }
        let (mut inside, mut quoted) = (vec![None; count], vec![false; count]);
        // Parents precede their children, so the innermost comes last.
        for (i, f) in findings.quotations.iter().enumerate() {
            for piece in f.content.iter() {
                let tokens = document.tokens_of(piece);
                inside[tokens.clone()].fill(Some(i as u32));
                quoted[tokens].fill(false);
            }
            for piece in f.quoted.iter() {
                quoted[document.tokens_of(piece)].fill(true);
            }
        }
        Self {
            document,
            findings,
            words,
            grammar: &findings.grammar,
            none: Grammar::default(),
            sentence,
            inside,
            quoted,
        }
    }

    /// The lower-case word of a token; empty beyond the end.
    pub fn word(&self, token: usize) -> &str {
        self.words.get(token).map_or("", String::as_str)
    }

    pub fn grammar(&self, token: usize) -> &Grammar {
        self.grammar.get(token).unwrap_or(&self.none)
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The finding inside whose content a token stands, the innermost.
    pub fn inside(&self, token: usize) -> Option<usize> {
        self.inside.get(token).copied().flatten().map(|i| i as usize)
    }

    /// The part of speech that the network gives most.
    pub fn tag(&self, token: usize) -> Tag {
        const TAGS: [Tag; 17] = [
            Tag::Noun,
            Tag::Name,
            Tag::Pronoun,
            Tag::Verb,
            Tag::Auxiliary,
            Tag::Adjective,
            Tag::Adverb,
            Tag::Preposition,
            Tag::Determiner,
            Tag::Other,
            Tag::Other,
            Tag::Particle,
            Tag::Number,
            Tag::Other,
            Tag::Other,
            Tag::Other,
            Tag::Other,
        ];
        TAGS[best(self.grammar(token).tags())]
    }

    pub fn capital(&self, token: usize) -> bool {
        let found = self.document.tokens().get(token);
        found.is_some_and(|t| {
            t.kind == TokenKind::Word && self.document.token_text(token).starts_with(char::is_uppercase)
        })
    }

    pub fn is_word(&self, token: usize) -> bool {
        self.document.tokens().get(token).is_some_and(|t| t.kind == TokenKind::Word)
    }

    pub fn number(&self, token: usize) -> bool {
        self.document.tokens().get(token).is_some_and(|t| t.kind == TokenKind::Number)
    }

    /// Whether no blank stands between a token and the next.
    pub fn glued(&self, token: usize) -> bool {
        let tokens = self.document.tokens();
        tokens.get(token + 1).is_some_and(|next| tokens[token].span.end() == next.span.start())
    }

    /// The words of a range as they are written.
    pub fn text(&self, tokens: Range<usize>) -> &str {
        self.document.span_of(tokens).map_or("", |s| self.document.slice(s))
    }
}

/// Parts of speech, as far as this room asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Noun,
    Name,
    Pronoun,
    Verb,
    Auxiliary,
    Adjective,
    Adverb,
    Preposition,
    Determiner,
    Particle,
    Number,
    Other,
}

/// The place of the greatest number.
pub(super) fn best(numbers: &[f32]) -> usize {
    let mut at = 0;
    for (i, x) in numbers.iter().enumerate() {
        if *x > numbers[at] {
            at = i;
        }
    }
    at
}

/// The share of one logit among all.
pub(super) fn soft(logits: &[f32], at: usize) -> f32 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = logits.iter().map(|x| (x - most).exp()).sum();
    (logits[at] - most).exp() / sum
}

/// Scales probabilities to a sum of 1.
pub(super) fn normal(mut sort: Sort) -> Sort {
    for p in &mut sort {
        *p = p.max(1e-3);
    }
    let sum: f32 = sort.iter().sum();
    sort.map(|p| p / sum)
}
