//! The head of a WARC record or of an HTTP answer: a first line, then `Name: value` lines up to an empty one.

use std::io::{self, BufRead, Read};

/// Longest head in bytes. Answers with many cookies have a few thousand.
const LONGEST: u64 = 64 << 10;

/// A head taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The first line.
    pub first: String,
    /// Names in small letters and values, in order.
    fields: Vec<(String, String)>,
}

/// Why a head cannot be read.
#[derive(Debug)]
pub enum HeadError {
    /// The bytes end, or cannot be had.
    Read(io::Error),
    /// It is longer than any real one.
    TooLong,
}

impl Head {
    /// Reads a head and the empty line after it. A line without a colon is passed over.
    pub fn read(from: &mut (impl BufRead + ?Sized)) -> Result<Self, HeadError> {
        let mut limited = from.take(LONGEST);
        let mut head = Self { first: line(&mut limited)?, fields: Vec::new() };
        loop {
            let line = line(&mut limited)?;
            if line.is_empty() {
                return Ok(head);
            }
            if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), head.fields.last_mut()) {
                value.push(' ');
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':') {
                head.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }

    /// The first value of a field; `name` in small letters.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

fn line(from: &mut io::Take<impl BufRead>) -> Result<String, HeadError> {
    let mut bytes = Vec::new();
    from.read_until(b'\n', &mut bytes).map_err(HeadError::Read)?;
    if bytes.pop() != Some(b'\n') {
        let ended = || HeadError::Read(io::ErrorKind::UnexpectedEof.into());
        return Err(if from.limit() == 0 { HeadError::TooLong } else { ended() });
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_any_case_and_over_several_lines() {
        let mut bytes =
            &b"HTTP/1.1 200 OK\r\nContent-TYPE: text/html;\r\n charset=utf-8\nodd line\r\nA:b:c\r\n\r\nrest"[..];
        let head = Head::read(&mut bytes).expect("a head");
        assert_eq!(
            (head.first.as_str(), head.get("content-type")),
            ("HTTP/1.1 200 OK", Some("text/html; charset=utf-8"))
        );
        assert_eq!((head.get("a"), head.get("odd line"), bytes), (Some("b:c"), None, &b"rest"[..]));
    }

    #[test]
    fn a_head_ends_or_is_refused() {
        assert!(matches!(Head::read(&mut &b"WARC/1.1\r\nA: b"[..]), Err(HeadError::Read(_))));
        assert!(matches!(Head::read(&mut &vec![b'a'; 100_000][..]), Err(HeadError::TooLong)));
    }
}
