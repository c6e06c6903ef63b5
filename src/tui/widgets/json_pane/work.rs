//! What may take long in a large document: it is handed out, run off the drawing path, and what came of it is
//! taken back.

use std::ops::Range;

use super::copy::{Copied, Handed, copied};
use super::places;
use super::text::characters;
use crate::json::search::Hit;
use crate::json::{Doc, Fault, Hits, Needle, NodeId, Path, Stop};

/// Something to be run off the drawing path.
#[derive(Clone, Debug)]
pub enum Work {
    /// Looks for the next hit.
    Find(Find),
    /// Counts all hits.
    Count(Find),
    /// Looks for the value at the end of a path.
    Follow(Path),
    /// Works out line and column of a fault.
    Place(Fault),
    /// Counts the characters of a text.
    Characters(Range<usize>),
    /// Ways to go on with a path that is typed.
    Ways(String),
    /// Takes a value, its key or its path, to hand it out.
    HandOut(NodeId, Copied, Handed),
    /// Looks for duplicate keys.
    Twins,
}

/// What is looked for, and where.
#[derive(Clone, Debug)]
pub struct Find {
    /// The search that asks.
    pub(super) search: u64,
    /// What to look for.
    pub(super) needle: Needle,
    /// Where: all of the document, or a part.
    pub(super) within: Range<usize>,
    /// From which byte on, or before which one.
    pub(super) from: usize,
    /// Towards the beginning.
    pub(super) back: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Done {
    /// For the search with that number: the hit, where there is one; and whether it went on from the other end.
    Found(u64, Option<Hit>, bool),
    /// For the search with that number: the hits.
    Counted(u64, Hits),
    /// The value, or how far the path leads.
    Followed(Result<NodeId, String>),
    /// Something to be said.
    Says(String),
    /// The characters of a text.
    Characters(Range<usize>, usize),
    /// What was typed, and the ways to go on.
    Ways(String, Vec<String>),
    /// What was taken, if there is such a thing there, and where to it goes.
    Taken(Option<Vec<u8>>, Copied, Handed),
    /// Members of that document whose key is a duplicate.
    Twins(Doc, Vec<NodeId>),
    /// It was stopped.
    Stopped,
}

/// Ways to go on with a path that are looked for.
pub(super) const WAYS: usize = 50;

impl Work {
    /// The name of what is waited for: the next hit, a place, what is handed out.
    pub const FIND: &'static str = "json find";
    /// The name of a count of all hits.
    pub const COUNT: &'static str = "json count";
    /// The name of what is only told.
    pub const TELL: &'static str = "json tell";
    /// The name of a look for duplicate keys.
    pub const TWINS: &'static str = "json twins";

    /// Its name: a later one of the same name takes its place.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Find(_) | Self::Follow(_) | Self::HandOut(..) => Self::FIND,
            Self::Count(_) => Self::COUNT,
            Self::Twins => Self::TWINS,
            Self::Place(_) | Self::Characters(_) | Self::Ways(_) => Self::TELL,
        }
    }

    /// Runs it. A search looks at `stop` every few megabytes.
    pub fn run(&self, doc: &Doc, stop: &Stop) -> Done {
        let done = match self {
            Self::Find(find) => {
                let (hit, wrapped) = find.run(doc, stop);
                Done::Found(find.search, hit, wrapped)
            }
            Self::Count(find) => find.count(doc, stop).unwrap_or(Done::Stopped),
            Self::Follow(path) => {
                Done::Followed(doc.find(path).ok_or_else(|| places::where_it_ends(doc, path)))
            }
            Self::Place(fault) => Done::Says(doc.fault_line(fault)),
            Self::Characters(range) => {
                let raw = doc.bytes().get(range.clone()).unwrap_or(&[]);
                Done::Characters(range.clone(), characters(raw))
            }
            Self::HandOut(node, what, to) => Done::Taken(copied(doc, *node, *what), *what, *to),
            Self::Twins => match doc.duplicate_keys(stop) {
                Some(twice) => Done::Twins(doc.clone(), twice),
                None => Done::Stopped,
            },
            Self::Ways(typed) => Done::Ways(typed.clone(), doc.complete(typed, WAYS)),
        };
        if stop.is_set() { Done::Stopped } else { done }
    }
}

impl Find {
    /// The hit, and whether it was found from the other end.
    pub(super) fn run(&self, doc: &Doc, stop: &Stop) -> (Option<Hit>, bool) {
        let (all, from) = (&self.within, self.from.clamp(self.within.start, self.within.end));
        let (ahead, rest) =
            if self.back { (all.start..from, from..all.end) } else { (from..all.end, all.start..from) };
        match self.look(doc, ahead, stop) {
            Some(hit) => (Some(hit), false),
            None => (self.look(doc, rest, stop), true),
        }
    }

    pub(super) fn look(&self, doc: &Doc, range: Range<usize>, stop: &Stop) -> Option<Hit> {
        if self.back { self.needle.last(doc, range, stop) } else { self.needle.first(doc, range, stop) }
    }

    fn count(&self, doc: &Doc, stop: &Stop) -> Option<Done> {
        let hits = self.needle.count(doc, self.within.clone(), stop)?;
        Some(Done::Counted(self.search, hits))
    }
}
