//! How patient and how hungry the client is, and what it trusts.

use std::sync::Arc;
use std::time::Duration;

use super::again::Patience;
use super::proxy::Proxies;
use super::room::Room;
use super::tls::ExtraCa;

/// Time limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For name lookup, connection and TLS together.
    pub connect: Duration,
    /// What is added to that for the system's own look at the certificate, once TLS has begun.
    pub certificate: Duration,
    /// For the first byte of an answer. Salesforce itself ends a query after 120 s and then answers
    /// QUERY_TIMEOUT, so it is a little longer. (Limits quick reference, 'SOQL and SOSL Limits'.)
    pub wait: Duration,
    /// For the whole answer of the token endpoint and its neighbours, which answer at once or not at all.
    pub token: Duration,
    /// Between two pieces of a body.
    pub read: Duration,
    /// For everything, from the name lookup to the last byte.
    pub total: Duration,
}

/// Windows may wait 10 s for word whether a certificate was revoked, without any effect on its verdict; no other
/// system waits. (rustls-platform-verifier, 'Windows'; rustls/rustls-platform-verifier#237.)
pub const CERTIFICATE: Duration = Duration::from_secs(if cfg!(windows) { 12 } else { 0 });

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(10),
            certificate: CERTIFICATE,
            wait: seconds(125),
            token: seconds(30),
            read: seconds(30),
            total: seconds(600),
        }
    }
}

/// The options of a client.
#[derive(Clone, Debug)]
pub struct Options {
    /// Time limits.
    pub limits: Limits,
    /// How long a read is asked again where waiting helps.
    pub patience: Patience,
    /// The largest body in bytes, unpacked.
    pub cap: u64,
    /// The room that all bodies on their way share.
    pub room: Arc<Room>,
    /// Authorities to trust beside those of the system.
    pub extra_ca: Option<Arc<ExtraCa>>,
    /// What is said about proxies, instead of what this machine says.
    pub proxies: Option<Proxies>,
    /// How names are looked up.
    pub names: Names,
}

/// How names are looked up.
#[derive(Clone, Debug, Default)]
pub enum Names {
    /// By the system's resolver.
    #[default]
    System,
    /// In a list; a name that is not in it does not exist.
    #[cfg(test)]
    Listed(Arc<Vec<&'static str>>),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            patience: Patience::default(),
            cap: 256 * 1024 * 1024,
            room: Room::of_this_program(),
            extra_ca: None,
            proxies: None,
            names: Names::System,
        }
    }
}
