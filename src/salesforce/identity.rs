//! Who the app acts as: `GET /services/oauth2/userinfo`.

use crate::json::patient::{Answer, Value};

/// The claims that orgscope shows. All are optional: what comes depends on the granted scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    pub utc_offset: Option<i64>,
}

impl Answer for UserInfo {
    fn read(root: Value<'_>) -> Option<Self> {
        let telling = ["user_id", "sub", "organization_id", "preferred_username", "name", "email"];
        telling.iter().find_map(|key| root.get(key))?;
        let mut it = Self::default();
        root.each(|key, value| match key {
            "user_id" => value.put(&mut it.user_id),
            "organization_id" => value.put(&mut it.organization_id),
            "preferred_username" => value.put(&mut it.preferred_username),
            "name" => value.put(&mut it.name),
            "email" => value.put(&mut it.email),
            "user_type" => value.put(&mut it.user_type),
            "active" => value.put(&mut it.active),
            "language" => value.put(&mut it.language),
            "locale" => value.put(&mut it.locale),
            "zoneinfo" => value.put(&mut it.zoneinfo),
            "utcOffset" => value.put(&mut it.utc_offset),
            _ => {}
        })?;
        Some(it)
    }
}
