//! Archives with bytes changed, cut out and put in, in each packing: records or damage, never a panic, never without end.
//!
//! A run takes the same 256 archives every time; `PROPTEST_CASES=20000 cargo test --release --test mutated` takes that many new ones.
//! `fuzz/` looks further.

#![allow(missing_docs, reason = "a test")]

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_warc::{Archive, Entry};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

const LIMIT: usize = 10_000;
const PIECES: [&[u8]; 12] = [
    b"",
    b"\0",
    b"\r\n",
    b"\r\n\r\n",
    b"WARC/1.1\r\n",
    b"Content-Length: 99999999999\r\n",
    b"WARC-Block-Digest: sha1:x\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\x5d\x2a\x4d\x18\xff\xff\xff\xff",
    b"\xff",
];

const HEADS: [&[u8]; 5] = [b"WARC/1.0\r\n", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b""];

fn record(body: &str, fields: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}\r\n{body}");
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

/// Three records, plain, in gzip members or in zstd frames.
fn archive(packing: usize) -> Vec<u8> {
    let records = [
        record("<p>We will appeal.", ""),
        record("5\r\n<p>We\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
        record(&"<p>The board had closed the harbour. ".repeat(40), ""),
    ];
    let packed = records.into_iter().map(|record| match packing {
        0 => record,
        1 => {
            let mut out = GzEncoder::new(Vec::new(), Compression::fast());
            out.write_all(&record).expect("memory");
            out.finish().expect("memory")
        }
        _ => compress_to_vec(&record[..], CompressionLevel::Fastest),
    });
    packed.collect::<Vec<_>>().concat()
}

/// The same inputs every time, unless the environment asks for a number of new ones.
fn config() -> Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let fixed = Config { rng_seed: RngSeed::Fixed(1), ..Config::default() };
    Config { failure_persistence: None, ..if asked { Config::default() } else { fixed } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_archive_ends(packing in 0_usize..3, changes in vec((any::<Index>(), select(&PIECES[..]), 0_usize..40), 0..8)) {
        let mut bytes = archive(packing);
        for (at, piece, drop) in changes {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + drop);
            bytes.splice(at..end, piece.iter().copied());
        }
        let Ok(archive) = Archive::new(Cursor::new(&bytes), LIMIT) else { return Ok(()) };
        let mut entries = 0;
        for entry in archive {
            entries += 1;
            prop_assert!(entries <= bytes.len() + 1, "more entries than bytes");
            if let Entry::Page(page) = entry {
                prop_assert!(page.bytes.len() <= LIMIT);
            }
        }
    }

    #[test]
    fn any_bytes_end(bytes in vec(any::<u8>(), 0..400), head in select(&HEADS[..])) {
        let bytes = [head, &bytes].concat();
        if let Ok(archive) = Archive::new(Cursor::new(&bytes), LIMIT) {
            prop_assert!(archive.take(bytes.len() + 2).count() <= bytes.len() + 1);
        }
    }
}
