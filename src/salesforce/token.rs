//! The answer of the token endpoint, apart from the token itself.

use bytes::Bytes;

use crate::json::Doc;
use crate::json::patient::{self, Answer, Value};

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

#[derive(Default)]
struct Wire {
    access_token: Option<String>,
    instance_url: Option<String>,
    id: Option<String>,
    scope: Option<String>,
    token_type: Option<String>,
    issued_at: Option<i64>,
}

impl Answer for Wire {
    fn read(root: Value<'_>) -> Option<Self> {
        let mut it = Self::default();
        root.each(|key, value| match key {
            "access_token" => value.put(&mut it.access_token),
            "instance_url" => value.put(&mut it.instance_url),
            "id" => value.put(&mut it.id),
            "scope" => value.put(&mut it.scope),
            "token_type" => value.put(&mut it.token_type),
            "issued_at" => value.put(&mut it.issued_at),
            _ => {}
        })?;
        Some(it)
    }
}

impl Granted {
    /// Reads a token answer: the facts, and the token's text (`None` where the answer has none).
    /// `None` where the body is no JSON object.
    pub fn parse(body: &Bytes) -> Option<(Self, Option<String>)> {
        let wire = patient::read::<Wire>(&Doc::from_bytes(body.clone())).ok()?.value;
        let granted = Self {
            instance_url: wire.instance_url,
            id: wire.id,
            scopes: wire.scope.map(|s| s.split_whitespace().map(str::to_owned).collect()),
            token_type: wire.token_type,
            issued_at: wire.issued_at,
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
        let (granted, token) = Granted::parse(&Bytes::from_static(body)).unwrap();
        assert_eq!(token.as_deref(), Some("00Dx!AQ"));
        assert_eq!(granted.org_and_user(), Some(("00Dx0000000BV7z", "005x00000012Q9P")));
        assert_eq!(granted.issued_at, Some(1_278_448_832_702));
        assert_eq!(granted.scopes.unwrap(), ["api", "id"]);
        let marked = [b"\xEF\xBB\xBF", body.as_slice()].concat();
        assert_eq!(Granted::parse(&marked.into()).unwrap().1.as_deref(), Some("00Dx!AQ"));
        assert!(Granted::parse(&Bytes::from_static(b"<html>")).is_none());
    }
}
