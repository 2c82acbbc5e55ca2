//! Finds to whom the words were said: findings in, [`Addressee`]s added to their [`People`].
//!
//! Example: `Ruiz told reporters` gives *reporters*; `“No,” he answered` after her question gives, inferred, her. **Finds** the object of tell and
//! ask, `to` after say and write, letters to somebody, who is addressed, vocatives; then who asked, where the cue is an answer,
//! and whom the same speaker told in the sentence before. **Leaves alone** what is told ("told the truth"), times and places. **Why**: a
//! promise to a court is another than one to a friend. **Source**: the definition of `addressees` in the wire contract.

use super::coreference::Chains;
use super::lists::PEOPLE;
use super::mentions::{Form, Found, PERSON, Pronoun};
use super::via::{mention_at, tells};
use super::view::{Tag, View};
use super::{Addressee, EntityId, People};
use crate::span::Spans;

/// Words after a cue in which "to" is looked for.
const NEAR: usize = 12;

/// Adds the addressees of each finding.
pub(super) fn add(view: &View<'_>, found: &[Found], chains: &mut Chains, people: &mut [People]) {
    for (i, one) in people.iter_mut().enumerate() {
        for (m, confidence) in stated(view, found, i) {
            let Some(span) = view.document.span_of(found[m].tokens.clone()) else { continue };
            let chain = chains.of[m].unwrap_or_else(|| chains.open(found, m));
            let known = !chains.secret[chain] && !chains.doubtful.contains(&m);
            let speaker = one.speakers.iter().any(|s| s.entity == Some(EntityId::new(chain)));
            if speaker || one.addressees.iter().any(|a| a.mention == Spans::one(span)) {
                continue;
            }
            let entity = (known && resolved(found, chains, chain)).then(|| EntityId::new(chain));
            one.addressees.push(Addressee { entity, mention: Spans::one(span), inferred: false, confidence });
        }
    }
    second_person(view, found, chains, people);
    inferred(view, people);
    same_occasion(view, people);
}

/// Sentences between two quotations of one speaker that may still be said to the same.
const APART: u32 = 6;

/// Whom somebody tells, he goes on to tell: until another occasion, addressee or a long way.
fn same_occasion(view: &View<'_>, people: &mut [People]) {
    let findings = &view.findings.quotations;
    let outer: Vec<usize> =
        (0..people.len()).filter(|&i| findings[i].parent.is_none() && findings[i].cue.is_some()).collect();
    let speaker = |people: &[People], i: usize| match &people[i].speakers[..] {
        [one] => one.entity,
        _ => None,
    };
    let sentences = |i: usize| {
        let spans = findings[i].cue.into_iter().chain(findings[i].content.hull());
        let (a, b) = spans.fold((u32::MAX, 0), |(a, b), span| {
            let tokens = view.document.tokens_of(span);
            (a.min(view.sentence[tokens.start]), b.max(view.sentence[tokens.end - 1]))
        });
        (a, b)
    };
    let fresh = |i: usize| occasion(view, i);
    // Forward from what is stated, then back to what came just before it.
    for (at, &i) in outer.iter().enumerate() {
        let stated = people[i].addressees.iter().any(|a| !a.inferred && a.confidence > 0.75);
        let (conversation, side) = told_aside(view, i);
        let Some(who) = speaker(people, i).filter(|_| stated && conversation && !side) else { continue };
        let told: Vec<Addressee> = people[i].addressees.iter().filter(|a| !a.inferred).cloned().collect();
        let hand = |people: &mut [People], k: usize, p: f32| {
            people[k].addressees = told
                .iter()
                .map(|one| Addressee {
                    mention: Spans::default(),
                    inferred: true,
                    confidence: p * one.confidence,
                    ..one.clone()
                })
                .filter(|one| one.entity.is_some())
                .collect();
        };
        let mut last = sentences(i).1;
        for &k in &outer[at + 1..] {
            let (begin, end) = sentences(k);
            if begin > last + APART {
                break;
            }
            if speaker(people, k) != Some(who) {
                continue;
            }
            // What was told somebody else at another time is an aside.
            if told_aside(view, k).1 {
                continue;
            }
            if !people[k].addressees.is_empty() || fresh(k) {
                break;
            }
            hand(people, k, 0.75);
            last = end;
        }
        let mut first = sentences(i).0;
        for &k in outer[..at].iter().rev() {
            let (begin, end) = sentences(k);
            if end + 2 < first || speaker(people, k) != Some(who) || !people[k].addressees.is_empty() || fresh(k) {
                break;
            }
            hand(people, k, 0.7);
            first = begin;
        }
    }
}

/// Whether a cue is of a conversation, as requests and thanks are not; and whether it is told of another time: "he told the Courier then".
fn told_aside(view: &View<'_>, i: usize) -> (bool, bool) {
    let Some(cue) = view.findings.quotations[i].cue.map(|c| view.document.tokens_of(c)) else { return (false, false) };
    let own = view.inside(cue.start);
    let sentence = view.document.sentence_of(cue.start);
    let mut words = sentence.filter(|&t| view.inside(t) == own).map(|t| view.word(t));
    let aside = words.any(|w| matches!(w, "then" | "later" | "earlier" | "previously" | "once" | "separately"));
    let said = |t: usize| {
        matches!(
            view.word(t),
            "told"
                | "tells"
                | "telling"
                | "tell"
                | "said"
                | "says"
                | "saying"
                | "spoke"
                | "shouted"
                | "replied"
                | "answered"
                | "explained"
        )
    };
    (cue.clone().any(said), aside)
}

/// Whether the sentence of a cue opens an occasion of its own: a day, a letter, a network, or what somebody has long said.
fn occasion(view: &View<'_>, i: usize) -> bool {
    let Some(cue) = view.findings.quotations[i].cue.map(|c| view.document.tokens_of(c)) else { return true };
    let own = view.inside(cue.start);
    let sentence = view.document.sentence_of(cue.start);
    let has =
        (cue.start.saturating_sub(4)..cue.end).any(|t| matches!(view.word(t), "has" | "have" | "had" | "is" | "isn"));
    let opens = |word: &str| {
        PEOPLE.is(word, "time")
            || PEOPLE.bends(word, "document")
            || matches!(
                word,
                "week"
                    | "month"
                    | "year"
                    | "tweeted"
                    | "wrote"
                    | "twitter"
                    | "facebook"
                    | "interview"
                    | "interviews"
                    | "speech"
                    | "rally"
                    | "conference"
                    | "testimony"
                    | "repeatedly"
                    | "address"
                    | "broadcast"
                    | "sermon"
                    | "remarks"
                    | "message"
            )
    };
    has || sentence.filter(|&t| view.inside(t) == own).any(|t| opens(view.word(t)))
}

/// Whether a chain is more than pronouns.
fn resolved(found: &[Found], chains: &Chains, chain: usize) -> bool {
    chains.all[chain].mentions.iter().any(|&m| !matches!(found[m].form, Form::Pronoun(_)))
}

/// Mentions that the sentence of a cue names as addressees.
fn stated(view: &View<'_>, found: &[Found], i: usize) -> Vec<(usize, f32)> {
    let f = &view.findings.quotations[i];
    let mut out = Vec::new();
    let Some(cue) = f.cue.map(|c| view.document.tokens_of(c)) else { return vocative(view, found, i) };
    let sentence = view.document.sentence_of(cue.start);
    let own = view.inside(cue.start);
    let outside = |t: usize| view.inside(t) == own;
    let last = cue.end - 1;
    let speaks: Vec<usize> =
        f.speakers.iter().filter_map(|s| s.mention.hull()).flat_map(|s| view.document.tokens_of(s)).collect();
    let fits = |m: &usize| outside(found[*m].head) && !speaks.contains(&found[*m].head) && hears(view, &found[*m]);
    // "Was told", never "is expected to tell".
    let be = |t: usize| matches!(view.word(t), "was" | "were" | "been" | "being" | "is" | "are" | "be");
    // A letter has a reader, whatever the words for him: "to both sides".
    let sides = |m: &usize| outside(found[*m].head) && found[*m].plural && found[*m].sort[super::mentions::PLACE] < 0.5;
    let passive = (cue.start..last).rev().find(|&t| view.tag(t) != Tag::Adverb).is_some_and(be);
    if !passive && tells(view.word(last)) {
        out.extend(mention_at(found, view, cue.end).filter(|m| fits(m)).map(|m| (m, 0.93)));
    }
    let end = sentence.end.min(cue.end + NEAR);
    for t in cue.start.saturating_sub(NEAR).max(sentence.start)..end {
        if !outside(t) {
            continue;
        }
        let before = t.checked_sub(1).map_or("", |t| view.word(t));
        let to = match view.word(t) {
            "to" | "with"
                if matches!(
                    before,
                    "letter"
                        | "note"
                        | "memo"
                        | "email"
                        | "mail"
                        | "message"
                        | "text"
                        | "speech"
                        | "address"
                        | "remarks"
                        | "appeal"
                        | "statement"
                        | "testimony"
                        | "telegram"
                        | "cable"
                        | "petition"
                        | "submission"
                        | "report"
                        | "interview"
                        | "call"
                        | "conversation"
                        | "meeting"
                        | "talks"
                ) =>
            {
                Some(0.85)
            }
            "to" if t >= cue.end
                && t <= cue.end + 2
                && (PEOPLE.bends(view.word(last), "to") || spoke(view.word(last))) =>
            {
                Some(0.85)
            }
            "to" if matches!(before, "speaking" | "talking" | "writing" | "testifying" | "addressed") => Some(0.85),
            "before" if matches!(before, "testifying" | "speaking" | "testimony" | "appearing") => Some(0.75),
            "addressing" | "briefing" | "telling" => Some(0.8),
            _ => None,
        };
        if let Some(p) = to
            && let Some(m) = mention_at(found, view, t + 1).filter(|m| fits(m) || p > 0.8 && sides(m))
        {
            out.push((m, p));
        }
    }
    // "Told Courier host Ana Ruiz", "told the Courier's Ana Ruiz": the name after the noun.
    for (m, _) in &mut out {
        let end = found[*m].tokens.end;
        let owner = matches!(view.word(end), "'" | "’") && view.word(end + 1) == "s" && found[*m].form == Form::Name;
        let end = if owner { end + 2 } else { end };
        let name =
            mention_at(found, view, end).filter(|&k| found[k].tokens.start == end && found[k].form == Form::Name);
        if let Some(k) = name.filter(|&k| found[*m].form != Form::Pronoun(Pronoun::You) && found[k].sort[PERSON] > 0.5)
        {
            *m = k;
        }
    }
    if out.is_empty() {
        out = vocative(view, found, i);
    }
    // "Told the mayor and reporters".
    if let Some(&(m, p)) = out.first() {
        let joint = found[m].tokens.end;
        if view.word(joint) == "and"
            && let Some(k) = mention_at(found, view, joint + 1).filter(|k| fits(k))
        {
            out.push((k, p - 0.1));
        }
    }
    out
}

fn spoke(word: &str) -> bool {
    matches!(
        word,
        "said" | "wrote" | "spoke" | "written" | "swore" | "put" | "repeated" | "sent" | "says" | "testified"
    )
}

/// Whether a mention can be told something: people, bodies, and those who stand for them.
fn hears(view: &View<'_>, m: &Found) -> bool {
    let word = view.word(m.head);
    if let Form::Pronoun(p) = m.form {
        let own = matches!(word, "his" | "their" | "its" | "my" | "our" | "your");
        return !matches!(p, Pronoun::It | Pronoun::This)
            && !own
            && !word.ends_with("self")
            && !word.ends_with("selves");
    }
    let known = ["crowd", "press", "body", "org-of"].iter().any(|class| PEOPLE.bends(word, class))
        || PEOPLE.is(word, "audience")
        || super::via::outlet(view, m);
    known || m.sort[PERSON] + m.sort[super::mentions::ORGANISATION] > 0.5
}

/// "Mr Speaker, …" and "…, Ana.": a name or title that commas part from the words.
fn vocative(view: &View<'_>, found: &[Found], i: usize) -> Vec<(usize, f32)> {
    let f = &view.findings.quotations[i];
    let (Some(first), Some(last)) = (f.quoted.first(), f.quoted.last()) else { return Vec::new() };
    let start = view.document.tokens_of(first).start;
    let end = view.document.tokens_of(last).end;
    let mut begin = start;
    while matches!(
        view.word(begin),
        "dear" | "yes" | "no" | "oh" | "well" | "thank" | "you" | "look" | "listen" | "thanks" | ","
    ) && begin < end
    {
        begin += 1;
    }
    let ok = |m: &&Found| m.form == Form::Title || m.form == Form::Name && m.sort[PERSON] > 0.6;
    let from = found.partition_point(|m| m.tokens.start < start);
    let mut out = Vec::new();
    for (k, m) in found[from..].iter().enumerate().take_while(|(_, m)| m.tokens.start < end).filter(|(_, m)| ok(m)) {
        let opens = m.tokens.start == begin
            && view.word(m.tokens.end) == ","
            && !matches!(view.word(m.tokens.end + 1), "the" | "a" | "an" | "who");
        // "For the nominee, Ana Ruiz," calls nobody.
        let beside = |b: &Found| b.tokens.end + 1 == m.tokens.start && b.sort[PERSON] > 0.5 && b.form != Form::Name;
        let apposed = found[..from + k].iter().rev().take(4).any(beside);
        let comma = m.tokens.start > start && view.word(m.tokens.start - 1) == "," && !apposed;
        let closes = comma
            && m.tokens.end + 1 >= end
            && !view.is_word(m.tokens.end.min(view.len() - 1))
            && m.tokens.start > start + 1
            && matches!(view.word(m.tokens.end), "." | "?" | "!" | ",");
        if opens || closes {
            out.push((from + k, 0.7));
        }
    }
    out.truncate(1);
    out
}

/// "You" and "Your Excellency" in words said to one person are that person.
fn second_person(view: &View<'_>, found: &[Found], chains: &mut Chains, people: &[People]) {
    for (j, m) in found.iter().enumerate() {
        let Some(f) = m.inside.filter(|_| m.quoted) else { continue };
        let you = matches!(m.form, Form::Pronoun(Pronoun::You))
            || m.form == Form::Title && m.tokens.start > 0 && view.word(m.tokens.start - 1) == "your";
        let [one] = &people[f].addressees[..] else { continue };
        let Some(chain) = one.entity.filter(|_| you && one.confidence > 0.65) else { continue };
        let chain = chain.index();
        if chains.all[chain].sort[PERSON] > 0.5 && chains.of[j] != Some(chain) {
            chains.put(found, j, chain, 0.8);
        }
    }
}

/// Answers go to who asked; what goes on goes to the same.
fn inferred(view: &View<'_>, people: &mut [People]) {
    let findings = &view.findings.quotations;
    for i in 1..people.len() {
        if !people[i].addressees.is_empty() || findings[i].parent.is_some() {
            continue;
        }
        let Some(p) = (0..i).rev().find(|&p| findings[p].parent.is_none()) else { continue };
        let (Some(cue), Some(end)) = (findings[i].cue, findings[p].content.hull()) else { continue };
        let cue = view.document.tokens_of(cue);
        let start = findings[i].content.hull().map_or(cue.start, |s| view.document.tokens_of(s).start.min(cue.start));
        let gap = view.sentence[start].saturating_sub(view.sentence[view.document.tokens_of(end).end - 1]);
        let (mine, theirs) =
            (people[i].speakers.first().and_then(|s| s.entity), people[p].speakers.first().and_then(|s| s.entity));
        let answers = cue.clone().any(|t| {
            matches!(
                view.word(t),
                "replied"
                    | "answered"
                    | "responded"
                    | "retorted"
                    | "replies"
                    | "answers"
                    | "countered"
                    | "interrupted"
                    | "interjected"
            )
        });
        let goes_on = cue
            .clone()
            .any(|t| matches!(view.word(t), "added" | "continued" | "adding" | "went" | "concluded" | "adds"));
        let label = view.word(cue.start) == ":" && findings[p].cue.is_some_and(|c| view.document.slice(c) == ":");
        let near = gap <= if label { 6 } else { 2 };
        if let (true, Some(them)) = ((answers || label) && mine != theirs && near, theirs) {
            people[i].addressees.push(Addressee {
                entity: Some(them),
                mention: Spans::default(),
                inferred: true,
                confidence: if answers { 0.7 } else { 0.6 },
            });
        } else if goes_on && mine.is_some() && mine == theirs && gap <= 1 {
            let same: Vec<Addressee> = people[p].addressees.iter().filter(|a| a.entity.is_some()).cloned().collect();
            for one in same {
                people[i].addressees.push(Addressee {
                    mention: Spans::default(),
                    inferred: true,
                    confidence: 0.7 * one.confidence,
                    ..one
                });
            }
        }
    }
}
