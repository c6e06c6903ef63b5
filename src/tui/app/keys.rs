//! What keys do before a screen sees them: overlays, screens by number, stop, quit.

use ratatui::layout::Rect;

use super::{App, LEAST, TWICE_MS, body};
use crate::tui::effect::{Effect, Mouse, MouseAct, PlaceId, Slot};
use crate::tui::frame;
use crate::tui::input::Spot;
use crate::tui::keymap::{Code, Command, Key, Where};
use crate::tui::overlays;
use crate::tui::overlays::Overlay;
use crate::tui::screens::{Input, Move};
use crate::tui::trail::Root;

/// Rows that one turn of the wheel moves in an overlay.
const WHEEL: usize = 3;

impl App {
    /// Which keys work now.
    pub(super) fn place(&self) -> Where {
        if self.overlay.is_some() { Where::Overlay } else { self.trail.current().screen.place() }
    }

    /// Where keys arrive now.
    pub fn spot(&self) -> Spot {
        let place = self.place();
        let is_typing = match &self.overlay {
            Some(overlay) => overlay.is_typing(),
            None => place.is_typing(),
        };
        Spot { is_typing, opens: self.keys.open_lines(place) }
    }

    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        (self.message, self.taught_until) = (None, None);
        self.is_untouched = false;
        if self.size.0 < LEAST.0 || self.size.1 < LEAST.1 {
            match self.keys.find(Where::Orgs, key) {
                Some(Command::Quit) => effects.push(Effect::Quit),
                Some(Command::Stop) => self.stop(effects),
                Some(Command::Suspend) => effects.push(Effect::Suspend),
                _ => {}
            }
            return;
        }
        let place = self.place();
        let command = self.keys.find(place, key);
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

    pub(super) fn overlay_key(&mut self, key: Key, command: Option<Command>, effects: &mut Vec<Effect>) {
        let Some(overlay) = &mut self.overlay else { return };
        match overlay.key(key, command, body(self.size)) {
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

    pub(super) fn command(&mut self, command: Command, effects: &mut Vec<Effect>) {
        let place = self.trail.current().screen.place();
        match command {
            // It closes a zoomed pane first.
            Command::Quit => {
                if !self.input(Input::Command(command), effects) {
                    effects.push(Effect::Quit);
                }
            }
            Command::Help => {
                self.overlay = Some(Overlay::help(self.keys.at(place), |command| self.offers(command)));
            }
            Command::Palette => {
                self.overlay = Some(Overlay::palette(self.keys.at(place), |command| self.offers(command)));
            }
            Command::ScreenCheck | Command::ScreenObjects | Command::SwitchOrg if !self.offers(command) => {}
            Command::ScreenCheck => self.carry_out(vec![Move::Check(false)], effects),
            Command::ScreenObjects => self.carry_out(vec![Move::Objects], effects),
            Command::SwitchOrg => self.carry_out(vec![Move::Orgs], effects),
            // First inside what a screen shows.
            Command::Forward => {
                if !self.input(Input::Command(command), effects) && self.trail.forward() {
                    self.input(Input::Arrive, effects);
                }
            }
            Command::Back | Command::Escape => {
                if !self.input(Input::Command(command), effects) {
                    self.carry_out(vec![Move::Back], effects);
                }
            }
            _ => {
                self.input(Input::Command(command), effects);
            }
        }
    }

    /// Whether a command does anything now: what does nothing is offered nowhere.
    pub(super) fn offers(&self, command: Command) -> bool {
        let (root, screen) = (self.trail.root(), &self.trail.current().screen);
        let is_in_org = self.head.is_some() && root != Root::Form;
        match command {
            Command::ScreenCheck => is_in_org && root != Root::Check,
            Command::ScreenObjects => is_in_org && root != Root::Objects,
            // The form is left by Esc, which asks whether what was typed may be lost.
            Command::SwitchOrg => root != Root::Form && root != Root::Orgs,
            Command::Back => self.trail.can_go_back() || screen.does(command),
            Command::Forward => self.trail.can_go_forward() || screen.does(command),
            Command::Suspend => cfg!(unix),
            _ => screen.does(command),
        }
    }

    /// Ctrl-C: stops what runs at this place; pressed again within 2 s, with nothing running any more, it quits.
    pub(super) fn stop(&mut self, effects: &mut Vec<Effect>) {
        let is_again =
            self.stopped_at.is_some_and(|at| self.now.as_millisecond() - at.as_millisecond() < TWICE_MS);
        let (place, ground) = (self.trail.current().id, self.trail.current().screen.ground());
        // An org that opens by itself is awaited by the program and seen from the picker.
        let opening = (self.trail.root() == Root::Orgs).then_some(Slot { place: PlaceId::APP, name: "open" });
        let opening = opening.and_then(|slot| self.slots.drop(slot));
        let runs = self.slots.any_at(place) || self.trail.current().screen.is_watching() || opening.is_some();
        if runs {
            effects.extend(opening);
            effects.extend(self.slots.leave(place));
            let again = if ground == Where::AddOrg { Command::RunText } else { Command::Again };
            self.message = Some(format!("Stopped. {} tries again.", self.keys.at(ground).of(again)));
            self.input(Input::Stopped, effects);
        } else if is_again {
            effects.push(Effect::Quit);
        } else {
            self.message = Some("Nothing runs here. Ctrl-C again quits.".into());
        }
        self.stopped_at = Some(self.now);
    }

    /// A press or the wheel: on a tab of the screens, on the line of keys, else what is under it.
    pub(super) fn mouse(&mut self, mouse: Mouse, effects: &mut Vec<Effect>) {
        if self.size.0 < LEAST.0 || self.size.1 < LEAST.1 {
            return;
        }
        let said = self.message.take();
        self.taught_until = None;
        let is_press = mouse.act == MouseAct::Press;
        if mouse.y + 1 == self.size.1 {
            // The message took the place of the keys.
            let key = if is_press && said.is_none() { self.key_at(mouse.x) } else { None };
            return key.into_iter().for_each(|key| self.key(key, effects));
        }
        if self.overlay.is_some() {
            let code = match mouse.act {
                MouseAct::WheelUp => Code::Up,
                MouseAct::WheelDown => Code::Down,
                MouseAct::Press => return,
            };
            return (0..WHEEL).for_each(|_| self.key(Key::of(code), effects));
        }
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        match frame::tab_at(area, &self.header(), (mouse.x, mouse.y)) {
            Some(command) if is_press => {
                self.is_untouched = false;
                self.command(command, effects);
            }
            Some(_) => {}
            None => {
                self.input(Input::Mouse(mouse), effects);
            }
        }
    }
}
