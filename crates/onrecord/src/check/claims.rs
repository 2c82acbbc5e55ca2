//! Takes claims from a draft: its reading in, what it puts between somebody's quotation marks out.
//!
//! Example: the draft `Ruiz said the survey was “a mess” and “two years late”.` makes two claims of Ruiz's.
//!
//! **Finds** the quoted stretches of each quotation: of a direct one its pieces are one claim, of a mixed one each stretch is a claim of its own. A surname
//! alone gets the first name that the draft gives. **Leaves alone** what the draft itself does not say was said (denied, asked, expected,
//! conditional; hearsay is taken), what stands inside another claim's words, headlines and pull quotes that repeat the body. Words between
//! marks that nobody is said to have said are no claims.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Claim, Report, speakers};
use crate::analyse::{Asserted, Kind, Status};
use crate::reading::Reading;

/// The claims of a draft, in reading order.
#[must_use]
pub fn claims(draft: &Reading) -> Vec<Claim> {
    let text = draft.document.text();
    let report = Report { text: text.to_owned(), ..Report::default() };
    let said = |mut at: usize| loop {
        let finding = &draft.quotations[at].finding;
        if !matches!(finding.asserted, Asserted::Yes | Asserted::Hedged) {
            return false;
        }
        match finding.parent.filter(|p| *p < at) {
            Some(parent) => at = parent,
            None => return true,
        }
    };
    let mut out: Vec<Claim> = Vec::new();
    for (at, quotation) in draft.quotations.iter().enumerate() {
        let finding = &quotation.finding;
        if quotation.repeats.is_some() || !said(at) {
            continue;
        }
        let stretches: Vec<Range<usize>> = finding.quoted.iter().map(crate::Span::range).collect();
        let groups = if finding.kind == Kind::Direct {
            vec![stretches]
        } else {
            stretches.into_iter().map(|s| vec![s]).collect()
        };
        let speaker = speaker(draft, at, &report);
        for spans in groups.into_iter().filter(|g| !g.is_empty()) {
            let inside = |c: &Claim| spans.iter().all(|s| c.spans.iter().any(|o| o.start <= s.start && s.end <= o.end));
            if finding.parent.is_some() && out.iter().any(inside) {
                continue;
            }
            let words = spans.iter().flat_map(|s| text[s.clone()].split_whitespace()).collect::<Vec<_>>().join(" ");
            out.push(Claim { text: words, speaker: speaker.clone(), spans });
        }
    }
    out.sort_by_key(|c| c.spans.first().map(|s| s.start));
    out
}

/// Who the draft says it was; several as one string, nobody as `None`.
fn speaker(draft: &Reading, at: usize, report: &Report) -> Option<String> {
    let credits = &draft.quotations[at].finding.speakers;
    let names = credits.iter().map(|credit| {
        let mention: Vec<&str> = credit.mention.iter().map(|s| draft.document.slice(s)).collect();
        let mention = mention.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",");
        if credit.status == Status::Named { speakers::full(&mention, report) } else { mention }
    });
    let names: Vec<String> = names.filter(|n| !n.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// A Markdown draft as plain text of the same length: what only marks up becomes blanks, so that every place is the draft's own.
///
/// Code, addresses of links and HTML are blanked too; they are nobody's words. A character of several bytes becomes as many blanks.
#[must_use]
pub fn markdown(draft: &str) -> String {
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut code = 0;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(draft, options).into_offset_iter() {
        match event {
            Event::Text(_) if code == 0 => kept.push(range),
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => code -= 1,
            _ => {}
        }
    }
    let mut bytes: Vec<u8> = draft.bytes().map(|b| if matches!(b, b'\n' | b'\r') { b } else { b' ' }).collect();
    for range in kept {
        bytes[range.clone()].copy_from_slice(&draft.as_bytes()[range]);
    }
    // Text events begin and end at characters, so this is what it was.
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_becomes_blanks_of_the_same_length() {
        for (draft, plain) in [
            (
                "# A *title*\n> “We [will](https://example.org) go.”",
                "  A  title \n  “We  will                       go.”",
            ),
            ("`x` and\n\n    code\n", "    and\n\n        \n"),
            ("**Zoë** said &amp; left", "  Zoë   said &amp; left"),
        ] {
            assert_eq!(markdown(draft), plain);
        }
    }

    proptest! {
        #[test]
        fn places_stay_where_they_were(draft in "([a-z“” *_`#>\\[\\]()\n&;!|~-]|\\PC){0,120}") {
            let plain = markdown(&draft);
            prop_assert_eq!(plain.len(), draft.len());
            for ((at, a), b) in draft.bytes().enumerate().zip(plain.bytes()) {
                prop_assert!(a == b || b == b' ', "byte {} is {} and was {}", at, b, a);
            }
        }
    }
}
