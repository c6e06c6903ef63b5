//! The answer of the token endpoint, apart from the token itself.

use serde::Deserialize;

/// What came with a token. The token is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// Base URL for every later call.
    pub instance_url: Option<String>,
    /// Identity URL `https://HOST/id/ORG/USER`.
    pub id: Option<String>,
    /// Scopes really granted; `None` where the answer names none.
    pub scopes: Option<Vec<String>>,
    /// `Bearer`.
    pub token_type: Option<String>,
    /// Milliseconds since 1970, sent as text.
    pub issued_at: Option<i64>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    instance_url: Option<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default)]
    issued_at: Option<serde_json::Value>,
}

impl Granted {
    /// Reads a token answer: the facts, and the token's text (`None` where the answer has none).
    /// `None` where the body is no JSON object.
    pub fn parse(body: &[u8]) -> Option<(Self, Option<String>)> {
        let wire: Wire = serde_json::from_slice(body).ok()?;
        let issued_at = wire.issued_at.as_ref().and_then(|at| match at {
            serde_json::Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        });
        let granted = Self {
            instance_url: wire.instance_url,
            id: wire.id,
            scopes: wire.scope.map(|s| s.split_whitespace().map(str::to_owned).collect()),
            token_type: wire.token_type,
            issued_at,
        };
        Some((granted, wire.access_token.filter(|t| !t.is_empty())))
    }

    /// Org id and user id out of the identity URL.
    pub fn org_and_user(&self) -> Option<(&str, &str)> {
        let mut parts = self.id.as_deref()?.trim_end_matches('/').rsplit('/');
        let user = parts.next()?;
        let org = parts.next()?;
        (org.starts_with("00D") && user.starts_with("005")).then_some((org, user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_token_answer_is_read() {
        // Restforce's documentation sample, token shortened; a scope added.
        let body = br#"{"id":"https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P","issued_at":"1278448832702","instance_url":"https://na1.salesforce.com","scope":"api id","token_type":"Bearer","access_token":"00Dx!AQ"}"#;
        let (granted, token) = Granted::parse(body).unwrap();
        assert_eq!(token.as_deref(), Some("00Dx!AQ"));
        assert_eq!(granted.org_and_user(), Some(("00Dx0000000BV7z", "005x00000012Q9P")));
        assert_eq!(granted.issued_at, Some(1_278_448_832_702));
        assert_eq!(granted.scopes.unwrap(), ["api", "id"]);
        assert!(Granted::parse(b"<html>").is_none());
    }
}
