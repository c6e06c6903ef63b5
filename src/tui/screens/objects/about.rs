//! What is known of one object: its describe, and the three tabs over it with their cursors and filters.

use super::fields::Fields;
use super::relations::Relations;
use super::rows::Rows;
use crate::explore::{self, Loaded};
use crate::salesforce::describe::Describe;
use crate::salesforce::global::Global;
use crate::text::{cells, safe};
use crate::tui::screens::Cx;
use crate::tui::screens::wait::Load;
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::Scroll;
use crate::tui::work::Ask;

/// The name under which a describe is asked for.
pub const DESCRIBE: &str = "describe";

/// A tab of the middle pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The fields.
    #[default]
    Fields,
    /// The rows.
    Rows,
    /// Parents and child lists.
    Relations,
}

impl Tab {
    /// All of them, from left to right.
    pub const ALL: [Self; 3] = [Self::Fields, Self::Rows, Self::Relations];

    /// The tab so many places to the right, not beyond the ends.
    pub fn beside(self, by: isize) -> Self {
        let at = Self::ALL.iter().position(|t| *t == self).unwrap_or(0);
        Self::ALL[at.saturating_add_signed(by).min(Self::ALL.len() - 1)]
    }
}

/// One object.
#[derive(Debug)]
pub struct About {
    /// API name.
    pub object: String,
    /// The describe.
    pub describe: Option<Loaded<Describe>>,
    /// How it stands with it.
    pub load: Load,
    /// The Fields tab.
    pub fields: Fields,
    /// The Rows tab.
    pub rows: Rows,
    /// The Relationships tab.
    pub relations: Relations,
}

impl About {
    /// An object of which only the name is known.
    pub fn new(object: impl Into<String>) -> Self {
        Self {
            object: object.into(),
            describe: None,
            load: Load::Idle,
            fields: Fields::default(),
            rows: Rows::default(),
            relations: Relations::default(),
        }
    }

    /// Asks for the describe.
    pub fn ask(&mut self, fresh: bool, cx: &mut Cx<'_>) {
        let ask = explore::Ask::Describe { object: self.object.clone(), fresh };
        self.load.ask(DESCRIBE, Ask::Explore(ask), cx);
    }

    /// Takes the describe, where it is this object's.
    pub fn take(&mut self, loaded: Loaded<Describe>) -> bool {
        if !loaded.value.name.eq_ignore_ascii_case(&self.object) {
            return false;
        }
        self.fields.arrange(&loaded.value);
        self.relations.arrange(&loaded.value);
        self.describe = Some(loaded);
        self.load = Load::Idle;
        true
    }

    /// Asks for the first rows, where that is possible and not done yet.
    pub fn ask_rows(&mut self, global: Option<&Global>, cx: &mut Cx<'_>) {
        if let Some(describe) = &self.describe
            && describe.value.queryable
            && self.rows.is_untouched()
        {
            self.rows.ask(&describe.value, global, cx);
        }
    }

    /// No longer waits for anything: another object is shown.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.load.forget(DESCRIBE, cx);
        self.rows.leave(cx);
    }

    /// What is not as it should be in the answer of a tab, in at most two lines.
    pub fn odd_lines(&self, tab: Tab, width: u16) -> Vec<String> {
        let odd = match tab {
            Tab::Rows => self.rows.odd(),
            Tab::Fields | Tab::Relations => {
                self.describe.iter().filter_map(|loaded| loaded.unread.sentence()).collect()
            }
        };
        if odd.is_empty() {
            return odd;
        }
        let room = usize::from(width.saturating_sub(6)).max(8);
        let mut lines = cells::wrap(&safe::visible(&odd.join(" ")), room);
        if lines.len() > 2 {
            let rest = lines.split_off(1).join(" ");
            lines.push(cells::cut_end(&rest, room).into_owned());
        }
        lines
    }

    /// The filter of a tab.
    pub fn filter(&self, tab: Tab) -> &Filter {
        match tab {
            Tab::Fields => &self.fields.filter,
            Tab::Rows => &self.rows.filter,
            Tab::Relations => &self.relations.filter,
        }
    }

    /// The filter of a tab, to type into.
    pub fn filter_mut(&mut self, tab: Tab) -> &mut Filter {
        match tab {
            Tab::Fields => &mut self.fields.filter,
            Tab::Rows => &mut self.rows.filter,
            Tab::Relations => &mut self.relations.filter,
        }
    }

    /// Finds anew after a filter changed.
    pub fn arrange(&mut self, tab: Tab) {
        let Some(describe) = &self.describe else { return };
        match tab {
            Tab::Fields => self.fields.arrange(&describe.value),
            Tab::Rows => self.rows.arrange(&describe.value),
            Tab::Relations => self.relations.arrange(&describe.value),
        }
    }

    /// Rows of a tab.
    pub fn len(&self, tab: Tab) -> usize {
        match tab {
            Tab::Fields => self.fields.len(),
            Tab::Rows => self.rows.len(),
            Tab::Relations => self.relations.len(),
        }
    }

    /// Cursor and first row of a tab.
    pub fn scroll(&self, tab: Tab) -> Scroll {
        match tab {
            Tab::Fields => self.fields.scroll,
            Tab::Rows => self.rows.scroll,
            Tab::Relations => self.relations.scroll,
        }
    }

    /// Moves the cursor of a tab: `act` gets the scroll and the number of rows.
    pub fn move_in(&mut self, tab: Tab, act: impl FnOnce(&mut Scroll, usize)) {
        let len = self.len(tab);
        match tab {
            Tab::Fields => act(&mut self.fields.scroll, len),
            Tab::Rows => act(&mut self.rows.scroll, len),
            Tab::Relations => self.relations.move_by(act),
        }
    }
}
