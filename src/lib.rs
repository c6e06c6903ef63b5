//! orgscope: look inside a Salesforce org from the terminal, read-only.
//!
//! The folders, bottom up. A folder uses those on lower floors, never its neighbours on the same floor;
//! `tests/house.rs` keeps that order.

pub mod text;
pub mod trouble;

pub mod json;
pub mod salesforce;

pub mod soql;

pub mod client;
pub mod demo;
pub mod store;

pub mod handoff;
pub mod session;

pub mod check;
pub mod explore;

pub mod tui;

pub mod cli;
