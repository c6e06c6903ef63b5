//! How the network fails: small values with what is known, no sentences. `session/explain.rs` turns them
//! into what a person reads.

use super::proxy::Named;
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
        /// What is known of it.
        kind: LookupKind,
        /// The resolver's words.
        said: String,
    },
    /// No connection.
    Connect {
        /// Host and port that were called.
        host: String,
        /// What happened.
        kind: ConnectKind,
        /// The system's words.
        said: String,
    },
    /// The proxy is at fault, or how it is named.
    Proxy(Box<ProxyFault>),
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
    /// The head of the answer is larger than any of Salesforce's.
    HeadTooBig,
    /// Bytes kept coming, and the answer had no end when the time for all of it was over.
    NoEnd {
        /// The limit in milliseconds.
        limit_ms: u64,
    },
    /// There is no room for this body beside the others that are on their way.
    NoRoom {
        /// Bytes that all of them have together.
        room: u64,
    },
    /// The body says that it is gzip and is not.
    NotGzip,
    /// The body is packed in a way that was not asked for, by its name.
    Packed(String),
    /// Only a part of the answer was sent, though all of it was asked for.
    Partial {
        /// The status.
        status: u16,
        /// Which part, where it says so: `bytes 0-5/11`.
        range: Option<String>,
    },
    /// A status that answers another question than a read.
    Unasked(u16),
    /// The other side does not speak HTTP.
    NotHttp(String),
    /// No certificate authorities were found on this machine.
    NoTrustStore(String),
    /// The extra certificate file can't be used.
    CaFile {
        /// The file as named.
        file: String,
        /// What it holds instead.
        fault: CaFault,
    },
    /// The person or the program stopped waiting.
    Stopped,
    /// Anything else.
    Other(String),
}

impl Failure {
    /// The words in it that another side said.
    pub(super) fn words(&mut self) -> Vec<&mut String> {
        match self {
            Self::Dns { said, .. } | Self::Connect { said, .. } | Self::Broken { said, .. } => vec![said],
            Self::Packed(said) | Self::NotHttp(said) | Self::Other(said) => vec![said],
            Self::Partial { range, .. } => range.iter_mut().collect(),
            Self::Proxy(fault) => match &mut fault.why {
                ProxyWhy::WantsLogin { takes, .. } => takes.iter_mut().collect(),
                ProxyWhy::Refused { title, .. } => title.iter_mut().collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// What a failed lookup says about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupKind {
    /// There is no such name, and names of the outside can be looked up: another one was found.
    NoSuchName,
    /// It was not found, and neither was another one that always exists.
    NoOutsideNames,
    /// The lookup itself failed.
    NoAnswer,
}

/// What is wrong with the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyFault {
    /// Which one, and where it is named.
    pub proxy: Named,
    /// What is wrong.
    pub why: ProxyWhy,
}

/// What can be wrong with a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyWhy {
    /// What is written in the place of its address is none.
    NotAnAddress,
    /// It is a SOCKS proxy, which is not spoken here.
    Socks,
    /// Its name was not found.
    NoSuchName,
    /// No connection to it.
    NotReached(ConnectKind),
    /// It took the connection, or not even that, and said nothing within the limit.
    Silent {
        /// The limit in milliseconds.
        limit_ms: u64,
    },
    /// It is to be spoken to with TLS, and that failed.
    Tls(TlsFault),
    /// It wants a login (407).
    WantsLogin {
        /// The kinds of login that it takes: `Basic`, `NTLM`.
        takes: Vec<String>,
        /// Whether it was given one.
        gave_login: bool,
    },
    /// It does not let a connection to the host through.
    Refused {
        /// The status that it answered.
        status: Option<u16>,
        /// The title of the page that came with it.
        title: Option<String>,
    },
    /// It ended the connection without an answer.
    Closed,
}

/// Why a file of certificate authorities can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaFault {
    /// There is nothing in it.
    Empty,
    /// A certificate in its binary form (DER).
    Der,
    /// A bundle of certificates in another form (PKCS #7, `.p7b`); whether it is binary.
    Pkcs7 {
        /// Binary, not text.
        is_der: bool,
    },
    /// A bundle with a private key (PKCS #12, `.pfx`, `.p12`).
    Pkcs12,
    /// Text, and no certificate in it; what it holds by its own labels: `PRIVATE KEY`.
    NoCertificate {
        /// The labels of its blocks.
        holds: Vec<String>,
    },
    /// A certificate in it is damaged, or none that can be trusted.
    Damaged(String),
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
        /// What is trusted here beside the system's authorities.
        extra: Option<ExtraHolds>,
    },
    /// The certificate names an issuer that this machine trusts, and was signed with another key than that
    /// one's.
    OtherKey {
        /// The issuer named in the last certificate of the chain that came.
        issuer: String,
        /// What is trusted here beside the system's authorities.
        extra: Option<ExtraHolds>,
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

/// The file of certificate authorities that is in use, and whom it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraHolds {
    /// The file as named.
    pub file: String,
    /// The subjects of the certificates in it.
    pub subjects: Vec<String>,
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
            Self::Proxy(_) => "proxy",
            Self::Tls(_) => "tls",
            Self::Silent { .. } => "silent",
            Self::Broken { .. } => "broken",
            Self::TooBig { .. } => "too_big",
            Self::HeadTooBig => "head_too_big",
            Self::NoEnd { .. } => "no_end",
            Self::NoRoom { .. } => "no_room",
            Self::NotGzip => "not_gzip",
            Self::Packed(_) => "packed",
            Self::Partial { .. } => "partial",
            Self::Unasked(_) => "unasked",
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
