//! What keys do before a screen sees them: overlays, screens by number, stop, quit.

use super::{App, LEAST, TWICE_MS};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Command, Key, Where};
use crate::tui::overlays;
use crate::tui::overlays::Overlay;
use crate::tui::screens::{Input, Move};

impl App {
    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.message = None;
        self.is_untouched = false;
        if self.size.0 < LEAST.0 || self.size.1 < LEAST.1 {
            if self.keys.find(Where::Orgs, key) == Some(Command::Quit) {
                effects.push(Effect::Quit);
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

    pub(super) fn command(&mut self, command: Command, effects: &mut Vec<Effect>) {
        let place = self.trail.current().screen.place();
        match command {
            // It closes a zoomed pane first.
            Command::Quit => {
                if !self.input(Input::Command(command), effects) {
                    effects.push(Effect::Quit);
                }
            }
            Command::Help => self.overlay = Some(Overlay::help(self.keys.at(place))),
            Command::Palette => self.overlay = Some(Overlay::palette(self.keys.at(place))),
            Command::ScreenCheck if self.head.is_some() => self.carry_out(vec![Move::Check(false)], effects),
            Command::ScreenObjects if self.head.is_some() => self.carry_out(vec![Move::Objects], effects),
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

    /// Ctrl-C: stops what runs at this place; with nothing running a second press within 2 s quits.
    pub(super) fn stop(&mut self, effects: &mut Vec<Effect>) {
        let place = self.trail.current().id;
        if self.slots.any_at(place) {
            effects.extend(self.slots.leave(place));
            let keys = self.keys.at(self.trail.current().screen.ground());
            self.message = Some(format!("Stopped. {} tries again.", keys.of(Command::Again)));
            self.input(Input::Stopped, effects);
        } else if self.stopped_at.is_some_and(|at| self.now.as_millisecond() - at.as_millisecond() < TWICE_MS)
        {
            effects.push(Effect::Quit);
        } else {
            self.stopped_at = Some(self.now);
            self.message = Some("Nothing runs here. Ctrl-C again quits.".into());
        }
    }
}
