//! Every command once: its name, its keys, its words, and where it works. Keys, footer, help, palette, sentences and
//! README are made from this table (`table.rs`), with what a person changed in `config.toml` (`changed.rs`); a
//! test asserts that no two commands share a key in one place.

mod changed;
mod command;
mod key;
mod table;

pub use changed::Wrong;
#[cfg(test)]
pub use changed::tests::with_changes;
pub use command::{Command, Group, Where};
pub use key::{Code, Key};
pub use table::{BINDINGS, Binding};

use std::borrow::Cow;
use std::sync::Arc;

/// A row of the table with the keys that hold.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The row.
    pub of: &'static Binding,
    /// Its keys, the one that the footer shows first.
    pub keys: Cow<'static, [Key]>,
}

impl Bound {
    fn is_in(&self, place: Where) -> bool {
        self.of.places.contains(&place)
    }
}

/// The keys in force: the table, with what a person changed. A clone is the same map.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Arc<[Bound]>,
    /// Arrow keys are written as words: `<` and `v` are keys of their own.
    is_ascii: bool,
}

impl Default for Keymap {
    /// The usual keys.
    fn default() -> Self {
        Self { rows: usual(), is_ascii: false }.on(cfg!(unix))
    }
}

/// Every row with its usual keys.
fn usual() -> Arc<[Bound]> {
    BINDINGS.iter().map(|of| Bound { of, keys: Cow::Borrowed(of.keys) }).collect()
}

impl Keymap {
    /// The same without what the system can't do: Windows stops no programs.
    fn on(self, stops_programs: bool) -> Self {
        if stops_programs {
            return self;
        }
        let rows = self.rows.iter().filter(|row| row.of.command != Command::Suspend).cloned().collect();
        Self { rows, ..self }
    }

    /// The same for a terminal that shows ASCII alone, or not.
    pub fn in_ascii(self, is_ascii: bool) -> Self {
        Self { is_ascii, ..self }
    }

    /// The command of a key in a place.
    pub fn find(&self, place: Where, key: Key) -> Option<Command> {
        self.rows_in(place).find(|row| row.keys.contains(&key)).map(|row| row.of.command)
    }

    /// The rows of a place.
    pub fn rows_in(&self, place: Where) -> impl Iterator<Item = &Bound> {
        self.rows.iter().filter(move |row| row.is_in(place))
    }

    /// The row of a command in a place.
    pub fn row(&self, place: Where, command: Command) -> Option<&Bound> {
        self.rows_in(place).find(|row| row.of.command == command)
    }

    /// What a key is heard as in a place. Terminals send Alt as Esc and, in the same breath, the other key: unless a
    /// command has it, or it moves by words in a text, it is these two.
    pub fn heard(&self, place: Where, key: Key) -> Vec<Key> {
        let edits = matches!(place, Where::Text | Where::AddOrg | Where::Overlay) && key.edits();
        if key.alt && !edits && !self.rows.iter().any(|row| row.keys.contains(&key)) {
            vec![Key::of(Code::Esc), Key { alt: false, ..key }]
        } else {
            vec![key]
        }
    }

    /// The keys that open a line to type into.
    pub fn open_lines(&self, place: Where) -> Vec<Key> {
        let rows = self.rows_in(place).filter(|row| row.of.command.opens_line());
        rows.flat_map(|row| row.keys.iter().copied()).collect()
    }

    /// The keys for the sentences of a place.
    pub fn at(&self, place: Where) -> Keys {
        Keys { map: self.clone(), place }
    }
}

/// The keys of one place, for the sentences that name them.
#[derive(Clone, Debug)]
pub struct Keys {
    map: Keymap,
    place: Where,
}

impl Keys {
    /// The key of a command, to be in a sentence: the one that the footer shows; for a command without a key
    /// what finds it in the palette.
    pub fn of(&self, command: Command) -> String {
        let anywhere = || self.map.rows.iter().find(|row| row.of.command == command);
        let Some(row) = self.map.row(self.place, command).or_else(anywhere) else { return String::new() };
        match row.keys.first() {
            Some(key) => self.name(*key),
            // The palette always has one.
            None if command == Command::Palette => String::new(),
            None => {
                let palette = self.of(Command::Palette);
                let gap = if palette.chars().count() > 1 { " " } else { "" };
                format!("{palette}{gap}{}", row.of.name)
            }
        }
    }

    /// A key as this terminal can show it.
    pub fn name(&self, key: Key) -> String {
        let name = key.to_string();
        if !self.map.is_ascii {
            return name;
        }
        [("↑", "Up"), ("↓", "Down"), ("←", "Left"), ("→", "Right")]
            .into_iter()
            .fold(name, |name, (arrow, word)| name.replace(arrow, word))
    }

    /// The same keys in another place.
    pub fn at(&self, place: Where) -> Self {
        self.map.at(place)
    }

    /// The map that they are from.
    pub fn map(&self) -> &Keymap {
        &self.map
    }

    /// The rows of the place.
    pub fn rows(&self) -> impl Iterator<Item = &Bound> {
        self.map.rows_in(self.place)
    }

    /// The row of a command, where it works here.
    pub fn row(&self, command: Command) -> Option<&Bound> {
        self.map.row(self.place, command)
    }

    /// The place.
    pub fn place(&self) -> Where {
        self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key_in_one_place() {
        for (i, a) in BINDINGS.iter().enumerate() {
            for b in &BINDINGS[i + 1..] {
                let place = a.places.iter().find(|p| b.places.contains(p));
                let key = a.keys.iter().find(|k| b.keys.contains(k));
                assert!(
                    place.is_none() || key.is_none(),
                    "{:?} and {:?} share {key:?} in {place:?}",
                    a.command,
                    b.command
                );
            }
        }
    }

    #[test]
    fn letters_are_commands_only_where_no_caret_blinks() {
        for b in BINDINGS.iter().filter(|b| b.places.contains(&Where::Text)) {
            assert!(b.keys.iter().all(|k| k.typed().is_none()), "{:?} would swallow a letter", b.command);
        }
    }

    #[test]
    fn commands_of_lists_move_by_rows_and_others_by_none() {
        let by = |page| [Command::Up, Command::PageDown, Command::HalfUp].map(|command| command.rows(page));
        assert_eq!(by(9), [Some(-1), Some(9), Some(-4)]);
        assert_eq!(by(0), [Some(-1), Some(1), Some(-1)], "a list without a row in sight still moves");
        assert_eq!(Command::Open.rows(9), None);
    }

    #[test]
    fn a_name_is_one_command_and_written_as_names_are() {
        for (i, a) in BINDINGS.iter().enumerate() {
            assert!(a.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", a.name);
            for b in BINDINGS[i + 1..].iter().filter(|b| b.name == a.name) {
                assert!(a.command == b.command, "{} is {:?} and {:?}", a.name, a.command, b.command);
                assert!(!a.places.iter().any(|p| b.places.contains(p)), "{} twice in a place", a.name);
            }
        }
    }

    #[test]
    fn alt_is_esc_and_a_key_unless_a_command_has_it() {
        let alt = Key { alt: true, ..Key::of(Code::Char('x')) };
        let two = vec![Key::of(Code::Esc), Key::of(Code::Char('x'))];
        assert_eq!(Keymap::default().heard(Where::Text, alt), two);
        assert_eq!(with_changes("wrap alt-x").unwrap().heard(Where::Raw, alt), vec![alt]);
        let x = Key::of(Code::Char('x'));
        assert_eq!(Keymap::default().heard(Where::Raw, x), vec![x]);
        // What Option with an arrow sends on a Mac, and readline's keys.
        for code in [Code::Char('b'), Code::Char('f'), Code::Char('d'), Code::Backspace, Code::Left] {
            let alt = Key { alt: true, ..Key::of(code) };
            assert_eq!(Keymap::default().heard(Where::Text, alt), vec![alt]);
            assert_eq!(Keymap::default().heard(Where::Objects, alt).len(), 2);
        }
    }

    #[test]
    fn what_the_system_cannot_do_has_neither_key_nor_name() {
        for (stops_programs, suspend) in [(true, Some(Command::Suspend)), (false, None)] {
            let map = Keymap { rows: usual(), is_ascii: false }.on(stops_programs);
            assert_eq!(map.find(Where::Raw, Key { ctrl: true, ..Key::of(Code::Char('z')) }), suspend);
            assert_eq!(map.row(Where::Raw, Command::Suspend).is_some(), stops_programs);
        }
    }

    #[test]
    fn in_ascii_no_arrow_is_written_as_another_key() {
        let keys = Keymap::default().in_ascii(true).at(Where::Raw);
        let arrows = [Code::Up, Code::Down, Code::Left, Code::Right].map(Key::of);
        let names = arrows.map(|key| keys.name(key));
        assert_eq!(names, ["Up", "Down", "Left", "Right"]);
        assert_eq!(keys.of(Command::Back), "<", "that is a key");
        let all = BINDINGS.iter().flat_map(|row| row.keys).map(|key| keys.name(*key));
        assert!(all.collect::<String>().is_ascii());
    }

    #[test]
    fn a_sentence_names_the_key_in_force() {
        let changed = with_changes("again f5 r, wrap, search ctrl-f");
        let raw = changed.unwrap().at(Where::Raw);
        assert_eq!(raw.of(Command::Again), "F5");
        assert_eq!(raw.of(Command::Filter), "Ctrl-F");
        assert_eq!(raw.at(Where::Objects).of(Command::Filter), "/", "that is another one");
        assert_eq!(raw.of(Command::Wrap), ":wrap", "typed into the palette");
    }
}
