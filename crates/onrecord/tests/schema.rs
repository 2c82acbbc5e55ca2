//! Holds real readings against the JSON Schema that the library prints: they are valid, and broken ones are refused.
//!
//! Validator: the crate `boon` (draft 2020-12), which is no part of the library.

#![allow(clippy::disallowed_methods, missing_docs, reason = "a test reads its examples")]

use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use onrecord::reading::json;
use onrecord::{About, Reader};
use serde_json::{Value, json};

fn schema() -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let address = "https://onrecord.example/reading";
    compiler.add_resource(address, serde_json::from_str(&json::schema()).expect("JSON")).expect("a schema");
    let index = compiler.compile(address, &mut schemas).expect("a sound schema");
    (schemas, index)
}

/// The readings of the examples, as a user of the JSON has them.
fn readings() -> Vec<(&'static str, Value)> {
    let reader = Reader::new().expect("the model");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    ["harbour.txt", "harbour.html"]
        .map(|name| {
            let bytes = std::fs::read(examples.join(name)).expect("an example");
            let about = About { published: Some("2026-03-17".to_owned()), ..About::default() };
            let reading = reader.read(&bytes, &about).expect("a reading");
            (name, serde_json::from_str(&json::line(&reading)).expect("JSON"))
        })
        .to_vec()
}

#[test]
fn real_readings_are_valid() {
    let (schemas, index) = schema();
    for (name, reading) in readings() {
        assert!(reading["quotations"].as_array().is_some_and(|q| q.len() > 9), "{name} has its quotations");
        schemas.validate(&reading, index).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

#[test]
fn broken_readings_are_refused() {
    let (schemas, index) = schema();
    let (_, reading) = readings().remove(0);
    let wrong = [
        ("/schema", json!("onrecord/1")),
        ("/quotations/0/kind", json!("spoken")),
        ("/quotations/0/marking", json!("")),
        ("/quotations/0/act", json!("sung")),
        ("/quotations/0/asserted", json!("maybe")),
        ("/quotations/0/translated", json!(true)),
        ("/quotations/0/speakers/0/status", json!("famous")),
        ("/quotations/0/content/0/start", json!(-1)),
        ("/quotations/0/content/0/start", json!(1.5)),
        ("/quotations/0/content/0/end", json!("16")),
        ("/quotations/0/confidence", json!(1.01)),
        ("/quotations/0/confidence", json!(-0.01)),
        ("/document/text", json!(null)),
    ];
    for (place, value) in wrong {
        let mut broken = reading.clone();
        *broken.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = value.clone();
        assert!(schemas.validate(&broken, index).is_err(), "{place} was allowed to be {value}");
    }
}

/// Every field of the wire is there, known or not: to take any one away breaks the reading.
#[test]
fn no_field_may_be_missing() {
    let (schemas, index) = schema();
    let (_, reading) = readings().remove(1);
    for place in [
        "",
        "/producer",
        "/document",
        "/document/published",
        "/parts/0",
        "/quotations/0",
        "/quotations/0/speakers/0",
        "/quotations/0/content/0",
    ] {
        let names = reading.pointer(place).and_then(Value::as_object).unwrap_or_else(|| panic!("no {place}")).keys();
        // Only spans of web pages have a place in a page.
        for name in names.filter(|n| *n != "page") {
            let mut broken = reading.clone();
            let holder = broken.pointer_mut(place).and_then(Value::as_object_mut).expect("an object");
            holder.remove(name);
            assert!(schemas.validate(&broken, index).is_err(), "{place}/{name} may be missing");
        }
    }
}
