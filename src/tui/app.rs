//! All that is on the screen, as one value. `update` routes each event to the place that owns it and returns
//! what the runtime has to do; `view` draws. Neither knows a clock, a network, a disk or a lock.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::effect::{Effect, Event, PlaceId, Slots, Ticket};
use super::frame::{self, Header};
use super::keymap::{self, Command, Key, Where};
use super::overlays::{self, Overlay};
use super::screens::{Cx, Input, Move, Screen, Sight};
use super::theme::{Look, Role, Sign};
use super::trail::{Root, Trail};
use super::work::{Answer, Ask, Environment, Head, Progress};
use crate::check;
use crate::explore;
use crate::salesforce::identity::UserInfo;
use crate::salesforce::limits::ApiUsage;
use crate::trouble::Trouble;

/// The least size that a screen is drawn in.
pub const LEAST: (u16, u16) = (60, 16);
/// Two presses of Ctrl-C within that many milliseconds quit.
const TWICE_MS: i64 = 2000;

/// How the program starts.
#[derive(Clone, Debug)]
pub enum Start {
    /// With the picker, or with the org that is the only or the default one.
    Stored,
    /// With this stored org, or the one of the environment variables.
    Named(String),
    /// With the demo org.
    Demo,
}

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
    verdict: Option<check::Status>,
    secrets: Option<String>,
    message: Option<String>,
    stopped_at: Option<Timestamp>,
    /// No key was pressed since the org was opened.
    is_untouched: bool,
}

impl App {
    /// The state of the first frame, which needs no file and no keyring, and what it asks for.
    pub fn start(start: Start, look: Look, size: (u16, u16), now: Timestamp) -> (Self, Vec<Effect>) {
        let mut app = Self {
            size,
            now,
            look,
            slots: Slots::default(),
            trail: Trail::new(),
            overlay: None,
            head: None,
            environment: Environment::Production,
            run_as: None,
            version: None,
            usage: None,
            verdict: None,
            secrets: None,
            message: None,
            stopped_at: None,
            is_untouched: false,
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
        self.slots.any() || self.trail.watching().is_some() || self.trail.current().screen.is_resting()
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
            Event::Key(key) => self.key(key, &mut effects),
            Event::Paste(text) => match &mut self.overlay {
                Some(overlay) => overlay.paste(&text),
                None => {
                    self.input(Input::Paste(text), &mut effects);
                }
            },
            Event::Mouse(mouse) => {
                if self.overlay.is_none() {
                    self.message = None;
                    self.input(Input::Mouse(mouse), &mut effects);
                }
            }
            Event::Resize(columns, rows) => {
                self.size = (columns, rows);
                // Smaller and back again before a frame was drawn: the terminal has lost what ratatui thinks is there.
                effects.push(Effect::Redraw);
            }
            Event::Tick(_) => {
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
            Event::Exchange(exchange) => {
                if let Some(usage) = exchange.usage() {
                    self.usage = Some(usage);
                }
            }
        }
        effects
    }

    fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.message = None;
        self.is_untouched = false;
        if self.size.0 < LEAST.0 || self.size.1 < LEAST.1 {
            if key.typed() == Some('q') {
                effects.push(Effect::Quit);
            }
            return;
        }
        let place = if self.overlay.is_some() { Where::Overlay } else { self.trail.current().screen.place() };
        let command = keymap::find(place, key);
        match command {
            Some(Command::Stop) => return self.stop(effects),
            Some(Command::Suspend) => return effects.push(Effect::Suspend),
            Some(Command::Redraw) => return effects.push(Effect::Redraw),
            _ => {}
        }
        if self.overlay.is_some() {
            return self.overlay_key(key, command, effects);
        }
        match command {
            Some(command) => self.command(command, effects),
            None => {
                self.input(Input::Key(key), effects);
            }
        }
    }

    fn overlay_key(&mut self, key: Key, command: Option<Command>, effects: &mut Vec<Effect>) {
        let Some(overlay) = &mut self.overlay else { return };
        match overlay.key(key, command) {
            overlays::Outcome::Stay => {}
            overlays::Outcome::Close => self.overlay = None,
            overlays::Outcome::Command(command) => {
                self.overlay = None;
                self.command(command, effects);
            }
            overlays::Outcome::Copy(text) => {
                self.overlay = None;
                let mut moves = Vec::new();
                self.with_cx(effects, &mut moves, |_, cx| cx.copy(text));
                self.carry_out(moves, effects);
            }
            overlays::Outcome::Entered(what, text) => {
                self.overlay = None;
                self.input(Input::Entered(what, text), effects);
            }
            overlays::Outcome::Ask(ask) => self.ask(effects, "overlay", ask),
        }
    }

    fn command(&mut self, command: Command, effects: &mut Vec<Effect>) {
        let place = self.trail.current().screen.place();
        match command {
            Command::Quit => effects.push(Effect::Quit),
            Command::Help => self.overlay = Some(Overlay::help(place)),
            Command::Palette => self.overlay = Some(Overlay::palette(place)),
            Command::ScreenCheck if self.head.is_some() => self.carry_out(vec![Move::Check(false)], effects),
            Command::ScreenObjects if self.head.is_some() => self.carry_out(vec![Move::Objects], effects),
            Command::SwitchOrg => self.carry_out(vec![Move::Orgs], effects),
            Command::Forward => {
                if self.trail.forward() {
                    self.input(Input::Arrive, effects);
                }
            }
            Command::Back => self.carry_out(vec![Move::Back], effects),
            Command::Escape => {
                if !self.input(Input::Command(command), effects) {
                    self.carry_out(vec![Move::Back], effects);
                }
            }
            _ => {
                self.input(Input::Command(command), effects);
            }
        }
    }

    /// Ctrl-C: stops what runs at this place; with nothing running a second press within 2 s quits.
    fn stop(&mut self, effects: &mut Vec<Effect>) {
        let place = self.trail.current().id;
        if self.slots.any_at(place) {
            effects.extend(self.slots.leave(place));
            self.message = Some("Stopped. r tries again.".into());
            self.input(Input::Stopped, effects);
        } else if self.stopped_at.is_some_and(|at| self.now.as_millisecond() - at.as_millisecond() < TWICE_MS)
        {
            effects.push(Effect::Quit);
        } else {
            self.stopped_at = Some(self.now);
            self.message = Some("Nothing runs here. Ctrl-C again quits.".into());
        }
    }

    fn progress(&mut self, ticket: Ticket, progress: Progress, effects: &mut Vec<Effect>) {
        if let Progress::Check(check::Event::Verdict(verdict)) = &progress
            && self.is_open(&verdict.org)
        {
            self.verdict = Some(verdict.status());
        }
        self.input_at(ticket.slot.place, Input::Progress(ticket.slot.name, progress), effects);
    }

    fn answer(&mut self, ticket: Ticket, answer: Result<Answer, Trouble>, effects: &mut Vec<Effect>) {
        match &answer {
            Ok(Answer::Explore(explore::Answer::RunAs(loaded))) => self.run_as = Some(loaded.value.clone()),
            Ok(Answer::Check(verdict)) if self.is_open(&verdict.org) => {
                self.verdict = Some(verdict.status());
                // A check that did not come as far as the host knows nothing of the kind of org.
                if verdict.run_as.environment.is_some() {
                    self.environment = verdict.run_as.environment();
                }
                if let Some(head) = &mut self.head {
                    Arc::make_mut(head).environment = self.environment;
                }
            }
            Ok(Answer::Version(version)) => self.version = Some(version.clone()),
            _ => {}
        }
        if ticket.slot.place != PlaceId::APP {
            let checked = match &answer {
                Ok(Answer::Check(verdict)) if self.is_open(&verdict.org) => Some(verdict.status()),
                _ => None,
            };
            self.input_at(ticket.slot.place, Input::Answer(ticket.slot.name, answer), effects);
            match checked {
                Some(check::Status::Fail) => self.does_not_work(effects),
                Some(_) => self.works(effects),
                None => {}
            }
            return;
        }
        match (ticket.slot.name, answer) {
            ("vault", Ok(Answer::Vault(vault))) => {
                self.secrets = Some(vault.words.clone());
                self.input(Input::Answer("vault", Ok(Answer::Vault(vault))), effects);
            }
            ("first", Ok(Answer::First(Some(name)))) => self.ask(effects, "open", Ask::Open(name)),
            ("first", Ok(Answer::First(None))) => {}
            ("open", Ok(Answer::Opened(head))) => self.carry_out(vec![Move::Opened(head)], effects),
            ("overlay", Ok(answer)) => {
                if let Some(overlay) = &mut self.overlay {
                    overlay.answer(&answer);
                }
            }
            // The check and the panes say it, with what mends it.
            ("version" | "run_as", Err(_)) => {}
            (_, Err(trouble)) => {
                self.message = Some(trouble.what.clone());
                self.input(Input::Answer("open", Err(trouble)), effects);
            }
            _ => {}
        }
    }

    /// An org that was opened just now and does not work: the clicks that mend it are what is looked for. Once a
    /// key was pressed the person is on a way of their own, and the sign in the first tab tells.
    fn does_not_work(&mut self, effects: &mut Vec<Effect>) {
        if self.is_untouched && self.overlay.is_none() && self.trail.root() == Root::Objects {
            self.to(Root::Check, effects);
        }
    }

    /// The app works: what is not known for want of a token is asked again.
    fn works(&mut self, effects: &mut Vec<Effect>) {
        let awaited = |name| self.slots.waiting(PlaceId::APP, name).is_some();
        let (version, run_as) = (awaited("version"), awaited("run_as"));
        if self.version.is_none() && !version {
            self.ask(effects, "version", Ask::Version);
        }
        if self.run_as.is_none() && !run_as {
            self.ask(effects, "run_as", Ask::Explore(explore::Ask::RunAs));
        }
        for place in self.trail.org_places() {
            self.input_at(place, Input::Works, effects);
        }
    }

    /// Hands an input to the current place; false where it had no use for it.
    fn input(&mut self, input: Input, effects: &mut Vec<Effect>) -> bool {
        let id = self.trail.current().id;
        self.input_at(id, input, effects)
    }

    fn input_at(&mut self, place: PlaceId, input: Input, effects: &mut Vec<Effect>) -> bool {
        let mut moves = Vec::new();
        let area = body(self.size);
        let Some(at) = self.trail.find(place) else { return false };
        let mut cx = Cx {
            now: self.now,
            area,
            place,
            head: self.head.as_deref(),
            version: self.version.as_deref(),
            slots: &mut self.slots,
            effects,
            moves: &mut moves,
        };
        let used = at.screen.update(input, &mut cx);
        self.carry_out(moves, effects);
        used
    }

    fn with_cx(
        &mut self,
        effects: &mut Vec<Effect>,
        moves: &mut Vec<Move>,
        act: impl FnOnce(&mut Screen, &mut Cx<'_>),
    ) {
        let area = body(self.size);
        let at = self.trail.current_mut();
        let mut cx = Cx {
            now: self.now,
            area,
            place: at.id,
            head: self.head.as_deref(),
            version: self.version.as_deref(),
            slots: &mut self.slots,
            effects,
            moves,
        };
        act(&mut at.screen, &mut cx);
    }

    fn carry_out(&mut self, moves: Vec<Move>, effects: &mut Vec<Effect>) {
        for to in moves {
            match to {
                Move::Say(words) => self.message = Some(words),
                Move::Overlay(overlay) => self.overlay = Some(overlay),
                Move::Open(screen) => {
                    for left in self.trail.open(screen) {
                        effects.extend(self.slots.leave(left));
                    }
                    self.input(Input::Arrive, effects);
                }
                Move::Back => {
                    let left = self.trail.current().id;
                    if self.trail.back() {
                        effects.extend(self.slots.leave(left));
                        self.input(Input::Arrive, effects);
                    }
                }
                Move::Orgs => self.to(Root::Orgs, effects),
                Move::Form(form) => {
                    self.trail.form(Screen::AddOrg(form));
                    self.input(Input::Arrive, effects);
                }
                Move::Check(anew) => {
                    self.to(Root::Check, effects);
                    if anew {
                        self.input(Input::Command(Command::Again), effects);
                    }
                }
                Move::CheckAll(orgs) => {
                    self.trail.check_all(orgs);
                    self.to(Root::All, effects);
                }
                Move::Objects => self.to(Root::Objects, effects),
                Move::Opened(head) => self.opened(head, effects),
                Move::Checked(verdict) => {
                    // It need not be checked again at once.
                    effects.extend(self.slots.leave(self.trail.check_place()));
                    self.verdict = Some(verdict.status());
                    self.trail.checked(verdict);
                    // The check that began by itself is not needed.
                    effects.extend(self.slots.leave(self.trail.check_place()));
                }
            }
        }
    }

    fn to(&mut self, root: Root, effects: &mut Vec<Effect>) {
        self.trail.to(root);
        self.input(Input::Arrive, effects);
    }

    /// Another org is behind everything now: what the former awaited is stopped, its places are gone.
    fn opened(&mut self, head: Arc<Head>, effects: &mut Vec<Effect>) {
        for id in self.trail.org_places() {
            effects.extend(self.slots.leave(id));
        }
        self.environment = head.environment;
        (self.run_as, self.version, self.usage, self.verdict) = (None, None, None, None);
        self.head = Some(head);
        self.is_untouched = true;
        self.trail.opened();
        self.ask(effects, "version", Ask::Version);
        self.ask(effects, "run_as", Ask::Explore(explore::Ask::RunAs));
        self.to(Root::Objects, effects);
        // The check starts by itself, beside the objects: its sign stands in the first tab.
        let check = self.trail.check_place();
        self.input_at(check, Input::Arrive, effects);
    }

    fn is_open(&self, org: &str) -> bool {
        self.head.as_ref().is_some_and(|head| head.name == org)
    }

    fn header(&self) -> Header<'_> {
        let current = self.trail.current();
        let in_org = !matches!(current.screen, Screen::Orgs(_) | Screen::AddOrg(_) | Screen::CheckAll(_));
        let check = match self.verdict {
            None => None,
            Some(check::Status::Pass) => Some(self.look.sign(Sign::Passed)),
            Some(check::Status::Warn) => Some(self.look.sign(Sign::Warned)),
            Some(check::Status::Fail) => Some(self.look.sign(Sign::Failed)),
            Some(check::Status::NotTested) => Some(self.look.sign(Sign::Untested)),
        };
        Header {
            head: self.head.as_deref().filter(|_| in_org),
            environment: self.environment,
            run_as: self.run_as.as_ref().and_then(|u| u.preferred_username.as_deref()),
            version: self.version.clone(),
            usage: self.usage,
            secrets: self.secrets.as_deref(),
            check,
            tab: match self.trail.root() {
                Root::Check => 1,
                Root::Objects => 2,
                Root::Orgs | Root::Form | Root::All => 0,
            },
            trail: current.screen.trail(),
        }
    }

    /// Draws the whole screen; the place of the terminal's cursor, where there is one.
    pub fn view(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            frame::draw_too_small(area, buf, &self.look);
            return None;
        }
        frame::draw_header(area, buf, &self.look, &self.header());
        let current = self.trail.current();
        let sight = Sight {
            look: &self.look,
            now: self.now,
            head: self.head.as_deref(),
            run_as: self.run_as.as_ref().and_then(|u| u.preferred_username.as_deref()),
            slots: &self.slots,
            place: current.id,
            is_covered: self.overlay.is_some(),
        };
        let mut caret = current.screen.view(body((area.width, area.height)), buf, &sight);
        let keys = Rect { y: area.height - 1, height: 1, ..area };
        let place = if self.overlay.is_some() { Where::Overlay } else { current.screen.place() };
        match &self.message {
            Some(words) => {
                let words = format!(" {}", crate::text::safe::visible(words));
                frame::spans(buf, keys.x, keys.y, keys.width, &[(words, self.look.style(Role::Warn))]);
            }
            None => {
                let is_watching = self.trail.watching() == Some(current.id);
                let (keys_now, says) = match &self.overlay {
                    Some(overlay) => (
                        overlay.keys(body((area.width, area.height))),
                        vec![(Command::Open, overlay.enters())],
                    ),
                    // While something runs Esc is the key that stops it.
                    None if is_watching || self.slots.any_at(current.id) => {
                        (current.screen.keys(), vec![(Command::Escape, "stop")])
                    }
                    None => (current.screen.keys(), Vec::new()),
                };
                frame::draw_keys(keys, buf, &self.look, place, &keys_now, &says);
            }
        }
        if let Some(overlay) = &self.overlay {
            caret = overlay.view(body((area.width, area.height)), buf, &self.look);
        }
        self.look.settle(buf);
        caret
    }
}

/// The part between header and keys.
fn body(size: (u16, u16)) -> Rect {
    // Below 80 columns row 2 goes; the digits stay.
    let top = if size.0 < 80 { 1 } else { 2 };
    Rect { x: 0, y: top, width: size.0, height: size.1.saturating_sub(top + 1) }
}
