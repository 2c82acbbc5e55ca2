//! A WARC file as one stream, plain or in gzip members, that can begin again after damage.
//!
//! Each member is checked to its end, length and checksum: a cut one is an error, never a short record.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;

/// First bytes of a gzip member whose content is deflated.
const GZIP: &[u8] = b"\x1f\x8b\x08";
/// First bytes of a record.
const RECORD: &[u8] = b"WARC/";
/// What is looked for after damage. A record that was cut and written on may stand in the middle of a line.
const NEXT_RECORD: &[u8] = b"WARC/1.";

/// One gzip member; before it what was read too far.
type Member<R> = io::Chain<&'static [u8], BufReader<GzDecoder<BufReader<R>>>>;

enum Layer<R> {
    Plain(BufReader<R>),
    Gzip(Box<Member<R>>),
}

/// The stream.
pub struct Members<R> {
    /// `None` only while one layer is made of another.
    layer: Option<Layer<R>>,
    /// Where the gzip member, or else the record, begins in the file.
    start: u64,
}

impl<R: Read + Seek> Members<R> {
    /// Looks at the first bytes: gzip or plain. `None` where it is neither a record nor gzip.
    pub fn new(from: R) -> io::Result<Option<Self>> {
        let mut raw = BufReader::with_capacity(64 << 10, from);
        let start = raw.stream_position()?;
        let head = raw.fill_buf()?;
        let layer = if head.starts_with(&GZIP[..2]) {
            member(raw)
        } else if head.is_empty() || head.starts_with(RECORD) {
            Layer::Plain(raw)
        } else {
            return Ok(None);
        };
        Ok(Some(Self { layer: Some(layer), start }))
    }

    /// The bytes of the current member, up to its end.
    pub fn bytes(&mut self) -> &mut dyn BufRead {
        match self.layer.as_mut().expect("each method puts a layer back") {
            Layer::Plain(raw) => raw,
            Layer::Gzip(member) => member,
        }
    }

    /// Whether the stream is in gzip members.
    pub fn is_gzip(&self) -> bool {
        matches!(self.layer, Some(Layer::Gzip(_)))
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
        if !self.is_gzip() {
            return Ok(false);
        }
        let mut raw = self.raw();
        let looked = raw.fill_buf().map(|b| !b.is_empty());
        let start = raw.stream_position();
        self.layer = Some(member(raw));
        self.start = start?;
        looked
    }

    /// Goes to the next record that begins after a damaged one; `false` where there is none. `torn`: the member itself cannot
    /// be read on.
    pub fn recover(&mut self, torn: bool) -> io::Result<bool> {
        if !self.is_gzip() {
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
        let found = next_member(&mut raw, self.start + 1);
        self.layer = Some(member(raw));
        Ok(found?.inspect(|at| self.start = *at).is_some())
    }

    fn put_back(&mut self) {
        if let Some(Layer::Gzip(member)) = self.layer.take() {
            self.layer = Some(Layer::Gzip(Box::new(NEXT_RECORD.chain(member.into_inner().1))));
        }
    }

    /// The file itself; the caller puts a layer back.
    fn raw(&mut self) -> BufReader<R> {
        match self.layer.take().expect("each method puts a layer back") {
            Layer::Plain(raw) => raw,
            Layer::Gzip(member) => member.into_inner().1.into_inner().into_inner(),
        }
    }
}

fn member<R: Read>(raw: BufReader<R>) -> Layer<R> {
    Layer::Gzip(Box::new((&b""[..]).chain(BufReader::new(GzDecoder::new(raw)))))
}

/// The next plain record from `from` on; the file stands there.
fn next_record<R: Read + Seek>(raw: &mut BufReader<R>, from: u64) -> io::Result<Option<u64>> {
    raw.seek(SeekFrom::Start(from))?;
    let Some(passed) = find(raw, NEXT_RECORD)? else { return Ok(None) };
    let at = from + passed - NEXT_RECORD.len() as u64;
    raw.seek(SeekFrom::Start(at))?;
    Ok(Some(at))
}

/// The next gzip member from `from` on that holds a record; the file stands there.
fn next_member<R: Read + Seek>(raw: &mut BufReader<R>, mut from: u64) -> io::Result<Option<u64>> {
    loop {
        raw.seek(SeekFrom::Start(from))?;
        let Some(passed) = find(raw, GZIP)? else { return Ok(None) };
        let at = from + passed - GZIP.len() as u64;
        raw.seek(SeekFrom::Start(at))?;
        let mut first = [0; RECORD.len()];
        let holds_record = GzDecoder::new(&mut *raw).read_exact(&mut first).is_ok() && first == RECORD;
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
        assert_eq!(opens(b"\x28\xb5\x2f\xfd"), Some(false));
    }
}
