//! Tables: columns by width, a cursor, and only the rows that can be seen.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

pub use super::columns::{Align, Column, Cut, Placed, Widest};
use super::{columns, ink};
use crate::text::{cells, safe};
use crate::tui::theme::{Look, Role};

/// Where the cursor of a list is, and which row is the first in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    cursor: usize,
    top: usize,
}

impl Scroll {
    /// The row of the cursor.
    pub fn cursor(self) -> usize {
        self.cursor
    }

    /// Puts the cursor on a row of `len`.
    pub fn to(&mut self, row: usize, len: usize) {
        self.cursor = row.min(len.saturating_sub(1));
    }

    /// Moves the cursor by rows, not beyond the ends.
    pub fn by(&mut self, rows: isize, len: usize) {
        self.to(self.cursor.saturating_add_signed(rows), len);
    }

    /// Moves what is in sight by rows; the cursor follows only where it would leave it.
    pub fn wheel(&mut self, rows: isize, len: usize, height: usize) {
        let last = len.saturating_sub(height);
        self.top = self.window(len, height).start.saturating_add_signed(rows).min(last);
        self.cursor = self.cursor.clamp(self.top, (self.top + height.max(1) - 1).min(len.saturating_sub(1)));
    }

    /// Keeps the cursor inside `len` rows and in sight of `height`; called after each move, so that what is
    /// in sight moves only when it must.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.to(self.cursor, len);
        self.top = self.window(len, height).start;
    }

    /// The rows in sight.
    pub fn window(self, len: usize, height: usize) -> Range<usize> {
        if height == 0 || len == 0 {
            return 0..0;
        }
        let cursor = self.cursor.min(len - 1);
        let top = self.top.clamp((cursor + 1).saturating_sub(height), cursor).min(len.saturating_sub(height));
        top..(top + height).min(len)
    }
}

/// One cell of a row.
#[derive(Clone, Debug, Default)]
pub struct Cell<'a> {
    text: Cow<'a, str>,
    role: Option<Role>,
    is_bold: bool,
    marks: Vec<usize>,
}

impl<'a> Cell<'a> {
    /// A text, as the org has it or our own.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// In a role other than normal.
    pub fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// In bold.
    pub fn bold(mut self) -> Self {
        self.is_bold = true;
        self
    }

    /// With the graphemes at these places marked as hits of the filter.
    pub fn marks(mut self, marks: Vec<usize>) -> Self {
        self.marks = marks;
        self
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Cell<'a> {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// A table over `rows` rows, of which only those in sight are asked for.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    columns: &'a [Column],
    rows: usize,
    gutter: u16,
    is_focused: bool,
}

impl<'a> Table<'a> {
    /// A table with a gutter of two cells for the cursor.
    pub fn new(columns: &'a [Column], rows: usize) -> Self {
        Self { columns, rows, gutter: 2, is_focused: true }
    }

    /// Says how many cells are before the first column; the cursor is in the last but one, or the only one.
    pub fn gutter(mut self, cells: u16) -> Self {
        self.gutter = cells;
        self
    }

    /// Says whether the pane has the focus; without it the cursor is muted and no row is selected.
    pub fn focused(mut self, is_focused: bool) -> Self {
        self.is_focused = is_focused;
        self
    }

    fn has_heads(&self) -> bool {
        self.columns.iter().any(|c| !c.head().is_empty())
    }

    /// The rows that `area` has for data.
    pub fn height(&self, area: Rect) -> usize {
        usize::from(area.height).saturating_sub(usize::from(self.has_heads()))
    }

    /// The columns in sight at a width, and how many are hidden.
    pub fn layout(&self, width: u16) -> (Vec<Placed>, usize) {
        columns::layout(self.columns, self.gutter, width)
    }

    /// The column whose head is at a cell.
    pub fn head_at(&self, area: Rect, x: u16, y: u16) -> Option<usize> {
        let at = x.checked_sub(area.x).filter(|_| self.has_heads() && y == area.y)?;
        let (placed, _) = self.layout(area.width);
        // The gap after a column belongs to it.
        placed.iter().rev().find(|placed| at >= placed.x).map(|placed| placed.column)
    }

    /// The row that is drawn at `y`.
    pub fn row_at(&self, area: Rect, scroll: Scroll, y: u16) -> Option<usize> {
        let first = area.y + u16::from(self.has_heads());
        let row = scroll.window(self.rows, self.height(area)).start + usize::from(y.checked_sub(first)?);
        (y < area.bottom() && row < self.rows).then_some(row)
    }

    /// Draws heads and the rows in sight; `row` is asked for each of them once.
    pub fn view<'r>(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        scroll: Scroll,
        look: &Look,
        mut row: impl FnMut(usize) -> Vec<Cell<'r>>,
    ) {
        let (placed, _) = self.layout(area.width);
        let mut y = area.y;
        if self.has_heads() && area.height > 0 {
            for p in &placed {
                let column = &self.columns[p.column];
                let head = Cell::new(column.head()).role(Role::Muted);
                write(buffer, area, y, *p, column, &head, look);
            }
            y += 1;
        }
        for n in scroll.window(self.rows, self.height(area)) {
            let cells = row(n);
            for p in &placed {
                if let Some(cell) = cells.get(p.column) {
                    write(buffer, area, y, *p, &self.columns[p.column], cell, look);
                }
            }
            if n == scroll.cursor {
                let role = if self.is_focused { Role::Accent } else { Role::Muted };
                let x = area.x + self.gutter.saturating_sub(2);
                ink::put(buffer, x, y, self.gutter, look.glyphs().cursor, look.style(role));
                if self.is_focused {
                    look.select(buffer, Rect { y, height: 1, ..area });
                }
            }
            y += 1;
        }
    }
}

fn write(buffer: &mut Buffer, area: Rect, y: u16, at: Placed, column: &Column, cell: &Cell<'_>, look: &Look) {
    let mut style = look.style(cell.role.unwrap_or(Role::Normal));
    if cell.is_bold {
        style = style.add_modifier(Modifier::BOLD);
    }
    let wide = usize::from(at.cells);
    // Marks belong to the whole text; a text that must be cut loses them with what it loses.
    let shown_width = cells::width(&safe::visible(&cell.text));
    let (text, marks): (Cow<'_, str>, &[usize]) = if shown_width <= wide {
        (Cow::Borrowed(cell.text.as_ref()), &cell.marks)
    } else {
        let visible = safe::visible(&cell.text);
        let cut = match column.cut() {
            Cut::End => cells::cut_end(&visible, wide),
            Cut::Middle => cells::cut_middle(&visible, wide),
        };
        (Cow::Owned(cut.into_owned()), if column.cut() == Cut::End { &cell.marks } else { &[] })
    };
    let used = cells::width(&safe::visible(&text)).min(wide) as u16;
    let indent = if column.align() == Align::Right { at.cells - used } else { 0 };
    ink::put_text(buffer, (area.x + at.x + indent, y, at.cells - indent), &text, style, marks, look);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    fn look() -> Look {
        Look::new(ColourDepth::True, Background::Dark, false, false)
    }

    fn columns() -> Vec<Column> {
        vec![
            Column::new("Field", 8).name().grows(),
            Column::new("Type", 12).leaves(1),
            Column::new("Length", 6).right().leaves(2),
            Column::new("Flags", 5).leaves(3),
        ]
    }

    fn draw(width: u16, height: u16, rows: usize, scroll: Scroll, asked: &mut Vec<usize>) -> Vec<String> {
        let columns = columns();
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        Table::new(&columns, rows).view(&mut buffer, area, scroll, &look(), |n| {
            asked.push(n);
            vec![format!("Field_{n}__c").into(), "Picklist (32)".into(), "32,000".into(), "R U".into()]
        });
        lines(&buffer)
    }

    #[test]
    fn columns_line_up_and_a_blank_stays_before_the_next_pane() {
        let mut scroll = Scroll::default();
        scroll.to(1, 2);
        assert_eq!(
            draw(44, 4, 2, scroll, &mut Vec::new()),
            [
                "  Field         Type          Length  Flags ",
                "  Field_0__c    Picklist (3…  32,000  R U   ",
                "▸ Field_1__c    Picklist (3…  32,000  R U   ",
                "                                            ",
            ]
        );
    }

    #[test]
    fn columns_leave_in_their_order_and_are_counted() {
        let columns = columns();
        let table = Table::new(&columns, 1);
        for (width, shown) in
            [(60, vec![0, 1, 2, 3]), (36, vec![0, 1, 2]), (29, vec![0, 1]), (12, vec![0]), (4, vec![0])]
        {
            let (placed, hidden) = table.layout(width);
            assert_eq!(placed.iter().map(|p| p.column).collect::<Vec<_>>(), shown, "at {width}");
            assert_eq!(hidden, 4 - shown.len());
            for p in placed {
                assert!(p.x + p.cells < width, "{p:?} reaches the last cell of {width}");
            }
        }
    }

    #[test]
    fn only_rows_in_sight_are_asked_for() {
        let mut scroll = Scroll::default();
        scroll.to(500_000, 1_000_000);
        let mut asked = Vec::new();
        draw(40, 11, 1_000_000, scroll, &mut asked);
        assert_eq!(asked.len(), 10);
        assert!(asked.contains(&500_000));
    }

    #[test]
    fn the_cursor_row_is_selected_over_its_whole_width_only_with_focus() {
        let columns = columns();
        let area = Rect::new(0, 0, 40, 3);
        for focused in [true, false] {
            let mut buffer = Buffer::empty(area);
            let table = Table::new(&columns, 1).focused(focused);
            table.view(&mut buffer, area, Scroll::default(), &look(), |_| vec!["x".into()]);
            let selection = look().style(Role::Selection).bg.unwrap();
            assert_eq!((0..40).all(|x| buffer[(x, 1)].bg == selection), focused);
            assert_eq!(buffer[(0, 1)].symbol(), "▸");
        }
    }

    #[test]
    fn scrolling_keeps_the_cursor_in_sight_and_moves_no_more_than_it_must() {
        let mut scroll = Scroll::default();
        for (by, window) in [(3, 0..5), (2, 1..6), (-1, 1..6), (-4, 0..5), (100, 15..20), (-2, 15..20)] {
            scroll.by(by, 20);
            scroll.settle(20, 5);
            assert_eq!(scroll.window(20, 5), window, "after {by}");
        }
        scroll.wheel(-3, 20, 5);
        assert_eq!((scroll.window(20, 5), scroll.cursor()), (12..17, 16));
        scroll.settle(2, 5);
        assert_eq!((scroll.window(2, 5), scroll.cursor()), (0..2, 1));
        assert_eq!(scroll.window(0, 5), 0..0);
        assert_eq!(scroll.window(20, 0), 0..0);
    }

    #[test]
    fn the_mouse_finds_the_row_that_is_drawn() {
        let columns = columns();
        let table = Table::new(&columns, 30);
        let area = Rect::new(0, 3, 40, 6);
        let mut scroll = Scroll::default();
        scroll.to(10, 30);
        scroll.settle(30, table.height(area));
        for (y, row) in [(3, None), (4, Some(6)), (8, Some(10)), (9, None), (0, None)] {
            assert_eq!(table.row_at(area, scroll, y), row, "at {y}");
        }
    }

    #[test]
    fn names_are_cut_in_the_middle_and_marks_stay_where_the_text_is_whole() {
        let columns = [Column::new("", 8).name()];
        let area = Rect::new(0, 0, 12, 2);
        let mut buffer = Buffer::empty(area);
        Table::new(&columns, 2).view(&mut buffer, area, Scroll::default(), &look(), |n| {
            vec![Cell::new(["AccountContactRole", "Contact"][n]).marks(vec![0, 1])]
        });
        assert_eq!(lines(&buffer), ["▸ Acco…ole  ", "  Contact   "]);
        assert!(buffer[(2, 1)].modifier.contains(Modifier::UNDERLINED));
        assert!(!buffer[(2, 0)].modifier.contains(Modifier::UNDERLINED));
    }
}
