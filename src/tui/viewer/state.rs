//! All that is on the viewer's screen, as one value: events in, effects out.

use std::path::PathBuf;

use bytes::Bytes;

use super::compared::Compared;
use super::draw;
use super::jobs::Loaded;
use super::keys::{self, Does};
use crate::json::jq::Given;
use crate::json::{Comparison, Doc};
use crate::text::numbers;
use crate::tui::keymap::{Code, Key};
use crate::tui::widgets::json_pane::{Copied, Done, JsonPane, Outcome, PaneCommand, Size, Work};
use crate::tui::widgets::text_field::{Edit, TextField};

/// What reaches the viewer.
#[derive(Debug)]
pub(super) enum Event {
    Key(Key),
    Paste(String),
    /// A click on a cell.
    Click(u16, u16),
    /// Rows that the wheel turned, down where positive.
    Wheel(i32),
    Resize(u16, u16),
    /// More of a document, or all of it.
    Loaded(usize, Loaded),
    /// Bytes read so far.
    Read(usize, u64),
    /// Work for a pane is done; its turn.
    Done(u32, Done),
    /// The filter ended; its turn.
    Filtered(u32, Result<Given, String>),
    Compared(Comparison),
    /// Something to say.
    Says(String),
}

/// What is to be done outside.
#[derive(Debug, PartialEq)]
pub(super) enum Effect {
    /// Work for the pane in front, under this turn; what ran before is stopped.
    Work(u32),
    Filter {
        turn: u32,
        filter: String,
        json: Bytes,
    },
    StopFilter,
    StopReading,
    Compare,
    Copy(Bytes, &'static str),
    Save(PathBuf, Bytes),
    Edit(Bytes),
    Page(Bytes),
    Reload(usize),
    Redraw,
    Suspend,
    Quit,
}

/// One document on the screen.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) pane: JsonPane,
    /// Its size where that is known, and how much is read.
    pub(super) size: Option<u64>,
    pub(super) read: u64,
    pub(super) is_whole: bool,
    /// How reading ended, where not well.
    pub(super) ended: Option<String>,
    /// What a filter gave, in place of the document until Esc.
    pub(super) filtered: Option<JsonPane>,
}

/// A line that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typing {
    Search,
    GoTo,
    Jq,
    Save,
}

/// What the keys go to.
#[derive(Debug)]
pub(super) enum Mode {
    Browse,
    Line(Typing, TextField),
    Copy(usize),
    Help(usize),
}

/// The viewer.
#[derive(Debug)]
pub(super) struct Viewer {
    pub(super) shown: Vec<Shown>,
    pub(super) active: usize,
    pub(super) mode: Mode,
    pub(super) screen: (u16, u16),
    /// A sentence until the next key.
    pub(super) says: Option<String>,
    /// The filter that is shown, its state in words.
    pub(super) filter: Option<(String, String)>,
    pub(super) comparison: Option<Compared>,
    pub(super) turn: u32,
    pub(super) waiting: Vec<Work>,
    pub(super) filter_turn: Option<u32>,
    pub(super) typed: [String; 4],
    stops: bool,
}

impl Viewer {
    pub(super) fn new(shown: Vec<Shown>, screen: (u16, u16)) -> Self {
        Self {
            shown,
            active: 0,
            mode: Mode::Browse,
            screen,
            says: None,
            filter: None,
            comparison: None,
            turn: 0,
            waiting: Vec::new(),
            filter_turn: None,
            typed: Default::default(),
            stops: false,
        }
    }

    /// The pane that the keys go to.
    pub(super) fn pane(&self) -> &JsonPane {
        let shown = &self.shown[self.active];
        shown.filtered.as_ref().unwrap_or(&shown.pane)
    }

    pub(super) fn pane_mut(&mut self) -> &mut JsonPane {
        let shown = &mut self.shown[self.active];
        shown.filtered.as_mut().unwrap_or(&mut shown.pane)
    }

    pub(super) fn size(&self) -> Size {
        let area = draw::layout(self).panes[self.active];
        Size { width: area.width, height: area.height }
    }

    /// Takes an event.
    pub(super) fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => {
                let stopping = std::mem::take(&mut self.stops);
                self.says = None;
                return self.key(key, stopping);
            }
            Event::Paste(text) => {
                if let Mode::Line(_, field) = &mut self.mode {
                    field.edit(&Edit::Paste(text));
                } else {
                    self.says = Some("Nothing takes text here. / searches, i goes to a path.".into());
                }
            }
            Event::Click(x, y) => return self.click(x, y),
            Event::Wheel(rows) => {
                self.says = None;
                return self.command(PaneCommand::Scroll(rows));
            }
            Event::Resize(width, height) => {
                self.screen = (width, height);
                // Keeps the cursor in view.
                return self.command(PaneCommand::Scroll(0));
            }
            Event::Loaded(at, loaded) => return self.loaded(at, loaded),
            Event::Read(at, bytes) => self.shown[at].read = bytes,
            Event::Done(turn, done) if turn == self.turn => {
                let size = self.size();
                let outcome = self.pane_mut().take(done, size);
                return self.came(outcome);
            }
            Event::Filtered(turn, given) if self.filter_turn == Some(turn) => self.filtered(given),
            Event::Done(..) | Event::Filtered(..) => {}
            Event::Compared(found) => self.compared(found),
            Event::Says(text) => self.says = Some(text),
        }
        Vec::new()
    }

    fn loaded(&mut self, at: usize, loaded: Loaded) -> Vec<Effect> {
        let shown = &mut self.shown[at];
        if loaded.anew {
            shown.pane = JsonPane::with_folds(loaded.doc, loaded.folds);
            shown.filtered = None;
        } else {
            shown.pane.grow(loaded.doc, Some(loaded.folds));
        }
        shown.is_whole = loaded.is_whole;
        shown.read = shown.pane.doc().bytes().len() as u64;
        shown.ended = loaded.ended;
        if let Some(words) = &shown.ended {
            self.says = Some(words.clone());
        }
        if self.shown.len() == 2 && self.shown.iter().all(|shown| shown.is_whole) {
            return vec![Effect::Compare];
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, stopping: bool) -> Vec<Effect> {
        match &mut self.mode {
            Mode::Line(..) => self.type_key(key),
            Mode::Copy(at) => {
                let last = Copied::ALL.len() - 1;
                match key.code {
                    Code::Esc => self.mode = Mode::Browse,
                    Code::Up => *at = at.saturating_sub(1),
                    Code::Down => *at = (*at + 1).min(last),
                    Code::Enter => {
                        let at = *at;
                        return self.copy(at);
                    }
                    Code::Char(letter) if !key.ctrl => {
                        match Copied::ALL.iter().position(|(_, of, _)| *of == letter) {
                            Some(at) => return self.copy(at),
                            None => self.mode = Mode::Browse,
                        }
                    }
                    _ => self.mode = Mode::Browse,
                }
                Vec::new()
            }
            Mode::Help(top) => {
                match keys::find(key) {
                    Some(Does::Pane(PaneCommand::Up)) => *top = top.saturating_sub(1),
                    Some(Does::Pane(PaneCommand::Down)) => *top += 1,
                    Some(Does::Pane(PaneCommand::PageDown)) => *top += 10,
                    Some(Does::Pane(PaneCommand::PageUp)) => *top = top.saturating_sub(10),
                    _ => self.mode = Mode::Browse,
                }
                Vec::new()
            }
            Mode::Browse => match keys::find(key).cloned() {
                Some(does) => self.does(does, stopping),
                None => {
                    self.says = Some(format!("{key} does nothing here. ? shows the keys."));
                    Vec::new()
                }
            },
        }
    }

    fn does(&mut self, does: Does, stopping: bool) -> Vec<Effect> {
        match does {
            Does::Pane(command) => return self.command(command),
            Does::Search => self.open(Typing::Search),
            Does::GoTo => self.open(Typing::GoTo),
            Does::Jq => self.open(Typing::Jq),
            Does::Save => self.open(Typing::Save),
            Does::Copy => self.mode = Mode::Copy(0),
            Does::Help => self.mode = Mode::Help(0),
            Does::Editor | Does::Pager => {
                let Some(json) =
                    self.pane().copied(Copied::Indented).or_else(|| self.pane().copied(Copied::Raw))
                else {
                    return Vec::new();
                };
                let json = Bytes::from(json);
                return vec![if does == Does::Editor { Effect::Edit(json) } else { Effect::Page(json) }];
            }
            Does::Next => return self.next(true),
            Does::Previous => return self.next(false),
            Does::OtherPane => {
                if self.shown.len() == 2 {
                    self.active = 1 - self.active;
                } else {
                    self.says = Some("One document is open. orgscope view A B compares two.".into());
                }
            }
            Does::Reload => return vec![Effect::Reload(self.active)],
            Does::Escape => return self.escape(),
            Does::Redraw => return vec![Effect::Redraw],
            Does::Suspend => return vec![Effect::Suspend],
            Does::Stop => {
                if stopping {
                    return vec![Effect::Quit];
                }
                let stopped = self.stop();
                self.stops = true;
                if stopped.is_empty() {
                    self.says = Some("Ctrl-C again quits.".into());
                }
                return stopped;
            }
            Does::Quit => return vec![Effect::Quit],
        }
        Vec::new()
    }

    fn next(&mut self, forward: bool) -> Vec<Effect> {
        if self.comparison.is_some() && self.pane().search().is_none() {
            self.next_difference(forward);
            return Vec::new();
        }
        self.command(if forward { PaneCommand::NextHit } else { PaneCommand::PreviousHit })
    }

    /// What still runs is told to stop.
    fn stop(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.filter_turn.take().is_some() {
            self.filter = None;
            effects.push(Effect::StopFilter);
        }
        if self.shown.iter().any(|shown| !shown.is_whole) {
            effects.push(Effect::StopReading);
        }
        effects
    }

    fn escape(&mut self) -> Vec<Effect> {
        let stopped = self.stop();
        if !stopped.is_empty() {
            return stopped;
        }
        let active = self.active;
        if self.pane().search().is_some() {
            return self.command(PaneCommand::ClearSearch);
        }
        if self.pane().is_table() {
            return self.command(PaneCommand::Table);
        }
        if self.shown[active].filtered.take().is_some() {
            self.filter = None;
        } else if self.pane().is_focused_on_subtree() {
            return self.command(PaneCommand::Focus);
        } else {
            self.says = Some("q quits.".into());
        }
        Vec::new()
    }

    pub(super) fn command(&mut self, command: PaneCommand) -> Vec<Effect> {
        let size = self.size();
        if matches!(command, PaneCommand::Search(_)) {
            self.turn += 1;
        }
        let outcome = self.pane_mut().apply(command, size);
        let effects = self.came(outcome);
        self.draw_level();
        effects
    }

    fn came(&mut self, outcome: Outcome) -> Vec<Effect> {
        if outcome.says.is_some() {
            self.says = outcome.says;
        }
        if outcome.work.is_empty() {
            return Vec::new();
        }
        self.waiting = outcome.work;
        vec![Effect::Work(self.turn)]
    }

    fn filtered(&mut self, given: Result<Given, String>) {
        self.filter_turn = None;
        let state = match given {
            Ok(given) => {
                let mut words = format!("{} results", numbers::count(given.results as u64));
                if given.cut {
                    words.push_str(", more were cut");
                }
                if let Some(error) = &given.error {
                    words = format!("{words}, then: {error}");
                }
                if given.results > 0 {
                    let doc = Doc::from_bytes(Bytes::from(given.json));
                    self.shown[self.active].filtered = Some(JsonPane::new(doc));
                }
                words
            }
            Err(says) => says,
        };
        if let Some((_, words)) = &mut self.filter {
            *words = state;
        }
    }

    fn copy(&mut self, at: usize) -> Vec<Effect> {
        self.mode = Mode::Browse;
        let (what, _, name) = Copied::ALL[at];
        match self.pane().copied(what) {
            Some(bytes) => vec![Effect::Copy(Bytes::from(bytes), name)],
            None => {
                self.says = Some("There is none here.".into());
                Vec::new()
            }
        }
    }

    fn click(&mut self, x: u16, y: u16) -> Vec<Effect> {
        self.says = None;
        let layout = draw::layout(self);
        let Some(at) = layout.panes.iter().position(|area| area.contains((x, y).into())) else {
            return Vec::new();
        };
        self.active = at;
        let before = self.pane().cursor();
        let effects = self.command(PaneCommand::ScreenRow(y - layout.panes[at].y));
        // A second click on the chosen row folds or unfolds it.
        if before == self.pane().cursor() && !self.pane().is_table() {
            return self.command(PaneCommand::Toggle);
        }
        effects
    }
}
