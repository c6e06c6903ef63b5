//! `/services/oauth2/…`: token, revoke, introspect.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
use rustls::crypto::tls13::OkmBlock;
use serde_json::json;

use crate::demo::clock;
use crate::demo::exchange::{Answer, Asked};
use crate::demo::org::{CLIENT_ID, CLIENT_SECRET, Org};
use crate::demo::rows::RUN_AS;
use crate::demo::sessions::IDLE;

/// What the app's token is good for.
pub const SCOPES: &str = "id api openid";

/// The parameters of a form body.
fn form(asked: &Asked) -> HashMap<String, String> {
    url::form_urlencoded::parse(&asked.body).into_owned().collect()
}

/// Key and secret of the form or of a Basic header; either place is right (Salesforce Help, "OAuth 2.0 Client
/// Credentials Flow").
fn pair(asked: &Asked, form: &HashMap<String, String>) -> (Option<String>, Option<String>) {
    let basic = asked.header("authorization").and_then(|value| {
        let (scheme, value) = value.split_once(' ')?;
        let value = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(value.trim()).ok())??;
        let (key, secret) = std::str::from_utf8(&value).ok()?.split_once(':')?;
        Some((key.to_owned(), secret.to_owned()))
    });
    match basic {
        Some((key, secret)) => (Some(key), Some(secret)),
        None => (form.get("client_id").cloned(), form.get("client_secret").cloned()),
    }
}

/// The answer where key or secret are not the app's (Salesforce Help, "OAuth 2.0 Error Codes"; public client
/// libraries' recorded texts).
fn refused(pair: &(Option<String>, Option<String>)) -> Option<Answer> {
    let (key, secret) = pair;
    if key.as_deref() != Some(CLIENT_ID) {
        return Some(Answer::oauth_error("invalid_client_id", "client identifier invalid"));
    }
    (secret.as_deref() != Some(CLIENT_SECRET))
        .then(|| Answer::oauth_error("invalid_client", "invalid client credentials"))
}

/// The client credentials grant; the org has no other.
pub fn token(org: &Org, asked: &Asked) -> Answer {
    if asked.verb != "POST" {
        return Answer::oauth_error("invalid_request", "must use HTTP POST");
    }
    let form = form(asked);
    if form.get("grant_type").map(String::as_str) != Some("client_credentials") {
        return Answer::oauth_error("unsupported_grant_type", "grant type not supported");
    }
    if let Some(refused) = refused(&pair(asked, &form)) {
        return refused;
    }
    org.logins.record("Success", "127.0.0.1");
    let id = format!("{}/id/{}/{}", org.base_url, org.id(), org.user_id());
    let issued_at = clock::now().as_millisecond().to_string();
    let answer = json!({
        "access_token": org.sessions.grant(&org.id()),
        "signature": signature(&id, &issued_at),
        "scope": SCOPES,
        "instance_url": org.base_url,
        "id": id,
        "token_type": "Bearer",
        "issued_at": issued_at,
    });
    Answer::json(answer.to_string()).with("Cache-Control", "no-store")
}

/// HMAC-SHA256 of id and time with the consumer secret, Base64: proves that nobody changed the id on the way.
fn signature(id: &str, issued_at: &str) -> String {
    // The TLS library's HMAC is the only one among the dependencies; the secret is as long as its keys may be.
    let Some(suite) = TLS13_AES_128_GCM_SHA256.tls13() else { return String::new() };
    let key = OkmBlock::new(CLIENT_SECRET.as_bytes());
    STANDARD.encode(suite.hkdf_provider.hmac_sign(&key, format!("{id}{issued_at}").as_bytes()).as_ref())
}

/// Ends a session. GET with a parameter ends one as well (Salesforce Help, "Revoke OAuth Tokens").
pub fn revoke(org: &Org, asked: &Asked) -> Answer {
    let form = form(asked);
    match form.get("token").map(String::as_str).or_else(|| asked.parameter("token")) {
        Some(token) if org.sessions.revoke(token) => Answer::empty(200),
        Some(_) => Answer::oauth_error("invalid_token", "invalid token"),
        None => Answer::oauth_error("unsupported_token_type", "this token type is not supported"),
    }
}

/// What a token is; an app may ask about its own (Salesforce Help, "OpenID Connect Token Introspection").
pub fn introspect(org: &Org, asked: &Asked) -> Answer {
    let form = form(asked);
    if let Some(refused) = refused(&pair(asked, &form)) {
        return refused;
    }
    let session = form.get("token").and_then(|token| org.sessions.look(token));
    let Some(session) = session else { return Answer::json(r#"{"active":false}"#) };
    let issued = session.issued.as_second();
    let answer = json!({
        "active": true,
        "scope": SCOPES,
        "client_id": CLIENT_ID,
        "username": RUN_AS,
        "sub": format!("{}/id/{}/{}", org.base_url, org.id(), org.user_id()),
        "token_type": "access_token",
        "exp": session.used.as_second() + IDLE,
        "iat": issued,
        "nbf": issued,
    });
    Answer::json(answer.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_hmac_sha256_with_the_secret() {
        assert_eq!(CLIENT_SECRET.len(), OkmBlock::MAX_LEN);
        // Worked out by another implementation: Python's hmac.
        assert_eq!(
            signature("http://127.0.0.1:1/id/00D/005", "1700000000000"),
            "NQ0VBM447jgCD0pU7DS4O4YymNBOZP+J3/1Vd4B3fTc="
        );
    }
}
