//! Sideways: which part of long rows the pane shows. Rows are shifted together; line numbers and the cursor's
//! sign stay.

use super::commands::{Outcome, PaneCommand};
use super::{JsonPane, Size, units};
use crate::json::{NodeId, Row};
use crate::tui::keymap::Command;

impl JsonPane {
    /// Columns by which the rows are shifted to the left.
    pub fn panned(&self) -> usize {
        self.pan
    }

    pub(super) fn pan_by(&mut self, command: &PaneCommand, size: Size) -> Outcome {
        if self.wrap {
            let says = "Long strings are wrapped: {} cuts them, then they can be panned.";
            return Outcome::names(says, Command::Wrap);
        }
        self.panned_for = None;
        let across = usize::from(size.width.saturating_sub(self.gutter(size)).max(2));
        let step = across / 2;
        match command {
            PaneCommand::PanLeft if self.pan == 0 => return Outcome::says("This is the left end."),
            PaneCommand::PanLeft => self.pan_left(step, size),
            PaneCommand::PanRight if !self.goes_on(size) => {
                return Outcome::says("Nothing on the screen goes on at the right.");
            }
            PaneCommand::PanRight => self.pan_right(step, size),
            PaneCommand::PanEnd => {
                let end = self.row_end();
                let last = end.checked_sub(1).and_then(|byte| self.column_of(self.cursor, byte, size));
                // A comma may follow.
                self.pan = last.map_or(0, |last| (last + 3).saturating_sub(across));
            }
            _ => self.pan = 0,
        }
        Outcome::default()
    }

    /// A step of so many cells. Far inside a long text a column is a byte: no cell may be passed over there.
    fn pan_right(&mut self, cells: usize, size: Size) {
        let far = self.far_inside(size);
        let bytes = self.doc.bytes();
        match far {
            Some((range, at)) => self.pan += units::ahead(bytes, &range, at, cells).max(1),
            None => {
                self.pan += cells;
                if let Some((range, at)) = self.far_inside(size) {
                    let first = units::boundary(self.doc.bytes(), &range, range.start + units::MEASURED);
                    self.pan -= (at - first).min(cells - 1);
                }
            }
        }
    }

    fn pan_left(&mut self, cells: usize, size: Size) {
        let step = match self.far_inside(size) {
            Some((range, at)) => units::behind(self.doc.bytes(), &range, at, cells).max(1),
            None => cells,
        };
        self.pan = self.pan.saturating_sub(step);
    }

    /// The byte after what the cursor's row shows.
    fn row_end(&self) -> usize {
        let node = self.cursor.node;
        if self.doc.is_container(node) {
            self.doc.key_range(node).map_or(self.doc.start(node) + 1, |key| key.end)
        } else {
            self.doc.value_end(node)
        }
    }

    /// After a command: a jump leads back to the left end, a hit of the search is brought into view.
    pub(super) fn pan_after(&mut self, command: &PaneCommand, before: NodeId, size: Size) {
        use PaneCommand::*;
        match command {
            Search(_) | NextHit | PreviousHit => self.pan_to_hit(size),
            First | Last | Percent(_) | GoTo(_) | Back | Forward | NextFault | Focus | Table | Wrap => {
                self.pan = 0
            }
            _ if self.panned_for == Some(before) && self.cursor.node != before => self.pan = 0,
            _ => {}
        }
        if self.panned_for.is_some_and(|node| node != self.cursor.node) {
            self.panned_for = None;
        }
    }

    /// Shifts the rows so that the hit of the search is seen.
    pub(super) fn pan_to_hit(&mut self, size: Size) {
        let Some(hit) = self.search.as_ref().and_then(|search| search.hit.clone()) else { return };
        let node = self.cursor.node;
        if self.wrap || self.table.is_some() || self.doc.node_at(hit.start) != Some(node) {
            self.pan = 0;
            return;
        }
        let across = usize::from(size.width.saturating_sub(self.gutter(size)).max(4));
        let Some(column) = self.column_of(Row::of(node), hit.start, size) else {
            self.pan = 0;
            return;
        };
        let bytes = self.doc.bytes();
        let near = hit.start..hit.end.min(hit.start + across);
        let wide = units::width(&bytes[near.clone()]).min(across / 2);
        // At the right `… +49.9 MB` may stand, at the left `…`.
        let room = across - 12.min(across / 2);
        let is_seen = match self.far_inside(size) {
            // Far inside a long text columns say nothing about cells.
            Some((_, at)) => {
                at < near.start && near.end - at < room && units::width(&bytes[at..near.end]) <= room
            }
            None => (self.pan == 0 || column > self.pan) && column + wide <= self.pan + room,
        };
        if is_seen {
            return;
        }
        if column + wide <= room {
            self.pan = 0;
            return;
        }
        self.panned_for = Some(node);
        self.pan = column.saturating_sub(across / 3).max(1);
        if let Some((range, _)) = self.far_inside(size) {
            let first = near.start - units::behind(self.doc.bytes(), &range, near.start, across / 3);
            self.pan = self.column_of(Row::of(node), first, size).unwrap_or(column);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Modifier, Style};

    use super::super::pen::Pen;
    use super::super::tests::{does, drawn, look, pane};
    use super::super::{Notes, PaneCommand as P};
    use super::*;
    use crate::json::{Doc, touched};

    const WIDE: Size = Size { width: 60, height: 6 };

    fn buffer(pane: &JsonPane, size: Size) -> Buffer {
        let area = Rect::new(0, 0, size.width, size.height);
        let mut buffer = Buffer::empty(area);
        pane.view(&mut buffer, area, &look(), true, &Notes::default());
        buffer
    }

    fn symbols(buffer: &Buffer, y: u16, from: u16) -> Vec<String> {
        (from..buffer.area.right()).map(|x| buffer[(x, y)].symbol().to_owned()).collect()
    }

    /// The cells of `full` from `pan` on: what is in front of half a wide character is blank.
    fn cut(full: &[String], pan: usize) -> Vec<String> {
        let mut cells = full[pan..].to_vec();
        if pan > 0 && crate::text::cells::width(&full[pan - 1]) > 1 {
            cells[0] = " ".into();
        }
        let hidden = pan > 0 && full[..pan].iter().any(|symbol| symbol != " ");
        if hidden {
            if crate::text::cells::width(&cells[0]) > 1 {
                cells[1] = " ".into();
            }
            cells[0] = "…".into();
        }
        cells
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop_oneof![
                4 => "[a-z ]{1,4}",
                2 => "[製作所한국]{1,3}",
                1 => Just("e\u{301}\u{302}".to_owned()),
                1 => Just("กำ".to_owned()),
                1 => Just("👩\u{200d}💻🇩🇪".to_owned()),
                1 => Just("\u{202e}\u{7f}".to_owned()),
                1 => Just("\\n".to_owned()),
            ],
            0..40,
        )
        .prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_shown_is_a_part_of_the_whole_line(
            texts in prop::collection::vec(any_text(), 1..5),
            pan in 0usize..200,
            width in 24u16..70,
        ) {
            let json = format!("[{}]", texts.iter().map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(","));
            let mut pane = pane(&json);
            // The same right edge, and numbers in both or in neither.
            let width = if width < 60 { width.min(59) } else { width };
            let full_size = Size { width: width + pan as u16, height: 6 };
            let gutter = pane.gutter(Size { width, height: 6 });
            prop_assume!(gutter == pane.gutter(full_size));
            let full = buffer(&pane, full_size);
            pane.pan = pan;
            let shown = buffer(&pane, Size { width, height: 6 });
            for y in 0..6 {
                let whole = symbols(&full, y, gutter);
                prop_assert_eq!(symbols(&shown, y, gutter), cut(&whole, pan), "row {} panned by {}", y, pan);
            }
        }

        #[test]
        fn any_bytes_are_shifted_by_whole_cells(raw in prop::collection::vec(any::<u8>(), 0..80), pan in 0usize..90) {
            let area = Rect::new(0, 0, 700, 1);
            let mut full = Buffer::empty(area);
            let mut pen = Pen::new(Some(&mut full), area);
            pen.bytes(&raw, Style::new(), Style::new());
            prop_assert_eq!(usize::from(pen.x()), units::width(&raw));
            let area = Rect::new(0, 0, 700 - pan as u16, 1);
            let mut shown = Buffer::empty(area);
            let mut pen = Pen::new(Some(&mut shown), area);
            pen.pan(pan);
            pen.bytes(&raw, Style::new(), Style::new());
            pen.stay(Style::new());
            prop_assert_eq!(symbols(&shown, 0, 0), cut(&symbols(&full, 0, 0), pan));
        }

        #[test]
        fn a_place_is_found_without_what_is_before_it(text in any_text(), many in 1usize..40, at in 0usize..60_000) {
            let text = text.repeat(many * 20);
            let range = 0..text.len();
            let at = units::boundary(text.as_bytes(), &range, at.min(text.len()));
            prop_assert!(text.is_char_boundary(at));
            let column = units::column(text.as_bytes(), &range, at);
            let (found, still) = units::place(text.as_bytes(), &range, column);
            if at > units::MEASURED {
                prop_assert_eq!((found, still), (Some(at).filter(|at| *at < text.len()), 0));
            } else if text.len() > units::MEASURED && at < units::MEASURED {
                prop_assert_eq!((found, still), (Some(0), column));
            }
        }

        #[test]
        fn a_hit_is_seen_wherever_it_stands(
            before in any_text(),
            times in prop_oneof![1usize..20, Just(150)],
            key in any::<bool>(),
            width in 30u16..130,
        ) {
            let long = before.repeat(times);
            let json = if key {
                format!("{{\"{long}Needle{before}\": \"{long}\", \"b\": 1}}")
            } else {
                format!("[\"{long}Needle{long}\", 1]")
            };
            let mut pane = JsonPane::new(Doc::from_bytes(Bytes::from(json)));
            let size = Size { width, height: 8 };
            pane.apply(P::Search("Needle".into()), size);
            let shown = buffer(&pane, size);
            let y = pane.row().0 as u16 - 1 - pane.top_row() as u16;
            let marked: String = (0..width)
                .filter(|x| shown[(*x, y)].modifier.contains(Modifier::UNDERLINED))
                .map(|x| shown[(x, y)].symbol().to_owned())
                .collect();
            prop_assert!(marked.contains("Needle"), "{:?}: {:?}", marked, symbols(&shown, y, 0).concat());
        }
    }

    #[test]
    fn panning_to_the_end_shows_every_word() {
        for (word, count) in [("word", 500), ("製作", 400), ("\u{7f}\u{202e}", 450)] {
            let text: String = (0..count).map(|n| format!("{word}{n:05} ")).collect();
            let mut pane = pane(&format!("[1,\"{text}\"]"));
            pane.apply(P::Last, WIDE);
            pane.apply(P::Up, WIDE);
            let mut seen = vec![false; count];
            for _ in 0..20_000 {
                let row = drawn(&pane, WIDE)[2].clone();
                for digits in row.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 5) {
                    seen[digits.parse::<usize>().unwrap()] = true;
                }
                if pane.apply(P::PanRight, WIDE).says.is_some() {
                    break;
                }
            }
            let missed = seen.iter().position(|seen| !seen);
            assert_eq!(missed, None, "{word}");
            // And back again, to where it began.
            for _ in 0..20_000 {
                if pane.apply(P::PanLeft, WIDE).says.is_some() {
                    break;
                }
            }
            assert_eq!(pane.panned(), 0);
        }
    }

    #[test]
    fn rows_are_shifted_together_and_numbers_stay() {
        let long = "0123456789".repeat(20);
        let mut pane = pane(&format!("{{\"a\":\"{long}\",\"b\":1,\"c\":\"製作所{}\"}}", "製作".repeat(30)));
        assert_eq!(does(&mut pane, &[P::PanLeft]).as_deref(), Some("This is the left end."));
        does(&mut pane, &[P::PanRight]);
        assert_eq!(
            drawn(&pane, WIDE),
            [
                "▸      1  …",
                "       2  …456789012345678901234567890123456789012345678901…",
                "       3  …",
                "       4  …作製作製作製作製作製作製作製作製作製作製作製作製…",
                "       5  …",
            ]
        );
        pane.apply(P::Down, WIDE);
        pane.apply(P::PanEnd, WIDE);
        assert!(drawn(&pane, WIDE)[1].ends_with("6789\","), "{:?}", drawn(&pane, WIDE));
        assert!(does(&mut pane, &[P::Wrap, P::PanRight]).unwrap().contains("wrapped"));
        assert_eq!(pane.panned(), 0);
    }

    #[test]
    fn a_jump_leads_back_to_the_left_end_and_so_does_leaving_a_hit() {
        let long = "x".repeat(500);
        let mut pane = pane(&format!("[\"{long}needle\",2]"));
        does(&mut pane, &[P::Search("needle".into())]);
        assert!(pane.panned() > 400);
        does(&mut pane, &[P::Down]);
        assert_eq!(pane.panned(), 0);
        does(&mut pane, &[P::PreviousSibling, P::PanRight, P::Down]);
        assert!(pane.panned() > 0, "a move keeps what was panned by hand");
        does(&mut pane, &[P::First]);
        assert_eq!(pane.panned(), 0);
        does(&mut pane, &[P::PanRight, P::PanHome]);
        assert_eq!(pane.panned(), 0);
    }

    #[test]
    fn children_are_reached_from_a_folded_container_and_a_leaf_has_none() {
        let mut pane = pane("{\"a\":[1,{\"b\":2},3],\"c\":{},\"d\":4}");
        does(&mut pane, &[P::FoldToDepth(1), P::FirstChild, P::LastChild]);
        assert_eq!(pane.path_shown(), ".a[2]");
        does(&mut pane, &[P::FirstChild]);
        assert_eq!(pane.path_shown(), ".a[2]");
        does(&mut pane, &[P::Parent, P::NextSibling, P::LastChild]);
        assert_eq!(pane.path_shown(), ".c");
        does(&mut pane, &[P::Last, P::LastChild]);
        assert_eq!(pane.path_shown(), ".d");
    }

    #[test]
    fn a_frame_far_inside_a_long_text_touches_what_the_first_one_does() {
        let long = "xé".repeat(1 << 20);
        let mut pane = pane(&format!("{{\"before\":1,\"{long}\":\"{long}\",\"b\":\"{long}\"}}"));
        does(&mut pane, &[P::Last, P::Up, P::PanEnd]);
        assert!(pane.panned() > 1 << 20);
        // Each row has a beginning that is measured, and a place far inside that is looked at.
        let most = usize::from(WIDE.height) * 4 * units::MEASURED;
        for command in
            [P::PanLeft, P::PanLeft, P::PanRight, P::Up, P::PanEnd, P::PanLeft, P::Search("xé".into())]
        {
            let (_, frame) = touched::during(|| drawn(&pane, WIDE));
            let (_, key) = touched::during(|| pane.apply(command.clone(), WIDE));
            for (what, touched) in [("frame", frame), ("key", key)] {
                assert!(touched.bytes <= most, "{what}, {command:?}: {touched:?}");
            }
        }
    }
}
