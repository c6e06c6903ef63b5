//! Where a token may travel: the `instance_url` that comes with it is checked before it is used.

use super::derive::Typed;
use super::leads::is_salesforces;
use super::{Host, is_loopback_name};

/// Why an `instance_url` is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// It can't be read as a URL of a host.
    NotAUrl(String),
    /// It is `http:`.
    Plain(String),
    /// It has another port, or user information in front of the host.
    Odd(String),
    /// Its host is neither Salesforce's nor the one that was asked.
    Stranger(String),
}

impl Distrust {
    /// One sentence that names the URL.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotAUrl(url) => format!("The token came with an instance URL that is no URL: “{url}”."),
            Self::Plain(url) => format!("The token came with an instance URL without TLS: {url}."),
            Self::Odd(url) => {
                format!(
                    "The token came with an instance URL that no org has: {url} (a port or a user name in it)."
                )
            }
            Self::Stranger(url) => format!(
                "The token came with an instance URL that is neither Salesforce's nor the host that was asked: {url}. The token was not sent there."
            ),
        }
    }
}

/// The host of an `instance_url`, when a token that `login` handed out may travel there: https on a host of
/// Salesforce's families, or the very host that was asked. Loopback may only hand out itself, and nobody
/// else loopback.
pub fn trusted_instance(login: &Host, instance_url: &str) -> Result<Host, Distrust> {
    // A server's words are shown: at most a line of them.
    let shown = || instance_url.chars().filter(|c| !c.is_control()).take(120).collect::<String>();
    let typed = Typed::read(instance_url).map_err(|_| Distrust::NotAUrl(shown()))?;
    if typed.scheme.is_none() || typed.host.is_empty() {
        return Err(Distrust::NotAUrl(shown()));
    }
    if typed.has_user {
        return Err(Distrust::Odd(shown()));
    }
    let same = typed.host == login.name || (is_loopback_name(&typed.host) && is_loopback_name(&login.name));
    if login.is_loopback() {
        let plain = typed.scheme.as_deref() == Some("http");
        let port = typed.port.unwrap_or(if plain { 80 } else { 443 });
        return if same && port == login.port_or_default() && plain == login.plain {
            Ok(Host { name: typed.host, port: typed.port, plain })
        } else {
            Err(Distrust::Stranger(shown()))
        };
    }
    if typed.scheme.as_deref() != Some("https") {
        return Err(Distrust::Plain(shown()));
    }
    if typed.port.is_some_and(|port| port != 443) {
        return Err(Distrust::Odd(shown()));
    }
    if same || is_salesforces(&typed.host) {
        Ok(Host::https(typed.host))
    } else {
        Err(Distrust::Stranger(shown()))
    }
}
