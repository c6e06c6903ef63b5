//! What a failure of the machine means for a person, and the way on.

use std::io::ErrorKind;
use std::path::Path;

use super::error::StoreError;
use super::keep::KEYRING_WORD;
use super::secrets::env::VARIABLES;
use crate::trouble::{Exit, Step, Trouble};

impl StoreError {
    /// The failure as shown to a person; `org` is the name of the org that it happened to.
    pub fn trouble(&self, org: &str) -> Trouble {
        let trouble = |id: &str, what: String| Trouble::new(Exit::Setup, id, what);
        match self {
            Self::NoHome => trouble(
                "store.no_home",
                "The system names no home directory, so there is no place for config.toml.".into(),
            )
            .step(Step::Do("Set HOME and start again.".into())),
            Self::File { doing, path, kind } => file(doing, path, *kind),
            Self::Config { path, line, column, says } => {
                let place = match line {
                    0 => String::new(),
                    _ => format!("line {line}, column {column}: "),
                };
                trouble(
                    "config.unreadable",
                    format!("{} can't be read: {place}{}.", path.display(), says.trim_end_matches('.')),
                )
                .cause("The file was changed by hand; orgscope leaves it as it is.")
                .step(Step::Do("Mend that line and start again.".into()))
            }
            Self::NoSuchOrg(known) => trouble("config.no_such_org", format!("No org named {org} is stored."))
                .step(known_orgs(known))
                .step(add_org(org)),
            Self::NoOrgChosen(known) if known.is_empty() => {
                trouble("config.no_org", "No org is stored yet.".into()).step(add_org("NAME")).step(
                    Step::Run(
                        "orgscope demo".into(),
                        "opens the demo org, which needs no configuration".into(),
                    ),
                )
            }
            Self::NoOrgChosen(known) => {
                trouble("config.no_org_chosen", "More than one org is stored and none is the default.".into())
                    .step(known_orgs(known))
                    .step(Step::Run(
                        format!("orgscope org default {}", known[0]),
                        "makes one the default".into(),
                    ))
            }
            Self::OrgExists => trouble("config.org_exists", format!("An org named {org} is stored already."))
                .step(Step::Run(
                    format!("orgscope org rotate {org}"),
                    "puts another key and secret in its place".into(),
                ))
                .step(Step::Run(format!("orgscope org remove {org}"), "removes it".into())),
            Self::BadName => Trouble::new(
                Exit::Usage,
                "config.bad_name",
                format!("{org:?} can't name an org: a name has letters, digits, - and _, 64 at most."),
            ),
            Self::VariablesMissing(missing) => trouble(
                "config.variables_missing",
                format!(
                    "{} together make an org, and of these {} is not set.",
                    VARIABLES.join(", "),
                    missing.join(", ")
                ),
            )
            .step(Step::Do("Set all three, or none.".into())),
            Self::NoBus => elsewhere(trouble(
                "secrets.no_bus",
                "There is no session bus here, so no Secret Service can be asked for key and secret.".into(),
            )
            .cause("This is a container, a service or a login without a desktop.")),
            Self::NoService => elsewhere(
                trouble("secrets.no_service", "No Secret Service is on the session bus, so there is no keyring.".into())
                    .step(Step::Do("Install and start one: gnome-keyring, KWallet or KeePassXC.".into())),
            ),
            Self::NoDefaultCollection => elsewhere(
                trouble("secrets.no_default_keyring", "The Secret Service has no default keyring to keep entries in.".into())
                    .step(Step::Do("Make one in the keyring's own program and set it as default.".into())),
            ),
            Self::NotHere => elsewhere(trouble("secrets.not_here", "This system has no such secret store.".into())),
            Self::Locked => unlocked(trouble("secrets.locked", "The keyring is locked.".into())),
            Self::NoWindow => unlocked(trouble(
                "secrets.no_window",
                "The keyring is locked, and no window could be opened to unlock it.".into(),
            )),
            Self::PromptRefused => unlocked(trouble(
                "secrets.prompt_refused",
                "The keyring is locked, and the window that asks for its password was closed without it.".into(),
            )),
            Self::Hung(seconds) => {
                elsewhere(trouble("secrets.hung", format!("The keyring did not answer within {seconds} s."))
                    .cause("A window that asks for its password may stand open behind others.")
                    .step(Step::Do("Answer that window, then try again.".into())))
            }
            Self::NoPair => trouble("secrets.no_pair", format!("No key and secret are stored for {org}."))
                .step(Step::Run(format!("orgscope org rotate {org}"), "asks for them and stores them".into())),
            Self::NotAPair => trouble("secrets.not_a_pair", format!("What the keyring holds for {org} is no key and secret."))
                .step(Step::Run(format!("orgscope org rotate {org}"), "asks for them and stores them anew".into())),
            Self::Ambiguous(count) => {
                trouble("secrets.ambiguous", format!("The keyring holds {count} entries for {org}, and it can't be told which is right."))
                    .step(Step::Do(format!("Remove all of them but one in the keyring's own program (service orgscope, user {org}).")))
            }
            Self::Platform(says) => elsewhere(trouble("secrets.failed", format!("The keyring failed: {}.", says.trim_end_matches('.')))),
            Self::CommandMissing { program, kind } => {
                trouble("secrets.command_missing", format!("secret_command can't start {program}: {}.", said(*kind)))
                    .step(Step::Do(format!("Give the program's whole path in secret_command of {org}.")))
            }
            Self::CommandFailed { program, code, says } => {
                let ended = match code {
                    Some(code) => format!("ended with exit code {code}"),
                    None => "was ended by a signal".into(),
                };
                let said = if says.is_empty() { String::new() } else { format!(", and said “{says}”") };
                trouble("secrets.command_failed", format!("secret_command {program} {ended}{said}."))
                    .step(Step::Do("Run it by itself in this terminal.".into()))
            }
            Self::CommandHung { program, seconds } => {
                trouble("secrets.command_hung", format!("secret_command {program} did not end within {seconds} s."))
                    .cause("It waits for a password or another answer that it can't get here.")
                    .step(Step::Do("Unlock what it reads from first, then try again.".into()))
            }
            Self::CommandOutput { program, lines } => trouble(
                "secrets.command_output",
                format!("secret_command {program} printed {lines} lines that are no key and secret."),
            )
            .step(Step::Do("It prints two lines, key and secret, or a JSON object with consumer_key and consumer_secret.".into())),
            Self::ForOneRun => trouble(
                "secrets.for_one_run",
                format!("Key and secret of {org} are kept in memory for one run, so a command can't store new ones."),
            )
            .step(Step::Do(format!("Change its line secrets = \"memory\" in config.toml to \"{KEYRING_WORD}\"."))),
            Self::ReadOnlyPlace => trouble(
                "secrets.read_only_place",
                format!("Key and secret of {org} come from a command or from variables; orgscope only reads them there."),
            )
            .step(Step::Do("Change them where they come from.".into())),
        }
    }
}

fn file(doing: &str, path: &Path, kind: ErrorKind) -> Trouble {
    let (id, done) = match doing {
        "read" => ("store.read", "can't be read"),
        "remove" => ("store.remove", "can't be removed"),
        "lock" => ("store.lock", "can't be locked"),
        _ => ("store.write", "can't be written"),
    };
    let trouble = Trouble::new(Exit::Setup, id, format!("{} {done}: {}.", path.display(), said(kind)));
    match kind {
        ErrorKind::PermissionDenied => {
            trouble.step(Step::Do("Give your user the right to this file and its directory.".into()))
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            trouble.step(Step::Do("Free some room on that disk.".into()))
        }
        _ => trouble,
    }
}

fn said(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "it is not there".into(),
        other => other.to_string(),
    }
}

fn known_orgs(known: &[String]) -> Step {
    match known {
        [] => Step::Do("No org is stored yet.".into()),
        names => Step::Do(format!("Stored: {}.", names.join(", "))),
    }
}

fn add_org(name: &str) -> Step {
    Step::Run(format!("orgscope org add {name} --login-url URL"), "stores an org".into())
}

fn unlocked(trouble: Trouble) -> Trouble {
    elsewhere(trouble.step(Step::Do("Unlock it, then try again.".into())))
}

/// The three ways to go on without this store; none is taken by itself.
fn elsewhere(trouble: Trouble) -> Trouble {
    trouble
        .step(Step::Press("Enter".into(), "keeps key and secret in memory for this run".into()))
        .step(Step::Do(format!("Or set {}: nothing is stored then.", VARIABLES.join(", "))))
        .step(Step::Do(format!(
            "Or let a command of yours print them: secrets = \"command\" in place of \"{KEYRING_WORD}\", and secret_command, in config.toml."
        )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<StoreError> {
        let program = || "pass".to_owned();
        let path = || std::path::PathBuf::from("/home/me/config.toml");
        let mut all = vec![
            StoreError::NoHome,
            StoreError::Config { path: path(), line: 7, column: 12, says: "expected `]`".into() },
            StoreError::NoSuchOrg(vec!["acme".into()]),
            StoreError::NoOrgChosen(vec![]),
            StoreError::NoOrgChosen(vec!["acme".into(), "uat".into()]),
            StoreError::OrgExists,
            StoreError::BadName,
            StoreError::VariablesMissing(vec!["ORGSCOPE_CLIENT_ID"]),
            StoreError::NoBus,
            StoreError::NoService,
            StoreError::NoDefaultCollection,
            StoreError::NotHere,
            StoreError::Locked,
            StoreError::NoWindow,
            StoreError::PromptRefused,
            StoreError::Hung(60),
            StoreError::NoPair,
            StoreError::NotAPair,
            StoreError::Ambiguous(2),
            StoreError::Platform("zbus error: broken pipe.".into()),
            StoreError::CommandMissing { program: program(), kind: ErrorKind::NotFound },
            StoreError::CommandFailed { program: program(), code: Some(1), says: "no entry".into() },
            StoreError::CommandHung { program: program(), seconds: 60 },
            StoreError::CommandOutput { program: program(), lines: 3 },
            StoreError::ForOneRun,
            StoreError::ReadOnlyPlace,
        ];
        for doing in ["read", "write", "remove", "lock"] {
            all.push(StoreError::File { doing, path: path(), kind: ErrorKind::PermissionDenied });
        }
        all
    }

    #[test]
    fn every_failure_is_one_sentence_with_a_name_and_a_way_on() {
        let mut ids = std::collections::HashSet::new();
        for error in every() {
            let trouble = error.trouble("acme");
            assert!(trouble.what.ends_with('.') && !trouble.what.ends_with(".."), "{}", trouble.what);
            assert!(ids.insert(trouble.id.clone()), "{} stands for two", trouble.id);
            assert!(error == StoreError::BadName || !trouble.next.is_empty(), "{error:?} leaves one alone");
            assert_eq!(trouble.exit, if error == StoreError::BadName { Exit::Usage } else { Exit::Setup });
        }
    }

    #[test]
    fn sentences_name_what_it_is_about() {
        for (error, what) in [
            (
                StoreError::Config {
                    path: "/c/config.toml".into(),
                    line: 7,
                    column: 12,
                    says: "expected `]`".into(),
                },
                "/c/config.toml can't be read: line 7, column 12: expected `]`.",
            ),
            (StoreError::NoWindow, "The keyring is locked, and no window could be opened to unlock it."),
            (StoreError::NoPair, "No key and secret are stored for acme."),
            (
                StoreError::CommandFailed { program: "pass".into(), code: Some(1), says: "no entry.".into() },
                "secret_command pass ended with exit code 1, and said “no entry.”.",
            ),
            (
                StoreError::CommandMissing { program: "pass".into(), kind: ErrorKind::NotFound },
                "secret_command can't start pass: it is not there.",
            ),
        ] {
            assert_eq!(error.trouble("acme").what, what);
        }
    }
}
