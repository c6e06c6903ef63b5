//! Encryption: whom this machine trusts, what a certificate says, why a handshake failed.

use std::error::Error;
use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use x509_cert::der::Decode;

pub use super::authorities::ExtraCa;
use super::failure::{CaFault, Failure, TlsFault};
use super::phases::{self, Marks, Sessions};

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it names: `CN=…`.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The host names and addresses it is for.
    pub names: Vec<String>,
    /// Begin of its validity.
    pub not_before: Option<Timestamp>,
    /// End of its validity.
    pub not_after: Option<Timestamp>,
}

impl Certificate {
    /// Reads a certificate; `None` if it is none.
    pub fn parse(der: &[u8]) -> Option<Self> {
        let certificate = x509_cert::Certificate::from_der(der).ok()?;
        let facts = certificate.tbs_certificate();
        let time = |time: x509_cert::time::Time| {
            Timestamp::from_second(i64::try_from(time.to_unix_duration().as_secs()).ok()?).ok()
        };
        let validity = facts.validity();
        let names = facts
            .get_extension::<x509_cert::ext::pkix::SubjectAltName>()
            .ok()
            .flatten()
            .map(|(_, names)| names.0.iter().filter_map(name_words).collect())
            .unwrap_or_default();
        Some(Self {
            subject: facts.subject().to_string(),
            issuer: facts.issuer().to_string(),
            names,
            not_before: time(validity.not_before),
            not_after: time(validity.not_after),
        })
    }
}

fn name_words(name: &x509_cert::ext::pkix::name::GeneralName) -> Option<String> {
    use x509_cert::ext::pkix::name::GeneralName;
    match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::IpAddress(octets) => match octets.as_bytes() {
            [a, b, c, d] => Some(std::net::Ipv4Addr::new(*a, *b, *c, *d).to_string()),
            bytes => {
                <[u8; 16]>::try_from(bytes).ok().map(|bytes| std::net::Ipv6Addr::from(bytes).to_string())
            }
        },
        _ => None,
    }
}

/// The configuration for plain connections: TLS is never begun with it, so it trusts nobody and needs no
/// trust store on the machine.
pub(super) fn trust_nobody() -> Result<ClientConfig, Failure> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Other(error.to_string()))?;
    Ok(config.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// The configuration that trusts what the system trusts, and `extra`.
pub(super) fn trust_system(extra: Option<&ExtraCa>) -> Result<ClientConfig, Failure> {
    let verifier = match extra {
        // On Windows a set of extra roots is a chain engine of its own, also where it holds none.
        None => Verifier::new(provider()).map_err(|error| Failure::NoTrustStore(error.to_string()))?,
        Some(extra) => {
            Verifier::new_with_extra_roots(extra.roots()?, provider()).map_err(|error| match error {
                // The verifier's own check of a root: the file is to blame, not the system's store.
                rustls::Error::InvalidCertificate(_) => extra.fault(CaFault::Damaged(error.to_string())),
                _ => Failure::NoTrustStore(error.to_string()),
            })?
        }
    };
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Other(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Watching(Arc::new(verifier))))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.resumption = Resumption::store(Arc::new(Sessions::new()));
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A verifier that decides nothing itself: it keeps the certificates that came, since a refused handshake
/// loses them and their issuer is what an admin needs to know.
#[derive(Debug)]
struct Watching(Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for Watching {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        rest: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        phases::certificates(leaf, rest.iter().map(|der| der.to_vec()));
        let verified = lending(|| self.0.verify_server_cert(leaf, rest, name, ocsp, now));
        phases::certificates_checked();
        verified
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        phases::agreed_on("TLS 1.2");
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        phases::agreed_on("TLS 1.3");
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

/// Runs a check that may wait, as that of Windows does for word whether a certificate was revoked: other work of this
/// thread is handed to another one meanwhile.
fn lending<T>(check: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    let may_lend = Handle::try_current().is_ok_and(|at| at.runtime_flavor() == RuntimeFlavor::MultiThread);
    if may_lend { tokio::task::block_in_place(check) } else { check() }
}

/// What failed in TLS, if it was TLS that failed.
pub(super) fn fault(
    error: &(dyn Error + 'static),
    host: &str,
    marks: &Marks,
    extra: Option<&ExtraCa>,
) -> Option<TlsFault> {
    let error = find::<rustls::Error>(error)?;
    let chain: Vec<_> = marks.chain().iter().filter_map(|der| Certificate::parse(der)).collect();
    let leaf = chain.first();
    let rustls::Error::InvalidCertificate(why) = error else {
        return Some(TlsFault::Other(error.to_string()));
    };
    Some(match why {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            // A self-signed chain has its own subject as issuer; either way the last one names who is unknown.
            let issuer = chain.last().map(|last| last.issuer.clone()).unwrap_or_default();
            let extra = extra.map(ExtraCa::holds);
            match why {
                CertificateError::BadSignature => TlsFault::OtherKey { issuer, extra },
                _ => TlsFault::UnknownIssuer { issuer, extra },
            }
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let names = leaf.map(|leaf| leaf.names.clone()).unwrap_or_default();
            TlsFault::WrongName { asked: host.to_owned(), names }
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TlsFault::Expired { not_after: leaf.and_then(|leaf| leaf.not_after) }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsFault::NotYet { not_before: leaf.and_then(|leaf| leaf.not_before) }
        }
        other => TlsFault::Other(other.to_string()),
    })
}

/// Looks for an error of one type among the causes; also inside `io::Error`, whose `source` skips its payload.
pub(super) fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        if let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
            && let Some(found) = find::<E>(inner)
        {
            return Some(found);
        }
        current = error.source();
    }
    None
}
