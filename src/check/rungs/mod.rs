//! The rungs, one file each: a row of words, and what climbing it means. The order of [`RUNGS`] is the order on
//! the screen and in `check --json`. A rung asks the org through [`Climb`], leaves what it learned there, and
//! says what it found; it doesn't know what comes after it.
//!
//! A new rung is a file here, its row below, and a row of the check table's test.

mod api;
mod describe;
mod evidence;
mod host;
mod identity;
mod input;
mod limits;
mod network;
mod read;
mod token;
mod token_shape;
mod versions;

pub(super) use identity::read as userinfo;

use super::climb::Climb;
use super::result::Status;
use crate::trouble::Trouble;
use futures_util::future::BoxFuture;

/// One rung.
pub struct Rung {
    /// Stable id: `token_shape`.
    pub id: &'static str,
    /// As the screen calls it: `token shape`.
    pub name: &'static str,
    /// The question it answers.
    pub asks: &'static str,
    /// How it finds out, and what it costs.
    pub how: &'static str,
    /// Ids of the rungs that must hold before it can be climbed; rungs without a chain between them are
    /// climbed side by side.
    pub needs: &'static [&'static str],
    /// Climbs it.
    pub climb: for<'a> fn(&'a Climb<'a>) -> BoxFuture<'a, Found>,
}

impl std::fmt::Debug for Rung {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rung").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a rung found; the engine adds its id and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How it ended.
    pub status: Status,
    /// A few words.
    pub summary: String,
    /// What it measured, as name and value.
    pub detail: Vec<(&'static str, String)>,
    /// Why it failed or warns.
    pub diagnosis: Option<Box<Trouble>>,
}

impl Found {
    /// It holds.
    pub fn pass(summary: impl Into<String>) -> Self {
        Self { status: Status::Pass, summary: summary.into(), detail: Vec::new(), diagnosis: None }
    }

    /// It holds, with something to say.
    pub fn warn(summary: impl Into<String>, why: Trouble) -> Self {
        Self {
            status: Status::Warn,
            summary: summary.into(),
            detail: Vec::new(),
            diagnosis: Some(Box::new(why)),
        }
    }

    /// It doesn't hold.
    pub fn fail(summary: impl Into<String>, why: Trouble) -> Self {
        Self { status: Status::Fail, ..Self::warn(summary, why) }
    }

    /// It doesn't hold, with Salesforce's code as the summary, or the cause if there is none.
    pub fn failed(why: Trouble) -> Self {
        Self::fail(in_short(&why), why)
    }

    /// Adds a measurement.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.detail.push((name, value.into()));
        self
    }

    /// Adds a measurement where there is one.
    pub fn with_some(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

/// Salesforce's code, what came in its place, or the cause.
fn in_short(why: &Trouble) -> String {
    let evidence = &why.evidence;
    let came = || evidence.came.map(str::to_owned);
    evidence.code.clone().or_else(came).unwrap_or_else(|| why.cause_id().to_owned())
}

/// All rungs, bottom up.
pub const RUNGS: [Rung; 12] = [
    input::RUNG,
    host::RUNG,
    network::RUNG,
    token::RUNG,
    token_shape::RUNG,
    identity::RUNG,
    api::RUNG,
    versions::RUNG,
    limits::RUNG,
    describe::RUNG,
    read::RUNG,
    evidence::RUNG,
];

/// A rung by its id.
pub fn by_id(id: &str) -> Option<&'static Rung> {
    RUNGS.iter().find(|rung| rung.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_needs_only_rungs_below_it() {
        for (at, rung) in RUNGS.iter().enumerate() {
            for needed in rung.needs {
                let below = RUNGS[..at].iter().any(|other| other.id == *needed);
                assert!(below, "{} needs {needed}, which is not below it", rung.id);
            }
            assert!(rung.asks.ends_with('?') && rung.how.ends_with('.'), "{}", rung.id);
        }
    }

    #[test]
    fn every_cause_belongs_to_a_rung() {
        for cause in crate::salesforce::catalogue::all() {
            assert!(by_id(cause.rung).is_some(), "{}: no rung {}", cause.id, cause.rung);
        }
    }
}
