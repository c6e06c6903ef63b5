//! The raw JSON beside what a screen shows: follows its cursor, and is a place of its own once it has the
//! focus. The bytes are those that came; where they came by a request, its status, time and size stand below.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::{Cx, Move, Sight};
use crate::client::exchange::Exchange;
use crate::json::{Doc, NodeId, Path};
use crate::salesforce::ids;
use crate::text::{cells, numbers, safe};
use crate::tui::keymap::{Command, Key};
use crate::tui::overlays::{Act, Item, Menu, Overlay, Prompt};
use crate::tui::theme::Role;
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::{Copied, Done, JsonPane, Notes, Outcome, PaneCommand, Size};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::widgets::text_field::Edit;
use crate::tui::work::Ask;

/// The name under which work on a large document is asked for.
pub const WORK: &str = "json";
/// The name of the prompt for a path.
pub const PATH: &str = "path";

/// Levels that are unfolded at first: a describe's list of fields, a query's list of records.
const LEVELS: u32 = 2;
/// Copies above this are left to a file.
const MOST_COPIED: usize = 1_000_000;

/// What the raw pane is to show.
#[derive(Clone, Debug)]
pub struct Source {
    /// The document.
    pub doc: Doc,
    /// Where the screen's cursor is in it, for jq: `.fields[21].name`.
    pub path: String,
    /// By which request it came; none where it is from the cache.
    pub exchange: Option<Arc<Exchange>>,
}

/// The pane's state.
#[derive(Debug, Default)]
pub struct Raw {
    pane: Option<JsonPane>,
    /// The path that the screen's cursor had when it was followed last.
    path: String,
    exchange: Option<Arc<Exchange>>,
    /// Unfolded by following, to be folded when the cursor goes on.
    opened: Option<NodeId>,
    search: Filter,
}

/// What came of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    /// It was for this pane.
    Used,
    /// It was not.
    Unused,
    /// It leads to the record with that id.
    Leads(String),
}

impl Raw {
    /// Whether the caret is in the search line.
    pub fn is_typing(&self) -> bool {
        self.search.is_typing()
    }

    /// Shows a source: another document replaces what was there, another path moves the cursor.
    pub fn show(&mut self, source: Option<Source>, area: Rect) {
        let Some(source) = source else {
            *self = Self::default();
            return;
        };
        let size = size(area);
        self.exchange = source.exchange;
        if self.pane.as_ref().is_none_or(|pane| *pane.doc() != source.doc) {
            let mut pane = JsonPane::new(source.doc);
            pane.apply(PaneCommand::FoldToDepth(LEVELS), size);
            (self.pane, self.opened) = (Some(pane), None);
            self.path = String::new();
        }
        let Some(pane) = &mut self.pane else { return };
        if self.path == source.path {
            return;
        }
        self.path = source.path;
        let Ok(path) = Path::parse(&self.path) else { return };
        let element = (path.0.len() > 2).then(|| Path(path.0[..2].to_vec()));
        let element = element.and_then(|path| pane.doc().find(&path));
        if let Some(opened) = self.opened.take_if(|opened| Some(*opened) != element) {
            pane.put_cursor(opened, size);
            pane.apply(PaneCommand::Left, size);
        }
        let was_folded = element.is_some_and(|node| pane.folds().is_folded(pane.doc(), node));
        // A path to what a row does not have (a parent that is null) leads to the row.
        let mut path = path;
        while !pane.follow(&path, size) && path.0.pop().is_some() {}
        if was_folded {
            self.opened = element;
            // What was unfolded is seen around the cursor, not only above it.
            let row = pane.row().0.saturating_sub(1).saturating_sub(pane.top_row());
            let by = row as i32 - i32::from(size.height / 3);
            if by != 0 {
                pane.apply(PaneCommand::Scroll(by), size);
            }
        }
    }

    /// Carries out a command while the pane has the focus.
    pub fn command(&mut self, command: Command, area: Rect, cx: &mut Cx<'_>) -> Came {
        let Some(pane) = &mut self.pane else { return Came::Unused };
        let apply = match command {
            Command::Up => PaneCommand::Up,
            Command::Down => PaneCommand::Down,
            Command::PageUp => PaneCommand::PageUp,
            Command::PageDown => PaneCommand::PageDown,
            Command::HalfUp => PaneCommand::HalfUp,
            Command::HalfDown => PaneCommand::HalfDown,
            Command::First => PaneCommand::First,
            Command::Last => PaneCommand::Last,
            Command::Left => PaneCommand::Left,
            Command::Right => PaneCommand::Right,
            Command::Peek => PaneCommand::Toggle,
            Command::NextSibling => PaneCommand::NextSibling,
            Command::PreviousSibling => PaneCommand::PreviousSibling,
            Command::UnfoldAll => PaneCommand::UnfoldAll,
            Command::FoldAll => PaneCommand::FoldAll,
            Command::AsTable => PaneCommand::Table,
            Command::Wrap => PaneCommand::Wrap,
            Command::NextHit => PaneCommand::NextHit,
            Command::PreviousHit => PaneCommand::PreviousHit,
            Command::Filter => {
                self.search.start();
                return Came::Used;
            }
            Command::LeaveText => {
                self.search.keep();
                return Came::Used;
            }
            Command::Go => {
                self.search.keep();
                PaneCommand::Search(self.search.text().to_owned())
            }
            Command::GoTo => {
                let lines = vec!["A path as .records[0].Name, records[0].Name or /records/0/Name.".into()];
                cx.go(Move::Overlay(Overlay::Prompt(Prompt::new(PATH, "Go to a path", lines))));
                return Came::Used;
            }
            Command::Copy => {
                copy_menu(pane, cx);
                return Came::Used;
            }
            Command::Escape if pane.search().is_some() || self.search.is_set() => {
                self.search = Filter::default();
                PaneCommand::ClearSearch
            }
            Command::Open => {
                let id = pane.cursor().map(|node| pane.doc().text(node).into_owned());
                match id.filter(|text| text.len() == 18 && ids::is_id(text)) {
                    Some(id) => return Came::Leads(id),
                    None => PaneCommand::Toggle,
                }
            }
            _ => return Came::Unused,
        };
        let outcome = pane.apply(apply, size(area));
        let doc = pane.doc().clone();
        carry_out(outcome, doc, cx);
        Came::Used
    }

    /// Takes a key of the search line.
    pub fn key(&mut self, key: Key) {
        if let Some(edit) = Edit::of(key) {
            self.search.edit(&edit);
        }
    }

    /// Takes a paste into the search line.
    pub fn paste(&mut self, text: String) {
        self.search.edit(&Edit::Paste(text));
    }

    /// Goes to a path that was typed.
    pub fn go_to(&mut self, path: String, area: Rect, cx: &mut Cx<'_>) {
        if let Some(pane) = &mut self.pane {
            let outcome = pane.apply(PaneCommand::GoTo(path), size(area));
            let doc = pane.doc().clone();
            carry_out(outcome, doc, cx);
        }
    }

    /// Takes what work on the document has come to.
    pub fn take(&mut self, done: Done, area: Rect, cx: &mut Cx<'_>) {
        if let Some(pane) = &mut self.pane {
            let outcome = pane.take(done, size(area));
            let doc = pane.doc().clone();
            carry_out(outcome, doc, cx);
        }
    }

    /// The wheel over the pane.
    pub fn scroll(&mut self, rows: i32, area: Rect) {
        if let Some(pane) = &mut self.pane {
            pane.apply(PaneCommand::Scroll(rows), size(area));
        }
    }

    /// A press on a row of the screen; a press on the row of the cursor folds or unfolds.
    pub fn press(&mut self, y: u16, area: Rect) {
        let rows = rows(area);
        if let Some(pane) = &mut self.pane
            && y >= rows.y
            && y < rows.bottom()
        {
            let before = pane.cursor();
            pane.apply(PaneCommand::ScreenRow(y - rows.y), size(area));
            if pane.cursor() == before {
                pane.apply(PaneCommand::Toggle, size(area));
            }
        }
    }

    /// What `H` shows: the exchange by which the document came.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.exchange.as_deref()
    }

    /// The commands for the line of keys.
    pub fn keys() -> Vec<Command> {
        vec![
            Command::Peek,
            Command::NextPane,
            Command::Filter,
            Command::NextSibling,
            Command::UnfoldAll,
            Command::AsTable,
            Command::Wrap,
            Command::Copy,
            Command::Zoom,
        ]
    }

    /// Draws the pane; the place of the caret or of the cursor row.
    pub fn view(
        &self,
        area: Rect,
        buf: &mut Buffer,
        is_focused: bool,
        is_prod: bool,
        note: &str,
        sight: &Sight<'_>,
    ) -> Option<Position> {
        let look = sight.look;
        let muted = look.style(Role::Muted);
        Title::new("Raw JSON")
            .note(Line::styled(note.to_owned(), muted))
            .focused(is_focused)
            .prod(is_prod)
            .view(buf, area, look);
        let facts = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let Some(pane) = &self.pane else {
            pane::facts(buf, facts, &Line::default(), &Line::default(), look);
            return None;
        };
        let rows = rows(area);
        pane.view(buf, rows, look, is_focused, &Notes { now: Some(sight.now) });
        let status = Rect { x: area.x + 2, width: area.width.saturating_sub(3), y: rows.bottom(), height: 1 };
        let caret = self.view_status(pane, status, buf, sight);
        let (line, of) = pane.line();
        let words = if is_focused {
            format!("line {} of {}", numbers::count(line), numbers::count(of))
        } else {
            "same cursor".into()
        };
        pane::facts(buf, facts, &Line::default(), &Line::raw(words), look);
        let shown = pane.row().0.saturating_sub(1).saturating_sub(pane.top_row()) as u16;
        caret.or_else(|| is_focused.then_some(Position { x: area.x, y: rows.y + shown.min(rows.height) }))
    }

    /// The path of the cursor, or the search; below, how the document came.
    fn view_status(
        &self,
        pane: &JsonPane,
        row: Rect,
        buf: &mut Buffer,
        sight: &Sight<'_>,
    ) -> Option<Position> {
        let look = sight.look;
        let muted = look.style(Role::Muted);
        let came = match &self.exchange {
            None => "from the cache".into(),
            Some(exchange) => {
                let status = exchange.status.map_or("–".into(), |s| s.to_string());
                let bytes = exchange.let_go.unwrap_or(exchange.body.len() as u64);
                format!("{status} · {} · {}", numbers::millis(exchange.ms), numbers::bytes(bytes))
            }
        };
        ink::put(buf, row.x, row.y + 1, row.width, &came, muted);
        if self.search.is_typing() || pane.search().is_some() {
            let fact = pane.hit_words().unwrap_or_default();
            return self.search.view(buf, row, &Line::styled(fact, muted), look);
        }
        let path = pane.path_shown();
        let path = safe::visible(&path);
        ink::put(buf, row.x, row.y, row.width, &cells::cut_middle(&path, usize::from(row.width)), muted);
        None
    }
}

/// The rows that the document has in a pane: two lines below them tell path and exchange.
fn rows(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(4), ..area }
}

fn size(area: Rect) -> Size {
    let rows = rows(area);
    Size { width: rows.width, height: rows.height }
}

fn carry_out(outcome: Outcome, doc: Doc, cx: &mut Cx<'_>) {
    if let Some(says) = outcome.says {
        cx.say(says);
    }
    for work in outcome.work {
        cx.ask(WORK, Ask::Json(doc.clone(), work));
    }
}

fn copy_menu(pane: &JsonPane, cx: &mut Cx<'_>) {
    if pane.value_bytes().is_some_and(|bytes| bytes > MOST_COPIED) {
        cx.say("More than 1 MB: too much for a copy through the terminal.");
        return;
    }
    let items = Copied::ALL.iter().filter_map(|(what, letter, name)| {
        let text = String::from_utf8_lossy(&pane.copied(*what)?).into_owned();
        let note = if text.len() > 60 { numbers::bytes(text.len() as u64) } else { text.clone() };
        Some(Item { letter: *letter, name: (*name).to_owned(), note, act: Act::Copy(text) })
    });
    let menu = Menu::new("Copy", items.collect(), "by the terminal (OSC 52)");
    cx.go(Move::Overlay(Overlay::Menu(menu)));
}
