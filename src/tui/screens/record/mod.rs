//! One record: label, API name, value as people write it; the related lists below; the raw JSON beside, its
//! cursor at the same field. May not know a clock or the network: it asks through [`Cx`]. Start reading at
//! `update.rs`.

mod commands;
mod layout;
mod lines;
mod mouse;
mod related;
mod update;
mod view;

#[cfg(test)]
pub(super) mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use ratatui::layout::Rect;

use self::layout::{Pane, Panes, Parts};
use self::lines::Lines;
use self::related::Related;
use super::objects::List;
use super::raw::{Raw, Source};
use super::wait::Load;
use crate::explore::Loaded;
use crate::json::Node;
use crate::salesforce::describe::Describe;
use crate::salesforce::record;
use crate::tui::keymap::{Command, Where};
use crate::tui::widgets::filter::Filter;

/// The screen's state.
#[derive(Debug)]
pub struct Record {
    object: String,
    id: String,
    describe: Option<Loaded<Describe>>,
    describe_load: Load,
    record: Option<Loaded<record::Record>>,
    load: Load,
    /// Names of what lookups point at, by the lookup's API name.
    names: HashMap<String, String>,
    lines: Lines,
    related: Related,
    focus: Pane,
    raw: Raw,
    raw_off: bool,
    is_zoomed: bool,
    /// The first line in sight of what went wrong.
    trouble_top: usize,
    /// Since when no key was pressed, where lists in sight are to be counted.
    rest: Option<Timestamp>,
    /// The objects of the org, for where lookups lead.
    list: List,
}

impl Record {
    /// A record of which only object and id are known.
    pub(super) fn new(object: &str, id: &str, describe: Option<Loaded<Describe>>, list: List) -> Self {
        Self {
            object: object.into(),
            id: id.into(),
            describe,
            describe_load: Load::default(),
            record: None,
            load: Load::default(),
            names: HashMap::new(),
            lines: Lines::default(),
            related: Related::default(),
            focus: Pane::default(),
            raw: Raw::default(),
            raw_off: false,
            is_zoomed: false,
            trouble_top: 0,
            rest: None,
            list,
        }
    }

    /// Whether something is to be done once no key was pressed for a moment.
    pub fn is_resting(&self) -> bool {
        self.rest.is_some() || self.raw.is_resting()
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        let is_typing = match self.focus {
            Pane::Fields => self.lines.filter.is_typing(),
            Pane::Related => self.related.filter.is_typing(),
            Pane::Raw => self.raw.is_typing(),
        };
        match (is_typing, self.focus) {
            (true, _) => Where::Text,
            (false, Pane::Raw) => Where::Raw,
            (false, _) => Where::Record,
        }
    }

    /// Whether a filter is being typed.
    pub fn is_filtering(&self) -> bool {
        self.focus != Pane::Raw && self.place() == Where::Text
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        match (self.place(), self.focus) {
            (_, Pane::Raw) => self.raw.keys(),
            (Where::Text, _) => vec![Command::Go, Command::LeaveText],
            (_, Pane::Fields) => vec![
                Command::Open,
                Command::NextPane,
                Command::EmptyFields,
                Command::Filter,
                Command::Back,
                Command::Copy,
                Command::Again,
                Command::Zoom,
                Command::RawPane,
            ],
            (_, Pane::Related) => vec![
                Command::Open,
                Command::NextPane,
                Command::Filter,
                Command::Back,
                Command::Again,
                Command::RawPane,
            ],
        }
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        format!("Objects › {} › {}", self.object, self.name().as_deref().unwrap_or(&self.id))
    }

    /// The record's name, once it is there.
    fn name(&self) -> Option<Cow<'_, str>> {
        let field = self.describe()?.name_field()?;
        self.value()?.text_of(&field.name).filter(|name| !name.is_empty())
    }

    fn value(&self) -> Option<Node<'_>> {
        self.record.as_ref().map(|loaded| loaded.value.node())
    }

    fn describe(&self) -> Option<&Describe> {
        self.describe.as_ref().map(|loaded| loaded.value.as_ref())
    }

    fn panes(&self, area: Rect) -> Panes {
        layout::panes(area, self.focus, self.raw_off, self.is_zoomed)
    }

    fn parts(&self, area: Rect) -> Option<Parts> {
        let filter = &self.lines.filter;
        Some(layout::parts(self.panes(area).main?, self.focus, filter.is_set() || filter.is_typing()))
    }

    /// The rows of the related lists, below their filter where one is set.
    fn list_rows(&self, parts: &Parts) -> Rect {
        let lists = parts.lists();
        let filter =
            u16::from(self.related.filter.is_set() || self.related.filter.is_typing()).min(lists.height);
        Rect { y: lists.y + filter, height: lists.height - filter, ..lists }
    }

    fn filter_mut(&mut self) -> Option<&mut Filter> {
        match self.focus {
            Pane::Fields => Some(&mut self.lines.filter),
            Pane::Related => Some(&mut self.related.filter),
            Pane::Raw => None,
        }
    }

    /// What the raw pane is to show.
    fn source(&self) -> Option<Source> {
        let loaded = self.record.as_ref()?;
        let path = self.lines.current().map(|(_, key)| format!(".{}", key.name)).unwrap_or_default();
        Some(Source { doc: loaded.doc.clone(), path, exchange: loaded.exchange.clone() })
    }
}
