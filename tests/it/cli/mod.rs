//! Commands, as they are run from outside.

#[cfg(target_os = "linux")]
mod org;
#[cfg(unix)]
mod snippet;
