//! What must hold for the index of any bytes. Used by the fuzz target and by the tests on collected files.

use bytes::Bytes;
use orgscope::json::{
    Came, Doc, Fault, Folds, Kind, Needle, NodeId, Path, Row, Side, Stop, Walk, Wrong, compare, indented,
};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Checks all of it; panics with the sentence that does not hold.
pub fn check(bytes: &[u8]) {
    let doc = Doc::from_bytes(Bytes::copy_from_slice(bytes));
    verdict_is_that_of_a_strict_reader(&doc, bytes);
    every_byte_is_in_a_value_or_a_line(&doc);
    values_are_what_a_strict_reader_sees(&doc);
    paths_lead_to_their_nodes(&doc);
    let mut folds = Folds::none(&doc);
    rows_are_in_step(&doc, &folds);
    for (node, byte) in (0..doc.nodes()).zip(bytes.iter().cycle().skip(1)) {
        if byte % 5 == 0 {
            folds.set(&doc, node, byte % 2 == 0);
        }
    }
    rows_are_in_step(&doc, &folds);
    for eighth in 0..8 {
        beginning_is_a_beginning(&doc, bytes, bytes.len() * eighth / 8);
    }
    search_counts_what_it_finds(&doc);
    comparison_finds_what_was_cut_off(&doc, bytes);
}

/// Where a strict reader is at the end of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// They are a document.
    Whole,
    /// They may be the beginning of one.
    Begun,
    /// Nothing that follows makes them one.
    Wrong,
}

/// serde_json ignoring the value reads the grammar without limits on depth and numbers. It does not look at
/// UTF-8, which is asked of the standard library.
fn strictly(bytes: &[u8]) -> Reading {
    match (serde_json::from_slice::<IgnoredAny>(bytes), std::str::from_utf8(bytes)) {
        (_, Err(error)) if error.error_len().is_some() => Reading::Wrong,
        (Ok(_), Ok(_)) => Reading::Whole,
        (Err(error), _) if error.is_eof() => Reading::Begun,
        (Ok(_), Err(_)) => Reading::Begun,
        (Err(_), _) => Reading::Wrong,
    }
}

pub fn verdict_is_that_of_a_strict_reader(doc: &Doc, bytes: &[u8]) {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mark = bytes.len() - text.len();
    let Some(fault) = doc.first_error() else {
        assert_eq!(strictly(text), Reading::Whole, "accepted: {}", text.escape_ascii());
        return;
    };
    let line = doc.fault_line(&fault);
    assert_ne!(strictly(text), Reading::Whole, "refused: {line}: {}", text.escape_ascii());
    if doc.came() == Came::Utf16 {
        return;
    }
    // The place is exact: up to it the bytes can still become a document, with one byte more they can't.
    let at = fault.at.checked_sub(mark).expect("a fault in the byte order mark");
    // A digit after it, since serde_json wants one in the exponent.
    let may_go_on = [&text[..at], &[&text[..at], b"0"].concat()].map(strictly);
    assert_ne!(may_go_on, [Reading::Wrong; 2], "too late: {line}: {}", text.escape_ascii());
    if at < text.len() && fault.what != Wrong::Utf8 {
        // Blanks after it, since serde_json wants to see four bytes after \u.
        let more = [&text[..=at], b"    "].concat();
        assert_eq!(strictly(&more), Reading::Wrong, "too early: {line}: {}", text.escape_ascii());
    }
    place_is_counted_right(doc, &fault);
}

fn place_is_counted_right(doc: &Doc, fault: &Fault) {
    let before = &doc.bytes()[..fault.at];
    let lines: Vec<_> = before.split(|b| *b == b'\n').collect();
    let last = String::from_utf8_lossy(lines[lines.len() - 1]);
    let column = last.trim_start_matches('\u{feff}').chars().count() + 1;
    let (line, said) = doc.line_column(fault.at);
    assert_eq!(line, lines.len());
    if std::str::from_utf8(lines[lines.len() - 1]).is_ok()
        && !last.trim_start_matches('\u{feff}').contains('\u{feff}')
    {
        assert_eq!(said, column, "column of {}", doc.fault_line(fault));
    }
}

/// Between the nodes there is nothing but punctuation.
pub fn every_byte_is_in_a_value_or_a_line(doc: &Doc) {
    let bytes = doc.bytes();
    assert!(doc.faults().is_sorted_by_key(|fault| fault.at), "{:?}", doc.faults());
    let mut covered = vec![false; bytes.len()];
    let mut before = None;
    for node in 0..doc.nodes() {
        let (start, range) = (doc.start(node), doc.value_range(node));
        assert!(before < Some(start), "node {node} starts where the one before does");
        before = Some(start);
        assert!(
            start <= range.start && range.start <= range.end && range.end <= bytes.len(),
            "{node}: {range:?}"
        );
        assert_eq!(doc.node_at(start), Some(node));
        if let Some(parent) = doc.parent(node) {
            let around = doc.value_range(parent);
            assert!(around.start < start && range.end <= around.end, "{node} leaves {parent}");
            assert!((parent + 1..doc.after(parent)).contains(&node));
        }
        if let Some(key) = doc.key_range(node) {
            covered[key].fill(true);
        }
        if !doc.is_container(node) {
            covered[range].fill(true);
        }
    }
    // One byte order mark is no value; a second one is a line of what could not be read.
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    for (at, byte) in bytes.iter().enumerate().skip(mark) {
        assert!(
            covered[at] || b"{}[],: \n\r\t".contains(byte),
            "byte {at} ({byte:02x}) is nowhere: {}",
            bytes.escape_ascii()
        );
    }
    if let Some(first) = doc.first_raw_line() {
        let text = &bytes[doc.start(first)..];
        let lines = text.split_inclusive(|b| *b == b'\n').count();
        assert_eq!(doc.nodes() - first, lines as u32, "lines of {}", text.escape_ascii());
    }
}

pub fn values_are_what_a_strict_reader_sees(doc: &Doc) {
    for node in 0..doc.values() {
        let raw = doc.raw(node);
        let kind = doc.kind(node);
        if doc.is_container(node) {
            assert_eq!(raw.first(), Some(if kind == Kind::Object { &b'{' } else { &b'[' }));
            assert_eq!(doc.children(node).count(), doc.count(node) as usize);
            assert_eq!(doc.children(node).next(), Some(node + 1).filter(|_| doc.count(node) > 0));
            assert!(doc.children(node).all(|child| doc.parent(child) == Some(node)));
            if doc.is_closed(node) {
                assert_eq!(raw.last(), Some(if kind == Kind::Object { &b'}' } else { &b']' }));
            }
            continue;
        }
        // What is wrong inside of a string or a number is a fault of its own.
        let Ok(value) = serde_json::from_slice::<Value>(raw) else {
            let ends = doc
                .faults()
                .iter()
                .any(|fault| doc.value_range(node).contains(&fault.at) || fault.at == doc.value_end(node));
            let number = kind == Kind::Number && strictly(raw) == Reading::Whole;
            assert!(ends || number, "{} is no value", raw.escape_ascii());
            continue;
        };
        let is_right = match (&value, kind) {
            (Value::Null, Kind::Null) => raw == b"null",
            (Value::Bool(on), Kind::Bool) => raw == if *on { b"true".as_slice() } else { b"false" },
            (Value::Number(_), Kind::Number) => true,
            (Value::String(text), Kind::String) => *text == doc.text(node),
            (Value::Array(list), Kind::Array) => list.is_empty(),
            (Value::Object(members), Kind::Object) => members.is_empty(),
            _ => false,
        };
        assert!(is_right, "{} is no {kind:?}", raw.escape_ascii());
    }
    for node in 0..doc.values() {
        if let Some(range) = doc.key_range(node)
            && let Ok(key) = serde_json::from_slice::<String>(&doc.bytes()[range])
        {
            assert_eq!(doc.key(node).as_deref(), Some(key.as_str()));
        }
        assert_eq!(
            doc.is_member(node),
            doc.parent(node).is_some_and(|parent| doc.kind(parent) == Kind::Object)
        );
    }
    if doc.first_error().is_none() && doc.values() > 0 {
        let again = Doc::from_bytes(Bytes::from(indented(doc.raw(0))));
        assert_eq!(again.values(), doc.values());
        for node in 0..doc.values() {
            assert_eq!(again.key(node), doc.key(node));
            assert!(doc.is_container(node) || again.raw(node).len() <= doc.raw(node).len());
            assert!(doc.kind(node) != Kind::Number || again.raw(node) == doc.raw(node));
        }
        assert_eq!(again.first_error(), None);
    }
}

/// Of several members with the same key the last is found: its path is the same.
pub fn paths_lead_to_their_nodes(doc: &Doc) {
    let twins = doc.duplicate_keys(&Stop::default()).expect("not stopped");
    for node in 0..doc.values().min(300) {
        let path = Path::of(doc, node);
        let found = doc.find(&path).unwrap_or_else(|| panic!("{} leads nowhere", path.jq()));
        assert!(found == node || Path::of(doc, found) == path, "{} leads to {found}", path.jq());
        assert_eq!(Path::parse(&path.dot()).as_ref(), Ok(&path), "{}", path.dot());
        assert_eq!(Path::parse(&path.jq()).as_ref(), Ok(&path), "{}", path.jq());
        let pointed = doc.lookup(&path.pointer());
        assert!(pointed == Some(found), "{} leads to {pointed:?}", path.pointer());
        let mut around = Some(node);
        while let Some(at) = around.filter(|at| !twins.contains(at)) {
            around = doc.parent(at);
        }
        assert!(around.is_some() || found == node, "{} leads to {found}, not to {node}", path.jq());
    }
}

pub fn rows_are_in_step(doc: &Doc, folds: &Folds) {
    let Some(first) = folds.first() else {
        assert_eq!((folds.rows(), doc.nodes()), (0, 0));
        return;
    };
    let mut walk = Walk::at(doc, folds, first);
    let mut seen = Vec::new();
    loop {
        let row = walk.row();
        assert_eq!(folds.number(doc, row), seen.len());
        assert_eq!(folds.row(doc, seen.len()), Some(row));
        assert_eq!(folds.shown_row(doc, row), row);
        assert!(folds.is_shown(row.node));
        assert_eq!((walk.parent(), walk.depth()), (doc.parent(row.node), doc.depth_of(row.node)));
        assert_eq!(walk.is_unfolded(), doc.is_container(row.node) && !folds.is_folded(doc, row.node));
        assert!(!row.closing || walk.is_unfolded());
        seen.push(row);
        if !walk.next() {
            break;
        }
    }
    assert_eq!(seen.len(), folds.rows());
    assert_eq!(folds.last(doc), seen.last().copied());
    for row in seen.iter().rev().skip(1) {
        assert!(walk.prev());
        assert_eq!(walk.row(), *row);
    }
    assert!(!walk.prev());
    // Each node that nothing folds away has its row, and a second one where it is open.
    let mut at = seen.iter();
    for node in (0..doc.nodes()).filter(|node| folds.is_shown(*node)) {
        assert_eq!(at.by_ref().find(|row| !row.closing), Some(&Row::of(node)));
    }
    let closing =
        (0..doc.nodes()).filter(|n| folds.is_shown(*n) && doc.is_container(*n) && !folds.is_folded(doc, *n));
    assert_eq!(closing.count(), seen.iter().filter(|row| row.closing).count());
}

/// The index of a beginning is the beginning of the index.
pub fn beginning_is_a_beginning(whole: &Doc, bytes: &[u8], cut: usize) {
    let begun = Doc::beginning(Bytes::copy_from_slice(&bytes[..cut]));
    if begun.came() != whole.came() {
        assert!(cut < 4, "{cut} bytes came as {:?}, all of them as {:?}", begun.came(), whole.came());
        return;
    }
    assert!(begun.nodes() <= whole.nodes(), "{} of {}", begun.nodes(), whole.nodes());
    for node in 0..begun.nodes() {
        assert_eq!(begun.start(node), whole.start(node));
        assert_eq!(begun.kind(node), whole.kind(node), "node {node} of {cut} bytes");
        assert_eq!(begun.is_container(node), whole.is_container(node));
        assert_eq!((begun.parent(node), begun.depth_of(node)), (whole.parent(node), whole.depth_of(node)));
        assert_eq!(begun.key(node), whole.key(node));
        let last_line = begun.kind(node) == Kind::Line && node + 1 == begun.nodes();
        // A container that goes on, and a line of text, have no end yet.
        if !last_line && begun.is_closed(node) {
            assert_eq!(begun.value_range(node), whole.value_range(node), "value of {node} of {cut} bytes");
        }
    }
    for (mine, all) in begun.faults().iter().zip(whole.faults()) {
        assert_eq!(mine, all, "faults of {cut} bytes");
    }
    assert!(begun.faults().len() <= whole.faults().len());
    let folds = Folds::none(&begun);
    rows_are_in_step(&begun, &folds);
    let mut folded = folds;
    for node in (0..begun.nodes()).step_by(3) {
        folded.set(&begun, node, false);
    }
    let grown = folded.grown(whole);
    for node in 0..begun.nodes() {
        assert_eq!(grown.is_folded(whole, node), folded.is_folded(&begun, node));
        assert_eq!(grown.is_shown(node), folded.is_shown(node));
    }
}

fn comparison_finds_what_was_cut_off(doc: &Doc, bytes: &[u8]) {
    let compared = |other: &Doc| compare(doc, other, &Stop::default()).expect("not stopped");
    assert_eq!(compared(&doc.clone()).differences, [], "a document differs from itself");
    let half = Doc::from_bytes(Bytes::copy_from_slice(&bytes[..bytes.len() / 2]));
    let found = compared(&half).differences;
    for difference in &found {
        let (left, right) = (difference.node(Side::Left), difference.node(Side::Right));
        assert!(left < doc.nodes().max(1) && right < half.nodes().max(1), "{difference:?}");
    }
    assert!(
        !found.is_empty()
            || half.values() == doc.values()
            || doc.came() != half.came()
            || doc.roots() != half.roots(),
        "half of it says the same"
    );
}

pub fn search_counts_what_it_finds(doc: &Doc) {
    let words = (0..doc.values().min(4)).filter_map(|node: NodeId| {
        let text = doc.text(node).into_owned();
        let word: String = text.chars().take_while(|c| *c != '\u{fffd}').take(2).collect();
        (!word.is_empty() && !doc.is_container(node) && doc.first_error().is_none()).then_some((node, word))
    });
    for (node, word) in words {
        for text in [word.clone(), format!("value:{word}"), format!("re:{}", regex_of(&word))] {
            let needle = match Needle::new(&text, doc) {
                Ok(needle) => needle,
                Err(_) => continue,
            };
            let stop = Stop::default();
            let hits = needle.count(doc, 0..doc.size(), &stop).expect("not stopped");
            let (mut at, mut number, mut last) = (0, 0, None);
            while let Some(hit) = needle.first(doc, at..doc.bytes().len(), &stop) {
                number += 1;
                assert_eq!(hits.number(&needle, doc, hit.range.start), number);
                assert_eq!(doc.node_at(hit.range.start).unwrap_or(0), hit.node);
                at = hit.range.end;
                last = Some(hit);
            }
            assert_eq!(hits.total, number, "hits of {text}");
            if text.starts_with("value:") {
                let found = needle.first(doc, doc.value_range(node), &stop);
                assert!(found.is_some(), "{text:?} is not found in {}", doc.raw(node).escape_ascii());
            }
            let back = needle.last(doc, 0..doc.bytes().len(), &stop);
            assert_eq!(back.is_some(), last.is_some());
        }
    }
}

fn regex_of(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { c } else { '.' }).collect()
}
