//! Finds the verbs that make an occasion: [`View`] in, [`Sighting`]s out, in reading order.
//!
//! Example: `the two ministers spoke by telephone late on Tuesday` is a call between them, of Tuesday. **Finds** wrote to, wrote back, met, spoke by
//! telephone, addressed the assembly, testified, faced reporters, replied to him. **Leaves alone** what did not happen by its own words
//! ("did not write"), `met the deadline`, verbs in somebody's own words. **Why** half of what passes between people has no noun.
//! **Source** news usage; lists in `data/media.txt`.

use std::ops::Range;

use super::sightings::Sighting;
use super::view::{Tag, View};
use super::{MEDIA, Medium};
use crate::resolve::EntityKind;

/// Tokens behind a verb that still speak of it.
const BEHIND: usize = 18;

/// The occasions that the verbs of a sentence make.
pub(super) fn verbs(view: &mut View<'_>, sentence: &Range<usize>) -> Vec<Sighting> {
    let mut out = Vec::new();
    for t in sentence.clone() {
        if !view.quoted[t]
            && let Some(one) = verb(view, t, sentence)
        {
            out.push(one);
        }
    }
    out
}

fn verb(view: &mut View<'_>, t: usize, sentence: &Range<usize>) -> Option<Sighting> {
    let word = view.word(t).to_owned();
    let is = |class: &str| MEDIA.is(&word, class);
    let is_verb = matches!(view.tag(t), Tag::Verb | Tag::Auxiliary);
    let class =
        ["writes", "replies", "rings", "meets", "speaks", "addresses", "testifies", "preaches", "faces", "thanks"]
            .into_iter()
            .find(|c| is(c))
            .or_else(|| (view.word(t + 1) == "back" && is("backs")).then_some("replies"))?;
    // The network takes "answers" and "posts" for nouns where they are.
    if !is_verb || negated(view, t, sentence) {
        return None;
    }
    // "Answered the telephone", "answered the door".
    if matches!(view.word(t + 1), "the" | "her" | "his") && matches!(view.word(t + 2), "telephone" | "phone" | "door") {
        return None;
    }
    let mut one = Sighting { head: t, tokens: t..t + 1, deed: true, ..Sighting::default() };
    let next = view.word(t + 1).to_owned();
    let passive = t > sentence.start && matches!(view.word(t - 1), "was" | "were" | "been" | "be" | "is" | "being");
    match class {
        "writes" => {
            if passive {
                return None;
            }
            one.medium = Some(Medium::Letter);
            if next == "back" {
                one.answers = Some(Vec::new());
                one.tokens = t..t + 2;
            } else {
                let to = (t + 1..sentence.end.min(t + 12))
                    .take_while(|k| !view.quoted[*k] && view.word(*k) != "that")
                    .find(|k| view.word(*k) == "to")?;
                if (t + 1..to)
                    .any(|k| matches!(view.tag(k), Tag::Noun | Tag::Verb) && view.time_in(t + 1..to).is_none())
                    && to > t + 4
                {
                    return None;
                }
                let (who, end) = view.parties(to + 1);
                if who.is_empty() {
                    return None;
                }
                one.tokens = t..end;
                one.to = who;
            }
        }
        "replies" | "faces" if next == "questions" => {
            // "Answered questions", "took questions after the reading".
            one.medium = Some(Medium::PressConference);
            one.tokens = t..t + 2;
        }
        "replies" => {
            one.answers = Some(Vec::new());
            let back = usize::from(next == "back");
            let next = view.word(t + 1 + back).to_owned();
            let at = t + 1 + back + usize::from(matches!(next.as_str(), "to" | "at"));
            if matches!(next.as_str(), "to" | "at")
                || view.tag(t + 1) == Tag::Pronoun
                || matches!(view.tag(t + 1), Tag::Determiner | Tag::Name) && word.starts_with("answer")
            {
                let (who, end) = view.parties(at);
                let upto = view.phrase(at).map_or(end, |p| p.0.max(end));
                one.answered = (at..upto.max(at))
                    .filter(|n| super::sightings::medium(view, *n).is_some() || MEDIA.is(view.word(*n), "any"))
                    .collect();
                if one.answered.is_empty() {
                    one.answers = Some(who.clone());
                    one.to = who;
                } else {
                    one.answers = Some(who);
                }
                one.tokens = t..upto.max(t + 1);
            }
            if passive {
                // "Had been answered by the office": the subject is what was answered.
                let by = (t + 1..sentence.end.min(t + 3)).find(|k| view.word(*k) == "by")?;
                let (who, end) = view.parties(by + 1);
                one.from = who;
                one.tokens = t..end.max(t + 1);
            }
        }
        "rings" => {
            one.medium = Some(Medium::Call);
            one.mutual = true;
            let (who, end) = view.parties(t + 1);
            if who.is_empty() {
                return None;
            }
            one.tokens = t..end;
            one.to = who;
        }
        "meets" => {
            one.medium = Some(Medium::Meeting);
            one.mutual = true;
            let at = t + 1 + usize::from(next == "with");
            let (who, end) = view.parties(at);
            let named = |e: &crate::resolve::EntityId| view.entities.get(e.index()).is_some_and(|e| e.named);
            let press = (at..end).any(|k| MEDIA.is(view.word(k), "to-press_conference"));
            if !press && !who.iter().any(named) {
                return None;
            }
            let people =
                who.iter().all(|e| view.kind(*e).is_none_or(|k| !matches!(k, EntityKind::Other | EntityKind::Place)));
            if who.is_empty() || !people {
                return None;
            }
            if press {
                one.medium = Some(Medium::PressConference);
                one.mutual = false;
            }
            one.tokens = t..end;
            one.to = who;
        }
        "speaks" => {
            let near = t + 1..sentence.end.min(t + BEHIND);
            let by = near
                .clone()
                .find(|&k| view.word(k) == "by" && matches!(view.word(k + 1), "telephone" | "phone" | "video"));
            let on = near.clone().find(|&k| {
                view.word(k) == "on" && view.word(k + 1) == "the" && matches!(view.word(k + 2), "phone" | "telephone")
            });
            let at = by.map(|k| k + 2).or(on.map(|k| k + 3));
            let with = near.clone().take(6).find(|&k| matches!(view.word(k), "with" | "to"));
            match (at, with) {
                (Some(end), with) => {
                    one.medium = Some(Medium::Call);
                    one.mutual = true;
                    one.tokens = t..end;
                    if let Some(k) = with {
                        let (who, behind) = view.parties(k + 1);
                        one.to = who;
                        one.tokens.end = end.max(behind);
                    }
                }
                (None, Some(k)) if k == t + 1 && matches!(word.as_str(), "spoke" | "speaking" | "talked") => {
                    let (who, end) = view.parties(k + 1);
                    let medium = super::carried::hearer(view, k + 1..end, who.first().copied())?;
                    one.medium = Some(medium);
                    one.to = who;
                    one.tokens = t..end;
                }
                _ => return None,
            }
        }
        "addresses" | "faces" => {
            let (who, end) = view.parties(t + 1);
            if who.is_empty() || passive {
                return None;
            }
            let press = (t + 1..end).any(|k| MEDIA.is(view.word(k), "to-press_conference"));
            if class == "faces" && !press {
                return None;
            }
            one.medium = Some(if press { Medium::PressConference } else { Medium::Speech });
            one.to = who;
            one.tokens = t..end;
        }
        "testifies" => {
            one.medium = Some(Medium::Testimony);
            if matches!(next.as_str(), "before" | "to") {
                let (who, end) = view.parties(t + 2);
                one.to = who;
                one.tokens = t..end.max(t + 1);
            }
        }
        "preaches" => {
            one.medium = Some(Medium::Speech);
            if next == "to" {
                let (who, end) = view.parties(t + 2);
                one.to = who;
                one.tokens = t..end.max(t + 1);
            }
        }
        "thanks" => {
            // "Thanked him for his letter".
            let (who, end) = view.parties(t + 1);
            let noun = (end + 1..sentence.end.min(end + 6))
                .find(|k| super::sightings::medium(view, *k).is_some() || MEDIA.is(view.word(*k), "any"))?;
            if who.is_empty() || view.word(end) != "for" {
                return None;
            }
            one.answered = vec![noun];
            // "In his address he thanked the bishop for his words": the address answers.
            one.does = true;
            one.answers = Some(who.clone());
            one.to = who;
            one.tokens = t..noun + 1;
        }
        _ => return None,
    }
    if one.from.is_empty() && !passive {
        one.from = view.subject(t).into_iter().filter(|id| !one.to.contains(id)).collect();
        if one.mutual && one.to.is_empty() {
            let joint = both(view, t, sentence);
            if joint.len() > 1 {
                one.from = joint;
            }
        }
    }
    let lead = t.saturating_sub(3).max(sentence.start)..t;
    one.planned = lead.clone().any(|k| matches!(view.word(k), "will" | "shall"))
        || t > sentence.start
            && view.word(t - 1) == "to"
            && lead.into_iter().any(|k| matches!(view.word(k), "is" | "are" | "plans" | "expected" | "due"));
    if t > sentence.start && view.word(t - 1) == "to" && !one.planned {
        return None;
    }
    details(view, sentence, &mut one);
    Some(one)
}

/// "Ruiz and Okafor spoke": both.
fn both(view: &mut View<'_>, verb: usize, sentence: &Range<usize>) -> Vec<crate::resolve::EntityId> {
    let mut t = verb;
    while t > sentence.start && matches!(view.tag(t - 1), Tag::Auxiliary | Tag::Adverb) {
        t -= 1;
    }
    let ends: Vec<usize> = (sentence.start..t).collect();
    for start in ends {
        if view.quoted[start] {
            continue;
        }
        let (who, end) = view.subjects(start);
        if end == t && who.len() > 1 {
            return who;
        }
    }
    Vec::new()
}

/// Day and place behind the deed.
pub(super) fn details(view: &View<'_>, sentence: &Range<usize>, one: &mut Sighting) {
    one.date = one.date.or(view.time_in(one.head + 1..one.tokens.end));
    let mut k = one.tokens.end;
    let limit = sentence.end.min(k + BEHIND);
    while k < limit && !view.quoted[k] {
        if let Some((behind, i)) = view.time(k) {
            one.date = one.date.or(Some(i));
            k = behind;
            continue;
        }
        let word = view.word(k);
        if matches!(word, "in" | "at" | "outside" | "near")
            && view.time(k + 1).is_none()
            && let Some((end, head)) = view.phrase(k + 1).filter(|(_, h)| view.is_place(*h))
        {
            let slot = if view.capital(head) && word == "in" { &mut one.place } else { &mut one.venue };
            if slot.is_none() {
                *slot = Some(if word == "outside" || word == "near" { k..end } else { k + 1..end });
            }
            k = end.max(k + 1);
            continue;
        }
        if matches!(
            word,
            "," | ";" | "that" | "and" | "but" | "when" | "after" | "before" | "since" | "until" | "because" | ":"
        ) {
            break;
        }
        k += 1;
    }
}

/// "Did not write", "never replied", "has not replied", "refused to answer".
fn negated(view: &View<'_>, t: usize, sentence: &Range<usize>) -> bool {
    (t.saturating_sub(4).max(sentence.start)..t).any(|k| {
        matches!(
            view.word(k),
            "not" | "n't" | "never" | "no" | "nobody" | "refused" | "declined" | "without" | "neither" | "yet" | "if"
        )
    })
}
