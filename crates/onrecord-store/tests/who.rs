//! Who bears a name, lists page by page, joins undone, and a copy of the record.

mod made;

use made::{Made, add, made};
use onrecord_store::{People, Record, Reports, Search, Writer};
use serde_json::json;

/// A report in which the first speaker is an entity of this name, these other names and this role.
fn of(address: &str, marked: &str, name: &str, aliases: &[&str], role: &str) -> Made {
    let mut made = made(Some(address), Some("2026-03-14"), marked);
    let roles = if role.is_empty() { json!([]) } else { json!([{"text": role, "of": null, "spans": []}]) };
    made.reading["entities"] =
        json!([{"id": "e1", "kind": "person", "name": name, "aliases": aliases, "roles": roles, "mentions": []}]);
    for quotation in made.reading["quotations"].as_array_mut().expect("quotations") {
        quotation["speakers"][0]["entity"] = json!("e1");
    }
    made
}

fn record() -> (tempfile::TempDir, Writer) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(&folder.path().join("r.db"), true).expect("a record");
    let quay = "Ana Ruiz said: [[The quay stays shut until the survey is done.|Ana Ruiz]] Dr Ruiz said: [[Nobody asked us before the works.|Dr Ruiz]]";
    let bread = "Ana Ruiz said: [[Bread will be dearer by the end of winter.|Ana Ruiz]]";
    let ferry = "Ana Ruiz said: [[The ferry sails again at dawn on Monday.|Ana Ruiz]]";
    for made in [
        of("https://example.org/quay", quay, "Ana Ruiz", &["Dr Ruiz"], "harbour master"),
        of("https://example.org/bread", bread, "Ana Ruiz", &[], "baker"),
        of("https://example.org/ferry", ferry, "Ana Ruiz", &[], "Harbour Master"),
    ] {
        add(&mut writer, &made);
    }
    writer.commit().expect("a commit");
    (folder, writer)
}

fn people(record: &Record, name: &str) -> Vec<(String, usize, usize)> {
    let asked = People { name: name.to_owned(), limit: 10 };
    let people = record.people(&asked).expect("people");
    people.into_iter().map(|p| (p.roles.join("; "), p.reports.len(), p.said.len())).collect()
}

#[test]
fn two_of_one_name_are_one_only_with_one_role() {
    let (_folder, writer) = record();
    let expected = vec![("Harbour Master; harbour master".to_owned(), 2, 3), ("baker".to_owned(), 1, 1)];
    assert_eq!(people(&writer, "Ana Ruiz"), expected);
    assert_eq!(people(&writer, "ruiz"), expected);
    assert_eq!(people(&writer, "Ana Ruizova"), vec![]);
    assert!(writer.person("Ana Ruiz", None).is_err(), "there are two");
    let baker = writer.person("ana ruiz", Some("Baker")).expect("one");
    assert_eq!((baker.said.len(), baker.outlets), (1, vec!["The Harbour Post".to_owned()]));
}

#[test]
fn a_join_is_undone_and_that_can_be_taken_back() {
    let (_folder, mut writer) = record();
    let now = "2026-03-15T10:00:00Z";
    let done = writer.split("Ana Ruiz", "harbour master", "Dr Ruiz", "tk", now).expect("a split");
    assert_eq!(done, 1, "only what was said under the other name");
    let found = |writer: &Writer, name: &str| {
        let search = Search { speaker: Some(name.to_owned()), limit: 9, ..Search::default() };
        let found = writer.search(&search).expect("a search").quotations;
        found.iter().filter(|q| q.speakers[0].name == name).count()
    };
    assert_eq!((found(&writer, "Dr Ruiz"), found(&writer, "Ana Ruiz")), (1, 3));
    let key = writer.corrections().expect("corrections")[0].key.clone();
    writer.undo(&key, now).expect("taken back");
    assert_eq!(found(&writer, "Ana Ruiz"), 4);
}

#[test]
fn lists_go_on_where_they_ended_while_reports_are_added() {
    let (_folder, mut writer) = record();
    let (first, next) = writer.reports(&Reports { limit: 2, after: None }).expect("reports");
    let new = "Bo Lund said: [[The pilots were never asked about it.|Bo Lund]]";
    add(&mut writer, &made(Some("https://example.org/new"), None, new));
    writer.commit().expect("a commit");
    let (second, end) = writer.reports(&Reports { limit: 2, after: next }).expect("reports");
    let urls: Vec<&str> = first.iter().chain(&second).filter_map(|r| r.url.as_deref()).collect();
    assert_eq!(urls, ["https://example.org/ferry", "https://example.org/bread", "https://example.org/quay"]);
    assert_eq!((first[0].quotations, second[0].quotations, end), (1, 2, None));
    let all = writer.newest(3, None).expect("the newest");
    let rest = writer.newest(3, all.next).expect("the rest");
    assert_eq!((all.quotations.len(), all.more, rest.quotations.len(), rest.next), (3, true, 2, None));
    let page = |after| {
        let search = Search { words: "the".to_owned(), limit: 2, after, ..Search::default() };
        writer.search(&search).expect("a search")
    };
    let one = page(None);
    let two = page(one.next);
    assert!(one.next.is_some() && one.quotations.iter().all(|q| two.quotations.iter().all(|o| o.key != q.key)));
}

#[test]
fn a_copy_is_a_record_of_its_own_and_overwrites_nothing() {
    let (folder, mut writer) = record();
    let copy = folder.path().join("copy.db");
    Record::open(&folder.path().join("r.db"))
        .expect("a reader")
        .backup(&copy)
        .expect("a copy while the writer is open");
    let new = "Bo Lund said: [[The pilots were never asked about it.|Bo Lund]]";
    add(&mut writer, &made(None, None, new));
    writer.commit().expect("a commit");
    let copied = Record::open(&copy).expect("the copy");
    assert_eq!((copied.size().expect("a size"), writer.size().expect("a size")), ((3, 4), (4, 5)));
    assert_eq!(copied.doctor(|_, _| Vec::new(), |_| ()).expect("a proof").failures, Vec::<String>::new());
    assert!(writer.backup(&copy).is_err_and(|e| e.to_string().contains("does not overwrite")));
    assert!(!folder.path().join("copy.db.part").exists());
    assert!(writer.backup(&folder.path().join("no/such/folder.db")).is_err());
}
