//! Finding a regular expression in bytes. Alone it is quick where its matches begin with something rare, and slow
//! where they begin as everything in the document does. So it is given an anchor: pieces of text of which every
//! match has one in it, near its beginning, and which are the rarest in a sample of the document. What lies
//! between anchors is never looked at by the expression.

use std::fmt::Write as _;
use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Literal};
use regex_syntax::hir::{Hir, HirKind};

/// Finds a regular expression.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    regex: Regex,
    anchor: Option<Anchor>,
    /// No match reaches further from its beginning, what it looks at after its end among it; `None` if nobody
    /// knows.
    reach: Option<usize>,
}

/// Pieces of text, one of which is in every match.
#[derive(Clone, Debug)]
struct Anchor {
    pieces: Regex,
    /// So many bytes before a piece its match begins, at least and at most.
    before: (usize, usize),
}

/// Parts of an expression (mostly characters) that make a piece, and how many places for one are tried.
const PIECE: usize = 3;
const PLACES: usize = 48;
/// More different pieces can't be looked for together at the memory's speed.
const MOST_PIECES: usize = 48;
/// An anchor that stands more often than each so many bytes saves nothing.
const DENSE: usize = 64;
/// How a character is told by what is after a match: it takes at most so many bytes.
const BEHIND: usize = 4;

impl Finder {
    /// Makes an expression ready for a document. Fails where it can't be read, with the reason in words.
    pub(super) fn new(pattern: &str, exact_case: bool, document: &[u8]) -> Result<Self, String> {
        let regex = RegexBuilder::new(pattern)
            .case_insensitive(!exact_case)
            .multi_line(true)
            .size_limit(8 << 20)
            .build()
            .map_err(|error| match error {
                regex::Error::Syntax(text) => {
                    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
                }
                _ => "the regular expression is too large".into(),
            })?;
        let tree = regex_syntax::ParserBuilder::new()
            .utf8(false)
            .case_insensitive(!exact_case)
            .multi_line(true)
            .build()
            .parse(pattern);
        let Ok(tree) = tree else { return Ok(Self { regex, anchor: None, reach: None }) };
        let reach = tree.properties().maximum_len().map(|most| most.saturating_add(BEHIND));
        // One text is found at the memory's speed as it is; and around an anchor a match without an end would be
        // looked for up to the document's.
        let needs_none = tree.properties().is_literal() || reach.is_none();
        let anchor = if needs_none { None } else { Anchor::rarest(&tree, document) };
        Ok(Self { regex, anchor, reach })
    }

    /// The first match that begins at or after `from`; it may be empty.
    pub(super) fn find(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        let (Some(anchor), Some(reach)) = (&self.anchor, self.reach) else {
            return self.regex.find_at(bytes, from.min(bytes.len())).map(|found| found.range());
        };
        let (least, most) = anchor.before;
        // Before `begin` no match begins.
        let (mut begin, mut next) = (from, from.saturating_add(least));
        for tried in 0.. {
            if next > bytes.len() {
                break;
            }
            // The sample can be wrong about a part of the document.
            if tried >= DENSE && begin - from < tried * DENSE {
                return self.regex.find_at(bytes, begin).map(|found| found.range());
            }
            let piece = anchor.pieces.find_at(bytes, next)?.start();
            begin = begin.max(piece.saturating_sub(most));
            let around = &bytes[..bytes.len().min(piece.saturating_add(reach))];
            // One that begins after the piece may be cut short here; it has a piece of its own.
            let found = self.regex.find_at(around, begin).filter(|found| found.start() <= piece);
            if let Some(found) = found {
                return Some(found.range());
            }
            (begin, next) = (piece + 1, piece + 1);
        }
        None
    }

    /// How far a match reaches at most; `None` if nobody knows.
    pub(super) fn reach(&self) -> Option<usize> {
        self.reach
    }
}

impl Anchor {
    /// The anchor that is rarest in the document; none where it is not rare enough.
    fn rarest(tree: &Hir, document: &[u8]) -> Option<Self> {
        let sample = Sample::of(document);
        let (count, pieces, before) = places(tree)
            .into_iter()
            .map(|(pieces, before)| (sample.count(&pieces), pieces, before))
            .min_by_key(|(count, pieces, _)| (*count, pieces.len()))?;
        if count * DENSE > sample.bytes {
            return None;
        }
        Self::new(&pieces, before)
    }

    fn new(pieces: &[Literal], before: (usize, usize)) -> Option<Self> {
        let mut pattern = String::new();
        for piece in pieces {
            pattern.push_str(if pattern.is_empty() { "" } else { "|" });
            for byte in piece.as_bytes() {
                let _ = write!(pattern, "\\x{byte:02X}");
            }
        }
        let pieces = RegexBuilder::new(&pattern).unicode(false).build().ok()?;
        Some(Self { pieces, before })
    }
}

/// The places in an expression at which one of a few pieces of text must stand, with the bytes before them.
fn places(tree: &Hir) -> Vec<(Vec<Literal>, (usize, usize))> {
    let mut parts = Vec::new();
    split(tree, &mut parts);
    let mut found = Vec::new();
    if parts.len() < 2 {
        return found;
    }
    let (mut least, mut most) = (0, 0);
    for at in 0..parts.len().min(PLACES) {
        let end = parts.len().min(at + PIECE);
        let mut pieces = Extractor::new()
            .kind(ExtractKind::Prefix)
            .limit_total(MOST_PIECES)
            .limit_literal_len(8)
            .extract(&Hir::concat(parts[at..end].to_vec()));
        pieces.sort();
        pieces.dedup();
        if let Some(pieces) = pieces.literals()
            && pieces.iter().all(|piece| !piece.is_empty())
            && (1..=MOST_PIECES).contains(&pieces.len())
        {
            found.push((pieces.to_vec(), (least, most)));
        }
        let size = parts[at].properties();
        let (Some(shortest), Some(longest)) = (size.minimum_len(), size.maximum_len()) else { break };
        (least, most) = (least + shortest, most + longest);
    }
    found
}

/// Splits an expression into what must match one after the other; texts into their bytes.
fn split(tree: &Hir, parts: &mut Vec<Hir>) {
    match tree.kind() {
        HirKind::Concat(inner) => inner.iter().for_each(|part| split(part, parts)),
        HirKind::Capture(group) => split(&group.sub, parts),
        HirKind::Literal(text) => parts.extend(text.0.iter().map(|&byte| Hir::literal([byte]))),
        _ => parts.push(tree.clone()),
    }
}

/// How often bytes, and pairs of them, are in some parts of a document.
struct Sample {
    bytes: usize,
    single: Vec<u32>,
    pairs: Vec<u32>,
}

impl Sample {
    /// Parts that are looked at, and the bytes of each.
    const PARTS: usize = 16;
    const PART: usize = 4 << 10;

    fn of(document: &[u8]) -> Self {
        let mut sample = Self { bytes: 0, single: vec![0; 1 << 8], pairs: vec![0; 1 << 16] };
        let step = (document.len() / Self::PARTS).max(Self::PART);
        for part in document.chunks(step) {
            let part = &part[..part.len().min(Self::PART)];
            sample.bytes += part.len();
            part.iter().for_each(|&byte| sample.single[usize::from(byte)] += 1);
            part.windows(2).for_each(|pair| sample.pairs[Self::pair(pair)] += 1);
        }
        sample
    }

    fn pair(pair: &[u8]) -> usize {
        usize::from(pair[0]) << 8 | usize::from(pair[1])
    }

    /// How often one of the pieces is in it at most, as far as their pairs tell.
    fn count(&self, pieces: &[Literal]) -> usize {
        let one = |piece: &Literal| {
            let rarest = piece.as_bytes().windows(2).map(|pair| self.pairs[Self::pair(pair)]).min();
            rarest
                .unwrap_or_else(|| piece.as_bytes().iter().map(|&byte| self.single[usize::from(byte)]).sum())
        };
        pieces.iter().map(|piece| one(piece) as usize).sum()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::super::{Doc, Needle, Stop};
    use super::*;

    fn all(mut find: impl FnMut(usize) -> Option<Range<usize>>) -> Vec<Range<usize>> {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(hit) = find(at) {
            at = hit.end.max(hit.start + 1);
            found.push(hit);
        }
        found
    }

    fn any_document() -> impl Strategy<Value = String> {
        let part = "[aksüßé]{1,3}|[AKSÜ]{1,2}|\\\\u00(fc|DC|6b|e9)|\\\\u017f|\u{212A}|ſ|İ|ı|ẞ|\\\\/|/|\\\\\"|\\\\n|20[12][0-9]-[01][0-9]|٣|.{0,9}";
        prop::collection::vec(part, 0..60).prop_map(|parts| parts.join("").replace(['\n', '\r'], ""))
    }

    fn any_pattern() -> impl Strategy<Value = String> {
        let parts = [
            "a",
            "k",
            "ks",
            "s",
            "ü",
            "ß",
            "é",
            "/",
            "\"",
            "20",
            "-",
            "\\\\",
            "\\d",
            "\\d{2,4}",
            "\\d\\d",
            "[12]?",
            "\\b",
            "^",
            "$",
            "(a|ks?)",
            "(ü|é)?",
            "\\w{0,3}",
            ".?",
            "[^a]",
            "k*",
            "a+",
            "(?:s|ß|20)",
            "(?-u:\\b)",
        ];
        prop_oneof![
            "[aksüéßi/]{1,5}|[AKSÜ]{1,3}|[ks]ü?[ka]",
            prop::collection::vec(prop::sample::select(parts.to_vec()), 1..6)
                .prop_map(|parts| parts.concat()),
        ]
    }

    proptest! {
        #[test]
        fn with_any_anchor_it_finds_what_the_expression_alone_finds(
            text in any_document(),
            pattern in any_pattern(),
            exact_case in any::<bool>(),
            times in prop_oneof![4 => Just(1usize), 1 => Just(30)],
        ) {
            let text = text.repeat(times);
            let mut finder = Finder::new(&pattern, exact_case, text.as_bytes()).unwrap();
            let expected =
                all(|at| finder.regex.find_at(text.as_bytes(), at.min(text.len())).map(|found| found.range())
                    .filter(|_| at <= text.len()));
            prop_assert_eq!(all(|at| finder.find(text.as_bytes(), at).filter(|_| at <= text.len())), expected.clone());
            let tree = regex_syntax::ParserBuilder::new()
                .utf8(false).case_insensitive(!exact_case).multi_line(true).build().parse(&pattern).unwrap();
            if finder.reach.is_some() {
                for (pieces, before) in places(&tree) {
                    finder.anchor = Anchor::new(&pieces, before);
                    prop_assert!(finder.anchor.is_some());
                    let found = all(|at| finder.find(text.as_bytes(), at).filter(|_| at <= text.len()));
                    prop_assert_eq!(&found, &expected, "{:?} {:?}", pieces, before);
                }
            }
        }

        #[test]
        fn a_needle_has_every_hit_once_also_where_windows_meet(
            text in any_document(),
            pattern in any_pattern(),
            is_text in any::<bool>(),
            times in 1usize..60,
        ) {
            let text = format!("\"{}\"", text.repeat(times));
            let doc = Doc::from_bytes(Bytes::from(text.clone()));
            let needle = if is_text { pattern } else { format!("re:{pattern}") };
            let Ok(needle) = Needle::new(&needle, &doc) else { return Ok(()) };
            prop_assume!(needle.finder().reach().is_some());
            let regex = &needle.finder().regex;
            let expected: Vec<_> =
                regex.find_iter(text.as_bytes()).map(|found| found.range()).filter(|hit| !hit.is_empty()).collect();
            let found = all(|at| needle.first(&doc, at..text.len(), &Stop::default()).map(|hit| hit.range));
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(needle.count(&doc, 0..doc.size(), &Stop::default()).map(|hits| hits.total), Some(expected.len()));
        }

        /// Against the decoded text, which knows no spellings.
        #[test]
        fn text_is_found_however_it_is_written(
            text in prop::collection::vec((prop::sample::select("kK\u{212A}sSſßẞİiıüÜ/😀製".chars().collect::<Vec<_>>()), 0u8..4), 1..80),
            needle in "[kKsſßẞİiıü/😀製]{1,3}",
            gap in 0usize..3000,
        ) {
            let mut written = "\"".to_owned() + &"-".repeat(gap);
            for (c, way) in &text {
                let hex = |unit: &u16| if *way == 1 { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
                match way {
                    1 | 2 => written.extend(c.encode_utf16(&mut [0; 2]).iter().map(hex)),
                    3 if *c == '/' => written.push_str("\\/"),
                    _ => written.push(*c),
                }
            }
            let doc = Doc::from_bytes(Bytes::from(written + "\""));
            prop_assert_eq!(doc.first_error(), None);
            let exact = needle.chars().any(char::is_uppercase);
            let plain = RegexBuilder::new(&regex::escape(&needle)).case_insensitive(!exact).build().unwrap();
            let expected = plain.find_iter(doc.text(0).as_bytes()).count();
            let found = Needle::new(&needle, &doc).unwrap().count(&doc, 0..doc.size(), &Stop::default()).map(|hits| hits.total);
            prop_assert_eq!(found, Some(expected), "{}", needle);
        }
    }

    #[test]
    fn the_anchor_is_what_is_rare_in_the_document() {
        let document = r#"{"name":"Firma 1","date":"2026-11-02"},"#.repeat(1000);
        let anchor = |pattern: &str| {
            let finder = Finder::new(pattern, false, document.as_bytes()).unwrap();
            finder.anchor.map(|anchor| (anchor.pieces.to_string(), anchor.before))
        };
        assert_eq!(anchor("2026-1[12]-\\d\\dT08"), Some((r"\x30\x38".into(), (11, 17))));
        let (pieces, before) = anchor("firma 9").unwrap();
        assert!(pieces.contains(r"\x20\x39"), "{pieces}");
        assert_eq!(before.0, before.1);
        // All of it is in every record, it is one text, it has no end: no anchor would spare anything.
        for none in ["date.:", "\\d\\d-1", "11-02", "q.*z"] {
            assert_eq!(anchor(none), None, "{none}");
        }
    }
}
