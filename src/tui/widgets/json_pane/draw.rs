//! The rows of the pane as cells.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::notes::{self, Notes};
use super::pen::Pen;
use super::{JsonPane, Mark, preview, units};
use crate::json::{Doc, NodeId, State, Walk, unescape};
use crate::text::numbers;
use crate::tui::theme::{Look, Role};

/// The styles of a row.
pub(super) struct Styles {
    pub(super) normal: Style,
    pub(super) key: Style,
    pub(super) muted: Style,
    pub(super) danger: Style,
    pub(super) warn: Style,
    good: Style,
    pub(super) hit: Style,
}

impl Styles {
    pub(super) fn of(look: &Look) -> Self {
        Self {
            normal: look.style(Role::Normal),
            key: look.style(Role::Accent),
            muted: look.style(Role::Muted),
            danger: look.style(Role::Danger),
            warn: look.style(Role::Warn),
            good: look.style(Role::Ok),
            hit: look.style(Role::Match),
        }
    }
}

/// From this width on lines have numbers.
const NUMBERED: u16 = 60;
/// How far before what is shown a hit may begin to be marked.
const BEFORE: usize = 256;

/// What all rows of a frame share.
pub(super) struct Sheet<'a> {
    pub(super) styles: Styles,
    pub(super) look: &'a Look,
    pub(super) notes: &'a Notes,
    pub(super) area: Rect,
    /// Cells of the line numbers; 0 without.
    pub(super) numbers: u16,
    /// Cells before what a row says: the cursor's sign, the number, the mark.
    pub(super) gutter: u16,
    /// Numbers of the list elements drawn last, by list.
    elements: Vec<(NodeId, NodeId, u32)>,
    /// A byte whose column is sought, and where it stands.
    pub(super) sought: Option<(usize, Option<usize>)>,
    /// A text that is shown from far inside: its bytes, and where it begins on the screen.
    pub(super) far: Option<(Range<usize>, usize)>,
}

/// At most so many bytes of `range` as fill the room, without half a character at their end.
pub(super) fn window(doc: &Doc, range: Range<usize>, room: usize) -> &[u8] {
    let seen = doc.piece(range.start, range.len().min(room * 4 + 8));
    let is_inside = |at: usize| {
        let next = range.start + at;
        next < range.end && doc.bytes().get(next).is_some_and(|byte| byte & 0xC0 == 0x80)
    };
    let whole = (seen.len().saturating_sub(3)..=seen.len()).rev().find(|&at| !is_inside(at));
    &seen[..whole.unwrap_or(seen.len())]
}

impl JsonPane {
    /// Draws the rows into `area`. `focused` says whether keys go here.
    pub fn view(&self, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool, notes: &Notes) {
        self.view_rows(buffer, area, look, focused, notes, &|_| false);
    }

    /// Draws the rows into `area` but for those that are there already (see [`JsonPane::stamps`]).
    pub fn view_rows(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        look: &Look,
        focused: bool,
        notes: &Notes,
        stands: &dyn Fn(u16) -> bool,
    ) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        if self.doc.nodes() == 0 {
            let text = match self.doc.state() {
                State::Growing => "Nothing to show so far.",
                State::Complete if self.doc.bytes().is_empty() => "The document is empty: 0 bytes.",
                State::Complete => "There is no value in the document, only blanks.",
            };
            buffer.set_stringn(area.x + 1, area.y, text, usize::from(area.width), look.style(Role::Muted));
            return;
        }
        if let Some(inside) = &self.inside {
            inside.view(buffer, area, look, focused, notes);
            return;
        }
        if let Some(reader) = &self.reader {
            self.view_reader(reader, buffer, area, look, focused);
            return;
        }
        if let Some(table) = &self.table {
            table.view(self, buffer, area, look, focused);
            return;
        }
        let Some((_, end)) = self.bounds() else { return };
        let mut sheet = self.sheet(look, notes, area);
        let mut walk = Walk::at(&self.doc, &self.folds, self.top);
        let mut number = self.number(self.top);
        let mut y = area.y;
        while y < area.bottom() && number < end {
            let line = Rect { y, height: if self.wrap { area.bottom() - y } else { 1 }, ..area };
            if stands(y) {
                y += 1;
                number += 1;
                if !walk.next() {
                    break;
                }
                continue;
            }
            let mut pen = Pen::new(Some(buffer), line);
            self.draw_row(&mut sheet, &walk, &mut pen);
            let used = pen.lines();
            if walk.row() == self.cursor {
                if focused {
                    look.select(buffer, Rect { height: used, ..line });
                }
                let style = if focused { look.style(Role::Accent) } else { look.style(Role::Muted) };
                buffer.set_string(area.x, y, look.glyphs().cursor, style);
            }
            y += used;
            number += 1;
            if !walk.next() {
                break;
            }
        }
    }

    pub(super) fn sheet<'a>(&self, look: &'a Look, notes: &'a Notes, area: Rect) -> Sheet<'a> {
        let lines = u64::from(self.doc.nodes()) + u64::from(self.doc.containers());
        let digits = numbers::count(lines).len() as u16;
        let numbers = if area.width >= NUMBERED { digits.max(7) } else { 0 };
        let marks = if numbers > 0 { 2 } else { u16::from(!self.marks.is_empty()) };
        Sheet {
            styles: Styles::of(look),
            look,
            notes,
            area,
            numbers,
            gutter: 1 + numbers + marks,
            elements: Vec::new(),
            sought: None,
            far: None,
        }
    }

    /// Draws one row, or measures it.
    pub(super) fn draw_row(&self, sheet: &mut Sheet<'_>, walk: &Walk<'_>, pen: &mut Pen<'_>) {
        let row = walk.row();
        let depth = u16::try_from(walk.depth()).unwrap_or(u16::MAX);
        pen.forward(1);
        if sheet.numbers > 0 {
            let number = format!("{:>width$}", walk.line(), width = usize::from(sheet.numbers));
            pen.put(&number, sheet.styles.muted);
            match self.mark(row.node).filter(|_| !row.closing) {
                Some(mark) => self.put_mark(mark, sheet, pen),
                None => _ = pen.put(" ", sheet.styles.normal),
            }
            pen.put(" ", sheet.styles.normal);
        } else if let Some(mark) = self.mark(row.node).filter(|_| !row.closing) {
            self.put_mark(mark, sheet, pen);
        }
        let most = sheet.area.width / 2;
        let indent = depth.saturating_mul(2);
        pen.go(sheet.area.x + sheet.gutter);
        if sheet.sought.is_none() {
            pen.pan(self.pan);
        }
        pen.forward(indent.min(most));
        let unfolded = walk.is_unfolded();
        let glyphs = sheet.look.glyphs();
        let sign = match walk.container() {
            Some(_) if row.closing => " ",
            Some(_) if unfolded => glyphs.unfolded,
            Some(_) => glyphs.folded,
            None => " ",
        };
        pen.put(sign, sheet.styles.muted);
        pen.put(" ", sheet.styles.normal);
        if indent > most {
            pen.put(&format!("⋯{} ", walk.depth()), sheet.styles.muted);
        }
        self.content(sheet, walk, pen);
        pen.stay(sheet.styles.muted);
        if pen.draws() && pen.lines() == 1 {
            self.note(sheet, walk, pen);
        }
    }

    fn put_mark(&self, mark: Mark, sheet: &Sheet<'_>, pen: &mut Pen<'_>) {
        let (sign, style) = match mark {
            Mark::Changed => (sheet.look.glyphs().differs, sheet.styles.warn),
            Mark::Missing => ("-", sheet.styles.danger),
            Mark::Added => ("+", sheet.styles.good),
        };
        pen.put(sign, style);
    }

    fn content(&self, sheet: &mut Sheet<'_>, walk: &Walk<'_>, pen: &mut Pen<'_>) {
        let (doc, row) = (&self.doc, walk.row());
        let node = row.node;
        if row.closing {
            let bracket = if walk.container() == Some(true) { "}" } else { "]" };
            let closed = doc.is_closed(node);
            pen.put(bracket, if closed { sheet.styles.normal } else { sheet.styles.muted });
            if closed {
                self.comma(pen, doc.value_end(node), sheet);
            }
            return;
        }
        if node >= doc.values() {
            self.piece(sheet, pen, doc.start(node), doc.value_end(node), sheet.styles.warn);
            return;
        }
        let Some(value) = self.key(sheet, walk, pen) else { return };
        match walk.container() {
            Some(object) if walk.is_unfolded() => {
                pen.put(if object { "{" } else { "[" }, sheet.styles.normal);
            }
            Some(object) => {
                preview::put(pen, doc, node, object, &sheet.styles);
                self.comma(pen, doc.value_end(node), sheet);
            }
            None => {
                let end = walk.value_end();
                let bytes = doc.bytes();
                let style = match bytes.get(value) {
                    Some(b'n') => sheet.styles.muted,
                    Some(b'"') if end.saturating_sub(value) <= notes::LONGEST => {
                        let text = unescape(&bytes[value..end]);
                        if sheet.notes.of_string(&text).leads {
                            sheet.styles.normal.add_modifier(Modifier::UNDERLINED)
                        } else {
                            sheet.styles.normal
                        }
                    }
                    _ => sheet.styles.normal,
                };
                if self.wrap && bytes.get(value) == Some(&b'"') {
                    pen.wrap_at(pen.x());
                }
                if self.piece(sheet, pen, value, end, style) {
                    self.comma(pen, end, sheet);
                }
            }
        }
    }

    /// Writes the key or the number of an element; gives where the value starts, where that is known.
    fn key(&self, sheet: &mut Sheet<'_>, walk: &Walk<'_>, pen: &mut Pen<'_>) -> Option<usize> {
        let (doc, node) = (&self.doc, walk.row().node);
        let start = doc.start(node);
        let Some(parent) = walk.parent() else { return Some(start) };
        if !walk.in_object() {
            let known = sheet.elements.iter_mut().find(|(list, ..)| *list == parent);
            let number = match known {
                // A number is as wide as any other in its list.
                _ if !pen.draws() => 0,
                Some((_, last, number)) => {
                    if *last != node {
                        // Rows between may not have been drawn.
                        *number = if doc.after(*last) == node { *number + 1 } else { doc.number(node) };
                        *last = node;
                    }
                    *number
                }
                None => {
                    let number = doc.number(node);
                    sheet.elements.push((parent, node, number));
                    number
                }
            };
            let digits = doc.count(parent).saturating_sub(1).max(1).ilog10() as usize + 1;
            pen.put(&format!("{number:<digits$} "), sheet.styles.muted);
            return Some(start);
        }
        let bytes = doc.bytes();
        let is_panned = pen.skip() > 0 || sheet.sought.is_some();
        let seen = window(doc, start..doc.size(), if is_panned { units::MEASURED / 4 } else { pen.room() });
        let Some(length) = crate::json::string_within(seen) else {
            // A key longer than the line: its end is not looked for. Panned, the row is the member's bytes.
            let next = if doc.is_container(node) { doc.start(node + 1) } else { walk.value_end() };
            let end = if is_panned { next } else { bytes.len() };
            self.piece(sheet, pen, start, end, sheet.styles.key);
            return None;
        };
        let style =
            if self.twice.binary_search(&node).is_ok() { sheet.styles.warn } else { sheet.styles.key };
        if !self.piece(sheet, pen, start, start + length, style) {
            return None;
        }
        pen.put(": ", sheet.styles.normal);
        value_after(bytes, start + length)
    }

    /// Writes bytes of the document, hits marked, cut with `…` and what is left out where they do not fit.
    fn piece(
        &self,
        sheet: &mut Sheet<'_>,
        pen: &mut Pen<'_>,
        start: usize,
        end: usize,
        style: Style,
    ) -> bool {
        let bytes = self.doc.bytes();
        let range = start..end.min(bytes.len()).max(start);
        if let Some((byte, column)) = &mut sheet.sought
            && range.contains(byte)
        {
            *column = Some(usize::from(pen.x()) + units::column(bytes, &range, *byte));
            // Nothing after it matters.
            return false;
        }
        let (from, still) = units::place(bytes, &range, pen.skip());
        pen.skipped(still);
        let Some(from) = from else { return true };
        if from > start {
            sheet.far = Some((range.clone(), from));
        }
        // A cell can hold many bytes (joined emoji, stacked marks): what is left out may be all that was measured.
        let left_out = if still > 0 { units::MEASURED / 4 } else { 0 };
        let seen = window(&self.doc, from..range.end, pen.room_in_all() + left_out);
        let mut at = 0;
        let mut fits = true;
        if let Some(search) = &self.search {
            // A hit may begin before what is shown.
            let before = (from - start).min(BEFORE);
            let around = &bytes[from - before..from + seen.len()];
            let mut next = 0;
            while let Some(hit) = search.needle.find_in(around, next) {
                next = hit.end;
                if hit.end <= before {
                    continue;
                }
                let hit = hit.start.saturating_sub(before)..hit.end - before;
                fits = fits && pen.bytes(&seen[at..hit.start], style, sheet.styles.muted);
                fits = fits && pen.bytes(&seen[hit.clone()], sheet.styles.hit, sheet.styles.hit);
                at = hit.end;
                if !fits {
                    break;
                }
            }
        }
        fits = fits && pen.bytes(&seen[at..], style, sheet.styles.muted);
        if fits && from + seen.len() >= end {
            return true;
        }
        let left_out =
            end.saturating_sub(from).saturating_sub(pen.room_in_all().max(usize::from(sheet.area.width)));
        let tail = if left_out > 1000 && end < bytes.len() {
            format!(" +{}", numbers::bytes(left_out as u64))
        } else {
            String::new()
        };
        pen.cut(&tail, sheet.styles.muted);
        false
    }

    /// The comma after a value, where the document has one.
    fn comma(&self, pen: &mut Pen<'_>, end: usize, sheet: &Sheet<'_>) {
        let after = self.doc.bytes().get(end..).unwrap_or(&[]);
        let near = &after[..after.len().min(4096)];
        if near.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b',') {
            pen.put(",", sheet.styles.normal);
        }
    }
}

/// Where the value starts whose key ends at `end`; `None` if too many blanks lie between.
pub(super) fn value_after(bytes: &[u8], end: usize) -> Option<usize> {
    let near = bytes.get(end..bytes.len().min(end + 4096))?;
    let mut blanks = near.iter().enumerate().filter(|(_, b)| !b.is_ascii_whitespace());
    let (_, colon) = blanks.next()?;
    let (value, _) = blanks.next()?;
    (*colon == b':').then_some(end + value)
}
