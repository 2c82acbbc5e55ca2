//! Pairs of names come in on standard input, a tab between the two; the score and its reasons go out, a line each.
//!
//! "J. Smith", a tab and "John Smith" give "0.650", a tab and "same surname; initial stands for a name".
//! Comparisons a second, the names parsed once, stand on standard error.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a development tool, not the library")]

use onrecord::names::{Name, same_person};
use std::io::{self, Read};
use std::time::Instant;

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut pairs = Vec::new();
    for line in text.lines() {
        let mut cells = line.split('\t');
        let (a, b) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        pairs.push((Name::parse(a), Name::parse(b)));
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
        sum += pairs.iter().map(|(a, b)| same_person(a, b).score).sum::<f64>();
    }
    let a_second = (rounds * pairs.len()) as f64 / start.elapsed().as_secs_f64();
    eprintln!("{a_second:.0} comparisons a second on one core (sum {sum:.0})");
    Ok(())
}
