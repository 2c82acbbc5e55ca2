//! Finds what a document speaks of: names, nouns and pronouns, as [`Found`] mentions in reading order.
//!
//! Example: `President Ana Ruiz said the board would meet her` gives the name `Ana Ruiz` under the title `President`, the noun `the
//! board` and the pronoun `her`. **Finds** runs of capitals that no sentence, headline or weekday asks for; nouns and
//! pronouns that the grammar network takes for heads. **Leaves alone** days, months, adjectives of peoples, `it` that stands for
//! nothing. **Why**: what is no mention can be nobody. **Source**: GUM's guidelines for mentions and their heads (Zeldes 2017).

use std::collections::HashSet;
use std::ops::Range;

use super::lists::PEOPLE;
use super::runs;
use super::view::{Tag, View, best, normal, soft};

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

/// All mentions of a document, in the order of their first token; of two that begin together the longer first.
pub(super) fn mentions(view: &View<'_>) -> Vec<Found> {
    let mut out = runs::names(view);
    let taken: HashSet<usize> = out.iter().flat_map(|m| m.tokens.clone()).collect();
    others(view, &taken, &mut out);
    out.sort_by_key(|m| (m.tokens.start, usize::MAX - m.tokens.end, m.head));
    out
}

/// Adds a mention, with what its words say of its bearer.
pub(super) fn push(
    view: &View<'_>,
    tokens: Range<usize>,
    core: Range<usize>,
    head: usize,
    form: Form,
    out: &mut Vec<Found>,
) {
    let determiner = match tokens.start.checked_sub(1).map_or("", |t| view.word(t)) {
        "the" => Determiner::The,
        "a" | "an" => Determiner::A,
        _ => Determiner::None,
    };
    out.push(Found {
        sort: sort(view, &core, head, form),
        gender: gender(view, &tokens, &core),
        hint: Gender::Unknown,
        // "The Sams", "Americans": names of several people.
        plural: view.grammar(head).plural() > 0.0
            && (form != Form::Name || view.word(head).ends_with('s') && best(view.grammar(head).kinds()) == 1),
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
pub(super) fn sort(view: &View<'_>, core: &Range<usize>, head: usize, form: Form) -> Sort {
    let grammar = |t: usize| view.grammar(t).kinds();
    let mut sum = [0.0f32; 4];
    if form == Form::Name {
        // Of "Ana Ruiz" the first word is the head, of "Norvik Council" the last: that one decides unless it is none.
        let none = soft(grammar(head), 0);
        for (k, s) in sum.iter_mut().enumerate() {
            *s = soft(grammar(head), 1 + k);
            if core.start != head {
                *s += none * soft(grammar(core.start), 1 + k);
            }
        }
    } else {
        let word = view.word(head);
        for (k, s) in sum.iter_mut().enumerate() {
            *s = soft(grammar(head), 5 + k) + soft(grammar(head), 1 + k);
        }
        sum[ORGANISATION] += if PEOPLE.bends(word, "body") { 0.6 } else { 0.0 };
        let human = age(view, head).is_some()
            || ["org-of", "crowd", "kin", "spokes"].iter().any(|class| PEOPLE.bends(word, class));
        sum[PERSON] += if human { 0.6 } else { 0.0 };
    }
    if form == Form::Title {
        return [0.95, 0.02, 0.01, 0.02];
    }
    normal(sum)
}

/// What titles and the noun say of the bearer's sex.
fn gender(view: &View<'_>, tokens: &Range<usize>, core: &Range<usize>) -> Gender {
    let known = |word: &str| ["m", "f"].iter().any(|class| PEOPLE.is(word, class));
    let has = |class: &str| {
        let mut words = (tokens.start..core.start).chain(core.end - 1..core.end).map(|t| view.word(t));
        // "Mrs" is no plural of "Mr".
        words.any(|w| PEOPLE.is(w, class) || !known(w) && w.strip_suffix('s').is_some_and(|w| PEOPLE.is(w, class)))
    };
    match (has("m"), has("f")) {
        (true, false) => Gender::Male,
        (false, true) => Gender::Female,
        _ => Gender::Unknown,
    }
}

/// Nouns and pronouns.
fn others(view: &View<'_>, taken: &HashSet<usize>, out: &mut Vec<Found>) {
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
                put_pronoun(view, t, pronoun, out);
            }
        } else if (5..=8).contains(&kind) || kind > 0 && kind < 5 && view.tag(t) == Tag::Noun || speaks(view, t) {
            noun(view, t, taken, out);
        }
    }
}

/// Whether a token is a noun for people or bodies and ends its phrase: who speaks or hears is a mention, whatever the network says.
fn speaks(view: &View<'_>, t: usize) -> bool {
    const CLASSES: [&str; 7] = ["spokes", "org-of", "kin", "crowd", "press", "body", "audience"];
    let word = view.word(t);
    if age(view, t).is_some() {
        return !(matches!(view.tag(t + 1), Tag::Noun | Tag::Name) && view.is_word(t + 1));
    }
    matches!(view.tag(t), Tag::Noun | Tag::Name)
        && CLASSES.iter().any(|class| PEOPLE.bends(word, class))
        && !(matches!(view.tag(t + 1), Tag::Noun | Tag::Name) && view.is_word(t + 1))
}

/// The number of "68-year-old", by the token of its "old".
pub(super) fn age<'v>(view: &'v View<'_>, t: usize) -> Option<&'v str> {
    let hyphen = |t: usize| matches!(view.word(t), "-" | "‐" | "‑");
    let year = t.checked_sub(4)?;
    let is = view.word(t) == "old" && hyphen(t - 1) && view.word(t - 2) == "year" && hyphen(t - 3);
    is.then(|| view.word(year)).filter(|w| w.len() <= 3 && w.bytes().all(|b| b.is_ascii_digit()))
}

fn put_pronoun(view: &View<'_>, t: usize, pronoun: Pronoun, out: &mut Vec<Found>) {
    push(view, t..t + 1, t..t + 1, t, Form::Pronoun(pronoun), out);
    let Some(m) = out.last_mut() else { return };
    m.plural = matches!(pronoun, Pronoun::We | Pronoun::They) || matches!(view.word(t), "these" | "those");
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
fn noun(view: &View<'_>, t: usize, taken: &HashSet<usize>, out: &mut Vec<Found>) {
    let mut start = if age(view, t).is_some() { t - 4 } else { t };
    let mut determiner = Determiner::None;
    while start > 0 && t - start < BEFORE && view.sentence[start - 1] == view.sentence[t] {
        let k = start - 1;
        let word = view.word(k);
        match view.tag(k) {
            Tag::Determiner | Tag::Pronoun
                if matches!(
                    word,
                    "the"
                        | "a"
                        | "an"
                        | "this"
                        | "that"
                        | "these"
                        | "those"
                        | "every"
                        | "each"
                        | "some"
                        | "any"
                        | "no"
                        | "another"
                        | "all"
                        | "both"
                ) =>
            {
                determiner = match word {
                    "the" => Determiner::The,
                    "this" | "that" | "these" | "those" => Determiner::This,
                    _ => Determiner::A,
                };
                start = k;
                break;
            }
            Tag::Pronoun | Tag::Determiner
                if matches!(word, "his" | "her" | "its" | "their" | "my" | "our" | "your") =>
            {
                determiner = Determiner::Whose;
                start = k;
                break;
            }
            Tag::Adjective | Tag::Number | Tag::Noun | Tag::Name if !taken.contains(&k) || view.is_word(k) => start = k,
            // "The 24-year-old student", "210,000 people".
            _ if matches!(word, "-" | "‑" | ",")
                && view.glued(k)
                && k > 0
                && view.glued(k - 1)
                && (view.number(k - 1) && (word != "," || view.number(k + 1))
                    || word != "," && view.is_word(k - 1)) =>
            {
                start = k - 1;
            }
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
        Determiner::Whose if matches!(view.word(start), "his" | "her" | "its" | "their" | "my" | "our" | "your") => {
            start + 1..t + 1
        }
        _ => start..t + 1,
    };
    let core = if core.is_empty() { t..t + 1 } else { core };
    // "The Ruiz campaign" is a name, "Ruiz's campaign" is none.
    let called = matches!(view.word(t), "campaign" | "team" | "camp" | "administration")
        && core.len() > 1
        && view.capital(t - 1)
        && sort(view, &(t - 1..t), t - 1, Form::Name)[PERSON] > 0.5;
    push(view, start..t + 1, core, t, if called { Form::Name } else { Form::Noun }, out);
    if let Some(m) = out.last_mut() {
        m.determiner = determiner;
        if called {
            m.sort = [0.03, 0.94, 0.01, 0.02];
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
