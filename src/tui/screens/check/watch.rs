//! Watching a failure: the engine says when to try again and when to end; here are the tries as they are shown.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::check::Verdict;
use crate::check::watch::{self, End, Next};

/// How a watch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The engine ended it; how long after the first try.
    By(End, u64),
    /// A person stopped it after so many milliseconds.
    Stopped(u64),
}

/// A watch.
#[derive(Debug)]
pub struct Watch {
    engine: watch::Watch,
    tries: Vec<(Timestamp, String)>,
    next: Option<Timestamp>,
    ended: Option<Ended>,
}

impl Watch {
    /// Begins with the failure that is there; why not, where trying again would be of no use.
    pub fn begin(now: Timestamp, verdict: &Arc<Verdict>, words: String) -> Result<Self, End> {
        let mut watch = Self { engine: watch::Watch::default(), tries: Vec::new(), next: None, ended: None };
        match watch.tried(now, verdict, words) {
            None => Ok(watch),
            Some(end) => Err(end),
        }
    }

    /// When which try ended, and how.
    pub fn tries(&self) -> &[(Timestamp, String)] {
        &self.tries
    }

    /// Takes the end of a try and sets the time of the next; why it ends, where it does.
    pub fn tried(&mut self, now: Timestamp, verdict: &Arc<Verdict>, words: String) -> Option<End> {
        self.tries.push((now, words));
        match self.engine.next(verdict) {
            Next::Again(pause) => {
                let pause = SignedDuration::try_from(pause).unwrap_or_default();
                self.next = Some(now.saturating_add(pause).unwrap_or(now));
                None
            }
            Next::End(end) => {
                self.ended = Some(Ended::By(end, self.since_first(now)));
                Some(end)
            }
        }
    }

    /// How many tries there are at the most.
    pub fn most_tries(&self) -> u32 {
        self.engine.most_tries()
    }

    /// A person stops it.
    pub fn stop(&mut self, now: Timestamp) {
        if self.ended.is_none() {
            self.next = None;
            self.ended = Some(Ended::Stopped(self.since_first(now)));
        }
    }

    /// How it ended; `None` while it goes on.
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    fn since_first(&self, now: Timestamp) -> u64 {
        let first = self.tries.first().map_or(now, |(at, _)| *at);
        u64::try_from(now.as_millisecond() - first.as_millisecond()).unwrap_or(0)
    }

    /// Whether the next try is due; it runs from then on.
    pub fn is_due(&mut self, now: Timestamp) -> bool {
        let is_due = self.next.is_some_and(|next| now >= next);
        if is_due {
            self.next = None;
        }
        is_due
    }

    /// Milliseconds waited and to wait in all for the next try; 0 and 0 while it runs.
    pub fn wait(&self, now: Timestamp) -> (u64, u64) {
        let (Some(next), Some((last, _))) = (self.next, self.tries.last()) else { return (0, 0) };
        let between = |from: Timestamp, to: Timestamp| {
            u64::try_from(to.as_millisecond() - from.as_millisecond()).unwrap_or(0)
        };
        let whole = between(*last, next);
        (between(*last, now).min(whole), whole)
    }
}
