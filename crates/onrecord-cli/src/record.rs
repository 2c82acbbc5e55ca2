//! The record that a command works on: where it is, and who and when it is.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use etcetera::{BaseStrategy, choose_base_strategy};
use jiff::Timestamp;
use onrecord_store::{Record, Writer};

use crate::arguments::record::{Answer, Place, Shape};
use crate::bytes;
use crate::read::look;
use crate::text::Look;

/// The file of the record.
pub fn path(place: &Place) -> Result<PathBuf> {
    if let Some(path) = &place.record {
        return Ok(path.clone());
    }
    let folders =
        choose_base_strategy().map_err(|e| anyhow!("cannot tell the user's folder for data: {e}; give --record"))?;
    Ok(folders.data_dir().join("onrecord").join("record.db"))
}

/// Opens the record to ask it.
pub fn open(place: &Place) -> Result<Record> {
    Ok(Record::open(&path(place)?)?)
}

/// Opens the record to write to it; `make`: where there is none, one is made, and in the user's folder for data its folder too.
pub fn writer(place: &Place, make: bool) -> Result<Writer> {
    let path = path(place)?;
    if make
        && place.record.is_none()
        && let Some(folder) = path.parent()
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", crate::failure::quoted(folder)))?;
    }
    Ok(Writer::open(&path, make)?)
}

/// Now, RFC 3339.
pub fn now() -> String {
    bytes::seconds(Timestamp::now())
}

/// Who speaks: as asked, or the user's name.
pub fn author(asked: Option<&String>) -> Result<String> {
    let of_user = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let author = asked.cloned().or_else(of_user).filter(|name| !name.trim().is_empty());
    author.ok_or_else(|| anyhow!("cannot tell who says so; give --author NAME"))
}

/// The form of an answer and its look.
pub fn shape(shape: &Shape) -> (Answer, Look) {
    use std::io::{IsTerminal, stdout};
    let by_reader = if stdout().is_terminal() { Answer::Text } else { Answer::Jsonl };
    (shape.format.unwrap_or(by_reader), look(shape.color, shape.width, true))
}
