//! The faults that are on, shared by all connections and switched while the org runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::{Fault, Greeting, all};
use crate::demo::exchange::{Answer, Asked};
use crate::demo::org::Org;
use crate::demo::tls::Flaw;

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

    /// The value as a number, or the given one.
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

    /// Whether the fault of that name is on.
    pub fn is_on(&self, name: &str) -> bool {
        let on = self.on.read().unwrap_or_else(PoisonError::into_inner);
        on.iter().any(|thrown| thrown.fault.name == name)
    }

    /// What happens to a new connection.
    pub(in crate::demo) fn greet(&self) -> Greeting {
        let greetings = self.on().into_iter().filter_map(|thrown| Some(thrown.fault.greets?(&thrown)));
        greetings.into_iter().find(|greeting| *greeting != Greeting::Serve).unwrap_or_default()
    }

    /// What is wrong with the certificate.
    pub(in crate::demo) fn certificate(&self) -> Option<Flaw> {
        self.on().iter().find_map(|thrown| thrown.fault.certificate)
    }

    /// An answer in the place of the org's.
    pub(in crate::demo) fn before(&self, org: &Org, asked: &Asked) -> Option<Answer> {
        self.on().iter().find_map(|thrown| {
            let recorded = thrown.fault.recorded.and_then(|recorded| recorded.answer(asked, thrown));
            recorded.or_else(|| thrown.fault.before?(org, asked, thrown))
        })
    }

    /// Changes the org's answer.
    pub(in crate::demo) fn after(&self, org: &Org, asked: &Asked, answer: &mut Answer) {
        for thrown in self.on() {
            if let Some(after) = thrown.fault.after {
                after(org, asked, &thrown, answer);
            }
        }
    }
}
