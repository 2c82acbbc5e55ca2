//! Checking: a draft or a quotation in, what the record says of each claim out.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord::check::{self, Candidates, Claim};
use onrecord::{About, Kind};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::{Counted, Offsets, Units};
use super::shapes::Failures;
use crate::problem::{Problem, json_body};
use crate::state::Shared;

/// So many claims of one draft are checked.
const CLAIMS: usize = 500;

/// What to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!({"quote": "We will not start until the survey is complete", "speaker": "Ana Ruiz"}))]
pub enum ToCheck {
    /// A quotation by itself.
    Quote(Quote),
    /// All quotations of a draft.
    Draft(Draft),
}

/// A quotation by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The words.
    #[schema(min_length = 1, max_length = 20000)]
    quote: String,
    /// To whom they are credited.
    speaker: Option<String>,
}

/// What a draft is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DraftKind {
    /// Plain text, paragraphs apart by an empty line.
    Plain,
    /// HTML.
    Html,
    /// Markdown; its marks are blanked, so that places stay.
    Markdown,
}

/// A draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its text.
    #[schema(min_length = 1)]
    pub draft: String,
    /// What it is; told from the text where it is not said.
    pub kind: Option<DraftKind>,
}

/// Checks a quotation, or the quotations of a draft, against the record. Nothing is written.
#[utoipa::path(post, path = "/api/v1/check", tag = "check", params(Counted), request_body = ToCheck,
    responses((status = 200, body = ref("#/components/schemas/CheckAnswers")), Failures))]
pub async fn check(
    State(state): State<Shared>,
    Query(counted): Query<Counted>,
    Json(asked): Json<ToCheck>,
) -> Result<Response, Problem> {
    let (draft, claims) = match asked {
        ToCheck::Quote(Quote { quote, .. }) if quote.is_empty() => {
            return Err(Problem::asked("expected the words of a quotation, found none"));
        }
        ToCheck::Quote(Quote { quote, .. }) if quote.chars().count() > 20_000 => {
            return Err(Problem::asked("expected a quotation of at most 20000 characters; send a draft"));
        }
        ToCheck::Quote(Quote { quote, speaker }) => (None, vec![Claim { text: quote, speaker, spans: Vec::new() }]),
        ToCheck::Draft(draft) => claims(&state, draft).await?,
    };
    let json = answers(&state, draft.clone(), claims).await?;
    let mut json: Value = serde_json::from_str(&json).map_err(|e| Problem::asked(e.to_string()))?;
    if counted.offsets == Offsets::Utf16 {
        turn(&state, draft.as_deref(), &mut json).await?;
    }
    Ok(json_body(&json))
}

/// A draft's text and its claims.
pub async fn claims(state: &Shared, draft: Draft) -> Result<(Option<String>, Vec<Claim>), Problem> {
    let found = state.analyse(move |reader| {
        let (text, kind) = match draft.kind {
            Some(DraftKind::Markdown) => (check::markdown(&draft.draft), Some(Kind::Plain)),
            Some(DraftKind::Html) => (draft.draft, Some(Kind::Html)),
            Some(DraftKind::Plain) => (draft.draft, Some(Kind::Plain)),
            None => (draft.draft, None),
        };
        let about = About { kind, ..About::default() };
        let reading = reader.read(text.as_bytes(), &about).map_err(|e| e.to_string())?;
        Ok((Some(reading.document.text().to_owned()), check::claims(&reading)))
    });
    let (text, claims) = found.await?;
    if claims.len() > CLAIMS {
        return Err(Problem::asked(format!("expected a draft of at most {CLAIMS} quotations, found {}", claims.len())));
    }
    Ok((text, claims))
}

/// The answers to claims as JSON.
pub async fn answers(state: &Shared, draft: Option<String>, claims: Vec<Claim>) -> Result<String, Problem> {
    let answered = state.evidence(move |record| {
        let answers: Vec<_> = claims.iter().map(|claim| check::check(claim, record)).collect();
        check::json::line(&answers, &record.searched(), draft.as_deref())
    });
    Ok(answered.await?)
}

/// Counts the places of claims in the draft's units, those of evidence in their reports'.
async fn turn(state: &Shared, draft: Option<&str>, answers: &mut Value) -> Result<(), Problem> {
    let draft = Units::of(draft.unwrap_or_default());
    for claim in answers["claims"].as_array_mut().into_iter().flatten() {
        draft.turn(&mut claim["claim"]);
        for evidence in claim["evidence"].as_array_mut().into_iter().flatten() {
            let document = evidence["document"].as_str().unwrap_or_default().to_owned();
            let text = state.read(move |record| record.text_of(&document)).await?;
            Units::of(&text).turn(evidence);
        }
    }
    Ok(())
}
