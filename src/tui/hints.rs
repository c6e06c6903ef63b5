//! Hints that teach, once each while orgscope runs; `hints = false` stops them. A hint is a sentence in the
//! line of keys that stays for some seconds, or until the next key.

/// For how long a hint covers the keys, in milliseconds.
pub const SHOWN_MS: i64 = 6000;

/// What is taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The mouse was drawn across text: how the terminal selects it.
    Select,
    /// Something was pasted where no text is typed.
    Paste,
    /// The first rows of more are shown: what the count in the title means.
    Cut,
}

impl Hint {
    /// Every hint.
    pub const ALL: [Self; 3] = [Self::Select, Self::Paste, Self::Cut];

    /// Its sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Select => "Shift (Option on macOS) selects text; mouse = false in config.toml: always.",
            Self::Paste => "A paste goes into a text, and none is being typed. Nothing was changed.",
            Self::Cut => "More rows load as you scroll.",
        }
    }
}

/// Which hints were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hints {
    wanted: bool,
    given: [bool; Hint::ALL.len()],
}

impl Hints {
    /// None given yet; none ever where they are not wanted.
    pub fn new(wanted: bool) -> Self {
        Self { wanted, given: [false; Hint::ALL.len()] }
    }

    /// Whether a hint is given now: the first time alone.
    pub fn give(&mut self, hint: Hint) -> bool {
        let given = &mut self.given[hint as usize];
        self.wanted && !std::mem::replace(given, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hint_comes_once_and_none_where_they_are_not_wanted() {
        let (mut hints, mut off) = (Hints::new(true), Hints::new(false));
        for hint in Hint::ALL {
            assert!(hints.give(hint), "{hint:?}");
            assert!(!hints.give(hint), "{hint:?} a second time");
            assert!(!off.give(hint), "{hint:?} unwanted");
        }
    }
}
