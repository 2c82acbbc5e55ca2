//! Writes the pairs of mentions that some texts offer, for `training/pairs.py`.
//!
//! `cargo run --release --example pairs OUT FILE...`: for each file OUT/NAME.pairs: the number of features (u32), then for every pair the first bytes
//! of the later and the earlier head (u32) and the features (f32), little-endian.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a development tool, not the library")]

use std::path::Path;

use onrecord::ingest::{self, Kind};
use onrecord::model::Model;
use onrecord::{Document, analyse, resolve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::embedded()?;
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name a folder to write to")?;
    for path in arguments {
        let page = ingest::read(&std::fs::read(&path)?, Kind::Plain, Some("utf-8"), None)?;
        let document = Document::new(&page, &mut Vec::new());
        let findings = analyse::analyse(&document, &model)?;
        let pairs = resolve::pairs(&document, &findings);
        let mut bytes = Vec::new();
        bytes.extend((pairs.first().map_or(0, |p| p.2.len()) as u32).to_le_bytes());
        for (later, earlier, features) in pairs {
            bytes.extend((later as u32).to_le_bytes());
            bytes.extend((earlier as u32).to_le_bytes());
            bytes.extend(features.iter().flat_map(|x| x.to_le_bytes()));
        }
        let name = Path::new(&path).file_stem().ok_or("a file without a name")?;
        std::fs::write(Path::new(&out).join(name).with_extension("pairs"), bytes)?;
    }
    Ok(())
}
