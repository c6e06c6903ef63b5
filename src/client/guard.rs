//! What an answer may be, and how large: its head is limited, its body is unpacked piece by piece under a cap and within the
//! room that all bodies share, so that neither a large answer, nor many, nor a small one that unpacks into a large
//! one fills the memory.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use super::exchange::{Encoding, Exchange};
use super::failure::Failure;
use super::request::Request;
use super::room::Share;

/// The largest head of an answer that is kept: four times what Salesforce takes of a request's.
/// (Help 000386264: address and headers together up to 16,384 bytes.)
pub(super) const HEAD: usize = 64 * 1024;
/// The largest body of the token endpoint: a token and its scopes are some thousand bytes.
pub(super) const TOKEN_BODY: u64 = 1024 * 1024;

/// Refuses a head that is too large to be one of Salesforce's.
pub(super) fn head(seen: &Exchange) -> Result<(), Failure> {
    let size: usize = seen.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    if size > HEAD { Err(Failure::HeadTooBig) } else { Ok(()) }
}

/// A body while it comes in.
pub(super) struct Body {
    wire: u64,
    content: Content,
}

enum Content {
    Plain(Capped),
    Gzip(Box<MultiGzDecoder<Capped>>),
}

/// A buffer that refuses to grow over its cap, or past the room that all bodies have together.
struct Capped {
    bytes: Vec<u8>,
    cap: u64,
    share: Share,
    refused: Option<Refused>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    Cap,
    Room,
}

impl Capped {
    /// Makes room for so many more bytes; what is reserved is what counts, not what is used of it.
    fn reserve(&mut self, more: usize) -> Result<(), Refused> {
        let needed = self.bytes.len() + more;
        if needed as u64 > self.cap {
            return Err(Refused::Cap);
        }
        let has = self.bytes.capacity();
        if needed > has {
            let cap = usize::try_from(self.cap).unwrap_or(usize::MAX);
            // Twice as much, so that bytes are seldom moved; if there is no room for that, what is needed.
            let sizes = [(2 * has).clamp(needed, cap.max(needed)), needed];
            let size =
                sizes.into_iter().find(|size| self.share.take((size - has) as u64)).ok_or(Refused::Room)?;
            self.bytes.reserve_exact(size - self.bytes.len());
        }
        Ok(())
    }

    /// The bytes, without what was reserved and not used.
    fn take(&mut self) -> Bytes {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.shrink_to_fit();
        bytes.into()
    }
}

impl Write for Capped {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if let Err(refused) = self.reserve(piece.len()) {
            self.refused = Some(refused);
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
    /// A body in this encoding of at most `cap` bytes. Bytes in an encoding that was not asked for stay as they are.
    pub(super) fn new(encoding: &Encoding, cap: u64, share: Share) -> Self {
        let buffer = Capped { bytes: Vec::new(), cap, share, refused: None };
        let content = match encoding {
            Encoding::Gzip => Content::Gzip(Box::new(MultiGzDecoder::new(buffer))),
            Encoding::Plain | Encoding::Other(_) => Content::Plain(buffer),
        };
        Self { wire: 0, content }
    }

    /// Takes the next piece as it came over the wire.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.wire += piece.len() as u64;
        let written = match &mut self.content {
            Content::Plain(buffer) => buffer.write_all(piece),
            Content::Gzip(gzip) => gzip.write_all(piece),
        };
        written.map_err(|_| self.failure())
    }

    /// Bytes that came over the wire so far.
    pub(super) fn wire_bytes(&self) -> u64 {
        self.wire
    }

    /// The whole body, unpacked.
    pub(super) fn finish(mut self) -> Result<Bytes, Failure> {
        let ended = match &mut self.content {
            Content::Gzip(gzip) if self.wire > 0 => gzip.try_finish(),
            _ => Ok(()),
        };
        ended.map_err(|_| self.failure())?;
        Ok(self.rest())
    }

    /// What there is of a body that broke off.
    pub(super) fn rest(mut self) -> Bytes {
        self.buffer().take()
    }

    fn buffer(&mut self) -> &mut Capped {
        match &mut self.content {
            Content::Plain(buffer) => buffer,
            Content::Gzip(gzip) => gzip.get_mut(),
        }
    }

    /// Why it can't be read further.
    fn failure(&mut self) -> Failure {
        let wire = self.wire;
        let buffer = self.buffer();
        match buffer.refused {
            Some(Refused::Cap) => Failure::TooBig { cap: buffer.cap, unpacked: wire <= buffer.cap },
            Some(Refused::Room) => Failure::NoRoom { room: buffer.share.room().size() },
            None => Failure::NotGzip,
        }
    }
}

/// A body that comes in. However it ends, what came of it goes into its exchange.
pub(super) struct Coming<'a> {
    exchange: &'a mut Exchange,
    body: Option<Body>,
}

impl<'a> Coming<'a> {
    /// Nothing of it yet.
    pub(super) fn new(exchange: &'a mut Exchange, body: Body) -> Self {
        Self { exchange, body: Some(body) }
    }

    /// Takes a piece; the bytes that came over the wire so far.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<u64, Failure> {
        let Some(body) = &mut self.body else { return Ok(0) };
        let pushed = body.push(piece);
        let bytes = body.wire_bytes();
        self.exchange.wire_bytes = Some(bytes);
        if pushed.is_err() {
            // What is too large, or not what it says, is not kept.
            self.body = None;
        }
        pushed.map(|()| bytes)
    }

    /// The end of the body: it is unpacked, and looked at whether it answers such a request at all.
    pub(super) fn end(&mut self, request: &Request) -> Result<(), Failure> {
        if let Some(failure) = unexpected(request, self.exchange) {
            return Err(failure);
        }
        if let Some(body) = self.body.take() {
            self.exchange.body = body.finish()?;
        }
        Ok(())
    }
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        if let Some(body) = self.body.take() {
            self.exchange.body = body.rest();
        }
    }
}

/// Why an answer that came to its end is none to a request like this.
fn unexpected(request: &Request, seen: &Exchange) -> Option<Failure> {
    let status = seen.status?;
    let is_conditional = matches!(request, Request::Get(get) if get.since().is_some());
    match (status, seen.encoding()) {
        // A part is sent to who asks for one. (RFC 9110, 15.3.7; RFC 3229, 10.4.1.)
        (206 | 226, _) => {
            let range = seen.header("content-range").map(str::to_owned);
            Some(Failure::Partial { status, range })
        }
        (100..=199, _) => Some(Failure::Unasked(status)),
        (304, _) if !is_conditional => Some(Failure::Unasked(status)),
        // A refusal is one whether its words can be read or not.
        (200..=399, Encoding::Other(name)) if seen.wire_bytes > Some(0) => Some(Failure::Packed(name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::client::room::Room;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn read(encoding: Option<&str>, cap: u64, pieces: &[&[u8]]) -> Result<Bytes, Failure> {
        let mut body = Body::new(&Encoding::of(encoding), cap, Share::of(&Arc::new(Room::new(1 << 30))));
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
    fn bodies_share_one_room_and_give_it_back() {
        let room = Arc::new(Room::new(1000));
        let body = || Body::new(&Encoding::Plain, 800, Share::of(&room));
        let (mut one, mut other) = (body(), body());
        // What is reserved counts: 300 bytes grow to twice as many, as long as there is room for that.
        one.push(&[0; 300]).unwrap();
        one.push(&[0; 10]).unwrap();
        other.push(&[0; 400]).unwrap();
        assert_eq!(other.push(&[0; 1]), Err(Failure::NoRoom { room: 1000 }));
        assert_eq!(one.finish().unwrap().len(), 310);
        other.push(&[0; 300]).unwrap();
        assert_eq!(other.push(&[0; 200]), Err(Failure::TooBig { cap: 800, unpacked: false }));
        drop(other);
        let mut again = body();
        again.push(&[0; 800]).unwrap();
        assert_eq!(again.rest().len(), 800);
    }

    #[test]
    fn what_only_claims_to_be_gzip_is_named() {
        assert_eq!(read(Some("gzip"), 100, &[b"{\"plain\":true}"]), Err(Failure::NotGzip));
        let packed = gzip(b"hello hello hello");
        assert_eq!(read(Some("gzip"), 100, &[&packed[..packed.len() - 6]]), Err(Failure::NotGzip));
    }
}
