//! What must hold for any text as a SOQL or SOSL statement.

use orgscope::soql::{ReadQuery, ReadSearch, parse, parse_search};

/// Clauses that write, as they can follow any statement.
const WRITES: &[&str] = &[
    " FOR VIEW",
    "\nfor\treference ",
    " FOR UPDATE",
    " UPDATE TRACKING",
    " update viewstat",
    " FOR/**/VIEW",
    " LIMIT 1FOR VIEW",
    "'FOR VIEW",
    " FOR\u{a0}VIEW",
];

/// Reads the text; panics with the sentence that does not hold.
pub fn check(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    for fault in parse(text).1.into_iter().chain(parse_search(text).1) {
        assert!(fault.span.of(text).len() <= text.len() && !fault.message.is_empty(), "{text:?}");
    }
    for is_search in [false, true] {
        let refused = |text: &str| refused(is_search, text);
        if refused(text) {
            for other in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
                assert!(refused(&other), "refused, and not in another case: {text:?}");
            }
        }
        for clause in WRITES {
            let written = format!("{text}{clause}");
            assert!(refused(&written), "it writes and may be sent: {written:?}");
        }
    }
}

/// Whether it may not be sent; what may be sent goes as it is typed.
fn refused(is_search: bool, text: &str) -> bool {
    let sent = match is_search {
        true => ReadSearch::new(text).map(|read| read.as_str().to_owned()),
        false => ReadQuery::new(text).map(|read| read.as_str().to_owned()),
    };
    if let Ok(sent) = &sent {
        assert_eq!(sent, text);
    }
    sent.is_err()
}
