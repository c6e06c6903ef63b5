//! What the tests stand on: a private home, a Secret Service of its own, a running demo org.

pub mod demo;
pub mod home;
pub mod screen;
pub mod secret_service;
