//! A document as this room asks for it: words, parts of speech and people by token; noun phrases and who is meant by them.
//!
//! Example: behind "wrote to" in "wrote to the heads of both movements on Friday" stands the party `the heads of both movements`. Whom no entity
//! stands for gets an id behind those of the document's; `admitted.rs` makes entities of those that are used.

use std::collections::BTreeMap;
use std::ops::Range;

use super::MEDIA;
use crate::model::Grammar;
use crate::reading::Quotation;
use crate::resolve::times::Time;
use crate::resolve::{Entity, EntityId, EntityKind, MentionKind};
use crate::text::{Document, TokenKind};

/// Longest noun phrase, in tokens.
const LONGEST: usize = 24;
/// Tokens before a verb in which its subject is looked for.
const FAR: usize = 36;

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
    Determiner,
    Number,
    Other,
}

/// A document with what is asked of its tokens again and again.
pub(super) struct View<'a> {
    pub document: &'a Document,
    pub words: Vec<String>,
    tags: Vec<Tag>,
    grammar: &'a [Grammar],
    /// For each token, whether it stands in somebody's own words.
    pub quoted: Vec<bool>,
    /// For each token, the innermost quotation in whose content it stands.
    pub inside: Vec<Option<u32>>,
    pub entities: &'a [Entity],
    pub times: &'a [Time],
    /// Mentions by their first token, longest first.
    starts: BTreeMap<usize, Vec<(usize, EntityId)>>,
    /// Mentions by the token behind them, longest first.
    ends: BTreeMap<usize, Vec<(usize, EntityId)>>,
    /// Times by their first token: the token behind, and which.
    when: BTreeMap<usize, (usize, usize)>,
    /// Parties that no entity stands for.
    pub fresh: Vec<Range<usize>>,
}

impl<'a> View<'a> {
    pub fn new(
        document: &'a Document,
        grammar: &'a [Grammar],
        entities: &'a [Entity],
        times: &'a [Time],
        quotations: &[Quotation],
    ) -> Self {
        let count = document.tokens().len();
        let words = (0..count).map(|t| document.token_text(t).to_lowercase()).collect();
        let tags = (0..count).map(|t| grammar.get(t).map_or(Tag::Other, tag)).collect();
        let (mut inside, mut quoted) = (vec![None; count], vec![false; count]);
        for (i, q) in quotations.iter().enumerate() {
            for piece in q.finding.content.iter() {
                let tokens = document.tokens_of(piece);
                inside[tokens.clone()].fill(Some(i as u32));
                quoted[tokens].fill(false);
            }
            for piece in q.finding.quoted.iter() {
                quoted[document.tokens_of(piece)].fill(true);
            }
        }
        let (mut starts, mut ends) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        // A pronoun that stands for nobody is no party.
        let told = |e: &Entity| e.mentions.iter().any(|m| m.kind != MentionKind::Pronoun);
        for (i, entity) in entities.iter().enumerate().filter(|(_, e)| told(e)) {
            for span in entity.mentions.iter().filter_map(|m| m.spans.hull()) {
                let tokens = document.tokens_of(span);
                starts.entry(tokens.start).or_default().push((tokens.end, EntityId::new(i)));
                ends.entry(tokens.end).or_default().push((tokens.start, EntityId::new(i)));
            }
        }
        for all in starts.values_mut() {
            all.sort_by_key(|m| std::cmp::Reverse(*m));
        }
        for all in ends.values_mut() {
            all.sort_unstable();
        }
        let when = times.iter().enumerate().filter_map(|(i, t)| {
            let tokens = document.tokens_of(t.spans.hull()?);
            Some((tokens.start, (tokens.end, i)))
        });
        let when = when.collect();
        Self { document, words, tags, grammar, quoted, inside, entities, times, starts, ends, when, fresh: Vec::new() }
    }

    /// The lower-case word of a token; empty beyond the end.
    pub fn word(&self, token: usize) -> &str {
        self.words.get(token).map_or("", String::as_str)
    }

    pub fn tag(&self, token: usize) -> Tag {
        self.tags.get(token).copied().unwrap_or(Tag::Other)
    }

    pub fn is_quoted(&self, token: usize) -> bool {
        self.quoted.get(token).copied().unwrap_or(false)
    }

    pub fn capital(&self, token: usize) -> bool {
        token < self.words.len() && self.document.token_text(token).starts_with(char::is_uppercase)
    }

    fn is_word(&self, token: usize) -> bool {
        self.document.tokens().get(token).is_some_and(|t| t.kind == TokenKind::Word)
    }

    /// The words of a range as they are written, white space folded.
    pub fn text(&self, tokens: Range<usize>) -> String {
        let text = self.document.span_of(tokens).map_or("", |s| self.document.slice(s));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The time that begins at a token, behind "on", "of" or "the" there: the token behind it, and which.
    pub fn time(&self, token: usize) -> Option<(usize, usize)> {
        self.when
            .range(token..token + 2)
            .next()
            .filter(|(t, _)| **t == token || self.word(token) == "the")
            .map(|(_, v)| *v)
    }

    /// Whether a time begins in a range.
    pub fn time_in(&self, tokens: Range<usize>) -> Option<usize> {
        if tokens.start >= tokens.end {
            return None;
        }
        self.when.range(tokens).next().map(|(_, (_, i))| *i)
    }

    /// Whether `’s` or `’` behind a plural ends right before a token: the token behind the owner.
    pub fn owner_end(&self, token: usize) -> Option<usize> {
        let mark = |t: usize| matches!(self.word(t), "'" | "’");
        let s = token.checked_sub(1)?;
        if self.word(s) == "s" && s > 0 && mark(s - 1) {
            return Some(s - 1);
        }
        if matches!(self.word(s), "'s" | "’s") {
            return Some(s);
        }
        (mark(s) && s > 0 && self.word(s - 1).ends_with('s') && self.glued(s - 1)).then_some(s)
    }

    fn glued(&self, token: usize) -> bool {
        let tokens = self.document.tokens();
        tokens.get(token + 1).is_some_and(|next| tokens[token].span.end() == next.span.start())
    }

    /// The noun phrase that begins at a token: its end and its head; what "of" adds counts, the head stays.
    pub fn phrase(&self, start: usize) -> Option<(usize, usize)> {
        let own = |t: usize| matches!(self.word(t), "his" | "her" | "their" | "its" | "my" | "our" | "your");
        let nominal = |t: usize| matches!(self.tag(t), Tag::Noun | Tag::Name | Tag::Adjective | Tag::Number);
        if self.tag(start) == Tag::Pronoun && !(own(start) && nominal(start + 1)) {
            return Some((start + 1, start));
        }
        let limit = self.document.sentence_of(start).end.min(start + LONGEST);
        // Of the piece at hand, and of the pieces before an "of".
        let (mut head, mut whole): (Option<usize>, Option<(usize, usize)>) = (None, None);
        let mut t = start;
        while t < limit && self.is_quoted(t) == self.is_quoted(start) && (t == start || self.time(t).is_none()) {
            let open = head.is_none_or(|h| self.tag(h) == Tag::Number);
            let fits = match self.tag(t) {
                Tag::Noun | Tag::Name => true,
                Tag::Number => open,
                Tag::Determiner => head.is_none(),
                Tag::Adjective => open || self.capital(t),
                // "two very different answers".
                Tag::Adverb | Tag::Verb => {
                    // "about thirty supporters".
                    (t > start || self.tag(t + 1) == Tag::Number) && open && nominal(t + 1)
                }
                Tag::Pronoun => own(t) && head.is_none(),
                _ => {
                    let word = self.word(t);
                    let joint = matches!(word, "-" | "–" | "&") && self.glued(t) && t > start && self.glued(t - 1);
                    let short = t > start && self.words[t - 1].chars().count() <= 3;
                    let initial = word == "." && short && self.tag(t + 1) == Tag::Name;
                    let mark = t > start && matches!(word, "'" | "’") && self.owner_end(t + 1).is_some();
                    let s = t > start && matches!(word, "s" | "'s" | "’s") && self.owner_end(t + 1).is_some();
                    let about = t == start && word == "about" && self.tag(t + 1) == Tag::Number;
                    about || joint || initial || mark || s || matches!(word, "'" | "’") && self.word(t + 1) == "s"
                }
            };
            if fits {
                if matches!(self.tag(t), Tag::Noun | Tag::Name | Tag::Number) && self.is_word(t) {
                    head = Some(t);
                }
                t += 1;
            } else if self.word(t) == "of" && head.is_some() && t + 1 < limit {
                let first = whole.map_or(head, |(_, h)| Some(h));
                whole = first.map(|h| (t, h));
                head = None;
                t += 1;
            } else {
                break;
            }
        }
        match (head, whole) {
            (Some(h), None) => Some((h + 1, h)),
            (Some(h), Some((_, first))) => Some((h + 1, first)),
            (None, Some(whole)) => Some(whole),
            (None, None) => None,
        }
    }

    /// Who is meant by the noun phrase or pronoun that begins at a token, and the token behind it.
    pub fn party(&mut self, start: usize) -> Option<(EntityId, usize)> {
        if start >= self.words.len() || self.time(start).is_some() {
            return None;
        }
        let (end, head) = self.phrase(start).or_else(|| {
            let pronoun = self.tag(start) == Tag::Pronoun;
            pronoun.then_some((start + 1, start))
        })?;
        // "The letter", "the answer": no party.
        if !self.capital(head) && !MEDIA.is(self.word(head), "hears") && super::sightings::is_occasion(self, head) {
            return None;
        }
        if let Some((to, id)) = self.mention_of(start, head) {
            return Some((id, end.max(to)));
        }
        if self.tag(head) == Tag::Pronoun && !matches!(self.word(head), "us" | "me") || !self.hears(head) {
            return None;
        }
        Some((self.admit(start..end, head), end))
    }

    /// The party for words that no entity stands for; the same words, the same party.
    pub fn admit(&mut self, tokens: Range<usize>, head: usize) -> EntityId {
        let known = self.fresh.iter().position(|f| {
            f.contains(&head) || {
                let a = self.text(f.clone());
                let b = self.text(tokens.clone());
                bare(&a) == bare(&b)
            }
        });
        let at = known.unwrap_or_else(|| {
            self.fresh.push(tokens);
            self.fresh.len() - 1
        });
        EntityId::new(self.entities.len() + at)
    }

    /// The mention that begins in a phrase and reaches over its head, the longest.
    fn mention_of(&self, start: usize, head: usize) -> Option<(usize, EntityId)> {
        let all = self.starts.range(start..=head).flat_map(|(_, all)| all.iter());
        all.filter(|(end, _)| *end > head && *end <= start + LONGEST)
            .max_by_key(|(end, id)| (*end, std::cmp::Reverse(*id)))
            .copied()
    }

    /// Who ends right before a token.
    pub fn ending(&self, token: usize) -> Option<EntityId> {
        self.ends.get(&token).and_then(|all| all.first()).map(|(_, id)| *id)
    }

    /// Who is spoken of at a token, by the shortest mention that holds it.
    pub fn at(&self, token: usize) -> Option<EntityId> {
        let near = self.starts.range(token.saturating_sub(LONGEST)..=token);
        let all = near.flat_map(|(s, all)| all.iter().map(move |(e, id)| (*s, *e, *id))).filter(|m| m.1 > token);
        all.min_by_key(|m| (m.1 - m.0, m.0)).map(|m| m.2)
    }

    pub fn kind(&self, id: EntityId) -> Option<EntityKind> {
        self.entities.get(id.index()).map(|e| e.kind)
    }

    /// Whether a noun is one that can be told something.
    pub fn hears(&self, head: usize) -> bool {
        let word = self.word(head);
        if MEDIA.is(word, "hears") || matches!(word, "us" | "me") {
            return true;
        }
        let Some(grammar) = self.grammar.get(head) else { return false };
        let share = |k: usize| soft(grammar.kinds(), k);
        share(1) + share(2) + share(5) + share(6) > 0.6
    }

    /// Whether a noun or name is a place.
    pub fn is_place(&self, head: usize) -> bool {
        let named = self.at(head).and_then(|e| self.kind(e)) == Some(EntityKind::Place);
        named || self.grammar.get(head).is_some_and(|g| soft(g.kinds(), 3) + soft(g.kinds(), 7) > 0.5)
    }

    /// Whether the network calls a token a subject.
    fn is_subject(&self, token: usize) -> bool {
        self.grammar.get(token).is_some_and(|g| best(g.roles()) == 1)
    }

    /// Who does what a verb says.
    pub fn subject(&mut self, verb: usize) -> Option<EntityId> {
        let start = self.document.sentence_of(verb).start;
        let mut t = verb;
        while t > start
            && (matches!(self.tag(t - 1), Tag::Auxiliary | Tag::Adverb) || matches!(self.word(t - 1), "not" | "n't"))
        {
            t -= 1;
        }
        if t > start && matches!(self.word(t - 1), "who" | "which" | "that") {
            t -= 1 + usize::from(t > start + 1 && self.word(t - 2) == ",");
        }
        if t > start && self.word(t - 1) == "," && self.word(verb).ends_with("ing") {
            // "Coach Duarte, facing reporters".
            t -= 1;
        }
        if let Some((first, id)) = self.ends.get(&t).and_then(|all| all.first()).copied() {
            // "President Woldemariam of Kerassa wrote": the subject stands before "of".
            let inner = first > start
                && matches!(self.word(first - 1), "of" | "in" | "from" | "for" | "at" | "with" | "," | "and");
            if inner
                && self.word(first - 1) == "of"
                && let Some(before) = self.ending(first - 1)
            {
                return Some(before);
            }
            if !inner || self.word(t) == "," {
                // "The letter said".
                return Some(id).filter(|_| self.capital(t - 1) || !super::sightings::is_occasion(self, t - 1));
            }
        }
        if t > start && self.tag(t - 1) == Tag::Pronoun {
            return None;
        }
        let from = start.max(t.saturating_sub(FAR));
        let same = self.quoted.get(verb).copied();
        for k in (from..t).rev() {
            let relative = matches!(self.word(k), "who" | "which" | "that");
            if self.quoted.get(k).copied() != same || !self.is_subject(k) || relative {
                continue;
            }
            if !self.capital(k) && super::sightings::is_occasion(self, k) {
                return None;
            }
            if let Some(id) = self.at(k) {
                return Some(id);
            }
            let first = (from..k)
                .rev()
                .take_while(|&s| {
                    matches!(self.tag(s), Tag::Determiner | Tag::Adjective | Tag::Noun | Tag::Name | Tag::Number)
                })
                .last();
            let first = first.unwrap_or(k);
            if self.hears(k)
                && let Some((end, head)) = self.phrase(first)
            {
                return Some(self.admit(first..end, head));
            }
            return None;
        }
        None
    }

    /// The parties that begin at a token, joined by "and" and commas.
    pub fn parties(&mut self, start: usize) -> (Vec<EntityId>, usize) {
        self.joined(start, false)
    }

    /// The same of a subject, behind which its verb stands.
    pub fn subjects(&mut self, start: usize) -> (Vec<EntityId>, usize) {
        self.joined(start, true)
    }

    fn joined(&mut self, start: usize, verb: bool) -> (Vec<EntityId>, usize) {
        let mut out = Vec::new();
        let (mut t, mut end) = (start, start);
        while let Some((id, behind)) = self.party(t) {
            // "wrote to Ruiz and Okafor said": Okafor has a verb of his own.
            if !verb && !out.is_empty() && matches!(self.tag(behind), Tag::Verb | Tag::Auxiliary) {
                break;
            }
            if !out.contains(&id) {
                out.push(id);
            }
            end = behind;
            let comma = self.word(behind) == "," && self.word(behind + 1) == "and";
            if self.word(behind) != "and" && !comma || out.len() > 8 {
                break;
            }
            t = behind + 1 + usize::from(comma);
        }
        (out, end)
    }
}

/// Without article.
fn bare(name: &str) -> String {
    let name = name.to_lowercase();
    ["the ", "a ", "an "].iter().find_map(|a| name.strip_prefix(a)).map_or(name.clone(), str::to_owned)
}

fn tag(grammar: &Grammar) -> Tag {
    match best(grammar.tags()) {
        0 => Tag::Noun,
        1 => Tag::Name,
        2 => Tag::Pronoun,
        3 => Tag::Verb,
        4 => Tag::Auxiliary,
        5 => Tag::Adjective,
        6 => Tag::Adverb,
        8 => Tag::Determiner,
        12 => Tag::Number,
        _ => Tag::Other,
    }
}

fn best(numbers: &[f32]) -> usize {
    (0..numbers.len()).fold(0, |at, i| if numbers[i] > numbers[at] { i } else { at })
}

fn soft(logits: &[f32], at: usize) -> f32 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = logits.iter().map(|x| (x - most).exp()).sum();
    (logits[at] - most).exp() / sum
}
