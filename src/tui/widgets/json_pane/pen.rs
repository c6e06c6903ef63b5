//! Writes text into cells from left to right, on one line or on several; or measures only.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::units;
use crate::text::safe;

/// A pen over a part of the screen.
pub(super) struct Pen<'a> {
    /// `None`: measures only.
    buffer: Option<&'a mut Buffer>,
    area: Rect,
    x: u16,
    y: u16,
    /// Where lines after the first begin; `None`: there is one line.
    hang: Option<u16>,
    /// Something did not fit.
    full: bool,
    /// Cells still to be left out at the left, and where the first one that is shown stands.
    skip: usize,
    edge: u16,
    /// Something that can be seen was left out.
    hidden: bool,
}

/// After a letter that has more marks than are shown.
const ELLIPSIS: &str = "…";

impl<'a> Pen<'a> {
    /// A pen at the left of the first line of `area`.
    pub(super) fn new(buffer: Option<&'a mut Buffer>, area: Rect) -> Self {
        Self {
            buffer,
            area,
            x: area.x,
            y: area.y,
            hang: None,
            full: false,
            skip: 0,
            edge: area.x,
            hidden: false,
        }
    }

    pub(super) fn x(&self) -> u16 {
        self.x
    }

    /// Whether it draws, and not only measures.
    pub(super) fn draws(&self) -> bool {
        self.buffer.is_some()
    }

    /// Lines used so far.
    pub(super) fn lines(&self) -> u16 {
        self.y - self.area.y + 1
    }

    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// From here on lines are wrapped, and go on at this column.
    pub(super) fn wrap_at(&mut self, hang: u16) {
        self.hang = Some(hang.min(self.area.right().saturating_sub(8)));
    }

    /// Cells left on the line, those to be left out among them.
    pub(super) fn room(&self) -> usize {
        usize::from(self.area.right().saturating_sub(self.x)) + self.skip.min(units::MEASURED)
    }

    /// From here on the first so many cells are left out.
    pub(super) fn pan(&mut self, cells: usize) {
        (self.skip, self.edge) = (cells, self.x);
    }

    /// Cells still to be left out.
    pub(super) fn skip(&self) -> usize {
        self.skip
    }

    /// Says that cells were left out elsewhere, and how many are still to be.
    pub(super) fn skipped(&mut self, still: usize) {
        self.hidden |= still < self.skip;
        self.skip = still;
    }

    /// Leaves cells blank.
    pub(super) fn forward(&mut self, cells: u16) {
        let out = self.skip.min(usize::from(cells));
        self.skip -= out;
        self.go(self.x.saturating_add(cells - out as u16));
    }

    /// Ends what is panned: at its left edge stands `…` where something was left out.
    pub(super) fn stay(&mut self, style: Style) {
        self.skip = 0;
        if !self.hidden {
            return;
        }
        if let Some(buffer) = &mut self.buffer
            && self.edge < self.area.right()
        {
            let at = (self.edge, self.y);
            if buffer[at].symbol().width() > 1 && self.edge + 1 < self.area.right() {
                buffer[(self.edge + 1, self.y)].set_symbol(" ");
            }
            buffer[at].set_symbol("…").set_style(style);
        }
        self.x = self.x.max(self.edge.saturating_add(1)).min(self.area.right());
    }

    /// Cells left in all.
    pub(super) fn room_in_all(&self) -> usize {
        let lines = match self.hang {
            Some(hang) => {
                usize::from(self.area.bottom().saturating_sub(self.y + 1))
                    * usize::from(self.area.right().saturating_sub(hang))
            }
            None => 0,
        };
        self.room() + lines
    }

    pub(super) fn go(&mut self, x: u16) {
        self.x = x.clamp(self.x, self.area.right());
    }

    fn cell(&mut self, symbol: &str, width: u16, style: Style) -> bool {
        if self.full {
            return false;
        }
        if self.skip > 0 {
            let seen = usize::from(width).saturating_sub(self.skip);
            self.hidden |= symbol != " ";
            self.skip -= usize::from(width) - seen;
            // Of a wide character that the edge cuts no half is shown.
            return (0..seen).all(|_| self.cell(" ", 1, style));
        }
        if self.x + width > self.area.right() {
            match self.hang {
                Some(hang) if self.y + 1 < self.area.bottom() && hang + width <= self.area.right() => {
                    self.x = hang;
                    self.y += 1;
                }
                _ => {
                    self.full = true;
                    return false;
                }
            }
        }
        if let Some(buffer) = &mut self.buffer {
            buffer[(self.x, self.y)].set_symbol(symbol).set_style(style);
            for x in self.x + 1..self.x + width {
                buffer[(x, self.y)].reset();
                buffer[(x, self.y)].set_style(style);
            }
        }
        self.x += width;
        true
    }

    /// Writes text that is safe to show. False where not all of it fits.
    pub(super) fn put(&mut self, text: &str, style: Style) -> bool {
        if text.is_ascii() {
            return text.bytes().all(|b| self.cell(ascii(b), 1, style));
        }
        text.graphemes(true).all(|grapheme| {
            let width = grapheme.width();
            match safe::stacked(grapheme) {
                _ if width == 0 => true,
                None => self.cell(grapheme, width as u16, style),
                Some(at) => self.cell(&grapheme[..at], width as u16, style) && self.cell(ELLIPSIS, 1, style),
            }
        })
    }

    /// Writes bytes as they are; what can't be shown as marks, in their own style.
    pub(super) fn bytes(&mut self, raw: &[u8], style: Style, marks: Style) -> bool {
        for chunk in raw.utf8_chunks() {
            let mut text = chunk.valid();
            while let Some((at, c)) = safe::find(text) {
                if !self.put(&text[..at], style) || !self.put(&safe::mark(c), marks) {
                    return false;
                }
                text = &text[at + c.len_utf8()..];
            }
            if !self.put(text, style) {
                return false;
            }
            for byte in chunk.invalid() {
                if !self.put(&format!("\\x{byte:02X}"), marks) {
                    return false;
                }
            }
        }
        true
    }

    /// Ends what did not fit with `…`, and with a tail after it where there is room.
    pub(super) fn cut(&mut self, tail: &str, style: Style) {
        let width = 1 + tail.len() as u16;
        let left = self.hang.filter(|_| self.y > self.area.y).unwrap_or(self.area.x);
        let x = self.x.min(self.area.right().saturating_sub(width)).max(left);
        self.x = x;
        if let Some(buffer) = &mut self.buffer
            && x > self.area.x
            && buffer[(x - 1, self.y)].symbol().width() > 1
        {
            // Half of a wide character would stay in front.
            buffer[(x - 1, self.y)].set_symbol(" ");
        }
        self.full = false;
        self.hang = None;
        self.put("…", style);
        self.put(tail, style);
        self.full = true;
    }
}

fn ascii(b: u8) -> &'static str {
    const ALL: &str =
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let at = usize::from(b.wrapping_sub(b' '));
    ALL.get(at..at + 1).unwrap_or(" ")
}
