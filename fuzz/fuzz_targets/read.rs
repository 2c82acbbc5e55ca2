//! Any text through the whole road: an error, or a sound reading that is the same twice.
//!
//! The checks are those of the property test. Run it with `--sanitizer none`: the model is slow enough, and the library has
//! no unsafe code.

#![no_main]

#[path = "../../crates/onrecord/tests/sound/mod.rs"]
mod sound;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::reading::json;
use onrecord::{About, Kind, Reader};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new().expect("the model"));

fuzz_target!(|text: &str| {
    let about = About { kind: Some(Kind::Plain), ..About::default() };
    let read = || READER.read(text.as_bytes(), &about).map(|r| json::line(&r)).map_err(|e| e.to_string());
    let first = read();
    if let Ok(line) = &first {
        let faults = sound::faults(line);
        assert!(faults.is_empty(), "{}\n{line}", faults.join("\n"));
    }
    assert_eq!(first, read(), "the same bytes twice");
});
