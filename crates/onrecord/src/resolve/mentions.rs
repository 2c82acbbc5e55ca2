//! Finds what a document speaks of: names, nouns and pronouns, as [`Found`] mentions in reading order.
//!
//! Example: `President Ana Ruiz said the board would meet her` gives the name `Ana Ruiz` under the title `President`, the noun `the
//! board` and the pronoun `her`. **Finds** runs of capitals that no sentence, headline or weekday asks for; nouns and
//! pronouns that the grammar network takes for heads. **Leaves alone** days, months, adjectives of peoples, `it` that stands for
//! nothing. **Why**: what is no mention can be nobody. **Source**: GUM's guidelines for mentions and their heads (Zeldes 2017).

use std::collections::HashSet;
use std::ops::Range;

use super::lists::{self, PEOPLE};
use crate::analyse::Findings;
use crate::model::Grammar;
use crate::text::{Document, TokenKind};

/// Longest name, in tokens.
const LONGEST: usize = 14;
/// Tokens looked at to the left of a noun for the words that belong to it.
const BEFORE: usize = 7;

/// What a mention is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Form {
    Name,
    /// An office with capitals or alone: "the Leader", "Your Excellency".
    Title,
    Noun,
    Pronoun(Pronoun),
}

/// Pronouns that can stand for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Pronoun {
    I,
    We,
    You,
    He,
    She,
    It,
    They,
    This,
}

/// The word before a noun that says whether it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Determiner {
    None,
    The,
    A,
    This,
    Whose,
}

/// What the text says of the bearer's sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Gender {
    Male,
    Female,
    Unknown,
}

/// What sort of thing is meant, as probabilities that sum to 1: person, organisation, place, other.
pub(super) type Sort = [f32; 4];
pub(super) const PERSON: usize = 0;
pub(super) const ORGANISATION: usize = 1;
pub(super) const PLACE: usize = 2;

/// One mention.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// All of its tokens, titles and determiner among them.
    pub tokens: Range<usize>,
    /// The name without titles, or the noun with what belongs to it.
    pub core: Range<usize>,
    /// The token that stands for it.
    pub head: usize,
    pub form: Form,
    pub determiner: Determiner,
    pub sort: Sort,
    pub gender: Gender,
    /// What a given name lets one guess where the text says nothing.
    pub hint: Gender,
    pub plural: bool,
    /// Index of the innermost finding inside whose content it stands.
    pub inside: Option<usize>,
    /// Whether it stands in that one's own words.
    pub quoted: bool,
    pub sentence: usize,
}

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
    quoted: Vec<bool>,
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

/// All mentions of a document, in the order of their first token; of two that begin together the longer first.
pub(super) fn mentions(view: &View<'_>) -> Vec<Found> {
    let finder = Finder { view, shouted: shouted(view), common: common(view) };
    let mut out = finder.names();
    let taken: HashSet<usize> = out.iter().flat_map(|m| m.tokens.clone()).collect();
    finder.others(&taken, &mut out);
    out.sort_by_key(|m| (m.tokens.start, usize::MAX - m.tokens.end, m.head));
    out
}

/// Sentences in which most words have capitals, so that a capital says nothing.
fn shouted(view: &View<'_>) -> Vec<bool> {
    let sentences = view.document.sentences().iter();
    sentences
        .map(|s| {
            let words: Vec<usize> = s.clone().filter(|&t| view.is_word(t) && view.words[t].len() > 3).collect();
            let capitals = words.iter().filter(|&&t| view.capital(t)).count();
            words.len() >= 4 && 4 * capitals >= 3 * words.len()
        })
        .collect()
}

/// Words that the document also writes small.
fn common<'v>(view: &'v View<'_>) -> HashSet<&'v str> {
    (0..view.len()).filter(|&t| view.is_word(t) && !view.capital(t)).map(|t| view.words[t].as_str()).collect()
}

struct Finder<'v, 'a> {
    view: &'v View<'a>,
    shouted: Vec<bool>,
    common: HashSet<&'v str>,
}

impl Finder<'_, '_> {
    /// Whether a token's capital makes it part of a name.
    fn names_something(&self, t: usize) -> bool {
        let view = self.view;
        if !view.capital(t) {
            return false;
        }
        let word = view.word(t);
        if PEOPLE.is(word, "time") || PEOPLE.is(word, "i") || word.len() == 1 && !self.initial(t) {
            return false;
        }
        let tag = view.tag(t);
        let opens = t == 0 || view.sentence[t - 1] != view.sentence[t] || !view.is_word(t - 1) && !view.glued(t - 1);
        let doubtful = opens || self.shouted[view.sentence[t] as usize];
        if matches!(tag, Tag::Pronoun | Tag::Determiner | Tag::Preposition | Tag::Auxiliary | Tag::Particle) {
            return false;
        }
        if !doubtful {
            return tag != Tag::Adjective || !lists::is_demonym(word) || view.capital(t + 1);
        }
        tag == Tag::Name && !(self.common.contains(word) && best(view.grammar(t).kinds()) > 4)
            || lists::is_place(word) && tag != Tag::Verb
    }

    /// An initial: one capital before a stop, or beside another name.
    fn initial(&self, t: usize) -> bool {
        let view = self.view;
        view.word(t + 1) == "." && view.glued(t) || view.tag(t) == Tag::Name
    }

    /// Whether the tokens from `t` join a name to the capital after them; then how many they are.
    fn joint(&self, start: usize, t: usize) -> Option<usize> {
        let view = self.view;
        let word = view.word(t);
        let next = |n: usize| view.capital(t + n) && view.sentence.get(t + n) == view.sentence.get(t);
        match word {
            "-" | "‐" | "‑" | "'" | "’" | "ʼ" | "." | "&" | "·"
                if next(1) && view.glued(t) && (view.glued(t - 1) || word == "&") =>
            {
                Some(1)
            }
            "-" | "‐" | "‑" if view.glued(t) && t > 0 && view.glued(t - 1) && view.is_word(t + 1) => Some(1),
            "." if view.glued(t - 1) && next(1) && view.words[t - 1].chars().count() == 1 => Some(1),
            "." if view.glued(t - 1) && next(1) && PEOPLE.is(view.word(t - 1), "rank") => Some(1),
            "&" if next(1) => Some(1),
            "of" | "for" if next(1) && self.body(start..t) => Some(1),
            "of" if view.word(t + 1) == "the" && next(2) && self.body(start..t) => Some(2),
            "for" if view.word(t + 1) == "the" && next(2) && self.body(start..t) => Some(2),
            "and" if next(1) && self.ministry(start..t) => Some(1),
            _ if PEOPLE.is(word, "particle") && !matches!(word, "a" | "as" | "e" | "y" | "he" | "do" | "st") => {
                let hyphen = usize::from(matches!(view.word(t + 1), "-" | "'" | "’"));
                let more = usize::from(PEOPLE.is(view.word(t + 1), "particle"));
                (next(1 + hyphen + more) && (t + 1 > start) && view.is_word(t - 1)).then_some(1 + hyphen + more)
            }
            _ => None,
        }
    }

    /// Whether a run of capitals names a body, so that "of" may continue it.
    fn body(&self, run: Range<usize>) -> bool {
        let last = run.end - 1;
        let word = self.view.word(last);
        (PEOPLE.bends(word, "body") || matches!(word, "state" | "republic" | "kingdom" | "emirates" | "isle" | "bay" | "sea" | "university" | "journal" | "cape" | "gulf" | "strait" | "tower" | "bridge" | "bank"))
            && !PEOPLE.is(word, "honorific")
    }

    /// "Ministry of Trade (and Industry)".
    fn ministry(&self, run: Range<usize>) -> bool {
        let words: Vec<&str> = run.map(|t| self.view.word(t)).collect();
        words.len() >= 3 && words.contains(&"of") && words.first().is_some_and(|w| matches!(*w, "ministry" | "department" | "office" | "institute" | "school" | "faculty" | "centers" | "centre" | "center" | "board" | "committee" | "bank"))
    }

    /// Runs of capitals with what joins them.
    fn names(&self) -> Vec<Found> {
        let view = self.view;
        let mut out = Vec::new();
        let mut t = 0;
        while t < view.len() {
            if !self.names_something(t) {
                t += 1;
                continue;
            }
            let start = t;
            let mut end = t + 1;
            while end < view.len() && end - start < LONGEST && view.sentence[end] == view.sentence[start] {
                if self.names_something(end) && !self.parts(end) {
                    end += 1;
                } else if let Some(n) = self.joint(start, end) {
                    end += n + 1;
                } else if view.document.tokens()[end].kind == TokenKind::Number
                    && view.words[end].len() <= 2
                    && view.capital(end - 1)
                    && !view.glued(end)
                    && best(view.grammar(end).kinds()) == 4
                {
                    end += 1;
                } else {
                    break;
                }
            }
            end = end.min(view.len());
            self.split(start..end, &mut out);
            t = end;
        }
        out
    }

    /// Whether a new name begins at a capital that follows another: after a mark, never inside a run.
    fn parts(&self, t: usize) -> bool {
        !self.view.is_word(t - 1)
    }

    /// Takes demonyms and titles off a run: "Harbour League Secretary General Ziya Nahari" is a body, a title and a person.
    fn split(&self, run: Range<usize>, out: &mut Vec<Found>) {
        let view = self.view;
        let title = |t: usize| lists::is_title(view.word(t)) && view.is_word(t);
        let demonym = |t: usize| lists::is_demonym(view.word(t));
        let last_word = run.clone().rev().find(|&t| view.is_word(t)).unwrap_or(run.start);
        let ends_in_body = PEOPLE.bends(view.word(last_word), "body") || PEOPLE.bends(view.word(last_word), "place");
        // The last title with a name after it.
        let cut = if ends_in_body && !PEOPLE.is(view.word(run.start), "rank") {
            None
        } else {
            run.clone().rev().find(|&t| title(t) && t < last_word && self.named_after(t, &run))
        };
        let (mut titles, mut core) = (run.start..run.start, run.clone());
        if let Some(t) = cut {
            let mut from = t;
            while from > run.start && (title(from - 1) || matches!(view.word(from - 1), "-" | "and" | ".") && from - 1 > run.start) {
                from -= 1;
            }
            let mut to = t + 1;
            while to < run.end && !view.is_word(to) {
                to += 1;
            }
            titles = from..to;
            core = to..run.end;
            let before = run.start..from;
            if !before.is_empty() {
                self.split(before, out);
            }
        } else if title(last_word) && !ends_in_body && run.len() <= 5 && run.clone().all(|t| title(t) || demonym(t) || !view.is_word(t) || matches!(view.word(t), "general" | "foreign" | "of" | "first" | "supreme" | "excellency")) {
            self.push(run.clone(), run.clone(), last_word, Form::Title, out);
            return;
        }
        // "Foreign Minister" after a body or people: "Virland Foreign Minister".
        while core.len() > 1 && demonym(core.start) && view.is_word(core.start + 1) && !PEOPLE.bends(view.word(last_word), "body") && view.tag(core.start) == Tag::Adjective {
            core.start += 1;
        }
        let Some(head) = core.clone().rev().find(|&t| view.is_word(t)) else { return };
        if core.len() == 1 && demonym(core.start) && view.tag(core.start) == Tag::Adjective {
            return;
        }
        let whole = if titles.is_empty() { core.clone() } else { titles.start..core.end };
        self.push(whole, core.clone(), head, Form::Name, out);
        self.nested(&core, head, out);
    }

    /// Whether something that can be a name follows a title inside its run.
    fn named_after(&self, t: usize, run: &Range<usize>) -> bool {
        let view = self.view;
        let rest: Vec<usize> = (t + 1..run.end).filter(|&k| view.is_word(k)).collect();
        let Some(&next) = rest.first() else { return false };
        !rest.iter().all(|&k| lists::is_title(view.word(k)))
            && !matches!(view.word(next), "of" | "for" | "and")
            && !rest.iter().any(|&k| matches!(view.word(k), "of" | "for"))
            && !lists::is_demonym(view.word(next))
    }

    /// Names inside a name: a place inside a body's.
    fn nested(&self, core: &Range<usize>, head: usize, out: &mut Vec<Found>) {
        let view = self.view;
        if core.len() < 2 {
            return;
        }
        let mut t = core.start;
        while t < core.end {
            let mut found = None;
            for n in (1..=3usize.min(core.end - t)).rev() {
                if n < core.len() && view.is_word(t) && lists::is_place(&view.text(t..t + n).to_lowercase()) {
                    found = Some(n);
                    break;
                }
            }
            let body = PEOPLE.bends(view.word(head), "body") || PEOPLE.bends(view.word(head), "place") || core.clone().any(|k| matches!(view.word(k), "of" | "for"));
            if let Some(n) = found
                && body
                && t + n - 1 != head
            {
                self.push(t..t + n, t..t + n, t + n - 1, Form::Name, out);
                if let Some(m) = out.last_mut() {
                    m.sort = [0.03, 0.04, 0.9, 0.03];
                }
                t += n;
            } else {
                t += 1;
            }
        }
    }

    fn push(&self, tokens: Range<usize>, core: Range<usize>, head: usize, form: Form, out: &mut Vec<Found>) {
        let view = self.view;
        let determiner = match tokens.start.checked_sub(1).map_or("", |t| view.word(t)) {
            "the" => Determiner::The,
            "a" | "an" => Determiner::A,
            _ => Determiner::None,
        };
        out.push(Found {
            sort: self.sort(&core, head, form),
            gender: self.gender(&tokens, &core),
            hint: Gender::Unknown,
            plural: form != Form::Name && view.grammar(head).plural() > 0.0,
            inside: view.inside(head),
            quoted: view.quoted[head],
            sentence: view.sentence[head] as usize,
            tokens,
            core,
            head,
            form,
            determiner,
        });
    }

    /// What sort of thing: the network's opinion of the words that may be the head.
    fn sort(&self, core: &Range<usize>, head: usize, form: Form) -> Sort {
        let grammar = |t: usize| self.view.grammar(t).kinds();
        let mut sum = [0.0f32; 4];
        match form {
            Form::Name => {
                for t in [core.start, head] {
                    let kinds = grammar(t);
                    for (k, s) in sum.iter_mut().enumerate() {
                        *s = s.max(soft(kinds, 1 + k));
                    }
                }
            }
            _ => {
                for (k, s) in sum.iter_mut().enumerate() {
                    *s = soft(grammar(head), 5 + k) + soft(grammar(head), 1 + k);
                }
            }
        }
        if form == Form::Title {
            return [0.95, 0.02, 0.01, 0.02];
        }
        normal(sum)
    }

    /// What titles and the noun say of the bearer's sex.
    fn gender(&self, tokens: &Range<usize>, core: &Range<usize>) -> Gender {
        let has = |class: &str| {
            let mut words = (tokens.start..core.start).chain(core.end - 1..core.end);
            words.any(|t| PEOPLE.is(self.view.word(t), class) || PEOPLE.is(self.view.word(t).trim_end_matches('s'), class))
        };
        match (has("m"), has("f")) {
            (true, false) => Gender::Male,
            (false, true) => Gender::Female,
            _ => Gender::Unknown,
        }
    }

    /// Nouns and pronouns.
    fn others(&self, taken: &HashSet<usize>, out: &mut Vec<Found>) {
        let view = self.view;
        for t in 0..view.len() {
            if taken.contains(&t) || !view.is_word(t) {
                continue;
            }
            let kind = best(view.grammar(t).kinds());
            if let Some(pronoun) = pronoun(view.word(t)) {
                // "It" and "that" only where the network sees a mention; the others always are one.
                let weak = matches!(pronoun, Pronoun::It | Pronoun::This);
                // "Her" before a noun and "US" are told apart by their letters.
                let letters = view.document.token_text(t) != "US" && view.document.token_text(t) != "IT";
                if letters && (!weak || soft(view.grammar(t).kinds(), 9) > 0.5) {
                    self.pronoun(t, pronoun, out);
                }
            } else if (5..=8).contains(&kind) || kind > 0 && kind < 5 && view.tag(t) == Tag::Noun {
                self.noun(t, taken, out);
            }
        }
    }

    fn pronoun(&self, t: usize, pronoun: Pronoun, out: &mut Vec<Found>) {
        self.push(t..t + 1, t..t + 1, t, Form::Pronoun(pronoun), out);
        let Some(m) = out.last_mut() else { return };
        m.plural = matches!(pronoun, Pronoun::We | Pronoun::They) || matches!(self.view.word(t), "these" | "those");
        m.gender = match pronoun {
            Pronoun::He => Gender::Male,
            Pronoun::She => Gender::Female,
            _ => Gender::Unknown,
        };
        m.sort = match pronoun {
            Pronoun::I | Pronoun::You | Pronoun::He | Pronoun::She | Pronoun::We => [0.97, 0.01, 0.01, 0.01],
            Pronoun::They => [0.6, 0.2, 0.03, 0.17],
            Pronoun::It => [0.01, 0.25, 0.12, 0.62],
            Pronoun::This => [0.02, 0.03, 0.05, 0.9],
        };
    }

    /// A noun with the determiner, numbers, adjectives and nouns before it.
    fn noun(&self, t: usize, taken: &HashSet<usize>, out: &mut Vec<Found>) {
        let view = self.view;
        let mut start = t;
        let mut determiner = Determiner::None;
        while start > 0 && t - start < BEFORE && view.sentence[start - 1] == view.sentence[t] {
            let k = start - 1;
            let word = view.word(k);
            match view.tag(k) {
                Tag::Determiner | Tag::Pronoun if matches!(word, "the" | "a" | "an" | "this" | "that" | "these" | "those" | "every" | "each" | "some" | "any" | "no" | "another" | "all" | "both") => {
                    determiner = match word {
                        "the" => Determiner::The,
                        "this" | "that" | "these" | "those" => Determiner::This,
                        _ => Determiner::A,
                    };
                    start = k;
                    break;
                }
                Tag::Pronoun | Tag::Determiner if matches!(word, "his" | "her" | "its" | "their" | "my" | "our" | "your") => {
                    determiner = Determiner::Whose;
                    start = k;
                    break;
                }
                Tag::Adjective | Tag::Number | Tag::Noun | Tag::Name if !taken.contains(&k) || view.is_word(k) => start = k,
                _ if matches!(word, "-" | "‑") && view.glued(k) && k > 0 && view.glued(k - 1) && view.is_word(k - 1) => start = k - 1,
                _ => {
                    if word == "s" && k > 0 && matches!(view.word(k - 1), "'" | "’") {
                        determiner = Determiner::Whose;
                    }
                    break;
                }
            }
        }
        let core = match determiner {
            Determiner::The | Determiner::A | Determiner::This => start + 1..t + 1,
            Determiner::Whose if matches!(view.word(start), "his" | "her" | "its" | "their" | "my" | "our" | "your") => start + 1..t + 1,
            _ => start..t + 1,
        };
        let core = if core.is_empty() { t..t + 1 } else { core };
        self.push(start..t + 1, core, t, Form::Noun, out);
        if let Some(m) = out.last_mut() {
            m.determiner = determiner;
        }
    }
}

fn pronoun(word: &str) -> Option<Pronoun> {
    Some(match word {
        "i" | "me" | "my" | "mine" | "myself" => Pronoun::I,
        "we" | "us" | "our" | "ours" | "ourselves" => Pronoun::We,
        "you" | "your" | "yours" | "yourself" | "yourselves" => Pronoun::You,
        "he" | "him" | "his" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" | "themself" => Pronoun::They,
        "this" | "that" | "these" | "those" => Pronoun::This,
        _ => return None,
    })
}

/// The share of one logit among all.
pub(super) fn soft(logits: &[f32], at: usize) -> f32 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = logits.iter().map(|x| (x - most).exp()).sum();
    (logits[at] - most).exp() / sum
}

/// Scales probabilities to a sum of 1.
pub(super) fn normal(mut sort: Sort) -> Sort {
    sort.iter_mut().for_each(|p| *p = p.max(1e-3));
    let sum: f32 = sort.iter().sum();
    sort.map(|p| p / sum)
}
