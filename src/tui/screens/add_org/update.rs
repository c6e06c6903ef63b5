//! What keys and answers do to the form.

use std::sync::Arc;

use super::AddOrg;
use super::fields::{Choice, Field, Purpose};
use super::rehearsal::{LIVE, NEW, Rehearsal};
use super::view::{self, Hit};
use crate::check::AppKind;
use crate::salesforce::hosts::Derived;
use crate::trouble::Trouble;
use crate::tui::effect::MouseAct;
use crate::tui::keymap::{Code, Command, Key};
use crate::tui::overlays::{Act, Guide, Item, Menu, Overlay};
use crate::tui::screens::check::Check;
use crate::tui::screens::{Cx, Input, Move};
use crate::tui::widgets::text_field::Edit;
use crate::tui::work::{Answer, Ask, Progress};

impl AddOrg {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        match input {
            Input::Answer("save", Ok(Answer::Saved(words))) if self.purpose() == Purpose::Edit => {
                cx.say(words);
                cx.go(Move::Back);
            }
            Input::Answer("save", Ok(Answer::Saved(words))) => {
                self.saved = Some(words);
                let name = self.fields.name.text().to_owned();
                cx.ask("open", Ask::Open(name));
            }
            Input::Answer("open", Ok(Answer::Opened(head))) => {
                cx.go(Move::Opened(head));
                let passed = self.check.as_ref().filter(|check| check.has_passed());
                let rehearsed =
                    self.rehearsal.as_ref().and_then(|both| both.passed()).map(|(_, verdict)| verdict);
                if let Some(verdict) = passed.and_then(|check| check.verdict()).or(rehearsed) {
                    // The result stays in sight; the org is open behind it.
                    cx.go(Move::Checked(verdict.clone()));
                    cx.go(Move::Check(false));
                }
                if let Some(words) = self.saved.take() {
                    cx.say(words);
                }
            }
            Input::Answer("vault", Ok(Answer::Vault(vault))) => {
                // The form can be open before it is known whether there is a keyring at all.
                if !self.fields.keep.works(Some(&vault)) {
                    self.fields.keep = Choice::usual(Some(&vault));
                }
                self.vault = Some(vault);
            }
            Input::Answer("save" | "open", Err(trouble)) => {
                self.trouble = Some(trouble);
                self.check = None;
            }
            Input::Progress(pair @ (LIVE | NEW), Progress::Check(event)) => {
                if let Some(both) = &mut self.rehearsal {
                    both.hear(pair, event);
                }
            }
            Input::Answer(pair @ (LIVE | NEW), answer) => self.rehearsed(pair, answer),
            Input::Stopped if self.rehearsal.is_some() => self.rehearsal = None,
            Input::Entered("leave", _) => cx.go(Move::Back),
            Input::Arrive => {}
            other if self.check.is_some() => return self.step_2(other, cx),
            Input::Command(command) => return self.command(command, cx),
            Input::Key(key) => return self.key(key, cx),
            Input::Paste(text) => self.typed(&Edit::Paste(text), cx),
            Input::Mouse(mouse) if mouse.act == MouseAct::Press => {
                match view::hit(self, cx.area, cx.head, (mouse.x, mouse.y)) {
                    Some(Hit::Field(field)) => {
                        self.go_to(field);
                        if !field.is_text() {
                            self.press(cx);
                        }
                    }
                    Some(Hit::Keep(choice)) => {
                        self.go_to(Field::Keep);
                        if choice.works(self.vault.as_ref()) {
                            self.fields.keep = choice;
                        }
                    }
                    Some(Hit::Kind(kind)) => {
                        self.go_to(Field::Kind);
                        self.fields.kind = kind;
                    }
                    Some(Hit::Clicks) => self.go_to(Field::Kind),
                    None => {}
                }
            }
            _ => return false,
        }
        true
    }

    /// The check of what was typed. Passed, it is stored and opened; failed, Esc leads back to the pair.
    fn step_2(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        let is_verdict = matches!(&input, Input::Answer(_, Ok(Answer::Check(_))));
        let is_escape = matches!(&input, Input::Command(Command::Escape));
        let Some(check) = &mut self.check else { return false };
        let used = check.update(input, cx);
        if is_verdict {
            self.checked = check.verdict().cloned();
        }
        let check = self.check.as_ref();
        if is_verdict && check.is_some_and(|check| check.has_passed()) {
            self.save(cx);
        } else if is_escape && !used {
            self.fields.kind = check.map_or_else(AppKind::default, |check| check.kind());
            self.check = None;
            return true;
        }
        used
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        match command {
            Command::NextPane => self.walk(1),
            Command::PreviousPane => self.walk(-1),
            Command::Go => self.press(cx),
            Command::RunText if self.purpose() == Purpose::Edit => self.save(cx),
            Command::RunText => self.test(cx),
            Command::Guide => cx.go(Move::Overlay(Overlay::Guide(Guide::new(
                self.fields.kind,
                None,
                cx.key(Command::Watch),
            )))),
            Command::Escape => self.escape(cx),
            _ => return false,
        }
        true
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        if self.at.is_text() {
            return match Edit::of(key) {
                Some(edit) => {
                    self.typed(&edit, cx);
                    true
                }
                None => false,
            };
        }
        let step = match key.code {
            Code::Left | Code::Char('h' | ',') => -1,
            Code::Right | Code::Char('l' | '.') => 1,
            Code::Char(' ') => 0,
            _ => return false,
        };
        match self.at {
            Field::Keep => {
                let step = if step == 0 { 1 } else { step };
                self.fields.keep = self.fields.keep.beside(step, self.purpose(), self.vault.as_ref());
            }
            Field::Kind => self.toggle_kind(),
            Field::Reveal if step == 0 => self.fields.secret.toggle_reveal(),
            Field::Test | Field::Save | Field::Cancel if step != 0 => {
                let buttons: Vec<Field> =
                    self.order().filter(|f| matches!(f, Field::Test | Field::Save | Field::Cancel)).collect();
                let at = buttons.iter().position(|f| *f == self.at).unwrap_or(0);
                self.at = buttons[at.saturating_add_signed(step).min(buttons.len() - 1)];
            }
            _ => return false,
        }
        true
    }

    fn typed(&mut self, edit: &Edit, cx: &mut Cx<'_>) {
        self.trouble = None;
        if self.fields.edit(self.at, edit) {
            self.fields.unsay(self.at);
            self.checked = None;
            // What was checked is no longer what is here.
            self.end_rehearsal(cx);
        }
    }

    /// Forgets what was found of both pairs; whether anything was still being asked.
    fn end_rehearsal(&mut self, cx: &mut Cx<'_>) -> bool {
        self.rehearsal = None;
        let (live, new) = (cx.stop(LIVE), cx.stop(NEW));
        live || new
    }

    /// A check of the rehearsal ended. Where the new pair passed, Switch can be chosen.
    fn rehearsed(&mut self, pair: &str, answer: Result<Answer, Trouble>) {
        let Some(both) = &mut self.rehearsal else { return };
        both.end(pair, answer);
        if pair == NEW && both.passed().is_some() && self.at == Field::Test {
            self.at = Field::Save;
        }
    }

    fn walk(&mut self, step: isize) {
        let order: Vec<Field> = self.order().collect();
        let at = order.iter().position(|f| *f == self.at).unwrap_or(0);
        let next = (at as isize + step).rem_euclid(order.len() as isize) as usize;
        self.go_to(order[next]);
    }

    fn go_to(&mut self, field: Field) {
        self.fields.left(self.at);
        self.at = field;
    }

    /// Enter: the next field; on a box, a choice or a button what it says.
    fn press(&mut self, cx: &mut Cx<'_>) {
        match self.at {
            Field::Reveal => self.fields.secret.toggle_reveal(),
            Field::Kind => self.toggle_kind(),
            Field::Test => self.test(cx),
            Field::Save => self.save(cx),
            Field::Cancel => self.escape(cx),
            _ => self.walk(1),
        }
    }

    fn toggle_kind(&mut self) {
        self.fields.kind = match self.fields.kind {
            AppKind::ExternalClientApp => AppKind::ConnectedApp,
            AppKind::ConnectedApp => AppKind::ExternalClientApp,
        };
    }

    fn test(&mut self, cx: &mut Cx<'_>) {
        self.trouble = None;
        if let Some(blocked) = self.blocked() {
            return cx.say(blocked.what.clone());
        }
        if let Some(field) = self.fields.missing() {
            self.at = field;
            return;
        }
        if self.asks_for_host(cx) {
            return;
        }
        let Some(draft) = self.fields.draft() else { return };
        if self.purpose() == Purpose::Rotate {
            self.at = Field::Test;
            self.rehearsal = Some(Box::new(Rehearsal::begin(draft, cx)));
        } else {
            let mut check = Check::of_draft(draft, self.fields.kind);
            check.start(cx);
            self.check = Some(Box::new(check));
        }
    }

    /// A host that was guessed is shown before anything goes there: true where it was not shown yet.
    fn asks_for_host(&mut self, cx: &mut Cx<'_>) -> bool {
        let Some(derived) = self.fields.host().ok().filter(Derived::is_guess) else { return false };
        if self.checked.is_some() || self.shown.as_ref() == Some(&derived.host) {
            return false;
        }
        let again = cx.key(Command::RunText);
        cx.say(format!("{}? Nothing was sent. {again} again goes on.", derived.host));
        self.shown = Some(derived.host);
        true
    }

    fn save(&mut self, cx: &mut Cx<'_>) {
        self.trouble = None;
        if let Some(blocked) = self.blocked() {
            return cx.say(blocked.what.clone());
        }
        if self.purpose() == Purpose::Rotate {
            // Exactly the pair that passed, whatever is in the form.
            if let Some((draft, verdict)) = self.rehearsal.as_ref().and_then(|both| both.passed()) {
                cx.ask("save", Ask::Save(Arc::clone(draft), Some(Arc::clone(verdict))));
            }
            return;
        }
        if let Some(field) = self.fields.missing() {
            self.at = field;
            self.check = None;
            return;
        }
        if self.asks_for_host(cx) {
            return;
        }
        if self.purpose() == Purpose::Edit {
            if let Ok(derived) = self.fields.host() {
                let name = self.fields.name.text().to_owned();
                let (login_url, api_version) = (derived.host.base_url(), self.fields.api_version());
                cx.ask("save", Ask::Change { name, login_url, api_version });
            }
        } else if let Some(draft) = self.fields.draft() {
            cx.ask("save", Ask::Save(draft, self.checked.clone()));
        }
    }

    fn escape(&mut self, cx: &mut Cx<'_>) {
        if self.trouble.take().is_some() {
            return;
        }
        if self.end_rehearsal(cx) {
            return cx.say("Stopped. Nothing was switched.");
        }
        if !self.fields.is_touched() {
            return cx.go(Move::Back);
        }
        let items = vec![
            item('s', "Stay", "go on where you were", "stay"),
            item('l', "Leave", "what was typed is lost", "leave"),
        ];
        cx.go(Move::Overlay(Overlay::Menu(Menu::new("Leave the form?", items, "nothing was stored"))));
    }
}

fn item(letter: char, name: &str, note: &str, what: &'static str) -> Item {
    let act = Act::Enter(what, String::new());
    Item { letter, name: name.into(), note: note.into(), act }
}
