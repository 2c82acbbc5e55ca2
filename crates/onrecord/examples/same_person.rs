//! Pairs of names come in on standard input, a tab between the two; the score and its reasons go out, a line each.
//!
//! "J. Ruiz", a tab and "Ana Ruiz" give "0.012", a tab and "same surname; another initial". Comparisons a second on one core, the names parsed once, stand on standard
//! error. With `--features` the features of the best reading go out instead, under their names (`training/same_person.py`).
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a development tool, not the library")]

use onrecord::names::{Name, features, same_person};
use std::io::{self, Read};
use std::time::Instant;

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut pairs = Vec::new();
    for line in text.lines() {
        let (a, b) = line.split_once('\t').unwrap_or((line, ""));
        let b = b.split('\t').next().unwrap_or_default();
        pairs.push((Name::parse(a), Name::parse(b)));
    }
    if std::env::args().any(|a| a == "--features") {
        let anybody = Name::parse("Ana Ruiz");
        let names: Vec<&str> = features(&anybody, &anybody).unwrap_or_default().iter().map(|f| f.0).collect();
        println!("{}", names.join("\t"));
        for (a, b) in &pairs {
            let found = features(a, b).unwrap_or_else(|| names.iter().map(|n| (*n, 0.0)).collect());
            let row: Vec<String> = found.iter().map(|(_, x)| x.to_string()).collect();
            println!("{}", row.join("\t"));
        }
        return Ok(());
    }
    for (a, b) in &pairs {
        let found = same_person(a, b);
        let reasons: Vec<String> = found.reasons.iter().map(ToString::to_string).collect();
        println!("{:.3}\t{}", found.score, reasons.join("; "));
    }
    let rounds = 200_000 / pairs.len().max(1);
    let start = Instant::now();
    let mut sum = 0.0;
    for _ in 0..rounds {
        sum += pairs.iter().map(|(a, b)| f64::from(same_person(a, b).score)).sum::<f64>();
    }
    let a_second = (rounds * pairs.len()) as f64 / start.elapsed().as_secs_f64();
    eprintln!("{a_second:.0} comparisons a second on one core (sum {sum:.0})");
    Ok(())
}
