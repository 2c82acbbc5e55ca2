//! Interviews whose questions only stand out: a report's blocks and the page's letters in, the blocks of each exchange out.
//!
//! Example: `<p><strong>When did you see the wall fall?</strong></p><p>I saw it at noon.</p>`, three times or more, is an interview.
//!
//! **Finds** paragraphs that are bold, italic or headings as a whole and end in a question mark, each with the paragraphs up to the
//! next, where most questions say "you" and most answers "I". **Leaves alone** lists of frequent questions (`How do I freeze it?` `You
//! can …`), headings that ask the reader, questions in running text, and turns with labels, which `analyse/turns.rs` reads. **Why**: the
//! form alone shows whose words the answers are, and a list of questions looks much like it. **Source**: interviews on the pages of
//! magazines and local papers.

use std::ops::Range;

use super::markup::{INLINE, Markup};
use super::parts::{Block, PartKind};

/// A question and its answer, in bytes of the clean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What is asked.
    pub question: Range<usize>,
    /// What is answered, all its paragraphs.
    pub answer: Range<usize>,
}

/// Fewer questions than this are no interview.
const FEWEST: usize = 3;
/// Longer ones are no questions, in bytes.
const LONGEST: usize = 700;
/// Shares of the exchanges that must look like talk, in a hundred: questions with "you", answers with "I".
const ASKED: usize = 50;
const ANSWERED: usize = 60;
/// The same where nothing before the questions speaks of an interview.
const ALONE: usize = 75;
/// Most of the questions that say "I", in a hundred: a list of frequent questions asks as its reader would.
const READERS: usize = 20;
/// How many paragraphs before the first question may say that it is an interview.
const INTRODUCTION: usize = 8;

/// The blocks of a question and of its answer.
type Turns = (Range<usize>, Range<usize>);

/// Marks the blocks of an interview's turns; the exchanges as ranges of blocks.
pub(super) fn mark(blocks: &mut [Block], markup: &Markup) -> Vec<Turns> {
    let exchanges = exchanges(blocks, markup);
    if !is_talk(blocks, &exchanges) {
        return Vec::new();
    }
    // Numbers that no element has tell the turns apart.
    let mut turn = u32::MAX;
    for (question, answer) in &exchanges {
        for range in [question, answer] {
            for block in &mut blocks[range.clone()] {
                (block.kind, block.holder) = (PartKind::TranscriptTurn, turn);
            }
            turn -= 1;
        }
    }
    exchanges
}

/// Paragraphs that stand out and ask, each with what follows up to the next one that stands out.
fn exchanges(blocks: &[Block], markup: &Markup) -> Vec<Turns> {
    let out: Vec<bool> = blocks.iter().map(|b| stands_out(b, markup)).collect();
    let mut found: Vec<Turns> = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let begins = at;
        while at < blocks.len() && out[at] && asks(&blocks[at]) {
            at += 1;
        }
        let answers = at;
        while at > begins && at < blocks.len() && !out[at] && blocks[at].kind == PartKind::Body {
            at += 1;
        }
        if at > answers && answers > begins {
            found.push((begins..answers, answers..at));
        }
        at = at.max(begins + 1);
    }
    // After the last answer other things may follow: it has no more paragraphs than the longest before, and talks to its end.
    let longest = found.iter().rev().skip(1).map(|(_, a)| a.len()).max().unwrap_or(1);
    if let Some((_, answer)) = found.last_mut() {
        let end = answer.end.min(answer.start + longest);
        let talks = (answer.start + 1..end).take_while(|&i| says(&blocks[i].text, &OWN)).count();
        answer.end = answer.start + 1 + talks;
    }
    found
}

/// Whether a block asks: a question mark ends it.
fn asks(block: &Block) -> bool {
    let text = block.text.trim_end_matches(['”', '"', '’', ')', ' ']);
    text.ends_with('?') && block.text.len() <= LONGEST && matches!(block.kind, PartKind::Body | PartKind::Subhead)
}

/// Whether a block is bold, italic or a heading as a whole.
fn stands_out(block: &Block, markup: &Markup) -> bool {
    let mut run = None;
    let mut seen = false;
    for place in block.places.iter().flatten() {
        let here = markup.places[*place as usize].run;
        if run == Some(here) {
            continue;
        }
        run = Some(here);
        let mut elements = markup.around(*place as usize);
        let marks = |name: &str| matches!(name, "b" | "strong" | "em" | "i" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt");
        // Of the elements around, only those of the paragraph count: a page may be bold as a whole.
        let mut inside = true;
        let marked = elements.any(|(_, e)| {
            let own = inside && marks(&e.name);
            inside &= INLINE.contains(&&*e.name);
            own
        });
        if !marked {
            return false;
        }
        seen = true;
    }
    seen
}

const YOU: [&str; 6] = ["you", "your", "yours", "yourself", "you're", "you've"];
const SINGULAR: [&str; 9] = ["i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself"];
const OWN: [&str; 15] =
    ["i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself", "we", "we're", "we've", "our", "us", "ours"];
/// What a page says of an interview before it begins, in lower case.
const INTERVIEW: [&str; 18] = [
    "interview",
    "q&a",
    "q & a",
    "q+a",
    "conversation",
    "spoke to",
    "spoke with",
    "speaks to",
    "speaks with",
    "talked to",
    "talked with",
    "talks to",
    "talks with",
    "talks about",
    "sat down with",
    "caught up with",
    "asked",
    "questions",
];

/// Whether a text has one of some words.
fn says(text: &str, words: &[&str]) -> bool {
    let text = text.replace('’', "'").to_lowercase();
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|w| words.contains(&w.trim_matches('\'')))
}

/// Whether exchanges are talk between two people.
fn is_talk(blocks: &[Block], exchanges: &[Turns]) -> bool {
    let all = exchanges.len();
    let (Some(first), true) = (exchanges.first(), all >= FEWEST) else { return false };
    let count = |words: &[&str], of: fn(&Turns) -> Range<usize>| {
        exchanges.iter().filter(|e| blocks[of(e)].iter().any(|b| says(&b.text, words))).count()
    };
    let (asked, readers) = (count(&YOU, |e| e.0.clone()), count(&SINGULAR, |e| e.0.clone()));
    let answered = count(&SINGULAR, |e| e.1.clone());
    let labelled = exchanges.iter().filter(|e| labelled(&blocks[e.1.start].text)).count();
    let introduced = blocks[..first.0.start].iter().rev().take(INTRODUCTION).chain(blocks.first()).any(|b| {
        let text = b.text.to_lowercase();
        INTERVIEW.iter().any(|w| text.contains(w))
    });
    let (least_asked, least_answered) = if introduced { (ASKED, ANSWERED) } else { (ALONE, ALONE) };
    100 * asked >= least_asked * all
        && 100 * answered >= least_answered * all
        && 100 * readers <= READERS * all
        && 2 * labelled < all
}

/// Whether a text begins with a speaker's label: `RUIZ: I saw it.`
fn labelled(text: &str) -> bool {
    let head = text.split_once(':').map(|(head, _)| head.trim());
    head.is_some_and(|h| h.len() < 40 && h.split_whitespace().all(|w| w.starts_with(char::is_uppercase)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Kind, read};

    fn turns(html: &str) -> Vec<(String, String)> {
        let page = format!("<html><body><article><h1>The wall of Elsinay</h1>{html}</article></body></html>");
        let page = read(page.as_bytes(), Kind::Html, None, None).expect("a page");
        let text = |r: &Range<usize>| page.text[r.clone()].to_owned();
        for exchange in &page.exchanges {
            let inside = |r: &Range<usize>| {
                page.parts
                    .iter()
                    .any(|p| p.kind == PartKind::TranscriptTurn && p.range.start == r.start && r.end <= p.range.end)
            };
            assert!(inside(&exchange.question) && inside(&exchange.answer), "{:?}", page.parts);
        }
        page.exchanges.iter().map(|e| (text(&e.question), text(&e.answer))).collect()
    }

    const INTRODUCTION: &str = "<p>The harbour wall fell on Monday night. We spoke to Noor Haddad, who keeps the southern gate of the harbour.</p>";

    #[test]
    fn bold_questions_and_their_answers_are_turns() {
        let html = format!(
            "{INTRODUCTION}<p><strong>When did you see it fall?</strong></p><p>I saw it at noon. Nobody believed me at first.</p>\
             <p>My brother came later, with the dogs.</p><p><b>Were you</b> <strong>afraid?</strong></p><p>Of course I was afraid of it.</p>\
             <h3>What will your town do now?</h3><p>We will build it again, I think, and of stone.</p><p>The Courier is printed in Elsinay.</p>"
        );
        let expected = [
            (
                "When did you see it fall?",
                "I saw it at noon. Nobody believed me at first.\n\nMy brother came later, with the dogs.",
            ),
            ("Were you afraid?", "Of course I was afraid of it."),
            ("What will your town do now?", "We will build it again, I think, and of stone."),
        ];
        assert_eq!(turns(&html), expected.map(|(q, a)| (q.to_owned(), a.to_owned())));
    }

    #[test]
    fn frequent_questions_and_headings_that_ask_are_none() {
        let faq = "<h3>Can I freeze the soup?</h3><p>Yes, you can freeze it for up to three months in a tight box.</p>\
            <h3>How do I warm it up?</h3><p>Put it in a pot over low heat. I like to add a little water.</p>\
            <h3>What goes with it?</h3><p>Bread goes with it, and so does a green salad with lemon.</p>";
        assert!(turns(faq).is_empty());
        let reader = "<p>We asked around in town.</p><h2>Are you ready for winter?</h2><p>The board has bought salt for the roads of the town.</p>\
            <h2>Do you know the rules?</h2><p>Cars must be gone from the quay by night, the board says.</p>\
            <h2>Will your roof hold?</h2><p>The roofs of the old quarter are a hundred years old.</p>";
        assert!(turns(reader).is_empty());
        let labelled = "<p>We spoke to two people.</p><p><b>Were you there?</b></p><p>RUIZ: I was there at noon, at the gate.</p>\
            <p><b>Were you afraid?</b></p><p>ODE: I was not afraid of it at all.</p><p><b>Did you run?</b></p><p>RUIZ: I ran to my house.</p>";
        assert!(turns(labelled).is_empty());
    }
}
