//! Pages or texts as JSON, one a line: a file in, reports out, one line in memory at a time.
//!
//! Example: with `--text-field body.plain` the line `{"body": {"plain": "“No,” said Ana."}, "url": "https://example.org/a"}` is a text from
//! this address. A line that is none is named with its number, and the next is read.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use onrecord::{About, Kind};
use serde_json::Value;

use crate::arguments::record::Add;
use crate::failure;

/// The lines of a file.
pub struct Lines {
    name: PathBuf,
    from: Option<Box<dyn BufRead>>,
    number: usize,
    fields: Fields,
}

/// Which field holds what.
#[derive(Debug, Clone)]
pub struct Fields {
    text: String,
    html: String,
    url: String,
    published: String,
}

impl Fields {
    /// As the user says.
    pub fn of(asked: &Add) -> Self {
        Self {
            text: asked.text_field.clone(),
            html: asked.html_field.clone(),
            url: asked.url_field.clone(),
            published: asked.published_field.clone(),
        }
    }
}

/// A line: its name, and the report in it or why there is none.
pub type Line = (PathBuf, Result<(Vec<u8>, About), String>);

impl Lines {
    /// Opens a file, packed with gzip or not.
    pub fn open(path: &Path, fields: Fields) -> Result<Self, String> {
        let mut from = BufReader::new(File::open(path).map_err(|e| failure::io(&e))?);
        let packed = from.fill_buf().map_err(|e| failure::io(&e))?.starts_with(&[0x1f, 0x8b]);
        let from: Box<dyn BufRead> =
            if packed { Box::new(BufReader::new(MultiGzDecoder::new(from))) } else { Box::new(from) };
        Ok(Self { name: path.to_owned(), from: Some(from), number: 0, fields })
    }

    fn line(&mut self, line: &[u8]) -> Result<(Vec<u8>, About), String> {
        let value: Value = serde_json::from_slice(line).map_err(|e| format!("it is no JSON: {e}"))?;
        let field = |path: &str| {
            let found = path.split('.').try_fold(&value, |v, name| v.get(name));
            found.and_then(Value::as_str).filter(|s| !s.trim().is_empty()).map(str::to_owned)
        };
        let (bytes, kind) = match (field(&self.fields.html), field(&self.fields.text)) {
            (Some(html), _) => (html, Kind::Html),
            (None, Some(text)) => (text, Kind::Plain),
            (None, None) => {
                return Err(format!("it has neither the field {:?} nor {:?}", self.fields.html, self.fields.text));
            }
        };
        let published = field(&self.fields.published);
        if let Some(day) = &published
            && crate::arguments::day(day.split(['T', ' ']).next().unwrap_or_default()).is_err()
        {
            return Err(format!("its field {:?} is {day:?}, expected a day such as 2026-03-14", self.fields.published));
        }
        let about = About {
            kind: Some(kind),
            charset: Some("utf-8".to_owned()),
            published,
            url: field(&self.fields.url),
            retrieved: None,
        };
        Ok((bytes.into_bytes(), about))
    }
}

impl Iterator for Lines {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        loop {
            self.number += 1;
            let mut name = self.name.clone().into_os_string();
            name.push(format!("#{}", self.number));
            let name = PathBuf::from(name);
            let from = self.from.as_mut()?;
            let mut line = Vec::new();
            // JSON may write one character as six.
            let limit = onrecord::LONGEST as u64 * 2;
            match from.by_ref().take(limit).read_until(b'\n', &mut line) {
                Ok(0) => {
                    self.from = None;
                    return None;
                }
                Ok(_) if line.len() as u64 == limit && !line.ends_with(b"\n") => {
                    self.from = None;
                    let why = format!("the line is longer than {} MB; the rest of the file is not read", limit >> 20);
                    return Some((name, Err(why)));
                }
                Ok(_) => {}
                Err(error) => {
                    self.from = None;
                    return Some((name, Err(format!("{}; the rest of the file is not read", failure::io(&error)))));
                }
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let read = self.line(&line);
            return Some((name, read));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn fields() -> Fields {
        Fields { text: "body.plain".into(), html: "html".into(), url: "link".into(), published: "day".into() }
    }

    #[test]
    fn fields_are_mapped_and_bad_lines_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.jsonl");
        let text = "{\"body\":{\"plain\":\"“No,” said Ana.\"},\"link\":\"https://example.org/a\",\"day\":\"2026-03-14T09:00:00Z\"}\n\n\
                    not JSON\n{\"html\":\"<p>x\",\"day\":\"2026-02-30\"}\n{\"title\":1}\n{\"html\":\"<p>x\"}";
        std::fs::write(&path, text).expect("a file");
        let packed = folder.path().join("b");
        let mut gzip =
            flate2::write::GzEncoder::new(File::create(&packed).expect("a file"), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).and_then(|()| gzip.finish().map(|_| ())).expect("a file");
        for path in [path, packed] {
            let lines: Vec<Line> = Lines::open(&path, fields()).expect("opened").collect();
            let (name, first) = &lines[0];
            let (bytes, about) = first.as_ref().expect("a text");
            assert_eq!(
                (&bytes[..], about.kind, about.url.as_deref()),
                ("“No,” said Ana.".as_bytes(), Some(Kind::Plain), Some("https://example.org/a"))
            );
            assert!(name.to_string_lossy().ends_with("#1"));
            let why: Vec<&str> = lines.iter().filter_map(|(_, l)| l.as_ref().err().map(String::as_str)).collect();
            assert!(
                why[0].starts_with("it is no JSON")
                    && why[1].contains("\"2026-02-30\"")
                    && why[2].contains("neither the field"),
                "{why:?}"
            );
            assert_eq!((lines.len(), lines[4].1.is_ok()), (5, true));
        }
    }
}
