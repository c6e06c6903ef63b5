//! The check ladder: climbs rungs, emits events, decides the verdict. Both faces draw the same events: the
//! screen gets them as they come, the command prints them. It may not print, and knows no screen.
//!
//! Start reading at [`Event`], then [`Verdict`].

mod asks;
mod climb;
pub mod event;
pub mod guide;
pub mod json;
pub mod kept;
pub mod many;
mod opened;
pub mod report;
pub mod result;
pub mod run_as;
pub mod rungs;
mod seen;
pub mod since;
pub mod watch;

pub use crate::trouble::AppKind;
pub use climb::{Ask, MOST_CALLS, Tell, climb, patience};
pub use event::{Arrow, Event, Lane};
pub use kept::{LastCheck, remember_in, remembered};
pub use opened::{keep, opened};
pub use result::{Cost, RungResult, Status, Verdict};
pub use run_as::RunAs;
pub use seen::Exchanges;
pub use since::{Change, Since};
