//! What a document is made of between its brackets: strings, numbers, words and blanks. Strings are read 16 bytes
//! at a time, digits and blanks 8. What is wrong in a token is noted, and reading goes on after it.

use super::block::{BLOCK, block, high, quotes_and_others};
use super::fault::{Faults, Wrong};
use super::index::Seen;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES * 0x80;

/// Reads tokens, and keeps what is worth a note.
pub(super) struct Tokens<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) faults: Faults,
    pub(super) seen: Seen,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, faults: Faults::default(), seen: Seen::default() }
    }

    /// Reads the string whose opening quote is at `open`; gives the byte after its closing quote.
    #[inline(always)]
    pub(super) fn string(&mut self, open: usize) -> Option<usize> {
        let mut at = open + 1;
        while let Some(block) = block(self.bytes, at) {
            let (quotes, others) = quotes_and_others(block);
            // Others that are before the first quote.
            if others & quotes.wrapping_sub(1) != 0 {
                break;
            }
            if quotes != 0 {
                return Some(at + quotes.trailing_zeros() as usize + 1);
            }
            at += BLOCK;
        }
        self.any_string(at)
    }

    /// The same for strings that have more than plain ASCII in them, or end with the document; up to `at` there is
    /// nothing else.
    fn any_string(&mut self, mut at: usize) -> Option<usize> {
        let bytes = self.bytes;
        let (from, first_fault) = (at, self.faults.list.len());
        let mut is_ascii = true;
        let end = loop {
            while let Some(block) = block(bytes, at) {
                let (quotes, others) = quotes_and_others(block);
                let high = high(block);
                let ends = quotes | (others & !high);
                is_ascii &= high & ends.wrapping_sub(1) == 0;
                if ends != 0 {
                    at += ends.trailing_zeros() as usize;
                    break;
                }
                at += BLOCK;
            }
            let Some(&b) = bytes.get(at) else { return self.not_closed(from, first_fault) };
            match b {
                b'"' => break at,
                b'\\' => match self.escape(at) {
                    Some(end) => at = end,
                    None => return self.not_closed(from, first_fault),
                },
                b if b < 0x20 => {
                    self.faults.push(at, Wrong::Control);
                    at += 1;
                }
                b => {
                    is_ascii &= b.is_ascii();
                    at += 1;
                }
            }
        };
        if !is_ascii {
            self.check_utf8(from, end, first_fault);
        }
        Some(end + 1)
    }

    #[cold]
    fn sort_faults(&mut self, from: usize) {
        if let Some(added) = self.faults.list.get_mut(from..) {
            added.sort_by_key(|fault| fault.at);
        }
    }

    /// A string that the document ends in may be wrong before its end.
    #[cold]
    fn not_closed(&mut self, from: usize, first_fault: usize) -> Option<usize> {
        let text = &self.bytes[from..];
        // A character that is cut off is no other fault than the end.
        let cut = text.utf8_chunks().last().map_or(0, |last| match std::str::from_utf8(last.invalid()) {
            Err(error) if error.error_len().is_none() => last.invalid().len(),
            _ => 0,
        });
        self.check_utf8(from, self.bytes.len() - cut, first_fault);
        None
    }

    fn check_utf8(&mut self, from: usize, to: usize, first_fault: usize) {
        let text = &self.bytes[from..to];
        if simdutf8::basic::from_utf8(text).is_ok() {
            return;
        }
        let mut at = from;
        for chunk in text.utf8_chunks() {
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                self.faults.push(at, Wrong::Utf8);
            }
            at += chunk.invalid().len();
        }
        self.sort_faults(first_fault);
    }

    /// Reads the escape whose backslash is at `at`; gives the byte after it.
    fn escape(&mut self, at: usize) -> Option<usize> {
        self.seen.backslash = true;
        match self.bytes.get(at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
            b'u' => {
                self.seen.unicode_escape = true;
                self.unicode(at)
            }
            b if *b < 0x20 => {
                self.faults.push(at + 1, Wrong::Escape);
                Some(at + 2)
            }
            _ => {
                self.faults.push(at + 1, Wrong::Escape);
                // Only the backslash is left after where a character of several bytes follows it.
                Some(if self.bytes[at + 1] < 0x80 { at + 2 } else { at + 1 })
            }
        }
    }

    fn unicode(&mut self, at: usize) -> Option<usize> {
        let unit = match hex4(self.bytes, at + 2) {
            Ok(unit) => unit,
            Err(wrong) => {
                self.bytes.get(wrong)?;
                self.faults.push(wrong, Wrong::Hex);
                return Some(wrong);
            }
        };
        if (0xD800..0xDC00).contains(&unit)
            && self.bytes.get(at + 6..at + 8) == Some(b"\\u")
            && let Ok(low) = hex4(self.bytes, at + 8)
            && (0xDC00..0xE000).contains(&low)
        {
            return Some(at + 12);
        }
        if (0xD800..0xE000).contains(&unit) {
            self.faults.push(at, Wrong::LoneSurrogate);
        }
        Some(at + 6)
    }

    /// Reads the number at `start`; gives the byte after it.
    #[inline(always)]
    pub(super) fn number(&mut self, start: usize) -> usize {
        let bytes = self.bytes;
        let at = start + usize::from(bytes.get(start) == Some(&b'-'));
        let at = match bytes.get(at) {
            Some(b'1'..=b'9') => digits(bytes, at + 1),
            Some(b'0') if !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => at + 1,
            _ => return self.wrong_number(at),
        };
        if matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) { self.fraction(at) } else { at }
    }

    #[cold]
    fn wrong_number(&mut self, at: usize) -> usize {
        if self.bytes.get(at) != Some(&b'0') {
            self.faults.push(at, Wrong::Digit);
            return at;
        }
        self.faults.push(at + 1, Wrong::LeadingZero);
        let at = digits(self.bytes, at);
        self.fraction(at)
    }

    /// What may follow a number's digits.
    fn fraction(&mut self, mut at: usize) -> usize {
        let bytes = self.bytes;
        if bytes.get(at) == Some(&b'.') {
            at = self.some_digits(at + 1);
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            at = self.some_digits(at + 1 + sign);
        }
        at
    }

    fn some_digits(&mut self, at: usize) -> usize {
        let end = digits(self.bytes, at);
        if end == at {
            self.faults.push(at, Wrong::Digit);
        }
        end
    }
}

#[inline]
fn word8(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk::<8>()?))
}

/// The first byte from `at` on that is no blank.
#[inline]
pub(super) fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at).is_some_and(|&b| b > b' ') {
        return at;
    }
    loop {
        if word8(bytes, at) == Some(ONES * 0x20) {
            at += 8;
            continue;
        }
        match bytes.get(at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// The first byte from `at` on that is no digit.
#[inline(always)]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while let Some(x) = word8(bytes, at) {
        // A digit becomes 0 to 9; 0x76 more lifts everything above 9 into the highest bit.
        let x = x ^ (ONES * 0x30);
        let flags = (x.wrapping_add(ONES * 0x76) | x) & HIGH;
        if flags != 0 {
            return at + flags.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// Reads `true`, `false` or `null`; where it is something else, the first byte that is wrong.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize, word: &str) -> Result<usize, usize> {
    let end = at + word.len();
    if bytes.get(at..end) == Some(word.as_bytes()) {
        return Ok(end);
    }
    Err(at + word.bytes().zip(&bytes[at..]).take_while(|(a, b)| a == *b).count())
}

/// The four hexadecimal digits at `at`, or the first byte that is none.
pub(super) fn hex4(bytes: &[u8], at: usize) -> Result<u32, usize> {
    let mut unit = 0;
    for i in at..at + 4 {
        let digit = bytes.get(i).and_then(|&b| char::from(b).to_digit(16)).ok_or(i)?;
        unit = unit << 4 | digit;
    }
    Ok(unit)
}
