//! Where the output goes: standard output, or a file that appears whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

use crate::failure;

/// Where the output goes.
pub enum Sink {
    /// Standard output, flushed after each report.
    Stdout(BufWriter<io::Stdout>),
    /// A file of ours beside the one asked for, until all is written.
    Beside(BufWriter<NamedTempFile>, PathBuf),
    /// Something that is no regular file, such as `/dev/full` or a named pipe: it cannot be replaced.
    Device(BufWriter<fs::File>, PathBuf),
}

impl Sink {
    /// Opens the output; nothing is lost of a file that is already there.
    pub fn open(output: Option<&Path>) -> Result<Self> {
        let Some(asked) = output else { return Ok(Self::Stdout(BufWriter::new(io::stdout()))) };
        // Through a link, so that the link stays one.
        let path = fs::canonicalize(asked).unwrap_or_else(|_| asked.to_owned());
        match fs::metadata(&path) {
            Ok(about) if about.is_dir() => Err(cannot_write(asked, "it is a folder")),
            Ok(about) if !about.is_file() => {
                let file = fs::OpenOptions::new().write(true).open(&path);
                Ok(Self::Device(BufWriter::new(file.map_err(|e| cannot_write(asked, &failure::io(&e)))?), path))
            }
            existing => {
                let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let file = beside(folder, existing.ok()).map_err(|e| {
                    let why = if e.kind() == io::ErrorKind::NotFound {
                        "there is no such folder".into()
                    } else {
                        failure::io(&e)
                    };
                    cannot_write(asked, &why)
                })?;
                Ok(Self::Beside(BufWriter::new(file), path))
            }
        }
    }

    /// Writes a piece.
    pub fn write(&mut self, piece: &str) -> Result<()> {
        let done = match self {
            Self::Stdout(out) => out.write_all(piece.as_bytes()),
            Self::Beside(out, _) => out.write_all(piece.as_bytes()),
            Self::Device(out, _) => out.write_all(piece.as_bytes()),
        };
        self.worded(done)
    }

    /// Sends on what was written, where somebody may be waiting for it.
    pub fn flush(&mut self) -> Result<()> {
        let done = match self {
            Self::Stdout(out) => out.flush(),
            Self::Beside(..) => Ok(()),
            Self::Device(out, _) => out.flush(),
        };
        self.worded(done)
    }

    /// All is on its way to the disk, so that what is left to go wrong is the name.
    pub fn written(&mut self) -> Result<()> {
        let done = match self {
            Self::Stdout(out) => out.flush(),
            Self::Beside(out, _) => out.flush(),
            Self::Device(out, _) => out.flush(),
        };
        self.worded(done)
    }

    /// All is written: the file takes its name.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        if let Self::Beside(out, path) = self {
            let file = out.into_inner().map_err(|e| cannot_write(&path, &failure::io(e.error())))?;
            file.persist(&path).map_err(|e| cannot_write(&path, &failure::io(&e.error)))?;
        }
        Ok(())
    }

    fn worded(&self, done: io::Result<()>) -> Result<()> {
        let error = match done {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let what = match self {
            Self::Stdout(_) => "cannot write to standard output".to_owned(),
            Self::Beside(_, path) | Self::Device(_, path) => format!("cannot write {}", failure::quoted(path)),
        };
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Err(error).context(what);
        }
        Err(anyhow::anyhow!("{what}: {}", failure::io(&error)))
    }
}

fn cannot_write(path: &Path, why: &str) -> anyhow::Error {
    anyhow::anyhow!("cannot write {}: {why}", failure::quoted(path))
}

/// A new file takes the rights that any new file gets; one that replaces another takes that one's.
fn beside(folder: &Path, replaces: Option<fs::Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".onrecord-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(old) = replaces {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_all_is_written() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("out.txt");
        fs::write(&path, "old")?;
        let mut sink = Sink::open(Some(&path))?;
        sink.write("new")?;
        assert_eq!(fs::read_to_string(&path)?, "old");
        sink.finish()?;
        assert_eq!(fs::read_to_string(&path)?, "new");
        drop(Sink::open(Some(&folder.path().join("never.txt")))?);
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }
}
