//! Claims and the quotations that they are held against come in on standard input, a line each, parted by tabs; the features of the nearest quotations go out for
//! `training/paraphrase.py`: the line's number, the nearest sentence's text, and a column a feature.
//!
//! A line that begins with `*` is held against the quotations of the line before.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stdout,
    reason = "a development tool, not the library"
)]

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, Read};

use onrecord::check::{renders, senses, topic};
use onrecord::model::Meaning;

/// Of each claim so many of the nearest.
const MOST: usize = 3;

/// A quotation and its sentences with their vectors.
type Said = (String, Vec<(std::ops::Range<usize>, Vec<f32>)>);

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let network = Meaning::embedded()?;
    let mut list: Vec<Said> = Vec::new();
    let mut header = false;
    for (number, line) in text.lines().enumerate() {
        let mut fields = line.split('\t');
        let claim = fields.next().unwrap_or_default();
        if !claim.starts_with('*') {
            list.clear();
            let mut known: HashMap<&str, ()> = HashMap::new();
            for quotation in fields.filter(|f| !f.is_empty()) {
                if known.insert(quotation, ()).is_none() {
                    let whole = 0..quotation.len();
                    let places = senses(quotation, std::slice::from_ref(&whole)).into_iter();
                    let each = places.map(|p| Ok((p.clone(), network.vector(&quotation[p])?)));
                    list.push((quotation.to_owned(), each.collect::<Result<_, onrecord::Error>>()?));
                }
            }
        }
        let claim = claim.trim_start_matches('*');
        let asked = network.vector(claim)?;
        let cosine = |v: &[f32]| v.iter().zip(&asked).map(|(x, y)| x * y).sum::<f32>();
        let near: Vec<Vec<f32>> = list.iter().map(|(_, each)| each.iter().map(|(_, v)| cosine(v)).collect()).collect();
        let mut found: Vec<(f32, f32, &str, &str)> = Vec::new();
        for ((whole, each), cosines) in list.iter().zip(&near) {
            let Some(best) = (0..each.len()).max_by(|a, b| cosines[*a].total_cmp(&cosines[*b])) else { continue };
            let second = cosines.iter().enumerate().filter(|(n, _)| *n != best).map(|(_, c)| *c).fold(0.0, f32::max);
            found.push((cosines[best], second, &whole[each[best].0.clone()], whole));
        }
        let above = topic(near.into_iter().flatten());
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (nearness, second, said, whole) in found.into_iter().take(MOST) {
            let pair = renders::Pair { claim, said, whole, cosine: nearness - above, second };
            let features = renders::features(&pair);
            if !header {
                let names: Vec<&str> = features.iter().map(|f| f.0).collect();
                println!("line\tabove\tsaid\t{}", names.join("\t"));
                header = true;
            }
            let row: Vec<String> = features.iter().map(|(_, x)| x.to_string()).collect();
            println!("{number}\t{above}\t{}\t{}", said.replace(['\t', '\n'], " "), row.join("\t"));
        }
    }
    Ok(())
}
