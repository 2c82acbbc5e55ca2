//! The wire's words read back: a word of a stored reading in, its value out. An unknown word is taken as the most careful value.
//!
//! Example: `asserted("hedged")` is [`Asserted::Hedged`], and so is `asserted("rumoured")`.

use crate::analyse::{Asserted, Kind, Status};
use crate::ingest::PartKind;

/// How much of a content is the speaker's own words; indirect where the word is not known.
#[must_use]
pub fn kind(word: &str) -> Kind {
    match word {
        "direct" => Kind::Direct,
        "mixed" => Kind::Mixed,
        _ => Kind::Indirect,
    }
}

/// Whether it was said; hearsay where the word is not known.
#[must_use]
pub fn asserted(word: &str) -> Asserted {
    match word {
        "yes" => Asserted::Yes,
        "no" => Asserted::No,
        "asked" => Asserted::Asked,
        "future" => Asserted::Future,
        "conditional" => Asserted::Conditional,
        _ => Asserted::Hedged,
    }
}

/// How much is known of a speaker; unresolved where the word is not known.
#[must_use]
pub fn status(word: &str) -> Status {
    match word {
        "named" => Status::Named,
        "described" => Status::Described,
        "unnamed" => Status::Unnamed,
        _ => Status::Unresolved,
    }
}

/// What a stretch of the text is; body where the word is not known.
#[must_use]
pub fn part_kind(word: &str) -> PartKind {
    match word {
        "headline" => PartKind::Headline,
        "subhead" => PartKind::Subhead,
        "dateline" => PartKind::Dateline,
        "caption" => PartKind::Caption,
        "pull_quote" => PartKind::PullQuote,
        "block_quote" => PartKind::BlockQuote,
        "embedded_post" => PartKind::EmbeddedPost,
        "transcript_turn" => PartKind::TranscriptTurn,
        "correction" => PartKind::Correction,
        _ => PartKind::Body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::json;

    #[test]
    fn what_the_wire_writes_is_read_back() {
        for value in
            [Asserted::Yes, Asserted::No, Asserted::Asked, Asserted::Future, Asserted::Conditional, Asserted::Hedged]
        {
            assert_eq!(asserted(json::asserted(value)), value);
        }
        for value in [Kind::Direct, Kind::Mixed, Kind::Indirect] {
            assert_eq!(kind(json::kind(value)), value);
        }
        for value in [Status::Named, Status::Described, Status::Unnamed, Status::Unresolved] {
            assert_eq!(status(json::status(value)), value);
        }
        for value in [PartKind::Headline, PartKind::PullQuote, PartKind::Correction, PartKind::Body] {
            assert_eq!(part_kind(json::part_kind(value)), value);
        }
        assert_eq!(asserted("rumoured"), Asserted::Hedged);
    }
}
