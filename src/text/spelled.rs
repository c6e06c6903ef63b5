//! Text out of the spellings that servers write it in: percent escapes, HTML entities, escapes of JSON and of
//! JavaScript. Each byte knows where it came from, so what is found in the text can be masked where it was.

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

/// Bytes, each with the place that it has in what was read.
#[derive(Default)]
pub(crate) struct Spelled {
    pub(crate) bytes: Vec<u8>,
    /// Where each byte begins, and where it ends.
    from: Vec<(u32, u32)>,
}

impl Spelled {
    /// Bytes as they stand.
    pub(crate) fn plain(bytes: &[u8]) -> Self {
        let from = (0..bytes.len() as u32).map(|at| (at, at + 1)).collect();
        Self { bytes: bytes.to_vec(), from }
    }

    /// Whether anything in it could be an escape.
    pub(crate) fn has_escapes(bytes: &[u8]) -> bool {
        memchr::memchr3(b'%', b'&', b'\\', bytes).is_some()
    }

    /// The places of a range of its bytes in what was read first.
    pub(crate) fn place(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.from.get(range.start).map_or(0, |(start, _)| *start as usize);
        let end = range.end.checked_sub(1).and_then(|last| self.from.get(last));
        start..end.map_or(start, |(_, end)| *end as usize)
    }

    /// Every escape decoded once; `None` where there is none.
    pub(crate) fn decoded(&self) -> Option<Self> {
        let mut out = Self::default();
        let mut at = 0;
        let mut is_changed = false;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            match escape(rest) {
                Some((c, length)) => {
                    let place = (self.from[at].0, self.from[at + length - 1].1);
                    let mut utf = [0; 4];
                    for byte in c.bytes(&mut utf) {
                        out.push(*byte, place);
                    }
                    at += length;
                    is_changed = true;
                }
                None => {
                    let plain = memchr::memchr3(b'%', b'&', b'\\', &rest[1..]).map_or(rest.len(), |n| n + 1);
                    out.bytes.extend_from_slice(&rest[..plain]);
                    out.from.extend_from_slice(&self.from[at..at + plain]);
                    at += plain;
                }
            }
        }
        is_changed.then_some(out)
    }

    fn push(&mut self, byte: u8, place: (u32, u32)) {
        self.bytes.push(byte);
        self.from.push(place);
    }
}

/// What an escape stands for.
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
            let once = Spelled::plain(spelled.as_bytes()).decoded().unwrap();
            assert_eq!(once.bytes.len(), 1, "{spelled}");
            assert_eq!(once.place(0..1), 0..spelled.len(), "{spelled}");
        }
        for plain in ["", "%", "%4", "%zz", "\\u00", "\\n", "&", "&;", "&nothing;", "&#;", "&#x;", "\\ud800"]
        {
            assert!(Spelled::plain(plain.as_bytes()).decoded().is_none(), "{plain}");
        }
        let twice = Spelled::plain("x%2521y".as_bytes()).decoded().unwrap().decoded().unwrap();
        assert_eq!(twice.bytes, b"x!y");
        assert_eq!(twice.place(1..2), 1..6);
        assert_eq!(twice.place(0..3), 0..7);
    }
}
