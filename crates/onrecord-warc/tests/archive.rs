//! Archives written by the test: whole, packed, damaged in each way that a crawl's file can be.

use std::io::{Cursor, Write};

use data_encoding::BASE32;
use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_warc::http::Kind;
use onrecord_warc::{Archive, Entry};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use sha1::{Digest, Sha1};

fn record(kind: &str, more: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{}\r\nWARC-Date: 2026-03-14T09:00:00Z\r\n{more}\
         Content-Length: {}\r\n\r\n",
        block.len(),
        block.len()
    )
    .into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    record("response", "Content-Type: application/http; msgtype=response\r\n", &block)
}

fn text(body: &str) -> Vec<u8> {
    answer("200 OK\r\nContent-Type: text/plain; charset=utf-8", body.as_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

/// Each record in a few words.
fn told(bytes: &[u8]) -> Vec<String> {
    let archive = Archive::new(Cursor::new(bytes), 10_000).expect("an archive");
    archive
        .map(|entry| match entry {
            Entry::Page(page) => format!("{} page {}", page.number, String::from_utf8_lossy(&page.bytes)),
            Entry::Revisit { number, .. } => format!("{number} revisit"),
            Entry::Other { number, what } => format!("{number} other {what}"),
            Entry::Damaged { number, why, .. } => format!("{number} damaged {why}"),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn pages_are_told_from_other_records() {
    let html = answer("200 OK\r\ncontent-type: text/html;charset=koi8-r\r\nContent-Encoding: gzip", &gzip(b"<p>One"));
    let chunks =
        answer("200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip", &{
            let packed = gzip(b"Two");
            [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat()
        });
    let all = [
        record("warcinfo", "", b"software: x"),
        record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
        html,
        chunks,
        answer("404 Not Found\r\nContent-Type: text/html", b"<p>gone"),
        answer("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        record("revisit", "", b""),
        record("resource", "Content-Type: text/plain\r\n", b"Three"),
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: <metadata://gnu.org/log>\r\nContent-Type: text/plain\r\n\
          Content-Length: 3\r\n\r\nlog\r\n\r\n"
            .to_vec(),
    ];
    let expected = [
        "1 other warcinfo",
        "2 other request",
        "3 page <p>One",
        "4 page Two",
        "5 other status 404",
        "6 other image/png",
        "7 revisit",
        "8 page Three",
        "9 other metadata",
    ];
    assert_eq!(told(&all.concat()), expected);
    assert_eq!(told(&all.iter().flat_map(|r| gzip(r)).collect::<Vec<u8>>()), expected, "a member for each record");
    assert_eq!(told(&gzip(&all.concat())), expected, "one member for all");
    let Some(Entry::Page(page)) = Archive::new(Cursor::new(all.concat()), 10_000).expect("an archive").nth(2) else {
        panic!("a page");
    };
    assert_eq!((page.kind, page.charset.as_deref()), (Kind::Html, Some("koi8-r")));
    assert_eq!(page.date.as_deref(), Some("2026-03-14T09:00:00Z"));
    assert!(page.url.is_some_and(|u| u.starts_with("https://example.org/")));
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

#[test]
fn archives_in_zstd_frames_are_read() {
    let (one, two, three) = (text("One"), text(&"Two. ".repeat(300)), text("Three"));
    let frames = [zstd(&one), zstd(&two), zstd(&three)];
    let found = told(&frames.concat());
    assert_eq!((found.len(), &found[0][..], &found[2][..]), (3, "1 page One", "3 page Three"), "{found:?}");
    let skipped = [b"\x5e\x2a\x4d\x18\x03\0\0\0abc".to_vec(), zstd(&one)].concat();
    assert_eq!(told(&[zstd(&three), skipped].concat()), ["1 page Three", "2 page One"], "a frame without content");
    for cut in [5, 20, frames[1].len() - 1] {
        let found = told(&[&frames[0], &frames[1][..cut], &frames[2]].concat());
        assert_eq!((found.len(), &found[0][..], &found[2][..]), (3, "1 page One", "3 page Three"), "{cut}: {found:?}");
        assert!(found[1].starts_with("2 damaged "), "{found:?}");
    }
    let cut = told(&[&frames[0][..], &frames[1][..frames[1].len() - 3]].concat());
    assert!(cut.len() == 2 && cut[1].starts_with("2 damaged its zstd frame is damaged"), "{cut:?}");
    // A dictionary that is none.
    let broken = told(&[&b"\x5d\x2a\x4d\x18\x03\0\0\0abc"[..], &frames[0]].concat());
    assert!(broken[0].starts_with("1 damaged its zstd frame is damaged"), "{broken:?}");
}

#[test]
fn digests_are_held_against_the_bytes() {
    let http = |body: &[u8], more: &str| {
        [format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{more}\r\n").as_bytes(), body].concat()
    };
    let base32 = |bytes: &[u8]| BASE32.encode(&Sha1::digest(bytes));
    let response = |digests: &str, block: &[u8]| {
        record("response", &format!("Content-Type: application/http\r\n{digests}"), block)
    };
    let plain = http(b"We will appeal.", "");
    let (block, payload) = (base32(&plain), base32(b"We will appeal."));
    let packed = gzip(b"We will appeal.");
    let (sent, zipped) = (base32(&packed), http(&packed, "Content-Encoding: gzip\r\n"));
    let chunked = http(b"f\r\nWe will appeal.\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n");
    let wrong = base32(b"We will not appeal.");
    for (digests, bytes, holds) in [
        (format!("WARC-Block-Digest: sha1:{block}\r\n"), &plain, true),
        (format!("WARC-Block-Digest: sha1:{block}\r\nWARC-Payload-Digest: sha1:{wrong}\r\n"), &plain, true),
        (format!("WARC-Payload-Digest: sha1:{payload}\r\n"), &plain, true),
        (format!("WARC-Payload-Digest: sha1:{payload}\r\n"), &chunked, true),
        (format!("WARC-Payload-Digest: sha1:{payload}\r\n"), &zipped, true),
        (format!("WARC-Payload-Digest: sha1:{sent}\r\n"), &zipped, true),
        (format!("WARC-Block-Digest: md5:{wrong}\r\n"), &plain, true),
        (format!("WARC-Block-Digest: sha1:{wrong}\r\n"), &plain, false),
        (format!("WARC-Payload-Digest: sha1:{wrong}\r\n"), &zipped, false),
    ] {
        let found = told(&[response(&digests, bytes), text("One")].concat());
        assert_eq!(found.len(), 2, "{found:?}");
        let expected = if holds { "1 page We will appeal." } else { "1 damaged its " };
        assert!(found[0].starts_with(expected), "{digests}: {found:?}");
        assert_eq!(found[1], "2 page One");
    }
}

#[test]
fn a_page_in_several_records_is_named() {
    let first = record(
        "response",
        "Content-Type: application/http\r\nWARC-Segment-Number: 1\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nWe will",
    );
    let second = record("continuation", "WARC-Segment-Number: 2\r\n", b" appeal.");
    let expected = [
        "1 damaged it is in several records, which are not joined",
        "2 other continuation of a record in several",
        "3 page One",
    ];
    assert_eq!(told(&[first, second, text("One")].concat()), expected);
}

#[test]
fn good_records_around_a_damaged_one_are_read() {
    let (one, two, three) = (text("One"), text(&"Two. ".repeat(300)), text("Three"));
    let cut = &two[..two.len() - 40];
    let plain = [&one, cut, &three[..]].concat();
    assert_eq!(told(&plain), ["1 page One", "2 damaged it does not end where its Content-Length says", "3 page Three"]);
    let members = [gzip(&one), gzip(&two)[..60].to_vec(), gzip(&three)].concat();
    let found = told(&members);
    assert_eq!((found.len(), &found[0][..], &found[2][..]), (3, "1 page One", "3 page Three"), "{found:?}");
    assert!(found[1].starts_with("2 damaged "), "{found:?}");
    let mut flipped = gzip(&two);
    let at = flipped.len() - 6;
    flipped[at] ^= 1;
    let found = told(&[gzip(&one), flipped, gzip(&three)].concat());
    assert!(found[1].starts_with("2 damaged its gzip member is damaged: "), "{found:?}");
    assert_eq!(found[2], "3 page Three");
    // Wrong in a sound member that holds more.
    let short = String::from_utf8(two.clone()).expect("text").replace("Content-Length: 1", "Content-Length: ");
    let found = told(&gzip(&[&one, short.as_bytes(), &three].concat()));
    assert_eq!((found.len(), &found[2][..]), (3, "3 page Three"), "{found:?}");
}

#[test]
fn an_archive_that_is_cut_at_its_end_says_so() {
    let (one, two) = (text("One"), text(&"Two. ".repeat(300)));
    for cut in [one.len() + 20, one.len() + two.len() / 2, one.len() + two.len() - 5] {
        let found = told(&[&one[..], &two].concat()[..cut]);
        assert_eq!((found.len(), &found[0][..]), (2, "1 page One"), "{found:?}");
        assert!(found[1].starts_with("2 damaged it is cut off"), "{found:?}");
    }
    let (one, two) = (gzip(&one), gzip(&two));
    for cut in 1..two.len() {
        let found = told(&[&one[..], &two[..cut]].concat());
        assert_eq!((found.len(), &found[0][..]), (2, "1 page One"), "{cut}: {found:?}");
        assert!(found[1].starts_with("2 damaged it is cut off"), "{cut}: {found:?}");
    }
}

#[test]
fn records_that_cannot_be_pages_say_why() {
    let page = "200 OK\r\nContent-Type: text/plain\r\n";
    let all = [
        answer(&format!("{page}Content-Encoding: compress"), b"x"),
        answer(&format!("{page}Content-Encoding: gzip"), &gzip(b"We will appeal.")[..20]),
        answer(&format!("{page}Content-Encoding: gzip"), &gzip(&vec![b'a'; 20_000])),
        text(&"a".repeat(20_000)),
        record("response", "Content-Type: application/http\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html"),
        record("response", "Content-Type: application/http\r\n", b"nonsense\r\n\r\n"),
        record("response", "Content-Type: application/http\r\nWARC-Truncated: length\r\n", &text("x")[..0]),
        record("resource", "Content-Type: text/html\r\nWARC-Truncated: length\r\n", b"x"),
        text("One"),
    ];
    let expected = [
        "1 damaged found content encoding \"compress\", expected gzip, deflate, br or zstd",
        "2 damaged its body in gzip is damaged: ",
        "3 damaged it is longer than 10000 bytes, the limit for one report",
        "4 damaged it is longer than 10000 bytes, the limit for one report",
        "5 damaged its HTTP answer has no end of its head",
        "6 damaged its HTTP answer does not begin with a status",
        "7 damaged its HTTP answer has no end of its head",
        "8 damaged the crawler cut it short (length)",
        "9 page One",
    ];
    let found = told(&all.concat());
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}, expected {expected}");
    }
}

#[test]
fn damage_without_end_ends() {
    let archive = [gzip(b"WARC/1.0\r\n"), gzip(b"nonsense")].concat().repeat(3000);
    let found = told(&archive);
    assert_eq!(found.len(), 1000);
    assert!(found[999].ends_with("too much is damaged, the rest of the file is not read"), "{}", found[999]);
    let none: [&str; 0] = [];
    assert_eq!(told(b""), none);
    let error = |bytes: &'static [u8]| Archive::new(Cursor::new(bytes), 10).err().map(|e| e.to_string());
    let expected = "it is no WARC file: expected it to begin with WARC/ or to be gzip or zstd";
    assert_eq!(error(b"<!DOCTYPE html>").as_deref(), Some(expected));
}
