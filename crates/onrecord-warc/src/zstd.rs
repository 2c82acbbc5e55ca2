//! One zstd frame as a stream, checked to its end: packed bytes in, the record's bytes out.
//!
//! `.warc.zst` has a frame for each record. A frame without content may stand first and bring the dictionary that all others need
//! (IIPC, "Use of Zstandard compression for WARC files"). A frame that is cut or whose checksum is wrong is an error.

use std::io::{self, BufReader, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder};

/// First bytes of a frame.
pub const MAGIC: &[u8] = b"\x28\xb5\x2f\xfd";
/// First bytes of the frame that holds a dictionary.
pub const DICTIONARY: &[u8] = b"\x5d\x2a\x4d\x18";
/// A longer dictionary is none, in bytes.
const LONGEST: u32 = 16 << 20;

/// One frame of a file.
pub struct Frame<R> {
    raw: BufReader<R>,
    decoder: Box<FrameDecoder>,
    begun: bool,
}

impl<R: Read> Frame<R> {
    /// The frame that begins where `raw` stands. The decoder keeps the dictionary of the file.
    pub fn new(raw: BufReader<R>, decoder: Box<FrameDecoder>) -> Self {
        Self { raw, decoder, begun: false }
    }

    /// The file and the decoder.
    pub fn into_parts(self) -> (BufReader<R>, Box<FrameDecoder>) {
        (self.raw, self.decoder)
    }

    /// Reads the frame's head; frames without content before it are passed, and a dictionary among them is kept.
    fn begin(&mut self) -> io::Result<()> {
        loop {
            match self.decoder.init(&mut self.raw) {
                Ok(()) => break,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    magic_number,
                    length,
                })) => {
                    if magic_number.to_le_bytes() == DICTIONARY && length <= LONGEST {
                        self.dictionary(length)?;
                    } else if io::copy(&mut (&mut self.raw).take(length.into()), &mut io::sink())? < length.into() {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        self.begun = true;
        Ok(())
    }

    fn dictionary(&mut self, length: u32) -> io::Result<()> {
        let mut bytes = vec![0; length as usize];
        self.raw.read_exact(&mut bytes)?;
        if bytes.starts_with(MAGIC) {
            let mut packed = FrameDecoder::new();
            let mut unpacked = vec![0; LONGEST as usize];
            let n = packed.decode_all(&bytes, &mut unpacked).map_err(io::Error::other)?;
            unpacked.truncate(n);
            bytes = unpacked;
        }
        let dictionary = Dictionary::decode_dict(&bytes).map_err(io::Error::other)?;
        self.decoder.add_dict(dictionary).map_err(io::Error::other)
    }
}

impl<R: Read> Read for Frame<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            self.decoder
                .decode_blocks(&mut self.raw, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(io::Error::other)?;
        }
        let read = self.decoder.read(to)?;
        let (given, found) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
        if read == 0 && !to.is_empty() && given.is_some() && given != found {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
        }
        Ok(read)
    }
}

/// The first bytes of the content of the frame at the beginning of `packed`, as many as `first` holds.
pub fn begins(packed: impl Read, decoder: &mut FrameDecoder, first: &mut [u8]) -> bool {
    let mut packed = packed;
    if decoder.init(&mut packed).is_err() {
        return false;
    }
    while decoder.can_collect() < first.len() && !decoder.is_finished() {
        if decoder.decode_blocks(&mut packed, BlockDecodingStrategy::UptoBlocks(1)).is_err() {
            return false;
        }
    }
    decoder.read(first).is_ok_and(|n| n == first.len())
}
