//! Writes the difference between two screens in few bytes: only cells that changed, blank ends of lines by
//! one erase, scrolled rows by a scroll of the terminal. No allocation but the output.

use std::io::Write as _;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// What the terminal shows.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    /// `None`: nothing is known about the screen, so it is erased first.
    shown: Option<Buffer>,
    /// The frame before, to draw the next one into: fresh memory for each would cost more than drawing.
    spare: Option<Buffer>,
    caret: Option<Position>,
}

/// Rows that moved since the last frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scrolled {
    /// Which rows of the screen.
    pub(super) rows: Range<u16>,
    /// By how many, up where positive.
    pub(super) by: i32,
}

impl Canvas {
    /// A blank buffer for the next frame.
    pub(super) fn blank(&mut self, area: Rect) -> Buffer {
        match self.spare.take() {
            Some(mut spare) if spare.area == area => {
                spare.reset();
                spare
            }
            _ => Buffer::empty(area),
        }
    }

    /// The bytes that turn the screen into `next`, shown at once by terminals that know synchronized output.
    pub(super) fn turn_into(
        &mut self,
        next: Buffer,
        scrolled: Option<Scrolled>,
        caret: Option<Position>,
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(4096);
        out.extend_from_slice(b"\x1b[?2026h");
        let begin = out.len();
        match &mut self.shown {
            Some(shown) if shown.area == next.area => {
                if let Some(scrolled) = scrolled {
                    scroll(shown, &mut out, &scrolled);
                }
            }
            _ => {
                out.extend_from_slice(b"\x1b[0m\x1b[2J\x1b[?25l");
                *self = Self::default();
            }
        }
        let mut pen = Style::default();
        let moved = out.len();
        for y in next.area.top()..next.area.bottom() {
            self.line(&mut out, &next, y, &mut pen);
        }
        if pen != Style::default() {
            out.extend_from_slice(b"\x1b[0m");
        }
        self.spare = self.shown.replace(next);
        if caret != self.caret || (caret.is_some() && out.len() > moved) {
            match caret {
                Some(at) => {
                    let _ = write!(out, "\x1b[{};{}H", at.y + 1, at.x + 1);
                    if self.caret.is_none() {
                        out.extend_from_slice(b"\x1b[?25h");
                    }
                }
                None => out.extend_from_slice(b"\x1b[?25l"),
            }
            self.caret = caret;
        }
        if out.len() == begin {
            return Vec::new();
        }
        out.extend_from_slice(b"\x1b[?2026l");
        out
    }

    fn line(&self, out: &mut Vec<u8>, next: &Buffer, y: u16, pen: &mut Style) {
        let (left, right) = (next.area.left(), next.area.right());
        let row =
            usize::from(y) * usize::from(next.area.width)..usize::from(y + 1) * usize::from(next.area.width);
        if self.shown.as_ref().is_some_and(|shown| shown.content[row.clone()] == next.content[row.clone()]) {
            return;
        }
        // Behind this column the line is blank.
        let end = (left..right)
            .rev()
            .find(|&x| !is_blank(&next[(x, y)]))
            .map_or(left, |x| x + (wide(&next[(x, y)])).max(1))
            .min(right);
        let mut at = None;
        let mut x = left;
        while x < end {
            let cell = &next[(x, y)];
            let wide = wide(cell).clamp(1, right - x);
            let same = (x..x + wide).all(|x| *self.cell(x, y) == next[(x, y)]) && !self.is_inside_wide(x, y);
            if !same {
                match at {
                    Some(from) if from == x || bridge(out, next, from..x, y, *pen) => {}
                    _ => {
                        let _ = write!(out, "\x1b[{};{}H", y + 1, x + 1);
                    }
                }
                let style = Style::of(cell);
                if style != *pen {
                    style.write(*pen, out);
                    *pen = style;
                }
                out.extend_from_slice(cell.symbol().as_bytes());
                at = Some(x + wide);
            }
            x += wide;
        }
        if (end..right).any(|x| !is_blank(self.cell(x, y))) {
            if at != Some(end) {
                let _ = write!(out, "\x1b[{};{}H", y + 1, end + 1);
            }
            if *pen != Style::default() {
                out.extend_from_slice(b"\x1b[0m");
                *pen = Style::default();
            }
            out.extend_from_slice(b"\x1b[K");
        }
    }

    fn cell(&self, x: u16, y: u16) -> &Cell {
        self.shown.as_ref().and_then(|shown| shown.cell((x, y))).unwrap_or(&Cell::EMPTY)
    }

    /// Whether the shown cell is the second half of a wide character: what stands there is not a blank.
    fn is_inside_wide(&self, x: u16, y: u16) -> bool {
        x > 0 && wide(self.cell(x - 1, y)) > 1
    }
}

/// Scrolls the terminal, and what is known of it.
fn scroll(shown: &mut Buffer, out: &mut Vec<u8>, scrolled: &Scrolled) {
    let (rows, by) = (&scrolled.rows, scrolled.by);
    let height = i32::from(rows.end) - i32::from(rows.start);
    if by == 0 || by.abs() >= height {
        return;
    }
    let _ = write!(out, "\x1b[{};{}r", rows.start + 1, rows.end);
    // A line feed at the lower edge and a reverse index at the upper one are known to every terminal.
    let (edge, step): (u16, &[u8]) = if by > 0 { (rows.end, b"\n") } else { (rows.start + 1, b"\x1bM") };
    let _ = write!(out, "\x1b[{edge};1H");
    for _ in 0..by.abs() {
        out.extend_from_slice(step);
    }
    out.extend_from_slice(b"\x1b[r");
    let width = usize::from(shown.area.width);
    let part = usize::from(rows.start) * width..usize::from(rows.end) * width;
    let shift = by.unsigned_abs() as usize * width;
    let cells = &mut shown.content[part];
    if by > 0 {
        cells.rotate_left(shift);
        let end = cells.len();
        cells[end - shift..].fill(Cell::EMPTY);
    } else {
        cells.rotate_right(shift);
        cells[..shift].fill(Cell::EMPTY);
    }
}

/// Writes the few cells between two that changed, where that takes fewer bytes than going there.
fn bridge(out: &mut Vec<u8>, next: &Buffer, gap: Range<u16>, y: u16, pen: Style) -> bool {
    let cells = || gap.clone().map(|x| &next[(x, y)]);
    let fits = gap.len() <= 5 && cells().all(|cell| cell.symbol().len() == 1 && Style::of(cell) == pen);
    if fits {
        cells().for_each(|cell| out.extend_from_slice(cell.symbol().as_bytes()));
    }
    fits
}

/// Cells that a symbol takes.
fn wide(cell: &Cell) -> u16 {
    let symbol = cell.symbol();
    if symbol.len() == 1 { 1 } else { symbol.width() as u16 }
}

fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Style::of(cell) == Style::default()
}

/// The attributes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Style {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Default for Style {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Style {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Writes what changes `from` into this.
    fn write(self, from: Self, out: &mut Vec<u8>) {
        let from = if self.modifier == from.modifier {
            out.extend_from_slice(b"\x1b[");
            from
        } else {
            out.extend_from_slice(b"\x1b[0;");
            Self::default()
        };
        if self.modifier != from.modifier {
            for (modifier, code) in [
                (Modifier::BOLD, "1;"),
                (Modifier::DIM, "2;"),
                (Modifier::ITALIC, "3;"),
                (Modifier::UNDERLINED, "4;"),
                (Modifier::REVERSED, "7;"),
            ] {
                if self.modifier.contains(modifier) {
                    out.extend_from_slice(code.as_bytes());
                }
            }
        }
        if self.fg != from.fg {
            colour(out, self.fg, 30);
        }
        if self.bg != from.bg {
            colour(out, self.bg, 40);
        }
        // The last separator becomes the end.
        out.pop();
        out.push(b'm');
    }
}

/// A colour as an attribute: `base` is 30 for the text, 40 for what lies under it (ECMA-48, SGR; the bright
/// ones as aixterm has them).
fn colour(out: &mut Vec<u8>, colour: Color, base: u16) {
    let plain = match colour {
        Color::Reset => 9,
        Color::Rgb(r, g, b) => {
            let _ = write!(out, "{};2;{r};{g};{b};", base + 8);
            return;
        }
        Color::Indexed(index) => {
            let _ = write!(out, "{};5;{index};", base + 8);
            return;
        }
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    let _ = write!(out, "{};", base + plain);
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Style as CellStyle;

    /// What a terminal shows after the bytes.
    fn screen(parser: &vt100::Parser, buffer: &Buffer) -> Vec<String> {
        parser.screen().rows(0, buffer.area.width).collect()
    }

    fn expected(buffer: &Buffer) -> Vec<String> {
        let mut rows = Vec::new();
        for y in 0..buffer.area.height {
            let (mut row, mut x) = (String::new(), 0);
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(symbol);
                x += (symbol.width() as u16).max(1);
            }
            rows.push(row.trim_end().to_owned());
        }
        rows
    }

    fn frame(lines: &[String]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 6));
        for (y, line) in lines.iter().enumerate().take(6) {
            let style = if y % 2 == 0 { CellStyle::new() } else { CellStyle::new().fg(Color::Indexed(75)) };
            buffer.set_stringn(0, y as u16, line, 24, style);
        }
        buffer
    }

    proptest! {
        #[test]
        fn the_terminal_shows_each_frame(
            frames in prop::collection::vec((prop::collection::vec("[ab 製é]{0,30}", 6), -4i32..5), 1..8),
        ) {
            let mut parser = vt100::Parser::new(NonZeroU16::new(6).unwrap(), NonZeroU16::new(24).unwrap(), 0);
            let mut canvas = Canvas::default();
            for (lines, by) in frames {
                let next = frame(&lines);
                let scrolled = (by != 0).then_some(Scrolled { rows: 1..5, by });
                let bytes = canvas.turn_into(next.clone(), scrolled, None);
                parser.process(&bytes);
                let rows: Vec<_> = screen(&parser, &next).iter().map(|row| row.trim_end().to_owned()).collect();
                prop_assert_eq!(rows, expected(&next));
            }
        }
    }

    #[test]
    fn a_scroll_by_one_row_costs_one_row() {
        let lines: Vec<String> = (0..7).map(|n| format!("line {n} of the document")).collect();
        let mut canvas = Canvas::default();
        let first = canvas.turn_into(frame(&lines[..6]), None, None);
        let second = canvas.turn_into(frame(&lines[1..]), Some(Scrolled { rows: 0..6, by: 1 }), None);
        // The odd rows change their colour in this test, so they are written anew; the even ones too.
        assert!(second.len() < first.len() + 40);
        let third = canvas.turn_into(frame(&lines[1..]), None, None);
        assert_eq!(third, b"");
        let plain = |from: usize| Buffer::with_lines(lines[from..from + 6].iter().map(String::as_str));
        let mut canvas = Canvas::default();
        canvas.turn_into(plain(0), None, None);
        let scrolled = canvas.turn_into(plain(1), Some(Scrolled { rows: 0..6, by: 1 }), None);
        assert!(scrolled.len() < 80, "{}", String::from_utf8_lossy(&scrolled));
    }
}
