//! Quotations: found, shown, and those that a person should look at first.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use onrecord_store::{Correction, Search};
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::asked::{self, Counted, Offsets};
use super::shapes::{self, Failures};
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// A kind of quotation.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuotationKind {
    /// All of it stands in quotation marks.
    Direct,
    /// Some of it does.
    Mixed,
    /// None of it does.
    Indirect,
}

/// What to find; all of it must hold. Without words and filters: the newest quotations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Words that must all stand in the quotation; "…" for a phrase, word* for a beginning.
    #[param(nullable = false, example = "\"northern quay\" constr*")]
    words: Option<String>,
    /// A name of the speaker.
    #[param(nullable = false, example = "Ana Ruiz")]
    speaker: Option<String>,
    /// A name of the addressee.
    #[param(nullable = false)]
    to: Option<String>,
    /// A name of the outlet.
    #[param(nullable = false)]
    outlet: Option<String>,
    /// Published on this day or later: 2026-03-14, 2026-03 or 2026.
    #[param(nullable = false, pattern = "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    since: Option<String>,
    /// Published on this day or earlier.
    #[param(nullable = false, pattern = "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    until: Option<String>,
    /// Only of this kind.
    #[param(nullable = false, inline)]
    kind: Option<QuotationKind>,
    /// Carried by such a communication: letter, interview, press_conference, …
    #[param(nullable = false, example = "letter")]
    medium: Option<String>,
    /// Only what a report plainly says was said.
    #[serde(default)]
    plain: bool,
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// The `next` of the page before.
    #[param(nullable = false, pattern = "^c[0-9]{1,9}$")]
    cursor: Option<String>,
    /// The units of places.
    #[serde(default)]
    #[param(inline)]
    offsets: Offsets,
}

/// A filter that is left empty is none.
fn given(filter: Option<String>) -> Option<String> {
    filter.filter(|f| !f.trim().is_empty())
}

/// Finds quotations, the newest of the record first.
#[utoipa::path(get, path = "/api/v1/search", tag = "quotations", params(Asked),
    responses((status = 200, body = shapes::Quotations, example = json!({"quotations": [], "next": null})), Failures))]
pub async fn search(State(state): State<Shared>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let kind = asked.kind.map(|kind| match kind {
        QuotationKind::Direct => "direct".to_owned(),
        QuotationKind::Mixed => "mixed".to_owned(),
        QuotationKind::Indirect => "indirect".to_owned(),
    });
    let search = Search {
        words: asked.words.unwrap_or_default(),
        speaker: given(asked.speaker),
        to: given(asked.to),
        outlet: given(asked.outlet),
        since: asked.since,
        until: asked.until,
        kind,
        medium: given(asked.medium),
        plain: asked.plain,
        limit: asked::limit(asked.limit)?,
        skip: 0,
        after: asked::after(asked.cursor.as_deref())?,
    };
    let whole = state.options().gives_text();
    let all = Search { limit: search.limit, after: search.after, ..Search::default() } == search;
    let found =
        state.read(move |record| if all { record.newest(search.limit, search.after) } else { record.search(&search) });
    let found = found.await?;
    let quotations: Vec<_> = found.quotations.iter().map(|q| asked::quotation(q, asked.offsets, whole)).collect();
    Ok(json_body(&json!({"quotations": quotations, "next": asked::cursor(found.next)})))
}

/// Shows a quotation with the page that it came from and what people said of it.
#[utoipa::path(get, path = "/api/v1/quotations/{key}", tag = "quotations", params(
    ("key" = String, Path, description = "Its key, or at least eight digits of its beginning", min_length = 1, example = "3fa91c22"), Counted),
    responses((status = 200, body = shapes::Quotation), Failures))]
pub async fn one(
    State(state): State<Shared>,
    Path(key): Path<String>,
    Query(counted): Query<Counted>,
) -> Result<Response, Problem> {
    let whole = state.options().gives_text();
    let out = state.read(move |record| {
        let shown = record.quotation(&key)?;
        let mut out = asked::quotation(&shown, counted.offsets, whole);
        out["page"] = record.origin_of(&shown)?.json();
        out["corrections"] = record.corrections_to(&shown)?.iter().map(Correction::json).collect();
        Ok(out)
    });
    Ok(json_body(&out.await?))
}

/// Which of the doubtful ones.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Doubtful {
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// How many of the first ones are passed over.
    #[param(nullable = false, minimum = 0, maximum = 100_000, default = 0)]
    skip: Option<usize>,
}

/// Lists the least certain quotations that nobody has looked at.
#[utoipa::path(get, path = "/api/v1/review", tag = "quotations", params(Doubtful),
    responses((status = 200, body = shapes::Quotations, example = json!({"quotations": [], "next": null})), Failures))]
pub async fn review(State(state): State<Shared>, Query(asked): Query<Doubtful>) -> Result<Response, Problem> {
    let (limit, skip) = (asked::limit(asked.limit)?, asked.skip.unwrap_or_default());
    if skip > 100_000 {
        return Err(Problem::asked(format!("expected at most 100000 to pass over, found {skip}")));
    }
    let whole = state.options().gives_text();
    let found = state.read(move |record| record.doubtful(limit, skip)).await?;
    let quotations: Vec<_> = found.iter().map(|q| asked::quotation(q, Offsets::default(), whole)).collect();
    Ok(json_body(&json!({"quotations": quotations, "next": null})))
}
