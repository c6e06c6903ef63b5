//! Two documents walked together: members by their key, elements by their place. What is written the same is
//! the same; blanks between tokens and the order of keys make no difference.

use std::borrow::Cow;
use std::collections::HashMap;

use super::doc::Doc;
use super::index::NodeId;
use super::search::Stop;
use super::value::Kind;

/// One place at which two documents differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Both have the value, and it is another one.
    Changed(NodeId, NodeId),
    /// Only the left document has it.
    Missing(NodeId),
    /// Only the right document has it.
    Added(NodeId),
}

/// The differences between two documents, in the order of the left one; what only the right one has comes at
/// the end of its container. `None` where it was stopped.
pub fn compare(left: &Doc, right: &Doc, stop: &Stop) -> Option<Vec<Difference>> {
    let mut found = Vec::new();
    let mut work = Vec::new();
    pair_up(&mut work, left.root_nodes().collect(), right.root_nodes().collect());
    let mut steps = 0u32;
    while let Some(next) = work.pop() {
        steps += 1;
        if steps.is_multiple_of(1024) && stop.is_set() {
            return None;
        }
        let (l, r) = match next {
            (Some(l), Some(r)) => (l, r),
            (Some(l), None) => {
                found.push(Difference::Missing(l));
                continue;
            }
            (None, Some(r)) => {
                found.push(Difference::Added(r));
                continue;
            }
            (None, None) => continue,
        };
        if left.raw(l) == right.raw(r) {
            continue;
        }
        match (left.kind(l), right.kind(r)) {
            (Kind::Object, Kind::Object) => pair_members(&mut work, left, l, right, r),
            (Kind::Array, Kind::Array) => {
                let (mut ls, mut rs): (Vec<_>, Vec<_>) =
                    (left.children(l).collect(), right.children(r).collect());
                if ls.len() != rs.len() {
                    // One element more or less is not a change of all that follow it.
                    let same = |(l, r): &(&NodeId, &NodeId)| left.raw(**l) == right.raw(**r);
                    let tail = ls.iter().rev().zip(rs.iter().rev()).take_while(same).count();
                    let head = ls.iter().zip(&rs).take_while(same).count();
                    let tail = tail.min(ls.len() - head).min(rs.len() - head);
                    (ls, rs) = (ls[head..ls.len() - tail].to_vec(), rs[head..rs.len() - tail].to_vec());
                }
                pair_up(&mut work, ls, rs);
            }
            (Kind::String, Kind::String) if left.text(l) == right.text(r) => {}
            _ => found.push(Difference::Changed(l, r)),
        }
    }
    Some(found)
}

type Work = Vec<(Option<NodeId>, Option<NodeId>)>;

/// Puts pairs on the stack, so that the first comes off first.
fn pair_up(work: &mut Work, left: Vec<NodeId>, right: Vec<NodeId>) {
    let both = left.len().max(right.len());
    work.extend((0..both).rev().map(|i| (left.get(i).copied(), right.get(i).copied())));
}

fn pair_members(work: &mut Work, left: &Doc, l: NodeId, right: &Doc, r: NodeId) {
    let mut others: HashMap<Cow<'_, str>, std::collections::VecDeque<NodeId>> = HashMap::new();
    for child in right.children(r) {
        others.entry(right.key(child).unwrap_or_default()).or_default().push_back(child);
    }
    let mut pairs: Work = Vec::new();
    for child in left.children(l) {
        let key = left.key(child).unwrap_or_default();
        let other = others.get_mut(&key).and_then(std::collections::VecDeque::pop_front);
        pairs.push((Some(child), other));
    }
    let mut rest: Vec<NodeId> = others.into_values().flatten().collect();
    rest.sort_unstable();
    pairs.extend(rest.into_iter().map(|child| (None, Some(child))));
    work.extend(pairs.into_iter().rev());
}
