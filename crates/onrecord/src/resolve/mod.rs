//! Says who is meant, which day and which passage: [`Document`](crate::text::Document) and findings in, people, times, citations and communications out.
//!
//! Example: in a report of Thursday, 14 March 2024, `“No,” she said on Tuesday.` has the speaker *Ana Ruiz*, who stands a sentence before, and
//! was said on `2024-03-12`. This room may abstain; it never moves a span.

#![allow(clippy::cast_sign_loss, reason = "days, months and verses are read from digits and are small")]

pub mod citations;
pub mod communications;
mod lexicon;
pub mod people;
mod said;
pub mod times;

pub(crate) use citations::cites;
pub(crate) use communications::communications;
pub(crate) use said::said;

pub use people::{
    Addressee, Entity, EntityId, EntityKind, Mention, MentionKind, People, Resolution, Role, Speaker, Via, ViaRole,
    pairs, resolve,
};

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use proptest::test_runner::{Config, RngSeed};

    use super::{citations, times};
    use crate::error::Note;
    use crate::ingest::{Date, DateFrom, plain};
    use crate::text::Document;

    /// Pieces of expressions and references, and what breaks them.
    const PIECES: [&str; 56] = [
        "on Tuesday",
        "last",
        "next ",
        "two days ",
        "ago",
        "later",
        " the ",
        "following ",
        "March ",
        "5",
        "31",
        "30 February",
        "2020",
        "-",
        "–",
        " to ",
        "between ",
        "and ",
        "19th ",
        "century",
        "BC",
        "'90s",
        "the 1990s",
        "3 Khordad 1400",
        "15 Ramadan ",
        "9:30",
        " a.m.",
        " GMT",
        "Tehran time",
        "99999999999",
        "٣",
        "½",
        "Isaiah ",
        "2:4",
        ":",
        "1 Cor. ",
        "Psalm ",
        "Surah ",
        "Al-",
        "Baqarah",
        "Qur'an ",
        "verse ",
        "chapter ",
        "of ",
        "Article ",
        "51",
        "(4)",
        "UN Charter",
        "Resolution ",
        "A/RES/",
        "§",
        "“",
        "”",
        "\n\n",
        "\u{202e}",
        "İ",
    ];

    proptest! {
        #![proptest_config(Config { cases: 400, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() })]

        #[test]
        fn any_text_has_sound_times_and_citations(pieces in vec(prop_oneof![9 => select(&PIECES[..]).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 0..60), day in any::<bool>()) {
            let text = pieces.join(if day { " " } else { "" });
            let mut page = plain::page(String::new(), text.clone());
            page.published = day.then(|| Date { value: "2024-03-14".to_owned(), from: DateFrom::Argument });
            let mut notes: Vec<Note> = Vec::new();
            let document = Document::new(&page, &mut notes);
            let times = times::times(&document, &page);
            let citations = citations::citations(&document, &[]);
            let spans = times.iter().map(|t| &t.spans).chain(citations.iter().flat_map(|c| [&c.spans, &c.words]));
            for span in spans.flat_map(|s| s.iter().collect::<Vec<_>>()) {
                prop_assert!(text.get(span.range()).is_some());
            }
            for pair in times.windows(2) {
                prop_assert!(pair[0].spans.hull().map(crate::span::Span::end) <= pair[1].spans.hull().map(crate::span::Span::start), "{:?}", pair);
            }
            for (i, time) in times.iter().enumerate() {
                prop_assert!((0.0..=1.0).contains(&time.confidence));
                if let times::Anchor::Time(t) = time.anchor {
                    prop_assert!(t < i, "a time counts from one before it");
                }
                prop_assert!(day || time.anchor != times::Anchor::Published, "no day of publication, none to count from");
            }
        }
    }

    #[test]
    fn a_long_text_takes_time_in_proportion() {
        for piece in
            ["between 2010 and 2015 on Tuesday ", "Psalm 23; 24:1; ", "the last ", "1 ", "Article 5 of the Act of "]
        {
            let text = piece.repeat(20_000);
            let page = plain::page(String::new(), text);
            let document = Document::new(&page, &mut Vec::new());
            // Quadratic work would take minutes here.
            let found = times::times(&document, &page).len() + citations::citations(&document, &[]).len();
            assert!(found < 100_000, "{piece}: {found}");
        }
    }
}
