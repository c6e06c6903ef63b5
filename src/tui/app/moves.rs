//! Inputs to the place that owns them, and where the screens want to go.

use super::{App, body};
use crate::explore;
use crate::tui::effect::{Effect, PlaceId, VERSION};
use crate::tui::keymap::Command;
use crate::tui::screens::{Cx, Input, Move, Screen};
use crate::tui::trail::Root;
use crate::tui::work::{Answer, Ask, Head};
use std::sync::Arc;

impl App {
    /// Hands an input to the current place; false where it had no use for it.
    pub(super) fn input(&mut self, input: Input, effects: &mut Vec<Effect>) -> bool {
        let id = self.trail.current().id;
        self.input_at(id, input, effects)
    }

    pub(super) fn input_at(&mut self, place: PlaceId, input: Input, effects: &mut Vec<Effect>) -> bool {
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
            keys: self.keys.at(at.screen.ground()),
            terminal_copies: self.terminal.copies,
        };
        let used = at.screen.update(input, &mut cx);
        self.carry_out(moves, effects);
        used
    }

    pub(super) fn with_cx(
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
            keys: self.keys.at(at.screen.ground()),
            terminal_copies: self.terminal.copies,
        };
        act(&mut at.screen, &mut cx);
    }

    pub(super) fn carry_out(&mut self, moves: Vec<Move>, effects: &mut Vec<Effect>) {
        for to in moves {
            match to {
                Move::Say(words) => (self.message, self.taught_until) = (Some(words), None),
                Move::Teach(hint, words) => self.teach(hint, words),
                Move::Star(object, is_starred) => self.star(object, is_starred, effects),
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
                    // What is known of where secrets can be kept, and whether it is so still.
                    self.tell_vault(effects);
                    self.ask(effects, "vault", Ask::Vault);
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
                }
            }
        }
    }

    pub(super) fn to(&mut self, root: Root, effects: &mut Vec<Effect>) {
        self.trail.to(root);
        self.input(Input::Arrive, effects);
        if root == Root::Orgs {
            self.tell_vault(effects);
        }
    }

    fn tell_vault(&mut self, effects: &mut Vec<Effect>) {
        if let Some(vault) = self.vault.clone() {
            self.input(Input::Answer("vault", Ok(Answer::Vault(vault))), effects);
        }
    }

    /// Another org is behind everything now: what the former awaited is stopped, its places are gone.
    pub(super) fn opened(&mut self, head: Arc<Head>, effects: &mut Vec<Effect>) {
        for id in self.trail.org_places() {
            effects.extend(self.slots.leave(id));
        }
        self.environment = head.environment;
        (self.run_as, self.version, self.usage, self.verdict) = (None, None, None, None);
        self.has_token = false;
        self.head = Some(head);
        self.is_untouched = true;
        self.trail.opened();
        self.ask(effects, VERSION, Ask::Version);
        self.ask(effects, "run_as", Ask::Explore(explore::Ask::RunAs));
        self.to(Root::Objects, effects);
        // The check starts by itself, beside the objects: its sign is in the first tab.
        let check = self.trail.check_place();
        self.input_at(check, Input::Arrive, effects);
    }

    /// Kept with the open org for every place in it, and remembered.
    fn star(&mut self, object: String, is_starred: bool, effects: &mut Vec<Effect>) {
        let Some(head) = &mut self.head else { return };
        let stars = &mut Arc::make_mut(head).stars;
        if is_starred {
            stars.insert(object.clone());
        } else {
            stars.remove(&object);
        }
        self.ask(effects, "star", Ask::Star(object, is_starred));
    }

    pub(super) fn is_open(&self, org: &str) -> bool {
        self.head.as_ref().is_some_and(|head| head.name == org)
    }
}
