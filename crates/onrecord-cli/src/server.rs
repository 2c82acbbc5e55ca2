//! `onrecord serve`, `onrecord mcp`, `onrecord token` and `onrecord backup`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use onrecord_serve::tokens::{Scope, Tokens};
use onrecord_serve::{LogFormat, Options, Ready};

use crate::arguments::server::{self, Backup, Mcp, Serve, Token};
use crate::sink::Sink;
use crate::{failure, record, visible};

/// Runs `onrecord serve`.
pub fn serve(asked: &Serve) -> Result<ExitCode> {
    let path = record::path(&asked.place)?;
    if !path.exists() {
        // A newcomer's first record is empty.
        drop(record::writer(&asked.place, true)?);
    }
    let format = match asked.log_format {
        server::LogFormat::Text => LogFormat::Text,
        server::LogFormat::Json => LogFormat::Json,
    };
    onrecord_serve::log(format, &asked.log);
    let options = Options {
        record: path,
        bind: asked.bind,
        host: asked.host.clone(),
        read_token: asked.read_token,
        full_text: asked.full_text,
        rate: asked.rate,
        proxy: asked.proxy,
        secure_cookies: asked.secure_cookies,
    };
    let (open, text) = (!asked.read_token, asked.full_text);
    onrecord_serve::serve(options, |Ready { at, sign_in }| {
        failure::print(&format!("serving at http://{at}"));
        if let Some(address) = sign_in {
            failure::print(&format!("to write as well, sign in once at {address}"));
        } else {
            let who = if open { "anyone who reaches it may read" } else { "reading needs a token" };
            let what = if text { "whole texts" } else { "quotations with a sentence of context" };
            failure::print(&format!("this address is not loopback: {who} {what}; writing needs a token"));
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `onrecord mcp`.
pub fn mcp(asked: &Mcp) -> Result<ExitCode> {
    onrecord_mcp::stdio(record::path(&asked.place)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `onrecord token`.
pub fn token(asked: &Token) -> Result<ExitCode> {
    let path = record::path(&asked.place)?;
    if !path.exists() {
        bail!(
            "cannot open the record {}: there is no such file; `onrecord add` makes a record",
            failure::quoted(&path)
        );
    }
    let tokens = Tokens::of(&path);
    let mut out = Sink::open(None)?;
    match &asked.asked {
        server::Tokens::Create { name, read } => {
            let scope = if *read { Scope::Read } else { Scope::Write };
            let (_, text) = tokens.make(name, scope, &record::now())?;
            out.write(&format!("{text}\n"))?;
            failure::print("keep it now: it is not shown again");
        }
        server::Tokens::List => {
            for token in tokens.all()? {
                let scope = if token.scope == Scope::Read { "read" } else { "write" };
                out.write(&format!("{} {scope:<5} {} {}\n", token.id, token.made, visible::line(&token.name)))?;
            }
        }
        server::Tokens::Revoke { name } => match tokens.revoke(name)? {
            Some(token) => out.write(&format!("revoked {} {}\n", token.id, visible::line(&token.name)))?,
            None => bail!("cannot revoke {name:?}: there is no token of this name"),
        },
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `onrecord backup`.
pub fn backup(asked: &Backup) -> Result<ExitCode> {
    let record = record::open(&asked.place)?;
    record.backup(&asked.file)?;
    let (reports, quotations) = onrecord_store::Record::open(&asked.file)?.size()?;
    failure::print(&format!("{reports} reports and {quotations} quotations in {}", failure::quoted(&asked.file)));
    Ok(ExitCode::SUCCESS)
}
