//! Which reports are read, in which order: arguments in, [`Source`]s out. A folder's files come in the order of their names.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::failure;

/// One report to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// How messages and headings name it.
    pub fn name(&self) -> &Path {
        match self {
            Self::Stdin => Path::new("standard input"),
            Self::File(path) => path,
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

/// Finds the reports that the arguments name.
pub fn find(inputs: &[PathBuf]) -> Found {
    let mut found = Found { several: inputs.len() > 1, ..Found::default() };
    let mut stdin_is_taken = false;
    let dash = [PathBuf::from("-")];
    for input in if inputs.is_empty() { &dash[..] } else { inputs } {
        if input.as_os_str() == "-" {
            if !stdin_is_taken {
                found.sources.push(Source::Stdin);
            }
            stdin_is_taken = true;
        } else if input.is_dir() {
            found.several = true;
            let before = (found.sources.len(), found.failures.len());
            Walk { found: &mut found, above: Vec::new(), seen: HashSet::new() }.folder(input);
            if before == (found.sources.len(), found.failures.len()) {
                let why = "the folder has no reports; expected files that end in .txt, .html, .htm or .xhtml";
                found.failures.push(failure::cannot_read(input, why));
            }
        } else {
            found.sources.push(Source::File(input.clone()));
        }
    }
    found
}

struct Walk<'a> {
    found: &'a mut Found,
    /// The folders that we are in, by their real paths.
    above: Vec<PathBuf>,
    /// All folders walked: a folder that several links lead to is read once, or a few links would make a million files.
    seen: HashSet<PathBuf>,
}

impl Walk<'_> {
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
            Ok(about) if about.is_file() && is_report(path) => self.found.sources.push(Source::File(path.to_owned())),
            Ok(_) => {}
            // A link to nowhere is a failure only if a report was expected there.
            Err(error) if named_as_report(path) => {
                self.found.failures.push(failure::cannot_read(path, &failure::io(&error)));
            }
            Err(error) => {
                self.found.remarks.push(format!("left out {}: {}", failure::quoted(path), failure::io(&error)));
            }
        }
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
        let found = find(&[root.path().to_owned()]);
        assert_eq!(names(&found, root.path()), ["a.HTML", "b/plain", "b/z.htm", "c.txt"]);
        assert!(found.several);
        Ok(())
    }

    #[test]
    #[cfg(unix)]
    fn a_loop_of_links_ends_and_is_remarked() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        fs::create_dir(root.path().join("a"))?;
        fs::write(root.path().join("a/one.txt"), "one")?;
        std::os::unix::fs::symlink("..", root.path().join("a/up"))?;
        std::os::unix::fs::symlink("a", root.path().join("again"))?;
        let found = find(&[root.path().to_owned()]);
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
