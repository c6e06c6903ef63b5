//! The mouse: a press chooses and gives the focus, a press on the chosen row opens, the wheel scrolls what is
//! under it.

use super::Objects;
use super::about::Tab;
use super::layout::{Pane, list_parts};
use ratatui::layout::Rect;

use crate::tui::effect::{Mouse, MouseAct};
use crate::tui::keymap::Command;
use crate::tui::screens::Cx;
use crate::tui::widgets::pane::tab_columns;

/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

impl Objects {
    pub(super) fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) -> bool {
        let Some((pane, area)) = self.panes(cx.area).at(mouse.x, mouse.y) else { return false };
        if mouse.act != MouseAct::Press && self.trouble_in_sight(cx.area).is_some() {
            let command = if mouse.act == MouseAct::WheelUp { Command::Up } else { Command::Down };
            return (0..WHEEL).all(|_| self.command(command, cx));
        }
        let rows = match mouse.act {
            MouseAct::Press => {
                match pane {
                    Pane::List => self.press_list(mouse, area, cx),
                    Pane::Middle => self.press_middle(mouse, cx),
                    Pane::Raw => {
                        self.give_focus(Pane::Raw, cx);
                        self.raw.press((mouse.x, mouse.y), area, cx);
                    }
                }
                return true;
            }
            MouseAct::WheelUp => -WHEEL,
            MouseAct::WheelDown => WHEEL,
        };
        match pane {
            Pane::List => {
                let (len, height) = (self.list.len(), self.list.height(area));
                self.list.scroll.wheel(rows, len, height);
                self.rest = Some(cx.now);
            }
            Pane::Middle => {
                let height = self.middle_height(cx.area);
                if let (Some(height), Some(about)) = (height, &mut self.about) {
                    about.move_in(self.tab, |scroll, len| scroll.wheel(rows, len, height));
                }
            }
            Pane::Raw => self.raw.scroll(rows as i32, area, cx),
        }
        true
    }

    fn press_list(&mut self, mouse: Mouse, area: Rect, cx: &mut Cx<'_>) {
        let was_focused = self.focus == Pane::List;
        self.give_focus(Pane::List, cx);
        if list_parts(area).filter.contains((mouse.x, mouse.y).into()) {
            self.list.filter.start();
        } else if list_parts(area).table.y == mouse.y {
            self.list.sort_at(area, (mouse.x, mouse.y));
            self.rest = Some(cx.now);
        } else if let Some(row) = self.list.row_at(area, mouse.y) {
            if was_focused && row == self.list.scroll.cursor() {
                return self.open(cx);
            }
            let len = self.list.len();
            self.list.scroll.to(row, len);
            self.rest = Some(cx.now);
        }
    }

    fn press_middle(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        let was_focused = self.focus == Pane::Middle;
        self.give_focus(Pane::Middle, cx);
        let Some(parts) = self.middle_parts(cx.area) else { return };
        if parts.tabs.y == mouse.y {
            let columns = tab_columns(parts.tabs, &self.tab_labels());
            if let Some(at) = columns.iter().position(|(from, to)| (*from..*to).contains(&mouse.x)) {
                self.tab = Tab::ALL[at];
            }
            return;
        }
        let (tab, Some(about)) = (self.tab, &mut self.about) else { return };
        if parts.filter.contains((mouse.x, mouse.y).into()) {
            about.filter_mut(tab).start();
            return;
        }
        let Some(describe) = about.describe.as_ref().map(|loaded| loaded.value.clone()) else { return };
        if parts.table.y == mouse.y && tab == Tab::Fields {
            if !about.fields.sort_at(parts.table, &describe, (mouse.x, mouse.y)) {
                cx.say("Fields are sorted by name, type or label.");
            }
            return;
        }
        if parts.table.y == mouse.y {
            let column = about.rows.head_at(parts.table, &describe, mouse.x, mouse.y);
            if let (Tab::Rows, Some(column)) = (tab, column) {
                about.rows.column = column;
            }
            return self.sort(cx);
        }
        let row = match tab {
            Tab::Fields => about.fields.row_at(parts.table, mouse.y),
            Tab::Rows => about.rows.row_at(parts.table, &describe, mouse.y),
            Tab::Relations => about.relations.row_at(parts.table, mouse.y),
        };
        let Some(row) = row else { return };
        if was_focused && row == about.scroll(tab).cursor() {
            return self.open(cx);
        }
        about.move_in(tab, |scroll, len| scroll.to(row, len));
    }
}
