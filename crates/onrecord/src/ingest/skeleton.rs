//! A large page without its ballast: decoded HTML in, shorter HTML with the same text out, for the crates that build trees.
//!
//! Example: fifty megabytes of script, pictures in attributes and comments round one report become the report. Kept are tags,
//! attributes of ordinary length, text, and metadata scripts; text beyond [`MOST_TEXT`] is cut off, which is noted.

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

/// Pages up to this length are taken as they are, in bytes.
pub(super) const LARGE: usize = 2 << 20;
/// Text beyond this is cut off, in bytes: two novels.
pub(super) const MOST_TEXT: usize = 1 << 20;
/// Longer attributes are data, not labels, in bytes.
const ATTRIBUTE: usize = 2_000;
/// Longer metadata scripts are none, in bytes.
const SCRIPT: usize = 1 << 20;

/// The page without ballast, and whether its text was cut.
pub(super) fn skeleton(html: &str) -> (String, bool) {
    let mut out = String::new();
    let (mut text, mut dropped, mut script, mut metadata) = (0usize, 0usize, false, false);
    let mut unseen = false;
    let mut attribute = String::new();
    let mut cut = false;
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let name = String::from_utf8_lossy(name);
                script = name == "script";
                metadata = false;
                unseen = matches!(&*name, "svg" | "style");
                dropped += usize::from(unseen);
                out.push('<');
                out.push_str(&name);
            }
            CallbackEvent::AttributeName { name } => attribute = String::from_utf8_lossy(name).into_owned(),
            CallbackEvent::AttributeValue { value } if value.len() <= ATTRIBUTE => {
                let value = String::from_utf8_lossy(value);
                metadata |= script && attribute == "type" && value.contains("ld+json");
                let plain = !attribute.contains(['"', '\'', '<', '>', '=', '&', ' ']);
                if plain {
                    let value = value.replace('&', "&amp;").replace('"', "&quot;");
                    out.extend([" ", &attribute, "=\"", &value, "\""]);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                out.push_str(if self_closing { "/>" } else { ">" });
                dropped -= usize::from(self_closing && unseen && dropped > 0);
            }
            CallbackEvent::EndTag { name } => {
                let name = String::from_utf8_lossy(name);
                dropped -= usize::from(dropped > 0 && matches!(&*name, "svg" | "style"));
                script &= name != "script";
                out.extend(["</", &*name, ">"]);
            }
            CallbackEvent::String { value } if script && metadata && value.len() <= SCRIPT => {
                out.push_str(&String::from_utf8_lossy(value));
            }
            CallbackEvent::String { value } if dropped == 0 && !script => {
                if text + value.len() > MOST_TEXT {
                    cut = true;
                    return None;
                }
                text += value.len();
                let value = String::from_utf8_lossy(value);
                out.push_str(&value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
            }
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    (out, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_tags_and_metadata_stay_and_ballast_goes() {
        let html = "<p class=\"a\">One &amp; <b>two</b><!-- no --><script>if (a<b) no()</script><style>p{}</style><svg><path d='x'/><text>no\
                    </text></svg><script type='application/ld+json'>{\"a\": 1}</script><img src='data:x'>";
        let (short, cut) = skeleton(html);
        assert!(!cut);
        for kept in ["<p class=\"a\">One &amp; <b>two</b>", "{\"a\": 1}", "<img src=\"data:x\">"] {
            assert!(short.contains(kept), "{kept} in {short}");
        }
        assert!(!short.contains("no"), "{short}");
    }

    #[test]
    fn text_that_is_too_long_is_cut() {
        let (short, cut) = skeleton(&"<p>word word word</p>".repeat(200_000));
        assert!(cut && short.len() < 3 * MOST_TEXT);
    }
}
