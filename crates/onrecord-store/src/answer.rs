//! Answers of the record as JSON: what is found in, the shapes that the command line and every other surface give out.
//!
//! Example: a quotation is `{"key": "…", "report": "…", "words": "We will appeal.", "standing": "said", …}`; its spans are code points of the
//! report's text, as everywhere on the wire.

use serde_json::{Value, json};

use crate::add::Added;
use crate::changes::{Change, Piece};
use crate::corrections::{Correction, line};
use crate::show::{Origin, Report, Shown};
use crate::wire::Who;

fn by(person: bool) -> &'static str {
    if person { "person" } else { "model" }
}

fn who(who: &Who) -> Value {
    let mut out = json!({"name": who.name, "confidence": who.confidence, "by": by(who.by_person)});
    if !who.status.is_empty() {
        out["status"] = json!(who.status);
    }
    out
}

impl Shown {
    /// The quotation as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "key": self.key, "report": self.report, "document": self.document, "version": self.version,
            "words": self.words, "standing": self.standing.unwrap_or("said"), "kind": self.kind, "asserted": self.asserted,
            "speakers": self.speakers.iter().map(who).collect::<Vec<_>>(), "cue": self.cue,
            "addressees": self.addressees.iter().map(who).collect::<Vec<_>>(),
            "spans": self.spans.iter().map(|s| json!({"start": s.start, "end": s.end})).collect::<Vec<_>>(),
            "before": self.before, "after": self.after, "part": self.part, "parent": self.parent, "repeats": self.repeats,
            "confidence": self.confidence, "by": by(self.by_person), "gone": self.gone, "medium": self.medium,
            "title": self.title, "outlet": self.outlet, "published": self.published, "url": self.url
        })
    }
}

impl Origin {
    /// The page as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "version": self.version, "document": self.document, "bytes": self.size, "name": self.name, "url": self.url,
            "retrieved": self.retrieved, "added": self.added, "producer": self.producer,
            "seen": self.sightings.iter().map(|(at, when)| json!({"at": at, "time": when})).collect::<Vec<_>>()
        })
    }
}

impl Change {
    /// The change as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let piece = |p: &Piece| json!({"op": p.op, "before": p.before, "after": p.after});
        json!({
            "what": self.what, "key": self.key, "before": self.before, "after": self.after, "speakers": self.speakers,
            "diff": self.diff.iter().map(piece).collect::<Vec<_>>()
        })
    }
}

impl Correction {
    /// The correction as JSON, with its quotation.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut out = json!({"key": self.key, "words": self.words});
        if let (Some(out), Value::Object(fields)) = (out.as_object_mut(), line(self)) {
            out.extend(fields);
        }
        out
    }
}

impl Added {
    /// What came of a page as JSON; `name` is what the user knows it by.
    #[must_use]
    pub fn json(&self, name: &str) -> Value {
        match self {
            Self::New { report, quotations, alike } => json!({
                "event": "added", "report": report, "name": name, "quotations": quotations,
                "alike": alike.iter().map(|a| json!({"report": a.report, "name": a.name, "percent": a.percent})).collect::<Vec<_>>()
            }),
            Self::Version { report, number, quotations, changes } => json!({
                "event": "edited", "report": report, "name": name, "version": number, "quotations": quotations,
                "changes": changes.iter().map(Change::json).collect::<Vec<_>>()
            }),
            Self::Known { report, elsewhere } => {
                json!({"event": "known", "report": report, "name": name, "elsewhere": elsewhere})
            }
            Self::Forgotten => json!({"event": "forgotten", "name": name}),
        }
    }
}

impl Report {
    /// The report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let edit = |changes: &Vec<Change>| changes.iter().map(Change::json).collect::<Vec<_>>();
        json!({
            "report": self.name, "title": self.title, "outlet": self.outlet, "published": self.published,
            "pages": self.origins.iter().map(Origin::json).collect::<Vec<_>>(),
            "edits": self.edits.iter().map(edit).collect::<Vec<_>>(),
            "alike": self.alike.iter().map(|(report, name, percent)| json!({"report": report, "name": name, "percent": percent})).collect::<Vec<_>>(),
            "quotations": self.quotations.iter().map(Shown::json).collect::<Vec<_>>()
        })
    }
}
