//! The REST API, version 1: requests of programs in, JSON out; its OpenAPI 3.1 document is made from the handlers.
//!
//! Example: `GET /api/v1/search?words=quay&limit=5`. A page of a list has `next`, the cursor of the page after it, or null.
//!
//! - `reports.rs`, `quotations.rs`, `people.rs`: what the record holds; `corrections.rs`: what people say of it
//! - `check.rs`, `analyse.rs`: what is asked of texts; `service.rs`: the service itself
//! - `asked.rs`: pages of lists and units of places; `shapes.rs`: the shapes of answers

#![allow(unused_qualifications, reason = "the macro of paths writes them")]

mod analyse;
mod asked;
pub(crate) mod check;
mod corrections;
mod people;
mod quotations;
mod reports;
mod service;
mod shapes;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use serde_json::{Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::limits;
use crate::state::Shared;

#[derive(OpenApi)]
#[openapi(
    info(title = "Onrecord", description = "Who said what, to whom, when, in which letter, speech or interview: a record of news reports, to search and to check quotations against. What a report says is never stated as fact: it is what its outlet reported."),
    modifiers(&Token),
    tags(
        (name = "quotations", description = "Quotations of the record"),
        (name = "check", description = "Did they really say that?"),
        (name = "reports", description = "Reports of the record"),
        (name = "people", description = "Who is who, and who wrote or spoke to whom"),
        (name = "corrections", description = "What people say of quotations"),
        (name = "analyse", description = "Readings of texts that are not kept"),
        (name = "service", description = "The service itself")
    )
)]
struct Document;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of `onrecord token create`; for reading only where the server asks for one."))
            .build();
        openapi.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

fn both() -> (Router<Shared>, utoipa::openapi::OpenApi) {
    let short = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(reports::list))
        .routes(routes!(reports::one))
        .routes(routes!(reports::reading))
        .routes(routes!(quotations::search))
        .routes(routes!(quotations::one))
        .routes(routes!(quotations::review))
        .routes(routes!(check::check))
        .routes(routes!(people::people))
        .routes(routes!(people::exchanges))
        .routes(routes!(corrections::list, corrections::correct))
        .routes(routes!(corrections::undo))
        .routes(routes!(service::health))
        .routes(routes!(service::metrics))
        .routes(routes!(service::document))
        .routes(routes!(service::docs));
    let long = OpenApiRouter::new()
        .routes(routes!(reports::add))
        .routes(routes!(reports::upload))
        .routes(routes!(analyse::one))
        .layer(DefaultBodyLimit::max(limits::BODY));
    let endless = OpenApiRouter::new().routes(routes!(analyse::lines)).layer(DefaultBodyLimit::disable());
    short.merge(long).merge(endless).split_for_parts()
}

/// The routes of the API.
pub fn routes() -> Router<Shared> {
    both().0
}

/// The OpenAPI document: what the handlers say, with the library's schemas of readings and answers.
pub fn document() -> Value {
    let mut document = serde_json::to_value(both().1).unwrap_or_default();
    let own = [("Reading", onrecord::reading::json::schema()), ("CheckAnswers", onrecord::check::json::schema())];
    for (name, schema) in own {
        // Definitions of two schemas may share a name: each gets its schema's before its own.
        let moved = schema.replace("#/$defs/", &format!("#/components/schemas/{name}."));
        let Ok(mut schema) = serde_json::from_str::<Value>(&moved) else { continue };
        let definitions = schema.as_object_mut().and_then(|s| s.remove("$defs"));
        if let Some(fields) = schema.as_object_mut() {
            fields.remove("$schema");
        }
        let schemas = &mut document["components"]["schemas"];
        if let Some(Value::Object(all)) = definitions {
            for (definition, of) in all {
                schemas[format!("{name}.{definition}")] = of;
            }
        }
        schemas[name] = schema;
    }
    document["servers"] = json!([{"url": "/"}]);
    document
}

/// The OpenAPI document as JSON.
#[must_use]
pub fn openapi() -> String {
    document().to_string()
}
