//! A path below an org's host, taken apart: decoded segments and query, nothing hidden in the spelling.
//!
//! What may be asked of an org is decided on decoded words (`client/reads.rs`), so a path that a server could
//! read differently than we do is refused rather than repaired. The rule says what may be in it, not what may
//! not: a segment holds letters and digits, blanks inside, and the marks that RFC 3986 (3.3) lets be there in
//! plain, except `;`, after which servers cut off what follows. A percent sign, a slash in another script or a
//! dot at the end is none of these. A parameter has a plain name, and has it once, whatever its case.

use std::fmt::{self, Write as _};

use super::hosts::Host;
use crate::text::safe;

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
    /// A character that is none of those that a segment may hold, or one in a place where servers drop it.
    #[error(
        "The path holds {0} inside a segment. A server could read it as another path. Type the path in plain letters, digits, - and _."
    )]
    Disguise(&'static str),
    /// The name of a parameter is not plain.
    #[error("“{0}” is no name of a parameter: a name is letters, digits, dots, - and _.")]
    ParameterName(String),
    /// The same parameter twice, in one case or in two.
    #[error("The parameter {0} is there twice, and servers differ in which one they take. Leave one out.")]
    Twice(String),
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
        let path = Self { segments, query: pairs };
        path.check_names()?;
        Ok(path)
    }

    /// Whether each parameter has a plain name of its own; names that differ in case alone are the same.
    pub fn check_names(&self) -> Result<(), PathFault> {
        for (at, (name, _)) in self.query.iter().enumerate() {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if !name.chars().all(is_plain) || !name.contains(|c: char| c.is_ascii_alphanumeric()) {
                let shown: String = name.chars().take(40).collect();
                return Err(PathFault::ParameterName(safe::visible(&shown).into_owned()));
            }
            if self.query[..at].iter().any(|(before, _)| before.eq_ignore_ascii_case(name)) {
                return Err(PathFault::Twice(name.clone()));
            }
        }
        Ok(())
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

/// Whether a segment is the plain word that names a resource, an object, a record or a list of records
/// (`001…,001…`): ASCII letters and digits, `-` and `_`, with dots and commas between them alone.
pub fn is_plain(segment: &str) -> bool {
    let is_inner = |c: char| matches!(c, '.' | ',');
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    segment.split(is_inner).all(is_word)
}

/// Checks a decoded segment.
fn segment(text: &str) -> Result<String, PathFault> {
    if text.is_empty() {
        return Err(PathFault::EmptySegment);
    }
    if matches!(text, "." | "..") {
        return Err(PathFault::DotSegment);
    }
    if let Some(odd) = text.chars().find(|c| !may_be_in_a_segment(*c)) {
        return Err(PathFault::Disguise(match odd {
            '/' => "an encoded slash",
            '\\' => "a backslash",
            ';' => "a semicolon",
            '?' => "an encoded question mark",
            '%' if is_encoded_again(text) => "an escape that was escaped again",
            '%' => "a percent sign",
            odd if odd.is_control() => "a control character",
            odd if odd.is_whitespace() => "a blank that is no plain one",
            _ => "a character that no path of Salesforce has",
        }));
    }
    // Servers drop these before they look at a segment.
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(PathFault::Disguise("a blank at an end"));
    }
    if text.starts_with('.') || text.ends_with('.') {
        return Err(PathFault::Disguise("a dot at an end"));
    }
    Ok(text.to_owned())
}

/// The value of an external id can hold more than a name: blanks, an address of a mailbox, letters of any script
/// (full-width ones are ASCII for a server that normalizes, so those are none).
fn may_be_in_a_segment(c: char) -> bool {
    let is_full_width = ('\u{ff00}'..='\u{ff5e}').contains(&c);
    let is_accent = ('\u{300}'..='\u{36f}').contains(&c);
    c.is_ascii_alphanumeric()
        || "-._~!$&'()*+,=:@ ".contains(c)
        || (!c.is_ascii() && c.is_alphabetic() && !is_full_width)
        || is_accent
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
                let byte = (high * 16 + low) as u8;
                // Nobody has to write a dot so: it is there to be read as one by some servers and not by others.
                if byte == b'.' && !is_query {
                    return Err(PathFault::Disguise("an encoded dot"));
                }
                out.push(byte);
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
mod tests;
