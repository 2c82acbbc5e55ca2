//! What lists and places have in common: how many, after what, and in which units.

use axum::http::StatusCode;
use onrecord_store::Shown;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::pages::{first_sentence, last_sentence};
use crate::problem::Problem;

/// The units of places in texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum Offsets {
    /// Unicode code points.
    #[default]
    #[serde(rename = "codepoints")]
    CodePoints,
    /// UTF-16 code units, as browsers count.
    #[serde(rename = "utf16")]
    Utf16,
}

/// How places are counted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Counted {
    /// The units of places.
    #[serde(default)]
    #[param(inline)]
    pub offsets: Offsets,
}

/// How many a page of a list has, where it is not said.
pub const PAGE: usize = 20;
/// How many it has at most.
pub const MOST: usize = 100;

/// How many are asked for.
pub fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked.unwrap_or(PAGE) {
        n @ 1..=MOST => Ok(n),
        n => Err(Problem::asked(format!("expected a limit from 1 to {MOST}, found {n}"))),
    }
}

/// The place after which a page begins.
pub fn after(cursor: Option<&str>) -> Result<Option<i64>, Problem> {
    let parse = |c: &str| c.strip_prefix('c')?.parse::<u32>().ok().map(i64::from);
    cursor.map(|c| parse(c).ok_or_else(|| Problem::asked("expected a cursor that an answer gave as next"))).transpose()
}

/// The cursor of a place.
pub fn cursor(place: Option<i64>) -> Option<String> {
    place.map(|p| format!("c{p}"))
}

/// A quotation as it is given out: `whole`: with all its surroundings; otherwise with the rest of the sentence.
pub fn quotation(shown: &Shown, offsets: Offsets, whole: bool) -> Value {
    let mut out = shown.json();
    if offsets == Offsets::Utf16 {
        out["spans"] = shown.utf16.iter().map(|s| json!({"start": s.start, "end": s.end})).collect();
    }
    if !whole {
        out["before"] = json!(last_sentence(&shown.before));
        out["after"] = json!(first_sentence(&shown.after));
    }
    out
}

/// Counts the places of a reading in other units. Every place of the wire is an object with `start` and `end`.
pub fn in_units(reading: &mut Value, offsets: Offsets) {
    if offsets == Offsets::CodePoints {
        return;
    }
    let text = reading["document"]["text"].as_str().unwrap_or_default().to_owned();
    let units = Units::of(&text);
    if let Some(fields) = reading.as_object_mut() {
        for (_, value) in fields.iter_mut() {
            units.turn(value);
        }
    }
}

/// How many UTF-16 code units stand before each code point of a text.
pub struct Units(Vec<u32>);

impl Units {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let mut before = vec![0];
        before.extend(text.chars().scan(0, |sum, c| {
            *sum += c.len_utf16() as u32;
            Some(*sum)
        }));
        Self(before)
    }

    /// Turns all places in a value.
    pub fn turn(&self, value: &mut Value) {
        match value {
            Value::Array(all) => {
                for value in all {
                    self.turn(value);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields.iter_mut() {
                    match (name.as_str(), value.as_u64()) {
                        ("start" | "end", Some(n)) => {
                            *value = json!(self.0.get(n as usize).copied().unwrap_or_default());
                        }
                        // Where the words stand in the page is counted in bytes.
                        ("page", _) => {}
                        _ => self.turn(value),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whole texts are given out, or the operator does not.
pub fn whole_text(given: bool) -> Result<(), Problem> {
    if given {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "whole texts are not given out by this server; quotations are"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_browsers_do() {
        let mut reading = json!({
            "document": {"text": "𝄞 “né”"},
            "quotations": [{"content": [{"start": 3, "end": 5, "page": {"start": 9, "end": 12}}]}]
        });
        in_units(&mut reading, Offsets::Utf16);
        assert_eq!(
            reading["quotations"][0]["content"][0],
            json!({"start": 4, "end": 6, "page": {"start": 9, "end": 12}})
        );
    }

    #[test]
    fn a_cursor_goes_on_where_it_was_made() {
        assert_eq!(after(cursor(Some(7)).as_deref()), Ok(Some(7)));
        for wrong in ["", "7", "c", "c-1", "c7x"] {
            assert!(after(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
