//! Which elements of two lists belong together: things with names by their names, everything else by what
//! stays the same in the same order, and by its place between such.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{Doc, Kind, NodeId};

/// Members by which the elements of a list are known, where all have one and no two the same: rows have an
/// `Id`; fields, sObjects and relationships of a describe a `name`; picklist entries a `value` (REST guide,
/// "sObject Describe").
const NAMES: [&str; 7] = ["Id", "id", "recordTypeId", "fullName", "name", "developerName", "value"];

/// Elements with more values inside are not looked for at other places.
const SMALL: NodeId = 256;

/// Positions in the left and in the right list; `None` if there is no partner.
pub(super) type Partners = Vec<(Option<usize>, Option<usize>)>;

/// Pairs the elements, each once.
pub(super) fn align(left: &Doc, ls: &[NodeId], right: &Doc, rs: &[NodeId]) -> Partners {
    NAMES
        .iter()
        .find_map(|name| by_name(&names(left, ls, name)?, &names(right, rs, name)?))
        .unwrap_or_else(|| by_place(left, ls, right, rs))
}

/// The names of all elements.
fn names<'a>(doc: &'a Doc, elements: &[NodeId], name: &str) -> Option<Vec<Cow<'a, str>>> {
    let of = |element: &NodeId| {
        let value = doc.member(*element, name).filter(|value| doc.kind(*value) == Kind::String)?;
        Some(doc.text(value))
    };
    if elements.is_empty() { None } else { elements.iter().map(of).collect() }
}

fn by_name(left: &[Cow<'_, str>], right: &[Cow<'_, str>]) -> Option<Partners> {
    let places = |names: &[Cow<'_, str>]| {
        let places: HashMap<String, usize> =
            names.iter().enumerate().map(|(at, name)| (name.to_string(), at)).collect();
        (places.len() == names.len()).then_some(places)
    };
    let (known, others) = (places(left)?, places(right)?);
    let mut partners: Partners =
        left.iter().enumerate().map(|(at, name)| (Some(at), others.get(name.as_ref()).copied())).collect();
    let alone = right.iter().enumerate().filter(|(_, name)| !known.contains_key(name.as_ref()));
    partners.extend(alone.map(|(at, _)| (None, Some(at))));
    Some(partners)
}

fn by_place(left: &Doc, ls: &[NodeId], right: &Doc, rs: &[NodeId]) -> Partners {
    let same = |(l, r): &(&NodeId, &NodeId)| left.raw(**l) == right.raw(**r);
    let head = ls.iter().zip(rs).take_while(same).count();
    let tail = ls[head..].iter().rev().zip(rs[head..].iter().rev()).take_while(same).count();
    let (l_end, r_end) = (ls.len() - tail, rs.len() - tail);
    let mut anchors: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    anchors.extend(
        in_order(unique(left, &ls[head..l_end], right, &rs[head..r_end]))
            .into_iter()
            .map(|(l, r)| (head + l, head + r)),
    );
    anchors.extend((0..tail).map(|at| (l_end + at, r_end + at)));
    let mut partners = Vec::with_capacity(ls.len().max(rs.len()));
    let (mut l, mut r) = (0, 0);
    for (l_next, r_next) in anchors.into_iter().chain([(ls.len(), rs.len())]) {
        // Between two that stayed, one changed into the other by its place.
        while l < l_next || r < r_next {
            partners.push(((l < l_next).then_some(l), (r < r_next).then_some(r)));
            (l, r) = ((l + 1).min(l_next), (r + 1).min(r_next));
        }
        if l < ls.len() && r < rs.len() {
            partners.push((Some(l), Some(r)));
        }
        (l, r) = (l_next + 1, r_next + 1);
    }
    partners
}

/// Elements that stand once in each list and say the same.
fn unique(left: &Doc, ls: &[NodeId], right: &Doc, rs: &[NodeId]) -> Vec<(usize, usize)> {
    let once = |doc: &Doc, elements: &[NodeId]| {
        let mut places: HashMap<u64, Option<usize>> = HashMap::new();
        for (at, element) in elements.iter().enumerate() {
            if let Some(print) = fingerprint(doc, *element) {
                places.entry(print).and_modify(|place| *place = None).or_insert(Some(at));
            }
        }
        places
    };
    let (here, there) = (once(left, ls), once(right, rs));
    let mut pairs: Vec<_> =
        here.into_iter().filter_map(|(print, at)| Some((at?, (*there.get(&print)?)?))).collect();
    pairs.sort_unstable();
    pairs
}

/// The same for two values that say the same in any writing; `None` if a value is large.
fn fingerprint(doc: &Doc, node: NodeId) -> Option<u64> {
    let end = doc.after(node);
    if end - node > SMALL {
        return None;
    }
    let hash = |part: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        part(&mut hasher);
        hasher.finish()
    };
    // What is inside a node comes after it, so that from the end on each is known before what is around it.
    let mut inside = vec![0u64; (end - node) as usize];
    for at in (node..end).rev() {
        let kind = doc.kind(at);
        let so_far = inside[(at - node) as usize];
        let own = match kind {
            Kind::Object | Kind::Array => hash(&|hasher| (kind as u8, so_far).hash(hasher)),
            _ => hash(&|hasher| (kind as u8, doc.text(at)).hash(hasher)),
        };
        if at == node {
            return Some(own);
        }
        // A sum, so that the order of keys makes no difference; elements bring their number.
        let part = match doc.key(at) {
            Some(key) => hash(&|hasher| (key.as_ref(), own).hash(hasher)),
            None => hash(&|hasher| (doc.number(at), own).hash(hasher)),
        };
        let around = doc.parent(at).unwrap_or(node);
        let sum = &mut inside[(around - node) as usize];
        *sum = sum.wrapping_add(part);
    }
    None
}

/// The longest part of the pairs that is in order on both sides.
fn in_order(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    // For each length the pair with which the best row of that length ends, and for each pair the one before.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        row.push(pairs[at]);
        next = before[at];
    }
    row.reverse();
    row
}
