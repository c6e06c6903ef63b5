//! Text out of the spellings that servers write it in: percent escapes, HTML entities, escapes of JSON and of
//! JavaScript. Each byte knows where it came from, so what is found in the text can be masked where it was.

use std::ops::Range;

/// HTML's names of ASCII marks. (HTML Living Standard, 'Named character references'.)
const NAMES: &[(&[u8], u8)] = &[
    (b"AMP", b'&'),
    (b"GT", b'>'),
    (b"Hat", b'^'),
    (b"LT", b'<'),
    (b"QUOT", b'"'),
    (b"amp", b'&'),
    (b"apos", b'\''),
    (b"ast", b'*'),
    (b"bsol", b'\\'),
    (b"colon", b':'),
    (b"comma", b','),
    (b"commat", b'@'),
    (b"dollar", b'$'),
    (b"equals", b'='),
    (b"excl", b'!'),
    (b"grave", b'`'),
    (b"gt", b'>'),
    (b"lbrace", b'{'),
    (b"lbrack", b'['),
    (b"lcub", b'{'),
    (b"lowbar", b'_'),
    (b"lpar", b'('),
    (b"lsqb", b'['),
    (b"lt", b'<'),
    (b"midast", b'*'),
    (b"num", b'#'),
    (b"percnt", b'%'),
    (b"period", b'.'),
    (b"plus", b'+'),
    (b"quest", b'?'),
    (b"quot", b'"'),
    (b"rbrace", b'}'),
    (b"rbrack", b']'),
    (b"rcub", b'}'),
    (b"rpar", b')'),
    (b"rsqb", b']'),
    (b"semi", b';'),
    (b"sol", b'/'),
    (b"verbar", b'|'),
    (b"vert", b'|'),
];

/// The most digits of a number in an entity; more are nobody's way to write a letter.
const MOST_DIGITS: usize = 9;

/// Bytes with their escapes decoded once, and where those were.
#[derive(Debug)]
pub(crate) struct Spelled {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    marks: Vec<Mark>,
}

/// A byte that was an escape.
#[derive(Debug)]
struct Mark {
    /// Which byte it is now.
    at: usize,
    /// Where the escape begins and ends in what was decoded.
    start: usize,
    end: usize,
}

impl Spelled {
    /// Every escape decoded once; `None` if there is none.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let mut it: Option<Self> = None;
        let (mut from, mut at) = (0, 0);
        while let Some(found) = memchr::memchr3(b'%', b'&', b'\\', &bytes[at..]) {
            at += found;
            let Some((meant, length)) = escape(&bytes[at..]) else {
                at += 1;
                continue;
            };
            let room = bytes.len();
            let it = it.get_or_insert_with(|| Self { bytes: Vec::with_capacity(room), marks: Vec::new() });
            it.bytes.extend_from_slice(&bytes[from..at]);
            let mut utf = [0; 4];
            for byte in meant.bytes(&mut utf) {
                it.marks.push(Mark { at: it.bytes.len(), start: at, end: at + length });
                it.bytes.push(*byte);
            }
            at += length;
            from = at;
        }
        let mut it = it?;
        it.bytes.extend_from_slice(&bytes[from..]);
        Some(it)
    }

    /// The place of a range of its bytes in what was decoded.
    pub(crate) fn place(&self, range: Range<usize>) -> Range<usize> {
        let last = range.end.saturating_sub(1);
        self.source(range.start).start..self.source(last).end
    }

    fn source(&self, byte: usize) -> Range<usize> {
        let before = self.marks.partition_point(|mark| mark.at <= byte);
        match before.checked_sub(1).and_then(|last| self.marks.get(last)) {
            None => byte..byte + 1,
            Some(mark) if mark.at == byte => mark.start..mark.end,
            Some(mark) => {
                let start = mark.end + (byte - mark.at - 1);
                start..start + 1
            }
        }
    }
}

/// The character that an escape means.
enum Meant {
    Byte(u8),
    Char(char),
}

impl Meant {
    fn bytes<'a>(&self, utf: &'a mut [u8; 4]) -> &'a [u8] {
        match self {
            Self::Byte(byte) => {
                utf[0] = *byte;
                &utf[..1]
            }
            Self::Char(c) => c.encode_utf8(utf).as_bytes(),
        }
    }
}

/// The escape at the beginning of `rest`, and how long it is.
fn escape(rest: &[u8]) -> Option<(Meant, usize)> {
    match rest {
        [b'%', high, low, ..] => Some((Meant::Byte(byte(*high, *low)?), 3)),
        [b'\\', b'u', ..] => Some((Meant::Char(char::from_u32(number(rest.get(2..6)?, 16)?)?), 6)),
        [b'\\', b'x', high, low, ..] => Some((Meant::Byte(byte(*high, *low)?), 4)),
        [b'\\', mark @ (b'/' | b'"' | b'\'' | b'\\'), ..] => Some((Meant::Byte(*mark), 2)),
        [b'&', b'#', b'x' | b'X', ..] => entity(rest, 3, 16),
        [b'&', b'#', ..] => entity(rest, 2, 10),
        [b'&', ..] => {
            let name = &rest[1..];
            let length = name.iter().take(8).position(|b| *b == b';')?;
            let (_, mark) = NAMES.iter().find(|(known, _)| *known == &name[..length])?;
            Some((Meant::Byte(*mark), length + 2))
        }
        _ => None,
    }
}

/// `&#65;`, `&#x41;`; the semicolon may be missing, as browsers let it.
fn entity(rest: &[u8], from: usize, base: u32) -> Option<(Meant, usize)> {
    let digits = rest[from..].iter().take(MOST_DIGITS).take_while(|b| char::from(**b).is_digit(base)).count();
    let c = char::from_u32(number(rest.get(from..from + digits)?, base)?)?;
    let end = from + digits;
    Some((Meant::Char(c), end + usize::from(rest.get(end) == Some(&b';'))))
}

fn byte(high: u8, low: u8) -> Option<u8> {
    u8::try_from(number(&[high, low], 16)?).ok()
}

fn number(digits: &[u8], base: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits
        .iter()
        .try_fold(0_u32, |sum, digit| sum.checked_mul(base)?.checked_add(char::from(*digit).to_digit(base)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_letter_is_read() {
        for spelled in [
            "%41",
            "%4a",
            "%4A",
            "\\u0041",
            "\\u004A",
            "\\x41",
            "&#65;",
            "&#65",
            "&#x41;",
            "&#X4a;",
            "&#00065;",
            "&excl;",
            "&amp;",
            "\\/",
            "\\\"",
            "&period;",
            "&#x000041;",
        ] {
            let once = Spelled::of(spelled.as_bytes()).unwrap();
            assert_eq!(once.bytes.len(), 1, "{spelled}");
            assert_eq!(once.place(0..1), 0..spelled.len(), "{spelled}");
        }
        for plain in ["", "%", "%4", "%zz", "\\u00", "\\n", "&", "&;", "&nothing;", "&#;", "&#x;", "\\ud800"]
        {
            assert!(Spelled::of(plain.as_bytes()).is_none(), "{plain}");
        }
        let once = Spelled::of("x%2521y&#228;z\\/".as_bytes()).unwrap();
        assert_eq!(once.bytes, "x%21yäz/".as_bytes());
        // x, the whole of %25, the 2, y, both bytes of ä, z, the slash.
        for (byte, place) in
            [(0, 0..1), (1, 1..4), (2, 4..5), (4, 6..7), (5, 7..13), (6, 7..13), (7, 13..14), (8, 14..16)]
        {
            assert_eq!(once.place(byte..byte + 1), place, "{byte}");
        }
        assert_eq!(once.place(0..9), 0..16);
        let twice = Spelled::of(&once.bytes).unwrap();
        assert_eq!(once.place(twice.place(1..2)), 1..6);
    }
}
