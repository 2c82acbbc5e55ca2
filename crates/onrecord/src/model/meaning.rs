//! What a sentence means, as numbers: a text in, a vector of length 1 out; texts of one sense have vectors of one direction.
//!
//! Example: “We will not appeal” and “There will be no appeal from us” are near each other, “We will appeal” is near both: the vectors know the topic better than
//! the sense, so that `check/meaning.rs` asks for more. Method: all-MiniLM-L6-v2 as published, the mean of the last layer's states (Reimers and Gurevych 2019).

use rten_tensor::{AsView, NdTensor};

use super::embedding::Embedding;
use super::pieces::Pieces;
use super::rten::Graph;
use crate::error::Error;

/// Word pieces of a text that are read; the network was trained with 256.
const LONGEST: usize = 254;
const CLS: u32 = 101;
const SEP: u32 = 102;

/// The network of meanings. It is no part of the model that reads, and takes as much memory again.
pub struct Meaning {
    pieces: Pieces,
    words: Embedding<'static>,
    graph: Graph<1, 1>,
    sha256: String,
}

impl Meaning {
    /// The network that the library carries in its own bytes.
    ///
    /// # Errors
    /// When a file of `weights/` is damaged; the message names it.
    pub fn embedded() -> Result<Self, Error> {
        macro_rules! weights {
            ($file:literal) => {
                include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../weights/", $file))
            };
        }
        Ok(Self {
            pieces: Pieces::new(weights!("tokenizer.json"))?,
            words: Embedding::new(weights!("words.bin"))?,
            graph: Graph::load("meaning.onnx", weights!("meaning.onnx"), ["words"], ["meaning"])?,
            sha256: crate::sha256(weights!("MEANING_SHA256SUMS")),
        })
    }

    /// The vector of a text; of a long one the first 254 word pieces count.
    ///
    /// # Errors
    /// When the runtime refuses the input.
    pub fn vector(&self, text: &str) -> Result<Vec<f32>, Error> {
        let mut rows = Vec::new();
        let ids = self.pieces.text(text, LONGEST);
        for id in std::iter::once(CLS).chain(ids).chain(std::iter::once(SEP)) {
            self.words.push(id, &mut rows);
        }
        let n = rows.len() / self.words.width();
        let [mean] = self.graph.run([NdTensor::from_data([1, n, self.words.width()], rows).into()])?;
        let mean: NdTensor<f32, 2> = super::rten::floats("meaning.onnx", mean)?;
        let mean = mean.to_vec();
        let length = mean.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        Ok(mean.into_iter().map(|x| x / length).collect())
    }

    /// Checksum of the list of checksums of its files, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_sense_is_nearer_than_another_topic() {
        let meaning = Meaning::embedded().expect("the network is whole");
        let vector = |text: &str| meaning.vector(text).expect("it runs");
        let cosine = |a: &str, b: &str| vector(a).iter().zip(vector(b)).map(|(x, y)| x * y).sum::<f32>();
        let said = "We will not sell the harbour to anybody.";
        assert!(
            cosine(said, "The port is not for sale, whoever asks.") > cosine(said, "The concert begins at nine.") + 0.3
        );
        assert!((cosine(said, said) - 1.0).abs() < 1e-4);
        assert!(vector("").iter().all(|x| x.is_finite()) && vector(&"word ".repeat(5000)).len() == 384);
    }
}
