//! By which roads reports come to `add`: arguments in, one [`Job`] after the other out. Lists are opened when their turn comes.
//!
//! Example: `feed:https://example.org/rss` becomes a job for each entry and one that ends the list; only then, and if no entry failed, the
//! record keeps what the host wants to hear the next time.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use globset::GlobSet;
use onrecord::About;
use onrecord_fetch::{Again, Client, Seen};
use onrecord_store::{Record, Visit};

use crate::arguments::record::Add;
use crate::failure;
use crate::lines::{Fields, Lines};
use crate::lists::{self, Form};
use crate::sources::{self, Source};
use crate::tasks::{Task, Tasks};

/// Lists that lists name: a sitemap of an index of an index is the last.
const DEEPEST: usize = 3;

/// One report to add, or the end of a list.
pub struct Job {
    /// What is to do.
    pub work: Work,
    /// Whether a feed or sitemap named it.
    pub listed: bool,
    name: PathBuf,
}

/// What is to do.
pub enum Work {
    /// A report of a file, an archive or an address.
    Task(Task),
    /// A report of a line.
    Line(Result<(Vec<u8>, About), String>),
    /// All entries of a list went before.
    End {
        /// The address of the list that was asked for.
        asked: String,
        /// What the host wants to hear the next time.
        visit: Visit,
    },
}

impl Job {
    /// How messages name it.
    pub fn name(&self) -> &Path {
        &self.name
    }
}

/// All jobs of a run.
pub struct Roads<'a> {
    asked: &'a Add,
    client: &'a Client,
    known: &'a Mutex<Record>,
    steps: VecDeque<Step>,
    open: Option<Open>,
    /// What cannot be read, in words.
    pub failures: Vec<String>,
    /// What was left out for a good reason, in words.
    pub remarks: Vec<String>,
}

enum Step {
    Sources(Vec<Source>),
    Lines(PathBuf),
    List { form: Form, at: PathBuf, depth: usize },
}

enum Open {
    Tasks(Tasks),
    Lines(Lines),
    List { reports: std::vec::IntoIter<String>, end: Option<(String, Visit)> },
}

impl<'a> Roads<'a> {
    /// The jobs of these arguments.
    pub fn new(asked: &'a Add, include: Option<&GlobSet>, client: &'a Client, known: &'a Mutex<Record>) -> Self {
        let mut roads = Self {
            asked,
            client,
            known,
            steps: VecDeque::new(),
            open: None,
            failures: Vec::new(),
            remarks: Vec::new(),
        };
        let dash = [PathBuf::from("-")];
        for input in if asked.inputs.is_empty() { &dash[..] } else { &asked.inputs } {
            let step = list(input).unwrap_or_else(|| {
                let found = sources::find(std::slice::from_ref(input), include);
                roads.failures.extend(found.failures);
                roads.remarks.extend(found.remarks);
                Step::Sources(found.sources)
            });
            roads.steps.push_back(step);
        }
        roads
    }

    /// Opens what comes next, or says why it cannot.
    fn begin(&mut self, step: Step) -> Result<Open, Box<Job>> {
        match step {
            Step::Sources(sources) => Ok(Open::Tasks(Tasks::new(sources))),
            Step::Lines(path) => match Lines::open(&path, Fields::of(self.asked)) {
                Ok(lines) => Ok(Open::Lines(lines)),
                Err(why) => Err(failed(path, why)),
            },
            Step::List { form, at, depth } => self.list(form, &at, depth).map_err(|why| failed(at, why)),
        }
    }

    fn list(&mut self, form: Form, at: &Path, depth: usize) -> Result<Open, String> {
        let address = at.to_str().filter(|a| a.contains("://")).map(str::to_owned);
        let mut end = None;
        let (bytes, base) = match &address {
            None => (lists::from_file(at)?, None),
            Some(address) => {
                let record = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                let seen = record.visit(address).map_err(|e| e.to_string())?;
                drop(record);
                let seen = seen.filter(|_| !self.asked.again);
                let seen = seen.map(|v| Seen { url: v.url, etag: v.etag, last_modified: v.modified });
                match self.client.fetch_list(address, seen.as_ref()).map_err(|e| e.to_string())? {
                    Again::NotModified => {
                        self.remarks.push(format!("{} has not changed", failure::quoted(at)));
                        return Ok(Open::List { reports: Vec::new().into_iter(), end: None });
                    }
                    Again::Fetched(page) => {
                        let seen = page.seen();
                        let visit = Visit { url: seen.url, etag: seen.etag, modified: seen.last_modified };
                        end = Some((address.clone(), visit));
                        (page.bytes, Some(page.url))
                    }
                }
            }
        };
        let listed = lists::read(form, &bytes, base.as_deref(), self.asked.most)?;
        if listed.cut {
            let most = self.asked.most;
            self.remarks
                .push(format!("of {} the first {most} addresses are taken; --most takes more", failure::quoted(at)));
        }
        if !listed.lists.is_empty() && depth >= DEEPEST {
            return Err(format!(
                "it is a list of lists, {DEEPEST} deep; its {} lists are not read",
                listed.lists.len()
            ));
        }
        // That the list of lists is as it was says nothing of the lists.
        let end = end.filter(|_| listed.lists.is_empty());
        let inner = if form == Form::Opml { Form::Feed } else { form };
        for list in listed.lists.into_iter().rev() {
            self.steps.push_front(Step::List { form: inner, at: PathBuf::from(list), depth: depth + 1 });
        }
        Ok(Open::List { reports: listed.reports.into_iter(), end })
    }
}

impl Iterator for Roads<'_> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            match &mut self.open {
                None => {
                    let step = self.steps.pop_front()?;
                    match self.begin(step) {
                        Ok(open) => self.open = Some(open),
                        Err(job) => return Some(*job),
                    }
                }
                Some(Open::Tasks(tasks)) => {
                    if let Some(task) = tasks.next() {
                        return Some(Job { name: task.name().to_owned(), work: Work::Task(task), listed: false });
                    }
                    self.remarks.append(&mut tasks.remarks);
                    self.open = None;
                }
                Some(Open::Lines(lines)) => {
                    if let Some((name, line)) = lines.next() {
                        return Some(Job { name, work: Work::Line(line), listed: false });
                    }
                    self.open = None;
                }
                Some(Open::List { reports, end }) => {
                    if let Some(report) = reports.next() {
                        let name = PathBuf::from(report);
                        let work = Work::Task(Task::Source(Source::Address(name.clone())));
                        return Some(Job { name, work, listed: true });
                    }
                    let end = end.take();
                    self.open = None;
                    if let Some((asked, visit)) = end {
                        return Some(Job {
                            name: PathBuf::from(&asked),
                            work: Work::End { asked, visit },
                            listed: true,
                        });
                    }
                }
            }
        }
    }
}

fn failed(name: PathBuf, why: String) -> Box<Job> {
    Box::new(Job { work: Work::Task(Task::Failed { name: name.clone(), why }), listed: true, name })
}

/// A list by its name: what stands before the colon, or the ending.
fn list(input: &Path) -> Option<Step> {
    let ending = |wanted: &str| input.extension().is_some_and(|e| e.eq_ignore_ascii_case(wanted));
    let split = input.to_str().and_then(|i| i.split_once(':'));
    match split {
        Some(("feed", at)) => Some(Step::List { form: Form::Feed, at: at.into(), depth: 1 }),
        Some(("opml", at)) => Some(Step::List { form: Form::Opml, at: at.into(), depth: 1 }),
        Some(("sitemap", at)) => Some(Step::List { form: Form::Sitemap, at: at.into(), depth: 1 }),
        Some(("jsonl", at)) => Some(Step::Lines(at.into())),
        _ if split.is_none_or(|(_, rest)| !rest.starts_with("//")) && (ending("jsonl") || ending("ndjson")) => {
            Some(Step::Lines(input.to_owned()))
        }
        _ if split.is_none_or(|(_, rest)| !rest.starts_with("//")) && ending("opml") => {
            Some(Step::List { form: Form::Opml, at: input.to_owned(), depth: 1 })
        }
        _ => None,
    }
}
