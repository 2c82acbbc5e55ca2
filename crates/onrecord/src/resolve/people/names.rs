//! Joins the spellings of one name: [`Found`] mentions in, for each name mention the number of its bearer out.
//!
//! Example: `Ziya al-Nahari`, `Ziya Nahari`, `Mr. al-Nahary` and `Nahari` are one person; `Ana Ruiz` and `Tom Ruiz` are two, and a bare `Ruiz`
//! after both is the one named last, unless a title or pronoun says otherwise. **Finds** surname alone after the full name, initials,
//! particles and hyphens, apostrophes, one letter apart in long foreign names, acronyms in brackets, a body's name cut short. **Leaves
//! alone** two people of one surname with two given names, a man and a woman, a person and a body of one name. **Why**: a wrong join
//! credits words to somebody who never said them. **Source**: news usage of second mentions.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::lists::{self, GIVEN, PEOPLE};
use super::mentions::{Form, Found, Gender, ORGANISATION, PERSON, PLACE, Sort};
use super::view::{View, best, normal};

/// Bearers that a name is compared with: those of one first letter or last word are few; this bounds odd texts.
const MOST: usize = 400;

/// One bearer of a name.
#[derive(Debug, Clone)]
pub(super) struct Bearer {
    /// Words of the fullest name, folded: lower case, without particles, marks and accents.
    pub words: Vec<String>,
    pub sort: Sort,
    pub gender: Gender,
    /// Places in the list of mentions.
    pub mentions: Vec<usize>,
    /// The short form introduced in brackets.
    pub acronym: Option<String>,
    /// The first letters of a body's name, in lower case.
    pub initials: Option<String>,
}

/// Bearers, and the bearer of each mention that is a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub bearers: Vec<Bearer>,
    pub of: Vec<Option<usize>>,
    /// Whether each mention might be of another bearer too.
    pub doubtful: Vec<bool>,
}

/// Words of a name for comparing: lower case, letters only, no particles. `O'Neil` is one word, `al-Nahari` is `nahari`.
pub(super) fn folded(view: &View<'_>, core: &Range<usize>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut join = false;
    for t in core.clone() {
        let word = view.word(t);
        if !view.is_word(t) {
            join = matches!(word, "'" | "’" | "ʼ") && t > core.start && view.glued(t - 1) && view.glued(t);
            continue;
        }
        let plain: String = word.chars().map(plain).filter(|c| c.is_alphanumeric()).collect();
        match out.last_mut() {
            Some(last) if join => last.push_str(&plain),
            _ => out.push(plain),
        }
        join = false;
    }
    // Honorifics and suffixes say nothing of who is meant.
    let keep = |w: &String| !(PEOPLE.is(w, "particle") || matches!(w.as_str(), "jr" | "sr" | "ii" | "iii" | "the"));
    // "S.E.C." is one word.
    if out.len() > 1 && out.iter().all(|w| w.chars().count() == 1) {
        return vec![out.concat()];
    }
    let core: Vec<String> = out.iter().filter(|w| keep(w)).cloned().collect();
    if core.is_empty() { out } else { core }
}

/// A letter without its accent; those whose stroke is no mark of its own by a table.
fn plain(c: char) -> char {
    match c {
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ħ' => 'h',
        'ŧ' => 't',
        _ if c.is_ascii() => c,
        _ => std::iter::once(c).nfd().next().unwrap_or(c),
    }
}

/// Joins the names of a document and settles what sort each bearer is.
pub(super) fn join(view: &View<'_>, found: &mut [Found]) -> Names {
    let mut names = Names { bearers: Vec::new(), of: vec![None; found.len()], doubtful: vec![false; found.len()] };
    // Full names first, so that a headline's surname finds its bearer below.
    let mut words: Vec<Vec<String>> =
        found.iter().map(|m| if m.form == Form::Name { folded(view, &m.core) } else { Vec::new() }).collect();
    // "The Ruiz team" is the Ruiz campaign.
    for (m, words) in found.iter().zip(&mut words) {
        if let [_, .., last] = &mut words[..]
            && !view.capital(m.head)
            && matches!(last.as_str(), "team" | "camp")
        {
            "campaign".clone_into(last);
        }
    }
    let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
    for full in [true, false] {
        for i in 0..found.len() {
            if found[i].form != Form::Name || words[i].is_empty() || (words[i].len() > 1) != full {
                continue;
            }
            let (bearer, doubtful) = names.find(view, found, i, &words[i], &by_last);
            names.doubtful[i] = doubtful;
            let known = bearer.map_or(0, |b| names.bearers[b].words.len());
            let at = bearer.unwrap_or_else(|| {
                names.bearers.push(Bearer {
                    words: words[i].clone(),
                    sort: [0.0; 4],
                    gender: Gender::Unknown,
                    mentions: Vec::new(),
                    acronym: acronym_after(view, found, i),
                    initials: initials(view, &found[i]),
                });
                names.bearers.len() - 1
            });
            names.take(found, i, at, &words[i]);
            // A spelling that is no longer than what is known adds nothing to find the bearer by.
            let adds = words[i].len() > known || words[i].iter().any(|w| !names.bearers[at].words.contains(w));
            for w in words[i].iter().filter(|_| adds) {
                let list = by_last.entry(w.clone()).or_default();
                if list.last() != Some(&at) && list.len() < MOST {
                    list.push(at);
                }
            }
            let own = &names.bearers[at];
            let short = own.acronym.iter().map(|short| short.to_lowercase());
            let keys: Vec<String> = short.chain(own.initials.clone()).filter(|_| bearer.is_none()).collect();
            for key in keys {
                let list = by_last.entry(key).or_default();
                if list.last() != Some(&at) && list.len() < MOST {
                    list.push(at);
                }
            }
        }
    }
    for bearer in &mut names.bearers {
        bearer.mentions.sort_unstable();
        bearer.sort = sort(view, found, bearer);
        for &m in &bearer.mentions {
            found[m].sort = bearer.sort;
            if bearer.sort[PERSON] > 0.5 && bearer.gender == Gender::Unknown {
                found[m].hint = given_gender(&bearer.words);
            }
            if found[m].gender == Gender::Unknown {
                found[m].gender = bearer.gender;
            }
        }
    }
    names
}

impl Names {
    fn take(&mut self, found: &[Found], i: usize, at: usize, words: &[String]) {
        let bearer = &mut self.bearers[at];
        bearer.mentions.push(i);
        if bearer.gender == Gender::Unknown {
            bearer.gender = found[i].gender;
        }
        if words.len() > bearer.words.len() {
            bearer.words = words.to_vec();
        }
        self.of[i] = Some(at);
    }

    /// The bearer that a mention is of, if any, and whether it might be another too.
    fn find(
        &self,
        view: &View<'_>,
        found: &[Found],
        i: usize,
        words: &[String],
        by: &HashMap<String, Vec<usize>>,
    ) -> (Option<usize>, bool) {
        let mut near: Vec<usize> = words.iter().filter_map(|w| by.get(w)).flatten().copied().take(MOST).collect();
        if words.len() == 1 || words.iter().any(|w| w.chars().count() >= 6) {
            near.extend((0..self.bearers.len().min(MOST)).filter(|&b| {
                let last = self.bearers[b].words.last();
                last.is_some_and(|l| words.last().is_some_and(|w| close(l, w)))
            }));
        }
        near.sort_unstable();
        near.dedup();
        near.retain(|&b| self.fits(view, found, i, words, b));
        let exact: Vec<usize> = near.iter().copied().filter(|&b| self.bearers[b].words == words).collect();
        if let [one] = exact[..] {
            return (Some(one), false);
        }
        match near[..] {
            [] => (None, false),
            [one] => (Some(one), false),
            _ => {
                // Several of one surname: who the document speaks of most, of equals who was named last before this place.
                let last = |b: usize| self.bearers[b].mentions.iter().copied().filter(|&m| m < i).max();
                let best = near.iter().copied();
                (best.max_by_key(|&b| (self.bearers[b].mentions.len(), last(b), std::cmp::Reverse(b))), true)
            }
        }
    }

    fn fits(&self, view: &View<'_>, found: &[Found], i: usize, words: &[String], b: usize) -> bool {
        let bearer = &self.bearers[b];
        let m = &found[i];
        if matches!((m.gender, bearer.gender), (Gender::Male, Gender::Female) | (Gender::Female, Gender::Male)) {
            return false;
        }
        let text = view.text(m.core.clone());
        if bearer.acronym.as_deref() == Some(text) {
            return true;
        }
        // "The S.E.C." of the Securities and Exchange Commission.
        let [short] = words else { return self.spelled(view, found, i, words, b) };
        let capitals = text.chars().all(|c| c.is_uppercase() || c == '.');
        if capitals && bearer.initials.as_ref() == Some(short) && m.sort[PERSON] < 0.7 {
            return true;
        }
        self.spelled(view, found, i, words, b)
    }

    /// Whether a mention can be another spelling of a bearer's name.
    fn spelled(&self, view: &View<'_>, found: &[Found], i: usize, words: &[String], b: usize) -> bool {
        let (bearer, m) = (&self.bearers[b], &found[i]);
        let first = &found[bearer.mentions[0]];
        // "The Sams" are not Sam.
        if m.plural != first.plural {
            return false;
        }
        if bearer.words == words {
            return true;
        }
        let body = |m: &Found| {
            PEOPLE.bends(view.word(m.head), "body")
                || PEOPLE.bends(view.word(m.head), "place")
                || m.core.clone().any(|t| matches!(view.word(t), "of" | "&"))
        };
        if body(m)
            || body(first)
            || m.sort[PLACE] > 0.7 && !titled(view, m) && lists::is_place(&words.join(" "))
            || first.sort[PLACE] > 0.8
        {
            // A body's name is cut short at either end: "the Harbour League", "the League".
            let short = words.len() < bearer.words.len() && words.len() <= 2;
            let ends = bearer.words.ends_with(words) && body(m);
            let begins = bearer.words.starts_with(words)
                && body(first)
                && !body(m)
                && !lists::is_place(&words.join(" "))
                && m.sort[PLACE] < 0.5
                && m.sort[PERSON] < 0.5;
            // "Daesan Marine" of Daesan Marine Holdings.
            let firm = words.len() + 1 == bearer.words.len()
                && bearer.words.starts_with(words)
                && bearer.words.last().is_some_and(|w| PEOPLE.is(w, "firm") || PEOPLE.is(w, "club"))
                && !titled(view, m);
            return firm
                || short && (ends && m.determiner == super::mentions::Determiner::The || begins && words[0].len() > 3);
        }
        if bearer.sort_is_other(found) && m.sort[PERSON] < 0.3 {
            return false;
        }
        // "Sir Ralph", "Pope Leo", "Queen Maha": titles that stand before given names.
        let given = (m.tokens.start..m.core.start).any(|t| PEOPLE.is(view.word(t), "given"));
        people(words, &bearer.words, titled(view, m) && !given)
    }
}

impl Bearer {
    fn sort_is_other(&self, found: &[Found]) -> bool {
        self.mentions.iter().all(|&m| found[m].sort[PERSON] < 0.2)
    }
}

fn titled(_view: &View<'_>, m: &Found) -> bool {
    m.tokens.start < m.core.start
}

/// Whether two spellings can be one person's, the first under a title or not.
fn people(a: &[String], b: &[String], titled: bool) -> bool {
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return false };
    let same = |x: &str, y: &str| x == y || close(x, y);
    if a.len() == 1 && b.len() == 1 {
        return same(last_a, last_b);
    }
    if a.len() == 1 {
        // A surname, or a given name without a title; "Kim" of "Kim Min-jun" too.
        // "Colonel Gebru", "Dr Kalyani": in many tongues titles stand before given names.
        return same(last_a, last_b)
            || b.first().is_some_and(|f| f == last_a)
            || !titled && b.len() > 2 && b[1..].contains(last_a);
    }
    if b.len() == 1 {
        return same(last_a, last_b) || a.first().is_some_and(|f| f == last_b);
    }
    if !same(last_a, last_b) {
        // One name with a middle or second surname more: "Ana Ruiz Vega" and "Ana Ruiz".
        return a.first() == b.first()
            && (a.len() > 2 && a[1..].contains(last_b) || b.len() > 2 && b[1..].contains(last_a));
    }
    let (first_a, first_b) = (&a[0], &b[0]);
    let initial = |x: &str, y: &str| x.chars().count() == 1 && y.starts_with(x);
    same(first_a, first_b)
        || initial(first_a, first_b)
        || initial(first_b, first_a)
        || nick(first_a, first_b)
        || a.len() > 2 && &a[1] == first_b
        || b.len() > 2 && &b[1] == first_a
}

/// One letter apart in a long word that begins alike, as transliterations are: `Nahari` and `Nahary`, `Mohamed` and `Mohammed`, `Fatma` and
/// `Fatmah`. Another vowel makes another name: `Marin` is not `Maren`.
fn close(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (long, short) = if one.len() < other.len() { (&other, &one) } else { (&one, &other) };
    if short.len() < 6 || long.len() - short.len() > 1 || long[..2] != short[..2] {
        return false;
    }
    let ahead = long.iter().zip(short).take_while(|(l, s)| l == s).count();
    let behind = long.iter().rev().zip(short.iter().rev()).take_while(|(l, s)| l == s).count();
    if ahead + behind + 1 < long.len() {
        return false;
    }
    let Some(letter) = long.get(ahead) else { return true };
    if long.len() == short.len() {
        return matches!((letter, short[ahead]), ('i', 'y') | ('y', 'i'));
    }
    // A letter more: one that is not heard, or doubled.
    matches!(letter, 'h' | 'y' | 'w') || ahead > 0 && long[ahead - 1] == *letter
}

/// Short forms of given names.
fn nick(a: &str, b: &str) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("bill", "william"),
        ("bob", "robert"),
        ("dick", "richard"),
        ("ted", "edward"),
        ("jim", "james"),
        ("jack", "john"),
        ("kate", "katherine"),
        ("liz", "elizabeth"),
        ("beth", "elizabeth"),
        ("peggy", "margaret"),
        ("meg", "margaret"),
        ("tony", "anthony"),
        ("harry", "henry"),
        ("hank", "henry"),
        ("chuck", "charles"),
        ("sandy", "alexander"),
        ("sasha", "alexander"),
        ("bernie", "bernard"),
        ("mike", "michael"),
        ("nick", "nicholas"),
        ("becky", "rebecca"),
        ("bobby", "robert"),
        ("johnny", "john"),
        ("larry", "lawrence"),
        ("ned", "edward"),
        ("polly", "mary"),
        ("molly", "mary"),
        ("betty", "elizabeth"),
        ("mick", "michael"),
        ("misha", "mikhail"),
        ("volodya", "vladimir"),
        ("pepe", "jose"),
        ("paco", "francisco"),
    ];
    let one = |x: &str, y: &str| {
        PAIRS.contains(&(x, y)) || x.chars().count() >= 3 && y.starts_with(x) || {
            let stem = x.strip_suffix("ie").or_else(|| x.strip_suffix('y')).unwrap_or(x);
            stem.chars().count() >= 3 && y.starts_with(stem)
        }
    };
    one(a, b) || one(b, a)
}

/// The first letters of a body's name of three words or more, small words left out: `sec` of Securities and Exchange Commission.
fn initials(view: &View<'_>, m: &Found) -> Option<String> {
    let words = m.core.clone().filter(|&t| view.is_word(t) && view.capital(t));
    let letters: String = words.filter_map(|t| view.word(t).chars().next()).collect();
    (letters.chars().count() > 2 && m.sort[PERSON] < 0.5).then_some(letters)
}

/// The short form that stands in brackets after a name: "the Port Workers' Union (PWU)".
fn acronym_after(view: &View<'_>, found: &[Found], i: usize) -> Option<String> {
    let end = found[i].tokens.end;
    let inside = end + 1..(end + 8).min(view.len());
    let close = inside.clone().find(|&t| view.word(t) == ")")?;
    if view.word(end) != "(" {
        return None;
    }
    let quote = |t: usize| matches!(view.document.token_text(t), "\"" | "“" | "”" | "'" | "‘" | "’" | "the");
    let tokens: Vec<usize> = (end + 1..close).filter(|&t| !quote(t)).collect();
    let (&first, &last) = (tokens.first()?, tokens.last()?);
    let text = view.text(first..last + 1);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    (letters >= 2 && tokens.len() <= 3 && 2 * capitals > letters).then(|| text.to_owned())
}

/// What sort a bearer is: the network's opinion of all mentions, titles, heads and lists.
fn sort(view: &View<'_>, found: &[Found], bearer: &Bearer) -> Sort {
    let mut log = [0.0f32; 4];
    let n = bearer.mentions.len() as f32;
    for &m in &bearer.mentions {
        for (l, p) in log.iter_mut().zip(found[m].sort) {
            *l += p.max(1e-3).ln() / n;
        }
    }
    let mut add = |k: usize, x: f32| log[k] += x;
    let longest = bearer.mentions.iter().copied().max_by_key(|&m| found[m].core.len()).unwrap_or_default();
    let m = &found[longest];
    let text = view.text(m.core.clone()).to_lowercase();
    let several = bearer.words.len() > 1;
    let head = view.word(m.head);
    if bearer.mentions.iter().any(|&k| titled(view, &found[k])) {
        add(PERSON, 3.0);
    }
    if several && PEOPLE.bends(head, "body") {
        add(ORGANISATION, 3.0);
    }
    if several && PEOPLE.bends(head, "newspaper") {
        add(ORGANISATION, 3.0);
    }
    if several && (PEOPLE.is(head, "firm") || PEOPLE.is(head, "club")) {
        add(ORGANISATION, 2.0);
    }
    if PEOPLE.is(&text, "outlet") || PEOPLE.is(&text, "body") {
        add(ORGANISATION, 2.5);
    }
    if bearer.acronym.is_some() {
        add(ORGANISATION, 1.0);
    }
    if several && PEOPLE.bends(head, "place") && !PEOPLE.bends(head, "body") {
        add(PLACE, 1.5);
    }
    if lists::is_place(&text) {
        add(PLACE, 1.5);
    }
    let first = bearer.words.first().map_or("", String::as_str);
    // A dateline, an office's land, a law: what the words around a name or its last word say.
    let share = |n: usize| n as f32 / bearer.mentions.len() as f32;
    if bearer.mentions.iter().any(|&k| dateline(view, &found[k])) {
        add(PLACE, 4.0);
    }
    let lands = bearer.mentions.iter().filter(|&&k| land(view, &found[k])).count();
    add(PLACE, 3.0 * share(lands));
    if several && PEOPLE.is(head, "thing") {
        add(3, 4.0);
    }
    // Who is a person is called by more than one word once.
    let titled = bearer.mentions.iter().any(|&k| titled(view, &found[k]));
    if !several && !titled && !["m", "f", "either"].iter().any(|c| GIVEN.is(first, c)) {
        add(PERSON, ALONE);
    }
    if several
        && ["m", "f", "either"].iter().any(|c| GIVEN.is(first, c))
        && !PEOPLE.bends(head, "body")
        && !PEOPLE.bends(head, "place")
    {
        add(PERSON, 1.5);
    }
    normal(log.map(f32::exp))
}

/// What a single word without a title takes off from being a person.
const ALONE: f32 = -1.5;

/// "QASR AL-NADA — The minister": capitals before a dash where a paragraph opens.
fn dateline(view: &View<'_>, m: &Found) -> bool {
    let start = m.tokens.start;
    let paragraph = view.document.paragraph_of(start);
    let shouted = view.text(m.core.clone()).chars().all(|c| !c.is_lowercase());
    let dash = |t: usize| matches!(view.word(t), "—" | "–" | "--" | "―") || view.word(t) == "-" && !view.glued(t);
    shouted && start < paragraph.start + 6 && (m.tokens.end..(m.tokens.end + 10).min(paragraph.end)).any(dash)
}

/// "The ambassador of Tavalua", "council president Ana Ruiz of Helvania".
fn land(view: &View<'_>, m: &Found) -> bool {
    let Some(of) = m.tokens.start.checked_sub(1).filter(|&t| view.word(t) == "of" && t > 0) else { return false };
    let before = view.word(of - 1);
    lists::is_title(before)
        || matches!(
            before,
            "ambassador" | "republic" | "capital" | "city" | "town" | "village" | "port" | "island" | "province"
        )
        || view.capital(of - 1) && best(view.grammar(of - 1).kinds()) == 1
}

/// What a given name says of its bearer's sex: weak evidence, and of no use where the text speaks.
fn given_gender(words: &[String]) -> Gender {
    let Some(first) = words.first().filter(|_| words.len() > 1) else { return Gender::Unknown };
    match lists::given_sex(first) {
        Some(true) => Gender::Male,
        Some(false) => Gender::Female,
        None => Gender::Unknown,
    }
}
