//! Where the parts of a record are. Pure: drawing, paging and the mouse ask the same functions.

use ratatui::layout::Rect;

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The fields.
    #[default]
    Fields,
    /// The lists of records that point here.
    Related,
    /// The raw JSON.
    Raw,
}

/// Where the panes are; fields and related lists share one, above each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// Fields and related lists, title and facts line included.
    pub main: Option<Rect>,
    /// The raw JSON.
    pub raw: Option<Rect>,
}

/// The panes inside `area`: side by side from 120 columns on.
pub fn panes(area: Rect, focus: Pane, raw_off: bool, is_zoomed: bool) -> Panes {
    let is_raw = focus == Pane::Raw;
    if is_zoomed || area.width < 120 {
        return if is_raw {
            Panes { main: None, raw: Some(area) }
        } else {
            Panes { main: Some(area), raw: None }
        };
    }
    if raw_off && !is_raw {
        return Panes { main: Some(area), raw: None };
    }
    let raw = ((u32::from(area.width) * 3 / 10) as u16).min(90);
    let main = area.width - raw - 1;
    Panes {
        main: Some(Rect { width: main, ..area }),
        raw: Some(Rect { x: area.x + main + 1, width: raw, ..area }),
    }
}

/// The parts of the main pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Name, object, id, when it changed; one row where the screen is low.
    pub head: Rect,
    /// The filter line of the fields; no rows while nothing is looked for.
    pub filter: Rect,
    /// The lines.
    pub lines: Rect,
    /// Title of the related lists and the lists; no rows where the screen is low and they lack the focus.
    pub related: Rect,
}

/// The parts of the main pane. `has_filter`: a filter of the fields is set or typed.
pub fn parts(pane: Rect, focus: Pane, has_filter: bool) -> Parts {
    let inside = Rect { y: pane.y + 1, height: pane.height.saturating_sub(2), ..pane };
    let is_low = pane.height < 17;
    let head = Rect { height: if is_low { 1 } else { 3 }, ..inside };
    let filter = Rect {
        x: inside.x + 2,
        y: head.bottom(),
        width: inside.width.saturating_sub(3),
        height: u16::from(has_filter),
    };
    let rest = inside.height - head.height - filter.height;
    let related = match (is_low, focus) {
        (_, Pane::Related) => (rest / 2).max(4),
        (true, _) => 0,
        (false, _) => (rest / 4).clamp(4, 7),
    };
    let lines = Rect { y: filter.bottom(), height: rest - related, ..inside };
    Parts { head, filter, lines, related: Rect { y: lines.bottom(), height: related, ..inside } }
}

impl Parts {
    /// The rows of the related lists, below their title and above nothing.
    pub fn lists(&self) -> Rect {
        Rect { y: self.related.y + 1, height: self.related.height.saturating_sub(1), ..self.related }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_share_the_width_and_parts_the_height() {
        let area = Rect::new(0, 2, 120, 33);
        let both = panes(area, Pane::Fields, false, false);
        assert_eq!((both.main.unwrap().width, both.raw.unwrap().width), (83, 36));
        assert_eq!(panes(area, Pane::Fields, true, false).raw, None);
        assert_eq!(panes(Rect { width: 80, ..area }, Pane::Raw, false, false).main, None);
        for height in 13..60 {
            for focus in [Pane::Fields, Pane::Related] {
                for has_filter in [false, true] {
                    let pane = Rect::new(0, 2, 76, height);
                    let parts = parts(pane, focus, has_filter);
                    assert_eq!(parts.related.bottom() + 1, pane.bottom(), "{height}");
                    assert!(parts.lines.height >= 3, "{height} {focus:?}");
                }
            }
        }
    }
}
