//! Two documents walked together: members by their key, elements of lists as [`align`] pairs them. What is
//! written the same is the same; blanks between tokens and the order of keys make no difference.

mod align;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use super::doc::Doc;
use super::index::NodeId;
use super::search::Stop;
use super::value::Kind;

/// One place at which two documents differ: its node on the left and on the right. Where only one of them has
/// the value, the other node is the container in which it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Both have the value, and it is another one.
    Changed(NodeId, NodeId),
    /// Only the left document has it.
    Missing(NodeId, NodeId),
    /// Only the right document has it.
    Added(NodeId, NodeId),
}

impl Difference {
    /// Where it is, in the left or in the right document.
    pub fn node(&self, side: Side) -> NodeId {
        let (Self::Changed(left, right) | Self::Missing(left, right) | Self::Added(left, right)) = *self;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }
}

/// One of two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Left,
    /// The second.
    Right,
}

/// What two documents have to do with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Where they differ, in the order of the left one; what only the right one has comes where its list has
    /// it, or at the end of its object.
    pub differences: Vec<Difference>,
    /// Whether a list of things with names has them in another order, which is no difference.
    pub reordered: bool,
    /// Elements whose partner has another number, and those without one; by the node on this side.
    moved: [Vec<(NodeId, Option<NodeId>)>; 2],
}

/// Compares. `None` if it was stopped.
pub fn compare(left: &Doc, right: &Doc, stop: &Stop) -> Option<Comparison> {
    let mut walk = Walk { left, right, found: Comparison::default(), work: Vec::new() };
    let (ls, rs): (Vec<_>, Vec<_>) = (left.root_nodes().collect(), right.root_nodes().collect());
    walk.pair_elements(&ls, &rs, (0, 0));
    let mut steps = 0u32;
    while let Some(next) = walk.work.pop() {
        steps += 1;
        if steps.is_multiple_of(1024) && stop.is_set() {
            return None;
        }
        match next {
            Pair::Both(l, r) => walk.both(l, r),
            Pair::Left(l, around) => walk.found.differences.push(Difference::Missing(l, around)),
            Pair::Right(around, r) => walk.found.differences.push(Difference::Added(around, r)),
        }
    }
    let mut found = walk.found;
    found.moved.iter_mut().for_each(|moved| moved.sort_unstable());
    Some(found)
}

/// So many neighbours of a value without a partner are asked for theirs.
const NEIGHBOURS: u32 = 16;

impl Comparison {
    /// The same value in the other document, or what is nearest to it there: beside which it would stand, else
    /// what it would be in. `None` in an empty document.
    pub fn counterpart(&self, from: &Doc, to: &Doc, node: NodeId, side: Side) -> Option<NodeId> {
        let (here, missing) = self.way(from, to, node, side);
        let beside = missing
            .and_then(|step| neighbours(from, step).find_map(|near| self.step(from, to, (here, near), side)));
        beside.or(here).or_else(|| to.root_nodes().next())
    }

    /// The same value in the other document, where it has it.
    pub fn partner(&self, from: &Doc, to: &Doc, node: NodeId, side: Side) -> Option<NodeId> {
        let (here, missing) = self.way(from, to, node, side);
        here.filter(|_| missing.is_none())
    }

    /// How far the way to a value leads in the other document, and the first value on it that this one lacks.
    fn way(&self, from: &Doc, to: &Doc, node: NodeId, side: Side) -> (Option<NodeId>, Option<NodeId>) {
        let mut way = vec![node];
        let mut at = node;
        while let Some(parent) = from.parent(at) {
            way.push(parent);
            at = parent;
        }
        let mut here = None;
        for step in way.into_iter().rev() {
            match self.step(from, to, (here, step), side) {
                Some(next) => here = Some(next),
                None => return (here, Some(step)),
            }
        }
        (here, None)
    }

    /// From a container in the other document to the partner of a value in this one.
    fn step(
        &self,
        from: &Doc,
        to: &Doc,
        (here, step): (Option<NodeId>, NodeId),
        side: Side,
    ) -> Option<NodeId> {
        let moved = &self.moved[side as usize];
        match (moved.binary_search_by_key(&step, |(node, _)| *node), here, from.key(step)) {
            (Ok(at), ..) => moved[at].1,
            (_, Some(here), Some(key)) => to.member(here, &key),
            (_, Some(here), None) => to.child(here, from.number(step)),
            (_, None, _) => to.root_nodes().nth(from.number(step) as usize),
        }
    }
}

/// The values around a value in its container, the nearest first: those before it, then those after it.
fn neighbours(doc: &Doc, node: NodeId) -> impl Iterator<Item = NodeId> {
    let around = doc.parent(node);
    let number = around.map_or(0, |_| doc.number(node));
    let before = (number.saturating_sub(NEIGHBOURS)..number).rev();
    let after = number + 1..=number + NEIGHBOURS;
    around.into_iter().flat_map(move |around| {
        before.clone().chain(after.clone()).filter_map(move |at| doc.child(around, at))
    })
}

/// What is to be looked at: two values, or one without a partner and the container that lacks it.
enum Pair {
    Both(NodeId, NodeId),
    Left(NodeId, NodeId),
    Right(NodeId, NodeId),
}

struct Walk<'a> {
    left: &'a Doc,
    right: &'a Doc,
    found: Comparison,
    /// A stack: the next pair is the last.
    work: Vec<Pair>,
}

impl Walk<'_> {
    fn both(&mut self, l: NodeId, r: NodeId) {
        let (left, right) = (self.left, self.right);
        if left.raw(l) == right.raw(r) {
            return;
        }
        match (left.kind(l), right.kind(r)) {
            (Kind::Object, Kind::Object) => self.pair_members(l, r),
            (Kind::Array, Kind::Array) => {
                let (ls, rs): (Vec<_>, Vec<_>) = (left.children(l).collect(), right.children(r).collect());
                self.pair_elements(&ls, &rs, (l, r));
            }
            (Kind::String, Kind::String) if left.text(l) == right.text(r) => {}
            _ => self.found.differences.push(Difference::Changed(l, r)),
        }
    }

    fn pair_elements(&mut self, ls: &[NodeId], rs: &[NodeId], around: (NodeId, NodeId)) {
        let pairs = align::align(self.left, ls, self.right, rs);
        let partners = pairs.iter().filter_map(|pair| pair.1.filter(|_| pair.0.is_some()));
        self.found.reordered |= !partners.is_sorted();
        for (l, r) in pairs.into_iter().rev() {
            if l != r {
                let (l, r) = (l.map(|at| ls[at]), r.map(|at| rs[at]));
                self.found.moved[Side::Left as usize].extend(l.map(|l| (l, r)));
                self.found.moved[Side::Right as usize].extend(r.map(|r| (r, l)));
            }
            self.work.extend(match (l, r) {
                (Some(l), Some(r)) => Some(Pair::Both(ls[l], rs[r])),
                (Some(l), None) => Some(Pair::Left(ls[l], around.1)),
                (None, Some(r)) => Some(Pair::Right(around.0, rs[r])),
                (None, None) => None,
            });
        }
    }

    fn pair_members(&mut self, l: NodeId, r: NodeId) {
        let (left, right) = (self.left, self.right);
        let mut others: HashMap<Cow<'_, str>, VecDeque<NodeId>> = HashMap::new();
        for child in right.children(r) {
            others.entry(right.key(child).unwrap_or_default()).or_default().push_back(child);
        }
        let mut pairs = Vec::new();
        for child in left.children(l) {
            let key = left.key(child).unwrap_or_default();
            let other = others.get_mut(&key).and_then(VecDeque::pop_front);
            pairs.push(other.map_or(Pair::Left(child, r), |other| Pair::Both(child, other)));
        }
        let mut rest: Vec<NodeId> = others.into_values().flatten().collect();
        rest.sort_unstable();
        pairs.extend(rest.into_iter().map(|child| Pair::Right(l, child)));
        self.work.extend(pairs.into_iter().rev());
    }
}
