//! The error catalogue: from an answer to a stable cause id, a sentence, the likely causes in order, the
//! clicks for either kind of app, and the source of that knowledge. One table, by area: `input`, `transport`,
//! `proxy`, `token`, `user`, `api`, `query`, `login_history`. Adding a cause is adding a row to one of them.
//!
//! It judges answers and asks nothing: what several answers together mean is decided in `session/explain`.
//! Start reading at [`recognise`].

pub mod api;
mod body;
pub mod input;
pub mod login_history;
mod matching;
pub mod proxy;
pub mod query;
#[cfg(test)]
mod tests;
pub mod token;
mod told;
pub mod transport;
pub mod user;

pub use body::{Body, OAuthError, RestError, read, title};
pub use matching::{Answer, Facts, Match, Phase, Recognised, Shape, Sure, When, recognise};
pub use told::Names;

/// One row: what is known of a cause.
#[derive(Debug)]
pub struct Cause {
    /// Stable id, snake_case; public by `check --json`.
    pub id: &'static str,
    /// The rung at which it usually shows.
    pub rung: &'static str,
    /// One sentence. `{host}`, `{app}`, `{user}`, `{object}` and `{address}` are filled in where known.
    pub says: &'static str,
    /// Likely causes, likeliest first; empty where the sentence says it all.
    pub likely: &'static [&'static str],
    /// Steps for a connected app.
    pub fix: &'static [&'static str],
    /// Steps for an External Client App.
    pub fix_eca: &'static [&'static str],
    /// The answers that show it; empty where no answer does (the network, a judgement over several answers).
    pub matches: &'static [Match],
    /// Where the knowledge of the fix comes from; each match names its own source.
    pub source: &'static str,
}

/// Every cause, by area.
pub fn all() -> impl Iterator<Item = &'static Cause> {
    [input::ALL, transport::ALL, proxy::ALL, token::ALL, user::ALL, api::ALL, query::ALL]
        .into_iter()
        .flatten()
        .copied()
}

/// A cause by its id.
pub fn by_id(id: &str) -> Option<&'static Cause> {
    all().find(|cause| cause.id == id)
}

const LOOK: &[&str] =
    &["Setup → Login History: look for the Run As user's row of this minute", input::REPORT];

/// An answer that no row fits: shown whole, redacted.
pub static UNRECOGNISED: Cause = Cause {
    id: "unrecognised",
    rung: "token",
    says: "The answer is none that orgscope knows; it is shown whole.",
    likely: &[],
    fix: LOOK,
    fix_eca: LOOK,
    matches: &[],
    source: "own rule: an unknown answer is never given a likely-sounding name",
};

/// Declares the causes of an area: a static for each, and `ALL`.
macro_rules! causes {
    ($($name:ident = $cause:expr;)*) => {
        $(#[doc = concat!("The row of `", stringify!($name), "`.")]
        pub static $name: Cause = $cause;)*
        /// The area's causes.
        pub const ALL: &[&Cause] = &[$(&$name),*];
    };
}
use causes;
