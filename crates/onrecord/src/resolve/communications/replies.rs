//! Says what answers what: communications and the sentences of their cues in, [`in_reply_to`](super::Communication::in_reply_to) filled.
//!
//! Example: Ruiz wrote to Okafor; `“No,” Okafor replied` answers her letter. **Finds** `replied`, `wrote back` and `in response to the letters of …`,
//! where one of the two ends crosses. **Leaves alone** answers to oneself, and what would close a ring. **Why** a reply ties two people's words
//! together. **Source** news usage.

use super::{BACK, MEDIA, Work};
use crate::reading::Quotation;

/// Tokens behind `in response to` in which correspondents are looked for.
const NEAR: usize = 14;

/// Ties each communication to those that it answers.
pub(super) fn tie(work: &mut Work<'_>, quotations: &[Quotation], spoken: &[Option<usize>]) {
    for (q, c) in quotations.iter().zip(spoken) {
        let (Some(c), Some(cue)) = (*c, q.finding.cue) else { continue };
        let cue = work.document.tokens_of(cue);
        let sentence = work.document.sentence_of(cue.start);
        let behind = sentence.clone().filter(|t| !work.inside[*t]).find(|&t| {
            let word = work.word(t);
            let noun = MEDIA.is(&word, "reply-noun") && t > 0 && work.word(t - 1) == "in";
            work.word(t + 1) == "to" && (noun || matches!(word.as_str(), "responding" | "replying"))
        });
        let answers = cue.clone().any(|t| MEDIA.is(&work.word(t), "replies")) || work.word(cue.end - 1) == "back";
        let before: Vec<usize> = (0..work.all.len()).filter(|&k| k != c && earlier(work, k, c)).collect();
        let mut found: Vec<usize> = Vec::new();
        if let Some(t) = behind {
            let who = work.ends.within(t + 2..(t + 2 + NEAR).min(sentence.end));
            for person in who {
                let latest = before
                    .iter()
                    .rev()
                    .take(BACK)
                    .find(|&&k| work.all[k].from == [person] && !crosses_itself(work, k, c));
                if let Some(&k) = latest.filter(|k| !found.contains(*k)) {
                    found.push(k);
                }
            }
        } else if answers {
            let (from, to) = (&work.all[c].from, &work.all[c].to);
            let meets = |k: &&usize| {
                let k = &work.all[**k];
                !k.from.is_empty() && (k.to.iter().any(|e| from.contains(e)) || k.from.iter().any(|e| to.contains(e)))
            };
            found.extend(before.iter().rev().take(BACK).filter(|k| !crosses_itself(work, **k, c)).find(meets));
        }
        for k in found {
            if !reaches(work, k, c) && !work.all[c].in_reply_to.contains(&k) {
                if work.all[c].to.is_empty() {
                    let from = work.all[k].from.clone();
                    work.all[c].to = from;
                }
                work.all[c].in_reply_to.push(k);
            }
        }
    }
}

/// Whether one is told of before another.
fn earlier(work: &Work<'_>, k: usize, c: usize) -> bool {
    let at = |c: usize| work.all[c].evidence.first().map(crate::span::Span::start);
    at(k) < at(c)
}

/// Whether somebody would answer themselves.
fn crosses_itself(work: &Work<'_>, k: usize, c: usize) -> bool {
    work.all[k].from.iter().any(|e| work.all[c].from.contains(e))
}

/// Whether `k` already answers `c`, at whatever remove.
fn reaches(work: &Work<'_>, k: usize, c: usize) -> bool {
    let mut seen = vec![false; work.all.len()];
    let mut open = vec![k];
    while let Some(n) = open.pop() {
        if n == c {
            return true;
        }
        if !std::mem::replace(&mut seen[n], true) {
            open.extend(&work.all[n].in_reply_to);
        }
    }
    false
}
