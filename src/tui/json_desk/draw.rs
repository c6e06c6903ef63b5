//! The desk on the screen: the document, and below it the lines that are typed or kept.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::Desk;
use super::lines::Typing;
use crate::text::{cells, safe};
use crate::tui::keymap::Command;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::Notes;
use crate::tui::widgets::table::Cut;
use crate::tui::widgets::text_field::TextField;

/// Where things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The rows of the document.
    pub(super) rows: Rect,
    lines: Vec<(Typing, Rect)>,
}

/// From this width on what is said of a line is beside it, else below.
const WIDE: u16 = 72;
/// Ways to go on with a path that are told.
const WAYS: usize = 6;
/// The document keeps so many rows.
const LEAST_ROWS: u16 = 3;

pub(super) fn layout(desk: &Desk, area: Rect) -> Layout {
    let typing = desk.typing();
    let mut kinds = Vec::new();
    if typing == Some(Typing::Search) || desk.pane().search().is_some() {
        kinds.push(Typing::Search);
    }
    if typing == Some(Typing::Jq) || desk.jq.is_shown() {
        kinds.push(Typing::Jq);
    }
    kinds.extend(typing.filter(|kind| matches!(kind, Typing::Path | Typing::Save)));
    let each = if area.width >= WIDE || area.height < LEAST_ROWS + 2 { 1 } else { 2 };
    // Where there is no room for all of them, what is typed comes first.
    let room = area.height.saturating_sub(LEAST_ROWS);
    if kinds.len() as u16 * each > room {
        kinds.retain(|kind| typing.is_none_or(|typing| *kind == typing));
        kinds.truncate(usize::from((room / each).max(u16::from(typing.is_some()))));
    }
    let used = (kinds.len() as u16 * each).min(area.height);
    let rows = Rect { height: area.height - used, ..area };
    let mut y = rows.bottom();
    let lines = kinds
        .into_iter()
        .map(|kind| {
            let line = Rect { y, height: each.min(area.bottom().saturating_sub(y)), ..area };
            y += each;
            (kind, line)
        })
        .collect();
    Layout { rows, lines }
}

impl Desk {
    /// Draws; the place of the caret.
    pub fn view(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        look: &Look,
        is_focused: bool,
        notes: &Notes,
    ) -> Option<Position> {
        self.view_rows(buffer, area, look, is_focused, notes, &|_| false)
    }

    /// Draws, but for rows of the document that are there already; the place of the caret.
    pub fn view_rows(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        look: &Look,
        is_focused: bool,
        notes: &Notes,
        stands: &dyn Fn(u16) -> bool,
    ) -> Option<Position> {
        let layout = layout(self, area);
        match &self.result {
            Some(result) if result.doc().bytes().is_empty() => {
                let words = "The filter gives nothing here.";
                let (x, y) = (layout.rows.x + 2, layout.rows.y);
                ink::put(buffer, x, y, layout.rows.width.saturating_sub(3), words, look.style(Role::Muted));
            }
            _ => self.pane().view_rows(buffer, layout.rows, look, is_focused, notes, stands),
        }
        let mut caret = None;
        for (kind, line) in layout.lines {
            caret = caret.or(self.view_line(buffer, kind, line, look));
        }
        caret
    }

    fn view_line(&self, buffer: &mut Buffer, kind: Typing, area: Rect, look: &Look) -> Option<Position> {
        let typed = self.line.as_ref().filter(|line| line.typing == kind).map(|line| &line.field);
        let kept = TextField::new(match kind {
            Typing::Search => self.pane().search().map_or("", |search| &search.text),
            Typing::Jq => self.jq.text(),
            Typing::Path | Typing::Save => "",
        });
        let field = typed.unwrap_or(&kept);
        let (label, words) = self.line_words(kind, typed, area);
        let muted = look.style(Role::Muted);
        let is_wrong = kind == Typing::Jq && self.jq.is_refused();
        let said = look.style(if is_wrong { Role::Danger } else { Role::Muted });
        let sign = if is_wrong {
            format!("{} ", look.sign(crate::tui::theme::Sign::Failed).0)
        } else {
            String::new()
        };
        let words = format!("{sign}{}", safe::visible(&words));
        let left = area.x + cells::width(label) as u16 + 3;
        let is_beside = area.height == 1;
        let most = usize::from(area.width) * 3 / 5;
        let words =
            cells::cut_end(&words, if is_beside { most } else { usize::from(area.width.saturating_sub(3)) });
        let beside = if is_beside { cells::width(&words) as u16 + 3 } else { 2 };
        let room = area.right().saturating_sub(left + beside);
        let edge = look.glyphs().field;
        ink::put(buffer, area.x + 1, area.y, left - area.x, label, muted);
        ink::put(buffer, left - 1, area.y, 1, edge, muted);
        ink::put(buffer, left + room, area.y, 1, edge, muted);
        let (x, y) = if is_beside { (left + room + 2, area.y) } else { (area.x + 2, area.y + 1) };
        ink::put(buffer, x, y, area.right().saturating_sub(x), &words, said);
        let inside = Rect::new(left, area.y, room, 1);
        if field.is_empty() && kind == Typing::Save {
            ink::put(buffer, left, area.y, room, &self.file_name(), muted);
        }
        let caret = if field.is_empty() && typed.is_some() {
            Some(Position::new(left, area.y))
        } else {
            field.view(buffer, inside, typed.is_some(), Cut::End, look)
        };
        if let Some(cell) = self.jq.wrong_at().filter(|_| is_wrong).and_then(|at| field.cell_of(at, room)) {
            mark(buffer, left + cell, area.y, look);
        }
        caret
    }

    fn line_words(&self, kind: Typing, typed: Option<&TextField>, area: Rect) -> (&'static str, String) {
        let is_narrow = area.height > 1;
        match (kind, typed) {
            (Typing::Search, Some(field)) => {
                let is_expression = ["", "key:", "value:"].iter().any(|scope| {
                    field.text().strip_prefix(scope).is_some_and(|text| text.starts_with("re:"))
                });
                let words = if is_expression {
                    "matches what is written, quotes and escapes too"
                } else {
                    "text, or key: value: re: in front"
                };
                ("/", words.into())
            }
            (Typing::Search, None) => {
                let hits = self.pane().hit_words().unwrap_or_default();
                let needle = self.pane().search().map_or_else(String::new, |search| search.needle.words());
                let (next, previous) = (self.keys.of(Command::NextHit), self.keys.of(Command::PreviousHit));
                let keys =
                    if is_narrow { String::new() } else { format!("   {next} next   {previous} previous") };
                ("/", format!("{hits}{keys}   {needle}"))
            }
            (Typing::Jq, Some(_)) => ("jq", self.jq_words(is_narrow)),
            (Typing::Jq, None) if self.jq.runs() => ("jq", self.jq_words(is_narrow)),
            (Typing::Jq, None) => ("jq", format!("{}   Esc clears", self.jq_words(is_narrow))),
            (Typing::Path, _) => {
                let ways = match self.ways() {
                    None => "…".into(),
                    Some([]) => "no such key".into(),
                    Some(found) => found[..found.len().min(WAYS)].join("  "),
                };
                ("path", format!("Tab: {ways}"))
            }
            (Typing::Save, Some(field)) if field.is_empty() => {
                ("save to", "Enter takes this name, Tab changes it".into())
            }
            (Typing::Save, _) => ("save to", "Enter saves; ~/ is your home folder".into()),
        }
    }
}

/// Marks the character at which a filter goes wrong.
fn mark(buffer: &mut Buffer, x: u16, y: u16, look: &Look) {
    let style = look.style(Role::Danger).add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
    if let Some(cell) = buffer.cell_mut((x, y)) {
        cell.set_style(Style::reset().patch(style));
    }
}
