//! A key: as it is pressed, as it is written on the screen, and as a person writes it in `config.toml`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key as pressed, without what terminals disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Held with Ctrl.
    pub ctrl: bool,
    /// Held with Alt.
    pub alt: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

impl Key {
    /// The key alone.
    pub const fn of(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// The key of a terminal event; `None` for keys that orgscope never uses (media keys, lone modifiers).
    pub fn read(event: KeyEvent) -> Option<Self> {
        let code = match event.code {
            KeyCode::Char(c) => Code::Char(c),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => Code::BackTab,
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::F(n) => Code::F(n),
            _ => return None,
        };
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        Some(Self { code, ctrl, alt })
    }

    /// The key that a person writes: `n`, `N`, `ctrl-r`, `alt-x`, `f5`, `space`. What is wrong with it otherwise.
    pub fn named(word: &str) -> Result<Self, String> {
        let mut rest = word.trim();
        let (mut ctrl, mut alt) = (false, false);
        while let Some((held, behind)) = rest.split_once(['-', '+']).filter(|(_, behind)| !behind.is_empty())
        {
            match held.to_lowercase().as_str() {
                "ctrl" => ctrl = true,
                "alt" => alt = true,
                _ => break,
            }
            rest = behind;
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(c), None) if !c.is_control() && !c.is_whitespace() => Some(Code::Char(c)),
            _ => Code::named(&rest.to_lowercase()),
        };
        let Some(code) = code else {
            return Err(format!("{word} is no key: write n, N, ctrl-r, alt-x, f8 or space"));
        };
        let code = match code {
            // With Ctrl terminals send the letter alone.
            Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
            code => code,
        };
        let key = Self { code, ctrl, alt };
        match code {
            Code::Char('h' | 'i' | 'j' | 'm') if ctrl => Err(format!("terminals send {key} as another key")),
            Code::Char(c) if ctrl && !c.is_ascii_lowercase() && c != ' ' => {
                Err(format!("terminals don't send {key}: with Ctrl goes a letter"))
            }
            _ => Ok(key),
        }
    }

    /// Whether it keeps what it does whatever a person changes: what sentences, texts and menus rely on, and what
    /// leads out of everywhere.
    pub(super) fn is_fixed(self) -> bool {
        match self.code {
            Code::Char(c) => c == 'c' && self.ctrl && !self.alt,
            Code::F(_) => false,
            _ => !self.ctrl && !self.alt,
        }
    }

    /// Whether it moves or deletes in a text, or steps out of it, though it types nothing.
    pub fn edits(self) -> bool {
        match self.code {
            Code::Char(c) if self.alt => !self.ctrl && matches!(c, 'b' | 'd' | 'f'),
            Code::Char(c) => self.ctrl && matches!(c, 'a' | 'e' | 'k' | 'u' | 'w'),
            Code::F(_) => false,
            // Esc, then Enter or Esc, which a terminal can't tell from both at once.
            Code::Enter | Code::Esc | Code::Tab | Code::BackTab => !self.alt,
            _ => true,
        }
    }

    /// The character that the key types into a text; `None` for keys that type nothing.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl Code {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "space" => Self::Char(' '),
            "enter" => Self::Enter,
            "esc" => Self::Esc,
            "tab" => Self::Tab,
            "shift-tab" => Self::BackTab,
            "backspace" => Self::Backspace,
            "del" | "delete" => Self::Delete,
            "up" => Self::Up,
            "down" => Self::Down,
            "left" => Self::Left,
            "right" => Self::Right,
            "home" => Self::Home,
            "end" => Self::End,
            "pgup" | "pageup" => Self::PageUp,
            "pgdn" | "pagedown" => Self::PageDown,
            _ => Self::F(word.strip_prefix('f')?.parse().ok().filter(|n| (1..=24).contains(n))?),
        })
    }
}

impl std::fmt::Display for Key {
    /// As the footer writes it: `Ctrl-R`, `Enter`, `↑`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::Enter => f.write_str("Enter"),
            Code::Esc => f.write_str("Esc"),
            Code::Tab => f.write_str("Tab"),
            Code::BackTab => f.write_str("Shift-Tab"),
            Code::Backspace => f.write_str("Backspace"),
            Code::Delete => f.write_str("Del"),
            Code::Up => f.write_str("↑"),
            Code::Down => f.write_str("↓"),
            Code::Left => f.write_str("←"),
            Code::Right => f.write_str("→"),
            Code::Home => f.write_str("Home"),
            Code::End => f.write_str("End"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            Code::F(n) => write!(f, "F{n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_people_write_them_and_as_the_footer_shows_them() {
        for (word, shown) in [
            ("n", "n"),
            ("N", "N"),
            ("ctrl-r", "Ctrl-R"),
            ("Ctrl+R", "Ctrl-R"),
            ("alt-x", "Alt-x"),
            ("ctrl-alt-left", "Ctrl-Alt-←"),
            ("space", "Space"),
            ("F5", "F5"),
            ("shift-tab", "Shift-Tab"),
            ("-", "-"),
            ("alt--", "Alt--"),
            ("ß", "ß"),
        ] {
            assert_eq!(Key::named(word).map(|key| key.to_string()), Ok(shown.into()), "{word}");
        }
        for word in ["", " ", "nn", "f0", "f25", "ctrl-", "shift-x", "meta-x", "ctrl-5", "ctrl-m"] {
            assert!(Key::named(word).is_err(), "{word:?}");
        }
    }
}
