//! Any bytes as the model's word table and as its calibration: refused, or every row can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::analyse::{Calibration, Evidence};
use onrecord::model::Embedding;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(calibration) = Calibration::parse(bytes) {
        let p = calibration.probability(&Evidence::default());
        assert!((0.0..=1.0).contains(&p), "{p}");
    }
    // The mark is given away, so that the rest of the head is reached soon.
    for bytes in [bytes.to_vec(), [b"ORW1", bytes].concat()] {
        let Ok(table) = Embedding::new(&bytes) else { continue };
        let mut row = Vec::new();
        for id in (0..1_000).chain([u32::MAX]) {
            row.clear();
            table.push(id, &mut row);
            assert_eq!(row.len(), table.width());
        }
    }
});
