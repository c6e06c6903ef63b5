//! Text into cells: one line at a time, never further than its cells, with text from an org made safe.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{cells, safe};
use crate::tui::theme::{Look, Role};

/// Writes our own words at `x`, `y` into at most `cells` cells, with `…` at the end where they are longer; returns the
/// column after the last.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
    let room = room(buffer, x, y, cells);
    if room == 0 {
        return x;
    }
    let text = cells::cut_end(text, usize::from(room));
    buffer.set_stringn(x, y, text, usize::from(room), style).0
}

/// Writes a line of several styles into at most `cells` cells, with `…` at the end where it is longer; returns the
/// column after the last.
pub fn line(buffer: &mut Buffer, x: u16, y: u16, cells: u16, line: &Line<'_>) -> u16 {
    let room = room(buffer, x, y, cells);
    let mut column = x;
    for span in &line.spans {
        let left = (x + room).saturating_sub(column);
        column = put(buffer, column, y, left, &span.content, line.style.patch(span.style));
        if cells::width(&span.content) > usize::from(left) {
            break;
        }
    }
    column
}

/// Writes words so that their last cell is the one before `right`; returns their first column.
pub fn put_right(buffer: &mut Buffer, right: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
    let text = cells::cut_end(text, usize::from(cells));
    let x = right.saturating_sub(cells::width(&text) as u16);
    put(buffer, x, y, cells, &text, style);
    x
}

/// Writes text of the org: unsafe characters as muted marks, graphemes at `marks` in the match style.
/// Returns the column after the last cell.
pub fn put_text(
    buffer: &mut Buffer,
    at: (u16, u16, u16),
    text: &str,
    style: Style,
    marks: &[usize],
    look: &Look,
) -> u16 {
    let (x, y, cells) = at;
    let room = room(buffer, x, y, cells);
    if marks.is_empty() && matches!(safe::visible(text), Cow::Borrowed(_)) {
        return put(buffer, x, y, room, text, style);
    }
    let end = x + room;
    let mut column = x;
    for (i, grapheme) in text.graphemes(true).enumerate() {
        let hit = if marks.contains(&i) { style.patch(look.style(Role::Match)) } else { style };
        let (shown, style) = match safe::visible(grapheme) {
            Cow::Borrowed(same) => (Cow::Borrowed(same), hit),
            Cow::Owned(mark) => (Cow::Owned(mark), look.style(Role::Muted)),
        };
        if column + cells::width(&shown) as u16 > end {
            break;
        }
        column = put(buffer, column, y, end - column, &shown, style);
    }
    column
}

/// Fills a row from `x` to before `right` with one glyph.
pub fn rule(buffer: &mut Buffer, x: u16, right: u16, y: u16, glyph: &str, style: Style) {
    for x in x..right {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(glyph).set_style(style);
        }
    }
}

/// An upright line over the height of `area` at its left edge.
pub fn upright(buffer: &mut Buffer, area: Rect, look: &Look) {
    for y in area.y..area.bottom() {
        put(buffer, area.x, y, 1, look.glyphs().upright, look.style(Role::Normal));
    }
}

/// Empties `area`: blanks in the terminal's own colours.
pub fn clear(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            buffer[(x, y)].reset();
        }
        // A wide character that began left of the area would reach into it.
        if area.x > buffer.area.x && cells::width(buffer[(area.x - 1, y)].symbol()) > 1 {
            buffer[(area.x - 1, y)].set_symbol(" ");
        }
    }
}

/// The rows of `area` one by one, for views that write line after line.
pub fn row(area: Rect, n: u16) -> Option<Rect> {
    (n < area.height).then(|| Rect { y: area.y + n, height: 1, ..area })
}

fn room(buffer: &Buffer, x: u16, y: u16, cells: u16) -> u16 {
    let area = buffer.area;
    if y < area.y || y >= area.bottom() || x < area.x || x >= area.right() {
        return 0;
    }
    cells.min(area.right() - x)
}

/// The text of each row of a buffer: for tests and for `--plain`.
pub fn lines(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width).max(1);
    let row = |row: &[ratatui::buffer::Cell]| {
        let (mut line, mut skip) = (String::new(), 0);
        for cell in row {
            if skip == 0 {
                line.push_str(cell.symbol());
            }
            skip = if skip == 0 { cells::width(cell.symbol()).saturating_sub(1) } else { skip - 1 };
        }
        line
    };
    buffer.content.chunks(width).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};

    #[test]
    fn text_stays_in_its_cells_and_wide_characters_are_not_split() {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 1));
        let end = put_text(&mut buffer, (1, 0, 4), "a製作所", Style::new(), &[1], &look);
        assert_eq!(end, 4);
        assert_eq!(lines(&buffer), [" a製      "]);
        put(&mut buffer, 90, 0, 4, "far", Style::new());
        put(&mut buffer, 0, 7, 4, "below", Style::new());
    }

    #[test]
    fn unsafe_characters_of_the_org_are_shown_and_muted() {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 1));
        put_text(&mut buffer, (0, 0, 14), "a\u{202e}b", Style::new(), &[], &look);
        assert_eq!(lines(&buffer), ["a⟨U+202E⟩b    "]);
        assert_eq!(buffer[(3, 0)].fg, look.style(Role::Muted).fg.unwrap());
    }

    #[test]
    fn clearing_cuts_a_wide_character_that_reaches_in() {
        let mut buffer = Buffer::with_lines(["製製x"]);
        clear(&mut buffer, Rect::new(1, 0, 2, 1));
        assert_eq!(buffer[(0, 0)].symbol(), " ");
    }
}
