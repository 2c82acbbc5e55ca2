//! Says what answers what: [`Work`] with its [`Answer`](super::gather::Answer)s in, [`in_reply_to`](super::Communication::in_reply_to) filled.
//!
//! Example: Ruiz wrote to Okafor; `“No,” Okafor replied` answers her letter. **Finds** the occasions that the words name (`in response to the letters of
//! Ruiz and Diop`: one for each correspondent), else the latest of those who are answered. **Leaves alone** answers to oneself, what would
//! close a ring, what is dated after its answer. **Why** a reply ties two people's words together. **Source** news usage.

use super::gather::{Answer, BACK, Work};
use super::{Happened, Medium};
use crate::resolve::EntityId;

/// Ties each communication to those that it answers.
pub(super) fn tie(work: &mut Work<'_>) {
    for answer in std::mem::take(&mut work.answers) {
        let Answer { from: c, named, who } = answer;
        let mut found: Vec<usize> = named.into_iter().filter(|&k| may(work, c, k)).collect();
        if found.is_empty() {
            for person in &who {
                let k = latest(work, c, |from, _| from.contains(person));
                found.extend(k.filter(|k| !found.contains(k)));
            }
        }
        if found.is_empty() && who.is_empty() {
            let (from, to) = (work.all[c].one.from.clone(), work.all[c].one.to.clone());
            let meets = |f: &[EntityId], t: &[EntityId]| {
                !f.is_empty()
                    && t.iter().any(|e| from.contains(e))
                    && (to.is_empty() || f.iter().any(|e| to.contains(e)))
            };
            if from.is_empty() {
                // "The reply took three days": of those to whom was written.
                let written =
                    |k: &usize| matches!(work.all[*k].one.medium, Medium::Letter | Medium::Post | Medium::Statement);
                found.extend((c.saturating_sub(BACK)..c).rev().filter(|k| may(work, c, *k)).find(written));
            }
            let asks = |f: &[EntityId], _: &[EntityId]| f.iter().any(|e| to.contains(e));
            if found.is_empty() {
                found.extend(latest(work, c, meets).or_else(|| latest(work, c, asks)));
            }
            if found.is_empty() && to.is_empty() {
                // "Ruiz's answer": to what was sent to her.
                let mine = |_: &[EntityId], t: &[EntityId]| t.iter().any(|e| from.contains(e));
                let told = |k: &usize| work.all[*k].one.medium != Medium::Other && !work.all[*k].one.mutual();
                found.extend(latest(work, c, mine).filter(told).or_else(|| only(work, c)));
            }
        }
        for k in found {
            if reaches(work, k, c) || work.all[c].one.in_reply_to.contains(&k) {
                continue;
            }
            let (theirs, hearers, medium) =
                (work.all[k].one.from.clone(), work.all[k].one.to.clone(), work.all[k].one.medium);
            let one = &mut work.all[c].one;
            if one.medium == Medium::Other && matches!(medium, Medium::Letter | Medium::Post) {
                one.medium = medium;
            }
            if one.from.is_empty() && hearers.len() == 1 {
                one.from = hearers;
            }
            if one.to.is_empty() {
                one.to = theirs.into_iter().filter(|e| !one.from.contains(e)).collect();
            }
            one.in_reply_to.push(k);
            let ours = one.from.clone();
            let asked = &mut work.all[k].one;
            // Whoever answers a letter was written to.
            if asked.to.is_empty() && asked.medium == Medium::Letter && asked.from.len() == 1 {
                asked.to = ours.into_iter().filter(|e| !asked.from.contains(e)).collect();
            }
        }
    }
    back(work);
    apart(work);
}

/// What was learnt on the way may show that somebody would write to, or answer, themselves.
fn apart(work: &mut Work<'_>) {
    let froms: Vec<Vec<EntityId>> = work.all.iter().map(|d| d.one.from.clone()).collect();
    for draft in &mut work.all {
        let one = &mut draft.one;
        if one.from.len() == 1 {
            one.to.retain(|e| !one.from.contains(e));
        }
        one.in_reply_to.retain(|k| !froms[*k].iter().any(|e| one.from.contains(e)));
    }
}

/// A letter back to the one who wrote answers, though no word says so.
fn back(work: &mut Work<'_>) {
    let written = |m: Medium| matches!(m, Medium::Letter | Medium::Post);
    for c in 1..work.all.len() {
        let one = &work.all[c].one;
        if !written(one.medium) || !one.in_reply_to.is_empty() || one.from.is_empty() || one.to.is_empty() {
            continue;
        }
        let (from, to) = (one.from.clone(), one.to.clone());
        let fits = |k: &usize| {
            let asked = &work.all[*k].one;
            written(asked.medium)
                && asked.from.iter().any(|e| to.contains(e))
                && asked.to.iter().any(|e| from.contains(e))
                && may(work, c, *k)
                && !reaches(work, *k, c)
        };
        let found = (c.saturating_sub(BACK)..c).rev().find(fits);
        work.all[c].one.in_reply_to.extend(found);
    }
}

/// The latest that fits, told of before; else the first told of after.
fn latest(work: &Work<'_>, c: usize, fits: impl Fn(&[EntityId], &[EntityId]) -> bool) -> Option<usize> {
    let ok = |k: &usize| may(work, c, *k) && fits(&work.all[*k].one.from, &work.all[*k].one.to);
    let before = (c.saturating_sub(BACK)..c).rev().find(ok);
    before.or_else(|| (c + 1..work.all.len().min(c + 4)).find(ok))
}

/// The one letter, post or statement of others, where there is no second.
fn only(work: &Work<'_>, c: usize) -> Option<usize> {
    let written = |m: Medium| matches!(m, Medium::Letter | Medium::Post | Medium::Statement | Medium::Speech);
    let mut all = (0..work.all.len()).filter(|&k| {
        let asked = &work.all[k].one;
        written(asked.medium) && !asked.from.is_empty() && !work.all[k].answers && may(work, c, k)
    });
    let first = all.next().filter(|k| *k < c);
    first.filter(|_| all.next().is_none())
}

/// Whether `c` may answer `k`: another's, not later, not only planned.
fn may(work: &Work<'_>, c: usize, k: usize) -> bool {
    let (reply, asked) = (&work.all[c].one, &work.all[k].one);
    let value =
        |d: Option<usize>| work.view.times.get(d?)?.value.as_deref().map(|v| v.chars().take(10).collect::<String>());
    let order = match (value(reply.date), value(asked.date)) {
        (Some(later), Some(day)) => {
            let n = later.len().min(day.len());
            later.get(..n) >= day.get(..n) || later.contains('/') || day.contains('/') || later.starts_with('-')
        }
        _ => true,
    };
    c != k
        && order
        && !asked.from.iter().any(|e| reply.from.contains(e))
        && (asked.status != Happened::Planned || reply.status == Happened::Planned)
}

/// Whether `k` already answers `c`, at whatever remove.
fn reaches(work: &Work<'_>, k: usize, c: usize) -> bool {
    let mut seen = vec![false; work.all.len()];
    let mut open = vec![k];
    while let Some(n) = open.pop() {
        if n == c {
            return true;
        }
        if !std::mem::replace(&mut seen[n], true) {
            open.extend(&work.all[n].one.in_reply_to);
        }
    }
    false
}
