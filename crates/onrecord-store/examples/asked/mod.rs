//! The invented record as what a claim is checked against: the same road as `onrecord check`, candidates and then the judge.

use std::collections::HashSet;
use std::sync::Arc;

use onrecord::check::{Candidates, Claim, Credited, Recorded, Report, Searchable, Searched, wire};
use onrecord_store::{Candidate, Record};

/// Stretches that the record is asked for, as many as `onrecord check` asks for.
const MOST: usize = 24;

/// A record to be asked.
pub struct Asked<'a>(pub &'a Record);

impl Candidates for Asked<'_> {
    fn candidates(&self, claim: &Claim) -> Vec<Arc<Searchable>> {
        let mut found = self.0.candidates(&claim.text, MOST).expect("the record can be asked");
        found.sort_by_key(|c| !c.latest);
        let mut seen = HashSet::new();
        found.retain(|c| seen.insert(c.document.clone()));
        found.into_iter().map(|c| Arc::new(Searchable::new(report(c)))).collect()
    }

    fn searched(&self) -> Searched {
        Searched::default()
    }
}

/// Invented reports have neither withdrawn quotations nor quotations inside others.
fn report(found: Candidate) -> Report {
    let quotation = |q: &onrecord_store::wire::Quotation| Recorded {
        key: q.key.clone(),
        content: q.content.clone(),
        quoted: q.quoted.clone(),
        kind: wire::kind(&q.kind),
        asserted: wire::asserted(&q.asserted),
        speakers: q
            .speakers
            .iter()
            .map(|who| Credited {
                mention: who.name.clone(),
                status: wire::status(&who.status),
                names: vec![who.name.clone()],
            })
            .collect(),
        parent: None,
        confidence: q.confidence as f32,
    };
    Report {
        quotations: found.quotations.iter().map(quotation).collect(),
        parts: found.parts.iter().map(|p| (wire::part_kind(&p.kind), p.place.clone())).collect(),
        id: found.document,
        outlet: found.outlet,
        published: found.published,
        url: found.url,
        text: found.text,
    }
}
