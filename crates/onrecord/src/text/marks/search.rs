//! Finds the cheapest reading of a paragraph's marks: events in, one decision for each out.
//!
//! A beam search over stacks of open styles. Readings that leave the same styles open are one state and the cheaper
//! one is kept, so the search is exact wherever fewer than [`BEAM`] stacks are in play. Time grows with the number of
//! marks, memory is bounded by [`KEPT`].

use super::glyphs::{Event, LOST, Style};

/// Marks nested deeper than this are read as plain symbols.
pub(super) const DEEPEST: usize = 8;
/// States kept after each mark.
const BEAM: usize = 16;
/// States that are this much dearer than the cheapest are dropped.
const HOPELESS: u32 = 120;
/// Steps that are kept before the cheapest reading so far is taken as final.
const KEPT: usize = 1 << 18;

/// A stretch left open that the next paragraph opens again.
const CONTINUED: u32 = 3;
/// A stretch that ends unclosed where another opens.
const LAPSED: u32 = 35;
/// A stretch without a word.
const NOTHING_INSIDE: u32 = 15;

/// What one event was decided to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// No quotation mark.
    Symbol,
    /// It opens a stretch.
    Open(Style),
    /// The innermost stretch ends unclosed before it, and it opens one.
    LapseOpen(Style),
    /// It closes the stretch at this place of the stack; those above end unclosed.
    Close(u8),
    /// It closes the two innermost.
    CloseTwo,
}

#[derive(Clone, Copy)]
struct Entry {
    style: Style,
    /// The first token after the mark.
    first: u32,
    placed: bool,
}

/// The open stretches, outermost first.
#[derive(Clone, Copy)]
struct Stack {
    entries: [Entry; DEEPEST],
    len: usize,
}

impl Stack {
    const EMPTY: Self = Self { entries: [Entry { style: Style::Straight, first: 0, placed: false }; DEEPEST], len: 0 };

    fn open(&self) -> &[Entry] {
        &self.entries[..self.len]
    }

    fn cut(mut self, len: usize) -> Self {
        self.len = len;
        self
    }

    fn with(mut self, entry: Entry) -> Self {
        self.entries[self.len] = entry;
        self.len += 1;
        self
    }
}

#[derive(Clone, Copy)]
struct State {
    stack: Stack,
    cost: u32,
    /// Index of the last step plus one; 0 before the first.
    step: u32,
}

struct Step {
    before: u32,
    action: Action,
}

impl State {
    fn same_styles(&self, other: &Self) -> bool {
        let (a, b) = (self.stack.open(), other.stack.open());
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.style == b.style)
    }

    fn find(&self, style: Style) -> Option<usize> {
        self.stack.open().iter().rposition(|e| e.style == style)
    }
}

/// Decides what every event of a paragraph is. `next` are the glyphs with which the next paragraph begins.
pub(super) fn cheapest(events: &[Event], next: &[&str]) -> Vec<Action> {
    let mut states = vec![State { stack: Stack::EMPTY, cost: 0, step: 0 }];
    let mut steps: Vec<Step> = Vec::new();
    let mut decided: Vec<Action> = Vec::with_capacity(events.len());
    for event in events {
        states = after(event, &states, &mut steps);
        if steps.len() > KEPT {
            // The dearer readings are given up, so the steps of the cheapest are all that is needed.
            states.truncate(1);
            emit(&steps, states[0].step, &mut decided);
            steps.clear();
            states[0].step = 0;
        }
    }
    let best = states.iter().min_by_key(|s| s.cost + left_open(s.stack.open(), next));
    emit(&steps, best.map_or(0, |s| s.step), &mut decided);
    decided
}

fn emit(steps: &[Step], last: u32, decided: &mut Vec<Action>) {
    let from = decided.len();
    let mut at = last;
    while let Some(step) = (at as usize).checked_sub(1).map(|i| &steps[i]) {
        decided.push(step.action);
        at = step.before;
    }
    decided[from..].reverse();
}

/// What the stretches cost that are open at the end of a paragraph.
fn left_open(stack: &[Entry], next: &[&str]) -> u32 {
    let mut goes_on = true;
    let mut cost = 0;
    for (k, entry) in stack.iter().enumerate() {
        goes_on &= next.get(k).is_some_and(|glyph| entry.style.reopens_with(glyph));
        goes_on &= entry.placed || !entry.style.is_single();
        cost += if goes_on { CONTINUED } else { LOST };
    }
    cost
}

fn after(event: &Event, states: &[State], steps: &mut Vec<Step>) -> Vec<State> {
    let mut out: Vec<State> = Vec::with_capacity(states.len() * 2);
    let mut keep = |from: &State, cost: u32, action: Action, stack: Stack| {
        let mut state = State { stack, cost: from.cost + cost, step: 0 };
        let same = out.iter_mut().find(|s| s.same_styles(&state));
        if same.as_ref().is_some_and(|s| s.cost <= state.cost) {
            return;
        }
        steps.push(Step { before: from.step, action });
        state.step = steps.len() as u32;
        match same {
            Some(slot) => *slot = state,
            None => out.push(state),
        }
    };
    let first = (event.token + event.width) as u32;
    for state in states {
        let stack = state.stack;
        keep(state, event.symbol, Action::Symbol, stack);
        for &(style, cost) in event.closes.iter().flatten() {
            if let Some(at) = state.find(style) {
                let above = LOST * (stack.len - at - 1) as u32;
                let nothing = if stack.entries[at].first as usize == event.token { NOTHING_INSIDE } else { 0 };
                keep(state, cost + above + nothing, Action::Close(at as u8), stack.cut(at));
            }
        }
        if let (Some(cost), Some(two)) = (event.two, stack.len.checked_sub(2))
            && stack.open()[two..].iter().all(|e| e.style.is_single())
        {
            keep(state, cost, Action::CloseTwo, stack.cut(two));
        }
        let Some((style, cost)) = event.open else { continue };
        let entry = Entry { style, first, placed: event.placed };
        if stack.len < DEEPEST {
            keep(state, cost + nested(state, style), Action::Open(style), stack.with(entry));
        }
        if stack.open().last().is_some_and(|e| !e.style.is_single() && !style.is_single()) {
            keep(state, cost + LAPSED, Action::LapseOpen(style), stack.cut(stack.len - 1).with(entry));
        }
    }
    out.sort_by_key(|s| s.cost);
    let worst = out.first().map_or(0, |s| s.cost + HOPELESS);
    out.truncate(BEAM);
    out.retain(|s| s.cost <= worst);
    out
}

/// What it costs to open a style inside those that are open: writers alternate, and nobody turns guillemets round.
fn nested(state: &State, style: Style) -> u32 {
    let inside = |outer: Style| state.find(outer).is_some();
    match style {
        Style::Guillemet if inside(Style::Inverted) => 40,
        Style::Inverted if inside(Style::Guillemet) => 40,
        _ if !inside(style) => 0,
        Style::Straight | Style::SingleStraight | Style::Right | Style::SingleRight => 20,
        _ => 10,
    }
}
