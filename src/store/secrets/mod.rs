//! Where key and secret of an org are kept, and how they come from there: the system's keyring
//! (`keyring.rs`), the kernel's when asked for by name, memory, a command, three variables. Nothing falls
//! back to another place, and never to a file. Every call here blocks, some while a person answers an
//! unlock window: not for the drawing path. Start with [`Secrets`].

mod command;
pub mod env;
mod found;
mod keyring;
mod limit;
mod memory;
#[cfg(all(unix, not(target_os = "macos")))]
mod service;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::config::Org;
use super::error::{Result, StoreError};
use super::keep::Keep;
use crate::salesforce::credentials::Pair;
pub use found::Found;
use keyring::Keyring;
use memory::Memory;

/// The places where pairs are kept. One for the process, shared: it also holds what is kept in memory
/// alone.
#[derive(Debug)]
pub struct Secrets {
    memory: Memory,
    system: Keyring,
    kernel: Keyring,
}

impl Default for Secrets {
    fn default() -> Self {
        Self { memory: Memory::default(), system: Keyring::of_system(), kernel: Keyring::of_kernel() }
    }
}

impl Secrets {
    /// A system that has no keyring of any kind.
    #[cfg(test)]
    pub(super) fn without_keyring() -> Self {
        Self { memory: Memory::default(), system: Keyring::absent(), kernel: Keyring::absent() }
    }

    /// Looks which store is there and whether it is locked. Raises no window; answers within 5 s.
    pub fn probe(&self, keep: &Keep) -> Result<Found> {
        match keep {
            Keep::Keyring => found::look(&self.system),
            Keep::Kernel => {
                self.kernel.open()?;
                Ok(Found::new("the kernel's keyring, gone after a restart", None))
            }
            Keep::Memory => Ok(Found::new("memory, this run only", None)),
            Keep::Command(words) => {
                command::probe(words)?;
                Ok(Found::new(format!("secret_command {}", words.first().map_or("", String::as_str)), None))
            }
            Keep::Variables => Ok(Found::new("ORGSCOPE_… variables", None)),
        }
    }

    /// Finds the store and unlocks it: a window may ask for its password, for 60 s at most. What this gives
    /// can be read and written without another question.
    pub fn open(&self, keep: &Keep) -> Result<Found> {
        let found = self.probe(keep)?;
        if found.is_locked == Some(true) {
            found::unlock()?;
        }
        Ok(Found { is_locked: found.is_locked.map(|_| false), ..found })
    }

    /// The pair of an org: the one kept in memory for this run where there is one, else from where the
    /// org's pair is kept. A window may ask to unlock; 60 s at most.
    pub fn load(&self, org: &Org) -> Result<Arc<Pair>> {
        if let Some(pair) = self.memory.load(&org.name) {
            return Ok(pair);
        }
        let pair = match &org.keep {
            Keep::Keyring => self.system.load(&org.name),
            Keep::Kernel => self.kernel.load(&org.name),
            Keep::Memory => Err(StoreError::OfAnotherRun),
            Keep::Command(words) => command::load(words),
            Keep::Variables => env::pair(),
        }?;
        Ok(Arc::new(pair))
    }

    /// Puts a pair in the place of the org's former one, in one write.
    pub fn save(&self, org: &Org, pair: &Arc<Pair>) -> Result<()> {
        match &org.keep {
            Keep::Keyring => self.system.save(&org.name, pair)?,
            Keep::Kernel => self.kernel.save_and_look(&org.name, pair)?,
            Keep::Memory => {
                self.keep_for_this_run(&org.name, pair);
                return Ok(());
            }
            Keep::Command(_) | Keep::Variables => return Err(StoreError::ReadOnlyPlace),
        }
        self.memory.remove(&org.name);
        Ok(())
    }

    /// The orgs of which the system's keyring has a pair, where it tells that without asking the person.
    pub fn held(&self) -> Option<BTreeSet<String>> {
        found::held()
    }

    /// Whether a pair of an org is kept for this run.
    pub fn has_for_this_run(&self, org: &str) -> bool {
        self.memory.load(org).is_some()
    }

    /// Whether it is sure that there is no pair for an org, without asking the person.
    pub fn lacks(&self, org: &Org) -> bool {
        let is_gone = || match &org.keep {
            Keep::Keyring => self.held().is_some_and(|held| !held.contains(&org.name)),
            Keep::Kernel => matches!(self.kernel.load(&org.name), Err(StoreError::NoPair)),
            Keep::Memory | Keep::Command(_) | Keep::Variables => false,
        };
        !self.has_for_this_run(&org.name) && is_gone()
    }

    /// Keeps a pair until this process ends, wherever the org's pair is kept otherwise.
    pub fn keep_for_this_run(&self, org: &str, pair: &Arc<Pair>) {
        self.memory.save(org, pair.clone());
    }

    /// Takes the pair of an org away; whether there was one. What a command or the variables give is not
    /// ours.
    pub fn remove(&self, org: &Org) -> Result<bool> {
        let was_in_memory = self.memory.remove(&org.name);
        match &org.keep {
            Keep::Keyring => self.system.remove(&org.name),
            Keep::Kernel => self.kernel.remove(&org.name),
            Keep::Memory | Keep::Command(_) | Keep::Variables => Ok(was_in_memory),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(keep: Keep) -> Org {
        Org {
            name: "acme".into(),
            login_url: "https://acme.my.salesforce.com".into(),
            api_version: None,
            keep,
        }
    }

    #[test]
    fn memory_keeps_a_pair_until_it_is_removed() {
        let secrets = Secrets::default();
        let acme = org(Keep::Memory);
        assert_eq!(secrets.load(&acme).err(), Some(StoreError::OfAnotherRun));
        secrets.save(&acme, &Arc::new(Pair::new("key", "secret"))).unwrap();
        assert!(secrets.load(&acme).unwrap().key.lint(|k| k == "key"));
        assert_eq!(secrets.remove(&acme), Ok(true));
        assert_eq!(secrets.load(&acme).err(), Some(StoreError::OfAnotherRun));
    }

    #[test]
    fn a_pair_kept_for_this_run_comes_before_the_store() {
        let secrets = Secrets::default();
        secrets.keep_for_this_run("acme", &Arc::new(Pair::new("key", "secret")));
        let acme = org(Keep::Command(vec!["no-such-program-of-orgscope".into()]));
        assert!(secrets.load(&acme).is_ok());
    }

    #[test]
    fn a_new_pair_in_the_store_comes_before_the_one_kept_for_this_run() {
        let secrets =
            Secrets { memory: Memory::default(), system: Keyring::mocked(), kernel: Keyring::mocked() };
        for keep in [Keep::Keyring, Keep::Kernel] {
            let acme = org(keep);
            let is = |key: &str| secrets.load(&acme).unwrap().key.lint(|k| k == key);
            secrets.keep_for_this_run("acme", &Arc::new(Pair::new("of this run", "secret")));
            assert!(is("of this run"));
            secrets.save(&acme, &Arc::new(Pair::new("new", "secret"))).unwrap();
            assert!(is("new"), "{acme:?}");
        }
    }

    #[test]
    fn a_place_that_is_only_read_refuses_a_new_pair() {
        let pair = Arc::new(Pair::new("key", "secret"));
        for keep in [Keep::Command(vec!["sh".into()]), Keep::Variables] {
            assert_eq!(Secrets::default().save(&org(keep), &pair), Err(StoreError::ReadOnlyPlace));
        }
    }
}
