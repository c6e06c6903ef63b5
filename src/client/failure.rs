//! How the network fails: small values with what is known, no sentences. `session/explain.rs` turns them
//! into what a person reads.

use super::request::Refusal;

/// Where a request was when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Looking the host's name up.
    Dns,
    /// Opening the connection.
    Connect,
    /// Agreeing on encryption.
    Tls,
    /// Waiting for the first byte of the answer.
    Wait,
    /// Reading the body.
    Read,
}

/// Why no whole answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was not sent at all.
    NotSent(Refusal),
    /// The token belongs to another origin than the one asked.
    TokenOfOther {
        /// Whom the token is for.
        token: String,
        /// Who was to be asked.
        asked: String,
    },
    /// The name lookup failed.
    Dns {
        /// The name that was looked up.
        host: String,
        /// True where the name does not exist, false where the lookup itself failed.
        no_such_name: bool,
        /// The resolver's words.
        said: String,
    },
    /// No connection.
    Connect {
        /// Host and port that were called; the proxy's, where one is in use.
        host: String,
        /// What happened.
        kind: ConnectKind,
        /// The system's words.
        said: String,
        /// Whether `host` is a proxy.
        is_proxy: bool,
    },
    /// The proxy said no to a connection through it.
    Proxy {
        /// Host and port of the proxy.
        proxy: String,
        /// Whether it asks for a login (407).
        wants_login: bool,
        /// What it said.
        said: String,
    },
    /// Encryption could not be agreed on.
    Tls(TlsFault),
    /// Nothing came within the limit.
    Silent {
        /// What was being waited for.
        phase: Phase,
        /// The limit in milliseconds.
        limit_ms: u64,
    },
    /// The connection ended before the answer did.
    Broken {
        /// Where it ended.
        phase: Phase,
        /// The system's words.
        said: String,
    },
    /// The body is larger than the cap.
    TooBig {
        /// The cap in bytes.
        cap: u64,
        /// True where the body was still small on the wire and grew when it was unpacked.
        unpacked: bool,
    },
    /// The body says that it is gzip and is not.
    NotGzip,
    /// The other side does not speak HTTP.
    NotHttp(String),
    /// No certificate authorities were found on this machine.
    NoTrustStore(String),
    /// The extra certificate file can't be used.
    CaFile {
        /// The file as named.
        file: String,
        /// What is wrong with it.
        said: String,
    },
    /// The person or the program stopped waiting.
    Stopped,
    /// Anything else.
    Other(String),
}

/// How a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectKind {
    /// Nobody listens there.
    Refused,
    /// No way to that network.
    Unreachable,
    /// Anything else.
    Other,
}

/// How TLS failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate was issued by nobody this machine trusts.
    UnknownIssuer {
        /// The issuer named in the last certificate of the chain that came.
        issuer: String,
    },
    /// The certificate is for other names.
    WrongName {
        /// The name that was asked for.
        asked: String,
        /// The names in the certificate.
        names: Vec<String>,
    },
    /// The certificate is over.
    Expired {
        /// When it ended.
        not_after: Option<jiff::Timestamp>,
    },
    /// The certificate is not valid yet.
    NotYet {
        /// When it begins.
        not_before: Option<jiff::Timestamp>,
    },
    /// Anything else, in the library's words.
    Other(String),
}

impl Failure {
    /// Whether the cause lies between this machine and the org, so that key and secret are not in question.
    pub fn is_network(&self) -> bool {
        !matches!(self, Self::NotSent(_) | Self::TokenOfOther { .. } | Self::Stopped)
    }

    /// One word for logs and tests.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not_sent",
            Self::TokenOfOther { .. } => "token_of_other",
            Self::Dns { .. } => "dns",
            Self::Connect { .. } => "connect",
            Self::Proxy { .. } => "proxy",
            Self::Tls(_) => "tls",
            Self::Silent { .. } => "silent",
            Self::Broken { .. } => "broken",
            Self::TooBig { .. } => "too_big",
            Self::NotGzip => "not_gzip",
            Self::NotHttp(_) => "not_http",
            Self::NoTrustStore(_) => "no_trust_store",
            Self::CaFile { .. } => "ca_file",
            Self::Stopped => "stopped",
            Self::Other(_) => "other",
        }
    }
}

/// What libraries put in front of the words of the system; it tells a person nothing.
const WRAPPERS: &[&str] = &[
    "client error (Connect)",
    "client error (SendRequest)",
    "error trying to connect",
    "connection error",
    "tcp connect error",
    "tunnel error",
    "dns error",
    "failed to lookup address information",
];

/// The words of a library cut to what a person can use:
/// `client error (Connect): tcp connect error: Connection refused (os error 111)` is `connection refused`.
pub fn short(said: &str) -> String {
    let said = said.trim();
    let parts: Vec<&str> = said.split(": ").filter(|part| !WRAPPERS.contains(part)).collect();
    let words =
        if parts.is_empty() { said.rsplit(": ").next().unwrap_or(said).to_owned() } else { parts.join(": ") };
    let words = words.split(" (os error ").next().unwrap_or(&words);
    let first = words.split(' ').next().unwrap_or_default();
    // A name of many capitals stays as it is.
    match first.chars().next() {
        Some(letter) if first.chars().filter(|c| c.is_uppercase()).count() == 1 && letter.is_uppercase() => {
            letter.to_lowercase().chain(words.chars().skip(1)).collect()
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_libraries_are_cut_to_what_a_person_can_use() {
        for (said, words) in [
            (
                "client error (Connect): tcp connect error: Connection refused (os error 111)",
                "connection refused",
            ),
            (
                "client error (Connect): dns error: failed to lookup address information: Name or service not known",
                "name or service not known",
            ),
            (
                "client error (SendRequest): connection error: Connection reset by peer (os error 104)",
                "connection reset by peer",
            ),
            (
                "client error (Connect): received fatal alert: HandshakeFailure",
                "received fatal alert: HandshakeFailure",
            ),
            ("client error (Connect): tunnel error", "tunnel error"),
            ("EOF while reading", "EOF while reading"),
            ("", ""),
        ] {
            assert_eq!(short(said), words);
        }
    }
}
