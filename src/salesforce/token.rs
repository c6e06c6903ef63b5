//! The answer of the token endpoint, apart from the token itself.

use bytes::Bytes;
use jiff::Timestamp;

use crate::json::Doc;
use crate::json::patient::{self, Answer, Value};

/// What kind of access token it is, told from its shape alone.
// Salesforce Help, remoteaccess_access_tokens and jwt_access_tokens
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A session: it ends when it is idle for the session's time-out.
    Opaque,
    /// A JSON Web Token: it ends at its own time, used or not.
    Jwt {
        /// When it ends; `None` if that can't be read out of it.
        ends_at: Option<Timestamp>,
    },
}

impl TokenKind {
    /// Looks at a token's text. Nothing of it is kept but its end.
    pub(super) fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let is_part = |part: &&str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
        };
        match parts.as_slice() {
            // `{"` in base64
            [head, claims, _] if head.starts_with("eyJ") && parts.iter().all(is_part) => {
                Self::Jwt { ends_at: ends_at(claims) }
            }
            _ => Self::Opaque,
        }
    }

    /// In words: `opaque`, `JWT-based`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Opaque => "opaque",
            Self::Jwt { .. } => "JWT-based",
        }
    }

    /// When it ends, where that is known.
    pub fn ends_at(self) -> Option<Timestamp> {
        match self {
            Self::Opaque => None,
            Self::Jwt { ends_at } => ends_at,
        }
    }
}

/// `exp` of the claims. (RFC 7519, 4.1.4)
fn ends_at(claims: &str) -> Option<Timestamp> {
    use base64::Engine as _;
    #[derive(serde::Deserialize)]
    struct Claims {
        exp: i64,
    }
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let claims = zeroize::Zeroizing::new(engine.decode(claims.trim_end_matches('=')).ok()?);
    let exp = serde_json::from_slice::<Claims>(&claims).ok()?.exp;
    Timestamp::from_second(exp).ok()
}

/// What came with a token. The token is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// Base URL for every later call.
    pub instance_url: Option<String>,
    /// Identity URL `https://HOST/id/ORG/USER`.
    pub id: Option<String>,
    /// Scopes really granted; `None` if the answer names none.
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
    /// Reads a token answer: the facts, and the token's text (`None` if the answer has none).
    /// `None` if the body is no JSON object.
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
    fn the_kind_of_a_token_is_told_from_its_shape() {
        let jwt = |claims: &str| {
            use base64::Engine as _;
            let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
            format!("eyJhbGciOiJSUzI1NiJ9.{}.c2ln", engine.encode(claims))
        };
        let ends = Timestamp::from_second(1_800_000_000).ok();
        for (token, kind) in [
            ("00D5g000008XyZa!AQEAQ.abc.def".to_owned(), TokenKind::Opaque),
            ("00D5g000008XyZa!AQEAQabc".to_owned(), TokenKind::Opaque),
            ("eyJhbGciOiJSUzI1NiJ9".to_owned(), TokenKind::Opaque),
            (String::new(), TokenKind::Opaque),
            (jwt(r#"{"exp":1800000000}"#), TokenKind::Jwt { ends_at: ends }),
            (jwt(r#"{"exp":"soon"}"#), TokenKind::Jwt { ends_at: None }),
            ("eyJhbGciOiJSUzI1NiJ9.eeee.ssss".to_owned(), TokenKind::Jwt { ends_at: None }),
        ] {
            assert_eq!(TokenKind::of(&token), kind, "{token}");
        }
    }

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
