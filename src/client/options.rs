//! How patient and how hungry the client is, and what it trusts.

use std::sync::Arc;
use std::time::Duration;

use super::tls::ExtraCa;

/// Time limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For name lookup, connection and TLS together.
    pub connect: Duration,
    /// For the first byte of an answer. Salesforce itself ends a query after 120 s and then answers
    /// QUERY_TIMEOUT, so it is a little longer. (Limits quick reference, 'SOQL and SOSL Limits'.)
    pub wait: Duration,
    /// The same for the token endpoint and its neighbours, which answer at once or not at all.
    pub token: Duration,
    /// Between two pieces of a body.
    pub read: Duration,
    /// For everything.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(10),
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
    /// The largest body in bytes, unpacked.
    pub cap: u64,
    /// Authorities to trust beside those of the system.
    pub extra_ca: Option<Arc<ExtraCa>>,
    /// A proxy instead of the one that the environment or the system names; never used for loopback.
    pub proxy: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::default(), cap: 256 * 1024 * 1024, extra_ca: None, proxy: None }
    }
}
