//! One report after the other: sources in, [`Task`]s out. An archive is opened when its turn comes and read record by record.
//!
//! A record is named by its file, its place and its address: `crawl.warc.gz#7 https://example.org/report`.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use onrecord_warc::{Archive, Entry, Page};

use crate::failure;
use crate::sources::Source;

/// So many reasons are named of what was left out of an archive, the most frequent ones.
const REASONS: usize = 6;

/// One report to read.
#[derive(Debug)]
pub enum Task {
    /// A source that is one report.
    Source(Source),
    /// A page of an archive.
    Page {
        /// How messages name it.
        name: PathBuf,
        /// The page.
        page: Page,
    },
    /// What should be a report and cannot be read.
    Failed {
        /// How messages name it.
        name: PathBuf,
        /// What was found.
        why: String,
    },
}

impl Task {
    /// How messages and headings name it.
    pub fn name(&self) -> &Path {
        match self {
            Self::Source(source) => source.name(),
            Self::Page { name, .. } | Self::Failed { name, .. } => name,
        }
    }
}

/// The tasks of many sources.
#[derive(Debug)]
pub struct Tasks {
    sources: IntoIter<Source>,
    open: Option<Open>,
    /// What was left out of archives, in words.
    pub remarks: Vec<String>,
}

struct Open {
    path: PathBuf,
    archive: Archive<File>,
    /// Pages and failures so far.
    tasks: usize,
    left_out: BTreeMap<String, usize>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Tasks {
    /// The tasks of these sources.
    pub fn new(sources: Vec<Source>) -> Self {
        Self { sources: sources.into_iter(), open: None, remarks: Vec::new() }
    }

    fn close(&mut self, open: Open) -> Option<Task> {
        let Open { path, tasks, left_out, .. } = open;
        if !left_out.is_empty() {
            self.remarks.push(format!("left out of {}: {}", failure::quoted(&path), reasons(left_out)));
        }
        let why = "the archive has no pages; expected answers with status 200 that are HTML or plain text".to_owned();
        (tasks == 0).then_some(Task::Failed { name: path, why })
    }
}

impl Iterator for Tasks {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        loop {
            if let Some(mut open) = self.open.take() {
                match open.next() {
                    Some(task) => {
                        self.open = Some(open);
                        return Some(task);
                    }
                    None => match self.close(open) {
                        Some(task) => return Some(task),
                        None => continue,
                    },
                }
            }
            match self.sources.next()? {
                Source::Archive(path) => match Open::new(path) {
                    Ok(open) => self.open = Some(open),
                    Err((name, why)) => return Some(Task::Failed { name, why }),
                },
                source => return Some(Task::Source(source)),
            }
        }
    }
}

impl Open {
    /// Opens the file, or says why not.
    fn new(path: PathBuf) -> Result<Self, (PathBuf, String)> {
        let opened = File::open(&path).and_then(|file| Archive::new(file, onrecord::LONGEST));
        match opened {
            Ok(archive) => Ok(Self { path, archive, tasks: 0, left_out: BTreeMap::new() }),
            Err(error) => Err((path, failure::io(&error))),
        }
    }

    /// The next page or failure.
    fn next(&mut self) -> Option<Task> {
        loop {
            let task = match self.archive.next()? {
                Entry::Page(page) => Task::Page { name: self.name(page.number, page.url.as_deref()), page },
                Entry::Damaged { number, url, why } => Task::Failed { name: self.name(number, url.as_deref()), why },
                Entry::Revisit { .. } => {
                    *self.left_out.entry("revisit".to_owned()).or_default() += 1;
                    continue;
                }
                // Every crawl has these; nobody expects a report there.
                Entry::Other { what, .. } if matches!(what.as_str(), "warcinfo" | "request" | "metadata") => continue,
                Entry::Other { what, .. } => {
                    *self.left_out.entry(what).or_default() += 1;
                    continue;
                }
                _ => continue,
            };
            self.tasks += 1;
            return Some(task);
        }
    }

    fn name(&self, number: usize, url: Option<&str>) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!("#{number}"));
        if let Some(url) = url {
            name.push(format!(" {url}"));
        }
        name.into()
    }
}

/// `3 status 404, 2 image/png`: the most frequent first.
fn reasons(left_out: BTreeMap<String, usize>) -> String {
    let mut all: Vec<(String, usize)> = left_out.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut words: Vec<String> = all.iter().take(REASONS).map(|(what, count)| format!("{count} {what}")).collect();
    let rest: usize = all.iter().skip(REASONS).map(|(_, count)| count).sum();
    if rest > 0 {
        words.push(format!("{rest} others"));
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_summed_up() {
        let some = [("status 404", 3), ("image/png", 7)].map(|(what, n)| (what.to_owned(), n));
        assert_eq!(reasons(some.into()), "7 image/png, 3 status 404");
        let many: BTreeMap<String, usize> = (0..9).map(|i| (format!("status {}", 500 + i), 2)).collect();
        assert!(reasons(many).ends_with("2 status 505, 6 others"));
    }

    #[test]
    fn a_file_that_is_no_archive_fails_in_its_turn() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        let path = root.path().join("page.html");
        std::fs::write(&path, "<!DOCTYPE html>")?;
        let sources = vec![Source::Archive(path), Source::Archive(root.path().join("gone")), Source::Stdin];
        let tasks: Vec<Task> = Tasks::new(sources).collect();
        let [Task::Failed { why, .. }, Task::Failed { why: gone, .. }, Task::Source(Source::Stdin)] = &tasks[..] else {
            panic!("{tasks:?}");
        };
        assert_eq!(why, "it is no WARC file: expected it to begin with WARC/ or to be gzip or zstd");
        assert_eq!(gone, "there is no such file");
        Ok(())
    }
}
