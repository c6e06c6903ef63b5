//! Help and palette: the commands that work in the place from which they were opened, made from the keymap.
//! Typing filters; Enter does it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box, scrolled};
use crate::text::cells;
use crate::tui::keymap::{BINDINGS, Binding, Code, Key, Where};
use crate::tui::theme::{Look, Role};

/// The list of commands.
#[derive(Debug)]
pub struct Keys {
    title: &'static str,
    place: Where,
    typed: String,
    cursor: usize,
}

impl Keys {
    /// With the keys first.
    pub fn help(place: Where) -> Self {
        Self { title: "Keys", place, typed: String::new(), cursor: 0 }
    }

    /// Every command by name.
    pub fn palette(place: Where) -> Self {
        Self { title: "Commands", place, typed: String::new(), cursor: 0 }
    }

    fn rows(&self) -> Vec<&'static Binding> {
        let wanted = self.typed.to_lowercase();
        let matches = |b: &&Binding| {
            wanted.split_whitespace().all(|word| {
                b.long.to_lowercase().contains(word)
                    || b.short.contains(word)
                    || b.keys.iter().any(|k| k.to_string().to_lowercase() == word)
            })
        };
        let mut rows: Vec<_> =
            BINDINGS.iter().filter(|b| b.places.contains(&self.place)).filter(matches).collect();
        // What works only in a few places is what one looks for here: it comes first.
        rows.sort_by_key(|b| b.places.len());
        rows
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        let rows = self.rows();
        match key.code {
            Code::Esc if self.typed.is_empty() => return Outcome::Close,
            Code::Esc => self.typed.clear(),
            Code::Enter => {
                return rows.get(self.cursor).map_or(Outcome::Stay, |row| Outcome::Command(row.command));
            }
            Code::Up => self.cursor = self.cursor.saturating_sub(1),
            Code::Down => self.cursor = (self.cursor + 1).min(rows.len().saturating_sub(1)),
            Code::PageUp => self.cursor = self.cursor.saturating_sub(10),
            Code::PageDown => self.cursor = (self.cursor + 10).min(rows.len().saturating_sub(1)),
            Code::Backspace => {
                self.typed.pop();
                self.cursor = 0;
            }
            // A second `?` closes, as it opened.
            Code::Char('?') if self.typed.is_empty() => return Outcome::Close,
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
        let fact = match self.place {
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
            let keys: Vec<_> = row.keys.iter().map(ToString::to_string).collect();
            let keys = cells::left(&keys.join("  "), 18);
            if i == self.cursor {
                buf.set_string(inside.x, y, look.glyphs().cursor, look.style(Role::Accent));
            }
            buf.set_stringn(inside.x + 2, y, keys, 18, look.bold(Role::Accent));
            let room = usize::from(inside.width.saturating_sub(22));
            buf.set_stringn(inside.x + 21, y, cells::cut_end(row.long, room), room, look.style(Role::Normal));
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
