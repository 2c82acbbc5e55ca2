//! Who is credited: a speaker mention in, [`Credit`]s out, one for each of several joint speakers.
//!
//! Example: `Ana Ruiz and a neighbour` gives a named and a described speaker.
//!
//! **Finds** the joints of a list of people, pronouns, bare titles, people kept anonymous. **Leaves alone** the names of bodies
//! ("Ministry of Trade and Industry"), and which person is meant. **Why**: an unnamed source is never a named one.
//! **Source**: the definition of `status` in the wire contract.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::Classes;
use super::{Credit, Status};
use crate::span::Spans;
use crate::text::{Document, TokenKind};

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/speakers.txt")));

/// Words that may stand inside a list of people without being one.
const JOINTS: [&str; 3] = ["and", "&", "or"];

/// The speakers that a mention credits; none where it is empty.
pub(super) fn credits(document: &Document, mention: &Spans) -> Vec<Credit> {
    let Some(hull) = mention.hull() else { return Vec::new() };
    let parts: Vec<Range<usize>> = if mention.len() > 1 {
        mention.iter().map(|s| document.tokens_of(s)).collect()
    } else {
        people(document, document.tokens_of(hull))
    };
    let credit = |tokens: Range<usize>| {
        let span = document.span_of(tokens.clone())?;
        Some(Credit { mention: Spans::one(span), status: status(document, tokens) })
    };
    parts.into_iter().filter_map(credit).collect()
}

fn lower(document: &Document, token: usize) -> String {
    document.token_text(token).to_lowercase()
}

fn capital(document: &Document, token: usize) -> bool {
    document.token_text(token).starts_with(char::is_uppercase)
}

/// The parts of a mention that name somebody each, or the whole of it.
fn people(document: &Document, tokens: Range<usize>) -> Vec<Range<usize>> {
    let whole = vec![tokens.clone()];
    let Some(joint) = tokens.clone().find(|&t| JOINTS[..2].contains(&lower(document, t).as_str()) && t > tokens.start)
    else {
        return whole;
    };
    let clause =
        |t: usize| matches!(lower(document, t).as_str(), "who" | "which" | "that" | "whose" | "whom" | "with" | "from");
    if (tokens.start..joint).any(clause) || joint + 1 >= tokens.end {
        return whole;
    }
    let mut parts = Vec::new();
    let mut from = tokens.start;
    for t in tokens.start..joint {
        if lower(document, t) == "," {
            parts.push(from..t);
            from = t + 1;
        }
    }
    parts.push(from..joint);
    parts.retain(|p| !p.is_empty());
    parts.push(joint + 1..tokens.end);
    // An apposition (Ana Ruiz, mayor and counsel) is no list: each part must stand on its own.
    if parts.iter().all(|p| heads(document, p)) && !body(document, &tokens, joint) { parts } else { whole }
}

/// Whether a part can be a speaker of its own: a name, a pronoun, or a noun with its own determiner.
fn heads(document: &Document, part: &Range<usize>) -> bool {
    let first = lower(document, part.start);
    let determined = matches!(
        first.as_str(),
        "the" | "a" | "an" | "his" | "her" | "their" | "two" | "three" | "several" | "other" | "some" | "its"
    );
    determined && part.len() > 1 || capital(document, part.start) || LIST.is(&first, "pronoun")
}

/// Whether the mention is the name of one body: no name of its own on both sides of the joint.
fn body(document: &Document, tokens: &Range<usize>, joint: usize) -> bool {
    let bodies = |range: Range<usize>| {
        range.clone().any(|t| LIST.is(&lower(document, t), "organisation-word") && capital(document, t))
    };
    let of = (tokens.start..joint).any(|t| lower(document, t) == "of");
    let own = capital(document, joint + 1) && joint + 2 < tokens.end && capital(document, joint + 2);
    bodies(tokens.start..joint) && of && !matches!(lower(document, joint + 1).as_str(), "the" | "a")
        || LIST.is(&lower(document, joint + 1), "organisation-word") && capital(document, joint + 1) && !own
}

fn status(document: &Document, tokens: Range<usize>) -> Status {
    let words: Vec<String> = tokens.clone().map(|t| lower(document, t)).collect();
    let is = |class: &str| words.iter().any(|w| LIST.is(w, class));
    if words.iter().all(|w| LIST.is(w, "pronoun")) {
        return Status::Unresolved;
    }
    let names: Vec<usize> = tokens.clone().filter(|&t| named(document, &tokens, t)).collect();
    // An apposition that begins a mention with a role does not make an anonymous source a named one.
    let head = words.iter().take_while(|w| {
        !matches!(w.as_str(), "of" | "at" | "in" | "from" | "for" | "with" | "who" | "," | "close" | "to")
    });
    let secret = head.clone().any(|w| LIST.is(w, "secret"));
    let name_in_head = names.iter().any(|&t| t - tokens.start < head.clone().count());
    let person = names.windows(2).any(|w| w[0] + 1 == w[1]) && name_in_head;
    if is("secrecy") && !person
        || secret && !person && !(names.first() == Some(&tokens.start) && words.len() <= 2 && !secret_last(&words))
    {
        return Status::Unnamed;
    }
    if name_in_head || !names.is_empty() && !is("title") && !described(&words) {
        return Status::Named;
    }
    let bare_title = words.iter().filter(|w| w.as_str() != "the").count() <= 2
        && words.first().is_some_and(|w| w == "the")
        && is("title");
    if bare_title { Status::Unresolved } else { Status::Described }
}

fn secret_last(words: &[String]) -> bool {
    words.last().is_some_and(|w| LIST.is(w, "secret"))
}

fn described(words: &[String]) -> bool {
    words.first().is_some_and(|w| matches!(w.as_str(), "a" | "an" | "one" | "some" | "two" | "several" | "many"))
}

/// A capital that the grammar does not ask for.
fn named(document: &Document, mention: &Range<usize>, token: usize) -> bool {
    if document.tokens()[token].kind != TokenKind::Word || !capital(document, token) {
        return false;
    }
    let word = lower(document, token);
    let opens = document.sentence_of(token).start == token;
    let role = LIST.is(&word, "title") && token == mention.start;
    let function = matches!(
        word.as_str(),
        "the"
            | "a"
            | "an"
            | "one"
            | "some"
            | "two"
            | "several"
            | "many"
            | "most"
            | "his"
            | "her"
            | "their"
            | "our"
            | "my"
    ) || LIST.is(&word, "pronoun");
    let secret_opens = opens && LIST.is(&word, "secret");
    !(function || role || secret_opens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;
    use crate::text::document;

    #[track_caller]
    fn check(mention: &str, expected: &[(&str, Status)]) {
        let text = format!("On Monday {mention} said it rained.");
        let (doc, _) = document(&text);
        let found = credits(&doc, &Spans::one(Span::new(10, 10 + mention.len())));
        let found: Vec<_> = found.iter().filter_map(|c| Some((doc.slice(c.mention.hull()?), c.status))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn joint_speakers_are_told_apart() {
        check("Ana Ruiz and Ben Okafor", &[("Ana Ruiz", Status::Named), ("Ben Okafor", Status::Named)]);
        check(
            "Ruiz, Okafor and the mayor",
            &[("Ruiz", Status::Named), ("Okafor", Status::Named), ("the mayor", Status::Unresolved)],
        );
    }

    #[test]
    fn a_body_with_and_in_its_name_is_one() {
        check("the Ministry of Trade and Industry", &[("the Ministry of Trade and Industry", Status::Named)]);
        check("Smith and Sons", &[("Smith and Sons", Status::Named)]);
    }

    #[test]
    fn anonymity_is_kept() {
        check(
            "a senior official who asked not to be named",
            &[("a senior official who asked not to be named", Status::Unnamed)],
        );
        check("sources close to Ruiz", &[("sources close to Ruiz", Status::Unnamed)]);
        check("a neighbour", &[("a neighbour", Status::Described)]);
        check("she", &[("she", Status::Unresolved)]);
    }
}
