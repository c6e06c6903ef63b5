//! What must hold for the pane after any keys. The input is a number of keys, three bytes for each (the key, the
//! width, the height), and the document.

use bytes::Bytes;
use orgscope::json::{Doc, Stop};
use orgscope::tui::theme::{Background, ColourDepth, Look};
use orgscope::tui::widgets::json_pane::{Copied, Handed, JsonPane, Notes, PaneCommand as P, Size};
use ratatui::{buffer::Buffer, layout::Rect};

/// Presses the keys; panics with the sentence that does not hold.
pub fn check(input: &[u8]) {
    let Some((&count, rest)) = input.split_first() else { return };
    let (keys, json) = rest.split_at(rest.len().min(usize::from(count) * 3));
    let bytes = Bytes::copy_from_slice(json);
    // First the beginning, as when a file is read.
    let mut pane = JsonPane::new(Doc::beginning(bytes.slice(..bytes.len() / 2)));
    let grows_at = keys.len() / 3 / 2;
    let look = Look::new(ColourDepth::None, Background::Dark, false, true);
    for (turn, key) in keys.chunks_exact(3).enumerate() {
        let size = Size { width: u16::from(key[1]) + 1, height: u16::from(key[2] % 64) + 1 };
        if turn == grows_at {
            let (node, words) = (pane.cursor(), pane.cursor().map(|_| pane.path_shown()));
            pane.grow(Doc::from_bytes(bytes.clone()), None);
            assert!(node.is_none() || pane.cursor() == node, "growing moved the cursor");
            assert!(
                node.is_none_or(|n| n >= pane.doc().values())
                    || Some(pane.path_shown()) == words
                    || pane.doc().roots() > 1
            );
        }
        let command = command(key[0]);
        // What is opened lies in front and takes the keys; it is closed now and then.
        if key[0] % 11 == 0 {
            pane.close();
        }
        let front = pane.front_mut();
        let outcome = front.apply(command.clone(), size);
        for work in outcome.work {
            let done = work.run(front.doc(), &Stop::default());
            front.take(done, size);
        }
        let front = pane.front();
        let area = Rect::new(0, 0, size.width, size.height);
        let mut buffer = Buffer::empty(area);
        front.view(&mut buffer, area, &look, true, &Notes::default());
        let Some(node) = front.cursor() else {
            assert_eq!(front.doc().nodes(), 0, "the cursor left the document");
            continue;
        };
        assert!(front.folds().is_shown(node), "the cursor is in a fold");
        let rows = (0..size.height).filter(|y| buffer[(0, *y)].symbol() == "▸").count();
        if size.width >= 4 && size.height >= 2 && !front.is_reading() {
            assert_eq!(
                rows,
                1,
                "the cursor's row is on the screen {rows} times after {command:?}: {:?} of {}: {buffer:?}",
                front.row(),
                json.escape_ascii()
            );
        }
        let ((line, lines), (row, rows)) = (front.line(), front.row());
        assert!((1..=lines).contains(&line), "line {line} of {lines}");
        assert!((1..=rows).contains(&row), "row {row} of {rows}");
        for (what, ..) in Copied::ALL {
            front.hand_out(what, Handed::Copy);
            front.copied_shown(what, 40);
        }
        front.hit_words();
    }
}

fn command(key: u8) -> P {
    match key % 43 {
        0 => P::Up,
        1 => P::Down,
        2 => P::PageUp,
        3 => P::PageDown,
        4 => P::First,
        5 => P::Last,
        6 => P::Left,
        7 => P::Right,
        8 => P::Toggle,
        9 => P::NextSibling,
        10 => P::PreviousSibling,
        11 => P::Parent,
        12 => P::UnfoldAll,
        13 => P::FoldAll,
        14 => P::ToggleSiblings,
        15 => P::FoldToDepth(u32::from(key / 43)),
        16 => P::Focus,
        17 => {
            P::Search(["\"", "a", "re:.", "key:e", "value:1", "re:", "é", "\\"][usize::from(key / 43)].into())
        }
        18 => P::NextHit,
        19 => P::PreviousHit,
        20 => P::NextFault,
        21 => P::GoTo(
            ["[1]", "a", "/0/1", "records[0].Id", "a[", "", "[\"\"]", "."][usize::from(key / 43)].into(),
        ),
        22 => P::Back,
        23 => P::Forward,
        24 => P::Wrap,
        25 => P::Table,
        26 => P::ScreenRow(u16::from(key)),
        27 => P::Percent(key),
        28 => P::Scroll(i32::from(key) - 128),
        29 => P::HalfUp,
        30 => P::HalfDown,
        31 => P::FirstSibling,
        32 => P::LastSibling,
        33 => P::ClearSearch,
        34 => P::FirstChild,
        35 => P::LastChild,
        36 => P::PanLeft,
        37 => P::PanRight,
        38 => P::PanHome,
        39 => P::PanEnd,
        40 => P::Open,
        41 => P::OpenText,
        _ => P::AsWritten,
    }
}
