//! Search in the raw bytes. Text is matched as it reads: each character of the needle stands for itself and
//! for the escapes it can be written with. Smart case: capitals in the needle make it exact.
//!
//! The needle may begin with `key:` or `value:`, which says where to look, and with `re:`, which makes the
//! rest a regular expression. That one is matched against what is written: quotes and escapes are part of it.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::doc::Doc;
use super::find::Finder;
use super::index::NodeId;
use super::touched;

/// Says "stop" to work that runs elsewhere. Clones say it together.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops the work.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where a hit may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Anywhere.
    #[default]
    All,
    /// In keys.
    Keys,
    /// In values.
    Values,
}

/// What is searched for, made ready for one document.
#[derive(Clone, Debug)]
pub struct Needle {
    /// Where a hit may be.
    pub scope: Scope,
    /// Whether it is a regular expression.
    pub regex: bool,
    /// Whether capitals count.
    pub exact_case: bool,
    finder: Finder,
}

/// A hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The bytes that match.
    pub range: Range<usize>,
    /// The node in which they stand.
    pub node: NodeId,
}

/// How much is looked through between two looks at [`Stop`].
const WINDOW: usize = if cfg!(test) { 1 << 10 } else { 4 << 20 };
/// A hit of a regular expression that begins in a window may end that much after it.
const OVERHANG: usize = 64 << 10;
/// Places of hits that are remembered; with more hits only each second, fourth, … one is, and those that stand far
/// after the last.
const MARKS: usize = 1 << 18;
const GAP: usize = 32 << 10;
/// The bytes before the end of what is looked through backwards that are looked at first.
const NEAR: usize = 4 << 10;

impl Needle {
    /// Makes a needle ready. Fails where a regular expression can't be read, with the reason in words.
    pub fn new(text: &str, doc: &Doc) -> Result<Self, String> {
        let (scope, text) = match (text.strip_prefix("key:"), text.strip_prefix("value:")) {
            (Some(rest), _) => (Scope::Keys, rest),
            (_, Some(rest)) => (Scope::Values, rest),
            _ => (Scope::All, text),
        };
        let (regex, text) = match text.strip_prefix("re:") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if text.is_empty() {
            return Err("nothing to search for yet".into());
        }
        let exact_case = text.chars().any(char::is_uppercase);
        let finder = if regex {
            Finder::new(text, exact_case, doc.bytes())?
        } else {
            let seen = doc.index().seen;
            Finder::new(&spellings(text, exact_case, seen.backslash, seen.unicode_escape), true, doc.bytes())?
        };
        Ok(Self { scope, regex, exact_case, finder })
    }

    #[cfg(test)]
    pub(super) fn finder(&self) -> &Finder {
        &self.finder
    }

    /// What kind of search it is, in words: `text, keys and values, Aa smart`.
    pub fn words(&self) -> String {
        let kind = if self.regex { "expression on what is written" } else { "text" };
        let place = match self.scope {
            Scope::All => "keys and values",
            Scope::Keys => "keys",
            Scope::Values => "values",
        };
        let case = if self.exact_case { "Aa exact" } else { "Aa smart" };
        format!("{kind}, {place}, {case}")
    }

    /// The first match in a piece of text that begins at or after `from`; for marking hits on the screen.
    pub fn find_in(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        let found = self.finder.find(text, from)?;
        // An empty match marks nothing and would never end.
        (!found.is_empty()).then_some(found)
    }

    fn match_between(&self, bytes: &[u8], from: usize, to: usize) -> Option<Range<usize>> {
        let overhang = self.finder.reach().unwrap_or(OVERHANG);
        let window = &bytes[..bytes.len().min(to.saturating_add(overhang))];
        let mut from = from;
        while from < to {
            let found = self.finder.find(window, from)?;
            if found.start >= to {
                return None;
            }
            if !found.is_empty() {
                return Some(found);
            }
            from = found.start + 1;
        }
        None
    }

    fn in_scope(&self, doc: &Doc, range: &Range<usize>) -> Option<NodeId> {
        // What is before the first value counts to it: blanks, a byte order mark.
        let node = doc.node_at(range.start).or((doc.nodes() > 0).then_some(0))?;
        let is_key = || doc.key_range(node).is_some_and(|key| range.start < key.end);
        let fits = match self.scope {
            Scope::All => true,
            Scope::Keys => is_key(),
            Scope::Values => !is_key(),
        };
        fits.then_some(node)
    }

    /// The first hit that begins in `range`.
    pub fn first(&self, doc: &Doc, range: Range<usize>, stop: &Stop) -> Option<Hit> {
        let bytes = doc.bytes();
        let end = range.end.min(bytes.len());
        let mut at = range.start;
        while at < end && !stop.is_set() {
            let to = end.min(at + WINDOW);
            while let Some(found) = self.match_between(bytes, at, to) {
                touched::bytes(found.end - at);
                if let Some(node) = self.in_scope(doc, &found) {
                    return Some(Hit { range: found, node });
                }
                at = found.end;
            }
            touched::bytes(to.saturating_sub(at));
            at = to.max(at);
        }
        None
    }

    /// The last hit that begins in `range`.
    pub fn last(&self, doc: &Doc, range: Range<usize>, stop: &Stop) -> Option<Hit> {
        let mut end = range.end.min(doc.bytes().len());
        let mut size = NEAR;
        while end > range.start && !stop.is_set() {
            let from = end.saturating_sub(size).max(range.start);
            let (mut at, mut last) = (from, None);
            while let Some(hit) = self.first(doc, at..end, stop) {
                at = hit.range.end.max(hit.range.start + 1);
                last = Some(hit);
            }
            if last.is_some() {
                return last;
            }
            (end, size) = (from, (size * 2).min(WINDOW));
        }
        None
    }

    /// Counts all hits that begin in `range`. `None` if it was stopped.
    pub fn count(&self, doc: &Doc, range: Range<usize>, stop: &Stop) -> Option<Hits> {
        let bytes = doc.bytes();
        let mut hits = Hits { total: 0, step: 1, marks: Vec::new() };
        let end = range.end.min(bytes.len());
        let mut at = range.start;
        while at < end {
            if stop.is_set() {
                return None;
            }
            let to = end.min(at + WINDOW);
            while let Some(found) = self.match_between(bytes, at, to) {
                if (self.scope == Scope::All && doc.nodes() > 0) || self.in_scope(doc, &found).is_some() {
                    hits.push(found.start);
                }
                at = found.end;
            }
            at = to.max(at);
        }
        Some(hits)
    }
}

/// How many hits there are, and where, as far as that is needed to number them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// All of them.
    pub total: usize,
    step: usize,
    /// Where a hit begins, and how many come before it.
    marks: Vec<(usize, usize)>,
}

impl Hits {
    fn push(&mut self, at: usize) {
        if self.marks.len() >= MARKS && self.total.is_multiple_of(self.step) {
            self.step *= 2;
            let (step, mut last) = (self.step, None);
            self.marks.retain(|&mark| {
                let keep = is_marked(mark, last, step);
                last = if keep { Some(mark.0) } else { last };
                keep
            });
        }
        let last = self.marks.last().map(|mark| mark.0);
        if is_marked((at, self.total), last, self.step) {
            self.marks.push((at, self.total));
        }
        self.total += 1;
    }

    /// The number of the hit that begins at a byte, from 1. Looks through little more than [`GAP`] bytes and as many
    /// hits as there are from one mark to the next.
    pub fn number(&self, needle: &Needle, doc: &Doc, at: usize) -> usize {
        let after = self.marks.partition_point(|&(mark, _)| mark <= at);
        let Some(&(mark, before)) = after.checked_sub(1).and_then(|i| self.marks.get(i)) else { return 0 };
        let (mut from, mut number) = (mark, before + 1);
        while from < at {
            let Some(hit) = needle.first(doc, from + 1..at + 1, &Stop::default()) else { break };
            from = hit.range.start;
            number += 1;
        }
        number
    }
}

/// Whether a hit is remembered, given where the last one before it is that was.
fn is_marked((at, number): (usize, usize), last: Option<usize>, step: usize) -> bool {
    number.is_multiple_of(step) || last.is_none_or(|last| at - last >= GAP)
}

/// A regular expression for every way to write `text` in JSON.
fn spellings(text: &str, exact_case: bool, backslash: bool, unicode: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let mut ways = Vec::new();
        for c in cases(c, exact_case) {
            ways.push(regex::escape(c.encode_utf8(&mut [0; 4])));
            if let Some(escape) = short_escape(c).filter(|_| backslash) {
                ways.push(regex::escape(&format!("\\{escape}")));
            }
            if unicode {
                ways.push(hex_escape(c));
            }
        }
        // The longest first: a quote is to be found together with its backslash.
        ways.sort_by_key(|way| std::cmp::Reverse(way.len()));
        let _ = write!(out, "(?:{})", ways.join("|"));
    }
    out
}

/// The characters that count as this one.
fn cases(c: char, exact_case: bool) -> Vec<char> {
    let mut cases = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
    // Fails only without Unicode's tables.
    let folded = !exact_case && cases.try_case_fold_simple().is_ok();
    if folded { cases.iter().flat_map(|range| range.start()..=range.end()).collect() } else { vec![c] }
}

/// A character as `\uXXXX`, or two of these, in either case of the digits.
fn hex_escape(c: char) -> String {
    let mut way = String::new();
    for unit in c.encode_utf16(&mut [0; 2]) {
        way.push_str("\\\\u");
        for digit in format!("{unit:04x}").chars() {
            if digit.is_ascii_digit() {
                way.push(digit);
            } else {
                let _ = write!(way, "[{digit}{}]", digit.to_ascii_uppercase());
            }
        }
    }
    way
}

fn short_escape(c: char) -> Option<char> {
    Some(match c {
        '"' | '\\' | '/' => c,
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => return None,
    })
}
