//! `onrecord works`: the editions of works that quoted words are held against; files of the user's data folder in and out.
//!
//! Example: `onrecord works add kjv bible-kjv.tsv` writes `kjv@bible.txt` into the folder, whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use etcetera::BaseStrategy;
use onrecord::resolve::citations::{self, Edition};
use serde_json::json;

use crate::arguments::Works;
use crate::sink::Sink;
use crate::{failure, visible};

/// Longest file that is looked at; a longer one is refused before it is read.
const LONGEST: u64 = 64 << 20;

/// Runs the command.
pub fn works(folder: Option<&Path>, asked: &Works) -> Result<ExitCode> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => standard()?,
    };
    let mut out = Sink::open(None)?;
    match asked {
        Works::Add { name, file, work } => {
            let edition = add(&folder, name, file, work.as_deref())?;
            out.write(&format!("{}: {}, {} passages\n", edition.name(), edition.work(), edition.len()))?;
        }
        Works::List => {
            for (name, work, path) in installed(&folder)? {
                let bytes = fs::metadata(&path).map_or(0, |m| m.len());
                out.write(&format!("{name}\t{work}\t{bytes} bytes\n"))?;
            }
        }
        Works::Remove { name } => {
            let Some((_, _, path)) = installed(&folder)?.into_iter().find(|(n, _, _)| n == name) else {
                bail!("cannot remove the edition {name:?}: there is none of that name in {}", failure::quoted(&folder));
            };
            fs::remove_file(&path)
                .map_err(|e| anyhow::anyhow!("cannot remove {}: {}", failure::quoted(&path), failure::io(&e)))?;
            out.write(&format!("{name}: removed\n"))?;
        }
        Works::Check { file } => check(&folder, file, &mut out)?,
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// All editions of the folder, or of the user's data folder; none where there is no folder and none was named.
pub fn editions(folder: Option<&Path>) -> Result<Vec<Edition>> {
    let folder = match folder {
        Some(folder) if !folder.is_dir() => {
            bail!("cannot read editions from {}: it is no folder", failure::quoted(folder))
        }
        Some(folder) => folder.to_owned(),
        // Who has no home has installed nothing.
        None => match standard() {
            Ok(folder) => folder,
            Err(_) => return Ok(Vec::new()),
        },
    };
    installed(&folder)?.into_iter().map(|(name, work, path)| read(&path, &name, Some(&work))).collect()
}

fn standard() -> Result<PathBuf> {
    let base = etcetera::choose_base_strategy().context("cannot find the user's data folder; name one with --works")?;
    Ok(base.data_dir().join("onrecord").join("works"))
}

/// Name, work and file of each edition, by name.
fn installed(folder: &Path) -> Result<Vec<(String, String, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => bail!("cannot read editions from {}: {}", failure::quoted(folder), failure::io(&e)),
    };
    let mut out = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some((name, work)) = name.strip_suffix(".txt").and_then(|n| n.split_once('@')) {
            out.push((name.to_owned(), work.to_owned(), path));
        }
    }
    out.sort();
    Ok(out)
}

fn read(path: &Path, name: &str, work: Option<&str>) -> Result<Edition> {
    let cannot = |why: &str| anyhow::anyhow!("cannot read {}: {why}", failure::quoted(path));
    let about = fs::metadata(path).map_err(|e| cannot(&failure::io(&e)))?;
    if about.is_dir() {
        return Err(cannot("it is a folder"));
    }
    if about.len() > LONGEST {
        return Err(cannot(&format!("it has {} bytes, the limit for an edition is {LONGEST}", about.len())));
    }
    let bytes = fs::read(path).map_err(|e| cannot(&failure::io(&e)))?;
    Edition::parse(name, work, &bytes).map_err(|e| cannot(&e.to_string()))
}

/// Installs a file: read and found sound first, then written beside, then named.
fn add(folder: &Path, name: &str, file: &Path, work: Option<&str>) -> Result<Edition> {
    let edition = read(file, name, work)?;
    let cannot =
        |e: &std::io::Error| anyhow::anyhow!("cannot write to {}: {}", failure::quoted(folder), failure::io(e));
    fs::create_dir_all(folder).map_err(|e| cannot(&e))?;
    let before = installed(folder)?;
    let bytes = fs::read(file).map_err(|e| cannot(&e))?;
    let mut beside =
        tempfile::Builder::new().prefix(".onrecord-").suffix(".tmp").tempfile_in(folder).map_err(|e| cannot(&e))?;
    beside.write_all(&bytes).and_then(|()| beside.flush()).map_err(|e| cannot(&e))?;
    let path = folder.join(format!("{name}@{}.txt", edition.work()));
    beside.persist(&path).map_err(|e| cannot(&e.error))?;
    for (_, _, old) in before.into_iter().filter(|(n, _, old)| n == name && *old != path) {
        fs::remove_file(&old).map_err(|e| cannot(&e))?;
    }
    Ok(edition)
}

/// Holds quoted words, one a line with their locator, against the installed editions.
fn check(folder: &Path, file: &Path, out: &mut Sink) -> Result<()> {
    let editions = editions(Some(folder))?;
    let text = fs::read_to_string(file)
        .map_err(|e| anyhow::anyhow!("cannot read {}: {}", failure::quoted(file), failure::io(&e)))?;
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let Some((locator, words)) = line.split_once('\t') else {
            bail!(
                "cannot read {}: line {}: found no tab, expected a locator, a tab and words",
                failure::quoted(file),
                number + 1
            );
        };
        let work = if locator.starts_with(|c: char| c.is_ascii_digit()) && locator.split('.').count() == 2 {
            "quran"
        } else {
            "bible"
        };
        let found = citations::check(&editions, work, locator, words);
        let answer = json!({
            "locator": visible::line(locator),
            "verdict": onrecord::reading::json::verdict(found.verdict),
            "edition": found.edition,
            "best_match": found.best_match,
            "similarity": found.similarity.map(|s| (f64::from(s) * 1000.0).round() / 1000.0),
        });
        out.write(&format!("{answer}\n"))?;
    }
    Ok(())
}
