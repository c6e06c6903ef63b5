//! One request and its answer as they went. Cleaned when made: the headers of the request and the form of
//! the token request are never kept, and exact occurrences of a live secret in an answer stand masked. So
//! whoever shows an exchange can't forget to.

use bytes::Bytes;
use jiff::Timestamp;

use super::clock;
use super::failure::Failure;
use super::proxy::Way;
use super::tls::Certificate;
use crate::salesforce::limits::ApiUsage;

/// How long the parts of an exchange took, in milliseconds. `None`: did not happen, or not reached; name
/// lookup, connection and TLS do not happen where the connection was kept from before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phases {
    /// Looking the name up.
    pub dns: Option<u64>,
    /// Opening the connection.
    pub connect: Option<u64>,
    /// Agreeing on encryption.
    pub tls: Option<u64>,
    /// The part of that in which the system looked at the certificate. Windows asks whether it was revoked, and may
    /// wait for an answer that never comes. (rustls-platform-verifier, 'Windows'.)
    pub certificate: Option<u64>,
    /// From the request to the first byte of the answer.
    pub wait: Option<u64>,
    /// Reading the body.
    pub read: Option<u64>,
}

impl Phases {
    /// Whether the connection was there already.
    pub fn is_kept(&self) -> bool {
        self.connect.is_none() && self.wait.is_some()
    }
}

/// How a body is packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    Plain,
    /// The one that is asked for.
    Gzip,
    /// One that was not asked for, as the head names it; such a body stays packed.
    Other(String),
}

impl Encoding {
    /// By the values of `Content-Encoding`, and of `Transfer-Encoding` without the chunks, which the HTTP library puts
    /// together. (RFC 9110, 8.4; RFC 9112, 6.1.)
    pub fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let words = values.into_iter().flat_map(|value| value.split(','));
        let words = words.map(|word| word.trim().to_ascii_lowercase());
        let words: Vec<_> =
            words.filter(|word| !matches!(word.as_str(), "" | "identity" | "chunked")).collect();
        match words.as_slice() {
            [] => Self::Plain,
            [one] if matches!(one.as_str(), "gzip" | "x-gzip") => Self::Gzip,
            _ => Self::Other(words.join(", ")),
        }
    }
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Counts up within a session, in the order in which requests ended.
    pub number: u64,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// When it was sent.
    pub started_at: Timestamp,
    /// Milliseconds from the start to the end or the failure.
    pub ms: u64,
    /// How long its parts took.
    pub phases: Phases,
    /// The status; `None` if no answer came.
    pub status: Option<u16>,
    /// `HTTP/1.1`, `HTTP/2`.
    pub http: Option<&'static str>,
    /// Headers of the answer, in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked where it was gzip; secrets masked.
    pub body: Bytes,
    /// Whether something was masked in body or headers.
    pub is_masked: bool,
    /// Bytes of the body as they travelled; `None` if no answer came.
    pub wire_bytes: Option<u64>,
    /// Bytes of the body where the log let go of it to save memory.
    pub let_go: Option<u64>,
    /// Why the answer is not whole.
    pub failure: Option<Failure>,
    /// How many calls it counts against the org's API limit of the day.
    pub calls: u32,
    /// The address of the other end of the connection.
    pub address: Option<std::net::SocketAddr>,
    /// `TLS 1.3`; `None` if the connection was kept from before, or is not encrypted.
    pub tls: Option<&'static str>,
    /// The certificate that came when the connection was made.
    pub certificate: Option<Box<Certificate>>,
    /// How it left this machine.
    pub way: Way,
}

impl Exchange {
    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The media type without its parameters, in lower case: `application/json`.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// How its body was packed, by its head.
    pub fn encoding(&self) -> Encoding {
        let is_encoding = |name: &str| matches!(name, "content-encoding" | "transfer-encoding");
        let values = self.headers.iter().filter(|(name, _)| is_encoding(name));
        Encoding::of(values.map(|(_, value)| value.as_str()))
    }

    /// Whether the answer came whole with a status below 400.
    pub fn is_ok(&self) -> bool {
        self.failure.is_none() && self.status.is_some_and(|status| status < 400)
    }

    /// Whether the answer sends elsewhere. 300 and 304 are answers: several records have this external id, and
    /// nothing changed. (REST guide, 'Status Codes'.)
    pub fn is_redirect(&self) -> bool {
        self.failure.is_none() && matches!(self.status, Some(301..=303 | 305..=399))
    }

    /// For how many seconds the answer asks to wait: `Retry-After`, given in seconds or as a date, which is
    /// counted from the answer's own `Date`, so that a wrong clock here does not matter. (RFC 9110, 10.2.3.)
    pub fn retry_after_s(&self) -> Option<u64> {
        // More than fits is more than anybody waits. (RFC 9111, 1.2.2.)
        const MOST: u64 = 1 << 31;
        self.headers.iter().filter(|(name, _)| name == "retry-after").find_map(|(_, wait)| {
            let wait = wait.trim();
            if !wait.is_empty() && wait.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some(wait.parse().unwrap_or(MOST).min(MOST));
            }
            let until = clock::http_date(wait)?;
            let from = self.header("date").and_then(clock::http_date).or_else(|| self.received_at())?;
            Some(u64::try_from(until.as_second() - from.as_second()).unwrap_or(0))
        })
    }

    fn received_at(&self) -> Option<Timestamp> {
        let ms = i64::try_from(self.ms).ok()?;
        self.started_at.checked_add(jiff::SignedDuration::from_millis(ms)).ok()
    }

    /// API calls used and allowed, as the answer said.
    pub fn usage(&self) -> Option<ApiUsage> {
        ApiUsage::parse(self.header("sforce-limit-info")?)
    }

    /// Seconds by which the other side's clock is ahead of ours.
    pub fn skew_seconds(&self) -> Option<i64> {
        clock::skew_seconds(self.header("date")?, self.received_at()?)
    }

    /// The path and query of the address.
    pub fn target(&self) -> &str {
        let after = self.url.find("://").map_or(0, |at| at + 3);
        let path = self.url[after..].find('/').map_or(self.url.len(), |at| at + after);
        &self.url[path..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::request::{Get, Request};
    use crate::client::wire;
    use crate::salesforce::path::Origin;

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        let origin = Origin::parse("https://acme.my.salesforce.com").unwrap();
        let asked = wire::outline(&origin, &Request::Get(Get::at("/services/data").unwrap()));
        let started_at: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let date = ("date", "Tue, 24 Nov 2026 11:00:00 GMT");
        for (headers, seconds) in [
            (vec![("retry-after", "30")], Some(30)),
            (vec![("retry-after", " 0 ")], Some(0)),
            // The org's clock is an hour ahead of ours: its own date counts, in each form of a date.
            (vec![("retry-after", "Tue, 24 Nov 2026 11:00:05 GMT"), date], Some(5)),
            (vec![("retry-after", "Tuesday, 24-Nov-26 11:00:05 GMT"), date], Some(5)),
            (vec![("retry-after", "Tue Nov 24 11:00:05 2026"), date], Some(5)),
            (vec![("retry-after", "Tue, 24 Nov 2026 10:02:00 GMT")], Some(120)),
            (vec![("retry-after", "Tue, 24 Nov 2026 09:00:00 GMT")], Some(0)),
            (vec![("retry-after", "99999999999999999999999")], Some(1 << 31)),
            (vec![("retry-after", "soon"), ("retry-after", "7")], Some(7)),
            (vec![("retry-after", "soon")], None),
            (vec![("retry-after", "-5")], None),
            (vec![("retry-after", "1.5")], None),
            (vec![("retry-after", "")], None),
            (vec![], None),
        ] {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let exchange =
                Exchange { started_at, headers: headers.iter().map(owned).collect(), ..asked.clone() };
            assert_eq!(exchange.retry_after_s(), seconds, "{headers:?}");
        }
    }

    #[test]
    fn only_what_was_asked_for_is_unpacked() {
        let other = |words: &str| Encoding::Other(words.to_owned());
        for (values, encoding) in [
            (vec![], Encoding::Plain),
            (vec![""], Encoding::Plain),
            (vec!["identity"], Encoding::Plain),
            (vec!["gzip"], Encoding::Gzip),
            (vec![" X-GZIP "], Encoding::Gzip),
            (vec!["identity, gzip"], Encoding::Gzip),
            (vec!["br"], other("br")),
            (vec!["gzip, gzip"], other("gzip, gzip")),
            (vec!["gzip", "Br"], other("gzip, br")),
            (vec!["none"], other("none")),
        ] {
            assert_eq!(Encoding::of(values.iter().copied()), encoding, "{values:?}");
        }
    }
}
