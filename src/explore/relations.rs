//! The relationships of an object: up by its lookups, down by the lists that point at it, and the SOQL that
//! walks them.

use super::field;
use crate::salesforce::describe::{ChildRelationship, Describe, Field};
use crate::salesforce::global::Global;

/// What a relationship is, whichever way it leads.
#[derive(Clone, Copy, Debug)]
pub enum Relation<'a> {
    /// To parents.
    Parent(&'a Field),
    /// To children.
    Child(&'a ChildRelationship),
}

/// What is said of a relationship without a name.
pub const NOT_IN_SOQL: &str = "It has no name in SOQL, so no query can walk it.";

/// The lookups of an object, and its child lists that are in use.
pub fn both(describe: &Describe) -> (impl Iterator<Item = usize>, impl Iterator<Item = usize>) {
    let parents = (0..describe.fields.len()).filter(|&i| describe.fields[i].kind == "reference");
    let lists = &describe.child_relationships;
    (parents, (0..lists.len()).filter(|&i| !lists[i].deprecated_and_hidden))
}

/// The lists of an object that can be read through its records. Lists of objects that this user does not see are
/// left out, as are those without a name in SOQL: they are technical doubles of others.
pub fn lists(describe: &Describe, global: Option<&Global>) -> Vec<usize> {
    let lists = &describe.child_relationships;
    let sees = |list: &ChildRelationship| {
        global.is_none_or(|g| g.find(&list.child_sobject).is_some_and(|object| object.queryable))
    };
    (0..lists.len())
        .filter(|&i| {
            !lists[i].deprecated_and_hidden && lists[i].relationship_name.is_some() && sees(&lists[i])
        })
        .collect()
}

/// What is to be said of a relationship.
pub fn sentences(relation: Relation<'_>, describe: &Describe) -> Vec<String> {
    match relation {
        Relation::Parent(parent) => {
            let master = parent.relationship_order.is_some();
            let master = master.then(|| "Master-detail: rows go with their parent.".to_owned());
            field::refers(parent, 8).into_iter().chain(master).collect()
        }
        Relation::Child(list) => {
            let cascade = list.cascade_delete.then(|| "Its rows go when the parent is deleted.".to_owned());
            let points = format!("{}.{} points at {}.", list.child_sobject, list.field, describe.name);
            [points].into_iter().chain(cascade).collect()
        }
    }
}

/// The SOQL that walks a relationship: a parent path, or a subquery.
pub fn soql(relation: Relation<'_>, describe: &Describe) -> Option<String> {
    match relation {
        Relation::Parent(field) => {
            let name = field.relationship_name.as_deref()?;
            Some(format!("SELECT Id, {name}.Id FROM {}", describe.name))
        }
        Relation::Child(list) => {
            let name = list.relationship_name.as_deref()?;
            Some(format!("SELECT Id, (SELECT Id FROM {name}) FROM {}", describe.name))
        }
    }
}
