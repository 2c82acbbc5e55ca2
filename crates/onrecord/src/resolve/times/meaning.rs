//! What the grammar makes of an expression before any anchor is known.
//!
//! Example: "last Tuesday morning" is a [`Meaning::Weekday`] 2, [`Which::Last`], with a part of the day.

use std::ops::Range;

use jiff::civil::Time;

use super::calendars::Calendar;
use super::value::Value;
use crate::resolve::lexicon::Unit;

/// Which one of those with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Nothing says: tense decides.
    Plain,
    /// The last one.
    Last,
    /// This one.
    This,
    /// The next one.
    Next,
    /// The one before what was told last.
    Before,
    /// The one after what was told last.
    After,
    /// The one of the year so many years from that of publication.
    Years(i8),
}

/// From where is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The day of publication.
    Published,
    /// What was told last.
    Narrative,
}

/// What an expression says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A date, as much of it as is written.
    Date { calendar: Calendar, year: Option<i32>, month: Option<u8>, day: Option<u8>, which: Which },
    /// Monday is 1.
    Weekday(i8, Which),
    /// The day of the week so many weeks from that of publication.
    InWeek(i8, i32),
    /// So many units away; 0 is the one that holds the base.
    Shift { unit: Unit, count: i32, base: Base },
    /// Saturday and Sunday.
    Weekend(Which),
    /// A season by EDTF's number.
    Season { season: u8, year: Option<i16>, which: Which },
    /// "the nineties": the last decade of that number.
    Nineties(u8),
    /// The past or the coming so many units.
    Stretch { unit: Unit, count: i32 },
    /// "this day", "today" and what stands in the text with a value of its own.
    Fixed(Value),
    /// Only a time of day.
    Clock,
    /// It is a time, and nothing can tell which.
    Untold,
}

/// A time of day with its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: Time,
    pub(super) offset: Option<i16>,
}

/// An expression of time and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) tokens: Range<usize>,
    pub(super) meaning: Meaning,
    /// The end of a range.
    pub(super) to: Option<Meaning>,
    /// A part of the day is told.
    pub(super) part: bool,
    pub(super) clock: Option<Clock>,
    /// The weekday that is told beside a date.
    pub(super) weekday: Option<i8>,
}

impl Expression {
    pub(super) fn new(tokens: Range<usize>, meaning: Meaning) -> Self {
        Self { tokens, meaning, to: None, part: false, clock: None, weekday: None }
    }
}
