//! The network: requests go out, exchanges come back. One of the two folders that touch the world.
//!
//! It may not know what a person wants, nor word a failure (that is `session/explain.rs`), nor write to disk.
//! Start reading at [`request`] (what can be asked at all), then `wire` (how it travels; the one file that
//! names the HTTP library and methods), [`exchange`] (what is kept of it) and [`token`].

pub mod again;
mod authorities;
pub mod clock;
mod connect;
pub mod exchange;
pub mod failure;
mod guard;
pub mod lanes;
pub mod line;
pub mod log;
mod masks;
pub mod options;
mod phases;
pub mod proxy;
mod reads;
pub mod request;
pub mod room;
#[cfg(test)]
pub(crate) mod test_server;
#[cfg(test)]
mod tests;
pub mod tls;
pub mod token;
pub mod wire;

pub use again::Patience;
pub use exchange::{Exchange, Phases};
pub use failure::Failure;
pub use lanes::Lane;
pub use line::{How, Line};
pub use options::{Limits, Options};
pub use proxy::Way;
pub use request::{Batch, Get, Refusal, Request};
pub use wire::{Progress, Received};
