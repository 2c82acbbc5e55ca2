//! Any bytes as plain text and as a web page, under any charset label: an error or a document whose units fit together.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::Document;
use onrecord::ingest::{self, Kind};

const LABELS: [Option<&str>; 8] = [
    None,
    Some("utf-8"),
    Some("windows-1252"),
    Some("utf-16le"),
    Some("shift_jis"),
    Some("iso-2022-jp"),
    Some("gb18030"),
    Some("no such charset"),
];

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    for kind in [Kind::Plain, Kind::Html] {
        let Ok(page) = ingest::read(bytes, kind, LABELS[usize::from(first) % LABELS.len()], None) else { continue };
        let mut at = 0;
        for paragraph in &page.paragraphs {
            assert!(at <= paragraph.start && paragraph.start < paragraph.end, "{:?}", page.paragraphs);
            assert!(!page.text[paragraph.clone()].trim().is_empty());
            at = paragraph.end;
        }
        let mut next = 0;
        for part in &page.parts {
            assert!(part.range.start == next && part.range.end > next, "{:?}", page.parts);
            next = part.range.end;
        }
        assert_eq!(next, page.text.len(), "together the parts hold the text");
        let mut notes = Vec::new();
        let document = Document::new(&page, &mut notes);
        let mut at = 0;
        for token in document.tokens() {
            assert!(token.span.start() >= at);
            assert!(!document.slice(token.span).is_empty());
            at = token.span.end();
        }
        for units in [document.paragraphs(), document.sentences()] {
            let mut next = 0;
            for unit in units {
                assert!(unit.start == next && unit.end > unit.start, "{units:?}");
                next = unit.end;
            }
            assert_eq!(next, document.tokens().len(), "together they hold every token");
        }
        for note in notes.iter().chain(&page.notes) {
            note.spans.iter().for_each(|span| assert!(!document.slice(span).is_empty()));
        }
    }
});
