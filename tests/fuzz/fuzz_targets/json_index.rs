//! Any bytes are a document: rows and nodes agree, the beginning of it is a beginning of its index, every byte
//! that is shown is one of its own.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use orgscope::json::{Came, Doc, Folds, Path, Walk};

fuzz_target!(|bytes: &[u8]| {
    let doc = Doc::from_bytes(Bytes::copy_from_slice(bytes));
    let mut folds = Folds::none(&doc);
    for (node, byte) in (0..doc.nodes()).zip(bytes) {
        if byte % 5 == 0 {
            folds.set(&doc, node, false);
        }
    }
    if let Some(first) = folds.first() {
        let mut walk = Walk::at(&doc, &folds, first);
        let mut number = 0;
        loop {
            assert_eq!(folds.number(&doc, walk.row()), number);
            assert_eq!(folds.row(&doc, number), Some(walk.row()));
            number += 1;
            if !walk.next() {
                break;
            }
        }
        assert_eq!(number, folds.rows());
    }
    for node in 0..doc.nodes() {
        let range = doc.value_range(node);
        assert!(range.start <= range.end && range.end <= doc.bytes().len());
        let _ = (doc.kind(node), doc.key(node), doc.text(node), Path::of(&doc, node).pointer());
    }
    if doc.came() == Came::Utf8 {
        let begun = Doc::beginning(Bytes::copy_from_slice(&bytes[..bytes.len() / 2]));
        for node in 0..begun.nodes() {
            assert_eq!(begun.start(node), doc.start(node));
        }
    }
});
