//! Folds words so that typography does not count: text in, [`Word`]s with exact places out.
//!
//! Example: `“We’ll pay $5,000 – [n]ot a cent more …”` gives `we'll` `pay` `$` `5000` `not` `a` `cent` `more`.
//!
//! **Finds** words with their apostrophes, numbers with what stands between their digits, signs (`$`, `%`, `+`, a minus, `§` and their like) and
//! `?`; each is a word that counts. **Leaves alone**, as typography: quotation marks, dashes and hyphens, white space and line breaks, commas, full stops,
//! `!`, capitals at a word's begin, capitals of a text that is all in capitals, soft hyphens, commas that part thousands, full stops of abbreviations,
//! composed or decomposed letters, editorial brackets around letters (`[W]e`) and `[sic]`. `US` is not `us`.
//! **Why**: a retyped quotation is the same quotation, one with another number is not. **Source**: the wire contract, "Answers of the record".

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::lists;

/// What was left out before a word, by the writer's own mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Gap {
    /// Nothing.
    #[default]
    None,
    /// An ellipsis stands there.
    Ellipsis,
    /// Words in editorial brackets stand there.
    Editor,
}

/// A word that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Equal for equal folded words.
    pub id: u64,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What was left out before it.
    pub gap: Gap,
    /// It says little by itself: an article, a pronoun, an auxiliary.
    pub light: bool,
    /// It begins with a capital.
    pub capital: bool,
}

impl Word {
    /// Its place.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A text as words that count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Folded {
    /// The words.
    pub words: Vec<Word>,
    /// What was left out after the last one.
    pub tail: Gap,
    /// Words in editorial brackets, which are not among `words`.
    pub inserted: Vec<Range<usize>>,
}

/// What words in editorial brackets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    /// Words of the editor, which stand for what was left out.
    Editor,
    /// Words like others.
    Words,
}

/// Longest stretch in brackets that is an editor's, in bytes.
const LONGEST_BRACKET: usize = 200;
/// From so many words all in capitals on, capitals mean nothing.
const SHOUTED: usize = 4;

/// Folds a text.
pub(super) fn fold(text: &str, brackets: Brackets) -> Folded {
    let mut scan = Scan { text, at: 0, brackets, out: Folded::default(), gap: Gap::None };
    while let Some(c) = scan.here(0) {
        scan.step(c);
    }
    let mut out = scan.out;
    out.tail = scan.gap;
    name(text, &mut out.words);
    out
}

/// Whether two stretches are the same folded words.
pub(super) fn same(a: &str, b: &str) -> bool {
    form(a) == form(b)
}

/// The folded form of one word, but for its capitals.
pub(super) fn form(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let number = raw.starts_with(char::is_numeric);
    for c in raw.chars() {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇' => out.push('\''),
            '.' | '[' | ']' if !number => {}
            c if is_invisible(c) => {}
            c => out.push(c),
        }
    }
    if !out.is_ascii() {
        out = out.nfkc().collect();
    }
    if number { without_thousands(&out) } else { out.to_lowercase() }
}

/// `12,000` is `12000`; `12,5` and `1,2345` stay.
fn without_thousands(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, None), |(a, b)| (a, Some(b)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',')
        && (1..=3).contains(&first.len())
        && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()));
    let whole = if grouped { whole.replace(',', "") } else { whole.to_owned() };
    rest.map_or(whole.clone(), |rest| format!("{whole}.{rest}"))
}

/// Gives the words their identity, once it is known where a text is all in capitals.
fn name(text: &str, words: &mut [Word]) {
    let caps = |w: &Word| {
        let raw = &text[w.range()];
        raw.chars().any(char::is_alphabetic) && !raw.chars().any(char::is_lowercase)
    };
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take_while(|w| caps(w)).count();
        for word in &mut words[at..at + run.max(1)] {
            let raw = &text[word.start as usize..word.end as usize];
            let mut form = form(raw);
            let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
            let dotted = raw.contains('.');
            if run > 0 && letters > 1 && (run < SHOUTED || dotted) && lists::is(&form, "clash") {
                form = form.to_uppercase();
            }
            word.light = lists::is(&form, "light");
            let mut hasher = DefaultHasher::new();
            form.hash(&mut hasher);
            word.id = hasher.finish();
        }
        at += run.max(1);
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() || c.general_category_group() == GeneralCategoryGroup::Mark) && !is_invisible(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

/// Scripts without spaces: each letter is a word.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_sign(c: char) -> bool {
    let kind = c.general_category();
    matches!(c, '%' | '‰' | '#' | '°' | '@' | '&' | '§' | '＃' | '％' | '＆')
        || kind == GeneralCategory::CurrencySymbol
        || (kind == GeneralCategory::MathSymbol && !matches!(c, '|' | '~'))
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    brackets: Brackets,
    out: Folded,
    gap: Gap,
}

impl Scan<'_> {
    /// The character `offset` bytes from here.
    fn here(&self, offset: usize) -> Option<char> {
        self.text.get(self.at + offset..)?.chars().next()
    }

    fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    fn step(&mut self, c: char) {
        if c.is_numeric() {
            self.number();
        } else if is_letter(c) {
            self.word(self.at);
        } else if c == '[' {
            self.bracket();
        } else if let Some(length) = self.ellipsis() {
            self.at += length;
            self.leave(Gap::Ellipsis);
        } else if matches!(c, '?' | '？' | '؟') {
            let run = self.text[self.at..].find(|c| !matches!(c, '?' | '!' | '？' | '؟' | '！'));
            self.push(self.at..self.at + c.len_utf8());
            self.at = run.map_or(self.text.len(), |run| self.at + run);
        } else {
            if is_sign(c) || self.is_minus(c) {
                self.push(self.at..self.at + c.len_utf8());
            }
            self.at += c.len_utf8();
        }
    }

    /// A dash right before a number and after none of its words: `rose by -5`, `(–3 °C)`.
    fn is_minus(&self, c: char) -> bool {
        let free = self
            .before()
            .is_none_or(|b| !(b.is_alphanumeric() || matches!(b, ')' | ']' | '-' | '–' | '—' | '%' | '.' | ',')));
        let next = self.here(c.len_utf8());
        let number = next.is_some_and(char::is_numeric)
            || next.is_some_and(|n| n.general_category() == GeneralCategory::CurrencySymbol);
        matches!(c, '-' | '–' | '‐' | '‑') && free && number
    }

    /// The length of an ellipsis that begins here: `…`, `...`, `. . .`, with further dots.
    fn ellipsis(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let (mut dots, mut length) = (0, 0);
        for (at, c) in rest.char_indices() {
            match c {
                '…' => dots += 3,
                '.' | '․' => dots += 1,
                ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' if at > 0 => continue,
                _ => break,
            }
            length = at + c.len_utf8();
        }
        (dots >= 3).then_some(length)
    }

    fn leave(&mut self, gap: Gap) {
        // An editor's words weigh more: they stand for something.
        if self.gap != Gap::Editor {
            self.gap = gap;
        }
    }

    fn push(&mut self, range: Range<usize>) {
        let capital = self.text[range.clone()].chars().find(|c| *c != '[').is_some_and(char::is_uppercase);
        let (start, end) = (range.start as u32, range.end as u32);
        let gap = std::mem::take(&mut self.gap);
        self.out.words.push(Word { id: 0, start, end, gap, light: false, capital });
    }

    fn number(&mut self) {
        let start = self.at;
        while let Some(c) = self.here(0) {
            let next = self.here(c.len_utf8());
            let joint = matches!(c, '.' | ',' | ':' | '/') && next.is_some_and(char::is_numeric);
            let digit = c.is_numeric() && !is_unspaced(c);
            if !digit && !joint && !is_invisible(c) {
                break;
            }
            self.at += c.len_utf8();
        }
        if self.at == start {
            // A numeral of a script without spaces.
            self.at += self.here(0).map_or(1, char::len_utf8);
        }
        self.push(start..self.at);
    }

    /// A word that begins at `start`; `self.at` is at its first letter.
    fn word(&mut self, start: usize) {
        if let Some(c) = self.here(0).filter(|c| is_unspaced(*c)) {
            self.at += c.len_utf8();
            return self.push(start..self.at);
        }
        let mut letters = 0;
        // Letters since the last full stop: one before each in "U.S.".
        let mut since = 0;
        while let Some(c) = self.here(0) {
            let next = self.here(c.len_utf8());
            let goes_on = next.is_some_and(|n| is_letter(n) && !is_unspaced(n));
            if is_letter(c) && !is_unspaced(c) {
                letters += 1;
                since += usize::from(c.is_alphabetic());
            } else if is_invisible(c) || (is_apostrophe(c) && letters > 0 && goes_on) {
            } else if c == '.' && since == 1 && goes_on && self.one_letter(1) {
                since = 0;
            } else if c == ']' && goes_on && self.text[start..self.at].contains('[') {
            } else if c == '[' && self.inner_bracket().is_some() {
                // `claim[ed]`, but not a bracket of its own.
                self.at += self.inner_bracket().unwrap_or_default();
                continue;
            } else {
                break;
            }
            self.at += c.len_utf8();
        }
        self.push(start..self.at);
    }

    /// Whether one letter and a full stop, or one letter and no more, stand `offset` bytes from here.
    fn one_letter(&self, offset: usize) -> bool {
        let mut rest = self.text[self.at + offset..].chars();
        rest.next().is_some_and(is_letter) && !rest.next().is_some_and(|c| c.is_alphanumeric() || is_apostrophe(c))
    }

    /// The length of brackets with letters alone that end a word.
    fn inner_bracket(&self) -> Option<usize> {
        let rest = &self.text[self.at + 1..];
        let end = rest.find(|c| !is_letter(c)).filter(|end| *end > 0 && rest[*end..].starts_with(']'))?;
        Some(end + 2)
    }

    fn bracket(&mut self) {
        let rest = &self.text[self.at + 1..];
        let close = rest.find([']', '[']).filter(|at| *at <= LONGEST_BRACKET && rest[*at..].starts_with(']'));
        let Some(close) = close else {
            self.at += 1;
            return;
        };
        let inner = &rest[..close];
        let after = rest[close + 1..].chars().next();
        let letters = !inner.is_empty() && inner.chars().all(is_letter);
        if letters && after.is_some_and(is_letter) {
            // `[W]e`: one word.
            let start = self.at;
            self.at += 1;
            return self.word(start);
        }
        if self.brackets == Brackets::Words && inner.trim() != "sic" {
            self.at += 1;
            return;
        }
        let held = fold(inner, Brackets::Words);
        let place = self.at + 1..self.at + 1 + close;
        self.at = place.end + 1;
        if inner.trim().eq_ignore_ascii_case("sic") {
        } else if !held.words.is_empty() {
            self.out.inserted.push(place);
            self.leave(Gap::Editor);
        } else if held.tail == Gap::Ellipsis {
            self.leave(Gap::Ellipsis);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let folded = fold(text, Brackets::Editor);
        folded.words.iter().map(|w| form(&text[w.range()])).collect()
    }

    fn alike(a: &str, b: &str) -> bool {
        let ids = |t: &str| fold(t, Brackets::Editor).words.iter().map(|w| w.id).collect::<Vec<_>>();
        ids(a) == ids(b)
    }

    #[test]
    fn what_counts_is_kept() {
        for (text, expected) in [
            ("“We’ll pay $5,000 – [n]ot a cent more …”", "we'll pay $ 5000 not a cent more"),
            ("Is it 5.4% or -3 °C?!", "is it 5.4 % or - 3 ° c ?"),
            ("the U.S. and J.D. Vance, 10am, COVID-19", "the us and jd vance 10 am covid 19"),
            ("the workers' union, ’98, rock ’n’ roll", "the workers union 98 rock n roll"),
            ("12,000 and 12,5 at 10:30 on 9/11, 1990–95", "12000 and 12,5 at 10:30 on 9/11 1990 95"),
            ("he claim[ed] [it] was [sic] fine", "he claimed was fine"),
            ("so\u{ad}lar po\u{200b}wer", "solar power"),
            ("日本 said", "日 本 said"),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn typography_does_not_count() {
        for (a, b) in [
            ("“We will — not — go.”", "we will not\ngo"),
            ("cafe\u{301}", "café"),
            ("well-known", "well known"),
            ("MAKE THE US SAFE", "make the us safe"),
            ("Wait . . . what?", "Wait... what?"),
            ("Mr. Ode", "Mr Ode"),
            ("Nato", "NATO"),
            ("No!", "no"),
        ] {
            assert!(alike(a, b), "{a} / {b}");
        }
        for (a, b) in [
            ("give it to us", "give it to US"),
            ("don't", "do not"),
            ("5 percent", "5%"),
            ("It is.", "It is?"),
            ("rose 5", "rose -5"),
            ("1.5", "15"),
            ("we're", "were"),
            ("the worker's", "the workers"),
        ] {
            assert!(!alike(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn gaps_are_kept_where_they_stand() {
        let folded = fold("… we [the board] will … go [...]", Brackets::Editor);
        let gaps: Vec<Gap> = folded.words.iter().map(|w| w.gap).collect();
        assert_eq!(gaps, [Gap::Ellipsis, Gap::Editor, Gap::Ellipsis]);
        assert_eq!(folded.tail, Gap::Ellipsis);
        let inserted: Vec<&str> = folded.inserted.iter().map(|r| &"… we [the board] will"[r.clone()]).collect();
        assert_eq!(inserted, ["the board"]);
        assert_eq!(fold("we [the board] will", Brackets::Words).words.len(), 4);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn any_text_is_folded_in_order(text in "([a-zA-Z0-9 .,'’\\[\\]?$%…-]|\\PC){0,200}") {
            for brackets in [Brackets::Editor, Brackets::Words] {
                let folded = fold(&text, brackets);
                let mut end = 0;
                for word in &folded.words {
                    prop_assert!(word.start < word.end && word.start >= end);
                    prop_assert!(text.get(word.range()).is_some());
                    end = word.end;
                }
            }
        }
    }
}
