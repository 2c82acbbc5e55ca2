//! Holds two names against each other: [`Name`]s in, the [`Features`] of the best way to read them as one out.
//!
//! Example: of `Kim Jong-un` and `Jong Un Kim` the surnames are *kim*, the given names *jongun*, and one has the surname first. **Finds** the pairing of surnames that
//! makes the names most alike, where a comma, capitals or a list allows the surname to stand first; initials, nicknames, left-out names.
//! **Why**: each name has several readings, and two are one person's if their best ones agree. **Source**: record linkage by compared fields
//! (Fellegi and Sunter 1969), with the weights learned (`training/same_person.py`).

use std::collections::HashSet;
use std::sync::LazyLock;

use super::parse::{Name, SURNAMES, Script, Word};
use super::sound::{Cost, Ear, compare};
use crate::resolve::people::given_sex;

static NICKNAMES: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/nicknames.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).collect()
});

/// How many features there are; their order is that of `data/same-person.tsv`.
pub(super) const FEATURES: usize = 24;
/// Their names.
pub(super) const NAMES: [&str; FEATURES] = [
    "bias",
    "surname-cost",
    "surname-worst",
    "surname-plain",
    "given-cost",
    "given-worst",
    "given-plain",
    "initial",
    "other-initial",
    "nickname",
    "no-given",
    "other-middle",
    "left-out",
    "left-out-patronymic",
    "turned",
    "second-surname",
    "generations",
    "generation-once",
    "gendered-surnames",
    "sexes",
    "foreign",
    "exact",
    "surname-share",
    "given-share",
];

/// What two names have in common and what not.
pub(super) type Features = [f32; FEATURES];

/// How two words agree.
struct Agreed {
    cost: Cost,
    initial: bool,
    other_initial: bool,
    nickname: bool,
}

/// The features of every reading that the two names allow.
pub(super) fn readings(a: &Name, b: &Name) -> Vec<Features> {
    let mut out = Vec::new();
    if a.words.is_empty() || b.words.is_empty() {
        return out;
    }
    let ear = Ear { abjad: a.script == Script::Abjad || b.script == Script::Abjad, east: a.eastern() && b.eastern() };
    for (x, tx) in orders(a) {
        for (y, ty) in orders(b) {
            reading(a, b, &x, &y, tx != ty, ear, &mut out);
        }
    }
    out
}

/// The words with the surname last: as written, and turned where a sign allows it.
fn orders(name: &Name) -> Vec<(Vec<&Word>, bool)> {
    let words: Vec<&Word> = name.words.iter().collect();
    let mut out = vec![(words.clone(), false)];
    if name.opens_with_surname() && !name.turned {
        let mut turned = words;
        turned.rotate_left(1);
        out.push((turned, true));
    }
    out
}

fn reading(a: &Name, b: &Name, short: &[&Word], long: &[&Word], turned: bool, ear: Ear, out: &mut Vec<Features>) {
    let (short, long) = if short.len() <= long.len() { (short, long) } else { (long, short) };
    // The last word is the surname, or of the longer name one before it: "Ana Ruiz Vega" is Ana Ruiz.
    let last = long.len() - 1;
    let earliest = if short.len() > 1 { last.min(1) } else { 0 };
    for at in (earliest..=last).rev() {
        if at < last && (long.len() < 3 || short.len() == long.len()) {
            continue;
        }
        let mut row = [0.0; FEATURES];
        row[0] = 1.0;
        let (sx, sy) = (short[short.len() - 1], long[at]);
        let surname = words(sx, sy, ear, true);
        let foreign = transliterated(a) || transliterated(b);
        let plain = f32::from(u8::from(!foreign));
        row[1] = surname.cost.sum.min(2.0);
        row[2] = surname.cost.worst.min(1.0);
        row[3] = plain * row[1];
        if surname.initial || surname.other_initial {
            row[1] = 2.0;
            row[2] = 1.0;
        }
        row[22] = share(row[1], sx, sy);
        row[15] = f32::from(u8::from(at < last));
        given(&short[..short.len() - 1], &long[..at], &long[at + 1..], ear, plain, &mut row);
        row[14] = f32::from(u8::from(turned));
        match (a.generation, b.generation) {
            (Some(p), Some(q)) if p != q => row[16] = 1.0,
            (Some(_), None) | (None, Some(_)) => row[17] = 1.0,
            _ => {}
        }
        if gendered(&sx.text, &sy.text) {
            row[18] = 1.0;
            row[1] = row[1].max(1.2);
        }
        row[20] = f32::from(u8::from(foreign_letters(a) != foreign_letters(b)));
        let same =
            short.len() == long.len() && short.iter().zip(long).all(|(p, q)| p.text == q.text || p.bare == q.bare);
        row[21] = f32::from(u8::from(same));
        out.push(row);
    }
}

/// Compares what stands before the surnames; `behind` is what the longer name has after it.
fn given(short: &[&Word], long: &[&Word], behind: &[&Word], ear: Ear, plain: f32, out: &mut Features) {
    out[12] = behind.len().min(2) as f32 * 0.5;
    let (Some(gx), Some(gy)) = (short.first(), long.first()) else {
        out[10] = f32::from(u8::from(short.len() != long.len()));
        return;
    };
    if ear.east {
        let whole = (Word::joined(short), Word::joined(long));
        let agreed = words(&whole.0, &whole.1, ear, false);
        let joined = agreed.cost;
        // "Kim Jong-un" and "J. Kim", or an English given name before the other: "Carrie Lam Cheng Yuet-ngor".
        if !short.iter().chain(long).any(|w| w.initial) {
            out[4] = joined.sum.min(2.0);
            out[5] = joined.worst.min(1.0);
            out[6] = plain * out[4];
            out[23] = share(out[4], &whole.0, &whole.1);
            return;
        }
    }
    let agreed = words(gx, gy, ear, false);
    out[4] = if agreed.nickname || agreed.initial { 0.0 } else { agreed.cost.sum.min(2.0) };
    out[5] = if agreed.nickname || agreed.initial { 0.0 } else { agreed.cost.worst.min(1.0) };
    out[7] = f32::from(u8::from(agreed.initial));
    out[8] = f32::from(u8::from(agreed.other_initial));
    out[9] = f32::from(u8::from(agreed.nickname));
    // A woman's name and a man's.
    let sexes = (given_sex(&gx.text), given_sex(&gy.text));
    out[19] = f32::from(u8::from(matches!(sexes, (Some(p), Some(q)) if p != q)));
    let close = |p: &Word, q: &Word| {
        let agreed = words(p, q, ear, false);
        agreed.initial || agreed.nickname || agreed.cost.sum < 0.6 && agreed.cost.worst < 0.5
    };
    // "A. Blair" of Tony Blair, "B. Ruiz" of Ana Beatriz Ruiz.
    let stands = |short: &Word, full: &[&Word]| {
        let letter = short.text.as_bytes().first();
        let also = |w: &&&Word| w.text.as_bytes().first() == letter && !w.initial;
        let long = |w: &Word| NICKNAMES.iter().any(|(s, l)| *s == w.text && l.as_bytes().first() == letter);
        short.initial && (full.iter().skip(1).find(also).is_some() || full.first().is_some_and(|w| long(w)))
    };
    if out[8] > 0.0 && (stands(gx, long) || stands(gy, short)) {
        (out[4], out[5], out[7], out[8]) = (0.0, 0.0, 1.0, 0.0);
        out[12] += 0.5;
    }
    // A second given name used as the first: "George Robert Ruiz" and "Bob Ruiz".
    if out[4] > 0.6 || out[8] > 0.0 {
        let second =
            |first: &Word, rest: &[&Word]| !first.initial && rest.iter().any(|w| !w.initial && close(first, w));
        if second(gx, &long[1..]) || second(gy, &short[1..]) {
            out[4] = 0.0;
            out[5] = 0.0;
            out[8] = 0.0;
            out[12] += 0.5;
        }
    }
    out[6] = plain * out[4];
    out[23] = share(out[4], gx, gy);
    if out[4] > 0.0 && (feminine(&gx.text, &gy.text) || feminine(&gy.text, &gx.text)) {
        out[19] = 1.0;
    }
    let (mx, my) = (&short[1..], &long[1..]);
    let (few, many) = if mx.len() <= my.len() { (mx, my) } else { (my, mx) };
    let missing: Vec<&&Word> = many.iter().filter(|w| !few.iter().any(|v| close(v, w))).collect();
    let other = few.iter().filter(|w| !many.iter().any(|v| close(v, w))).count();
    out[11] = f32::from(u8::from(other > 0 && !missing.is_empty()));
    let patronymics = missing.iter().filter(|w| patronymic(&w.text)).count();
    out[13] = patronymics.min(1) as f32;
    out[12] += (missing.len() - patronymics).min(2) as f32 * 0.5;
}

/// How two words agree; a surname has no nicknames, but other spellings by tongue.
fn words(a: &Word, b: &Word, ear: Ear, surname: bool) -> Agreed {
    let mut agreed =
        Agreed { cost: Cost { sum: 0.0, worst: 0.0 }, initial: false, other_initial: false, nickname: false };
    if a.text == b.text || a.bare == b.bare {
        return agreed;
    }
    if a.initial || b.initial {
        let same = a.sounds.first() == b.sounds.first() || a.text.as_bytes().first() == b.text.as_bytes().first();
        agreed.initial = same;
        agreed.other_initial = !same;
        agreed.cost = Cost { sum: if same { 0.0 } else { 2.0 }, worst: f32::from(u8::from(!same)) };
        return agreed;
    }
    let known = |p: &str, q: &str| NICKNAMES.contains(&(p, q)) || NICKNAMES.contains(&(q, p));
    let sibling =
        || NICKNAMES.iter().any(|(short, full)| *short == a.text && NICKNAMES.contains(&(b.text.as_str(), full)));
    agreed.nickname = !surname && (known(&a.text, &b.text) || sibling());
    let tongue = surname && (SURNAMES.is(&a.text, &b.text) || SURNAMES.is(&b.text, &a.text));
    agreed.cost = if tongue { Cost { sum: 0.1, worst: 0.1 } } else { heard(a, b, ear) };
    agreed
}

/// The cost of one spelling for the other, the article left off where one has it: `alnahari` and `nahari`.
fn heard(a: &Word, b: &Word, ear: Ear) -> Cost {
    let cost = compare(&a.sounds, &b.sounds, ear);
    let article = |w: &Word| (w.text.starts_with("al") || w.text.starts_with("el")) && w.text.len() > 5;
    let off = match (article(a), article(b)) {
        (true, false) => compare(&a.sounds[2..], &b.sounds, ear),
        (false, true) => compare(&a.sounds, &b.sounds[2..], ear),
        _ => return cost,
    };
    if off.sum + 0.2 < cost.sum { Cost { sum: off.sum + 0.2, worst: off.worst } } else { cost }
}

/// A cost against the length of the longer word: one vowel of `said` is much, of `stoltenberg` little.
fn share(cost: f32, a: &Word, b: &Word) -> f32 {
    cost / a.sounds.len().max(b.sounds.len()).max(1) as f32
}

/// A man's given name and a woman's made of it: Karim and Karima, Jean and Jeanne, Mario and Maria.
fn feminine(a: &str, b: &str) -> bool {
    let made = |end: &str| b.strip_suffix(end).is_some_and(|stem| stem == a);
    let stem = a.strip_suffix('o').unwrap_or_default();
    ["a", "e", "ne", "le", "se", "na", "ka"].iter().any(|end| made(end))
        || !stem.is_empty() && b.strip_suffix('a') == Some(stem)
}

/// Endings and beginnings of names that reach Latin letters by transliteration.
fn transliterated(name: &Name) -> bool {
    const ENDINGS: [&str; 22] = [
        "ov", "ev", "off", "eff", "sky", "skiy", "skyy", "ski", "skii", "enko", "chuk", "ova", "eva", "skaya", "vich",
        "vna", "shvili", "dze", "yan", "poulos", "idis", "akis",
    ];
    const INSIDE: [&str; 10] = ["kh", "zh", "dh", "gh", "abd", "ullah", "allah", "eddin", "uddin", "aa"];
    foreign_letters(name)
        || name.eastern()
        || name.words.iter().any(|w| {
            let t = w.text.as_str();
            ENDINGS.iter().any(|e| t.len() > e.len() + 1 && t.ends_with(e))
                || INSIDE.iter().any(|e| t.contains(e))
                || t.contains('q') && !t.contains("qu")
                || SURNAMES.is(t, "transliterated")
        })
}

fn foreign_letters(name: &Name) -> bool {
    name.script != Script::Latin
}

fn patronymic(text: &str) -> bool {
    [
        "ovich", "evich", "ovych", "evych", "yich", "ovna", "evna", "ivna", "inichna", "ovitch", "evitch", "oglu",
        "ogly", "qizi", "kyzy", "son", "dottir",
    ]
    .iter()
    .any(|e| text.len() > e.len() + 1 && text.ends_with(e))
}

/// The surname of a man and of a woman: Ivanov and Ivanova.
fn gendered(a: &str, b: &str) -> bool {
    const PAIRS: [(&str, &str); 12] = [
        ("ov", "ova"),
        ("ev", "eva"),
        ("in", "ina"),
        ("yn", "yna"),
        ("sky", "skaya"),
        ("ski", "ska"),
        ("skiy", "skaya"),
        ("skyi", "ska"),
        ("son", "dottir"),
        ("os", "ou"),
        ("as", "iene"),
        ("as", "aite"),
    ];
    let one = |a: &str, b: &str| {
        PAIRS
            .iter()
            .any(|(m, f)| matches!((a.strip_suffix(m), b.strip_suffix(f)), (Some(x), Some(y)) if x == y && x.len() > 1))
    };
    one(a, b) || one(b, a)
}
