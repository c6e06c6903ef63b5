//! Which of the system's secret stores is there, and its lock.

use std::collections::BTreeSet;

use super::keyring::Keyring;
#[cfg(all(unix, not(target_os = "macos")))]
use super::keyring::SERVICE;
#[cfg(all(unix, not(target_os = "macos")))]
use super::limit::{self, limited};
#[cfg(all(unix, not(target_os = "macos")))]
use super::service;
use crate::store::error::Result;

/// A secret store that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// `Secret Service (GNOME Keyring)`.
    pub name: String,
    /// Whether it is locked; `None` if it knows no lock.
    pub is_locked: Option<bool>,
}

impl Found {
    pub(super) fn new(name: impl Into<String>, is_locked: Option<bool>) -> Self {
        Self { name: name.into(), is_locked }
    }

    /// `Secret Service (GNOME Keyring), unlocked`.
    pub fn line(&self) -> String {
        match self.is_locked {
            Some(true) => format!("{}, locked", self.name),
            Some(false) => format!("{}, unlocked", self.name),
            None => self.name.clone(),
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn look(_: &Keyring) -> Result<Found> {
    let (looked, came) = limited(limit::PROBE, service::look)?;
    let (program, is_locked) = looked.map_err(|e| service::meaning(&e, came))?;
    let name = match program {
        Some(program) => format!("Secret Service ({program})"),
        None => "Secret Service".into(),
    };
    Ok(Found::new(name, Some(is_locked)))
}

/// The orgs of which there is a pair, as far as that is told without a window.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn held() -> Option<BTreeSet<String>> {
    limited(limit::PROBE, || service::names(SERVICE)).ok()?.0.ok()
}

// Keychain and Credential Manager have no list that their library gives without the entries themselves.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn held() -> Option<BTreeSet<String>> {
    None
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn unlock() -> Result<()> {
    let (unlocked, came) = limited(limit::PROMPT, service::unlock)?;
    unlocked.map_err(|e| service::meaning(&e, came))
}

// Keychain and Credential Manager are open while the person is logged in, and ask by themselves where not.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn look(system: &Keyring) -> Result<Found> {
    system.open()?;
    Ok(Found::new(if cfg!(windows) { "Credential Manager" } else { "Keychain" }, None))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn unlock() -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_reads_in_one_line() {
        let line = |locked| Found::new("Secret Service (GNOME Keyring)", locked).line();
        assert_eq!(line(Some(false)), "Secret Service (GNOME Keyring), unlocked");
        assert_eq!(line(Some(true)), "Secret Service (GNOME Keyring), locked");
        assert_eq!(Found::new("memory", None).line(), "memory");
    }
}
