//! Bytes to index in one exact pass: grammar, escapes, control characters, numbers and UTF-8 are checked on
//! the way. No recursion: the containers' table is the stack. Strings are read 16 bytes at a time,
//! digits and blanks 8.

use super::block::{BLOCK, any, any_of, block, marks};
use super::fault::{Expected, Faults, Wrong};
use super::index::{Builder, Index, Seen};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES * 0x80;

/// Indexes `bytes`. Where they are not `whole`, their end is no fault: what was only half read is left out. A
/// fault before their end is one whatever comes.
pub(super) fn scan(bytes: &[u8], whole: bool) -> (Index, Faults) {
    scan_split::<32>(bytes, whole)
}

/// [`scan`] with offsets split after `HALF` bits.
pub(super) fn scan_split<const HALF: u32>(bytes: &[u8], whole: bool) -> (Index, Faults) {
    // One reservation, from what the beginning of the document is like, as growing by copy costs a fifth.
    let (nodes, conts) = if bytes.len() > 2 * SAMPLE { expected_room(bytes) } else { (bytes.len() / 12, 64) };
    scan_into(bytes, whole, Builder::<HALF>::with_room(nodes, conts))
}

const SAMPLE: usize = 64 << 10;

fn expected_room(bytes: &[u8]) -> (usize, usize) {
    let (sample, _) = scan_into(&bytes[..SAMPLE], false, Builder::<32>::with_room(SAMPLE / 8, 256));
    let scale = |n: usize| (n as f64 * (bytes.len() as f64 / SAMPLE as f64) * 1.5) as usize + 1024;
    (scale(sample.len() as usize), scale(sample.cont.len()))
}

fn scan_into<const HALF: u32>(bytes: &[u8], whole: bool, build: Builder<HALF>) -> (Index, Faults) {
    let mut scanner = Scanner { bytes, build, faults: Faults::default(), seen: Seen::default() };
    scanner.seen.bom = bytes.starts_with(b"\xEF\xBB\xBF");
    let stop = scanner.run(if scanner.seen.bom { 3 } else { 0 });
    scanner.finish(stop, whole)
}

struct Scanner<'a, const HALF: u32> {
    bytes: &'a [u8],
    build: Builder<HALF>,
    faults: Faults,
    seen: Seen,
}

/// Why and where the tree ends.
struct Stop {
    at: usize,
    /// `None`: the document is whole.
    wrong: Option<Wrong>,
    /// The last node was not read to its end.
    half: bool,
    /// More bytes could change what was read last: a number that touches the end.
    unsure: bool,
}

impl Stop {
    fn wrong(at: usize, wrong: Wrong, half: bool) -> Self {
        Self { at, wrong: Some(wrong), half, unsure: false }
    }

    fn expected(at: usize, expected: Expected, half: bool) -> Self {
        Self::wrong(at, Wrong::Expected(expected), half)
    }
}

impl<const HALF: u32> Scanner<'_, HALF> {
    fn run(&mut self, from: usize) -> Stop {
        let bytes = self.bytes;
        let mut object = false;
        let mut at = skip_blanks(bytes, from);
        let mut second = false;
        if at == bytes.len() {
            return Stop::expected(at, Expected::Value, false);
        }
        if !self.build.push(at) {
            return Stop::wrong(at, Wrong::TooMany, false);
        }
        loop {
            let mut number_end = usize::MAX;
            // A node was added; `at` is where its value begins.
            match bytes.get(at) {
                Some(b'"') => match self.string(at) {
                    Some(end) => at = end,
                    None => return Stop::expected(bytes.len(), Expected::Quote, true),
                },
                Some(b'-' | b'0'..=b'9') => {
                    at = self.number(at);
                    number_end = at;
                }
                Some(b't') => match word(bytes, at, "true") {
                    Ok(end) => at = end,
                    Err(stop) => return stop,
                },
                Some(b'n') => match word(bytes, at, "null") {
                    Ok(end) => at = end,
                    Err(stop) => return stop,
                },
                Some(b'f') => match word(bytes, at, "false") {
                    Ok(end) => at = end,
                    Err(stop) => return stop,
                },
                Some(&bracket @ (b'{' | b'[')) => {
                    let inner = skip_blanks(bytes, at + 1);
                    // The closing brackets come two after the opening ones in ASCII.
                    if bytes.get(inner) == Some(&(bracket + 2)) {
                        self.build.empty();
                        at = inner + 1;
                    } else {
                        object = bracket == b'{';
                        let expected = if object { Expected::KeyOrClose } else { Expected::ValueOrClose };
                        if inner == bytes.len() {
                            return Stop::expected(inner, expected, true);
                        }
                        self.build.open(object);
                        match self.enter(inner, object, expected) {
                            Ok(value) => at = value,
                            Err(stop) => return stop,
                        }
                        continue;
                    }
                }
                _ => return Stop::expected(at, Expected::Value, true),
            }
            // A value was read; close what closes, then go to the next node.
            loop {
                at = skip_blanks(bytes, at);
                let next = bytes.get(at).copied();
                if !self.build.is_inside() {
                    match next {
                        None => {
                            let unsure = number_end == at;
                            return Stop { at, wrong: None, half: false, unsure };
                        }
                        Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'{' | b'[') => {
                            if !std::mem::replace(&mut second, true) {
                                self.faults.push(at, Wrong::SecondDocument);
                            }
                            if !self.build.push(at) {
                                return Stop::wrong(at, Wrong::TooMany, false);
                            }
                            break;
                        }
                        Some(_) => return Stop::expected(at, Expected::End, false),
                    }
                }
                let close = if object { b'}' } else { b']' };
                match next {
                    Some(b',') => {
                        let expected = if object { Expected::Key } else { Expected::Value };
                        match self.enter(skip_blanks(bytes, at + 1), object, expected) {
                            Ok(value) => at = value,
                            Err(stop) => return stop,
                        }
                        break;
                    }
                    Some(b) if b == close => {
                        object = self.build.close(at);
                        at += 1;
                    }
                    _ => {
                        let mut stop = Stop::expected(at, Expected::CommaOr(close), false);
                        stop.unsure = number_end == at && at == bytes.len();
                        return stop;
                    }
                }
            }
        }
    }

    /// Adds the node that begins at `at`; gives where its value begins.
    #[inline(always)]
    fn enter(&mut self, at: usize, object: bool, expected: Expected) -> Result<usize, Stop> {
        let bytes = self.bytes;
        let next = bytes.get(at);
        if (object && next != Some(&b'"')) || next.is_none() {
            return Err(Stop::expected(at, expected, false));
        }
        if !self.build.push(at) {
            return Err(Stop::wrong(at, Wrong::TooMany, false));
        }
        if !object {
            return Ok(at);
        }
        let Some(end) = self.string(at) else {
            return Err(Stop::expected(bytes.len(), Expected::Quote, true));
        };
        if let Some(&[b':', next]) = bytes.get(end..).and_then(|rest| rest.first_chunk())
            && next > b' '
        {
            return Ok(end + 1);
        }
        let colon = skip_blanks(bytes, end);
        if bytes.get(colon) != Some(&b':') {
            return Err(Stop::expected(colon, Expected::Colon, true));
        }
        Ok(skip_blanks(bytes, colon + 1))
    }

    /// Reads the string whose opening quote is at `open`; gives the byte after its closing quote.
    #[inline(always)]
    fn string(&mut self, open: usize) -> Option<usize> {
        let mut at = open + 1;
        let mut seen = 0;
        while let Some(block) = block(self.bytes, at) {
            let marks = marks(block);
            seen |= any(block);
            if marks.is_empty() {
                at += BLOCK;
                continue;
            }
            let length = marks.first();
            if block.get(length) == Some(&b'"') && seen & HIGH == 0 {
                return Some(at + length + 1);
            }
            break;
        }
        self.any_string(open)
    }

    /// The same for strings that have more than plain ASCII in them or near them, or end with the document.
    fn any_string(&mut self, open: usize) -> Option<usize> {
        let bytes = self.bytes;
        let first_fault = self.faults.list.len();
        let mut at = open + 1;
        let mut seen = 0;
        let end = loop {
            while let Some(block) = block(bytes, at) {
                let length = marks(block).first();
                seen |= any_of(block, length);
                at += length;
                if length < BLOCK {
                    break;
                }
            }
            let Some(&b) = bytes.get(at) else { return self.not_closed(open, first_fault) };
            match b {
                b'"' => break at,
                b'\\' => match self.escape(at) {
                    Some(end) => at = end,
                    None => return self.not_closed(open, first_fault),
                },
                b if b < 0x20 => {
                    self.faults.push(at, Wrong::Control);
                    at += 1;
                }
                b => {
                    seen |= u64::from(b);
                    at += 1;
                }
            }
        };
        if seen & HIGH != 0 {
            self.check_utf8(open + 1, end, first_fault);
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
    fn not_closed(&mut self, open: usize, first_fault: usize) -> Option<usize> {
        let text = &self.bytes[open + 1..];
        // A character that is cut off is no other fault than the end.
        let cut = text.utf8_chunks().last().map_or(0, |last| match std::str::from_utf8(last.invalid()) {
            Err(error) if error.error_len().is_none() => last.invalid().len(),
            _ => 0,
        });
        self.check_utf8(open + 1, self.bytes.len() - cut, first_fault);
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
                // Only the backslash is left behind where a character of several bytes follows it.
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
    fn number(&mut self, start: usize) -> usize {
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

    fn finish(mut self, stop: Stop, whole: bool) -> (Index, Faults) {
        let end = self.bytes.len();
        let mut limit = stop.at;
        // Four bytes tell in which encoding the rest will come.
        let whole = whole || (stop.wrong.is_some() && stop.at < end && end >= 4);
        // A container of which only the bracket was read stays where the document is whole: it is seen to
        // be one. In a document that grows it may still turn out to be empty.
        let bracket_only = stop.half
            && stop.at == end
            && matches!(stop.wrong, Some(Wrong::Expected(Expected::KeyOrClose | Expected::ValueOrClose)));
        if bracket_only && whole {
            let object = stop.wrong == Some(Wrong::Expected(Expected::KeyOrClose));
            self.build.open(object);
        } else if stop.half || (stop.unsure && !whole) {
            limit = self.build.drop_last();
        }
        while self.build.is_inside() {
            self.build.close(limit);
        }
        let raw_from = self.build.len();
        if whole {
            if let Some(wrong) = stop.wrong {
                self.faults.push(stop.at, wrong);
                self.push_lines(limit);
            }
        } else {
            self.faults.list.retain(|fault| fault.at < limit);
        }
        let limit = if whole && stop.wrong.is_none() { end } else { limit };
        (self.build.finish(raw_from, limit, self.seen), self.faults)
    }

    /// What can't be read as JSON, one node a line.
    fn push_lines(&mut self, from: usize) {
        let mut start = from;
        while start < self.bytes.len() {
            if !self.build.push(start) {
                return;
            }
            match memchr::memchr(b'\n', &self.bytes[start..]) {
                Some(length) => start += length + 1,
                None => return,
            }
        }
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

/// Reads `true`, `false` or `null`.
#[inline]
fn word(bytes: &[u8], at: usize, word: &'static str) -> Result<usize, Stop> {
    let end = at + word.len();
    if bytes.get(at..end) == Some(word.as_bytes()) {
        return Ok(end);
    }
    let same = word.bytes().zip(&bytes[at..]).take_while(|(a, b)| a == *b).count();
    Err(Stop::expected(at + same, Expected::Word(word), true))
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
