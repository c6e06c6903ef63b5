//! A path below an org's host, taken apart: decoded segments and query, nothing hidden in the spelling.
//!
//! What may be asked of an org is decided on decoded words (`client/request.rs`), so a path that a server
//! could read differently than we do is refused rather than repaired: dot segments, slashes or dots in
//! disguise, a percent sign that is still there after decoding once, path parameters (`;x`), which servers
//! cut off before they look at a segment.

use std::fmt::{self, Write as _};

use super::hosts::Host;

/// Scheme, host and port of an org: `https://acme.my.salesforce.com`. Plain http only for loopback.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    text: String,
    host: String,
    port: u16,
    is_https: bool,
}

/// A path with its query, decoded. `Display` writes it percent-encoded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Path {
    segments: Vec<String>,
    query: Vec<(String, String)>,
}

/// What is wrong with a path or an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// Nothing was given.
    #[error("The path is empty. It begins with /services/data.")]
    Empty,
    /// The first character is no slash.
    #[error("A path begins with a slash: /services/data/…")]
    NoSlash,
    /// `.` or `..`, plain or encoded.
    #[error("The path holds a dot segment (. or ..). Write the path it leads to.")]
    DotSegment,
    /// `//` inside the path.
    #[error("The path holds an empty segment (//).")]
    EmptySegment,
    /// `%2F`, `%5C`, a backslash, `;`, a control character, or an escape that was escaped again.
    #[error("The path holds {0} inside a segment. A server could read it as another path.")]
    Disguise(&'static str),
    /// `%` without two hexadecimal digits, or bytes that are no UTF-8.
    #[error("The path holds an escape that can't be decoded: % needs two hexadecimal digits of UTF-8.")]
    BadEscape,
    /// A full URL of another host.
    #[error("The address belongs to {found}, not to {expected}. A token goes to its own host alone.")]
    OtherOrigin {
        /// The origin of the address.
        found: String,
        /// The origin of the org.
        expected: String,
    },
    /// No URL of a host at all.
    #[error("This is no address of a host: https://NAME.my.salesforce.com")]
    NoHost,
    /// Plain http to a host that is not this machine.
    #[error("Plain http is accepted for loopback addresses alone. Use https.")]
    PlainHttp,
    /// `user@host`.
    #[error("The address holds a user name before the host. Take everything up to the @ away.")]
    UserInfo,
}

impl Origin {
    /// The origin of a URL; path and query are dropped. `https`, or `http` where the host is loopback.
    pub fn parse(url: &str) -> Result<Self, PathFault> {
        let parsed = url::Url::parse(url.trim()).map_err(|_| PathFault::NoHost)?;
        let host = match parsed.host() {
            Some(url::Host::Domain(name)) => name.trim_end_matches('.').to_owned(),
            Some(other) => other.to_string(),
            None => return Err(PathFault::NoHost),
        };
        if host.is_empty() {
            return Err(PathFault::NoHost);
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(PathFault::UserInfo);
        }
        let is_https = match parsed.scheme() {
            "https" => true,
            "http" if is_loopback(&host) => false,
            "http" => return Err(PathFault::PlainHttp),
            _ => return Err(PathFault::NoHost),
        };
        let port = parsed.port().unwrap_or(if is_https { 443 } else { 80 });
        Ok(Self::build(host, port, is_https))
    }

    fn build(host: String, port: u16, is_https: bool) -> Self {
        let (scheme, usual) = if is_https { ("https", 443) } else { ("http", 80) };
        let text =
            if port == usual { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") };
        Self { text, host, port, is_https }
    }

    /// `https://acme.my.salesforce.com`, with the port where it is not the usual one.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host without port; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

impl From<&Host> for Origin {
    fn from(host: &Host) -> Self {
        Self::build(host.name().to_owned(), host.port_or_default(), !host.is_plain())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl Path {
    /// A path as typed or received: `/services/data/v64.0/sobjects?x=y`. A slash at the end is dropped, and
    /// so is a fragment.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        let text = text.trim();
        let text = text.split_once('#').map_or(text, |(before, _)| before);
        let (path, query) = text.split_once('?').map_or((text, None), |(p, q)| (p, Some(q)));
        if path.is_empty() {
            return Err(PathFault::Empty);
        }
        let path = path.strip_prefix('/').ok_or(PathFault::NoSlash)?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments = match path {
            "" => Vec::new(),
            path => path.split('/').map(|s| segment(&decode(s, false)?)).collect::<Result<_, _>>()?,
        };
        let mut pairs = Vec::new();
        for part in query.unwrap_or_default().split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            pairs.push((decode(name, true)?, decode(value, true)?));
        }
        Ok(Self { segments, query: pairs })
    }

    /// A path, or a full URL whose origin is `origin`: what a server hands back (`nextRecordsUrl`, the
    /// identity URL) or a person pastes.
    pub fn parse_on(text: &str, origin: &Origin) -> Result<Self, PathFault> {
        let text = text.trim();
        if text.starts_with('/') && !text.starts_with("//") {
            return Self::parse(text);
        }
        let (_, rest) = text.split_once("://").ok_or(PathFault::NoSlash)?;
        let found = Origin::parse(text)?;
        if found != *origin {
            return Err(PathFault::OtherOrigin { found: found.text, expected: origin.text.clone() });
        }
        // Not Url::path(): it has resolved dot segments already.
        let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        Self::parse(if rest[at..].starts_with('/') { &rest[at..] } else { "/" })
    }

    /// A path from decoded segments.
    pub fn of<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> Result<Self, PathFault> {
        let segments = segments.into_iter().map(|s| segment(s.as_ref())).collect::<Result<_, _>>()?;
        Ok(Self { segments, query: Vec::new() })
    }

    /// The path with one more pair in its query.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The path with one more segment at its end.
    pub fn join(mut self, next: &str) -> Result<Self, PathFault> {
        self.segments.push(segment(next)?);
        Ok(self)
    }

    /// The decoded segments.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The decoded query, in order.
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// The first value of a name in the query.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.segments.is_empty() {
            f.write_char('/')?;
        }
        for segment in &self.segments {
            f.write_char('/')?;
            encode(segment, f)?;
        }
        for (i, (name, value)) in self.query.iter().enumerate() {
            f.write_char(if i == 0 { '?' } else { '&' })?;
            encode(name, f)?;
            f.write_char('=')?;
            encode(value, f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Checks a decoded segment.
fn segment(text: &str) -> Result<String, PathFault> {
    let disguise = if text.is_empty() {
        return Err(PathFault::EmptySegment);
    } else if matches!(text, "." | "..") {
        return Err(PathFault::DotSegment);
    } else if text.contains('/') {
        "an encoded slash"
    } else if text.contains('\\') {
        "a backslash"
    } else if text.contains(';') {
        "a semicolon"
    } else if text.contains(char::is_control) {
        "a control character"
    } else if is_encoded_again(text) {
        "an escape that was escaped again"
    } else {
        return Ok(text.to_owned());
    };
    Err(PathFault::Disguise(disguise))
}

fn is_encoded_again(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}

/// Percent-decodes once. In a query `+` is a blank, as in forms.
fn decode(text: &str, is_query: bool) -> Result<String, PathFault> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'%' => {
                let digits = bytes.get(at + 1..at + 3).ok_or(PathFault::BadEscape)?;
                let high = char::from(digits[0]).to_digit(16).ok_or(PathFault::BadEscape)?;
                let low = char::from(digits[1]).to_digit(16).ok_or(PathFault::BadEscape)?;
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            b'+' if is_query => {
                out.push(b' ');
                at += 1;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_err(|_| PathFault::BadEscape)
}

/// Percent-encodes all but what RFC 3986 calls unreserved, and the marks that segments and queries of
/// Salesforce hold in plain (`,` in field lists, `:` and `@` in ids and names).
fn encode(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'@' => {
                f.write_char(char::from(byte))?;
            }
            byte => write!(f, "%{byte:02X}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once_and_written_encoded() {
        for (typed, written) in [
            ("/services/data/v64.0/sobjects?x=y", "/services/data/v64.0/sobjects?x=y"),
            ("/services/data/", "/services/data"),
            ("/", "/"),
            (
                "/services/data/v64.0/query?q=SELECT+Id%20FROM+Account%2BX",
                "/services/data/v64.0/query?q=SELECT%20Id%20FROM%20Account%2BX",
            ),
            ("/services/data/v64.0/%73objects", "/services/data/v64.0/sobjects"),
            ("/a/Ä b?n=ü#part", "/a/%C3%84%20b?n=%C3%BC"),
            ("/a?explain", "/a?explain="),
            ("/a?q=x=y&z=%25", "/a?q=x%3Dy&z=%25"),
            ("/a/b,c:d@e", "/a/b,c:d@e"),
        ] {
            let path = Path::parse(typed).unwrap();
            assert_eq!(path.to_string(), written, "{typed}");
            assert_eq!(Path::parse(&path.to_string()).unwrap(), path, "reading back {typed}");
        }
    }

    #[test]
    fn a_disguised_path_is_refused() {
        for (typed, fault) in [
            ("", PathFault::Empty),
            ("services/data", PathFault::NoSlash),
            ("/a//b", PathFault::EmptySegment),
            ("//evil.example/a", PathFault::EmptySegment),
            ("/a/../b", PathFault::DotSegment),
            ("/a/%2e%2E/b", PathFault::DotSegment),
            ("/a/./b", PathFault::DotSegment),
            ("/a/x%2fb", PathFault::Disguise("an encoded slash")),
            ("/a/x%5cb", PathFault::Disguise("a backslash")),
            ("/a/tooling;x=1/b", PathFault::Disguise("a semicolon")),
            ("/a/tooling%3Bx/b", PathFault::Disguise("a semicolon")),
            ("/a/%252e%252e/b", PathFault::Disguise("an escape that was escaped again")),
            ("/a/x%00", PathFault::Disguise("a control character")),
            ("/a/x%zz", PathFault::BadEscape),
            ("/a/x%f", PathFault::BadEscape),
            ("/a/%ff", PathFault::BadEscape),
        ] {
            assert_eq!(Path::parse(typed), Err(fault), "{typed}");
        }
        assert_eq!(Path::of(["a", "b/c"]), Err(PathFault::Disguise("an encoded slash")));
        assert_eq!(Path::of(["a", ".."]), Err(PathFault::DotSegment));
    }

    #[test]
    fn an_origin_is_https_or_this_machine() {
        for (url, origin) in [
            ("https://ACME.my.salesforce.com/x?y#z", Ok("https://acme.my.salesforce.com")),
            ("https://acme.my.salesforce.com:443", Ok("https://acme.my.salesforce.com")),
            ("https://acme.my.salesforce.com.", Ok("https://acme.my.salesforce.com")),
            ("https://acme.example:8443", Ok("https://acme.example:8443")),
            ("http://127.0.0.1:8080/x", Ok("http://127.0.0.1:8080")),
            ("http://localhost:8080", Ok("http://localhost:8080")),
            ("http://[::1]:8080", Ok("http://[::1]:8080")),
            ("http://acme.my.salesforce.com", Err(PathFault::PlainHttp)),
            ("http://127.0.0.1.evil.example", Err(PathFault::PlainHttp)),
            ("https://acme.my.salesforce.com@evil.example/", Err(PathFault::UserInfo)),
            ("ftp://acme.example", Err(PathFault::NoHost)),
            ("acme", Err(PathFault::NoHost)),
        ] {
            let found = Origin::parse(url);
            assert_eq!(found.as_ref().map(Origin::as_str), origin.as_ref().copied(), "{url}");
        }
    }

    #[test]
    fn a_url_of_another_host_is_refused() {
        let org = Origin::parse("https://acme.my.salesforce.com").unwrap();
        let on = |text: &str| Path::parse_on(text, &org).map(|path| path.to_string());
        assert_eq!(on("https://acme.my.salesforce.com/id/00D/005").as_deref(), Ok("/id/00D/005"));
        assert_eq!(on("/id/00D/005").as_deref(), Ok("/id/00D/005"));
        assert_eq!(on("https://acme.my.salesforce.com").as_deref(), Ok("/"));
        assert_eq!(on("https://acme.my.salesforce.com/a/../b"), Err(PathFault::DotSegment));
        for other in ["https://evil.example/a", "https://acme.my.salesforce.com:444/a", "//evil.example/a"] {
            assert!(on(other).is_err(), "{other}");
        }
    }

    proptest::proptest! {
        /// What is decided on decoded words must be what a server reads: no URL library finds another path in
        /// the text that is sent.
        #[test]
        fn what_is_sent_is_what_was_looked_at(typed in "[/a-z.%0-9;?&=\\\\ +ü2Fe5C-]{0,40}") {
            if let Ok(path) = Path::parse(&typed) {
                let written = path.to_string();
                proptest::prop_assert_eq!(Path::parse(&written), Ok(path.clone()));
                let url = url::Url::parse(&format!("https://acme.example{written}")).unwrap();
                proptest::prop_assert_eq!(url.path(), written.split('?').next().unwrap());
                let read: Vec<(String, String)> = url.query_pairs().into_owned().collect();
                proptest::prop_assert_eq!(read, path.query());
            }
        }
    }
}
