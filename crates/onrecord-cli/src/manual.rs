//! What a shell and a reader of manuals want to know of the command line: completion scripts and manual pages, made from
//! `arguments.rs`.
//!
//! `onrecord man pages` writes `onrecord.1`, `onrecord-read.1` and so on into the folder `pages`: all of them or none.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap::builder::Resettable;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::arguments::Arguments;
use crate::failure;
use crate::sink::Sink;

/// `onrecord completions`: the script on standard output.
pub fn completions(shell: Shell) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "onrecord", &mut script);
    let mut out = Sink::open(None)?;
    out.write(&String::from_utf8(script)?)?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// `onrecord man`: one page a command.
pub fn man(folder: &Path) -> Result<ExitCode> {
    let cannot = |why: &str| anyhow::anyhow!("cannot write into {}: {why}", failure::quoted(folder));
    let pages = pages()?;
    // The last folder of the path is ours to make; where it is there already, it stays.
    let made = match fs::create_dir(folder) {
        Ok(()) => true,
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => false,
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Err(cannot("it is no folder")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(cannot("there is no folder to make it in")),
        Err(e) => return Err(cannot(&failure::io(&e))),
    };
    let done = write(folder, &pages);
    if done.is_err() && made {
        // What went wrong is told; a folder that cannot be taken away again is not worth a second word.
        let _ = fs::remove_dir(folder);
    }
    done.map(|()| ExitCode::SUCCESS)
}

/// All pages are on the disk under names of ours before the first takes its own.
fn write(folder: &Path, pages: &[(String, String)]) -> Result<()> {
    let mut sinks = Vec::new();
    for (name, page) in pages {
        let mut sink = Sink::open(Some(&folder.join(name)))?;
        sink.write(page)?;
        sink.written()?;
        sinks.push(sink);
    }
    sinks.into_iter().try_for_each(Sink::finish)
}

/// The pages as (file name, text).
fn pages() -> Result<Vec<(String, String)>> {
    let mut all = Arguments::command().disable_help_subcommand(true);
    all.build();
    let mut pages = vec![("onrecord.1".to_owned(), page(all.clone())?)];
    for command in all.get_subcommands() {
        let name = format!("onrecord-{}", command.get_name());
        pages.push((format!("{name}.1"), page(command.clone().display_name(name))?));
    }
    Ok(pages)
}

fn page(command: clap::Command) -> Result<String> {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut page = Vec::new();
    let version = format!("onrecord {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.after_help(Resettable::Reset)).source(version);
    man.render(&mut page).context("cannot make a manual page")?;
    Ok(String::from_utf8(page)? + &examples(&after))
}

/// What stands below a command's help, its lines as they are.
fn examples(help: &str) -> String {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in help.lines().filter(|l| !l.starts_with("Example")) {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    section.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_every_option_and_examples() -> Result<()> {
        let pages = pages()?;
        let mut all = Arguments::command();
        all.build();
        let commands: Vec<&clap::Command> = all.get_subcommands().filter(|c| c.get_name() != "help").collect();
        assert_eq!(pages.len(), commands.len() + 1);
        for (command, (name, page)) in std::iter::once(&all).chain(commands).zip(&pages) {
            assert!(page.contains(".SH EXAMPLES\n.nf\n") && page.contains("\n  onrecord "), "{name} has no example");
            for option in command.get_arguments().filter_map(clap::Arg::get_long) {
                // A hyphen of a manual page is escaped.
                assert!(page.contains(&format!("\\-\\-{}", option.replace('-', "\\-"))), "{name} lacks --{option}");
            }
        }
        Ok(())
    }
}
