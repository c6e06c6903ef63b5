//! `orgscope view FILE`: the JSON desk alone on the whole screen. Its own small loop, without async, keyring or
//! network: the first screen is before the file is read past its first 64 KiB. State and
//! drawing are pure ([`state`], [`draw`], [`paint`]); what takes long runs on threads ([`jobs`]), and what comes of it
//! arrives as an event like a key.
//! Start reading at [`run`].

mod canvas;
mod compared;
mod draw;
mod jobs;
mod paint;
mod run;
mod state;

#[cfg(test)]
mod tests;

pub use run::{Start, run};
