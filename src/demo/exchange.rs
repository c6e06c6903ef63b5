//! A request as it came and the answer to it, before it goes on the wire.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use hyper::HeaderMap;

use super::evaluate::write_text;

/// A request: path and parameters decoded, body whole.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, `POST`…
    pub verb: String,
    /// Path and parameters as they came.
    pub target: String,
    /// The path's parts, decoded; a slash at the end is not counted.
    pub path: Vec<String>,
    /// Parameters of the query string, decoded, in the order in which they came.
    pub parameters: Vec<(String, String)>,
    /// Header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Asked {
    /// Reads the target (`/services/data/v60.0/query?q=…`) into parts.
    pub fn new(verb: &str, target: &str, headers: HeaderMap, body: Bytes) -> Self {
        let (path, parameters) = target.split_once('?').unwrap_or((target, ""));
        Self {
            verb: verb.to_owned(),
            target: target.to_owned(),
            path: path.trim_matches('/').split('/').filter(|part| !part.is_empty()).map(decode).collect(),
            parameters: url::form_urlencoded::parse(parameters.as_bytes()).into_owned().collect(),
            headers,
            body,
        }
    }

    /// A part of a composite request: the same sender and session, another path and no body.
    pub fn part(&self, verb: &str, target: &str) -> Self {
        let mut headers = self.headers.clone();
        for name in ["if-modified-since", "x-prettyprint", "sforce-query-options"] {
            headers.remove(name);
        }
        Self::new(verb, target, headers, Bytes::new())
    }

    /// The first parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// A header field, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The path's parts, to match on.
    pub fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

/// `%20` and the like; in a path `+` is itself.
fn decode(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut n = 0;
    while n < bytes.len() {
        let hex = (bytes[n] == b'%').then(|| part.get(n + 1..n + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                n += 3;
            }
            None => {
                out.push(bytes[n]);
                n += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header fields, in order.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body, not yet compressed.
    pub body: Bytes,
    /// How it goes out.
    pub delivery: Delivery,
}

/// How an answer goes out on the wire. All but the first are for faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// At once, whole.
    #[default]
    Whole,
    /// After a pause.
    After(Duration),
    /// Never: the connection stays open and silent.
    Never,
    /// Head and that share of the body, in percent, then the connection ends.
    Cut(usize),
    /// The body in pieces of that many bytes, with a pause before each.
    Trickle(usize, Duration),
    /// Nothing: the connection is reset.
    Reset,
    /// Not HTTP: these bytes go out as they are and the connection ends.
    Raw(Bytes),
}

impl Answer {
    /// An answer with a body of a media type.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("Content-Type".into(), content_type.to_owned())];
        Self { status, headers, body: body.into(), delivery: Delivery::Whole }
    }

    /// 200 with JSON.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self::new(200, "application/json;charset=UTF-8", body)
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), delivery: Delivery::Whole }
    }

    /// The same answer with one more header field.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A header field's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Sets a header field, in the place of one of that name.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
    }

    /// REST's error: an array of one object, `message` first (REST guide, "Status Codes and Error
    /// Responses"; as recorded).
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let mut body = String::from("[{\"message\":");
        write_text(message, &mut body);
        body.push_str(",\"errorCode\":");
        write_text(code, &mut body);
        body.push_str("}]");
        Self { status, ..Self::json(body) }
    }

    /// The same with `errorCode` first, as the answers to a wrong method and the parts of a composite have it.
    pub fn error_code_first(status: u16, code: &str, message: &str) -> Self {
        let mut body = String::from("[{\"errorCode\":");
        write_text(code, &mut body);
        body.push_str(",\"message\":");
        write_text(message, &mut body);
        body.push_str("}]");
        Self { status, ..Self::json(body) }
    }

    /// 404: unknown path, object, record or version.
    pub fn not_found() -> Self {
        Self::error(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// 401: no token, or a dead one.
    pub fn no_session() -> Self {
        Self::error(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// OAuth's error.
    pub fn oauth_error(code: &str, description: &str) -> Self {
        let mut body = String::from("{\"error\":");
        write_text(code, &mut body);
        body.push_str(",\"error_description\":");
        write_text(description, &mut body);
        body.push('}');
        Self { status: 400, ..Self::json(body) }
    }

    /// A page where a browser was expected.
    pub fn html(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status, "text/html;charset=UTF-8", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_parameters_are_decoded_each_in_its_own_way() {
        let asked = Asked::new(
            "GET",
            "/services/data//v60.0/a%20b+c/?q=a+b%2Bc&q=2&x",
            HeaderMap::new(),
            Bytes::new(),
        );
        assert_eq!(asked.parts(), ["services", "data", "v60.0", "a b+c"]);
        assert_eq!(asked.parameter("q"), Some("a b+c"));
        assert_eq!(asked.parameter("x"), Some(""));
        assert_eq!(decode("50%"), "50%");
    }

    #[test]
    fn errors_have_the_recorded_bytes() {
        let body = |answer: Answer| String::from_utf8(answer.body.to_vec()).unwrap();
        assert_eq!(
            body(Answer::no_session()),
            r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#
        );
        assert_eq!(
            body(Answer::oauth_error("invalid_client", "invalid client credentials")),
            r#"{"error":"invalid_client","error_description":"invalid client credentials"}"#
        );
    }
}
