//! The invariants of the engine, against plain and slow ways to say the same.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn doc(json: &str) -> Doc {
    Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes()))
}

pub(super) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| serde_json::Number::from_f64(f).map_or(Value::Null, Value::Number)),
        ".{0,12}".prop_map(Value::from),
        "[\"\\\\/\u{0}-\u{1f}é\u{1F600}ab]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 120, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((prop_oneof![".{0,6}", "[~/01a]{0,4}"], inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// The same value written with blanks and escapes chosen by `style`.
pub(super) fn written(value: &Value, style: u8) -> String {
    match style % 3 {
        0 => value.to_string(),
        1 => serde_json::to_string_pretty(value).unwrap(),
        _ => {
            let mut out = String::new();
            for c in value.to_string().chars() {
                if c.is_ascii() {
                    out.push(c);
                    continue;
                }
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04X}"));
                }
            }
            out
        }
    }
}

fn rebuilt(doc: &Doc, node: NodeId) -> Value {
    match doc.kind(node) {
        Kind::Object => Value::Object(
            doc.children(node).map(|c| (doc.key(c).unwrap().into_owned(), rebuilt(doc, c))).collect(),
        ),
        Kind::Array => doc.children(node).map(|c| rebuilt(doc, c)).collect(),
        Kind::String => Value::from(doc.text(node).into_owned()),
        _ => serde_json::from_slice(doc.raw(node)).unwrap(),
    }
}

/// All rows by the plain definition: a list, by recursion.
fn listed(doc: &Doc, folds: &Folds, nodes: &mut dyn Iterator<Item = NodeId>, out: &mut Vec<Row>) {
    for node in nodes {
        out.push(Row::of(node));
        if doc.is_container(node) && !folds.is_folded(doc, node) {
            listed(doc, folds, &mut doc.children(node), out);
            out.push(Row::closing(node));
        }
    }
}

/// What a way of folding does, said plainly: for each node whether it is open then.
fn fold_plainly(doc: &Doc, open: &mut [bool], kind: u8, node: NodeId) {
    let even = node.is_multiple_of(2);
    for at in 0..doc.nodes() {
        let set = match kind {
            0 | 1 => (at == node).then_some(false),
            2 => (at == node).then_some(true),
            3 => (node..doc.after(node)).contains(&at).then_some(even),
            4 => (doc.parent(at) == doc.parent(node)).then_some(even),
            5 => Some(doc.depth_of(at) < node % 4),
            _ => (at < node && node < doc.after(at)).then_some(true),
        };
        open[at as usize] = set.unwrap_or(open[at as usize]);
    }
}

fn check_rows(doc: &Doc, folds: &Folds) {
    let mut rows = Vec::new();
    listed(doc, folds, &mut doc.root_nodes(), &mut rows);
    rows.extend((doc.values()..doc.nodes()).map(Row::of));
    assert_eq!(folds.rows(), rows.len());
    assert_eq!(folds.first(), rows.first().copied());
    assert_eq!(folds.last(doc), rows.last().copied());
    let Some(&first) = rows.first() else { return };
    let (mut walk, mut back) = (Walk::at(doc, folds, first), Walk::at(doc, folds, rows[rows.len() - 1]));
    assert!(!walk.clone().prev());
    for (number, &row) in rows.iter().enumerate() {
        assert_eq!(walk.row(), row);
        assert_eq!(back.row(), rows[rows.len() - 1 - number]);
        assert_eq!(folds.number(doc, row), number);
        assert_eq!(folds.row(doc, number), Some(row));
        let fresh = Walk::at(doc, folds, row);
        assert_eq!((walk.parent(), walk.depth()), (fresh.parent(), fresh.depth()));
        assert_eq!(walk.parent(), doc.parent(row.node));
        assert_eq!(walk.depth(), doc.depth_of(row.node));
        assert_eq!(folds.shown_row(doc, row), row);
        assert_eq!(walk.next(), number + 1 < rows.len());
        assert_eq!(back.prev(), number + 1 < rows.len());
    }
    let unfolded = Folds::none(doc);
    let mut line = Walk::at(doc, &unfolded, first);
    for number in 0..unfolded.rows() {
        assert_eq!(line.line(), number as u64 + 1);
        line.next();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_value_comes_back_from_the_index(value in any_json(), style in 0u8..3) {
        let text = written(&value, style);
        let doc = doc(&text);
        prop_assert!(doc.faults().is_empty(), "{:?}", doc.faults());
        prop_assert_eq!(doc.roots(), 1);
        // As serde_json reads it: it rounds some numbers.
        let value: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(rebuilt(&doc, 0), value.clone());
        let again: Value = serde_json::from_slice(&indented(doc.raw(0))).unwrap();
        prop_assert_eq!(again, value);
    }

    #[test]
    fn every_path_leads_to_its_node(value in any_json(), style in 0u8..3) {
        let text = written(&value, style);
        let doc = doc(&text);
        let plain: Value = serde_json::from_str(&text).unwrap();
        for node in 0..doc.nodes() {
            let path = Path::of(&doc, node);
            prop_assert_eq!(doc.find(&path), Some(node));
            prop_assert_eq!(doc.lookup(&path.dot()), Some(node), "{}", path.dot());
            prop_assert_eq!(doc.lookup(&path.jq()), Some(node), "{}", path.jq());
            // An empty key and the root are told apart by the slash alone.
            prop_assert_eq!(doc.lookup(&path.pointer()), Some(node), "{}", path.pointer());
            prop_assert_eq!(plain.pointer(&path.pointer()), Some(&rebuilt(&doc, node)));
            prop_assert_eq!(doc.node_at(doc.start(node)), Some(node));
            prop_assert_eq!(doc.number(node), match doc.parent(node) {
                Some(parent) => doc.children(parent).position(|c| c == node).unwrap() as u32,
                None => 0,
            });
        }
    }

    #[test]
    fn rows_and_nodes_agree_after_any_folding(
        value in any_json(),
        style in 0u8..3,
        folding in prop::collection::vec((0u8..7, any::<prop::sample::Index>()), 0..16),
        cut in any::<prop::sample::Index>(),
    ) {
        let text = written(&value, style);
        let doc = doc(&text);
        let mut folds = Folds::none(&doc);
        check_rows(&doc, &folds);
        let mut open = vec![true; doc.nodes() as usize];
        for (kind, at) in folding {
            let node = at.index(doc.nodes() as usize) as NodeId;
            fold_plainly(&doc, &mut open, kind, node);
            match kind {
                0 | 1 => { folds.set(&doc, node, false); }
                2 => { folds.set(&doc, node, true); }
                3 => folds.set_all(&doc, node, node.is_multiple_of(2)),
                4 => folds.set_siblings(&doc, node, node.is_multiple_of(2)),
                5 => folds.to_depth(&doc, node % 4),
                _ => {
                    folds.reveal(&doc, node);
                    prop_assert!(folds.is_shown(node));
                }
            }
            check_rows(&doc, &folds);
            for node in 0..doc.nodes() {
                prop_assert_eq!(folds.is_folded(&doc, node), doc.is_container(node) && !open[node as usize]);
                let mut around = std::iter::successors(doc.parent(node), |node| doc.parent(*node));
                prop_assert_eq!(folds.is_shown(node), around.all(|node| open[node as usize]));
                let shown = folds.shown_row(&doc, Row::of(node));
                prop_assert!(folds.is_shown(shown.node));
                prop_assert_eq!(shown == Row::of(node), folds.is_shown(node));
            }
        }
        // The beginning of the document, folded, then grown.
        let at = cut.index(text.len() + 1);
        let begun = Doc::beginning(Bytes::copy_from_slice(&text.as_bytes()[..at]));
        let mut folds = Folds::none(&begun);
        for node in 0..begun.nodes() {
            prop_assert_eq!(begun.start(node), doc.start(node));
            prop_assert_eq!(begun.is_container(node), doc.is_container(node));
            if node % 3 == 1 { folds.set(&begun, node, false); }
        }
        prop_assert!(begun.faults().is_empty());
        check_rows(&begun, &folds);
        let grown = folds.grown(&doc);
        check_rows(&doc, &grown);
        for node in 0..begun.nodes() {
            prop_assert_eq!(grown.is_folded(&doc, node), folds.is_folded(&begun, node));
        }
    }

    #[test]
    fn any_bytes_are_shown_to_the_last_one(
        value in any_json(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 0..4),
    ) {
        let mut bytes = value.to_string().into_bytes();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 => bytes.truncate(at),
                2 => bytes.insert(at, b"{}[],:\"\\0-"[byte as usize % 10]),
                _ => if let Some(b) = bytes.get_mut(at) { *b = byte },
            }
        }
        let strict = serde_json::from_slice::<Value>(&bytes).is_ok();
        let whole = Doc::from_bytes(Bytes::from(bytes.clone()));
        if whole.came() != Came::Utf16 {
            // serde_json refuses half a surrogate pair and numbers beyond f64, which the grammar allows.
            if strict { prop_assert_eq!(whole.first_error(), None); }
            if let Some(fault) = whole.first_error() {
                prop_assert!(!strict, "{}", whole.fault_line(&fault));
                prop_assert!(fault.at <= bytes.len());
            }
        }
        check_rows(&whole, &Folds::none(&whole));
        for node in 0..whole.nodes() {
            let range = whole.value_range(node);
            prop_assert!(range.start <= range.end && range.end <= whole.bytes().len(), "{range:?}");
            let _ = (whole.kind(node), whole.text(node), whole.key(node), Path::of(&whole, node).dot());
        }
    }

    #[test]
    fn offsets_are_the_same_wherever_their_halves_are_split(
        value in any_json(),
        style in 0u8..3,
        gap in 0usize..200,
        cut in any::<prop::sample::Index>(),
    ) {
        // Blanks after each comma: some nodes and brackets lie several wraps after the one before.
        let text = written(&value, style).replace(',', &format!(",{}", " ".repeat(gap)));
        let text = format!("[{text}{}]", " ".repeat(gap));
        let cut = &text.as_bytes()[..cut.index(text.len() + 1)];
        for (bytes, whole) in [(text.as_bytes(), true), (cut, true), (cut, false)] {
            let (plain, _) = super::scan::scan(bytes, whole);
            let (split3, _) = super::scan::scan_split::<3>(bytes, whole);
            let (split6, _) = super::scan::scan_split::<6>(bytes, whole);
            for split in [split3, split6] {
                prop_assert_eq!(split.len(), plain.len());
                prop_assert_eq!((split.roots, split.depth, split.limit), (plain.roots, plain.depth, plain.limit));
                for node in 0..plain.len() {
                    prop_assert_eq!(split.offset(node), plain.offset(node));
                }
                for offset in 0..=bytes.len() {
                    prop_assert_eq!(split.node_at(offset), plain.node_at(offset), "{}", offset);
                }
                prop_assert_eq!(split.cont.len(), plain.cont.len());
                for cont in 0..plain.cont.len() as u32 {
                    prop_assert_eq!(split.close(cont), plain.close(cont));
                    let (a, b) = (split.cont.at(cont), plain.cont.at(cont));
                    prop_assert_eq!((a.node, a.end, a.parent, a.count), (b.node, b.end, b.parent, b.count));
                }
            }
        }
    }

    #[test]
    fn search_finds_what_the_text_says(value in any_json(), style in 0u8..3, needle in "[a-eé\"\\\\/]{1,2}") {
        let text = written(&value, style);
        let doc = doc(&text);
        let found = |node: NodeId, scope: &str| {
            let needle = Needle::new(&format!("{scope}:{needle}"), &doc).unwrap();
            let after = doc.start(node).max(doc.value_start(node));
            let range = if scope == "key" { doc.start(node)..after } else { doc.value_range(node) };
            needle.first(&doc, range, &Stop::default()).is_some()
        };
        for node in 0..doc.nodes() {
            if doc.kind(node) == Kind::String && doc.text(node).to_lowercase().contains(&needle.to_lowercase()) {
                prop_assert!(found(node, "value"), "{needle} in {}", doc.text(node));
            }
            if doc.key(node).is_some_and(|key| key.to_lowercase().contains(&needle.to_lowercase())) {
                prop_assert!(found(node, "key"), "{needle} in key {}", doc.key(node).unwrap());
            }
        }
        let needle = Needle::new(&needle, &doc).unwrap();
        let hits = needle.count(&doc, 0..doc.size(), &Stop::default()).unwrap();
        let (mut at, mut number) = (0, 0);
        let mut last = None;
        while let Some(hit) = needle.first(&doc, at..text.len(), &Stop::default()) {
            number += 1;
            prop_assert_eq!(hits.number(&needle, &doc, hit.range.start), number);
            at = hit.range.end;
            last = Some(hit);
        }
        prop_assert_eq!(number, hits.total);
        prop_assert_eq!(needle.last(&doc, 0..text.len(), &Stop::default()).is_some(), last.is_some());
    }

    #[test]
    fn a_document_equals_itself_in_any_writing_and_differs_where_it_was_changed(value in any_json()) {
        let (plain, pretty) = (doc(&written(&value, 0)), doc(&written(&value, 1)));
        prop_assert_eq!(compare(&plain, &pretty, &Stop::default()), Some(Comparison::default()));
        prop_assert_eq!(compare(&plain, &doc(&written(&value, 2)), &Stop::default()), Some(Comparison::default()));
        let wrapped = doc(&format!("{{\"a\":{value},\"b\":1}}"));
        let other = doc(&format!("{{\"b\":2,\"a\":{value},\"c\":[]}}"));
        let (b, c) = (wrapped.lookup("b").unwrap(), other.lookup("c").unwrap());
        let expected = vec![Difference::Changed(b, other.lookup("b").unwrap()), Difference::Added(0, c)];
        prop_assert_eq!(compare(&wrapped, &other, &Stop::default()).map(|found| found.differences), Some(expected));
    }
}

#[test]
fn faults_have_their_place() {
    for (json, place) in [
        ("[1,2,]", "1:6 (byte 5): expected a value, found ]"),
        ("[1 2]", "1:4 (byte 3): expected a comma or ], found 2"),
        ("{\"a\" 1}", "1:6 (byte 5): expected a colon, found 1"),
        ("{\"a\":1,}", "1:8 (byte 7): expected a key in double quotes, found }"),
        ("[1}", "1:3 (byte 2): expected a comma or ], found }"),
        ("[\n  01\n]", "2:4 (byte 5): a number can't begin with 0 and go on"),
        ("[\"é\\x\"]", "1:5 (byte 5): a backslash can't be followed by x"),
        ("[\"\\u12G4\"]", "1:7 (byte 6): \\u needs four hexadecimal digits, found G"),
        ("[\"a\nb\"]", "1:4 (byte 3): \\n must be escaped in a string"),
        ("[\"abc", "1:6 (byte 5): the string is not closed"),
        ("[1.]", "1:4 (byte 3): a number needs a digit here, found ]"),
        ("[-]", "1:3 (byte 2): a number needs a digit here, found ]"),
        ("[nul]", "1:5 (byte 4): expected null, found ]"),
        ("", "1:1 (byte 0): there is no value in here"),
        (" \n", "2:1 (byte 2): there is no value in here"),
        ("{} x", "1:4 (byte 3): expected the end, found x"),
        ("{}\n{}", "2:1 (byte 3): a second value follows the first"),
        ("[", "1:2 (byte 1): expected a value or ], found the end of the document"),
        ("{\"a\":[1", "1:8 (byte 7): expected a comma or ], found the end of the document"),
    ] {
        let doc = doc(json);
        let fault = doc.first_error().unwrap_or_else(|| panic!("{json} was accepted"));
        assert_eq!(doc.fault_line(&fault), place, "{json}");
    }
    let invalid = Doc::from_bytes(Bytes::from_static(b"[\"a\xff\\q\"]"));
    assert_eq!(invalid.fault_line(&invalid.first_error().unwrap()), "1:4 (byte 3): not UTF-8: byte FF");
    assert_eq!(invalid.faults().len(), 2);
}

#[test]
fn what_comes_after_a_structural_fault_is_lines_of_text() {
    let doc = doc("{\"a\": [1, 2],\n \"b\" 3,\n \"c\": 4}\n");
    assert_eq!((doc.values(), doc.nodes()), (4, 6));
    assert_eq!(doc.first_raw_line(), Some(4));
    assert_eq!((doc.kind(4), doc.raw(4)), (Kind::Line, b"\"b\" 3,".as_slice()));
    assert_eq!(doc.raw(5), b" \"c\": 4}");
    assert_eq!(doc.raw(1), b"[1, 2]");
    assert_eq!(doc.raw(0), b"{\"a\": [1, 2]");
}

#[test]
fn numbers_order_and_duplicates_stay_as_written() {
    let json = r#"{"n":12345678901234567890.125,"e":1E400,"z":-0,"n":1.0,"\u006e":2}"#;
    let doc = doc(json);
    let raw: Vec<_> = doc.children(0).map(|c| std::str::from_utf8(doc.raw(c)).unwrap()).collect();
    assert_eq!(raw, ["12345678901234567890.125", "1E400", "-0", "1.0", "2"]);
    assert_eq!(doc.duplicate_keys(&Stop::default()).unwrap(), [1, 4, 5]);
    assert_eq!((doc.lookup("n"), doc.member(0, "n")), (Some(5), Some(5)));
}

#[test]
fn a_path_into_the_first_of_two_members_with_the_same_key_leads_there() {
    let doc = doc(r#"{"a":{"b":{"x":1}},"a":{"b":{"y":2}},"\u0061":{}}"#);
    for path in ["a.b.x", "a.b.y"] {
        let node = doc.lookup(path).unwrap();
        assert_eq!(Path::of(&doc, node).dot(), path);
    }
    assert_eq!(doc.raw(doc.lookup("a").unwrap()), b"{}");
    assert_eq!(doc.lookup("a.b.z"), None);
}

#[test]
fn a_key_that_is_no_text_is_found_as_it_reads() {
    let doc = Doc::from_bytes(Bytes::from_static(b"{\"a\xff\":[1]}"));
    assert_eq!(doc.lookup("[\"a\u{fffd}\"][0]"), Some(2));
}

#[test]
fn hits_before_the_first_value_are_counted_and_found() {
    let doc = doc("\u{feff} \n [1, 2]");
    let needle = Needle::new(" ", &doc).unwrap();
    let hits = needle.count(&doc, 0..doc.size(), &Stop::default()).unwrap();
    assert_eq!(hits.total, 3);
    assert_eq!(needle.first(&doc, 0..doc.bytes().len(), &Stop::default()).map(|hit| hit.node), Some(0));
    let quotes = self::doc(r#"{"a":"b"}"#);
    let count = |text: &str| {
        Needle::new(text, &quotes).unwrap().count(&quotes, 0..quotes.size(), &Stop::default()).unwrap().total
    };
    assert_eq!((count("key:\""), count("value:\""), count("\"")), (2, 2, 4));
    let nothing = Doc::from_bytes(Bytes::from_static(b"  "));
    assert_eq!(
        Needle::new(" ", &nothing)
            .unwrap()
            .count(&nothing, 0..nothing.size(), &Stop::default())
            .unwrap()
            .total,
        0
    );
}

#[test]
fn other_encodings_and_several_documents_are_read() {
    let bom = Doc::from_bytes(Bytes::from_static(b"\xEF\xBB\xBF{\"a\":1}"));
    assert_eq!((bom.came(), bom.first_error(), bom.lookup("a").is_some()), (Came::Utf8Bom, None, true));
    for (little, marked) in [(true, true), (true, false), (false, true), (false, false)] {
        let text = if marked { "\u{feff}{\"ä\":1}" } else { "{\"ä\":1}" };
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
            .collect();
        let doc = Doc::from_bytes(Bytes::from(bytes));
        assert_eq!((doc.came(), doc.lookup("ä").is_some()), (Came::Utf16, true), "{little} {marked}");
    }
    let twice = Doc::from_bytes(Bytes::from_static(b"\xFE\xFF\xFE\xFF\0[\0]"));
    assert_eq!((twice.came(), twice.values(), twice.first_raw_line()), (Came::Utf16, 0, Some(0)));
    let lines = doc("{\"a\":1}\n{\"a\":2}\n3\n");
    assert_eq!((lines.roots(), lines.values()), (3, 5));
    assert_eq!(lines.lookup("[1].a"), Some(3));
    assert_eq!(Path::of(&lines, 3).jq(), ".[1].a");
}

#[test]
fn a_hundred_thousand_levels_are_no_matter() {
    let deep = 100_000;
    let json = "[".repeat(deep) + &"]".repeat(deep);
    let doc = doc(&json);
    assert_eq!((doc.first_error(), doc.depth(), doc.nodes()), (None, deep as u32, deep as u32));
    let mut folds = Folds::none(&doc);
    let last = folds.last(&doc).unwrap();
    assert_eq!(folds.number(&doc, last), folds.rows() - 1);
    assert!(folds.row(&doc, folds.rows() / 2).is_some());
    folds.set(&doc, 50_000, false);
    assert_eq!(folds.rows(), 100_001);
    assert!(doc.find(&Path::of(&doc, deep as u32 - 1)).is_some());
    let open = Doc::from_bytes(Bytes::from("[".repeat(deep)));
    assert_eq!(open.first_error().map(|f| f.at), Some(deep));
    assert!(compare(&doc, &open, &Stop::default()).is_some());
}

#[test]
fn children_of_large_containers_are_near() {
    let json = format!("[{}]", (0..20_000).map(|n| format!("[{n},{{}}]")).collect::<Vec<_>>().join(","));
    let doc = doc(&json);
    for k in [0, 1, 4095, 4096, 4097, 8192, 19_999] {
        let child = doc.child(0, k).unwrap();
        assert_eq!(doc.raw(child), format!("[{k},{{}}]").as_bytes());
        assert_eq!(doc.number(child), k);
    }
    assert_eq!(doc.child(0, 20_000), None);
}

#[test]
fn the_index_takes_few_bytes_a_node() {
    let flat = doc(&format!("[{}]", (0..500_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")));
    assert!(flat.index_memory() <= flat.nodes() as usize * 43 / 10, "{}", flat.index_memory());
    let records: Vec<_> =
        (0..20_000).map(|n| format!("{{\"a\":{{\"t\":1}},\"Id\":\"{n}\",\"b\":null}}")).collect();
    let doc = doc(&format!("[{}]", records.join(",")));
    // 4 bytes and a bit (with its counts 1.0625) a node, 24 bytes a container, one mark in 4,096 children.
    assert_eq!(doc.containers(), 40_001);
    let least = doc.nodes() as usize * 4 + doc.nodes() as usize * 17 / 128 + 40_001 * 24;
    assert!((least..least + 64).contains(&doc.index_memory()), "{} and {least}", doc.index_memory());
    let folds = Folds::none(&doc).memory();
    assert!(folds <= (doc.nodes() as usize + 2 * 40_001) * 17 / 128 + 48, "{folds}");
}

#[test]
fn paths_are_completed_and_faults_in_them_are_said() {
    let doc = doc(r#"{"records":[{"Id":1,"Owner":{"Name":"x","Na me":2}}],"done":true}"#);
    assert_eq!(doc.complete("re", 10), ["records"]);
    assert_eq!(doc.complete("records[0].", 10), ["records[0].Id", "records[0].Owner"]);
    assert_eq!(
        doc.complete("records[0].Owner.na", 10),
        ["records[0].Owner.Name", "records[0].Owner[\"Na me\"]"]
    );
    assert_eq!(doc.complete(".d", 10), [".done"]);
    assert_eq!(doc.complete("/records/0/O", 10), ["/records/0/Owner"]);
    assert_eq!(Path::parse("a..b").unwrap_err().at, 2);
    assert!(Path::parse("a[x]").is_err() && Path::parse("a[\"b\"").is_err());
}
