//! From a name to a connection, and what it means when that fails: name lookup, connection, proxy, TLS, told
//! apart. How long each took is noted by `phases.rs`; the address, the version of TLS and the certificate
//! that came are in the exchange.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::failure::{ConnectKind, Failure, LookupKind, Phase, ProxyFault, ProxyWhy};
use super::options::{Names, Options};
use super::phases::{self, Connecting, Late, Marks};
use super::proxy::{self, Proxies, Proxy, Way};
use super::{tls, wire};
use crate::salesforce::path::Origin;

/// The name under which orgscope asks.
const USER_AGENT: &str = concat!("orgscope/", env!("CARGO_PKG_VERSION"));

/// A name that exists as long as Salesforce does.
const ALWAYS_THERE: &str = "login.salesforce.com";
/// How long it is waited for.
const SOON: Duration = Duration::from_secs(3);

/// The HTTP library's words for a head that breaks the rules.
const NOT_HTTP: &[&str] = &[
    "invalid HTTP",
    "invalid header",
    "invalid content-length",
    "unexpected transfer-encoding",
    "frame with invalid",
];

/// The HTTP clients of a session, each built when first needed.
pub(super) struct Clients {
    options: Options,
    proxies: Arc<std::sync::OnceLock<Proxies>>,
    built: Mutex<Built>,
}

/// Whether a request may go over a connection that is kept from before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// It may.
    Any,
    /// It goes over a new one, which is not kept.
    New,
}

#[derive(Default)]
struct Built {
    /// Plain http to this machine: no proxy, no trust store needed.
    plain: [Option<reqwest::Client>; 2],
    /// https to this machine: no proxy.
    here: [Option<reqwest::Client>; 2],
    /// Everything else.
    outside: [Option<reqwest::Client>; 2],
    /// What https trusts, and the sessions of TLS that can go on.
    tls: Option<rustls::ClientConfig>,
}

impl Built {
    fn slot(&mut self, to: &Origin, over: Over) -> &mut Option<reqwest::Client> {
        let slots = match (to.is_loopback(), to.is_https()) {
            (true, false) => &mut self.plain,
            (true, true) => &mut self.here,
            (false, _) => &mut self.outside,
        };
        &mut slots[usize::from(over == Over::New)]
    }

    fn tls(&mut self, options: &Options) -> Result<rustls::ClientConfig, Failure> {
        if let Some(config) = &self.tls {
            return Ok(config.clone());
        }
        let config = tls::trust_system(options.extra_ca.as_deref())?;
        Ok(self.tls.insert(config).clone())
    }
}

impl Clients {
    /// Nothing is built and nothing is read from the machine yet.
    pub(super) fn new(options: Options) -> Self {
        // Harmless when repeated; without it the library panics when a client is built.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { options, proxies: Arc::default(), built: Mutex::default() }
    }

    /// The options they are built with.
    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    /// How a request to an origin leaves this machine.
    pub(super) fn way_to(&self, to: &Origin) -> (Way, Result<Option<Proxy>, Failure>) {
        self.proxies().way_to(to)
    }

    fn proxies(&self) -> &Proxies {
        self.proxies.get_or_init(|| self.options.proxies.clone().unwrap_or_else(Proxies::of_this_machine))
    }

    /// The client for an origin.
    pub(super) fn client(&self, to: &Origin, over: Over) -> Result<reqwest::Client, Failure> {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = built.slot(to, over) {
            return Ok(client.clone());
        }
        // A file that can't be used is told whoever is asked, not only by those that it would have been for.
        if let Some(extra) = &self.options.extra_ca {
            extra.roots()?;
        }
        let config = if to.is_https() { built.tls(&self.options)? } else { tls::trust_nobody()? };
        let limits = self.options.limits;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .user_agent(USER_AGENT)
            .referer(false)
            .redirect(reqwest::redirect::Policy::none())
            // Unpacked in guard.rs: under the cap, with headers and size on the wire as they were.
            .gzip(false)
            .connect_timeout(limits.connect + limits.certificate)
            .connector_layer(Connecting(limits.connect))
            .dns_resolver(Lookup(self.options.names.clone()))
            .no_proxy();
        if over == Over::New {
            builder = builder.pool_max_idle_per_host(0);
        }
        if !to.is_loopback() {
            self.proxies();
            let proxies = Arc::clone(&self.proxies);
            builder = builder.proxy(reqwest::Proxy::custom(move |url| {
                let to = Origin::parse(url.as_str()).ok()?;
                proxies.get()?.way_to(&to).1.ok().flatten().map(|proxy| proxy.url())
            }));
        }
        let client = builder.build().map_err(|error| Failure::Other(words(&error)))?;
        Ok(built.slot(to, over).insert(client).clone())
    }

    /// What an error of the HTTP library means; asks the proxy or the name service once more where that tells more.
    pub(super) async fn failure(&self, error: &reqwest::Error, to: &Origin, marks: &Marks) -> Failure {
        let proxy = self.way_to(to).1.ok().flatten();
        let failure = failure(error, to, marks, proxy.as_ref(), &self.options);
        match (failure, proxy) {
            (Failure::Proxy(mut fault), Some(proxy)) => {
                let wants_login = matches!(fault.why, ProxyWhy::WantsLogin { .. });
                if wants_login || matches!(fault.why, ProxyWhy::Refused { .. }) {
                    let tls = self.built.lock().unwrap_or_else(PoisonError::into_inner).tls.clone();
                    let asking = proxy::ask(&proxy, to, tls, wants_login);
                    if let Ok(Some(why)) = tokio::time::timeout(SOON, asking).await {
                        fault.why = why;
                    }
                }
                Failure::Proxy(fault)
            }
            (Failure::Dns { host, kind: LookupKind::NoSuchName, said }, _) => {
                let another = tokio::time::timeout(SOON, look_up(&self.options.names, ALWAYS_THERE));
                let kind = match another.await {
                    Ok(Ok(_)) => LookupKind::NoSuchName,
                    _ => LookupKind::NoOutsideNames,
                };
                Failure::Dns { host, kind, said }
            }
            (failure, _) => failure,
        }
    }
}

/// The name lookup, noted.
struct Lookup(Names);

/// A name lookup that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{host}: {said}")]
struct LookupFailed {
    host: String,
    no_such_name: bool,
    said: String,
}

/// Looks a name up.
async fn look_up(names: &Names, host: &str) -> Result<Vec<SocketAddr>, LookupFailed> {
    let failed = |no_such_name, said: String| LookupFailed { host: host.to_owned(), no_such_name, said };
    let found = match names {
        // The port is put in by who asks.
        Names::System => tokio::net::lookup_host((host, 0)).await,
        #[cfg(test)]
        Names::Listed(names) if names.contains(&host) => tokio::net::lookup_host(("127.0.0.1", 0)).await,
        #[cfg(test)]
        Names::Listed(_) => return Err(failed(true, "Name or service not known".into())),
    };
    match found.map(Iterator::collect::<Vec<_>>) {
        Ok(addresses) if addresses.is_empty() => Err(failed(true, "No address associated".into())),
        Ok(addresses) => Ok(addresses),
        Err(error) => Err(failed(is_no_such_name(&error), error.to_string())),
    }
}

/// Whether a failed lookup means that there is no such name, and not that nobody answered.
fn is_no_such_name(error: &io::Error) -> bool {
    // Windows: WSAHOST_NOT_FOUND and WSANO_DATA; its words are in the system's language.
    if cfg!(windows) && matches!(error.raw_os_error(), Some(11001 | 11004)) {
        return true;
    }
    // The codes of getaddrinfo are lost on the way; these are the words of glibc, musl and macOS.
    let said = error.to_string();
    ["not known", "No address associated", "does not resolve", "no usable address", "nodename nor"]
        .iter()
        .any(|words| said.contains(words))
}

impl reqwest::dns::Resolve for Lookup {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let names = self.0.clone();
        Box::pin(async move {
            phases::lookup(false);
            let found = look_up(&names, name.as_str()).await;
            phases::lookup(true);
            Ok(Box::new(found?.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

fn failure(
    error: &reqwest::Error,
    to: &Origin,
    marks: &Marks,
    proxy: Option<&Proxy>,
    options: &Options,
) -> Failure {
    let sent = tls::find::<hyper_util::client::legacy::Error>(error);
    marks.used(sent.and_then(|sent| sent.connect_info()).and_then(phases::near_end));
    let phase = marks.phase();
    let of_proxy =
        |why| proxy.map(|proxy| Failure::Proxy(Box::new(ProxyFault { proxy: proxy.named.clone(), why })));
    if let Some(failed) = tls::find::<LookupFailed>(error) {
        let kind = if failed.no_such_name { LookupKind::NoSuchName } else { LookupKind::NoAnswer };
        let is_proxys = proxy.is_some_and(|proxy| proxy.host().eq_ignore_ascii_case(&failed.host));
        let dns = Failure::Dns { host: failed.host.clone(), kind, said: failed.said.clone() };
        return of_proxy(ProxyWhy::NoSuchName).filter(|_| is_proxys).unwrap_or(dns);
    }
    // TLS with the proxy itself, where it is spoken to with TLS.
    let is_tls_of_proxy =
        proxy.is_some_and(|proxy| proxy.is_tls() && marks.tls_with().as_deref() == Some(proxy.host()));
    if let Some(fault) = tls::fault(error, to.host(), marks, options.extra_ca.as_deref()) {
        let of_org = Failure::Tls(fault.clone());
        return of_proxy(ProxyWhy::Tls(fault)).filter(|_| is_tls_of_proxy).unwrap_or(of_org);
    }
    if error.is_timeout() || tls::find::<Late>(error).is_some() {
        let silent = wire::silent(marks, options.limits.connect + extra_for(phase, options));
        let Failure::Silent { phase, limit_ms } = silent else { return silent };
        let of_proxy = match phase {
            Phase::Dns | Phase::Connect => of_proxy(ProxyWhy::Silent { limit_ms }),
            Phase::Tls if is_tls_of_proxy => of_proxy(ProxyWhy::Silent { limit_ms }),
            _ => None,
        };
        return of_proxy.unwrap_or(silent);
    }
    let io = tls::find::<io::Error>(error).map(io::Error::kind);
    let said = words(error);
    if error.is_connect() {
        if phase == Phase::Tls {
            return Failure::Broken { phase, said };
        }
        let kind = io.map_or(ConnectKind::Other, connect_kind);
        let direct = || {
            let host = format!("{}:{}", to.host(), to.port());
            Failure::Connect { host, kind, said: said.clone() }
        };
        return of_proxy(tunnel_fault(&said, kind)).unwrap_or_else(direct);
    }
    // The HTTP library's words for a head of more bytes or fields than it takes.
    if said.contains("message head is too large") {
        return Failure::HeadTooBig;
    }
    if NOT_HTTP.iter().any(|words| said.contains(words)) {
        return Failure::NotHttp(said);
    }
    Failure::Broken { phase, said }
}

/// TLS has a longer limit than what comes before it.
fn extra_for(phase: Phase, options: &Options) -> Duration {
    if phase == Phase::Tls { options.limits.certificate } else { Duration::ZERO }
}

/// What the words of the library about a tunnel mean.
fn tunnel_fault(said: &str, kind: ConnectKind) -> ProxyWhy {
    if !said.contains("tunnel error") || said.contains("failed to create underlying connection") {
        ProxyWhy::NotReached(kind)
    } else if said.contains("proxy authorization required") {
        ProxyWhy::WantsLogin { takes: Vec::new(), gave_login: false }
    } else if said.contains("unexpected end of file") || said.contains("io error") {
        ProxyWhy::Closed
    } else {
        ProxyWhy::Refused { status: None, title: None }
    }
}

fn connect_kind(kind: io::ErrorKind) -> ConnectKind {
    match kind {
        io::ErrorKind::ConnectionRefused => ConnectKind::Refused,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => ConnectKind::Unreachable,
        _ => ConnectKind::Other,
    }
}

/// The words of an error and of what caused it, without the address (it is in the exchange).
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
