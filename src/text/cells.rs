//! Widths, cuts and columns, counted in terminal cells and never in characters.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What is where something was cut.
pub const ELLIPSIS: char = '…';

/// The number of cells that `text` takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The longest beginning of `text` that fits into `cells`, and the cells it takes.
pub fn prefix(text: &str, cells: usize) -> (&str, usize) {
    let (mut end, mut used) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = grapheme.width();
        if used + wide > cells {
            break;
        }
        (end, used) = (at + grapheme.len(), used + wide);
    }
    (&text[..end], used)
}

/// The longest end of `text` that fits into `cells`.
pub fn suffix(text: &str, cells: usize) -> &str {
    let (mut start, mut used) = (text.len(), 0);
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > cells {
            break;
        }
        start = at;
    }
    &text[start..]
}

/// `text` cut at its end, with `…` as the last cell where something was lost.
pub fn cut_end(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}{ELLIPSIS}", prefix(text, cells - 1).0))
}

/// `text` cut in its middle, so that beginning and end stay: for hosts, object and field names, ids, paths.
pub fn cut_middle(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells < 3 {
        return cut_end(text, cells);
    }
    let tail = (cells - 1) / 2;
    let head = cells - 1 - tail;
    Cow::Owned(format!("{}{ELLIPSIS}{}", prefix(text, head).0, suffix(text, tail)))
}

/// `text` in exactly `cells` cells, at the left; cut at its end where it is longer.
pub fn left(text: &str, cells: usize) -> String {
    let cut = cut_end(text, cells);
    let pad = cells.saturating_sub(width(&cut));
    format!("{cut}{:pad$}", "")
}

/// `text` in exactly `cells` cells, at the right; cut at its end where it is longer.
pub fn right(text: &str, cells: usize) -> String {
    let cut = cut_end(text, cells);
    let pad = cells.saturating_sub(width(&cut));
    format!("{:pad$}{cut}", "")
}

/// `text` broken at blanks into lines of at most `cells` cells; a word longer than a line is broken inside, where
/// it has one after a sign that joins its parts: hosts, paths, names.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut used) = (String::new(), 0);
        for word in paragraph.split(' ') {
            let mut word = word;
            let wide = width(word);
            if used > 0 && used + 1 + wide > cells {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            while width(word) > cells {
                let head = head_of(word, cells);
                if head.is_empty() {
                    break;
                }
                lines.push(head.to_owned());
                word = &word[head.len()..];
            }
            line.push_str(word);
            used += width(word);
        }
        lines.push(line);
    }
    lines
}

/// The beginning of a word that is too long for a line, up to its last joint in the second half of that line.
fn head_of(word: &str, cells: usize) -> &str {
    let (head, _) = prefix(word, cells);
    match head.rfind(['.', '-', '/', '_', ':', '@', '?', '&', '=', ',', ';']) {
        Some(at) if width(&head[..=at]) * 2 >= cells => &head[..=at],
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_cells() {
        for (text, cells) in [("abc", 3), ("製作所", 6), ("กรุงเทพฯ", 7), ("é", 1), ("e\u{301}", 1), ("", 0)]
        {
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn cuts_never_exceed_and_never_split_a_grapheme() {
        for text in ["abcdefgh", "株式会社山田製作所", "กรุงเทพมหานคร", "e\u{301}e\u{301}e\u{301}e\u{301}"]
        {
            for cells in 0..12 {
                for cut in [cut_end(text, cells), cut_middle(text, cells)] {
                    assert!(width(&cut) <= cells, "{cut} is wider than {cells}");
                }
                assert_eq!(width(&left(text, cells)), cells);
                assert_eq!(width(&right(text, cells)), cells);
            }
        }
        assert_eq!(cut_middle("acme--uat.sandbox.my.salesforce.com", 20), "acme--uat.…force.com");
    }

    #[test]
    fn wrapping_keeps_every_word() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("a\n\nb", 4), ["a", "", "b"]);
        assert_eq!(wrap("acme--uat.my.salesforce.com", 20), ["acme--uat.my.", "salesforce.com"]);
        assert_eq!(wrap("a.bcdefghijklmno", 8), ["a.bcdefg", "hijklmno"]);
    }
}
