//! Ways in which the demo org fails on purpose: at the token endpoint, on API calls, on the connection itself.
//!
//! A fault is a row of [`AREAS`]: a name, where it comes from, and up to three places where it may step in.
//! [`Faults`] are those that are on, shared by all connections and switchable while the org runs. The server
//! asks them in three places only (`serve.rs`): when a connection is accepted ([`Fault::greets`]), before a
//! request is routed ([`Fault::before`]) and when its answer is ready, not yet compressed ([`Fault::after`]); and
//! when it makes its certificate. What goes on the
//! wire other than an answer at once is said with [`Delivery`](super::exchange::Delivery).
//!
//! No fault knows how orgscope recognises it: bodies are as recorded, in files of their own, and what the check
//! should say ([`Fault::shows`]) is a claim that the tests hold it to.

mod api;
mod line;
mod page;
mod recorded;
mod shape;
mod token;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;

use super::exchange::{Answer, Asked};
use super::org::Org;
use super::tls::Flaw;
pub use recorded::{Place, Recorded};

/// Every fault by area, in the order in which they are listed.
pub const AREAS: &[(&str, &[Fault])] = &[
    ("token endpoint", token::FAULTS),
    ("pages and broken answers", page::FAULTS),
    ("token, limits, rows, log", shape::FAULTS),
    ("API and identity", api::FAULTS),
    ("connection, certificate, clock", line::FAULTS),
];

/// Every fault, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    AREAS.iter().flat_map(|(_, faults)| faults.iter())
}

/// Gives an answer in the place of the org's, or leaves the request to the org.
pub type Before = fn(&Org, &Asked, &Thrown) -> Option<Answer>;
/// Changes the org's answer.
pub type After = fn(&Org, &Asked, &Thrown, &mut Answer);

/// A way to fail.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What it is called: `--fault NAME`.
    pub name: &'static str,
    /// What goes wrong, in a sentence.
    pub says: &'static str,
    /// Where its status and body are from.
    pub source: &'static str,
    /// What happens to a new connection.
    pub greets: Option<fn(&Thrown) -> Greeting>,
    /// An answer in the place of the org's. None: not to this request.
    pub before: Option<Before>,
    /// Changes the org's answer.
    pub after: Option<After>,
    /// An answer as recorded, in the place of the org's.
    pub recorded: Option<Recorded>,
    /// What the check should say: rung and cause id; both empty where it passes without a word.
    pub shows: (&'static str, &'static str),
    /// What is wrong with the certificate, with TLS; only if the fault is on when the org is started.
    pub certificate: Option<Flaw>,
}

impl Fault {
    /// What a row is begun with: `Fault { name: …, before: Some(…), ..Fault::NONE }`.
    pub const NONE: Fault = Fault {
        name: "",
        says: "",
        source: "",
        greets: None,
        before: None,
        after: None,
        recorded: None,
        shows: ("", ""),
        certificate: None,
    };
}

/// What happens to a new connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Greeting {
    /// It is served.
    #[default]
    Serve,
    /// It is served after a pause, with TLS before the handshake.
    After(Duration),
    /// It is reset.
    Reset,
    /// It stays open and nothing is said.
    Silence,
    /// These bytes are sent, TLS or not, and it ends.
    Say(Bytes),
}

/// A fault that is on.
#[derive(Debug)]
pub struct Thrown {
    /// The fault.
    pub fault: Fault,
    /// Its value: `--fault NAME=VALUE`.
    pub value: Option<String>,
    seen: AtomicU64,
}

impl Thrown {
    /// Counts one more: how often this was called before, for faults that begin or end after some calls.
    pub fn count(&self) -> u64 {
        self.seen.fetch_add(1, Ordering::Relaxed)
    }

    /// The value as a number, or that one.
    pub fn number(&self, otherwise: u64) -> u64 {
        self.value.as_deref().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
    }
}

/// The faults that are on.
#[derive(Debug, Default)]
pub struct Faults {
    on: RwLock<Vec<Arc<Thrown>>>,
}

/// There is no fault of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the demo org knows no fault {0:?}")]
pub struct UnknownFault(pub String);

impl Faults {
    /// Those of a command line: `NAME` or `NAME=VALUE` each.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownFault> {
        let faults = Self::default();
        for name in names {
            match name.split_once('=') {
                Some((name, value)) => faults.throw(name, Some(value))?,
                None => faults.throw(name, None)?,
            }
        }
        Ok(faults)
    }

    /// Switches the fault of that name on, anew where it was on.
    pub fn throw(&self, name: &str, value: Option<&str>) -> Result<(), UnknownFault> {
        let fault = all().find(|fault| fault.name == name);
        self.switch_on(*fault.ok_or_else(|| UnknownFault(name.to_owned()))?, value);
        Ok(())
    }

    /// Switches a fault on, anew where it was on.
    pub fn switch_on(&self, fault: Fault, value: Option<&str>) {
        let mut on = self.on.write().unwrap_or_else(PoisonError::into_inner);
        on.retain(|thrown| thrown.fault.name != fault.name);
        on.push(Arc::new(Thrown { fault, value: value.map(str::to_owned), seen: AtomicU64::new(0) }));
    }

    /// Switches a fault off.
    pub fn clear(&self, name: &str) {
        self.on.write().unwrap_or_else(PoisonError::into_inner).retain(|thrown| thrown.fault.name != name);
    }

    /// Those that are on, the latest last.
    pub fn on(&self) -> Vec<Arc<Thrown>> {
        self.on.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What happens to a new connection.
    pub(super) fn greet(&self) -> Greeting {
        let greetings = self.on().into_iter().filter_map(|thrown| Some(thrown.fault.greets?(&thrown)));
        greetings.into_iter().find(|greeting| *greeting != Greeting::Serve).unwrap_or_default()
    }

    /// What is wrong with the certificate.
    pub(super) fn certificate(&self) -> Option<Flaw> {
        self.on().iter().find_map(|thrown| thrown.fault.certificate)
    }

    /// An answer in the place of the org's.
    pub(super) fn before(&self, org: &Org, asked: &Asked) -> Option<Answer> {
        self.on().iter().find_map(|thrown| {
            let recorded = thrown.fault.recorded.and_then(|recorded| recorded.answer(asked, thrown));
            recorded.or_else(|| thrown.fault.before?(org, asked, thrown))
        })
    }

    /// Changes the org's answer.
    pub(super) fn after(&self, org: &Org, asked: &Asked, answer: &mut Answer) {
        for thrown in self.on() {
            if let Some(after) = thrown.fault.after {
                after(org, asked, &thrown, answer);
            }
        }
    }
}
