//! Keeps the promises of the house: paths that are named exist, files have heads, word lists have licences, numbers are true.
//!
//! Example: where `ARCHITECTURE.md` names a file that was moved, or a file of `analyse` that it does not name was added, a
//! test here says which.

#![allow(clippy::disallowed_methods, missing_docs, reason = "a test reads the repository's files")]

#[allow(dead_code, reason = "this test needs only a part of the parser")]
mod markup;

use std::path::{Path, PathBuf};

/// Longest Rust file of the library and the command, in lines. Word lists live in `data/`.
const LONGEST: usize = 600;
/// Most cases in a hundred that may be known gaps.
const GAPS: usize = 10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All files of the repository as (path from its root, path), sorted; what `.gitignore` names is left out.
fn files() -> Vec<(String, PathBuf)> {
    fn walk(root: &Path, folder: &Path, ignored: &[String], out: &mut Vec<(String, PathBuf)>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("inside").to_str().expect("a plain name").replace('\\', "/");
            let last = name.rsplit('/').next().unwrap_or_default();
            let skipped = ignored.iter().any(|rule| match (rule.strip_prefix('/'), rule.strip_prefix('*')) {
                (Some(place), _) => place.trim_end_matches('/') == name,
                (_, Some(ending)) => last.ends_with(ending),
                _ => rule.trim_end_matches('/') == last,
            });
            if skipped || last == ".git" {
                continue;
            }
            if path.is_dir() {
                walk(root, &path, ignored, out);
            } else {
                out.push((name, path));
            }
        }
    }
    let root = root();
    let ignored: Vec<String> = text(&root.join(".gitignore")).lines().map(str::to_owned).collect();
    let mut out = Vec::new();
    walk(&root, &root, &ignored, &mut out);
    out.sort();
    out
}

fn ending(ending: &str) -> impl Iterator<Item = (String, PathBuf)> {
    files().into_iter().filter(move |(name, _)| name.ends_with(ending))
}

/// What stands between single backticks, code blocks left out.
fn ticked(markdown: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut out = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced && !line.starts_with("    ") {
            out.extend(line.split('`').skip(1).step_by(2));
        }
    }
    out
}

fn is_path(word: &str) -> bool {
    let known = [".rs", ".md", ".py", ".txt", ".toml", ".html"];
    (word.contains('/') || known.iter().any(|e| word.ends_with(e)))
        && !word.contains("://")
        && !word.starts_with("../")
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
}

#[test]
fn architecture_names_what_is_there() {
    let root = root();
    let page = text(&root.join("ARCHITECTURE.md"));
    let source = root.join("crates/onrecord/src");
    let named: Vec<PathBuf> = ticked(&page)
        .into_iter()
        .filter(|word| is_path(word))
        .map(|word| {
            let places = [root.join(word), source.join(word), source.join("analyse").join(word)];
            places.into_iter().find(|p| p.exists()).unwrap_or_else(|| panic!("ARCHITECTURE.md names `{word}`"))
        })
        .collect();
    let is_named = |path: &Path| named.iter().any(|p| p.components().eq(path.components()));
    let inside = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect()
    };
    let rooms = inside(&source).into_iter().filter(|p| p.is_dir());
    let analyse = inside(&source.join("analyse")).into_iter().filter(|p| !p.ends_with("mod.rs"));
    let mut missing: Vec<String> =
        rooms.chain(analyse).filter(|p| !is_named(p)).map(|p| p.display().to_string()).collect();
    missing.sort();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name {missing:?}");
}

/// A path in backticks that begins with a folder of the repository exists, in every page and comment.
#[test]
fn paths_named_elsewhere_exist() {
    let root = root();
    for (name, path) in files() {
        let is = |ending: &str| path.extension().is_some_and(|e| e == ending);
        let is_page = is("md") && !name.starts_with("cases/") && !name.starts_with("corpora/invented");
        let rust = is("rs");
        if !is_page && !rust {
            continue;
        }
        let all = text(&path);
        let read: String = if rust {
            all.lines().map(str::trim_start).filter(|l| l.starts_with("//")).map(|l| format!("{l}\n")).collect()
        } else {
            all
        };
        for word in ticked(&read).into_iter().filter(|w| is_path(w)) {
            let Some((first, _)) = word.split_once('/') else { continue };
            let ours = !first.is_empty() && root.join(first).is_dir() && word != "training/out";
            assert!(!ours || root.join(word).exists(), "{name} names `{word}`");
        }
    }
}

#[test]
fn rust_files_have_a_head_and_are_short() {
    for (name, path) in ending(".rs") {
        let file = text(&path);
        assert!(file.starts_with("//! "), "{name} has no `//!` head that says what it is");
        let lines = file.lines().count();
        let limited = name.starts_with("crates/") && name.contains("/src/");
        assert!(!limited || lines <= LONGEST, "{name} has {lines} lines, expected {LONGEST} at most");
    }
}

#[test]
fn word_lists_name_licence_and_date_and_are_sorted() {
    let mut lists = 0;
    for (name, path) in ending(".txt").filter(|(name, _)| name.starts_with("crates/onrecord/data/")) {
        lists += 1;
        let file = text(&path);
        let head: String = file.lines().take_while(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect();
        assert!(head.contains("Licence: "), "{name}: its head names no licence");
        let date = head.split("Date: ").nth(1).and_then(|d| d.get(..10)).unwrap_or_default();
        let digits = date.split('-').map(|n| (n.len(), n.bytes().all(|b| b.is_ascii_digit()))).collect::<Vec<_>>();
        assert_eq!(digits, [(4, true), (2, true), (2, true)], "{name}: its head says {date:?}, expected a date");
        let words: Vec<String> = file.lines().skip(head.lines().count()).map(str::to_lowercase).collect();
        for pair in words.windows(2) {
            assert!(pair[0] < pair[1], "{name}: {:?} stands before {:?}", pair[0], pair[1]);
        }
    }
    assert!(lists > 0, "no word list was found");
}

#[test]
fn links_to_local_files_resolve() {
    for (name, path) in ending(".md") {
        for rest in text(&path).split("](").skip(1) {
            let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
            let local = !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:");
            let place = path.parent().expect("a folder").join(target);
            assert!(!local || place.exists(), "{name} links to {target:?}");
        }
    }
}

#[test]
fn no_file_holds_a_path_of_one_machine() {
    let folders = ["home", "root", "work"].map(|name| format!("/{name}/"));
    for (name, path) in files() {
        let bytes = std::fs::read(&path).expect("a file");
        for folder in &folders {
            let found = bytes.windows(folder.len()).enumerate().any(|(at, window)| {
                // A relative path or an address may hold such a folder; an absolute path begins with it.
                let before = at.checked_sub(1).map_or(b' ', |b| bytes[b]);
                window == folder.as_bytes() && !before.is_ascii_alphanumeric() && !b"._-/".contains(&before)
            });
            assert!(!found, "{name} holds a path that begins with {folder:?}");
        }
    }
}

#[test]
fn the_readme_counts_the_cases() {
    let (mut all, mut gaps) = (0, 0);
    for (name, path) in ending(".md").filter(|(name, _)| name.starts_with("cases/")) {
        for case in markup::cases(&text(&path)) {
            all += 1;
            gaps += usize::from(case.gap);
            let certain = name.ends_with("/marks.md");
            assert!(
                !(certain && case.gap),
                "{name}: {}: what marks show is certain, no gap may stand there",
                case.name
            );
        }
    }
    let sentence = format!("`cases/` holds {all} marked-up sentences; {} pass, {gaps} are known gaps", all - gaps);
    assert!(text(&root().join("README.md")).contains(&sentence), "README.md does not say: {sentence}");
    assert!(gaps * 100 <= all * GAPS, "{gaps} of {all} cases are gaps, expected {GAPS} % at most");
}
