//! Any bytes as a WARC file, plain, in gzip members and in zstd frames: records or damage, never a panic, never without end.

#![no_main]

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use onrecord_warc::{Archive, Entry, http};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

const LIMIT: usize = 100_000;

fuzz_target!(|data: &[u8]| {
    check(data);
    // The first bytes are given away, so that the rest is reached soon.
    let record = [b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\n", data].concat();
    check(&record);
    check(&[gzip(&record), gzip(data), record.clone()].concat());
    check(&[zstd(&record), zstd(data), record].concat());
    check(&[b"\x28\xb5\x2f\xfd", data].concat());
    check(&[b"\x5d\x2a\x4d\x18", data].concat());
    for packing in ["", "gzip", "deflate", "br", "zstd", "br, gzip"] {
        if let Ok(bytes) = http::unpacked(data, packing, LIMIT) {
            assert!(bytes.len() <= LIMIT);
        }
    }
    if let Some(Ok(joined)) = http::joined(data) {
        assert!(joined.len() <= data.len());
    }
});

fn check(bytes: &[u8]) {
    let Ok(archive) = Archive::new(Cursor::new(bytes), LIMIT) else { return };
    let mut last = 0;
    for entry in archive {
        let number = match &entry {
            Entry::Page(page) => {
                assert!(page.bytes.len() <= LIMIT);
                page.number
            }
            Entry::Revisit { number, .. } | Entry::Other { number, .. } | Entry::Damaged { number, .. } => *number,
            _ => continue,
        };
        assert!(number > last && number <= bytes.len() + 1, "{entry:?}");
        last = number;
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}
