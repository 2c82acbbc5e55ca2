//! Bytes packed for the disk and unpacked again, never to more than they were.

use std::io::{self, Read};

/// Smaller than level 1 by a tenth, and still ten times as fast as the disk.
const LEVEL: i32 = 3;

/// Packs bytes.
pub(crate) fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
}

/// Unpacks bytes; more than `limit` are an error, whatever the packed ones promise.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    zstd::Decoder::with_buffer(packed)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it unpacks to more than {limit} bytes")));
    }
    Ok(bytes)
}

/// Unpacks text.
pub(crate) fn unpack_text(packed: &[u8], limit: usize) -> io::Result<String> {
    let bytes = unpack(packed, limit)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_within_its_limit() -> io::Result<()> {
        let zeros = vec![0; 1 << 20];
        let packed = pack(&zeros)?;
        assert!(packed.len() < 1000);
        assert_eq!(unpack(&packed, 1 << 20)?, zeros);
        assert!(unpack(&packed, 1000).is_err_and(|e| e.to_string().contains("more than 1000 bytes")));
        assert!(unpack(b"no frame", 10).is_err());
        Ok(())
    }
}
