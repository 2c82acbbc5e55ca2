//! Threads as JSON, schema `onrecord-exchanges/0`: [`Exchanges`] and [`Thread`]s in, text out.
//!
//! Example: `{"schema": "onrecord-exchanges/0", "reports": […], "threads": [{"communications": [{"id": "m1", "medium": "letter", …}]}]}`. Messages are
//! `m1`, `m2`, … in the order of the threads; each names the reports that tell of it with their own ids.

use std::collections::BTreeMap;

use serde_json::{Value, json as value};

use super::{Exchanges, Party, Thread};

/// The threads as one JSON object.
#[must_use]
pub fn json(all: &Exchanges, threads: &[Thread]) -> Value {
    let ids = ids(threads);
    let id = |at: &usize| ids.get(at).map(|n| format!("m{n}"));
    let parties = |all: &[Party]| all.iter().map(|p| value!({"name": p.name, "kind": p.kind})).collect::<Vec<_>>();
    let one = |at: &usize| {
        let m = &all.messages[*at];
        value!({
            "id": id(at),
            "medium": m.medium,
            "name": m.name,
            "status": m.status,
            "from": parties(&m.from),
            "to": parties(&m.to),
            "venue": m.venue,
            "place": m.place,
            "date": m.date,
            "in_reply_to": m.answers.iter().filter_map(id).collect::<Vec<_>>(),
            "inferred": m.inferred,
            "confidence": m.confidence,
            "reports": m.told.iter().map(|(r, c)| value!({"report": format!("r{}", r + 1), "communication": c})).collect::<Vec<_>>(),
            "quotations": m.words.iter().map(|w| value!({"key": w.key, "text": w.text})).collect::<Vec<_>>(),
        })
    };
    let reports = all.sources.iter().enumerate().map(|(i, s)| {
        value!({
            "id": format!("r{}", i + 1),
            "document": s.document,
            "title": s.title,
            "outlet": s.outlet,
            "published": s.published,
            "url": s.url,
        })
    });
    value!({
        "schema": "onrecord-exchanges/0",
        "reports": reports.collect::<Vec<_>>(),
        "threads": threads.iter().map(|t| value!({"communications": t.messages.iter().map(one).collect::<Vec<_>>()})).collect::<Vec<_>>(),
    })
}

/// The number of each message, in the order of the threads, from 1.
pub(super) fn ids(threads: &[Thread]) -> BTreeMap<usize, usize> {
    threads.iter().flat_map(|t| &t.messages).enumerate().map(|(n, at)| (*at, n + 1)).collect()
}
