#![doc = include_str!("ARCHITECTURE.md")]

pub use orgscope_text as text;
pub mod trouble;
pub mod version;

pub use orgscope_json as json;
pub mod salesforce;

pub mod soql;

pub mod client;
pub mod demo;
pub mod store;

pub mod handoff;
pub mod session;

pub mod check;
pub mod explore;

pub mod plain;
pub mod tui;

pub mod cli;
