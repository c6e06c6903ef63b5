//! What a person did, out of what the terminal told: keys that are text, and pastes where the terminal says nothing
//! of a paste and sends its characters as keys. Those are told by their pace: nobody has several different
//! characters waiting. What was pasted is never carried out as commands.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::answers::{Answers, Took};
use super::{Heard, PASTE_LIMIT, Raw};
use crate::tui::keymap::Key;

/// Where the keys arrive.
#[derive(Clone, Debug, Default)]
pub struct Spot {
    /// A caret blinks: letters are text.
    pub is_typing: bool,
    /// The keys that open a line to type into.
    pub opens: Vec<Key>,
}

/// How many keys that wait together are taken for a paste.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// In a text.
    typing: usize,
    /// Elsewhere, where also `changes` of them differ from the one before: a held key repeats itself.
    elsewhere: usize,
    changes: usize,
    /// A script may open a line, type into it and press Enter, all at once.
    scripts: bool,
}

/// Where a terminal marks pastes, what comes unmarked and at once was most likely sent by a script. So that short
/// words with Enter are typed; what is as long as a record's id is no word.
const MARKED: Pace = Pace { typing: 16, elsewhere: 10, changes: 4, scripts: true };
/// Where it does not, all that comes at once was pasted.
const UNMARKED: Pace = Pace { typing: 4, elsewhere: 4, changes: 3, scripts: false };
/// So many are no held key either: the program never lets so many wait.
const CROWD: usize = 1000;
/// How many of the first keys may be commands before one opens a line.
const PREFIX: usize = 2;

/// Makes out what a person did. It remembers keys that are down and answers that are under way.
#[derive(Debug)]
pub struct Hearing {
    pace: Pace,
    down: Vec<char>,
    answers: Option<Answers>,
}

impl Hearing {
    /// For a terminal that marks pastes, or for one that does not.
    pub fn new(marks_pastes: bool) -> Self {
        let pace = if marks_pastes { MARKED } else { UNMARKED };
        Self { pace, down: Vec::new(), answers: None }
    }

    /// Answers of the terminal come as keys here.
    pub fn with_answers(self) -> Self {
        Self { answers: Some(Answers::default()), ..self }
    }

    /// Takes what was there at once; `spot` is asked where it matters.
    pub fn hear(&mut self, came: Vec<Raw>, spot: impl FnOnce() -> Spot) -> Vec<Heard> {
        let came = self.plain(came);
        let keys: Vec<KeyEvent> = came.iter().filter_map(Raw::key).collect();
        let pasted = self.may_be_pasted(&keys) && self.is_pasted(&keys, &spot());
        let mut text = String::new();
        let mut heard = Vec::new();
        for raw in came {
            match raw {
                Raw::Key(key) if pasted => text.extend(character(key)),
                Raw::Key(key) => heard.extend(Key::read(key).map(Heard::Key)),
                Raw::Paste(text) => heard.push(Heard::Paste(text)),
                Raw::TooMuch(bytes) => heard.push(Heard::TooMuch(bytes)),
                Raw::Mouse(mouse) => heard.push(Heard::Mouse(mouse)),
                Raw::Drag => heard.push(Heard::Drag),
                Raw::Resize(columns, rows) => heard.push(Heard::Resize(columns, rows)),
                Raw::Background(background) => heard.push(Heard::Background(background)),
            }
        }
        if text.len() > PASTE_LIMIT {
            heard.push(Heard::TooMuch(text.len()));
        } else if pasted {
            heard.push(Heard::Paste(text));
        }
        heard
    }

    /// Keys as what they type, without those that were let go and without answers.
    fn plain(&mut self, came: Vec<Raw>) -> Vec<Raw> {
        let mut plain = Vec::with_capacity(came.len());
        for raw in came {
            let Raw::Key(key) = raw else {
                plain.push(raw);
                continue;
            };
            let Some(key) = self.pressed(key).map(composed) else { continue };
            match &mut self.answers {
                None => plain.push(Raw::Key(key)),
                Some(answers) => plain.extend(answers.take(key).into_iter().map(|took| match took {
                    Took::Key(key) => Raw::Key(key),
                    Took::Background(background) => Raw::Background(background),
                })),
            }
        }
        plain.extend(self.answers.iter_mut().filter_map(Answers::pause).map(Raw::Key));
        plain
    }

    /// The key, where it was pressed. Windows tells as well when a key is let go, and a character that the keyboard
    /// does not have, typed by its number or pasted, is told in no other way.
    fn pressed(&mut self, key: KeyEvent) -> Option<KeyEvent> {
        let KeyCode::Char(c) = key.code else {
            return (key.kind != KeyEventKind::Release).then_some(key);
        };
        if key.kind != KeyEventKind::Release {
            if !self.down.contains(&c) {
                self.down.push(c);
                // Where releases are not told, nothing is ever let go.
                if self.down.len() > 16 {
                    self.down.remove(0);
                }
            }
            return Some(key);
        }
        if c.is_ascii() || !self.down.is_empty() {
            // With Shift let go before, it may be another character than the one that was pressed.
            let at = self.down.iter().position(|down| *down == c).unwrap_or(0);
            if at < self.down.len() {
                self.down.remove(at);
            }
            return None;
        }
        Some(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))
    }

    /// Whether so many keys wait that they may be a paste. While they do, it is worth to look for more.
    pub fn may_be_pasted(&self, keys: &[KeyEvent]) -> bool {
        let least = self.pace.typing.min(self.pace.elsewhere);
        if keys.len() < least {
            return false;
        }
        let others = keys.iter().filter(|key| character(**key).is_none()).count();
        if self.pace.scripts { others == 0 } else { others <= keys.len() / 16 }
    }

    fn is_pasted(&self, keys: &[KeyEvent], spot: &Spot) -> bool {
        let text: Vec<char> = keys.iter().filter_map(|key| character(*key)).collect();
        if spot.is_typing {
            // A script that completes what it typed.
            let completes = self.pace.scripts && text.iter().position(|c| *c == '\t') == Some(text.len() - 1);
            return text.len() >= self.pace.typing && !completes;
        }
        if self.pace.scripts && is_script(keys, &text, spot) {
            return false;
        }
        let changes = text.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let mut kinds = text.clone();
        kinds.sort_unstable();
        kinds.dedup();
        let differ = changes >= self.pace.changes && kinds.len() >= 3;
        text.len() >= self.pace.elsewhere && (differ || text.len() >= CROWD)
    }
}

/// Whether one of the first keys opens a line, and one line follows.
fn is_script(keys: &[KeyEvent], text: &[char], spot: &Spot) -> bool {
    let opens = |key: &KeyEvent| Key::read(*key).is_some_and(|key| spot.opens.contains(&key));
    let line: String = text.iter().collect();
    keys.iter().take(PREFIX).any(opens) && !line.trim_end_matches('\n').contains('\n')
}

/// AltGr is Ctrl and Alt together to a program on Windows. With anything but a plain letter it types what the
/// keyboard has there: `@` and `]` on many, digits on Lithuanian ones.
pub fn composed(mut key: KeyEvent) -> KeyEvent {
    let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
    if matches!(key.code, KeyCode::Char(c) if !c.is_ascii_alphabetic()) && key.modifiers.contains(altgr) {
        key.modifiers.remove(altgr);
    }
    key
}

/// The character that a key is in a pasted text.
pub fn character(key: KeyEvent) -> Option<char> {
    let is_plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if is_plain => Some(c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        // A line feed that was pasted as it is.
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        _ => None,
    }
}
