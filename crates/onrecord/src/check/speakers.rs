//! Whether a claim's speaker is the one whom the record credits: two ways of naming somebody in, [`Likeness`] out.
//!
//! Example: `Ana Ruiz` and `Dr Ruiz, who chairs the board` are the same; `Ana Ruiz` and `Tom Ruiz` are two; of `a neighbour` nobody can tell.
//!
//! **Finds** the name in a mention (titles, roles before it and what follows a comma left out), the same surname with first names that agree, short
//! forms of first names, order of names; organisations and bare roles by their words. **Leaves alone**, as unclear: pronouns,
//! descriptions beside names, organisations beside people, surnames that differ by a letter or two. **Why**: to say "somebody else said it" is an accusation, so
//! it needs two names that cannot be one. **Source**: the contract's `attribution`. [`same_person`] is the place for a better comparison of names.

use super::context;
use super::fold;
use super::lists;
use super::report::{Credited, Report};
use crate::analyse::Status;
use crate::names;

/// What comparing two speakers gave, with the probability that it is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Likeness {
    /// One and the same.
    Same(f32),
    /// Two.
    Other(f32),
    /// Nobody can tell from here.
    Unclear,
}

/// Somebody, as a mention names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// A person's names, folded, the surname last, and what a title tells of their sex.
    Person { names: Vec<String>, male: bool, female: bool },
    /// The words of an organisation's name.
    Body(Vec<String>),
    /// The words of a role or description.
    Role(Vec<String>),
    /// A pronoun, or nothing.
    Nobody,
}

/// The score from which [`names::same_person`] is believed.
const SURE: f32 = 0.9;
/// How sure it is then.
const SPELLED: f32 = 0.94;
/// Most bytes of a mention that are read.
const LONGEST: usize = 300;

/// Where a quotation stands, as far as that tells who speaks.
pub(super) struct Place<'a> {
    /// The report.
    pub report: &'a Report,
    /// The first byte of the quotation.
    pub at: usize,
    /// Whom a pronoun there may mean.
    pub guess: Option<&'a Credited>,
}

/// Whether the claim's speaker is one whom the record credits with a quotation.
pub(super) fn compare(claim: &str, record: &Credited, place: &Place<'_>) -> Likeness {
    let report = place.report;
    let forms = forms(record, report);
    let judged: Vec<Likeness> = forms.iter().map(|form| same_person(claim, form)).collect();
    let best =
        judged.iter().filter_map(|l| if let Likeness::Same(p) = l { Some(*p) } else { None }).fold(0.0, f32::max);
    let others = judged.iter().filter(|l| matches!(l, Likeness::Other(_))).count();
    // "Ms Ode" is also a name of Lena Ode, but says nothing of Karl Ode.
    let full = |form: &String| matches!(who(form), Who::Person { names, .. } if names.len() > 1);
    let by_full = forms.iter().zip(&judged).any(|(f, l)| full(f) && matches!(l, Likeness::Same(_)));
    let kin = !by_full
        && matches!(who(claim), Who::Person { names, .. } if names.len() > 1)
        && forms.iter().zip(&judged).any(|(f, l)| full(f) && matches!(l, Likeness::Other(_)));
    // Who is named there in the claim's spelling, too, is perhaps another.
    let twice = (best - SPELLED).abs() < 1e-6 && report.text.contains(claim.trim());
    if best > 0.0 && !kin && !twice {
        return Likeness::Same(best);
    }
    let weak = forms.iter().all(|form| context::is_weak(form, &record.mention, report));
    let pronoun = matches!(who(&record.mention), Who::Nobody);
    let unnamed = record.names.is_empty() || weak;
    // The words around a role, or before a pronoun, may name the speaker.
    if unnamed
        && (forms.iter().any(|form| context::beside(claim, form, report))
            || context::beside(claim, &record.mention, report))
    {
        return Likeness::Same(0.93);
    }
    if context::other_label(claim, &record.mention, report) {
        return Likeness::Other(0.97);
    }
    if !weak && (kin || others > 0 && others == forms.len()) {
        // The first name was the report's, not the mention's: another bearer of the surname may be meant, above all one whom it names.
        if record.names.is_empty() && matches!(same_person(claim, &record.mention), Likeness::Same(_)) {
            return if report.text.contains(claim.trim()) { Likeness::Same(0.85) } else { Likeness::Unclear };
        }
        return Likeness::Other(if record.names.is_empty() { 0.98 } else { 0.99 });
    }
    if pronoun && unnamed {
        // The speaker of the quotation before is most likely meant, but not so surely as to say who it is not.
        let before = Place { guess: None, ..*place };
        let same = place.guess.is_some_and(|g| matches!(compare(claim, g, &before), Likeness::Same(_)));
        // Somebody spoke before: then only a name in the pronoun's own paragraph is nearer.
        let own = !weak && place.guess.is_some_and(|g| g.mention != record.mention);
        if same || context::nearest(claim, report, place.at, own) {
            return Likeness::Same(0.93);
        }
    }
    // Whom a pronoun means, or who speaks for whom, the report names somewhere.
    if (pronoun || weak || record.status == Status::Named) && is_nowhere(claim, report) {
        return Likeness::Other(0.97);
    }
    Likeness::Unclear
}

/// Whether a report has no name like that of the claim's speaker.
fn is_nowhere(claim: &str, report: &Report) -> bool {
    let names = match who(claim) {
        Who::Person { names, .. } | Who::Body(names) => names,
        Who::Role(_) | Who::Nobody => return false,
    };
    let mut words = report.text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.starts_with(char::is_uppercase));
    !words.any(|word| {
        let word = bare(word);
        names.iter().any(|n| n.split('-').any(|part| near(part, &word)) && !lists::is(&word, "light"))
    })
}

/// The ways in which the record names somebody: the entity's names, else the mention, with the first name that the report gives.
fn forms(record: &Credited, report: &Report) -> Vec<String> {
    if record.names.is_empty() {
        return vec![full(&record.mention, report)];
    }
    let mut forms = record.names.clone();
    // A role in the mention tells something where no name agrees.
    forms.truncate(6);
    forms
}

/// A mention by surname alone with the first name that the report gives its bearer, where it gives just one.
pub(super) fn full(mention: &str, report: &Report) -> String {
    let Who::Person { names, .. } = who(mention) else { return mention.to_owned() };
    let [surname] = &names[..] else { return mention.to_owned() };
    let mut found: Option<(String, String)> = None;
    let mut before: Option<&str> = None;
    for raw in report.text.split_whitespace() {
        let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
        let here = bare(word);
        if here == *surname
            && let Some(first) = before.filter(|f| f.starts_with(char::is_uppercase))
        {
            let folded = bare(first);
            let name =
                !["title", "light", "pronoun", "body"].iter().any(|c| lists::is(&folded, c)) && folded != *surname;
            if name && first.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\'')) {
                match &found {
                    Some((other, _)) if *other != folded => return mention.to_owned(),
                    _ => found = Some((folded, format!("{first} {word}"))),
                }
            }
        }
        // What ends with a mark begins no name.
        before = (raw.ends_with(char::is_alphanumeric)).then_some(word).filter(|w| !w.is_empty());
    }
    found.map_or_else(|| mention.to_owned(), |(_, name)| name.trim_end_matches("'s").trim_end_matches("’s").to_owned())
}

/// Whether two quotations may be one speaker's: nothing in their mentions says otherwise.
pub(super) fn may_be_one(a: &[Credited], b: &[Credited]) -> bool {
    match (a, b) {
        ([], _) | (_, []) => true,
        ([a], [b]) => {
            let names = |c: &Credited| c.names.first().map_or_else(|| c.mention.clone(), Clone::clone);
            match (who(&names(a)), who(&names(b))) {
                (Who::Nobody, _) | (_, Who::Nobody) => true,
                _ => matches!(same_person(&names(a), &names(b)), Likeness::Same(_)),
            }
        }
        _ => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.mention == b.mention),
    }
}

/// Whether two names or mentions are one person's. The seam: a better comparison of names goes here.
pub(super) fn same_person(a: &str, b: &str) -> Likeness {
    match (who(a), who(b)) {
        (Who::Person { names: a, male: am, female: af }, Who::Person { names: b, male: bm, female: bf }) => {
            let sexes = (am && bf) || (af && bm);
            people(&a, &b, sexes)
        }
        (Who::Body(a), Who::Body(b)) => bodies(&a, &b),
        // "ACU" and "the ACU".
        (Who::Person { names, .. }, Who::Body(words)) | (Who::Body(words), Who::Person { names, .. })
            if names == words =>
        {
            Likeness::Same(0.98)
        }
        (Who::Role(role), _) if !role.is_empty() && within(&role, b) => Likeness::Same(0.85),
        (_, Who::Role(role)) if !role.is_empty() && within(&role, a) => Likeness::Same(0.85),
        _ => Likeness::Unclear,
    }
}

fn people(a: &[String], b: &[String], sexes: bool) -> Likeness {
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return Likeness::Unclear };
    if a.len() > 1 && b.len() > 1 {
        let (first_a, first_b) = (&a[0], &b[0]);
        // "Challenger Kelli Ward" holds more than the name.
        if a.len() != b.len() && (a.ends_with(b) || b.ends_with(a)) {
            return if sexes { Likeness::Unclear } else { Likeness::Same(0.985) };
        }
        if last_a == last_b {
            return match firsts(first_a, first_b) {
                Some(true) if !sexes => Likeness::Same(0.99),
                Some(false) => Likeness::Other(0.98),
                None if !sexes && spelled(a, b) => Likeness::Same(SPELLED),
                _ => Likeness::Unclear,
            };
        }
        let sorted = |names: &[String]| {
            let mut names = names.to_vec();
            names.sort();
            names
        };
        if sorted(a) == sorted(b) {
            return Likeness::Same(0.98);
        }
        let alike = near(last_a, last_b) && firsts(first_a, first_b) != Some(false);
        let shared = a.iter().filter(|n| b.contains(n) && n.chars().count() > 2).count();
        return if alike && !sexes && spelled(a, b) {
            Likeness::Same(SPELLED)
        } else if alike || shared > 0 && (shared > 1 || a.len() != b.len()) {
            Likeness::Unclear
        } else {
            Likeness::Other(0.99)
        };
    }
    // One name alone may be a first name, a surname, or a family name that comes first.
    let (short, long) = if a.len() == 1 { (&a[0], b) } else { (&b[0], a) };
    if long.contains(short) {
        return if sexes { Likeness::Unclear } else { Likeness::Same(0.985) };
    }
    let nearly = long.iter().any(|n| near(n, short) || firsts(n, short) == Some(true));
    if nearly { Likeness::Unclear } else { Likeness::Other(0.98) }
}

/// Whether two full names are surely one name spelled in two ways.
fn spelled(a: &[String], b: &[String]) -> bool {
    let score = names::same_person(&names::Name::parse(&a.join(" ")), &names::Name::parse(&b.join(" ")));
    score.score >= SURE
}

/// Whether two first names are one; `None` where they may be.
fn firsts(a: &str, b: &str) -> Option<bool> {
    let letters = |n: &str| n.chars().count();
    if a == b {
        return Some(true);
    }
    if letters(a) == 1 || letters(b) == 1 {
        // The letter may stand for a second name.
        return if a.chars().next() == b.chars().next() { Some(true) } else { None };
    }
    let short = |a: &str, b: &str| lists::is(a, &format!("short for {b}"));
    if short(a, b) || short(b, a) {
        return Some(true);
    }
    // "Dan" may be short for "Danilo", "Kate" is written "Kaitlyn" too.
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    if common >= 3 || near(a, b) { None } else { Some(false) }
}

/// Whether two names differ by so little that they may be two spellings.
fn near(a: &str, b: &str) -> bool {
    let longest = a.chars().count().max(b.chars().count());
    let most = if longest >= 8 { 2 } else { usize::from(longest >= 4) };
    distance(a, b) <= most
}

/// Letters put in, left out or put for another. Names are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = cost.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn bodies(a: &[String], b: &[String]) -> Likeness {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let initials = |words: &[String]| words.iter().filter_map(|w| w.chars().next()).collect::<String>();
    let acronym = matches!(short, [one] if *one == initials(long));
    if acronym || short.iter().all(|w| long.contains(w)) {
        Likeness::Same(0.9)
    } else if short.iter().any(|w| long.contains(w)) {
        Likeness::Unclear
    } else {
        Likeness::Other(0.9)
    }
}

/// Whether all words of a role stand in a mention.
fn within(role: &[String], mention: &str) -> bool {
    let words: Vec<String> = mention.split(|c: char| !c.is_alphanumeric()).map(fold::form).collect();
    role.iter().all(|w| words.contains(w))
}

/// A word of a name, folded: no possessive, no article before an Arabic name.
fn bare(word: &str) -> String {
    let folded = fold::form(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let folded = folded.strip_suffix("'s").unwrap_or(&folded);
    ["al-", "el-", "as-", "ash-"].iter().find_map(|a| folded.strip_prefix(a)).unwrap_or(folded).to_owned()
}

/// Reads a mention.
pub(super) fn who(mention: &str) -> Who {
    let cut = mention.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST).unwrap_or(mention.len());
    let mention = &mention[..cut];
    let all: Vec<String> = mention.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect();
    if all.is_empty() || matches!(&all[..], [one] if lists::is(one, "pronoun")) {
        return Who::Nobody;
    }
    let (male, female) =
        (all.iter().take(2).any(|w| lists::is(w, "male")), all.iter().take(2).any(|w| lists::is(w, "female")));
    for segment in mention.split([',', '(', ')', ';', '–', '—']) {
        match named(segment) {
            Some(Who::Person { names, .. }) => return Who::Person { names, male, female },
            Some(other) => return other,
            None => {}
        }
    }
    let words = all.into_iter().filter(|w| !lists::is(w, "light"));
    Who::Role(words.collect())
}

/// The name at the end of a stretch, before "of", "for" and "who".
fn named(segment: &str) -> Option<Who> {
    const ENDS: [&str; 12] = ["of", "for", "from", "at", "with", "who", "whose", "to", "on", "by", "and", "in"];
    let words: Vec<&str> = segment.split_whitespace().collect();
    let end = words.iter().skip(1).position(|w| ENDS.contains(w)).map_or(words.len(), |at| at + 1);
    let words = &words[..end];
    let last = words.last()?;
    // "Ana Ruiz's office" names an office, and "the office" nobody.
    let owner = |w: &str| w.ends_with("'s") || w.ends_with("’s");
    if words.len() > 1 && owner(last) {
        return None;
    }
    let begins_body = words[0].eq_ignore_ascii_case("the");
    let mut from = words.len();
    while from > 0 {
        let word = words[from - 1].trim_matches(|c: char| !c.is_alphanumeric());
        let folded = bare(word);
        let particle = from < words.len() && from > 1 && PARTICLES.contains(&word);
        let capital = word.starts_with(char::is_uppercase) || PREFIXES.iter().any(|p| word.starts_with(p));
        if !(capital || particle) || lists::is(&folded, "pronoun") || owner(words[from - 1]) && from < words.len() {
            break;
        }
        from -= 1;
        // "Charlie King" is no king.
        let before = from.checked_sub(1).map(|b| words[b].trim_end_matches(['.', ',']));
        let surname = from + 1 == words.len()
            && before.is_some_and(|b| b.starts_with(char::is_uppercase) && !lists::is(&bare(b), "title"));
        if lists::is(&folded, "title") && !surname {
            from += 1;
            break;
        }
    }
    let mut run: Vec<String> = words[from..].iter().map(|w| bare(w)).filter(|w| !w.is_empty()).collect();
    while run.last().is_some_and(|w| lists::is(w, "suffix")) {
        run.pop();
    }
    while run.first().is_some_and(|w| lists::is(w, "title")) {
        run.remove(0);
    }
    let body = run.last().is_some_and(|w| lists::is(w, "body"));
    let after_the = begins_body && from == 1;
    // Letters and particles between first name and surname are not always written.
    let particle = |w: &String| PARTICLES.contains(&w.as_str());
    let kept = |(at, w): (usize, &String)| {
        let first = at == 0 && !run.get(1).is_some_and(particle);
        first || at + 1 == run.len() || !(at == 0 || particle(w) || w.chars().count() == 1)
    };
    let run: Vec<String> = run.iter().enumerate().filter(|(at, w)| kept((*at, w))).map(|(_, w)| w.clone()).collect();
    match run.len() {
        0 => None,
        _ if body || after_the => Some(Who::Body(run)),
        _ => Some(Who::Person { names: run, male: false, female: false }),
    }
}

const PARTICLES: [&str; 16] =
    ["de", "da", "di", "du", "del", "della", "der", "den", "van", "von", "bin", "ibn", "la", "le", "al", "el"];
const PREFIXES: [&str; 6] = ["al-", "el-", "d’", "d'", "as-", "ash-"];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)], expected: char) {
        for (a, b) in pairs {
            for (a, b) in [(a, b), (b, a)] {
                let found = match same_person(a, b) {
                    Likeness::Same(_) => 's',
                    Likeness::Other(_) => 'o',
                    Likeness::Unclear => 'u',
                };
                assert_eq!(found, expected, "{a} / {b}: {:?} {:?}", who(a), who(b));
            }
        }
    }

    #[test]
    fn one_person_named_in_two_ways() {
        check(
            &[
                ("Ana Ruiz", "Ruiz"),
                ("Ana Ruiz", "Dr Ruiz, who chairs the board"),
                ("Ana Ruiz", "the board's chair, Ana Ruiz"),
                ("Ana Ruiz", "Harbour board spokeswoman Ana M. Ruiz"),
                ("Ana Ruiz", "RUIZ"),
                ("Tom Okafor", "Sen. Thomas Okafor of the Upper Coast"),
                ("Bashir al-Haddad", "Haddad"),
                ("Minh Tran", "Tran Minh"),
                ("Lotte van der Berg", "Van der Berg"),
                ("A. Ruiz", "Ana Ruiz"),
                ("the mayor", "The mayor, Ingrid Solberg"),
                ("the Harbour Authority", "Harbour Authority"),
                ("Robert Ode Jr.", "Bob Ode"),
                ("Kelli Ode", "Port City Public Advocate Kelli Ode"),
                ("ACU", "the ACU"),
                ("Charlie King", "harbour pilot Charlie King"),
                ("Yusuf Haddad", "Yusuf Hadad"),
            ],
            's',
        );
    }

    #[test]
    fn two_names_that_cannot_be_one() {
        check(
            &[
                ("Ana Ruiz", "Tom Okafor"),
                ("Ana Ruiz", "Tomas Ruiz"),
                ("Ruiz", "Okafor"),
                ("Ana Ruiz", "Okafor, who fishes off the quay"),
                ("Ana Okafor", "Ana Ruiz"),
                ("Charlie King", "Tom Okafor"),
            ],
            'o',
        );
    }

    #[test]
    fn what_cannot_be_told_is_unclear() {
        check(
            &[
                ("Ana Ruiz", "she"),
                ("Ana Ruiz", "a neighbour"),
                ("Ana Ruiz", "a spokesman for Ana Ruiz"),
                ("Ana Ruiz", "the Harbour Authority"),
                ("Marin Costa", "Marina Costa"),
                ("Mr. Ruiz", "Mrs. Ruiz"),
                ("Ana Ruiz", ""),
                ("Dan Ode", "Danilo Ode"),
            ],
            'u',
        );
    }

    #[test]
    fn a_report_gives_the_first_name() {
        let report = Report {
            text: "Tom Okafor met Ana Ruiz. Mr Okafor left; Ruiz's aide stayed. Lena Ode and Karl Ode came.".to_owned(),
            ..Report::default()
        };
        assert_eq!(full("Okafor", &report), "Tom Okafor");
        assert_eq!(full("Ms Ruiz", &report), "Ana Ruiz");
        assert_eq!(full("Ode", &report), "Ode");
        assert_eq!(full("a neighbour", &report), "a neighbour");
    }
}
