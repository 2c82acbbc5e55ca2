//! Word pieces of a token, by the `tokenizers` crate (WordPiece, Schuster and Nakajima 2012; uncased BERT vocabulary).

use tokenizers::Tokenizer;

use crate::error::Error;

const UNK: u32 = 100;
/// BERT takes a word of more than 100 characters as unknown (Devlin et al. 2019, WordpieceTokenizer); four bytes each at most.
const LONGEST: usize = 400;

/// Cuts tokens into word pieces.
pub struct Pieces {
    tokenizer: Tokenizer,
}

impl Pieces {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// When it is not one.
    pub fn new(json: &[u8]) -> Result<Self, Error> {
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(|e| Error::model("tokenizer.json", e.to_string()))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| Error::model("tokenizer.json", e.to_string()))?;
        Ok(Self { tokenizer })
    }

    /// Ids of the pieces of `token`; never none.
    #[must_use]
    pub fn cut(&self, token: &str) -> Vec<u32> {
        if token.len() > LONGEST {
            return vec![UNK];
        }
        match self.tokenizer.encode_fast(token, false) {
            Ok(encoding) if !encoding.get_ids().is_empty() => encoding.get_ids().to_vec(),
            _ => vec![UNK],
        }
    }

    /// Ids of the pieces of a whole text, the first `most` of them.
    #[must_use]
    pub fn text(&self, text: &str, most: usize) -> Vec<u32> {
        // A piece has a letter at least; what stands behind these bytes cannot count.
        let mut end = text.len().min(most * 64);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let cut = self.tokenizer.encode_fast(&text[..end], false);
        cut.map_or_else(|_| vec![UNK], |e| e.get_ids().iter().take(most).copied().collect())
    }
}
