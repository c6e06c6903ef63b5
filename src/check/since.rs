//! What changed since the last good check of the same org. Kept without secrets.

use super::result::{Status, Verdict};
use serde::{Deserialize, Serialize};

/// What is remembered of a good check: no secret, no token, no key beyond its last characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// When it was, RFC 3339 in UTC.
    pub at: String,
    /// The org's id.
    pub org_id: Option<String>,
    /// The My Domain host.
    pub host: Option<String>,
    /// The host of the REST API.
    pub instance: Option<String>,
    /// The Run As user's name.
    pub username: Option<String>,
    /// The Run As user's id.
    pub user_id: Option<String>,
    /// The last four characters of the consumer key: enough to see that another app is meant.
    pub key_end: Option<String>,
    /// The scopes as granted, sorted.
    pub scopes: Option<Vec<String>>,
    /// The newest API version.
    pub version: Option<String>,
    /// The app's name in Setup.
    pub app: Option<String>,
    /// The org's edition.
    pub edition: Option<String>,
    /// The address from which the Run As user logged in: where to look if Salesforce freezes it for its address.
    pub address: Option<String>,
}

/// One thing beside its former self.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `org id`, `host`, `Run As user`.
    pub what: &'static str,
    /// As it was.
    pub was: String,
    /// As it is; `None` if this check did not come far enough to know.
    pub is: Option<String>,
}

impl Change {
    /// True where both are known and equal.
    pub fn is_same(&self) -> bool {
        self.is.as_deref() == Some(self.was.as_str())
    }
}

/// The comparison with the last good check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Since {
    /// When the last good check was, RFC 3339 in UTC.
    pub at: String,
    /// Everything that is compared, in a fixed order, the same and the changed.
    pub compared: Vec<Change>,
    /// What the changes together mean: `the sandbox was refreshed`.
    pub meaning: Option<String>,
}

impl Since {
    /// Only what differs.
    pub fn changed(&self) -> impl Iterator<Item = &Change> {
        self.compared.iter().filter(|change| change.is.is_some() && !change.is_same())
    }
}

/// The last four characters of a key; `None` for one that is too short to give any away.
pub(super) fn key_end(key: &str) -> Option<String> {
    let count = key.chars().count();
    (count >= 20).then(|| key.chars().skip(count - 4).collect())
}

/// What is remembered of a check.
pub fn remember(verdict: &Verdict) -> Remembered {
    let card = &verdict.run_as;
    let scopes = card.scopes.as_ref().map(|scopes| {
        let mut names: Vec<_> = scopes.iter().map(|scope| scope.name.clone()).collect();
        names.sort_unstable();
        names
    });
    let newest =
        verdict.rung("versions").and_then(|rung| rung.detail.iter().find(|(name, _)| *name == "newest"));
    Remembered {
        at: verdict.started_at.clone(),
        org_id: card.org_id.clone(),
        host: verdict.host.as_ref().map(|host| host.to_string()),
        instance: verdict.instance.clone(),
        username: card.username.clone(),
        user_id: card.user_id.clone(),
        key_end: verdict.key_end.clone(),
        scopes,
        version: newest.map(|(_, version)| version.clone()),
        app: verdict.app.clone(),
        edition: card.edition.clone(),
        address: card.last_address.clone(),
    }
}

/// What is kept of a check for the list of orgs and for the next one; no secrets.
pub fn kept(verdict: &Verdict) -> serde_json::Value {
    let failed = verdict.failed();
    let mut out = serde_json::json!(remember(verdict));
    if let Some(map) = out.as_object_mut() {
        map.insert("verdict".into(), verdict.status().word().into());
        map.insert("ms".into(), verdict.ms.into());
        map.insert("passed".into(), verdict.count(Status::Pass).into());
        map.insert("warned".into(), verdict.count(Status::Warn).into());
        map.insert("api_used".into(), verdict.cost.after.into());
        map.insert("api_of".into(), verdict.cost.limit.into());
        map.insert("failed_rung".into(), failed.map(|rung| rung.id).into());
        map.insert("cause".into(), failed.and_then(|rung| rung.cause()).into());
        map.insert(
            "says".into(),
            failed.and_then(|rung| Some(rung.diagnosis.as_ref()?.what.as_str())).into(),
        );
    }
    out
}

/// The last good check out of what was kept.
pub fn remembered(kept: &serde_json::Value) -> Option<Remembered> {
    serde_json::from_value(kept.clone()).ok()
}

/// The check beside the last good one.
pub fn compare(before: &Remembered, verdict: &Verdict) -> Since {
    let now = remember(verdict);
    let pair = |what, was: &Option<String>, is: &Option<String>| {
        was.as_ref().map(|was| Change { what, was: was.clone(), is: is.clone() })
    };
    let list = |scopes: &Option<Vec<String>>| scopes.as_ref().map(|scopes| scopes.join(" "));
    let compared: Vec<_> = [
        pair("org id", &before.org_id, &now.org_id),
        pair("host", &before.host, &now.host),
        pair("API host", &before.instance, &now.instance),
        pair("Run As user", &before.username, &now.username),
        pair("app's key", &before.key_end, &now.key_end),
        pair("scopes", &list(&before.scopes), &list(&now.scopes)),
        pair("API version", &before.version, &now.version),
        pair("edition", &before.edition, &now.edition),
    ]
    .into_iter()
    .flatten()
    .collect();
    let meaning = meaning(before, &now, verdict);
    Since { at: before.at.clone(), compared, meaning }
}

/// What the changes together mean.
fn meaning(before: &Remembered, now: &Remembered, verdict: &Verdict) -> Option<String> {
    let differs = |was: &Option<String>, is: &Option<String>| was.is_some() && is.is_some() && was != is;
    let is_sandbox = before.host.as_deref().is_some_and(|host| host.contains(".sandbox."));
    if differs(&before.org_id, &now.org_id) {
        return Some(if is_sandbox {
            "the sandbox was refreshed: its org id is new, and so are the app's key and secret".to_owned()
        } else {
            "this is another org than before".to_owned()
        });
    }
    if differs(&before.username, &now.username) {
        let was = before.username.as_deref().unwrap_or_default();
        let is = now.username.as_deref().unwrap_or_default();
        // After a refresh a username ends with the sandbox's name; other changes are made by people.
        return Some(if is.starts_with(was) && is[was.len()..].starts_with('.') {
            "the Run As user's name gained a suffix, as after a sandbox refresh".to_owned()
        } else {
            "another Run As user was set in the app's policies".to_owned()
        });
    }
    if differs(&before.key_end, &now.key_end) {
        return Some("another app's key is used than before".to_owned());
    }
    match verdict.failed().and_then(|rung| rung.cause()) {
        Some("no_run_as_user") => Some("the Run As user was taken away in Setup since then".to_owned()),
        Some("invalid_client_secret" | "client_refused") => {
            Some("the secret was rotated since then, or another one is stored".to_owned())
        }
        Some("invalid_client_id" | "app_not_installed") if is_sandbox => {
            Some("most likely the sandbox was refreshed: the app's key and secret are new then".to_owned())
        }
        Some("invalid_client_id" | "app_not_installed") => {
            Some("the app was deleted, or its key rotated, since then".to_owned())
        }
        Some("flow_not_enabled" | "unsupported_grant_type") => {
            Some("the flow was switched off in Setup since then".to_owned())
        }
        Some("inactive_user") => Some("the Run As user was deactivated since then".to_owned()),
        Some("user_not_authorised_for_app") => {
            Some("the Run As user's right to use the app was taken away since then".to_owned())
        }
        Some("api_scope_missing") => Some("the scope api was taken away since then".to_owned()),
        Some(_) => Some("it worked then: something in Setup or on the way changed since".to_owned()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::result::{Cost, RungResult};
    use super::super::run_as::RunAs;
    use super::*;
    use crate::salesforce::hosts;
    use crate::trouble::{Exit, Trouble};

    fn good() -> Remembered {
        Remembered {
            at: "2026-11-21T07:52:00Z".into(),
            org_id: Some("00D5g000008XyZaEAK".into()),
            host: Some("acme--uat.sandbox.my.salesforce.com".into()),
            username: Some("svc@acme.com".into()),
            key_end: Some("pLr4".into()),
            ..Remembered::default()
        }
    }

    /// A check of the same org, with one rung that failed for a cause, or none.
    fn verdict(card: RunAs, cause: Option<&str>) -> Verdict {
        let failed = cause.map(|cause| RungResult {
            id: "token",
            status: Status::Fail,
            ms: Some(1),
            summary: String::new(),
            detail: Vec::new(),
            diagnosis: Some(Box::new(Trouble::new(Exit::Refused, format!("token.{cause}"), "No."))),
            exchanges: Default::default(),
        });
        Verdict {
            org: "acme-uat".into(),
            login_url: "https://acme--uat.sandbox.my.salesforce.com".into(),
            host: hosts::derive("acme--uat.sandbox.my.salesforce.com").ok().map(|derived| derived.host),
            started_at: "2026-11-24T10:00:00Z".into(),
            ms: 1,
            rungs: failed.into_iter().collect(),
            instance: None,
            app: None,
            key_end: Some("pLr4".into()),
            run_as: card,
            since: None,
            cost: Cost::default(),
            sequence: Default::default(),
        }
    }

    fn meaning(card: RunAs, cause: Option<&str>) -> String {
        compare(&good(), &verdict(card, cause)).meaning.unwrap_or_default()
    }

    #[test]
    fn it_names_exactly_what_changed() {
        let card = |org: &str, user: &str| RunAs {
            org_id: Some(org.into()),
            username: Some(user.into()),
            ..RunAs::default()
        };
        let same = compare(&good(), &verdict(card("00D5g000008XyZaEAK", "svc@acme.com"), None));
        assert_eq!((same.changed().count(), same.meaning), (0, None));
        let refreshed = compare(&good(), &verdict(card("00D7z00000AbCdEEAV", "svc@acme.com.uat"), None));
        let changed: Vec<_> = refreshed.changed().map(|change| change.what).collect();
        assert_eq!(changed, ["org id", "Run As user"]);
        assert!(refreshed.meaning.unwrap().starts_with("the sandbox was refreshed"));
        assert!(meaning(card("00D5g000008XyZaEAK", "svc@acme.com.uat"), None).contains("suffix"));
        assert!(meaning(card("00D5g000008XyZaEAK", "other@acme.com"), None).contains("another Run As user"));
    }

    #[test]
    fn a_failure_is_explained_by_what_was_there_before() {
        for (cause, words) in [
            ("no_run_as_user", "taken away"),
            ("invalid_client_secret", "rotated"),
            ("invalid_client_id", "sandbox was refreshed"),
            ("dns_failed", "it worked then"),
        ] {
            let meaning = meaning(RunAs::default(), Some(cause));
            assert!(meaning.contains(words), "{cause}: {meaning}");
        }
        // what this check did not come far enough to know is unknown, not changed
        assert_eq!(compare(&good(), &verdict(RunAs::default(), Some("dns_failed"))).changed().count(), 0);
    }

    #[test]
    fn what_is_remembered_reads_back_and_gives_no_key_away() {
        let kept = serde_json::json!(good());
        assert_eq!(remembered(&kept), Some(good()));
        assert_eq!(key_end("3MVG9xOCXq4ID1uE_d2mVh8Zb.wQ7pLr4").as_deref(), Some("pLr4"));
        assert_eq!(key_end("short"), None);
    }
}
