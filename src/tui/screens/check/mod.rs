//! Check: state, update, view.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Cx, Input, Sight};
use crate::tui::keymap::{Command, Where};

/// The screen's state.
#[derive(Debug, Default)]
pub struct Check {}

impl Check {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, _input: Input, _cx: &mut Cx<'_>) -> bool {
        false
    }

    /// Draws.
    pub fn view(&self, _area: Rect, _buf: &mut Buffer, _sight: &Sight<'_>) -> Option<Position> {
        None
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        Where::Check
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        vec![Command::Quit]
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        String::from("Check")
    }
}
