use bytes::Bytes;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::draw;
use super::jobs::Loaded;
use super::paint::Painter;
use super::run::first_look;
use super::state::{Effect, Event, Shown, Viewer};
use crate::json::{Doc, Folds, Stop, compare};
use crate::store::open::Source;
use crate::tui::errands::{Brought, COUNT, Errand, FIND};
use crate::tui::json_desk::{Desk, Gave};
use crate::tui::keymap::{Code, Key};
use crate::tui::theme::{Background, ColourDepth, Look};
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::{JsonPane, Notes};

pub(super) fn shown(json: &str) -> Shown {
    let doc = Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes()));
    Shown {
        name: "a.json".into(),
        size: Some(json.len() as u64),
        read: json.len() as u64,
        desk: Desk::new("a.json", JsonPane::new(doc)),
        is_whole: true,
        ended: None,
    }
}

fn buffer(viewer: &Viewer) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, viewer.screen.0, viewer.screen.1));
    let look = Look::new(ColourDepth::None, Background::Dark, false, true);
    draw::draw(viewer, &mut buffer, &look, &Notes::default(), &|_| false);
    buffer
}

pub(super) fn lines(viewer: &Viewer) -> Vec<String> {
    ink::lines(&buffer(viewer)).iter().map(|line| line.trim_end().to_owned()).collect()
}

pub(super) fn press(viewer: &mut Viewer, keys: &str) -> Vec<Effect> {
    let code = |c| if c == '\t' { Code::Tab } else { Code::Char(c) };
    keys.chars().flat_map(|c| viewer.update(Event::Key(Key::of(code(c))))).collect()
}

fn key(viewer: &mut Viewer, code: Code) -> Vec<Effect> {
    viewer.update(Event::Key(Key::of(code)))
}

#[test]
fn a_document_fills_the_screen_between_its_title_and_the_keys() {
    let mut viewer = Viewer::new(vec![shown(r#"{"a":[1,2],"b":null}"#)], (64, 9));
    assert_eq!(
        lines(&viewer),
        [
            "━ a.json ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 20 B  ━",
            "▸      1  ▾ {",
            "       2    ▾ \"a\": [",
            "       3        0 1,",
            "       4        1 2",
            "       5      ],",
            "       6      \"b\": null",
            "─ . ────────────────────────────────────────────── line 1 of 7 ─",
            " Space fold   / search   i go to   F jq   d depth…       ? keys",
        ]
    );
    press(&mut viewer, "/b");
    assert!(lines(&viewer)[5].starts_with(" / ┃b"), "{:?}", lines(&viewer));
    key(&mut viewer, Code::Enter);
    assert!(lines(&viewer)[6].contains("hit 1 of 1"), "{:?}", lines(&viewer));
    assert!(lines(&viewer)[7].starts_with("─ .b ─"), "{:?}", lines(&viewer));
}

#[test]
fn what_was_read_later_moves_nothing() {
    let json = format!("[{}]", (0..50_000).map(|n| format!("{{\"n\":{n}}}")).collect::<Vec<_>>().join(","));
    let begun = Doc::beginning(Bytes::copy_from_slice(&json.as_bytes()[..65_536]));
    let mut first = shown("");
    first.desk = Desk::new("a.json", JsonPane::new(begun));
    first.is_whole = false;
    first.size = Some(json.len() as u64);
    let mut viewer = Viewer::new(vec![first], (80, 20));
    press(&mut viewer, "jjJJJ ");
    let before = lines(&viewer);
    assert!(before[0].contains("reading, "));
    assert!(before[18].contains('+'), "{}", before[18]);
    let doc = Doc::from_bytes(Bytes::from(json));
    let folds = Folds::none(&doc);
    viewer.update(Event::Loaded(0, Loaded { doc, folds, is_whole: true, anew: false, ended: None }));
    let after = lines(&viewer);
    // The list's size and the width of its numbers are known only now; the rows are the same.
    let rows = |lines: &[String]| lines[2..18].iter().map(|line| line[..12].to_owned()).collect::<Vec<_>>();
    assert_eq!(rows(&before), rows(&after));
    assert!(after[18].contains(" of 150,002 "), "{}", after[18]);
}

#[test]
fn the_first_frame_is_complete_with_what_64_kib_hold() {
    let source = Source::bytes("a.json", Bytes::from(format!("[{}1]", "[\"a value\"],".repeat(100_000))));
    let (first, rest) = first_look(source).unwrap();
    let (_, begun) = rest.unwrap();
    assert_eq!(begun.len(), 65_536);
    assert_eq!(first.desk.document().doc().bytes().len(), 65_536);
    let lines = lines(&Viewer::new(vec![first], (80, 24)));
    assert!(lines[0].contains("reading, "), "{}", lines[0]);
    assert!(lines[1].contains("1  ▾ [") && lines[21].contains("21"), "{lines:#?}");
    assert!(lines[22].contains("line 1 of") && lines[22].contains('+'), "{}", lines[22]);
}

#[test]
fn the_end_is_gone_to_once_it_is_read() {
    let whole = format!("[{}0]", "[1],".repeat(30_000));
    let mut begun = shown("");
    begun.desk = Desk::new(
        "a.json",
        JsonPane::new(Doc::beginning(Bytes::copy_from_slice(&whole.as_bytes()[..65_536]))),
    );
    begun.is_whole = false;
    let mut viewer = Viewer::new(vec![begun], (80, 24));
    let load = |viewer: &mut Viewer| {
        let doc = Doc::from_bytes(Bytes::copy_from_slice(whole.as_bytes()));
        let folds = Folds::none(&doc);
        viewer.update(Event::Loaded(0, Loaded { doc, folds, is_whole: true, anew: false, ended: None }));
    };
    press(&mut viewer, "G");
    load(&mut viewer);
    assert!(lines(&viewer)[22].contains("line 90,003 of 90,003"), "{}", lines(&viewer)[22]);
    press(&mut viewer, "g");
    load(&mut viewer);
    assert!(lines(&viewer)[22].contains("line 1 of 90,003"), "{}", lines(&viewer)[22]);
}

#[test]
fn the_line_of_keys_says_how_to_get_back() {
    let mut viewer = Viewer::new(vec![shown(r#"["{\"a\":[1]}",[{"b":1}]]"#)], (120, 20));
    let says_back = |viewer: &Viewer| lines(viewer)[19].starts_with(" Esc back");
    assert!(!says_back(&viewer));
    for keys in ["jT", "\n", "jz", "t"] {
        for c in keys.chars() {
            key(&mut viewer, if c == '\n' { Code::Enter } else { Code::Char(c) });
        }
        assert!(says_back(&viewer), "{keys:?} {:?}", lines(&viewer));
        key(&mut viewer, Code::Esc);
        assert!(!says_back(&viewer), "{keys:?}");
    }
}

#[test]
fn a_document_read_again_keeps_cursor_and_folds() {
    let mut viewer = Viewer::new(vec![shown(r#"{"a":[1],"b":{"c":2}}"#)], (80, 20));
    press(&mut viewer, "jhJj");
    let before = viewer.shown[0].desk.document();
    let doc = Doc::from_bytes(Bytes::from_static(br#"{"z":0,"a":[1,2],"b":{"c":3}}"#));
    let folds = before.folds().carried(before.doc(), &doc);
    viewer.update(Event::Loaded(0, Loaded { doc, folds, is_whole: true, anew: true, ended: None }));
    assert_eq!(viewer.pane().path_shown(), ".b.c");
    assert!(lines(&viewer).iter().any(|line| line.contains("▸ \"a\": [ 1, 2 ]")), "{:?}", lines(&viewer));
    assert_eq!(viewer.says.as_deref(), Some("Read again."));
}

#[test]
fn what_was_compared_before_a_document_was_read_again_marks_nothing() {
    let (left, right) = ("[1,2,3]", "[1,2,4]");
    let mut viewer = Viewer::new(vec![shown(left), shown(right)], (100, 20));
    let docs = |viewer: &Viewer| [0, 1].map(|at| viewer.shown[at].desk.document().doc().clone());
    let compared = |[left, right]: [Doc; 2]| {
        Event::Compared(compare(&left, &right, &Stop::default()).unwrap(), [left, right])
    };
    let late = compared(docs(&viewer));
    viewer.update(compared(docs(&viewer)));
    assert!(viewer.comparison.is_some());
    let doc = Doc::from_bytes(Bytes::from_static(b"[1]"));
    let folds = Folds::none(&doc);
    let effects =
        viewer.update(Event::Loaded(1, Loaded { doc, folds, is_whole: true, anew: true, ended: None }));
    assert!(matches!(effects[..], [Effect::Compare]) && viewer.comparison.is_none());
    viewer.update(late);
    assert!(viewer.comparison.is_none());
    viewer.update(compared(docs(&viewer)));
    assert_eq!(viewer.says.as_deref(), Some("2 differences: n goes from one to the next."));
}

#[test]
fn a_far_hit_is_found_first_and_counted_after_it() {
    let json = format!("[{}\"last\",\"last\"]", "12345,".repeat(500_000));
    let mut viewer = Viewer::new(vec![shown(&json)], (80, 24));
    press(&mut viewer, "/last");
    let run = |effects: Vec<Effect>, viewer: &mut Viewer| {
        let [Effect::Errand(at, errand), ..] = &effects[..] else { panic!("{effects:?}") };
        (errand.name(), viewer.update(Event::Brought(*at, errand.clone().run(None, &Stop::default()))))
    };
    let effects = key(&mut viewer, Code::Enter);
    assert!(viewer.pane().is_searching());
    let (name, effects) = run(effects, &mut viewer);
    assert_eq!((name, viewer.pane().is_searching()), (FIND, false));
    assert_eq!(viewer.pane().path_shown(), ".[500000]");
    assert_eq!(viewer.pane().hit_words().as_deref(), Some("a hit, counting…"));
    let (name, _) = run(effects, &mut viewer);
    assert_eq!((name, viewer.pane().hit_words().as_deref()), (COUNT, Some("hit 1 of 2")));
}

#[test]
fn one_arrow_key_writes_little_and_a_scroll_not_much_more() {
    let json = format!(
        "[{}]",
        (0..500)
            .map(|n| format!("{{\"Id\":\"0015g000002AbC{n}\",\"Name\":\"Firma {n}\"}}"))
            .collect::<Vec<_>>()
            .join(",")
    );
    let mut viewer = Viewer::new(vec![shown(&json)], (200, 60));
    let look = Look::new(ColourDepth::True, Background::Dark, false, false);
    let mut painter = Painter::new(look, Notes::default());
    let mut bytes = |viewer: &Viewer| painter.frame(viewer).len();
    let first = bytes(&viewer);
    assert!(first <= 12_000, "{first}");
    for row in 0..80 {
        key(&mut viewer, Code::Down);
        let (bytes, most) = (bytes(&viewer), if row < 56 { 600 } else { 1000 });
        assert!(bytes <= most, "{bytes} bytes at row {row}");
    }
    key(&mut viewer, Code::PageDown);
    let page = bytes(&viewer);
    assert!(page <= 10_000, "{page}");
    for _ in 0..300 {
        key(&mut viewer, Code::Down);
    }
    let held = bytes(&viewer);
    assert!(held <= 10_000, "{held}");
}

#[test]
fn ctrl_c_twice_quits_and_letters_type_while_a_line_is_open() {
    let mut viewer = Viewer::new(vec![shown("[1]")], (80, 20));
    let stop = Key { code: Code::Char('c'), ctrl: true, alt: false };
    assert!(viewer.update(Event::Key(stop)).is_empty());
    assert!(matches!(viewer.update(Event::Key(stop))[..], [Effect::Quit]));
    assert!(press(&mut viewer, "/q").is_empty());
    assert!(key(&mut viewer, Code::Esc).is_empty());
    assert!(matches!(press(&mut viewer, "q")[..], [Effect::Quit]));
}

#[test]
fn a_digit_unfolds_so_many_levels_at_once_and_d_asks_how_many() {
    let mut viewer = Viewer::new(vec![shown(r#"{"a":[1,[2,3]],"b":null}"#)], (80, 20));
    press(&mut viewer, "1");
    assert_eq!(viewer.pane().row().1, 4);
    press(&mut viewer, "d");
    assert!(lines(&viewer).iter().any(|line| line.contains("2 levels")), "{:?}", lines(&viewer));
    press(&mut viewer, "2");
    assert_eq!(viewer.pane().row().1, 7);
    assert!(viewer.overlay.is_none());
}

#[test]
fn a_filter_runs_after_a_pause_and_esc_has_the_document_back() {
    let mut viewer = Viewer::new(vec![shown("[1]")], (80, 20));
    assert!(press(&mut viewer, "F.").is_empty());
    assert!(viewer.desk().rests());
    let effects = viewer.update(Event::Rested);
    let [Effect::Errand(0, Errand::Filter { turn, filter, json })] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((filter.as_str(), json.as_ref()), (".", b"[1]".as_slice()));
    let doc = Doc::from_bytes(Bytes::from_static(b"7"));
    let gave = Gave { doc, results: 1, cut: false, error: None };
    viewer.update(Event::Brought(0, Brought::Filtered(*turn, Ok(gave))));
    assert_eq!(viewer.pane().doc().bytes().as_ref(), b"7");
    assert!(lines(&viewer).iter().any(|line| line.contains("1 result")), "{:?}", lines(&viewer));
    key(&mut viewer, Code::Esc);
    assert_eq!(viewer.pane().doc().bytes().as_ref(), b"[1]");
}

fn any_event() -> impl Strategy<Value = Event> {
    let code = prop_oneof![
        4 => prop::sample::select("jkjkjkJKpGghlC E1n/".chars().collect::<Vec<_>>()).prop_map(Code::Char),
        2 => prop::sample::select(vec![Code::PageDown, Code::PageUp, Code::Up, Code::Down]),
        4 => prop::char::range(' ', '~').prop_map(Code::Char),
        1 => prop::sample::select(vec![
            Code::Enter, Code::Esc, Code::Tab, Code::Backspace, Code::Up, Code::Down, Code::Left, Code::Right,
            Code::Home, Code::End, Code::PageUp, Code::PageDown, Code::F(1), Code::Delete,
        ]),
    ];
    prop_oneof![
        20 => (code, any::<bool>()).prop_map(|(code, ctrl)| Event::Key(Key { code, ctrl, alt: false })),
        1 => (1u16..150, 1u16..50).prop_map(|(w, h)| Event::Resize(w, h)),
        1 => (0u16..150, 0u16..50).prop_map(|(x, y)| Event::Click(x, y)),
        1 => (-5i32..5).prop_map(Event::Wheel),
        1 => "[ -~\n]{0,20}".prop_map(Event::Paste),
        1 => Just(()).prop_map(|()| Event::Rested),
    ]
}

fn many_records() -> String {
    let record = |n: usize| {
        format!(
            "{{\"Id\":\"0015g000002AbC{n}\",\"Name\":\"製品 {n}\",\"Text\":\"{}\",\"Name\":[{{}},null]}}",
            "long \\u00e9 ".repeat(n % 30)
        )
    };
    format!("{{\"records\":[{}]}}", (0..60).map(record).collect::<Vec<_>>().join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn after_any_keys_the_screen_is_as_if_drawn_whole(
        json in prop_oneof![
            Just(String::new()),
            "[\\[\\]{}\":,a1 \u{e9}\u{202e}\n]{0,60}",
            Just(r#"{"records":[{"Id":"001000000000000AAA","Name":"x"},{"Name":[1,[2]]}]}"#.to_owned()),
            Just(many_records()),
            Just(format!("{{\"list\":[{}],\"n\":[{}]}}", "1,".repeat(90), "[[\"製品 é\"]],7,".repeat(9))),
        ],
        two in prop::bool::weighted(0.2),
        events in prop::collection::vec(any_event(), 0..80),
    ) {
        let mut documents = vec![shown(&json)];
        if two {
            documents.push(shown("{\"records\":[{}]}"));
        }
        let mut viewer = Viewer::new(documents, (80, 24));
        let look = Look::new(ColourDepth::Indexed, Background::Dark, false, false);
        let mut painter = Painter::new(look.clone(), Notes::default());
        for event in events {
            viewer.update(event);
            painter.frame(&viewer);
            let mut whole = Painter::new(look.clone(), Notes::default());
            whole.frame(&viewer);
            prop_assert_eq!(painter.shown(), whole.shown());
        }
    }
}
