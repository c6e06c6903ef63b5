//! A document: bytes, index, faults. Cheap to clone, never changed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::fault::{Fault, Faults, Wrong};
use super::index::{Index, NodeId};
use super::scan::scan;
use super::touched;

/// How much of the document is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Only a beginning so far; its end is no fault.
    Growing,
    /// All of it.
    Complete,
}

/// How the bytes came, where that was not plain UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// UTF-8, or what should be.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Bom,
    /// UTF-16, converted once.
    Utf16,
}

/// A document. Clones share everything.
#[derive(Clone)]
pub struct Doc(Arc<Inner>);

struct Inner {
    bytes: Bytes,
    index: Index,
    faults: Faults,
    state: State,
    came: Came,
}

impl fmt::Debug for Doc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Doc({} bytes, {} nodes, {:?})", self.0.bytes.len(), self.0.index.len(), self.0.state)
    }
}

impl PartialEq for Doc {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || (self.0.bytes == other.0.bytes && self.0.state == other.0.state)
    }
}

impl Eq for Doc {}

impl Doc {
    /// A whole document, of any bytes. Takes about 60 ms for 100 MB; otherwise at once.
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self::new(bytes, true)
    }

    /// The beginning of a document. Its nodes have the ids that they have in the whole one.
    pub fn beginning(bytes: Bytes) -> Self {
        Self::new(bytes, false)
    }

    fn new(bytes: Bytes, whole: bool) -> Self {
        let (bytes, came) = match utf16(&bytes) {
            Some(text) => (Bytes::from(text), Came::Utf16),
            None if bytes.starts_with(b"\xEF\xBB\xBF") => (bytes, Came::Utf8Bom),
            None => (bytes, Came::Utf8),
        };
        let (index, mut faults) = scan(&bytes, whole);
        if came == Came::Utf16 {
            faults.list.insert(0, Fault::new(0, Wrong::Utf16));
        }
        let state = if whole { State::Complete } else { State::Growing };
        Self(Arc::new(Inner { bytes, index, faults, state, came }))
    }

    /// Whether both share everything: one document, not only an equal one.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether it is the very same document, and not only an equal one.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The bytes, as they came (or converted: [`Doc::came`]).
    pub fn bytes(&self) -> &Bytes {
        &self.0.bytes
    }

    /// How many bytes there are.
    pub fn size(&self) -> usize {
        self.0.bytes.len()
    }

    /// At most `most` bytes from `start` on; fewer at the end of the document. For drawing: what is handed
    /// out is counted ([`touched`]).
    pub fn piece(&self, start: usize, most: usize) -> &[u8] {
        let end = start.saturating_add(most).min(self.0.bytes.len());
        let piece = self.0.bytes.get(start..end).unwrap_or(&[]);
        touched::bytes(piece.len());
        piece
    }

    pub(super) fn index(&self) -> &Index {
        &self.0.index
    }

    /// Whether all of the document is here.
    pub fn state(&self) -> State {
        self.0.state
    }

    /// How the bytes came.
    pub fn came(&self) -> Came {
        self.0.came
    }

    /// How many nodes there are: values, then lines of text after a structural fault.
    pub fn nodes(&self) -> u32 {
        self.0.index.len()
    }

    /// How many values there are.
    pub fn values(&self) -> u32 {
        self.0.index.raw_from
    }

    /// How many containers have something inside: each has a line more when it is unfolded.
    pub fn containers(&self) -> u32 {
        self.0.index.cont.len() as u32
    }

    /// Containers around the deepest value, itself included where it is one: 0 for a scalar, 1 for `[]`.
    pub fn depth(&self) -> u32 {
        self.0.index.depth
    }

    /// How many values stand side by side: more than one in NDJSON.
    pub fn roots(&self) -> u32 {
        self.0.index.roots - (self.0.index.len() - self.0.index.raw_from)
    }

    /// Bytes of memory that the index takes, beside the bytes themselves.
    pub fn index_memory(&self) -> usize {
        self.0.index.memory()
    }

    /// The faults and notes, the first thousand, in order.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults.list
    }

    /// How many faults there are beyond those of [`Doc::faults`].
    pub fn more_faults(&self) -> usize {
        self.0.faults.more
    }

    /// The first fault for which a strict reader refuses the document.
    pub fn first_error(&self) -> Option<Fault> {
        self.faults().iter().filter(|fault| fault.is_error()).min_by_key(|fault| fault.at).copied()
    }

    /// The line and column of a byte, both from 1; a column is a character.
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let before = &self.0.bytes[..at.min(self.0.bytes.len())];
        touched::bytes(before.len());
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let from = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        // Each byte that does not continue a character begins one.
        let column = before[from..].iter().filter(|&&b| b & 0xC0 != 0x80).count() + 1;
        (line, if from == 0 && self.0.index.seen.bom && at > 0 { column - 1 } else { column })
    }

    /// `LINE:COLUMN (byte N): what is wrong`.
    pub fn fault_line(&self, fault: &Fault) -> String {
        let (line, column) = self.line_column(fault.at);
        format!("{line}:{column} (byte {}): {}", fault.at, fault.says(&self.0.bytes))
    }

    /// The first node of the part that could not be read as JSON, where there is one.
    pub fn first_raw_line(&self) -> Option<NodeId> {
        (self.0.index.raw_from < self.0.index.len()).then_some(self.0.index.raw_from)
    }
}

/// UTF-16 as UTF-8, where a byte order mark or the pattern of zero bytes says that it is (RFC 4627, section 3:
/// the first two characters of a JSON text are ASCII).
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xFF, 0xFE, rest @ ..] if !rest.starts_with(&[0, 0]) => true,
        [0xFE, 0xFF, ..] => false,
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => true,
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => false,
        [a, 0] if *a != 0 => true,
        [0, a] if *a != 0 => false,
        _ => return None,
    };
    // A byte order mark is kept, for the scan to pass over as that of UTF-8: one and no more.
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Bytes as text; what is not UTF-8 as U+FFFD.
pub(super) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    touched::bytes(bytes.len());
    String::from_utf8_lossy(bytes)
}
