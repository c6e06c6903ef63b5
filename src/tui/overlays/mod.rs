//! What lies over a screen: the keys of the place, a menu, a line to type into, a text to read. One at a time;
//! Esc closes; everything under it is drawn muted. An overlay knows no screen: what was chosen goes back to
//! the app as an [`Outcome`].

mod guide;
mod keys;
mod menu;
mod page;
mod prompt;
mod switches;
#[cfg(test)]
mod tests;

pub use guide::Guide;
pub use keys::Commands;
pub use menu::{Act, Item, Menu};
pub use page::Page;
pub use prompt::{Missed, Prompt};
pub use switches::Switches;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::keymap::{Code, Command, Key, Keys};
use super::theme::{Look, Role};
use super::widgets::ink;
use super::work::{Answer, Ask};
use crate::check::Verdict;
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
    /// The faults of the demo org.
    Switches(Switches),
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
    /// The keys that do something in a place, grouped.
    pub fn help(keys: Keys, does: impl Fn(Command) -> bool) -> Self {
        Self::Commands(Commands::help(keys, does))
    }

    /// The commands that do something in a place, by name.
    pub fn palette(keys: Keys, does: impl Fn(Command) -> bool) -> Self {
        Self::Commands(Commands::palette(keys, does))
    }

    /// Takes a key; `area` is where it is drawn.
    pub fn key(&mut self, key: Key, command: Option<Command>, area: Rect) -> Outcome {
        match self {
            Self::Commands(list) => list.key(key),
            Self::Menu(menu) => menu.key(key, command),
            Self::Prompt(prompt) => prompt.key(key),
            Self::Page(page) => page.key(command, area),
            Self::Guide(guide) => guide.key(key, command),
            Self::Switches(switches) => switches.key(key),
        }
    }

    /// Whether letters are text in it.
    pub fn is_typing(&self) -> bool {
        matches!(self, Self::Prompt(_) | Self::Commands(_) | Self::Switches(_))
    }

    /// Takes a paste.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Commands(list) => list.paste(text),
            Self::Switches(switches) => switches.paste(text),
            Self::Menu(_) | Self::Page(_) | Self::Guide(_) => {}
        }
    }

    /// Takes the answer to what it asked.
    pub fn answer(&mut self, answer: &Answer) {
        if let (Self::Switches(switches), Answer::Switched(name, on)) = (self, answer) {
            switches.switched(name, *on);
        }
    }

    /// The check of the open org ended.
    pub fn checked(&mut self, verdict: &Verdict) {
        if let Self::Switches(switches) = self {
            switches.checked(verdict);
        }
    }

    /// The commands for the line of keys.
    pub fn keys(&self, area: Rect) -> Vec<Command> {
        match self {
            Self::Commands(_) | Self::Menu(_) | Self::Switches(_) => {
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
            Self::Switches(switches) => switches.enters(),
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
            Self::Switches(switches) => switches.view(area, buf, look),
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
    let top = format!("{tl}{title}{}{fact}{tr}", across.repeat(fill));
    ink::put(buf, outer.x, outer.y, width, &top, line);
    let name_at = outer.x + 3;
    buf.set_style(
        Rect { x: name_at, y: outer.y, width: (cells::width(&title) as u16).saturating_sub(3), height: 1 },
        look.bold(Role::Accent),
    );
    for y in outer.top() + 1..outer.bottom() - 1 {
        ink::put(buf, outer.x, y, 1, up, line);
        ink::put(buf, outer.right() - 1, y, 1, up, line);
    }
    let foot = format!("{bl}{}{br}", across.repeat(inner));
    ink::put(buf, outer.x, outer.bottom() - 1, width, &foot, line);
    Rect { x: outer.x + 1, y: outer.y + 1, width: width.saturating_sub(2), height: height.saturating_sub(2) }
}

/// Says in the lower border of a box how many lines are below what is shown.
fn draw_more(inside: Rect, below: usize, buf: &mut Buffer, look: &Look) {
    let down = if look.is_ascii() { "Down" } else { "↓" };
    let words = match below {
        0 => return,
        1 => format!(" +1 line, {down} "),
        n => format!(" +{n} lines, {down} "),
    };
    let wide = cells::width(&words) as u16;
    if wide + 2 <= inside.width {
        ink::put(buf, inside.right() - wide - 1, inside.bottom(), wide, &words, look.style(Role::Accent));
    }
}

/// A key in a list that is found by typing: it moves the cursor or goes into what is looked for.
fn find_line(key: Key, typed: &mut String, cursor: &mut usize, len: usize) {
    let last = len.saturating_sub(1);
    match key.code {
        Code::Up => *cursor = cursor.saturating_sub(1),
        Code::Down => *cursor = (*cursor + 1).min(last),
        Code::PageUp => *cursor = cursor.saturating_sub(10),
        Code::PageDown => *cursor = (*cursor + 10).min(last),
        Code::Home => *cursor = 0,
        Code::End => *cursor = last,
        Code::Backspace => {
            typed.pop();
            *cursor = 0;
        }
        _ => {
            if let Some(c) = key.typed() {
                typed.push(c);
                *cursor = 0;
            }
        }
    }
}

/// Draws what is looked for in the first line of a box; the place of the caret.
fn draw_find_line(inside: Rect, buf: &mut Buffer, typed: &str, hint: &str, look: &Look) -> Position {
    let room = usize::from(inside.width.saturating_sub(4));
    let shown = cells::suffix(typed, room);
    let (text, role) = if typed.is_empty() { (hint, Role::Muted) } else { (shown, Role::Normal) };
    ink::put(buf, inside.x + 1, inside.y, 1, "/", look.style(Role::Accent));
    ink::put(buf, inside.x + 3, inside.y, room as u16, text, look.style(role));
    Position { x: inside.x + 3 + cells::width(shown) as u16, y: inside.y }
}

/// Keeps `cursor` in a window of `height` rows of a list: the first row shown.
fn scrolled(cursor: usize, height: usize, rows: usize) -> usize {
    let most = rows.saturating_sub(height);
    cursor.saturating_sub(height / 2).min(most)
}
