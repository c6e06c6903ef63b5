//! The switches of the demo org: its faults, those that are on first, found by typing. Each is thrown without leaving
//! the list, and what the check then finds is below.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box, draw_find_line, find_line, scrolled};
use crate::check::{Status, Verdict};
use crate::text::{cells, safe};
use crate::tui::keymap::{Code, Key};
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::ink;
use crate::tui::work::{Ask, Switch};

/// The most cells across.
const ACROSS: u16 = 132;
/// Rows below the list: a line, what the one under the cursor does, what the check found, what the keys do.
const BELOW: u16 = 5;

/// What the check says of the org as it is now.
#[derive(Debug, Default, PartialEq, Eq)]
enum Found {
    /// No switch was thrown here yet.
    #[default]
    Nothing,
    /// It runs.
    Awaited,
    /// It ended.
    Ended(Status, String),
}

/// The list.
#[derive(Debug)]
pub struct Switches {
    all: Vec<Switch>,
    typed: String,
    cursor: usize,
    found: Found,
}

impl Switches {
    /// Those that are on come first.
    pub fn new(mut all: Vec<Switch>) -> Self {
        all.sort_by_key(|switch| !switch.is_on);
        Self { all, typed: String::new(), cursor: 0, found: Found::default() }
    }

    fn shown(&self) -> Vec<&Switch> {
        let wanted = self.typed.to_lowercase();
        let fits = |switch: &&Switch| {
            let text = format!("{} {} {}", switch.name, switch.says, switch.finds).to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        self.all.iter().filter(fits).collect()
    }

    fn here(&self) -> Option<&Switch> {
        self.shown().get(self.cursor).copied()
    }

    /// What Enter does with the one under the cursor, in a word.
    pub fn enters(&self) -> &'static str {
        match self.here() {
            Some(switch) if switch.is_on => "switch off",
            _ => "switch on",
        }
    }

    /// A switch was thrown. The rows stay where they are until the list is opened anew.
    pub fn switched(&mut self, name: &str, now_on: bool) {
        if let Some(switch) = self.all.iter_mut().find(|switch| switch.name == name) {
            switch.is_on = now_on;
        }
        self.found = Found::Awaited;
    }

    /// The check of the org ended.
    pub fn checked(&mut self, verdict: &Verdict) {
        if self.found == Found::Awaited {
            self.found = Found::Ended(verdict.status(), verdict.headline());
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        let len = self.shown().len();
        match key.code {
            Code::Esc if self.typed.is_empty() => return Outcome::Close,
            Code::Esc => {
                // The one that was found stays under the cursor.
                let here = self.here().map(|switch| switch.name.clone());
                self.typed.clear();
                let at = self.all.iter().position(|switch| Some(&switch.name) == here.as_ref());
                self.cursor = at.unwrap_or(0);
            }
            Code::Enter => {
                if let Some(switch) = self.here() {
                    return Outcome::Ask(Ask::Switch(switch.name.clone(), !switch.is_on));
                }
            }
            _ => find_line(key, &mut self.typed, &mut self.cursor, len),
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
        let shown = self.shown();
        let on = self.all.iter().filter(|switch| switch.is_on).count();
        let fact = format!("{on} of {} on", self.all.len());
        let width = area.width.min(ACROSS);
        let height = area.height.min(self.all.len() as u16 + BELOW + 4);
        let inside = draw_box(area, width, height, "Faults of the demo org", &fact, buf, look);
        let caret = draw_find_line(inside, buf, &self.typed, "type to find a fault", look);
        let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
        let names = self.all.iter().map(|s| cells::width(&s.name)).max().unwrap_or(0).min(34);
        let rows = usize::from(inside.height.saturating_sub(2 + BELOW));
        let top = scrolled(self.cursor, rows, shown.len());
        for (i, switch) in shown.iter().enumerate().skip(top).take(rows) {
            let y = inside.y + 2 + (i - top) as u16;
            if i == self.cursor {
                ink::put(buf, inside.x, y, 1, look.glyphs().cursor, look.style(Role::Accent));
            }
            let (mark, role) = if switch.is_on { ("[x]", Role::Warn) } else { ("[ ]", Role::Muted) };
            ink::put(buf, inside.x + 2, y, buf.area.width, mark, look.style(role));
            let x = inside.x + 6;
            ink::put(buf, x, y, names as u16, &cells::cut_middle(&switch.name, names), plain);
            let x = x + names as u16 + 2;
            let room = usize::from(inside.right().saturating_sub(x + 1));
            // What the check says of it is below, and here where it has room.
            let whole = whole(switch, look);
            let says = if cells::width(&whole) <= room { &whole } else { &switch.says };
            ink::put(buf, x, y, room as u16, &cells::cut_end(&safe::visible(says), room), muted);
            if i == self.cursor {
                look.select(buf, Rect { x: inside.x, y, width: inside.width, height: 1 });
            }
        }
        if shown.is_empty() {
            let words = "No fault has that in its name or in what it does. Esc clears.";
            let words = cells::cut_end(words, usize::from(inside.width) - 3);
            ink::put(buf, inside.x + 2, inside.y + 2, inside.width.saturating_sub(3), &words, muted);
        }
        self.below(inside, buf, look);
        Some(caret)
    }

    fn below(&self, inside: Rect, buf: &mut Buffer, look: &Look) {
        let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
        let room = usize::from(inside.width.saturating_sub(2));
        let y = inside.bottom().saturating_sub(BELOW - 1);
        if let Some(switch) = self.here() {
            let lines = cells::wrap(&safe::visible(&whole(switch, look)), room);
            for (y, line) in (y..y + 2).zip(lines) {
                ink::put(buf, inside.x + 1, y, room as u16, &line, plain);
            }
        }
        let (sign, words) = match &self.found {
            Found::Nothing => (None, "The check runs by itself after each change.".to_owned()),
            Found::Awaited => (None, "The check runs…".to_owned()),
            Found::Ended(status, words) => (Some(*status), format!("The check says: {words}")),
        };
        let mut x = inside.x + 1;
        if let Some(status) = sign {
            let (glyph, role) = look.sign(match status {
                Status::Pass => Sign::Passed,
                Status::Warn => Sign::Warned,
                Status::Fail => Sign::Failed,
                Status::NotTested => Sign::Untested,
            });
            ink::put(buf, x, y + 2, buf.area.width, glyph, look.style(role));
            x += look.sign_cells() + 1;
        }
        let room = usize::from(inside.right().saturating_sub(x + 1));
        let lines = cells::wrap(&safe::visible(&words), room);
        let style = if sign.is_some() { plain } else { muted };
        for (y, line) in (y + 2..inside.bottom()).zip(lines) {
            ink::put(buf, x, y, room as u16, &line, style);
        }
    }
}

/// What goes wrong, and what the check then says.
fn whole(switch: &Switch, look: &Look) -> String {
    format!("{} {} {}", switch.says.trim_end_matches('.'), look.glyphs().leads, switch.finds)
}
