//! What looking for communications costs: the whole road with it and without, by turns, over the same reports.
//!
//!     communications ROUNDS REPORT...

use std::io::Write;
use std::time::{Duration, Instant};

use onrecord::{About, Reader};

#[allow(clippy::disallowed_methods, reason = "an example reads files and the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().ok_or("how many rounds?")?.parse()?;
    let reports = arguments.map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let readers = [Reader::new()?, Reader::new()?.without_communications()];
    let mut best = [Duration::MAX; 2];
    for _ in 0..rounds {
        for (reader, best) in readers.iter().zip(&mut best) {
            let start = Instant::now();
            for bytes in &reports {
                std::hint::black_box(reader.read(bytes, &About::default())?);
            }
            *best = start.elapsed().min(*best);
        }
    }
    let [with, without] = best.map(|b| b.as_secs_f64());
    writeln!(
        std::io::stdout(),
        "{} reports, best of {rounds} rounds: {with:.2} s with, {without:.2} s without: {:.1} % of the speed",
        reports.len(),
        100.0 * without / with
    )?;
    Ok(())
}
