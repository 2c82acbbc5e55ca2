//! Says an answer in one sentence: it states the difference, and accuses nobody.
//!
//! Example: `The record has “not” where the claim has “never” (Kurier, 2026-03-14); it credits Ana Ruiz.`

use super::{Answer, Attribution, Change, Evidence, Grave, Op, Standing, Words};

/// Longest stretch of words that is quoted, in letters.
const LONGEST: usize = 70;
/// Most differences that are named.
const NAMED: usize = 2;

/// The sentence.
pub(super) fn sentence(answer: &Answer) -> String {
    let mut out = words(answer);
    if let Some(evidence) = answer.evidence.first() {
        out.push_str(&place(evidence));
        let who = speaker(answer, evidence);
        if !who.is_empty() {
            out.push_str("; ");
            out.push_str(&who);
        }
    }
    for standing in &answer.standing {
        out.push_str(match standing {
            Standing::Secondhand => "; it stands there as somebody else's report",
            Standing::NotAsserted => "; the report does not say plainly that this was said",
            Standing::Corrected => "; the report carries a correction that touches it",
            Standing::Disputed => "; reports give different wordings",
            Standing::HeadlineOnly => "; it stands in a headline only",
        });
    }
    out.push('.');
    out
}

fn words(answer: &Answer) -> String {
    let first = answer.evidence.first();
    let changes: Vec<&Change> = first.map_or_else(Vec::new, |e| e.diff.iter().filter(|c| c.op != Op::Equal).collect());
    match answer.words {
        Words::Verbatim => "The record has these words as quoted".to_owned(),
        Words::Trimmed => match changes.iter().find(|c| c.op == Op::Delete && c.grave.is_some()) {
            Some(change) => format!(
                "The record has these words; what the claim leaves out is {} (a negation)",
                quoted(&change.record)
            ),
            None => "The record has these words; the claim marks what it leaves out".to_owned(),
        },
        Words::Altered => {
            let mut named = changes.clone();
            named.sort_by_key(|c| (c.grave.is_none(), c.grave));
            let told: Vec<String> = named.iter().take(NAMED).map(|c| difference(c)).collect();
            let more = changes.len().saturating_sub(told.len());
            let more = match more {
                0 => String::new(),
                1 => ", with one difference more".to_owned(),
                n => format!(", with {n} differences more"),
            };
            format!("The record has {}{more}", told.join(" and "))
        }
        Words::Spliced => "The record has these words in separate places that the claim joins".to_owned(),
        Words::Paraphrase => "The record has a quotation of the same sense in other words".to_owned(),
        Words::QuotedFromParaphrase => "The record has these words only outside quotation marks".to_owned(),
        Words::TooShort => "These are too few words to tell".to_owned(),
        Words::NotFound => {
            "These words were not found in what was searched, which does not show that they were not said".to_owned()
        }
    }
}

fn difference(change: &Change) -> String {
    let why = match change.grave {
        Some(Grave::Negation) => " (a negation)",
        Some(Grave::Number) => " (a number)",
        Some(Grave::Name) => " (a name)",
        Some(Grave::Question) => " (a question)",
        None => "",
    };
    match change.op {
        Op::Insert => format!("no {} where the claim has it{why}", quoted(&change.claim)),
        Op::Delete => format!("{}, which the claim has not{why}", quoted(&change.record)),
        _ => format!("{} where the claim has {}{why}", quoted(&change.record), quoted(&change.claim)),
    }
}

fn place(evidence: &Evidence) -> String {
    let report = &evidence.source.report;
    let day = report.published.as_deref().map(|p| p.get(..10).unwrap_or(p));
    let parts: Vec<&str> = report.outlet.as_deref().into_iter().chain(day).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn speaker(answer: &Answer, evidence: &Evidence) -> String {
    let credited: Vec<String> = evidence.speakers.iter().filter(|s| !s.is_empty()).map(|s| short(s)).collect();
    let credited = if credited.is_empty() { "nobody by name".to_owned() } else { credited.join(" and ") };
    match (answer.attribution, &answer.claim.speaker) {
        (Attribution::Same, _) => format!("it credits {credited}"),
        (Attribution::Joint, _) => format!("it credits them to {credited} jointly"),
        (Attribution::NotGiven, _) => format!("it credits {credited}, the claim names nobody"),
        (Attribution::Other, Some(claimed)) => format!("it credits {credited}, where the claim has {}", short(claimed)),
        (_, Some(claimed)) => format!("it credits {credited}, who may or may not be {}", short(claimed)),
        (_, None) => format!("it credits {credited}"),
    }
}

fn quoted(words: &str) -> String {
    format!("“{}”", short(words))
}

/// On one line, the middle of long words left out.
fn short(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = line.chars().collect();
    if letters.len() <= LONGEST {
        return line;
    }
    let head: String = letters[..LONGEST / 2].iter().collect();
    let tail: String = letters[letters.len() - LONGEST / 3..].iter().collect();
    format!("{} … {}", head.trim_end(), tail.trim_start())
}
