//! Bytes to keys, and keys to what a person did.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::bytes::Bytes;
use super::{Heard, Hearing, PASTE_LIMIT, Raw, Spot};
use crate::tui::effect::{Mouse, MouseAct};
use crate::tui::keymap::{Code, Key};
use crate::tui::theme::Background;

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

/// What comes of bytes that come at once, and what of their silence after it.
fn read(bytes: &[u8]) -> (Vec<Raw>, Vec<Raw>) {
    let mut reader = Bytes::default();
    let (mut came, mut late) = (Vec::new(), Vec::new());
    reader.take(bytes, &mut came);
    if reader.patience().is_some() {
        reader.give_up(&mut late);
    }
    assert_eq!(reader.patience(), None, "nothing is waited for any more after {bytes:?}");
    (came, late)
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Raw {
    Raw::Key(KeyEvent::new(code, modifiers))
}

fn char(c: char) -> Raw {
    key(KeyCode::Char(c), KeyModifiers::NONE)
}

#[test]
fn keys_are_read_out_of_what_terminals_send() {
    let none = KeyModifiers::NONE;
    for (bytes, code, modifiers) in [
        ("a", KeyCode::Char('a'), none),
        ("A", KeyCode::Char('A'), SHIFT),
        ("é", KeyCode::Char('é'), none),
        ("製", KeyCode::Char('製'), none),
        ("😀", KeyCode::Char('😀'), none),
        ("\r", KeyCode::Enter, none),
        ("\n", KeyCode::Char('j'), CTRL),
        ("\t", KeyCode::Tab, none),
        ("\x7f", KeyCode::Backspace, none),
        ("\x08", KeyCode::Backspace, none),
        ("\x03", KeyCode::Char('c'), CTRL),
        ("\0", KeyCode::Char(' '), CTRL),
        ("\x1d", KeyCode::Char(']'), CTRL),
        ("\x1bx", KeyCode::Char('x'), ALT),
        ("\x1bé", KeyCode::Char('é'), ALT),
        ("\x1b\r", KeyCode::Enter, ALT),
        ("\x1b\x7f", KeyCode::Backspace, ALT),
        ("\x1b[A", KeyCode::Up, none),
        ("\x1bOA", KeyCode::Up, none),
        ("\x1b\x1b[A", KeyCode::Up, ALT),
        ("\x1b[1;5D", KeyCode::Left, CTRL),
        ("\x1b[1;3C", KeyCode::Right, ALT),
        ("\x1b[H", KeyCode::Home, none),
        ("\x1b[4~", KeyCode::End, none),
        ("\x1b[3~", KeyCode::Delete, none),
        ("\x1b[5~", KeyCode::PageUp, none),
        ("\x1b[6;2~", KeyCode::PageDown, SHIFT),
        ("\x1b[Z", KeyCode::BackTab, SHIFT),
        ("\x1bOP", KeyCode::F(1), none),
        ("\x1b[[B", KeyCode::F(2), none),
        ("\x1b[13~", KeyCode::F(3), none),
        ("\x1b[15~", KeyCode::F(5), none),
        ("\x1b[24~", KeyCode::F(12), none),
        ("\x1b[28~", KeyCode::F(15), none),
        ("\x1b[97;5u", KeyCode::Char('a'), CTRL),
        ("\x1b[64;7u", KeyCode::Char('@'), CTRL.union(ALT)),
        ("\x1b[27;7;93~", KeyCode::Char(']'), CTRL.union(ALT)),
        ("\x1b[97:65;2u", KeyCode::Char('A'), none),
        ("\x1b[27u", KeyCode::Esc, none),
        ("\x1b[9;2u", KeyCode::BackTab, SHIFT),
        ("\x1b[57399u", KeyCode::Char('0'), none),
    ] {
        assert_eq!(read(bytes.as_bytes()), (vec![key(code, modifiers)], Vec::new()), "{bytes:?}");
    }
    let release = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Release);
    assert_eq!(read(b"\x1b[97;1:3u").0, [Raw::Key(release)]);
}

#[test]
fn the_mouse_is_read_in_each_of_its_forms() {
    let at = |x, y, act| Some(Raw::Mouse(Mouse { x, y, act }));
    for (bytes, raw) in [
        (&b"\x1b[<0;1;1M"[..], at(0, 0, MouseAct::Press)),
        (b"\x1b[<0;41;11m", None),
        (b"\x1b[<32;45;11M", Some(Raw::Drag)),
        (b"\x1b[<35;45;11M", None),
        (b"\x1b[<64;223;400M", at(222, 399, MouseAct::WheelUp)),
        (b"\x1b[<65;1;2M", at(0, 1, MouseAct::WheelDown)),
        (b"\x1b[<0;0;0M", None),
        (b"\x1b[<0;99999;1M", None),
        (b"\x1b[32;5;6M", at(4, 5, MouseAct::Press)),
        (b"\x1b[M !\"", at(0, 1, MouseAct::Press)),
        (b"\x1b[M\xe0\xff\xff", None),
    ] {
        let expected: Vec<_> = raw.into_iter().collect();
        assert_eq!(read(bytes), (expected, Vec::new()), "{bytes:?}");
    }
}

#[test]
fn what_breaks_off_holds_nothing_back() {
    let ctrl_c = || key(KeyCode::Char('c'), CTRL);
    for bytes in [&b"\x1b[?"[..], b"\x1b[<64", b"\x1b[1;", b"\x1b[M", b"\x1b]11;rgb:0", b"\xe8\xa3", b"\x1bO"]
    {
        // Ctrl-C right after it, and after a moment.
        assert!(read(&[bytes, b"\x03"].concat()).0.contains(&ctrl_c()) || bytes == b"\x1b[M", "{bytes:?}");
        let mut reader = Bytes::default();
        let mut came = Vec::new();
        reader.take(bytes, &mut came);
        assert!(reader.patience().is_some(), "{bytes:?}");
        reader.give_up(&mut came);
        reader.take(b"\x03q", &mut came);
        assert!(came.ends_with(&[ctrl_c(), char('q')]), "{bytes:?}: {came:?}");
    }
    assert_eq!(read(b"\x1b").1, [key(KeyCode::Esc, KeyModifiers::NONE)]);
    assert_eq!(read(b"\x1b\x1b").1.len(), 2, "Esc twice");
    assert_eq!(read(b"\x1b[").1, [key(KeyCode::Char('['), ALT)]);
    // Answers to what was not asked, and what is no UTF-8, mean nothing.
    for bytes in [&b"\x1b[?62;22c"[..], b"\x1b[?0u", b"\x1b[12;40R", b"\x1b[I", b"\xff", b"\xc3("] {
        let came = read(bytes).0;
        assert!(came.iter().all(|raw| *raw == char('(')), "{bytes:?}: {came:?}");
    }
}

#[test]
fn the_background_is_read_and_types_nothing() {
    for (bytes, background) in [
        ("\x1b]11;rgb:1616/1818/1c1c\x1b\\", Some(Background::Dark)),
        ("\x1b]11;rgb:ffff/ffff/eeee\x07", Some(Background::Light)),
        ("\x1b]11;rgb:f/f/e\x07", Some(Background::Light)),
        ("\x1b]11;rgba:00/00/00/ff\x07", Some(Background::Dark)),
        ("\x1b]11;what\x07", None),
        ("\x1b]11;rgb://\x07", None),
    ] {
        let mut expected: Vec<_> = background.map(Raw::Background).into_iter().collect();
        expected.push(char('q'));
        assert_eq!(read(format!("{bytes}q").as_bytes()).0, expected, "{bytes:?}");
    }
    assert_eq!(read(b"]").0, [char(']')]);
}

#[test]
fn bytes_mean_the_same_however_they_are_cut() {
    let all =
        "aé\x1b[A\x1b[200~one\r\ntwo \x1b[31m製\x1b[201~\x1b[<64;1;1Mq\x1bOBx\x1b]11;rgb:0/0/0\x07\x1b[97;5u"
            .as_bytes();
    let whole = read(all).0;
    assert_eq!(whole.len(), 10, "{whole:?}");
    assert!(whole.contains(&Raw::Paste("one\r\ntwo \x1b[31m製".into())));
    for cut in 1..all.len() {
        let mut reader = Bytes::default();
        let mut came = Vec::new();
        reader.take(&all[..cut], &mut came);
        reader.take(&all[cut..], &mut came);
        assert_eq!(came, whole, "cut at {cut}");
    }
}

#[test]
fn no_bytes_make_it_panic_and_all_of_them_are_taken() {
    use proptest::prelude::*;
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        "[\x1b\\[\\]O?<0-9;:~uMmRA-Z\x07\\\\]{0,20}".prop_map(String::into_bytes),
        Just(b"\x1b[200~".to_vec()),
        Just(b"\x1b[201~".to_vec()),
    ];
    proptest!(ProptestConfig::with_cases(400), |(pieces in proptest::collection::vec(piece, 0..8))| {
        let mut reader = Bytes::default();
        let mut came = Vec::new();
        for piece in &pieces {
            reader.take(piece, &mut came);
        }
        for _ in 0..2 {
            if reader.patience().is_some() {
                reader.give_up(&mut came);
            }
        }
        prop_assert_eq!(reader.patience(), None);
        reader.take(b"\x03", &mut came);
        prop_assert_eq!(came.last(), Some(&key(KeyCode::Char('c'), CTRL)));
    });
}

#[test]
fn a_paste_that_breaks_off_is_what_came_of_it_and_keys_are_keys_again() {
    let mut reader = Bytes::default();
    let mut came = Vec::new();
    reader.take(b"\x1b[200~abc", &mut came);
    assert!(came.is_empty());
    reader.give_up(&mut came);
    assert_eq!(came, [Raw::Paste("abc".into())]);
    // A slow line: more of it is a paste still, up to its end.
    reader.take(b"and more of the same", &mut came);
    reader.take(b", to the end\x1b[201~q", &mut came);
    assert_eq!(came[1..], [Raw::Paste("and more of the same, to the end".into()), char('q')]);
    // The end never came: what a person types is a key.
    let (mut reader, mut came) = (Bytes::default(), Vec::new());
    reader.take(b"\x1b[200~abc", &mut came);
    reader.take(b"\x03", &mut came);
    assert_eq!(came, [Raw::Paste("abc".into()), key(KeyCode::Char('c'), CTRL)], "at once");
    for typed in [&b"\x03"[..], b"\x1b[A", b"\x1b[<0;10;10M"] {
        let (mut reader, mut came) = (Bytes::default(), Vec::new());
        reader.take(b"\x1b[200~abc", &mut came);
        reader.give_up(&mut came);
        reader.take(typed, &mut came);
        assert_eq!(came.len(), 2, "{came:?}");
        assert!(!matches!(came[1], Raw::Paste(_)));
    }
}

#[test]
fn long_pastes_are_read_once_and_too_long_ones_are_counted() {
    let text = "x".repeat(PASTE_LIMIT);
    let since = std::time::Instant::now();
    assert_eq!(read(format!("\x1b[200~{text}\x1b[201~").as_bytes()).0, [Raw::Paste(text.clone())]);
    let mut reader = Bytes::default();
    let mut came = Vec::new();
    reader.take(b"\x1b[200~", &mut came);
    for piece in text.as_bytes().chunks(1000) {
        reader.take(piece, &mut came);
    }
    reader.take(b"y\x1b[201~", &mut came);
    assert_eq!(came, [Raw::TooMuch(PASTE_LIMIT + 1)]);
    // By far less than the square of a million.
    assert!(since.elapsed().as_secs() < 20);
}

/// The keys that a text becomes where a terminal does not mark pastes.
fn keys(text: &str) -> Vec<Raw> {
    read(text.as_bytes()).0
}

fn spot(is_typing: bool) -> impl Fn() -> Spot {
    move || Spot { is_typing, opens: vec![Key::of(Code::Char('/')), Key::of(Code::Char('i'))] }
}

fn pasted(heard: &[Heard]) -> Option<&str> {
    match heard {
        [Heard::Paste(text)] => Some(text),
        _ => None,
    }
}

#[test]
fn an_unmarked_paste_is_one_and_runs_nothing() {
    let long = format!("{{\"a\": \"{}\"}}\n", "Łucja 製作所 ".repeat(2000));
    for text in [
        "0015g00000BarsAAEAS\n",
        "001000000000001AAA\n",
        "0015g00000BarsA\n",
        "https://acme.lightning.force.com/lightning/r/Account/0015g00000BarsAAEAS/view\n",
        "SELECT Id, Name\nFROM Account\nWHERE Name = 'q'\n",
        "SELECT Id FROM Account",
        "q\nq\nq\nDELETE\nx\ny\nz\n",
        "Mein Objekt\tmit Tabulator\n",
        &long,
    ] {
        for marks in [true, false] {
            for is_typing in [true, false] {
                let heard = Hearing::new(marks).hear(keys(&text.replace('\n', "\r")), spot(is_typing));
                assert_eq!(pasted(&heard), Some(text), "{marks} {is_typing}");
            }
        }
    }
    // Line feeds as they are.
    let heard = Hearing::new(true).hear(keys("0015g00000BarsAAEAS\n"), spot(false));
    assert_eq!(pasted(&heard), Some("0015g00000BarsAAEAS\n"));
}

#[test]
fn where_pastes_are_never_marked_short_words_are_pastes_too() {
    for text in ["Acme\n", "/services/data/v60.0\n", "info@acme.example", "000-1\n"] {
        for is_typing in [true, false] {
            let heard = Hearing::new(false).hear(keys(text), spot(is_typing));
            assert_eq!(pasted(&heard), Some(text), "{is_typing}");
        }
    }
    // A control character in it runs nothing either.
    let mut came = keys("a text with a control character in it, and more\n");
    came.insert(9, key(KeyCode::Char('c'), CTRL));
    assert!(pasted(&Hearing::new(false).hear(came, spot(false))).is_some());
}

#[test]
fn what_a_person_or_a_script_types_is_typed() {
    let held = |text: &str, n| text.repeat(n);
    for (text, marks, is_typing) in [
        ("j".to_owned(), false, false),
        ("\r".into(), false, true),
        // Typed fast while a frame was drawn.
        ("ab".into(), false, true),
        ("ok\r".into(), false, true),
        // A held key, and one after another.
        (held("j", 300), true, false),
        (held("j", 300), false, false),
        (held("j", 5) + &held("k", 5), false, false),
        (held("\r", 20), false, false),
        // A script.
        ("jjj".into(), true, false),
        ("kkx\r".into(), true, false),
        ("jkjkjkjkjkjk".into(), true, false),
        ("j\rGq".into(), true, false),
        ("/contact\r\r".into(), true, false),
        ("/LastModifiedById\r".into(), true, false),
        ("irecords[12].Owner.Name\r".into(), true, false),
        ("2/services/data/v60.0/sobjects\r".into(), true, false),
        ("account.json\r".into(), true, true),
        ("records[12].Ow\t".into(), true, true),
        ("a_long_name_to_be_completed\t".into(), true, true),
    ] {
        let heard = Hearing::new(marks).hear(keys(&text), spot(is_typing));
        assert_eq!(heard.len(), text.chars().count(), "{text:?}: {heard:?}");
        assert!(heard.iter().all(|heard| matches!(heard, Heard::Key(_))), "{text:?}");
    }
    // Other keys among them were pressed.
    let text = "F\x15last(repeat(1))";
    assert_eq!(Hearing::new(true).hear(keys(text), spot(false)).len(), text.len());
    // Several lines after the key that opens one are no script's.
    let heard = Hearing::new(true).hear(keys("/services/data\r/limits\r"), spot(false));
    assert!(pasted(&heard).is_some());
}

#[test]
fn what_comes_with_a_paste_is_not_lost() {
    let mut came = keys("0015g00000Bars");
    came.push(Raw::Resize(100, 30));
    came.extend(keys("AAEAS\r"));
    let heard = Hearing::new(true).hear(came, spot(true));
    assert_eq!(heard, [Heard::Resize(100, 30), Heard::Paste("0015g00000BarsAAEAS\n".into())]);
}

#[test]
fn altgr_types_what_the_keyboard_has_there() {
    let altgr = CTRL.union(ALT);
    let hear = |came| Hearing::new(true).with_answers().hear(vec![came], spot(true));
    // Lithuanian keyboards have their digits there.
    for c in "@[]{}|\\~€ą§1".chars() {
        assert_eq!(hear(key(KeyCode::Char(c), altgr)), [Heard::Key(Key::of(Code::Char(c)))], "{c}");
        let with_shift = key(KeyCode::Char(c), altgr.union(SHIFT));
        assert_eq!(hear(with_shift), [Heard::Key(Key::of(Code::Char(c)))], "{c} with Shift");
    }
    let x = Key { ctrl: true, alt: true, ..Key::of(Code::Char('x')) };
    assert_eq!(hear(key(KeyCode::Char('x'), altgr)), [Heard::Key(x)], "a letter has both keys");
    let brace = Key { alt: true, ..Key::of(Code::Char('}')) };
    assert_eq!(hear(key(KeyCode::Char('}'), ALT)), [Heard::Key(brace)]);
    let left = Key { ctrl: true, alt: true, ..Key::of(Code::Left) };
    assert_eq!(hear(key(KeyCode::Left, altgr)), [Heard::Key(left)]);
}

#[test]
fn keys_that_are_let_go_type_nothing_but_what_is_typed_in_no_other_way() {
    let of = |c, kind| Raw::Key(KeyEvent::new_with_kind(KeyCode::Char(c), KeyModifiers::NONE, kind));
    let press = |c| of(c, KeyEventKind::Press);
    let release = |c| of(c, KeyEventKind::Release);
    let mut hearing = Hearing::new(false);
    let mut typed = |came: Vec<Raw>| -> String {
        let heard = hearing.hear(came, spot(true));
        let each = heard.into_iter().map(|heard| match heard {
            Heard::Key(key) => key.typed().unwrap().to_string(),
            Heard::Paste(text) => text,
            other => panic!("{other:?}"),
        });
        each.collect()
    };
    assert_eq!(typed(vec![press('a'), release('a'), press('b'), release('b')]), "ab");
    // Shift was let go first.
    assert_eq!(typed(vec![press('!'), release('1')]), "!");
    assert_eq!(typed(vec![press('Ä'), release('ä')]), "Ä");
    // The q that ended a pager is let go here.
    assert_eq!(typed(vec![release('q')]), "");
    // A character that the keyboard does not have comes with the Alt key that is let go.
    assert_eq!(typed(vec![release('ł')]), "ł");
    let text = "Łucja, 製作所\n";
    let console: Vec<_> = text
        .chars()
        .flat_map(|c| match c {
            '\n' => vec![key(KeyCode::Enter, KeyModifiers::NONE)],
            c if c.is_ascii() => vec![press(c), release(c)],
            c => vec![release(c)],
        })
        .collect();
    assert_eq!(typed(console), text);
}
