//! What the keys ask of the desk, and what comes back to it.

use std::io::ErrorKind;

use bytes::Bytes;
use ratatui::layout::{Position, Rect};

use super::lines::Typing;
use super::{Desk, Want};
use crate::json::Doc;
use crate::text::numbers;
use crate::tui::children::Lend;
use crate::tui::errands::{Brought, COUNT, Errand, FIND};
use crate::tui::keymap::Command;
use crate::tui::widgets::json_pane::{Copied, Done, Handed, Outcome, PaneCommand, Work};

/// The commands that move, fold or show; the rest opens something.
pub fn of_the_pane(command: Command) -> Option<PaneCommand> {
    use Command as C;
    use PaneCommand as P;
    Some(match command {
        C::Up => P::Up,
        C::Down => P::Down,
        C::PageUp => P::PageUp,
        C::PageDown => P::PageDown,
        C::HalfUp => P::HalfUp,
        C::HalfDown => P::HalfDown,
        C::First => P::First,
        C::Last => P::Last,
        C::Middle => P::Percent(50),
        C::Left => P::Left,
        C::Right => P::Right,
        C::Peek => P::Toggle,
        C::Open => P::Open,
        C::OpenText => P::OpenText,
        C::NextSibling => P::NextSibling,
        C::PreviousSibling => P::PreviousSibling,
        C::FirstSibling => P::FirstSibling,
        C::LastSibling => P::LastSibling,
        C::FirstChild => P::FirstChild,
        C::LastChild => P::LastChild,
        C::PanLeft => P::PanLeft,
        C::PanRight => P::PanRight,
        C::PanHome => P::PanHome,
        C::PanEnd => P::PanEnd,
        C::Parent => P::Parent,
        C::UnfoldAll => P::UnfoldAll,
        C::FoldAll => P::FoldAll,
        C::FoldSiblings => P::ToggleSiblings,
        C::Subtree => P::Focus,
        C::NextFault => P::NextFault,
        C::NextHit => P::NextHit,
        C::PreviousHit => P::PreviousHit,
        C::Back => P::Back,
        C::Forward => P::Forward,
        C::AsTable => P::Table,
        C::Wrap => P::Wrap,
        _ => return None,
    })
}

impl Desk {
    /// The keys of the line below while one value fills the pane.
    pub const READING: [Command; 5] =
        [Command::Escape, Command::Filter, Command::Wrap, Command::Copy, Command::Save];

    /// Does what a command asks for; `None` if it is none for a document.
    pub fn command(&mut self, command: Command, area: Rect) -> Option<Vec<Want>> {
        if self.line.is_some() {
            match command {
                Command::LeaveText => return Some(self.leave_line(area)),
                Command::Go | Command::RunText => return Some(self.enter_line(area)),
                Command::Complete => return Some(self.complete()),
                Command::PreviousPane => return Some(Vec::new()),
                _ => {}
            }
        }
        match command {
            Command::Filter => Some(self.open_line(Typing::Search, area)),
            Command::GoTo => Some(self.open_line(Typing::Path, area)),
            Command::JqFilter => Some(self.open_line(Typing::Jq, area)),
            Command::Save => Some(self.open_line(Typing::Save, area)),
            Command::Copy => Some(vec![Want::Menu(self.copy_menu())]),
            Command::ToDepth => Some(vec![Want::Menu(self.depth_menu())]),
            Command::Editor => Some(self.lend(Handed::Editor)),
            Command::Pager => Some(self.lend(Handed::Pager)),
            Command::Back if !self.pane().can_revisit(true) => None,
            Command::Forward if !self.pane().can_revisit(false) => None,
            Command::Escape => self.escape(area),
            other => of_the_pane(other).map(|command| self.apply(command, area)),
        }
    }

    /// Whether a command does anything now, where that depends on the document; `None` for any other.
    pub fn does(&self, command: Command) -> Option<bool> {
        let pane = self.pane();
        match command {
            Command::NextHit | Command::PreviousHit => Some(pane.search().is_some()),
            Command::NextFault => Some(!pane.doc().faults().is_empty()),
            Command::Back if pane.can_revisit(true) => Some(true),
            Command::Forward if pane.can_revisit(false) => Some(true),
            _ => None,
        }
    }

    /// Does what the pane is asked for.
    pub fn apply(&mut self, command: PaneCommand, area: Rect) -> Vec<Want> {
        let mut wants = match command {
            PaneCommand::Search(_) | PaneCommand::ClearSearch => self.stop_search(),
            _ => Vec::new(),
        };
        let size = self.size(area);
        let outcome = self.pane_mut().apply(command, size);
        wants.extend(self.came(outcome));
        wants.extend(self.look_for_twins());
        self.settle(area);
        wants
    }

    /// Looks for duplicate keys in the document in front, where that was not done yet.
    pub fn look_for_twins(&mut self) -> Option<Want> {
        let work = self.pane_mut().twins()?;
        let doc = self.pane().doc().clone();
        Some(self.run(work, doc))
    }

    /// Brings the cursor into view: a line below may have come or gone.
    pub fn settle(&mut self, area: Rect) {
        let size = self.size(area);
        self.pane_mut().settle(size);
    }

    pub(super) fn came(&mut self, outcome: Outcome) -> Vec<Want> {
        let key = outcome.names.map(|command| self.keys.of(command));
        let named = |says: String| match &key {
            Some(key) => says.replacen("{}", key, 1),
            None => says,
        };
        let mut wants: Vec<_> = outcome.says.map(|says| Want::Say(named(says))).into_iter().collect();
        for work in outcome.work {
            let doc = self.pane().doc().clone();
            wants.push(self.run(work, doc));
        }
        wants
    }

    pub(super) fn run(&mut self, work: Work, doc: Doc) -> Want {
        self.turn += 1;
        self.works.insert(work.name(), self.turn);
        Want::Errand(Errand::Work { turn: self.turn, doc, work })
    }

    pub(super) fn stop_search(&mut self) -> Vec<Want> {
        let running = [FIND, COUNT].into_iter().filter(|name| self.works.remove(name).is_some());
        running.map(Want::Stop).collect()
    }

    /// One step back inside the document; `None` if there is none.
    fn escape(&mut self, area: Rect) -> Option<Vec<Want>> {
        if self.jq.runs() {
            return Some(self.stop_jq());
        }
        if self.works.contains_key(FIND) {
            self.pane_mut().stopped();
            return Some(self.stop_search());
        }
        if self.pane().search().is_some() {
            return Some(self.apply(PaneCommand::ClearSearch, area));
        }
        if self.pane().is_table() {
            return Some(self.apply(PaneCommand::Table, area));
        }
        if self.result.as_mut().unwrap_or(&mut self.pane).close() {
            self.settle(area);
            let outcome = self.pane_mut().count_on();
            return Some(self.came(outcome));
        }
        if self.jq.is_shown() || self.result.is_some() {
            return Some(self.back_to_the_document(area));
        }
        if self.pane().is_focused_on_subtree() {
            return Some(self.apply(PaneCommand::Focus, area));
        }
        None
    }

    /// The bytes of the value under the cursor as they came; on the root of the only document all of them.
    pub(super) fn bytes_here(&self) -> Option<Bytes> {
        let pane = self.pane();
        let doc = pane.doc();
        let node = pane.cursor()?;
        let is_all = node == 0 && doc.roots() <= 1;
        Some(if is_all { doc.bytes().clone() } else { doc.slice(node) })
    }

    fn lend(&mut self, to: Handed) -> Vec<Want> {
        let is_line = self.pane().cursor().is_some_and(|node| node >= self.pane().doc().values());
        self.hand_out(if is_line { Copied::Raw } else { Copied::Indented }, to)
    }

    /// Takes what is to be copied or lent, elsewhere where it is large.
    pub(super) fn hand_out(&mut self, what: Copied, to: Handed) -> Vec<Want> {
        match self.pane().hand_out(what, to) {
            Some(Err(work)) => {
                let doc = self.pane().doc().clone();
                vec![Want::Say("Being prepared, Esc stops it.".into()), self.run(work, doc)]
            }
            taken => handed(taken.and_then(Result::ok), what, to),
        }
    }

    /// Takes what an errand has come to; what is too late is dropped.
    pub fn brought(&mut self, brought: Brought, area: Rect) -> Vec<Want> {
        match brought {
            Brought::Done(turn, done) => {
                let Some(name) = self.works.iter().find(|(_, of)| **of == turn).map(|(name, _)| *name) else {
                    return Vec::new();
                };
                self.works.remove(name);
                match done {
                    Done::Stopped if name == FIND => self.pane_mut().stopped(),
                    Done::Stopped => {}
                    Done::Ways(typed, found) => return self.found_ways(typed, found),
                    Done::Twins(doc, twice) => {
                        for pane in [Some(&mut self.pane), self.result.as_mut()].into_iter().flatten() {
                            pane.mark_twins(&doc, &twice);
                        }
                    }
                    Done::Taken(taken, what, to) => return handed(taken, what, to),
                    done => {
                        let size = self.size(area);
                        let outcome = self.pane_mut().take(done, size);
                        return self.came(outcome);
                    }
                }
                Vec::new()
            }
            Brought::Filtered(turn, filtered) => self.filtered(turn, filtered, area),
            Brought::Saved(saved) => {
                let unsaved = self.unsaved.take();
                match (saved, unsaved) {
                    (Ok((path, bytes)), _) => {
                        let size = numbers::bytes(bytes as u64);
                        vec![Want::Say(format!("Saved {size} to {}.", path.display()))]
                    }
                    (Err((ErrorKind::AlreadyExists, _)), Some((path, bytes))) => {
                        self.unsaved = Some((path, bytes));
                        vec![Want::Menu(self.replace_menu())]
                    }
                    (Err((_, reason)), unsaved) => {
                        let path = unsaved.map_or_else(|| "The file".into(), |(path, _)| path);
                        vec![Want::Say(format!("{path} can't be written: {reason}."))]
                    }
                }
            }
            Brought::Copied(says) => vec![Want::Say(says)],
        }
    }

    /// A press on a cell: chooses the row; on the chosen one and on its sign it folds or unfolds.
    pub fn press(&mut self, at: (u16, u16), area: Rect) -> Vec<Want> {
        let rows = self.rows(area);
        if !rows.contains(Position::from(at)) {
            return Vec::new();
        }
        let before = self.pane().cursor();
        let is_sign = self.pane().is_fold_sign((at.0 - rows.x, at.1 - rows.y), self.size(area));
        let mut wants = self.apply(PaneCommand::ScreenRow(at.1 - rows.y), area);
        if (is_sign || before == self.pane().cursor()) && !self.pane().is_table() {
            wants.extend(self.apply(PaneCommand::Toggle, area));
        }
        wants
    }
}

/// What was taken goes where it is to go.
fn handed(taken: Option<Vec<u8>>, what: Copied, to: Handed) -> Vec<Want> {
    let Some(bytes) = taken.map(Bytes::from) else {
        return vec![Want::Say("There is none here.".into())];
    };
    vec![match to {
        Handed::Copy => Want::Copy(what.name().into(), bytes),
        Handed::Editor => Want::Lend(Lend::Edit(bytes)),
        Handed::Pager => Want::Lend(Lend::Page(bytes)),
    }]
}
