//! What a failure of the machine means for a person, and the way on.

use std::io::ErrorKind;

use super::error::StoreError;
use super::keep::{KEYRING_WORD, Keep};
use super::places::HOME;
use super::regular::Odd;
use super::secrets::env::{self, VARIABLES};
use crate::text::numbers;
use crate::trouble::{Exit, Step, Trouble};

impl StoreError {
    /// The failure as shown to a person; `org` is the name of the org that it happened to.
    pub fn trouble(&self, org: &str) -> Trouble {
        let exit = match self {
            Self::BadName | Self::DeviceName => Exit::Usage,
            _ => Exit::Setup,
        };
        let mut trouble = Trouble::new(exit, self.id(), self.sentence(org));
        trouble.causes = self.cause().map(str::to_owned).into_iter().collect();
        trouble.next = self.steps(org);
        trouble
    }

    fn id(&self) -> &'static str {
        match self {
            Self::NoHome => "store.no_home",
            Self::NotWhole { .. } => "store.not_whole",
            Self::Odd { odd: Odd::Link | Odd::LinkOnTheWay, .. } => "store.link",
            Self::Odd { odd: Odd::Large(_), .. } => "store.too_large",
            Self::Odd { .. } => "store.not_a_file",
            Self::File { doing, .. } => match *doing {
                "read" => "store.read",
                "remove" => "store.remove",
                "lock" => "store.lock",
                _ => "store.write",
            },
            Self::Config { .. } => "config.unreadable",
            Self::NoSuchOrg(_) => "config.no_such_org",
            Self::NoOrgChosen(known) if known.is_empty() => "config.no_org",
            Self::NoOrgChosen(_) => "config.no_org_chosen",
            Self::OrgExists => "config.org_exists",
            Self::OrgAlike(_) => "config.org_alike",
            Self::BadName => "config.bad_name",
            Self::DeviceName => "config.device_name",
            Self::VariablesMissing(_) => "config.variables_missing",
            Self::VariablesInstead => "config.variables_instead",
            Self::NoBus => "secrets.no_bus",
            Self::NoService => "secrets.no_service",
            Self::NoDefaultCollection => "secrets.no_default_keyring",
            Self::NotHere => "secrets.not_here",
            Self::Locked => "secrets.locked",
            Self::NoWindow => "secrets.no_window",
            Self::PromptRefused => "secrets.prompt_refused",
            Self::Hung(_) => "secrets.hung",
            Self::NoPair => "secrets.no_pair",
            Self::NotAPair => "secrets.not_a_pair",
            Self::Ambiguous(_) => "secrets.ambiguous",
            Self::Platform(_) => "secrets.failed",
            Self::KeychainDenied => "secrets.keychain_denied",
            Self::PairTooLong { .. } => "secrets.too_long",
            Self::CommandMissing { .. } => "secrets.command_missing",
            Self::CommandFailed { .. } => "secrets.command_failed",
            Self::CommandHung { .. } => "secrets.command_hung",
            Self::CommandOutput { .. } => "secrets.command_output",
            Self::ForOneRun => "secrets.for_one_run",
            Self::OfAnotherRun => "secrets.of_another_run",
            Self::ReadOnlyPlace => "secrets.read_only_place",
        }
    }

    fn sentence(&self, org: &str) -> String {
        match self {
            Self::NoHome => {
                "The system names no home directory, so there is no place for config.toml.".into()
            }
            Self::NotWhole { variable, path } => {
                format!("{variable} names {}, which is no whole path.", path.display())
            }
            Self::File { doing: "lock", path, kind: ErrorKind::WouldBlock } => {
                format!("Another program holds {} and did not let go of it within 5 s.", path.display())
            }
            Self::File { doing, path, kind } => {
                format!("{} can't be {}: {}.", path.display(), done(doing), said(*kind))
            }
            Self::Odd { doing, path, odd } => {
                format!("{} can't be {}: {odd}.", path.display(), done(doing))
            }
            Self::Config { path, line, column, says } => {
                let place =
                    if *line == 0 { String::new() } else { format!("line {line}, column {column}: ") };
                format!("{} can't be read: {place}{}.", path.display(), says.trim_end_matches('.'))
            }
            Self::NoSuchOrg(_) => format!("No org named {org} is stored."),
            Self::NoOrgChosen(known) if known.is_empty() => "No org is stored yet.".into(),
            Self::NoOrgChosen(_) => "More than one org is stored and none is the default.".into(),
            Self::OrgExists => format!("An org named {org} is stored already."),
            Self::OrgAlike(stored) => format!(
                "{org} differs from the stored org {stored} in case alone, and Windows and macOS would take the \
                 two for one: one's key and secret would replace the other's."
            ),
            Self::BadName => {
                format!("{org:?} can't name an org: a name has letters, digits, - and _, 64 at most.")
            }
            Self::DeviceName => {
                format!("{org} can't name an org: Windows keeps that name for a device.")
            }
            Self::VariablesMissing(missing) => {
                let (all, missing) = (VARIABLES.join(", "), missing.join(", "));
                format!("{all} together make an org, and of these {missing} is not set.")
            }
            Self::VariablesInstead => format!(
                "{org} was named, and the org in use is {}, which {} make.",
                env::NAME,
                VARIABLES.join(", ")
            ),
            Self::NoBus => {
                "There is no session bus here, so no Secret Service can be asked for key and secret.".into()
            }
            Self::NoService => "No Secret Service is on the session bus, so there is no keyring.".into(),
            Self::NoDefaultCollection => {
                "The Secret Service has no default keyring to keep entries in.".into()
            }
            Self::NotHere => "This system has no such secret store.".into(),
            Self::Locked => "The keyring is locked.".into(),
            Self::NoWindow => "The keyring is locked, and no window could be opened to unlock it.".into(),
            Self::PromptRefused => {
                "The keyring is locked, and the window that asks for its password was closed without it."
                    .into()
            }
            Self::Hung(seconds) => format!("The keyring did not answer within {seconds} s."),
            Self::NoPair => format!("No key and secret are stored for {org}."),
            Self::NotAPair => format!("What the keyring holds for {org} is no key and secret."),
            Self::Ambiguous(count) => {
                format!("The keyring holds {count} entries for {org}, and it can't be told which is right.")
            }
            Self::Platform(says) => format!("The keyring failed: {}.", says.trim_end_matches('.')),
            Self::KeychainDenied => format!("Keychain does not let orgscope at key and secret of {org}."),
            Self::PairTooLong { units, most } => format!(
                "Key and secret of {org} make an entry of {} characters, and {} takes {} at most.",
                numbers::count(*units as u64),
                Keep::Keyring.words(),
                numbers::count(*most as u64)
            ),
            Self::CommandMissing { program, kind } => {
                format!("secret_command can't start {program}: {}.", said(*kind))
            }
            Self::CommandFailed { program, code, says } => {
                let ended = match code {
                    Some(code) => format!("ended with exit code {code}"),
                    None => "was ended by a signal".into(),
                };
                let said = if says.is_empty() { String::new() } else { format!(", and said “{says}”") };
                format!("secret_command {program} {ended}{said}.")
            }
            Self::CommandHung { program, seconds } => {
                format!("secret_command {program} did not end within {seconds} s.")
            }
            Self::CommandOutput { program, lines } => {
                format!("secret_command {program} printed {lines} lines that are no key and secret.")
            }
            Self::ForOneRun => format!(
                "Key and secret of {org} are kept in memory for one run, so a command can't store new ones."
            ),
            Self::OfAnotherRun => {
                format!("Key and secret of {org} are kept for one run at a time, and this run has none yet.")
            }
            Self::ReadOnlyPlace => format!(
                "Key and secret of {org} come from a command or from variables; orgscope only reads them there."
            ),
        }
    }

    fn cause(&self) -> Option<&'static str> {
        match self {
            Self::Config { .. } => Some("The file was changed by hand; orgscope leaves it as it is."),
            Self::NoBus => Some("This is a container, a service or a login without a desktop."),
            Self::KeychainDenied => Some(
                "Deny was pressed in the window that asks, or the entry was made by another build: orgscope's \
                 builds carry no Apple signature, so that Keychain takes each of them for another program.",
            ),
            Self::PairTooLong { .. } => {
                Some("More was pasted than key and secret: Salesforce's are far shorter together.")
            }
            Self::Hung(_) => Some("A window that asks for its password may be open under others."),
            Self::CommandHung { .. } => {
                Some("It waits for a password or another answer that it can't get here.")
            }
            _ => None,
        }
    }

    fn steps(&self, org: &str) -> Vec<Step> {
        let rotate = |what: &str| Step::Run(format!("orgscope org rotate {org}"), what.into());
        let todo = |what: &str| Step::Do(what.into());
        match self {
            Self::NoHome => vec![Step::Do(format!("Set HOME, or {HOME}, and start again."))],
            Self::NotWhole { variable, .. } => {
                let whole = if cfg!(windows) { "C:\\Users\\me\\orgscope" } else { "/home/me/orgscope" };
                vec![Step::Do(format!("Set {variable} to a path from the top, as {whole}, or unset it."))]
            }
            Self::File { kind: ErrorKind::StorageFull | ErrorKind::QuotaExceeded, .. } => {
                vec![todo("Free some room on that disk.")]
            }
            Self::File { kind: ErrorKind::PermissionDenied, .. } => {
                vec![todo("Give your user the right to this file and its directory.")]
            }
            Self::File { kind: ErrorKind::WouldBlock | ErrorKind::ResourceBusy, .. } => {
                vec![todo("End the other orgscope, or whatever else has the file open; then try again.")]
            }
            Self::File { kind: ErrorKind::NotADirectory, .. } => {
                vec![todo("A file is on the way to it where a folder is needed: move the file away.")]
            }
            Self::Odd { odd: Odd::Link, .. } => {
                vec![todo("Find out who made that link, remove it, and try again.")]
            }
            Self::Odd { odd: Odd::LinkOnTheWay, .. } => vec![
                todo("Find out who made that link, remove it, and try again."),
                Step::Do(format!("If you want these files elsewhere, set {HOME} to that folder.")),
            ],
            Self::Odd { .. } => vec![todo("Move what is there away, and try again.")],
            Self::File { .. } | Self::BadName => Vec::new(),
            Self::DeviceName => vec![Step::Do(format!("Choose another name: {org}-org, for example."))],
            Self::Config { .. } => vec![todo("Mend that line and start again.")],
            Self::NoSuchOrg(known) => known_orgs(known).into_iter().chain([add_org(org)]).collect(),
            Self::NoOrgChosen(known) => match known.first() {
                None => {
                    let demo = "opens the demo org, which needs no configuration";
                    vec![add_org("NAME"), Step::Run("orgscope demo".into(), demo.into())]
                }
                Some(first) => {
                    let default = format!("orgscope org default {first}");
                    let default = Step::Run(default, "makes one the default".into());
                    known_orgs(known).into_iter().chain([default]).collect()
                }
            },
            Self::OrgAlike(stored) => vec![
                todo("Choose a name that differs in more than case."),
                Step::Run(format!("orgscope org remove {stored}"), "removes the stored one".into()),
            ],
            Self::OrgExists => vec![
                rotate("puts another key and secret in its place"),
                Step::Run(format!("orgscope org remove {org}"), "removes it".into()),
            ],
            Self::VariablesMissing(_) => vec![todo("Set all three, or none.")],
            Self::VariablesInstead => vec![
                Step::Do(format!("Unset the three variables to use {org}.")),
                Step::Do(format!("Or name no org, or {}, to use theirs.", env::NAME)),
            ],
            Self::NoService => {
                elsewhere("Install and start one: gnome-keyring, KWallet or KeePassXC. Then try again.")
            }
            Self::NoDefaultCollection => {
                elsewhere("Make one in the keyring's own program and set it as default.")
            }
            Self::Locked | Self::NoWindow | Self::PromptRefused => elsewhere("Unlock it, then try again."),
            Self::Hung(_) => elsewhere("Answer that window, then try again."),
            Self::NoBus | Self::NotHere | Self::Platform(_) => elsewhere(""),
            Self::KeychainDenied => {
                let again =
                    "stores key and secret anew, so that the entry is this build's: macOS then asks no more";
                let allow = Step::Do("Or try again, and press Always Allow in that window.".into());
                [vec![rotate(again), allow], elsewhere("")].concat()
            }
            Self::PairTooLong { .. } => {
                [vec![todo("Look whether key and secret were pasted alone.")], elsewhere("")].concat()
            }
            Self::NoPair => vec![rotate("asks for them and stores them")],
            Self::NotAPair => vec![rotate("asks for them and stores them anew")],
            Self::Ambiguous(_) => vec![Step::Do(format!(
                "Remove all of them but one in the keyring's own program (service orgscope, user {org})."
            ))],
            Self::CommandMissing { .. } => {
                vec![Step::Do(format!("Give the program's whole path in secret_command of {org}."))]
            }
            Self::CommandFailed { .. } => vec![todo("Run it by itself in this terminal.")],
            Self::CommandHung { .. } => vec![todo("Unlock what it reads from first, then try again.")],
            Self::CommandOutput { .. } => vec![todo(
                "It prints two lines, key and secret, or a JSON object with consumer_key and consumer_secret.",
            )],
            Self::ForOneRun | Self::OfAnotherRun => vec![Step::Run(
                format!("orgscope --org {org}"),
                "asks for them in a form, which can also keep them for good".into(),
            )],
            Self::ReadOnlyPlace => vec![todo("Change them where they come from.")],
        }
    }
}

fn done(doing: &str) -> &'static str {
    match doing {
        "read" => "read",
        "remove" => "removed",
        "lock" => "locked",
        _ => "written",
    }
}

fn said(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "it is not there".into(),
        ErrorKind::ResourceBusy => "another program has it open".into(),
        other => other.to_string(),
    }
}

fn known_orgs(known: &[String]) -> Option<Step> {
    (!known.is_empty()).then(|| Step::Do(format!("Name one of the stored orgs: {}.", known.join(", "))))
}

fn add_org(name: &str) -> Step {
    Step::Run(format!("orgscope org add {name} --login-url URL"), "stores an org".into())
}

/// What mends this store, then the three ways to go on without it; none is taken by itself.
fn elsewhere(mends: &str) -> Vec<Step> {
    let mends = (!mends.is_empty()).then(|| Step::Do(mends.into()));
    let others = [
        Step::Press("Enter".into(), "keeps key and secret in memory for this run".into()),
        Step::Do(format!("Or set {}: nothing is stored then.", VARIABLES.join(", "))),
        Step::Do(format!(
            "Or let a command of yours print them: in config.toml secrets = \"command\" in place of \
             \"{KEYRING_WORD}\", and secret_command = [\"program\", \"argument\"]."
        )),
    ];
    mends.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<StoreError> {
        let program = || "pass".to_owned();
        let path = || std::path::PathBuf::from("/home/me/config.toml");
        let mut all = vec![
            StoreError::NoHome,
            StoreError::NotWhole { variable: HOME, path: "orgscope".into() },
            StoreError::Config { path: path(), line: 7, column: 12, says: "expected `]`".into() },
            StoreError::Odd { doing: "read", path: path(), odd: Odd::Pipe },
            StoreError::Odd { doing: "write", path: path(), odd: Odd::LinkOnTheWay },
            StoreError::Odd { doing: "read", path: path(), odd: Odd::Large(4 << 20) },
            StoreError::NoSuchOrg(vec!["acme".into()]),
            StoreError::NoOrgChosen(vec![]),
            StoreError::NoOrgChosen(vec!["acme".into(), "uat".into()]),
            StoreError::OrgExists,
            StoreError::OrgAlike("Acme".into()),
            StoreError::BadName,
            StoreError::DeviceName,
            StoreError::VariablesMissing(vec!["ORGSCOPE_CLIENT_ID"]),
            StoreError::VariablesInstead,
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
            StoreError::KeychainDenied,
            StoreError::PairTooLong { units: 1281, most: 1280 },
            StoreError::CommandMissing { program: program(), kind: ErrorKind::NotFound },
            StoreError::CommandFailed { program: program(), code: Some(1), says: "no entry".into() },
            StoreError::CommandHung { program: program(), seconds: 60 },
            StoreError::CommandOutput { program: program(), lines: 3 },
            StoreError::ForOneRun,
            StoreError::OfAnotherRun,
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
            let is_of_the_line = matches!(error, StoreError::BadName | StoreError::DeviceName);
            assert_eq!(trouble.exit, if is_of_the_line { Exit::Usage } else { Exit::Setup });
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
