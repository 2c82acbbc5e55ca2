//! Finds names: runs of capitals with what joins them, titles and peoples taken off.
//!
//! Example: `Harbour League secretary general Ziya Nahari` is the name of a body and, under a title, of a person. **Finds** capitals that no
//! sentence, headline or weekday asks for; particles, initials, hyphens, "of" inside a body's name; names inside names. **Leaves alone**
//! days, months, adjectives of peoples, pronouns. **Why**: a name cut wrongly is two people or none. **Source**: GUM's guidelines.

use std::collections::HashSet;
use std::ops::Range;

use super::lists::{self, GIVEN, PEOPLE};
use super::mentions::{Determiner, Form, Found, ORGANISATION, PERSON, PLACE, push, sort};
use super::view::{Tag, View, best, soft};
use crate::text::TokenKind;

/// Longest name, in tokens.
const LONGEST: usize = 14;

/// The names of a document, in no order.
pub(super) fn names(view: &View<'_>) -> Vec<Found> {
    Finder { view, shouted: shouted(view), common: common(view), peoples: peoples(view) }.names()
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

/// Adjectives of places that the document itself names: *Ostravian* where it speaks of *Ostravia*.
fn peoples<'v>(view: &'v View<'_>) -> HashSet<&'v str> {
    let capitals: HashSet<&str> =
        (0..view.len()).filter(|&t| view.capital(t)).map(|t| view.words[t].as_str()).collect();
    let of = |word: &str| {
        let stem = ["ian", "ese", "ish", "an", "i", "n"].iter().filter_map(|end| word.strip_suffix(end));
        let mut places = stem.filter(|s| s.chars().count() >= 4);
        places.any(|s| {
            capitals.contains(s) || ["a", "ia", "e", "o"].iter().any(|e| capitals.contains(&*format!("{s}{e}")))
        })
    };
    capitals
        .iter()
        .copied()
        .filter(|w| of(w) && !lists::is_place(w) && !GIVEN.is(w, "m") && !GIVEN.is(w, "f"))
        .collect()
}

struct Finder<'v, 'a> {
    view: &'v View<'a>,
    shouted: Vec<bool>,
    common: HashSet<&'v str>,
    peoples: HashSet<&'v str>,
}

impl Finder<'_, '_> {
    /// Whether a token's capital makes it part of a name.
    fn names_something(&self, t: usize) -> bool {
        let view = self.view;
        if !view.capital(t) {
            return false;
        }
        let word = view.word(t);
        if self.label(t) {
            return true;
        }
        if PEOPLE.is(word, "opener") && (t == 0 || !view.capital(t - 1) || !view.glued(t)) && !self.inside_name(t) {
            return false;
        }
        // "May said": a month's name is a person's where the network is sure.
        let time = PEOPLE.is(word, "time") && soft(view.grammar(t).kinds(), 1) < 0.5 && !self.called(t);
        if time || PEOPLE.is(word, "i") || word.len() == 1 && !self.initial(t) {
            return false;
        }
        let tag = view.tag(t);
        let opens = t == 0 || view.sentence[t - 1] != view.sentence[t] || !view.is_word(t - 1) && !view.glued(t - 1);
        let doubtful = opens || self.shouted[view.sentence[t] as usize];
        if matches!(tag, Tag::Pronoun | Tag::Determiner | Tag::Preposition | Tag::Auxiliary | Tag::Particle) {
            return false;
        }
        if self.peoples.contains(word) && tag == Tag::Adjective && !view.capital(t + 1) {
            return false;
        }
        if !doubtful {
            return tag != Tag::Adjective || !lists::is_demonym(word) || view.capital(t + 1);
        }
        tag == Tag::Name && !(self.common.contains(word) && best(view.grammar(t).kinds()) > 4)
            || lists::is_place(word) && tag != Tag::Verb
    }

    /// The name before a colon that opens a paragraph of a transcript: "ST CYR-BAPTISTE: No."
    fn label(&self, t: usize) -> bool {
        let view = self.view;
        let start = view.document.paragraph_of(t).start;
        let shouted = |t: usize| view.document.token_text(t).chars().all(|c| !c.is_lowercase());
        if t > start + 6 || !shouted(t) || view.words[t].chars().count() < 2 {
            return false;
        }
        let colon = (t + 1..(start + 8).min(view.len())).find(|&k| view.word(k) == ":");
        let is =
            |k: usize| if view.is_word(k) { shouted(k) } else { !matches!(view.word(k), "\"" | "“" | "?" | "!") };
        colon.is_some_and(|colon| (start..colon).all(is) && view.words[start].chars().count() > 1)
    }

    /// "His lawyer, Sunday Ekanem": a day's name before a name, where no sentence asks for a day.
    fn called(&self, t: usize) -> bool {
        let view = self.view;
        let next = view.capital(t + 1) && view.tag(t + 1) == Tag::Name && !PEOPLE.is(view.word(t + 1), "time");
        let Some(before) = t.checked_sub(1).filter(|_| next) else { return false };
        lists::is_title(view.word(before))
            || before > 0
                && view.word(before) == ","
                && (lists::is_title(view.word(before - 1))
                    || ["org-of", "spokes", "kin"].iter().any(|class| PEOPLE.is(view.word(before - 1), class)))
    }

    /// A small word that stands between two capitals of one name: "Bank Of Virland" in a headline.
    fn inside_name(&self, t: usize) -> bool {
        let view = self.view;
        t > 0 && view.capital(t - 1) && view.capital(t + 1) && view.tag(t) == Tag::Name
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
        // "The Fishermen's Association", never "Okafor's Association".
        let owned = view.word(t + 1) == "s" && view.glued(t) && view.glued(t - 1) && view.capital(t + 2);
        if owned && matches!(word, "'" | "’") {
            let people = ["men", "women", "people", "children", "s"].iter().any(|e| view.word(t - 1).ends_with(e));
            return (people && PEOPLE.bends(view.word(t + 2), "body")).then_some(2);
        }
        let next = |n: usize| view.capital(t + n) && view.sentence.get(t + n) == view.sentence.get(t);
        match word {
            "-" | "‐" | "‑" | "'" | "’" | "ʼ" | "." | "&" | "·"
                if next(1) && view.glued(t) && (view.glued(t - 1) || word == "&") =>
            {
                Some(1)
            }
            "-" | "‐" | "‑" if view.glued(t) && t > 0 && view.glued(t - 1) && view.is_word(t + 1) => Some(1),
            // "Ta'i", "Fe'ao": no possessive and no verb cut short.
            "'" | "’" | "ʼ" | "‘" | "ʻ"
                if view.glued(t)
                    && view.glued(t - 1)
                    && view.is_word(t + 1)
                    && !matches!(view.word(t + 1), "s" | "t" | "d" | "m" | "ll" | "re" | "ve" | "em" | "n") =>
            {
                Some(1)
            }
            // "Hon. (Dr) Ana Ruiz".
            "(" if PEOPLE.is(view.word(t + 1), "honorific")
                && start < t
                && (PEOPLE.is(view.word(t - 1), "honorific")
                    || view.word(t - 1) == "." && PEOPLE.is(view.word(t - 2), "rank")) =>
            {
                let close = (t + 2..t + 4).find(|&k| view.word(k) == ")")?;
                view.capital(close + 1).then_some(close - t + 1)
            }
            "." if PEOPLE.is(view.word(t - 1), "rank")
                && view.word(t + 1) == "("
                && PEOPLE.is(view.word(t + 2), "honorific") =>
            {
                let close = (t + 3..t + 5).find(|&k| view.word(k) == ")")?;
                view.capital(close + 1).then_some(close - t + 1)
            }
            "." if view.glued(t - 1) && next(1) && view.words[t - 1].chars().count() == 1 => Some(1),
            "." if view.glued(t - 1)
                && next(1)
                && (PEOPLE.is(view.word(t - 1), "rank") || view.word(t - 1) == "del") =>
            {
                Some(1)
            }
            "&" if next(1) => Some(1),
            "of" | "for" if next(1) && (self.body(start..t) || self.portfolio(t) || self.people(start..t)) => Some(1),
            "of" | "for" if view.word(t + 1) == "the" && next(2) && (self.body(start..t) || self.portfolio(t)) => {
                Some(2)
            }
            // "Alliance to Reclaim Our Schools".
            "to" if next(1) && next(2) && self.body(start..t) && !self.shouted[view.sentence[t] as usize] => Some(1),
            "against" | "without" if next(1) && self.people(start..t) => Some(1),
            // A nickname: `Marcia "Cia" Price`.
            "\"" | "“" | "‘" | "'"
                if next(1) && next(3) && view.glued(t) && view.glued(t + 1) && !view.is_word(t + 2) =>
            {
                Some(3)
            }
            "and" if next(1) && (self.ministry(start..t) || self.fields(start..t, t + 1)) => Some(1),
            // "Reclaim Our Schools", inside a body's name.
            _ if view.capital(t)
                && next(1)
                && (start..t).any(|t| view.word(t) == "to")
                && matches!(view.tag(t), Tag::Pronoun | Tag::Determiner | Tag::Preposition) =>
            {
                Some(1)
            }
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
        // "Court of Appeal of Mwambao".
        let mut of = run.clone().filter(|&t| self.view.word(t) == "of");
        let again = of.any(|t| t > run.start && PEOPLE.bends(self.view.word(t - 1), "body"));
        (again
            || PEOPLE.bends(word, "body")
            || matches!(
                word,
                "state"
                    | "republic"
                    | "kingdom"
                    | "emirates"
                    | "isle"
                    | "bay"
                    | "sea"
                    | "university"
                    | "journal"
                    | "cape"
                    | "gulf"
                    | "strait"
                    | "tower"
                    | "bridge"
                    | "bank"
            ))
            && !PEOPLE.is(word, "honorific")
    }

    /// "Secretary of State": a title, "of", and what it is in charge of.
    fn portfolio(&self, of: usize) -> bool {
        let at = of + 1 + usize::from(self.view.word(of + 1) == "the");
        of > 0
            && self.view.word(of) == "of"
            && (lists::is_title(self.view.word(of - 1)) || self.head_of(of - 1))
            && PEOPLE.is(self.view.word(at), "portfolio")
    }

    /// "Head of State".
    fn head_of(&self, t: usize) -> bool {
        let view = self.view;
        view.word(t) == "head" && view.word(t + 1) == "of" && view.word(t + 2) == "state"
    }

    /// "Citizens for Tax Justice": people who call themselves a body, where no sentence asks for their capital.
    fn people(&self, run: Range<usize>) -> bool {
        let view = self.view;
        let opens = run.start == 0 || view.sentence[run.start - 1] != view.sentence[run.start];
        run.len() == 1
            && !opens
            && !self.shouted[view.sentence[run.start] as usize]
            && PEOPLE.bends(view.word(run.start), "league")
    }

    /// "Securities and Exchange Commission": one field of work and another, and the body.
    fn fields(&self, run: Range<usize>, next: usize) -> bool {
        let view = self.view;
        let end = (next..view.len()).find(|&t| !view.capital(t)).unwrap_or(next);
        run.len() == 1
            && end > next + 1
            && PEOPLE.is(view.word(run.start), "portfolio")
            && PEOPLE.bends(view.word(end - 1), "body")
    }

    /// "Ministry of Trade (and Industry)".
    fn ministry(&self, run: Range<usize>) -> bool {
        let words: Vec<&str> = run.map(|t| self.view.word(t)).collect();
        words.len() >= 3
            && words.iter().any(|w| matches!(*w, "of" | "for"))
            && words.first().is_some_and(|w| {
                matches!(
                    *w,
                    "ministry"
                        | "department"
                        | "office"
                        | "institute"
                        | "school"
                        | "faculty"
                        | "centers"
                        | "centre"
                        | "center"
                        | "board"
                        | "committee"
                        | "bank"
                )
            })
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
        // "Del. Ana Ruiz" sits in a house of delegates; "del" alone is a particle.
        let title = |t: usize| {
            view.is_word(t)
                && (lists::is_title(view.word(t)) && (t == run.start || !matches!(view.word(t), "st" | "saint"))
                    || view.word(t) == "del" && view.word(t + 1) == "."
                    || self.head_of(t))
        };
        let demonym = |t: usize| lists::is_demonym(view.word(t));
        let last_word = run.clone().rev().find(|&t| view.is_word(t)).unwrap_or(run.start);
        let office = run.clone().any(|t| title(t) && self.charge(t + 1, run.end) > last_word);
        let ends_in_body =
            !office && (PEOPLE.bends(view.word(last_word), "body") || PEOPLE.bends(view.word(last_word), "place"));
        // The last title with a name after it.
        let cut = if ends_in_body && !PEOPLE.is(view.word(run.start), "rank") {
            None
        } else {
            run.clone().rev().find(|&t| title(t) && t < last_word && self.named_after(t, &run))
        };
        let (mut titles, mut core) = (run.start..run.start, run.clone());
        if let Some(t) = cut {
            let mut from = t;
            while from > run.start
                && (title(from - 1)
                    || matches!(view.word(from - 1), "-" | "and" | "." | "(" | ")") && from - 1 > run.start)
            {
                from -= 1;
            }
            let mut to = self.charge(t + 1, run.end);
            while to < run.end && !view.is_word(to) {
                to += 1;
            }
            titles = from..to;
            core = to..run.end;
            let before = run.start..from;
            if !before.is_empty() {
                self.split(before, out);
            }
        } else if (title(last_word) || office)
            && !ends_in_body
            && run.len() <= 5
            && run.clone().all(|t| {
                title(t)
                    || demonym(t)
                    || !view.is_word(t)
                    || t > run.start + 1 && PEOPLE.is(view.word(t), "portfolio")
                    || matches!(view.word(t), "general" | "foreign" | "of" | "first" | "supreme" | "excellency")
            })
        {
            let head = run.clone().find(|&t| title(t) && self.charge(t + 1, run.end) > last_word);
            push(view, run.clone(), run.clone(), head.unwrap_or(last_word), Form::Title, out);
            return;
        }
        // "Foreign Minister" after a body or people: "Virland Foreign Minister".
        while core.len() > 1
            && demonym(core.start)
            && view.is_word(core.start + 1)
            && !PEOPLE.bends(view.word(last_word), "body")
            && view.tag(core.start) == Tag::Adjective
        {
            core.start += 1;
        }
        // "National Library of Virland": the word before "of" stands for it.
        let of = (core.start + 1..core.end).find(|&t| matches!(view.word(t), "of" | "for") && !view.capital(t));
        let Some(head) = (core.start..of.unwrap_or(core.end)).rev().find(|&t| view.is_word(t)) else { return };
        let article = core.start.checked_sub(1).map_or("", |t| view.word(t));
        let people = core.len() == 1
            && titles.is_empty()
            && (demonym(core.start) || self.peoples.contains(view.word(core.start)));
        // "The Iranian said": somebody of that people.
        if people
            && matches!(article, "the" | "a" | "an")
            && !matches!(view.tag(core.end), Tag::Noun | Tag::Name | Tag::Adjective)
        {
            push(view, core.start - 1..core.end, core, head, Form::Noun, out);
            if let Some(m) = out.last_mut() {
                m.determiner = if article == "the" { Determiner::The } else { Determiner::A };
                m.sort = [0.94, 0.02, 0.02, 0.02];
            }
            return;
        }
        if core.len() == 1 && demonym(core.start) && view.tag(core.start) == Tag::Adjective {
            return;
        }
        let whole = if titles.is_empty() { core.clone() } else { titles.start..core.end };
        push(view, whole, core.clone(), head, Form::Name, out);
        self.nested(&core, head, out);
    }

    /// Where what a title is in charge of ends: "of State", "of Homeland Security"; `at` where nothing of the kind follows.
    fn charge(&self, at: usize, end: usize) -> usize {
        let view = self.view;
        if at == 0 || !self.portfolio(at) {
            return at;
        }
        let mut to = at + 1 + usize::from(view.word(at + 1) == "the");
        while to < end && (PEOPLE.is(view.word(to), "portfolio") || view.word(to) == "and") {
            to += 1;
        }
        to
    }

    /// Whether something that can be a name follows a title inside its run.
    fn named_after(&self, t: usize, run: &Range<usize>) -> bool {
        let view = self.view;
        let rest: Vec<usize> = (self.charge(t + 1, run.end)..run.end).filter(|&k| view.is_word(k)).collect();
        let Some(&next) = rest.first() else { return false };
        // "Mr. King" is a name, "Mr. President" is none.
        let courtesy = matches!(view.word(t), "mr" | "mrs" | "ms" | "miss") && rest.len() == 1;
        (courtesy && !PEOPLE.is(view.word(next), "addressed") || !rest.iter().all(|&k| lists::is_title(view.word(k))))
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
        let whole = sort(view, core, head, Form::Name);
        let mut t = core.start;
        while t < core.end {
            let mut found = None;
            for n in (1..=3usize.min(core.end - t)).rev() {
                if n < core.len() && view.is_word(t) && lists::is_place(&view.text(t..t + n).to_lowercase()) {
                    found = Some(n);
                    break;
                }
            }
            let body = PEOPLE.bends(view.word(head), "body")
                || PEOPLE.bends(view.word(head), "place")
                || core.clone().any(|k| matches!(view.word(k), "of" | "for"));
            let kinds = view.grammar(t).kinds();
            if let Some(n) = found
                && body
                && !(t..t + n).contains(&head)
            {
                push(view, t..t + n, t..t + n, t + n - 1, Form::Name, out);
                if let Some(m) = out.last_mut() {
                    m.sort = [0.03, 0.04, 0.9, 0.03];
                }
                t += n;
            } else {
                // What the network takes for a name of another sort than the whole.
                let other = [(1, PERSON), (2, ORGANISATION), (3, PLACE)].into_iter().find(|&(k, of)| {
                    t != head && view.is_word(t) && view.capital(t) && soft(kinds, k) > 0.5 && whole[of] < 0.3
                });
                if let Some((_, of)) = other {
                    push(view, t..t + 1, t..t + 1, t, Form::Name, out);
                    if let Some(m) = out.last_mut() {
                        m.sort = [0.05; 4];
                        m.sort[of] = 0.85;
                    }
                }
                t += 1;
            }
        }
    }
}
