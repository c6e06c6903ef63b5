//! What lies over a screen: the keys of the place, a menu, a line to type into, a text to read. One at a time;
//! Esc closes; everything under it is drawn muted. An overlay knows no screen: what was chosen goes back to
//! the app as an [`Outcome`].

mod guide;
mod keys;
mod menu;
mod page;
mod prompt;
#[cfg(test)]
mod tests;

pub use guide::Guide;
pub use keys::Commands;
pub use menu::{Act, Item, Menu};
pub use page::Page;
pub use prompt::Prompt;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::keymap::{Command, Key, Keys};
use super::theme::{Look, Role};
use super::work::{Answer, Ask};
use crate::text::cells;

/// What lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// Help and palette: commands that work in the place, filtered as one types.
    Commands(Commands),
    /// Things to choose from by letter or cursor.
    Menu(Menu),
    /// A line to type into.
    Prompt(Prompt),
    /// Lines to read.
    Page(Page),
    /// The setup of an app, step by step.
    Guide(Guide),
}

/// What came of a key.
#[derive(Debug)]
pub enum Outcome {
    /// It stays open.
    Stay,
    /// It closes.
    Close,
    /// It closes, and the command is carried out.
    Command(Command),
    /// It closes, and the text is copied.
    Copy(String),
    /// It closes; that was typed into the prompt of that name.
    Entered(&'static str, String),
    /// It stays open, and this is asked.
    Ask(Ask),
}

impl Overlay {
    /// The keys that work in a place, grouped.
    pub fn help(keys: Keys) -> Self {
        Self::Commands(Commands::help(keys))
    }

    /// The commands that work in a place, by name.
    pub fn palette(keys: Keys) -> Self {
        Self::Commands(Commands::palette(keys))
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, command: Option<Command>) -> Outcome {
        match self {
            Self::Commands(list) => list.key(key),
            Self::Menu(menu) => menu.key(key, command),
            Self::Prompt(prompt) => prompt.key(key),
            Self::Page(page) => page.key(key, command),
            Self::Guide(guide) => guide.key(key, command),
        }
    }

    /// Whether letters are text in it.
    pub fn is_typing(&self) -> bool {
        matches!(self, Self::Prompt(_) | Self::Commands(_))
    }

    /// Takes a paste.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Commands(list) => list.paste(text),
            Self::Menu(_) | Self::Page(_) | Self::Guide(_) => {}
        }
    }

    /// Takes the answer to what it asked.
    pub fn answer(&mut self, answer: &Answer) {
        if let (Self::Menu(menu), Answer::Switched(name, on)) = (self, answer) {
            menu.switched(name, *on);
        }
    }

    /// The commands for the line of keys.
    pub fn keys(&self, area: Rect) -> Vec<Command> {
        match self {
            Self::Commands(_) | Self::Menu(_) => {
                vec![Command::Open, Command::Up, Command::Down, Command::Escape]
            }
            Self::Prompt(_) => vec![Command::Open, Command::Escape],
            Self::Guide(_) => {
                vec![Command::NextTab, Command::Up, Command::Down, Command::Copy, Command::Escape]
            }
            Self::Page(page) if page.is_scrolled(area) => {
                vec![Command::Up, Command::Down, Command::PageDown, Command::Escape]
            }
            Self::Page(_) => vec![Command::Escape],
        }
    }

    /// What Enter does, in a word.
    pub fn enters(&self) -> &'static str {
        match self {
            Self::Commands(_) => "do it",
            Self::Menu(menu) => menu.enters(),
            Self::Prompt(_) => "go on",
            Self::Page(_) | Self::Guide(_) => "close",
        }
    }

    /// Mutes what lies under it and draws; the place of the caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        look.mute(buf, area);
        match self {
            Self::Commands(list) => list.view(area, buf, look),
            Self::Menu(menu) => menu.view(area, buf, look),
            Self::Prompt(prompt) => prompt.view(area, buf, look),
            Self::Page(page) => page.view(area, buf, look),
            Self::Guide(guide) => guide.view(area, buf, look),
        }
    }
}

/// Clears a box of `width` × `height` cells in the middle of `area` and draws its border with a title at the
/// left and a fact at the right; the inside.
fn draw_box(
    area: Rect,
    width: u16,
    height: u16,
    title: &str,
    fact: &str,
    buf: &mut Buffer,
    look: &Look,
) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    let outer =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    for y in outer.top()..outer.bottom() {
        for x in outer.left()..outer.right() {
            buf[(x, y)].reset();
        }
    }
    let [tl, tr, bl, br, across, up] = if look.is_ascii() {
        ["+", "+", "+", "+", "-", "|"]
    } else {
        ["╭", "╮", "╰", "╯", "─", "│"]
    };
    let line = look.style(Role::Muted);
    let inner = usize::from(width.saturating_sub(2));
    let fact = if fact.is_empty() { String::new() } else { format!(" {fact} {across}") };
    let room = inner.saturating_sub(cells::width(&fact) + 2);
    let title = format!("{across} {} ", cells::cut_end(title, room.saturating_sub(1)));
    let fill = inner.saturating_sub(cells::width(&title) + cells::width(&fact));
    buf.set_string(outer.x, outer.y, format!("{tl}{title}{}{fact}{tr}", across.repeat(fill)), line);
    let name_at = outer.x + 3;
    buf.set_style(
        Rect { x: name_at, y: outer.y, width: (cells::width(&title) as u16).saturating_sub(3), height: 1 },
        look.bold(Role::Accent),
    );
    for y in outer.top() + 1..outer.bottom() - 1 {
        buf.set_string(outer.x, y, up, line);
        buf.set_string(outer.right() - 1, y, up, line);
    }
    buf.set_string(outer.x, outer.bottom() - 1, format!("{bl}{}{br}", across.repeat(inner)), line);
    Rect { x: outer.x + 1, y: outer.y + 1, width: width.saturating_sub(2), height: height.saturating_sub(2) }
}

/// Keeps `cursor` in a window of `height` rows of a list: the first row shown.
fn scrolled(cursor: usize, height: usize, rows: usize) -> usize {
    let most = rows.saturating_sub(height);
    cursor.saturating_sub(height / 2).min(most)
}
