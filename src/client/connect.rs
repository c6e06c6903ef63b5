//! The way to a host, step by step: name, connection, proxy, TLS. A normal request goes it at once and says
//! only that it failed; here each step has its own time and its own failure.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::clock::Stopwatch;
use super::failure::{ConnectKind, Failure, Phase};
use super::options::Options;
use super::phases::Marks;
use super::proxy::{self, Proxy};
use super::tls::{self, Certificate};
use super::wire;
use crate::salesforce::path::Origin;

/// What was found out on the way, as far as it went.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Host and port of the proxy in use; the addresses are then the proxy's.
    pub proxy: Option<String>,
    /// The addresses of the name.
    pub addresses: Vec<SocketAddr>,
    /// Milliseconds of the name lookup.
    pub dns_ms: Option<u64>,
    /// The address that took the connection.
    pub address: Option<SocketAddr>,
    /// Milliseconds of the connection, and of the proxy's answer where there is one.
    pub connect_ms: Option<u64>,
    /// Milliseconds of TLS.
    pub tls_ms: Option<u64>,
    /// `TLS 1.3`.
    pub tls: Option<&'static str>,
    /// `HTTP/2` or `HTTP/1.1`, as agreed on.
    pub http: Option<&'static str>,
    /// The host's own certificate, also where it was not accepted.
    pub certificate: Option<Certificate>,
    /// Where and why the way ends; `None` where it leads there.
    pub failure: Option<Failure>,
}

/// Goes the way to `to` and closes the connection. Nothing of HTTP is sent to the host.
pub(super) async fn walk(to: &Origin, options: &Options) -> Way {
    let mut way = Way::default();
    let marks = Marks::start();
    let failure =
        match tokio::time::timeout(options.limits.connect, marks.during(go(to, options, &mut way, &marks)))
            .await
        {
            Ok(Ok(())) => None,
            Ok(Err(failure)) => Some(failure),
            Err(_) => Some(Failure::Silent { phase: at(&way, to), limit_ms: millis(options.limits.connect) }),
        };
    way.certificate = marks.chain().first().and_then(|der| Certificate::parse(der));
    way.failure = failure;
    way
}

fn at(way: &Way, to: &Origin) -> Phase {
    match way {
        Way { dns_ms: None, .. } => Phase::Dns,
        Way { connect_ms: Some(_), .. } if to.is_https() => Phase::Tls,
        _ => Phase::Connect,
    }
}

async fn go(to: &Origin, options: &Options, way: &mut Way, marks: &Marks) -> Result<(), Failure> {
    let proxy = proxy::in_use(to, options);
    if let Some(proxy) = proxy.as_ref().filter(|proxy| !proxy.is_http()) {
        return Err(Failure::Proxy {
            proxy: proxy.shown(),
            wants_login: false,
            said: "only http and https proxies can be used".into(),
        });
    }
    way.proxy = proxy.as_ref().map(Proxy::shown);
    let (host, port) = match &proxy {
        Some(proxy) => (proxy.host().to_owned(), proxy.port()),
        None => (to.host().to_owned(), to.port()),
    };

    let watch = Stopwatch::start();
    way.addresses = wire::look_up(&host, port).await.map_err(|failed| Failure::Dns {
        host: failed.host,
        no_such_name: failed.no_such_name,
        said: failed.said,
    })?;
    way.dns_ms = Some(watch.ms());

    let watch = Stopwatch::start();
    let mut stream = open(&host, port, &proxy, way).await?;
    // The way to an https proxy is encrypted too; what runs inside is the same.
    if let Some(proxy) = proxy.as_ref().filter(|proxy| !proxy.is_https()) {
        tunnel(&mut stream, to, proxy).await?;
    }
    way.connect_ms = Some(watch.ms());
    if !to.is_https() || proxy.as_ref().is_some_and(Proxy::is_https) {
        return Ok(());
    }

    let watch = Stopwatch::start();
    let config = tls::trust_system(options.extra_ca.as_deref())?;
    let bare = to.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(bare).map_err(|error| Failure::Other(error.to_string()))?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.map_err(|error| {
        tls::fault(&error, to.host(), marks)
            .map_or_else(|| Failure::Broken { phase: Phase::Tls, said: error.to_string() }, Failure::Tls)
    })?;
    way.tls_ms = Some(watch.ms());
    let (_, facts) = stream.get_ref();
    way.tls = facts.protocol_version().map(|version| match version {
        rustls::ProtocolVersion::TLSv1_3 => "TLS 1.3",
        rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2",
        _ => "TLS",
    });
    way.http = Some(match facts.alpn_protocol() {
        Some(b"h2") => "HTTP/2",
        _ => "HTTP/1.1",
    });
    Ok(())
}

/// Tries the addresses in turn; the first that takes the connection is used.
async fn open(host: &str, port: u16, proxy: &Option<Proxy>, way: &mut Way) -> Result<TcpStream, Failure> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in way.addresses.clone() {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                way.address = Some(address);
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(Failure::Connect {
        host: format!("{host}:{port}"),
        kind: connect_kind(last.kind()),
        said: last.to_string(),
        is_proxy: proxy.is_some(),
    })
}

/// What a system's error says about a connection.
pub(super) fn connect_kind(kind: io::ErrorKind) -> ConnectKind {
    match kind {
        io::ErrorKind::ConnectionRefused => ConnectKind::Refused,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => ConnectKind::Unreachable,
        _ => ConnectKind::Other,
    }
}

/// Asks the proxy for a connection to the host. (RFC 9110, 9.3.6.)
async fn tunnel(stream: &mut TcpStream, to: &Origin, proxy: &Proxy) -> Result<(), Failure> {
    let failed = |wants_login: bool, said: String| Failure::Proxy { proxy: proxy.shown(), wants_login, said };
    let broken = |error: io::Error| Failure::Broken { phase: Phase::Connect, said: error.to_string() };
    let target = format!("{}:{}", to.host(), to.port());
    let mut head = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n").into_bytes();
    if let Some(login) = proxy.login() {
        head.extend_from_slice(b"Proxy-Authorization: ");
        head.extend_from_slice(login);
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    stream.write_all(&head).await.map_err(broken)?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > 16 * 1024 {
            return Err(failed(false, "its answer has no end".into()));
        }
        answer.push(stream.read_u8().await.map_err(broken)?);
    }
    let text = String::from_utf8_lossy(&answer);
    let first = text.lines().next().unwrap_or_default().to_owned();
    match first.split(' ').nth(1) {
        Some(code) if code.starts_with('2') => Ok(()),
        code => Err(failed(code == Some("407"), first)),
    }
}

fn millis(limit: Duration) -> u64 {
    u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)
}
