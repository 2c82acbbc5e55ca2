//! A reading as rows of CSV (RFC 4180), one a quotation: numbers and words of the wire, the words of the report beside them.
//!
//! A cell that a spreadsheet would compute gets an apostrophe in front: `=1+1` comes out as `'=1+1`. White space is folded, so a
//! row is a line, and controls are shown as `\u{…}`; `start` and `end` lead back to the exact words.

use onrecord::reading::json;
use onrecord::{Reading, Spans};
use serde_json::Value;

use crate::listing;
use crate::visible;

const HEADER: [&str; 35] = [
    "report",
    "document",
    "quotation",
    "key",
    "part",
    "kind",
    "marking",
    "act",
    "asserted",
    "standing",
    "asserted_by",
    "speakers",
    "speaker_status",
    "speaker_names",
    "on_behalf_of",
    "addressees",
    "via",
    "cue",
    "content",
    "quoted",
    "start",
    "end",
    "page_bytes",
    "parent",
    "repeats",
    "confidence",
    "title",
    "published",
    "outlet",
    "said",
    "said_words",
    "cites",
    "communication",
    "medium",
    "occasion",
];

/// The names of the columns.
pub fn header() -> String {
    lines([HEADER.map(str::to_owned)])
}

/// One row a quotation, in reading order.
pub fn rows(name: &str, reading: &Reading) -> String {
    // The wire is the one place that knows code points, words for kinds and how a confidence is rounded.
    let wire: Value = serde_json::from_str(&json::line(reading)).unwrap_or_default();
    let about = &wire["document"];
    let listing = listing::listing(reading);
    let mut standings = vec!["said".to_owned(); reading.quotations.len()];
    for row in listing.unsaid {
        standings[row.quotation] = row.standing.unwrap_or_default();
    }
    lines(reading.quotations.iter().zip(&standings).enumerate().map(|(at, (quotation, standing))| {
        let finding = &quotation.finding;
        let words = |spans: &Spans| text(&listing::words(&reading.document, spans));
        let one = &wire["quotations"][at];
        let pieces = one["content"].as_array().map_or(&[][..], Vec::as_slice);
        let place = |piece: Option<&Value>, end: &str| piece.map(|p| word(&p[end])).unwrap_or_default();
        let statuses: Vec<&str> = quotation.people.speakers.iter().map(|s| json::status(s.status)).collect();
        let behalf = quotation.people.speakers.iter().filter_map(|s| s.on_behalf_of);
        let behalf: Vec<&str> = behalf.map(|e| listing::name(reading, e)).collect();
        let via: Vec<String> =
            quotation.people.via.iter().map(|v| listing::words(&reading.document, &v.mention)).collect();
        [
            text(name),
            word(&about["id"]),
            word(&one["id"]),
            word(&one["key"]),
            word(&part(&wire, one)["kind"]),
            word(&one["kind"]),
            word(&one["marking"]),
            word(&one["act"]),
            word(&one["asserted"]),
            text(standing),
            words(&finding.asserted_by),
            text(&listing::each_speaker(reading, at).join("; ")),
            text(&statuses.join("; ")),
            text(&listing::each_name(reading, at).join("; ")),
            text(&behalf.join("; ")),
            text(&listing::addressees(reading, at).join("; ")),
            text(&via.join("; ")),
            text(listing::cue(reading, at)),
            text(&listing::content(reading, at)),
            words(&finding.quoted),
            place(pieces.first(), "start"),
            place(pieces.last(), "end"),
            listing::bytes(reading, at).unwrap_or_default(),
            word(&one["parent"]),
            word(&one["repeats"]),
            word(&one["confidence"]),
            word(&about["title"]),
            word(&about["published"]["value"]),
            word(&about["outlet"]),
            text(quotation.said.and_then(|t| reading.times[t].value.as_deref()).unwrap_or_default()),
            quotation.said.map(|t| words(&reading.times[t].spans)).unwrap_or_default(),
            text(&listing::cites(reading, at)),
            word(&one["communication"]),
            quotation.communication.map_or("", |c| reading.communications[c].medium.word()).to_owned(),
            text(&quotation.communication.map(|c| listing::occasion(reading, c)).unwrap_or_default()),
        ]
    }))
}

/// The part in which a quotation stands.
fn part<'w>(wire: &'w Value, quotation: &Value) -> &'w Value {
    &wire["parts"][quotation["part"].as_u64().unwrap_or_default() as usize]
}

/// A value of the wire: a number as it is, words as a cell, `null` as nothing.
fn word(value: &Value) -> String {
    match value {
        Value::String(words) => text(words),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Words as a cell: one visible line that no spreadsheet computes.
pub fn text(words: &str) -> String {
    let line = visible::line(words);
    if is_computed(&line) { format!("'{line}") } else { line }
}

/// Whether a spreadsheet might take the cell for a formula. Apostrophes are passed over, so that taking one away from a cell of
/// which this is true always gives back what stood there.
fn is_computed(cell: &str) -> bool {
    let passed = |c: char| c.is_whitespace() || c == '\'' || is_unseen(c);
    let first = cell.trim_start_matches(passed).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
        || cell.starts_with(['\t', '\r'])
}

/// Marks of direction, joiners and other characters without a width that a program may drop before it looks.
fn is_unseen(c: char) -> bool {
    visible::is_obeyed(c)
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}')
}

/// Rows of cells as CSV.
pub fn lines<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing strings of one number of columns to memory has no way to fail.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use onrecord::analyse::{Asserted, Kind};
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{self, Said};

    #[test]
    fn a_row_holds_what_the_wire_holds() {
        let text =
            "« É ! »\n\n“We will,\nall of us,” said Ana Ruiz. “It is \"over\".” Tom Ode denied that Bo said it rained.";
        let said = [
            Said { content: &["We will,\nall of us,", "It is \"over\"."], ..sample::PLAIN },
            Said {
                content: &["that Bo said it rained"],
                speaker: "Tom Ode",
                cue: "denied",
                kind: Kind::Indirect,
                asserted: Asserted::No,
                ..sample::PLAIN
            },
            Said { content: &["it rained"], speaker: "Bo", kind: Kind::Indirect, parent: Some(1), ..sample::PLAIN },
        ];
        let mut reading = sample::reading(text, &said);
        reading.page.title = Some("-5 at the quay, again".to_owned());
        let zero = "0".repeat(64);
        let key = "0".repeat(32);
        let rest = "\"'-5 at the quay, again\",,,,,,,,\r\n";
        assert_eq!(
            rows("a.txt", &reading),
            format!(
                "a.txt,{zero},q1,{key},body,direct,marks,speech,yes,said,,Ana Ruiz,named,,,,,said,\
                 \"We will, all of us, … It is \"\"over\"\".\",\"We will, all of us, … It is \"\"over\"\".\",10,60,,,,0.93,{rest}\
                 a.txt,{zero},q2,{key},body,indirect,marks,speech,no,not said,,Tom Ode,named,,,,,denied,\
                 that Bo said it rained,,77,99,,,,0.93,{rest}\
                 a.txt,{zero},q3,{key},body,indirect,marks,speech,yes,within 2,,Bo,named,,,,,said,\
                 it rained,,90,99,,q2,,0.93,{rest}"
            )
        );
    }

    #[test]
    fn nothing_is_computed() {
        for (words, cell) in [
            ("=1+1", "'=1+1"),
            (" \t=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("-5 degrees", "'-5 degrees"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\u{200f}=1", "'\u{200f}=1"),
            ("\u{feff}=1", "\\u{feff}=1"),
            ("\u{202e}=1", "\\u{202e}=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("– dash", "– dash"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(text(words), cell, "{words:?}");
        }
    }

    proptest! {
        #[test]
        fn an_apostrophe_is_all_that_changes(words in "[='+@ \u{200f}a-]{0,8}|\\PC{0,20}") {
            let (line, cell) = (visible::line(&words), text(&words));
            let undone = if is_computed(&cell) { cell.strip_prefix('\'').unwrap_or("lost") } else { &cell };
            prop_assert_eq!(undone, line);
        }

        #[test]
        fn a_reader_gets_the_cells_back(cells in proptest::array::uniform3("[\",;\r\n a]{0,6}|\\PC{0,20}")) {
            let all = lines([cells.clone()]);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(all.as_bytes());
            let row = reader.records().next().expect("a row").expect("cells");
            prop_assert_eq!(row.iter().collect::<Vec<_>>(), cells);
        }
    }
}
