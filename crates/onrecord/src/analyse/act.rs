//! What was done with a content: spoken, written, thought, or shown by a document. Cue and speaker in, [`Act`] out.
//!
//! **Finds** the last telling word of the cue, then the kind of the speaker. **Leaves alone** everything else: it counts as speech,
//! as "said" does. **Why**: a thought must not be printed as a statement. **Source**: the verb classes of Levin (1993).

use std::sync::LazyLock;

use super::Act;
use super::words::Classes;
use crate::span::{Span, Spans};
use crate::text::Document;

static LIST: LazyLock<Classes> = LazyLock::new(|| Classes::parse(include_str!("../../data/acts.txt")));

/// What the cue and the speaker show was done with the content.
pub(super) fn act(document: &Document, cue: Option<Span>, speaker: &Spans) -> Act {
    let words = |span: Span| document.tokens_of(span).map(|t| document.token_text(t).to_lowercase());
    let cue: Vec<String> = cue.into_iter().flat_map(words).collect();
    let has = |class: &str| cue.iter().any(|w| LIST.is(w, class));
    let says = cue.iter().any(|w| matches!(w.as_str(), "said" | "says" | "say" | "saying" | "told" | "tell" | "tells"));
    let written = |w: &String| matches!(w.as_str(), "letter" | "email" | "tweet" | "post" | "statement" | "memo");
    if has("writing") && (!says || cue.iter().any(written)) {
        return Act::Writing;
    }
    let document_speaks = speaker.last().is_some_and(|s| words(s).any(|w| LIST.is(&w, "document")));
    let shows = !says && has("other");
    if document_speaks || shows {
        return Act::Other;
    }
    if !says && has("thought") { Act::Thought } else { Act::Speech }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::document;

    #[track_caller]
    fn check(text: &str, cue: &str, speaker: &str, expected: Act) {
        let (doc, _) = document(text);
        let span = |part: &str| {
            let at = text.find(part).expect("it is in the text");
            Span::new(at, at + part.len())
        };
        assert_eq!(act(&doc, Some(span(cue)), &Spans::one(span(speaker))), expected, "{text}");
    }

    #[test]
    fn the_cue_tells_what_was_done() {
        check("Ana Ruiz said it rained.", "said", "Ana Ruiz", Act::Speech);
        check("Ana Ruiz wrote that it rained.", "wrote", "Ana Ruiz", Act::Writing);
        check("Ana Ruiz believes it rained.", "believes", "Ana Ruiz", Act::Thought);
        check("The harbour poll shows a lead.", "shows", "The harbour poll", Act::Other);
    }
}
