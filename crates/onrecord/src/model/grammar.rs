//! A small network over the encoder's states: what each token is in its sentence. Numbers in, numbers out.
//!
//! Example: of `the minister` it says that `minister` is a noun, the head of a mention of a person, and not plural. Trained by
//! `training/mentions.py`; two layers, so that it costs next to nothing beside the encoder.

use crate::error::Error;

/// Logits of kinds of mention: none; named person, organisation, place, other; the same four by a noun; a pronoun.
pub const KINDS: usize = 10;
/// Logits of parts of speech, in the order of `training/mentions.py`.
pub const TAGS: usize = 17;
/// Logits of grammatical roles: no mention, subject, object, other.
pub const ROLES: usize = 4;
/// All numbers of a token: kinds, whether its entity is mentioned again, whether it is plural, tags, roles.
pub const OUTPUTS: usize = KINDS + 2 + TAGS + ROLES;
const CASES: usize = 6;

/// What the network says of one token, as logits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grammar(pub [f32; OUTPUTS]);

impl Default for Grammar {
    /// Of a token that was not shown to the network: nothing.
    fn default() -> Self {
        let mut none = [-4.0; OUTPUTS];
        none[0] = 4.0;
        Self(none)
    }
}

impl Grammar {
    /// Logits of the kinds of mention.
    #[must_use]
    pub fn kinds(&self) -> &[f32] {
        &self.0[..KINDS]
    }

    /// Logit that the token's entity is mentioned elsewhere too.
    #[must_use]
    pub fn again(&self) -> f32 {
        self.0[KINDS]
    }

    /// Logit that the token is plural.
    #[must_use]
    pub fn plural(&self) -> f32 {
        self.0[KINDS + 1]
    }

    /// Logits of the parts of speech.
    #[must_use]
    pub fn tags(&self) -> &[f32] {
        &self.0[KINDS + 2..KINDS + 2 + TAGS]
    }

    /// Logits of the grammatical roles.
    #[must_use]
    pub fn roles(&self) -> &[f32] {
        &self.0[KINDS + 2 + TAGS..]
    }
}

/// Two layers of numbers with a rectifier between them.
pub struct Layers {
    inputs: usize,
    hidden: usize,
    outputs: usize,
    /// First layer, a stretch for each input; its bias; second layer, a stretch for each output; its bias.
    numbers: Vec<f32>,
}

const HEAD: usize = 12;

impl Layers {
    /// Reads widths and numbers as `training/pairs.py` writes them.
    ///
    /// # Errors
    /// When the bytes do not hold as many numbers as their head says.
    pub fn new(name: &'static str, bytes: &[u8]) -> Result<Self, Error> {
        let wrong = |found: String| Error::model(name, format!("{found}, expected two layers of numbers"));
        let (head, rest) = bytes.split_at_checked(HEAD).ok_or_else(|| wrong(format!("found {} bytes", bytes.len())))?;
        let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize;
        let (inputs, hidden, outputs) = (number(0), number(4), number(8));
        let need = inputs.checked_add(1).and_then(|n| n.checked_mul(hidden)).and_then(|n| {
            let out = hidden.checked_add(1)?.checked_mul(outputs)?;
            n.checked_add(out)?.checked_mul(4)
        });
        if need != Some(rest.len()) || hidden == 0 || outputs == 0 {
            return Err(wrong(format!("found {} bytes for {inputs}, {hidden} and {outputs}", rest.len())));
        }
        let mut numbers: Vec<f32> =
            rest.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        // The file has a row for each hidden number; a run goes input by input.
        let rows = numbers[..inputs * hidden].to_vec();
        for (at, number) in numbers[..inputs * hidden].iter_mut().enumerate() {
            *number = rows[at % hidden * inputs + at / hidden];
        }
        Ok(Self { inputs, hidden, outputs, numbers })
    }

    /// Numbers that go in.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Runs the network; `input` may be shorter than its inputs, the rest is zero. Most inputs are zero and cost nothing.
    pub fn run(&self, input: &[f32], out: &mut [f32]) {
        let (first, rest) = self.numbers.split_at(self.inputs * self.hidden);
        let (bias, rest) = rest.split_at(self.hidden);
        let (second, last) = rest.split_at(self.hidden * self.outputs);
        let mut hidden = bias.to_vec();
        for (column, x) in first.chunks_exact(self.hidden).zip(input).filter(|(_, x)| **x != 0.0) {
            hidden.iter_mut().zip(column).for_each(|(h, w)| *h += w * x);
        }
        for number in &mut hidden {
            *number = number.max(0.0);
        }
        for ((o, row), b) in out.iter_mut().zip(second.chunks_exact(self.hidden)).zip(last) {
            *o = b + row.iter().zip(&hidden).map(|(w, h)| w * h).sum::<f32>();
        }
    }
}

/// Adds the inputs of one token: its state, then the letter case of the token before it, of itself, and of the token after it.
pub(super) fn input(state: &[f32], cases: [Option<u8>; 3], row: &mut Vec<f32>) {
    row.extend_from_slice(state);
    for case in cases {
        row.extend((0..CASES).map(|c| f32::from(u8::from(case.map(usize::from) == Some(c)))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_layers_are_what_they_say() {
        let mut bytes: Vec<u8> = [2u32, 1, 2].iter().flat_map(|n| n.to_le_bytes()).collect();
        for x in [1.0f32, -2.0, 0.5, 3.0, -1.0, 0.25, 0.0] {
            bytes.extend(x.to_le_bytes());
        }
        let layers = Layers::new("x", &bytes).expect("layers");
        let mut out = [0.0; 2];
        layers.run(&[4.0, 1.0], &mut out);
        assert_eq!(out.map(f32::to_bits), [7.75, -2.5].map(f32::to_bits));
        layers.run(&[0.0, 1.0], &mut out);
        assert_eq!(out.map(f32::to_bits), [0.25, 0.0].map(f32::to_bits));
    }

    #[test]
    fn a_short_file_is_refused_by_name() {
        let Err(error) = Layers::new("pairs.bin", &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9]) else { panic!("accepted") };
        assert!(error.to_string().contains("pairs.bin"), "{error}");
        assert!(Layers::new("pairs.bin", &[255; 40]).is_err() && Layers::new("pairs.bin", &[]).is_err());
    }
}
