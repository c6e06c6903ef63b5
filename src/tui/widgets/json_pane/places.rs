//! Jumps: places visited, paths, faults.

use super::commands::Outcome;
use super::searching::SOON;
use super::work::Work;
use super::{JsonPane, Size};
use crate::json::{Doc, Kind, NodeId, Path, Row};

/// A path among so many members is followed by the key itself.
const AMONG: usize = 4096;
/// Lines up to this byte are counted by the key itself, or by a frame.
pub(super) const FAR: usize = 128 << 10;

impl JsonPane {
    /// Keeps the place where one is, before a jump.
    pub(super) fn remember(&mut self) {
        self.visited.truncate(self.visit);
        if self.visited.last() != Some(&self.cursor.node) {
            self.visited.push(self.cursor.node);
        }
        if self.visited.len() > 200 {
            self.visited.remove(0);
        }
        self.visit = self.visited.len();
    }

    /// Whether there is a place to go back to, or forward.
    pub fn can_revisit(&self, back: bool) -> bool {
        if back { self.visit > 0 } else { self.visit + 1 < self.visited.len() }
    }

    pub(super) fn revisit(&mut self, back: bool) -> Outcome {
        let here = self.cursor.node;
        let to = if back {
            if self.visit == self.visited.len() && self.visit > 0 {
                self.visited.push(here);
            }
            self.visit.checked_sub(1)
        } else {
            Some(self.visit + 1)
        };
        match to.and_then(|at| Some((at, *self.visited.get(at)?))) {
            Some((at, node)) => {
                self.visit = at;
                self.jump_to(node);
                Outcome::default()
            }
            None if back => Outcome::says("No place was visited before this one."),
            None => Outcome::says("This is the last place visited."),
        }
    }

    /// To a value, unfolding what is around it.
    pub(super) fn jump_to(&mut self, node: NodeId) {
        self.folds.reveal(&self.doc, node);
        if let Some(focus) = self.focus
            && !(focus..self.doc.after(focus)).contains(&node)
        {
            self.focus = None;
        }
        self.cursor = Row::of(node);
    }

    pub(super) fn go_to(&mut self, text: &str, size: Size) -> Outcome {
        let path = match Path::parse(text) {
            Ok(path) => path,
            Err(bad) => {
                return Outcome::says(format!(
                    "This path can't be read at character {}: {}.",
                    bad.at + 1,
                    bad.says
                ));
            }
        };
        match self.doc.find_among(&path, AMONG) {
            Some(Some(node)) => self.followed(Ok(node), size),
            // Where it ends is found by ways of their own.
            Some(None) if self.doc.size() <= SOON => {
                self.followed(Err(where_it_ends(&self.doc, &path)), size)
            }
            _ => Outcome { work: vec![Work::Follow(path)], ..Outcome::default() },
        }
    }

    /// To the value at the end of a path that was followed.
    pub(super) fn followed(&mut self, followed: Result<NodeId, String>, size: Size) -> Outcome {
        match followed {
            Ok(node) => {
                self.reader = None;
                self.remember();
                self.jump_to(node);
                self.pan = 0;
                self.settle(size);
                self.count_on()
            }
            Err(says) => Outcome::says(says),
        }
    }

    pub(super) fn next_fault(&mut self) -> Outcome {
        let from = self.doc.start(self.cursor.node);
        let mut faults = self.doc.faults().iter().filter(|fault| self.tells(fault));
        let first = faults.clone().next();
        let next =
            faults.find(|fault| self.doc.node_at(fault.at).is_some_and(|node| self.doc.start(node) > from));
        let Some(fault) = next.or(first).copied() else {
            return Outcome::says("The document has no fault.");
        };
        let last = self.doc.nodes() - 1;
        let node = self.doc.node_at(fault.at).unwrap_or(0).min(last);
        self.remember();
        self.jump_to(node);
        if fault.at <= FAR {
            return Outcome::says(self.doc.fault_line(&fault));
        }
        // Its line and column are counted from the beginning.
        let says = format!("byte {}: {}", fault.at, fault.says(self.doc.bytes()));
        Outcome { work: vec![Work::Place(fault)], ..Outcome::says(says) }
    }
}

/// How far a path leads that leads nowhere.
pub(super) fn where_it_ends(doc: &Doc, path: &Path) -> String {
    let mut shorter = path.clone();
    while let Some(missing) = shorter.0.pop() {
        if let Some(node) = doc.find(&shorter) {
            let what = match doc.kind(node) {
                Kind::Object => "an object without it",
                Kind::Array => "a list that is shorter",
                _ => "a plain value",
            };
            let missing = Path(vec![missing]).dot();
            return format!("There is no {missing}: {} is {what}.", shorter.jq());
        }
    }
    "The path leads nowhere.".into()
}

/// The value after a value in the same container.
pub(super) fn next_sibling(doc: &Doc, node: NodeId) -> Option<NodeId> {
    let after = doc.after(node);
    let end = doc.parent(node).map_or(doc.nodes(), |parent| doc.after(parent));
    (after < end).then_some(after)
}

/// The value before a value in the same container.
pub(super) fn previous_sibling(doc: &Doc, node: NodeId) -> Option<NodeId> {
    let around = doc.parent(node);
    let mut sibling = node.checked_sub(1)?;
    if around == Some(sibling) {
        return None;
    }
    loop {
        let parent = doc.parent(sibling);
        if parent == around {
            return Some(sibling);
        }
        sibling = parent?;
    }
}
