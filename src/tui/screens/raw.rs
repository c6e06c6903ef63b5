//! The raw JSON beside what a screen shows: a [`Desk`] that follows the screen's cursor, and is a place of its own
//! once it has the focus. The bytes are those that came; where they came by a request, its status, time and
//! size are below.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::objects::{List, going};
use super::wait::passed;
use super::{Cx, Move, Sight};
use crate::client::exchange::Exchange;
use crate::json::{Doc, NodeId, Path};
use crate::salesforce::ids;
use crate::text::{cells, numbers, safe};
use crate::trouble::Trouble;
use crate::tui::effect::Effect;
use crate::tui::errands::{COUNT, FILTER, FIND, SAVE, TELL, TWINS};
use crate::tui::json_desk::{Desk, PAUSE_MS, Want};
use crate::tui::keymap::{Command, Key, Where};
use crate::tui::overlays::Overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::{JsonPane, Notes, PaneCommand, Size};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::work::{Answer, Ask};

/// Levels that are unfolded at first: a describe's list of fields, a query's list of records.
const LEVELS: u32 = 2;

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
    desk: Option<Desk>,
    /// The path that the screen's cursor had when it was followed last.
    path: String,
    exchange: Option<Arc<Exchange>>,
    /// Unfolded by following, to be folded when the cursor goes on.
    opened: Option<NodeId>,
    /// Since when no key was pressed, where the desk waits for that.
    rest: Option<Timestamp>,
}

impl Raw {
    /// Whether a caret blinks.
    pub fn is_typing(&self) -> bool {
        self.desk.as_ref().is_some_and(Desk::is_typing)
    }

    /// Whether something is to be done once no key was pressed for a moment.
    pub fn is_resting(&self) -> bool {
        self.rest.is_some()
    }

    /// Shows a source: another document replaces what was there, another path moves the cursor.
    pub fn show(&mut self, source: Option<Source>, area: Rect, cx: &mut Cx<'_>) {
        let Some(source) = source else {
            if let Some(mut desk) = self.desk.take() {
                desk.stopped();
                let wants = [FIND, COUNT, TELL, TWINS, FILTER].map(Want::Stop);
                carry_out(wants.into(), cx);
            }
            *self = Self::default();
            return;
        };
        self.exchange = source.exchange;
        if self.desk.as_ref().is_none_or(|desk| *desk.document().doc() != source.doc) {
            let mut pane = JsonPane::new(source.doc);
            pane.apply(PaneCommand::FoldToDepth(LEVELS), Size { width: 1, height: 1 });
            match &mut self.desk {
                Some(desk) => {
                    let wants = desk.replace(pane);
                    self.came(wants, cx);
                }
                None => {
                    let mut desk = Desk::new("response", pane);
                    desk.set_keys(cx.keys.at(Where::Raw));
                    let wants = desk.look_for_twins();
                    self.desk = Some(desk);
                    self.came(wants.into_iter().collect(), cx);
                }
            }
            (self.path, self.opened) = (String::new(), None);
        }
        if self.path == source.path {
            return;
        }
        self.path = source.path;
        if let Ok(path) = Path::parse(&self.path) {
            self.follow(&path, area);
        }
    }

    /// The cursor goes where the screen's is. What that unfolds is folded again when it goes on.
    fn follow(&mut self, path: &Path, area: Rect) {
        let Some(desk) = &mut self.desk else { return };
        let name = path.0.iter().rev().find_map(|step| match step {
            crate::json::Step::Key(key) => Some(key.clone()),
            crate::json::Step::Index(_) => None,
        });
        desk.rename(name.unwrap_or_else(|| "response".into()));
        let rows = desk.rows(rows(area));
        let size = Size { width: rows.width, height: rows.height };
        let pane = desk.document_mut();
        let element = (path.0.len() > 2).then(|| Path(path.0[..2].to_vec()));
        let element = element.and_then(|path| pane.doc().find(&path));
        if let Some(opened) = self.opened.take_if(|opened| Some(*opened) != element) {
            pane.put_cursor(opened, size);
            pane.apply(PaneCommand::Left, size);
        }
        let was_folded = element.is_some_and(|node| pane.folds().is_folded(pane.doc(), node));
        // A path to what a row does not have (a parent that is null) leads to the row.
        let mut path = path.clone();
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

    /// Carries out a command while the pane has the focus; false where it is not for it. Enter on an id leads to
    /// its record; `list` has the org's objects.
    pub fn command(&mut self, command: Command, area: Option<Rect>, list: &List, cx: &mut Cx<'_>) -> bool {
        let (Some(desk), Some(area)) = (&mut self.desk, area) else { return false };
        let pane = desk.pane();
        if command == Command::Open
            && let Some(id) = pane.cursor().map(|node| pane.doc().text(node))
            && id.len() == 18
            && ids::is_id(&id)
        {
            going::go_to(&id, list, cx);
            return true;
        }
        let wants = desk.command(command, rows(area));
        let used = wants.is_some();
        self.came(wants.unwrap_or_default(), cx);
        used
    }

    /// Whether a command of the document does anything now; `None` for one that is the screen's.
    pub fn does(&self, command: Command) -> Option<bool> {
        let desk = self.desk.as_ref()?;
        desk.does(command)
    }

    /// Takes a key while a line is typed.
    pub fn key(&mut self, key: Key, area: Option<Rect>, cx: &mut Cx<'_>) {
        if let (Some(desk), Some(area)) = (&mut self.desk, area) {
            let wants = desk.key(key, rows(area));
            self.came(wants, cx);
        }
    }

    /// Takes a paste while a line is typed.
    pub fn paste(&mut self, text: String, area: Option<Rect>, cx: &mut Cx<'_>) {
        if let (Some(desk), Some(area)) = (&mut self.desk, area) {
            let wants = desk.paste(text, rows(area));
            self.came(wants.unwrap_or_default(), cx);
        }
    }

    /// Takes what was chosen from a menu; false where it is none of this pane's.
    pub fn entered(&mut self, what: &str, text: &str, area: Option<Rect>, cx: &mut Cx<'_>) -> bool {
        let here = self.desk.as_mut().zip(area);
        let wants = here.and_then(|(desk, area)| desk.entered(what, text, rows(area)));
        let used = wants.is_some();
        self.came(wants.unwrap_or_default(), cx);
        used
    }

    /// Takes an answer; gives back one that is none of this pane's.
    pub fn answer(
        &mut self,
        name: &str,
        answer: Result<Answer, Trouble>,
        area: Option<Rect>,
        cx: &mut Cx<'_>,
    ) -> Option<Result<Answer, Trouble>> {
        if ![FIND, COUNT, TELL, TWINS, FILTER, SAVE].contains(&name) {
            return Some(answer);
        }
        match (answer, &mut self.desk) {
            (Ok(Answer::Errand(brought)), Some(desk)) => {
                let wants = desk.brought(brought, area.map(rows).unwrap_or_default());
                self.came(wants, cx);
            }
            (Err(trouble), Some(desk)) => {
                desk.stopped();
                cx.say(trouble.what);
            }
            _ => {}
        }
        None
    }

    /// Time has passed.
    pub fn tick(&mut self, area: Option<Rect>, cx: &mut Cx<'_>) {
        if self.rest.is_some_and(|since| passed(since, cx.now) >= PAUSE_MS)
            && let Some(desk) = &mut self.desk
        {
            let wants = desk.rested(area.map(rows).unwrap_or_default());
            self.came(wants, cx);
        }
    }

    /// What ran was stopped.
    pub fn stopped(&mut self) {
        if let Some(desk) = &mut self.desk {
            desk.stopped();
        }
        self.rest = None;
    }

    /// The wheel over the pane.
    pub fn scroll(&mut self, by: i32, area: Rect, cx: &mut Cx<'_>) {
        if let Some(desk) = &mut self.desk {
            let wants = desk.apply(PaneCommand::Scroll(by), rows(area));
            self.came(wants, cx);
        }
    }

    /// A press on a cell of the screen.
    pub fn press(&mut self, at: (u16, u16), area: Rect, cx: &mut Cx<'_>) {
        if let Some(desk) = &mut self.desk {
            let wants = desk.press(at, rows(area));
            self.came(wants, cx);
        }
    }

    fn came(&mut self, wants: Vec<Want>, cx: &mut Cx<'_>) {
        carry_out(wants, cx);
        self.rest = self.desk.as_ref().is_some_and(Desk::rests).then_some(cx.now);
    }

    /// What `H` shows: the exchange by which the document came.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.exchange.as_deref()
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        if let Some(desk) = self.desk.as_ref().filter(|desk| desk.is_typing()) {
            return desk.line_keys();
        }
        if self.desk.as_ref().is_some_and(|desk| desk.pane().is_reading()) {
            return Desk::READING.to_vec();
        }
        vec![
            Command::Peek,
            Command::NextPane,
            Command::Filter,
            Command::JqFilter,
            Command::ToDepth,
            Command::AsTable,
            Command::Copy,
            Command::Save,
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
        let Some(desk) = &self.desk else {
            pane::facts(buf, facts, &Line::default(), &Line::default(), look);
            return None;
        };
        let rows = rows(area);
        let caret = desk.view(buf, rows, look, is_focused, &Notes { now: Some(sight.now) });
        let pane = desk.pane();
        let status = Rect { x: area.x + 2, width: area.width.saturating_sub(3), y: rows.bottom(), height: 1 };
        self.view_status(pane, status, buf, sight);
        let (line, of) = pane.line();
        let words = if is_focused {
            format!("line {} of {}", numbers::count(line), numbers::count(of))
        } else {
            "same cursor".into()
        };
        pane::facts(buf, facts, &Line::default(), &Line::raw(words), look);
        let rows = desk.rows(rows);
        let shown = pane.row().0.saturating_sub(1).saturating_sub(pane.top_row()) as u16;
        caret.or_else(|| is_focused.then_some(Position { x: area.x, y: rows.y + shown.min(rows.height) }))
    }

    /// The path of the cursor; below, how the document came.
    fn view_status(&self, pane: &JsonPane, row: Rect, buf: &mut Buffer, sight: &Sight<'_>) {
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
        // First, so that no narrow pane cuts it off.
        let is_masked = self.exchange.as_ref().is_some_and(|exchange| exchange.is_masked);
        let masked = if is_masked { "secret masked · " } else { "" };
        let width = (cells::width(masked) as u16).min(row.width);
        ink::put(buf, row.x, row.y + 1, width, masked, look.style(Role::Warn));
        ink::put(buf, row.x + width, row.y + 1, row.width - width, &came, muted);
        let path = pane.path_shown();
        let path = safe::visible(&path);
        ink::put(buf, row.x, row.y, row.width, &cells::cut_middle(&path, usize::from(row.width)), muted);
    }
}

/// The rows of the desk in a pane: two lines below them tell path and exchange.
fn rows(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(4), ..area }
}

fn carry_out(wants: Vec<Want>, cx: &mut Cx<'_>) {
    for want in wants {
        match want {
            Want::Say(words) => cx.say(words),
            Want::Menu(menu) => cx.go(Move::Overlay(Overlay::Menu(menu))),
            Want::Errand(errand) => cx.ask(errand.name(), Ask::Errand(errand)),
            Want::Stop(name) => {
                cx.stop(name);
            }
            Want::Copy(name, bytes) => cx.copy_bytes(name, bytes),
            Want::Lend(what) => cx.effects.push(Effect::Lend(what)),
        }
    }
}
