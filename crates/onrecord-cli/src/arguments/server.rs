//! What a user may ask of the server: `serve`, `mcp`, `token`, `backup`. Every flag of `serve` has a variable of the same name: `--read-token` is
//! `ONRECORD_READ_TOKEN`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::record::Place;

const SERVE: &str = "\
Examples:
  onrecord serve                                 then open the address that it prints
  onrecord serve --record crawl.db --bind 127.0.0.1:9000
  onrecord serve --bind 0.0.0.0:8425 --host record.example.org --read-token --log-format json

Reading is open, or behind a token with --read-token; writing is always behind a token (`onrecord token create`). On loopback an address is
printed that signs in once. Off loopback pages show quotations with a sentence of context, and whole texts only with --full-text.
The REST API stands at /api/v1, its documentation at /api/v1/docs. It ends on an interrupt; answers that have begun are finished.";

const TOKEN: &str = "\
Examples:
  onrecord token create desk                 shown once; for writing and reading
  onrecord token create display --read
  onrecord token list
  onrecord token revoke desk

The tokens of RECORD stand in RECORD.tokens, as Argon2id hashes.";

const BACKUP: &str = "\
Examples:
  onrecord backup notes-2026-03-14.db
  onrecord backup --record crawl.db /mnt/backup/crawl.db

It may run while others read and write. The copy is a record of its own: to restore it, stop the server and put it in the record's place.";

/// `onrecord serve`
#[allow(clippy::struct_excessive_bools, reason = "flags")]
#[derive(Debug, Args)]
#[command(after_help = SERVE)]
pub struct Serve {
    /// The record.
    #[command(flatten)]
    pub place: Place,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", env = "ONRECORD_BIND", default_value = "127.0.0.1:8425")]
    pub bind: SocketAddr,
    /// A name under which it is reached, besides those of loopback; may be given again
    #[arg(long, value_name = "NAME", env = "ONRECORD_HOST", value_delimiter = ',')]
    pub host: Vec<String>,
    /// Reading needs a token too
    #[arg(long, env = "ONRECORD_READ_TOKEN")]
    pub read_token: bool,
    /// Give out whole texts off loopback too; the rights to them are yours to have
    #[arg(long, env = "ONRECORD_FULL_TEXT")]
    pub full_text: bool,
    /// Requests a second that one address may send; 0: any number. Loopback is never held back
    #[arg(long, value_name = "N", env = "ONRECORD_RATE", default_value_t = 50)]
    pub rate: u32,
    /// A proxy stands before it and sets X-Forwarded-For
    #[arg(long, env = "ONRECORD_PROXY")]
    pub proxy: bool,
    /// Send the cookie only over TLS, which a proxy speaks
    #[arg(long, env = "ONRECORD_SECURE_COOKIES")]
    pub secure_cookies: bool,
    /// How lines of the log are written
    #[arg(long, value_enum, env = "ONRECORD_LOG_FORMAT", default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// From which level on: error, warn, info, debug
    #[arg(long, value_name = "LEVEL", env = "ONRECORD_LOG", default_value = "info")]
    pub log: String,
}

/// How lines of the log are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

const MCP: &str = "\
Examples:
  onrecord mcp --record crawl.db
  {\"mcpServers\": {\"onrecord\": {\"command\": \"onrecord\", \"args\": [\"mcp\", \"--record\", \"/path/crawl.db\"]}}}

The second is what most agents take as configuration. `onrecord serve` answers the same at /mcp, over streamable HTTP. Tools: check_quotation,
search_quotations, read_report, who_is. They only read. What pages say stands in fields named quoted_source alone.";

/// `onrecord mcp`
#[derive(Debug, Args)]
#[command(after_help = MCP)]
pub struct Mcp {
    /// The record.
    #[command(flatten)]
    pub place: Place,
}

/// `onrecord token`
#[derive(Debug, Args)]
#[command(after_help = TOKEN)]
pub struct Token {
    /// The record.
    #[command(flatten)]
    pub place: Place,
    /// What to do
    #[command(subcommand)]
    pub asked: Tokens,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Makes a token and shows it, once
    Create {
        /// For whom: corrections carry it as their author
        #[arg(value_name = "NAME")]
        name: String,
        /// Only for reading
        #[arg(long)]
        read: bool,
    },
    /// Lists tokens, without their secrets
    List,
    /// Takes a token back
    Revoke {
        /// Its name or identity
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// `onrecord backup`
#[derive(Debug, Args)]
#[command(after_help = BACKUP)]
pub struct Backup {
    /// The record.
    #[command(flatten)]
    pub place: Place,
    /// The copy; a file that is there is not overwritten
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}
