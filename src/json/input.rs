//! A value of a document as what a jq filter works on. Numbers keep their text, and what is wrong inside of a string
//! does not keep the others from being read, which is why jaq's own reader is not asked.

use jaq_json::{Map, Num, Val};

use super::doc::{Doc, lossy};
use super::index::NodeId;
use super::token::skip_blanks;
use super::value::{Kind, decode_escape, kind_of, string_end};

/// A container that is not at its end.
struct Open {
    /// The first node after it.
    end: NodeId,
    /// Its key in the container around it.
    key: Option<Val>,
    inside: Inside,
}

enum Inside {
    Array(Vec<Val>),
    Object(Map),
}

impl Open {
    fn put(&mut self, key: Option<Val>, value: Val) {
        match (&mut self.inside, key) {
            (Inside::Array(list), _) => list.push(value),
            (Inside::Object(members), Some(key)) => drop(members.insert(key, value)),
            // A member has a key.
            (Inside::Object(_), None) => {}
        }
    }

    fn close(self) -> (Option<Val>, Val) {
        let value = match self.inside {
            Inside::Array(list) => Val::Arr(list.into()),
            Inside::Object(members) => Val::obj(members),
        };
        (self.key, value)
    }
}

/// A value with all that is inside of it, at any depth.
pub(super) fn value(doc: &Doc, root: NodeId) -> Val {
    let bytes = doc.bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut whole = None;
    for node in root..doc.after(root) {
        while let Some(done) = open.pop_if(|top| top.end <= node) {
            attach(&mut open, &mut whole, done.close());
        }
        let start = doc.start(node);
        let is_member = matches!(open.last(), Some(Open { inside: Inside::Object(_), .. }));
        let (key, at) = if is_member {
            let end = string_end(bytes, start);
            (Some(string(&bytes[start..end])), skip_blanks(bytes, skip_blanks(bytes, end) + 1))
        } else {
            (None, start)
        };
        if doc.is_container(node) {
            let count = doc.count(node) as usize;
            let inside = match kind_of(bytes.get(at).copied()) {
                Kind::Object => Inside::Object(Map::default()),
                _ => Inside::Array(Vec::with_capacity(count)),
            };
            open.push(Open { end: doc.after(node), key, inside });
        } else {
            attach(&mut open, &mut whole, (key, leaf(&bytes[at..])));
        }
    }
    while let Some(done) = open.pop() {
        attach(&mut open, &mut whole, done.close());
    }
    whole.unwrap_or_default()
}

fn attach(open: &mut [Open], whole: &mut Option<Val>, (key, value): (Option<Val>, Val)) {
    match open.last_mut() {
        Some(around) => around.put(key, value),
        None => *whole = Some(value),
    }
}

/// The value that begins a piece of a document, where nothing is inside of it.
fn leaf(rest: &[u8]) -> Val {
    match kind_of(rest.first().copied()) {
        Kind::Object => Val::obj(Map::default()),
        Kind::Array => Val::Arr(Vec::new().into()),
        Kind::String => string(&rest[..string_end(rest, 0)]),
        Kind::Bool => Val::Bool(rest[0] == b't'),
        Kind::Null => Val::Null,
        Kind::Number | Kind::Line => {
            let ends = |b: &u8| matches!(b, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
            number(&lossy(&rest[..rest.iter().position(ends).unwrap_or(rest.len())]))
        }
    }
}

/// A whole number as one to compute with; any other, minus zero among them, keeps its text.
fn number(written: &str) -> Val {
    let whole = Num::from_str_radix(written, 10).filter(|_| written != "-0");
    let decimal = || written.parse::<f64>().is_ok().then(|| Num::Dec(written.to_owned().into()));
    Val::Num(whole.or_else(decimal).unwrap_or(Num::Float(f64::NAN)))
}

/// A string as written, decoded. Half of a surrogate pair becomes U+FFFD, as in jq; bytes stay what they are.
fn string(raw: &[u8]) -> Val {
    let inner = raw.strip_prefix(b"\"").unwrap_or(raw);
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &inner[at..]) {
        out.extend_from_slice(&inner[at..at + found]);
        at += found;
        let (c, length) = decode_escape(inner, at);
        let is_half = length == 6;
        match c.or(is_half.then_some(char::REPLACEMENT_CHARACTER)) {
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => out.extend_from_slice(&inner[at..at + length]),
        }
        at += length;
    }
    out.extend_from_slice(&inner[at..]);
    Val::utf8_str(out)
}
