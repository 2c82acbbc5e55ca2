//! `onrecord read`: finds the reports, reads them on all cores, writes them in order, tells at the end what failed.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use globset::{GlobSet, GlobSetBuilder};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::Reader;
use onrecord_fetch::{Client, Options, Proxies};

use crate::arguments::{Color, Format, Read, Told};
use crate::bytes::{self, Report};
use crate::format::{Form, Piece};
use crate::sink::Sink;
use crate::sources::{self, Source};
use crate::tasks::{Task, Tasks};
use crate::text::Look;
use crate::wrap::Paint;
use crate::{batch, failure, visible, works};

/// Runs the command.
pub fn read(asked: &Read) -> Result<ExitCode> {
    let include = globs(&asked.told)?;
    let found = sources::find(&asked.inputs, include.as_ref());
    let mut failures = found.failures;
    let mut remarks = found.remarks;
    let form = form(asked, found.several);
    let mut sink = Sink::open(asked.output.as_deref())?;
    let mut written = 0;
    if !found.sources.is_empty() {
        let reader = Reader::new()?.with_editions(works::editions(asked.told.works.as_deref())?);
        if found.sources == [Source::Stdin] && stdin().is_terminal() && stderr().is_terminal() {
            failure::print("reading the report from the keyboard; Ctrl-D ends it");
        }
        let archives = found.sources.iter().filter(|s| matches!(s, Source::Archive(_))).count();
        let known = found.sources.len() - archives;
        let threads = threads(&asked.told, if archives > 0 { usize::MAX } else { known });
        // Pages may nest deeply, and their trees are walked by recursion.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(64 << 20).build();
        let pool = pool.context("cannot start threads")?;
        let bar = bar(known, archives);
        let fetches = found.sources.iter().any(|s| matches!(s, Source::Address(_)));
        let client = if fetches { client(&asked.told, None)? } else { Client::new(Options::default())? };
        let mut tasks = Tasks::new(found.sources);
        let items = tasks.by_ref().inspect(|task| {
            if !matches!(task, Task::Source(_)) {
                bar.inc_length(1);
            }
        });
        let job = |at: usize, task: &mut Task| one(&reader, &client, task, asked, at + 1, form);
        batch::ordered(&pool, items, job, |task, result| {
            bar.inc(1);
            let crashed = || Err("the program failed on this report, which is a mistake of ours".to_owned());
            match result.unwrap_or_else(crashed) {
                Err(why) => failures.push(failure::cannot_read(task.name(), &why)),
                Ok(piece) => {
                    bar.suspend(|| {
                        sink.write(&if written == 0 { form.before(&piece) } else { form.between() })?;
                        sink.write(&piece.text)?;
                        sink.flush()
                    })?;
                    written += 1;
                }
            }
            anyhow::Ok(())
        })?;
        bar.finish_and_clear();
        remarks.append(&mut tasks.remarks);
    }
    if written > 0 {
        sink.write(form.after())?;
        sink.finish()?;
    }
    for line in remarks.iter().chain(&failures) {
        failure::print(line);
    }
    if failures.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if written + failures.len() > 1 {
        failure::print(&format!("{written} read, {} failed", failures.len()));
    }
    Ok(ExitCode::FAILURE)
}

/// One report, from its name to its output.
fn one(
    reader: &Reader,
    client: &Client,
    task: &mut Task,
    asked: &Read,
    number: usize,
    form: Form,
) -> Result<Piece, String> {
    let Report { bytes, about } = bytes::read(task, &asked.told, client)?;
    let reading = reader.read(&bytes, &about).map_err(|e| failure::reading(&e))?;
    drop(bytes);
    Ok(form.piece(number, &visible::line(&task.name().to_string_lossy()), &reading))
}

pub fn globs(asked: &Told) -> Result<Option<GlobSet>> {
    if asked.include.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for glob in &asked.include {
        set.add(glob.clone());
    }
    Ok(Some(set.build().context("cannot use the patterns of --include together")?))
}

/// The client that fetches addresses as the user told; `pause` goes before its own between two requests to one host.
pub fn client(asked: &Told, pause: Option<Duration>) -> Result<Client> {
    let authorities = match &asked.ca {
        Some(path) => {
            Some(std::fs::read(path).map_err(|e| anyhow!("{}", failure::cannot_read(path, &failure::io(&e))))?)
        }
        None => None,
    };
    let client = Client::new(Options {
        timeout: Duration::from_secs(asked.timeout),
        limit: onrecord::LONGEST,
        allow_private: asked.allow_private,
        proxies: proxies(asked.proxy.as_deref(), |name| std::env::var(name).ok()),
        authorities,
        pause: pause.unwrap_or(Options::default().pause),
        ..Options::default()
    })?;
    Ok(client)
}

/// Who passes requests on: what the user says, else what the environment says, as curl reads it. `HTTP_PROXY` in capitals is not
/// read: where a web server starts the program, a stranger can set it.
fn proxies(asked: Option<&str>, environment: impl Fn(&str) -> Option<String>) -> Proxies {
    let first = |names: &[&str]| names.iter().find_map(|n| environment(n).filter(|v| !v.trim().is_empty()));
    let except = first(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
    match asked {
        // An empty one: none, whatever the environment says.
        Some(address) => Proxies::one(address, &except),
        None => Proxies {
            http: first(&["http_proxy", "all_proxy", "ALL_PROXY"]),
            https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            except,
        },
    }
}

fn form(asked: &Read, several: bool) -> Form {
    let on_terminal = asked.output.is_none() && stdout().is_terminal();
    let format = asked.format.unwrap_or(if on_terminal { Format::Text } else { Format::Jsonl });
    Form { format, several, look: look(asked.color, asked.width, asked.output.is_none()) }
}

/// Colours and width of text; `here`: it goes to standard output.
pub fn look(color: Color, width: Option<u16>, here: bool) -> Look {
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => here && anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never,
    };
    let terminal = || terminal_size::terminal_size_of(stdout()).map(|(w, _)| usize::from(w.0));
    // Longer lines are hard to read; where there is no terminal, lines are as long as they used to be.
    let width = width.map(usize::from).or_else(|| terminal().map(|w| w.clamp(20, 100))).unwrap_or(80);
    Look { paint: Paint(color), width }
}

pub fn threads(asked: &Told, reports: usize) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.jobs.map_or_else(cores, usize::from).min(reports).min(256)
}

/// Only for people, and only where there is something to wait for.
pub fn bar(reports: usize, archives: usize) -> ProgressBar {
    if reports + archives * 2 < 2 || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(reports as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} reports, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_the_users_or_the_environments() {
        let environment = |name: &str| match name {
            "HTTP_PROXY" => Some("http://stranger.example".to_owned()),
            "HTTPS_PROXY" => Some("http://proxy.example:3128".to_owned()),
            "http_proxy" | "all_proxy" => Some(" ".to_owned()),
            "NO_PROXY" => Some("localhost,.example.org".to_owned()),
            _ => None,
        };
        let found = proxies(None, environment);
        assert_eq!((found.http, found.https.as_deref()), (None, Some("http://proxy.example:3128")));
        assert_eq!(found.except, "localhost,.example.org");
        let own = proxies(Some("http://own.example"), environment);
        assert_eq!(own, Proxies::one("http://own.example", "localhost,.example.org"));
    }
}
