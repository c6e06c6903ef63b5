//! What the tests are on: a private home, a Secret Service of its own, a running demo org.

// Some journeys need what only Linux has (a bus, a Secret Service): elsewhere what they alone use is unused.
#![cfg_attr(not(target_os = "linux"), allow(dead_code))]

pub mod demo;
pub mod home;
pub mod left_out;
pub mod proxy;
pub mod screen;
#[cfg(target_os = "linux")]
pub mod secret_service;
