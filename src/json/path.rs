//! Where a value is, in three notations: `records[12].Owner.Name`, `.records[12].Owner.Name` for jq, and
//! `/records/12/Owner/Name` (JSON Pointer, RFC 6901). Of several documents in one file, the first step is the
//! document's number, as in jq's `--slurp`.

use std::fmt::Write as _;

use super::doc::Doc;
use super::index::NodeId;
use super::value::{Kind, string_end, unescape};

/// One step from a container to a child.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the member with this key.
    Key(String),
    /// To the element with this number.
    Index(u32),
}

/// A way from the root to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Step>);

/// A path that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPath {
    /// The byte in the text at which it goes wrong.
    pub at: usize,
    /// What is wrong, in words.
    pub says: String,
}

/// Keys longer than this are cut in a path that is only shown.
const KEY_SHOWN: usize = 120;

impl Path {
    /// The path of a node.
    pub fn of(doc: &Doc, node: NodeId) -> Self {
        Self::nearest(doc, node, usize::MAX, usize::MAX).0
    }

    /// The last steps of a node's path, for showing: long keys are cut. The number says how many steps are
    /// left out in front.
    pub fn shown(doc: &Doc, node: NodeId, steps: usize) -> (Self, usize) {
        Self::nearest(doc, node, steps, KEY_SHOWN)
    }

    fn nearest(doc: &Doc, node: NodeId, steps: usize, key_bytes: usize) -> (Self, usize) {
        let index = doc.index();
        let (mut path, mut at) = (Vec::new(), node);
        while path.len() < steps {
            let Some(cont) = index.parent_of(at) else {
                if doc.roots() > 1 && at < index.raw_from {
                    path.push(Step::Index(doc.number(at)));
                }
                path.reverse();
                return (Self(path), 0);
            };
            let of = index.cont.at(cont);
            path.push(if of.is_object() {
                Step::Key(key_within(doc, at, key_bytes))
            } else {
                Step::Index(index.number_of(cont, at))
            });
            at = of.node;
        }
        path.reverse();
        (Self(path), doc.depth_of(at) as usize + usize::from(doc.roots() > 1))
    }

    /// `records[12].Owner.Name`; empty for the root.
    pub fn dot(&self) -> String {
        let mut out = String::new();
        for step in &self.0 {
            match step {
                Step::Key(key) if is_name(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                Step::Key(key) => {
                    out.push('[');
                    quote(&mut out, key);
                    out.push(']');
                }
                Step::Index(number) => {
                    let _ = write!(out, "[{number}]");
                }
            }
        }
        out
    }

    /// `.records[12].Owner.Name`; `.` for the root.
    pub fn jq(&self) -> String {
        let mut out = String::new();
        for step in &self.0 {
            match step {
                Step::Key(key) if is_name(key) => {
                    out.push('.');
                    out.push_str(key);
                }
                Step::Key(key) => {
                    if out.is_empty() {
                        out.push('.');
                    }
                    out.push('[');
                    quote(&mut out, key);
                    out.push(']');
                }
                Step::Index(number) => {
                    if out.is_empty() {
                        out.push('.');
                    }
                    let _ = write!(out, "[{number}]");
                }
            }
        }
        if out.is_empty() { ".".into() } else { out }
    }

    /// `/records/12/Owner/Name`; empty for the root.
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        for step in &self.0 {
            out.push('/');
            match step {
                Step::Key(key) => out.push_str(&key.replace('~', "~0").replace('/', "~1")),
                Step::Index(number) => {
                    let _ = write!(out, "{number}");
                }
            }
        }
        out
    }

    /// Reads any of the three notations. A number in a JSON Pointer may be a key as well: see [`Doc::find`].
    pub fn parse(text: &str) -> Result<Self, BadPath> {
        if text.starts_with('/') {
            let steps =
                text.split('/').skip(1).map(|part| Step::Key(part.replace("~1", "/").replace("~0", "~")));
            return Ok(Self(steps.collect()));
        }
        let mut steps = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if let Some(inner) = rest.strip_prefix('[') {
                let (step, length) = bracket(inner).map_err(|says| BadPath { at, says })?;
                steps.push(step);
                at += 1 + length;
                continue;
            }
            let name = rest.strip_prefix('.').unwrap_or(rest);
            at += rest.len() - name.len();
            if name.starts_with('[') || (name.is_empty() && steps.is_empty()) {
                continue;
            }
            if name.starts_with('"') {
                let length = string_end(name.as_bytes(), 0);
                steps.push(Step::Key(unescape(&name.as_bytes()[..length]).into_owned()));
                at += length;
                continue;
            }
            let length = name.find(['.', '[']).unwrap_or(name.len());
            if length == 0 {
                return Err(BadPath { at, says: "a key is missing after the dot".into() });
            }
            steps.push(Step::Key(name[..length].into()));
            at += length;
        }
        Ok(Self(steps))
    }
}

/// Reads what is after `[`, up to and with `]`.
fn bracket(inner: &str) -> Result<(Step, usize), String> {
    if inner.starts_with('"') {
        let length = string_end(inner.as_bytes(), 0);
        if !inner[length..].starts_with(']') {
            return Err("the bracket is not closed".into());
        }
        return Ok((Step::Key(unescape(&inner.as_bytes()[..length]).into_owned()), length + 1));
    }
    let length = inner.find(']').ok_or("the bracket is not closed")?;
    let number = inner[..length].parse().map_err(|_| "brackets hold a number or a key in quotes")?;
    Ok((Step::Index(number), length + 1))
}

fn is_name(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn quote(out: &mut String, key: &str) {
    out.push('"');
    for c in key.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn key_within(doc: &Doc, node: NodeId, most: usize) -> String {
    let (bytes, start) = (doc.bytes(), doc.start(node));
    let window = &bytes[..bytes.len().min(start.saturating_add(most).saturating_add(2))];
    let end = string_end(window, start);
    let key = unescape(&bytes[start..end]);
    if end == window.len() && end < bytes.len() && window.last() != Some(&b'"') {
        format!("{key}…")
    } else {
        key.into_owned()
    }
}

impl Doc {
    /// The node at the end of a path. An index on an object, or a number as a key on an array, is tried as
    /// the other: a JSON Pointer does not tell them apart. Of several members with the same key the last is
    /// taken in which the path goes on.
    pub fn find(&self, path: &Path) -> Option<NodeId> {
        self.find_among(path, usize::MAX).flatten()
    }

    /// The same where no more than `most` members are to be looked at; `None` if these are not enough.
    pub fn find_among(&self, path: &Path, most: usize) -> Option<Option<NodeId>> {
        self.go_along(path, most, &mut |_, _| {})
    }

    /// How far a path leads: the last value on it that is there, and how many steps are left.
    pub fn nearest(&self, path: &Path) -> Option<(NodeId, usize)> {
        let mut nearest: Option<(NodeId, usize)> = None;
        self.go_along(path, usize::MAX, &mut |node, left| {
            if nearest.is_none_or(|(_, least)| left < least) {
                nearest = Some((node, left));
            }
        });
        nearest
    }

    /// Goes along a path; `meets` is told each value on it and how many steps are left there.
    fn go_along(
        &self,
        path: &Path,
        most: usize,
        meets: &mut dyn FnMut(NodeId, usize),
    ) -> Option<Option<NodeId>> {
        let (root, steps) = match path.0.split_first() {
            Some((first, rest)) if self.roots() > 1 => (number(Some(first)).and_then(|k| self.root(k)), rest),
            _ if self.roots() > 1 => (None, &[][..]),
            _ => (self.root(0), &path.0[..]),
        };
        let mut left = most;
        let mut ways: Vec<_> = root.map(|root| (root, steps)).into_iter().collect();
        while let Some((node, steps)) = ways.pop() {
            meets(node, steps.len());
            let Some((step, rest)) = steps.split_first() else { return Some(Some(node)) };
            if self.kind(node) == Kind::Array {
                ways.extend(number(Some(step)).and_then(|k| self.child(node, k)).map(|child| (child, rest)));
                continue;
            }
            left = left.checked_sub(self.count(node) as usize)?;
            let key = match step {
                Step::Key(key) => key,
                Step::Index(number) => &number.to_string(),
            };
            ways.extend(self.members(node, key).map(|child| (child, rest)));
        }
        Some(None)
    }

    /// The node at the end of a path in any of the three notations.
    pub fn lookup(&self, path: &str) -> Option<NodeId> {
        self.find(&Path::parse(path).ok()?)
    }

    /// Ways to go on with a path that is being typed: whole paths in its notation, at most `most`, the first
    /// children first.
    pub fn complete(&self, typed: &str, most: usize) -> Vec<String> {
        let pointer = typed.starts_with('/');
        let cut = if pointer { typed.rfind('/') } else { typed.rfind(['.', '[']) };
        let (base, begun) = match cut {
            Some(at) => (&typed[..at], typed[at + 1..].trim_start_matches('"')),
            None => ("", typed),
        };
        let Ok(base) = Path::parse(base) else { return Vec::new() };
        let Some(node) = self.find(&base) else { return Vec::new() };
        let begun = begun.to_lowercase();
        let mut found: Vec<String> = Vec::new();
        // Looked through is a bounded part: a record among a million is found by its number anyway.
        for (number, child) in self.children(node).take(20_000).enumerate() {
            let step = if self.kind(node) == Kind::Object {
                Step::Key(key_within(self, child, 4096))
            } else {
                Step::Index(number as u32)
            };
            let shown = match &step {
                Step::Key(key) => key.to_lowercase(),
                Step::Index(number) => number.to_string(),
            };
            if !shown.starts_with(&begun) {
                continue;
            }
            let mut path = base.clone();
            path.0.push(step);
            let text = if pointer {
                path.pointer()
            } else if typed.starts_with('.') {
                path.jq()
            } else {
                path.dot()
            };
            if !found.contains(&text) {
                found.push(text);
            }
            if found.len() == most {
                break;
            }
        }
        found
    }
}

fn number(step: Option<&Step>) -> Option<u32> {
    match step? {
        Step::Index(number) => Some(*number),
        Step::Key(key) => key.parse().ok(),
    }
}
