//! Where a token may travel: the `instance_url` that comes with it is checked before it is used.

use super::derive::Typed;
use super::suffixes::{self, API_SUFFIXES, PARTITIONS};
use super::{Host, is_loopback_name, pasted};

/// Why an `instance_url` is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// It can't be read as a URL of a host.
    NotAUrl(String),
    /// It is `http:`.
    Plain(String),
    /// It has another port, or user information in front of the host.
    Odd(String),
    /// Its host is neither an API host of Salesforce nor the one that was asked.
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
                "The token came with an instance URL that is neither an API host of Salesforce nor the host that was asked: {url}. The token was not sent there."
            ),
        }
    }
}

/// The host of an `instance_url`, when a token that `login` handed out may travel there: https on a host of
/// Salesforce's that serves the API, or the very host that was asked. Sites of customers (`*.force.com`,
/// `*.my.site.com`) are hosts of Salesforce too, and what they serve is the customer's. Loopback may only hand out itself, and nobody
/// else loopback.
pub fn trusted_instance(login: &Host, instance_url: &str) -> Result<Host, Distrust> {
    let shown = || pasted::shown(instance_url);
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
    if same || serves_the_api(&typed.host) {
        Ok(Host::https(typed.host))
    } else {
        Err(Distrust::Stranger(shown()))
    }
}

/// Whether a host is one of those of Salesforce that serve the API: an org's own (`acme.my.salesforce.com`, with a
/// partition or an instance between) or an instance (`na139.salesforce.com`, `usa1s.sfdc-abc.salesforce.com`).
// Salesforce Help, 'My Domain URL formats'; sfdx-core's SfdcUrl for the instances of Hyperforce.
fn serves_the_api(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if let Some(before) = API_SUFFIXES.iter().find_map(|ends| host.strip_suffix(ends)) {
        return match before.split_once('.') {
            None => is_label(before),
            Some((label, between)) => {
                is_label(label) && (PARTITIONS.contains(&between) || suffixes::is_instance(between))
            }
        };
    }
    let instance = host.strip_suffix(".salesforce.com").or_else(|| host.strip_suffix(".salesforce.mil"));
    match instance.map(|before| before.split('.').collect::<Vec<_>>()).as_deref() {
        Some([name]) => suffixes::is_instance(name),
        Some([name, cell]) => is_label(name) && cell.strip_prefix("sfdc-").is_some_and(is_label),
        _ => false,
    }
}
