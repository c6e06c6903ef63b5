//! The org picker: where orgscope starts unless an org opens by itself. Nothing is sent before Enter or `c`.
//! With no org stored it shows the two ways to start.

#[cfg(test)]
pub(super) mod tests;
mod update;
mod view;

use crate::store::OrgSort;
use crate::trouble::Trouble;
use crate::tui::keymap::{Command, Where};
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::Scroll;
use crate::tui::work::{OrgRow, Vault};

/// The name under which an org is opened.
const OPEN: &str = "open";
/// The two ways to start where no org is stored.
const WAYS: [Command; 2] = [Command::AddOrg, Command::DemoOrg];

/// The screen's state.
#[derive(Debug, Default)]
pub struct Orgs {
    /// `None` until they are read.
    rows: Option<Vec<OrgRow>>,
    sort: OrgSort,
    vault: Option<Vault>,
    filter: Filter,
    scroll: Scroll,
    /// Once the org is open it is checked.
    then_check: bool,
    /// The org that is to be removed once its name is typed.
    removing: Option<String>,
    trouble: Option<Trouble>,
}

impl Orgs {
    /// The rows that the filter leaves, as indices.
    fn shown(&self) -> Vec<usize> {
        let Some(rows) = &self.rows else { return Vec::new() };
        let names: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.login_url)).collect();
        self.filter.rank(&names).into_iter().map(|hit| hit.at).collect()
    }

    /// The org under the cursor.
    fn here(&self) -> Option<&OrgRow> {
        let at = *self.shown().get(self.scroll.cursor())?;
        self.rows.as_ref()?.get(at)
    }

    fn is_first_run(&self) -> bool {
        self.rows.as_ref().is_some_and(Vec::is_empty)
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        if self.filter.is_typing() { Where::Text } else { Where::Orgs }
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        use Command as C;
        if self.filter.is_typing() {
            return vec![C::Go, C::LeaveText];
        }
        if self.here().is_none() {
            return vec![C::Open, C::AddOrg, C::DemoOrg, C::Guide, C::Quit];
        }
        vec![
            C::Open,
            C::CheckOrg,
            C::AddOrg,
            C::EditOrg,
            C::Rotate,
            C::CheckAllOrgs,
            C::DefaultOrg,
            C::DemoOrg,
            C::Quit,
        ]
    }

    /// Whether a command does anything here now.
    pub fn does(&self, command: Command) -> bool {
        use Command as C;
        match command {
            C::Filter | C::CheckAllOrgs => self.rows.as_ref().is_some_and(|rows| !rows.is_empty()),
            C::CheckOrg | C::EditOrg | C::Rotate | C::RemoveOrg => self.here().is_some(),
            C::DefaultOrg => self.here().is_some_and(|row| !row.is_default),
            C::Open => self.here().is_some() || self.is_first_run(),
            C::Back | C::Forward => false,
            _ => true,
        }
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        String::from("Choose an org")
    }
}
