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

/// Makes both, writes `ca.pem` and `server.pem` to the folder, and keeps the keys in memory. They are new each
/// time: a key on disk would be one more thing to look after.
pub fn write(folder: &Path) -> Result<Certificate, TlsError> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.distinguished_name.push(DnType::CommonName, "orgscope demo authority");
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let ca = params.self_signed(&key)?;
    let issuer = Issuer::new(params, key);

    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params.subject_alt_names.push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    params.distinguished_name.push(DnType::CommonName, "orgscope demo");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
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
