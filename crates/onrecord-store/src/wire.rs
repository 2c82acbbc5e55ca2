//! A reading as the record uses it: the wire's JSON in, quotations with places in bytes out.
//!
//! Example: `"speakers": [{"mention": [{"start": 10, "end": 12}], "entity": "e1"}]` becomes the speaker named as entity `e1` is, or else as
//! the words 10 to 12 of the text are. Fields that an older or newer reading lacks are empty; values that are unknown are kept as
//! they are.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Error, Result};

/// A stretch in bytes of the report's text.
pub type Place = Range<usize>;

#[derive(Deserialize)]
pub(crate) struct Wire<'a> {
    schema: Cow<'a, str>,
    #[serde(borrow)]
    producer: Producer<'a>,
    document: Document<'a>,
    #[serde(default)]
    parts: Vec<WirePart<'a>>,
    #[serde(default)]
    entities: Vec<Entity<'a>>,
    #[serde(default)]
    quotations: Vec<WireQuotation<'a>>,
    #[serde(borrow, default)]
    communications: Vec<Communication<'a>>,
}

#[derive(Deserialize)]
struct Producer<'a> {
    #[serde(borrow, default)]
    version: Cow<'a, str>,
    #[serde(borrow, default)]
    model_sha256: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    canonical_url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    outlet: Option<Cow<'a, str>>,
    #[serde(borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    published: Option<Date<'a>>,
    #[serde(borrow)]
    text: &'a RawValue,
}

#[derive(Deserialize)]
struct Date<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
struct WirePart<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct Entity<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    aliases: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Communication<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    medium: Cow<'a, str>,
}

#[derive(Deserialize)]
struct WireQuotation<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(default)]
    part: usize,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    content: Vec<WireSpan>,
    #[serde(default)]
    quoted: Vec<WireSpan>,
    #[serde(default)]
    cue: Vec<WireSpan>,
    #[serde(borrow)]
    asserted: Cow<'a, str>,
    #[serde(borrow, default)]
    speakers: Vec<WireWho<'a>>,
    #[serde(borrow, default)]
    addressees: Vec<WireWho<'a>>,
    #[serde(borrow, default)]
    parent: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    repeats: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    communication: Option<Cow<'a, str>>,
    confidence: f64,
    #[serde(borrow, default)]
    by: Option<Cow<'a, str>>,
    #[serde(default)]
    withdrawn: bool,
}

#[derive(Deserialize)]
struct WireSpan {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct WireWho<'a> {
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
    #[serde(default)]
    mention: Vec<WireSpan>,
    #[serde(borrow, default)]
    entity: Option<Cow<'a, str>>,
    #[serde(default)]
    confidence: f64,
    #[serde(borrow, default)]
    by: Option<Cow<'a, str>>,
}

/// A reading, its places in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Program and model that made it.
    pub producer: String,
    /// SHA-256 of the page, in hexadecimal.
    pub document: String,
    /// The address that answered.
    pub url: Option<String>,
    /// The address that the page gives itself.
    pub canonical_url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// When it was published, ISO 8601.
    pub published: Option<String>,
    /// The clean text.
    pub text: String,
    /// What each stretch of the text is, by the wire's words.
    pub parts: Vec<Part>,
    /// Who said what, in reading order.
    pub quotations: Vec<Quotation>,
}

/// What a stretch of the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// By the wire's words: `headline`, `body`, `correction`.
    pub kind: String,
    /// Where.
    pub place: Place,
}

/// A quotation of a reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// Its identity in the record; inside a reading that is not in the record, the reading's key.
    pub key: String,
    /// The index of the part in which its content begins.
    pub part: usize,
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// All that is attributed, in pieces.
    pub content: Vec<Place>,
    /// The stretches presented as the speaker's own words.
    pub quoted: Vec<Place>,
    /// The words that show it.
    pub cue: Vec<Place>,
    /// Does the report say that this was said? By the wire's words; `yes` alone is plain.
    pub asserted: String,
    /// Who is credited.
    pub speakers: Vec<Who>,
    /// To whom it was said.
    pub addressees: Vec<Who>,
    /// The index of the quotation inside which this one stands; it comes before this one.
    pub parent: Option<usize>,
    /// The index of the quotation of the body that this one repeats.
    pub repeats: Option<usize>,
    /// The medium of the communication that carried it, by the wire's words.
    pub medium: Option<String>,
    /// Probability that content and speaker are both right.
    pub confidence: f64,
    /// Whether a person has corrected or confirmed it.
    pub by_person: bool,
    /// Whether a person said that it is no quotation.
    pub withdrawn: bool,
}

/// A speaker or addressee.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// The entity's name where it has one, else the mention's words.
    pub name: String,
    /// The other names of the entity.
    pub aliases: Vec<String>,
    /// `named`, `described`, `unnamed` or `unresolved`; empty for addressees.
    pub status: String,
    /// Where the report mentions them.
    pub mention: Vec<Place>,
    /// Probability that it is right.
    pub confidence: f64,
    /// Whether a person said so.
    pub by_person: bool,
}

impl Reading {
    /// Takes the wire's JSON.
    ///
    /// # Errors
    /// When it is no reading, or a span is not in its text.
    pub fn parse(json: &str) -> Result<Self> {
        let wire = wire(json)?;
        let text: String = serde_json::from_str(wire.document.text.get()).map_err(|e| broken(&e))?;
        Self::of(wire, text)
    }

    pub(crate) fn of(wire: Wire<'_>, text: String) -> Result<Self> {
        if wire.schema != "onrecord/0" {
            return Err(Error::Reading { found: format!("the schema {:?}, expected \"onrecord/0\"", wire.schema) });
        }
        let places = Places::new(&text);
        let index =
            |id: &Option<Cow<'_, str>>| id.as_ref().and_then(|id| wire.quotations.iter().position(|q| q.id == *id));
        let medium = |id: &Option<Cow<'_, str>>| {
            let of = id.as_ref().and_then(|id| wire.communications.iter().find(|c| c.id == *id));
            of.map(|c| c.medium.to_string()).filter(|m| !m.is_empty())
        };
        let mut quotations = Vec::with_capacity(wire.quotations.len());
        for (at, q) in wire.quotations.iter().enumerate() {
            let who = |w: &WireWho<'_>| places.who(w, &wire.entities);
            quotations.push(Quotation {
                key: q.key.to_string(),
                part: q.part,
                kind: q.kind.to_string(),
                content: places.all(&q.content)?,
                quoted: places.all(&q.quoted)?,
                cue: places.all(&q.cue)?,
                asserted: q.asserted.to_string(),
                speakers: q.speakers.iter().map(who).collect::<Result<_>>()?,
                addressees: q.addressees.iter().map(who).collect::<Result<_>>()?,
                parent: index(&q.parent).filter(|p| *p < at),
                repeats: index(&q.repeats),
                medium: medium(&q.communication),
                confidence: q.confidence,
                by_person: q.by.as_deref() == Some("person"),
                withdrawn: q.withdrawn,
            });
        }
        let part = |p: &WirePart<'_>| Ok(Part { kind: p.kind.to_string(), place: places.one(p.start, p.end)? });
        let parts = wire.parts.iter().map(part).collect::<Result<_>>()?;
        let own = |s: Option<Cow<'_, str>>| s.map(Cow::into_owned).filter(|s| !s.trim().is_empty());
        let document = wire.document;
        Ok(Self {
            producer: format!("{} {}", wire.producer.version, wire.producer.model_sha256),
            document: document.id.into_owned(),
            url: own(document.url),
            canonical_url: own(document.canonical_url),
            outlet: own(document.outlet),
            title: own(document.title),
            published: own(document.published.map(|d| d.value)),
            parts,
            quotations,
            text,
        })
    }

    /// The words of some places, pieces joined by an ellipsis.
    #[must_use]
    pub fn words(&self, places: &[Place]) -> String {
        places.iter().map(|p| &self.text[p.clone()]).collect::<Vec<_>>().join(" … ")
    }

    /// Why a quotation is not plainly said, in a word or two; `None` where it is.
    #[must_use]
    pub fn standing(&self, at: usize) -> Option<&'static str> {
        let q = &self.quotations[at];
        if q.withdrawn {
            return Some("no quotation");
        }
        match q.asserted.as_str() {
            "yes" => {}
            "asked" => return Some("asked"),
            "future" => return Some("to come"),
            "conditional" => return Some("conditional"),
            "hedged" => return Some("hearsay"),
            "no" => return Some("not said"),
            _ => return Some("unclear"),
        }
        // What stands inside something not said is not plainly said either.
        let mut above = q.parent;
        while let Some(parent) = above {
            if self.quotations[parent].asserted != "yes" {
                return Some("within another");
            }
            above = self.quotations[parent].parent;
        }
        None
    }

    /// What the part is in which a quotation begins.
    #[must_use]
    pub fn part_kind(&self, at: usize) -> &str {
        self.parts.get(self.quotations[at].part).map_or("body", |p| p.kind.as_str())
    }

    /// A place as code points, which is what the wire counts.
    #[must_use]
    pub fn code_points(&self, place: &Place) -> Range<usize> {
        let count = |bytes: &str| bytes.chars().count();
        let start = count(&self.text[..place.start]);
        start..start + count(&self.text[place.clone()])
    }

    /// A place as UTF-16 code units, which is what browsers count.
    #[must_use]
    pub fn utf16(&self, place: &Place) -> Range<usize> {
        let count = |bytes: &str| bytes.encode_utf16().count();
        let start = count(&self.text[..place.start]);
        start..start + count(&self.text[place.clone()])
    }
}

/// The reading and where in it the text's JSON string stands, in bytes.
pub(crate) fn text_place(json: &str) -> Result<Place> {
    let wire = wire(json)?;
    let text = wire.document.text.get();
    // The raw value borrows from the JSON, so that its address is a place in it.
    let start = text.as_ptr() as usize - json.as_ptr() as usize;
    Ok(start..start + text.len())
}

pub(crate) fn wire(json: &str) -> Result<Wire<'_>> {
    serde_json::from_str(json).map_err(|e| broken(&e))
}

fn broken(error: &serde_json::Error) -> Error {
    Error::Reading { found: error.to_string() }
}

/// Code points to bytes.
struct Places<'a> {
    text: &'a str,
    /// The byte at which each character begins, and the end; empty where each has one byte.
    starts: Vec<u32>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let mut starts = Vec::new();
        if !text.is_ascii() {
            starts.extend(text.char_indices().map(|(at, _)| at as u32));
            starts.push(text.len() as u32);
        }
        Self { text, starts }
    }

    fn one(&self, start: usize, end: usize) -> Result<Place> {
        let at = |point: usize| {
            if self.starts.is_empty() {
                (point <= self.text.len()).then_some(point)
            } else {
                self.starts.get(point).map(|b| *b as usize)
            }
        };
        match (at(start), at(end)) {
            (Some(start), Some(end)) if start <= end => Ok(start..end),
            _ => Err(Error::Reading { found: format!("the span {start} to {end}, which is not in its text") }),
        }
    }

    fn all(&self, spans: &[WireSpan]) -> Result<Vec<Place>> {
        spans.iter().map(|s| self.one(s.start, s.end)).collect()
    }

    fn who(&self, who: &WireWho<'_>, entities: &[Entity<'_>]) -> Result<Who> {
        let mention = self.all(&who.mention)?;
        let entity = who.entity.as_ref().and_then(|id| entities.iter().find(|e| e.id == *id));
        let words = || mention.iter().map(|p| &self.text[p.clone()]).collect::<Vec<_>>().join(" … ");
        let name = entity.and_then(|e| e.name.as_deref()).filter(|n| !n.trim().is_empty());
        Ok(Who {
            name: name.map_or_else(words, str::to_owned),
            aliases: entity.map_or_else(Vec::new, |e| e.aliases.iter().map(ToString::to_string).collect()),
            status: who.status.as_deref().unwrap_or_default().to_owned(),
            confidence: who.confidence,
            by_person: who.by.as_deref() == Some("person"),
            mention,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(quotation: &str) -> String {
        format!(
            r#"{{"schema":"onrecord/0","producer":{{"version":"1","model_sha256":"m"}},"document":{{"id":"d","text":"Zoë said “né”."}},
            "parts":[{{"kind":"headline","start":0,"end":14}}],"entities":[{{"id":"e1","name":"Zoë Ruiz","aliases":["Zoë"]}}],
            "quotations":[{quotation}]}}"#
        )
    }

    #[test]
    fn code_points_become_bytes_and_back() -> Result<()> {
        let reading = Reading::parse(&json(
            r#"{"id":"q1","key":"k","kind":"direct","content":[{"start":10,"end":12,"page":null}],"asserted":"yes",
            "speakers":[{"status":"named","mention":[{"start":0,"end":3}],"entity":"e1","confidence":0.9},{"mention":[{"start":0,"end":3}],"entity":null}],
            "confidence":0.9}"#,
        ))?;
        let q = &reading.quotations[0];
        assert_eq!(reading.words(&q.content), "né");
        assert_eq!(reading.code_points(&q.content[0]), 10..12);
        let names: Vec<&str> = q.speakers.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Zoë Ruiz", "Zoë"]);
        assert_eq!((reading.part_kind(0), reading.standing(0)), ("headline", None));
        Ok(())
    }

    #[test]
    fn what_is_no_reading_is_an_error() {
        let error = |json: &str| Reading::parse(json).map_err(|e| e.to_string()).expect_err("an error");
        assert!(error("{}").contains("missing field `schema`"));
        let far = json(
            r#"{"id":"q1","key":"k","kind":"direct","content":[{"start":1,"end":99}],"asserted":"yes","confidence":1}"#,
        );
        assert!(error(&far).contains("the span 1 to 99, which is not in its text"));
        assert!(error(&json("").replace("onrecord/0", "onrecord/9")).contains("found the schema \"onrecord/9\""));
    }

    #[test]
    fn the_text_is_found_in_the_json() -> Result<()> {
        let json = json("");
        assert_eq!(&json[text_place(&json)?], "\"Zoë said “né”.\"");
        Ok(())
    }

    proptest::proptest! {
        #[test]
        fn no_reading_has_a_place_outside_its_text(start in 0_usize..20, end in 0_usize..20, text in "\\PC{0,12}", parent in 0_usize..3) {
            let json = serde_json::json!({
                "schema": "onrecord/0", "producer": {}, "document": {"id": "d", "text": text},
                "quotations": [{"id": "q1", "key": "k", "kind": "x", "content": [{"start": start, "end": end}], "asserted": "?",
                    "speakers": [{"mention": [{"start": start, "end": end}]}], "parent": format!("q{parent}"), "confidence": 2.0}]
            });
            if let Ok(reading) = Reading::parse(&json.to_string()) {
                let words: String = text.chars().skip(start).take(end - start).collect();
                proptest::prop_assert_eq!(reading.words(&reading.quotations[0].content), words);
                proptest::prop_assert_eq!(reading.standing(0), Some("unclear"));
            } else {
                proptest::prop_assert!(start > end || end > text.chars().count());
            }
        }
    }
}
