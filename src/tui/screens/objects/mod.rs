//! Objects: the list at the left; fields, rows and relationships of one object in the middle; the raw JSON
//! beside. Moving in the list previews, Enter goes in. A place opened over a relationship is a screen of its
//! own on the trail, so that `<` comes back to the same row.
//! May not know a clock or the network: it asks through [`Cx`]. Start reading at `update.rs`.

mod about;
mod commands;
pub(super) mod copy;
mod detail;
mod fields;
pub(super) mod going;
mod layout;
mod list;
mod mouse;
mod panes;
mod relations;
mod rows;
mod update;
mod view;

#[cfg(test)]
mod any_order;
#[cfg(test)]
mod odd;
#[cfg(test)]
mod paging_tests;
#[cfg(test)]
pub(super) mod tests;
#[cfg(test)]
mod waits;

pub(super) use self::list::List;

use jiff::Timestamp;

use self::about::{About, Tab};
use self::layout::Pane;
use super::raw::Raw;
use crate::tui::keymap::{Command, Where};

/// How many objects are kept as they were left.
const KEPT: usize = 24;

/// The screen's state.
#[derive(Debug, Default)]
pub struct Objects {
    list: List,
    about: Option<About>,
    /// Objects shown before, the last one at the end.
    kept: Vec<About>,
    tab: Tab,
    focus: Pane,
    /// Where the screen begins: Esc goes no further back inside it.
    home: Pane,
    /// The list or the middle, whichever had the focus last: the raw pane follows it.
    driver: Pane,
    raw: Raw,
    raw_off: bool,
    raw_instead: bool,
    is_zoomed: bool,
    /// The first line in sight of what went wrong.
    trouble_top: usize,
    /// Since when no key moved the list, where something is to be done about that.
    rest: Option<Timestamp>,
}

impl Objects {
    /// A place for one object, with the list as it is at another place.
    fn at(list: &List, object: &str) -> Self {
        let mut list = list.beside();
        list.reveal(object);
        Self {
            list,
            about: Some(About::new(object)),
            focus: Pane::Middle,
            home: Pane::Middle,
            driver: Pane::Middle,
            ..Self::default()
        }
    }

    /// The same with only the rows of one parent: the field that points at it, and its id.
    pub(super) fn children(list: &List, object: &str, field: &str, id: &str) -> Self {
        let mut place = Self::at(list, object);
        if let Some(about) = &mut place.about {
            about.rows.of = Some((field.to_owned(), id.to_owned()));
        }
        place.tab = Tab::Rows;
        place
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        if self.is_typing() {
            Where::Text
        } else if self.focus == Pane::Raw {
            Where::Raw
        } else {
            Where::Objects
        }
    }

    /// Whether something is to be done once no key was pressed for a moment.
    pub fn is_resting(&self) -> bool {
        self.rest.is_some() || self.raw.is_resting()
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        if self.is_filtering() {
            return vec![Command::Go, Command::LeaveText];
        }
        if self.list.loaded.is_none() {
            return vec![Command::Again, Command::ScreenCheck, Command::Exchange, Command::SwitchOrg];
        }
        match (self.focus, self.tab) {
            (Pane::List, _) => vec![
                Command::Open,
                Command::NextPane,
                Command::NextTab,
                Command::Filter,
                Command::Kinds,
                Command::Sort,
                Command::Star,
                Command::RawPane,
                Command::Copy,
            ],
            (Pane::Middle, Tab::Fields) => vec![
                Command::Open,
                Command::NextPane,
                Command::NextTab,
                Command::Filter,
                Command::Kinds,
                Command::Sort,
                Command::Copy,
                Command::Zoom,
                Command::RawPane,
            ],
            (Pane::Middle, _) => vec![
                Command::Open,
                Command::NextPane,
                Command::PreviousTab,
                Command::Filter,
                Command::Sort,
                Command::Copy,
                Command::Again,
                Command::Zoom,
                Command::RawPane,
            ],
            (Pane::Raw, _) => self.raw.keys(),
        }
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        let mut trail = String::from("Objects");
        let Some(about) = self.about.as_ref().filter(|_| self.driver == Pane::Middle) else { return trail };
        trail.push_str(" › ");
        trail.push_str(&about.object);
        let described = about.describe.as_ref().map(|loaded| &loaded.value);
        let inner = match (self.tab, described) {
            (Tab::Fields, Some(describe)) => about.fields.current(describe).map(|f| f.name.as_str()),
            (Tab::Rows, _) => Some("Rows"),
            (Tab::Relations, _) => Some("Relationships"),
            (Tab::Fields, None) => None,
        };
        if let Some(inner) = inner {
            trail.push_str(" › ");
            trail.push_str(inner);
        }
        trail
    }

    /// Whether a filter is being typed.
    pub fn is_filtering(&self) -> bool {
        self.focus != Pane::Raw && self.is_typing()
    }

    /// Whether what is chosen by kinds are fields, by presets.
    pub fn has_presets(&self) -> bool {
        self.driver == Pane::Middle && self.tab == Tab::Fields
    }

    fn is_typing(&self) -> bool {
        match (self.focus, &self.about) {
            (Pane::List, _) => self.list.filter.is_typing(),
            (Pane::Middle, Some(about)) => about.filter(self.tab).is_typing(),
            (Pane::Middle, None) => false,
            (Pane::Raw, _) => self.raw.is_typing(),
        }
    }
}
