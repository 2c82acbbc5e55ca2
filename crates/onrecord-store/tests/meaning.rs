//! What a user of the index of meanings relies on: it is made, goes on, is proved, goes with what is forgotten, and an older record gets it.

mod made;

use std::ops::Range;
use std::path::Path;

use made::{Made, add, made};
use onrecord_store::{Record, Writer};
use tempfile::TempDir;

/// Numbers of a vector, as the store keeps them.
const WIDTH: usize = 384;

fn harbour() -> Made {
    made(
        Some("https://example.org/quay"),
        Some("2026-03-14"),
        "Ana Ruiz said: [[We will not start until the northern quay is safe.|Ana Ruiz]] Zoë Müller said: [[The dredging costs 3.5 million.|Zoë Müller]]",
    )
}

/// A vector that counts words, so that nearness is words shared; no network takes part.
fn vector(text: &str) -> Vec<f32> {
    let mut out = vec![0.0; WIDTH];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let place = word.bytes().fold(7_usize, |sum, b| (sum * 31 + usize::from(b)) % WIDTH);
        out[place] += 1.0;
    }
    let length = out.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    out.into_iter().map(|x| x / length).collect()
}

type Vectors = Vec<(Range<usize>, Vec<f32>)>;

#[expect(clippy::unnecessary_wraps, reason = "the shape that the store asks for")]
fn vectors(text: &str, content: &[Range<usize>]) -> Result<Vectors, String> {
    Ok(content.iter().map(|place| (place.clone(), vector(&text[place.clone()]))).collect())
}

fn meant(folder: &TempDir) -> Writer {
    let mut writer = Writer::open(&folder.path().join("notes.db"), true).expect("a record");
    add(&mut writer, &harbour());
    assert_eq!(writer.mean("made", vectors, |_| ()).expect("an index"), 2);
    writer
}

fn nearest(record: &Record, asked: &str) -> Option<String> {
    let found = record.nearest(&vector(asked), 3).expect("an answer").into_iter().next()?;
    Some(found.candidate.text[found.place].to_owned())
}

fn failures(record: &Record) -> Vec<String> {
    record.doctor(|_, _| Vec::new(), |_| ()).expect("a proof").failures
}

fn count(path: &Path, table: &str) -> i64 {
    let connection = rusqlite::Connection::open(path).expect("a database");
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).expect("a number")
}

#[test]
fn the_nearest_comes_first_and_new_quotations_are_taken_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = meant(&folder);
    assert_eq!(writer.meanings().expect("a name").as_deref(), Some("made"));
    assert_eq!(nearest(&writer, "what the dredging costs").as_deref(), Some("The dredging costs 3.5 million."));
    add(&mut writer, &made(None, None, "Lena Vos said: [[Ferries sail at dawn.|Lena Vos]]"));
    assert_eq!(writer.unmeant().expect("a number"), 1);
    assert_eq!(writer.mean("made", vectors, |_| ()).expect("an index"), 1, "only what is new");
    assert_eq!(nearest(&writer, "ferries at dawn").as_deref(), Some("Ferries sail at dawn."));
    assert_eq!(failures(&writer), Vec::<String>::new());
}

#[test]
fn vectors_of_another_network_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = meant(&folder);
    assert_eq!(writer.mean("another", vectors, |_| ()).expect("an index"), 2);
    assert_eq!(writer.meanings().expect("a name").as_deref(), Some("another"));
    assert_eq!(count(&folder.path().join("notes.db"), "meaning"), 2);
    writer.forget_meanings().expect("dropped");
    assert_eq!((writer.meanings().expect("no name"), nearest(&writer, "dredging")), (None, None));
}

#[test]
fn a_network_that_fails_leaves_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = meant(&folder);
    add(&mut writer, &made(None, None, "Lena Vos said: [[Ferries sail at dawn.|Lena Vos]]"));
    let failed = writer.mean("made", |_, _| Err("out of memory".to_owned()), |_| ()).expect_err("an error").to_string();
    assert!(failed.contains("out of memory"), "{failed}");
    assert_eq!(nearest(&writer, "dredging costs").as_deref(), Some("The dredging costs 3.5 million."));
    assert_eq!(failures(&writer), Vec::<String>::new());
}

#[test]
fn what_is_forgotten_leaves_no_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    let mut writer = meant(&folder);
    writer.forget_person("Zoë Müller", "2026-03-15T10:00:00Z").expect("forgotten");
    assert!(nearest(&writer, "what the dredging costs").is_none_or(|found| !found.contains("dredging")));
    assert_eq!((count(&path, "meaning"), count(&path, "meaning_bits")), (1, 1));
    assert_eq!(failures(&writer), Vec::<String>::new());
    drop(writer);
    // A bank that was read before is not asked about what has gone.
    let record = Record::open(&path).expect("a record");
    assert!(nearest(&record, "northern quay").is_some());
    let mut writer = Writer::open(&path, false).expect("a record");
    writer.forget_person("Ana Ruiz", "2026-03-15T11:00:00Z").expect("forgotten");
    assert_eq!(nearest(&record, "northern quay"), None);
    assert_eq!((count(&path, "meaning"), count(&path, "meaning_bits")), (0, 0));
}

#[test]
fn the_doctor_sees_what_is_wrong_with_meanings() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    drop(meant(&folder));
    for (damage, told) in [
        ("DELETE FROM meaning_bits WHERE id = 1", "meanings without their bits"),
        ("DELETE FROM meaning WHERE id = 1", "meanings without their bits"),
        ("UPDATE meaning SET quotation = 99 WHERE id = 1", "meanings without a quotation"),
    ] {
        let copy = path.with_extension("copy");
        std::fs::copy(&path, &copy).expect("a copy");
        rusqlite::Connection::open(&copy).and_then(|c| c.execute_batch(damage)).expect("damage");
        let found = failures(&Record::open(&copy).expect("a record"));
        assert!(found.iter().any(|f| f.contains(told)), "{damage}: {found:?}");
    }
    let copy = path.with_extension("cut");
    std::fs::copy(&path, &copy).expect("a copy");
    rusqlite::Connection::open(&copy)
        .and_then(|c| c.execute_batch("UPDATE meaning_bits SET bits = x'00' WHERE id = 1"))
        .expect("damage");
    let failed = Record::open(&copy).expect("a record").nearest(&vector("quay"), 3).expect_err("an error").to_string();
    assert!(failed.contains("its bits of meaning are cut"), "{failed}");
}

#[test]
fn a_record_of_the_first_schema_becomes_one_of_the_second() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    let mut writer = Writer::open(&path, true).expect("a record");
    add(&mut writer, &harbour());
    drop(writer);
    let connection = rusqlite::Connection::open(&path).expect("a database");
    let older = "DROP TRIGGER meaning_gone; DROP TABLE meaning; DROP TABLE meaning_bits; DROP TABLE setting; PRAGMA user_version = 1";
    connection.execute_batch(older).expect("the first schema");
    drop(connection);
    let mut writer = Writer::open(&path, false).expect("a record");
    assert_eq!(writer.meanings().expect("no name"), None);
    assert_eq!(failures(&writer), Vec::<String>::new());
    assert_eq!(writer.mean("made", vectors, |_| ()).expect("an index"), 2);
    drop(writer);
    let version: i64 = rusqlite::Connection::open(&path)
        .and_then(|c| c.pragma_query_value(None, "user_version", |r| r.get(0)))
        .expect("a number");
    assert_eq!(version, 2);
    assert!(nearest(&Record::open(&path).expect("a record"), "northern quay").is_some());
}
