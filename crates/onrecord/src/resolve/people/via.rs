//! Finds through whom the words reached the page: findings in, [`Via`]s added to their [`People`].
//!
//! Example: `Ruiz told Reuters through an interpreter` gives the outlet Reuters and an interpreter. **Finds** outlets that were told,
//! interviews with one, words "through" or "via" a spokesperson, interpreter or lawyer. **Leaves alone** spokespeople who are credited
//! themselves: their principal is `on_behalf_of`. **Why**: a translation and a relayed statement are not a voice on tape. **Source**: news usage.

use super::coreference::Chains;
use super::lists::PEOPLE;
use super::mentions::Found;
use super::view::View;
use super::{EntityId, People, Via, ViaRole};
use crate::span::Spans;

/// Words after a cue in which a channel is looked for.
const NEAR: usize = 24;

/// Adds the channels of each finding.
pub(super) fn add(view: &View<'_>, found: &[Found], chains: &mut Chains, people: &mut [People]) {
    for (f, people) in view.findings.quotations.iter().zip(people) {
        let Some(cue) = f.cue.map(|c| view.document.tokens_of(c)) else { continue };
        let sentence = view.document.sentence_of(cue.start);
        let own = view.inside(cue.start);
        let outside = |t: usize| view.inside(t) == own;
        for t in (cue.start.saturating_sub(NEAR).max(sentence.start)..(cue.end + NEAR).min(sentence.end))
            .filter(|&t| outside(t))
        {
            let role = match view.word(t) {
                "through" | "via" => channel(view, t),
                "with" | "to"
                    if t > 0
                        && matches!(
                            view.word(t - 1),
                            "interview"
                                | "speaking"
                                | "spoke"
                                | "statement"
                                | "emailed"
                                | "comments"
                                | "remarks"
                                | "sent"
                        ) =>
                {
                    Some((t + 1, ViaRole::Outlet))
                }
                _ if t + 1 == cue.end && tells(view.word(t)) => Some((t + 1, ViaRole::Outlet)),
                _ => None,
            };
            let Some((from, role)) = role else { continue };
            let Some(m) = mention_at(found, view, from).filter(|&m| outside(found[m].head)) else { continue };
            if role == ViaRole::Outlet && !outlet(view, &found[m]) {
                continue;
            }
            let Some(span) = view.document.span_of(found[m].tokens.clone()) else { continue };
            let chain = chains.of[m].unwrap_or_else(|| chains.open(found, m));
            let entity = (!chains.secret[chain]).then(|| EntityId::new(chain));
            let mention = Spans::one(span);
            if people.via.iter().all(|v| v.mention != mention) {
                people.via.push(Via { role, mention, entity });
            }
        }
    }
}

/// "Through an interpreter", "via his lawyer".
fn channel(view: &View<'_>, t: usize) -> Option<(usize, ViaRole)> {
    let noun = (t + 1..(t + 6).min(view.len())).find(|&k| {
        PEOPLE.bends(view.word(k), "spokes")
            || matches!(
                view.word(k),
                "interpreter"
                    | "translator"
                    | "aide"
                    | "aides"
                    | "intermediary"
                    | "intermediaries"
                    | "office"
                    | "relative"
                    | "friend"
            )
    })?;
    let role = match view.word(noun) {
        "interpreter" | "translator" => ViaRole::Interpreter,
        "aide" | "aides" | "intermediary" | "intermediaries" | "office" | "relative" | "friend" => ViaRole::Other,
        _ => ViaRole::Spokesperson,
    };
    Some((t + 1, role))
}

/// Whether a verb takes whom it tells as its object.
pub(super) fn tells(word: &str) -> bool {
    PEOPLE.bends(word, "tell") || matches!(word, "told" | "taught")
}

/// The mention that begins at a token, or after an article there.
pub(super) fn mention_at(found: &[Found], view: &View<'_>, from: usize) -> Option<usize> {
    let begin = found.partition_point(|m| m.tokens.start < from);
    let article = usize::from(matches!(view.word(from), "the" | "a" | "an"));
    let near = || (begin..found.len()).take_while(|&k| found[k].tokens.start <= from + article);
    // Of those that begin here the longest; "her" in "her office" is not the one told.
    near()
        .find(|&k| found[k].tokens.start == from)
        .or_else(|| near().find(|&k| found[k].tokens.start == from + article))
}

/// Whether a mention is of a newspaper, agency or broadcaster.
pub(super) fn outlet(view: &View<'_>, m: &Found) -> bool {
    let text = view.text(m.core.clone()).to_lowercase();
    let words: Vec<&str> = m.core.clone().map(|t| view.word(t)).collect();
    let known = PEOPLE.is(&text, "outlet") || words.iter().any(|w| PEOPLE.is(w, "outlet"));
    let headed = view.capital(m.head)
        && PEOPLE.is(view.word(m.head), "newspaper")
        && (m.core.len() > 1 || view.word(m.tokens.start.saturating_sub(1)) == "the");
    known || headed && m.sort[super::mentions::PERSON] < 0.5
}
