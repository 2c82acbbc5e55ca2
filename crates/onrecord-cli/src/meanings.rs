//! `onrecord index` and what else needs vectors of meanings: a record or readings in, the quotations nearest to a claim out.
//!
//! Example: `Weighed::new(index)` and then `check::check(&claim, &weighed)`. The network is loaded when the first claim asks for it.

use std::cell::{OnceCell, RefCell};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::check::{self, Candidates, Claim, Index as Readings, Near, Searchable, Searched};
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
    let bar = ProgressBar::new(writer.size()?.1.cast_unsigned());
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} quotations by meaning, {eta} left")?);
    bar.enable_steady_tick(Duration::from_millis(200));
    let done = writer.index_meanings(|done| bar.set_position(done as u64));
    bar.finish_and_clear();
    Ok(done?)
}

/// A sentence of a report's quotation and its vector.
type Vector = (Near, Vec<f32>);

/// Readings in memory, with the vectors of their quotations.
pub struct Weighed {
    index: Readings,
    /// The seam knows no errors; the first one waits here.
    failed: RefCell<Option<String>>,
    vectors: OnceCell<Vec<Vector>>,
}

impl Weighed {
    /// Over an index of readings.
    pub fn new(index: Readings) -> Self {
        Self { index, failed: RefCell::default(), vectors: OnceCell::new() }
    }

    /// What went wrong while it was asked.
    pub fn finish(&self) -> Result<()> {
        self.failed.borrow_mut().take().map_or(Ok(()), |why| Err(anyhow::anyhow!(why)))
    }

    fn kept<T>(&self, made: Result<T, String>) -> Option<T> {
        made.map_err(|why| self.failed.borrow_mut().get_or_insert(why).clone()).ok()
    }

    fn all(&self) -> Vec<Vector> {
        let of = |source: &Arc<Searchable>| {
            let quotations = source.report.quotations.iter().enumerate();
            let places = quotations.flat_map(|(at, q)| {
                let each = check::senses(&source.report.text, &q.content).into_iter();
                each.map(move |place| (at, place))
            });
            let made = places.filter_map(|(quotation, place)| {
                let words = &source.report.text[place.clone()];
                let made = onrecord_store::network().and_then(|n| n.vector(words).map_err(|e| e.to_string()));
                let vector = self.kept(made)?;
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
        let Some(vector) = self.kept(onrecord_store::vector_of_claim(claim)) else { return Vec::new() };
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
