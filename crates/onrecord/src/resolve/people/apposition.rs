//! Reads roles: what stands beside a name and says the bearer's office or kin.
//!
//! Example: `Ana Ruiz, the mayor of Norvik,` gives the role *mayor of Norvik*; so do `Mayor Ana Ruiz`, `the mayor, Ana Ruiz` and `Ana Ruiz is the mayor`.
//! **Finds** titles before a name, appositions after and before it, the copula. **Leaves alone** lists ("Ruiz, the mayor and a clerk") where
//! no comma or verb closes the apposition. **Why**: `the mayor` later on is then known. **Source**: news usage of first mentions.

use std::ops::Range;

use super::lists::{self, PEOPLE};
use super::mentions::{Determiner, Form, Found, PERSON, PLACE};
use super::view::View;

/// A role of the bearer of one name mention.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// The name mention.
    pub name: usize,
    /// The noun mention that says it, where there is one; titles have none.
    pub noun: Option<usize>,
    /// The words, determiner left out.
    pub tokens: Range<usize>,
    /// The noun of the office, in lower case.
    pub office: String,
    /// The mention of the body or place that the office belongs to.
    pub of: Option<usize>,
}

/// All roles of a document.
pub(super) fn read(view: &View<'_>, found: &[Found]) -> Vec<Held> {
    let mut out = Vec::new();
    for (i, m) in found.iter().enumerate() {
        if m.form != Form::Name {
            continue;
        }
        if m.tokens.start < m.core.start {
            title(view, found, i, &mut out);
        }
        after(view, found, i, &mut out);
        before(view, found, i, &mut out);
    }
    out
}

/// The mention of that form which begins or stands at a token.
fn at(found: &[Found], ok: impl Fn(&Found) -> bool, from: usize) -> Option<usize> {
    let begin = found.partition_point(|m| m.tokens.start < from.saturating_sub(12));
    let near = found[begin..].iter().enumerate().take_while(|(_, m)| m.tokens.start <= from + 12);
    near.filter(|(_, m)| ok(m)).map(|(k, _)| begin + k).next()
}

fn office_of(view: &View<'_>, tokens: &Range<usize>) -> Option<String> {
    // "Secretary of State" is a secretary.
    let of = tokens.clone().find(|&t| view.word(t) == "of" && lists::is_title(view.word(t.saturating_sub(1))));
    let tokens = tokens.start..of.filter(|&t| t > tokens.start).unwrap_or(tokens.end);
    let mut words = tokens.clone().rev().filter(|&t| view.is_word(t) && view.word(t).len() > 1);
    // "Interior Minister Gen. Ana Ruiz" is a minister.
    let last = words.clone().find(|&t| !PEOPLE.is(view.word(t), "rank")).or_else(|| words.next())?;
    Some(view.word(last).to_owned())
}

/// "Virland Foreign Minister Ana Ruiz".
fn title(view: &View<'_>, found: &[Found], i: usize, out: &mut Vec<Held>) {
    let m = &found[i];
    let tokens = m.tokens.start..m.core.start;
    let words: Vec<usize> = tokens.clone().filter(|&t| view.is_word(t)).collect();
    if words.iter().all(|&t| PEOPLE.is(view.word(t), "rank")) {
        return;
    }
    let Some(office) = office_of(view, &tokens) else { return };
    let of = at(found, |n| n.form == Form::Name && n.tokens.end == tokens.start && n.sort[PERSON] < 0.5, tokens.start);
    let last = words.last().map_or(tokens.end, |t| t + 1);
    out.push(Held { name: i, noun: None, tokens: tokens.start..last, office, of });
}

/// Where a noun's phrase ends: after "of", "for", "at", "in" and the name or noun there.
fn phrase(view: &View<'_>, found: &[Found], noun: usize) -> (usize, Option<usize>) {
    let mut end = found[noun].tokens.end;
    let mut of = None;
    for _ in 0..2 {
        if !matches!(view.word(end), "of" | "for" | "at" | "in" | "with") {
            break;
        }
        let from = end + 1 + usize::from(matches!(view.word(end + 1), "the" | "a" | "an"));
        let next = at(
            found,
            |m| (m.tokens.start == from || m.tokens.start == end + 1) && !matches!(m.form, Form::Pronoun(_)),
            from,
        );
        let Some(next) = next else { break };
        if of.is_none() && found[next].form == Form::Name {
            of = Some(next);
        }
        end = found[next].tokens.end;
    }
    (end, of)
}

/// "Ana Ruiz, the mayor of Norvik," and "Ana Ruiz is the mayor".
fn after(view: &View<'_>, found: &[Found], i: usize, out: &mut Vec<Held>) {
    let m = &found[i];
    let mut from = m.tokens.end;
    // An age stands between: "Ana Ruiz, 42, a teacher".
    let comma = view.word(from) == ",";
    if comma
        && view.document.tokens().get(from + 1).is_some_and(|t| t.kind == crate::text::TokenKind::Number)
        && view.word(from + 2) == ","
    {
        from += 2;
    }
    let copula = matches!(view.word(from), "is" | "was" | "became");
    // "KALAMA — A former minister said": a dash after what opens a paragraph closes a dateline.
    let dateline = view.document.paragraph_of(m.head).start == m.tokens.start;
    let dash = matches!(view.word(from), "—" | "–") && !dateline;
    if !(comma || copula || dash || view.word(from) == "(") || m.sort[PLACE] > 0.7 {
        return;
    }
    let noun = at(
        found,
        |n| {
            let begins = n.tokens.start > from && n.tokens.start <= from + 2 && n.tokens.end > from + 1;
            begins && matches!(n.form, Form::Noun | Form::Title) && !taken_by_name(view, n)
        },
        from,
    );
    // "Ana Ruiz, the board's chair" and "Norvik's mayor".
    let owner = at(
        found,
        |n| n.tokens.start > from && n.tokens.start <= from + 2 && possessor(view, n.tokens.end).is_some(),
        from,
    );
    let owned = owner.and_then(|o| {
        let next = possessor(view, found[o].tokens.end)?;
        at(found, |n| n.tokens.start == next && matches!(n.form, Form::Noun | Form::Title), next)
    });
    let (noun, owner) = if owned.is_some() { (owned, owner) } else { (noun, None) };
    let Some(noun) = noun else { return };
    let n = &found[noun];
    let fits = n.sort[PERSON] > 0.5 && m.sort[PERSON] > 0.4 || n.sort[PERSON] < 0.5 && m.sort[PERSON] < 0.5;
    if !fits || n.sentence != m.sentence || n.plural || n.determiner == Determiner::This {
        return;
    }
    let (end, of) = phrase(view, found, noun);
    let of = of.or(owner);
    let closed = matches!(view.word(end), "," | "." | ")" | ";" | "—" | "–" | "" | "who" | "which")
        || matches!(view.document.token_text(end.min(view.len() - 1)), "”" | "\"");
    let bare = n.determiner == Determiner::None
        && !lists::is_title(view.word(n.head))
        && !PEOPLE.is(view.word(n.head), "org-of")
        && !PEOPLE.is(view.word(n.head), "kin");
    if comma && (!closed && !verb(view, end) || bare) || copula && n.determiner == Determiner::None && bare {
        return;
    }
    push(view, i, noun, n, end, of, out);
}

/// The token after a possessive ending that begins at `t`.
fn possessor(view: &View<'_>, t: usize) -> Option<usize> {
    let mark = matches!(view.word(t), "'" | "’");
    mark.then_some(t + 1 + usize::from(view.word(t + 1) == "s"))
}

fn verb(view: &View<'_>, t: usize) -> bool {
    matches!(view.tag(t), super::view::Tag::Verb | super::view::Tag::Auxiliary)
}

/// Whether a noun leads to a name of its own: "the mayor Ana Ruiz".
fn taken_by_name(view: &View<'_>, n: &Found) -> bool {
    view.capital(n.tokens.end) && n.form == Form::Noun
}

fn push(view: &View<'_>, name: usize, noun: usize, n: &Found, end: usize, of: Option<usize>, out: &mut Vec<Held>) {
    let tokens = n.core.start..end;
    out.push(Held { name, noun: Some(noun), tokens, office: view.word(n.head).to_owned(), of });
}

/// "The mayor, Ana Ruiz," and "counsel for the town Ana Ruiz".
fn before(view: &View<'_>, found: &[Found], i: usize, out: &mut Vec<Held>) {
    let m = &found[i];
    let Some(previous) = m.tokens.start.checked_sub(1) else { return };
    let comma = view.word(previous) == ",";
    // "This guy named Mario".
    let named = matches!(view.word(previous), "named" | "called");
    let end = previous + usize::from(!comma && !named);
    let noun = (0..i).rev().take(8).find(|&k| {
        let n = &found[k];
        matches!(n.form, Form::Noun | Form::Title)
            && n.sentence == m.sentence
            && phrase(view, found, k).0 == end
            && n.tokens.start + 12 > end
    });
    let Some(noun) = noun else { return };
    let n = &found[noun];
    let office = lists::is_title(view.word(n.head))
        || PEOPLE.is(view.word(n.head), "org-of")
        || PEOPLE.is(view.word(n.head), "kin")
        || PEOPLE.is(view.word(n.head), "spokes");
    if n.plural || m.sort[PERSON] < 0.4 || n.sort[PERSON] < 0.5 || !office && !named {
        return;
    }
    let closed = matches!(view.word(m.tokens.end), "," | "." | ";" | ")" | "—" | "–" | "") || verb(view, m.tokens.end);
    if comma
        && (!closed || n.determiner == Determiner::None && n.tokens.start > 0 && view.word(n.tokens.start - 1) == ",")
    {
        return;
    }
    let (end, of) = phrase(view, found, noun);
    push(view, i, noun, n, end, of, out);
}
