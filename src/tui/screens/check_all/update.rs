//! What keys and news do to the table.

use std::sync::Arc;

use super::{CHECKS, CheckAll, State, view};
use crate::tui::effect::MouseAct;
use crate::tui::keymap::Command;
use crate::tui::overlays::Overlay;
use crate::tui::screens::wait::{passed, trouble_page};
use crate::tui::screens::{Cx, Input, Move};
use crate::tui::work::{Answer, Ask, OrgNews, Progress};

impl CheckAll {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        match input {
            // Who comes back finds what was found.
            Input::Arrive if self.began.is_none() => self.start(cx),
            Input::Arrive | Input::Tick => {}
            Input::Command(command) => return self.command(command, cx),
            Input::Progress(CHECKS, Progress::Org(name, news)) => self.hear(&name, news, cx),
            Input::Answer(CHECKS, answer) => {
                self.ended = Some(cx.now);
                self.trouble = answer.err();
            }
            Input::Answer("open", Ok(Answer::Opened(head))) => {
                let wanted = self.opening.take();
                let known = self.rows.iter().find(|row| Some(&row.org.name) == wanted.as_ref());
                let verdict = known.and_then(|row| match &row.state {
                    State::Ended(verdict) => Some(Arc::clone(verdict)),
                    _ => None,
                });
                cx.go(Move::Opened(head));
                cx.go(Move::Check(false));
                if let Some(verdict) = verdict {
                    cx.go(Move::Checked(verdict));
                }
            }
            Input::Answer("open", Err(trouble)) => {
                self.opening = None;
                cx.say(trouble.what);
            }
            Input::Answer("report", Ok(Answer::Report(path))) => cx.say(format!("Saved the report: {path}")),
            Input::Answer("report", Err(trouble)) => cx.say(trouble.what),
            Input::Stopped => self.stopped(cx),
            Input::Mouse(mouse) => match mouse.act {
                MouseAct::WheelUp => self.step(-3, cx),
                MouseAct::WheelDown => self.step(3, cx),
                MouseAct::Press => match view::row_at(self, cx.area, mouse.y) {
                    Some(row) if row == self.scroll.cursor() => self.open(cx),
                    Some(row) => self.go_to(row, cx),
                    None => return false,
                },
            },
            _ => return false,
        }
        true
    }

    fn start(&mut self, cx: &mut Cx<'_>) {
        for row in &mut self.rows {
            row.state = State::Ahead;
        }
        (self.began, self.ended, self.trouble) = (Some(cx.now), None, None);
        self.settle(cx);
        cx.ask(CHECKS, Ask::CheckAll(self.rows.iter().map(|row| row.org.name.clone()).collect()));
    }

    fn hear(&mut self, name: &str, news: OrgNews, cx: &Cx<'_>) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.org.name == name) {
            row.state = match (news, &row.state) {
                (OrgNews::Climbs(rung), State::Climbs(since, _)) => State::Climbs(*since, rung),
                (OrgNews::Climbs(rung), _) => State::Climbs(cx.now, rung),
                (OrgNews::Ended(verdict), _) => State::Ended(verdict),
                (OrgNews::NotBegun(trouble), _) => State::NotBegun(trouble),
            };
            self.settle(cx);
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        if let Some(rows) = command.rows(self.height(cx)) {
            self.step(rows, cx);
            return true;
        }
        match command {
            Command::Open => self.open(cx),
            Command::Again => self.start(cx),
            Command::Save => match self.verdicts() {
                verdicts if verdicts.is_empty() => {
                    cx.say("No check has ended yet: there is nothing to report.")
                }
                verdicts => cx.ask("report", Ask::Report(verdicts)),
            },
            Command::Escape => return self.escape(cx),
            _ => return false,
        }
        true
    }

    /// Rows move while checks end: the cursor stays with the org that was chosen, or at the worst one.
    fn settle(&mut self, cx: &Cx<'_>) {
        let order = self.order();
        let len = order.len();
        let at = order.iter().position(|row| Some(&row.org.name) == self.chosen.as_ref()).unwrap_or(0);
        self.scroll.to(at, len);
        self.scroll.settle(len, self.height(cx));
    }

    /// Rows that the list has in sight.
    fn height(&self, cx: &Cx<'_>) -> usize {
        view::list_height(cx.area, self.rows.len())
    }

    fn step(&mut self, by: isize, cx: &Cx<'_>) {
        let mut scroll = self.scroll;
        scroll.by(by, self.rows.len());
        self.go_to(scroll.cursor(), cx);
    }

    fn go_to(&mut self, row: usize, cx: &Cx<'_>) {
        self.chosen = self.order().get(row).map(|row| row.org.name.clone());
        self.settle(cx);
    }

    fn open(&mut self, cx: &mut Cx<'_>) {
        let Some(row) = self.here() else { return };
        if let State::NotBegun(trouble) = &row.state {
            return cx.go(Move::Overlay(Overlay::Page(trouble_page(trouble))));
        }
        let name = row.org.name.clone();
        self.opening = Some(name.clone());
        cx.ask("open", Ask::Open(name));
    }

    fn escape(&mut self, cx: &mut Cx<'_>) -> bool {
        if cx.stop("open") {
            self.opening = None;
            cx.say("Stopped. Enter tries again.");
        } else if cx.stop(CHECKS) {
            self.stopped(cx);
            let again = cx.key(Command::Again);
            cx.say(format!("Stopped. What was found stays; {again} checks all again."));
        } else {
            return false;
        }
        true
    }

    /// What had not ended begins anew with the next run.
    fn stopped(&mut self, cx: &Cx<'_>) {
        self.opening = None;
        if self.ended.is_none() {
            self.ended = Some(cx.now);
        }
        for row in self.rows.iter_mut().filter(|row| matches!(row.state, State::Climbs(..))) {
            row.state = State::Ahead;
        }
        self.settle(cx);
    }

    /// Milliseconds from the begin to `now`, or to the end.
    pub(super) fn took(&self, now: jiff::Timestamp) -> u64 {
        self.began.map_or(0, |began| passed(began, self.ended.unwrap_or(now)))
    }
}
