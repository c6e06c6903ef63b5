//! The form that adds an org, or puts a new pair in the place of the old one: first the pair, then the check,
//! and only then it is stored. `fields` holds what is in it and what is odd about it; `clicks` is the help
//! beside it; the check is the one of the check screen.

mod choices;
mod clicks;
mod fields;
mod rehearsal;
mod rows;
#[cfg(test)]
pub(super) mod tests;
mod update;
mod view;

use std::sync::Arc;

use super::Sight;
use super::check::Check;
use crate::check::Verdict;
use crate::salesforce::hosts::Host;
use crate::trouble::Trouble;
use crate::tui::keymap::{Command, Where};
use crate::tui::work::{OrgRow, Vault};
use fields::{Choice, Field, Fields, Purpose};
use rehearsal::Rehearsal;

/// The screen's state.
#[derive(Debug)]
pub struct AddOrg {
    fields: Fields,
    at: Field,
    vault: Option<Vault>,
    /// Step 2: the check of what was typed.
    check: Option<Box<Check>>,
    /// The stored pair and the one that is to replace it, both checked.
    rehearsal: Option<Box<Rehearsal>>,
    /// What was asked to be stored could not be.
    trouble: Option<Trouble>,
    /// How the check of exactly these values ended.
    checked: Option<Arc<Verdict>>,
    /// Where the secrets went, to be said once the org is open.
    saved: Option<String>,
    /// The host that a name alone was taken for, once it was shown and may be sent to.
    shown: Option<Host>,
}

impl AddOrg {
    /// An empty form; `taken` are the names that are in use.
    pub fn new(taken: Vec<String>, vault: Option<Vault>) -> Self {
        Self::with(Fields::new(taken, Choice::usual(vault.as_ref())), Field::Name, vault)
    }

    /// The form that replaces the pair of a stored org.
    pub fn rotate(row: &OrgRow, vault: Option<Vault>) -> Self {
        Self::about(row, Purpose::Rotate, Field::Key, vault)
    }

    /// The form for another host or version of a stored org.
    pub fn edit(row: &OrgRow, vault: Option<Vault>) -> Self {
        Self::about(row, Purpose::Edit, Field::Url, vault)
    }

    /// The form that asks for the pair of a stored org of which none is here.
    pub fn give(row: &OrgRow, vault: Option<Vault>) -> Self {
        Self::about(row, Purpose::Give, Field::Key, vault)
    }

    /// About a stored org: its pair goes where it was kept, unless that can't be.
    fn about(row: &OrgRow, purpose: Purpose, at: Field, vault: Option<Vault>) -> Self {
        let kept = Choice::of(&row.keep).filter(|choice| choice.works(vault.as_ref()));
        let keep = kept.unwrap_or_else(|| Choice::usual(vault.as_ref()));
        Self::with(Fields::of(row, purpose, keep), at, vault)
    }

    fn with(fields: Fields, at: Field, vault: Option<Vault>) -> Self {
        Self {
            fields,
            at,
            vault,
            check: None,
            rehearsal: None,
            trouble: None,
            checked: None,
            saved: None,
            shown: None,
        }
    }

    /// Why nothing can be stored on this machine, which is known before anything is typed.
    fn blocked(&self) -> Option<&Trouble> {
        self.vault.as_ref()?.config.as_ref().err().map(|trouble| &**trouble)
    }

    fn purpose(&self) -> Purpose {
        self.fields.purpose
    }

    fn may_switch(&self) -> bool {
        self.rehearsal.as_ref().is_some_and(|rehearsal| rehearsal.passed().is_some())
    }

    /// The fields that Tab walks through.
    fn order(&self) -> impl DoubleEndedIterator<Item = Field> + '_ {
        let purpose = self.purpose();
        Field::ALL.into_iter().filter(|field| self.fields.is_wanted(*field)).filter(
            move |field| match purpose {
                Purpose::Add => true,
                // A new pair is put in the place of one that works only after it passed the check.
                Purpose::Rotate => *field != Field::Name && (*field != Field::Save || self.may_switch()),
                Purpose::Edit => matches!(field, Field::Url | Field::Version | Field::Save | Field::Cancel),
                Purpose::Give => !matches!(field, Field::Name | Field::Url | Field::Version),
            },
        )
    }

    /// Whether it does something at times of its own.
    pub fn is_watching(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.is_watching())
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        if self.check.is_some() { Where::Check } else { Where::AddOrg }
    }

    /// The commands for the line of keys.
    pub fn keys(&self) -> Vec<Command> {
        match &self.check {
            Some(check) => {
                let mut keys = check.keys();
                keys.retain(|key| !matches!(key, Command::Escape | Command::SwitchOrg));
                keys.insert(1.min(keys.len()), Command::Escape);
                keys
            }
            None if self.purpose() == Purpose::Edit => {
                vec![Command::Go, Command::NextPane, Command::Escape]
            }
            None if self.at.is_text() => {
                vec![Command::RunText, Command::Guide, Command::NextPane, Command::Escape]
            }
            None => {
                vec![Command::Go, Command::RunText, Command::Guide, Command::PreviousPane, Command::Escape]
            }
        }
    }

    /// Whether a command does anything here now.
    pub fn does(&self, command: Command) -> bool {
        match (&self.check, command) {
            (_, Command::Back | Command::Forward) => false,
            (Some(check), command) => check.does(command),
            (None, _) => true,
        }
    }

    fn title(&self) -> String {
        match self.purpose() {
            Purpose::Add => "Add an org".into(),
            Purpose::Rotate => format!("Replace the pair of {}", self.fields.name.text()),
            Purpose::Edit => format!("Edit {}", self.fields.name.text()),
            Purpose::Give => format!("Key and secret of {}", self.fields.name.text()),
        }
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        let what = self.title();
        if self.purpose() == Purpose::Edit {
            return format!("Orgs › {what}");
        }
        let step = if self.rehearsal.is_some() {
            "step 2 of 2: both pairs"
        } else if self.check.is_some() {
            "step 2 of 2: the check"
        } else {
            "step 1 of 2: the pair"
        };
        format!("Orgs › {what} · {step}")
    }
}
