//! A long text as lines: decoded and broken at its line breaks and at blanks, or as it is written. Where lines
//! begin is found from the nearest line break, or from a mark each 16 KiB, so that a text of 50 MB is left and
//! entered anywhere without reading it.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::units;
use crate::json::{decode_escape, touched};
use crate::text::safe;

/// So many bytes apart a line begins for sure.
const BLOCK: usize = 16 << 10;
/// What a tab takes.
const TAB: &str = "    ";

/// A text inside a document.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// Its bytes, without quotes.
    pub(super) range: Range<usize>,
    /// Escapes are decoded.
    pub(super) decoded: bool,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its bytes in the document.
    pub(super) bytes: Range<usize>,
    /// What is shown.
    pub(super) shown: String,
    /// Stands for what can't be shown.
    pub(super) mark: bool,
}

impl Text {
    /// The piece at a byte, its cells, and whether it ends the line.
    fn piece(&self, bytes: &[u8], at: usize, end: usize) -> (Piece, usize, bool) {
        let rest = &bytes[at..end];
        let piece = |length: usize, shown: String, mark| Piece { bytes: at..at + length, shown, mark };
        if rest[0] == b'\n' || (rest[0] == b'\r' && rest.get(1) == Some(&b'\n')) {
            return (piece(if rest[0] == b'\n' { 1 } else { 2 }, String::new(), false), 0, true);
        }
        if rest[0] == b'\\' && self.decoded {
            let (c, length) = decode_escape(rest, 0);
            let length = length.clamp(1, rest.len());
            return match c {
                Some('\n') => (piece(length, String::new(), false), 0, true),
                Some('\t') => (piece(length, TAB.into(), false), TAB.len(), false),
                Some(c) if safe::is_unsafe(c) => {
                    let mark = safe::mark(c);
                    let wide = mark.width();
                    (piece(length, mark, true), wide, false)
                }
                Some(c) => {
                    let text = String::from(c);
                    let wide = text.width();
                    (piece(length, text, false), wide, false)
                }
                None => {
                    let text = safe::visible_bytes(&rest[..length]);
                    let wide = text.width();
                    (piece(length, text, true), wide, false)
                }
            };
        }
        // A piece ends before a backslash, which combines with nothing.
        let near = &rest[..rest.len().min(units::STACKED)];
        let near = &near[..memchr::memchr(b'\\', &near[1..]).map_or(near.len(), |found| found + 1)];
        let (length, wide) =
            units::Units::of(near).next().map_or((1, 0), |(piece, wide)| (piece.len(), wide));
        let shown = safe::visible_bytes(&near[..length]);
        let mark = near[..length] != *shown.as_bytes();
        (piece(length, shown, mark), wide, false)
    }

    /// Where the block after the one of a byte begins.
    fn block_end(&self, bytes: &[u8], at: usize) -> usize {
        let block = (at - self.range.start) / BLOCK;
        let mut end = self.block(bytes, block + 1);
        if end <= at {
            end = self.block(bytes, block + 2);
        }
        end
    }

    /// Where a block begins: at the first piece after its mark.
    fn block(&self, bytes: &[u8], number: usize) -> usize {
        let at = self.range.start.saturating_add(number.saturating_mul(BLOCK));
        if number == 0 || at >= self.range.end {
            return at.min(self.range.end);
        }
        if !self.decoded {
            return units::boundary(bytes, &self.range, at);
        }
        // The last backslash near it that begins an escape; half of a pair ends where the pair does.
        let from = at.saturating_sub(12).max(self.range.start);
        let begins = (from..at).rev().find(|&i| bytes[i] == b'\\' && self.is_even(bytes, i));
        let past = begins.map_or(at, |i| (i + decode_escape(&bytes[..self.range.end], i).1.max(1)).max(at));
        let mut past = past.min(self.range.end);
        while past < self.range.end && bytes[past] & 0xC0 == 0x80 {
            past += 1;
        }
        past
    }

    /// Whether an even number of backslashes is before a byte.
    fn is_even(&self, bytes: &[u8], at: usize) -> bool {
        let from = at.saturating_sub(BLOCK).max(self.range.start);
        bytes[from..at].iter().rev().take_while(|b| **b == b'\\').count().is_multiple_of(2)
    }

    /// The line that begins at a byte: its pieces, and where the next one begins.
    pub(super) fn line(&self, bytes: &[u8], at: usize, cells: usize) -> (Vec<Piece>, usize) {
        let end = self.block_end(bytes, at).min(self.range.end);
        let (mut pieces, mut used, mut next) = (Vec::<Piece>::new(), 0, at);
        // After the last blank: how many pieces, and the byte.
        let mut blank = None;
        while next < end {
            let (piece, wide, breaks) = self.piece(bytes, next, end);
            touched::bytes(piece.bytes.len());
            if breaks {
                return (pieces, piece.bytes.end);
            }
            let is_blank = piece.shown.trim().is_empty() && wide > 0;
            if used + wide > cells && !pieces.is_empty() && !(is_blank && self.decoded) {
                if let Some((kept, byte)) = blank {
                    pieces.truncate(kept);
                    next = byte;
                }
                return (pieces, next);
            }
            used += wide;
            next = piece.bytes.end;
            pieces.push(piece);
            if is_blank && self.decoded {
                blank = Some((pieces.len(), next));
                if used > cells {
                    return (pieces, next);
                }
            }
        }
        (pieces, next)
    }

    /// Where the last `most` lines before a byte begin, in order.
    pub(super) fn before(&self, bytes: &[u8], to: usize, cells: usize, most: usize) -> Vec<usize> {
        let mut starts = std::collections::VecDeque::new();
        let mut to = to.min(self.range.end);
        while to > self.range.start && starts.len() < most {
            let from = self.sure_start(bytes, to);
            let (mut at, mut here) = (from, Vec::new());
            while at < to {
                here.push(at);
                at = self.line(bytes, at, cells).1.max(at + 1);
            }
            for start in here.into_iter().rev().take(most - starts.len()) {
                starts.push_front(start);
            }
            to = from;
        }
        starts.into()
    }

    /// The last place before a byte at which a line begins for sure: after a line break, or at a mark.
    fn sure_start(&self, bytes: &[u8], to: usize) -> usize {
        let mut block = (to - 1 - self.range.start) / BLOCK;
        let mut from = self.block(bytes, block);
        if from >= to {
            block = block.saturating_sub(1);
            from = self.block(bytes, block);
        }
        // A break that ends at `to` belongs to the line before.
        let before = &bytes[from..to - 1];
        touched::bytes(before.len());
        let raw = memchr::memrchr(b'\n', before).map(|at| from + at + 1);
        let mut escaped = None;
        if self.decoded {
            let mut end = before.len();
            while let Some(at) = memchr::memmem::rfind(&before[..end], b"\\n") {
                if from + at + 2 < to && self.is_even(bytes, from + at) {
                    escaped = Some(from + at + 2);
                    break;
                }
                end = at + 1;
            }
        }
        raw.into_iter().chain(escaped).max().unwrap_or(from)
    }

    /// Where the line begins in which a byte stands.
    pub(super) fn line_of(&self, bytes: &[u8], at: usize, cells: usize) -> usize {
        self.before(bytes, at + 1, cells, 1).first().copied().unwrap_or(self.range.start)
    }
}

/// Characters of a text as it reads.
pub(super) fn characters(raw: &[u8]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &raw[at..]) {
        count += begun(&raw[at..at + found]);
        at += found;
        at = (at + decode_escape(raw, at).1.max(1)).min(raw.len());
        count += 1;
    }
    count + begun(&raw[at..])
}

/// Each byte that does not continue a character begins one.
fn begun(raw: &[u8]) -> usize {
    raw.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::unescape;
    use proptest::prelude::*;

    fn any_text() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop_oneof![
                4 => "[a-z]{1,6} ",
                1 => Just("\\n".to_owned()),
                1 => Just("\\r\\n\\t".to_owned()),
                1 => Just("\\\\n\\\\\\\\".to_owned()),
                1 => Just("\\ud83d\\ude00\\u00e9\\u202e".to_owned()),
                1 => Just("製作所e\u{301}🇩🇪".to_owned()),
                1 => "[a-z]{30}",
            ],
            0..30,
        )
        .prop_map(|parts| parts.concat())
    }

    fn all(text: &Text, bytes: &[u8], cells: usize) -> Vec<usize> {
        let (mut at, mut starts) = (text.range.start, Vec::new());
        while at < text.range.end {
            starts.push(at);
            let next = text.line(bytes, at, cells).1;
            assert!(next > at);
            at = next;
        }
        starts
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn lines_hold_the_whole_text_and_are_found_from_behind(
            part in any_text(),
            times in prop_oneof![3 => Just(1usize), 1 => Just(500)],
            decoded in any::<bool>(),
            cells in 4usize..90,
        ) {
            let raw = part.repeat(if part.is_empty() { 1 } else { times });
            let bytes = raw.as_bytes();
            let text = Text { range: 0..bytes.len(), decoded };
            let starts = all(&text, bytes, cells);
            let mut shown = String::new();
            for start in &starts {
                let (pieces, next) = text.line(bytes, *start, cells);
                let line: String = pieces.iter().map(|piece| piece.shown.as_str()).collect();
                let line_wide = crate::text::cells::width(line.trim_end());
                prop_assert!(pieces.len() == 1 || line_wide <= cells, "{line}");
                shown.push_str(&line);
                if decoded && bytes[..next].ends_with(b"\\n") && pieces.last().is_none_or(|p| p.bytes.end < next) {
                    shown.push('\n');
                }
            }
            let whole = if decoded {
                let text = unescape(bytes).replace('\t', TAB);
                text.split('\n').map(|line| safe::visible(line).into_owned()).collect::<Vec<_>>().join("\n")
            } else {
                raw.clone()
            };
            prop_assert_eq!(shown, whole);
            let height = 7;
            prop_assert_eq!(
                text.before(bytes, bytes.len(), cells, height),
                starts[starts.len().saturating_sub(height)..].to_vec()
            );
            // All of a short text, some of a long one.
            let step = starts.len() / 40 + 1;
            for (number, pair) in starts.windows(2).enumerate().step_by(step) {
                prop_assert_eq!(text.before(bytes, pair[1], cells, 1), vec![pair[0]]);
                prop_assert_eq!(text.line_of(bytes, pair[1] - 1, cells), pair[0]);
                if number > 3 {
                    prop_assert_eq!(text.before(bytes, pair[1], cells, 3), starts[number - 2..=number].to_vec());
                }
            }
            if decoded {
                prop_assert_eq!(characters(bytes), unescape(bytes).chars().count());
            }
        }
    }
}
