//! Commands, as they are run from outside.

mod check;
#[cfg(target_os = "linux")]
mod org;
mod output;
mod printing;
#[cfg(unix)]
mod snippet;
#[cfg(unix)]
mod sources;
#[cfg(unix)]
mod view;
