//! A reading for a terminal: the report with its quotations marked, then tables, then notes. Plain where colour is off.

use anstyle::{AnsiColor, Style};
use onrecord::Reading;
use onrecord::analyse::Kind;

use crate::listing::{self, Row};
use crate::people;
use crate::segments::{self, Segment};
use crate::table::{self, Cell, Column};
use crate::visible;
use crate::wrap::{Paint, Styled, shortened};

/// How the terminal is written to.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Colours or none.
    pub paint: Paint,
    /// Columns.
    pub width: usize,
}

const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const DIRECT: Style = AnsiColor::Green.on_default().bold();
const MIXED: Style = AnsiColor::Green.on_default().underline();
const INDIRECT: Style = AnsiColor::Cyan.on_default();
const UNSAID: Style = AnsiColor::Red.on_default().italic();
const SPEAKER: Style = AnsiColor::Magenta.on_default().bold();
const CUE: Style = AnsiColor::Blue.on_default().italic();

/// Below this a table has no room for words: rows become small blocks.
const TABLE: usize = 64;
/// Columns from which a table says to whom: in a narrower one the words would have no room.
const WIDE: usize = 100;
/// Confidence from which a letter, speech or call is shown: below, more are wrong than right.
const TOLD: f32 = 0.5;

/// The reading as lines; `name` is where it came from.
pub fn write(name: &str, reading: &Reading, look: Look) -> String {
    let Look { paint, width } = look;
    let mut out = String::new();
    Styled::one_of_page(BOLD, reading.page.title.as_deref().unwrap_or(name)).write(&mut out, paint, width, 0);
    about(name, reading).write(&mut out, paint, width, 0);
    let listing = listing::listing(reading);
    let mut unsaid = vec![false; reading.quotations.len()];
    for row in &listing.unsaid {
        unsaid[row.quotation] = true;
    }
    for paragraph in segments::paragraphs(reading) {
        out.push('\n');
        body(reading, &paragraph, &unsaid).write(&mut out, paint, width, 0);
    }
    out.push('\n');
    if reading.quotations.is_empty() {
        out.push_str("No quotations found.\n");
    } else if paint.0 {
        legend(
            &mut out,
            look,
            &reading.quotations.iter().map(|q| q.finding.kind).collect::<Vec<_>>(),
            !listing.unsaid.is_empty(),
        );
        out.push('\n');
    }
    list(&mut out, look, reading, "Quotations", &listing.said, false);
    if !listing.said.is_empty() && !listing.unsaid.is_empty() {
        out.push('\n');
    }
    list(&mut out, look, reading, "Not reported as said", &listing.unsaid, true);
    who(&mut out, look, reading);
    beside(&mut out, look, reading);
    if !reading.notes.is_empty() {
        out.push('\n');
        paint.put(&mut out, BOLD, "Notes");
        out.push('\n');
        for note in &reading.notes {
            let mut line = Styled::one_of_page(PLAIN, &note.message);
            if let Some(place) = note.spans.first() {
                line.push(PLAIN, ": “");
                line.page(PLAIN, &shortened(&visible::line(reading.document.slice(place)), 40));
                line.push(PLAIN, "”");
            }
            line.write(&mut out, paint, width, 2);
        }
    }
    out
}

/// When quotations were said, in which letters, speeches and calls, and what the report cites.
fn beside(out: &mut String, look: Look, reading: &Reading) {
    let said: Vec<(usize, String)> =
        (0..reading.quotations.len()).filter_map(|at| Some((at + 1, listing::said(reading, at)?))).collect();
    if !said.is_empty() {
        out.push('\n');
        look.paint.put(out, BOLD, "Said");
        out.push('\n');
        let mut line = Styled::default();
        for (i, (number, when)) in said.iter().enumerate() {
            line.push(DIM, &format!("{}{number} ", if i == 0 { "" } else { " · " }));
            line.page(PLAIN, when);
        }
        line.write(out, look.paint, look.width, 2);
    }
    let told: Vec<usize> =
        (0..reading.communications.len()).filter(|&c| reading.communications[c].confidence >= TOLD).collect();
    if !told.is_empty() {
        out.push('\n');
        look.paint.put(out, BOLD, "Letters, speeches, calls");
        out.push('\n');
        for c in told {
            let carried = (0..reading.quotations.len()).filter(|&q| reading.quotations[q].communication == Some(c));
            let numbers: Vec<String> = carried.map(|q| (q + 1).to_string()).collect();
            let mut line = Styled::default();
            if !numbers.is_empty() {
                line.push(DIM, &format!("{} ", numbers.join(", ")));
            }
            line.page(PLAIN, &visible::line(&listing::occasion(reading, c)));
            line.write(out, look.paint, look.width, 2);
        }
    }
    let cited = listing::cited(reading);
    if !cited.is_empty() {
        out.push('\n');
        look.paint.put(out, BOLD, "Cited");
        out.push('\n');
        for citation in cited {
            let mut line = Styled::one_of_page(PLAIN, &citation.printed);
            line.push(DIM, " · ");
            line.page(DIM, &citation.about);
            line.write(out, look.paint, look.width, 2);
        }
    }
}

fn about(name: &str, reading: &Reading) -> Styled {
    let page = &reading.page;
    let mut parts = Vec::new();
    parts.extend(page.title.as_ref().map(|_| name));
    parts.extend(page.outlet.as_deref());
    parts.extend(page.published.as_ref().map(|date| date.value.as_str()));
    parts.extend(page.language.as_deref().filter(|l| *l != "en"));
    let mut styled = Styled::default();
    for (i, part) in parts.into_iter().enumerate() {
        styled.push(DIM, if i == 0 { "" } else { " · " });
        styled.page(DIM, part);
    }
    styled
}

fn body(reading: &Reading, paragraph: &[Segment], unsaid: &[bool]) -> Styled {
    let mut styled = Styled::default();
    let mut numbers = String::new();
    for segment in paragraph {
        let style = style(reading, segment, unsaid);
        let text = &reading.document.text()[segment.range.clone()];
        let (close, rest) = text.split_at(if numbers.is_empty() { 0 } else { segments::closers(text).len() });
        styled.push(style, close);
        if !rest.is_empty() {
            styled.push(DIM, &std::mem::take(&mut numbers));
            styled.push(style, rest);
        }
        numbers.extend(segment.ends.iter().map(|quotation| format!("[{}]", quotation + 1)));
    }
    styled.push(DIM, &numbers);
    styled.isolate();
    styled
}

/// The innermost quotation decides; speaker and cue of a nested quotation show inside the outer one.
fn style(reading: &Reading, segment: &Segment, unsaid: &[bool]) -> Style {
    if !segment.speakers.is_empty() {
        return SPEAKER;
    }
    if !segment.cues.is_empty() {
        return CUE;
    }
    let Some(innermost) = segment.contents.last() else { return PLAIN };
    if unsaid[*innermost] {
        return UNSAID;
    }
    kind(reading.quotations[*innermost].finding.kind)
}

const fn kind(kind: Kind) -> Style {
    match kind {
        Kind::Direct => DIRECT,
        Kind::Mixed => MIXED,
        Kind::Indirect => INDIRECT,
    }
}

fn legend(out: &mut String, look: Look, kinds: &[Kind], unsaid: bool) {
    let mut styled = Styled::default();
    let shown = [Kind::Direct, Kind::Mixed, Kind::Indirect].into_iter().filter(|k| kinds.contains(k));
    let mut entries: Vec<(Style, &str)> = shown.map(|k| (kind(k), listing::kind(k))).collect();
    entries.extend(unsaid.then_some((UNSAID, "not reported as said")));
    entries.extend([(SPEAKER, "speaker"), (CUE, "cue")]);
    for (i, (style, word)) in entries.into_iter().enumerate() {
        styled.push(DIM, if i == 0 { "" } else { " · " });
        styled.push(style, word);
    }
    styled.write(out, look.paint, look.width, 0);
}

fn list(out: &mut String, look: Look, reading: &Reading, heading: &str, rows: &[Row], unsaid: bool) {
    if rows.is_empty() {
        return;
    }
    look.paint.put(out, if unsaid { AnsiColor::Red.on_default().bold() } else { BOLD }, heading);
    out.push('\n');
    if look.width < TABLE {
        return rows.iter().for_each(|row| block(out, look, reading, row));
    }
    let column = |heading, most, right| Column { heading, most, right };
    let told = |row: &Row| !listing::addressees(reading, row.quotation).is_empty();
    let to = look.width >= WIDE && rows.iter().any(told);
    let mut columns = vec![
        column("#", Some(6), true),
        column("speaker", Some(look.width / 4), false),
        column("cue", Some(look.width / 6), false),
    ];
    if to {
        columns.push(column("to", Some(look.width / 6), false));
    }
    columns.extend([column("quotation", None, false), column("kind", Some(8), false)]);
    if unsaid {
        columns.push(column("status", Some(11), false));
    }
    columns.push(column("sure", Some(5), true));
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| cells(reading, row, unsaid, to)).collect();
    table::write(out, look.paint, look.width, &columns, &cells);
}

/// The people and bodies of the quotations: name, what they are, how often they speak and are spoken to.
fn who(out: &mut String, look: Look, reading: &Reading) {
    let people = people::people(reading);
    if people.is_empty() {
        return;
    }
    out.push('\n');
    look.paint.put(out, BOLD, "Who is who");
    out.push('\n');
    let number = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    if look.width < TABLE {
        for one in &people {
            let mut line = Styled::one_of_page(SPEAKER, one.name);
            line.page(PLAIN, &format!(" · {}", one.about()));
            line.write(out, look.paint, look.width, 2);
        }
        return;
    }
    let column = |heading, most, right| Column { heading, most, right };
    let columns = [
        column("name", Some(look.width / 3), false),
        column("is", None, false),
        column("also", Some(look.width / 4), false),
        column("speaks", Some(6), true),
        column("is told", Some(7), true),
    ];
    let ours = |style, words: String| Cell(style, String::new(), words);
    let cells: Vec<Vec<Cell>> = people
        .iter()
        .map(|one| {
            vec![
                ours(SPEAKER, one.name.to_owned()),
                ours(PLAIN, one.about()),
                ours(DIM, one.also.join(", ")),
                ours(DIM, number(one.speaks)),
                ours(DIM, number(one.told)),
            ]
        })
        .collect();
    table::write(out, look.paint, look.width, &columns, &cells);
}

fn cells(reading: &Reading, row: &Row, unsaid: bool, to: bool) -> Vec<Cell> {
    let at = row.quotation;
    let of = reading.quotations[at].finding.kind;
    let speaker = listing::speakers(reading, at);
    let content = listing::content(reading, at);
    let inside = row.inside.map(|n| format!("(in {n}) ")).unwrap_or_default();
    let ours = |style, words: String| Cell(style, words, String::new());
    let mut cells = vec![
        ours(DIM, (at + 1).to_string()),
        Cell(SPEAKER, branch(row.depth), if speaker.is_empty() { "—".to_owned() } else { speaker }),
        Cell(CUE, String::new(), listing::cue(reading, at).to_owned()),
    ];
    if to {
        cells.push(Cell(PLAIN, String::new(), listing::addressees(reading, at).join(", ")));
    }
    cells.extend([
        Cell(if unsaid { UNSAID } else { kind(of) }, inside, content),
        ours(PLAIN, listing::kind(of).to_owned()),
    ]);
    if let Some(standing) = &row.standing {
        cells.push(ours(AnsiColor::Red.on_default().bold(), standing.clone()));
    }
    cells.push(ours(DIM, listing::sure(reading, at)));
    cells
}

fn branch(depth: usize) -> String {
    if depth == 0 { String::new() } else { format!("{}└ ", "  ".repeat(depth.min(6) - 1)) }
}

fn block(out: &mut String, look: Look, reading: &Reading, row: &Row) {
    let at = row.quotation;
    let indent = row.depth.min(4) * 2;
    let mut head = Styled::one(DIM, &format!("{} ", at + 1));
    let speakers = listing::each_person(reading, at);
    head.push(SPEAKER, if speakers.is_empty() { "nobody credited" } else { "" });
    for (i, speaker) in speakers.iter().enumerate() {
        head.push(SPEAKER, if i == 0 { "" } else { ", " });
        head.page(SPEAKER, speaker);
    }
    if !listing::cue(reading, at).is_empty() {
        head.push(SPEAKER, " (");
        head.page(SPEAKER, listing::cue(reading, at));
        head.push(SPEAKER, ")");
    }
    head.push(
        PLAIN,
        &format!(" · {} · {}", listing::kind(reading.quotations[at].finding.kind), listing::sure(reading, at)),
    );
    if let Some(standing) = &row.standing {
        head.push(AnsiColor::Red.on_default().bold(), &format!(" · {standing}"));
    }
    if let Some(number) = row.inside {
        head.push(DIM, &format!(" · in {number}"));
    }
    head.write(out, look.paint, look.width, indent);
    let style = if row.standing.is_some() { UNSAID } else { kind(reading.quotations[at].finding.kind) };
    let words = shortened(&visible::line(&listing::content(reading, at)), 3 * look.width);
    Styled::one_of_page(style, &words).write(out, look.paint, look.width, indent + 2);
}

#[cfg(test)]
mod tests {
    use onrecord::analyse::Asserted;

    use super::*;
    use crate::sample::{self, Said};

    fn sample() -> Reading {
        let text = "“We will appeal,” said Ana Ruiz. “It is not over.”\n\nTom Ode denied saying that the quay was \u{1b}[31munsafe.";
        let said = [
            Said { content: &["We will appeal,", "It is not over."], ..sample::PLAIN },
            Said {
                content: &["that the quay was \u{1b}[31munsafe"],
                speaker: "Tom Ode",
                cue: "denied saying",
                kind: Kind::Indirect,
                asserted: Asserted::No,
                ..sample::PLAIN
            },
        ];
        sample::reading(text, &said)
    }

    #[test]
    fn what_was_not_said_stands_apart_and_nothing_is_obeyed() {
        let look = Look { paint: Paint(false), width: 80 };
        assert_eq!(
            write("harbour.txt", &sample(), look),
            "harbour.txt

“We will appeal,” said Ana Ruiz. “It is not over.”[1]

Tom Ode denied saying that the quay was \\u{1b}[31munsafe.[2]

Quotations
#  speaker   cue   quotation                          kind    sure
1  Ana Ruiz  said  We will appeal, … It is not over.  direct  93 %

Not reported as said
#  speaker  cue            quotation                    kind      status    sure
2  Tom Ode  denied saying  that the quay was \\u{1b}[3…  indirect  not said  93 %
"
        );
    }

    #[test]
    fn colour_adds_only_styles() {
        let plain = write("x", &sample(), Look { paint: Paint(false), width: 80 });
        let colour = write("x", &sample(), Look { paint: Paint(true), width: 80 });
        let bare = anstream::adapter::strip_str(&colour).to_string();
        assert_eq!(bare.replacen("direct · indirect · not reported as said · speaker · cue\n\n", "", 1), plain);
        assert!(colour.contains("\u{1b}[1m\u{1b}[32mWe will appeal,"), "{colour:?}");
    }

    #[test]
    fn a_narrow_terminal_gets_blocks() {
        let text = write("x", &sample(), Look { paint: Paint(false), width: 40 });
        assert!(text.contains("2 Tom Ode (denied saying) · indirect ·\n93 % · not said\n"), "{text}");
    }
}
