//! The README says what is true: its keys are those of the program's own table, and no command is missing.
//! `UPDATE_README=1 cargo test --test it readme` writes the keys anew.

use std::fmt::Write as _;

use orgscope::tui::keymap::{BINDINGS, Where};

use crate::support::home::Home;

const BEGIN: &str = "<!-- keys: made from the program's own table -->\n";
const END: &str = "<!-- end of keys -->\n";

fn places(of: &[Where]) -> String {
    const SCREENS: [Where; 8] = [
        Where::Orgs,
        Where::AddOrg,
        Where::Check,
        Where::CheckAll,
        Where::Objects,
        Where::Record,
        Where::Raw,
        Where::Viewer,
    ];
    let screens = SCREENS.iter().filter(|place| of.contains(place));
    let words: Vec<_> = screens.map(|place| place.words().trim_start_matches("the ")).collect();
    match words.len() {
        0 => "in a text or a menu".into(),
        6.. => "everywhere".into(),
        _ => words.join(", "),
    }
}

fn keys() -> String {
    let mut table = String::from("| key | where | what it does | name |\n| --- | --- | --- | --- |\n");
    for binding in BINDINGS {
        let keys: Vec<_> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        let (places, long, name) = (places(binding.places), binding.long, binding.name);
        let _ = writeln!(table, "| {} | {places} | {long} | `{name}` |", keys.join(" "));
    }
    table
}

#[test]
fn the_readme_lists_the_keys_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README's keys");
    let (there, after) = rest.split_once(END).expect("the end of the README's keys");
    let expected = format!("\n{}\n", keys());
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(there, expected, "UPDATE_README=1 cargo test --test it readme writes them");
}

#[test]
fn the_readme_names_every_command() {
    let readme = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    let help = Home::new().run(&["--help"], "").out;
    let commands = help.split_once("Commands:").expect("commands").1;
    let names: Vec<_> = commands
        .lines()
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        assert!(
            readme.contains(&format!("orgscope {name}")) || readme.contains(&format!("`{name}")),
            "{name}"
        );
    }
}

#[test]
fn every_word_of_the_plain_mode_is_in_the_readme() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let section = readme.split("\n## Without screens\n").nth(1).unwrap().split("\n## ").next().unwrap();
    for word in orgscope::plain::WORDS {
        let said =
            if word.takes.is_empty() { word.name.into() } else { format!("{} {}", word.name, word.takes) };
        assert!(section.contains(&format!("`{said}`")), "{said}");
    }
}
