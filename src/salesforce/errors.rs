//! How Salesforce says no: the array of REST errors, the object of the OAuth endpoints, the bare words of
//! `userinfo`. Read leniently: by name, in any order, with anything else around it.
//! (REST guide, 'Status Codes and Error Responses'; RFC 6749, 5.2.)

use bytes::Bytes;

use crate::json::{Doc, Kind, Node};

/// One error as Salesforce sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// `INVALID_FIELD`, `invalid_grant`.
    pub code: String,
    /// Salesforce's own words; with row, column and caret where a query is to blame.
    pub message: String,
    /// The fields to blame, often none.
    pub fields: Vec<String>,
}

/// The errors in an answer; empty where it holds none that can be recognised.
///
/// Known shapes: `[{"message","errorCode","fields"}]`, the same object without the array,
/// `{"error","error_description"}`, and the plain word `Bad_OAuth_Token` (userinfo and identity URL).
pub fn read(body: &Bytes) -> Vec<ApiError> {
    let doc = Doc::from_bytes(body.clone());
    match Node::root(&doc) {
        Some(root) if root.kind() == Kind::Array => root.elements().filter_map(one).collect(),
        Some(root) if root.kind() == Kind::Object => one(root).into_iter().collect(),
        _ => bare_words(body).into_iter().collect(),
    }
}

fn one(value: Node<'_>) -> Option<ApiError> {
    let text = |names: &[&str]| names.iter().find_map(|name| value.text_of(name)).map(Into::into);
    // `statusCode` is in the results of writes, where `errorCode` is at the top level.
    let code = text(&["errorCode", "error", "statusCode"])?;
    let message = text(&["message", "error_description"]).unwrap_or_default();
    let fields = value.get("fields").into_iter().flat_map(Node::elements);
    let fields = fields.filter_map(|field| field.text().map(Into::into)).collect();
    Some(ApiError { code, message, fields })
}

/// `Bad_OAuth_Token`, `Missing_OAuth_Token`, `Wrong_Org`: 403 without JSON (seen in clients that renew on it).
fn bare_words(body: &[u8]) -> Option<ApiError> {
    let text = std::str::from_utf8(body).ok()?.trim();
    matches!(text, "Bad_OAuth_Token" | "Missing_OAuth_Token" | "Wrong_Org").then(|| ApiError {
        code: text.to_owned(),
        message: String::new(),
        fields: Vec::new(),
    })
}

/// Whether the answer says that the token is dead, so that a new one may help.
///
/// An expired session is `INVALID_SESSION_ID`, and `Bad_OAuth_Token` at the identity service, where it comes with 403.
/// A JWT-based token after its time is `INVALID_AUTH_HEADER` with `INVALID_JWT_FORMAT` (airbytehq/airbyte#71024); other
/// words beside that code speak of the header or of scopes. "Not valid for use with the REST API" is said of a token
/// that lives (salesforce knowledge article 005226515): a new one would be refused alike.
pub fn is_dead_token(status: u16, errors: &[ApiError]) -> bool {
    let is_dead = |error: &ApiError| {
        let says = |words: &str| error.message.to_ascii_lowercase().contains(words);
        match error.code.to_ascii_uppercase().as_str() {
            "INVALID_SESSION_ID" => !says("not valid for use with the"),
            "INVALID_AUTH_HEADER" => says("invalid_jwt_format"),
            "BAD_OAUTH_TOKEN" => true,
            _ => false,
        }
    };
    match status {
        401 => errors.is_empty() || errors.iter().any(is_dead),
        403 => errors.iter().any(is_dead),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(body: &str) -> Vec<(String, String)> {
        read(&Bytes::copy_from_slice(body.as_bytes())).into_iter().map(|e| (e.code, e.message)).collect()
    }

    #[test]
    fn every_shape_of_refusal_is_read() {
        for (body, code, message) in [
            (r#"[{"message":"m","errorCode":"INVALID_FIELD","fields":["A"]}]"#, "INVALID_FIELD", "m"),
            (r#"[{"errorCode":"X","message":"m"}]"#, "X", "m"),
            (r#"{"errorCode":"X","message":"m"}"#, "X", "m"),
            (r#"{"error":"invalid_grant","error_description":"d"}"#, "invalid_grant", "d"),
            (r#"{"error":"invalid_grant"}"#, "invalid_grant", ""),
            ("\u{feff}[{\"errorCode\":\"X\",\"message\":\"half \\ud83d\"}]", "X", "half \\ud83d"),
            ("Bad_OAuth_Token\n", "Bad_OAuth_Token", ""),
        ] {
            assert_eq!(codes(body), [(code.to_owned(), message.to_owned())], "{body}");
        }
        for body in ["", "<html>", "{}", "[]", "[1]", "null", r#"{"error":5}"#] {
            assert_eq!(codes(body), [], "{body}");
        }
    }

    #[test]
    fn only_a_dead_token_asks_for_a_new_one() {
        let not_valid = "This session is not valid for use with the REST API";
        for (status, code, message, is_dead) in [
            (401, "INVALID_SESSION_ID", "Session expired or invalid", true),
            (401, "INVALID_SESSION_ID", "words that nobody knows", true),
            (401, "INVALID_SESSION_ID", not_valid, false),
            (401, "INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT", true),
            (401, "INVALID_AUTH_HEADER", "INVALID_SCOPES", false),
            (401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", false),
            (403, "INVALID_SESSION_ID", "Session expired or invalid", true),
            (403, "Bad_OAuth_Token", "", true),
            (403, "INVALID_SESSION_ID_X", "", false),
            (403, "API_DISABLED_FOR_ORG", "", false),
            (400, "INVALID_FIELD", "", false),
            (400, "INVALID_SESSION_ID", "", false),
        ] {
            let error = ApiError { code: code.into(), message: message.into(), fields: vec![] };
            assert_eq!(is_dead_token(status, &[error]), is_dead, "{status} {code} {message}");
        }
        assert!(is_dead_token(401, &[]) && !is_dead_token(403, &[]));
    }
}
