//! What the body of a failed answer is and says.

use bytes::Bytes;

use super::Shape;
use crate::json::{Doc, Kind, Node, patient};

/// `{"error":"invalid_grant","error_description":"…"}` (RFC 6749, 5.2)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OAuthError {
    /// `error`
    pub error: String,
    /// `error_description`; empty if there is none.
    pub description: String,
}

/// One part of `[{"errorCode":"…","message":"…"}]` (REST guide, 'Errors')
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestError {
    /// `errorCode`
    pub code: String,
    /// `message`
    pub message: String,
}

/// A body as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing, or blanks.
    Empty,
    /// A page; its title, or the first words where it has none.
    Html(String),
    /// The token endpoint's form.
    OAuth(OAuthError),
    /// The data API's form.
    Rest(Vec<RestError>),
    /// Some other JSON.
    Json,
    /// Plain words such as `Bad_OAuth_Token`; the beginning, on one line.
    Words(String),
    /// Neither text nor JSON.
    Bytes,
}

/// Errors are short; a page's title is at its beginning.
const ENOUGH: usize = 64 * 1024;

/// Reads a body by its first character: what a proxy sends often calls itself JSON.
pub fn read(content_type: &str, bytes: &[u8]) -> Body {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if bytes.is_empty() {
        return Body::Empty;
    }
    let html = content_type.to_ascii_lowercase().contains("html");
    match bytes[0] {
        b'<' => Body::Html(title(bytes)),
        b'{' | b'[' => json(bytes).unwrap_or_else(|| words(bytes, html)),
        _ => words(bytes, html),
    }
}

fn json(bytes: &[u8]) -> Option<Body> {
    if bytes.len() > ENOUGH {
        return Some(Body::Json);
    }
    let doc = Doc::from_bytes(Bytes::copy_from_slice(bytes));
    let value = patient::whole(&doc)?;
    let text = |value: Node<'_>, name: &str| value.text_of(name).unwrap_or_default().into_owned();
    let rest = |part: Node<'_>| RestError { code: text(part, "errorCode"), message: text(part, "message") };
    if value.kind() == Kind::Array {
        let errors: Vec<_> =
            value.elements().filter(|part| part.get("errorCode").is_some()).map(rest).collect();
        return Some(if errors.is_empty() { Body::Json } else { Body::Rest(errors) });
    }
    Some(if value.text_of("error").is_some() {
        Body::OAuth(OAuthError { error: text(value, "error"), description: text(value, "error_description") })
    } else if value.get("errorCode").is_some() {
        Body::Rest(vec![rest(value)])
    } else {
        Body::Json
    })
}

fn words(bytes: &[u8], html: bool) -> Body {
    // The identity service calls its bare word a page.
    let word = std::str::from_utf8(bytes).ok().filter(|text| html && is_bare_word(text));
    if let Some(word) = word {
        return Body::Words(word.to_owned());
    }
    if html {
        return Body::Html(title(bytes));
    }
    let beginning = &bytes[..bytes.len().min(ENOUGH)];
    match std::str::from_utf8(beginning) {
        Ok(text) if !text.contains('\u{0}') => Body::Words(one_line(text)),
        // cut in the middle of a character
        Err(fault) if fault.valid_up_to() > 0 && fault.error_len().is_none() => {
            Body::Words(one_line(&String::from_utf8_lossy(&beginning[..fault.valid_up_to()])))
        }
        _ => Body::Bytes,
    }
}

/// The title of a page, or its first visible words; at most 80 characters on one line.
pub fn title(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(ENOUGH)]);
    let lower = text.to_ascii_lowercase();
    if let Some(at) = lower.find("<title")
        && let Some(open) = lower[at..].find('>')
    {
        let from = at + open + 1;
        let to = lower[from..].find("</title").map_or(text.len(), |end| from + end);
        let title = one_line(&text[from..to]);
        if !title.is_empty() {
            return title;
        }
    }
    let mut visible = String::new();
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                visible.push(' ');
            }
            c if !in_tag => visible.push(c),
            _ => {}
        }
    }
    one_line(&visible)
}

fn one_line(text: &str) -> String {
    let joined = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    joined.collect::<Vec<_>>().join(" ").chars().take(80).collect()
}

impl Body {
    /// What it is.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Empty => Shape::Empty,
            Self::Html(_) => Shape::Html,
            Self::OAuth(_) => Shape::OAuth,
            Self::Rest(_) => Shape::Rest,
            Self::Json => Shape::Json,
            Self::Words(_) | Self::Bytes => Shape::Other,
        }
    }

    /// Salesforce's code and words, of the first error.
    pub fn code_and_words(&self) -> (Option<&str>, Option<&str>) {
        fn some(text: &str) -> Option<&str> {
            (!text.is_empty()).then_some(text)
        }
        match self {
            Self::OAuth(error) => (some(&error.error), some(&error.description)),
            Self::Rest(errors) => {
                errors.first().map_or((None, None), |error| (some(&error.code), some(&error.message)))
            }
            Self::Words(words) if is_bare_word(words) => (some(words), None),
            Self::Words(words) | Self::Html(words) => (None, some(words)),
            Self::Empty | Self::Json | Self::Bytes => (None, None),
        }
    }

    /// Whether one of its errors has this code.
    pub(super) fn has_code(&self, code: &str) -> bool {
        let same = |other: &str| other.trim().trim_end_matches('.').eq_ignore_ascii_case(code);
        match self {
            Self::OAuth(error) => same(&error.error),
            Self::Rest(errors) => errors.iter().any(|error| same(&error.code)),
            Self::Words(words) => same(words),
            _ => false,
        }
    }

    /// Whether the error with this code says anything besides it.
    pub(super) fn has_words(&self, code: &str) -> bool {
        let is_more = |words: &str| !words.trim().is_empty() && !words.trim().eq_ignore_ascii_case(code);
        match self {
            Self::OAuth(error) => is_more(&error.description),
            Self::Rest(errors) => errors
                .iter()
                .any(|error| error.code.trim().eq_ignore_ascii_case(code) && is_more(&error.message)),
            _ => false,
        }
    }

    /// Whether the error with this code (or the page, or the text) says these words.
    pub(super) fn says(&self, code: &str, words: &str) -> bool {
        let words = plain(words);
        let has = |text: &str| plain(text).contains(&words);
        match self {
            Self::OAuth(error) => has(&error.description),
            Self::Rest(errors) => errors.iter().any(|error| {
                (code.is_empty() || error.code.trim().eq_ignore_ascii_case(code)) && has(&error.message)
            }),
            Self::Words(text) | Self::Html(text) => has(text),
            _ => false,
        }
    }
}

/// `Bad_OAuth_Token`: one word, as the identity service answers.
fn is_bare_word(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Lower case, straight apostrophes, blanks run together: what differs between hands that quote a text.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(['’', '‘'], "'");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_body_is_read_by_its_first_character() {
        for (content_type, bytes, shape) in [
            ("application/json", &b""[..], Shape::Empty),
            ("", b" \r\n", Shape::Empty),
            ("application/json", b"<html><title>x</title>", Shape::Html),
            ("text/html", b"Sign in", Shape::Html),
            ("text/html", b"Bad_OAuth_Token", Shape::Other),
            ("text/plain", br#"{"error":"invalid_grant"}"#, Shape::OAuth),
            ("", br#"[{"message":"m","errorCode":"C"}]"#, Shape::Rest),
            ("", br#"{"errorCode":"C"}"#, Shape::Rest),
            ("", br#"[{"label":"Winter '26"}]"#, Shape::Json),
            ("", br#"{"access_token":"x"}"#, Shape::Json),
            ("", b"Bad_OAuth_Token", Shape::Other),
            ("application/json", br#"{"access_tok"#, Shape::Other),
            ("", &[0x1f, 0x8b, 0x08, 0, 0xff], Shape::Other),
        ] {
            assert_eq!(read(content_type, bytes).shape(), shape, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_pages_title_is_found() {
        assert_eq!(title(b"<HTML><Title lang=x>\n Sign  in </TITLE>"), "Sign in");
        assert_eq!(title(b"<html><body><h1>Error Page</h1>"), "Error Page");
        assert_eq!(title("<title>".as_bytes()), "");
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes: Vec<u8>, content_type in "(text/html|application/json|)") {
            let body = read(&content_type, &bytes);
            let _ = body.code_and_words();
            prop_assert!(!body.has_code("no such code"), "a code that is not there");
            prop_assert!(title(&bytes).chars().count() <= 80);
        }
    }
}
