//! The mouse: a press chooses and gives the focus, a press on the chosen row opens, the wheel scrolls what is
//! under it.

use super::Record;
use super::layout::Pane;
use crate::tui::effect::{Mouse, MouseAct};
use crate::tui::screens::Cx;

impl Record {
    pub(super) fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        let panes = self.panes(cx.area);
        let rows = match mouse.act {
            MouseAct::Press => 0,
            MouseAct::WheelUp => -3,
            MouseAct::WheelDown => 3,
        };
        let at = (mouse.x, mouse.y).into();
        if let Some(raw) = panes.raw.filter(|raw| raw.contains(at)) {
            if rows == 0 {
                self.leave_text();
                self.focus = Pane::Raw;
                self.raw.press((mouse.x, mouse.y), raw, cx);
            } else {
                self.raw.scroll(rows as i32, raw, cx);
            }
            return;
        }
        let Some(parts) = self.parts(cx.area) else { return };
        if parts.related.contains(at) {
            let lists = self.list_rows(&parts);
            let (len, height) = (self.related.len(), usize::from(lists.height));
            if rows != 0 {
                self.related.scroll.wheel(rows, len, height);
            } else if let Some(row) = self.related.row_at(lists, mouse.y) {
                let is_chosen = self.focus == Pane::Related && row == self.related.scroll.cursor();
                self.leave_text();
                self.focus = Pane::Related;
                self.related.scroll.to(row, len);
                if is_chosen {
                    self.open(cx);
                }
            }
        } else if parts.lines.contains(at) {
            let (len, height) = (self.lines.len(), usize::from(parts.lines.height));
            let row = self.lines.scroll.window(len, height).start + usize::from(mouse.y - parts.lines.y);
            if rows != 0 {
                self.lines.scroll.wheel(rows, len, height);
            } else if row < len {
                let is_chosen = self.focus == Pane::Fields && row == self.lines.scroll.cursor();
                self.leave_text();
                self.focus = Pane::Fields;
                self.lines.scroll.to(row, len);
                if is_chosen {
                    self.open(cx);
                }
            }
        }
        self.rest = Some(cx.now);
    }
}
