//! The JSON desk: a document on the screen with all that can be done to it, for `orgscope view` and for the raw
//! pane beside a screen alike. One value with commands and a view; it knows no clock, file, program or thread:
//! what it wants done it hands out as [`Want`]s, and what came of it is brought back.
//! Start reading at [`Desk::command`], then `jq.rs`.

mod commands;
mod draw;
mod jq;
mod lines;
mod menus;

#[cfg(test)]
mod tests;

pub use commands::of_the_pane;
pub use jq::{Filtered, Gave, LIVE_MOST, Limits, Refused};

use std::collections::HashMap;

use bytes::Bytes;
use ratatui::layout::Rect;

use self::jq::Jq;
use self::lines::{Line, Typing, Ways};
use super::children::Lend;
use super::errands::{Errand, FIND};
use super::keymap::{Keymap, Keys, Where};
use super::overlays::Menu;
use super::widgets::json_pane::{JsonPane, Size};
use crate::json::{Doc, Folds};

/// No key for so many milliseconds is a pause, in which the desk does what waits for one.
pub const PAUSE_MS: u64 = 150;

/// Something to be done outside.
#[derive(Debug)]
pub enum Want {
    /// Tell the person, until the next key.
    Say(String),
    /// Open a menu; what is chosen comes back by [`Desk::entered`].
    Menu(Menu),
    /// Do this beside the loop, and stop a former errand of the same name.
    Errand(Errand),
    /// Stop the errand of that name.
    Stop(&'static str),
    /// Copy; the name says what it is.
    Copy(String, Bytes),
    /// Lend the terminal to the editor or the pager.
    Lend(Lend),
}

/// A document with its lines, menus and results.
#[derive(Debug)]
pub struct Desk {
    /// What the document is called; a file saved from it is called after it.
    name: String,
    /// The document.
    pane: JsonPane,
    /// What a jq filter gave, in the document's place.
    result: Option<JsonPane>,
    jq: Jq,
    /// The line that is being typed.
    line: Option<Line>,
    /// What was typed last into each kind of line.
    typed: [String; Typing::KINDS],
    /// The number of the last errand.
    turn: u32,
    /// The work for the pane that runs: its name, and its number.
    works: HashMap<&'static str, u32>,
    /// Ways to go on with a path that is typed.
    ways: Ways,
    /// What is to be saved where a file is there already.
    unsaved: Option<(String, Bytes)>,
    /// The keys, for sentences.
    keys: Keys,
}

impl Desk {
    /// A document, everything unfolded.
    pub fn new(name: impl Into<String>, pane: JsonPane) -> Self {
        Self {
            name: name.into(),
            pane,
            result: None,
            jq: Jq::default(),
            line: None,
            typed: Default::default(),
            turn: 0,
            works: HashMap::new(),
            ways: Ways::default(),
            unsaved: None,
            keys: Keymap::default().at(Where::Raw),
        }
    }

    /// Sentences name these keys from now on.
    pub fn set_keys(&mut self, keys: Keys) {
        self.keys = keys;
    }

    /// What the document is called from now on.
    pub fn rename(&mut self, name: impl Into<String>) {
        self.name = name.into();
    }

    /// The pane in front: the document, or what a filter gave.
    pub fn pane(&self) -> &JsonPane {
        self.result.as_ref().unwrap_or(&self.pane).front()
    }

    fn pane_mut(&mut self) -> &mut JsonPane {
        self.result.as_mut().unwrap_or(&mut self.pane).front_mut()
    }

    /// The document, whatever is in front.
    pub fn document(&self) -> &JsonPane {
        &self.pane
    }

    /// The same, to move in it from outside.
    pub fn document_mut(&mut self) -> &mut JsonPane {
        &mut self.pane
    }

    /// Whether what a filter gave is in front.
    pub fn is_filtered(&self) -> bool {
        self.result.is_some()
    }

    /// Whether a caret blinks.
    pub fn is_typing(&self) -> bool {
        self.line.is_some()
    }

    /// Whether Esc leads back to what was there before: out of a value, a table or a subtree.
    pub fn leads_back(&self) -> bool {
        let pane = self.result.as_ref().unwrap_or(&self.pane);
        pane.is_inside() || self.pane().is_table() || self.pane().is_focused_on_subtree()
    }

    /// Whether a pause is waited for: [`PAUSE_MS`] without a key, then [`Desk::rested`].
    pub fn rests(&self) -> bool {
        self.jq_rests()
    }

    /// There was a pause.
    pub fn rested(&mut self, area: Rect) -> Vec<Want> {
        self.jq_rested(area)
    }

    /// Whether anything runs that Esc stops.
    pub fn runs(&self) -> bool {
        self.jq.runs() || self.works.contains_key(FIND)
    }

    /// Everything that ran was stopped by others.
    pub fn stopped(&mut self) {
        self.jq.stopped();
        self.works.clear();
        self.pane_mut().stopped();
    }

    /// Another document in the place of this one; a filter that is shown runs on it again.
    pub fn replace(&mut self, pane: JsonPane) -> Vec<Want> {
        let mut wants = self.stop_search();
        self.pane = pane;
        wants.extend(self.jq_on_another());
        wants.extend(self.look_for_twins());
        wants
    }

    /// The document as it is now, read again; `folds` are those of before, carried over.
    pub fn renew(&mut self, doc: Doc, folds: Folds, area: Rect) -> Vec<Want> {
        let mut wants = self.stop_search();
        let (pane, outcome) = self.pane.renewed(doc, folds, self.size(area));
        self.pane = pane;
        if !self.is_filtered() {
            wants.extend(self.came(outcome));
        }
        wants.extend(self.jq_on_another());
        wants.extend(self.look_for_twins());
        wants
    }

    /// More of the same document.
    pub fn grow(&mut self, doc: Doc, folds: Folds) -> Vec<Want> {
        self.pane.grow(doc, Some(folds));
        if self.is_filtered() {
            return Vec::new();
        }
        let outcome = self.pane.search_anew();
        let mut wants = self.came(outcome);
        wants.extend(self.look_for_twins());
        wants
    }

    /// The rows that the document has in an area.
    pub fn rows(&self, area: Rect) -> Rect {
        draw::layout(self, area).rows
    }

    fn size(&self, area: Rect) -> Size {
        let rows = self.rows(area);
        Size { width: rows.width, height: rows.height }
    }
}
