//! Where key and secret of an org are kept, by the words of `config.toml`.

/// Where key and secret of an org are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Keep {
    /// The system's own store: Secret Service, Keychain, Credential Manager.
    #[default]
    Keyring,
    /// The kernel's keyring, gone after a restart (Linux).
    Kernel,
    /// This process, until it ends.
    Memory,
    /// A command of the person's own prints them: the program and its arguments.
    Command(Vec<String>),
    /// The three `ORGSCOPE_…` variables; never stored.
    Variables,
}

/// The system's own store, as `config.toml` calls it.
pub const KEYRING_WORD: &str = if cfg!(target_os = "macos") {
    "keychain"
} else if cfg!(windows) {
    "credential_manager"
} else {
    "secret_service"
};

impl Keep {
    /// As `config.toml` and `--json` call it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Keyring => KEYRING_WORD,
            Self::Kernel => "kernel",
            Self::Memory => "memory",
            Self::Command(_) => "command",
            Self::Variables => "variables",
        }
    }

    /// In words for a person.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Keyring if cfg!(target_os = "macos") => "Keychain",
            Self::Keyring if cfg!(windows) => "Credential Manager",
            Self::Keyring => "Secret Service",
            Self::Kernel => "kernel keyring",
            Self::Memory => "memory, for one run",
            Self::Command(_) => "a command",
            Self::Variables => "variables",
        }
    }

    /// Whether a pair can only be read there: the person changes it where it comes from.
    pub fn is_read_only(&self) -> bool {
        matches!(self, Self::Command(_) | Self::Variables)
    }

    pub(super) fn from_word(word: &str, command: Option<Vec<String>>) -> std::result::Result<Self, String> {
        match (word, command) {
            // One file may travel between machines, so each system takes the words of the others.
            ("secret_service" | "keychain" | "credential_manager", _) => Ok(Self::Keyring),
            ("kernel", _) => Ok(Self::Kernel),
            ("memory", _) => Ok(Self::Memory),
            ("command", Some(command)) if !command.is_empty() => Ok(Self::Command(command)),
            ("command", _) => {
                Err("secrets = \"command\" needs secret_command = [\"program\", \"argument\"]".into())
            }
            // The word is not quoted: it may be the secret itself.
            _ => Err(format!("secrets is none of \"{KEYRING_WORD}\", \"kernel\", \"memory\", \"command\"")),
        }
    }
}
