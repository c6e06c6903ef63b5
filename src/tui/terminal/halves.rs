//! Characters of two cells whose second half would be left on the screen.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Position;

use crate::text::cells::width;

/// Not every terminal clears the second half of a character of two cells when something narrow is put over its
/// first half, and ratatui sends a cell only where it differs. So the second half is sent anew.
pub(super) fn clear_halves(buf: &mut Buffer, wide: &mut Vec<Position>) {
    for at in wide.drain(..) {
        let is_wide = buf.cell(at).is_some_and(|cell| width(cell.symbol()) > 1);
        if !is_wide && let Some(second) = buf.cell_mut(Position { x: at.x + 1, ..at }) {
            second.set_diff_option(CellDiffOption::AlwaysUpdate);
        }
    }
    for y in buf.area.top()..buf.area.bottom() {
        for x in buf.area.left()..buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            if !symbol.is_ascii() && width(symbol) > 1 {
                wide.push(Position { x, y });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn the_second_half_of_a_wide_character_is_sent_anew_when_something_narrow_takes_its_place() {
        let area = Rect { x: 0, y: 0, width: 4, height: 1 };
        let mut wide = Vec::new();
        let mut before = Buffer::empty(area);
        before.set_string(0, 0, "製作", ratatui::style::Style::new());
        clear_halves(&mut before, &mut wide);
        let mut after = Buffer::empty(area);
        after.set_string(0, 0, "a b", ratatui::style::Style::new());
        clear_halves(&mut after, &mut wide);
        let sent: Vec<_> = before.diff(&after).into_iter().map(|(x, _, _)| x).collect();
        assert_eq!(sent, [0, 1, 2, 3]);
        assert!(wide.is_empty());
    }
}
