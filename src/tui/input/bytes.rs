//! Keys, pastes and the mouse out of the bytes that a terminal sends. A sequence that breaks off holds nothing
//! back: a control key ends it at once, and silence ends it after a moment ([`Bytes::patience`]). Work grows
//! with the number of bytes alone, however long a paste is.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::sequences;
use super::{PASTE_LIMIT, Raw, background_of};
use crate::tui::effect::{Mouse, MouseAct};

/// A lone Esc is the key after so long without a following byte; a sequence that broke off is dropped then.
const SEQUENCE: Duration = Duration::from_millis(25);
/// A paste whose end does not come is what came of it after so long.
const PASTE: Duration = Duration::from_millis(500);
/// The longest sequence that is waited for.
const LONGEST: usize = 64;
/// Up to so many bytes are a key that was pressed; more of them are more of a paste that broke off.
const TYPED: usize = 4;
const CTRL_C: u8 = 3;

const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Reads the bytes of a terminal, piece by piece.
#[derive(Debug, Default)]
pub struct Bytes {
    /// The beginning of a sequence, or the last bytes of a paste that may be the beginning of its end.
    pending: Vec<u8>,
    paste: Option<Paste>,
}

#[derive(Debug, Default)]
struct Paste {
    text: Vec<u8>,
    dropped: usize,
    /// Nothing more came for a while.
    broke_off: bool,
}

impl Paste {
    fn take(&mut self, bytes: &[u8]) {
        let room = PASTE_LIMIT.saturating_sub(self.text.len()).min(bytes.len());
        self.text.extend_from_slice(&bytes[..room]);
        self.dropped += bytes.len() - room;
    }

    fn give(&mut self, into: &mut Vec<Raw>) {
        let text = std::mem::take(&mut self.text);
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            into.push(Raw::TooMuch(text.len() + dropped));
        } else if !text.is_empty() {
            into.push(Raw::Paste(String::from_utf8_lossy(&text).into_owned()));
        }
    }
}

/// What the beginning of some bytes is.
enum Token {
    /// So many bytes, which mean that, where they mean anything.
    Is(usize, Option<Raw>),
    PasteBegins,
    /// More bytes are needed to tell.
    Unfinished,
}

impl Bytes {
    /// Takes the next piece.
    pub fn take(&mut self, piece: &[u8], into: &mut Vec<Raw>) {
        if piece == [CTRL_C] && self.paste.is_some() {
            // Pastes come in large pieces: this was pressed.
            self.give_up(into);
        }
        let is_typed = piece.len() <= TYPED || piece.starts_with(b"\x1b");
        if is_typed && self.paste.as_ref().is_some_and(|paste| paste.broke_off) {
            // The end of the paste never came, and these are keys.
            self.paste = None;
        }
        let mut bytes = std::mem::take(&mut self.pending);
        bytes.extend_from_slice(piece);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            if let Some(paste) = &mut self.paste {
                paste.broke_off = false;
                let (held, ended) = match memchr::memmem::find(rest, PASTE_ENDS) {
                    Some(at) => (at, true),
                    None => (rest.len() - begun(rest, PASTE_ENDS), false),
                };
                paste.take(&rest[..held]);
                rest = &rest[held..];
                if !ended {
                    break;
                }
                rest = &rest[PASTE_ENDS.len()..];
                paste.give(into);
                self.paste = None;
                continue;
            }
            match token(rest) {
                Token::Is(length, raw) => {
                    into.extend(raw);
                    rest = &rest[length..];
                }
                Token::PasteBegins => {
                    self.paste = Some(Paste::default());
                    rest = &rest[PASTE_BEGINS.len()..];
                }
                Token::Unfinished => break,
            }
        }
        self.pending = rest.to_vec();
    }

    /// How long to wait for what is missing; nothing is where this is `None`.
    pub fn patience(&self) -> Option<Duration> {
        match &self.paste {
            Some(paste) if paste.broke_off => None,
            Some(_) => Some(PASTE),
            None => (!self.pending.is_empty()).then_some(SEQUENCE),
        }
    }

    /// What was missing did not come in time.
    pub fn give_up(&mut self, into: &mut Vec<Raw>) {
        let pending = std::mem::take(&mut self.pending);
        if let Some(paste) = &mut self.paste {
            paste.take(&pending);
            paste.give(into);
            paste.broke_off = true;
            return;
        }
        let key = |code, alt: bool| {
            let modifiers = if alt { KeyModifiers::ALT } else { KeyModifiers::NONE };
            Raw::Key(KeyEvent::new(code, modifiers))
        };
        match &pending[..] {
            b"\x1b" => into.push(key(KeyCode::Esc, false)),
            b"\x1b\x1b" => into.extend([key(KeyCode::Esc, false), key(KeyCode::Esc, false)]),
            // What is a sequence's beginning may be a key with Alt.
            [0x1b, c @ (b'[' | b'O' | b']')] => into.push(key(KeyCode::Char(char::from(*c)), true)),
            _ => {}
        }
    }
}

/// How many bytes at the end are the beginning of `what`.
fn begun(bytes: &[u8], what: &[u8]) -> usize {
    (1..what.len().min(bytes.len() + 1)).rev().find(|n| bytes.ends_with(&what[..*n])).unwrap_or(0)
}

fn is(length: usize, raw: impl Into<Option<Raw>>) -> Token {
    Token::Is(length, raw.into())
}

/// The first token; there is at least one byte.
fn token(bytes: &[u8]) -> Token {
    match bytes {
        [0x1b] => Token::Unfinished,
        [0x1b, b'[', ..] => control_sequence(bytes),
        [0x1b, b'O', rest @ ..] => match rest.first() {
            None => Token::Unfinished,
            Some(last) => match sequences::application(*last) {
                Some(code) => is(3, Raw::Key(code.into())),
                None => is(2, with_alt(KeyCode::Char('O').into())),
            },
        },
        [0x1b, b']', rest @ ..] => answer(rest),
        // Some terminals send Alt with an arrow as one more Esc before it.
        [0x1b, 0x1b, b'[' | b'O', ..] => match token(&bytes[1..]) {
            Token::Is(length, Some(Raw::Key(key))) => is(length + 1, with_alt(key)),
            Token::Unfinished => Token::Unfinished,
            _ => is(1, Raw::Key(KeyCode::Esc.into())),
        },
        [0x1b, 0x1b] => Token::Unfinished,
        [0x1b, 0x1b, ..] => is(1, Raw::Key(KeyCode::Esc.into())),
        [0x1b, rest @ ..] => match token(rest) {
            Token::Is(length, Some(Raw::Key(key))) => is(length + 1, with_alt(key)),
            Token::Is(length, _) => is(length + 1, None),
            other => other,
        },
        [byte, ..] if *byte < 0x80 => is(1, Raw::Key(sequences::control(*byte))),
        _ => character(bytes),
    }
}

fn with_alt(mut key: KeyEvent) -> Raw {
    key.modifiers |= KeyModifiers::ALT;
    Raw::Key(key)
}

/// A character of more than one byte; a byte that belongs to none is passed over.
fn character(bytes: &[u8]) -> Token {
    let head = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) => return error.error_len().map_or(Token::Unfinished, |length| is(length, None)),
    };
    match valid.chars().next() {
        Some(c) => is(c.len_utf8(), Raw::Key(sequences::typed(c))),
        None => is(1, None),
    }
}

/// `ESC [`, parameters, a final byte.
fn control_sequence(bytes: &[u8]) -> Token {
    match bytes.get(2) {
        // The mouse without extensions: three bytes follow.
        Some(b'M') => {
            let Some(&[button, x, y]) = bytes.get(3..6).and_then(|three| three.first_chunk::<3>()) else {
                return Token::Unfinished;
            };
            let [x, y] = [x, y].map(|cell| u16::from(cell).saturating_sub(33));
            return is(6, mouse(u16::from(button).saturating_sub(32), x, y, false));
        }
        // F1 to F5 of the Linux console.
        Some(b'[') => {
            return match bytes.get(3) {
                Some(c @ b'A'..=b'E') => is(4, Raw::Key(KeyCode::F(1 + c - b'A').into())),
                Some(_) => is(3, None),
                None => Token::Unfinished,
            };
        }
        _ => {}
    }
    let body = &bytes[2..];
    let Some(length) = body.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return if body.len() > LONGEST { is(bytes.len(), None) } else { Token::Unfinished };
    };
    let last = body[length];
    if !(0x40..=0x7e).contains(&last) {
        // Something else came in between: the part of the sequence that came is dropped.
        return is(2 + length, None);
    }
    if bytes.starts_with(PASTE_BEGINS) {
        return Token::PasteBegins;
    }
    let whole = 2 + length + 1;
    let parameters = std::str::from_utf8(&body[..length]).unwrap_or_default();
    if let (Some(parameters), b'M' | b'm') = (parameters.strip_prefix('<'), last) {
        return is(whole, moused(parameters, 0, last == b'm'));
    }
    match last {
        b'M' => is(whole, moused(parameters, 32, false)),
        _ => is(whole, sequences::key(parameters, last).map(Raw::Key)),
    }
}

/// `button;column;row`, counted from 1; some terminals count the button from 32.
fn moused(parameters: &str, from: u16, is_release: bool) -> Option<Raw> {
    let mut numbers = parameters.split(';').map(|number| number.parse::<u16>().ok());
    let (button, x, y) = (numbers.next()??, numbers.next()??, numbers.next()??);
    mouse(button.checked_sub(from)?, x.checked_sub(1)?, y.checked_sub(1)?, is_release)
}

/// What orgscope uses of the mouse: presses and drags of the left button, the wheel. The bits are those of xterm's
/// mouse tracking: 0 to 1 the button, 2 to 4 modifiers, 5 a move, 6 and 7 further buttons.
fn mouse(bits: u16, x: u16, y: u16, is_release: bool) -> Option<Raw> {
    let moves = bits & 32 != 0;
    let act = match ((bits & 3) | ((bits & 0xc0) >> 4), moves, is_release) {
        (0, false, false) => MouseAct::Press,
        (0, true, false) => return Some(Raw::Drag),
        (4, false, _) => MouseAct::WheelUp,
        (5, false, _) => MouseAct::WheelDown,
        _ => return None,
    };
    Some(Raw::Mouse(Mouse { x, y, act }))
}

/// After `ESC ]`: the answer to the question for the background, up to its end. What is none is dropped as far as
/// it looked like one: nobody types Alt-].
fn answer(bytes: &[u8]) -> Token {
    const BEGINS: &[u8] = b"11;";
    for (at, byte) in bytes.iter().enumerate() {
        let whole = 2 + at;
        match byte {
            0x07 if at > BEGINS.len() => return is(whole + 1, background(&bytes[..at])),
            0x1b if at > BEGINS.len() => {
                return match bytes.get(at + 1) {
                    None => Token::Unfinished,
                    Some(b'\\') => is(whole + 2, background(&bytes[..at])),
                    Some(_) => is(whole, None),
                };
            }
            _ if at < BEGINS.len() && *byte == BEGINS[at] => {}
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'/' | b':' if (BEGINS.len()..40).contains(&at) => {}
            _ => return is(whole, None),
        }
    }
    Token::Unfinished
}

fn background(bytes: &[u8]) -> Option<Raw> {
    std::str::from_utf8(bytes).ok().and_then(background_of).map(Raw::Background)
}
