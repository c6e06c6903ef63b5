//! How the program starts, and how a person wants it shown.

use crate::tui::keymap::Keymap;
use crate::tui::terminal::Kind;
use crate::tui::theme::Look;

/// How the program starts.
#[derive(Clone, Debug)]
pub enum Start {
    /// With the picker, or with the org that is the only or the default one.
    Stored,
    /// With this stored org, or the one of the environment variables.
    Named(String),
    /// With the demo org.
    Demo,
}

/// How a person wants it shown.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Colours, signs.
    pub look: Look,
    /// Hints that teach, once each.
    pub hints: bool,
    /// The keys.
    pub keys: Keymap,
    /// What the terminal can be trusted with.
    pub terminal: Kind,
}
