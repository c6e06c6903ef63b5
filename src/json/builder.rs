//! An index in the making: nodes are added as they are met, containers are opened and closed. What was made of
//! a later part of the document can be appended.

use super::bits::Bits;
use super::index::{Cont, Conts, Index, LIFT, NONE, NodeId, OBJECT, STRIDE, Seen};
use super::memory::Words;

/// An index in the making. Offsets are split after `HALF` bits: 32; fewer in tests, where documents are small.
#[derive(Debug)]
pub(super) struct Builder<const HALF: u32> {
    /// Where nodes start; the last ones still wait to be written there together.
    start: Words,
    waiting: Box<[u32; WAITING]>,
    held: usize,
    /// So many may wait; fewer where `limit` is near.
    most: usize,
    /// So many nodes, since there are no more ids.
    limit: usize,
    /// The offset at which the upper half changes next.
    wrap: usize,
    wraps: Vec<NodeId>,
    cont: Conts,
    conts: u32,
    far: Vec<(u32, usize)>,
    marks: Vec<(u32, NodeId)>,
    /// The innermost open container.
    open: u32,
    /// Its children so far; at the top the roots.
    count: u32,
    roots: u32,
    /// Open containers.
    level: u32,
    depth: u32,
}

const WAITING: usize = 1024;

impl<const HALF: u32> Builder<HALF> {
    const MASK: usize = (1 << HALF) - 1;

    pub(super) fn with_room(nodes: usize, conts: usize) -> Self {
        Self {
            start: Words::with_room(nodes),
            waiting: Box::new([0; WAITING]),
            held: 0,
            most: WAITING,
            limit: NONE as usize - 1,
            wrap: 1 << HALF,
            wraps: Vec::new(),
            cont: Conts::with_room(conts),
            conts: 0,
            far: Vec::new(),
            marks: Vec::new(),
            open: NONE,
            count: 0,
            roots: 0,
            level: 0,
            depth: 0,
        }
    }

    /// No more than so many nodes; at least those that are written together.
    pub(super) fn limited(self, nodes: usize) -> Self {
        Self { limit: nodes.clamp(WAITING, self.limit), ..self }
    }

    #[inline(always)]
    pub(super) fn len(&self) -> u32 {
        (self.start.len() + self.held) as u32
    }

    /// Whether a container is open.
    #[inline(always)]
    pub(super) fn is_inside(&self) -> bool {
        self.open != NONE
    }

    /// Adds a node that starts at `at`, inside the innermost open container. False where ids have run out.
    #[inline(always)]
    pub(super) fn push(&mut self, at: usize) -> bool {
        // Now and then there is more to do: room, an upper half, a mark.
        let full = self.held == self.most;
        let marked = self.count.is_multiple_of(STRIDE) & (self.count > 0);
        if (full | (at >= self.wrap) | marked) && !self.prepare(at) {
            return false;
        }
        self.waiting[self.held % WAITING] = (at & Self::MASK) as u32;
        self.held += 1;
        self.count += 1;
        true
    }

    #[cold]
    #[inline(never)]
    fn prepare(&mut self, at: usize) -> bool {
        if self.held == self.most {
            self.flush();
        }
        if self.most == 0 {
            return false;
        }
        let len = self.start.len() + self.held;
        if at >= self.wrap {
            let high = at >> HALF;
            self.wraps.resize(high, len as u32);
            self.wrap = (high + 1) << HALF;
        }
        if self.count.is_multiple_of(STRIDE) && self.count > 0 {
            self.marks.push((self.open, len as u32));
        }
        true
    }

    /// Where the last node starts.
    fn last(&self) -> usize {
        let low = match self.held.checked_sub(1) {
            Some(held) => self.waiting[held % WAITING],
            None => self.start.as_slice().last().copied().unwrap_or(0),
        };
        self.wraps.len() << HALF | low as usize
    }

    /// The last node is a container with something inside.
    #[inline(always)]
    pub(super) fn open(&mut self, object: bool) {
        match self.open {
            NONE => self.roots = self.count,
            open => self.cont.put(open, Conts::COUNT, self.count),
        }
        let shape = self.level | if object { OBJECT } else { 0 };
        let row = Cont { node: self.len() - 1, end: NONE, parent: self.open, shape, count: 0, close: 0 };
        self.open = self.conts;
        self.conts += 1;
        self.cont.push(row);
        self.count = 0;
        self.level += 1;
        self.depth = self.depth.max(self.level);
    }

    /// The last node is a container with nothing inside.
    #[inline(always)]
    pub(super) fn empty(&mut self) {
        self.depth = self.depth.max(self.level + 1);
    }

    /// Closes the innermost open container; says whether the one around it is an object.
    #[inline(always)]
    pub(super) fn close(&mut self, at: usize) -> bool {
        if at > Self::MASK && at - self.last() > Self::MASK {
            self.far.push((self.open, at));
        }
        let closed = self.cont.at(self.open);
        self.cont.put(self.open, Conts::END, self.len());
        self.cont.put(self.open, Conts::COUNT, self.count);
        self.cont.put(self.open, Conts::CLOSE, (at & Self::MASK) as u32);
        self.open = closed.parent;
        self.level = self.level.saturating_sub(1);
        let around = self.cont.get(self.open);
        self.count = around.map_or(self.roots, |row| row.count);
        around.is_some_and(|row| row.is_object())
    }

    /// Takes over what was made of the bytes that come next: children of the innermost open container, and all
    /// that is inside them. Afterwards everything is as if they had been added here one by one. False, with
    /// nothing changed, where their ids would run out.
    pub(super) fn append(&mut self, next: &Self) -> bool {
        let (nodes, conts, level) = (self.len(), self.conts, self.level);
        if nodes as usize + next.len() as usize > self.limit {
            return false;
        }
        self.flush();
        self.start.extend(next.start.as_slice());
        self.start.extend(&next.waiting[..next.held]);
        self.set_out();
        let wraps = next.wraps.get(self.wraps.len()..).unwrap_or(&[]);
        self.wraps.extend(wraps.iter().map(|from| nodes + from));
        self.wrap = (self.wraps.len() + 1) << HALF;
        self.far.extend(next.far.iter().map(|&(cont, at)| (conts + cont, at)));
        // Those of its roots are numbered anew as children.
        let marks = next.marks.iter().filter(|(cont, _)| *cont != NONE);
        self.marks.extend(marks.map(|&(cont, node)| (conts + cont, nodes + node)));
        // Children between two containers lie side by side.
        let mut child = nodes;
        for row in next.cont.iter() {
            let parent = if row.parent == NONE { self.open } else { conts + row.parent };
            let row = Cont {
                node: nodes + row.node,
                end: nodes + row.end,
                parent,
                shape: row.shape + level,
                ..row
            };
            if parent == self.open {
                self.add_children(child, row.node + 1);
                child = row.end;
            }
            self.cont.push(row);
        }
        self.add_children(child, self.len());
        self.conts += next.conts;
        self.depth = self.depth.max(level + next.depth);
        true
    }

    /// Counts children of the innermost open container that lie side by side.
    fn add_children(&mut self, from: NodeId, to: NodeId) {
        let count = self.count + (to - from);
        let first = self.count.max(1).next_multiple_of(STRIDE);
        for number in (first..count).step_by(STRIDE as usize) {
            self.marks.push((self.open, from + (number - self.count)));
        }
        self.count = count;
    }

    /// Takes back the last node, which was not read to its end; gives where it starts.
    pub(super) fn drop_last(&mut self) -> usize {
        let at = self.last();
        self.flush();
        let len = self.len() - 1;
        self.start.truncate(len as usize);
        self.set_out();
        self.wraps.retain(|&from| from < len);
        self.wrap = (self.wraps.len() + 1) << HALF;
        self.count -= 1;
        if self.marks.last() == Some(&(self.open, len)) {
            self.marks.pop();
        }
        at
    }

    fn flush(&mut self) {
        self.start.extend(&self.waiting[..self.held]);
        self.set_out();
    }

    fn set_out(&mut self) {
        self.held = 0;
        self.most = self.limit.saturating_sub(self.start.len()).min(WAITING);
    }

    /// The index; `raw_from` and `limit` as in [`Index`].
    pub(super) fn finish(mut self, raw_from: NodeId, limit: usize, seen: Seen) -> Index {
        self.flush();
        self.far.sort_unstable();
        self.marks.sort_unstable();
        let mut is_cont = Bits::zeros(self.start.len());
        // The container on each so many levels that was met last: those around what comes.
        let (mut lifts, mut around) = (Vec::new(), Vec::new());
        for (cont, row) in (0..).zip(self.cont.iter()) {
            is_cont.put(row.node as usize, true);
            if row.depth() >= LIFT && row.depth().is_multiple_of(LIFT) {
                let level = (row.depth() / LIFT) as usize;
                around.resize(level + 1, NONE);
                around[level] = cont;
                lifts.push((cont, around[level - 1]));
            } else if row.depth() == 0 {
                around.resize(1, NONE);
                around[0] = cont;
            }
        }
        is_cont.recount(0);
        Index {
            start: self.start,
            wraps: self.wraps,
            half: HALF,
            is_cont,
            cont: self.cont,
            far: self.far,
            marks: self.marks,
            lifts,
            raw_from,
            limit,
            roots: self.count,
            depth: self.depth,
            seen,
        }
    }
}
