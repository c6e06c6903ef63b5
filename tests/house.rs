//! The rules of `src/ARCHITECTURE.md` that a compiler does not know. Each file under `src` is read as tokens, so
//! that macros and inline paths count and comments and strings do not.

// Outside of the test functions themselves clippy does not see that this is all test code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};

/// The picture: a folder may use those in later rows and its own, not its neighbours in the same row.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["tui", "plain"],
    &["check", "explore"],
    &["query", "handoff"],
    &["session"],
    &["client", "store", "demo"],
    &["soql"],
    &["salesforce"],
    &["json"],
    &["text", "trouble", "version"],
];

/// Folders that are crates of their own: `crate::` is the folder itself there, and others come as `orgscope_FOLDER`.
const CRATES: &[&str] = &["json", "text"];

/// Neighbours that may be used all the same, with the reason.
const ALLOWED: &[(&str, &str, &str)] = &[];

/// The files that put text into cells themselves: the writer, and the JSON viewer with a pen of its own.
const TEXT: &[&str] = &[
    "tui/widgets/ink.rs",
    "tui/widgets/json_pane/draw.rs",
    "tui/widgets/json_pane/reader.rs",
    "tui/widgets/json_pane/table.rs",
    "tui/viewer/canvas.rs",
    "tui/viewer/draw.rs",
];

/// A word, and the only files that may name it.
const POWERS: &[(&str, &[&str])] = &[
    ("reqwest", &["client/wire.rs", "client/connect.rs"]),
    ("keyring_core", &["store/secrets/keyring.rs", "store/secrets/service.rs"]),
    ("expose_secret", &["salesforce/credentials.rs"]),
    ("println", &["cli/out.rs"]),
    ("eprintln", &["cli/out.rs"]),
    // Text that is cut without a sign: all other files write by `ink`, which ends it with one.
    ("set_stringn", TEXT),
    ("set_string", TEXT),
    ("set_line", TEXT),
    // the last three are child processes'
    (
        "stdout",
        &[
            "cli/out.rs",
            "tui/terminal/modes.rs",
            "tui/children/clipboard.rs",
            "tui/children/filter.rs",
            "store/secrets/command.rs",
        ],
    ),
];

/// Files over 500 lines, with the reason.
const LONG: &[(&str, &str)] = &[];

fn sources() -> Vec<(String, PathBuf)> {
    fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    files.into_iter().map(|path| (name(&path), path)).collect()
}

fn tokens(path: &Path) -> TokenStream {
    fs::read_to_string(path).unwrap().parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Takes out what follows `#[cfg(test)]`: tests may do what the program may not.
fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let trees: Vec<_> = stream.into_iter().collect();
    let mut kept = Vec::with_capacity(trees.len());
    let mut i = 0;
    while i < trees.len() {
        let is_test = matches!(&trees[i], TokenTree::Punct(p) if p.as_char() == '#')
            && trees.get(i + 1).is_some_and(|t| t.to_string().replace(' ', "") == "[cfg(test)]");
        if is_test {
            i += 2;
            while i < trees.len() {
                let ends = match &trees[i] {
                    TokenTree::Group(group) => group.delimiter() == proc_macro2::Delimiter::Brace,
                    TokenTree::Punct(p) => p.as_char() == ';',
                    _ => false,
                };
                i += 1;
                if ends {
                    break;
                }
            }
            continue;
        }
        kept.push(trees[i].clone());
        i += 1;
    }
    kept
}

/// Every identifier, with the ones before it in the same path.
fn walk(trees: &[TokenTree], each: &mut impl FnMut(&str, Span, &[TokenTree], usize)) {
    for (i, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(ident) => each(&ident.to_string(), ident.span(), trees, i),
            TokenTree::Group(group) => walk(&group.stream().into_iter().collect::<Vec<_>>(), each),
            _ => {}
        }
    }
}

/// The folders that `crate::…` names: one, or each of a nested list.
fn crate_uses(trees: &[TokenTree], at: usize) -> Vec<String> {
    let is_colon = |t: Option<&TokenTree>| matches!(t, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    if !(is_colon(trees.get(at + 1)) && is_colon(trees.get(at + 2))) {
        return Vec::new();
    }
    match trees.get(at + 3) {
        Some(TokenTree::Ident(ident)) => vec![ident.to_string()],
        Some(TokenTree::Group(group)) => {
            let inner: Vec<_> = group.stream().into_iter().collect();
            let mut firsts = Vec::new();
            let mut expects = true;
            for tree in &inner {
                match tree {
                    TokenTree::Ident(ident) if expects => {
                        firsts.push(ident.to_string());
                        expects = false;
                    }
                    TokenTree::Punct(p) if p.as_char() == ',' => expects = true,
                    _ => {}
                }
            }
            firsts
        }
        _ => Vec::new(),
    }
}

fn floor(folder: &str) -> Option<usize> {
    FLOORS.iter().position(|row| row.contains(&folder))
}

#[test]
fn imports_point_down() {
    let mut breaches = Vec::new();
    for (name, path) in sources() {
        let folder = match name.split_once('/') {
            Some((folder, _)) => folder.to_owned(),
            None if name == "lib.rs" => continue,
            None => name.trim_end_matches(".rs").to_owned(),
        };
        let Some(own) = floor(&folder) else {
            breaches.push(format!("{name}: the folder `{folder}` stands on no floor"));
            continue;
        };
        let trees = without_tests(tokens(&path));
        walk(&trees, &mut |ident, span, around, at| {
            let uses = match ident {
                "crate" if !CRATES.contains(&folder.as_str()) => crate_uses(around, at),
                _ => ident.strip_prefix("orgscope_").map(str::to_owned).into_iter().collect(),
            };
            for used in uses {
                let line = span.start().line;
                match floor(&used) {
                    _ if used == folder => {}
                    Some(other) if other > own => {}
                    Some(_) if ALLOWED.iter().any(|(a, b, _)| *a == folder && *b == used) => {}
                    Some(_) => breaches.push(format!("{name}:{line}: {folder} may not use {used}")),
                    // macros and items of the crate's root: none exist
                    None => breaches.push(format!("{name}:{line}: crate::{used} is no folder")),
                }
                if used == "demo" && folder != "demo" && folder != "cli" {
                    breaches.push(format!("{name}:{line}: only cli may name the demo org"));
                }
            }
        });
        if folder == "demo" {
            walk(&trees, &mut |ident, span, _, _| {
                if ident == "catalogue" {
                    let line = span.start().line;
                    breaches.push(format!("{name}:{line}: the demo org may not know the error catalogue"));
                }
            });
        }
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn each_power_has_one_place() {
    let mut breaches = Vec::new();
    for (name, path) in sources() {
        let trees = without_tests(tokens(&path));
        walk(&trees, &mut |ident, span, _, _| {
            for (word, files) in POWERS {
                if ident == *word && !files.contains(&name.as_str()) {
                    breaches.push(format!("{name}:{}: `{word}` belongs to {files:?}", span.start().line));
                }
            }
        });
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn files_have_one_reason_to_exist() {
    let mut breaches = Vec::new();
    for (name, path) in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let lines = if name.ends_with("mod.rs") {
            text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().lines().count()
        } else {
            text.lines().count()
        };
        let most = if name.ends_with("mod.rs") { 200 } else { 500 };
        if lines > most && !LONG.iter().any(|(file, _)| *file == name) {
            breaches.push(format!("{name}: {lines} lines, more than {most}"));
        }
        if name.ends_with("mod.rs") && !text.starts_with("//!") {
            breaches.push(format!("{name}: does not say what the folder is for"));
        }
    }
    let gone: Vec<_> = LONG.iter().filter(|(file, _)| !sources().iter().any(|(n, _)| n == file)).collect();
    assert!(gone.is_empty(), "no longer there: {gone:?}");
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn names_say_what_they_name() {
    const NOT_IN_NAMES: &[&str] = &["manager", "helper", "util", "utils", "common", "misc"];
    const NOT_AT_THE_START: &[&str] = &["handle_", "process_", "do_"];
    let mut breaches = Vec::new();
    for (name, path) in sources() {
        for part in name.trim_end_matches(".rs").split(['/', '_']) {
            if NOT_IN_NAMES.contains(&part) {
                breaches.push(format!("{name}: `{part}` says nothing"));
            }
        }
        let trees: Vec<_> = tokens(&path).into_iter().collect();
        walk(&trees, &mut |ident, span, around, at| {
            let is_fn = at > 0 && matches!(&around[at - 1], TokenTree::Ident(before) if before == "fn");
            let line = span.start().line;
            if is_fn && NOT_AT_THE_START.iter().any(|start| ident.starts_with(start)) {
                breaches.push(format!("{name}:{line}: fn {ident}"));
            }
            if matches!(ident, "dbg" | "TODO" | "FIXME") {
                breaches.push(format!("{name}:{line}: {ident}"));
            }
        });
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn sentences_ask_which_key_a_command_has() {
    // `r tries again`: who changed the key of a command would read a lie. Those that nobody can change may be named.
    const DOES: &[&str] = &[
        "again", "asks", "checks", "chooses", "clears", "closes", "copies", "cuts", "fetches", "filter",
        "finds", "goes", "headers", "keys", "kinds", "looks", "next", "opens", "previous", "quits", "report",
        "runs", "saves", "says", "searches", "shows", "starts", "stops", "tries", "unfolds", "waits",
        "watches",
    ];
    fn literals(trees: Vec<TokenTree>, each: &mut impl FnMut(String, Span)) {
        let mut is_attribute = false; // comments are `#[doc = "…"]`
        for tree in trees {
            let skipped = std::mem::take(&mut is_attribute);
            match tree {
                TokenTree::Punct(p) => is_attribute = p.as_char() == '#' || skipped && p.as_char() == '!',
                TokenTree::Group(_) if skipped => {}
                TokenTree::Literal(literal) => each(literal.to_string(), literal.span()),
                TokenTree::Group(group) => literals(group.stream().into_iter().collect(), each),
                _ => {}
            }
        }
    }
    let mut breaches = Vec::new();
    for (name, path) in sources() {
        let is_test = name.ends_with("tests.rs") || name.ends_with("stage.rs");
        if !name.starts_with("tui/") || name.starts_with("tui/keymap/") || is_test {
            continue;
        }
        literals(without_tests(tokens(&path)), &mut |text, span| {
            let words: Vec<_> = text.trim_matches('"').split_whitespace().collect();
            for pair in words.windows(2) {
                let does = pair[1].trim_end_matches(['.', ',', ':', ';']);
                let is_key = pair[0].chars().count() == 1 && !pair[0].contains(['×', '·', '→', '–', '…']);
                if DOES.contains(&does) && (is_key || pair[0].starts_with("Ctrl-") && pair[0] != "Ctrl-C") {
                    breaches.push(format!("{name}:{}: {} {does}", span.start().line, pair[0]));
                }
            }
        });
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn the_map_names_every_folder() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ARCHITECTURE.md")).unwrap();
    let folders: BTreeSet<_> = sources()
        .iter()
        .filter_map(|(name, _)| name.split_once('/').map(|(folder, _)| folder.to_owned()))
        .collect();
    let missing: Vec<_> = folders.iter().filter(|folder| !map.contains(&format!("`{folder}/`"))).collect();
    assert!(missing.is_empty(), "src/ARCHITECTURE.md does not name {missing:?}");
    // Every `path/file.rs` that the map names is there.
    let named = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|w| w.ends_with(".rs") && w.contains('/') && !w.contains(' '));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gone: Vec<_> =
        named.filter(|w| !root.join("src").join(w).exists() && !root.join(w).exists()).collect();
    assert!(gone.is_empty(), "src/ARCHITECTURE.md names what is not there: {gone:?}");
}
