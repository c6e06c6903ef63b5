//! All stored orgs in one table, worst first: which app works, and which does not. A few are checked at a
//! time, each with a session of its own, so that a slow one holds up no other; it may hold no rule about
//! Salesforce. Start reading at [`CheckAll`]; `update` is what keys and news do, `view` draws.

#[cfg(test)]
pub(super) mod tests;
mod update;
mod view;

use std::sync::Arc;

use jiff::Timestamp;

use crate::check::{Verdict, many};
use crate::trouble::Trouble;
use crate::tui::keymap::{Command, Where};
use crate::tui::widgets::table::Scroll;
use crate::tui::work::OrgRow;

/// The name under which the checks are asked.
const CHECKS: &str = "checks";

/// How far the check of an org is.
#[derive(Debug, Default)]
enum State {
    /// Not begun: its turn has not come, or all was stopped before.
    #[default]
    Ahead,
    /// It climbs: since when, and the rung that began last.
    Climbs(Timestamp, &'static str),
    /// It ended.
    Ended(Arc<Verdict>),
    /// The org or its pair could not be read.
    NotBegun(Box<Trouble>),
}

/// An org with its check.
#[derive(Debug)]
struct Row {
    org: OrgRow,
    state: State,
}

impl Row {
    /// Where it is in the table: the worst has the least.
    fn rank(&self) -> (u8, Option<usize>) {
        match &self.state {
            State::NotBegun(_) => (0, None),
            State::Ended(verdict) => many::rank(verdict),
            State::Climbs(..) => (3, None),
            State::Ahead => (4, None),
        }
    }

    fn is_done(&self) -> bool {
        matches!(self.state, State::Ended(_) | State::NotBegun(_))
    }
}

/// The screen's state.
#[derive(Debug, Default)]
pub struct CheckAll {
    rows: Vec<Row>,
    scroll: Scroll,
    /// The org that the person went to; the cursor stays with it while rows move.
    chosen: Option<String>,
    began: Option<Timestamp>,
    /// When the last check ended, or all were stopped.
    ended: Option<Timestamp>,
    /// The org whose ladder is wanted, while it is opened.
    opening: Option<String>,
    trouble: Option<Trouble>,
}

impl CheckAll {
    /// The table is to be about these orgs; what is known of the same ones stays.
    pub fn about(&mut self, orgs: Vec<OrgRow>) {
        let names = |org: &OrgRow| (org.name.clone(), org.login_url.clone());
        if !self.rows.iter().map(|row| names(&row.org)).eq(orgs.iter().map(names)) {
            let rows = orgs.into_iter().map(|org| Row { org, state: State::Ahead }).collect();
            *self = Self { rows, ..Self::default() };
        }
    }

    /// The rows in the order of the table.
    fn order(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| {
            let is_over = a.is_done() && b.is_done();
            a.rank()
                .cmp(&b.rank())
                .then_with(|| if is_over { a.org.name.cmp(&b.org.name) } else { std::cmp::Ordering::Equal })
        });
        rows
    }

    /// The row of the cursor.
    fn here(&self) -> Option<&Row> {
        self.order().get(self.scroll.cursor()).copied()
    }

    fn verdicts(&self) -> Vec<Arc<Verdict>> {
        let ended = |row: &&Row| match &row.state {
            State::Ended(verdict) => Some(Arc::clone(verdict)),
            _ => None,
        };
        self.order().iter().filter_map(ended).collect()
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        Where::CheckAll
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        use Command as C;
        vec![C::Open, C::Again, C::Save, C::Escape, C::SwitchOrg, C::Quit]
    }

    /// Whether a command does anything here now.
    pub fn does(&self, command: Command) -> bool {
        match command {
            Command::Save => !self.verdicts().is_empty(),
            Command::Open => self.here().is_some(),
            Command::Back | Command::Forward => false,
            _ => true,
        }
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        String::from("Orgs › Check all")
    }
}
