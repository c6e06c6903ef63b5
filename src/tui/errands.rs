//! What the JSON desk wants done that may take long. Whoever has the loop runs it beside the loop
//! (`perform.rs` for the screens, `viewer/jobs.rs` for `orgscope view`), and brings back what came of it.

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::children;
use super::json_desk::{Filtered, Gave, Refused};
use super::widgets::json_pane::{Done, Work};
use crate::json::{Doc, Stop};
use crate::store::{open, written};

/// Something to be done beside the loop.
#[derive(Clone, Debug)]
pub enum Errand {
    /// Looks through a document.
    Work {
        /// Its number.
        turn: u32,
        /// The document.
        doc: Doc,
        /// What to look for.
        work: Work,
    },
    /// Runs a jq filter.
    Filter {
        /// Its number.
        turn: u32,
        /// The filter.
        filter: String,
        /// What it runs on.
        json: Bytes,
    },
    /// Writes a file.
    Save {
        /// Where, as typed.
        path: PathBuf,
        /// What.
        bytes: Bytes,
        /// In the place of a file that is there already.
        replaces: bool,
    },
    /// Copies by a program of the system.
    Copy {
        /// What it is, in words.
        name: String,
        /// The bytes.
        bytes: Bytes,
        /// The terminal was told as well.
        by_terminal: bool,
    },
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Brought {
    /// Of looking through a document.
    Done(u32, Done),
    /// Of a filter.
    Filtered(u32, Filtered),
    /// The file that is there now and how many bytes it has, or why there is none: the kind of failure, and
    /// what the system says.
    Saved(Result<(PathBuf, usize), (io::ErrorKind, String)>),
    /// What to say of a copy.
    Copied(String),
}

/// The name of a search for the next hit.
pub const FIND: &str = Work::FIND;
/// The name of a count of all hits.
pub const COUNT: &str = Work::COUNT;
/// The name of what is only told.
pub const TELL: &str = Work::TELL;
/// The name of a look for duplicate keys.
pub const TWINS: &str = Work::TWINS;
/// The name of a jq filter.
pub const FILTER: &str = "json filter";
/// The name of a file's writing.
pub const SAVE: &str = "json save";
/// The name of a copy.
pub const COPY: &str = "copy";

impl Errand {
    /// Its name: a later errand of the same name stops the former.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Work { work, .. } => work.name(),
            Self::Filter { .. } => FILTER,
            Self::Save { .. } => SAVE,
            Self::Copy { .. } => COPY,
        }
    }

    /// Whether half of it would be worse than none.
    pub fn stores(&self) -> bool {
        matches!(self, Self::Save { .. })
    }

    /// Runs it and waits for its end; `program` is this program, for a process of its own.
    pub fn run(self, program: Option<&Path>, stop: &Stop) -> Brought {
        match self {
            Self::Work { turn, doc, work } => Brought::Done(turn, work.run(&doc, stop)),
            Self::Filter { turn, filter, json } => {
                let filtered = match program {
                    Some(program) => children::filter(program, &filter, json, stop).map(|given| Gave {
                        doc: Doc::from_bytes(Bytes::from(given.json)),
                        results: given.results,
                        cut: given.cut,
                        error: given.error,
                    }),
                    None => Err(Refused::Ended("the program can't be started a second time".into())),
                };
                Brought::Filtered(turn, filtered)
            }
            Self::Save { path, bytes, replaces } => {
                let saved = written::save(&path, &bytes, replaces);
                Brought::Saved(
                    saved
                        .map(|path| (path, bytes.len()))
                        .map_err(|error| (error.kind(), open::reason(&error))),
                )
            }
            Self::Copy { name, bytes, by_terminal } => {
                Brought::Copied(children::copied(&name, &bytes, by_terminal))
            }
        }
    }
}
