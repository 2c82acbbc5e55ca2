//! The command `onrecord`: arguments in, readings out.
//!
//! - `arguments.rs`: what a user may ask
//! - `sources.rs`: files, folders, archives, addresses and standard input, in the order in which they are read
//! - `tasks.rs`: one report after the other, archives opened on the way
//! - `bytes.rs`: one report's bytes, never more than the limit, and what is known of them
//! - `batch.rs`: many sources on many cores, results in input order
//! - `failure.rs`: how an error is worded
//! - `sink.rs`: where the output goes, whole or not at all
//! - `format.rs`: what stands before, between and after readings
//! - `visible.rs`: no control character of a page gets out
//! - `segments.rs`: overlapping quotations as a flat row of segments
//! - `listing.rs`: quotations as rows, what was not said set apart
//! - `wrap.rs`, `table.rs`, `text.rs`: the terminal
//! - `html.rs`: the page
//! - `sheet.rs`: rows for a spreadsheet
//! - `escaped.rs`, `markdown.rs`: notes
//! - `read.rs`: the command `read`; `verify.rs`: the command `verify`; `works.rs`: the command `works`
//! - `check.rs`: the command `check`, against readings or the record; `answers.rs` and `answers_page.rs`: its answers for people
//! - `record.rs`: the record that a command works on; `found.rs`: its quotations for people and programs
//! - `add.rs`: the command `add`; `roads.rs`: by which roads reports come to it; `lists.rs`: feeds, OPML, sitemaps; `lines.rs`: JSON lines
//! - `search.rs`, `show.rs`, `correct.rs` (with `review`), `upkeep.rs` (`forget`, `rebuild`, `doctor`): the other commands of the record
//! - `exchanges.rs`: the command `exchanges`, over readings or the record
//! - `server.rs`: the commands `serve`, `mcp`, `token` and `backup`
//! - `manual.rs`: the commands `completions` and `man`

mod add;
mod answers;
mod answers_page;
mod arguments;
mod batch;
mod bytes;
mod check;
mod correct;
mod escaped;
mod exchanges;
mod failure;
mod format;
mod found;
mod html;
mod lines;
mod listing;
mod lists;
mod manual;
mod markdown;
mod meanings;
mod people;
mod read;
mod record;
mod roads;
#[cfg(test)]
mod sample;
mod search;
mod segments;
mod server;
mod sheet;
mod show;
mod sink;
mod sources;
mod table;
mod tasks;
mod text;
mod upkeep;
mod verify;
mod visible;
mod works;
mod wrap;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::Read(asked) => read::read(asked),
        Command::Verify { reading, page } => verify::verify(reading, page),
        Command::Works { works: folder, asked } => works::works(folder.as_deref(), asked),
        Command::Add(asked) => add::add(asked),
        Command::Search(asked) => search::search(asked),
        Command::Show(asked) => show::show(asked),
        Command::Correct(asked) => correct::correct(asked),
        Command::Review(asked) => correct::review(asked),
        Command::Forget(asked) => upkeep::forget(asked),
        Command::Rebuild(asked) => upkeep::rebuild(asked),
        Command::Index(asked) => meanings::index(asked),
        Command::Doctor(asked) => upkeep::doctor(asked),
        Command::Check(asked) => Ok(check::check(asked)),
        Command::Exchanges(asked) => exchanges::exchanges(asked),
        Command::Serve(asked) => server::serve(asked),
        Command::Mcp(asked) => server::mcp(asked),
        Command::Token(asked) => server::token(asked),
        Command::Backup(asked) => server::backup(asked),
        Command::Schema { answers } => schema(*answers),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { folder } => manual::man(folder),
    };
    match done {
        Ok(code) => code,
        Err(error) if failure::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            failure::print(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn schema(answers: bool) -> anyhow::Result<ExitCode> {
    let mut out = sink::Sink::open(None)?;
    out.write(&if answers { onrecord::check::json::schema() } else { onrecord::reading::json::schema() })?;
    out.write("\n")?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
