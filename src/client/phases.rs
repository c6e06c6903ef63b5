//! Where a request is, noted from inside the HTTP library while a connection is made: the name lookup, the
//! begin of TLS and its end happen deep below, in code that knows nothing of the request. The notes are a
//! task-local value around the request's future, so each request finds its own.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::client::legacy::connect::{Connected, Connection, HttpInfo};
use rustls::client::{ClientSessionMemoryCache, ClientSessionStore};
use rustls::pki_types::ServerName;

use super::clock::Stopwatch;
use super::exchange::Phases;
use super::failure::Phase;

tokio::task_local! {
    static MARKS: Arc<Marks>;
}

/// What was noted of one request.
#[derive(Debug)]
pub(super) struct Marks {
    watch: Stopwatch,
    noted: Mutex<Noted>,
}

/// Milliseconds since the start of the request.
#[derive(Clone, Debug, Default)]
struct Noted {
    connecting: Option<u64>,
    lookup_begins: Option<u64>,
    lookup_ends: Option<u64>,
    tls_begins: Option<u64>,
    tls_with: Option<String>,
    certificate_begins: Option<u64>,
    certificate_ends: Option<u64>,
    connected: Option<u64>,
    answered: Option<u64>,
    /// The connection that was made for this request, by the address of its near end.
    made: Option<SocketAddr>,
    /// The connection that it went over: another one may have become free first.
    used: Option<SocketAddr>,
    chain: Vec<Vec<u8>>,
    tls: Option<&'static str>,
}

impl Marks {
    /// Starts the watch.
    pub(super) fn start() -> Arc<Self> {
        Arc::new(Self { watch: Stopwatch::start(), noted: Mutex::default() })
    }

    /// Forgets what was noted, to send once more; the watch runs on.
    pub(super) fn anew(&self) {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner) = Noted::default();
    }

    /// Runs `future` so that what happens inside is noted here.
    pub(super) async fn during<F: Future>(self: &Arc<Self>, future: F) -> F::Output {
        MARKS.scope(Arc::clone(self), future).await
    }

    /// Milliseconds since the start.
    pub(super) fn ms(&self) -> u64 {
        self.watch.ms()
    }

    /// The request went over the connection with this near end.
    pub(super) fn used(&self, near: Option<SocketAddr>) {
        self.note(|noted, _| noted.used = near.or(noted.used));
    }

    /// The first byte of the answer is there.
    pub(super) fn answered(&self) {
        self.note(|noted, at| noted.answered = Some(at));
    }

    /// The certificates that came, leaf first, as DER.
    pub(super) fn chain(&self) -> Vec<Vec<u8>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).chain.clone()
    }

    /// Whom TLS was begun with last: the proxy, or the host itself.
    pub(super) fn tls_with(&self) -> Option<String> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).tls_with.clone()
    }

    /// The version of TLS that was agreed on, where it was agreed on during this request.
    pub(super) fn tls(&self) -> Option<&'static str> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).tls
    }

    /// Where the request is now.
    pub(super) fn phase(&self) -> Phase {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        match &*noted {
            Noted { answered: Some(_), .. } => Phase::Read,
            Noted { used: Some(_), .. }
            | Noted { connected: Some(_), .. }
            | Noted { connecting: None, .. } => Phase::Wait,
            Noted { tls_begins: Some(_), .. } => Phase::Tls,
            Noted { lookup_begins: Some(_), lookup_ends: None, .. } => Phase::Dns,
            _ => Phase::Connect,
        }
    }

    /// How long each part took, so far.
    pub(super) fn phases(&self) -> Phases {
        let now = self.watch.ms();
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut phases = Phases::default();
        // A connection that was begun and not used (another one became free first) is not this request's.
        let own = noted.connecting.filter(|_| match noted.used {
            Some(used) => noted.made == Some(used),
            None => noted.connected.is_some() || noted.answered.is_none(),
        });
        if let Some(began) = own {
            let ends = noted.connected.unwrap_or(now);
            phases.dns = noted.lookup_begins.map(|at| noted.lookup_ends.unwrap_or(ends).saturating_sub(at));
            let is_resolved = noted.lookup_begins.is_none() || noted.lookup_ends.is_some();
            phases.connect = is_resolved.then(|| {
                let from = noted.lookup_ends.unwrap_or(began);
                noted.tls_begins.unwrap_or(ends).saturating_sub(from)
            });
            phases.tls = noted.tls_begins.map(|at| ends.saturating_sub(at));
            phases.certificate =
                noted.certificate_begins.map(|at| noted.certificate_ends.unwrap_or(ends).saturating_sub(at));
        }
        if own.is_none() || noted.connected.is_some() {
            let from = noted.connected.filter(|_| own.is_some()).unwrap_or(0);
            phases.wait = Some(noted.answered.unwrap_or(now).saturating_sub(from));
        }
        phases.read = noted.answered.map(|at| now.saturating_sub(at));
        phases
    }

    fn note(&self, write: impl FnOnce(&mut Noted, u64)) {
        let at = self.watch.ms();
        write(&mut self.noted.lock().unwrap_or_else(PoisonError::into_inner), at);
    }
}

/// Notes that a name lookup begins or ends.
pub(super) fn lookup(ends: bool) {
    noted(|noted, at| if ends { noted.lookup_ends = Some(at) } else { noted.lookup_begins = Some(at) });
}

/// Keeps the certificates that came, whether they are accepted or not; they are looked at from now on.
pub(super) fn certificates(leaf: &[u8], rest: impl IntoIterator<Item = Vec<u8>>) {
    noted(|noted, at| {
        noted.chain = std::iter::once(leaf.to_vec()).chain(rest).collect();
        noted.certificate_begins = Some(at);
    });
}

/// Notes that the certificates were looked at.
pub(super) fn certificates_checked() {
    noted(|noted, at| noted.certificate_ends = Some(at));
}

/// Keeps the version of TLS that was agreed on.
pub(super) fn agreed_on(version: &'static str) {
    noted(|noted, _| noted.tls = Some(version));
}

fn noted(write: impl FnOnce(&mut Noted, u64)) {
    // Outside a request (a connection that is finished in the background) there is nothing to note.
    let _ = MARKS.try_with(|marks| marks.note(write));
}

/// The address of the near end of a connection, which tells it from every other one.
pub(super) fn near_end(connected: &Connected) -> Option<SocketAddr> {
    let mut extras = http::Extensions::new();
    connected.get_extras(&mut extras);
    extras.get::<HttpInfo>().map(HttpInfo::local_addr)
}

/// Wraps the connector, to note when connecting begins and ends, and to end it at its limit where TLS has not
/// begun by then. TLS may take longer: the system's own look at the certificate is part of it.
#[derive(Clone, Debug)]
pub(super) struct Connecting(pub(super) Duration);

impl<S> tower_layer::Layer<S> for Connecting {
    type Service = Marked<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Marked { inner, limit: self.0 }
    }
}

/// Name lookup and connection took longer than their limit.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no connection in time")]
pub(super) struct Late;

/// A connector whose begin and end are noted.
#[derive(Clone, Debug)]
pub(super) struct Marked<S> {
    inner: S,
    limit: Duration,
}

impl<S, R> tower_service::Service<R> for Marked<S>
where
    S: tower_service::Service<R>,
    S::Future: Send + 'static,
    S::Response: Connection + Send + 'static,
    S::Error: From<Late> + Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, to: R) -> Self::Future {
        let marks = MARKS.try_with(Arc::clone).ok();
        let (connecting, limit) = (self.inner.call(to), self.limit);
        Box::pin(async move {
            let Some(marks) = marks else { return connecting.await };
            marks.note(|noted, at| noted.connecting = Some(at));
            // The scope again: the library may go on with this future outside the request's own.
            let mut connecting = std::pin::pin!(marks.during(connecting));
            let done = match tokio::time::timeout(limit, connecting.as_mut()).await {
                Ok(done) => done,
                Err(_) if marks.phase() == Phase::Tls => connecting.await,
                Err(_) => Err(Late.into()),
            };
            if let Ok(made) = &done {
                let near = near_end(&made.connected());
                marks.note(|noted, at| {
                    noted.connected = Some(at);
                    noted.made = near;
                });
            }
            done
        })
    }
}

/// The memory of TLS sessions; asking it is the first thing that TLS does on a new connection.
#[derive(Debug)]
pub(super) struct Sessions(ClientSessionMemoryCache);

impl Sessions {
    /// Room for some hosts.
    pub(super) fn new() -> Self {
        Self(ClientSessionMemoryCache::new(64))
    }
}

impl ClientSessionStore for Sessions {
    fn set_kx_hint(&self, name: ServerName<'static>, group: rustls::NamedGroup) {
        self.0.set_kx_hint(name, group);
    }

    fn kx_hint(&self, name: &ServerName<'_>) -> Option<rustls::NamedGroup> {
        noted(|noted, at| {
            noted.tls_begins = Some(at);
            noted.tls_with = Some(name.to_str().into_owned());
        });
        self.0.kx_hint(name)
    }

    fn set_tls12_session(&self, name: ServerName<'static>, value: rustls::client::Tls12ClientSessionValue) {
        self.0.set_tls12_session(name, value);
    }

    fn tls12_session(&self, name: &ServerName<'_>) -> Option<rustls::client::Tls12ClientSessionValue> {
        self.0.tls12_session(name)
    }

    fn remove_tls12_session(&self, name: &ServerName<'static>) {
        self.0.remove_tls12_session(name);
    }

    fn insert_tls13_ticket(&self, name: ServerName<'static>, value: rustls::client::Tls13ClientSessionValue) {
        self.0.insert_tls13_ticket(name, value);
    }

    fn take_tls13_ticket(
        &self,
        name: &ServerName<'static>,
    ) -> Option<rustls::client::Tls13ClientSessionValue> {
        self.0.take_tls13_ticket(name)
    }
}
