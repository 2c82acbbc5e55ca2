//! Numbers in, numbers out: the network that reads one window of word pieces.
//!
//! In comes a [`Window`] of word pieces with their features; out come [`Candidate`]s: pieces at which a cue may begin,
//! each with a reading of the whole window from that cue's side. This room knows tensors and nothing of quotations.
//! Method: MiniLM (Wang et al. 2020) as encoder; the linker is described in `training/model.py`.

mod embedding;
mod grammar;
mod meaning;
mod pieces;
mod rten;

#[doc(hidden)] // for the fuzz target that reads damaged tables
pub use embedding::Embedding;
pub use grammar::{Grammar, Layers};
pub use meaning::Meaning;
pub use pieces::Pieces;
pub use rten::Rten;

use crate::analyse::Calibration;
use crate::error::Error;

/// Labels that the network gives each piece, seen from one cue.
pub const LABELS: usize = 4;
/// Border logits for each piece: speaker first and last, content first and last.
pub const BORDERS: usize = 4;
/// Most word pieces of a window, `[CLS]` and `[SEP]` among them; the network was trained with as many. Half of it
/// costs a sixth less time and half a point of pair F1 on the held-out articles.
pub const LENGTH: usize = 256;

/// Word pieces of some paragraphs, ready for the network: one entry a piece in every field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    /// Ids in the vocabulary.
    pub ids: Vec<u32>,
    /// Letter case of the token: 0 lower, 1 capitalised, 2 all capitals, 3 mixed, 4 digits, 5 symbol.
    pub case: Vec<u8>,
    /// Depth inside quotation marks: 0, 1, or 2 for two and more.
    pub depth: Vec<u8>,
    /// 1 at the first piece of a paragraph.
    pub start: Vec<u8>,
    /// The token whose first piece stands here, as an index into the document's tokens.
    pub token: Vec<Option<u32>>,
}

/// A piece at which a cue may begin, with the window read from its side.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Index of the piece in its window.
    pub cue: usize,
    /// Probability given by the encoder alone that a cue begins here, 0..1.
    pub probability: f32,
    /// Probability given by the linker that this is a cue, 0..1.
    pub valid: f32,
    /// For each piece: logits of outside, speaker, cue, content, then the borders.
    pub scores: Vec<[f32; LABELS + BORDERS]>,
}

/// What runs the network. A faster one needs to give the same numbers, nothing else.
pub trait Engine: Send + Sync {
    /// Reads one window. Candidates come in order of their place.
    ///
    /// # Errors
    /// When the runtime refuses the graph or the input.
    fn read(&self, window: &Window) -> Result<Vec<Candidate>, Error> {
        self.read_with(window, &mut |_, _| {})
    }

    /// Reads one window and shows the encoder's state of each token, by the index of its first piece, before the candidates are read.
    ///
    /// # Errors
    /// When the runtime refuses the graph or the input.
    fn read_with(&self, window: &Window, state: &mut dyn FnMut(usize, &[f32])) -> Result<Vec<Candidate>, Error>;

    /// What tokens are in their sentences: `count` rows of inputs (state and letter cases) in, as many [`Grammar`]s out.
    ///
    /// # Errors
    /// When the runtime refuses the graph or the rows.
    fn grammar(&self, rows: Vec<f32>, count: usize) -> Result<Vec<Grammar>, Error>;
}

/// Everything learned: word pieces, network, calibration. It may be shared between threads.
pub struct Model {
    pieces: Pieces,
    engine: Box<dyn Engine>,
    calibration: Calibration,
    pairs: Layers,
    sha256: String,
}

impl Model {
    /// The model that the library carries in its own bytes.
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
            engine: Box::new(Rten::new(
                weights!("words.bin"),
                weights!("encoder.onnx"),
                weights!("linker.onnx"),
                weights!("grammar.onnx"),
            )?),
            calibration: Calibration::parse(weights!("calibration.txt"))?,
            pairs: Layers::new("pairs.bin", weights!("pairs.bin"))?,
            // The list of checksums stands for the files it lists; a test holds the two together.
            sha256: crate::sha256(weights!("SHA256SUMS")),
        })
    }

    /// Cuts tokens into word pieces.
    #[must_use]
    pub fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    /// What runs the network.
    #[must_use]
    pub fn engine(&self) -> &dyn Engine {
        self.engine.as_ref()
    }

    /// What turns the network's numbers into a probability.
    #[must_use]
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// Reads one window: candidates out, and what each of its tokens is in its sentence, by the index of the token.
    ///
    /// # Errors
    /// When the runtime refuses the graph or the input.
    pub fn read(&self, window: &Window, grammar: &mut dyn FnMut(usize, Grammar)) -> Result<Vec<Candidate>, Error> {
        let firsts: Vec<usize> = (0..window.ids.len()).filter(|&i| window.token[i].is_some()).collect();
        let case = |at: Option<usize>| at.and_then(|at| firsts.get(at)).map(|&i| window.case[i]);
        let (mut rows, mut tokens) = (Vec::new(), Vec::new());
        let candidates = self.engine.read_with(window, &mut |piece, state| {
            let Some(token) = window.token[piece] else { return };
            let at = tokens.len();
            grammar::input(state, [case(at.checked_sub(1)), case(Some(at)), case(Some(at + 1))], &mut rows);
            tokens.push(token as usize);
        })?;
        let numbers = self.engine.grammar(rows, tokens.len())?;
        tokens.into_iter().zip(numbers).for_each(|(token, numbers)| grammar(token, numbers));
        Ok(candidates)
    }

    /// The network that tells whether two mentions are of one entity: features in, one logit out.
    #[must_use]
    pub fn pairs(&self) -> &Layers {
        &self.pairs
    }

    /// Checksum of the list of checksums of the model's files, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// The logistic function.
#[must_use]
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
