use super::super::tests::{does, drawn, look, pane};
use super::super::{Notes, PaneCommand as P};
use super::*;
use crate::json::{Path, Stop, touched};
use proptest::prelude::*;
use ratatui::style::Modifier;

const SIZE: Size = Size { width: 76, height: 12 };

#[test]
fn a_long_text_fills_the_pane_decoded_or_as_written_and_esc_leaves_it() {
    let mut pane = pane(
        r#"{"a":"First line\nthe second \u00e9\ttab \u202e and words that go on until the line is full and then some more","b":1}"#,
    );
    does(&mut pane, &[P::Down, P::Open]);
    assert_eq!(
        drawn(&pane, SIZE),
        [
            " .a                               decoded · 92 characters · 104 bytes · all",
            " First line",
            " the second é    tab ⟨U+202E⟩ and words that go on until the line is full",
            " and then some more",
        ]
    );
    does(&mut pane, &[P::AsWritten]);
    assert_eq!(
        drawn(&pane, SIZE),
        [
            " .a                            as written · 92 characters · 104 bytes · all",
            r" First line\nthe second \u00e9\ttab \u202e and words that go on until the l",
            " ine is full and then some more",
        ]
    );
    assert!(pane.is_reading() && pane.close() && !pane.close());
    assert_eq!(pane.path_shown(), ".a");
    assert!(drawn(&pane, SIZE)[1].contains("\"a\""));
}

#[test]
fn the_cursor_is_on_the_screen_when_a_value_is_left_in_a_smaller_pane() {
    let mut pane = pane("[1, 2, 3, 4, \"text\"]");
    does(&mut pane, &[P::Last, P::Up, P::OpenText]);
    let small = Size { width: 76, height: 2 };
    pane.apply(P::Left, small);
    assert!(!pane.is_reading());
    assert!(drawn(&pane, small).iter().any(|line| line.starts_with('▸')), "{:?}", drawn(&pane, small));
}

#[test]
fn the_hit_where_one_is_stands_out_among_the_others_of_a_value() {
    let mut pane = pane(r#"["lorem dolor sit dolor amet"]"#);
    does(&mut pane, &[P::Down, P::OpenText, P::Search("dolor".into()), P::NextHit]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 2 of 2"));
    let area = Rect::new(0, 0, SIZE.width, SIZE.height);
    let mut buffer = Buffer::empty(area);
    pane.view(&mut buffer, area, &look(), true, &Notes::default());
    let reversed = |x: u16| buffer[(x, 1)].modifier.contains(Modifier::REVERSED);
    assert_eq!((1..28).filter(|x| reversed(*x)).collect::<Vec<_>>(), [17, 18, 19, 20, 21]);
}

#[test]
fn a_document_inside_a_string_is_a_tree_and_esc_comes_back() {
    let mut pane = pane(r#"{"log":"{\"a\": [1, {\"b\": \"[2]\"}]}","not":"{draft}","b":1}"#);
    does(&mut pane, &[P::GoTo("log".into()), P::Open]);
    let path = Path::parse("a[1].b").unwrap();
    assert!(pane.front_mut().follow(&path, SIZE));
    assert_eq!(pane.front().path_shown(), ".log › .a[1].b");
    assert!(drawn(&pane, SIZE)[4].contains("\"b\": \"[2]\""), "{:?}", drawn(&pane, SIZE));
    pane.front_mut().apply(P::Open, SIZE);
    assert_eq!(pane.front().doc().bytes().as_ref(), b"[2]");
    assert!(pane.close());
    assert_eq!(pane.front().path_shown(), ".log › .a[1].b");
    assert!(pane.close() && !pane.close());
    assert_eq!(pane.path_shown(), ".log");
    // What only begins like one is text.
    does(&mut pane, &[P::Down, P::Open]);
    assert!(pane.is_reading());
    assert!(does(&mut pane, &[P::Open]).unwrap().contains("no JSON"));
    assert!(pane.is_reading());
}

#[test]
fn a_path_leads_out_of_the_value_and_only_what_looks_like_json_is_too_long_for_it() {
    let mut pane = pane(r#"{"a":"text","b":{"c":1}}"#);
    does(&mut pane, &[P::Down, P::Open]);
    assert!(pane.is_reading());
    does(&mut pane, &[P::GoTo("b.c".into())]);
    assert!(!pane.is_reading());
    assert_eq!(pane.path_shown(), ".b.c");
    for (open, close, says) in [("[", "]", true), ("-", "-", false)] {
        let mut pane = super::super::tests::pane(&format!("[\"{open}{}{close}\"]", "1,".repeat(5 << 20)));
        does(&mut pane, &[P::Down]);
        assert_eq!(does(&mut pane, &[P::Open]).is_some(), says);
        assert!(pane.is_reading());
    }
}

#[test]
fn it_scrolls_by_lines_pages_and_to_the_end_and_back() {
    let text: String = (0..500).map(|n| format!("line {n} of the text\\n")).collect();
    let mut pane = pane(&format!("[\"{text}\"]"));
    does(&mut pane, &[P::Down, P::Open, P::Down, P::Down]);
    assert_eq!(drawn(&pane, SIZE)[1], " line 2 of the text");
    does(&mut pane, &[P::PageDown, P::HalfUp]);
    assert_eq!(drawn(&pane, SIZE)[1], " line 8 of the text");
    does(&mut pane, &[P::Last]);
    let lines = drawn(&pane, SIZE);
    assert_eq!((lines[1].as_str(), lines[11].as_str()), (" line 489 of the text", " line 499 of the text"));
    assert!(lines[0].ends_with("end"));
    does(&mut pane, &[P::Down, P::PageDown]);
    assert_eq!(drawn(&pane, SIZE), lines, "it ends with its last line");
    does(&mut pane, &[P::PageUp, P::PageDown]);
    assert_eq!(drawn(&pane, SIZE), lines);
    does(&mut pane, &[P::First]);
    assert_eq!(drawn(&pane, SIZE)[1], " line 0 of the text");
    does(&mut pane, &[P::Search("line 30".into())]);
    assert!(drawn(&pane, SIZE).iter().any(|line| line.contains("line 30 ")));
    does(&mut pane, &[P::NextHit]);
    assert!(drawn(&pane, SIZE).iter().any(|line| line.contains("line 300 ")));
    does(&mut pane, &[P::PreviousHit]);
    assert!(drawn(&pane, SIZE).iter().any(|line| line.contains("line 30 ")));
    assert!(does(&mut pane, &[P::Search("nowhere".into())]).unwrap().contains("not in this value"));
    does(&mut pane, &[P::Percent(50)]);
    assert!(drawn(&pane, SIZE)[1].starts_with(" line 2"), "{:?}", drawn(&pane, SIZE));
}

#[test]
fn a_search_in_a_long_value_runs_elsewhere_counts_and_is_the_values_own() {
    let long = "some words and more ".repeat(20_000);
    let mut pane = pane(&format!("[\"needle\",\"{long}needle {long}needle{long}\",\"needle\"]"));
    does(&mut pane, &[P::Search("needle".into())]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 1 of 4"));
    does(&mut pane, &[P::Down, P::OpenText]);
    assert_eq!(pane.hit_words().as_deref(), Some("2 hits"), "the value's own");
    let asked = pane.apply(P::NextHit, SIZE);
    assert_eq!((pane.hit_words().as_deref(), asked.says), (Some("searching…"), None));
    // Esc: what comes of it later is for nobody.
    pane.stopped();
    assert_eq!(pane.hit_words().as_deref(), Some("2 hits"));
    does(&mut pane, &[P::NextHit]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 1 of 2"));
    assert!(drawn(&pane, SIZE).iter().any(|line| line.contains("needle")));
    does(&mut pane, &[P::NextHit]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 2 of 2"));
    assert!(does(&mut pane, &[P::NextHit]).unwrap().contains("other end"));
    assert_eq!(pane.hit_words().as_deref(), Some("hit 1 of 2"));
    // Another one meanwhile.
    let late = pane.apply(P::PreviousHit, SIZE).work.remove(0).run(pane.doc(), &Stop::default());
    does(&mut pane, &[P::Search("words".into())]);
    let words = pane.hit_words();
    pane.take(late, SIZE);
    assert_eq!(pane.hit_words(), words);
    // Out of the value the document's search is as it was.
    does(&mut pane, &[P::Left]);
    assert_eq!(pane.hit_words().as_deref(), Some("hit 1 of 4"));
    does(&mut pane, &[P::OpenText, P::Search("zzz".into()), P::ClearSearch]);
    assert_eq!(pane.hit_words(), None);
}

#[test]
fn any_key_in_a_text_of_4_mb_touches_little_of_it() {
    let mut pane = pane(&format!("[\"{}\"]", "wörd and \\u00e9 more ".repeat((4 << 20) / 22)));
    does(&mut pane, &[P::Down, P::OpenText]);
    for command in [
        P::Last,
        P::Up,
        P::PageUp,
        P::HalfUp,
        P::Percent(37),
        P::PageDown,
        P::AsWritten,
        P::PageUp,
        P::Search("zz".into()),
    ] {
        let (_, key) = touched::during(|| pane.apply(command.clone(), SIZE));
        let (_, frame) = touched::during(|| drawn(&pane, SIZE));
        assert!(key.bytes <= 160 << 10 && frame.bytes <= 64 << 10, "{command:?}: {key:?}, {frame:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_hit_is_seen_and_marked(
        before in "([a-z ]{1,9}|\\\\n|製作|\u{301}|\\\\u00e9){0,30}",
        times in 1usize..80,
        width in 20u16..120,
        height in 4u16..20,
    ) {
        let text = before.repeat(times);
        let mut pane = pane(&format!("[\"{text}N{text}\"]"));
        let size = Size { width, height };
        pane.apply(P::Down, size);
        pane.apply(P::OpenText, size);
        pane.apply(P::Search("N".into()), size);
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        pane.view(&mut buffer, area, &look(), true, &Notes::default());
        let marked = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
        let marked: String = marked.map(|cell| cell.symbol()).collect();
        prop_assert!(marked.starts_with('N'), "{marked}");
    }
}
