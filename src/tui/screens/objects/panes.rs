//! Which panes are in sight, and which answer the raw one shows.

use ratatui::layout::Rect;

use super::Objects;
use super::about::{About, Tab};
use super::layout::{self, MiddleParts, Pane, Panes, Wish, abreast};
use crate::tui::screens::raw::Source;
use crate::tui::screens::wait::Load;

impl Objects {
    pub(super) fn panes(&self, area: Rect) -> Panes {
        // Without the list there is nothing beside it: what went wrong has all of the room.
        if self.fails_alone() {
            return Panes { list: Some(area), ..Panes::default() };
        }
        let wish = Wish {
            focus: self.focus,
            raw_beside: !self.raw_off && !self.is_described_in_vain(),
            raw_instead: self.raw_instead,
            zoomed: self.is_zoomed,
        };
        layout::panes(area, wish)
    }

    /// Whether the list of objects could not be read at all.
    pub(super) fn fails_alone(&self) -> bool {
        self.list.loaded.is_none() && self.list.load.trouble().is_some()
    }

    /// Whether the middle shows nothing but why the object could not be described.
    fn is_described_in_vain(&self) -> bool {
        let fails = |about: &About| about.describe.is_none() && about.load.trouble().is_some();
        self.focus == Pane::Middle && self.about.as_ref().is_some_and(fails)
    }

    /// What went wrong, where that is all that the focused pane shows, and the cells for it.
    pub(super) fn trouble_in_sight(&self, area: Rect) -> Option<(&Load, Rect)> {
        if self.fails_alone() {
            return Some((&self.list.load, layout::inside(area)));
        }
        let about = self.about.as_ref().filter(|_| self.focus == Pane::Middle)?;
        let parts = self.middle_parts(area)?;
        let inside = layout::inside(self.panes(area).middle?);
        let load = match (&about.describe, self.tab) {
            (None, _) => &about.load,
            (Some(_), Tab::Rows) if !about.rows.is_loaded() => &about.rows.load,
            _ => return None,
        };
        let y = if about.describe.is_none() { parts.tabs.y + 1 } else { parts.filter.y };
        load.trouble().map(|_| (load, Rect { y, height: inside.bottom().saturating_sub(y), ..inside }))
    }

    /// The parts of the middle pane, where it is in sight.
    pub(super) fn middle_parts(&self, area: Rect) -> Option<MiddleParts> {
        Some(self.parts_of_middle(self.panes(area).middle?, self.about.as_ref()?))
    }

    /// The parts of the middle pane in its area.
    pub(super) fn parts_of_middle(&self, pane: Rect, about: &About) -> MiddleParts {
        let filter = about.filter(self.tab);
        let notes = about.odd_lines(self.tab, pane.width).len();
        layout::middle_parts(pane, filter.is_set() || filter.is_typing(), notes as u16)
    }

    /// Rows that the table of the middle has in sight.
    pub(super) fn table_height(&self, about: &About, parts: &MiddleParts) -> usize {
        match self.tab {
            Tab::Rows => about.rows.height(parts.table),
            Tab::Fields | Tab::Relations => usize::from(parts.table.height).saturating_sub(1),
        }
    }

    /// Rows that the table of the middle has in sight, where it is in sight itself.
    pub(super) fn middle_height(&self, area: Rect) -> Option<usize> {
        Some(self.table_height(self.about.as_ref()?, &self.middle_parts(area)?))
    }

    /// What the raw pane is to show: the answer of the pane that has the focus, or had it last.
    pub(super) fn source(&self) -> Option<Source> {
        let described = self.about.as_ref().and_then(|about| Some((about, about.describe.as_ref()?)));
        match (self.driver, self.tab, described) {
            (Pane::List, ..) | (_, _, None) => {
                let loaded = self.list.loaded.as_ref()?;
                let path = self.list.current().map(|object| format!("{}.name", loaded.path(object.node)));
                let path = path.unwrap_or_default();
                Some(Source { doc: loaded.doc.clone(), path, exchange: loaded.exchange.clone() })
            }
            (_, Tab::Rows, Some((about, _))) if about.rows.is_loaded() => {
                let (page, path) = about.rows.raw()?;
                Some(Source { doc: page.doc.clone(), path, exchange: page.exchange.clone() })
            }
            (_, tab, Some((about, loaded))) => {
                let path = match tab {
                    Tab::Fields => {
                        let field = about.fields.current(&loaded.value);
                        field.map(|field| format!("{}.name", loaded.path(field.node)))
                    }
                    Tab::Relations => about.relations.path(loaded),
                    Tab::Rows => None,
                };
                let path = path.unwrap_or_default();
                Some(Source { doc: loaded.doc.clone(), path, exchange: loaded.exchange.clone() })
            }
        }
    }

    /// What the raw pane shows, in words for its title.
    pub(super) fn raw_note(&self) -> &'static str {
        let is_described = self.about.as_ref().is_some_and(|about| about.describe.is_some());
        match (self.driver, self.tab) {
            (Pane::List, _) => "all objects",
            _ if !is_described => "all objects",
            (_, Tab::Rows) if self.about.as_ref().is_some_and(|a| a.rows.is_loaded()) => "rows",
            _ => "describe",
        }
    }

    /// How many panes fit side by side.
    pub(super) fn abreast(area: Rect) -> u16 {
        abreast(area.width)
    }
}
