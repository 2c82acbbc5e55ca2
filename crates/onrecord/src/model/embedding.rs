//! The word-embedding table: eight bits a number, one scale a row, looked up without a tensor library.

use crate::error::Error;

/// Rows of eight-bit numbers; see `training/export.py` for the layout of the bytes.
pub struct Embedding {
    bytes: &'static [u8],
    rows: usize,
    width: usize,
}

const HEAD: usize = 12;

impl Embedding {
    /// Reads the table's head and checks its length.
    pub fn new(bytes: &'static [u8]) -> Result<Self, Error> {
        let wrong = |found: String| Error::model("words.bin", format!("{found}, expected a table marked ORW1"));
        if bytes.len() < HEAD || &bytes[..4] != b"ORW1" {
            return Err(wrong(format!("found {} bytes without its mark", bytes.len())));
        }
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize;
        let (rows, width) = (number(4), number(8));
        let need = rows.checked_mul(width + 4).and_then(|n| n.checked_add(HEAD));
        if need != Some(bytes.len()) {
            return Err(wrong(format!("found {} bytes for {rows} rows of {width}", bytes.len())));
        }
        Ok(Self { bytes, rows, width })
    }

    /// Numbers in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Appends the row of `id` to `out`; an id outside the table gives the row of `[UNK]`.
    pub fn push(&self, id: u32, out: &mut Vec<f32>) {
        const UNKNOWN: usize = 100;
        let row = if (id as usize) < self.rows { id as usize } else { UNKNOWN };
        let at = HEAD + 4 * row;
        let scale = f32::from_le_bytes([self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]]);
        let from = HEAD + 4 * self.rows + row * self.width;
        out.extend(self.bytes[from..from + self.width].iter().map(|&b| scale * f32::from(b.cast_signed())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_table_is_refused_by_name() {
        let Err(error) = Embedding::new(b"ORW1\x02\0\0\0\x03\0\0\0abc") else { panic!("accepted") };
        assert_eq!(
            error.to_string(),
            "cannot load model \"words.bin\": found 15 bytes for 2 rows of 3, expected a table marked ORW1"
        );
    }

    #[test]
    fn a_row_is_its_numbers_times_its_scale() {
        let bytes: &'static [u8] = b"ORW1\x01\0\0\0\x02\0\0\0\0\0\0\x3f\x02\xfe";
        let table = Embedding::new(bytes).expect("a whole table");
        let mut out = Vec::new();
        table.push(0, &mut out);
        assert_eq!(out, [1.0, -1.0]);
    }
}
