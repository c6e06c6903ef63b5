//! One record: state, update, view.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::objects::List;
use super::{Cx, Input, Sight};
use crate::explore::Loaded;
use crate::salesforce::describe::Describe;
use crate::tui::keymap::{Command, Where};

/// The screen's state.
#[derive(Debug)]
pub struct Record {
    object: String,
    id: String,
    describe: Option<Loaded<Describe>>,
    list: List,
}

impl Record {
    /// A record of which only object and id are known.
    pub(super) fn new(object: &str, id: &str, describe: Option<Loaded<Describe>>, list: List) -> Self {
        Self { object: object.into(), id: id.into(), describe, list }
    }

    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, _input: Input, _cx: &mut Cx<'_>) -> bool {
        false
    }

    /// Whether something is to be done once no key was pressed for a moment.
    pub fn is_resting(&self) -> bool {
        false
    }

    /// Draws.
    pub fn view(&self, _area: Rect, _buf: &mut Buffer, _sight: &Sight<'_>) -> Option<Position> {
        None
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        Where::Record
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        vec![Command::Quit]
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        format!("Objects › {} › {}", self.object, self.id)
    }
}
