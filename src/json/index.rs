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

/// A container that has something inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cont {
    /// The container's own node.
    pub(super) node: NodeId,
    /// The node after the last one inside.
    pub(super) end: NodeId,
    /// The container around it, or [`NONE`].
    pub(super) parent: u32,
    /// Containers around it; the highest bit says that it is an object.
    shape: u32,
    /// Children.
    pub(super) count: u32,
    /// The lower half of the closing bracket's offset.
    close: u32,
}

const OBJECT: u32 = 1 << 31;

impl Cont {
    pub(super) fn depth(&self) -> u32 {
        self.shape & !OBJECT
    }

    pub(super) fn is_object(&self) -> bool {
        self.shape & OBJECT != 0
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
#[derive(Debug)]
pub(super) struct Index {
    start: Words,
    /// Nodes from which on the offsets' upper half is one higher.
    wraps: Vec<NodeId>,
    pub(super) is_cont: Bits,
    pub(super) cont: Vec<Cont>,
    /// Closing brackets that stand 4 GiB or more after the last node inside.
    far: Vec<(u32, usize)>,
    /// Every [`STRIDE`]th child: container, node; in order.
    marks: Vec<(u32, NodeId)>,
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
            + self.cont.len() * size_of::<Cont>()
            + self.wraps.len() * 4
            + self.far.len() * size_of::<(u32, usize)>()
            + self.marks.len() * 8
    }

    /// Where a node starts: at its key's quote, or at its value where it has no key.
    pub(super) fn offset(&self, node: NodeId) -> usize {
        let low = self.start.as_slice().get(node as usize).copied().unwrap_or(0);
        let high = if self.wraps.is_empty() { 0 } else { self.wraps.partition_point(|&from| from <= node) };
        high << 32 | low as usize
    }

    /// The last node that starts at or before a byte.
    pub(super) fn node_at(&self, offset: usize) -> Option<NodeId> {
        let all = self.start.as_slice();
        let high = offset >> 32;
        let bound = |wrap: Option<&NodeId>| wrap.map_or(all.len(), |&node| node as usize);
        let from = if high == 0 { 0 } else { bound(self.wraps.get(high - 1)) };
        let to = bound(self.wraps.get(high));
        let after = from + all.get(from..to)?.partition_point(|&low| low <= offset as u32);
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

    /// The container around a node.
    pub(super) fn parent_of(&self, node: NodeId) -> Option<u32> {
        let mut cont = self.conts_before(node).checked_sub(1)?;
        while self.cont[cont as usize].end <= node {
            touched::steps(1);
            cont = self.cont[cont as usize].parent;
            if cont == NONE {
                return None;
            }
        }
        Some(cont)
    }

    /// Containers around a node.
    pub(super) fn depth_of(&self, node: NodeId) -> u32 {
        self.parent_of(node).map_or(0, |cont| self.cont[cont as usize].depth() + 1)
    }

    /// Where a container's closing bracket stands; at or after [`Index::limit`] it is not there.
    pub(super) fn close(&self, cont: u32) -> usize {
        let row = &self.cont[cont as usize];
        if let Ok(at) = self.far.binary_search_by_key(&cont, |&(cont, _)| cont) {
            return self.far[at].1;
        }
        let last = self.offset(row.end.saturating_sub(1));
        let close = (last >> 32) << 32 | row.close as usize;
        if close < last { close + (1 << 32) } else { close }
    }

    /// The node after a node and all that is inside it.
    pub(super) fn after(&self, node: NodeId) -> NodeId {
        self.cont_of(node).map_or(node + 1, |cont| self.cont[cont as usize].end)
    }

    /// The marks of a container, each [`STRIDE`] children after the one before.
    fn marks_of(&self, cont: u32) -> &[(u32, NodeId)] {
        let from = self.marks.partition_point(|&(of, _)| of < cont);
        let to = self.marks.partition_point(|&(of, _)| of <= cont);
        &self.marks[from..to]
    }

    /// The child number `k` of a container.
    pub(super) fn child(&self, cont: u32, k: u32) -> Option<NodeId> {
        let row = &self.cont[cont as usize];
        if k >= row.count {
            return None;
        }
        let mut node = match (k / STRIDE) as usize {
            0 => row.node + 1,
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
        let mut at = if mark == 0 { self.cont[cont as usize].node + 1 } else { marks[mark - 1].1 };
        let mut number = mark as u32 * STRIDE;
        while at < node {
            at = self.after(at);
            number += 1;
        }
        touched::steps((number % STRIDE) as usize);
        number
    }
}

/// An index in the making.
pub(super) struct Builder {
    start: Words,
    waiting: Box<[u32; Builder::WAITING]>,
    held: usize,
    len: u32,
    last: usize,
    wraps: Vec<NodeId>,
    pub(super) cont: Vec<Cont>,
    far: Vec<(u32, usize)>,
    marks: Vec<(u32, NodeId)>,
    roots: u32,
    depth: u32,
}

impl Builder {
    const WAITING: usize = 1024;

    pub(super) fn with_room(nodes: usize, conts: usize) -> Self {
        Self {
            start: Words::with_room(nodes),
            waiting: Box::new([0; Self::WAITING]),
            held: 0,
            len: 0,
            last: 0,
            wraps: Vec::new(),
            cont: Vec::with_capacity(conts),
            far: Vec::new(),
            marks: Vec::new(),
            roots: 0,
            depth: 0,
        }
    }

    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// Adds a node that starts at `at`, inside the container `parent`. False where ids have run out.
    #[inline]
    pub(super) fn push(&mut self, at: usize, parent: u32) -> bool {
        if self.len >= NONE - 1 {
            return false;
        }
        if at >> 32 != self.last >> 32 {
            self.wraps.resize(at >> 32, self.len);
        }
        self.last = at;
        self.waiting[self.held % Self::WAITING] = at as u32;
        self.held += 1;
        if self.held == Self::WAITING {
            self.start.extend(&self.waiting[..]);
            self.held = 0;
        }
        match self.cont.get_mut(parent as usize) {
            Some(row) => {
                if row.count % STRIDE == 0 && row.count > 0 {
                    self.marks.push((parent, self.len));
                }
                row.count += 1;
            }
            None => self.roots += 1,
        }
        self.len += 1;
        true
    }

    /// The last node is a container with something inside.
    #[inline]
    pub(super) fn open(&mut self, parent: u32, object: bool) -> u32 {
        let depth = self.cont.get(parent as usize).map_or(0, |row| row.depth() + 1);
        self.depth = self.depth.max(depth + 1);
        let shape = depth | if object { OBJECT } else { 0 };
        self.cont.push(Cont { node: self.len - 1, end: NONE, parent, shape, count: 0, close: 0 });
        (self.cont.len() - 1) as u32
    }

    /// The last node is a container with nothing inside.
    #[inline]
    pub(super) fn empty(&mut self, parent: u32) {
        let depth = self.cont.get(parent as usize).map_or(0, |row| row.depth() + 1);
        self.depth = self.depth.max(depth + 1);
    }

    /// Closes a container; gives the one around it.
    #[inline]
    pub(super) fn close(&mut self, cont: u32, at: usize) -> u32 {
        if at - self.last > u32::MAX as usize {
            self.far.push((cont, at));
        }
        let row = &mut self.cont[cont as usize];
        row.end = self.len;
        row.close = at as u32;
        row.parent
    }

    /// Takes back the last node, which was not read to its end.
    pub(super) fn drop_last(&mut self, parent: u32) -> usize {
        let at = self.last;
        self.flush();
        self.len -= 1;
        self.start.truncate(self.len as usize);
        self.wraps.retain(|&from| from < self.len);
        match self.cont.get_mut(parent as usize) {
            Some(row) => {
                row.count -= 1;
                if self.marks.last() == Some(&(parent, self.len)) {
                    self.marks.pop();
                }
            }
            None => self.roots -= 1,
        }
        let low = self.start.as_slice().last().copied().unwrap_or(0) as usize;
        self.last = self.wraps.len() << 32 | low;
        at
    }

    fn flush(&mut self) {
        self.start.extend(&self.waiting[..self.held]);
        self.held = 0;
    }

    /// The index; `raw_from` and `limit` as in [`Index`].
    pub(super) fn finish(mut self, raw_from: NodeId, limit: usize, seen: Seen) -> Index {
        self.flush();
        self.far.sort_unstable();
        self.marks.sort_unstable();
        let mut is_cont = Bits::zeros(self.len as usize);
        for row in &self.cont {
            is_cont.put(row.node as usize, true);
        }
        is_cont.recount(0);
        Index {
            start: self.start,
            wraps: self.wraps,
            is_cont,
            cont: self.cont,
            far: self.far,
            marks: self.marks,
            raw_from,
            limit,
            roots: self.roots,
            depth: self.depth,
            seen,
        }
    }
}
