//! From a name to a connection, and what it means when that fails: name lookup, connection, proxy, TLS, told
//! apart. How long each took is noted by `phases.rs`; the address, the version of TLS and the certificate
//! that came stand in the exchange.

use std::error::Error;
use std::io;
use std::net::SocketAddr;

use super::failure::{ConnectKind, Failure, Phase};
use super::options::Options;
use super::phases::{self, Marks};
use super::{proxy, tls, wire};
use crate::salesforce::path::Origin;

/// The system's name lookup, noted.
pub(super) struct Lookup;

/// A name lookup that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{host}: {said}")]
struct LookupFailed {
    host: String,
    no_such_name: bool,
    said: String,
}

/// Looks a name up by the system's resolver.
async fn look_up(host: &str) -> Result<Vec<SocketAddr>, LookupFailed> {
    phases::lookup(false);
    // The port is put in by who asks.
    let found = tokio::net::lookup_host((host, 0)).await;
    phases::lookup(true);
    let failed = |said: String| {
        // The codes of getaddrinfo are lost on the way; these are the words for "no such name" of glibc,
        // musl, macOS and Windows.
        let known =
            ["not known", "No address associated", "does not resolve", "No such host", "nodename nor"];
        let no_such_name = known.iter().any(|words| said.contains(words));
        LookupFailed { host: host.to_owned(), no_such_name, said }
    };
    match found {
        Ok(addresses) => {
            let addresses: Vec<_> = addresses.collect();
            if addresses.is_empty() { Err(failed("No address associated".into())) } else { Ok(addresses) }
        }
        Err(error) => Err(failed(error.to_string())),
    }
}

impl reqwest::dns::Resolve for Lookup {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async move {
            let addresses = look_up(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// What an error of the HTTP library means.
pub(super) fn failure(error: &reqwest::Error, to: &Origin, marks: &Marks, options: &Options) -> Failure {
    let phase = marks.phase();
    if let Some(failed) = tls::find::<LookupFailed>(error) {
        return Failure::Dns {
            host: failed.host.clone(),
            no_such_name: failed.no_such_name,
            said: failed.said.clone(),
        };
    }
    if let Some(fault) = tls::fault(error, to.host(), marks) {
        return Failure::Tls(fault);
    }
    if error.is_timeout() {
        return wire::silent(marks, options.limits.connect);
    }
    let proxy = proxy::in_use(to, options).map(|proxy| proxy.shown());
    let io = tls::find::<std::io::Error>(error).map(std::io::Error::kind);
    if error.is_connect() {
        let said = words(error);
        if let Some(proxy) = &proxy
            && said.contains("tunnel error")
            && !said.contains("failed to create underlying connection")
        {
            let wants_login = said.contains("proxy authorization required");
            return Failure::Proxy { proxy: proxy.clone(), wants_login, said };
        }
        let kind = io.map_or(ConnectKind::Other, connect_kind);
        let is_proxy = proxy.is_some();
        let host = proxy.unwrap_or_else(|| format!("{}:{}", to.host(), to.port()));
        return match phase {
            Phase::Tls => Failure::Broken { phase, said },
            _ => Failure::Connect { host, kind, said, is_proxy },
        };
    }
    let said = words(error);
    if said.contains("invalid HTTP") || said.contains("invalid header") || said.contains("frame with invalid")
    {
        return Failure::NotHttp(said);
    }
    Failure::Broken { phase, said }
}

fn connect_kind(kind: io::ErrorKind) -> ConnectKind {
    match kind {
        io::ErrorKind::ConnectionRefused => ConnectKind::Refused,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => ConnectKind::Unreachable,
        _ => ConnectKind::Other,
    }
}

/// The words of an error and of what is behind it, without the address (it stands in the exchange).
pub(super) fn words(error: &dyn Error) -> String {
    let mut words = Vec::new();
    let mut current = error.source();
    while let Some(error) = current {
        let said = error.to_string();
        if words.last() != Some(&said) {
            words.push(said);
        }
        current = error.source();
    }
    if words.is_empty() {
        words.push(error.to_string());
    }
    words.join(": ")
}
