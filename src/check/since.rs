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
}

/// One thing beside its former self.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `org id`, `host`, `Run As user`.
    pub what: &'static str,
    /// As it was.
    pub was: String,
    /// As it is; `None` where this check did not come far enough to know.
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
        map.insert("failed_rung".into(), failed.map(|rung| rung.id).into());
        map.insert("cause".into(), failed.and_then(|rung| rung.cause()).into());
        map.insert(
            "says".into(),
            failed.and_then(|rung| Some(rung.diagnosis.as_ref()?.says.as_str())).into(),
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
        Some("invalid_client_secret") => {
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
