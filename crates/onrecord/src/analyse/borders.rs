//! Moves borders that grammar shows and that the model, as its corpus does, leaves elsewhere. One attribution in and out.
//!
//! Example: of `urged the court to free the miners` the content is *to free the miners*; of `said Ana Ruiz in Vietnamese` the
//! speaker is *Ana Ruiz*; of `wrote in a letter that` the cue is *wrote*.
//!
//! **Finds** the addressee between a cue and its infinitive or "of", the thing named between a cue and a quoted name, what a
//! speaker after the cue drags along (place, manner, condition), what a verb of saying drags along, a quantifier that stands
//! with its pronoun, a lone "that". **Leaves alone** objects of wishes ("wants the bridge closed"). **Why**: an addressee is no
//! part of what was said, a place none of who said it. **Source**: the wire contract; Quirk et al. (1985) 16.50-63 on objects
//! before infinitives.

use std::sync::LazyLock;

use crate::analyse::attribute::Attribution;
use crate::analyse::clause;
use crate::analyse::words::Classes;
use crate::text::{Document, MarkRole, TokenKind};

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/borders.txt")));

/// Longest addressee that is cut off, in tokens.
const ADDRESSEE: usize = 10;

/// Puts the borders of one attribution where the contract wants them.
pub(super) fn settle(document: &Document, a: &mut Attribution) {
    lone_that(document, a);
    if a.cue.is_empty() {
        return;
    }
    cue_tail(document, a);
    addressee(document, a);
    named(document, a);
    speaker_tail(document, a);
    withheld(document, a);
    quantifier(document, a);
    possessive(document, a);
}

fn lower(document: &Document, token: usize) -> String {
    document.tokens().get(token).map(|_| document.token_text(token).to_lowercase()).unwrap_or_default()
}

fn head(document: &Document, a: &Attribution) -> String {
    lower(document, clause::head(document, &(a.cue[0]..a.cue[a.cue.len() - 1] + 1)))
}

/// A piece that is nothing but the conjunction.
fn lone_that(document: &Document, a: &mut Attribution) {
    let lone = |t: usize| {
        lower(document, t) == "that"
            && t.checked_sub(1).is_none_or(|b| a.content.binary_search(&b).is_err())
            && a.content.binary_search(&(t + 1)).is_err()
    };
    let kept: Vec<usize> = a.content.iter().copied().filter(|&t| !lone(t)).collect();
    if !kept.is_empty() {
        a.content = kept;
    }
}

/// The first run of the content, if it stands right after the cue.
fn adjacent(a: &Attribution) -> Option<usize> {
    let (&last, &first) = (a.cue.last()?, a.content.first()?);
    (first == last + 1).then(|| a.content.windows(2).take_while(|w| w[0] + 1 == w[1]).count() + 1)
}

/// "urged the court | to free", "accused the rebels | of shelling".
fn addressee(document: &Document, a: &mut Attribution) {
    let Some(run) = adjacent(a) else { return };
    let verb = head(document, a);
    let link = match (LIST.bends(&verb, "tells"), LIST.bends(&verb, "accuses")) {
        (true, _) => "to",
        (_, true) => "of",
        _ => return,
    };
    let reach = run.min(ADDRESSEE);
    let Some(at) = (1..reach).find(|&i| lower(document, a.content[i]) == link) else { return };
    let before = &a.content[..at];
    let noun = before.iter().all(|&t| {
        document.tokens()[t].kind != TokenKind::Symbol && !LIST.is(&lower(document, t), "clause")
            || matches!(document.token_text(t), "'" | "’" | "-" | ".")
    });
    let next = a.content.get(at + 1).map(|&t| document.token_text(t)).unwrap_or_default();
    let verbal = next.chars().next().is_some_and(char::is_lowercase) && !LIST.is(next, "determiner");
    if noun && (verbal || link == "of") {
        // "To" belongs to the content, "of" links it.
        let kept = if link == "of" && at + 1 < a.content.len() { at + 1 } else { at };
        a.content.drain(..kept);
    }
}

/// "call | miners | ‘thieves’": what is called so is no part of the name.
fn named(document: &Document, a: &mut Attribution) {
    let Some(run) = adjacent(a) else { return };
    if run != a.content.len() || !LIST.bends(&head(document, a), "calls") {
        return;
    }
    let base = document.marks().depth(a.cue[0]);
    let plain = a
        .content
        .iter()
        .take_while(|&&t| document.marks().depth(t) <= base && document.marks().role(t) == MarkRole::None);
    let at = plain.count();
    let symbols = a.content[..at].iter().any(|&t| document.tokens()[t].kind == TokenKind::Symbol);
    let rest =
        a.content[at..].iter().all(|&t| document.marks().depth(t) > base || document.marks().role(t) != MarkRole::None);
    if (1..=6).contains(&at) && !symbols && rest && at < a.content.len() {
        a.content.drain(..at);
    }
}

/// "wrote | in a letter", "told | him": a verb of saying is the cue, not where or to whom.
fn cue_tail(document: &Document, a: &mut Attribution) {
    let (first, last) = (a.cue[0], a.cue[a.cue.len() - 1]);
    if last == first || a.content.first().is_none_or(|&c| c < last) {
        return;
    }
    let at = clause::head(document, &(first..last + 1));
    let verb = lower(document, at);
    if at == last || !LIST.bends(&verb, "says") {
        return;
    }
    let (next, then) = (lower(document, at + 1), lower(document, at + 2));
    let place = matches!(next.as_str(), "in" | "on" | "at" | "during")
        && (LIST.is(&then, "determiner") || then.chars().all(|c| c.is_ascii_digit()));
    let object = LIST.bends(&verb, "tells") && at + 1 == last && !LIST.is(&next, "particle");
    if place && last > at + 1 || object {
        a.cue.retain(|t| *t <= at);
    }
}

/// "said | a senior official | on condition of anonymity".
fn speaker_tail(document: &Document, a: &mut Attribution) {
    let (Some(&first), Some(&last)) = (a.speaker.first(), a.speaker.last()) else { return };
    if first < a.cue[0] {
        return;
    }
    let word = |t: usize| lower(document, t);
    let cut = (first + 1..=last).find(|&t| {
        let (w, next) = (word(t), word(t + 1));
        let after = word(t + 2);
        w == "," && LIST.is(&next, "aside")
            || w == "on" && (next == "condition" || next == "the" && after == "condition")
            || w == "in"
                && (LIST.is(&next, "language") || matches!(next.as_str(), "a" | "an") && LIST.is(&after, "medium"))
            || w == "through" && LIST.is(&after, "interpreter")
            || w == "by" && LIST.is(&next, "medium")
    });
    if let Some(cut) = cut {
        a.speaker.retain(|t| *t < cut);
    }
}

/// "the girl | , who cannot be named": why a name is missing belongs to the mention.
fn withheld(document: &Document, a: &mut Attribution) {
    let Some(&last) = a.speaker.last() else { return };
    let sentence = document.sentence_of(last);
    let word = |t: usize| lower(document, t);
    let from = if word(last + 1) == "," { last + 2 } else { last + 1 };
    if word(from) != "who" || from >= sentence.end {
        return;
    }
    let stop = (from..sentence.end)
        .find(|&t| {
            matches!(document.token_text(t), "," | "." | ";" | ":" | "—") || document.marks().role(t) != MarkRole::None
        })
        .unwrap_or(sentence.end);
    let withheld = (from + 1..stop)
        .any(|t| matches!(word(t).as_str(), "named" | "identified" | "anonymous" | "anonymity"))
        && (from + 1..stop).any(|t| LIST.is(&word(t), "withholds"));
    let free = (last + 1..stop).all(|t| a.content.binary_search(&t).is_err() && !a.cue.contains(&t));
    if withheld && free {
        a.speaker.extend(last + 1..stop);
    }
}

/// "they | both said": the quantifier belongs to its pronoun.
fn quantifier(document: &Document, a: &mut Attribution) {
    let Some(&last) = a.speaker.last() else { return };
    let quantifies = matches!(lower(document, a.cue[0]).as_str(), "both" | "all" | "each");
    if quantifies && a.cue.len() > 1 && a.cue[0] == last + 1 {
        a.speaker.push(a.cue.remove(0));
    }
}

/// "the airline | ’s claim": the ending belongs to the noun that it ties to the name.
fn possessive(document: &Document, a: &mut Attribution) {
    let [.., mark, s] = a.speaker[..] else { return };
    let ending = matches!(document.token_text(mark), "'" | "’") && document.token_text(s) == "s" && mark + 1 == s;
    if ending && a.speaker.len() > 2 {
        a.speaker.truncate(a.speaker.len() - 2);
        if a.cue[0] == s + 1 {
            a.cue.splice(0..0, [mark, s]);
        }
    }
}

/// Whether an attribution that the model found is none.
pub(super) fn is_none(document: &Document, a: &Attribution) -> bool {
    let (Some(&first), Some(&last)) = (a.cue.first(), a.cue.last()) else { return false };
    let word = |t: usize| lower(document, t);
    // "declined to comment": there is nothing that was said.
    let words: Vec<String> =
        a.content.iter().filter(|&&t| document.tokens()[t].kind != TokenKind::Symbol).map(|&t| word(t)).collect();
    let bare = words.len() <= 2
        && words.last().is_some_and(|w| LIST.is(w, "comment"))
        && (words.len() == 1 || words[0] == "to");
    // "Announced attendance was", "Said Bouzid scored": an adjective or a name at the beginning of a sentence.
    let opens = document.sentence_of(first).start == first && first == last && a.speaker.is_empty();
    let marked = a.content.iter().any(|&t| document.marks().depth(t) > document.marks().depth(first));
    let opening = opens
        && !marked
        && a.content.first() == Some(&(last + 1))
        && LIST.bends(&word(first), "says")
        && !LIST.bends(&word(first), "asks");
    // "stacked according to size".
    let sorted = word(first) == "according" && a.speaker.len() == 1 && LIST.is(&word(a.speaker[0]), "measure");
    bare || opening || sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::calibrate::Evidence;
    use crate::span::Span;
    use crate::text::document;

    /// `text` marks the speaker `[…]`, the cue `{…}` and the content `<…>`, before and after.
    #[track_caller]
    fn check(before: &str, after: &str) {
        let read = |marked: &str| {
            let plain: String = marked.chars().filter(|c| !"[]{}<>".contains(*c)).collect();
            let (doc, _) = document(&plain);
            let mut parts = [Vec::new(), Vec::new(), Vec::new()];
            let (mut at, mut open) = (0, Vec::new());
            for c in marked.chars() {
                match c {
                    '[' | '{' | '<' => open.push(at),
                    ']' | '}' | '>' => {
                        let start = open.pop().expect("an open tag");
                        let k = match c {
                            ']' => 0,
                            '}' => 1,
                            _ => 2,
                        };
                        parts[k].extend(doc.tokens_of(Span::new(start, at)));
                    }
                    _ => at += c.len_utf8(),
                }
            }
            let [speaker, cue, content] = parts;
            (doc, Attribution { cue, speaker, content, base: 0, parent: None, evidence: Evidence::default() })
        };
        let (doc, mut got) = read(before);
        settle(&doc, &mut got);
        let (_, want) = read(after);
        assert_eq!((got.speaker, got.cue, got.content), (want.speaker, want.cue, want.content), "{before}");
    }

    #[test]
    fn addressees_are_no_content() {
        check("[He] {urged} <the court to free the miners>.", "[He] {urged} the court <to free the miners>.");
        check("[He] {accused} <the rebels of shelling a school>.", "[He] {accused} the rebels of <shelling a school>.");
        check("[He] {told} <delegates to the fair it was over>.", "[He] {told} <delegates to the fair it was over>.");
        check("[He] {wants} <the court to free them>.", "[He] {wants} <the court to free them>.");
        check("[He] {called} <them “thieves”>.", "[He] {called} them <“thieves”>.");
    }

    #[test]
    fn cues_and_speakers_leave_the_rest_outside() {
        check("[He] {wrote in a letter} that <it was over>.", "[He] {wrote} in a letter that <it was over>.");
        check("[He] {called on the} <court to act>.", "[He] {called on the} <court to act>.");
        check(
            "“<No>,” {said} [a clerk on condition of anonymity].",
            "“<No>,” {said} [a clerk] on condition of anonymity.",
        );
        check("“<No>,” {said} [Ana Ruiz, outside the court].", "“<No>,” {said} [Ana Ruiz], outside the court.");
        check("“<No>,” {said} [Ana Ruiz, of the port].", "“<No>,” {said} [Ana Ruiz, of the port].");
        check("“<No>,” {said} [a girl], who cannot be named.", "“<No>,” {said} [a girl, who cannot be named].");
        check("“<No>,” [they] {both said}.", "“<No>,” [they both] {said}.");
        check("[The firm's] {claim} that <it was over>", "[The firm]{'s claim} that <it was over>");
    }
}
