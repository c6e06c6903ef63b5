//! One folder a screen: state, update, view. A screen knows no clock, network, disk, channel or lock: what it
//! wants it asks for through [`Cx`], what it shows it draws from its state. To add one: a folder here, a
//! variant of [`Screen`], its keys in `keymap/table.rs`; the compiler names the rest.

pub mod add_org;
#[cfg(test)]
mod another_org;
pub mod check;
pub mod check_all;
mod cx;
pub mod hand_on;
pub mod objects;
pub mod orgs;
pub mod raw;
pub mod record;
#[cfg(test)]
pub mod stage;
pub mod wait;
#[cfg(test)]
mod walk;

pub use cx::{Cx, Sight};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

use super::effect::Mouse;
use super::hints::Hint;
use super::keymap::{Command, Key, Where};
use super::overlays::Overlay;
use super::work::{Answer, Head, OrgRow, Progress};
use crate::check::Verdict;
use crate::trouble::Trouble;

/// A screen with its state.
#[derive(Debug)]
pub enum Screen {
    /// The org picker.
    Orgs(Box<orgs::Orgs>),
    /// The form that adds an org or replaces its pair.
    AddOrg(Box<add_org::AddOrg>),
    /// The check.
    Check(Box<check::Check>),
    /// All stored orgs in one table, worst first.
    CheckAll(Box<check_all::CheckAll>),
    /// Objects, fields, rows, relationships.
    Objects(Box<objects::Objects>),
    /// One record.
    Record(Box<record::Record>),
}

/// What reaches a screen.
#[derive(Debug)]
pub enum Input {
    /// The place was opened or come back to.
    Arrive,
    /// A key that is a command here.
    Command(Command),
    /// A key while a caret blinks, or one without a command.
    Key(Key),
    /// A paste; line breaks as they came.
    Paste(String),
    /// The mouse, in the whole terminal's cells.
    Mouse(Mouse),
    /// What the screen asked under that name is answered.
    Answer(&'static str, Result<Answer, Trouble>),
    /// News about what the screen asked under that name.
    Progress(&'static str, Progress),
    /// That was typed into the prompt, or chosen from the menu, of that name.
    Entered(&'static str, String),
    /// What ran at this place was stopped.
    Stopped,
    /// The check passed after the app did not work: what failed for that may be asked again.
    Works,
    /// Time has passed.
    Tick,
}

/// Where to go, for the app to carry out after the screen's update.
#[derive(Debug)]
pub enum Move {
    /// A new place on the trail.
    Open(Screen),
    /// The place before.
    Back,
    /// The org picker.
    Orgs,
    /// The form.
    Form(Box<add_org::AddOrg>),
    /// The check, run anew where true.
    Check(bool),
    /// The table of these orgs' checks.
    CheckAll(Vec<OrgRow>),
    /// The objects of the open org.
    Objects,
    /// An overlay over what is there.
    Overlay(Overlay),
    /// A sentence that stays until the next key.
    Say(String),
    /// The org behind everything is another now.
    Opened(Arc<Head>),
    /// Stars an object of the open org, or takes its star away.
    Star(String, bool),
    /// A hint, once, and what comes before its words.
    Teach(Hint, String),
    /// The open org was checked already, before it was stored.
    Checked(Arc<Verdict>),
}

macro_rules! each {
    ($screen:expr, $inner:ident => $body:expr) => {
        match $screen {
            Screen::Orgs($inner) => $body,
            Screen::AddOrg($inner) => $body,
            Screen::Check($inner) => $body,
            Screen::CheckAll($inner) => $body,
            Screen::Objects($inner) => $body,
            Screen::Record($inner) => $body,
        }
    };
}

impl Screen {
    /// Takes an input; false where the screen had no use for it (Esc then goes back).
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        each!(self, s => s.update(input, cx))
    }

    /// Draws; the place of the caret or of the cursor row, where there is one.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        each!(self, s => s.view(area, buf, sight))
    }

    /// Whether it does something at times of its own, so that time must be told.
    pub fn is_watching(&self) -> bool {
        match self {
            Self::Check(check) => check.is_watching(),
            Self::AddOrg(form) => form.is_watching(),
            _ => false,
        }
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        each!(self, s => s.place())
    }

    /// Which keys work once nothing is typed: what a sentence that stays there may name.
    pub fn ground(&self) -> Where {
        match (self.place(), self) {
            (Where::Text, Self::Orgs(_)) => Where::Orgs,
            (Where::Text, Self::Objects(_)) => Where::Objects,
            (Where::Text, Self::Record(_)) => Where::Record,
            (place, _) => place,
        }
    }

    /// The commands for the footer, in order of use; the app leaves out what does not fit.
    pub fn keys(&self) -> Vec<Command> {
        each!(self, s => s.keys())
    }

    /// Words for commands that do something of their own just now.
    pub fn says(&self) -> &'static [(Command, &'static str)] {
        let is_filter = match self {
            Self::Orgs(_) => self.place() == Where::Text,
            Self::Objects(objects) => objects.is_filtering(),
            Self::Record(record) => record.is_filtering(),
            Self::AddOrg(_) | Self::Check(_) | Self::CheckAll(_) => false,
        };
        match self {
            _ if is_filter => &[(Command::Go, "keep"), (Command::LeaveText, "clear")],
            Self::Objects(objects) if objects.has_presets() => &[(Command::Kinds, "preset")],
            _ => &[],
        }
    }

    /// Whether a command does anything here now: what does nothing is offered nowhere. `head` is the open org.
    pub fn does(&self, command: Command) -> bool {
        each!(self, s => s.does(command))
    }

    /// Whether the screen waits for a moment without keys, so that time must be told to it.
    pub fn is_resting(&self) -> bool {
        match self {
            Self::Objects(objects) => objects.is_resting(),
            Self::Record(record) => record.is_resting(),
            Self::Orgs(_) | Self::AddOrg(_) | Self::Check(_) | Self::CheckAll(_) => false,
        }
    }

    /// The trail at the right of row 2: `Objects › Account › Industry`.
    pub fn trail(&self) -> String {
        each!(self, s => s.trail())
    }
}
