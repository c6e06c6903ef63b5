//! An org with no configuration, for containers and CI: three variables make it, it wins over stored orgs,
//! and nothing is stored. No child process gets them.

use std::process::Command;

use zeroize::Zeroizing;

use crate::salesforce::credentials::Pair;
use crate::salesforce::hosts;
use crate::store::config::Org;
use crate::store::error::{Result, StoreError};
use crate::store::keep::Keep;

/// The My Domain URL, the consumer key, the consumer secret.
pub const VARIABLES: [&str; 3] = ["ORGSCOPE_LOGIN_URL", "ORGSCOPE_CLIENT_ID", "ORGSCOPE_CLIENT_SECRET"];

/// What the org of the variables is called.
pub const NAME: &str = "environment";

/// The org that the three variables make; `None` if none of them is set. An empty or blank one counts as not set.
/// Some without the others are an error: a stored org in their place would be another than was meant.
pub fn org() -> Result<Option<Org>> {
    org_of(|name| std::env::var(name).ok())
}

/// Key and secret of the org that the three variables make.
pub fn pair() -> Result<Pair> {
    pair_of(|name| std::env::var(name).ok())
}

/// Takes the three variables out of what a child process will see.
pub fn without_secrets(command: &mut Command) -> &mut Command {
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
}

fn org_of(get: impl Fn(&str) -> Option<String>) -> Result<Option<Org>> {
    let [url, key, secret] = VARIABLES.map(|name| get(name).filter(|v| !v.trim().is_empty()));
    match (url, key, secret) {
        (None, None, None) => Ok(None),
        (Some(url), Some(_), Some(_)) => {
            let login_url = hosts::kept(&url);
            Ok(Some(Org { name: NAME.into(), login_url, api_version: None, keep: Keep::Variables }))
        }
        _ => Err(missing(get)),
    }
}

fn pair_of(get: impl Fn(&str) -> Option<String>) -> Result<Pair> {
    let [_, key, secret] = VARIABLES.map(|name| get(name).filter(|v| !v.trim().is_empty()));
    match (key, secret) {
        // Files of variables and shells leave line breaks and quotation marks around a value.
        (Some(key), Some(secret)) => Ok(Pair::cleaned(&Zeroizing::new(key), &Zeroizing::new(secret))),
        _ => Err(missing(get)),
    }
}

fn missing(get: impl Fn(&str) -> Option<String>) -> StoreError {
    let unset = |name: &&str| get(name).is_none_or(|v| v.trim().is_empty());
    StoreError::VariablesMissing(VARIABLES.into_iter().filter(unset).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(values: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| values.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    const ALL: &[(&str, &str)] = &[
        ("ORGSCOPE_LOGIN_URL", "https://acme.my.salesforce.com"),
        ("ORGSCOPE_CLIENT_ID", "3MVG9.key"),
        ("ORGSCOPE_CLIENT_SECRET", "secret"),
    ];

    #[test]
    fn three_variables_make_an_org() {
        let org = org_of(set(ALL)).unwrap().unwrap();
        assert_eq!((org.name.as_str(), org.keep), ("environment", Keep::Variables));
        assert_eq!(org.login_url, "https://acme.my.salesforce.com");
        assert!(pair_of(set(ALL)).unwrap().secret.lint(|s| s == "secret"));
    }

    #[test]
    fn what_came_along_is_left_out_and_kept_to_be_said() {
        let pair = pair_of(set(&[
            ("ORGSCOPE_CLIENT_ID", "\"3MVG9.key\""),
            ("ORGSCOPE_CLIENT_SECRET", " secret\r\n"),
        ]));
        let pair = pair.unwrap();
        assert!(pair.key.lint(|k| k == "3MVG9.key") && pair.secret.lint(|s| s == "secret"));
        let ids: Vec<_> = pair.left_out().iter().map(|finding| finding.id).collect();
        assert_eq!(ids, ["quote_cut", "line_break_cut", "blank_cut"]);
        let url =
            [("ORGSCOPE_LOGIN_URL", "acme\n"), ("ORGSCOPE_CLIENT_ID", "k"), ("ORGSCOPE_CLIENT_SECRET", "s")];
        let org = org_of(|name| url.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()));
        assert_eq!(org.unwrap().unwrap().login_url, "acme");
        assert_eq!(org_of(set(&[("ORGSCOPE_CLIENT_SECRET", " \n")])), Ok(None));
    }

    #[test]
    fn none_of_them_makes_none_and_some_of_them_are_an_error() {
        assert_eq!(org_of(set(&[])), Ok(None));
        assert_eq!(
            org_of(set(&[
                ("ORGSCOPE_LOGIN_URL", "https://acme.my.salesforce.com"),
                ("ORGSCOPE_CLIENT_ID", "")
            ])),
            Err(StoreError::VariablesMissing(vec!["ORGSCOPE_CLIENT_ID", "ORGSCOPE_CLIENT_SECRET"]))
        );
    }

    #[test]
    fn a_child_process_does_not_get_them() {
        let mut command = Command::new("true");
        without_secrets(command.env("ORGSCOPE_CLIENT_SECRET", "secret"));
        let gone: Vec<_> =
            command.get_envs().filter(|(_, v)| v.is_none()).map(|(n, _)| n.to_owned()).collect();
        assert_eq!(gone.len(), VARIABLES.len());
    }
}
