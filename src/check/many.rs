//! Many orgs at once: a few at a time, so that one that hangs or throttles never holds the rest.

use super::climb::{Ask, climb};
use super::event::Event;
use super::result::{RungResult, Status, Verdict};
use futures_util::stream::{self, StreamExt as _};

/// Orgs that are checked at the same time.
pub const AT_ONCE: usize = 4;

/// Checks all orgs; `tell` is told the org's place in `asks` with each event. The verdicts are in the order of
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
    verdicts.sort_by(|a, b| (rank(a), &a.org).cmp(&(rank(b), &b.org)));
}

/// Where a verdict stands among others: the worst has the least; among failures the rung that failed lowest.
pub fn rank(verdict: &Verdict) -> (u8, Option<usize>) {
    let rank = match verdict.status() {
        Status::Fail => 0,
        Status::Warn => 1,
        Status::Pass | Status::NotTested => 2,
    };
    (rank, verdict.rungs.iter().position(|rung| rung.status == Status::Fail))
}

/// A verdict in the words of one cell: `works`, `works · host changed`, or the rung that fails or warns and why.
pub fn in_words(verdict: &Verdict) -> String {
    // What the org's own log doesn't tell is not worth a word here.
    let warns =
        |rung: &&RungResult| rung.status == Status::Warn && rung.cause() != Some("evidence_not_readable");
    if let Some(rung) = verdict.failed().or_else(|| verdict.rungs.iter().find(warns)) {
        let says = rung.diagnosis.as_ref().map_or("", |why| why.what.as_str());
        return format!("{}: {says}", rung.id);
    }
    match verdict.since.as_ref().and_then(|since| since.changed().next()) {
        Some(change) => format!("works · {} changed", change.what),
        None => "works".to_owned(),
    }
}
