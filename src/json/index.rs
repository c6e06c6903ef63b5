//! The index beside the bytes: where each value starts, which of them are containers, and for each container
//! where it ends. Everything else is derived from bytes and index when it is asked for.
//!
//! Nodes are values in the order in which they come; a member of an object is one node that starts at its
//! key's quote. An empty container is a leaf: it has nothing to fold. Ids never change while a document grows.

use super::bits::Bits;
use super::memory::Words;
use super::touched;

/// A value's number, in the order of the document.
pub type NodeId = u32;

/// "No container": the parent of a root.
pub(super) const NONE: u32 = u32::MAX;

/// Each so many children of a container a mark is kept, so that the k-th child is near.
pub(super) const STRIDE: u32 = 4096;

/// On each so many levels a container knows the one that is as many further out.
pub(super) const LIFT: u32 = 256;

/// A container that has something inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cont {
    /// The container's own node.
    pub(super) node: NodeId,
    /// The node after the last one inside.
    pub(super) end: NodeId,
    /// The container around it, or [`NONE`].
    pub(super) parent: u32,
    /// Containers around it; the highest bit says that it is an object.
    pub(super) shape: u32,
    /// Children.
    pub(super) count: u32,
    /// The lower half of the closing bracket's offset.
    pub(super) close: u32,
}

pub(super) const OBJECT: u32 = 1 << 31;

impl Cont {
    pub(super) fn depth(&self) -> u32 {
        self.shape & !OBJECT
    }

    pub(super) fn is_object(&self) -> bool {
        self.shape & OBJECT != 0
    }
}

/// The containers, in the order of their nodes; six numbers each, so that they can lie in huge pages.
#[derive(Debug, PartialEq)]
pub(super) struct Conts(Words);

impl Conts {
    /// Numbers of a row, and their order: `node`, `end`, `parent`, `shape`, `count`, `close`.
    const ROW: usize = 6;
    pub(super) const END: usize = 1;
    pub(super) const COUNT: usize = 4;
    pub(super) const CLOSE: usize = 5;

    /// Bytes of a container.
    pub(super) const BYTES: usize = Self::ROW * 4;

    pub(super) fn with_room(conts: usize) -> Self {
        Self(Words::with_room(conts * Self::ROW))
    }

    pub(super) fn len(&self) -> usize {
        self.0.as_slice().len() / Self::ROW
    }

    #[inline]
    fn row(row: &[u32; Self::ROW]) -> Cont {
        let &[node, end, parent, shape, count, close] = row;
        Cont { node, end, parent, shape, count, close }
    }

    /// A container by its number; none for [`NONE`].
    #[inline]
    pub(super) fn get(&self, cont: u32) -> Option<Cont> {
        self.0.as_slice().get(cont as usize * Self::ROW..)?.first_chunk().map(Self::row)
    }

    /// A container that is known to be there.
    #[inline]
    pub(super) fn at(&self, cont: u32) -> Cont {
        self.get(cont).unwrap_or(Cont { node: 0, end: NONE, parent: NONE, shape: 0, count: 0, close: 0 })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Cont> {
        self.0.as_slice().as_chunks().0.iter().map(Self::row)
    }

    #[inline]
    pub(super) fn push(&mut self, row: Cont) {
        self.0.push([row.node, row.end, row.parent, row.shape, row.count, row.close]);
    }

    #[inline]
    pub(super) fn put(&mut self, cont: u32, what: usize, number: u32) {
        if let Some(slot) = self.0.as_mut_slice().get_mut(cont as usize * Self::ROW + what) {
            *slot = number;
        }
    }
}

/// What was seen on the way, to choose quick paths later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Any backslash in a string.
    pub(super) backslash: bool,
    /// Any `\u`.
    pub(super) unicode_escape: bool,
    /// A byte order mark in front.
    pub(super) bom: bool,
}

/// The index of a document.
#[derive(Debug, PartialEq)]
pub(super) struct Index {
    /// Offsets, without what is above their lower half.
    pub(super) start: Words,
    /// Nodes from which on the offsets' upper half is one higher.
    pub(super) wraps: Vec<NodeId>,
    /// Bits of the lower half: 32; fewer in tests, where documents are small.
    pub(super) half: u32,
    pub(super) is_cont: Bits,
    pub(super) cont: Conts,
    /// Closing brackets that stand a whole lower half (4 GiB) or more after the last node inside.
    pub(super) far: Vec<(u32, usize)>,
    /// Every [`STRIDE`]th child: container ([`NONE`]: a root), node; in order.
    pub(super) marks: Vec<(u32, NodeId)>,
    /// The containers on each [`LIFT`]th level, and the one [`LIFT`] levels further out; in order.
    pub(super) lifts: Vec<(u32, u32)>,
    /// The first node that is a line of text after a structural fault.
    pub(super) raw_from: NodeId,
    /// Closing brackets from here on are not there: the containers are closed in thought only.
    pub(super) limit: usize,
    pub(super) roots: u32,
    /// Containers around the deepest value, itself included where it is one.
    pub(super) depth: u32,
    pub(super) seen: Seen,
}

impl Index {
    pub(super) fn len(&self) -> u32 {
        self.start.as_slice().len() as u32
    }

    /// Bytes of memory held.
    pub(super) fn memory(&self) -> usize {
        self.start.as_slice().len() * 4
            + self.is_cont.memory()
            + self.cont.len() * Conts::BYTES
            + self.wraps.len() * 4
            + self.far.len() * size_of::<(u32, usize)>()
            + (self.marks.len() + self.lifts.len()) * 8
    }

    /// Where a node starts: at its key's quote, or at its value where it has no key.
    pub(super) fn offset(&self, node: NodeId) -> usize {
        let low = self.start.as_slice().get(node as usize).copied().unwrap_or(0);
        let high = if self.wraps.is_empty() { 0 } else { self.wraps.partition_point(|&from| from <= node) };
        high << self.half | low as usize
    }

    /// The last node that starts at or before a byte.
    pub(super) fn node_at(&self, offset: usize) -> Option<NodeId> {
        let all = self.start.as_slice();
        let high = offset >> self.half;
        let low_part = offset & ((1 << self.half) - 1);
        let bound = |wrap: Option<&NodeId>| wrap.map_or(all.len(), |&node| node as usize);
        let from = if high == 0 { 0 } else { bound(self.wraps.get(high - 1)) };
        let to = bound(self.wraps.get(high));
        let after = from + all.get(from..to)?.partition_point(|&low| low as usize <= low_part);
        after.checked_sub(1).map(|node| node as NodeId)
    }

    /// The container that a node is, where it is one with something inside.
    pub(super) fn cont_of(&self, node: NodeId) -> Option<u32> {
        self.is_cont.get(node as usize).then(|| self.conts_before(node))
    }

    /// How many containers come before a node.
    pub(super) fn conts_before(&self, node: NodeId) -> u32 {
        self.is_cont.rank(node as usize) as u32
    }

    /// The nearest container from this one outwards for which `inside` no longer holds; [`NONE`] where there is
    /// none. `inside` holds up to some container and not beyond.
    pub(super) fn climb(&self, from: u32, inside: impl Fn(&Cont) -> bool) -> u32 {
        let mut cont = from;
        while let Some(row) = self.cont.get(cont).filter(&inside) {
            touched::steps(1);
            let lifted = if row.depth() >= LIFT && row.depth().is_multiple_of(LIFT) {
                let at = self.lifts.partition_point(|&(of, _)| of < cont);
                self.lifts.get(at).map(|&(_, to)| to).filter(|&to| inside(&self.cont.at(to)))
            } else {
                None
            };
            cont = lifted.unwrap_or(row.parent);
        }
        cont
    }

    /// The container around a node.
    pub(super) fn parent_of(&self, node: NodeId) -> Option<u32> {
        let before = self.conts_before(node).checked_sub(1)?;
        let cont = self.climb(before, |row| row.end <= node);
        (cont != NONE).then_some(cont)
    }

    /// The child of a container in which a node is, itself included; of [`NONE`] the root.
    pub(super) fn child_around(&self, cont: u32, node: NodeId) -> NodeId {
        let level = self.cont.get(cont).map_or(0, |row| row.depth() + 1);
        match self.parent_of(node) {
            Some(parent) if parent != cont => {
                self.cont.at(self.climb(parent, |row| row.depth() > level)).node
            }
            _ => node,
        }
    }

    /// Containers around a node.
    pub(super) fn depth_of(&self, node: NodeId) -> u32 {
        self.parent_of(node).map_or(0, |cont| self.cont.at(cont).depth() + 1)
    }

    /// Where a container's closing bracket stands; at or after [`Index::limit`] it is not there.
    pub(super) fn close(&self, cont: u32) -> usize {
        let row = self.cont.at(cont);
        if let Ok(at) = self.far.binary_search_by_key(&cont, |&(cont, _)| cont) {
            return self.far[at].1;
        }
        let last = self.offset(row.end.saturating_sub(1));
        let close = (last >> self.half) << self.half | row.close as usize;
        if close < last { close + (1 << self.half) } else { close }
    }

    /// The node after a node and all that is inside it.
    pub(super) fn after(&self, node: NodeId) -> NodeId {
        self.cont_of(node).map_or(node + 1, |cont| self.cont.at(cont).end)
    }

    /// The marks of a container, each [`STRIDE`] children after the one before.
    fn marks_of(&self, cont: u32) -> &[(u32, NodeId)] {
        let from = self.marks.partition_point(|&(of, _)| of < cont);
        let to = self.marks.partition_point(|&(of, _)| of <= cont);
        &self.marks[from..to]
    }

    /// The first child of a container and how many it has; of [`NONE`] the roots.
    fn children_of(&self, cont: u32) -> (NodeId, u32) {
        self.cont.get(cont).map_or((0, self.roots), |row| (row.node + 1, row.count))
    }

    /// The child number `k` of a container.
    pub(super) fn child(&self, cont: u32, k: u32) -> Option<NodeId> {
        let (first, count) = self.children_of(cont);
        if k >= count {
            return None;
        }
        let mut node = match (k / STRIDE) as usize {
            0 => first,
            mark => self.marks_of(cont).get(mark - 1)?.1,
        };
        touched::steps((k % STRIDE) as usize);
        for _ in 0..k % STRIDE {
            node = self.after(node);
        }
        Some(node)
    }

    /// Which child of a container a node is.
    pub(super) fn number_of(&self, cont: u32, node: NodeId) -> u32 {
        let marks = self.marks_of(cont);
        let mark = marks.partition_point(|&(_, at)| at <= node);
        let mut at = if mark == 0 { self.children_of(cont).0 } else { marks[mark - 1].1 };
        let mut number = mark as u32 * STRIDE;
        while at < node {
            at = self.after(at);
            number += 1;
        }
        touched::steps((number % STRIDE) as usize);
        number
    }
}
