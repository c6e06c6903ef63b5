//! What a body may be: unpacked piece by piece under a cap, so that neither a large answer nor a small one
//! that unpacks into a large one fills the memory.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use super::failure::Failure;

/// A body while it comes in.
pub(super) struct Body {
    cap: u64,
    wire: u64,
    content: Content,
}

enum Content {
    Plain(Capped),
    Gzip(Box<MultiGzDecoder<Capped>>),
}

/// A buffer that refuses to grow over its cap.
struct Capped {
    bytes: Vec<u8>,
    cap: u64,
    is_over: bool,
}

impl Write for Capped {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.cap {
            self.is_over = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Body {
    /// A body with this `Content-Encoding` and at most `cap` bytes.
    pub(super) fn new(encoding: Option<&str>, expected: Option<u64>, cap: u64) -> Self {
        let room = usize::try_from(expected.unwrap_or(0).min(cap).min(1 << 20)).unwrap_or(0);
        let buffer = Capped { bytes: Vec::with_capacity(room), cap, is_over: false };
        let is_gzip =
            encoding.is_some_and(|e| matches!(e.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip"));
        let content = if is_gzip {
            Content::Gzip(Box::new(MultiGzDecoder::new(buffer)))
        } else {
            Content::Plain(buffer)
        };
        Self { cap, wire: 0, content }
    }

    /// Takes the next piece as it came over the wire.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.wire += piece.len() as u64;
        let (written, is_over) = match &mut self.content {
            Content::Plain(buffer) => (buffer.write_all(piece), buffer.is_over),
            Content::Gzip(gzip) => (gzip.write_all(piece), gzip.get_ref().is_over),
        };
        match written {
            Ok(()) => Ok(()),
            Err(_) if is_over => Err(Failure::TooBig { cap: self.cap, unpacked: self.wire <= self.cap }),
            Err(_) => Err(Failure::NotGzip),
        }
    }

    /// Bytes that came over the wire so far.
    pub(super) fn wire_bytes(&self) -> u64 {
        self.wire
    }

    /// The whole body, unpacked.
    pub(super) fn finish(self) -> Result<Bytes, Failure> {
        match self.content {
            Content::Plain(buffer) => Ok(buffer.bytes.into()),
            Content::Gzip(_) if self.wire == 0 => Ok(Bytes::new()),
            Content::Gzip(mut gzip) => match gzip.try_finish() {
                Ok(()) => Ok(std::mem::take(&mut gzip.get_mut().bytes).into()),
                Err(_) if gzip.get_ref().is_over => {
                    Err(Failure::TooBig { cap: self.cap, unpacked: self.wire <= self.cap })
                }
                Err(_) => Err(Failure::NotGzip),
            },
        }
    }

    /// What there is of a body that broke off.
    pub(super) fn rest(self) -> Bytes {
        match self.content {
            Content::Plain(buffer) => buffer.bytes.into(),
            Content::Gzip(mut gzip) => std::mem::take(&mut gzip.get_mut().bytes).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn read(encoding: Option<&str>, cap: u64, pieces: &[&[u8]]) -> Result<Bytes, Failure> {
        let mut body = Body::new(encoding, None, cap);
        for piece in pieces {
            body.push(piece)?;
        }
        body.finish()
    }

    #[test]
    fn a_body_is_unpacked_in_pieces() {
        let packed = gzip(b"hello hello hello");
        let (a, b) = packed.split_at(7);
        assert_eq!(read(Some("gzip"), 100, &[a, b]).unwrap(), "hello hello hello");
        assert_eq!(read(None, 100, &[b"he", b"llo"]).unwrap(), "hello");
        assert_eq!(read(Some("gzip"), 100, &[]).unwrap(), "");
        assert_eq!(read(Some("gzip"), 100, &[&packed, &packed]).unwrap().len(), 34);
    }

    #[test]
    fn a_large_body_is_refused_packed_or_not() {
        assert_eq!(read(None, 4, &[b"hel", b"lo"]), Err(Failure::TooBig { cap: 4, unpacked: false }));
        assert_eq!(read(None, 5, &[b"hel", b"lo"]).unwrap(), "hello");
        let bomb = gzip(&vec![0; 4 << 20]);
        assert!(bomb.len() < 10_000);
        let refused = read(Some("gzip"), 1 << 20, &[&bomb]);
        assert_eq!(refused, Err(Failure::TooBig { cap: 1 << 20, unpacked: true }));
    }

    #[test]
    fn what_only_claims_to_be_gzip_is_named() {
        assert_eq!(read(Some("gzip"), 100, &[b"{\"plain\":true}"]), Err(Failure::NotGzip));
        let packed = gzip(b"hello hello hello");
        assert_eq!(read(Some("gzip"), 100, &[&packed[..packed.len() - 6]]), Err(Failure::NotGzip));
    }
}
