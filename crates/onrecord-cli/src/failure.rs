//! How an error is worded: what we tried, on what, what was found. A name or message never brings a control character along.

use std::io;
use std::path::Path;

use onrecord::Error;

use crate::visible::visible;

/// A source that could not be read, as one line.
pub fn cannot_read(name: &Path, why: &str) -> String {
    format!("cannot read {}: {why}", quoted(name))
}

/// A path in quotation marks.
pub fn quoted(path: &Path) -> String {
    visible(&format!("{:?}", path.to_string_lossy()))
}

/// What an operating system's error says, without its number.
pub fn io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "no space is left".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            letters.next().map(|c| c.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
        }
    }
}

/// What the library found, said of a source that is already named.
pub fn reading(error: &Error) -> String {
    match error {
        Error::Empty { bytes: 0 } => "it is empty".to_owned(),
        Error::Empty { bytes } => format!("found only white space in {bytes} bytes"),
        Error::NotText { found } => format!("found {found}, expected text or HTML"),
        Error::TooLong { .. } => too_long(),
        Error::NoMainText { found } => format!("found no main text in the page: {found}"),
        other => other.to_string(),
    }
}

/// A report above the limit.
pub fn too_long() -> String {
    format!("it is longer than {} MB, the limit for one report", onrecord::LONGEST >> 20)
}

/// One line on standard error.
pub fn print(line: &str) {
    use std::io::Write;
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "onrecord: {}", visible(line));
}

/// Whether the reader of our output went away, as `head` does.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|e| e.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_write_to_the_terminal() {
        assert_eq!(
            cannot_read(Path::new("a\u{1b}[31m\n"), "it is empty"),
            r#"cannot read "a\u{1b}[31m\n": it is empty"#
        );
    }

    #[test]
    fn the_systems_words_are_made_ours() {
        assert_eq!(io(&io::Error::from_raw_os_error(2)), "there is no such file");
        assert_eq!(io(&io::Error::from_raw_os_error(21)), "is a directory");
    }
}
