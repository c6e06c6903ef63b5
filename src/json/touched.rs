//! What a step looks at, counted: bytes of the document that are read, and entries of the index that are
//! stepped over one by one. So a test can prove without a clock that drawing costs what the screen costs and
//! not what the document costs:
//!
//! ```ignore
//! let (_, touched) = touched::during(|| pane.view(&mut buffer, area, &look, true, &notes));
//! assert!(touched.bytes <= 16 * cells && touched.steps <= 4096 * rows);
//! ```
//!
//! The engine counts in every accessor that reads bytes ([`Doc::piece`], [`Doc::raw`], [`Doc::key`],
//! [`Doc::text`], [`string_within`], [`unescape`], …) or walks (siblings, ancestors). Whoever draws takes bytes
//! through [`Doc::piece`] and its length from [`Doc::size`]; [`Doc::bytes`] is not counted, since a slice of it
//! says nothing about what is read. Counts are kept only in tests, by thread (other crates' tests ask for the feature
//! `counted`); elsewhere nothing remains of it.
//!
//! [`Doc::piece`]: super::Doc::piece
//! [`Doc::raw`]: super::Doc::raw
//! [`Doc::key`]: super::Doc::key
//! [`Doc::text`]: super::Doc::text
//! [`Doc::size`]: super::Doc::size
//! [`Doc::bytes`]: super::Doc::bytes
//! [`string_within`]: super::string_within
//! [`unescape`]: super::unescape

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Bytes of documents read, or handed out to be read; those read twice count twice.
    pub bytes: usize,
    /// Nodes and containers of the index stepped over. Look-ups in O(1) and binary searches are not counted.
    pub steps: usize,
}

#[cfg(any(test, all(feature = "counted", debug_assertions)))]
thread_local! {
    static NOW: std::cell::Cell<Touched> = const { std::cell::Cell::new(Touched { bytes: 0, steps: 0 }) };
}

/// Counts bytes read; for those who read slices of a document themselves.
#[inline(always)]
pub fn bytes(count: usize) {
    #[cfg(any(test, all(feature = "counted", debug_assertions)))]
    NOW.set(Touched { bytes: NOW.get().bytes + count, ..NOW.get() });
    let _ = count;
}

/// Counts steps in the index.
#[inline(always)]
pub(super) fn steps(count: usize) {
    #[cfg(any(test, all(feature = "counted", debug_assertions)))]
    NOW.set(Touched { steps: NOW.get().steps + count, ..NOW.get() });
    let _ = count;
}

/// Runs `step` on this thread and says what it touched.
#[cfg(any(test, all(feature = "counted", debug_assertions)))]
pub fn during<R>(step: impl FnOnce() -> R) -> (R, Touched) {
    let before = NOW.take();
    let result = step();
    let touched = NOW.replace(before);
    (result, touched)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::*;
    use super::during;

    #[test]
    fn what_is_read_is_counted_and_what_is_looked_up_is_not() {
        let long = "x".repeat(1_000_000);
        let json = format!(r#"{{"a":"{long}","{long}":[{}0],"b":7}}"#, "1,".repeat(9_999));
        let doc = Doc::from_bytes(Bytes::from(json));
        let (a, list, b) = (1, 2, 10_003);
        // Where a value ends, how much it has inside, whose child it is: a few bytes, a few steps.
        let (_, few) = during(|| {
            (
                doc.value_end(a),
                doc.value_end(list),
                doc.count(list),
                doc.parent(b),
                doc.number(12),
                doc.kind(list),
            )
        });
        assert!(few.bytes < 40 && few.steps < 40, "{few:?}");
        let (piece, one) = during(|| doc.piece(doc.start(a), 100).len());
        assert_eq!((piece, one.bytes), (100, 100));
        // Each of these reads the million bytes, or walks over the ten thousand.
        for (name, touched) in [
            ("text", during(|| doc.text(a).len()).1.bytes),
            ("raw", during(|| doc.raw(a).len()).1.bytes),
            ("key", during(|| doc.key(list).unwrap().len()).1.bytes),
            ("key range", during(|| doc.key_range(list).unwrap().len()).1.bytes),
            ("value start", during(|| doc.value_start(list)).1.bytes),
            ("string within", during(|| string_within(&doc.bytes()[doc.start(list)..])).1.bytes),
            ("member", during(|| doc.member(0, "b")).1.steps * 1_000_000),
            ("path", during(|| Path::of(&doc, list)).1.bytes),
            ("children", during(|| doc.children(list).count()).1.steps * 100),
            ("number", during(|| doc.number(4095 + list)).1.steps * 250),
        ] {
            assert!(touched >= 1_000_000, "{name}: {touched}");
        }
        assert!(during(|| Path::shown(&doc, list, 9)).1.bytes < 500);
        // What is inside another count belongs to it alone.
        assert_eq!(during(|| during(|| doc.raw(a).len()).0).1.bytes, 0);
    }
}
