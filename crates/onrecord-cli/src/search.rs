//! `onrecord search`: words and filters in, quotations of the record out.

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::record::{QuotationKind, Search};
use crate::sink::Sink;
use crate::{failure, found, record};

/// Runs the command.
pub fn search(asked: &Search) -> Result<ExitCode> {
    let record = record::open(&asked.place)?;
    let words = asked.words.join(" ");
    let kind = asked.kind.map(|kind| match kind {
        QuotationKind::Direct => "direct".to_owned(),
        QuotationKind::Mixed => "mixed".to_owned(),
        QuotationKind::Indirect => "indirect".to_owned(),
    });
    let found = record.search(&onrecord_store::Search {
        words: words.clone(),
        speaker: asked.speaker.clone(),
        to: asked.to.clone(),
        outlet: asked.outlet.clone(),
        since: asked.since.clone(),
        until: asked.until.clone(),
        kind,
        medium: asked.medium.clone(),
        plain: asked.plain,
        limit: asked.limit as usize,
        skip: (asked.page as usize - 1).saturating_mul(asked.limit as usize),
        after: None,
    })?;
    let (form, look) = record::shape(&asked.shape);
    let mut out = Sink::open(None)?;
    out.write(&found::write(&found.quotations, &words, found.more, form, look))?;
    out.finish()?;
    if found.quotations.is_empty() {
        let (reports, quotations) = record.size()?;
        failure::print(&format!("nothing found among {quotations} quotations of {reports} reports"));
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
