//! Writes what the encoder says of each token of some texts, for `training/mentions.py`.
//!
//! `cargo run --release --example states OUT FILE...`: for each file OUT/NAME.states: for every token first and last byte (u32), letter
//! case (u32), then its state (384 times f32), little-endian.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a development tool, not the library")]

use std::path::Path;

use onrecord::Document;
use onrecord::analyse;
use onrecord::ingest::{self, Kind};
use onrecord::model::Model;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::embedded()?;
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name a folder to write to")?;
    for path in arguments {
        let page = ingest::read(&std::fs::read(&path)?, Kind::Plain, Some("utf-8"), None)?;
        let document = Document::new(&page, &mut Vec::new());
        let mut bytes = Vec::new();
        for window in analyse::windows(&document, &model) {
            model.engine().read_with(&window, &mut |piece, state| {
                let Some(token) = window.token[piece] else { return };
                let span = document.tokens()[token as usize].span;
                for number in [span.start() as u32, span.end() as u32, u32::from(window.case[piece])] {
                    bytes.extend(number.to_le_bytes());
                }
                bytes.extend(state.iter().flat_map(|x| x.to_le_bytes()));
            })?;
        }
        let name = Path::new(&path).file_stem().ok_or("a file without a name")?;
        std::fs::write(Path::new(&out).join(name).with_extension("states"), bytes)?;
    }
    Ok(())
}
