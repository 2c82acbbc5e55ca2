//! Who bears a name in the record: a name in, persons and organisations with their names, roles and quotations out.
//!
//! Example: "Ruiz" gives Ana Ruiz, harbour master, with what she said in three reports, and Ana Ruiz of no stated role apart from her: two
//! entries of two reports are joined only where full name and role are equal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::corrections::{Correction, Field};
use crate::error::{Error, Result};
use crate::record::{Record, Writer};
use crate::search::Search;
use crate::words::folded;

/// So many quotations are looked at for one name, by and to them each.
const LOOKED_AT: usize = 1000;

/// Who is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// A name, or part of one: these words in this order.
    pub name: String,
    /// How many at most.
    pub limit: usize,
}

/// A person, organisation or group as the reports name them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// By the wire's words: `person`, `organisation`, `group`, `place`, `publication`, `other`.
    pub kind: String,
    /// Other names that reports use, each with the reports that do: why they are joined.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Roles, as written.
    pub roles: Vec<String>,
    /// The reports that name them, newest first.
    pub reports: Vec<String>,
    /// Who published these.
    pub outlets: Vec<String>,
    /// The keys of the quotations credited to them, newest first.
    pub said: Vec<String>,
    /// The keys of the quotations addressed to them, newest first.
    pub heard: Vec<String>,
}

impl Person {
    /// The entry as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let aliases: Vec<Value> =
            self.aliases.iter().map(|(name, reports)| json!({"name": name, "reports": reports})).collect();
        json!({
            "name": self.name, "kind": self.kind, "aliases": aliases, "roles": self.roles, "reports": self.reports,
            "outlets": self.outlets, "said": self.said, "heard": self.heard
        })
    }
}

impl Record {
    /// Who bears a name, those with most quotations first.
    ///
    /// # Errors
    /// When the name has no letters, or the file cannot be read.
    pub fn people(&self, asked: &People) -> Result<Vec<Person>> {
        let wanted = folded(&asked.name);
        let name = Some(asked.name.clone());
        let by = Search { speaker: name.clone(), limit: LOOKED_AT, ..Search::default() };
        let to = Search { to: name, limit: LOOKED_AT, ..Search::default() };
        let mut reports: BTreeSet<i64> = self.reports_of(&by)?.into_iter().collect();
        reports.extend(self.reports_of(&to)?);
        let mut found: BTreeMap<(String, String, String), Person> = BTreeMap::new();
        for report in reports.into_iter().rev().take(LOOKED_AT) {
            self.of_report(report, &wanted, &mut found)?;
        }
        let mut people: Vec<Person> = found.into_values().collect();
        people.sort_by_key(|p| (std::cmp::Reverse(p.said.len() + p.heard.len()), p.name.clone()));
        people.truncate(asked.limit);
        Ok(people)
    }

    fn of_report(
        &self,
        report: i64,
        wanted: &str,
        found: &mut BTreeMap<(String, String, String), Person>,
    ) -> Result<()> {
        let reading = self.latest_json(report)?;
        let name = self.report_name(report)?;
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for entity in list(&reading["entities"]) {
            let full = string(&entity["name"]);
            let aliases: Vec<String> = list(&entity["aliases"]).iter().map(&string).collect();
            let bears = |n: &String| format!(" {} ", folded(n)).contains(&format!(" {wanted} "));
            if full.is_empty() || !(bears(&full) || aliases.iter().any(bears)) {
                continue;
            }
            let id = string(&entity["id"]);
            let kind = string(&entity["kind"]);
            let mut roles: Vec<String> = list(&entity["roles"]).iter().map(|r| string(&r["text"])).collect();
            roles.retain(|r| !r.is_empty());
            let role = roles.first().map(|r| folded(r)).unwrap_or_default();
            let keys = |field: &str| -> Vec<String> {
                let names = |q: &&Value| list(&q[field]).iter().any(|who| who["entity"] == id.as_str());
                let kept = |q: &&Value| q["withdrawn"] != true;
                let all = list(&reading["quotations"]);
                all.iter().filter(names).filter(kept).map(|q| string(&q["key"])).collect()
            };
            let person = found.entry((folded(&full), role, kind.clone())).or_insert_with(|| Person {
                name: full.clone(),
                kind,
                aliases: BTreeMap::new(),
                roles: Vec::new(),
                reports: Vec::new(),
                outlets: Vec::new(),
                said: Vec::new(),
                heard: Vec::new(),
            });
            for alias in aliases.into_iter().filter(|a| *a != full) {
                person.aliases.entry(alias).or_default().push(name.clone());
            }
            let outlet = string(&reading["document"]["outlet"]);
            let once = |list: &mut Vec<String>, value: String| {
                if !value.is_empty() && !list.contains(&value) {
                    list.push(value);
                }
            };
            for role in roles {
                once(&mut person.roles, role);
            }
            once(&mut person.outlets, outlet);
            once(&mut person.reports, name.clone());
            person.said.extend(keys("speakers"));
            person.heard.extend(keys("addressees"));
        }
        Ok(())
    }

    /// One person by name and, where several bear it, by role; both compared without case and marks.
    ///
    /// # Errors
    /// When nobody bears this full name, or several and no role tells which.
    pub fn person(&self, name: &str, role: Option<&str>) -> Result<Person> {
        let wanted = folded(name);
        let all = self.people(&People { name: name.to_owned(), limit: LOOKED_AT })?;
        let of_role =
            |p: &Person| role.is_none_or(|r| p.roles.first().map_or(r.is_empty(), |o| folded(o) == folded(r)));
        let mut all: Vec<Person> = all.into_iter().filter(|p| folded(&p.name) == wanted && of_role(p)).collect();
        let found = match all.len() {
            1 => return Ok(all.remove(0)),
            0 => "nobody bears this full name and role".to_owned(),
            n => format!("{n} bear this name; name a role as well"),
        };
        Err(Error::Name { asked: name.to_owned(), found })
    }
}

impl Writer {
    /// Undoes a join: quotations of a person that are credited through another name, `alias`, are that name's from now on. Each becomes a
    /// correction, to be taken back as any other; how many.
    ///
    /// # Errors
    /// When nobody bears the full name and role, or the record cannot be written to.
    pub fn split(&mut self, name: &str, role: &str, alias: &str, author: &str, time: &str) -> Result<usize> {
        let person = self.person(name, Some(role))?;
        let (full, other) = (folded(&person.name), folded(alias));
        let within = |words: &str, name: &str| format!(" {words} ").contains(&format!(" {name} "));
        let mut done = 0;
        for key in &person.said {
            let shown = self.quotation(key)?;
            let is = |who: &crate::wire::Who| folded(&who.name) == full;
            let reading = self.reading_json(&shown.report)?;
            let mentioned = mention_of(&reading, key, &full);
            if !shown.speakers.iter().any(is) || !within(&mentioned, &other) || within(&mentioned, &full) {
                continue;
            }
            let value = shown.speakers.iter().map(|who| if is(who) { alias.to_owned() } else { who.name.clone() });
            self.correct(Correction {
                key: key.clone(),
                field: Field::Speaker,
                value: value.collect(),
                words: String::new(),
                author: author.to_owned(),
                time: time.to_owned(),
                reason: Some(format!("not {}", person.name)),
            })?;
            done += 1;
        }
        Ok(done)
    }
}

/// The folded words by which a quotation's report mentions the speaker of this folded name.
fn mention_of(reading: &Value, key: &str, full: &str) -> String {
    let none = Vec::new();
    let list = |value: &Value| value.as_array().unwrap_or(&none).clone();
    let letters: Vec<char> = reading["document"]["text"].as_str().unwrap_or_default().chars().collect();
    let name = |id: &Value| {
        let entity = list(&reading["entities"]).into_iter().find(|e| e["id"] == *id);
        entity.and_then(|e| e["name"].as_str().map(folded)).unwrap_or_default()
    };
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or_default()).unwrap_or_default();
    let quotation = list(&reading["quotations"]).into_iter().find(|q| q["key"] == key).unwrap_or_default();
    let speaker = list(&quotation["speakers"]).into_iter().find(|who| name(&who["entity"]) == full).unwrap_or_default();
    let words = list(&speaker["mention"]).into_iter().map(|span| {
        letters
            .get(number(&span["start"])..number(&span["end"]))
            .map(|l| l.iter().collect::<String>())
            .unwrap_or_default()
    });
    folded(&words.collect::<Vec<_>>().join(" "))
}
