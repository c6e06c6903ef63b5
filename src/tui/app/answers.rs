//! What came back: kept where all screens need it, handed to the place that asked.

use super::App;
use crate::check;
use crate::explore;
use crate::trouble::Trouble;
use crate::tui::effect::{Effect, PlaceId, Ticket, VERSION};
use crate::tui::errands::Brought;
use crate::tui::keymap::Command;
use crate::tui::overlays::{Overlay, Page};
use crate::tui::screens::add_org::AddOrg;
use crate::tui::screens::{Input, Move};
use crate::tui::trail::Root;
use crate::tui::work::{Answer, Ask, Progress};
use std::sync::Arc;

impl App {
    pub(super) fn progress(&mut self, ticket: Ticket, progress: Progress, effects: &mut Vec<Effect>) {
        if let Progress::Check(check::Event::Verdict(verdict)) = &progress
            && self.is_open(&verdict.org)
        {
            self.verdict = Some(verdict.status());
        }
        self.input_at(ticket.slot.place, Input::Progress(ticket.slot.name, progress), effects);
    }

    pub(super) fn answer(
        &mut self,
        ticket: Ticket,
        answer: Result<Answer, Trouble>,
        effects: &mut Vec<Effect>,
    ) {
        // Whatever was read needed a token; a cached describe alone says nothing of it.
        self.has_token |= matches!(answer, Ok(Answer::Explore(explore::Answer::Objects(_))));
        match &answer {
            Ok(Answer::Explore(explore::Answer::RunAs(loaded))) => self.run_as = Some(loaded.value.clone()),
            Ok(Answer::Check(verdict)) if self.is_open(&verdict.org) => {
                self.overlay.iter_mut().for_each(|overlay| overlay.checked(verdict));
                self.verdict = Some(verdict.status());
                self.has_token = verdict
                    .rung("token_shape")
                    .is_some_and(|rung| matches!(rung.status, check::Status::Pass | check::Status::Warn));
                // A check that did not come as far as the host knows nothing of the kind of org.
                if verdict.run_as.environment.is_some() {
                    self.environment = verdict.run_as.environment();
                }
                if let Some(head) = &mut self.head {
                    Arc::make_mut(head).environment = self.environment;
                }
            }
            Ok(Answer::Exchange(Some(exchange))) => {
                self.overlay = Some(Overlay::Page(Page::exchange(exchange)));
                return;
            }
            Ok(Answer::Exchange(None)) => {
                self.message = Some("The log of this run no longer keeps that request.".into());
                return;
            }
            Ok(Answer::NeedsPair(row)) => {
                let form = AddOrg::give(row, self.vault.clone());
                self.carry_out(vec![Move::Form(Box::new(form))], effects);
                return;
            }
            Err(trouble) if self.asks_for_pair(trouble) => {
                let org = self.head.as_ref().map(|head| head.name.clone()).unwrap_or_default();
                self.ask(effects, "pair", Ask::PairOf(org));
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
                // What was interrupted is said by the next start.
                if self.head.is_none()
                    && let Some(left) = vault.halves.first()
                {
                    self.message = Some(left.in_picker());
                }
                self.vault = Some(vault.clone());
                self.input(Input::Answer("vault", Ok(Answer::Vault(vault))), effects);
            }
            ("first", Ok(Answer::First(Some(name)))) => self.ask(effects, "open", Ask::Open(name)),
            ("first", Ok(Answer::First(None))) => {}
            ("open", Ok(Answer::Opened(head))) => self.carry_out(vec![Move::Opened(head)], effects),
            (_, Ok(Answer::Errand(Brought::Copied(words)))) => self.message = Some(words),
            ("overlay", Ok(answer)) => {
                if let Some(overlay) = &mut self.overlay {
                    overlay.answer(&answer);
                }
                if matches!(answer, Answer::Switched(..)) {
                    // The org is another one now: what the check says of it is shown in the overlay and under it.
                    let check = self.trail.check_place();
                    self.input_at(check, Input::Command(Command::Again), effects);
                }
            }
            // The check and the panes say it, with what mends it.
            (VERSION | "run_as", Err(_)) => {}
            ("star", Err(trouble)) => self.message = Some(trouble.what),
            (_, Err(trouble)) => {
                self.message = Some(trouble.what.clone());
                self.input(Input::Answer("open", Err(trouble)), effects);
            }
            _ => {}
        }
    }

    /// A stored org was opened just now whose pair is not where it should be: it is asked for at once, since nothing
    /// else on the screen can work.
    fn asks_for_pair(&self, trouble: &Trouble) -> bool {
        self.is_untouched
            && self.trail.root() != Root::Form
            && ["secrets.no_pair", "secrets.not_a_pair"].contains(&trouble.id.as_str())
            && self.slots.waiting(PlaceId::APP, "pair").is_none()
    }

    /// An org that was opened just now and does not work: the clicks that mend it are what is looked for. Once a
    /// key was pressed the person is on a way of their own, and the sign in the first tab tells.
    pub(super) fn does_not_work(&mut self, effects: &mut Vec<Effect>) {
        if self.is_untouched && self.overlay.is_none() && self.trail.root() == Root::Objects {
            self.to(Root::Check, effects);
        }
    }

    /// The app works: what is not known for want of a token is asked again.
    pub(super) fn works(&mut self, effects: &mut Vec<Effect>) {
        let awaited = |name| self.slots.waiting(PlaceId::APP, name).is_some();
        let (version, run_as) = (awaited(VERSION), awaited("run_as"));
        if self.version.is_none() && !version {
            self.ask(effects, VERSION, Ask::Version);
        }
        if self.run_as.is_none() && !run_as {
            self.ask(effects, "run_as", Ask::Explore(explore::Ask::RunAs));
        }
        for place in self.trail.org_places() {
            self.input_at(place, Input::Works, effects);
        }
    }
}
