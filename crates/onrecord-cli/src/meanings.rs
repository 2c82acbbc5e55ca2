//! `onrecord index` and what else needs vectors of meanings: a record or readings in, the quotations nearest to a claim out.
//!
//! Example: `Weighed::new(index)` and then `check::check(&claim, &weighed)`. The network is loaded when the first claim asks for it.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::check::{self, Candidates, Claim, Index as Readings, Near, Searchable, Searched};
use onrecord::model::Meaning;
use onrecord_store::Writer;

use crate::arguments::record::Index;
use crate::record;
use crate::sink::Sink;

/// Quotations that are judged for one claim.
pub const MOST: usize = 24;

/// Runs `onrecord index`.
pub fn index(asked: &Index) -> Result<ExitCode> {
    let mut writer = record::writer(&asked.place, false)?;
    let mut out = Sink::open(None)?;
    if asked.drop {
        writer.forget_meanings()?;
        out.write("the index of meanings is dropped\n")?;
    } else {
        if asked.again {
            writer.forget_meanings()?;
        }
        let done = mean(&mut writer)?;
        out.write(&format!("{done} quotations indexed by meaning\n"))?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Gives new quotations their vectors, where the record has the index.
pub fn keep_up(writer: &mut Writer) -> Result<()> {
    if writer.meanings()?.is_some() && writer.unmeant()? > 0 {
        mean(writer)?;
    }
    Ok(())
}

fn mean(writer: &mut Writer) -> Result<usize> {
    let network = network()?;
    let name = network.sha256().to_owned();
    let bar = ProgressBar::new(writer.size()?.1.cast_unsigned());
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} quotations by meaning, {eta} left")?);
    bar.enable_steady_tick(Duration::from_millis(200));
    let vectors = |text: &str, content: &[Range<usize>]| {
        let each = check::senses(text, content).into_iter();
        let made =
            each.map(|place| network.vector(&text[place.clone()]).map(|v| (place, v)).map_err(|e| e.to_string()));
        made.collect::<Result<Vec<_>, String>>()
    };
    let done = writer.mean(&name, vectors, |done| bar.set_position(done as u64));
    bar.finish_and_clear();
    Ok(done?)
}

fn network() -> Result<Meaning> {
    Meaning::embedded().map_err(|e| anyhow::anyhow!("{e}")).context("cannot load the network of meanings")
}

/// The network, loaded when it is first asked; what went wrong waits for the end, since the seam knows no errors.
#[derive(Default)]
pub struct Asked {
    network: OnceCell<Option<Meaning>>,
    failed: RefCell<Option<anyhow::Error>>,
}

impl Asked {
    /// The vector of a text.
    pub fn vector(&self, text: &str) -> Option<Vec<f32>> {
        let keep = |error: anyhow::Error| {
            self.failed.borrow_mut().get_or_insert(error);
        };
        let network = self.network.get_or_init(|| network().map_err(&keep).ok()).as_ref()?;
        network.vector(text).map_err(|e| keep(anyhow::anyhow!("{e}"))).ok()
    }

    /// Whether vectors are this network's: those of two cannot be compared.
    pub fn is_of(&self, kept: Option<&str>) -> bool {
        let known = self.vector("").is_some();
        let same = self.network.get().and_then(Option::as_ref).map(Meaning::sha256) == kept;
        if known && !same {
            let why = "the index of meanings was made with another network; `onrecord index --meaning` makes it again";
            self.failed.borrow_mut().get_or_insert_with(|| anyhow::anyhow!(why));
        }
        known && same
    }

    /// What went wrong.
    pub fn finish(&self) -> Result<()> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }
}

/// A quotation of a report and its vector.
/// A sentence of a report's quotation and its vector.
type Vector = (Near, Vec<f32>);

/// Readings in memory, with the vectors of their quotations.
pub struct Weighed {
    index: Readings,
    asked: Asked,
    vectors: OnceCell<Vec<Vector>>,
}

impl Weighed {
    /// Over an index of readings.
    pub fn new(index: Readings) -> Self {
        Self { index, asked: Asked::default(), vectors: OnceCell::new() }
    }

    /// What went wrong while it was asked.
    pub fn finish(&self) -> Result<()> {
        self.asked.finish()
    }

    fn all(&self) -> Vec<Vector> {
        let of = |source: &Arc<Searchable>| {
            let quotations = source.report.quotations.iter().enumerate();
            let places = quotations.flat_map(|(at, q)| {
                let each = check::senses(&source.report.text, &q.content).into_iter();
                each.map(move |place| (at, place))
            });
            let made = places.filter_map(|(quotation, place)| {
                let vector = self.asked.vector(&source.report.text[place.clone()])?;
                Some((Near { source: Arc::clone(source), quotation, place, cosine: 0.0 }, vector))
            });
            made.collect::<Vec<_>>()
        };
        self.index.reports().iter().flat_map(of).collect()
    }
}

impl Candidates for Weighed {
    fn candidates(&self, claim: &Claim) -> Vec<Arc<Searchable>> {
        self.index.candidates(claim)
    }

    fn nearest(&self, claim: &Claim) -> Vec<Near> {
        let Some(vector) = self.asked.vector(&claim.text) else { return Vec::new() };
        let cosine = |other: &[f32]| vector.iter().zip(other).map(|(x, y)| x * y).sum::<f32>();
        let all = self.vectors.get_or_init(|| self.all()).iter();
        let mut near: Vec<Near> = all.map(|(near, v)| Near { cosine: cosine(v), ..near.clone() }).collect();
        near.sort_by(|a, b| b.cosine.total_cmp(&a.cosine));
        near.truncate(MOST);
        near
    }

    fn searched(&self) -> Searched {
        self.index.searched()
    }
}
