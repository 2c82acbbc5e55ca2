//! The server over loopback, asked with plain HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;

use onrecord_serve::{Options, Ready, serve};
use onrecord_store::Writer;

fn start() -> (SocketAddr, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("r.db");
    drop(Writer::open(&record, true).unwrap());
    let (tell, told) = mpsc::channel();
    let options = Options::new(record, "127.0.0.1:0".parse().unwrap());
    std::thread::spawn(move || serve(options, move |Ready { at, .. }| tell.send(at).unwrap()).unwrap());
    (told.recv().unwrap(), folder)
}

fn get(at: SocketAddr, path: &str, fields: &str) -> String {
    let mut stream = TcpStream::connect(at).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n{fields}\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_home_page_counts_the_record_and_allows_no_script() {
    let (at, _folder) = start();
    let answer = get(at, "/", "");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("0 reports, 0 quotations"), "{answer}");
    assert!(answer.contains("content-security-policy: default-src 'none'"), "{answer}");
}

#[test]
fn an_asset_is_sent_once() {
    let (at, _folder) = start();
    let first = get(at, "/assets/style.css", "");
    let tag = first.lines().find_map(|l| l.strip_prefix("etag: ")).unwrap();
    assert!(get(at, "/assets/style.css", &format!("If-None-Match: {tag}\r\n")).starts_with("HTTP/1.1 304"));
    assert!(get(at, "/assets/..%2fCargo.toml", "").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_record_that_is_not_there_is_said() {
    let options = Options::new("/nowhere/r.db".into(), "127.0.0.1:0".parse().unwrap());
    let error = serve(options, |_| ()).unwrap_err().to_string();
    assert!(error.contains("there is no such file"), "{error}");
}
