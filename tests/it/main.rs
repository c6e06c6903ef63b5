//! End to end: one binary, so that it links once.

#[cfg(target_os = "linux")]
mod keyring;
mod support;
