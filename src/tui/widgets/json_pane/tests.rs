use bytes::Bytes;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::json::{Stop, touched};
use crate::tui::theme::{Background, ColourDepth, Look};

mod touches;

pub(super) const SIZE: Size = Size { width: 76, height: 12 };

pub(super) fn pane(json: &str) -> JsonPane {
    JsonPane::new(Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes())))
}

pub(super) fn look() -> Look {
    Look::new(ColourDepth::None, Background::Dark, false, true)
}

pub(super) fn drawn(pane: &JsonPane, size: Size) -> Vec<String> {
    let area = Rect::new(0, 0, size.width, size.height);
    let mut buffer = Buffer::empty(area);
    let notes = Notes { now: "2026-11-24T12:00:00Z".parse().ok() };
    pane.view(&mut buffer, area, &look(), true, &notes);
    let line = |y| {
        let (mut text, mut x) = (String::new(), 0);
        while x < size.width {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            x += cells(symbol).max(1) as u16;
        }
        text.trim_end().to_owned()
    };
    let mut lines: Vec<String> = (0..size.height).map(line).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Gives the keys, and runs what they hand out to its end.
pub(super) fn does(pane: &mut JsonPane, commands: &[PaneCommand]) -> Option<String> {
    let mut says = None;
    for command in commands {
        let outcome = pane.apply(command.clone(), SIZE);
        says = outcome.says;
        let mut works = outcome.work;
        while let Some(work) = works.pop() {
            let done = work.run(pane.doc(), &Stop::default());
            let outcome = pane.take(done, SIZE);
            says = outcome.says.or(says);
            works.extend(outcome.work);
        }
    }
    says
}

pub(super) const RECORDS: &str = r#"{"totalSize":2,"records":[{"attributes":{"type":"Contact","url":"/services/data/v64.0/x"},"Id":"001000000000000AAA","Name":"O\u2019Brien","Amount":1.25E9,"Cases":null},{"Name":"田中 美咲","Day":"2026-11-19","Empty":{},"Name":"x"}]}"#;

#[test]
fn it_reads_as_json_with_notes_right_of_it() {
    let mut pane = pane(RECORDS);
    assert_eq!(
        drawn(&pane, SIZE),
        [
            "▸      1  ▾ {",
            "       2      \"totalSize\": 2,",
            "       3    ▾ \"records\": [",
            "       4      ▾ 0 {",
            "       5        ▾ \"attributes\": {",
            "       6            \"type\": \"Contact\",",
            "       7            \"url\": \"/services/data/v64.0/x\" →",
            "       8          },",
            "       9          \"Id\": \"001000000000000AAA\",         id of Account",
            "      10          \"Name\": \"O\\u2019Brien\",             O’Brien",
            "      11          \"Amount\": 1.25E9,                   1,250,000,000",
            "      12          \"Cases\": null",
        ]
    );
    does(&mut pane, &[PaneCommand::FoldToDepth(2), PaneCommand::Last]);
    assert_eq!(
        drawn(&pane, SIZE),
        [
            "       1  ▾ {",
            "       2      \"totalSize\": 2,",
            "       3    ▾ \"records\": [",
            "       4      ▸ 0 { \"attributes\", \"Id\", \"Name\": \"O\\u2019Brien\", … 5 keys },",
            "      14      ▸ 1 { \"Name\": \"田中 美咲\", \"Day\": \"2026-11-19\", … 4 keys }",
            "      20      ]",
            "▸     21    }",
        ]
    );
    does(&mut pane, &[PaneCommand::GoTo("records[1].Day".into())]);
    let screen = drawn(&pane, SIZE).join("\n");
    assert!(
        screen.contains("▸     16          \"Day\": \"2026-11-19\",                5 days ago"),
        "{screen}"
    );
    assert!(screen.contains("duplicate key"), "{screen}");
    assert!(screen.contains("\"Empty\": {},"), "{screen}");
    assert_eq!(pane.path_shown(), ".records[1].Day");
    assert_eq!(pane.line(), (16, 21));
    assert_eq!(pane.row(), (7, 12));
}

#[test]
fn a_broken_document_shows_its_good_part_and_the_rest_as_text() {
    let mut pane = pane("{\"a\": [1, 2,\n  3 4],\n \"b\": \"\u{202e}x\"}");
    assert_eq!(
        drawn(&pane, SIZE),
        [
            "▸      1  ▾ {",
            "       2    ▾ \"a\": [",
            "       3        0 1,",
            "       4        1 2,",
            "       5        2 3",
            "       6      ]                                       not closed",
            "       7    }                                         not closed",
            "       8    4],              ✗ 2:5 (byte 17): expected a comma or ], found 4",
            "       9     \"b\": \"⟨U+202E⟩x\"}",
        ]
    );
    assert_eq!(
        does(&mut pane, &[PaneCommand::NextFault]).as_deref(),
        Some("2:5 (byte 17): expected a comma or ], found 4")
    );
    assert_eq!(pane.path_shown(), "not JSON");
}

#[test]
fn folding_goes_by_left_and_right() {
    let mut pane = pane(RECORDS);
    does(&mut pane, &[PaneCommand::GoTo("records[0].attributes.url".into())]);
    does(&mut pane, &[PaneCommand::Left]);
    assert_eq!(pane.path_shown(), ".records[0].attributes");
    does(&mut pane, &[PaneCommand::Left]);
    assert_eq!(pane.row(), (5, 18));
    does(&mut pane, &[PaneCommand::Left]);
    assert_eq!(pane.path_shown(), ".records[0]");
    does(&mut pane, &[PaneCommand::NextSibling, PaneCommand::Right]);
    assert_eq!(pane.path_shown(), ".records[1].Name");
    does(
        &mut pane,
        &[PaneCommand::Parent, PaneCommand::PreviousSibling, PaneCommand::Focus, PaneCommand::Last],
    );
    assert_eq!(pane.row(), (7, 7));
    assert!(drawn(&pane, SIZE)[0].contains("0 {"));
    does(&mut pane, &[PaneCommand::Focus, PaneCommand::First]);
    assert_eq!(pane.row(), (1, 18));
    assert_eq!(
        does(&mut pane, &[PaneCommand::GoTo("records[7].x".into())]).unwrap(),
        "There is no [7]: .records is a list that is shorter."
    );
    does(&mut pane, &[PaneCommand::Back]);
    assert_eq!(pane.path_shown(), ".records[0]");
    does(&mut pane, &[PaneCommand::Forward]);
    assert_eq!(pane.path_shown(), ".");
}

#[test]
fn search_opens_folds_and_counts() {
    let mut pane = pane(RECORDS);
    does(&mut pane, &[PaneCommand::FoldToDepth(1), PaneCommand::Search("o’brien".into())]);
    assert_eq!(
        (pane.path_shown().as_str(), pane.hit_words().unwrap().as_str()),
        (".records[0].Name", "hit 1 of 1")
    );
    does(&mut pane, &[PaneCommand::First, PaneCommand::Search("key:name".into())]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 1 of 3"));
    does(&mut pane, &[PaneCommand::NextHit, PaneCommand::NextHit]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 3 of 3"));
    assert!(does(&mut pane, &[PaneCommand::NextHit]).unwrap().contains("other end"));
    does(&mut pane, &[PaneCommand::PreviousHit]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 3 of 3"));
    assert!(does(&mut pane, &[PaneCommand::Search("zzz".into())]).unwrap().contains("nowhere"));
    assert!(does(&mut pane, &[PaneCommand::Search("re:(".into())]).unwrap().starts_with("Search:"));
    does(&mut pane, &[PaneCommand::Search("re:^.?\"\\d{4}-".into())]);
}

#[test]
fn siblings_fold_and_unfold_together_also_from_beside_them() {
    let mut pane = pane(r#"{"a":[1],"b":2,"c":{"d":3}}"#);
    for path in ["a", "b", "c"] {
        does(&mut pane, &[PaneCommand::GoTo(path.into()), PaneCommand::ToggleSiblings]);
        assert_eq!(pane.row().1, 5, "{path}");
        does(&mut pane, &[PaneCommand::ToggleSiblings]);
        assert_eq!(pane.row().1, 9, "{path}");
    }
}

#[test]
fn so_many_levels_are_those_of_the_subtree_that_is_shown_alone() {
    let mut pane = pane(RECORDS);
    does(&mut pane, &[PaneCommand::GoTo("records[0]".into()), PaneCommand::Focus]);
    assert_eq!((pane.rows_at_depth(1), pane.rows_at_depth(2)), (7, 10));
    does(&mut pane, &[PaneCommand::FoldToDepth(1)]);
    assert_eq!(pane.row(), (1, 7));
    assert!(drawn(&pane, SIZE)[1].contains("▸ \"attributes\""), "{:?}", drawn(&pane, SIZE));
    // Around it nothing is folded.
    does(&mut pane, &[PaneCommand::Focus]);
    assert_eq!(pane.row().1, 18);
}

#[test]
fn what_is_copied_is_what_came() {
    let mut pane = pane(RECORDS);
    does(&mut pane, &[PaneCommand::GoTo("records[0].Name".into())]);
    let copied = |what| String::from_utf8(pane.hand_out(what, Handed::Copy).unwrap().unwrap()).unwrap();
    assert_eq!(copied(Copied::Value), "O’Brien");
    assert_eq!(copied(Copied::Raw), "\"O\\u2019Brien\"");
    assert_eq!(copied(Copied::Key), "Name");
    assert_eq!(copied(Copied::Dot), "records[0].Name");
    assert_eq!(copied(Copied::Jq), ".records[0].Name");
    assert_eq!(copied(Copied::Pointer), "/records/0/Name");
    does(&mut pane, &[PaneCommand::Parent]);
    assert!(pane.hand_out(Copied::Key, Handed::Copy).is_none());
    assert!(
        String::from_utf8(pane.hand_out(Copied::Indented, Handed::Copy).unwrap().unwrap())
            .unwrap()
            .starts_with("{\n  \"attributes\": {\n")
    );
}

#[test]
fn long_strings_are_cut_with_their_size_or_wrapped() {
    let mut pane = pane(&format!("{{\"a\":\"{}\",\"b\":1}}", "0123456789".repeat(500)));
    let cut = &drawn(&pane, SIZE)[1];
    assert!(cut.ends_with("… +4.9 kB") && cells(cut) <= 76, "{cut}");
    does(&mut pane, &[PaneCommand::Wrap, PaneCommand::Last]);
    let lines = drawn(&pane, SIZE);
    assert!(lines.len() <= 12);
    assert!(lines.last().unwrap().ends_with('}'), "{lines:?}");
    does(&mut pane, &[PaneCommand::First]);
    assert!(drawn(&pane, SIZE)[3].trim_start().starts_with(|c: char| c.is_ascii_digit()));
}

fn cells(text: &str) -> usize {
    crate::text::cells::width(text)
}

fn any_command() -> impl Strategy<Value = PaneCommand> {
    use PaneCommand::*;
    prop_oneof![
        Just(Up),
        Just(Down),
        Just(PageUp),
        Just(PageDown),
        Just(HalfUp),
        Just(HalfDown),
        Just(First),
        Just(Last),
        Just(Left),
        Just(Right),
        Just(Toggle),
        Just(NextSibling),
        Just(PreviousSibling),
        Just(Parent),
        Just(FirstSibling),
        Just(LastSibling),
        Just(UnfoldAll),
        Just(FoldAll),
        Just(ToggleSiblings),
        Just(Focus),
        Just(ClearSearch),
        Just(NextHit),
        Just(PreviousHit),
        Just(NextFault),
        Just(Back),
        Just(Forward),
        Just(Wrap),
        Just(Table),
        Just(FirstChild),
        Just(LastChild),
        Just(PanLeft),
        Just(PanRight),
        Just(PanHome),
        Just(PanEnd),
        Just(Open),
        Just(OpenText),
        Just(AsWritten),
        (0u32..5).prop_map(FoldToDepth),
        (0u8..=100).prop_map(Percent),
        (-9i32..9).prop_map(Scroll),
        (0u16..20).prop_map(ScreenRow),
        "[a-z\\[\\].0-9/]{0,6}".prop_map(GoTo),
        "[a-z\"{:]{1,2}".prop_map(Search),
    ]
}

proptest! {
    #[test]
    fn any_keys_on_any_document_keep_the_cursor_on_the_screen(
        json in prop_oneof![
            Just(RECORDS.to_owned()),
            "[\\[\\]{}\":,a1 \u{e9}\u{202e}\n]{0,60}",
            "(\\[|\\{\"a\":){0,40}",
            Just(format!("[{}]", "{\"a\":{\"b\":[1,2,\"long text that goes on and on and on\"]}},".repeat(40))),
        ],
        commands in prop::collection::vec((any_command(), 4u16..120, 2u16..30), 0..60),
    ) {
        let mut pane = pane(&json);
        for (command, width, height) in commands {
            let size = Size { width, height };
            pane.apply(command.clone(), size);
            let lines = drawn(&pane, size);
            if pane.is_inside() {
                pane.close();
            } else if pane.doc().nodes() > 0 {
                let seen = lines.iter().filter(|line| line.starts_with('▸')).count();
                prop_assert!(seen == 1, "{command:?} {size:?}: {lines:#?}");
            }
        }
    }
}
