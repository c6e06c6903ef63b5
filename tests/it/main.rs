//! End to end: one binary, so that it links once.

// Outside of the test functions themselves clippy does not see that this is all test code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod again;
mod calls;
#[cfg(target_os = "linux")]
mod canary;
mod check_table;
mod cli;
mod explore;
mod fuzzed;
#[cfg(target_os = "linux")]
mod halves;
mod journeys;
mod json_suite;
#[cfg(target_os = "linux")]
mod keyring;
mod keys;
#[cfg(target_os = "linux")]
mod matrix;
mod odd_answers;
mod one_account;
mod pages;
#[cfg(target_os = "linux")]
mod planted;
mod preferences;
mod readme;
mod reported;
mod screens;
mod secrets;
mod support;
#[cfg(unix)]
mod terminal;
mod version;
mod way;
