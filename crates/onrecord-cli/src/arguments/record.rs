//! What a user may ask of the record: the commands that add to it, find in it, and keep it right.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Color, Told};

const ADD: &str = "\
Examples:
  onrecord add reports/ https://example.org/report
  onrecord add feed:https://example.org/rss.xml           again tomorrow: only what is new
  onrecord add opml:subscriptions.opml sitemap:https://example.org/sitemap.xml
  onrecord add warc:crawl.warc.gz --record crawl.db
  onrecord add jsonl:pages.jsonl.gz --html-field html --url-field link --published-field date
  onrecord add --again feed:https://example.org/rss.xml    tells what was silently edited

A line is printed for each report once it is in the record to stay: whoever is stopped goes on by running the same again.
Exit status: 0 all added or there already, 1 some could not be read or written, 2 wrong usage.";

const SEARCH: &str = "\
Examples:
  onrecord search 'northern quay'                  both words
  onrecord search '\"northern quay\" constr*'        a phrase, and the beginning of a word
  onrecord search appeal --speaker 'Ana Ruiz' --since 2026-03 --format csv
  onrecord search --to 'Tom Okafor' --kind direct --page 2

Only what its report plainly says was said stands without a mark; all else is marked: not said, asked, to come, hearsay, gone.
Exit status: 0 something was found, 1 nothing or an error, 2 wrong usage.";

const SHOW: &str = "\
Examples:
  onrecord show 3fa91c22                     a quotation, by its key or the beginning of it
  onrecord show https://example.org/report   a report: its pages, versions, edits and quotations
  onrecord show 3fa91c22 --format json
  onrecord show 77ab12cd --reading > reading.json && onrecord show 77ab12cd --bytes > page.html";

const CORRECT: &str = "\
Examples:
  onrecord correct 3fa91c22 --speaker 'Ana Ruiz' --reason 'heard the tape'
  onrecord correct 3fa91c22 --asserted no --author tk
  onrecord correct 3fa91c22 --not-a-quotation
  onrecord correct 3fa91c22 --undo
  onrecord correct --list --format json        all corrections, those that no longer anchor marked

A correction is kept for ever beside what the model said, and laid over it again after each rebuild.";

const EXCHANGES: &str = "\
Examples:
  onrecord exchanges                             all of the record
  onrecord exchanges 'Ana Ruiz' --format json
  onrecord read report.txt | onrecord exchanges --reading -
  onrecord exchanges --format dot | dot -Tsvg > exchanges.svg
  onrecord exchanges --format tei --output exchanges.xml

tei: the Correspondence Metadata Interchange Format, which asks that such a file be given out under CC BY 4.0; correspDesc has the
medium as its type, and correspContext/ref[@type='inReplyTo'] names what is answered.
Exit status: 0 something was found, 1 nothing or an error, 2 wrong usage.";

const REVIEW: &str = "\
Examples:
  onrecord review                     on a terminal: y right, s speaker, a asserted, n no quotation, space next, q end
  onrecord review --limit 50 --format csv > doubtful.csv";

const FORGET: &str = "\
Examples:
  onrecord forget https://example.org/report
  onrecord forget 77ab12cd
  onrecord forget --person 'Ana Ruiz'

Of a report all goes. Of a person all quotations go that are credited to exactly this name, and their words are blanked in the texts of
reports that the record shows; the pages stay as proof of what others said in them: forget the reports to be rid of those too.";

const REBUILD: &str = "\
Examples:
  onrecord rebuild            pages that an older version or model has read
  onrecord rebuild --all
  onrecord rebuild --index    only the indexes, from the readings that are there

Whoever is stopped goes on by running it again. Corrections that no longer anchor are listed.";

const INDEX: &str = "Examples:
  onrecord index --meaning
  onrecord index --drop

It takes about 20 milliseconds a quotation and 450 bytes of the record.";
const DOCTOR: &str = "\
Examples:
  onrecord doctor
  onrecord doctor --record crawl.db

Exit status: 0 all holds, 1 something does not, 2 wrong usage.";

/// The file of the record.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// File of the record; without it `onrecord/record.db` in the user's folder for data
    #[arg(long, value_name = "FILE", env = "ONRECORD_RECORD", global = true)]
    pub record: Option<PathBuf>,
}

/// Form of an answer of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    /// For a terminal
    Text,
    /// One object, indented
    Json,
    /// One object a line
    Jsonl,
    /// One row a quotation, for spreadsheets
    Csv,
    /// For notes
    Markdown,
}

/// How text is shown.
#[derive(Debug, clap::Args)]
pub struct Shape {
    /// Form of the output; without it `text` on a terminal and `jsonl` elsewhere
    #[arg(long, value_enum)]
    pub format: Option<Answer>,

    /// Colours of `text`; `auto`: on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    /// Width of `text` in columns; without it the terminal's, at most 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
}

/// Arguments of `onrecord add`.
#[derive(Debug, clap::Args)]
#[command(after_help = ADD)]
pub struct Add {
    /// Reports, folders, addresses, `warc:FILE`, and lists: `feed:`, `opml:`, `sitemap:`, `jsonl:` before a file or an address
    ///
    /// `feed:` is RSS, Atom or JSON Feed; its entries are fetched. A feed is asked whether it has changed, and so is a page that is in
    /// the record. `opml:` is a list of feeds. `sitemap:` may be an index of sitemaps, and packed with gzip. `jsonl:` has a page or
    /// text on each line, and may be packed with gzip. Of entries and sitemaps only addresses are fetched that the record does not know.
    #[arg(value_name = "FILE|DIR|ADDRESS|warc:|feed:|opml:|sitemap:|jsonl:|-")]
    pub inputs: Vec<PathBuf>,

    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// What is told of the reports.
    #[command(flatten)]
    pub told: Told,

    /// Ask again for addresses of feeds and sitemaps that the record knows, to see whether they were edited
    #[arg(long)]
    pub again: bool,

    /// Shortest pause between two requests to one host, in seconds; `robots.txt` may ask for a longer one
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    pub pause: f64,

    /// Most addresses that are taken from one feed, OPML file or sitemap
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub most: usize,

    /// Of `jsonl:` the field of plain text; `a.b` is field `b` of field `a`
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_field: String,

    /// Of `jsonl:` the field of HTML, taken where it is there
    #[arg(long, value_name = "NAME", default_value = "html")]
    pub html_field: String,

    /// Of `jsonl:` the field of the address
    #[arg(long, value_name = "NAME", default_value = "url")]
    pub url_field: String,

    /// Of `jsonl:` the field of the day of publication, such as 2026-03-14 or 2026-03-14T09:30:00Z
    #[arg(long, value_name = "NAME", default_value = "published")]
    pub published_field: String,

    /// Form of the output: `text`, or `jsonl` with what changed in edited reports; without it `text`
    #[arg(long, value_enum)]
    pub format: Option<Answer>,
}

/// Arguments of `onrecord search`.
#[derive(Debug, clap::Args)]
#[command(after_help = SEARCH)]
pub struct Search {
    /// Words that all stand in the quotation; `"…"` for a phrase, `word*` for a beginning
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,

    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// A name of the speaker, its words in this order
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,

    /// A name of the addressee
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,

    /// A name of the outlet
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,

    /// Published on this day or later: 2026-03-14, 2026-03 or 2026
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,

    /// Published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,

    /// Only quotations of this kind
    #[arg(long, value_enum)]
    pub kind: Option<QuotationKind>,

    /// Carried by such a communication: letter, speech, statement, press_release, press_conference, interview, call, meeting, debate,
    /// testimony, post, broadcast, publication, court_filing
    #[arg(long, value_name = "MEDIUM")]
    pub medium: Option<String>,
    /// Only what reports plainly say was said
    #[arg(long)]
    pub plain: bool,

    /// How many on a page
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,

    /// Which page, from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub page: u32,

    /// How it is shown.
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `onrecord exchanges`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXCHANGES)]
pub struct Exchanges {
    /// Only threads in which somebody of this name takes part
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Over these readings, as `onrecord read` writes them, and not the record; may be given several times; `-`: standard input
    #[arg(long, value_name = "READINGS", conflicts_with = "record")]
    pub reading: Vec<PathBuf>,

    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// Form of the output; without it `text` on a terminal and `json` elsewhere
    #[arg(long, value_enum)]
    pub format: Option<ExchangeFormat>,

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

/// Form of exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExchangeFormat {
    /// For a terminal: threads in order of time
    Text,
    /// Indented JSON, `onrecord-exchanges/0`
    Json,
    /// A graph for GraphViz
    Dot,
    /// TEI, Correspondence Metadata Interchange Format
    Tei,
}

/// Kinds of quotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QuotationKind {
    /// All of it is presented as the speaker's own words
    Direct,
    /// Some of it is
    Mixed,
    /// None of it is
    Indirect,
}

/// Arguments of `onrecord show`.
#[derive(Debug, clap::Args)]
#[command(after_help = SHOW)]
pub struct Show {
    /// Key of a quotation, name or address of a report; beginnings do where they mean one thing
    #[arg(value_name = "KEY|REPORT")]
    pub key: String,

    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// Of a report print the reading of its latest version, with what people corrected
    #[arg(long, conflicts_with = "bytes")]
    pub reading: bool,

    /// Of a report print the bytes of its latest page
    #[arg(long)]
    pub bytes: bool,

    /// How it is shown.
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `onrecord correct`.
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
#[derive(Debug, clap::Args)]
#[command(after_help = CORRECT)]
pub struct Correct {
    /// Key of the quotation, or its beginning
    #[arg(value_name = "KEY", required_unless_present = "list")]
    pub key: Option<String>,

    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// Who said it; several times for several who said it jointly
    #[arg(long, value_name = "NAME", group = "what")]
    pub speaker: Vec<String>,

    /// To whom it was said
    #[arg(long, value_name = "NAME", group = "what")]
    pub addressee: Vec<String>,

    /// Whether the report says that it was said
    #[arg(long, value_name = "WORD", group = "what", value_parser = onrecord_store::ASSERTED)]
    pub asserted: Option<String>,

    /// It is no quotation
    #[arg(long, group = "what")]
    pub not_a_quotation: bool,

    /// All of it is right
    #[arg(long, group = "what")]
    pub confirm: bool,

    /// Take the last correction back
    #[arg(long, group = "what")]
    pub undo: bool,

    /// List all corrections
    #[arg(long, group = "what", conflicts_with = "key")]
    pub list: bool,

    /// Who says so; without it the user's name
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,

    /// How it is shown.
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `onrecord review`.
#[derive(Debug, clap::Args)]
#[command(after_help = REVIEW)]
pub struct Review {
    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// Most quotations that are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: u32,

    /// Who looks; without it the user's name
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,

    /// How it is shown; a form that is asked for lists them and takes no keys.
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `onrecord forget`.
#[derive(Debug, clap::Args)]
#[command(after_help = FORGET)]
pub struct Forget {
    /// Name or address of a report
    #[arg(value_name = "REPORT", required_unless_present = "person", conflicts_with = "person")]
    pub report: Option<String>,

    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// The name of a person, as reports write it
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
}

/// Arguments of `onrecord rebuild`.
#[derive(Debug, clap::Args)]
#[command(after_help = REBUILD)]
pub struct Rebuild {
    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// Read all pages again, also those that this version and model have read
    #[arg(long)]
    pub all: bool,

    /// Make only the indexes again
    #[arg(long, conflicts_with = "all")]
    pub index: bool,

    /// Reports read at the same time; all cores without it
    #[arg(long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
}

/// Arguments of `onrecord index`.
#[derive(Debug, clap::Args)]
#[command(after_help = INDEX)]
pub struct Index {
    /// The record.
    #[command(flatten)]
    pub place: Place,

    /// Index what quotations mean, so that `check` finds another rendering of one; `add` and `rebuild` keep it up from then on
    #[arg(long, required_unless_present = "drop")]
    pub meaning: bool,

    /// Make it anew
    #[arg(long, requires = "meaning")]
    pub again: bool,

    /// Drop the index of meanings
    #[arg(long, conflicts_with = "meaning")]
    pub drop: bool,
}

/// Arguments of `onrecord doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = DOCTOR)]
pub struct Doctor {
    /// The record.
    #[command(flatten)]
    pub place: Place,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(n) if (0.0..=3600.0).contains(&n) => Ok(n),
        _ => Err("expected a number of seconds from 0 to 3600".to_owned()),
    }
}
