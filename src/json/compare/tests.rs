use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn doc(value: &Value) -> Doc {
    Doc::from_bytes(Bytes::from(value.to_string()))
}

fn compared(left: &Doc, right: &Doc) -> Comparison {
    compare(left, right, &Stop::default()).unwrap()
}

/// Each difference in words: its sign and the path where it is.
fn words(left: &Value, right: &Value) -> Vec<String> {
    let (left, right) = (doc(left), doc(right));
    let path = |doc: &Doc, node| crate::Path::of(doc, node).dot();
    let word = |difference: &Difference| match *difference {
        Difference::Changed(l, r) => format!("{} ≠ {}", path(&left, l), path(&right, r)),
        Difference::Missing(l, _) => format!("- {}", path(&left, l)),
        Difference::Added(_, r) => format!("+ {}", path(&right, r)),
    };
    compared(&left, &right).differences.iter().map(word).collect()
}

#[test]
fn rows_are_paired_by_their_id() {
    let left = json!({"records": [{"Id": "a", "n": 1}, {"Id": "b", "n": 2}, {"Id": "c", "n": 3}]});
    let right = json!({"records": [{"Id": "x", "n": 0}, {"Id": "c", "n": 3}, {"Id": "a", "n": 9}]});
    assert_eq!(words(&left, &right), ["records[0].n ≠ records[2].n", "- records[1]", "+ records[0]"]);
    assert!(compared(&doc(&left), &doc(&right)).reordered);
}

#[test]
fn fields_of_a_describe_are_paired_by_their_name() {
    let left = json!({"fields": [{"name": "Id", "length": 18}, {"name": "Name", "length": 80}]});
    let right = json!({"fields": [{"name": "A__c", "length": 5}, {"name": "Id", "length": 18}, {"name": "Name", "length": 90}]});
    assert_eq!(words(&left, &right), ["fields[1].length ≠ fields[2].length", "+ fields[0]"]);
    assert!(!compared(&doc(&left), &doc(&right)).reordered);
}

#[test]
fn a_name_that_stands_twice_is_none() {
    let left = json!([{"Id": "a", "n": 1}, {"Id": "a", "n": 2}]);
    let right = json!([{"Id": "a", "n": 1}, {"Id": "a", "n": 3}]);
    assert_eq!(words(&left, &right), ["[1].n ≠ [1].n"]);
}

#[test]
fn what_stays_in_the_same_order_anchors_what_changed() {
    assert_eq!(words(&json!([1, 2, 3, 4]), &json!([2, 3, 9, 4, 5])), ["- [0]", "+ [2]", "+ [4]"]);
    assert_eq!(words(&json!(["a", "b", "c"]), &json!(["a", "x", "c"])), ["[1] ≠ [1]"]);
    assert_eq!(words(&json!([{"k": [1]}, {"k": [2]}]), &json!([{"k": [2]}])), ["- [0]"]);
    assert_eq!(words(&json!([]), &json!([1])), ["+ [0]"]);
}

#[test]
fn numbers_are_compared_as_they_are_written() {
    let left = Doc::from_bytes(Bytes::from_static(b"[1.0,1e400]"));
    let right = Doc::from_bytes(Bytes::from_static(b"[1,1e400]"));
    assert_eq!(compared(&left, &right).differences, [Difference::Changed(1, 1)]);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..6i32).prop_map(Value::from),
        "[abé\"]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let named = ("[abc]", inner.clone()).prop_map(|(id, value)| json!({"Id": id, "v": value}));
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(named, 0..4).prop_map(Value::from),
            prop::collection::hash_map("[abc]", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// The value without the order of lists whose elements have names.
fn in_any_order(value: &Value) -> Value {
    match value {
        Value::Array(list) => {
            let mut list: Vec<_> = list.iter().map(in_any_order).collect();
            let mut ids: Vec<_> = list.iter().map(|e| e["Id"].as_str().map(str::to_owned)).collect();
            ids.sort();
            ids.dedup();
            if ids.len() == list.len() && ids.iter().all(Option::is_some) {
                list.sort_by_key(|element| element["Id"].as_str().map(str::to_owned));
            }
            Value::from(list)
        }
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), in_any_order(value))).collect(),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn no_difference_is_found_where_there_is_none_and_one_where_there_is(left in any_json(), right in any_json()) {
        let found = compared(&doc(&left), &doc(&right));
        prop_assert_eq!(found.differences.is_empty(), in_any_order(&left) == in_any_order(&right));
        prop_assert_eq!(found.differences.is_empty() && !found.reordered, left == right);
    }

    #[test]
    fn each_value_is_found_in_the_other_document_and_back(left in any_json(), right in any_json()) {
        let (l, r) = (doc(&left), doc(&right));
        let found = compared(&l, &r);
        for difference in &found.differences {
            let (at, other) = (difference.node(Side::Left), difference.node(Side::Right));
            match difference {
                Difference::Changed(..) => {
                    prop_assert_eq!(found.partner(&l, &r, at, Side::Left), Some(other));
                    prop_assert_eq!(found.partner(&r, &l, other, Side::Right), Some(at));
                }
                // Where it is missing its place is in the container that lacks it, or that itself.
                Difference::Missing(..) => {
                    prop_assert_eq!(found.partner(&l, &r, at, Side::Left), None);
                    let near = found.counterpart(&l, &r, at, Side::Left).unwrap();
                    prop_assert!(near == other || r.parent(near) == Some(other));
                }
                Difference::Added(..) => {
                    prop_assert_eq!(found.partner(&r, &l, other, Side::Right), None);
                    let near = found.counterpart(&r, &l, other, Side::Right).unwrap();
                    prop_assert!(near == at || l.parent(near) == Some(at));
                }
            }
        }
        if found.differences.is_empty() {
            for node in 0..l.nodes() {
                let other = found.counterpart(&l, &r, node, Side::Left).unwrap();
                prop_assert_eq!(found.counterpart(&r, &l, other, Side::Right), Some(node));
                prop_assert_eq!(r.key(other), l.key(node));
            }
        }
    }
}
