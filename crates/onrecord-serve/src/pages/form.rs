//! What a browser sends with a file: fields and at most one file in, both out.

use std::collections::BTreeMap;

use axum::extract::Multipart;

use crate::problem::Problem;

/// A form with a file.
#[derive(Debug, Default)]
pub struct Sent {
    fields: BTreeMap<String, String>,
    /// The file: its name, the type that the browser names, its bytes.
    pub file: Option<(String, String, Vec<u8>)>,
}

impl Sent {
    /// Takes all of it.
    ///
    /// # Errors
    /// When it is cut off, too long, or no form.
    pub async fn of(mut form: Multipart) -> Result<Self, Problem> {
        let mut sent = Self::default();
        loop {
            let next = form.next_field().await.map_err(|e| Problem::new(e.status(), e.body_text()))?;
            let Some(field) = next else { return Ok(sent) };
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let kind = field.content_type().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|e| Problem::new(e.status(), e.body_text()))?;
            match file {
                Some(_) if bytes.is_empty() => {}
                Some(file) => sent.file = Some((file, kind, bytes.into())),
                None => {
                    let text = String::from_utf8(bytes.into());
                    let text = text.map_err(|_| Problem::asked(format!("the field {name:?} is not UTF-8")))?;
                    sent.fields.insert(name, text);
                }
            }
        }
    }

    /// A field's text, empty where it was not sent. Browsers end lines with two characters; a text is kept with one.
    pub fn take(&mut self, name: &str) -> String {
        self.fields.remove(name).unwrap_or_default().replace("\r\n", "\n")
    }
}
