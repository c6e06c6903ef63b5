//! Help and palette: the commands that work in the place from which they were opened, made from the keymap.
//! Typing filters; Enter does it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box, scrolled};
use crate::text::cells;
use crate::tui::keymap::{Bound, Code, Command, Key, Keys, Where};
use crate::tui::theme::{Look, Role};

/// Cells of the first column: all keys, or the name.
const NAME: u16 = 18;
/// Cells of the key behind a name.
const KEY: u16 = 9;

/// The list of commands.
#[derive(Debug)]
pub struct Commands {
    title: &'static str,
    keys: Keys,
    is_by_name: bool,
    typed: String,
    cursor: usize,
}

impl Commands {
    /// With the keys first.
    pub fn help(keys: Keys) -> Self {
        Self { title: "Keys", keys, is_by_name: false, typed: String::new(), cursor: 0 }
    }

    /// Every command by name.
    pub fn palette(keys: Keys) -> Self {
        Self { title: "Commands", keys, is_by_name: true, typed: String::new(), cursor: 0 }
    }

    fn rows(&self) -> Vec<&Bound> {
        let wanted = self.typed.to_lowercase();
        let matches = |row: &&Bound| {
            wanted.split_whitespace().all(|word| {
                row.of.long.to_lowercase().contains(word)
                    || row.of.short.contains(word)
                    || row.of.name.contains(word)
                    || row.keys.iter().any(|k| k.to_string().to_lowercase() == word)
            })
        };
        let mut rows: Vec<_> = self.keys.rows().filter(matches).collect();
        // What works only in a few places is what one looks for here: it comes first, but for a name typed whole.
        rows.sort_by_key(|row| (row.of.name != wanted, row.of.places.len()));
        rows
    }

    fn is_help(&self, key: Key) -> bool {
        self.keys.row(Command::Help).is_some_and(|row| row.keys.contains(&key))
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        let rows = self.rows();
        let (len, here) = (rows.len(), rows.get(self.cursor).map(|row| row.of.command));
        match key.code {
            Code::Esc if self.typed.is_empty() => return Outcome::Close,
            Code::Esc => self.typed.clear(),
            Code::Enter => {
                return here.map_or(Outcome::Stay, Outcome::Command);
            }
            Code::Up => self.cursor = self.cursor.saturating_sub(1),
            Code::Down => self.cursor = (self.cursor + 1).min(len.saturating_sub(1)),
            Code::PageUp => self.cursor = self.cursor.saturating_sub(10),
            Code::PageDown => self.cursor = (self.cursor + 10).min(len.saturating_sub(1)),
            Code::Backspace => {
                self.typed.pop();
                self.cursor = 0;
            }
            // The key of the help closes, as it opened.
            _ if self.typed.is_empty() && self.is_help(key) => return Outcome::Close,
            _ => {
                if let Some(c) = key.typed() {
                    self.typed.push(c);
                    self.cursor = 0;
                }
            }
        }
        Outcome::Stay
    }

    /// Takes a paste into the filter.
    pub fn paste(&mut self, text: &str) {
        self.typed.extend(text.chars().filter(|c| !c.is_control()).take(60));
        self.cursor = 0;
    }

    /// Draws; the place of the caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let rows = self.rows();
        let height = area.height.min(rows.len() as u16 + 6).max(10);
        let width = area.width.min(86);
        let fact = match self.keys.place() {
            Where::Viewer => format!("{} commands", rows.len()),
            _ => format!("{} commands · this org is opened read-only", rows.len()),
        };
        let inside = draw_box(area, width, height, self.title, &fact, buf, look);
        let muted = look.style(Role::Muted);
        let caret = Position { x: inside.x + 3 + cells::width(&self.typed) as u16, y: inside.y };
        if self.typed.is_empty() {
            buf.set_stringn(
                inside.x + 3,
                inside.y,
                "type to find a key",
                usize::from(inside.width) - 3,
                muted,
            );
        }
        buf.set_stringn(inside.x + 1, inside.y, "/", 1, look.style(Role::Accent));
        buf.set_stringn(
            inside.x + 3,
            inside.y,
            &self.typed,
            usize::from(inside.width) - 4,
            look.style(Role::Normal),
        );
        let shown = usize::from(inside.height.saturating_sub(2));
        let top = scrolled(self.cursor, shown, rows.len());
        for (i, row) in rows.iter().enumerate().skip(top).take(shown) {
            let y = inside.y + 2 + (i - top) as u16;
            if i == self.cursor {
                buf.set_string(inside.x, y, look.glyphs().cursor, look.style(Role::Accent));
            }
            let keys: Vec<_> = row.keys.iter().map(ToString::to_string).collect();
            let columns = if self.is_by_name {
                let key = keys.first().map_or("", String::as_str);
                [(row.of.name, NAME, Role::Normal), (key, KEY, Role::Accent)]
            } else {
                [(&*keys.join("  "), NAME, Role::Accent), ("", 0, Role::Normal)]
            };
            let mut x = inside.x + 2;
            for (text, cells, role) in columns.into_iter().filter(|(_, cells, _)| *cells > 0) {
                let style = if role == Role::Accent { look.bold(role) } else { look.style(role) };
                buf.set_stringn(x, y, cells::cut_end(text, cells.into()), cells.into(), style);
                x += cells + 1;
            }
            let room = usize::from(inside.right().saturating_sub(x + 1));
            let style = look.style(Role::Normal);
            buf.set_stringn(x, y, cells::cut_end(row.of.long, room), room, style);
            if i == self.cursor {
                look.select(buf, Rect { x: inside.x, y, width: inside.width, height: 1 });
            }
        }
        if rows.is_empty() {
            let words = "No command here has that in its name. Esc clears.";
            buf.set_stringn(inside.x + 2, inside.y + 2, words, usize::from(inside.width) - 2, muted);
        }
        Some(caret)
    }
}
