//! Bytes to code points: the wire counts code points, the program bytes.

/// Turns byte places of one text into code points, in time that does not grow with the text.
#[derive(Debug, Clone)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// Code points before every `STEP`th byte.
    before: Vec<u32>,
}

const STEP: usize = 256;

impl<'a> CodePoints<'a> {
    /// Counts the text once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STEP == 0 {
                before.push(count);
            }
            count += u32::from(byte & 0xC0 != 0x80);
        }
        before.push(count);
        Self { text, before }
    }

    /// Code points before the character that begins at `byte`; `byte` may be the text's length.
    #[must_use]
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let from = byte / STEP;
        let more = self.text.as_bytes()[from * STEP..byte].iter().filter(|b| **b & 0xC0 != 0x80).count();
        let known = if from * STEP == byte && from == self.before.len() { from - 1 } else { from };
        self.before.get(known).copied().unwrap_or_default() as usize + more
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_counts_as_the_standard_library_does(text in "\\PC{0,900}") {
            let points = CodePoints::new(&text);
            for (n, (at, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(at), n);
            }
            prop_assert_eq!(points.at(text.len()), text.chars().count());
        }
    }
}
