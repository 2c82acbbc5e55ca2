//! The API's page: its OpenAPI document in, HTML out. Nothing of it comes from elsewhere.

use std::fmt::Write;

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use super::layout::{list, text};
use super::{Frame, page};

struct Operation {
    method: String,
    path: String,
    summary: String,
    token: bool,
    parameters: Vec<(String, String)>,
    example: String,
}

struct Group {
    name: String,
    about: String,
    operations: Vec<Operation>,
}

#[derive(Template)]
#[template(path = "docs.html")]
struct View {
    frame: Frame,
    about: String,
    groups: Vec<Group>,
}

/// The documentation of the API.
pub fn documentation(document: &Value) -> Response {
    let mut operations: Vec<(String, Operation)> = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, of) in methods.as_object().into_iter().flatten() {
            operations.push((text(&of["tags"][0]).to_owned(), operation(document, path, method, of)));
        }
    }
    let mut groups: Vec<Group> = list(&document["tags"])
        .iter()
        .map(|tag| Group {
            name: text(&tag["name"]).to_owned(),
            about: text(&tag["description"]).to_owned(),
            operations: Vec::new(),
        })
        .collect();
    for (tag, operation) in operations {
        if let Some(group) = groups.iter_mut().find(|g| g.name == tag) {
            group.operations.push(operation);
        }
    }
    let about = text(&document["info"]["description"]).to_owned();
    page(&View { frame: Frame { session: None, at: "" }, about, groups })
}

fn operation(document: &Value, path: &str, method: &str, of: &Value) -> Operation {
    let parameter = |p: &Value| (text(&p["name"]).to_owned(), text(&p["description"]).to_owned());
    let method = method.to_uppercase();
    let token = of["security"].is_array();
    let content = &of["requestBody"]["content"];
    let body = content.as_object().and_then(|c| c.iter().next()).map(|(kind, body)| {
        let schema = text(&body["schema"]["$ref"]).rsplit('/').next().unwrap_or_default();
        let own = &body["example"];
        let example = if own.is_null() { &document["components"]["schemas"][schema]["example"] } else { own };
        let words = if example.is_string() { text(example).trim_end().to_owned() } else { example.to_string() };
        (kind.clone(), words)
    });
    let first = list(&of["parameters"]).iter().find(|p| p["in"] == "path").map(|p| text(&p["example"]).to_owned());
    let mut at = path.to_owned();
    if let (Some(open), Some(close), Some(value)) = (path.find('{'), path.find('}'), first) {
        at.replace_range(open..=close, &value);
    }
    let mut example = format!("curl -X {method} 'http://127.0.0.1:8425{at}'");
    if method == "GET" {
        example = format!("curl 'http://127.0.0.1:8425{at}'");
    }
    if token {
        example += " -H 'Authorization: Bearer TOKEN'";
    }
    if let Some((kind, words)) = body {
        let _ = write!(example, " -H 'Content-Type: {kind}' -d '{}'", words.replace('\'', "'\\''"));
    }
    Operation {
        method,
        path: path.to_owned(),
        summary: text(&of["summary"]).to_owned(),
        token,
        parameters: list(&of["parameters"]).iter().map(parameter).collect(),
        example,
    }
}
