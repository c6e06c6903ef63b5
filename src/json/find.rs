//! Finding a text in bytes in every way it can be written. What makes it slow is the other spellings: so only
//! pieces in which an escape gives a sign of one are searched for all of them, the others for the text as it is.

use std::ops::Range;

use memchr::memmem;
use regex::bytes::Regex;

/// Finds a text, or a regular expression.
#[derive(Clone, Debug)]
pub(super) enum Finder {
    /// A text.
    Text(Box<Text>),
    /// A regular expression.
    Pattern(Regex),
}

/// A text and the ways to write it.
#[derive(Clone, Debug)]
pub(super) struct Text {
    plain: Plain,
    /// Every way to write it.
    all: Regex,
    /// Where none of these is, the text can only stand as it is.
    signs: Vec<memmem::Finder<'static>>,
    /// No spelling is longer.
    reach: usize,
}

/// The text as it is.
#[derive(Clone, Debug)]
enum Plain {
    /// Byte for byte.
    Exact(Box<memmem::Finder<'static>>),
    /// With letters in either case.
    Either(Regex),
}

/// A piece that is looked through for signs before it is searched: small enough to stay in the nearest cache.
const PIECE: usize = 4 << 10;
/// A character takes at most so many bytes, as a pair of escapes.
const LONGEST: usize = 12;

impl Text {
    /// `all` finds every way to write `text`; each but the plain one has one of the `signs` in it. `either` finds
    /// the plain one with letters in either case, where that is wanted.
    pub(super) fn new(text: &str, either: Option<Regex>, all: Regex, mut signs: Vec<String>) -> Self {
        signs.sort_unstable();
        signs.dedup();
        let plain = match either {
            Some(regex) => Plain::Either(regex),
            None => Plain::Exact(Box::new(memmem::Finder::new(text).into_owned())),
        };
        let signs = signs.iter().map(|sign| memmem::Finder::new(sign).into_owned()).collect();
        Self { plain, all, signs, reach: text.chars().count() * LONGEST }
    }

    fn find(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        if self.signs.is_empty() {
            return self.find_plain(bytes, from);
        }
        let mut at = from;
        while at < bytes.len() {
            let to = bytes.len().min(at + PIECE);
            let piece = &bytes[..bytes.len().min(to + self.reach)];
            let found = if self.signs.iter().any(|sign| sign.find(&piece[at..]).is_some()) {
                self.all.find_at(piece, at).map(|found| found.range())
            } else {
                self.find_plain(piece, at)
            };
            if let Some(found) = found.filter(|found| found.start < to) {
                return Some(found);
            }
            at = to;
        }
        None
    }

    fn find_plain(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        match &self.plain {
            Plain::Exact(finder) => {
                let at = from + finder.find(bytes.get(from..)?)?;
                Some(at..at + finder.needle().len())
            }
            Plain::Either(regex) => regex.find_at(bytes, from.min(bytes.len())).map(|found| found.range()),
        }
    }
}

impl Finder {
    /// The first match that begins at or after `from`; it may be empty.
    pub(super) fn find(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        match self {
            Self::Text(text) => text.find(bytes, from),
            Self::Pattern(regex) => regex.find_at(bytes, from.min(bytes.len())).map(|found| found.range()),
        }
    }

    /// How far a match reaches at most; `None` where nobody knows.
    pub(super) fn reach(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.reach),
            Self::Pattern(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Doc, Needle, Stop};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn every_spelling_is_found_as_the_expression_of_all_spellings_finds_it(
            parts in prop::collection::vec("[aksüßé]{1,3}|[AKSÜ]{1,2}|\\\\u00(fc|DC|6b|e9)|\\\\u017f|\u{212A}|ſ|\\\\/|/|\\\\\"|.{0,20}", 0..40),
            needle in "[aksüé/]{1,4}|[AKSÜ]{1,2}|[ks]ü?[ka]|\\\\|\"",
            gap in prop::sample::select(vec![0usize, 3, PIECE - 20, PIECE]),
        ) {
            // Pieces with signs and pieces without, and texts across their borders.
            let all = parts.join("").replace(['\n', '\r'], "");
            let text = format!("\"{}{}{all}\"", " ".repeat(gap), parts.first().map_or("", String::as_str));
            let doc = Doc::from_bytes(bytes::Bytes::from(text.clone()));
            let needle = Needle::new(&needle, &doc).unwrap();
            let Finder::Text(finder) = needle.finder() else { panic!("a text is expected") };
            let expected: Vec<_> = finder.all.find_iter(text.as_bytes()).map(|found| found.range()).collect();
            let mut found = Vec::new();
            let mut at = 0;
            while let Some(hit) = finder.find(text.as_bytes(), at) {
                at = hit.end;
                found.push(hit);
            }
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(needle.count(&doc, &Stop::default()).map(|hits| hits.total), Some(expected.len()));
        }
    }
}
