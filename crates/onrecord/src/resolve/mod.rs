//! Says which day and which passage the words name: [`Document`](crate::text::Document) and findings in, times and citations out.
//!
//! Example: in a report of Thursday, 14 March 2024, "on Tuesday" is `2024-03-12`. This room may abstain; it never moves a span.

#![allow(clippy::cast_sign_loss, reason = "days, months and verses are read from digits and are small")]

pub mod citations;
mod lexicon;
mod said;
pub mod times;

pub(crate) use citations::cites;
pub(crate) use said::said;
