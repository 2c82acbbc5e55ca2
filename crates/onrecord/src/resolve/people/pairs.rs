//! What speaks for two mentions being of one entity: a later and an earlier [`Found`] in, numbers for the small network out.
//!
//! Example: for `she` and `Ana Ruiz` in the sentence before: the forms, one sentence apart, both subjects, sex not contradicted, and that
//! both speak. The order of the numbers is the network's (`training/pairs.py`); to change it is to train anew.

use super::lists::PEOPLE;
use super::mentions::{Determiner, Form, Found, Gender, Pronoun};
use super::view::{Tag, View};
use crate::analyse::Status;

/// What is asked of mentions again and again.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Whether a mention is credited and kept anonymous.
    pub secret: Vec<bool>,
    /// The finding that a mention speaks.
    pub speaks: Vec<Option<usize>>,
    /// How many mentions that speak stand before each.
    spoken: Vec<u32>,
    /// Words of each mention's core.
    words: Vec<Vec<String>>,
    /// How many mentions of the same bearer stand before each.
    pub before: Vec<u32>,
    /// How many mentions the document has of the same bearer, or of the same noun.
    all: Vec<u32>,
    /// How many singular people stand before each.
    people: Vec<u32>,
}

impl Facts {
    pub fn new(view: &View<'_>, found: &[Found], bearer: &[Option<usize>]) -> Self {
        let (speaks, secret) = speaks(view, found);
        let mut count = 0;
        let spoken = speaks
            .iter()
            .map(|s| {
                count += u32::from(s.is_some());
                count
            })
            .collect();
        let words = found
            .iter()
            .map(|m| m.core.clone().filter(|&t| view.is_word(t)).map(|t| stem(view.word(t)).to_owned()).collect())
            .collect();
        let mut seen = std::collections::HashMap::new();
        let before = bearer
            .iter()
            .map(|b| {
                let n = b.map_or(0, |b| *seen.get(&b).unwrap_or(&0));
                if let Some(b) = b {
                    *seen.entry(*b).or_insert(0) += 1;
                }
                n
            })
            .collect();
        let key = |i: usize| match bearer[i] {
            Some(b) => format!("\u{0}{b}"),
            None => stem(view.word(found[i].head)).to_owned(),
        };
        let mut counts = std::collections::HashMap::new();
        (0..found.len()).for_each(|i| *counts.entry(key(i)).or_insert(0) += 1);
        let all = (0..found.len()).map(|i| counts[&key(i)]).collect();
        let mut count = 0;
        let people = found
            .iter()
            .map(|m| {
                let before = count;
                count += u32::from(m.sort[0] > 0.5 && !m.plural && !matches!(m.form, Form::Pronoun(_)));
                before
            })
            .collect();
        Self { secret, speaks, spoken, words, before, all, people }
    }
}

/// The finding that each mention speaks: the first mention of a credit that is its head.
fn speaks(view: &View<'_>, found: &[Found]) -> (Vec<Option<usize>>, Vec<bool>) {
    let (mut out, mut secret) = (vec![None; found.len()], vec![false; found.len()]);
    for (i, f) in view.findings.quotations.iter().enumerate() {
        for credit in &f.speakers {
            if let Some(m) = credit.mention.hull().and_then(|s| head_of(view, found, view.document.tokens_of(s))) {
                out[m] = Some(i);
                secret[m] |= credit.status == Status::Unnamed && found[m].form != Form::Name;
            }
        }
    }
    (out, secret)
}

/// The mention that stands for a stretch of tokens: the first name of a person before any clause, else the first mention.
pub(super) fn head_of(view: &View<'_>, found: &[Found], tokens: std::ops::Range<usize>) -> Option<usize> {
    let begin = found.partition_point(|m| m.tokens.start < tokens.start.saturating_sub(16));
    let inside = |m: &Found| m.head >= tokens.start && m.head < tokens.end;
    let all: Vec<usize> = (begin..found.len())
        .take_while(|&k| found[k].tokens.start < tokens.end)
        .filter(|&k| inside(&found[k]))
        .collect();
    let first = *all.first()?;
    if let Some(k) = closing(view, found, &all, tokens.clone()) {
        return Some(k);
    }
    // "The mayor, Ana Ruiz" and "counsel for the town, Ana Ruiz": a comma leads to the name; "a spokesman for Ruiz" keeps its noun.
    if !matches!(found[first].form, Form::Pronoun(_) | Form::Name) {
        let apposed = all.iter().copied().find(|&k| {
            let m = &found[k];
            let end = found[first].tokens.end;
            let beside = m.tokens.start == end || m.tokens.start == end + 1 && view.word(end) == ".";
            let before = m.tokens.start.checked_sub(1).map_or("", |t| view.word(t));
            m.form == Form::Name && (beside || m.sort[0] > 0.5 && matches!(before, "," | "named" | "called"))
        });
        if let Some(k) = apposed.or_else(|| self::apposed(view, found, &all, first)) {
            return Some(k);
        }
    }
    // A body before its officer in one run: "Norvik council leader Ana Ruiz".
    let whole = |k: usize| found[k].form == Form::Name && found[k].sort[0] < 0.5;
    if whole(first) {
        let next = all.iter().copied().find(|&k| {
            k != first
                && (found[k].tokens.start == found[first].tokens.end
                    || found[k].tokens.start <= found[first].tokens.start
                        && found[k].tokens.end > found[first].tokens.end)
        });
        if let Some(k) = next {
            return Some(k);
        }
    }
    // "Ruiz spokeswoman Leyla Kaya", "village head Sani Garba": offices alone part the two.
    if matches!(found[first].form, Form::Name | Form::Noun) {
        let office = |t: usize| {
            let word = view.word(t);
            super::lists::is_title(word) || ["org-of", "spokes", "kin"].iter().any(|class| PEOPLE.is(word, class))
        };
        let officer = all.iter().copied().find(|&k| {
            let between = found[first].tokens.end..found[k].tokens.start.max(found[first].tokens.end);
            let near = found[k].form == Form::Name && found[k].tokens.start > found[first].head && between.len() <= 4;
            near && !between.is_empty() && between.clone().all(|t| office(t) || view.word(t) == "-")
        });
        if let Some(k) = officer {
            return Some(k);
        }
    }
    // "Ruiz's lawyer": the noun that a possessor stands before.
    let possessor = view.word(found[first].tokens.end) == "s"
        || matches!(view.word(found[first].tokens.end), "'" | "’")
        || matches!(view.word(found[first].head), "his" | "her" | "their" | "its" | "my" | "our" | "your");
    if possessor {
        let owned = all.iter().copied().find(|&k| {
            k != first
                && !matches!(found[k].form, Form::Pronoun(_))
                && found[k].tokens.start <= found[first].tokens.end + 2
                && found[k].tokens.end > found[first].tokens.end
        });
        // "Her adviser, Wayra Condori".
        if let Some(k) = owned.and_then(|o| apposed(view, found, &all, o)) {
            return Some(k);
        }
        // What is owned speaks, never its owner: "Ruiz's campaign" is not Ruiz.
        let end = found[first].tokens.end;
        if owned.is_some() || end + 1 < tokens.end {
            return owned;
        }
    }
    Some(first)
}

/// The name of a person that closes a phrase of offices: "Senate Majority Leader Ana Ruiz", "Secretary of State Tom Okafor". Not of
/// "a spokesman for Ana Ruiz", nor of "Ruiz's friend Tom Okafor and his wife".
fn closing(view: &View<'_>, found: &[Found], all: &[usize], tokens: std::ops::Range<usize>) -> Option<usize> {
    let stops = |t: &usize| matches!(view.word(*t), "," | "who" | "which" | "that" | "(" | "—" | "–" | ";" | ":");
    let end = tokens.clone().find(stops).unwrap_or(tokens.end);
    let name = all.iter().copied().rev().find(|&k| {
        let m = &found[k];
        m.form == Form::Name && m.sort[0] > 0.4 && m.tokens.end == end
    })?;
    let office = |t: usize| super::lists::is_title(view.word(t)) && !PEOPLE.bends(view.word(t), "spokes");
    let mut before = tokens.start..found[name].tokens.start.max(tokens.start);
    let plain = before.all(|t| match view.word(t) {
        // Of "the governor of Zarrin" nobody is named.
        "of" => t > tokens.start && office(t - 1) && view.capital(t + 1) && t + 2 < found[name].core.start + 1,
        "'" | "’" | "s" | "and" | "or" => false,
        _ => !matches!(view.tag(t), Tag::Preposition | Tag::Verb | Tag::Auxiliary | Tag::Pronoun),
    });
    plain.then_some(name)
}

/// The name of a person that a comma ties to a noun: "its first signatory, the hydrologist Ardeshir Homayoun".
fn apposed(view: &View<'_>, found: &[Found], all: &[usize], noun: usize) -> Option<usize> {
    let comma = found[noun].tokens.end;
    if view.word(comma) != "," {
        return None;
    }
    let plain = |t: usize| {
        let tag = view.tag(t);
        let word = view.word(t);
        word == "."
            || word != "who" && matches!(tag, Tag::Noun | Tag::Name | Tag::Adjective | Tag::Determiner | Tag::Pronoun)
    };
    all.iter().copied().find(|&k| {
        let m = &found[k];
        let between = comma + 1..m.tokens.start.max(comma + 1);
        m.form == Form::Name
            && m.sort[0] > 0.4
            && m.tokens.start > comma
            && between.len() <= 4
            && between.clone().all(plain)
    })
}

/// The name that a credit gives, whatever else it says: "her adviser, Wayra Condori" is no unnamed source.
pub(super) fn named_in(view: &View<'_>, found: &[Found], tokens: std::ops::Range<usize>) -> Option<usize> {
    let begin = found.partition_point(|m| m.tokens.start < tokens.start);
    let all: Vec<usize> = (begin..found.len()).take_while(|&k| found[k].tokens.start < tokens.end).collect();
    let mut nouns = all.iter().copied().filter(|&k| matches!(found[k].form, Form::Noun | Form::Title)).take(2);
    nouns.find_map(|k| apposed(view, found, &all, k))
}

/// A noun without its plural ending.
fn stem(word: &str) -> &str {
    word.strip_suffix('s').filter(|w| w.len() > 2 && !w.ends_with('s')).unwrap_or(word)
}

fn form(m: &Found) -> usize {
    match m.form {
        Form::Name => 0,
        Form::Title => 1,
        Form::Noun => match m.determiner {
            Determiner::The => 2,
            Determiner::This => 3,
            Determiner::Whose => 4,
            Determiner::A => 5,
            Determiner::None => 6,
        },
        Form::Pronoun(p) => match p {
            Pronoun::I => 7,
            Pronoun::We => 8,
            Pronoun::You => 9,
            Pronoun::He => 10,
            Pronoun::She => 11,
            Pronoun::It => 12,
            Pronoun::They => 13,
            Pronoun::This => 14,
        },
    }
}

const FORMS: usize = 15;

/// The numbers for a later mention `j` and an earlier one `i`.
pub(super) fn features(view: &View<'_>, found: &[Found], facts: &Facts, j: usize, i: usize, out: &mut Vec<f32>) {
    let (a, b) = (&found[j], &found[i]);
    out.clear();
    let mut is = |x: bool| out.push(f32::from(u8::from(x)));
    let (fa, fb) = (form(a), form(b));
    (0..FORMS).for_each(|k| is(fa == k));
    (0..FORMS).for_each(|k| is(fb == k));
    let far = a.sentence - b.sentence.min(a.sentence);
    for (from, to) in [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 40), (41, usize::MAX)] {
        is((from..=to).contains(&far));
    }
    let (wa, wb) = (&facts.words[j], &facts.words[i]);
    let noun = |m: &Found| !matches!(m.form, Form::Pronoun(_));
    let nouns = noun(a) && noun(b);
    let head = nouns && stem(view.word(a.head)) == stem(view.word(b.head));
    is(head);
    is(nouns && wa == wb);
    is(head && wa.iter().all(|w| wb.contains(w)));
    is(head && wb.iter().all(|w| wa.contains(w)));
    is(head && wa.len() > 1 && wb.len() > 1 && wa != wb);
    is(nouns && !head && wb.contains(wa.last().unwrap_or(&String::new())));
    is(nouns && !head && wa.contains(wb.last().unwrap_or(&String::new())));
    let pronoun = |m: &Found| if let Form::Pronoun(p) = m.form { Some(p) } else { None };
    is(pronoun(a).is_some() && pronoun(a) == pronoun(b));
    is(view.word(a.head) == view.word(b.head));
    let person = |p: Option<Pronoun>| match p {
        Some(Pronoun::I | Pronoun::We) => 1,
        Some(Pronoun::You) => 2,
        _ => 3,
    };
    is(person(pronoun(a)) != person(pronoun(b)));
    is(matches!(
        (pronoun(a), pronoun(b)),
        (Some(Pronoun::We), Some(Pronoun::I)) | (Some(Pronoun::I), Some(Pronoun::We))
    ));
    is(a.gender != Gender::Unknown && a.gender == b.gender);
    is(a.gender != Gender::Unknown && b.gender != Gender::Unknown && a.gender != b.gender);
    is(a.gender != Gender::Unknown && a.gender == b.hint);
    is(a.gender != Gender::Unknown && b.hint != Gender::Unknown && a.gender != b.hint);
    is(a.plural == b.plural);
    is(a.plural && !b.plural);
    is(!a.plural && b.plural);
    is(PEOPLE.bends(view.word(b.head), "body"));
    is(PEOPLE.bends(view.word(b.head), "crowd"));
    let role = |m: &Found| super::view::best(view.grammar(m.head).roles());
    is(role(a) == 1);
    is(role(b) == 1);
    is(role(a) == 1 && role(b) == 1);
    is(role(b) == 2);
    is(role(a) == role(b));
    // Quotations.
    is(a.quoted);
    is(b.quoted);
    is(a.inside.is_some() && a.inside == b.inside);
    is(a.quoted && a.inside != b.inside);
    is(b.quoted && a.inside != b.inside);
    let of = |m: &Found, k: usize| m.inside.is_some() && facts.speaks[k] == m.inside;
    is(of(a, i) && a.quoted);
    is(of(a, i) && !a.quoted);
    is(facts.speaks[j].is_some());
    is(facts.speaks[i].is_some());
    let last = facts.speaks[j].is_some() && facts.speaks[i].is_some() && facts.spoken[j] == facts.spoken[i] + 1;
    is(last);
    // Places.
    let same = far == 0;
    is(a.tokens.start >= b.tokens.start && a.tokens.end <= b.tokens.end
        || b.tokens.start >= a.tokens.start && b.tokens.end <= a.tokens.end);
    let between = b.tokens.end..a.tokens.start.max(b.tokens.end);
    is(same && between.len() == 1 && view.word(between.start) == ",");
    is(same
        && between.len() <= 2
        && between.clone().any(|t| matches!(view.word(t), "is" | "was" | "are" | "were" | "be")));
    is(same && between.clone().all(|t| matches!(view.word(t), "and" | "or" | ",")));
    is(same && j == i + 1);
    is(i == 0 || found[i - 1].sentence != b.sentence);
    is(j == 0 || found[j - 1].sentence != a.sentence);
    is(a.head + 1 == b.head || between.is_empty());
    is(view.document.paragraph_of(a.head).contains(&b.head));
    is(b.form == Form::Name && b.determiner == Determiner::A);
    let own = |m: &Found| matches!(view.word(m.head), "my" | "our" | "your" | "his" | "its" | "their" | "her");
    let owns = |m: &Found| own(m) && super::view::best(view.grammar(m.head).roles()) == 3;
    let itself = view.word(a.head).ends_with("self") || view.word(a.head).ends_with("selves");
    is(owns(a));
    is(owns(b));
    is(itself);
    is(itself && same && role(b) == 1);
    is(owns(a) && same && role(b) == 1);
    is(a.plural && b.plural && b.form == Form::Name);
    let rivals = facts.people[j].saturating_sub(
        facts.people[i] + u32::from(b.sort[0] > 0.5 && !b.plural && !matches!(b.form, Form::Pronoun(_))),
    );
    is(rivals == 0);
    is(rivals == 1);
    is(rivals >= 3);
    is(view.document.sentence_of(b.head).start + 2 >= b.tokens.start);
    is(view.document.sentence_of(a.head).start + 2 >= a.tokens.start);
    let all = (facts.all[i] as f32).ln() / 3.0;
    let far = ((j - i) as f32 + 1.0).ln() / 5.0;
    out.push(far);
    out.push(((facts.before[i] + 1) as f32).ln() / 3.0);
    out.push(if noun(b) { all } else { 0.0 });
    out.push(if b.form == Form::Name { all } else { 0.0 });
    out.push(far * f32::from(u8::from(pronoun(a).is_some())));
    for k in 0..4 {
        out.push(a.sort[k]);
        out.push(b.sort[k]);
        out.push(a.sort[k] * b.sort[k]);
    }
    out.push(view.grammar(a.head).again().clamp(-4.0, 4.0) / 4.0);
    out.push(view.grammar(b.head).again().clamp(-4.0, 4.0) / 4.0);
    let none = |m: &Found| super::view::soft(view.grammar(m.head).kinds(), 0);
    out.push(none(a));
    out.push(none(b));
}
