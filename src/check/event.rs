//! What the engine tells while it climbs.

use super::result::{RungResult, Verdict};
use super::run_as::RunAs;
pub use crate::handoff::sequence::{Arrow, Lane};

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A rung began; some run side by side.
    Started(&'static str),
    /// A request began or ended; an arrow replaces the one with the same number.
    Arrow(Arrow),
    /// Something is known of the Run As user and the org; the card grows.
    RunAs(Box<RunAs>),
    /// A rung ended. Rungs that were not reached end as not tested, just before the verdict.
    Ended(Box<RungResult>),
    /// All is known. The last event.
    Verdict(Box<Verdict>),
}
