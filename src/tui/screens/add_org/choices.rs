//! Where key and secret can be kept, as the form offers it: every way that the command line has.

use super::fields::{Choice, Purpose};
use crate::tui::work::Vault;

impl Choice {
    /// What the form offers, in order.
    pub fn offered(purpose: Purpose, vault: Option<&Vault>) -> Vec<Self> {
        let has_kernel = vault.is_some_and(|vault| vault.kernel.is_some());
        let all = [Self::Keyring, Self::Kernel, Self::Memory, Self::Command];
        let is_offered = |choice: &Self| match choice {
            Self::Kernel => has_kernel,
            // A pair that is typed here is not one that a command gives.
            Self::Command => purpose == Purpose::Add,
            Self::Keyring | Self::Memory => true,
        };
        all.into_iter().filter(is_offered).collect()
    }

    /// Whether a pair can be put there now, as far as it is known.
    pub fn works(self, vault: Option<&Vault>) -> bool {
        match self {
            Self::Keyring => vault.is_none_or(|vault| vault.works),
            Self::Kernel => vault.is_none_or(|vault| vault.kernel == Some(true)),
            Self::Memory | Self::Command => true,
        }
    }

    /// Where secrets are kept unless the person chooses: in the keyring, if there may be one.
    pub fn usual(vault: Option<&Vault>) -> Self {
        if Self::Keyring.works(vault) { Self::Keyring } else { Self::Memory }
    }

    /// The next one that works, round and round.
    pub fn beside(self, step: isize, purpose: Purpose, vault: Option<&Vault>) -> Self {
        let works: Vec<Self> =
            Self::offered(purpose, vault).into_iter().filter(|choice| choice.works(vault)).collect();
        let at = works.iter().position(|choice| *choice == self).unwrap_or(0) as isize;
        let next = (at + step).rem_euclid(works.len().max(1) as isize);
        works.get(next as usize).copied().unwrap_or(self)
    }

    /// As the form writes it.
    pub fn words(self, vault: Option<&Vault>) -> String {
        match (self, vault) {
            (Self::Keyring, Some(vault)) => vault.words.clone(),
            (Self::Keyring, None) => "the system's keyring".into(),
            (Self::Kernel, _) if self.works(vault) => "the kernel's keyring, until a restart".into(),
            (Self::Kernel, _) => "no kernel keyring here".into(),
            (Self::Memory, _) => "this run only, in memory".into(),
            (Self::Command, _) => "a command of mine (secret_command)".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(works: bool, kernel: Option<bool>) -> Vault {
        Vault { words: "Secret Service".into(), works, kernel, config: Ok(String::new()), halves: Vec::new() }
    }

    #[test]
    fn what_does_not_work_is_shown_and_never_chosen() {
        use Choice::{Command, Kernel, Keyring, Memory};
        for (works, kernel, offered, round) in [
            (
                true,
                Some(true),
                &[Keyring, Kernel, Memory, Command][..],
                &[Kernel, Memory, Command, Keyring][..],
            ),
            (true, None, &[Keyring, Memory, Command], &[Memory, Command, Keyring]),
            (false, Some(true), &[Keyring, Kernel, Memory, Command], &[Kernel, Memory, Command, Kernel]),
            (false, Some(false), &[Keyring, Kernel, Memory, Command], &[Memory, Command, Memory]),
        ] {
            let vault = Some(vault(works, kernel));
            assert_eq!(Choice::offered(Purpose::Add, vault.as_ref()), offered);
            let mut choice = if works { Keyring } else { Command };
            if !works {
                choice = choice.beside(1, Purpose::Add, vault.as_ref());
                assert_eq!(choice, round[0]);
            }
            for next in &round[usize::from(!works)..] {
                choice = choice.beside(1, Purpose::Add, vault.as_ref());
                assert_eq!(choice, *next, "{works} {kernel:?}");
            }
        }
    }
}
