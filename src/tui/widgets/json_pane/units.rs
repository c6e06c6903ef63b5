//! In what pieces bytes are shown: a grapheme, the mark of an unsafe character, a byte that belongs to none.
//! What is far inside a long text is found without reading what is before it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::json::touched;
use crate::text::{cells, safe};

/// The beginning of a text that is measured cell by cell. Behind it one byte counts as one column, so that
/// any place in a text of 50 MB is found by its number alone.
pub(super) const MEASURED: usize = 4096;

/// One grapheme may not bring more bytes than this into a cell: marks can be stacked without end.
pub(super) const STACKED: usize = 256;

/// Pieces of text in order: the bytes of each, and its cells.
pub(super) struct Units<'a> {
    raw: &'a [u8],
    at: usize,
}

impl<'a> Units<'a> {
    pub(super) fn of(raw: &'a [u8]) -> Self {
        Self { raw, at: 0 }
    }
}

impl Iterator for Units<'_> {
    type Item = (Range<usize>, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.raw.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (length, wide) = first(rest);
        let start = self.at;
        self.at += length;
        Some((start..self.at, wide))
    }
}

fn first(rest: &[u8]) -> (usize, usize) {
    if matches!(rest[0], b' '..=b'~') && rest.get(1).is_none_or(u8::is_ascii) {
        return (1, 1);
    }
    let near = &rest[..rest.len().min(STACKED)];
    let valid = near.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    if valid.is_empty() {
        return (1, "\\xNN".len());
    }
    let end = match safe::find(valid) {
        Some((0, c)) => return (c.len_utf8(), cells::width(&safe::mark(c))),
        found => found.map_or(valid.len(), |(at, _)| at),
    };
    let grapheme = valid[..end].graphemes(true).next().unwrap_or_default();
    // Marks too many on one letter are a sign after it.
    let wide = grapheme.width();
    (grapheme.len(), wide + usize::from(wide > 0 && safe::stacked(grapheme).is_some()))
}

/// The cells that bytes take.
pub(super) fn width(raw: &[u8]) -> usize {
    touched::bytes(raw.len());
    if raw.iter().all(|b| matches!(b, b' '..=b'~')) {
        return raw.len();
    }
    Units::of(raw).map(|(_, wide)| wide).sum()
}

/// The first place from `at` on where a piece of the text `range` begins. Looks at some bytes around it.
pub(super) fn boundary(bytes: &[u8], range: &Range<usize>, at: usize) -> usize {
    let end = range.end.min(bytes.len());
    if at <= range.start || at >= end {
        return at.clamp(range.start, end.max(range.start));
    }
    // Between two letters of ASCII a piece ends for sure.
    let from = at.saturating_sub(STACKED).max(range.start);
    let sure = (from + 1..=at).rev().find(|&i| {
        let pair = [bytes[i - 1], bytes[i]];
        pair.iter().all(|b| matches!(b, b' '..=b'~'))
    });
    let begin = sure.unwrap_or_else(|| {
        let mut begin = from;
        while begin < at && bytes[begin] & 0xC0 == 0x80 {
            begin += 1;
        }
        begin
    });
    let near = &bytes[begin..end.min(at + STACKED)];
    touched::bytes(near.len());
    let past = Units::of(near).map(|(piece, _)| begin + piece.start).find(|&start| start >= at);
    past.unwrap_or(end.min(at + STACKED))
}

/// The column at which a byte of a long text stands, from the text's first cell.
pub(super) fn column(bytes: &[u8], range: &Range<usize>, byte: usize) -> usize {
    let byte = byte.clamp(range.start, range.end);
    if byte - range.start <= MEASURED {
        return width(&bytes[range.start..byte]);
    }
    let head = boundary(bytes, range, range.start + MEASURED);
    width(&bytes[range.start..head]) + byte.saturating_sub(head)
}

/// Where in a text to begin, so that its first `skip` columns are left out: the byte, and how many columns
/// are still to be left out from there. `None` if all of it is left out; the columns are then those left
/// of what follows.
pub(super) fn place(bytes: &[u8], range: &Range<usize>, skip: usize) -> (Option<usize>, usize) {
    let all = range.len();
    if skip == 0 || all <= MEASURED {
        return (Some(range.start), skip);
    }
    let head = boundary(bytes, range, range.start + MEASURED);
    let measured = width(&bytes[range.start..head]);
    if skip < measured {
        return (Some(range.start), skip);
    }
    let at = head.saturating_add(skip - measured);
    if at >= range.end {
        return (None, at - range.end);
    }
    (Some(boundary(bytes, range, at)), 0)
}

/// The bytes from `at` on that fit into so many cells.
pub(super) fn ahead(bytes: &[u8], range: &Range<usize>, at: usize, cells: usize) -> usize {
    let end = range.end.min(bytes.len()).min(at.saturating_add(cells * 4 + STACKED));
    let near = bytes.get(at..end).unwrap_or(&[]);
    touched::bytes(near.len());
    let mut used = 0;
    let fits = Units::of(near).take_while(|(_, wide)| {
        used += wide;
        used <= cells
    });
    fits.map(|(piece, _)| piece.end).last().unwrap_or(0)
}

/// The bytes before `at` that fit into so many cells.
pub(super) fn behind(bytes: &[u8], range: &Range<usize>, at: usize, cells: usize) -> usize {
    let begin = boundary(bytes, range, at.saturating_sub(cells * 4).max(range.start));
    let near = bytes.get(begin..at).unwrap_or(&[]);
    touched::bytes(near.len());
    let pieces: Vec<_> = Units::of(near).collect();
    let mut used = 0;
    let fits = pieces.iter().rev().take_while(|(_, wide)| {
        used += wide;
        used <= cells
    });
    fits.map(|(piece, _)| at - (begin + piece.start)).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_too_many_on_a_letter_take_one_more_cell_for_their_sign() {
        let tower = |marks: usize| format!("e{}x", "\u{301}".repeat(marks));
        assert_eq!(width(tower(3).as_bytes()), 2);
        for marks in [9, 100, 5000] {
            let text = tower(marks);
            assert_eq!(width(text.as_bytes()), 3, "{marks}");
            assert_eq!(cells::width(&safe::visible(&text)), 3, "what is shown is as wide as what is counted");
        }
    }
}
