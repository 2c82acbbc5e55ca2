//! How sure a finding is: the network's numbers in, a probability out.
//!
//! Logistic regression (Platt 1999) over what the network gave, fitted on the training documents that were held out of
//! training, and measured on dev. The probability is that content and speaker mention are both right.

use crate::error::Error;

/// What a confidence is computed from.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    /// Probability of the cue by the encoder.
    pub anchor: f32,
    /// Probability of the cue by the linker.
    pub valid: f32,
    /// Mean log-probability of the content's labels.
    pub content_mean: f32,
    /// Least log-probability of the content's labels.
    pub content_least: f32,
    /// Mean log-probability of the speaker's labels; 0 without speaker.
    pub speaker_mean: f32,
    /// Least log-probability of the speaker's labels; 0 without speaker.
    pub speaker_least: f32,
    /// Greatest log-probability of any token as speaker where nobody is credited; -6 where somebody is.
    pub nobody: f32,
    /// Mean logit of the content's borders.
    pub edge: f32,
    /// 1 where all of the content is quoted.
    pub direct: f32,
    /// 1 where some of it is.
    pub mixed: f32,
    /// 1 for a quotation inside another.
    pub nested: f32,
    /// 1 where a quoted sentence that nobody claimed was joined to it.
    pub continued: f32,
}

/// Number of inputs of the regression.
pub const INPUTS: usize = 13;

impl Evidence {
    /// The evidence of an attribution that the text's layout shows, as sure as the network's surest.
    #[must_use]
    pub(super) fn of_layout() -> Self {
        Self {
            anchor: 0.98,
            valid: 0.98,
            content_mean: -0.02,
            content_least: -0.2,
            speaker_mean: -0.02,
            speaker_least: -0.1,
            nobody: -6.0,
            edge: 4.0,
            ..Self::default()
        }
    }

    /// The regression's inputs; the first is the constant.
    #[must_use]
    pub fn inputs(&self) -> [f32; INPUTS] {
        let logit = |p: f32| {
            let p = p.clamp(1e-4, 1.0 - 1e-4);
            (p / (1.0 - p)).ln()
        };
        [
            1.0,
            logit(self.anchor),
            logit(self.valid),
            self.content_mean,
            self.content_least.max(-5.0),
            self.speaker_mean,
            self.speaker_least.max(-5.0),
            self.nobody,
            self.edge,
            self.direct,
            self.mixed,
            self.nested,
            self.continued,
        ]
    }
}

/// Names of the inputs, in order, as `weights/calibration.txt` spells them.
pub const NAMES: [&str; INPUTS] = [
    "constant",
    "anchor",
    "valid",
    "content_mean",
    "content_least",
    "speaker_mean",
    "speaker_least",
    "nobody",
    "edge",
    "direct",
    "mixed",
    "nested",
    "continued",
];

/// The regression's weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    weights: [f32; INPUTS],
}

impl Calibration {
    /// Reads lines of a name, a tab and a number; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// When a name is missing or a number is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        const FILE: &str = "calibration.txt";
        let text = String::from_utf8_lossy(bytes);
        let rows: Vec<(&str, &str)> =
            text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();
        let mut weights = [0.0; INPUTS];
        for (weight, name) in weights.iter_mut().zip(NAMES) {
            let value = rows.iter().find(|(n, _)| *n == name).map(|(_, v)| v.trim());
            let value = value.ok_or_else(|| Error::model(FILE, format!("found no line {name:?}")))?;
            // No larger ones are ever fitted, and infinite ones would give a confidence that is no number.
            let number = value.parse().ok().filter(|w: &f32| w.abs() < 1e6);
            *weight = number.ok_or_else(|| {
                Error::model(FILE, format!("found {value:?} for {name:?}, expected a number below 1e6"))
            })?;
        }
        Ok(Self { weights })
    }

    /// The probability that content and speaker are both right, 0..1.
    #[must_use]
    pub fn probability(&self, evidence: &Evidence) -> f32 {
        let sum: f32 = self.weights.iter().zip(evidence.inputs()).map(|(w, x)| w * x).sum();
        crate::model::logistic(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_line_is_named() {
        let error = Calibration::parse(b"# head\nconstant\t1.0\n").map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(error, Err("cannot load model \"calibration.txt\": found no line \"anchor\"".into()));
    }

    #[test]
    fn a_weight_that_is_no_number_is_refused() {
        for wrong in ["one", "NaN", "inf", "-1e30"] {
            let line = format!("constant\t{wrong}\n");
            let error = Calibration::parse(line.as_bytes()).map(|_| ()).map_err(|e| e.to_string());
            let said = format!(
                "cannot load model \"calibration.txt\": found {wrong:?} for \"constant\", expected a number below 1e6"
            );
            assert_eq!(error, Err(said));
        }
    }
}
