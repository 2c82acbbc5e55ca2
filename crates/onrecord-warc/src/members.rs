//! A WARC file as one stream, plain, in gzip members or in zstd frames, that can begin again after damage.
//!
//! Each member is checked to its end, length and checksum: a cut one is an error, never a short record.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::FrameDecoder;

use crate::zstd::{self, Frame};

/// First bytes of a gzip member whose content is deflated.
const GZIP: &[u8] = b"\x1f\x8b\x08";
/// First bytes of a record.
const RECORD: &[u8] = b"WARC/";
/// What is looked for after damage. A record that was cut and written on may stand in the middle of a line.
const NEXT_RECORD: &[u8] = b"WARC/1.";

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

/// One member, unpacked as it is read.
enum Packed<R> {
    Gzip(GzDecoder<BufReader<R>>),
    Zstd(Frame<R>),
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(member) => member.read(to),
            Self::Zstd(frame) => frame.read(to),
        }
    }
}

/// One gzip member or zstd frame; before it what was read too far.
type Member<R> = io::Chain<&'static [u8], BufReader<Packed<R>>>;

enum Layer<R> {
    Plain(BufReader<R>),
    Packed(Box<Member<R>>),
}

/// The stream.
pub struct Members<R> {
    /// `None` only while one layer is made of another.
    layer: Option<Layer<R>>,
    /// Where the member, or else the record, begins in the file.
    start: u64,
    /// How the file is packed; `None` for a plain one.
    packing: Option<Packing>,
    /// Keeps the dictionary of a file in zstd frames while no frame is read.
    decoder: Option<Box<FrameDecoder>>,
}

impl<R: Read + Seek> Members<R> {
    /// Looks at the first bytes: gzip, zstd or plain. `None` where it is none of them.
    pub fn new(from: R) -> io::Result<Option<Self>> {
        let mut raw = BufReader::with_capacity(64 << 10, from);
        let start = raw.stream_position()?;
        let head = raw.fill_buf()?;
        let packing = if head.starts_with(&GZIP[..2]) {
            Some(Packing::Gzip)
        } else if head.starts_with(zstd::MAGIC) || head.starts_with(zstd::DICTIONARY) {
            Some(Packing::Zstd)
        } else if head.is_empty() || head.starts_with(RECORD) {
            None
        } else {
            return Ok(None);
        };
        let mut members = Self { layer: None, start, packing, decoder: None };
        members.layer = Some(if packing.is_some() { members.member(raw) } else { Layer::Plain(raw) });
        Ok(Some(members))
    }

    /// The member that begins where `raw` stands.
    fn member(&mut self, raw: BufReader<R>) -> Layer<R> {
        let packed = match self.packing {
            Some(Packing::Zstd) => Packed::Zstd(Frame::new(raw, self.decoder.take().unwrap_or_default())),
            _ => Packed::Gzip(GzDecoder::new(raw)),
        };
        Layer::Packed(Box::new((&b""[..]).chain(BufReader::new(packed))))
    }

    /// The bytes of the current member, up to its end.
    pub fn bytes(&mut self) -> &mut dyn BufRead {
        match self.layer.as_mut().expect("each method puts a layer back") {
            Layer::Plain(raw) => raw,
            Layer::Packed(member) => member,
        }
    }

    /// What the stream consists of, where it is packed: `gzip member`.
    pub fn packed(&self) -> Option<&'static str> {
        self.packing.map(|p| match p {
            Packing::Gzip => "gzip member",
            Packing::Zstd => "zstd frame",
        })
    }

    /// Says that a record begins here.
    pub fn mark(&mut self) -> io::Result<()> {
        if let Some(Layer::Plain(raw)) = &mut self.layer {
            self.start = raw.stream_position()?;
        }
        Ok(())
    }

    /// Goes on to the next member, after the end of one; `false` at the end of the file.
    pub fn advance(&mut self) -> io::Result<bool> {
        if self.packing.is_none() {
            return Ok(false);
        }
        let mut raw = self.raw();
        let looked = raw.fill_buf().map(|b| !b.is_empty());
        let start = raw.stream_position();
        self.layer = Some(self.member(raw));
        self.start = start?;
        looked
    }

    /// Goes to the next record that begins after a damaged one; `false` where there is none. `torn`: the member itself cannot
    /// be read on.
    pub fn recover(&mut self, torn: bool) -> io::Result<bool> {
        if self.packing.is_none() {
            let mut raw = self.raw();
            let found = next_record(&mut raw, self.start + 1);
            self.layer = Some(Layer::Plain(raw));
            return Ok(found?.inspect(|at| self.start = *at).is_some());
        }
        if !torn {
            // A record that is wrong in a sound member: others may follow in the same one.
            match find(self.bytes(), NEXT_RECORD) {
                Ok(Some(_)) => {
                    self.put_back();
                    return Ok(true);
                }
                Ok(None) => return self.advance(),
                Err(_) => {}
            }
        }
        let mut raw = self.raw();
        let found = match self.packing {
            Some(Packing::Zstd) => {
                let decoder = self.decoder.get_or_insert_default();
                next_member(&mut raw, self.start + 1, zstd::MAGIC, |raw, first| zstd::begins(raw, decoder, first))
            }
            _ => {
                next_member(&mut raw, self.start + 1, GZIP, |raw, first| GzDecoder::new(raw).read_exact(first).is_ok())
            }
        };
        self.layer = Some(self.member(raw));
        Ok(found?.inspect(|at| self.start = *at).is_some())
    }

    fn put_back(&mut self) {
        if let Some(Layer::Packed(member)) = self.layer.take() {
            self.layer = Some(Layer::Packed(Box::new(NEXT_RECORD.chain(member.into_inner().1))));
        }
    }

    /// The file itself; the caller puts a layer back.
    fn raw(&mut self) -> BufReader<R> {
        match self.layer.take().expect("each method puts a layer back") {
            Layer::Plain(raw) => raw,
            Layer::Packed(member) => match member.into_inner().1.into_inner() {
                Packed::Gzip(member) => member.into_inner(),
                Packed::Zstd(frame) => {
                    let (raw, decoder) = frame.into_parts();
                    self.decoder = Some(decoder);
                    raw
                }
            },
        }
    }
}

/// The next plain record from `from` on; the file stands there.
fn next_record<R: Read + Seek>(raw: &mut BufReader<R>, from: u64) -> io::Result<Option<u64>> {
    raw.seek(SeekFrom::Start(from))?;
    let Some(passed) = find(raw, NEXT_RECORD)? else { return Ok(None) };
    let at = from + passed - NEXT_RECORD.len() as u64;
    raw.seek(SeekFrom::Start(at))?;
    Ok(Some(at))
}

/// The next member from `from` on that holds a record; the file stands there. `begins` unpacks the first bytes of one.
fn next_member<R: Read + Seek>(
    raw: &mut BufReader<R>,
    mut from: u64,
    magic: &[u8],
    mut begins: impl FnMut(&mut BufReader<R>, &mut [u8]) -> bool,
) -> io::Result<Option<u64>> {
    loop {
        raw.seek(SeekFrom::Start(from))?;
        let Some(passed) = find(raw, magic)? else { return Ok(None) };
        let at = from + passed - magic.len() as u64;
        raw.seek(SeekFrom::Start(at))?;
        let mut first = [0; RECORD.len()];
        let holds_record = begins(raw, &mut first) && first == RECORD;
        raw.seek(SeekFrom::Start(at))?;
        if holds_record {
            return Ok(Some(at));
        }
        from = at + 1;
    }
}

/// Reads up to the end of the first `pattern`, eight bytes at most; how many bytes were passed, or `None` at the end.
fn find(from: &mut (impl BufRead + ?Sized), pattern: &[u8]) -> io::Result<Option<u64>> {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
    let (wanted, mask) = (number(pattern), u64::MAX >> (64 - 8 * pattern.len()));
    let (mut last, mut passed) = (0_u64, 0);
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        for (at, byte) in buffer.iter().enumerate() {
            last = (last << 8 | u64::from(*byte)) & mask;
            if last == wanted && passed + at as u64 + 1 >= pattern.len() as u64 {
                let used = at + 1;
                from.consume(used);
                return Ok(Some(passed + used as u64));
            }
        }
        let all = buffer.len();
        passed += all as u64;
        from.consume(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_found_across_buffers() {
        for size in 1..20 {
            let mut from = BufReader::with_capacity(size, &b"aWARC/ \n\nWARC/1.1"[..]);
            assert_eq!(find(&mut from, NEXT_RECORD).ok().flatten(), Some(16));
            let mut rest = String::new();
            from.read_to_string(&mut rest).expect("memory");
            assert_eq!(rest, "1");
        }
        assert_eq!(find(&mut &b"\nWARC/1"[..], NEXT_RECORD).ok(), Some(None));
    }

    #[test]
    fn other_files_are_told_by_their_first_bytes() {
        let opens = |bytes: &'static [u8]| Members::new(io::Cursor::new(bytes)).map(|m| m.is_some()).ok();
        assert_eq!(opens(b"WARC/1.0\r\n"), Some(true));
        assert_eq!(opens(b"\x1f\x8b\x08"), Some(true));
        assert_eq!(opens(b"<!DOCTYPE html>"), Some(false));
        assert_eq!(opens(b"\x28\xb5\x2f\xfd"), Some(true));
        assert_eq!(opens(b"PK\x03\x04"), Some(false));
    }
}
