//! `onrecord verify`: a reading and its page in, what holds and what does not out.

use std::fs;
use std::io::{Read, stdin};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::sink::Sink;
use crate::{failure, visible};

/// Most failures that are listed one by one.
const LISTED: usize = 20;

/// Runs the command.
pub fn verify(reading: &Path, page: &Path) -> Result<ExitCode> {
    let json = if reading.as_os_str() == "-" {
        let mut text = String::new();
        stdin().read_to_string(&mut text).context("cannot read the reading from standard input")?;
        text
    } else {
        fs::read_to_string(reading).with_context(|| format!("cannot read {}", failure::quoted(reading)))?
    };
    let bytes = fs::read(page).with_context(|| format!("cannot read {}", failure::quoted(page)))?;
    let chosen = choose(&json, &bytes)?;
    let proof =
        onrecord::verify(chosen, &bytes).with_context(|| format!("cannot verify {}", failure::quoted(reading)))?;
    let mut out = Sink::open(None)?;
    for line in proof.failures.iter().take(LISTED) {
        failure::print(&visible::line(line));
    }
    if let Some(more) = proof.failures.len().checked_sub(LISTED).filter(|n| *n > 0) {
        failure::print(&format!("and {more} more"));
    }
    let verdict = if proof.failures.is_empty() { "verified" } else { "NOT verified" };
    out.write(&format!(
        "{verdict}: {} spans held against the page, {} without a place in it, {} failures\n",
        proof.spans,
        proof.without_place,
        proof.failures.len()
    ))?;
    out.finish()?;
    Ok(if proof.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The reading to prove: the only one, or of several lines the one of this page.
fn choose<'a>(json: &'a str, page: &[u8]) -> Result<&'a str> {
    let lines: Vec<&str> = json.lines().filter(|l| !l.trim().is_empty()).collect();
    let one_a_line = lines.len() > 1 && lines.iter().all(|l| l.starts_with('{') && l.ends_with('}'));
    if !one_a_line {
        return Ok(json);
    }
    let id: String = Sha256::digest(page).iter().map(|b| format!("{b:02x}")).collect();
    let of_page = lines.iter().find(|l| l.contains(&format!("\"id\":\"{id}\"")));
    match of_page {
        Some(line) => Ok(line),
        None => bail!("none of the {} readings is of this page, whose checksum is {id}", lines.len()),
    }
}
