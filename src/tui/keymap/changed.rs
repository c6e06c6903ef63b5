//! What a person changed: the table `[keys]` of `config.toml` laid over the usual keys. All of it holds, or
//! nothing: with half of it two commands could have lost their keys to each other.

use super::command::Where;
use super::key::Key;
use super::table::{BINDINGS, Binding};
use super::{Bound, Keymap};
use crate::store::KeyLine;
use crate::text::fuzzy::Needle;

/// What can't hold, and in which line it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Line of `config.toml`, from 1.
    pub line: usize,
    /// What is wrong, without a full stop.
    pub says: String,
}

/// Who takes these away can neither leave nor look anything up.
const NEEDED: [&str; 2] = ["quit", "palette"];

impl Keymap {
    /// The usual keys with these changes.
    pub fn changed(lines: &[KeyLine]) -> Result<Self, Wrong> {
        // A line for what only other systems have is no mistake: the file may be shared.
        let mut rows = super::usual().to_vec();
        for line in lines {
            change(&mut rows, line).map_err(|says| Wrong { line: line.line, says })?;
        }
        for (i, a) in rows.iter().enumerate() {
            for b in &rows[i + 1..] {
                let shared: Vec<_> = a.of.places.iter().filter(|place| b.is_in(**place)).collect();
                let key = a.keys.iter().find(|key| b.keys.contains(key));
                let (Some(key), Some(place)) = (key, shared.first()) else { continue };
                let more = if shared.len() > 1 { " and elsewhere" } else { "" };
                let names = (a.of.name, b.of.name);
                let line = lines.iter().rfind(|line| line.name == names.0 || line.name == names.1);
                return Err(Wrong {
                    line: line.map_or(0, |line| line.line),
                    says: format!("{key} is both {} and {} in {}{more}", names.0, names.1, place.words()),
                });
            }
        }
        Ok(Self { rows: rows.into(), is_ascii: false }.on(cfg!(unix)))
    }
}

fn change(rows: &mut [Bound], line: &KeyLine) -> Result<(), String> {
    let name = line.name.as_str();
    let named: Vec<_> = rows.iter_mut().filter(|row| row.of.name == name).collect();
    if named.is_empty() {
        return Err(unknown(name));
    }
    let Some(words) = &line.keys else {
        return Err(format!("{name} is no key: write it as \"n\", or as [\"n\", \"f8\"] for two"));
    };
    let mut keys = Vec::new();
    for word in words {
        let key = Key::named(word)?;
        let is_its_own = named.iter().any(|row| row.of.keys.contains(&key));
        if key.is_fixed() && !is_its_own {
            return Err(format!("{key} keeps what it does, {name} can't have it"));
        }
        if !key.is_fixed() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.is_empty() && NEEDED.contains(&name) {
        return Err(format!("{name} needs a key"));
    }
    // Where one types, a letter is a letter: there the other keys hold, or the usual ones.
    let fits = |row: &Bound, key: Key| !types(row.of) || !(key.typed().is_some() || key.edits());
    if let Some(key) = keys.iter().find(|key| !named.iter().any(|row| fits(row, **key))) {
        return Err(format!("{key} edits a text where {name} works: take one as f8 or alt-x"));
    }
    for row in named {
        let fitting: Vec<_> = keys.iter().copied().filter(|key| fits(row, *key)).collect();
        if fitting.is_empty() && !keys.is_empty() {
            continue;
        }
        let fixed: Vec<_> = row.of.keys.iter().copied().filter(|key| key.is_fixed()).collect();
        let is_first = row.of.keys.first().is_some_and(|key| key.is_fixed());
        row.keys = if is_first { [fixed, fitting] } else { [fitting, fixed] }.concat().into();
    }
    Ok(())
}

/// Whether it works where a caret may blink.
fn types(row: &Binding) -> bool {
    row.places.iter().any(|place| matches!(place, Where::Text | Where::AddOrg))
}

fn unknown(name: &str) -> String {
    let mut names: Vec<_> = BINDINGS.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    let near = Needle::new(name).rank(&names).into_iter().take(3).map(|hit| names[hit.at]);
    let near: Vec<_> = near.collect();
    if near.is_empty() {
        format!("{name} is no command; the palette (:) has all by name")
    } else {
        format!("{name} is no command; near: {}", near.join(", "))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::tui::keymap::{Code, Command};

    /// The keymap with these changes, each a name and its keys, the first in line 3.
    pub fn with_changes(changes: &str) -> Result<Keymap, Wrong> {
        let line = |(at, change): (usize, &str)| {
            let mut words = change.split_whitespace().map(str::to_owned);
            KeyLine { line: at + 3, name: words.next().unwrap(), keys: Some(words.collect()) }
        };
        Keymap::changed(&changes.split(',').enumerate().map(line).collect::<Vec<_>>())
    }

    fn key(word: &str) -> Key {
        Key::named(word).unwrap()
    }

    #[test]
    fn a_change_takes_the_place_of_the_usual_keys_and_fixed_ones_stay() {
        let map = with_changes("next-hit f3, down ctrl-n, back alt-left").unwrap();
        let of = |word: &str| map.find(Where::Raw, key(word));
        assert_eq!((of("f3"), of("n")), (Some(Command::NextHit), None));
        assert_eq!((of("down"), of("ctrl-n"), of("j")), (Some(Command::Down), Some(Command::Down), None));
        assert_eq!((of("alt-left"), of("backspace")), (Some(Command::Back), Some(Command::Back)));
        let first = |command| map.row(Where::Raw, command).unwrap().keys[0].to_string();
        assert_eq!((first(Command::Down), first(Command::Back)), ("↓".into(), "Alt-←".into()));
        assert_eq!(map.find(Where::Viewer, key("f3")), Some(Command::NextHit), "wherever it works");
    }

    #[test]
    fn two_commands_can_change_places_and_a_key_can_be_given_up() {
        let map = with_changes("next-hit N, previous-hit n, subtree").unwrap();
        assert_eq!(map.find(Where::Raw, key("N")), Some(Command::NextHit));
        assert_eq!(map.find(Where::Raw, key("n")), Some(Command::PreviousHit));
        assert_eq!(map.find(Where::Raw, key("Z")), None);
    }

    #[test]
    fn a_clash_is_refused_with_both_names_and_the_place() {
        for (changes, line, says) in [
            ("wrap n", 3, "n is both next-hit and wrap in raw JSON and elsewhere"),
            ("zoom f8, kinds f8", 4, "F8 is both zoom and kinds in objects"),
            ("report w", 3, "w is both watch and report in the check"),
            ("run ctrl-g", 3, "Ctrl-G is both setup-steps and run in the form"),
        ] {
            assert_eq!(with_changes(changes).unwrap_err(), Wrong { line, says: says.into() });
        }
        assert!(with_changes("watch F").is_ok(), "kinds has it, in another place");
    }

    #[test]
    fn what_cannot_hold_is_told_with_what_to_do() {
        for (change, says) in [
            ("nxt-hit n", "nxt-hit is no command; near: next-hit"),
            ("zzz n", "zzz is no command; the palette (:) has all by name"),
            ("wrap ww", "ww is no key: write n, N, ctrl-r, alt-x, f8 or space"),
            ("wrap ctrl-i", "terminals send Ctrl-I as another key"),
            ("wrap tab", "Tab keeps what it does, wrap can't have it"),
            ("quit ctrl-c", "Ctrl-C keeps what it does, quit can't have it"),
            ("quit", "quit needs a key"),
            ("suspend Z", "Z edits a text where suspend works: take one as f8 or alt-x"),
            ("run ctrl-w", "Ctrl-W edits a text where run works: take one as f8 or alt-x"),
        ] {
            assert_eq!(with_changes(change).unwrap_err(), Wrong { line: 3, says: says.into() });
        }
        let none = KeyLine { line: 9, name: "wrap".into(), keys: None };
        assert_eq!(Keymap::changed(&[none]).unwrap_err().line, 9);
    }

    #[test]
    fn whatever_is_changed_one_can_step_back_choose_stop_and_leave() {
        let mut lines = Vec::new();
        for (at, row) in BINDINGS.iter().enumerate() {
            let needed = NEEDED.contains(&row.name).then(|| format!("f{}", at % 20 + 5));
            lines.push(KeyLine { line: at, name: row.name.into(), keys: Some(needed.into_iter().collect()) });
        }
        let map = Keymap::changed(&lines).unwrap();
        for place in [Where::Orgs, Where::Check, Where::Objects, Where::Record, Where::Raw, Where::Overlay] {
            for (word, command) in [
                ("esc", Command::Escape),
                ("enter", Command::Open),
                ("down", Command::Down),
                ("ctrl-c", Command::Stop),
            ] {
                assert_eq!(map.find(place, key(word)), Some(command), "{word} in {place:?}");
            }
            assert!(map.row(place, Command::Quit).is_some_and(|row| !row.keys.is_empty()));
        }
    }

    #[test]
    fn where_one_types_the_usual_key_stays_for_a_letter_that_works_elsewhere() {
        let map = with_changes("setup-steps u").unwrap();
        assert_eq!(map.find(Where::Orgs, key("u")), Some(Command::Guide));
        assert_eq!(map.find(Where::AddOrg, key("u")), None);
        assert_eq!(map.find(Where::AddOrg, key("f2")), Some(Command::Guide));
        assert_eq!(map.find(Where::Orgs, Key::of(Code::F(2))), None);
    }
}
