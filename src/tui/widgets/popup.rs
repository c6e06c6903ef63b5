//! Boxes that lie over the panes: where they go, their border, their dividers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::ink;
use crate::text::cells;
use crate::tui::theme::{Look, Role};

/// Where a box goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In the middle.
    Centre,
    /// With its upper left corner at a cell, or as near as there is room.
    At(u16, u16),
    /// Under a cell, or above it if there is no room below; never over the cell's row.
    Under(u16, u16),
}

/// The area of a box that wants `width` × `height` cells, border included, inside `screen`.
pub fn place(screen: Rect, spot: Spot, width: u16, height: u16) -> Rect {
    let (width, mut height) = (width.min(screen.width), height.min(screen.height));
    let (x, y) = match spot {
        Spot::Centre => (screen.x + (screen.width - width) / 2, screen.y + (screen.height - height) / 2),
        Spot::At(x, y) => (x, y),
        Spot::Under(x, y) => {
            let (below, above) = (screen.bottom().saturating_sub(y + 1), y.saturating_sub(screen.y));
            if height <= below || below >= above {
                height = height.min(below);
                (x, y + 1)
            } else {
                height = height.min(above);
                (x, y - height)
            }
        }
    };
    let x = x.clamp(screen.x, screen.right() - width);
    let y = y.clamp(screen.y, screen.bottom() - height);
    Rect { x, y, width, height }
}

/// Draws an empty box with a title and a note in its upper border; the area inside.
pub fn frame(buffer: &mut Buffer, area: Rect, title: &str, note: &Line<'_>, look: &Look) -> Rect {
    ink::clear(buffer, area);
    if area.width < 2 || area.height < 2 {
        return Rect { width: 0, height: 0, ..area };
    }
    let glyphs = look.glyphs();
    let line = look.style(Role::Normal);
    let [upper_left, upper_right, lower_left, lower_right] = glyphs.corners;
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for y in [area.y, bottom] {
        ink::rule(buffer, area.x + 1, right, y, glyphs.light, line);
    }
    for y in area.y + 1..bottom {
        ink::put(buffer, area.x, y, 1, glyphs.upright, line);
        ink::put(buffer, right, y, 1, glyphs.upright, line);
    }
    for (x, y, corner) in [
        (area.x, area.y, upper_left),
        (right, area.y, upper_right),
        (area.x, bottom, lower_left),
        (right, bottom, lower_right),
    ] {
        ink::put(buffer, x, y, 1, corner, line);
    }
    let mut room = usize::from(area.width).saturating_sub(6);
    if !title.is_empty() && room > 0 {
        let title = cells::cut_end(title, room);
        let x = ink::put(buffer, area.x + 2, area.y, 1, " ", Style::reset());
        let x = ink::put(buffer, x, area.y, area.width, &title, look.bold(Role::Accent));
        ink::put(buffer, x, area.y, 1, " ", Style::reset());
        room = room.saturating_sub(cells::width(&title) + 3);
    }
    let wide = note.width();
    if wide > 0 && wide <= room {
        let x = right - 3 - wide as u16;
        ink::put(buffer, x, area.y, area.width, &" ".repeat(wide + 2), Style::reset());
        ink::line(buffer, x + 1, area.y, wide as u16, note);
    }
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// Draws a line across a box at row `y`.
pub fn divider(buffer: &mut Buffer, area: Rect, y: u16, look: &Look) {
    if area.width < 2 || y <= area.y || y + 1 >= area.bottom() {
        return;
    }
    let glyphs = look.glyphs();
    let line = look.style(Role::Normal);
    ink::put(buffer, area.x, y, 1, glyphs.branch_right, line);
    ink::rule(buffer, area.x + 1, area.right() - 1, y, glyphs.light, line);
    ink::put(buffer, area.right() - 1, y, 1, glyphs.branch_left, line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    #[test]
    fn a_box_covers_what_is_under_it() {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut buffer = Buffer::with_lines(["xxxxxxxxxxxxxxxxxxxxxxxx"; 6]);
        let area = Rect::new(1, 1, 22, 4);
        let inner = frame(&mut buffer, area, "Copy", &"1 of 6".into(), &look);
        divider(&mut buffer, area, 3, &look);
        assert_eq!(
            lines(&buffer),
            [
                "xxxxxxxxxxxxxxxxxxxxxxxx",
                "x╭─ Copy ──── 1 of 6 ─╮x",
                "x│                    │x",
                "x├────────────────────┤x",
                "x╰────────────────────╯x",
                "xxxxxxxxxxxxxxxxxxxxxxxx",
            ]
        );
        assert_eq!(inner, Rect::new(2, 2, 20, 2));
    }

    #[test]
    fn a_box_stays_on_the_screen_and_off_the_row_it_belongs_to() {
        let screen = Rect::new(0, 2, 80, 20);
        for (spot, want, got) in [
            (Spot::Centre, (40, 10), (20, 7, 40, 10)),
            (Spot::At(70, 4), (40, 10), (40, 4, 40, 10)),
            (Spot::Under(5, 4), (40, 10), (5, 5, 40, 10)),
            (Spot::Under(5, 19), (40, 10), (5, 9, 40, 10)),
            (Spot::Under(5, 12), (40, 30), (5, 2, 40, 10)),
            (Spot::Centre, (200, 100), (0, 2, 80, 20)),
        ] {
            let (x, y, width, height) = got;
            assert_eq!(place(screen, spot, want.0, want.1), Rect::new(x, y, width, height), "{spot:?}");
        }
    }

    #[test]
    fn tiny_boxes_do_not_panic() {
        let look = Look::new(ColourDepth::None, Background::Dark, true, true);
        for width in 0..8 {
            for height in 0..4 {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 4));
                let area = Rect::new(0, 0, width, height);
                frame(&mut buffer, area, "A long title", &"note".into(), &look);
                divider(&mut buffer, area, 1, &look);
            }
        }
    }
}
