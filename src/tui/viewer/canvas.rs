//! Writes the difference between two screens in few bytes: only cells that changed, blank ends of lines by
//! one erase, scrolled rows by a scroll of the terminal. Rows that the caller keeps are neither drawn nor
//! looked at. No allocation but the output.

use std::io::Write as _;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// What the terminal shows.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    /// The rows on the screen, each up to its last cell that is not blank. Empty: nothing is known about the
    /// screen, so it is erased first.
    shown: Vec<Vec<Cell>>,
    /// What the next frame is drawn into.
    next: Buffer,
    /// The rows of `next` that are drawn in this frame; the others stay as they are.
    drawn: Vec<bool>,
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
    /// Begins a frame: a buffer that is blank but for the rows that are kept. What is drawn over those is lost.
    pub(super) fn begin(&mut self, area: Rect, keeps: impl Fn(u16) -> bool) -> &mut Buffer {
        if self.next.area != area {
            *self = Self { next: Buffer::empty(area), ..Self::default() };
            self.drawn = vec![true; usize::from(area.height)];
            return &mut self.next;
        }
        let is_known = !self.shown.is_empty();
        for (y, row) in self.next.content.chunks_mut(usize::from(area.width.max(1))).enumerate() {
            self.drawn[y] = !(is_known && keeps(y as u16));
            if self.drawn[y] {
                row.fill(Cell::EMPTY);
            }
        }
        &mut self.next
    }

    /// Ends the frame: the bytes that turn the screen into it, shown at once by terminals that know
    /// synchronized output. Rows that are kept are those that are there after the scroll.
    pub(super) fn end(&mut self, scrolled: Option<Scrolled>, caret: Option<Position>) -> Vec<u8> {
        let mut out = Vec::with_capacity(8192);
        out.extend_from_slice(b"\x1b[?2026h");
        let begin = out.len();
        if self.shown.is_empty() {
            out.extend_from_slice(b"\x1b[0m\x1b[2J\x1b[?25l");
            self.shown.resize(usize::from(self.next.area.height), Vec::new());
            self.caret = None;
        } else if let Some(scrolled) = scrolled {
            scroll(&mut self.shown, &mut out, &scrolled);
        }
        let mut pen = Style::default();
        let moved = out.len();
        let rows = self.next.content.chunks_mut(usize::from(self.next.area.width.max(1)));
        for ((y, next), (shown, drawn)) in rows.enumerate().zip(self.shown.iter_mut().zip(&self.drawn)) {
            if *drawn {
                line(&mut out, shown, next, y, &mut pen);
            }
        }
        plain(&mut out, &mut pen);
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
}

#[cfg(test)]
impl Canvas {
    /// What the terminal shows, with its cursor.
    pub(super) fn shown(&self) -> (&[Vec<Cell>], Option<Position>) {
        (&self.shown, self.caret)
    }
}

/// From so many blanks on they are erased rather than written, though the cursor has to go on by itself then.
const ERASED: usize = 16;

/// Writes what turns one row into another, and takes over the new one.
fn line(out: &mut Vec<u8>, shown: &mut Vec<Cell>, next: &mut [Cell], y: usize, pen: &mut Style) {
    // Behind this column the row is blank.
    let last = next.iter().rposition(|cell| *cell != Cell::EMPTY && !is_blank(cell));
    let end = last.map_or(0, |x| (x + wide(&next[x]).max(1)).min(next.len()));
    let row = &next[..end];
    if shown[..] == *row {
        return;
    }
    let blank = Cell::EMPTY;
    let before = |x: usize| shown.get(x).unwrap_or(&blank);
    let mut at = None;
    let mut x = 0;
    while x < end {
        let wide = wide(&row[x]).clamp(1, end - x);
        // What is behind the first half of a wide character is not what the cell says.
        let inside = x > 0 && self::wide(before(x - 1)) > 1;
        if inside || (x..x + wide).any(|x| *before(x) != row[x]) {
            match at {
                Some(from) if from == x || bridge(out, &row[from..x], *pen) => {}
                _ => go(out, x, y),
            }
            let blanks = row[x..].iter().take_while(|cell| is_blank(cell)).count();
            if blanks >= ERASED {
                plain(out, pen);
                let _ = write!(out, "\x1b[{blanks}X");
                (at, x) = (None, x + blanks);
                continue;
            }
            let style = Style::of(&row[x]);
            if style != *pen {
                style.write(*pen, out);
                *pen = style;
            }
            out.extend_from_slice(row[x].symbol().as_bytes());
            at = Some(x + wide);
        }
        x += wide;
    }
    if shown.len() > end {
        if at != Some(end) {
            go(out, end, y);
        }
        plain(out, pen);
        out.extend_from_slice(b"\x1b[K");
    }
    shown.resize(end, Cell::EMPTY);
    shown.swap_with_slice(&mut next[..end]);
}

/// Back to the terminal's own colours.
fn plain(out: &mut Vec<u8>, pen: &mut Style) {
    if *pen != Style::default() {
        out.extend_from_slice(b"\x1b[0m");
        *pen = Style::default();
    }
}

fn go(out: &mut Vec<u8>, x: usize, y: usize) {
    let _ = write!(out, "\x1b[{};{}H", y + 1, x + 1);
}

/// Scrolls the terminal, and what is known of it.
fn scroll(shown: &mut [Vec<Cell>], out: &mut Vec<u8>, scrolled: &Scrolled) {
    let (rows, by) = (&scrolled.rows, scrolled.by);
    let shift = by.unsigned_abs() as usize;
    if by == 0 || shift >= rows.len() {
        return;
    }
    let _ = write!(out, "\x1b[{};{}r", rows.start + 1, rows.end);
    // A line feed at the lower edge and a reverse index at the upper one are known to every terminal. It is
    // the vertical one, which does the same, as standard output is sent off at each `\n`.
    let (edge, step): (u16, &[u8]) = if by > 0 { (rows.end, b"\x0b") } else { (rows.start + 1, b"\x1bM") };
    let _ = write!(out, "\x1b[{edge};1H");
    for _ in 0..shift {
        out.extend_from_slice(step);
    }
    out.extend_from_slice(b"\x1b[r");
    let rows = &mut shown[usize::from(rows.start)..usize::from(rows.end)];
    let new = if by > 0 {
        rows.rotate_left(shift);
        rows.len() - shift..rows.len()
    } else {
        rows.rotate_right(shift);
        0..shift
    };
    rows[new].iter_mut().for_each(Vec::clear);
}

/// Writes the few cells between two that changed, where that takes fewer bytes than going there.
fn bridge(out: &mut Vec<u8>, gap: &[Cell], pen: Style) -> bool {
    let fits = gap.len() <= 5 && gap.iter().all(|cell| cell.symbol().len() == 1 && Style::of(cell) == pen);
    if fits {
        gap.iter().for_each(|cell| out.extend_from_slice(cell.symbol().as_bytes()));
    }
    fits
}

/// Cells that a symbol takes.
fn wide(cell: &Cell) -> usize {
    let symbol = cell.symbol();
    if symbol.len() == 1 { 1 } else { symbol.width() }
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

    fn turn_into(canvas: &mut Canvas, next: &Buffer, scrolled: Option<Scrolled>) -> Vec<u8> {
        canvas.begin(next.area, |_| false).merge(next);
        canvas.end(scrolled, None)
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
            frames in prop::collection::vec(
                (prop::collection::vec(("[ab 製é]{0,20} {0,20}[ab 製é]{0,9}", any::<bool>()), 6), -4i32..5),
                1..8,
            ),
        ) {
            let mut parser = vt100::Parser::new(NonZeroU16::new(6).unwrap(), NonZeroU16::new(24).unwrap(), 0);
            let mut canvas = Canvas::default();
            let mut before: Vec<String> = Vec::new();
            for (lines, by) in frames {
                let (lines, keeps): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
                let next = frame(&lines);
                let scrolled = (by != 0).then_some(Scrolled { rows: 1..5, by });
                let mut now = expected(&next);
                if !before.is_empty() {
                    if by.abs() < 4 && by > 0 {
                        before[1..5].rotate_left(by as usize);
                        before[5 - by as usize..5].fill(String::new());
                    } else if by.abs() < 4 {
                        before[1..5].rotate_right(-by as usize);
                        before[1..1 + -by as usize].fill(String::new());
                    }
                    for y in (0..6).filter(|&y| keeps[y]) {
                        now[y].clone_from(&before[y]);
                    }
                }
                // What is drawn over rows that are kept must not be seen.
                canvas.begin(next.area, |y| keeps[usize::from(y)]).merge(&next);
                parser.process(&canvas.end(scrolled, None));
                let rows: Vec<_> = screen(&parser, &next).iter().map(|row| row.trim_end().to_owned()).collect();
                prop_assert_eq!(&rows, &now);
                before = now;
            }
        }
    }

    #[test]
    fn a_scroll_by_one_row_costs_one_row() {
        let lines: Vec<String> = (0..7).map(|n| format!("line {n} of the document")).collect();
        let mut canvas = Canvas::default();
        let first = turn_into(&mut canvas, &frame(&lines[..6]), None);
        let second = turn_into(&mut canvas, &frame(&lines[1..]), Some(Scrolled { rows: 0..6, by: 1 }));
        // The odd rows change their colour in this test, so they are written anew; the even ones too.
        assert!(second.len() < first.len() + 40);
        let third = turn_into(&mut canvas, &frame(&lines[1..]), None);
        assert_eq!(third, b"");
        let plain = |from: usize| Buffer::with_lines(lines[from..from + 6].iter().map(String::as_str));
        let mut canvas = Canvas::default();
        turn_into(&mut canvas, &plain(0), None);
        let scrolled = turn_into(&mut canvas, &plain(1), Some(Scrolled { rows: 0..6, by: 1 }));
        assert!(scrolled.len() < 80, "{}", String::from_utf8_lossy(&scrolled));
    }
}
