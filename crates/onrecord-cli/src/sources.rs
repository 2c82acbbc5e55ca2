//! Which reports are read, in which order: arguments in, [`Source`]s out. A folder's files come in the order of their names.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use globset::GlobSet;

use crate::failure;

/// One report to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// An address of the web.
    Address(PathBuf),
    /// A WARC file, which holds any number of reports.
    Archive(PathBuf),
}

impl Source {
    /// How messages and headings name it.
    pub fn name(&self) -> &Path {
        match self {
            Self::Stdin => Path::new("standard input"),
            Self::File(path) | Self::Address(path) | Self::Archive(path) => path,
        }
    }
}

/// What the arguments come to.
#[derive(Debug, Default)]
pub struct Found {
    /// The reports.
    pub sources: Vec<Source>,
    /// Whether several reports were asked for, however many there are: it decides the shape of `json`.
    pub several: bool,
    /// What cannot be read, in words.
    pub failures: Vec<String>,
    /// What was left out for a good reason, in words.
    pub remarks: Vec<String>,
}

/// Finds the reports that the arguments name; of a folder those that match `include`, if it is given.
pub fn find(inputs: &[PathBuf], include: Option<&GlobSet>) -> Found {
    let mut found = Found { several: inputs.len() > 1, ..Found::default() };
    let mut stdin_is_taken = false;
    let dash = [PathBuf::from("-")];
    for input in if inputs.is_empty() { &dash[..] } else { inputs } {
        if input.as_os_str() == "-" {
            if !stdin_is_taken {
                found.sources.push(Source::Stdin);
            }
            stdin_is_taken = true;
        } else if let Some(file) = input.to_str().and_then(|i| i.strip_prefix("warc:")) {
            found.several = true;
            found.sources.push(Source::Archive(PathBuf::from(file)));
        } else if is_address(input) {
            found.sources.push(Source::Address(input.clone()));
        } else if input.is_dir() {
            found.several = true;
            let before = (found.sources.len(), found.failures.len());
            let walk = Walk { found: &mut found, include, root: input, above: Vec::new(), seen: HashSet::new() };
            walk.all();
            if before == (found.sources.len(), found.failures.len()) {
                let why = if include.is_some() {
                    "the folder has no file that matches --include"
                } else {
                    "the folder has no reports; expected files that end in .txt, .html, .htm or .xhtml"
                };
                found.failures.push(failure::cannot_read(input, why));
            }
        } else {
            let source = source(input);
            found.several |= matches!(source, Source::Archive(_));
            found.sources.push(source);
        }
    }
    found
}

/// A file is an archive by its name, or else one report.
fn source(path: &Path) -> Source {
    let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let unpacked = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    if Path::new(unpacked).extension().is_some_and(|e| e == "warc") {
        Source::Archive(path.to_owned())
    } else {
        Source::File(path.to_owned())
    }
}

/// `https://example.org/report`; any scheme, so that the fetcher can say which ones it knows.
fn is_address(input: &Path) -> bool {
    let scheme = input.to_str().and_then(|i| i.split_once("://")).map(|(scheme, _)| scheme);
    scheme.is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
}

struct Walk<'a> {
    found: &'a mut Found,
    include: Option<&'a GlobSet>,
    /// The folder that the user named: patterns are held against the path below it.
    root: &'a Path,
    /// The folders that we are in, by their real paths.
    above: Vec<PathBuf>,
    /// All folders walked: a folder that several links lead to is read once, or a few links would make a million files.
    seen: HashSet<PathBuf>,
}

impl Walk<'_> {
    fn all(mut self) {
        self.folder(self.root);
    }

    fn folder(&mut self, path: &Path) {
        let (real, mut entries) = match fs::canonicalize(path).and_then(|real| Ok((real, names(path)?))) {
            Ok(both) => both,
            Err(error) => return self.found.failures.push(failure::cannot_read(path, &failure::io(&error))),
        };
        if self.above.contains(&real) {
            let remark = format!("left out {}: it leads back to a folder that it is in", failure::quoted(path));
            return self.found.remarks.push(remark);
        }
        if !self.seen.insert(real.clone()) {
            let remark = format!("left out {}: the folder that it leads to is read already", failure::quoted(path));
            return self.found.remarks.push(remark);
        }
        self.above.push(real);
        entries.sort();
        for entry in entries {
            self.entry(&entry);
        }
        self.above.pop();
    }

    fn entry(&mut self, path: &Path) {
        if path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".")) {
            return;
        }
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => self.folder(path),
            Ok(about) if about.is_file() && self.is_wanted(path) => {
                self.found.sources.push(source(path));
            }
            Ok(_) => {}
            // A link to nowhere is a failure only if a report was expected there.
            Err(error) if self.is_included(path).unwrap_or_else(|| named_as_report(path)) => {
                self.found.failures.push(failure::cannot_read(path, &failure::io(&error)));
            }
            Err(error) => {
                self.found.remarks.push(format!("left out {}: {}", failure::quoted(path), failure::io(&error)));
            }
        }
    }

    /// Patterns decide alone; without them the ending or the first bytes.
    fn is_wanted(&self, path: &Path) -> bool {
        self.is_included(path).unwrap_or_else(|| is_report(path))
    }

    fn is_included(&self, path: &Path) -> Option<bool> {
        self.include.map(|set| set.is_match(path.strip_prefix(self.root).unwrap_or(path)))
    }
}

fn names(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn named_as_report(path: &Path) -> bool {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    ending.and_then(|e| e.to_str().map(|e| matches!(e, "txt" | "html" | "htm" | "xhtml"))).unwrap_or(false)
}

/// By its ending; without one by its first bytes. A file that cannot be opened counts, so that somebody hears of it.
fn is_report(path: &Path) -> bool {
    named_as_report(path) || (path.extension().is_none() && looks_like_text(path))
}

fn looks_like_text(path: &Path) -> bool {
    let mut head = Vec::new();
    let Ok(file) = fs::File::open(path) else { return true };
    if file.take(4096).read_to_end(&mut head).is_err() {
        return true;
    }
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    wide || !head.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Found, root: &Path) -> Vec<String> {
        let inside = |s: &Source| s.name().strip_prefix(root).unwrap_or(s.name()).to_string_lossy().into_owned();
        found.sources.iter().map(inside).collect()
    }

    #[test]
    fn a_folder_gives_its_reports_in_the_order_of_their_names() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        fs::create_dir(root.path().join("b"))?;
        fs::create_dir(root.path().join(".git"))?;
        for (name, bytes) in [
            ("c.txt", "c"),
            ("a.HTML", "a"),
            ("b/z.htm", "z"),
            ("b/plain", "text"),
            ("b/binary", "\0\0"),
            ("photo.jpg", "x"),
            (".hidden.txt", "x"),
            (".git/d.txt", "x"),
        ] {
            fs::write(root.path().join(name), bytes)?;
        }
        let found = find(&[root.path().to_owned()], None);
        assert_eq!(names(&found, root.path()), ["a.HTML", "b/plain", "b/z.htm", "c.txt"]);
        assert!(found.several);
        Ok(())
    }

    #[test]
    fn patterns_choose_among_a_folders_files() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        fs::create_dir_all(root.path().join("2026/march"))?;
        for name in ["a.txt", "2026/b.md", "2026/march/c.txt", "2026/march/d.html", ".e.txt"] {
            fs::write(root.path().join(name), "text")?;
        }
        let found = |patterns: &[&str]| {
            let mut set = globset::GlobSetBuilder::new();
            for pattern in patterns {
                set.add(crate::arguments::pattern(pattern).expect("a pattern"));
            }
            names(&find(&[root.path().to_owned()], set.build().ok().as_ref()), root.path())
        };
        assert_eq!(found(&["*.txt"]), ["2026/march/c.txt", "a.txt"]);
        assert_eq!(found(&["2026/*"]), ["2026/b.md"]);
        assert_eq!(found(&["2026/**", "a.*"]), ["2026/b.md", "2026/march/c.txt", "2026/march/d.html", "a.txt"]);
        Ok(())
    }

    #[test]
    fn addresses_and_archives_are_told_from_files() {
        let inputs = ["https://example.org/a", "warc:crawl", "ftp://x", "./warc:x", "a/B.warc.GZ", "c.warc.zst"]
            .map(PathBuf::from);
        let [address, archive, ftp, odd, named, frames] = &inputs;
        let found = find(&inputs, None);
        assert_eq!(
            found.sources,
            [
                Source::Address(address.clone()),
                Source::Archive("crawl".into()),
                Source::Address(ftp.clone()),
                Source::File(odd.clone()),
                Source::Archive(named.clone()),
                Source::Archive(frames.clone()),
            ]
        );
        assert!(find(std::slice::from_ref(archive), None).several, "an archive may hold any number");
    }

    #[test]
    #[cfg(unix)]
    fn a_loop_of_links_ends_and_is_remarked() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        fs::create_dir(root.path().join("a"))?;
        fs::write(root.path().join("a/one.txt"), "one")?;
        std::os::unix::fs::symlink("..", root.path().join("a/up"))?;
        std::os::unix::fs::symlink("a", root.path().join("again"))?;
        let found = find(&[root.path().to_owned()], None);
        assert_eq!(names(&found, root.path()), ["a/one.txt"]);
        assert_eq!(found.failures, Vec::<String>::new());
        assert!(found.remarks[0].ends_with("a/up\": it leads back to a folder that it is in"), "{:?}", found.remarks);
        assert!(
            found.remarks[1].ends_with("again\": the folder that it leads to is read already"),
            "{:?}",
            found.remarks
        );
        Ok(())
    }
}
