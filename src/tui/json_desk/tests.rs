//! The desk with a worker of paper: what it wants done is answered by hand.

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::*;
use crate::json::Path;
use crate::tui::errands::{Brought, FILTER};
use crate::tui::keymap::{Code, Command, Key};
use crate::tui::theme::{Background, ColourDepth, Look};
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::Notes;

const AREA: Rect = Rect { x: 0, y: 0, width: 80, height: 12 };

fn doc(json: &str) -> Doc {
    Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes()))
}

fn desk(json: &str) -> Desk {
    Desk::new("a.json", JsonPane::new(doc(json)))
}

fn types(desk: &mut Desk, text: &str) -> Vec<Want> {
    text.chars().flat_map(|c| desk.key(Key::of(Code::Char(c)), AREA)).collect()
}

fn does(desk: &mut Desk, command: Command) -> Vec<Want> {
    desk.command(command, AREA).unwrap_or_else(|| panic!("{command:?} does nothing"))
}

/// The one filter that is to run: its number and text.
#[track_caller]
fn filter(wants: &[Want]) -> (u32, &str) {
    match wants {
        [Want::Errand(Errand::Filter { turn, filter, .. })] => (*turn, filter),
        other => panic!("{other:?} is no filter"),
    }
}

fn gave(desk: &mut Desk, turn: u32, json: &str, results: usize) -> Vec<Want> {
    let gave = Gave { doc: doc(json), results, cut: false, error: None };
    desk.brought(Brought::Filtered(turn, Ok(gave)), AREA)
}

fn lines(desk: &Desk, area: Rect) -> (Vec<String>, Buffer) {
    let mut buffer = Buffer::empty(area);
    let look = Look::new(ColourDepth::True, Background::Dark, false, false);
    desk.view(&mut buffer, area, &look, true, &Notes::default());
    (ink::lines(&buffer).iter().map(|line| line.trim_end().to_owned()).collect(), buffer)
}

fn shows(desk: &Desk, text: &str) -> bool {
    lines(desk, AREA).0.iter().any(|line| line.contains(text))
}

#[test]
fn a_filter_runs_once_typing_pauses_and_its_result_stands_in_the_documents_place() {
    let mut desk = desk(r#"{"a":[1,2,3]}"#);
    assert!(does(&mut desk, Command::JqFilter).is_empty());
    assert!(types(&mut desk, ".a[]").is_empty(), "nothing runs while keys come");
    assert!(desk.rests());
    let wants = desk.rested(AREA);
    let (turn, text) = filter(&wants);
    assert_eq!(text, ".a[]");
    assert!(gave(&mut desk, turn, "1\n2\n3\n", 3).is_empty());
    assert!(!desk.rests());
    assert_eq!(desk.pane().doc().roots(), 3);
    assert!(shows(&desk, "3 results"));
    assert!(!shows(&desk, "follows the first"), "several results are no fault");
    does(&mut desk, Command::Go);
    assert!(!desk.is_typing() && desk.is_filtered() && shows(&desk, "Esc clears"));
    does(&mut desk, Command::Escape);
    assert!(!desk.is_filtered() && !shows(&desk, "results"));
}

#[test]
fn what_comes_of_an_older_text_is_dropped_and_the_newest_runs_the_moment_that_run_ends() {
    let mut desk = desk("[1]");
    does(&mut desk, Command::JqFilter);
    types(&mut desk, ".");
    let first = filter(&desk.rested(AREA)).0;
    types(&mut desk, "[0]");
    let wants = gave(&mut desk, first, "[1]", 1);
    let (second, text) = filter(&wants);
    assert_eq!(text, ".[0]");
    assert!(!desk.is_filtered());
    // A pause ends a run that is older than the text.
    types(&mut desk, "+1");
    let third = filter(&desk.rested(AREA)).0;
    assert!(third > second);
    gave(&mut desk, second, "1", 1);
    assert!(!desk.is_filtered(), "an older answer is not shown");
    gave(&mut desk, third, "2", 1);
    assert_eq!(desk.pane().doc().bytes().as_ref(), b"2");
    gave(&mut desk, third, "3", 1);
    assert_eq!(desk.pane().doc().bytes().as_ref(), b"2", "one answer a run");
}

#[test]
fn an_error_stands_in_place_with_its_character_marked_and_the_last_result_stays() {
    let mut desk = desk(r#"{"a":1}"#);
    does(&mut desk, Command::JqFilter);
    types(&mut desk, ".a");
    let turn = filter(&desk.rested(AREA)).0;
    gave(&mut desk, turn, "1", 1);
    types(&mut desk, " | nosuch");
    let turn = filter(&desk.rested(AREA)).0;
    let bad = Refused::Bad { at: 5, says: "filter nosuch is not known here".into() };
    desk.brought(Brought::Filtered(turn, Err(bad)), AREA);
    assert!(shows(&desk, "✗ at character 6: filter nosuch"), "{:?}", lines(&desk, AREA).0);
    assert!(desk.is_filtered());
    let (rows, buffer) = lines(&desk, AREA);
    let y = rows.iter().position(|line| line.contains("nosuch")).unwrap() as u16;
    let marked: Vec<_> =
        (0..80).filter(|x| buffer[(*x, y)].modifier.contains(Modifier::UNDERLINED)).collect();
    let [x] = marked[..] else { panic!("{marked:?}") };
    assert_eq!(buffer[(x, y)].symbol(), "n");
    // The next key takes the error away: it was one of another text.
    types(&mut desk, "x");
    assert!(!shows(&desk, "at character"));
}

#[test]
fn esc_on_the_line_has_the_document_back_with_cursor_and_folds() {
    let mut desk = desk(r#"{"a":[1,2,3],"b":{"c":null}}"#);
    for command in [Command::Down, Command::Left, Command::Down, Command::Down] {
        does(&mut desk, command);
    }
    let (before, cursor) = (lines(&desk, AREA).0, desk.pane().cursor());
    does(&mut desk, Command::JqFilter);
    types(&mut desk, ".a[]");
    let turn = filter(&desk.rested(AREA)).0;
    gave(&mut desk, turn, "1\n2\n3", 3);
    does(&mut desk, Command::Down);
    types(&mut desk, "]");
    let _runs = desk.rested(AREA);
    let wants = does(&mut desk, Command::LeaveText);
    assert!(matches!(wants[..], [Want::Stop(FILTER)]), "{wants:?}");
    assert_eq!((lines(&desk, AREA).0, desk.pane().cursor()), (before, cursor));
    // What was typed is there the next time, and runs at once.
    let wants = does(&mut desk, Command::JqFilter);
    assert_eq!(filter(&wants).1, ".a[]]");
}

#[test]
fn a_filter_on_a_large_document_runs_by_enter_alone() {
    let json = format!("[{}1]", "1111111111,".repeat(LIVE_MOST / 11 + 1));
    let mut desk = desk(&json);
    does(&mut desk, Command::JqFilter);
    types(&mut desk, "length");
    assert!(!desk.rests());
    assert!(shows(&desk, "reads 20.0 MB each time: Enter runs it"), "{:?}", lines(&desk, AREA).0);
    let wants = does(&mut desk, Command::Go);
    assert_eq!(filter(&wants).1, "length");
    assert!(shows(&desk, "runs, Esc stops it"));
    assert!(matches!(does(&mut desk, Command::Escape)[..], [Want::Stop(FILTER)]));
    assert!(shows(&desk, "stopped"));
}

#[test]
fn a_kept_filter_runs_again_on_the_document_that_comes_next() {
    let mut desk = desk(r#"{"Name":"a"}"#);
    does(&mut desk, Command::JqFilter);
    types(&mut desk, ".Name");
    let turn = filter(&does(&mut desk, Command::Go)).0;
    gave(&mut desk, turn, "\"a\"", 1);
    assert!(desk.replace(JsonPane::new(doc(r#"{"Name":"b"}"#))).is_empty());
    assert!(desk.rests());
    let wants = desk.rested(AREA);
    let Want::Errand(Errand::Filter { filter, json, .. }) = &wants[0] else { panic!("{wants:?}") };
    assert_eq!((filter.as_str(), json.as_ref()), (".Name", br#"{"Name":"b"}"#.as_slice()));
}

#[test]
fn a_file_is_saved_with_the_very_bytes_and_another_one_is_not_written_over_unasked() {
    let json = "\u{feff}{ \"a\": 1.0 }\n";
    let mut desk = desk(json);
    does(&mut desk, Command::Save);
    assert!(shows(&desk, "a.json"), "a name is offered");
    let wants = does(&mut desk, Command::Go);
    let Some(Want::Errand(Errand::Save { path, bytes, replaces: false })) = wants.last() else {
        panic!("{wants:?}")
    };
    assert_eq!((path.to_str(), bytes.as_ref()), (Some("a.json"), json.as_bytes()));
    let wants = desk.brought(Brought::Saved(Err((std::io::ErrorKind::AlreadyExists, String::new()))), AREA);
    assert!(matches!(wants[..], [Want::Menu(_)]), "{wants:?}");
    let wants = desk.entered("JSON file", "r", AREA).unwrap();
    assert!(matches!(wants[..], [Want::Errand(Errand::Save { replaces: true, .. })]), "{wants:?}");
    let wants = desk.brought(Brought::Saved(Ok(("/tmp/a.json".into(), 14))), AREA);
    assert!(matches!(&wants[..], [Want::Say(words)] if words == "Saved 14 B to /tmp/a.json."), "{wants:?}");
    // A value below the root: its own bytes, under its own name.
    does(&mut desk, Command::Down);
    does(&mut desk, Command::Save);
    types(&mut desk, "x");
    let wants = does(&mut desk, Command::Go);
    let Some(Want::Errand(Errand::Save { bytes, .. })) = wants.last() else { panic!("{wants:?}") };
    assert_eq!(bytes.as_ref(), b"1.0");
    does(&mut desk, Command::Save);
    does(&mut desk, Command::Complete);
    assert!(types(&mut desk, "").is_empty());
    let wants = does(&mut desk, Command::Go);
    let Some(Want::Errand(Errand::Save { path, .. })) = wants.last() else { panic!("{wants:?}") };
    assert_eq!(path.to_str(), Some("a.json"));
}

#[test]
fn a_path_is_typed_anew_and_the_last_one_is_there_with_up() {
    let mut desk = desk(r#"{"a":[1,2],"b":3}"#);
    does(&mut desk, Command::GoTo);
    types(&mut desk, "a[1]");
    does(&mut desk, Command::Go);
    assert_eq!(desk.pane().path_shown(), ".a[1]");
    does(&mut desk, Command::GoTo);
    types(&mut desk, "b");
    does(&mut desk, Command::Go);
    assert_eq!(desk.pane().path_shown(), ".b");
    does(&mut desk, Command::GoTo);
    desk.key(Key::of(Code::Up), AREA);
    does(&mut desk, Command::Go);
    assert_eq!(desk.pane().path_shown(), ".b");
}

#[test]
fn a_press_on_a_sign_folds_at_once_and_elsewhere_chooses_first() {
    let mut desk = desk(r#"{"a":[1,2],"b":{"c":[3]}}"#);
    let (rows, _) = lines(&desk, AREA);
    let sign = |y: usize| rows[y].chars().position(|c| c == '▾').unwrap() as u16;
    desk.press((sign(1), 1), AREA);
    assert_eq!((desk.pane().path_shown().as_str(), desk.pane().row().1), (".a", 8));
    desk.press((sign(1), 1), AREA);
    assert_eq!(desk.pane().row().1, 11);
    // Beside it, on another row: chooses; once more: folds.
    desk.press((30, 5), AREA);
    assert_eq!((desk.pane().path_shown().as_str(), desk.pane().row().1), (".b", 11));
    desk.press((30, 5), AREA);
    assert_eq!(desk.pane().row().1, 7);
}

#[test]
fn back_leads_through_the_document_first_and_then_out_of_it() {
    let mut desk = desk(r#"{"a":{"b":[1,2,3]}}"#);
    assert!(desk.command(Command::Back, AREA).is_none());
    does(&mut desk, Command::GoTo);
    types(&mut desk, ".a.b[");
    does(&mut desk, Command::Complete);
    types(&mut desk, "");
    does(&mut desk, Command::Go);
    let at = desk.pane().cursor();
    assert_eq!(at, desk.pane().doc().find(&Path::parse("a.b[0]").unwrap()));
    does(&mut desk, Command::Back);
    assert_eq!(desk.pane().cursor(), Some(0));
    assert!(desk.command(Command::Back, AREA).is_none());
    does(&mut desk, Command::Forward);
    assert_eq!(desk.pane().cursor(), at);
    assert!(desk.command(Command::Forward, AREA).is_none());
}

#[test]
fn a_search_that_was_stopped_or_replaced_counts_no_more() {
    let json = format!("[{}]", vec!["\"abcdefgh\""; 200_000].join(","));
    let mut desk = desk(&json);
    does(&mut desk, Command::Filter);
    types(&mut desk, "abc");
    let wants = does(&mut desk, Command::Go);
    let [Want::Errand(Errand::Work { turn, doc, work }), ..] = &wants[..] else { panic!("{wants:?}") };
    let done = work.run(doc, &crate::json::Stop::default());
    let (turn, done) = (*turn, done);
    desk.brought(Brought::Done(turn + 100, done.clone()), AREA);
    assert!(shows(&desk, "counting"));
    desk.brought(Brought::Done(turn, done), AREA);
    assert!(shows(&desk, "hit 1 of 200,000"), "{:?}", lines(&desk, AREA).0);
    does(&mut desk, Command::Escape);
    assert!(!shows(&desk, "hit 1"));
}

#[test]
fn lines_below_the_document_never_cover_it_and_narrow_ones_take_two_rows() {
    let mut desk = desk("[1,2,3,4,5,6,7,8,9]");
    does(&mut desk, Command::Filter);
    types(&mut desk, "1");
    does(&mut desk, Command::Go);
    does(&mut desk, Command::JqFilter);
    types(&mut desk, ".");
    for (width, height, rows) in [(80, 12, 10), (48, 12, 8), (48, 5, 3), (80, 4, 3), (30, 2, 1), (8, 1, 0)] {
        let area = Rect::new(0, 0, width, height);
        assert_eq!(desk.rows(area).height, rows, "{width}x{height}");
        lines(&desk, area);
    }
}

#[test]
fn keys_that_stand_twice_are_looked_for_beside_the_loop_and_marked_wherever_they_are() {
    let twin = r#"{"a":1,"b":2,"\u0061":3}"#;
    let mut desk = desk(&format!("[{}{twin}]", format!("{twin},").repeat(4000)));
    let wants = does(&mut desk, Command::Last);
    let [Want::Errand(Errand::Work { turn, doc, work })] = &wants[..] else { panic!("{wants:?}") };
    assert!(!shows(&desk, "duplicate key"));
    assert!(does(&mut desk, Command::Up).is_empty(), "once");
    let done = work.run(doc, &crate::json::Stop::default());
    desk.brought(Brought::Done(*turn, done), AREA);
    let (rows, _) = lines(&desk, AREA);
    assert_eq!(rows.iter().filter(|row| row.contains("duplicate key")).count(), 4, "{rows:#?}");
}

#[test]
fn a_path_in_a_large_document_is_completed_when_the_ways_are_there_and_then_shows_those_from_there() {
    let mut desk = desk(&format!(r#"{{"body":"{}","boat":1}}"#, "x".repeat(100_000)));
    let run = |wants: Vec<Want>, desk: &mut Desk| {
        let [Want::Errand(Errand::Work { turn, doc, work }), ..] = &wants[..] else { panic!("{wants:?}") };
        desk.brought(Brought::Done(*turn, work.run(doc, &crate::json::Stop::default())), AREA)
    };
    let wants = does(&mut desk, Command::GoTo);
    assert!(shows(&desk, "Tab: …"));
    run(wants, &mut desk);
    assert!(shows(&desk, "Tab: body  boat"));
    does(&mut desk, Command::Complete);
    types(&mut desk, "d");
    let wants = does(&mut desk, Command::Complete);
    let wants = run(wants, &mut desk);
    assert_eq!(desk.line.as_ref().map(|line| line.field.text()), Some("body"));
    run(wants, &mut desk);
    assert!(shows(&desk, "Tab: body") && !shows(&desk, "boat  "));
}
