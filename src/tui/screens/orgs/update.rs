//! What keys and answers do to the picker.

use super::{OPEN, Orgs, WAYS, view};
use crate::check::AppKind;
use crate::tui::effect::MouseAct;
use crate::tui::keymap::{Command, Key};
use crate::tui::overlays::{Guide, Overlay, Prompt};
use crate::tui::screens::add_org::AddOrg;
use crate::tui::screens::{Cx, Input, Move};
use crate::tui::widgets::filter::{self, Filter};
use crate::tui::widgets::text_field::Edit;
use crate::tui::work::{Answer, Ask};

impl Orgs {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        match input {
            Input::Arrive => {
                self.then_check = false;
                cx.ask("orgs", Ask::Orgs);
            }
            Input::Command(command) => return self.command(command, cx),
            Input::Key(key) => return self.typed(key, cx),
            Input::Paste(text) if self.filter.is_typing() => self.edit(&Edit::Paste(text), cx),
            Input::Answer("orgs", Ok(Answer::Orgs(rows, sort))) => {
                self.sort = sort;
                let here = self.here().map(|row| row.name.clone());
                self.rows = Some(rows);
                let shown = self.shown();
                let rows = self.rows.as_deref().unwrap_or_default();
                let at = shown.iter().position(|&at| Some(&rows[at].name) == here.as_ref()).unwrap_or(0);
                self.scroll.to(at, shown.len());
                self.settle(cx);
            }
            Input::Answer("vault", Ok(Answer::Vault(vault))) => self.vault = Some(vault),
            Input::Answer(OPEN, Ok(Answer::Opened(head))) => {
                cx.go(Move::Opened(head));
                if std::mem::take(&mut self.then_check) {
                    cx.go(Move::Check(true));
                }
            }
            Input::Answer("remove", Ok(Answer::Removed(name))) => {
                cx.say(format!("{name} is removed, with its key and secret."));
                cx.ask("orgs", Ask::Orgs);
            }
            Input::Answer("default", Ok(Answer::Default(name))) => {
                cx.say(format!("{name} opens by itself from now on."));
                cx.ask("orgs", Ask::Orgs);
            }
            Input::Answer(_, Err(trouble)) => {
                self.then_check = false;
                self.trouble = Some(trouble);
            }
            Input::Entered("remove", text) => self.remove(&text, cx),
            Input::Stopped => self.then_check = false,
            Input::Mouse(mouse) => return self.mouse(mouse, cx),
            _ => return false,
        }
        true
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        if let Some(rows) = command.rows(self.height(cx)) {
            self.step(rows, cx);
            return true;
        }
        match command {
            Command::Filter if !self.is_first_run() => self.filter.start(),
            Command::Go => self.filter.keep(),
            Command::LeaveText => {
                self.filter = Filter::default();
                self.settle(cx);
            }
            Command::Open if self.is_first_run() => {
                return self.command(WAYS[self.scroll.cursor().min(1)], cx);
            }
            Command::Open => self.open(false, cx),
            Command::CheckOrg => self.open(true, cx),
            Command::Guide => cx.go(Move::Overlay(Overlay::Guide(Guide::new(
                AppKind::default(),
                None,
                cx.key(Command::Watch),
            )))),
            Command::CheckAllOrgs => {
                if let Some(rows) = self.rows.clone().filter(|rows| !rows.is_empty()) {
                    cx.go(Move::CheckAll(rows));
                }
            }
            Command::DemoOrg => {
                self.trouble = None;
                cx.ask(OPEN, Ask::OpenDemo);
            }
            Command::AddOrg => {
                let taken = self.rows.iter().flatten().map(|row| row.name.clone()).collect();
                cx.go(Move::Form(Box::new(AddOrg::new(taken, self.vault.clone()))));
            }
            Command::Rotate => {
                if let Some(row) = self.here() {
                    cx.go(Move::Form(Box::new(AddOrg::rotate(row, self.vault.clone()))));
                }
            }
            Command::EditOrg => {
                if let Some(row) = self.here() {
                    cx.go(Move::Form(Box::new(AddOrg::edit(row, self.vault.clone()))));
                }
            }
            Command::DefaultOrg => {
                if let Some(row) = self.here() {
                    cx.ask("default", Ask::MakeDefault(row.name.clone()));
                }
            }
            Command::RemoveOrg => self.ask_to_remove(cx),
            Command::Again => {
                self.trouble = None;
                cx.ask("orgs", Ask::Orgs);
            }
            Command::Escape => return self.escape(cx),
            _ => return false,
        }
        true
    }

    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        match (filter::beyond(key), Edit::of(key)) {
            (Some(command), _) => return self.command(command, cx),
            (_, Some(edit)) if self.filter.is_typing() => self.edit(&edit, cx),
            _ => return false,
        }
        true
    }

    fn edit(&mut self, edit: &Edit, cx: &Cx<'_>) {
        if self.filter.edit(edit) {
            self.scroll = Default::default();
            self.settle(cx);
        }
    }

    fn step(&mut self, by: isize, cx: &Cx<'_>) {
        self.trouble = None;
        let len = if self.is_first_run() { WAYS.len() } else { self.shown().len() };
        self.scroll.by(by, len);
        self.settle(cx);
    }

    fn settle(&mut self, cx: &Cx<'_>) {
        let len = if self.is_first_run() { WAYS.len() } else { self.shown().len() };
        self.scroll.settle(len, self.height(cx));
    }

    /// Rows that the list has in sight.
    fn height(&self, cx: &Cx<'_>) -> usize {
        let len = if self.is_first_run() { WAYS.len() } else { self.shown().len() };
        view::list_height(cx.area, len)
    }

    fn open(&mut self, then_check: bool, cx: &mut Cx<'_>) {
        if let Some(name) = self.here().map(|row| row.name.clone()) {
            self.trouble = None;
            self.then_check = then_check;
            cx.ask(OPEN, Ask::Open(name));
        }
    }

    fn escape(&mut self, cx: &mut Cx<'_>) -> bool {
        if cx.stop(OPEN) {
            self.then_check = false;
            cx.say("Stopped. Enter tries again.");
        } else if self.trouble.take().is_none() && !self.filter.escape() {
            // Back to the org that is open.
            if cx.head.is_none() {
                return false;
            }
            cx.go(Move::Objects);
        }
        true
    }

    fn ask_to_remove(&mut self, cx: &mut Cx<'_>) {
        let Some(name) = self.here().map(|row| row.name.clone()) else { return };
        let lines = vec![
            "Its key and secret are deleted from the keyring. Nothing changes in Salesforce.".into(),
            format!("Type {name} to go on."),
        ];
        cx.go(Move::Overlay(Overlay::Prompt(Prompt::new("remove", format!("Remove {name}?"), lines))));
        self.removing = Some(name);
    }

    fn remove(&mut self, text: &str, cx: &mut Cx<'_>) {
        match self.removing.take() {
            Some(name) if name == text.trim() => cx.ask("remove", Ask::Remove(name)),
            Some(name) => cx.say(format!("That is not {name}. Nothing was removed.")),
            None => {}
        }
    }

    fn mouse(&mut self, mouse: crate::tui::effect::Mouse, cx: &mut Cx<'_>) -> bool {
        match mouse.act {
            MouseAct::WheelUp => self.step(-3, cx),
            MouseAct::WheelDown => self.step(3, cx),
            MouseAct::Press => {
                let len = self.shown().len();
                match view::row_at(cx.area, self.scroll, len, mouse.y) {
                    Some(row) if row == self.scroll.cursor() => self.open(false, cx),
                    Some(row) => self.scroll.to(row, len),
                    None => return false,
                }
            }
        }
        true
    }
}
