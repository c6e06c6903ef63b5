//! Any keys on any document: the pane draws, and its cursor stands on a value that is shown.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use orgscope::json::Doc;
use orgscope::tui::theme::{Background, ColourDepth, Look};
use orgscope::tui::widgets::json_pane::{JsonPane, Notes, PaneCommand as P, Size};
use ratatui::{buffer::Buffer, layout::Rect};

fuzz_target!(|input: (Vec<u8>, Vec<(u8, u8, u8)>)| {
    let (bytes, keys) = input;
    let mut pane = JsonPane::new(Doc::from_bytes(Bytes::from(bytes)));
    let look = Look::new(ColourDepth::None, Background::Dark, false, true);
    for (key, width, height) in keys {
        let size = Size { width: u16::from(width) + 1, height: u16::from(height % 64) + 1 };
        let command = match key % 28 {
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
            15 => P::FoldToDepth(u32::from(key / 28)),
            16 => P::Focus,
            17 => P::Search(char::from(key).to_string()),
            18 => P::NextHit,
            19 => P::PreviousHit,
            20 => P::NextFault,
            21 => P::GoTo(format!("[{key}]")),
            22 => P::Back,
            23 => P::Forward,
            24 => P::Wrap,
            25 => P::Table,
            26 => P::ScreenRow(u16::from(key)),
            _ => P::Percent(key),
        };
        pane.apply(command, size);
        let area = Rect::new(0, 0, size.width, size.height);
        pane.view(&mut Buffer::empty(area), area, &look, true, &Notes::default());
        assert!(pane.cursor().is_none_or(|node| pane.folds().is_shown(node)));
    }
});
