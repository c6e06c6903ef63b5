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
    // `statusCode` stands in the results of writes, where `errorCode` stands at the top level.
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
pub fn is_dead_token(status: u16, errors: &[ApiError]) -> bool {
    let has = |code: &str| errors.iter().any(|e| e.code == code);
    (status == 401 && (errors.is_empty() || has("INVALID_SESSION_ID")))
        || (status == 403 && has("Bad_OAuth_Token"))
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
        let errors =
            |code: &str| vec![ApiError { code: code.into(), message: String::new(), fields: vec![] }];
        assert!(is_dead_token(401, &errors("INVALID_SESSION_ID")));
        assert!(is_dead_token(401, &[]));
        assert!(is_dead_token(403, &errors("Bad_OAuth_Token")));
        assert!(!is_dead_token(401, &errors("INVALID_AUTH_HEADER")));
        assert!(!is_dead_token(403, &errors("INVALID_SESSION_ID_X")));
        assert!(!is_dead_token(400, &errors("INVALID_FIELD")));
    }
}
