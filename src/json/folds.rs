//! What is folded, and so which nodes are shown: one bit a node, two a container.

use super::bits::Bits;
use super::doc::Doc;
use super::index::{NONE, NodeId};
use super::touched;

/// The folds of one view of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folds {
    /// For each container: not folded. The only state that the person owns.
    pub(super) open: Bits,
    /// For each node: shown, as no container around it is folded.
    pub(super) shown: Bits,
    /// For each container: shown and open, so that its closing bracket has a row.
    pub(super) closing: Bits,
}

impl Folds {
    /// Everything unfolded.
    pub fn none(doc: &Doc) -> Self {
        let index = doc.index();
        Self {
            open: Bits::ones(index.cont.len()),
            shown: Bits::ones(index.len() as usize),
            closing: Bits::ones(index.cont.len()),
        }
    }

    /// The same folds on the document that this one was the beginning of.
    pub fn grown(&self, doc: &Doc) -> Self {
        let mut grown = Self::none(doc);
        let (nodes, conts) = (self.shown.len(), self.open.len());
        if self.open.total() == conts {
            return grown;
        }
        grown.open.copy_range(0..conts, &self.open);
        grown.open.recount(0);
        // A member that was a leaf of the beginning is one of the whole; what was folded folds what came.
        debug_assert!(nodes <= grown.shown.len());
        grown.refresh(doc, 0, doc.index().cont.len() as u32, 0, doc.nodes());
        grown
    }

    /// Whether nothing is folded.
    pub fn is_none(&self) -> bool {
        self.open.total() == self.open.len()
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        self.open.memory() + self.shown.memory() + self.closing.memory()
    }

    /// Whether a node is shown.
    pub fn is_shown(&self, node: NodeId) -> bool {
        self.shown.get(node as usize)
    }

    /// Whether a node is a container that is folded.
    pub fn is_folded(&self, doc: &Doc, node: NodeId) -> bool {
        doc.index().cont_of(node).is_some_and(|cont| !self.open.get(cont as usize))
    }

    /// Folds or unfolds one container; what is folded inside stays so. False where nothing changed.
    pub fn set(&mut self, doc: &Doc, node: NodeId, open: bool) -> bool {
        let Some(cont) = doc.index().cont_of(node) else { return false };
        if self.open.get(cont as usize) == open {
            return false;
        }
        self.open.put(cont as usize, open);
        self.open.recount(cont as usize);
        if self.is_shown(node) {
            self.refresh_inside(doc, cont);
        }
        true
    }

    /// Unfolds every container around a node, so that it is shown. False where it was.
    pub fn reveal(&mut self, doc: &Doc, node: NodeId) -> bool {
        if self.is_shown(node) {
            return false;
        }
        let index = doc.index();
        let mut cont = index.parent_of(node).unwrap_or(NONE);
        let (mut outermost, mut lowest) = (NONE, NONE);
        while cont != NONE {
            if !self.open.get(cont as usize) {
                self.open.put(cont as usize, true);
                (outermost, lowest) = (cont, cont.min(lowest));
            }
            // Around what is shown nothing is folded.
            let around = index.cont.at(cont);
            cont = if self.is_shown(around.node) { NONE } else { around.parent };
        }
        if outermost == NONE {
            return false;
        }
        self.open.recount(lowest as usize);
        self.refresh_inside(doc, outermost);
        true
    }

    /// Folds or unfolds a container and everything inside it.
    pub fn set_all(&mut self, doc: &Doc, node: NodeId, open: bool) {
        let index = doc.index();
        let Some(cont) = index.cont_of(node) else { return };
        let end = index.conts_before(index.cont.at(cont).end);
        self.open.put_range(cont as usize..end as usize, open);
        self.open.recount(cont as usize);
        if self.is_shown(node) {
            self.refresh_inside(doc, cont);
        }
    }

    /// Folds or unfolds the siblings of a node and the node itself, not what is inside them.
    pub fn set_siblings(&mut self, doc: &Doc, node: NodeId, open: bool) {
        let index = doc.index();
        let around = index.parent_of(node).and_then(|cont| index.cont.get(cont));
        let (first, end) = around.map_or((0, doc.nodes()), |row| (row.node + 1, row.end));
        // From one container to the next beside it; what is none of them is passed over.
        let (mut cont, end) = (index.conts_before(first), index.conts_before(end));
        while cont < end {
            touched::steps(1);
            self.open.put(cont as usize, open);
            cont = index.conts_before(index.cont.at(cont).end);
        }
        self.recompute(doc);
    }

    /// Folds or unfolds everything.
    pub fn set_everything(&mut self, doc: &Doc, open: bool) {
        self.open.put_range(0..self.open.len(), open);
        self.recompute(doc);
    }

    /// Unfolds what has fewer than `depth` containers around it and folds the rest.
    pub fn to_depth(&mut self, doc: &Doc, depth: u32) {
        for (cont, row) in doc.index().cont.iter().enumerate() {
            self.open.put(cont, row.depth() < depth);
        }
        self.recompute(doc);
    }

    /// The same inside a container, as if it were the document.
    pub fn to_depth_inside(&mut self, doc: &Doc, node: NodeId, depth: u32) {
        let index = doc.index();
        let Some(cont) = index.cont_of(node) else { return };
        let of = index.cont.at(cont);
        let depth = depth.saturating_add(of.depth());
        for inside in cont..index.conts_before(of.end) {
            self.open.put(inside as usize, index.cont.at(inside).depth() < depth);
        }
        self.open.recount(cont as usize);
        if self.is_shown(node) {
            self.refresh_inside(doc, cont);
        }
    }

    pub(super) fn recompute(&mut self, doc: &Doc) {
        self.open.recount(0);
        self.refresh(doc, 0, doc.index().cont.len() as u32, 0, doc.nodes());
    }

    fn refresh_inside(&mut self, doc: &Doc, cont: u32) {
        let index = doc.index();
        let row = index.cont.at(cont);
        let end = index.conts_before(row.end);
        self.refresh(doc, cont, end, row.node + 1, row.end);
    }

    /// Brings `shown` and `closing` up to date for the containers and nodes of a subtree that is shown, or of
    /// the whole document.
    fn refresh(&mut self, doc: &Doc, from: u32, to: u32, first: NodeId, last: NodeId) {
        let index = doc.index();
        self.shown.put_range(first as usize..last as usize, true);
        self.closing.copy_range(from as usize..to as usize, &self.open);
        let mut at = from as usize;
        while let Some(folded) = self.open.next_clear(at..to as usize) {
            let row = index.cont.at(folded as u32);
            self.shown.put_range(row.node as usize + 1..row.end as usize, false);
            at = index.conts_before(row.end) as usize;
            self.closing.put_range(folded..at, false);
        }
        self.shown.recount(first as usize);
        self.closing.recount(from as usize);
    }
}
