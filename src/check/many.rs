//! Many orgs at once: a few at a time, so that one that hangs or throttles never holds the rest.

use super::climb::{Ask, climb};
use super::event::Event;
use super::result::{Status, Verdict};
use futures_util::stream::{self, StreamExt as _};

/// Orgs that are checked at the same time.
pub const AT_ONCE: usize = 4;

/// Checks all orgs; `tell` is told the org's place in `asks` with each event. The verdicts stand in the order of
/// `asks`.
pub async fn all(asks: &[Ask], tell: &(dyn Fn(usize, Event) + Send + Sync)) -> Vec<Verdict> {
    let mut verdicts: Vec<_> = stream::iter(asks.iter().enumerate())
        .map(|(at, ask)| async move { (at, climb(ask, &move |event| tell(at, event)).await) })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    verdicts.sort_by_key(|(at, _)| *at);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}

/// Worst first; among equals the rung that failed lowest, then by name.
pub fn worst_first(verdicts: &mut [Verdict]) {
    let rank = |verdict: &Verdict| match verdict.status() {
        Status::Fail => 0,
        Status::Warn => 1,
        Status::Pass | Status::NotTested => 2,
    };
    let rung = |verdict: &Verdict| verdict.rungs.iter().position(|rung| rung.status == Status::Fail);
    verdicts.sort_by(|a, b| (rank(a), rung(a), &a.org).cmp(&(rank(b), rung(b), &b.org)));
}
