//! The check ladder: climbs rungs, emits events, decides the verdict. Both faces draw the same events: the
//! screen gets them as they come, the command prints them. It may not print, and knows no screen.
//!
//! Start reading at [`Event`], then [`Verdict`].

mod asks;
mod climb;
pub mod event;
pub mod guide;
pub mod json;
mod judge;
pub mod kept;
pub mod many;
mod opened;
pub mod report;
pub mod result;
pub mod run_as;
pub mod rungs;
pub mod since;
pub mod told_apart;
pub mod watch;

pub use climb::{Ask, MOST_CALLS, Tell, climb, patience};
pub use event::{Arrow, Event, Lane};
pub use kept::{LastCheck, remember_in, remembered};
pub use opened::{keep, opened};
pub use result::{Cost, Diagnosis, RungResult, Status, Verdict};
pub use run_as::RunAs;
pub use since::{Change, Since};

use serde::{Deserialize, Serialize};

/// The two kinds of app, whose clicks in Setup differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    /// The only kind that can be created freely since Spring '26.
    #[default]
    ExternalClientApp,
    /// The older kind.
    ConnectedApp,
}

impl AppKind {
    /// As Setup says.
    pub fn words(self) -> &'static str {
        match self {
            Self::ExternalClientApp => "External Client App",
            Self::ConnectedApp => "Connected App",
        }
    }
}
