//! What the terminal answers, where it comes as keys: Alt-] or Esc and ], the answer as typed characters, and Ctrl-G,
//! Alt-\ or Esc and \ at its end. It comes in one piece, so that what a person types is never taken for it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::background_of;
use crate::tui::theme::Background;

/// The longest answer that is waited for.
const LONGEST: usize = 48;

/// Reads the answer to the question for the background out of the keys.
#[derive(Debug, Default)]
pub struct Answers {
    /// An Esc that may begin an answer.
    esc: Option<KeyEvent>,
    held: Option<String>,
    /// An Esc that may end it.
    ends: bool,
}

/// What a key turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// A key that the person pressed.
    Key(KeyEvent),
    /// The terminal's background.
    Background(Background),
}

impl Answers {
    /// Takes the next key.
    pub fn take(&mut self, key: KeyEvent) -> Vec<Took> {
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let Some(text) = &mut self.held else {
            let esc = self.esc.take();
            if key.code == KeyCode::Char(']') && !ctrl && (alt || esc.is_some()) {
                self.held = Some(String::new());
                return Vec::new();
            }
            let before = esc.map(Took::Key);
            if key.code == KeyCode::Esc {
                self.esc = Some(key);
                return before.into_iter().collect();
            }
            return before.into_iter().chain([Took::Key(key)]).collect();
        };
        let ends = std::mem::take(&mut self.ends);
        match key.code {
            KeyCode::Char('\\') if alt || ends => {}
            KeyCode::Char('g') if ctrl => {}
            KeyCode::Esc if !text.is_empty() => {
                self.ends = true;
                return Vec::new();
            }
            KeyCode::Char(c) if !alt && !ctrl && fits(text, c) => {
                text.push(c);
                return Vec::new();
            }
            // What began like an answer and is none is dropped: nobody types Alt-].
            _ => {
                self.held = None;
                return vec![Took::Key(key)];
            }
        }
        let background = self.held.take().and_then(|text| background_of(&text));
        background.map(Took::Background).into_iter().collect()
    }

    /// For now nothing more is there: an Esc that nothing followed was a key.
    pub fn pause(&mut self) -> Option<KeyEvent> {
        self.esc.take()
    }
}

fn fits(text: &str, c: char) -> bool {
    const BEGINS: &str = "11;";
    match BEGINS[text.len().min(BEGINS.len())..].chars().next() {
        Some(expected) => c == expected,
        None => text.len() < LONGEST && (c.is_ascii_alphanumeric() || "/:".contains(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys that crossterm makes of bytes outside its own sequences.
    fn keys(bytes: &str) -> Vec<KeyEvent> {
        let mut keys = Vec::new();
        let mut alt = false;
        for c in bytes.chars() {
            let (code, mut modifiers) = match c {
                '\x1b' => {
                    alt = true;
                    continue;
                }
                '\x07' => ('g', KeyModifiers::CONTROL),
                c => (c, KeyModifiers::NONE),
            };
            if std::mem::take(&mut alt) {
                modifiers |= KeyModifiers::ALT;
            }
            keys.push(KeyEvent::new(KeyCode::Char(code), modifiers));
        }
        keys
    }

    /// The keys of a Windows console: Esc is one of its own.
    fn with_esc(bytes: &str) -> Vec<KeyEvent> {
        let esc = |c| if c == '\x1b' { KeyCode::Esc } else { KeyCode::Char(c) };
        bytes.chars().map(|c| esc(c).into()).collect()
    }

    fn take(answers: &mut Answers, keys: Vec<KeyEvent>) -> Vec<Took> {
        let mut took: Vec<_> = keys.into_iter().flat_map(|key| answers.take(key)).collect();
        took.extend(answers.pause().map(Took::Key));
        took
    }

    #[test]
    fn the_background_is_read_out_of_the_keys_and_types_nothing() {
        for (bytes, background) in [
            ("\x1b]11;rgb:1616/1818/1c1c\x1b\\", Some(Background::Dark)),
            ("\x1b]11;rgb:ffff/ffff/eeee\x07", Some(Background::Light)),
            ("\x1b]11;rgb:f/f/e\x07", Some(Background::Light)),
            ("\x1b]11;rgba:00/00/00/ff\x07", Some(Background::Dark)),
            ("\x1b]11;what\x07", None),
            ("\x1b]11;rgb://\x07", None),
        ] {
            let mut answers = Answers::default();
            let expected: Vec<_> = background.map(Took::Background).into_iter().collect();
            assert_eq!(take(&mut answers, keys(bytes)), expected, "{bytes:?}");
            if bytes.ends_with('\\') {
                assert_eq!(take(&mut answers, with_esc(bytes)), expected, "{bytes:?} with Esc");
            }
            let q = keys("q")[0];
            assert_eq!(take(&mut answers, vec![q]), [Took::Key(q)]);
        }
    }

    #[test]
    fn an_answer_that_breaks_off_does_not_swallow_keys_for_ever() {
        let mut answers = Answers::default();
        assert!(take(&mut answers, keys("\x1b]11;rgb:0")).is_empty());
        let enter = KeyEvent::from(KeyCode::Enter);
        assert_eq!(take(&mut answers, vec![enter]), [Took::Key(enter)]);
        let q = keys("q")[0];
        assert_eq!(take(&mut answers, vec![q]), [Took::Key(q)]);
    }

    #[test]
    fn a_bracket_that_a_person_types_is_a_bracket() {
        let mut answers = Answers::default();
        let [esc, bracket] = [KeyCode::Esc.into(), KeyEvent::from(KeyCode::Char(']'))];
        // Esc, and a moment later the bracket.
        assert_eq!(take(&mut answers, vec![esc]), [Took::Key(esc)]);
        assert_eq!(take(&mut answers, vec![bracket]), [Took::Key(bracket)]);
        // Ctrl and Alt together are AltGr, which types it on many keyboards.
        let altgr = KeyEvent::new(KeyCode::Char(']'), KeyModifiers::CONTROL | KeyModifiers::ALT);
        assert_eq!(take(&mut answers, vec![altgr]), [Took::Key(altgr)]);
    }
}
