//! A CONNECT proxy that ends TLS for any host with an authority of its own and leads to a demo org, so that an org is
//! asked by a real host name.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the proxy does with a request for a tunnel.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Lets everybody through.
    Open,
    /// Lets through who gives this `user:password`.
    Login(&'static str),
    /// Answers with these bytes and ends the connection.
    Says(&'static str),
}

/// A running proxy; it ends with the runtime of the test.
pub struct Proxy {
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// The requests for tunnels.
    pub heads: Arc<Mutex<Vec<String>>>,
    files: tempfile::TempDir,
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

impl Proxy {
    /// Starts one that leads to `org` (`http://127.0.0.1:PORT`).
    pub async fn start(org: &str, rule: Rule) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let files = tempfile::tempdir().unwrap();
        let authority = Arc::new(Authority::new("Bugs Root", files.path(), "ca"));
        Authority::new("Other Root", files.path(), "other");
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (org, kept) = (org.trim_start_matches("http://").to_owned(), Arc::clone(&heads));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (authority, org, kept) = (Arc::clone(&authority), org.clone(), Arc::clone(&kept));
                tokio::spawn(async move { serve(stream, rule, &authority, &org, &kept).await });
            }
        });
        Self { address, heads, files }
    }

    /// `ca.pem`, `ca.der`, `ca.key` of its authority; `other.pem` of another one.
    pub fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }
}

impl Authority {
    fn new(name: &str, folder: &Path, stem: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let made = params.self_signed(&key).unwrap();
        std::fs::write(folder.join(format!("{stem}.pem")), made.pem()).unwrap();
        std::fs::write(folder.join(format!("{stem}.der")), made.der()).unwrap();
        std::fs::write(folder.join(format!("{stem}.key")), key.serialize_pem()).unwrap();
        Self { issuer: Issuer::new(params, key) }
    }

    fn config(&self, host: &str) -> rustls::ServerConfig {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let leaf = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    rule: Rule,
    authority: &Authority,
    org: &str,
    heads: &Mutex<Vec<String>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let host = head.split([' ', ':']).nth(1).unwrap_or_default().to_owned();
    heads.lock().unwrap().push(head.clone());
    let refusal = match rule {
        Rule::Open => None,
        Rule::Says(bytes) => Some(bytes),
        Rule::Login(login) => {
            let given = format!("basic {}", base64::engine::general_purpose::STANDARD.encode(login));
            let is_given = head.to_lowercase().contains(&given.to_lowercase());
            let refusal =
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"corp\"\r\nContent-Length: 0\r\n\r\n";
            (!is_given).then_some(refusal)
        }
    };
    if let Some(bytes) = refusal {
        let _ = stream.write_all(bytes.as_bytes()).await;
        let _ = stream.shutdown().await;
        return;
    }
    let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
    let tls = tokio_rustls::TlsAcceptor::from(Arc::new(authority.config(&host)));
    let (Ok(mut near), Ok(mut far)) = (tls.accept(stream).await, TcpStream::connect(org).await) else {
        return;
    };
    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
}
