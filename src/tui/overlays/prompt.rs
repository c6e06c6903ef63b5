//! A line to type into: an id or a path to go to, the name of an org to be removed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box};
use crate::text::{cells, safe};
use crate::tui::keymap::{Code, Key};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;

/// The prompt.
#[derive(Debug)]
pub struct Prompt {
    what: &'static str,
    title: String,
    lines: Vec<String>,
    typed: String,
    missed: Option<Missed>,
}

/// Why what was typed led nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// What was typed.
    pub text: String,
    /// Why not, in a sentence.
    pub why: String,
    /// What Enter takes in its place, until another text is typed.
    pub near: Option<String>,
}

impl Prompt {
    /// A prompt whose text comes back under the name `what`; `lines` explain.
    pub fn new(what: &'static str, title: impl Into<String>, lines: Vec<String>) -> Self {
        Self { what, title: title.into(), lines, typed: String::new(), missed: None }
    }

    /// The same after what was typed led nowhere: the text is still there, and why it did not do.
    pub fn missed(mut self, missed: Missed) -> Self {
        self.typed.clone_from(&missed.text);
        self.missed = Some(missed);
        self
    }

    /// Why the text as it is now leads nowhere.
    fn miss(&self) -> Option<&Missed> {
        self.missed.as_ref().filter(|missed| missed.text == self.typed)
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        match key.code {
            Code::Esc => return Outcome::Close,
            Code::Enter => {
                let near = self.miss().and_then(|missed| missed.near.clone());
                let text = near.unwrap_or_else(|| std::mem::take(&mut self.typed));
                return Outcome::Entered(self.what, text);
            }
            Code::Backspace => {
                self.typed.pop();
            }
            Code::Char('u') if key.ctrl => self.typed.clear(),
            _ => self.typed.extend(key.typed()),
        }
        Outcome::Stay
    }

    /// Takes a paste; line breaks become blanks.
    pub fn paste(&mut self, text: &str) {
        self.typed.extend(text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }));
    }

    /// Draws; the place of the caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let width = area.width.min(76);
        let room = usize::from(width.saturating_sub(4));
        let lines: Vec<_> = self.lines.iter().flat_map(|l| cells::wrap(l, room)).collect();
        let why = self.missed.as_ref().map_or(Vec::new(), |missed| cells::wrap(&missed.why, room));
        let height = lines.len() as u16 + 5 + if why.is_empty() { 0 } else { why.len() as u16 + 1 };
        let inside = draw_box(area, width, height, &self.title, "Esc closes", buf, look);
        for (i, line) in lines.iter().enumerate() {
            ink::put(buf, inside.x + 1, inside.y + i as u16, room as u16, line, look.style(Role::Normal));
        }
        let y = inside.y + lines.len() as u16 + 1;
        let typed = safe::visible(&self.typed);
        let shown = cells::suffix(&typed, room.saturating_sub(1));
        ink::put(buf, inside.x + 1, y, buf.area.width, shown, look.style(Role::Accent));
        if self.miss().is_some() {
            for (y, line) in (y + 2..inside.bottom()).zip(&why) {
                ink::put(buf, inside.x + 1, y, room as u16, line, look.style(Role::Warn));
            }
        }
        Some(Position { x: inside.x + 1 + cells::width(shown) as u16, y })
    }
}
