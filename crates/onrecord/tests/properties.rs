//! The whole road on any text and any bytes: no panic, a sound reading, and the same reading twice.
//!
//! A run takes the same 48 inputs a property every time; `PROPTEST_CASES=2000 cargo test --release --test properties` takes
//! that many new ones. `fuzz/` looks further.

#![allow(clippy::disallowed_methods, missing_docs, reason = "a test asks how many cases to run")]

mod sound;

use std::sync::LazyLock;

use onrecord::reading::json;
use onrecord::{About, Kind, Reader};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new().expect("the model"));

/// Every style of quotation mark, and what looks like one.
const MARKS: [&str; 26] = [
    "\"", "“", "”", "„", "‟", "'", "‘", "’", "‚", "‛", "«", "»", "‹", "›", "「", "」", "『", "』", "''", "``", "〝",
    "〞", "＂", "–", "—", "- ",
];
const NAMES: [&str; 12] = [
    "Ana Ruiz",
    "Okafor",
    "she",
    "he",
    "they",
    "Who",
    "a harbour official",
    "the board's chair",
    "WALLACE",
    "Q",
    "Dr. 李",
    "O’Neill-Šimić",
];
const CUES: [&str; 19] = [
    "wrote in a letter to",
    "replied in response to the letters of",
    "told reporters on Monday",
    " said",
    " says ",
    " told ",
    " according to ",
    " asked whether ",
    " denied that ",
    " wrote in a letter that ",
    " is said to have ",
    " would not say ",
    ", adding that ",
    " that ",
    ": ",
    " – ",
    " will tell ",
    " reportedly ",
    " if ",
];
const WORDS: [&str; 16] = [
    "we ", "will ", "appeal", "the ", "survey ", "was ", "never ", "finished", "U.S. ", "$3.50 ", "12,000 ", "(and ",
    "so) ", "[it]", "...", "e.g. ",
];
const PARTS: [&str; 14] =
    [", ", ". ", "? ", "! ", "; ", "\n", "\n\n", "\r\n", "\r", "\t", "\u{2028}", "\u{a0}", "* * *\n", "> "];
const ODD: [&str; 18] = [
    "שלום ",
    "قالت ",
    "\u{202e}",
    "\u{200f}",
    "👩‍👩‍👧‍👦",
    "🇬🇧",
    "👍🏽",
    "e\u{301}\u{327}",
    "\u{301}",
    "\u{200b}",
    "\u{feff}",
    "\u{ad}",
    "\u{7}",
    "\0",
    "\u{85}",
    "\u{fffd}",
    "\u{10ffff}",
    "İſẞ",
];
const TAGS: [&str; 20] = [
    "<p>",
    "</p>",
    "<p class=x>",
    "<br>",
    "<q>",
    "</q>",
    "<em>",
    "</em>",
    "<blockquote>",
    "</blockquote>",
    "<ul><li>",
    "</ul>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "&ldquo;",
    "&#x22;",
    "&#0;",
    "<![CDATA[",
];

/// A piece of text, likely to make quotations when many stand together.
fn piece() -> impl Strategy<Value = String> {
    let one = |from: &'static [&'static str]| select(from).prop_map(str::to_owned);
    let quotation = (select(&WORDS[..]), select(&NAMES[..]), select(&CUES[..]), 0..5usize).prop_map(
        |(w, n, c, shape)| match shape {
            0 => format!("“We {w}the quay,” said {n}. "),
            1 => format!("{n}{c}the quay {w}was safe. "),
            2 => format!("\"No,\" {n} said, \"we {w}not.\"\n\n"),
            3 => format!("{n}: We {w}did.\n"),
            _ => format!("{n} said ‘aides told “{w}” him that the vote{c}was lost’. "),
        },
    );
    prop_oneof![
        4 => quotation,
        3 => one(&MARKS),
        3 => one(&NAMES),
        3 => one(&CUES),
        5 => one(&WORDS),
        2 => one(&PARTS),
        1 => one(&ODD),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    vec(piece(), 1..70).prop_map(|pieces| pieces.concat())
}

/// A page with any text and odd tags in it.
fn markup() -> impl Strategy<Value = String> {
    let tag = select(&TAGS[..]).prop_map(str::to_owned);
    vec(prop_oneof![3 => piece(), 1 => tag], 1..70).prop_map(|pieces| {
        let body = pieces.concat();
        format!("<!doctype html><html><head><title>{body}</title></head><body><article><p>{body}</p></article></body></html>")
    })
}

/// A page with everything that makes places hard to find.
const PAGE: &str = "<!doctype html><html><head><title>Harbour opens</title><script>if (a<b) x('<p>no</p>')</script></head><body><nav>Harbour \
    opens</nav><article><h1>Harbour opens</h1><p>PORT ELSINAY (Wire) &mdash; &ldquo;We <b>w</b>aited long&nbsp;enough for this,&rdquo; said \
    <a href=x>Ana Ru&iacute;z</a>, coun&shy;sel for the town, at the southern gate on Monday.</p><figure><figcaption>Ana Ru&iacute;z at the \
    gate</figcaption></figure><blockquote class=twitter-tweet><p>We are safe &amp; well.</p>&mdash; Kofi Mensah (@kofi) March 3, 2024</blockquote>\
    <p>The board had closed the harbour in the autumn &lt;after two storms&gt; that broke the old wall in three places, it said.</p>\
    <blockquote><p>The sea gives and the sea takes.</p></blockquote></article><footer>Imprint</footer></body></html>";
/// What is put into it.
const PIECES: [&str; 16] = [
    "",
    "<b>",
    "</p>",
    "<p>",
    "&amp",
    "&#x110000;",
    "<!--",
    "-->",
    "\0",
    "\u{ad}",
    "\u{202e}",
    "<script>",
    "</blockquote>",
    "&nbsp;",
    "\r\n",
    "“",
];

/// Reads twice and checks the promises. Bytes that are no report are refused, both times in the same words.
fn read(bytes: &[u8], kind: Option<Kind>) -> Result<Option<String>, TestCaseError> {
    let about = About { kind, ..About::default() };
    let once = || READER.read(bytes, &about).map(|r| (json::line(&r), r.document.text().to_owned()));
    let (first, second) = (once().map_err(|e| e.to_string()), once().map_err(|e| e.to_string()));
    prop_assert_eq!(&first, &second, "the same bytes twice");
    let Ok((line, text)) = first else { return Ok(None) };
    let faults = sound::faults(&line);
    prop_assert!(faults.is_empty(), "{}\n{}", faults.join("\n"), line);
    let failures =
        onrecord::verify(&line, bytes).map(|proof| proof.failures).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert!(failures.is_empty(), "{}\n{}", failures.join("\n"), line);
    Ok(Some(text))
}

/// The same inputs every time, unless the environment asks for a number of new ones.
fn config() -> Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let fixed = Config { cases: 48, rng_seed: RngSeed::Fixed(1), ..Config::default() };
    let config = if asked { Config::default() } else { fixed };
    // A test writes no files.
    Config { failure_persistence: None, max_shrink_iters: 2_000, ..config }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_gives_a_sound_reading(text in text()) {
        if let Some(read) = read(text.as_bytes(), Some(Kind::Plain))? {
            prop_assert_eq!(read.as_str(), text.strip_prefix('\u{feff}').unwrap_or(&text), "plain text stays as it is");
        }
    }

    #[test]
    fn any_page_gives_a_sound_reading(page in markup()) {
        read(page.as_bytes(), None)?;
    }

    #[test]
    fn every_span_of_a_mutated_page_is_proved(cuts in vec((any::<prop::sample::Index>(), select(&PIECES[..]), 0_usize..9), 0..12)) {
        let mut page = PAGE.as_bytes().to_vec();
        for (at, piece, drop) in cuts {
            let at = at.index(page.len());
            let end = page.len().min(at + drop);
            page.splice(at..end, piece.bytes());
        }
        read(&page, Some(Kind::Html))?;
    }

    #[test]
    fn any_bytes_give_a_sound_reading_or_an_error(bytes in vec(any::<u8>(), 0..400), text in text(), at in any::<prop::sample::Index>()) {
        let mut broken = text.into_bytes();
        let at = at.index(broken.len() + 1);
        broken.splice(at..at, bytes.iter().copied().take(8));
        for bytes in [bytes, broken] {
            for kind in [Kind::Plain, Kind::Html] {
                read(&bytes, Some(kind))?;
            }
        }
    }
}

/// The checks themselves: a sound reading has no faults, and one that was tampered with has.
#[test]
fn faults_are_found() {
    let reading = READER.read("“We will appeal,” said Ana Ruiz.".as_bytes(), &About::default()).expect("a reading");
    let line = json::line(&reading);
    assert_eq!(sound::faults(&line), Vec::<String>::new());
    for (good, bad, fault) in [
        (r#""end":16}],"quoted""#, r#""end":99}],"quoted""#, "q1: content 1..99 in 32 code points"),
        (r#""quoted":[{"start":1"#, r#""quoted":[{"start":0"#, "q1: quoted 0..16 is not inside its content [(1, 16)]"),
        (
            r#""parent":null"#,
            r#""parent":"q2""#,
            "q1: content [(1, 16)] is not inside that of q2, an earlier one: None",
        ),
        (r#""id":"q1""#, r#""id":"q7""#, "q1: its id is \"q7\""),
    ] {
        assert!(line.contains(good), "{good} in {line}");
        assert_eq!(sound::faults(&line.replacen(good, bad, 1)), [fault]);
    }
}
