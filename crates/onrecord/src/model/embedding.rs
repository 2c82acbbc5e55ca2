//! The word-embedding table: eight bits a number, one scale a row, looked up without a tensor library.

use crate::error::Error;

/// Rows of eight-bit numbers; see `training/export.py` for the layout of the bytes.
pub struct Embedding<'a> {
    bytes: &'a [u8],
    rows: usize,
    width: usize,
}

const HEAD: usize = 12;
/// The row of `[UNK]`.
const UNKNOWN: usize = 100;

impl<'a> Embedding<'a> {
    /// Reads the table's head and checks its length.
    ///
    /// # Errors
    /// When the bytes are no table, or one without a row for unknown pieces.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
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
        if rows <= UNKNOWN {
            return Err(wrong(format!("found {rows} rows, too few for a vocabulary")));
        }
        Ok(Self { bytes, rows, width })
    }

    /// Numbers in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Appends the row of `id` to `out`; an id outside the table gives the row of `[UNK]`.
    pub fn push(&self, id: u32, out: &mut Vec<f32>) {
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

    /// A table of as many rows of width 2, all with scale 0.5, row `i` beginning with `i`.
    fn table(rows: u32) -> Vec<u8> {
        let mut bytes = b"ORW1".to_vec();
        bytes.extend(rows.to_le_bytes());
        bytes.extend(2u32.to_le_bytes());
        bytes.extend((0..rows).flat_map(|_| 0.5f32.to_le_bytes()));
        bytes.extend((0..rows).flat_map(|row| [row as u8, 0xfe]));
        bytes
    }

    #[test]
    fn a_row_is_its_numbers_times_its_scale() {
        let bytes = table(101);
        let table = Embedding::new(&bytes).expect("a whole table");
        let mut out = Vec::new();
        table.push(2, &mut out);
        table.push(101, &mut out);
        assert_eq!(out, [1.0, -1.0, 50.0, -1.0], "the second row is that of unknown pieces");
    }

    #[test]
    fn a_table_without_unknown_pieces_is_refused() {
        assert!(Embedding::new(&table(100)).is_err());
    }
}
