//! Folds of a document on another state of it: what is at the same path is folded as it was.

use std::borrow::Cow;
use std::collections::HashMap;

use super::doc::Doc;
use super::folds::Folds;
use super::index::NodeId;

impl Folds {
    /// The folds of `from` on `to`. Looks only into what has something folded inside.
    pub fn carried(&self, from: &Doc, to: &Doc) -> Self {
        let mut folds = Self::none(to);
        if self.is_none() {
            return folds;
        }
        let (before, after) = (from.index(), to.index());
        let mut work: Vec<(NodeId, NodeId)> = from.root_nodes().zip(to.root_nodes()).collect();
        while let Some((old, new)) = work.pop() {
            let (Some(was), Some(is)) = (before.cont_of(old), after.cont_of(new)) else { continue };
            let (of, shape) = (before.cont.at(was), after.cont.at(is));
            let inside = was as usize..before.conts_before(of.end) as usize;
            if of.is_object() != shape.is_object() || self.open.next_clear(inside).is_none() {
                continue;
            }
            folds.open.put(is as usize, self.open.get(was as usize));
            if of.is_object() {
                let containers = to.children(new).filter(|child| to.is_container(*child));
                let others: HashMap<Cow<'_, str>, NodeId> =
                    containers.filter_map(|child| Some((to.key(child)?, child))).collect();
                let children = from.children(old).filter(|child| from.is_container(*child));
                work.extend(children.filter_map(|child| Some((child, *others.get(&from.key(child)?)?))));
            } else {
                work.extend(from.children(old).zip(to.children(new)));
            }
        }
        folds.recompute(to);
        folds
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::Path;

    #[test]
    fn what_is_at_the_same_path_is_folded_as_it_was() {
        let doc = |json: &'static str| Doc::from_bytes(Bytes::from_static(json.as_bytes()));
        let from = doc(r#"{"a":[[1],[2],{"x":[3]}],"b":{"c":[4]},"gone":[5],"kind":[6]}"#);
        let to = doc(r#"{"new":[0],"b":{"c":[4,4]},"kind":{"x":[6]},"a":[[1],[2,2],{"x":[3],"y":[3]},[7]]}"#);
        let mut folds = Folds::none(&from);
        for path in ["a[1]", "a[2].x", "b", "gone", "kind"] {
            folds.set(&from, from.find(&Path::parse(path).unwrap()).unwrap(), false);
        }
        let carried = folds.carried(&from, &to);
        let folded: Vec<String> = (0..to.nodes())
            .filter(|node| carried.is_folded(&to, *node))
            .map(|node| Path::of(&to, node).dot())
            .collect();
        assert_eq!(folded, ["b", "a[1]", "a[2].x"]);
        // As if it were folded by hand.
        let mut by_hand = Folds::none(&to);
        for path in folded {
            by_hand.set(&to, to.find(&Path::parse(&path).unwrap()).unwrap(), false);
        }
        assert_eq!(carried, by_hand);
        assert_eq!(folds.carried(&from, &from), folds);
    }
}
