//! What may be kept, shown and logged of a URL that was pasted. A login URL can hold a session id
//! (`frontdoor.jsp?sid=…`) or a password (`user:password@`), so nothing of it is kept but where it leads.

use super::derive::{derive, is_wrapping};
use super::mistyped;
use crate::text::redact::{self, MASK};

/// The most characters of a host that are shown; no host is longer than 253, and none of Salesforce's than this.
const MOST: usize = 120;

/// Scheme and host of a pasted URL, without anything before or after them. What was there before the host is masked
/// and stays refused; what is no host is masked as far as it could be a secret.
///
/// ```
/// let kept = orgscope::salesforce::hosts::kept("https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=00D!x");
/// assert_eq!(kept, "https://acme.my.salesforce.com");
/// ```
pub fn kept(pasted: &str) -> String {
    let origin = origin(pasted);
    if derive(&origin).is_ok() { origin } else { shown(pasted) }
}

/// What is shown of a text that is no host.
pub(super) fn shown(text: &str) -> String {
    let origin = origin(text);
    let (scheme, host) = match origin.split_once("://") {
        Some((scheme, host)) => (format!("{}://", masked(scheme)), host),
        None => (String::new(), origin.as_str()),
    };
    let host = host.split(char::is_whitespace).next().unwrap_or_default().trim_end_matches(is_wrapping);
    match host.split_once(':') {
        // What follows a colon and is no port can be a password.
        Some((before, port)) if !host.starts_with('[') && !port.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{scheme}{}:{MASK}", masked(before))
        }
        _ => format!("{scheme}{}", masked(host)),
    }
}

/// The text as far as it can't be a secret.
pub(super) fn masked(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(MOST).collect();
    redact::mask_runs(&redact::mask_lookalikes(&plain))
}

/// Scheme and authority as they were pasted; a user name and password are masked.
pub(super) fn origin(pasted: &str) -> String {
    let text = pasted.trim_matches(is_wrapping);
    let (scheme, rest) = match (mistyped::scheme(text), text.split_once("://")) {
        (Some((typed, rest)), _) => (typed.to_owned(), rest),
        (None, Some((scheme, rest))) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            (format!("{scheme}://"), rest)
        }
        _ => (String::new(), text.trim_start_matches("//")),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let authority = authority.trim_end_matches(is_wrapping);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}{MASK}@{host}"),
        // `user:pass/word@host`: a password that was not encoded.
        None if authority.contains(':') && rest[authority.len()..].contains('@') && !has_port(authority) => {
            let host = rest.rsplit('@').next().unwrap_or_default();
            let host = host.split(['/', '?', '#', '\\']).next().unwrap_or_default();
            format!("{scheme}{MASK}@{host}")
        }
        None => format!("{scheme}{authority}"),
    }
}

fn has_port(authority: &str) -> bool {
    authority.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::salesforce::hosts::HostRefusal;

    #[test]
    fn only_scheme_and_host_are_kept() {
        for (pasted, stays) in [
            (
                "https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=00D5g!SECRET",
                "https://acme.my.salesforce.com",
            ),
            ("https://acme.my.salesforce.com?sid=SECRET", "https://acme.my.salesforce.com"),
            ("https://acme.my.salesforce.com#SECRET", "https://acme.my.salesforce.com"),
            ("https://acme.my.salesforce.com\\SECRET", "https://acme.my.salesforce.com"),
            (" “acme.my.salesforce.com/SECRET” ", "acme.my.salesforce.com"),
            ("//acme.my.salesforce.com/SECRET", "acme.my.salesforce.com"),
            ("https://acme.lightning.force.com/one/one.app?sid=SECRET", "https://acme.lightning.force.com"),
            ("http://127.0.0.1:8080/secur/frontdoor.jsp?sid=SECRET", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/SECRET", "http://[::1]:8080"),
            ("https//acme.my.salesforce.com/?sid=SECRET", "https//acme.my.salesforce.com"),
            ("https:/acme.my.salesforce.com/?sid=SECRET", "https:/acme.my.salesforce.com"),
            ("acme", "acme"),
            ("acme.my.salesforce.com:443/SECRET", "acme.my.salesforce.com:443"),
            // Refused ones, which stay refused and say nothing.
            ("https://user:SECRET@acme.my.salesforce.com", "https://•••@acme.my.salesforce.com"),
            ("https://SECRET@acme.my.salesforce.com/x", "https://•••@acme.my.salesforce.com"),
            ("user:SECRET@acme.my.salesforce.com", "•••@acme.my.salesforce.com"),
            ("https://user:SEC/RET@acme.my.salesforce.com", "https://•••@acme.my.salesforce.com"),
            ("https://user:SEC#RET@acme.my.salesforce.com/x@y", "https://•••@y"),
            ("https//user:SECRET@acme.my.salesforce.com", "https//•••@acme.my.salesforce.com"),
            ("https://acme.my.salesforce.com:SECRET", "https://acme.my.salesforce.com:•••"),
            ("https://evil.example/?sid=SECRET", "https://evil.example"),
            ("ftp://evil.example/SECRET", "ftp://evil.example"),
            ("RELSECRETa1b2c3d4e5f60718293a4b5c6d7e8f90A1B2C3D4E5F60718293A4B5C", "•••"),
            ("3MVG9xOCXq4ID1uE_d2mVh8Zb.wQ7pLr4", "•••"),
            ("00D5g000008XyZa!AQEAQabcdefghij", "00D5g000008XyZa!•••"),
            ("", ""),
        ] {
            let shown = kept(pasted);
            assert_eq!(shown, stays, "{pasted}");
            assert!(!shown.contains("SEC") && !shown.contains("RET"), "{pasted} → {shown}");
            match (derive(pasted), derive(&shown)) {
                (Ok(one), Ok(other)) => assert_eq!(one.host, other.host, "{pasted}"),
                (Err(one), Err(other)) => {
                    let sentence = format!("{} {}", one.sentence(), other.sentence());
                    assert!(!sentence.contains("SEC") && !sentence.contains("RET"), "{pasted}: {sentence}");
                }
                (one, other) => panic!("{pasted}: {one:?}, kept {other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_leads_to_the_same_host(pasted in "(https://|https//|http://|)?[a-z@:/?#.\\\\-]{0,24}(.my.salesforce.com|.lightning.force.com)[a-z@:/?#.]{0,12}") {
            let after = derive(&kept(&pasted));
            match derive(&pasted) {
                Ok(derived) => prop_assert_eq!(after.map(|derived| derived.host), Ok(derived.host)),
                Err(HostRefusal::UserInformation) => prop_assert!(after.is_err(), "{:?}", after),
                Err(_) => {}
            }
        }

        #[test]
        fn keeping_twice_changes_nothing(pasted in "\\PC{0,60}") {
            let once = kept(&pasted);
            prop_assert_eq!(kept(&once), once);
        }
    }
}
