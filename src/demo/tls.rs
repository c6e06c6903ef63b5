//! A certificate authority and a certificate for loopback, written to a folder for whoever must trust them.

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::clock;

/// What a server shows.
#[derive(Clone)]
pub struct Certificate {
    /// Takes TLS connections.
    pub acceptor: TlsAcceptor,
    /// The authority's certificate, as PEM.
    pub ca_file: PathBuf,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.debug_struct("Certificate").field("ca_file", &self.ca_file).finish_non_exhaustive()
    }
}

/// No certificate.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The folder can't be written.
    #[error("{path}: {source}", path = path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The certificate can't be made.
    #[error("no certificate could be made: {0}")]
    Make(#[from] rcgen::Error),
    /// The certificate can't be served.
    #[error("the certificate can't be served: {0}")]
    Serve(#[from] rustls::Error),
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It was valid until yesterday.
    Expired,
    /// It is valid from tomorrow.
    NotYetValid,
    /// It is for another host.
    WrongName,
    /// Another authority signed it than the one whose certificate was written.
    UnknownAuthority,
}

/// Makes both, writes `ca.pem` and `server.pem` to the folder, and keeps the keys in memory. They are new each
/// time: a key on disk would be one more thing to look after.
pub fn write(folder: &Path, flaw: Option<Flaw>) -> Result<Certificate, TlsError> {
    let (ca, issuer) = authority()?;
    let issuer = if flaw == Some(Flaw::UnknownAuthority) { authority()?.1 } else { issuer };
    let mut params = match flaw {
        Some(Flaw::WrongName) => CertificateParams::new(vec!["elsewhere.example".to_owned()])?,
        _ => {
            let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
            params.subject_alt_names.push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
            params
        }
    };
    params.distinguished_name.push(DnType::CommonName, "orgscope demo");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let day = |offset: i64| {
        let date = clock::day(clock::now(), offset);
        rcgen::date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    match flaw {
        Some(Flaw::Expired) => (params.not_before, params.not_after) = (day(-30), day(-1)),
        Some(Flaw::NotYetValid) => (params.not_before, params.not_after) = (day(2), day(30)),
        _ => (params.not_before, params.not_after) = (day(-1), day(365)),
    }
    let key = KeyPair::generate()?;
    let server = params.signed_by(&key, &issuer)?;

    fs::create_dir_all(folder).map_err(|source| TlsError::Write { path: folder.to_owned(), source })?;
    let ca_file = folder.join("ca.pem");
    for (path, text) in [(&ca_file, ca.pem()), (&folder.join("server.pem"), server.pem())] {
        fs::write(path, text).map_err(|source| TlsError::Write { path: path.clone(), source })?;
    }

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![server.der().clone(), ca.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certificate { acceptor: TlsAcceptor::from(Arc::new(config)), ca_file })
}

/// A new authority: its certificate, and what signs with its key.
fn authority() -> Result<(rcgen::Certificate, Issuer<'static, KeyPair>), TlsError> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.distinguished_name.push(DnType::CommonName, "orgscope demo authority");
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate, Issuer::new(params, key)))
}
