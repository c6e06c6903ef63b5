//! The simulated org: a real HTTP server on loopback.

pub mod evaluate;
