//! Whom the words of a report around a mention point to: a claim's speaker and a place in a report in, yes or no out.
//!
//! Example: in “His boss, depot manager Anjali Rao, said …” the words `His boss` are beside `Anjali Rao`.
//!
//! **Finds** a name in apposition to a role, the only person named just before a pronoun, the two of “the two ministers”, the labels of a transcript, the
//! headline of a plain text. **Leaves alone** whatever two names may fill. **Why**: the reading credits the words that stand there; whom they mean is often said one comma later.
//! **Source**: misses on `corpora/misquotations`, each turned into a rule with texts of its own in `cases/check`.

use std::ops::Range;

use super::report::{Credited, Report};
use super::speakers::{Likeness, Who, same_person, who};

/// Most places of a mention that are looked at.
const PLACES: usize = 24;
/// Longest apposition, in bytes.
const APPOSITION: usize = 120;
/// How far before a pronoun the one whom it means is named, in bytes.
const AFAR: usize = 700;
/// Most words of a headline.
const HEADLINE: usize = 22;

/// Where some words stand as words.
fn places<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let bounded = |at: usize| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        before && text[at + words.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    };
    let all = text.match_indices(if words.is_empty() { "\u{0}" } else { words }).map(|(at, _)| at);
    all.filter(move |at| bounded(*at)).take(PLACES).map(|at| at..at + words.len())
}

/// The words up to a comma or a sentence's end, if they are few.
fn segment(rest: &str) -> &str {
    let end = rest.char_indices().find(|(at, c)| *at > APPOSITION || ",;:()\n–—“”\"".contains(*c)).map(|(at, _)| at);
    let segment = &rest[..end.unwrap_or(rest.len())];
    if segment.len() > APPOSITION { "" } else { segment }
}

/// Whether the report puts the claim's speaker, and nobody else, beside a role: "His boss, depot manager Anjali Rao", "baker Leopold Stranz".
pub(super) fn beside(claim: &str, role: &str, report: &Report) -> bool {
    let text = &report.text;
    let role = role.trim();
    if !matches!(who(claim), Who::Person { .. }) || role.is_empty() || role.len() > APPOSITION {
        return false;
    }
    let mut small = role.to_owned();
    if let Some(first) = role.chars().next() {
        small = first.to_lowercase().chain(role.chars().skip(1)).collect();
    }
    let (mut same, mut others) = (0, 0);
    let mut looked = vec![role];
    if small != role {
        looked.push(&small);
    }
    for place in looked.into_iter().flat_map(|words| places(text, words)) {
        let rest = &text[place.end..];
        let named = if let Some(after) = rest.strip_prefix(", ") {
            // What follows a comma is beside it only where another comma, or the end, closes it.
            let segment = segment(after);
            if after[segment.len()..].starts_with(['.', ',']) { segment } else { "" }
        } else if rest.starts_with(' ') {
            let names = rest.split_whitespace().take_while(|w| w.starts_with(char::is_uppercase)).count();
            let end =
                rest.split_whitespace().nth(names).map_or(rest.len(), |w| w.as_ptr() as usize - rest.as_ptr() as usize);
            segment(&rest[..end])
        } else {
            ""
        };
        match who(named) {
            Who::Person { names, .. } if names.len() > 1 => match same_person(claim, named) {
                Likeness::Same(_) => same += 1,
                _ => others += 1,
            },
            _ => {}
        }
    }
    same > 0 && others == 0
}

/// Whether a name of one word may be none: a role that opens a sentence, a word of a headline, a dateline.
pub(super) fn is_weak(form: &str, mention: &str, report: &Report) -> bool {
    let form = form.trim();
    if form.is_empty() || form.contains(char::is_whitespace) || !form.starts_with(char::is_uppercase) {
        return false;
    }
    let text = &report.text;
    let small = form.to_lowercase();
    let article = |at: usize| text[..at].ends_with("the ") || text[..at].ends_with("The ");
    if places(text, &small).next().is_some() || places(text, form).any(|p| article(p.start)) {
        return true;
    }
    // Whom a pronoun means is named within a sentence somewhere.
    let pronoun = matches!(who(mention), Who::Nobody);
    pronoun && !places(text, form).any(|p| opens(text, p.start) == Opens::Nothing)
}

#[derive(PartialEq)]
enum Opens {
    Sentence,
    Nothing,
}

fn opens(text: &str, at: usize) -> Opens {
    let before = &text[..at];
    let open = before.trim_end();
    let marks = |c: char| ".!?:“\"‘‹«—–(".contains(c);
    if open.is_empty() || before[open.len()..].contains('\n') || open.ends_with(marks) {
        Opens::Sentence
    } else {
        Opens::Nothing
    }
}

/// Whether the claim's speaker is the only person named in the words before a place, from the last paragraph that names one on; `own`: only
/// from the place's own.
pub(super) fn nearest(claim: &str, report: &Report, at: usize, own: bool) -> bool {
    let Some(before) = report.text.get(..at) else { return false };
    let from = before.char_indices().map(|(i, _)| i).find(|i| i + AFAR >= at).unwrap_or(0);
    let held = |byte: usize| report.quotations.iter().any(|q| q.quoted.iter().any(|c| c.contains(&byte)));
    let mut end = at;
    while end > from {
        let start = before[..end].rfind('\n').map_or(from, |n| (n + 1).max(from));
        let mut same = 0;
        let mut others = 0;
        for run in runs(&before[start..end]) {
            let words = &before[start..end][run.clone()];
            if held(start + run.start) {
                continue;
            }
            match who(words) {
                Who::Person { names, .. } if names.len() > 1 => match same_person(claim, words) {
                    Likeness::Same(_) => same += 1,
                    _ => others += 1,
                },
                Who::Person { .. } if matches!(same_person(claim, words), Likeness::Same(_)) => same += 1,
                _ => {}
            }
        }
        if same + others > 0 {
            return same > 0 && others == 0;
        }
        end = start.saturating_sub(1);
        if start == from || own {
            break;
        }
    }
    false
}

/// Runs of words with a capital.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let body = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = at + (word.len() - body.len());
        let end = start + body.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        if !body.starts_with(char::is_uppercase) {
            open = false;
            continue;
        }
        match out.last_mut() {
            Some(last) if open && start == at => last.end = end,
            _ => out.push(start..end),
        }
        open = end == at + word.len();
    }
    out
}

/// Whether "the two ministers" are the claim's speaker and one other, named together before.
pub(super) fn paired(claim: &str, mention: &str, report: &Report) -> bool {
    let mention = mention.trim();
    let small = mention.to_lowercase();
    if !["the two ", "both ", "the pair"].iter().any(|two| small.starts_with(two)) {
        return false;
    }
    let Some(place) = places(&report.text, mention).next() else { return false };
    let before = &report.text[..place.start];
    let all = runs(before);
    let full = |run: &Range<usize>| matches!(who(&before[run.clone()]), Who::Person { names, .. } if names.len() > 1);
    let joined: Vec<&[Range<usize>]> =
        all.windows(2).filter(|w| full(&w[0]) && full(&w[1]) && &before[w[0].end..w[1].start] == " and ").collect();
    let [pair] = joined[..] else { return false };
    pair.iter().any(|run| matches!(same_person(claim, &before[run.clone()]), Likeness::Same(_)))
}

/// Whether a transcript has another label than the mention's for the claim's speaker.
pub(super) fn other_label(claim: &str, mention: &str, report: &Report) -> bool {
    let label = |words: &str| {
        let colon = |p: Range<usize>| {
            report.text[p.end..].starts_with(':') && {
                let before = &report.text[..p.start];
                before.is_empty() || before.ends_with('\n')
            }
        };
        places(&report.text, words).any(colon)
    };
    label(mention) && {
        let labels = report.quotations.iter().flat_map(|q| &q.speakers).map(|c: &Credited| c.mention.as_str());
        let mut others = labels.filter(|m| *m != mention);
        others.any(|m| matches!(same_person(claim, m), Likeness::Same(_)) && label(m))
    }
}

/// The headline of a plain text: its first paragraph, if it is one short line without a full stop, and sentences follow.
pub(super) fn headline(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let (line, rest) = text[start..].split_once('\n')?;
    let line = line.trim_end();
    let bare = line.trim_end_matches(['”', '"', '’', '\'', '»', ')']);
    let words = line.split_whitespace().count();
    let blank = rest.split('\n').next().is_some_and(|l| l.trim().is_empty());
    let ends = bare.ends_with(['.', ',', ';', ':', '…']) || words == 0 || words > HEADLINE;
    let body: Vec<&str> = rest.split('\n').map(str::trim).filter(|l| !l.is_empty()).take(3).collect();
    let sentences =
        body.len() > 1 && body[0].ends_with(['.', '!', '?', '”', '"', '’', ')']) && body[0].len() > line.len();
    // A transcript's first turn is no headline.
    let turn = |l: &str| l.split_once(": ").is_some_and(|(label, _)| label.chars().all(|c| !c.is_lowercase()));
    (blank && !ends && sentences && !turn(line) && !turn(body[0])).then(|| start..start + line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> Report {
        Report { text: text.to_owned(), ..Report::default() }
    }

    #[test]
    fn a_name_beside_a_role() {
        let text = "His boss, yard manager Lena Ode, said no. The Registrar, Tom Okafor, left. The mayor, Ana Ruiz, met the mayor, Ivo Brandt, twice.";
        let r = report(text);
        assert!(beside("Lena Ode", "His boss", &r));
        assert!(beside("Tom Okafor", "Registrar", &r));
        assert!(!beside("Lena Ode", "Registrar", &r));
        assert!(!beside("Ana Ruiz", "the mayor", &r), "two bear the role");
    }

    #[test]
    fn one_named_before() {
        let text = "Ice seller Ivo Brandt was calm. “I sold soup,” he said.\nLena Ode met Tom Okafor. “No,” she said.";
        let r = report(text);
        let at = |words: &str| text.find(words).unwrap_or_default();
        assert!(nearest("Ivo Brandt", &r, at("“I sold"), false));
        assert!(!nearest("Lena Ode", &r, at("“No"), false));
        assert!(!nearest("Ivo Brandt", &r, at("“No"), false));
    }

    #[test]
    fn two_named_together() {
        let r = report("Ministers Lena Ode and Tom Okafor met. “Yes,” the two ministers said. Ana Ruiz left.");
        assert!(paired("Tom Okafor", "the two ministers", &r));
        assert!(!paired("Ana Ruiz", "the two ministers", &r));
    }

    #[test]
    fn a_headline_ends_without_a_stop() {
        let body = "The board of the port met in Lund on Friday and decided nothing at all.\n\nIt meets again.";
        assert_eq!(headline(&format!("Board decides nothing\n\n{body}")), Some(0..21));
        assert_eq!(headline(&format!("The board met.\n\n{body}")), None);
        assert_eq!(headline(&format!("MR ODE: We met\n\n{body}")), None);
        assert_eq!(headline("Only a line"), None);
    }
}
