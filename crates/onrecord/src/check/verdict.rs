//! Judges a claim's words: a claim and a report in, [`Found`] places with their verdict out.
//!
//! Example: `We will never appeal` against “We will not appeal” is altered: one word for another.
//!
//! **Verbatim**: all the claim's words stand one after another in one utterance, as quoted, with no other between. A part of a quotation is verbatim too.
//! **Trimmed**: the same, but at an ellipsis or brackets of the claim words of the record are passed over, [`FAR`] at most, or an ellipsis
//! at an end stands for words that are there. **Altered**: words put in, left out or changed, weighing [`ALTERED`] of the claim at most; a
//! sentence quoted from its begin without the `?` that ends it counts as changed. **Spliced**: two pieces or more, each of four
//! words of which two say something or of five, from different utterances, out of order, or with more than [`NEAR`] words left out between them unmarked. **Quoted
//! from paraphrase**: the words stand in the report's running text, all or some of them outside quotation marks. A short claim
//! needs a place that quotes just its words. **Why** so: the contract's definitions; the limits are set on `corpora/check.py measure`.

use std::ops::Range;
use std::sync::Arc;

use super::align::{self, Path, Placed, Step, weight};
use super::differences;
use super::fold::{self, Brackets, Folded, Gap};
use super::lists;
use super::{Change, Claim, Op, Searchable, Words};

/// The share of a claim's weight that may differ.
const ALTERED: f32 = 0.37;
/// The same for pieces that were joined, and for words outside quotation marks.
const PIECES: f32 = 0.12;
const OUTSIDE: f32 = 0.16;
/// The same where but one word that says something is the claim's.
const FEW: f32 = 0.315;
/// Words that may be left out unmarked before what follows is another piece.
const NEAR: usize = 12;
/// Words that may be passed over at a mark before what follows is another piece.
const FAR: usize = 60;
/// A find that is worse than this is held against pieces from different reports.
pub(super) const SPLICE_ABOVE: f32 = 3.5;
/// Words of a clause that is found word for word.
const CLAUSE: usize = 5;
/// What an omission without a mark weighs at most, where both sides of it stand for themselves: it is one change, however long.
const OMITTED: i32 = align::HEAVY;
/// Most places of a word that are looked at to tell a name.
const NAMED: usize = 24;
/// The longest omission of which a negation in it is told.
const TOLD: usize = 6;

/// A claim made ready.
pub(super) struct Claimed {
    /// Its text.
    pub text: String,
    /// Its words.
    pub folded: Folded,
    /// What they weigh.
    pub whole: i32,
}

impl Claimed {
    pub fn new(claim: &Claim) -> Self {
        let folded = fold::fold(&claim.text, Brackets::Editor);
        let whole = folded.words.iter().map(weight).sum();
        Self { text: claim.text.clone(), folded, whole }
    }

    /// Too few words to tell: others may have said them as well.
    pub fn is_short(&self) -> bool {
        let words = &self.folded.words;
        let says = |w: &&fold::Word| {
            let form = fold::form(&self.text[w.range()]);
            !w.light && !lists::is(&form, "negation") && form != "?"
        };
        let saying = words.iter().filter(says).count();
        saying < 2 && words.len() < 4 || saying == 0 && words.len() < 7
    }
}

/// A piece of what was found: a run of the record's words in one report.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// Index of the report.
    pub source: usize,
    /// The words' places, in bytes.
    pub spans: Vec<Range<usize>>,
    /// From the record's words to the claim's.
    pub changes: Vec<Change>,
    /// How many words are the claim's.
    pub equal: usize,
    /// How many of those say something.
    pub saying: usize,
}

/// A place of the record that has the claim's words, more or less.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The verdict.
    pub words: Words,
    /// How far from word for word; less is better.
    pub penalty: f32,
    /// The share of the claim's weight that is the same.
    pub similarity: f32,
    /// One piece, or those that were joined.
    pub pieces: Vec<Piece>,
}

/// Words of one or several reports in a row.
struct View<'a> {
    sources: &'a [(usize, &'a Searchable)],
    stream: &'a [Placed],
    /// Where each report begins in the stream.
    begins: &'a [usize],
}

impl View<'_> {
    fn source(&self, at: usize) -> (usize, &Searchable) {
        self.sources[self.begins.partition_point(|b| *b <= at).saturating_sub(1)]
    }

    fn text(&self, at: usize) -> &str {
        &self.source(at).1.report.text
    }

    fn raw(&self, at: usize) -> &str {
        &self.text(at)[self.stream[at].word.range()]
    }

    /// Whether the word after this one goes on with the same speech.
    fn goes_on(&self, at: usize) -> bool {
        self.stream.get(at + 1).is_some_and(|next| next.utterance == self.stream[at].utterance)
    }

    fn goes_back(&self, at: usize) -> bool {
        at > 0 && self.stream[at - 1].utterance == self.stream[at].utterance
    }

    /// Whether the report has this word with a capital within a sentence, too.
    fn is_name(&self, at: usize) -> bool {
        let (text, raw) = (self.text(at), self.raw(at));
        let mut places = text.match_indices(raw).take(NAMED);
        places.any(|(place, _)| {
            let before = text[..place].strip_suffix(' ');
            let ends = text[place + raw.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            ends && before.is_some_and(|b| b.ends_with(|c: char| c.is_lowercase() || c == ','))
        })
    }

    /// Whether a sentence begins with this word.
    fn begins_sentence(&self, at: usize) -> bool {
        if !self.goes_back(at) {
            return true;
        }
        let between = self.stream[at - 1].word.end as usize..self.stream[at].word.start as usize;
        self.text(at).get(between).is_none_or(|b| b.contains(['.', '!', '?', '\n'])) || self.raw(at - 1) == "?"
    }
}

/// What one report has of a claim's words; the best places, none where it has too little.
pub(super) fn in_report(claimed: &Claimed, source: &Searchable, number: usize) -> Vec<Found> {
    let sources = [(number, source)];
    let quoted = View { sources: &sources, stream: &source.quoted, begins: &[0] };
    let words = &claimed.folded.words;
    let mut out: Vec<Found> = Vec::new();
    // What the report has nowhere differs in any case.
    let missing: i32 = words.iter().filter(|w| !source.knows(w.id)).map(weight).sum();
    let missing = missing as f32 / claimed.whole.max(1) as f32;
    if missing > ALTERED {
        return out;
    }
    for path in align::paths(words, quoted.stream, true, 6) {
        let leaps = path.steps.iter().any(|s| matches!(s, Step::Leap(_)));
        let mut found = assess(claimed, &quoted, &path);
        if found.is_none() && leaps {
            // The pieces say too little: perhaps one of them is the quotation, and the rest was put in.
            let whole = align::paths(words, quoted.stream, false, 1).pop();
            found = whole.and_then(|path| assess(claimed, &quoted, &path));
        }
        out.extend(found);
    }
    if out.iter().any(|f| matches!(f.words, Words::Verbatim | Words::Trimmed)) {
        return out;
    }
    if missing > OUTSIDE && out.is_empty() {
        return out;
    }
    let all = View { sources: &sources, stream: &source.all, begins: &[0] };
    for path in align::paths(words, all.stream, false, 2) {
        out.extend(outside(claimed, &all, &path, source));
    }
    out
}

/// The claim as pieces of several reports.
pub(super) fn across(claimed: &Claimed, sources: &[Arc<Searchable>]) -> Option<Found> {
    let mut stream: Vec<Placed> = Vec::new();
    let mut begins = Vec::new();
    let mut next = 0;
    for source in sources {
        begins.push(stream.len());
        stream.extend(source.quoted.iter().map(|p| Placed {
            group: p.group + next,
            utterance: p.utterance + next,
            ..*p
        }));
        next += source.quoted.last().map_or(0, |p| p.group.max(p.utterance) + 1);
    }
    let listed: Vec<(usize, &Searchable)> = sources.iter().map(AsRef::as_ref).enumerate().collect();
    let view = View { sources: &listed, stream: &stream, begins: &begins };
    let path = align::paths(&claimed.folded.words, &stream, true, 1).pop()?;
    assess(claimed, &view, &path).filter(|f| f.words == Words::Spliced)
}

/// What a path makes of the words, step by step.
#[derive(Default)]
struct Tally {
    pieces: Vec<Piece>,
    /// The weight of what differs.
    wrong: i32,
    /// Words passed over at marks.
    passed: usize,
    /// A leap or a pass too far.
    far: bool,
    last: Option<usize>,
    first: Option<usize>,
}

/// The verdict on a path through quoted words; `None` where it has too little of the claim.
fn assess(claimed: &Claimed, view: &View<'_>, path: &Path) -> Option<Found> {
    let tally = tally(claimed, view, path);
    let whole = claimed.whole.max(1) as f32;
    let wrong = tally.wrong as f32;
    let similarity = 1.0 - wrong / whole;
    let equal: usize = tally.pieces.iter().map(|p| p.equal).sum();
    let saying: usize = tally.pieces.iter().map(|p| p.saying).sum();
    let words = if tally.far {
        let marked = claimed.folded.words.iter().any(|w| w.gap == Gap::Ellipsis);
        let least = if marked { 3 } else { 4 };
        let exact = marked && tally.wrong == 0;
        let says =
            |p: &Piece| p.equal >= least && p.saying >= 2 || p.equal >= if exact { 4 } else { 5 } && p.saying >= 1;
        (tally.pieces.iter().all(says) && wrong <= PIECES * whole).then_some(Words::Spliced)?
    } else if tally.wrong == 0 {
        let (Some(first), Some(last)) = (tally.first, tally.last) else { return None };
        let head = claimed.folded.words.first().is_some_and(|w| w.gap == Gap::Ellipsis) && view.goes_back(first);
        let tail = claimed.folded.tail == Gap::Ellipsis && view.goes_on(last);
        let editor = !claimed.folded.inserted.is_empty();
        if tally.passed > 0 || head || tail || editor { Words::Trimmed } else { Words::Verbatim }
    } else {
        let enough = equal >= 3 && (saying >= 2 || saying >= 1 && wrong <= FEW * whole);
        (enough && wrong <= ALTERED * whole).then_some(Words::Altered)?
    };
    // Of two ways that weigh the same, rather the one that keeps more words.
    let lost = claimed.folded.words.len().saturating_sub(equal) as f32 / 1000.0;
    let penalty = match words {
        Words::Verbatim => 0.0,
        Words::Trimmed => 1.0,
        Words::Spliced => 3.0 + wrong / 10.0 + tally.pieces.len() as f32 / 4.0,
        _ => 2.0 + wrong / 10.0 + lost,
    };
    Some(Found { words, penalty, similarity, pieces: tally.pieces })
}

/// The verdict on a path through all words of a report.
fn outside(claimed: &Claimed, view: &View<'_>, path: &Path, source: &Searchable) -> Option<Found> {
    let tally = tally(claimed, view, path);
    let whole = claimed.whole.max(1) as f32;
    let wrong = tally.wrong as f32;
    let unquoted = |at: usize| source.stretch(view.stream[at].word.start as usize).is_none();
    let equal = path.steps.iter().filter_map(|s| if let Step::Equal(_, at) = s { Some(*at) } else { None });
    let (mut outside, mut saying) = (0, 0);
    for at in equal {
        let word = &view.stream[at].word;
        outside += usize::from(unquoted(at) && !word.light);
        saying += usize::from(!word.light);
    }
    // A clause word for word says enough with one word of weight.
    let clause = tally.wrong == 0 && path.steps.len() >= CLAUSE && saying > 0;
    if tally.far || saying < 2 && !clause {
        return None;
    }
    let (words, penalty) = if outside == 0 {
        // Quoted pieces of a mixed sentence, joined over words that were not quoted.
        (wrong > 0.0 && wrong <= ALTERED * whole).then_some((Words::Altered, 2.0 + wrong / 10.0))?
    } else {
        (wrong <= OUTSIDE * whole).then_some((Words::QuotedFromParaphrase, 4.0 + 1.5 * wrong / 10.0))?
    };
    Some(Found { words, penalty, similarity: 1.0 - wrong / whole, pieces: tally.pieces })
}

fn tally(claimed: &Claimed, view: &View<'_>, path: &Path) -> Tally {
    let mut tally = Tally::default();
    let mut steps: Vec<Step> = Vec::with_capacity(path.steps.len());
    let mut piece = Piece::default();
    let finish = |tally: &mut Tally, piece: &mut Piece, steps: &mut Vec<Step>| {
        if !steps.is_empty() {
            piece.changes = changes(claimed, view, steps);
            tally.pieces.push(std::mem::take(piece));
            steps.clear();
        }
    };
    for (n, step) in path.steps.iter().enumerate() {
        match *step {
            Step::Leap(to) => {
                let near = tally.last.filter(|last| {
                    to > *last && to - last - 1 <= NEAR && view.stream[to].utterance == view.stream[*last].utterance
                });
                if let Some(last) = near {
                    let mut omitted = 0;
                    for at in last + 1..to {
                        omitted += weight(&view.stream[at].word);
                        steps.push(Step::Delete(at));
                    }
                    let alone =
                        steps.len() >= 3 && stands(&path.steps[n + 1..], view) && stands(&path.steps[..n], view);
                    tally.wrong += if alone { omitted.min(OMITTED) } else { omitted };
                } else if tally.last.is_some() {
                    tally.far = true;
                    finish(&mut tally, &mut piece, &mut steps);
                }
            }
            Step::Skip(from, to) => {
                tally.passed += to - from;
                steps.push(*step);
                if to - from > FAR {
                    tally.far = true;
                    finish(&mut tally, &mut piece, &mut steps);
                }
            }
            _ => {
                match *step {
                    // "Nine hundred" is one number.
                    _ if goes_on_number(claimed, view, n.checked_sub(1).map(|b| path.steps[b]), *step) => {}
                    Step::Insert(i) => tally.wrong += weight(&claimed.folded.words[i]),
                    Step::Delete(at) => tally.wrong += weight(&view.stream[at].word),
                    Step::Replace(i, at) => {
                        tally.wrong += weight(&claimed.folded.words[i]).max(weight(&view.stream[at].word));
                    }
                    Step::Equal(i, at) => {
                        // Equal numbers are equal words but for an accident that is looked for here.
                        let own = &claimed.text[claimed.folded.words[i].range()];
                        tally.wrong += if fold::same(own, view.raw(at)) { 0 } else { weight(&view.stream[at].word) };
                        piece.equal += 1;
                        piece.saying += usize::from(!view.stream[at].word.light);
                    }
                    _ => {}
                }
                steps.push(*step);
            }
        }
        if let Some(at) = align::place(*step) {
            tally.first.get_or_insert(at);
            tally.last = Some(at);
            add(&mut piece, view, at);
        }
    }
    if let (Some(first), Some(last)) = (tally.first, tally.last)
        && !tally.far
        && claimed.folded.tail == Gap::None
        && view.goes_on(last)
        && view.raw(last + 1) == "?"
        && view.raw(last) != "?"
        && (view.begins_sentence(first) || turned(claimed, view, &path.steps, first))
    {
        tally.wrong += weight(&view.stream[last + 1].word);
        steps.push(Step::Delete(last + 1));
        add(&mut piece, view, last + 1);
    }
    finish(&mut tally, &mut piece, &mut steps);
    tally
}

/// Whether the words on one side of an omission are the record's and say something.
fn stands(steps: &[Step], view: &View<'_>) -> bool {
    let equal: Vec<usize> =
        steps.iter().filter_map(|s| if let Step::Equal(_, at) = s { Some(*at) } else { None }).collect();
    let saying = equal.iter().filter(|at| !view.stream[**at].word.light).count();
    equal.len() >= 3 && saying >= 2
}

/// Whether a step changes a word of a number of several words, as the step before it did.
fn goes_on_number(claimed: &Claimed, view: &View<'_>, before: Option<Step>, step: Step) -> bool {
    let own = |i: usize| differences::is_number(&fold::form(&claimed.text[claimed.folded.words[i].range()]));
    let theirs = |at: usize| differences::is_number(&fold::form(view.raw(at)));
    let changes = |s: Step| match s {
        Step::Insert(i) => own(i),
        Step::Delete(at) => theirs(at),
        Step::Replace(i, at) => own(i) && theirs(at),
        _ => false,
    };
    before.is_some_and(changes) && changes(step)
}

/// Whether the claim tells as a statement what begins as a question: "Are they late?", "They are late".
fn turned(claimed: &Claimed, view: &View<'_>, steps: &[Step], first: usize) -> bool {
    let Some(opens) = first.checked_sub(1) else { return false };
    let asks = view.stream[opens].word;
    let moved = |s: &Step| matches!(s, Step::Insert(i) if claimed.folded.words[*i].id == asks.id);
    view.goes_back(first) && asks.light && view.begins_sentence(opens) && steps.iter().any(moved)
}

/// Adds a word's place to a piece.
fn add(piece: &mut Piece, view: &View<'_>, at: usize) {
    piece.source = view.source(at).0;
    let range = view.stream[at].word.range();
    let text = view.text(at);
    match piece.spans.last_mut() {
        Some(last)
            if text.get(last.end..range.start).is_some_and(|between| !between.contains(char::is_alphanumeric)) =>
        {
            last.end = range.end;
        }
        _ => piece.spans.push(range),
    }
}

/// The steps as a word diff.
fn changes(claimed: &Claimed, view: &View<'_>, steps: &[Step]) -> Vec<Change> {
    /// Indices of the claim's words and of the record's.
    type Block = (Vec<usize>, Vec<usize>);
    let mut blocks: Vec<(Option<bool>, Block)> = Vec::new();
    for step in steps {
        let same = match step {
            Step::Equal(..) => Some(true),
            Step::Skip(..) => None,
            _ => Some(false),
        };
        if same.is_none() || blocks.last().is_none_or(|(last, _)| *last != same) {
            blocks.push((same, (Vec::new(), Vec::new())));
        }
        let Some((_, (own, theirs))) = blocks.last_mut() else { continue };
        match *step {
            Step::Equal(i, at) | Step::Replace(i, at) => {
                own.push(i);
                theirs.push(at);
            }
            Step::Insert(i) => own.push(i),
            Step::Delete(at) => theirs.push(at),
            Step::Skip(from, to) => theirs.extend(from..to),
            Step::Leap(_) => {}
        }
    }
    blocks.into_iter().map(|(same, (own, theirs))| change(claimed, view, same, &own, &theirs)).collect()
}

fn change(claimed: &Claimed, view: &View<'_>, same: Option<bool>, own: &[usize], theirs: &[usize]) -> Change {
    let claim_words =
        || own.iter().map(|i| token(&claimed.text, &claimed.folded.words[*i], *i == 0)).collect::<Vec<_>>();
    let record_words = || {
        let word = |at: &usize| {
            let word = &view.stream[*at].word;
            token(view.text(*at), word, view.begins_sentence(*at) && !(word.capital && view.is_name(*at)))
        };
        theirs.iter().map(word).collect::<Vec<_>>()
    };
    let own_text = || match (own.first(), own.last()) {
        (Some(first), Some(last)) => {
            let words = &claimed.folded.words;
            claimed.text[words[*first].start as usize..words[*last].end as usize].to_owned()
        }
        _ => String::new(),
    };
    let (op, claim, grave) = match same {
        None => {
            // In many words left out some negation stands; in a few it may turn the sense.
            let told = theirs.len() <= TOLD && claimed.folded.inserted.is_empty();
            let grave = if told { differences::negation(&[], &record_words()) } else { None };
            (Op::Delete, "…".to_owned(), grave)
        }
        Some(true) => (Op::Equal, own_text(), None),
        Some(false) => {
            let op = match (own.is_empty(), theirs.is_empty()) {
                (true, _) => Op::Delete,
                (_, true) => Op::Insert,
                _ => Op::Replace,
            };
            (op, own_text(), differences::grave(&claim_words(), &record_words()))
        }
    };
    Change { op, claim, record: record_text(view, theirs), grave }
}

fn token(text: &str, word: &fold::Word, first: bool) -> differences::Token {
    let raw = &text[word.range()];
    let name = word.capital && !first && !word.light;
    differences::Token { form: fold::form(raw), name }
}

/// The record's words as written; where others stand between them, by a space.
fn record_text(view: &View<'_>, words: &[usize]) -> String {
    let mut out = String::new();
    let mut last: Option<usize> = None;
    for at in words {
        let range = view.stream[*at].word.range();
        if let Some(end) = last {
            let between = view.text(*at).get(end..range.start);
            out.push_str(between.filter(|b| !b.contains(char::is_alphanumeric)).unwrap_or(" "));
        }
        out.push_str(view.raw(*at));
        last = Some(range.end);
    }
    out
}
