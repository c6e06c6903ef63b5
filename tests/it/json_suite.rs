//! The JSON engine against files that others collected to break JSON readers.

use std::path::Path;

use bytes::Bytes;
use orgscope::json::{Doc, Folds, Walk};

fn suite() -> Vec<(String, Bytes)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/json-test-suite");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files
        .map(|file| {
            (file.file_name().into_string().unwrap(), Bytes::from(std::fs::read(file.path()).unwrap()))
        })
        .collect()
}

#[test]
fn json_test_suite_is_judged_rightly_file_by_file() {
    let (mut judged, mut free) = (0, 0);
    for (name, bytes) in suite() {
        let doc = Doc::from_bytes(bytes.clone());
        let error = doc.first_error();
        let said = error.map(|fault| doc.fault_line(&fault)).unwrap_or_default();
        match &name[..2] {
            "y_" => assert_eq!(error, None, "{name}: {said}"),
            "n_" => assert!(error.is_some_and(|fault| fault.at <= doc.bytes().len()), "{name} was accepted"),
            _ => free += 1,
        }
        judged += usize::from(!name.starts_with("i_"));
        // Whatever it is, every byte of it can be seen: the rows cover the document.
        let folds = Folds::none(&doc);
        if let Some(first) = folds.first() {
            let mut walk = Walk::at(&doc, &folds, first);
            let mut rows = 1;
            while walk.next() {
                rows += 1;
            }
            assert_eq!(rows, folds.rows(), "{name}");
        }
        if let Some(last) = doc.nodes().checked_sub(1) {
            assert!(doc.value_end(last) <= doc.bytes().len());
        } else {
            assert!(
                doc.bytes().iter().all(|b| b.is_ascii_whitespace() || *b >= 0x80),
                "{name} shows nothing"
            );
        }
    }
    assert_eq!((judged, free), (283, 35));
}
