//! What an interrupted command left of an org, and the ways on: its lines without a pair, or a pair without its lines.
//! Nobody is asked for a password to find it, so that every start can say it.

use std::collections::BTreeSet;

use super::config::Config;
use super::keep::Keep;
use super::names;
use super::places::Places;
use super::secrets::Secrets;
use crate::trouble::Step;

/// One half of an org.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "lacks", content = "name")]
pub enum Left {
    /// An org is stored, and the keyring has no pair for it.
    #[serde(rename = "pair")]
    WithoutPair(String),
    /// The keyring has a pair, and no org of that name is stored.
    #[serde(rename = "org")]
    WithoutOrg(String),
}

/// What is left of orgs, by name. Nothing where the keyring can't tell it without asking the person.
pub fn halves(places: &Places, secrets: &Secrets) -> Vec<Left> {
    let Ok(config) = Config::load(places) else { return Vec::new() };
    secrets.held().map_or_else(Vec::new, |held| of(&config, &held, |org| secrets.has_for_this_run(org)))
}

fn of(config: &Config, held: &BTreeSet<String>, is_here: impl Fn(&str) -> bool) -> Vec<Left> {
    let lacks = |name: &str| !held.contains(name) && !is_here(name);
    let in_keyring = config.orgs.iter().filter(|org| org.keep == Keep::Keyring);
    let without_pair =
        in_keyring.filter(|org| lacks(&org.name)).map(|org| Left::WithoutPair(org.name.clone()));
    // What has another kind of name was not stored by orgscope.
    let alone = held.iter().filter(|name| names::is_org_name(name) && config.org(name).is_err());
    without_pair.chain(alone.cloned().map(Left::WithoutOrg)).collect()
}

impl Left {
    /// What is said of it.
    pub fn sentence(&self) -> String {
        match self {
            Self::WithoutPair(name) => format!(
                "The keyring has no key and secret for {name}: storing them was interrupted, or they were removed \
                 there."
            ),
            Self::WithoutOrg(name) => format!(
                "The keyring has key and secret of {name}, and no org of that name is stored: a command was \
                 interrupted, or config.toml is another one."
            ),
        }
    }

    /// The same for a line of the picker, with what is to be done there.
    pub fn in_picker(&self) -> String {
        match self {
            Self::WithoutPair(name) => {
                format!("{name} has no key and secret in the keyring: Enter on it asks for them.")
            }
            Self::WithoutOrg(name) => format!(
                "The keyring has key and secret of {name}, which is not stored: add it again, or orgscope org \
                 remove {name}."
            ),
        }
    }

    /// The ways on.
    pub fn steps(&self) -> [Step; 2] {
        let run = |command: String, what: &str| Step::Run(format!("orgscope org {command}"), what.into());
        match self {
            Self::WithoutPair(name) => [
                run(format!("rotate {name}"), "asks for them and stores them"),
                run(format!("remove {name}"), "removes the org"),
            ],
            Self::WithoutOrg(name) => [
                run(format!("add {name} --login-url URL"), "stores the org, and asks for its key and secret"),
                run(format!("remove {name}"), "deletes them"),
            ],
        }
    }

    /// The sentence and the ways on as lines.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let steps = self.steps().into_iter().map(|step| format!("  → {}", step.line()));
        std::iter::once(self.sentence()).chain(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Org;

    #[test]
    fn each_half_of_an_org_is_found() {
        let org = |name: &str, keep| Org {
            name: name.into(),
            login_url: "https://acme.my.salesforce.com".into(),
            api_version: None,
            keep,
        };
        let orgs = vec![
            org("whole", Keep::Keyring),
            org("bare", Keep::Keyring),
            org("given", Keep::Keyring),
            org("memory", Keep::Memory),
            org("command", Keep::Command(vec!["pass".into()])),
        ];
        let config = Config { orgs, ..Config::default() };
        let held = ["whole", "alone", "not an org/s name"].map(str::to_owned).into();
        assert_eq!(
            of(&config, &held, |name| name == "given"),
            [Left::WithoutPair("bare".into()), Left::WithoutOrg("alone".into())]
        );
        let json = serde_json::to_value(Left::WithoutPair("bare".into())).unwrap();
        assert_eq!(json, serde_json::json!({"lacks": "pair", "name": "bare"}));
        for left in of(&config, &held, |_| false) {
            assert_eq!(left.lines().count(), 3);
            assert!(left.lines().skip(1).all(|line| line.contains("orgscope org ")));
        }
    }
}
