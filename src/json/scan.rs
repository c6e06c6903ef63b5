//! Bytes to index in one exact pass: grammar, escapes, control characters, numbers and UTF-8 are checked on
//! the way. No recursion: the containers' table is the stack.

use super::ahead::{self, Ahead};
use super::builder::Builder;
use super::fault::{Expected, Faults, Wrong};
use super::index::{Index, Seen};
use super::token::{Tokens, skip_blanks, word};

/// Indexes `bytes`. Where they are not `whole`, their end is no fault: what was only half read is left out. A
/// fault before their end is one whatever comes. Of a large document a second core, where there is one, scans
/// every second piece ahead; what comes out is the same.
pub(super) fn scan(bytes: &[u8], whole: bool) -> (Index, Faults) {
    if bytes.len() >= ahead::LARGE && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
    {
        return ahead::scan_by_two::<32>(bytes, whole, ahead::PIECE);
    }
    scan_split::<32>(bytes, whole)
}

/// [`scan`] on one core, with offsets split after `HALF` bits.
pub(super) fn scan_split<const HALF: u32>(bytes: &[u8], whole: bool) -> (Index, Faults) {
    scan_into(bytes, whole, Density::of(bytes).builder::<HALF>(bytes.len()), None)
}

/// How many nodes and containers come with a byte.
#[derive(Clone, Copy, Debug)]
pub(super) struct Density {
    nodes: f64,
    conts: f64,
}

const SAMPLE: usize = 64 << 10;

impl Density {
    /// That of a document's beginning.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.len() <= 2 * SAMPLE {
            return Self { nodes: 1.0 / 18.0, conts: 0.0 };
        }
        let (sample, _) = scan_into(&bytes[..SAMPLE], false, Builder::<32>::with_room(SAMPLE / 8, 256), None);
        let size = SAMPLE as f64;
        Self { nodes: f64::from(sample.len()) / size, conts: sample.cont.len() as f64 / size }
    }

    /// A builder with room for what `size` bytes hold: reserved at once, as growing by copy costs a fifth.
    pub(super) fn builder<const HALF: u32>(self, size: usize) -> Builder<HALF> {
        let room = |each: f64| (each * size as f64 * 1.5) as usize;
        Builder::with_room(room(self.nodes) + 16, room(self.conts) + 64)
    }
}

/// Scans a document; what another thread has scanned `ahead` is taken over.
pub(super) fn scan_into<const HALF: u32>(
    bytes: &[u8],
    whole: bool,
    build: Builder<HALF>,
    ahead: Option<Ahead<'_, HALF>>,
) -> (Index, Faults) {
    let mut scanner = Scanner::new(bytes, build, Top::Document);
    scanner.meet = ahead.as_ref().map_or(usize::MAX, Ahead::next);
    scanner.ahead = ahead;
    scanner.tokens.seen.bom = bytes.starts_with(b"\xEF\xBB\xBF");
    let stop = match scanner.begin(if scanner.tokens.seen.bom { 3 } else { 0 }) {
        Ok(value) => scanner.run(value),
        Err(stop) => stop,
    };
    scanner.finish(stop, whole)
}

/// Children of one container that follow each other, scanned by themselves: nobody knows yet what is around
/// them.
#[derive(Debug)]
pub(super) struct Run<const HALF: u32> {
    /// The first one, after a comma.
    pub(super) from: usize,
    /// Behind the last one: a comma or a closing bracket, or what should be one.
    pub(super) to: usize,
    /// They are an object's members.
    pub(super) members: bool,
    build: Builder<HALF>,
    faults: Faults,
    seen: Seen,
}

/// Scans the children that begin at `from`, up to the first comma after `until` or the end of their container.
/// None where the document ends there, in whatever way, or where it goes on far beyond.
pub(super) fn scan_run<const HALF: u32>(
    bytes: &[u8],
    from: usize,
    members: bool,
    until: usize,
    build: Builder<HALF>,
) -> Option<Run<HALF>> {
    // A node takes two bytes at least, so that up to `until` this does not matter.
    let build = build.limited(until.saturating_sub(from));
    let mut scanner = Scanner::new(bytes, build, Top::Run { members, until });
    let value = scanner.enter(from, members, Expected::Value).ok()?;
    let stop = scanner.run(value);
    let Scanner { tokens: Tokens { faults, seen, .. }, build, .. } = scanner;
    let is_read = stop.wrong.is_none() && stop.at < bytes.len();
    is_read.then_some(Run { from, to: stop.at, members, build, faults, seen })
}

/// What the values at the top are.
#[derive(Clone, Copy)]
enum Top {
    Document,
    /// As in [`scan_run`].
    Run {
        members: bool,
        until: usize,
    },
}

struct Scanner<'a, const HALF: u32> {
    tokens: Tokens<'a>,
    build: Builder<HALF>,
    top: Top,
    ahead: Option<Ahead<'a, HALF>>,
    /// Where the next run begins that was scanned ahead.
    meet: usize,
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

impl<'a, const HALF: u32> Scanner<'a, HALF> {
    fn new(bytes: &'a [u8], build: Builder<HALF>, top: Top) -> Self {
        Self { tokens: Tokens::new(bytes), build, top, ahead: None, meet: usize::MAX }
    }

    /// Adds the first node; gives where its value begins.
    fn begin(&mut self, from: usize) -> Result<usize, Stop> {
        let at = skip_blanks(self.tokens.bytes, from);
        if at == self.tokens.bytes.len() {
            return Err(Stop::expected(at, Expected::Value, false));
        }
        if self.build.push(at) { Ok(at) } else { Err(Stop::wrong(at, Wrong::TooMany, false)) }
    }

    /// Goes on to the end. A node was added, whose value begins at `at`.
    fn run(&mut self, mut at: usize) -> Stop {
        let bytes = self.tokens.bytes;
        let mut object = false;
        let mut second = false;
        loop {
            let mut number_end = usize::MAX;
            // A node was added; `at` is where its value begins.
            match bytes.get(at) {
                Some(b'"') => match self.tokens.string(at) {
                    Some(end) => at = end,
                    None => return Stop::expected(bytes.len(), Expected::Quote, true),
                },
                Some(b'-' | b'0'..=b'9') => {
                    at = self.tokens.number(at);
                    number_end = at;
                }
                Some(b't') => match word(bytes, at, "true") {
                    Ok(end) => at = end,
                    Err(wrong) => return Stop::expected(wrong, Expected::Word("true"), true),
                },
                Some(b'n') => match word(bytes, at, "null") {
                    Ok(end) => at = end,
                    Err(wrong) => return Stop::expected(wrong, Expected::Word("null"), true),
                },
                Some(b'f') => match word(bytes, at, "false") {
                    Ok(end) => at = end,
                    Err(wrong) => return Stop::expected(wrong, Expected::Word("false"), true),
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
                        _ if let Top::Run { members, until } = self.top => {
                            if next != Some(b',') || at >= until {
                                return Stop { at, wrong: None, half: false, unsure: false };
                            }
                            object = members;
                        }
                        None => {
                            let unsure = number_end == at;
                            return Stop { at, wrong: None, half: false, unsure };
                        }
                        Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'{' | b'[') => {
                            if !std::mem::replace(&mut second, true) {
                                self.tokens.faults.push(at, Wrong::SecondDocument);
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
                        let after = skip_blanks(bytes, at + 1);
                        if after >= self.meet
                            && let Some(end) = self.take_over(after, object)
                        {
                            at = end;
                            continue;
                        }
                        let expected = if object { Expected::Key } else { Expected::Value };
                        match self.enter(after, object, expected) {
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

    /// Takes over the run that begins at `at`, after a comma, where one was scanned ahead; gives where it ends.
    #[cold]
    #[inline(never)]
    fn take_over(&mut self, at: usize, members: bool) -> Option<usize> {
        let run = self.ahead.as_mut()?.take(at);
        self.meet = self.ahead.as_ref().map_or(usize::MAX, Ahead::next);
        let run = run.filter(|run| run.members == members && self.tokens.faults.have_room(&run.faults))?;
        if !self.build.append(&run.build) {
            return None;
        }
        self.tokens.faults.list.extend(run.faults.list);
        self.tokens.seen.backslash |= run.seen.backslash;
        self.tokens.seen.unicode_escape |= run.seen.unicode_escape;
        Some(run.to)
    }

    /// Adds the node that begins at `at`; gives where its value begins.
    #[inline(always)]
    fn enter(&mut self, at: usize, object: bool, expected: Expected) -> Result<usize, Stop> {
        let bytes = self.tokens.bytes;
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
        let Some(end) = self.tokens.string(at) else {
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

    fn finish(mut self, stop: Stop, whole: bool) -> (Index, Faults) {
        let end = self.tokens.bytes.len();
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
                self.tokens.faults.push(stop.at, wrong);
                self.push_lines(limit);
            }
        } else {
            self.tokens.faults.list.retain(|fault| fault.at < limit);
        }
        let limit = if whole && stop.wrong.is_none() { end } else { limit };
        (self.build.finish(raw_from, limit, self.tokens.seen), self.tokens.faults)
    }

    /// What can't be read as JSON, one node a line.
    fn push_lines(&mut self, from: usize) {
        let mut start = from;
        while start < self.tokens.bytes.len() {
            if !self.build.push(start) {
                return;
            }
            match memchr::memchr(b'\n', &self.tokens.bytes[start..]) {
                Some(length) => start += length + 1,
                None => return,
            }
        }
    }
}
