//! Things to choose from, by their letter or with the cursor: what can be copied, in which form a request is
//! handed on.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box, scrolled};
use crate::text::{cells, safe};
use crate::tui::keymap::{Code, Command, Key};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;

/// What choosing an item does.
#[derive(Clone, Debug)]
pub enum Act {
    /// Copies the text.
    Copy(String),
    /// Goes back to the screen as if typed into the prompt of that name.
    Enter(&'static str, String),
}

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct Item {
    /// The letter that chooses it at once; a blank for none.
    pub letter: char,
    /// Its name.
    pub name: String,
    /// What it is like: a preview of the text, a size.
    pub note: String,
    /// What it does.
    pub act: Act,
}

/// The menu.
#[derive(Debug)]
pub struct Menu {
    title: String,
    items: Vec<Item>,
    foot: String,
    does: &'static str,
    cursor: usize,
}

impl Menu {
    /// A menu with a line of explanation at its foot.
    pub fn new(title: impl Into<String>, items: Vec<Item>, foot: impl Into<String>) -> Self {
        Self { title: title.into(), items, foot: foot.into(), does: "do it", cursor: 0 }
    }

    /// A menu of texts to copy.
    pub fn copy(items: Vec<Item>) -> Self {
        Self::new("Copy", items, "to the clipboard, by a program or by the terminal")
    }

    /// The same with a word for what Enter does.
    pub fn doing(self, does: &'static str) -> Self {
        Self { does, ..self }
    }

    fn choose(&self, at: usize) -> Outcome {
        match self.items.get(at).map(|i| &i.act) {
            Some(Act::Copy(text)) => Outcome::Copy(text.clone()),
            Some(Act::Enter(what, text)) => Outcome::Entered(what, text.clone()),
            None => Outcome::Stay,
        }
    }

    /// What Enter does with the item under the cursor, in a word.
    pub fn enters(&self) -> &'static str {
        match self.items.get(self.cursor).map(|item| &item.act) {
            Some(Act::Copy(_)) => "copy",
            Some(Act::Enter(..)) | None => self.does,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, command: Option<Command>) -> Outcome {
        let last = self.items.len().saturating_sub(1);
        if let Some(c) = key.typed()
            && c != ' '
            && let Some(at) = self.items.iter().position(|i| i.letter == c)
        {
            return self.choose(at);
        }
        if key.code == Code::Char(' ') {
            return self.choose(self.cursor);
        }
        match command {
            Some(Command::Up) => self.cursor = self.cursor.saturating_sub(1),
            Some(Command::Down) => self.cursor = (self.cursor + 1).min(last),
            Some(Command::PageUp) => self.cursor = self.cursor.saturating_sub(10),
            Some(Command::PageDown) => self.cursor = (self.cursor + 10).min(last),
            Some(Command::First) => self.cursor = 0,
            Some(Command::Last) => self.cursor = last,
            Some(Command::Open) => return self.choose(self.cursor),
            Some(Command::Escape | Command::Quit) => return Outcome::Close,
            _ => {}
        }
        Outcome::Stay
    }

    /// Draws; the cursor row's place.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let names = self.items.iter().map(|i| cells::width(&i.name)).max().unwrap_or(0).min(40);
        let width = area.width.min(84);
        let height = area.height.min(self.items.len() as u16 + 4);
        let inside = draw_box(area, width, height, &self.title, "", buf, look);
        let shown = usize::from(inside.height.saturating_sub(2));
        let top = scrolled(self.cursor, shown, self.items.len());
        let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
        let mut at = None;
        for (i, item) in self.items.iter().enumerate().skip(top).take(shown) {
            let y = inside.y + (i - top) as u16;
            let mut x = inside.x;
            if i == self.cursor {
                ink::put(buf, x, y, 1, look.glyphs().cursor, look.style(Role::Accent));
                at = Some(Position { x, y });
            }
            x += 2;
            ink::put(buf, x, y, buf.area.width, &item.letter.to_string(), look.bold(Role::Accent));
            x += 3;
            ink::put(buf, x, y, names as u16, &cells::left(&safe::visible(&item.name), names), plain);
            x += names as u16 + 2;
            let room = usize::from(inside.right().saturating_sub(x + 1));
            ink::put(buf, x, y, room as u16, &cells::cut_end(&safe::visible(&item.note), room), muted);
            if i == self.cursor {
                look.select(buf, Rect { x: inside.x, y, width: inside.width, height: 1 });
            }
        }
        let room = usize::from(inside.width.saturating_sub(2));
        let foot = cells::cut_end(&self.foot, room);
        ink::put(buf, inside.x + 1, inside.bottom() - 1, room as u16, &foot, muted);
        at
    }
}
