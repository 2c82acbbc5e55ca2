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
//! - `read.rs`: the command `read`; `verify.rs`: the command `verify`
//! - `manual.rs`: the commands `completions` and `man`

mod arguments;
mod batch;
mod bytes;
mod escaped;
mod failure;
mod format;
mod html;
mod listing;
mod manual;
mod markdown;
mod people;
mod read;
#[cfg(test)]
mod sample;
mod segments;
mod sheet;
mod sink;
mod sources;
mod table;
mod tasks;
mod text;
mod verify;
mod visible;
mod wrap;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::Read(asked) => read::read(asked),
        Command::Verify { reading, page } => verify::verify(reading, page),
        Command::Schema => schema(),
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

fn schema() -> anyhow::Result<ExitCode> {
    let mut out = sink::Sink::open(None)?;
    out.write(&onrecord::reading::json::schema())?;
    out.write("\n")?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
