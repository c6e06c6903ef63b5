//! All that is on the screen, as one value. `update` routes each event to the place that owns it and returns
//! what the runtime has to do; `view` draws. Neither knows a clock, a network, a disk or a lock.

mod answers;
mod keys;
mod moves;
mod start;
mod view;

use crate::check;
use crate::client::request::TOKEN_PATH;
use crate::salesforce::identity::UserInfo;
use crate::salesforce::limits::ApiUsage;
use crate::tui::effect::{Effect, Event, PlaceId, Slots};
use crate::tui::hints::{self, Hint, Hints};
use crate::tui::input::too_much;
use crate::tui::keymap::Keymap;
use crate::tui::overlays::Overlay;
use crate::tui::screens::Input;
use crate::tui::terminal::Kind;
use crate::tui::theme::Look;
use crate::tui::trail::Trail;
use crate::tui::work::{Ask, Environment, Head, Vault};
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;
use std::sync::Arc;

pub use start::{Manner, Start};

/// The least size that a screen is drawn in.
pub const LEAST: (u16, u16) = (60, 16);
/// Two presses of Ctrl-C within that many milliseconds quit.
const TWICE_MS: i64 = 2000;

/// The whole state.
#[derive(Debug)]
pub struct App {
    size: (u16, u16),
    now: Timestamp,
    look: Look,
    slots: Slots,
    trail: Trail,
    overlay: Option<Overlay>,
    head: Option<Arc<Head>>,
    environment: Environment,
    run_as: Option<Arc<UserInfo>>,
    version: Option<String>,
    usage: Option<ApiUsage>,
    /// A token was granted and not refused since, as far as exchanges and checks tell.
    has_token: bool,
    verdict: Option<check::Status>,
    vault: Option<Vault>,
    message: Option<String>,
    /// Until when the message is a hint.
    taught_until: Option<Timestamp>,
    stopped_at: Option<Timestamp>,
    /// No key was pressed since the org was opened.
    is_untouched: bool,
    hints: Hints,
    keys: Keymap,
    terminal: Kind,
}

impl App {
    /// The state of the first frame, which needs no file and no keyring, and what it asks for.
    pub fn start(start: Start, manner: Manner, size: (u16, u16), now: Timestamp) -> (Self, Vec<Effect>) {
        let mut app = Self {
            size,
            now,
            keys: manner.keys.in_ascii(manner.look.is_ascii()),
            look: manner.look,
            slots: Slots::default(),
            trail: Trail::new(),
            overlay: None,
            head: None,
            environment: Environment::Production,
            run_as: None,
            version: None,
            usage: None,
            has_token: false,
            verdict: None,
            vault: None,
            message: None,
            taught_until: None,
            stopped_at: None,
            is_untouched: false,
            hints: Hints::new(manner.hints),
            terminal: manner.terminal,
        };
        let mut effects = Vec::new();
        app.ask(&mut effects, "vault", Ask::Vault);
        match start {
            Start::Stored => app.ask(&mut effects, "first", Ask::First),
            Start::Named(name) => app.ask(&mut effects, "open", Ask::Open(name)),
            Start::Demo => app.ask(&mut effects, "open", Ask::OpenDemo),
        }
        app.input(Input::Arrive, &mut effects);
        (app, effects)
    }

    /// Whether time must be told: something is awaited, or counts on the screen.
    pub fn is_moving(&self) -> bool {
        self.slots.any()
            || self.trail.watching().is_some()
            || self.trail.current().screen.is_resting()
            || self.taught_until.is_some()
    }

    fn ask(&mut self, effects: &mut Vec<Effect>, name: &'static str, ask: Ask) {
        let slot = super::effect::Slot { place: PlaceId::APP, name };
        let effect = self.slots.ask(slot, ask, self.now);
        effects.push(effect);
    }

    /// Takes an event; what the runtime has to do now.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        match event {
            Event::Key(key) => {
                let heard = self.keys.heard(self.place(), key);
                heard.into_iter().for_each(|key| self.key(key, &mut effects));
            }
            Event::Paste(text) => match &mut self.overlay {
                Some(overlay) if overlay.is_typing() => overlay.paste(&text),
                Some(_) => self.teach(Hint::Paste, String::new()),
                None => {
                    if !self.input(Input::Paste(text), &mut effects) {
                        self.teach(Hint::Paste, String::new());
                    }
                }
            },
            Event::TooMuch(bytes) => self.message = Some(too_much(bytes)),
            Event::Mouse(mouse) => self.mouse(mouse, &mut effects),
            Event::Drag => self.teach(Hint::Select, String::new()),
            Event::Resize(columns, rows) => {
                self.size = (columns, rows);
                // Smaller and back again before a frame was drawn: the terminal has lost what ratatui thinks is there.
                effects.push(Effect::Redraw);
            }
            Event::Tick(_) => {
                if self.taught_until.take_if(|until| *until <= now).is_some() {
                    self.message = None;
                }
                // A watch goes on while one looks elsewhere.
                match self.trail.watching().filter(|&id| id != self.trail.current().id) {
                    Some(id) => self.input_at(id, Input::Tick, &mut effects),
                    None => false,
                };
                self.input(Input::Tick, &mut effects);
            }
            Event::Background(background) => self.look = self.look.on(background),
            Event::Progress(ticket, progress) => {
                if self.slots.hear(ticket, &progress) {
                    self.progress(ticket, progress, &mut effects);
                }
            }
            Event::Answer(ticket, answer) => {
                if self.slots.settle(ticket) {
                    self.answer(ticket, *answer, &mut effects);
                }
            }
            Event::Says(words) => self.message = Some(words),
            Event::Exchange(exchange) => {
                if let Some(usage) = exchange.usage() {
                    self.usage = Some(usage);
                }
                if exchange.target() == TOKEN_PATH {
                    self.has_token = exchange.is_ok();
                } else if exchange.status == Some(401) {
                    self.has_token = false;
                }
            }
        }
        effects
    }
}

impl App {
    /// A hint, where it was not given yet and nothing else is being said; `words` come before it.
    fn teach(&mut self, hint: Hint, words: String) {
        if self.message.is_none() && self.hints.give(hint) {
            self.message = Some(words + hint.words());
            self.taught_until = self.now.checked_add(SignedDuration::from_millis(hints::SHOWN_MS)).ok();
        }
    }
}

/// The part between header and keys.
fn body(size: (u16, u16)) -> Rect {
    // Below 80 columns row 2 goes; the digits stay.
    let top = if size.0 < 80 { 1 } else { 2 };
    Rect { x: 0, y: top, width: size.0, height: size.1.saturating_sub(top + 1) }
}
