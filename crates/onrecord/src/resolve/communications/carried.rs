//! Says which occasion carried a quotation: what its sentence speaks of and what is known in, a communication out.
//!
//! Example: in "Ruiz told reporters on Monday" the cue alone shows a press conference; what "she added" came in it too. **Finds** the occasion that
//! speaks ("the letter said"), frames ("in a letter"), or is heard ("told the court"); else the last one of the speaker. **Leaves alone** thoughts,
//! habits ("has long said"), bare cues of speakers who were in none. **Why** and **Source**: as in `gather.rs`.

use std::ops::Range;

use super::gather::{Answer, BACK, Draft, Work, agree, like};
use super::sightings::Sighting;
use super::view::View;
use super::{Communication, Happened, MEDIA, Medium, deeds};
use crate::analyse::{Act, Asserted};
use crate::reading::Quotation;
use crate::resolve::{EntityId, EntityKind};
use crate::span::Spans;

/// Paragraphs over which a speaker's occasion goes on without being named again.
const GOES_ON: usize = 4;
/// Turns that make a transcript.
const TURNS: usize = 4;

/// A sentence with what it speaks of.
pub(super) struct Here<'a> {
    pub sentence: &'a Range<usize>,
    pub paragraph: usize,
    /// Sightings with their communications.
    pub found: &'a [(Sighting, usize)],
}

/// A speaker's last occasion.
pub(super) struct Open {
    pub from: Vec<EntityId>,
    pub at: usize,
    pub paragraph: usize,
    /// The last paragraph into which it goes on without being named again.
    pub until: usize,
}

impl Work<'_> {
    /// The turns of a transcript came in the one debate, hearing or interview that the report names.
    pub fn transcript(&mut self, quotations: &[Quotation], spoken: &mut [Option<usize>]) {
        let document = self.view.document;
        let is_turn = |q: &Quotation| q.parent.is_none() && q.finding.cue.is_some_and(|c| document.slice(c) == ":");
        let turns: Vec<usize> = (0..quotations.len()).filter(|&i| is_turn(&quotations[i])).collect();
        let mut who: Vec<EntityId> =
            turns.iter().filter_map(|&i| quotations[i].people.speakers.first()?.entity).collect();
        who.sort_unstable();
        who.dedup();
        if turns.len() < TURNS || who.len() < 2 {
            return;
        }
        let named = (0..self.view.words.len()).filter(|t| self.view.inside[*t].is_none()).find_map(|t| {
            let media = [Medium::Debate, Medium::Testimony, Medium::PressConference, Medium::Interview];
            let medium = media.into_iter().find(|m| MEDIA.is(self.view.word(t), &format!("turns-{}", m.word())))?;
            Some((t, medium))
        });
        let Some((token, medium)) = named else { return };
        let known = (0..self.all.len()).find(|&c| self.all[c].one.medium == medium);
        let c = known.or_else(|| {
            let q = &quotations[turns[0]];
            self.make(q, &(token..token + 1), medium, 0)
        });
        let Some(c) = c else { return };
        let one = &mut self.all[c].one;
        one.inferred = false;
        one.from = who;
        one.to.clear();
        for i in turns {
            spoken[i] = Some(c);
        }
    }

    /// Words in the headline came in what the report then tells of their speaker first.
    pub fn headlines(&mut self, quotations: &[Quotation], spoken: &mut [Option<usize>]) {
        if !self.has_headline() {
            return;
        }
        let end = self.view.document.paragraphs()[0].end;
        for i in 0..quotations.len() {
            let q = &quotations[i];
            let Some(start) = q.finding.content.first().map(|s| self.view.document.tokens_of(s).start) else {
                continue;
            };
            let who = |q: &Quotation| q.people.speakers.first().and_then(|s| s.entity);
            if start >= end || spoken[i].is_some() || who(q).is_none() || q.finding.act == Act::Thought {
                continue;
            }
            spoken[i] = (0..quotations.len()).filter(|&k| who(&quotations[k]) == who(q)).find_map(|k| spoken[k]);
        }
    }

    /// The communication that carried a quotation.
    pub fn place(
        &mut self,
        i: usize,
        quotations: &[Quotation],
        here: &Here<'_>,
        open: &mut Vec<Open>,
        spoken: &[Option<usize>],
    ) -> Option<usize> {
        let Here { sentence, paragraph, found } = *here;
        let q = &quotations[i];
        let f = &q.finding;
        if let Some(same) = q.repeats.as_ref().and_then(|r| quotations.iter().position(|p| p.id == *r)) {
            return spoken[same];
        }
        if matches!(f.asserted, Asserted::No | Asserted::Conditional) || f.act == Act::Thought {
            return self.thought(q, found, i);
        }
        let cue = f.cue.map(|c| self.view.document.tokens_of(c))?;
        let from: Vec<EntityId> = q.people.speakers.iter().filter_map(|s| s.entity).collect();
        let document = found.iter().find(|(s, _)| self.in_speaker(q, s.head)).map(|(_, c)| *c);
        let itself = found.iter().find(|(s, _)| s.deed && cue.contains(&s.head)).map(|(_, c)| *c);
        let by = |s: &Sighting, c: usize, w: &Self| {
            let k = &w.all[c].one;
            (!s.target || s.inner && s.head < cue.start)
                && (from.is_empty() || k.from.is_empty() || from.iter().any(|e| k.from.contains(e)))
        };
        let framed = found
            .iter()
            .filter(|(s, c)| {
                (s.frames || s.deed || !s.from.is_empty())
                    && by(s, *c, self)
                    && self.view.inside[s.head] != Some(i as u32)
            })
            .min_by_key(|(s, _)| (!s.frames, s.head.abs_diff(cue.start)))
            .map(|(_, c)| *c);
        let gives = ["issues", "receives", "carries"].iter().any(|c| MEDIA.is(self.view.word(cue.end - 1), c));
        let given = || {
            let mut inside = found.iter().filter(|(s, _)| gives && self.view.inside[s.head] == Some(i as u32));
            inside.next().map(|(_, c)| *c)
        };
        let it = || self.taken_up(q, &cue, sentence, paragraph);
        let mut at = document.or(itself).or(framed).or_else(it).or_else(given);
        let (hearer, to, mention) = self.told(q, &cue);
        // An answer told on the spot stays in its occasion; "told reporters" beside a framed letter is that letter's reader.
        if at.is_none() {
            at = self.by_hearer(q, &cue, &from, (hearer, &to, mention), here, open);
        }
        if at.is_none() && q.parent.is_none() {
            at = self.unnamed_goes_on(q, &from, paragraph, open);
        }
        let goes_on = at.is_none() && !from.is_empty() && self.tells(q, &cue);
        if goes_on {
            let told = q.said.filter(|t| self.value(Some(*t)).is_some());
            let last = open.iter().rev().find(|o| o.from.iter().any(|e| from.contains(e)) && self.can_carry(q, o.at));
            at = last.filter(|o| paragraph <= o.until && self.days_agree(told, self.all[o.at].one.date)).map(|o| o.at);
            if at.is_none() && told.is_some() && q.parent.is_none() && MEDIA.is(self.view.word(cue.end - 1), "says") {
                let outlet = from.iter().all(|e| self.view.kind(*e) == Some(EntityKind::Publication));
                at = self.make(q, &cue, if outlet { Medium::Publication } else { Medium::Other }, paragraph);
            }
        }
        at = at.or_else(|| self.exchanged(q, &cue, paragraph, open));
        if let Some(c) = at {
            let draft = &mut self.all[c];
            draft.carried += 1;
            let one = &mut draft.one;
            if document.is_none() && one.from.is_empty() {
                one.from = from.iter().filter(|e| !one.to.contains(e)).copied().collect();
            }
            if one.to.is_empty() {
                one.to = to.into_iter().filter(|e| !one.from.contains(e)).collect();
            }
            if !goes_on || one.date.is_none() && paragraph == draft.paragraph {
                one.date = one.date.or(q.said);
            }
            open.retain(|o| o.from != from);
            // Whoever wrote a book or a study says the next thing elsewhere.
            let far = if draft.one.medium == Medium::Publication { 0 } else { GOES_ON };
            open.push(Open { from, at: c, paragraph, until: paragraph + far });
            if open.len() > BACK {
                open.remove(0);
            }
        }
        at
    }

    /// Whether a cue tells of one saying: not "has long said", "'s claim", "according to".
    fn tells(&self, q: &Quotation, cue: &Range<usize>) -> bool {
        let before = cue.start.checked_sub(1).map_or("", |t| self.view.word(t));
        let habit = |w: &str| {
            matches!(
                w,
                "has"
                    | "have"
                    | "had"
                    | "often"
                    | "long"
                    | "previously"
                    | "repeatedly"
                    | "once"
                    | "previous"
                    | "always"
            )
        };
        let own = cue.clone().any(|t| habit(self.view.word(t))) || habit(before);
        let noun = matches!(self.view.word(cue.end - 1), "to") && cue.len() > 1
            || matches!(self.view.word(cue.start), "'" | "’" | "'s" | "’s");
        !noun && (!own || q.said.is_some())
    }

    /// Whether words of this kind can have come in an occasion: what was written did not come in a call.
    fn can_carry(&self, q: &Quotation, c: usize) -> bool {
        use Medium::{Call, Interview, Meeting, PressConference, Speech, Testimony};
        let oral = matches!(self.all[c].one.medium, Call | Interview | Meeting | PressConference | Speech | Testimony);
        !(oral && q.finding.act == Act::Writing)
    }

    /// "It said", "in it he warned": the document that was spoken of last.
    fn taken_up(&self, q: &Quotation, cue: &Range<usize>, sentence: &Range<usize>, paragraph: usize) -> Option<usize> {
        let mention =
            q.finding.speakers.first().and_then(|s| s.mention.first()).map(|s| self.view.document.tokens_of(s));
        let speaks = mention.is_some_and(|m| m.len() == 1 && self.view.word(m.start) == "it");
        let within = (sentence.start..cue.start.max(sentence.start))
            .any(|t| !self.view.quoted[t] && self.view.word(t) == "in" && self.view.word(t + 1) == "it");
        if !speaks && !within {
            return None;
        }
        let written = |m: Medium| {
            !matches!(m, Medium::Meeting | Medium::Call | Medium::PressConference | Medium::Debate | Medium::Other)
        };
        let last =
            self.all.iter().enumerate().filter(|(_, d)| d.named && d.last < sentence.start && written(d.one.medium));
        let (c, d) = last.max_by_key(|(_, d)| d.last)?;
        (paragraph <= d.paragraph_last + 1).then_some(c)
    }

    /// "The judge intervened", "the witness conceded": of the hearing or sitting at hand, whoever speaks.
    fn exchanged(&self, q: &Quotation, cue: &Range<usize>, paragraph: usize, open: &[Open]) -> Option<usize> {
        if q.parent.is_some() || q.said.is_some() || !MEDIA.is(self.view.word(cue.end - 1), "exchanges") {
            return None;
        }
        let last = open.last().filter(|o| paragraph <= o.paragraph + 1)?;
        let one = &self.all[last.at].one;
        let asks = matches!(self.view.word(cue.start), "asked" | "answered" | "replied" | "pressed" | "responded");
        let body = matches!(one.medium, Medium::Testimony | Medium::Debate);
        let talk = matches!(one.medium, Medium::PressConference | Medium::Interview) && asks;
        (body || talk).then_some(last.at)
    }

    /// "He added", "the witness conceded": of one whom nobody could tell, in the paragraph of the words before.
    fn unnamed_goes_on(&self, q: &Quotation, from: &[EntityId], paragraph: usize, open: &[Open]) -> Option<usize> {
        if let Some(cue) = q.finding.cue.filter(|_| q.finding.speakers.is_empty()) {
            // "Asked whether it was safe": a question of the occasion at hand.
            let asked =
                matches!(self.view.word(self.view.document.tokens_of(cue).start), "asked" | "pressed" | "questioned");
            let last = open.last().filter(|o| asked && paragraph <= o.paragraph + 1)?;
            let talk = [Medium::Interview, Medium::PressConference, Medium::Testimony, Medium::Debate];
            return Some(last.at).filter(|&c| talk.contains(&self.all[c].one.medium));
        }
        let mention =
            q.finding.speakers.first().and_then(|s| s.mention.first()).map(|s| self.view.document.tokens_of(s))?;
        let word = self.view.word(mention.start);
        let pronoun = matches!(word, "he" | "she" | "it" | "they") && from.is_empty();
        let office = word == "the"
            && from.first().is_some_and(|e| self.view.entities.get(e.index()).is_some_and(|e| !e.named))
            && mention.len() < 5;
        let last = open.last().filter(|o| {
            o.paragraph == paragraph && (pronoun || office && o.from.len() == 1)
                || pronoun && o.paragraph + 1 == paragraph
        })?;
        Some(last.at)
    }

    /// A thought, or what was not said: only where its own sentence frames it.
    fn thought(&self, q: &Quotation, found: &[(Sighting, usize)], i: usize) -> Option<usize> {
        let from = q.people.speakers.first()?.entity?;
        let framed = found.iter().find(|(s, c)| {
            s.frames && !s.target && self.all[*c].one.from.contains(&from) && self.view.inside[s.head] != Some(i as u32)
        });
        framed.map(|(_, c)| *c).or_else(|| found.iter().find(|(s, _)| self.in_speaker(q, s.head)).map(|(_, c)| *c))
    }

    /// Who was told, and which occasion that shows.
    fn told(&mut self, q: &Quotation, cue: &Range<usize>) -> (Option<Medium>, Vec<EntityId>, Option<Range<usize>>) {
        let stated = q.people.addressees.iter().find(|a| !a.inferred && !a.mention.is_empty());
        let mut to: Vec<EntityId> = Vec::new();
        for a in q.people.addressees.iter().filter(|a| a.confidence >= 0.55 || !a.inferred) {
            match (a.entity, a.mention.hull()) {
                (Some(e), _) if !to.contains(&e) => to.push(e),
                (None, Some(span)) => {
                    let tokens = self.view.document.tokens_of(span);
                    if !tokens.is_empty() {
                        let id = self.view.admit(tokens.clone(), tokens.end - 1);
                        to.push(id);
                    }
                }
                _ => {}
            }
        }
        let sentence = self.view.document.sentence_of(cue.start);
        let mut mention = stated.and_then(|a| a.mention.hull()).map(|s| self.view.document.tokens_of(s));
        if mention.as_ref().is_some_and(|m| !sentence.contains(&m.start) && m.start > cue.start) {
            return (None, Vec::new(), None);
        }
        if mention.is_none() && MEDIA.is(self.view.word(cue.end.saturating_sub(1)), "tells") {
            // "Told this column", which no mention was made of.
            let (who, end) = self.view.parties(cue.end);
            if !who.is_empty() {
                mention = Some(cue.end..end);
                to = who;
            }
        }
        // "Told Radio Harwick host Lena Vos": what stands before the name counts.
        let around =
            mention.clone().map(|m| if m.start >= cue.end && m.start < cue.end + 6 { cue.end..m.end } else { m });
        // "They told us", in somebody's own words: no reporter.
        let own = |m: &Range<usize>| self.view.is_quoted(m.start);
        let medium = around.filter(|m| !own(m)).and_then(|m| hearer(&self.view, m, to.first().copied()));
        (medium, to, mention)
    }

    /// The occasion that cue and addressee show.
    fn by_hearer(
        &mut self,
        q: &Quotation,
        cue: &Range<usize>,
        from: &[EntityId],
        (hearer, to, mention): (Option<Medium>, &[EntityId], Option<Range<usize>>),
        here: &Here<'_>,
        open: &[Open],
    ) -> Option<usize> {
        let Here { sentence, paragraph, .. } = *here;
        let last = self.view.word(cue.end - 1).to_owned();
        let posts = MEDIA.is(&last, "posts");
        let answers =
            cue.clone().any(|t| MEDIA.is(self.view.word(t), "replies")) || self.view.word(cue.end - 1) == "back";
        let telephone = (sentence.start..sentence.end).filter(|t| !self.view.quoted[*t]).any(|t| {
            matches!(self.view.word(t), "telephone" | "phone")
                && matches!(self.view.word(t.saturating_sub(1)), "by" | "the" | "over")
        });
        let writes = MEDIA.is(&last, "writes") && mention.is_some();
        let mut medium = match () {
            () if posts => Some(Medium::Post),
            () if telephone && mention.is_some() => Some(Medium::Call),
            () if writes => Some(Medium::Letter),
            () => hearer,
        };
        if medium.is_none() && (q.parent.is_some() || mention.is_none() && !answers) || q.parent.is_some() && writes {
            return None;
        }
        let mine = open.iter().rev().find(|o| !from.is_empty() && o.from == from && paragraph <= o.until).map(|o| o.at);
        let told_of = || {
            let recent = (self.all.len().saturating_sub(BACK)..self.all.len()).rev();
            let mut recent = recent.filter(|&c| paragraph <= self.all[c].paragraph_last + 3);
            recent.find(|&c| !from.is_empty() && self.all[c].one.from == from && medium == Some(self.all[c].one.medium))
        };
        let mine = mine.or_else(told_of);
        if let Some(c) = mine {
            let d = &self.all[c];
            let crowd = |e: &EntityId| self.view.entities.get(e.index()).is_none_or(|e| !e.named);
            let within = mention.is_some() && to.iter().any(|e| d.one.to.contains(e))
                || to.is_empty()
                || medium == Some(Medium::Speech) && to.iter().all(crowd)
                || d.one.to.is_empty() && medium == Some(d.one.medium);
            let same = medium.is_none_or(|m| m == d.one.medium || like(m, d.one.medium)) && (within || answers);
            if same
                && self.days_agree(q.said, d.one.date)
                && !(answers && (d.one.medium == Medium::Letter || d.one.medium == Medium::Post))
            {
                return Some(c);
            }
        }
        if answers && medium.is_none() {
            // Questions and answers of one occasion: the one in which the other asked, if it is talk.
            let talk = open.last().filter(|o| paragraph <= o.paragraph + 1).map(|o| o.at);
            let spoken = |m: Medium| {
                matches!(
                    m,
                    Medium::PressConference
                        | Medium::Interview
                        | Medium::Testimony
                        | Medium::Debate
                        | Medium::Meeting
                        | Medium::Call
                )
            };
            if let Some(c) = talk.filter(|&c| spoken(self.all[c].one.medium)) {
                return Some(c);
            }
            let recent = (self.all.len().saturating_sub(BACK)..self.all.len()).rev();
            let asked =
                recent.map(|c| &self.all[c].one).find(|k| from.iter().any(|e| k.to.contains(e) && !k.from.contains(e)));
            if to.is_empty() && asked.is_none_or(|k| k.medium != Medium::Letter) {
                return None;
            }
            if asked.is_some_and(|k| k.medium == Medium::Letter)
                && (to.is_empty() || asked.is_some_and(|k| agree(&k.from, to)))
            {
                medium = Some(Medium::Letter);
            }
        }
        // "Warned parents", "urged the board": an addressee, of no one occasion.
        if medium.is_none() && !answers && q.said.is_none() && !MEDIA.is(&last, "tells") {
            return None;
        }
        let c = self.make(q, cue, medium.unwrap_or(Medium::Other), paragraph)?;
        let mut seen = Sighting {
            tokens: cue.start..mention.as_ref().map_or(cue.end, |m| m.end.max(cue.end)),
            ..Sighting::default()
        };
        deeds::details(&self.view, sentence, &mut seen);
        let draft = &mut self.all[c];
        draft.one.place = seen.place.map(|t| self.view.text(t));
        draft.one.venue = seen.venue.map(|t| self.view.text(t));
        if let Some(span) = mention.and_then(|m| self.view.document.span_of(m)) {
            draft.one.evidence = Spans::new(draft.one.evidence.iter().chain([span]).collect());
        }
        if answers {
            self.answers.push(Answer { from: c, named: Vec::new(), who: to.to_vec() });
        }
        Some(c)
    }

    /// A communication that a cue alone shows.
    fn make(&mut self, q: &Quotation, cue: &Range<usize>, medium: Medium, paragraph: usize) -> Option<usize> {
        let span = self.view.document.span_of(cue.clone())?;
        let status = if q.finding.asserted == Asserted::Future { Happened::Planned } else { Happened::Made };
        self.all.push(Draft {
            one: Communication {
                id: String::new(),
                medium,
                name: None,
                status,
                from: Vec::new(),
                to: Vec::new(),
                venue: None,
                place: None,
                date: q.said,
                in_reply_to: Vec::new(),
                inferred: true,
                evidence: Spans::one(span),
                confidence: 0.0,
            },
            at: cue.start,
            ordinal: None,
            last: cue.start,
            paragraph_last: paragraph,
            headline: false,
            paragraph,
            carried: 0,
            named: false,
            answers: false,
        });
        Some(self.all.len() - 1)
    }
}

/// The medium that those who are told stand for: reporters, a court, a newspaper.
pub(super) fn hearer(view: &View<'_>, tokens: Range<usize>, entity: Option<EntityId>) -> Option<Medium> {
    if tokens.clone().any(|t| view.capital(t) && MEDIA.is(view.word(t), "outlet")) {
        return Some(Medium::Interview);
    }
    let of_word = tokens.clone().rev().find_map(|t| {
        [Medium::PressConference, Medium::Testimony, Medium::Interview, Medium::Speech]
            .into_iter()
            .find(|m| MEDIA.is(view.word(t), &format!("to-{}", m.word())))
    });
    let kind = entity.and_then(|e| view.kind(e));
    of_word.or_else(|| (kind == Some(EntityKind::Publication)).then_some(Medium::Interview))
}
