//! Who the app acts as: `GET /services/oauth2/userinfo`.

use serde::Deserialize;

/// The claims that orgscope shows. All are optional: what comes depends on the granted scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct UserInfo {
    /// 18-character id of the Run As user.
    pub user_id: Option<String>,
    /// 18-character id of the org.
    pub organization_id: Option<String>,
    /// The full username.
    pub preferred_username: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// `STANDARD`…
    pub user_type: Option<String>,
    /// Whether the user is active.
    pub active: Option<bool>,
    /// `en_US`.
    pub language: Option<String>,
    /// `de_DE`.
    pub locale: Option<String>,
    /// `Europe/Berlin`.
    pub zoneinfo: Option<String>,
    /// Milliseconds from UTC.
    #[serde(rename = "utcOffset")]
    pub utc_offset: Option<i64>,
}
