//! Which key a control character or an escape sequence is: xterm's sequences and those of its kin, the Linux console,
//! rxvt, and the newer `CSI u` with which a terminal can tell every key apart.
//! (xterm, "Control Sequences"; kitty, "Comprehensive keyboard handling in terminals".)

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A byte below 128.
pub fn control(byte: u8) -> KeyEvent {
    let with_control = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    match byte {
        b'\r' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        // Backspace is one or the other; Ctrl-H is not told apart.
        0x7f | 0x08 => KeyCode::Backspace.into(),
        0x1b => KeyCode::Esc.into(),
        0 => with_control(b' '),
        // Ctrl with a letter, or with one of \ ] ^ _
        0x01..=0x1a => with_control(byte | 0x60),
        0x1c..=0x1f => with_control(byte | 0x40),
        _ => typed(char::from(byte)),
    }
}

/// A character as typed.
pub fn typed(c: char) -> KeyEvent {
    let modifiers = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(c), modifiers)
}

/// `ESC O` and this byte: the keys of the keypad's application mode.
pub fn application(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'M' => KeyCode::Enter,
        last => named(last)?,
    })
}

fn named(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(1 + last - b'P'),
        _ => return None,
    })
}

/// `ESC [`, parameters, and this byte; `None` for what is no key, as the answer to a question that was not asked.
pub fn key(parameters: &str, last: u8) -> Option<KeyEvent> {
    let mut fields = parameters.split(';');
    let first = fields.next().unwrap_or_default();
    let (modifiers, kind) = held(fields.next().unwrap_or_default());
    let of = |code| Some(KeyEvent::new_with_kind(code, modifiers, kind));
    match last {
        b'Z' => Some(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'u' => lettered(first, modifiers, kind),
        b'~' => match first.parse::<u8>().ok()? {
            // xterm's modifyOtherKeys: the character is the third number.
            27 => lettered(fields.next()?, modifiers, kind),
            number => of(numbered(number)?),
        },
        // With another first number this is a place of the cursor.
        b'R' if !matches!(first, "" | "1") => None,
        last => of(named(last)?),
    }
}

/// `5` or `5:3`: one more than the sum of the keys held, and whether the key was pressed, repeated or let go.
fn held(field: &str) -> (KeyModifiers, KeyEventKind) {
    let (mask, kind) = field.split_once(':').unwrap_or((field, ""));
    let mask = mask.parse::<u8>().unwrap_or(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, mask & bit != 0);
    }
    let kind = match kind {
        "2" => KeyEventKind::Repeat,
        "3" => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    (modifiers, kind)
}

fn numbered(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28..=29 => KeyCode::F(number - 13),
        31..=34 => KeyCode::F(number - 14),
        _ => return None,
    })
}

/// `97` or `97:65`: a character, and the one that it is with Shift.
fn lettered(field: &str, mut modifiers: KeyModifiers, kind: KeyEventKind) -> Option<KeyEvent> {
    let mut numbers = field.split(':').map(|number| number.parse::<u32>().ok());
    let number = numbers.next()??;
    let code = match number {
        27 => KeyCode::Esc,
        13 => KeyCode::Enter,
        9 if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        127 => KeyCode::Backspace,
        57344.. if number <= 63743 => keypad(number)?,
        _ => {
            let shifted = modifiers.contains(KeyModifiers::SHIFT).then(|| numbers.next().flatten()).flatten();
            if shifted.is_some() {
                modifiers.remove(KeyModifiers::SHIFT);
            }
            KeyCode::Char(shifted.and_then(char::from_u32).or_else(|| char::from_u32(number))?)
        }
    };
    Some(KeyEvent::new_with_kind(code, modifiers, kind))
}

/// Keys without a character of their own have numbers out of Unicode's private area.
fn keypad(number: u32) -> Option<KeyCode> {
    Some(match number {
        57376..=57387 => KeyCode::F((number - 57376 + 13) as u8),
        57399..=57408 => KeyCode::Char(char::from(b'0' + (number - 57399) as u8)),
        57409 => KeyCode::Char('.'),
        57410 => KeyCode::Char('/'),
        57411 => KeyCode::Char('*'),
        57412 => KeyCode::Char('-'),
        57413 => KeyCode::Char('+'),
        57414 => KeyCode::Enter,
        57415 => KeyCode::Char('='),
        57416 => KeyCode::Char(','),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57426 => KeyCode::Delete,
        _ => return None,
    })
}
