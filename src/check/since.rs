//! What changed since the last good check of the same org. Kept without secrets.

use serde::{Deserialize, Serialize};

/// What is remembered of a good check: no secret, no token, no key beyond its last characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
