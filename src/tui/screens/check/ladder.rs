//! What is known of a climb so far: rungs, arrows, the card. Fed by the engine's events, as they come.

use std::sync::Arc;

use crate::check::rungs::RUNGS;
use crate::check::{Event, RunAs, RungResult, Status, Verdict};
use crate::handoff::sequence::Sequence;

/// How far a rung is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rung {
    /// Not reached.
    #[default]
    Ahead,
    /// Being climbed.
    Begun,
    /// Stopped by a person after so many milliseconds.
    Stopped(u64),
    /// Ended.
    Ended(Box<RungResult>),
}

/// The climb so far.
#[derive(Clone, Debug)]
pub struct Ladder {
    /// In the order of [`RUNGS`].
    rungs: Vec<Rung>,
    /// The requests so far.
    pub sequence: Sequence,
    /// The card so far.
    pub run_as: RunAs,
    /// How it all ended.
    pub verdict: Option<Arc<Verdict>>,
}

impl Default for Ladder {
    fn default() -> Self {
        Self {
            rungs: vec![Rung::Ahead; RUNGS.len()],
            sequence: Sequence::default(),
            run_as: RunAs::default(),
            verdict: None,
        }
    }
}

impl Ladder {
    /// Takes an event in.
    pub fn hear(&mut self, event: Event) {
        match event {
            Event::Started(id) => self.put(id, Rung::Begun),
            Event::Arrow(arrow) => self.sequence.put(arrow),
            Event::RunAs(card) => self.run_as = *card,
            Event::Ended(result) => self.put(result.id, Rung::Ended(result)),
            Event::Verdict(verdict) => self.end(Arc::new(*verdict)),
        }
    }

    /// Takes the verdict in, which holds all that events may have failed to bring.
    pub fn end(&mut self, verdict: Arc<Verdict>) {
        for result in &verdict.rungs {
            self.put(result.id, Rung::Ended(Box::new(result.clone())));
        }
        self.sequence = verdict.sequence.clone();
        self.run_as = verdict.run_as.clone();
        self.verdict = Some(verdict);
    }

    /// A person stopped the climb after so many milliseconds.
    pub fn stop(&mut self, ms: u64) {
        for rung in self.rungs.iter_mut().filter(|rung| **rung == Rung::Begun) {
            *rung = Rung::Stopped(ms);
        }
    }

    /// After how many milliseconds it was stopped.
    pub fn stopped(&self) -> Option<u64> {
        self.rungs.iter().find_map(|rung| match rung {
            Rung::Stopped(ms) => Some(*ms),
            _ => None,
        })
    }

    fn put(&mut self, id: &str, rung: Rung) {
        if let Some(at) = RUNGS.iter().position(|r| r.id == id) {
            self.rungs[at] = rung;
        }
    }

    /// How far the rung at a place is.
    pub fn rung(&self, at: usize) -> &Rung {
        self.rungs.get(at).unwrap_or(&Rung::Ahead)
    }

    /// The result of the rung at a place.
    pub fn result(&self, at: usize) -> Option<&RungResult> {
        match self.rung(at) {
            Rung::Ended(result) => Some(result),
            _ => None,
        }
    }

    /// Whether anything is known yet.
    pub fn is_begun(&self) -> bool {
        self.rungs.iter().any(|rung| *rung != Rung::Ahead)
    }

    /// How many rungs ended so.
    pub fn count(&self, status: Status) -> usize {
        (0..self.rungs.len()).filter(|&at| self.result(at).is_some_and(|r| r.status == status)).count()
    }

    /// The first rung that failed.
    pub fn failed(&self) -> Option<usize> {
        (0..self.rungs.len()).find(|&at| self.result(at).is_some_and(|r| r.status == Status::Fail))
    }

    /// The first rung with a warning. That evidence could not be read is none to look at: nothing is at fault.
    pub fn warned(&self) -> Option<usize> {
        (0..self.rungs.len())
            .find(|&at| self.result(at).is_some_and(|r| r.status == Status::Warn && r.id != "evidence"))
    }

    /// The rung that one looks at unless one chose another: the first that failed, while it runs the last
    /// begun, in the end the first with a warning, or the one that tells whom the app acts as.
    pub fn of_interest(&self) -> usize {
        let begun = || self.rungs.iter().rposition(|rung| matches!(rung, Rung::Begun | Rung::Stopped(_)));
        let ended = || self.rungs.iter().rposition(|rung| *rung != Rung::Ahead);
        let identity = || RUNGS.iter().position(|r| r.id == "identity");
        let at_end = || self.verdict.as_ref().and_then(|_| self.warned().or_else(identity));
        self.failed().or_else(begun).or_else(at_end).or_else(ended).unwrap_or(0)
    }
}
