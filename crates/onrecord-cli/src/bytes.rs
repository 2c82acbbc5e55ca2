//! The bytes of one source, never more than the limit in memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure;
use crate::sources::Source;

/// Reads a source, or says why not.
pub fn read(source: &Source) -> Result<Vec<u8>, String> {
    match source {
        Source::Stdin => limited(io::stdin().lock(), onrecord::LONGEST, 0),
        Source::File(path) => file(path),
    }
}

fn file(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|e| failure::io(&e))?;
    let about = file.metadata().map_err(|e| failure::io(&e))?;
    if about.len() > onrecord::LONGEST as u64 {
        return Err(failure::too_long());
    }
    limited(file, onrecord::LONGEST, about.len() as usize)
}

/// A pipe or growing file has no length to look up: one byte past the limit is the sign.
fn limited(from: impl Read, limit: usize, expected: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(expected);
    from.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| failure::io(&e))?;
    if bytes.len() > limit { Err(failure::too_long()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_input_ends_at_the_limit() {
        assert_eq!(limited(io::repeat(b'a'), 1000, 0), Err(failure::too_long()));
        assert_eq!(limited(&b"abc"[..], 3, 0), Ok(b"abc".to_vec()));
    }
}
