//! Where the panes are, by the size of the screen. Pure: drawing, paging and the mouse ask the same functions.

use ratatui::layout::Rect;

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The list of objects.
    #[default]
    List,
    /// Fields, Rows, Relationships of one object.
    Middle,
    /// The raw JSON.
    Raw,
}

/// What decides on the panes beside the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The pane with the focus: it is always there.
    pub focus: Pane,
    /// With three panes the raw one is among them.
    pub raw_beside: bool,
    /// With two panes the raw one is in place of the middle.
    pub raw_instead: bool,
    /// Only the focused pane.
    pub zoomed: bool,
}

/// Where the panes are, title and facts line included; the upright lines are between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The list.
    pub list: Option<Rect>,
    /// The middle.
    pub middle: Option<Rect>,
    /// The raw JSON.
    pub raw: Option<Rect>,
}

/// How many panes stand side by side.
pub fn abreast(width: u16) -> u16 {
    match width {
        ..80 => 1,
        80..120 => 2,
        _ => 3,
    }
}

/// The panes inside `area`, which reaches from the title line to the facts line.
pub fn panes(area: Rect, wish: Wish) -> Panes {
    let Wish { focus, raw_beside, raw_instead, zoomed } = wish;
    let at = |x: u16, width: u16| Some(Rect { x: area.x + x, width, ..area });
    let width = area.width;
    if zoomed || abreast(width) == 1 {
        let only = Some(area);
        return match focus {
            Pane::List => Panes { list: only, ..Panes::default() },
            Pane::Middle => Panes { middle: only, ..Panes::default() },
            Pane::Raw => Panes { raw: only, ..Panes::default() },
        };
    }
    if abreast(width) == 2 {
        let list = 27 + (width - 80) / 5;
        let right = at(list + 1, width - list - 1);
        let is_raw = focus == Pane::Raw || (focus == Pane::List && raw_instead);
        let (middle, raw) = if is_raw { (None, right) } else { (right, None) };
        return Panes { list: at(0, list), middle, raw };
    }
    let list = (31 + (width - 120) / 5).min(52);
    if !raw_beside && focus != Pane::Raw {
        return Panes { list: at(0, list), middle: at(list + 1, width - list - 1), raw: None };
    }
    // 27 % up to 160 columns; of what is more, half, until the raw pane has 90.
    let share = (u32::from(width.min(160)) * 27 / 100) as u16;
    let raw = (share + width.saturating_sub(160) / 2).clamp(31, 90);
    let middle = width - list - raw - 2;
    Panes { list: at(0, list), middle: at(list + 1, middle), raw: at(list + middle + 2, raw) }
}

impl Panes {
    /// The panes in sight, from left to right.
    pub fn shown(&self) -> Vec<(Pane, Rect)> {
        [(Pane::List, self.list), (Pane::Middle, self.middle), (Pane::Raw, self.raw)]
            .into_iter()
            .filter_map(|(pane, area)| Some((pane, area?)))
            .collect()
    }

    /// The pane at a cell.
    pub fn at(&self, x: u16, y: u16) -> Option<(Pane, Rect)> {
        self.shown().into_iter().find(|(_, area)| area.contains((x, y).into()))
    }
}

/// The rows of a pane between its title and its facts.
pub fn inside(pane: Rect) -> Rect {
    Rect { y: pane.y + 1, height: pane.height.saturating_sub(2), ..pane }
}

/// The parts of the list of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListParts {
    /// The filter line.
    pub filter: Rect,
    /// Head and rows.
    pub table: Rect,
    /// Census and kinds; no rows where the screen is low.
    pub foot: Rect,
}

/// The parts of the list.
pub fn list_parts(pane: Rect) -> ListParts {
    let inside = inside(pane);
    let foot = if pane.height >= 27 { 3 } else { 0 };
    let filter = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), height: 1, ..inside };
    let table = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1 + foot), ..inside };
    ListParts { filter, table, foot: Rect { y: table.bottom(), height: foot, ..inside } }
}

/// The parts of the middle pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MiddleParts {
    /// The tabs.
    pub tabs: Rect,
    /// The filter line; no rows where the screen is low and nothing is filtered.
    pub filter: Rect,
    /// Head and rows.
    pub table: Rect,
    /// What of the answer is not as it should be; no rows if there is nothing to say.
    pub notes: Rect,
    /// The title line of the detail and what is below; no rows where the screen is low.
    pub detail: Rect,
}

/// The parts of the middle pane. `has_filter`: a filter is set or typed; `notes`: lines of notes, as far as the table
/// leaves room.
pub fn middle_parts(pane: Rect, has_filter: bool, notes: u16) -> MiddleParts {
    let inside = inside(pane);
    let tabs = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), height: 1, ..inside };
    let is_low = pane.height < 17;
    let rows = u16::from(has_filter || !is_low);
    let filter =
        Rect { x: inside.x + 2, y: inside.y + 1, width: inside.width.saturating_sub(3), height: rows };
    // Below 30 rows of the screen the detail has three lines, below 20 none.
    let detail = match pane.height {
        ..17 => 0,
        17..27 => 4,
        height => (height * 3 / 10).clamp(8, 14),
    };
    let room = inside.height.saturating_sub(1 + rows + detail);
    let notes = notes.min(room.saturating_sub(4));
    let table = Rect { y: filter.y + rows, height: room - notes, ..inside };
    let notes = Rect { y: table.bottom(), height: notes, ..inside };
    MiddleParts { tabs, filter, table, notes, detail: Rect { y: notes.bottom(), height: detail, ..inside } }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WISH: Wish = Wish { focus: Pane::List, raw_beside: true, raw_instead: false, zoomed: false };

    fn widths(columns: u16, wish: Wish) -> Vec<(Pane, u16)> {
        let area = Rect::new(0, 2, columns, 33);
        panes(area, wish).shown().into_iter().map(|(pane, area)| (pane, area.width)).collect()
    }

    #[test]
    fn panes_take_their_shares_of_the_width() {
        use Pane::{List, Middle, Raw};
        for (columns, shown) in [
            (60, vec![(List, 60)]),
            (80, vec![(List, 27), (Middle, 52)]),
            (119, vec![(List, 34), (Middle, 84)]),
            (120, vec![(List, 31), (Middle, 55), (Raw, 32)]),
            (159, vec![(List, 38), (Middle, 77), (Raw, 42)]),
            (200, vec![(List, 47), (Middle, 88), (Raw, 63)]),
            (400, vec![(List, 52), (Middle, 256), (Raw, 90)]),
        ] {
            assert_eq!(widths(columns, WISH), shown, "{columns}");
        }
        assert_eq!(widths(120, Wish { raw_beside: false, ..WISH }), [(List, 31), (Middle, 88)]);
        assert_eq!(widths(80, Wish { raw_instead: true, ..WISH }), [(List, 27), (Raw, 52)]);
        assert_eq!(widths(200, Wish { zoomed: true, focus: Raw, ..WISH }), [(Raw, 200)]);
    }

    #[test]
    fn the_focused_pane_is_always_in_sight_and_nothing_overlaps() {
        for columns in 60..260 {
            for focus in [Pane::List, Pane::Middle, Pane::Raw] {
                for bits in 0..8u8 {
                    let wish = Wish {
                        focus,
                        raw_beside: bits & 1 > 0,
                        raw_instead: bits & 2 > 0,
                        zoomed: bits & 4 > 0,
                    };
                    let shown = panes(Rect::new(0, 2, columns, 20), wish).shown();
                    assert!(shown.iter().any(|(pane, _)| *pane == focus), "{columns} {wish:?}");
                    let taken: u16 = shown.iter().map(|(_, area)| area.width).sum();
                    assert_eq!(taken + shown.len() as u16 - 1, columns, "{columns} {wish:?}");
                }
            }
        }
    }

    #[test]
    fn parts_stay_inside_their_pane() {
        for height in 13..60 {
            let pane = Rect::new(5, 2, 55, height);
            let list = list_parts(pane);
            assert!(list.foot.bottom() < pane.bottom() && list.table.height > 0, "{height}");
            for (has_filter, notes) in [(false, 0), (true, 0), (false, 2), (true, 2)] {
                let middle = middle_parts(pane, has_filter, notes);
                assert_eq!(middle.detail.bottom() + 1, pane.bottom(), "{height}");
                assert_eq!(middle.notes.bottom(), middle.detail.y, "{height}");
                assert!(middle.table.height > 3, "{height}");
            }
        }
    }
}
