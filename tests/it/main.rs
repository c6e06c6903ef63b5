//! End to end: one binary, so that it links once.

mod check_table;
mod json_suite;
#[cfg(target_os = "linux")]
mod keyring;
mod support;
