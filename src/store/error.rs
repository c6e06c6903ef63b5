//! How the machine's side fails. [`StoreError::trouble`] (in `explain.rs`) says it to a person.

use std::io;
use std::path::{Path, PathBuf};

use super::regular::Odd;

/// A failure of disk, configuration or secret store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The system names no home directory.
    NoHome,
    /// A variable that places files names a path that begins nowhere.
    NotWhole {
        /// The variable.
        variable: &'static str,
        /// What it says.
        path: PathBuf,
    },
    /// A file can't be read or written.
    File {
        /// `read`, `write`, `remove`, `lock`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// What is there is not opened, or not written over.
    Odd {
        /// As in [`StoreError::File`].
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        odd: Odd,
    },
    /// `config.toml` is not what it should be. It is left as it is.
    Config {
        /// The file.
        path: PathBuf,
        /// Line, from 1; 0 where it can't be told.
        line: usize,
        /// Column in characters, from 1; 0 where it can't be told.
        column: usize,
        /// What is wrong there.
        says: String,
    },
    /// No org of this name is stored; the names that are.
    NoSuchOrg(Vec<String>),
    /// No org was named and there is no default; the names that are stored.
    NoOrgChosen(Vec<String>),
    /// An org of this name is stored already.
    OrgExists,
    /// The stored org whose name differs only in case.
    OrgAlike(String),
    /// A name of an org has letters, digits, `-` and `_`, 64 at most.
    BadName,
    /// Windows keeps this name for a device.
    DeviceName,
    /// Some of the three `ORGSCOPE_…` variables are set and these are not.
    VariablesMissing(Vec<&'static str>),

    /// An org was named, and the three variables make another one.
    VariablesInstead,

    /// There is no session bus, so no Secret Service can be asked.
    NoBus,
    /// There is a session bus and no Secret Service on it.
    NoService,
    /// The Secret Service has no default collection to keep entries in.
    NoDefaultCollection,
    /// This system has no secret store of this kind.
    NotHere,
    /// The keyring is locked; nobody was asked to unlock it.
    Locked,
    /// The keyring is locked, and no window could be opened to unlock it.
    NoWindow,
    /// The keyring is locked, and the window that asks for its password was closed without it.
    PromptRefused,
    /// The secret store did not answer within so many seconds.
    Hung(u64),
    /// The secret store holds nothing for this org.
    NoPair,
    /// What the secret store holds for this org is no key and secret.
    NotAPair,
    /// The secret store holds so many entries for this org.
    Ambiguous(usize),
    /// The secret store failed in its own way.
    Platform(String),
    /// Keychain does not let this program at the entry: it belongs to another build, or somebody pressed Deny.
    KeychainDenied,
    /// Key and secret are too long for one entry of the store, counted in units of UTF-16.
    PairTooLong {
        /// What would be written.
        units: usize,
        /// What the store takes.
        most: usize,
    },

    /// `secret_command` can't be started.
    CommandMissing {
        /// The program.
        program: String,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// `secret_command` ended with a failure.
    CommandFailed {
        /// The program.
        program: String,
        /// Its exit code; `None` if a signal ended it.
        code: Option<i32>,
        /// The end of its standard error, masked.
        says: String,
    },
    /// `secret_command` did not end within so many seconds.
    CommandHung {
        /// The program.
        program: String,
        /// The limit.
        seconds: u64,
    },
    /// The output of `secret_command` is neither two lines nor a JSON object.
    CommandOutput {
        /// The program.
        program: String,
        /// How many lines it printed.
        lines: usize,
    },
    /// The pair of this org is kept in memory for one run, and this run is about to end.
    ForOneRun,
    /// The pair of this org was kept in memory for a run that is over.
    OfAnotherRun,
    /// This place is read only: the person changes what `secret_command` or the variables give.
    ReadOnlyPlace,
}

/// What this folder's functions give.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Puts a file's name and what was tried beside what the system said.
pub(super) fn file<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> StoreError + 'a {
    move |e| match Odd::of(&e) {
        Some(odd) => StoreError::Odd { doing, path: path.to_owned(), odd },
        None => StoreError::File { doing, path: path.to_owned(), kind: kind_of(cfg!(windows), &e) },
    }
}

/// The kind of a failure. ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows have none in the standard
/// library and would read "uncategorized error".
fn kind_of(on_windows: bool, error: &io::Error) -> io::ErrorKind {
    match error.raw_os_error() {
        Some(32 | 33) if on_windows => io::ErrorKind::ResourceBusy,
        _ => error.kind(),
    }
}

impl StoreError {
    /// Whether another program held a lock for longer than it was waited for.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::File { doing: "lock", kind: io::ErrorKind::WouldBlock, .. })
    }

    /// A few words for a line that has no room for the sentence: why no pair can be kept in the keyring now.
    pub fn short(&self) -> &'static str {
        match self {
            Self::NoBus => "no Secret Service (no session bus)",
            Self::NoService => "no Secret Service is running",
            Self::NoDefaultCollection => "a Secret Service without a keyring",
            Self::NotHere => "no secret store on this system",
            Self::Locked | Self::NoWindow | Self::PromptRefused => "the keyring is locked",
            Self::Hung(_) => "the keyring does not answer",
            _ => "the keyring can't be used",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_holds_has_a_kind_of_its_own_on_windows() {
        for code in [32, 33] {
            let error = io::Error::from_raw_os_error(code);
            assert_eq!(kind_of(true, &error), io::ErrorKind::ResourceBusy);
        }
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(kind_of(true, &full), io::ErrorKind::StorageFull);
    }
}
