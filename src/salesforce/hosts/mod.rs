//! Which host may be asked for a token, made from whatever URL a person pastes. Facts and pure functions;
//! nothing here resolves a name or sends a byte. The table of host families is `suffixes`, the algorithm
//! `derive`, the refusals with their sentences `refusal`. Start reading at [`derive()`].

mod derive;
mod environment;
mod leads;
mod mistyped;
mod pasted;
mod refusal;
mod suffixes;
#[cfg(test)]
mod tests;
mod trust;

pub use derive::derive;
pub use environment::Environment;
pub use leads::{Leads, leads};
pub use pasted::kept;
pub use refusal::HostRefusal;
pub use suffixes::Page;
pub use trust::{Distrust, trusted_instance};

use std::borrow::Cow;
use std::fmt;

/// A host that may be asked for a token: a My Domain host, or an org on this machine (the demo org).
/// Made only by [`derive()`] and [`trusted_instance`], so it holds nothing but letters, digits, dots,
/// hyphens, and for loopback a port.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Host {
    name: String,
    port: Option<u16>,
    plain: bool,
}

impl Host {
    /// A host over https on the usual port. Only for names that were checked.
    fn https(name: String) -> Self {
        Self { name, port: None, plain: false }
    }

    /// The name alone: `acme.my.salesforce.com`, `127.0.0.1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port where it isn't the usual one; only loopback has such a port.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The port to connect to.
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(if self.plain { 80 } else { 443 })
    }

    /// True for `http:`, which only loopback may use.
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// True for an address of this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback_name(&self.name)
    }

    /// `https://acme.my.salesforce.com`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("{}://{self}", if self.plain { "http" } else { "https" })
    }

    /// What the host says about the kind of org.
    pub fn environment(&self) -> Environment {
        Environment::of(self)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Host({})", self.base_url())
    }
}

/// A host and how it came out of what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The host to ask.
    pub host: Host,
    /// How sure that is.
    pub note: Note,
    /// True where the pasted host carried the suffix of Microsoft Defender for Cloud Apps: the browser
    /// goes through it, the API doesn't.
    pub through_defender: bool,
}

/// How a host came out of what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The My Domain host itself was pasted.
    AsIs,
    /// Taken from the URL of another page of the same org.
    Derived {
        /// The host that was pasted; nothing is sent to it.
        from: String,
        /// What kind of page it was.
        page: Page,
    },
    /// Likely, but to be confirmed by the person before anything is sent.
    Guess {
        /// The host that was pasted.
        from: String,
        /// Why it is only a guess.
        why: Cow<'static, str>,
        /// Other hosts that it could be, likeliest first.
        alternatives: Vec<Host>,
    },
}

impl Derived {
    /// The sentences to show before anything is sent; none where the pasted host is used as it is.
    pub fn sentences(&self) -> Vec<String> {
        let mut out = match &self.note {
            Note::AsIs => Vec::new(),
            Note::Derived { page, .. } => {
                vec![format!("uses {}, taken from the {} you pasted", self.host, page.words())]
            }
            Note::Guess { why, alternatives, .. } => {
                let others: String =
                    alternatives.iter().map(|other| format!(" It could be {other}.")).collect();
                vec![format!("uses {}? {}.{others}", self.host, capital(why))]
            }
        };
        if self.through_defender {
            out.push(
                "your browser goes through Microsoft Defender for Cloud Apps (.mcas.ms); API calls do not"
                    .to_owned(),
            );
        }
        out
    }

    /// The sentence that offers the host where it is to be confirmed before anything is sent: a guess without
    /// another host in the same family, which would be the same org's.
    pub fn offer(&self) -> Option<String> {
        match &self.note {
            Note::Guess { from, why, alternatives } if alternatives.is_empty() => {
                Some(format!("“{from}” is most likely https://{}: {why}.", self.host))
            }
            _ => None,
        }
    }

    /// True where a person should confirm the host before it is used.
    pub fn is_guess(&self) -> bool {
        matches!(self.note, Note::Guess { .. })
    }
}

/// With a capital first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `localhost`, `127.0.0.0/8`, `::1`.
fn is_loopback_name(name: &str) -> bool {
    name == "localhost"
        || name == "[::1]"
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
