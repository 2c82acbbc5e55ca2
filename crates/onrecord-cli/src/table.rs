//! Rows of cells in columns that fit a width: the widest column gives way. Widths are columns of the terminal, for any script.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::visible;
use crate::wrap::{Paint, shortened};

/// A column.
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Its greatest width; `None` takes what the others leave.
    pub most: Option<usize>,
    /// Whether numbers end at the same place.
    pub right: bool,
}

/// A cell: words of ours, then words of the page, which are made visible and isolated here.
pub struct Cell(pub Style, pub String, pub String);

const GAP: usize = 2;

/// Adds the table to `out`.
pub fn write(out: &mut String, paint: Paint, width: usize, columns: &[Column], rows: &[Vec<Cell>]) {
    let whole = |Cell(style, ours, page): &Cell| (*style, ours.len(), format!("{ours}{}", visible::line(page)));
    let rows: Vec<Vec<(Style, usize, String)>> = rows.iter().map(|r| r.iter().map(whole).collect()).collect();
    let widths = widths(columns, &rows, width);
    let heading = Style::new().dimmed();
    let headings: Vec<(Style, usize, String)> = columns.iter().map(|c| (heading, 0, c.heading.to_owned())).collect();
    for row in std::iter::once(&headings).chain(&rows) {
        let mut line = String::new();
        for ((column, width), (style, ours, text)) in columns.iter().zip(&widths).zip(row) {
            let text = shortened(text, *width);
            let pad = width - text.width().min(*width);
            let (before, after) = if column.right { (pad, 0) } else { (0, pad) };
            line.extend(std::iter::repeat_n(' ', before));
            let (ours, page) = text.split_at_checked(*ours).unwrap_or((&text, ""));
            paint.put(&mut line, *style, &format!("{ours}{}", visible::isolated(page)));
            line.extend(std::iter::repeat_n(' ', after + GAP));
        }
        out.push_str(line.trim_end_matches(' '));
        out.push('\n');
    }
}

fn widths(columns: &[Column], rows: &[Vec<(Style, usize, String)>], width: usize) -> Vec<usize> {
    let natural = |at: usize, column: &Column| {
        rows.iter().map(|r| r[at].2.width()).max().unwrap_or(0).max(column.heading.width())
    };
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, c)| c.most.map_or(0, |most| natural(at, c).min(most.max(c.heading.width()))))
        .collect();
    let used: usize = widths.iter().sum::<usize>() + GAP * (columns.len() - 1);
    for (at, column) in columns.iter().enumerate().filter(|(_, c)| c.most.is_none()) {
        widths[at] = natural(at, column).min(width.saturating_sub(used)).max(column.heading.width());
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_for_any_script() {
        let columns = [
            Column { heading: "#", most: Some(4), right: true },
            Column { heading: "speaker", most: Some(10), right: false },
            Column { heading: "quotation", most: None, right: false },
        ];
        let row = |cells: [&str; 3]| {
            cells.map(|c| Cell(Style::new(), String::new(), c.to_owned())).into_iter().collect::<Vec<_>>()
        };
        let rows = [
            row(["1", "田中さん", "we will\nappeal the ruling"]),
            row(["12", "└ a \u{1b}[31m", "no"]),
            row(["3", "Zoë", "yes"]),
        ];
        let mut out = String::new();
        write(&mut out, Paint(false), 36, &columns, &rows);
        assert_eq!(
            out,
            " #  speaker     quotation\n \
             1  田中さん    we will appeal the…\n\
             12  └ a \\u{1b…  no\n \
             3  Zoë         yes\n"
        );
    }
}
