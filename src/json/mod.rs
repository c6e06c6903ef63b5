//! The JSON document: the bytes as they came and an index beside them. Any bytes make a document: what is
//! valid is a tree, what is not stays readable, with the place where it goes wrong. Never a tree of values,
//! never a pretty-printed copy. No I/O, no clock, no recursion: depth is bounded by memory alone.
//! One thread, which scans large documents ahead and is over with the scan.
//!
//! Start reading at [`Doc`], then [`rows`] (what a screen shows under any folds) and [`path`].

mod ahead;
mod bits;
mod block;
mod builder;
mod carry;
pub mod compare;
mod doc;
mod fault;
mod find;
pub mod folds;
mod index;
mod input;
pub mod jq;
mod layout;
pub mod memory;
mod node;
pub mod path;
pub mod patient;
pub mod rows;
mod scan;
pub mod search;
mod token;
pub mod touched;
mod value;

#[cfg(test)]
mod tests;

pub use compare::{Comparison, Difference, Side, compare};
pub use doc::{Came, Doc, State};
pub use fault::{Expected, Fault, Wrong};
pub use folds::Folds;
pub use index::NodeId;
pub use layout::indented;
pub use node::Node;
pub use path::{Path, Step};
pub use rows::{Row, Walk};
pub use search::{Hits, Needle, Stop};
pub use value::{Kind, decode_escape, string_within, unescape};
