//! Finds whose a document is: [`Found`] mentions and [`Chains`] in, for documents that are credited the chain of who put them out.
//!
//! Example: of `a Bloomberg poll found …` the words are Bloomberg's, and so are those of `the poll` after it. **Finds** a body's name inside or before the noun ("the
//! GOP's complaint"), after "by" or "from" ("a study by Ana Ruiz"), the paper that it "appeared in", and who speaks "in a statement".
//! **Leaves alone** places ("a Florida poll") and documents that nobody is said to have made. **Why**: who asks whether Bloomberg said
//! it must find the poll. **Source**: how two annotators of `corpora/who` read such speakers.

use super::coreference::Chains;
use super::lists::PEOPLE;
use super::mentions::{Determiner, Form, Found, ORGANISATION, PERSON, PLACE, Pronoun};
use super::via::{mention_at, outlet};
use super::view::{Tag, View};

/// Words after a document in which "by" is looked for.
const NEAR: usize = 9;
/// How sure it is where the words of the mention say it, and where an earlier mention of such a document does. Right in 22 of 26 and 9 of
/// 12 of `corpora/who`.
const SAID: f32 = 0.85;
const EARLIER: f32 = 0.65;

/// Whose the documents are, by mention: in reading order.
pub(super) struct Issuers {
    /// Mention of the document, chain of who put it out, whether a speaker says it elsewhere.
    all: Vec<(usize, usize)>,
}

impl Issuers {
    /// Reads them; `found` holds many mentions that are no documents.
    pub(super) fn read(view: &View<'_>, found: &[Found], chains: &Chains) -> Self {
        let document = |m: &Found| m.form == Form::Noun && PEOPLE.bends(view.word(m.head), "document");
        let all = (0..found.len()).filter(|&k| document(&found[k]));
        Self { all: all.filter_map(|k| Some((k, issuer(view, found, chains, k)?))).collect() }
    }

    /// Who put out the document of a mention, and how sure that is.
    pub(super) fn of(&self, view: &View<'_>, found: &[Found], chains: &Chains, m: usize) -> Option<(usize, f32)> {
        // "It read": the letter that it stands for.
        if found[m].form == Form::Pronoun(Pronoun::It) {
            let chain = chains.of[m]?;
            let (_, at) = self.all.iter().rev().find(|(k, _)| *k < m && chains.of[*k] == Some(chain))?;
            return Some((*at, EARLIER));
        }
        if found[m].form != Form::Noun || !PEOPLE.bends(view.word(found[m].head), "document") {
            return None;
        }
        if let Ok(at) = self.all.binary_search_by_key(&m, |(k, _)| *k) {
            return Some((self.all[at].1, SAID));
        }
        // "The poll" and a headline's "Poll".
        if !matches!(found[m].determiner, Determiner::The | Determiner::None | Determiner::This) {
            return None;
        }
        let chain = chains.of[m];
        let known = |k: usize| chain.is_some() && chains.of[k] == chain;
        let alike = |k: usize| view.word(found[k].head) == view.word(found[m].head);
        let earlier = self.all.iter().rev().filter(|(k, _)| *k < m);
        let later = self.all.iter().filter(|(k, _)| *k > m && found[m].sentence < 2);
        let mut both = earlier.chain(later);
        both.clone().find(|(k, _)| known(*k)).or_else(|| both.find(|(k, _)| alike(*k))).map(|&(_, at)| (at, EARLIER))
    }
}

fn issuer(view: &View<'_>, found: &[Found], chains: &Chains, k: usize) -> Option<usize> {
    let m = &found[k];
    let body = |i: usize| {
        found[i].form == Form::Name
            && (found[i].sort[ORGANISATION] > 0.4 || outlet(view, &found[i]))
            && found[i].sort[PLACE] < 0.5
    };
    let anybody = |i: usize| body(i) || found[i].form == Form::Name && found[i].sort[PERSON] > 0.5;
    let chain = |i: usize| chains.of[i].filter(|&c| chains.all[c].named && !chains.secret[c]);
    // "A Bloomberg poll", "the GOP's complaint".
    let begin = found.partition_point(|n| n.tokens.start + 12 < m.tokens.start);
    let inside = (begin..found.len())
        .take_while(|&i| found[i].tokens.start < m.head)
        .find(|&i| i != k && found[i].tokens.start >= m.tokens.start && found[i].tokens.end <= m.head && body(i));
    let owner = || {
        let s = m.core.start.checked_sub(1).filter(|&t| view.word(t) == "s" || matches!(view.word(t), "'" | "’"))?;
        let end = if view.word(s) == "s" { s.checked_sub(1)? } else { s };
        (begin..k).rev().find(|&i| found[i].tokens.end == end && anybody(i))
    };
    // "Her letter".
    let own = || {
        let whose =
            m.determiner == Determiner::Whose && matches!(view.word(m.tokens.start), "his" | "her" | "their" | "its");
        (begin..found.len())
            .take_while(|&i| found[i].tokens.start <= m.tokens.start)
            .find(|&i| whose && found[i].tokens.start == m.tokens.start && matches!(found[i].form, Form::Pronoun(_)))
            .filter(|&i| chains.sure[i] > 0.6)
    };
    // "A study by Ana Ruiz", "a video released on Monday by the League", "a study that appeared in the Journal".
    let sentence = view.document.sentence_of(m.head);
    let after = || {
        let end = sentence.end.min(m.tokens.end + NEAR);
        for t in m.tokens.end..end {
            let word = view.word(t);
            let takes = match word {
                "by" => true,
                "from" => t == m.tokens.end,
                "in" => matches!(view.word(t - 1), "appeared" | "published" | "printed" | "appearing"),
                _ => false,
            };
            if takes
                && let Some(i) = mention_at(found, view, t + 1)
                    .filter(|&i| anybody(i) || chain(i).is_some() && found[i].sort[PLACE] < 0.5)
            {
                return Some(i);
            }
            let passes =
                matches!(view.tag(t), Tag::Verb | Tag::Auxiliary | Tag::Adverb | Tag::Number | Tag::Preposition)
                    || matches!(word, "that" | "which" | "last" | "this" | "week" | "month" | "year")
                    || PEOPLE.is(word, "time");
            if !passes || word == "said" {
                break;
            }
        }
        None
    };
    if let Some(i) = inside.or_else(owner).or_else(own).or_else(after) {
        return chain(i);
    }
    // "Ruiz said in a statement", whatever the statement says next.
    if m.tokens.start == 0 || view.word(m.tokens.start - 1) != "in" || m.inside.is_some() {
        return None;
    }
    let begin = found.partition_point(|n| n.tokens.start < sentence.start);
    let speaks = |&i: &usize| chains.facts.speaks[i].is_some() && found[i].inside.is_none();
    let mut speakers = (begin..found.len()).take_while(|&i| found[i].tokens.start < sentence.end).filter(speaks);
    speakers.next().and_then(chain)
}
