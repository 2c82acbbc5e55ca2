//! Measures the record at scale: `cargo run --release --example million -- [--quotations 1000000] [--dump FILE] [FOLDER]`.
//!
//! Builds a record of invented reports through the same calls as `onrecord add`, without a model, and prints build rate, size, memory, and
//! how long searches, look-ups of candidates and whole checks (candidates and judgement) take at 10,000, 100,000 and all quotations. Of candidates it prints how often the right
//! report is among them. Times are of the processor, so that what else the machine does counts little; the build has both. `LIKE` over the bare words of all quotations is measured beside them, as what a user would write.

mod asked;
mod invented;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

use asked::Asked;
use invented::{Chance, World, name};
use onrecord::check::{self, Words};
use onrecord_store::{Arrival, Record, Search, Writer};

/// Reports of one commit, as `onrecord add` has them.
const GROUP: usize = 64;
/// The words of a claim, and the address of the report that has them.
type Claim<'a> = (String, Option<&'a str>);

/// Questions of each kind.
const QUESTIONS: usize = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut quotations, mut dump, mut folder) = (1_000_000, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quotations" => quotations = arguments.next().unwrap_or_default().parse()?,
            "--dump" => dump = arguments.next(),
            other => folder = Some(other.to_owned()),
        }
    }
    let kept = tempfile::tempdir()?;
    let folder = folder.map_or(kept.path().to_owned(), Into::into);
    let path = folder.join("million.db");
    let mut world = World::new(1);
    let mut sample: Vec<(String, String)> = Vec::new();
    let mut dice = Chance(7);
    let plain = rusqlite::Connection::open(folder.join("plain.db"))?;
    plain.execute_batch("PRAGMA journal_mode=OFF; CREATE TABLE q(words TEXT); BEGIN")?;
    let mut dump = dump.map(fs::File::create).transpose()?.map(std::io::BufWriter::new);
    let mut writer = Writer::open(&path, true)?;
    let (mut spent, mut busy, mut made) = (Duration::ZERO, Duration::ZERO, 0);
    let mut checkpoints = vec![quotations, 100_000, 10_000];
    checkpoints.retain(|c| *c <= quotations);
    println!("quotations  reports  reports/s  reports/s of processor  bytes/report  peak MB");
    let mut seen = 0;
    while made < quotations {
        let report = world.report();
        let (begun, used) = (Instant::now(), ThreadTime::now());
        writer.add(&Arrival {
            bytes: report.page.as_bytes(),
            reading: &report.reading,
            name: &report.url,
            kind: Some("plain"),
            charset: None,
            published: None,
            url: Some(&report.url),
            retrieved: None,
            now: "2026-03-14T09:00:00Z",
        })?;
        seen += 1;
        if seen % GROUP == 0 {
            writer.commit()?;
        }
        spent += begun.elapsed();
        busy += used.elapsed();
        for words in &report.quotations {
            plain.prepare_cached("INSERT INTO q VALUES(?)")?.execute([words])?;
            if let Some(out) = &mut dump {
                writeln!(out, "{words}")?;
            }
            made += 1;
            let pair = || (words.clone(), report.url.clone());
            if sample.len() < QUESTIONS {
                sample.push(pair());
            } else if dice.below(made) < QUESTIONS {
                let slot = dice.below(QUESTIONS);
                sample[slot] = pair();
            }
        }
        if checkpoints.last().is_some_and(|c| made >= *c) {
            checkpoints.pop();
            writer.commit()?;
            let size = fs::metadata(&path)?.len() + fs::metadata(path.with_extension("db-wal")).map_or(0, |m| m.len());
            println!(
                "{made:>10} {seen:>8} {:>10.0} {:>23.0} {:>13} {:>8}",
                seen as f64 / spent.as_secs_f64(),
                seen as f64 / busy.as_secs_f64(),
                size / seen as u64,
                peak()
            );
            measure(&path, &mut world, &sample)?;
        }
    }
    writer.commit()?;
    plain.execute_batch("COMMIT")?;
    let mut slow = Vec::new();
    for (words, _) in sample.iter().take(5) {
        let begun = Instant::now();
        let found: i64 =
            plain.query_row("SELECT count(*) FROM q WHERE words LIKE '%' || ? || '%'", [words], |r| r.get(0))?;
        assert!(found > 0, "LIKE finds what was put in");
        slow.push(begun.elapsed());
    }
    println!("LIKE over all: {}", times(&mut slow));
    if let Some(mut out) = dump {
        out.flush()?;
    }
    Ok(())
}

fn measure(path: &Path, world: &mut World, sample: &[(String, String)]) -> Result<(), Box<dyn Error>> {
    let record = Record::open(path)?;
    let mut dice = Chance(3);
    let altered = |words: &str, world: &mut World| {
        let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        let at = words.len() / 2;
        let other = world.word();
        words[at] = world.spell(&[other]) + "x";
        words.join(" ")
    };
    let mut claims: Vec<(&str, Vec<Claim<'_>>)> = vec![
        ("verbatim", sample.iter().map(|(w, url)| (w.clone(), Some(url.as_str()))).collect()),
        ("trimmed", Vec::new()),
        ("altered", Vec::new()),
        ("absent", Vec::new()),
    ];
    for (words, url) in sample {
        let all: Vec<&str> = words.split(' ').collect();
        let (from, to) = (all.len() / 4, all.len() - all.len() / 5);
        claims[1].1.push((all[from..to].join(" "), Some(url)));
        claims[2].1.push((altered(words, world), Some(url)));
        let absent: Vec<usize> = (0..all.len()).map(|_| world.word()).collect();
        claims[3].1.push((world.spell(&absent), None));
    }
    for (kind, claims) in &claims {
        let (mut spent, mut right) = (Vec::new(), 0);
        for (words, url) in claims {
            let begun = ThreadTime::now();
            let found = record.candidates(words, 16)?;
            spent.push(begun.elapsed());
            right += usize::from(found.iter().any(|c| c.url.as_deref() == *url));
        }
        let recall = if *kind == "absent" { String::new() } else { format!(", {right} of {} found", claims.len()) };
        println!("    candidates, {kind:<9} {}{recall}", times(&mut spent));
    }
    let asked = Asked(&record);
    for (kind, claims) in &claims {
        let expected = match *kind {
            "altered" => Words::Altered,
            "absent" => Words::NotFound,
            // A part of a quotation is verbatim too.
            _ => Words::Verbatim,
        };
        let (mut spent, mut right) = (Vec::new(), 0);
        for (words, _) in claims {
            let claim = check::Claim { text: words.clone(), ..check::Claim::default() };
            let begun = ThreadTime::now();
            let answer = check::check(&claim, &asked);
            spent.push(begun.elapsed());
            right += usize::from(answer.words == expected);
        }
        println!("    check, {kind:<14} {}, {right} of {} right", times(&mut spent), claims.len());
    }
    let phrase = |words: &str, from: usize, n: usize| {
        let all: Vec<&str> = words.split(' ').collect();
        all[from.min(all.len() - n.min(all.len()))..].iter().take(n).copied().collect::<Vec<_>>().join(" ")
    };
    let mut searches: Vec<(&str, Vec<Search>)> = vec![
        ("one word", Vec::new()),
        ("two words", Vec::new()),
        ("phrase", Vec::new()),
        ("beginning", Vec::new()),
        ("word, speaker", Vec::new()),
        ("word, two years", Vec::new()),
    ];
    for (words, _) in sample {
        let with = |words: String| Search { words, limit: 20, ..Search::default() };
        searches[0].1.push(with(phrase(words, dice.below(6), 1)));
        searches[1].1.push(with(phrase(words, dice.below(5), 2)));
        searches[2].1.push(with(format!("\"{}\"", phrase(words, dice.below(4), 3))));
        let one = phrase(words, dice.below(6), 1);
        searches[3].1.push(with(format!("{}*", &one[..one.len().min(3)])));
        searches[4].1.push(Search { speaker: Some(name(dice.below(20_000))), ..with(phrase(words, dice.below(6), 1)) });
        searches[5].1.push(Search {
            since: Some("2015-03-09".to_owned()),
            until: Some("2017-02-11".to_owned()),
            ..with(phrase(words, dice.below(6), 1))
        });
    }
    let mut all = Vec::new();
    for (kind, searches) in &searches {
        let mut spent = Vec::new();
        for search in searches {
            let begun = ThreadTime::now();
            record.search(search)?;
            spent.push(begun.elapsed());
        }
        all.extend(spent.clone());
        println!("    search, {kind:<15} {}", times(&mut spent));
    }
    println!("    search, all             {}", times(&mut all));
    Ok(())
}

fn times(spent: &mut [Duration]) -> String {
    spent.sort();
    let at = |percent: usize| spent[(spent.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    format!("p50 {:>8.2} ms  p99 {:>8.2} ms", at(50), at(99))
}

/// The most memory that was ever in use, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kb| (kb / 1024).to_string())
}
