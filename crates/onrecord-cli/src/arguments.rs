//! What a user may ask: the command line, with its help. The commands of the record are in `arguments/record.rs`, those of the server in
//! `arguments/server.rs`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use globset::{Glob, GlobBuilder};

pub mod record;
pub mod server;

use server::{Backup, Mcp, Serve, Token};

use record::{Add, Correct, Doctor, Exchanges, Forget, Index, Rebuild, Review, Search, Show};

/// Reads news reports and records who said what, with exact offsets.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, propagate_version = true, after_help = TRY)]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads reports and prints their quotations with speaker, cue and content
    Read(Read),
    /// Proves a reading against its page: checksums, and every span word by word
    #[command(after_help = VERIFY)]
    Verify {
        /// A reading, or readings one a line; `-`: standard input
        #[arg(value_name = "READING")]
        reading: PathBuf,
        /// The page or text that was read
        #[arg(value_name = "PAGE")]
        page: PathBuf,
    },
    /// Installs editions of works, against which the words that reports quote are held
    #[command(after_help = WORKS)]
    Works {
        /// Folder of the editions; without it the user's data folder
        #[arg(long, value_name = "DIR")]
        works: Option<PathBuf>,
        /// What to do
        #[command(subcommand)]
        asked: Works,
    },
    /// Adds reports to the record
    Add(Add),
    /// Finds quotations in the record
    Search(Search),
    /// Shows a quotation or a report of the record, with where it came from
    Show(Show),
    /// Sets a quotation of the record right
    Correct(Correct),
    /// Goes through the least certain quotations of the record
    Review(Review),
    /// Forgets a report or a person, and keeps them from being added again
    Forget(Forget),
    /// Reads the pages of the record again, with this version's model, and makes its indexes again
    Rebuild(Rebuild),
    /// Makes the optional index of what quotations mean
    Index(Index),
    /// Proves the record: checksums, spans, indexes against the truth
    Doctor(Doctor),
    /// Checks what a draft quotes against the record: the words, the speaker, and what the record makes of them
    Check(Check),
    /// Shows who wrote or spoke to whom, and what answers what, over the record or over readings
    Exchanges(Exchanges),
    /// Serves the record: pages for people, a REST API for programs
    Serve(Serve),
    /// Answers language-model agents on standard input and output (Model Context Protocol)
    Mcp(Mcp),
    /// Makes, lists and takes back the tokens of the server
    Token(Token),
    /// Copies the record, also while it is served
    Backup(Backup),
    /// Prints the JSON Schema of a reading
    #[command(after_help = "Example:\n  onrecord schema > reading.schema.json")]
    Schema {
        /// Print the one of the answers of `check`
        #[arg(long)]
        answers: bool,
    },
    /// Prints the completion script of a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Writes the manual, one page a command
    #[command(after_help = MANUAL)]
    Man {
        /// Folder of the pages, made if it is not there; all pages are written or none
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

const TRY: &str = "\
Examples:
  onrecord read examples/harbour.txt
  onrecord read reports/ --format csv --output quotations.csv
  onrecord help read";

const COMPLETIONS: &str = "\
Examples:
  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord
  onrecord completions zsh > ~/.zfunc/_onrecord            where ~/.zfunc is in $fpath
  onrecord completions fish > ~/.config/fish/completions/onrecord.fish";

const MANUAL: &str = "\
Examples:
  onrecord man ~/.local/share/man/man1       then: man onrecord-read
  onrecord man pages && man -l pages/onrecord.1";

const VERIFY: &str = "\
Examples:
  onrecord verify reading.json page.html
  onrecord read page.html --format json | onrecord verify - page.html

Of several readings that one is taken whose document is the page. Neither model nor extraction takes part.
Exit status: 0 all holds, 1 something does not or cannot be read, 2 wrong usage.";

const WORKS: &str = "\
Examples:
  onrecord works add kjv bible-kjv.tsv
  onrecord works list
  onrecord works remove kjv
  onrecord works --works editions check quotes.tsv

A line of an edition is a locator, a tab and its words (Isa.2.4, 2.255), or a JSON object with \"locator\" and \"text\".
corpora/editions.py makes editions from public packages.";

/// What to do with editions.
#[derive(Debug, Subcommand)]
pub enum Works {
    /// Installs an edition, in place of one of the same name; nothing is installed of a file that is not sound
    Add {
        /// Its name: letters, digits, hyphens
        #[arg(value_name = "NAME", value_parser = name)]
        name: String,
        /// TSV or JSON lines, UTF-8
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The work; told from the locators of the Bible and the Quran
        #[arg(long, value_name = "WORK", value_parser = name)]
        work: Option<String>,
    },
    /// Lists what is installed: name, work, size
    List,
    /// Removes an edition
    Remove {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Holds words against the editions: lines of a locator, a tab and words in, JSON lines out
    Check {
        /// The lines
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

fn name(text: &str) -> Result<String, String> {
    let sound = !text.is_empty() && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if sound {
        Ok(text.to_owned())
    } else {
        Err("expected 1 to 40 letters, digits and hyphens, such as kjv".to_owned())
    }
}
const CHECK: &str = "\
Examples:
  onrecord add reports/ && onrecord check draft.md
  onrecord check --quote 'We will not appeal' --speaker 'Ana Ruiz'
  onrecord check draft.html --format html --output checked.html
  onrecord read reports/ > readings.jsonl && onrecord check draft.md --against readings.jsonl

Words: verbatim, trimmed (the claim marks what it leaves out), altered, spliced, quoted_from_paraphrase (the record has them
only outside quotation marks), too_short, not_found. Speaker: same, other, joint, unclear, not_given.
Exit status: 0 every claim is verbatim, or trimmed without a grave omission, by the recorded speaker or one of several or none given,
plainly said and not corrected; 1 one is not; 2 it could not be told, wrong usage among it.";

const EXAMPLES: &str = "\
Examples:
  onrecord read report.txt                      the report with its quotations, on a terminal
  onrecord read --format html report.txt --output report.html
  onrecord read reports/ > readings.jsonl       a folder, one reading a line
  onrecord read reports/ --include '2026/**' --include '*.txt'
  onrecord read https://example.org/report      a page of the web; robots.txt is obeyed
  onrecord read warc:crawl.warc.gz > readings.jsonl
  curl -s https://example.org/report | onrecord read --kind html
  onrecord read reports/ --format csv --output quotations.csv
  onrecord read report.txt --format markdown >> notes.md
  onrecord read report.txt | jq '.quotations[].speakers'

Exit status: 0 all read, 1 some could not be read or written, 2 wrong usage.";

/// Arguments of `onrecord read`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Read {
    /// Reports, folders, addresses, `warc:FILE`; `-` or nothing: standard input
    ///
    /// Folders are read with all below them, in the order of their names. Of a folder's files, those that end in .txt, .html,
    /// .htm or .xhtml are read, and text files without an ending; hidden ones are left out. Of a WARC file, plain, gzip or zstd,
    /// told by `warc:` or its ending .warc, .warc.gz or .warc.zst, all pages with status 200 are read that are HTML or plain text. A file whose
    /// name begins with `warc:` is written `./warc:…`.
    #[arg(value_name = "FILE|DIR|ADDRESS|warc:FILE|-")]
    pub inputs: Vec<PathBuf>,

    /// What is told of the reports.
    #[command(flatten)]
    pub told: Told,

    /// Form of the output; without it `text` on a terminal and `jsonl` elsewhere
    ///
    /// The default follows the reader: a person at a terminal, a program behind a pipe or in a file. `json` is one
    /// object for one file and an array for several files or a folder.
    ///
    /// `csv` (RFC 4180, UTF-8) has its header once a run. `asserted` and `standing` tell what the report does not say was
    /// said: rely on rows whose standing is `said`. White space in cells is folded. A cell that a spreadsheet would compute,
    /// because it begins with = + - @, has an apostrophe in front: to undo it, drop one apostrophe where = + - @ comes next,
    /// apart from white space, marks of direction and other apostrophes.
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Colours of `text`; `auto`: on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    /// Width of `text` in columns; without it the terminal's, at most 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
}

/// What a user may tell of the reports and of how they are read, for `read` and `add`.
#[derive(Debug, clap::Args)]
pub struct Told {
    /// Of folders read only the files that match; may be given several times
    ///
    /// Held against the path below the folder: `2026/*.txt`, `2026/**`. A pattern without `/` may match in any folder. Endings
    /// do not matter then.
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    pub include: Vec<Glob>,

    /// What the bytes are; told from name and content without it
    #[arg(long, value_enum)]
    pub kind: Option<Kind>,

    /// Charset of the bytes, as an HTTP header would name it
    #[arg(long, value_name = "NAME", value_parser = charset)]
    pub charset: Option<String>,

    /// Day of publication, such as 2026-03-14
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub published: Option<String>,

    /// Folder of the editions that quoted words are held against; without it the user's data folder
    #[arg(long, value_name = "DIR")]
    pub works: Option<PathBuf>,

    /// Longest time to fetch one address, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,

    /// Fetch addresses of private networks and of this machine too
    #[arg(long)]
    pub allow_private: bool,

    /// Proxy for addresses, such as http://proxy.example:3128; `''`: none
    ///
    /// Without it `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` of the environment count. A proxy looks names up itself;
    /// names that this machine knows to be private are not given to it.
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Option<String>,

    /// Believe these authorities (certificates in PEM) instead of the web's own
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// Reports read at the same time; all cores without it
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

/// Arguments of `onrecord check`.
#[derive(Debug, clap::Args)]
#[command(after_help = CHECK)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["draft", "quote", "claims"])))]
pub struct Check {
    /// The draft: text, Markdown or HTML; `-`: standard input
    #[arg(value_name = "DRAFT|-")]
    pub draft: Option<PathBuf>,

    /// Check these words alone
    #[arg(long, value_name = "WORDS")]
    pub quote: Option<String>,

    /// Who is said to have said them
    #[arg(long, value_name = "NAME", requires = "quote")]
    pub speaker: Option<String>,

    /// Check claims one a line: {"text": "…", "speaker": "…"}
    #[arg(long, value_name = "FILE")]
    pub claims: Option<PathBuf>,

    /// Check against these readings, as `onrecord read` writes them, and not the record; may be given several times
    #[arg(long, value_name = "READINGS", conflicts_with = "record")]
    pub against: Vec<PathBuf>,

    /// With --against: look for other renderings too, by meaning; a record does so where it has the index (`onrecord index --meaning`)
    #[arg(long, requires = "against")]
    pub meaning: bool,

    /// The record to check against.
    #[command(flatten)]
    pub place: record::Place,

    /// Form of the output; without it `text` on a terminal and `json` elsewhere
    #[arg(long, value_enum)]
    pub format: Option<AnswerFormat>,

    /// What the draft is; told from its name and content without it
    #[arg(long, value_enum)]
    pub kind: Option<DraftKind>,

    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Colours of `text`; `auto`: on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    /// Width of `text` in columns; without it the terminal's, at most 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
}

/// Form of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// For a terminal: each claim with its verdict and what differs
    Text,
    /// Indented JSON, `onrecord-check/0`
    Json,
    /// One self-contained page, to hand to an editor
    Html,
    /// For notes
    Markdown,
}

/// What a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DraftKind {
    /// Running text
    Plain,
    /// Markdown
    Markdown,
    /// A web page
    Html,
}

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal: the report with its quotations marked, and a table
    Text,
    /// Indented JSON
    Json,
    /// One reading a line, as JSON
    Jsonl,
    /// One self-contained page
    Html,
    /// One row a quotation, for spreadsheets
    Csv,
    /// Title, source and quotations as Markdown, for notes
    Markdown,
}

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Running text
    Plain,
    /// A web page
    Html,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

fn charset(name: &str) -> Result<String, String> {
    match encoding_rs::Encoding::for_label(name.as_bytes()) {
        Some(_) => Ok(name.to_owned()),
        None => Err("no such charset; expected a name such as utf-8, windows-1252 or shift_jis".to_owned()),
    }
}

/// A pattern for paths below a folder.
pub fn pattern(text: &str) -> Result<Glob, String> {
    let anywhere = if text.contains('/') { text.to_owned() } else { format!("**/{text}") };
    let glob = GlobBuilder::new(&anywhere).literal_separator(true).build();
    glob.map_err(|e| format!("no such pattern: {}; expected one such as '2026/**' or '*.txt'", e.kind()))
}

pub(crate) fn day(text: &str) -> Result<String, String> {
    if is_day(text) {
        Ok(text.to_owned())
    } else {
        Err("no such day; expected year-month-day, such as 2026-03-14".to_owned())
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    if [year.len(), month.len(), day.len()] != [4, 2, 2] || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return false;
    }
    let number = |s: &str| s.parse::<u32>().unwrap_or(0);
    let leap =
        number(year).is_multiple_of(4) && (!number(year).is_multiple_of(100) || number(year).is_multiple_of(400));
    let days = match number(month) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&number(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert!(["2026-03-14", "2024-02-29", "2000-02-29"].iter().all(|d| is_day(d)));
        assert!(
            ["2023-02-29", "1900-02-29", "2026-3-14", "2026-13-01", "14-03-2026", "today", ""]
                .iter()
                .all(|d| !is_day(d))
        );
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
