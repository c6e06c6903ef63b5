//! Certificates that are right, and wrong in each way.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// How a server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// As it should be.
    Sound,
    /// And HTTP/2 is agreed on.
    Http2,
    /// Signed by an authority that nobody trusts.
    UnknownIssuer,
    /// Signed by one that has the trusted one's name and another key.
    OtherKey,
    /// For another host.
    WrongName,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYet,
    /// By itself.
    SelfSigned,
    /// TLS 1.2 and nothing newer, which is right.
    Old,
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn named(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }
}

static TRUSTED: LazyLock<Authority> = LazyLock::new(|| Authority::named("Matrix Root"));
static NAMESAKE: LazyLock<Authority> = LazyLock::new(|| Authority::named("Matrix Root"));
static STRANGER: LazyLock<Authority> = LazyLock::new(|| Authority::named("Stranger Root"));

/// Writes the trusted authority into a folder, for `ORGSCOPE_CA_FILE`.
pub fn write_authority(folder: &Path) -> PathBuf {
    let file = folder.join("authority.pem");
    std::fs::write(&file, &TRUSTED.pem).unwrap();
    file
}

/// The server's side.
pub fn server(kind: Tls) -> Arc<ServerConfig> {
    let name = if kind == Tls::WrongName { "elsewhere.example" } else { "localhost" };
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    match kind {
        Tls::Expired => params.not_after = date_time_ymd(2020, 1, 1),
        Tls::NotYet => params.not_before = date_time_ymd(2090, 1, 1),
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let leaf = match kind {
        Tls::SelfSigned => params.self_signed(&key),
        Tls::UnknownIssuer => params.signed_by(&key, &STRANGER.issuer),
        Tls::OtherKey => params.signed_by(&key, &NAMESAKE.issuer),
        _ => params.signed_by(&key, &TRUSTED.issuer),
    }
    .unwrap();
    let versions: &[&rustls::SupportedProtocolVersion] = match kind {
        Tls::Old => &[&rustls::version::TLS12],
        _ => rustls::DEFAULT_VERSIONS,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let protocol: &[u8] = if kind == Tls::Http2 { b"h2" } else { b"http/1.1" };
    config.alpn_protocols = vec![protocol.to_vec()];
    Arc::new(config)
}
