//! Any JSON as a reading and any bytes as its page: an error or a proof, no panic.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &[u8])| {
    let (reading, page) = data;
    let _ = onrecord::verify(reading, page);
    // Past the checksums' JSON: a reading whose spans point anywhere.
    let numbers: Vec<u8> = page.iter().copied().chain([0; 4]).take(4).collect();
    let spans = format!(
        "{{\"producer\": {{\"extractor\": \"x\"}}, \"document\": {{\"text\": {}, \"charset\": \"utf-8\"}}, \"quotations\": [{{\"start\": {}, \
         \"end\": {}, \"page\": [{{\"start\": {}, \"end\": {}}}]}}]}}",
        serde_json::to_string(reading).unwrap_or_default(),
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3]
    );
    let _ = onrecord::verify(&spans, page);
});
