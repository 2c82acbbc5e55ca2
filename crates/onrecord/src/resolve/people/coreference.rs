//! Joins pronouns and nouns to what they stand for: [`Found`] mentions, names and roles in, [`Chains`] out.
//!
//! Example: `Ana Ruiz, the mayor, spoke. She smiled.` is one chain of three mentions. Names and roles are joined by rules; every other
//! mention goes to the earlier one that a small network prefers (`training/pairs.py`), unless it prefers none. **Leaves alone** a pronoun with
//! two candidates that are near each other in score: that is said in a note. **Why**: a wrong "he" is a false quotation. **Source**: mention
//! ranking (Denis and Baldridge 2008) with entity-level sex and number.

use std::collections::HashMap;

use super::apposition::Held;
use super::lists::PEOPLE;
use super::mentions::{Determiner, Form, Found, Gender, ORGANISATION, PERSON, PLACE, Pronoun, Sort, age};
use super::names::Names;
use super::pairs::{self, Facts};
use super::view::View;
use crate::model::Layers;
use crate::text::TokenKind;

/// Earlier mentions that are looked at: the nearest, and of nouns those with the same word.
const NEAR: usize = 50;
const SAME: usize = 12;
/// A link to less than this share of all candidates is no link where a person is meant. Measured on GUM train.
const SURE: f32 = 0.4;
/// What speaks for a bearer of a name where he or she is meant: news names whom it quotes. Of 0 to 2 the best on GUM dev: 61 of 100 right
/// without it, 70 with it.
const NAMED: f32 = 1.5;
/// A second candidate of this share of the best is near.
const RIVAL: f32 = 0.7;

/// One entity in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// Mentions in reading order.
    pub mentions: Vec<usize>,
    pub gender: Option<Gender>,
    pub named: bool,
    /// What sort, from its names or else from its first nouns.
    pub sort: Sort,
    /// Number of the name's bearer.
    pub bearer: Option<usize>,
}

/// All chains, and how sure each mention's place in its chain is.
#[derive(Debug, Clone, Default)]
pub(super) struct Chains {
    pub all: Vec<Chain>,
    /// The chain of each mention.
    pub of: Vec<Option<usize>>,
    /// Probability that the mention belongs there.
    pub sure: Vec<f32>,
    /// Mentions with two candidates near each other.
    pub doubtful: Vec<usize>,
    /// Chains of people who are kept anonymous.
    pub secret: Vec<bool>,
    pub facts: Facts,
}

impl Chains {
    /// A new chain of one mention.
    pub fn open(&mut self, found: &[Found], m: usize) -> usize {
        self.all.push(Chain { sort: found[m].sort, named: found[m].form == Form::Name, ..Chain::default() });
        let at = self.all.len() - 1;
        self.secret.push(self.facts.secret[m]);
        self.put(found, m, at, 0.97);
        at
    }

    /// Puts a mention into a chain.
    pub fn put(&mut self, found: &[Found], m: usize, at: usize, sure: f32) {
        if let Some(old) = self.of[m] {
            self.all[old].mentions.retain(|&k| k != m);
        }
        let chain = &mut self.all[at];
        let place = chain.mentions.partition_point(|&k| k < m);
        chain.mentions.insert(place, m);
        if found[m].gender != Gender::Unknown && chain.gender.is_none() {
            chain.gender = Some(found[m].gender);
        }
        self.of[m] = Some(at);
        self.sure[m] = sure;
    }
}

/// Starts the chains: names, then roles.
fn begin(found: &[Found], names: &Names, roles: &[Held], facts: Facts) -> Chains {
    let mut out = Chains { of: vec![None; found.len()], sure: vec![0.0; found.len()], facts, ..Chains::default() };
    for (b, bearer) in names.bearers.iter().enumerate() {
        let at = out.open(found, bearer.mentions[0]);
        for &m in &bearer.mentions[1..] {
            out.put(found, m, at, if names.doubtful[m] { 0.6 } else { 0.97 });
        }
        if names.doubtful[bearer.mentions[0]] {
            out.sure[bearer.mentions[0]] = 0.6;
        }
        out.all[at].bearer = Some(b);
        out.all[at].sort = bearer.sort;
        out.all[at].gender = Some(bearer.gender).filter(|g| *g != Gender::Unknown);
    }
    for held in roles {
        if let (Some(noun), Some(at)) = (held.noun, out.of[held.name])
            && out.of[noun].is_none()
        {
            out.put(found, noun, at, 0.95);
        }
    }
    out
}

/// The earlier mentions that are offered for `j`, nearest first.
fn candidates(view: &View<'_>, found: &[Found], by_head: &HashMap<&str, Vec<usize>>, j: usize) -> Vec<usize> {
    let nests = |i: usize| found[i].tokens.end > found[j].tokens.start;
    let mut out: Vec<usize> = (0..j).rev().take(NEAR).filter(|&i| !nests(i)).collect();
    if !matches!(found[j].form, Form::Pronoun(_)) {
        let same = by_head.get(view.word(found[j].head)).into_iter().flatten().rev();
        out.extend(same.copied().filter(|&i| i + NEAR < j).take(SAME));
    }
    out
}

/// All pairs that a document offers, for training.
pub(super) fn offered(
    view: &View<'_>,
    found: &[Found],
    names: &Names,
    roles: &[Held],
) -> Vec<(usize, usize, Vec<f32>)> {
    let facts = Facts::new(view, found, &names.of);
    let chains = begin(found, names, roles, facts);
    let mut by_head: HashMap<&str, Vec<usize>> = HashMap::new();
    let (mut out, mut row) = (Vec::new(), Vec::new());
    let byte = |m: usize| view.document.tokens()[found[m].head].span.start();
    for j in 0..found.len() {
        if chains.of[j].is_none() {
            for i in candidates(view, found, &by_head, j) {
                pairs::features(view, found, &chains.facts, j, i, &mut row);
                out.push((byte(j), byte(i), row.clone()));
            }
            if j == 0 {
                continue;
            }
        }
        by_head.entry(view.word(found[j].head)).or_default().push(j);
    }
    out
}

/// The chains of a document.
pub(super) fn chains(view: &View<'_>, found: &[Found], names: &Names, roles: &[Held], network: &Layers) -> Chains {
    let facts = Facts::new(view, found, &names.of);
    let mut out = begin(found, names, roles, facts);
    let offices = offices(roles);
    let mut by_head: HashMap<&str, Vec<usize>> = HashMap::new();
    for j in 0..found.len() {
        if out.of[j].is_none() && !speaks_itself(view, found, j) {
            let told = by_office(view, found, &out, &offices, j)
                .or_else(|| by_age(view, found, &out, j))
                .or_else(|| by_body(view, found, names, &out, j))
                .or_else(|| by_trade(view, found, names, &out, j))
                .or_else(|| by_owner(view, found, names, &out, j));
            if let Some((at, sure)) = told {
                out.put(found, j, at, sure);
            } else {
                link(view, found, &mut out, &by_head, network, j);
            }
        }
        by_head.entry(view.word(found[j].head)).or_default().push(j);
    }
    first_person(view, found, &mut out);
    out
}

/// First and second person in quoted words wait for the speaker.
fn speaks_itself(view: &View<'_>, found: &[Found], j: usize) -> bool {
    let m = &found[j];
    let credited = |f: usize| !view.findings.quotations[f].speakers.is_empty();
    m.quoted
        && matches!(m.form, Form::Pronoun(Pronoun::I | Pronoun::We | Pronoun::You))
        && m.inside.is_some_and(credited)
}

/// The mentions whose bearer holds an office, by the office's noun.
fn offices(roles: &[Held]) -> HashMap<&str, Vec<&Held>> {
    let mut out: HashMap<&str, Vec<&Held>> = HashMap::new();
    for held in roles {
        out.entry(held.office.as_str()).or_default().push(held);
    }
    out
}

/// "The mayor", where one bearer alone holds such an office in the document, before this place if any.
fn by_office(
    view: &View<'_>,
    found: &[Found],
    out: &Chains,
    offices: &HashMap<&str, Vec<&Held>>,
    j: usize,
) -> Option<(usize, f32)> {
    let m = &found[j];
    let definite = m.determiner == Determiner::The || m.form == Form::Title && m.determiner == Determiner::None;
    if !definite || m.plural || !matches!(m.form, Form::Noun | Form::Title) {
        return None;
    }
    // "The Head of State" is the president.
    let state = view.word(m.head) == "head" && m.tokens.clone().any(|t| view.word(t) == "state");
    let same = ["president", "king", "queen", "emir", "sultan"];
    let held = if state { same.iter().find_map(|office| offices.get(office)) } else { offices.get(view.word(m.head)) }?;
    let own: Vec<&str> = m.core.clone().filter(|&t| view.is_word(t)).map(|t| view.word(t)).collect();
    let of_something = matches!(view.word(m.tokens.end), "of" | "for" | "at" | "in")
        && view.capital(m.tokens.end + 1 + usize::from(view.word(m.tokens.end + 1) == "the"));
    let fits = |h: &&&Held| {
        let words: Vec<&str> = h.tokens.clone().map(|t| view.word(t)).collect();
        // Words of the mention that the role does not have speak against it: "the former mayor", "the Lund mayor".
        let known = state || own.iter().all(|w| words.contains(w) || *w == "the");
        let place =
            !of_something || h.of.is_some_and(|o| view.text(found[o].core.clone()) == of_name(view, m.tokens.end));
        let former = words.iter().any(|w| matches!(*w, "former" | "ex" | "late" | "then"))
            && !own.iter().any(|w| matches!(*w, "former" | "ex" | "late" | "then"));
        known && place && !former
    };
    let mut all: Vec<usize> = held.iter().filter(fits).filter(|h| h.name < j).filter_map(|h| out.of[h.name]).collect();
    if all.is_empty() {
        all = held.iter().filter(fits).filter_map(|h| out.of[h.name]).collect();
    }
    all.dedup();
    all.sort_unstable();
    all.dedup();
    match all[..] {
        [one] if !clash(&out.all[one], m) => Some((one, 0.88)),
        _ => None,
    }
}

/// "The 68-year-old": whom the document calls 68, else the one person of the two sentences before, or who
/// spoke last in them.
fn by_age(view: &View<'_>, found: &[Found], out: &Chains, j: usize) -> Option<(usize, f32)> {
    let m = &found[j];
    let years = age(view, m.head)?;
    let person = |i: &usize| {
        out.of[*i].is_some_and(|c| out.all[c].named && out.all[c].sort[PERSON] > 0.5 && !clash(&out.all[c], m))
    };
    let names = || (0..j).rev().filter(|&i| found[i].form == Form::Name).filter(person);
    let said = |&i: &usize| view.word(found[i].tokens.end) == "," && view.word(found[i].tokens.end + 1) == years;
    if let Some(i) = names().find(said) {
        return out.of[i].map(|c| (c, 0.95));
    }
    let near = |i: &usize| found[*i].sentence + 2 >= m.sentence;
    let mut chains: Vec<usize> = (0..j).rev().take_while(near).filter(person).filter_map(|i| out.of[i]).collect();
    chains.sort_unstable();
    chains.dedup();
    let spoke = last_speaker(found, out, j);
    match (&chains[..], spoke) {
        ([one], _) => Some((*one, 0.8)),
        (_, Some(i)) => out.of[i].map(|c| (c, 0.7)),
        _ => None,
    }
}

/// Who is named and spoke last in the five sentences before.
fn last_speaker(found: &[Found], out: &Chains, j: usize) -> Option<usize> {
    let m = &found[j];
    let person = |i: &usize| {
        out.of[*i].is_some_and(|c| out.all[c].named && out.all[c].sort[PERSON] > 0.5 && !clash(&out.all[c], m))
    };
    let near = |i: &usize| found[*i].sentence + 5 >= m.sentence;
    (0..j).rev().take_while(near).filter(|&i| out.facts.speaks[i].is_some()).find(person)
}

/// "The alliance", where one body's name holds the word, before this place if any.
fn by_body(view: &View<'_>, found: &[Found], names: &Names, out: &Chains, j: usize) -> Option<(usize, f32)> {
    let m = &found[j];
    let word = view.word(m.head);
    if m.form != Form::Noun
        || m.determiner != Determiner::The
        || m.core.len() > 1
        || m.plural
        || !PEOPLE.is(word, "body")
    {
        return None;
    }
    let named =
        |b: &&super::names::Bearer| b.words.len() > 1 && b.sort[PERSON] < 0.5 && b.words.iter().any(|w| w == word);
    let chain = |b: &super::names::Bearer| b.mentions.iter().find_map(|&k| out.of[k]);
    let before = |b: &&super::names::Bearer| b.mentions.iter().any(|&k| k < j);
    let all: Vec<_> = names.bearers.iter().filter(named).filter(before).collect();
    if let [one] = all[..] {
        return chain(one).map(|c| (c, 0.85));
    }
    // Several: the one that was named last.
    let last = |b: &&super::names::Bearer| b.mentions.iter().copied().filter(|&k| k < j).max();
    all.iter().copied().max_by_key(last).and_then(chain).map(|c| (c, 0.6))
}

/// "The company", where the document names one firm alone; "the club".
fn by_trade(view: &View<'_>, found: &[Found], names: &Names, out: &Chains, j: usize) -> Option<(usize, f32)> {
    let m = &found[j];
    if m.form != Form::Noun || m.determiner != Determiner::The || m.core.len() > 1 || m.plural {
        return None;
    }
    let class = match view.word(m.head) {
        "company" | "firm" | "group" | "corporation" | "manufacturer" => "firm",
        "club" | "side" => "club",
        _ => return None,
    };
    let named = |b: &&super::names::Bearer| {
        b.words.len() > 1 && b.sort[ORGANISATION] > 0.5 && b.words.last().is_some_and(|w| PEOPLE.is(w, class))
    };
    let mut all = names.bearers.iter().filter(named).filter(|b| b.mentions.iter().any(|&k| k < j));
    let one = all.next().filter(|_| all.next().is_none())?;
    one.mentions.iter().find_map(|&k| out.of[k]).map(|c| (c, 0.82))
}

/// "Ana Ruiz's team", where the document speaks of the Ruiz campaign.
fn by_owner(view: &View<'_>, found: &[Found], names: &Names, out: &Chains, j: usize) -> Option<(usize, f32)> {
    const TEAMS: [&str; 3] = ["campaign", "team", "camp"];
    let m = &found[j];
    if m.form != Form::Noun || m.determiner != Determiner::Whose || !TEAMS.contains(&view.word(m.head)) {
        return None;
    }
    let s = m.tokens.start.checked_sub(1)?;
    let own = matches!(view.word(m.tokens.start), "his" | "her" | "their");
    let owner = (j.saturating_sub(8)..=j).rev().find(|&k| {
        if own {
            found[k].tokens.start == m.tokens.start && matches!(found[k].form, Form::Pronoun(_))
        } else {
            found[k].form == Form::Name && (found[k].tokens.end == s || found[k].tokens.end + 1 == s)
        }
    })?;
    let holder = &out.all[out.of[owner]?];
    let surname = names.bearers[holder.bearer?].words.last()?;
    let fits = |b: &&super::names::Bearer| matches!(&b.words[..], [.., name, team] if name == surname && TEAMS.contains(&team.as_str()));
    let team = names.bearers.iter().find(fits)?;
    team.mentions.iter().find_map(|&k| out.of[k]).map(|c| (c, 0.85))
}

fn of_name<'v>(view: &'v View<'_>, at: usize) -> &'v str {
    let from = at + 1 + usize::from(view.word(at + 1) == "the");
    let mut end = from;
    while view.capital(end) {
        end += 1;
    }
    view.text(from..end)
}

/// Whether a mention cannot be of a chain: another sex, a person for a thing.
fn clash(chain: &Chain, m: &Found) -> bool {
    let sex = m.gender != Gender::Unknown && chain.gender.is_some_and(|g| g != m.gender);
    let human = matches!(m.form, Form::Pronoun(Pronoun::He | Pronoun::She));
    let thing = matches!(m.form, Form::Pronoun(Pronoun::It));
    sex || human && chain.named && chain.sort[PERSON] < 0.3
        || thing && chain.sort[PERSON] > 0.7
        || human && chain.sort[ORGANISATION] + chain.sort[PLACE] > 0.8
}

/// Joins one mention to the chain that the network prefers.
fn link(
    view: &View<'_>,
    found: &[Found],
    out: &mut Chains,
    by_head: &HashMap<&str, Vec<usize>>,
    network: &Layers,
    j: usize,
) {
    let m = &found[j];
    let mut scored: Vec<(usize, f32)> = Vec::new();
    let mut top: (f32, usize) = (0.0, usize::MAX);
    let mut row = Vec::new();
    for i in candidates(view, found, by_head, j) {
        let Some(chain) = out.of[i] else { continue };
        if clash(&out.all[chain], m) || out.facts.secret[j] && !out.secret[chain] {
            continue;
        }
        // Words that introduce somebody, and plurals, are no second mention of a name.
        if m.form == Form::Noun && found[i].form == Form::Noun && number(view, m) != number(view, &found[i]) {
            continue;
        }
        let introduces = m.form == Form::Noun && (m.determiner == Determiner::A || m.plural);
        if introduces && out.all[chain].named {
            continue;
        }
        pairs::features(view, found, &out.facts, j, i, &mut row);
        let mut score = [0.0];
        network.run(&row, &mut score);
        let human = matches!(m.form, Form::Pronoun(Pronoun::He | Pronoun::She));
        let body = m.form == Form::Noun && m.determiner == Determiner::The && !m.plural && m.sort[ORGANISATION] > 0.5;
        let kept = human || body && out.all[chain].sort[ORGANISATION] > 0.5;
        let score = score[0] + if kept && out.all[chain].named { NAMED } else { 0.0 };
        let weight = score.min(20.0).exp();
        if score > top.0 {
            top = (score, chain);
        }
        match scored.iter_mut().find(|(c, _)| *c == chain) {
            Some((_, most)) => *most = most.max(weight),
            None => scored.push((chain, weight)),
        }
    }
    let total: f32 = 1.0 + scored.iter().map(|(_, w)| w).sum::<f32>();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let best = scored.first().copied();
    let rival = scored.get(1).map_or(0.0, |s| s.1);
    match best {
        Some((chain, weight)) if top.1 != usize::MAX => {
            let share = weight / total;
            let human = matches!(m.form, Form::Pronoun(Pronoun::He | Pronoun::She));
            if human && (share < SURE && rival > RIVAL * weight) {
                out.doubtful.push(j);
            }
            out.put(found, j, chain, share.min(0.97));
        }
        _ => {
            out.open(found, j);
        }
    }
}

/// The numbers among a noun's words: 52 percent are not 73 percent.
fn number<'v>(view: &'v View<'_>, m: &Found) -> Vec<&'v str> {
    let digits = |t: &usize| view.document.tokens()[*t].kind == TokenKind::Number;
    m.core.clone().filter(digits).map(|t| view.word(t)).collect()
}

/// "I" in quoted words is who speaks them.
fn first_person(view: &View<'_>, found: &[Found], out: &mut Chains) {
    let mut speaker: HashMap<usize, Vec<usize>> = HashMap::new();
    for (m, f) in out.facts.speaks.iter().enumerate() {
        if let Some(f) = f {
            speaker.entry(*f).or_default().push(m);
        }
    }
    // The mention that speaks may serve several findings; ask each finding for its own.
    let mut own: HashMap<usize, Option<usize>> = HashMap::new();
    let mut we: HashMap<usize, usize> = HashMap::new();
    let mut you: HashMap<usize, usize> = HashMap::new();
    for j in 0..found.len() {
        if out.of[j].is_some() || !speaks_itself(view, found, j) {
            continue;
        }
        let Some(f) = found[j].inside else { continue };
        let chain = *own.entry(f).or_insert_with(|| {
            let credits = &view.findings.quotations[f].speakers;
            let [credit] = &credits[..] else { return None };
            let m = pairs::head_of(view, found, view.document.tokens_of(credit.mention.hull()?))?;
            out.of[m]
        });
        let Form::Pronoun(pronoun) = found[j].form else { continue };
        match (pronoun, chain) {
            (Pronoun::I, Some(chain)) => out.put(found, j, chain, 0.93),
            (Pronoun::We, _) => {
                let key = chain.unwrap_or(usize::MAX);
                if let Some(&at) = we.get(&key) {
                    out.put(found, j, at, 0.6);
                } else {
                    let at = out.open(found, j);
                    we.insert(key, at);
                }
            }
            (Pronoun::You, _) => {
                let key = chain.unwrap_or(usize::MAX);
                if let Some(&at) = you.get(&key) {
                    out.put(found, j, at, 0.6);
                } else {
                    let at = out.open(found, j);
                    you.insert(key, at);
                }
            }
            _ => {
                out.open(found, j);
            }
        }
    }
}
