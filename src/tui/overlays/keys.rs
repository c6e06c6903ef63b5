//! Help and palette: the commands that do something in the place from which they were opened, under the heads of what
//! they are about, made from the keymap. Typing filters; Enter does it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box, find_line};
use crate::text::cells;
use crate::tui::keymap::{Bound, Code, Command, Key, Keys, Where};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;

/// The most cells of the first column: all keys, or the name.
const WIDEST: usize = 26;
/// Cells of the key after a name.
const KEY: usize = 9;
/// The most cells across.
const ACROSS: u16 = 116;

/// The list of commands.
#[derive(Debug)]
pub struct Commands {
    title: &'static str,
    keys: Keys,
    /// Those that do something here, by what they are about.
    all: Vec<Bound>,
    is_by_name: bool,
    typed: String,
    cursor: usize,
}

/// A line of the list.
enum Line {
    /// Nothing.
    Blank,
    /// The head over a group.
    Head(&'static str),
    /// A row of the list: its number, which of its lines, the text there.
    Row(usize, usize, String),
}

impl Commands {
    /// With the keys first; `does` says which commands do something now.
    pub fn help(keys: Keys, does: impl Fn(Command) -> bool) -> Self {
        Self::new("Keys", false, keys, does)
    }

    /// Every command by name.
    pub fn palette(keys: Keys, does: impl Fn(Command) -> bool) -> Self {
        Self::new("Commands", true, keys, does)
    }

    fn new(title: &'static str, is_by_name: bool, keys: Keys, does: impl Fn(Command) -> bool) -> Self {
        let mut all: Vec<Bound> = keys.rows().filter(|row| does(row.of.command)).cloned().collect();
        // What works only in a few places is what one looks for here: it comes first of its group.
        all.sort_by_key(|row| (row.of.command.group(), row.of.places.len()));
        Self { title, keys, all, is_by_name, typed: String::new(), cursor: 0 }
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
        let mut rows: Vec<_> = self.all.iter().filter(matches).collect();
        if !wanted.is_empty() {
            rows.sort_by_key(|row| row.of.name != wanted);
        }
        rows
    }

    /// The lines: rows under the heads of their groups, and without heads while something is looked for.
    fn lines(&self, rows: &[&Bound], room: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut group = None;
        for (n, row) in rows.iter().enumerate() {
            if self.typed.is_empty() && group != Some(row.of.command.group()) {
                if group.is_some() {
                    lines.push(Line::Blank);
                }
                group = Some(row.of.command.group());
                lines.push(Line::Head(row.of.command.group().words()));
            }
            let texts = cells::wrap(row.of.long, room).into_iter().enumerate();
            lines.extend(texts.map(|(part, text)| Line::Row(n, part, text)));
        }
        lines
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
            // The key of the help closes, as it opened.
            _ if self.typed.is_empty() && self.is_help(key) => return Outcome::Close,
            _ => {
                find_line(key, &mut self.typed, &mut self.cursor, len);
            }
        }
        Outcome::Stay
    }

    /// Takes a paste into the filter.
    pub fn paste(&mut self, text: &str) {
        self.typed.extend(text.chars().filter(|c| !c.is_control()).take(60));
        self.cursor = 0;
    }

    fn fact(&self, rows: usize) -> String {
        let keys = if rows == 1 { "1 command".to_owned() } else { format!("{rows} commands") };
        match self.keys.place() {
            Where::Viewer | Where::Orgs | Where::CheckAll | Where::AddOrg => keys,
            _ => format!("{keys} · this org is opened read-only"),
        }
    }

    /// Draws; the place of the caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let rows = self.rows();
        let width = area.width.min(ACROSS);
        let keys: Vec<String> = rows.iter().map(|row| self.first_column(row)).collect();
        let first = keys.iter().map(|keys| cells::width(keys)).max().unwrap_or(0).min(WIDEST);
        let before = 3 + first + 2 + if self.is_by_name { KEY + 1 } else { 0 };
        let room = usize::from(width).saturating_sub(before + 2).max(10);
        let lines = self.lines(&rows, room);
        let height = area.height.min(lines.len() as u16 + 4).max(10);
        let inside = draw_box(area, width, height, self.title, &self.fact(rows.len()), buf, look);
        let muted = look.style(Role::Muted);
        let caret = super::draw_find_line(inside, buf, &self.typed, "type to find a key", look);
        let shown = usize::from(inside.height.saturating_sub(2));
        let here = lines.iter().position(|line| matches!(line, Line::Row(n, ..) if *n == self.cursor));
        let top = super::scrolled(here.unwrap_or(0), shown, lines.len());
        for (i, line) in lines.iter().skip(top).take(shown).enumerate() {
            let y = inside.y + 2 + i as u16;
            let Line::Row(n, part, text) = line else {
                if let Line::Head(words) = line {
                    ink::put(
                        buf,
                        inside.x + 1,
                        y,
                        inside.width.saturating_sub(2),
                        words,
                        look.bold(Role::Normal),
                    );
                }
                continue;
            };
            let is_here = *n == self.cursor;
            if is_here && *part == 0 {
                ink::put(buf, inside.x, y, 1, look.glyphs().cursor, look.style(Role::Accent));
            }
            let mut x = inside.x + 2;
            if *part == 0 {
                let style = if self.is_by_name { look.style(Role::Normal) } else { look.bold(Role::Accent) };
                ink::put(buf, x, y, first as u16, &cells::cut_end(&keys[*n], first), style);
            }
            x += first as u16 + 2;
            if self.is_by_name {
                let key = rows[*n].keys.first().map(|key| self.keys.name(*key)).unwrap_or_default();
                if *part == 0 {
                    ink::put(buf, x, y, KEY as u16, &cells::cut_end(&key, KEY), look.bold(Role::Accent));
                }
                x += KEY as u16 + 1;
            }
            ink::put(buf, x, y, room as u16, text, look.style(Role::Normal));
            if is_here {
                look.select(buf, Rect { x: inside.x, y, width: inside.width, height: 1 });
            }
        }
        super::draw_more(inside, lines.len().saturating_sub(top + shown), buf, look);
        if rows.is_empty() {
            let words = "No command here has that in its name. Esc clears.";
            ink::put(buf, inside.x + 2, inside.y + 2, inside.width.saturating_sub(2), words, muted);
        }
        Some(caret)
    }

    /// All keys of a row, or its name.
    fn first_column(&self, row: &Bound) -> String {
        if self.is_by_name {
            return row.of.name.to_owned();
        }
        let keys: Vec<_> = row.keys.iter().map(|key| self.keys.name(*key)).collect();
        match keys.as_slice() {
            // `1` to `9` are one thing to a person.
            [first, .., last] if keys.len() > 4 => format!("{first} … {last}"),
            _ => keys.join("  "),
        }
    }
}
