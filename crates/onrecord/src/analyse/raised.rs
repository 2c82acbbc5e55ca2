//! Gives sayings the subject that grammar moved: `The colonel is said to have told aides that …` credits the colonel, and
//! `said Ana Ruiz, urging them to wait` credits her with the urging.
//!
//! **Finds** cues made of *be* and a participle (said, believed, expected, quoted) with "to" or "as" and a reporting verb after it, where the
//! model, as its corpus does, reads subject and infinitive as content; and the name before a transcript's colon. **Leaves alone**
//! infinitives that report nothing ("is expected to leave"). **Why**: what somebody is believed to have said is hearsay about
//! that person, and must show whom and that it is hearsay. **Source**: raising passives, Quirk et al. (1985) 16.28.

use crate::analyse::attribute::Attribution;
use crate::analyse::clause::bends;
use crate::analyse::nested::CUES;
use crate::text::{Document, MarkRole};

/// Words between the reporting verb and "that" or an opening mark: whom it was said to, and when.
const ADDRESSED: usize = 8;

/// Moves a raised subject from the content to the speaker, and the reporting verb to the cue.
pub(super) fn lower(document: &Document, a: &mut Attribution) {
    let (Some(&cue), Some(&last)) = (a.cue.first(), a.cue.last()) else { return };
    if a.speaker.is_empty() && a.cue.len() == 1 && document.token_text(cue) == ":" {
        let paragraph = document.paragraph_of(cue);
        if cue > paragraph.start && cue - paragraph.start <= ADDRESSED {
            a.speaker = (paragraph.start..cue).collect();
            a.content.retain(|t| *t > cue);
        }
        return;
    }
    let word = |t: usize| document.token_text(t).to_lowercase();
    let be = |t: &usize| {
        matches!(word(*t).as_str(), "is" | "was" | "are" | "were" | "been" | "being" | "be")
            || matches!(word(*t).as_str(), "seems" | "seem" | "seemed" | "appears" | "appear" | "appeared")
    };
    let subject: Vec<usize> = a.content.iter().copied().take_while(|t| *t < cue).collect();
    let whole = subject.last().is_some_and(|&t| t + 1 == cue) && subject.windows(2).all(|w| w[0] + 1 == w[1]);
    if !a.speaker.is_empty() || !whole || !a.cue.iter().any(be) {
        return;
    }
    let reports = |t: usize| {
        t < document.tokens().len()
            && (CUES.contains(word(t).as_str()) || ["saying", "attitude"].iter().any(|c| bends(&word(t), c)))
    };
    let mut end = last + 1;
    let said = (cue..=last)
        .rev()
        .take(2)
        .any(|t| reports(t) && (t > cue && matches!(word(t - 1).as_str(), "to" | "have" | "as" | "having")));
    if !said {
        // to tell, to have told, as saying: they stand at the head of the content.
        let verb = (end..(end + 4).min(document.tokens().len())).find(|&t| reports(t));
        let linked =
            |v: usize| (end..v).all(|t| matches!(word(t).as_str(), "to" | "have" | "as" | "having" | "later" | "also"));
        match verb {
            Some(v) if v > end && linked(v) => end = v + 1,
            _ => return,
        }
    }
    let introduced = (end..(end + ADDRESSED).min(document.tokens().len()))
        .find(|&t| word(t) == "that" || matches!(document.marks().role(t), MarkRole::Open(_)))
        .map_or(end, |t| t + 1);
    let rest: Vec<usize> = a.content.iter().copied().filter(|t| *t >= introduced).collect();
    if rest.is_empty() {
        return;
    }
    a.speaker = subject;
    a.cue = (cue..end).collect();
    a.content = rest;
}

/// Credits a participle that has no speaker of its own ("…, urging them to wait") with the speaker of the saying before it
/// in the same sentence.
pub(super) fn share(document: &Document, found: &mut [Attribution]) {
    for i in 0..found.len() {
        let [cue] = found[i].cue[..] else { continue };
        let participle = document.token_text(cue).ends_with("ing") && found[i].speaker.is_empty();
        let after = found[i].content.first().is_some_and(|&c| c > cue);
        if !participle || !after || cue == 0 || document.token_text(cue - 1) != "," {
            continue;
        }
        let sentence = document.sentence_of(cue);
        let before = |a: &&Attribution| {
            !a.speaker.is_empty()
                && a.cue.first().is_some_and(|&c| c < cue && c >= sentence.start)
                && a.speaker.iter().all(|&t| t < cue && t >= sentence.start)
        };
        let nearest = found.iter().filter(before).max_by_key(|a| a.cue.first().copied());
        if let Some(speaker) = nearest.map(|a| a.speaker.clone()) {
            found[i].speaker = speaker;
        }
    }
}
