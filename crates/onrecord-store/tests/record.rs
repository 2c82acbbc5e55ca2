//! What a user of the record relies on: adding, versions, finding, candidates, corrections, forgetting.

mod made;

use std::path::PathBuf;

use made::{Made, add, hex, made};
use onrecord_store::{Added, Correction, Error, Field, Record, Search, Writer};
use tempfile::TempDir;

const NOW: &str = "2026-03-15T10:00:00Z";

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.db");
    (folder, path)
}

fn writer() -> (TempDir, Writer) {
    let (folder, path) = place();
    (folder, Writer::open(&path, true).expect("a record"))
}

/// The words of what a search finds.
fn found(record: &Record, search: &Search) -> Vec<String> {
    let search = Search { limit: 20, ..search.clone() };
    record.search(&search).expect("a search").quotations.into_iter().map(|q| q.words).collect()
}

fn words(words: &str) -> Search {
    Search { words: words.to_owned(), ..Search::default() }
}

fn sound(record: &Record) {
    let health = record.doctor(|_, _| Vec::new(), |_| ()).expect("a proof");
    assert_eq!(health.failures, Vec::<String>::new());
}

fn harbour() -> Made {
    made(
        Some("https://example.org/harbour"),
        Some("2026-03-14"),
        "Ana Ruiz said: [[We will not start until the northern quay is safe.|Ana Ruiz||Tom Okafor]] Nobody believed Tom Okafor. \
         [[I never quit the board,|Tom Okafor|no]] he did not say. Zoë Müller said: [[The dredging costs 3.5 million.|Zoë Müller]]",
    )
}

#[test]
fn words_phrases_beginnings_and_filters_find() {
    let (_folder, mut writer) = writer();
    let added = add(&mut writer, &harbour());
    assert!(matches!(added, Added::New { quotations: 3, .. }), "{added:?}");
    let (quay, quit, costs) = (
        "We will not start until the northern quay is safe.",
        "I never quit the board,",
        "The dredging costs 3.5 million.",
    );
    for (search, expected) in [
        (words("\"northern quay\""), vec![quay]),
        (words("\"quay northern\""), vec![]),
        (words("quay northern"), vec![quay]),
        (words("dredg*"), vec![costs]),
        (words("the"), vec![costs, quit, quay]),
        (Search { speaker: Some("zoe muller".to_owned()), ..Search::default() }, vec![costs]),
        (Search { speaker: Some("Ruiz".to_owned()), ..words("the") }, vec![quay]),
        (Search { to: Some("Okafor".to_owned()), ..Search::default() }, vec![quay]),
        (Search { outlet: Some("harbour post".to_owned()), ..words("quit") }, vec![quit]),
        (Search { plain: true, ..words("the") }, vec![costs, quay]),
        (
            Search { since: Some("2026-03-14".to_owned()), until: Some("2026-03".to_owned()), ..words("quit") },
            vec![quit],
        ),
        (Search { since: Some("2026-03-15".to_owned()), ..words("quit") }, vec![]),
        (Search { until: Some("2025".to_owned()), ..words("quit") }, vec![]),
        (Search { kind: Some("indirect".to_owned()), ..words("quit") }, vec![]),
    ] {
        assert_eq!(found(&writer, &search), expected, "{search:?}");
    }
    let page = |skip| writer.search(&Search { limit: 2, skip, ..words("the") }).expect("a search");
    assert_eq!((page(0).quotations.len(), page(0).more, page(2).quotations.len(), page(2).more), (2, true, 1, false));
    let standing =
        |search| writer.search(&Search { limit: 9, ..words(search) }).expect("a search").quotations[0].standing;
    assert_eq!((standing("quit"), standing("quay")), (Some("not said"), None));
    sound(&writer);
}

#[test]
fn the_same_page_twice_is_one_report() {
    let (_folder, mut writer) = writer();
    let first = add(&mut writer, &harbour());
    let Added::New { report, .. } = first else { panic!("{first:?}") };
    let again = add(&mut writer, &harbour());
    assert_eq!(again, Added::Known { report: report.clone(), elsewhere: false });
    let mut moved = harbour();
    moved.reading["document"]["url"] = "https://example.net/copy".into();
    assert_eq!(add(&mut writer, &moved), Added::Known { report: report.clone(), elsewhere: true });
    assert_eq!(writer.size().expect("counts"), (1, 3));
    let origin = &writer.report(&report[..8]).expect("the report").origins[0];
    assert_eq!(origin.sightings, [("https://example.net/copy".to_owned(), "2026-03-14T09:00:00Z".to_owned())]);
    sound(&writer);
}

#[test]
fn the_same_text_at_two_addresses_is_noted() {
    let (_folder, mut writer) = writer();
    add(&mut writer, &harbour());
    // Another page with the same words, and one with a few more.
    let text = "Ana Ruiz said: [[We will not start until the northern quay is safe.|Ana Ruiz]] The board met on Monday in the old hall and \
                heard that the survey of the northern quay had cost more than the town had set aside for it last year.";
    add(&mut writer, &made(Some("https://example.org/a"), None, text));
    let added = add(&mut writer, &made(Some("https://example.net/b"), None, &format!("{text} More follows.")));
    let Added::New { alike, .. } = added else { panic!("{added:?}") };
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert!(alike[0].percent > 80 && alike[0].percent < 100 && alike[0].name == "https://example.org/a", "{alike:?}");
    sound(&writer);
}

#[test]
fn an_edited_page_is_a_version_and_its_changes_are_told() {
    let (_folder, mut writer) = writer();
    let url = Some("https://example.org/harbour?utm_source=x");
    let old = "The board met on Monday in the old hall. Ana Ruiz said: [[We will appeal the ruling this week.|Ana Ruiz]] \
               Tom Okafor said: [[The money is gone.|Tom Okafor]] Lena Vos said: [[It was never tested.|Lena Vos]]";
    let new = "The board met on Monday in the old hall. Ana Ruiz said: [[We may appeal the ruling this week.|Ana Ruiz]] \
               Lena Vos said: [[It was never tested.|Lena Vos]] She added: [[Ask the engineers.|Lena Vos]]";
    add(&mut writer, &made(Some("http://example.org/harbour"), None, old));
    let key = writer.search(&Search { limit: 1, ..words("tested") }).expect("a search").quotations[0].key.clone();
    let Added::Version { number, changes, report, .. } = add(&mut writer, &made(url, None, new)) else {
        panic!("a version")
    };
    assert_eq!(number, 2);
    let told: Vec<_> = changes.iter().map(|c| (c.what, c.before.as_deref(), c.after.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("words", Some("We will appeal the ruling this week."), Some("We may appeal the ruling this week.")),
            ("gone", Some("The money is gone."), None),
            ("added", None, Some("Ask the engineers.")),
        ]
    );
    let replaced: Vec<_> =
        changes[0].diff.iter().filter(|p| p.op == "replace").map(|p| (&*p.before, &*p.after)).collect();
    assert_eq!(replaced, [("will", "may")]);
    let kept = writer.quotation(&key).expect("the key of the first version still names it");
    assert_eq!((kept.version, kept.gone), (2, false));
    let gone = writer.search(&Search { limit: 9, ..words("money") }).expect("a search").quotations;
    assert_eq!((gone[0].gone, gone[0].standing), (true, Some("gone from the report")));
    assert_eq!(found(&writer, &Search { plain: true, ..words("money") }), Vec::<String>::new());
    // The same words in other bytes are no version.
    let shown = writer.report(&report).expect("a report");
    assert_eq!((shown.origins.len(), shown.edits[0].len(), shown.quotations.len()), (2, 3, 5));
    sound(&writer);
}

#[test]
fn another_report_at_a_known_address_is_no_version() {
    let (_folder, mut writer) = writer();
    let url = Some("https://example.org/latest");
    add(
        &mut writer,
        &made(
            url,
            None,
            "The ferry left at dawn. Ana Ruiz said: [[We sail whatever the weather does to us.|Ana Ruiz]]",
        ),
    );
    let other = made(
        url,
        None,
        "Prices of bread fell again in June. Tom Okafor said: [[Nobody saw that coming, least of all me.|Tom Okafor]]",
    );
    assert!(matches!(add(&mut writer, &other), Added::New { .. }));
    assert_eq!(writer.size().expect("counts").0, 2);
    sound(&writer);
}

#[test]
fn candidates_hold_the_place_of_a_claim() {
    let (_folder, mut writer) = writer();
    for number in 0..30 {
        let text = format!(
            "Report {number} of the council. Clerk {number} said: [[The weather of day {number} was fair enough for all of us here.|Clerk {number}]]"
        );
        add(&mut writer, &made(None, None, &text));
    }
    add(&mut writer, &harbour());
    let best = |claim: &str| writer.candidates(claim, 10).expect("candidates").into_iter().next();
    let quay = best("We will not start until the northern quay is safe").expect("a candidate");
    let near: Vec<&str> = quay.near.iter().map(|at| &quay.text[quay.quotations[*at].content[0].clone()]).collect();
    assert!(near.contains(&"We will not start until the northern quay is safe."), "{near:?}");
    assert!(quay.text[quay.stretch.clone()].contains("northern quay is safe"));
    assert_eq!(
        (quay.url.as_deref(), quay.outlet.as_deref()),
        (Some("https://example.org/harbour"), Some("The Harbour Post"))
    );
    assert_eq!(quay.quotations[quay.near[0]].speakers[0].name, "Ana Ruiz");
    // A word in the middle of five is another: no three words are left, the rare ones are.
    let altered = best("The dredging gave 3.5 million").expect("a candidate");
    assert!(altered.text[altered.stretch.clone()].contains("dredging costs"), "{:?}", altered.stretch);
    // Words outside of quotation marks.
    let told = best("Nobody believed Tom Okafor").expect("a candidate");
    assert!(told.text[told.stretch.clone()].contains("Nobody believed"));
    assert_eq!(best("entirely unrelated xylophone orchestra rehearsals"), None);
    assert_eq!(best(""), None);
}

fn correction(key: &str, field: Field, value: &[&str]) -> Correction {
    Correction {
        key: key.to_owned(),
        field,
        value: value.iter().map(ToString::to_string).collect(),
        words: String::new(),
        author: "tk".to_owned(),
        time: NOW.to_owned(),
        reason: Some("heard the tape".to_owned()),
    }
}

#[test]
fn corrections_hold_after_new_readings_and_tell_who_made_them() {
    let (_folder, mut writer) = writer();
    let harbour = harbour();
    let Added::New { report, .. } = add(&mut writer, &harbour) else { panic!("new") };
    let key =
        |w: &Writer, s: &str| w.search(&Search { limit: 9, ..words(s) }).expect("a search").quotations[0].key.clone();
    let (quay, quit, costs) = (key(&writer, "quay"), key(&writer, "quit"), key(&writer, "dredging"));
    writer.correct(correction(&quay, Field::Speaker, &["Ana María Ruiz"])).expect("corrected");
    writer.correct(correction(&quit, Field::Asserted, &["yes"])).expect("corrected");
    writer.correct(correction(&costs, Field::NotAQuotation, &[])).expect("corrected");
    let check = |writer: &Writer| {
        assert_eq!(found(writer, &Search { speaker: Some("ana maria ruiz".to_owned()), ..Search::default() }).len(), 1);
        assert_eq!(found(writer, &Search { plain: true, ..words("the") }).len(), 2);
        let shown = writer.quotation(&costs).expect("still shown");
        assert_eq!((shown.standing, shown.by_person), (Some("no quotation"), true));
        sound(writer);
    };
    check(&writer);
    let json = writer.reading_json(&report).expect("a reading");
    let q = &json["quotations"][0];
    assert_eq!((q["by"].as_str(), q["speakers"][0]["by"].as_str()), (Some("person"), Some("person")));
    assert_eq!(q["corrections"][0]["author"], "tk");
    assert_eq!(json["entities"][0]["name"], "Ana María Ruiz");
    assert_eq!(json["quotations"][2]["withdrawn"], true);
    // A new model finds the same quotations and one fewer.
    let mut reading = harbour.reading.clone();
    reading["quotations"][0]["confidence"] = 0.5.into();
    writer.reread(writer.outdated(None).expect("reports")[0], &[reading.to_string()]).expect("read again");
    check(&writer);
    reading["quotations"].as_array_mut().expect("a list").remove(1);
    writer.reread(writer.outdated(None).expect("reports")[0], &[reading.to_string()]).expect("read again");
    let adrift = writer.adrift().expect("corrections");
    assert_eq!(
        adrift.iter().map(|c| (c.key.as_str(), c.words.as_str())).collect::<Vec<_>>(),
        [(&*quit, "I never quit the board,")]
    );
    assert_eq!(writer.undo(&quay, NOW).expect("undone").map(|c| c.field), Some(Field::Speaker));
    assert_eq!(writer.quotation(&quay).expect("shown").speakers[0].name, "Ana Ruiz");
    assert!(writer.correct(correction("ffff0000", Field::Confirmed, &[])).is_err());
    assert!(writer.correct(correction(&quay, Field::Asserted, &["perhaps"])).is_err());
}

#[test]
fn the_least_certain_come_first_until_a_person_has_looked() {
    let (_folder, mut writer) = writer();
    add(&mut writer, &harbour());
    let first = writer.doubtful(9, 0).expect("a list");
    assert_eq!(first.iter().map(|q| (q.confidence * 100.0).round()).collect::<Vec<_>>(), [70.0, 80.0, 90.0]);
    writer.correct(correction(&first[0].key, Field::Confirmed, &[])).expect("confirmed");
    assert_eq!(writer.doubtful(9, 0).expect("a list").len(), 2);
}

#[test]
fn a_forgotten_report_stays_away_and_leaves_no_word() {
    let (folder, mut writer) = writer();
    let Added::New { report, .. } = add(&mut writer, &harbour()) else { panic!("new") };
    let ferry = made(None, None, "Lena Vos said: [[Ferries sail at dawn.|Lena Vos]]");
    add(&mut writer, &ferry);
    let forgotten = writer.forget_report(&report[..10], NOW).expect("forgotten");
    assert_eq!((forgotten.pages, forgotten.quotations), (1, 3));
    assert_eq!(found(&writer, &words("the")), Vec::<String>::new());
    assert_eq!(found(&writer, &words("ferries")).len(), 1);
    assert_eq!(add(&mut writer, &harbour()), Added::Forgotten);
    let elsewhere =
        made(Some("https://example.org/harbour"), None, "Another text. Ana Ruiz said: [[It is safe.|Ana Ruiz]]");
    assert_eq!(add(&mut writer, &elsewhere), Added::Forgotten, "the address is forgotten too");
    sound(&writer);
    drop(writer);
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        let holds = |word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
        assert!(!holds(b"northern") && !holds(b"dredging") && !holds(b"okafor"));
    }
}

#[test]
fn a_forgotten_person_is_quoted_nowhere() {
    let (_folder, mut writer) = writer();
    let Added::New { report, .. } = add(&mut writer, &harbour()) else { panic!("new") };
    assert!(matches!(writer.forget_person("Nobody Known", NOW), Err(Error::Name { .. })));
    assert_eq!(writer.forget_person("Zoë Müller", NOW).expect("forgotten").quotations, 1);
    assert_eq!(found(&writer, &words("dredging")), Vec::<String>::new());
    let candidates = writer.candidates("The dredging costs 3.5 million", 9).expect("candidates");
    assert!(candidates.iter().all(|c| !c.text.contains("dredging")), "{candidates:?}");
    let json = writer.reading_json(&report).expect("a reading").to_string();
    assert!(!json.contains("dredging") && json.contains("northern quay"), "{json}");
    let later = made(None, None, "Mayor Zoë Müller said: [[I have changed my mind.|Mayor Zoë Müller]]");
    add(&mut writer, &later);
    assert_eq!(found(&writer, &words("mind")), Vec::<String>::new());
    sound(&writer);
}

#[test]
fn what_is_no_record_is_named_and_not_touched() {
    let (folder, path) = place();
    let error = |result: Result<Record, Error>| result.map(|_| ()).expect_err("an error").to_string();
    assert!(error(Record::open(&path)).contains("there is no such file"));
    assert!(!path.exists(), "asking makes nothing");
    let text = folder.path().join("letter.txt");
    std::fs::write(&text, "Dear editor, this is a letter of mine.").expect("a file");
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "").expect("a file");
    let foreign = folder.path().join("photos.db");
    rusqlite::Connection::open(&foreign).and_then(|c| c.execute_batch("CREATE TABLE photo(name)")).expect("a database");
    for (path, why) in [(&text, "another file"), (&empty, "it is empty"), (&foreign, "a database of another program")] {
        let before = std::fs::read(path).expect("a file");
        assert!(error(Record::open(path)).contains(why), "{}", error(Record::open(path)));
        let failed = Writer::open(path, true).map(|_| ()).expect_err("an error").to_string();
        assert!(failed.contains(why), "{failed}");
        assert_eq!(std::fs::read(path).expect("a file"), before, "{why}");
    }
    drop(Writer::open(&path, true).expect("a record"));
    rusqlite::Connection::open(&path).and_then(|c| c.pragma_update(None, "user_version", 99)).expect("a newer one");
    assert!(error(Record::open(&path)).contains("its schema has the number 99, expected 2 at most; a newer version"));
}

#[test]
fn a_truncated_record_is_named() {
    let (_folder, path) = place();
    let mut writer = Writer::open(&path, true).expect("a record");
    add(&mut writer, &harbour());
    drop(writer);
    let whole = std::fs::read(&path).expect("a file");
    for length in [whole.len() / 2, 8192, 100, 50] {
        std::fs::write(&path, &whole[..length]).expect("a file");
        let tried = Record::open(&path).and_then(|r| r.doctor(|_, _| Vec::new(), |_| ()));
        let failed = tried.map_or_else(|e| e.to_string(), |h| h.failures.join("; "));
        assert!(failed.contains("damaged") || failed.contains("no SQLite database"), "{length}: {failed}");
        assert!(Writer::open(&path, true).is_err(), "{length}");
        assert_eq!(std::fs::metadata(&path).expect("a file").len(), length as u64, "it was not overwritten");
    }
}

#[test]
fn one_writer_at_a_time_and_readers_beside_it() {
    let (_folder, path) = place();
    let mut writer = Writer::open(&path, true).expect("a record");
    let second = Writer::open(&path, true).map(|_| ()).expect_err("an error").to_string();
    assert!(second.ends_with("another program is writing to it"), "{second}");
    let record = Record::open(&path).expect("a reader");
    let harbour = harbour();
    let json = harbour.reading.to_string();
    let page = harbour.page.clone();
    let arrival = onrecord_store::Arrival {
        bytes: page.as_bytes(),
        reading: &json,
        name: "a",
        kind: None,
        charset: None,
        published: None,
        url: None,
        retrieved: None,
        now: NOW,
    };
    writer.add(&arrival).expect("added");
    assert_eq!(record.size().expect("counts").0, 0, "what is not committed is not seen");
    writer.commit().expect("a commit");
    assert_eq!(record.size().expect("counts").0, 1);
    let wrong = onrecord_store::Arrival { bytes: b"other", ..arrival };
    assert!(writer.add(&wrong).map_err(|e| e.to_string()).expect_err("an error").contains("the checksum of its page"));
    assert!(hex(b"x").len() == 64);
}

#[test]
fn the_doctor_sees_what_is_wrong() {
    let (_folder, path) = place();
    let mut writer = Writer::open(&path, true).expect("a record");
    add(&mut writer, &harbour());
    drop(writer);
    for (damage, told) in [
        ("DELETE FROM spoken WHERE rowid = 1", "the index of spoken does not hold"),
        ("DELETE FROM shingles WHERE rowid = 1", "the index of shingles does not hold"),
        ("UPDATE quotation SET at = 7 WHERE id = 1", "its row is another's"),
        ("UPDATE page SET hash = zeroblob(32)", "its checksum is"),
        ("DELETE FROM version", "1 pages without a reading"),
    ] {
        let copy = path.with_extension("copy");
        std::fs::copy(&path, &copy).expect("a copy");
        rusqlite::Connection::open(&copy).and_then(|c| c.execute_batch(damage)).expect("damage");
        let health = Record::open(&copy).expect("a record").doctor(|_, _| Vec::new(), |_| ()).expect("a proof");
        assert!(health.failures.iter().any(|f| f.contains(told)), "{damage}: {:?}", health.failures);
    }
    let mut writer = Writer::open(&path, false).expect("a record");
    rusqlite::Connection::open(&path)
        .and_then(|c| c.execute_batch("DELETE FROM spoken WHERE rowid = 2"))
        .expect("damage");
    writer.reindex(|_| ()).expect("made again");
    sound(&writer);
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let (_folder, path) = place();
    let mut writer = Writer::open(&path, true).expect("a record");
    add(&mut writer, &harbour());
    writer.limit_pages(60).expect("a small disk");
    let mut added = 1;
    let error = loop {
        let text = format!(
            "Clerk {added} said: [[Number {added} of many words, {}.|Clerk {added}]]",
            "all different ".repeat(added)
        );
        let made = made(None, None, &text);
        let json = made.reading.to_string();
        let arrival = onrecord_store::Arrival {
            bytes: made.page.as_bytes(),
            reading: &json,
            name: "a",
            kind: None,
            charset: None,
            published: None,
            url: None,
            retrieved: None,
            now: NOW,
        };
        match writer.add(&arrival).and_then(|_| writer.commit()) {
            Ok(()) => added += 1,
            Err(error) => break error,
        }
        assert!(added < 10_000, "the disk is never full");
    };
    assert!(error.to_string().ends_with("no space is left"), "{error}");
    drop(writer);
    let record = Record::open(&path).expect("a record");
    assert_eq!(record.size().expect("counts").0, added as i64);
    sound(&record);
}
