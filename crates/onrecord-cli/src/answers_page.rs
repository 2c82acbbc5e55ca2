//! Answers as one self-contained page without script, to hand to an editor: the draft's claims one by one, each with its verdict, the words
//! with what differs, and the places of the record.
//!
//! As in `html.rs`, all that comes from a draft or report is escaped and isolated in direction, and nothing but the page's own style is allowed.

use std::fmt::Write;

use onrecord::check::{Answer, Change, Grave, Op};

use crate::answers::{source, summary, sure, verdict};
use crate::check::Checked;
use crate::html::{foot, head};
use crate::visible::{html, line};

/// The page.
pub fn page(checked: &Checked) -> String {
    let mut out = head(&format!("{}, quotations checked", checked.name));
    let _ = writeln!(
        out,
        "<article aria-labelledby=\"title\">\n<header class=\"head\">\n<h1 id=\"title\" dir=\"auto\">{}: quotations checked</h1>\n\
         <p class=\"about\">{}</p>\n\
         <ul class=\"key\" aria-label=\"How differences are marked\"><li><del>only in the record</del></li>\
         <li><ins>only in the draft</ins></li></ul>\n</header>",
        html(&line(&checked.name)),
        html(&line(&summary(checked))),
    );
    for (n, answer) in checked.answers.iter().enumerate() {
        claim(&mut out, n + 1, answer);
    }
    out.push_str("</article>\n");
    out.push_str(foot());
    out
}

fn claim(out: &mut String, number: usize, answer: &Answer) {
    let class = if answer.holds() { "claim holds" } else { "claim differs" };
    let _ = writeln!(
        out,
        "<section class=\"{class}\" aria-labelledby=\"c{number}\">\n<h2 id=\"c{number}\">{number}. <span class=\"verdict\">{}</span> <small>{}</small></h2>",
        html(&verdict(answer)),
        html(&sure(answer)),
    );
    let speaker = answer
        .claim
        .speaker
        .as_deref()
        .map(|s| format!(" – <span class=\"speaker\"><bdi>{}</bdi></span>", html(&line(s))));
    let _ = writeln!(
        out,
        "<blockquote dir=\"auto\">“<bdi>{}</bdi>”{}</blockquote>",
        html(&line(&answer.claim.text)),
        speaker.unwrap_or_default(),
    );
    if let Some(evidence) = answer.evidence.first().filter(|e| e.diff.iter().any(|c| c.op != Op::Equal)) {
        out.push_str("<p class=\"diff\" dir=\"auto\">");
        for change in &evidence.diff {
            words(out, change);
        }
        out.push_str("</p>\n");
    }
    let _ = writeln!(out, "<p><bdi>{}</bdi></p>", html(&line(&answer.explanation)));
    if !answer.evidence.is_empty() {
        out.push_str("<ul class=\"hint\">\n");
        for evidence in &answer.evidence {
            let _ = writeln!(out, "<li><bdi>{}</bdi></li>", html(&line(&source(evidence))));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn words(out: &mut String, change: &Change) {
    let grave = match change.grave {
        Some(Grave::Negation) => " class=\"grave\" title=\"a negation\"",
        Some(Grave::Number) => " class=\"grave\" title=\"a number\"",
        Some(Grave::Name) => " class=\"grave\" title=\"a name\"",
        Some(Grave::Question) => " class=\"grave\" title=\"a question\"",
        None => "",
    };
    if change.op == Op::Equal {
        let _ = write!(out, "<bdi>{}</bdi> ", html(&line(&change.record)));
        return;
    }
    for (tag, text) in [("del", &change.record), ("ins", &change.claim)] {
        if !text.is_empty() {
            let _ = write!(out, "<{tag}{grave}><bdi>{}</bdi></{tag}> ", html(&line(text)));
        }
    }
}
