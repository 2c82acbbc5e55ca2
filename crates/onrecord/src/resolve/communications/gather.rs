//! Gathers communications: [`Sighting`]s and quotations in reading order in; which belong to one occasion, and which words it carried, out.
//!
//! Example: "In a letter to the council" and "the letter" two paragraphs on are one; what "he added" between them came in it too.
//!
//! **Finds** for each sighting the latest occasion that medium, ends, day and order ("the second letter") allow, else a new one; for each quotation
//! the occasion of its sentence, else the last one of its speaker. **Leaves alone** thoughts, bare cues of speakers who were in none. **Why** one
//! letter told of five times is one letter. **Source** the annotation guide.

use std::ops::Range;

use super::carried::{Here, Open};
use super::sightings::{self, Sighting};
use super::view::View;
use super::{Communication, Happened, MEDIA, Medium, deeds};
use crate::analyse::Asserted;
use crate::reading::Quotation;
use crate::resolve::{EntityId, EntityKind};
use crate::span::Spans;

/// How many earlier communications are looked at.
pub(super) const BACK: usize = 40;

/// What answers what, as far as the words say.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub from: usize,
    /// Communications that the words name.
    pub named: Vec<usize>,
    /// People whose words are answered.
    pub who: Vec<EntityId>,
}

/// A document while its communications are gathered.
pub(super) struct Work<'a> {
    pub view: View<'a>,
    pub all: Vec<Draft>,
    pub answers: Vec<Answer>,
    published: Option<String>,
}

/// A communication in the making.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub one: Communication,
    /// Where it is first spoken of.
    pub at: usize,
    pub ordinal: Option<u8>,
    /// Where it is last spoken of.
    pub last: usize,
    pub paragraph_last: usize,
    /// First spoken of in a headline.
    pub headline: bool,
    pub paragraph: usize,
    /// How many quotations it carried.
    pub carried: usize,
    /// Whether somebody's words, a noun or a verb alone showed it.
    pub named: bool,
    /// Told of as a reply.
    pub answers: bool,
}

impl<'a> Work<'a> {
    pub fn new(view: View<'a>, published: Option<String>) -> Self {
        Self { view, all: Vec::new(), answers: Vec::new(), published }
    }

    /// Goes through the document; for each quotation the communication that carried it.
    pub fn gather(&mut self, quotations: &[Quotation]) -> Vec<Option<usize>> {
        let document = self.view.document;
        let mut at: Vec<(usize, usize)> = quotations
            .iter()
            .enumerate()
            .filter_map(|(i, q)| {
                let span = q.finding.cue.or_else(|| q.finding.content.first())?;
                Some((document.tokens_of(span).start, i))
            })
            .collect();
        at.sort_unstable();
        let mut spoken: Vec<Option<usize>> = vec![None; quotations.len()];
        let mut open: Vec<Open> = Vec::new();
        let mut next = 0;
        let paragraphs = document.paragraphs();
        let mut paragraph = 0;
        for sentence in document.sentences() {
            while paragraph + 1 < paragraphs.len() && paragraphs[paragraph].end <= sentence.start {
                paragraph += 1;
            }
            let first = next;
            while next < at.len() && at[next].0 < sentence.end {
                next += 1;
            }
            let here: Vec<usize> = at[first..next].iter().map(|a| a.1).collect();
            let found = self.sentence(sentence, paragraph, &here, quotations);
            self.opened(&found, paragraph, &mut open);
            for &i in &here {
                let here = Here { sentence, paragraph, found: &found };
                spoken[i] = self.place(i, quotations, &here, &mut open, &spoken);
            }
        }
        self.transcript(quotations, &mut spoken);
        self.headlines(quotations, &mut spoken);
        self.summed_up(&mut spoken);
        spoken
    }

    /// Takes away what a headline sums up and no later sentence takes up: "Two fronts answer the president's letters".
    fn summed_up(&mut self, spoken: &mut [Option<usize>]) {
        let goes = |d: &Draft| d.headline && d.carried == 0 && d.paragraph_last == 0;
        let carries = |c: usize| spoken.contains(&Some(c));
        let gone: Vec<bool> = self.all.iter().enumerate().map(|(c, d)| goes(d) && !carries(c)).collect();
        if gone.iter().all(|g| *g) {
            return;
        }
        let mut new = Vec::with_capacity(gone.len());
        let mut n = 0;
        for g in &gone {
            new.push((!g).then_some(n));
            n += usize::from(!g);
        }
        let mut k = 0;
        self.all.retain(|_| {
            k += 1;
            !gone[k - 1]
        });
        for c in spoken.iter_mut() {
            *c = c.and_then(|c| new[c]);
        }
        self.answers.retain(|a| new[a.from].is_some());
        for a in &mut self.answers {
            a.from = new[a.from].unwrap_or(a.from);
            a.named = a.named.iter().filter_map(|&c| new[c]).collect();
        }
    }

    /// "Coach Duarte, facing reporters, tried to cool things": what she says next came there too.
    fn opened(&self, found: &[(Sighting, usize)], paragraph: usize, open: &mut Vec<Open>) {
        let speaks = |m| !matches!(m, Medium::Publication | Medium::Meeting | Medium::CourtFiling | Medium::Other);
        for (s, c) in found {
            let one = &self.all[*c].one;
            if s.target || one.from.is_empty() || one.status != Happened::Made || !speaks(one.medium) {
                continue;
            }
            open.retain(|o| o.from != one.from);
            open.push(Open { from: one.from.clone(), at: *c, paragraph, until: paragraph + 1 });
            if open.len() > BACK {
                open.remove(0);
            }
        }
    }

    pub fn has_headline(&self) -> bool {
        let paragraphs = self.view.document.paragraphs();
        paragraphs.len() > 1
            && paragraphs[0].len() <= 24
            && !matches!(self.view.word(paragraphs[0].end - 1), "." | "”" | "\"")
    }

    /// What a sentence speaks of, joined to what is known: sightings with their communications.
    fn sentence(
        &mut self,
        sentence: &Range<usize>,
        paragraph: usize,
        here: &[usize],
        quotations: &[Quotation],
    ) -> Vec<(Sighting, usize)> {
        let mut all = sightings::nouns(&mut self.view, sentence);
        let deeds = deeds::verbs(&mut self.view, sentence);
        all.extend(deeds);
        all.sort_by_key(|s| s.head);
        // A phrase within the phrase of a deed is no deed of its own; whose words a framed one carries is their speaker's.
        let answered: Vec<usize> = all.iter().flat_map(|s| s.answered.clone()).collect();
        // An answer that is a cue: who spoke to whom its quotation tells.
        let in_cue = |t: usize| {
            let cues = here.iter().filter_map(|&i| quotations[i].finding.cue);
            cues.map(|c| self.view.document.tokens_of(c)).any(|c| c.contains(&t))
        };
        if let Some(i) = all.iter().position(|s| s.link)
            && let Some(k) = all.iter().position(|s| !s.link && !s.target && (s.frames || s.deed))
        {
            // "In response to Okafor, she said in a statement": the statement answers.
            let link = all[i].clone();
            all[k].answers = all[k].answers.take().or(link.answers);
            all[k].answered.extend(link.answered);
            all.remove(i);
        }
        let tells = |s: &Sighting| s.deed && s.answers.is_some() && s.medium.is_none();
        if let Some(i) = all.iter().position(tells)
            && let Some(k) = (0..i).rev().find(|&k| self.does(&all[k], all[i].head, sentence))
        {
            // "The letter, four typed pages, replies to a note": the letter answers.
            let deed = all.remove(i);
            all[k].answers = all[k].answers.take().or(deed.answers);
            all[k].answered.extend(deed.answered);
            all[k].does = true;
        }
        let by_cue = |s: &Sighting| {
            let bare = s.to.is_empty() && s.answered.is_empty();
            s.deed && s.answers.is_some() && s.medium.is_none() && bare && in_cue(s.head)
        };
        let answers = all.iter().any(by_cue);
        all.retain(|s| !by_cue(s));
        if let Some(one) = all.iter_mut().find(|s| answers && s.frames && !s.target && !s.deed) {
            // "Replied in a letter": the letter answers.
            one.answers.get_or_insert_default();
        }
        let framed = all.iter().position(|s| s.frames && !s.target && !s.deed);
        let mut gone = vec![false; all.len()];
        for i in 0..all.len() {
            all[i].target |= answered.contains(&all[i].head);
            if let Some(f) = framed.filter(|&f| f != i && all[i].deed && !all[f].target) {
                let (a, b) = (all[f].clone(), all[i].clone());
                let fits = agree(&a.from, &b.from)
                    && (agree(&a.to, &b.to) || a.to.iter().all(|e| self.view.kind(*e) == Some(EntityKind::Place)))
                    && (b.medium.is_none() || a.medium == b.medium || b.medium == Some(Medium::Letter));
                let near = a.head.abs_diff(b.head) <= 24;
                if fits && near && (a.mutual || !b.mutual) {
                    let into = &mut all[f];
                    take(&mut into.from, b.from);
                    if !agree(&into.to, &b.to) {
                        // "A message brought to the cathedral thanked his elder": a place is no reader.
                        into.to.clear();
                    }
                    take(&mut into.to, b.to);
                    into.date = into.date.or(b.date);
                    into.answers = into.answers.take().or(b.answers);
                    into.answered.extend(b.answered);
                    into.planned |= b.planned;
                    gone[i] = true;
                }
            }
        }
        if let Some(f) = framed.filter(|&f| all[f].from.is_empty() && !all[f].mutual) {
            let head = all[f].head;
            let speaker = here
                .iter()
                .map(|&i| &quotations[i])
                .filter(|q| q.parent.is_none())
                .filter_map(|q| {
                    Some((self.view.document.tokens_of(q.finding.cue?).start, q.people.speakers.first()?.entity?))
                })
                .min_by_key(|(cue, _)| cue.abs_diff(head));
            if let Some((_, id)) = speaker.filter(|(_, id)| !all[f].to.contains(id)) {
                all[f].from = vec![id];
            }
        }
        self.only_day(&mut all, &gone, sentence);
        let mut out: Vec<(Sighting, usize)> = Vec::new();
        // What is answered comes first: what answers it is another.
        let mut order: Vec<usize> = (0..all.len()).filter(|&i| !gone[i]).collect();
        order.sort_by_key(|&i| !all[i].target);
        let mut several: Vec<EntityId> = Vec::new();
        for i in order {
            let one = all[i].clone();
            if one.target && one.plural && one.from.len() > 1 {
                // "In response to the letters of Ruiz and Okafor": each has one.
                several.clone_from(&one.from);
                continue;
            }
            let speaks = here.iter().any(|&q| self.in_speaker(&quotations[q], one.head));
            let carries = speaks || one.frames && !here.is_empty();
            let not: Vec<usize> = out
                .iter()
                .filter(|(t, _)| t.target != one.target && (t.answers.is_some() || one.answers.is_some()))
                .map(|t| t.1)
                .collect();
            if let Some(c) = self.join(&one, paragraph, (carries, speaks), &not) {
                self.fill(c, &one, quotations, paragraph);
                out.push((one, c));
            }
        }
        // What answers what, told in one sentence.
        for k in 0..out.len() {
            let (s, c) = (&out[k].0, out[k].1);
            let Some(who) = s.answers.as_ref().filter(|_| several.is_empty()) else { continue };
            let named = out
                .iter()
                .filter(|(t, d)| t.target && *d != c && (s.answered.is_empty() || s.answered.contains(&t.head)))
                .map(|t| t.1)
                .collect();
            self.answers.push(Answer { from: c, named, who: who.clone() });
        }
        // "In answer to the letter, he addressed the house": what frames or is done answers.
        let leads = several.is_empty() && out.iter().any(|(s, _)| s.answers.is_some());
        if !leads {
            let named: Vec<usize> = out.iter().filter(|(s, _)| s.target && self.is_answered(s)).map(|t| t.1).collect();
            let one = out.iter().find(|(s, c)| !s.target && (s.frames || s.deed) && !named.contains(c)).map(|t| t.1);
            if let Some(from) = one.filter(|_| !named.is_empty() || !several.is_empty()) {
                self.answers.push(Answer { from, named, who: several });
            }
        }
        out
    }

    /// "On 24 June the inmates wrote to the director": the one day of a sentence is that of its one occasion.
    fn only_day(&self, all: &mut [Sighting], gone: &[bool], sentence: &Range<usize>) {
        let mut told = (0..all.len()).filter(|&i| !gone[i] && !all[i].target && (all[i].frames || all[i].deed));
        let (Some(i), None) = (told.next(), told.next()) else { return };
        if all[i].date.is_some() || all.iter().any(|s| s.date.is_some()) || self.view.inside[all[i].head].is_some() {
            return;
        }
        let mut days = (sentence.start..sentence.end)
            .filter(|&t| !self.view.quoted[t] && self.view.inside[t].is_none())
            .filter_map(|t| self.view.time_in(t..t + 1).map(|d| (t, d)));
        let (Some((t, day)), None) = (days.next(), days.next()) else { return };
        let before = t.checked_sub(1).filter(|b| *b >= sentence.start).map_or("", |b| self.view.word(b));
        let far = all[i].head.abs_diff(t) > 20;
        let other = (t.min(all[i].head)..t.max(all[i].head)).any(|k| {
            matches!(
                self.view.word(k),
                "who" | "which" | "whose" | "when" | "after" | "before" | "since" | ";" | "that"
            )
        });
        if !far && !other && !matches!(before, "of" | "since" | "until" | "by" | "before" | "after" | "for" | "from") {
            all[i].date = Some(day);
        }
    }

    /// Whether a phrase is the subject of the verb behind it.
    fn does(&self, s: &Sighting, verb: usize, sentence: &Range<usize>) -> bool {
        let begins = s.tokens.start == sentence.start || self.view.word(s.tokens.start - 1) == ",";
        let gap = s.tokens.end..verb;
        let closed = gap.is_empty() || self.view.word(gap.start) == "," && self.view.word(gap.end - 1) == ",";
        !s.deed && !s.target && s.definite && begins && gap.len() <= 10 && closed
    }

    /// Whether "in reply to", "in response to" stand before a phrase.
    fn is_answered(&self, s: &Sighting) -> bool {
        let before = |n: usize| s.tokens.start.checked_sub(n).map_or("", |t| self.view.word(t));
        before(1) == "to" && (MEDIA.is(before(2), "reply-noun") || MEDIA.is(before(2), "replies"))
            || matches!(before(1), "answering" | "answered")
    }

    pub fn in_speaker(&self, q: &Quotation, head: usize) -> bool {
        q.finding
            .speakers
            .iter()
            .flat_map(|s| s.mention.iter())
            .any(|s| self.view.document.tokens_of(s).contains(&head))
    }

    pub fn value(&self, date: Option<usize>) -> Option<&str> {
        self.view.times.get(date?)?.value.as_deref()
    }

    /// Whether two days can be one: equal, or one within the other.
    pub fn days_agree(&self, a: Option<usize>, b: Option<usize>) -> bool {
        match (self.value(a), self.value(b)) {
            (Some(a), Some(b)) => a.starts_with(b) || b.starts_with(a) || a.contains('/') || b.contains('/'),
            _ => true,
        }
    }

    /// The communication that a sighting speaks of: one that is known, or a new one where it says enough.
    fn join(
        &mut self,
        s: &Sighting,
        paragraph: usize,
        (carries, speaks): (bool, bool),
        not: &[usize],
    ) -> Option<usize> {
        let fits = |d: &Draft| {
            let medium = s.medium.is_none_or(|m| m == d.one.medium || like(m, d.one.medium));
            let (from, to) = if s.mutual && d.one.mutual() {
                let ends: Vec<EntityId> = s.from.iter().chain(&s.to).copied().collect();
                (ends.iter().all(|e| d.one.from.contains(e)) || d.one.from.is_empty(), true)
            } else {
                (agree(&s.from, &d.one.from), agree(&s.to, &d.one.to))
            };
            let order = s.ordinal.is_none() || d.ordinal.is_none() || s.ordinal == d.ordinal;
            // "The reply" takes up a reply.
            let reply = s.answers.is_none() || s.does || d.answers;
            // An occasion that only a cue showed is named where its speaker is.
            let vague = d.named || d.one.from.iter().any(|e| s.from.contains(e));
            // A headline's answer is not what it answers.
            let told = !(d.answers && d.headline && s.answers.is_none() && s.medium.is_some());
            medium && from && to && order && reply && vague && told && !s.other && self.days_agree(s.date, d.one.date)
        };
        let new = s.frames && !s.definite;
        let recent = (self.all.len().saturating_sub(BACK)..self.all.len()).rev();
        let known = recent
            .filter(|&c| !not.contains(&c) && fits(&self.all[c]))
            .filter(|&c| {
                let d = &self.all[c];
                let ends = !s.from.is_empty()
                    && d.one.from.iter().any(|e| s.from.contains(e))
                    && (s.to.is_empty() || d.one.to.is_empty() || d.one.to.iter().any(|e| s.to.contains(e)));
                let same = s.medium.is_some_and(|m| m == d.one.medium);
                let near = paragraph <= d.paragraph + 12;
                (s.definite || s.medium.is_none())
                    && near
                    && (same || ends || s.medium.is_none() || like_any(s.medium, d.one.medium))
                    || d.headline && paragraph <= 6 && (ends || same && (!new || d.one.from.is_empty()))
                    || ends && paragraph == d.paragraph && (same || s.deed)
                    || ends && same && !s.to.is_empty() && !d.one.to.is_empty()
                    || s.deed && ends && d.headline
            })
            .max_by_key(|&c| {
                let d = &self.all[c];
                let ends = usize::from(!s.from.is_empty() && d.one.from.iter().any(|e| s.from.contains(e)))
                    + usize::from(!s.to.is_empty() && d.one.to.iter().any(|e| s.to.contains(e)));
                let same = usize::from(s.medium.is_some_and(|m| m == d.one.medium));
                (ends, same, usize::from(s.ordinal.is_some() && s.ordinal == d.ordinal), c)
            });
        if let Some(c) = known {
            return Some(c);
        }
        let medium = match s.medium {
            Some(m) => m,
            None if s.answers.is_some() && !s.target => {
                let last = self.all.iter().rev().take(BACK).map(|d| d.one.medium);
                let mut last = last.filter(|m| matches!(m, Medium::Letter | Medium::Post));
                last.next().filter(|_| !s.deed).unwrap_or(Medium::Other)
            }
            None => return None,
        };
        let ends = usize::from(!s.from.is_empty()) + usize::from(!s.to.is_empty());
        let shown = match medium {
            Medium::Meeting | Medium::Call | Medium::Debate => {
                let told = s.date.is_some() || s.place.is_some() || s.venue.is_some() || s.name.is_some();
                s.mutual && (s.from.len() + s.to.len() > 1 || s.deed && !s.from.is_empty())
                    || carries && ends > 0 && s.frames
                    || told && !s.deed && !s.definite && medium != Medium::Debate
            }
            Medium::Publication | Medium::Testimony | Medium::CourtFiling | Medium::Broadcast | Medium::Other => {
                ends > 0 && (carries || s.deed) || s.answers.is_some() && s.definite || speaks && !s.plural
            }
            Medium::Statement => carries || ends > 1 || s.definite && ends > 0,
            _ => ends > 0 || carries || (s.target || s.ordinal.is_some()) && s.definite,
        };
        if !shown || s.plural && (s.target || !carries) && ends < 2 {
            return None;
        }
        let evidence = Spans::one(self.view.document.span_of(s.tokens.clone())?);
        let headline = paragraph == 0 && self.has_headline();
        self.all.push(Draft {
            one: Communication {
                id: String::new(),
                medium,
                name: None,
                status: Happened::Made,
                from: Vec::new(),
                to: Vec::new(),
                venue: None,
                place: None,
                date: None,
                in_reply_to: Vec::new(),
                inferred: false,
                evidence,
                confidence: 0.0,
            },
            at: s.tokens.start,
            ordinal: s.ordinal,
            last: s.head,
            paragraph_last: paragraph,
            headline,
            paragraph,
            carried: 0,
            named: true,
            answers: s.answers.is_some(),
        });
        Some(self.all.len() - 1)
    }

    /// Lays what a sighting tells over what is known.
    fn fill(&mut self, c: usize, s: &Sighting, quotations: &[Quotation], paragraph: usize) {
        let document = self.view.document;
        let later = self
            .published
            .as_deref()
            .zip(self.value(s.date))
            .is_some_and(|(p, v)| v.len() >= 10 && v.is_char_boundary(10) && &v[..10] > p);
        let around = self.view.inside[s.head].map(|q| &quotations[q as usize]);
        let denied = around
            .and_then(|q| q.finding.cue)
            .is_some_and(|cue| document.tokens_of(cue).any(|t| MEDIA.is(self.view.word(t), "denies")));
        let first = self.all[c].at == s.tokens.start;
        let future = around.is_some_and(|q| q.finding.asserted == Asserted::Future);
        let span = document.span_of(s.tokens.clone());
        let place = s.place.clone().map(|t| self.view.text(t));
        let name = s.name.clone().map(|t| self.view.text(t));
        let venue = s.venue.clone().map(|t| self.view.text(t));
        let draft = &mut self.all[c];
        let one = &mut draft.one;
        if let Some(span) = span {
            one.evidence = Spans::new(one.evidence.iter().chain([span]).collect());
        }
        if let Some(m) = s.medium.filter(|_| one.medium == Medium::Other || one.inferred) {
            one.medium = m;
        }
        one.inferred = false;
        draft.named = true;
        draft.answers |= s.answers.is_some();
        if s.mutual && s.to.is_empty() && s.from.len() == 1 && one.from.is_empty() {
            // "The ministers spoke".
            one.from.clone_from(&s.from);
            one.to.clone_from(&s.from);
        } else if s.mutual {
            let mut ends = one.from.clone();
            for e in s.from.iter().chain(&s.to) {
                if !ends.contains(e) {
                    ends.push(*e);
                }
            }
            if ends.len() > 1 {
                one.from.clone_from(&ends);
                one.to = ends;
            }
        } else if !(s.target && s.deed)
            && (s.medium.is_some() || s.answers.is_some() || s.definite && one.from.is_empty() && s.to.is_empty())
        {
            take(&mut one.from, s.from.clone());
            if one.to.is_empty() {
                one.to = s.to.iter().filter(|e| !one.from.contains(e)).copied().collect();
            }
        }
        one.date = one.date.or(s.date);
        one.name = one.name.take().or(name);
        one.place = one.place.take().or(place);
        one.venue = one.venue.take().or(venue);
        if denied && first {
            one.status = Happened::Denied;
        } else if first && (s.planned || later || future) {
            one.status = Happened::Planned;
        }
        draft.ordinal = draft.ordinal.or(s.ordinal);
        draft.last = draft.last.max(s.head);
        draft.paragraph_last = paragraph;
    }
}

/// Whether two lists can be one: one is empty, or they share somebody.
pub(super) fn agree(a: &[EntityId], b: &[EntityId]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|e| b.contains(e))
}

fn take(into: &mut Vec<EntityId>, from: Vec<EntityId>) {
    if into.is_empty() {
        *into = from;
    }
}

/// Whether one occasion may be called by both.
pub(super) fn like(a: Medium, b: Medium) -> bool {
    use Medium::{
        Broadcast, Interview, Letter, Meeting, Other, Post, PressConference, PressRelease, Publication, Speech,
        Statement, Testimony,
    };
    a == b
        || b == Other
        || [
            (Statement, PressRelease),
            (Statement, Letter),
            (Statement, Post),
            (Speech, Broadcast),
            (Speech, Testimony),
            (Statement, Broadcast),
            (Letter, Post),
            (Interview, Publication),
            (Meeting, PressConference),
            (Statement, PressConference),
        ]
        .iter()
        .any(|p| *p == (a, b) || *p == (b, a))
}

fn like_any(a: Option<Medium>, b: Medium) -> bool {
    a.is_some_and(|a| like(a, b))
}
