//! What stands before, between and after readings in each form of the output, and the readings themselves.

use std::fmt::Write;

use onrecord::Reading;
use onrecord::reading::json;

use crate::arguments::Format;
use crate::text::Look;
use crate::{html, markdown, sheet, text, visible};

/// How a run writes its readings.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Which form.
    pub format: Format,
    /// Whether several reports were asked for.
    pub several: bool,
    /// How a terminal is written to.
    pub look: Look,
}

/// One reading, ready to be written.
pub struct Piece {
    /// The report's title, for the head of a page.
    pub title: String,
    /// The text.
    pub text: String,
}

impl Form {
    /// Writes one reading; `number` is its place among all that were asked for, from 1.
    pub fn piece(&self, number: usize, name: &str, reading: &Reading) -> Piece {
        let title = reading.page.title.clone().unwrap_or_else(|| name.to_owned());
        let text = match self.format {
            Format::Text => text::write(name, reading, self.look),
            Format::Json => safe_json(json::pretty(reading)),
            Format::Jsonl => safe_json(json::line(reading)) + "\n",
            Format::Html => html::article(number, name, reading),
            Format::Csv => sheet::rows(name, reading),
            Format::Markdown => markdown::write(name, reading),
        };
        Piece { title, text }
    }

    /// What comes before the first reading.
    pub fn before(&self, first: &Piece) -> String {
        match self.format {
            Format::Html => html::head(if self.several { "Several reports" } else { &first.title }),
            Format::Json if self.several => "[\n".to_owned(),
            Format::Csv => sheet::header(),
            _ => String::new(),
        }
    }

    /// What comes between two readings.
    pub fn between(&self) -> String {
        match self.format {
            Format::Text => format!("\n{}\n\n", "─".repeat(self.look.width)),
            Format::Json => ",\n".to_owned(),
            Format::Markdown => "\n---\n\n".to_owned(),
            Format::Jsonl | Format::Html | Format::Csv => String::new(),
        }
    }

    /// What comes after the last reading.
    pub fn after(&self) -> &'static str {
        match self.format {
            Format::Html => html::foot(),
            Format::Json if self.several => "\n]\n",
            Format::Json => "\n",
            Format::Text | Format::Jsonl | Format::Csv | Format::Markdown => "",
        }
    }
}

/// JSON that a terminal may show: the same values, with DEL, C1 and direction overrides as `\u009b`.
pub fn safe_json(json: String) -> String {
    let odd = |c: char| c != '\n' && visible::is_obeyed(c);
    if !json.contains(odd) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if odd(c) {
            let _ = write!(out, "\\u{:04x}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_values_and_obeys_nobody() {
        let value = "a\u{9b}31m\u{7f}\u{202e}\u{1b}é";
        let safe = safe_json(serde_json::to_string(value).expect("a string"));
        assert_eq!(safe, r#""a\u009b31m\u007f\u202e\u001bé""#);
        assert_eq!(serde_json::from_str::<String>(&safe).ok().as_deref(), Some(value));
    }
}
