//! The names in a byline, people and organisations apart.
//!
//! `By Ana Ruiz and Ben Ode, Reuters | 14 March 2024` is two people and one organisation.
//!
//! **Finds** names parted by commas, "and", bars. **Leaves alone** staff without a name, job lines, degrees, addresses, dates,
//! logins. **Why** a byline joins reports over the record; a job line there joins strangers.

use scraper::Html;

use super::seen::folded;
use super::title::words;
use super::written::{Order, find};
use super::{Contributor, NameKind, lists};

/// Text without entities and tags, white space folded.
pub(super) fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    // Twice: markup in metadata is often escaped twice.
    for _ in 0..2 {
        if text.contains(['&', '<']) {
            text = Html::parse_fragment(&text).root_element().text().collect::<Vec<_>>().join(" ");
        }
    }
    folded(&text)
}

/// Whether a line begins as a byline does: "By Ana Ruiz".
pub(super) fn begins(line: &str) -> bool {
    let rest = after(line);
    rest.len() < line.len() && rest.chars().next().is_some_and(|c| !c.is_lowercase())
}

/// What follows the words before the names; all where there are none.
fn after(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    for word in lists::of("before") {
        let Some(head) = line.get(..word.len()) else { continue };
        let rest = &line[word.len()..];
        if head.to_lowercase() == *word && (word.ends_with(':') || rest.starts_with([' ', ':'])) {
            return rest.trim_start_matches([' ', ':']);
        }
    }
    line
}

/// The names in a byline.
pub(super) fn read(raw: &str, outlet: Option<&str>) -> Vec<Contributor> {
    let text = plain(raw);
    if text.contains("://") || text.len() > 400 {
        return Vec::new();
    }
    let mut text = after(&text);
    if let Some((place, _)) = find(text, Order::DayFirst).first() {
        // "14 March 2024 · Ana Ruiz" has the day first.
        let (head, tail) = (&text[..place.start], &text[place.end..]);
        let first = !head.chars().any(char::is_alphabetic);
        text = if first { after(tail.trim_start_matches(|c: char| !c.is_alphabetic())) } else { head };
    }
    let small = text.to_ascii_lowercase();
    let cut = lists::of("behind").iter().filter_map(|w| small.find(w)).min();
    text = cut.map_or(text, |at| &text[..at]);
    if words(text)
        .split(' ')
        .next()
        .is_some_and(|w| ["center", "centre", "department", "institute", "ministry", "office"].contains(&w))
    {
        return organisation(text).into_iter().collect();
    }
    let mut out = Vec::new();
    let separated = [
        " and ", " & ", " y ", " et ", " und ", " with ", " for ", " | ", " • ", " ⋅ ", " ∙ ", " · ", " – ", " — ",
        " - ", ";", "/", "•", "|", "(",
    ]
    .iter()
    .fold(text.replace(')', ","), |text, sign| text.replace(sign, ","));
    for piece in separated.split([',', '\u{3001}', '\u{ff0c}']) {
        let piece = piece.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim();
        let piece = after(piece);
        if let Some(found) = name(piece, outlet) {
            out.push(found);
        }
    }
    out
}

/// One name, if it is one.
fn name(piece: &str, outlet: Option<&str>) -> Option<Contributor> {
    let said = words(piece);
    if said.is_empty() || piece.contains(['@', ':', '?', '!']) || piece.len() > 80 {
        return None;
    }
    let list: Vec<&str> = said.split(' ').collect();
    if lists::is(&said, "outlet")
        || outlet.is_some_and(|o| words(o) == said)
        || list.last().is_some_and(|w| lists::is(w, "body"))
        || is_address(piece)
    {
        return organisation(piece);
    }
    if piece.chars().any(|c| c.is_ascii_digit())
        || list.iter().any(|w| lists::is(w, "job") || *w != "a" && lists::is(w, "nobody"))
    {
        return None;
    }
    let mut parts: Vec<&str> = piece.split_whitespace().collect();
    while parts.len() > 1 && parts.last().is_some_and(|w| degree(w)) {
        parts.pop();
    }
    if parts.len() == 1 && degree(parts[0]) || parts.len() > 6 {
        return None;
    }
    if let Some(outlet) = outlet.map(words).filter(|o| said.ends_with(&format!(" {o}"))) {
        parts.truncate(parts.len().saturating_sub(outlet.split(' ').count()));
    }
    // A picture's stand-in shows the initials before the name.
    let initials: String = parts.iter().skip(1).filter_map(|w| w.chars().next()).collect();
    if parts.len() > 2 && parts[0] == initials {
        parts.remove(0);
    }
    if parts.is_empty() {
        return None;
    }
    // A login is not a name, nor is a phrase.
    let capital = |w: &str| !w.chars().next().is_some_and(char::is_lowercase);
    if parts.len() == 1 && (!capital(parts[0]) || parts[0].chars().count() < 2 || parts[0].contains(['.', '_'])) {
        return None;
    }
    let small = parts.iter().filter(|w| !capital(w)).count();
    if small > 2
        || small > 0
            && ["the", "in", "at", "from", "to", "on", "is", "about", "of", "your"]
                .contains(&parts[0].to_lowercase().as_str())
    {
        return None;
    }
    Some(Contributor { name: parts.join(" "), kind: NameKind::Person })
}

/// Whether it is the name of a site: "example.com".
fn is_address(piece: &str) -> bool {
    let ends = [".com", ".org", ".net", ".co.uk", ".de", ".fr", ".info", ".news", ".io"];
    !piece.contains(' ') && ends.iter().any(|e| piece.to_ascii_lowercase().ends_with(e))
}

fn degree(word: &str) -> bool {
    let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let capitals = bare.len() > 1 && bare.chars().all(char::is_uppercase);
    // "Ma" and "Do" are names; "MA" and "D.O." are none.
    (capitals || word.contains('.') || bare.chars().skip(1).any(char::is_uppercase))
        && lists::is(&bare.to_lowercase(), "degree")
        || word.ends_with('®')
}

/// An organisation, unless its words name nobody; "Courier staff" is the Courier.
pub(super) fn organisation(text: &str) -> Option<Contributor> {
    let mut name = after(text.trim()).trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_owned();
    if words(&name).split(' ').all(|w| lists::is(w, "nobody")) {
        return None;
    }
    for end in
        [" Staff Writer", " Staff Writers", " Staff Reporter", " Staff", " staff", " editors", " Editors", " reporters"]
    {
        if let Some(rest) = name.strip_suffix(end) {
            name = rest.to_owned();
        }
    }
    if name.is_empty() || name.len() > 100 {
        return None;
    }
    Some(Contributor { name, kind: NameKind::Organisation })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (raw, expected) in pairs {
            let found: Vec<String> = super::super::byline::tidy(&read(raw, Some("The Elland Courier")))
                .into_iter()
                .map(|c| if c.kind == NameKind::Person { c.name } else { format!("[{}]", c.name) })
                .collect();
            assert_eq!(found.join("; "), *expected, "{raw}");
        }
    }

    #[test]
    fn people_and_outlets_are_told_apart() {
        check(&[
            ("By Ana Ruiz and Ben Ode, Reuters", "Ana Ruiz; Ben Ode; [Reuters]"),
            ("by Zoë O’Neil, BBC News", "Zoë O’Neil; [BBC News]"),
            ("The Elland Courier", "[The Elland Courier]"),
            ("Von Jörg Müller-Lüdenscheidt", "Jörg Müller-Lüdenscheidt"),
            ("Ana Ruiz; Ben Ode & Carla de la Cruz", "Ana Ruiz; Ben Ode; Carla de la Cruz"),
            ("Written by Kim", "Kim"),
            ("ANA RUIZ", "ANA RUIZ"),
            ("Elland Lifestyle Desk", "[Elland Lifestyle Desk]"),
            ("Courier Staff", "[Courier]"),
        ]);
    }

    #[test]
    fn what_is_no_name_is_dropped() {
        check(&[
            ("Staff", ""),
            ("Editorial Team", ""),
            ("admin", ""),
            ("https://elland.example/authors/ana", ""),
            ("By Ana Ruiz | 14 March 2024", "Ana Ruiz"),
            ("By Ana Ruiz, Senior Editor", "Ana Ruiz"),
            ("Ana Ruiz, MS, RD", "Ana Ruiz"),
            ("Ana Ruiz, M.D.", "Ana Ruiz"),
            ("Ana Ruiz (ana@elland.example)", "Ana Ruiz"),
            ("By Ana Ruiz Published 9:30am", "Ana Ruiz"),
            ("Yo-Yo Ma", "Yo-Yo Ma"),
            ("AR Ana Ruiz", "Ana Ruiz"),
            ("Graphics: Ana Ruiz", ""),
            ("By &lt;b&gt;Ana Ruiz&lt;/b&gt;", "Ana Ruiz"),
        ]);
    }
}
