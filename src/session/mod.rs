//! An org, opened: its profile, the token, the line to it, the API budget of today. What the folders above
//! ask for goes through here, and whatever fails below becomes a [`crate::trouble::Trouble`] in `explain.rs`,
//! the one place where that happens.
//!
//! It may not know screens, commands or rungs. Opening a session sends nothing and reads nothing; the first
//! question does. Start reading at [`Session`] in `open.rs`; `ask.rs` holds what renews the token, `again.rs` what
//! asks again where waiting helps, `steps.rs` the single steps that the check climbs, which do neither.

mod again;
mod apart;
mod ask;
mod demo_org;
mod describe;
pub mod explain;
mod near;
mod open;
mod steps;
#[cfg(test)]
mod tests;

pub use again::{Again, Tell, Wait};
pub use apart::apart;
pub use ask::Answered;
pub use demo_org::{DemoOrg, StartDemo};
pub use describe::{Described, Freshness};
pub use open::{Credentials, Options, Profile, Session};
pub use steps::GrantStep;
