//! Finds the nouns that name an occasion, with what their phrase tells of it: [`View`] in, [`Sighting`]s out, in reading order.
//!
//! Example: `an open letter to shareholders on Wednesday` is a new letter, to *shareholders*, of that day. **Finds** letters, speeches, calls … and
//! words that take up any of them (`the text`, `his answer`). **Leaves alone** nouns in somebody's own words, `call for`, `book a room`.
//! **Why** the phrase names ends and day more surely than the sentence. **Source** news usage; lists in `data/media.txt`.

use std::ops::Range;

use super::view::{Tag, View};
use super::{MEDIA, Medium};
use crate::resolve::EntityId;

/// Tokens behind the noun in which its phrase goes on.
const BEHIND: usize = 16;

/// A place of the text that speaks of an occasion, and what it tells.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing of a phrase, in any combination")]
pub(super) struct Sighting {
    /// The token that names it: a noun, or a verb.
    pub head: usize,
    /// The words that show it.
    pub tokens: Range<usize>,
    /// `None` where the word may take up any occasion.
    pub medium: Option<Medium>,
    pub from: Vec<EntityId>,
    pub to: Vec<EntityId>,
    /// Whether those that are named are both ends: a call, a meeting.
    pub mutual: bool,
    pub date: Option<usize>,
    /// Which of several, by "first", "second", "last".
    pub ordinal: Option<u8>,
    /// "The letter", "her letter": one that is known.
    pub definite: bool,
    /// "Another", "a separate".
    pub other: bool,
    pub plural: bool,
    /// "In a letter", "at a meeting": it carries the words of its sentence.
    pub frames: bool,
    /// What is answered, and not what answers.
    pub target: bool,
    /// It answers: those to whom, if the words say so.
    pub answers: Option<Vec<EntityId>>,
    /// Heads of nouns in the words that say what is answered.
    pub answered: Vec<usize>,
    pub planned: bool,
    /// "A letter in which they ask": words behind it came in it, although it is answered here.
    pub inner: bool,
    pub name: Option<Range<usize>>,
    pub place: Option<Range<usize>>,
    pub venue: Option<Range<usize>>,
    /// The verb behind it says that it answers: one that is known may.
    pub does: bool,
    /// Found as a verb.
    pub deed: bool,
    /// "In response to": it says of another that it answers.
    pub link: bool,
}

/// Gatherings at which those who speak hold a speech.
const EVENTS: [&str; 18] = [
    "ceremony",
    "conference",
    "convention",
    "dinner",
    "event",
    "forum",
    "fundraiser",
    "funeral",
    "gathering",
    "inauguration",
    "luncheon",
    "parade",
    "rally",
    "reception",
    "summit",
    "symposium",
    "vigil",
    "wedding",
];

/// The medium that the noun at a token names.
pub(super) fn medium(view: &View<'_>, token: usize) -> Option<Medium> {
    let word = view.word(token);
    let before = token.checked_sub(1).map_or("", |t| view.word(t));
    let wanted: &[&str] = match word {
        "conference" | "conferences" if matches!(before, "news" | "press") => return Some(Medium::PressConference),
        "out" if before == "-" && token > 1 && view.word(token - 2) == "read" => return Some(Medium::Statement),
        "release" if before == "a" && token > 1 && view.word(token - 2) == "in" => return Some(Medium::PressRelease),
        "release" | "releases" => &["press", "news"],
        "call" | "calls" | "conversation" | "conversations" => {
            let behind = matches!(
                view.word(token + 1),
                "with" | "between" | "to" | "from" | "on" | "lasted" | "took" | "ended" | "," | "."
            );
            let by = matches!(before, "phone" | "telephone" | "video" | "conference" | "the" | "that");
            return (by || behind && before == "a" && view.word(token + 1) == "with" || behind && before == "phone")
                .then_some(Medium::Call);
        }
        "message" | "messages" | "post" | "posts" | "video" | "account"
            if matches!(
                before,
                "facebook" | "twitter" | "instagram" | "whatsapp" | "telegram" | "youtube" | "online"
            ) =>
        {
            return Some(Medium::Post);
        }
        // "The Evening Post", "the Courier-Post".
        "post" | "posts" if view.capital(token) && token > 0 && view.capital(token - 1) => return None,
        // "The customs post".
        "post" | "posts" if token > 0 && view.tag(token - 1) == Tag::Noun && !matches!(before, "blog" | "web") => {
            return None;
        }
        // "Sends a message that it cares".
        "message" | "messages"
            if !matches!(
                view.word(token + 1),
                "to" | "from" | "delivered" | "sent" | "posted" | "read" | "," | "addressed"
            ) =>
        {
            let framed = (2..4).filter_map(|n| token.checked_sub(n)).any(|t| view.word(t) == "in");
            if !framed {
                return None;
            }
            return Some(Medium::Letter);
        }
        "message" | "messages" => match before {
            "voice" | "video" | "televised" | "audio" | "recorded" => return Some(Medium::Broadcast),
            _ => {
                let public =
                    (token + 1..token + 7).any(|t| matches!(view.word(t), "followers" | "fans" | "subscribers"));
                return Some(if public { Medium::Post } else { Medium::Letter });
            }
        },
        "page" | "account" | "feed" if matches!(before, "own" | "official" | "facebook" | "twitter" | "instagram") => {
            return Some(Medium::Post);
        }
        "facebook" | "twitter" | "instagram" | "weibo" | "telegram" | "tiktok" | "media" | "x"
            if before == "on" || word == "media" && before == "social" =>
        {
            return (view.capital(token) || word == "media").then_some(Medium::Post);
        }
        _ if EVENTS.contains(&word) || word == "stop" && before == "campaign" || word == "hall" && before == "town" => {
            // "At a rally in Leeds": what is said there is a speech.
            let at = (1..7)
                .filter_map(|n| token.checked_sub(n))
                .find(|t| matches!(view.word(*t), "at" | "during" | "," | "and" | "of"));
            let at = at.filter(|t| matches!(view.word(*t), "at" | "during"));
            return at.filter(|_| view.inside[token].is_none()).map(|_| Medium::Speech);
        }
        "appeal" => {
            let filed = (token + 1..token + 5).any(|t| matches!(view.word(t), "lodged" | "filed" | "against"));
            return filed.then_some(Medium::CourtFiling);
        }
        "address" | "speech" | "statement" | "appearance" if matches!(before, "televised" | "broadcast") => {
            return Some(Medium::Broadcast);
        }
        "address" if matches!(before, "an" | "email" | "home" | "ip" | "street" | "postal") => return None,
        "notice" => &["court", "legal"],
        _ => &[],
    };
    if !wanted.is_empty() && !wanted.contains(&before) {
        return None;
    }
    let word = word.strip_suffix('s').filter(|w| Medium::of_noun(w).is_some()).unwrap_or(word);
    Medium::of_noun(word)
}

/// Whether a noun names something written or said, and nobody.
pub(super) fn is_occasion(view: &View<'_>, token: usize) -> bool {
    let written = [Medium::Letter, Medium::Statement, Medium::Speech, Medium::Post, Medium::Interview, Medium::Call];
    let answer = MEDIA.is(view.word(token), "reply-noun");
    view.tag(token) == Tag::Noun && (answer || medium(view, token).is_some_and(|m| written.contains(&m)))
}

/// The occasions that the nouns of a sentence name.
pub(super) fn nouns(view: &mut View<'_>, sentence: &Range<usize>) -> Vec<Sighting> {
    let mut out: Vec<Sighting> = Vec::new();
    for t in sentence.clone() {
        if view.quoted[t] {
            continue;
        }
        let known = medium(view, t);
        let any = MEDIA.is(view.word(t), "any");
        let nominal = matches!(view.tag(t), Tag::Noun | Tag::Name | Tag::Other);
        if known.is_none() && !any || !nominal || view.tag(t + 1) == Tag::Noun && medium(view, t + 1).is_some() {
            continue;
        }
        // "Statement of account manager": the noun must end its phrase, or stand before "of".
        if view.tag(t + 1) == Tag::Noun && !view.document.sentence_of(t).contains(&(t + 2)) {
            continue;
        }
        if t > sentence.start && view.word(t - 1) == "no" || any && known.is_none() && view.word(t).ends_with("ts") {
            continue;
        }
        if let Some(one) = noun(view, t, known, sentence) {
            out.push(one);
        }
    }
    out
}

fn noun(view: &mut View<'_>, t: usize, known: Option<Medium>, sentence: &Range<usize>) -> Option<Sighting> {
    let mut one = Sighting { head: t, medium: known, ..Sighting::default() };
    one.plural = view.word(t).ends_with('s') && !matches!(view.word(t), "talks" | "remarks" | "words" | "address");
    one.name = name(view, t, sentence);
    let start = left(view, one.name.as_ref().map_or(t, |n| n.start), sentence, &mut one);
    if one.ordinal.is_none() && !one.definite && known.is_none() && one.from.is_empty() {
        // "An answer" is an occasion of its own where it says whose or to whom.
        let said = matches!(view.word(t + 1), "from" | "by" | "to");
        if !said || !MEDIA.is(view.word(t), "reply-noun") {
            return None;
        }
    }
    let before = start.checked_sub(1).filter(|b| *b >= sentence.start).map_or("", |b| view.word(b)).to_owned();
    let earlier = start.checked_sub(2).filter(|b| *b >= sentence.start).map_or("", |b| view.word(b)).to_owned();
    one.frames = match before.as_str() {
        "in" | "during" | "at" | "through" | "via" | "by" => true,
        "on" => matches!(known, Some(Medium::Call | Medium::Post | Medium::Broadcast)),
        "with" => {
            let given = [Medium::Letter, Medium::Statement, Medium::Post, Medium::Broadcast, Medium::Speech];
            !one.definite && known.is_some_and(|m| given.contains(&m))
        }
        "from" => known == Some(Medium::Letter),
        _ => false,
    };
    let answer = |w: &str| MEDIA.is(w, "reply-noun") || MEDIA.is(w, "replies");
    one.target = before == "to"
        && (answer(&earlier) || matches!(earlier.as_str(), "reacted" | "reacting" | "reaction"))
        || matches!(
            before.as_str(),
            "answered" | "answering" | "answers" | "answer" | "rejected" | "welcomed" | "rejecting"
        )
        || matches!(before.as_str(), "after" | "about" | "following" | "received");
    if MEDIA.is(view.word(t), "reply-noun") && !one.target {
        one.answers = Some(Vec::new());
    }
    one.link = before == "in" && start == t && one.answers.is_some() && view.word(t + 1) == "to";
    let end = right(view, t, sentence, &mut one);
    one.tokens = start..end;
    one.inner = (end..end + 2).any(|k| {
        view.word(k) == "in" && view.word(k + 1) == "which"
            || matches!(view.word(k), "which" | "that") && k < sentence.end
    });
    issued(view, start, sentence, &mut one);
    passive(view, end, sentence, &mut one);
    relative(view, end, sentence, &mut one);
    if one.plural && matches!(known, Some(Medium::Meeting | Medium::Debate | Medium::Interview | Medium::Speech)) {
        // "In meetings": no one occasion.
        one.frames = false;
    }
    if matches!(known, Some(Medium::Interview)) && one.frames {
        // The interviewer's side is behind "with"; whose words they are the sentence says.
        one.from.clear();
    }
    Some(one)
}

/// "The State of the Nation Address": capitals up to the noun, the noun among them.
fn name(view: &View<'_>, t: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    if !view.capital(t) {
        return None;
    }
    let mut start = t;
    while start > sentence.start {
        let small = matches!(view.word(start - 1), "of" | "the" | "and" | "on" | "for");
        let joined = small
            && start > sentence.start + 1
            && (view.capital(start - 2) || matches!(view.word(start - 2), "of" | "on" | "for"));
        if !view.capital(start - 1) && !joined || view.owner_end(start).is_some() {
            break;
        }
        start -= 1;
    }
    while start < t && matches!(view.word(start), "the" | "of" | "and" | "on" | "for" | "a" | "an" | "his" | "her") {
        start += 1;
    }
    // A first word of a sentence is capital by itself.
    (start < t && start > sentence.start).then_some(start..t + 1)
}

/// What stands before the noun: article, owner, which of several. The phrase's first token.
fn left(view: &mut View<'_>, t: usize, sentence: &Range<usize>, one: &mut Sighting) -> usize {
    let mut start = t;
    while start > sentence.start && t - start < 9 && !view.quoted[start - 1] {
        let b = start - 1;
        let word = view.word(b).to_owned();
        match word.as_str() {
            "the" | "this" | "that" | "these" | "those" | "both" => {
                one.definite = true;
                return b;
            }
            "a" | "an" | "another" => {
                one.other |= word == "another";
                return b;
            }
            "his" | "her" | "their" | "its" => {
                one.definite = true;
                one.from.extend(view.ending(b + 1));
                return b;
            }
            "separate" | "further" | "new" | "later" | "subsequent" => one.other = word != "new" || one.other,
            "first" | "second" | "third" | "fourth" | "fifth" | "last" | "final" | "earlier" => {
                one.ordinal = ["first", "second", "third", "fourth", "fifth"]
                    .iter()
                    .position(|w| *w == word)
                    .map(|n| n as u8 + 1)
                    .or(match word.as_str() {
                        "last" | "final" => Some(u8::MAX),
                        _ => None,
                    });
            }
            "next" | "planned" | "upcoming" | "proposed" => one.planned = true,
            _ => {}
        }
        if let Some(mark) = view.owner_end(start) {
            // "Ruiz's letter", "Wednesday's judgment".
            if let Some(id) = view.ending(mark) {
                one.definite = true;
                one.from.push(id);
                return mark.saturating_sub(1).max(sentence.start);
            }
            if let Some(i) = mark.checked_sub(1).and_then(|m| view.time_in(m..mark)) {
                one.definite = true;
                one.date = Some(i);
                return mark - 1;
            }
            one.definite = true;
            return start;
        }
        let fits = matches!(view.tag(b), Tag::Noun | Tag::Name | Tag::Adjective | Tag::Number | Tag::Adverb)
            || matches!(word.as_str(), "-" | "televised" | "written" | "joint" | "recorded" | "prepared" | "published");
        if !fits {
            break;
        }
        start = b;
    }
    start
}

/// What stands behind the noun: to whom, from whom, of which day, where. The token behind the phrase.
fn right(view: &mut View<'_>, t: usize, sentence: &Range<usize>, one: &mut Sighting) -> usize {
    let mut end = t + 1;
    let mut k = t + 1;
    let mutual = matches!(one.medium, Some(Medium::Call | Medium::Meeting));
    while k < sentence.end && k < t + BEHIND && !view.quoted[k] {
        let word = view.word(k).to_owned();
        let next = view.word(k + 1).to_owned();
        match word.as_str() {
            "to" | "before" | "addressed" | "with" | "for" | "between" | "from" | "by" | "signed" | "of" => {
                let at = k
                    + 1
                    + usize::from(matches!((word.as_str(), next.as_str()), ("addressed", "to") | ("signed", "by")));
                if let Some((behind, i)) = view.time(at) {
                    one.date = one.date.or(Some(i));
                    (k, end) = (behind, behind);
                    continue;
                }
                let (who, behind) = view.parties(at);
                if who.is_empty() {
                    let at = at + usize::from(view.tag(at) == Tag::Adverb);
                    if word == "of"
                        && let Some((behind, _)) = view.phrase(at)
                    {
                        // "A letter of protest", "a note of two sentences".
                        (k, end) = (behind.max(k + 1), behind.max(end));
                        continue;
                    }
                    if word == "to" && view.tag(at) == Tag::Verb {
                        break;
                    }
                    k += 1;
                    continue;
                }
                match word.as_str() {
                    "from" | "by" | "signed" if one.from.is_empty() => one.from = who,
                    "between" => {
                        one.mutual = true;
                        one.from = who;
                    }
                    "of" if one.from.is_empty() && one.to.is_empty() && (mutual || one.definite || one.plural) => {
                        one.mutual |= mutual;
                        one.from = who;
                    }
                    "with" if mutual => {
                        one.mutual = true;
                        one.to = who;
                    }
                    "to" | "before" | "addressed" | "with"
                        if one.to.is_empty() && (word != "with" || one.medium == Some(Medium::Interview)) =>
                    {
                        if one.answers.is_some() && word == "to" {
                            // "The answer to the minister's letter": what is answered, not to whom.
                            let noun = (at..behind).find(|n| medium(view, *n).is_some());
                            one.answered.extend(noun);
                            one.answers = Some(who.clone());
                            if noun.is_none() {
                                one.to = who;
                            }
                        } else {
                            one.to = who;
                        }
                    }
                    _ => {}
                }
                (k, end) = (behind.max(k + 1), behind.max(end));
            }
            "," if matches!(
                next.as_str(),
                "dated"
                    | "lodged"
                    | "filed"
                    | "issued"
                    | "published"
                    | "sent"
                    | "released"
                    | "delivered"
                    | "signed"
                    | "addressed"
                    | "adopted"
            ) =>
            {
                k += 1;
            }
            "on" | "dated" | "lodged" | "filed" | "adopted" | "in" | "at" | "," | "late" | "early" | "last"
            | "published" | "issued" | "released" | "posted" | "delivered" | "sent" => {
                if let Some((behind, i)) =
                    view.time(k + 1).filter(|_| word != "," || k == t + 1).or_else(|| view.time(k))
                {
                    one.date = one.date.or(Some(i));
                    (k, end) = (behind, behind);
                    continue;
                }
                if matches!(word.as_str(), "in" | "at")
                    && let Some((behind, head)) = view.phrase(k + 1).filter(|(_, h)| view.is_place(*h))
                {
                    let slot = if view.capital(head) && word == "in" { &mut one.place } else { &mut one.venue };
                    if slot.is_none() {
                        *slot = Some(k + 1..behind);
                    }
                    (k, end) = (behind.max(k + 1), behind.max(end));
                    continue;
                }
                if matches!(
                    word.as_str(),
                    "published"
                        | "lodged"
                        | "filed"
                        | "adopted"
                        | "issued"
                        | "released"
                        | "posted"
                        | "delivered"
                        | "sent"
                        | "late"
                        | "early"
                ) {
                    k += 1;
                    continue;
                }
                break;
            }
            _ => {
                if let Some((behind, i)) = view.time(k) {
                    one.date = one.date.or(Some(i));
                    (k, end) = (behind, behind);
                    continue;
                }
                break;
            }
        }
    }
    end
}

/// "Ruiz sent the council a letter": whose deed the phrase is the object of.
fn issued(view: &mut View<'_>, start: usize, sentence: &Range<usize>, one: &mut Sighting) {
    let from = start.saturating_sub(10).max(sentence.start);
    let verb = (from..start)
        .rev()
        .take_while(|&t| !matches!(view.word(t), "," | ";" | ":" | "that") && !view.quoted[t])
        .find(|&t| {
            matches!(view.tag(t), Tag::Verb)
                && ["issues", "receives", "carries"].iter().any(|c| MEDIA.is(view.word(t), c))
        });
    let Some(verb) = verb else { return };
    if one.frames && start - verb > 6 {
        return;
    }
    if MEDIA.is(view.word(verb), "carries") {
        // "She read the letter to her students": they are not whom it was meant for.
        one.to.clear();
        return;
    }
    let receives = MEDIA.is(view.word(verb), "receives");
    if !receives && one.to.is_empty() && verb + 1 < start {
        // "Sent Altoandia its third note", "gave the paper an interview".
        let (who, behind) = view.parties(verb + 1);
        if behind == start {
            one.to = who;
        }
    }
    if let Some(id) = view.subject(verb) {
        if receives {
            if one.to.is_empty() && !one.from.contains(&id) {
                one.to = vec![id];
            }
        } else if one.from.is_empty() && !one.to.contains(&id) {
            one.from = vec![id];
        }
    }
    let lead = verb.saturating_sub(3).max(sentence.start)..verb;
    one.planned |=
        lead.clone().any(|t| matches!(view.word(t), "will" | "to" | "would" | "shall" | "may" | "might" | "could"))
            && !lead.into_iter().any(|t| matches!(view.word(t), "in" | "agreed" | "used"));
}

/// "The letter was sent to the council by Ruiz on Friday".
fn passive(view: &mut View<'_>, end: usize, sentence: &Range<usize>, one: &mut Sighting) {
    let mut t = end;
    while t < sentence.end
        && t < end + 4
        && (view.tag(t) == Tag::Auxiliary
            || view.tag(t) == Tag::Adverb
            || matches!(view.word(t), "was" | "were" | "been"))
    {
        one.planned |= matches!(view.word(t), "will" | "shall");
        t += 1;
    }
    let carried = MEDIA.is(view.word(t), "carries");
    if t == end || !MEDIA.is(view.word(t), "issues") && !carried {
        return;
    }
    let mut k = t + 1;
    while k < sentence.end && k < t + BEHIND && !view.quoted[k] {
        let word = view.word(k).to_owned();
        if matches!(word.as_str(), "to" | "by") {
            let (who, behind) = view.parties(k + 1);
            let slot = if word == "to" { &mut one.to } else { &mut one.from };
            if slot.is_empty() && !who.is_empty() && !(carried && word == "by") {
                *slot = who;
            }
            k = behind.max(k + 1);
            continue;
        }
        if let Some((behind, i)) = view.time(k) {
            one.date = one.date.or(Some(i));
            k = behind;
            continue;
        }
        if matches!(word.as_str(), "," | ";" | "and" | "but" | "which" | "who") {
            break;
        }
        k += 1;
    }
}

/// "The note that Ruiz sent to the council on Friday", "the letter Ruiz wrote".
fn relative(view: &mut View<'_>, end: usize, sentence: &Range<usize>, one: &mut Sighting) {
    let mut start = end + usize::from(view.word(end) == ",");
    start += usize::from(matches!(view.word(start), "that" | "which"));
    let near = start..sentence.end.min(start + 8);
    let verb = near
        .take_while(|&t| !matches!(view.word(t), "," | ";" | ":" | "to") && !view.quoted[t])
        .find(|&t| view.tag(t) == Tag::Verb && (MEDIA.is(view.word(t), "issues") || MEDIA.is(view.word(t), "writes")));
    let Some(verb) = verb.filter(|v| *v > start) else { return };
    // The subject must stand right behind the noun: "a letter that Ruiz sent".
    let (who, behind) = view.subjects(start);
    if who.is_empty() || view.tag(behind) != Tag::Auxiliary && behind != verb {
        return;
    }
    if one.from.is_empty() {
        one.from = who.into_iter().filter(|e| !one.to.contains(e)).collect();
    }
    let mut k = verb + 1;
    while k < sentence.end && k < verb + BEHIND && !view.quoted[k] {
        if let Some((behind, i)) = view.time(k) {
            one.date = one.date.or(Some(i));
            k = behind;
            continue;
        }
        if view.word(k) == "to" && one.to.is_empty() {
            let (who, behind) = view.parties(k + 1);
            one.to = who.into_iter().filter(|e| !one.from.contains(e)).collect();
            k = behind.max(k + 1);
            continue;
        }
        if matches!(view.word(k), "," | ";" | "and" | "but" | "which" | "who" | "that") {
            break;
        }
        k += 1;
    }
}
