//! All that is on the viewer's screen, as one value: events in, effects out.

use bytes::Bytes;
use ratatui::layout::Rect;

use super::compared::Compared;
use super::draw;
use super::jobs::Loaded;
use crate::json::{Comparison, Doc};
use crate::tui::children::Lend;
use crate::tui::errands::{Brought, Errand};
use crate::tui::input::{Came, Spot};
use crate::tui::json_desk::{Desk, Want, of_the_pane};
use crate::tui::keymap::{Command, Key, Keymap, Keys, Where};
use crate::tui::overlays::{self, Overlay};
use crate::tui::widgets::json_pane::{JsonPane, PaneCommand, Size};

/// What the loop takes up: news of the work beside it, or what came from the terminal.
#[derive(Debug)]
pub(super) enum Next {
    Event(Event),
    Came(Came),
}

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
    /// What an errand of a document has come to.
    Brought(usize, Brought),
    /// No key came for a moment.
    Rested,
    /// How these two documents differ.
    Compared(Comparison, [Doc; 2]),
    /// Something to say.
    Says(String),
}

/// What is to be done outside.
#[derive(Debug)]
pub(super) enum Effect {
    /// An errand of a document; a former one of the same name is stopped.
    Errand(usize, Errand),
    /// Stops the errand of that name.
    Stop(&'static str),
    StopReading,
    Compare,
    /// Copies; the name says what it is.
    Copy(String, Bytes),
    Lend(Lend),
    Reload(usize),
    Redraw,
    Suspend,
    Quit,
}

/// One document on the screen.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) desk: Desk,
    /// Its size where that is known, and how much is read.
    pub(super) size: Option<u64>,
    pub(super) read: u64,
    pub(super) is_whole: bool,
    /// How reading ended, where not well.
    pub(super) ended: Option<String>,
}

/// The viewer.
#[derive(Debug)]
pub(super) struct Viewer {
    pub(super) shown: Vec<Shown>,
    pub(super) active: usize,
    /// A menu, or the keys, over everything.
    pub(super) overlay: Option<Overlay>,
    pub(super) screen: (u16, u16),
    /// A sentence until the next key.
    pub(super) says: Option<String>,
    pub(super) comparison: Option<Compared>,
    pub(super) keys: Keymap,
    stops: bool,
    /// The cursor goes to the end once that is read.
    to_end: bool,
}

impl Viewer {
    pub(super) fn new(shown: Vec<Shown>, screen: (u16, u16)) -> Self {
        Self {
            shown,
            active: 0,
            overlay: None,
            screen,
            says: None,
            comparison: None,
            keys: Keymap::default(),
            stops: false,
            to_end: false,
        }
    }

    /// The same with other keys than the usual ones.
    pub(super) fn with_keys(mut self, keys: Keymap) -> Self {
        for shown in &mut self.shown {
            shown.desk.set_keys(keys.at(Where::Viewer));
        }
        Self { keys, ..self }
    }

    /// The desk that the keys go to.
    pub(super) fn desk(&self) -> &Desk {
        &self.shown[self.active].desk
    }

    fn desk_mut(&mut self) -> &mut Desk {
        &mut self.shown[self.active].desk
    }

    /// The pane in front of it.
    pub(super) fn pane(&self) -> &JsonPane {
        self.desk().pane()
    }

    fn area(&self, at: usize) -> Rect {
        draw::areas(self)[at]
    }

    /// Which keys work now.
    pub(super) fn place(&self) -> Where {
        if self.overlay.is_some() {
            Where::Overlay
        } else if self.desk().is_typing() {
            Where::Text
        } else {
            Where::Viewer
        }
    }

    /// Where keys arrive now.
    pub(super) fn spot(&self) -> Spot {
        let place = self.place();
        let is_typing = match &self.overlay {
            Some(overlay) => overlay.is_typing(),
            None => place.is_typing(),
        };
        Spot { is_typing, opens: self.keys.open_lines(place) }
    }

    /// The keys that work now.
    pub(super) fn keys_here(&self) -> Keys {
        self.keys.at(self.place())
    }

    /// The key of a command of the viewer, to be in a sentence.
    pub(super) fn key_of(&self, command: Command) -> String {
        self.keys.at(Where::Viewer).of(command)
    }

    /// Takes an event.
    pub(super) fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => {
                let stopping = std::mem::take(&mut self.stops);
                self.says = None;
                let heard = self.keys.heard(self.place(), key).into_iter();
                return heard.flat_map(|key| self.key(key, stopping)).collect();
            }
            Event::Paste(text) => return self.paste(text),
            Event::Click(x, y) => return self.click(x, y),
            Event::Wheel(rows) => {
                self.says = None;
                return self.apply(PaneCommand::Scroll(rows));
            }
            Event::Resize(width, height) => {
                self.screen = (width, height);
                for at in 0..self.shown.len() {
                    let area = self.area(at);
                    self.shown[at].desk.settle(area);
                }
            }
            Event::Loaded(at, loaded) => return self.loaded(at, loaded),
            Event::Read(at, bytes) => self.shown[at].read = bytes,
            Event::Brought(at, brought) => {
                let area = self.area(at);
                let wants = self.shown[at].desk.brought(brought, area);
                return self.carry_out(at, wants);
            }
            Event::Rested => {
                let (at, area) = (self.active, self.area(self.active));
                let wants = self.desk_mut().rested(area);
                return self.carry_out(at, wants);
            }
            // One of them may have been read again meanwhile.
            Event::Compared(found, of) => {
                if self.shown.iter().zip(&of).all(|(shown, of)| shown.desk.document().doc().is(of)) {
                    self.compared(found);
                }
            }
            Event::Says(text) => self.says = Some(text),
        }
        Vec::new()
    }

    fn loaded(&mut self, at: usize, loaded: Loaded) -> Vec<Effect> {
        let area = self.area(at);
        let shown = &mut self.shown[at];
        let wants = if loaded.anew {
            self.comparison = None;
            self.says = Some("Read again.".into());
            shown.desk.renew(loaded.doc, loaded.folds, area)
        } else {
            shown.desk.grow(loaded.doc, loaded.folds)
        };
        shown.is_whole = loaded.is_whole;
        shown.read = shown.desk.document().doc().bytes().len() as u64;
        shown.ended = loaded.ended;
        if let Some(words) = &shown.ended {
            self.says = Some(words.clone());
        }
        let mut effects = self.carry_out(at, wants);
        if self.to_end && at == self.active {
            effects.extend(self.apply(PaneCommand::Last));
            self.to_end = !self.shown[at].is_whole;
        }
        if self.shown.len() == 2 && self.shown.iter().all(|shown| shown.is_whole) {
            effects.push(Effect::Compare);
        }
        effects
    }

    fn key(&mut self, key: Key, stopping: bool) -> Vec<Effect> {
        let command = self.keys.find(self.place(), key);
        match command {
            Some(Command::Stop) => return self.stop_or_quit(stopping),
            Some(Command::Suspend) => return vec![Effect::Suspend],
            Some(Command::Redraw) => return vec![Effect::Redraw],
            _ => {}
        }
        if self.overlay.is_some() {
            return self.overlay_key(key, command);
        }
        match (command, key.typed().and_then(|digit| digit.to_digit(10))) {
            (Some(Command::ToDepth), Some(depth)) => self.apply(PaneCommand::FoldToDepth(depth)),
            (Some(command), _) => self.command(command),
            (None, _) if self.desk().is_typing() => {
                let (at, area) = (self.active, self.area(self.active));
                let wants = self.desk_mut().key(key, area);
                self.carry_out(at, wants)
            }
            (None, _) => {
                self.says =
                    Some(format!("{key} does nothing here. {} shows the keys.", self.key_of(Command::Help)));
                Vec::new()
            }
        }
    }

    fn overlay_key(&mut self, key: Key, command: Option<Command>) -> Vec<Effect> {
        let area = draw::above_keys(self.screen);
        let Some(overlay) = &mut self.overlay else { return Vec::new() };
        match overlay.key(key, command, area) {
            overlays::Outcome::Stay | overlays::Outcome::Ask(_) => Vec::new(),
            overlays::Outcome::Close => {
                self.overlay = None;
                Vec::new()
            }
            overlays::Outcome::Command(command) => {
                self.overlay = None;
                self.command(command)
            }
            overlays::Outcome::Copy(text) => {
                self.overlay = None;
                vec![Effect::Copy(String::new(), Bytes::from(text))]
            }
            overlays::Outcome::Entered(what, text) => {
                self.overlay = None;
                if let Some(depth) = Desk::chosen_depth(what, &text) {
                    return self.apply(depth);
                }
                let (at, area) = (self.active, self.area(self.active));
                let wants = self.desk_mut().entered(what, &text, area).unwrap_or_default();
                self.carry_out(at, wants)
            }
        }
    }

    /// Whether a command does anything now.
    fn does(&self, command: Command, differs: bool) -> bool {
        match command {
            Command::NextPane => self.shown.len() == 2,
            Command::NextHit | Command::PreviousHit if differs => true,
            Command::Suspend => cfg!(unix),
            command => {
                self.desk().does(command).unwrap_or(!matches!(command, Command::Back | Command::Forward))
            }
        }
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        let differs =
            self.comparison.is_some() && !self.desk().is_filtered() && self.pane().search().is_none();
        match command {
            Command::Quit => return vec![Effect::Quit],
            Command::Help => {
                let keys = self.keys.at(Where::Viewer);
                self.overlay = Some(Overlay::help(keys, |command| self.does(command, differs)));
            }
            Command::Palette => {
                let keys = self.keys.at(Where::Viewer);
                self.overlay = Some(Overlay::palette(keys, |command| self.does(command, differs)));
            }
            Command::NextPane if self.shown.len() == 2 => self.active = 1 - self.active,
            Command::NextPane => {
                self.says = Some("One document is open. orgscope view A B compares two.".into());
            }
            Command::NextHit if differs => self.next_difference(true),
            Command::PreviousHit if differs => self.next_difference(false),
            Command::Again => return vec![Effect::Reload(self.active)],
            Command::Escape if self.shown.iter().any(|shown| !shown.is_whole) => {
                return vec![Effect::StopReading];
            }
            command => {
                let (at, area) = (self.active, self.area(self.active));
                let is_more = !self.shown[at].is_whole && !self.desk().is_filtered();
                self.to_end = is_more && command == Command::Last;
                let before = self.folded_here();
                return match self.desk_mut().command(command, area) {
                    Some(wants) => {
                        let effects = self.carry_out(at, wants);
                        if let Some(command) = of_the_pane(command) {
                            self.fold_alike(&command, before);
                        }
                        self.draw_level();
                        effects
                    }
                    None => {
                        self.says = Some(match command {
                            Command::Back => "No place was visited before this one.".into(),
                            Command::Forward => "This is the last place visited.".into(),
                            _ => format!("{} quits.", self.key_of(Command::Quit)),
                        });
                        Vec::new()
                    }
                };
            }
        }
        Vec::new()
    }

    fn apply(&mut self, command: PaneCommand) -> Vec<Effect> {
        let (at, area) = (self.active, self.area(self.active));
        let before = self.folded_here();
        let wants = self.desk_mut().apply(command.clone(), area);
        let effects = self.carry_out(at, wants);
        self.fold_alike(&command, before);
        self.draw_level();
        effects
    }

    fn carry_out(&mut self, at: usize, wants: Vec<Want>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for want in wants {
            match want {
                Want::Say(words) => self.says = Some(words),
                Want::Menu(menu) => self.overlay = Some(Overlay::Menu(menu)),
                Want::Errand(errand) => effects.push(Effect::Errand(at, errand)),
                Want::Stop(name) => effects.push(Effect::Stop(name)),
                Want::Copy(name, bytes) => effects.push(Effect::Copy(name, bytes)),
                Want::Lend(what) => effects.push(Effect::Lend(what)),
            }
        }
        effects
    }

    fn paste(&mut self, text: String) -> Vec<Effect> {
        if let Some(overlay) = &mut self.overlay {
            overlay.paste(&text);
            return Vec::new();
        }
        let (at, area) = (self.active, self.area(self.active));
        match self.desk_mut().paste(text, area) {
            Some(wants) => self.carry_out(at, wants),
            None => {
                let (search, go) = (self.key_of(Command::Filter), self.key_of(Command::GoTo));
                self.says = Some(format!("Nothing takes text here. {search} searches, {go} goes to a path."));
                Vec::new()
            }
        }
    }

    /// Ctrl-C: stops what runs; where nothing runs, a second press quits.
    fn stop_or_quit(&mut self, stopping: bool) -> Vec<Effect> {
        if stopping {
            return vec![Effect::Quit];
        }
        self.overlay = None;
        self.stops = true;
        let reads = self.shown.iter().any(|shown| !shown.is_whole);
        let mut effects = if reads { vec![Effect::StopReading] } else { Vec::new() };
        let stops = if self.desk().is_typing() { Command::LeaveText } else { Command::Escape };
        if self.desk().is_typing() || self.desk().runs() {
            effects.extend(self.command(stops));
        } else if !reads {
            self.says = Some("Ctrl-C again quits.".into());
        }
        effects
    }

    /// The rows that a document has.
    pub(super) fn size(&self, at: usize) -> Size {
        let rows = self.shown[at].desk.rows(self.area(at));
        Size { width: rows.width, height: rows.height }
    }

    fn click(&mut self, x: u16, y: u16) -> Vec<Effect> {
        self.says = None;
        let areas = draw::areas(self);
        let Some(at) = areas.iter().position(|area| area.contains((x, y).into())) else {
            return Vec::new();
        };
        if self.overlay.is_some() {
            return Vec::new();
        }
        self.active = at;
        let before = self.folded_here();
        let wants = self.desk_mut().press((x, y), areas[at]);
        let effects = self.carry_out(at, wants);
        self.fold_alike(&PaneCommand::Toggle, before);
        self.draw_level();
        effects
    }
}
