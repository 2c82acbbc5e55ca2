//! The promises of the marks layer: each text with its quoted stretches, in the order of their opening marks.

use std::fmt::Write;

use proptest::prelude::*;

use super::{MarkRole, Quoted};
use crate::text::document;

/// A stretch is written as its depth and words; `+` before the depth: it continues the paragraph before; `~` after the
/// words: it is not closed.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (document, _) = document(text);
    let words = |q: &Quoted| document.span_of(q.first..q.end).map_or("", |s| document.slice(s)).to_owned();
    let write = |q: &Quoted| {
        let (plus, tilde) = (if q.continues { "+" } else { "" }, if q.close.is_none() { "~" } else { "" });
        format!("{plus}{} {}{tilde}", q.depth, words(q))
    };
    let found: Vec<String> = document.marks().quoted().iter().map(write).collect();
    assert_eq!(found, expected, "in {text}");
}

#[track_caller]
fn notes(text: &str, expected: &[(&str, &str)]) {
    let (document, notes) = document(text);
    let place = |s: Option<crate::Span>| s.map_or("", |s| &document.text()[s.start()..]);
    let found: Vec<_> = notes.iter().map(|n| (n.code, place(n.spans.first()))).collect();
    assert_eq!(found, expected, "in {text}");
}

#[test]
fn straight_marks() {
    check(r#""The quay is shut," said Ana Ruiz. "Go home.""#, &["1 The quay is shut,", "1 Go home."]);
    check(r#"The "reopened" quay ("a shame," he said)."#, &["1 reopened", "1 a shame,"]);
    check(
        r#"A so-called "pro-quay"-minded "non-paper"; "no"—"never"."#,
        &["1 pro-quay", "1 non-paper", "1 no", "1 never"],
    );
    check(r#"He said:"Go."She left."#, &["1 Go."]);
    check(r#""Go ", he said, " now.""#, &["1 Go", "1 now."]);
}

#[test]
fn straight_marks_inside_straight_marks() {
    check(r#""He told me "go home" twice," she said."#, &["1 He told me \"go home\" twice,", "2 go home"]);
    check(r#""I saw "The Drowned King"" is all she said."#, &["1 I saw \"The Drowned King\"", "2 The Drowned King"]);
}

#[test]
fn curly_marks() {
    check("“We go,” she said. “Now.”", &["1 We go,", "1 Now."]);
    check("“He said ‘no’ and ‘never,’” she wrote.", &["1 He said ‘no’ and ‘never,’", "2 no", "2 never,"]);
    check("“I read “The Quay” twice,” she said.", &["1 I read “The Quay” twice,", "2 The Quay"]);
    check("“One “two “three” two” one”", &["1 One “two “three” two” one", "2 two “three” two", "3 three"]);
}

#[test]
fn doubled_apostrophes_and_graves() {
    check("''We go,'' he said. ''Now.''", &["1 We go,", "1 Now."]);
    check("``We go,'' he said.", &["1 We go,"]);
    check("`We go,' he said. `We're off.'", &["1 We go,", "1 We're off."]);
    check("''He said 'no,''' she wrote.", &["1 He said 'no,'", "2 no,"]);
    check("‘‘We go,’’ he said. ‘‘I read ‘The Quay.’’’", &["1 We go,", "1 I read ‘The Quay.’", "2 The Quay."]);
    check("'He said ''no'' twice,' she wrote.", &["1 He said ''no'' twice,", "2 no"]);
}

#[test]
fn guillemets_of_both_directions() {
    check("«We go,» he said. «Now.»", &["1 We go,", "1 Now."]);
    check("« We go », he said, « now ».", &["1 We go", "1 now"]);
    check("»We go,« he said. »Now.«", &["1 We go,", "1 Now."]);
    check("»We go,» he said. »Now.»", &["1 We go,", "1 Now."]);
    check("«He said “no” twice,» she wrote.", &["1 He said “no” twice,", "2 no"]);
    check("«He said «no» twice,» she wrote.", &["1 He said «no» twice,", "2 no"]);
    check("»He said ›no‹ twice,« she wrote.", &["1 He said ›no‹ twice,", "2 no"]);
}

#[test]
fn german_and_polish_marks() {
    check("„We go,“ he said. „Now.“", &["1 We go,", "1 Now."]);
    check("„We go,” he said. „Now.\"", &["1 We go,", "1 Now."]);
    check("„He said ‚no‘ twice,“ she wrote.", &["1 He said ‚no‘ twice,", "2 no"]);
    check("‚We go,‘ he said, and the mayor’s ‚no‘.", &["1 We go,", "1 no"]);
    check(",,We go,“ he said, and a list,, of sorts.", &["1 We go,"]);
}

#[test]
fn marks_of_other_languages() {
    check("”We go,” he said. ”Now.”", &["1 We go,", "1 Now."]);
    check("「行く」と言った。『今』", &["1 行く", "1 今"]);
    check("＂We go,＂ he said.", &["1 We go,"]);
}

#[test]
fn single_british_marks_beside_apostrophes() {
    check("‘We don’t know whose dog it is,’ she said.", &["1 We don’t know whose dog it is,"]);
    check("'We don't know whose dog it is,' she said.", &["1 We don't know whose dog it is,"]);
    check("‘The workers’ union won’t go,’ he said.", &["1 The workers’ union won’t go,"]);
    check("The workers’ union said ‘no’ to the owners’ offer.", &["1 no"]);
    check("The workers' union said 'no' to the owners' offer.", &["1 no"]);
    check("‘Ask the Dodgers’ Kershaw,’ he said.", &["1 Ask the Dodgers’ Kershaw,"]);
    check("'The boys' coats' were 'lost', and 'theirs' too.", &["1 The boys' coats", "1 lost", "1 theirs"]);
    check(
        "Those who voted ‘yes’ were cheered; the ‘farewell address’ of sorts was ‘long.’",
        &["1 yes", "1 farewell address", "1 long."],
    );
    check("‘It’s James’s and Jess’,’ she said. ‘Isn’t it?’", &["1 It’s James’s and Jess’,", "1 Isn’t it?"]);
    check("the U.S.’s offer and Yahoo!’s ‘no’, the 1990s’ end", &["1 no"]);
}

#[test]
fn shortened_words_and_years() {
    check("Rock ’n’ roll of ’98, ’em and the ’80s’ best.", &[]);
    check("Rock 'n' roll of '98, 'em and the '80s' best.", &[]);
    check("‘Rock ’n’ roll saved ’em in ’98,’ he said.", &["1 Rock ’n’ roll saved ’em in ’98,"]);
    check("'Rock 'n' roll saved 'em in '98,' he said.", &["1 Rock 'n' roll saved 'em in '98,"]);
    check("He called it ‘rock ‘n’ roll’ in ‘98.", &["1 rock ‘n’ roll"]);
    check("They were goin’ home, ol’ boys, fish an’ chips, 'twas late.", &[]);
    check("‘’Twas late,’ he said.", &["1 ’Twas late,"]);
    check("Lyin’ Ted and ‘Lyin’ Ted’ again.", &["1 Lyin’ Ted"]);
    check("At ‘Iolani Palace in Hawai‘i, by O‘ahu’s shore.", &[]);
}

#[test]
fn inches_feet_and_minutes() {
    check(r#"He is 6'2" tall; the pipe is 5" wide, 7' long."#, &[]);
    check("He is 6’2” tall; the pipe is 5” wide, 7’ long.", &[]);
    check(r#""He is 6'2" tall," she said, "and 5' 11" wide.""#, &["1 He is 6'2\" tall,", "1 and 5' 11\" wide."]);
    check(r#""The 5" pipe broke," he said. "The 7" one held.""#, &["1 The 5\" pipe broke,", "1 The 7\" one held."]);
    check("'He is 6' tall,' she said. 'I am 25' was a lie.", &["1 He is 6' tall,", "1 I am 25"]);
    check("At 51° 28' 40\" north he wrote \"here\".", &["1 here"]);
    check("\"I was 25\" and \"she was 30\" do not fit.", &["1 I was 25", "1 she was 30"]);
}

#[test]
fn nested_marks_open_and_close_together() {
    check("“‘No,’ he said. ‘Never,’” she wrote.", &["1 ‘No,’ he said. ‘Never,’", "2 No,", "2 Never,"]);
    check("‘“No,” he said. “Never,”’ she wrote.", &["1 “No,” he said. “Never,”", "2 No,", "2 Never,"]);
    check("“\u{a0}‘No,’ he said, ‘never.’\u{a0}”", &["1 ‘No,’ he said, ‘never.’", "2 No,", "2 never."]);
    check("\"'No,' he said\" was the answer to \"'Why?'\"", &["1 'No,' he said", "2 No,", "1 'Why?'", "2 Why?"]);
}

#[test]
fn deep_nesting_is_bounded() {
    let text = format!("{}no{}", "“".repeat(12), "”".repeat(12));
    let (document, _) = document(&text);
    let depth = document.marks().quoted().iter().map(|q| q.depth).max();
    assert_eq!(depth, Some(8));
}

#[test]
fn paragraphs_that_open_the_marks_again() {
    check(
        "“We walked.\n\n“We had a cart.\n\n“We had a goat,” he said.",
        &["1 We walked.~", "+1 We had a cart.~", "+1 We had a goat,"],
    );
    check("\"We walked.\n\n\"We had a goat,\" he said.", &["1 We walked.~", "+1 We had a goat,"]);
    check(
        "‘We walked to the boys’ hall.\n\n‘We had a goat,’ he said.",
        &["1 We walked to the boys’ hall.~", "+1 We had a goat,"],
    );
    check(
        "'We walked to the boys' hall.\n\n'We had a goat,' he said.",
        &["1 We walked to the boys' hall.~", "+1 We had a goat,"],
    );
    check("«We walked.\n\n«We had a goat,» he said.", &["1 We walked.~", "+1 We had a goat,"]);
    check("« We walked.\n\n» We had a goat », he said.", &["1 We walked.~", "+1 We had a goat"]);
    check("''We walked.\n\n''We had a goat,'' he said.", &["1 We walked.~", "+1 We had a goat,"]);
    check("„We walked.\n\n„We had a goat,“ he said.", &["1 We walked.~", "+1 We had a goat,"]);
    check("“We go,” he said. “It is late.\n\n“We must.”", &["1 We go,", "1 It is late.~", "+1 We must."]);
    notes("“We walked.\n\n“We had a goat,” he said.", &[]);
}

#[test]
fn inner_marks_are_opened_again_too() {
    check(
        "“He said, ‘We walked.\n\n“‘We had a goat.’”",
        &["1 He said, ‘We walked.~", "2 We walked.~", "+1 ‘We had a goat.’", "+2 We had a goat."],
    );
}

#[test]
fn a_closed_paragraph_is_not_continued() {
    check("“We walked.”\n\n“We had a goat,” he said.", &["1 We walked.", "1 We had a goat,"]);
}

#[test]
fn an_unclosed_mark_ends_with_its_paragraph() {
    check("“We walked, he said.\n\nThe goat was “ill.”", &["1 We walked, he said.~", "1 ill."]);
    check("\"We walked, he said.\n\nThe goat was \"ill.\"", &["1 We walked, he said.~", "1 ill."]);
    check("‘We walked, he said.\n\nThe goat was ‘ill’.", &["1 We walked, he said.~", "1 ill"]);
    check("«We walked, he said.\n\nThe goat was «ill».", &["1 We walked, he said.~", "1 ill"]);
    notes("“We walked.\n\nNext.", &[("unclosed-quotation-mark", "“We walked.\n\nNext.")]);
    notes("He said “we walked.", &[("unclosed-quotation-mark", "“we walked.")]);
}

#[test]
fn an_unclosed_mark_ends_where_the_next_opens() {
    check("“We walked, he said. “We had a goat,” he said.", &["1 We walked, he said.~", "1 We had a goat,"]);
    check("\"We walked, he said. \"We had a goat,\" he said.", &["1 We walked, he said.~", "1 We had a goat,"]);
    notes("“One. “Two,” he said.", &[("unclosed-quotation-mark", "“One. “Two,” he said.")]);
    check("“He said ‘no to me twice,” she wrote. “Yes.”", &["1 He said ‘no to me twice,", "1 Yes."]);
}

#[test]
fn a_mark_that_closes_nothing_is_passed_over() {
    check("We walked,” he said. “Then we slept.”", &["1 Then we slept."]);
    check("We walked,\" he said. \"Then we slept.\"", &["1 Then we slept."]);
    check("“We walked,” he said.\" “Then we slept.”", &["1 We walked,", "1 Then we slept."]);
    notes("We walked,” he said.", &[("unopened-quotation-mark", "” he said.")]);
}

#[test]
fn wrong_glyphs_are_read_by_their_place() {
    check("“We go,“ he said. “Now.”", &["1 We go,", "1 Now."]);
    check("”We go,” he said. “Now.”", &["1 We go,", "1 Now."]);
    check("“We go,\" he said. \"Now.”", &["1 We go,", "1 Now."]);
    check("‘We go,' he said. 'Now.’", &["1 We go,", "1 Now."]);
    check("’We go,’ he said.", &["1 We go,"]);
    check("He got a ‘D-‘ again.", &["1 D-"]);
    check("``We go,\" he said.", &["1 We go,"]);
}

#[test]
fn lines_that_wrap_inside_marks() {
    let text = "The board said on Monday that it \"would open the southern\ngate\" and that \"nobody had to wait for the others\" at the\nquay any longer than that.";
    check(text, &["1 would open the southern\ngate", "1 nobody had to wait for the others"]);
}

#[test]
fn zero_width_characters_are_looked_through() {
    check("\u{200b}\"\u{200b}We go,\u{200b}\"\u{200b} he said.", &["1 We go,"]);
    check("\u{200f}\"לא\"\u{200f}, אמר.", &["1 לא"]);
}

#[test]
fn tokens_know_their_depth_and_role() {
    let (document, _) = document("A “b ‘c’ d” e");
    let depth: Vec<u8> = (0..document.tokens().len()).map(|i| document.marks().depth(i)).collect();
    assert_eq!(depth, [0, 1, 1, 2, 2, 2, 1, 1, 0]);
    assert_eq!(document.marks().role(1), MarkRole::Open(1));
    assert_eq!(document.marks().role(5), MarkRole::Close(2));
    assert_eq!(document.marks().role(8), MarkRole::None);
}

#[test]
fn ten_thousand_marks_share_one_note() {
    let mut text = String::new();
    for i in 0..10_000 {
        let _ = write!(text, "“word {i} ");
    }
    let (document, notes) = document(&text);
    assert!(document.marks().quoted().len() > 9_000);
    assert!(notes.len() < 100);
    let (document, _) = super::super::document(&"\"'".repeat(10_000));
    assert_eq!(document.tokens().len(), 20_000);
}

proptest! {
    #[test]
    fn any_marks_give_whole_stretches(text in "([a-z]{1,3}|[ ,.0-9\n]|[\"'“”‘’„«»‚`-]){0,80}") {
        let (document, _) = document(&text);
        let marks = document.marks();
        let mut depth = vec![0u8; document.tokens().len()];
        for q in marks.quoted() {
            prop_assert!(q.open < q.first && q.first <= q.end && q.end <= document.tokens().len());
            prop_assert_eq!(marks.role(q.open), MarkRole::Open(q.depth));
            if let Some(close) = q.close {
                prop_assert!(matches!(marks.role(close), MarkRole::Close(_)));
                prop_assert_eq!(close, q.end);
            }
            prop_assert!(document.paragraph_of(q.open).end >= q.end);
            depth[q.first..q.end].iter_mut().for_each(|d| *d += 1);
        }
        for (i, d) in depth.iter().enumerate() {
            let own = u8::from(marks.role(i) != MarkRole::None);
            prop_assert_eq!(marks.depth(i), d + own, "at token {}", i);
        }
        let pairs = marks.quoted().windows(2);
        prop_assert!(pairs.clone().all(|w| w[0].open < w[1].open));
        prop_assert!(pairs.clone().all(|w| w[1].open >= w[0].end || w[1].end <= w[0].end));
        let (again, _) = super::super::document(&text);
        prop_assert_eq!(marks, again.marks());
    }
}
