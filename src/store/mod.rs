//! The machine: secrets, configuration, cache, log. One of the two folders that touch the world, and the
//! only one that touches the disk. It may not know Salesforce's rules beyond the secret types, nor name the
//! network.
//!
//! Every function here blocks: none is called while a screen is drawn. Files are written whole or not at
//! all (`atomic.rs`), for this user alone, and no link that somebody planted is followed (`own.rs`); only regular
//! files are read, up to a size (`regular.rs`); where each lives is `places.rs`. Secrets are in no file at
//! all: start with [`secrets`]. Failures are [`StoreError`], turned into a sentence by `explain.rs`.

pub mod atomic;
pub mod cache;
pub mod config;
mod error;
mod explain;
mod keep;
pub mod last_good;
pub mod left;
pub mod log;
pub mod names;
mod no_core;
pub mod open;
pub mod orgs;
mod own;
mod patience;
mod places;
mod preferences;
pub mod programs;
mod regular;
mod save;
pub mod secrets;
mod temporary;
pub mod written;

pub use config::{Config, Org};
pub use error::{Result, StoreError};
pub use keep::{KEYRING_WORD, Keep};
pub use no_core::leave_no_core;
pub use own::Own;
pub use places::Places;
pub use preferences::{KeyLine, OrgSort, Preferences, Theme};
pub use regular::Odd;
pub use save::save_here;
pub use secrets::{Found, Secrets};
pub use temporary::take_back;
