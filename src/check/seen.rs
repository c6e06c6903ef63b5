//! Which exchanges a rung looked at, to be shown beside it. Rungs are climbed side by side in one future, and some
//! share an answer: what is seen while a rung's own future runs is that rung's.

use super::climb::Climb;
use super::rungs::RUNGS;
use crate::client::Exchange;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The exchanges that a rung looked at, in the order in which it did. Two are alike where their numbers are.
#[derive(Clone, Debug, Default)]
pub struct Exchanges(pub Vec<Arc<Exchange>>);

impl PartialEq for Exchanges {
    fn eq(&self, other: &Self) -> bool {
        let numbers = |of: &Self| of.0.iter().map(|exchange| exchange.number).collect::<Vec<_>>();
        numbers(self) == numbers(other)
    }
}

impl Eq for Exchanges {}

/// What each rung saw so far, and whose future runs now.
#[derive(Debug, Default)]
pub(super) struct Sights {
    now: usize,
    seen: Vec<Exchanges>,
}

impl Sights {
    fn of(&mut self, rung: usize) -> Option<&mut Exchanges> {
        self.seen.resize_with(RUNGS.len(), Exchanges::default);
        self.seen.get_mut(rung)
    }
}

impl Climb<'_> {
    /// The rung that is climbed now looked at that answer.
    pub(super) fn saw(&self, exchange: &Arc<Exchange>) {
        let mut known = self.lock();
        let now = known.sights.now;
        if let Some(seen) = known.sights.of(now)
            && !seen.0.iter().any(|other| other.number == exchange.number)
        {
            seen.0.push(Arc::clone(exchange));
        }
    }

    /// What the rung at a place looked at.
    pub(super) fn seen_by(&self, rung: usize) -> Exchanges {
        self.lock().sights.of(rung).map(std::mem::take).unwrap_or_default()
    }
}

/// A rung's future: while it runs, what is seen is that rung's.
pub(super) struct Watched<'a, F> {
    pub climb: &'a Climb<'a>,
    pub rung: usize,
    pub of: Pin<Box<F>>,
}

impl<F: Future> Future for Watched<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let rung = self.rung;
        self.climb.know(|known| known.sights.now = rung);
        self.of.as_mut().poll(cx)
    }
}
