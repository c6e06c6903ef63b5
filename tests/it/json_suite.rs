//! The JSON engine against files that others collected to break JSON readers, against recorded answers that are
//! cut and damaged in every way, and against an independent strict reader.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use orgscope::json::{Doc, Wrong};

use crate::support::home::Home;

#[path = "../fuzz/properties/document.rs"]
mod document;
#[path = "../fuzz/properties/pane.rs"]
mod pane;

const TOP: &str = env!("CARGO_MANIFEST_DIR");

fn suite() -> Vec<(String, PathBuf)> {
    let folder = Path::new(TOP).join("tests/data/json-test-suite");
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path())).collect();
    files.sort();
    files
}

/// Answers as an org gives them.
fn recorded(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(TOP).join("assets/demo").join(name)).unwrap()
}

#[test]
fn json_test_suite_is_judged_rightly_file_by_file() {
    let (mut judged, mut free) = (0, 0);
    for (name, path) in suite() {
        let bytes = std::fs::read(path).unwrap();
        let doc = Doc::from_bytes(Bytes::from(bytes.clone()));
        let error = doc.first_error();
        let said = error.map(|fault| doc.fault_line(&fault)).unwrap_or_default();
        match &name[..2] {
            "y_" => assert_eq!(error, None, "{name}: {said}"),
            "n_" => assert!(error.is_some_and(|fault| fault.at <= doc.bytes().len()), "{name} was accepted"),
            _ => free += 1,
        }
        judged += usize::from(!name.starts_with("i_"));
        // Whatever it is, every byte of it can be seen and every row has its node.
        if bytes.len() < 10_000 {
            document::check(&bytes);
        } else {
            document::verdict_is_that_of_a_strict_reader(&doc, &bytes);
            document::every_byte_is_in_a_value_or_a_line(&doc);
        }
    }
    assert_eq!((judged, free), (283, 35));
}

#[test]
fn json_test_suite_is_judged_rightly_by_the_program() {
    let home = Home::new();
    let files = suite();
    let of_kind = |kind: &str| files.iter().filter(|(name, _)| name.starts_with(kind)).collect::<Vec<_>>();
    let (accepted, refused, free) = (of_kind("y_"), of_kind("n_"), of_kind("i_"));
    // Two files a start: half the processes.
    std::thread::scope(|threads| {
        for pairs in [accepted.chunks(2), refused.chunks(2), free.chunks(2)] {
            let home = &home;
            threads.spawn(move || {
                for pair in pairs {
                    let mut arguments = vec!["view", "--check"];
                    arguments.extend(pair.iter().map(|(_, path)| path.to_str().unwrap()));
                    let ran = home.run(&arguments, "");
                    assert_eq!(ran.err, "", "{pair:?}");
                    assert_eq!(ran.out.lines().count(), pair.len(), "{pair:?}");
                    let mut all_valid = true;
                    for ((name, path), line) in pair.iter().zip(ran.out.lines()) {
                        let named = format!("{}: ", path.display());
                        let verdict = if pair.len() == 1 { line } else { line.strip_prefix(&named).unwrap() };
                        let valid = verdict.starts_with("valid: ");
                        match &name[..2] {
                            "y_" => assert!(valid, "{name}: {verdict}"),
                            "n_" => assert!(!valid, "{name}: {verdict}"),
                            _ => {}
                        }
                        assert!(valid || has_a_place(verdict), "{name}: {verdict}");
                        all_valid &= valid;
                    }
                    assert_eq!(ran.code, i32::from(!all_valid), "{pair:?}");
                }
            });
        }
    });
}

/// `LINE:COLUMN (byte N): what`.
fn has_a_place(verdict: &str) -> bool {
    let Some((place, rest)) = verdict.split_once(" (byte ") else { return false };
    let Some((byte, what)) = rest.split_once("): ") else { return false };
    let Some((line, column)) = place.split_once(':') else { return false };
    let counts = |text: &str, from: usize| text.parse::<usize>().is_ok_and(|n| n >= from);
    counts(line, 1) && counts(column, 1) && counts(byte, 0) && !what.is_empty()
}

/// What a cut after `length` bytes shows, against the whole document.
fn shows_its_good_part(whole: &Doc, json: &Bytes, length: usize) {
    let cut = Doc::from_bytes(json.slice(..length));
    let error = cut.first_error().unwrap_or_else(|| panic!("{length} bytes were accepted"));
    assert!(cut.faults().iter().all(|fault| fault.at == length), "{length}: {:?}", cut.faults());
    assert!(matches!(cut.faults().last().unwrap().what, Wrong::Expected(_)));
    let before = String::from_utf8_lossy(&json[..length]);
    let (line, column) =
        (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap().chars().count() + 1);
    let said = cut.fault_line(&error);
    assert!(said.starts_with(&format!("{line}:{column} (byte {length}): ")), "{said}");
    // What is shown as a value is one of the whole document, with the same value where it was read to its end.
    for node in 0..cut.values() {
        assert_eq!((cut.start(node), cut.kind(node)), (whole.start(node), whole.kind(node)), "{length}");
        assert_eq!((cut.parent(node), cut.key(node)), (whole.parent(node), whole.key(node)), "{length}");
        let (mine, all) = (cut.raw(node), whole.raw(node));
        let ends = whole.value_end(node) <= length;
        assert!(if ends { mine == all } else { all.starts_with(mine) }, "{length}: {}", mine.escape_ascii());
    }
    // Every value that was read to its end is among them.
    let ended = |node: &u32| whole.value_end(*node) <= length;
    let last = (0..whole.values()).rev().find(|node| !whole.is_container(*node) && ended(node));
    assert!(last.is_none_or(|node| node < cut.values()), "{length}: value {last:?} is missing");
    document::every_byte_is_in_a_value_or_a_line(&cut);
}

#[test]
fn every_truncation_of_a_describe_shows_its_good_part() {
    let describe = recorded("objects/Account.json");
    // The first fields with all that a describe has, at every byte.
    let json = Bytes::from(
        [br#"{"activateable":false,"fields":"#.as_slice(), &fields(&describe, 3), b",\n\"x\":-1.5e3}"]
            .concat(),
    );
    let whole = Doc::from_bytes(json.clone());
    assert_eq!(whole.first_error(), None);
    for length in 0..json.len() {
        shows_its_good_part(&whole, &json, length);
    }
    // A whole one, here and there.
    let json = Bytes::from(describe);
    let whole = Doc::from_bytes(json.clone());
    assert_eq!(whole.first_error(), None);
    for length in (0..json.len()).step_by(json.len() / 61) {
        shows_its_good_part(&whole, &json, length);
    }
}

/// The first fields of a describe, as they came.
fn fields(describe: &[u8], count: u32) -> Vec<u8> {
    let doc = Doc::from_bytes(Bytes::copy_from_slice(describe));
    let fields = doc.lookup("fields").unwrap();
    let (first, last) = (doc.child(fields, 0).unwrap(), doc.child(fields, count - 1).unwrap());
    let range = doc.start(first)..doc.value_end(last);
    [b"[", &doc.bytes()[range], b"]"].concat()
}

/// A row of numbers that looks random, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

fn damaged(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(6)).min(bytes.len());
        let pieces: [&[u8]; 16] = [
            b"\"",
            b"\\",
            b"\\u",
            b"\\ud83d",
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b"0",
            b"-",
            b"e9",
            b"\xff",
            b"\x1f",
            b"\xe2\x82",
        ];
        let piece = pieces[dice.below(pieces.len())];
        match dice.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, piece.iter().copied())),
            3 => drop(bytes.splice(at..end, piece.iter().copied())),
            4 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            5 if at < bytes.len() => {
                let other = dice.below(bytes.len());
                bytes.swap(at, other);
            }
            _ => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
        }
    }
    bytes
}

#[test]
fn damaged_documents_are_judged_as_by_a_strict_reader_and_shown_whole() {
    let mut good: Vec<Vec<u8>> = suite()
        .into_iter()
        .filter(|(name, _)| name.starts_with("y_"))
        .map(|(_, path)| std::fs::read(path).unwrap())
        .collect();
    for entry in std::fs::read_dir(Path::new(TOP).join("assets/demo/faults")).unwrap() {
        good.push(std::fs::read(entry.unwrap().path()).unwrap());
    }
    good.push(fields(&recorded("objects/Account.json"), 1));
    good.push(recorded("limits.json"));
    let mut dice = Dice(0x6f72_6773_636f_7065);
    let mut refused = 0;
    for round in 0..40 {
        for good in &good {
            let bytes = damaged(good, &mut dice);
            let doc = Doc::from_bytes(Bytes::from(bytes.clone()));
            document::verdict_is_that_of_a_strict_reader(&doc, &bytes);
            document::every_byte_is_in_a_value_or_a_line(&doc);
            refused += usize::from(doc.first_error().is_some());
            if round % 8 == 0 && bytes.len() < 1000 {
                document::check(&bytes);
            }
        }
    }
    let all = good.len() * 40;
    assert!(refused > all / 2 && refused < all, "{refused} of {all} were refused: no test of both verdicts");
}

#[test]
fn any_keys_on_collected_documents_keep_the_cursor_on_the_screen() {
    let mut documents: Vec<Vec<u8>> =
        suite().into_iter().map(|(_, path)| std::fs::read(path).unwrap()).collect();
    documents.retain(|bytes| bytes.len() < 4000);
    documents.push(fields(&recorded("objects/Account.json"), 2));
    let mut dice = Dice(0x7669_6577);
    // More of it is the work of the fuzz target.
    for bytes in documents {
        let keys = 1 + dice.below(60);
        let mut input = vec![keys as u8];
        for _ in 0..keys {
            input.extend([
                dice.below(256) as u8,
                [120, 80, 24, 3][dice.below(4)],
                [36, 12, 4, 1][dice.below(4)],
            ]);
        }
        pane::check(&[input, bytes].concat());
    }
}
