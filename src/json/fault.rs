//! Where a document is wrong, and in which way. Lexical faults leave the tree going on; structural ones end
//! it, and the rest is shown as lines of text.

use orgscope_text::safe;

/// One thing that is wrong, or worth a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first byte that can't be there, from 0; the document's length where it ends too early.
    pub at: usize,
    /// What is wrong.
    pub what: Wrong,
}

/// Ways to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Structure: something else must be here.
    Expected(Expected),
    /// An escape that JSON does not know.
    Escape,
    /// `\u` without four hexadecimal digits.
    Hex,
    /// A control character that must be escaped.
    Control,
    /// A number that begins with 0 and goes on.
    LeadingZero,
    /// A number without a digit where one must be.
    Digit,
    /// Bytes that are not UTF-8.
    Utf8,
    /// A note: half of a surrogate pair. The grammar allows it, but it is no character.
    LoneSurrogate,
    /// A second value follows the first: NDJSON, or several documents in one file.
    SecondDocument,
    /// The document came as UTF-16 and was converted to be shown.
    Utf16,
    /// More values than node ids.
    TooMany,
}

/// What must be at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A value.
    Value,
    /// A value or `]`.
    ValueOrClose,
    /// A key in double quotes.
    Key,
    /// A key or `}`.
    KeyOrClose,
    /// A colon.
    Colon,
    /// A comma or the closing bracket given.
    CommaOr(u8),
    /// Nothing more.
    End,
    /// The rest of `true`, `false` or `null`.
    Word(&'static str),
    /// The string's closing quote.
    Quote,
}

impl Fault {
    pub(super) fn new(at: usize, what: Wrong) -> Self {
        Self { at, what }
    }

    /// Whether a strict reader refuses the document for it; otherwise it is a note.
    pub fn is_error(&self) -> bool {
        self.what != Wrong::LoneSurrogate
    }

    /// What is wrong, in words, with what is there instead.
    pub fn says(&self, bytes: &[u8]) -> String {
        let found = || found(bytes, self.at);
        match self.what {
            Wrong::Expected(Expected::Value) if bytes.iter().all(u8::is_ascii_whitespace) => {
                "there is no value in here".into()
            }
            Wrong::Expected(Expected::Quote) => "the string is not closed".into(),
            Wrong::Expected(expected) => format!("expected {}, found {}", expected.words(), found()),
            Wrong::Escape => format!("a backslash can't be followed by {}", found()),
            Wrong::Hex => format!("\\u needs four hexadecimal digits, found {}", found()),
            Wrong::Control => format!("{} must be escaped in a string", found()),
            Wrong::LeadingZero => "a number can't begin with 0 and go on".into(),
            Wrong::Digit => format!("a number needs a digit here, found {}", found()),
            Wrong::Utf8 => format!("not UTF-8: {}", found()),
            Wrong::LoneSurrogate => "half of a surrogate pair, which is no character".into(),
            Wrong::SecondDocument => "a second value follows the first".into(),
            Wrong::Utf16 => "UTF-16; JSON between systems is UTF-8".into(),
            Wrong::TooMany => "more than 4,294,967,294 values".into(),
        }
    }
}

impl Expected {
    fn words(self) -> String {
        match self {
            Self::Value => "a value".into(),
            Self::ValueOrClose => "a value or ]".into(),
            Self::Key => "a key in double quotes".into(),
            Self::KeyOrClose => "a key in double quotes or }".into(),
            Self::Colon => "a colon".into(),
            Self::CommaOr(close) => format!("a comma or {}", char::from(close)),
            Self::End => "the end".into(),
            Self::Word(word) => word.into(),
            Self::Quote => "a closing quote".into(),
        }
    }
}

fn found(bytes: &[u8], at: usize) -> String {
    let rest = bytes.get(at..bytes.len().min(at.saturating_add(4))).unwrap_or(&[]);
    let Some(chunk) = rest.utf8_chunks().next() else { return "the end of the document".into() };
    match chunk.valid().chars().next() {
        Some(' ') => "a blank".into(),
        Some(c) if safe::is_unsafe(c) => safe::mark(c),
        Some(c) => c.into(),
        None => format!("byte {:02X}", rest[0]),
    }
}

/// The faults of a document: the first thousand, and how many more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    pub(super) list: Vec<Fault>,
    pub(super) more: usize,
}

impl Faults {
    const KEPT: usize = 1000;

    /// Whether all of the others can follow: which are kept would depend on what came before, where not.
    pub(super) fn have_room(&self, others: &Self) -> bool {
        others.more == 0 && self.list.len() + others.list.len() <= Self::KEPT
    }

    pub(super) fn push(&mut self, at: usize, what: Wrong) {
        if self.list.len() < Self::KEPT { self.list.push(Fault::new(at, what)) } else { self.more += 1 }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::Doc;

    fn doc(json: &str) -> Doc {
        Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes()))
    }

    #[test]
    fn control_characters_are_refused_in_strings_of_any_length() {
        for (c, before) in (0..=0x7f_u8).flat_map(|c| (0..20).map(move |before| (c, before))) {
            let text =
                ["[\"".as_bytes(), &vec![b'a'; before], &[c, c], &vec![b'b'; 20 - before], b"\"]"].concat();
            let fault = Doc::from_bytes(Bytes::from(text)).first_error();
            let control = c < 0x20;
            let free = c != b'"' && c != b'\\';
            assert!(
                !free || fault.map(|fault| fault.at) == control.then_some(before + 2),
                "{c:02x} after {before}"
            );
        }
        // Of several faults in a string the first comes first.
        let both = Doc::from_bytes(Bytes::from_static(b"[\"\xff\x01\xff\"]"));
        assert_eq!(both.faults().iter().map(|fault| fault.at).collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn a_number_ends_where_its_digits_end() {
        let others = (0..=0xff_u8).filter(|c| !c.is_ascii_digit() && !b" \n\r\t,].eE".contains(c));
        for (c, digits) in others.flat_map(|c| (1..20).map(move |digits| (c, digits))) {
            let text = ["[".as_bytes(), &vec![b'9'; digits], &[c], b"99999999]"].concat();
            let doc = Doc::from_bytes(Bytes::from(text));
            assert_eq!(doc.first_error().map(|fault| fault.at), Some(1 + digits), "{c:02x} after {digits}");
            assert_eq!(doc.raw(1).len(), digits);
        }
    }

    #[test]
    fn a_string_that_is_not_closed_is_checked_for_utf8_all_the_same() {
        for (json, at, count) in
            [(b"[\"\xff\x80 a".as_slice(), 2, 3), (b"[\"a\xe2\x82", 5, 1), (b"{\"\xc3(\\", 2, 2)]
        {
            let doc = Doc::from_bytes(Bytes::from_static(json));
            let faults = doc.faults();
            assert_eq!((faults[0].at, faults.len()), (at, count), "{faults:?}");
            assert_eq!(faults.last().unwrap().what, Wrong::Expected(Expected::Quote));
        }
    }

    #[test]
    fn a_beginning_that_nothing_can_mend_says_so_before_the_rest_is_here() {
        for json in ["[1 2]\n[3", "{\"a\":1,\n}", "nul\nx", "y\ny\ny", "[1,\n,\"b"] {
            let (begun, whole) = (Doc::beginning(Bytes::from(json.to_owned())), doc(json));
            assert_eq!(begun.first_error(), whole.first_error(), "{json}");
            assert_eq!((begun.nodes(), begun.values()), (whole.nodes(), whole.values()), "{json}");
        }
        for json in ["[1,", "{\"a", "nul", "-", "[\"\\u12", "1", "", "\u{feff}"] {
            assert_eq!(Doc::beginning(Bytes::from(json.to_owned())).first_error(), None, "{json}");
        }
        // The rest may show that these are UTF-16, or a byte order mark.
        for bytes in [b"[\0[".as_slice(), b"\xEF\xBB"] {
            assert_eq!(Doc::beginning(Bytes::from_static(bytes)).first_error(), None);
        }
    }
}
