//! What a node is: kind, key, exact bytes, decoded text, children. All derived from bytes and index.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;

use super::doc::{Doc, lossy};
use super::index::{NONE, NodeId};
use super::search::Stop;
use super::token::{hex4, skip_blanks};
use super::touched;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// A line of text that could not be read as JSON.
    Line,
}

impl Doc {
    /// What a node is.
    pub fn kind(&self, node: NodeId) -> Kind {
        let index = self.index();
        if node >= index.raw_from {
            return Kind::Line;
        }
        if let Some(cont) = index.cont_of(node) {
            return if index.cont.at(cont).is_object() { Kind::Object } else { Kind::Array };
        }
        kind_of(self.bytes().get(self.value_start(node)).copied())
    }

    /// Whether a node is a container with something inside, so that it can be folded.
    pub fn is_container(&self, node: NodeId) -> bool {
        self.index().is_cont.get(node as usize)
    }

    /// Whether a node is the member of an object.
    pub fn is_member(&self, node: NodeId) -> bool {
        let index = self.index();
        index.parent_of(node).is_some_and(|cont| index.cont.at(cont).is_object())
    }

    /// Where a node starts: at its key, or at its value where it has none.
    pub fn start(&self, node: NodeId) -> usize {
        self.index().offset(node)
    }

    /// Whether a container's closing bracket is in the document.
    pub fn is_closed(&self, node: NodeId) -> bool {
        let index = self.index();
        index.cont_of(node).is_none_or(|cont| index.close(cont) < index.limit)
    }

    /// The node in which a byte stands.
    pub fn node_at(&self, offset: usize) -> Option<NodeId> {
        self.index().node_at(offset)
    }

    /// The container around a node.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let index = self.index();
        index.parent_of(node).map(|cont| index.cont.at(cont).node)
    }

    /// The first child of a container that is one itself, with something inside; of `None` the first such root.
    pub fn first_container(&self, container: Option<NodeId>) -> Option<NodeId> {
        let index = self.index();
        let (first, end) = container.map_or((0, index.len()), |node| (node + 1, self.after(node)));
        // Whatever it is in would come before it.
        let cont = index.conts_before(first);
        (cont < index.conts_before(end)).then(|| index.cont.at(cont).node)
    }

    /// The child of a container in which a node is, itself included; `None` if it is not in there.
    pub fn child_around(&self, container: NodeId, node: NodeId) -> Option<NodeId> {
        let inside = container < node && node < self.after(container);
        let cont = self.index().cont_of(container).filter(|_| inside)?;
        Some(self.index().child_around(cont, node))
    }

    /// The root in which a node is, itself included; `None` for what is no value.
    pub fn root_around(&self, node: NodeId) -> Option<NodeId> {
        (node < self.values()).then(|| self.index().child_around(NONE, node))
    }

    /// Containers around a node.
    pub fn depth_of(&self, node: NodeId) -> u32 {
        self.index().depth_of(node)
    }

    /// The node after a node and all that is inside it.
    pub fn after(&self, node: NodeId) -> NodeId {
        self.index().after(node)
    }

    /// The bytes of a member's key, with its quotes.
    pub fn key_range(&self, node: NodeId) -> Option<Range<usize>> {
        self.is_member(node).then(|| {
            let start = self.start(node);
            start..string_end(self.bytes(), start)
        })
    }

    /// A member's key, decoded.
    pub fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.key_range(node).map(|range| unescape(&self.bytes()[range]))
    }

    /// Where a node's value starts.
    pub fn value_start(&self, node: NodeId) -> usize {
        let start = self.start(node);
        if !self.is_member(node) {
            return start;
        }
        let bytes = self.bytes();
        let end = string_end(bytes, start);
        let value = skip_blanks(bytes, skip_blanks(bytes, end) + 1);
        touched::bytes(value - end);
        value
    }

    /// The value's bytes, exactly as they came; for a container that is not closed, as far as it goes.
    pub fn value_range(&self, node: NodeId) -> Range<usize> {
        self.value_start(node)..self.value_end(node)
    }

    /// The byte after a node's value. Does not read the value.
    pub fn value_end(&self, node: NodeId) -> usize {
        self.value_end_inside(node, self.index().parent_of(node))
    }

    /// [`Doc::value_end`] where the container around is known.
    pub(super) fn value_end_inside(&self, node: NodeId, parent: Option<u32>) -> usize {
        let (index, bytes) = (self.index(), self.bytes());
        if let Some(cont) = index.cont_of(node) {
            let close = index.close(cont);
            return if close < index.limit { close + 1 } else { trim(bytes, close) };
        }
        let next = if node + 1 < index.len() { index.offset(node + 1) } else { bytes.len() };
        if node >= index.raw_from {
            let line = &bytes[..next];
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            return line.strip_suffix(b"\r").unwrap_or(line).len();
        }
        let close = parent.map_or(usize::MAX, |cont| index.close(cont));
        trim(bytes, next.min(close).min(index.limit))
    }

    /// The value's bytes, exactly as they came.
    pub fn raw(&self, node: NodeId) -> &[u8] {
        let raw = self.bytes().get(self.value_range(node)).unwrap_or(&[]);
        touched::bytes(raw.len());
        raw
    }

    /// The value's bytes, sharing the document's memory.
    pub fn slice(&self, node: NodeId) -> Bytes {
        let range = self.value_range(node);
        if range.start <= range.end { self.bytes().slice(range) } else { Bytes::new() }
    }

    /// The value as text: a string decoded, everything else as written.
    pub fn text(&self, node: NodeId) -> Cow<'_, str> {
        let raw = self.raw(node);
        if raw.first() == Some(&b'"') && node < self.index().raw_from { unescape(raw) } else { lossy(raw) }
    }

    /// How many children a node has.
    pub fn count(&self, node: NodeId) -> u32 {
        let index = self.index();
        index.cont_of(node).map_or(0, |cont| index.cont.at(cont).count)
    }

    /// The values that are in no other.
    pub fn root_nodes(&self) -> Children<'_> {
        Children { doc: self, next: 0, end: self.index().raw_from }
    }

    /// The children of a node, in order.
    pub fn children(&self, node: NodeId) -> Children<'_> {
        let index = self.index();
        let end = index.cont_of(node).map_or(node, |cont| index.cont.at(cont).end);
        Children { doc: self, next: node + 1, end }
    }

    /// The child number `k` of a node.
    pub fn child(&self, node: NodeId, k: u32) -> Option<NodeId> {
        let index = self.index();
        index.child(index.cont_of(node)?, k)
    }

    /// Which child of its container a node is; for a root, which root.
    pub fn number(&self, node: NodeId) -> u32 {
        let index = self.index();
        match index.parent_of(node) {
            Some(cont) => index.number_of(cont, node),
            None => index.number_of(NONE, node),
        }
    }

    /// The root of document `k`, of several in one.
    pub fn root(&self, k: u32) -> Option<NodeId> {
        self.index().child(NONE, k).filter(|&root| root < self.index().raw_from)
    }

    /// The members of an object with a key, in order.
    pub fn members<'a>(&'a self, node: NodeId, key: &'a str) -> impl Iterator<Item = NodeId> + 'a {
        let bytes = self.bytes();
        let children = (self.kind(node) == Kind::Object).then(|| self.children(node));
        children.into_iter().flatten().filter(move |child| {
            let start = self.start(*child);
            let plain = bytes.get(start + 1..start + 1 + key.len()) == Some(key.as_bytes())
                && bytes.get(start + 1 + key.len()) == Some(&b'"')
                && !key.contains(['"', '\\']);
            plain || self.key_equals_decoded(start, key)
        })
    }

    /// The member of an object by its key. Of several with the same key the last, as most readers do.
    pub fn member(&self, node: NodeId, key: &str) -> Option<NodeId> {
        self.members(node, key).last()
    }

    fn key_equals_decoded(&self, start: usize, key: &str) -> bool {
        // Bytes that are no text read as U+FFFD.
        let broken = key.contains(char::REPLACEMENT_CHARACTER);
        if !self.index().seen.backslash && !broken {
            return false;
        }
        let raw = &self.bytes()[start..string_end(self.bytes(), start)];
        (broken || raw.contains(&b'\\')) && unescape(raw) == key
    }

    /// Members whose key stands more than once in their object, in order. Reads all keys: not for the drawing path.
    /// `None` if it was stopped.
    pub fn duplicate_keys(&self, stop: &Stop) -> Option<Vec<NodeId>> {
        let (mut twice, mut keys) = (Vec::new(), Vec::new());
        for (at, cont) in self.index().cont.iter().enumerate().filter(|(_, cont)| cont.is_object()) {
            if at.is_multiple_of(1024) && stop.is_set() {
                return None;
            }
            keys.clear();
            for child in (Children { doc: self, next: cont.node + 1, end: cont.end }) {
                let start = self.start(child);
                keys.push((unescape(&self.bytes()[start..string_end(self.bytes(), start)]), child));
            }
            keys.sort_unstable();
            let same = keys.chunk_by(|(a, _), (b, _)| a == b).filter(|same| same.len() > 1);
            twice.extend(same.flatten().map(|(_, node)| *node));
        }
        twice.sort_unstable();
        Some(twice)
    }
}

/// The children of a node.
#[derive(Clone, Debug)]
pub struct Children<'a> {
    doc: &'a Doc,
    next: NodeId,
    end: NodeId,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.next >= self.end {
            return None;
        }
        touched::steps(1);
        let node = self.next;
        self.next = self.doc.after(node);
        Some(node)
    }
}

/// The kind of a value by its first byte.
pub(super) fn kind_of(first: Option<u8>) -> Kind {
    match first {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        Some(b'"') => Kind::String,
        Some(b't' | b'f') => Kind::Bool,
        Some(b'n') => Kind::Null,
        _ => Kind::Number,
    }
}

/// The end without the blanks and commas before it.
fn trim(bytes: &[u8], mut end: usize) -> usize {
    let from = end;
    while end > 0 && matches!(bytes[end - 1], b' ' | b'\n' | b'\r' | b'\t' | b',') {
        end -= 1;
    }
    touched::bytes(from - end + 1);
    end
}

/// The byte after the string whose opening quote is at `open`.
pub(super) fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            touched::bytes(at + 1 - open);
            return at + 1;
        }
        at += 2;
    }
    touched::bytes(bytes.len().saturating_sub(open));
    bytes.len()
}

/// The length of the string, with its quotes, at the beginning of a piece of a document; `None` if it does
/// not end in it.
pub fn string_within(piece: &[u8]) -> Option<usize> {
    let end = string_end(piece, 0);
    let closed = end < piece.len() || (end >= 2 && string_closes(piece));
    closed.then_some(end)
}

/// Whether the last byte is a closing quote, with an even number of backslashes before it.
fn string_closes(piece: &[u8]) -> bool {
    let Some((b'"', inner)) = piece.split_last() else { return false };
    !inner.is_empty() && inner.iter().rev().take_while(|b| **b == b'\\').count().is_multiple_of(2)
}

/// A string as written, with or without its quotes, decoded. What is wrong in it stays as it is; half a
/// surrogate pair too.
pub fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let inner = raw.strip_prefix(b"\"").unwrap_or(raw);
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    touched::bytes(inner.len());
    if memchr::memchr(b'\\', inner).is_none() {
        return lossy(inner);
    }
    let mut out = String::with_capacity(inner.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &inner[at..]) {
        out.push_str(&lossy(&inner[at..at + found]));
        at += found;
        let (c, length) = decode_escape(inner, at);
        match c {
            Some(c) => out.push(c),
            None => out.push_str(&lossy(&inner[at..at + length])),
        }
        at += length;
    }
    out.push_str(&lossy(&inner[at..]));
    Cow::Owned(out)
}

/// The character of the escape at `at`, and how many bytes it takes; `None` if it is none.
pub fn decode_escape(text: &[u8], at: usize) -> (Option<char>, usize) {
    let c = match text.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let Ok(high) = hex4(text, at + 2) else { return (None, 2) };
            if let Some(c) = char::from_u32(high) {
                return (Some(c), 6);
            }
            let pair = (0xD800..0xDC00).contains(&high) && text.get(at + 6..at + 8) == Some(b"\\u");
            return match hex4(text, at + 8) {
                Ok(low) if pair && (0xDC00..0xE000).contains(&low) => {
                    (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12)
                }
                _ => (None, 6),
            };
        }
        _ => return (None, 1),
    };
    (Some(c), 2)
}
