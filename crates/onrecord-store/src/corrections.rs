//! What people said of quotations: kept for ever as they said it, laid over each reading, found again by key after a rebuild.
//!
//! Example: `Correction { key, field: Speaker, value: ["Ana Ruiz"], author: "tk", … }` gives the quotation one speaker with `"by": "person"`.
//! The reading of the model stays as it was; of several corrections of one field the last one holds.

use rusqlite::params;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::index::id;
use crate::record::{Record, Writer};
use crate::wire::{Reading, Who};

/// What of a quotation a person may set right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Who said it: one or more names.
    Speaker,
    /// To whom: one or more names.
    Addressee,
    /// Whether the report says that it was said: a word of the wire.
    Asserted,
    /// It is none.
    NotAQuotation,
    /// All of it is right.
    Confirmed,
}

impl Field {
    /// Its word in the record.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Speaker => "speakers",
            Self::Addressee => "addressees",
            Self::Asserted => "asserted",
            Self::NotAQuotation => "not_a_quotation",
            Self::Confirmed => "confirmed",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let all = [Self::Speaker, Self::Addressee, Self::Asserted, Self::NotAQuotation, Self::Confirmed];
        all.into_iter().find(|f| f.word() == word)
    }
}

/// Words that `asserted` may have.
pub const ASSERTED: [&str; 6] = ["yes", "no", "asked", "future", "conditional", "hedged"];

/// What a person said of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The quotation's key, in hexadecimal.
    pub key: String,
    /// What is set right.
    pub field: Field,
    /// Names, or one word; empty where the field says all.
    pub value: Vec<String>,
    /// The quotation's words when it was said.
    pub words: String,
    /// Who said it.
    pub author: String,
    /// When, RFC 3339.
    pub time: String,
    /// Why.
    pub reason: Option<String>,
}

const FIELDS: &str = "lower(hex(key)), field, value, words, author, time, reason";

fn correction(r: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Correction>> {
    let field: String = r.get(1)?;
    let value: String = r.get(2)?;
    // A field of a newer program is kept and not understood.
    let Some(field) = Field::of(&field) else { return Ok(None) };
    Ok(Some(Correction {
        key: r.get(0)?,
        field,
        value: serde_json::from_str(&value).unwrap_or_default(),
        words: r.get(3)?,
        author: r.get(4)?,
        time: r.get(5)?,
        reason: r.get(6)?,
    }))
}

impl Record {
    /// All corrections that hold, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn corrections(&self) -> Result<Vec<Correction>> {
        let sql = format!("SELECT {FIELDS} FROM correction WHERE undone IS NULL ORDER BY id");
        Ok(self.all(&sql, [], correction)?.into_iter().flatten().collect())
    }

    /// The corrections of a quotation that hold, oldest first.
    pub(crate) fn corrections_of(&self, keys: [&str; 2]) -> Result<Vec<Correction>> {
        let sql = format!("SELECT {FIELDS} FROM correction WHERE key IN (?, ?) AND undone IS NULL ORDER BY id");
        let keys: [[u8; 16]; 2] = [id(keys[0])?, id(keys[1])?];
        Ok(self.all(&sql, params![keys[0], keys[1]], correction)?.into_iter().flatten().collect())
    }

    /// Corrections whose quotation is no longer found, by the new model perhaps: a person has to look at them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn adrift(&self) -> Result<Vec<Correction>> {
        let sql = format!(
            "SELECT {FIELDS} FROM correction c WHERE undone IS NULL
             AND NOT EXISTS (SELECT 1 FROM quotation q WHERE q.key = c.key)
             AND NOT EXISTS (SELECT 1 FROM quotation q WHERE q.own = c.key) ORDER BY id"
        );
        Ok(self.all(&sql, [], correction)?.into_iter().flatten().collect())
    }

    /// Lays over a reading what people said of it.
    pub(crate) fn correct_reading(&self, reading: &mut Reading, own: &[String]) -> Result<()> {
        if self.one("SELECT 1 FROM correction LIMIT 1", [], |_| Ok(()))?.is_none() {
            return Ok(());
        }
        for (at, own) in own.iter().enumerate() {
            let key = reading.quotations[at].key.clone();
            let quotation = &mut reading.quotations[at];
            for correction in self.corrections_of([&key, own])? {
                quotation.by_person = true;
                let who = || correction.value.iter().map(|name| person(name)).collect();
                match correction.field {
                    Field::Speaker => quotation.speakers = who(),
                    Field::Addressee => quotation.addressees = who(),
                    Field::Asserted => quotation.asserted.clone_from(&correction.value[0]),
                    Field::NotAQuotation => quotation.withdrawn = true,
                    Field::Confirmed => {}
                }
            }
        }
        Ok(())
    }
}

fn person(name: &str) -> Who {
    Who {
        name: name.to_owned(),
        aliases: Vec::new(),
        status: "named".to_owned(),
        mention: Vec::new(),
        confidence: 1.0,
        by_person: true,
    }
}

impl Writer {
    /// Keeps what a person said of a quotation and lays it over the reading; the correction's `words` are filled in.
    ///
    /// # Errors
    /// When there is no such quotation, or the value is none for the field.
    pub fn correct(&mut self, correction: Correction) -> Result<Correction> {
        let wrong = |found: String| Error::Name { asked: correction.key.clone(), found };
        match correction.field {
            Field::Asserted => match &correction.value[..] {
                [word] if ASSERTED.contains(&word.as_str()) => {}
                other => return Err(wrong(format!("{other:?} is no value of asserted"))),
            },
            Field::Speaker | Field::Addressee => {
                if correction.value.iter().any(|name| name.trim().is_empty()) {
                    return Err(wrong("a name without letters".to_owned()));
                }
            }
            Field::NotAQuotation | Field::Confirmed => {}
        }
        let found = self.quotation(&correction.key)?;
        let correction = Correction { key: found.key.clone(), words: found.words, ..correction };
        self.whole(|writer| {
            let value = json!(correction.value).to_string();
            let key: [u8; 16] = id(&correction.key)?;
            let Correction { field, words, author, time, reason, .. } = &correction;
            writer.run(
                "INSERT INTO correction(key, field, value, words, author, time, reason) VALUES(?,?,?,?,?,?,?)",
                params![key, field.word(), value, words, author, time, reason],
            )?;
            writer.index(found.report_id)?;
            Ok(())
        })?;
        Ok(correction)
    }

    /// Takes back the last correction of a quotation; it stays in the record as undone. `None` where there is none.
    ///
    /// # Errors
    /// When there is no such quotation.
    pub fn undo(&mut self, key: &str, time: &str) -> Result<Option<Correction>> {
        let (key, report) = match self.quotation(key) {
            Ok(found) => (found.key, Some(found.report_id)),
            // A correction that is adrift can be taken back too.
            Err(error) => {
                if key.len() != 32 || self.corrections_of([key, key])?.is_empty() {
                    return Err(error);
                }
                (key.to_owned(), None)
            }
        };
        let Some(last) = self.corrections_of([&key, &key])?.pop() else { return Ok(None) };
        let bytes: [u8; 16] = id(&key)?;
        self.whole(|writer| {
            writer.run(
                "UPDATE correction SET undone = ? WHERE id = (SELECT max(id) FROM correction WHERE key = ? AND undone IS NULL)",
                params![time, bytes],
            )?;
            if let Some(report) = report {
                writer.index(report)?;
            }
            Ok(())
        })?;
        Ok(Some(last))
    }
}

/// Lays corrections over a reading as JSON: `keys` are the record's, in the order of its quotations.
pub(crate) fn correct_json(reading: &mut Value, at: usize, key: &str, corrections: &[Correction]) {
    let name_entity = |reading: &mut Value, name: &str| -> Value {
        let Some(entities) = reading["entities"].as_array_mut() else { return Value::Null };
        if let Some(known) = entities.iter().find(|e| e["name"] == name) {
            return known["id"].clone();
        }
        let taken = |id: &str| entities.iter().any(|e| e["id"] == id);
        let id = (1..=entities.len() + 1).map(|n| format!("e{n}")).find(|id| !taken(id)).unwrap_or_default();
        entities.push(json!({
            "id": id, "kind": "other", "name": name, "aliases": [], "roles": [], "mentions": [], "by": "person"
        }));
        Value::String(id)
    };
    reading["quotations"][at]["key"] = Value::String(key.to_owned());
    for correction in corrections {
        let who: Vec<Value> = match correction.field {
            Field::Speaker | Field::Addressee => correction
                .value
                .iter()
                .map(|name| match correction.field {
                    Field::Speaker => json!({
                        "status": "named", "mention": [], "entity": name_entity(reading, name), "on_behalf_of": null,
                        "confidence": 1.0, "by": "person"
                    }),
                    _ => json!({
                        "entity": name_entity(reading, name), "mention": [], "inferred": false, "confidence": 1.0, "by": "person"
                    }),
                })
                .collect(),
            _ => Vec::new(),
        };
        let quotation = &mut reading["quotations"][at];
        match correction.field {
            Field::Speaker => quotation["speakers"] = Value::Array(who),
            Field::Addressee => quotation["addressees"] = Value::Array(who),
            Field::Asserted => {
                quotation["asserted"] = json!(correction.value.first());
                quotation["asserted_by"] = json!([]);
            }
            Field::NotAQuotation => quotation["withdrawn"] = Value::Bool(true),
            Field::Confirmed => {}
        }
        quotation["by"] = json!("person");
        let line = line(correction);
        match quotation["corrections"].as_array_mut() {
            Some(lines) => lines.push(line),
            None => quotation["corrections"] = Value::Array(vec![line]),
        }
    }
}

/// A correction as JSON.
#[must_use]
pub fn line(correction: &Correction) -> Value {
    json!({
        "field": correction.field.word(), "value": correction.value, "by": "person", "author": correction.author,
        "time": correction.time, "reason": correction.reason
    })
}
