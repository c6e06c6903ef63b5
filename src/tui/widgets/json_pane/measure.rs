//! How rows would be drawn: their heights, where they end, in which column a byte stands.

use std::ops::Range;

use ratatui::layout::Rect;

use super::draw::Sheet;
use super::notes::Notes;
use super::pen::Pen;
use super::{JsonPane, Size};
use crate::json::{Row, Walk};
use crate::tui::theme::{Background, ColourDepth, Look};

impl JsonPane {
    /// Runs with a sheet on which nothing is drawn.
    fn measured<T>(&self, size: Size, measure: impl FnOnce(&mut Sheet<'_>) -> T) -> T {
        let look = Look::new(ColourDepth::None, Background::Dark, false, true);
        let area = Rect::new(0, 0, size.width, size.height);
        measure(&mut self.sheet(&look, &Notes::default(), area))
    }

    /// Cells of a line before what is panned: cursor, line number, mark.
    pub(super) fn gutter(&self, size: Size) -> u16 {
        self.measured(size, |sheet| sheet.gutter)
    }

    /// Whether a cell of the screen is the sign of something that folds. Not for wrapped strings and tables.
    pub fn is_fold_sign(&self, (column, row): (u16, u16), size: Size) -> bool {
        if self.wrap || self.table.is_some() || self.is_inside() || self.doc.nodes() == 0 {
            return false;
        }
        let mut walk = Walk::at(&self.doc, &self.folds, self.top);
        if (0..row).any(|_| !walk.next()) || walk.row().closing || walk.container().is_none() {
            return false;
        }
        let depth = usize::try_from(walk.depth()).unwrap_or(usize::MAX);
        let indent = depth.saturating_mul(2).min(usize::from(size.width / 2));
        let sign = (usize::from(self.gutter(size)) + indent).checked_sub(self.pan);
        sign == Some(usize::from(column)) && column >= self.gutter(size)
    }

    /// Whether a row on the screen goes on at the right.
    pub(super) fn goes_on(&self, size: Size) -> bool {
        let end = self.bounds().map_or(0, |(_, end)| end);
        self.measured(size, |sheet| {
            let mut walk = Walk::at(&self.doc, &self.folds, self.top);
            let mut left = usize::from(size.height).min(end.saturating_sub(self.number(self.top)));
            while left > 0 {
                let mut pen = Pen::new(None, Rect { height: 1, ..sheet.area });
                self.draw_row(sheet, &walk, &mut pen);
                if pen.is_full() {
                    return true;
                }
                left -= 1;
                if !walk.next() {
                    break;
                }
            }
            false
        })
    }

    /// The text of the cursor's row that is shown from far inside: its bytes, and where the screen begins.
    pub(super) fn far_inside(&self, size: Size) -> Option<(Range<usize>, usize)> {
        self.measured(size, |sheet| {
            let walk = Walk::at(&self.doc, &self.folds, self.cursor);
            self.draw_row(sheet, &walk, &mut Pen::new(None, Rect { height: 1, ..sheet.area }));
            sheet.far.take()
        })
    }

    /// The column of a byte in a row, from the first that is panned.
    pub(super) fn column_of(&self, row: Row, byte: usize, size: Size) -> Option<usize> {
        self.measured(size, |sheet| {
            sheet.sought = Some((byte, None));
            let walk = Walk::at(&self.doc, &self.folds, row);
            let mut pen = Pen::new(None, Rect::new(0, 0, 50_000, 1));
            self.draw_row(sheet, &walk, &mut pen);
            let column = sheet.sought.and_then(|(_, column)| column)?;
            Some(column.saturating_sub(usize::from(self.gutter(size))))
        })
    }

    /// Screen lines that a row takes.
    pub(super) fn row_height(&self, walk: &Walk<'_>, size: Size) -> usize {
        if !self.wrap {
            return 1;
        }
        self.measured(size, |sheet| {
            let mut pen = Pen::new(None, sheet.area);
            self.draw_row(sheet, walk, &mut pen);
            usize::from(pen.lines())
        })
    }
}
