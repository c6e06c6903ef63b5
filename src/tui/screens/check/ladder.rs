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

    /// The rung that one looks at unless one chose another: the first that failed, while it runs the last
    /// begun, in the end the one that tells whom the app acts as.
    pub fn of_interest(&self) -> usize {
        let begun = || self.rungs.iter().rposition(|rung| *rung == Rung::Begun);
        let ended = || self.rungs.iter().rposition(|rung| *rung != Rung::Ahead);
        let identity = || self.verdict.as_ref().and_then(|_| RUNGS.iter().position(|r| r.id == "identity"));
        self.failed().or_else(begun).or_else(identity).or_else(ended).unwrap_or(0)
    }
}
