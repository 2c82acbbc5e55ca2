//! Says whether two written names are one person's: two [`Name`]s in, a [`Score`] with its reasons out.
//!
//! Example: `Mohammed Qadhafi` and `Muhammad al-Gaddafi` are one name spelled twice, `Hassan Karim` and `Hussein Karim` two. The road: `parse.rs` takes a name
//! apart, `sound.rs` says what two spellings of a word cost, `pair.rs` reads the two names against each other, and a learned sum of
//! 24 features (`data/same-person.tsv`, `training/same_person.py`) says how likely it is. Names alone prove nothing: two people may share one, and the score does not know
//! how frequent a name is.

mod pair;
mod parse;
mod sound;

use std::fmt;
use std::sync::LazyLock;

use pair::{FEATURES, Features, NAMES};

pub use parse::Name;

/// Two names that score this much or more are taken for one person's.
pub const SAME: f32 = 0.5;

/// Why two names got their score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// One of the two holds no name.
    NoName,
    /// The names are the same but for case, marks, titles and particles.
    SameName,
    /// The surnames are the same.
    SameSurname,
    /// The surnames are spelled differently.
    SpelledSurname,
    /// The surnames are others.
    OtherSurname,
    /// The given names are the same.
    SameGiven,
    /// The given names are spelled differently.
    SpelledGiven,
    /// The given names are others.
    OtherGiven,
    /// An initial stands for a given name.
    Initial,
    /// An initial is another.
    OtherInitial,
    /// A known short form stands for the given name.
    Nickname,
    /// One has no given name.
    NoGiven,
    /// Names between given name and surname are others.
    OtherMiddle,
    /// One has a name more.
    LeftOut,
    /// One has a patronymic more.
    LeftOutPatronymic,
    /// The surname stands first in one of them.
    Turned,
    /// The surname of one is followed by a second in the other.
    SecondSurname,
    /// One says Jr or a number, and the other says another or none.
    OtherGeneration,
    /// The surname of a man and of a woman.
    GenderedSurnames,
    /// The given names of a man and of a woman.
    OtherSex,
    /// One is in another script.
    OtherScript,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoName => "no name",
            Self::SameName => "same name",
            Self::SameSurname => "same surname",
            Self::SpelledSurname => "surname spelled differently",
            Self::OtherSurname => "another surname",
            Self::SameGiven => "same given name",
            Self::SpelledGiven => "given name spelled differently",
            Self::OtherGiven => "another given name",
            Self::Initial => "initial stands for the given name",
            Self::OtherInitial => "another initial",
            Self::Nickname => "known short form of the given name",
            Self::NoGiven => "one has no given name",
            Self::OtherMiddle => "another middle name or patronymic",
            Self::LeftOut => "one has a name more",
            Self::LeftOutPatronymic => "one has a patronymic more",
            Self::Turned => "surname first in one of them",
            Self::SecondSurname => "one has a second surname",
            Self::OtherGeneration => "another generation",
            Self::GenderedSurnames => "surnames of a man and of a woman",
            Self::OtherSex => "given names of a man and of a woman",
            Self::OtherScript => "one is in another script",
        })
    }
}

/// How likely two names are one person's, and on what that rests.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// 0 to 1; [`SAME`] or more is taken for one person.
    pub score: f32,
    /// On what it rests.
    pub reasons: Vec<Reason>,
}

/// The learned weights, in the order of the features.
static WEIGHTS: LazyLock<Features> = LazyLock::new(|| {
    let mut out = [0.0; FEATURES];
    for line in include_str!("../../data/same-person.tsv").lines().filter(|l| !l.starts_with('#')) {
        let Some((name, weight)) = line.split_once('\t') else { continue };
        if let (Some(at), Ok(weight)) = (NAMES.iter().position(|n| *n == name), weight.parse()) {
            out[at] = weight;
        }
    }
    out
});

/// Says whether two names are one person's. The order of the two does not matter; a name without words is nobody's, not even its own.
#[must_use]
pub fn same_person(a: &Name, b: &Name) -> Score {
    let Some((f, sum)) = best(a, b) else { return Score { score: 0.0, reasons: vec![Reason::NoName] } };
    if f[21] > 0.0 && f[16] + f[17] == 0.0 {
        // The same words; one word alone is a thin name.
        let score = if a.words.len() > 1 || a == b { 1.0 } else { 0.9 };
        return Score { score, reasons: vec![Reason::SameName] };
    }
    Score { score: 1.0 / (1.0 + (-sum).exp()), reasons: reasons(&f) }
}

/// The features of the reading that makes two names most alike, for the tool that trains the weights; none where one has no words.
#[doc(hidden)]
#[must_use]
pub fn features(a: &Name, b: &Name) -> Option<Vec<(&'static str, f32)>> {
    best(a, b).map(|(f, _)| NAMES.into_iter().zip(f).collect())
}

fn best(a: &Name, b: &Name) -> Option<(Features, f32)> {
    // One order for both: names of equal length are read the same way round.
    let (mine, theirs) = (a.words.iter().map(|w| &w.text), b.words.iter().map(|w| &w.text));
    let (a, b) = if mine.cmp(theirs).is_le() { (a, b) } else { (b, a) };
    let sum = |f: &Features| f.iter().zip(WEIGHTS.iter()).map(|(x, w)| x * w).sum::<f32>();
    let readings = pair::readings(a, b).into_iter().map(|f| (f, sum(&f)));
    readings.max_by(|p, q| p.1.total_cmp(&q.1))
}

fn reasons(f: &Features) -> Vec<Reason> {
    let mut out = Vec::new();
    out.push(match f[1] {
        0.0 => Reason::SameSurname,
        x if x < 0.8 && f[2] < 0.6 => Reason::SpelledSurname,
        _ => Reason::OtherSurname,
    });
    let spoken = f[7] + f[8] + f[9] + f[10] > 0.0;
    if !spoken {
        out.push(match f[4] {
            0.0 => Reason::SameGiven,
            x if x < 0.8 && f[5] < 0.6 => Reason::SpelledGiven,
            _ => Reason::OtherGiven,
        });
    }
    let marks = [
        (7, Reason::Initial),
        (8, Reason::OtherInitial),
        (9, Reason::Nickname),
        (10, Reason::NoGiven),
        (11, Reason::OtherMiddle),
        (12, Reason::LeftOut),
        (13, Reason::LeftOutPatronymic),
        (14, Reason::Turned),
        (15, Reason::SecondSurname),
        (16, Reason::OtherGeneration),
        (17, Reason::OtherGeneration),
        (18, Reason::GenderedSurnames),
        (19, Reason::OtherSex),
        (20, Reason::OtherScript),
    ];
    for (at, reason) in marks {
        if f[at] > 0.0 {
            out.push(reason);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(a: &str, b: &str) -> f32 {
        same_person(&Name::parse(a), &Name::parse(b)).score
    }

    #[test]
    fn one_person_spelled_twice() {
        for (a, b) in [
            ("Dr. JOHN SMITH", "John Smith"),
            ("Smith, John", "John Smith"),
            ("J. Smith", "John Smith"),
            ("Bob Harlow", "Robert Harlow"),
            ("Ziya al-Nahari", "Ziya Nahary"),
            ("Mohammed Qadhiri", "Muhammad al-Gadhiri"),
            ("Владимир Орлов", "Vladimir Orlov"),
            ("José Núñez", "Jose Nunez"),
            ("Anna Sergeyevna Orlova", "Anna Orlova"),
            ("Kim Dae-sung", "Dae Sung Kim"),
            ("김대성", "Kim Dae-sung"),
            ("מרים לוי", "Miriam Levi"),
            ("محمد الناهري", "Mohammed al-Nahari"),
            ("Chang Hsiao-ming", "Zhang Xiaoming"),
            ("Abd al-Rahman Sadiq", "Abdulrahman Sadeq"),
            ("Ana Ruiz Vega", "Ana Ruiz"),
        ] {
            let found = same_person(&Name::parse(a), &Name::parse(b));
            assert!(found.score >= SAME, "{a} / {b}: {found:?}");
        }
    }

    #[test]
    fn two_persons() {
        for (a, b) in [
            ("Hassan Karim", "Hussein Karim"),
            ("Mohammed Saleh", "Mahmoud Saleh"),
            ("Marin Costa", "Maria Costa"),
            ("John Smith Jr", "John Smith Sr."),
            ("Ivan Ivanov", "Olga Ivanova"),
            ("Pavel Ivanovich Orlov", "Pavel Petrovich Orlov"),
            ("Ahmed Ali", "Ali Ahmed"),
            ("Peter Harlow", "Peter Barlow"),
            ("Dr", "Dr"),
            ("", ""),
        ] {
            let found = same_person(&Name::parse(a), &Name::parse(b));
            assert!(found.score < SAME, "{a} / {b}: {found:?}");
        }
    }

    #[test]
    fn a_name_of_ten_thousand_letters_is_read_as_far_as_names_go() {
        let long = Name::parse(&"a".repeat(10_000));
        assert!(same_person(&long, &Name::parse("Ana Ruiz")).score < SAME);
        assert!((same_person(&long, &long).score - 1.0).abs() < 1e-6);
    }

    #[test]
    fn every_weight_has_its_feature() {
        let rows = include_str!("../../data/same-person.tsv").lines().filter(|l| !l.starts_with('#'));
        let names: Vec<&str> = rows.filter_map(|l| l.split_once('\t')).map(|(name, _)| name).collect();
        assert_eq!(names, NAMES);
    }

    proptest! {
        #[test]
        fn symmetric_and_within_bounds(a in "\\PC{0,300}", b in "\\PC{0,300}") {
            let (a, b) = (Name::parse(&a), Name::parse(&b));
            let there = same_person(&a, &b);
            prop_assert!((there.score - same_person(&b, &a).score).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&there.score));
            let own = same_person(&a, &a).score;
            prop_assert!(a.words.is_empty() && own == 0.0 || a.generation.is_some() || (own - 1.0).abs() < 1e-6);
        }

        #[test]
        fn names_are_like_themselves(a in "[A-Z][a-z]{1,9} ([A-Z]\\. )?[A-Z][a-z]{1,9}") {
            prop_assert!(score(&a, &a) >= SAME || Name::parse(&a).words.is_empty());
        }
    }
}
